package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Copying is a subsystem with a verdict: every route that may reach the person's machine is tried,
// and what was tried is said, since the terminal's own route has no receipt.

// copyLimit is what terminals are known to take through the escape sequence, encoded.
const copyLimit = 74_000

func (m *Model) copyFix() tea.Cmd {
	f, ok := m.currentFix()
	if !ok {
		return nil
	}
	return m.copyText(f.Body)
}

func (m *Model) copyText(text string) tea.Cmd {
	clip := m.opt.Clip
	terminal := clip == nil || clip.Terminal()
	if len(text)*4/3 > copyLimit {
		terminal = false
	}
	routes := func() tea.Msg {
		var took []string
		if terminal {
			took = append(took, "terminal")
		}
		if clip != nil {
			took = append(took, clip.Copy(text)...)
		}
		return copiedMsg{took}
	}
	if terminal {
		return tea.Batch(tea.SetClipboard(text), routes)
	}
	return routes
}

// cleanLines is the fix as it is, from the first column, for selecting by hand.
func (m *Model) cleanLines() []string {
	f, _ := m.currentFix()
	body := strings.ReplaceAll(strings.TrimRight(f.Body, "\n"), "\t", "    ")
	lines := strings.Split(ansi.Hardwrap(body, m.w, true), "\n") // what is cut at the edge could not be selected
	shown := append([]string{}, window(lines, &m.overOff, m.h-1)...)
	for len(shown) < m.h-1 {
		shown = append(shown, "")
	}
	return append(shown, m.theme.s(rMuted, "↑↓ · esc "+m.lang.S("key.back")))
}

// printOnExit keeps the fix to be printed when the screen is gone: the way out where no clipboard
// can be reached.
func (m *Model) printOnExit() tea.Cmd {
	if f, ok := m.currentFix(); ok {
		m.printed = strings.TrimRight(f.Body, "\n") + "\n"
		return m.say(m.lang.S("ui.will_print"))
	}
	return nil
}

// Printed is what the person asked to have printed once the screen is gone.
func (m *Model) Printed() string { return m.printed }

func (m *Model) copiedText(routes []string) string {
	if len(routes) == 0 {
		return m.lang.S("ui.copy_failed", "key", m.keyOf("clean"), "print", m.keyOf("print"))
	}
	return m.lang.S("ui.copied", "routes", strings.Join(routes, ", "))
}
