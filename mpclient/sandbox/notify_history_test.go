package sandbox

import (
	"strings"
	"testing"

	sdkwebhook "github.com/mercadopago/sdk-go/pkg/webhook"

	"github.com/homologa/homologa/mpclient/webhook"
)

func TestBothChannelsWithoutSourceNews(t *testing.T) {
	for suffix, want := range map[string][]string{"": {"webhook", "ipn"}, "?source_news=webhooks": {"webhook"}, "?source_news=ipn": {"ipn"}, "?shop=1": {"webhook", "ipn"}} {
		b := newBench(t)
		b.SetWebhook("https://panel.example/hook")
		a := b.payPix(`,"notification_url":"https://app.example.com/mp` + suffix + `"`)
		b.settleDown()
		var got []string
		for i, d := range b.Deliveries() {
			got = append(got, d.Channel)
			id, req := strings.TrimPrefix(paymentPath(a), "/v1/payments/"), b.receiver.got[i]
			if d.Channel == "ipn" {
				if q := req.URL.Query(); q.Get("id") != id || q.Get("topic") != "payment" || req.UserAgent() != "MercadoPago Feed v2.0 payment" || string(b.receiver.bodies[i]) != `{"resource":"`+id+`","topic":"payment"}` {
					t.Errorf("%q: %s %s", suffix, req.URL, b.receiver.bodies[i])
				}
				verify(b, req, webhook.ErrMismatch)
			} else {
				verify(b, req, nil)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q is delivered by %v, want %v", suffix, got, want)
		}
	}
	// The panel's own address is for webhooks alone.
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	b.payPix("")
	b.settleDown()
	if log := b.Deliveries(); len(log) != 1 || log[0].Channel != "webhook" {
		t.Errorf("%+v", log)
	}
}

func TestReplay(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	b.receiver.status = func(n int) int { return map[bool]int{true: 500, false: 200}[n <= 2] }
	b.payPix("")
	b.settleDown()
	first := b.Deliveries()[0]
	b.clock.forward(60e9)
	b.want(b.do("POST", "/_sandbox/replay", `{"notice":999}`), 400)
	b.want(b.do("POST", "/_sandbox/replay", `{"notice":1}`), 204)
	b.settleDown()
	last := b.Deliveries()[len(b.Deliveries())-1]
	if !last.Delivered() || last.DataID != first.DataID || last.RequestID == first.RequestID || last.Attempt != 1 || first.Notice == last.Notice {
		t.Errorf("replayed %+v of %+v", last, first)
	}
	r := b.receiver
	if n := len(r.bodies); string(r.bodies[n-1]) != string(r.bodies[0]) || r.got[n-1].Header.Get("X-Signature") == r.got[0].Header.Get("X-Signature") {
		t.Error("a replay has the same body and another signature")
	}
	verify(b, r.got[len(r.got)-1], nil)
}

// Each mode has an address and a secret of its own.
func TestSecretsOfBothModes(t *testing.T) {
	b := newBench(t)
	b.want(b.do("POST", "/_sandbox/simulate", `{"test":true}`), 400)
	b.want(b.do("POST", "/_sandbox/webhook", `{"url":"https://panel.example/live","test_url":"https://panel.example/test"}`), 204)
	b.want(b.do("POST", "/_sandbox/simulate", `{"test":true,"topic":"order","action":"order.processed","data_id":"ORD01"}`), 204)
	b.want(b.do("POST", "/_sandbox/simulate", `{}`), 204)
	b.do("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","notification_url":"https://a.example/x","payer":{"email":"a@example.com"}}`, "Authorization: Bearer "+b.Applications()[0].TestAccessToken)
	b.settleDown()
	app, r := b.Applications()[0], b.receiver
	if len(r.got) != 3 {
		t.Fatalf("%d deliveries", len(r.got))
	}
	for i, want := range []struct{ path, right, wrong string }{{"/test", app.TestWebhookSecret, app.WebhookSecret}, {"/live", app.WebhookSecret, app.TestWebhookSecret}, {"/test", app.TestWebhookSecret, app.WebhookSecret}} {
		req := r.got[i]
		sig, rid, id := req.Header.Get("X-Signature"), req.Header.Get("X-Request-Id"), req.URL.Query().Get("data.id")
		if req.URL.Path != want.path || sdkwebhook.ValidateSignature(sig, rid, id, want.right) != nil || sdkwebhook.ValidateSignature(sig, rid, id, want.wrong) == nil {
			t.Errorf("%d: %s %s", i, req.URL, sig)
		}
		if milliseconds := strings.Index(sig, ",") == len("ts=1778508062000"); milliseconds != (i < 2) {
			t.Errorf("%d: %s", i, sig)
		}
	}
	if ua, body := r.got[0].UserAgent(), string(r.bodies[0]); ua != "restclient-node/4.15.3" || !strings.Contains(body, `"live_mode":false`) || !strings.Contains(body, `"2021-11-01T02:02:02Z"`) || !strings.Contains(body, `"order.processed"`) {
		t.Errorf("%s %s", ua, body)
	}
	if body := string(r.bodies[2]); !strings.Contains(body, `"live_mode":false`) {
		t.Error(body)
	}
}
