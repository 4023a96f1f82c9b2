package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// action is one thing a person can do. Footer, help and palette are printed from this table, and
// keys are looked up in it: nothing else knows a key.
type action struct {
	id   string
	keys []string
	show string // keys as shown; "" shows the first
	// hint marks actions for the footer, by importance (1 first); 0 keeps them to help and palette.
	hint    int
	enabled func(*Model) bool
	do      func(*Model) tea.Cmd
}

// label is the text key of an action's name.
func (a action) label() string { return "key." + a.id }

// long is the text key of the fuller name in help and palette, where there is room for one.
func (a action) long() string {
	if k := a.label() + ".long"; lang.Has(k) {
		return k
	}
	return a.label()
}

func (a action) shown() string {
	if a.show != "" {
		return a.show
	}
	return a.keys[0]
}

func always(*Model) bool { return true }

func hasFix(m *Model) bool { return len(m.fixes()) > 0 }
func inDemo(m *Model) bool {
	return m.sess.Demo != nil && slices.Contains(m.sess.Demo.Broken(), m.selected)
}
func isHuman(m *Model) bool {
	return m.sess.Attest != nil && m.finding(m.selected).Verdict == checks.Attest
}

// actions of the walk, in the order help shows them.
func walkActions() []action {
	return []action{
		{id: "next", keys: []string{"n"}, hint: 1, enabled: func(m *Model) bool { return m.nextOpen() != "" }, do: (*Model).goNext},
		{id: "copy", keys: []string{"y"}, hint: 2, enabled: hasFix, do: (*Model).copyFix},
		{id: "repair", keys: []string{"a"}, hint: 3, enabled: inDemo, do: (*Model).repair},
		{id: "again", keys: []string{"r"}, hint: 4, enabled: func(m *Model) bool { return m.selected != "" }, do: (*Model).again},
		{id: "all", keys: []string{"R"}, enabled: always, do: (*Model).againAll},
		{id: "tick", keys: []string{"space"}, hint: 3, enabled: isHuman, do: (*Model).tick},
		{id: "pane", keys: []string{"tab"}, hint: 6, enabled: always, do: func(m *Model) tea.Cmd { m.turn(1); return nil }},
		{id: "pane_back", keys: []string{"shift+tab"}, enabled: always, do: func(m *Model) tea.Cmd { m.turn(-1); return nil }},
		{id: "fixlang", keys: []string{"l"}, hint: 7, enabled: func(m *Model) bool { return len(m.fixes()) > 1 }, do: (*Model).nextFix},
		{id: "zoom", keys: []string{"o"}, enabled: always, do: func(m *Model) tea.Cmd { m.zoom = !m.zoom; return nil }},
		{id: "clean", keys: []string{"v"}, enabled: hasFix, do: func(m *Model) tea.Cmd { m.overlay, m.overOff = overClean, 0; return nil }},
		{id: "print", keys: []string{"P"}, enabled: hasFix, do: (*Model).printOnExit},
		{id: "filter", keys: []string{"/"}, hint: 8, enabled: always, do: (*Model).openFilter},
		{id: "palette", keys: []string{":", "ctrl+p"}, hint: 9, enabled: always, do: (*Model).openPalette},
		{id: "exchanges", keys: []string{"x"}, hint: 10, enabled: always, do: (*Model).openExchanges},
		{id: "lang", keys: []string{"L"}, enabled: always, do: (*Model).nextLang},
		{id: "theme", keys: []string{"T"}, enabled: always, do: (*Model).switchTheme},
		{id: "mouse", keys: []string{"m"}, enabled: always, do: (*Model).toggleMouse},
		{id: "up", keys: []string{"up", "k"}, show: "↑ k", enabled: always, do: func(m *Model) tea.Cmd { m.move(-1); return nil }},
		{id: "down", keys: []string{"down", "j"}, show: "↓ j", enabled: always, do: func(m *Model) tea.Cmd { m.move(1); return nil }},
		{id: "page_up", keys: []string{"pgup"}, enabled: always, do: func(m *Model) tea.Cmd { m.move(-m.page()); return nil }},
		{id: "page_down", keys: []string{"pgdown"}, enabled: always, do: func(m *Model) tea.Cmd { m.move(m.page()); return nil }},
		{id: "top", keys: []string{"home", "g"}, show: "home g", enabled: always, do: func(m *Model) tea.Cmd { m.move(-1 << 20); return nil }},
		{id: "end", keys: []string{"end", "G"}, show: "end G", enabled: always, do: func(m *Model) tea.Cmd { m.move(1 << 20); return nil }},
		{id: "open", keys: []string{"enter", "right"}, show: "enter →", enabled: always, do: (*Model).open},
		{id: "back", keys: []string{"esc", "left"}, show: "esc ←", enabled: always, do: (*Model).back},
		{id: "stop", keys: []string{"s"}, hint: 5, enabled: func(m *Model) bool { return m.running() }, do: (*Model).stop},
		{id: "help", keys: []string{"?", "f1"}, hint: 11, enabled: always, do: func(m *Model) tea.Cmd { m.overlay = overHelp; m.overOff = 0; return nil }},
		{id: "suspend", keys: []string{"ctrl+z"}, enabled: always, do: func(*Model) tea.Cmd { return tea.Suspend }},
		{id: "quit", keys: []string{"q", "ctrl+c"}, hint: 12, enabled: always, do: (*Model).quit},
	}
}

// press finds the enabled action of a key.
func (m *Model) press(key string) (action, bool) {
	for _, a := range m.actions {
		if slices.Contains(a.keys, key) && a.enabled(m) {
			return a, true
		}
	}
	return action{}, false
}
