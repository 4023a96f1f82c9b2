package webhook

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits"
)

// till is an account that answers from memory and a clock that moves when the poller sleeps.
type till struct {
	now      time.Time
	payments []string
	orders   []string
	errs     []error // what the next searches for payments give
	noOrders bool
	asked    []string // begin_date
	slept    []time.Duration
	turn     func(look int) bool // after each sleep; false ends the test
	said     []string
	found    []Arrival
	refuse   bool
}

func (a *till) Account(context.Context) (mpclient.Account, error) {
	return mpclient.Account{ID: 77}, nil
}

func (a *till) SearchPayments(_ context.Context, limit, offset int, f map[string]string) (*mpclient.Answer, error) {
	if len(a.errs) > 0 {
		err := a.errs[0]
		if a.errs = a.errs[1:]; err != nil {
			return nil, err
		}
	}
	a.asked = append(a.asked, f["begin_date"])
	return list("results", a.payments, limit, offset), nil
}

func (a *till) SearchOrders(_ context.Context, from, to time.Time, limit int, _ map[string]string) (*mpclient.Answer, error) {
	if a.noOrders {
		return nil, &mpclient.Error{Op: "orders.search", Status: 403, Category: mpclient.CatForbidden}
	}
	var in []string
	for _, o := range a.orders {
		_, at, _ := strings.Cut(o, `"created_date":"`)
		at, _, _ = strings.Cut(at, `"`)
		if c, err := time.Parse(time.RFC3339, at); err != nil || !c.Before(from) && !c.After(to) {
			in = append(in, o)
		}
	}
	return list("data", in, limit, 0), nil
}

// list shows a page, the newest first.
func list(key string, all []string, limit, offset int) *mpclient.Answer {
	var page []string
	for i := len(all) - 1 - offset; i >= 0 && len(page) < limit; i-- {
		page = append(page, all[i])
	}
	return &mpclient.Answer{Status: 200, Body: []byte(`{"` + key + `":[` + strings.Join(page, ",") + `]}`)}
}

func (a *till) run(t *testing.T) error {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := NewPoller(a, PollOptions{Secret: mpclient.Secret(secret), Every: time.Second, Now: func() time.Time { return a.now },
		Sleep: func(_ context.Context, d time.Duration) error {
			a.slept = append(a.slept, d)
			a.now = a.now.Add(d)
			if !a.turn(len(a.slept)) {
				cancel()
				return ctx.Err()
			}
			return nil
		},
		State: func(s PollState, in time.Duration, _ *mpclient.Error) {
			a.said = append(a.said, fmt.Sprint(s, " ", in))
		},
		Found: func(d Arrival) error {
			if a.refuse {
				return errors.New("no room")
			}
			a.found = append(a.found, d)
			return nil
		}})
	if s := fmt.Sprintf("%+v %#v", p, p); strings.Contains(s, secret) {
		t.Error("the secret is printed")
	}
	return p.Run(ctx)
}

func (a *till) payment(id int, state string, created time.Time) string {
	return fmt.Sprintf(`{"id":%d,"status":%q,"date_created":%q,"date_last_updated":%q,"live_mode":true}`, id, state,
		created.Format(time.RFC3339Nano), a.now.Format(time.RFC3339Nano))
}

func (a *till) actions() (out []string) {
	for _, d := range a.found {
		s := d.Subject()
		out = append(out, s.Topic+" "+s.DataID+" "+s.Action)
	}
	return out
}

func TestPollFindsWhatChanges(t *testing.T) {
	a := &till{now: signedAt}
	old := a.now.Add(-30 * 24 * time.Hour)
	a.payments = []string{a.payment(1, "approved", old), a.payment(2, "pending", a.now.Add(-time.Minute))}
	a.orders = []string{`{"id":"ORD01A","status":"created","created_date":"2026-05-11T13:00:00Z","last_updated_date":"2026-05-11T13:00:00Z"}`}
	a.turn = func(look int) bool {
		switch look {
		case 2:
			a.payments = append(a.payments, a.payment(3, "pending", a.now), a.payment(9, "refunded", old))
		case 3:
			a.payments[1] = a.payment(2, "approved", a.now.Add(-2*time.Minute))
			a.orders = []string{`{"id":"ORD01A","status":"processed","created_date":"2026-05-11T13:00:00Z","last_updated_date":"2026-05-11T14:02:00Z"}`}
		case 4:
			a.refuse = true
			a.payments[2] = a.payment(3, "approved", a.now)
		case 5:
			a.refuse = false
		}
		return look < 8
	}
	if err := a.run(t); err != nil {
		t.Fatal(err)
	}
	want := []string{"payment 3 payment.created", "payment 9 payment.updated", "payment 2 payment.updated", "order ORD01A order.processed", "payment 3 payment.updated"}
	if got := a.actions(); !reflect.DeepEqual(got, want) {
		t.Errorf("found %q", got)
	}
	if want := []string{"connected 0s", "retrying 1s", "connected 0s"}; !reflect.DeepEqual(a.said, want) {
		t.Errorf("said %q", a.said)
	}
	ids := map[string]bool{}
	for _, d := range a.found {
		q, id := "data.id="+d.Subject().DataID, d.Header.Get("X-Request-Id")
		if ic, err := Verify(secret, d.Header.Get("X-Signature"), d.Subject().DataID, id, d.At, time.Minute); err != nil || ic != AsReceived || !strings.HasPrefix(d.Query, q) {
			t.Errorf("%s does not verify: %v", d.Query, err)
		}
		if d.Signature != SignedHere || d.Source != FromPoll || !strings.Contains(string(d.Body), `"user_id":"77"`) || ids[id] || len(id) != 36 {
			t.Errorf("%+v %s", d, d.Body)
		}
		ids[id] = true
	}
}

