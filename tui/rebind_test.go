package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

func boundBench(t *testing.T, keys map[string][]string) *bench {
	t.Helper()
	b := &bench{t: t, engine: newFake(t), clip: &fakeClip{}}
	b.m = New(Options{Lang: lang.EN, Theme: "dark", Keys: keys, Now: func() time.Time { return fakeNow }, After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		Session: &Session{Engine: b.engine}})
	b.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	b.run(b.m.start(checks.Selection{}))
	return b
}

func TestKeysCanBeRebound(t *testing.T) {
	b := boundBench(t, map[string][]string{"next": {"ctrl+n", "z"}})
	b.keys("n")
	if b.m.State().Selected != "" {
		t.Error("the old key still works")
	}
	b.keys("z")
	if b.m.State().Selected == "" {
		t.Error("the new key does nothing")
	}
	b.keys("?")
	if f := b.frame(); !strings.Contains(f, "ctrl+n z") {
		t.Errorf("help still shows the old key:\n%s", f)
	}
	// Two actions may change places.
	b = boundBench(t, map[string][]string{"next": {"r"}, "again": {"n"}})
	b.keys("r")
	if b.m.State().Selected == "" {
		t.Error("r does not go on")
	}
}

func TestTextsSpeakOfTheKeysAsBound(t *testing.T) {
	b := boundBench(t, map[string][]string{"next": {"z"}, "help": {"f2"}, "mouse": {"M"}})
	wants(t, b.frame(), "Key z goes", "f2 help")
	b.keys("f2")
	b.keys("end")
	wants(t, b.frame(), "Key M releases it")
}

func TestKeysAreNamedAsOnTheKeyboardsOfALanguage(t *testing.T) {
	for l, want := range map[lang.Lang][]string{
		lang.PT: {"espaço", "home g", "end G", "pgup", "shift+tab"}, lang.ES: {"espacio", "inicio g", "fin G", "repág", "shift+tab"}, lang.EN: {"space", "home g", "end G", "pgup", "shift+tab"},
	} {
		b := newBench(t, 120, 40, l)
		b.keys("?")
		shown := b.frame()
		b.keys("end")
		wants(t, shown+b.frame(), want...)
	}
}

func TestKeysThatCannotBeAreSaidAndLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		keys map[string][]string
		want string
	}{
		"unknown": {map[string][]string{"nexxt": {"z"}}, "no such action"},
		"taken":   {map[string][]string{"next": {"q"}}, "belongs to quit"},
		"board":   {map[string][]string{"hook_again": {"t"}}, "belongs to hook_send"},
		"tmux":    {map[string][]string{"next": {"ctrl+b"}}, "tmux"},
		"flow":    {map[string][]string{"next": {"ctrl+s"}}, "tmux"},
		"way out": {map[string][]string{"quit": {"esc"}}, "tmux"},
	} {
		b := boundBench(t, c.keys)
		if f := b.frame(); !strings.Contains(f, c.want) {
			t.Errorf("%s: %q is not said:\n%s", name, c.want, f[strings.LastIndexByte(f, '\n')+1:])
		}
		b.keys("n")
		if b.m.State().Selected == "" {
			t.Errorf("%s: the usual key is gone", name)
		}
		b.keys("q")
		if !b.quit {
			t.Errorf("%s: no way out", name)
		}
	}
	// The same key on two screens is no clash.
	if _, wrong := rebound(actions(), map[string][]string{"hook_again": {"a"}}); len(wrong) != 0 {
		t.Errorf("refused %v", wrong)
	}
	b := boundBench(t, map[string][]string{"quit": {"Z"}})
	b.keys("ctrl+c")
	if !b.quit {
		t.Error("ctrl+c no longer leaves")
	}
}
