package lint_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lint"
)

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

// onlyTheAccountKnows are refusals that nothing in the body tells of.
var onlyTheAccountKnows = []string{"config.point.terminal_id", "transaction_details.financial_institution"}

// takenThough are the values that lint refuses and the simulator takes.
var takenThough = []string{`back_url = ""`}

// TestTamperedBodiesAreJudgedAlike puts every wrong value into every field of a body of each kind, one at a time: what the
// simulator refuses the linter tells beforehand, by the same code where the API has codes, and what the linter calls refused is.
func TestTamperedBodiesAreJudgedAlike(t *testing.T) {
	tried, refused := 0, 0
	for _, s := range samples(t) {
		if !slices.Contains([]string{"payment_card_mlb", "payment_boleto", "payment_pse", "payment_pix", "preference_mlb", "order_card_mlb", "order_pix", "order_point_mla", "order_items_mlb", "preapproval_card", "plan_mlb", "plan_trial"}, s.name) {
			continue
		}
		s.site = siteOf(s)
		if s.name == "payment_pse" {
			s.site = "MCO"
		}
		var whole any
		if err := json.Unmarshal(s.body, &whole); err != nil {
			t.Fatal(err)
		}
		sound := s.body
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
				code, judged := answer(t, s, s.site), lint.Judge(s.body, s.options())
				said, named := false, !judged.Unjudged.IsZero() // it asks what the body is meant to be
				for _, f := range judged.Faults {
					told := f.Severity == lint.Refused || f.Severity == lint.Warning
					said = said || f.Severity == lint.Refused
					named = named || told && (f.Code == code || !isCode(code))
				}
				tried++
				if code != "ok" {
					refused++
				}
				change := path + " = " + v
				switch {
				case code != "ok" && !named && !slices.Contains(onlyTheAccountKnows, path):
					t.Errorf("%s: %s: the simulator answers %s, and the linter does not say so", s.name, change, code)
				case code == "ok" && said && !slices.Contains(takenThough, change):
					t.Errorf("%s: %s: the linter calls it refused, and the simulator takes it", s.name, change)
				}
			}
		}
	}
	if tried < 1500 || refused < 300 {
		t.Errorf("only %d bodies were tried, %d refused", tried, refused)
	}
}

// isCode reports whether an answer has a code of the error lists; some answer a sentence alone.
func isCode(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil && len(s) > 2
}
