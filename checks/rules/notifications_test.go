package rules_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
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
	for _, c := range []checks.HookCase{checks.HookUnsigned, checks.HookForged, checks.HookOtherID, checks.HookTail, checks.HookStale, checks.HookQR} {
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

// edit changes one answer of a sound endpoint.
func edit(c checks.HookCase, change func(*checks.HookAnswer)) []checks.Fact {
	return hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
		a := m[c]
		change(&a)
		m[c] = a
	})
}

// refusing is an endpoint that refuses everything but what is named.
func refusing(taken ...checks.HookCase) []checks.Fact {
	return hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
		for _, c := range slices.Concat(checks.HookCases, checks.HookWrong) {
			m[c] = checks.HookAnswer{Status: 401}
		}
		for _, c := range taken {
			m[c] = checks.HookAnswer{Status: 200}
		}
	})
}

type steps = map[checks.HookCase]int

// moved is a counter that moved once with a genuine notification, and as given with others; -1 was not measured.
func moved(steps map[checks.HookCase]int) checks.HookCounter {
	c := checks.HookCounter{Moved: map[checks.HookCase]int{checks.HookValidMillis: 1, checks.HookDuplicate: 0, checks.HookSibling: 0, checks.HookReplay: 0, checks.HookForged: 0}}
	for k, n := range steps {
		if c.Moved[k] = n; n < 0 {
			delete(c.Moved, k)
		}
	}
	return c
}

func counted(c checks.HookCounter, change func(map[checks.HookCase]checks.HookAnswer)) []checks.Fact {
	fs := hookAnswers(change)
	h := fs[0].Value.(checks.HookAnswers)
	if c.Moved == nil {
		c.Moved = map[checks.HookCase]int{}
	}
	h.Counter = &c
	return facts(checks.FactHook.Of(h))
}

func unsignedOnly(status int) []checks.Fact {
	m := map[checks.HookCase]checks.HookAnswer{}
	for _, c := range []checks.HookCase{checks.HookUnsigned, checks.HookForged, checks.HookIPN} {
		m[c] = checks.HookAnswer{Status: status}
	}
	return facts(checks.FactHook.Of(checks.HookAnswers{NoSecret: true, Answers: m}))
}

