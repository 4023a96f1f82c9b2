package tui

import (
	"strings"

	"github.com/homologa/homologa/checks"
)

// nextOpen is the item to work on after the selected one, in the order that matters.
func (m *Model) nextOpen() checks.ID { return m.state().Next(m.selected) }

func (m *Model) choose(id checks.ID) {
	if id == "" {
		return
	}
	m.selected, m.section = id, m.idx[id].Section
	m.opened[m.section] = true
	m.detOff, m.fixOff, m.fixAt = 0, 0, 0
	want := m.fixLang
	if want == "" {
		want = m.ownLanguage()
	}
	for i, f := range m.fixes() {
		if f.Language == want {
			m.fixAt = i
		}
	}
	m.reveal()
}

// origin is the screen that led to an item of the walk: back from that item goes there.
type origin struct {
	from screen
	to   row
}

func (m *Model) picked() row { return row{m.section, m.selected} }

// row is a line of the list.
type row struct {
	section checks.Section
	id      checks.ID // "" for the section's header; both are empty for the overview
}

// rows lists what the list shows.
func (m *Model) rows() []row {
	var out []row
	q := strings.ToLower(m.filter)
	if q == "" {
		out = append(out, row{})
	}
	for _, sec := range checks.Sections {
		var sub []row
		for _, r := range m.reqs {
			if r.Section == sec && m.matches(r, q) && !m.findings[r.ID].OtherProduct() {
				sub = append(sub, row{sec, r.ID})
			}
		}
		if len(sub) == 0 {
			continue
		}
		out = append(out, row{sec, ""})
		if m.opened[sec] || q != "" {
			out = append(out, sub...)
		}
	}
	return out
}

func (m *Model) matches(r checks.Requirement, q string) bool {
	if q == "" {
		return true
	}
	f := m.findings[r.ID]
	hay := strings.ToLower(m.lang.Text(r.Title()) + " " + string(r.ID) + " " + m.lang.S("verdict."+string(f.Verdict)) + " " + m.lang.S("level."+string(r.Level)) + " " + string(f.Verdict))
	for word := range strings.FieldsSeq(q) {
		if !strings.Contains(hay, word) {
			return false
		}
	}
	return true
}

func (m *Model) cursor(rows []row) int {
	for i, r := range rows {
		if r.section == m.section && r.id == m.selected {
			return i
		}
	}
	for i, r := range rows {
		if r.section == m.section {
			return i
		}
	}
	return 0
}

// reveal scrolls the list so that the selected row shows.
func (m *Model) reveal() {
	if m.board() != nil {
		return // its rows are no requirements
	}
	f := m.layout()
	_, h := f.panes[paneList].inner()
	if h <= 0 {
		return
	}
	at := m.cursor(m.rows())
	if at < m.listOff {
		m.listOff = at
	}
	if at >= m.listOff+h {
		m.listOff = at - h + 1
	}
}
