package main

import (
	"context"
	"fmt"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/tui/picture"
	"github.com/homologa/homologa/tui/ttytest"
)

const (
	tourW, tourH = 120, 32
	tourLang     = lang.PT
	tourMost     = 400 << 10 // bytes of one picture
)

// TestTour walks through the demo and keeps what the screen shows on the way. The README's tour is
// drawn from it:
//
//	HOMOLOGA_PICTURES=.github go test ./cmd/homologa -run TestTour
//
// Without the variable the test holds that each frame carries what its picture is about.
func TestTour(t *testing.T) {
	dir := os.Getenv("HOMOLOGA_PICTURES")
	for _, c := range []struct {
		name, ground, text string
		back               color.Color
	}{
		{"tour-dark.svg", picture.Dark, "38;2;228;228;231m", color.RGBA{0x1c, 0x1c, 0x1c, 0xff}},
		{"tour-light.svg", picture.Light, "38;2;31;35;40m", color.White},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			frames := tour(t, c.back)
			for i, f := range frames {
				if !strings.Contains(f, c.text) {
					t.Errorf("frame %d is not in the colours of %s", i, c.name)
				}
			}
			svg := picture.Tour(frames, tourW, c.ground, 3*time.Second)
			if len(svg) > tourMost {
				t.Errorf("%d bytes, more than %d", len(svg), tourMost)
			}
			if dir != "" {
				if err := os.WriteFile(filepath.Join("..", "..", dir, c.name), []byte(svg), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func tour(t *testing.T, back color.Color) (frames []string) {
	s := tourLang.S
	cam := film(t, back, "demo")
	keep := func(texts ...string) { t.Helper(); frames = append(frames, cam.shows(texts...)) }

	cam.shows(s("ui.overview_next"))
	cam.hides(s("ui.checking"))
	keep(s("ui.requirements"), s("ui.overview_next"), s("ready.not_ready"))
	cam.press("nn")
	keep("Cadeia do certificado completa", "ssl.chain_complete", s("ui.fix"))
	cam.press("a") // repaired and looked at again
	keep("→ "+s("verdict.pass"), "ssl.chain_complete")
	cam.press("p")
	cam.shows("card.APRO")
	cam.press("t")
	keep(s("ui.consent_yes"))
	cam.press(tourLang.Yes())
	cam.shows("refunded")
	cam.hides(s("payments.busy.open"))
	keep("refunded", s("pay.step.cleanup"))
	cam.press("w")
	cam.shows(s("key.hook_send"), "t-3")
	cam.hides(s("hooks.state.opening"))
	cam.press("t")
	keep(s("hooks.kind.forge"))
	cam.press("4")
	keep("s-1", "→401")
	cam.leave()

	cam = film(t, back, "demo", "--fixed")
	cam.hides(s("ui.checking"))
	cam.shows(s("ui.overview_next"), "✓")
	for said := range 6 { // what is required of a person is said
		cam.press("n ")
		cam.shows(strconv.Itoa(100+said) + "/115")
	}
	cam.press("g\tG")
	launch := strings.Join(strings.Fields(s("ui.launch.4"))[:3], " ") // what stands on one line
	keep(s("ui.launch"), launch)
	cam.leave()
	return frames
}

// camera is a terminal that the program runs on.
type camera struct {
	t     *testing.T
	ctx   context.Context
	ended chan int
	mu    sync.Mutex
	em    *vt.Emulator
	err   strings.Builder
}

func (c *camera) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.em.Write([]byte(strings.ReplaceAll(string(p), "\n", "\r\n")))
	return len(p), err
}

func film(t *testing.T, back color.Color, args ...string) *camera {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	c := &camera{t: t, ctx: ctx, ended: make(chan int, 1), em: vt.NewEmulator(tourW, tourH)}
	c.em.SetDefaultBackgroundColor(back)
	vars := map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor", "CLICOLOR_FORCE": "1", "HOMOLOGA_LANG": string(tourLang)}
	e := testEnv(t.TempDir(), vars, args...)
	e.in, e.out, e.err, e.ttyIn, e.ttyOut = ttytest.Line(c.em), c, &c.err, true, true
	for k, v := range vars {
		e.environ = append(e.environ, k+"="+v)
	}
	go func() { c.ended <- run(e) }()
	t.Cleanup(func() { _ = c.em.InputPipe().(io.Closer).Close() })
	c.press(fmt.Sprintf("\x1b[8;%d;%dt", tourH, tourW)) // what a terminal answers about its size
	return c
}

func (c *camera) press(keys string) {
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		c.em.SendText(keys)
	}()
	select {
	case <-sent:
	case code := <-c.ended:
		c.t.Fatalf("the program ended with %d: %s", code, c.err.String())
	case <-c.ctx.Done():
		c.t.Fatal("nobody takes the keys")
	}
}

func (c *camera) look() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.em.Render()
}

func (c *camera) until(what string, ok func(text string) bool) string {
	c.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		f := c.look()
		if ok(ansi.Strip(f)) {
			return f
		}
		select {
		case <-tick.C:
		case code := <-c.ended:
			c.t.Fatalf("the program ended with %d before %s: %s", code, what, c.err.String())
		case <-c.ctx.Done():
			c.t.Fatalf("never: %s\n%s", what, ansi.Strip(f))
		}
	}
}

func (c *camera) shows(texts ...string) string {
	c.t.Helper()
	return c.until(strings.Join(texts, ", "), func(f string) bool {
		return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(f, s) })
	})
}

func (c *camera) hides(text string) {
	c.t.Helper()
	c.until("an end of "+text, func(f string) bool { return !strings.Contains(f, text) && strings.TrimSpace(f) != "" })
}

func (c *camera) leave() {
	c.t.Helper()
	c.press("q")
	select {
	case code := <-c.ended:
		if code != exitReady {
			c.t.Errorf("exit code %d, %s", code, c.err.String())
		}
	case <-c.ctx.Done():
		c.t.Fatal("q does not end the program")
	}
}
