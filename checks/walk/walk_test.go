package walk

import (
	"slices"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
)

var at = time.Date(2026, 5, 11, 14, 0, 0, 0, time.UTC)

// states are every way an item can stand, with what each face has to make of it.
var states = []struct {
	name                  string
	f                     checks.Finding
	counted, done, judged bool
	word                  string
	todo                  bool
	human                 string // ticked, unseen or neither
}{
	{"not judged", checks.Finding{}, true, false, false, "ui.not_checked", false, ""},
	{"pass", checks.Finding{Verdict: checks.Pass}, true, true, true, "verdict.pass", false, ""},
	{"fail", checks.Finding{Verdict: checks.Fail}, true, false, true, "verdict.fail", true, ""},
	{"warn", checks.Finding{Verdict: checks.Warn}, true, false, true, "verdict.warn", true, ""},
	{"inconclusive", checks.Finding{Verdict: checks.Inconclusive}, true, false, true, "verdict.inconclusive", false, "unseen"},
	{"needs input", checks.Finding{Verdict: checks.NeedsInput}, true, false, true, "verdict.needs_input", true, "unseen"},
	{"to confirm", checks.Finding{Verdict: checks.Attest}, true, false, true, "verdict.attest", true, "unseen"},
	{"confirmed", checks.Finding{Verdict: checks.Attest, Attested: at}, true, true, true, "ui.attested", false, "ticked"},
	{"not applicable", checks.Finding{Verdict: checks.NotApplicable}, false, true, true, "verdict.not_applicable", false, ""},
	// A tick of an item that a probe has an answer for by now says nothing.
	{"failed once ticked", checks.Finding{Verdict: checks.Fail, Attested: at}, true, false, true, "verdict.fail", true, ""},
}

var two = []checks.Requirement{
	{ID: "a", Section: checks.SSL, Level: checks.Blocker},
	{ID: "b", Section: checks.Pix, Level: checks.Required},
}

func state(a, b checks.Finding) State {
	s := State{Reqs: two, Findings: map[checks.ID]checks.Finding{}, Report: &checks.Report{}}
	for id, f := range map[checks.ID]checks.Finding{"a": a, "b": b} {
		if f.Verdict != "" {
			f.ID = id
			s.Findings[id] = f
		}
	}
	return s
}

func TestEachState(t *testing.T) {
	for _, c := range states {
		t.Run(c.name, func(t *testing.T) {
			s := state(c.f, checks.Finding{Verdict: checks.Pass})
			n := s.Section(checks.SSL)
			if (n.Total == 1) != c.counted || (n.Done == 1) != (c.done && c.counted) || n.Unjudged == c.judged {
				t.Errorf("counted as %+v", n)
			}
			want := c.f.Verdict
			switch {
			case !c.judged || !c.counted:
				want = checks.NotApplicable
			case c.done:
				want = checks.Pass
			}
			if n.Worst != want {
				t.Errorf("worst %q, want %q", n.Worst, want)
			}
			if all := s.Count(nil); all.Total != n.Total+1 || all.Done != n.Done+1 {
				t.Errorf("all: %+v, the section %+v", all, n)
			}
			if Word(c.f) != c.word || ToDo(c.f) != c.todo {
				t.Errorf("word %s, to do %v", Word(c.f), ToDo(c.f))
			}
			ticked, unseen := s.Human()
			if slices.Contains(ticked, "a") != (c.human == "ticked") || slices.Contains(unseen, "a") != (c.human == "unseen") {
				t.Errorf("ticked %v, unseen %v", ticked, unseen)
			}
			if open := s.Next("") == "a"; open != (c.judged && !c.done) {
				t.Errorf("next is %q", s.Next(""))
			}
		})
	}
}

// TestTheWorstCounts: of two states the section shows the worse one, in whatever order they stand.
func TestTheWorstCounts(t *testing.T) {
	for i, worse := range checks.Verdicts[:5] {
		for _, better := range checks.Verdicts[i+1:] {
			for _, s := range []State{state(checks.Finding{Verdict: worse}, checks.Finding{Verdict: better}), state(checks.Finding{Verdict: better}, checks.Finding{Verdict: worse})} {
				if n := s.Count(nil); n.Worst != worse {
					t.Errorf("%s beside %s: %s", worse, better, n.Worst)
				}
			}
		}
	}
}

