package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// cardOrder is an online order paid with a card of this holder; more goes into the root.
func (b *bench) cardOrder(holder, more string) answer {
	b.Helper()
	return b.do("POST", "/v1/orders", b.cardOrderBody(holder, more))
}

func (b *bench) cardOrderBody(holder, more string) string {
	b.Helper()
	return fmt.Sprintf(`{"type":"online","total_amount":"100.00","external_reference":"A-1002","payer":{"email":"ana@testuser.com"},
		"transactions":{"payments":[{"amount":"100.00","payment_method":{"id":"master","type":"credit_card","token":%q,"installments":2,"statement_descriptor":"LOJA"}}]}%s}`,
		b.token(masterMLB, holder), more)
}

func (b *bench) pixOrder(payer, payment string) answer {
	b.Helper()
	return b.do("POST", "/v1/orders", `{"type":"online","processing_mode":"automatic","total_amount":"149.90","external_reference":"A-1003","payer":{"email":"a@testuser.com"`+payer+`},
		"transactions":{"payments":[{"amount":"149.90","payment_method":{"id":"pix","type":"bank_transfer"}`+payment+`}]}}`)
}

func orderPath(a answer) string { return "/v1/orders/" + a.at("id").(string) }

func isTest(c *Config) { c.Kind = Test }

func TestOrderIsWhatTheSamplesShow(t *testing.T) {
	b := newBench(t, isTest)
	card := b.want(b.cardOrder("APRO", ""), 201, "status", "processed", "status_detail", "accredited", "total_paid_amount", "100.00",
		"country_code", "BRA", "currency", "BRL", "capture_mode", "automatic_async", "processing_mode", "automatic", "created_date", "2026-05-11T14:01:02.000Z",
		"user_id", fmt.Sprint(b.Credentials().UserID), "integration_data.application_id", b.Credentials().ClientID, "payer", "<none>",
		"transactions.payments.0.paid_amount", "100.00", "transactions.payments.0.payment_method.installment_amount", "50.00",
		"transactions.payments.0.payment_method.transaction_security.validation", "never", "transactions.payments.0.attempt_number", 1)
	for path, form := range map[string]string{"id": `^ORDTST[0-9A-HJKMNP-TV-Z]{26}$`, "transactions.payments.0.id": `^PAY[0-9A-HJKMNP-TV-Z]{26}$`, "transactions.payments.0.reference_id": `^[0-9a-f]{10}$`} {
		if id := card.at(path).(string); !regexp.MustCompile(form).MatchString(id) {
			t.Errorf("%s is %q", path, id)
		}
	}
	if id := newBench(t).cardOrder("APRO", "").at("id").(string); !strings.HasPrefix(id, "ORD01") {
		t.Errorf("a real seller's order is called %s", id)
	}
	pix := b.want(b.pixOrder("", `,"expiration_time":"PT30M"`), 201, "status", "action_required", "status_detail", "waiting_transfer",
		"transactions.payments.0.date_of_expiration", "2026-05-11T14:31:02.000+00:00", "transactions.payments.0.expiration_time", "PT30M")
	method := "transactions.payments.0.payment_method."
	if code := pix.at(method + "qr_code").(string); !strings.HasPrefix(code, "000201") || !strings.Contains(code, "5406149.90") {
		t.Errorf("code %s", code)
	}
	if !strings.Contains(pix.at(method+"ticket_url").(string), "/sandbox/payments/") {
		t.Errorf("ticket %v", pix.at(method+"ticket_url"))
	}
	point := b.pointOrder("A-1005", `,"description":"Cafe"`)
	qr := b.qrOrder("A-1006", "dynamic")
	total := b.want(b.do("POST", orderPath(card)+"/refund", ""), 201)
	for file, got := range map[string]struct {
		inside string
		answer any
	}{
		"order_online_card_processed.json": {"response", card.body}, "order_online_pix.json": {"response", pix.body},
		"order_declined_402.json": {"body", b.want(b.cardOrder("OTHE", ""), 402).body}, "order_point_created.json": {"", point.body},
		"order_qr_created.json": {"response", qr.body}, "order_refunds.json": {"total.response", total.body},
	} {
		want := sample(t, file, got.inside)
		compareShape(t, file, want, got.answer)
	}
}

