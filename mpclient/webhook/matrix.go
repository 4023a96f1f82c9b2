package webhook

import (
	"crypto/hmac"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// Mode says which of an application's secrets one is. Each mode has its own (the dashboard shows them
// apart), and one taken for the other is a frequent reason of refused notifications.
type Mode int

// What a secret may be.
const (
	AnyMode Mode = iota
	Production
	Test
	NotWebhook // another credential, such as the access token, which signs nothing
)

// Secret is one that may have signed a delivery.
type Secret struct {
	Value mpclient.Secret // as stored, white space and quotes included
	Name  string          // where it comes from: the name of a variable, never the value
	Mode  Mode
}

// Fault is a stable id of one deviation from the documented signature.
type Fault string

// Where the id may come from instead of data.id of the query.
const (
	IDUpper         Fault = "id-upper"
	IDEncoded       Fault = "id-url-encoded"
	IDTwiceEncoded  Fault = "id-encoded-twice"
	IDQuoted        Fault = "id-quoted"
	IDFromID        Fault = "id-from-query-id"
	IDFromDataID    Fault = "id-from-query-data-id" // ?data_id=
	IDFromBodyData  Fault = "id-from-body-data"
	IDFromBody      Fault = "id-from-body"
	IDFromResource  Fault = "id-from-resource"
	IDQueryLost     Fault = "id-query-lost" // the body's data.id is signed and the capture's query has none
	IDMissing       Fault = "id-missing"
	IDEmpty         Fault = "id-empty"
	IDUndefined     Fault = "id-undefined"
	RequestMissing  Fault = "request-id-missing"
	RequestEmpty    Fault = "request-id-empty"
	RequestUndef    Fault = "request-id-undefined"
	RequestReplaced Fault = "request-id-replaced"
	RequestDoubled  Fault = "request-id-doubled"
	RequestCase     Fault = "request-id-case"
	TSMillis        Fault = "ts-to-millis"
	TSSeconds       Fault = "ts-to-seconds"
	TSMissing       Fault = "ts-missing"
	TSEmpty         Fault = "ts-empty"
	TSUndefined     Fault = "ts-undefined"
)

// How the text may be put together.
const (
	NoFinalSemicolon Fault = "no-final-semicolon"
	Reversed         Fault = "reversed"
	OtherOrder       Fault = "other-order"
	OtherSeparator   Fault = "other-separator"
	Spaces           Fault = "spaces"
	KeyDataID        Fault = "key-data-id"  // data_id:
	KeyDottedID      Fault = "key-data.id"  // data.id:
	KeyRequest       Fault = "key-request"  // request_id: or x-request-id:
	NoKeys           Fault = "no-keys"      // the values alone
	Brackets         Fault = "brackets"     // the template's brackets kept
	FinalNewline     Fault = "text-newline" // echo without -n
)

// What the key may be instead of the secret as text.
const (
	SecretStored    Fault = "secret-stored-unclean" // the stored one has white space or quotes that the signer's has not
	SecretNewline   Fault = "secret-newline"
	SecretSpace     Fault = "secret-space"
	SecretQuoted    Fault = "secret-quoted"
	SecretCase      Fault = "secret-case"
	SecretHex       Fault = "secret-hex-decoded"
	SecretBase64    Fault = "secret-base64-decoded"
	SecretOther     Fault = "secret-other-credential"
	SecretOtherMode Fault = "secret-other-mode" // genuine, signed with the secret of test mode while production's is known
)

// What may be done with text and key instead of hex(HMAC-SHA256).
const (
	HashUpper    Fault = "hash-upper"
	HashBase64   Fault = "hash-base64"
	HashPrefixed Fault = "hash-prefixed"
	HashCut      Fault = "hash-cut"
	HashSHA1     Fault = "hash-sha1"
	HashSHA512   Fault = "hash-sha512"
	HashMD5      Fault = "hash-md5"
	HashPlain    Fault = "hash-plain"
	HashSwapped  Fault = "hash-swapped"
)

// Other providers' ways, of which the detail names one.
const (
	SchemeBody         Fault = "scheme-body"
	SchemeTSBody       Fault = "scheme-ts-body"
	SchemeSlack        Fault = "scheme-slack"
	SchemeSvix         Fault = "scheme-svix"
	SchemeManifestBody Fault = "scheme-text-and-body"
	SchemeURL          Fault = "scheme-url"
)

// Faults lists every id, for texts and tests.
var Faults = []Fault{
	IDUpper, IDEncoded, IDTwiceEncoded, IDQuoted, IDFromID, IDFromDataID, IDFromBodyData, IDFromBody, IDFromResource, IDQueryLost, IDMissing,
	IDEmpty, IDUndefined, RequestMissing, RequestEmpty, RequestUndef, RequestReplaced, RequestDoubled, RequestCase,
	TSMillis, TSSeconds, TSMissing, TSEmpty, TSUndefined,
	NoFinalSemicolon, Reversed, OtherOrder, OtherSeparator, Spaces, KeyDataID, KeyDottedID, KeyRequest, NoKeys, Brackets, FinalNewline,
	SecretStored, SecretNewline, SecretSpace, SecretQuoted, SecretCase, SecretHex, SecretBase64, SecretOther, SecretOtherMode,
	HashUpper, HashBase64, HashPrefixed, HashCut, HashSHA1, HashSHA512, HashMD5, HashPlain, HashSwapped,
	SchemeBody, SchemeTSBody, SchemeSlack, SchemeSvix, SchemeManifestBody, SchemeURL,
}

// Mistake is a fault with what it is about: a header, a separator, a provider. The detail may be text of
// the delivery.
type Mistake struct {
	Fault  Fault
	Detail string
}

// Match is one way of signing that gives the captured hash.
type Match struct {
	Mistakes  []Mistake // none: as documented
	IDCase    IDCase
	Secret    int    // index in the secrets given; -1 when no key takes part
	Manifest  string // the text that was hashed; [secret] and [body] stand for those. Text of the delivery
	OtherMode bool   // signed with the test secret while production's was given too
}

// Variant is the stable name: genuine, genuine-lower-case, or the faults joined by a plus sign.
func (m Match) Variant() string {
	if len(m.Mistakes) > 0 {
		ids := make([]string, len(m.Mistakes))
		for i, x := range m.Mistakes {
			ids[i] = string(x.Fault)
		}
		return strings.Join(ids, "+")
	}
	name := "genuine"
	if m.IDCase == LowerCase {
		name = "genuine-lower-case"
	}
	if m.OtherMode {
		name = string(SecretOtherMode)
	}
	return name
}

// Result is what the matrix found.
type Result struct {
	Verdict Verdict // what Judge says of the same delivery
	// Reason is why there was nothing to compare (ErrMissingHeader, ErrMalformedHeader, ErrMissingHash), else nil.
	Reason error
	TS     string // as received
	// Matches are the explanations with the fewest mistakes. More than one when the delivery cannot tell them apart,
	// for instance when two places hold the same id.
	Matches []Match
	Tried   int // hashes compared
}

// Genuine reports whether the delivery is signed as documented, in either reading of data.id.
func (r Result) Genuine() bool { return r.Verdict == Genuine || r.Verdict == GenuineLower }

// Judge says what the signature of a delivery is worth, with every secret that may have signed it. It is quick: only the
// documented form is compared. The age of the timestamp does not count: no official window is published and every attempt
// is signed anew.
func Judge(d Delivery, secrets []Secret) Verdict { return explain(d, secrets, "", true).Verdict }

// Explain looks for the way a delivery's v1 was made. One deviation is looked for everywhere, two of
// them where they come together in practice. Nothing is sent and no time window is applied.
func Explain(d Delivery, secrets []Secret) Result {
	return explain(d, secrets, "", false)
}

// ExplainHash looks for the way a hash was made over a delivery: the one a receiver computed and found to
// differ from v1.
func ExplainHash(d Delivery, secrets []Secret, hash string) Result {
	return explain(d, secrets, hash, false)
}

// explain searches; judging alone it looks no further than the documented form. What is documented is a part of what is
// searched and decides about the verdict either way.
func explain(d Delivery, secrets []Secret, hash string, judging bool) Result {
	ts, v1, err := ParseHeader(d.Get("X-Signature"))
	r := Result{TS: ts}
	if hash != "" {
		v1 = hash
		if err == ErrMissingHash || err == ErrMissingTS {
			err = nil
		}
	}
	if err != nil && err != ErrMissingTS {
		r.Reason = err
		r.Verdict = notGenuine(d, r, true)
		return r
	}
	s := newSearch(d, secrets, ts)
	for _, t := range targets(v1) {
		if judging {
			s.lookDocumented(t)
		} else {
			s.look(t)
		}
	}
	r.Tried, r.Matches = s.tried, s.fewest()
	documented := len(r.Matches) > 0 && len(r.Matches[0].Mistakes) == 0
	if _, _, bad := ParseTimestamp(ts); bad != nil && documented { // it holds, over what is no time
		r.Matches, r.Reason, documented = nil, ErrMalformedHeader, false
	}
	switch {
	case documented && r.Matches[0].IDCase == LowerCase:
		r.Verdict = GenuineLower
	case documented:
		r.Verdict = Genuine
	default:
		r.Verdict = notGenuine(d, r, slices.ContainsFunc(s.keys, key.signs))
	}
	return r
}

// notGenuine says what a signature is that does not hold. Without a secret nothing is known of it.
func notGenuine(d Delivery, r Result, secret bool) Verdict {
	_, _, badTS := ParseTimestamp(r.TS)
	switch {
	case d.IPN():
		return NotVerifiable
	case r.Reason == ErrMissingHeader:
		return Unsigned
	case r.Reason != nil || badTS != nil:
		return BadForm
	case !secret:
		return NotChecked
	}
	return Mismatch
}

// Readings reads ts in both units; ok is false when it is no number of a sane size.
func Readings(ts string) (seconds, millis time.Time, ok bool) {
	at, unit, err := ParseTimestamp(ts)
	if err != nil {
		return seconds, millis, false
	}
	n := at.Unix()
	if unit == Millis {
		n = at.UnixMilli()
	}
	return time.Unix(n, 0), time.UnixMilli(n), true
}

func (s *search) fewest() []Match {
	best := -1
	for _, m := range s.found {
		if best < 0 || len(m.Mistakes) < best {
			best = len(m.Mistakes)
		}
	}
	var out []Match
	seen := map[string]bool{}
	for _, m := range s.found {
		// The same deviation under two secrets, or found on two ways, is said once. For a documented signature the
		// spelling as received comes first and is enough.
		if key := m.Variant(); len(m.Mistakes) == best && !seen[key] && (best > 0 || len(out) == 0) {
			seen[key] = true
			out = append(out, m)
		}
	}
	return out
}

// equal compares in constant time; want may be a beginning only.
func (t target) equal(sum []byte) bool {
	if t.cut {
		if len(t.sum) > len(sum) {
			return false
		}
		sum = sum[:len(t.sum)]
	}
	return hmac.Equal(sum, t.sum)
}
