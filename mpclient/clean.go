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
	s = strings.TrimSpace(s)
	if limit > 0 && utf8.RuneCountInString(s) > limit {
		rs := []rune(s)
		s = strings.TrimSpace(string(rs[:limit-1])) + "…"
	}
	return s
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}

// hidden tells runes that change how other text is read or take no room: bidi controls, line
// separators, zero-width, tag and private use characters stay out of terminals.
func hidden(r rune) bool {
	switch {
	case r == 0x200d: // joins emoji; harmless
		return false
	case r >= 0x600 && r <= 0x605, r == 0x6dd, r == 0x70f, r == 0x8e2: // visible number and verse signs
		return false
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0: // Hangul fillers: letters nobody sees
		return true
	case r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}
