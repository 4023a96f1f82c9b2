package checks

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/homologa/homologa/mpclient"
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
	for _, k := range append(r.keysOf(q), FactSettings.Name) {
		if i, ok := r.a.provider[k]; ok && r.going[i] && !r.done[i] {
			return false
		}
	}
	return !slices.ContainsFunc(q.After, func(b ID) bool { return pending[b] })
}

func (r *run1) judge(q Requirement, findings map[ID]Finding) {
	f := r.finding(q, findings)
	f.ID = q.ID
	for _, k := range r.keysOf(q) {
		if x, ok := r.facts.Fact(k); ok {
			f.Took = max(f.Took, x.Took)
		}
	}
	findings[q.ID] = f
	r.emit(Event{Kind: Judged, Finding: &f})
}

func (r *run1) finding(q Requirement, findings map[ID]Finding) (f Finding) {
	defer func() {
		if e := recover(); e != nil {
			f = GapFinding(Gap{Reason: GapBug, Detail: T("gap.detail.bug", "what", fmt.Sprintf("%s: %v", q.ID, e))})
		}
	}()
	s, _ := FactSettings.Get(r.facts)
	acc, _ := FactAccount.Get(r.facts)
	site := acc.Site
	if site == "" {
		site = s.Site
	}
	if !q.AppliesTo(s.Product, site) {
		key := "find.other_product"
		if !q.AppliesTo("", site) {
			key = "find.other_site"
			if q.Elsewhere != nil && acc.Site != "" {
				return q.Elsewhere(r.facts)
			}
		}
		return Finding{Verdict: NotApplicable, Detail: T(key, "site", string(site), "product", "@product."+string(s.Product))}
	}
	if q.Human {
		if at, ok := s.Attested[q.ID]; ok {
			return Finding{Verdict: Attest, Attested: at.At, Detail: T("find.attested", "date", "@date:"+at.At.Format(time.DateOnly))}
		}
		return Finding{Verdict: Attest, Detail: T("find.attest")}
	}
	f = r.judgeFacts(q)
	if f.Verdict == Attest {
		if at, ok := s.Attested[q.ID]; ok {
			f.Attested = at.At
		}
	}
	if f.Verdict == Inconclusive {
		for _, b := range q.After {
			if findings[b].Verdict == Fail {
				f.Detail = T("find.after", "title", "@req."+string(b)+".title")
				break
			}
		}
	}
	return f
}

func (r *run1) judgeFacts(q Requirement) Finding {
	var first *Gap
	for _, k := range q.Needs {
		g := r.facts.Gap(k)
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
	return q.Judge(r.facts)
}

func (r *run1) report(ctx context.Context, findings map[ID]Finding) Report {
	rep := Report{Run: r.n, Started: r.start, Finished: r.a.now(), Cancelled: ctx.Err() != nil, Probes: r.runs}
	for _, q := range r.a.reqs {
		if f, ok := findings[q.ID]; ok {
			rep.Findings = append(rep.Findings, f)
		}
	}
	s, _ := FactSettings.Get(r.facts)
	rep.Integration = Integration{Product: s.Product, Site: s.Site, PaymentPage: shown(s.PaymentPage), Webhook: shown(s.WebhookURL)}
	if a, ok := FactAccount.Get(r.facts); ok {
		test := a.Test()
		rep.Integration.Site = a.Site
		rep.Integration.Account = AccountSummary{ID: a.ID, Test: &test, Nickname: a.Nickname}
	}
	if _, asked := r.facts.Fact(FactAccount.Name); asked {
		if g := r.facts.Gap(FactAccount.Name); g != nil && s.AccessToken != "" {
			switch g.Reason {
			case GapAuth, GapNetwork, GapTimeout, GapServer, GapGarbled:
				rep.APIGap = g
			}
		}
	}
	return rep
}

// shown writes a configured address for a report: without user name, password and tokens.
func shown(raw string) string {
	r := mpclient.NewRedactor()
	u, err := url.Parse(raw)
	if err != nil {
		return r.Text(raw)
	}
	return r.URL(u)
}
