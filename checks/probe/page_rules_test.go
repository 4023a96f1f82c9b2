package probe_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

// answer is what a path of the loopback host serves.
type answer struct {
	body   string
	header http.Header
	status int
}

func served(files map[string]answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		maps.Copy(w.Header(), a.header)
		if a.status != 0 {
			w.WriteHeader(a.status)
		}
		_, _ = io.WriteString(w, a.body)
	}
}

// pageRequirements are those a payment page's content decides.
var pageRequirements = []checks.ID{"ssl.mixed_content", "security.token_not_in_page", "security.mpjs_official", "security.card_inputs", "security.public_key_on_page",
	"security.csp", "security.cookies", "security.headers"}

// judged reads the page as the probe does and judges it by every rule that looks at its content.
func judged(t testing.TB, e *probe.Env, product checks.Product, path string) (map[checks.ID]checks.Finding, *checks.Facts) {
	t.Helper()
	set := checks.Settings{PaymentPage: "https://" + pageHost + path, Product: product, PublicKey: goodKey}
	f := observe(t.Context(), t, e, "page", checks.FactSettings.Of(set))
	f.Put(checks.FactSettings.Of(set))
	f.Put(checks.FactPublicKey.Of(mpclient.InspectPublicKey(goodKey)))
	out := map[checks.ID]checks.Finding{}
	reqs := checks.Index(rules.All())
	for _, id := range pageRequirements {
		r := reqs[id]
		if !r.AppliesTo(product, mpclient.MLB) {
			continue
		}
		if g := f.Gap(checks.FactPage.Name); g != nil {
			out[id] = checks.GapFinding(*g)
			continue
		}
		out[id] = r.Judge(f)
	}
	return out, f
}

var products = []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions, ""}

