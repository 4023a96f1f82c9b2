package rules

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
)

func historyRequirements() []checks.Requirement {
	history := keys(checks.FactHistory.Name)
	settings := keys(checks.FactSettings.Name)
	shop := []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders}
	return []checks.Requirement{
		{ID: "approval.history", Section: checks.Approval, Level: checks.Recommended, Source: "source.search", Needs: history, Uses: settings, Judge: approvalHistory},
		{ID: "approval.rejections", Section: checks.Approval, Level: checks.Recommended, Source: "source.rejections", Products: withPage, Uses: history, Judge: approvalRejections},
		{ID: "approval.missing_data", Section: checks.Approval, Level: checks.Recommended, Source: srcApproval, Products: shop, Needs: history, Uses: settings,
			Field: "payer.email, payer.identification, additional_info", Judge: approvalMissingData},
		{ID: "approval.retries", Section: checks.Approval, Level: checks.Recommended, Source: srcApproval, Products: append(shop, checks.Subscriptions), Needs: history, Uses: settings, Judge: approvalRetries},
	}
}

// sales picks the payments to judge: real ones, or the tests when there is nothing else. out is set
// when there is nothing at all.
func sales(f *checks.Facts) (h checks.History, s checks.Sales, tests bool, out *checks.Finding) {
	h = checks.FactHistory.Must(f)
	switch {
	case h.Live.Total > 0:
		return h, h.Live, false, nil
	case h.Test.Total > 0:
		return h, h.Test, true, nil
	}
	days := strconv.Itoa(h.Days)
	none := checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.sales.none", "days", days)}
	set, _ := checks.FactSettings.Get(f)
	switch {
	case set.Product == checks.Orders || set.Product == checks.QR || set.Product == checks.Point:
		// Whether this search shows what orders collect is not documented.
		none = unsure("find.sales.none_orders", "days", days)
	case h.Total > h.Read:
		none = unsure("find.sales.unread", "days", days)
	}
	none = readSoFar(f, h, none)
	return h, s, false, &none
}

// readSoFar says what a judgement on the history rests on.
func readSoFar(f *checks.Facts, h checks.History, out checks.Finding) checks.Finding {
	out = out.With("http", t("ev.history", "read", strconv.Itoa(h.Read), "total", strconv.Itoa(h.Total), "days", strconv.Itoa(h.Days)), f.Exchange(checks.FactHistory.Name))
	why := "@find.sales.enough"
	if h.Stopped != "" {
		why = "@gap." + string(h.Stopped)
	}
	if left := h.LeftOut(); len(left) > 0 || h.Stopped != "" {
		out = out.Without(left, "")
		if h.Stopped != "" {
			out = out.With("note", t("ev.history_stopped", "why", why), "")
		}
		if absence := out.Has("never-approved"); absence || out.Verdict == checks.Pass || out.Verdict == checks.NotApplicable {
			// What was found stays found; what was not may be among the payments nobody read.
			was := out.Detail
			out.Verdict, out.Causes = checks.Inconclusive, nil
			out.Detail = t("find.sales.partly", "read", strconv.Itoa(h.Read), "total", strconv.Itoa(h.Total), "why", why)
			out = out.With("note", was, "")
		}
	}
	if h.Live.Total > 0 && h.Test.Total > 0 {
		out = out.With("note", t("ev.history_tests", "n", strconv.Itoa(h.Test.Total)), "")
	}
	if h.Other > 0 {
		out = out.With("note", t("ev.history_other", "n", strconv.Itoa(h.Other)), "")
	}
	return out
}

var outcomeTone = map[checks.Outcome]checks.Tone{checks.Approved: checks.ToneGood, checks.Rejected: checks.ToneBad, checks.ChargedBack: checks.ToneBad, checks.Refunded: checks.ToneWarn}

