package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	sdkinvoice "github.com/mercadopago/sdk-go/pkg/invoice"
	sdksub "github.com/mercadopago/sdk-go/pkg/preapproval"
	sdkplan "github.com/mercadopago/sdk-go/pkg/preapprovalplan"

	"github.com/homologa/homologa/mpclient"
)

const day = 24 * time.Hour

func TestSDKSubscriptionLife(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	plans, subs, invoices := sdkplan.NewClient(cfg), sdksub.NewClient(cfg), sdkinvoice.NewClient(cfg)
	plan := must[*sdkplan.Response](t)(plans.Create(ctx, sdkplan.Request{Reason: "Plano mensal", BackURL: "https://shop.example.com/sub",
		AutoRecurring: &sdkplan.AutoRecurringRequest{Frequency: 1, FrequencyType: "months", TransactionAmount: 29.9, CurrencyID: "BRL", Repetitions: 3}}))
	if plan.Status != "active" || !strings.HasPrefix(plan.ID, "2c9380") || len(plan.ID) != 32 || plan.AutoRecurring.Repetitions != 3 ||
		plan.InitPoint != "https://www.mercadopago.com.br/subscriptions/checkout?preapproval_plan_id="+plan.ID {
		t.Errorf("plan %+v", plan)
	}
	if found := must[*sdkplan.SearchResponse](t)(plans.Search(ctx, sdkplan.SearchRequest{Filters: map[string]string{"status": "active", "q": "mensal"}})); found.Paging.Total != 1 || found.Results[0].ID != plan.ID {
		t.Errorf("plans %+v", found)
	}
	sub := must[*sdksub.Response](t)(subs.Create(ctx, sdksub.Request{PreapprovalPlanID: plan.ID, PayerEmail: "ana@example.com", CardTokenID: b.token(masterMLB, "APRO"), Status: "authorized", ExternalReference: "SUB-77"}))
	if sub.Status != "authorized" || sub.Reason != "Plano mensal" || sub.PaymentMethodID != "master" || sub.CardID == "" || !sub.NextPaymentDate.Equal(b.clock.Now().Add(time.Hour)) || sub.PayerEmail != "" {
		t.Errorf("subscription %+v", sub)
	}
	b.clock.forward(time.Hour - time.Second)
	if read := must[*sdksub.Response](t)(subs.Get(ctx, sub.ID)); read.Summarized.ChargedQuantity != 0 {
		t.Errorf("charged too early: %+v", read.Summarized)
	}
	b.clock.forward(time.Second)
	read := must[*sdksub.Response](t)(subs.Get(ctx, sub.ID))
	if s := read.Summarized; s.ChargedQuantity != 1 || s.ChargedAmount != 29.9 || s.Semaphore != "green" || s.PendingChargeQuantity != 2 || s.PendingChargeAmount != 59.8 || !read.NextPaymentDate.Equal(b.clock.Now().AddDate(0, 1, 0)) {
		t.Errorf("after the first charge: %+v next %v", s, read.NextPaymentDate)
	}
	list := must[*sdkinvoice.SearchResponse](t)(invoices.Search(ctx, sdkinvoice.SearchRequest{Filters: map[string]string{"preapproval_id": sub.ID}}))
	if list.Paging.Total != 2 || list.Results[0].Status != "scheduled" || list.Results[1].Status != "processed" || list.Results[1].Payment.Status != "approved" || list.Results[1].RetryAttempt != 1 {
		t.Errorf("invoices %+v", list)
	}
	paid := fmt.Sprintf("/v1/payments/%d", list.Results[1].Payment.ID)
	b.want(b.do("GET", paid, ""), 200, "operation_type", "recurring_payment", "status", "approved", "transaction_amount", 29.9, "external_reference", "SUB-77", "description", "Plano mensal",
		"point_of_interaction.type", "SUBSCRIPTIONS", "point_of_interaction.transaction_data.subscription_id", sub.ID)
	b.want(b.do("GET", "/v1/payments/search?operation_type=recurring_payment", ""), 200, "paging.total", 1)
	if one := must[*sdkinvoice.Response](t)(invoices.Get(ctx, fmt.Sprint(list.Results[1].ID))); one.PreapprovalID != sub.ID || one.TransactionAmount != 29.9 || one.Reason != "Plano mensal" {
		t.Errorf("invoice %+v", one)
	}

	// Months later everything has fallen due, each charge on its own day; the third is the last.
	b.clock.forward(200 * day)
	b.settleDown()
	if read = must[*sdksub.Response](t)(subs.Get(ctx, sub.ID)); read.Status != "cancelled" || read.Summarized.ChargedQuantity != 3 {
		t.Errorf("after all charges: %+v", read)
	}
	b.want(b.do("GET", "/authorized_payments/search?status=processed&preapproval_id="+sub.ID, ""), 200, "paging.total", 3,
		"results.0.debit_date", "2026-07-11T11:01:02.000-04:00", "results.2.debit_date", "2026-05-11T11:01:02.000-04:00")
	if found := must[*sdksub.SearchResponse](t)(subs.Search(ctx, sdksub.SearchRequest{Filters: map[string]string{"payer_email": "ana@example.com"}})); found.Paging.Total != 1 {
		t.Errorf("search %+v", found.Paging)
	}
	changed := must[*sdkplan.Response](t)(plans.Update(ctx, plan.ID, sdkplan.Request{AutoRecurring: &sdkplan.AutoRecurringRequest{TransactionAmount: 35}}))
	if changed.AutoRecurring.TransactionAmount != 35 || changed.AutoRecurring.Frequency != 1 || changed.Reason != "Plano mensal" {
		t.Errorf("changed plan %+v", changed)
	}
}

