package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

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
	case mpclient.CatConsent:
		ev.Text = checks.Stopped(e)
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
	entry := Entry{Reference: p.Reference, Kind: p.Scenario.Kind, Scenario: p.Scenario.ID, API: x.o.API,
		Account: p.Account.ID, Test: p.Account.Test(), Amount: p.Amount, At: x.since}
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
