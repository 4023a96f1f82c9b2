package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

var (
	noPref = noObject(checks.FactPreference, checks.GapInput)
	noPay  = noObject(checks.FactPayment, checks.GapInput)
)

func checklistRows() table {
	missing := []string{"field-missing"}
	one := func(raw string) []checks.Fact { return facts(pref(lit, raw), noPay) }
	return table{
		"homologation.external_reference": {
			{"there", one(`{"external_reference":"pedido-1"}`), checks.Pass, "find.field.present", nil},
			{"not there", one(`{}`), checks.Fail, "find.field.missing", missing},
			{"echoed empty", one(`{"external_reference":""}`), checks.Fail, "", missing},
			{"echoed null", one(`{"external_reference":null}`), checks.Fail, "", missing},
			{"only in the payment", facts(noPref, pay(lit, `{"external_reference":"pedido-1"}`)), checks.Pass, "", nil},
			{"lost before the payment", facts(pref(lit, `{}`), pay(lit, `{"external_reference":"typed later"}`)), checks.Fail, "", missing},
			{"nothing to look at", facts(noPref, noPay), checks.NeedsInput, "find.needs_object", nil},
			{"not found", facts(noObject(checks.FactPreference, checks.GapNotFound), noPay), checks.Inconclusive, "gap.not_found", nil},
			{"the payment could not be read", facts(noPref, noObject(checks.FactPayment, checks.GapServer)), checks.Inconclusive, "gap.server", nil},
			{"token not usable", facts(checks.FactPreference.Missing(checks.Gap{Reason: checks.GapDependency, From: checks.FactToken.Name})), checks.Inconclusive, "gap.dependency", nil},
		},
		"homologation.item_id": {
			{"in all", one(`{"items":[{"id":"1"},{"id":"2"}]}`), checks.Pass, "", nil},
			{"in one of three", one(`{"items":[{"id":"1"},{"id":""},{}]}`), checks.Fail, "", missing},
			{"no items", one(`{"items":[]}`), checks.Fail, "", missing},
		},
		"homologation.item_title": {
			{"there", facts(noPref, pay(lit, `{"additional_info":{"items":[{"title":"x"}]}}`)), checks.Pass, "", nil},
			{"not there", one(`{"items":[{"title":" "}]}`), checks.Fail, "", missing},
		},
		"homologation.item_description": {{"not there", one(`{"items":[{"id":"1"}]}`), checks.Fail, "", missing}},
		"homologation.excluded_payment_methods": {
			{"there", one(`{"payment_methods":{"excluded_payment_methods":[{"id":"amex"}]}}`), checks.Pass, "", nil},
			{"echoed as an empty id", one(`{"payment_methods":{"excluded_payment_methods":[{"id":""}]}}`), checks.Warn, "find.field.optional", nil},
			{"echoed as a list of nothing", one(`{"payment_methods":{"excluded_payment_methods":[]}}`), checks.Warn, "", nil},
			{"a payment cannot show it", facts(noPref, pay(lit, `{"id":1}`)), checks.Inconclusive, "find.field.not_in_object", nil},
		},
		"homologation.email": {
			{"there", append(one(`{"payer":{"email":"a***@exemplo.com.br"}}`), account()), checks.Pass, "", nil},
			{"there, of nobody known", one(`{"payer":{"email":"a***@exemplo.com.br"}}`), checks.Pass, "", nil},
			{"a pending payment hides its payer", facts(noPref, pay(lit, `{"status":"pending","payer":{"email":null}}`)), checks.Inconclusive, "find.field.payer_hidden", nil},
			{"an approved one does not", facts(noPref, pay(lit, `{"status":"approved","payer":{"email":null}}`)), checks.Fail, "", missing},
			{"nor does a refunded one", facts(noPref, pay(lit, `{"status":"refunded","payer":{}}`)), checks.Fail, "", missing},
			{"pending, but there", facts(account(), noPref, pay(lit, `{"status":"pending","payer":{"email":"a***@b.com"}}`)), checks.Inconclusive, "find.field.masked", nil},
		},
		"homologation.payer_first_name": {
			{"in the payer of a payment", facts(noPref, pay(lit, `{"status":"approved","payer":{"first_name":"***"}}`)), checks.Pass, "", nil},
			{"in the additional data", facts(noPref, pay(lit, `{"status":"pending","additional_info":{"payer":{"first_name":"***"}}}`)), checks.Pass, "", nil},
			{"nowhere", facts(noPref, pay(lit, `{"status":"approved","additional_info":{"payer":{}}}`)), checks.Fail, "", missing},
		},
		"homologation.payer_identification_mlm": {
			{"there", append(one(`{"payer":{"identification":{"type":"RFC","number":"***"}}}`), settings(checks.Settings{Site: mpclient.MLM})), checks.Pass, "", nil},
			{"half", one(`{"payer":{"identification":{"type":"RFC","number":""}}}`), checks.Warn, "find.field.optional", nil},
		},
		"homologation.address": {
			{"there", facts(noPref, pay(lit, `{"additional_info":{"payer":{"address":{"street_name":"***"}}}}`)), checks.Pass, "", nil},
			{"not there", facts(noPref, pay(lit, `{"status":"approved"}`)), checks.Warn, "", nil},
		},
		"homologation.shipment_amount": {
			{"there", one(`{"shipments":{"cost":19.9}}`), checks.Pass, "", nil},
			{"a key that is not echoed proves nothing", one(`{"shipments":{}}`), checks.Inconclusive, "find.field.not_echoed", nil},
			{"echoed empty", one(`{"shipments":{"cost":null}}`), checks.Warn, "find.field.optional", nil},
		},
		"homologation.back_urls": {
			{"all three", one(`{"back_urls":{"success":"https://a","pending":"https://b","failure":"https://c"}}`), checks.Pass, "", nil},
			{"two", one(`{"back_urls":{"success":"https://a","pending":"","failure":"https://c"}}`), checks.Fail, "", missing},
			{"a payment cannot show them", facts(noPref, pay(lit, `{"id":1}`)), checks.Inconclusive, "find.field.not_in_object", nil},
			{"nothing to look at", facts(noPref, noPay), checks.NeedsInput, "", nil},
		},
		"homologation.binary_mode": {
			{"on", one(`{"binary_mode":true}`), checks.Pass, "", nil},
			{"on in the payment", facts(pref(lit, `{}`), pay(lit, `{"binary_mode":true}`)), checks.Pass, "", nil},
			{"off", one(`{"binary_mode":false}`), checks.Warn, "", nil},
			{"not echoed", one(`{}`), checks.Inconclusive, "find.field.not_echoed", nil},
			{"nothing to look at", facts(noPref, noPay), checks.NeedsInput, "", nil},
		},
		"homologation.expiration": {
			{"on", one(`{"expires":true}`), checks.Pass, "", nil},
			{"off", one(`{"expires":false}`), checks.Warn, "", nil},
		},
		"homologation.webhooks_ipn": {
			{"in the preference", facts(pref(lit, `{"notification_url":"https://a/x"}`), settings(checks.Settings{})), checks.Pass, "", nil},
			{"in the payment", facts(pref(lit, `{}`), pay(lit, `{"notification_url":"https://a/x"}`), settings(checks.Settings{})), checks.Pass, "", nil},
			{"in the panel, says the configuration", facts(pref(lit, `{"notification_url":null}`), settings(checks.Settings{WebhookURL: "https://a/x"})), checks.Attest, "find.webhooks.panel", nil},
			{"nowhere", facts(pref(lit, `{"notification_url":""}`), settings(checks.Settings{})), checks.NeedsInput, "find.webhooks.unseen", nil},
			{"nothing to look at", facts(noPref, noPay, settings(checks.Settings{})), checks.NeedsInput, "find.needs_object", nil},
		},
		"homologation.front_end_sdk_pro": {
			{"in the page", facts(page(checks.Page{Status: 200, MPJS: true})), checks.Pass, "", nil},
			{"not in the page", facts(page(checks.Page{Status: 200, Scripts: []string{"https://a/x.js"}})), checks.Warn, "", []string{"mpjs-missing"}},
			{"an error page", facts(page(checks.Page{Status: 503})), checks.Inconclusive, "", nil},
			{"no page", facts(noPage(checks.GapTimeout)), checks.Inconclusive, "gap.timeout", nil},
		},
	}
}

