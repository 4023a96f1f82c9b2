package tui

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/walk"
)

func itoa(n int) string { return strconv.Itoa(n) }

var (
	spinRound = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	spinASCII = []string{"|", "/", "-", "\\"}
)

func (m *Model) spinner() string {
	s := spinRound
	if m.opt.ASCII {
		s = spinASCII
	}
	return s[m.spin%len(s)]
}

// paneLines draws the header, the panes of the screen and the foot.
func (m *Model) paneLines(f frame) []string {
	lines := make([]string, 0, m.h)
	lines = append(lines, m.header())
	var cols [][]string
	for p := range panes {
		r := f.panes[p]
		if r.w == 0 {
			continue
		}
		cols = append(cols, m.pane(p, r, f))
	}
	for i := range cols[0] {
		var b strings.Builder
		for _, c := range cols {
			b.WriteString(c[i])
		}
		lines = append(lines, b.String())
	}
	if f.journal.h > 0 {
		lines = append(lines, m.journal())
	}
	return append(lines, m.footer())
}

func (m *Model) pane(p pane, r rect, f frame) []string {
	focused := m.focus == p
	if b := m.board(); b != nil {
		return m.boardPane(b, p, r, focused, f)
	}
	switch p {
	case paneList:
		return m.listPane(r, focused)
	case paneDetail:
		return m.detailPane(r, focused, f)
	}
	return m.fixPane(r, focused, f)
}

// header: who, and how far from ready.
func (m *Model) header() string {
	t := m.theme
	all := m.state().Count(nil)
	blockers, required := m.failing()
	count := t.s(rMuted, "  "+itoa(all.Done)+"/"+itoa(all.Total)+" ")
	verdict := m.verdictText()
	long, short := verdict+count, verdict+count
	if blockers+required > 0 {
		long = verdict + t.s(rBad, "  "+m.lang.S("ui.open_levels", "b", itoa(blockers), "r", itoa(required))) + count
		short = verdict + t.s(rBad, " · "+m.lang.S("ui.open_short", "n", itoa(blockers+required))) + count
	}
	// The verdict in words outweighs the product's name, and the account outweighs the words.
	left, right := m.who(2), long
	for _, try := range []struct{ left, right string }{{m.who(2), long}, {m.who(1), long}, {m.who(1), short}, {m.who(0), short}, {m.who(-1), short}, {m.who(-2), short}, {m.who(-3), short}} {
		left, right = try.left, try.right
		if ansi.StringWidth(left)+ansi.StringWidth(right) < m.w {
			break
		}
	}
	return split(left, right, m.w)
}

// who names what is looked at. The product is left out first, then the
// program's own name, then the file, then nickname and site; never the world, nor that it is the demo.
func (m *Model) who(room int) string {
	t := m.theme
	who := m.lang.S("ui.reading")
	if m.report != nil {
		about := m.report.Integration
		if room < 2 {
			about.Product = ""
		}
		if room < -1 {
			about.Account.Nickname = ""
		}
		if room < -2 {
			about.Site = ""
		}
		who = export.About(about, m.lang)
	}
	if m.sess.Label != "" && (room >= 0 || m.sess.Demo != nil) {
		who = m.sess.Label + " · " + who
	}
	if room < 1 {
		return " " + t.s(rText, who)
	}
	return " " + t.b(rAccent, "homologa") + "  " + t.s(rText, who)
}

// failing counts the failures that hold the launch back.
func (m *Model) failing() (blockers, required int) {
	return m.state().Failing(m.weigh())
}

// weigh is how far from ready the integration is; several places of a frame ask.
func (m *Model) weigh() checks.Weighed {
	if c := &m.weighed; c.report != m.report || c.stamp != m.stamp {
		c.report, c.stamp, c.is = m.report, m.stamp, m.state().Weigh()
	}
	return m.weighed.is
}

func (m *Model) verdictText() string {
	mark, ro := m.readyMark()
	if _, known := m.readiness(); !known {
		mark = m.spinner()
	}
	return m.theme.b(ro, mark+" "+m.verdictWord())
}

func (m *Model) verdictWord() string {
	ready, known := m.readiness()
	if !known {
		return m.lang.S("ui.checking")
	}
	return m.lang.S("ready." + string(ready))
}

