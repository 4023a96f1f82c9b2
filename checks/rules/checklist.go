package rules

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// The integration-quality checklist of Checkout Pro as the official tool answers it (14 to
// implement, 22 good practices; stable in captures from 2025-11 to 2026-09-05), and the part of
// it that Checkout API and Bricks payments share (capture of 2026-06-15).
//
// Points per item are not published and change by product, so none is kept here.

const srcChecklist = "source.checklist"

// item is one row. Paths are those of the API objects; how a row is judged follows from what it names.
type item struct {
	name, mgmt string
	level      checks.Level
	aspect     checks.Aspect
	pref, pay  []string // field paths in a preference and in a payment
	// echoUnsure: the specification does not list the field in the preference's answer, so an
	// absent key proves nothing; the official SDK models it.
	echoUnsure bool
	payments   bool // the row also stands in the checklist of Checkout API and Bricks
	sites      []mpclient.SiteID
	judge      func(item, *checks.Facts) checks.Finding // nil: fields are present
	uses       []checks.FactKey
	human      bool
}

const (
	bx = checks.BuyerExperience
	fr = checks.Reconciliation
	pa = checks.PaymentApproval
	sc = checks.Scalability
)

var notMexico = []mpclient.SiteID{mpclient.MLA, mpclient.MLB, mpclient.MLC, mpclient.MCO, mpclient.MPE, mpclient.MLU}

func items() []item {
	f := func(paths ...string) []string { return paths }
	r, m, g := checks.Recommended, checks.Required, checks.GoodPractice
	return []item{
		{name: "external_reference", mgmt: "125", level: m, aspect: fr, pref: f("external_reference"), pay: f("external_reference"), payments: true},
		{name: "email", mgmt: "61", level: m, aspect: pa, pref: f("payer.email"), pay: f("payer.email"), payments: true},
		{name: "webhooks_ipn", mgmt: "58", level: m, aspect: fr, pref: f("notification_url"), pay: f("notification_url"), payments: true, judge: notifiedSomewhere, uses: keys(checks.FactSettings.Name)},
		{name: "item_quantity", level: r, aspect: bx, pref: f("items[].quantity"), pay: f("additional_info.items[].quantity"), payments: true, judge: positive},
		{name: "item_unit_price", level: r, aspect: bx, pref: f("items[].unit_price"), pay: f("additional_info.items[].unit_price"), payments: true, judge: positive},
		{name: "item_id", level: r, aspect: pa, pref: f("items[].id"), pay: f("additional_info.items[].id"), payments: true},
		{name: "item_title", level: r, aspect: pa, pref: f("items[].title"), pay: f("additional_info.items[].title"), payments: true},
		{name: "item_description", mgmt: "67", level: r, aspect: pa, pref: f("items[].description"), pay: f("additional_info.items[].description"), payments: true},
		{name: "item_category_id", level: r, aspect: pa, pref: f("items[].category_id"), pay: f("additional_info.items[].category_id"), payments: true, judge: knownCategory, uses: keys(checks.FactCategories.Name)},
		{name: "payer_first_name", level: r, aspect: pa, pref: f("payer.name"), pay: f("additional_info.payer.first_name", "payer.first_name"), payments: true},
		{name: "payer_last_name", mgmt: "64", level: r, aspect: pa, pref: f("payer.surname"), pay: f("additional_info.payer.last_name", "payer.last_name"), payments: true},
		{name: "statement_descriptor", mgmt: "107", level: r, aspect: bx, pref: f("statement_descriptor"), pay: f("statement_descriptor"), echoUnsure: true, payments: true, judge: descriptor},
		{name: "back_urls", mgmt: "119", level: r, aspect: bx, pref: f("back_urls.success", "back_urls.pending", "back_urls.failure"), judge: allFields},
		{name: "back_end_sdk", mgmt: "81", level: r, aspect: sc, payments: true, judge: backEndSDK, uses: keys(checks.FactSource.Name)},

		{name: "address", mgmt: "59", level: g, aspect: pa, pref: f("payer.address.street_name"), pay: f("additional_info.payer.address.street_name"), payments: true},
		{name: "payer_identification", level: g, aspect: pa, pref: f("payer.identification.number"), pay: f("payer.identification.number"), payments: true, sites: notMexico},
		{name: "payer_identification_mlm", level: g, aspect: pa, pref: f("payer.identification.number"), pay: f("payer.identification.number"), payments: true, sites: []mpclient.SiteID{mpclient.MLM}},
		{name: "payer_phone", level: g, aspect: pa, pref: f("payer.phone.number"), pay: f("additional_info.payer.phone.number", "payer.phone.number"), payments: true},
		{name: "binary_mode", mgmt: "101", level: g, aspect: pa, pref: f("binary_mode"), pay: f("binary_mode"), echoUnsure: true, payments: true, judge: switchedOn},
		{name: "date_of_expiration", mgmt: "102", level: g, aspect: bx, pref: f("date_of_expiration"), pay: f("date_of_expiration"), echoUnsure: true},
		{name: "expiration", mgmt: "124", level: g, aspect: bx, pref: f("expires"), judge: switchedOn},
		{name: "max_installments", mgmt: "126", level: g, aspect: bx, pref: f("payment_methods.installments")},
		{name: "excluded_payment_methods", mgmt: "413", level: g, aspect: bx, pref: f("payment_methods.excluded_payment_methods")},
		{name: "excluded_payment_types", mgmt: "414", level: g, aspect: bx, pref: f("payment_methods.excluded_payment_types")},
		{name: "shipment_amount", mgmt: "415", level: g, aspect: bx, pref: f("shipments.cost"), echoUnsure: true},
		{name: "marketing_information", mgmt: "104", level: g, aspect: bx, pref: f("tracks"), echoUnsure: true},
		{name: "settlement", mgmt: "303", level: g, aspect: fr, payments: true, judge: bothReports, uses: keys(checks.FactSettlement.Name, checks.FactRelease.Name)},
		{name: "release", mgmt: "304", level: g, aspect: fr, payments: true, judge: bothReports, uses: keys(checks.FactSettlement.Name, checks.FactRelease.Name)},
		{name: "front_end_sdk_pro", level: g, aspect: sc, judge: frontEndSDK, uses: keys(checks.FactPage.Name)},
		{name: "modal", mgmt: "127", level: g, aspect: bx, judge: shownBySource, uses: keys(checks.FactSource.Name)},
		{name: "logos", mgmt: "131", level: g, aspect: bx, human: true, payments: true},
		{name: "response_messages", mgmt: "132", level: g, aspect: bx, human: true, payments: true},
		{name: "payment_get_or_search_api", mgmt: "57", level: g, aspect: fr, payments: true, judge: shownBySource, uses: keys(checks.FactSource.Name)},
		{name: "chargebacks_api", mgmt: "99", level: g, aspect: fr, payments: true, judge: shownBySource, uses: keys(checks.FactSource.Name)},
		{name: "cancellation_api", mgmt: "116", level: g, aspect: fr, payments: true, judge: shownBySource, uses: keys(checks.FactSource.Name)},
		{name: "refunds_api", mgmt: "117", level: g, aspect: fr, payments: true, judge: shownBySource, uses: keys(checks.FactSource.Name)},
	}
}