func valueRows() table {
	item := func(field, value string) []checks.Fact {
		return facts(pref(lit, `{"items":[{"quantity":1,"unit_price":10},{"`+field+`":`+value+`}]}`), noPay)
	}
	paid := func(field, value string) []checks.Fact {
		return facts(noPref, pay(lit, `{"additional_info":{"items":[{"`+field+`":`+value+`}]}}`))
	}
	bad, missing := []string{"field-value"}, []string{"field-missing"}
	category := func(id string, live ...string) []checks.Fact {
		fs := facts(pref(lit, `{"items":[{"category_id":"fashion"},{"category_id":"`+id+`"}]}`), noPay)
		if live != nil {
			return append(fs, checks.FactCategories.Of(live, "ex-9"))
		}
		return append(fs, checks.FactCategories.Missing(checks.Gap{Reason: checks.GapNetwork}))
	}
	descriptor := func(n int) []checks.Fact {
		return facts(pref(lit, `{"statement_descriptor":"`+strings.Repeat("Á", n)+`"}`), noPay)
	}
	report := func(settlement, release checks.Fact) []row {
		return []row{
			{"both", facts(reportFact(checks.FactSettlement, true, true), reportFact(checks.FactRelease, true, false)), checks.Pass, "find.reports.both", nil},
			{"one missing", facts(settlement, release), checks.Warn, "find.reports.one_missing", nil},
			{"not readable", facts(reportFact(checks.FactSettlement, true, true), checks.FactRelease.Missing(checks.Gap{Reason: checks.GapServer, Detail: checks.T("gap.detail.server", "status", "500")})), checks.Inconclusive, "gap.server", nil},
		}
	}
	return table{
		"homologation.item_quantity": {
			{"positive", item("quantity", "2"), checks.Pass, "", nil},
			{"as text", paid("quantity", `"2"`), checks.Pass, "", nil},
			{"zero", item("quantity", "0"), checks.Fail, "find.field.not_positive", bad},
			{"no number", paid("quantity", `"two"`), checks.Fail, "", bad},
			{"NaN", paid("quantity", `"NaN"`), checks.Fail, "find.field.not_positive", bad},
			{"without end", paid("quantity", `"Inf"`), checks.Fail, "find.field.not_positive", bad},
			{"missing in one", item("title", `"x"`), checks.Fail, "", missing},
		},
		"homologation.item_unit_price": {
			{"positive, of no site", item("unit_price", "349.9"), checks.Inconclusive, "find.field.uncompared", nil},
			{"positive", append(item("unit_price", "349.9"), account()), checks.Pass, "", nil},
			{"as text", append(paid("unit_price", `"349.90"`), account()), checks.Pass, "", nil},
			{"negative", item("unit_price", "-1"), checks.Fail, "find.field.not_positive", bad},
			{"zero as text", paid("unit_price", `"0"`), checks.Fail, "", bad},
			{"missing", paid("title", `"x"`), checks.Fail, "", missing},
		},
		"homologation.item_category_id": {
			{"of the offline list", category("cameras"), checks.Pass, "", nil},
			{"only in the live list", category("pets", "pets"), checks.Pass, "", nil},
			{"in neither", category("photography", "pets", "cameras"), checks.Fail, "find.category.unknown", []string{"category-unknown"}},
			{"not offline, and no live list", category("photography"), checks.Inconclusive, "find.category.unsure", nil},
			{"missing in one", category("", "pets"), checks.Fail, "find.field.missing", missing},
		},
		"homologation.statement_descriptor": {
			{"fits the bill", descriptor(13), checks.Pass, "find.field.present", nil},
			{"cut on some bills", descriptor(22), checks.Pass, "", nil},
			{"too long", descriptor(23), checks.Warn, "find.descriptor.long", nil},
			{"not echoed", facts(pref(lit, `{}`), noPay), checks.Inconclusive, "find.field.not_echoed", nil},
			{"not echoed, but in the payment", facts(pref(lit, `{}`), pay(lit, `{"statement_descriptor":"LOJA"}`)), checks.Pass, "", nil},
			{"in neither", facts(pref(lit, `{}`), pay(lit, `{"statement_descriptor":null}`)), checks.Fail, "", missing},
			{"echoed empty", facts(pref(lit, `{"statement_descriptor":""}`), noPay), checks.Fail, "", missing},
		},
		"homologation.settlement": report(reportFact(checks.FactSettlement, false, false), reportFact(checks.FactRelease, true, true)),
		"homologation.release":    report(reportFact(checks.FactSettlement, false, false), reportFact(checks.FactRelease, true, true)),
	}
}