// approvalHistory shows the rate and judges no height of it: Mercado Pago publishes no number to
// reach. Only that nothing at all was approved is a warning.
func approvalHistory(f *checks.Facts) checks.Finding {
	h, s, tests, none := sales(f)
	if none != nil {
		return *none
	}
	d := s.Decided()
	if tests {
		out := checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.sales.tests_only", "n", strconv.Itoa(s.Total), "days", strconv.Itoa(h.Days))}
		return readSoFar(f, h, out)
	}
	args := []string{"approved", strconv.Itoa(d.Approved), "decided", strconv.Itoa(d.Of()), "rate", checks.Percent(d.Approved, d.Of()), "days", strconv.Itoa(h.Days)}
	var out checks.Finding
	switch {
	case d.Of() == 0:
		out = checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.sales.undecided", "n", strconv.Itoa(s.Total), "days", strconv.Itoa(h.Days))}
	case d.Approved == 0:
		out = warn("find.sales.all_rejected", args...).Because("never-approved", t("cause.never-approved"))
	default:
		out = pass("find.sales.rate", args...)
	}
	out.Figure = &checks.Figure{}
	for _, o := range checks.Outcomes {
		if n := s.Outcomes[o]; n > 0 {
			out.Figure.Bars = append(out.Figure.Bars, checks.Bar{Label: t("outcome." + string(o)), Count: n, Of: s.Total, Tone: outcomeTone[o]})
		}
	}
	out = readSoFar(f, h, out)
	for _, kind := range slices.Sorted(maps.Keys(s.Types)) {
		k := s.Types[kind]
		out = out.With("note", t("ev.history_type", "type", kind, "approved", strconv.Itoa(k.Approved), "decided", strconv.Itoa(k.Of()), "rate", checks.Percent(k.Approved, k.Of())), "")
	}
	if top := byCount(s.Rejections); len(top) > 0 {
		out = out.With("note", t("ev.history_top", "detail", top[0], "n", strconv.Itoa(s.Rejections[top[0]]), "of", strconv.Itoa(d.Rejected)), "")
	}
	return out
}

// byCount lists keys, the most frequent first.
func byCount(m map[string]int) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
}

// avoidable are rejections that only what the integration sends brings about. A duplicated payment is
// none: a buyer may pay twice.
var avoidable = []string{"cc_rejected_invalid_installments", "rejected_insufficient_data", "cc_rejected_3ds_mandatory"}

// maxShown is how many rejections are named; the rest adds up to one line.
const maxShown = 8

// approvalRejections names what was rejected and what each calls for. How a page treats its buyers
// then, a person knows.
func approvalRejections(f *checks.Facts) checks.Finding {
	h, ok := checks.FactHistory.Get(f)
	s := h.Live
	if s.Outcomes[checks.Rejected] == 0 {
		s = h.Test
	}
	total := s.Outcomes[checks.Rejected]
	ask := checks.Finding{Verdict: checks.Attest, Detail: t("find.attest")}
	if !ok || total == 0 {
		return ask
	}
	out := ask
	out.Detail = t("find.rejections.handle", "n", strconv.Itoa(total), "kinds", strconv.Itoa(len(s.Rejections)))
	bad := 0
	for _, d := range avoidable {
		bad += s.Rejections[d]
	}
	if bad > 0 {
		out = warn("find.rejections.avoidable", "n", strconv.Itoa(bad), "of", strconv.Itoa(total))
	}
	out.Figure = &checks.Figure{}
	out = readSoFar(f, h, out)
	rest := 0
	for i, d := range byCount(s.Rejections) {
		n := s.Rejections[d]
		mine := slices.Contains(avoidable, d)
		if i >= maxShown && !mine {
			rest += n
			continue
		}
		bar := checks.Bar{Label: checks.Raw(d), Count: n, Of: total}
		if mine {
			bar.Tone = checks.ToneBad
			out = out.Because("rejected-avoidable", t("advice.line", "detail", d, "n", strconv.Itoa(n), "advice", adviceKey(d)))
		} else {
			out = out.With("note", t("advice.line", "detail", d, "n", strconv.Itoa(n), "advice", adviceKey(d)), "")
		}
		out.Figure.Bars = append(out.Figure.Bars, bar)
	}
	if rest > 0 {
		out.Figure.Bars = append(out.Figure.Bars, checks.Bar{Label: t("outcome.rest"), Count: rest, Of: total})
	}
	return out
}

func adviceKey(detail string) string {
	if slices.Contains(checks.RejectionDetails, detail) {
		return "@advice." + detail
	}
	return "@advice.unknown"
}

