package rules_test

import (
	"maps"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

// offers are those of a sound server of today, changed as asked.
func offers(edits ...map[checks.Offer]checks.Offered) editTLS {
	m := map[checks.Offer]checks.Offered{}
	for _, o := range []checks.Offer{checks.OfferSSL3, checks.OfferTLS10, checks.OfferTLS11, checks.OfferStatic, checks.OfferRC4, checks.Offer3DES, checks.OfferExport, checks.OfferNull,
		checks.OfferAnon, checks.OfferDHE, checks.OfferCBC} {
		m[o] = checks.Offered{Answer: checks.No}
	}
	m[checks.OfferAEAD] = yes(0x0303, 0xc02f)
	m[checks.OfferTLS12] = yes(0x0303, 0xc02f)
	m[checks.OfferTLS13] = yes(0x0304, 0x1301)
	for _, e := range edits {
		maps.Copy(m, e)
	}
	return func(s *checks.TLSState) { s.Offers, s.Cipher = m, 0x1301 }
}

type these = map[checks.Offer]checks.Offered

func yes(version, suite uint16) checks.Offered {
	return checks.Offered{Answer: checks.Yes, Version: version, Suite: suite}
}

var (
	no      = checks.Offered{Answer: checks.No}
	silence = checks.Offered{Why: "handshake-timeout"}
)

// only12 is a server that does not speak TLS 1.3.
func only12(suite uint16) editTLS {
	return func(s *checks.TLSState) {
		s.Version, s.Cipher = 0x0303, suite
		s.Offers[checks.OfferTLS13] = no
	}
}

func versionRows() table {
	none := []string{}
	// dead refuses every client of today, and shows what it takes only to raw hellos.
	dead := func(edits ...these) []checks.Fact {
		all := these{checks.OfferAEAD: no, checks.OfferTLS12: no, checks.OfferTLS13: no}
		for _, e := range edits {
			maps.Copy(all, e)
		}
		return tls(broken("handshake-failed"), offers(all))
	}
	return table{"ssl.tls_version": {
		{"1.2 and 1.3", tls(offers()), checks.Pass, "find.tls.ok", none},
		{"no 1.3 yet", tls(offers(), only12(0xc02f)), checks.Pass, "find.tls.ok", []string{"tls-1.3-missing"}},
		{"no 1.3, seen by the handshake alone", tls(func(s *checks.TLSState) { s.Version = 0x0303 }), checks.Pass, "", []string{"tls-1.3-missing"}},
		{"1.3 alone", tls(offers(these{checks.OfferAEAD: no, checks.OfferTLS12: no})), checks.Pass, "", []string{"tls-1.2-absent"}},
		{"1.3, and silence to 1.2", tls(offers(these{checks.OfferAEAD: silence, checks.OfferTLS12: silence})), checks.Pass, "", none},
		{"SSLv3", tls(offers(these{checks.OfferSSL3: yes(0x0300, 0x0005)})), checks.Fail, "find.tls.old_accepted", []string{"tls-ssl3"}},
		{"all old ones", tls(offers(these{checks.OfferSSL3: yes(0x0300, 5), checks.OfferTLS10: yes(0x0301, 0x2f), checks.OfferTLS11: yes(0x0302, 0x2f)})), checks.Fail, "", []string{"tls-ssl3", "tls-1.0", "tls-1.1"}},
		{"an old one in answer to a class", tls(offers(these{checks.OfferTLS10: silence, checks.OfferRC4: yes(0x0301, 5)})), checks.Fail, "", []string{"tls-1.0"}},
		{"an old one, and silence to another", tls(offers(these{checks.OfferTLS11: yes(0x0302, 0x2f), checks.OfferSSL3: silence})), checks.Fail, "", []string{"tls-1.1"}},
		{"an old one and no 1.3", tls(offers(these{checks.OfferTLS11: yes(0x0302, 0x2f)}), only12(0xc02f)), checks.Fail, "", []string{"tls-1.1"}},
		{"silence to an old one", tls(offers(these{checks.OfferTLS10: silence})), checks.Inconclusive, "find.tls.old_unknown", none},
		{"silence to the modern ones, which the handshake has shown", tls(offers(these{checks.OfferAEAD: silence, checks.OfferTLS12: silence, checks.OfferTLS13: silence})), checks.Pass, "", none},
		{"hellos count, not what was thought before", tls(offers(), func(s *checks.TLSState) { s.OldUnknown = true }), checks.Pass, "", none},
		{"1.0 at most", tls(offers(these{checks.OfferAEAD: no, checks.OfferTLS12: no, checks.OfferTLS13: no, checks.OfferTLS10: yes(0x0301, 0x2f)}), func(s *checks.TLSState) { s.Version = 0x0301 }),
			checks.Fail, "find.tls.too_old", []string{"tls-no-modern", "tls-1.0"}},
		{"SSLv3 alone", dead(these{checks.OfferSSL3: yes(0x0300, 5)}), checks.Fail, "find.tls.too_old", []string{"tls-no-modern", "tls-ssl3"}},
		{"SSLv3 and silence to the rest", dead(these{checks.OfferSSL3: yes(0x0300, 5), checks.OfferTLS12: silence}), checks.Fail, "find.tls.old_accepted", []string{"tls-ssl3"}},
		{"only what no client takes any more", dead(these{checks.OfferDHE: yes(0x0303, 0x33), checks.OfferTLS12: yes(0x0303, 0x33)}), checks.Pass, "find.tls.ok", []string{"tls-1.3-missing"}},
		{"refuses everything", dead(), checks.Inconclusive, "find.tls.no_handshake", nil},
	}}
}

// TestWithoutTLS13 gets worse with time.
func TestWithoutTLS13(t *testing.T) {
	judge := checks.Index(rules.All())["ssl.tls_version"].Judge
	for at, want := range map[string]checks.Verdict{"2026-12-31": checks.Pass, "2027-01-01": checks.Warn, "2030-06-01": checks.Warn} {
		when, err := time.Parse(time.DateOnly, at)
		if err != nil {
			t.Fatal(err)
		}
		f := judge(checks.NewFacts(when, tls(offers(), only12(0xc02f))...))
		if f.Verdict != want || !f.Has("tls-1.3-missing") || len(f.Causes) != 1 {
			t.Errorf("%s: %s %v", at, f.Verdict, f.Causes)
		}
		worded(t, f)
	}
}

func cipherRows() table {
	none := []string{}
	row := func(name string, want checks.Verdict, key string, causes []string, edits ...editTLS) row {
		return row{name, tls(edits...), want, key, causes}
	}
	with := func(o checks.Offer, x checks.Offered) editTLS { return offers(these{o: x}) }
	noAEAD := these{checks.OfferAEAD: no, checks.OfferTLS12: yes(0x0303, 0xc013)}
	static := these{checks.OfferAEAD: no, checks.OfferTLS12: yes(0x0303, 0x2f), checks.OfferStatic: yes(0x0303, 0x2f)}
	dhe := func(bits int) editTLS {
		return with(checks.OfferDHE, checks.Offered{Answer: checks.Yes, Version: 0x0303, Suite: 0x33, DHBits: bits})
	}
	return table{"ssl.ciphers": {
		row("sound", checks.Pass, "find.ciphers.ok", none, offers()),
		row("RC4", checks.Fail, "find.ciphers.weak", []string{"cipher-rc4"}, with(checks.OfferRC4, yes(0x0303, 5))),
		row("3DES", checks.Fail, "find.ciphers.weak", []string{"cipher-3des"}, with(checks.Offer3DES, yes(0x0303, 0x0a))),
		row("NULL", checks.Fail, "find.ciphers.weak", []string{"cipher-null"}, with(checks.OfferNull, yes(0x0303, 0x3b))),
		row("anonymous", checks.Fail, "find.ciphers.weak", []string{"cipher-anon"}, with(checks.OfferAnon, yes(0x0303, 0x34))),
		row("export", checks.Fail, "find.ciphers.weak", []string{"cipher-export"}, with(checks.OfferExport, yes(0x0301, 3))),
		row("several", checks.Fail, "", []string{"cipher-null", "cipher-rc4", "cipher-3des"},
			offers(these{checks.OfferRC4: yes(0x0303, 0xc011), checks.Offer3DES: yes(0x0303, 0xc012), checks.OfferNull: yes(0x0303, 0xc010)})),
		row("RC4 in answer to TLS 1.0, silence to its class", checks.Fail, "", []string{"cipher-rc4"},
			offers(these{checks.OfferTLS10: yes(0x0301, 5), checks.OfferRC4: silence})),
		row("3DES in the handshake itself", checks.Fail, "", []string{"cipher-3des"}, func(s *checks.TLSState) { s.Version, s.Cipher = 0x0303, 0xc012 }),
		row("DHE of 1024 bits", checks.Fail, "find.ciphers.dh", []string{"dh-weak"}, dhe(1024)),
		row("DHE of 512 bits", checks.Fail, "find.ciphers.dh", []string{"dh-weak"}, dhe(512)),
		row("DHE of 1025 bits", checks.Pass, "", none, dhe(1025)),
		row("DHE of 2048 bits", checks.Pass, "", none, dhe(2048)),
		row("DHE of a size nobody saw", checks.Inconclusive, "find.ciphers.unknown", none, dhe(0)),
		row("some without forward secrecy", checks.Pass, "find.ciphers.ok", []string{"cipher-some-no-fs"}, with(checks.OfferStatic, yes(0x0303, 0x9c))),
		row("none with forward secrecy", checks.Warn, "find.ciphers.no_fs", []string{"cipher-no-fs", "cipher-cbc-only"}, offers(static), only12(0x2f)),
		row("RC4 and nothing else", checks.Fail, "find.ciphers.weak", []string{"cipher-rc4", "cipher-no-fs"},
			offers(these{checks.OfferAEAD: no, checks.OfferTLS12: yes(0x0303, 5), checks.OfferRC4: yes(0x0303, 5)}), only12(5)),
		row("none with forward secrecy, GCM", checks.Warn, "find.ciphers.no_fs", []string{"cipher-no-fs"},
			offers(static, these{checks.OfferStatic: yes(0x0303, 0x9c), checks.OfferTLS12: yes(0x0303, 0x9c)}), only12(0x9c)),
		row("TLS 1.3 has forward secrecy", checks.Pass, "", []string{"cipher-some-no-fs"}, offers(static)),
		row("static, and silence to what might be better", checks.Pass, "", none, offers(static, these{checks.OfferCBC: silence, checks.OfferAEAD: silence}), only12(0x2f)),
		row("CBC only", checks.Warn, "find.ciphers.cbc_only", []string{"cipher-cbc-only"}, offers(noAEAD, these{checks.OfferCBC: yes(0x0303, 0xc013)}), only12(0xc013)),
		row("CBC of DHE only", checks.Warn, "find.ciphers.cbc_only", []string{"cipher-cbc-only"},
			offers(noAEAD, these{checks.OfferTLS12: yes(0x0303, 0x33), checks.OfferDHE: {Answer: checks.Yes, Version: 0x0303, Suite: 0x33, DHBits: 2048}}), only12(0x33)),
		row("CBC beside AEAD", checks.Pass, "", none, with(checks.OfferCBC, yes(0x0303, 0xc013))),
		row("CBC, and silence to AEAD", checks.Pass, "", none, offers(noAEAD, these{checks.OfferAEAD: silence, checks.OfferCBC: yes(0x0303, 0xc013)}), only12(0xc013)),
		row("CBC beside TLS 1.3", checks.Pass, "", none, offers(noAEAD, these{checks.OfferCBC: yes(0x0303, 0xc013)})),
		row("client may renegotiate", checks.Warn, "find.ciphers.renegotiation", []string{"renegotiation-client"}, offers(), func(s *checks.TLSState) { s.Renegotiation = checks.Yes }),
		row("client may not", checks.Pass, "", none, offers(), func(s *checks.TLSState) { s.Renegotiation = checks.No }),
		row("silence to RC4", checks.Inconclusive, "find.ciphers.unknown", none, with(checks.OfferRC4, silence)),
		row("silence to RC4, 3DES taken", checks.Fail, "", []string{"cipher-3des"}, offers(these{checks.OfferRC4: silence, checks.Offer3DES: yes(0x0303, 0x0a)})),
		row("silence to DHE", checks.Inconclusive, "", none, with(checks.OfferDHE, silence)),
		row("silence to what would be a note", checks.Pass, "", none, offers(these{checks.OfferStatic: silence, checks.OfferCBC: silence})),
		row("not asked", checks.Inconclusive, "find.ciphers.unknown", none),
		row("NULL alone, which no client takes", checks.Fail, "", []string{"cipher-null"}, broken("handshake-failed"),
			offers(these{checks.OfferAEAD: no, checks.OfferTLS12: yes(0x0303, 0xc010), checks.OfferTLS13: no, checks.OfferNull: yes(0x0303, 0xc010)})),
		row("no handshake", checks.Inconclusive, "find.tls.no_handshake", nil, broken("not-tls")),
	}}
}
