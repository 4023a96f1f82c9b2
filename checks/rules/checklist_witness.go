package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// witness is one object that may show a row's fields.
type witness struct {
	doc   *checks.Doc
	paths []string
	key   checks.FactKey
	marks *mpclient.Marks
	sent  bool // a body as it was sent: what is absent was not sent
	at    time.Time
}

// object names the witness in texts.
func (w witness) object() string {
	if w.sent {
		return "@object.sent." + string(w.key)
	}
	return "@object." + string(w.key)
}

// exchange is the recorded call that answered the witness; a file of exchanges has no such call.
func (w witness) exchange(f *checks.Facts) string {
	if w.sent {
		return ""
	}
	return f.Exchange(w.key)
}

// made is when the object was made, the zero time when nothing says so.
func (w witness) made() time.Time {
	if w.sent {
		return w.at
	}
	return moment(w.doc, "date_created")
}

// of makes a witness of an object.
func (w witness) of(c checks.Created) witness {
	w.doc, w.marks, w.sent, w.at = c.Doc, c.Marks, c.Sent, c.SentAt
	return w
}

// witnesses lists what was seen of the objects that show a row: the preference or the order, which the
// checklist looks at, before the payment that came of it.
func witnesses(it item, f *checks.Facts) (ws []witness) {
	for _, w := range []struct {
		key   checks.Key[checks.Created]
		paths []string
	}{{checks.FactPreference, it.pref}, {checks.FactOrder, it.order}, {checks.FactPayment, it.pay}, {checks.FactSubscription, it.sub}} {
		if d, ok := w.key.Get(f); ok && w.paths != nil {
			ws = append(ws, witness{paths: w.paths, key: w.key.Name}.of(d))
		}
	}
	return ws
}

// noWitness words why nothing could be judged: what was observed does not show the row, or a call went wrong, or a setting
// is missing.
func noWitness(f *checks.Facts) checks.Finding {
	var waits *checks.Gap
	for _, o := range objects {
		x, asked := f.Fact(o.key.Name)
		switch {
		case !asked:
		case x.Gap == nil:
			return unsure("find.field.not_in_object", "object", "@object."+string(o.key.Name))
		case x.Gap.Reason == checks.GapDependency:
			waits = x.Gap
		case x.Gap.Reason != checks.GapInput:
			return checks.GapFinding(*x.Gap)
		}
	}
	if waits != nil {
		return checks.GapFinding(*waits)
	}
	return askObject(f)
}

// present judges rows whose fields have to be filled. Any one of alternative paths is enough.
func present(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	for _, w := range ws {
		for _, p := range w.paths {
			if w.doc.Has(p) {
				return found(f, w, p)
			}
		}
		if w.key == checks.FactPreference.Name && (w.sent || !it.echoUnsure) {
			// The preference is what the checklist looks at, and it answers this field: what the
			// buyer typed into the checkout later does not make up for it.
			break
		}
	}
	return missing(it, f, ws)
}

func found(f *checks.Facts, w witness, path string) checks.Finding {
	out := pass("find.field.present", "field", path, "object", w.object()).
		With("field", valueText(w, path), w.exchange(f))
	if w.masked(path) {
		out = out.With("note", t("ev.field_masked", "field", path), "")
	}
	return out
}

func valueText(w witness, path string) checks.Text {
	vals := w.doc.Strs(path)
	v := "…"
	if len(vals) > 0 {
		v = mpclient.CleanLine(strings.Join(vals, ", "), 80)
	}
	return t("ev.field", "object", w.object(), "id", w.doc.ID, "field", path, "value", v)
}

// missing judges an absent field: fail, warn or inconclusive by how sure the absence is.
func missing(it item, f *checks.Facts, ws []witness) checks.Finding {
	w := ws[0]
	path := w.paths[0]
	filled, of := w.doc.Coverage(path)
	ev := t("ev.field_missing", "object", w.object(), "id", w.doc.ID, "field", path)
	if of > 1 || filled > 0 {
		ev = t("ev.field_partly", "object", w.object(), "id", w.doc.ID, "field", path, "n", strconv.Itoa(filled), "of", strconv.Itoa(of))
	}
	ex := w.exchange(f)
	if !w.sent && w.key == checks.FactPreference.Name && it.echoUnsure && !w.doc.Known(path) && len(ws) == 1 {
		return unsure("find.field.not_echoed", "field", path).With("field", ev, ex)
	}
	if out, hidden := w.hides(path); hidden {
		return out.With("field", ev, ex)
	}
	if it.level == checks.GoodPractice {
		return warn("find.field.optional", "field", path, "object", w.object()).With("field", ev, ex)
	}
	return fail("find.field.missing", "field", path, "object", w.object()).Because("field-missing", checks.Raw(path)).With("field", ev, ex)
}

// hides reports whether the absence of a field says nothing because the API leaves it out of this very answer,
// and words that.
func (w witness) hides(path string) (out checks.Finding, hidden bool) {
	switch {
	case w.sent:
	case w.key == checks.FactPayment.Name && mpclient.AboutPayer(path) && mpclient.PayerSightOf(w.doc.Str("status")) == mpclient.PayerHidden:
		return unsure("find.field.payer_hidden", "field", path, "status", mpclient.CleanLine(w.doc.Str("status"), 30)), true
	case w.key == checks.FactOrder.Name && !w.doc.Has(path) && orderHides(w.doc, path):
		return unsure("find.field.order_hides", "field", path), true
	}
	return out, false
}

// masked reports whether a filled field came masked: it is there, and that is all that was seen. Our own redaction
// writes masks too, so without marks only a payment whose payer the API masks is believed to be masked by it.
func (w witness) masked(path string) bool {
	if w.marks != nil {
		return w.marks.Masked[path]
	}
	return w.key == checks.FactPayment.Name && !w.sent && mpclient.AboutPayer(path) && mpclient.Masked(w.doc.Str(path)) &&
		mpclient.PayerSightOf(w.doc.Str("status")) != mpclient.PayerShown
}

// unjudged is the finding on a value that has to be right and is masked.
func unjudged(f *checks.Facts, w witness, path string) checks.Finding {
	return unsure("find.field.masked", "field", path, "object", w.object()).With("field", valueText(w, path), w.exchange(f))
}

// orderHides tells what the answer of an order leaves out even when it was sent: the payer's data,
// and what only card payments have.
func orderHides(d *checks.Doc, path string) bool {
	if strings.HasPrefix(path, "payer.") && path != "payer.customer_id" {
		return true
	}
	if !strings.HasSuffix(path, "statement_descriptor") {
		return false
	}
	for _, kind := range d.Strs("transactions.payments[].payment_method.type") {
		if kind == "credit_card" || kind == "debit_card" {
			return false
		}
	}
	return true
}

// allFields judges rows that need every path.
func allFields(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
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
	ev := t("ev.field_missing", "object", w.object(), "id", w.doc.ID, "field", strings.Join(absent, ", "))
	for _, p := range absent {
		if out, hidden := w.hides(p); hidden {
			return out.With("field", ev, w.exchange(f))
		}
	}
	return fail("find.field.missing", "field", strings.Join(absent, ", "), "object", w.object()).
		Because("field-missing", checks.Raw(strings.Join(absent, ", "))).
		With("field", ev, w.exchange(f))
}
