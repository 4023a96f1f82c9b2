package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// clock is a hand-moved clock.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) forward(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// bench is a simulator with a clock and a recorded receiver behind every public address.
type bench struct {
	*testing.T
	*Server
	clock    *clock
	receiver *receiver
}

// receiver plays every web server a notification goes to.
type receiver struct {
	mu     sync.Mutex
	got    []*http.Request
	bodies [][]byte
	status func(n int) int // by number of the request, from 1
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got, r.bodies = append(r.got, req), append(r.bodies, body)
	status := http.StatusOK
	if r.status != nil {
		status = r.status(len(r.got))
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

func newBench(t *testing.T, change ...func(*Config)) *bench {
	t.Helper()
	b := &bench{T: t, clock: &clock{now: time.Date(2026, 5, 11, 14, 1, 2, 0, time.UTC)}, receiver: &receiver{}}
	cfg := Config{Now: b.clock.Now, Seed: 7, Deliver: b.receiver,
		Wait: func(context.Context, time.Duration) error { t.Error("unexpected latency"); return nil }}
	for _, f := range change {
		f(&cfg)
	}
	b.Server = New(cfg)
	t.Cleanup(b.Server.Close)
	return b
}

func onSite(id mpclient.SiteID) func(*Config) { return func(c *Config) { c.Site = id } }

// answer is a decoded reply.
type answer struct {
	status int
	header http.Header
	raw    string
	body   any
}

// at walks a path such as "cause.0.code"; a missing step gives "<none>".
func (a answer) at(path string) any {
	v := a.body
	for step := range strings.SplitSeq(path, ".") {
		switch t := v.(type) {
		case map[string]any:
			e, found := t[step]
			if !found {
				return "<none>"
			}
			v = e
		case []any:
			i := 0
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(t) {
				return "<none>"
			}
			v = t[i]
		default:
			return "<none>"
		}
	}
	return v
}

// do calls with the account's token and a fresh idempotency key; header lines like
// "Authorization: x" replace them, an empty value removes them.
func (b *bench) do(method, path, body string, headers ...string) answer {
	b.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+b.Credentials().AccessToken)
	req.Header.Set("X-Idempotency-Key", nextKey())
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Del(name)
		if value != "" {
			req.Header.Set(name, value)
		}
		if name == "Host" {
			req.Host = value
		}
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	a := answer{status: w.Code, header: w.Header(), raw: w.Body.String()}
	if a.raw != "" && strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(w.Body.Bytes(), &a.body); err != nil {
			b.Fatalf("%s %s answered no JSON: %v\n%s", method, path, err, a.raw)
		}
	}
	return a
}

var keys struct {
	sync.Mutex
	n int
}

func nextKey() string {
	keys.Lock()
	defer keys.Unlock()
	keys.n++
	return fmt.Sprintf("key-%d", keys.n)
}

// want fails unless the call had this status and these values.
func (b *bench) want(a answer, status int, values ...any) answer {
	b.Helper()
	if a.status != status {
		b.Fatalf("status %d, want %d: %s", a.status, status, a.raw)
	}
	for i := 0; i < len(values); i += 2 {
		got := a.at(values[i].(string))
		if w, is := values[i+1].(int); is {
			values[i+1] = float64(w)
		}
		if got != values[i+1] {
			b.Errorf("%s = %#v, want %#v in %s", values[i], got, values[i+1], a.raw)
		}
	}
	return a
}

// The official Mastercard test number and, per site, a document that passes.
const masterMLB = "5031433215406351"

func (b *bench) token(number, holder string) string {
	b.Helper()
	a := b.do("POST", "/v1/card_tokens", fmt.Sprintf(`{"card_number":%q,"expiration_month":11,"expiration_year":2030,"security_code":%q,"cardholder":{"name":%q}}`,
		number, map[bool]string{true: "1234", false: "123"}[strings.HasPrefix(number, "37")], holder))
	b.want(a, 201)
	return a.at("id").(string)
}

func (b *bench) payCard(holder, more string) answer {
	b.Helper()
	return b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":200,"token":%q,"installments":2,"payment_method_id":"master",
		"payer":{"email":%q,"identification":{"type":"CPF","number":"12345678909"}}%s}`, b.token(masterMLB, holder), b.payer(), more))
}

func (b *bench) payPix(more string) answer {
	b.Helper()
	return b.do("POST", "/v1/payments", `{"transaction_amount":149.9,"payment_method_id":"pix","payer":{"email":"`+b.payer()+`"}`+more+`}`)
}

// payer is somebody of the account's own world.
func (b *bench) payer() string {
	if locked(b.Server, b.acct.testUser) {
		return "ana@testuser.com"
	}
	return "ana@example.com"
}

func paymentPath(a answer) string { return fmt.Sprintf("/v1/payments/%.0f", a.at("id")) }

func (b *bench) settleDown() {
	b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.Advance(ctx); err != nil {
		b.Fatal("notifications did not settle:", err)
	}
}
