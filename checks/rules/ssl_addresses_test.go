package rules_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

// other is a sound further address with the same certificate, changed as asked.
func other(addr string, edits ...func(*checks.Endpoint)) checks.Endpoint {
	e := checks.Endpoint{Addr: netip.MustParseAddr(addr), Answered: true, Same: true, NameOK: true, ChainOK: true, NotBefore: now.Add(-30 * day), NotAfter: now.Add(60 * day), Leaf: "loja.exemplo.com.br"}
	for _, x := range edits {
		x(&e)
	}
	return e
}

func others(es ...checks.Endpoint) editTLS { return func(s *checks.TLSState) { s.Others = es } }

func dead(cause string) func(*checks.Endpoint) {
	return func(e *checks.Endpoint) { *e = checks.Endpoint{Addr: e.Addr, Cause: cause} }
}

func placeRows() table {
	const v4, v6 = "203.0.113.11", "2001:db8::10"
	self := func(e *checks.Endpoint) { e.Same, e.ChainOK, e.ChainProblem = false, false, "cert-self-signed" }
	expired := func(e *checks.Endpoint) { e.Same, e.NotAfter = false, now.Add(-day) }
	v6Judged := func(s *checks.TLSState) { s.Addr = "[2001:db8::10]:443" }
	none := []string{}
	return table{"ssl.addresses": {
		{"a single one", tls(), checks.Pass, "find.addresses.one", none},
		{"alike", tls(others(other(v4), other(v6))), checks.Pass, "find.addresses.ok", none},
		{"different and good", tls(others(other(v6, func(e *checks.Endpoint) { e.Same = false }))), checks.Pass, "find.addresses.differ", none},
		{"IPv6 self-signed", tls(others(other(v6, self))), checks.Fail, "find.addresses.bad", []string{"ipv6-differs"}},
		{"IPv6 expired", tls(others(other(v4), other(v6, expired))), checks.Fail, "", []string{"ipv6-differs"}},
		{"IPv6 with another name", tls(others(other(v6, func(e *checks.Endpoint) { e.Same, e.NameOK = false, false }))), checks.Fail, "", []string{"ipv6-differs"}},
		{"IPv6 without the intermediate", tls(others(other(v6, func(e *checks.Endpoint) { e.ChainOK, e.ChainProblem = false, "cert-missing-intermediate" }))), checks.Fail, "", []string{"ipv6-differs"}},
		{"IPv6 closed", tls(others(other(v6, dead("connection-refused")))), checks.Fail, "", []string{"connection-refused"}},
		{"IPv4 expired", tls(others(other(v4, expired))), checks.Fail, "", []string{"cert-expired"}},
		{"IPv4 of the future", tls(others(other(v4, func(e *checks.Endpoint) { e.Same, e.NotBefore = false, now.Add(day) }))), checks.Fail, "", []string{"cert-not-yet-valid"}},
		{"IPv4 with another name", tls(others(other(v4, func(e *checks.Endpoint) { e.NameOK = false }))), checks.Fail, "", []string{"cert-host-mismatch"}},
		{"IPv4 speaks something else", tls(others(other(v4, dead("not-tls")))), checks.Fail, "", []string{"not-tls"}},
		{"one bad, one silent", tls(others(other(v4, self), other(v6, dead("unreachable")))), checks.Fail, "", []string{"cert-self-signed"}},
		{"one good, one silent", tls(others(other(v4), other(v6, dead("unreachable")))), checks.Pass, "find.addresses.some", none},
		{"all silent", tls(others(other(v4, dead("handshake-timeout")), other(v6, dead("unreachable")))), checks.Inconclusive, "find.addresses.unknown", none},
		{"all bad in the same way is one finding elsewhere", tls(chain("cert-self-signed"), others(other(v6, self))), checks.Inconclusive, "find.addresses.shared", none},
		{"the same leaf without its intermediate, for which the other address speaks", tls(others(other(v4, func(e *checks.Endpoint) {
			e.ChainOK, e.ChainProblem, e.IssuerUnclear = false, "cert-untrusted-root", true
		}))), checks.Fail, "", []string{"cert-missing-intermediate"}},
		{"another leaf of an unknown issuer", tls(others(other(v4, func(e *checks.Endpoint) {
			e.Same, e.ChainOK, e.ChainProblem, e.IssuerUnclear = false, false, "cert-missing-intermediate", true
		}))), checks.Fail, "", []string{"cert-missing-intermediate"}},
		{"the one judged is bad, another is good", tls(chain("cert-self-signed"), others(other(v4))), checks.Fail, "", []string{"cert-self-signed"}},
		{"the one judged is IPv6 and bad, IPv4 is good", tls(v6Judged, chain("cert-self-signed"), others(other(v4))), checks.Fail, "", []string{"ipv6-differs"}},
		{"the one judged is bad, nothing else known", tls(chain("cert-self-signed"), others(other(v6, dead("unreachable")))), checks.Inconclusive, "find.addresses.unknown", none},
		{"bad in two ways", tls(chain("cert-self-signed"), others(other(v4, expired))), checks.Fail, "", []string{"cert-self-signed", "cert-expired"}},
		{"a machine without authorities", tls(chain(checks.NoRoots), others(other(v6, func(e *checks.Endpoint) { e.ChainOK, e.ChainProblem = false, checks.NoRoots }))), checks.Inconclusive, "", none},
	}}
}

