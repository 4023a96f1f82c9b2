package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/settlement"
)

func money(l lang.Lang, a settlement.Amount) string { return l.Number(a.String()) }

func (b *reports) heading(m *Model) string {
	title := m.lang.S("screen.reports")
	if b.busy != "" {
		title += " · " + m.lang.S(b.busy)
		if b.read[1] > 0 {
			title += " " + strconv.FormatInt(100*b.read[0]/b.read[1], 10) + "%"
		}
	}
	return title
}

func (b *reports) none(m *Model) string {
	l := m.lang
	switch {
	case b.busy != "":
		return l.S(b.busy)
	case b.err != "":
		return b.err
	}
	return l.S("money.none", "key", m.keyOf("report_make"))
}

func (b *reports) row(m *Model, i, w int, marked bool) string {
	t := m.theme
	f := b.list[b.shown[i]]
	mark, ro := "·", rMuted
	switch {
	case b.fails[f.key()] != "":
		mark, ro = m.mark(checks.Fail), rBad
	case b.sums[f.key()] != nil:
		mark, ro = m.mark(checks.Pass), rOK
	case !f.Ready:
		mark = m.spinnerOr("·")
	}
	name := f.Name
	if name == "" {
		name = m.lang.S("money.pending")
	}
	lead, style := "  ", t.s(rText, name)
	if marked {
		lead, style = t.pick.on(" "+m.arrow()), t.pick.on(name)
	}
	where := m.lang.S("money.at_mp")
	if f.Path != "" {
		where = m.lang.S("money.here")
	}
	return split(lead+t.s(ro, mark)+" "+style, t.s(rMuted, where+" "), w)
}

func (b *reports) text(m *Model, p pane, w int) (string, []string) {
	f, ok := b.picked(m)
	if p == paneFix {
		title := m.lang.S("money.totals")
		if !ok {
			return title, nil
		}
		return title, b.totals(m, f, w)
	}
	title := m.lang.S("money.by_day")
	if !ok {
		return title, m.theme.wrap(rMuted, b.err, w-2, " ")
	}
	return title, b.days(m, f, w)
}

func (b *reports) about(m *Model, f ReportRef, w int) []string {
	t, l := m.theme, m.lang
	var out []string
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	add(rText, f.Name)
	if f.Report != "" {
		add(rMuted, l.S(reportName(f.Report)))
	}
	if !f.Begin.IsZero() {
		add(rMuted, l.Date(f.Begin)+" – "+l.Date(f.End))
	}
	if f.Path != "" {
		add(rMuted, f.Path)
	}
	return out
}

// parts are the components of a day, in the order they are drawn.
func parts(d settlement.Day) []struct {
	key string
	v   settlement.Amount
	ro  role
} {
	return []struct {
		key string
		v   settlement.Amount
		ro  role
	}{{"money.in", d.In, rOK}, {"money.fees", d.Fees, rWarn}, {"money.refunds", d.Refunds, rWarn}, {"money.chargebacks", d.Chargebacks, rBad}, {"money.others", d.Others, rMuted}, {"money.net", d.Net, rAccent}}
}

// days draws each day of a report.
func (b *reports) days(m *Model, f ReportRef, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	s := b.sums[f.key()]
	switch {
	case b.fails[f.key()] != "":
		out := append(b.about(m, f, w), "")
		for line := range strings.Lines(b.fails[f.key()]) {
			out = append(out, t.wrap(rBad, strings.TrimRight(line, "\n"), w, " ")...)
		}
		return out
	case s == nil:
		out := append(b.about(m, f, w), "")
		key, does := "money.open_hint", "open"
		switch {
		case b.busy != "":
			key = b.busy
		case !f.Ready:
			key, does = "money.not_ready", "report_list"
		case f.Path == "":
			key = "money.fetch_hint"
		}
		out = append(out, t.wrap(rMuted, l.S(key, "key", m.keyOf(does)), w, " ")...)
		if b.err != "" {
			out = append(out, "")
			out = append(out, t.wrap(rWarn, b.err, w, " ")...)
		}
		return out
	}
	if len(s.Days) == 0 {
		return t.wrap(rMuted, l.S("money.empty"), w, " ")
	}
	var most settlement.Amount
	several := false
	for _, d := range s.Days {
		for _, p := range parts(d) {
			most = max(most, abs(p.v))
		}
		several = several || d.Currency != s.Days[0].Currency
	}
	var out []string
	if w >= 78 {
		return b.table(m, s, w, several)
	}
	label, amount := 0, 0
	for _, p := range parts(s.Days[0]) {
		label = max(label, ansi.StringWidth(l.S(p.key)))
	}
	label = max(label, ansi.StringWidth(l.S("money.available")))
	for _, d := range s.Days {
		for _, p := range parts(d) {
			amount = max(amount, len(money(l, p.v)))
		}
	}
	room := max(2, w-label-amount-5)
	for _, d := range s.Days {
		out = append(out, " "+t.b(rAccent, dayName(l, d, several)))
		for _, p := range parts(d) {
			if p.v == 0 && p.key != "money.net" {
				continue
			}
			out = append(out, "  "+t.s(rMuted, fit(l.S(p.key), label))+" "+m.moneyBar(p.v, most, room, p.ro)+" "+t.s(rText, padLeft(money(l, p.v), amount)))
		}
		if d.Available != nil {
			out = append(out, "  "+t.s(rMuted, fit(l.S("money.available"), label))+" "+strings.Repeat(" ", room)+" "+t.b(rText, padLeft(money(l, *d.Available), amount)))
		}
		out = append(out, "")
	}
	return out
}

