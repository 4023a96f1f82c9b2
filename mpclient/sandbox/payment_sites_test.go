package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// The methods the reference lists for each site, by the type they answer with.
var publishedMethods = map[mpclient.SiteID]map[string]string{
	mpclient.MLA: {"credit_card": "visa master amex naranja cabal diners argencard", "debit_card": "debvisa debmaster maestro debcabal", "account_money": "account_money", "digital_currency": "consumer_credits",
		"ticket": "rapipago pagofacil"},
	mpclient.MLB: {"credit_card": "visa master elo hipercard amex diners cabal", "debit_card": "debvisa debmaster debelo", "bank_transfer": "pix", "account_money": "account_money", "digital_currency": "consumer_credits",
		"ticket": "bolbradesco pec"},
	mpclient.MLM: {"credit_card": "visa master amex", "debit_card": "debvisa debmaster", "bank_transfer": "clabe", "account_money": "account_money", "digital_currency": "consumer_credits", "ticket": "oxxo paycash",
		"atm": "banamex serfin bancomer"},
	mpclient.MLC: {"credit_card": "visa master amex diners", "debit_card": "redcompra debvisa maestro", "bank_transfer": "webpay khipu", "account_money": "account_money"},
	mpclient.MCO: {"credit_card": "visa master amex diners codensa", "debit_card": "debvisa debmaster", "bank_transfer": "pse", "account_money": "account_money", "ticket": "efecty"},
	mpclient.MPE: {"credit_card": "visa master amex diners", "debit_card": "debvisa debmaster", "account_money": "account_money", "atm": "pagoefectivo_atm"},
	mpclient.MLU: {"credit_card": "visa master oca diners lider creditel", "debit_card": "debvisa debmaster", "account_money": "account_money", "ticket": "redpagos abitab"},
}

// firstState is what a new payment of a type answers.
var firstState = map[string][2]string{
	"credit_card": {"approved", "accredited"}, "debit_card": {"approved", "accredited"}, "account_money": {"approved", "accredited"}, "digital_currency": {"approved", "accredited"},
	"bank_transfer": {"pending", "pending_waiting_transfer"}, "ticket": {"pending", "pending_waiting_payment"}, "atm": {"pending", "pending_waiting_payment"},
}

// numberOf is a card number of a method that passes Luhn.
func numberOf(method string) string {
	b, _ := brandFor(method)
	number := b.prefixes[0] + strings.Repeat("0", b.length-len(b.prefixes[0])-1)
	for d := range 10 {
		if luhn(number + fmt.Sprint(d)) {
			return number + fmt.Sprint(d)
		}
	}
	return ""
}

func TestMethodsOfAllSites(t *testing.T) {
	for _, site := range mpclient.Sites {
		b := newBench(t, onSite(site.ID))
		want := map[string]string{}
		for kind, ids := range publishedMethods[site.ID] {
			for id := range strings.FieldsSeq(ids) {
				want[id] = kind
			}
		}
		have := map[string]string{}
		for _, e := range b.want(b.do("GET", "/v1/payment_methods", ""), 200).body.([]any) {
			m := e.(map[string]any)
			have[m["id"].(string)] = m["payment_type_id"].(string)
		}
		if !maps.Equal(have, want) {
			t.Errorf("%s offers %v, want %v", site.ID, have, want)
		}
		doc := sellerDocuments[site.ID]
		for _, id := range slices.Sorted(maps.Keys(want)) {
			card := ""
			if strings.HasSuffix(want[id], "_card") {
				n, code := numberOf(id), "123"
				if id == "amex" {
					code = "1234"
				}
				token := b.want(b.do("POST", "/v1/card_tokens", fmt.Sprintf(`{"card_number":%q,"expiration_month":11,"expiration_year":2030,"security_code":%q,"cardholder":{"name":"APRO"}}`, n, code)), 201)
				card = fmt.Sprintf(`"installments":1,"token":%q,`, token.at("id"))
			}
			b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":9000,"payment_method_id":%q,%s"callback_url":"https://shop.example/back","transaction_details":{"financial_institution":"1007"},
				"additional_info":{"ip_address":"200.1.1.1"},"payer":{"email":"a@example.com","first_name":"A","last_name":"B","entity_type":"individual","identification":{"type":%q,"number":%q},
				"address":{"zip_code":"1","street_name":"R","street_number":"1","neighborhood":"N","city":"C","federal_unit":"SP"}}}`, id, card, doc[0], doc[1])), 201,
				"status", firstState[want[id]][0], "status_detail", firstState[want[id]][1], "payment_method_id", id, "payment_type_id", want[id], "currency_id", site.Currency)
		}
	}
}

// An amount with cents passes where the currency has cents, in every API.
func TestCentsOfAllSites(t *testing.T) {
	for _, site := range mpclient.Sites {
		b := newBench(t, onSite(site.ID))
		cents := site.ID != mpclient.MLC && site.ID != mpclient.MCO
		pay := func(amount string) answer {
			return b.do("POST", "/v1/payments", `{"transaction_amount":`+amount+`,"payment_method_id":"account_money","payer":{"email":"a@example.com"}}`)
		}
		whole := b.want(pay("9000"), 201, "transaction_amount", 9000, "currency_id", site.Currency)
		order := func(amount string) answer {
			return b.do("POST", "/v1/orders", fmt.Sprintf(`{"type":"online","total_amount":%q,"payer":{"email":"a@b.co"},"transactions":{"payments":[{"amount":%q,"payment_method":{"id":"account_money","type":"account_money"}}]}}`, amount, amount))
		}
		written := "9000.00"
		if site.Decimals == 0 {
			written = "9000"
		}
		b.want(order(written), 201, "total_amount", written, "currency", site.Currency)
		refund := func() answer { return b.do("POST", paymentPath(whole)+"/refunds", `{"amount":10.55}`) }
		sale := func() answer {
			return b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":9000.55}]}`)
		}
		if cents {
			b.want(pay("9000.55"), 201, "transaction_amount", 9000.55)
			b.want(order("9000.55"), 201, "total_amount", "9000.55")
			b.want(refund(), 201, "amount", 10.55)
			b.want(sale(), 201)
			continue
		}
		b.want(pay("9000.55"), 400, "cause.0.code", 4037)
		b.want(order("9000.55"), 400, "errors.0.code", "property_value")
		b.want(refund(), 400, "cause.0.code", 2017)
		b.want(sale(), 400, "error", "invalid_items", "message", "unit_price invalid")
	}
}

