package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/mpclient"
)

// The first screen, when there is nothing to go on: the demo, the form, or a look around.

type choice struct {
	key, title, text string
	do               func(*Model) tea.Cmd
}

func welcomeChoices() []choice {
	return []choice{
		{"d", "welcome.demo", "welcome.demo_text", func(m *Model) tea.Cmd {
			open, l := m.opt.OpenDemo, m.lang
			return tea.Batch(m.say(m.lang.S("ui.opening")), func() tea.Msg { s, err := open(l); return openedMsg{s, err} })
		}},
		{"f", "welcome.form", "welcome.form_text", (*Model).openForm},
		{"o", "welcome.look", "welcome.look_text", func(m *Model) tea.Cmd {
			open := m.opt.LookRound
			return func() tea.Msg { s, err := open(); return openedMsg{s, err} }
		}},
	}
}

func (m *Model) welcomeKey(key string) tea.Cmd {
	list := welcomeChoices()
	switch key {
	case "q", "esc":
		return m.quit()
	case "up", "k":
		m.welcome = max(0, m.welcome-1)
	case "down", "j", "tab":
		m.welcome = min(len(list)-1, m.welcome+1)
	case "enter":
		return list[m.welcome].do(m)
	case "L":
		return m.nextLang()
	case "T":
		return m.switchTheme()
	}
	for _, c := range list {
		if key == c.key {
			return c.do(m)
		}
	}
	return nil
}

func (m *Model) welcomeLines() []string {
	t, l := m.theme, m.lang
	w := min(m.w-8, 76)
	lines := []string{"", "  " + t.b(rAccent, "homologa") + t.s(rMuted, " "+m.opt.Version), ""}
	lines = append(lines, t.wrap(rText, l.S("welcome.lead"), w, "  ")...)
	lines = append(lines, "")
	for i, c := range welcomeChoices() {
		mark, title := "   ", t.b(rText, l.S(c.title))
		if i == m.welcome {
			mark, title = " "+t.pick.on(m.arrow())+" ", t.pick.on(l.S(c.title))
		}
		lines = append(lines, mark+t.b(rFocus, c.key)+"  "+title)
		lines = append(lines, t.wrap(rMuted, l.S(c.text), w, "      ")...)
	}
	for len(lines) > m.h-1 && lines[0] == "" { // a low screen gives up air before text
		lines = lines[1:]
	}
	return m.screenful(lines, "↑↓ enter · "+m.hintOf("lang")+" · "+m.hintOf("quit"))
}

// screenful puts lines at the top and a hint (or the toast) at the foot.
func (m *Model) screenful(lines []string, hint string) []string {
	for len(lines) < m.h-1 {
		lines = append(lines, "")
	}
	lines = lines[:m.h-1]
	foot := m.theme.s(rMuted, " "+hint)
	if m.toast != "" {
		foot = m.theme.b(rAccent, " "+m.toast)
	}
	lines = append(lines, foot)
	for i := range lines {
		lines[i] = fit(lines[i], m.w)
	}
	return lines
}

// secretOf keeps pasted credentials out of anything that prints.
func secretOf(s string) mpclient.Secret { return mpclient.Secret(s) }
