package tui

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/walk"
)

// onKey routes a key to whatever takes keys now: the small-screen card, an overlay, the filter, a
// form, or the table of actions.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	if key == "ctrl+c" {
		return m.quit()
	}
	m.toast = ""
	if m.w < minW || m.h < minH {
		if key == "q" {
			return m.quit()
		}
		return nil
	}
	switch {
	case m.overlay != overNone:
		return m.overlayKey(msg)
	case m.screen == screenWelcome:
		return m.welcomeKey(key)
	case m.screen == screenForm:
		return m.formKey(msg)
	case m.typing:
		return m.filterKey(msg)
	}
	if a, ok := m.press(key); ok {
		m.touched = true
		return a.do(m)
	}
	return nil
}

func (m *Model) filterKey(msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); key {
	case "enter":
		m.typing = false
	case "esc":
		m.typing = false
		m.unfilter()
		if m.unfolded != nil { // what the search opened on its way closes again
			m.opened = m.unfolded
			m.opened[m.section] = m.opened[m.section] || m.selected != ""
		}
	case "up", "down":
		m.typing = false
		if a, ok := m.press(key); ok {
			return a.do(m)
		}
	default:
		was := m.filter
		if m.filter, _ = m.field.press("filter", was, msg); m.filter != was {
			m.filtered()
		}
		return nil
	}
	m.reveal()
	return nil
}

// filtered picks the first row that a changed filter leaves.
func (m *Model) filtered() {
	m.listOff = 0
	if b := m.board(); b != nil {
		m.pickRow(b, 0)
		return
	}
	for _, r := range m.rows() {
		if r.id != "" {
			m.pick(r)
			break
		}
	}
	m.reveal()
}

func (m *Model) openFilter() tea.Cmd {
	m.typing, m.touched = true, true
	m.filter = ""
	m.unfolded = maps.Clone(m.opened)
	m.focus = paneList
	return nil
}

func (m *Model) pick(r row) {
	if r.id != "" {
		m.choose(r.id)
		return
	}
	m.section, m.selected = r.section, ""
	m.detOff, m.fixOff = 0, 0
}

// move goes n rows in the list, or scrolls the focused text.
func (m *Model) move(n int) {
	m.touched = true
	switch m.focus {
	case paneDetail:
		m.detOff = max(0, m.detOff+n)
		return
	case paneFix:
		m.fixOff = max(0, m.fixOff+n)
		return
	}
	if b := m.board(); b != nil {
		m.pickRow(b, m.at+n)
		return
	}
	rows := m.rows()
	if len(rows) == 0 {
		return
	}
	at := max(0, min(len(rows)-1, m.cursor(rows)+n))
	r := rows[at]
	if r.id == "" {
		m.pick(r)
		m.reveal()
		return
	}
	m.choose(r.id)
}

func (m *Model) page() int {
	f := m.layout()
	_, h := f.panes[m.focus].inner()
	return max(1, h-1)
}

func (m *Model) turn(by int) {
	m.touched = true
	m.focus = pane((int(m.focus) + by + int(panes)) % int(panes))
}

func (m *Model) goNext() tea.Cmd {
	id := m.nextOpen()
	m.touched = true
	m.filter = ""
	if m.focus == paneFix {
		m.focus = paneDetail // what is wrong comes before how to mend it
	}
	m.choose(id)
	return nil
}

// open unfolds a section, or goes on to the text of an item.
func (m *Model) open() tea.Cmd {
	m.touched = true
	if b := m.board(); b != nil {
		from := m.focus
		m.focus = min(m.focus+1, paneFix)
		if o, ok := b.(opener); ok && from == paneList {
			return o.open(m)
		}
		return nil
	}
	switch {
	case m.focus == paneList && m.onOverview():
		return m.goNext()
	case m.focus == paneList && m.selected == "":
		m.opened[m.section] = !m.opened[m.section]
	case m.focus == paneList:
		m.focus = paneDetail
	case m.focus == paneDetail && hasFix(m):
		m.focus = paneFix
	}
	return nil
}

