package rules

import (
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// The integration-quality checklist as the official tool answers it: Checkout Pro (14 to implement,
// 22 good practices; stable in captures from 2025-11 to 2026-09-05), Checkout API and Bricks (capture
// of 2026-06-15 and dashboards), Point (2026-09). Which field of an order stands for which item is
// ours: no checklist of Orders was captured. One official item is one requirement, whatever objects
// may show it. Points per item are not published and change by product, so none is kept here.

const srcChecklist = "source.checklist"

// item is one row. Paths are those of the API objects; how a row is judged follows from what it names.
type item struct {
	name, mgmt string
	official   string // the official name where it is no word to make an id of; "" is name, "-" none
	level      checks.Level
	aspect     checks.Aspect
	// field paths in a preference, a payment, an order and a subscription
	pref, pay, order, sub []string
	// echoUnsure: the specification does not list the field in the preference's answer, so an
	// absent key proves nothing; the official SDK models it.
	echoUnsure bool
	on         []checks.Product
	sites      []mpclient.SiteID
	judge      func(item, *checks.Facts) checks.Finding // nil: fields are present
	uses       []checks.FactKey
	human      bool
	source     string // "" is srcChecklist
}

const (
	bx = checks.BuyerExperience
	fr = checks.Reconciliation
	pa = checks.PaymentApproval
	sc = checks.Scalability
	se = checks.SecurityAspect
)

var notMexico = []mpclient.SiteID{mpclient.MLA, mpclient.MLB, mpclient.MLC, mpclient.MCO, mpclient.MPE, mpclient.MLU}

// Products that share a row.
var (
	pro      = []checks.Product{checks.CheckoutPro}
	card     = []checks.Product{checks.CheckoutAPI, checks.Bricks}
	cardAll  = []checks.Product{checks.CheckoutAPI, checks.Bricks, checks.Orders}
	shops    = []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks}
	shopsAll = []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders}
	shopsPt  = []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Point}
	inStore  = []checks.Product{checks.QR, checks.Point}
)

