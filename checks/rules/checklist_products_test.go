package rules_test

import (
	"slices"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

func orderOf(raw string) checks.Fact {
	return checks.FactOrder.Of(checks.Created{Doc: parsed(lit, "ORD01", raw), Chosen: true}, "ex-7")
}

func subscription(raw string) checks.Fact {
	return checks.FactSubscription.Of(checks.Created{Doc: parsed(lit, "2c93", raw), Chosen: true}, "ex-8")
}

func places(p checks.Places) checks.Fact { return checks.FactPlaces.Of(p, "ex-9") }

func terminals(ts ...checks.Terminal) checks.Fact { return checks.FactTerminals.Of(ts, "ex-10") }

func product(p checks.Product) checks.Fact { return settings(checks.Settings{Product: p}) }

var noOrder = noObject(checks.FactOrder, checks.GapInput)

// marked is an object with what was judged before redaction.
func marked(k checks.Key[checks.Created], raw string, m mpclient.Marks) checks.Fact {
	return k.Of(checks.Created{Doc: parsed(lit, "x-1", raw), Marks: &m}, "ex-4")
}

func inSite(site mpclient.SiteID, test bool) checks.Fact {
	return account(func(a *mpclient.Account) {
		a.Site, a.OwnEmail = site, mpclient.MarkEmail("loja@vendas.com.br")
		if test {
			a.Tags = []string{"test_user"}
		}
	})
}

// productRows are the items of the products other than Checkout Pro.
func productRows() table {
	missing, value := []string{"field-missing"}, []string{"field-value"}
	point := func(status, terminal string) checks.Fact {
		return orderOf(`{"type":"point","status":"` + status + `","config":{"point":{"terminal_id":"` + terminal + `"}}}`)
	}
	outlets := func(own func(...checks.Outlet) checks.Fact, key string) []row {
		return []row{
			{"with our id", facts(own(checks.Outlet{ID: "1"}, checks.Outlet{ID: "2", External: "SUC02"})), checks.Pass, "find.places.own_id", nil},
			{"without one", facts(own(checks.Outlet{ID: "1"})), checks.Inconclusive, "find.places.no_id", nil},
			{"none", facts(own()), checks.Fail, "find.places.none", []string{"place-missing"}},
			{"not readable", facts(checks.FactPlaces.Missing(checks.Gap{Reason: checks.GapServer})), checks.Inconclusive, "gap.server", nil},
		}
	}
	return table{
		"homologation.external_reference": {
			{"in the order", facts(noPref, orderOf(`{"external_reference":"P-1"}`)), checks.Pass, "find.field.present", nil},
			{"not in the order", facts(orderOf(`{"id":"ORD"}`)), checks.Fail, "find.field.missing", missing},
			{"in the subscription", facts(subscription(`{"external_reference":"ASS-1"}`)), checks.Pass, "", nil},
			{"empty in the subscription", facts(subscription(`{"external_reference":""}`)), checks.Fail, "", missing},
			{"no order yet", facts(noOrder, product(checks.Point)), checks.NeedsInput, "find.needs_setting", nil},
			{"no subscription yet", facts(product(checks.Subscriptions)), checks.NeedsInput, "find.needs_setting", nil},
			{"an order that is not there", facts(noObject(checks.FactOrder, checks.GapNotFound), product(checks.QR)), checks.Inconclusive, "gap.not_found", nil},
		},
		"homologation.item_id": {
			{"in the order", facts(orderOf(`{"items":[{"external_code":"CAM"}]}`)), checks.Pass, "", nil},
			{"an order without items", facts(orderOf(`{"type":"online"}`)), checks.Fail, "", missing},
		},
		"homologation.payer_last_name": {
			{"an order hides its payer", facts(orderOf(`{"type":"online"}`)), checks.Inconclusive, "find.field.order_hides", nil},
			{"its payment does not", facts(orderOf(`{"type":"online"}`), pay(lit, `{"additional_info":{"payer":{"last_name":"***"}}}`)), checks.Pass, "", nil},
			{"echoed empty", facts(orderOf(`{"payer":{"last_name":""}}`)), checks.Inconclusive, "find.field.order_hides", nil},
		},
		"homologation.webhooks_ipn": {
			{"in the order", facts(orderOf(`{"config":{"notification_url":"https://a/x"}}`), product(checks.Orders)), checks.Pass, "", nil},
			{"a subscription shows none", facts(subscription(`{"id":"2c93"}`), product(checks.Subscriptions)), checks.NeedsInput, "find.webhooks.unseen", nil},
		},
		"homologation.back_urls": {
			{"of an order", facts(orderOf(`{"config":{"online":{"success_url":"https://a","pending_url":"https://b","failure_url":"https://c"}}}`)), checks.Pass, "", nil},
			{"of an order, in the clear", facts(orderOf(`{"config":{"online":{"success_url":"https://a","pending_url":"http://b","failure_url":"https://c"}}}`)), checks.Fail, "find.url.not_https", value},
		},
		"homologation.issuer_id": {
			{"there", facts(pay(lit, `{"payment_type_id":"credit_card","issuer_id":"25"}`)), checks.Pass, "", nil},
			{"not there", facts(pay(lit, `{"payment_type_id":"debit_card","issuer_id":null}`)), checks.Fail, "", missing},
			{"no card", facts(pay(lit, `{"payment_type_id":"bank_transfer"}`)), checks.NotApplicable, "find.issuer.no_card", nil},
		},
		"homologation.web_front_end_sdk": {
			{"in the page", facts(page(checks.Page{Status: 200, MPJS: true})), checks.Pass, "", nil},
			{"not in the page", facts(page(checks.Page{Status: 200})), checks.Warn, "", []string{"mpjs-missing"}},
		},
		"homologation.customer_id": {
			{"a saved customer", facts(pay(lit, `{"payer":{"id":"7","type":"customer"}}`)), checks.Pass, "", nil},
			{"a guest has a number too", facts(pay(lit, `{"status":"approved","payer":{"id":"7","type":null}}`)), checks.Warn, "find.field.optional", nil},
			{"hidden", facts(pay(lit, `{"status":"pending","payer":{"id":"7","type":null}}`)), checks.Inconclusive, "find.field.payer_hidden", nil},
			{"masked", facts(pay(lit, `{"status":"refunded","payer":{"id":"7","type":"XXXXXXXXXXX"}}`)), checks.Inconclusive, "find.field.masked", nil},
			{"in the order", facts(orderOf(`{"payer":{"customer_id":"7-abc"}}`)), checks.Pass, "", nil},
			{"not in the order", facts(orderOf(`{"type":"online"}`)), checks.Warn, "", nil},
		},
		"homologation.auth_and_capt": {
			{"authorised", facts(pay(lit, `{"status":"authorized","captured":false}`)), checks.Pass, "", nil},
			{"captured, nobody knows when", facts(pay(lit, `{"status":"approved","captured":true}`)), checks.Inconclusive, "find.capture.unseen", nil},
			{"a manual order", facts(orderOf(`{"capture_mode":"manual"}`)), checks.Pass, "", nil},
			{"an automatic order", facts(orderOf(`{"capture_mode":"automatic"}`)), checks.Warn, "find.field.optional", nil},
		},
		"homologation.point_payment": {
			{"paid on a terminal", facts(point("processed", "NEWLAND_N950__N950NCB801293324")), checks.Pass, "", nil},
			{"on the virtual one", facts(point("processed", "NEWLAND_N950__SBX0000001")), checks.Inconclusive, "find.point.virtual", nil},
			{"not paid", facts(point("created", "NEWLAND_N950__N950NCB801293324")), checks.Inconclusive, "find.point.unpaid", nil},
			{"an order of the web", facts(orderOf(`{"type":"online"}`)), checks.Fail, "find.point.other_type", value},
		},
		"homologation.store_creation_api": outlets(func(list ...checks.Outlet) checks.Fact { return places(checks.Places{Stores: list}) }, ""),
		"homologation.pos_creation_api":   outlets(func(list ...checks.Outlet) checks.Fact { return places(checks.Places{POS: list}) }, ""),
		"homologation.webhooks_point": {
			{"in the order", facts(orderOf(`{"config":{"notification_url":"https://a/x"}}`), product(checks.Point)), checks.Pass, "", nil},
			{"in the panel, says the configuration", facts(orderOf(`{}`), settings(checks.Settings{WebhookURL: "https://a/x"})), checks.Attest, "find.webhooks.panel", nil},
			{"nowhere", facts(orderOf(`{}`), product(checks.Point)), checks.NeedsInput, "find.webhooks.unseen", nil},
		},
		"homologation.list_devices": {
			{"the order's is listed", facts(point("processed", "A__1"), terminals(checks.Terminal{ID: "A__0"}, checks.Terminal{ID: "A__1", Mode: "PDV"})), checks.Pass, "find.terminals.listed", nil},
			{"it is not", facts(point("processed", "A__9"), terminals(checks.Terminal{ID: "A__0"})), checks.Warn, "find.terminals.other", value},
			{"there is none", facts(point("processed", "A__9"), terminals()), checks.Warn, "find.terminals.none", []string{"place-missing"}},
			{"no order yet", facts(noOrder, product(checks.Point), terminals(checks.Terminal{ID: "A__0"})), checks.NeedsInput, "find.needs_setting", nil},
			{"no list", facts(point("processed", "A__9"), checks.FactTerminals.Missing(checks.Gap{Reason: checks.GapNotFound})), checks.Inconclusive, "gap.not_found", nil},
		},
		"homologation.switch_device_mode": {
			{"PDV", facts(point("processed", "A__1"), terminals(checks.Terminal{ID: "A__1", Mode: "PDV"})), checks.Pass, "find.terminals.pdv", nil},
			{"alone", facts(point("processed", "A__1"), terminals(checks.Terminal{ID: "A__1", Mode: "STANDALONE"})), checks.Warn, "find.terminals.mode", []string{"terminal-mode"}},
			{"another terminal", facts(point("processed", "A__2"), terminals(checks.Terminal{ID: "A__1", Mode: "PDV"})), checks.Inconclusive, "find.terminals.other", nil},
		},
		"homologation.integrator_id": {
			{"there", facts(orderOf(`{"integration_data":{"integrator_id":"dev_1"}}`)), checks.Pass, "", nil},
			{"not there", facts(orderOf(`{"integration_data":{"application_id":"1"}}`)), checks.Warn, "find.field.optional", nil},
		},
		"homologation.platform_id": {
			{"a sponsor", facts(orderOf(`{"integration_data":{"sponsor":{"id":"77"}}}`)), checks.Pass, "", nil},
			{"not there", facts(orderOf(`{}`)), checks.Warn, "find.field.optional", nil},
		},
		"homologation.qr_order": {
			{"on a point of sale of the account", facts(orderOf(`{"type":"qr","config":{"qr":{"external_pos_id":"P1"}}}`), places(checks.Places{POS: []checks.Outlet{{External: "P1"}}})), checks.Pass, "find.qr.pos", nil},
			{"on one that is not listed", facts(orderOf(`{"type":"qr","config":{"qr":{"external_pos_id":"P9"}}}`), places(checks.Places{})), checks.Inconclusive, "find.qr.pos_unlisted", nil},
			{"another kind of order", facts(orderOf(`{"type":"point"}`), places(checks.Places{})), checks.Fail, "find.qr.other_type", value},
			{"without a point of sale", facts(orderOf(`{"type":"qr"}`), places(checks.Places{})), checks.Fail, "find.field.missing", missing},
		},
		"homologation.subscription_back_url": {
			{"there", facts(subscription(`{"back_url":"https://a/ok"}`)), checks.Pass, "", nil},
			{"in the clear", facts(subscription(`{"back_url":"http://a/ok"}`)), checks.Fail, "find.url.not_https", value},
			{"not there", facts(subscription(`{"back_url":""}`)), checks.Fail, "", missing},
		},
		"homologation.subscription_amount": {
			{"sound", facts(inSite(mpclient.MLB, false), subscription(`{"auto_recurring":{"transaction_amount":49.9,"currency_id":"BRL"}}`)), checks.Pass, "", nil},
			{"another currency", facts(inSite(mpclient.MLB, false), subscription(`{"auto_recurring":{"transaction_amount":49.9,"currency_id":"ARS"}}`)), checks.Fail, "find.site.currency", []string{"currency-mismatch"}},
			{"decimals of no peso", facts(inSite(mpclient.MLC, false), subscription(`{"auto_recurring":{"transaction_amount":4990.5,"currency_id":"CLP"}}`)), checks.Warn, "find.amount.decimals", value},
			{"nothing", facts(inSite(mpclient.MLB, false), subscription(`{"auto_recurring":{"transaction_amount":0}}`)), checks.Fail, "find.field.not_positive", value},
		},
	}
}

// soundRows judge what is in a field.
func soundRows() table {
	value := []string{"field-value"}
	mail := func(address string) checks.Fact {
		return marked(checks.FactPreference, `{"payer":{"email":"x***@x.com"}}`, mpclient.Marks{Emails: map[string]mpclient.EmailMark{"payer.email": mpclient.MarkEmail(address)}})
	}
	document := func(site mpclient.SiteID, kind, number string) []checks.Fact {
		m := mpclient.DocumentMark{}
		for _, s := range mpclient.Sites {
			m[s.ID] = mpclient.CheckDocument(s.ID, kind, number)
		}
		return facts(inSite(site, false), marked(checks.FactPreference, `{"payer":{"identification":{"type":"`+kind+`","number":"***"}}}`, mpclient.Marks{Documents: map[string]mpclient.DocumentMark{"payer.identification": m}}))
	}
	return table{
		"homologation.external_reference": {
			{"an e-mail", facts(marked(checks.FactPreference, `{"external_reference":"a***@b.com"}`, mpclient.Marks{Reference: map[string]mpclient.ReferenceFault{"": mpclient.ReferenceEmail}})), checks.Warn, "find.reference.personal", value},
			{"an e-mail, by what is left of it", facts(pref(lit, `{"external_reference":"a***@b.com"}`)), checks.Warn, "find.reference.personal", value},
			{"sold once", facts(pref(lit, `{"external_reference":"P-1"}`), checks.FactReferences.Of(checks.Reuse{Reference: "P-1", Paid: []string{"1"}})), checks.Pass, "", nil},
			{"sold twice", facts(pref(lit, `{"external_reference":"P-1"}`), checks.FactReferences.Of(checks.Reuse{Reference: "P-1", Paid: []string{"1", "2"}}, "ex-3")), checks.Warn, "find.reference.reused", value},
		},
		"homologation.email": {
			{"a buyer's", facts(inSite(mpclient.MLB, false), mail("ana@loja.com.br")), checks.Pass, "", nil},
			{"no address", facts(inSite(mpclient.MLB, false), mail("ana")), checks.Fail, "find.email.malformed", value},
			{"of a reserved domain", facts(mail("ana@example.com")), checks.Warn, "find.email.placeholder", value},
			{"of a reserved domain, by what is left of it", facts(pref(lit, `{"payer":{"email":"a***@example.com"}}`)), checks.Warn, "find.email.placeholder", value},
			{"filler", facts(mail("test@test.com")), checks.Warn, "find.email.placeholder", value},
			{"the shop's own", facts(inSite(mpclient.MLB, false), mail("LOJA@vendas.com.br")), checks.Warn, "find.email.own", value},
			{"a tester at a real shop", facts(inSite(mpclient.MLB, false), mail("test_user_1@testuser.com")), checks.Warn, "find.email.tester", value},
			{"a tester at a test shop", facts(inSite(mpclient.MLB, true), mail("test_user_1@testuser.com")), checks.Pass, "", nil},
			{"a tester, and nobody knows the shop", facts(mail("test_user_1@testuser.com")), checks.Inconclusive, "find.field.uncompared", nil},
		},
		"homologation.payer_identification": {
			{"sound", document(mpclient.MLB, "CPF", "12345678909"), checks.Pass, "", nil},
			{"wrong digit", document(mpclient.MLB, "CPF", "12345678900"), checks.Warn, "document.check_digit", value},
			{"another country's", document(mpclient.MLA, "CPF", "12345678909"), checks.Warn, "document.other_site", value},
			{"another country's, by its type", facts(inSite(mpclient.MLA, false), pref(lit, `{"payer":{"identification":{"type":"CPF","number":"***"}}}`)), checks.Warn, "document.other_site", value},
			{"short", document(mpclient.MLB, "CPF", "1234567"), checks.Warn, "document.length", value},
			{"a digit nobody is known to check", document(mpclient.MLU, "CI", "12345678"), checks.Pass, "", nil},
			{"no site", facts(pref(lit, `{"payer":{"identification":{"type":"CPF","number":"***"}}}`)), checks.Inconclusive, "find.field.uncompared", nil},
		},
		"homologation.statement_descriptor": {
			{"of an order, long", facts(orderOf(`{"config":{"statement_descriptor":"0123456789012345678901234567890123456789"}}`)), checks.Pass, "", nil},
			{"of an order, too long", facts(orderOf(`{"config":{"statement_descriptor":"012345678901234567890123456789012345678901234567890"}}`)), checks.Warn, "find.descriptor.long", nil},
			{"of a card order, none", facts(orderOf(`{"transactions":{"payments":[{"payment_method":{"type":"credit_card"}}]}}`)), checks.Fail, "find.field.missing", nil},
			{"of a Pix order, none", facts(orderOf(`{"transactions":{"payments":[{"payment_method":{"type":"bank_transfer"}}]}}`)), checks.Inconclusive, "find.field.order_hides", nil},
		},
		"homologation.item_unit_price": {
			{"decimals of no peso", facts(inSite(mpclient.MLC, false), pref(lit, `{"items":[{"unit_price":1990.5}]}`)), checks.Warn, "find.amount.decimals", value},
			{"zeros are none", facts(inSite(mpclient.MLC, false), orderOf(`{"items":[{"unit_price":"1990.00","quantity":1}],"total_amount":"1990.00"}`)), checks.Pass, "", nil},
			{"items above the total", facts(inSite(mpclient.MLB, false), orderOf(`{"items":[{"unit_price":"50.00","quantity":2}],"total_amount":"50.00"}`)), checks.Warn, "find.amount.sum", value},
			{"items below the total: delivery", facts(inSite(mpclient.MLB, false), orderOf(`{"items":[{"unit_price":"50.00","quantity":2}],"total_amount":"119.90"}`)), checks.Pass, "", nil},
			{"items above the total: a coupon", facts(inSite(mpclient.MLB, false), pay(lit, `{"transaction_amount":90,"coupon_amount":10,"additional_info":{"items":[{"unit_price":"100","quantity":"1"}]}}`)), checks.Pass, "", nil},
			{"items of a payment above the total", facts(inSite(mpclient.MLB, false), pay(lit, `{"transaction_amount":90,"coupon_amount":0,"additional_info":{"items":[{"unit_price":"100","quantity":"1"}]}}`)), checks.Warn, "find.amount.sum", value},
		},
		"homologation.date_of_expiration": {
			{"later", facts(pref(lit, `{"date_created":"2026-11-20T10:00:00.000-04:00","date_of_expiration":"2026-11-23T10:00:00.000-03:00"}`)), checks.Pass, "", nil},
			{"before it was made", facts(pref(lit, `{"date_created":"2026-11-20T10:00:00.000-04:00","date_of_expiration":"2026-11-20T10:59:00.000-03:00"}`)), checks.Warn, "find.date.order", value},
		},
		"homologation.expiration": {
			{"ends before it begins", facts(pref(lit, `{"expires":true,"expiration_date_from":"2026-11-23T10:00:00.000-03:00","expiration_date_to":"2026-11-22T10:00:00.000-03:00"}`)), checks.Warn, "find.date.order", value},
			{"over when it was made", facts(pref(lit, `{"expires":true,"date_created":"2026-11-23T10:00:00.000-03:00","expiration_date_to":"2026-11-22T10:00:00.000-03:00"}`)), checks.Warn, "find.date.order", value},
		},
		"homologation.max_installments": {
			{"in bounds", facts(pref(lit, `{"payment_methods":{"installments":36,"default_installments":1}}`)), checks.Pass, "", nil},
			{"too many", facts(pref(lit, `{"payment_methods":{"installments":48}}`)), checks.Warn, "find.installments.range", value},
			{"begins above the most", facts(pref(lit, `{"payment_methods":{"installments":3,"default_installments":6}}`)), checks.Warn, "find.installments.range", value},
			{"of an order", facts(orderOf(`{"config":{"payment_method":{"max_installments":0}}}`)), checks.Warn, "", value},
		},
	}
}

// TestDoubtsAboutADocumentAreNotes: a check digit that the platform is not known to look at is no warning.
func TestDoubtsAboutADocumentAreNotes(t *testing.T) {
	judge := checks.Index(rules.All())["homologation.payer_identification"].Judge
	m := mpclient.DocumentMark{mpclient.MLU: mpclient.CheckDocument(mpclient.MLU, "CI", "12345678")}
	f := judge(checks.NewFacts(now, inSite(mpclient.MLU, false), marked(checks.FactPreference, `{"payer":{"identification":{"type":"CI","number":"***"}}}`,
		mpclient.Marks{Documents: map[string]mpclient.DocumentMark{"payer.identification": m}})))
	if !slices.ContainsFunc(f.Evidence, func(e checks.Evidence) bool { return e.Kind == "note" && e.Text.Key == "document.check_digit" }) {
		t.Errorf("%+v", f)
	}
}
