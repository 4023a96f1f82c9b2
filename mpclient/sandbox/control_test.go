package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestControl(t *testing.T) {
	b := newBench(t)
	steer := func(path, body string) answer {
		b.Helper()
		return b.do("POST", "/_sandbox/"+path, body, "Authorization: ")
	}
	b.want(steer("account", `{"kind":"test","pix_key":false}`), 204)
	b.want(b.do("GET", "/users/me", ""), 200, "tags.1", "test_user", "status.sell.allow", true)
	b.want(b.payPix(""), 400, "cause.0.code", 13253)
	b.want(steer("account", `{"kind":"real","sell":false,"pix_key":true,"pix_offered":false}`), 204)
	b.want(b.do("GET", "/users/me", ""), 200, "status.sell.allow", false)
	b.want(steer("reports", `{"kind":"settlement_report","configured":true,"scheduled":true}`), 204)
	b.want(b.do("GET", "/v1/account/settlement_report/config", ""), 200, "scheduled", true)
	for path, body := range map[string]string{"account": `{"kind":"gold"}`, "reports": `{"kind":"bank_report"}`, "chaos": `{"status":200}`, "webhook": `{"url":7}`, "pay": `{"id":1}`} {
		b.want(steer(path, body), 400)
	}
	b.want(steer("nothing", `{}`), 404)

	requests := b.do("GET", "/_sandbox/requests", "", "Authorization: ")
	b.want(requests, 200, "0.method", "GET", "0.path", "/users/me", "0.status", 200, "1.path", "/v1/payments", "1.status", 400)
	if strings.Contains(requests.raw, "_sandbox") {
		t.Error("control calls are in the log")
	}
	before := b.Credentials()
	b.want(steer("reset", ""), 204)
	b.want(b.do("GET", "/users/me", ""), 200, "status.sell.allow", true)
	if b.Credentials() != before {
		t.Error("reset changed the credentials")
	}

	b.want(steer("webhook", `{"url":"https://panel.example/hook"}`), 204)
	pix := b.payPix("")
	b.settleDown()
	b.want(steer("pay", `{"id":`+strings.TrimPrefix(paymentPath(pix), "/v1/payments/")+`}`), 204)
	b.settleDown()
	b.want(b.do("GET", "/_sandbox/deliveries", ""), 200, "0.action", "payment.created", "1.action", "payment.updated", "1.topic", "payment", "1.status", 200, "1.attempt", 1)
}

func TestLogIsBounded(t *testing.T) {
	b := newBench(t)
	for range 250 {
		b.do("GET", "/nowhere"+strings.Repeat("x", 1000), "")
	}
	log := b.Requests()
	if len(log) != 200 || len(log[0].Path) > 300 {
		t.Errorf("%d entries of %d characters", len(log), len(log[0].Path))
	}
}

func TestChaos(t *testing.T) {
	b := newBench(t)
	chaos := func(order string) { b.Helper(); b.want(b.do("POST", "/_sandbox/chaos", order), 204) }
	chaos(`{"status":429,"times":2,"retry_after":3}`)
	for range 2 {
		a := b.want(b.do("GET", "/users/me", ""), 429, "error", "too_many_requests")
		if a.header.Get("Retry-After") != "3" {
			t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
		}
	}
	b.want(b.do("GET", "/users/me", ""), 200)

	chaos(`{"status":503,"html":true}`)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("GET", "/users/me", nil))
	if w.Code != 503 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Body.String(), "<h1>") || w.Header().Get("X-Request-Id") == "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	chaos(`{}`)
	b.want(b.do("GET", "/users/me", ""), 200)

	web := httptest.NewServer(b.Server)
	defer web.Close()
	chaos(`{"truncate":true,"times":1}`)
	res, err := http.Get(web.URL + "/item_categories")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("reading a cut answer: %v", err)
	}
}

func TestLatencyIsInjected(t *testing.T) {
	var waited time.Duration
	var gone error
	b := newBench(t, func(c *Config) {
		c.Wait = func(ctx context.Context, d time.Duration) error { waited += d; return gone }
	})
	b.want(b.do("POST", "/_sandbox/chaos", `{"latency_ms":1500}`), 204)
	b.want(b.do("GET", "/users/me", ""), 200)
	if waited != 1500*time.Millisecond {
		t.Errorf("waited %v", waited)
	}
	gone = context.Canceled
	b.want(b.do("GET", "/users/me", ""), 503)
}

// Everything at once: what the race detector is for.
func TestConcurrentUse(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				a := b.payPix("")
				b.do("GET", paymentPath(a), "")
				b.do("PUT", paymentPath(a), `{"status":"cancelled"}`)
				b.do("GET", "/v1/payments/search?status=cancelled&limit=2", "")
				b.Deliveries()
				b.RetryDue()
			}
		})
	}
	wg.Wait()
	b.settleDown()
	if n := len(b.Deliveries()); n != 4*10*2 {
		t.Errorf("%d deliveries", n)
	}
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 40)
}
