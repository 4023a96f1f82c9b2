package checks

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// judgeReady judges every pending requirement whose facts and predecessors are settled.
func (r *run1) judgeReady(pending []Requirement, findings map[ID]Finding) []Requirement {
	inRun := map[ID]bool{}
	for _, q := range pending {
		inRun[q.ID] = true
	}
	for again := true; again; {
		again = false
		rest := pending[:0:0]
		for _, q := range pending {
			if !r.ready(q, inRun) {
				rest = append(rest, q)
				continue
			}
			r.judge(q, findings)
			delete(inRun, q.ID)
			again = true
		}
		pending = rest
	}
	return pending
}

func (r *run1) ready(q Requirement, pending map[ID]bool) bool {
	// Going by results taken in, not by facts that are there already, tells the end of a probe
	// before any judgement on what it saw.
	for _, k := range r.keysOf(q) {
		if i, ok := r.a.provider[k]; ok && r.going[i] && !r.done[i] {
			return false
		}
	}
	return !slices.ContainsFunc(q.After, func(b ID) bool { return pending[b] })
}

func (r *run1) judge(q Requirement, findings map[ID]Finding) {
	f := r.gate().finding(r.finding(q, findings))
	for _, k := range r.keysOf(q) {
		if x, ok := r.facts.Fact(k); ok {
			f.Took = max(f.Took, x.Took)
		}
	}
	findings[q.ID] = f
	r.emit(Event{Kind: Judged, Finding: &f})
}

// finding judges a requirement. What stands before it in the walk and fails is the better explanation of an answer that
// could not be had.
func (r *run1) finding(q Requirement, findings map[ID]Finding) Finding {
	f := q.Finding(r.facts)
	if f.Verdict == Inconclusive && !f.Bug {
		for _, b := range q.After {
			if findings[b].Verdict == Fail {
				f.Detail = T("find.after", "title", "@req."+string(b)+".title")
				break
			}
		}
	}
	return f
}

// Finding judges the requirement on facts; the rule sees what the requirement declares and nothing else. A rule that
// panics leaves an inconclusive finding with Bug set.
func (r Requirement) Finding(all *Facts) (f Finding) {
	defer func() {
		if e := recover(); e != nil {
			f = GapFinding(Gap{Reason: GapBug, Detail: T("gap.detail.bug", "what", fmt.Sprintf("%s: %v", r.ID, e))})
		}
		f.ID = r.ID
	}()
	seen := all.Only(string(r.ID), r.Keys()...)
	s, _ := FactSettings.Get(all)
	acc, _ := FactAccount.Get(all)
	site := acc.Site
	if site == "" {
		site = s.Site
	}
	if !r.AppliesTo(s.Product, site) {
		key := "find.other_product"
		if !r.AppliesTo("", site) {
			key = "find.other_site"
			if r.Elsewhere != nil && acc.Site != "" {
				return r.Elsewhere(seen)
			}
		}
		return Finding{Verdict: NotApplicable, Detail: T(key, "site", string(site), "product", "@product."+string(s.Product))}
	}
	f = r.judge(seen)
	if at, ok := s.Attested[r.ID]; ok && f.Verdict == Attest {
		f.Attested = at.At
		if r.Human {
			f.Detail = T("find.attested", "date", "@date:"+at.At.Format(time.DateOnly))
		}
	}
	return f
}

// judge asks the rule, unless something it cannot do without is missing: a setting first, since a person can put it in.
func (r Requirement) judge(seen *Facts) Finding {
	if r.Human {
		return Finding{Verdict: Attest, Detail: T("find.attest")}
	}
	var first *Gap
	for _, k := range r.Needs {
		g := seen.Gap(k)
		if g == nil {
			continue
		}
		if first == nil || first.Reason != GapInput && g.Reason == GapInput {
			first = g
		}
	}
	if first != nil {
		return GapFinding(*first)
	}
	return r.Judge(seen)
}

func (r *run1) report(ctx context.Context, findings map[ID]Finding) Report {
	rep := Report{Run: r.n, Started: r.start, Finished: r.a.now(), Cancelled: ctx.Err() != nil, Probes: r.runs}
	for _, q := range r.a.reqs {
		if f, ok := findings[q.ID]; ok {
			rep.Findings = append(rep.Findings, f)
		}
	}
	s, _ := FactSettings.Get(r.facts)
	rep.Integration = Integration{Product: s.Product, Site: s.Site, PaymentPage: r.gate().address(s.PaymentPage), Webhook: r.gate().address(s.WebhookURL)}
	if a, ok := FactAccount.Get(r.facts); ok {
		test := a.Test()
		rep.Integration.Site = a.Site
		rep.Integration.Account = AccountSummary{ID: a.ID, Test: &test, Nickname: r.gate().word(a.Nickname)}
	}
	if _, asked := r.facts.Fact(FactAccount.Name); asked {
		if g := r.facts.Gap(FactAccount.Name); g != nil && s.AccessToken != "" {
			switch g.Reason {
			case GapAuth, GapNetwork, GapTimeout, GapServer, GapGarbled:
				rep.APIGap = r.gate().gap(g)
			}
		}
	}
	return rep
}

// gate knows the secrets of the settings once they were read.
func (r *run1) gate() gate {
	s, _ := FactSettings.Get(r.facts)
	return gateOf(s)
}