// robustRows are on what is signed and unusual, and on who answers in the application's place.
func robustRows() table {
	orders := func(f []checks.Fact) []checks.Fact {
		return append(f, checks.FactSettings.Of(checks.Settings{Product: checks.Orders}))
	}
	front := func(a *checks.HookAnswer) { *a = checks.HookAnswer{Status: 403, Front: "Cloudflare"} }
	t := table{
		"notifications.answers": {
			{"a firewall", edit(checks.HookValidMillis, front), checks.Fail, "find.hook.blocked-by-front", []string{"blocked-by-front"}},
			{"form protection", edit(checks.HookValidSeconds, func(a *checks.HookAnswer) { *a = checks.HookAnswer{Status: 419, Wall: "csrf"} }), checks.Fail, "find.hook.blocked-by-csrf", []string{"blocked-by-csrf"}},
			{"a login", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
				for c := range m {
					m[c] = checks.HookAnswer{Status: 401, Asks: "basic"}
				}
			}), checks.Fail, "find.hook.auth-required", []string{"auth-required"}},
			{"refusals that name a scheme", edit(checks.HookForged, func(a *checks.HookAnswer) { a.Asks = "basic" }), checks.Pass, "", []string{}},
			{"large", edit(checks.HookValidMillis, func(a *checks.HookAnswer) { a.Large = true }), checks.Pass, "", []string{"body-too-large"}},
			{"429 to a later one", only(checks.HookAnswer{Status: 429}, checks.HookTail), checks.Warn, "find.hook.rate_limited", []string{"rate-limited"}},
			{"without a secret", unsignedOnly(401), checks.Pass, "find.hook.answers_ok", nil},
			{"without a secret, an error", unsignedOnly(500), checks.Inconclusive, "", nil},
		},
		"notifications.valid_accepted": {
			{"a known mistake", refusing(checks.HookWrongNoID), checks.Fail, "find.hook.signs_wrong", []string{"rejects-valid", "signature-no-id"}},
			{"believes forgeries and refuses the genuine", refusing(checks.HookForged, checks.HookWrongNoID), checks.Fail, "find.hook.rejects_valid", []string{"rejects-valid"}},
			{"an Orders shop that takes no capitals", orders(only(checks.HookAnswer{Status: 401}, checks.HookCapsKept, checks.HookCapsLower)), checks.Warn, "find.hook.capitals_refused", []string{"capital-id-refused"}},
			{"an Orders shop with another path for orders", orders(only(checks.HookAnswer{Status: 404}, checks.HookCapsKept, checks.HookCapsLower)), checks.Pass, "", []string{}},
			{"a firewall", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
				for c := range m {
					m[c] = checks.HookAnswer{Status: 403, Front: "Sucuri"}
				}
			}), checks.Inconclusive, "", nil},
			{"without a secret", unsignedOnly(401), checks.NeedsInput, "", nil},
		},
		"notifications.unsigned_refused": {
			{"refused by a firewall", edit(checks.HookUnsigned, front), checks.Inconclusive, "find.hook.front_refused", nil},
			{"unsigned QR and IPN let in", only(checks.HookAnswer{Status: 200}, checks.HookQR, checks.HookIPN, checks.HookIPNGet), checks.Pass, "", []string{}},
			{"without a secret, refused", unsignedOnly(401), checks.Inconclusive, "find.hook.no_secret", nil},
			{"without a secret, accepted", unsignedOnly(200), checks.Fail, "", []string{"accepts-unsigned"}},
		},
		"notifications.forged_refused": {
			{"counted before the check", counted(moved(steps{checks.HookForged: 1}), nil), checks.Fail, "find.hook.effect_before_check", []string{"effect-before-check"}},
			{"a counter that does not count", counted(moved(steps{checks.HookValidMillis: 0, checks.HookForged: 1}), nil), checks.Pass, "", []string{}},
		},
		"notifications.other_id_refused": {{"without a secret", unsignedOnly(401), checks.NeedsInput, "", nil}},
		"notifications.stale_refused": {
			{"answered, without effect", counted(moved(steps{checks.HookStale: 0}), func(m map[checks.HookCase]checks.HookAnswer) { m[checks.HookStale] = checks.HookAnswer{Status: 200} }), checks.Pass, "find.hook.no_effect", []string{}},
			{"with effect", counted(moved(steps{checks.HookStale: 1}), func(m map[checks.HookCase]checks.HookAnswer) { m[checks.HookStale] = checks.HookAnswer{Status: 200} }), checks.Warn, "find.hook.accepts_stale", []string{"accepts-stale"}},
			{"accepted", only(checks.HookAnswer{Status: 200}, checks.HookStale), checks.Warn, "find.hook.accepts_stale", []string{"accepts-stale"}},
			{"accepted with 202", only(checks.HookAnswer{Status: 202}, checks.HookStale), checks.Warn, "", []string{"accepts-stale"}},
			{"an error is no refusal", only(checks.HookAnswer{Status: 500}, checks.HookStale), checks.Inconclusive, "find.hook.no_clear_refusal", nil},
		},
		"notifications.duplicates": {
			{"409", only(checks.HookAnswer{Status: 409}, checks.HookDuplicate), checks.Warn, "find.hook.rejects_duplicate", []string{"rejects-duplicate"}},
			{"500", only(checks.HookAnswer{Status: 500}, checks.HookDuplicate), checks.Warn, "", []string{"rejects-duplicate"}},
			{"a replay refused", only(checks.HookAnswer{Status: 401}, checks.HookReplay), checks.Attest, "find.hook.duplicate_ok", []string{}},
			{"a replay makes it fail", only(checks.HookAnswer{Status: 503}, checks.HookReplay), checks.Warn, "", []string{"rejects-duplicate"}},
			{"one effect", counted(moved(nil), nil), checks.Pass, "find.hook.one_effect", []string{}},
			{"two effects", counted(moved(steps{checks.HookDuplicate: 1}), nil), checks.Fail, "find.hook.duplicate_effects", []string{"duplicate-effects"}},
			{"two effects and an error", counted(moved(steps{checks.HookDuplicate: 1}), func(m map[checks.HookCase]checks.HookAnswer) {
				m[checks.HookDuplicate] = checks.HookAnswer{Status: 500}
			}), checks.Fail, "", []string{"duplicate-effects"}},
			{"a replay has effect", counted(moved(steps{checks.HookReplay: 1}), nil), checks.Warn, "find.hook.accepts_replay", []string{"accepts-replay"}},
			{"no counter to read", counted(checks.HookCounter{Err: "EOF", Moved: moved(steps{checks.HookDuplicate: 1}).Moved}, nil), checks.Inconclusive, "find.hook.counter_silent", []string{}},
			{"a counter that did not move", counted(moved(steps{checks.HookValidMillis: 0}), nil), checks.Inconclusive, "find.hook.counter_silent", []string{}},
			{"another notification of the payment", counted(moved(steps{checks.HookSibling: 1}), nil), checks.Fail, "find.hook.sibling_effects", []string{"duplicate-effects"}},
			{"the repetition was not measured", counted(moved(steps{checks.HookDuplicate: -1}), nil), checks.Inconclusive, "find.hook.not_sent", []string{}},
			{"the other one was not measured", counted(moved(steps{checks.HookSibling: -1}), nil), checks.Inconclusive, "find.hook.not_sent", []string{}},
			{"the other one refused", only(checks.HookAnswer{Status: 409}, checks.HookSibling), checks.Warn, "find.hook.rejects_duplicate", []string{"rejects-duplicate"}},
			{"the other one not sent", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) { delete(m, checks.HookSibling) }), checks.Inconclusive, "find.hook.not_sent", []string{}},
		},
		"notifications.unknown_topic": {
			{"400", only(checks.HookAnswer{Status: 400}, checks.HookUnknownTopic), checks.Warn, "", []string{"unknown-topic-error"}},
			{"500", only(checks.HookAnswer{Status: 500}, checks.HookUnknownTopic), checks.Warn, "", []string{"unknown-topic-error"}},
		},
		"notifications.malformed": {
			{"400", only(checks.HookAnswer{Status: 400}, checks.HookMalformed), checks.Pass, "", []string{}},
			{"500", only(checks.HookAnswer{Status: 500}, checks.HookMalformed), checks.Warn, "", []string{"malformed-5xx"}},
		},
	}
	for id, c := range map[checks.ID]checks.HookCase{"notifications.stale_refused": checks.HookStale, "notifications.duplicates": checks.HookDuplicate,
		"notifications.unknown_topic": checks.HookUnknownTopic, "notifications.malformed": checks.HookMalformed} {
		sound := checks.Pass
		if c == checks.HookDuplicate { // without a counter only a person knows
			sound = checks.Attest
		}
		t[id] = append(t[id],
			row{"sound", hookAnswers(nil), sound, "", []string{}},
			row{"a firewall", edit(c, front), checks.Inconclusive, "find.hook.front_refused", nil},
			row{"rate limited", only(checks.HookAnswer{Status: 429}, c), checks.Inconclusive, "find.hook.rate_limited", nil},
			row{"a lost connection", only(checks.HookAnswer{Err: "EOF", Cause: "connection-dropped"}, c), checks.Inconclusive, "find.hook.unreachable", nil},
			row{"refuses everything", all(401), checks.Inconclusive, "find.hook.refuses_all", nil},
			row{"down", down("connection-refused"), checks.Inconclusive, "find.hook.not_sent", nil},
			row{"without a secret", unsignedOnly(401), checks.NeedsInput, "", nil})
	}
	return t
}