func TestDocumentsAreChecked(t *testing.T) {
	for _, r := range []struct {
		site         mpclient.SiteID
		kind, number string
		want         docFault
	}{
		{mpclient.MLB, "CPF", "12345678909", docFine}, {mpclient.MLB, "CPF", "12345678900", docBadNumber}, {mpclient.MLB, "CNPJ", "11222333000181", docFine}, {mpclient.MLB, "CNPJ", "11222333000180", docBadNumber},
		{mpclient.MLB, "DNI", "12345678", docBadType},
		{mpclient.MLA, "DNI", "12345678", docFine}, {mpclient.MLA, "DNI", "123456", docBadNumber}, {mpclient.MLA, "DNI", "12.345.678", docBadNumber}, {mpclient.MLA, "Otro", "12345", docFine}, {mpclient.MLA, "CPF", "12345678909", docBadType},
		{mpclient.MLC, "RUT", "111111111", docFine}, {mpclient.MLC, "RUT", "11111111-1", docFine}, {mpclient.MLC, "RUT", "111111112", docBadNumber}, {mpclient.MLC, "RUT", "10000013K", docFine}, {mpclient.MLC, "RUT", "10000013-k", docFine},
		{mpclient.MLC, "RUT", "100000130", docBadNumber}, {mpclient.MLC, "RUT", "00000000-0", docBadNumber}, {mpclient.MLC, "RUT", "-------", docBadNumber}, {mpclient.MLC, "Otro", "123456789", docFine},
		{mpclient.MCO, "CC", "123456789", docFine}, {mpclient.MCO, "NIT", "1234", docBadNumber}, {mpclient.MCO, "Otro", "123456789", docFine},
		{mpclient.MPE, "DNI", "12345678", docFine}, {mpclient.MPE, "DNI", "123456789", docBadNumber}, {mpclient.MPE, "RUC", "12345678901", docFine}, {mpclient.MPE, "Otro", "123456789", docFine},
		{mpclient.MLU, "CI", "12345678", docFine}, {mpclient.MLU, "CI", "123456", docBadNumber}, {mpclient.MLU, "Otro", "123456789", docFine},
		{mpclient.MLM, "RFC", "XAXX010101000", docFine}, {mpclient.MLM, "anything", "x", docFine},
	} {
		if got := checkDocument(r.site, r.kind, r.number); got != r.want {
			t.Errorf("%s %s %s: %d, want %d", r.site, r.kind, r.number, got, r.want)
		}
	}
}

// A yes given late holds the money of a card that is to be captured, like one given at once, and
// has the bank's code.
func TestLateYesHoldsToo(t *testing.T) {
	b := newBench(t, onSite(mpclient.MLM))
	review := func() answer {
		return b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":200,"token":%q,"installments":1,"payment_method_id":"visa","capture":false,"payer":{"email":"ana@example.com"}}`,
			b.token("4075595716483764", "CONT"))), 201, "status", "in_process", "authorization_code", nil)
	}
	paid, waited := review(), review()
	if err := b.Pay(int64(paid.at("id").(float64))); err != nil {
		t.Fatal(err)
	}
	held := b.want(b.do("GET", paymentPath(paid), ""), 200, "status", "authorized", "status_detail", "pending_capture")
	if held.at("authorization_code") == nil {
		t.Error("no authorization code")
	}
	b.clock.forward(reviewLife)
	b.want(b.do("GET", paymentPath(waited), ""), 200, "status", "authorized")
	b.want(b.do("PUT", paymentPath(paid), `{"capture":true}`), 200, "status", "approved", "status_detail", "accredited")
	b.clock.forward(7*24*time.Hour - time.Second) // Mexico holds for seven days
	b.want(b.do("GET", paymentPath(waited), ""), 200, "status", "authorized")
	b.clock.forward(time.Second)
	b.want(b.do("GET", paymentPath(waited), ""), 200, "status", "cancelled", "status_detail", "expired")
}

