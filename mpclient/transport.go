package mpclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/homologa/homologa/mpclient/limits"
)

// transport carries calls to the API: base URL, write guard, rate limit, retries. The official
// SDK and our own calls share it. It adds nothing the caller did not ask for but our name: a recording of our own
// calls must not be taken for the integration's.
type transport struct {
	next    http.RoundTripper // a *Recording
	base    *url.URL
	guard   *guard
	limiter *rate.Limiter
	retries int
	call    time.Duration // for one attempt with the whole of its answer
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
}

// Agent is the user agent of every call, and begins that of every other request of ours.
const Agent = "homologa"

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil && req.Body != http.NoBody {
		b, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
		body = b
	}
	if err := t.guard.allow(req, body); err != nil {
		return nil, err
	}
	again, last := repeatable(req), error(nil)
	for attempt := 1; ; attempt++ {
		if err := t.turn(req.Context()); err != nil {
			return nil, keepExchange(last, err)
		}
		resp, err := t.once(req, body, attempt)
		if !again || attempt > t.retries || !passing(resp, err) {
			return resp, err
		}
		wait := time.Duration(250<<(attempt-1)) * time.Millisecond
		last = err
		if resp != nil {
			if ra := retryAfter(resp, t.now()); ra > 0 {
				wait = ra
			}
			if wait > limits.RetryAfter {
				return resp, nil // the server asks for longer than a person waits; report it
			}
			last = &exchangeError{id: ExchangeOf(resp), err: errors.New(resp.Status)}
		}
		if d, ok := req.Context().Deadline(); ok && time.Until(d) < wait {
			return resp, err
		}
		if resp != nil {
			_ = resp.Body.Close()
		}
		if err := t.sleep(req.Context(), wait); err != nil {
			return nil, keepExchange(last, err)
		}
	}
}

// once makes one attempt within the time a call has, whatever the caller's context allows: nobody waits for a server that
// accepted the connection and then keeps still, or sends a byte now and then. The answer comes back read to its end.
func (t *transport) once(req *http.Request, body []byte, attempt int) (*http.Response, error) {
	ctx, end := context.WithTimeoutCause(req.Context(), t.call, limits.ErrSilent)
	defer end()
	resp, err := t.next.RoundTrip(t.prepare(req.WithContext(ctx), body, attempt))
	if err != nil && context.Cause(ctx) == limits.ErrSilent {
		err = &silence{err, t.call}
	}
	return resp, err
}

// silence is a call that ended because its time was up.
type silence struct {
	err   error
	after time.Duration
}

func (s *silence) Error() string   { return "no answer within " + s.after.String() }
func (s *silence) Unwrap() []error { return []error{s.err, limits.ErrSilent} }

// prepare writes one attempt's request: a copy, because the caller's must stay as it is.
func (t *transport) prepare(req *http.Request, body []byte, attempt int) *http.Request {
	r := req.Clone(context.WithValue(req.Context(), attemptKey{}, attempt))
	r.URL.Scheme, r.URL.Host, r.Host = t.base.Scheme, t.base.Host, ""
	r.URL.RawPath = joinPath(t.base.EscapedPath(), r.URL.EscapedPath())
	r.URL.Path = joinPath(t.base.Path, r.URL.Path)
	r.Header.Set("User-Agent", Agent)
	if body != nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.ContentLength = int64(len(body))
	}
	return r
}

// turn waits until the rate limit lets one more request out.
func (t *transport) turn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	slot := t.limiter.Reserve()
	d := slot.Delay()
	if d <= 0 {
		return nil
	}
	if at, ok := ctx.Deadline(); ok && time.Until(at) < d {
		slot.Cancel()
		return context.DeadlineExceeded
	}
	if err := t.sleep(ctx, d); err != nil {
		slot.Cancel()
		return err
	}
	return nil
}

// reads reports whether a request changes nothing. This program makes no HEAD.
func reads(req *http.Request) bool { return req.Method == http.MethodGet || req.Method == "" }

// repeatable tells requests that may be sent again. A write may only when the server can tell it is
// the same one; the SDK puts an idempotency key on every write, but preferences ignore it and a
// second POST there makes a second preference.
func repeatable(req *http.Request) bool {
	if reads(req) {
		return true
	}
	if req.Header.Get("X-Idempotency-Key") == "" {
		return false
	}
	return req.Method == http.MethodPut || strings.HasPrefix(req.URL.Path, "/v1/payments") || strings.HasPrefix(req.URL.Path, "/v1/orders")
}

// keepExchange reports err and points at the exchange of the attempt before it.
func keepExchange(last, err error) error {
	var x *exchangeError
	if errors.As(last, &x) {
		return &exchangeError{id: x.id, err: err}
	}
	return err
}

func joinPath(base, p string) string { return strings.TrimRight(base, "/") + p }

// passing tells failures that may be over a moment later.
func passing(resp *http.Response, err error) bool {
	if err != nil {
		return NetworkCategory(err) == CatNetwork && !isPermanent(err)
	}
	switch resp.StatusCode {
	case 429, 500, 502, 503, 504:
		return true
	}
	return false
}

// longestRetryAfter is what retryAfter takes for any longer wish, in seconds: more would overflow.
const longestRetryAfter = 1 << 30

// retryAfter reads seconds or a date; 0 when absent, past or unreadable. It gives what was asked for, however long that is.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	v := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if v != "" && strings.Trim(v, "0123456789") == "" {
		n := int64(0)
		for _, c := range v { // by hand, because there is no limit to how many digits somebody sends
			n = min(10*n+int64(c-'0'), longestRetryAfter)
		}
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return min(at.Sub(now), longestRetryAfter*time.Second)
	}
	return 0
}
