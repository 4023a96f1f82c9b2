package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// linePayments is where a person is among the test payments.
type linePayments struct {
	desk   *tui.PayDesk
	picked int // in desk.Scenarios; -1 before one was chosen
	plan   *testpay.Plan
	edited bool
	show   *testpay.Show // of the picked one's latest run
	seen   *testpay.Sighting
}

func paymentCommands() []lineCommand {
	on := []place{placePayments}
	desk := func(m *lineMode) bool { return m.pay.desk != nil }
	planned := func(m *lineMode) bool { return m.pay.plan != nil }
	return []lineCommand{
		{id: "pay_create", letter: "t", on: on, hint: true, can: planned, do: func(m *lineMode, _ string) error { return m.createPayment() }},
		{id: "pay_list", letter: "i", on: on, hint: true, can: desk, do: func(m *lineMode, arg string) error { m.listScenarios(arg); return nil }},
		{id: "filter", letter: "/", on: on, can: desk, do: func(m *lineMode, arg string) error { m.listScenarios(arg); return nil }},
		{id: "pay_body", letter: "v", on: on, can: planned, do: func(m *lineMode, _ string) error { m.showPlan(); return nil }},
		{id: "pay_edit", letter: "E", on: on, can: func(m *lineMode) bool { return planned(m) && m.ttyIn }, do: func(m *lineMode, _ string) error { return m.editPlan() }},
		{id: "pay_drill", letter: "a", on: on, can: func(m *lineMode) bool { return planned(m) && m.pay.desk.Account.Test() }, do: func(m *lineMode, _ string) error { return m.drill() }},
		{id: "pay_clean", letter: "c", on: on, hint: true, can: func(m *lineMode) bool { return desk(m) && len(m.pay.desk.Left) > 0 }, do: func(m *lineMode, _ string) error { return m.cleanPayments() }},
		{id: "pay_watch", letter: "f", on: on, can: func(m *lineMode) bool { return desk(m) && !m.pay.desk.Simulated }, do: func(m *lineMode, _ string) error { return m.watchShop() }},
		{id: "pay_judge", letter: "J", on: on, hint: true, can: func(m *lineMode) bool { return m.pay.seen != nil }, do: func(m *lineMode, _ string) error {
			m.sess.Payments.Judge(*m.pay.seen)
			m.goTo(placeWalk)
			m.selected = ""
			if err := m.check(checks.Selection{}); err != nil {
				return err
			}
			return m.list(string(checks.Homologation))
		}},
		{id: "pay_copy", letter: "y", on: on, can: planned, do: func(m *lineMode, _ string) error { m.copyPayment(); return nil }},
		{id: "pay_reload", letter: "g", on: on, do: func(m *lineMode, _ string) error { return m.readDesk() }},
	}
}

func (m *lineMode) openPayments() error {
	m.goTo(placePayments)
	m.say(m.lang.S("screen.payments"))
	if m.pay.desk == nil {
		return m.readDesk()
	}
	m.listScenarios("")
	return nil
}

// readDesk reads the account and what can be paid on it.
func (m *lineMode) readDesk() error {
	desk, err := work(m, "payments.busy.open", m.sess.Payments.Open)
	if err != nil {
		return err
	}
	m.pay.desk, m.pay.picked, m.pay.plan, m.pay.show = &desk, -1, nil, nil
	m.account()
	m.listScenarios("")
	m.aboutDesk()
	return nil
}

// account says whose money it is.
func (m *lineMode) account() {
	acc := m.pay.desk.Account
	m.say(m.lang.S("lines.account", "name", mpclient.CleanLine(acc.Nickname, 60), "id", strconv.FormatInt(acc.ID, 10), "world", "@payments.world."+m.payWorld()))
}

func (m *lineMode) payWorld() string {
	switch {
	case m.pay.desk.Simulated:
		return "simulated"
	case m.pay.desk.Account.Test():
		return "test"
	}
	return "real"
}

func (m *lineMode) aboutDesk() {
	if m.pay.desk.Listening == "" {
		m.say(m.lang.S("lines.deaf"))
	}
	if n := len(m.pay.desk.Left); n > 0 {
		m.say(m.lang.S("lines.left_before", "n", strconv.Itoa(n)))
	}
}

