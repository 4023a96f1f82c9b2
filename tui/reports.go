package tui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks/settlement"
	"github.com/homologa/homologa/mpclient"
)

// Reports is the accountant's side of an integration.
type Reports interface {
	// List finds the reports of the account and the report files of the folder, the newest first. Both may be there
	// when an error is.
	List(ctx context.Context) ([]ReportRef, error)
	// Sum adds one up, after downloading it where it is not here. An error is fit to be shown.
	Sum(ctx context.Context, f ReportRef, progress func(read, total int64)) (*settlement.Summary, error)
	// Asking says what Generate would write and on whose account.
	Asking(ctx context.Context, r mpclient.Report) (string, error)
	// Generate asks for a report of the last 30 days and waits until it is in the list. It needs the person's yes.
	Generate(ctx context.Context, r mpclient.Report) error
}

// ReportRef names a report.
type ReportRef struct {
	Report  mpclient.Report // "" of a file whose kind only its head tells
	Name    string          // cleaned
	Path    string          // of a file here; "" for one at Mercado Pago
	Ready   bool
	Status  string
	Begin   time.Time
	End     time.Time
	Created time.Time
	Size    int64
}

func (f ReportRef) key() string { return string(f.Report) + " " + f.Path + " " + f.Name }

// reports is the screen of reports: which there are, and what one of them says about the money, day by day.
type reports struct {
	of     *Session
	list   []ReportRef
	shown  []int
	filter string
	loaded bool
	wanted bool // enter was pressed while the list was on its way
	err    string
	busy   string // key of the text for what is going on; "" when nothing is
	read   [2]int64
	sums   map[string]*settlement.Summary
	fails  map[string]string
	cancel context.CancelFunc
	run    int
	news   int
}

// Messages of the reports screen.
type (
	reportMsg struct {
		of  *Session
		run int
	}
	reportListMsg struct {
		reportMsg
		list []ReportRef
		err  error
	}
	reportSumMsg struct {
		reportMsg
		key string
		sum *settlement.Summary
		err error
	}
	reportReadMsg struct {
		reportMsg
		read, total int64
		more        <-chan [2]int64
	}
	reportAskMsg struct {
		reportMsg
		report mpclient.Report
		text   string
		err    error
	}
	reportMadeMsg struct {
		reportMsg
		err error
	}
)

func (r reportMsg) to() screen        { return screenReports }
func (r reportMsg) session() *Session { return r.of }

func reportActions() []action {
	on := []screen{screenReports}
	of := func(m *Model) *reports { return m.board().(*reports) }
	idle := func(m *Model) bool { return of(m).busy == "" }
	return []action{
		{id: "report_open", keys: []string{"r"}, hint: 1, on: on, enabled: func(m *Model) bool { return idle(m) && of(m).openable(m) }, do: func(m *Model) tea.Cmd { return of(m).sum(m) }},
		{id: "report_make", keys: []string{"t"}, hint: 2, on: on, enabled: idle, do: func(m *Model) tea.Cmd { return of(m).menu(m) }},
		{id: "report_list", keys: []string{"R"}, hint: 3, on: on, enabled: idle, do: func(m *Model) tea.Cmd { return of(m).load(m) }},
		{id: "report_copy", keys: []string{"y"}, hint: 4, on: on, enabled: func(m *Model) bool { return of(m).count(m) > 0 }, do: func(m *Model) tea.Cmd { return m.copyText(of(m).command(m)) }},
		{id: "report_stop", keys: []string{"s"}, hint: 1, on: on, enabled: func(m *Model) bool { return of(m).cancel != nil }, do: func(m *Model) tea.Cmd { of(m).leave(m); return nil }},
	}
}

func (b *reports) enter(m *Model) tea.Cmd {
	if !b.loaded && b.busy == "" {
		return b.load(m)
	}
	return nil
}

func (b *reports) leave(*Model) {
	if b.cancel != nil {
		b.cancel()
	}
}

func (b *reports) working() bool { return b.busy != "" }

// begin starts something slow; its context ends with leave.
func (b *reports) begin(m *Model, key string) (context.Context, reportMsg) {
	ctx, cancel := context.WithCancel(m.opt.Context)
	b.run++
	b.cancel, b.busy, b.read = cancel, key, [2]int64{}
	b.news++
	return ctx, reportMsg{b.of, b.run}
}

func (b *reports) done() {
	if b.cancel != nil {
		b.cancel()
	}
	b.cancel, b.busy = nil, ""
	b.news++
}

func (b *reports) load(m *Model) tea.Cmd {
	ctx, who := b.begin(m, "money.busy.list")
	src := b.of.Reports
	return func() tea.Msg {
		list, err := src.List(ctx)
		return reportListMsg{who, list, err}
	}
}

func (b *reports) openable(m *Model) bool {
	f, ok := b.picked(m)
	return ok && f.Ready
}

// open reads the picked report, once.
func (b *reports) open(m *Model) tea.Cmd {
	f, ok := b.picked(m)
	b.wanted = b.busy == "money.busy.list"
	if !ok || b.busy != "" || !f.Ready || b.sums[f.key()] != nil {
		return nil
	}
	return b.sum(m)
}

