package fix

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// The policy a site has, with what means something to a configuration file in it.
const ownPolicy = "default-src 'self' https://cdn.shop.example; script-src 'self' 'nonce-abc123'; img-src \"x$host`\\;}\n"

func policyFacts() *checks.Facts {
	return checks.NewFacts(auditTime, checks.FactPage.Of(checks.Page{URL: "https://loja.com.br/pagar", Status: 200, MPJS: true,
		Policies: []checks.Policy{{Text: ownPolicy}}, Insecure: []checks.Insecure{{Cause: "mixed-active", Tag: "script", URL: "http://cdn.example/a.js\n", Line: 3}}}),
		checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutAPI, PaymentPage: "https://loja.com.br/pagar"}))
}

// TestHeaderFixesInNginx puts the snippets into a real server and reads what a browser gets.
func TestHeaderFixesInNginx(t *testing.T) {
	const host = "loja.com.br"
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "sid=1")
		_, _ = io.WriteString(w, "ok")
	}))
	t.Cleanup(shop.Close)
	facts, c := policyFacts(), newChain(t, host, true)
	server := in(t, For("ssl.https", facts, lang.PT), Nginx)
	for id, want := range map[checks.ID]map[string][]string{
		"security.csp":      {"Content-Security-Policy": {"https://sdk.mercadopago.com", "https://secure-fields.mercadopago.com", "https://cdn.shop.example", "'nonce-NONCE'"}},
		"security.headers":  {"X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"strict-origin"}, "X-Frame-Options": {"SAMEORIGIN"}},
		"security.cookies":  {"Set-Cookie": {"sid=1", "secure", "httponly", "samesite=lax"}},
		"ssl.mixed_content": {"Content-Security-Policy": {"upgrade-insecure-requests", "https://cdn.shop.example"}},
	} {
		snippet := in(t, For(id, facts, lang.EN), Nginx)
		plain, secure := nginx(t, strings.Replace(server, "    location / {", snippet+"\n    location / {", 1), host, c, shop.URL)
		resp, err := browser(plain, secure, c.roots).Do(must(t, "GET", "https://"+host+"/pagar"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for name, parts := range want {
			got := strings.ToLower(strings.Join(resp.Header.Values(name), ", "))
			for _, p := range parts {
				if !strings.Contains(got, strings.ToLower(p)) {
					t.Errorf("%s: %s is %q, without %q", id, name, got, p)
				}
			}
			if strings.Contains(got, "abc123") {
				t.Errorf("%s: a spent nonce: %q", id, got)
			}
		}
	}
}

func TestPolicyStaysAHeaderValue(t *testing.T) {
	for _, l := range lang.All {
		for _, f := range For("security.csp", policyFacts(), l) {
			for line := range strings.Lines(f.Body) {
				if !strings.Contains(line, "img-src") {
					continue
				}
				// The quotes around the value (and, in JavaScript, the name) are the only ones.
				_, value, _ := strings.Cut(line, "default-src")
				if strings.Count(value, `"`) != 1 || strings.ContainsAny(value, "`$\\{}") {
					t.Errorf("%s %s: %q", l, f.Language, line)
				}
			}
		}
	}
	if got := in(t, For("ssl.mixed_content", policyFacts(), lang.PT), Steps); got != "linha 3 · <script> → https://cdn.example/a.js\n" {
		t.Errorf("%q", got)
	}
}
