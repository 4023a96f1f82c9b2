package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// The line mode is the walk for screen readers and for terminals that cannot draw: the same session, questions and
// consents as on the screen, as lines that are written once and never changed. It moves no cursor; what happens
// meanwhile is told before the next prompt.

// place is where the commands of a person belong.
type place string

const (
	placeWalk     place = "walk"
	placeTraffic  place = "exchanges"
	placePayments place = "payments"
	placeHooks    place = "webhooks"
	placeReports  place = "reports"
)

type lineMode struct {
	*app
	ctx   context.Context // ends when the person leaves
	runs  *interrupts
	in    *lineInput
	all   *opened
	clip  tui.Clipboard
	outMu sync.Mutex
	gone  error // why nothing can be written any more
	mark  export.Painter

	sess     *tui.Session
	at       place
	reqs     []checks.Requirement
	idx      map[checks.ID]checks.Requirement
	findings map[checks.ID]checks.Finding
	report   *checks.Report
	selected checks.ID
	fixLang  fix.Language
	runsDone int

	fixesOf   fixKey
	fixesKept []fix.Fix

	traffic lineTraffic
	pay     linePayments
	hook    lineHooks
	money   lineReports
}

// lineCommand is something a person can type: a letter, or one of its words in any of the three languages.
type lineCommand struct {
	id     string // lines.word.<id> are its words, lines.about.<id> says what it does
	letter string
	on     []place // nil: everywhere
	hint   bool    // named at the prompt
	can    func(m *lineMode) bool
	do     func(m *lineMode, arg string) error
}

func lineCommands() []lineCommand {
	walk := []place{placeWalk}
	item := func(m *lineMode) bool { return m.selected != "" }
	fixes := func(m *lineMode) bool { return len(m.fixes()) > 0 }
	boards := []place{placeTraffic, placePayments, placeHooks, placeReports}
	return slices.Concat([]lineCommand{
		{id: "next", letter: "n", hint: true, do: (*lineMode).next},
		{id: "view", letter: "v", on: walk, hint: true, can: item, do: func(m *lineMode, arg string) error { return m.view(arg) }},
		{id: "fix", letter: "f", on: walk, hint: true, can: fixes, do: (*lineMode).showFix},
		{id: "other", letter: "l", on: walk, can: func(m *lineMode) bool { return len(m.fixes()) > 1 }, do: (*lineMode).otherFix},
		{id: "copy", letter: "y", on: walk, can: fixes, do: func(m *lineMode, _ string) error { m.copyFix(); return nil }},
		{id: "repair", letter: "a", on: walk, hint: true, can: (*lineMode).repairable, do: (*lineMode).repair},
		{id: "again", letter: "r", on: walk, hint: true, can: item, do: (*lineMode).again},
		{id: "all", letter: "R", do: func(m *lineMode, _ string) error { m.goTo(placeWalk); return m.check(checks.Selection{}) }},
		{id: "tick", letter: "t", on: walk, hint: true, can: func(m *lineMode) bool { return m.tickable(false) }, do: func(m *lineMode, _ string) error { return m.tick(true) }},
		{id: "untick", letter: "u", on: walk, hint: true, can: func(m *lineMode) bool { return m.tickable(true) }, do: func(m *lineMode, _ string) error { return m.tick(false) }},
		{id: "list", letter: "i", on: walk, hint: true, do: (*lineMode).list},
		{id: "filter", letter: "/", on: walk, do: (*lineMode).filter},
	}, trafficCommands(), paymentCommands(), hookCommands(), reportCommands(), []lineCommand{
		{id: "overview", letter: "o", hint: true, do: func(m *lineMode, _ string) error { m.goTo(placeWalk); m.selected = ""; m.overview(); return nil }},
		{id: "payments", letter: "p", hint: true, do: func(m *lineMode, _ string) error { return m.openPayments() }},
		{id: "webhooks", letter: "w", hint: true, do: func(m *lineMode, _ string) error { return m.openHooks() }},
		{id: "exchanges", letter: "x", hint: true, do: func(m *lineMode, _ string) error { return m.openTraffic() }},
		{id: "reports", letter: "$", hint: true, do: func(m *lineMode, _ string) error { return m.openReports() }},
		{id: "back", letter: "b", on: boards, hint: true, do: func(m *lineMode, _ string) error { m.goTo(placeWalk); return m.again0() }},
		{id: "language", letter: "L", do: (*lineMode).language},
		{id: "help", letter: "h", hint: true, do: func(m *lineMode, _ string) error { m.help(); return nil }},
		{id: "quit", letter: "q", hint: true, do: func(*lineMode, string) error { return errLeave }},
	})
}

// lineMode tells whether the walk goes by lines: asked for, or because the terminal cannot draw.
func (a *app) lineMode() bool { return a.lines || a.ttyIn && a.ttyOut && !a.fullScreen() }

