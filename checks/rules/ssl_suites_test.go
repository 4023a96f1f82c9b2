package rules

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
)

// TestSuites takes each suite of the registry and lets its name say what it is.
func TestSuites(t *testing.T) {
	raw, err := os.ReadFile("testdata/suites.tsv")
	if err != nil {
		t.Fatal(err)
	}
	has := func(s string, words ...string) bool {
		for _, w := range words {
			if strings.Contains(s, w) {
				return true
			}
		}
		return false
	}
	n := 0
	for line := range strings.Lines(string(raw)) {
		hex, name, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		v, err := strconv.ParseUint(hex, 16, 16)
		if err != nil {
			t.Fatal(err)
		}
		n++
		id := uint16(v)
		var class checks.Offer
		switch {
		case has(name, "_anon_"):
			class = checks.OfferAnon
		case has(name, "_NULL_"):
			class = checks.OfferNull
		case has(name, "_EXPORT"):
			class = checks.OfferExport
		case has(name, "_RC4_"):
			class = checks.OfferRC4
		case has(name, "_DES_", "_3DES_", "_IDEA_"):
			class = checks.Offer3DES
		}
		if got := classOf(id); got != class {
			t.Errorf("%s %s is of class %q, want %q", hex, name, got, class)
		}
		// Of the seldom ones only what a server of a shop may choose is known.
		rare := has(name, "ARIA", "CAMELLIA_128_GCM", "CAMELLIA_256_GCM", "EXPORT1024", "_draft")
		if want := strings.HasPrefix(name, "TLS_RSA_WITH_") || strings.HasPrefix(name, "TLS_RSA_EXPORT_"); !rare && staticRSA(id) != want {
			t.Errorf("%s %s has static keys: %v", hex, name, !want)
		}
		if want := aead(id); want != has(name, "GCM", "CCM", "POLY1305") {
			t.Errorf("%s %s encrypts and authenticates in one: %v", hex, name, want)
		}
		want := v>>8 == 0x13 || strings.HasPrefix(name, "TLS_ECDHE_") && has(name, "_AES_", "CHACHA20_POLY1305_SHA256") || name == "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
		if forwardSecret(id) != want {
			t.Errorf("%s %s has keys of one connection: %v", hex, name, !want)
		}
	}
	if n < 110 {
		t.Errorf("only %d suites", n)
	}
	for _, id := range []uint16{0, 0x00ff, 0x1300, 0x5600, 0xc0b4, 0xcc12, 0xcc16, 0xcca7, 0xccaf} { // no cipher, or unassigned
		if classOf(id) != "" || staticRSA(id) || aead(id) {
			t.Errorf("%04x is taken for a suite", id)
		}
	}
}
