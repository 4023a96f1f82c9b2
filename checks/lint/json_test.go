package lint

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// TestBrokenJSON names the mistake and its place, and what can be read in spite of it is judged too.
func TestBrokenJSON(t *testing.T) {
	for _, c := range []struct {
		body, what   string
		line, column int
		excerpt      string
		caret        int
		goesOn       bool
	}{
		{"", "empty", 1, 1, "", 0, false},
		{"  \n", "empty", 2, 1, "", 0, false},
		{"[1]", "object", 1, 1, "", 0, false},
		{"{\n  \"payer\": {},\n}", "trailing", 2, 14, `"payer": {},`, 11, true},
		{"{\"items\": [1, 2,]}", "trailing", 1, 16, `{"items": [1, 2,]}`, 15, true},
		{"{\n  // note\n  \"items\": []}", "comment", 2, 3, "// ••••", 0, true},
		{"{\"capture\": True}", "literal", 1, 13, `{"capture": ••••}`, 12, true},
		{"{\"transaction_amount\": 10,50}", "decimal", 1, 26, `{"transaction_amount": 10,50}`, 25, false},
		{"{\"items\" 1}", "colon", 1, 10, `{"items" 1}`, 9, false},
		{"{\"items\": 1 \"x\": 2}", "comma", 1, 13, `{"items": 1 "•": 2}`, 12, false},
		{"{items: 1}", "key", 1, 2, `{items: 1}`, 1, false},
		{"{'items': 1}", "quotes", 1, 2, `{'items': 1}`, 1, false},
		{"{\"items\": 'x'}", "quotes", 1, 11, `{"items": '•'}`, 10, false},
		{"{\"items\": }", "value", 1, 11, `{"items": }`, 10, false},
		{"{\"items\": NaN}", "value", 1, 11, `{"items": •••}`, 10, false},
		{"{\"zip_code\": 01310}", "zero", 1, 14, `{"zip_code": 01310}`, 13, false},
		{"{\"items\": 1.}", "number", 1, 11, `{"items": 1.}`, 10, false},
		{"{\"items\": \"a", "string", 1, 11, `{"items": "•`, 10, false},
		{"{\"items\": \"a\nb\"}", "control", 1, 13, `{"items": "•`, 12, false},
		{"{\"items\": \"\\x\"}", "escape", 1, 13, `{"items": "\•"}`, 12, false},
		{"{\"items\": \"\xff\"}", "utf8", 1, 12, "{\"items\": \"\uFFFD\"}", 11, false},
		{"{\"items\": {}", "end", 1, 13, `{"items": {}`, 12, false},
		{"{\"items\": 1} x", "extra", 1, 14, `{"items": 1} •`, 13, false},
		{"\xef\xbb\xbf{\"items\": []}", "bom", 1, 1, "", 0, true},
		{"{\"payer\": {}, \"payer\": 1}", "duplicate", 1, 15, "", 0, true},
	} {
		r := Judge([]byte(c.body), Options{Kind: Preference})
		var f Fault
		for _, each := range r.Faults {
			if each.stage == stageJSON {
				f = each
				break
			}
		}
		if f.Text.Key != "lint.json."+c.what || f.Line != c.line || f.Column != c.column {
			t.Errorf("%q: %s at %d:%d, want %s at %d:%d", c.body, f.Text.Key, f.Line, f.Column, c.what, c.line, c.column)
		}
		if c.excerpt != "" && (f.Excerpt == nil || f.Excerpt.Text != c.excerpt || f.Excerpt.Caret != c.caret) {
			t.Errorf("%q: excerpt %+v, want %q with the caret at %d", c.body, f.Excerpt, c.excerpt, c.caret)
		}
		if goesOn := r.Faults[len(r.Faults)-1].stage != stageJSON; goesOn != c.goesOn {
			t.Errorf("%q: the body is judged: %v, want %v", c.body, goesOn, c.goesOn)
		}
	}
}

