package source

import (
	"bytes"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// finder looks for credentials in text.
type finder struct{ known []string }

func newFinder(known []mpclient.Secret) *finder {
	f := &finder{}
	for _, k := range known {
		// Shorter values would be found in innocent text.
		if v := strings.TrimSpace(k.Reveal()); len(v) >= 24 {
			f.known = append(f.known, v)
		}
	}
	return f
}

// reSecret is a secret signature beside a name that says so. 64 hex digits alone may be any hash.
var reSecret = late.Pattern(`(?i)\b(?:[a-z_]*(?:webhook|mp|mercado_?pago)[a-z_]*_?(?:secret|signature_key|secret_key)|(?:webhook|mp|mercado_?pago)\w*assinatura\w*|clave_secreta)["']?\s*(?::|=>|=|,|\()\s*["'` + "`" + `]?([0-9a-f]{64})\b`)

// hit is a credential with its text, which goes no further than telling two of them apart: the masks
// of one account's tokens are all alike.
type hit struct {
	checks.SourceToken
	text string
}

func tokensOf(hits []hit) []checks.SourceToken {
	var out []checks.SourceToken
	for _, h := range hits {
		out = append(out, h.SourceToken)
	}
	return out
}

// tokens finds what may open the account in a text that is at hand: access tokens by their shape,
// secret signatures beside their name, and whatever the settings hold. Obvious samples are left out.
func (f *finder) tokens(b []byte, file string) []hit {
	s := f.sifter(file)
	s.look(b, 0, len(b))
	return s.out
}

func (f *finder) is(text string) bool {
	for _, k := range f.known {
		if k == text {
			return true
		}
	}
	return false
}

func lineAt(b []byte, at int) int { return bytes.Count(b[:at], []byte("\n")) + 1 }

// hexRun is the cheap test before the pattern: 64 hex digits in a row. It looks at every 64th byte
// and widens only where that is a digit.
func hexRun(b []byte) bool {
	for i := 63; i < len(b); i += 64 {
		if !hexDigit(b[i]) {
			continue
		}
		from, to := i, i
		for from > 0 && hexDigit(b[from-1]) {
			from--
		}
		for to+1 < len(b) && hexDigit(b[to+1]) {
			to++
		}
		if to-from+1 >= 64 {
			return true
		}
		i = max(i, to)
	}
	return false
}

func hexDigit(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' }

// placeholder tells made-up credentials of documents and tests: nobody's random digits count up or
// consist of a handful of characters.
func placeholder(text string) bool {
	long := text
	if i := strings.IndexByte(text, '-'); i > 0 {
		for part := range strings.SplitSeq(text, "-") {
			if len(part) == 32 {
				long = part
			}
		}
	}
	var used [256]bool
	n := 0
	for i := range len(long) {
		if !used[long[i]] {
			used[long[i]] = true
			n++
		}
	}
	if n < 7 {
		return true
	}
	low := strings.ToLower(long)
	for _, run := range []string{"0123456789", "1234567890", "123456789a", "abcdef0123", "0a1b2c3d", "a1b2c3d4e5", "9876543210", "fedcba98", "deadbeef", "cafebabe", "abcdefabcdef"} {
		if strings.Contains(low, run) {
			return true
		}
	}
	half := len(low) / 2
	return low[:half] == low[half:2*half]
}

var (
	rePublished = late.Pattern(`^\s*(?:export\s+)?(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP)_\w*\s*[=:]`)
	reVariable  = late.Pattern(`^\s*(?:export\s+)?(\w+)\s*[=:]`)
	reReference = late.Pattern(`\$\{?(\w+)`)
)

// bundled finds the credentials of a .env under names whose values a framework writes into the scripts
// it builds, and those that such a name refers to.
func (f *finder) bundled(b []byte, file string) (out []hit) {
	lines := bytes.Split(b, []byte("\n"))
	var of map[string][]hit // by variable
	for i, l := range lines {
		if !rePublished().Match(l) {
			continue
		}
		found := f.tokens(l, file)
		for _, m := range reReference().FindAllSubmatch(l, 10) {
			if of == nil {
				of = map[string][]hit{}
				for _, l := range lines {
					if v := reVariable().FindSubmatch(l); v != nil {
						of[string(v[1])] = f.tokens(l, file)
					}
				}
			}
			found = append(found, of[string(m[1])]...)
		}
		for _, h := range found {
			if h.Place.Line = i + 1; len(out) < maxTokens {
				out = append(out, h)
			}
		}
	}
	return out
}
