package testpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/mpclient/webhook"
)

// cut lets a request through to the simulator and drops the connection instead of answering, the first n
// times.
func cut(n int64, method, path string, keys *[]string) func(http.Handler) http.Handler {
	var left atomic.Int64
	left.Store(n)
	var mu sync.Mutex
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method && r.URL.Path == path {
				mu.Lock()
				*keys = append(*keys, r.Header.Get("X-Idempotency-Key"))
				mu.Unlock()
				if left.Add(-1) >= 0 {
					next.ServeHTTP(httptest.NewRecorder(), r)
					panic(http.ErrAbortHandler)
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

func (b *bench) payments(reference string) int {
	b.Helper()
	a, err := b.client.SearchPayments(context.Background(), 50, 0, map[string]string{"external_reference": reference})
	if err != nil {
		b.Fatal(err)
	}
	var page struct{ Paging struct{ Total int } }
	if err := json.Unmarshal(a.Body, &page); err != nil {
		b.Fatal(err)
	}
	return page.Paging.Total
}

// An answer lost on the way makes no second payment, however often it is lost: one key for all tries.
func TestLostAnswersMakeOnePayment(t *testing.T) {
	for _, x := range []struct {
		lost int64
		id   string
		path string
	}{{1, "card.APRO", "/v1/payments"}, {2, "pix.pending", "/v1/payments"}, {3, "card.APRO", "/v1/payments"}, {1, "order.APRO", "/v1/orders"}, {4, "order.pix", "/v1/orders"},
		{1, "preference.link", "/checkout/preferences"}, {1, "subscription.card", "/preapproval"}} {
		var keys []string
		b := newBench(t, mpclient.MLB, sandbox.Test, cut(x.lost, "POST", x.path, &keys))
		p := b.plan(x.id)
		ledger := b.open()
		events := drain(b.runner(func(o *Options) { o.Ledger = ledger }).Run(context.Background(), p))
		if row := Matrix([]Plan{p}, events)[0]; row.State != OK || row.Left || row.ID == "" {
			t.Errorf("%s, %d lost: %+v", x.id, x.lost, row)
		}
		if x.path == "/v1/payments" && b.payments(p.Reference) != 1 {
			t.Errorf("%s: %d payments", x.id, b.payments(p.Reference))
		}
		for _, k := range keys {
			if want := p.Reference; k != want && (x.path == "/v1/payments" || x.path == "/v1/orders") {
				t.Errorf("%s: key %q, want %q", x.id, k, want)
			}
		}
		if (x.path == "/checkout/preferences" || x.path == "/preapproval") && len(keys) != 1 {
			t.Errorf("%s was sent %d times without a key", x.id, len(keys))
		}
		if n := len(ledger.Open()); n != 0 {
			t.Errorf("%s: %d entries left", x.id, n)
		}
	}
}

// Nothing answers any more after the creation: the entry stays, and a later clean-up finds the payment.
func TestLostForGoodIsRemembered(t *testing.T) {
	var dead atomic.Bool
	b := newBench(t, mpclient.MLB, sandbox.Test, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "POST" && r.URL.Path == "/v1/payments" && dead.CompareAndSwap(false, true) {
				next.ServeHTTP(httptest.NewRecorder(), r)
			}
			if dead.Load() {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})
	p, ledger := b.plan("pix.pending"), b.open()
	r := b.runner(func(o *Options) { o.Ledger = ledger })
	events := drain(r.Run(context.Background(), p))
	if row := Matrix([]Plan{p}, events)[0]; row.State != Failed || row.Step != StepCreate || row.Category != mpclient.CatNetwork {
		t.Errorf("%+v", row)
	}
	if open := ledger.Open(); len(open) != 1 || open[0].ID != "" {
		t.Fatalf("%+v", open)
	}
	dead.Store(false)
	dead.CompareAndSwap(false, false)
	srv := httptest.NewServer(b.sim)
	t.Cleanup(srv.Close)
	b.srv.URL = srv.URL
	b.connect()
	back := NewRunner(b.client, Options{Ledger: ledger, Now: b.Now, Sleep: b.Sleep, API: ledger.Open()[0].API})
	got := drain(back.Cleanup(context.Background(), b.account))
	if len(got) != 1 || got[0].State != OK || got[0].Got != "cancelled/by_collector" || len(ledger.Open()) != 0 {
		t.Errorf("%+v, left %+v", got, ledger.Open())
	}
}

// What was never made is forgotten only when no search can find it any more.
func TestNeverMade(t *testing.T) {
	b := newBench(t, mpclient.MLB, sandbox.Test, nil)
	ledger := b.open()
	if err := ledger.Sending(Entry{Reference: "homologa-payment-x", Kind: KindPayment, API: b.srv.URL, Account: b.account.ID, Test: true, At: b.Now()}); err != nil {
		t.Fatal(err)
	}
	r := b.runner(func(o *Options) { o.Ledger = ledger })
	if got := drain(r.Cleanup(context.Background(), b.account)); len(got) != 1 || got[0].State != Left || len(ledger.Open()) != 1 {
		t.Errorf("at once: %+v", got)
	}
	_ = b.Sleep(context.Background(), late)
	if got := drain(r.Cleanup(context.Background(), b.account)); len(got) != 1 || got[0].State != OK || len(ledger.Open()) != 0 {
		t.Errorf("later: %+v", got)
	}
}

// A ledger that was tampered with makes the tool touch nothing that does not carry its mark.
func TestCleanupTouchesOnlyItsOwn(t *testing.T) {
	b := newBench(t, mpclient.MLB, sandbox.Test, nil)
	own := b.plan("card.APRO")
	row := Matrix([]Plan{own}, drain(b.runner(func(o *Options) { o.Keep = true }).Run(context.Background(), own)))[0]
	ledger := b.open()
	for ref, account := range map[string]int64{"homologa-payment-other": b.account.ID, own.Reference: b.account.ID + 1} {
		if err := errors.Join(ledger.Sending(Entry{Reference: ref, Kind: KindPayment, API: b.srv.URL, Account: account, At: b.Now()}), ledger.Made(ref, row.ID)); err != nil {
			t.Fatal(err)
		}
	}
	got := drain(b.runner(func(o *Options) { o.Ledger = ledger }).Cleanup(context.Background(), b.account))
	if len(got) != 1 || got[0].State != Left || got[0].Text.Key != "pay.not_ours" {
		t.Errorf("%+v", got)
	}
	a, err := b.client.Payment(context.Background(), row.ID)
	if err != nil || !bytes.Contains(a.Body, []byte(`"status":"approved"`)) {
		t.Errorf("%v %s", err, a.Body)
	}
}

// An API that answers otherwise is told as it is.
func TestOtherAnswersAreSeen(t *testing.T) {
	replace := func(old, now string) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				rec := httptest.NewRecorder()
				next.ServeHTTP(rec, r)
				for k, v := range rec.Header() {
					w.Header()[k] = v
				}
				w.Header().Del("Content-Length")
				w.WriteHeader(rec.Code)
				_, _ = io.WriteString(w, strings.ReplaceAll(rec.Body.String(), old, now))
			})
		}
	}
	for _, x := range []struct {
		id, old, now string
		state        State
		step         StepID
		got          string
	}{
		{"card.FUND", "cc_rejected_insufficient_amount", "cc_rejected_high_risk", Differs, StepCreate, "rejected/cc_rejected_high_risk"},
		{"card.APRO", `"status":"approved","status_detail":"accredited"`, `"status":"rejected","status_detail":"cc_rejected_high_risk"`, Differs, StepCreate, ""},
		{"card.UNSU", `"status":"rejected"`, `"status":"approved"`, Inconclusive, StepCreate, ""},
		{"card.capture", `"captured":true`, `"captured":true`, OK, "", "approved/accredited"},
		{"card.refund", `"status":"refunded"`, `"status":"approved"`, Differs, StepRefund, ""},
		{"order.OTHE", "rejected_by_issuer", "high_risk", Differs, StepCreate, "failed/high_risk"},
		{"preference.link", `"init_point"`, `"other_point"`, Differs, StepCreate, "no init_point"},
		{"pix.pending", "pending_waiting_transfer", "pending_review_manual", Differs, StepStatus, "pending/pending_review_manual"},
		{"subscription.card", `"status":"authorized"`, `"status":"paused"`, Differs, StepCreate, "paused"},
	} {
		b := newBench(t, mpclient.MLB, sandbox.Test, replace(x.old, x.now))
		p := b.plan(x.id)
		row := Matrix([]Plan{p}, drain(b.runner().Run(context.Background(), p)))[0]
		if row.State != x.state || row.Step != x.step || x.got != "" && row.Got != x.got {
			t.Errorf("%s: %s at %q, expected %q, got %q", x.id, row.State, row.Step, row.Expected, row.Got)
		}
	}
}

