package rules_test

import (
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

// sold makes sales of n approved payments that show all data.
func sold(n int, edit ...func(*checks.Sales)) checks.Sales {
	full := checks.Coverage{Filled: n, Newest: checks.IsFilled}
	s := checks.Sales{Total: n, Outcomes: map[checks.Outcome]int{checks.Approved: n}, Types: map[string]checks.Decided{"credit_card": {Approved: n}}, Rejections: map[string]int{},
		Fields: map[checks.DataField]checks.Coverage{checks.FieldEmail: full, checks.FieldDocument: full, checks.FieldItems: full, checks.FieldPayer: full,
			checks.FieldShipment: {Absent: n, Newest: checks.IsAbsent}, checks.FieldDevice: {Absent: n, Newest: checks.IsAbsent}}}
	for _, e := range edit {
		e(&s)
	}
	return s
}

func rejecting(details map[string]int) func(*checks.Sales) {
	return func(s *checks.Sales) {
		for d, n := range details {
			s.Rejections[d] = n
			s.Outcomes[checks.Rejected] += n
			s.Total += n
			s.Types["credit_card"] = checks.Decided{Approved: s.Types["credit_card"].Approved, Rejected: s.Outcomes[checks.Rejected]}
		}
	}
}

func showing(f checks.DataField, c checks.Coverage) func(*checks.Sales) {
	return func(s *checks.Sales) { s.Fields[f] = c }
}

func historyRows() table {
	past := func(live, test checks.Sales, edit ...func(*checks.History)) checks.Fact {
		h := checks.History{Days: 30, Live: live, Test: test, Read: live.Total + test.Total, Total: live.Total + test.Total}
		for _, e := range edit {
			e(&h)
		}
		return checks.FactHistory.Of(h, "ex-20")
	}
	none := checks.Sales{}
	product := func(p checks.Product, i checks.Industry) checks.Fact {
		return checks.FactSettings.Of(checks.Settings{Product: p, Industry: i})
	}
	partial := func(h *checks.History) { h.Total, h.Stopped = 900, checks.GapTimeout }
	retried := func(r checks.Retries) func(*checks.Sales) { return func(s *checks.Sales) { s.Retries = r } }
	return table{
		"approval.history": {
			{"all approved", facts(past(sold(40), none)), checks.Pass, "find.sales.rate", []string{}},
			{"a low rate is shown and not judged", facts(past(sold(1, rejecting(map[string]int{"cc_rejected_high_risk": 99})), none)), checks.Pass, "find.sales.rate", nil},
			{"read in part", facts(past(sold(40), none, partial)), checks.Inconclusive, "find.sales.partly", []string{}},
			{"more payments than are read", facts(past(sold(40), none, func(h *checks.History) { h.Total = 5000 })), checks.Inconclusive, "find.sales.partly", []string{}},
			{"nothing approved in what was read", facts(past(sold(0, rejecting(map[string]int{"cc_rejected_high_risk": 3})), none, partial)), checks.Inconclusive, "find.sales.partly", []string{}},
			{"nothing approved", facts(past(sold(0, rejecting(map[string]int{"cc_rejected_high_risk": 3})), none)), checks.Warn, "find.sales.all_rejected", []string{"never-approved"}},
			{"given back is approved before", facts(past(sold(0, rejecting(map[string]int{"cc_rejected_high_risk": 3}), func(s *checks.Sales) { s.Outcomes[checks.Refunded] = 1 }), none)), checks.Pass, "find.sales.rate", nil},
			{"only pending", facts(past(sold(0, func(s *checks.Sales) { s.Total = 2; s.Outcomes[checks.Pending] = 2 }), none)), checks.NotApplicable, "find.sales.undecided", nil},
			{"no payment", facts(past(none, none)), checks.NotApplicable, "find.sales.none", nil},
			{"nothing but a transfer", facts(past(none, none, func(h *checks.History) { h.Read, h.Total, h.Other = 1, 1, 1 })), checks.NotApplicable, "find.sales.none", nil},
			{"no payment, but orders", facts(past(none, none), product(checks.Orders, "")), checks.Inconclusive, "find.sales.none_orders", nil},
			{"counted and not given", facts(past(none, none, func(h *checks.History) { h.Total = 7 })), checks.Inconclusive, "find.sales.unread", nil},
			{"tests only", facts(past(none, sold(5, rejecting(map[string]int{"cc_rejected_other_reason": 5})))), checks.NotApplicable, "find.sales.tests_only", nil},
		},
		"approval.rejections": {
			{"history unknown", facts(), checks.Attest, "find.attest", nil},
			{"none rejected", facts(past(sold(9), none)), checks.Attest, "find.attest", nil},
			{"by the bank", facts(past(sold(9, rejecting(map[string]int{"cc_rejected_insufficient_amount": 4, "cc_rejected_high_risk": 2})), none)), checks.Attest, "find.rejections.handle", []string{}},
			{"in tests", facts(past(sold(2), sold(0, rejecting(map[string]int{"cc_rejected_other_reason": 1})))), checks.Attest, "find.rejections.handle", nil},
			{"a detail nobody published", facts(past(sold(9, rejecting(map[string]int{"cc_rejected_new_thing": 1})), none)), checks.Attest, "", nil},
			{"a buyer may pay twice", facts(past(sold(9, rejecting(map[string]int{"cc_rejected_duplicated_payment": 1})), none)), checks.Attest, "", nil},
			{"by what was sent", facts(past(sold(9, rejecting(map[string]int{"cc_rejected_invalid_installments": 1, "cc_rejected_high_risk": 20, "rejected_insufficient_data": 3})), none)), checks.Warn,
				"find.rejections.avoidable", []string{"rejected-avoidable", "rejected-avoidable"}},
		},
		"approval.missing_data": {
			{"all there", facts(past(sold(40), none)), checks.Pass, "find.missing_data.ok", []string{}},
			{"a few lack it", facts(past(sold(40, showing(checks.FieldItems, checks.Coverage{Filled: 36, Absent: 4, Newest: checks.IsAbsent})), none)), checks.Pass, "", nil},
			{"more than a few lack it", facts(past(sold(40, showing(checks.FieldItems, checks.Coverage{Filled: 35, Absent: 5, Newest: checks.IsAbsent})), none)), checks.Warn, "find.missing_data.lacking", []string{"field-missing"}},
			{"shown empty everywhere", facts(past(sold(40, showing(checks.FieldDocument, checks.Coverage{Empty: 40, Newest: checks.IsEmpty})), none)), checks.Warn, "", []string{"field-missing"}},
			{"lacking before, there in the newest", facts(past(sold(40, showing(checks.FieldPayer, checks.Coverage{Filled: 10, Absent: 30, Newest: checks.IsFilled})), none)), checks.Inconclusive, "find.missing_data.mended", nil},
			{"never shown", facts(past(sold(40, showing(checks.FieldPayer, checks.Coverage{Absent: 40, Newest: checks.IsAbsent})), none)), checks.Inconclusive, "find.missing_data.unknown", nil},
			{"one lacking, one never shown", facts(past(sold(40, showing(checks.FieldPayer, checks.Coverage{Absent: 40}), showing(checks.FieldEmail, checks.Coverage{Empty: 40, Newest: checks.IsEmpty})), none)), checks.Warn, "", []string{"field-missing"}},
			{"not every sale is delivered", facts(past(sold(40, showing(checks.FieldShipment, checks.Coverage{Filled: 1, Absent: 39})), none)), checks.Pass, "", nil},
			{"tests show what is sent", facts(past(none, sold(4, showing(checks.FieldItems, checks.Coverage{Filled: 1, Absent: 3, Newest: checks.IsAbsent})))), checks.Warn, "", []string{"field-missing"}},
			{"no payment", facts(past(none, none)), checks.NotApplicable, "find.sales.none", nil},
			{"all there in what was read", facts(past(sold(40), none, partial)), checks.Inconclusive, "find.sales.partly", nil},
			{"lacking in what was read", facts(past(sold(40, showing(checks.FieldItems, checks.Coverage{Filled: 3, Absent: 37, Newest: checks.IsAbsent})), none, partial)), checks.Warn, "find.missing_data.lacking", []string{"field-missing"}},
		},
		"approval.retries": {
			{"none rejected", facts(past(sold(40), none)), checks.Pass, "find.retries.none", []string{}},
			{"none in what was read", facts(past(sold(40, retried(checks.Retries{Named: 9})), none, partial)), checks.Inconclusive, "find.sales.partly", nil},
			{"repeated in what was read", facts(past(sold(40, retried(checks.Retries{Named: 9, Attempts: 3, Orders: 1})), none, partial)), checks.Warn, "find.retries.found", []string{"repeated-charge"}},
			{"rejected once each", facts(past(sold(40, retried(checks.Retries{Named: 9})), none)), checks.Pass, "find.retries.none", nil},
			{"some without a reference", facts(past(sold(40, retried(checks.Retries{Named: 9, Unnamed: 1})), none)), checks.Pass, "find.retries.partly", nil},
			{"all without", facts(past(sold(40, retried(checks.Retries{Unnamed: 3})), none)), checks.Inconclusive, "find.retries.unnamed", nil},
			{"repeated", facts(past(sold(40, retried(checks.Retries{Named: 9, Attempts: 3, Orders: 1})), none)), checks.Warn, "find.retries.found", []string{"repeated-charge"}},
			{"repeated by testers", facts(past(none, sold(4, retried(checks.Retries{Named: 9, Attempts: 3, Orders: 1})))), checks.NotApplicable, "find.retries.tests", nil},
			{"no payment", facts(past(none, none)), checks.NotApplicable, "", nil},
		},
	}
}

func industryRows() table {
	set := func(i checks.Industry) checks.Fact { return checks.FactSettings.Of(checks.Settings{Industry: i}) }
	order := func(doc string) checks.Fact {
		return checks.FactOrder.Of(checks.Created{Doc: parsed(lit, "ORD1", doc)}, "ex-8")
	}
	const trip = `"passenger":{"first_name":"***","last_name":"***","identification":{"type":"CPF","number":"***"}}`
	const way = `"route":{"departure":"GRU","destination":"EZE","departure_date_time":"2026-12-01T10:00:00.000-03:00","arrival_date_time":"2026-12-01T13:00:00.000-03:00","company":"X"}`
	item := func(members string) string { return `{"items":[{"category_id":"travels",` + members + `}]}` }
	return table{
		"approval.industry": {
			{"none told", facts(set(""), pref(lit, `{"items":[{"category_id":"home"}]}`)), checks.NeedsInput, "find.industry.unset", nil},
			{"one nobody knows", facts(set("circus"), pref(lit, `{}`)), checks.NeedsInput, "find.industry.unset", nil},
			{"nothing to look at", facts(set(checks.Home), noPref, noPay), checks.NeedsInput, "", nil},
			{"adds nothing", facts(set(checks.Retail), pref(lit, `{"items":[{"category_id":"others"}]}`)), checks.Pass, "find.industry.common", nil},
			{"adds nothing, no category either", facts(set(checks.Utilities), pref(lit, `{"items":[{"id":"1"}]}`)), checks.Pass, "", nil},
			{"warranty", facts(set(checks.Electronics), pref(lit, `{"items":[{"category_id":"cameras","warranty":false},{"warranty":true}]}`), noPay), checks.Pass, "find.approval.industry_ok", nil},
			{"warranty of one item only", facts(set(checks.Home), pref(lit, `{"items":[{"warranty":true},{"title":"x"}]}`), noPay), checks.Fail, "find.approval.industry_missing", []string{"field-missing"}},
			{"a preference that never answers it", facts(set(checks.Home), pref(lit, `{"items":[{"title":"x"}]}`), noPay), checks.Inconclusive, "find.field.not_echoed", nil},
			{"neither preference nor payment", facts(set(checks.Fashion), pref(lit, `{"items":[{"category_id":"fashion"}]}`), pay(lit, `{"additional_info":{"items":[{"id":"1"}]}}`)), checks.Fail, "", []string{"field-missing"}},
			{"in the payment", facts(set(checks.Fashion), noPref, pay(lit, `{"additional_info":{"items":[{"type":"shirt"}]}}`)), checks.Pass, "", nil},
			{"an order answers what it was sent", facts(set(checks.Fashion), order(`{"items":[{"title":"x"}]}`)), checks.Fail, "", []string{"field-missing"}},
			{"an order's event", facts(set(checks.Tickets), order(`{"items":[{"event_date":"2026-12-01"}]}`)), checks.Pass, "", nil},
			{"event in the descriptor", facts(set(checks.Government), pref(lit, `{"items":[{"category_descriptor":{"event_date":"2026-12-01"}}]}`)), checks.Pass, "", nil},
			{"whole trip", facts(set(checks.Tourism), pref(lit, item(`"category_descriptor":{`+trip+`,`+way+`}`))), checks.Pass, "", nil},
			{"several travellers", facts(set(checks.Hospitality), pref(lit, item(`"category_descriptor":{"event_date":"2026-12-01","passenger":[{"first_name":"***","last_name":"***","identification":{"number":"***"}}]}`))), checks.Pass, "", nil},
			{"a trip without its route", facts(set(checks.Tourism), pref(lit, item(`"category_descriptor":{`+trip+`}`)), noPay), checks.Fail, "", []string{"field-missing", "field-missing", "field-missing", "field-missing", "field-missing"}},
			{"everything is others", facts(set(checks.Automotive), pref(lit, `{"items":[{"category_id":"others"},{"category_id":"others"}]}`)), checks.Warn, "find.industry.vague", []string{"field-value"}},
			{"something else, and exact", facts(set(checks.Automotive), pref(lit, `{"items":[{"category_id":"car_electronics"}]}`)), checks.Pass, "", nil},
		},
		"approval.payer": {
			{"a car is no matter of prime", facts(set(checks.Automotive), pref(lit, `{"payer":{"registration_date":"2025-01-01","is_prime_user":true,"authentication_type":"Gmail"}}`), noPay), checks.Fail, "", []string{"field-missing", "field-missing"}},
		},
		"approval.items": {
			{"pictures in an order", facts(order(`{"items":[{"picture_url":"https://a"}]}`)), checks.Pass, "", nil},
			{"none in an order", facts(order(`{"items":[{"title":"x"}]}`)), checks.Fail, "", []string{"field-missing"}},
		},
		"approval.shipment": {
			{"an app delivers nothing", facts(set(checks.Apps), pref(lit, `{"shipments":{"receiver_address":{"zip_code":""}}}`), noPay), checks.NotApplicable, "find.approval.shipment_industry", nil},
			{"a shop delivers", facts(set(checks.Home), pref(lit, `{"shipments":{"receiver_address":{"zip_code":""}}}`), noPay), checks.Fail, "", nil},
		},
	}
}

// TestHistoryIsDrawn wants the figures to say what the words say.
func TestHistoryIsDrawn(t *testing.T) {
	reqs := checks.Index(rules.All())
	s := sold(10, rejecting(map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10, "cc_rejected_invalid_installments": 1}))
	f := checks.NewFacts(now, checks.FactHistory.Of(checks.History{Days: 30, Live: s, Read: s.Total, Total: s.Total}))
	bars := func(id checks.ID) []checks.Bar { return reqs[id].Judge(f).Figure.Bars }
	got := bars("approval.history")
	if len(got) != 2 || got[0].Count != 10 || got[0].Of != 66 || got[0].Tone != checks.ToneGood || got[1].Count != 56 || got[1].Tone != checks.ToneBad {
		t.Errorf("outcomes: %+v", got)
	}
	got = bars("approval.rejections")
	sum, last := 0, got[len(got)-1]
	for _, b := range got {
		sum += b.Count
	}
	if sum != 56 || got[0].Count != 10 || last.Label.Key != "outcome.rest" || last.Count != 3 || got[len(got)-2].Tone != checks.ToneBad {
		t.Errorf("rejections, %d in all: %+v", sum, got)
	}
	if got = bars("approval.missing_data"); len(got) != 4 || got[0].Of != 10 || got[0].Tone != checks.ToneGood {
		t.Errorf("data: %+v", got)
	}
}

// TestEveryIndustryIsKnown: each one of the configuration has its data.
func TestEveryIndustryIsKnown(t *testing.T) {
	judge := checks.Index(rules.All())["approval.industry"].Judge
	for _, i := range checks.Industries {
		got := judge(checks.NewFacts(now, checks.FactSettings.Of(checks.Settings{Industry: i}), pref(lit, `{"items":[{"category_id":"others","type":"","warranty":null,"category_descriptor":{"event_date":"","passenger":{"first_name":""}}}]}`)))
		if got.Detail.Key == "find.industry.unset" || got.Verdict == checks.Inconclusive {
			t.Errorf("%s: %s %s", i, got.Verdict, got.Detail.Key)
		}
		worded(t, got)
	}
}
