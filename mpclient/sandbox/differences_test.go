package sandbox

import (
	"slices"
	"strings"
	"testing"
)

// Every difference says what, where and who shows it, and where is a place of the specification.
func TestDifferences(t *testing.T) {
	j := openJudge(t)
	if len(KnownDifferences) == 0 {
		t.Fatal("the list is empty")
	}
	seen := map[[2]string]bool{}
	for _, d := range KnownDifferences {
		if d.What == "" || d.Source == "" || d.Operation == "" {
			t.Errorf("incomplete: %+v", d)
		}
		if id := [2]string{d.Operation, d.Field + d.What}; seen[id] {
			t.Errorf("listed twice: %+v", d)
		} else {
			seen[id] = true
		}
		method, path, _ := strings.Cut(d.Operation, " ")
		if ours, _, _ := routes.find(method, path); ours != nil && d.Field == "" {
			continue // about something the specification leaves out
		}
		family, any := strings.CutPrefix(d.Operation, "* ")
		if d.Operation != "*" && !slices.ContainsFunc(j.names, func(name string) bool {
			_, path, _ := strings.Cut(name, " ")
			return name == d.Operation || any && strings.HasPrefix(path, family)
		}) {
			t.Errorf("%q is no operation of the specification", d.Operation)
		}
	}
}
