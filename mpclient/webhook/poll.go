package webhook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits"
)

// Limits of polling. The API publishes no rate limit; the client's own and Retry-After, capped, hold on top of these.
const (
	PollEvery    = 3 * time.Second
	pollSlowest  = 4                // times the interval, when nothing happens
	pollBackOff  = time.Minute      // the longest wait after an error
	pollOverlap  = 10 * time.Minute // searches look back further than the last one: what is new may be found late
	pollBaseline = time.Hour        // what is known from the start
	orderWindow  = 24 * time.Hour   // orders are searched by their creation, so older ones go unseen
	pageSize     = 50
	maxPages     = 10
	orderPage    = 100
	maxOrderRuns = 16 // calls to split a window that holds more than a page
)

// Account is what a poller reads; *mpclient.Client is one.
type Account interface {
	Account(context.Context) (mpclient.Account, error)
	SearchPayments(ctx context.Context, limit, offset int, filters map[string]string) (*mpclient.Answer, error)
	SearchOrders(ctx context.Context, from, to time.Time, limit int, filters map[string]string) (*mpclient.Answer, error)
}

// PollState is how the connection to the API is.
type PollState string

// The states.
const (
	PollConnected PollState = "connected"
	PollRetrying  PollState = "retrying"
	PollNoOrders  PollState = "no_orders" // the account answers no search for orders; payments go on
	PollCut       PollState = "cut"       // more changes than one look reads; some are not seen
)

// PollOptions set a poller up.
type PollOptions struct {
	Secret mpclient.Secret // notifications go unsigned without it
	Every  time.Duration   // PollEvery
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	State  func(s PollState, retryIn time.Duration, err *mpclient.Error)
	// Found takes a notification. What it refuses is found again at the next look.
	Found func(Arrival) error
}

// Poller turns changes of an account's payments and orders into notifications, from now on. It reads and
// never writes.
type Poller struct {
	api     Account
	opt     PollOptions
	user    int64
	started time.Time
	last    time.Time // when the last look began that read everything
	state   PollState
	known   map[string]*sight
	orders  bool // whether they can be searched
	first   bool
}

// sight is the last state seen of a payment or order.
type sight struct {
	mark string
	at   time.Time
}

// NewPoller makes a poller.
func NewPoller(api Account, o PollOptions) *Poller {
	if o.Every <= 0 {
		o.Every = PollEvery
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = mpclient.Sleep
	}
	if o.State == nil {
		o.State = func(PollState, time.Duration, *mpclient.Error) {}
	}
	return &Poller{api: api, opt: o, known: map[string]*sight{}, orders: true, first: true}
}

// Format keeps the secret out of %v.
func (p *Poller) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "webhook.Poller") }

// Run polls until ctx ends, which gives nil, or until the token is refused, which gives the API's error.
func (p *Poller) Run(ctx context.Context) error {
	pause, failures := p.opt.Every, 0
	for {
		found, err := p.look(ctx)
		switch e := asError(err); {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			failures = 0
			p.say(PollConnected, 0, nil)
			if pause += pause / 10; found > 0 || pause < p.opt.Every {
				pause = p.opt.Every
			}
			pause = min(pause, pollSlowest*p.opt.Every)
			if p.opt.Sleep(ctx, pause) != nil {
				return nil
			}
		case e.Category == mpclient.CatAuth:
			return e
		default:
			retry := min(max(p.opt.Every, time.Second)<<min(failures, 6), pollBackOff)
			retry = max(retry, min(e.RetryAfter, limits.PollRetryAfter))
			failures++
			p.state = ""
			p.say(PollRetrying, retry, e)
			if p.opt.Sleep(ctx, retry) != nil {
				return nil
			}
		}
	}
}

// asError is the API's error; a refusal of Found is one too, without a category.
func asError(err error) *mpclient.Error {
	var e *mpclient.Error
	if errors.As(err, &e) {
		return e
	}
	if err == nil {
		return &mpclient.Error{}
	}
	return &mpclient.Error{Op: "listen", Message: err.Error()}
}

func (p *Poller) say(s PollState, in time.Duration, e *mpclient.Error) {
	if s != PollConnected || p.state != s {
		p.opt.State(s, in, e)
	}
	if s == PollConnected || s == PollRetrying {
		p.state = s
	}
}

