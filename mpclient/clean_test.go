package mpclient

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":               {"Não há cobrança\n\tsí ✓ 日本", "Não há cobrança\n\tsí ✓ 日本"},
		"escape":              {"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		"OSC with bell":       {"\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"},
		"OSC with ST":         {"\x1b]8;;https://evil\x1b\\x", "␛]8;;https://evil␛\\x"},
		"C1 introducer":       {"\u009b2J\u0085\u0090", "\ufffd2J\ufffd\ufffd"},
		"C1 as a bare byte":   {"a\x9b2J", "a\ufffd2J"},
		"return":              {"ok\rEVIL\r\n", "okEVIL\n"},
		"backspace, null":     {"a\b\x00", "a␈␀"},
		"delete":              {"a\x7f", "a␡"},
		"bidi override":       {"\u202egnp.exe\u202c", "\ufffdgnp.exe\ufffd"},
		"bidi isolates":       {"\u2066a\u2069\u200f\u061c", "\ufffda\ufffd\ufffd\ufffd"},
		"byte order mark":     {"\ufeffx", "\ufffdx"},
		"zero width":          {"a\u200bb\u2060c\u00add\u180ee", "a\ufffdb\ufffdc\ufffdd\ufffde"},
		"joined emoji stays":  {"👩\u200d💻 ☎\ufe0f", "👩\u200d💻 ☎\ufe0f"},
		"line separators":     {"a\u2028b\u2029", "a\ufffdb\ufffd"},
		"tags":                {"a\U000e0041", "a\ufffd"},
		"annotation":          {"a\ufff9b", "a\ufffdb"},
		"private use":         {"\ue000\U000f0000", "\ufffd\ufffd"},
		"invisible letter":    {"a\u3164b", "a\ufffdb"},
		"invalid UTF-8":       {"a\xff\xc3(\xed\xa0\x80", "a\ufffd\ufffd(\ufffd\ufffd\ufffd"},
		"replacement stays":   {"\ufffd", "\ufffd"},
		"combining marks":     {"e\u0301", "e\u0301"},
		"arabic number signs": {"\u0600", "\u0600"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestCleanLine(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"a\nb\tc", 0, "a b c"},
		{"  a  ", 1, "a"},
		{"ação", 4, "ação"},
		{"ações", 4, "açõ…"},
		{"日本語", 2, "日…"},
		{"abc", 1, "…"},
		{"ab cd", 4, "ab…"},
		{"\n\n", 5, ""},
		{"", 5, ""},
		{esc + "[2J", 10, "␛[2J"},
	} {
		if got := CleanLine(c.in, c.limit); got != c.want {
			t.Errorf("CleanLine(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\x1b[2J", "\u202e", "\xff", "a\r\nb", "👩\u200d💻", "\u009b", "\ufeff"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		defer limitstest.Bounded(t, 4*len(s))()
		got := Clean(s)
		if !utf8.ValidString(got) || Clean(got) != got {
			t.Errorf("Clean(%q) = %q, and of that %q", s, got, Clean(got))
		}
		for _, r := range got {
			if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0xfeff {
				t.Errorf("Clean(%q) keeps %U", s, r)
			}
		}
		line := CleanLine(s, limit)
		if strings.ContainsAny(line, "\n\t\x1b") || limit > 0 && utf8.RuneCountInString(line) > limit {
			t.Errorf("CleanLine(%q, %d) = %q", s, limit, line)
		}
	})
}
