package lint_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

var noon = time.Date(2026, 5, 11, 14, 1, 2, 0, time.UTC)

// liveToken stands in the bodies for a card token; the simulator gets one it made.
const liveToken = "0123456789abcdef0123456789abcdef"

// sample is a line of testdata/cases.txt.
type sample struct {
	name      string
	site      mpclient.SiteID
	seller    string
	simulator string
	want      []string
	body      []byte
}

func (s sample) kind() lint.Kind {
	word, _, _ := strings.Cut(s.name, "_")
	if word == "plan" {
		return lint.Plan
	}
	return lint.Kind(word)
}

func (s sample) options() lint.Options {
	opt := lint.Options{Site: s.site, Now: noon}
	if s.seller != "?" {
		test := s.seller == "test"
		opt.TestAccount = &test
	}
	return opt
}

func samples(tb testing.TB) []sample {
	tb.Helper()
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var out []sample
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(line+" ", "|")
		if len(cols) != 5 {
			tb.Fatalf("%d columns in %q", len(cols), line)
		}
		for i := range cols {
			cols[i] = strings.TrimSpace(cols[i])
		}
		s := sample{name: cols[0], seller: cols[2], simulator: cols[3]}
		if cols[1] != "-" {
			s.site = mpclient.SiteID(cols[1])
		}
		if cols[4] != "" {
			for w := range strings.SplitSeq(cols[4], ";") {
				s.want = append(s.want, strings.TrimSpace(w))
			}
		}
		if s.body, err = os.ReadFile(filepath.Join("testdata", s.name+".json")); err != nil {
			tb.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// brief writes a fault as the table does.
func brief(f lint.Fault) string {
	code, path := f.Code, f.Path
	if code == "" {
		code = "-"
	}
	if path == "" {
		path = "-"
	}
	return map[lint.Severity]string{lint.Refused: "R ", lint.Warning: "W "}[f.Severity] + code + " " + path
}

func TestCases(t *testing.T) {
	all := samples(t)
	seen := map[lint.Kind]int{}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(all) {
		t.Errorf("%d bodies, %d lines in the table", len(files), len(all))
	}
	for _, s := range all {
		seen[s.kind()]++
		r := lint.Judge(s.body, s.options())
		if r.Kind != s.kind() && s.name != "order_broken" {
			t.Errorf("%s: kind %q", s.name, r.Kind)
		}
		var got []string
		for _, f := range r.Faults {
			if f.Severity != lint.Advice {
				got = append(got, brief(f))
			}
			if f.Source == "" || !lang.Has(f.Source) || !lang.Has(f.Text.Key) {
				t.Errorf("%s: %s has no words: %q %q", s.name, brief(f), f.Text.Key, f.Source)
			}
			if f.Severity == lint.Refused && (f.Status < 400 || !f.Certain) || f.Severity == lint.Advice && f.Status != 0 {
				t.Errorf("%s: %s: status %d, certain %v", s.name, brief(f), f.Status, f.Certain)
			}
		}
		if f := r.First(); f != nil && len(s.want) > 0 {
			// The order within one code is the source's; across codes it is the API's.
			if first := s.simulator; first != "ok" && first != "-" && f.Code != first && f.Message != first {
				t.Errorf("%s: the first refusal is %s, want %s", s.name, brief(*f), first)
			}
		}
		want := slices.Clone(s.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", s.name, strings.Join(got, " ; "), strings.Join(want, " ; "))
		}
	}
	for _, k := range lint.Kinds {
		if seen[k] < 4 {
			t.Errorf("only %d bodies of %s", seen[k], k)
		}
	}
}

// answer is what the simulator said: "ok", or the code, or the sentence where there is no code.
func answer(t *testing.T, s sample, site mpclient.SiteID) string {
	t.Helper()
	kind := sandbox.Real
	if s.seller == "test" {
		kind = sandbox.Test
	}
	sim := sandbox.New(sandbox.Config{Site: site, Kind: kind, Seed: 7, Now: func() time.Time { return noon }})
	defer sim.Close()
	call := func(route, body string) (int, map[string]any) {
		method, path, _ := strings.Cut(route, " ")
		req := httptest.NewRequest(method, path, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer "+sim.Credentials().AccessToken)
		req.Header.Set("X-Idempotency-Key", s.name)
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, req)
		var v map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
			t.Fatalf("%s: %d %s", s.name, w.Code, w.Body)
		}
		return w.Code, v
	}
	body := string(s.body)
	if strings.Contains(body, liveToken) {
		number := map[bool]string{true: "5031433215406351", false: "5031755734530604"}[site == mpclient.MLB]
		_, token := call("POST /v1/card_tokens", fmt.Sprintf(`{"card_number":%q,"expiration_month":11,"expiration_year":2030,"security_code":"123","cardholder":{"name":"APRO"}}`, number))
		body = strings.ReplaceAll(body, liveToken, token["id"].(string))
	}
	status, v := call(s.kind().Route(), body)
	if status < 300 {
		return "ok"
	}
	if errs, is := v["errors"].([]any); is {
		return errs[0].(map[string]any)["code"].(string)
	}
	if causes, is := v["cause"].([]any); is && len(causes) > 0 {
		return fmt.Sprint(causes[0].(map[string]any)["code"])
	}
	if word, is := v["error"].(string); is {
		return word
	}
	return v["message"].(string)
}

// TestTheSimulatorAgrees sends every body to the simulator. It refuses with lint's first refusal and takes what lint
// does not refuse; a refusal that lint only warns of has to be one that lint calls unconfirmed.
func TestTheSimulatorAgrees(t *testing.T) {
	asked := 0
	for _, s := range samples(t) {
		if s.simulator == "-" {
			continue
		}
		asked++
		r := lint.Judge(s.body, s.options())
		site := r.Site
		if s.site != "" {
			site = s.site
		}
		if site == "" {
			t.Errorf("%s: no site", s.name)
			continue
		}
		got := answer(t, s, site)
		if got != s.simulator {
			t.Errorf("%s: the simulator answers %s, the table has %s", s.name, got, s.simulator)
		}
		first := r.First()
		switch {
		case got == "ok" && first != nil:
			t.Errorf("%s: the simulator takes what lint refuses: %s", s.name, brief(*first))
		case got == "ok":
		case first != nil && first.Code != got && first.Message != got:
			t.Errorf("%s: the simulator answers %s, lint %s", s.name, got, brief(*first))
		case first == nil && !slices.ContainsFunc(r.Faults, func(f lint.Fault) bool { return !f.Certain && (f.Code == got || f.Message == got) }):
			t.Errorf("%s: the simulator answers %s, lint nothing of the kind", s.name, got)
		}
	}
	if asked < 30 {
		t.Errorf("only %d bodies asked", asked)
	}
}
