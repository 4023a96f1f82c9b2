package checks

import (
	"slices"
	"time"
)

// Readiness is the verdict on the whole integration.
type Readiness string

// The verdicts on the whole, from the worst. What each stands for is said at Report.Weigh.
const (
	NotReady   Readiness = "not_ready"
	Incomplete Readiness = "incomplete"
	ToConfirm  Readiness = "to_confirm"
	Ready      Readiness = "ready"
)

// Report is the outcome of a run: every finding in catalogue order.
type Report struct {
	Run               int
	Started, Finished time.Time
	Integration       Integration
	Findings          []Finding
	Cancelled         bool
	// APIGap is why the API could not be used at all: no connection, or the token refused. nil
	// when it answered or was not asked.
	APIGap *Gap
	// Probes are the probes that ran, with the facts they waited for: the longest chain of
	// dependent ones is the least time an audit can take.
	Probes []ProbeRun
}

// ProbeRun is one probe in a run.
type ProbeRun struct {
	ID   string
	Deps []string
	Took time.Duration
}

// Counts counts findings by verdict; every verdict is present.
func (r Report) Counts() map[Verdict]int {
	m := map[Verdict]int{}
	for _, v := range Verdicts {
		m[v] = 0
	}
	for _, f := range r.Findings {
		m[f.Verdict]++
	}
	return m
}

// Weighed is a report weighed at a level: the verdict and the findings it rests on.
type Weighed struct {
	Verdict Readiness
	Failing []Finding // fail
	Open    []Finding // got no answer: needs_input or inconclusive
	Confirm []Finding // wait for a person's word
	// Bugs are findings that a check of ours could not come to, at any level.
	Bugs []Finding
}

// Weigh is the one place that says how far from ready an integration is. Only requirements at the level or a heavier
// one count. In this order: something fails (not_ready); something got no answer, the audit was stopped or the API could
// not be used, or nothing passed at all, which is an audit that has not seen anything (incomplete); a person has not
// confirmed an item yet (to_confirm); ready.
func (r Report) Weigh(reqs map[ID]Requirement, at Level) Weighed {
	var w Weighed
	passed := false
	for _, f := range r.Findings {
		passed = passed || f.Verdict == Pass
		if f.Bug {
			w.Bugs = append(w.Bugs, f)
		}
		if reqs[f.ID].Level.Rank() > at.Rank() {
			continue
		}
		switch {
		case f.Verdict == Fail:
			w.Failing = append(w.Failing, f)
		case f.Verdict == Inconclusive || f.Verdict == NeedsInput:
			w.Open = append(w.Open, f)
		case f.Verdict == Attest && !f.Done():
			w.Confirm = append(w.Confirm, f)
		}
	}
	switch {
	case len(w.Failing) > 0:
		w.Verdict = NotReady
	case len(w.Open) > 0, len(w.Bugs) > 0, r.Cancelled, r.APIGap != nil, !passed:
		w.Verdict = Incomplete
	case len(w.Confirm) > 0:
		w.Verdict = ToConfirm
	default:
		w.Verdict = Ready
	}
	return w
}

// Index maps requirements by id.
func Index(reqs []Requirement) map[ID]Requirement {
	m := make(map[ID]Requirement, len(reqs))
	for _, r := range reqs {
		m[r.ID] = r
	}
	return m
}

// Walk orders findings as somebody should work through them: blockers first, what others depend on
// before them, then catalogue order. Only open ones are kept.
func Walk(reqs []Requirement, findings map[ID]Finding) []ID {
	depth := map[ID]int{}
	idx := Index(reqs)
	var deep func(ID, int) int
	deep = func(id ID, guard int) int {
		if d, ok := depth[id]; ok {
			return d
		}
		d := 0
		for _, a := range idx[id].After {
			if guard > 0 {
				d = max(d, 1+deep(a, guard-1))
			}
		}
		depth[id] = d
		return d
	}
	var ids []ID
	for _, r := range reqs {
		if f, ok := findings[r.ID]; ok && !f.Done() {
			ids = append(ids, r.ID)
		}
	}
	rank := func(id ID) [3]int {
		v := slices.Index([]Verdict{Fail, NeedsInput, Warn, Inconclusive, Attest}, findings[id].Verdict)
		certain := 0
		if findings[id].Verdict != Fail {
			certain = 1
		}
		return [3]int{certain, idx[id].Level.Rank()*10 + v*certain, deep(id, 8)}
	}
	slices.SortStableFunc(ids, func(a, b ID) int { ra, rb := rank(a), rank(b); return slices.Compare(ra[:], rb[:]) })
	return ids
}

// LongestChain is the time of the longest chain of dependent probes: no audit can be faster.
func (r Report) LongestChain() (time.Duration, []string) {
	by := map[string]ProbeRun{}
	for _, p := range r.Probes {
		by[p.ID] = p
	}
	type path struct {
		d   time.Duration
		ids []string
	}
	memo := map[string]path{}
	var walk func(string, int) path
	walk = func(id string, guard int) path {
		if p, ok := memo[id]; ok || guard == 0 {
			return p
		}
		var best path
		for _, d := range by[id].Deps {
			if _, ran := by[d]; ran {
				if p := walk(d, guard-1); p.d > best.d {
					best = p
				}
			}
		}
		p := path{best.d + by[id].Took, append(slices.Clone(best.ids), id)}
		memo[id] = p
		return p
	}
	var longest path
	for _, p := range r.Probes {
		if w := walk(p.ID, 32); w.d > longest.d {
			longest = w
		}
	}
	return longest.d, longest.ids
}
