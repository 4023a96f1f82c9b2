package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/rules/csp"
	"github.com/homologa/homologa/mpclient"
)

func policy(texts ...string) (out []checks.Policy) {
	for _, x := range texts {
		out = append(out, checks.Policy{Text: x})
	}
	return out
}

func pageRows() table {
	of := func(product checks.Product, p checks.Page) []checks.Fact {
		if p.Status == 0 {
			p.Status = 200
		}
		return facts(settings(checks.Settings{Product: product, PaymentPage: shop}), page(p))
	}
	just := func(p checks.Page) []checks.Fact { return of("", p)[1:] }
	insecure := func(causes ...string) (out []checks.Insecure) {
		for _, c := range causes {
			out = append(out, checks.Insecure{Cause: c, Tag: "img", URL: "http://x.example/", Line: 3})
		}
		return out
	}
	library := func(cause string) []checks.Library {
		return []checks.Library{{URL: "https://x.example/mercadopago.js", Cause: cause, Line: 4, Tag: true}}
	}
	number := checks.CardInput{Tag: "input#n", What: "number", Line: 2}
	named := checks.CardInput{Tag: "input[name=cvv]", Name: "cvv", What: "cvv", Line: 3}
	v2 := []checks.Library{{URL: "https://sdk.mercadopago.com/js/v2", Tag: true, Line: 2}}
	withPolicy := func(product checks.Product, edit func(*checks.Page), texts ...string) []checks.Fact {
		p := checks.Page{MPJS: true, Libraries: v2, Policies: policy(texts...)}
		if edit != nil {
			edit(&p)
		}
		return of(product, p)
	}
	start := func(in ...checks.InlineScript) func(*checks.Page) {
		return func(p *checks.Page) { p.InlineStart, p.Starts = true, in }
	}
	session := checks.Cookie{Name: "sid", Session: true, Secure: true, HTTPOnly: true, SameSite: true}
	without := func(edit func(*checks.Cookie)) []checks.Cookie {
		c := session
		edit(&c)
		return []checks.Cookie{session, c}
	}
	key := func(p checks.Page, kind mpclient.CredentialKind) []checks.Fact {
		if p.Status == 0 {
			p.Status = 200
		}
		return facts(page(p), checks.FactPublicKey.Of(mpclient.Credential{Kind: kind}))
	}
	shown := []string{"APP_USR-…cdef"}
	const good = "script-src 'self' https://sdk.mercadopago.com https://http2.mlstatic.com; connect-src https://*.mercadopago.com; frame-src https://secure-fields.mercadopago.com"
	return table{
		"ssl.mixed_content": {
			{"none", just(checks.Page{}), checks.Pass, "find.mixed.none", nil},
			{"active", just(checks.Page{Insecure: insecure("mixed-passive", "mixed-active")}), checks.Fail, "find.mixed.active", []string{"mixed-active", "mixed-passive"}},
			{"form", just(checks.Page{Insecure: insecure("form-insecure")}), checks.Fail, "find.mixed.form", []string{"form-insecure"}},
			{"passive", just(checks.Page{Insecure: insecure("mixed-passive", "mixed-passive")}), checks.Warn, "find.mixed.passive", []string{"mixed-passive"}},
			{"active, upgraded", just(checks.Page{Upgrades: true, Insecure: insecure("mixed-active")}), checks.Warn, "find.mixed.upgraded", []string{"mixed-active"}},
			{"form, upgraded", just(checks.Page{Upgrades: true, Insecure: insecure("form-insecure")}), checks.Warn, "find.mixed.upgraded", []string{"form-insecure"}},
			{"passive, upgraded", just(checks.Page{Upgrades: true, Insecure: insecure("mixed-passive")}), checks.Pass, "find.mixed.upgraded", []string{"mixed-passive"}},
			{"plain page", just(checks.Page{URL: "http://loja.example/"}), checks.Inconclusive, "find.mixed.plain", nil},
			{"error page", just(checks.Page{Status: 500}), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"loop", just(checks.Page{Status: 302, Loop: true}), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"cut", just(checks.Page{Cut: checks.CutTime}), checks.Inconclusive, "find.page.partly", nil},
			{"cut, with a find", just(checks.Page{Cut: checks.CutSize, Insecure: insecure("mixed-active")}), checks.Fail, "", nil},
			{"scripts left out", just(checks.Page{Left: checks.Omissions{{Kind: "scripts", N: 1}}}), checks.Pass, "", nil},
		},
		"security.mpjs_official": {
			{"official", of(checks.Bricks, checks.Page{MPJS: true, Libraries: v2}), checks.Pass, "find.mpjs_official.ok", nil},
			{"version 1", of(checks.CheckoutPro, checks.Page{MPJS: true, Libraries: append(library("mpjs-v1"), v2...)}), checks.Fail, "find.mpjs_official.v1", []string{"mpjs-v1"}},
			{"copy", of(checks.CheckoutAPI, checks.Page{Libraries: library("mpjs-self-hosted")}), checks.Fail, "find.mpjs_official.self-hosted", []string{"mpjs-self-hosted"}},
			{"plain", of(checks.Orders, checks.Page{Libraries: library("mpjs-insecure-url")}), checks.Fail, "find.mpjs_official.insecure-url", []string{"mpjs-insecure-url"}},
			{"two", of("", checks.Page{Libraries: append(library("mpjs-v1"), library("mpjs-self-hosted")...)}), checks.Fail, "", []string{"mpjs-v1", "mpjs-self-hosted"}},
			{"copy on an error page", of(checks.Bricks, checks.Page{Status: 404, Libraries: library("mpjs-v1")}), checks.Fail, "", nil},
			{"missing", of(checks.CheckoutAPI, checks.Page{}), checks.Warn, "find.mpjs_official.unseen", []string{"mpjs-missing"}},
			{"missing from Bricks", of(checks.Bricks, checks.Page{}), checks.Warn, "", []string{"mpjs-missing"}},
			{"missing from a shell", of(checks.Bricks, checks.Page{Shell: true}), checks.Inconclusive, "find.mpjs_official.shell", []string{}},
			{"missing, read in part", of(checks.Bricks, checks.Page{Left: checks.Omissions{{Kind: "scripts", N: 1}}}), checks.Inconclusive, "find.mpjs_official.shell", []string{}},
			{"not needed", of(checks.CheckoutPro, checks.Page{}), checks.Pass, "find.mpjs_official.no_copy", []string{}},
			{"not needed by a redirect", of(checks.Subscriptions, checks.Page{}), checks.Pass, "", []string{}},
			{"unknown product", of("", checks.Page{}), checks.Pass, "", []string{}},
			{"error page", of(checks.Bricks, checks.Page{Status: 403}), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"official on an error page", of(checks.Bricks, checks.Page{Status: 404, MPJS: true, Libraries: v2}), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"official where one signs in", of(checks.Bricks, checks.Page{Stub: checks.StubLogin, MPJS: true, Libraries: v2}), checks.Inconclusive, "find.page.stub", nil},
			{"cut", of(checks.Bricks, checks.Page{Cut: checks.CutSize}), checks.Inconclusive, "find.page.partly", nil},
		},
		"security.card_inputs": {
			{"none", of(checks.CheckoutAPI, checks.Page{}), checks.Pass, "find.card_inputs.none", nil},
			{"raw", of(checks.CheckoutAPI, checks.Page{CardInputs: []checks.CardInput{number}}), checks.Warn, "find.card_inputs.raw", []string{"card-input-raw"}},
			{"with a name", of(checks.Bricks, checks.Page{CardInputs: []checks.CardInput{number, named}}), checks.Fail, "find.card_inputs.named", []string{"card-input-name", "card-input-raw"}},
			{"unknown product", of("", checks.Page{CardInputs: []checks.CardInput{named}}), checks.Inconclusive, "", []string{"card-input-name", "card-input-raw"}},
			{"by a script", of(checks.Bricks, checks.Page{CardScripts: []string{"https://loja.example/app.js"}}), checks.Inconclusive, "find.card_inputs.scripts", nil},
			{"by a script, and raw", of(checks.CheckoutAPI, checks.Page{CardScripts: []string{"https://loja.example/app.js"}, CardInputs: []checks.CardInput{number}}), checks.Warn, "find.card_inputs.raw", nil},
			{"error page", of(checks.Orders, checks.Page{Status: 401}), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"cut", of(checks.Orders, checks.Page{Cut: checks.CutTime}), checks.Inconclusive, "find.page.partly", nil},
		},
		"security.public_key_on_page": {
			{"the configured one", key(checks.Page{PublicKeys: shown}, mpclient.KindPublicKey), checks.Pass, "find.page_key.same", nil},
			{"another", key(checks.Page{PublicKeys: shown, OtherKeys: shown}, mpclient.KindPublicKey), checks.Fail, "find.page_key.other", []string{"page-key-of-other-app"}},
			{"another, read in part", key(checks.Page{PublicKeys: shown, OtherKeys: shown, Left: checks.Omissions{{Kind: "scripts", N: 1}}}, mpclient.KindPublicKey), checks.Inconclusive, "find.page_key.unsure", nil},
			{"a damaged one configured", key(checks.Page{PublicKeys: shown, OtherKeys: shown}, mpclient.KindUnknown), checks.Inconclusive, "find.page_key.unsure", nil},
			{"none", key(checks.Page{}, mpclient.KindPublicKey), checks.NotApplicable, "find.page_key.none", nil},
			{"none, with the script", key(checks.Page{MPJS: true}, mpclient.KindPublicKey), checks.Inconclusive, "find.page_key.unseen", nil},
			{"error page", key(checks.Page{Status: 500, PublicKeys: shown, OtherKeys: shown}, mpclient.KindPublicKey), checks.Inconclusive, "find.token_in_page.no_page", nil},
		},
		"security.csp": {
			{"none", withPolicy(checks.Bricks, nil), checks.Pass, "find.csp.missing", []string{"csp-missing"}},
			{"only reports", of(checks.Bricks, checks.Page{MPJS: true, Policies: []checks.Policy{{Text: "default-src 'none'", ReportOnly: true}}}), checks.Pass, "find.csp.report_only", []string{"csp-report-only"}},
			{"good", withPolicy(checks.Bricks, nil, good), checks.Pass, "find.csp.ok", []string{}},
			{"as the Magento module", withPolicy(checks.CheckoutAPI, nil, "default-src 'self' *.mercadopago.com *.mercadolibre.com *.mercadolivre.com *.mlstatic.com"), checks.Pass, "find.csp.ok", []string{}},
			{"script", withPolicy(checks.CheckoutAPI, nil, "script-src 'self'"), checks.Fail, "find.csp.blocks", []string{"csp-blocks-mp"}},
			{"the other script", withPolicy(checks.CheckoutAPI, nil, "script-src https://sdk.mercadopago.com"), checks.Fail, "find.csp.blocks", []string{"csp-blocks-mp"}},
			{"everything", withPolicy(checks.CheckoutPro, nil, "default-src 'none'"), checks.Fail, "find.csp.blocks", []string{"csp-blocks-mp"}},
			{"connect", withPolicy(checks.Orders, nil, "connect-src 'self' https://secure-fields.mercadopago.com"), checks.Fail, "find.csp.blocks", nil},
			{"frame", withPolicy(checks.Bricks, nil, "frame-src https://www.mercadopago.com"), checks.Fail, "find.csp.blocks", nil},
			{"frame by child-src", withPolicy(checks.Bricks, nil, "default-src https:; child-src 'self'"), checks.Fail, "find.csp.blocks", nil},
			{"fields by connect", withPolicy(checks.Bricks, nil, "connect-src https://api.mercadopago.com"), checks.Fail, "find.csp.blocks", nil},
			{"fields with the reserve", withPolicy(checks.Bricks, nil, "connect-src https://api.mercadopago.com https://api-static.mercadopago.com"), checks.Pass, "find.csp.ok", nil},
			{"fields, not taken there", withPolicy(checks.CheckoutPro, nil, "frame-src 'self'; connect-src https://api.mercadopago.com"), checks.Pass, "find.csp.ok", nil},
			{"fields, unknown product", withPolicy("", nil, "frame-src 'self'"), checks.Inconclusive, "find.csp.blocks", nil},
			{"second of two", withPolicy(checks.Bricks, nil, good, "script-src 'self'"), checks.Fail, "find.csp.blocks", nil},
			{"two in one", withPolicy(checks.Bricks, nil, good+", script-src 'self'"), checks.Fail, "find.csp.blocks", nil},
			{"meta", of(checks.Bricks, checks.Page{MPJS: true, Policies: []checks.Policy{{Text: "script-src 'self'", Meta: true}}}), checks.Fail, "find.csp.blocks", nil},
			{"cut, seems to block", of(checks.Bricks, checks.Page{MPJS: true, Policies: []checks.Policy{{Text: "script-src 'self'", Cut: true}}}), checks.Inconclusive, "find.csp.cut", nil},
			{"no script on the page", of(checks.CheckoutPro, checks.Page{Policies: policy("default-src 'self'")}), checks.Pass, "find.csp.unused", nil},
			{"no script seen, but needed", of(checks.Bricks, checks.Page{Policies: policy("default-src 'self'")}), checks.Fail, "find.csp.blocks", nil},
			{"inline start", withPolicy(checks.Bricks, start(checks.InlineScript{}), good), checks.Fail, "find.csp.inline", []string{"csp-blocks-mp"}},
			{"inline start allowed", withPolicy(checks.Bricks, start(checks.InlineScript{}), good+"; script-src-elem 'unsafe-inline' https:"), checks.Pass, "", nil},
			{"inline start with nonce", withPolicy(checks.Bricks, start(checks.InlineScript{}, checks.InlineScript{Nonce: "abc"}), "script-src 'nonce-abc' https:"), checks.Pass, "", nil},
			{"inline start with another nonce", withPolicy(checks.Bricks, start(checks.InlineScript{Nonce: "old", Hashes: []string{"sha256-x"}}), "script-src 'nonce-abc' https: 'unsafe-inline'"), checks.Fail, "find.csp.inline", nil},
			{"strict-dynamic, tag without nonce", withPolicy(checks.Bricks, nil, "script-src 'nonce-abc' 'strict-dynamic' https://sdk.mercadopago.com"), checks.Fail, "find.csp.blocks", nil},
			{"strict-dynamic, tag with nonce", withPolicy(checks.Bricks, func(p *checks.Page) { p.Libraries = []checks.Library{{Tag: true, Nonce: "abc"}} }, "script-src 'nonce-abc' 'strict-dynamic'"), checks.Pass, "", nil},
			{"strict-dynamic, by a loader", withPolicy(checks.Bricks, func(p *checks.Page) { p.Libraries = nil }, "script-src 'nonce-abc' 'strict-dynamic'"), checks.Pass, "", nil},
			{"error page", of(checks.Bricks, checks.Page{Status: 500, Policies: policy("default-src 'none'")}), checks.Inconclusive, "find.token_in_page.no_page", nil},
			{"none, cut", of(checks.Bricks, checks.Page{Cut: checks.CutTime}), checks.Inconclusive, "find.page.partly", nil},
			{"unused, cut", of(checks.CheckoutPro, checks.Page{Cut: checks.CutTime, Policies: policy("default-src 'none'")}), checks.Inconclusive, "find.page.partly", nil},
		},
		"security.cookies": {
			{"none", just(checks.Page{}), checks.Pass, "find.cookies.none", nil},
			{"good", just(checks.Page{Cookies: []checks.Cookie{session}}), checks.Pass, "find.cookies.ok", []string{}},
			{"session without Secure", just(checks.Page{Cookies: without(func(c *checks.Cookie) { c.Secure = false })}), checks.Warn, "find.cookies.insecure", []string{"cookie-insecure"}},
			{"other without Secure", just(checks.Page{Cookies: without(func(c *checks.Cookie) { c.Secure, c.Session = false, false })}), checks.Pass, "find.cookies.some", []string{"cookie-insecure"}},
			{"session without HttpOnly", just(checks.Page{Cookies: without(func(c *checks.Cookie) { c.HTTPOnly = false })}), checks.Pass, "find.cookies.some", []string{"cookie-no-httponly"}},
			{"other without HttpOnly", just(checks.Page{Cookies: without(func(c *checks.Cookie) { c.HTTPOnly, c.Session = false, false })}), checks.Pass, "find.cookies.ok", []string{}},
			{"without SameSite", just(checks.Page{Cookies: without(func(c *checks.Cookie) { c.SameSite = false })}), checks.Pass, "find.cookies.some", []string{"cookie-no-samesite"}},
			{"plain page", just(checks.Page{URL: "http://loja.example/", Cookies: []checks.Cookie{{Name: "sid", Session: true}}}), checks.Inconclusive, "find.mixed.plain", nil},
			{"error page", just(checks.Page{Status: 500}), checks.Inconclusive, "find.token_in_page.no_page", nil},
		},
		"security.headers": {
			{"all", just(checks.Page{Headers: checks.PageHeaders{NoSniff: true, ReferrerPolicy: true, Framing: true}}), checks.Pass, "find.headers.ok", []string{}},
			{"none", just(checks.Page{}), checks.Pass, "find.headers.missing", []string{"headers-missing"}},
			{"one", just(checks.Page{Headers: checks.PageHeaders{NoSniff: true, ReferrerPolicy: true}}), checks.Pass, "find.headers.missing", []string{"headers-missing"}},
			{"error page", just(checks.Page{Status: 500}), checks.Inconclusive, "find.token_in_page.no_page", nil},
		},
	}
}

