package mpclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// transport carries calls to the API: base URL, write guard, rate limit, retries. The official
// SDK and our own calls share it. It adds nothing the caller did not ask for.
type transport struct {
	next    http.RoundTripper // a *Recording
	base    *url.URL
	guard   *guard
	limiter *rate.Limiter
	retries int
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
}

const maxRetryAfter = 20 * time.Second

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
		resp, err := t.next.RoundTrip(t.prepare(req, body, attempt))
		if !again || attempt > t.retries || !passing(resp, err) {
			return resp, err
		}
		wait := time.Duration(250<<(attempt-1)) * time.Millisecond
		last = err
		if resp != nil {
			if ra := retryAfter(resp, t.now()); ra > 0 {
				wait = ra
			}
			if wait > maxRetryAfter {
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

// prepare writes one attempt's request: a copy, because the caller's must stay as it is.
func (t *transport) prepare(req *http.Request, body []byte, attempt int) *http.Request {
	r := req.Clone(context.WithValue(req.Context(), attemptKey{}, attempt))
	r.URL.Scheme, r.URL.Host, r.Host = t.base.Scheme, t.base.Host, ""
	r.URL.RawPath = joinPath(t.base.EscapedPath(), r.URL.EscapedPath())
	r.URL.Path = joinPath(t.base.Path, r.URL.Path)
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

// retryAfter reads seconds or a date; 0 when absent or unreadable.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	v := resp.Header.Get("Retry-After")
	if v == "" {
		return 0
	}
	if n, err := strconv.Atoi(v); err == nil && n >= 0 {
		return time.Duration(min(n, 1<<30)) * time.Second // more would overflow
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