// TestNothingSecretIsShown: the bodies of real shops hold tokens, people and their documents.
func TestNothingSecretIsShown(t *testing.T) {
	secrets := []string{"4509953566233704", "4509 9535 6623 3704", "fedcba9876543210fedcba9876543210", "maria.souza@loja.com.br", "52998224725", "529.982.247-25", "Mariana", "987654321", "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891"}
	whole := `{"transaction_amount":"x","token":"fedcba9876543210fedcba9876543210","card_token_id":"fedcba9876543210fedcba9876543210","description":"4509 9535 6623 3704","external_reference":4509953566233704,
"metadata":"APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891","maria.souza@loja.com.br":1,"52998224725":1,"4509953566233704":2,"installments":"4509953566233704",
"payer":{"email":"maria.souza@loja.com.br ","first_name":["Mariana"],"last_name":{"a":"Mariana"},"phone":{"number":["987654321"],"x":"987654321"},"identification":{"type":"CPF","number":"529.982.247-25","n":"52998224725"}},"payer_email":"52998224725"`
	for _, kind := range Kinds {
		for _, body := range []string{whole + "}", whole, whole[:len(whole)-1], strings.ReplaceAll(whole, `"payer":`, `"payer" 'x'`), strings.ReplaceAll(whole, "\"", "'")} {
			r := Judge([]byte(body), Options{Kind: kind, Now: noon})
			shown := shownTexts(r)
			c := Compare([]byte(body), Options{Kind: kind})
			for _, row := range c.Rows {
				shown = append(shown, row.Path, row.Yours, row.Model, lang.EN.Text(row.Why))
			}
			for _, s := range shown {
				for _, secret := range secrets {
					if strings.Contains(s, secret) {
						t.Errorf("%s shows %s: %s", kind, secret, s)
					}
				}
			}
		}
	}
}

func TestKindAndSite(t *testing.T) {
	for body, want := range map[string]struct {
		kind Kind
		sure bool
		site mpclient.SiteID
		from string
	}{
		`{"transaction_amount":1,"payment_method_id":"oxxo"}`:                    {Payment, true, mpclient.MLM, "method"},
		`{"payment_method_id":"visa","payer":{"identification":{"type":"RUT"}}}`: {Payment, true, mpclient.MLC, "document"},
		`{"items":[{"currency_id":"UYU"}]}`:                                      {Preference, true, mpclient.MLU, "currency"},
		`{"back_urls":{}}`:                                                       {Preference, true, "", ""},
		`{"type":"qr","config":{}}`:                                              {Order, true, "", ""},
		`{"total_amount":"1","transactions":{}}`:                                 {Order, true, "", ""},
		`{"auto_recurring":{"currency_id":"COP"},"payer_email":"x"}`:             {Preapproval, true, mpclient.MCO, "currency"},
		`{"preapproval_plan_id":"x"}`:                                            {Preapproval, true, "", ""},
		`{"auto_recurring":{}}`:                                                  {Plan, false, "", ""},
		`{"transaction_amount":1,"items":[{}],"back_urls":{}}`:                   {"", false, "", ""},
		`{"x":1}`: {"", false, "", ""},
	} {
		r := Judge([]byte(body), Options{})
		if r.Kind != want.kind || r.KindSure != want.sure || r.Site != want.site || r.SiteFrom != want.from {
			t.Errorf("%s: %q %v %s %s, want %+v", body, r.Kind, r.KindSure, r.Site, r.SiteFrom, want)
		}
		if (r.Kind == "") == r.Unjudged.IsZero() {
			t.Errorf("%s: unjudged %v", body, r.Unjudged)
		}
	}
}

// TestFixesAreRight puts every fix into its body: the fault is gone.
func TestFixesAreRight(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := Judge(raw, Options{Now: noon})
		_, p := parse(raw)
		for _, f := range r.Faults {
			if f.Fix == "" || p.done() || len(p.slips) > 0 {
				continue
			}
			tried++
			fixed, _ := parse(raw)
			fix, _ := parse([]byte(f.Fix))
			if at := fixed.follow(stepsOf(f.Path)); at == nil {
				fixed.set(stepsOf(f.Path), fix)
			} else {
				*at = *fix
			}
			for _, left := range Judge([]byte(fixed.json()), Options{Kind: r.Kind, Site: r.Site, Now: noon}).Faults {
				if left.Path == f.Path && left.Severity != Advice {
					t.Errorf("%s: %s = %s is no fix: %s", file, f.Path, f.Fix, left.Text.Key)
				}
			}
		}
	}
	if tried < 12 {
		t.Errorf("only %d fixes tried", tried)
	}
}

func TestResultsDoNotChange(t *testing.T) {
	raw, err := os.ReadFile("testdata/payment_many_wrong.json")
	if err != nil {
		t.Fatal(err)
	}
	first := ""
	for range 20 {
		r := Judge(raw, Options{Now: noon})
		b, err := json.Marshal(r.Faults)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(b)
		}
		if string(b) != first {
			t.Fatal("two judgements differ")
		}
	}
}
