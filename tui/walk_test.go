package tui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// screensByKeys are all screens and what lies over them, by the keys that lead there.
var screensByKeys = map[string][]string{
	"walk": nil, "detail": {"n"}, "fix": {"tab", "tab"}, "section": {"esc"}, "help": {"?"}, "palette": {":", "c", "h"}, "exchanges": {"x"},
	"consent": {"/", "a", "n", "s", "w", "e", "r", "s", "enter", "r"}, "zoom": {"tab", "tab", "o"}, "attest": {"end"}, "clean": {"n", "v"},
	"webhooks": {"w"}, "webhook": {"w", "up", "up", "tab"}, "webhook_story": {"w", "home", "tab", "tab"}, "webhook_menu": {"w", "t"}, "exchange_curl": {"x", "tab", "tab"},
	"reports": {"$", "end", "enter"}, "report_totals": {"$", "end", "enter", "tab"}, "report_broken": {"$", "enter"},
	"payments": {"p"}, "payment_ask": {"p", "t"}, "payment_done": {"p", "t", "yes", "tab", "tab"},
}

var sizes = [][2]int{{60, 16}, {80, 24}, {120, 40}, {200, 60}}

// bareKey finds what the catalogue leaves behind where a text or one of its arguments is missing.
var bareKey = regexp.MustCompile(`(?:^|[\s"(@])(?:ui|find|cause|ev|key|verdict|level|ready|payments|hooks|hook|reports|form|welcome|gap|damage|req|section|probe|product|fact|object|pay)\.[a-z_]{2,}|\{[a-z]+(?:\|[^{}]*)?\}`)

// keyLeft finds such a key. The expression reads only what can hold one: over every frame it would take most of the test.
func keyLeft(frame string) string {
	if nextTo(frame, '{') {
		return bareKey.FindString(frame)
	}
	for line := range strings.Lines(frame) {
		if nextTo(line, '.') {
			if key := bareKey.FindString(line); key != "" {
				return key
			}
		}
	}
	return ""
}

// nextTo tells whether a small letter or a low line follows the sign anywhere.
func nextTo(s string, sign byte) bool {
	for i := strings.IndexByte(s, sign); i >= 0 && i+1 < len(s); {
		if c := s[i+1]; c >= 'a' && c <= 'z' || c == '_' {
			return true
		}
		n := strings.IndexByte(s[i+1:], sign)
		if n < 0 {
			return false
		}
		i += 1 + n
	}
	return false
}

// held compares a frame with the one on record. Of each screen there are as many as somebody can read: one language at every
// size, the others at 80x24. What must hold of all is asserted beside it.
func held(t *testing.T, size [2]int, l lang.Lang, frame string) {
	t.Helper()
	if l == lang.EN || size == [2]int{80, 24} {
		golden.RequireEqual(t, []byte(frame))
	}
}

func TestFrames(t *testing.T) {
	for _, size := range sizes {
		for _, l := range lang.All {
			for name, keys := range screensByKeys {
				t.Run(fmt.Sprintf("%s_%dx%d_%s", name, size[0], size[1], l), func(t *testing.T) {
					b := newBench(t, size[0], size[1], l)
					b.keys(keys...)
					got := b.frame()
					lines := strings.Split(got, "\n")
					if len(lines) > size[1] {
						t.Errorf("%d lines on a screen of %d", len(lines), size[1])
					}
					for i, line := range lines {
						if w := ansi.StringWidth(line); w > size[0] {
							t.Errorf("line %d is %d cells wide on %d: %q", i, w, size[0], line)
						}
					}
					if key := keyLeft(got); key != "" {
						t.Errorf("the text key %q shows:\n%s", key, got)
					}
					held(t, size, l, got)
				})
			}
		}
	}
}

