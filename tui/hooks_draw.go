package tui

import (
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

// shownMark is the mark of the verdict that is shown of a delivery, with its text key.
func (m *Model) shownMark(d *Held) (mark, key string, ro role) {
	key, r := d.Shown()
	v := checks.Inconclusive
	switch r {
	case export.RoleOK:
		v = checks.Pass
	case export.RoleBad:
		v = checks.Fail
	}
	return m.mark(v), key, screenRole(r)
}

// answerText is what became of a delivery at the receiver.
func (m *Model) answerText(o webhook.Outcome) (string, role) {
	switch {
	case o.Problem != "":
		return m.lang.S("forward." + o.Problem), rBad
	case o.Delivered():
		return itoa(o.Status) + " " + itoa(int(o.Millis)) + " ms", rOK
	}
	return itoa(o.Status) + " " + itoa(int(o.Millis)) + " ms", rWarn
}

func (b *hooks) topic(m *Model, it *hookItem) string {
	if it.s.Topic == "" {
		return m.lang.S("listen.no_topic")
	}
	return it.s.Topic
}

func (b *hooks) row(m *Model, i, w int, marked bool) string {
	t := m.theme
	it := &b.items[b.shown[i]]
	sign, _, ro := m.shownMark(&it.d)
	text := it.d.At.Local().Format(time.TimeOnly) + " " + strings.TrimSpace(b.topic(m, it)+" "+it.s.DataID)
	if it.s.Action != "" && it.s.Action != it.s.Topic {
		text += " " + strings.TrimPrefix(it.s.Action, it.s.Topic+".")
	}
	lead, style := "  ", t.s(rText, text)
	if marked {
		lead, style = t.pick.on(" "+m.arrow()), t.pick.on(text)
	}
	right := ""
	switch n := len(it.d.Answers); {
	case it.sending:
		right = t.s(rAccent, "…")
	case it.d.Refused != "":
		right = t.s(rBad, m.mark(checks.Fail)+" 413")
	case n > 0:
		o := it.d.Answers[n-1]
		word, ro := itoa(o.Status), rOK
		switch {
		case o.Problem == webhook.Filtered:
			word, ro = "–", rMuted
		case o.Problem != "":
			word, ro = m.mark(checks.Fail), rBad
		case !o.Delivered():
			ro = rWarn
		}
		right = t.s(ro, m.to()+word)
	}
	return split(lead+t.s(ro, sign)+" "+style, right+" ", w)
}

// to is the arrow of what goes on to the receiver.
func (m *Model) to() string {
	if m.opt.ASCII {
		return "->"
	}
	return "→"
}

func (b *hooks) heading(m *Model) string {
	return m.lang.S("screen.webhooks") + " · " + b.connection(m)
}

// connection says how listening is doing, never better than it is.
func (b *hooks) connection(m *Model) string {
	l := m.lang
	switch b.state {
	case hookIdle:
		return l.S("hooks.state.idle")
	case hookEnded:
		if b.why.IsZero() {
			return l.S("hooks.state.stopped", "key", m.keyOf("hook_listen"))
		}
		return l.S("hooks.state.failed")
	case hookRetrying:
		return l.S("hooks.state.retrying", "time", b.retry)
	case hookTrouble:
		return l.S("hooks.state.trouble")
	case hookOpening:
		return l.S("hooks.state.opening")
	}
	switch {
	case b.source.ReadOnly:
		return l.S("hooks.state.reading")
	case b.source.Address != "" && b.source.Every == 0:
		return l.S("hooks.state.receiving", "url", b.source.Address)
	}
	return l.S("hooks.state.listening", "time", gap(b.source.Every))
}

func (b *hooks) none(m *Model) string {
	l := m.lang
	var out []string
	if b.state == hookEnded && !b.why.IsZero() {
		out = append(out, l.Text(b.why))
	} else {
		out = append(out, l.S("hooks.none"))
	}
	if to, _ := b.of.Hooks.Target(); to == "" {
		out = append(out, l.S("hooks.no_target"))
	} else {
		out = append(out, l.S("hooks.none_send", "key", m.keyOf("hook_send")))
	}
	return strings.Join(append(out, l.S("hooks.none_paste")), "\n\n")
}

func (b *hooks) version(m *Model) string {
	id := ""
	if it := b.picked(m); it != nil {
		id = it.d.ID
	}
	return id + " " + itoa(b.news)
}

func (b *hooks) text(m *Model, p pane, w int) (string, []string) {
	if p == paneFix {
		return m.lang.S("hooks.timeline"), b.timeline(m, w)
	}
	return m.lang.S("hooks.delivery"), b.detail(m, w)
}

func (b *hooks) detail(m *Model, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	it := b.picked(m)
	if it == nil {
		return b.about0(m, w)
	}
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	head := func(key string) { out = append(out, "", " "+t.b(rAccent, l.S(key))) }

	mark, key, ro := m.shownMark(&it.d)
	out = append(out, " "+split(t.b(ro, mark+" "+l.S(key)), t.s(rMuted, it.d.ID), w))
	about := []string{b.topic(m, it)}
	for _, s := range []string{it.s.Action, it.s.DataID} {
		if s != "" {
			about = append(about, s)
		}
	}
	add(rText, strings.Join(about, " · "))
	came := l.S("hooks.source." + string(it.d.Source))
	if it.d.Pasted {
		came = l.S("hooks.source.pasted")
	}
	add(rMuted, l.Date(it.d.At.Local())+" "+it.d.At.Local().Format(time.TimeOnly)+" · "+came)
	if it.d.Test != "" {
		add(rText, l.S("hooks.sent.as", "kind", l.S("hooks.kind."+string(it.d.Test))))
	}
	if it.d.Refused != "" {
		add(rBad, l.S("listen.refused"))
		return out
	}

	if !it.d.Pasted {
		head("hooks.answer")
		to, _ := b.of.Hooks.Target()
		switch {
		case len(it.d.Answers) == 0 && to == "":
			add(rMuted, l.S("hooks.no_target"))
		case len(it.d.Answers) == 0:
			add(rMuted, l.S("listen.not_sent"))
		}
		for _, o := range it.d.Answers {
			text, ro := m.answerText(o)
			if o.Again {
				text += " · " + l.S("hooks.again")
			}
			out = append(out, "  "+t.s(rMuted, o.At.Local().Format(time.TimeOnly)+" "+m.to()+" ")+t.s(ro, text))
			why := export.AnswerHint(o)
			if key := "hooks.sent." + string(it.d.Test); lang.Has(key) && o.Problem == "" {
				why = key
			}
			if why != "" {
				out = append(out, t.wrap(rText, l.S(why), w-2, "  ")...)
			}
			if o.Unkept {
				out = append(out, t.wrap(rMuted, l.S("hooks.unkept"), w-2, "  ")...)
			}
		}
	}

	if it.d.Test != HookForged { // how a made-up one was made is no question
		head("hooks.signature")
		if it.d.Source == webhook.FromPoll {
			out = append(out, t.wrap(rMuted, l.S("hooks.rebuilt"), w-1, "  ")...)
		}
		out = append(out, b.explained(m, it, w)...)
	}

	head("hooks.request")
	to, _ := b.of.Hooks.Target()
	out = append(out, t.hard(rText, it.d.Method+" "+mpclient.CleanLine(it.d.Asked(to), 600), w-1, "  ")...)
	for _, name := range webhook.HeaderNames(it.d.Header) {
		for _, v := range it.d.Header[name] {
			out = append(out, t.hard(rMuted, mpclient.CleanLine(name, 80)+": "+mpclient.CleanLine(v, 400), w-1, "  ")...)
		}
	}
	if len(it.d.Body) > 0 {
		out = append(out, "")
		body := string(it.d.Body)
		if len(body) > 16<<10 {
			body = strings.ToValidUTF8(body[:16<<10], "") + "…"
		}
		out = append(out, t.jsonLines(pretty(body), w-2, "  ")...)
	}
	return out
}

// about0 is what to know before the first delivery: how it listens and where things go.
func (b *hooks) about0(m *Model, w int) []string {
	t, l := m.theme, m.lang
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	to, _ := b.of.Hooks.Target()
	if b.source.Address != "" && b.cancel != nil {
		add(rText, l.S("listen.receiving", "url", b.source.Address))
	}
	if b.source.Every > 0 && b.cancel != nil {
		add(rText, l.S("listen.polling", "time", gap(b.source.Every)))
	}
	if to != "" {
		add(rText, l.S("listen.forwarding", "url", to))
	}
	if b.source.Unsigned {
		out = append(out, "")
		add(rWarn, l.S("hooks.unsigned"))
	}
	if !b.why.IsZero() {
		out = append(out, "")
		add(rWarn, l.Text(b.why))
	}
	return out
}

// explained says how the delivery was signed, with the text that was hashed.
func (b *hooks) explained(m *Model, it *hookItem, w int) []string {
	t, l := m.theme, m.lang
	v := it.d.Why(b.of.Hooks)
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w-1, "  ")...) }
	line := func(key, value string) {
		if value != "" {
			out = append(out, t.hard(rMuted, l.S("verify.label."+key)+": "+value, w-1, "  ")...)
		}
	}
	r := v.Result
	if len(r.Matches) == 0 {
		for _, s := range v.Sentences(l, r, nil) {
			add(rText, s)
		}
	}
	for i := range r.Matches {
		x := &r.Matches[i]
		if i > 0 {
			add(rMuted, l.S("verify.label.also"))
		}
		for _, s := range v.Sentences(l, r, x) {
			add(rText, s)
		}
		line("text", v.Manifest(x))
		line("secret", v.SecretName(x))
		if len(x.Mistakes) > 0 {
			line("variant", x.Variant())
		}
	}
	for _, n := range v.Notes() {
		add(rWarn, l.S("verify.note."+n))
	}
	if export.Signed(r) != "genuine" && !it.d.Pasted && it.d.Source == webhook.FromHTTP {
		add(rMuted, l.S("hooks.doctor", "key", m.keyOf("hook_doctor")))
	}
	return out
}

