package chain_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/chain"
)

func TestChainProblems(t *testing.T) {
	l := newLab(t)
	leaf := l.mid.leaf(t)
	quiet := l.root.ca(t, "Lab R12") // an authority whose name says nothing
	private := signer{}.ca(t, "Acme Internal CA")
	deepMid := l.mid.ca(t, "Lab R11 Deep")
	oldMid := l.root.ca(t, "Lab R10", days(-900, -400))
	futureMid := l.root.ca(t, "Lab R13", days(5, 900))
	narrow := l.root.ca(t, "Lab Narrow", func(c *x509.Certificate) {
		c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"other.example"}, true
	})
	short := l.root.ca(t, "Lab Short", func(c *x509.Certificate) { c.MaxPathLenZero = true })
	noCA := l.mid.leaf(t, func(c *x509.Certificate) { c.Subject.CommonName = "shop.lab.example" })
	impostor := signer{}.issue(t, keyFor("impostor"), x509.Certificate{Subject: l.root.cert.Subject, NotBefore: now.Add(-day), NotAfter: now.Add(day), IsCA: true, BasicConstraintsValid: true})
	crossRoot := signer{}.ca(t, "Old Root", days(-3000, -10))
	// The same authority twice: by the root of today and by one that has ended.
	cross := crossRoot.ca(t, "Lab R11", days(-2000, -20))
	unknownCross := l.stranger.ca(t, "Lab R11")
	twoWays, otherWay := private.ca(t, "Two Ways"), signer{}.ca(t, "Some Authority").ca(t, "Two Ways")
	client := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	for _, c := range []struct {
		name    string
		sent    []signer
		problem string // "" means sound
		issuer  string
		unclear bool
		path    string
	}{
		{"sound", []signer{leaf, l.mid}, "", "", false, "loja.lab.example < Lab R11 < Lab Root X1"},
		{"directly from a trusted root", []signer{l.root.leaf(t)}, "", "", false, "loja.lab.example < Lab Root X1"},
		{"two intermediates", []signer{deepMid.leaf(t), deepMid, l.mid}, "", "", false, "loja.lab.example < Lab R11 Deep < Lab R11 < Lab Root X1"},
		{"no limit on its use", []signer{l.mid.leaf(t, func(c *x509.Certificate) { c.ExtKeyUsage = nil }), l.mid}, "", "", false, ""},
		{"expired leaf", []signer{l.mid.leaf(t, days(-90, -1)), l.mid}, "", "", false, ""},
		{"leaf of the future", []signer{l.mid.leaf(t, days(1, 90)), l.mid}, "", "", false, ""},
		{"cross-signed twice, one ended", []signer{leaf, cross, l.mid}, "", "", false, "loja.lab.example < Lab R11 < Lab Root X1"},
		{"cross-signed twice, one unknown", []signer{leaf, unknownCross, l.mid}, "", "", false, "loja.lab.example < Lab R11 < Lab Root X1"},

		{"self-signed", []signer{signer{}.leaf(t)}, "cert-self-signed", host, false, ""},
		{"self-signed authority", []signer{signer{}.ca(t, host, func(c *x509.Certificate) { c.DNSNames = []string{host} })}, "cert-self-signed", host, false, ""},
		{"self-signed, with a stranger behind it", []signer{signer{}.leaf(t), l.mid}, "cert-self-signed", host, false, ""},

		{"leaf alone, a public one", []signer{l.mid.leaf(t, public)}, "cert-missing-intermediate", "Lab R11", false, ""},
		{"leaf alone, publicly logged", []signer{l.mid.leaf(t, ext(t, sctList, timestamps(2)))}, "cert-missing-intermediate", "Lab R11", false, ""},
		{"leaf alone, issuer to be fetched", []signer{l.mid.leaf(t, fetchableAt("http://r11.lab.example/ca.der"))}, "cert-missing-intermediate", "Lab R11", false, ""},
		{"leaf alone, issuer inside a company", []signer{l.mid.leaf(t, fetchableAt("http://pki.acme.local/ca.der"))}, "cert-missing-intermediate", "Lab R11", true, ""},
		{"leaf alone, issuer in a directory", []signer{l.mid.leaf(t, fetchableAt("ldap:///CN=CA"))}, "cert-missing-intermediate", "Lab R11", true, ""},
		{"leaf alone, nothing known", []signer{l.mid.leaf(t)}, "cert-missing-intermediate", "Lab R11", true, ""},
		{"leaf of a private authority alone", []signer{private.leaf(t)}, "cert-missing-intermediate", "Acme Internal CA", true, ""},
		{"leaf of a private root alone", []signer{l.stranger.leaf(t)}, "cert-untrusted-root", "Stranger Root", false, ""},
		{"leaf of a private root that can be fetched", []signer{l.stranger.leaf(t, fetchableAt("http://pki.acme.example/ca"))}, "cert-untrusted-root", "Stranger Root", false, ""},
		{"a root of a trusted name and another key", []signer{impostor.leaf(t)}, "cert-untrusted-root", "Lab Root X1", false, ""},
		{"another intermediate sent", []signer{l.mid.leaf(t, public), l.strangerMid}, "cert-missing-intermediate", "Lab R11", false, ""},
		{"second intermediate missing, public", []signer{deepMid.leaf(t, public), deepMid}, "cert-missing-intermediate", "Lab R11", true, ""},
		{"second intermediate missing or a private root", []signer{deepMid.leaf(t), deepMid}, "cert-untrusted-root", "Lab R11", true, ""},
		{"private root not sent", []signer{l.strangerMid.leaf(t), l.strangerMid}, "cert-untrusted-root", "Stranger Root", false, ""},
		{"private root sent", []signer{private.leaf(t), private}, "cert-untrusted-root", "Acme Internal CA", false, ""},
		{"private root sent, and another way up left open", []signer{twoWays.leaf(t), twoWays, private, otherWay}, "cert-untrusted-root", "Some Authority", true, ""},
		{"private root sent, public by its own claim", []signer{private.leaf(t, public), private}, "cert-untrusted-root", "Acme Internal CA", false, ""},

		{"intermediate ended long before the leaf began", []signer{oldMid.leaf(t), oldMid}, "cert-intermediate-expired", "Lab R10", false, ""},
		{"intermediate of the future", []signer{futureMid.leaf(t), futureMid}, "cert-intermediate-expired", "Lab R13", false, ""},
		{"for clients only", []signer{l.mid.leaf(t, func(c *x509.Certificate) { c.ExtKeyUsage = client }), l.mid}, "cert-wrong-usage", "", false, ""},
		{"outside its authority's names", []signer{narrow.leaf(t), narrow}, "cert-chain-invalid", host, false, ""},
		{"deeper than its authority may go", []signer{short.ca(t, "Lab Sub").leaf(t), short.ca(t, "Lab Sub"), short}, "cert-chain-invalid", "Lab Short", false, ""},
		{"signed by one that is no authority", []signer{noCA.leaf(t), noCA, l.mid}, "cert-chain-invalid", "shop.lab.example", false, ""},
		{"a rule nobody understands", []signer{l.mid.leaf(t, func(c *x509.Certificate) {
			ext(t, asn1.ObjectIdentifier{1, 2, 3, 4}, 1)(c)
			c.ExtraExtensions[0].Critical = true
		}), l.mid}, "cert-chain-invalid", host, false, ""},
		{"quiet intermediate not sent", []signer{quiet.leaf(t, public)}, "cert-missing-intermediate", "Lab R12", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := examine(pool(l.root), c.sent...)
			if st.ChainOK != (c.problem == "") || st.ChainProblem != c.problem || st.MissingIssuer != c.issuer || st.IssuerUnclear != c.unclear {
				t.Errorf("ok %v, %q of %q, unclear %v", st.ChainOK, st.ChainProblem, st.MissingIssuer, st.IssuerUnclear)
			}
			var names []string
			for _, x := range st.Path {
				names = append(names, x.Subject)
			}
			if got := strings.Join(names, " < "); c.path != "" && got != c.path || st.ChainOK != (got != "") {
				t.Errorf("path %q, want %q", got, c.path)
			}
			leaf := c.sent[0].cert
			if inTime := !now.Before(leaf.NotBefore) && !now.After(leaf.NotAfter); st.VerifiedAll != (st.ChainOK && st.NameOK && inTime) {
				t.Errorf("all %v with chain %v, name %v, in time %v", st.VerifiedAll, st.ChainOK, st.NameOK, inTime)
			}
			if len(st.Chain) != len(c.sent) || st.ChainBytes < 200*len(c.sent) {
				t.Errorf("%d certificates of %d bytes", len(st.Chain), st.ChainBytes)
			}
		})
	}
}