func checklist() []checks.Requirement {
	var out []checks.Requirement
	for _, it := range items() {
		r := checks.Requirement{
			ID: checks.ID("homologation." + it.name), Section: checks.Homologation, Level: it.level, Official: it.name, Mgmt: it.mgmt,
			Aspect: it.aspect, Field: strings.Join(it.pref, ", "), Source: srcChecklist, Sites: it.sites, Human: it.human,
			Products: []checks.Product{checks.CheckoutPro},
		}
		if it.payments {
			r.Products = append(r.Products, checks.CheckoutAPI, checks.Bricks)
		}
		if !it.human {
			if it.pref != nil {
				r.Uses = keys(checks.FactPreference.Name, checks.FactPayment.Name)
			}
			r.Uses = append(r.Uses, it.uses...)
			judge := it.judge
			if judge == nil {
				judge = present
			}
			r.Judge = func(f *checks.Facts) checks.Finding { return judge(it, f) }
		}
		out = append(out, r)
	}
	return out
}

// witness is one object that may show a row's fields.
type witness struct {
	doc   *checks.Doc
	paths []string
	key   checks.FactKey
}

func witnesses(it item, f *checks.Facts) (ws []witness, unseen bool) {
	if d, ok := checks.FactPreference.Get(f); ok && it.pref != nil {
		ws = append(ws, witness{d.Doc, it.pref, checks.FactPreference.Name})
	}
	if d, ok := checks.FactPayment.Get(f); ok {
		if it.pay != nil {
			ws = append(ws, witness{d.Doc, it.pay, checks.FactPayment.Name})
		} else if len(ws) == 0 {
			unseen = true
		}
	}
	return ws, unseen
}