func (b *reports) sum(m *Model) tea.Cmd {
	f, ok := b.picked(m)
	if !ok {
		return nil
	}
	ctx, who := b.begin(m, "money.busy.read")
	src := b.of.Reports
	steps := make(chan [2]int64, 1)
	return tea.Batch(func() tea.Msg {
		defer close(steps)
		sum, err := src.Sum(ctx, f, func(read, total int64) {
			select {
			case steps <- [2]int64{read, total}:
			default: // the screen has not drawn the last one yet
			}
		})
		return reportSumMsg{who, f.key(), sum, err}
	}, func() tea.Msg { return nextRead(who, steps) })
}

func nextRead(who reportMsg, steps <-chan [2]int64) tea.Msg {
	n, ok := <-steps
	if !ok {
		return nil
	}
	return reportReadMsg{who, n[0], n[1], steps}
}

// menu asks which report to generate.
func (b *reports) menu(m *Model) tea.Cmd {
	var items []menuItem
	for _, r := range []mpclient.Report{mpclient.SettlementReport, mpclient.ReleaseReport} {
		items = append(items, menuItem{label: m.lang.S(reportName(r)), note: m.lang.S("money.make." + string(r)), do: func(m *Model) tea.Cmd {
			ctx, who := b.begin(m, "money.busy.ask")
			src := b.of.Reports
			return func() tea.Msg {
				text, err := src.Asking(ctx, r)
				return reportAskMsg{who, r, text, err}
			}
		}})
	}
	return m.openMenu(m.lang.S("key.report_make.long"), items)
}

func reportName(r mpclient.Report) string {
	if r == mpclient.ReleaseReport {
		return "object.reports.release"
	}
	return "object.reports.settlement"
}

func (b *reports) update(m *Model, msg boardMsg) tea.Cmd {
	switch msg := msg.(type) {
	case reportListMsg:
		if msg.run != b.run {
			return nil
		}
		b.done()
		b.list, b.loaded, b.err, b.shown = msg.list, true, "", nil
		if msg.err != nil && !errors.Is(msg.err, context.Canceled) {
			b.err = mpclient.CleanLine(msg.err.Error(), 300)
		}
		b.match("")
		if b.wanted {
			return b.open(m)
		}
	case reportReadMsg:
		if msg.run != b.run {
			return nil
		}
		b.read = [2]int64{msg.read, msg.total}
		b.news++
		return func() tea.Msg { return nextRead(msg.reportMsg, msg.more) }
	case reportSumMsg:
		if msg.run != b.run {
			return nil
		}
		b.done()
		if b.sums == nil {
			b.sums, b.fails = map[string]*settlement.Summary{}, map[string]string{}
		}
		delete(b.fails, msg.key)
		switch {
		case errors.Is(msg.err, context.Canceled):
			return m.say(m.lang.S("ui.stopped"))
		case msg.err != nil:
			b.fails[msg.key] = mpclient.Clean(msg.err.Error())
		default:
			b.sums[msg.key] = msg.sum
		}
		m.detOff = 0
	case reportAskMsg:
		if msg.run != b.run {
			return nil
		}
		b.done()
		if msg.err != nil {
			return m.say(mpclient.CleanLine(msg.err.Error(), 300))
		}
		return m.askLater(askConsent{text: msg.text, yes: func(m *Model) tea.Cmd {
			ctx, who := b.begin(m, "money.busy.make")
			src := b.of.Reports
			return func() tea.Msg { return reportMadeMsg{who, src.Generate(ctx, msg.report)} }
		}})
	case reportMadeMsg:
		if msg.run != b.run {
			return nil
		}
		b.done()
		if msg.err != nil {
			text := mpclient.CleanLine(msg.err.Error(), 300)
			if errors.Is(msg.err, context.Canceled) {
				text = m.lang.S("money.left", "key", m.keyOf("report_list"))
			}
			b.err = text // stays to be read
			return m.say(text)
		}
		return tea.Batch(m.say(m.lang.S("money.made")), b.load(m))
	}
	return nil
}

func (b *reports) match(filter string) {
	b.filter, b.shown = filter, b.shown[:0]
	words := strings.Fields(strings.ToLower(filter))
	for i, f := range b.list {
		if containsAll(strings.ToLower(f.Name+" "+f.Path+" "+string(f.Report)+" "+f.Status), words) {
			b.shown = append(b.shown, i)
		}
	}
}

func (b *reports) count(m *Model) int {
	if m.screen == screenReports && m.filter != b.filter {
		b.match(m.filter)
	}
	return len(b.shown)
}

func (b *reports) picked(m *Model) (ReportRef, bool) {
	n := b.count(m)
	if n == 0 {
		return ReportRef{}, false
	}
	return b.list[b.shown[max(0, min(m.at, n-1))]], true
}

func (b *reports) version(m *Model) string {
	f, _ := b.picked(m)
	return f.key() + " " + itoa(b.news)
}

// command is what reconciles the picked report outside the screen.
func (b *reports) command(m *Model) string {
	f, _ := b.picked(m)
	if f.Path == "" {
		return "homologa reports download " + shellWord(f.Name) + "\nhomologa reports reconcile " + shellWord(f.Name) + " --orders orders.csv"
	}
	return "homologa reports reconcile " + shellWord(f.Path) + " --orders orders.csv"
}

// shellWord quotes a name for a shell, when it needs it.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" && s[0] != '-' {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
