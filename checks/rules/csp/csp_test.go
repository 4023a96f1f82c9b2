package csp_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/rules/csp"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func address(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// allowed asks every policy of a header, as a browser does.
func allowed(t testing.TB, header string, r csp.Request, self string) (bool, string) {
	t.Helper()
	for _, p := range csp.Parse(header) {
		if ok, by := p.Allows(r, address(t, self)); !ok {
			return false, by
		}
	}
	return true, ""
}

const shop = "https://loja.example/checkout"

func TestSources(t *testing.T) {
	const sdk = "https://sdk.mercadopago.com/js/v2"
	for _, c := range []struct {
		policy, url string
		self        string
		ok          bool
	}{
		{"", sdk, "", true},
		{"img-src 'none'", sdk, "", true},
		{"script-src", sdk, "", false},
		{"script-src 'none'", sdk, "", false},
		{"script-src 'NONE' https://sdk.mercadopago.com", sdk, "", true},
		{"script-src *", sdk, "", true},
		{"script-src *", "data:text/javascript,1", "", false},
		{"script-src *", "blob:https://loja.example/1", "", false},
		{"script-src data:", "data:text/javascript,1", "", true},
		{"script-src https:", sdk, "", true},
		{"script-src HTTPS:", sdk, "", true},
		{"script-src http:", sdk, "", true},
		{"script-src wss:", sdk, "", true},
		{"script-src https:", "http://sdk.mercadopago.com/js/v2", "", false},
		{"script-src http://sdk.mercadopago.com", sdk, "", true},
		{"script-src https://sdk.mercadopago.com", "http://sdk.mercadopago.com/js/v2", "", false},
		{"script-src sdk.mercadopago.com", sdk, "", true},
		{"script-src sdk.mercadopago.com", "http://sdk.mercadopago.com/", "", false},
		{"script-src sdk.mercadopago.com", "http://sdk.mercadopago.com/", "http://loja.example/", true},
		{"script-src sdk.mercadopago.com", sdk, "http://loja.example/", true},
		{"SCRIPT-SRC SDK.MercadoPago.COM", sdk, "", true},
		{"script-src *.mercadopago.com", sdk, "", true},
		{"script-src *.mercadopago.com", "https://a.b.mercadopago.com/", "", true},
		{"script-src *.mercadopago.com", "https://mercadopago.com/", "", false},
		{"script-src mercadopago.com", sdk, "", false},
		{"script-src *.pago.com", "https://mercadopago.com/", "", false},
		{"script-src https://*", sdk, "", true},
		{"script-src https://*:443", sdk, "", true},
		{"script-src *:8443", sdk, "", false},
		{"script-src https://sdk.mercadopago.com:443", sdk, "", true},
		{"script-src https://sdk.mercadopago.com:8443", sdk, "", false},
		{"script-src https://sdk.mercadopago.com:*", "https://sdk.mercadopago.com:8443/js/v2", "", true},
		{"script-src https://sdk.mercadopago.com", "https://sdk.mercadopago.com:8443/js/v2", "", false},
		{"script-src http://sdk.mercadopago.com:80", sdk, "", true},
		{"script-src https://sdk.mercadopago.com/", sdk, "", true},
		{"script-src https://sdk.mercadopago.com/js/", sdk, "", true},
		{"script-src https://sdk.mercadopago.com/js", sdk, "", false},
		{"script-src https://sdk.mercadopago.com/js/v2", sdk, "", true},
		{"script-src https://sdk.mercadopago.com/js/v2", sdk + "?x=1", "", true},
		{"script-src https://sdk.mercadopago.com/js/v2?x=1", sdk + "?x=1", "", false},
		{"script-src https://sdk.mercadopago.com/JS/v2", sdk, "", false},
		{"script-src https://sdk.mercadopago.com/js%2Fv2", sdk, "", true},
		{"script-src https://sdk.mercadopago.com/js/v1", sdk, "", false},
		{"script-src 'self'", sdk, "", false},
		{"script-src 'self'", "https://loja.example/a.js", "", true},
		{"script-src 'SELF'", "https://LOJA.example:443/a.js", "", true},
		{"script-src 'self'", "https://loja.example:8443/a.js", "", false},
		{"script-src 'self'", "https://loja.example/a.js", "http://loja.example/", true},
		{"script-src 'self'", "http://loja.example/a.js", "", false},
		{"script-src self", "https://loja.example/a.js", "", false}, // without quotes it is a host
		{"script-src 'unsafe-inline'", sdk, "", false},
		{"default-src 'self'", sdk, "", false},
		{"default-src 'self'; script-src https:", sdk, "", true},
		{"script-src 'none'; script-src-elem https:", sdk, "", true},
		{"script-src https:; script-src-elem 'none'", sdk, "", false},
		{"script-src https:; script-src 'none'", sdk, "", true}, // the first of two counts
		{"script-src 'none'; SCRIPT-SRC https:", sdk, "", false},
		{"script-src https:, script-src 'self'", sdk, "", false}, // both must allow
		{"script-src https:, default-src https:", sdk, "", true},
		{" ;; script-src\thttps: ;", sdk, "", true},
	} {
		self := c.self
		if self == "" {
			self = shop
		}
		if ok, _ := allowed(t, c.policy, csp.Request{Kind: csp.Script, URL: address(t, c.url)}, self); ok != c.ok {
			t.Errorf("%q and %s on %s: %v", c.policy, c.url, self, ok)
		}
	}
}

