package tui

import (
	"maps"
	"slices"

	"github.com/homologa/homologa/checks"
)

// reserved keys never reach a program, or end it: prefixes of tmux and screen, flow control, and the way out.
var reserved = []string{"ctrl+b", "ctrl+a", "ctrl+s", "ctrl+q", "ctrl+c", "ctrl+z", "esc", "enter"}

// rebound puts a person's keys in place of actions' own. What cannot be: an action that does not exist, a reserved
// key, a key of another action on the same screen. Such a wish is said and the usual key stays.
func rebound(list []action, wanted map[string][]string) (out []action, wrong []checks.Text) {
	out = slices.Clone(list)
	at := map[string]int{}
	for i, a := range out {
		at[a.id] = i
	}
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		i, ok := at[id]
		if !ok {
			wrong = append(wrong, checks.T("keys.unknown", "id", id))
			continue
		}
		keys := wanted[id]
		if k := slices.IndexFunc(keys, func(k string) bool { return slices.Contains(reserved, k) }); k >= 0 {
			wrong = append(wrong, checks.T("keys.reserved", "id", id, "key", keys[k]))
			continue
		}
		if key, other, taken := clash(out, wanted, i, keys); taken {
			wrong = append(wrong, checks.T("keys.taken", "id", id, "key", key, "other", other))
			continue
		}
		a := out[i]
		if id == "quit" {
			keys = append(slices.Clone(keys), "ctrl+c")
		}
		a.keys, a.show = keys, ""
		out[i] = a
	}
	return out, wrong
}

// clash finds an action that has one of the keys on a screen the action is on. One that gives the key up itself,
// because it is rebound too, is in nobody's way.
func clash(list []action, wanted map[string][]string, i int, keys []string) (key, other string, taken bool) {
	for j, o := range list {
		if j == i || !meet(list[i], o) {
			continue
		}
		theirs := o.keys
		if w, moved := wanted[o.id]; moved {
			theirs = w
		}
		for _, k := range keys {
			if slices.Contains(theirs, k) {
				return k, o.id, true
			}
		}
	}
	return "", "", false
}

// meet tells whether two actions share a screen.
func meet(a, b action) bool {
	return len(a.on) == 0 || len(b.on) == 0 || slices.ContainsFunc(a.on, func(s screen) bool { return slices.Contains(b.on, s) })
}