// windowTitle has words alone: a spinner in it would have the terminal repaint its tab ten times a
// second, and terminals that read single bytes end the title at the 9C in the middle of a check mark or
// a cross, and print the rest of it on the screen.
func (m *Model) windowTitle() string {
	return strings.Map(func(r rune) rune {
		if strings.Contains(string(r), "\x9c") {
			return -1
		}
		return r
	}, "homologa · "+m.verdictWord())
}

func (m *Model) mark(v checks.Verdict) string { return export.Symbol(v, m.opt.ASCII) }

// markOf is the mark of an item as it stands: running, attested, or its verdict.
func (m *Model) markOf(id checks.ID) (string, role) {
	f, ok := m.findings[id]
	switch {
	case m.waiting[id]:
		return m.spinner(), rAccent
	case !ok:
		return "·", rMuted
	case walk.Ticked(f):
		if m.opt.ASCII {
			return "*", rOK
		}
		return "☑", rOK
	}
	return m.mark(f.Verdict), roleOf(f.Verdict)
}

// sectionState sums a section up; waiting reports that an item of it is being judged, or never was.
func (m *Model) sectionState(sec checks.Section) (c walk.Count, waiting bool) {
	c = m.state().Section(sec)
	return c, c.Unjudged || slices.ContainsFunc(m.reqs, func(r checks.Requirement) bool { return r.Section == sec && m.waiting[r.ID] })
}

func (m *Model) listPane(r rect, focused bool) []string {
	t := m.theme
	iw, ih := r.inner()
	rows := m.rows()
	at := m.cursor(rows)
	// Only the rows in the window are drawn.
	m.listOff = max(0, min(m.listOff, len(rows)-ih))
	m.sight(at, ih)
	var shown []string
	for i := m.listOff; i < min(len(rows), m.listOff+ih); i++ {
		row := rows[i]
		picked := i == at
		switch {
		case row.section == "":
			shown = append(shown, m.overviewRow(iw, picked))
			continue
		case row.id == "":
			shown = append(shown, m.sectionRow(row.section, iw, picked))
			continue
		}
		mark, ro := m.markOf(row.id)
		title := m.lang.Text(m.idx[row.id].Title())
		lead, name := "  ", t.s(rText, title)
		switch {
		case picked:
			lead, name = t.pick.on(" "+m.arrow()), t.pick.on(title)
		case m.findings[row.id].Verdict == checks.NotApplicable:
			name = t.s(rMuted, title)
		}
		shown = append(shown, lead+t.s(ro, mark)+" "+name)
	}
	title := m.lang.S("ui.requirements")
	if m.filter != "" || m.typing {
		title = m.filterTitle(r)
	}
	if len(rows) == 0 {
		shown = t.wrap(rMuted, m.lang.S("ui.no_match"), iw, " ")
	}
	foot := ""
	if len(rows) > ih {
		foot = itoa(min(m.listOff+ih, len(rows))) + "/" + itoa(len(rows))
	}
	return m.box(r, title, foot, focused, shown)
}

func (m *Model) arrow() string {
	if m.opt.ASCII {
		return ">"
	}
	return "▸"
}

func (m *Model) sectionRow(sec checks.Section, w int, picked bool) string {
	t := m.theme
	n, waiting := m.sectionState(sec)
	mark, ro := m.mark(n.Worst), roleOf(n.Worst)
	count := itoa(n.Done) + "/" + itoa(n.Total)
	if waiting {
		mark, ro = m.spinner(), rAccent
		if !m.running() {
			mark, ro = "·", rMuted
		}
		count = "…/" + itoa(n.Total)
	}
	if n.Total == 0 {
		count = "–"
	}
	name := m.lang.S("section." + string(sec))
	style := t.b(rText, name)
	lead := " "
	if picked {
		lead, style = t.pick.on(m.arrow()), t.pick.on(name)
	}
	return split(lead+t.s(ro, mark)+" "+style, t.s(rMuted, count+" "), w)
}