// timeline tells the story of one resource: each delivery about it, what repeats another and how long after.
func (b *hooks) timeline(m *Model, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	it := b.picked(m)
	if it == nil {
		return nil
	}
	list := b.about[it.s.Topic+" "+it.s.DataID]
	out := t.wrap(rText, strings.TrimSpace(b.topic(m, it)+" "+it.s.DataID), w, " ")
	var about []*Held
	for _, i := range list {
		about = append(about, &b.items[i].d)
	}
	story := StoryOf(about)
	var body []string
	var last time.Time
	for n, i := range list {
		x := &b.items[i]
		again := story.Repeat[n]
		dot, bar := "●", "│"
		if m.opt.ASCII {
			dot, bar = "*", "|"
		}
		if n > 0 {
			body = append(body, " "+t.s(rBorder, bar)+t.s(rMuted, " +"+gap(x.d.At.Sub(last))))
		}
		last = x.d.At
		mark, _, ro := m.shownMark(&x.d)
		style := t.s(rText, x.d.At.Local().Format(time.TimeOnly)+" "+x.d.ID)
		if x == it {
			style = t.pick.on(x.d.At.Local().Format(time.TimeOnly) + " " + x.d.ID)
		}
		body = append(body, " "+t.s(ro, dot)+" "+style+" "+t.s(ro, mark))
		word := x.s.Action
		if again {
			word = strings.TrimSpace(word + " · " + l.S("hooks.repeat"))
		}
		body = append(body, t.wrap(rMuted, word, w-3, " "+t.s(rBorder, bar)+"  ")...)
		for _, o := range x.d.Answers {
			text, ro := m.answerText(o)
			if o.Again {
				text += " · " + l.S("hooks.again") + " " + m.whenAfter(o.At, x.d.At)
			}
			body = append(body, t.wrap(ro, m.to()+" "+text, w-3, " "+t.s(rBorder, bar)+"  ")...)
		}
	}
	out = append(out, t.wrap(rMuted, l.S("hooks.count", "n", itoa(len(list)), "repeats", itoa(story.Repeats), "taken", itoa(story.Taken)), w, " ")...)
	if story.Repeats > 0 {
		out = append(out, t.wrap(rMuted, l.S("hooks.repeat_note"), w, " ")...)
	}
	return append(append(out, ""), body...)
}

// whenAfter is the time of day of what followed something, with its date when that is another day.
func (m *Model) whenAfter(at, before time.Time) string {
	at, before = at.Local(), before.Local()
	clock := at.Format(time.TimeOnly)
	if at.YearDay() != before.YearDay() || at.Year() != before.Year() {
		return m.lang.Date(at) + " " + clock
	}
	return clock
}

// gap is a time between two deliveries, in its largest unit.
func gap(d time.Duration) string {
	switch {
	case d < time.Second:
		return itoa(int(d.Milliseconds())) + " ms"
	case d < time.Minute:
		return itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return itoa(int(d.Minutes())) + " min"
	}
	return itoa(int(d.Hours())) + " h"
}

// curl is the picked delivery as a command that sends it again, to the local address where one is known.
func (b *hooks) curl(m *Model) string {
	to, _ := b.of.Hooks.Target()
	return b.picked(m).d.Curl(to)
}
