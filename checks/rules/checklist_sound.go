package rules

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// What is sent is judged, not only whether something is. Each judgement looks at the first object
// that holds the field; a field that is missing has its own words (present).

// holder is the first witness with a filled field, and the path of it.
func holder(it item, f *checks.Facts) (w witness, path string, ok bool) {
	ws := witnesses(it, f)
	for _, w := range ws {
		for _, p := range w.paths {
			if w.doc.Has(p) {
				return w, p, true
			}
		}
	}
	return w, "", false
}

// siteOf is the account's site, else the configured one; the zero Site when neither is known.
func siteOf(f *checks.Facts) mpclient.Site {
	a, _ := checks.FactAccount.Get(f)
	if s, ok := mpclient.SiteByID(a.Site); ok {
		return s
	}
	set, _ := checks.FactSettings.Get(f)
	s, _ := mpclient.SiteByID(set.Site)
	return s
}

// uncompared is a field that is there and whose value has nothing to be held against: the account, or its site, is unknown.
func uncompared(f *checks.Facts, w witness, path string) checks.Finding {
	return unsure("find.field.uncompared", "field", path).With("field", valueText(w, path), w.exchange(f))
}

func valueOf(w witness, path string) string {
	return mpclient.CleanLine(strings.Join(w.doc.Strs(path), ", "), 80)
}

// reference asks for one value per sale, with nobody's data in it.
func reference(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	value := valueOf(w, path)
	kind := mpclient.ReferenceFault("")
	if w.marks != nil {
		kind = w.marks.Reference[""]
	}
	if kind == "" && strings.Contains(value, "***") && strings.Contains(value, "@") {
		kind = mpclient.ReferenceEmail
	}
	if kind != "" {
		return warn("find.reference.personal", "kind", "@reference."+string(kind)).Because("field-value", checks.Raw(path)).
			With("field", valueText(w, path), w.exchange(f))
	}
	if twice, ok := reusedInCalls(f); ok {
		return twice
	}
	again, known := checks.FactReferences.Get(f)
	if known && len(again.Paid) > 1 {
		return warn("find.reference.reused", "n", strconv.Itoa(len(again.Paid)), "value", value).Because("field-value", checks.Raw(path)).
			With("field", checks.Raw(strings.Join(again.Paid, ", ")), f.Exchange(checks.FactReferences.Name))
	}
	return got
}

// email judges the address where it was judged before redaction, else by what is left of it.
func email(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	if w.masked(path) {
		return unjudged(f, w, path)
	}
	mark, marked := mpclient.EmailMark{}, false
	if w.marks != nil {
		mark, marked = w.marks.Emails[path]
	}
	if !marked {
		mark.Fault = mpclient.MaskedEmailFault(w.doc.Str(path))
	}
	acc, haveAccount := checks.FactAccount.Get(f)
	bad := func(out checks.Finding) checks.Finding {
		return out.Because("field-value", checks.Raw(path)).With("field", valueText(w, path), w.exchange(f))
	}
	switch {
	case mark.Fault == mpclient.EmailMalformed:
		return bad(fail("find.email.malformed", "field", path))
	case mark.Fault == mpclient.EmailReserved, mark.Fault == mpclient.EmailPlaceholder:
		return bad(warn("find.email.placeholder", "field", path))
	case mark.Fault == mpclient.EmailTester && haveAccount && !acc.Test():
		return bad(warn("find.email.tester", "field", path))
	case haveAccount && mark.Same(acc.OwnEmail):
		return bad(warn("find.email.own", "field", path))
	case mark.Fault == mpclient.EmailTester && !haveAccount: // right for a test seller, wrong for a real one
		return uncompared(f, w, path)
	}
	return got
}

// identification judges type and number as the site would. Where nothing published says that the
// platform refuses the value, the doubt goes with the pass.
func identification(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	site := siteOf(f).ID
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	parent := strings.TrimSuffix(path, ".number")
	if w.masked(path) || w.masked(parent+".type") {
		return unjudged(f, w, path)
	}
	if site == "" {
		return uncompared(f, w, path)
	}
	kind := w.doc.Str(parent + ".type")
	var c mpclient.DocumentCheck
	if w.marks != nil && w.marks.Documents[parent] != nil {
		c = w.marks.Documents[parent][site]
	} else if kind != "" && !slices.Contains(mpclient.DocumentTypes(site), kind) { // the type is not redacted
		if c = mpclient.CheckDocument(site, kind, "0"); c.Fault != mpclient.DocOtherSite && c.Fault != mpclient.DocUnknownType {
			c = mpclient.DocumentCheck{}
		}
	}
	if c.Fault == "" {
		return got
	}
	kind = mpclient.CleanLine(kind, 20)
	text := t("document."+string(c.Fault), "type", kind, "site", string(site), "min", strconv.Itoa(c.Min), "max", strconv.Itoa(c.Max))
	if !c.Certain {
		return got.With("note", text, "")
	}
	return checks.Finding{Verdict: checks.Warn, Detail: text}.Because("field-value", checks.Raw(parent)).
		With("field", t("ev.field", "object", w.object(), "id", w.doc.ID, "field", parent+".type", "value", kind), w.exchange(f))
}

