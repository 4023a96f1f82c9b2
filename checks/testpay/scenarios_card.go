package testpay

import (
	"github.com/homologa/homologa/mpclient"
)

// holders are the official names of card holders and what Payments and Orders make of them. Sources:
// reference 21.2. The names are official; which detail belongs to a name beyond the one-line labels
// is a reading, and what the table marks with (?) is doubtful here.
var holders = []struct {
	name   string
	pays   []string
	orders []string
	doubt  bool // of Payments
	unsure bool // of Orders
}{
	{name: "APRO", pays: []string{"approved/accredited"}, orders: []string{"processed/accredited"}},
	{name: "OTHE", pays: []string{"rejected/cc_rejected_other_reason"}, orders: []string{"failed/rejected_by_issuer"}},
	{name: "CONT", pays: []string{"in_process/pending_contingency", "pending/pending_contingency"}, orders: []string{"processing/in_process"}, unsure: true},
	{name: "CALL", pays: []string{"rejected/cc_rejected_call_for_authorize"}, orders: []string{"failed/required_call_for_authorize"}},
	{name: "FUND", pays: []string{"rejected/cc_rejected_insufficient_amount"}, orders: []string{"failed/insufficient_amount"}},
	{name: "SECU", pays: []string{"rejected/cc_rejected_bad_filled_security_code"}, orders: []string{"failed/bad_filled_card_data"}},
	{name: "EXPI", pays: []string{"rejected/cc_rejected_bad_filled_date"}, orders: []string{"failed/bad_filled_card_data"}},
	{name: "FORM", pays: []string{"rejected/cc_rejected_bad_filled_other"}, orders: []string{"failed/bad_filled_card_data"}},
	{name: "CARD", pays: []string{"rejected/cc_rejected_bad_filled_card_number"}, orders: []string{"failed/bad_filled_card_data"}},
	{name: "INST", pays: []string{"rejected/cc_rejected_invalid_installments"}, orders: []string{"failed/invalid_installments"}},
	{name: "DUPL", pays: []string{"rejected/cc_rejected_duplicated_payment"}, orders: []string{"failed"}, unsure: true},
	{name: "LOCK", pays: []string{"rejected/cc_rejected_card_disabled"}, orders: []string{"failed/card_disabled"}},
	{name: "CTNA", pays: []string{"rejected/cc_rejected_card_type_not_allowed"}, orders: []string{"failed"}, unsure: true},
	{name: "ATTE", pays: []string{"rejected/cc_rejected_max_attempts"}, orders: []string{"failed/max_attempts_exceeded"}},
	{name: "BLAC", pays: []string{"rejected/cc_rejected_blacklist"}, orders: []string{"failed"}, unsure: true},
	{name: "UNSU", pays: []string{"rejected"}, orders: []string{"failed"}, doubt: true, unsure: true},
	{name: "TEST", pays: []string{"approved", "rejected"}, orders: []string{"processed", "failed"}, doubt: true, unsure: true},
}

func cardScenarios() []Scenario {
	var out []Scenario
	card := func(outcome, holder string, steps []Step, change ...func(*Scenario)) {
		s := Scenario{ID: "card." + outcome, Method: Card, Outcome: outcome, Kind: KindPayment, Sites: everywhere(), Steps: steps, holder: holder,
			Effect: effect("card", "holder", holder)}
		for _, f := range change {
			f(&s)
		}
		out = append(out, s)
	}
	for _, h := range holders {
		steps := create(h.pays...)
		steps[0].Expect.Doubtful = h.doubt
		card(h.name, h.name, steps)
	}
	as := func(key string, f func(*Scenario)) func(*Scenario) {
		return func(s *Scenario) {
			s.Effect = effect(key)
			if f != nil {
				f(s)
			}
		}
	}
	paid, held := create("approved/accredited"), create("authorized/pending_capture")
	hold := func(s *Scenario) { s.hold = true }
	card("authorize", "APRO", held, as("card_authorize", hold))
	card("capture", "APRO", then(held, StepCapture, "approved/accredited"), as("card_capture", hold))
	card("release", "APRO", then(held, StepCancel, "cancelled/by_collector"), as("card_release", hold))
	card("cancel", "CONT", then(create("in_process/pending_contingency", "pending/pending_contingency"), StepCancel, "cancelled/by_collector"), as("card_cancel", nil))
	card("refund", "APRO", then(paid, StepRefund, "refunded/refunded"), as("card_refund", nil))
	card("partial_refund", "APRO", then(paid, StepPart, "approved/partially_refunded"), as("card_partial", func(s *Scenario) { s.halves = true }))
	brazil := func(secure string) func(*Scenario) {
		return func(s *Scenario) { s.secure, s.Sites = secure, []mpclient.SiteID{mpclient.MLB} }
	}
	card("3ds_challenge", "APRO", create("pending/pending_challenge"), as("card_3ds", brazil("challenge")))
	card("3ds_doubted", "APRO", create("pending/pending_challenge"), as("card_3ds_doubted", brazil("doubted")))
	return append(out, brandScenarios()...)
}

// brandScenarios pay with each official card of a site that is not the usual one.
func brandScenarios() []Scenario {
	var out []Scenario
	for _, brand := range []string{"master", "amex", "elo", "debmaster", "debvisa"} {
		s := Scenario{ID: "card." + brand, Method: Card, Outcome: brand, Kind: KindPayment, Steps: create("approved/accredited"), holder: "APRO", pays: brand,
			Effect: effect("card_brand", "brand", brand)}
		for _, site := range mpclient.Sites {
			if _, ok := cardOf(site.ID, brand, ""); ok {
				s.Sites = append(s.Sites, site.ID)
			}
		}
		out = append(out, s)
	}
	return out
}

// cardOf finds an official card; brand "" takes the first.
func cardOf(site mpclient.SiteID, brand, secure string) (mpclient.TestCard, bool) {
	for _, c := range mpclient.TestCards(site) {
		if (brand == "" || c.Method == brand) && c.Secure == secure {
			return c, true
		}
	}
	return mpclient.TestCard{}, false
}