func TestTooSmallIgnoresAllButQuit(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {59, 40}, {200, 15}, {1, 1}, {0, 0}} {
		b := newBench(t, size[0], size[1], lang.EN)
		runs := len(b.engine.runs)
		b.keys("n", "r", "y", ":", "?", "space")
		if s := b.m.State(); s.Overlay != "" || len(b.engine.runs) != runs || b.clip.text != "" {
			t.Errorf("%v: a key went through to what cannot be seen: %+v", size, s)
		}
		if size[0] > 30 && !strings.Contains(strings.Join(strings.Fields(b.frame()), " "), "60x16") {
			t.Errorf("%v: the card does not say what is needed:\n%s", size, b.frame())
		}
		b.keys("q")
		if !b.quit {
			t.Errorf("%v: q does not quit", size)
		}
	}
}

func TestTheOverviewComesFirstAndNLeadsOn(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	wants(t, b.frame(), "not ready", "resolved", "Still failing", "more", "Key n goes")
	b.keys("n")
	if got := b.m.State().Selected; got != "ssl.chain_complete" {
		t.Fatalf("selected %q, want the failing blocker", got)
	}
	b.keys("n")
	if got := b.m.State().Selected; got != "homologation.external_reference" {
		t.Errorf("n goes to %q, want the failing required item", got)
	}
	seen := map[checks.ID]bool{}
	for range 40 {
		b.keys("n")
		seen[b.m.State().Selected] = true
	}
	walk := checks.Walk(b.engine.reqs, b.m.findings)
	for _, id := range walk {
		if !seen[id] {
			t.Errorf("n never reaches %s", id)
		}
	}
}

func TestNothingMovesUnderAPersonWhoMoved(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("home", "down")
	at := b.m.State()
	b.run(b.m.start(checks.Selection{}))
	if got := b.m.State(); got.Selected != at.Selected || b.m.section != checks.Credentials {
		t.Errorf("a new run moved the selection from %+v to %+v", at, got)
	}
}

func TestCopyTriesEveryRouteAndSaysSo(t *testing.T) {
	b := newBench(t, 120, 40, lang.PT)
	b.keys("n", "y")
	want, ok := b.m.currentFix()
	if !ok || b.clip.text != want.Body {
		t.Fatalf("copied %q", b.clip.text)
	}
	if f := b.frame(); !strings.Contains(f, "terminal, tmux") {
		t.Errorf("the routes are not named:\n%s", f)
	}
	if strings.Contains(b.clip.text, "│") || strings.Contains(b.clip.text, "\x1b") {
		t.Error("the copy is of the pane, not of the text")
	}
}

func TestRepairRerunsAndTellsTheChange(t *testing.T) {
	b := newBench(t, 120, 40, lang.PT)
	b.keys("n", "a")
	if len(b.fixed) != 1 || b.fixed[0] != "ssl.chain_complete" {
		t.Fatalf("repaired %v", b.fixed)
	}
	last := b.engine.runs[len(b.engine.runs)-1]
	if fmt.Sprint(last.IDs) != "[ssl.chain_complete]" {
		t.Errorf("looked again at %v, want the repaired item alone", last.IDs)
	}
	if v := b.m.State().Verdict; v != checks.Pass {
		t.Errorf("verdict %s after the repair", v)
	}
	if f := b.frame(); !strings.Contains(f, "falha → ok") {
		t.Errorf("the change is not told:\n%s", f)
	}
}

func TestConsentNeedsTheLetterY(t *testing.T) {
	for _, key := range []string{"enter", "space", "n", "esc", "q"} {
		b := newBench(t, 120, 40, lang.EN)
		b.m.choose("notifications.answers")
		before := len(b.engine.runs)
		b.keys("r")
		if b.m.State().Overlay != "consent" {
			t.Fatal("r did not ask")
		}
		b.keys(key)
		if len(b.engine.runs) != before {
			t.Errorf("%s was taken for a yes", key)
		}
	}
	b := newBench(t, 120, 40, lang.EN)
	b.m.choose("notifications.answers")
	b.keys("r")
	b.send(tea.MouseClickMsg{X: 60, Y: 20, Button: tea.MouseLeft})
	if b.m.State().Overlay != "consent" {
		t.Error("a click answered the question")
	}
	b.keys("y")
	last := b.engine.runs[len(b.engine.runs)-1]
	if !last.Consent["*"] || fmt.Sprint(last.IDs) != "[notifications.answers]" {
		t.Errorf("after y: %+v", last)
	}
}