// back undoes one step: zoom, filter, pane, then the item and its section, or the screen. An item that another screen
// led to leads back to it.
func (m *Model) back() tea.Cmd {
	m.touched = true
	switch {
	case m.zoom:
		m.zoom = false
	case m.filter != "":
		m.unfilter()
		if m.unfolded != nil {
			m.opened, m.unfolded = m.unfolded, nil
			m.opened[m.section] = m.opened[m.section] || m.selected != ""
		}
		m.reveal()
	case m.focus != paneList:
		m.focus--
	case m.board() != nil:
		return m.visit(screenWalk)
	case m.came != origin{} && m.came.to == m.picked():
		return m.visit(m.came.from)
	case m.selected != "":
		m.pick(row{m.section, ""})
		m.reveal()
	case m.opened[m.section]:
		m.opened[m.section] = false
	case !m.onOverview():
		m.pick(row{})
		m.reveal()
	}
	return nil
}

// again looks at the selected item once more. What sends or writes is asked about first.
func (m *Model) again() tea.Cmd {
	f := m.finding(m.selected)
	if f.Input == "consent" {
		id, yes := m.selected, map[string]bool{"*": true}
		if f.Consent != "" {
			yes = map[string]bool{f.Consent: true}
		}
		q := askConsent{text: strings.TrimSuffix(m.lang.Text(f.Asked()), " "+m.lang.S("gap.agree")), yes: func(m *Model) tea.Cmd {
			return m.start(checks.Selection{IDs: []checks.ID{id}, Consent: yes})
		}}
		q.typed = f.Typed // the nickname of a real account, a private address
		if checks.AsksContact(f.Consent) {
			q.how = "ui.consent_host"
		}
		return m.askFor(q)
	}
	return m.start(checks.Selection{IDs: []checks.ID{m.selected}})
}

func (m *Model) againAll() tea.Cmd { return m.start(checks.Selection{}) }

func (m *Model) stop() tea.Cmd {
	if m.cancel != nil {
		m.cancel()
	}
	return m.say(m.lang.S("ui.stopped"))
}

// stopOne asks which of the probes at work to end; the others go on.
func (m *Model) stopOne() tea.Cmd {
	var items []menuItem
	for _, p := range m.atWork() {
		name := m.lang.S("probe." + p)
		note := ""
		if d := m.opt.Now().Sub(m.probes[p]); d >= time.Second {
			note = gap(d)
		}
		items = append(items, menuItem{label: name, note: note, do: func(m *Model) tea.Cmd {
			if !m.sess.Engine.Stop(p) {
				return m.say(m.lang.S("ui.stopped_late", "probe", name))
			}
			return m.say(m.lang.S("ui.stopped_one", "probe", name))
		}})
	}
	return m.openMenu(m.lang.S("ui.stop_menu"), items)
}

func (m *Model) tick() tea.Cmd {
	id := m.selected
	on := !walk.Ticked(m.finding(id))
	attest := m.sess.Attest
	return func() tea.Msg { return tickedMsg{id, attest(id, on)} }
}

func (m *Model) repair() tea.Cmd {
	id, demo := m.selected, m.sess.Demo
	return func() tea.Msg { return repairedMsg{id, demo.Repair(id)} }
}

func (m *Model) nextFix() tea.Cmd {
	list := m.fixes()
	if len(list) == 0 {
		return nil
	}
	m.fixAt = (m.fixAt + 1) % len(list)
	m.fixLang = list[m.fixAt].Language
	m.fixOff = 0
	return nil
}

func (m *Model) nextLang() tea.Cmd {
	m.lang = m.lang.Next()
	m.reveal()
	return nil
}

func (m *Model) switchTheme() tea.Cmd {
	m.themeBy = map[bool]string{true: "light", false: "dark"}[m.theme.dark]
	m.theme = newTheme(!m.theme.dark)
	return nil
}

func (m *Model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	return m.say(m.lang.S(map[bool]string{true: "ui.mouse_on", false: "ui.mouse_off"}[m.mouse]))
}

// quit shows one frame with the mouse released, so that late mouse bytes do not reach the shell.
func (m *Model) quit() tea.Cmd {
	if b, ok := m.boards[screenPayments].(*payments); ok && b.writing() && (m.overlay != overConsent || m.ask.title != "payments.quit") && !m.leaving {
		return m.askFor(askConsent{title: "payments.quit", text: m.lang.S("payments.quit_text"), yes: (*Model).leaveNow})
	}
	return m.leaveNow()
}

func (m *Model) leaveNow() tea.Cmd {
	if m.cancel != nil {
		m.cancel()
	}
	m.leaveBoards()
	m.leaving = true
	return func() tea.Msg { return leaveMsg{} }
}

