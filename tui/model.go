package tui

import (
	"context"
	"maps"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/walk"
	"github.com/homologa/homologa/mpclient"
)

// overlay is what lies over the panes.
type overlay string

const (
	overNone    overlay = ""
	overHelp    overlay = "help"
	overPalette overlay = "palette"
	overConsent overlay = "consent"
	overMenu    overlay = "menu"
	overQR      overlay = "qr"
	overClean   overlay = "clean" // the fix alone: no frames, no mouse, for the terminal's own selection
)

// screen is which screen the program is on.
type screen string

const (
	screenWelcome  screen = "welcome"
	screenForm     screen = "form"
	screenWalk     screen = "walk"
	screenHooks    screen = "webhooks"
	screenTraffic  screen = "exchanges"
	screenReports  screen = "reports"
	screenPayments screen = "payments"
)

// view is where a person is on a screen. Each screen keeps its own, so that coming back finds it as it was left.
type view struct {
	focus   pane
	zoom    bool
	grow    int // columns the list took or gave
	listOff int
	listH   int // rows that the list had room for when it was drawn last
	detOff  int
	fixOff  int
	at      int // picked row of a board
	filter  string
	typing  bool // the filter takes keys
}

// Model is the one real model of the program.
type Model struct {
	opt     Options
	sess    *Session
	screen  screen
	lang    lang.Lang
	theme   theme
	themeBy string // auto, dark, light
	w, h    int
	actions []action

	reqs     []checks.Requirement
	idx      map[checks.ID]checks.Requirement
	findings map[checks.ID]checks.Finding
	before   map[checks.ID]checks.Finding // when the current run began
	waiting  map[checks.ID]bool
	probes   map[string]time.Time // running now, since when
	report   *checks.Report

	run    int
	events <-chan checks.Event
	cancel context.CancelFunc

	view
	views  map[screen]view
	boards map[screen]board

	section  checks.Section
	selected checks.ID // "" when a section's header is selected
	opened   map[checks.Section]bool
	unfolded map[checks.Section]bool // as it was before the filter
	came     origin
	touched  bool // the person moved: nothing may move under them any more
	mouse    bool
	fixLang  fix.Language
	fixAt    int

	overlay overlay
	overOff int
	overAt  int
	query   string // of the palette
	ask     askConsent
	typed   string // in answer to it
	field   field  // edits what takes keys now
	caret   point  // where it stands in what is drawn; 0, 0 for nowhere
	choice  menu
	welcome int
	form    form

	toast   string
	toastN  int
	spin    int
	ticking bool
	leaving bool
	printed string // to print once the screen is gone

	fixCache struct {
		id    checks.ID
		lang  lang.Lang
		stamp int
		list  []fix.Fix
	}
	detCache struct {
		key   detailKey
		lines []string
	}
	paneCache [panes]paneText
	weighed   struct {
		report *checks.Report
		stamp  int
		is     checks.Weighed
	}
	stamp int // grows with every event, so that caches know
}

type detailKey struct {
	id    checks.ID
	sec   checks.Section
	lang  lang.Lang
	w     int
	dark  bool
	stamp int
}

// New makes the model. With a session the walk starts at once, without one the first screen asks.
func New(o Options) *Model {
	if o.Context == nil {
		o.Context = context.Background()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = func(d time.Duration, msg tea.Msg) tea.Cmd { return tea.Tick(d, func(time.Time) tea.Msg { return msg }) }
	}
	m := &Model{opt: o, lang: o.Lang, themeBy: o.Theme, theme: newTheme(o.Theme != "light"), mouse: true, screen: screenWelcome, views: map[screen]view{}}
	var wrong []checks.Text
	m.actions, wrong = rebound(actions(), o.Keys)
	if o.Session != nil {
		m.enter(o.Session)
	}
	for _, t := range wrong {
		m.toast = m.lang.Text(t)
	}
	return m
}

