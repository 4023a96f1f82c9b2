package lint_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lint"
)

var update = flag.Bool("update", false, "write the records of testdata anew")

func written(x checks.Text) string {
	out := x.Key
	for i := 0; i+1 < len(x.Args); i += 2 {
		out += fmt.Sprintf(" %s=%q", x.Args[i], x.Args[i+1])
	}
	return out
}

// flat is JSON in one line.
func flat(raw []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

func inFull(f lint.Fault) string {
	out := fmt.Sprintf("%s %q %s:%d:%d\n\t\t%s · %s", f.Severity, f.Code, f.Path, f.Line, f.Column, written(f.Text), f.Source)
	if f.Status != 0 || f.Message != "" {
		out += fmt.Sprintf("\n\t\tanswers %d %s", f.Status, f.Message)
	}
	out += fmt.Sprintf("\n\t\tgot %s · fix %s · certain %v · hint %v", f.Got, f.Fix, f.Certain, f.Hint)
	if f.Excerpt != nil {
		out += fmt.Sprintf("\n\t\texcerpt %+v", *f.Excerpt)
	}
	return out
}

// TestFaultsAreAsRecorded holds all that is said of each body of testdata: a code and a path alone would not tell when a
// number, a fix or a sentence of the API goes wrong. After a change that is meant, -update writes it anew, and the diff is read.
func TestFaultsAreAsRecorded(t *testing.T) {
	var b strings.Builder
	for _, s := range samples(t) {
		r := lint.Judge(s.body, s.options())
		fmt.Fprintf(&b, "%s\n\tkind %s, sure %v · site %s from %s · notes %v · unjudged %s\n", s.name, r.Kind, r.KindSure, r.Site, r.SiteFrom, r.Notes, written(r.Unjudged))
		for _, f := range r.Faults {
			fmt.Fprintf(&b, "\t%s\n", inFull(f))
		}
		c := lint.Compare(s.body, s.options())
		for _, row := range c.Rows {
			fmt.Fprintf(&b, "\tmodel %+v\n", row)
		}
		fmt.Fprintf(&b, "\tmodel in full %s\n", flat(c.Body))
		if r.Kind == lint.Payment || r.Kind == lint.Preference {
			o := lint.ToOrder(s.body, s.options())
			fmt.Fprintf(&b, "\tas an order, from %s for %s, %s: %s\n", o.From, o.Site, written(o.Impossible), flat(o.Body))
			for _, l := range o.Lost {
				fmt.Fprintf(&b, "\t\tlost %+v\n", l)
			}
		}
	}
	compareRecord(t, "testdata/faults.txt", b.String())
}

// tampered are the values each field of a body is given, one at a time. "-" takes it away.
var tampered = []string{"-", "null", `""`, `" "`, `"x"`, "0", "-1", "1.005", "true", "{}", "[]"}

// places lists the paths of a body's fields.
func places(v any, prefix string) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			p := k
			if prefix != "" {
				p = prefix + "." + k
			}
			out = append(append(out, p), places(e, p)...)
		}
	case []any:
		for i, e := range v {
			p := prefix + "[" + strconv.Itoa(i) + "]"
			out = append(out, places(e, p)...)
		}
	}
	slices.Sort(out)
	return out
}

// without takes the field at a path away.
func without(at any, path string) {
	name, rest, deep := strings.Cut(path, ".")
	name, _, list := strings.Cut(name, "[")
	m, _ := at.(map[string]any)
	switch {
	case !deep:
		delete(m, name)
	case list:
		without(m[name].([]any)[0], rest)
	default:
		without(m[name], rest)
	}
}

// TestTamperedBodiesAreAsRecorded puts every wrong value into every field of a body of each kind, one at a time, and holds
// what the linter and the simulator say to it.
func TestTamperedBodiesAreAsRecorded(t *testing.T) {
	var b strings.Builder
	for _, s := range samples(t) {
		if !slices.Contains([]string{"payment_card_mlb", "payment_boleto", "payment_pse", "payment_pix", "preference_mlb", "order_card_mlb", "order_pix", "order_point_mla", "order_items_mlb", "preapproval_card", "plan_mlb", "plan_trial"}, s.name) {
			continue
		}
		s.site = siteOf(s)
		if s.name == "payment_pse" {
			s.site = "MCO"
		}
		fmt.Fprintf(&b, "%s\n", s.name)
		var whole any
		if err := json.Unmarshal(s.body, &whole); err != nil {
			t.Fatal(err)
		}
		sound := s.body
		base := map[string]bool{}
		for _, f := range lint.Judge(sound, s.options()).Faults {
			base[brief(f)+f.Text.Key] = true
		}
		for _, path := range places(whole, "") {
			for _, v := range tampered {
				var at any
				_ = json.Unmarshal(sound, &at)
				if v == "-" {
					without(at, path)
				} else {
					at = put(at, path, json.RawMessage(v))
				}
				s.body, _ = json.Marshal(at)
				var says []string
				for _, f := range lint.Judge(s.body, s.options()).Faults {
					if !base[brief(f)+f.Text.Key] {
						says = append(says, fmt.Sprintf("%s %q %s %s", f.Severity, f.Code, f.Path, f.Text.Key))
					}
				}
				fmt.Fprintf(&b, "\t%s = %s: simulator %s", path, v, answer(t, s, s.site))
				if len(says) > 0 {
					fmt.Fprintf(&b, " · %s", strings.Join(says, " · "))
				}
				b.WriteByte('\n')
			}
		}
	}
	compareRecord(t, "testdata/tampered.txt", b.String())
}

func compareRecord(t *testing.T, file, got string) {
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
	for i := range max(len(have), len(want)) {
		var h, w string
		if i < len(have) {
			h = have[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if h != w {
			t.Fatalf("%s:%d:\n got %s\nwant %s\nIf this is meant: go test ./checks/lint -update, and read the diff.", file, i+1, h, w)
		}
	}
}
