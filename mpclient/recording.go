package mpclient

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"github.com/homologa/homologa/mpclient/limits"
)

// Recording is a RoundTripper that records every exchange, redacted, and hands the answer on with
// its body read into memory up to a limit. All traffic of the program goes through one.
type Recording struct {
	Base     http.RoundTripper
	Recorder *Recorder
	Redactor *Redactor
	Now      func() time.Time
	MaxBody  int64 // answers larger than this end in ErrTooLarge; 0 is 4 MiB
	// Cut hands over the first MaxBody bytes of a larger answer instead of failing; the exchange
	// says so.
	Cut bool
}

// ErrTooLarge is returned for an answer larger than the limit.
var ErrTooLarge = errors.New("answer larger than the limit")

type opKey struct{}
type seenKey struct{}

// WithOp names what the next requests are for; the name shows in exchanges and errors.
func WithOp(ctx context.Context, op string) context.Context {
	return context.WithValue(ctx, opKey{}, op)
}

func opOf(ctx context.Context) string { s, _ := ctx.Value(opKey{}).(string); return s }

// Seen collects the exchanges made under a context, so that a fact can point at its evidence.
type Seen struct {
	mu  sync.Mutex
	ids []string
}

// IDs lists the exchange ids, in order.
func (s *Seen) IDs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.ids...)
}

// WithSeen attaches a collector to a context.
func WithSeen(ctx context.Context) (context.Context, *Seen) {
	s := &Seen{}
	return context.WithValue(ctx, seenKey{}, s), s
}

// RoundTrip implements http.RoundTripper. It records an attempt whether it succeeds or not.
func (t *Recording) RoundTrip(req *http.Request) (*http.Response, error) {
	x := Exchange{Op: opOf(req.Context()), Method: req.Method, URL: t.Redactor.URL(req.URL), Started: t.now(), Attempt: attemptOf(req.Context())}
	x.ReqHeader = t.Redactor.Headers(req.Header)
	if req.Body != nil && req.Body != http.NoBody {
		b, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(b))
		req.ContentLength = int64(len(b))
		x.ReqBody = t.kept(b)
	}
	start := time.Now()
	var ph phases
	resp, err := t.Base.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), ph.trace())))
	var body []byte
	if err == nil {
		body, err = readBody(resp, t.limit())
		if errors.Is(err, ErrTooLarge) && t.Cut {
			err, x.Truncated = nil, true
		}
		x.Status = resp.StatusCode
		x.RequestID = requestID(t.Redactor, resp)
		x.RespHeader = t.Redactor.Headers(resp.Header)
		x.RespBody = t.kept(body)
	}
	x.Timing = ph.timing(start)
	if err != nil {
		x.Err = CleanLine(t.Redactor.Text(err.Error()), 300)
	}
	id := t.Recorder.Add(x)
	if s, ok := req.Context().Value(seenKey{}).(*Seen); ok {
		s.mu.Lock()
		s.ids = append(s.ids, id)
		s.mu.Unlock()
	}
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return nil, &exchangeError{id: id, err: err}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	resp.Header.Set(exchangeHeader, id)
	return resp, nil
}

const defaultMaxBody = 4 << 20

func (t *Recording) limit() int64 {
	if t.MaxBody <= 0 {
		return defaultMaxBody
	}
	return t.MaxBody
}

func (t *Recording) now() time.Time {
	if t.Now == nil {
		return time.Now()
	}
	return t.Now()
}

// maxText is how much of a text that is not JSON is searched for secrets; less than that is kept.
const maxText = 4 * maxKeptBody

// kept redacts a body for storage. JSON is redacted whole before the recorder cuts it: a cut
// one would be mere text, in which keys and parents no longer tell what is personal. Other text is
// cut first, between words, so that no half of a secret escapes its pattern.
func (t *Recording) kept(body []byte) string {
	if len(body) > maxText && !json.Valid(body) {
		cut := body[:maxText]
		if i := bytes.LastIndexAny(cut, " \t\r\n\"'<>,;&"); i > 0 {
			cut = cut[:i]
		}
		return t.Redactor.Text(string(cut))
	}
	return string(t.Redactor.JSON(body))
}

func requestID(r *Redactor, resp *http.Response) string {
	return CleanLine(r.Text(resp.Header.Get("X-Request-Id")), 80)
}

// exchangeHeader carries the exchange id from the transport to the caller; the network cannot
// set it because RoundTrip overwrites it.
const exchangeHeader = "Homologa-Exchange"

// ExchangeOf tells which recorded exchange an answer belongs to.
func ExchangeOf(resp *http.Response) string { return resp.Header.Get(exchangeHeader) }

type exchangeError struct {
	id  string
	err error
}

func (e *exchangeError) Error() string { return e.err.Error() }
func (e *exchangeError) Unwrap() error { return e.err }

func readBody(resp *http.Response, limit int64) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if int64(len(b)) > limit {
		return b[:limit], ErrTooLarge
	}
	return b, err
}

type attemptKey struct{}

func attemptOf(ctx context.Context) int {
	if n, ok := ctx.Value(attemptKey{}).(int); ok {
		return n
	}
	return 1
}

// phases collects the moments of one round trip. The trace's callbacks may run on several
// goroutines, also after the round trip ended.
type phases struct {
	mu                                                    sync.Mutex
	dns0, dns1, conn0, conn1, tls0, tls1, firstByteMoment time.Time
}

func (p *phases) set(at *time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at.IsZero() {
		*at = time.Now()
	}
}

func (p *phases) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { p.set(&p.dns0) },
		DNSDone:              func(httptrace.DNSDoneInfo) { p.set(&p.dns1) },
		ConnectStart:         func(string, string) { p.set(&p.conn0) },
		ConnectDone:          func(string, string, error) { p.set(&p.conn1) },
		TLSHandshakeStart:    func() { p.set(&p.tls0) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { p.set(&p.tls1) },
		GotFirstResponseByte: func() { p.set(&p.firstByteMoment) },
	}
}

func (p *phases) timing(start time.Time) Timing {
	p.mu.Lock()
	defer p.mu.Unlock()
	span := func(a, b time.Time) time.Duration {
		if a.IsZero() || b.IsZero() {
			return 0
		}
		return b.Sub(a)
	}
	return Timing{span(p.dns0, p.dns1), span(p.conn0, p.conn1), span(p.tls0, p.tls1), span(start, p.firstByteMoment), time.Since(start)}
}

// NetworkCategory sorts a transport error.
func NetworkCategory(err error) Category {
	var ne net.Error
	switch {
	case errors.Is(err, limits.ErrSilent), errors.Is(err, limits.ErrStall):
		return CatTimeout
	case errors.Is(err, context.Canceled):
		return CatCancelled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &ne) && ne.Timeout():
		return CatTimeout
	case errors.Is(err, ErrTooLarge):
		return CatTooLarge
	}
	return CatNetwork
}
