package checks

import (
	"net/netip"
	"time"
)

// TLSState is what one endpoint shows of its TLS: one real handshake, judged later (the chain is
// raw, as sent), the classes of hello it takes, and whether its other addresses agree.
type TLSState struct {
	Host, Port  string
	Addr        string // address dialled
	Version     uint16
	Cipher      uint16
	Group       uint16 // key exchange group, 0 when none was used
	Chain       []Cert // as sent by the server
	VerifiedAll bool   // verifies for the name, now, against the roots
	// The three questions apart, so that one damage shows as one finding.
	NameOK, ChainOK bool
	ChainProblem    string // cause id of section 7 when !ChainOK, or NoRoots
	MissingIssuer   string // name of the issuer that was not sent
	IssuerUnclear   bool   // ChainProblem is the likelier of two: the intermediate is missing, or its root is unknown
	Path            []Cert // the verified path from leaf to root; nil when !ChainOK
	ChainBytes      int    // size of the certificates as sent
	OutOfOrder      bool   // a certificate is not followed by its issuer although that was sent
	RootSent        bool
	Strangers       int // certificates sent that are no part of any path
	SCTs            int // embedded, in the handshake and in the staple
	Staple          Staple

	Offers map[Offer]Offered

	OldVersions []uint16
	OldUnknown  bool // the probe for old versions got no clear answer

	ClientCert    bool       // the server ended the connection for want of a client certificate
	NoName        NoName     // the same handshake without a server name
	Others        []Endpoint // the further addresses of the name
	Renegotiation Answer     // the server lets the client renegotiate (TLS 1.2 and older)

	HandshakeError string
	HandshakeCause string // cause id: handshake-failed, not-tls, connection-refused…
	Took           time.Duration
	Connections    int // opened to look at this endpoint
}

// NoRoots is the chain problem of the machine we run on: it knows no certificate authority.
const NoRoots = "no-roots"

// Cert is what rules need of a certificate, with names cleaned for terminals.
type Cert struct {
	Subject, Issuer     string
	DNSNames            []string
	IPs                 []netip.Addr
	NotBefore, NotAfter time.Time
	CA, SelfSigned      bool
	Serial              string

	KeyType    string // RSA, ECDSA, Ed25519, DSA, or "" when it is none of them
	KeyBits    int
	Signature  string // algorithm: SHA256-RSA…
	WeakHash   string // MD5 or SHA-1 when signed with one
	ServerAuth bool   // may identify a server
	Public     bool   // claims issuance under the CA/Browser Forum's rules: policy 2.23.140.1.2.x or 2.23.140.1.1
	MustStaple bool
	Responder  bool // names an OCSP responder
}

// Staple is what a stapled OCSP response says.
type Staple string

// The answers.
const (
	StapleNone    Staple = ""
	StapleGood    Staple = "good"
	StapleRevoked Staple = "revoked"
	StapleOther   Staple = "other" // unknown, expired or unreadable
)

// Answer is an answer that may be missing. The zero value is Unknown: silence is never a no.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// Offer names a class of ClientHello: a version with a set of suites.
type Offer string

// The classes. Those without a version are offered as TLS 1.2.
const (
	OfferSSL3   Offer = "ssl3"   // any suite
	OfferTLS10  Offer = "tls1.0" // any suite
	OfferTLS11  Offer = "tls1.1" // any suite
	OfferAEAD   Offer = "aead"   // (EC)DHE with AEAD
	OfferTLS12  Offer = "tls1.2" // any suite: asked only when AEAD is refused
	OfferTLS13  Offer = "tls1.3" // the five suites of TLS 1.3
	OfferStatic Offer = "static" // key exchange without forward secrecy, ciphers of today
	OfferRC4    Offer = "rc4"    // RC4
	Offer3DES   Offer = "3des"   // 3DES, DES, IDEA and RC2: blocks of 64 bits
	OfferExport Offer = "export" // 40 and 56 bits
	OfferNull   Offer = "null"   // no encryption, authenticated
	OfferAnon   Offer = "anon"   // no authentication
	OfferDHE    Offer = "dhe"    // finite-field DHE: Offered.DHBits is the size of the prime
	OfferCBC    Offer = "cbc"    // ECDHE with CBC
)

// Offered is the endpoint's answer to one class.
type Offered struct {
	Answer         Answer
	Version, Suite uint16 // what it chose, when Answer is Yes
	DHBits         int    // OfferDHE: size of p, 0 when it was not read
	Why            string // Unknown: cause id such as handshake-timeout
}

// NoName is how the endpoint answers a hello without a server name.
type NoName struct {
	Asked    bool
	Answered bool // a handshake came about
	Same     bool // with the same certificate
}

// Endpoint is one address of a name.
type Endpoint struct {
	Addr          netip.Addr
	Answered      bool
	Cause         string // cause id when it did not answer
	Same          bool   // the same leaf certificate as the address judged
	NameOK        bool
	ChainOK       bool
	ChainProblem  string
	IssuerUnclear bool // as in TLSState
	NotAfter      time.Time
	NotBefore     time.Time
	Leaf          string
}

// BackTLS is the endpoint of one or more return addresses.
type BackTLS struct {
	Fields []string // back_urls.success…
	State  TLSState
}

// PlainHTTP is what answers on port 80.
type PlainHTTP struct {
	URL     string
	Closed  bool // nothing listens: fine
	Hops    []Hop
	Final   string
	Status  int
	Loop    bool
	Dropped bool   // the redirect loses the path or the query it was sent with
	OwnPort string // the page's port when it is not 443: it has no plain counterpart
	Unknown string // why nothing can be said
}

// Hop is one step of a redirect chain.
type Hop struct {
	URL    string
	Status int
	To     string
}
