package rules_test

import (
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

const (
	goodToken = "APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567"
	goodKey   = "APP_USR-01234567-89ab-cdef-0123-456789abcdef"
	app       = "1234567890123456"
)

func token(raw string) checks.Fact {
	return checks.FactToken.Of(mpclient.InspectAccessToken(raw))
}

func publicKey(raw string) checks.Fact {
	return checks.FactPublicKey.Of(mpclient.InspectPublicKey(raw))
}

func settings(s checks.Settings) checks.Fact { return checks.FactSettings.Of(s) }

func account(edit ...func(*mpclient.Account)) checks.Fact {
	yes := true
	a := mpclient.Account{ID: 701234567, Nickname: "LOJA", Site: mpclient.MLB, Tags: []string{"normal"}, SiteStatus: "active", SellAllowed: &yes, TCAccepted: &yes}
	for _, e := range edit {
		e(&a)
	}
	return checks.FactAccount.Of(a, "ex-1")
}

func noAccount(r checks.GapReason) checks.Fact {
	g := checks.Gap{Reason: r, Detail: checks.T("gap.detail.refused", "status", "401", "message", "invalid token")}
	switch r {
	case checks.GapDependency:
		g = checks.Gap{Reason: r, From: checks.FactToken.Name}
	case checks.GapTimeout, checks.GapCancelled:
		g = checks.Gap{Reason: r}
	}
	return checks.FactAccount.Missing(g, "ex-1")
}

func pair(p checks.KeyPair) checks.Fact { return checks.FactKeyPair.Of(p, "ex-2") }

func payments(p checks.PaymentsAccess) checks.Fact { return checks.FactPayments.Of(p, "ex-3") }

func pref(t testing.TB, raw string) checks.Fact {
	return checks.FactPreference.Of(checks.Created{Doc: parsed(t, "pref-1", raw), Chosen: true}, "ex-4")
}

func pay(t testing.TB, raw string) checks.Fact {
	return checks.FactPayment.Of(checks.Created{Doc: parsed(t, "1001", raw), Chosen: true}, "ex-5")
}

func noObject(k checks.Key[checks.Created], r checks.GapReason) checks.Fact {
	return k.Missing(checks.Gap{Reason: r, Input: "preference_id", Detail: checks.T("gap.detail.not_found", "object", "@object.preference", "id", "1")}, "ex-6")
}

// mustParse is for tables, which have no test at hand.
type mustParse struct{ testing.TB }

func (mustParse) Helper()           {}
func (mustParse) Fatal(args ...any) { panic(args) }

var lit = mustParse{}

func parsed(t testing.TB, id, raw string) *checks.Doc {
	t.Helper()
	d, err := checks.ParseDoc(id, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func credentialRows() table {
	both := checks.KeyPair{TokenClientID: app, KeyClientID: app, TokenActive: true, KeyActive: true}
	refused := checks.KeyPair{TokenClientID: app, KeyRefused: true}
	return table{
		"credentials.token_shape": {
			{"sound", facts(token(goodToken)), checks.Pass, "find.token_shape.ok", nil},
			{"of a test user", facts(token("TEST" + goodToken[7:])), checks.Pass, "", nil},
			{"quotes and a newline", facts(token("\"" + goodToken + "\"\n")), checks.Fail, "", []string{"token-newline", "token-quotes"}},
			{"Bearer in the value", facts(token("Bearer " + goodToken)), checks.Fail, "", []string{"token-bearer-prefix"}},
			{"placeholder", facts(token("YOUR_ACCESS_TOKEN")), checks.Fail, "", []string{"token-placeholder"}},
			{"the public key", facts(token(goodKey)), checks.Fail, "", []string{"token-wrong-kind"}},
			{"unknown form", facts(token("APP_USR-new-style-of-token")), checks.Inconclusive, "", []string{"token-shape"}},
		},
		"credentials.token_valid": {
			{"works", facts(token(goodToken), account()), checks.Pass, "find.token_valid.ok", nil},
			{"refused", facts(token(goodToken), noAccount(checks.GapAuth)), checks.Fail, "find.token_valid.refused", []string{"token-refused"}},
			{"no network", facts(token(goodToken), noAccount(checks.GapNetwork)), checks.Inconclusive, "gap.network", nil},
			{"no time", facts(token(goodToken), noAccount(checks.GapTimeout)), checks.Inconclusive, "gap.timeout", nil},
			{"not usable", facts(token("YOUR_ACCESS_TOKEN"), noAccount(checks.GapDependency)), checks.Inconclusive, "gap.dependency", nil},
		},
		"credentials.production_account": {
			{"real", facts(account(), pair(checks.KeyPair{})), checks.Pass, "", nil},
			{"test user", facts(account(func(a *mpclient.Account) { a.Tags = []string{"normal", "test_user"} })), checks.Fail, "", []string{"test-account"}},
		},
		"credentials.public_key": {
			{"sound, not compared", facts(publicKey(goodKey)), checks.Attest, "find.public_key.unasked", nil},
			{"sound and known", facts(publicKey(goodKey), pair(both)), checks.Pass, "find.public_key.ok", nil},
			{"sound and refused", facts(publicKey(goodKey), pair(refused)), checks.Fail, "find.public_key.refused", []string{"public-key-refused"}},
			{"the access token", facts(publicKey(goodToken)), checks.Fail, "", []string{"token-wrong-kind"}},
			{"unknown form", facts(publicKey("PUB-of-another-style")), checks.Inconclusive, "find.token_shape.unusual", []string{"token-shape"}},
			{"spaces", facts(publicKey(" "+goodKey), pair(both)), checks.Fail, "", []string{"token-space"}},
		},
		"credentials.same_application": {
			{"same", facts(token(goodToken), pair(both)), checks.Pass, "", nil},
			{"differ", facts(token(goodToken), pair(checks.KeyPair{TokenClientID: app, KeyClientID: "9999999999999999"})), checks.Fail, "", []string{"keys-of-different-apps"}},
			{"key refused", facts(token(goodToken), pair(refused)), checks.Inconclusive, "", nil},
			{"witnesses disagree", facts(token(goodToken), pair(checks.KeyPair{TokenClientID: "9999999999999999", KeyClientID: app})), checks.Inconclusive, "find.same_application.disagree", nil},
			{"a token without an application in it", facts(token("APP_USR-new-style-of-token"), pair(both)), checks.Pass, "", nil},
		},
		"credentials.same_owner": {
			{"own", facts(account(), pref(lit, `{"collector_id":701234567}`), pay(lit, `{"collector_id":701234567}`)), checks.Pass, "", nil},
			{"the preference is another's", facts(account(), pref(lit, `{"collector_id":701234568}`)), checks.Fail, "", []string{"other-collector"}},
			{"the payment is another's", facts(account(), pref(lit, `{"collector_id":701234567}`), pay(lit, `{"collector_id":1}`)), checks.Fail, "", []string{"other-collector"}},
			{"not found with this token", facts(account(), noObject(checks.FactPreference, checks.GapNotFound)), checks.Fail, "find.same_owner.not_found", []string{"object-not-found"}},
			{"nothing to compare", facts(account(), noObject(checks.FactPreference, checks.GapInput), noObject(checks.FactPayment, checks.GapInput)), checks.NeedsInput, "find.needs_object", nil},
			{"no collector in it", facts(account(), pref(lit, `{"id":"1"}`), noObject(checks.FactPayment, checks.GapInput)), checks.NeedsInput, "", nil},
		},
		"credentials.site": {
			{"own site", facts(account(), settings(checks.Settings{Site: mpclient.MLB}), pref(lit, `{"items":[{"currency_id":"BRL"}]}`), pay(lit, `{"currency_id":"BRL"}`)), checks.Pass, "", nil},
			{"site not configured", facts(account(), settings(checks.Settings{})), checks.Pass, "", nil},
			{"another site configured", facts(account(), settings(checks.Settings{Site: mpclient.MLA})), checks.Fail, "find.site.other", []string{"site-mismatch"}},
			{"unknown site", facts(account(func(a *mpclient.Account) { a.Site = "MLV" }), settings(checks.Settings{})), checks.Fail, "find.site.unknown", []string{"site-unknown"}},
			{"currency of a preference", facts(account(), settings(checks.Settings{}), pref(lit, `{"items":[{"currency_id":"BRL"},{"currency_id":"ARS"}]}`)), checks.Fail, "find.site.currency", []string{"currency-mismatch"}},
			{"currency of a payment", facts(account(), settings(checks.Settings{}), pay(lit, `{"currency_id":"USD"}`)), checks.Fail, "find.site.currency", []string{"currency-mismatch"}},
		},
	}
}

func activationRows() table {
	no, yes := false, true
	sell := func(edit func(*mpclient.Account)) []checks.Fact { return facts(account(edit)) }
	ok := checks.PaymentsAccess{Allowed: true, Status: 200}
	some := checks.PaymentsAccess{Allowed: true, Status: 200, Total: 3}
	return table{
		"credentials.can_charge": {
			{"may sell", facts(account()), checks.Pass, "", nil},
			{"may not", sell(func(a *mpclient.Account) { a.SellAllowed, a.SellCodes = &no, []string{"sell_blocked"} }), checks.Fail, "find.can_charge.blocked", []string{"sell-not-allowed"}},
			{"deactivated", sell(func(a *mpclient.Account) { a.SiteStatus = "deactive" }), checks.Fail, "find.can_charge.inactive", []string{"site-status"}},
			{"deactivated, selling unsaid", sell(func(a *mpclient.Account) { a.SiteStatus, a.SellAllowed = "deactive", nil }), checks.Fail, "find.can_charge.inactive", nil},
			{"unsaid", sell(func(a *mpclient.Account) { a.SellAllowed = nil }), checks.Inconclusive, "find.can_charge.unsaid", nil},
			{"terms not accepted", sell(func(a *mpclient.Account) { a.TCAccepted = &no }), checks.Warn, "find.can_charge.terms", nil},
			{"terms unsaid", sell(func(a *mpclient.Account) { a.TCAccepted, a.SellAllowed = nil, &yes }), checks.Pass, "", nil},
		},
		"credentials.activated": {
			{"both witnesses", facts(payments(ok), pair(checks.KeyPair{TokenActive: true}), account()), checks.Pass, "find.activated.ok", nil},
			{"they disagree", facts(payments(some), pair(checks.KeyPair{}), account()), checks.Inconclusive, "find.activated.disagree", nil},
			{"payments alone", facts(payments(some), account()), checks.Attest, "find.activated.payments", nil},
			{"no payment yet", facts(payments(ok), account()), checks.Attest, "find.activated.unseen", nil},
			{"live credentials refused", facts(payments(checks.PaymentsAccess{Status: 401, Code: "7"}), pair(checks.KeyPair{TokenActive: true}), account()), checks.Fail, "find.activated.refused", []string{"live-credentials-401"}},
			{"policy agent", facts(payments(checks.PaymentsAccess{Status: 403, Code: "PA_UNAUTHORIZED_RESULT_FROM_POLICIES"}), account()), checks.Fail, "", []string{"policy-agent-403"}},
			{"refused", facts(payments(checks.PaymentsAccess{Status: 401}), account()), checks.Fail, "", []string{"payments-refused"}},
			{"the token opens nothing at all", facts(payments(checks.PaymentsAccess{Status: 401}), noAccount(checks.GapAuth)), checks.Inconclusive, "gap.auth", nil},
		},
	}
}

// TestActivationNeedsNoWrapper: the wrapper is undocumented, so its absence may not be a fault.
func TestActivationNeedsNoWrapper(t *testing.T) {
	for _, r := range rules.All() {
		for _, k := range r.Needs {
			if k == checks.FactKeyPair.Name && r.Level == checks.Blocker {
				t.Errorf("%s blocks on the undocumented wrapper", r.ID)
			}
		}
	}
}
