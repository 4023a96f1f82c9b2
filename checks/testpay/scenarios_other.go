package testpay

import (
	"slices"

	"github.com/homologa/homologa/mpclient"
)

// waitingScenarios are the methods where the payer goes and pays: Pix, tickets and bank transfers.
func waitingScenarios() []Scenario {
	var pix, rest []Scenario
	for _, site := range mpclient.Sites {
		for _, m := range site.Methods {
			s := Scenario{ID: "ticket." + m.ID, Method: Ticket, Outcome: m.ID, Kind: KindPayment, Sites: []mpclient.SiteID{site.ID}, Real: true, pays: m.ID,
				Effect: effect("ticket", "method", m.Name), Steps: create("pending/pending_waiting_payment")}
			switch m.Type {
			case "ticket", "atm":
				rest = append(rest, s)
			case "bank_transfer":
				s.Steps = create("pending/pending_waiting_transfer")
				if m.ID != "pix" {
					s.ID, s.Method, s.Effect = "transfer."+m.ID, Transfer, effect("transfer", "method", m.Name)
					rest = append(rest, s)
					continue
				}
				s.ID, s.Method, s.Outcome, s.Effect = "pix.pending", Pix, "pending", effect("pix")
				pix = append(pix, s)
				s.ID, s.Outcome, s.Effect, s.Steps = "pix.cancel", "cancel", effect("pix_cancel"), then(s.Steps, StepCancel, "cancelled/by_collector")
				pix = append(pix, s)
			}
		}
	}
	slices.SortStableFunc(rest, func(a, b Scenario) int { return slices.Index(Methods, a.Method) - slices.Index(Methods, b.Method) })
	return append(pix, rest...)
}

func otherScenarios() []Scenario {
	return []Scenario{{ID: "preference.link", Method: Preference, Outcome: "link", Kind: KindPreference, Sites: everywhere(), Real: true,
		Effect: effect("preference"), Steps: create("created")}}
}

func orderScenarios() []Scenario {
	var out []Scenario
	order := func(outcome, key string, steps []Step, change func(*Scenario)) {
		s := Scenario{ID: "order." + outcome, Method: Order, Outcome: outcome, Kind: KindOrder, Sites: everywhere(), Steps: steps, holder: "APRO", Effect: effect(key)}
		if change != nil {
			change(&s)
		}
		out = append(out, s)
	}
	for _, h := range holders {
		steps := create(h.orders...)
		steps[0].Expect.Doubtful = h.unsure
		order(h.name, "order", steps, func(s *Scenario) { s.holder, s.Effect = h.name, effect("order", "holder", h.name) })
	}
	paid, held := create("processed/accredited"), create("action_required/waiting_capture")
	hold := func(s *Scenario) { s.hold = true }
	order("authorize", "order_authorize", held, hold)
	order("capture", "order_capture", then(held, StepCapture, "processed/accredited"), hold)
	order("cancel", "order_cancel", then(held, StepCancel, "canceled/canceled"), hold)
	order("refund", "order_refund", then(paid, StepRefund, "refunded/refunded"), nil)
	order("partial_refund", "order_partial", then(paid, StepPart, "processed/partially_refunded"), func(s *Scenario) { s.halves = true })
	brazil := []mpclient.SiteID{mpclient.MLB}
	order("3ds_challenge", "order_3ds", create("action_required/pending_challenge"), func(s *Scenario) { s.secure, s.Sites = "challenge", brazil })
	order("pix", "order_pix", create("action_required/waiting_transfer"), func(s *Scenario) { s.holder, s.pays, s.Real, s.Sites = "", "pix", true, brazil })
	// Seen to take from six seconds to more than ten minutes, sometimes for ever.
	order("pix_paid", "order_pix_paid", append(create("action_required/waiting_transfer", "processed/accredited"), Step{StepStatus, Expect{[]string{"processed/accredited"}, true}}),
		func(s *Scenario) { s.holder, s.pays, s.selfie, s.Sites = "", "pix", true, brazil })
	return out
}

func subscriptionScenarios() []Scenario {
	card := Scenario{ID: "subscription.card", Method: Subscription, Outcome: "card", Kind: KindSubscription, Sites: everywhere(),
		Effect: effect("subscription"), Steps: create("authorized"), holder: "APRO"}
	link := card
	link.ID, link.Outcome, link.Effect, link.Steps, link.holder, link.links = "subscription.link", "link", effect("subscription_link"), create("pending"), "", true
	stop := card
	stop.ID, stop.Outcome, stop.Effect, stop.Steps = "subscription.cancel", "cancel", effect("subscription_cancel"), then(card.Steps, StepCancel, "cancelled")
	return []Scenario{card, link, stop}
}
