package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
	"github.com/homologa/homologa/mpclient/webhook"
	"github.com/homologa/homologa/tui"
)

// lineHooks is where a person is among the notifications.
type lineHooks struct {
	items  []lineHook
	byID   map[string]int
	picked int // -1 before one was shown
	stop   context.CancelFunc
	about  tui.HookSource
	box    *lineBox
	told   string // what was said last of the connection
}

type lineHook struct {
	d tui.Held
	s webhook.Subject
}

// maxLineHooks is how many deliveries are held; older ones stay in the file.
const maxLineHooks = 10_000

// lineBox keeps what listening brings until the next prompt.
type lineBox struct {
	mu   sync.Mutex
	news []tui.HookNews
	over bool
}

func (b *lineBox) fill(feed tui.HookFeed) {
	for b.next(feed) {
	}
}

// next waits for more and tells whether there may be more still.
func (b *lineBox) next(feed tui.HookFeed) bool {
	news, more := feed.Next()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.news, b.over = append(b.news, news...), !more
	return more
}

func (b *lineBox) take() (news []tui.HookNews, over bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	news, b.news = b.news, nil
	return news, b.over
}

func hookCommands() []lineCommand {
	on := []place{placeHooks}
	target := func(m *lineMode) bool { to, _ := m.sess.Hooks.Target(); return to != "" }
	picked := func(m *lineMode) bool { return m.hook.picked >= 0 }
	return []lineCommand{
		{id: "hook_listen", letter: "s", on: on, hint: true, do: func(m *lineMode, _ string) error { return m.toggleHooks() }},
		{id: "hook_list", letter: "i", on: on, hint: true, do: func(m *lineMode, arg string) error { m.listHooks(arg); return nil }},
		{id: "filter", letter: "/", on: on, do: func(m *lineMode, arg string) error { m.listHooks(arg); return nil }},
		{id: "hook_send", letter: "t", on: on, hint: true, can: target, do: (*lineMode).sendHook},
		{id: "hook_again", letter: "r", on: on, hint: true,
			can: func(m *lineMode) bool { return picked(m) && target(m) && m.resendable() },
			do:  func(m *lineMode, _ string) error { return m.resendHook() }},
		{id: "hook_story", letter: "e", on: on, can: picked, do: func(m *lineMode, _ string) error { m.hookStory(); return nil }},
		{id: "hook_copy", letter: "y", on: on, can: picked, do: func(m *lineMode, _ string) error { m.copyText(m.hookCurl()); return nil }},
		{id: "hook_curl", letter: "c", on: on, can: picked, do: func(m *lineMode, _ string) error {
			m.block(m.lang.S("traffic.curl"), m.hookCurl())
			return nil
		}},
		{id: "hook_capture", letter: "k", on: on, do: (*lineMode).captureHook},
		{id: "hook_doctor", letter: "d", on: on, do: func(m *lineMode, _ string) error { return m.examineHook() }},
	}
}

func (m *lineMode) openHooks() error {
	m.goTo(placeHooks)
	m.say(m.lang.S("screen.webhooks"))
	if to, _ := m.sess.Hooks.Target(); to != "" {
		m.say(m.lang.S("listen.forwarding", "url", to))
	} else {
		m.say(m.lang.S("hooks.no_target"))
	}
	if m.hook.byID == nil {
		m.hook.byID, m.hook.picked = map[string]int{}, -1
		if err := m.listenHooks(); err != nil {
			return err
		}
	}
	m.takeHooks()
	m.listHooks("")
	return nil
}

func (m *lineMode) listenHooks() error {
	ctx, stop := context.WithCancel(m.ctx)
	feed, err := m.sess.Hooks.Listen(ctx)
	if err != nil {
		stop()
		return err
	}
	h := &m.hook
	for i := range h.items { // other secrets may be known by now; what the feed tells anew it has judged
		h.items[i].d.Renew(m.sess.Hooks)
	}
	h.stop, h.about, h.box, h.told = stop, feed.About(), &lineBox{}, ""
	if !h.about.Before || h.box.next(feed) {
		go h.box.fill(feed)
	}
	switch {
	case h.about.ReadOnly:
		m.say(m.lang.S("hooks.state.reading"))
	case h.about.Every > 0:
		h.told = m.lang.S("hooks.state.listening", "time", span(h.about.Every))
		m.say(h.told)
	}
	if h.about.Unsigned {
		m.say(m.lang.S("hooks.unsigned"))
	}
	return nil
}

