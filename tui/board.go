package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks/lang"
)

// board is a screen of three panes beside the walk: a list, what is known of the picked row, and what belongs to
// it. Keys, scrolling, focus, zoom, filter and mouse are the same on every one of them.
type board interface {
	// count is the number of rows the filter leaves.
	count(m *Model) int
	// id tells one row from the others, whatever the filter leaves.
	id(i int) string
	// row draws one of them; marked tells the picked one.
	row(m *Model, i, w int, marked bool) string
	// heading names the list.
	heading(m *Model) string
	// none is what to read where the list has no row.
	none(m *Model) string
	// text draws the pane beside the list, or the third one.
	text(m *Model, p pane, w int) (title string, lines []string)
	// version changes when the text of the picked row does.
	version(m *Model) string

	enter(m *Model) tea.Cmd
	leave(m *Model)
	update(m *Model, msg boardMsg) tea.Cmd
}

// boardMsg is a message to a board. One to the board of an earlier session is dropped.
type boardMsg interface {
	to() screen
	session() *Session
}

// paneText is a pane's text, kept until something it shows changes.
type paneText struct {
	screen  screen
	version string
	lang    lang.Lang
	w       int
	dark    bool
	title   string
	lines   []string
}

func boardsOf(s *Session) map[screen]board {
	out := map[screen]board{screenTraffic: &traffic{}}
	if s.Hooks != nil {
		out[screenHooks] = &hooks{of: s}
	}
	if s.Payments != nil {
		out[screenPayments] = &payments{of: s}
	}
	if s.Reports != nil {
		out[screenReports] = &reports{of: s}
	}
	return out
}

// opener is a board whose rows can be opened: enter does that as it goes on to their text.
type opener interface{ open(m *Model) tea.Cmd }

func (m *Model) board() board { return m.boards[m.screen] }

// paned tells whether the screen has panes.
func (m *Model) paned() bool { return m.screen == screenWalk || m.board() != nil }

func visits(s screen) func(*Model) tea.Cmd { return func(m *Model) tea.Cmd { return m.visit(s) } }

// notOn tells that a screen exists in this session and is another than the one shown.
func notOn(s screen) func(*Model) bool {
	return func(m *Model) bool {
		_, ok := m.boards[s]
		return m.screen != s && (ok || s == screenWalk)
	}
}

// visit goes to another screen; each is found as it was left.
func (m *Model) visit(s screen) tea.Cmd {
	if m.screen == s {
		return nil
	}
	m.views[m.screen] = m.view
	m.came = origin{}
	m.screen, m.view = s, m.views[s]
	if b := m.board(); b != nil {
		return b.enter(m)
	}
	return nil
}

// leaveBoards ends what the boards of a session have going.
func (m *Model) leaveBoards() {
	for _, b := range m.boards {
		b.leave(m)
	}
}

// pickRow picks a row and keeps it in sight.
func (m *Model) pickRow(b board, i int) {
	m.touched = true
	i = max(0, min(i, b.count(m)-1))
	if i != m.at {
		m.detOff, m.fixOff = 0, 0
	}
	m.at = i
	_, h := m.layout().panes[paneList].inner()
	if h <= 0 {
		return
	}
	if m.at < m.listOff {
		m.listOff = m.at
	}
	if m.at >= m.listOff+h {
		m.listOff = m.at - h + 1
	}
}

func (b *traffic) id(i int) string  { return b.list[b.shown[i]].ID }
func (b *hooks) id(i int) string    { return b.items[b.shown[i]].d.ID }
func (b *payments) id(i int) string { return b.desk.Scenarios[b.shown[i]].ID }
func (b *reports) id(i int) string  { return b.list[b.shown[i]].key() }

// unfilter shows all rows again; the picked one stays picked.
func (m *Model) unfilter() {
	b, was := m.board(), ""
	if b != nil && b.count(m) > 0 {
		was = b.id(max(0, min(m.at, b.count(m)-1)))
	}
	m.filter = ""
	if b == nil || was == "" {
		return
	}
	for i := range b.count(m) {
		if b.id(i) == was {
			m.pickRow(b, i)
			return
		}
	}
}

// sight brings the picked row into sight when the list has another height than before; who scrolled away from it by
// the wheel is left alone.
func (m *Model) sight(at, room int) {
	if m.listH != room && room > 0 {
		m.listH = room
		m.listOff = max(min(m.listOff, at), at-room+1)
	}
}

// grown keeps the place when rows were added at the end: who was on the last one goes on to the new last one,
// nobody else is moved.
func (m *Model) grown(s screen, b board, was int) {
	v, here := m.views[s], m.screen == s
	if here {
		v = m.view
	}
	if was > 0 && v.at != was-1 {
		return
	}
	if here {
		m.pickRow(b, b.count(m)-1)
		return
	}
	v.at, v.listOff = 1<<30, 1<<30 // brought into range when the screen is drawn
	m.views[s] = v
}

func (m *Model) boardPane(b board, p pane, r rect, focused bool, f frame) []string {
	iw, ih := r.inner()
	n := b.count(m)
	m.at = max(0, min(m.at, n-1))
	if p == paneList {
		m.listOff = max(0, min(m.listOff, n-ih))
		m.sight(m.at, ih)
		title := b.heading(m)
		if m.filter != "" || m.typing {
			title = m.filterTitle(r)
		}
		var shown []string
		for i := m.listOff; i < min(n, m.listOff+ih); i++ {
			shown = append(shown, b.row(m, i, iw, i == m.at))
		}
		if n == 0 {
			text := b.none(m)
			if m.filter != "" {
				text = m.lang.S("ui.no_match")
			}
			shown = append(shown, "")
			shown = append(shown, m.theme.wrap(rMuted, text, iw-2, " ")...)
		}
		foot := ""
		if n > ih {
			foot = itoa(m.at+1) + "/" + itoa(n)
		}
		return m.box(r, title, foot, focused, shown)
	}
	title, lines := m.boardText(b, p, iw)
	if f.tier == tierTwo && !m.zoom {
		other, _ := m.boardText(b, paneDetail+paneFix-p, iw)
		if p == paneFix {
			title = tabs([2]string{other, title}, 1)
		} else {
			title = tabs([2]string{title, other}, 0)
		}
	}
	off := &m.detOff
	if p == paneFix {
		off = &m.fixOff
	}
	shown := window(lines, off, ih)
	foot := ""
	if len(lines) > ih {
		foot = itoa(min(*off+ih, len(lines))) + "/" + itoa(len(lines))
	}
	return m.box(r, title, foot, focused, shown)
}

// tabs names the two pages of the right pane, the one that is seen in brackets.
func tabs(names [2]string, at int) string {
	names[at] = "[" + names[at] + "]"
	return names[0] + " " + names[1]
}

func (m *Model) boardText(b board, p pane, w int) (string, []string) {
	key := paneText{screen: m.screen, version: b.version(m), lang: m.lang, w: w, dark: m.theme.dark}
	c := &m.paneCache[p]
	if c.lines != nil && c.screen == key.screen && c.version == key.version && c.lang == key.lang && c.w == key.w && c.dark == key.dark {
		return c.title, c.lines
	}
	key.title, key.lines = b.text(m, p, w)
	if key.lines == nil {
		key.lines = []string{}
	}
	*c = key
	return key.title, key.lines
}