func TestPathsAndNamesOfRoots(t *testing.T) {
	l := newLab(t)
	if st := examine(pool(l.root, l.mid), l.mid.leaf(t), l.mid); len(st.Path) != 2 || st.Path[1].Subject != "Lab R11" {
		t.Errorf("a trusted intermediate ends the path: %+v", st.Path)
	}
	// The name says nothing, but a trusted root bears it and did not sign.
	quiet := signer{}.ca(t, "Quiet Authority")
	impostor := signer{}.issue(t, keyFor("impostor"), x509.Certificate{Subject: quiet.cert.Subject, NotBefore: now.Add(-day), NotAfter: now.Add(day), IsCA: true, BasicConstraintsValid: true})
	if st := examine(pool(quiet), impostor.leaf(t)); st.ChainProblem != "cert-untrusted-root" || st.IssuerUnclear {
		t.Errorf("a root of a trusted name and another key: %q, unclear %v", st.ChainProblem, st.IssuerUnclear)
	}
}

func TestOrderRootAndStrangers(t *testing.T) {
	l := newLab(t)
	leaf := l.mid.leaf(t)
	otherRoot := signer{}.ca(t, "Second Root")
	cross := otherRoot.ca(t, "Lab R11")
	for _, c := range []struct {
		name      string
		sent      []signer
		disorder  bool
		root      bool
		strangers int
	}{
		{"as it should be", []signer{leaf, l.mid}, false, false, 0},
		{"leaf alone", []signer{leaf}, false, false, 0},
		{"with the root", []signer{leaf, l.mid, l.root}, false, true, 0},
		{"root first", []signer{leaf, l.root, l.mid}, true, true, 0},
		{"leaf twice", []signer{leaf, leaf, l.mid}, true, false, 0},
		{"a stranger at the end", []signer{leaf, l.mid, l.strangerMid}, false, false, 1},
		{"a stranger between", []signer{leaf, l.strangerMid, l.mid}, true, false, 1},
		{"another shop's chain behind", []signer{leaf, l.mid, l.strangerMid.leaf(t, func(c *x509.Certificate) { c.Subject.CommonName = "x" }), l.strangerMid, l.stranger}, false, false, 3},
		{"the authority in two versions", []signer{leaf, l.mid, cross}, false, false, 0},
		{"the authority in two versions, with a root", []signer{leaf, l.mid, cross, otherRoot}, false, true, 0},
		{"the authority in two versions, with the other's root", []signer{leaf, l.mid, cross, l.root}, false, true, 0},
		{"self-signed twice", []signer{signer{}.leaf(t), signer{}.leaf(t)}, false, false, 0},
		{"self-signed alone", []signer{signer{}.leaf(t)}, false, false, 0},
	} {
		st := examine(pool(l.root), c.sent...)
		if st.OutOfOrder != c.disorder || st.RootSent != c.root || st.Strangers != c.strangers {
			t.Errorf("%s: out of order %v, root %v, %d strangers", c.name, st.OutOfOrder, st.RootSent, st.Strangers)
		}
	}
}

