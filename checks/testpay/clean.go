package testpay

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// late is how long a creation whose answer was lost may still turn up in a search.
const late = 10 * time.Minute

// clean undoes what the run created.
func (x *run) clean() {
	x.tell(Event{Step: StepCleanup, State: Running})
	e := Entry{Reference: x.plan.Reference, Kind: x.plan.Scenario.Kind, ID: x.id, Account: x.plan.Account.ID, Test: x.plan.Account.Test(),
		Amount: x.plan.Amount, At: x.since}
	ev := x.Runner.clean(x.ctx, e)
	ev.Run, ev.Scenario = x.n, x.plan.Scenario.ID
	x.out <- ev
}

// Cleanup undoes what the ledger still holds for an account on the API of the options, oldest first, and
// tells each as an event with Run counting from 0. Entries of other accounts are left alone: their token
// is needed. The events have to be read to the end.
func (r *Runner) Cleanup(ctx context.Context, acc mpclient.Account) <-chan Event {
	var mine []Entry
	for _, e := range r.o.Ledger.Open() {
		if r.Mine(e, acc) {
			e.Test = acc.Test()
			mine = append(mine, e)
		}
	}
	out := make(chan Event, 64)
	go func() {
		defer close(out)
		for i, e := range mine {
			if ctx.Err() != nil {
				return
			}
			ev := r.clean(ctx, e)
			ev.Run, ev.Scenario = i, e.Scenario
			out <- ev
		}
	}()
	return out
}

// Mine tells whether an entry can be cleaned up with an account's token.
func (r *Runner) Mine(e Entry, acc mpclient.Account) bool {
	return e.Account == acc.ID && e.API == r.o.API
}

// clean undoes one thing, whatever state it is in by now, and closes its entry when nothing is left. It
// does not end with ctx.
func (r *Runner) clean(ctx context.Context, e Entry) Event {
	ev := Event{Step: StepCleanup, Kind: e.Kind, ID: e.ID}
	end := func(s State, got string, t checks.Text) Event {
		ev.State, ev.Got, ev.Text, ev.At = s, got, t, r.o.Now()
		if s == OK && r.o.Ledger != nil {
			_ = r.o.Ledger.Closed(e.Reference, got) // an entry too many does no harm
		}
		return ev
	}
	fail := func(err error) Event {
		f := failed(StepCleanup, "", err)
		ev.Exchange, ev.Category = f.Exchange, f.Category
		return end(Left, f.Got, f.Text)
	}
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
	defer cancel()
	if e.ID == "" {
		a, err := find(look, r.c, e.Kind, e.Reference, e.At)
		switch {
		case err != nil:
			return fail(err)
		case a == nil && r.o.Now().Sub(e.At) < late:
			return end(Left, "", checks.T("pay.not_found_yet"))
		case a == nil:
			return end(OK, "", checks.T("pay.never_made"))
		}
		e.ID = idOf(a.Body)
		ev.ID = e.ID
	}
	a, err := read(look, r.c, e.Kind, e.ID)
	if x := mpclient.AsError(err); x != nil && x.Status == 404 {
		return end(OK, "", checks.T("pay.gone")) // a simulator that forgot, for one
	}
	if err != nil {
		return fail(err)
	}
	d, err := checks.ParseDoc(e.ID, a.Body)
	if err != nil {
		return end(Left, "", checks.T("pay.garbled"))
	}
	// The ledger is a file that others may have written to: what does not carry our mark stays.
	if d.Str("external_reference") != e.Reference {
		return end(Left, "", checks.T("pay.not_ours"))
	}
	do, state := r.remedy(e, d)
	if do == nil {
		if transitional(state) || strings.HasPrefix(state, "approved") || strings.HasPrefix(state, "processed") || strings.HasPrefix(state, "in_mediation") {
			return end(Left, state, checks.T("pay.by_hand"))
		}
		return end(OK, state, checks.Text{})
	}
	act, stop := writing(ctx, e.Account, e.Amount, "clean up "+string(e.Kind), r.o.Typed)
	defer stop()
	if err := do(act); err != nil {
		return fail(err)
	}
	again, stop2 := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
	defer stop2()
	if a, err = read(again, r.c, e.Kind, e.ID); err != nil {
		return fail(err)
	}
	ev.Exchange = a.Exchange
	if d, err = checks.ParseDoc(e.ID, a.Body); err != nil {
		return end(Left, "", checks.T("pay.garbled"))
	}
	state = stateOf(e.Kind, d)
	if e.Kind == KindPreference {
		if until, err := time.Parse(time.RFC3339Nano, d.Str("expiration_date_to")); err != nil || until.After(r.o.Now().Add(time.Minute)) {
			return end(Left, "", checks.T("pay.by_hand"))
		}
		return end(OK, "expired", checks.Text{})
	}
	if status, _, _ := strings.Cut(state, "/"); !slices.Contains([]string{"cancelled", "canceled", "refunded", "rejected", "failed", "expired"}, status) {
		return end(Left, state, checks.T("pay.by_hand"))
	}
	return end(OK, state, checks.Text{})
}