// The outcomes the holder's name decides, with the order under data when it is a refusal.
func TestOrderHolders(t *testing.T) {
	b := newBench(t)
	for holder, detail := range map[string]string{"OTHE": "rejected_by_issuer", "CALL": "required_call_for_authorize", "FUND": "insufficient_amount",
		"SECU": "bad_filled_card_data", "EXPI": "bad_filled_card_data", "FORM": "bad_filled_card_data", "CARD": "bad_filled_card_data",
		"INST": "invalid_installments", "LOCK": "card_disabled", "ATTE": "max_attempts_exceeded"} {
		a := b.want(b.cardOrder(holder, ""), 402, "errors.0.code", "failed", "errors.0.message", "The following transactions failed",
			"data.status", "failed", "data.status_detail", "failed", "data.transactions.payments.0.status", "failed", "data.transactions.payments.0.status_detail", detail)
		if want := a.at("data.transactions.payments.0.id").(string) + ": " + detail; a.at("errors.0.details.0") != want {
			t.Errorf("%s: %v, want %s", holder, a.at("errors.0.details.0"), want)
		}
		b.want(b.do("GET", "/v1/orders/"+a.at("data.id").(string), ""), 200, "status", "failed")
	}
	review := b.want(b.cardOrder("CONT", ""), 201, "status", "processing", "status_detail", "in_process")
	b.want(b.do("POST", orderPath(review)+"/cancel", ""), 409, "errors.0.code", "cannot_cancel_order")
	if err := b.PayOrder(review.at("id").(string)); err != nil {
		t.Fatal(err)
	}
	b.want(b.do("GET", orderPath(review), ""), 200, "status", "processed")
	if err := b.RefuseOrder(review.at("id").(string)); err == nil {
		t.Error("a paid order was refused")
	}
	token := b.cardOrderBody("APRO", "")
	b.want(b.do("POST", "/v1/orders", token), 201)
	b.want(b.do("POST", "/v1/orders", token), 402, "data.transactions.payments.0.status_detail", "invalid_card_token")
}

// The closed schema and the texts the sources confirm, to the letter.
func TestOrderErrors(t *testing.T) {
	b := newBench(t, isTest)
	pay := `"transactions":{"payments":[{"amount":"10.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}`
	base := `{"type":"online","total_amount":"10.00","payer":{"email":"a@testuser.com"},` + pay
	for _, r := range []struct {
		body, code, message, detail string // "" is not compared
	}{
		{base + `,"notification_url":"https://a.example/x"}`, "unsupported_properties", "Properties not supported", "additionalProperties '$.notification_url' not allowed"},
		{base + `,"shipments":{}}`, "unsupported_properties", "", "additionalProperties '$.shipments' not allowed"},
		{base + `,"items":[{"title":"x","sku":"1"}]}`, "unsupported_properties", "", "additionalProperties '$.items[0].sku' not allowed"},
		{strings.Replace(base, `"payer":{`, `"payer":{"address":{"street_number":123},`, 1) + `}`, "property_type", "", "$.payer.address.street_number: expected string, but got number"},
		{strings.Replace(base, `"total_amount":"10.00"`, `"total_amount":10`, 1) + `}`, "property_type", "", "$.total_amount: expected string, but got number"},
		{strings.Replace(base, "a@testuser.com", "ana@example.com", 1) + `}`, "invalid_email_for_sandbox", "Email format is invalid for sandbox environment, must contains '@testuser.com'.", ""},
		{base + `,"external_reference":"a:b"}`, "property_value", "", "'$.external_reference' - does not match pattern"},
		{base + `,"external_reference":"` + strings.Repeat("x", 70) + `"}`, "property_value", "", "'$.external_reference' - length must be <= 64, but got 70"},
		{`{"type":"online","total_amount":"10.00",` + pay + `}`, "required_properties", "", "'$.payer' - minimum 1 properties allowed, but found 0 properties"},
		{`{"type":"online","total_amount":"10.00","payer":{"first_name":"x"},` + pay + `}`, "required_properties", "", "'$.payer.email' or '$.payer.customer_id' or '$.payer.id'"},
		{strings.Replace(base, "a@testuser.com", "TESTUSER1", 1) + `}`, "property_value", "", "'$.payer.email' - does not match pattern"},
		{`{"type":"online","payer":{"email":"a@testuser.com"},` + pay + `}`, "required_properties", "", "'$.total_amount'"},
		{strings.Replace(base, `"total_amount":"10.00"`, `"total_amount":"11.00"`, 1) + `}`, "invalid_total_amount", "", ""},
		{strings.Replace(base, `"total_amount":"10.00"`, `"total_amount":"10.001"`, 1) + `}`, "property_value", "", "'$.total_amount' - does not match pattern"},
		{strings.Replace(base, `"payments":[`, `"payments":[{"amount":"1.00","payment_method":{"id":"pix","type":"bank_transfer"}},`, 1) + `}`, "exceeded_number_of_transactions", "", ""},
		{strings.Replace(base, `"payment_method"`, `"expiration_time":"30m","payment_method"`, 1) + `}`, "property_value", "", "'$.transactions.payments[0].expiration_time' - does not match pattern"},
		{strings.Replace(base, `"pix","type":"bank_transfer"`, `"mastercard","type":"credit_card","token":"x","installments":1`, 1) + `}`, "bin_not_found", "", ""},
		{`{"type":"point","external_reference":"a","transactions":{"payments":[{"amount":"10.00"}]}}`, "required_properties", "", "'$.config.point.terminal_id'"},
		{`{"type":"qr","total_amount":"10.00","external_reference":"a","config":{"qr":{"external_pos_id":"NOPE"}},"transactions":{"payments":[{"amount":"10.00"}]}}`, "pos_obtainment_by_external_id_error", "", ""},
		{`{"type":`, "json_syntax_error", "", ""},
	} {
		a := b.want(b.do("POST", "/v1/orders", r.body), 400, "errors.0.code", r.code)
		if r.message != "" && a.at("errors.0.message") != r.message || r.detail != "" && a.at("errors.0.details.0") != r.detail {
			t.Errorf("%s: %s", r.body, a.raw)
		}
	}
	if n := b.want(b.do("GET", "/v1/orders?begin_date=2026-01-01T00:00:00Z&end_date=2027-01-01T00:00:00Z", ""), 200).at("paging.total"); n != "0" {
		t.Errorf("refused requests left %v orders", n)
	}
	b.want(b.do("GET", "/v1/orders", ""), 400, "errors.0.code", "required_properties", "errors.0.details.0", "'$.begin_date'")
	b.want(b.do("GET", "/v1/orders/ORD01KR2M3N4P5Q6R7S8T9V0W1X2Y", ""), 404, "errors.0.code", "order_not_found")
	b.want(b.do("GET", "/v1/orders/42", ""), 400, "errors.0.code", "invalid_path_param")
	b.want(b.do("GET", "/v1/orders/42", "", "Authorization: Bearer x"), 401, "errors.0.code", "unauthorized", "errors.0.message", badTokenText)
	b.want(b.do("POST", "/v1/orders", "{}", "Authorization: Bearer "+b.Applications()[0].TestAccessToken), 403, "code", "PA_UNAUTHORIZED_RESULT_FROM_POLICIES")
	b.SetSell(false)
	b.want(b.do("POST", "/v1/orders", base+`}`), 403, "blocked_by", "PolicyAgent")
}