// Fractions and the ends of months: the day of the first charge stays.
func TestChargeDates(t *testing.T) {
	at := time.Date(2027, 1, 31, 10, 0, 0, 0, time.UTC)
	for n, want := range []string{"2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"} {
		if got := (span{1, true}).after(at, n).Format("2006-01-02"); got != want {
			t.Errorf("charge %d on %s, want %s", n, got, want)
		}
	}
	b := newBench(t)
	offer := func(auto string) answer {
		return b.want(b.do("POST", "/preapproval", fmt.Sprintf(`{"reason":"R","payer_email":"ana@example.com","card_token_id":%q,"auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":30,"currency_id":"BRL",%s}}`, b.token(masterMLB, "APRO"), auto)), 201)
	}
	for auto, want := range map[string]string{
		`"start_date":"2026-06-01T00:00:00.000-04:00"`:           "2026-06-01T00:00:00.000-04:00",
		`"free_trial":{"frequency":7,"frequency_type":"days"}`:   "2026-05-18T10:01:02.000-04:00",
		`"free_trial":{"frequency":1,"frequency_type":"months"}`: "2026-06-11T10:01:02.000-04:00",
		`"billing_day":5`: "2026-06-05T10:01:02.000-04:00",
		`"end_date":"2027-05-11T10:00:00.000-04:00","repetitions":12`: "2026-05-11T11:01:02.000-04:00",
	} {
		b.want(offer(auto), 201, "status", "authorized", "next_payment_date", want)
	}
}

func TestFailedCharges(t *testing.T) {
	b := newBench(t)
	steer := func(id, action string) {
		b.want(b.do("POST", "/_sandbox/subscription", fmt.Sprintf(`{"id":%q,"action":%q}`, id, action)), 204)
	}
	first := activeSubscription(b)
	steer(first, "decline")
	b.clock.forward(2 * time.Hour)
	b.want(b.do("GET", "/preapproval/"+first, ""), 200, "status", "cancelled")
	b.want(b.do("GET", "/authorized_payments?preapproval_id="+first+"&status=cancelled", ""), 200, "paging.total", 2)

	id := activeSubscription(b)
	b.clock.forward(2 * time.Hour)
	b.want(b.do("GET", "/preapproval/"+id, ""), 200, "summarized.charged_quantity", 1)
	steer(id, "decline")
	b.clock.forward(31 * day)
	b.want(b.do("GET", "/preapproval/"+id, ""), 200, "status", "authorized", "summarized.semaphore", "yellow")
	failed := b.want(b.do("GET", "/authorized_payments?status=recycling&preapproval_id="+id, ""), 200, "paging.total", 1, "results.0.retry_attempt", 1,
		"results.0.payment.status", "rejected", "results.0.next_retry_date", "2026-06-12T13:01:02.000-04:00")
	invoice := fmt.Sprintf("/authorized_payments/%.0f", failed.at("results.0.id"))
	for attempt, wait := range []time.Duration{day, 2 * day, 3 * day} {
		b.clock.forward(wait)
		b.want(b.do("GET", invoice, ""), 200, "status", "recycling", "retry_attempt", attempt+2)
	}
	steer(id, "approve")
	b.clock.forward(4 * day)
	b.want(b.do("GET", invoice, ""), 200, "status", "processed", "retry_attempt", 5, "payment.status", "approved")
	b.want(b.do("GET", "/preapproval/"+id, ""), 200, "summarized.charged_quantity", 2, "summarized.semaphore", "green")

	// Three instalments in a row that are given up end it.
	steer(id, "decline")
	b.clock.forward(45 * day)
	b.want(b.do("GET", "/preapproval/"+id, ""), 200, "status", "authorized", "summarized.semaphore", "red")
	b.clock.forward(70 * day)
	b.want(b.do("GET", "/preapproval/"+id, ""), 200, "status", "cancelled", "summarized.charged_quantity", 2)
	b.want(b.do("GET", "/v1/payments/search?status=rejected&limit=1", ""), 200, "paging.total", 1+4+3*5)
}

