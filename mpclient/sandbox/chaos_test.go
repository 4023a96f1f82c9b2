package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A reset connection has done its work: the same idempotency key finds the payment.
func TestResetConnection(t *testing.T) {
	b := newBench(t)
	web := httptest.NewServer(b.Server)
	defer web.Close()
	pay := func() (*http.Response, error) {
		req, err := http.NewRequest("POST", web.URL+"/v1/payments", strings.NewReader(`{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+b.Credentials().AccessToken)
		req.Header.Set("X-Idempotency-Key", "one")
		return web.Client().Do(req)
	}
	if err := b.Control("chaos", object{"reset": true, "times": 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := pay(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the call ended with %v", err)
	}
	res, err := pay()
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the repetition answered %d, so the first call did nothing", res.StatusCode)
	}
}

// A slow body arrives whole, a part at a time, over the time that was ordered.
func TestSlowBody(t *testing.T) {
	var mu sync.Mutex
	var waited []time.Duration
	b := newBench(t, func(c *Config) {
		c.Wait = func(_ context.Context, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			waited = append(waited, d)
			return nil
		}
	})
	whole := b.do("GET", "/v1/payment_methods", "")
	b.want(b.do("POST", "/_sandbox/chaos", `{"slow_ms":3000,"times":1}`), 204)
	web := httptest.NewServer(b.Server)
	defer web.Close()
	req, err := http.NewRequest("GET", web.URL+"/v1/payment_methods", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+b.Credentials().AccessToken)
	res, err := web.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || string(body) != whole.raw {
		t.Errorf("%v: %d bytes of %d", err, len(body), len(whole.raw))
	}
	mu.Lock()
	defer mu.Unlock()
	var sum time.Duration
	for _, d := range waited {
		sum += d
	}
	if len(waited) < 5 || sum != 3*time.Second {
		t.Errorf("waited %v", waited)
	}
}

func TestChaosOrders(t *testing.T) {
	b := newBench(t)
	for _, order := range []object{{"status": 200}, {"slow_ms": -1}, {"latency_ms": 999999}, {"times": -1}} {
		if err := b.Control("chaos", order); err == nil {
			t.Errorf("%v was taken", order)
		}
	}
	if err := b.Control("nonsense", nil); err == nil {
		t.Error("a control call that does not exist was taken")
	}
}
