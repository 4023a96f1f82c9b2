package mpclient

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient/late"
)

// TokenSpan is an access token inside other text, as it reads once escapes are undone.
type TokenSpan struct {
	From, To int // bytes of the text it takes, escapes included
	Token    Secret
}

// FindEscapedTokens finds access tokens written plainly or with the escapes of a page: JavaScript
// (\u002d, \x2d, \u{2d}), HTML (&#45;, &#x2d;, &lowbar;) and addresses (%2D), each also escaped
// once more. At most limit are returned; 0 is no limit.
func FindEscapedTokens(text []byte, limit int) []TokenSpan {
	var out []TokenSpan
	for _, start := range tokenStarts {
		for at, n := 0, 0; limit == 0 || n < limit; {
			i := bytes.Index(text[at:], start)
			if i < 0 {
				break
			}
			at += i
			tok, size := tokenAt(text[at:])
			if tok == "" {
				at += len(start)
				continue
			}
			out = append(out, TokenSpan{at, at + size, tok})
			at, n = at+size, n+1
		}
	}
	slices.SortFunc(out, func(a, b TokenSpan) int { return cmp.Compare(a.From, b.From) })
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out
}

// tokenStarts are the beginnings a token can have: its first letter plain or escaped.
var tokenStarts = func() (out [][]byte) {
	for _, s := range []string{"APP", "TEST", `\x41`, `\u0041`, `\u{41}`, "&#65", "&#x41", "%41", `\x54`, `\u0054`, `\u{54}`, "&#84", "&#x54", "%54"} {
		out = append(out, []byte(s))
	}
	return out
}()

// tokenAt reads a token of the shape of reTokenAnywhere from the beginning of b, undoing escapes on
// the way.
func tokenAt(b []byte) (Secret, int) {
	var got [96]byte
	n, at := 0, 0
	take := func(ok func(byte) bool) bool {
		if at >= len(b) || n == len(got) {
			return false
		}
		c, size := unescape(b[at:])
		if !ok(c) {
			return false
		}
		got[n] = c
		n, at = n+1, at+size
		return true
	}
	word := func(s string) bool {
		for i := range len(s) {
			if !take(func(c byte) bool { return c == s[i] }) {
				return false
			}
		}
		return true
	}
	run := func(least, most int, ok func(byte) bool) bool {
		i := 0
		for i < most && take(ok) {
			i++
		}
		return i >= least
	}
	prefix := "APP_USR-"
	if c, _ := unescape(b); c == 'T' {
		prefix = "TEST-"
	}
	if !word(prefix) || !run(10, 20, isDigit) || !word("-") || !run(6, 6, isDigit) || !word("-") || !run(32, 32, isHex) || !word("-") {
		return "", 0
	}
	take(func(c byte) bool { return c == 'U' })
	if !run(1, 12, isDigit) {
		return "", 0
	}
	return Secret(got[:n]), at
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// unescape reads one character and how many bytes it takes; what is no escape is itself.
func unescape(b []byte) (byte, int) {
	switch b[0] {
	case '\\':
		k := 1
		for k < len(b) && k < 4 && b[k] == '\\' {
			k++
		}
		if k == len(b) {
			break
		}
		switch {
		case b[k] == 'x' && len(b) >= k+3:
			if v, n := number(b[k+1:k+3], 16); n == 2 {
				return byte(v), k + 3
			}
		case b[k] == 'u' && len(b) > k+2 && b[k+1] == '{':
			if v, n := number(b[k+2:min(len(b), k+8)], 16); n > 0 && v < 0x80 && k+2+n < len(b) && b[k+2+n] == '}' {
				return byte(v), k + 3 + n
			}
		case b[k] == 'u' && len(b) >= k+5:
			if v, n := number(b[k+1:k+5], 16); n == 4 && v < 0x80 {
				return byte(v), k + 5
			}
		case b[k] == '-' || b[k] == '_':
			return b[k], k + 1
		}
	case '%':
		k := 1
		for range 3 {
			if len(b) >= k+4 && b[k] == '2' && b[k+1] == '5' {
				if _, n := number(b[k+2:k+4], 16); n == 2 {
					k += 2
				}
			}
		}
		if len(b) >= k+2 {
			if v, n := number(b[k:k+2], 16); n == 2 {
				return byte(v), k + 2
			}
		}
	case '&':
		k := 1
		for range 3 {
			if bytes.HasPrefix(b[k:], []byte("amp;")) {
				k += 4
			}
		}
		rest := b[k:min(len(b), k+12)]
		if bytes.HasPrefix(rest, []byte("lowbar;")) {
			return '_', k + 7
		}
		if len(rest) < 3 || rest[0] != '#' {
			break
		}
		base, digits := 10, 1
		if rest[1]|0x20 == 'x' {
			base, digits = 16, 2
		}
		v, n := number(rest[digits:], base)
		if n == 0 || v >= 0x80 {
			break
		}
		end := digits + n
		if end < len(rest) && rest[end] == ';' {
			end++
		}
		return byte(v), k + end
	}
	return b[0], 1
}

// number reads the digits b begins with, and how many they are.
func number(b []byte, base int) (v, n int) {
	for _, c := range b {
		d := 0
		switch {
		case isDigit(c):
			d = int(c - '0')
		case base == 16 && isHex(c):
			d = int(c|0x20-'a') + 10
		default:
			return v, n
		}
		v, n = min(v*base+d, 1<<20), n+1
	}
	return v, n
}

// reInlineMap is a source map written into a script: encoded, it hides sources and what stands in them.
var reInlineMap = late.Pattern(`(sourceMappingURL=data:)[^\s"'*]+`)

// maskEscaped removes what the plain patterns cannot see.
func maskEscaped(s string) string {
	if strings.Contains(s, "sourceMappingURL=data:") {
		s = reInlineMap().ReplaceAllString(s, "${1}…")
	}
	if !strings.ContainsAny(s, `\%&`) {
		return s
	}
	var b strings.Builder
	done := 0
	for _, t := range FindEscapedTokens([]byte(s), 0) {
		if t.From < done {
			continue
		}
		b.WriteString(s[done:t.From] + t.Token.Mask())
		done = t.To
	}
	return b.String() + s[done:]
}
