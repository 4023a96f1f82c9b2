package rules_test

import (
	"net/netip"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

func address(url string, edit ...func(*checks.Address)) []checks.Fact {
	a := checks.Address{URL: url, Host: "api.exemplo.com.br", Addrs: []netip.Addr{netip.MustParseAddr("203.0.113.20")}}
	for _, e := range edit {
		e(&a)
	}
	return facts(checks.FactHookAddress.Of(a))
}

func hookTLS(edit ...func(*checks.TLSState)) []checks.Fact {
	return facts(checks.FactHookTLS.Of(handshake(edit...)))
}

func addressRows() table {
	const sound = "https://api.exemplo.com.br/hook"
	unreachable, plain := []string{"unreachable"}, []string{"not-https"}
	private := func(addr string) []checks.Fact {
		return address(sound, func(a *checks.Address) {
			a.Addrs = append(a.Addrs, netip.MustParseAddr(addr))
			a.Private = []netip.Addr{netip.MustParseAddr(addr)}
		})
	}
	news := func(url string) []checks.Fact {
		return facts(pref(lit, `{"notification_url":"`+url+`"}`), noPay)
	}
	return table{
		"notifications.public_https": {
			{"public", address(sound), checks.Pass, "find.hook.public", nil},
			{"plain", address("http://api.exemplo.com.br/hook"), checks.Fail, "find.hook.plain", plain},
			{"no address", address("api.exemplo.com.br/hook"), checks.Fail, "find.hook.not_url", plain},
			{"broken address", address("https://%zz/"), checks.Fail, "find.hook.not_url", plain},
			{"password in it", address("https://user:secret@api.exemplo.com.br/"), checks.Fail, "find.hook.userinfo", []string{"auth-required"}},
			{"password in it, and plain", address("http://user:secret@api.exemplo.com.br/"), checks.Fail, "find.hook.userinfo", nil},
			{"no such name", address(sound, func(a *checks.Address) { a.Addrs, a.NotFound, a.Err = nil, true, "no such host" }), checks.Fail, "find.hook.unresolved", unreachable},
			{"the resolver is down", address(sound, func(a *checks.Address) { a.Addrs, a.Err = nil, "server misbehaving" }), checks.Inconclusive, "find.hook.lookup_failed", nil},
			{"one private address among public ones", private("10.0.0.7"), checks.Fail, "find.hook.private", unreachable},
			{"Mercado Pago's own", address("https://www.MercadoPago.com.br/hook"), checks.Fail, "find.hook.own_domain", unreachable},
			{"its own in Chile", address("https://mercadopago.cl./x"), checks.Fail, "find.hook.own_domain", nil},
			{"Mercado Libre's own in Mexico", address("https://api.mercadolibre.com.mx/x"), checks.Fail, "find.hook.own_domain", nil},
			{"a name like it", address("https://mercadopago.minhaloja.com.br/hook"), checks.Pass, "", nil},
			{"a name that ends like it", address("https://naomercadopago.com/hook"), checks.Pass, "", nil},
			{"248 characters", address(sound + strings.Repeat("x", 248-len(sound))), checks.Pass, "", nil},
			{"249 characters", address(sound + strings.Repeat("x", 249-len(sound))), checks.Warn, "find.hook.long", nil},
		},
		"notifications.tls": {
			{"sound", hookTLS(), checks.Pass, "find.hook.tls_ok", nil},
			{"self-signed", hookTLS(chain("cert-self-signed")), checks.Fail, "find.chain.self-signed", []string{"cert-self-signed", "tls-invalid"}},
			{"other name", hookTLS(func(s *checks.TLSState) { s.NameOK = false }), checks.Fail, "find.hostname.mismatch", nil},
			{"expired", hookTLS(func(s *checks.TLSState) { s.Chain[0] = leaf(90*day, -day) }), checks.Fail, "find.expiry.expired", nil},
			{"expires soon", hookTLS(func(s *checks.TLSState) { s.Chain[0] = leaf(90*day, 20*day) }), checks.Warn, "find.expiry.soon", nil},
			{"closed", hookTLS(broken("connection-refused")), checks.Fail, "", []string{"connection-refused"}},
			{"silent", hookTLS(broken("handshake-timeout")), checks.Inconclusive, "", nil},
		},
		"notifications.source_news": {
			{"webhooks", news("https://a.example/x?source_news=webhooks"), checks.Pass, "", nil},
			{"both channels", news("https://a.example/x"), checks.Warn, "find.news.absent", []string{"both-channels"}},
			{"ipn", news("https://a.example/x?a=1&source_news=ipn"), checks.Warn, "find.news.ipn", []string{"ipn-only"}},
			{"not an address", news("https://%zz"), checks.Warn, "find.news.absent", nil},
			{"of the payment", facts(pref(lit, `{}`), pay(lit, `{"notification_url":"https://a.example/x?source_news=webhooks"}`)), checks.Pass, "", nil},
			{"only the panel has one", facts(pref(lit, `{"notification_url":null}`), noPay), checks.NotApplicable, "find.news.no_url", nil},
			{"nothing to look at", facts(noPref, noPay), checks.NeedsInput, "", nil},
		},
	}
}

// hookAnswers are those of a sound endpoint, changed as asked.
func hookAnswers(edit func(map[checks.HookCase]checks.HookAnswer)) []checks.Fact {
	m := map[checks.HookCase]checks.HookAnswer{}
	for _, c := range checks.HookCases {
		m[c] = checks.HookAnswer{Status: 200, Took: 80 * time.Millisecond, Exchange: "ex-" + string(c)}
	}
	for _, c := range []checks.HookCase{checks.HookUnsigned, checks.HookForged, checks.HookOtherID, checks.HookTail} {
		m[c] = checks.HookAnswer{Status: 401}
	}
	if edit != nil {
		edit(m)
	}
	return facts(checks.FactHook.Of(checks.HookAnswers{URL: "https://api.exemplo.com.br/hook", Answers: m}))
}

func all(status int) []checks.Fact {
	return hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
		for c := range m {
			m[c] = checks.HookAnswer{Status: status}
		}
	})
}