func TestBadAddressesAreNamed(t *testing.T) {
	f := checks.Index(rules.All())["ssl.addresses"].Judge(checks.NewFacts(now, tls(others(other("203.0.113.11"), other("2001:db8::10", func(e *checks.Endpoint) { e.NameOK = false })))...))
	if got := strings.Join(f.Detail.Args, " "); !strings.Contains(got, "2001:db8::10") || strings.Contains(got, "203.0.113") {
		t.Errorf("named: %s", got)
	}
	why := ""
	for _, e := range f.Evidence {
		why += strings.Join(e.Text.Args, " ") + "\n"
	}
	if len(f.Evidence) != 3 || !strings.Contains(why, "203.0.113.10") || strings.Count(why, "@ev.address_sound") != 2 || !strings.Contains(why, "@cause.cert-host-mismatch") {
		t.Errorf("evidence:\n%s", why)
	}
}

func backRows() table {
	back := func(field string, edits ...editTLS) checks.BackTLS {
		return checks.BackTLS{Fields: []string{field}, State: handshake(append([]editTLS{func(s *checks.TLSState) { s.Host = "volta.exemplo.com.br" }}, edits...)...)}
	}
	all := func(bs ...checks.BackTLS) []checks.Fact { return facts(checks.FactBackTLS.Of(bs)) }
	const ok, pending = "back_urls.success", "back_urls.pending"
	soon := func(s *checks.TLSState) { s.Chain[0] = leaf(90*day, 20*day) }
	return table{"ssl.back_urls": {
		{"none elsewhere", all(), checks.NotApplicable, "find.back.none", nil},
		{"sound", all(back(ok)), checks.Pass, "find.back.ok", []string{}},
		{"sound, with something to note", all(back(ok, func(s *checks.TLSState) { s.RootSent, s.Version = true, 0x0303 })), checks.Pass, "", []string{}},
		{"self-signed", all(back(ok, chain("cert-self-signed"))), checks.Fail, "find.back.bad", []string{"cert-self-signed"}},
		{"other name", all(back(ok, func(s *checks.TLSState) { s.NameOK = false })), checks.Fail, "", []string{"cert-host-mismatch"}},
		{"expired", all(back(ok, func(s *checks.TLSState) { s.Chain[0] = leaf(90*day, -day) })), checks.Fail, "", []string{"cert-expired"}},
		{"old version", all(back(ok, offers(these{checks.OfferTLS10: yes(0x0301, 0x2f)}))), checks.Fail, "", []string{"tls-1.0"}},
		{"ends soon", all(back(ok, soon)), checks.Warn, "", []string{"cert-expires-soon"}},
		{"closed", all(back(ok, broken("connection-refused"))), checks.Fail, "", []string{"connection-refused"}},
		{"silent", all(back(ok, broken("handshake-timeout"))), checks.Inconclusive, "", []string{"handshake-timeout"}},
		{"one bad behind one that warns", all(back(ok, soon), back(pending, chain("cert-self-signed"))), checks.Fail, "", []string{"cert-expires-soon", "cert-self-signed"}},
		{"one bad before a sound one", all(back(ok, chain("cert-self-signed")), back(pending)), checks.Fail, "", []string{"cert-self-signed"}},
	}}
}

