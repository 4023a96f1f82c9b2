package testpay

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Limits of a run.
const (
	callLimit  = 25 * time.Second
	lookEvery  = 2 * time.Second
	hearEvery  = 250 * time.Millisecond
	DefaultFor = 30 * time.Second // how long states and notifications are waited for
)

// Options set a runner up.
type Options struct {
	// Ledger remembers what is created; nil only where nothing outlives the process.
	Ledger *Ledger
	// Notices is where notifications show; nil: nobody looks.
	Notices Notices
	// Wait bounds each wait for a state or a notification; 0 is DefaultFor.
	Wait time.Duration
	// Keep leaves what a run that was not interrupted created on a test account. On a real one it is cleaned up
	// regardless.
	Keep bool
	// Typed is the nickname a person typed, for a real account.
	Typed string
	// API names the API in the ledger: its base URL.
	API   string
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// Runner performs plans with one client. The client must have read the account, else its write guard lets
// nothing through.
type Runner struct {
	c *mpclient.Client
	o Options
}

// NewRunner makes a runner.
func NewRunner(c *mpclient.Client, o Options) *Runner {
	if o.Wait <= 0 {
		o.Wait = DefaultFor
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = mpclient.Sleep
	}
	return &Runner{c, o}
}

// Run performs plans one after the other and closes the channel at the end. The events have to be read to
// the end. When ctx ends, the creation under way is seen through, what was created is cleaned up, and the
// plans that are left are skipped.
func (r *Runner) Run(ctx context.Context, plans ...Plan) <-chan Event {
	out := make(chan Event, 64)
	go func() {
		defer close(out)
		for i, p := range plans {
			x := &run{Runner: r, plan: p, n: i, out: out, ctx: ctx}
			if ctx.Err() != nil {
				x.tell(Event{Step: StepCreate, State: Skipped, Text: checks.T("pay.interrupted")})
				continue
			}
			x.perform()
		}
	}()
	return out
}

// run is one plan at work.
type run struct {
	*Runner
	plan  Plan
	n     int
	out   chan<- Event
	ctx   context.Context
	id    string
	doc   *checks.Doc // the resource as last read
	token mpclient.Secret
	since time.Time
}

func (x *run) tell(e Event) {
	e.Run, e.Scenario, e.Kind, e.ID, e.At = x.n, x.plan.Scenario.ID, x.plan.Scenario.Kind, x.id, x.o.Now()
	x.out <- e
}

// write gives a request its deadline and its consent. Nobody interrupts a write: one that was begun is
// seen through, so that what it made is known.
func (x *run) write(effect string) (context.Context, context.CancelFunc) {
	return writing(x.ctx, x.plan.Account.ID, x.plan.Amount, effect, x.o.Typed)
}

func writing(ctx context.Context, account int64, amount, effect, typed string) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
	return mpclient.WithConsent(ctx, &mpclient.Consent{Account: account, Amount: amount, Effect: effect, Typed: typed}), cancel
}

func (x *run) perform() {
	if !x.prepare() {
		return
	}
	steps := x.plan.Scenario.Steps
	if x.create(steps[0]) {
		for _, s := range steps[1:] {
			if x.stopped(s.ID) || !x.step(s) {
				break
			}
		}
		x.listen()
	}
	if x.id != "" && (!x.o.Keep || !x.plan.Account.Test() || x.ctx.Err() != nil) {
		x.clean()
	}
}

func (x *run) stopped(step StepID) bool {
	if x.ctx.Err() == nil {
		return false
	}
	x.tell(Event{Step: step, State: Skipped, Text: checks.T("pay.interrupted")})
	return true
}

// stateOf reads a resource's state as scenarios word it.
func stateOf(kind Kind, d *checks.Doc) string {
	word := func(path string) string { return mpclient.CleanLine(d.Str(path), 60) }
	join := func(status, detail string) string {
		if detail == "" {
			return status
		}
		return status + "/" + detail
	}
	switch kind {
	case KindPreference:
		if word("init_point") == "" {
			return "no init_point"
		}
		return "created"
	case KindSubscription:
		return word("status")
	case KindOrder:
		if word("status") == "failed" { // the order says no more than that
			return join("failed", word("transactions.payments[].status_detail"))
		}
	}
	return join(word("status"), word("status_detail"))
}

// transitional tells a state that Mercado Pago leaves by itself.
func transitional(state string) bool {
	status, _, _ := strings.Cut(state, "/")
	return slices.Contains([]string{"pending", "in_process", "processing", "created", "authorized", "action_required"}, status)
}

func (x *run) judged(s Step, exchange string) Event {
	got := stateOf(x.plan.Scenario.Kind, x.doc)
	ev := Event{Step: s.ID, State: OK, Expected: s.Expect.String(), Got: got, Exchange: exchange}
	if !s.Expect.Fits(got) {
		ev.State = Differs
	}
	return unsure(ev, s.Expect)
}

func unsure(ev Event, e Expect) Event {
	if e.Doubtful && ev.State == Differs {
		ev.State = Inconclusive
		if ev.Text.IsZero() {
			ev.Text = checks.T("pay.doubtful")
		}
	}
	return ev
}