func (m *lineMode) leaveHooks() {
	if m.hook.stop != nil {
		m.hook.stop()
		m.hook.stop = nil
	}
}

func (m *lineMode) toggleHooks() error {
	if m.hook.stop != nil {
		m.leaveHooks()
		m.say(m.lang.S("lines.hooks_stopped"))
		return nil
	}
	return m.listenHooks()
}

// takeHooks takes in what came since the last prompt and gives what there is to say about it.
func (m *lineMode) takeHooks() (said []string, fresh []int) {
	h := &m.hook
	if h.box == nil {
		return nil, nil
	}
	news, over := h.box.take()
	l := m.lang
	for _, n := range news {
		switch {
		case n.Arrival != nil:
			if i, isNew := m.addHook(tui.Held{Arrival: *n.Arrival}); isNew {
				fresh = append(fresh, i)
			}
		case n.Outcome != nil:
			m.answered(*n.Outcome)
		default:
			said = append(said, m.connection(n))
		}
	}
	if over && h.stop != nil {
		m.leaveHooks()
		said = append(said, l.S("lines.hooks_stopped"))
	}
	said = slices.Compact(slices.DeleteFunc(said, func(s string) bool { return s == "" || s == h.told }))
	if len(said) > 0 {
		h.told = said[len(said)-1]
	}
	return said, fresh
}

// connection says how listening is doing, never better than it is.
func (m *lineMode) connection(n tui.HookNews) string {
	l := m.lang
	key, args := "", []string{}
	switch {
	case n.Ended:
		key = "hooks.state.failed"
	case n.Trouble:
		key = "hooks.state.trouble"
	case n.State == webhook.PollRetrying:
		key, args = "hooks.state.retrying", []string{"time", span(n.RetryIn)}
	case n.State == webhook.PollConnected:
		key, args = "hooks.state.listening", []string{"time", span(m.hook.about.Every)}
	}
	why := l.Text(n.Why)
	switch {
	case key == "":
		return why
	case why == "":
		return l.S(key, args...)
	}
	return l.S(key, args...) + ": " + why
}

func (m *lineMode) addHook(d tui.Held) (int, bool) {
	h := &m.hook
	if i, known := h.byID[d.ID]; known {
		h.items[i].d.Again(d.Arrival)
		return i, false
	}
	if len(h.items) >= maxLineHooks {
		return -1, false
	}
	h.byID[d.ID] = len(h.items)
	h.items = append(h.items, lineHook{d, d.Subject()})
	return len(h.items) - 1, true
}

func (m *lineMode) answered(o webhook.Outcome) {
	i, ok := m.hook.byID[o.ID]
	if ok {
		m.hook.items[i].d.Answered(o)
	}
}

// hookNews tells before a prompt what came meanwhile.
func (m *lineMode) hookNews() {
	said, fresh := m.takeHooks()
	for _, s := range said {
		m.say(m.lang.S("screen.webhooks") + ": " + s)
	}
	if len(fresh) > 0 {
		m.say(m.lang.S("lines.hooks_new", "n", strconv.Itoa(len(fresh))))
		for _, i := range fresh {
			m.hookRow(i)
		}
	}
}

func (m *lineMode) topic(it *lineHook) string {
	if it.s.Topic == "" {
		return m.lang.S("listen.no_topic")
	}
	return it.s.Topic
}