func TestSubscriptionTransitions(t *testing.T) {
	b := newBench(t)
	put := func(id, body string) answer { return b.do("PUT", "/preapproval/"+id+"/", body) }
	pending := pendingSubscription(b)
	b.want(put(pending, `{"status":"authorized"}`), 400, "message", "You cannot authorize a preapproval, only the payer can", "status", 400)
	b.want(put(pending, `{"status":"paused"}`), 400, "message", "Invalid transition from pending to paused")
	b.want(put(pending, `{"auto_recurring":{"frequency":2}}`), 200, "auto_recurring.frequency", 2)
	if err := b.Authorize(pending); err != nil {
		t.Fatal(err)
	}
	b.want(b.do("GET", "/preapproval/"+pending, ""), 200, "status", "authorized", "payment_method_id", "master")
	if err := b.Authorize(pending); err == nil {
		t.Error("authorised twice")
	}

	// An authorised subscription takes these with 200 and forgets them.
	b.want(put(pending, `{"auto_recurring":{"frequency":5,"end_date":"2030-01-01T00:00:00.000-04:00","currency_id":"USD","transaction_amount":40},"notification_url":"https://x.example.com/","items":[1]}`), 200,
		"auto_recurring.frequency", 2, "auto_recurring.end_date", nil, "auto_recurring.currency_id", "BRL", "auto_recurring.transaction_amount", 40, "notification_url", "<none>")
	b.want(put(pending, `{"status":"paused"}`), 200, "status", "paused")
	b.clock.forward(3 * 31 * day)
	b.want(b.do("GET", "/preapproval/"+pending, ""), 200, "summarized.charged_quantity", 0)
	b.want(put(pending, `{"status":"authorized"}`), 200, "status", "authorized", "next_payment_date", "2026-09-11T11:01:02.000-04:00")
	b.want(put(pending, `{"status":"cancelled"}`), 200, "status", "cancelled")
	b.want(put(pending, `{"status":"authorized"}`), 400, "message", "Invalid transition from cancelled to authorized")
	b.want(put(pending, `{"reason":"x"}`), 400)

	id := activeSubscription(b)
	b.want(put(id, fmt.Sprintf(`{"card_token_id":%q}`, b.token(masterMLB, "FUND"))), 402, "message", "Unknown error")
	b.want(put(id, fmt.Sprintf(`{"card_token_id":%q}`, b.token("4235647728025682", "APRO"))), 200, "payment_method_id", "visa")
	b.want(b.do("GET", "/v1/payments/search?operation_type=card_validation", ""), 200, "paging.total", 1, "results.0.transaction_amount", 0, "results.0.status", "approved")
}

