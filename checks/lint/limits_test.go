package lint_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
)

// limitValue reads a value of the table.
func limitValue(t *testing.T, s string) any {
	t.Helper()
	form, rest, _ := strings.Cut(s, ":")
	n, _ := strconv.Atoi(rest)
	switch form {
	case "text":
		return strings.Repeat("x", n)
	case "url":
		const start = "https://loja.com.br/"
		return start + strings.Repeat("x", n-len(start))
	case "email":
		const end = "@example.com"
		return strings.Repeat("x", n-len(end)) + end
	case "in":
		d, err := time.ParseDuration(rest)
		if err != nil {
			t.Fatal(err)
		}
		return noon.Add(d).Format("2006-01-02T15:04:05.000-07:00")
	}
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return json.RawMessage(s)
}

// put sets a value in a decoded body; names that are not there are made.
func put(at any, path string, v any) any {
	name, rest, deep := strings.Cut(path, ".")
	name, index, isList := strings.Cut(name, "[")
	m, _ := at.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	switch {
	case isList:
		list, _ := m[name].([]any)
		i, _ := strconv.Atoi(strings.TrimSuffix(index, "]"))
		for len(list) <= i {
			list = append(list, map[string]any{})
		}
		list[i] = put(list[i], rest, v)
		m[name] = list
	case deep:
		m[name] = put(m[name], rest, v)
	default:
		m[name] = v
	}
	return m
}

// TestLimits puts a value on each side of every limit of the table: linter and simulator have to draw the line there.
func TestLimits(t *testing.T) {
	raw, err := os.ReadFile("../../mpclient/testdata/names/limits.tsv")
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]sample{}
	for _, s := range samples(t) {
		bodies[s.name] = s
	}
	rows := 0
	for line := range strings.Lines(string(raw)) {
		if line[0] == '#' {
			continue
		}
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) != 7 {
			t.Fatalf("%d columns in %q", len(c), line)
		}
		rows++
		path, seen, other := strings.Cut(c[1], ">")
		if !other {
			seen = path
		}
		says, answers := strings.SplitN(c[4], "/", 2), strings.SplitN(c[5], "/", 2)
		for i, value := range c[2:4] {
			s, found := bodies[c[0]]
			if !found {
				t.Fatalf("no body %s", c[0])
			}
			var at any
			if err := json.Unmarshal(s.body, &at); err != nil {
				t.Fatal(err)
			}
			v := limitValue(t, value)
			if s.body, err = json.Marshal(put(at, path, v)); err != nil {
				t.Fatal(err)
			}
			s.site = siteOf(s)
			r := lint.Judge(s.body, s.options())
			var got []string
			for _, f := range r.Faults {
				if f.Path == seen {
					got = append(got, map[lint.Severity]string{lint.Refused: "R ", lint.Warning: "W ", lint.Advice: "A "}[f.Severity]+f.Text.Key)
				}
			}
			if want := says[i]; want == "-" && len(got) > 0 || want != "-" && !slices.Contains(got, want) {
				t.Errorf("%s %s = %s: the linter says %q, want %s", c[0], path, value, got, want)
			}
			if got := answer(t, s, s.site); got != answers[i] {
				t.Errorf("%s %s = %s: the simulator answers %s, want %s", c[0], path, value, got, answers[i])
			}
		}
	}
	if rows < 40 {
		t.Errorf("only %d limits", rows)
	}
}

// siteOf is the site a body of testdata was written for.
func siteOf(s sample) mpclient.SiteID {
	if s.site != "" {
		return s.site
	}
	name := strings.ToUpper(s.name[strings.LastIndexByte(s.name, '_')+1:])
	if _, ok := mpclient.SiteByID(mpclient.SiteID(name)); ok {
		return mpclient.SiteID(name)
	}
	return mpclient.MLB
}