// change is a payment or an order as a search shows it.
type change struct {
	topic, id, status, detail string
	created, updated          string
	live                      bool
}

func (c change) key() string  { return c.topic + " " + c.id }
func (c change) mark() string { return strings.Join([]string{c.status, c.detail, c.updated}, "\x00") }

// look reads what changed since the last look and hands it over. The first one only learns what there is.
func (p *Poller) look(ctx context.Context) (found int, err error) {
	if p.user == 0 {
		acc, err := p.api.Account(ctx)
		if err != nil {
			return 0, err
		}
		p.user = acc.ID
	}
	began := p.opt.Now()
	if p.first {
		p.started = began
	}
	changes, err := p.payments(ctx, began)
	if err != nil {
		return 0, err
	}
	orders, err := p.orderChanges(ctx, began)
	if err != nil {
		return 0, err
	}
	for _, c := range append(changes, orders...) {
		before := p.known[c.key()]
		if before != nil && before.mark == c.mark() {
			before.at = began
			continue
		}
		if !p.first {
			if err := p.opt.Found(p.notify(c, before != nil, began)); err != nil {
				return found, err
			}
			found++
		}
		p.known[c.key()] = &sight{c.mark(), began}
	}
	for k, s := range p.known { // what no search can show any more
		if began.Sub(s.at) > 2*orderWindow {
			delete(p.known, k)
		}
	}
	p.first, p.last = false, began
	return found, nil
}

// since words how far back to look by the API's own clock, which need not be ours.
func (p *Poller) since(now time.Time) string {
	back := pollBaseline
	if !p.first {
		back = now.Sub(p.last) + pollOverlap
	}
	switch minutes := int(back/time.Minute) + 1; {
	case minutes <= 60:
		return fmt.Sprintf("NOW-%dMINUTES", minutes)
	case back < 23*time.Hour:
		return fmt.Sprintf("NOW-%dHOURS", int(back/time.Hour)+1)
	default:
		return fmt.Sprintf("NOW-%dDAYS", min(int(back/(24*time.Hour))+1, 365))
	}
}

func (p *Poller) payments(ctx context.Context, now time.Time) ([]change, error) {
	filters := map[string]string{"range": "date_last_updated", "begin_date": p.since(now), "end_date": "NOW",
		"sort": "date_last_updated", "criteria": "desc"}
	var all []change
	for page := range maxPages {
		a, err := p.api.SearchPayments(ctx, pageSize, page*pageSize, filters)
		if err != nil {
			return nil, err
		}
		var body struct {
			Results []struct {
				ID           json.RawMessage
				Status       string
				StatusDetail string `json:"status_detail"`
				Created      string `json:"date_created"`
				Updated      string `json:"date_last_updated"`
				Live         *bool  `json:"live_mode"`
			}
		}
		if err := json.Unmarshal(a.Body, &body); err != nil {
			return nil, garbled("payments.search", a)
		}
		for _, r := range body.Results {
			id := strings.Trim(string(r.ID), `"`)
			if id == "" || strings.Trim(id, "0123456789") != "" || len(id) > 30 {
				return nil, garbled("payments.search", a)
			}
			all = append(all, change{"payment", id, r.Status, r.StatusDetail, r.Created, r.Updated, r.Live == nil || *r.Live})
		}
		if len(body.Results) < pageSize {
			return oldestFirst(all), nil
		}
	}
	if !p.first {
		p.say(PollCut, 0, nil)
	}
	return oldestFirst(all), nil
}

func garbled(op string, a *mpclient.Answer) error {
	return &mpclient.Error{Op: op, Status: a.Status, Category: mpclient.CatGarbled, Message: "the answer is not a list of results",
		Exchange: a.Exchange, RequestID: a.RequestID}
}

// oldestFirst turns the newest first around and leaves out what a shifting page showed twice.
func oldestFirst(all []change) []change {
	seen, out := map[string]bool{}, make([]change, 0, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		if k := all[i].key() + "\x00" + all[i].mark(); !seen[k] {
			seen[k] = true
			out = append(out, all[i])
		}
	}
	return out
}

