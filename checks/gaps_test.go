package checks_test

import (
	"testing"

	"github.com/homologa/homologa/checks"
)

// Of several things that are missing the one a person can put in is named, wherever it stands; else the first.
func TestTheMissingInputGoesBeforeOtherGaps(t *testing.T) {
	server, input, network := checks.Gap{Reason: checks.GapServer}, checks.Gap{Reason: checks.GapInput, Input: "payment_page"}, checks.Gap{Reason: checks.GapNetwork}
	for _, c := range []struct {
		name string
		gaps []checks.Gap
		want checks.Finding
	}{
		{"input last", []checks.Gap{server, input}, checks.GapFinding(input)},
		{"input first", []checks.Gap{input, server}, checks.GapFinding(input)},
		{"input between", []checks.Gap{network, input, server}, checks.GapFinding(input)},
		{"two inputs", []checks.Gap{server, input, {Reason: checks.GapInput, Input: "webhook_url"}}, checks.GapFinding(input)},
		{"no input", []checks.Gap{network, server}, checks.GapFinding(network)},
		{"no input, the other way", []checks.Gap{server, network}, checks.GapFinding(server)},
	} {
		q := checks.Requirement{ID: "x", Judge: func(*checks.Facts) checks.Finding { t.Error("judged without what it needs"); return checks.Finding{} }}
		var facts []checks.Fact
		for i, g := range c.gaps {
			k := fact(string(rune('a' + i)))
			q.Needs = append(q.Needs, k.Name)
			facts = append(facts, k.Missing(g))
		}
		got := q.Finding(checks.NewFacts(noon, facts...))
		if got.Verdict != c.want.Verdict || got.Input != c.want.Input || got.Detail.Key != c.want.Detail.Key {
			t.Errorf("%s: %s %s %s, want %s %s %s", c.name, got.Verdict, got.Detail.Key, got.Input, c.want.Verdict, c.want.Detail.Key, c.want.Input)
		}
	}
}