func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// resign changes a certificate's signature algorithm to SHA-1 or MD5 and signs it anew, which
// crypto/x509 no longer does.
func resign(t testing.TB, c signer, by *rsa.PrivateKey, oid asn1.ObjectIdentifier, h crypto.Hash) signer {
	t.Helper()
	type algorithm struct {
		OID    asn1.ObjectIdentifier
		Params asn1.RawValue
	}
	null := asn1.RawValue{Tag: 5}
	next, err := asn1.Marshal(algorithm{oid, null})
	if err != nil {
		t.Fatal(err)
	}
	before, err := asn1.Marshal(algorithm{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, null})
	if err != nil || len(before) != len(next) {
		t.Fatal("the algorithms differ in length", err)
	}
	tbs := bytes.Replace(c.cert.RawTBSCertificate, before, next, 1)
	sum := h.New()
	sum.Write(tbs)
	sig, err := rsa.SignPKCS1v15(nil, by, h, sum.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct {
		TBS asn1.RawValue
		Alg asn1.RawValue
		Sig asn1.BitString
	}{asn1.RawValue{FullBytes: tbs}, asn1.RawValue{FullBytes: next}, asn1.BitString{Bytes: sig, BitLength: 8 * len(sig)}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signer{out, c.key}
}

var (
	sha1RSA = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}
	md5RSA  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}
)