func TestTickAttests(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.m.choose("credentials.renewal")
	n := b.m.state().Count(nil)
	b.keys("space")
	if on, ok := b.ticked["credentials.renewal"]; !ok || !on {
		t.Fatalf("ticked %v", b.ticked)
	}
	wants(t, b.frame(), fmt.Sprintf("Confirmed by you: Credential renewal planned · %d/%d", n.Done+1, n.Total), "[x]")
	b.keys("space")
	wants(t, b.frame(), fmt.Sprintf("No longer confirmed by you: Credential renewal planned · %d/%d", n.Done, n.Total), "[ ]")
	b.keys("r") // a look at it, which is no tick
	wants(t, b.frame(), "Checked again: nothing changed.")
	b.m.choose("ssl.https")
	b.keys("space")
	if len(b.ticked) != 1 {
		t.Error("an item that is no person's to confirm was ticked")
	}
}

func TestLanguageSwitchKeepsThePlace(t *testing.T) {
	b := newBench(t, 120, 40, lang.PT)
	b.keys("n", "tab")
	at, focus := b.m.State().Selected, b.m.focus
	b.keys("L")
	if s := b.m.State(); s.Lang != lang.ES || s.Selected != at || b.m.focus != focus {
		t.Errorf("after the switch: %+v", s)
	}
	if f := b.frame(); !strings.Contains(f, "Requisitos") || !strings.Contains(f, "Qué hacer") {
		t.Errorf("the screen is not in Spanish:\n%s", f)
	}
	b.keys("L", "L")
	if b.m.State().Lang != lang.PT {
		t.Error("three switches do not come back")
	}
}

func TestFilterFindsByNameIDAndVerdict(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	for _, c := range []struct{ q, want string }{{"ssl.redirect", "ssl.redirect"}, {"pix", "pix.key"}, {"warning", "homologation.settlement"}} {
		b.keys("/")
		for _, r := range c.q {
			b.keys(string(r))
		}
		b.keys("enter")
		if got := b.m.State().Selected; string(got) != c.want {
			t.Errorf("filter %q selects %s, want %s", c.q, got, c.want)
		}
		b.keys("esc")
		if b.m.filter != "" {
			t.Error("esc leaves the filter")
		}
		b.m.focus = paneList
	}
	b.keys("/", "z", "z", "z", "z")
	if f := b.frame(); !strings.Contains(f, "Nothing matches") {
		t.Errorf("an empty filter shows nothing:\n%s", f)
	}
}

func TestBackAlwaysGoesBack(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("n", "enter", "enter", "o")
	if !b.m.zoom || b.m.focus != paneFix {
		t.Fatalf("focus %d zoom %v", b.m.focus, b.m.zoom)
	}
	b.keys("esc", "esc", "esc", "esc")
	if b.m.zoom || b.m.focus != paneList || b.m.selected != "" {
		t.Errorf("four steps back: focus %d zoom %v selected %q", b.m.focus, b.m.zoom, b.m.selected)
	}
	if b.quit {
		t.Error("esc quit the program")
	}
}

func TestMouse(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	if b.m.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("the mouse is not in use")
	}
	b.send(tea.MouseClickMsg{X: 5, Y: 3, Button: tea.MouseLeft}) // first section
	if b.m.section != checks.Credentials || !b.m.opened[checks.Credentials] {
		t.Errorf("a click on a section opens it: %s %v", b.m.section, b.m.opened)
	}
	b.send(tea.MouseClickMsg{X: 5, Y: 4, Button: tea.MouseLeft})
	if b.m.selected != "credentials.token_shape" {
		t.Errorf("a click on an item picks it: %q", b.m.selected)
	}
	b.send(tea.MouseWheelMsg{X: 60, Y: 10, Button: tea.MouseWheelDown})
	if b.m.detOff == 0 {
		t.Error("the wheel does not scroll the pane under it")
	}
	b.keys("m")
	if b.m.View().MouseMode != tea.MouseModeNone {
		t.Error("m does not release the mouse")
	}
	b.keys("q")
	if !b.quit || b.m.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is still captured in the last frame")
	}
}

