package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/settlement"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// lineReports is where a person is among the reports.
type lineReports struct {
	list   []tui.ReportRef
	loaded bool
	picked int // -1 before one was read
	sum    *settlement.Summary
}

func reportCommands() []lineCommand {
	on := []place{placeReports}
	read := func(m *lineMode) bool { return m.money.sum != nil }
	return []lineCommand{
		{id: "report_list", letter: "i", on: on, hint: true, do: func(m *lineMode, arg string) error { m.listReports(arg); return nil }},
		{id: "filter", letter: "/", on: on, do: func(m *lineMode, arg string) error { m.listReports(arg); return nil }},
		{id: "report_days", letter: "v", on: on, hint: true, can: read, do: func(m *lineMode, _ string) error { m.days(); return nil }},
		{id: "report_make", letter: "t", on: on, hint: true, do: (*lineMode).makeReport},
		{id: "report_load", letter: "g", on: on, hint: true, do: func(m *lineMode, _ string) error { return m.loadReports() }},
		{id: "report_copy", letter: "y", on: on, can: read, do: func(m *lineMode, _ string) error { m.copyText(m.reconcile()); return nil }},
	}
}

func (m *lineMode) openReports() error {
	m.goTo(placeReports)
	m.say(m.lang.S("screen.reports"))
	if !m.money.loaded {
		return m.loadReports()
	}
	m.listReports("")
	return nil
}

func (m *lineMode) loadReports() error {
	list, err := work(m, "money.busy.list", m.sess.Reports.List)
	m.money = lineReports{list: list, loaded: err == nil, picked: -1}
	if len(list) > 0 || err == nil {
		m.listReports("")
	}
	return err
}

func (m *lineMode) listReports(filter string) {
	n := 0
	for i, f := range m.money.list {
		if containsWords(fold(f.Name+" "+f.Path+" "+string(f.Report)+" "+f.Status), filter) {
			n++
			m.reportRow(i)
		}
	}
	switch {
	case len(m.money.list) == 0:
		m.say(m.lang.S("lines.no_reports"))
	case filter != "":
		m.say(m.lang.S("lines.matches", "n", strconv.Itoa(n)))
	default:
		m.say(m.lang.S("lines.number_hint"))
	}
}

func (m *lineMode) reportRow(i int) {
	l, f := m.lang, m.money.list[i]
	state, role, where := "lines.ready", export.RoleOK, "money.at_mp"
	if !f.Ready {
		state, role = "money.pending", export.RoleMuted
	}
	if f.Path != "" {
		where = "money.here"
	}
	parts := []string{strconv.Itoa(i + 1)}
	if f.Name != "" {
		parts = append(parts, f.Name)
	}
	if f.Report != "" {
		parts = append(parts, l.S(reportObjectKey(f.Report)))
	}
	if !f.Begin.IsZero() {
		parts = append(parts, l.S("lines.period", "from", l.Date(f.Begin), "to", l.Date(f.End)))
	}
	m.verdictLine(role, l.S(state), strings.Join(append(parts, l.S(where)), ", "))
}

func reportObjectKey(r mpclient.Report) string {
	if r == mpclient.ReleaseReport {
		return "object.reports.release"
	}
	return "object.reports.settlement"
}

func (m *lineMode) reportsAgain() {
	if m.money.picked < 0 || m.money.sum == nil {
		m.listReports("")
		return
	}
	m.reportRow(m.money.picked)
	m.totals()
}

// showReport reads a report and adds it up.
func (m *lineMode) showReport(n int) error {
	if n < 1 || n > len(m.money.list) {
		m.say(m.lang.S("lines.no_number", "n", strconv.Itoa(n)))
		return nil
	}
	f := m.money.list[n-1]
	if !f.Ready {
		m.say(m.lang.S("lines.report_pending"))
		return nil
	}
	m.money.picked, m.money.sum = n-1, nil
	sum, err := work(m, "money.busy.read", func(ctx context.Context) (*settlement.Summary, error) {
		return m.sess.Reports.Sum(ctx, f, func(int64, int64) {})
	})
	if err != nil {
		return err
	}
	m.money.sum = sum
	m.reportRow(n - 1)
	m.totals()
	m.days()
	return nil
}