// TestPolicyNeedsHeal: a policy amended by the needs of a product passes for it.
func TestPolicyNeedsHeal(t *testing.T) {
	judge := checks.Index(rules.All())["security.csp"].Judge
	for _, product := range []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions} {
		for _, text := range []string{"default-src 'none'", "default-src 'self'; child-src 'self'", "script-src 'self' 'unsafe-inline'; connect-src 'none'; frame-src 'none'", "script-src 'self', frame-src 'self'"} {
			p := checks.Page{URL: shop, Status: 200, MPJS: true, Policies: policy(text)}
			look := func() checks.Finding {
				return judge(checks.NewFacts(now, settings(checks.Settings{Product: product}), page(p)))
			}
			if got := look(); got.Verdict != checks.Fail {
				t.Fatalf("%s, %q: %s", product, text, got.Verdict)
			}
			all, cut := rules.SitePolicies(p)
			p.Policies = policy(csp.Amend(all, rules.PolicyNeeds(product)))
			if got := look(); got.Verdict != checks.Pass || cut {
				t.Errorf("%s, %q became %q: %s %s", product, text, p.Policies[0].Text, got.Verdict, got.Detail.Key)
			}
		}
	}
}

// TestABlockedHostIsNamed: the sentence says which directive and host.
func TestABlockedHostIsNamed(t *testing.T) {
	p := checks.Page{URL: shop, Status: 200, MPJS: true, Policies: policy("default-src 'self'; script-src https:; connect-src https://secure-fields.mercadopago.com")}
	got := checks.Index(rules.All())["security.csp"].Judge(checks.NewFacts(now, settings(checks.Settings{Product: checks.Bricks}), page(p)))
	said := strings.Join(got.Detail.Args, " ")
	for _, e := range got.Evidence {
		said += " | " + strings.Join(e.Text.Args, " ")
	}
	for _, want := range []string{"directive connect-src host api.mercadopago.com", "| directive connect-src host api.mercadopago.com", "| directive default-src host secure-fields.mercadopago.com"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in %s", want, said)
		}
	}
	if slices.ContainsFunc(got.Causes, func(c checks.Cause) bool { return c.ID != "csp-blocks-mp" }) {
		t.Errorf("%v", got.Causes)
	}
}