func TestOrderIdempotency(t *testing.T) {
	b := newBench(t)
	body := b.cardOrderBody("APRO", "")
	b.want(b.do("POST", "/v1/orders", body, "X-Idempotency-Key: "), 400, "errors.0.code", "empty_required_header", "errors.0.details.0", "X-Idempotency-Key")
	b.want(b.do("POST", "/v1/orders", body, "X-Idempotency-Key: "+strings.Repeat("k", 129)), 400, "errors.0.code", "invalid_idempotency_key_length")
	key := "X-Idempotency-Key: one"
	b.want(b.do("POST", "/v1/orders", `{"type":"online"}`, key), 400) // created nothing: the key is free
	first := b.want(b.do("POST", "/v1/orders", body, key), 201)
	if again := b.want(b.do("POST", "/v1/orders/", " "+body, key), 201); again.raw != first.raw {
		t.Errorf("replayed %s, want %s", again.raw, first.raw)
	}
	other := strings.Replace(body, "A-1002", "A-1", 1)
	b.want(b.do("POST", "/v1/orders", other, key), 409, "errors.0.code", "idempotency_key_already_used")
	b.want(b.do("POST", orderPath(first)+"/refund", "", key), 409, "errors.0.code", "idempotency_key_already_used")
	declined := b.cardOrderBody("FUND", "")
	lost := b.want(b.do("POST", "/v1/orders", declined, "X-Idempotency-Key: two"), 402)
	b.want(b.do("POST", "/v1/orders", declined, "X-Idempotency-Key: two"), 402, "data.id", lost.at("data.id"))
	b.clock.forward(24*time.Hour + time.Second)
	b.want(b.do("POST", orderPath(first)+"/refund", "", key), 201)
}

