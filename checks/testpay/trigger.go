package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Trigger is an event named as a person thinks of it, and how to make it happen.
type Trigger struct {
	Name     string // payment.approved
	Event    string // of webhook.Events: how Mercado Pago tells it
	Scenario string // what makes it happen
	// Only is why the simulator alone can do it, as a text key; "" when a test account can too.
	Only string

	before func(context.Context, *Runner, *Plan) (id string, err error)
	after  func(context.Context, *Runner, Simulator, string) (id string, err error)
	state  string // of what after makes
}

// Triggers lists the events that can be made to happen.
var Triggers = []Trigger{
	{Name: "payment.created", Event: "payment.created", Scenario: "card.CONT"},
	{Name: "payment.approved", Event: "payment.updated", Scenario: "card.APRO"},
	{Name: "payment.rejected", Event: "payment.updated", Scenario: "card.OTHE"},
	{Name: "payment.authorized", Event: "payment.created", Scenario: "card.authorize"},
	{Name: "payment.captured", Event: "payment.updated", Scenario: "card.capture"},
	{Name: "payment.cancelled", Event: "payment.updated", Scenario: "card.cancel"},
	{Name: "payment.refunded", Event: "payment.updated", Scenario: "card.refund"},
	{Name: "payment.partially_refunded", Event: "payment.updated", Scenario: "card.partial_refund"},
	{Name: "payment.pix_created", Event: "payment.created", Scenario: "pix.pending"},
	{Name: "order.processed", Event: "order.processed", Scenario: "order.APRO"},
	{Name: "order.failed", Event: "order.failed", Scenario: "order.OTHE"},
	{Name: "order.action_required", Event: "order.action_required", Scenario: "order.authorize"},
	{Name: "order.canceled", Event: "order.canceled", Scenario: "order.cancel"},
	{Name: "order.refunded", Event: "order.refunded", Scenario: "order.refund"},
	{Name: "merchant_order.closed", Event: "merchant_order.updated", Scenario: "card.APRO", before: openMerchantOrder},
	{Name: "chargeback.opened", Event: "chargeback.created", Scenario: "card.APRO", Only: "trigger.why.bank", after: openChargeback, state: "opened"},
	{Name: "subscription.created", Event: "subscription.created", Scenario: "subscription.link"},
	{Name: "subscription.authorized", Event: "subscription.updated", Scenario: "subscription.card"},
	{Name: "subscription.cancelled", Event: "subscription.updated", Scenario: "subscription.cancel"},
	{Name: "subscription.paid", Event: "subscription_payment.created", Scenario: "subscription.card", Only: "trigger.why.hour", after: chargeSubscription, state: "processed"},
}

// TriggerNamed finds one.
func TriggerNamed(name string) (Trigger, bool) {
	for _, t := range Triggers {
		if t.Name == name {
			return t, true
		}
	}
	return Trigger{}, false
}

// ScenarioOn is what makes a trigger happen on a site; ok is false where it does not exist.
func (t Trigger) ScenarioOn(site mpclient.SiteID) (Scenario, bool) {
	for _, s := range Scenarios(site) {
		if s.ID == t.Scenario {
			return s, true
		}
	}
	return Scenario{}, false
}

// Simulator plays what no account can make happen, by a control call of the simulator: name is what follows
// /_sandbox/.
type Simulator func(ctx context.Context, name string, order any) (answer []byte, err error)

// Happened is the resource of a triggered event.
type Happened struct {
	ID    string // what the notification is about
	Row   Row    // how it was made
	State string
}

// ErrNotMade says that the resource did not come out as the event says; Happened.Row tells how it did.
var ErrNotMade = errors.New("testpay: the resource did not come out as expected")

