package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
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
	// Keep leaves what was created on a test account. On a real one it is cleaned up regardless.
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
	if x.id != "" && (!x.o.Keep || !x.plan.Account.Test()) {
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

// prepare makes the card token.
func (x *run) prepare() bool {
	if !bytes.Contains(x.plan.Body, []byte(CardToken)) || x.plan.Card == nil {
		return true
	}
	x.tell(Event{Step: StepToken, State: Running})
	ctx, cancel := x.write("make a card token")
	defer cancel()
	doc := papers[x.plan.Site.ID]
	token, exchange, err := x.c.CardToken(ctx, *x.plan.Card, x.holder(), doc[0], doc[1])
	if err != nil {
		x.tell(failed(StepToken, "", err))
		return false
	}
	x.token = token
	x.tell(Event{Step: StepToken, State: OK, Exchange: exchange})
	return true
}

// holder is the name that decides. The ones of 3DS say how the challenge ends.
func (x *run) holder() string {
	switch x.plan.Scenario.secure {
	case "challenge":
		return "APRO-CHOK"
	case "doubted":
		return "OTHE-CHNO"
	}
	return x.plan.Scenario.holder
}

// failed is the event of a call that was not answered as the scenario needs it. What the API refuses is an
// answer like others; no answer, or one that is none, ends the run.
func failed(step StepID, expected string, err error) Event {
	e := mpclient.AsError(err)
	if e == nil {
		return Event{Step: step, State: Failed, Expected: expected, Text: checks.Raw(mpclient.CleanLine(err.Error(), 200))}
	}
	ev := Event{Step: step, State: Failed, Expected: expected, Exchange: e.Exchange, Category: e.Category, Text: checks.Raw(mpclient.CleanLine(e.Message, 200))}
	if e.Status != 0 {
		ev.Got = "HTTP " + strconv.Itoa(e.Status)
	}
	for _, c := range e.Causes {
		if c.Code != "" {
			ev.Got += " " + mpclient.CleanLine(c.Code, 40)
		}
		if c.Description != "" && c.Description != e.Message {
			ev.Text.Args[1] = mpclient.CleanLine(ev.Text.Args[1]+" · "+c.Description, 300)
		}
	}
	if len(e.Causes) == 0 && e.Code != "" && e.Status != 0 {
		ev.Got += " " + mpclient.CleanLine(e.Code, 40)
	}
	switch e.Category {
	case mpclient.CatInvalid, mpclient.CatForbidden, mpclient.CatNotFound:
		ev.State = Differs
	}
	if e.Has("13253") || strings.HasPrefix(e.Message, "Collector user without key enabled") {
		ev.Text = checks.T("pay.no_pix_key")
	}
	return ev
}

// create sends the creation, under one idempotency key however often, and judges the first state.
func (x *run) create(s Step) bool {
	p := x.plan
	x.since = x.o.Now()
	entry := Entry{Reference: p.Reference, Kind: p.Scenario.Kind, Scenario: p.Scenario.ID, API: x.o.API, Account: p.Account.ID, Test: p.Account.Test(), Amount: p.Amount, At: x.since}
	if x.o.Ledger != nil {
		if err := x.o.Ledger.Sending(entry); err != nil {
			x.tell(Event{Step: s.ID, State: Failed, Text: checks.T("pay.ledger", "why", mpclient.CleanLine(err.Error(), 160))})
			return false
		}
	}
	x.tell(Event{Step: s.ID, State: Running, Expected: s.Expect.String()})
	made, err := x.send()
	if lost(err) {
		made, err = x.sendAgain(err)
	}
	if err == nil {
		x.id = idOf(made.Body)
	}
	declined := err != nil && p.Scenario.Kind == KindOrder && x.take(orderOf(err))
	if declined {
		made.Answer = &mpclient.Answer{Body: orderOf(err), Exchange: mpclient.AsError(err).Exchange}
		err = nil
	}
	switch {
	case err != nil && lost(err):
		ev := failed(s.ID, s.Expect.String(), err)
		ev.State = Failed
		if x.o.Ledger != nil {
			ev.Text = checks.T("pay.lost", "why", ev.Text.Args[1])
		}
		x.tell(ev)
		return false
	case err != nil:
		x.close("refused") // nothing was created
		x.tell(unsure(failed(s.ID, s.Expect.String(), err), s.Expect))
		return false
	}
	x.remember()
	if !declined && !x.take(made.Body) {
		x.tell(Event{Step: s.ID, State: Failed, Expected: s.Expect.String(), Exchange: made.Exchange, Category: mpclient.CatGarbled, Text: checks.T("pay.garbled")})
		return false
	}
	ev := x.judged(s, made.Exchange)
	ev.Show = x.show(made.Shown)
	wait := ev.State == Differs && transitional(ev.Got)
	if wait { // created, and the status will tell
		ev.State, ev.Expected = OK, ""
	}
	x.tell(ev)
	if wait {
		return x.follow(s.Expect)
	}
	return ev.State != Differs
}

func (x *run) send() (mpclient.Made, error) {
	p := x.plan
	ctx, cancel := x.write("create " + string(p.Scenario.Kind))
	defer cancel()
	body := p.Body
	if x.token != "" {
		body = bytes.ReplaceAll(body, []byte(CardToken), []byte(x.token.Reveal()))
	}
	switch p.Scenario.Kind {
	case KindOrder:
		return x.c.SendOrder(ctx, body, p.Reference)
	case KindPreference:
		return x.c.SendPreference(ctx, body)
	case KindSubscription:
		return x.c.SendSubscription(ctx, body)
	}
	return x.c.SendPayment(ctx, body, p.Reference)
}

// lost tells a creation that may have happened although nobody said so.
func lost(err error) bool {
	e := mpclient.AsError(err)
	if e == nil {
		return false
	}
	switch e.Category {
	case mpclient.CatNetwork, mpclient.CatTimeout, mpclient.CatGarbled, mpclient.CatServer, mpclient.CatTooLarge, mpclient.CatCancelled:
		return true
	}
	return false
}

// sendAgain looks for a creation whose answer was lost; when it is not found and the API can tell a
// repetition by its key, it is sent once more under the same one.
func (x *run) sendAgain(first error) (mpclient.Made, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(x.ctx), callLimit)
	defer cancel()
	a, err := find(ctx, x.c, x.plan.Scenario.Kind, x.plan.Reference, x.o.Now())
	switch {
	case err == nil && a != nil:
		return mpclient.Made{Answer: a}, nil
	case x.plan.Scenario.Kind != KindPayment && x.plan.Scenario.Kind != KindOrder:
		return mpclient.Made{}, first
	}
	return x.send()
}