func TestOrderLockedWhileRunning(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	b := newBench(t, func(c *Config) {
		c.Wait = func(context.Context, time.Duration) error { close(entered); <-release; return nil }
	})
	body := b.cardOrderBody("APRO", "")
	b.want(b.do("POST", "/_sandbox/chaos", `{"latency_ms":100,"times":1}`), 204)
	first := make(chan answer)
	go func() { first <- b.do("POST", "/v1/orders", body, "X-Idempotency-Key: k") }()
	<-entered
	b.want(b.do("POST", "/v1/orders", body, "X-Idempotency-Key: k"), 423, "errors.0.code", "resource_locked")
	close(release)
	b.want(<-first, 201)
	b.want(b.do("POST", "/v1/orders", body, "X-Idempotency-Key: k"), 201)
}

// What the clock does: a Pix lapses, the buyer called APRO pays, a hold runs out.
func TestOrderByTheClock(t *testing.T) {
	b := newBench(t)
	get := func(a answer, values ...any) { b.Helper(); b.want(b.do("GET", orderPath(a), ""), 200, values...) }
	pix := b.pixOrder("", `,"expiration_time":"PT30M"`)
	b.clock.forward(30*time.Minute - time.Second)
	get(pix, "status", "action_required")
	b.clock.forward(time.Second)
	get(pix, "status", "expired", "transactions.payments.0.status", "expired", "total_paid_amount", "<none>")

	apro := b.pixOrder(`,"first_name":"APRO"`, "")
	b.clock.forward(5 * time.Second)
	get(apro, "status_detail", "waiting_transfer")
	b.clock.forward(time.Second)
	get(apro, "status", "processed", "status_detail", "accredited", "transactions.payments.0.paid_amount", "149.90")

	held := b.want(b.cardOrder("APRO", `,"capture_mode":"manual"`), 201, "status", "action_required", "status_detail", "waiting_capture")
	b.clock.forward(5 * 24 * time.Hour)
	get(held, "status", "expired")
	b.want(b.do("POST", orderPath(held)+"/capture", ""), 409, "errors.0.code", "cannot_capture_order")

	root := b.do("POST", "/v1/orders", `{"type":"online","expiration_time":"PT30M","total_amount":"5.00","payer":{"email":"a@b.co"},"transactions":{"payments":[{"amount":"5.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`)
	b.clock.forward(23 * time.Hour)
	get(root, "status", "action_required") // the duration of the order does not count
	b.clock.forward(time.Hour)
	get(root, "status", "expired")
}

func TestOrderRefunds(t *testing.T) {
	b := newBench(t)
	o := b.cardOrder("APRO", "")
	path, pay := orderPath(o)+"/refund", o.at("transactions.payments.0.id").(string)
	b.want(b.do("POST", path, `{"transactions":[{"id":"`+pay+`","amount":"100.01"}]}`), 409, "errors.0.code", "cannot_refund_order")
	b.want(b.do("POST", path, `{"transactions":[{"id":"`+pay+`","amount":"60.00"},{"id":"`+pay+`","amount":"60.00"}]}`), 409)
	b.want(b.do("POST", path, `{"transactions":[{"id":"PAY01KR2M3N4Z5Y6X7W8V9T0S1R2Q","amount":"1.00"}]}`), 404, "errors.0.code", "transaction_not_found")
	b.want(b.do("POST", path, `{"transactions":[{"id":"`+pay+`","amount":40}]}`), 400, "errors.0.code", "property_type")
	b.want(b.do("POST", path, `{"transactions":[{"id":"`+pay+`","amount":"40.00"}]}`), 201, "status", "processed", "status_detail", "partially_refunded",
		"transactions.refunds.0.amount", "40.00", "transactions.refunds.0.transaction_id", pay, "transactions.refunds.0.status", "processed")
	b.want(b.do("GET", orderPath(o), ""), 200, "transactions.payments.0.refunded_amount", "40.00", "transactions.payments.0.status", "processed")
	b.want(b.do("POST", path, ""), 201, "status", "refunded", "status_detail", "refunded", "transactions.refunds.0.amount", "60.00")
	b.want(b.do("GET", orderPath(o), ""), 200, "transactions.refunds.1.amount", "60.00", "transactions.payments.0.status", "refunded")
	b.want(b.do("POST", path, ""), 409, "errors.0.code", "order_already_refunded")
	b.want(b.do("POST", orderPath(b.pixOrder("", ""))+"/refund", ""), 409, "errors.0.code", "cannot_refund_order")
}