func items() []item {
	f := func(paths ...string) []string { return paths }
	r, m, g := checks.Recommended, checks.Required, checks.GoodPractice
	src := keys(checks.FactSource.Name, checks.FactSent.Name)
	page := keys(checks.FactPage.Name, checks.FactSent.Name)
	acc := keys(checks.FactAccount.Name)
	return []item{
		{name: "external_reference", mgmt: "125", level: m, aspect: fr, pref: f("external_reference"), pay: f("external_reference"), order: f("external_reference"), sub: f("external_reference"), on: checks.Products, judge: reference, uses: keys(checks.FactReferences.Name, checks.FactSent.Name)},
		{name: "email", mgmt: "61", level: m, aspect: pa, pref: f("payer.email"), pay: f("payer.email"), order: f("payer.email"), on: shopsAll, judge: email, uses: acc},
		{name: "webhooks_ipn", mgmt: "58", level: m, aspect: fr, pref: f("notification_url"), pay: f("notification_url"), order: f("config.notification_url"), on: []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions, checks.QR}, judge: notifiedSomewhere},
		{name: "item_quantity", level: r, aspect: bx, pref: f("items[].quantity"), pay: f("additional_info.items[].quantity"), order: f("items[].quantity"), on: shopsAll, judge: positive},
		{name: "item_unit_price", level: r, aspect: bx, pref: f("items[].unit_price"), pay: f("additional_info.items[].unit_price"), order: f("items[].unit_price"), on: shopsAll, judge: price, uses: acc},
		{name: "item_id", level: r, aspect: pa, pref: f("items[].id"), pay: f("additional_info.items[].id"), order: f("items[].id", "items[].external_code"), on: shopsAll},
		{name: "item_title", level: r, aspect: pa, pref: f("items[].title"), pay: f("additional_info.items[].title"), order: f("items[].title"), on: shopsAll},
		{name: "item_description", mgmt: "67", level: r, aspect: pa, pref: f("items[].description"), pay: f("additional_info.items[].description"), order: f("items[].description"), on: shopsAll},
		{name: "item_category_id", level: r, aspect: pa, pref: f("items[].category_id"), pay: f("additional_info.items[].category_id"), order: f("items[].category_id"), on: shopsAll, judge: knownCategory, uses: keys(checks.FactCategories.Name)},
		{name: "payer_first_name", level: r, aspect: pa, pref: f("payer.name"), pay: f("additional_info.payer.first_name", "payer.first_name"), order: f("payer.first_name"), on: shopsAll},
		{name: "payer_last_name", mgmt: "64", level: r, aspect: pa, pref: f("payer.surname"), pay: f("additional_info.payer.last_name", "payer.last_name"), order: f("payer.last_name"), on: shopsAll},
		{name: "statement_descriptor", mgmt: "107", level: r, aspect: bx, pref: f("statement_descriptor"), pay: f("statement_descriptor"), order: f("transactions.payments[].payment_method.statement_descriptor", "config.statement_descriptor"), echoUnsure: true, on: shopsAll, judge: descriptor, uses: acc},
		{name: "issuer_id", level: r, aspect: pa, pay: f("issuer_id"), on: card, judge: issuer},
		{name: "back_urls", mgmt: "119", level: r, aspect: bx, pref: f("back_urls.success", "back_urls.pending", "back_urls.failure"), order: f("config.online.success_url", "config.online.pending_url", "config.online.failure_url"), on: pro, judge: returnURLs},
		{name: "back_end_sdk", mgmt: "81", level: r, aspect: sc, on: shopsAll, judge: backEndSDK, uses: src},
		{name: "web_front_end_sdk", level: r, aspect: sc, on: []checks.Product{checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions}, judge: frontEndSDK, uses: page},

		{name: "address", mgmt: "59", level: g, aspect: pa, pref: f("payer.address.street_name"), pay: f("additional_info.payer.address.street_name"), order: f("payer.address.street_name"), on: shopsAll},
		{name: "payer_identification", level: g, aspect: pa, pref: f("payer.identification.number"), pay: f("payer.identification.number"), order: f("payer.identification.number"), on: shopsAll, sites: notMexico, judge: identification, uses: acc},
		{name: "payer_identification_mlm", level: g, aspect: pa, pref: f("payer.identification.number"), pay: f("payer.identification.number"), order: f("payer.identification.number"), on: shopsAll, sites: []mpclient.SiteID{mpclient.MLM}, judge: identification, uses: acc},
		{name: "payer_phone", level: g, aspect: pa, pref: f("payer.phone.number"), pay: f("additional_info.payer.phone.number", "payer.phone.number"), order: f("payer.phone.number"), on: shopsAll},
		{name: "customer_id", official: "payer_id / customer_id", level: g, aspect: pa, pay: f("payer.id"), order: f("payer.customer_id"), on: cardAll, judge: savedCustomer},
		{name: "auth_and_capt", level: g, aspect: bx, pay: f("captured"), order: f("capture_mode"), on: cardAll, judge: capturedLater},
		{name: "binary_mode", mgmt: "101", level: g, aspect: pa, pref: f("binary_mode"), pay: f("binary_mode"), echoUnsure: true, on: shops, judge: switchedOn},
		{name: "date_of_expiration", mgmt: "102", level: g, aspect: bx, pref: f("date_of_expiration"), pay: f("date_of_expiration"), echoUnsure: true, on: pro, judge: dueLater},
		{name: "expiration", mgmt: "124", level: g, aspect: bx, pref: f("expires"), on: pro, judge: validSpan},
		{name: "max_installments", mgmt: "126", level: g, aspect: bx, pref: f("payment_methods.installments"), order: f("config.payment_method.max_installments"), on: pro, judge: instalments},
		{name: "excluded_payment_methods", mgmt: "413", level: g, aspect: bx, pref: f("payment_methods.excluded_payment_methods"), order: f("config.payment_method.not_allowed_ids"), on: pro},
		{name: "excluded_payment_types", mgmt: "414", level: g, aspect: bx, pref: f("payment_methods.excluded_payment_types"), order: f("config.payment_method.not_allowed_types"), on: pro},
		{name: "shipment_amount", mgmt: "415", level: g, aspect: bx, pref: f("shipments.cost"), order: f("shipment.cost"), echoUnsure: true, on: pro},
		{name: "marketing_information", mgmt: "104", level: g, aspect: bx, pref: f("tracks"), order: f("config.online.tracks"), echoUnsure: true, on: pro},
		{name: "settlement", mgmt: "303", level: g, aspect: fr, on: shopsPt, judge: bothReports, uses: keys(checks.FactSettlement.Name, checks.FactRelease.Name)},
		{name: "release", mgmt: "304", level: g, aspect: fr, on: shopsPt, judge: bothReports, uses: keys(checks.FactSettlement.Name, checks.FactRelease.Name)},
		{name: "front_end_sdk_pro", level: g, aspect: sc, on: pro, judge: frontEndSDK, uses: page},
		{name: "modal", mgmt: "127", level: g, aspect: bx, on: pro, judge: shownBySource, uses: src},
		{name: "logos", mgmt: "131", level: g, aspect: bx, human: true, on: shopsAll},
		{name: "response_messages", mgmt: "132", level: g, aspect: bx, human: true, on: shopsAll},
		{name: "payment_get_or_search_api", mgmt: "57", level: g, aspect: fr, on: shopsPt, judge: shownBySource, uses: src},
		{name: "chargebacks_api", mgmt: "99", level: g, aspect: fr, on: shopsAll, judge: shownBySource, uses: src},
		{name: "cancellation_api", mgmt: "116", level: g, aspect: fr, on: shopsAll, judge: shownBySource, uses: src},
		{name: "refunds_api", mgmt: "117", level: g, aspect: fr, on: shopsPt, judge: shownBySource, uses: src},
	}
}

func checklist() []checks.Requirement {
	var out []checks.Requirement
	for _, it := range append(append(items(), placeItems()...), subscriptionItems()...) {
		out = append(out, it.requirement())
	}
	return append(out, measured()...)
}

func (it item) requirement() checks.Requirement {
	r := checks.Requirement{
		ID: checks.ID("homologation." + it.name), Section: checks.Homologation, Level: it.level, Official: it.official, Mgmt: it.mgmt,
		Aspect: it.aspect, Field: it.fields(), Source: it.source, Sites: it.sites, Human: it.human, Products: it.on,
	}
	switch r.Official {
	case "":
		r.Official = it.name
	case "-":
		r.Official = ""
	}
	if r.Source == "" {
		r.Source = srcChecklist
	}
	if it.human {
		return r
	}
	r.Uses = append(keys(checks.FactSettings.Name), it.uses...)
	if it.pref != nil || it.pay != nil || it.order != nil || it.sub != nil {
		r.Uses = append(r.Uses, made...) // all of them: what is there and does not show the row says so
	}
	judge := it.judge
	if judge == nil {
		judge = present
	}
	r.Judge = func(f *checks.Facts) checks.Finding { return judge(it, f) }
	return r
}

// fields names the paths of the first kind of object that shows the row.
func (it item) fields() string {
	for _, paths := range [][]string{it.pref, it.pay, it.order, it.sub} {
		if paths != nil {
			return strings.Join(paths, ", ")
		}
	}
	return ""
}
