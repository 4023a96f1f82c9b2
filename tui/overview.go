package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/walk"
)

// The overview is the first row of the walk: how far from ready in one glance, what is next, and, once nothing is
// open any more, what a person confirmed, what was not checked and why, and the day of the launch.

// onOverview tells whether it is the row picked.
func (m *Model) onOverview() bool { return m.section == "" }

func (m *Model) overviewRow(w int, picked bool) string {
	t := m.theme
	n := m.state().Count(nil)
	name, lead := t.b(rText, m.lang.S("ui.overview")), " "
	if picked {
		lead, name = t.pick.on(m.arrow()), t.pick.on(m.lang.S("ui.overview"))
	}
	mark, ro := m.readyMark()
	return split(lead+t.s(ro, mark)+" "+name, t.s(rMuted, itoa(n.Done)+"/"+itoa(n.Total)+" "), w)
}

// readyMark is the mark of the integration as a whole.
func (m *Model) readyMark() (string, role) {
	r, known := m.readiness()
	if !known {
		return m.spinnerOr("·"), rAccent
	}
	return m.mark(export.VerdictOf(r)), screenRole(export.RoleOfReadiness(r))
}

func (m *Model) spinnerOr(still string) string {
	if m.working() {
		return m.spinner()
	}
	return still
}

// readiness weighs what is known; known is false before the first run has said anything.
func (m *Model) readiness() (r checks.Readiness, known bool) {
	if m.report == nil || m.running() && len(m.before) == 0 {
		return "", false
	}
	return m.weigh().Verdict, true
}

// bar is a share of w cells. It counts items and foretells nothing.
func (m *Model) bar(done, total, w int) string {
	full, rest := "█", "░"
	if m.opt.ASCII {
		full, rest = "#", "."
	}
	n := 0
	if total > 0 {
		n = done * w / total
	}
	ro := rAccent
	if done == total {
		ro = rOK
	}
	return m.theme.s(ro, strings.Repeat(full, n)) + m.theme.s(rBorder, strings.Repeat(rest, w-n))
}

func (m *Model) overviewDetail(w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	head := func(key string) { out = append(out, "", " "+t.b(rAccent, l.S(key))) }

	s := m.state()
	n, weighed := s.Count(nil), m.weigh()
	blockers, required := s.Failing(weighed)
	out = append(out, " "+m.verdictText(), "")
	out = append(out, " "+m.bar(n.Done, n.Total, min(w-1, 40)))
	add(rText, l.S("ui.section_done", "done", itoa(n.Done), "total", itoa(n.Total)))
	ready, known := m.readiness()
	switch {
	case !known:
		add(rMuted, l.S("ui.overview_wait"))
		return out
	case blockers+required > 0:
		add(rBad, l.S("ui.overview_open", "b", itoa(blockers), "r", itoa(required)))
	}
	if n := len(weighed.Open) + len(weighed.Confirm); n > 0 {
		add(rWarn, l.S("ui.overview_confirm", "n", itoa(n)))
	}

	if next := checks.Walk(m.reqs, m.findings); len(next) > 0 {
		head("ui.overview_next")
		for i, id := range next[:min(3, len(next))] {
			mark, ro := m.markOf(id)
			name := t.s(rText, l.Text(m.idx[id].Title()))
			if i == 0 {
				name = t.b(rText, l.Text(m.idx[id].Title()))
			}
			out = append(out, fit("  "+t.s(ro, mark)+" "+name, w+1))
		}
		if n := len(next) - 3; n > 0 {
			add(rMuted, "  "+l.S("ui.overview_more", "n", itoa(n)))
		}
		add(rMuted, " "+l.S("ui.overview_go", "key", m.keyOf("next")))
	}

	if f := m.layout(); f.panes[paneList].w == 0 { // beside the list it would only repeat it
		out = append(out, m.sectionBars(w)...)
	}
	out = append(out, m.humanPart(w)...)
	if ready == checks.Ready {
		head("ui.launch")
		for i := 1; lang.Has("ui.launch." + itoa(i)); i++ {
			lines := t.wrap(rText, l.S("ui.launch."+itoa(i), "key", " ("+m.keyOf("webhooks")+")"), w-4, "    ")
			lines[0] = "  " + t.b(rFocus, itoa(i)) + " " + strings.TrimPrefix(lines[0], "    ")
			out = append(out, lines...)
		}
	}
	return out
}

// sectionBars draws how much of each section is settled.
func (m *Model) sectionBars(w int) []string {
	t, l := m.theme, m.lang
	out := []string{"", " " + t.b(rAccent, l.S("ui.overview_sections"))}
	label := 0
	for _, sec := range checks.Sections {
		label = max(label, ansi.StringWidth(l.S("section."+string(sec))))
	}
	label = min(label, max(w-22, 10))
	for _, sec := range checks.Sections {
		n, waiting := m.sectionState(sec)
		if n.Total == 0 {
			continue
		}
		mark, ro := m.mark(n.Worst), roleOf(n.Worst)
		if waiting {
			mark, ro = m.spinnerOr("·"), rAccent
		}
		room := max(4, min(w-label-12, 24))
		out = append(out, "  "+t.s(ro, mark)+" "+t.s(rText, fit(l.S("section."+string(sec)), label))+" "+m.bar(n.Done, n.Total, room)+" "+t.s(rMuted, itoa(n.Done)+"/"+itoa(n.Total)))
	}
	return out
}

// humanPart lists what only a person could say, and what nobody said or saw, with the reason.
func (m *Model) humanPart(w int) []string {
	t, l := m.theme, m.lang
	ticked, unseen := m.state().Human()
	var out []string
	list := func(key string, ids []checks.ID, why bool) {
		if len(ids) == 0 {
			return
		}
		out = append(out, "", " "+t.b(rAccent, l.S(key, "n", itoa(len(ids)))))
		for _, id := range ids {
			mark, ro := m.markOf(id)
			lines := []string{fit(t.s(ro, mark)+" "+t.s(rText, l.Text(m.idx[id].Title())), w-1)}
			if why {
				lines = beside(t.s(ro, mark)+" "+t.s(rText, l.Text(m.idx[id].Title())), t.s(ro, l.S(walk.Word(m.findings[id])))+" ", w-1)
			}
			for _, line := range lines {
				out = append(out, "  "+line)
			}
		}
	}
	list("ui.overview_ticked", ticked, false)
	list("ui.overview_unseen", unseen, true)
	return out
}

// overviewKeys is the third pane beside the overview: the few keys a newcomer needs.
func (m *Model) overviewKeys(w int) []string {
	t, l := m.theme, m.lang
	out := t.wrap(rText, l.S("ui.overview_how"), w-2, " ")
	out = append(out, "")
	for _, id := range []string{"next", "copy", "repair", "again", "all", "tick", "webhooks", "exchanges", "palette", "help"} {
		for _, a := range m.actions {
			if a.id != id || id == "repair" && (m.sess == nil || m.sess.Demo == nil) || (id == "webhooks" && m.boards[screenHooks] == nil) {
				continue
			}
			lines := t.wrap(rMuted, l.S(a.long()), w-10, strings.Repeat(" ", 9))
			if len(lines) > 0 {
				lines[0] = " " + t.b(rFocus, fit(a.shownIn(l), 7)) + " " + strings.TrimLeft(lines[0], " ")
			}
			out = append(out, lines...)
		}
	}
	return out
}