func TestOnlyLongDescriptorsAreNotedAsCut(t *testing.T) {
	judge := checks.Index(rules.All())["homologation.statement_descriptor"].Judge
	for n, want := range map[int]bool{13: false, 14: true, 22: true} {
		f := judge(checks.NewFacts(now, pref(t, `{"statement_descriptor":"`+strings.Repeat("x", n)+`"}`)))
		got := slices.ContainsFunc(f.Evidence, func(e checks.Evidence) bool { return e.Text.Key == "ev.descriptor_cut" })
		if got != want {
			t.Errorf("%d characters: note %v", n, got)
		}
	}
}

// TestPartsOfTheCatalogueForOtherProducts: what only a preference has is not asked of products
// without one, and Mexico has its own row.
func TestPartsOfTheCatalogueForOtherProducts(t *testing.T) {
	idx := checks.Index(rules.All())
	for _, c := range []struct {
		id      checks.ID
		product checks.Product
		site    mpclient.SiteID
		want    bool
	}{
		{"homologation.email", checks.CheckoutAPI, mpclient.MLB, true}, {"homologation.email", checks.Orders, mpclient.MLB, true}, {"homologation.email", checks.Point, mpclient.MLB, false},
		{"homologation.issuer_id", checks.Orders, mpclient.MLB, false}, {"homologation.list_devices", checks.Point, mpclient.MCO, false}, {"homologation.list_devices", checks.Point, mpclient.MLA, true},
		{"homologation.back_urls", checks.CheckoutAPI, mpclient.MLB, false}, {"homologation.back_urls", checks.CheckoutPro, mpclient.MLB, true},
		{"homologation.payer_identification", checks.CheckoutPro, mpclient.MLM, false}, {"homologation.payer_identification_mlm", checks.CheckoutPro, mpclient.MLM, true},
		{"homologation.payer_identification_mlm", checks.CheckoutPro, mpclient.MLB, false},
		{"approval.device_id", checks.CheckoutPro, mpclient.MLB, false}, {"approval.device_id", checks.Bricks, mpclient.MLB, true},
		{"pix.key", checks.QR, mpclient.MLB, true}, {"pix.key", checks.QR, mpclient.MLA, false},
		{"ssl.https", checks.Point, mpclient.MLB, false}, {"ssl.https", checks.Subscriptions, mpclient.MLB, true},
	} {
		if got := idx[c.id].AppliesTo(c.product, c.site); got != c.want {
			t.Errorf("%s for %s in %s: %v", c.id, c.product, c.site, got)
		}
	}
}

// TestEvidencePointsAtWhatWasSeen: the exchange of the object looked at, the field and its value.
func TestEvidencePointsAtWhatWasSeen(t *testing.T) {
	idx := checks.Index(rules.All())
	f := idx["homologation.item_id"].Judge(checks.NewFacts(now, pref(t, `{"items":[{"id":"1"},{}]}`)))
	want := checks.T("ev.field_partly", "object", "@object.preference", "id", "pref-1", "field", "items[].id", "n", "1", "of", "2")
	if len(f.Evidence) != 1 || f.Evidence[0].Exchange != "ex-4" || !slices.Equal(f.Evidence[0].Text.Args, want.Args) || f.Evidence[0].Text.Key != want.Key {
		t.Errorf("%+v", f.Evidence)
	}
	f = idx["homologation.item_id"].Judge(checks.NewFacts(now, noPref, pay(t, `{"additional_info":{"items":[{"id":"CAM"}]}}`)))
	if len(f.Evidence) != 1 || f.Evidence[0].Exchange != "ex-5" || !slices.Contains(f.Evidence[0].Text.Args, "CAM") {
		t.Errorf("%+v", f.Evidence)
	}
}
