package tui

import (
	"cmp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
)

// askConsent is a question before something is sent. Its only yes is the letter of the language, lang.Yes.
type askConsent struct {
	title string // text key; "" takes the usual one
	text  string
	typed string // what has to be typed before enter is a yes; "" asks for the letter alone
	how   string // text key of how to type it; "" is that of a real account
	yes   func(*Model) tea.Cmd
	fresh bool // it came by itself a moment ago: a key pressed now was meant for what was there before
	n     int  // of those that came by themselves
}

// settledMsg tells that a question which came by itself has been in sight for a while.
type settledMsg struct{ n int }

// askLater puts a question that no key opened. It takes no yes at first: its letter may be a key of the screen below.
func (m *Model) askLater(q askConsent) tea.Cmd {
	q.n = m.ask.n + 1
	cmd := m.opt.After(settle, settledMsg{q.n})
	q.fresh = cmd != nil
	return tea.Batch(m.askFor(q), cmd)
}

// settle is longer than a key takes that was on its way.
const settle = 600 * time.Millisecond

// askFor puts a question before the person. It starts with nothing typed.
func (m *Model) askFor(q askConsent) tea.Cmd {
	q.n = max(q.n, m.ask.n)
	m.ask, m.typed, m.overlay, m.overOff = q, "", overConsent, 0
	return nil
}

// consentKey answers a question. Where something costs, the name of the account has to be typed, letter by letter.
func (m *Model) consentKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch key {
	case "up":
		m.overOff = max(0, m.overOff-1)
		return nil
	case "down":
		m.overOff++
		return nil
	}
	if m.ask.typed == "" {
		switch {
		case m.lang.IsYes(key) && !m.ask.fresh:
			m.overlay = overNone
			return m.ask.yes(m)
		case key == "n" || key == "N" || key == "esc" || key == "q":
			m.overlay = overNone
		}
		return nil
	}
	switch key {
	case "esc":
		m.overlay = overNone
	case "enter":
		if m.typed == m.ask.typed {
			m.overlay = overNone
			return m.ask.yes(m)
		}
		return m.say(m.lang.S("ui.consent_differs"))
	default:
		m.typed, _ = m.field.press("typed", m.typed, msg)
	}
	return nil
}

// menuItem is one line of a menu.
type menuItem struct {
	label, note string
	do          func(*Model) tea.Cmd
}

// menu is a choice of a few things.
type menu struct {
	title string
	items []menuItem
}

func (m *Model) openMenu(title string, items []menuItem) tea.Cmd {
	m.choice, m.overlay, m.overAt, m.overOff = menu{title, items}, overMenu, 0, 0
	return nil
}

func (m *Model) menuKey(key string) tea.Cmd {
	switch key {
	case "esc", "q", "left":
		m.overlay = overNone
	case "up", "k", "shift+tab":
		m.overAt = max(0, m.overAt-1)
	case "down", "j", "tab":
		m.overAt = min(max(len(m.choice.items)-1, 0), m.overAt+1)
	case "home", "g":
		m.overAt = 0
	case "end", "G":
		m.overAt = max(len(m.choice.items)-1, 0)
	case "enter", "right":
		return m.chooseItem(m.overAt)
	default:
		if len(key) == 1 && key[0] >= '1' && key[0] <= '9' {
			return m.chooseItem(int(key[0] - '1'))
		}
	}
	return nil
}

func (m *Model) chooseItem(i int) tea.Cmd {
	if i >= len(m.choice.items) {
		return nil
	}
	m.overlay = overNone
	return m.choice.items[i].do(m)
}

func (m *Model) menuBox() []string {
	t := m.theme
	r := m.boxSize(76, 40)
	iw, ih := r.inner()
	var lines []string
	first, last := 0, 0
	for i, it := range m.choice.items {
		lead, label := "   ", t.b(rText, it.label)
		if i == m.overAt {
			lead, label = " "+t.pick.on(m.arrow())+" ", t.pick.on(it.label)
			first = len(lines)
		}
		number := ""
		if i < 9 {
			number = itoa(i + 1)
		}
		lines = append(lines, lead+t.b(rFocus, fit(number, 2))+label)
		lines = append(lines, t.wrap(rMuted, it.note, iw-2, "     ")...)
		if i == m.overAt {
			last = len(lines)
		}
	}
	if first < m.overOff {
		m.overOff = first
	}
	if last > m.overOff+ih {
		m.overOff = last - ih
	}
	shown := window(lines, &m.overOff, ih)
	r.h = min(r.h, len(lines)+2)
	return m.box(r, m.choice.title, "enter · esc", true, shown)
}

func (m *Model) overlayKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch m.overlay {
	case overConsent:
		return m.consentKey(msg)
	case overPalette:
		return m.paletteKey(msg)
	case overMenu:
		return m.menuKey(key)
	case overQR:
		defer func() { m.overOff = 0 }() // it is whole, or not shown
	}
	switch key {
	case "up", "k":
		m.overOff = max(0, m.overOff-1)
	case "down", "j":
		m.overOff++
	case "pgup":
		m.overOff = max(0, m.overOff-m.h/2)
	case "pgdown":
		m.overOff += m.h / 2
	case "home", "g":
		m.overOff = 0
	case "end", "G":
		m.overOff = 1 << 20
	case "L":
		return m.nextLang()
	case "esc", "q", "?", "f1", "enter", "left", "v", "Q":
		m.overlay = overNone
	}
	return nil
}

