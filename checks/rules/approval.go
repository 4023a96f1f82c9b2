package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
)

const srcApproval = "source.approval"

func approval() []checks.Requirement {
	objects := append(made, checks.FactSettings.Name)
	shop := []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks}
	return slices.Concat([]checks.Requirement{
		{ID: "approval.payer", Section: checks.Approval, Level: checks.Recommended, Source: srcApproval, Products: shop, Uses: objects,
			Field: "payer.registration_date, payer.authentication_type, …", Judge: approvalPayer},
		{ID: "approval.items", Section: checks.Approval, Level: checks.Recommended, Source: srcApproval, Products: append(shop, checks.Orders), Uses: objects,
			Field: "items[].picture_url", Judge: approvalItems},
		{ID: "approval.shipment", Section: checks.Approval, Level: checks.Recommended, Source: srcApproval, Products: shop, Uses: objects,
			Field: "shipments.receiver_address", Judge: approvalShipment},
		{ID: "approval.device_id", Section: checks.Approval, Level: checks.Required, Official: "device_id", Source: srcChecklist,
			Products: []checks.Product{checks.CheckoutAPI, checks.Bricks, checks.Orders}, Uses: keys(checks.FactPage.Name, checks.FactPayment.Name, checks.FactSource.Name, checks.FactSent.Name), Judge: deviceID},
		industryRequirement(),
	}, historyRequirements())
}

// group is a set of fields judged together; paths per object kind, alternatives parted by "|". An
// order answers nothing of payer and shipment.
type group struct{ pref, pay, order []string }

var (
	payerHistory = group{
		pref: []string{"payer.registration_date", "payer.authentication_type", "payer.last_purchase", "payer.is_prime_user", "payer.is_first_purchase_online"},
		pay: []string{"additional_info.payer.registration_date", "additional_info.payer.authentication_type", "additional_info.payer.last_purchase",
			"additional_info.payer.is_prime_user", "additional_info.payer.is_first_purchase_online"},
	}
	itemPicture = group{[]string{"items[].picture_url"}, []string{"additional_info.items[].picture_url"}, []string{"items[].picture_url"}}
	shipTo      = group{
		pref: []string{"shipments.receiver_address.zip_code", "shipments.receiver_address.street_name", "shipments.receiver_address.street_number",
			"shipments.receiver_address.city_name", "shipments.receiver_address.state_name"},
		pay: []string{"additional_info.shipments.receiver_address.zip_code", "additional_info.shipments.receiver_address.street_name",
			"additional_info.shipments.receiver_address.street_number", "additional_info.shipments.receiver_address.city_name", "additional_info.shipments.receiver_address.state_name"},
	}
)

