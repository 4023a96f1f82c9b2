package rules_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

const shop = "https://loja.exemplo.com.br/checkout"

func page(p checks.Page) checks.Fact {
	if p.URL == "" {
		p.URL = shop
	}
	return checks.FactPage.Of(p, "ex-7")
}

func noPage(r checks.GapReason) checks.Fact {
	return checks.FactPage.Missing(checks.Gap{Reason: r}, "ex-7")
}

// handshake is a sound one, ninety days of life and sixty left, changed as asked.
func handshake(edit ...func(*checks.TLSState)) checks.TLSState {
	st := checks.TLSState{Host: "loja.exemplo.com.br", Port: "443", Addr: "203.0.113.10:443", Version: 0x0304, ChainOK: true, NameOK: true, VerifiedAll: true,
		Chain: []checks.Cert{leaf(90*day, 60*day), {Subject: "R11", Issuer: "Root X1", CA: true, NotAfter: now.Add(900 * day)}}}
	for _, e := range edit {
		e(&st)
	}
	return st
}

func leaf(life, left time.Duration) checks.Cert {
	return checks.Cert{Subject: "loja.exemplo.com.br", Issuer: "R11", DNSNames: []string{"loja.exemplo.com.br"}, NotBefore: now.Add(left - life), NotAfter: now.Add(left)}
}

func pageTLS(edit ...func(*checks.TLSState)) checks.Fact {
	return checks.FactPageTLS.Of(handshake(edit...))
}

func broken(cause string) func(*checks.TLSState) {
	return func(s *checks.TLSState) {
		*s = checks.TLSState{Host: s.Host, Port: s.Port, HandshakeError: "EOF", HandshakeCause: cause}
	}
}

func chain(problem string) func(*checks.TLSState) {
	return func(s *checks.TLSState) {
		s.ChainOK, s.ChainProblem, s.MissingIssuer = false, problem, "R11"
	}
}

func sslRows() table {
	all := httpsRows()
	for _, more := range []table{chainRows(), certificateRows(), versionRows(), cipherRows(), placeRows(), httpRows(), backRows(), hookTLSRows()} {
		for id, rows := range more {
			all[id] = append(all[id], rows...)
		}
	}
	return all
}