// remedy is what undoes a resource in its present state; nil when nothing does or nothing is to be done.
// Money that somebody really paid is given back by a person, not by this tool.
func (r *Runner) remedy(e Entry, d *checks.Doc) (do func(context.Context) error, state string) {
	state = stateOf(e.Kind, d)
	status, _, _ := strings.Cut(state, "/")
	key := e.Reference + "-clean-" + status
	switch e.Kind {
	case KindPreference:
		now := r.o.Now()
		body, err := plain(object{{"expires", true}, {"expiration_date_from", now.Add(-2 * time.Minute).In(apiZone).Format(apiTime)},
			{"expiration_date_to", now.Add(-time.Minute).In(apiZone).Format(apiTime)}})
		return func(ctx context.Context) error {
			if err == nil {
				_, err = r.c.ExpirePreference(ctx, e.ID, body)
			}
			return err
		}, state
	case KindSubscription:
		if status == "cancelled" {
			return nil, state
		}
		return func(ctx context.Context) error { _, err := r.c.CancelSubscription(ctx, e.ID); return err }, state
	case KindOrder:
		switch {
		case status == "created" || status == "action_required" || status == "processing":
			return func(ctx context.Context) error { _, err := r.c.OrderAction(ctx, e.ID, "cancel", nil, key); return err }, state
		case status == "processed" && e.Test:
			return func(ctx context.Context) error { _, err := r.c.OrderAction(ctx, e.ID, "refund", nil, key); return err }, state
		}
		return nil, state
	}
	switch {
	case status == "pending" || status == "in_process" || status == "authorized":
		return func(ctx context.Context) error { _, err := r.c.StopPayment(ctx, e.ID, key); return err }, state
	case status == "approved" && e.Test:
		return func(ctx context.Context) error { _, err := r.c.RefundPayment(ctx, e.ID, 0, key); return err }, state
	}
	return nil, state
}

// find looks for what carries a reference; nil when nothing does. at is when it was created, about.
func find(ctx context.Context, c *mpclient.Client, kind Kind, reference string, at time.Time) (*mpclient.Answer, error) {
	var a *mpclient.Answer
	var err error
	list := "results"
	switch kind {
	case KindOrder:
		list = "data"
		a, err = c.SearchOrders(ctx, at.Add(-24*time.Hour), at.Add(24*time.Hour), 10, map[string]string{"external_reference": reference})
	case KindPreference:
		list = "elements"
		a, err = c.FindPreferences(ctx, reference)
	case KindSubscription: // its search knows no reference
		a, err = c.SearchSubscriptions(ctx, 50)
	default:
		a, err = c.SearchPayments(ctx, 10, 0, map[string]string{"external_reference": reference})
	}
	if err != nil {
		return nil, err
	}
	var page map[string]json.RawMessage
	var rows []json.RawMessage
	if json.Unmarshal(a.Body, &page) != nil || json.Unmarshal(page[list], &rows) != nil {
		return nil, &mpclient.Error{Op: "search", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a list of results", Exchange: a.Exchange}
	}
	for _, raw := range rows {
		// Only what carries the reference is ours: the filter is the API's.
		if d, err := checks.ParseDoc("", raw); err == nil && d.Str("external_reference") == reference && idOf(raw) != "" {
			return read(ctx, c, kind, idOf(raw))
		}
	}
	return nil, nil
}
