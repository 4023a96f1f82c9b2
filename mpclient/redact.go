package mpclient

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/late"
)

// Redactor takes secrets and personal data out of everything that enters the program. It works by
// pattern (tokens, e-mails, card numbers, documents), by JSON key and by the literal secrets it
// was told. What it leaves keeps presence and type visible: an e-mail stays an e-mail.
type Redactor struct {
	mu       sync.RWMutex
	literals []literal
}

type literal struct{ text, mask string }

// NewRedactor makes a redactor that also removes the given secrets wherever they appear.
func NewRedactor(secrets ...Secret) *Redactor {
	r := &Redactor{}
	for _, s := range secrets {
		r.Add(s)
	}
	return r
}

// Add tells the redactor about one more secret. Values shorter than eight characters are ignored:
// replacing them would tear other text apart.
func (r *Redactor) Add(s Secret) {
	v := Clean(strings.TrimSpace(s.Reveal())) // text is cleaned before it is searched
	if len(v) < 8 {
		return
	}
	mask := Secret(v).Mask()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, form := range []string{v, strings.ReplaceAll(v, " ", "+"), url.QueryEscape(v)} {
		if !slices.Contains(r.literals, literal{form, mask}) {
			r.literals = append(r.literals, literal{form, mask})
		}
	}
	slices.SortStableFunc(r.literals, func(a, b literal) int { return len(b.text) - len(a.text) })
}

var (
	reTop   = late.Pattern(`^[\pL\pN.\-]{1,190}\.\pL{2,24}`)    // what follows the @ of an address
	reImage = late.Pattern(`(?i)\.(?:png|jpe?g|gif|svg|webp)$`) // logo@2x.png is no address
	reUser  = late.Pattern(`(://)[^/\s@"'<>]+@`)
	reGrant = late.Pattern(`TG-[0-9a-fA-F]{24}-\d+`)
	reDoc   = late.Pattern(`\b(?:\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}|\d{1,2}\.\d{3}\.\d{3}-[\dkK]|\d{2}-\d{8}-\d)\b`)
	reSig   = late.Pattern(`(?i)(\bv1=)[0-9a-f]{64}`)
)

// Text redacts free text and cleans it for terminals. It cleans first: a dropped character in the
// middle of a token would otherwise hide the token from the patterns and then give it back whole.
func (r *Redactor) Text(s string) string {
	if s == "" {
		return s
	}
	s = Clean(s)
	// One replacement may lay bare another, so passes go on until nothing changes.
	for range 8 {
		next := r.pass(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// pass applies each pattern once. The cheap test before each keeps plain values fast.
func (r *Redactor) pass(s string) string {
	s = r.maskLiterals(s)
	s = maskTokens(s)
	if strings.Contains(s, "TG-") {
		s = reGrant().ReplaceAllStringFunc(s, func(t string) string { return Secret(t).Mask() })
	}
	if holdsAny(s, "v1=") {
		s = reSig().ReplaceAllString(s, "${1}"+stars)
	}
	s = maskShapes(s)
	s = maskNamed(s)
	if at := strings.Contains(s, "@"); at || strings.Contains(s, "%40") {
		if at {
			s = reUser().ReplaceAllString(s, "${1}***@")
		}
		s = maskMails(s)
	}
	if manyDigits(s) {
		if documentLike(s) {
			s = reDoc().ReplaceAllString(s, "***")
		}
		s = maskCards(s)
	}
	return s
}

// maskLiterals hides the secrets the redactor was told of, as they are and behind escapes.
func (r *Redactor) maskLiterals(s string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if len(r.literals) == 0 {
		return s
	}
	for _, l := range r.literals {
		s = strings.ReplaceAll(s, l.text, l.mask)
	}
	if !strings.ContainsAny(s, `\%&`) {
		return s
	}
	for _, l := range r.literals {
		v := viewOf(s)
		var spans []span
		for at := 0; ; {
			i := bytes.Index(v.b[at:], []byte(l.text))
			if i < 0 {
				break
			}
			spans = append(spans, span{at + i, at + i + len(l.text), l.mask})
			at += i + len(l.text)
		}
		s = v.with(spans)
	}
	return s
}

// holdsAny looks for words in any case; words are given in lower case.
func holdsAny(s string, words ...string) bool {
	for _, w := range words {
		for i := 0; i+len(w) <= len(s); i++ {
			if s[i]|0x20 == w[0] && strings.EqualFold(s[i:i+len(w)], w) {
				return true
			}
		}
	}
	return false
}

// documentLike looks for the end all written documents share: a separator, three, four or eight
// digits, a dash, the check digit. Dates have none.
func documentLike(s string) bool {
	run := 0
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			run++
			continue
		}
		if s[i] == '-' && i > run {
			switch before := s[i-run-1]; {
			case before == '.' && run == 3, before == '/' && run == 4, before == '-' && run == 8:
				return true
			}
		}
		run = 0
	}
	return false
}

func manyDigits(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			if n++; n >= 8 {
				return true
			}
		}
	}
	return false
}

// maxLocal is how far before its sign an address may begin; 64 is the standard's limit, and escaped
// letters take three times their room.
const maxLocal = 4 * 64

// maskMails keeps the first letter and the domain of addresses: an address stays recognisable as
// one, and as a test user's.
func maskMails(s string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		sign := 0
		switch {
		case s[i] == '@':
			sign = 1
		case strings.HasPrefix(s[i:], "%40"):
			sign = 3
		default:
			continue
		}
		if i+sign == len(s) || !isName(s[i+sign]) {
			continue
		}
		domain := reTop().FindString(s[i+sign : min(len(s), i+sign+256)])
		if domain == "" || reImage().MatchString(domain) {
			continue
		}
		from := i
		for from > max(done, i-maxLocal) {
			r, n := utf8.DecodeLastRuneInString(s[done:from])
			if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("._%+-", r) {
				break
			}
			from -= n
		}
		if from == i {
			continue
		}
		_, n := utf8.DecodeRuneInString(s[from:])
		b.WriteString(s[done:from+n] + "***")
		done = i
	}
	return b.String() + s[done:]
}
