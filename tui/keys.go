package tui

import (
	"slices"
	"strings"

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
	on      []screen // where it works; none: on every screen of panes
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

// shownIn is what shown says, with the names keys have on keyboards of the language.
func (a action) shownIn(l lang.Lang) string { return keyNames(l, a.shown()) }

// keyNames writes keys, apart by spaces, as the keyboards of a language name them.
func keyNames(l lang.Lang, keys string) string {
	list := strings.Split(keys, " ")
	for i, k := range list {
		parts := strings.Split(k, "+")
		for j, p := range parts {
			if lang.Has("keyname." + p) {
				parts[j] = l.S("keyname." + p)
			}
		}
		list[i] = strings.Join(parts, "+")
	}
	return strings.Join(list, " ")
}

func always(*Model) bool { return true }

func hasFix(m *Model) bool { return len(m.fixes()) > 0 }
func inDemo(m *Model) bool {
	return m.sess.Demo != nil && slices.Contains(m.sess.Demo.Broken(), m.selected)
}
func isHuman(m *Model) bool {
	return m.sess.Attest != nil && m.finding(m.selected).Verdict == checks.Attest
}

// actions in the order help shows them.
func actions() []action {
	return slices.Concat(walkActions(), payActions(), hookActions(), trafficActions(), reportActions(), everywhere())
}

// can tells whether an action works here and now.
func (m *Model) can(a action) bool { return m.belongs(a) && a.enabled(m) }

// belongs tells whether an action is one of this screen.
func (m *Model) belongs(a action) bool { return len(a.on) == 0 || slices.Contains(a.on, m.screen) }

// resizable tells whether panes stand side by side.
func resizable(m *Model) bool { return m.layout().tier > tierOne && !m.zoom }

// widen moves the border between the list and what stands beside it: outwards for the focused side.
func widen(by int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		n := by
		if m.focus != paneList {
			n = -by
		}
		before := m.layout().panes[paneList].w
		m.grow += n
		m.grow += m.layout().panes[paneList].w - before - n // at its end: a press the other way works at once
		return nil
	}
}

func walkActions() []action {
	on := []screen{screenWalk}
	return []action{
		{id: "next", keys: []string{"n"}, hint: 1, on: on, enabled: func(m *Model) bool { return m.nextOpen() != "" }, do: (*Model).goNext},
		{id: "copy", keys: []string{"y"}, hint: 2, on: on, enabled: hasFix, do: (*Model).copyFix},
		{id: "repair", keys: []string{"a"}, hint: 3, on: on, enabled: inDemo, do: (*Model).repair},
		{id: "again", keys: []string{"r"}, hint: 4, on: on, enabled: func(m *Model) bool { return m.selected != "" }, do: (*Model).again},
		{id: "all", keys: []string{"R"}, on: on, enabled: always, do: (*Model).againAll},
		{id: "tick", keys: []string{"space"}, hint: 3, on: on, enabled: isHuman, do: (*Model).tick},
		{id: "fixlang", keys: []string{"l"}, hint: 7, on: on, enabled: func(m *Model) bool { return len(m.fixes()) > 1 }, do: (*Model).nextFix},
		{id: "clean", keys: []string{"v"}, on: on, enabled: hasFix, do: func(m *Model) tea.Cmd { m.overlay, m.overOff = overClean, 0; return nil }},
		{id: "print", keys: []string{"P"}, on: on, enabled: hasFix, do: (*Model).printOnExit},
		{id: "stop", keys: []string{"s"}, hint: 5, on: on, enabled: func(m *Model) bool { return m.running() }, do: (*Model).stop},
		{id: "stop_one", keys: []string{"S"}, on: on, enabled: func(m *Model) bool { return m.running() && len(m.probes) > 1 }, do: (*Model).stopOne},
	}
}