func TestWeakSignatures(t *testing.T) {
	rootKey, midKey := rsaKey(t, 2048), rsaKey(t, 2048)
	authority := func(by signer, key crypto.Signer, name string) signer {
		return by.issue(t, key, x509.Certificate{Subject: named(name), NotBefore: now.Add(-500 * day), NotAfter: now.Add(500 * day), IsCA: true, BasicConstraintsValid: true})
	}
	root := authority(signer{}, rootKey, "RSA Root")
	mid := authority(root, midKey, "RSA R1")
	leaf := mid.leaf(t)
	weakRoot, weakMid, weakLeaf := resign(t, root, rootKey, sha1RSA, crypto.SHA1), resign(t, mid, rootKey, sha1RSA, crypto.SHA1), resign(t, leaf, midKey, sha1RSA, crypto.SHA1)
	other := signer{}.ca(t, "Other Root")
	for _, c := range []struct {
		name    string
		roots   *x509.CertPool
		sent    []signer
		problem string
		weak    []string
	}{
		{"sound", pool(root), []signer{leaf, mid}, "", []string{"", ""}},
		{"a root may sign itself as it likes", pool(weakRoot), []signer{leaf, mid, weakRoot}, "", []string{"", "", "SHA-1"}},
		{"SHA-1 leaf", pool(root), []signer{weakLeaf, mid}, "cert-weak-signature", []string{"SHA-1", ""}},
		{"SHA-1 intermediate", pool(root), []signer{leaf, weakMid}, "cert-weak-signature", []string{"", "SHA-1"}},
		{"MD5 leaf", pool(root), []signer{resign(t, leaf, midKey, md5RSA, crypto.MD5), mid}, "cert-weak-signature", []string{"MD5", ""}},
		{"MD5 intermediate", pool(root), []signer{leaf, resign(t, mid, rootKey, md5RSA, crypto.MD5)}, "cert-weak-signature", []string{"", "MD5"}},
		{"an old version of the intermediate beside a new one", pool(root), []signer{leaf, mid, weakMid}, "", []string{"", "", "SHA-1"}},
		{"weak, and of nobody's", pool(other), []signer{weakLeaf, mid, root}, "cert-untrusted-root", nil},
		{"self-signed with SHA-1", pool(other), []signer{weakRoot}, "cert-self-signed", nil},
	} {
		st := examine(c.roots, c.sent...)
		var weak []string
		for _, x := range st.Chain {
			weak = append(weak, x.WeakHash)
		}
		if st.ChainProblem != c.problem || c.weak != nil && !slices.Equal(weak, c.weak) || st.Strangers != 0 {
			t.Errorf("%s: %q, %q, %d strangers", c.name, st.ChainProblem, weak, st.Strangers)
		}
	}
}

