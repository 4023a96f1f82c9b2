package sandbox

import (
	"fmt"
	"testing"
)

func TestPreferenceRefusals(t *testing.T) {
	b := newBench(t)
	item := `{"title":"x","quantity":1,"unit_price":10}`
	for body, want := range map[string][2]string{
		`{}`:                     {"invalid_items", "items needed"},
		`{"items":[]}`:           {"invalid_items", "items needed"},
		`{"items":` + item + `}`: {"invalid_items", "items must be an array"},
		`{"items":[{"title":"x","quantity":1,"unit_price":"10"}]}`:                                                                                                {"invalid_items", "unit_price must be a number"},
		`{"items":[{"title":"x","quantity":1}]}`:                                                                                                                  {"invalid_items", "unit_price invalid"},
		`{"items":[{"title":"x","quantity":1,"unit_price":-1}]}`:                                                                                                  {"invalid_items", "unit_price invalid"},
		`{"items":[{"title":"x","quantity":1,"unit_price":1.999}]}`:                                                                                               {"invalid_items", "unit_price invalid"},
		`{"items":[{"title":"x","quantity":"1","unit_price":1}]}`:                                                                                                 {"invalid_items", "quantity must be a number"},
		`{"items":[{"title":"x","quantity":0,"unit_price":1}]}`:                                                                                                   {"invalid_items", "quantity invalid"},
		`{"items":[{"quantity":1,"unit_price":1}]}`:                                                                                                               {"invalid_items", "title needed"},
		`{"items":[{"title":"x","quantity":1,"unit_price":1,"currency_id":"ARS"}]}`:                                                                               {"invalid_items", "currency_id invalid"},
		`{"items":[` + item + `],"auto_return":"approved"}`:                                                                                                       {"invalid_auto_return", "auto_return invalid. back_url.success must be defined"},
		`{"items":[` + item + `],"auto_return":"approved","back_url":{"success":"https://a.co"}}`:                                                                 {"invalid_auto_return", "auto_return invalid. back_url.success must be defined"},
		`{"items":[` + item + `],"auto_return":"all","back_urls":{"success":"http://localhost:3000"}}`:                                                            {"invalid_auto_return", "auto_return invalid. back_url.success must be defined"},
		`{"items":[` + item + `],"notification_url":"/hook"}`:                                                                                                     {"invalid_notification_url", "notificaction_url attribute must be url valid"},
		`{"items":[` + item + `],"payment_methods":{"excluded_payment_methods":[{"id":"account_money"}]}}`:                                                        {"invalid_payment_methods", "account_money cannot be excluded"},
		`{"items":[` + item + `],"payment_methods":{"excluded_payment_types":[{"id":"credit_card"},{"id":"debit_card"},{"id":"ticket"},{"id":"bank_transfer"}]}}`: {"invalid_payment_methods", "cannot exclude all payments methods"},
		`{"items":[` + item + `],"expiration_date_from":"2026-06-01T00:00:00.000-03:00","expiration_date_to":"2026-05-01T00:00:00.000-03:00"}`:                    {"invalid_expiration_date_to", "expiration_date_to invalid"},
		`{"items":[` + item + `],"payer":"ana"}`:                                                                                                                  {"invalid_payer", "payer invalid"},
	} {
		b.want(b.do("POST", "/checkout/preferences", body), 400, "error", want[0], "message", want[1], "status", 400, "cause", nil)
	}
	b.want(b.do("GET", "/checkout/preferences/1-x", ""), 404, "error", "not_found", "cause", nil)
	b.want(b.do("PUT", "/checkout/preferences/1-x", `{}`), 404)
	b.SetSell(false)
	b.want(b.do("POST", "/checkout/preferences", `{"items":[`+item+`]}`), 400, "error", "invalid_collector_id")
}

func TestPreferenceEcho(t *testing.T) {
	b := newBench(t)
	a := b.want(b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10,"id":7,"warranty":true}],
		"payer":{"name":"Ana","phone":{"number":99}},"back_url":{"success":"https://a.co"},"payment_methods":{"installments":6}}`), 201,
		"payer.name", "Ana", "payer.surname", "", "payer.phone.number", "99", "payer.phone.area_code", "", "payer.identification.type", "", "payer.date_created", nil,
		"payment_methods.installments", 6, "payment_methods.excluded_payment_methods.0.id", "", "payment_methods.excluded_payment_types.0.id", "",
		"items.0.id", "7", "items.0.warranty", "true", "items.0.currency_id", "BRL", "back_url", "<none>", "back_urls.success", "", "last_updated", nil,
		"collector_id", int(b.Credentials().UserID), "client_id", b.Credentials().ClientID, "site_id", "MLB")
	path := "/checkout/preferences/" + a.at("id").(string)
	if again := b.want(b.do("GET", path, ""), 200); again.raw != a.raw {
		t.Errorf("read  %s\nwrote %s", again.raw, a.raw)
	}
	b.want(b.do("PUT", path, `{"auto_return":"approved"}`), 400, "error", "invalid_auto_return")
	b.want(b.do("GET", path, ""), 200, "auto_return", "")
	b.want(b.do("PUT", path, `{"payment_methods":{"excluded_payment_types":[{"id":"ticket"}]}}`), 200,
		"payment_methods.excluded_payment_types.0.id", "ticket", "payment_methods.installments", nil, "items.0.title", "x")
	for i := range 3 {
		b.do("POST", "/checkout/preferences", fmt.Sprintf(`{"items":[{"title":"n%d","quantity":1,"unit_price":1}],"external_reference":"same"}`, i))
	}
	b.want(b.do("GET", "/checkout/preferences/search?external_reference=same&limit=2", ""), 200, "total", 3, "next_offset", 2, "elements.0.items.0", "n2", "elements.2", "<none>")
	b.want(b.do("GET", "/checkout/preferences/search?site_id=MLA", ""), 200, "total", 0)
}

func TestLocalAddressesOnRequest(t *testing.T) {
	b := newBench(t, func(c *Config) { c.AllowLocal = true })
	b.want(b.payPix(`,"notification_url":"http://127.0.0.1:8080/hook"`), 201)
	b.want(b.payPix(`,"notification_url":"ftp://127.0.0.1/hook"`), 400, "cause.0.code", 4020)
}
