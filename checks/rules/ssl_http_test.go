package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

func httpRows() table {
	const from, plainShop = "http://loja.exemplo.com.br/checkout", "http://www.exemplo.com.br/"
	walk := func(h checks.PlainHTTP, more ...checks.Fact) []checks.Fact {
		h.URL = from
		if len(more) == 0 {
			more = facts(page(checks.Page{Status: 200}))
		}
		return append(facts(checks.FactPlainHTTP.Of(h, "ex-8")), more...)
	}
	hops := func(n int) checks.PlainHTTP {
		h := checks.PlainHTTP{Final: shop, Status: 301}
		for range n {
			h.Hops = append(h.Hops, checks.Hop{URL: from, Status: 301, To: plainShop})
		}
		return h
	}
	first := func(status int) checks.PlainHTTP {
		return checks.PlainHTTP{Final: "HTTPS://loja.exemplo.com.br/checkout", Status: status, Hops: []checks.Hop{{URL: from, Status: status, To: shop}}}
	}
	dropped := hops(1)
	dropped.Dropped = true
	both := hops(6)
	both.Dropped = true
	down := checks.PlainHTTP{Final: plainShop, Status: 200, Hops: []checks.Hop{{URL: from, Status: 301, To: shop}, {URL: shop, Status: 302, To: plainShop}}}
	pageHops := page(checks.Page{Status: 200, Hops: []checks.Hop{{URL: shop, Status: 302, To: shop + "/a"}, {URL: shop + "/a", Status: 302, To: shop + "/b"}}})

	header := func(vs ...string) []checks.Fact { return facts(page(checks.Page{Status: 200, HSTS: vs})) }
	value := func(name, v string, want checks.Verdict, key string) row {
		causes := map[string][]string{"find.hsts.invalid": {"hsts-invalid"}, "find.hsts.zero": {"hsts-zero"}, "find.hsts.short": {"hsts-short"}, "find.hsts.ok": {}}[key]
		return row{name, header(v), want, key, causes}
	}
	const ok, invalid, short, zero = "find.hsts.ok", "find.hsts.invalid", "find.hsts.short", "find.hsts.zero"
	return table{
		"ssl.redirect": {
			{"308", walk(first(308)), checks.Pass, "find.redirect.ok", []string{}},
			{"303", walk(first(303)), checks.Pass, "find.redirect.ok", []string{"redirect-temporary"}},
			{"307", walk(first(307)), checks.Pass, "find.redirect.ok", []string{"redirect-temporary"}},
			{"five hops", walk(hops(5)), checks.Pass, "find.redirect.ok", []string{}},
			{"six hops", walk(hops(6)), checks.Warn, "find.redirect.long", []string{"redirect-chain-long"}},
			{"six hops with those of the page", walk(hops(4), pageHops), checks.Warn, "find.redirect.long", []string{"redirect-chain-long"}},
			{"five with those of the page", walk(hops(3), pageHops), checks.Pass, "", []string{}},
			{"loses the path", walk(dropped), checks.Warn, "find.redirect.drops_path", []string{"redirect-drops-path"}},
			{"long, and loses the path", walk(both), checks.Warn, "find.redirect.drops_path", []string{"redirect-drops-path", "redirect-chain-long"}},
			{"plain HTTP fails", walk(checks.PlainHTTP{Final: from, Status: 503}), checks.Inconclusive, "find.redirect.moment", nil},
			{"plain HTTP asks for patience", walk(checks.PlainHTTP{Final: from, Status: 429}), checks.Inconclusive, "find.redirect.moment", nil},
			{"plain HTTP refuses", walk(checks.PlainHTTP{Final: from, Status: 403}), checks.Pass, "find.redirect.refused", nil},
			{"back down to HTTP", walk(down), checks.Fail, "find.https.downgrade", []string{"redirect-downgrade"}},
		},
		"ssl.hsts": {
			value("a year", "max-age=31536000", checks.Pass, ok),
			value("with everything", "max-age=31536000; includeSubDomains; preload", checks.Pass, ok),
			value("in any case and order", "includeSubDomains; MAX-AGE = \"31536000\" ;", checks.Pass, ok),
			value("with unknown directives", "max-age=31536000; foo=bar; ; baz", checks.Pass, ok),
			value("180 days", "max-age=15552000", checks.Pass, ok),
			value("a second less", "max-age=15551999", checks.Warn, short),
			value("a day", "max-age=86400", checks.Warn, short),
			value("a second", "max-age=1", checks.Warn, short),
			value("off", "max-age=0", checks.Warn, zero),
			value("off, quoted", `max-age="0"; includeSubDomains`, checks.Warn, zero),
			value("more than fits", "max-age=99999999999999999999999", checks.Pass, ok),
			value("empty", "", checks.Warn, invalid),
			value("no max-age", "includeSubDomains", checks.Warn, invalid),
			value("no number", "max-age=one year", checks.Warn, invalid),
			value("no value", "max-age", checks.Warn, invalid),
			value("empty value", "max-age=", checks.Warn, invalid),
			value("negative", "max-age=-1", checks.Warn, invalid),
			value("fraction", "max-age=31536000.5", checks.Warn, invalid),
			value("half a quote", `max-age="31536000`, checks.Warn, invalid),
			value("twice", "max-age=31536000; max-age=0", checks.Warn, invalid),
			value("a comma for a semicolon", "max-age=31536000, includeSubDomains", checks.Warn, invalid),
			value("a name that is none", "max-age=31536000; a b", checks.Warn, invalid),
			{"missing", header(), checks.Warn, "find.hsts.missing", []string{"hsts-missing"}},
			{"the first counts, bad", header("max-age=0", "max-age=31536000"), checks.Warn, zero, []string{"hsts-zero"}},
			{"the first counts, good", header("max-age=31536000", "max-age=0"), checks.Pass, ok, []string{}},
			{"an address by number", facts(page(checks.Page{URL: "https://203.0.113.10:8443/x", Status: 200})), checks.Pass, "find.hsts.address", []string{}},
			{"an IPv6 address", facts(page(checks.Page{URL: "https://[2001:db8::1]/", Status: 200, HSTS: []string{"max-age=0"}})), checks.Pass, "find.hsts.address", []string{}},
			{"an error page with it", facts(page(checks.Page{Status: 503, HSTS: []string{"max-age=31536000"}})), checks.Pass, ok, nil},
			{"an error page without it", facts(page(checks.Page{Status: 503})), checks.Inconclusive, "find.hsts.no_page", nil},
			{"a plain page", facts(page(checks.Page{URL: "http://loja.exemplo.com.br/", Status: 200, HSTS: []string{"max-age=31536000"}})), checks.Inconclusive, "find.hsts.no_page", nil},
			{"a loop", facts(page(checks.Page{Status: 302, Loop: true})), checks.Inconclusive, "", nil},
		},
	}
}