// TestHealthyPagesRaiseNoAlarm: pages as real shops send them.
func TestHealthyPagesRaiseNoAlarm(t *testing.T) {
	bundle := `import{r as e}from"./vendor-1c9d.js";const n=new Promise(t=>{const s=document.createElement("script");s.src="https://sdk.mercadopago.com/js/v2";s.onload=t});const k="` + goodKey + `";`
	html := func(extra ...string) http.Header {
		h := http.Header{"Content-Type": {"text/html; charset=UTF-8"}}
		for i := 0; i+1 < len(extra); i += 2 {
			h.Add(extra[i], extra[i+1])
		}
		return h
	}
	headers := map[string]http.Header{
		"woocommerce": html("Set-Cookie", "woocommerce_items_in_cart=1; path=/", "Set-Cookie", "woocommerce_cart_hash=0123456789abcdef0123456789abcdef; path=/",
			"Set-Cookie", "wp_woocommerce_session_0a1b=t_1%7C%7C2; path=/; secure; HttpOnly", "Content-Security-Policy", "upgrade-insecure-requests;"),
		"spa": html("X-Frame-Options", "SAMEORIGIN"), "shell": html(),
		"hosted_platform": html("Content-Security-Policy", "block-all-mixed-content; frame-ancestors 'none'; upgrade-insecure-requests;", "Set-Cookie", "cart_currency=BRL; path=/; SameSite=Lax",
			"Set-Cookie", "_platform_y=0f1e2d3c; domain=lab.example; path=/; SameSite=Lax", "X-XSS-Protection", "1; mode=block"),
		"bricks": html("Content-Security-Policy", "default-src 'none'; base-uri 'self'; script-src 'nonce-r4nd0m' 'strict-dynamic' 'unsafe-inline' https:; style-src 'unsafe-inline' https://http2.mlstatic.com; "+
			"img-src 'self' https:; connect-src 'self' https://api.mercadopago.com https://secure-fields.mercadopago.com https://events.mercadopago.com; frame-src https://secure-fields.mercadopago.com https://www.mercadopago.com; form-action 'self'",
			"Set-Cookie", "__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax", "Set-Cookie", "XSRF-TOKEN=abc; Path=/; Secure; SameSite=Strict"),
		"next": html("Content-Security-Policy-Report-Only", "default-src 'self'"),
	}
	files := map[string]answer{
		"/assets/index-4f2a.js": {body: bundle}, "/assets/vendor-1c9d.js": {body: `export const r="http://www.w3.org/2000/svg";` + "\n//# sourceMappingURL=vendor-1c9d.js.map"},
		"/wp-includes/js/jquery/jquery.min.js": {body: "/*! jQuery v3.7.1 */"}, "/_next/static/chunks/main-2.js": {body: `var u="https://api.mercadopago.com/v1"`}, "/_next/static/chunks/webpack-1.js": {body: "1"},
		"/wp-content/plugins/woocommerce-mercadopago/assets/js/checkouts/custom/mp-custom-checkout.min.js": {body: `var mp=new MercadoPago(wc_mercadopago_custom_checkout_params.public_key);mp.cardForm({})`},
	}
	for name, h := range headers {
		b, err := os.ReadFile("testdata/pages/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		files["/"+name] = answer{body: string(b), header: h}
	}
	w := openWeb(t, served(files))
	for name := range headers {
		for _, product := range products {
			if name == "hosted_platform" && (product == checks.CheckoutAPI || product == checks.Bricks) {
				continue // sends the buyer to Mercado Pago: no page of these products
			}
			got, _ := judged(t, w.env(), product, "/"+name)
			for id, f := range got {
				if f.Verdict == checks.Fail || f.Verdict == checks.Warn {
					t.Errorf("%s as %q: %s is %s, %s %v", name, product, id, f.Verdict, f.Detail.Key, f.Evidence)
				}
			}
			if f := got["security.token_not_in_page"]; f.Verdict != checks.Pass {
				t.Errorf("%s: tokens %s", name, f.Verdict)
			}
		}
	}
	for name, want := range map[string]checks.Verdict{"woocommerce": checks.Pass, "spa": checks.Pass, "bricks": checks.Pass, "next": checks.Pass, "shell": checks.Inconclusive} {
		if got, _ := judged(t, w.env(), checks.Bricks, "/"+name); got["security.mpjs_official"].Verdict != want {
			t.Errorf("%s: MercadoPago.js %s", name, got["security.mpjs_official"].Verdict)
		}
	}
}

// TestEachCauseOfAPage: a page of real HTML over a connection, read and judged. Every cause is seen
// where it is and nowhere else.
func TestEachCauseOfAPage(t *testing.T) {
	const v2 = `<script src="https://sdk.mercadopago.com/js/v2"></script>`
	text := `<p>` + strings.Repeat("palavra ", 20) + `</p>`
	sound := http.Header{"Content-Type": {"text/html"}, "X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"no-referrer"}, "Content-Security-Policy": {"frame-ancestors 'self'"}}
	with := func(name string, values ...string) http.Header {
		h := sound.Clone()
		h[name] = values
		return h
	}
	otherKey := "APP_USR-fedcba98-7654-3210-fedc-ba9876543210"
	type want struct {
		id      checks.ID
		verdict checks.Verdict
	}
	cases := []struct {
		cause  string
		body   string
		header http.Header
		want   want
	}{
		{"", v2 + `<script>new MercadoPago("` + goodKey + `")</script>` + text, nil, want{}},
		{"mixed-active", v2 + text + `<script src="http://cdn.example/a.js"></script>`, nil, want{"ssl.mixed_content", checks.Fail}},
		{"mixed-passive", v2 + text + `<img src="http://cdn.example/a.png">`, nil, want{"ssl.mixed_content", checks.Warn}},
		{"form-insecure", v2 + text + `<form action="http://loja.example/pagar" method="post">`, nil, want{"ssl.mixed_content", checks.Fail}},
		{"token-exposed", v2 + text + `<script>t="` + goodToken + `"</script>`, nil, want{"security.token_not_in_page", checks.Fail}},
		{"token-test-exposed", v2 + text + `<script>t="` + testToken + `"</script>`, nil, want{"security.token_not_in_page", checks.Warn}},
		{"mpjs-v1", v2 + text + `<script src="https://secure.mlstatic.com/sdk/javascript/v1/mercadopago.js"></script>`, nil, want{"security.mpjs_official", checks.Fail}},
		{"mpjs-self-hosted", v2 + text + `<script src="https://mercadopago-sdk.com/js/v2"></script>`, nil, want{"security.mpjs_official", checks.Fail}},
		{"mpjs-self-hosted", v2 + text + `<script src="/copy.js"></script>`, nil, want{"security.mpjs_official", checks.Fail}},
		{"mpjs-missing", text, nil, want{"security.mpjs_official", checks.Warn}},
		{"card-input-raw", v2 + text + `<input id="cardNumber">`, nil, want{"security.card_inputs", checks.Warn}},
		{"card-input-name", v2 + text + `<input name="cardNumber">`, nil, want{"security.card_inputs", checks.Fail}},
		{"page-key-of-other-app", v2 + text + `<script>k="` + otherKey + `"</script>`, nil, want{"security.public_key_on_page", checks.Fail}},
		{"csp-blocks-mp", v2 + text, with("Content-Security-Policy", "frame-ancestors 'self'; script-src 'self'"), want{"security.csp", checks.Fail}},
		{"csp-blocks-mp", `<meta http-equiv="Content-Security-Policy" content="connect-src 'self'">` + v2 + text, nil, want{"security.csp", checks.Fail}},
		{"csp-blocks-mp", v2 + text + `<script>new MercadoPago("` + goodKey + `")</script>`, with("Content-Security-Policy", "frame-ancestors 'self'; script-src https:"), want{"security.csp", checks.Fail}},
		{"csp-missing", v2 + text, http.Header{"X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"no-referrer"}, "X-Frame-Options": {"DENY"}}, want{"security.csp", checks.Pass}},
		{"csp-report-only", v2 + text, http.Header{"X-Content-Type-Options": {"nosniff"}, "Referrer-Policy": {"no-referrer"}, "X-Frame-Options": {"DENY"}, "Content-Security-Policy-Report-Only": {"default-src 'none'"}}, want{"security.csp", checks.Pass}},
		{"cookie-insecure", v2 + text, with("Set-Cookie", "PHPSESSID=1; HttpOnly; SameSite=Lax"), want{"security.cookies", checks.Warn}},
		{"cookie-no-httponly", v2 + text, with("Set-Cookie", "PHPSESSID=1; Secure; SameSite=Lax"), want{"security.cookies", checks.Pass}},
		{"cookie-no-samesite", v2 + text, with("Set-Cookie", "PHPSESSID=1; Secure; HttpOnly"), want{"security.cookies", checks.Pass}},
		{"headers-missing", v2 + text, with("Referrer-Policy"), want{"security.headers", checks.Pass}},
	}
	files := map[string]answer{"/copy.js": {body: `!function(e){e.MercadoPago=t;var u="https://api.mercadopago.com/v1",f="https://secure-fields.mercadopago.com"}(window)`}}
	for i, c := range cases {
		h := c.header
		if h == nil {
			h = sound
		}
		files[fmt.Sprintf("/%d", i)] = answer{body: c.body, header: h}
	}
	w := openWeb(t, served(files))
	for i, c := range cases {
		got, _ := judged(t, w.env(), checks.Bricks, fmt.Sprintf("/%d", i))
		for id, f := range got {
			hit := c.want.id == id
			switch {
			case hit && (f.Verdict != c.want.verdict || !f.Has(c.cause)):
				t.Errorf("case %d: %s is %s %s with %v, want %s with %s", i, id, f.Verdict, f.Detail.Key, f.Causes, c.want.verdict, c.cause)
			case !hit && (f.Verdict == checks.Fail || f.Verdict == checks.Warn || len(f.Causes) > 0):
				t.Errorf("case %d (%s): %s is %s with %v", i, c.cause, id, f.Verdict, f.Causes)
			}
		}
	}
	// Plain HTTP for the script is mixed content as well.
	w = openWeb(t, served(map[string]answer{"/": {body: text + `<script src="http://sdk.mercadopago.com/js/v2"></script>`}}))
	got, _ := judged(t, w.env(), checks.Bricks, "/")
	if f := got["security.mpjs_official"]; f.Verdict != checks.Fail || !f.Has("mpjs-insecure-url") || !got["ssl.mixed_content"].Has("mixed-active") {
		t.Errorf("%+v", got)
	}
}

// TestPagesThatAreNone: what stands in the place of the page proves nothing.
func TestPagesThatAreNone(t *testing.T) {
	w := openWeb(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/loop":
			w.Header().Set("Location", "/loop")
			w.WriteHeader(http.StatusFound)
		case "/br":
			w.Header().Set("Content-Encoding", "br")
		default:
			var status int
			_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `<form><input type="password" name="senha"></form>`)
		}
	})
	for _, path := range []string{"/401", "/403", "/404", "/500", "/loop", "/br"} {
		got, f := judged(t, w.env(), checks.Bricks, path)
		for id, x := range got {
			if x.Verdict != checks.Inconclusive {
				t.Errorf("%s: %s is %s", path, id, x.Verdict)
			}
		}
		if g := f.Gap(checks.FactPage.Name); (g != nil) != (path == "/br") || g != nil && g.Reason != checks.GapGarbled {
			t.Errorf("%s: %+v", path, g)
		}
	}
}

// TestNoTokenIsStored plants tokens in every place and spelling a page has, and looks for them in all
// that the probe leaves behind: facts, findings, and recorded exchanges.
func TestNoTokenIsStored(t *testing.T) {
	spell := func(form string) string { return strings.ReplaceAll(goodToken, "-", form) }
	hidden := `{"sourcesContent":["` + goodToken + `"]}`
	inline := "//# sourceMappingURL=data:application/json;base64," + base64.StdEncoding.EncodeToString([]byte(hidden))
	html := `<script src="/app.js?t=` + goodToken + `"></script><script src="/app.js"></script><meta content="` + spell("&#45;") + `"><a href="/?t=` + spell("%2D") + `">` +
		`<script type="application/json">{"t":"` + spell(`\u002d`) + `"}</script><script>t='` + spell(`\x2d`) + `'
` + inline + `
</script><img src="http://x.example/` + goodToken + `"><input name="card_number" id="` + goodToken + `"><form action="http://x.example/?t=` + spell("%2D") + `">`
	header := http.Header{"Set-Cookie": {goodToken + "=" + goodToken}, "Content-Security-Policy": {"default-src https://x.example/" + goodToken}, "Strict-Transport-Security": {goodToken},
		"X-Other": {spell("%2D")}, "Content-Type": {"text/html; x=" + goodToken}, "Sourcemap": {"/page.map"}}
	files := map[string]answer{
		"/": {body: html, header: header}, "/app.js": {body: "x=`" + goodToken + "`\n//# sourceMappingURL=app.js.map\n"}, "/app.js.map": {body: hidden},
		"/from": {status: 302, header: http.Header{"Location": {"/?t=" + spell("%2D")}}},
	}
	w := openWeb(t, served(files))
	for _, path := range []string{"/", "/from", "/?t=" + spell("%2D")} {
		e := w.env()
		e.Recorder = mpclient.NewRecorder(nil)
		got, f := judged(t, e, checks.Bricks, path)
		p, ok := checks.FactPage.Get(f)
		if !ok || len(p.Tokens) < 6 || got["security.token_not_in_page"].Verdict != checks.Fail {
			t.Fatalf("%s: %d tokens, %+v", path, len(p.Tokens), f.Gap(checks.FactPage.Name))
		}
		if where := fmt.Sprint(p.Tokens); !strings.Contains(where, "/app.js.map") {
			t.Errorf("the source map was not read: %s", where)
		}
		if e.Recorder.Len() < 3 {
			t.Fatalf("%d exchanges", e.Recorder.Len())
		}
		for name, v := range map[string]any{"facts": p, "findings": got, "exchanges": e.Recorder.All()} {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			kept := string(b)
			secret := base64.StdEncoding.EncodeToString([]byte(hidden))
			if len(mpclient.FindEscapedTokens(b, 0)) > 0 || strings.Contains(kept, goodToken[24:60]) || strings.Contains(kept, secret[10:60]) || strings.Contains(kept, "0123456789abcdef0123456789abcdef") {
				t.Errorf("%s: %s keep a token: %s", path, name, kept)
			}
		}
	}
}

func TestSourceMapsAndAnnouncedScripts(t *testing.T) {
	w := openWeb(t, served(map[string]answer{
		"/map":     {body: `<script src="/js/a.js"></script>`},
		"/js/a.js": {body: "1\n//# sourceMappingURL=a.js.map"}, "/js/a.js.map": {body: `{"sourcesContent":["t=\"` + goodToken + `\""]}`},
		"/header":  {body: `<script src="/js/b.js"></script>`},
		"/js/b.js": {body: "1", header: http.Header{"Sourcemap": {"b.map"}}}, "/js/b.map": {body: goodToken},
		"/preload": {body: `<link rel="modulepreload" href="/js/c.js">`}, "/js/c.js": {body: `k="` + strings.ReplaceAll(goodToken, "-", `\x2d`) + `"`},
		"/moved": {body: `<script src="/js/old.js"></script>`}, "/js/old.js": {status: 301, header: http.Header{"Location": {"/js/c.js"}}},
		"/away": {body: `<script src="/js/away.js"></script>`}, "/js/away.js": {status: 302, header: http.Header{"Location": {"https://cdn.example/x.js"}}},
		"/foreign": {body: `<script src="/js/d.js"></script>`}, "/js/d.js": {body: "1\n//# sourceMappingURL=https://cdn.example/d.map"},
		"/nomap": {body: `<script src="/js/e.js"></script>`}, "/js/e.js": {body: "1\n//# sourceMappingURL=absent.map"},
	}))
	for path, want := range map[string]int{"/map": 1, "/header": 1, "/preload": 1, "/moved": 1, "/away": 0, "/foreign": 0, "/nomap": 0} {
		if p := w.page(t, "https://"+pageHost+path); len(p.Tokens) != want || p.Whole() != (path != "/away") {
			t.Errorf("%s: %d tokens, truncated %v", path, len(p.Tokens), !p.Whole())
		}
	}
	if slices.Contains(w.asked, "cdn.example:443") {
		t.Error("another host was asked")
	}
}

func TestRedirectsThatLoseTheWay(t *testing.T) {
	w := openWeb(t, func(w http.ResponseWriter, r *http.Request) {
		to := "https://" + pageHost
		switch strings.Split(r.URL.Path, "/")[1] {
		case "kept":
			to += r.URL.RequestURI()
		case "nopath":
			to += "/"
		case "noquery":
			to += r.URL.Path
		case "longer":
			to += "/pt" + r.URL.RequestURI() + "&x=1"
		case "slash":
			to += r.URL.Path + "/?" + r.URL.RawQuery
		case "":
			if r.URL.RawQuery == "" {
				to += "/loja"
			} else {
				to += "/loja?" + r.URL.RawQuery
			}
		}
		http.Redirect(w, r, to, http.StatusMovedPermanently)
	})
	for path, want := range map[string]bool{"/kept/pagar": false, "/kept?id=1": false, "/nopath/pagar": true, "/nopath": true, "/noquery/pagar": true, "/noquery?id=1": true, "/longer/pagar?a=1": false, "/slash/pagar": false, "/": false} {
		f := observe(t.Context(), t, w.env(), "page.http", checks.FactSettings.Of(checks.Settings{PaymentPage: "https://" + pageHost + path}))
		if h := checks.FactPlainHTTP.Must(f); h.Dropped != want || len(h.Hops) != 1 {
			t.Errorf("%s: %+v", path, h)
		}
	}
}