// enter takes up a session.
func (m *Model) enter(s *Session) {
	m.leaveBoards()
	m.sess, m.screen, m.view, m.views = s, screenWalk, view{}, map[screen]view{}
	m.boards = boardsOf(s)
	m.reqs = s.Engine.Requirements()
	m.idx = checks.Index(m.reqs)
	m.findings, m.before, m.waiting, m.probes = map[checks.ID]checks.Finding{}, map[checks.ID]checks.Finding{}, map[checks.ID]bool{}, map[string]time.Time{}
	m.opened = map[checks.Section]bool{}
	m.section, m.selected, m.touched = "", "", false
	m.report = nil // another integration's
	m.stamp++
	for _, n := range s.Notes {
		m.toast = m.lang.Text(n)
	}
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor}
	if m.screen == screenWalk {
		cmds = append(cmds, m.start(checks.Selection{}))
	}
	return tea.Batch(cmds...)
}

// Messages of the screen's own.
type (
	eventsMsg struct {
		run    int
		events []checks.Event
		more   bool
	}
	spinMsg   struct{}
	toastMsg  struct{ n int }
	copiedMsg struct{ routes []string }
	openedMsg struct {
		session *Session
		err     error
	}
	repairedMsg struct {
		id  checks.ID
		err error
	}
	tickedMsg struct {
		id  checks.ID
		err error
	}
	leaveMsg struct{}
)

// listen takes what the engine has said, draining bursts into one repaint.
func listen(run int, ch <-chan checks.Event) tea.Cmd {
	return func() tea.Msg {
		ev, ok := <-ch
		if !ok {
			return eventsMsg{run, nil, false}
		}
		got := []checks.Event{ev}
		for len(got) < 64 {
			select {
			case ev, ok := <-ch:
				if !ok {
					return eventsMsg{run, got, false}
				}
				got = append(got, ev)
			default:
				return eventsMsg{run, got, true}
			}
		}
		return eventsMsg{run, got, true}
	}
}

func (m *Model) start(sel checks.Selection) tea.Cmd {
	if m.running() && len(m.waiting) > 0 {
		sel.IDs = nil // what the interrupted run had not judged yet is looked at as well
	}
	if m.cancel != nil {
		m.cancel()
	}
	ctx, cancel := context.WithCancel(m.opt.Context)
	m.cancel = cancel
	m.before = maps.Clone(m.findings)
	m.run, m.events = m.sess.Engine.Start(ctx, sel)
	return listen(m.run, m.events)
}

func (m *Model) running() bool { return m.events != nil }

// working tells whether anything goes on that a person waits for; only then does the spinner turn.
func (m *Model) working() bool {
	if m.running() {
		return true
	}
	for _, b := range m.boards {
		if w, ok := b.(interface{ working() bool }); ok && w.working() {
			return true
		}
	}
	return false
}

func (m *Model) spinning() tea.Cmd {
	if m.ticking {
		return nil
	}
	m.ticking = true
	return m.opt.After(120*time.Millisecond, spinMsg{})
}

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	if b, ok := m.board().(*hooks); ok {
		b.explain(m)
	}
	if m.working() && !m.ticking {
		cmd = tea.Batch(cmd, m.spinning())
	}
	if m.opt.Watch != nil {
		m.opt.Watch(m.State())
	}
	return m, cmd
}