func (m *Model) onPaste(msg tea.PasteMsg) tea.Cmd {
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, msg.Content))
	switch {
	case m.screen == screenForm:
		return m.formPaste(text)
	case m.overlay == overPalette:
		m.query, m.overAt = m.field.paste("palette", m.query, text), 0
	case m.overlay != overNone: // what is asked is answered by hand, and nothing happens below it
	case m.typing:
		m.filter = m.field.paste("filter", m.filter, text)
		m.filtered()
	case m.screen == screenHooks:
		return m.pasteCapture(msg.Content)
	}
	return nil
}

func (m *Model) onClick(msg tea.MouseClickMsg) tea.Cmd {
	if msg.Button != tea.MouseLeft || !m.paned() {
		return nil
	}
	if m.overlay != overNone {
		if m.overlay != overConsent { // a consent is never answered by a click beside it
			m.overlay = overNone
		}
		return nil
	}
	f := m.layout()
	p, ok := f.at(msg.X, msg.Y)
	if !ok {
		return nil
	}
	m.touched = true
	r := f.panes[p]
	if f.tier == tierTwo && p != paneList && msg.Y == r.y && (m.board() != nil || hasFix(m)) {
		// the tabs in the title
		m.focus = paneDetail + paneFix - p
		return nil
	}
	m.focus = p
	if p != paneList {
		return nil
	}
	if b := m.board(); b != nil {
		if i := msg.Y - r.y - 1 + m.listOff; msg.Y > r.y && msg.Y < r.y+r.h-1 && i < b.count(m) {
			m.pickRow(b, i)
		}
		return nil
	}
	rows := m.rows()
	i := msg.Y - r.y - 1 + m.listOff
	if i < 0 || i >= len(rows) || msg.Y == r.y || msg.Y == r.y+r.h-1 {
		return nil
	}
	again := rows[i].id == "" && rows[i].section == m.section && m.selected == ""
	m.pick(rows[i])
	if rows[i].section != "" && rows[i].id == "" && (again || !m.opened[rows[i].section]) {
		m.opened[rows[i].section] = !m.opened[rows[i].section]
	}
	return nil
}

func (m *Model) onWheel(msg tea.MouseWheelMsg) tea.Cmd {
	by := 3
	switch msg.Button {
	case tea.MouseWheelUp:
		by = -3
	case tea.MouseWheelDown:
	default:
		return nil
	}
	if m.overlay == overHelp {
		m.overOff = max(0, m.overOff+by)
		return nil
	}
	if !m.paned() || m.overlay != overNone {
		return nil
	}
	p, ok := m.layout().at(msg.X, msg.Y)
	if !ok {
		return nil
	}
	switch p {
	case paneList:
		n := len(m.rows())
		if b := m.board(); b != nil {
			n = b.count(m)
		}
		m.listOff = max(0, min(m.listOff+by, n-1))
	case paneDetail:
		m.detOff = max(0, m.detOff+by)
	case paneFix:
		m.fixOff = max(0, m.fixOff+by)
	}
	return nil
}

// paletteItem is one line of the palette: an action, or an item to go to.
type paletteItem struct {
	label, key string
	do         func(*Model) tea.Cmd
}

func (m *Model) openPalette() tea.Cmd {
	m.overlay, m.query, m.overAt, m.overOff = overPalette, "", 0, 0
	return nil
}

func (m *Model) paletteItems() []paletteItem {
	var out []paletteItem
	q := strings.Fields(strings.ToLower(m.query))
	keep := func(label string) bool {
		label = strings.ToLower(label)
		return !slices.ContainsFunc(q, func(w string) bool { return !strings.Contains(label, w) })
	}
	for _, a := range m.actions {
		if label := m.lang.S(a.long()); a.id != "palette" && m.can(a) && keep(label) {
			out = append(out, paletteItem{label, a.shownIn(m.lang), a.do})
		}
	}
	for _, r := range m.reqs {
		label := m.lang.S("section."+string(r.Section)) + " › " + m.lang.Text(r.Title())
		if keep(label + " " + string(r.ID)) {
			id := r.ID
			out = append(out, paletteItem{label, "", func(m *Model) tea.Cmd { m.visit(screenWalk); m.touched = true; m.choose(id); return nil }})
		}
	}
	return out
}
