// Package lang holds every text a person reads, in Portuguese (Brazil), Spanish and English,
// and renders message keys. Requirement ids, JSON keys and exit codes are never translated.
// A key without a text comes back as it is; tests see to it that none is.
package lang

import (
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

// Lang is a language of the program.
type Lang string

// The languages.
const (
	PT Lang = "pt"
	ES Lang = "es"
	EN Lang = "en"
)

// All lists the languages in the order the language switch follows.
var All = []Lang{PT, ES, EN}

// Parse reads a language from a flag, a configuration or a locale such as pt_BR.UTF-8.
func Parse(s string) (Lang, bool) {
	s, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(s)), ".")
	s, _, _ = strings.Cut(strings.ReplaceAll(s, "-", "_"), "_")
	l := Lang(s)
	return l, slices.Contains(All, l)
}

// Next is the following language in the switch.
func (l Lang) Next() Lang { return All[(slices.Index(All, l)+1)%len(All)] }

// yeses are how a person agrees, the letter first. "sim" and "sí" share theirs; beside that nothing that agrees in one language
// does in another, so that no key pressed out of habit sends anything.
var yeses = map[Lang][]string{PT: {"s", "sim"}, ES: {"s", "sí", "si"}, EN: {"y", "yes"}}

// Yes is the letter that agrees.
func (l Lang) Yes() string { return yeses[l][0] }

// IsYes reports whether a key, or a line of nothing else, is that letter, small or large.
func (l Lang) IsYes(key string) bool { return key == l.Yes() || key == strings.ToUpper(l.Yes()) }

// Agrees reports whether a typed line is a yes: the letter or a word.
func (l Lang) Agrees(line string) bool {
	return slices.Contains(yeses[l], strings.ToLower(strings.TrimSpace(line)))
}

// Has reports whether a key is in the catalogue.
func Has(key string) bool { _, ok := EN.find(key); return ok }

// Text renders a message.
func (l Lang) Text(t checks.Text) string {
	if t.IsZero() {
		return ""
	}
	return l.S(t.Key, t.Args...)
}

// S renders a key with name, value pairs. "{name}" takes the value; "{n|one|many}" chooses by the
// number in n, and only 1 takes the first form (people write "0 itens"); a value "@key" is a text of its own,
// "@date:2006-01-02" a date, "@money:BRL 0.50" an amount.
func (l Lang) S(key string, args ...string) string {
	if key == "raw" && len(args) > 1 {
		return args[1]
	}
	s, ok := l.find(key)
	if !ok {
		return key
	}
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	return l.expand(s, args)
}

func (l Lang) expand(s string, args []string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '}')
		if end < 0 {
			break
		}
		b.WriteString(s[:open])
		b.WriteString(l.value(s[open+1:open+end], args))
		s = s[open+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

func (l Lang) value(spec string, args []string) string {
	name, forms, plural := strings.Cut(spec, "|")
	v, ok := "", false
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			v, ok = args[i+1], true
		}
	}
	if !ok {
		return "{" + spec + "}"
	}
	if plural {
		one, many, _ := strings.Cut(forms, "|")
		if v == "1" {
			return one
		}
		return many
	}
	return l.arg(v)
}

// arg renders an argument: text keys and dates have a language too.
func (l Lang) arg(v string) string {
	switch {
	case strings.HasPrefix(v, "@date:"):
		return l.Day(v[len("@date:"):])
	case strings.HasPrefix(v, "@money:"):
		return l.Money(v[len("@money:"):])
	case strings.HasPrefix(v, "@"):
		if s, ok := l.find(v[1:]); ok {
			return s
		}
		return v[1:]
	}
	return v
}

// Moment writes a day and its time as the language does, to the minute.
func (l Lang) Moment(at time.Time) string { return l.Date(at) + " " + at.Format("15:04") }

// Day writes a day of the form 2006-01-02 as the language does; what is none comes back as it is.
func (l Lang) Day(iso string) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return l.Date(at)
}

// Date writes a day as the language does.
func (l Lang) Date(at time.Time) string {
	if l == EN {
		return at.Format("2 Jan 2006")
	}
	return at.Format("02/01/2006")
}
