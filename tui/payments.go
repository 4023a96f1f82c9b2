package tui

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
)

// payments is the screen of test payments: which there are, what one would send and on whose account, and how it goes,
// step by step.
type payments struct {
	of     *Session
	desk   *PayDesk
	err    string
	busy   string // key of the text for what is going on; "" when nothing is
	cancel context.CancelFunc
	run    int

	shown  []int
	filter string
	plans  map[string]*testpay.Plan
	fails  map[string]string        // why a scenario has no plan
	sent   map[string]*testpay.Plan // what the latest run of a scenario sent
	edited map[string]bool
	events map[string][]testpay.Event // of the latest run of a scenario
	clean  []testpay.Event
	undoes bool // the feed is of a clean-up
	feed   PayFeed
	seen   *testpay.Sighting
	news   int
}

// Messages of the payments screen.
type (
	payMsg struct {
		of  *Session
		run int
	}
	payDeskMsg struct {
		payMsg
		desk PayDesk
		err  error
	}
	payFeedMsg struct {
		payMsg
		feed PayFeed
		err  error
	}
	payEventsMsg struct {
		payMsg
		events []testpay.Event
		more   bool
	}
	paySeenMsg struct {
		payMsg
		seen testpay.Sighting
		err  error
	}
	payEditedMsg struct {
		payMsg
		id   string
		body []byte
		err  error
	}
)

func (p payMsg) to() screen        { return screenPayments }
func (p payMsg) session() *Session { return p.of }

func payActions() []action {
	on := []screen{screenPayments}
	of := func(m *Model) *payments { return m.board().(*payments) }
	idle := func(m *Model) bool { return of(m).busy == "" }
	planned := func(m *Model) bool { return idle(m) && of(m).plan(m) != nil }
	return []action{
		{id: "pay_create", keys: []string{"t"}, hint: 1, on: on, enabled: planned, do: func(m *Model) tea.Cmd { return of(m).ask(m) }},
		{id: "pay_stop", keys: []string{"s"}, hint: 1, on: on, enabled: func(m *Model) bool { return of(m).cancel != nil }, do: func(m *Model) tea.Cmd { return of(m).stop(m) }},
		{id: "pay_clean", keys: []string{"c"}, hint: 2, on: on, enabled: func(m *Model) bool { return idle(m) && of(m).desk != nil && len(of(m).desk.Left) > 0 }, do: func(m *Model) tea.Cmd { return of(m).askClean(m) }},
		{id: "pay_edit", keys: []string{"E"}, hint: 3, on: on, enabled: planned, do: func(m *Model) tea.Cmd { return of(m).edit(m) }},
		{id: "pay_drill", keys: []string{"a"}, hint: 4, on: on, enabled: func(m *Model) bool { return planned(m) && of(m).desk.Account.Test() }, do: func(m *Model) tea.Cmd { return of(m).drill(m) }},
		{id: "pay_watch", keys: []string{"f"}, hint: 5, on: on, enabled: func(m *Model) bool { return idle(m) && of(m).desk != nil && !of(m).desk.Simulated }, do: func(m *Model) tea.Cmd { return of(m).watch(m) }},
		{id: "pay_judge", keys: []string{"J"}, hint: 1, on: on, enabled: func(m *Model) bool { return idle(m) && of(m).seen != nil }, do: func(m *Model) tea.Cmd { return of(m).judge(m) }},
		{id: "pay_copy", keys: []string{"y"}, hint: 6, on: on, enabled: func(m *Model) bool { return of(m).plan(m) != nil }, do: func(m *Model) tea.Cmd { return of(m).copy(m) }},
		{id: "pay_qr", keys: []string{"Q"}, hint: 2, on: on, enabled: func(m *Model) bool { return of(m).payable(m) != "" }, do: func(m *Model) tea.Cmd { m.overlay = overQR; return nil }},
		{id: "pay_reload", keys: []string{"R"}, on: on, enabled: idle, do: func(m *Model) tea.Cmd { return of(m).open(m) }},
	}
}

