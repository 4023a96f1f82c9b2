package tui_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/sampleshop"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
	"github.com/homologa/homologa/tui/ttytest"
)

// terminal is an emulated screen that also keeps every byte the program wrote.
type terminal struct {
	mu    sync.Mutex
	em    *vt.Emulator
	raw   bytes.Buffer
	drawn string // the screen, as long as nothing was written since: drawing it takes longer than all else
}

func (s *terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(p)
	s.drawn = ""
	_, err := s.em.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

func (s *terminal) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drawn == "" {
		s.drawn = s.em.String()
	}
	return s.drawn
}

func (s *terminal) bytes() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// driver runs the whole program on the demo and waits on its states, never on the clock.
type driver struct {
	ctx    context.Context
	t      *testing.T
	screen *terminal
	states chan tui.State
	ended  chan error
	shop   *sampleshop.Shop
	audit  *checks.Audit
}

func drive(t *testing.T, w, h int, l lang.Lang, also ...func(*tui.Options)) *driver {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	t.Cleanup(cancel)
	shop, err := sampleshop.Start(ctx, sampleshop.Options{Lang: string(l)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = shop.Close() })
	rec := mpclient.NewRecorder(nil)
	env := &probe.Env{Load: shop.Settings, BaseURL: shop.APIBase(), Dial: shop.DialContext, Lookup: shop.LookupNetIP, Roots: shop.Roots(), Recorder: rec, Source: shop.Source}
	d := &driver{ctx: ctx, t: t, screen: &terminal{em: vt.NewEmulator(w, h)}, states: make(chan tui.State, 4096), ended: make(chan error, 1), shop: shop,
		audit: checks.NewAudit(rules.All(), probe.All(env), time.Now)}
	o := tui.Options{Context: ctx, Lang: l, Version: "test", Theme: "dark",
		Session: &tui.Session{Engine: d.audit, Exchanges: rec.Last, Label: "demo",
			Demo: &tui.Demo{Broken: shop.Broken, Repair: func(id checks.ID) error { return shop.Repair(id) }}},
		Watch: func(s tui.State) {
			select {
			case d.states <- s:
			default: // nobody waits any more
			}
		}}
	for _, f := range also {
		f(&o)
	}
	m := tui.New(o)
	p := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(ttytest.Line(d.screen.em)), tea.WithOutput(d.screen), tea.WithWindowSize(w, h),
		tea.WithColorProfile(colorprofile.ASCII), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignals())
	go func() {
		_, err := p.Run()
		d.ended <- err
	}()
	return d
}

func (d *driver) until(what string, ok func(tui.State) bool) tui.State {
	d.t.Helper()
	for {
		select {
		case s := <-d.states:
			if ok(s) {
				return s
			}
		case err := <-d.ended:
			d.t.Fatalf("the program ended (%v) before %s\n%s", err, what, d.screen.text())
		case <-d.ctx.Done():
			d.t.Fatalf("no %s\n%s", what, d.screen.text())
		}
	}
}

func (d *driver) key(s string) { d.screen.em.SendText(s) }

// shows waits until a repaint carries the text.
func (d *driver) shows(text string) {
	d.t.Helper()
	d.sees(text, func() bool { return strings.Contains(d.screen.text(), text) })
}

// sees waits for what the program writes: that follows states by one tick of the renderer, and no state
// need come after it.
func (d *driver) sees(what string, ok func() bool) {
	d.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-d.ctx.Done():
			d.t.Fatalf("%q never shows\n%s", what, d.screen.text())
		}
	}
}

var clipboardBytes = regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)`)

// TestWalkTheDemoByKeys is the promise of the README: open, see the first open item, copy its fix,
// repair the fault, look again, see it pass, leave a clean terminal.
func TestWalkTheDemoByKeys(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for _, l := range lang.All {
			t.Run(string(l)+"_"+itoa(size[0]), func(t *testing.T) {
				d := drive(t, size[0], size[1], l)
				first := d.until("finished audit", func(s tui.State) bool { return !s.Running && s.Judged > 70 })
				if first.Selected != "" {
					t.Fatalf("the walk begins on %s, want the overview", first.Selected)
				}
				d.shows(l.S("ui.overview_next"))
				d.key("n")
				s := d.until("next item", func(s tui.State) bool { return s.Selected != first.Selected })
				if s.Verdict != checks.Fail {
					t.Fatalf("n goes to %s, which is %s", s.Selected, s.Verdict)
				}
				d.shows(string(s.Selected))

				d.key("y")
				want := fix.For(s.Selected, d.audit.Facts(), l)[0].Body
				d.sees("copied", func() bool { return clipboardBytes.MatchString(d.screen.bytes()) })
				got, err := base64.StdEncoding.DecodeString(clipboardBytes.FindStringSubmatch(d.screen.bytes())[1])
				if err != nil || string(got) != want {
					t.Errorf("clipboard got %q (%v), want %q", got, err, want)
				}

				d.key("a")
				d.until("item to pass", func(now tui.State) bool {
					return !now.Running && now.Selected == s.Selected && now.Verdict == checks.Pass
				})
				for _, id := range d.shop.Broken() {
					if id == s.Selected {
						t.Error("the fault is still in the shop")
					}
				}
				d.key("q")
				select {
				case err := <-d.ended:
					if err != nil {
						t.Fatal(err)
					}
				case <-t.Context().Done():
					t.Fatal("q does not quit")
				}
				out := d.screen.bytes()
				for name, seq := range map[string]string{"alternate screen": "\x1b[?1049l", "cursor": "\x1b[?25h", "mouse": "\x1b[?1002l"} {
					if !strings.Contains(out, seq) {
						t.Errorf("%s not restored", name)
					}
				}
			})
		}
	}
}

func itoa(n int) string { return map[int]string{80: "80", 120: "120"}[n] }