// sums is the money of a day, or of all of them, in one line.
func (m *lineMode) sums(d settlement.Day) string {
	l := m.lang
	var out []string
	for _, p := range []struct {
		key string
		v   settlement.Amount
	}{{"money.in", d.In}, {"money.fees", d.Fees}, {"money.refunds", d.Refunds}, {"money.chargebacks", d.Chargebacks}, {"money.others", d.Others}, {"money.net", d.Net}} {
		if p.v != 0 || p.key == "money.net" {
			out = append(out, l.S(p.key)+" "+l.Number(p.v.String()))
		}
	}
	if d.Available != nil {
		out = append(out, l.S("money.available")+" "+l.Number(d.Available.String()))
	}
	return strings.Join(out, "; ")
}

func (m *lineMode) days() {
	if len(m.money.sum.Days) == 0 {
		m.say(m.lang.S("money.empty"))
		return
	}
	for _, d := range m.money.sum.Days {
		name := m.lang.Day(d.Date)
		if name == "" {
			name = m.lang.S("money.no_date")
		}
		m.say(m.lang.In(name, d.Currency) + ": " + m.sums(d))
	}
}

func (m *lineMode) totals() {
	l, s := m.lang, m.money.sum
	for _, d := range s.Totals {
		m.say(l.In(l.S("money.total"), d.Currency) + ": " + m.sums(d))
	}
	if s.Opening != nil {
		m.entry("money.opening", l.Number(s.Opening.String()))
	}
	if s.Closing != nil {
		m.entry("money.closing", l.Number(s.Closing.String()))
	}
	if s.Balanced != nil {
		if *s.Balanced {
			m.say(l.S("money.balanced"))
		} else {
			m.say(l.S("money.unbalanced"))
		}
	}
	if s.NoNet {
		m.say(l.S("money.no_net"))
	}
	m.say(l.S("money.rows", "n", strconv.FormatInt(s.Rows.Read, 10)))
	if n := s.Rows.Refused; n > 0 {
		m.say(l.S("money.refused", "n", strconv.FormatInt(n, 10)))
	}
	m.entry("money.reconcile", strings.ReplaceAll(m.reconcile(), "\n", "; "))
}

// reconcile is what compares the picked report with orders, outside the walk.
func (m *lineMode) reconcile() string {
	f := m.money.list[m.money.picked]
	if f.Path == "" {
		return "homologa reports download " + quoteWord(f.Name) + "\nhomologa reports reconcile " + quoteWord(f.Name) + " --orders orders.csv"
	}
	return "homologa reports reconcile " + quoteWord(f.Path) + " --orders orders.csv"
}

// quoteWord quotes a name for a shell, when it needs it.
func quoteWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" && s[0] != '-' {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// makeReport asks which report, says what that writes and on whose account, and waits until it is there.
func (m *lineMode) makeReport(arg string) error {
	l := m.lang
	kinds := []mpclient.Report{mpclient.SettlementReport, mpclient.ReleaseReport}
	for i, r := range kinds {
		m.say(strconv.Itoa(i+1) + ": " + l.S(reportObjectKey(r)) + ", " + l.S("money.make."+string(r)))
	}
	if arg == "" {
		var err error
		if arg, err = m.line(l.S("lines.which"), false); err != nil || arg == "" {
			return err
		}
	}
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > len(kinds) {
		m.say(l.S("lines.no_number", "n", clean(arg, 20)))
		return nil
	}
	r := kinds[n-1]
	text, err := work(m, "money.busy.ask", func(ctx context.Context) (string, error) { return m.sess.Reports.Asking(ctx, r) })
	if err != nil {
		return err
	}
	if b, ok := m.sess.Reports.(*reportBench); ok && !b.asked.Test() && !m.ttyIn && m.sess.Demo == nil {
		m.say(text)
		m.say(l.S("lines.needs_terminal"))
		return nil
	}
	_, yes, err := m.agree(strings.ReplaceAll(text, "\n\n", "\n"), "")
	if err != nil || !yes {
		return err
	}
	_, err = work(m, "money.busy.make", func(ctx context.Context) (bool, error) { return true, m.sess.Reports.Generate(ctx, r) })
	switch {
	case errors.Is(err, context.Canceled):
		m.say(l.S("lines.report_left"))
		return nil
	case err != nil:
		return err
	}
	m.say(l.S("money.made"))
	return m.loadReports()
}