func (b *payments) enter(m *Model) tea.Cmd {
	if b.desk == nil && b.busy == "" {
		return b.open(m)
	}
	return nil
}

func (b *payments) leave(*Model) {
	if b.cancel != nil {
		b.cancel()
	}
}

func (b *payments) working() bool { return b.busy != "" }

// writing tells whether something is being created or undone at this moment.
func (b *payments) writing() bool { return b.feed != nil }

func (b *payments) begin(m *Model, key string) (context.Context, payMsg) {
	ctx, cancel := context.WithCancel(m.opt.Context)
	b.run++
	b.cancel, b.busy = cancel, key
	b.news++
	return ctx, payMsg{b.of, b.run}
}

func (b *payments) done() {
	if b.cancel != nil {
		b.cancel()
	}
	b.cancel, b.busy, b.feed, b.undoes = nil, "", nil, false
	b.news++
}

// stop ends what goes on. A run cleans up before its feed ends.
func (b *payments) stop(m *Model) tea.Cmd {
	b.cancel()
	if b.writing() {
		b.busy = "payments.busy.clean"
		b.news++
		return m.say(m.lang.S("payments.stopping"))
	}
	return nil
}

func (b *payments) open(m *Model) tea.Cmd {
	ctx, who := b.begin(m, "payments.busy.open")
	src := b.of.Payments
	return func() tea.Msg {
		desk, err := src.Open(ctx)
		return payDeskMsg{who, desk, err}
	}
}

// plan is the picked scenario made ready, nil when it cannot be.
func (b *payments) plan(m *Model) *testpay.Plan {
	s, ok := b.picked(m)
	if !ok || b.fails[s.ID] != "" {
		return nil
	}
	if p := b.plans[s.ID]; p != nil {
		return p
	}
	if p := b.sent[s.ID]; p != nil {
		return p // what was sent stays in sight; asking again makes a new one
	}
	p, err := b.of.Payments.Plan(s)
	if err != nil {
		b.fails[s.ID] = mpclient.CleanLine(err.Error(), 300)
		return nil
	}
	b.plans[s.ID] = &p
	return &p
}

// asking says account, world, amount and effect before anything is sent.
func (b *payments) asking(m *Model, effect, amount string) string {
	l := m.lang
	acc := b.desk.Account
	return l.S("payments.account", "name", mpclient.CleanLine(acc.Nickname, 60), "id", itoa(int(acc.ID)), "world", b.world(l.S)) + "\n\n" + effect + "\n" + amount
}

func (b *payments) world(s func(key string, args ...string) string) string {
	switch {
	case b.desk.Simulated:
		return s("payments.world.simulated")
	case b.desk.Account.Test():
		return s("payments.world.test")
	}
	return s("payments.world.real")
}

func (b *payments) ask(m *Model) tea.Cmd {
	s, _ := b.picked(m)
	plan := b.plans[s.ID]
	if plan == nil { // what was sent before has spent its reference and key; it stays in sight until this one is agreed to
		p, err := b.of.Payments.Plan(s)
		if err != nil {
			return m.say(mpclient.CleanLine(err.Error(), 300))
		}
		plan = &p
	}
	p := *plan
	l := m.lang
	how, keep := "@pay.clean."+string(p.Scenario.Kind), b.keeps(p.Scenario)
	if keep {
		how = l.S("payments.kept", "key", m.keyOf("pay_clean"))
	}
	text := b.asking(m, l.Text(p.Scenario.Effect), l.S("payments.amount", "amount", "@money:"+p.Amount)+"\n"+l.S("pay.will_clean", "how", how))
	q := askConsent{text: text, yes: func(m *Model) tea.Cmd { return b.create(m, m.typed, []testpay.Plan{p}, keep) }}
	if !b.desk.Account.Test() {
		q.typed = b.desk.Account.Nickname
	}
	return m.askFor(q)
}