func TestSubscriptionErrors(t *testing.T) {
	b := newBench(t)
	auto := func(amount, currency string) string {
		return `"auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":` + amount + `,"currency_id":"` + currency + `"}`
	}
	const who = `"reason":"R","payer_email":"ana@example.com",`
	other := newBench(t, func(c *Config) { c.Seed = 99 })
	for body, want := range map[string]struct {
		status  int
		message string
	}{
		`{` + who + `"status":"authorized",` + monthly + `}`:                                                          {400, "card_token_id is required"},
		`{"preapproval_plan_id":"` + anyPlan(b) + `","payer_email":"ana@example.com"}`:                                {400, "card_token_id is required"},
		`{` + who + `"back_url":"http://localhost:3000",` + monthly + `}`:                                             {400, "Invalid value for back_url, must be a valid URL"},
		`{"reason":"R","payer_email":"TETE123",` + monthly + `}`:                                                      {500, "Internal server error"},
		`{"reason":"R","payer_email":"test_user_1@testuser.com",` + monthly + `}`:                                     {400, "Both payer and collector must be real or test users"},
		`{` + who + `"status":"authorized","card_token_id":"` + other.token(masterMLB, "APRO") + `",` + monthly + `}`: {404, "Card token service not found"},
		`{` + who + `"status":"authorized","card_token_id":"` + b.token(masterMLB, "OTHE") + `",` + monthly + `}`:     {400, "CC_VAL_433 Credit card validation has failed"},
		`{` + who + auto("0", "BRL") + `}`:                                                                            {400, "auto_recurring.transaction_amount must be a positive number"},
		`{` + who + auto("2000001", "BRL") + `}`:                                                                      {400, "Cannot pay an amount greater than $ 2000000.00"},
		`{` + who + auto("30", "ARS") + `}`:                                                                           {400, "Invalid field -> auto_recurring.currency_id"},
		`{"payer_email":"ana@example.com"}`:                                                                           {400, "reason is required"},
	} {
		a := b.want(b.do("POST", "/preapproval", body), want.status, "message", want.message, "status", want.status)
		if a.at("error") != "<none>" || a.at("cause") != "<none>" {
			t.Errorf("the envelope is not bare: %s", a.raw)
		}
	}
	ar := newBench(t, onSite(mpclient.MLA))
	ar.want(ar.do("POST", "/preapproval", `{`+who+auto("1", "USD")+`}`), 400, "message", "Cannot pay an amount lower than $ 15.00") // before the currency
	test := newBench(t, func(c *Config) { c.Kind = Test })
	test.want(test.do("POST", "/preapproval", `{`+who+monthly+`}`), 400, "message", "Both payer and collector must be real or test users")
	b.want(b.do("GET", "/preapproval/1", ""), 404)
	b.want(b.do("GET", "/preapproval_plan/1", ""), 404)
	b.want(b.do("GET", "/authorized_payments/1", ""), 404)
}

func TestSubscriptionSearch(t *testing.T) {
	b := newBench(t)
	pending := pendingSubscription(b)
	active := activeSubscription(b)
	for query, want := range map[string]int{"status=authorized": 1, "external_reference=nothing-has-this": 2, "transaction_amount=29.9": 2, "transaction_amount=3": 0,
		"semaphore=green&status=authorized": 1, "q=mensal": 2, "preapproval_plan_id=x": 0} {
		b.want(b.do("GET", "/preapproval/search?"+query, ""), 200, "paging.total", want)
	}
	b.want(b.do("GET", "/preapproval/search?sort=date_created:asc&limit=1", ""), 200, "results.0.id", pending)
	b.want(b.do("GET", "/preapproval/search?limit=1", ""), 200, "results.0.id", active)
	table := b.want(b.do("GET", fmt.Sprintf("/preapproval/export?status=pending&collector_id=%d", b.Credentials().UserID), ""), 200)
	if lines := strings.Split(strings.TrimSpace(table.raw), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], pending+",") || table.header.Get("Content-Type") != "text/csv" {
		t.Errorf("%s %q", table.header.Get("Content-Type"), table.raw)
	}
}

func TestSubscriptionNotifications(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	id := activeSubscription(b)
	b.clock.forward(2 * time.Hour)
	b.settleDown()
	var seen []string
	for _, d := range b.Deliveries() {
		seen = append(seen, d.Topic+" "+d.Action)
	}
	want := []string{"subscription_authorized_payment created", "subscription_preapproval created",
		"subscription_authorized_payment created", "payment payment.created", "payment payment.updated", "subscription_authorized_payment updated", "subscription_preapproval updated"}
	if strings.Join(seen, "\n") != strings.Join(want, "\n") {
		t.Fatalf("deliveries\n%s\nwant\n%s", strings.Join(seen, "\n"), strings.Join(want, "\n"))
	}
	last := len(want) - 1
	var body map[string]any
	if err := json.Unmarshal(b.receiver.bodies[last], &body); err != nil {
		t.Fatal(err)
	}
	if body["entity"] != "preapproval" || body["version"] != 1.0 || body["date"] != "2026-05-11T16:01:02Z" || body["data"].(map[string]any)["id"] != id || body["application_id"] == nil || body["date_created"] != nil {
		t.Errorf("body %s", b.receiver.bodies[last])
	}
	verify(b, b.receiver.got[last], nil)
}
