package hello

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
)

// Every hello of every class keeps to the sizes servers are known to bear, and says what it means.
func TestHelloForm(t *testing.T) {
	const name = "checkout.a-shop-with-a-rather-long-name.example.com.br"
	var qs []question
	for o := range classes {
		qs = append(qs, question{classes: []checks.Offer{o}}, question{classes: []checks.Offer{o}, small: true})
	}
	qs = append(qs, question{classes: weak}, question{classes: weak, small: true}, question{classes: []checks.Offer{checks.OfferTLS13}, share: true})
	for _, q := range qs {
		_, v := q.versions()
		b := q.hello(name).record()
		ids := q.suites()
		if n := len(distinct(ids)); n != len(ids) || n > maxSuites || n == 0 {
			t.Errorf("%v: %d suites, %d distinct", q, len(ids), n)
		}
		if slices.Contains(ids, tls.TLS_FALLBACK_SCSV) || bytes.Contains(b, words(ids)) != true {
			t.Errorf("%v: wrong suites", q)
		}
		switch full := len(b) == 5+fullSize; {
		case v == versionSSL3:
			if len(b) > 5+255 || b[2] != 0 || bytes.Contains(b, []byte(name)) {
				t.Errorf("%v: %d bytes, record version %x", q, len(b), b[1:3])
			}
		case q.small || v == tls.VersionTLS13 && !q.share:
			if len(b) > 255 || b[2] != 1 {
				t.Errorf("%v: %d bytes, record version %x", q, len(b), b[1:3])
			}
		case !full && !q.share || b[2] != 1:
			t.Errorf("%v: %d bytes, record version %x", q, len(b), b[1:3])
		}
		if want := min(v, tls.VersionTLS12); binary.BigEndian.Uint16(b[9:]) != want {
			t.Errorf("%v: version %x, want %x", q, b[9:11], want)
		}
		if v != versionSSL3 && !bytes.Contains(b, sized16([]byte{0}, []byte(name))) {
			t.Errorf("%v: no server name", q)
		}
		ffdhe := bytes.Contains(b, words(ffdheGroups))
		if dhe := slices.Contains(q.classes, checks.OfferDHE); v != versionSSL3 && ffdhe == dhe {
			t.Errorf("%v: groups of RFC 7919: %v", q, ffdhe)
		}
	}
	for _, name := range []string{"", "192.0.2.1", "2001:db8::1", strings.Repeat("a", 256)} {
		if b := single(checks.OfferAEAD).hello(name).record(); name != "" && bytes.Contains(b, []byte(name)) || len(b) != 5+fullSize {
			t.Errorf("%q is sent, or %d bytes", name, len(b))
		}
	}
}

// What the hellos of single classes leave out, no hello of a whole version brings back.
func TestEverySuiteIsInAClass(t *testing.T) {
	counts := map[uint16]int{}
	for _, o := range []checks.Offer{checks.OfferAEAD, checks.OfferStatic, checks.OfferRC4, checks.Offer3DES, checks.OfferExport, checks.OfferNull,
		checks.OfferAnon, checks.OfferDHE, checks.OfferCBC, checks.OfferTLS13} {
		for _, id := range classes[o].suites {
			counts[id]++
		}
	}
	for id, n := range counts {
		if want := 1; n != want && !slices.Contains(dheAEAD, id) {
			t.Errorf("%04x is in %d classes", id, n)
		}
	}
	for _, o := range []checks.Offer{checks.OfferSSL3, checks.OfferTLS10, checks.OfferTLS11, checks.OfferTLS12} {
		for _, id := range classes[o].suites {
			if counts[id] == 0 {
				t.Errorf("%s: %04x is in no class", o, id)
			}
			if o != checks.OfferTLS12 && needsTLS12(id) || o == checks.OfferSSL3 && elliptic(id) {
				t.Errorf("%s: %04x is of later times", o, id)
			}
		}
	}
	if n := len(classes[checks.OfferTLS10].suites); n == maxSuites {
		t.Errorf("%d suites for 1.0: some may have been cut off", n)
	}
	// crypto/tls knows a class for each of its own.
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if counts[s.ID] == 0 {
			t.Errorf("%s is in no class", s.Name)
		}
	}
}
