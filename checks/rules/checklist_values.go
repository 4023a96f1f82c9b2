package rules

import (
	"strconv"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// positive judges numbers that must be above zero in every item. Payments answer them as text.
func positive(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	if got.Verdict != checks.Pass {
		return got
	}
	ws := witnesses(it, f)
	for _, w := range ws {
		for _, v := range w.doc.Strs(w.paths[0]) {
			if n, ok := checks.Number(v); !ok || n <= 0 {
				return fail("find.field.not_positive", "field", w.paths[0], "value", mpclient.CleanLine(v, 40)).Because("field-value", checks.Raw(w.paths[0])).
					With("field", valueText(w, w.paths[0]), w.exchange(f))
			}
		}
	}
	return got
}

// switchedOn judges optional booleans: false is the default and no fault, only unused.
func switchedOn(it item, f *checks.Facts) checks.Finding {
	ws := witnesses(it, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	for _, w := range ws {
		if on, ok := w.doc.Bool(w.paths[0]); ok && on {
			return found(f, w, w.paths[0])
		}
	}
	return missing(it, f, ws)
}

// knownCategory checks the ids against the live list, or the offline one when the live list could
// not be read: then an unknown id is no proof.
func knownCategory(it item, f *checks.Facts) checks.Finding {
	got := present(it, f)
	if got.Verdict != checks.Pass {
		return got
	}
	live, haveLive := checks.FactCategories.Get(f)
	haveLive = haveLive && len(live) > 0 // a list of nothing knows no category
	ws := witnesses(it, f)
	for _, w := range ws {
		for _, id := range w.doc.Strs(w.paths[0]) {
			if mpclient.KnownCategory(id) || contains(live, id) {
				continue
			}
			id = mpclient.CleanLine(id, 40)
			if !haveLive {
				return unsure("find.category.unsure", "id", id).With("field", valueText(w, w.paths[0]), w.exchange(f))
			}
			return fail("find.category.unknown", "id", id).Because("category-unknown", checks.Raw(id)).
				With("field", valueText(w, w.paths[0]), w.exchange(f)).
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
	ws := witnesses(it, f)
	for _, w := range ws {
		if w.doc.Has(w.paths[0]) {
			return found(f, w, w.paths[0])
		}
	}
	if s, ok := checks.FactSettings.Get(f); ok && s.WebhookURL != "" {
		return verdict(checks.Attest, "find.webhooks.panel", []string{"url", mpclient.CleanLine(s.WebhookURL, 120)})
	}
	if len(ws) == 0 {
		if d, ok := checks.FactSubscription.Get(f); ok && !d.Sent { // whose answer has no such field
			return needs("webhook_url", "find.webhooks.unseen")
		}
		return noWitness(f)
	}
	w := ws[0]
	return needs("webhook_url", "find.webhooks.unseen").With("field", t("ev.field_missing", "object", w.object(), "id", w.doc.ID, "field", w.paths[0]), w.exchange(f))
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
	if s, ok := checks.FactSent.Get(f); ok && len(s.MPJS) > 0 {
		return recorded(pass("find.mpjs.seen"), s, s.MPJS)
	}
	p, ok := checks.FactPage.Get(f)
	if !ok {
		return gapped(f, checks.FactPage.Name)
	}
	ex := f.Exchange(checks.FactPage.Name)
	if p.MPJS {
		return pass("find.mpjs.seen").With("http", checks.Raw("https://sdk.mercadopago.com/js/v2"), ex)
	}
	if !p.Content() {
		return noPage(p, ex)
	}
	if p.Shell || !p.Whole() {
		return unsure("find.mpjs_official.shell").With("http", t("ev.scripts", "n", strconv.Itoa(len(p.Scripts))), ex).Without(p.LeftOut(), ex)
	}
	return warn("find.mpjs.unseen").Because("mpjs-missing", t("cause.mpjs-missing")).With("http", t("ev.scripts", "n", strconv.Itoa(len(p.Scripts))), ex)
}