func TestResizeKeepsTheSelection(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("n")
	at := b.m.State().Selected
	for _, size := range [][2]int{{60, 16}, {20, 5}, {200, 60}, {80, 24}, {120, 40}} {
		b.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		_ = b.frame()
		if got := b.m.State().Selected; got != at {
			t.Fatalf("%v: selection moved to %s", size, got)
		}
	}
}

func TestLateEventsOfAnOlderRunAreDropped(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	f := checks.Finding{ID: "ssl.https", Verdict: checks.Fail, Detail: checks.T("find.attest")}
	b.send(eventsMsg{run: b.m.run - 1, events: []checks.Event{{Kind: checks.Judged, Finding: &f}}})
	if b.m.findings["ssl.https"].Verdict == checks.Fail {
		t.Error("an event of an older run was believed")
	}
}

func TestASCIIScreenHasOnlyASCIIFrames(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.m.opt.ASCII = true
	for _, r := range b.frame() {
		if r > 0x7f && strings.ContainsRune("╭╮╰╯─│✓✗☐☑▸⠋", r) {
			t.Fatalf("%q on an ASCII screen", r)
		}
	}
}

func TestIdleAsksForNothing(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	if b.m.running() {
		t.Fatal("still running")
	}
	_, cmd := b.m.Update(spinMsg{})
	if cmd != nil {
		t.Error("the spinner ticks on while nothing runs")
	}
}

func TestCleanViewAndPrintOnExit(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("n")
	want, _ := b.m.currentFix()
	b.keys("v")
	if v := b.m.View(); v.MouseMode != tea.MouseModeNone {
		t.Error("the mouse is captured over text meant for selection")
	}
	first := strings.Split(want.Body, "\n")[0]
	if f := b.frame(); !strings.HasPrefix(f, first) || strings.ContainsAny(f, "│╭") {
		t.Errorf("the clean view is not the text from the first column:\n%s", f)
	}
	b.keys("esc", "P", "q")
	if b.m.Printed() != strings.TrimRight(want.Body, "\n")+"\n" {
		t.Errorf("to print: %q", b.m.Printed())
	}
}

func TestLookingAgainDuringARunLosesNothing(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	cmd := b.m.start(checks.Selection{}) // its events have not been read yet
	b.send(eventsMsg{run: b.m.run, events: []checks.Event{{Kind: checks.RunStarted, Waiting: []checks.ID{"ssl.https", "pix.key"}}}, more: false})
	_ = cmd
	b.m.start(checks.Selection{})
	b.m.waiting = map[checks.ID]bool{"pix.key": true}
	b.run(b.m.start(checks.Selection{IDs: []checks.ID{"ssl.https"}}))
	if last := b.engine.runs[len(b.engine.runs)-1]; last.IDs != nil {
		t.Errorf("an item pressed during a full run looked at %v only", last.IDs)
	}
	if b.m.running() || len(b.m.waiting) > 0 {
		t.Error("still waiting after the run")
	}
}

func TestPanesCanBeResized(t *testing.T) {
	for _, w := range []int{80, 120, 200} {
		b := newBench(t, w, 40, lang.EN)
		list := func() int { return b.m.layout().panes[paneList].w }
		was := list()
		b.keys(">")
		if list() != was+4 {
			t.Errorf("%d columns: > makes the list %d wide from %d", w, list(), was)
		}
		for range 100 {
			b.keys(">")
		}
		widest := list()
		b.keys("<")
		if list() != widest-4 {
			t.Errorf("%d columns: at the end < gives %d from %d", w, list(), widest)
		}
		b.keys("tab", ">")
		if list() != widest-8 {
			t.Errorf("%d columns: > beside the list makes it %d wide from %d", w, list(), widest-4)
		}
		b.keys("w")
		if b.m.grow != 0 {
			t.Error("one screen's width is another's")
		}
	}
}

