package checks_test

import (
	"slices"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
)

func catalogue() []checks.Requirement {
	req := func(id checks.ID, l checks.Level, after ...checks.ID) checks.Requirement {
		return checks.Requirement{ID: id, Level: l, After: after}
	}
	return []checks.Requirement{
		req("tidy", checks.GoodPractice), req("data", checks.Recommended), req("child", checks.Required, "parent"), req("grandchild", checks.Required, "child"),
		req("parent", checks.Required), req("gate", checks.Blocker, "token"), req("token", checks.Blocker),
	}
}

// TestWeigh: levels of the catalogue are token, gate: blocker; parent, child: required; data: recommended; tidy: good practice.
func TestWeigh(t *testing.T) {
	idx := checks.Index(catalogue())
	type is = map[checks.ID]checks.Verdict
	gap := &checks.Gap{Reason: checks.GapNetwork}
	for name, c := range map[string]struct {
		findings is
		at       checks.Level
		gap      *checks.Gap
		cut      bool
		want     checks.Readiness
	}{
		"nothing at all":                        {nil, checks.Required, nil, false, checks.Incomplete},
		"nothing at all, nothing asked":         {nil, checks.NoLevel, nil, false, checks.Incomplete},
		"nothing passes":                        {is{"token": checks.NotApplicable, "parent": checks.NotApplicable}, checks.Required, nil, false, checks.Incomplete},
		"only warnings":                         {is{"token": checks.Warn}, checks.Required, nil, false, checks.Incomplete},
		"only a person's word":                  {is{"token": checks.Attest}, checks.Required, nil, false, checks.Incomplete},
		"all well":                              {is{"token": checks.Pass, "parent": checks.NotApplicable}, checks.Required, nil, false, checks.Ready},
		"the pass is lighter than asked":        {is{"tidy": checks.Pass}, checks.Blocker, nil, false, checks.Ready},
		"a blocker fails":                       {is{"token": checks.Fail}, checks.Required, nil, false, checks.NotReady},
		"a required item fails":                 {is{"parent": checks.Fail}, checks.Required, nil, false, checks.NotReady},
		"it only blocks when asked to":          {is{"parent": checks.Fail, "token": checks.Pass}, checks.Blocker, nil, false, checks.Ready},
		"a recommended item fails":              {is{"data": checks.Fail, "token": checks.Pass}, checks.Required, nil, false, checks.Ready},
		"asked for recommended":                 {is{"data": checks.Fail}, checks.Recommended, nil, false, checks.NotReady},
		"a good practice fails":                 {is{"tidy": checks.Fail, "token": checks.Pass}, checks.Recommended, nil, false, checks.Ready},
		"asked for good practice":               {is{"tidy": checks.Fail}, checks.GoodPractice, nil, false, checks.NotReady},
		"nothing fails the command":             {is{"token": checks.Fail, "parent": checks.Pass, "gate": checks.Inconclusive}, checks.NoLevel, nil, false, checks.Ready},
		"warnings beside passes":                {is{"token": checks.Warn, "parent": checks.Pass}, checks.GoodPractice, nil, false, checks.Ready},
		"people's items":                        {is{"parent": checks.Attest, "token": checks.Pass}, checks.Required, nil, false, checks.ToConfirm},
		"people's items lighter than asked":     {is{"data": checks.Attest, "token": checks.Pass}, checks.Required, nil, false, checks.Ready},
		"a blocker unsure":                      {is{"token": checks.Inconclusive, "parent": checks.Pass}, checks.Required, nil, false, checks.Incomplete},
		"a blocker lacks a setting":             {is{"gate": checks.NeedsInput, "token": checks.Pass}, checks.Blocker, nil, false, checks.Incomplete},
		"a required item unsure":                {is{"parent": checks.Inconclusive, "token": checks.Pass}, checks.Required, nil, false, checks.Incomplete},
		"a required item unsure, blocker asked": {is{"parent": checks.Inconclusive, "token": checks.Pass}, checks.Blocker, nil, false, checks.Ready},
		"a recommended item unsure":             {is{"data": checks.NeedsInput, "token": checks.Pass}, checks.Required, nil, false, checks.Ready},
		"unsure weighs more than a word":        {is{"parent": checks.Attest, "child": checks.NeedsInput, "token": checks.Pass}, checks.Required, nil, false, checks.Incomplete},
		"no API":                                {is{"token": checks.Pass}, checks.Required, gap, false, checks.Incomplete},
		"cancelled":                             {is{"token": checks.Pass}, checks.Required, nil, true, checks.Incomplete},
		"failing weighs more":                   {is{"token": checks.Fail, "gate": checks.Inconclusive}, checks.Required, gap, true, checks.NotReady},
	} {
		r := checks.Report{APIGap: c.gap, Cancelled: c.cut}
		for id, v := range c.findings {
			r.Findings = append(r.Findings, checks.Finding{ID: id, Verdict: v})
		}
		w := r.Weigh(idx, c.at)
		if w.Verdict != c.want {
			t.Errorf("%s: %s, want %s", name, w.Verdict, c.want)
		}
		if (len(w.Failing) > 0) != (w.Verdict == checks.NotReady) {
			t.Errorf("%s: %s with %d failing", name, w.Verdict, len(w.Failing))
		}
	}
	said := checks.Report{Findings: []checks.Finding{{ID: "parent", Verdict: checks.Attest, Attested: time.Unix(1, 0)}, {ID: "token", Verdict: checks.Pass}}}
	if w := said.Weigh(idx, checks.Required); w.Verdict != checks.Ready || len(w.Confirm) != 0 {
		t.Errorf("confirmed: %s", w.Verdict)
	}
	broken := checks.Report{Findings: []checks.Finding{{ID: "tidy", Verdict: checks.Inconclusive, Bug: true}, {ID: "token", Verdict: checks.Pass}}}
	if w := broken.Weigh(idx, checks.Blocker); w.Verdict != checks.Incomplete || len(w.Bugs) != 1 {
		t.Errorf("a check of ours failed: %s, %d", w.Verdict, len(w.Bugs))
	}
}

