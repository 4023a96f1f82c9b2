package sandbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// What each kind of account is answered. 201/approved and the like are what works; 401 with code 7
// is "token valid for /users/me but not for the Payments API", 403 the policy agent, 2021 a
// collector that may not operate.
func TestKindsAndOperations(t *testing.T) {
	const policy = "PA_UNAUTHORIZED_RESULT_FROM_POLICIES"
	type want struct {
		status int
		code   any // cause.0.code, or the code of the policy agent
	}
	works, made := want{200, nil}, want{201, nil}
	notLive, denied, noCollector := want{401, 7}, want{403, policy}, want{400, 2021}
	operations := []struct {
		name string
		call func(b *bench) answer
	}{
		{"GET /users/me", func(b *bench) answer { return b.do("GET", "/users/me", "") }},
		{"card payment", func(b *bench) answer { return b.payCard("APRO", "") }},
		{"pix payment", func(b *bench) answer { return b.payPix("") }},
		{"search", func(b *bench) answer { return b.do("GET", "/v1/payments/search", "") }},
		{"preference", func(b *bench) answer {
			return b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10}]}`)
		}},
		{"order", func(b *bench) answer {
			return b.do("POST", "/v1/orders", `{"type":"online","processing_mode":"automatic","external_reference":"A","total_amount":"10.00","payer":{"email":"`+b.payer()+
				`"},"transactions":{"payments":[{"amount":"10.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`)
		}},
		{"terminals", func(b *bench) answer { return b.do("GET", "/terminals/v1/list", "") }},
		{"users/test", func(b *bench) answer { return b.do("POST", "/users/test", `{"site_id":"MLB","description":"d"}`) }},
		{"report", func(b *bench) answer {
			return b.do("POST", "/v1/account/release_report/config", configOf(",", "DATE"))
		}},
	}
	table := map[AccountKind][]want{
		Real:         {works, made, made, works, made, made, works, made, made},
		NotActivated: {works, notLive, notLive, notLive, made, {401, nil}, notLive, made, made},
		Test:         {works, made, made, works, made, made, works, denied, made},
		TestBuyer:    {works, noCollector, noCollector, works, {400, nil}, denied, works, denied, made},
		Restricted:   {works, denied, denied, denied, made, {403, nil}, denied, made, made},
	}
	for kind, wants := range table {
		for i, op := range operations {
			t.Run(string(kind)+"/"+op.name, func(t *testing.T) {
				b := newBench(t, func(c *Config) { c.Kind = kind })
				a := b.want(op.call(b), wants[i].status)
				switch code := wants[i].code; {
				case code == policy:
					b.want(a, 403, "code", policy, "blocked_by", "PolicyAgent", "message", "At least one policy returned UNAUTHORIZED.")
				case code != nil:
					b.want(a, a.status, "cause.0.code", code)
				}
			})
		}
	}
}

