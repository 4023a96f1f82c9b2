package checks

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// run1 is one run.
type run1 struct {
	a     *Audit
	n     int
	sel   Selection
	out   chan<- Event
	facts *Facts
	all   bool         // nothing known counts: no selection, or settings that changed
	going map[int]bool // probes of this run
	done  map[int]bool // those whose result was taken in
	runs  []ProbeRun
	start time.Time
}

type probeResult struct {
	i     int
	facts []Fact
	took  time.Duration
}

func (r *run1) do(ctx context.Context) {
	a := r.a
	r.start = a.now()
	a.mu.Lock()
	old := a.facts
	a.mu.Unlock()
	r.facts = old.Clone(r.start)

	chosen := r.chosen()
	r.all, r.done = r.sel.IDs == nil, map[int]bool{}
	r.going = r.plan(chosen)
	// The settings come first: a changed token or address makes every earlier fact stale.
	if i, ok := a.provider[FactSettings.Name]; ok && len(r.sel.IDs) > 0 {
		before, had := FactSettings.Get(old)
		_, looked := old.Fact(FactSettings.Name)
		for _, f := range r.observe(ctx, i) {
			if had && f.Gap != nil && f.Gap.Reason == GapCancelled {
				continue // stopped before it looked: what was known still holds
			}
			r.facts.Put(f)
		}
		if now, ok := FactSettings.Get(r.facts); looked && ok && !(had && sameSettings(before, now)) {
			chosen, r.all = a.reqs, true
			r.going = r.plan(chosen)
		}
		delete(r.going, i)
	}
	for i := range r.going {
		for _, k := range a.probes[i].Provides {
			r.facts.drop(k)
		}
	}

	judging := r.affected(chosen)
	waiting := make([]ID, 0, len(judging))
	for _, q := range judging {
		waiting = append(waiting, q.ID)
	}
	r.emit(Event{Kind: RunStarted, Waiting: waiting})

	settled := map[int]chan struct{}{}
	for i := range r.going {
		settled[i] = make(chan struct{})
	}
	results := make(chan probeResult, len(r.going))
	for i := range r.going {
		go r.probe(ctx, i, settled, results)
	}
	pending := slices.Clone(judging)
	findings := map[ID]Finding{}
	a.mu.Lock()
	maps.Copy(findings, a.findings)
	a.mu.Unlock()
	for _, q := range judging {
		delete(findings, q.ID)
	}
	pending = r.judgeReady(pending, findings)
	for range r.going {
		res := <-results
		r.done[res.i] = true
		p := a.probes[res.i]
		var gap *Gap
		for _, f := range res.facts {
			if f.Gap != nil && gap == nil {
				gap = f.Gap
			}
		}
		r.runs = append(r.runs, ProbeRun{ID: p.ID, Deps: r.depsOf(res.i), Took: res.took})
		r.emit(Event{Kind: ProbeChanged, Probe: p.ID, State: ProbeDone, Gap: r.gate().gap(gap), Took: res.took})
		pending = r.judgeReady(pending, findings)
	}
	// A cycle in After would leave something pending; judge it rather than lose it.
	for _, q := range pending {
		r.judge(q, findings)
	}

	rep := r.report(ctx, findings)
	a.mu.Lock()
	a.facts, a.findings = r.facts, findings
	a.mu.Unlock()
	r.emit(Event{Kind: RunFinished, Report: &rep})
}

func sameSettings(a, b Settings) bool {
	a.Attested, b.Attested = nil, nil
	a.Lang, b.Lang = "", ""
	return reflect.DeepEqual(a, b)
}

func (r *run1) emit(e Event) {
	e.Run, e.At = r.n, r.a.now()
	r.out <- e
}

func (r *run1) chosen() []Requirement {
	if r.sel.IDs == nil {
		return r.a.reqs
	}
	var out []Requirement
	for _, q := range r.a.reqs {
		if slices.Contains(r.sel.IDs, q.ID) {
			out = append(out, q)
		}
	}
	return out
}

// plan finds the probes to run: those behind the chosen requirements, and whatever they need that
// is not known yet.
func (r *run1) plan(chosen []Requirement) map[int]bool {
	going := map[int]bool{}
	var add func(FactKey, bool)
	add = func(k FactKey, direct bool) {
		i := r.a.provider[k]
		if going[i] {
			return
		}
		if !direct && !r.all && r.facts.Gap(k) == nil {
			return // known and not asked for again
		}
		going[i] = true
		for _, d := range slices.Concat(r.a.probes[i].Needs, r.a.probes[i].Uses) {
			add(d, false)
		}
	}
	add(FactSettings.Name, true)
	for _, q := range chosen {
		for _, k := range r.keysOf(q) {
			add(k, true)
		}
	}
	return going
}

// keysOf lists the facts that a requirement looks at and that somebody here provides.
func (r *run1) keysOf(q Requirement) []FactKey {
	return slices.DeleteFunc(q.Keys(), func(k FactKey) bool { _, ok := r.a.provider[k]; return !ok })
}

// affected adds to the chosen requirements those that look at the same facts or wait for them.
func (r *run1) affected(chosen []Requirement) []Requirement {
	hit := map[ID]bool{}
	for _, q := range chosen {
		hit[q.ID] = true
	}
	if r.all {
		return chosen
	}
	for _, q := range r.a.reqs {
		for _, k := range r.keysOf(q) {
			// only what was judged before, or a look at one requirement would judge many
			if _, judged := r.a.findings[q.ID]; judged && r.going[r.a.provider[k]] && k != FactSettings.Name {
				hit[q.ID] = true
			}
		}
	}
	for _, q := range r.a.reqs {
		for _, b := range q.After {
			if _, judged := r.a.findings[q.ID]; judged && hit[b] {
				hit[q.ID] = true
			}
		}
	}
	var out []Requirement
	for _, q := range r.a.reqs {
		if hit[q.ID] {
			out = append(out, q)
		}
	}
	return out
}

