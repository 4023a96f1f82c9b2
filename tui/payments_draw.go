package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
)

// payMark is the mark of a step's state.
func (m *Model) payMark(s testpay.State) (string, role) {
	switch s {
	case testpay.Running:
		return m.spinner(), rAccent
	case testpay.OK:
		return m.mark(checks.Pass), rOK
	case testpay.Differs, testpay.Failed:
		return m.mark(checks.Fail), rBad
	case testpay.Left:
		return m.mark(checks.Warn), rWarn
	case testpay.Inconclusive:
		return m.mark(checks.Inconclusive), rWarn
	}
	return "–", rMuted
}

func (b *payments) heading(m *Model) string {
	l := m.lang
	title := l.S("screen.payments")
	switch {
	case b.busy != "":
		return title + " · " + l.S(b.busy)
	case b.desk != nil:
		return title + " · " + b.world(l.S)
	}
	return title
}

func (b *payments) none(m *Model) string {
	switch {
	case b.busy != "":
		return m.lang.S(b.busy)
	case b.err != "":
		return b.err
	}
	return m.lang.S("payments.none")
}

// got is what the step that decides about a scenario's state gave.
func (b *payments) got(id string) string {
	out := ""
	for _, e := range b.events[id] {
		switch e.Step {
		case testpay.StepNotification, testpay.StepSignature, testpay.StepResource, testpay.StepCleanup:
			continue // they say nothing new about the payment's state
		}
		if e.Got != "" {
			out = e.Got
		}
	}
	return out
}

func (b *payments) row(m *Model, i, w int, marked bool) string {
	t, s := m.theme, b.desk.Scenarios[b.shown[i]]
	mark, ro := "·", rMuted
	if state, ran := b.stateOf(s.ID); ran {
		mark, ro = m.payMark(state)
	}
	name := m.lang.S("payments.method."+string(s.Method)) + " " + s.Outcome
	lead, style := "  ", t.s(rText, name)
	if marked {
		lead, style = t.pick.on(" "+m.arrow()), t.pick.on(name)
	}
	state := b.got(s.ID)
	if ansi.StringWidth(name)+len(state)+6 > w { // the name outweighs the detail of the state
		state, _, _ = strings.Cut(state, "/")
	}
	if _, ran := b.stateOf(s.ID); !ran {
		state, ro = expected(s, w-ansi.StringWidth(name)-6), rMuted
	}
	if end := b.undoneOf(s.ID); end != "" {
		end, _, _ = strings.Cut(end, "/")
		if before, _, _ := strings.Cut(state, "/"); before != end {
			state = before + " " + m.to() + " " + end
		}
	}
	return split(lead+t.s(ro, mark)+" "+style, t.s(ro, state+" "), w)
}

// expected is where a scenario that has not run should end, in brackets, as far as there is room. A question mark says
// that the sources are not sure.
func expected(s testpay.Scenario, w int) string {
	for _, st := range slices.Backward(s.Steps) {
		e := st.Expect
		if len(e.States) == 0 {
			continue
		}
		doubt := ""
		if e.Doubtful {
			doubt = "?"
		}
		for _, try := range []string{e.String(), e.Statuses()} {
			if text := "(" + try + doubt + ")"; len(text) <= w {
				return text
			}
		}
		break
	}
	return ""
}

func (b *payments) text(m *Model, p pane, w int) (string, []string) {
	if p == paneFix {
		return m.lang.S("payments.timeline"), b.timeline(m, w)
	}
	title := "payments.request"
	if s, ok := b.picked(m); ok && b.sent[s.ID] != nil {
		title = "payments.request_sent"
	}
	return m.lang.S(title), b.detail(m, w)
}

// detail is what would be sent, on whose account, for how much.
func (b *payments) detail(m *Model, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	s, ok := b.picked(m)
	if !ok {
		add(rWarn, b.err)
		return out
	}
	add(rText, l.Text(s.Effect))
	out = append(out, " "+t.s(rMuted, s.ID), "")
	acc := b.desk.Account
	ro := rOK
	if !acc.Test() {
		ro = rWarn
	}
	add(ro, l.S("payments.account", "name", mpclient.CleanLine(acc.Nickname, 60), "id", itoa(int(acc.ID)), "world", b.world(l.S)))
	p := b.plan(m)
	if p == nil {
		out = append(out, "")
		add(rWarn, b.fails[s.ID])
		return out
	}
	add(rText, l.S("payments.amount", "amount", "@money:"+p.Amount))
	how := "@pay.clean." + string(s.Kind)
	if b.keeps(s) {
		how = l.S("payments.kept", "key", m.keyOf("pay_clean"))
	}
	add(rMuted, l.S("pay.will_clean", "how", how))
	if b.edited[s.ID] {
		add(rWarn, l.S("payments.edited"))
	}
	for i, r := range p.Requests() {
		out = append(out, "", " "+t.b(rAccent, r.Method+" "+r.Path)+t.s(rMuted, " · "+l.S("pay.step."+string(r.Step))))
		body := r.Body
		if i == 0 || r.Step == testpay.StepCreate {
			body = p.Body
			if r.Step != testpay.StepCreate {
				body = r.Body
			}
		}
		if len(body) > 0 {
			out = append(out, t.jsonLines(pretty(string(body)), w-1, "  ")...)
		}
	}
	var expects []string
	for _, st := range s.Steps {
		if len(st.Expect.States) > 0 {
			expects = append(expects, l.S("pay.step."+string(st.ID))+": "+st.Expect.String())
		}
	}
	if len(expects) > 0 {
		out = append(out, "", " "+t.b(rAccent, l.S("payments.expected")))
		for _, e := range expects {
			out = append(out, t.wrap(rText, e, w-1, "  ")...)
		}
	}
	return out
}

