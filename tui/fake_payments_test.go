package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
)

// fakePayments is a till whose runs a test scripts.
type fakePayments struct {
	real   bool
	left   []testpay.Entry
	stuck  int // how many of them a clean-up leaves
	fail   error
	ran    []string // scenario and what was typed
	bodies []string
	cut    bool // the run waits for its end after the creation
	ended  bool // its context was ended
	seen   *testpay.Sighting
	judged []string
}

func (p *fakePayments) Open(context.Context) (PayDesk, error) {
	if p.fail != nil {
		return PayDesk{}, p.fail
	}
	acc := mpclient.Account{ID: 2034567891, Nickname: "LOJAEXEMPLO", Site: mpclient.MLB, Tags: []string{"test_user"}}
	if p.real {
		acc.Tags = nil
	}
	return PayDesk{Account: acc, Scenarios: testpay.Scenarios(mpclient.MLB), Left: p.left}, nil
}

func (p *fakePayments) Plan(s testpay.Scenario) (testpay.Plan, error) {
	desk, err := p.Open(context.Background())
	if err != nil {
		return testpay.Plan{}, err
	}
	plan, err := testpay.NewPlan(s, testpay.Target{Account: desk.Account, Now: fakeNow})
	plan.Body = bytes.ReplaceAll(plan.Body, []byte(plan.Reference), []byte("homologa-1")) // the real one is random
	plan.Reference = "homologa-1"
	return plan, err
}

type fakePayFeed struct {
	p      *fakePayments
	ctx    context.Context
	events [][]testpay.Event
}

func (f *fakePayFeed) Next() ([]testpay.Event, bool) {
	if len(f.events) == 0 {
		if f.p.cut && f.ctx.Err() == nil {
			panic(nothingYet{})
		}
		f.p.ended = f.ctx.Err() != nil
		return nil, false
	}
	e := f.events[0]
	f.events = f.events[1:]
	return e, true
}

func (p *fakePayments) Run(ctx context.Context, typed string, plans []testpay.Plan, keep bool) (PayFeed, error) {
	f := &fakePayFeed{p: p, ctx: ctx}
	for i, plan := range plans {
		s := plan.Scenario
		p.ran = append(p.ran, s.ID+"|"+typed)
		p.bodies = append(p.bodies, string(plan.Body))
		id := fmt.Sprintf("13400000%02d", i+1)
		at := func(n int) time.Time { return fakeNow.Add(time.Duration(n) * time.Second) }
		show := &testpay.Show{Buyer: plan.Buyer}
		if plan.Card != nil {
			show.Card, show.Code, show.Expiry, show.Holder = "5031 4332 1540 6351", "123", "11/30", s.Outcome
		}
		if s.Method == testpay.Pix {
			show.QR = "00020126580014br.gov.bcb.pix0136homologa-pix-key-of-a-shop-that-does-not-exist52040000530398654040.015802BR5909HOMOLOGA6009SAO PAULO62070503***6304ABCD"
		}
		want := ""
		if len(s.Steps) > 0 {
			want = s.Steps[0].Expect.String()
		}
		f.events = append(f.events,
			[]testpay.Event{{Run: i, Scenario: s.ID, Step: testpay.StepCreate, State: testpay.Running, At: at(0)}},
			[]testpay.Event{{Run: i, Scenario: s.ID, Step: testpay.StepCreate, State: testpay.OK, Expected: want, Got: want, Kind: s.Kind, ID: id, Exchange: "ex-7", At: at(1), Show: show}})
		if p.cut {
			continue
		}
		f.events = append(f.events,
			[]testpay.Event{{Run: i, Scenario: s.ID, Step: testpay.StepNotification, State: testpay.OK, Text: checks.T("pay.arrived", "id", "d-3"), At: at(2)}},
			[]testpay.Event{{Run: i, Scenario: s.ID, Step: testpay.StepSignature, State: testpay.OK, Got: "genuine", At: at(2)}})
		if keep {
			p.left = append(p.left, testpay.Entry{Reference: plan.Reference, Kind: s.Kind, Scenario: s.ID, ID: id, Amount: plan.Amount, At: at(1)})
			continue
		}
		f.events = append(f.events, []testpay.Event{{Run: i, Scenario: s.ID, Step: testpay.StepCleanup, State: testpay.OK, Kind: s.Kind, ID: id, Got: "refunded/refunded", At: at(3)}})
	}
	return f, nil
}

func (p *fakePayments) Cleanup(ctx context.Context) (PayFeed, error) {
	f := &fakePayFeed{p: p, ctx: ctx}
	stays := p.left[:min(p.stuck, len(p.left))]
	for i, e := range p.left {
		ev := testpay.Event{Run: i, Scenario: e.Scenario, Step: testpay.StepCleanup, State: testpay.OK, Kind: e.Kind, ID: e.ID, Got: "cancelled/by_collector", At: fakeNow}
		if i < len(stays) {
			ev.State, ev.Got = testpay.Left, ""
		}
		f.events = append(f.events, []testpay.Event{ev})
	}
	p.left = stays
	return f, nil
}

func (p *fakePayments) Watch(context.Context) (testpay.Sighting, error) {
	if p.seen == nil {
		panic(nothingYet{})
	}
	return *p.seen, nil
}

func (p *fakePayments) Judge(s testpay.Sighting) { p.judged = append(p.judged, s.ID) }

func (p *fakePayments) Edit([]byte) (*exec.Cmd, func() ([]byte, error), error) {
	return nil, nil, errors.New("no editor in a test")
}