func (m *Model) detailPane(r rect, focused bool, f frame) []string {
	iw, ih := r.inner()
	lines := m.detailLines(iw)
	shown := window(lines, &m.detOff, ih)
	foot := ""
	if len(lines) > ih {
		foot = itoa(min(m.detOff+ih, len(lines))) + "/" + itoa(len(lines))
	}
	title := m.lang.S("ui.overview")
	if !m.onOverview() {
		title = m.lang.S("section." + string(m.section))
	}
	if m.selected != "" {
		title += " › " + m.lang.Text(m.idx[m.selected].Title())
	}
	if f.tier == tierTwo && !m.zoom && len(m.fixes()) > 0 {
		title = m.tabs(0)
		if m.selected != "" {
			title += " · " + m.lang.Text(m.idx[m.selected].Title())
		}
	}
	return m.box(r, title, foot, focused, shown)
}

// detailLines is the text of the middle pane, kept until something it shows changes.
func (m *Model) detailLines(w int) []string {
	k := detailKey{m.selected, m.section, m.lang, w, m.theme.dark, m.stamp}
	if m.waiting[m.selected] {
		k.stamp = -1 - m.spin // elapsed time moves
	}
	if m.onOverview() && m.running() {
		k.stamp = -1 - m.spin
	}
	if k == m.detCache.key && m.detCache.lines != nil {
		return m.detCache.lines
	}
	var lines []string
	switch {
	case m.onOverview():
		lines = m.overviewDetail(w)
	case m.selected == "":
		lines = m.sectionDetail(w)
	default:
		lines = m.itemDetail(m.idx[m.selected], m.findings[m.selected], w)
	}
	m.detCache.key, m.detCache.lines = k, lines
	return lines
}

func (m *Model) itemDetail(r checks.Requirement, f checks.Finding, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	var out []string
	add := func(ls ...string) {
		for _, x := range ls {
			out = append(out, " "+x)
		}
	}
	head := func(key string) { out = append(out, "", " "+t.b(rAccent, l.S(key))) }

	mark, ro := m.markOf(r.ID)
	word := l.S(walk.Word(f))
	if m.waiting[r.ID] {
		word = l.S("ui.running") + m.elapsed()
	}
	state := t.b(ro, mark+" "+word) + t.s(rMuted, " · "+l.S("level."+string(r.Level)))
	out = append(out, " "+split(state, t.s(rMuted, string(r.ID)), w))
	if ansi.StringWidth(state)+len(r.ID)+1 > w {
		out = []string{" " + state, " " + t.s(rMuted, string(r.ID))}
	}
	if !f.Detail.IsZero() {
		out = append(out, "")
		add(t.wrap(rText, l.Text(f.Detail), w, "")...)
	}
	for _, c := range f.Causes {
		add(t.wrap(rText, l.Text(c.Detail), w, "  ")...)
		add("  " + t.s(rMuted, c.ID))
	}
	if drawn := export.Draw(f.Figure, l, w-1, t.paint, m.opt.ASCII); len(drawn) > 0 {
		out = append(out, "")
		for _, line := range drawn {
			add(" " + line)
		}
	}
	if len(f.Evidence) > 0 {
		head("ui.evidence")
		for _, e := range f.Evidence {
			text, role := l.Text(e.Text), rText
			if e.Kind == checks.LeftOut {
				text, role = l.S("ui.left_out")+": "+text, rWarn
			}
			if e.Exchange != "" {
				text += " · " + e.Exchange
			}
			add(t.wrap(role, text, w, " ")...)
		}
	}
	if f.Verdict == checks.Attest && m.sess.Attest != nil {
		box := "[ ]"
		if walk.Ticked(f) {
			box = "[x]"
		}
		out = append(out, "")
		add(t.wrap(rAccent, box+" "+l.S("ui.tick_hint", "key", m.keyOf("tick")), w, "")...)
	}
	if walk.ToDo(f) {
		head("ui.todo")
		for _, p := range strings.Split(l.Text(r.Do()), "\n") {
			add(t.wrap(rText, p, w, " ")...)
		}
	}
	head("ui.ask")
	add(t.wrap(rText, l.Text(r.Ask()), w, " ")...)
	if key := "req." + string(r.ID) + ".check"; lang.Has(key) {
		head("ui.check")
		add(t.wrap(rText, m.sess.Engine.Facts().Fill(r.Section, l.S(key)), w, " ")...)
	}
	head("ui.source")
	src := l.S(r.Source)
	if r.Official != "" {
		src = l.S("ui.official", "name", r.Official) + " · " + src
	}
	add(t.wrap(rMuted, src, w, " ")...)
	return out
}

