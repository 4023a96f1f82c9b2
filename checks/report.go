package checks

import (
	"slices"
	"time"
)

// Readiness is the verdict on the whole integration.
type Readiness string

// The verdicts on the whole. Incomplete: nothing that weighs enough fails, but a blocker could not
// be judged, so "ready" would be a guess.
const (
	Ready      Readiness = "ready"
	NotReady   Readiness = "not_ready"
	Incomplete Readiness = "incomplete"
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

// Failing lists the findings that fail at a level or a heavier one.
func (r Report) Failing(reqs map[ID]Requirement, at Level) []Finding {
	return r.filter(reqs, at, func(f Finding) bool { return f.Verdict == Fail })
}

// Unjudged lists blockers without a verdict.
func (r Report) Unjudged(reqs map[ID]Requirement) []Finding {
	return r.filter(reqs, Blocker, func(f Finding) bool { return f.Verdict == Inconclusive || f.Verdict == NeedsInput })
}

func (r Report) filter(reqs map[ID]Requirement, at Level, keep func(Finding) bool) []Finding {
	var out []Finding
	for _, f := range r.Findings {
		if reqs[f.ID].Level.Rank() <= at.Rank() && keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// Readiness weighs the findings at a level. Attested or not, items for people do not hold it back:
// they are listed.
func (r Report) Readiness(reqs map[ID]Requirement, at Level) Readiness {
	switch {
	case len(r.Failing(reqs, at)) > 0:
		return NotReady
	case r.APIGap != nil || r.Cancelled || len(r.Unjudged(reqs)) > 0:
		return Incomplete
	}
	return Ready
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