// keeps tells what is not undone at once on a test account: what somebody can still go and pay. The key that cleans
// up undoes it.
func (b *payments) keeps(s testpay.Scenario) bool {
	if !b.desk.Account.Test() || strings.HasSuffix(s.ID, ".cancel") {
		return false
	}
	switch s.Method {
	case testpay.Pix, testpay.Ticket, testpay.Transfer, testpay.Preference:
		return true
	}
	return s.ID == "order.pix"
}

// drill runs every outcome of the picked scenario's method.
func (b *payments) drill(m *Model) tea.Cmd {
	s, _ := b.picked(m)
	var plans []testpay.Plan
	for _, o := range b.desk.Scenarios {
		if o.Method != s.Method {
			continue
		}
		if p, err := b.of.Payments.Plan(o); err == nil {
			plans = append(plans, p)
		} else {
			b.fails[o.ID] = mpclient.CleanLine(err.Error(), 300)
		}
	}
	if len(plans) == 0 {
		return nil
	}
	l := m.lang
	return m.askFor(askConsent{text: b.asking(m, l.S("payments.drill", "n", itoa(len(plans)), "method", "@payments.method."+string(s.Method)), ""),
		yes: func(m *Model) tea.Cmd { return b.create(m, "", plans, false) }})
}

func (b *payments) create(m *Model, typed string, plans []testpay.Plan, keep bool) tea.Cmd {
	ctx, who := b.begin(m, "payments.busy.run")
	for _, p := range plans {
		delete(b.events, p.Scenario.ID)
		delete(b.plans, p.Scenario.ID)
		b.sent[p.Scenario.ID] = &p
	}
	src := b.of.Payments
	return func() tea.Msg {
		feed, err := src.Run(ctx, typed, plans, keep)
		return payFeedMsg{who, feed, err}
	}
}

func (b *payments) askClean(m *Model) tea.Cmd {
	l := m.lang
	var list []string
	for _, e := range b.desk.Left[:min(len(b.desk.Left), 8)] {
		list = append(list, "· "+strings.TrimSpace(string(e.Kind)+" "+mpclient.CleanLine(e.ID, 40)+" "+m.lang.Money(mpclient.CleanLine(e.Amount, 24)))+" · "+l.Moment(e.At.Local()))
	}
	q := askConsent{text: b.asking(m, l.S("payments.clean", "n", itoa(len(b.desk.Left))), strings.Join(list, "\n")), yes: func(m *Model) tea.Cmd {
		ctx, who := b.begin(m, "payments.busy.clean")
		b.clean, b.undoes = nil, true
		src := b.of.Payments
		return func() tea.Msg {
			feed, err := src.Cleanup(ctx)
			return payFeedMsg{who, feed, err}
		}
	}}
	return m.askFor(q)
}

func (b *payments) watch(m *Model) tea.Cmd {
	ctx, who := b.begin(m, "payments.busy.watch")
	b.seen = nil
	src := b.of.Payments
	return func() tea.Msg {
		seen, err := src.Watch(ctx)
		return paySeenMsg{who, seen, err}
	}
}

// judge has the audit look at what the integration created, and goes there.
func (b *payments) judge(m *Model) tea.Cmd {
	b.of.Payments.Judge(*b.seen)
	m.visit(screenWalk)
	m.touched = true
	m.pick(row{checks.Homologation, ""})
	m.opened[checks.Homologation] = true
	m.reveal()
	return m.start(checks.Selection{})
}

func (b *payments) edit(m *Model) tea.Cmd {
	p := b.plan(m)
	editor, read, err := b.of.Payments.Edit(testpay.Indented(p.Body))
	if err != nil {
		return m.say(mpclient.CleanLine(err.Error(), 200))
	}
	who, id := payMsg{b.of, b.run}, p.Scenario.ID
	return tea.ExecProcess(editor, func(err error) tea.Msg {
		var body []byte
		if err == nil {
			body, err = read()
		}
		return payEditedMsg{who, id, body, err}
	})
}