func (r *run1) depsOf(i int) []string {
	var out []string
	p := r.a.probes[i]
	for _, k := range slices.Concat(p.Needs, p.Uses) {
		if id := r.a.probes[r.a.provider[k]].ID; !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// probe waits for what probe i depends on, runs it and hands its facts in.
func (r *run1) probe(ctx context.Context, i int, settled map[int]chan struct{}, results chan<- probeResult) {
	p := r.a.probes[i]
	for _, k := range slices.Concat(p.Needs, p.Uses) {
		if ch, ok := settled[r.a.provider[k]]; ok {
			<-ch
		}
	}
	ctx, ended := r.a.stoppable(ctx, p.ID)
	defer ended()
	if r.held(ctx, i) == nil { // what may not run at all has nothing to wait for
		for _, j := range r.a.readersBefore(i) {
			if ch, ok := settled[j]; ok {
				<-ch
			}
		}
	}
	r.emit(Event{Kind: ProbeChanged, Probe: p.ID, State: ProbeRunning})
	start := time.Now()
	facts := r.observe(ctx, i)
	took := time.Since(start)
	for _, f := range facts {
		f.Took, f.At = took, r.a.now()
		r.facts.Put(f)
	}
	close(settled[i])
	results <- probeResult{i, facts, took}
}

// held are the gaps of a probe that may not run: the run is over, a fact it needs is missing, or nobody agreed.
func (r *run1) held(ctx context.Context, i int) (out []Fact) {
	p := r.a.probes[i]
	if ctx.Err() != nil {
		return p.missing(Gap{Reason: GapCancelled})
	}
	for _, k := range p.Needs {
		if g := r.facts.Gap(k); g != nil {
			if g.Reason == GapDependency && g.From != "" {
				k = g.From
			}
			if g.Reason == GapInput || g.Reason == GapConsent {
				return p.missing(*g)
			}
			return p.missing(Gap{Reason: GapDependency, From: k})
		}
	}
	if p.Asks == nil {
		return nil
	}
	defer func() {
		if e := recover(); e != nil {
			out = p.missing(bug(p, e))
		}
	}()
	if g := p.Asks(p.view(r.facts)); g != nil && !r.agreed(p.ID, g.Consent) {
		return p.missing(*g)
	}
	return nil
}

// view is what the probe sees of the facts: those it declared.
func (p Probe) view(f *Facts) *Facts {
	return f.Only("probe "+p.ID, slices.Concat(p.Needs, p.Uses)...)
}

// missing leaves one gap in all that the probe provides.
func (p Probe) missing(g Gap) []Fact {
	out := make([]Fact, 0, len(p.Provides))
	for _, k := range p.Provides {
		out = append(out, Fact{Key: k, Gap: &g})
	}
	return out
}

func bug(p Probe, e any) Gap {
	return Gap{Reason: GapBug, Detail: T("gap.detail.bug", "what", fmt.Sprintf("%s: %v", p.ID, e))}
}

// observe runs one probe within its deadline and makes sure every fact it provides is there, as a
// gap if need be.
func (r *run1) observe(ctx context.Context, i int) []Fact {
	if out := r.held(ctx, i); out != nil {
		return out
	}
	p := r.a.probes[i]
	limit := p.Timeout
	if limit == 0 {
		limit = DefaultTimeout
	}
	pctx, cancel := context.WithTimeout(withConsent(ctx, r.sel.Consent), limit)
	defer cancel()
	got := make(chan []Fact, 1)
	go func() {
		defer func() {
			if e := recover(); e != nil {
				got <- p.missing(bug(p, e))
			}
		}()
		got <- p.Run(pctx, p.view(r.facts))
	}()
	// A probe that ignores its context is left behind: at once when the run is cancelled, half a
	// second after its deadline otherwise.
	late := time.NewTimer(limit + 500*time.Millisecond)
	defer late.Stop()
	var facts []Fact
	select {
	case facts = <-got:
	case <-ctx.Done():
		if p.Effect != Writes && !p.Partial {
			return p.missing(Gap{Reason: GapCancelled})
		}
		if p.Partial {
			late.Reset(partialGrace)
		}
		select { // what it wrote it takes back first, and what it saw so far counts
		case facts = <-got:
		case <-late.C:
			return p.missing(Gap{Reason: GapCancelled})
		}
	case <-late.C:
		return p.missing(Gap{Reason: GapTimeout})
	}
	for _, k := range p.Provides {
		if !slices.ContainsFunc(facts, func(f Fact) bool { return f.Key == k }) {
			g := Gap{Reason: GapUnsupported}
			if ctx.Err() != nil {
				g.Reason = GapCancelled
			} else if pctx.Err() != nil {
				g.Reason = GapTimeout
			}
			facts = append(facts, Fact{Key: k, Gap: &g})
		}
	}
	return facts
}

// partialGrace is how long a cancelled run waits for what a probe saw so far.
const partialGrace = 500 * time.Millisecond

// agreed compares a consent with what is asked now: an account or amount that changed since a person
// was shown it makes another question of it.
func (r *run1) agreed(probe, question string) bool {
	if question != "" {
		return r.sel.Consent[question]
	}
	return r.sel.Consent[probe] || r.sel.Consent["*"]
}