func TestRedirectFigure(t *testing.T) {
	h := checks.PlainHTTP{URL: "http://a.example/", Status: 301, Final: shop, Hops: []checks.Hop{{URL: "http://a.example/", Status: 301, To: shop}}}
	judge := checks.Index(rules.All())["ssl.redirect"].Judge
	f := judge(checks.NewFacts(now, checks.FactPlainHTTP.Of(h)))
	if f.Figure == nil || !slices.Equal(f.Figure.Hops, h.Hops) || f.Figure.Final != shop {
		t.Errorf("%+v", f.Figure)
	}
	if f := judge(checks.NewFacts(now, checks.FactPlainHTTP.Of(checks.PlainHTTP{Closed: true}))); f.Figure != nil {
		t.Errorf("a closed port: %+v", f.Figure)
	}
}

// sectionSeven are the ids of section 7 of the reference on certificates, versions, suites,
// addresses, handshakes, redirects and HSTS, and those of our own.
const sectionSeven = `cert-expired cert-expires-soon cert-not-yet-valid cert-host-mismatch cert-no-san cert-self-signed cert-untrusted-root cert-missing-intermediate cert-chain-order
cert-intermediate-expired cert-chain-long cert-chain-too-big cert-root-sent cert-weak-signature cert-weak-key cert-uncommon-key cert-wrong-usage cert-validity-too-long cert-revoked
cert-must-staple-missing tls-ssl3 tls-1.0 tls-1.1 tls-1.2-absent tls-no-modern tls-1.3-missing cipher-rc4 cipher-3des cipher-null cipher-anon cipher-no-fs cipher-some-no-fs
cipher-cbc-only dh-weak renegotiation-client sni-required ipv6-differs client-cert-required handshake-timeout handshake-failed connection-closed connection-refused not-tls
http-only http-not-redirected redirect-temporary redirect-loop redirect-chain-long redirect-downgrade redirect-drops-path hsts-missing hsts-short hsts-zero hsts-invalid
body-timeout body-too-large http-5xx http-404 http-401 http-403 cert-no-sct cert-is-authority cert-chain-invalid cipher-export`

// TestEveryTLSCauseIsProduced by a row of the tables, through the page's own rules.
func TestEveryTLSCauseIsProduced(t *testing.T) {
	reqs := checks.Index(rules.All())
	seen := map[string]bool{}
	for id, rows := range sslRows() {
		for _, r := range rows {
			for _, c := range reqs[id].Judge(checks.NewFacts(now, r.facts...)).Causes {
				if reqs[id].Section == checks.SSL {
					seen[c.ID] = true
				}
			}
		}
	}
	for id := range strings.FieldsSeq(sectionSeven) {
		if !seen[id] {
			t.Errorf("no rule says %s", id)
		}
	}
}
