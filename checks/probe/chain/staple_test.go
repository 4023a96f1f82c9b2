package chain_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/chain"
)

// ecdsaSigner makes an authority that can sign OCSP responses, which know no Ed25519.
func ecdsaSigner(t testing.TB, by signer, tmpl x509.Certificate) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl.NotBefore, tmpl.NotAfter = now.Add(-500*day), now.Add(500*day)
	return by.issue(t, key, tmpl)
}

func TestStaples(t *testing.T) {
	root := ecdsaSigner(t, signer{}, x509.Certificate{Subject: named("Staple Root"), IsCA: true, BasicConstraintsValid: true})
	mid := ecdsaSigner(t, root, x509.Certificate{Subject: named("Staple R1"), IsCA: true, BasicConstraintsValid: true})
	leaf, sibling := mid.leaf(t), mid.leaf(t, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(99) })
	forOCSP := []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
	appointed := ecdsaSigner(t, mid, x509.Certificate{Subject: named("Responder"), ExtKeyUsage: forOCSP})
	usurper := ecdsaSigner(t, mid, x509.Certificate{Subject: named("Some shop"), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	foreign := ecdsaSigner(t, root, x509.Certificate{Subject: named("Responder"), ExtKeyUsage: forOCSP})
	retired := mid.issue(t, appointed.key, x509.Certificate{Subject: named("Responder"), ExtKeyUsage: forOCSP, NotBefore: now.Add(-90 * day), NotAfter: now.Add(-day)})
	answer := func(by signer, status int, from, to time.Duration, of signer, embed bool) []byte {
		t.Helper()
		r := ocsp.Response{Status: status, SerialNumber: of.cert.SerialNumber, ThisUpdate: now.Add(from), RevokedAt: now.Add(-day)}
		if to != 0 {
			r.NextUpdate = now.Add(to)
		}
		if embed {
			r.Certificate = by.cert
		}
		der, err := ocsp.CreateResponse(mid.cert, by.cert, r, by.key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	good := answer(mid, ocsp.Good, -day, day, leaf, false)
	spoilt := append([]byte{}, good...)
	spoilt[len(spoilt)-1] ^= 1
	sound, alone := certs(leaf, mid), certs(leaf)
	for _, c := range []struct {
		name  string
		certs []*x509.Certificate
		der   []byte
		want  checks.Staple
	}{
		{"none", sound, nil, checks.StapleNone},
		{"good", sound, good, checks.StapleGood},
		{"good, without an end", sound, answer(mid, ocsp.Good, -day, 0, leaf, false), checks.StapleGood},
		{"good, by an appointed responder", sound, answer(appointed, ocsp.Good, -day, day, leaf, true), checks.StapleGood},
		{"good, by the issuer, who sends itself along", sound, answer(mid, ocsp.Good, -day, day, leaf, true), checks.StapleGood},
		{"good, a little ahead of our clock", sound, answer(mid, ocsp.Good, time.Minute, day, leaf, false), checks.StapleGood},
		{"revoked", sound, answer(mid, ocsp.Revoked, -day, day, leaf, false), checks.StapleRevoked},
		{"revoked, and the answer is old", sound, answer(mid, ocsp.Revoked, -9*day, -2*day, leaf, false), checks.StapleRevoked},
		{"unknown", sound, answer(mid, ocsp.Unknown, -day, day, leaf, false), checks.StapleOther},
		{"ended", sound, answer(mid, ocsp.Good, -9*day, -2*day, leaf, false), checks.StapleOther},
		{"ends this moment", sound, answer(mid, ocsp.Good, -9*day, time.Nanosecond, leaf, false), checks.StapleOther},
		{"of the future", sound, answer(mid, ocsp.Good, day, 2*day, leaf, false), checks.StapleOther},
		{"revoked in the future", sound, answer(mid, ocsp.Revoked, day, 2*day, leaf, false), checks.StapleOther},
		{"for another certificate", sound, answer(mid, ocsp.Good, -day, day, sibling, false), checks.StapleOther},
		{"by one nobody appointed", sound, answer(usurper, ocsp.Revoked, -day, day, leaf, true), checks.StapleOther},
		{"by a responder of somebody else", sound, answer(foreign, ocsp.Revoked, -day, day, leaf, true), checks.StapleOther},
		{"by a responder whose time is over", sound, answer(retired, ocsp.Good, -day, day, leaf, true), checks.StapleOther},
		{"by somebody else in the issuer's name", sound, answer(root, ocsp.Revoked, -day, day, leaf, false), checks.StapleOther},
		{"a broken signature", sound, spoilt, checks.StapleOther},
		{"junk", sound, []byte("junk"), checks.StapleOther},
		{"nobody there to say whose it is", alone, good, checks.StapleOther},
	} {
		var st checks.TLSState
		chain.Examine(&st, chain.Seen{Certs: c.certs, Host: host, Roots: pool(root), Now: now, Staple: c.der})
		if st.Staple != c.want {
			t.Errorf("%s: %q, want %q", c.name, st.Staple, c.want)
		}
	}
	// An untrusted chain has an issuer too.
	var st checks.TLSState
	chain.Examine(&st, chain.Seen{Certs: sound, Host: host, Roots: pool(signer{}.ca(t, "Other")), Now: now, Staple: good})
	if st.ChainOK || st.Staple != checks.StapleGood {
		t.Errorf("untrusted: %v %q", st.ChainOK, st.Staple)
	}
}

func TestTimestamps(t *testing.T) {
	l := newLab(t)
	in := func(list []byte) edit { return ext(t, sctList, list) }
	one := make([]byte, 60)
	other := append([]byte{1}, one[1:]...) // of a version to come
	for _, c := range []struct {
		name      string
		edits     []edit
		handshake [][]byte
		want      int
	}{
		{"none", nil, nil, 0},
		{"two inside", []edit{in(timestamps(2))}, nil, 2},
		{"one in the handshake", nil, [][]byte{one}, 1},
		{"both", []edit{in(timestamps(2))}, [][]byte{one, one}, 4},
		{"an empty list", []edit{in([]byte{0, 0})}, nil, 0},
		{"cut short", []edit{in(timestamps(2)[:70])}, nil, 0},
		{"the second cut short", []edit{in(append([]byte{0, 64, 0, 60}, append(one, 0, 60)...))}, nil, 1},
		{"junk", []edit{ext(t, sctList, 7)}, [][]byte{{1, 2, 3}, nil}, 0},
		{"of another version", nil, [][]byte{other}, 0},
	} {
		var st checks.TLSState
		chain.Examine(&st, chain.Seen{Certs: certs(l.mid.leaf(t, c.edits...), l.mid), Host: host, Roots: pool(l.root), Now: now, SCTs: c.handshake})
		if st.SCTs != c.want || !st.ChainOK {
			t.Errorf("%s: %d, want %d", c.name, st.SCTs, c.want)
		}
	}
	root := ecdsaSigner(t, signer{}, x509.Certificate{Subject: named("Staple Root"), IsCA: true, BasicConstraintsValid: true})
	leaf := root.leaf(t)
	list, err := asn1.Marshal(timestamps(3))
	if err != nil {
		t.Fatal(err)
	}
	der, err := ocsp.CreateResponse(root.cert, root.cert, ocsp.Response{Status: ocsp.Good, SerialNumber: leaf.cert.SerialNumber, ThisUpdate: now.Add(-day), NextUpdate: now.Add(day),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}, Value: list}}}, root.key)
	if err != nil {
		t.Fatal(err)
	}
	var st checks.TLSState
	chain.Examine(&st, chain.Seen{Certs: certs(leaf), Host: host, Roots: pool(root), Now: now, Staple: der})
	if st.SCTs != 3 || st.Staple != checks.StapleGood {
		t.Errorf("in the staple: %d, %q", st.SCTs, st.Staple)
	}
}