// elapsed names the probes that are running and for how long.
func (m *Model) elapsed() string {
	var longest time.Duration
	now := m.opt.Now()
	for _, since := range m.probes {
		longest = max(longest, now.Sub(since))
	}
	if longest < time.Second {
		return ""
	}
	return " " + strconv.FormatFloat(longest.Seconds(), 'f', 0, 64) + " s"
}

func (m *Model) sectionDetail(w int) []string {
	t, l := m.theme, m.lang
	out := []string{}
	s := m.state()
	n := s.Section(m.section)
	out = append(out, " "+t.b(rText, l.S("ui.section_done", "done", itoa(n.Done), "total", itoa(n.Total))), "")
	if m.section == checks.Homologation {
		out = append(out, t.wrap(rMuted, l.S("ui.no_score"), w-2, " ")...)
		tally := s.Aspects()
		for _, a := range checks.Aspects {
			if n := tally[a]; n.Total > 0 {
				out = append(out, "  "+split(t.s(rText, l.S("aspect."+string(a))), t.s(rMuted, l.S("ui.x_of_y", "x", itoa(n.Done), "y", itoa(n.Total))), min(w-4, 44)))
			}
		}
		out = append(out, "")
	}
	for _, r := range m.reqs {
		if r.Section != m.section {
			continue
		}
		mark, ro := m.markOf(r.ID)
		f := m.findings[r.ID]
		if f.OtherProduct() {
			continue
		}
		word := ""
		if f.Verdict != "" && !m.waiting[r.ID] {
			word = l.S(walk.Word(f))
		}
		for _, line := range beside(t.s(ro, mark)+" "+t.s(rText, l.Text(r.Title())), t.s(ro, word)+" ", w-2) {
			out = append(out, " "+line)
		}
	}
	return out
}

// tabs names the two pages of an item.
func (m *Model) tabs(at int) string {
	return tabs([2]string{m.lang.S("ui.tab_detail"), m.lang.S("ui.fix")}, at)
}

func (m *Model) fixPane(r rect, focused bool, f frame) []string {
	t, l := m.theme, m.lang
	iw, ih := r.inner()
	cur, ok := m.currentFix()
	title := l.S("ui.fix")
	if f.tier == tierTwo && !m.zoom {
		title = m.tabs(1)
	}
	if m.onOverview() {
		lines := m.overviewKeys(iw)
		if !ok {
			title = l.S("ui.overview_keys")
		}
		return m.box(r, title, "", focused, window(lines, &m.fixOff, ih))
	}
	if !ok {
		var lines []string
		key := "ui.fix_none"
		switch v := m.finding(m.selected).Verdict; {
		case m.selected == "":
			key = "ui.fix_choose"
		case v == checks.Pass || v == checks.NotApplicable:
			key = "ui.fix_not_needed"
		}
		lines = append(lines, t.wrap(rMuted, l.S(key, "key", m.keyOf("next")), iw-2, " ")...)
		return m.box(r, title, "", focused, lines)
	}
	n := len(m.fixes())
	title += " · " + string(cur.Language)
	if n > 1 {
		title += " " + itoa(m.fixAt+1) + "/" + itoa(n)
	}
	lines := append([]string{}, t.wrap(rMuted, cur.Title, iw-2, " ")...)
	lines = append(lines, "")
	for _, line := range strings.Split(strings.TrimRight(cur.Body, "\n"), "\n") {
		line = strings.ReplaceAll(line, "\t", "    ")
		if cur.Language == fix.Steps || cur.Language == fix.Model { // prose: nothing of it may hide beyond the edge
			lines = append(lines, t.wrap(rText, line, iw-2, " ")...)
			continue
		}
		lines = append(lines, " "+t.s(rText, line))
	}
	room := ih - 2
	if room < 3 {
		room = ih
	}
	shown := window(lines, &m.fixOff, room)
	foot := ""
	if len(lines) > room {
		foot = itoa(min(m.fixOff+room, len(lines))) + "/" + itoa(len(lines))
	}
	if room < ih {
		for len(shown) < room {
			shown = append(shown, "")
		}
		hint := m.hintOf("copy")
		if n > 1 {
			hint += " · " + m.hintOf("fixlang")
		}
		hint += " · " + m.hintOf("zoom")
		shown = append(append([]string{}, shown...), "", " "+t.s(rMuted, hint))
	}
	return m.box(r, title, foot, focused, shown)
}