func TestCountsNameEveryVerdict(t *testing.T) {
	r := checks.Report{Findings: []checks.Finding{{Verdict: checks.Pass}, {Verdict: checks.Pass}, {Verdict: checks.Attest}}}
	got := r.Counts()
	if len(got) != 7 || got[checks.Pass] != 2 || got[checks.Attest] != 1 || got[checks.Fail] != 0 {
		t.Errorf("%v", got)
	}
}

func TestWalkGoesThroughWhatMattersFirst(t *testing.T) {
	open := map[checks.ID]checks.Finding{}
	for id, v := range map[checks.ID]checks.Verdict{"tidy": checks.Fail, "data": checks.Fail, "child": checks.Fail, "grandchild": checks.Fail, "parent": checks.Fail, "gate": checks.Fail, "token": checks.Fail} {
		open[id] = checks.Finding{ID: id, Verdict: v}
	}
	put := func(id checks.ID, v checks.Verdict) { open[id] = checks.Finding{ID: id, Verdict: v} }
	check := func(want ...checks.ID) {
		t.Helper()
		if got := checks.Walk(catalogue(), open); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	check("token", "gate", "parent", "child", "grandchild", "data", "tidy")

	// What is certain comes before what is not, whatever its weight; a setting before a doubt.
	put("gate", checks.Inconclusive)
	put("token", checks.NeedsInput)
	put("child", checks.Warn)
	check("parent", "grandchild", "data", "tidy", "token", "gate", "child")

	put("parent", checks.Pass)
	put("data", checks.NotApplicable)
	put("tidy", checks.Attest)
	check("grandchild", "token", "gate", "child", "tidy")
	open["tidy"] = checks.Finding{ID: "tidy", Verdict: checks.Attest, Attested: time.Unix(1, 0)}
	delete(open, "grandchild") // never judged
	check("token", "gate", "child")
}