func (m *lineMode) hookRow(i int) {
	it := &m.hook.items[i]
	key, role := it.d.Shown()
	parts := []string{strconv.Itoa(i + 1)}
	for _, s := range []string{m.topic(it), it.s.Action, it.s.DataID, it.d.At.Local().Format(time.TimeOnly)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	switch n := len(it.d.Answers); {
	case it.d.Refused != "":
		parts = append(parts, m.lang.S("listen.refused"))
	case n > 0:
		parts = append(parts, m.lang.S("lines.answer", "answer", m.answerText(it.d.Answers[n-1])))
	}
	m.verdictLine(role, m.lang.S(key), strings.Join(parts, ", "))
}

func (m *lineMode) answerText(o webhook.Outcome) string {
	if o.Problem != "" {
		return m.lang.S("forward." + o.Problem)
	}
	return strconv.Itoa(o.Status) + ", " + strconv.FormatInt(o.Millis, 10) + " ms"
}

// answerAt is an answer with its time of day, and for a resend, which may be of another day, its date.
func (m *lineMode) answerAt(o webhook.Outcome) string {
	text, at := m.answerText(o)+", ", o.At.Local()
	if o.Again {
		text += m.lang.S("hooks.again") + ", " + m.lang.Date(at) + " "
	}
	return text + at.Format(time.TimeOnly)
}

// tellAnswer says what an endpoint answered and what that means.
func (m *lineMode) tellAnswer(o webhook.Outcome) {
	m.entry("hooks.answer", m.answerAt(o))
	for _, key := range []string{export.AnswerHint(o), unkeptHint(o)} {
		if key != "" {
			m.say(m.lang.S(key))
		}
	}
}

func unkeptHint(o webhook.Outcome) string {
	if o.Unkept {
		return "hooks.unkept"
	}
	return ""
}

func (m *lineMode) listHooks(filter string) {
	n := 0
	for i := range m.hook.items {
		it := &m.hook.items[i]
		status := ""
		if k := len(it.d.Answers); k > 0 {
			status = strconv.Itoa(it.d.Answers[k-1].Status) + " " + it.d.Answers[k-1].Problem
		}
		if containsWords(fold(it.d.ID+" "+it.s.Topic+" "+it.s.Action+" "+it.s.DataID+" "+string(it.d.Signature)+" "+status), filter) {
			n++
			m.hookRow(i)
		}
	}
	switch {
	case len(m.hook.items) == 0:
		m.say(m.lang.S("hooks.none"))
		m.say(m.lang.S("lines.hooks_hint"))
	case filter != "":
		m.say(m.lang.S("lines.matches", "n", strconv.Itoa(n)))
	default:
		m.say(m.lang.S("lines.number_hint"))
	}
}

func (m *lineMode) hooksAgain() {
	if m.hook.picked >= 0 {
		m.hookRow(m.hook.picked)
		return
	}
	m.listHooks("")
}

// showDelivery explains one: what was asked, how it was signed, what the receiver answered.
func (m *lineMode) showDelivery(n int) error {
	if n < 1 || n > len(m.hook.items) {
		m.say(m.lang.S("lines.no_number", "n", strconv.Itoa(n)))
		return nil
	}
	m.hook.picked = n - 1
	l, it := m.lang, &m.hook.items[n-1]
	if it.d.Refused == "" {
		it.d.Why(m.sess.Hooks)
	}
	m.hookRow(n - 1)
	came := "hooks.source." + string(it.d.Source)
	if it.d.Pasted {
		came = "hooks.source.pasted"
	}
	m.say(l.S(came) + ", " + l.Date(it.d.At.Local()) + " " + it.d.At.Local().Format(time.TimeOnly))
	if it.d.Refused != "" {
		return nil
	}
	if !it.d.Pasted {
		if len(it.d.Answers) == 0 {
			m.entry("hooks.answer", l.S("listen.not_sent"))
		}
		for _, o := range it.d.Answers {
			m.tellAnswer(o)
		}
	}
	if it.d.Source == webhook.FromPoll {
		m.say(l.S("hooks.rebuilt"))
	}
	m.explainHook(it)
	to, _ := m.sess.Hooks.Target()
	m.entry("hooks.request", it.d.Method+" "+mpclient.CleanLine(it.d.Asked(to), 600))
	for _, name := range webhook.HeaderNames(it.d.Header) {
		for _, v := range it.d.Header[name] {
			m.say(l.S("lines.header") + ": " + mpclient.CleanLine(name, 80) + ": " + mpclient.CleanLine(v, 400))
		}
	}
	body := string(it.d.Body)
	if len(body) > 16<<10 {
		body = strings.ToValidUTF8(body[:16<<10], "") + "…"
	}
	m.body("lines.body", body)
	return nil
}

// explainHook says how a delivery was signed, with the text that was hashed.
func (m *lineMode) explainHook(it *lineHook) {
	l := m.lang
	v := it.d.Why(m.sess.Hooks)
	r := v.Result
	if len(r.Matches) == 0 {
		for _, s := range v.Sentences(l, r, nil) {
			m.entry("hooks.signature", s)
		}
	}
	for i := range r.Matches {
		x := &r.Matches[i]
		for _, s := range v.Sentences(l, r, x) {
			m.entry("hooks.signature", s)
		}
		m.entry("verify.label.text", v.Manifest(x))
		m.entry("verify.label.secret", v.SecretName(x))
		if len(x.Mistakes) > 0 {
			m.entry("verify.label.variant", x.Variant())
		}
	}
	for _, n := range v.Notes() {
		m.say(l.S("verify.note." + n))
	}
	if export.Signed(r) != "genuine" && !it.d.Pasted && it.d.Source == webhook.FromHTTP {
		m.say(l.S("lines.doctor_hint"))
	}
}

// hookStory tells each delivery about the same resource, in order of arrival.
func (m *lineMode) hookStory() {
	it := &m.hook.items[m.hook.picked]
	m.say(strings.TrimSpace(m.topic(it) + " " + it.s.DataID))
	var list []*tui.Held
	var at []int
	for i := range m.hook.items {
		if x := &m.hook.items[i]; x.s.Topic == it.s.Topic && x.s.DataID == it.s.DataID {
			list, at = append(list, &x.d), append(at, i)
		}
	}
	story := tui.StoryOf(list)
	var last time.Time
	for n, i := range at {
		x := &m.hook.items[i]
		if n > 0 {
			m.say(m.lang.S("lines.later", "time", span(x.d.At.Sub(last))))
		}
		last = x.d.At
		m.hookRow(i)
		if story.Repeat[n] {
			m.say(m.lang.S("hooks.repeat"))
		}
		for _, o := range x.d.Answers {
			if o.Again {
				m.say(m.lang.S("lines.answer", "answer", m.answerAt(o)))
			}
		}
	}
	m.say(m.lang.S("hooks.count", "n", strconv.Itoa(len(list)), "repeats", strconv.Itoa(story.Repeats), "taken", strconv.Itoa(story.Taken)))
	if story.Repeats > 0 {
		m.say(m.lang.S("hooks.repeat_note"))
	}
}

func (m *lineMode) resendable() bool {
	it := &m.hook.items[m.hook.picked]
	return it.d.Resendable()
}

// mayPost asks before something is posted to another machine.
func (m *lineMode) mayPost() (bool, error) {
	to, local := m.sess.Hooks.Target()
	if local {
		return true, nil
	}
	_, yes, err := m.agree(m.lang.S("hooks.consent", "url", to), "")
	return yes, err
}

func (m *lineMode) resendHook() error {
	if yes, err := m.mayPost(); err != nil || !yes {
		return err
	}
	it := &m.hook.items[m.hook.picked]
	out, err := work(m, "hooks.sending", func(ctx context.Context) (webhook.Outcome, error) { return m.sess.Hooks.Resend(ctx, it.d.Arrival), nil })
	if err != nil {
		return err
	}
	it.d.Answered(out)
	m.tellAnswer(out)
	return nil
}

// sendHook sends one of the kinds, by its number or name; without one it lists them.
func (m *lineMode) sendHook(arg string) error {
	l := m.lang
	to, _ := m.sess.Hooks.Target()
	at := -1
	for i, k := range tui.HookKinds {
		if arg == strconv.Itoa(i+1) || arg == string(k) || arg != "" && fold(arg) == fold(l.S("hooks.kind."+string(k))) {
			at = i
		}
	}
	if at < 0 {
		m.say(l.S("hooks.menu", "url", to))
		for i, k := range tui.HookKinds {
			m.say(strconv.Itoa(i+1) + ": " + l.S("hooks.kind."+string(k)) + ", " + l.S("hooks.kind."+string(k)+".want"))
		}
		got, err := m.line(l.S("lines.which"), false)
		if err != nil || got == "" {
			return err
		}
		if n, err := strconv.Atoi(got); err != nil || n < 1 || n > len(tui.HookKinds) {
			m.say(l.S("lines.no_number", "n", clean(got, 20)))
			return nil
		}
		at, _ = strconv.Atoi(got)
		at--
	}
	if yes, err := m.mayPost(); err != nil || !yes {
		return err
	}
	type sent struct {
		d        webhook.Arrival
		o        webhook.Outcome
		expected bool
	}
	list, err := work(m, "hooks.sending", func(ctx context.Context) (list []sent, err error) {
		err = m.sess.Hooks.Send(ctx, tui.HookKinds[at], func(d webhook.Arrival, o webhook.Outcome, expected bool) {
			list = append(list, sent{d, o, expected})
		})
		return list, err
	})
	key, answers := "hooks.sent_expected", []string{}
	for _, s := range list {
		i, _ := m.addHook(tui.Held{Arrival: s.d, Test: tui.HookKinds[at], Wrong: !s.expected})
		m.answered(s.o)
		if i >= 0 {
			m.hookRow(i)
			m.hook.picked = i
		}
		answers = append(answers, m.answerText(s.o))
		if !s.expected {
			key = "hooks.sent_other"
		}
	}
	if err != nil {
		return err
	}
	m.say(l.S(key, "answers", strings.Join(answers, "; ")))
	return nil
}

// captureHook takes a delivery captured elsewhere: from a file, or pasted up to a line with a dot alone.
func (m *lineMode) captureHook(file string) error {
	var raw []byte
	if file != "" {
		if !filepath.IsAbs(file) {
			file = filepath.Join(m.dir, file)
		}
		var err error
		if raw, err = ownfile.Read(ownfile.OpenGiven, file, longestLine); err != nil {
			return m.usage("config.unreadable", "file", clean(file, 160), "why", config.Why(err))
		}
	} else {
		m.say(m.lang.S("lines.paste_hint"))
		for {
			line, err := m.line(m.lang.S("lines.paste"), false)
			if err != nil {
				return err
			}
			if line == "." {
				break
			}
			raw = append(append(raw, line...), '\n')
			if len(raw) > longestLine {
				break
			}
		}
	}
	v, err := m.sess.Hooks.Capture(raw)
	var bad *webhook.CaptureError
	switch {
	case errors.As(err, &bad):
		m.say(m.lang.S("verify.capture."+string(bad.Fault), "detail", bad.Detail))
		return nil
	case err != nil:
		return err
	}
	i, _ := m.addHook(tui.HeldCapture(v, v.Arrival("p-"+strconv.Itoa(len(m.hook.items)+1), m.now())))
	m.say(m.lang.S("hooks.pasted"))
	return m.showDelivery(i + 1)
}

// hookCurl is the picked delivery as a command that sends it again.
func (m *lineMode) hookCurl() string {
	to, _ := m.sess.Hooks.Target()
	return m.hook.items[m.hook.picked].d.Curl(to)
}

// examineHook goes to the requirements that look at the endpoint itself, and asks for the consent they need.
func (m *lineMode) examineHook() error {
	m.goTo(placeWalk)
	for _, r := range m.reqs {
		if r.Section == checks.Notifications && m.findings[r.ID].Input == "consent" {
			m.choose(r.ID)
			return m.again("")
		}
	}
	return m.list(string(checks.Notifications))
}
