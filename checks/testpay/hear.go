package testpay

import (
	"context"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// listen waits for a notification about the resource, judges its signature and fetches what it is about,
// as a receiver should.
func (x *run) listen() {
	kind := x.plan.Scenario.Kind
	if topics[kind] == nil {
		return
	}
	if x.o.Notices == nil {
		x.tell(Event{Step: StepNotification, State: NotObserved, Text: checks.T("pay.nobody_listens")})
		return
	}
	if strings.HasPrefix(stateOf(kind, x.doc), "processing/") { // no event of an order says so
		x.tell(Event{Step: StepNotification, State: NotObserved, Text: checks.T("pay.none_due")})
		return
	}
	x.tell(Event{Step: StepNotification, State: Running})
	got, polled, err := x.hear()
	switch {
	case err != nil:
		x.tell(Event{Step: StepNotification, State: Failed, Text: checks.Raw(mpclient.CleanLine(err.Error(), 200))})
		return
	case got == nil && x.stopped(StepNotification):
		return
	case got == nil && polled != nil: // made by whoever polls the account: it proves nothing about the way here
		x.tell(Event{Step: StepNotification, State: NotObserved, Expected: string(kind) + " " + x.id, Text: checks.T("pay.only_polled", "time", x.o.Wait.String(), "id", polled.ID)})
		return
	case got == nil:
		x.tell(Event{Step: StepNotification, State: NotObserved, Expected: string(kind) + " " + x.id,
			Text: checks.T("pay.no_notification", "time", x.o.Wait.String(), "where", mpclient.CleanLine(x.o.Notices.Where(), 120), "kind", string(kind), "id", x.id)})
		return
	}
	x.tell(Event{Step: StepNotification, State: OK, Got: mpclient.CleanLine(got.Subject().Action, 60), Text: checks.T("pay.arrived", "id", got.ID)})
	x.tell(signature(got.Signature))
	exchange, err := x.read(context.WithoutCancel(x.ctx))
	if err != nil {
		x.tell(failed(StepResource, "", err))
		return
	}
	x.tell(Event{Step: StepResource, State: OK, Got: stateOf(kind, x.doc), Exchange: exchange})
}

// hear gives the first delivery about the resource, nil when none came in time, and one that was made of what the
// account shows.
func (x *run) hear() (got, polled *webhook.Arrival, err error) {
	end := x.o.Now().Add(x.o.Wait)
	for {
		list, err := x.o.Notices.About(x.plan.Scenario.Kind, x.id)
		if err != nil {
			return nil, nil, err
		}
		list = slices.DeleteFunc(list, func(d webhook.Arrival) bool {
			if d.Source != webhook.FromHTTP {
				polled = &d
			}
			return d.Source != webhook.FromHTTP
		})
		if len(list) > 0 {
			// A signed one tells more than what came beside it over the older channel.
			i := slices.IndexFunc(list, func(d webhook.Arrival) bool { return d.Signature != webhook.NotVerifiable })
			return &list[max(i, 0)], nil, nil
		}
		if !x.o.Now().Before(end) || x.o.Sleep(x.ctx, hearEvery) != nil {
			return nil, polled, nil
		}
	}
}

func signature(v webhook.Verdict) Event {
	ev := Event{Step: StepSignature, State: Differs, Expected: string(webhook.Genuine), Got: string(v)}
	switch v {
	case webhook.Genuine:
		ev.State = OK
	case webhook.GenuineLower:
		ev.State, ev.Text = OK, checks.T("pay.signature_lower")
	case webhook.NotChecked:
		ev.State, ev.Expected, ev.Text = NotObserved, "", checks.T("pay.no_secret")
	case webhook.NotVerifiable:
		ev.State, ev.Text = Inconclusive, checks.T("pay.signature_ipn")
	default:
		ev.Text = checks.T("pay.signature_bad")
	}
	return ev
}