// listScenarios lists those that hold the words; without any, how many there are of each method.
func (m *lineMode) listScenarios(filter string) {
	l, n := m.lang, 0
	if filter == "" {
		for _, method := range testpay.Methods {
			first, last := 0, 0
			for i, s := range m.pay.desk.Scenarios {
				if s.Method == method {
					if last = i + 1; first == 0 {
						first = last
					}
				}
			}
			if first > 0 {
				m.say(l.S("lines.methods", "method", "@payments.method."+string(method), "from", strconv.Itoa(first), "to", strconv.Itoa(last), "word", string(method)))
			}
		}
		if len(m.pay.desk.Scenarios) == 0 {
			m.say(l.S("payments.none"))
		} else {
			m.say(l.S("lines.methods_hint"))
		}
		return
	}
	for i, s := range m.pay.desk.Scenarios {
		text := s.ID + ", " + l.Text(s.Effect)
		if containsWords(fold(text+" "+l.S("payments.method."+string(s.Method))), filter) {
			n++
			m.say(strconv.Itoa(i+1) + ": " + text)
		}
	}
	m.say(l.S("lines.matches", "n", strconv.Itoa(n)))
}

func (m *lineMode) paymentsAgain() {
	switch {
	case m.pay.desk == nil:
		m.say(m.lang.S("lines.pay_none_read"))
	case m.pay.plan != nil:
		m.introducePlan()
	default:
		m.account()
		m.say(m.lang.S("lines.number_hint"))
	}
}

// showScenario makes one ready and shows the exact bytes.
func (m *lineMode) showScenario(n int) error {
	if m.pay.desk == nil || n < 1 || n > len(m.pay.desk.Scenarios) {
		m.say(m.lang.S("lines.no_number", "n", strconv.Itoa(n)))
		return nil
	}
	m.pay.picked, m.pay.plan, m.pay.edited, m.pay.show = n-1, nil, false, nil
	return m.replan()
}

func (m *lineMode) replan() error {
	p, err := m.sess.Payments.Plan(m.pay.desk.Scenarios[m.pay.picked])
	if err != nil {
		m.pay.plan = nil
		return err
	}
	m.pay.plan, m.pay.edited = &p, false
	m.showPlan()
	return nil
}

// introducePlan says account, world, amount and effect.
func (m *lineMode) introducePlan() {
	l, p := m.lang, m.pay.plan
	m.say(p.Scenario.ID + ": " + l.Text(p.Scenario.Effect))
	m.account()
	m.say(l.S("payments.amount", "amount", "@money:"+p.Amount))
	how := "@pay.clean." + string(p.Scenario.Kind)
	if m.keeps() {
		how = "@lines.kept"
	}
	m.say(l.S("pay.will_clean", "how", how))
	if m.pay.edited {
		m.say(l.S("payments.edited"))
	}
}

// keeps tells what is not undone at once on a test account, as on the screen: what somebody can still go and pay.
func (m *lineMode) keeps() bool {
	s := m.pay.plan.Scenario
	if !m.pay.desk.Account.Test() || strings.HasSuffix(s.ID, ".cancel") {
		return false
	}
	return s.ID == "order.pix" || slices.Contains([]testpay.Method{testpay.Pix, testpay.Ticket, testpay.Transfer, testpay.Preference}, s.Method)
}

func (m *lineMode) showPlan() {
	l, p := m.lang, m.pay.plan
	m.introducePlan()
	for _, r := range p.Requests() {
		m.say(l.S("lines.request", "step", "@pay.step."+string(r.Step), "request", r.Method+" "+r.Path))
		body := r.Body
		if r.Step == testpay.StepCreate {
			body = p.Body
		}
		m.body("lines.body", string(body))
	}
	for _, st := range p.Scenario.Steps {
		if len(st.Expect.States) > 0 {
			m.say(l.S("payments.expected") + ", " + l.S("pay.step."+string(st.ID)) + ": " + st.Expect.String())
		}
	}
}

// createPayment asks and runs the plan that was shown.
func (m *lineMode) createPayment() error {
	m.introducePlan()
	nickname := ""
	if acc := m.pay.desk.Account; !acc.Test() {
		nickname = acc.Nickname
	}
	typed, yes, err := m.agree(m.lang.S("lines.pay_ask", "id", m.pay.plan.Scenario.ID), nickname)
	if err != nil || !yes {
		return err
	}
	return m.runPlans(typed, []testpay.Plan{*m.pay.plan}, m.keeps())
}

// drill runs every outcome of the picked scenario's method.
func (m *lineMode) drill() error {
	method := m.pay.plan.Scenario.Method
	var plans []testpay.Plan
	for _, s := range m.pay.desk.Scenarios {
		if s.Method != method {
			continue
		}
		p, err := m.sess.Payments.Plan(s)
		if err != nil {
			m.say(s.ID + ": " + mpclient.CleanLine(err.Error(), 300))
			continue
		}
		plans = append(plans, p)
		m.say(s.ID + ": " + m.lang.Money(p.Amount))
	}
	if len(plans) == 0 {
		return nil
	}
	m.account()
	_, yes, err := m.agree(m.lang.S("payments.drill", "n", strconv.Itoa(len(plans)), "method", "@payments.method."+string(method)), "")
	if err != nil || !yes {
		return err
	}
	return m.runPlans("", plans, false)
}