// noWitness words why nothing could be judged.
func noWitness(f *checks.Facts, unseen bool) checks.Finding {
	if unseen {
		return unsure("find.field.not_in_payment")
	}
	for _, k := range []checks.Key[checks.Created]{checks.FactPreference, checks.FactPayment} {
		if g := f.Gap(k.Name); g != nil && g.Reason != checks.GapInput && g.Reason != checks.GapDependency {
			return checks.GapFinding(*g)
		}
	}
	if g := f.Gap(checks.FactPreference.Name); g != nil && g.Reason == checks.GapDependency {
		return checks.GapFinding(*g)
	}
	return needs("preference_id", "find.needs_object")
}

// present judges rows whose fields have to be filled. Any one of alternative paths is enough.
func present(it item, f *checks.Facts) checks.Finding {
	ws, unseen := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f, unseen)
	}
	for _, w := range ws {
		for _, p := range w.paths {
			if w.doc.Has(p) {
				return found(f, w, p)
			}
		}
		if w.key == checks.FactPreference.Name && !it.echoUnsure {
			// The preference is what the checklist looks at, and it answers this field: what the
			// buyer typed into the checkout later does not make up for it.
			break
		}
	}
	return missing(it, f, ws)
}

func found(f *checks.Facts, w witness, path string) checks.Finding {
	return pass("find.field.present", "field", path, "object", "@object."+string(w.key)).
		With("field", valueText(w, path), f.Exchange(w.key))
}

func valueText(w witness, path string) checks.Text {
	vals := w.doc.Strs(path)
	v := "…"
	if len(vals) > 0 {
		v = mpclient.CleanLine(strings.Join(vals, ", "), 80)
	}
	return t("ev.field", "object", "@object."+string(w.key), "id", w.doc.ID, "field", path, "value", v)
}

// missing judges an absent field: fail, warn or inconclusive by how sure the absence is.
func missing(it item, f *checks.Facts, ws []witness) checks.Finding {
	w := ws[0]
	path := w.paths[0]
	filled, of := w.doc.Coverage(path)
	ev := t("ev.field_missing", "object", "@object."+string(w.key), "id", w.doc.ID, "field", path)
	if of > 1 || filled > 0 {
		ev = t("ev.field_partly", "object", "@object."+string(w.key), "id", w.doc.ID, "field", path, "n", strconv.Itoa(filled), "of", strconv.Itoa(of))
	}
	ex := f.Exchange(w.key)
	if w.key == checks.FactPreference.Name && it.echoUnsure && !w.doc.Known(path) && len(ws) == 1 {
		return unsure("find.field.not_echoed", "field", path).With("field", ev, ex)
	}
	if w.key == checks.FactPayment.Name && strings.HasPrefix(path, "payer.") && !settled(w.doc) {
		// The API shows payer data only for approved, refunded or charged back payments.
		return unsure("find.field.payer_hidden", "field", path, "status", w.doc.Str("status")).With("field", ev, ex)
	}
	if it.level == checks.GoodPractice {
		return warn("find.field.optional", "field", path, "object", "@object."+string(w.key)).With("field", ev, ex)
	}
	return fail("find.field.missing", "field", path, "object", "@object."+string(w.key)).Because("field-missing", checks.Raw(path)).With("field", ev, ex)
}

func settled(d *checks.Doc) bool {
	switch d.Str("status") {
	case "approved", "refunded", "charged_back":
		return true
	}
	return false
}

// allFields judges rows that need every path.
func allFields(it item, f *checks.Facts) checks.Finding {
	ws, unseen := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f, unseen)
	}
	w := ws[0]
	var absent []string
	for _, p := range w.paths {
		if !w.doc.Has(p) {
			absent = append(absent, p)
		}
	}
	if len(absent) == 0 {
		return found(f, w, w.paths[0])
	}
	return fail("find.field.missing", "field", strings.Join(absent, ", "), "object", "@object."+string(w.key)).
		Because("field-missing", checks.Raw(strings.Join(absent, ", "))).
		With("field", t("ev.field_missing", "object", "@object."+string(w.key), "id", w.doc.ID, "field", strings.Join(absent, ", ")), f.Exchange(w.key))
}

// positive judges numbers that must be above zero in every item. Payments answer them as text.
func positive(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	if got.Verdict != checks.Pass {
		return got
	}
	ws, _ := witnesses(it, f)
	for _, w := range ws {
		for _, v := range w.doc.Strs(w.paths[0]) {
			n, err := strconv.ParseFloat(v, 64)
			if err != nil || n <= 0 {
				return fail("find.field.not_positive", "field", w.paths[0], "value", mpclient.CleanLine(v, 40)).Because("field-value", checks.Raw(w.paths[0])).
					With("field", valueText(w, w.paths[0]), f.Exchange(w.key))
			}
		}
	}
	return got
}

