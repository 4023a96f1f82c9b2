package mpclient

import "encoding/json"

// Secret is a value that must never be shown. Every way a value usually leaks (fmt verbs,
// JSON, errors built with %v) gives its masked form; only Reveal gives the text.
type Secret string

// Reveal returns the secret itself. Callers are the transport and the signer.
func (s Secret) Reveal() string { return string(s) }

// Mask keeps what tells two credentials apart and nothing that opens a door: the first
// eight and the last four characters of long values, nothing of short ones.
func (s Secret) Mask() string {
	switch n := len(s); {
	case n == 0:
		return ""
	case n < 24:
		return "********"
	default:
		return Clean(string(s[:8])) + "…" + Clean(string(s[n-4:]))
	}
}

// String implements fmt.Stringer with the masked form.
func (s Secret) String() string { return s.Mask() }

// GoString implements fmt.GoStringer with the masked form.
func (s Secret) GoString() string { return s.Mask() }

// MarshalJSON writes the masked form.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.Mask()) }

// MarshalText writes the masked form.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.Mask()), nil }
