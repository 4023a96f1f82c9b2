package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks/lang"
)

func ctrl(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }

// TestEveryFieldIsEdited: each line of text that is typed takes the keys that people edit with, and the terminal's own cursor
// stands where the next character goes.
func TestEveryFieldIsEdited(t *testing.T) {
	onForm := func(b *bench, at int) { b.m.screen = screenWelcome; b.keys("f"); b.m.form.at = at }
	fields := map[string]struct {
		open func(*bench)
		text func(*Model) string
	}{
		"filter":            {func(b *bench) { b.keys("/") }, func(m *Model) string { return m.filter }},
		"filter of a board": {func(b *bench) { b.keys("x", "/") }, func(m *Model) string { return m.filter }},
		"palette":           {func(b *bench) { b.keys(":") }, func(m *Model) string { return m.query }},
		"nickname":          {func(b *bench) { b.payments.real = true; pix()(b) }, func(m *Model) string { return m.typed }},
		"form, address":     {func(b *bench) { onForm(b, fPage) }, func(m *Model) string { return m.form.values[fPage] }},
		"form, public key":  {func(b *bench) { onForm(b, fPublicKey) }, func(m *Model) string { return m.form.values[fPublicKey] }},
	}
	edits := []struct {
		name  string
		keys  []tea.KeyPressMsg
		want  string
		after int // cells between the end of the text and the cursor
	}{
		{"typed", nil, "paymnts", 0},
		{"left", []tea.KeyPressMsg{press("left"), press("left"), press("left"), press("e")}, "payments", 3},
		{"right", []tea.KeyPressMsg{press("home"), press("right"), press("X")}, "pXaymnts", 6},
		{"home", []tea.KeyPressMsg{press("home"), press("X")}, "Xpaymnts", 7},
		{"end", []tea.KeyPressMsg{press("home"), press("end"), press("X")}, "paymntsX", 0},
		{"ctrl+a", []tea.KeyPressMsg{ctrl('a'), press("X")}, "Xpaymnts", 7},
		{"ctrl+e", []tea.KeyPressMsg{ctrl('a'), ctrl('e'), press("X")}, "paymntsX", 0},
		{"delete", []tea.KeyPressMsg{press("home"), {Code: tea.KeyDelete}}, "aymnts", 6},
		{"backspace", []tea.KeyPressMsg{press("left"), press("backspace")}, "paymns", 1},
		{"ctrl+w", []tea.KeyPressMsg{ctrl('w')}, "", 0},
		{"ctrl+u", []tea.KeyPressMsg{press("left"), ctrl('u')}, "s", 1},
		{"wide", []tea.KeyPressMsg{press("日"), press("本"), press("left")}, "paymnts日本", 2},
		{"a paste", []tea.KeyPressMsg{press("left")}, "paymnts", 1},
	}
	for name, f := range fields {
		for _, e := range edits {
			b := newBench(t, 120, 40, lang.EN)
			f.open(b)
			b.keys(letters("paymnts")...)
			for _, k := range e.keys {
				b.send(k)
			}
			want := e.want
			if e.name == "a paste" && name != "nickname" {
				b.send(tea.PasteMsg{Content: "12"})
				want = "paymnt12s"
			}
			if got := f.text(b.m); got != want {
				t.Errorf("%s, %s: %q, want %q", name, e.name, got, want)
				continue
			}
			v := b.m.View()
			if v.Cursor == nil {
				t.Errorf("%s, %s: no cursor", name, e.name)
				continue
			}
			line := strings.Split(ansi.Strip(v.Content), "\n")[v.Cursor.Y]
			left := strings.TrimRight(ansi.Cut(line, 0, v.Cursor.X), " ")
			tail := ansi.Cut(want, ansi.StringWidth(want)-e.after, ansi.StringWidth(want))
			head := strings.TrimSuffix(want, tail)
			if !strings.HasSuffix(left, head) || !strings.HasPrefix(ansi.Cut(line, v.Cursor.X, 200), tail) {
				t.Errorf("%s, %s: the cursor stands at %d of %q, want before %q", name, e.name, v.Cursor.X, line, tail)
			}
		}
	}
}

// TestALongTextKeepsItsCursorInSight at the narrowest screen, wherever it stands.
func TestALongTextKeepsItsCursorInSight(t *testing.T) {
	b := newBench(t, 60, 16, lang.EN)
	b.keys("/")
	b.keys(letters(strings.Repeat("abcdefghij日", 12))...)
	for range 12 * 11 {
		v := b.m.View()
		if v.Cursor == nil || v.Cursor.X < 1 || v.Cursor.X > 58 {
			t.Fatalf("cursor %+v", v.Cursor)
		}
		b.keys("left")
	}
	if v := b.m.View(); v.Cursor.X != 4 {
		t.Errorf("at its beginning: %+v", v.Cursor)
	}
}