func (m *lineMode) runPlans(typed string, plans []testpay.Plan, keep bool) error {
	events, left, err := m.followRun(func(ctx context.Context) (tui.PayFeed, error) { return m.sess.Payments.Run(ctx, typed, plans, keep) }, len(plans) > 1)
	if err != nil {
		return err
	}
	n := map[testpay.State]int{}
	for _, r := range testpay.Matrix(plans, events) {
		if len(plans) > 1 {
			m.verdictLine(payRole(r.State), m.lang.S("pay.state."+string(r.State)), strings.TrimRight(r.Scenario.ID+" "+r.Got, " "))
		}
		n[r.State]++
	}
	bad := n[testpay.Differs] + n[testpay.Failed] + n[testpay.Left] + n[testpay.NotObserved]
	m.say(m.lang.S("lines.ended", "ok", strconv.Itoa(n[testpay.OK]), "bad", strconv.Itoa(bad), "unsure", strconv.Itoa(n[testpay.Inconclusive]+n[testpay.Skipped])))
	m.pay.plan = nil // its reference and key are spent
	for _, e := range events {
		if e.Show != nil && len(plans) == 1 {
			m.pay.show = e.Show
		}
	}
	return m.afterRun(left)
}

// afterRun reads anew what is left to clean up, and makes the scenario ready once more.
func (m *lineMode) afterRun(leave bool) error {
	if leave {
		return errLeave
	}
	if m.ctx.Err() != nil {
		return m.interrupted()
	}
	desk, err := m.sess.Payments.Open(m.ctx)
	if err != nil {
		return err
	}
	m.pay.desk = &desk
	m.aboutDesk()
	if i := m.pay.picked; i >= 0 && i < len(desk.Scenarios) {
		if p, err := m.sess.Payments.Plan(desk.Scenarios[i]); err == nil {
			m.pay.plan, m.pay.edited = &p, false
		}
	}
	return nil
}

func (m *lineMode) cleanPayments() error {
	l := m.lang
	m.account()
	for _, e := range m.pay.desk.Left {
		m.say(strings.TrimSpace(string(e.Kind)+" "+mpclient.CleanLine(e.ID, 40)+" "+m.lang.Money(mpclient.CleanLine(e.Amount, 24))) + ", " + m.lang.Moment(e.At.Local()))
	}
	_, yes, err := m.agree(l.S("lines.clean_ask", "n", strconv.Itoa(len(m.pay.desk.Left))), "")
	if err != nil || !yes {
		return err
	}
	events, leave, err := m.followRun(m.sess.Payments.Cleanup, false)
	if err != nil {
		return err
	}
	if n, ok := len(m.pay.desk.Left), testpay.Undone(events); ok < n {
		m.say(l.S("payments.cleaned_part", "n", strconv.Itoa(n), "ok", strconv.Itoa(ok)))
	} else {
		m.say(l.S("payments.cleaned"))
	}
	return m.afterRun(leave)
}

// followRun tells the steps of a run as they end. What is being written is undone before anybody leaves: a person at a
// terminal can stop or quit meanwhile, a script's end waits for the run's.
func (m *lineMode) followRun(start func(context.Context) (tui.PayFeed, error), many bool) (events []testpay.Event, leave bool, err error) {
	ctx, end := m.runs.begin(m.ctx)
	defer end()
	feed, err := start(ctx)
	if err != nil {
		return nil, false, err
	}
	m.say(m.lang.S("payments.busy.run"))
	m.say(m.lang.S("lines.stop_hint"))
	type news struct {
		events []testpay.Event
		more   bool
	}
	got := make(chan news, 1)
	next := func() { e, more := feed.Next(); got <- news{e, more} }
	go next()
	input, asked := m.whileRunning(), false
	at, since := "", time.Now()
	for {
		select {
		case n := <-got:
			for _, e := range n.events {
				if e.Scenario != at && many {
					m.say(e.Scenario)
				}
				at, since = e.Scenario, time.Now()
				if e.Final() {
					events = append(events, e)
					m.step(e)
				}
			}
			if !n.more {
				return events, leave, nil
			}
			go next()
		case t := <-input:
			m.in.took(t)
			switch word, _ := m.find(t.text); {
			case !m.ttyIn: // a line of a script is for the next prompt
				if !t.end {
					m.in.held = &t
				}
				input = nil
				continue
			case t.end, asked && m.lang.IsYes(t.text):
				leave = true
				m.runs.ease()
			case word.id == "quit":
				asked = true
				m.say(m.lang.S("payments.quit_text"))
				m.say(m.lang.S("lines.leave_ask"))
				input = m.in.next(false)
				continue
			case slices.Contains([]string{"stop", "parar", "detener"}, fold(t.text)):
				m.runs.ease()
			default:
				m.say(m.lang.S("lines.stop_hint"))
			}
			asked = false
			if input = nil; !leave {
				input = m.whileRunning()
			}
		case <-time.After(stillEvery):
			m.say(m.lang.S("lines.still", "time", span(time.Since(since)), "what", "@payments.busy.run"))
		}
	}
}

