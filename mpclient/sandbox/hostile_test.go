package sandbox

import (
	"encoding/json"
	"strings"
	"testing"
)

// plant puts a value into every place the shape knows, one at a time, over a body that is fine.
func plant(s *shape, base object, value any, try func(object)) {
	for name, f := range s.fields {
		try(with(base, name, value))
		switch f.kind {
		case '{':
			plant(f, child(base, name), value, func(inner object) { try(with(base, name, inner)) })
		case '[':
			list, _ := base[name].([]any)
			first := object{}
			if len(list) > 0 {
				first = list[0].(object)
			}
			plant(f, first, value, func(inner object) { try(with(base, name, []any{inner})) })
		}
	}
}

// Every writing route of the resources around payments gets every kind of value in every field
// it knows, on things that exist. None may panic or be at a loss.
func TestHostileValues(t *testing.T) {
	b := newBench(t)
	customer := anyCustomer(b)
	ids := strings.NewReplacer("{customer}", customer, "cards/{id}", "cards/"+anyCard(b, customer), "addresses/{id}", "addresses/"+anyAddress(b, customer),
		"merchant_orders/{id}", "merchant_orders/"+anyMerchantOrder(b), "preapproval_plan/{id}", "preapproval_plan/"+anyPlan(b), "preapproval/{id}", "preapproval/"+activeSubscription(b),
		"/v1/chargebacks/{id}", anyChargeback(b), claimPath+"/{claim}", anyClaim(b), agreementPath+"/{id}", anyAgreement(b), advancedPath+"/{advanced}", advancedAt(chargeWallet(b, "")))
	values := []any{nil, true, json.Number("-1"), json.Number("1e308"), json.Number("12345678901234567890"), json.Number("0.001"), "", "x", strings.Repeat("9", 300),
		[]any{}, []any{nil}, []any{object{"id": object{}}}, object{}}
	others := parseShape(`code coupon amount* value money_release_date token message type`)
	for _, family := range []struct {
		routes []route
		base   string
		shapes []*shape
	}{
		{customerRoutes, `{"email":"bia@example.com"}`, []*shape{customerShape, addressShape, others}},
		{merchantOrderRoutes, `{"items":[{"title":"T","quantity":1,"unit_price":10}]}`, []*shape{merchantOrderShape}},
		{subscriptionRoutes, `{"reason":"R","payer_email":"ana@example.com","auto_recurring":{"frequency":1,"frequency_type":"days","transaction_amount":30,"currency_id":"BRL","free_trial":{"frequency":1,"frequency_type":"days"}}}`, []*shape{planShape, subscriptionShape}},
		{chargebackRoutes, `{"files":[{"url":"https://shop.example.com/a"}]}`, []*shape{chargebackShape}},
		{claimRoutes, `{"message":"M","type":"tracking_code"}`, []*shape{messageShape, others}},
		{advancedRoutes, `{"payer":{"email":"ana@example.com"},"payments":[{"transaction_amount":100,"payment_method_id":"pix"}],"disbursements":[{"amount":100}]}`, []*shape{advancedShape, others}},
		{walletRoutes, `{"return_uri":"https://shop.example.com/b","external_flow_id":"F"}`, []*shape{agreementShape, others}},
		{payoutRoutes, `{"transactions":[{"amount":1}],"transaction":{"amount":1}}`, []*shape{payoutShape, intentShape}},
	} {
		base, err := parseObject([]byte(family.base))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range family.routes {
			if r.method == "GET" || r.method == "DELETE" {
				continue
			}
			path := ids.Replace(r.pattern)
			for _, s := range family.shapes {
				for _, v := range values {
					plant(s, base, v, func(body object) {
						// A subscription answers 500 to an address that is none, like the real one.
						if a := b.do(r.method, path, string(encode(body))); a.status >= 500 && a.at("message") != "Internal server error" {
							t.Errorf("%s %s with %.200s: %s", r.method, path, encode(body), a.raw)
						}
					})
				}
			}
		}
	}
	b.clock.forward(400 * day)
	b.settleDown()
	for path := range strings.FieldsSeq("/v1/customers/search /merchant_orders/search /preapproval/search /preapproval_plan/search /authorized_payments /v1/chargebacks/search /v1/advanced_payments/search " + claimPath + "/search") {
		b.want(b.do("GET", path, ""), 200)
	}
}