// Lengths of the statement descriptor: 22 for preferences and payments, 50 for orders, both by the
// specification; developers report that Brazilian card bills show 13.
const descriptorMax, descriptorOrder, descriptorShown = 22, 50, 13

func descriptor(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	most := descriptorMax
	if w.key == checks.FactOrder.Name {
		most = descriptorOrder
	}
	site := siteOf(f).ID
	switch n := utf8.RuneCountInString(w.doc.Str(path)); {
	case n > most:
		return warn("find.descriptor.long", "n", strconv.Itoa(n), "max", strconv.Itoa(most)).With("field", valueText(w, path), w.exchange(f))
	case n > descriptorShown && (site == mpclient.MLB || site == ""):
		return got.With("note", t("ev.descriptor_cut", "n", strconv.Itoa(descriptorShown)), "")
	}
	return got
}

// price asks for amounts the site's currency can hold, and for items that do not add up to more than
// what is charged. Less is no fault: delivery, fees and taxes stand elsewhere.
func price(it item, f *checks.Facts) checks.Finding {
	got := positive(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	site := siteOf(f)
	for _, v := range w.doc.Strs(path) {
		if n, ok := checks.Number(v); site.ID != "" && ok && decimals(n) > site.Decimals {
			return warn("find.amount.decimals", "field", path, "value", mpclient.CleanLine(v, 40), "n", strconv.Itoa(site.Decimals), "currency", site.Currency).
				Because("field-value", checks.Raw(path)).With("field", valueText(w, path), w.exchange(f))
		}
	}
	sum, total, known := sums(w, path)
	if known && sum > total+0.005 {
		return warn("find.amount.sum", "sum", amount(sum), "total", amount(total)).Because("field-value", checks.Raw(path)).
			With("field", valueText(w, path), w.exchange(f))
	}
	if site.ID == "" {
		return uncompared(f, w, path)
	}
	return got
}

// decimals counts the decimals a number needs: 10.50 needs one.
func decimals(n float64) int {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(n, 'f', -1, 64), ".")
	return len(fraction)
}

func amount(n float64) string {
	return strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64)
}

// sums adds the items up beside the total of a payment or an order. known is false without a total,
// with a discount, or with an item that cannot be read.
func sums(w witness, path string) (sum, total float64, known bool) {
	switch w.key {
	case checks.FactPayment.Name:
		total, known = w.doc.Num("transaction_amount")
		if off, ok := w.doc.Num("coupon_amount"); ok && off != 0 {
			return 0, 0, false
		}
	case checks.FactOrder.Name:
		total, known = w.doc.Num("total_amount")
		if checks.Filled(first(w.doc.At("discounts"))) || checks.Filled(first(w.doc.At("transactions.payments[].discounts"))) {
			return 0, 0, false
		}
	}
	for _, v := range w.doc.At(strings.TrimSuffix(path, ".unit_price")) {
		o, _ := v.(map[string]any)
		each, ok1 := checks.Number(checks.Scalar(o["unit_price"]))
		n, ok2 := checks.Number(checks.Scalar(o["quantity"]))
		if !ok1 || !ok2 {
			return 0, 0, false
		}
		sum += each * n
	}
	return sum, total, known
}

func first(vs []any) any {
	if len(vs) == 0 {
		return nil
	}
	return vs[0]
}

// returnURLs asks for all three; those of an order have no requirement of their own for HTTPS.
func returnURLs(it item, f *checks.Facts) checks.Finding {
	got := allFields(it, f)
	ws := witnesses(it, f)
	if got.Verdict != checks.Pass || ws[0].key != checks.FactOrder.Name {
		return got
	}
	for _, p := range ws[0].paths {
		if u := ws[0].doc.Str(p); !strings.HasPrefix(strings.ToLower(u), "https://") {
			return notHTTPS(f, ws[0], p)
		}
	}
	return got
}

func notHTTPS(f *checks.Facts, w witness, path string) checks.Finding {
	return fail("find.url.not_https", "field", path).Because("field-value", checks.Raw(path)).With("field", valueText(w, path), w.exchange(f))
}

// moment reads a date of the API; the zero time when there is none.
func moment(d *checks.Doc, paths ...string) time.Time {
	for _, p := range paths {
		if at, err := time.Parse(time.RFC3339Nano, d.Str(p)); err == nil {
			return at
		}
	}
	return time.Time{}
}