// orderOf is the order that comes with a declined card.
func orderOf(err error) []byte {
	if e := mpclient.AsError(err); e != nil && e.Status == 402 {
		return e.Data
	}
	return nil
}

// idOf reads an id that may be a number or text; "" when there is none of a sane form.
func idOf(body []byte) string {
	var made struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(body, &made) != nil {
		return ""
	}
	id := strings.Trim(string(made.ID), `"`)
	if id == "null" || len(id) > 100 || strings.ContainsFunc(id, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	}) {
		return ""
	}
	return id
}

// take keeps a body as the resource's latest reading.
func (x *run) take(body []byte) bool {
	if len(body) == 0 {
		return false
	}
	id := idOf(body)
	d, err := checks.ParseDoc(id, body)
	if err != nil || id == "" {
		return false
	}
	x.id, x.doc = id, d
	return true
}

func (x *run) remember() {
	if x.o.Ledger != nil && x.id != "" {
		_ = x.o.Ledger.Made(x.plan.Reference, x.id) // without it the reference finds it
	}
}

func (x *run) close(how string) {
	if x.o.Ledger != nil {
		_ = x.o.Ledger.Closed(x.plan.Reference, how) // an entry too many does no harm
	}
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
	got, err := x.hear()
	switch {
	case err != nil:
		x.tell(Event{Step: StepNotification, State: Failed, Text: checks.Raw(mpclient.CleanLine(err.Error(), 200))})
		return
	case got == nil && x.stopped(StepNotification):
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

// hear gives the first delivery about the resource, nil when none came in time.
func (x *run) hear() (*webhook.Arrival, error) {
	end := x.o.Now().Add(x.o.Wait)
	for {
		list, err := x.o.Notices.About(x.plan.Scenario.Kind, x.id)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			// A signed one tells more than what came beside it over the older channel.
			i := slices.IndexFunc(list, func(d webhook.Arrival) bool { return d.Signature != webhook.NotVerifiable })
			return &list[max(i, 0)], nil
		}
		if !x.o.Now().Before(end) || x.o.Sleep(x.ctx, hearEvery) != nil {
			return nil, nil
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
