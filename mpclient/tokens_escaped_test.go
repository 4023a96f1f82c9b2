package mpclient

import (
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

const escapable = "APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567"

// spellings write one token in the ways a page can hold it.
func spellings() map[string]string {
	every := func(s, form string) string { return strings.ReplaceAll(s, "-", form) }
	letters := func(format func(byte) string) string {
		var b strings.Builder
		for i := range len(escapable) {
			b.WriteString(format(escapable[i]))
		}
		return b.String()
	}
	const hex = "0123456789abcdef"
	two := func(c byte) string { return string(hex[c>>4]) + string(hex[c&15]) }
	return map[string]string{
		"plain": escapable, "JavaScript": every(escapable, `\u002d`), "capitals": every(escapable, `\u002D`), "twice": every(escapable, `\\u002d`), "hex": every(escapable, `\x2d`),
		"braces": every(escapable, `\u{2d}`), "backslash": every(escapable, `\-`), "entity": every(escapable, "&#45;"),
		"hex entity": every(escapable, "&#x2D;"), "entity twice": every(escapable, "&amp;#45;"), "address": every(escapable, "%2D"), "address twice": every(escapable, "%252d"),
		"low bar": strings.Replace(escapable, "_", "&lowbar;", 1), "escaped bar": strings.Replace(escapable, "_", `\u005f`, 1),
		"all hex": letters(func(c byte) string { return `\x` + two(c) }), "all JavaScript": letters(func(c byte) string { return `\u00` + two(c) }),
		"all entities": letters(func(c byte) string { return "&#x" + two(c) + ";" }), "all address": letters(func(c byte) string { return "%" + two(c) }),
	}
}

// TestOnePattern: page, source and shape check find the same tokens.
func TestOnePattern(t *testing.T) {
	for _, s := range []string{escapable, "TEST" + escapable[7:], strings.Replace(escapable, "-7012", "-U7012", 1), strings.Replace(escapable, "-7012", "__LA_LD__-7012", 1), strings.Replace("TEST"+escapable[7:], "-7012", "__LC_LA__-U7012", 1)} {
		text := []byte("x='" + s + "' " + s + "\n")
		plain, escaped := FindTokens(text), FindEscapedTokens(text, 0)
		if len(plain) != 2 || len(escaped) != 2 || string(text[plain[0][0]:plain[0][1]]) != s || escaped[1].Token.Reveal() != s || escaped[1].From != plain[1][0] {
			t.Errorf("%s: %v and %v", s, plain, escaped)
		}
		if got := InspectAccessToken(s); !got.OK() || got.Owner != 701234567 || got.Client != "1234567890123456" {
			t.Errorf("%s: %+v", s, got)
		}
		if got := NewRedactor().Text(string(text)); strings.Contains(got, "0123456789abcdef") {
			t.Errorf("%s is shown as %s", s, got)
		}
	}
}

func TestEscapedTokensAreFound(t *testing.T) {
	for name, s := range spellings() {
		got := FindEscapedTokens([]byte("a='"+s+"';"), 0)
		if len(got) != 1 || got[0].Token.Reveal() != escapable || got[0].From != 3 || got[0].To != 3+len(s) {
			t.Errorf("%s: %d found in %s", name, len(got), s)
		}
	}
	for _, s := range []string{"", "APP", "TEST-", "APP_USR-01234567-89ab-cdef-0123-456789abcdef", `APP_USR\u002d01234567\u002d89ab\u002dcdef\u002d0123\u002d456789abcdef`, `\u004`, "&#", "%2", `\u{`, "&#x41",
		escapable[:len(escapable)-9], "APP_USR-123-112018-0123456789abcdef0123456789abcdef-1", "app_usr" + escapable[7:]} {
		if got := FindEscapedTokens([]byte(s), 0); len(got) != 0 {
			t.Errorf("%q holds %d tokens", s, len(got))
		}
	}
	if got := FindEscapedTokens([]byte(strings.Repeat(escapable+" ", 50)), 20); len(got) != 20 {
		t.Errorf("%d of at most 20", len(got))
	}
}

func TestEscapedTokensAreRedacted(t *testing.T) {
	r := NewRedactor()
	for name, s := range spellings() {
		got := r.Text("x = " + s + " // end")
		if len(FindEscapedTokens([]byte(got), 0)) != 0 || strings.Contains(got, s[len(s)/3:2*len(s)/3]) || !strings.HasSuffix(got, " // end") {
			t.Errorf("%s became %s", name, got)
		}
		if again := r.Text(got); again != got {
			t.Errorf("%s: a second look makes %s of %s", name, again, got)
		}
	}
	if got := r.Text("1\n//# sourceMappingURL=data:application/json;base64,QVBQX1VTUg==\n2"); got != "1\n//# sourceMappingURL=data:…\n2" {
		t.Errorf("a source map inside became %s", got)
	}
	for _, s := range []string{`C:\APP\TEST`, "100%25 TEST", "&amp; APP_USR", "https://a.example/?q=%41%42"} {
		if got := r.Text(s); got != s {
			t.Errorf("%s became %s", s, got)
		}
	}
}

// FuzzEscapedTokens: every plain token is found, and nothing redacted still holds one.
func FuzzEscapedTokens(f *testing.F) {
	for _, s := range spellings() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		defer limitstest.Bounded(t, 4*len(s))()
		if len(FindTokens([]byte(s))) > 0 && len(FindEscapedTokens([]byte(s), 0)) == 0 {
			t.Fatalf("lost the token in %q", s)
		}
		for _, x := range FindEscapedTokens([]byte(s), 0) {
			if x.From < 0 || x.To <= x.From || x.To > len(s) || len(FindTokens([]byte(x.Token.Reveal()))) != 1 {
				t.Fatalf("%+v in %q", x, s)
			}
		}
		if got := NewRedactor().Text(s); len(FindEscapedTokens([]byte(got), 0)) > 0 {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