func TestReturnFieldIsNamed(t *testing.T) {
	bad := handshake(chain("cert-self-signed"))
	f := checks.Index(rules.All())["ssl.back_urls"].Judge(checks.NewFacts(now, checks.FactBackTLS.Of([]checks.BackTLS{
		{Fields: []string{"back_urls.success"}, State: handshake()}, {Fields: []string{"back_urls.pending", "back_urls.failure"}, State: bad}})))
	if got := strings.Join(f.Detail.Args, " "); !strings.Contains(got, "back_urls.pending, back_urls.failure") || strings.Contains(got, "success") {
		t.Errorf("named: %s", got)
	}
}

// hookTLSRows: the notification endpoint is judged like the payment page.
func hookTLSRows() table {
	hook := func(edits ...editTLS) []checks.Fact { return facts(checks.FactHookTLS.Of(handshake(edits...))) }
	and := func(ids ...string) []string { return append(ids, "tls-invalid") }
	key := func(bits int) editTLS {
		return func(s *checks.TLSState) { s.Chain[0].KeyType, s.Chain[0].KeyBits = "RSA", bits }
	}
	soon := func(s *checks.TLSState) { s.Chain[0] = leaf(90*day, 20*day) }
	return table{"notifications.tls": {
		{"sound, asked for everything", hook(offers()), checks.Pass, "find.hook.tls_ok", []string{}},
		{"what is only to be noted does not alarm", hook(offers(these{checks.OfferStatic: yes(0x0303, 0x2f)}), only12(0xc02f), func(s *checks.TLSState) {
			s.OutOfOrder, s.RootSent, s.NoName = true, true, checks.NoName{Asked: true}
		}), checks.Pass, "find.hook.tls_ok", []string{}},
		{"weak key", hook(key(1024)), checks.Fail, "find.certificate.weak_key", and("cert-weak-key")},
		{"TLS 1.0", hook(offers(these{checks.OfferTLS10: yes(0x0301, 0x2f)})), checks.Fail, "find.tls.old_accepted", and("tls-1.0")},
		{"RC4", hook(offers(these{checks.OfferRC4: yes(0x0303, 5)})), checks.Fail, "find.ciphers.weak", and("cipher-rc4")},
		{"bad IPv6", hook(others(other("2001:db8::1", func(e *checks.Endpoint) { e.ChainOK, e.ChainProblem = false, "cert-self-signed" }))), checks.Fail, "find.addresses.bad", and("ipv6-differs")},
		{"a failure speaks before a warning", hook(soon, key(1024)), checks.Fail, "find.certificate.weak_key", and("cert-weak-key")},
		{"a warning speaks before what is unknown", hook(offers(these{checks.OfferTLS10: silence}), soon), checks.Warn, "find.expiry.soon", and("cert-expires-soon")},
		{"unknown", hook(offers(these{checks.OfferRC4: silence})), checks.Inconclusive, "find.ciphers.unknown", []string{}},
		{"a machine without authorities", hook(chain(checks.NoRoots)), checks.Inconclusive, "find.chain.no-roots", []string{}},
		{"wants a client certificate", hook(func(s *checks.TLSState) { s.ClientCert = true }), checks.Fail, "find.https.client_cert", and("client-cert-required")},
	}}
}
