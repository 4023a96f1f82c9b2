package mpclient

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/late"
)

// Card numbers are digit runs that pass the Luhn check, begin and are as long as those of the
// networks, and are written as people write them: in one piece or in the groups of the plastic.
// Everything else is an id and stays: payment ids have 10 to 12 digits, an application id 15 or 16,
// which is why it is known by the word before it.

// reAppID ends where a number that names an application begins.
var reAppID = late.Pattern(`(?i)(?:client|application|app)_?id["'\\]*\s*[=:]?\s*["'\\]*$`)

type group struct{ from, to int }

// maskCards hides the card numbers in s.
func maskCards(s string) string {
	v := viewOf(s)
	var spans []span
	for i := 0; i < len(v.b); {
		if !isDigit(v.b[i]) {
			i++
			continue
		}
		groups := digitGroups(v.b, i)
		end := groups[len(groups)-1].to
		for at := 0; at < len(groups); at++ {
			n := cardWindow(v.b, groups[at:])
			if n == 0 {
				continue
			}
			from, to := groups[at].from, groups[at+n-1].to
			if !(n == 1 && reAppID().Match(v.b[max(0, from-32):from])) {
				spans = append(spans, span{from, to, maskCard(onlyDigits(v.b[from:to]))})
			}
			at += n - 1
		}
		i = end
	}
	return v.with(spans)
}

// digitGroups reads the digit groups that start at i, each one separator from the next.
func digitGroups(b []byte, i int) []group {
	var out []group
	for {
		g := group{i, i}
		for g.to < len(b) && isDigit(b[g.to]) {
			g.to++
		}
		out = append(out, g)
		i = g.to + separated(b[g.to:])
		if i == g.to || i >= len(b) || !isDigit(b[i]) {
			return out
		}
	}
}

// separated is the length of what may stand between two groups: one sign, or white space of any kind
// and up to four of it.
func separated(b []byte) int {
	if len(b) > 0 && strings.IndexByte("-./_+", b[0]) >= 0 {
		return 1
	}
	n := 0
	for range 4 {
		r, size := utf8.DecodeRune(b[n:])
		if !unicode.IsSpace(r) {
			break
		}
		n += size
	}
	return n
}

// cardWindow tells how many of the leading groups make a card number, 0 when none do. Of several
// answers sixteen digits win, then the longest.
func cardWindow(b []byte, groups []group) int {
	total, best, allFours, small := 0, 0, true, true
	first := groups[0]
	for i, g := range groups {
		n := g.to - g.from
		if total += n; total > 19 {
			break
		}
		if i > 0 && string(b[groups[i-1].to:g.from]) != string(b[first.to:groups[1].from]) {
			break // mixed separators
		}
		small = small && n <= 4
		plastic := i == 0 || allFours && n <= 4 || small && strings.IndexByte("-./_+", b[first.to]) < 0 ||
			i == 2 && first.to-first.from == 4 && groups[1].to-groups[1].from == 6 && (n == 4 || n == 5)
		allFours = allFours && n == 4
		if total >= 13 && plastic && isCard(onlyDigits(b[first.from:g.to])) && !inWord(b, first.from, g.to, total) {
			if best = i + 1; total == 16 {
				break
			}
		}
	}
	return best
}

// inWord reports whether letters beside a number make it part of something else. A letter glued to a
// number of sixteen digits is a slip; between more letters and digits, as in a hash or an order's id,
// it is none.
func inWord(b []byte, from, to, digits int) bool {
	before, after := from, to
	for before > 0 && from-before < 32 && (isLetter(b[before-1]) || isDigit(b[before-1])) {
		before--
	}
	for after < len(b) && after-to < 32 && (isLetter(b[after]) || isDigit(b[after])) {
		after++
	}
	if before == from && after == to {
		return false
	}
	letters := func(part []byte) bool {
		return bytes.IndexFunc(part, func(r rune) bool { return !isLetter(byte(r)) }) < 0
	}
	return digits < 15 || from-before > 12 || after-to > 12 || !letters(b[before:from]) || !letters(b[to:after])
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func onlyDigits(b []byte) string {
	var out [32]byte
	n := 0
	for _, c := range b {
		if isDigit(c) && n < len(out) {
			out[n] = c
			n++
		}
	}
	return string(out[:n])
}

func isCard(d string) bool { return len(d) >= 13 && len(d) <= 19 && cardPrefix(d) && Luhn(d) }

func maskCard(d string) string {
	return d[:6] + strings.Repeat("*", len(d)-10) + d[len(d)-4:]
}

// cardPrefix keeps ids that happen to pass Luhn apart from cards: only the ranges of card
// networks (3, 4, 5, 6, 2221–2720) of the usual lengths are hidden.
func cardPrefix(d string) bool {
	switch d[0] {
	case '3':
		return len(d) == 14 || len(d) == 15 || len(d) == 16
	case '4', '5', '6':
		return len(d) >= 13
	case '2':
		return len(d) == 16 && d[:4] >= "2221" && d[:4] <= "2720"
	}
	return false
}

// Luhn tells whether a text is digits that end in the right check digit.
func Luhn(d string) bool {
	if d == "" {
		return false
	}
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		if !isDigit(d[i]) {
			return false
		}
		n := int(d[i] - '0')
		if double {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum, double = sum+n, !double
	}
	return sum%10 == 0
}

// HoldsCard tells whether a text holds what Redactor would hide as a card number.
func HoldsCard(s string) bool { return manyDigits(s) && maskCards(s) != s }