func TestEachKindHasItsDirectives(t *testing.T) {
	const field = "https://secure-fields.mercadopago.com/"
	for _, c := range []struct {
		kind   csp.Fetch
		policy string
		ok     bool
		by     string
	}{
		{csp.Frame, "default-src 'none'", false, "default-src"},
		{csp.Frame, "default-src 'none'; child-src https:", true, "child-src"},
		{csp.Frame, "default-src https:; child-src 'none'", false, "child-src"},
		{csp.Frame, "child-src 'none'; frame-src https:", true, "frame-src"},
		{csp.Frame, "child-src https:; frame-src 'self'", false, "frame-src"},
		{csp.Connect, "default-src 'self'; connect-src *.mercadopago.com", true, "connect-src"},
		{csp.Connect, "default-src 'self'; script-src *", false, "default-src"},
		{csp.Form, "default-src 'none'", true, ""},
		{csp.Form, "form-action 'self'", false, "form-action"},
		{csp.Image, "default-src 'self'", false, "default-src"},
		{csp.Style, "style-src 'self'; style-src-elem https:", true, "style-src-elem"},
		{csp.Font, "font-src https:", true, "font-src"},
	} {
		ok, by := csp.Parse(c.policy)[0].Allows(csp.Request{Kind: c.kind, URL: address(t, field)}, address(t, shop))
		if ok != c.ok || by != c.by {
			t.Errorf("%s under %q: %v by %q", c.kind, c.policy, ok, by)
		}
	}
}

func TestNoncesHashesAndStrictDynamic(t *testing.T) {
	const sum = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	tag := func(nonce string, integrity ...string) csp.Request {
		return csp.Request{Kind: csp.Script, Nonce: nonce, Integrity: integrity}
	}
	for _, c := range []struct {
		policy string
		r      csp.Request
		ok     bool
	}{
		{"script-src 'nonce-abc'", tag("abc"), true},
		{"script-src 'NONCE-abc'", tag("abc"), true},
		{"script-src 'nonce-abc'", tag("ABC"), false},
		{"script-src 'nonce-abc'", tag(""), false},
		{"script-src 'nonce-'", tag(""), false},
		{"script-src 'nonce-abc' https:", tag(""), true}, // without strict-dynamic hosts still count
		{"script-src 'nonce-abc' 'strict-dynamic' https:", tag(""), false},
		{"script-src 'nonce-abc' 'strict-dynamic' https://sdk.mercadopago.com 'self'", tag("other"), false},
		{"script-src 'nonce-abc' 'strict-dynamic'", tag("abc"), true},
		{"script-src 'nonce-abc' 'STRICT-DYNAMIC'", csp.Request{Kind: csp.Script, Trusted: true}, true},
		{"script-src 'nonce-abc'", csp.Request{Kind: csp.Script, Trusted: true}, false},
		{"script-src 'nonce-abc' https://sdk.mercadopago.com", csp.Request{Kind: csp.Script, Trusted: true}, true},
		{"script-src '" + sum + "'", tag("", sum), true},
		{"script-src 'SHA256-47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'", tag("", sum), true},
		{"script-src '" + sum + "'", tag("", sum, "sha384-AAAA"), false}, // every hash of the tag must be named
		{"default-src 'nonce-abc'", tag("abc"), true},
	} {
		c.r.URL = address(t, "https://sdk.mercadopago.com/js/v2")
		if ok, _ := csp.Parse(c.policy)[0].Allows(c.r, address(t, shop)); ok != c.ok {
			t.Errorf("%q, %+v: %v", c.policy, c.r, ok)
		}
	}
	for _, c := range []struct {
		policy string
		in     csp.Inline
		ok     bool
	}{
		{"img-src 'none'", csp.Inline{}, true},
		{"script-src 'self'", csp.Inline{Hashes: []string{sum}}, false},
		{"script-src *", csp.Inline{}, false},
		{"default-src 'self'", csp.Inline{}, false},
		{"script-src 'unsafe-inline'", csp.Inline{}, true},
		{"default-src 'Unsafe-Inline'", csp.Inline{}, true},
		{"script-src 'unsafe-inline' 'nonce-abc'", csp.Inline{}, false},
		{"script-src 'unsafe-inline' 'nonce-abc'", csp.Inline{Nonce: "abc"}, true},
		{"script-src 'unsafe-inline' '" + sum + "'", csp.Inline{Hashes: []string{"sha256-AAAA"}}, false},
		{"script-src 'unsafe-inline' 'strict-dynamic'", csp.Inline{}, false},
		{"script-src '" + sum + "'", csp.Inline{Hashes: []string{"sha512-x", sum}}, true},
		{"script-src '" + sum + "'", csp.Inline{}, true}, // its bytes are not certain
		{"script-src 'unsafe-eval' 'wasm-unsafe-eval'", csp.Inline{Hashes: []string{sum}}, false},
		{"script-src 'none'; script-src-elem 'unsafe-inline'", csp.Inline{}, true},
	} {
		if ok, _ := csp.Parse(c.policy)[0].AllowsInline(c.in); ok != c.ok {
			t.Errorf("inline under %q, %+v: %v", c.policy, c.in, ok)
		}
	}
}