// The sides of a deal, by product: seller and buyer live in one world and one country.
func TestWorldsByProduct(t *testing.T) {
	for _, r := range []struct {
		kind    AccountKind
		foreign bool   // the test buyer is of another country
		buyer   string // empty: the test buyer
		payment any    // code; nil: created
		sub     string // message; empty: created
	}{
		{Real, false, "ana@example.com", nil, ""},
		{Real, false, "", 2034, "Both payer and collector must be real or test users"},
		{Real, false, "vendas@loja.example.com", 2060, "Payer and collector cannot be the same user"},
		{Test, false, "", nil, ""},
		{Test, false, "ana@example.com", 2198, "Both payer and collector must be real or test users"},
		{Test, true, "", 106, "Cannot operate between different countries"},
	} {
		b := newBench(t, func(c *Config) { c.Kind = r.kind })
		site := mpclient.MLB
		if r.foreign {
			site = mpclient.MLA
		}
		buyer, _ := b.AddTestUser(site)
		if r.buyer != "" {
			buyer = r.buyer
		}
		a := b.do("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"`+buyer+`"}}`)
		if r.payment == nil {
			b.want(a, 201)
		} else {
			b.want(a, 400, "cause.0.code", r.payment)
		}
		a = b.do("POST", "/preapproval", `{"reason":"R","payer_email":"`+buyer+`",`+monthly+`}`)
		if r.sub == "" {
			b.want(a, 201)
		} else {
			b.want(a, 400, "message", r.sub)
		}
	}
}

// The card that insists on 3DS pays no subscription: its payments are refused, and were never
// approved.
func TestSubscriptionWithACardThatWants3DS(t *testing.T) {
	b := newBench(t)
	sub := b.want(b.do("POST", "/preapproval", fmt.Sprintf(`{"reason":"R","payer_email":"ana@example.com","status":"authorized","card_token_id":%q,%s}`, b.token("5031755734530604", "APRO"), monthly)), 201)
	b.clock.forward(2 * time.Hour)
	b.want(b.do("GET", "/preapproval/"+sub.at("id").(string), ""), 200, "status", "cancelled", "summarized.charged_quantity", 0)
	b.want(b.do("GET", "/v1/payments/search?operation_type=recurring_payment", ""), 200, "results.0.status", "rejected",
		"results.0.status_detail", "cc_rejected_3ds_mandatory", "results.0.date_approved", nil, "results.0.transaction_details.net_received_amount", 0)
}

// A subscription whose instalments all fell into a pause, or that ends before it starts, is over.
func TestSubscriptionWithNothingLeftEnds(t *testing.T) {
	b := newBench(t)
	offer := func(more string) string {
		a := b.want(b.do("POST", "/preapproval", fmt.Sprintf(`{"reason":"R","payer_email":"ana@example.com","status":"authorized","card_token_id":%q,"auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":30,"currency_id":"BRL",%s}}`,
			b.token(masterMLB, "APRO"), more)), 201)
		return "/preapproval/" + a.at("id").(string)
	}
	paused, late := offer(`"repetitions":2`), offer(`"end_date":"2026-06-01T00:00:00.000-04:00","free_trial":{"frequency":2,"frequency_type":"months"}`)
	b.want(b.do("PUT", paused, `{"status":"paused"}`), 200)
	b.clock.forward(day)
	b.want(b.do("GET", late, ""), 200, "status", "authorized")
	b.clock.forward(100 * day)
	b.want(b.do("GET", late, ""), 200, "status", "cancelled", "summarized.charged_quantity", 0)
	b.want(b.do("PUT", paused, `{"status":"authorized"}`), 200)
	b.want(b.do("GET", paused, ""), 200, "status", "cancelled", "summarized.charged_quantity", 0)
}

// Documents that were refused do not stop the deadline.
func TestRefusedDocumentsLoseAtTheDeadline(t *testing.T) {
	b := newBench(t)
	pay := b.payCard("APRO", "")
	id := must[string](t)(b.Chargeback(int64(pay.at("id").(float64))))
	b.want(b.do("PUT", "/v1/chargebacks/"+id, `{"files":[{"name":"n","url":"https://shop.example.com/ar.jpg"}]}`), 200)
	b.clock.forward(20 * day)
	b.want(b.do("GET", "/v1/chargebacks/"+id, ""), 200, "coverage_applied", nil, "documentation_status", "review_pending") // the reviewer's turn
	b.want(b.do("POST", "/_sandbox/chargeback", `{"id":"`+id+`","action":"refuse"}`), 204)
	b.settleDown()
	b.want(b.do("GET", "/v1/chargebacks/"+id, ""), 200, "coverage_applied", false, "documentation_status", "invalid")
	b.want(b.do("GET", paymentPath(pay), ""), 200, "status_detail", "settled")
}

// Of several payments behind one advanced payment, money that moved is not cancelled away.
func TestAdvancedPaymentsMoveTogether(t *testing.T) {
	b := newBench(t)
	part := func(holder string) string {
		return fmt.Sprintf(`{"payment_method_id":"master","token":%q,"transaction_amount":50,"installments":1}`, b.token(masterMLB, holder))
	}
	advanced := func(capture bool, holders ...string) string {
		a := b.want(b.do("POST", "/v1/advanced_payments", fmt.Sprintf(`{"payer":{"email":"ana@example.com"},"capture":%t,"payments":[%s,%s],"disbursements":[{"amount":60},{"amount":40}]}`,
			capture, part(holders[0]), part(holders[1]))), 201)
		return fmt.Sprintf("/v1/advanced_payments/%.0f", a.at("id"))
	}
	mixed := advanced(true, "APRO", "CONT")
	b.want(b.do("PUT", mixed, `{"status":"cancelled"}`), 400, "cause.0.code", 2018)
	b.want(b.do("GET", mixed, ""), 200, "payments.0.status", "approved")

	half := advanced(false, "APRO", "FUND")
	b.want(b.do("PUT", half, `{"capture":true,"wallet_payment":{"transaction_amount":1}}`), 200, "payments.0.status", "approved", "payments.0.transaction_amount", 50, "payments.1.status", "rejected")

	whole := advanced(true, "APRO", "APRO")
	a := b.do("GET", whole, "")
	for _, i := range []string{"0", "1"} {
		b.want(b.do("POST", fmt.Sprintf("/v1/payments/%.0f/refunds", a.at("payments."+i+".id")), `{"amount":45}`), 201)
	}
	back := fmt.Sprintf("%s/disbursements/%.0f/refunds", whole, a.at("disbursements.0.id"))
	b.want(b.do("POST", back, `{"amount":11}`), 400, "cause.0.code", 2017) // 10 are left
	b.want(b.do("POST", back, `{}`), 201, "amount", 10)
}