func only(a checks.HookAnswer, cases ...checks.HookCase) []checks.Fact {
	return hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
		for _, c := range cases {
			m[c] = a
		}
	})
}

// down is an endpoint that did not answer the first notifications, so the others were not sent.
func down(cause string) []checks.Fact {
	a := checks.HookAnswer{Err: "connection refused", Cause: cause, Took: time.Second}
	return facts(checks.FactHook.Of(checks.HookAnswers{Answers: map[checks.HookCase]checks.HookAnswer{checks.HookValidMillis: a, checks.HookValidSeconds: a, checks.HookCapsKept: a}}))
}

func hookRows() table {
	one := func(a checks.HookAnswer) []checks.Fact { return only(a, checks.HookValidMillis) }
	status := func(s int) []checks.Fact { return one(checks.HookAnswer{Status: s}) }
	took := func(d time.Duration) []checks.Fact { return one(checks.HookAnswer{Status: 200, Took: d}) }
	answers := []row{
		{"200", hookAnswers(nil), checks.Pass, "find.hook.answers_ok", nil},
		{"201", status(201), checks.Pass, "", nil},
		{"a refusal is an answer", all(401), checks.Pass, "", nil},
		{"204 does not count", status(204), checks.Fail, "", []string{"bad-status"}},
		{"redirect", status(302), checks.Fail, "", []string{"redirects"}},
		{"404", status(404), checks.Fail, "", []string{"not-found"}},
		{"405", status(405), checks.Fail, "", []string{"method-not-allowed"}},
		{"429", status(429), checks.Warn, "find.hook.rate_limited", []string{"rate-limited"}},
		{"503", status(503), checks.Fail, "", []string{"server-error"}},
		{"only seconds fail", only(checks.HookAnswer{Status: 500}, checks.HookValidSeconds), checks.Fail, "", []string{"server-error"}},
		{"two seconds", took(2 * time.Second), checks.Pass, "", nil},
		{"a little slow", took(2*time.Second + time.Millisecond), checks.Warn, "find.hook.slow", []string{"slow"}},
		{"22 seconds", took(22 * time.Second), checks.Fail, "", []string{"timeout-22s"}},
		{"not reached from here", down("unreachable"), checks.Inconclusive, "find.hook.unreachable", []string{"unreachable"}},
	}
	for _, cause := range []string{"timeout-22s", "connection-dropped", "connection-refused", "tls-invalid"} {
		answers = append(answers, row{cause, down(cause), checks.Fail, "find.hook." + cause, []string{cause}})
	}
	no := checks.HookAnswer{Status: 401}
	return table{
		"notifications.answers": answers,
		"notifications.valid_accepted": {
			{"both units", hookAnswers(nil), checks.Pass, "find.hook.valid_ok", []string{}},
			{"neither unit", only(no, checks.HookValidMillis, checks.HookValidSeconds), checks.Fail, "find.hook.rejects_valid", []string{"rejects-valid"}},
			{"no milliseconds", only(no, checks.HookValidMillis), checks.Warn, "find.hook.one_unit", []string{"rejects-valid-millis"}},
			{"no seconds", only(no, checks.HookValidSeconds), checks.Warn, "find.hook.one_unit", []string{"rejects-valid-seconds"}},
			{"capitals only as written", only(no, checks.HookCapsLower), checks.Pass, "", []string{"capital-id-only-kept"}},
			{"capitals only in lower case", only(no, checks.HookCapsKept), checks.Pass, "", []string{"capital-id-only-lower"}},
			{"capitals not at all", only(no, checks.HookCapsKept, checks.HookCapsLower), checks.Pass, "", []string{}}, // contested, and no payment has such an id
			{"down", down("connection-refused"), checks.Inconclusive, "", nil},
			{"failing at everything", all(503), checks.Inconclusive, "", nil},
			{"another path", all(404), checks.Inconclusive, "", nil},
			{"rate limited", all(429), checks.Inconclusive, "", nil},
			{"redirecting", all(307), checks.Inconclusive, "", nil},
		},
	}
}