// switchedOn judges optional booleans: false is the default and no fault, only unused.
func switchedOn(it item, f *checks.Facts) checks.Finding {
	ws, unseen := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f, unseen)
	}
	for _, w := range ws {
		if on, ok := w.doc.Bool(w.paths[0]); ok && on {
			return found(f, w, w.paths[0])
		}
	}
	return missing(it, f, ws)
}

// Lengths of the statement descriptor: 22 by the specification; developers report that Brazilian
// card bills show 13.
const descriptorMax, descriptorShown = 22, 13

func descriptor(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	if got.Verdict != checks.Pass {
		return got
	}
	ws, _ := witnesses(it, f)
	for _, w := range ws {
		v := w.doc.Str(w.paths[0])
		switch n := utf8.RuneCountInString(v); {
		case n > descriptorMax:
			return warn("find.descriptor.long", "n", strconv.Itoa(n), "max", strconv.Itoa(descriptorMax)).With("field", valueText(w, w.paths[0]), f.Exchange(w.key))
		case n > descriptorShown:
			got = got.With("note", t("ev.descriptor_cut", "n", strconv.Itoa(descriptorShown)), "")
		}
	}
	return got
}

// knownCategory checks the ids against the live list, or the offline one when the live list could
// not be read: then an unknown id is no proof.
func knownCategory(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	if got.Verdict != checks.Pass {
		return got
	}
	live, haveLive := checks.FactCategories.Get(f)
	ws, _ := witnesses(it, f)
	for _, w := range ws {
		for _, id := range w.doc.Strs(w.paths[0]) {
			if mpclient.KnownCategory(id) || contains(live, id) {
				continue
			}
			id = mpclient.CleanLine(id, 40)
			if !haveLive {
				return unsure("find.category.unsure", "id", id).With("field", valueText(w, w.paths[0]), f.Exchange(w.key))
			}
			return fail("find.category.unknown", "id", id).Because("category-unknown", checks.Raw(id)).
				With("field", valueText(w, w.paths[0]), f.Exchange(w.key)).
				With("http", t("ev.call", "call", "GET /item_categories", "status", "200"), f.Exchange(checks.FactCategories.Name))
		}
	}
	return got
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// notifiedSomewhere accepts the per-resource URL. An address that only the panel knows cannot be
// seen from outside, so the configuration's word makes it a matter of attesting.
func notifiedSomewhere(it item, f *checks.Facts) checks.Finding {
	ws, unseen := witnesses(it, f)
	for _, w := range ws {
		if w.doc.Has(w.paths[0]) {
			return found(f, w, w.paths[0])
		}
	}
	if s, ok := checks.FactSettings.Get(f); ok && s.WebhookURL != "" {
		return verdict(checks.Attest, "find.webhooks.panel", []string{"url", mpclient.CleanLine(s.WebhookURL, 120)})
	}
	if len(ws) == 0 {
		return noWitness(f, unseen)
	}
	w := ws[0]
	return needs("webhook_url", "find.webhooks.unseen").With("field", t("ev.field_missing", "object", "@object."+string(w.key), "id", w.doc.ID, "field", w.paths[0]), f.Exchange(w.key))
}

// bothReports judges the two report rows. The official labels of "settlement" and "release" look
// crossed against the API, so each row asks for both reports.
func bothReports(_ item, f *checks.Facts) checks.Finding {
	out := pass("find.reports.both")
	for _, k := range []checks.Key[checks.ReportConfig]{checks.FactSettlement, checks.FactRelease} {
		c, ok := k.Get(f)
		if !ok {
			return gapped(f, k.Name)
		}
		if !c.Configured {
			return warn("find.reports.one_missing", "report", "@object."+string(k.Name)).With("http", t("ev.report_none", "report", "@object."+string(k.Name)), f.Exchange(k.Name))
		}
		out = out.With("http", t("ev.report_config", "report", "@object."+string(k.Name)), f.Exchange(k.Name))
	}
	return out
}

func frontEndSDK(_ item, f *checks.Facts) checks.Finding {
	p, ok := checks.FactPage.Get(f)
	if !ok {
		return gapped(f, checks.FactPage.Name)
	}
	ex := f.Exchange(checks.FactPage.Name)
	if p.MPJS {
		return pass("find.mpjs.seen").With("http", checks.Raw("https://sdk.mercadopago.com/js/v2"), ex)
	}
	if !p.Read() {
		return noPage(p, ex)
	}
	return warn("find.mpjs.unseen").Because("mpjs-missing", t("cause.mpjs-missing")).With("http", t("ev.scripts", "n", strconv.Itoa(len(p.Scripts))), ex)
}