// judge counts how many fields of the group the best witness fills. enough is how many it takes
// to pass; 0 means all.
func (g group) judge(f *checks.Facts, okKey, badKey string, enough int) checks.Finding {
	ws := witnesses(item{pref: g.pref, pay: g.pay, order: g.order}, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	var best witness
	var absent []string
	var hidden, anyHidden *checks.Finding // by the best witness, by any
	n, known := -1, false
	for _, w := range ws {
		var miss []string
		var hides *checks.Finding
		for _, p := range w.paths {
			if out, ok := w.hides(usual(p)); ok {
				hides, anyHidden = &out, &out
			} else {
				known = known || answered(w.doc, p)
			}
			if !filled(w.doc, p) {
				miss = append(miss, usual(p))
			}
		}
		if got := len(w.paths) - len(miss); got > n {
			best, absent, n, hidden = w, miss, got, hides
		}
	}
	of := len(best.paths)
	if enough == 0 {
		enough = of
	}
	ev := t("ev.group", "object", best.object(), "id", best.doc.ID, "n", strconv.Itoa(n), "of", strconv.Itoa(of))
	ex := best.exchange(f)
	if n >= enough {
		return pass(okKey, "n", strconv.Itoa(n), "of", strconv.Itoa(of)).With("field", ev, ex)
	}
	if hidden == nil && !known {
		hidden = anyHidden // the other objects are silent
	}
	if hidden != nil {
		return hidden.With("field", ev, ex)
	}
	if !best.sent && !known && len(ws) == 1 && best.key == checks.FactPayment.Name {
		return unsure("find.field.not_in_object").With("field", ev, ex)
	}
	if !best.sent && !known && len(ws) == 1 && best.key != checks.FactOrder.Name {
		// A preference that answers none of these keys, not even empty, proves nothing.
		return unsure("find.field.not_echoed", "field", usual(best.paths[0])).With("field", ev, ex)
	}
	out := fail(badKey, "n", strconv.Itoa(n), "of", strconv.Itoa(of)).With("field", ev, ex)
	for _, p := range absent {
		out = out.Because("field-missing", checks.Raw(p))
	}
	return out
}

// approvalPayer asks for the buyer's history. No field is mandatory, so three of five are enough:
// a first-time buyer has no last purchase, a guest no registration date.
func approvalPayer(f *checks.Facts) checks.Finding {
	g := payerHistory
	if _, ind := industryOf(f); ind.noPrime {
		prime := func(p string) bool { return strings.HasSuffix(p, "is_prime_user") }
		g.pref, g.pay = slices.DeleteFunc(slices.Clone(g.pref), prime), slices.DeleteFunc(slices.Clone(g.pay), prime)
	}
	return g.judge(f, "find.approval.payer_ok", "find.approval.payer_missing", 3)
}

func approvalItems(f *checks.Facts) checks.Finding {
	return itemPicture.judge(f, "find.approval.items_ok", "find.approval.items_missing", 0)
}

// Goods without delivery; for them the shipping address is no loss.
var intangible = []string{"services", "virtual_goods", "learnings", "tickets", "games", "coupons", "donations", "travels", "entertainment"}

func approvalShipment(f *checks.Facts) checks.Finding {
	if d, ok := checks.FactPreference.Get(f); ok {
		cats := d.Doc.Strs("items[].category_id")
		if len(cats) > 0 && !slices.ContainsFunc(cats, func(c string) bool { return !slices.Contains(intangible, c) }) {
			return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.approval.shipment_na", "categories", strings.Join(cats, ", "))}
		}
		if pickup, _ := d.Doc.Bool("shipments.local_pickup"); pickup {
			return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.approval.shipment_pickup")}
		}
	}
	out := shipTo.judge(f, "find.approval.shipment_ok", "find.approval.shipment_missing", 0)
	if name, ind := industryOf(f); !ind.delivers && (out.Verdict == checks.Fail || out.Verdict == checks.Inconclusive) {
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.approval.shipment_industry", "industry", "@industry."+string(name))}
	}
	return out
}

// deviceID: the page shows the script; a payment that answers its device id proves more, and its
// silence proves nothing. A page read to the end without the script is a warning, no failure: a
// script from elsewhere may still load it.
func deviceID(f *checks.Facts) checks.Finding {
	if d, ok := checks.FactPayment.Get(f); ok {
		for _, p := range []string{"device_id", "device_identifier"} {
			if d.Doc.Has(p) {
				w := witness{key: checks.FactPayment.Name}.of(d)
				return pass("find.device.payment", "field", p).With("field", t("ev.field", "object", w.object(), "id", d.Doc.ID, "field", p, "value", "…"), w.exchange(f))
			}
		}
	}
	rec, without := deviceSent(f)
	if rec.Verdict != "" {
		return rec
	}
	p, ok := checks.FactPage.Get(f)
	if !ok {
		return without(gapped(f, checks.FactPage.Name))
	}
	ex := f.Exchange(checks.FactPage.Name)
	src, _ := checks.FactSource.Get(f)
	switch {
	case p.MPJS:
		return pass("find.device.mpjs").With("http", checks.Raw("https://sdk.mercadopago.com/js/v2"), ex)
	case len(src.Sights[checks.SightDevice]) > 0:
		at := src.Sights[checks.SightDevice]
		return sights(pass("find.device.source", "where", fileLine(at[0])), at)
	case p.SecurityJS:
		return without(unsure("find.device.security_js").With("http", checks.Raw("https://www.mercadopago.com/v2/security.js"), ex))
	}
	if !p.Content() {
		return noPage(p, ex)
	}
	out := warn("find.device.unseen")
	if !p.Whole() {
		out = unsure("find.device.unseen").Without(p.LeftOut(), ex)
	}
	return without(out.With("http", t("ev.scripts", "n", strconv.Itoa(len(p.Scripts))), ex))
}
