package mpclient

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Secret is a value that must never be shown. Every way a value usually leaks (fmt verbs,
// JSON, errors built with %v) gives its masked form; only Reveal gives the text. Two ways stay
// open. fmt reads unexported fields without asking them, so a struct that holds a Secret in one
// and may be printed needs a Format method of its own, as Client and Redactor have. And
// encoding/json writes map keys that are strings as they are: never make a Secret a key.
type Secret string

// Reveal returns the secret itself. Callers are the transport and the signer.
func (s Secret) Reveal() string { return string(s) }

// Mask keeps what tells two credentials apart and nothing that opens a door. Only what has a shape of
// Mercado Pago shows anything: its prefix and its last four characters, together never more than a
// fifth of it. Of any other text nothing is left, not even how long it was.
func (s Secret) Mask() string {
	if s == "" {
		return ""
	}
	const stars = "********"
	kind, prefix, _, _ := classify(string(s))
	switch kind {
	case KindAccessToken, KindPublicKey:
		prefix += "-"
	case KindOAuthCode:
		prefix = "TG-"
	case KindWebhook:
	default:
		t, n := tokenAt([]byte(s), false)
		if n != len(s) {
			return stars
		}
		prefix = t.prefix + "-"
	}
	budget := len(s) / 5
	tail := min(4, budget)
	if len(prefix) > budget-tail {
		prefix = ""
	}
	return prefix + "…" + string(s[len(s)-tail:])
}

// String implements fmt.Stringer with the masked form.
func (s Secret) String() string { return s.Mask() }

// GoString implements fmt.GoStringer with the masked form.
func (s Secret) GoString() string { return s.Mask() }

// Format implements fmt.Formatter. A Stringer alone is not enough: for a verb that does not suit
// a string, such as %d, fmt prints its complaint with the value itself in it.
func (s Secret) Format(f fmt.State, verb rune) {
	if !strings.ContainsRune("qxX", verb) {
		verb = 's'
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), s.Mask())
}

// MarshalJSON writes the masked form.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.Mask()) }

// MarshalText writes the masked form.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.Mask()), nil }

// Format keeps the token out of %v.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "mpclient.Client") }

// Format keeps the literal secrets out of %v.
func (r *Redactor) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "mpclient.Redactor") }
