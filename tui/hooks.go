package tui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// hooks is the screen of notifications: what came in, how each was signed, what the receiver made of it, and the
// story of the resource it is about.
type hooks struct {
	of     *Session
	items  []hookItem
	byID   map[string]int
	about  map[string][]int // items of one resource, in order of arrival
	shown  []int
	filter string
	stale  bool // shown must be made anew

	run    int
	feed   HookFeed
	cancel context.CancelFunc
	source HookSource
	state  hookState
	why    checks.Text
	retry  string
	news   int // grows with every change
}

type hookState string

const (
	hookIdle       hookState = ""
	hookOpening    hookState = "opening"
	hookListening  hookState = "listening"
	hookRetrying   hookState = "retrying"
	hookPaymentsOK hookState = "no_orders"
	hookCut        hookState = "cut"
	hookTrouble    hookState = "trouble"
	hookEnded      hookState = "ended"
)

// maxHooks is how many deliveries the screen holds; older ones stay in the file.
const maxHooks = 10_000

type hookItem struct {
	d       Held
	s       webhook.Subject
	words   string // what a filter looks in, besides the verdict and the answer
	sending bool
}

// Messages of the webhooks screen.
type (
	hookMsg struct {
		of  *Session
		run int
	}
	hookFeedMsg struct {
		hookMsg
		feed HookFeed
		err  error
	}
	hookNewsMsg struct {
		hookMsg
		news []HookNews
		more bool
	}
	hookSentMsg struct {
		hookMsg
		kind HookKind
		sent []sentHook
		err  error
	}
	hookAgainMsg struct {
		hookMsg
		id  string
		out webhook.Outcome
	}
)

type sentHook struct {
	d        webhook.Arrival
	o        webhook.Outcome
	expected bool
}

func (h hookMsg) to() screen        { return screenHooks }
func (h hookMsg) session() *Session { return h.of }

func hookActions() []action {
	on := []screen{screenHooks}
	of := func(m *Model) *hooks { return m.board().(*hooks) }
	some := func(m *Model) bool { return of(m).count(m) > 0 }
	target := func(m *Model) bool { to, _ := of(m).of.Hooks.Target(); return to != "" }
	return []action{
		{id: "hook_send", keys: []string{"t"}, hint: 1, on: on, enabled: target, do: func(m *Model) tea.Cmd { return of(m).menu(m) }},
		{id: "hook_again", keys: []string{"r"}, hint: 2, on: on,
			enabled: func(m *Model) bool { return some(m) && target(m) && of(m).resendable(m) },
			do:      func(m *Model) tea.Cmd { return of(m).resend(m) }},
		{id: "hook_copy", keys: []string{"y"}, hint: 3, on: on, enabled: some, do: func(m *Model) tea.Cmd { return m.copyText(of(m).curl(m)) }},
		{id: "hook_listen", keys: []string{"s"}, hint: 4, on: on, enabled: always, do: func(m *Model) tea.Cmd { return of(m).toggle(m) }},
		{id: "hook_doctor", keys: []string{"d"}, hint: 5, on: on, enabled: always, do: (*Model).examineHook},
	}
}

// examineHook goes to the requirements that look at the endpoint itself, and asks for the consent they need.
// The way back leads here again.
func (m *Model) examineHook() tea.Cmd {
	from := m.screen
	cmd := m.visit(screenWalk)
	m.touched = true
	for _, r := range m.reqs {
		if r.Section == checks.Notifications && m.finding(r.ID).Input == "consent" {
			m.choose(r.ID)
			m.came = origin{from, m.picked()}
			return tea.Batch(cmd, m.again())
		}
	}
	m.pick(row{checks.Notifications, ""})
	m.opened[checks.Notifications] = true
	m.reveal()
	m.came = origin{from, m.picked()}
	return tea.Batch(cmd, m.say(m.lang.S("hooks.to_examination", "key", m.keyOf("again"))))
}

func (b *hooks) enter(m *Model) tea.Cmd {
	if b.state == hookIdle {
		return b.listen(m)
	}
	return nil
}

func (b *hooks) leave(*Model) {
	b.news++ // what is said of listening changes
	if b.cancel != nil {
		b.cancel()
		b.cancel = nil
	}
}

func (b *hooks) toggle(m *Model) tea.Cmd {
	if b.cancel != nil {
		b.leave(m)
		b.state, b.run = hookEnded, b.run+1
		b.why = checks.Text{}
		return nil
	}
	return b.listen(m)
}

func (b *hooks) listen(m *Model) tea.Cmd {
	ctx, cancel := context.WithCancel(m.opt.Context)
	b.run++
	b.news++
	b.cancel, b.state = cancel, hookOpening
	if b.byID == nil {
		b.byID, b.about = map[string]int{}, map[string][]int{}
	}
	who, src := hookMsg{b.of, b.run}, b.of.Hooks
	return func() tea.Msg {
		feed, err := src.Listen(ctx)
		return hookFeedMsg{who, feed, err}
	}
}