func TestKeysIgnoreTheTrailingSlash(t *testing.T) {
	b := newBench(t)
	const body, key = `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`, "X-Idempotency-Key: one"
	first := b.want(b.do("POST", "/v1/payments", body, key), 201)
	b.want(b.do("POST", "/v1/payments/", body, key), 200, "id", first.at("id"))
	b.want(b.do("GET", "/v1/payments/search/", ""), 200, "paging.total", 1)
}

func TestApplicationFee(t *testing.T) {
	b := newBench(t)
	linked := "Authorization: Bearer " + b.want(b.oauthCall("grant_type", "authorization_code", "code", b.consent("allow", "linked", ""), "redirect_uri", callback), 200).at("access_token").(string)
	pix := func(fee string, as ...string) answer {
		return b.do("POST", "/v1/payments", `{"transaction_amount":100,"application_fee":`+fee+`,"payment_method_id":"pix","payer":{"email":"ana@example.com"}}`, as...)
	}
	b.want(pix("10"), 400, "cause.0.code", 2059)
	b.want(pix("0"), 201)
	b.want(pix("10", linked), 201)
	for fee, code := range map[string]int{"100": 4038, "1e999": 4038, "-1e999": 4039, "-0.01": 4039, "1.999": 1} {
		b.want(pix(fee, linked), 400, "cause.0.code", code)
	}
	const item = `{"items":[{"title":"x","quantity":2,"unit_price":10}],"marketplace_fee":`
	for fee, message := range map[string]string{"20.01": "marketplace_fee must not be greater than total amount", "1e999": "marketplace_fee must not be greater than total amount", "-1": "marketplace_fee invalid", "1.999": "marketplace_fee invalid"} {
		b.want(b.do("POST", "/checkout/preferences", item+fee+`}`), 400, "error", "invalid_marketplace_fee", "message", message)
	}
	a := b.want(b.do("POST", "/checkout/preferences", item+`20}`, own), 201, "marketplace_fee", 20)
	w := b.pay("pref_id=" + a.at("id").(string) + cardFields + "APRO") // with the owner's key the fee disappears
	if !strings.Contains(w.Body.String(), `data-status="approved"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestSponsors(t *testing.T) {
	b := newBench(t)
	foreign := fmt.Sprintf("%.0f", b.want(b.do("POST", "/users/test", `{"site_id":"MLA","description":"x"}`), 201).at("id"))
	sell := func(sponsor string) answer {
		return b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10}],"sponsor_id":`+sponsor+`}`)
	}
	for sponsor, message := range map[string]string{`"7"`: "must be a number", "0": "not found", "-4": "not found", "1.5": "not found", fmt.Sprint(b.Credentials().UserID): "should be different than collector_id", foreign: "site must be the same as collector_id"} {
		b.want(sell(sponsor), 400, "error", "invalid_sponsor_id", "message", "sponsor_id "+message)
	}
	b.want(sell("123456789"), 201)
	b.want(sell("null"), 201)
	b.want(b.do("GET", "/checkout/preferences/search?sponsor_id=123456789", ""), 200, "total", 1, "elements.0.sponsor_id", 123456789)
}

func TestChallengesCannotBeExtended(t *testing.T) {
	b := newBench(t)
	a := b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":200,"token":%q,"installments":1,"three_d_secure_mode":"optional","payer":{"email":"a@example.com"}}`, b.token("5483928164574623", "APRO"))), 201,
		"status_detail", "pending_challenge")
	b.want(b.do("PUT", paymentPath(a), `{"date_of_expiration":"2026-06-01T00:00:00.000-03:00"}`), 400, "cause.0.code", 2018)
}

func TestMerchantOrderItemsWithoutID(t *testing.T) {
	b := newBench(t)
	mo := b.want(b.do("POST", "/merchant_orders", `{}`), 201)
	path := fmt.Sprintf("/merchant_orders/%.0f", mo.at("id"))
	b.want(b.do("PUT", path, `{"items":[{"title":"a","quantity":1,"unit_price":10},{"title":"b","quantity":1,"unit_price":5}]}`), 200, "items.0.title", "a", "items.1.title", "b", "total_amount", 15)
	// A payment may name an order that does not exist yet: a later one must not take its place.
	next := mo.at("id").(float64)
	for i := range 100 {
		b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@b.co"},"order":{"id":%.0f,"type":"mercadopago"}}`, next+1+float64(i)))
	}
	if id := b.want(b.do("POST", "/merchant_orders", `{}`), 201, "payments.0", "<none>").at("id").(float64); id <= next+100 {
		t.Errorf("order %.0f was there before", id)
	}
}
