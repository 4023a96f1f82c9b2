// Package rules holds the requirements and their judgements: pure functions from facts to
// findings. Nothing here does I/O, reads a clock or words a sentence.
package rules

import (
	"slices"

	"github.com/homologa/homologa/checks"
)

// All is the catalogue, in the order the walk follows inside each level.
func All() []checks.Requirement {
	return slices.Concat(credentials(), checklist(), ssl(), mixed(), pix(), approval(), notifications(), reports(), security(), source())
}

// Short forms that keep the judgements readable.

func pass(key string, args ...string) checks.Finding { return verdict(checks.Pass, key, args) }
func fail(key string, args ...string) checks.Finding { return verdict(checks.Fail, key, args) }
func warn(key string, args ...string) checks.Finding { return verdict(checks.Warn, key, args) }
func unsure(key string, args ...string) checks.Finding {
	return verdict(checks.Inconclusive, key, args)
}

func verdict(v checks.Verdict, key string, args []string) checks.Finding {
	return checks.Finding{Verdict: v, Detail: checks.T(key, args...)}
}

func needs(input, key string, args ...string) checks.Finding {
	f := verdict(checks.NeedsInput, key, args)
	f.Input = input
	return f
}

// human makes a requirement that only a person can settle.
func human(r checks.Requirement) checks.Requirement {
	r.Human = true
	return r
}

// gapped is the finding on a missing fact, with the exchange that shows why.
func gapped(f *checks.Facts, k checks.FactKey) checks.Finding {
	out := checks.GapFinding(*f.Gap(k))
	for i := range out.Evidence {
		out.Evidence[i].Exchange = f.Exchange(k)
	}
	return out
}

func t(key string, args ...string) checks.Text { return checks.T(key, args...) }

func keys(ks ...checks.FactKey) []checks.FactKey { return ks }
