package rules

import (
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const (
	srcOrdersGoLive = "source.in_store"
	srcMeasure      = "source.measure"
	srcSubscription = "source.subscriptions"
)

// withTerminals are the sites whose specification lists terminals.
var withTerminals = []mpclient.SiteID{mpclient.MLA, mpclient.MLB, mpclient.MLM}

// placeItems are the rows of Point (7 to implement, 18 good practices, shared ones in items) and what
// the QR pages ask: for QR the official tool has no list.
func placeItems() []item {
	f := func(paths ...string) []string { return paths }
	r, m, g := checks.Recommended, checks.Required, checks.GoodPractice
	point, qr := []checks.Product{checks.Point}, []checks.Product{checks.QR}
	places := keys(checks.FactPlaces.Name)
	terminals := keys(checks.FactTerminals.Name)
	return []item{
		{name: "point_payment", level: r, aspect: fr, order: f("type"), on: point, judge: pointPayment},
		{name: "payment_intent_id", level: r, aspect: fr, on: point, human: true},
		{name: "store_creation_api", official: "store creation API", level: r, aspect: sc, on: inStore, judge: storesMade, uses: places},
		{name: "pos_creation_api", official: "POS creation API", level: r, aspect: sc, on: inStore, judge: tillsMade, uses: places},
		{name: "webhooks_point", level: m, aspect: fr, order: f("config.notification_url"), on: point, judge: notifiedSomewhere},
		{name: "centralized_credentials", official: "centralized credentials", level: r, aspect: se, on: point, human: true},
		{name: "rejected_payment", official: `rejected payment handled ("Case 2")`, level: g, aspect: bx, on: point, human: true},
		{name: "cancel_payment_intent", level: g, aspect: fr, on: point, human: true},
		{name: "implementation_manual", official: "implementation manual", level: g, aspect: sc, on: point, human: true},
		{name: "operation_manual", official: "operation manual", level: g, aspect: bx, on: point, human: true},
		{name: "logs", level: g, aspect: sc, on: point, human: true},
		{name: "list_devices", official: "list devices", level: g, aspect: sc, order: f("config.point.terminal_id"), on: point, sites: withTerminals, judge: terminalKnown, uses: terminals},
		{name: "switch_device_mode", official: "switch device mode", level: g, aspect: sc, order: f("config.point.terminal_id"), on: point, sites: withTerminals, judge: terminalMode, uses: terminals},
		{name: "alert_device_system", level: g, aspect: bx, on: point, human: true},
		{name: "integrator_id", level: g, aspect: sc, order: f("integration_data.integrator_id"), on: point},
		{name: "platform_id", official: "platform_id / sponsor_id", level: g, aspect: sc, order: f("integration_data.platform_id", "integration_data.sponsor.id", "integration_data.sponsor_id"), on: point},
		{name: "configurable_credentials", official: "configurable credentials", level: g, aspect: se, on: point, human: true},
		{name: "qr_order", official: "-", level: r, aspect: fr, order: f("config.qr.external_pos_id"), on: qr, source: srcOrdersGoLive, judge: qrOrder, uses: places},
	}
}

// subscriptionItems are the preconditions the pages of subscriptions state; the official tool answers
// "not homologable", or the general list.
func subscriptionItems() []item {
	f := func(paths ...string) []string { return paths }
	on := []checks.Product{checks.Subscriptions}
	return []item{
		{name: "subscription_back_url", official: "-", level: checks.Required, sub: f("back_url"), on: on, source: srcSubscription, judge: subscriptionReturn},
		{name: "subscription_amount", official: "-", level: checks.Recommended, sub: f("auto_recurring.transaction_amount"), on: on, source: srcSubscription, judge: subscriptionAmount, uses: keys(checks.FactAccount.Name)},
	}
}

// measured are the steps around the measurement that only a person can take.
func measured() []checks.Requirement {
	ask := func(id checks.ID, level checks.Level, products ...checks.Product) checks.Requirement {
		return human(checks.Requirement{ID: "homologation." + id, Section: checks.Homologation, Level: level, Source: srcMeasure, Products: products})
	}
	return []checks.Requirement{
		ask("measurement", checks.Recommended, checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.QR, checks.Point),
		ask("declaration", checks.Recommended, checks.Orders, checks.QR, checks.Point),
		ask("test_purchase", checks.Recommended, checks.Products...),
	}
}

// pointPayment wants an order of a terminal. Those of the virtual terminal prove the code; the
// measurement does not count them.
func pointPayment(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	w := ws[0]
	ex := w.exchange(f)
	kind, terminal := valueOf(w, "type"), valueOf(w, "config.point.terminal_id")
	switch {
	case kind != "point":
		return fail("find.point.other_type", "type", kind).Because("field-value", checks.Raw("type")).With("field", valueText(w, "type"), ex)
	case w.sent:
		return unsure("find.point.sent").With("field", valueText(w, "type"), ex)
	case strings.Contains(terminal, "__SBX"):
		return unsure("find.point.virtual", "terminal", terminal).With("field", valueText(w, "config.point.terminal_id"), ex)
	case w.doc.Str("status") != "processed" && w.doc.Str("status") != "refunded":
		return unsure("find.point.unpaid", "status", valueOf(w, "status")).With("field", valueText(w, "status"), ex)
	}
	return found(f, w, "type")
}

// outlets judges a list of places: one that bears the integration's own id was made with it in mind.
func outlets(f *checks.Facts, list []checks.Outlet, what, call string) checks.Finding {
	ex := f.Exchange(checks.FactPlaces.Name)
	ev := t("ev.places", "call", call, "n", strconv.Itoa(len(list)))
	if len(list) == 0 {
		return fail("find.places.none", "what", what).Because("place-missing", t("cause.place-missing")).With("http", ev, ex)
	}
	for _, p := range list {
		if p.External != "" {
			return pass("find.places.own_id", "what", what, "id", p.External).With("http", ev, ex)
		}
	}
	return unsure("find.places.no_id", "what", what).With("http", ev, ex)
}

func storesMade(_ item, f *checks.Facts) checks.Finding {
	p, ok := checks.FactPlaces.Get(f)
	if !ok {
		return gapped(f, checks.FactPlaces.Name)
	}
	return outlets(f, p.Stores, "@place.store", "GET /users/USER_ID/stores/search")
}

func tillsMade(_ item, f *checks.Facts) checks.Finding {
	p, ok := checks.FactPlaces.Get(f)
	if !ok {
		return gapped(f, checks.FactPlaces.Name)
	}
	return outlets(f, p.POS, "@place.pos", "GET /pos")
}

// ordersTerminal finds the terminal of the order among those of the account. out is set when there is
// nothing to compare.
func ordersTerminal(it item, f *checks.Facts) (w witness, at checks.Terminal, known bool, out *checks.Finding) {
	list, ok := checks.FactTerminals.Get(f)
	if !ok {
		g := gapped(f, checks.FactTerminals.Name)
		return w, at, false, &g
	}
	if len(list) == 0 {
		none := warn("find.terminals.none").Because("place-missing", t("cause.place-missing")).
			With("http", t("ev.call", "call", "GET /terminals/v1/list", "status", "200"), f.Exchange(checks.FactTerminals.Name))
		return w, at, false, &none
	}
	w, path, ok := holder(it, f)
	if !ok {
		ws := witnesses(it, f)
		g := noWitness(f)
		if len(ws) > 0 {
			g = missing(it, f, ws)
		}
		return w, at, false, &g
	}
	for _, x := range list {
		if x.ID == w.doc.Str(path) {
			return w, x, true, nil
		}
	}
	return w, at, false, nil
}

// terminalKnown: an order on a terminal that the account lists works with the ids of that list.
func terminalKnown(it item, f *checks.Facts) checks.Finding {
	w, x, known, out := ordersTerminal(it, f)
	switch ex := f.Exchange(checks.FactTerminals.Name); {
	case out != nil:
		return *out
	case !known:
		return warn("find.terminals.other").Because("field-value", checks.Raw(it.order[0])).With("field", valueText(w, it.order[0]), w.exchange(f))
	default:
		return pass("find.terminals.listed", "id", x.ID).With("http", t("ev.call", "call", "GET /terminals/v1/list", "status", "200"), ex)
	}
}

// terminalMode: an order reaches a terminal only in PDV mode.
func terminalMode(it item, f *checks.Facts) checks.Finding {
	_, x, known, out := ordersTerminal(it, f)
	ex := f.Exchange(checks.FactTerminals.Name)
	switch {
	case out != nil:
		return *out
	case !known:
		return unsure("find.terminals.other")
	case x.Mode != "PDV":
		return warn("find.terminals.mode", "id", x.ID, "mode", x.Mode).Because("terminal-mode", t("cause.terminal-mode")).With("field", checks.Raw("operating_mode = "+x.Mode), ex)
	}
	return pass("find.terminals.pdv", "id", x.ID).With("field", checks.Raw("operating_mode = PDV"), ex)
}

// qrOrder wants an order of type qr on a point of sale of the account.
func qrOrder(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	w := ws[0]
	if kind := valueOf(w, "type"); kind != "qr" {
		return fail("find.qr.other_type", "type", kind).Because("field-value", checks.Raw("type")).With("field", valueText(w, "type"), w.exchange(f))
	}
	pos := w.doc.Str(it.order[0])
	if pos == "" {
		return missing(it, f, ws)
	}
	p, ok := checks.FactPlaces.Get(f)
	if !ok {
		return gapped(f, checks.FactPlaces.Name)
	}
	for _, x := range p.POS {
		if x.External == pos {
			return pass("find.qr.pos", "pos", mpclient.CleanLine(pos, 60)).With("field", valueText(w, it.order[0]), w.exchange(f))
		}
	}
	return unsure("find.qr.pos_unlisted", "pos", mpclient.CleanLine(pos, 60)).With("field", valueText(w, it.order[0]), w.exchange(f))
}

func subscriptionReturn(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict == checks.Pass && ok && !strings.HasPrefix(strings.ToLower(w.doc.Str(path)), "https://") {
		return notHTTPS(f, w, path)
	}
	return got
}

// subscriptionAmount judges what is charged each time: above zero, in the site's currency, with its
// decimals.
func subscriptionAmount(it item, f *checks.Facts) checks.Finding {
	got := positive(it, f)
	w, path, ok := holder(it, f)
	site := siteOf(f)
	switch {
	case got.Verdict != checks.Pass || !ok:
		return got
	case site.ID == "":
		return uncompared(f, w, path)
	}
	if c := valueOf(w, "auto_recurring.currency_id"); c != "" && c != site.Currency {
		return fail("find.site.currency", "currency", c, "want", site.Currency, "site", string(site.ID)).Because("currency-mismatch", checks.Raw("currency_id = "+c)).
			With("field", valueText(w, "auto_recurring.currency_id"), w.exchange(f))
	}
	if n, _ := w.doc.Num(path); decimals(n) > site.Decimals {
		return warn("find.amount.decimals", "field", path, "value", valueOf(w, path), "n", strconv.Itoa(site.Decimals), "currency", site.Currency).
			Because("field-value", checks.Raw(path)).With("field", valueText(w, path), w.exchange(f))
	}
	return got
}
