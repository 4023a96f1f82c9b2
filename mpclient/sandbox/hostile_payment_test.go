package sandbox

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// TestHostileValues for what this file's routes are: payments, refunds, preferences, card tokens
// and orders get every kind of value in every field they know.
func TestHostilePayments(t *testing.T) {
	b := newBench(t)
	pix, card := b.payPix(""), b.payCard("APRO", "")
	pref := b.want(b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10}]}`), 201).at("id").(string)
	manual := b.want(b.do("POST", "/v1/orders", strings.Replace(pixOrderBody, `"type":"online"`, `"type":"online","processing_mode":"manual"`, 1)), 201)
	values := []any{nil, true, json.Number("-1"), json.Number("1e308"), json.Number("1e999"), json.Number("12345678901234567890"), json.Number("0.001"), "", "x", "\x00\u2028<b>", strings.Repeat("9", 300),
		[]any{}, []any{nil}, []any{object{"id": object{}}}, object{}, object{"id": []any{}}}
	cardToken := parseShape(`card_number security_code expiration_month expiration_year card_id customer_id site_id device* cardholder{ name identification{ type number } }`)
	refundBody := parseShape(`amount# metadata@`)
	for _, r := range []struct {
		method, path, base string
		shape              *shape
	}{
		{"POST", "/v1/payments", strings.Replace(pixBody, "pix", "account_money", 1), paymentShape},
		{"POST", "/v1/payments", `{"transaction_amount":80,"payment_method_id":"bolbradesco","payer":{"email":"a@b.co","first_name":"A","last_name":"B","identification":{"type":"CPF","number":"12345678909"},
			"address":{"zip_code":"1","street_name":"R","street_number":"1","neighborhood":"N","city":"C","federal_unit":"SP"}}}`, paymentShape},
		{"PUT", paymentPath(pix), `{"description":"x"}`, updateShape},
		{"POST", paymentPath(card) + "/refunds", `{"amount":0.01}`, refundBody},
		{"POST", "/v1/card_tokens", cardForm, cardToken},
		{"POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10}],"back_urls":{"success":"https://a.co/x"},"auto_return":"all"}`, preferenceTypes},
		{"PUT", "/checkout/preferences/" + pref, `{"items":[{"title":"x","quantity":1,"unit_price":10}]}`, itemTypes},
		{"POST", "/v1/orders", strings.Replace(pixOrderBody, `"pix","type":"bank_transfer"`, `"account_money","type":"account_money"`, 1), orderShape},
		{"POST", "/v1/orders", strings.Replace(pixOrderBody, `"type":"online"`, `"type":"point","external_reference":"P"`, 1), orderShape},
		{"POST", orderPath(manual) + "/transactions", `{"payments":[{"amount":"10.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}`, transactionsShape},
		{"PUT", orderPath(manual) + "/transactions/" + manual.at("transactions.payments.0.id").(string), `{"amount":"10.00"}`, transactionShape},
		{"POST", orderPath(manual) + "/refund", `{"transactions":[{"id":"x","amount":"1.00"}]}`, orderRefundShape},
		{"POST", orderPath(manual) + "/events", `{"status":"processed"}`, orderEventShape},
	} {
		base, err := parseObject([]byte(r.base))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			plant(r.shape, base, v, func(body object) {
				raw, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				a := b.do(r.method, r.path, string(raw))
				if a.status >= 500 {
					t.Errorf("%s %s with %.200s: %s", r.method, r.path, raw, a.raw)
				}
				if id, is := a.at("id").(string); is && a.status == 201 && strings.HasPrefix(id, "ORD") {
					b.want(b.do("GET", "/v1/orders/"+id, ""), 200)
				}
			})
		}
	}
	b.clock.forward(400 * day)
	b.settleDown()
	for path := range strings.FieldsSeq("/v1/payments/search /checkout/preferences/search /merchant_orders/search /v1/orders?begin_date=2020-01-01T00:00:00Z&end_date=2030-01-01T00:00:00Z") {
		b.want(b.do("GET", path, ""), 200)
	}
	if w := b.browse("GET", "/_sandbox/", ""); w.Code != 200 {
		t.Errorf("control page %d", w.Code)
	}
}

// What a buyer's browser sends is as little to be trusted: no page fails on it.
func TestHostilePages(t *testing.T) {
	b := newBench(t, func(c *Config) { c.AllowLocal = true })
	_, page := b.sale("")
	form := b.visitCheckout(page) + cardFields + "APRO&email=a@b.co&buyer=guest"
	ticket := b.want(b.do("POST", "/v1/payments", pixBody, own), 201).at("point_of_interaction.transaction_data.ticket_url").(string)
	for _, target := range []string{"/checkout/v1/redirect", "/3ds/challenge", "/3ds/challenge/answer", challengePath + "x", ticket, "/_sandbox/press", "/authorization"} {
		q, err := url.ParseQuery(form + "&do=pay&id=1&creq=e30&hash=x&client_id=1&lang=pt")
		if err != nil {
			t.Fatal(err)
		}
		for field := range q {
			for _, v := range []string{"", "-1", "99999999999999999999", "\x00", "<script>", strings.Repeat("é", 5000), "../..", "null"} {
				was := q[field]
				q[field] = []string{v}
				for _, method := range []string{"GET", "POST"} {
					at, body := target, q.Encode()
					if method == "GET" {
						at, body = strings.SplitN(target, "?", 2)[0]+"?"+body, ""
					}
					if w := b.browse(method, at, body); w.Code >= 500 || strings.Contains(w.Body.String(), "<script>alert") {
						t.Errorf("%s %s with %s=%.20q: %d %.200s", method, target, field, v, w.Code, w.Body)
					}
				}
				q[field] = was
			}
		}
	}
	if n := b.want(b.do("GET", fmt.Sprintf("/v1/payments/search?limit=%d", 1), ""), 200).at("paging.total").(float64); n < 1 {
		t.Error("none of the forms paid")
	}
}