func refusalRows() table {
	yes, no := checks.HookAnswer{Status: 200}, checks.HookAnswer{Status: 403}
	t := table{}
	for id, x := range map[checks.ID]struct {
		what  string
		cases []checks.HookCase
	}{
		"notifications.unsigned_refused": {"unsigned", []checks.HookCase{checks.HookUnsigned}},
		"notifications.forged_refused":   {"forged", []checks.HookCase{checks.HookForged, checks.HookTail}},
		"notifications.other_id_refused": {"other-id", []checks.HookCase{checks.HookOtherID}},
	} {
		accepted := []string{"accepts-" + x.what}
		last := x.cases[len(x.cases)-1]
		t[id] = []row{
			{"refused", hookAnswers(nil), checks.Pass, "", nil},
			{"refused with 403", only(no, x.cases...), checks.Pass, "", nil},
			{"accepted", only(yes, x.cases...), checks.Fail, "find.hook.accepts-" + x.what, accepted},
			{"the last one accepted", only(yes, last), checks.Fail, "", accepted},
			{"accepted with 204", only(checks.HookAnswer{Status: 204}, last), checks.Fail, "", accepted},
			{"an error is no refusal", only(checks.HookAnswer{Status: 500}, x.cases[0]), checks.Inconclusive, "find.hook.no_clear_refusal", nil},
			{"nor is a redirect", only(checks.HookAnswer{Status: 302}, last), checks.Inconclusive, "", nil},
			{"nor a lost connection", only(checks.HookAnswer{Err: "EOF", Cause: "connection-dropped"}, last), checks.Inconclusive, "", nil},
			{"nor a full bucket", only(checks.HookAnswer{Status: 429}, x.cases[0]), checks.Inconclusive, "find.hook.rate_limited", nil},
			{"refuses everything", all(401), checks.Inconclusive, "find.hook.refuses_all", nil},
			{"down", down("connection-refused"), checks.Inconclusive, "", nil},
			{"never sent", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
				m[checks.HookValidMillis] = checks.HookAnswer{Err: "EOF", Cause: "connection-dropped"}
				for _, c := range checks.HookCases[3:] {
					delete(m, c)
				}
			}), checks.Inconclusive, "", nil},
		}
	}
	t["notifications.forged_refused"] = append(t["notifications.forged_refused"], row{"one fails, the other is accepted", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
		m[checks.HookForged], m[checks.HookTail] = checks.HookAnswer{Status: 500}, yes
	}), checks.Fail, "", []string{"accepts-forged"}})
	return t
}
