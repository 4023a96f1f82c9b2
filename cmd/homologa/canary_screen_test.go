package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/tui"
)

// drawn is what a terminal is sent to draw, without the renderer's own colours.
func drawn(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		rest := strings.TrimLeft(after, "0123456789;:")
		if !strings.HasPrefix(rest, "m") {
			b.WriteString("\x1b[") // not a colour
			rest = "m" + after
		}
		s = rest[1:]
	}
}

// pen runs the screen by hand.
type pen struct {
	*testing.T
	f      *flock
	m      *tui.Model
	copied strings.Builder
	frames int
}

func (p *pen) Terminal() bool               { return true }
func (p *pen) Copy(text string) []string    { p.copied.WriteString(text + "\n"); return []string{"test"} }
func (p *pen) send(msg tea.Msg)             { _, cmd := p.m.Update(msg); p.run(cmd) }
func (p *pen) press(code rune, text string) { p.send(tea.KeyPressMsg{Code: code, Text: text}) }
func (p *pen) key(code rune, text string)   { p.press(code, text); p.look() }
func never(time.Duration, tea.Msg) tea.Cmd  { return nil }

func (p *pen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			p.run(c)
		}
	default:
		p.send(msg)
	}
}

func (p *pen) look() {
	p.frames++
	v := p.m.View()
	p.f.clean(p.T, fmt.Sprintf("frame %d", p.frames), drawn(v.Content))
	p.f.clean(p.T, "title", v.WindowTitle)
}

func TestCanariesOnTheScreen(t *testing.T) {
	f := newFlock(t)
	for _, c := range []struct {
		base string
		w, h int
	}{{f.api.URL, 160, 50}, {f.echo.URL, 90, 30}, {f.echo.URL, 70, 24}} {
		o := f.open(t, c.base)
		p := &pen{T: t, f: f}
		session := o.a.session(o.w, &opened{})
		session.Hooks = nil // listening never ends by itself, and this pen waits for every command
		p.m = tui.New(tui.Options{Context: context.Background(), Session: session, Lang: lang.PT, Version: "0", Theme: "dark", Clip: p, Now: time.Now, After: never})
		p.send(tea.WindowSizeMsg{Width: c.w, Height: c.h})
		p.run(p.m.Init())
		if s := p.m.State(); s.Running || s.Judged < 50 {
			t.Fatalf("the run did not end: %+v", s)
		}
		seen := map[checks.ID]bool{}
		for range 100 {
			p.key('n', "n")
			id := p.m.State().Selected
			if seen[id] {
				break
			}
			seen[id] = true
			p.press('y', "y")
			p.press(tea.KeyEnter, "") // into the text, through it, to the fix and back
			p.key(tea.KeyPgDown, "")
			p.key(tea.KeyTab, "")
			p.press(tea.KeyEscape, "")
			p.press(tea.KeyEscape, "")
		}
		if len(seen) < 20 {
			t.Errorf("the walk met %d items", len(seen))
		}
		p.key('o', "o")
		p.key('o', "o")
		for _, over := range []string{"x", "?", ":"} {
			p.key([]rune(over)[0], over)
			for range 8 {
				p.key(tea.KeyDown, "")
			}
			p.key(tea.KeyEnter, "")
			p.key(tea.KeyEscape, "")
			p.key(tea.KeyEscape, "")
		}
		for range lang.All {
			p.key('L', "L")
			p.key('n', "n")
		}
		f.clean(t, "clipboard", p.copied.String())
	}
}
