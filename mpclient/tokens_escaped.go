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
			tok, size := tokenAt(text[at:], true)
			if size == 0 {
				at += len(start)
				continue
			}
			out = append(out, TokenSpan{at, at + size, tok.text})
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

// token is what the one reader of access tokens found.
type token struct {
	text   Secret
	prefix string // APP_USR or TEST
	client string // the application
	owner  string // the account's digits
	usual  bool   // lower-case hex and an account of five digits or more, as every issued one has
}

// tokenAt is the one pattern for access tokens: page, source, shape check and redactor all ask it.
// A token is PREFIX-application-MMDDhh-hex-account. Older ones carry a marker behind the hex
// (…__LA_LD__-account), others a U before the account. It reads from the beginning of b, undoing
// escapes on the way if asked to; size is 0 where no token begins.
func tokenAt(b []byte, escaped bool) (tok token, size int) {
	var got [128]byte
	n, at := 0, 0
	take := func(ok func(byte) bool) bool {
		if at >= len(b) || n == len(got) {
			return false
		}
		c, size := b[at], 1
		if escaped {
			c, size = unescape(b[at:])
		}
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
	run := func(least, most int, ok func(byte) bool) (string, bool) {
		from, i := n, 0
		for i < most && take(ok) {
			i++
		}
		return string(got[from:n]), i >= least
	}
	tok.prefix = "APP_USR"
	if len(b) == 0 {
		return token{}, 0
	} else if c, _ := unescape(b); c == 'T' {
		tok.prefix = "TEST"
	}
	if !word(tok.prefix) || !word("-") {
		return token{}, 0
	}
	var ok bool
	if tok.client, ok = run(10, 20, isDigit); !ok || !word("-") {
		return token{}, 0
	}
	if _, ok = run(6, 6, isDigit); !ok || !word("-") {
		return token{}, 0
	}
	hex, ok := run(32, 32, isHex)
	if !ok {
		return token{}, 0
	}
	if m, _ := run(0, 24, func(c byte) bool { return c == '_' || c >= 'A' && c <= 'Z' }); m != "" && !isMarker(m) {
		return token{}, 0
	}
	if !word("-") {
		return token{}, 0
	}
	take(func(c byte) bool { return c == 'U' })
	if tok.owner, ok = run(1, 12, isDigit); !ok {
		return token{}, 0
	}
	tok.text, tok.usual = Secret(got[:n]), hex == strings.ToLower(hex) && len(tok.owner) >= 5
	return tok, at
}

// isMarker reports whether s is what older tokens carry before the account: __LA_LD__, __LC_LA__
// and the like.
func isMarker(s string) bool {
	return len(s) > 4 && strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__") && s[2] != '_'
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// noBreak is the space that text processors put between the groups of a number.
const noBreak = 0xa0

// entities are the names of markup for what stands in and around names and values.
var entities = []struct {
	name string
	is   byte
}{{"lowbar;", '_'}, {"quot;", '"'}, {"apos;", '\''}, {"lt;", '<'}, {"gt;", '>'}, {"equals;", '='}, {"colon;", ':'}, {"nbsp;", ' '}, {"amp;", '&'}}

// unescape reads one character and how many bytes it takes; what is no escape is itself.
func unescape(b []byte) (byte, int) {
	size := 1
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
			v, n := number(b[k+1:k+5], 16)
			if v == noBreak {
				v = ' '
			}
			if n == 4 && v < 0x80 {
				return byte(v), k + 5
			}
		case strings.IndexByte(`-_"'/=:&`, b[k]) >= 0:
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
		size = k
		rest := b[k:min(len(b), k+12)]
		for _, e := range entities {
			if bytes.HasPrefix(rest, []byte(e.name)) {
				return e.is, k + len(e.name)
			}
		}
		if len(rest) < 3 || rest[0] != '#' {
			break
		}
		base, digits := 10, 1
		if rest[1]|0x20 == 'x' {
			base, digits = 16, 2
		}
		v, n := number(rest[digits:], base)
		if v == noBreak {
			v = ' '
		}
		if n == 0 || v >= 0x80 {
			break
		}
		end := digits + n
		if end < len(rest) && rest[end] == ';' {
			end++
		}
		return byte(v), k + end
	}
	return b[0], size
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

// maskTokens hides access tokens, and what may hold them where no pattern looks.
func maskTokens(s string) string {
	if strings.Contains(s, "sourceMappingURL=data:") {
		s = reInlineMap().ReplaceAllString(s, "${1}…")
	}
	if !strings.ContainsAny(s, `\%&`) && !strings.Contains(s, "APP_USR-") && !strings.Contains(s, "TEST-") {
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
