package checks

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Audit runs probes and rules, and remembers facts and findings between runs, so that a single
// requirement can be looked at again.
type Audit struct {
	reqs     []Requirement
	probes   []Probe
	provider map[FactKey]int // index into probes
	now      func() time.Time

	mu       sync.Mutex
	facts    *Facts
	findings map[ID]Finding
	runs     int
	busy     chan struct{}                 // closed when the current run ended
	stops    map[string]context.CancelFunc // of the probes at work
}

// NewAudit puts a catalogue and probes together. It panics on a fact nobody provides or that two
// probes provide, and on a probe that changes something without asking, without naming what, or that has to come
// before a reader of it: those are mistakes in the program, found by its first test.
func NewAudit(reqs []Requirement, probes []Probe, now func() time.Time) *Audit {
	a := &Audit{reqs: reqs, probes: probes, provider: map[FactKey]int{}, now: now, findings: map[ID]Finding{}}
	for i, p := range probes {
		for _, k := range p.Provides {
			if _, twice := a.provider[k]; twice {
				panic("checks: two probes provide " + string(k))
			}
			a.provider[k] = i
		}
		if p.Effect != ReadOnly && p.Asks == nil {
			panic("checks: probe " + p.ID + " acts without asking")
		}
		if (p.Effect != ReadOnly) != (len(p.Makes) > 0) {
			panic("checks: probe " + p.ID + " does not say what it makes")
		}
	}
	need := func(who string, ks []FactKey) {
		for _, k := range ks {
			if _, ok := a.provider[k]; !ok {
				panic("checks: no probe provides " + string(k) + " for " + who)
			}
		}
	}
	for _, p := range probes {
		need(p.ID, p.Needs)
		need(p.ID, p.Uses)
	}
	for _, r := range reqs {
		need(string(r.ID), r.Needs)
		need(string(r.ID), r.Uses)
	}
	a.refuseCycles()
	a.facts = NewFacts(now())
	return a
}

// refuseCycles panics on probes that wait for each other: they would wait for ever.
func (a *Audit) refuseCycles() {
	const onPath, done = 1, 2
	state := map[int]int{}
	var walk func(int)
	walk = func(i int) {
		switch state[i] {
		case onPath:
			panic("checks: probe " + a.probes[i].ID + " waits for itself")
		case done:
			return
		}
		state[i] = onPath
		for _, k := range slices.Concat(a.probes[i].Needs, a.probes[i].Uses) {
			walk(a.provider[k])
		}
		for _, j := range a.readersBefore(i) {
			walk(j)
		}
		state[i] = done
	}
	for i := range a.probes {
		walk(i)
	}
}

// readersBefore lists the probes that have to be through before probe i makes what they read.
func (a *Audit) readersBefore(i int) (out []int) {
	for j, p := range a.probes {
		if j != i && slices.ContainsFunc(p.Reads, func(t Thing) bool { return slices.Contains(a.probes[i].Makes, t) }) {
			out = append(out, j)
		}
	}
	return out
}

// Requirements lists the catalogue.
func (a *Audit) Requirements() []Requirement { return a.reqs }

// Facts is what is known now.
func (a *Audit) Facts() *Facts {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.facts
}

// Selection says what to look at.
type Selection struct {
	IDs     []ID            // nil: everything
	Consent map[string]bool // probes a person agreed to, by id or by Gap.Consent; "*" for all that need no more
}

// Start begins a run and returns its events; the channel is closed after RunFinished. A run that
// is still going is waited for first. Everything observed before for the selected requirements is
// observed again; what others need stays as it was.
func (a *Audit) Start(ctx context.Context, sel Selection) (run int, events <-chan Event) {
	a.mu.Lock()
	a.runs++
	n, before := a.runs, a.busy
	done := make(chan struct{})
	a.busy = done
	a.mu.Unlock()
	// Room for every event there can be: a slow reader never holds a probe up.
	ch := make(chan Event, 2*len(a.reqs)+2*len(a.probes)+4)
	go func() {
		defer close(ch)
		defer close(done)
		if before != nil {
			<-before
		}
		r := &run1{a: a, n: n, sel: sel, out: ch}
		r.do(ctx)
	}()
	return n, ch
}

// Stop ends one probe of the run that is going and leaves the others alone; what it would have seen is
// a gap, as when the whole run is cancelled. It tells whether the probe was at work.
func (a *Audit) Stop(probe string) bool {
	a.mu.Lock()
	stop := a.stops[probe]
	a.mu.Unlock()
	if stop != nil {
		stop()
	}
	return stop != nil
}

// stoppable gives a probe a context of its own, for as long as it is at work.
func (a *Audit) stoppable(ctx context.Context, probe string) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	a.mu.Lock()
	if a.stops == nil {
		a.stops = map[string]context.CancelFunc{}
	}
	a.stops[probe] = cancel
	a.mu.Unlock()
	return ctx, func() {
		a.mu.Lock()
		delete(a.stops, probe)
		a.mu.Unlock()
		cancel()
	}
}

// Wait returns when no run is going: a write that was begun is undone before its run ends.
func (a *Audit) Wait() {
	a.mu.Lock()
	busy := a.busy
	a.mu.Unlock()
	if busy != nil {
		<-busy
	}
}

// Run is Start for callers that only want the report.
func (a *Audit) Run(ctx context.Context, sel Selection) Report {
	var rep Report
	_, events := a.Start(ctx, sel)
	for ev := range events {
		if ev.Report != nil {
			rep = *ev.Report
		}
	}
	return rep
}