func (b *hooks) next(who hookMsg) tea.Cmd {
	feed := b.feed
	return func() tea.Msg {
		news, more := feed.Next()
		return hookNewsMsg{who, news, more}
	}
}

func (b *hooks) update(m *Model, msg boardMsg) tea.Cmd {
	switch msg := msg.(type) {
	case hookFeedMsg:
		if msg.run != b.run {
			return nil
		}
		if msg.err != nil {
			b.leave(m)
			b.state, b.why = hookEnded, checks.Raw(mpclient.CleanLine(msg.err.Error(), 200))
			return nil
		}
		b.news++
		b.feed, b.source, b.state = msg.feed, msg.feed.About(), hookListening
		for i := range b.items { // other secrets may be known by now; what the feed tells anew it has judged
			b.items[i].d.Renew(b.of.Hooks)
		}
		if b.source.Every > 0 {
			b.state = hookOpening // until the account has answered
		}
		return b.next(msg.hookMsg)
	case hookNewsMsg:
		if msg.run != b.run {
			return nil
		}
		was := b.count(m)
		for _, n := range msg.news {
			b.take(n)
		}
		m.grown(screenHooks, b, was)
		if msg.more {
			return b.next(msg.hookMsg)
		}
		b.leave(m)
		if b.state != hookEnded {
			b.state, b.why = hookEnded, checks.Text{}
		}
	case hookSentMsg:
		was := b.count(m)
		for _, s := range msg.sent {
			b.add(s.d)
			b.answered(s.o)
			if i, ok := b.byID[s.d.ID]; ok {
				b.items[i].d.Test, b.items[i].d.Wrong = msg.kind, !s.expected
			}
		}
		m.grown(screenHooks, b, was)
		if msg.err != nil {
			return m.say(mpclient.CleanLine(msg.err.Error(), 200))
		}
		return m.say(b.sentText(m, msg.sent))
	case hookAgainMsg:
		if i, ok := b.byID[msg.id]; ok {
			b.items[i].sending = false
			b.news++
			b.answered(msg.out)
		}
	}
	return nil
}

// polled is what the state of the connection makes of the screen's.
var polled = map[webhook.PollState]hookState{webhook.PollConnected: hookListening, webhook.PollRetrying: hookRetrying,
	webhook.PollNoOrders: hookPaymentsOK, webhook.PollCut: hookCut}

func (b *hooks) take(n HookNews) {
	switch {
	case n.Arrival != nil:
		b.add(*n.Arrival)
	case n.Outcome != nil:
		b.answered(*n.Outcome)
	case n.Ended:
		b.state, b.why = hookEnded, n.Why
	case n.Trouble:
		b.state, b.why = hookTrouble, n.Why
	default:
		b.why, b.retry = n.Why, gap(n.RetryIn)
		b.state = polled[n.State]
	}
	b.news++
}

func (b *hooks) add(d webhook.Arrival) {
	if i, known := b.byID[d.ID]; known {
		b.items[i].d.Again(d)
		b.stale = true
		return
	}
	if len(b.items) >= maxHooks+maxHooks/10 { // in steps: forgetting one at a time would cost a pass each
		b.forget(len(b.items) - maxHooks)
	}
	b.put(hookItem{d: Held{Arrival: d}, s: d.Subject()})
}

func (b *hooks) put(it hookItem) {
	it.words = strings.ToLower(it.d.ID + " " + it.s.Topic + " " + it.s.Action + " " + it.s.DataID)
	b.byID[it.d.ID] = len(b.items)
	key := it.s.Topic + " " + it.s.DataID
	b.about[key] = append(b.about[key], len(b.items))
	b.items = append(b.items, it)
	b.stale = true
	b.news++
}

func (b *hooks) forget(n int) {
	kept := b.items[n:]
	b.items, b.byID, b.about = make([]hookItem, 0, maxHooks*2), map[string]int{}, map[string][]int{}
	for _, it := range kept {
		b.put(it)
	}
}

func (b *hooks) answered(o webhook.Outcome) {
	i, ok := b.byID[o.ID]
	if ok && b.items[i].d.Answered(o) {
		b.news++
	}
}

func (b *hooks) read(m *Model) {
	filter := b.filter
	if m.screen == screenHooks {
		filter = m.filter
	}
	if !b.stale && filter == b.filter {
		return
	}
	words := strings.Fields(strings.ToLower(filter))
	from := 0
	if filter == b.filter && len(b.shown) > 0 && b.shown[len(b.shown)-1] < len(b.items) && len(words) == 0 && len(b.shown) <= len(b.items) {
		from = len(b.shown) // rows only ever come at the end
	} else {
		b.shown = b.shown[:0]
	}
	for i := from; i < len(b.items); i++ {
		it := &b.items[i]
		if it.matches(words) {
			b.shown = append(b.shown, i)
		}
	}
	b.filter, b.stale = filter, false
}

