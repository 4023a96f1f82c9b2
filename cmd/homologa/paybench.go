package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient/webhook"
	"github.com/homologa/homologa/tui"
)

// payBench is the payments screen's way to an account. The demo's shop has a real one, where no card may be charged:
// there the screen works on a test account of a simulator of its own.
type payBench struct {
	*app
	demo    bool
	world   func() (*world, error)
	arrived func(webhook.Arrival, []webhook.Secret) // of the demo
	feeds   sync.WaitGroup

	mu   sync.Mutex
	till *till
}

// screenWatch is how long the screen waits for a payment of the person's own shop.
const screenWatch = time.Hour

func (b *payBench) close() {
	b.feeds.Wait() // what was created is undone before the program ends
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.till != nil {
		b.till.close()
		b.till = nil
	}
}

// Open implements tui.Payments.
func (b *payBench) Open(context.Context) (tui.PayDesk, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.till == nil || !b.demo { // the configuration may have changed; the simulator stays as it is
		w, err := b.world()
		if err != nil {
			return tui.PayDesk{}, err
		}
		known := w.env.Load() // what was typed in the first-run form counts here as well
		t, err := b.openTillRecorded(b.demo, "", "", w.recorder, &known, b.arrived)
		if err != nil {
			return tui.PayDesk{}, err
		}
		if b.till != nil {
			b.till.close()
		}
		b.till = t
	}
	t := b.till
	desk := tui.PayDesk{Account: t.account, Simulated: b.demo}
	for _, s := range testpay.Scenarios(t.account.Site) {
		if s.Real || t.account.Test() {
			desk.Scenarios = append(desk.Scenarios, s)
		}
	}
	entries, _, err := testpay.ReadLedger(t.file)
	if err == nil {
		r := testpay.NewRunner(t.client, testpay.Options{API: t.api})
		desk.Left = slices.DeleteFunc(entries, func(e testpay.Entry) bool { return !r.Mine(e, t.account) })
	}
	if err := t.hear(""); err == nil && t.inbox != nil {
		desk.Listening = t.inbox.Where()
	}
	return desk, nil
}

func (b *payBench) current() (*till, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.till == nil {
		return nil, errors.New(b.lang.S("payments.none"))
	}
	return b.till, nil
}

// Plan implements tui.Payments.
func (b *payBench) Plan(s testpay.Scenario) (testpay.Plan, error) {
	t, err := b.current()
	if err != nil {
		return testpay.Plan{}, err
	}
	target := testpay.Target{Account: t.account, Methods: t.methods, Now: b.now()}
	p, err := testpay.NewPlan(s, target)
	if err != nil {
		return p, t.planRefused(s, target, err)
	}
	return p, nil
}

// Run implements tui.Payments.
func (b *payBench) Run(ctx context.Context, typed string, plans []testpay.Plan, keep bool) (tui.PayFeed, error) {
	return b.feed(typed, keep, func(r *testpay.Runner, _ *till) <-chan testpay.Event { return r.Run(ctx, plans...) })
}

// Cleanup implements tui.Payments.
func (b *payBench) Cleanup(ctx context.Context) (tui.PayFeed, error) {
	return b.feed("", false, func(r *testpay.Runner, t *till) <-chan testpay.Event { return r.Cleanup(ctx, t.account) })
}

// feed runs with the ledger open, and reads the run to its end whether or not the screen does.
func (b *payBench) feed(typed string, keep bool, start func(*testpay.Runner, *till) <-chan testpay.Event) (tui.PayFeed, error) {
	t, err := b.current()
	if err != nil {
		return nil, err
	}
	ledger, err := testpay.OpenLedger(t.file)
	if err != nil {
		return nil, t.ledgerFailure(err)
	}
	if err := t.hear(""); err != nil { // a homologa listen, or the webhooks screen, may have begun meanwhile
		_ = ledger.Close()
		return nil, err
	}
	r := testpay.NewRunner(t.client, testpay.Options{Ledger: ledger, Notices: t.inbox, Typed: typed, Keep: keep, API: t.api, Now: b.now})
	events := start(r, t)
	f := &payFeed{wake: make(chan struct{}, 1)}
	b.feeds.Go(func() {
		for e := range events {
			f.put(e)
		}
		_ = ledger.Close()
		f.end()
	})
	return f, nil
}

// Watch implements tui.Payments.
func (b *payBench) Watch(ctx context.Context) (testpay.Sighting, error) {
	t, err := b.current()
	if err != nil {
		return testpay.Sighting{}, err
	}
	seen, err := testpay.NewRunner(t.client, testpay.Options{API: t.api, Now: b.now}).Watch(ctx, "", screenWatch)
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return seen, err
	case errors.Is(err, context.DeadlineExceeded):
		return seen, b.usage("pay.none_seen", "time", screenWatch.String())
	}
	return seen, t.failure(err)
}

// Judge implements tui.Payments.
func (b *payBench) Judge(s testpay.Sighting) {
	w, err := b.world()
	if err != nil {
		return
	}
	w.choose(func(got *checks.Settings) {
		got.PaymentID, got.PreferenceID, got.OrderID, got.PreapprovalID = "", "", "", ""
		if s.Kind == testpay.KindOrder {
			got.OrderID = s.ID
		} else {
			got.PaymentID = s.ID
		}
	})
}

// Edit implements tui.Payments.
func (b *payBench) Edit(body []byte) (*exec.Cmd, func() ([]byte, error), error) {
	f, err := os.CreateTemp("", "homologa-*.json")
	if err != nil {
		return nil, nil, err
	}
	_, err = f.Write(append(body, '\n'))
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return nil, nil, err
	}
	words := strings.Fields(b.getenv("VISUAL"))
	if len(words) == 0 {
		words = strings.Fields(b.getenv("EDITOR"))
	}
	if len(words) == 0 {
		words = []string{"vi"}
		if runtime.GOOS == "windows" {
			words = []string{"notepad"}
		}
	}
	cmd := exec.Command(words[0], append(words[1:], f.Name())...)
	return cmd, func() ([]byte, error) {
		defer func() { _ = os.Remove(f.Name()) }()
		st, err := os.Stat(f.Name())
		if err != nil {
			return nil, err
		}
		if st.Size() > 1<<20 {
			return nil, b.usage("payments.edited_large")
		}
		return os.ReadFile(f.Name())
	}, nil
}

// payFeed is a mailbox: the run never waits for the screen.
type payFeed struct {
	mu     sync.Mutex
	events []testpay.Event
	over   bool
	wake   chan struct{}
}

func (f *payFeed) put(e testpay.Event) {
	f.mu.Lock()
	f.events = append(f.events, e)
	f.mu.Unlock()
	f.ring()
}

func (f *payFeed) end() {
	f.mu.Lock()
	f.over = true
	f.mu.Unlock()
	f.ring()
}

func (f *payFeed) ring() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Next implements tui.PayFeed.
func (f *payFeed) Next() ([]testpay.Event, bool) {
	for {
		f.mu.Lock()
		events, over := f.events, f.over
		f.events = nil
		f.mu.Unlock()
		if len(events) > 0 || over {
			return events, !over
		}
		<-f.wake
	}
}
