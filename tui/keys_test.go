package tui

import (
	"slices"
	"testing"

	"github.com/homologa/homologa/checks/lang"
)

func TestKeysAreNamedOnceAndWorded(t *testing.T) {
	seen := map[string]string{}
	taken := map[string]string{}
	for _, a := range actions() {
		if !lang.Has(a.label()) {
			t.Errorf("action %s has no words", a.id)
		}
		if len(a.keys) == 0 || a.do == nil || a.enabled == nil {
			t.Errorf("action %s is not complete", a.id)
		}
		for _, k := range a.keys {
			on := a.on
			if len(on) == 0 {
				on = []screen{screenWalk, screenHooks, screenTraffic, screenReports, screenPayments}
			}
			for _, s := range on {
				if was, ok := taken[string(s)+" "+k]; ok {
					t.Errorf("key %s belongs to %s and %s on %s", k, was, a.id, s)
				}
				taken[string(s)+" "+k] = a.id
			}
			seen[k] = a.id
		}
	}
	// tmux and screen prefixes, and flow control, never reach a program.
	for _, k := range []string{"ctrl+b", "ctrl+a", "ctrl+s", "ctrl+q"} {
		if slices.Contains(slices.Collect(keysOf(seen)), k) {
			t.Errorf("key %s is taken by terminals", k)
		}
	}
	for _, want := range []string{"n", "r", "y", "tab", "/", "?", ":", "q", "L", "x", "w"} {
		if seen[want] == "" {
			t.Errorf("key %s does nothing", want)
		}
	}
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
