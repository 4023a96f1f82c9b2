package rules_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

var update = flag.Bool("update", false, "write testdata/findings.txt and testdata/requirements.txt anew")

// written is a text as the record has it.
func written(x checks.Text) string {
	out := x.Key
	for i := 0; i+1 < len(x.Args); i += 2 {
		if x.Key == "raw" {
			return fmt.Sprintf("%q", x.Args[i+1])
		}
		out += fmt.Sprintf(" %s=%q", x.Args[i], x.Args[i+1])
	}
	return out
}

func record(f checks.Finding) []string {
	out := []string{string(f.Verdict) + " " + written(f.Detail)}
	if f.Input != "" {
		out[0] += " · input " + f.Input
	}
	for _, c := range f.Causes {
		out = append(out, "because "+c.ID+": "+written(c.Detail))
	}
	for _, e := range f.Evidence {
		out = append(out, strings.TrimSpace(e.Kind+" "+written(e.Text)+" "+e.Exchange))
	}
	if g := f.Figure; g != nil {
		for _, l := range g.Chain {
			out = append(out, fmt.Sprintf("link %+v", l))
		}
		if g.Life != nil {
			out = append(out, fmt.Sprintf("life %+v", *g.Life))
		}
		for _, h := range g.Hops {
			out = append(out, fmt.Sprintf("hop %+v", h))
		}
		if g.World != nil {
			out = append(out, fmt.Sprintf("world %+v", *g.World))
		}
		for _, b := range g.Bars {
			out = append(out, fmt.Sprintf("bar %s %d/%d %s", written(b.Label), b.Count, b.Of, b.Tone))
		}
		if g.Final != "" {
			out = append(out, "final "+g.Final)
		}
	}
	return out
}

// TestFindingsAreAsRecorded holds everything a rule says on the facts made by hand, evidence and figures too: a verdict alone
// would not tell when a number in its evidence goes wrong. After a change that is meant, -update writes the record, and the
// diff is read.
func TestFindingsAreAsRecorded(t *testing.T) {
	reqs, all := checks.Index(rules.All()), tables()
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(all)) {
		for _, c := range all[id] {
			fmt.Fprintf(&b, "%s, %s\n\t%s\n", id, c.name, strings.Join(record(reqs[id].Judge(checks.NewFacts(now, c.facts...))), "\n\t"))
		}
	}
	compare(t, "testdata/findings.txt", b.String())
}

// TestRequirementsAreAsRecorded holds what each requirement declares.
func TestRequirementsAreAsRecorded(t *testing.T) {
	var b strings.Builder
	for _, r := range rules.All() {
		fmt.Fprintf(&b, "%s\n\t%s · %s · official %q · source %s · field %q\n\tproducts %v · sites %v\n\tneeds %v · uses %v\n\thuman %v · after %v · field of the list %q · aspect %q\n", r.ID, r.Section, r.Level, r.Official, r.Source, r.Field, r.Products, r.Sites, r.Needs, r.Uses, r.Human, r.After, r.Mgmt, r.Aspect)
	}
	compare(t, "testdata/requirements.txt", b.String())
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	have, want := strings.Split(got, "\n"), strings.Split(string(raw), "\n")
	about := ""
	for i := range max(len(have), len(want)) {
		var h, w string
		if i < len(have) {
			h = have[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if h == w && !strings.HasPrefix(h, "\t") {
			about = h
		}
		if h != w {
			t.Fatalf("%s:%d, %s:\n got %s\nwant %s\nIf this is meant: go test ./checks/rules -update, and read the diff.", file, i+1, about, h, w)
		}
	}
}