func TestRunningProbesAreNamedWithTheirTime(t *testing.T) {
	for _, l := range lang.All {
		b := newBench(t, 80, 24, l)
		_ = b.m.start(checks.Selection{}) // its events are not read
		b.m.probes = map[string]time.Time{"page.tls": fakeNow.Add(-3 * time.Second), "account": fakeNow}
		wants(t, b.frame(), l.S("probe.page.tls")+" 3 s · "+l.S("probe.account"), "s "+l.S("key.stop"))
	}
}

func TestOneProbeIsStopped(t *testing.T) {
	for _, l := range lang.All {
		b := newBench(t, 80, 24, l)
		_ = b.m.start(checks.Selection{}) // its events are not read
		b.m.probes = map[string]time.Time{"page.tls": fakeNow.Add(-3 * time.Second)}
		b.keys("S")
		if b.m.overlay != overNone {
			t.Error("asks which one to stop while there is only one")
		}
		b.m.probes["account"] = fakeNow
		wants(t, b.frame(), "S "+l.S("key.stop_one"))
		b.keys("S")
		wants(t, b.frame(), l.S("ui.stop_menu"), "1 "+l.S("probe.page.tls"), "3 s", "2 "+l.S("probe.account"))
		b.keys("esc", "S", "2")
		if !slices.Equal(b.engine.stopped, []string{"account"}) {
			t.Errorf("stopped %v", b.engine.stopped)
		}
		wants(t, b.frame(), l.S("ui.stopped_one", "probe", l.S("probe.account")))
		b.engine.over = true
		b.keys("S", "1")
		wants(t, b.frame(), l.S("ui.stopped_late", "probe", l.S("probe.page.tls")))
	}
}

func TestOnceNothingIsOpenTheOverviewIsTheLaunch(t *testing.T) {
	b := newBench(t, 120, 60, lang.EN)
	for id, f := range b.engine.findings {
		switch f.Verdict {
		case checks.Attest:
			f.Attested = fakeNow
		case checks.Fail, checks.Warn, checks.NeedsInput, checks.Inconclusive:
			f.Verdict = checks.Pass
		}
		b.engine.findings[id] = f
	}
	b.engine.findings["ssl.hsts"] = checks.Finding{ID: "ssl.hsts", Verdict: checks.Inconclusive, Detail: checks.T("find.attest")} // recommended
	b.run(b.m.start(checks.Selection{}))
	wants(t, b.frame(), "✓ ready", "Confirmed by you (11)", "Not checked (1)", "inconclusive", "On launch day", "1 Put the activated production")
	for verdict, shows := range map[checks.Verdict]string{checks.Attest: "☐ to confirm", checks.Inconclusive: "? incomplete", checks.Fail: "✗ not ready"} {
		b.engine.findings["ssl.https"] = checks.Finding{ID: "ssl.https", Verdict: verdict, Detail: checks.T("find.attest")}
		b.run(b.m.start(checks.Selection{}))
		wants(t, b.frame(), shows)
	}
	if strings.Contains(b.frame(), "On launch day") {
		t.Error("launch day is shown while a blocker is open")
	}
}

// TestTheWindowTitleIsWordsAlone: a byte 9C ends the title for terminals that know no UTF-8, and what follows it
// would stand on the screen.
func TestTheWindowTitleIsWordsAlone(t *testing.T) {
	for _, l := range lang.All {
		b := newBench(t, 80, 24, l)
		if got, want := b.m.View().WindowTitle, "homologa · "+l.S("ready.not_ready"); got != want {
			t.Errorf("title %q, want %q", got, want)
		}
		_ = b.m.start(checks.Selection{}) // its events are not read
		b.m.findings = map[checks.ID]checks.Finding{}
		was := b.m.View().WindowTitle
		b.m.spin++
		if now := b.m.View().WindowTitle; now != was || strings.Contains(now, "\x9c") {
			t.Errorf("the title turns with the spinner: %q, %q", was, now)
		}
	}
}