// orderChanges searches the orders of the last day. The end lies in the future: our clock may be behind.
func (p *Poller) orderChanges(ctx context.Context, now time.Time) ([]change, error) {
	if !p.orders {
		return nil, nil
	}
	runs := maxOrderRuns
	all, err := p.ordersIn(ctx, now.Add(-orderWindow), now.Add(time.Hour), &runs)
	var e *mpclient.Error
	if errors.As(err, &e) && (e.Category == mpclient.CatForbidden || e.Category == mpclient.CatNotFound || e.Category == mpclient.CatInvalid) {
		p.orders = false
		p.say(PollNoOrders, 0, e)
		return nil, nil
	}
	return oldestFirst(all), err
}

// ordersIn reads a window, in halves when it holds more than a page; the later half first, as a page has it.
func (p *Poller) ordersIn(ctx context.Context, from, to time.Time, runs *int) ([]change, error) {
	*runs--
	a, err := p.api.SearchOrders(ctx, from, to, orderPage, nil)
	if err != nil {
		return nil, err
	}
	var body struct {
		Data []struct {
			ID           string
			Status       string
			StatusDetail string `json:"status_detail"`
			Created      string `json:"created_date"`
			Updated      string `json:"last_updated_date"`
		}
	}
	if err := json.Unmarshal(a.Body, &body); err != nil {
		return nil, garbled("orders.search", a)
	}
	if len(body.Data) >= orderPage {
		if *runs >= 2 && to.Sub(from) > time.Minute {
			middle := from.Add(to.Sub(from) / 2)
			late, err := p.ordersIn(ctx, middle, to, runs)
			if err != nil {
				return nil, err
			}
			early, err := p.ordersIn(ctx, from, middle, runs)
			return append(late, early...), err
		}
		p.say(PollCut, 0, nil)
		if p.first { // what is not known from the start would look new later
			p.orders = false
			return nil, nil
		}
	}
	var all []change
	for _, o := range body.Data {
		if o.ID == "" || len(o.ID) > 60 {
			return nil, garbled("orders.search", a)
		}
		all = append(all, change{"order", o.ID, o.Status, o.StatusDetail, o.Created, o.Updated, true})
	}
	return all, nil
}

// action names what happened. A payment never seen that was made since polling began is a new one.
func (p *Poller) action(c change, seen bool, now time.Time) string {
	if c.topic == "order" {
		return "order." + mpclient.CleanLine(c.status, 40)
	}
	if seen {
		return "payment.updated"
	}
	created, err1 := time.Parse(time.RFC3339Nano, c.created)
	updated, err2 := time.Parse(time.RFC3339Nano, c.updated)
	if err1 == nil && err2 == nil && updated.Sub(created) <= now.Sub(p.started)+time.Second {
		return "payment.created"
	}
	return "payment.updated"
}

// notify writes the notification of a change as Mercado Pago would send it. Its ids and its moment are made up here, which
// Source tells; what cannot be known, the application of an order, is left out.
func (p *Poller) notify(c change, seen bool, now time.Time) Arrival {
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.key() + c.mark()))
	n := Notification{ID: int64(h.Sum64() >> 24), Topic: c.topic, Action: p.action(c, seen, now), DataID: c.id,
		UserID: strconv.FormatInt(p.user, 10), LiveMode: c.live, Created: now}
	head := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"MercadoPago WebHook v1.0 " + c.topic}}
	reqID := requestID()
	head.Set("X-Request-Id", reqID)
	verdict := Unsigned
	if p.opt.Secret != "" {
		verdict = SignedHere
		head.Set("X-Signature", Sign(p.opt.Secret.Reveal(), c.id, reqID, now, LiveUnit, AsReceived))
	}
	body := n.Body()
	if c.topic == "order" {
		fields := n.Fields(FormOrder, Event{})
		delete(fields, "application_id")
		body, _ = json.Marshal(fields) // strings and booleans only
	}
	return Arrival{At: now.UTC(), Source: FromPoll, Method: http.MethodPost, Header: head, Body: body, Length: int64(len(body)),
		Signature: verdict, Query: "data.id=" + url.QueryEscape(c.id) + "&type=" + url.QueryEscape(c.topic)}
}

// requestID is a random UUID, as x-request-id is.
func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