// walkLines is the walk by lines, to its end.
func (a *app) walkLines(demo, fixed bool) error {
	ctx, leave := context.WithCancel(a.ctx)
	defer leave()
	a.ctx = ctx // what the session's adapters do ends with it too
	m := &lineMode{app: a, ctx: ctx, all: &opened{}, in: newLineInput(a.in, a.ttyIn), clip: newClipboard(a.env), mark: a.painter()}
	m.runs = &interrupts{leave: leave, told: func() { m.say(m.lang.S("lines.stopping")) }}
	m.runs.follow(ctx.Done())
	defer m.in.close()
	defer m.all.close()
	if a.ttyIn {
		a.trust.ask = func(prompt string) (string, error) { return m.line(prompt, false) }
	}
	err := m.start(demo, fixed)
	if err == nil {
		err = m.loop()
	}
	m.leaveHooks()
	switch {
	case ctx.Err() != nil:
		err = m.interrupted()
	case errors.Is(err, errLeave):
		err = nil
	}
	return err
}

// start opens what is to be examined and looks at it once.
func (m *lineMode) start(demo, fixed bool) error {
	if demo {
		w, err := work(m, "ui.opening", func(context.Context) (*world, error) { return m.openDemo(fixed) })
		if err != nil {
			return err
		}
		m.say(m.lang.S("cmd.demo"))
		return m.enter(w)
	}
	w, err := m.openReal(nil)
	if err != nil {
		return err
	}
	if !w.empty {
		return m.enter(w)
	}
	m.all.add(w)
	for _, t := range w.warnings {
		m.say(m.lang.Text(t))
	}
	return m.welcome()
}

// enter takes up a world and examines it.
func (m *lineMode) enter(w *world) error {
	m.all.add(w)
	m.sess = m.session(w, m.all)
	m.reqs = m.sess.Engine.Requirements()
	m.idx = checks.Index(m.reqs)
	m.findings = map[checks.ID]checks.Finding{}
	m.goTo(placeWalk)
	for _, t := range m.sess.Notes {
		m.say(m.lang.Text(t))
	}
	if err := m.check(checks.Selection{}); err != nil {
		return err
	}
	m.overview()
	return nil
}

// loop asks and does until the person leaves. What cannot be done is said and ends nothing.
func (m *lineMode) loop() error {
	for {
		m.hookNews()
		line, err := m.line(m.prompt(), false)
		if err == nil {
			err = m.obey(line)
		}
		var f *failure
		switch {
		case err == nil:
		case m.ctx.Err() != nil, m.gone != nil, errors.Is(err, errLeave):
			return err
		case errors.Is(err, context.Canceled):
			m.say(m.lang.S("ui.stopped"))
		case errors.As(err, &f) && (f.code == exitBug || f.quiet):
			return err
		default:
			m.say(mpclient.Clean(err.Error()))
		}
	}
}

// prompt lists what can be typed here.
func (m *lineMode) prompt() string {
	var out []string
	for _, c := range lineCommands() {
		if c.hint && m.offers(c) {
			out = append(out, m.word(c)+" "+c.letter)
		}
	}
	return m.lang.S("lines.prompt", "commands", strings.Join(out, ", "))
}

func (m *lineMode) offers(c lineCommand) bool {
	return (c.on == nil || slices.Contains(c.on, m.at)) && (c.can == nil || c.can(m))
}

// word is the first of a command's words.
func (m *lineMode) word(c lineCommand) string {
	w, _, _ := strings.Cut(m.lang.S("lines.word."+c.id), "|")
	return w
}

// obey does what a line says.
func (m *lineMode) obey(line string) error {
	if line == "" {
		return m.again0()
	}
	if arg, ok := strings.CutPrefix(line, "/"); ok {
		line = "/ " + arg
	}
	name, arg, _ := strings.Cut(line, " ")
	arg = strings.TrimSpace(arg)
	if n, err := strconv.Atoi(name); err == nil {
		return m.number(n)
	}
	if _, ok := m.idx[checks.ID(line)]; ok {
		m.goTo(placeWalk)
		m.choose(checks.ID(line))
		return m.view("")
	}
	c, ok := m.find(name)
	switch {
	case !ok:
		m.say(m.lang.S("lines.unknown", "name", clean(name, 40)))
		return nil
	case !m.offers(c):
		m.say(m.lang.S("lines.not_now", "name", m.word(c)))
		return nil
	}
	return c.do(m, arg)
}

// find looks a letter or a word up: in the language of the screen first, then in the others.
func (m *lineMode) find(name string) (lineCommand, bool) {
	// A command that can be given here stands before one of the same letter or word elsewhere.
	var list, rest []lineCommand
	for _, c := range lineCommands() {
		if m.offers(c) {
			list = append(list, c)
		} else {
			rest = append(rest, c)
		}
	}
	list = append(list, rest...)
	for _, c := range list {
		if c.letter == name {
			return c, true
		}
	}
	for _, l := range append([]lang.Lang{m.lang}, lang.All...) {
		for _, c := range list {
			for w := range strings.SplitSeq(l.S("lines.word."+c.id), "|") {
				if fold(w) == fold(name) {
					return c, true
				}
			}
		}
	}
	if low := strings.ToLower(name); low != name {
		return m.find(low)
	}
	if name == "?" {
		return m.find("h")
	}
	return lineCommand{}, false
}