func dayName(l lang.Lang, d settlement.Day, several bool) string {
	name := l.Day(d.Date)
	if name == "" {
		name = l.S("money.no_date")
	}
	if several || d.Currency != "" {
		name = l.In(name, d.Currency)
	}
	return name
}

func abs(a settlement.Amount) settlement.Amount {
	if a < 0 {
		return -a
	}
	return a
}

func padLeft(s string, w int) string { return strings.Repeat(" ", max(w-ansi.StringWidth(s), 0)) + s }

// moneyBar is an amount's share of the largest one. What is taken is drawn from the right.
func (m *Model) moneyBar(v, most settlement.Amount, w int, ro role) string {
	full, rest := "█", "░"
	if m.opt.ASCII {
		full, rest = "#", "."
	}
	n := 0
	if most > 0 {
		n = int(float64(abs(v)) / float64(most) * float64(w))
		if v != 0 {
			n = max(n, 1)
		}
	}
	bar, empty := m.theme.s(ro, strings.Repeat(full, n)), m.theme.s(rBorder, strings.Repeat(rest, w-n))
	if v < 0 {
		return empty + bar
	}
	return bar + empty
}

// table is the wide form: a line a day, a column each.
func (b *reports) table(m *Model, s *settlement.Summary, w int, several bool) []string {
	t, l := m.theme, m.lang
	available := false
	head := []string{""}
	for _, p := range parts(s.Days[0]) {
		head = append(head, l.S(p.key))
	}
	for _, d := range s.Days {
		available = available || d.Available != nil
	}
	if available {
		head = append(head, l.S("money.available"))
	}
	rows := [][]string{}
	for _, d := range s.Days {
		cells := []string{dayName(l, d, several)}
		for _, p := range parts(d) {
			text := ""
			if p.v != 0 {
				text = money(l, p.v)
			}
			cells = append(cells, text)
		}
		if available {
			text := ""
			if d.Available != nil {
				text = money(l, *d.Available)
			}
			cells = append(cells, text)
		}
		rows = append(rows, cells)
	}
	widths := make([]int, len(head))
	for _, r := range append([][]string{head}, rows...) {
		for i, c := range r {
			widths[i] = max(widths[i], ansi.StringWidth(c))
		}
	}
	used := 1
	for _, n := range widths {
		used += n + 2
	}
	room := w - used
	var most settlement.Amount
	for _, d := range s.Days {
		most = max(most, abs(d.Net))
	}
	line := func(cells []string, ro role) string {
		var out strings.Builder
		out.WriteString(" " + t.s(ro, fit(cells[0], widths[0])))
		for i, c := range cells[1:] {
			out.WriteString("  " + t.s(ro, padLeft(c, widths[i+1])))
		}
		return out.String()
	}
	out := []string{line(head, rMuted)}
	for i, r := range rows {
		text := line(r, rText)
		if room >= 8 {
			text += "  " + m.moneyBar(s.Days[i].Net, most, min(room-2, 30), rAccent)
		}
		out = append(out, text)
	}
	return out
}

func (b *reports) totals(m *Model, f ReportRef, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	s := b.sums[f.key()]
	if s == nil {
		return nil
	}
	out := b.about(m, f, w)
	for _, d := range s.Totals {
		out = append(out, "", " "+t.b(rAccent, l.In(l.S("money.total"), d.Currency)))
		for _, p := range parts(d) {
			ro := rText
			if p.key == "money.net" {
				out = append(out, " "+t.s(rBorder, strings.Repeat(m.rule(), max(min(w-1, 40), 0))))
			}
			out = append(out, "  "+split(t.s(rMuted, l.S(p.key)), t.s(ro, money(l, p.v)), min(w-1, 39)))
		}
	}
	line := func(key string, a *settlement.Amount) {
		if a != nil {
			out = append(out, "  "+split(t.s(rMuted, l.S(key)), t.s(rText, money(l, *a)), min(w-1, 39)))
		}
	}
	if s.Opening != nil || s.Closing != nil {
		out = append(out, "")
		line("money.opening", s.Opening)
		line("money.closing", s.Closing)
	}
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	out = append(out, "")
	if s.Balanced != nil {
		if *s.Balanced {
			add(rOK, m.mark(checks.Pass)+" "+l.S("money.balanced"))
		} else {
			add(rBad, m.mark(checks.Fail)+" "+l.S("money.unbalanced"))
		}
	}
	if s.NoNet {
		add(rWarn, l.S("money.no_net"))
	}
	add(rMuted, l.S("money.rows", "n", strconv.FormatInt(s.Rows.Read, 10)))
	if n := s.Rows.Refused; n > 0 {
		add(rWarn, m.mark(checks.Warn)+" "+l.S("money.refused", "n", strconv.FormatInt(n, 10)))
	}
	out = append(out, "", " "+t.b(rAccent, l.S("money.reconcile")))
	for line := range strings.SplitSeq(b.command(m), "\n") {
		out = append(out, t.wrap(rText, line, w, " ")...)
	}
	return out
}

func (m *Model) rule() string {
	if m.opt.ASCII {
		return "-"
	}
	return "─"
}
