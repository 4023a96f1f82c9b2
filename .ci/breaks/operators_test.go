package main

import (
	"go/format"
	"slices"
	"strings"
	"testing"
)

const sample = `package p

func f(a, b int, ok bool) (int, bool) {
	list := []string{"x", "y"}
	m := map[string]int{
		"one": 1,
		"two": 2,
	}
	if ok && a < b {
		return 0, true
	}
	switch {
	case a == 3, !ok:
		delete(m, list[0])
	}
	return 5, false
}
`

// Every operator finds its work, and what it makes of the file still parses.
func TestOperators(t *testing.T) {
	found, err := breaksIn("p/p.go", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range found {
		if _, err := format.Source(apply([]byte(sample), b.edits)); err != nil {
			t.Errorf("%s%v", b.describe(), err)
		}
		if flat(b.before) == flat(b.after) {
			t.Errorf("%schanges nothing", b.describe())
		}
		got = append(got, b.operator+": "+strings.TrimSpace(strings.SplitN(b.after, "\n", 2)[0]))
	}
	for _, want := range []string{
		`negate: if !(ok && a < b) {`, `negate: case a != 3, !ok:`, `negate: case a == 3, ok:`, `bound: if ok && a <= b {`,
		`operand: if ok {`, `operand: if a < b {`, `entry: list := []string{"x"}`, `entry: list := []string{"y"}`, `entry: case a == 3:`,
		`entry: case !ok:`, `step: return 6, false`, `step: return 1, true`, `statement: `, `returns: return 5, false`,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(got, "\n"))
		}
	}
}

// The same seed draws the same, every line comes up before one comes up twice, and a named equivalent is left out.
func TestDraw(t *testing.T) {
	found, err := breaksIn("p/p.go", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	a, lines := draw(slices.Clone(found), 4)
	b, _ := draw(slices.Clone(found), 4)
	c, _ := draw(slices.Clone(found), 5)
	same := func(x, y []breakage) bool {
		return slices.EqualFunc(x, y, func(x, y breakage) bool { return x.line == y.line && x.after == y.after })
	}
	if !same(a, b) || same(a, c) || len(a) != len(found) {
		t.Error("the seed alone has to decide the order")
	}
	seen := map[int]bool{}
	for _, x := range a[:lines] {
		if seen[x.line] {
			t.Errorf("line %d twice among the first %d", x.line, lines)
		}
		seen[x.line] = true
	}
	e, err := readEquivalents("# none\np/p.go\treturn 5,  false\treturn 6, false\tonly the bool is read\n")
	if err != nil {
		t.Fatal(err)
	}
	if rest, n := e.drop(slices.Clone(found)); n != 1 || len(rest) != len(found)-1 {
		t.Errorf("%d left out of %d", n, len(found))
	}
	if _, err := readEquivalents("p/p.go\treturn\t*\n"); err == nil {
		t.Error("an equivalent without its reason is taken")
	}
	if _, err := readEquivalents(equivalentText); err != nil {
		t.Error(err)
	}
}
