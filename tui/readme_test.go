package tui

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
)

// keysTable is the README's table of keys, from the table that footer, help and palette are printed from.
func keysTable() string {
	l := lang.EN
	var b strings.Builder
	b.WriteString("| Screen | Key | Does | Action |\n| --- | --- | --- | --- |\n")
	section := func(name string, of func(action) bool) {
		for _, a := range actions() {
			if !of(a) {
				continue
			}
			keys := make([]string, len(a.keys))
			for i, k := range a.keys {
				keys[i] = "`" + k + "`"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, strings.Join(keys, " "), l.S(a.long()), a.id)
			name = ""
		}
	}
	on := func(s screen) func(action) bool { return func(a action) bool { return slices.Contains(a.on, s) } }
	section("Every screen", func(a action) bool { return len(a.on) == 0 })
	section("Requirements", on(screenWalk))
	section("Payments", on(screenPayments))
	section("Webhooks", on(screenHooks))
	section("Exchanges", on(screenTraffic))
	section("Reports", on(screenReports))
	return b.String()
}

// HOMOLOGA_README=1 go test ./tui -run TestREADMEHasTheKeys writes the table anew.
func TestREADMEHasTheKeys(t *testing.T) {
	raw, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- keys: from the program's own table -->\n", "<!-- end of keys -->"
	before, rest, ok := strings.Cut(string(raw), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has no place for the table of keys")
	}
	want := before + begin + keysTable() + end + after
	if want == string(raw) {
		return
	}
	if os.Getenv("HOMOLOGA_README") == "" {
		t.Fatal("the README's table of keys is not the program's; HOMOLOGA_README=1 writes it anew")
	}
	if err := os.WriteFile("../README.md", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
