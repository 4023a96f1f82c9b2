package chain

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/netip"
	"slices"

	"github.com/homologa/homologa/checks"
)

// maxNames bounds the alternative names kept; whether one of them fits was judged on all.
const maxNames = 256

var (
	oidTLSFeature = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}                              // RFC 7633
	oidSCTs       = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}                        // RFC 6962, section 3.3
	oidStapleSCTs = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}                        // the same, in an OCSP answer
	publicPolicy  = []string{"2.23.140.1.1", "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3"} // EV, DV, OV, IV
)

// statusRequest is the TLS extension that asks for a stapled answer.
const statusRequest = 5

func describe(c *x509.Certificate) checks.Cert {
	out := checks.Cert{
		Subject: subject(c), Issuer: issuer(c), NotBefore: c.NotBefore, NotAfter: c.NotAfter, CA: c.IsCA, SelfSigned: selfSigned(c),
		Signature: clean(c.SignatureAlgorithm.String(), 40), WeakHash: weakHash(c.SignatureAlgorithm), ServerAuth: forServers(c),
		Public:     slices.ContainsFunc(c.PolicyIdentifiers, func(p asn1.ObjectIdentifier) bool { return slices.Contains(publicPolicy, p.String()) }),
		MustStaple: mustStaple(c), Responder: len(c.OCSPServer) > 0,
	}
	if c.SerialNumber != nil {
		out.Serial = clean(c.SerialNumber.Text(16), 64)
	}
	for _, n := range c.DNSNames[:min(len(c.DNSNames), maxNames)] {
		out.DNSNames = append(out.DNSNames, clean(n, 120))
	}
	for _, ip := range c.IPAddresses[:min(len(c.IPAddresses), maxNames)] {
		if a, ok := netip.AddrFromSlice(ip); ok {
			out.IPs = append(out.IPs, a.Unmap())
		}
	}
	if c.PublicKeyAlgorithm == x509.DSA {
		out.KeyType = "DSA"
	}
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		out.KeyType, out.KeyBits = "RSA", k.N.BitLen()
	case *ecdsa.PublicKey:
		out.KeyType, out.KeyBits = "ECDSA", k.Curve.Params().BitSize
	case ed25519.PublicKey:
		out.KeyType, out.KeyBits = "Ed25519", 8*len(k)
	}
	return out
}

func subject(c *x509.Certificate) string { return name(c.Subject.CommonName, c.Subject.String()) }
func issuer(c *x509.Certificate) string  { return name(c.Issuer.CommonName, c.Issuer.String()) }

// selfSigned tells a certificate that vouches for itself. A signature crypto/x509 will not check,
// such as MD5, counts as its own when the names agree.
func selfSigned(c *x509.Certificate) bool {
	return bytes.Equal(c.RawIssuer, c.RawSubject) && signedBy(c, c)
}

// signedBy checks a signature by another certificate's key and nothing else of that certificate.
// SHA-1 is checked too: that it is weak is a finding of its own. What is left over is too old to be
// checked at all, and there names and key identifiers have to do.
func signedBy(c, by *x509.Certificate) bool {
	if !bytes.Equal(c.RawIssuer, by.RawSubject) {
		return false
	}
	switch c.SignatureAlgorithm {
	case x509.MD2WithRSA, x509.MD5WithRSA:
		return len(c.AuthorityKeyId) == 0 || len(by.SubjectKeyId) == 0 || bytes.Equal(c.AuthorityKeyId, by.SubjectKeyId)
	}
	return by.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

func weakHash(a x509.SignatureAlgorithm) string {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA:
		return "MD5"
	case x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return "SHA-1"
	}
	return ""
}

// forServers tells whether a certificate may identify a server: a certificate that limits its use
// must name this one (RFC 5280, section 4.2.1.12).
func forServers(c *x509.Certificate) bool {
	if len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 {
		return true
	}
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

func extension(exts []pkix.Extension, id asn1.ObjectIdentifier) []byte {
	for _, e := range exts {
		if e.Id.Equal(id) {
			return e.Value
		}
	}
	return nil
}

func mustStaple(c *x509.Certificate) bool {
	var features []int
	_, err := asn1.Unmarshal(extension(c.Extensions, oidTLSFeature), &features)
	return err == nil && slices.Contains(features, statusRequest)
}

func embeddedSCTs(c *x509.Certificate) int { return countSCTs(extension(c.Extensions, oidSCTs)) }

// countSCTs counts the timestamps of a list (RFC 6962, section 3.3): an octet string with a length
// of two bytes for the whole and for each.
func countSCTs(ext []byte) int {
	var list []byte
	if rest, err := asn1.Unmarshal(ext, &list); err != nil || len(rest) > 0 {
		return 0
	}
	if list = prefixed(&list); list == nil {
		return 0
	}
	n := 0
	for len(list) > 0 {
		one := prefixed(&list)
		if one == nil {
			break
		}
		if isSCT(one) {
			n++
		}
	}
	return n
}

// prefixed takes what a length of two bytes announces off the front; nil when it is not there.
func prefixed(b *[]byte) []byte {
	if len(*b) < 2 {
		return nil
	}
	n := int((*b)[0])<<8 | int((*b)[1])
	if n == 0 || len(*b) < 2+n {
		return nil
	}
	one := (*b)[2 : 2+n]
	*b = (*b)[2+n:]
	return one
}

// isSCT tells a timestamp of version 1: version, id of the log, time, extensions, signature.
func isSCT(b []byte) bool { return len(b) >= 1+32+8+2+4 && b[0] == 0 }