func (b *payments) take(events []testpay.Event) {
	for _, e := range events {
		if b.undoes {
			b.clean = append(b.clean, e)
			if !slices.ContainsFunc(b.events[e.Scenario], func(o testpay.Event) bool { return o.ID != "" && o.ID == e.ID }) {
				continue // of another run of that scenario
			}
		}
		list := b.events[e.Scenario]
		if n := len(list); n > 0 && list[n-1].Step == e.Step && !list[n-1].Final() {
			list = list[:n-1] // what was running has gone on
		}
		b.events[e.Scenario] = append(list, e)
	}
	b.news++
}

func (b *payments) update(m *Model, msg boardMsg) tea.Cmd {
	switch msg := msg.(type) {
	case payDeskMsg:
		if msg.run != b.run {
			return nil
		}
		b.done()
		if msg.err != nil {
			b.err = mpclient.Clean(msg.err.Error())
			return nil
		}
		if b.events == nil {
			b.events, b.edited, b.sent = map[string][]testpay.Event{}, map[string]bool{}, map[string]*testpay.Plan{}
		}
		b.desk, b.err, b.plans, b.fails = &msg.desk, "", map[string]*testpay.Plan{}, map[string]string{}
		b.match(m, b.filter)
		if n := len(msg.desk.Left); n > 0 && m.toast == "" { // how a run went comes before what it left
			return m.say(m.lang.S("payments.left_before", "n", itoa(n), "key", m.keyOf("pay_clean")))
		}
	case payFeedMsg:
		if msg.run != b.run {
			return nil
		}
		if msg.err != nil {
			b.done()
			return m.say(mpclient.CleanLine(msg.err.Error(), 300))
		}
		b.feed = msg.feed
		return b.next(msg.payMsg)
	case payEventsMsg:
		if msg.run != b.run {
			return nil
		}
		b.take(msg.events)
		if msg.more {
			return b.next(msg.payMsg)
		}
		text := b.outcome(m)
		if b.undoes {
			text = m.lang.S("payments.cleaned")
			if n, ok := len(b.desk.Left), testpay.Undone(b.clean); ok < n {
				text = m.lang.S("payments.cleaned_part", "n", itoa(n), "ok", itoa(ok))
			}
		}
		b.done()
		return tea.Batch(m.say(text), b.open(m)) // what is left may have changed
	case paySeenMsg:
		if msg.run != b.run {
			return nil
		}
		b.done()
		switch {
		case errors.Is(msg.err, context.Canceled):
			return m.say(m.lang.S("ui.stopped"))
		case msg.err != nil:
			return m.say(mpclient.CleanLine(msg.err.Error(), 300))
		}
		b.seen = &msg.seen
		return m.say(m.lang.S("payments.seen", "kind", "@payments.kind."+string(msg.seen.Kind), "id", mpclient.CleanLine(msg.seen.ID, 40), "key", m.keyOf("pay_judge")))
	case payEditedMsg:
		p := b.plans[msg.id]
		switch {
		case msg.err != nil:
			return m.say(mpclient.CleanLine(msg.err.Error(), 200))
		case p == nil || string(msg.body) == string(testpay.Indented(p.Body)):
			return m.say(m.lang.S("payments.unedited"))
		case !json.Valid(msg.body):
			return m.say(m.lang.S("payments.bad_json"))
		}
		p.Body = msg.body
		b.edited[msg.id] = true
		b.news++
	}
	return nil
}

func (b *payments) next(who payMsg) tea.Cmd {
	feed := b.feed
	return func() tea.Msg {
		events, more := feed.Next()
		return payEventsMsg{who, events, more}
	}
}

// stateOf is how the latest run of a scenario stands: the worst of its steps.
func (b *payments) stateOf(id string) (testpay.State, bool) {
	list := b.events[id]
	if len(list) == 0 {
		return "", false
	}
	worst := testpay.OK
	rank := map[testpay.State]int{testpay.OK: 0, testpay.Skipped: 1, testpay.NotObserved: 2, testpay.Inconclusive: 3, testpay.Differs: 4, testpay.Failed: 5, testpay.Left: 6}
	for _, e := range list {
		if e.State == testpay.Running {
			return testpay.Running, true
		}
		if e.Step != testpay.StepNotification || e.State != testpay.NotObserved { // that nobody listened says nothing about the payment
			if rank[e.State] > rank[worst] {
				worst = e.State
			}
		}
	}
	return worst, true
}