// State tells where the screen is.
func (m *Model) State() State {
	s := State{Running: m.running(), Screen: string(m.screen), Selected: m.selected, Overlay: string(m.overlay), Lang: m.lang, Judged: len(m.findings) - len(m.waiting)}
	if m.screen == screenWalk {
		s.Verdict = m.finding(m.selected).Verdict
	}
	return s
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		if m.themeBy == "auto" || m.themeBy == "" {
			m.theme = newTheme(msg.IsDark())
		}
	case eventsMsg:
		return m.onEvents(msg)
	case spinMsg:
		m.ticking = false
		if m.working() {
			m.spin++
		}
	case toastMsg:
		if msg.n == m.toastN {
			m.toast = ""
		}
	case settledMsg:
		m.ask.fresh = m.ask.fresh && msg.n != m.ask.n
	case copiedMsg:
		return m.say(m.copiedText(msg.routes))
	case openedMsg:
		switch {
		case msg.err != nil && m.screen == screenForm: // whole, beside the fields
			m.form.failed = mpclient.CleanLine(msg.err.Error(), 400)
			return nil
		case msg.err != nil:
			return m.say(mpclient.CleanLine(msg.err.Error(), 200))
		}
		m.enter(msg.session)
		return m.start(checks.Selection{})
	case repairedMsg:
		if msg.err != nil {
			return m.say(mpclient.CleanLine(msg.err.Error(), 200))
		}
		return tea.Batch(m.say(m.lang.S("ui.repaired", "title", "@req."+string(msg.id)+".title")), m.start(checks.Selection{IDs: []checks.ID{msg.id}}))
	case tickedMsg:
		if msg.err != nil {
			return m.say(mpclient.CleanLine(msg.err.Error(), 200))
		}
		return m.start(checks.Selection{IDs: []checks.ID{msg.id}})
	case formAccountMsg:
		m.verified(msg)
	case formFoundMsg:
		m.found(msg)
	case boardMsg:
		if b, ok := m.boards[msg.to()]; ok && msg.session() == m.sess {
			m.stamp++
			return b.update(m, msg)
		}
	case leaveMsg:
		return tea.Quit
	case tea.MouseClickMsg:
		return m.onClick(msg)
	case tea.MouseWheelMsg:
		return m.onWheel(msg)
	case tea.PasteMsg:
		return m.onPaste(msg)
	case tea.KeyPressMsg:
		return m.onKey(msg)
	}
	return nil
}

func (m *Model) onEvents(msg eventsMsg) tea.Cmd {
	if msg.run != m.run {
		return nil // an older run still draining
	}
	for _, ev := range msg.events {
		m.stamp++
		switch ev.Kind {
		case checks.RunStarted:
			m.waiting = map[checks.ID]bool{}
			for _, id := range ev.Waiting {
				m.waiting[id] = true
			}
			m.probes = map[string]time.Time{}
		case checks.ProbeChanged:
			if ev.State == checks.ProbeRunning {
				m.probes[ev.Probe] = ev.At
			} else {
				delete(m.probes, ev.Probe)
			}
		case checks.Judged:
			m.findings[ev.Finding.ID] = *ev.Finding
			delete(m.waiting, ev.Finding.ID)
		case checks.RunFinished:
			m.report = ev.Report
		}
	}
	if msg.more {
		return listen(msg.run, m.events)
	}
	m.events, m.waiting = nil, map[checks.ID]bool{}
	m.probes = map[string]time.Time{}
	return m.changes()
}

// changes says what a run changed against the one before.
func (m *Model) changes() tea.Cmd {
	if len(m.before) == 0 {
		return nil
	}
	s := m.state()
	list, done := s.Changes(m.before)
	key := "ui." + string(s.Outcome(list))
	if len(list) != 1 {
		return m.say(m.lang.S(key, "n", itoa(len(list)), "better", itoa(done)))
	}
	c, all := list[0], s.Count(nil)
	return m.say(m.lang.S(key, "title", "@req."+string(c.ID)+".title", "was", "@"+walk.Word(c.Was), "now", "@"+walk.Word(c.Now), "done", itoa(all.Done), "total", itoa(all.Total)))
}

// state is what the walk's own counting works on.
func (m *Model) state() walk.State {
	return walk.State{Reqs: m.reqs, Findings: m.findings, Report: m.report}
}

// say shows a line for a few seconds.
func (m *Model) say(text string) tea.Cmd {
	m.toast = text
	m.toastN++
	return m.opt.After(5*time.Second, toastMsg{m.toastN})
}

func (m *Model) finding(id checks.ID) checks.Finding { return m.findings[id] }

