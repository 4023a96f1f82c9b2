package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/webhook"
)

// sample reads a part of a published sample.
func sample(t *testing.T, file, inside string) any {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "examples", file))
	if os.IsNotExist(err) {
		t.Skip("the reference samples (../shared/reference/examples) are not here")
	}
	var a answer
	if err := json.Unmarshal(raw, &a.body); err != nil {
		t.Fatal(err)
	}
	if inside == "" {
		return a.body
	}
	return a.at(inside)
}

const virtualTerminal = "NEWLAND_N950__SBX0000001"

func (b *bench) pointOrder(ref, more string) answer {
	b.Helper()
	return b.do("POST", "/v1/orders", fmt.Sprintf(`{"type":"point","external_reference":%q,"config":{"point":{"terminal_id":%q,"print_on_terminal":"no_ticket"},"payment_method":{"default_type":"debit_card"}},
		"transactions":{"payments":[{"amount":"1500.00"}]}%s}`, ref, virtualTerminal, more))
}

func (b *bench) qrOrder(ref, mode string) answer {
	b.Helper()
	return b.do("POST", "/v1/orders", fmt.Sprintf(`{"type":"qr","total_amount":"1500.00","external_reference":%q,"expiration_time":"PT10M","config":{"qr":{"external_pos_id":"SUC01POS01","mode":%q}},
		"transactions":{"payments":[{"amount":"1500.00"}]},"items":[{"title":"Cafe","unit_price":"1500.00","quantity":1,"unit_measure":"unit"}]}`, ref, mode))
}

func TestPointOrder(t *testing.T) {
	b := newBench(t, isTest)
	b.SetWebhook("https://panel.example/hook")
	o := b.want(b.pointOrder("P-1", ""), 201, "status", "created", "expiration_time", "PT15M", "total_amount", "<none>", "transactions.payments.0.status_detail", "ready_to_process")
	get := func(values ...any) { b.Helper(); b.want(b.do("GET", orderPath(o), ""), 200, values...) }
	b.want(b.pointOrder("P-2", ""), 409, "errors.0.code", "already_queued_order_for_device")
	b.want(b.do("POST", "/v1/orders", `{"type":"point","external_reference":"P-3","config":{"point":{"terminal_id":"NEWLAND_N950__OTHER"}},"transactions":{"payments":[{"amount":"1.00"}]}}`), 403,
		"errors.0.code", "forbidden_checking_terminal_owner")
	b.want(b.do("POST", orderPath(o)+"/events", `{"status":"processed","payment_method_type":"credit_card","installments":3,"payment_method_id":"visa"}`), 204)
	get("status", "created")
	b.clock.forward(5 * time.Second)
	get("status", "at_terminal", "status_detail", "at_terminal")
	b.want(b.do("POST", orderPath(o)+"/cancel", ""), 409, "errors.0.code", "cannot_cancel_order")
	b.clock.forward(5 * time.Second)
	get("status", "processed", "total_paid_amount", "1500.00", "transactions.payments.0.payment_method.installments", 3)
	b.want(b.do("POST", orderPath(o)+"/events", `{"status":"failed"}`), 409)
	b.want(b.do("POST", orderPath(o)+"/events", `{"status":"refunded"}`), 204)
	b.clock.forward(10 * time.Second)
	get("status", "refunded", "transactions.refunds.0.amount", "1500.00")

	b.settleDown()
	if n := len(b.receiver.got); n != 2 {
		t.Fatalf("%d notifications, want processed and refunded", n)
	}
	body := answer{}
	if err := json.Unmarshal(b.receiver.bodies[0], &body.body); err != nil {
		t.Fatal(err)
	}
	compareShape(t, "notifications.json", sample(t, "notifications.json", "webhook_order_point_expanded.body"), body.body)
	if body.at("data.status") != "processed" || body.at("live_mode") != false {
		t.Errorf("body %s", b.receiver.bodies[0])
	}

	again := b.want(b.pointOrder("P-4", `,"expiration_time":"PT30S"`), 201)
	b.want(b.do("POST", orderPath(again)+"/events", `{"status":"action_required"}`), 204)
	b.clock.forward(7 * time.Second)
	b.want(b.do("POST", orderPath(again)+"/cancel", "", "x-allow-cancelable-status: at_terminal"), 200, "status", "canceled")
	b.clock.forward(time.Hour)
	b.want(b.do("GET", orderPath(again), ""), 200, "status", "canceled") // the event died with the order
	b.want(b.do("POST", orderPath(again)+"/cancel", ""), 409, "errors.0.code", "order_already_cancelled")
	lapsed := b.want(b.pointOrder("P-5", ""), 201)
	b.clock.forward(15 * time.Minute)
	b.want(b.do("GET", orderPath(lapsed), ""), 200, "status", "expired")
	b.want(b.pointOrder("P-6", `,"expiration_time":"PT4H"`), 400, "errors.0.code", "property_value")
}

func TestQROrder(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	dynamic := b.want(b.qrOrder("Q-1", "dynamic"), 201, "status", "created", "transactions.payments.0.status_detail", "ready_to_process")
	if code := dynamic.at("type_response.qr_data").(string); !strings.HasPrefix(code, "000201010212") || fmt.Sprintf("%04X", crc16(code[:len(code)-4])) != code[len(code)-4:] {
		t.Errorf("code %s", code)
	}
	b.want(b.qrOrder("Q-2", "static"), 201, "type_response", "<none>")
	if err := b.PayOrder(dynamic.at("id").(string)); err != nil {
		t.Fatal(err)
	}
	b.want(b.do("GET", orderPath(dynamic), ""), 200, "status", "processed", "transactions.payments.0.payment_method.type", "account_money")
	b.settleDown()
	if req := b.receiver.got[0]; len(b.receiver.got) != 1 || req.Header.Get("X-Signature") != "" || req.Header.Get("X-Request-Id") == "" {
		t.Errorf("%d notifications, signature %q: those of QR codes carry none", len(b.receiver.got), req.Header.Get("X-Signature"))
	}
	b.want(b.do("POST", orderPath(b.pixOrder("", ""))+"/events", `{"status":"processed"}`), 400, "errors.0.code", "invalid_order_type")
}

// The contested readings of a signature, chosen by configuration and by the control path.
func TestSigningIsSwitchable(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Signing.LowerCase = true })
	b.SetWebhook("https://panel.example/hook")
	seen := func(unit webhook.TSUnit, spelling webhook.IDCase) {
		b.Helper()
		b.cardOrder("APRO", "")
		b.settleDown()
		req := b.receiver.got[len(b.receiver.got)-1]
		want := webhook.Sign(b.Credentials().WebhookSecret, req.URL.Query().Get("data.id"), req.Header.Get("X-Request-Id"), b.clock.Now(), unit, spelling)
		if got := req.Header.Get("X-Signature"); got != want {
			b.Errorf("signed %s, want %s", got, want)
		}
	}
	seen(webhook.Seconds, webhook.LowerCase)
	b.want(b.do("POST", "/_sandbox/signing", `{"milliseconds":true}`), 204)
	seen(webhook.Millis, webhook.AsReceived)
	b.SetSigning(Signing{})
	seen(webhook.Seconds, webhook.AsReceived)
	b.want(b.do("POST", "/_sandbox/reset", ""), 204)
	b.SetWebhook("https://panel.example/hook")
	seen(webhook.Seconds, webhook.LowerCase)
}
