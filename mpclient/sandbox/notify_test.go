package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdkwebhook "github.com/mercadopago/sdk-go/pkg/webhook"

	"github.com/homologa/homologa/mpclient/webhook"
)

func TestNotificationIsWhatTheReferenceSays(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	a := b.payCard("APRO", `,"notification_url":"https://app.example.com/mp/webhook?source_news=webhooks&shop=1"`)
	b.settleDown()
	r := b.receiver
	if len(r.got) != 2 {
		t.Fatalf("%d deliveries, want created and updated", len(r.got))
	}
	id := strings.TrimPrefix(paymentPath(a), "/v1/payments/")
	for i, action := range []string{"payment.created", "payment.updated"} {
		req := r.got[i]
		if want := "https://app.example.com/mp/webhook?source_news=webhooks&shop=1&data.id=" + id + "&type=payment"; req.URL.String() != want || req.Method != "POST" {
			t.Errorf("%s %s, want %s", req.Method, req.URL, want)
		}
		if ua := req.UserAgent(); ua != "MercadoPago WebHook v1.0 payment" || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", req.Header)
		}
		var body struct {
			Action, Type string
			APIVersion   string `json:"api_version"`
			Data         struct{ ID string }
			DateCreated  string `json:"date_created"`
			ID           int64
			LiveMode     bool   `json:"live_mode"`
			UserID       string `json:"user_id"`
		}
		if err := json.Unmarshal(r.bodies[i], &body); err != nil {
			t.Fatal(err)
		}
		if body.Action != action || body.Type != "payment" || body.APIVersion != "v1" || body.Data.ID != id || body.DateCreated != "2026-05-11T14:01:02Z" || !body.LiveMode || body.ID == 0 || body.UserID == "" {
			t.Errorf("body %s", r.bodies[i])
		}
		verify(b, req, nil)
	}
	if r.got[0].Header.Get("X-Request-Id") == r.got[1].Header.Get("X-Request-Id") {
		t.Error("two notifications share a request id")
	}
}

// verify asks both validators; the official one has its own reading of everything.
func verify(b *bench, req *http.Request, want error) {
	b.Helper()
	sig, rid, id := req.Header.Get("X-Signature"), req.Header.Get("X-Request-Id"), req.URL.Query().Get("data.id")
	if req.URL.Query().Has("topic") {
		id = req.URL.Query().Get("id")
	}
	secret := b.Credentials().WebhookSecret
	if err := sdkwebhook.ValidateSignature(sig, rid, id, secret); (err == nil) != (want == nil) {
		b.Errorf("the SDK says %v, want %v", err, want)
	}
	if _, err := webhook.Verify(secret, sig, id, rid, b.clock.Now(), time.Minute); !errors.Is(err, want) {
		b.Errorf("webhook.Verify says %v, want %v", err, want)
	}
}

func TestPanelURLAndIPN(t *testing.T) {
	b := newBench(t)
	a := b.payPix("")
	b.SetWebhook("https://panel.example/hook?source_news=ipn")
	b.do("PUT", paymentPath(a), `{"status":"cancelled"}`)
	b.settleDown()
	if len(b.receiver.got) != 1 {
		t.Fatalf("%d deliveries, want one: there was no address before", len(b.receiver.got))
	}
	req, id := b.receiver.got[0], strings.TrimPrefix(paymentPath(a), "/v1/payments/")
	if req.URL.String() != "https://panel.example/hook?source_news=ipn&id="+id+"&topic=payment" || req.UserAgent() != "MercadoPago Feed v2.0 payment" {
		t.Errorf("%s %s", req.URL, req.UserAgent())
	}
	if got := string(b.receiver.bodies[0]); got != `{"resource":"`+id+`","topic":"payment"}` {
		t.Errorf("body %s", got)
	}
	verify(b, req, webhook.ErrMismatch)
}

func TestRetries(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	b.receiver.status = func(int) int { return http.StatusAccepted } // 202 is no acknowledgement
	b.payPix("")
	steps := []time.Duration{0, 15 * time.Minute, 15 * time.Minute, 5*time.Hour + 30*time.Minute, 42 * time.Hour, 48 * time.Hour}
	for i, step := range steps {
		if i > 0 {
			b.clock.forward(step - time.Second)
			b.settleDown()
			b.clock.forward(time.Second)
		}
		b.settleDown()
		// The Pix payment lapses after a day, which is a notification of its own.
		n := 0
		for _, d := range b.Deliveries() {
			if d.Action == "payment.created" {
				n++
			}
		}
		if n != 2*(i+1) {
			t.Fatalf("step %d: %d attempts, want %d", i, n, 2*(i+1))
		}
	}
	b.clock.forward(1000 * time.Hour)
	before := len(b.Deliveries())
	b.RetryDue()
	b.settleDown()
	for _, d := range b.Deliveries()[before:] {
		if d.Action == "payment.created" {
			t.Error("tried after the last step")
		}
	}
	seen := map[string]bool{}
	for i, req := range b.receiver.got {
		if id := req.Header.Get("X-Request-Id"); seen[id] {
			t.Errorf("attempt %d repeats request id %s", i, id)
		} else {
			seen[id] = true
		}
	}
	if ts := b.receiver.got[0].Header.Get("X-Signature"); !strings.HasPrefix(ts, "ts=1778508062,v1=") {
		t.Errorf("signature %s, want seconds of the injected clock", ts)
	}
}

func TestSecondTryIsImmediate(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	b.receiver.status = func(n int) int { return map[bool]int{true: 500, false: 201}[n == 1] }
	b.payPix("")
	b.settleDown()
	log := b.Deliveries()
	if len(log) != 2 || log[0].Status != 500 || log[0].Delivered() || log[1].Status != 201 || !log[1].Delivered() || log[1].Attempt != 2 {
		t.Errorf("log %+v", log)
	}
	b.clock.forward(time.Hour)
	if n := b.RetryDue(); n != 0 {
		t.Errorf("%d retries of a delivered notification", n)
	}
}

// Over a real connection, with the default transport.
func TestDeliveryOverTheNetwork(t *testing.T) {
	got := make(chan *http.Request, 4)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got <- r.Clone(context.Background()) }))
	defer shop.Close()
	b := newBench(t, func(c *Config) { c.Deliver = nil })
	b.SetWebhook(shop.URL + "/hook")
	b.payPix("")
	b.settleDown()
	verify(b, <-got, nil)
}

func TestCloseDropsTheQueue(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	b := newBench(t, func(c *Config) {
		c.Deliver = roundTrip(func(r *http.Request) (*http.Response, error) {
			close(entered)
			select {
			case <-r.Context().Done():
				return nil, r.Context().Err()
			case <-release:
				return nil, errors.New("closed too late")
			}
		})
	})
	b.SetWebhook("https://panel.example/hook")
	b.payPix("")
	b.payPix("")
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := b.Idle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Idle with a delivery under way: %v", err)
	}
	b.Close()
	if err := b.Idle(context.Background()); err != nil {
		t.Errorf("Idle after Close: %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
