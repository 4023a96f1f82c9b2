package checks

import (
	"maps"
	"testing"
	"time"
)

func TestByAspectCountsWhatApplies(t *testing.T) {
	reqs := Index([]Requirement{{ID: "a", Aspect: PaymentApproval}, {ID: "b", Aspect: PaymentApproval}, {ID: "c", Aspect: PaymentApproval}, {ID: "d", Aspect: BuyerExperience},
		{ID: "e", Aspect: BuyerExperience}, {ID: "f"}, {ID: "g", Aspect: Scalability}})
	r := Report{Findings: []Finding{{ID: "a", Verdict: Pass}, {ID: "b", Verdict: Warn}, {ID: "c", Verdict: NotApplicable}, {ID: "d", Verdict: Attest, Attested: time.Unix(1, 0)},
		{ID: "e", Verdict: Attest}, {ID: "f", Verdict: Pass}, {ID: "g", Verdict: NotApplicable}}}
	want := map[Aspect]AspectCount{PaymentApproval: {1, 2}, BuyerExperience: {1, 2}}
	if got := r.ByAspect(reqs); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