func everywhere() []action {
	move := func(n int) func(*Model) tea.Cmd { return func(m *Model) tea.Cmd { m.move(n); return nil } }
	turn := func(n int) func(*Model) tea.Cmd { return func(m *Model) tea.Cmd { m.turn(n); return nil } }
	return []action{
		{id: "pane", keys: []string{"tab"}, hint: 6, enabled: always, do: turn(1)},
		{id: "pane_back", keys: []string{"shift+tab"}, enabled: always, do: turn(-1)},
		{id: "zoom", keys: []string{"o"}, enabled: always, do: func(m *Model) tea.Cmd { m.zoom = !m.zoom; return nil }},
		{id: "grow", keys: []string{">"}, enabled: resizable, do: widen(4)},
		{id: "shrink", keys: []string{"<"}, enabled: resizable, do: widen(-4)},
		{id: "filter", keys: []string{"/"}, hint: 8, enabled: always, do: (*Model).openFilter},
		{id: "palette", keys: []string{":", "ctrl+p"}, hint: 9, enabled: always, do: (*Model).openPalette},
		{id: "walk", keys: []string{"1"}, hint: 12, enabled: notOn(screenWalk), do: visits(screenWalk)},
		{id: "payments", keys: []string{"p", "2"}, hint: 10, enabled: notOn(screenPayments), do: visits(screenPayments)},
		{id: "webhooks", keys: []string{"w", "3"}, hint: 10, enabled: notOn(screenHooks), do: visits(screenHooks)},
		{id: "exchanges", keys: []string{"x", "4"}, hint: 11, enabled: notOn(screenTraffic), do: visits(screenTraffic)},
		{id: "reports", keys: []string{"$", "5"}, hint: 11, enabled: notOn(screenReports), do: visits(screenReports)},
		{id: "lang", keys: []string{"L"}, enabled: always, do: (*Model).nextLang},
		{id: "theme", keys: []string{"T"}, enabled: always, do: (*Model).switchTheme},
		{id: "mouse", keys: []string{"m"}, enabled: always, do: (*Model).toggleMouse},
		{id: "up", keys: []string{"up", "k"}, show: "↑ k", enabled: always, do: move(-1)},
		{id: "down", keys: []string{"down", "j"}, show: "↓ j", enabled: always, do: move(1)},
		{id: "page_up", keys: []string{"pgup"}, enabled: always, do: func(m *Model) tea.Cmd { m.move(-m.page()); return nil }},
		{id: "page_down", keys: []string{"pgdown"}, enabled: always, do: func(m *Model) tea.Cmd { m.move(m.page()); return nil }},
		{id: "top", keys: []string{"home", "g"}, show: "home g", enabled: always, do: move(-1 << 20)},
		{id: "end", keys: []string{"end", "G"}, show: "end G", enabled: always, do: move(1 << 20)},
		{id: "open", keys: []string{"enter", "right"}, show: "enter →", enabled: always, do: (*Model).open},
		{id: "back", keys: []string{"esc", "left"}, show: "esc ←", hint: 12, enabled: always, do: (*Model).back},
		{id: "help", keys: []string{"?", "f1"}, hint: 13, enabled: always, do: func(m *Model) tea.Cmd { m.overlay = overHelp; m.overOff = 0; return nil }},
		{id: "suspend", keys: []string{"ctrl+z"}, enabled: always, do: func(*Model) tea.Cmd { return tea.Suspend }},
		{id: "quit", keys: []string{"q", "ctrl+c"}, hint: 14, enabled: always, do: (*Model).quit},
	}
}

// hintOf is an action's key and word, as the person bound it.
func (m *Model) hintOf(id string) string {
	for _, a := range m.actions {
		if a.id == id && len(a.keys) > 0 {
			return keyNames(m.lang, a.keys[0]) + " " + m.lang.S("key."+id)
		}
	}
	return m.lang.S("key." + id)
}

// keyOf is the first key of an action, as the person bound it and as keyboards of the language name it: texts that
// speak of a key take it from here.
func (m *Model) keyOf(id string) string {
	for _, a := range m.actions {
		if a.id == id && len(a.keys) > 0 {
			return keyNames(m.lang, a.keys[0])
		}
	}
	return "?"
}

// press finds the enabled action of a key.
func (m *Model) press(key string) (action, bool) {
	for _, a := range m.actions {
		if slices.Contains(a.keys, key) && m.can(a) {
			return a, true
		}
	}
	return action{}, false
}