func TestRefusalsAreWorded(t *testing.T) {
	for _, x := range []struct {
		change func(*sandbox.Server)
		id     string
		state  State
		step   StepID
		got    string
		cat    mpclient.Category
	}{
		{func(s *sandbox.Server) { s.SetPix(true, false) }, "pix.pending", Differs, StepCreate, "HTTP 400 13253", mpclient.CatInvalid},
		{func(s *sandbox.Server) { s.RevokeToken() }, "card.APRO", Failed, StepToken, "HTTP 401", mpclient.CatAuth},
		{func(s *sandbox.Server) { s.RevokeToken() }, "pix.pending", Failed, StepCreate, "HTTP 401", mpclient.CatAuth},
		{func(s *sandbox.Server) { _ = s.SetChaos(sandbox.Chaos{HTML: true, Times: 50}) }, "pix.pending", Failed, StepCreate, "", mpclient.CatGarbled},
		{func(s *sandbox.Server) { _ = s.PlanRefusal("2034", 9) }, "pix.pending", Differs, StepCreate, "HTTP 400 2034", mpclient.CatInvalid},
	} {
		b := newBench(t, mpclient.MLB, sandbox.Test, nil)
		p, ledger := b.plan(x.id), b.open()
		x.change(b.sim)
		row := Matrix([]Plan{p}, drain(b.runner(func(o *Options) { o.Ledger = ledger }).Run(context.Background(), p)))[0]
		if row.State != x.state || row.Step != x.step || !strings.HasPrefix(row.Got, x.got) || row.Category != x.cat || row.Text.IsZero() {
			t.Errorf("%s: %+v", x.id, row)
		}
	}
}

