package webhook

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// Limits of one delivery: Mercado Pago waits no longer than 22 seconds.
const (
	sendLimit   = 22 * time.Second
	sendBody    = 64 << 10
	sendExcerpt = 400 // runes of an answer that are shown
)

// Sender posts notifications to one endpoint, which may be anybody's: consent is the caller's to ask for.
// It may be used by several goroutines.
type Sender struct {
	endpoint *url.URL
	opt      SenderOptions
	client   *http.Client
	redactor *mpclient.Redactor
}

// SenderOptions set a sender up.
type SenderOptions struct {
	Secret    mpclient.Secret // of what is genuine or stale
	UserAgent string
	HTTP      http.RoundTripper // nil: a transport that trusts Roots
	Roots     *x509.CertPool    // nil: the system's
	Now       func() time.Time  // the clock of the signatures; nil: time.Now
}

// NewSender makes a sender. Redirects are answers like others and are not followed.
func NewSender(endpoint *url.URL, o SenderOptions) *Sender {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HTTP == nil {
		o.HTTP = &http.Transport{DisableKeepAlives: true, MaxResponseHeaderBytes: sendBody,
			TLSClientConfig: &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12}}
	}
	return &Sender{endpoint: endpoint, opt: o, redactor: mpclient.NewRedactor(o.Secret), client: &http.Client{
		Timeout: sendLimit, Transport: o.HTTP,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Answer is what an endpoint made of one notification.
type Answer struct {
	RequestID string // sent as X-Request-Id
	Status    int    // 0 when there was no answer
	Headers   int    // how many came
	Excerpt   string // the beginning of the body on one line, cleaned and without credentials
	Elapsed   time.Duration
	Sent      Arrival // what went out, as a receiver got it; its ID is empty
	Err       error   // why there was no answer, without the address; ctx.Err() when ctx ended
	Cause     string  // the id of Err: NoAnswer or one of mpclient.NetworkCause
}

// Send posts one notification and waits for the answer, 22 s at most.
func (s *Sender) Send(ctx context.Context, o Outgoing) Answer {
	limited, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	req, err := o.Request(limited, s.endpoint.String(), s.opt.Secret, s.opt.Now(), s.opt.UserAgent)
	if err != nil {
		return Answer{Err: err, Cause: "unreachable"}
	}
	a := Answer{RequestID: req.Header.Get("X-Request-Id"), Sent: Arrival{At: s.opt.Now(), Source: FromHere, Method: req.Method,
		Query: req.URL.RawQuery, Header: req.Header.Clone(), Body: o.Body, Length: int64(len(o.Body)), Signature: o.verdict()}}
	start := time.Now()
	resp, err := s.client.Do(req)
	a.Elapsed = time.Since(start)
	switch {
	case err != nil && ctx.Err() != nil:
		a.Err = ctx.Err()
		return a
	case err != nil:
		a.Cause, a.Err = withoutAddress(err)
		return a
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, sendBody))
	_ = resp.Body.Close()
	a.Elapsed = time.Since(start)
	a.Status, a.Headers = resp.StatusCode, len(resp.Header)
	a.Excerpt = mpclient.CleanLine(s.redactor.Text(string(body)), sendExcerpt)
	return a
}

// SendAll sends a plan in its order, waiting before each, and hands every answer on at once. It ends early
// with the error of each, or with ctx.Err().
func (s *Sender) SendAll(ctx context.Context, plan []Outgoing, delay time.Duration, each func(Outgoing, Answer) error) error {
	for _, o := range plan {
		if delay > 0 {
			if err := mpclient.Sleep(ctx, delay); err != nil {
				return err
			}
		}
		a := s.Send(ctx, o)
		if err := ctx.Err(); err != nil && a.Err != nil {
			return err
		}
		if err := each(o, a); err != nil {
			return err
		}
	}
	return nil
}

// withoutAddress is the reason of a failure without the address, which may hold a password.
func withoutAddress(err error) (cause string, why error) {
	if ue, ok := err.(*url.Error); ok {
		if ue.Timeout() {
			return NoAnswer, errors.New("22 s")
		}
		err = ue.Err
	}
	cause = mpclient.NetworkCause(err)
	if op, ok := err.(*net.OpError); ok && op.Err != nil {
		err = op.Err
	}
	return cause, errors.New(mpclient.CleanLine(err.Error(), 160))
}

// verdict is what a receiver that knows the secret finds.
func (o Outgoing) verdict() Verdict {
	switch o.Signing {
	case SignForged:
		return Mismatch
	case SignNot:
		return NotVerifiable
	}
	return SignedHere
}