// The doctor leaves out what needs an account and what only a person knows.
func TestOfEndpoint(t *testing.T) {
	got := rules.OfEndpoint()
	want := []checks.ID{"notifications.public_https", "notifications.tls", "notifications.answers", "notifications.valid_accepted", "notifications.unsigned_refused",
		"notifications.forged_refused", "notifications.other_id_refused", "notifications.stale_refused", "notifications.duplicates", "notifications.unknown_topic", "notifications.malformed"}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
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
		accepted, bad := []string{"accepts-" + x.what}, checks.Fail
		if x.what == "other-id" { // whether the id that was verified is the one that is fetched, no answer shows
			bad = checks.Warn
		}
		answers := func(n int, other map[checks.HookCase]int) []checks.Fact {
			s := steps{}
			for _, c := range x.cases {
				s[c] = n
			}
			for c, n := range other {
				s[c] = n
			}
			return counted(moved(s), func(m map[checks.HookCase]checks.HookAnswer) {
				for _, c := range x.cases {
					m[c] = yes
				}
			})
		}
		last := x.cases[len(x.cases)-1]
		t[id] = []row{
			{"refused", hookAnswers(nil), checks.Pass, "", nil},
			{"refused with 403", only(no, x.cases...), checks.Pass, "", nil},
			{"accepted", only(yes, x.cases...), bad, "find.hook.accepts-" + x.what, accepted},
			{"answered, without effect", answers(0, nil), checks.Pass, "find.hook.no_effect", []string{}},
			{"answered, with effect", answers(1, nil), checks.Fail, "", accepted},
			{"answered, not measured", answers(-1, nil), bad, "find.hook.accepts-" + x.what, accepted},
			{"answered, by a counter that does not count", answers(0, steps{checks.HookValidMillis: 0}), bad, "find.hook.accepts-" + x.what, accepted},
			{"the last one accepted", only(yes, last), bad, "", accepted},
			{"accepted with 204", only(checks.HookAnswer{Status: 204}, last), bad, "", accepted},
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
	t["notifications.other_id_refused"] = append(t["notifications.other_id_refused"], row{"an effect of one that counts every notification",
		counted(moved(steps{checks.HookSibling: 1, checks.HookOtherID: 1}), func(m map[checks.HookCase]checks.HookAnswer) { m[checks.HookOtherID] = yes }), checks.Warn, "find.hook.accepts-other-id", []string{"accepts-other-id"}})
	t["notifications.forged_refused"] = append(t["notifications.forged_refused"], row{"one fails, the other is accepted", hookAnswers(func(m map[checks.HookCase]checks.HookAnswer) {
		m[checks.HookForged], m[checks.HookTail] = checks.HookAnswer{Status: 500}, yes
	}), checks.Fail, "", []string{"accepts-forged"}})
	return t
}