func TestRealAccounts(t *testing.T) {
	b := newBench(t, mpclient.MLB, sandbox.Real, nil)
	for _, s := range Scenarios(mpclient.MLB) {
		_, err := NewPlan(s, Target{Account: b.account, Methods: b.methods, Now: b.Now()})
		if s.Real != (err == nil) || !s.Real && !errors.Is(err, ErrNotOnReal) {
			t.Errorf("%s: %v", s.ID, err)
		}
		if s.Real && s.holder != "" {
			t.Errorf("%s charges a card on a real account", s.ID)
		}
	}
	target := func(t *Target) { t.Amount = 5 }
	tt := Target{Account: b.account, Methods: b.methods, Now: b.Now()}
	target(&tt)
	if _, err := NewPlan(b.plan("pix.pending").Scenario, tt); !errors.Is(err, ErrAmount) {
		t.Errorf("five reais: %v", err)
	}
	for typed, want := range map[string]State{b.account.Nickname: OK, "": Failed, "y": Failed} {
		var plans []Plan
		for _, s := range Scenarios(mpclient.MLB) {
			if s.Real {
				plans = append(plans, b.plan(s.ID))
			}
		}
		// Keep counts for nothing on a real account.
		events := drain(b.runner(func(o *Options) { o.Typed, o.Keep = typed, true }).Run(context.Background(), plans...))
		for _, r := range Matrix(plans, events) {
			if r.State != want || want == Failed && r.Category != mpclient.CatConsent {
				t.Errorf("typed %q, %s: %+v", typed, r.Scenario.ID, r)
			}
		}
		clean := 0
		for _, e := range events {
			if e.Step == StepCleanup && e.State == OK {
				clean++
			}
			if e.Show != nil && e.Show.Card != "" {
				t.Errorf("%s shows a test card on a real account", e.Scenario)
			}
		}
		if want == OK && clean != len(plans) || want == Failed && clean != 0 {
			t.Errorf("typed %q: %d of %d cleaned", typed, clean, len(plans))
		}
	}
	// Whatever a plan says, the guard reads the bytes.
	forged := b.plan("pix.pending")
	forged.Body = []byte(`{"transaction_amount":0.5,"payment_method_id":"visa","token":"9b2d7c41f06e4a8bb3c15d20e7fa9034","installments":1}`)
	row := Matrix([]Plan{forged}, drain(b.runner(func(o *Options) { o.Typed = b.account.Nickname }).Run(context.Background(), forged)))[0]
	if row.State != Failed || row.Category != mpclient.CatConsent {
		t.Errorf("an edited body with a card: %+v", row)
	}
}