// missingTolerance is the share of payments, in percent, that may lack a field: other channels of the
// account, such as payment links, send less. The number is ours; there is no official one.
const missingTolerance = 10

var dataPaths = map[checks.DataField]string{checks.FieldEmail: "payer.email", checks.FieldDocument: "payer.identification.number", checks.FieldItems: "additional_info.items",
	checks.FieldPayer: "additional_info.payer", checks.FieldShipment: "additional_info.shipments", checks.FieldDevice: "device_id"}

// approvalMissingData judges what payments show of the data that raises approval. A field that no
// payment shows, filled or empty, proves nothing.
func approvalMissingData(f *checks.Facts) checks.Finding {
	h, s, tests, none := sales(f)
	if none != nil {
		return *none
	}
	var bars []checks.Bar
	var lacking, mended, unknown []string
	for _, field := range checks.DataFields {
		c := s.Fields[field]
		n, of := c.Missing()
		// Not every sale is delivered, and a search seldom shows a device: those are only counted.
		wanted := field != checks.FieldDevice && field != checks.FieldShipment
		if of == 0 {
			if wanted {
				unknown = append(unknown, dataPaths[field])
			}
			continue
		}
		bar := checks.Bar{Label: t("datafield." + string(field)), Count: of - n, Of: of, Tone: checks.ToneGood}
		switch {
		case !wanted:
			bar.Tone = checks.TonePlain
		case n*100 <= of*missingTolerance:
		case c.Newest == checks.IsFilled:
			bar.Tone = checks.ToneWarn
			mended = append(mended, dataPaths[field])
		default:
			bar.Tone = checks.ToneBad
			lacking = append(lacking, dataPaths[field]+": "+strconv.Itoa(n)+"/"+strconv.Itoa(of))
		}
		bars = append(bars, bar)
	}
	n := strconv.Itoa(s.Total)
	var out checks.Finding
	switch {
	case len(lacking) > 0:
		out = warn("find.missing_data.lacking", "n", n, "fields", strconv.Itoa(len(lacking)))
		for _, l := range lacking {
			out = out.Because("field-missing", checks.Raw(l))
		}
	case len(mended) > 0:
		out = unsure("find.missing_data.mended", "fields", strings.Join(mended, ", "))
	case len(unknown) > 0:
		out = unsure("find.missing_data.unknown", "n", n, "fields", strings.Join(unknown, ", "))
	default:
		out = pass("find.missing_data.ok", "n", n)
	}
	if len(bars) > 0 {
		out.Figure = &checks.Figure{Bars: bars}
	}
	if tests {
		out = out.With("note", t("ev.history_only_tests"), "")
	}
	for _, b := range bars {
		out = out.With("field", t("ev.datafield", "field", "@"+b.Label.Key, "n", strconv.Itoa(b.Count), "of", strconv.Itoa(b.Of), "rate", checks.Percent(b.Count, b.Of)), "")
	}
	if len(unknown) > 0 && len(lacking) > 0 {
		out = out.With("note", t("ev.datafield_unknown", "fields", strings.Join(unknown, ", ")), "")
	}
	return readSoFar(f, h, out)
}

// approvalRetries judges what looks like a program trying again. Testers repeat on purpose.
func approvalRetries(f *checks.Facts) checks.Finding {
	h, s, tests, none := sales(f)
	if none != nil {
		return *none
	}
	r := s.Retries
	var out checks.Finding
	switch {
	case tests:
		out = checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.retries.tests")}
	case r.Attempts > 0:
		out = warn("find.retries.found", "n", strconv.Itoa(r.Attempts), "orders", strconv.Itoa(r.Orders)).
			Because("repeated-charge", t("cause.repeated-charge"))
	case r.Hidden > 0:
		out = unsure("find.retries.hidden", "n", strconv.Itoa(r.Hidden))
	case r.Named == 0 && r.Unnamed > 0:
		out = unsure("find.retries.unnamed", "n", strconv.Itoa(r.Unnamed))
	case r.Unnamed > 0:
		out = pass("find.retries.partly", "n", strconv.Itoa(r.Named), "unnamed", strconv.Itoa(r.Unnamed))
	default:
		out = pass("find.retries.none", "n", strconv.Itoa(r.Named))
	}
	return readSoFar(f, h, out)
}
