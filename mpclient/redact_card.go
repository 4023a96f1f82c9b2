package mpclient

import (
	"strings"

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
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			i++
			continue
		}
		groups := digitGroups(s, i)
		end := groups[len(groups)-1].to
		for at := 0; at < len(groups); at++ {
			n := cardWindow(s, groups[at:])
			if n == 0 {
				continue
			}
			from, to := groups[at].from, groups[at+n-1].to
			if !(n == 1 && reAppID().MatchString(s[max(0, from-32):from])) {
				b.WriteString(s[done:from])
				b.WriteString(maskCard(onlyDigits(s[from:to])))
				done = to
			}
			at += n - 1
		}
		i = end
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// digitGroups reads the digit groups that start at i, each one separator from the next.
func digitGroups(s string, i int) []group {
	var out []group
	for {
		g := group{i, i}
		for g.to < len(s) && isDigit(s[g.to]) {
			g.to++
		}
		out = append(out, g)
		if g.to+1 >= len(s) || !strings.ContainsRune(" -.", rune(s[g.to])) || !isDigit(s[g.to+1]) {
			return out
		}
		i = g.to + 1
	}
}

// cardWindow tells how many of the leading groups make a card number, 0 when none do. Of several
// answers sixteen digits win, then the longest.
func cardWindow(s string, groups []group) int {
	if letterBefore(s, groups[0].from) {
		return 0
	}
	total, best, allFours, small := 0, 0, true, true
	for i, g := range groups {
		n := g.to - g.from
		if total += n; total > 19 {
			break
		}
		if i > 0 && s[g.from-1] != s[groups[0].to] {
			break // mixed separators
		}
		small = small && n <= 4
		plastic := i == 0 || allFours && n <= 4 || small && s[groups[0].to] == ' ' ||
			i == 2 && groups[0].to-groups[0].from == 4 && groups[1].to-groups[1].from == 6 && (n == 4 || n == 5)
		allFours = allFours && n == 4
		if total >= 13 && plastic && !letterAfter(s, g.to) && isCard(onlyDigits(s[groups[0].from:g.to])) {
			if best = i + 1; total == 16 {
				break
			}
		}
	}
	return best
}

func letterBefore(s string, i int) bool { return i > 0 && isLetter(s[i-1]) }
func letterAfter(s string, i int) bool  { return i < len(s) && isLetter(s[i]) }

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
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