// Interrupted in the middle: what was created is cleaned up, what was not begun is not.
func TestInterruptCleansUp(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	b := newBench(t, mpclient.MLB, sandbox.Test, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "POST" && r.URL.Path == "/v1/payments" {
				stop() // while the creation is under way
			}
			next.ServeHTTP(w, r)
		})
	})
	plans := []Plan{b.plan("card.capture"), b.plan("pix.pending")}
	ledger := b.open()
	events := drain(b.runner(func(o *Options) { o.Ledger, o.Notices = ledger, &Inbox{} }).Run(ctx, plans...))
	if e := at(events, StepCapture); e.State != Skipped {
		t.Errorf("capture: %+v", e)
	}
	if e := at(events, StepCleanup); e.State != OK || e.Got != "cancelled/by_collector" {
		t.Errorf("cleanup: %+v", e)
	}
	if rows := Matrix(plans, events); rows[1].State != Skipped || len(ledger.Open()) != 0 {
		t.Errorf("%+v, left %+v", rows[1], ledger.Open())
	}
}

func TestNotifications(t *testing.T) {
	for _, x := range []struct {
		name   string
		listen bool
		change func(*webhook.Arrival)
		want   map[StepID]State
		row    State
	}{
		{"nobody listens", false, nil, map[StepID]State{StepNotification: NotObserved, StepSignature: ""}, OK},
		{"never comes", true, func(d *webhook.Arrival) { d.Query, d.Body = "data.id=1&type=payment", nil }, map[StepID]State{StepNotification: NotObserved, StepSignature: ""}, NotObserved},
		{"genuine", true, func(*webhook.Arrival) {}, map[StepID]State{StepNotification: OK, StepSignature: OK, StepResource: OK}, OK},
		{"wrong secret", true, func(d *webhook.Arrival) { d.Signature = webhook.Mismatch }, map[StepID]State{StepNotification: OK, StepSignature: Differs, StepResource: OK}, Differs},
		{"no secret", true, func(d *webhook.Arrival) { d.Signature = webhook.NotChecked }, map[StepID]State{StepNotification: OK, StepSignature: NotObserved, StepResource: OK}, OK},
		{"polled only", true, func(d *webhook.Arrival) { d.Source = webhook.FromPoll }, map[StepID]State{StepNotification: NotObserved}, NotObserved},
	} {
		b := newBench(t, mpclient.MLB, sandbox.Test, nil)
		secret := mpclient.Secret(b.sim.Credentials().WebhookSecret)
		box := &Inbox{Place: "http://127.0.0.1:1"}
		hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			d := webhook.Arrival{ID: "d-1", At: b.Now(), Source: webhook.FromHTTP, Method: r.Method, Query: r.URL.RawQuery, Header: r.Header, Body: body}.Judged([]webhook.Secret{{Value: secret}})
			if x.change != nil {
				x.change(&d)
			}
			box.Put(d)
		}))
		t.Cleanup(hook.Close)
		b.sim.SetWebhook(hook.URL)
		p := b.plan("card.APRO")
		o := func(o *Options) {
			// The clock of the bench runs ahead of real deliveries: each wait lets the simulator finish.
			o.Sleep = func(ctx context.Context, d time.Duration) error { _ = b.sim.Idle(ctx); return b.Sleep(ctx, d) }
			if x.listen {
				o.Notices = box
			}
		}
		events := drain(b.runner(o).Run(context.Background(), p))
		for step, want := range x.want {
			if got := at(events, step); got.State != want {
				t.Errorf("%s: %s is %q, want %q (%+v)", x.name, step, got.State, want, got)
			}
		}
		if row := Matrix([]Plan{p}, events)[0]; row.State != x.row {
			t.Errorf("%s: %s", x.name, row.State)
		}
		if e := at(events, StepNotification); x.name == "polled only" && e.Text.Key != "pay.only_polled" {
			t.Errorf("%+v", e.Text)
		}
		if e := at(events, StepNotification); x.name == "never comes" && (e.Text.Key != "pay.no_notification" || !strings.Contains(strings.Join(e.Text.Args, " "), box.Place)) {
			t.Errorf("%+v", e.Text)
		}
	}
}

