// Package chain judges the certificates of one handshake: what each of them says, whether they lead
// to a trusted root, and if not, which of the known faults it is. It is pure: bytes, clock and
// roots come from the caller, so every date and every store can be tested.
package chain

import (
	"crypto/x509"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Seen is what one handshake showed.
type Seen struct {
	// Certs are the certificates in the order sent, as crypto/tls hands them over. Left empty, Raw is
	// parsed instead; what cannot be parsed counts as a stranger, and as a failed handshake when it
	// is the first one. crypto/tls itself ends a handshake on any certificate it cannot parse.
	Certs []*x509.Certificate
	Raw   [][]byte // DER, in the order sent; may be left empty when Certs are given

	Host   string         // name or address dialled
	Roots  *x509.CertPool // nil: the system's
	Now    time.Time
	Staple []byte   // the OCSP response sent along, DER
	SCTs   [][]byte // those of the handshake's own extension
}

// Examine fills the certificate part of a state: everything from Chain to Staple. Host, Port,
// addresses and versions are not touched.
func Examine(st *checks.TLSState, seen Seen) {
	sent, ok := parse(seen)
	if !ok {
		if st.HandshakeError == "" {
			st.HandshakeError, st.HandshakeCause = "the certificate sent cannot be parsed", "handshake-failed"
		}
		return
	}
	leaf := sent.certs[0]
	st.Chain = make([]checks.Cert, 0, len(sent.certs))
	for _, c := range sent.certs {
		st.Chain = append(st.Chain, describe(c))
	}
	st.ChainBytes = sent.bytes
	st.NameOK = covers(leaf, seen.Host)

	links := linksOf(sent.certs)
	st.OutOfOrder, st.RootSent = links.outOfOrder(), links.rootSent()
	st.Strangers = links.strangers() + sent.unreadable

	v := verify(links, seen.Roots, seen.Now)
	st.ChainOK, st.VerifiedAll = v.ok, v.ok && v.inTime && st.NameOK
	st.ChainProblem, st.MissingIssuer, st.IssuerUnclear = v.problem, v.issuer, v.unclear
	st.Path = nil
	for _, c := range v.path {
		st.Path = append(st.Path, describe(c))
	}

	var stapled int
	st.Staple, stapled = readStaple(seen.Staple, leaf, issuerIn(v.path, links), seen.Now)
	st.SCTs = embeddedSCTs(leaf) + stapled
	for _, raw := range seen.SCTs {
		if isSCT(raw) {
			st.SCTs++
		}
	}
}

// ExamineEndpoint fills what a further address of a name shows; first is the leaf of the address
// judged, nil when there is none. Addr, Answered and Cause are the caller's.
func ExamineEndpoint(e *checks.Endpoint, first *x509.Certificate, seen Seen) {
	var st checks.TLSState
	Examine(&st, seen)
	if len(st.Chain) == 0 {
		e.Answered, e.Cause = false, st.HandshakeCause
		return
	}
	leaf := st.Chain[0]
	e.NameOK, e.ChainOK, e.ChainProblem, e.IssuerUnclear = st.NameOK, st.ChainOK, st.ChainProblem, st.IssuerUnclear
	e.NotBefore, e.NotAfter, e.Leaf = leaf.NotBefore, leaf.NotAfter, leaf.Subject
	sent, _ := parse(seen)
	e.Same = first != nil && first.Equal(sent.certs[0])
}

// TooBig tells whether a handshake failed because the certificate message was larger than
// crypto/tls takes (256 KiB): cert-chain-too-big.
func TooBig(err error) bool {
	// The error has no type of its own; TestTooBig holds the wording against the library's.
	return err != nil && strings.Contains(err.Error(), "handshake message of length") && strings.Contains(err.Error(), "exceeds maximum")
}

type parsed struct {
	certs      []*x509.Certificate
	bytes      int
	unreadable int // certificates after the first that cannot be parsed
}

// parse reads what was sent; ok is false when there is no first certificate to judge.
func parse(seen Seen) (out parsed, ok bool) {
	for _, der := range seen.Raw {
		out.bytes += len(der)
	}
	if len(seen.Certs) > 0 {
		for i, c := range seen.Certs {
			switch {
			case c != nil:
				out.certs = append(out.certs, c)
				if len(seen.Raw) == 0 {
					out.bytes += len(c.Raw)
				}
			case i == 0:
				return out, false
			default:
				out.unreadable++
			}
		}
		return out, true
	}
	for i, der := range seen.Raw {
		c, err := x509.ParseCertificate(der)
		switch {
		case err == nil:
			out.certs = append(out.certs, c)
		case i == 0:
			return out, false
		default:
			out.unreadable++
		}
	}
	return out, len(out.certs) > 0
}

// covers tells whether a certificate is for a host. Only alternative names count (RFC 9525); an
// address must stand in the certificate as an address.
func covers(leaf *x509.Certificate, host string) bool {
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if a, err := netip.ParseAddr(host); err == nil {
		host = a.WithZone("").Unmap().String()
	} else if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return leaf.VerifyHostname(strings.TrimSuffix(host, ".")) == nil
}

// name is what a person calls the holder of a certificate. It is cleaned, and never begins with
// "@", which would make a text key of it.
func name(cn, full string) string {
	if strings.TrimSpace(cn) == "" {
		cn = full
	}
	return clean(cn, 80)
}

func clean(s string, limit int) string {
	s = mpclient.CleanLine(s, limit)
	if strings.HasPrefix(s, "@") {
		return `"` + s + `"`
	}
	return s
}