func TestOrderChallenge(t *testing.T) {
	b := newBench(t)
	ask := `,"config":{"online":{"transaction_security":{"validation":"required","liability_shift":"required"}}}`
	open := func(holder string) answer {
		b.Helper()
		return b.want(b.cardOrder(holder, ask), 201, "status", "action_required", "status_detail", "pending_challenge",
			"transactions.payments.0.payment_method.transaction_security.status", "pending", "transactions.payments.0.payment_method.transaction_security.liability_shift", "required")
	}
	answered := func(a answer, status, detail string) {
		b.Helper()
		b.want(b.do("POST", "/_sandbox/order", `{"id":"`+a.at("id").(string)+`"}`), 204)
		b.want(b.do("GET", orderPath(a), ""), 200, "status", status, "transactions.payments.0.status_detail", detail)
	}
	answered(open("APRO-CHOK"), "processed", "accredited")
	answered(open("OTHE-CHNO"), "failed", "cc_rejected_3ds_challenge")
	late := open("APRO-CHOK")
	b.clock.forward(5 * time.Minute)
	b.want(b.do("GET", orderPath(late), ""), 200, "status", "failed", "transactions.payments.0.status_detail", "3ds_challenge_expired")
	b.want(b.cardOrder("APRO-CHOK", ""), 201, "status", "processed") // nobody asked for 3DS
}

func TestOrderSites(t *testing.T) {
	clp := newBench(t, onSite("MLC"))
	order := `{"type":"online","total_amount":%q,"payer":{"email":"a@b.co"},"transactions":{"payments":[{"amount":%q,"payment_method":{"id":"webpay","type":"bank_transfer"}}]}}`
	clp.want(clp.do("POST", "/v1/orders", fmt.Sprintf(order, "1500", "1500")), 201, "total_amount", "1500", "country_code", "CHL", "currency", "CLP")
	clp.want(clp.do("POST", "/v1/orders", fmt.Sprintf(order, "1500.00", "1500.00")), 400, "errors.0.code", "property_value")
	cop := newBench(t, onSite("MCO"))
	pse := `{"type":"online","total_amount":"100000.00","payer":{"email":"a@b.co","entity_type":"individual","identification":{"type":"CC","number":"76262349"}},
		"additional_info":{"payer":{"ip_address":"200.100.50.25"}},"config":{"online":{"callback_url":"https://merchant.com/r"}},
		"transactions":{"payments":[{"amount":"100000.00","expiration_time":"PT20M","payment_method":{"id":"pse","type":"bank_transfer","financial_institution":"1051"}}]}}`
	a := cop.want(cop.do("POST", "/v1/orders", pse), 201, "total_amount", "100000.00", "country_code", "COL")
	if u, _ := a.at("transactions.payments.0.payment_method.redirect_url").(string); !strings.HasPrefix(u, "https://") {
		t.Errorf("redirect %q", u)
	}
	cop.want(cop.do("POST", "/v1/orders", strings.Replace(pse, `"callback_url":"https://merchant.com/r"`, "", 1)), 400, "errors.0.details.0", "'$.config.online.callback_url'")
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{"PT30M": 30 * time.Minute, "P1D": 24 * time.Hour, "P1DT2H": 26 * time.Hour, "PT15S": 15 * time.Second, "P2W": 336 * time.Hour,
		"": 0, "P": 0, "PT": 0, "P1DT": 0, "30M": 0, "P1M": 0, "PT-5M": 0, "PT0S": 0, "P99999W": 0} {
		if got, fine := parseDuration(text); fine && got != want || fine != (want > 0) {
			t.Errorf("%q is %v %v, want %v", text, got, fine, want)
		}
	}
}

func TestOrderNotifications(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	pix := b.pixOrder("", "")
	if err := b.PayOrder(pix.at("id").(string)); err != nil {
		t.Fatal(err)
	}
	b.do("POST", orderPath(pix)+"/refund", "")
	b.cardOrder("OTHE", `,"config":{"notification_url":"https://own.example/hook"}`)
	b.settleDown()
	var actions []string
	for i, req := range b.receiver.got {
		var body struct {
			Action, Type, ID string
			ApplicationID    string `json:"application_id"`
			UserID           int64  `json:"user_id"`
			Data             struct{ ID string }
		}
		if err := json.Unmarshal(b.receiver.bodies[i], &body); err != nil {
			t.Fatal(err)
		}
		q := req.URL.Query()
		if body.Type != "order" || body.ApplicationID != b.Credentials().ClientID || body.UserID != b.Credentials().UserID || body.ID == "" || q.Get("type") != "order" || q.Get("data.id") != body.Data.ID || !strings.HasPrefix(body.Data.ID, "ORD") {
			t.Errorf("%s %s", req.URL, b.receiver.bodies[i])
		}
		verify(b, req, nil)
		actions = append(actions, req.URL.Host+" "+body.Action)
	}
	want := "panel.example order.action_required, panel.example order.processed, panel.example order.refunded, own.example order.failed"
	if got := strings.Join(actions, ", "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
