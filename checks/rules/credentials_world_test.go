package rules_test

import (
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

const otherApp = "9998887776665554"

func application(a checks.Application) checks.Fact { return checks.FactApplication.Of(a, "ex-7") }

func tester(a *mpclient.Account) { a.Tags = []string{"normal", "test_user"} }

func chosenOrder(id, raw string, chosen bool) checks.Fact {
	return checks.FactOrder.Of(checks.Created{Doc: parsed(lit, id, raw), Chosen: chosen}, "ex-8")
}

// paidBy is a payment with an address of its payer, judged before redaction.
func paidBy(address string) checks.Fact {
	return checks.FactPayment.Of(checks.Created{Doc: parsed(lit, "1001", `{"payer":{"id":"55","email":"b***@x.com"}}`), Chosen: true,
		Marks: &mpclient.Marks{Emails: map[string]mpclient.EmailMark{"payer.email": mpclient.MarkEmail(address)}}}, "ex-5")
}

func worldRows() table {
	both := checks.KeyPair{TokenClientID: app, KeyClientID: app}
	with := func(edit func(*checks.KeyPair)) checks.Fact {
		p := both
		edit(&p)
		return pair(p)
	}
	test := checks.Settings{Target: checks.Testing}
	latest := checks.FactPreference.Of(checks.Created{Doc: parsed(lit, "p", `{"client_id":"`+otherApp+`"}`)}, "ex-4")
	own := func(a *mpclient.Account) { a.OwnEmail = mpclient.MarkEmail("dono@loja.com.br") }
	return table{
		"credentials.production_account": {
			{"real, nothing seen of the pair", facts(account(), settings(checks.Settings{})), checks.Attest, "find.production_account.pair_unseen", nil},
			{"real, pair of production", facts(account(), pair(both)), checks.Pass, "find.production_account.real", nil},
			{"test user", facts(account(tester), settings(checks.Settings{Target: checks.Production})), checks.Fail, "find.production_account.test", []string{"test-account"}},
			{"test pair of a real account", facts(account(), with(func(p *checks.KeyPair) { p.TokenTest = true })), checks.Fail, "find.production_account.test_pair", []string{"test-credentials"}},
			{"meant for tests", facts(account(tester), settings(test)), checks.NeedsInput, "find.production_account.testing", nil},
			{"meant for tests, real", facts(account(), settings(test)), checks.NeedsInput, "find.production_account.testing", nil},
		},
		"credentials.test_account": {
			{"production", facts(account(), settings(checks.Settings{PaymentPage: "https://loja.com.br/"})), checks.NotApplicable, "", nil},
			{"production, test user", facts(account(tester), settings(checks.Settings{})), checks.NotApplicable, "", nil},
			{"tests on a test user", facts(account(tester), settings(test)), checks.Pass, "find.test_account.test", nil},
			{"tests on a test pair", facts(account(), settings(test), with(func(p *checks.KeyPair) { p.TokenTest = true })), checks.Pass, "find.test_account.test_pair", nil},
			{"tests, nothing seen of the pair", facts(account(), settings(test)), checks.Inconclusive, "find.test_account.pair_unseen", nil},
			{"tests on a real account", facts(account(), pair(both), settings(test)), checks.Fail, "find.test_account.real", []string{"real-account-in-tests"}},
			{"a local page, a real account", facts(account(), pair(both), settings(checks.Settings{PaymentPage: "http://localhost:3000/pay"})), checks.Warn, "find.test_account.local", []string{"real-account-in-tests"}},
			{"a private page, a real account", facts(account(), pair(both), settings(checks.Settings{PaymentPage: "https://192.168.0.7/pay"})), checks.Warn, "find.test_account.local", nil},
			{"a local page, a test user", facts(account(tester), settings(checks.Settings{PaymentPage: "http://127.0.0.1/"})), checks.Pass, "", nil},
			{"nobody answered", facts(noAccount(checks.GapTimeout), settings(test)), checks.Inconclusive, "", nil},
		},
		"credentials.same_application": {
			{"one is a test key", facts(token(goodToken), with(func(p *checks.KeyPair) { p.KeyTest = true })), checks.Fail, "find.same_application.worlds", []string{"keys-of-different-worlds"}},
			{"both are test keys", facts(token(goodToken), with(func(p *checks.KeyPair) { p.KeyTest, p.TokenTest = true, true })), checks.Pass, "", nil},
		},
		"credentials.same_owner": {
			{"the order is another's", facts(account(), chosenOrder("ORD01", `{"user_id":"1"}`, true)), checks.Fail, "find.same_owner.other", []string{"other-collector"}},
			{"own order", facts(account(), chosenOrder("ORD01", `{"user_id":"701234567"}`, true)), checks.Pass, "", nil},
			{"nothing, and orders are made", facts(account(), settings(checks.Settings{Product: checks.QR})), checks.NeedsInput, "find.needs_setting", nil},
		},
		"credentials.same_world": {
			{"own application", facts(account(), token(goodToken), pair(both), pref(lit, `{"client_id":"`+app+`"}`)), checks.Pass, "find.same_world.ok", nil},
			{"own application, no wrapper", facts(account(), token(goodToken), pref(lit, `{"client_id":"`+app+`"}`)), checks.Pass, "", nil},
			{"another application", facts(account(), token(goodToken), pair(both), pref(lit, `{"client_id":"`+otherApp+`"}`)), checks.Fail, "find.same_world.other_application", []string{"other-application"}},
			{"another, only the token says", facts(account(), token(goodToken), pref(lit, `{"client_id":"`+otherApp+`"}`)), checks.Inconclusive, "find.same_world.perhaps_other", nil},
			{"the latest is another's", facts(account(), token(goodToken), pair(both), latest), checks.Inconclusive, "find.same_world.latest_other", nil},
			{"another account's", facts(account(), token(goodToken), pair(both), pref(lit, `{"client_id":"`+otherApp+`","collector_id":3}`)), checks.Inconclusive, "find.same_world.unsaid", nil},
			{"says nothing", facts(account(), token(goodToken), pair(both), pay(lit, `{"id":1}`)), checks.Inconclusive, "find.same_world.unsaid", nil},
			{"nothing there", facts(account(), token(goodToken), pair(both)), checks.NeedsInput, "find.needs_object", nil},
			{"a test order before a real account", facts(account(), token(goodToken), chosenOrder("ORDTST01JQ", `{}`, true)), checks.Fail, "find.same_world.test_object", []string{"test-object"}},
			{"the latest is a test order", facts(account(), token(goodToken), chosenOrder("ORDTST01JQ", `{}`, false)), checks.Warn, "find.same_world.test_object", nil},
			{"a payment that is not live", facts(account(), token(goodToken), pay(lit, `{"live_mode":false}`)), checks.Fail, "find.same_world.test_object", nil},
			{"live says nothing", facts(account(), token(goodToken), pair(both), pay(lit, `{"live_mode":true}`), pref(lit, `{"client_id":`+app+`}`)), checks.Pass, "", nil},
			{"a test order of a test user", facts(account(tester), token(goodToken), pair(both), chosenOrder("ORDTST01JQ", `{"integration_data":{"application_id":"`+app+`"}}`, true)), checks.Pass, "", nil},
			{"an order of another application", facts(account(), token(goodToken), pair(both), chosenOrder("ORD01JQ", `{"integration_data":{"application_id":"`+otherApp+`"}}`, true)), checks.Fail, "", []string{"other-application"}},
		},
		"credentials.buyer_world": {
			{"both real", facts(account(own), token(goodToken), paidBy("ana@mail.com.br")), checks.Pass, "find.buyer_world.real", nil},
			{"both test", facts(account(tester), token(goodToken), paidBy("test_user_1@testuser.com")), checks.Pass, "find.buyer_world.test", nil},
			{"test buyer, real seller", facts(account(own), token(goodToken), paidBy("Test_User_1@TESTUSER.com")), checks.Fail, "find.buyer_world.mixed", []string{"users-of-different-worlds"}},
			{"paid by the seller", facts(account(own), token(goodToken), paidBy("Dono@loja.com.br")), checks.Fail, "find.buyer_world.own", []string{"buyer-is-seller"}},
			{"paid by the seller's account", facts(account(), token(goodToken), pay(lit, `{"payer":{"id":"701234567"}}`)), checks.Fail, "find.buyer_world.own", nil},
			{"test seller, ordinary address", facts(account(tester), token(goodToken), paidBy("ana@mail.com.br")), checks.Inconclusive, "find.buyer_world.test_card", nil},
			{"only the masked address", facts(account(), token(goodToken), pay(lit, `{"payer":{"email":"t***@testuser.com"}}`)), checks.Fail, "find.buyer_world.mixed", nil},
			{"no address", facts(account(), token(goodToken), pay(lit, `{"payer":{"email":null}}`)), checks.Inconclusive, "find.buyer_world.unseen", nil},
			{"an order's buyer", facts(account(), token(goodToken), chosenOrder("ORD01", `{"payer":{"email":"t***@testuser.com"}}`, true)), checks.Fail, "", nil},
			{"no payment", facts(account(), token(goodToken)), checks.NeedsInput, "find.buyer_world.no_payment", nil},
		},
		"credentials.oauth": {
			{"own application", facts(account(), settings(checks.Settings{}), application(checks.Application{ID: app, Owner: 701234567})), checks.Pass, "find.oauth.own", nil},
			{"a linked seller's", facts(account(), settings(checks.Settings{}), application(checks.Application{ID: app, Owner: 5})), checks.NeedsInput, "find.oauth.linked", nil},
			{"unseen", facts(account(), settings(checks.Settings{})), checks.Attest, "find.oauth.unseen", nil},
			{"the owner is not told", facts(account(), settings(checks.Settings{}), application(checks.Application{ID: app, Name: "x"})), checks.Attest, "", nil},
			{"fresh", facts(account(), settings(checks.Settings{OAuthIssued: "2026-11-01"})), checks.Pass, "find.oauth.ok", nil},
			{"31 days left", facts(account(), settings(checks.Settings{OAuthIssued: "2026-06-25"})), checks.Pass, "", nil},
			{"30 days left", facts(account(), settings(checks.Settings{OAuthIssued: "2026-06-24"})), checks.Warn, "find.oauth.soon", []string{"oauth-expiring"}},
			{"the last hours", facts(account(), settings(checks.Settings{OAuthIssued: "2026-05-25"})), checks.Warn, "find.oauth.soon", nil},
			{"over", facts(account(), settings(checks.Settings{OAuthIssued: "2026-05-24"})), checks.Fail, "find.oauth.over", []string{"oauth-expired"}},
			{"issued tomorrow's tomorrow", facts(account(), settings(checks.Settings{OAuthIssued: "2026-11-30"})), checks.NeedsInput, "find.oauth.future", nil},
		},
		"credentials.application_name": {
			{"a name", facts(application(checks.Application{ID: app, Name: "Loja da Câmera"})), checks.Pass, "", nil},
			{"a word", facts(application(checks.Application{ID: app, Name: "Loja Mercado"})), checks.Warn, "find.application_name.reserved", []string{"reserved-name"}},
			{"accents", facts(application(checks.Application{ID: app, Name: "Meu CRÉDITO já"})), checks.Warn, "", nil},
			{"two in one", facts(application(checks.Application{ID: app, Name: "mercadopago-checkout"})), checks.Warn, "", nil},
			{"capitals inside", facts(application(checks.Application{ID: app, Name: "LojaPagos"})), checks.Warn, "", nil},
			{"with ñ around", facts(application(checks.Application{ID: app, Name: "Envíos Ñandú"})), checks.Warn, "", nil},
			{"inside a word", facts(application(checks.Application{ID: app, Name: "Supermercado Silva"})), checks.Inconclusive, "find.application_name.inside", nil},
			{"inside, then a clean word", facts(application(checks.Application{ID: app, Name: "Papagos Lojas"})), checks.Inconclusive, "", nil},
			{"unseen", facts(), checks.Attest, "find.application_name.unseen", nil},
		},
	}
}

func pixRows() table {
	methods := func(ms ...mpclient.PaymentMethod) checks.Fact { return checks.FactMethods.Of(ms, "ex-9") }
	on := methods(mpclient.PaymentMethod{ID: "visa"}, mpclient.PaymentMethod{ID: "pix", Status: "active"})
	past := checks.FactPixHistory.Of(checks.PixHistory{Found: true, PaymentID: "7", Date: now, Status: "approved"})
	tried := func(c checks.PixCharge) checks.Fact {
		c.Amount = "BRL 0.01"
		return checks.FactPixCharge.Of(c, "ex-10")
	}
	why := checks.T("gap.detail.refused", "status", "400", "message", "no")
	asked := checks.FactPixCharge.Missing(checks.Gap{Reason: checks.GapConsent, Consent: "pix.charge 1", Detail: checks.T("gap.detail.consent_pix", "nickname", "LOJA", "account", "1", "amount", "BRL 0.01")})
	return table{"pix.key": {
		{"created and cancelled", facts(on, tried(checks.PixCharge{PaymentID: "9", Cancelled: true})), checks.Pass, "find.pix.created", nil},
		{"no key", facts(on, tried(checks.PixCharge{NoKey: true, Problem: why})), checks.Fail, "find.pix.no_key", []string{"pix-no-key"}},
		{"no key, whatever the past says", facts(on, past, tried(checks.PixCharge{NoKey: true, Problem: why})), checks.Fail, "find.pix.no_key", nil},
		{"not cancelled", facts(on, tried(checks.PixCharge{PaymentID: "9", Problem: why})), checks.Warn, "find.pix.left_behind", []string{"pix-left-behind"}},
		{"lost", facts(on, tried(checks.PixCharge{Lost: true, Reference: "homologa-pix-1", Problem: why})), checks.Inconclusive, "find.pix.lost", nil},
		{"lost, and a past", facts(on, past, tried(checks.PixCharge{Lost: true, Reference: "homologa-pix-1", Problem: why})), checks.Inconclusive, "find.pix.lost", nil},
		{"refused for another reason", facts(on, tried(checks.PixCharge{Problem: why})), checks.Inconclusive, "find.pix.refused", nil},
		{"refused for another reason, and a past", facts(on, past, tried(checks.PixCharge{Problem: why})), checks.Pass, "find.pix.proven", nil},
		{"not agreed to", facts(on, asked), checks.NeedsInput, "gap.detail.consent_pix", nil},
		{"not agreed to, and a past", facts(on, past, asked), checks.Pass, "find.pix.proven", nil},
		{"nobody could ask", facts(on, checks.FactPixCharge.Missing(checks.Gap{Reason: checks.GapNetwork})), checks.Inconclusive, "find.pix.offered", nil},
		{"not offered", facts(methods(mpclient.PaymentMethod{ID: "visa"})), checks.Fail, "find.pix.absent", []string{"pix-not-offered"}},
		{"not active", facts(methods(mpclient.PaymentMethod{ID: "pix", Status: "deactive"})), checks.Fail, "find.pix.inactive", []string{"pix-inactive"}},
	}}
}

// TestLocalMethodsStandInForPix: outside Brazil the section says what the account has instead.
func TestLocalMethodsStandInForPix(t *testing.T) {
	r := checks.Index(rules.All())["pix.key"]
	mla := account(func(a *mpclient.Account) { a.Site = mpclient.MLA })
	f := r.Elsewhere(checks.NewFacts(now, mla, checks.FactMethods.Of([]mpclient.PaymentMethod{{ID: "visa", Type: "credit_card"}, {ID: "rapipago", Name: "Rapipago", Type: "ticket", Status: "active"},
		{ID: "pagofacil", Type: "ticket"}, {ID: "redlink", Name: "Red Link", Type: "atm", Status: "deactive"}})))
	worded(t, f)
	if f.Verdict != checks.NotApplicable || strings.Join(f.Detail.Args, " ") != "site MLA methods Rapipago, pagofacil" {
		t.Errorf("%+v", f)
	}
	for key, facts := range map[string][]checks.Fact{"find.pix.elsewhere_none": {mla, checks.FactMethods.Of([]mpclient.PaymentMethod{{ID: "visa", Type: "credit_card"}})}, "find.other_site": {mla}} {
		if f := r.Elsewhere(checks.NewFacts(now, facts...)); f.Verdict != checks.NotApplicable || f.Detail.Key != key {
			t.Errorf("%s: %+v", key, f)
		}
	}
}

// TestThePrefixDecidesNothing: a token that says TEST- is judged like one that says APP_USR-.
func TestThePrefixDecidesNothing(t *testing.T) {
	legacy := "TEST" + goodToken[len("APP_USR"):]
	for id, rows := range worldRows() {
		r := checks.Index(rules.All())[id]
		for _, c := range rows {
			swapped := []checks.Fact{token(legacy)}
			for _, x := range c.facts {
				if x.Key != checks.FactToken.Name {
					swapped = append(swapped, x)
				}
			}
			if got := r.Judge(checks.NewFacts(now, swapped...)); got.Verdict != c.want {
				t.Errorf("%s/%s: %s with a TEST- token, %s without", id, c.name, got.Verdict, c.want)
			}
		}
	}
}

// TestThePictureMarksTheWrongTie reads the picture of each kind of trouble.
func TestThePictureMarksTheWrongTie(t *testing.T) {
	reqs := checks.Index(rules.All())
	mixed := pair(checks.KeyPair{TokenClientID: app, KeyClientID: otherApp})
	one := pair(checks.KeyPair{TokenClientID: app, KeyClientID: app})
	secret := settings(checks.Settings{WebhookSecret: mpclient.Secret(strings.Repeat("ab", 32))})
	for name, c := range map[string]struct {
		id    checks.ID
		facts []checks.Fact
		want  string // "kind=state" of every tie
	}{
		"a key of another application": {"credentials.same_application", facts(account(), token(goodToken), publicKey(goodKey), mixed, secret),
			"token=ok seller=ok public_key=wrong secret=unknown"},
		"one application, and a platform": {"credentials.same_application", facts(account(), token(goodToken), publicKey(goodKey), one, application(checks.Application{ID: app, Name: "Loja", Owner: 5})),
			"token=ok seller=ok public_key=ok platform=ok"},
		"a test buyer": {"credentials.buyer_world", facts(account(), token(goodToken), publicKey(goodKey), paidBy("a@testuser.com")),
			"token=unknown seller=ok buyer=wrong public_key=unknown"},
		"a test account in production": {"credentials.buyer_world", facts(account(tester), token(goodToken), publicKey(goodKey), one, secret, paidBy("a@testuser.com")),
			"token=ok seller=wrong buyer=ok public_key=ok secret=unknown"},
		"a preference of another application": {"credentials.same_world", facts(account(), token(goodToken), publicKey(goodKey), one, pref(lit, `{"client_id":"`+otherApp+`"}`)),
			"token=ok seller=ok public_key=ok object=wrong"},
		"a token alone": {"credentials.token_valid", facts(account(), token(goodToken), mixed, paidBy("a@testuser.com")), "token=unknown seller=ok"},
	} {
		f := reqs[c.id].Judge(checks.NewFacts(now, c.facts...))
		if f.Figure == nil || f.Figure.World == nil {
			t.Errorf("%s: no picture", name)
			continue
		}
		var got []string
		for _, x := range f.Figure.World.Ties {
			got = append(got, string(x.To)+"="+string(x.State))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
		for _, n := range f.Figure.World.Nodes {
			if strings.Contains(n.Name, goodToken) || strings.Contains(n.Name, "abababababababab") {
				t.Errorf("%s: %s shows a secret", name, n.Kind)
			}
		}
	}
}