// Trigger makes an event happen on a test account. What it creates stays, whatever Options.Keep says: a
// receiver may read it at any time after the notification. sim is nil where the API is no simulator.
func (r *Runner) Trigger(ctx context.Context, t Trigger, p Plan, sim Simulator) (Happened, error) {
	if !p.Account.Test() {
		return Happened{}, ErrNotOnReal
	}
	if t.Only != "" && sim == nil {
		return Happened{}, ErrElsewhere
	}
	kept := *r
	kept.o.Keep, kept.o.Notices = true, nil
	id := ""
	if t.before != nil {
		var err error
		if id, err = t.before(ctx, r, &p); err != nil {
			return Happened{}, err
		}
	}
	var events []Event
	for e := range kept.Run(ctx, p) {
		events = append(events, e)
	}
	h := Happened{Row: Matrix([]Plan{p}, events)[0]}
	h.ID, h.State = h.Row.ID, h.Row.Got
	if h.Row.State != OK && h.Row.State != Inconclusive {
		return h, ErrNotMade
	}
	if id != "" {
		return r.closed(ctx, id, h)
	}
	if t.after != nil {
		made, err := t.after(ctx, r, sim, h.ID)
		h.ID, h.State = made, t.state
		return h, err
	}
	return h, nil
}

// openMerchantOrder opens a commercial order for the payment to be made, and names it in there.
func openMerchantOrder(ctx context.Context, r *Runner, p *Plan) (string, error) {
	body, err := plain(object{{"external_reference", p.Reference}, {"site_id", string(p.Site.ID)},
		{"items", []object{{{"id", "homologa-1"}, {"title", description}, {"quantity", 1}, {"currency_id", p.Site.Currency}, {"unit_price", p.number()}}}}})
	if err != nil {
		return "", err
	}
	act, cancel := writing(ctx, p.Account.ID, "", "open a merchant order", r.o.Typed)
	defer cancel()
	made, err := r.c.SendMerchantOrder(act, body)
	if err != nil {
		return "", err
	}
	id := idOf(made.Body)
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return "", &mpclient.Error{Op: "merchant_orders.create", Status: made.Status, Category: mpclient.CatGarbled, Message: "the answer names no order", Exchange: made.Exchange}
	}
	p.Body = append(bytes.TrimSuffix(bytes.Clone(p.Body), []byte("}")), `,"order":{"type":"mercadopago","id":`+id+`}}`...)
	return id, nil
}

// closed looks whether the commercial order closed over its payment.
func (r *Runner) closed(ctx context.Context, id string, h Happened) (Happened, error) {
	a, err := r.c.MerchantOrder(ctx, id)
	if err != nil {
		return h, err
	}
	d, err := checks.ParseDoc(id, a.Body)
	if err != nil {
		return h, err
	}
	h.ID, h.State = id, mpclient.CleanLine(d.Str("status"), 40)
	if h.State != "closed" {
		h.Row.Got, h.Row.Expected = h.State, "closed"
		return h, ErrNotMade
	}
	return h, nil
}

func openChargeback(ctx context.Context, _ *Runner, sim Simulator, payment string) (string, error) {
	answer, err := sim(ctx, "chargeback", map[string]json.Number{"payment_id": json.Number(payment)})
	if err != nil {
		return "", err
	}
	return named(answer)
}

func named(answer []byte) (string, error) {
	if id := idOf(answer); id != "" {
		return id, nil
	}
	return "", &mpclient.Error{Op: "simulator", Category: mpclient.CatGarbled, Message: "the simulator's answer names nothing"}
}

// chargeSubscription lets the hour pass after which the first charge comes.
func chargeSubscription(ctx context.Context, r *Runner, sim Simulator, id string) (string, error) {
	if _, err := sim(ctx, "clock", map[string]string{"advance": "2h"}); err != nil {
		return "", err
	}
	a, err := r.c.Invoices(ctx, id)
	if err != nil {
		return "", err
	}
	var page struct{ Results []json.RawMessage }
	_ = json.Unmarshal(a.Body, &page) // what cannot be read holds no charge
	for _, raw := range page.Results {
		var invoice struct{ Status string }
		if json.Unmarshal(raw, &invoice) == nil && invoice.Status == "processed" { // the next one is scheduled already
			return named(raw)
		}
	}
	return "", &mpclient.Error{Op: "authorized_payments.search", Status: a.Status, Category: mpclient.CatGarbled, Message: "the subscription has no charge", Exchange: a.Exchange}
}
