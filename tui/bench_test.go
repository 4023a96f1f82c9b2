package tui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// BenchmarkKey measures one key pressed and drawn on a 200x60 screen while 10,000 exchanges are on
// record. Budget: 3 ms.
func BenchmarkKey(b *testing.B) {
	rec := mpclient.NewRecorder(nil)
	for i := range 10_000 {
		rec.Add(exchangeAt(i))
	}
	e := newFakeFor(b)
	m := New(Options{Lang: lang.PT, Theme: "dark", Now: func() time.Time { return fakeNow }, After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		Session: &Session{Engine: e, Exchanges: rec.Last}})
	t := &bench{m: m}
	t.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	t.run(m.start(checks.Selection{}))
	for _, s := range checks.Sections {
		m.opened[s] = true
	}
	for _, c := range []struct{ name, key string }{{"down", "j"}, {"next", "n"}, {"exchanges", "x"}, {"help", "?"}} {
		b.Run(c.name, func(b *testing.B) {
			m.overlay = overNone
			msg := press(c.key)
			for b.Loop() {
				m.Update(msg)
				_ = m.View()
			}
		})
	}
}