// past is the finding on two dates in the wrong order.
func past(f *checks.Facts, w witness, path, before string) checks.Finding {
	return warn("find.date.order", "field", path, "before", before).Because("field-value", checks.Raw(path)).With("field", valueText(w, path), w.exchange(f))
}

// dueLater wants a due date after the object was made: one that had passed then could never be met.
func dueLater(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	if made, due := w.made(), moment(w.doc, path); !made.IsZero() && !due.IsZero() && !due.After(made) {
		return past(f, w, path, "date_created")
	}
	return got
}

// validSpan wants the preference's life to begin before it ends, and to end after it was made.
func validSpan(it item, f *checks.Facts) checks.Finding {
	got := switchedOn(it, f)
	if got.Verdict != checks.Pass {
		return got
	}
	ws := witnesses(it, f)
	w := ws[0]
	made, from, to := w.made(), moment(w.doc, "expiration_date_from"), moment(w.doc, "expiration_date_to")
	switch {
	case to.IsZero():
	case !from.IsZero() && !to.After(from):
		return past(f, w, "expiration_date_to", "expiration_date_from")
	case !made.IsZero() && !to.After(made):
		return past(f, w, "expiration_date_to", "date_created")
	}
	return got
}

// Most instalments a preference may offer; the API answers others with invalid_payment_methods.
const mostInstalments = 36

func instalments(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	w, path, ok := holder(it, f)
	if got.Verdict != checks.Pass || !ok {
		return got
	}
	n, _ := w.doc.Num(path)
	first, chosen := w.doc.Num(strings.Replace(strings.Replace(path, "payment_methods.installments", "payment_methods.default_installments", 1), "max_installments", "default_installments", 1))
	if n < 1 || n > mostInstalments || chosen && first > n {
		return warn("find.installments.range", "field", path, "value", valueOf(w, path), "max", strconv.Itoa(mostInstalments)).Because("field-value", checks.Raw(path)).
			With("field", valueText(w, path), w.exchange(f))
	}
	return got
}

// issuer concerns cards only.
func issuer(it item, f *checks.Facts) checks.Finding {
	if d, ok := checks.FactPayment.Get(f); ok && d.Sent && !d.Doc.Has("token") {
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.issuer.no_card", "type", mpclient.CleanLine(d.Doc.Str("payment_method_id"), 30))}
	} else if ok && !d.Sent && !strings.HasSuffix(d.Doc.Str("payment_type_id"), "_card") {
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.issuer.no_card", "type", mpclient.CleanLine(d.Doc.Str("payment_type_id"), 30))}
	}
	return present(it, f)
}

// savedCustomer: the API gives every payer a number, so a payment shows a saved customer by its type.
func savedCustomer(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	for _, w := range ws {
		if w.doc.Has(w.paths[0]) && (w.key != checks.FactPayment.Name || w.doc.Str("payer.type") == "customer") {
			return found(f, w, w.paths[0])
		}
	}
	for _, w := range ws {
		if w.key != checks.FactPayment.Name {
			continue
		}
		if out, hidden := w.hides("payer.type"); hidden && !slices.Contains([]string{"guest", "registered"}, w.doc.Str("payer.type")) {
			return out.With("field", t("ev.field_missing", "object", w.object(), "id", w.doc.ID, "field", "payer.type"), w.exchange(f))
		}
		if w.masked("payer.type") {
			return unjudged(f, w, "payer.type")
		}
	}
	return warn("find.field.optional", "field", ws[0].paths[0], "object", ws[0].object()).
		With("field", t("ev.field_missing", "object", ws[0].object(), "id", ws[0].doc.ID, "field", ws[0].paths[0]), ws[0].exchange(f))
}

// capturedLater: a payment that was captured looks alike however it was done.
func capturedLater(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	w := ws[0]
	if w.key == checks.FactOrder.Name {
		if w.doc.Str("capture_mode") == "manual" {
			return found(f, w, "capture_mode")
		}
		return warn("find.field.optional", "field", "capture_mode = manual", "object", "@object.order").With("field", valueText(w, "capture_mode"), w.exchange(f))
	}
	if w.sent {
		if capture, ok := w.doc.Bool("capture"); ok && !capture {
			return found(f, w, "capture")
		}
		return warn("find.field.optional", "field", "capture = false", "object", w.object()).
			With("field", t("ev.field_missing", "object", w.object(), "id", w.doc.ID, "field", "capture"), "")
	}
	if done, ok := w.doc.Bool("captured"); ok && !done || w.doc.Str("status") == "authorized" {
		return found(f, w, "captured")
	}
	return unsure("find.capture.unseen").With("field", valueText(w, "captured"), w.exchange(f))
}