func TestTimelineShowsWhatToPay(t *testing.T) {
	b := newBench(t, mpclient.MLB, sandbox.Test, nil)
	for id, check := range map[string]func(*Show) bool{
		"pix.pending":        func(s *Show) bool { return strings.HasPrefix(s.QR, "000201") && strings.HasPrefix(s.URL, "http") },
		"order.pix":          func(s *Show) bool { return strings.HasPrefix(s.QR, "000201") },
		"ticket.bolbradesco": func(s *Show) bool { return s.URL != "" && len(s.Reference) > 40 },
		"preference.link": func(s *Show) bool {
			return strings.Contains(s.URL, "pref_id=") && s.Card != "" && s.Holder == "APRO" && s.Expiry == "11/2030"
		},
		"card.3ds_challenge": func(s *Show) bool { return strings.Contains(s.URL, "/3ds/") && s.Holder == "APRO-CHOK" },
		"card.FUND": func(s *Show) bool {
			return s.Holder == "FUND" && s.Code == "123" && strings.HasSuffix(s.Buyer, "@testuser.com")
		},
	} {
		e := at(drain(b.runner().Run(context.Background(), b.plan(id))), StepCreate)
		if e.Show == nil || !check(e.Show) {
			t.Errorf("%s: %+v", id, e.Show)
		}
		if _, ok := b.rec.Find(e.Exchange); !ok || e.ID == "" || e.At.IsZero() {
			t.Errorf("%s: event %+v", id, e)
		}
	}
}

func TestPlans(t *testing.T) {
	b := newBench(t, mpclient.MLC, sandbox.Test, nil)
	target := Target{Account: b.account, Methods: b.methods, Now: b.Now()}
	s, ok := Usual(mpclient.MLC, Transfer)
	if !ok || s.ID != "transfer.webpay" {
		t.Fatalf("%v", s.ID)
	}
	for amount, want := range map[float64]error{0: nil, 50: nil, 51: nil, 49: ErrAmount, 50.5: ErrAmount, -1: ErrAmount, 1e12: ErrAmount} {
		target.Amount = amount
		if _, err := NewPlan(s, target); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%v: %v", amount, err)
		}
	}
	target.Amount, target.Methods = 0, []mpclient.PaymentMethod{{ID: "visa"}, {ID: "webpay", Status: "deactive"}}
	if _, err := NewPlan(s, target); !errors.Is(err, ErrNotOffered) {
		t.Errorf("a method that is off: %v", err)
	}
	if len(Choose(mpclient.MLC, Pix, "")) != 0 || len(Choose(mpclient.MLB, Card, "fund")) != 1 {
		t.Error("choosing")
	}
	if _, err := NewPlan(b.plan("card.APRO").Scenario, Target{Account: mpclient.Account{Site: "MXX", Tags: []string{"test_user"}}}); !errors.Is(err, ErrNoSite) {
		t.Errorf("a site of nowhere: %v", err)
	}
	p := b.plan("card.APRO")
	if !json.Valid(p.Body) || !bytes.Contains(p.Body, []byte(CardToken)) || bytes.Contains(p.Body, []byte(p.Card.Number)) {
		t.Errorf("%s", p.Body)
	}
	// Ids are a contract: none stands for two things.
	for _, site := range mpclient.Sites {
		seen := map[string]bool{}
		for _, s := range Scenarios(site.ID) {
			if seen[s.ID] {
				t.Errorf("%s %s twice", site.ID, s.ID)
			}
			seen[s.ID] = true
		}
	}
}