func httpsRows() table {
	at := settings(checks.Settings{PaymentPage: shop})
	ok := page(checks.Page{Status: 200})
	answers := func(p checks.Page) []checks.Fact { return facts(at, pageTLS(), page(p)) }
	failed := func(cause string) []checks.Fact {
		return facts(at, pageTLS(broken(cause)), noPage(checks.GapNetwork))
	}
	version := func(edit func(*checks.TLSState)) []checks.Fact { return facts(pageTLS(edit)) }
	plain := func(h checks.PlainHTTP) []checks.Fact {
		h.URL = "http://loja.exemplo.com.br/checkout"
		return facts(checks.FactPlainHTTP.Of(h, "ex-8"), page(checks.Page{Status: 200}))
	}
	to := func(status int) checks.PlainHTTP {
		return checks.PlainHTTP{Hops: []checks.Hop{{URL: "http://loja.exemplo.com.br/checkout", Status: status, To: shop}}, Final: shop, Status: status}
	}
	return table{
		"ssl.https": {
			{"there", facts(at, pageTLS(), ok), checks.Pass, "find.https.ok", nil},
			{"a bad certificate is another question", facts(at, pageTLS(chain("cert-self-signed")), ok), checks.Pass, "", nil},
			{"no page configured", facts(settings(checks.Settings{})), checks.NeedsInput, "gap.input", nil},
			{"plain address", facts(settings(checks.Settings{PaymentPage: " HTTP://loja.exemplo.com.br/"})), checks.Fail, "find.https.plain", []string{"http-only"}},
			{"not an address", facts(settings(checks.Settings{PaymentPage: "loja"}), checks.FactPageTLS.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.not_url", "input", "payment_page", "url", "loja")})), checks.Inconclusive, "gap.unsupported", nil},
			{"closed", failed("connection-refused"), checks.Fail, "find.https.no_tls", []string{"connection-refused"}},
			{"hangs up", failed("connection-closed"), checks.Fail, "", []string{"connection-closed"}},
			{"something else speaks there", failed("not-tls"), checks.Fail, "", []string{"not-tls"}},
			{"alert", failed("handshake-failed"), checks.Fail, "", []string{"handshake-failed"}},
			{"no such name", failed("unresolved"), checks.Fail, "", []string{"unresolved"}},
			{"silence", failed("handshake-timeout"), checks.Inconclusive, "find.https.silent", []string{"handshake-timeout"}},
			{"takes the connection and hangs", facts(at, pageTLS(func(s *checks.TLSState) {
				addr := s.Addr
				broken("handshake-timeout")(s)
				s.Addr = addr
			}), noPage(checks.GapTimeout)), checks.Fail, "find.https.hangs", []string{"handshake-timeout"}},
			{"our network", failed("unreachable"), checks.Inconclusive, "find.https.silent", []string{"unreachable"}},
			{"TLS, but no page", facts(at, pageTLS(), noPage(checks.GapTimeout)), checks.Inconclusive, "find.https.handshake", nil},
			{"leads back to plain HTTP", answers(checks.Page{Status: 200, Hops: []checks.Hop{{URL: shop, Status: 302, To: "HTTP://loja.exemplo.com.br/x"}}}), checks.Fail, "find.https.downgrade", []string{"redirect-downgrade"}},
			{"loop", answers(checks.Page{Status: 302, Loop: true}), checks.Fail, "find.redirect.loop", []string{"redirect-loop"}},
			{"error", answers(checks.Page{Status: 502}), checks.Fail, "", []string{"http-5xx"}},
			{"not found", answers(checks.Page{Status: 404}), checks.Fail, "", []string{"http-404"}},
			{"gone", answers(checks.Page{Status: 410}), checks.Fail, "", []string{"http-404"}},
			{"staging password", answers(checks.Page{Status: 401}), checks.Fail, "", []string{"http-401"}},
			{"refuses robots", answers(checks.Page{Status: 403}), checks.Warn, "find.https.403", []string{"http-403"}},
			{"wants a client certificate", facts(at, pageTLS(func(s *checks.TLSState) { s.ClientCert = true }), noPage(checks.GapNetwork)), checks.Fail, "find.https.client_cert", []string{"client-cert-required"}},
			{"wanted one and hung up", failed("client-cert-required"), checks.Fail, "find.https.client_cert", []string{"client-cert-required"}},
			{"sends too many certificates to be read", failed("cert-chain-too-big"), checks.Fail, "find.https.no_tls", []string{"cert-chain-too-big"}},
			{"failed in an unknown way", failed(""), checks.Fail, "find.https.no_tls", []string{"handshake-failed"}},
			{"body without end", answers(checks.Page{Status: 200, Cut: checks.CutTime}), checks.Warn, "find.https.slow", []string{"body-timeout"}},
			{"body too large", answers(checks.Page{Status: 200, Cut: checks.CutSize}), checks.Warn, "find.https.large", []string{"body-too-large"}},
			{"an error with a large body is an error", answers(checks.Page{Status: 500, Cut: checks.CutSize}), checks.Fail, "", []string{"http-5xx"}},
			{"another refusal", answers(checks.Page{Status: 429}), checks.Warn, "find.https.status", nil},
		},
		"ssl.chain_complete": {
			{"complete", facts(pageTLS()), checks.Pass, "", nil},
			{"intermediate not sent", facts(pageTLS(chain("cert-missing-intermediate"))), checks.Fail, "find.chain.missing-intermediate", []string{"cert-missing-intermediate"}},
			{"self-signed", facts(pageTLS(chain("cert-self-signed"))), checks.Fail, "", []string{"cert-self-signed"}},
			{"unknown root", facts(pageTLS(chain("cert-untrusted-root"))), checks.Fail, "", []string{"cert-untrusted-root"}},
			{"expired intermediate", facts(pageTLS(chain("cert-intermediate-expired"))), checks.Fail, "", []string{"cert-intermediate-expired"}},
			{"not for servers", facts(pageTLS(chain("cert-wrong-usage"))), checks.Fail, "", []string{"cert-wrong-usage"}},
			{"no handshake", facts(pageTLS(broken("not-tls"))), checks.Inconclusive, "find.tls.no_handshake", nil},
		},
		"ssl.hostname": {
			{"fits", facts(pageTLS()), checks.Pass, "", nil},
			{"other name", facts(pageTLS(func(s *checks.TLSState) { s.NameOK, s.Chain[0].DNSNames = false, []string{"antiga.exemplo.com.br"} })), checks.Fail, "find.hostname.mismatch", []string{"cert-host-mismatch"}},
			{"only an address", facts(pageTLS(func(s *checks.TLSState) {
				s.NameOK, s.Chain[0].DNSNames, s.Chain[0].IPs = false, nil, []netip.Addr{netip.MustParseAddr("203.0.113.9")}
			})), checks.Fail, "find.hostname.mismatch", nil},
			{"no names at all", facts(pageTLS(func(s *checks.TLSState) { s.NameOK, s.Chain[0].DNSNames = false, nil })), checks.Fail, "find.hostname.no_san", []string{"cert-no-san"}},
		},
		"ssl.tls_version": {
			{"1.3", facts(pageTLS()), checks.Pass, "", nil},
			{"1.2", version(func(s *checks.TLSState) { s.Version = 0x0303 }), checks.Pass, "", nil},
			{"1.1 at most", version(func(s *checks.TLSState) { s.Version = 0x0302; s.OldVersions = []uint16{0x0302} }), checks.Fail, "find.tls.too_old", []string{"tls-no-modern", "tls-1.1"}},
			{"1.0 too", version(func(s *checks.TLSState) { s.OldVersions = []uint16{0x0301} }), checks.Fail, "find.tls.old_accepted", []string{"tls-1.0"}},
			{"1.0 and 1.1 too", version(func(s *checks.TLSState) { s.OldVersions = []uint16{0x0301, 0x0302} }), checks.Fail, "", []string{"tls-1.0", "tls-1.1"}},
			{"1.1 accepted, 1.0 silent", version(func(s *checks.TLSState) { s.OldVersions, s.OldUnknown = []uint16{0x0302}, true }), checks.Fail, "", []string{"tls-1.1"}},
			{"old ones silent", version(func(s *checks.TLSState) { s.OldUnknown = true }), checks.Inconclusive, "find.tls.old_unknown", nil},
		},
		"ssl.redirect": {
			{"permanent", plain(to(301)), checks.Pass, "find.redirect.ok", []string{}},
			{"temporary", plain(to(302)), checks.Pass, "find.redirect.ok", []string{"redirect-temporary"}},
			{"closed", plain(checks.PlainHTTP{Closed: true}), checks.Pass, "find.redirect.closed", nil},
			{"closed, and the page is down", facts(checks.FactPlainHTTP.Of(checks.PlainHTTP{URL: "http://loja.exemplo.com.br/", Closed: true}), checks.FactPage.Missing(checks.Gap{Reason: checks.GapNetwork})), checks.Inconclusive, "find.redirect.no_page", nil},
			{"refused", plain(checks.PlainHTTP{Status: 403, Final: "http://loja.exemplo.com.br/"}), checks.Pass, "find.redirect.refused", nil},
			{"shows the page", plain(checks.PlainHTTP{Status: 200, Final: "http://loja.exemplo.com.br/"}), checks.Fail, "find.redirect.missing", []string{"http-not-redirected"}},
			{"moves elsewhere, still plain", plain(checks.PlainHTTP{Status: 200, Final: "http://www.exemplo.com.br/", Hops: []checks.Hop{{Status: 301}}}), checks.Fail, "", []string{"http-not-redirected"}},
			{"loop", plain(checks.PlainHTTP{Loop: true}), checks.Fail, "find.redirect.loop", []string{"redirect-loop"}},
			{"silent", plain(checks.PlainHTTP{Unknown: "i/o timeout"}), checks.Inconclusive, "find.redirect.unknown", nil},
		},
	}
}

// expiryRows: "soon" is relative to the life of the certificate.
func expiryRows() table {
	left := func(life, left time.Duration) []checks.Fact {
		return facts(pageTLS(func(s *checks.TLSState) { s.Chain[0] = leaf(life, left) }))
	}
	soon, expired := []string{"cert-expires-soon"}, []string{"cert-expired"}
	return table{"ssl.expiry": {
		{"398 days, 31 left", left(398*day, 31*day), checks.Pass, "", nil},
		{"398 days, 29 left", left(398*day, 29*day), checks.Warn, "find.expiry.soon", soon},
		{"398 days, 2 left", left(398*day, 2*day), checks.Fail, "find.expiry.last_days", soon},
		{"90 days, 30 left", left(90*day, 30*day), checks.Pass, "", nil},
		{"90 days, 29 left", left(90*day, 29*day), checks.Warn, "", soon},
		{"90 days, just under 3 left", left(90*day, 3*day-time.Second), checks.Fail, "find.expiry.last_days", soon},
		{"45 days, 16 left", left(45*day, 16*day), checks.Pass, "", nil},
		{"45 days, 14 left", left(45*day, 14*day), checks.Warn, "", soon},
		{"45 days, 1 left", left(45*day, day), checks.Fail, "", soon},
		{"6 days, 3 left", left(6*day, 3*day), checks.Pass, "", nil},
		{"6 days, 2 left", left(6*day, 2*day), checks.Pass, "", nil},
		{"6 days, 1 left", left(6*day, day), checks.Warn, "", soon},
		{"10 days, 2 left", left(10*day, 2*day), checks.Warn, "", soon},
		{"11 days, 2 left", left(11*day, 2*day), checks.Fail, "", soon},
		{"ends this moment", left(90*day, 0), checks.Fail, "find.expiry.expired", expired},
		{"ended", left(90*day, -5*day), checks.Fail, "find.expiry.expired", expired},
		{"not yet", left(90*day, 91*day), checks.Fail, "find.expiry.not_yet", []string{"cert-not-yet-valid"}},
		{"an intermediate ended", facts(pageTLS(func(s *checks.TLSState) { s.Chain[1].NotAfter = now.Add(-day) })), checks.Pass, "", nil},
	}}
}

func TestExpiryNamesAnIntermediateThatEnded(t *testing.T) {
	judge := checks.Index(rules.All())["ssl.expiry"].Judge
	for ended, want := range map[bool]bool{true: true, false: false} {
		f := judge(checks.NewFacts(now, pageTLS(func(s *checks.TLSState) {
			if ended {
				s.Chain[1].NotAfter = now.Add(-day)
			}
		})))
		said := false
		for _, e := range f.Evidence {
			said = said || e.Text.Key == "ev.intermediate_expired" && strings.Contains(strings.Join(e.Text.Args, " "), "R11")
		}
		if said != want {
			t.Errorf("ended %v: said %v", ended, said)
		}
	}
}