func (x *run) show(shown mpclient.Shown) *Show {
	s := &Show{Shown: shown, Buyer: x.plan.Buyer}
	card := x.plan.Card
	if card == nil && x.plan.Account.Test() && x.plan.Scenario.Kind == KindPreference {
		if c, ok := cardOf(x.plan.Site.ID, "", ""); ok { // to pay the link with
			card = &c
		}
	}
	if card != nil {
		s.Card, s.Code, s.Expiry, s.Holder = card.Number, card.Code, fmt.Sprintf("%02d/%d", card.Month, card.Year), x.holder()
		if s.Holder == "" {
			s.Holder = "APRO"
		}
	}
	return s
}

// read fetches the resource anew.
func (x *run) read(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	a, err := read(ctx, x.c, x.plan.Scenario.Kind, x.id)
	if err != nil {
		return "", err
	}
	if !x.take(a.Body) {
		return a.Exchange, &mpclient.Error{Op: "read", Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not the resource", Exchange: a.Exchange}
	}
	return a.Exchange, nil
}

func read(ctx context.Context, c *mpclient.Client, kind Kind, id string) (*mpclient.Answer, error) {
	switch kind {
	case KindOrder:
		return c.Order(ctx, id)
	case KindPreference:
		return c.Preference(ctx, id)
	case KindSubscription:
		return c.Subscription(ctx, id)
	}
	return c.Payment(ctx, id)
}

// follow waits for a state and tells each change on the way.
func (x *run) follow(e Expect) bool {
	last, end := stateOf(x.plan.Scenario.Kind, x.doc), x.o.Now().Add(x.o.Wait)
	x.tell(Event{Step: StepStatus, State: Running, Expected: e.String(), Got: last})
	for {
		if e.Fits(last) {
			x.tell(Event{Step: StepStatus, State: OK, Expected: e.String(), Got: last})
			return true
		}
		if !transitional(last) || !x.o.Now().Before(end) {
			x.tell(unsure(Event{Step: StepStatus, State: Differs, Expected: e.String(), Got: last, Text: checks.T("pay.waited", "time", x.o.Wait.String())}, e))
			return false
		}
		if x.o.Sleep(x.ctx, lookEvery) != nil {
			x.tell(Event{Step: StepStatus, State: Skipped, Got: last, Text: checks.T("pay.interrupted")})
			return false
		}
		exchange, err := x.read(x.ctx)
		if err != nil {
			if x.stopped(StepStatus) {
				return false
			}
			x.tell(failed(StepStatus, e.String(), err))
			return false
		}
		if now := stateOf(x.plan.Scenario.Kind, x.doc); now != last {
			last = now
			if !e.Fits(now) {
				x.tell(Event{Step: StepStatus, State: Running, Expected: e.String(), Got: now, Exchange: exchange})
			}
		}
	}
}

// step performs one of the requests that follow the creation.
func (x *run) step(s Step) bool {
	if s.ID == StepStatus {
		return x.follow(s.Expect)
	}
	x.tell(Event{Step: s.ID, State: Running, Expected: s.Expect.String()})
	ctx, cancel := x.write(string(s.ID) + " " + string(x.plan.Scenario.Kind))
	err := x.act(ctx, s.ID)
	cancel()
	if err != nil {
		ev := failed(s.ID, s.Expect.String(), err)
		if e := mpclient.AsError(err); (s.ID == StepRefund || s.ID == StepPart) && e != nil && (e.Status == 401 || e.Status == 403) {
			// Seen with test accounts whose token is good for all else.
			ev.State, ev.Text, ev.Category = Inconclusive, checks.T("pay.refund_refused"), ""
		}
		x.tell(unsure(ev, s.Expect))
		return false
	}
	exchange, err := x.read(context.WithoutCancel(x.ctx))
	if err != nil {
		x.tell(failed(s.ID, s.Expect.String(), err))
		return false
	}
	ev := x.judged(s, exchange)
	if ev.State == Differs && transitional(ev.Got) {
		return x.follow(s.Expect)
	}
	x.tell(ev)
	return ev.State == OK
}

func (x *run) act(ctx context.Context, id StepID) error {
	key := x.plan.Reference + "-" + strings.ReplaceAll(string(id), "_", "-")
	var err error
	switch kind := x.plan.Scenario.Kind; {
	case kind == KindSubscription:
		_, err = x.c.CancelSubscription(ctx, x.id)
	case kind == KindOrder && id == StepPart:
		body := fmt.Sprintf(`{"transactions":[{"id":%q,"amount":%q}]}`, x.doc.Str("transactions.payments[].id"), x.plan.text(x.plan.half()))
		_, err = x.c.OrderAction(ctx, x.id, "refund", []byte(body), key)
	case kind == KindOrder:
		_, err = x.c.OrderAction(ctx, x.id, string(id), nil, key)
	case id == StepCapture:
		_, err = x.c.CapturePayment(ctx, x.id, key)
	case id == StepCancel:
		_, err = x.c.StopPayment(ctx, x.id, key)
	case id == StepPart:
		_, err = x.c.RefundPayment(ctx, x.id, x.plan.half(), key)
	default:
		_, err = x.c.RefundPayment(ctx, x.id, 0, key)
	}
	return err
}