func TestWhatAPolicySays(t *testing.T) {
	p := csp.Parse("default-src 'self'; Upgrade-Insecure-Requests; frame-ancestors 'none'")
	if len(p) != 1 || !p[0].Upgrades() || !p[0].Has("frame-ancestors") || p[0].Has("script-src") {
		t.Errorf("%+v", p)
	}
	p[0].ReportOnly = true
	ok, by := p[0].Allows(csp.Request{Kind: csp.Script, URL: address(t, "https://a.example/")}, nil)
	inline, _ := p[0].AllowsInline(csp.Inline{})
	if p[0].Upgrades() || p[0].Has("frame-ancestors") || !ok || by != "" || !inline {
		t.Error("a policy that only reports does something")
	}
	if m := csp.ParseMeta("frame-ancestors 'none'; sandbox; report-uri /x"); len(m) != 0 {
		t.Errorf("a meta element says %v", m)
	}
	if m := csp.ParseMeta("frame-ancestors 'none'; img-src *, upgrade-insecure-requests"); len(m) != 2 || m[0].String() != "img-src *" || !m[1].Upgrades() {
		t.Errorf("a meta element says %v", m)
	}
	for _, empty := range []string{"", " ", ";", ",", " ; , ;"} {
		if got := csp.Parse(empty); len(got) != 0 {
			t.Errorf("%q: %v", empty, got)
		}
	}
}

var cardNeeds = []csp.Need{
	{Kind: csp.Script, Source: "https://sdk.mercadopago.com"}, {Kind: csp.Script, Source: "https://http2.mlstatic.com"},
	{Kind: csp.Frame, Source: "https://secure-fields.mercadopago.com"}, {Kind: csp.Connect, Source: "https://secure-fields.mercadopago.com"},
	{Kind: csp.Connect, Source: "https://api.mercadopago.com"},
}