func TestWhatACertificateSays(t *testing.T) {
	l := newLab(t)
	weak, plain := rsaKey(t, 1024), rsaKey(t, 2048)
	curve := func(c elliptic.Curve) crypto.Signer {
		k, err := ecdsa.GenerateKey(c, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	leafTemplate := *l.mid.leaf(t).cert
	leafTemplate.ExtraExtensions, leafTemplate.SerialNumber = nil, big.NewInt(7)
	for _, c := range []struct {
		key  crypto.Signer
		kind string
		bits int
	}{{weak, "RSA", 1024}, {plain, "RSA", 2048}, {curve(elliptic.P224()), "ECDSA", 224}, {curve(elliptic.P256()), "ECDSA", 256}, {curve(elliptic.P384()), "ECDSA", 384}, {keyFor("leaf"), "Ed25519", 256}} {
		st := examine(pool(l.root), l.mid.issue(t, c.key, leafTemplate), l.mid)
		if got := st.Chain[0]; got.KeyType != c.kind || got.KeyBits != c.bits || !st.ChainOK || got.Signature != "Ed25519" || got.Serial != "7" {
			t.Errorf("%s %d: %+v", c.kind, c.bits, got)
		}
	}
	policy := func(s string) edit {
		return func(c *x509.Certificate) {
			oid, err := x509.ParseOID(s)
			if err != nil {
				t.Fatal(err)
			}
			c.Policies = []x509.OID{oid}
		}
	}
	is := func(edits ...edit) checks.Cert { return examine(pool(l.root), l.mid.leaf(t, edits...), l.mid).Chain[0] }
	for _, p := range []string{"2.23.140.1.1", "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3"} {
		if !is(policy(p)).Public {
			t.Errorf("policy %s is not public", p)
		}
	}
	for _, p := range []string{"2.23.140.1.2.4", "2.23.140.1.3", "1.2.3"} {
		if is(policy(p)).Public {
			t.Errorf("policy %s is public", p)
		}
	}
	if c := is(); c.Public || c.MustStaple || c.Responder || !c.ServerAuth || c.SelfSigned || c.CA || c.WeakHash != "" {
		t.Errorf("a plain leaf: %+v", c)
	}
	if !is(ext(t, tlsFeature, []int{5})).MustStaple || !is(ext(t, tlsFeature, []int{17, 5})).MustStaple || is(ext(t, tlsFeature, []int{17})).MustStaple || is(ext(t, tlsFeature, 5)).MustStaple {
		t.Error("must-staple is not read right")
	}
	if !is(func(c *x509.Certificate) { c.OCSPServer = []string{"http://ocsp.lab.example"} }).Responder {
		t.Error("the responder is not seen")
	}
	use := func(us ...x509.ExtKeyUsage) edit { return func(c *x509.Certificate) { c.ExtKeyUsage = us } }
	if is(use(x509.ExtKeyUsageClientAuth)).ServerAuth || !is(use()).ServerAuth || !is(use(x509.ExtKeyUsageAny)).ServerAuth || is(func(c *x509.Certificate) {
		c.ExtKeyUsage, c.UnknownExtKeyUsage = nil, []asn1.ObjectIdentifier{{1, 2, 3}}
	}).ServerAuth {
		t.Error("usage is not read right")
	}
	huge := new(big.Int).Lsh(big.NewInt(1), 1000)
	if s := is(func(c *x509.Certificate) { c.SerialNumber = huge }).Serial; len([]rune(s)) != 64 || !strings.HasPrefix(s, "1000") {
		t.Errorf("serial %q", s)
	}
	many := is(func(c *x509.Certificate) {
		for i := range 3000 {
			c.DNSNames = append(c.DNSNames, "h"+string(rune('a'+i%26))+".example")
		}
	})
	if len(many.DNSNames) != 256 {
		t.Errorf("%d names kept", len(many.DNSNames))
	}
	ca := examine(pool(l.root), l.mid.ca(t, "Sub", func(c *x509.Certificate) { c.DNSNames = []string{host} }), l.mid)
	if !ca.Chain[0].CA || !ca.ChainOK {
		t.Errorf("an authority as server: %+v", ca.Chain[0])
	}
}

func TestNames(t *testing.T) {
	l := newLab(t)
	of := func(names []string, ips ...string) signer {
		return l.mid.leaf(t, func(c *x509.Certificate) {
			c.DNSNames = names
			for _, ip := range ips {
				c.IPAddresses = append(c.IPAddresses, net.ParseIP(ip))
			}
		})
	}
	for _, c := range []struct {
		host string
		leaf signer
		want bool
	}{
		{host, of([]string{host}), true},
		{"LOJA.lab.example", of([]string{host}), true},
		{host + ".", of([]string{host}), true},
		{host, of([]string{"*.lab.example"}), true},
		{"lab.example", of([]string{"*.lab.example"}), false},
		{"a.loja.lab.example", of([]string{"*.lab.example"}), false},
		{host, of([]string{"antiga.lab.example"}), false},
		{host, of(nil), false}, // its common name fits and does not count
		{"café.lab.example", of([]string{"xn--caf-dma.lab.example"}), true},
		{"xn--caf-dma.lab.example", of([]string{"xn--caf-dma.lab.example"}), true},
		{"203.0.113.10", of(nil, "203.0.113.10"), true},
		{"203.0.113.11", of(nil, "203.0.113.10"), false},
		{"203.0.113.10", of([]string{"203.0.113.10"}), false},
		{"2001:db8::1", of(nil, "2001:db8::1"), true},
		{"[2001:db8::1]", of(nil, "2001:db8::1"), true},
		{"fe80::1%eth0", of(nil, "fe80::1"), true},
		{"", of([]string{host}), false},
	} {
		var st checks.TLSState
		chain.Examine(&st, chain.Seen{Certs: certs(c.leaf, l.mid), Host: c.host, Roots: pool(l.root), Now: now})
		if st.NameOK != c.want || st.VerifiedAll != c.want || !st.ChainOK {
			t.Errorf("%s on %v %v: name %v, all %v", c.host, c.leaf.cert.DNSNames, c.leaf.cert.IPAddresses, st.NameOK, st.VerifiedAll)
		}
	}
	if got := examine(pool(l.root), of(nil, "::ffff:203.0.113.10"), l.mid).Chain[0].IPs; !slices.Equal(got, []netip.Addr{netip.MustParseAddr("203.0.113.10")}) {
		t.Errorf("addresses %v", got)
	}
}

func TestNamesAreCleaned(t *testing.T) {
	l := newLab(t)
	mid := l.root.ca(t, "Evil\x1b]0;owned\x07 CA")
	leaf := mid.leaf(t, func(c *x509.Certificate) {
		c.Subject.CommonName, c.DNSNames = "@req.ssl.https.title", []string{"x\x1b[31m.example", "@verdict.pass"}
	})
	for _, sent := range [][]signer{{leaf, mid}, {leaf}} {
		st := examine(pool(l.root), sent...)
		all := []string{st.MissingIssuer}
		for _, c := range append(st.Chain, st.Path...) {
			all = append(append(all, c.Subject, c.Issuer), c.DNSNames...)
		}
		for _, s := range all {
			if strings.ContainsAny(s, "\x1b\x07\u202e") || strings.HasPrefix(s, "@") {
				t.Errorf("kept %q", s)
			}
		}
		if !strings.Contains(strings.Join(all, " "), "Evil") {
			t.Errorf("the name is lost: %q", all)
		}
	}
}

func TestRawCertificates(t *testing.T) {
	l := newLab(t)
	leaf := l.mid.leaf(t)
	junk := []byte("no certificate")
	for _, c := range []struct {
		name      string
		seen      chain.Seen
		n         int
		strangers int
		bytes     int
		ok        bool
	}{
		{"parsed here", chain.Seen{Raw: [][]byte{leaf.cert.Raw, l.mid.cert.Raw}}, 2, 0, len(leaf.cert.Raw) + len(l.mid.cert.Raw), true},
		{"both given", chain.Seen{Certs: certs(leaf, l.mid), Raw: [][]byte{leaf.cert.Raw, l.mid.cert.Raw}}, 2, 0, len(leaf.cert.Raw) + len(l.mid.cert.Raw), true},
		{"junk behind", chain.Seen{Raw: [][]byte{leaf.cert.Raw, l.mid.cert.Raw, junk}}, 2, 1, len(leaf.cert.Raw) + len(l.mid.cert.Raw) + len(junk), true},
		{"nil behind", chain.Seen{Certs: []*x509.Certificate{leaf.cert, nil, l.mid.cert}}, 2, 1, len(leaf.cert.Raw) + len(l.mid.cert.Raw), true},
		{"junk first", chain.Seen{Raw: [][]byte{junk, l.mid.cert.Raw}}, 0, 0, 0, false},
		{"nil first", chain.Seen{Certs: []*x509.Certificate{nil, l.mid.cert}}, 0, 0, 0, false},
		{"nothing", chain.Seen{}, 0, 0, 0, false},
	} {
		c.seen.Host, c.seen.Roots, c.seen.Now = host, pool(l.root), now
		var st checks.TLSState
		chain.Examine(&st, c.seen)
		if len(st.Chain) != c.n || st.Strangers != c.strangers || st.ChainBytes != c.bytes || st.ChainOK != c.ok || c.ok != (st.HandshakeError == "") || c.ok != (st.HandshakeCause == "") {
			t.Errorf("%s: %d certificates, %d strangers, %d bytes, ok %v, error %q", c.name, len(st.Chain), st.Strangers, st.ChainBytes, st.ChainOK, st.HandshakeError)
		}
	}
}

func TestFurtherAddresses(t *testing.T) {
	l := newLab(t)
	first, other, self := l.mid.leaf(t), l.mid.leaf(t, days(-10, 80)), signer{}.leaf(t)
	look := func(cs ...signer) checks.Endpoint {
		e := checks.Endpoint{Answered: true}
		chain.ExamineEndpoint(&e, first.cert, chain.Seen{Certs: certs(cs...), Host: host, Roots: pool(l.root), Now: now})
		return e
	}
	if e := look(first, l.mid); !e.Answered || !e.Same || !e.NameOK || !e.ChainOK || e.Leaf != host || !e.NotAfter.Equal(first.cert.NotAfter) {
		t.Errorf("the same: %+v", e)
	}
	if e := look(other, l.mid); e.Same || !e.ChainOK || !e.NotBefore.Equal(other.cert.NotBefore) {
		t.Errorf("another good one: %+v", e)
	}
	if e := look(self); e.Same || e.ChainOK || e.ChainProblem != "cert-self-signed" {
		t.Errorf("a bad one: %+v", e)
	}
	if e := look(first); !e.Same || e.ChainOK || !e.IssuerUnclear {
		t.Errorf("the same without its intermediate: %+v", e)
	}
	if e := look(); e.Answered || e.Cause != "handshake-failed" {
		t.Errorf("nothing: %+v", e)
	}
}

func TestMachineWithoutRoots(t *testing.T) {
	l := newLab(t)
	if st := examine(x509.NewCertPool(), l.mid.leaf(t), l.mid); st.ChainProblem == checks.NoRoots {
		t.Error("a store given by the caller is the caller's business")
	}
	dir := t.TempDir()
	t.Setenv("SSL_CERT_DIR", dir)
	t.Setenv("SSL_CERT_FILE", dir+"/none")
	st := examine(nil, l.mid.leaf(t), l.mid)
	pool, err := x509.SystemCertPool()
	if err != nil || !pool.Equal(x509.NewCertPool()) {
		t.Skip("this machine's store does not follow the environment")
	}
	if st.ChainProblem != checks.NoRoots || st.ChainOK {
		t.Errorf("ok %v, %q", st.ChainOK, st.ChainProblem)
	}
}

// TestTooBig holds the reading of the error against crypto/tls itself.
func TestTooBig(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := signer{}.issue(t, key, x509.Certificate{Subject: named(host), DNSNames: []string{host}, NotBefore: now.Add(-day), NotAfter: now.Add(day)})
	shake := func(certificates int) error {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		cfg := &tls.Config{Certificates: []tls.Certificate{{PrivateKey: key}}, MaxVersion: tls.VersionTLS12}
		for range certificates {
			cfg.Certificates[0].Certificate = append(cfg.Certificates[0].Certificate, leaf.cert.Raw)
		}
		go func() {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			_ = tls.Server(c, cfg).Handshake()
		}()
		c, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return tls.Client(c, &tls.Config{InsecureSkipVerify: true, Time: func() time.Time { return now }}).Handshake() //nolint:gosec // a test
	}
	if err := shake(2); err != nil || chain.TooBig(err) {
		t.Errorf("two certificates: %v", err)
	}
	if err := shake(1 + (256<<10)/len(leaf.cert.Raw)); !chain.TooBig(err) {
		t.Errorf("more than 256 KiB: %v", err)
	}
}
