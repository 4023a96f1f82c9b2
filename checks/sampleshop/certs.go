package sampleshop

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"sync"
	"time"
)

const day = 24 * time.Hour

// Certificates live ninety days and are thirty days old when the shop opens.
const (
	leafLife = 90 * day
	leafAge  = 30 * day
)

// formerName is what a certificate says that was never changed after a move.
const formerName = "antiga.exemplo.com.br"

// leafKind says which certificate a server shows. Equal kinds share one certificate.
type leafKind struct {
	host       string        // the name it is made for
	left       time.Duration // until it ends, from the opening of the shop; negative is over
	selfSigned bool
}

// authority is a root and an intermediate made for one run; leaves are made when first needed.
type authority struct {
	at        time.Time
	root, mid issuer

	mu     sync.Mutex
	leaves map[leafKind]tls.Certificate
}

type issuer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(at time.Time) (*authority, error) {
	a := &authority{at: at, leaves: map[leafKind]tls.Certificate{}}
	ca := func(name string, from, to time.Duration) *x509.Certificate {
		return &x509.Certificate{
			Subject:   pkix.Name{CommonName: name, Organization: []string{"Exemplo"}, Country: []string{"BR"}},
			NotBefore: at.Add(from), NotAfter: at.Add(to), IsCA: true, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		}
	}
	var err error
	if a.root, err = (issuer{}).issue(ca("Exemplo Root X1", -1000*day, 3650*day)); err != nil {
		return nil, err
	}
	mid := ca("Exemplo R11", -400*day, 1000*day)
	mid.MaxPathLenZero = true
	a.mid, err = a.root.issue(mid)
	return a, err
}

// issue signs a template with a new key; the zero issuer signs with that same key.
func (i issuer) issue(t *x509.Certificate) (issuer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return issuer{}, fmt.Errorf("sampleshop: key: %w", err)
	}
	if t.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return issuer{}, fmt.Errorf("sampleshop: serial: %w", err)
	}
	by, with := i.cert, i.key
	if by == nil {
		by, with = t, key
	}
	der, err := x509.CreateCertificate(rand.Reader, t, by, &key.PublicKey, with)
	if err != nil {
		return issuer{}, fmt.Errorf("sampleshop: certificate: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	return issuer{cert, key}, err
}

// leaf returns the certificate of a kind with the intermediate behind it.
func (a *authority) leaf(k leafKind) (tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c, ok := a.leaves[k]; ok {
		return c, nil
	}
	end := a.at.Add(k.left)
	t := &x509.Certificate{
		Subject: pkix.Name{CommonName: k.host}, DNSNames: []string{k.host},
		NotBefore: end.Add(-leafLife), NotAfter: end, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	by := a.mid
	if k.selfSigned {
		by = issuer{}
	} else {
		asPublic(t)
	}
	made, err := by.issue(t)
	if err != nil {
		return tls.Certificate{}, err
	}
	c := tls.Certificate{Certificate: [][]byte{made.cert.Raw}, PrivateKey: made.key, Leaf: made.cert}
	if !k.selfSigned {
		c.Certificate = append(c.Certificate, a.mid.cert.Raw)
	}
	a.leaves[k] = c
	return c, nil
}

// pool trusts the root and nothing else.
func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.root.cert)
	return p
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.cert.Raw})
}

// legacySuites are named one by one: left to itself Go offers none that TLS 1.0 and 1.1 can use
// on some platforms and policies. The last two are the ones the old versions speak.
var legacySuites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
}

// pageTLS decides anew at every handshake what the payment page's server shows.
func (s *Shop) pageTLS(*tls.ClientHelloInfo) (*tls.Config, error) {
	k := leafKind{host: pageHost, left: s.certLeft()}
	if s.broken(sslHostname) {
		k.host = formerName
	}
	cfg, err := s.serverTLS(k, s.broken(sslChain))
	if err == nil && s.broken(sslVersion) {
		cfg.MinVersion, cfg.CipherSuites = tls.VersionTLS10, legacySuites
	}
	return cfg, err
}

// hookTLS does the same for the notification endpoint's server.
func (s *Shop) hookTLS(*tls.ClientHelloInfo) (*tls.Config, error) {
	return s.serverTLS(leafKind{host: hookHost, left: leafLife - leafAge, selfSigned: s.broken(hookCert)}, false)
}

// serverTLS has no session tickets: a resumed session would hide what was changed since.
func (s *Shop) serverTLS(k leafKind, leafOnly bool) (*tls.Config, error) {
	c, err := s.ca.leaf(k)
	if err != nil {
		return nil, err
	}
	if leafOnly {
		c.Certificate = c.Certificate[:1]
	}
	return &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true,
		// Without the post-quantum exchange, most of the work of a handshake on one machine.
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256}, NextProtos: []string{"http/1.1"}, Time: s.now}, nil
}

// asPublic gives a leaf what every certificate of a public authority has: the policy of a
// validated domain, where the issuer's certificate is, and two log timestamps (of no log).
func asPublic(t *x509.Certificate) {
	if validated, err := x509.ParseOID("2.23.140.1.2.1"); err == nil {
		t.Policies = []x509.OID{validated}
	}
	t.IssuingCertificateURL = []string{"http://r11.ca.exemplo.com.br/"}
	var list []byte
	for range 2 {
		one := make([]byte, 60) // version 1, then a log, a time and a signature
		list = append(append(list, 0, byte(len(one))), one...)
	}
	value, err := asn1.Marshal(append([]byte{0, byte(len(list))}, list...))
	if err == nil {
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: value})
	}
}
