package mpclient

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from outside safe for a terminal: control characters, escape sequences,
// bidirectional overrides and invalid bytes become visible replacements. Newlines and tabs
// stay; carriage returns are dropped.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteRune('\uFFFD')
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r == '\r':
		case r < 0x20:
			b.WriteRune(0x2400 + r) // control pictures: ESC shows as ␛
		case r == 0x7f:
			b.WriteRune('␡')
		case r >= 0x80 && r < 0xa0, hidden(r):
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// CleanLine is Clean for one line: newlines and tabs become spaces and the text is cut to at most
// limit runes.
func CleanLine(s string, limit int) string {
	s = Clean(s)
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, s)
	if limit > 0 && utf8.RuneCountInString(s) > limit {
		rs := []rune(s)
		s = string(rs[:limit-1]) + "…"
	}
	return strings.TrimSpace(s)
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}

// hidden tells runes that change how other text is read: bidi controls, line separators,
// zero-width and tag characters, private use and unassigned ones stay out of terminals.
func hidden(r rune) bool {
	switch {
	case r == 0x200d: // joins emoji; harmless
		return false
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r == 0xfeff, r == 0x061c, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Co, r)
}