func (b *hooks) count(m *Model) int {
	b.read(m)
	return len(b.shown)
}

func (b *hooks) picked(m *Model) *hookItem {
	n := b.count(m)
	if n == 0 {
		return nil
	}
	return &b.items[b.shown[max(0, min(m.at, n-1))]]
}

func (it *hookItem) matches(words []string) bool {
	for _, w := range words {
		if !strings.Contains(it.words, w) && !strings.Contains(string(it.d.Signature), w) && !strings.Contains(it.status(), w) {
			return false
		}
	}
	return true
}

// status is the last answer as text, "" before one.
func (it *hookItem) status() string {
	if len(it.d.Answers) == 0 {
		return ""
	}
	o := it.d.Answers[len(it.d.Answers)-1]
	if o.Problem != "" {
		return o.Problem
	}
	return itoa(o.Status)
}

// explain works out why the picked delivery has its verdict, before anything is drawn of it.
func (b *hooks) explain(m *Model) {
	if it := b.picked(m); it != nil && it.d.Refused == "" {
		it.d.Why(b.of.Hooks)
	}
}

func (b *hooks) resendable(m *Model) bool {
	it := b.picked(m)
	return it != nil && it.d.Resendable() && !it.sending
}

func (b *hooks) resend(m *Model) tea.Cmd {
	return b.agreed(m, func(m *Model) tea.Cmd {
		it := b.picked(m)
		if it == nil {
			return nil
		}
		it.sending = true
		b.news++
		d, who, src, ctx := it.d.Arrival, hookMsg{b.of, b.run}, b.of.Hooks, m.opt.Context
		return func() tea.Msg { return hookAgainMsg{who, d.ID, src.Resend(ctx, d)} }
	})
}

// agreed does what posts to the target: at once when it is this machine, after a y when it is another.
func (b *hooks) agreed(m *Model, do func(*Model) tea.Cmd) tea.Cmd {
	to, local := b.of.Hooks.Target()
	if local {
		return do(m)
	}
	return m.askFor(askConsent{text: m.lang.S("hooks.consent", "url", to), yes: do})
}

// menu offers the kinds of notification to send.
func (b *hooks) menu(m *Model) tea.Cmd {
	to, _ := b.of.Hooks.Target()
	var items []menuItem
	for _, k := range HookKinds {
		label, note := m.lang.S("hooks.kind."+string(k)), m.lang.S("hooks.kind."+string(k)+".want")
		items = append(items, menuItem{label: label, note: note, do: func(m *Model) tea.Cmd {
			return b.agreed(m, func(m *Model) tea.Cmd { return b.send(m, k) })
		}})
	}
	return m.openMenu(m.lang.S("hooks.menu", "url", to), items)
}

func (b *hooks) send(m *Model, k HookKind) tea.Cmd {
	who, src, ctx := hookMsg{b.of, b.run}, b.of.Hooks, m.opt.Context
	return tea.Batch(m.say(m.lang.S("hooks.sending")), func() tea.Msg {
		out := hookSentMsg{hookMsg: who, kind: k}
		out.err = src.Send(ctx, k, func(d webhook.Arrival, o webhook.Outcome, expected bool) {
			out.sent = append(out.sent, sentHook{d, o, expected})
		})
		return out
	})
}

// sentText says whether the endpoint answered as a sound one does.
func (b *hooks) sentText(m *Model, sent []sentHook) string {
	key, answers := "hooks.sent_expected", []string{}
	for _, s := range sent {
		text, _ := m.answerText(s.o)
		answers = append(answers, text)
		if !s.expected {
			key = "hooks.sent_other"
		}
	}
	return m.lang.S(key, "answers", strings.Join(answers, ", "))
}

// pasteCapture takes a delivery captured elsewhere: it stands in the list like any other, explained.
func (m *Model) pasteCapture(raw string) tea.Cmd {
	b := m.boards[screenHooks].(*hooks)
	v, err := b.of.Hooks.Capture([]byte(raw))
	var bad *webhook.CaptureError
	switch {
	case errors.As(err, &bad):
		return m.say(m.lang.S("verify.capture."+string(bad.Fault), "detail", bad.Detail))
	case err != nil:
		return m.say(mpclient.CleanLine(err.Error(), 200))
	}
	if b.byID == nil {
		b.byID, b.about = map[string]int{}, map[string][]int{}
	}
	d := v.Arrival("p-"+itoa(len(b.items)+1), m.opt.Now())
	b.put(hookItem{d: HeldCapture(v, d), s: d.Subject()})
	m.filter = ""
	m.pickRow(b, b.count(m)-1)
	m.focus = paneDetail
	return m.say(m.lang.S("hooks.pasted"))
}
