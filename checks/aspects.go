package checks

// Aspects lists the five aspects of the quality measurement in display order.
var Aspects = []Aspect{BuyerExperience, Reconciliation, PaymentApproval, Scalability, SecurityAspect}

// AspectCount counts requirements that apply and those with nothing left to do. It is no score: points per
// item are not published.
type AspectCount struct {
	Done, Total int
}

// ByAspect counts the findings of requirements that have an aspect; aspects without any are left out.
func (r Report) ByAspect(reqs map[ID]Requirement) map[Aspect]AspectCount {
	m := map[Aspect]AspectCount{}
	for _, f := range r.Findings {
		a := reqs[f.ID].Aspect
		if a == "" || f.Verdict == NotApplicable {
			continue
		}
		t := m[a]
		t.Total++
		if f.Done() {
			t.Done++
		}
		m[a] = t
	}
	return m
}