func TestAmend(t *testing.T) {
	script := cardNeeds[:1]
	frame := cardNeeds[2:3]
	for _, c := range []struct {
		policy string
		needs  []csp.Need
		want   string
	}{
		{"script-src 'self'", script, "script-src 'self' https://sdk.mercadopago.com"},
		{"script-src 'none'", script, "script-src https://sdk.mercadopago.com"},
		{"script-src", script, "script-src https://sdk.mercadopago.com"},
		{"script-src https:", script, "script-src https:"},
		{"script-src sdk.mercadopago.com", script, "script-src sdk.mercadopago.com"},
		{"script-src 'nonce-a' 'strict-dynamic'", script, "script-src 'nonce-a' 'strict-dynamic'"},
		{"img-src *", script, "img-src *"},
		{"default-src 'self' cdn.example; img-src *", script, "default-src 'self' cdn.example; script-src 'self' cdn.example https://sdk.mercadopago.com; img-src *"},
		{"default-src 'none'", script, "default-src 'none'; script-src https://sdk.mercadopago.com"},
		{"script-src 'self'; script-src-elem 'self' a.example", script, "script-src 'self'; script-src-elem 'self' a.example https://sdk.mercadopago.com"},
		{"default-src 'self'; child-src 'self' b.example; report-uri /r", frame, "default-src 'self'; child-src 'self' b.example; frame-src 'self' b.example https://secure-fields.mercadopago.com; report-uri /r"},
		{"frame-src 'none'; upgrade-insecure-requests", frame, "frame-src https://secure-fields.mercadopago.com; upgrade-insecure-requests"},
		{"script-src 'self', default-src https:; frame-src 'self'", script, "script-src 'self' https://sdk.mercadopago.com, default-src https:; frame-src 'self'"},
		{"default-src 'self'", cardNeeds, "default-src 'self'; connect-src 'self' https://secure-fields.mercadopago.com https://api.mercadopago.com; " +
			"frame-src 'self' https://secure-fields.mercadopago.com; script-src 'self' https://sdk.mercadopago.com https://http2.mlstatic.com"},
	} {
		got := csp.Amend(csp.Parse(c.policy), c.needs)
		if got != c.want {
			t.Errorf("%q became\n%q, want\n%q", c.policy, got, c.want)
		}
		if again := csp.Amend(csp.Parse(got), c.needs); again != got {
			t.Errorf("a second time %q became %q", got, again)
		}
	}
	report := csp.Parse("script-src 'self'")
	report[0].ReportOnly = true
	if got := csp.Amend(report, script); got != "" {
		t.Errorf("a policy that only reports became %q", got)
	}
}

// FuzzPolicy: any policy is read and judged, writing it down changes no judgement, and amending
// grants what is needed and takes nothing away.
func FuzzPolicy(f *testing.F) {
	for _, s := range []string{"", "default-src 'self'", "script-src 'none'", "script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'", "child-src a.example:*; frame-src *.b.example/x/",
		"script-src https:, default-src 'none'", "script-src http://[::1]:80/ * self *. . : :// ://x 'sha256-AAAA='", "SCRIPT-SRC\thttps://sdk.mercadopago.com:443/js/;;", "connect-src ws: %2f:%zz/%zz",
		"default-src data: blob: mediastream: 'unsafe-eval'; upgrade-insecure-requests; frame-ancestors 'none'"} {
		f.Add(s, "https://sdk.mercadopago.com/js/v2")
	}
	f.Fuzz(func(t *testing.T, policy, raw string) {
		defer limitstest.Bounded(t, 4*(len(policy)+len(raw)))()
		u, err := url.Parse(raw)
		if err != nil || len(policy) > 1<<12 {
			return
		}
		self := address(t, shop)
		read := csp.Parse(policy)
		var written []string
		for _, p := range read {
			written = append(written, p.String())
		}
		again := csp.Parse(strings.Join(written, ", "))
		if len(again) != len(read) {
			t.Fatalf("%q is %d policies, then %d", policy, len(read), len(again))
		}
		amended := csp.Parse(csp.Amend(read, cardNeeds))
		for i, p := range read {
			for _, kind := range []csp.Fetch{csp.Script, csp.Style, csp.Image, csp.Font, csp.Connect, csp.Frame, csp.Form} {
				for _, trusted := range []bool{false, true} {
					r := csp.Request{Kind: kind, URL: u, Nonce: "abc", Trusted: trusted}
					ok, _ := p.Allows(r, self)
					if same, _ := again[i].Allows(r, self); same != ok {
						t.Fatalf("%q allows %v, written down %v", policy, ok, same)
					}
					if still, _ := amended[i].Allows(r, self); ok && !still {
						t.Fatalf("amending %q took %s %s away", policy, kind, raw)
					}
				}
			}
			was, _ := p.AllowsInline(csp.Inline{Nonce: "abc"})
			if is, _ := amended[i].AllowsInline(csp.Inline{Nonce: "abc"}); is != was {
				t.Fatalf("amending %q changed inline scripts from %v to %v", policy, was, is)
			}
		}
		for _, n := range cardNeeds {
			for _, p := range amended {
				if ok, by := p.Allows(csp.Request{Kind: n.Kind, URL: address(t, n.Source), Trusted: true}, self); !ok {
					t.Fatalf("amended %q still blocks %s in %s", policy, n.Source, by)
				}
			}
		}
	})
}