// outcome sums up the run that ended.
func (b *payments) outcome(m *Model) string {
	n := map[testpay.State]int{}
	for id := range b.events {
		if s, ok := b.stateOf(id); ok {
			n[s]++
		}
	}
	if len(b.events) == 0 {
		return m.lang.S("ui.stopped")
	}
	bad := n[testpay.Differs] + n[testpay.Failed] + n[testpay.Left] + n[testpay.NotObserved]
	var parts []string
	for _, p := range []struct {
		key string
		n   int
	}{{"payments.ended.ok", n[testpay.OK]}, {"payments.ended.bad", bad}, {"payments.ended.unsure", n[testpay.Inconclusive] + n[testpay.Skipped]}} {
		if p.n > 0 {
			parts = append(parts, m.lang.S(p.key, "n", itoa(p.n)))
		}
	}
	return strings.Join(parts, ", ") + "."
}

func (b *payments) match(m *Model, filter string) {
	b.filter, b.shown = filter, b.shown[:0]
	if b.desk == nil {
		return
	}
	words := strings.Fields(strings.ToLower(filter))
	for i, s := range b.desk.Scenarios {
		state, _ := b.stateOf(s.ID)
		if containsAll(strings.ToLower(s.ID+" "+m.lang.S("payments.method."+string(s.Method))+" "+m.lang.Text(s.Effect)+" "+string(state)), words) {
			b.shown = append(b.shown, i)
		}
	}
}

func (b *payments) count(m *Model) int {
	if m.screen == screenPayments && m.filter != b.filter {
		b.match(m, m.filter)
	}
	return len(b.shown)
}

func (b *payments) picked(m *Model) (testpay.Scenario, bool) {
	n := b.count(m)
	if n == 0 {
		return testpay.Scenario{}, false
	}
	return b.desk.Scenarios[b.shown[max(0, min(m.at, n-1))]], true
}

func (b *payments) version(m *Model) string {
	s, _ := b.picked(m)
	v := s.ID + " " + itoa(b.news)
	if b.busy != "" {
		v += " " + itoa(m.spin)
	}
	return v
}

// shows is what the picked scenario's payer needs, nil before it was created.
func (b *payments) shows(m *Model) *testpay.Show {
	s, _ := b.picked(m)
	for _, e := range b.events[s.ID] {
		if e.Show != nil {
			return e.Show
		}
	}
	return nil
}

// undone is how the picked scenario's payment ended by our own hand, "" while it still stands.
func (b *payments) undone(m *Model) string {
	s, _ := b.picked(m)
	return b.undoneOf(s.ID)
}

func (b *payments) undoneOf(id string) string {
	for _, e := range b.events[id] {
		if e.Step == testpay.StepCleanup && e.State == testpay.OK {
			return cmp.Or(e.Got, "–")
		}
	}
	return ""
}

// payable is the text that a QR is drawn of: the Pix code, or the link of a checkout.
func (b *payments) payable(m *Model) string {
	show := b.shows(m)
	switch {
	case show == nil || b.undone(m) != "":
		return ""
	case show.QR != "":
		return show.QR
	}
	return show.URL
}

// copy takes what is at hand: what a payer needs once it exists, else the body.
func (b *payments) copy(m *Model) tea.Cmd {
	if show := b.shows(m); show != nil && m.focus != paneDetail {
		list := []string{show.QR, show.URL, show.Reference}
		if b.undone(m) != "" {
			list = nil // they no longer work
		}
		for _, text := range append(list, strings.ReplaceAll(show.Card, " ", "")) {
			if text != "" {
				return m.copyText(text)
			}
		}
	}
	return m.copyText(string(testpay.Indented(b.plan(m).Body)))
}
