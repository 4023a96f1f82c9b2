package checks

import "time"

// Figure is what a screen may draw beside a finding's words. Readers without a drawing lose
// nothing: detail and evidence say the same.
type Figure struct {
	Chain []Link // a certificate chain, leaf first
	Life  *Life  // a certificate's life
	Hops  []Hop  // a redirect chain, in order
	Final string // where the hops end
	World *World // who belongs to whom
	Bars  []Bar  // parts of a whole, or shares side by side
}

// Bar is a count out of a whole.
type Bar struct {
	Label     Text
	Count, Of int
	Tone      Tone
}

// Tone is what a bar means.
type Tone string

// The tones.
const (
	TonePlain Tone = ""
	ToneGood  Tone = "good"
	ToneWarn  Tone = "warn"
	ToneBad   Tone = "bad"
)

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

// World is a picture of parties and credentials and of what ties them: a tree that hangs from its
// first node.
type World struct {
	Nodes []Node
	Ties  []Tie
}

// Node is one party or credential.
type Node struct {
	Kind NodeKind
	Name string // id, nickname or masked credential; "" when unknown
	Note Text   // what is known of it, such as "test account"; zero when nothing is
}

// NodeKind names a node; a world has one of each at most.
type NodeKind string

// The kinds.
const (
	NodePlatform    NodeKind = "platform"
	NodeApplication NodeKind = "application"
	NodeSeller      NodeKind = "seller"
	NodeBuyer       NodeKind = "buyer"
	NodeToken       NodeKind = "token"
	NodePublicKey   NodeKind = "public_key"
	NodeSecret      NodeKind = "secret"
	NodeObject      NodeKind = "object" // what the integration created last
)

// Tie says whether To belongs to From.
type Tie struct {
	From, To NodeKind
	State    TieState
}

// TieState is what was seen of a tie.
type TieState string

// The states.
const (
	TieOK      TieState = "ok"
	TieWrong   TieState = "wrong"
	TieUnknown TieState = "unknown" // cannot be seen from outside, or was not
)