func TestWeighing(t *testing.T) {
	pass := checks.Finding{Verdict: checks.Pass}
	s := state(checks.Finding{Verdict: checks.Fail}, checks.Finding{Verdict: checks.Fail})
	if b, r := s.Failing(s.Weigh()); b != 1 || r != 1 {
		t.Errorf("%d blockers and %d required fail", b, r)
	}
	for name, c := range map[string]struct {
		s    State
		want checks.Readiness
	}{
		"before a run has ended": {State{Reqs: two, Findings: state(pass, pass).Findings}, checks.Incomplete},
		"all pass":               {state(pass, pass), checks.Ready},
		"one to confirm":         {state(pass, checks.Finding{Verdict: checks.Attest}), checks.ToConfirm},
		"stopped":                {State{Reqs: two, Findings: state(pass, pass).Findings, Report: &checks.Report{Cancelled: true}}, checks.Incomplete},
		"no API":                 {State{Reqs: two, Findings: state(pass, pass).Findings, Report: &checks.Report{APIGap: &checks.Gap{}}}, checks.Incomplete},
	} {
		if got := c.s.Weigh().Verdict; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestOutcomes: a run says what it changed; a tick answers as a tick, a stopped run never that nothing changed.
func TestOutcomes(t *testing.T) {
	pass, fail := checks.Finding{Verdict: checks.Pass}, checks.Finding{Verdict: checks.Fail}
	open, done := checks.Finding{Verdict: checks.Attest}, checks.Finding{Verdict: checks.Attest, Attested: at}
	later := checks.Finding{Verdict: checks.Attest, Attested: at.Add(time.Hour)}
	for name, c := range map[string]struct {
		was, now State
		stopped  bool
		want     Outcome
		n, done  int
	}{
		"nothing":              {state(pass, fail), state(pass, fail), false, Unchanged, 0, 0},
		"stopped":              {state(pass, fail), state(pass, fail), true, Stopped, 0, 0},
		"stopped, one changed": {state(pass, fail), state(pass, pass), true, One, 1, 1},
		"mended":               {state(pass, fail), state(pass, pass), false, One, 1, 1},
		"broken":               {state(pass, fail), state(fail, fail), false, One, 1, 0},
		"ticked":               {state(pass, open), state(pass, done), false, TickedOne, 1, 1},
		"unticked":             {state(pass, done), state(pass, open), false, Unticked, 1, 0},
		"ticked anew":          {state(pass, done), state(pass, later), false, Unchanged, 0, 0},
		"ticked and mended":    {state(fail, open), state(pass, done), false, Many, 2, 2},
		"ticked, one broken":   {state(pass, open), state(fail, done), false, Many, 2, 1},
		"first verdict":        {state(checks.Finding{}, pass), state(fail, pass), false, Unchanged, 0, 0},
		"answered by a probe":  {state(pass, done), state(pass, pass), false, One, 1, 1},
	} {
		c.now.Report.Cancelled = c.stopped
		list, n := c.now.Changes(c.was.Findings)
		if got := c.now.Outcome(list); got != c.want || len(list) != c.n || n != c.done {
			t.Errorf("%s: %s, %d changed, %d done; want %s, %d, %d", name, got, len(list), n, c.want, c.n, c.done)
		}
	}
}

func TestNextGoesRound(t *testing.T) {
	fail := checks.Finding{Verdict: checks.Fail}
	s := state(fail, fail)
	for from, want := range map[checks.ID]checks.ID{"": "a", "a": "b", "b": "a", "gone": "a"} {
		if got := s.Next(from); got != want {
			t.Errorf("after %q: %q, want %q", from, got, want)
		}
	}
	if got := state(checks.Finding{Verdict: checks.Pass}, checks.Finding{}).Next("a"); got != "" {
		t.Errorf("with nothing open: %q", got)
	}
}
