// Package walk is the state of a walk through the requirements as every face tells it: the screen, the line mode and the
// text of a report. What is counted, what changed, what waits for a person and what comes next is worked out here once, so
// that no two faces can say different things about the same findings. It looks at nothing and words nothing.
package walk

import (
	"slices"

	"github.com/homologa/homologa/checks"
)

// State is what is known of an integration while somebody works on it.
type State struct {
	Reqs     []checks.Requirement
	Findings map[checks.ID]checks.Finding // by id; a requirement that was not judged yet has none
	Report   *checks.Report               // of the latest run that ended; nil before one did
}

// Of is the state that a finished report leaves.
func Of(reqs []checks.Requirement, r checks.Report) State {
	s := State{Reqs: reqs, Findings: make(map[checks.ID]checks.Finding, len(r.Findings)), Report: &r}
	for _, f := range r.Findings {
		s.Findings[f.ID] = f
	}
	return s
}

// Count is how far a group of requirements is. What does not apply is not counted.
type Count struct {
	Done, Total int
	// Worst is the worst verdict of what was judged, an item that is done counting as a pass; NotApplicable when nothing
	// was judged that applies.
	Worst    checks.Verdict
	Unjudged bool // there is one without a verdict
}

// Count counts the requirements that in holds for; nil takes all of them.
func (s State) Count(in func(checks.Requirement) bool) Count {
	c := Count{Worst: checks.NotApplicable}
	for _, r := range s.Reqs {
		if in != nil && !in(r) {
			continue
		}
		f, ok := s.Findings[r.ID]
		ok = ok && f.Verdict != ""
		v := f.Verdict
		switch {
		case !ok:
			c.Unjudged = true
		case v == checks.NotApplicable:
			continue
		case f.Done():
			c.Done++
			v = checks.Pass
		}
		c.Total++
		if ok && slices.Index(checks.Verdicts, v) < slices.Index(checks.Verdicts, c.Worst) {
			c.Worst = v
		}
	}
	return c
}

// Section counts the requirements of one section.
func (s State) Section(sec checks.Section) Count {
	return s.Count(func(r checks.Requirement) bool { return r.Section == sec })
}

// Aspects counts the official checklist by aspect, also what was not judged yet. It is no score.
func (s State) Aspects() map[checks.Aspect]checks.AspectCount {
	rep, in := checks.Report{}, map[checks.ID]checks.Requirement{}
	for _, r := range s.Reqs {
		if r.Section == checks.Homologation {
			in[r.ID] = r
			f := s.Findings[r.ID]
			f.ID = r.ID
			rep.Findings = append(rep.Findings, f)
		}
	}
	return rep.ByAspect(in)
}

// Weigh says how far from ready the integration is, by the findings known now. Before a run has ended nothing passed, so
// the verdict is incomplete.
func (s State) Weigh() checks.Weighed {
	rep := checks.Report{Cancelled: s.Report == nil}
	if s.Report != nil {
		rep.Cancelled, rep.APIGap = s.Report.Cancelled, s.Report.APIGap
	}
	for _, r := range s.Reqs {
		if f, ok := s.Findings[r.ID]; ok {
			rep.Findings = append(rep.Findings, f)
		}
	}
	return rep.Weigh(checks.Index(s.Reqs), checks.Required)
}

// Failing counts the failures that hold the launch back, by their level.
func (s State) Failing(w checks.Weighed) (blockers, required int) {
	idx := checks.Index(s.Reqs)
	for _, f := range w.Failing {
		if idx[f.ID].Level == checks.Blocker {
			blockers++
		} else {
			required++
		}
	}
	return blockers, required
}

// Human lists what a person confirmed, and what nobody said or saw.
func (s State) Human() (ticked, unseen []checks.ID) {
	for _, r := range s.Reqs {
		switch f := s.Findings[r.ID]; {
		case Ticked(f):
			ticked = append(ticked, r.ID)
		case f.Verdict == checks.Attest, f.Verdict == checks.Inconclusive, f.Verdict == checks.NeedsInput:
			unseen = append(unseen, r.ID)
		}
	}
	return ticked, unseen
}

// Next is the item to work on after one, in the order of checks.Walk; "" when nothing is open. After an item that is not
// open, or none, comes the first.
func (s State) Next(after checks.ID) checks.ID {
	list := checks.Walk(s.Reqs, s.Findings)
	if len(list) == 0 {
		return ""
	}
	return list[(slices.Index(list, after)+1)%len(list)]
}

// Ticked reports whether a person confirmed what only a person can know.
func Ticked(f checks.Finding) bool { return f.Verdict == checks.Attest && f.Done() }

// Word is the text key of how an item stands.
func Word(f checks.Finding) string {
	switch {
	case f.Verdict == "":
		return "ui.not_checked"
	case Ticked(f):
		return "ui.attested"
	}
	return "verdict." + string(f.Verdict)
}

// ToDo reports whether what a requirement says to do is worth saying: it is written for the failing case, and without a
// verdict nobody knows that it fails.
func ToDo(f checks.Finding) bool {
	return f.Verdict != "" && f.Verdict != checks.Inconclusive && !f.Done()
}

// Change is what a run, or a tick, made of one item.
type Change struct {
	ID       checks.ID
	Was, Now checks.Finding
}

// Tick reports whether a person's word alone changed.
func (c Change) Tick() bool { return c.Was.Verdict == c.Now.Verdict }

// Changes lists what stands otherwise than before, in catalogue order, and counts what is done of it. A first verdict is
// no change.
func (s State) Changes(before map[checks.ID]checks.Finding) (list []Change, done int) {
	for _, r := range s.Reqs {
		was, had := before[r.ID]
		now, ok := s.Findings[r.ID]
		if !had || !ok || was.Verdict == now.Verdict && Ticked(was) == Ticked(now) {
			continue
		}
		list = append(list, Change{r.ID, was, now})
		if now.Done() {
			done++
		}
	}
	return list, done
}

// Outcome is what to say of a run in one line.
type Outcome string

// The outcomes, whose texts are ui.<outcome>.
const (
	Stopped   Outcome = "stopped"
	Unchanged Outcome = "unchanged"
	TickedOne Outcome = "ticked"
	Unticked  Outcome = "unticked"
	One       Outcome = "changed_one"
	Many      Outcome = "changed_many"
)

// Outcome sums changes up. A run that was stopped and changed nothing has not found that nothing changed.
func (s State) Outcome(list []Change) Outcome {
	switch {
	case len(list) > 1:
		return Many
	case len(list) == 1 && list[0].Tick() && Ticked(list[0].Now):
		return TickedOne
	case len(list) == 1 && list[0].Tick():
		return Unticked
	case len(list) == 1:
		return One
	case s.Report == nil || s.Report.Cancelled:
		return Stopped
	}
	return Unchanged
}