// timeline is the latest run, step by step, with what its payer needs.
func (b *payments) timeline(m *Model, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	s, ok := b.picked(m)
	if !ok {
		return nil
	}
	if b.busy == "payments.busy.watch" {
		add(rAccent, m.spinner()+" "+l.S("payments.watching", "key", m.keyOf("pay_stop")))
		out = append(out, "")
	}
	if b.seen != nil {
		ref := mpclient.CleanLine(b.seen.Reference, 60)
		if ref == "" {
			ref = l.S("pay.no_reference")
		}
		add(rOK, l.S("pay.seen", "kind", "@payments.kind."+string(b.seen.Kind), "id", mpclient.CleanLine(b.seen.ID, 40), "state", mpclient.CleanLine(b.seen.State, 60), "reference", ref))
		add(rMuted, l.S("payments.judge_hint", "key", m.keyOf("pay_judge")))
		out = append(out, "")
	}
	list := b.events[s.ID]
	if b.undoes || len(list) == 0 && len(b.clean) > 0 {
		list = b.clean
	}
	if len(list) == 0 {
		add(rMuted, l.S("payments.idle", "key", m.keyOf("pay_create")))
		if b.desk.Listening == "" {
			out = append(out, "")
			add(rMuted, l.S("payments.deaf", "key", m.keyOf("webhooks")))
		}
		if n := len(b.desk.Left); n > 0 {
			out = append(out, "")
			add(rWarn, l.S("payments.left_before", "n", itoa(n), "key", m.keyOf("pay_clean")))
		}
		return out
	}
	bar := "│"
	if m.opt.ASCII {
		bar = "|"
	}
	for i, e := range list {
		mark, ro := m.payMark(e.State)
		if i > 0 {
			out = append(out, " "+t.s(rBorder, bar))
		}
		head := t.s(ro, mark) + " " + t.b(rText, l.S("pay.step."+string(e.Step)))
		out = append(out, " "+split(head, t.s(rMuted, e.At.Local().Format(time.TimeOnly)+" "), w))
		for _, said := range b.said(m, e) {
			out = append(out, t.wrap(rText, said, w-3, " "+t.s(rBorder, bar)+"  ")...)
		}
	}
	return append(out, b.shownText(m, w)...)
}

// said is what an event tells, a line each.
func (b *payments) said(m *Model, e testpay.Event) []string {
	l := m.lang
	var out []string
	if e.ID != "" && (e.Step == testpay.StepCreate || e.Step == testpay.StepCleanup) {
		out = append(out, string(e.Kind)+" "+mpclient.CleanLine(e.ID, 60))
	}
	got := mpclient.CleanLine(e.Got, 120)
	switch {
	case e.State == testpay.Differs || e.State == testpay.Inconclusive && e.Expected != "":
		if got == "" {
			got = "–"
		}
		out = append(out, l.S("pay.expected", "expected", e.Expected, "got", got))
	case got != "" && e.Step == testpay.StepSignature:
		if key := "signature." + got; lang.Has(key) {
			got = l.S(key)
		}
		out = append(out, got)
	case got != "":
		out = append(out, got)
	}
	if !e.Text.IsZero() {
		out = append(out, l.Text(e.Text))
	}
	return out
}

// shownText is what somebody needs to pay, or wants to copy.
func (b *payments) shownText(m *Model, w int) []string {
	t, l := m.theme, m.lang
	show := b.shows(m)
	if show == nil {
		return nil
	}
	title, pays := "payments.show", *show
	var out []string
	if end := b.undone(m); end != "" {
		if show.QR+show.URL+show.Reference != "" {
			out = append([]string{""}, t.wrap(rMuted, l.S("payments.dead", "state", mpclient.CleanLine(end, 60)), w, " ")...)
		}
		title, pays.QR, pays.URL, pays.Reference = "payments.show_test", "", "", ""
	}
	show = &pays
	out = append(out, "", " "+t.b(rAccent, l.S(title)))
	card := strings.TrimSpace(show.Card)
	if card != "" {
		card += "  " + show.Code + "  " + show.Expiry
	}
	for _, x := range []struct{ key, value string }{{"qr", show.QR}, {"url", show.URL}, {"reference", show.Reference}, {"card", card}, {"holder", show.Holder}, {"buyer", show.Buyer}} {
		if x.value != "" {
			out = append(out, " "+t.s(rMuted, l.S("pay.show."+x.key)))
			out = append(out, t.hard(rText, mpclient.CleanLine(x.value, 1000), w-1, "  ")...)
		}
	}
	code := qrCode(b.payable(m))
	if len(code) > 0 && w >= len([]rune(code[0]))-40 && m.zoom {
		out = append(out, "")
		for _, line := range code {
			out = append(out, " "+line)
		}
	}
	if b.payable(m) != "" {
		out = append(out, "", " "+t.b(rFocus, m.keyOf("pay_qr"))+" "+t.s(rMuted, l.S("key.pay_qr.long")))
	}
	return out
}