func (m *Model) paletteKey(msg tea.KeyPressMsg) tea.Cmd {
	items := m.paletteItems()
	switch key := msg.String(); key {
	case "esc":
		m.overlay = overNone
	case "up", "ctrl+k":
		m.overAt = max(0, m.overAt-1)
	case "down", "ctrl+j", "tab":
		m.overAt = min(max(len(items)-1, 0), m.overAt+1)
	case "pgup":
		m.overAt = max(0, m.overAt-10)
	case "pgdown":
		m.overAt = min(max(len(items)-1, 0), m.overAt+10)
	case "enter":
		m.overlay = overNone
		if m.overAt < len(items) {
			return items[m.overAt].do(m)
		}
	default:
		was := m.query
		if m.query, _ = m.field.press("palette", was, msg); m.query != was {
			m.overAt = 0
		}
	}
	return nil
}

func (m *Model) boxSize(w, h int) rect { return rect{0, 0, min(w, m.w-4), min(h, m.h-2)} }

func (m *Model) helpBox() []string {
	t, l := m.theme, m.lang
	r := m.boxSize(76, 40)
	iw, ih := r.inner()
	var lines []string
	for _, a := range m.actions {
		if !m.belongs(a) {
			continue
		}
		keys := strings.Join(a.keys, " ")
		if a.show != "" {
			keys = a.show
		}
		lines = append(lines, " "+t.b(rFocus, fit(keyNames(l, keys), 14))+t.s(rText, l.S(a.long())))
	}
	lines = append(lines, "")
	lines = append(lines, t.wrap(rMuted, l.S("ui.help_verdicts"), iw-2, " ")...)
	for _, v := range []checks.Verdict{checks.Pass, checks.Fail, checks.Warn, checks.Inconclusive, checks.NeedsInput, checks.Attest, checks.NotApplicable} {
		name := l.S("verdict." + string(v))
		lines = append(lines, t.wrap(rMuted, m.mark(v)+" "+name+": "+l.S("help."+string(v)), iw-2, "  ")...)
	}
	lines = append(lines, "")
	lines = append(lines, t.wrap(rMuted, l.S("ui.help_mouse", "key", m.keyOf("mouse")), iw-2, " ")...)
	shown := window(lines, &m.overOff, ih)
	foot := "esc"
	if len(lines) > ih {
		foot = itoa(min(m.overOff+ih, len(lines))) + "/" + itoa(len(lines)) + " · esc"
	}
	r.h = min(r.h, len(lines)+2)
	return m.box(r, l.S("ui.help_title"), foot, true, shown)
}

func (m *Model) paletteBox() []string {
	t := m.theme
	r := m.boxSize(72, 20)
	iw, ih := r.inner()
	items := m.paletteItems()
	var lines []string
	for i, it := range items {
		label := t.s(rText, it.label)
		lead := "  "
		if i == m.overAt {
			lead, label = t.pick.on(m.arrow()+" "), t.pick.on(it.label)
		}
		lines = append(lines, split(lead+label, t.s(rMuted, it.key+" "), iw))
	}
	if len(lines) == 0 {
		lines = t.wrap(rMuted, m.lang.S("ui.none_found"), iw-2, " ")
	}
	room := ih - 2
	if m.overAt < m.overOff {
		m.overOff = m.overAt
	}
	if m.overAt >= m.overOff+room {
		m.overOff = m.overAt - room + 1
	}
	query, x := m.field.window("palette", m.query, iw-4)
	m.caret = point{4 + x, 1}
	shown := append([]string{" " + t.b(rFocus, ":") + " " + t.s(rText, query), ""}, window(lines, &m.overOff, room)...)
	foot := "enter · esc"
	if len(items) > room {
		foot = itoa(m.overAt+1) + "/" + itoa(len(items)) + " · " + foot
	}
	return m.box(r, m.lang.S("cli.commands"), foot, true, shown)
}

func (m *Model) consentBox() []string {
	t, l := m.theme, m.lang
	r := m.boxSize(70, 30)
	iw, _ := r.inner()
	lines := []string{""}
	lines = append(lines, t.wrap(rText, m.ask.text, iw-4, "  ")...)
	answer := []string{"", "  " + t.b(rFocus, l.Yes()) + " " + t.s(rText, l.S("ui.consent_yes")) + "    " + t.b(rFocus, "n") + " " + t.s(rText, l.S("ui.consent_no")), ""}
	if m.ask.fresh {
		answer[1] = "  " + t.b(rFocus, "n") + " " + t.s(rText, l.S("ui.consent_no"))
	}
	typed, x := m.field.window("typed", m.typed, iw-6)
	if m.ask.typed != "" {
		answer = append([]string{""}, t.wrap(rWarn, l.S(cmp.Or(m.ask.how, "ui.consent_type"), "name", m.ask.typed), iw-4, "  ")...)
		answer = append(answer, "", "  "+t.b(rFocus, "> ")+t.s(rText, typed), "")
	}
	// How to answer is never what a small screen cuts; the text before it can be scrolled.
	room := max(m.h-2-len(answer), 1)
	foot := ""
	if len(lines) > room {
		foot = itoa(min(m.overOff+room, len(lines))) + "/" + itoa(len(lines)) + " ↑↓"
		if m.opt.ASCII {
			foot = strings.TrimSuffix(foot, " ↑↓")
		}
	}
	lines = append(append([]string{}, window(lines, &m.overOff, room)...), answer...)
	r.h = min(len(lines)+2, m.h)
	if m.ask.typed != "" {
		m.caret = point{5 + x, len(lines) - 1}
	}
	title := m.ask.title
	if title == "" {
		title = "ui.consent_title"
	}
	return m.box(r, l.S(title), foot, true, lines)
}
