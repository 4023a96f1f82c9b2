package mpclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
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
	write := req.Method != http.MethodGet && req.Method != http.MethodHead
	if write {
		if err := t.guard.allow(req.Context()); err != nil {
			return nil, err
		}
	}
	var body []byte
	if req.Body != nil && req.Body != http.NoBody {
		b, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
		body = b
	}
	// A write may be repeated only when the server can tell it is the same one.
	repeatable := !write || req.Header.Get("X-Idempotency-Key") != ""
	for attempt := 1; ; attempt++ {
		if err := t.limiter.Wait(req.Context()); err != nil {
			return nil, context.Cause(orDeadline(req.Context(), err))
		}
		r := req.Clone(context.WithValue(req.Context(), attemptKey{}, attempt))
		r.URL.Scheme, r.URL.Host = t.base.Scheme, t.base.Host
		r.URL.Path = joinPath(t.base.Path, r.URL.Path)
		r.Host = ""
		if body != nil {
			r.Body = io.NopCloser(bytes.NewReader(body))
			r.ContentLength = int64(len(body))
		}
		resp, err := t.next.RoundTrip(r)
		if !repeatable || attempt > t.retries || !again(resp, err) {
			return resp, err
		}
		wait := time.Duration(250<<(attempt-1)) * time.Millisecond
		if resp != nil {
			if ra := retryAfter(resp, t.now()); ra > 0 {
				wait = ra
			}
			if wait > maxRetryAfter {
				return resp, nil // the server asks for longer than a person waits; report it
			}
		}
		if d, ok := req.Context().Deadline(); ok && time.Until(d) < wait {
			return resp, err
		}
		if err := t.sleep(req.Context(), wait); err != nil {
			return resp, err
		}
	}
}

// orDeadline turns the limiter's "would exceed deadline" into the context's own error.
func orDeadline(ctx context.Context, err error) context.Context {
	if ctx.Err() != nil {
		return ctx
	}
	c, cancel := context.WithCancelCause(context.Background())
	cancel(errors.Join(context.DeadlineExceeded, err))
	return c
}

func joinPath(base, p string) string {
	if base == "" || base == "/" {
		return p
	}
	return trimRightSlash(base) + p
}

func trimRightSlash(s string) string {
	for len(s) > 0 && s[len(s)-1] == '/' {
		s = s[:len(s)-1]
	}
	return s
}

func again(resp *http.Response, err error) bool {
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
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