func TestPollWaits(t *testing.T) {
	busy := &mpclient.Error{Op: "payments.search", Status: 429, Category: mpclient.CatRateLimited, RetryAfter: 90 * time.Second}
	absurd := &mpclient.Error{Op: "payments.search", Status: 429, Category: mpclient.CatRateLimited, RetryAfter: 999_999_999 * time.Second}
	down := &mpclient.Error{Op: "payments.search", Category: mpclient.CatNetwork}
	a := &till{now: signedAt, errs: []error{nil, down, down, down, down, down, down, down, busy, absurd}}
	a.turn = func(look int) bool { return look < 40 }
	if err := a.run(t); err != nil {
		t.Fatal(err)
	}
	s := time.Second
	if want := []time.Duration{1100 * time.Millisecond, s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 60 * s, 90 * s, limits.PollRetryAfter}; !reflect.DeepEqual(a.slept[:10], want) {
		t.Errorf("slept %v", a.slept[:10])
	}
	if last := a.slept[len(a.slept)-1]; last != 4*s {
		t.Errorf("in quiet times it sleeps %v", last)
	}
	// The first search after the outage looks back over all of it.
	if a.asked[0] != "NOW-60MINUTES" && a.asked[0] != "NOW-2HOURS" || a.asked[1] != "NOW-19MINUTES" || a.asked[2] != "NOW-11MINUTES" {
		t.Errorf("asked %q", a.asked[:3])
	}
	refused := &mpclient.Error{Op: "payments.search", Status: 401, Category: mpclient.CatAuth}
	a = &till{now: signedAt, errs: []error{nil, refused}, turn: func(int) bool { return true }}
	if err := a.run(t); mpclient.AsError(err) != refused || len(a.slept) != 1 {
		t.Errorf("%v after %v", err, a.slept)
	}
}

// TestPollSleptLaptop: after hours without polling the search reaches as far back.
func TestPollSleptLaptop(t *testing.T) {
	for gap, want := range map[time.Duration]string{55 * time.Minute: "NOW-2HOURS", 5 * time.Hour: "NOW-6HOURS", 60 * time.Hour: "NOW-3DAYS", 9000 * time.Hour: "NOW-365DAYS"} {
		a := &till{now: signedAt}
		a.turn = func(look int) bool { a.now = a.now.Add(gap); return look < 2 }
		if err := a.run(t); err != nil {
			t.Fatal(err)
		}
		if a.asked[1] != want {
			t.Errorf("after %v it asks %s", gap, a.asked[1])
		}
	}
}

func TestPollWithoutOrders(t *testing.T) {
	a := &till{now: signedAt, noOrders: true}
	a.turn = func(look int) bool {
		if look == 1 {
			a.payments = append(a.payments, a.payment(3, "pending", a.now))
		}
		return look < 3
	}
	if err := a.run(t); err != nil {
		t.Fatal(err)
	}
	if len(a.found) != 1 || !reflect.DeepEqual(a.said, []string{"no_orders 0s", "connected 0s"}) {
		t.Errorf("%q, said %q", a.actions(), a.said)
	}
}

// TestPollManyAtOnce: pages are turned, windows of orders are split, and what is beyond that is told.
func TestPollManyAtOnce(t *testing.T) {
	a := &till{now: signedAt}
	a.turn = func(look int) bool {
		if look == 1 {
			for i := range 320 {
				a.payments = append(a.payments, a.payment(100+i, "approved", a.now))
				at := a.now.Add(-time.Duration(i) * 4 * time.Minute)
				a.orders = append(a.orders, fmt.Sprintf(`{"id":"ORD%d","status":"created","created_date":%q,"last_updated_date":%q}`, i, at.Format(time.RFC3339), at.Format(time.RFC3339)))
			}
		}
		return look < 3
	}
	if err := a.run(t); err != nil {
		t.Fatal(err)
	}
	if len(a.found) != 640 || len(a.said) != 1 {
		t.Errorf("%d found, said %q", len(a.found), a.said)
	}
	a = &till{now: signedAt}
	a.turn = func(look int) bool {
		if look == 1 {
			for i := range 600 {
				a.payments = append(a.payments, a.payment(100+i, "approved", a.now))
			}
		}
		return look < 2
	}
	if err := a.run(t); err != nil {
		t.Fatal(err)
	}
	if len(a.found) != maxPages*pageSize || !reflect.DeepEqual(a.said, []string{"connected 0s", "cut 0s"}) {
		t.Errorf("%d found, said %q", len(a.found), a.said)
	}
}

func TestPollHostileAnswers(t *testing.T) {
	for _, body := range []string{`{"id":"../../x"}`, `{"id":""}`, `{"id":{"a":1}}`, `"x"`, `{"id":1,"status":{}}`, `{"id":1e999}`} {
		a := &till{now: signedAt, turn: func(int) bool { return false }, payments: []string{body}}
		if err := a.run(t); err != nil || !reflect.DeepEqual(a.said, []string{"retrying 1s"}) {
			t.Errorf("%s: %v, said %q", body, err, a.said)
		}
	}
}