// atWork lists the probes that are running, the longest first.
func (m *Model) atWork() []string {
	return slices.SortedFunc(maps.Keys(m.probes), func(a, b string) int {
		if d := m.probes[a].Compare(m.probes[b]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// nowRunning names the probes at work, the longest first, each with its time, and the key that stops them.
func (m *Model) nowRunning() (string, bool) {
	if !m.running() || len(m.probes) == 0 {
		return "", false
	}
	names := m.atWork()
	now := m.opt.Now()
	parts := make([]string, 0, len(names))
	for _, n := range names {
		text := m.lang.S("probe." + n)
		if d := now.Sub(m.probes[n]); d >= time.Second {
			text += " " + gap(d)
		}
		parts = append(parts, text)
	}
	t, keys := m.theme, m.hintOf("stop")
	if len(names) > 1 {
		keys += " " + m.hintOf("stop_one")
	}
	return split(" "+t.s(rAccent, m.spinner()+" "+strings.Join(parts, " · ")), t.s(rMuted, keys+" "), m.w), true
}

// journal is the latest exchange, one line.
func (m *Model) journal() string {
	t := m.theme
	if line, ok := m.nowRunning(); ok {
		return line
	}
	if m.sess.Exchanges == nil {
		return ""
	}
	var parts []string
	for _, x := range m.sess.Exchanges(2) {
		status := itoa(x.Status)
		if x.Err != "" {
			status = x.Err
		}
		where, _, _ := strings.Cut(x.URL, "?")
		_, where, _ = strings.Cut(where, "://")
		parts = append(parts, x.Started.Format(time.TimeOnly)+" "+x.Method+" "+where+" "+status+" "+strconv.FormatInt(x.Timing.Total.Milliseconds(), 10)+" ms")
	}
	slices.Reverse(parts) // the latest first: it is what the width spares
	left := " " + t.s(rMuted, strings.Join(parts, " · "))
	return split(left, t.s(rMuted, m.hintOf("exchanges")+" "), m.w)
}

// footer: a message when there is one, else the keys that work now, the most useful first.
func (m *Model) footer() string {
	t := m.theme
	if m.toast != "" {
		return fit(" "+t.b(rAccent, m.toast), m.w)
	}
	if m.typing {
		return fit(" "+t.s(rMuted, m.lang.S("ui.filter_hint")), m.w)
	}
	var hints []action
	for _, a := range m.actions {
		if a.hint > 0 && m.can(a) {
			hints = append(hints, a)
		}
	}
	slices.SortStableFunc(hints, func(a, b action) int { return a.hint - b.hint })
	line, used := " ", 1
	help := m.hintOf("help") + "  " + m.hintOf("quit")
	room := m.w - ansi.StringWidth(help) - 2
	for _, a := range hints {
		if a.id == "help" || a.id == "quit" {
			continue
		}
		item := a.shownIn(m.lang) + " " + m.lang.S(a.label())
		if n := ansi.StringWidth(item) + 2; used+n <= room {
			line += t.b(rFocus, a.shownIn(m.lang)) + " " + t.s(rMuted, m.lang.S(a.label())) + "  "
			used += n
		}
	}
	line += t.b(rFocus, m.keyOf("help")) + " " + t.s(rMuted, m.lang.S("key.help")) + "  " + t.b(rFocus, m.keyOf("quit")) + " " + t.s(rMuted, m.lang.S("key.quit"))
	return fit(line, m.w)
}

// filterTitle is the filter as the title of the list, with the cursor in it while it takes keys.
func (m *Model) filterTitle(r rect) string {
	if !m.typing {
		return "/" + m.filter
	}
	iw, _ := r.inner()
	text, x := m.field.window("filter", m.filter, iw-4)
	if m.overlay == overNone {
		m.caret = point{r.x + 4 + x, r.y}
	}
	return "/" + text
}
