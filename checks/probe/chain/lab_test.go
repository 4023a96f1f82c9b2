package chain_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/chain"
)

const (
	day  = 24 * time.Hour
	host = "loja.lab.example"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// signer is a certificate with its key.
type signer struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// keyFor makes the key of a name, the same in every run and every process: seeds of the fuzzer keep
// their signatures.
func keyFor(name string) crypto.Signer {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// issue signs a template for the key of a name; the zero signer makes it sign itself.
func (s signer) issue(t testing.TB, key crypto.Signer, tmpl x509.Certificate) signer {
	t.Helper()
	if tmpl.SerialNumber == nil {
		sum := sha256.Sum256([]byte(tmpl.Subject.CommonName + tmpl.NotAfter.String()))
		tmpl.SerialNumber = new(big.Int).SetBytes(sum[1:17])
	}
	by, with := s.cert, s.key
	if by == nil {
		by, with = &tmpl, key
	}
	der, err := x509.CreateCertificate(nil, &tmpl, by, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signer{c, key}
}

type edit = func(*x509.Certificate)

// ca makes an authority; its key belongs to its name.
func (s signer) ca(t testing.TB, name string, edits ...edit) signer {
	t.Helper()
	c := x509.Certificate{Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-1000 * day), NotAfter: now.Add(1000 * day), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	for _, e := range edits {
		e(&c)
	}
	return s.issue(t, keyFor(name), c)
}

func (s signer) leaf(t testing.TB, edits ...edit) signer {
	t.Helper()
	c := x509.Certificate{Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotBefore: now.Add(-30 * day), NotAfter: now.Add(60 * day),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, e := range edits {
		e(&c)
	}
	return s.issue(t, keyFor("leaf"), c)
}

func days(from, to time.Duration) edit {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(from*day), now.Add(to*day) }
}

func public(c *x509.Certificate) {
	oid, _ := x509.ParseOID("2.23.140.1.2.1")
	c.Policies = []x509.OID{oid}
}

func fetchableAt(url string) edit {
	return func(c *x509.Certificate) { c.IssuingCertificateURL = []string{url} }
}

func ext(t testing.TB, oid asn1.ObjectIdentifier, value any) edit {
	t.Helper()
	der, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oid, Value: der})
	}
}

var (
	tlsFeature = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}
	sctList    = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
)

// timestamps builds a list of n timestamps.
func timestamps(n int) []byte {
	one := make([]byte, 60)
	var body []byte
	for range n {
		body = append(append(body, 0, byte(len(one))), one...)
	}
	return append([]byte{byte(len(body) >> 8), byte(len(body))}, body...)
}

func pool(cs ...signer) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range cs {
		p.AddCert(c.cert)
	}
	return p
}

func certs(cs ...signer) []*x509.Certificate {
	var out []*x509.Certificate
	for _, c := range cs {
		out = append(out, c.cert)
	}
	return out
}

func examine(roots *x509.CertPool, cs ...signer) checks.TLSState {
	var st checks.TLSState
	chain.Examine(&st, chain.Seen{Certs: certs(cs...), Host: host, Roots: roots, Now: now})
	return st
}

// lab is a small world of authorities.
type lab struct{ root, mid, stranger, strangerMid signer }

func newLab(t testing.TB) lab {
	t.Helper()
	root, stranger := signer{}.ca(t, "Lab Root X1"), signer{}.ca(t, "Stranger Root")
	return lab{root: root, mid: root.ca(t, "Lab R11"), stranger: stranger, strangerMid: stranger.ca(t, "Stranger R1")}
}

func named(cn string) pkix.Name { return pkix.Name{CommonName: cn} }