func (m *Model) layout() frame {
	_, wide := m.boards[m.screen]
	return layout(m.w, m.h, shape{focus: m.focus, zoom: m.zoom, wide: wide, grow: m.grow})
}

func (m *Model) fixes() []fix.Fix {
	if m.screen != screenWalk || m.selected == "" {
		return nil
	}
	f, ok := m.findings[m.selected]
	if !ok || f.Verdict == checks.Pass || f.Verdict == checks.NotApplicable {
		return nil
	}
	c := &m.fixCache
	if c.id != m.selected || c.lang != m.lang || c.stamp != m.stamp {
		c.id, c.lang, c.stamp = m.selected, m.lang, m.stamp
		c.list = fix.For(m.selected, m.sess.Engine.Facts(), m.lang)
	}
	return c.list
}

// ownLanguage is what the integration is written in, as its manifests say: fixes in it come first until
// a person chooses another. Empty when nothing was read, or no SDK is used.
func (m *Model) ownLanguage() fix.Language {
	s, ok := checks.FactSource.Get(m.sess.Engine.Facts())
	if !ok {
		return ""
	}
	for _, k := range s.SDKs {
		if !k.FrontEnd {
			return fix.Language(k.Language)
		}
	}
	return ""
}

func (m *Model) currentFix() (fix.Fix, bool) {
	list := m.fixes()
	if len(list) == 0 {
		return fix.Fix{}, false
	}
	return list[min(m.fixAt, len(list)-1)], true
}

// View implements tea.Model.
func (m *Model) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.WindowTitle = "homologa"
	if m.mouse && !m.leaving && m.overlay != overClean && m.overlay != overQR {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.w <= 0 || m.h <= 0 {
		return v
	}
	m.caret = point{}
	lines := m.lines(&v)
	if m.caret != (point{}) && v.Cursor == nil {
		v.Cursor = tea.NewCursor(m.caret.x, m.caret.y)
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	v.SetContent(strings.Join(lines, "\n"))
	return v
}

func (m *Model) lines(v *tea.View) []string {
	f := m.layout()
	if f.tier == tierCard {
		return m.card()
	}
	var lines []string
	switch m.screen {
	case screenWelcome:
		lines = m.welcomeLines()
	case screenForm:
		lines = m.formLines(v)
	default:
		lines = m.paneLines(f)
		v.WindowTitle = m.windowTitle()
		if m.running() && len(m.waiting) > 0 {
			v.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, m.progress())
		}
	}
	switch m.overlay {
	case overHelp:
		return m.place(lines, m.helpBox())
	case overPalette:
		return m.place(lines, m.paletteBox())
	case overConsent:
		return m.place(lines, m.consentBox())
	case overMenu:
		return m.place(lines, m.menuBox())
	case overQR:
		return m.qrLines()
	case overClean:
		return m.cleanLines()
	}
	return lines
}

func (m *Model) progress() int {
	total := max(len(m.reqs), 1)
	return min(100, 100*(total-len(m.waiting))/total)
}

// place centres a box over the screen.
func (m *Model) place(base, box []string) []string {
	bw := 0
	for _, l := range box {
		bw = max(bw, lipgloss.Width(l))
	}
	x, y := max((m.w-bw)/2, 0), max((m.h-len(box))/2, 0)
	if m.caret != (point{}) { // it was told within the box
		m.caret = point{m.caret.x + x, m.caret.y + y}
	}
	return over(base, box, x, y, m.w)
}

// card says that the screen is too small; it ignores every key but quit.
func (m *Model) card() []string {
	text := m.lang.S("ui.too_small", "w", itoa(minW), "h", itoa(minH))
	var out []string
	for _, l := range m.theme.wrap(rText, text, max(m.w, 1), "") {
		out = append(out, fit(l, m.w))
	}
	out = append(out, fit(m.theme.s(rMuted, itoa(m.w)+"x"+itoa(m.h)+" · q"), m.w))
	return out[:min(len(out), max(m.h, 0))]
}
