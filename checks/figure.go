package checks

import "time"

// Figure is what a screen may draw beside a finding's words. Readers without a drawing lose
// nothing: detail and evidence say the same.
type Figure struct {
	Chain []Link // a certificate chain, leaf first
	Life  *Life  // a certificate's life
	Hops  []Hop  // a redirect chain, in order
	Final string // where the hops end
}

// Link is one certificate of a chain.
type Link struct {
	Name  string
	State LinkState
}

// LinkState is what a link does for its chain.
type LinkState string

// The states.
const (
	LinkSent      LinkState = "sent"      // sent by the server
	LinkTrusted   LinkState = "trusted"   // known to the caller; need not be sent
	LinkMissing   LinkState = "missing"   // not sent, and nobody else has it
	LinkUntrusted LinkState = "untrusted" // where the chain ends, unknown to callers
	LinkExpired   LinkState = "expired"   // sent, and over
	LinkStray     LinkState = "stray"     // sent, part of no path
)

// Life is the validity of a certificate and the moment of the audit.
type Life struct{ From, To, Now time.Time }
