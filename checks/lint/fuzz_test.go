package lint

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// shownTexts is everything a result may put on a screen.
func shownTexts(r Result) []string {
	var out []string
	for _, l := range lang.All {
		for _, n := range append(r.Notes, r.Unjudged) {
			out = append(out, l.Text(n))
		}
		for _, f := range r.Faults {
			out = append(out, l.Text(f.Text), l.S(f.Source), f.Path, f.Got, f.Fix, f.Code, f.Message)
			if f.Excerpt != nil {
				out = append(out, f.Excerpt.Text)
			}
		}
	}
	return out
}

func checkShown(t *testing.T, texts []string) {
	t.Helper()
	for _, s := range texts {
		for _, r := range s {
			if unicode.IsControl(r) || r == '\u202e' || r == '\u2066' {
				t.Fatalf("control character %U in %q", r, s)
			}
		}
		if mpclient.HoldsCard(s) {
			t.Fatalf("a card number in %q", s)
		}
	}
}

func FuzzJudge(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 30 {
		f.Fatal(len(files), err)
	}
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, uint8(i), uint8(i/2))
	}
	for i, s := range []string{
		"", "{", "[", "null", "\xef\xbb\xbf{}", `{"a":1,}`, `{'a':1}`, "{\"a\":\"\n\"}", `{"a":10,50}`, `{"a":"\u12"}`, `{"a":"\ud83d\ude00"}`, "{\"a\":\"\xff\"}", `{"a":01}`, `{"a":1e999}`, `{"a":True}`,
		`{"transaction_amount":4509953566233704,"token":"4509 9535 6623 3704","4509-9535-6623-3704":"x","payer":{"email":"4509953566233704@x.cc"}}`,
		`{"token": "4509953566233704", 'x': 1}`, "{\"description\":\"\\u001b[31m \\u202e\",\"external_reference\":\"\\u0000\"}", `{"items":[{"unit_price":4509953566233704,"quantity":1,"title":"\u2066"}]}`,
		`{"a":{"a":{"a":[[[{"b":null}]]]}}} x`, `{"payer.email":1,"payer":{"":{"..":1}}}`, "{\"x\":\"" + strings.Repeat("9", 5000) + "\"}", strings.Repeat(`{"a":`, 70),
	} {
		f.Add([]byte(s), uint8(i), uint8(i))
	}
	for _, s := range limitstest.JSON {
		f.Add([]byte(s), uint8(0), uint8(0))
	}
	f.Fuzz(func(t *testing.T, body []byte, kind, site uint8) {
		defer limitstest.Bounded(t, 16*len(body))()
		opt := Options{Now: noon}
		if int(kind) < len(Kinds) {
			opt.Kind = Kinds[kind]
		}
		if int(site) < len(mpclient.Sites) {
			opt.Site = mpclient.Sites[site].ID
		}
		r := Judge(body, opt)
		checkShown(t, shownTexts(r))
		if _, p := parse(body); !p.toobig && utf8.Valid(body) && json.Valid(body) != !slices.ContainsFunc(r.Faults, func(f Fault) bool {
			return f.stage == stageJSON && f.Text.Key != "lint.json.duplicate" && f.Text.Key != "lint.json.object"
		}) {
			t.Fatalf("encoding/json says valid: %v; lint: %+v", json.Valid(body), r.Faults)
		}
		for _, fault := range r.Faults {
			if fault.Line < 0 || fault.Line > strings.Count(string(body), "\n")+1 {
				t.Fatalf("line %d", fault.Line)
			}
			if fault.Fix != "" && !json.Valid([]byte(fault.Fix)) {
				t.Fatalf("the fix %q is no JSON", fault.Fix)
			}
			if fault.Excerpt != nil && (fault.Excerpt.Caret < 0 || fault.Excerpt.Caret > len([]rune(fault.Excerpt.Text))+1) {
				t.Fatalf("caret %d in %q", fault.Excerpt.Caret, fault.Excerpt.Text)
			}
		}
		c := Compare(body, opt)
		var shown []string
		for _, row := range c.Rows {
			shown = append(shown, row.Path, row.Yours, row.Model, lang.PT.Text(row.Why))
		}
		checkShown(t, shown)
		o := ToOrder(body, opt)
		for _, made := range [][]byte{c.Body, o.Body} {
			if made != nil && (!json.Valid(made) || mpclient.HoldsCard(string(made))) {
				t.Fatalf("%s", made)
			}
		}
		for _, l := range o.Lost {
			checkShown(t, []string{l.Path, l.To, lang.ES.Text(l.Text)})
		}
	})
}

// TestOneHugeBodyIsQuick: hostile bodies cost time in proportion to their size and leave a bounded list.
func TestOneHugeBodyIsQuick(t *testing.T) {
	for name, body := range map[string]string{
		"keys":    "{" + strings.TrimSuffix(strings.Repeat(`"a":1,`, 40_000), ",") + "}",
		"unknown": "{" + strings.Repeat("\"transaction_amounx\":\"\",\n", 40_000) + `"payment_method_id":"pix","transaction_amount":1}`,
		"hidden":  "{" + strings.Repeat("\"a\":1,", 300) + `"items":[{"title":"x","quantity":1,"unit_price":"1"}],"back_urls":{}}`,
		"items":   `{"items":[` + strings.TrimSuffix(strings.Repeat("{},", 40_000), ",") + "]}",
		"deep":    strings.Repeat(`{"a":`, 500_000),
		"string":  `{"transaction_amount":1,"description":"` + strings.Repeat("4509 9535 6623 3704 ", 200_000) + `"}`,
		"number":  `{"transaction_amount":` + strings.Repeat("9", 4_000_000) + `}`,
		"broken":  `{"transaction_amount":1,"description":"` + strings.Repeat("x", 4_000_000),
		"values":  "[" + strings.Repeat("1,", 2_000_000) + "1]",
		"spaces":  strings.Repeat(" \n", 2_000_000) + "{",
	} {
		begin := time.Now()
		r := Judge([]byte(body), Options{Now: noon})
		if len(r.Faults) > 3*maxFaults {
			t.Errorf("%s: %d faults", name, len(r.Faults))
		}
		checkShown(t, shownTexts(r))
		if name == "hidden" && r.First() == nil {
			t.Error("a refusal is lost among the warnings")
		}
		t.Logf("%-8s %4d KiB: %d faults, %v", name, len(body)>>10, len(r.Faults), time.Since(begin))
	}
}

func BenchmarkJudge(b *testing.B) {
	for _, name := range []string{"payment_full_mlb", "payment_many_wrong", "preference_mlb", "order_many_wrong", "preapproval_mlb"} {
		raw, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Judge(raw, Options{Now: noon})
			}
		})
	}
}