// fold makes words the same that differ in accents or case alone: not every keyboard has them.
func fold(s string) string {
	return strings.NewReplacer("á", "a", "à", "a", "ã", "a", "â", "a", "é", "e", "ê", "e", "í", "i", "ó", "o", "õ", "o", "ô", "o", "ú", "u", "ü", "u", "ç", "c", "ñ", "n").Replace(strings.ToLower(s))
}

func (m *lineMode) goTo(p place) { m.at = p }

// again0 says once more where the person is; it never does anything.
func (m *lineMode) again0() error {
	switch {
	case m.at == placeTraffic:
		m.trafficAgain()
	case m.at == placePayments:
		m.paymentsAgain()
	case m.at == placeHooks:
		m.hooksAgain()
	case m.at == placeReports:
		m.reportsAgain()
	case m.selected == "":
		m.overview()
	default:
		m.brief(m.selected)
	}
	return nil
}

// number is what a number alone stands for here.
func (m *lineMode) number(n int) error {
	switch m.at {
	case placeTraffic:
		return m.showExchange(n)
	case placePayments:
		return m.showScenario(n)
	case placeHooks:
		return m.showDelivery(n)
	case placeReports:
		return m.showReport(n)
	}
	if n < 1 || n > len(m.reqs) {
		m.say(m.lang.S("lines.no_number", "n", strconv.Itoa(n)))
		return nil
	}
	m.choose(m.reqs[n-1].ID)
	m.brief(m.selected)
	return nil
}

func (m *lineMode) help() {
	m.say(m.lang.S("lines.help"))
	for _, c := range lineCommands() {
		if c.on == nil || slices.Contains(c.on, m.at) {
			m.say(m.word(c) + " " + c.letter + ": " + m.lang.S("lines.about."+c.id))
		}
	}
	m.say(m.lang.S("lines.help_more"))
	m.say(m.lang.S("ui.help_verdicts") + ":")
	for _, v := range []checks.Verdict{checks.Pass, checks.Fail, checks.Warn, checks.Inconclusive, checks.NeedsInput, checks.Attest, checks.NotApplicable} {
		m.say(m.lang.S("verdict."+string(v)) + ": " + m.lang.S("help."+string(v)))
	}
}

func (m *lineMode) language(arg string) error {
	l, ok := lang.Parse(arg)
	switch {
	case arg == "":
		l = m.lang.Next()
	case !ok:
		m.say(m.lang.S("cmd.bad_lang", "flag", m.lang.S("key.lang"), "value", clean(arg, 40)))
		return nil
	}
	m.lang = l
	m.say(m.lang.S("lines.language"))
	return m.again0()
}

// say writes a text, a line of it below the other.
func (m *lineMode) say(text string) {
	m.put(strings.TrimRight(text, "\n") + "\n")
}

// put writes; nothing that moves the cursor gets through.
func (m *lineMode) put(text string) { m.raw(strings.ReplaceAll(mpclient.Clean(text), "\t", "    ")) }

func (m *lineMode) raw(text string) {
	m.outMu.Lock()
	defer m.outMu.Unlock()
	if m.gone != nil {
		return
	}
	if _, err := fmt.Fprint(m.out, text); err != nil {
		m.gone = err
	}
}

// verdictLine is a line that begins with a verdict's word, coloured where colour is allowed.
func (m *lineMode) verdictLine(role export.Role, word, rest string) {
	if m.mark != nil {
		word = m.mark(role, word)
	}
	m.raw(word + mpclient.Clean(": "+rest) + "\n")
}

// entry is a line of its own for each value that is not empty.
func (m *lineMode) entry(key, value string) {
	if value != "" {
		m.say(m.lang.S(key) + ": " + value)
	}
}

// block is a text of several lines under its name, with its end told: who listens does not see where it ends.
func (m *lineMode) block(name, body string) {
	m.say(name + ":")
	m.say(body)
	m.say(m.lang.S("lines.end", "name", name))
}

// span is a time in its largest unit.
func span(d time.Duration) string {
	switch {
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	}
	return strconv.Itoa(int(d.Hours())) + " h"
}

// copyText hands a text to the clipboard outside the terminal: an escape sequence would be read aloud, or shown.
func (m *lineMode) copyText(text string) {
	if took := m.clip.Copy(text); len(took) > 0 {
		m.say(m.lang.S("ui.copied", "routes", strings.Join(took, ", ")))
		return
	}
	m.say(m.lang.S("lines.no_clipboard"))
}
