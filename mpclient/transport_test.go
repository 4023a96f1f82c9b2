package mpclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/mercadopago/sdk-go/pkg/payment"
	"github.com/mercadopago/sdk-go/pkg/preference"
)

func TestParseBaseURL(t *testing.T) {
	for in, ok := range map[string]bool{
		"": true, "https://api.mercadopago.com": true, "https://proxy.example:8443/mp/": true, "HTTPS://x.example": true,
		"http://127.0.0.1:9999": true, "http://localhost:1/x": true, "http://LOCALHOST": true, "http://[::1]:80": true,
		"http://api.mercadopago.com": false, "http://127.0.0.1.evil.example": false, "http://localhost.evil.example": false, "http://10.0.0.1": false, "http://0.0.0.0:1": false,
		"api.mercadopago.com": false, "ftp://x.example": false, "https://": false, "https://:443": false, "://": false, "%": false, "/path": false,
		"https://u:hunter2@x.example": false, "https://x.example?access_token=hunter2": false, "https://x.example/#f": false,
	} {
		u, err := ParseBaseURL(in)
		if (err == nil) != ok {
			t.Errorf("%q: %v", in, err)
		}
		if in == "" && u.String() != DefaultBaseURL {
			t.Errorf("the default is %v", u)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error shows a secret: %v", err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, token := range []Secret{"", tokenText + "\n", "a\x00b"} {
		if _, err := New(token, Options{}); err == nil || strings.Contains(err.Error(), "APP_USR") {
			t.Errorf("New(%q) gives %v", token.Reveal(), err)
		}
	}
	if _, err := New(tokenText, Options{BaseURL: "http://api.example"}); err == nil {
		t.Error("a token may travel in the clear")
	}
}

// Both ways of calling end at the base URL, under its path, with what the caller asked for and
// nothing more.
func TestBaseURLRewriting(t *testing.T) {
	for _, base := range []string{"https://sandbox.example", "https://sandbox.example/", "https://sandbox.example:8443/mp/api/", "https://sandbox.example/a%2Fb"} {
		var got []string
		c, err := New(tokenText, Options{BaseURL: base, HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Authorization") != "Bearer "+tokenText || r.Host != "" {
				t.Errorf("%s: authorization or host %q is off", r.URL, r.Host)
			}
			got = append(got, r.URL.String())
			return answer(200, "{}"), nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		_, _ = c.Payment(ctx, "1")
		_, _ = c.Preference(ctx, "2034567891-5a1f")
		_, _ = c.SearchPreferences(ctx, 3)
		root := strings.TrimRight(base, "/")
		if want := []string{root + "/v1/payments/1", root + "/checkout/preferences/2034567891-5a1f", root + "/checkout/preferences/search?limit=3"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestRetries(t *testing.T) {
	fail := func(op string) error { return &net.OpError{Op: op, Err: syscall.ECONNRESET} }
	type step struct {
		status int
		header []string
		err    error
	}
	bad := step{status: 503}
	write := func(a *api) error {
		_, err := a.CreatePayment(WithConsent(context.Background(), &Consent{Account: 1}), payment.Request{})
		return err
	}
	read := func(a *api) error { _, err := a.Payment(context.Background(), "1"); return err }
	for name, x := range map[string]struct {
		call    func(*api) error
		steps   []step
		retries int
		hits    int
		slept   []time.Duration
		status  int // of the error; 0 for success or no answer
	}{
		"first try":                  {read, []step{{status: 200}}, 0, 1, nil, 0},
		"second try":                 {read, []step{bad, {status: 200}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"never":                      {read, []step{bad, bad, bad, {status: 200}}, 0, 3, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond}, 503},
		"none wanted":                {read, []step{bad, {status: 200}}, -1, 1, nil, 503},
		"reset":                      {read, []step{{err: fail("read")}, {status: 200}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"501 is final":               {read, []step{{status: 501}, {status: 200}}, 0, 1, nil, 501},
		"404 is final":               {read, []step{{status: 404}, {status: 200}}, 0, 1, nil, 404},
		"refused is final":           {read, []step{{err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, {status: 200}}, 0, 1, nil, 0},
		"unknown host is final":      {read, []step{{err: &net.DNSError{IsNotFound: true}}, {status: 200}}, 0, 1, nil, 0},
		"Retry-After in seconds":     {read, []step{{status: 429, header: []string{"Retry-After", "3"}}, {status: 200}}, 0, 2, []time.Duration{3 * time.Second}, 0},
		"Retry-After as a date":      {read, []step{{status: 429, header: []string{"Retry-After", "Sun, 22 Nov 2026 18:00:07 GMT"}}, {status: 200}}, 0, 2, []time.Duration{7 * time.Second}, 0},
		"Retry-After in the past":    {read, []step{{status: 429, header: []string{"Retry-After", "Sun, 22 Nov 2026 17:00:00 GMT"}}, {status: 200}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"Retry-After unreadable":     {read, []step{{status: 429, header: []string{"Retry-After", "-5 soon"}}, {status: 200}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"Retry-After too long":       {read, []step{{status: 429, header: []string{"Retry-After", "3600"}}, {status: 200}}, 0, 1, nil, 429},
		"Retry-After of ages":        {read, []step{{status: 429, header: []string{"Retry-After", "9999999999999"}}, {status: 200}}, 0, 1, nil, 429},
		"Retry-After beyond numbers": {read, []step{{status: 429, header: []string{"Retry-After", "99999999999999999999"}}, {status: 200}}, 0, 1, nil, 429},
		"Retry-After beyond dates":   {read, []step{{status: 429, header: []string{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}}, {status: 200}}, 0, 1, nil, 429},
		"Retry-After negative":       {read, []step{{status: 429, header: []string{"Retry-After", "-1"}}, {status: 200}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"Retry-After at the cap":     {read, []step{{status: 429, header: []string{"Retry-After", "20"}}, {status: 200}}, 0, 2, []time.Duration{20 * time.Second}, 0},
		"Retry-After above the cap":  {read, []step{{status: 429, header: []string{"Retry-After", "21"}}, {status: 200}}, 0, 1, nil, 429},
		"payment, same key":          {write, []step{bad, {status: 201}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"cancellation": {func(a *api) error {
			_, err := a.CancelPayment(WithConsent(context.Background(), &Consent{Account: 1}), 1)
			return err
		}, []step{bad, {status: 200}}, 0, 2, []time.Duration{250 * time.Millisecond}, 0},
		"preference has no key": {func(a *api) error {
			_, err := a.CreatePreference(WithConsent(context.Background(), &Consent{Account: 1}), preference.Request{})
			return err
		}, []step{bad, {status: 201}}, 0, 1, nil, 503},
	} {
		t.Run(name, func(t *testing.T) {
			var keys []string
			var bodies []string
			n := 0
			fake := roundTrip(func(r *http.Request) (*http.Response, error) {
				s := x.steps[n]
				n++
				if r.Body != nil {
					b, _ := io.ReadAll(r.Body)
					keys, bodies = append(keys, r.Header.Get("X-Idempotency-Key")), append(bodies, string(b))
				}
				if s.err != nil {
					return nil, s.err
				}
				return answer(s.status, "{}", s.header...), nil
			})
			a := newAPI(t, reply(500, ""), func(o *Options) { o.HTTP, o.Retries = fake, x.retries })
			a.guard.learn(1, true)
			err := x.call(a)
			if n != x.hits || !slices.Equal(a.slept, x.slept) {
				t.Errorf("%d requests, slept %v; want %d, %v", n, a.slept, x.hits, x.slept)
			}
			last := x.steps[x.hits-1]
			if (err == nil) != (last.err == nil && last.status < 400) {
				t.Fatalf("err %v", err)
			}
			if err != nil && mustError(t, err).Status != x.status {
				t.Errorf("status %d, want %d", AsError(err).Status, x.status)
			}
			if len(slices.Compact(keys)) > 1 || len(slices.Compact(bodies)) > 1 {
				t.Errorf("a repeated write changed: keys %v bodies %v", keys, bodies)
			}
			for i, e := range a.rec.All() {
				if e.Attempt != i+1 {
					t.Errorf("exchange %d says attempt %d", i, e.Attempt)
				}
			}
		})
	}
}

func TestRetryAfterIsReported(t *testing.T) {
	for header, want := range map[string]time.Duration{"3600": time.Hour, "Sun, 22 Nov 2026 19:30:00 GMT": 90 * time.Minute, "": 0} {
		a := newAPI(t, reply(429, `{"error":"too_many_requests"}`, "Retry-After", header), func(o *Options) { o.Retries = -1 })
		_, err := a.Payment(context.Background(), "1")
		if e := mustError(t, err); e.RetryAfter != want || e.Category != CatRateLimited || e.Exchange == "" {
			t.Errorf("%q: %+v", header, e)
		}
	}
}

// Whatever ends the wait ends the call, without an answer from before being taken for one.
func TestCancelledWhileWaiting(t *testing.T) {
	var noise bytes.Buffer
	log.SetOutput(&noise)
	defer log.SetOutput(io.Discard)
	ctx, cancel := context.WithCancel(context.Background())
	a := newAPI(t, reply(503, `{}`), func(o *Options) {
		o.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	})
	_, err := a.Payment(ctx, "1")
	e := mustError(t, err)
	if e.Category != CatCancelled || e.Exchange != "ex-1" || !errors.Is(err, context.Canceled) || a.hits.Load() != 1 {
		t.Errorf("%+v after %d requests", e, a.hits.Load())
	}
	if noise.Len() > 0 {
		t.Errorf("net/http complains: %s", noise.String())
	}
}

func TestNoTimeLeftToRetry(t *testing.T) {
	a := newAPI(t, reply(503, `{}`, "Retry-After", "15"))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := a.Payment(ctx, "1")
	if e := mustError(t, err); e.Status != 503 || a.hits.Load() != 1 || len(a.slept) != 0 {
		t.Errorf("%+v after %d requests, slept %v", e, a.hits.Load(), a.slept)
	}
}

func TestRateLimit(t *testing.T) {
	a := newAPI(t, reply(200, `{}`), func(o *Options) { o.PerSec = 1 })
	for range 3 {
		if _, err := a.Payment(context.Background(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.slept) != 2 || a.slept[0] <= 0 || a.slept[1] <= a.slept[0] || a.slept[1] > 2*time.Second {
		t.Errorf("three requests at one a second waited %v", a.slept)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	_, err := a.Payment(ctx, "1")
	if e := mustError(t, err); e.Category != CatTimeout || a.hits.Load() != 3 {
		t.Errorf("%+v after %d requests", e, a.hits.Load())
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the token went to %s with %q", r.Host, r.Header.Get("Authorization"))
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var hits atomic.Int64
		a := newAPI(t, func(w http.ResponseWriter, r *http.Request) {
			if hits.Add(1) > 2 {
				reply(400, `{"message":"followed"}`)(w, r) // ends the circle a client that follows would run in
				return
			}
			reply(status, "moved", "Location", other.URL)(w, r)
		})
		a.guard.learn(1, true)
		_, err := a.Payment(context.Background(), "1")
		_, err2 := a.CreatePayment(WithConsent(context.Background(), &Consent{Account: 1}), payment.Request{})
		for _, e := range []*Error{mustError(t, err), mustError(t, err2)} {
			if e.Category != CatGarbled || e.Status != status || e.Exchange == "" {
				t.Errorf("%d: %+v", status, e)
			}
		}
	}
}

func TestTooLargeAnswer(t *testing.T) {
	big := `{"a":"` + strings.Repeat("x", 10<<20) + `"}`
	a := newAPI(t, reply(200, big))
	_, err := a.Payment(context.Background(), "1")
	if e := mustError(t, err); e.Category != CatTooLarge || !errors.Is(err, ErrTooLarge) || a.hits.Load() != 1 {
		t.Errorf("%+v after %d requests", e, a.hits.Load())
	}
	x, ok := a.rec.Find("ex-1")
	if !ok || x.Status != 200 || x.Err == "" || len(x.RespBody) > maxKeptBody {
		t.Errorf("recorded status %d, err %q, %d bytes", x.Status, x.Err, len(x.RespBody))
	}
}

func TestUnfitAnswers(t *testing.T) {
	for name, x := range map[string]struct {
		ct, body, message string
		cat               Category
	}{
		"HTML":       {"text/html", "<!doctype html><h1>Hello", notJSON, CatGarbled},
		"text":       {"text/plain", "hello", "the answer is not JSON", CatGarbled},
		"empty":      {"", "", "the answer is not JSON", CatGarbled},
		"cut":        {"application/json", `{"id":1,`, "the answer is not JSON", CatGarbled},
		"two values": {"application/json", `{"id":1}{}`, "the answer is not JSON", CatGarbled},
	} {
		a := newAPI(t, reply(200, x.body, "Content-Type", x.ct))
		_, err := a.Payment(context.Background(), "1")
		_, err2 := a.SearchPayments(context.Background(), 1, 0, nil)
		for _, e := range []*Error{mustError(t, err), mustError(t, err2)} {
			if e.Category != x.cat || e.Message != x.message || e.Status != 200 || e.Exchange == "" {
				t.Errorf("%s: %+v", name, e)
			}
		}
	}
}

func TestBrokenConnections(t *testing.T) {
	release := make(chan struct{})
	hang := func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}
	defer close(release)
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = dead.Close()
	for name, x := range map[string]struct {
		handler http.HandlerFunc
		base    string
		timeout time.Duration
		cat     Category
		code    string
		hits    int64
	}{
		"hangs before the answer": {hang, "", 300 * time.Millisecond, CatTimeout, "handshake-timeout", 1},
		"hangs in the answer": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"id":`)
			w.(http.Flusher).Flush()
			hang(w, r)
		}, "", 300 * time.Millisecond, CatTimeout, "handshake-timeout", 1},
		"closes": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "", 0, CatNetwork, "connection-closed", 3},
		"closes in the answer": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"id":`)
		}, "", 0, CatNetwork, "connection-closed", 3},
		"nobody listens": {hang, "http://" + dead.Addr().String(), 0, CatNetwork, "connection-refused", 0},
		"no TLS":         {reply(200, `{}`), "tls", 0, CatNetwork, "not-tls", 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAPI(t, x.handler, func(o *Options) {
				switch x.base {
				case "":
				case "tls":
					o.BaseURL = strings.Replace(o.BaseURL, "http:", "https:", 1)
				default:
					o.BaseURL = x.base
				}
			})
			ctx := context.Background()
			if x.timeout > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, x.timeout)
				defer cancel()
			}
			_, err := a.Payment(ctx, "1")
			e := mustError(t, err)
			if e.Category != x.cat || e.Code != x.code || e.Status != 0 || e.Exchange == "" || e.Message == "" || a.hits.Load() != x.hits {
				t.Errorf("%+v after %d requests, want %s %s after %d", e, a.hits.Load(), x.cat, x.code, x.hits)
			}
			if strings.Contains(e.Message, "/v1/payments") {
				t.Errorf("the message repeats the address: %s", e.Message)
			}
			if last, _ := a.rec.Find(e.Exchange); last.Err == "" {
				t.Errorf("the exchange tells nothing: %+v", last)
			}
		})
	}
}

func TestNetworkCause(t *testing.T) {
	for want, err := range map[string]error{
		"":                     nil,
		"unresolved":           &net.DNSError{Err: "no such host", IsNotFound: true},
		"unreachable":          &net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH},
		"connection-refused":   &url.Error{Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}},
		"connection-closed":    io.ErrUnexpectedEOF,
		"handshake-timeout":    context.DeadlineExceeded,
		"client-cert-required": errors.New("remote error: tls: certificate required"),
		"handshake-failed":     errors.New("remote error: tls: handshake failure"),
		"not-tls":              errors.New("http: server gave HTTP response to HTTPS client"),
	} {
		if got := NetworkCause(err); got != want {
			t.Errorf("NetworkCause(%v) = %q, want %q", err, got, want)
		}
	}
}

func TestTimings(t *testing.T) {
	srv := httptest.NewTLSServer(reply(200, `{}`))
	defer srv.Close()
	rec := NewRecorder(nil)
	c, err := New(tokenText, Options{BaseURL: strings.Replace(srv.URL, "127.0.0.1", "localhost", 1), Recorder: rec, HTTP: localhostTransport(srv)})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.Payment(context.Background(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	x, y := rec.All()[0].Timing, rec.All()[1].Timing
	if x.DNS <= 0 || x.Connect <= 0 || x.TLS <= 0 || x.FirstByte <= 0 || x.Total < x.FirstByte || x.FirstByte < x.Connect+x.TLS {
		t.Errorf("first exchange: %+v", x)
	}
	if y.DNS != 0 || y.Connect != 0 || y.TLS != 0 || y.FirstByte <= 0 || y.Total < y.FirstByte {
		t.Errorf("second exchange on the same connection: %+v", y)
	}
}

// localhostTransport trusts the test server, whose certificate is not made out to localhost.
func localhostTransport(srv *httptest.Server) http.RoundTripper {
	tr := srv.Client().Transport.(*http.Transport).Clone()
	tr.TLSClientConfig.ServerName = "example.com"
	return tr
}

func TestSleep(t *testing.T) {
	if err := Sleep(context.Background(), time.Nanosecond); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
