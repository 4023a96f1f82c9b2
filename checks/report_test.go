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

func TestReadiness(t *testing.T) {
	idx := checks.Index(catalogue())
	gap := &checks.Gap{Reason: checks.GapNetwork}
	for name, c := range map[string]struct {
		findings map[checks.ID]checks.Verdict
		at       checks.Level
		gap      *checks.Gap
		cut      bool
		want     checks.Readiness
	}{
		"all well":                     {map[checks.ID]checks.Verdict{"token": checks.Pass, "parent": checks.NotApplicable}, checks.Required, nil, false, checks.Ready},
		"a blocker fails":              {map[checks.ID]checks.Verdict{"token": checks.Fail}, checks.Required, nil, false, checks.NotReady},
		"a required item fails":        {map[checks.ID]checks.Verdict{"parent": checks.Fail}, checks.Required, nil, false, checks.NotReady},
		"it only blocks when asked to": {map[checks.ID]checks.Verdict{"parent": checks.Fail}, checks.Blocker, nil, false, checks.Ready},
		"a recommended item fails":     {map[checks.ID]checks.Verdict{"data": checks.Fail}, checks.Required, nil, false, checks.Ready},
		"asked for recommended":        {map[checks.ID]checks.Verdict{"data": checks.Fail}, checks.Recommended, nil, false, checks.NotReady},
		"warnings":                     {map[checks.ID]checks.Verdict{"token": checks.Warn, "parent": checks.Warn}, checks.GoodPractice, nil, false, checks.Ready},
		"people's items":               {map[checks.ID]checks.Verdict{"token": checks.Attest}, checks.Required, nil, false, checks.Ready},
		"a blocker unsure":             {map[checks.ID]checks.Verdict{"token": checks.Inconclusive}, checks.Required, nil, false, checks.Incomplete},
		"a blocker lacks a setting":    {map[checks.ID]checks.Verdict{"gate": checks.NeedsInput}, checks.Blocker, nil, false, checks.Incomplete},
		"a required item unsure":       {map[checks.ID]checks.Verdict{"parent": checks.Inconclusive}, checks.Required, nil, false, checks.Ready},
		"no API":                       {nil, checks.Required, gap, false, checks.Incomplete},
		"cancelled":                    {nil, checks.Required, nil, true, checks.Incomplete},
		"failing weighs more":          {map[checks.ID]checks.Verdict{"token": checks.Fail, "gate": checks.Inconclusive}, checks.Required, gap, true, checks.NotReady},
	} {
		r := checks.Report{APIGap: c.gap, Cancelled: c.cut}
		for id, v := range c.findings {
			r.Findings = append(r.Findings, checks.Finding{ID: id, Verdict: v})
		}
		if got := r.Readiness(idx, c.at); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
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