// whileRunning is where a line comes from while something goes on.
func (m *lineMode) whileRunning() <-chan typed {
	if m.in.held != nil || m.in.over {
		return nil
	}
	return m.in.next(false)
}

func payRole(s testpay.State) export.Role {
	switch s {
	case testpay.OK:
		return export.RoleOK
	case testpay.Differs, testpay.Failed:
		return export.RoleBad
	case testpay.Left, testpay.Inconclusive:
		return export.RoleWarn
	}
	return export.RoleMuted
}

// step is one line of the timeline, with what its payer needs below it.
func (m *lineMode) step(e testpay.Event) {
	l := m.lang
	said := []string{l.S("pay.step." + string(e.Step))}
	if e.ID != "" && (e.Step == testpay.StepCreate || e.Step == testpay.StepCleanup) {
		said = append(said, string(e.Kind)+" "+mpclient.CleanLine(e.ID, 60))
	}
	got := mpclient.CleanLine(e.Got, 120)
	switch {
	case e.State == testpay.Differs || e.State == testpay.Inconclusive && e.Expected != "":
		if got == "" {
			got = l.S("lines.nothing")
		}
		said = append(said, l.S("pay.expected", "expected", e.Expected, "got", got))
	case got != "":
		said = append(said, got)
	}
	if !e.Text.IsZero() {
		said = append(said, l.Text(e.Text))
	}
	m.verdictLine(payRole(e.State), l.S("pay.state."+string(e.State)), strings.Join(append(said, e.At.Local().Format(time.TimeOnly)), ", "))
	if e.Show == nil || e.State != testpay.OK {
		return
	}
	card := ""
	if e.Show.Card != "" {
		card = e.Show.Card + ", " + e.Show.Code + ", " + e.Show.Expiry
	}
	for _, x := range []struct{ key, value string }{{"qr", e.Show.QR}, {"url", e.Show.URL}, {"reference", e.Show.Reference}, {"card", card}, {"holder", e.Show.Holder}, {"buyer", e.Show.Buyer}} {
		m.entry("pay.show."+x.key, mpclient.CleanLine(x.value, 1000))
	}
}

// watchShop waits for a payment that the integration itself creates.
func (m *lineMode) watchShop() error {
	m.pay.seen = nil
	m.say(m.lang.S("lines.watching"))
	seen, err := work(m, "payments.busy.watch", m.sess.Payments.Watch)
	if err != nil {
		return err
	}
	m.pay.seen = &seen
	ref := mpclient.CleanLine(seen.Reference, 60)
	if ref == "" {
		ref = "@pay.no_reference"
	}
	m.say(m.lang.S("pay.seen", "kind", "@payments.kind."+string(seen.Kind), "id", mpclient.CleanLine(seen.ID, 40), "state", mpclient.CleanLine(seen.State, 60), "reference", ref))
	m.say(m.lang.S("lines.judge_hint"))
	return nil
}

// editPlan lets the person change the body in their editor.
func (m *lineMode) editPlan() error {
	before := testpay.Indented(m.pay.plan.Body)
	editor, read, err := m.sess.Payments.Edit(before)
	if err != nil {
		return err
	}
	editor.Stdin, editor.Stdout, editor.Stderr = m.app.env.in, m.out, m.app.env.err
	err = editor.Run()
	body, readErr := read()
	switch {
	case errors.Join(err, readErr) != nil:
		return errors.Join(err, readErr)
	case string(body) == string(before):
		m.say(m.lang.S("payments.unedited"))
	case !json.Valid(body):
		m.say(m.lang.S("payments.bad_json"))
	default:
		m.pay.plan.Body, m.pay.edited = body, true
		m.showPlan()
	}
	return nil
}

// copyPayment takes what a payer needs once it exists, else the body.
func (m *lineMode) copyPayment() {
	if s := m.pay.show; s != nil {
		for _, text := range []string{s.QR, s.URL, s.Reference, strings.ReplaceAll(s.Card, " ", "")} {
			if text != "" {
				m.copyText(text)
				return
			}
		}
	}
	m.copyText(string(testpay.Indented(m.pay.plan.Body)))
}
