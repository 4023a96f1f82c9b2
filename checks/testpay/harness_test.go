package testpay

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// clock is moved by whoever sleeps.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// bench is a client before a simulated account.
type bench struct {
	*testing.T
	*clock
	sim     *sandbox.Server
	srv     *httptest.Server
	client  *mpclient.Client
	account mpclient.Account
	methods []mpclient.PaymentMethod
	rec     *mpclient.Recorder
	ledger  string
}

func newBench(t *testing.T, site mpclient.SiteID, kind sandbox.AccountKind, front func(http.Handler) http.Handler) *bench {
	t.Helper()
	b := &bench{T: t, clock: &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}, rec: mpclient.NewRecorder(nil), ledger: filepath.Join(t.TempDir(), "state", "payments.jsonl")}
	b.sim = sandbox.New(sandbox.Config{Site: site, Kind: kind, Now: b.Now, Seed: 11, AllowLocal: true})
	t.Cleanup(b.sim.Close)
	var h http.Handler = b.sim
	if front != nil {
		h = front(h)
	}
	b.srv = httptest.NewServer(h)
	t.Cleanup(b.srv.Close)
	b.connect()
	return b
}

// connect makes a fresh client, as another process would.
func (b *bench) connect() {
	b.Helper()
	var err error
	b.client, err = mpclient.New(mpclient.Secret(b.sim.Credentials().AccessToken), mpclient.Options{BaseURL: b.srv.URL, Now: b.Now, Sleep: b.Sleep, Recorder: b.rec, PerSec: 10000})
	if err != nil {
		b.Fatal(err)
	}
	if b.account, err = b.client.Account(context.Background()); err != nil {
		b.Fatal(err)
	}
	if b.methods, err = b.client.PaymentMethods(context.Background()); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) open() *Ledger {
	b.Helper()
	l, err := OpenLedger(b.ledger)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	return l
}

func (b *bench) runner(change ...func(*Options)) *Runner {
	o := Options{Now: b.Now, Sleep: b.Sleep, API: b.srv.URL}
	for _, f := range change {
		f(&o)
	}
	return NewRunner(b.client, o)
}

func (b *bench) plan(id string, change ...func(*Target)) Plan {
	b.Helper()
	for _, s := range Scenarios(b.account.Site) {
		if s.ID == id {
			t := Target{Account: b.account, Methods: b.methods, Now: b.Now()}
			for _, f := range change {
				f(&t)
			}
			p, err := NewPlan(s, t)
			if err != nil {
				b.Fatalf("%s: %v", id, err)
			}
			return p
		}
	}
	b.Fatalf("no scenario %s on %s", id, b.account.Site)
	return Plan{}
}

func drain(ch <-chan Event) []Event {
	var out []Event
	for e := range ch {
		out = append(out, e)
	}
	return out
}

// at is the last event of a step.
func at(events []Event, step StepID) Event {
	var last Event
	for _, e := range events {
		if e.Step == step {
			last = e
		}
	}
	return last
}

// toServer carries the official SDK's requests to a test server.
type toServer struct{ base string }

func (s toServer) Do(r *http.Request) (*http.Response, error) {
	c := r.Clone(r.Context())
	u := *c.URL
	u.Scheme, u.Host = "http", s.base[len("http://"):]
	c.URL, c.Host = &u, ""
	return http.DefaultClient.Do(c)
}
