package markup_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/markup"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

const (
	shop  = "https://loja.example/checkout"
	token = "APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567"
	key   = "APP_USR-01234567-89ab-cdef-0123-456789abcdef"
	other = "TEST-11234567-89ab-cdef-0123-456789abcdef"
)

func source(t testing.TB, address, body string, header ...string) markup.Source {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return markup.Source{Body: []byte(body), URL: u, Header: h, Redact: mpclient.NewRedactor()}
}

func page(t testing.TB, body string, header ...string) checks.Page {
	t.Helper()
	return markup.Read(source(t, shop, body, header...)).Close("")
}

func TestMixedContent(t *testing.T) {
	for html, want := range map[string]string{
		// Nothing is fetched.
		`<a href="http://x.example/">x</a><p>http://x.example/a.js</p>`:                                                                   "",
		`<!-- <script src="http://x.example/a.js"></script> -->`:                                                                          "",
		`<!--[if lt IE 9]><script src="http://x.example/html5.js"></script><![endif]-->`:                                                  "",
		`<svg xmlns="http://www.w3.org/2000/svg"><path/></svg><html xmlns:og="http://ogp.me/ns#">`:                                        "",
		`<link rel="canonical" href="http://loja.example/"><link rel="alternate" hreflang="es" href="http://loja.example/es">`:            "",
		`<link rel="profile" href="http://gmpg.org/xfn/11"><link rel="pingback" href="http://loja.example/xmlrpc.php">`:                   "",
		`<link rel="dns-prefetch preconnect" href="http://cdn.example/">`:                                                                 "",
		`<meta property="og:image" content="http://x.example/a.png">`:                                                                     "",
		`<noscript><img src="http://pixel.example/1.gif"><iframe src="http://x.example/"></iframe></noscript>`:                            "",
		`<template><script src="http://x.example/a.js"></script><img src="http://x.example/a.png"></template>`:                            "",
		`<script>const ns = "http://www.w3.org/1999/xlink"; fetch("http://x.example/")</script>`:                                          "",
		`<script type="application/ld+json">{"@context":"http://schema.org"}</script>`:                                                    "",
		`<script type="text/template" src="http://x.example/t.js"></script>`:                                                              "",
		`<textarea><script src="http://x.example/a.js"></script></textarea><title><img src=http://x.example></title>`:                     "",
		`<img src="https://x.example/a.png" data-src="http://x.example/a.png"><img src="//x.example/a.png"><img src="data:,http:">`:       "",
		`<img src="http://localhost/a.png"><script src="http://127.0.0.1:3000/a.js"></script>`:                                            "",
		`<form action="/pagar" method="post"></form><form action="https://x.example/"></form><form></form>`:                               "",
		`<style>/* url(http://x.example/a.png) */ a { background: url(/a.png) }</style><div style="background: url(https://x.example/)">`: "",
		`<template><template></template><script src="http://x.example/a.js"></script></template>`:                                         "",
		`<input type="text" formaction="http://x.example/" src="http://x.example/">`:                                                      "",
		// Active.
		`<script src="http://x.example/a.js"></script>`:                                 "mixed-active script",
		`<SCRIPT SRC = 'HTTP://x.example/a.js' defer></SCRIPT>`:                         "mixed-active script",
		"<script src=\" h\nttp://x.example/a.js\"></script>":                            "mixed-active script",
		`<script type="module" src="http://x.example/a.js"></script>`:                   "mixed-active script",
		`<link rel="preload stylesheet" href="http://x.example/a.css">`:                 "mixed-active link",
		`<iframe src="http://x.example/"></iframe>`:                                     "mixed-active iframe",
		`<frameset><frame src="http://x.example/"></frameset>`:                          "mixed-active frame",
		`<object data="http://x.example/a.swf"></object>`:                               "mixed-active object",
		`<embed src="http://x.example/a.swf">`:                                          "mixed-active embed",
		`<style>@import "http://x.example/a.css";</style>`:                              "mixed-active style",
		`<style>@import url( http://x.example/a.css ) screen;</style>`:                  "mixed-active style",
		`<base href="http://x.example/"><script src="a.js"></script>`:                   "mixed-active script",
		`<iframe srcdoc="<script src='http://x.example/a.js'></script>"></iframe>`:      "mixed-active script",
		`<template></template><script src="http://x.example/a.js"></script>`:            "mixed-active script",
		`<noscript></noscript><script src="http://x.example/a.js"></script>`:            "mixed-active script",
		`<script>if (a < b) {}</script><script src="http://x.example/a.js"></script>`:   "mixed-active script",
		`<p title="</p>"><script src="http://x.example/a.js" src="https://y"></script>`: "mixed-active script",
		// Passive.
		`<img src="http://x.example/a.png">`:                                                         "mixed-passive img",
		`<img src="/a.png" srcset="/a.png 1x, http://x.example/b.png 2x">`:                           "mixed-passive img",
		`<picture><source srcset="http://x.example/b.webp"></picture>`:                               "mixed-passive source",
		`<video src="http://x.example/a.mp4"></video>`:                                               "mixed-passive video",
		`<video poster="http://x.example/a.png"></video>`:                                            "mixed-passive video",
		`<audio src="http://x.example/a.mp3"></audio>`:                                               "mixed-passive audio",
		`<input type="image" src="http://x.example/a.png">`:                                          "mixed-passive input",
		`<div style="background: URL('http://x.example/a.png')">`:                                    "mixed-passive div",
		`<style>body { background: url(http://x.example/a.png) }</style>`:                            "mixed-passive style",
		`<link rel="shortcut icon" href="http://x.example/favicon.ico">`:                             "mixed-passive link",
		`<svg><image xlink:href="http://x.example/a.png"/></svg>`:                                    "mixed-passive image",
		`<body background="http://x.example/a.png">`:                                                 "mixed-passive body",
		`<img src="http://x.example/a.png"><img src="http://x.example/a.png">`:                       "mixed-passive img",
		`<style>@import "http://x.example/a.css"; a { background: url(http://x.example/b) }</style>`: "mixed-active style, mixed-passive style",
		// Forms.
		`<form action="http://x.example/pagar" method="post">`:                  "form-insecure form",
		`<form action="/"><button formaction="http://x.example/">`:              "form-insecure button",
		`<form action="/"><input type="submit" formaction="http://x.example/">`: "form-insecure input",
	} {
		var got []string
		for _, x := range page(t, html).Insecure {
			got = append(got, x.Cause+" "+x.Tag)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s\n has %v, want %s", html, got, want)
		}
	}
	if p := markup.Read(source(t, "http://loja.example/", `<script src="a.js"></script><img src="http://x.example/">`)).Close(""); len(p.Insecure) != 0 {
		t.Errorf("a plain page mixes %v", p.Insecure)
	}
	many := strings.Repeat("<br>\n", 3)
	for i := range 40 {
		many += fmt.Sprintf(`<img src="http://x.example/%d.png">`, i)
	}
	p := page(t, many+"\n<script src=\"http://x.example/a.js\"></script>")
	if len(p.Insecure) != 20 || p.Insecure[0].Cause != "mixed-active" || p.Insecure[0].Line != 5 || p.Insecure[1].Line != 4 {
		t.Errorf("%d kept, first %+v", len(p.Insecure), p.Insecure[0])
	}
}

func TestLibraries(t *testing.T) {
	const v2, v1 = "https://sdk.mercadopago.com/js/v2", "https://secure.mlstatic.com/sdk/javascript/v1/mercadopago.js"
	tag := func(src string) string { return `<script src="` + src + `"></script>` }
	for html, want := range map[string]struct {
		seen   bool
		causes string
	}{
		tag(v2):          {true, ""},
		tag(v2 + "?x=1"): {true, ""},
		tag("https://SDK.MercadoPago.com./js/v2"): {true, ""},
		tag("http://sdk.mercadopago.com/js/v2"):   {false, "mpjs-insecure-url"},
		tag(v1):                                   {false, "mpjs-v1"},
		tag("http://http2.mlstatic.com/sdk/javascript/v1/mercadopago.js"): {false, "mpjs-v1"},
		tag(v1) + tag(v2): {true, "mpjs-v1"},
		tag("https://http2.mlstatic.com/frontend-assets/x.js"):                        {false, ""},
		tag("https://www.mercadopago.com.br/integrations/v1/web-payment-checkout.js"): {false, ""},
		// Those that pose.
		tag("https://mercadopago-sdk.com/js/v2"):             {false, "mpjs-self-hosted"},
		tag("https://sdk.mercadopago.co/js/v2"):              {false, "mpjs-self-hosted"},
		tag("https://sdk.mercadopag0.com/js/v2"):             {false, "mpjs-self-hosted"},
		tag("https://sdk.rnercadopago.com/js/v2"):            {false, "mpjs-self-hosted"},
		tag("https://sdk.mercadpago.com/js/v2"):              {false, "mpjs-self-hosted"},
		tag("https://sdk.mercadopaog.com/js/v2"):             {false, "mpjs-self-hosted"},
		tag("https://sdk.mercadopago.com.cdn.example/js/v2"): {false, "mpjs-self-hosted"},
		tag("https://sdk.xn--mercadopag-9bb.com/js/v2"):      {false, "mpjs-self-hosted"},
		tag("https://cdn.mercado-pago.net/a.js"):             {false, "mpjs-self-hosted"},
		tag(v2) + tag("https://mercadopago-sdk.com/js/v2"):   {true, "mpjs-self-hosted"},
		// Copies by name, and scripts that only share it.
		tag("https://cdn.example/lib/mercadopago.js"):                               {false, "mpjs-self-hosted"},
		tag("https://cdn.example/mercadopago-sdk-v2.min.js?v=3"):                    {false, "mpjs-self-hosted"},
		tag("https://cdn.example/mercadopago/js/v2"):                                {false, "mpjs-self-hosted"},
		tag("https://cdn.example/sdk.mercadopago.com/js/v2.js"):                     {false, "mpjs-self-hosted"},
		tag(v2) + tag("https://cdn.example/mercadopago.js"):                         {true, ""},
		tag("https://cdn.example/wp-content/plugins/x/mercadopago.min.js"):          {false, ""},
		tag("https://cdn.example/checkout-mercadopago-button.js"):                   {false, ""},
		tag("/js/mercadopago.js"):                                                   {false, ""},
		tag("https://mercadopago.shop.example/app.js"):                              {false, ""},
		tag("https://cdn.jsdelivr.net/npm/@mercadopago/sdk-js@0.0.3/dist/index.js"): {true, ""},
		// Loaders.
		`<script>s.src = "` + v2 + `"</script>`:                                                {true, ""},
		`<script>s.src = "//sdk.mercadopago.com/js/v2"</script>`:                               {true, ""},
		`<script>var p = {"sdk":"https:\/\/sdk.mercadopago.com\/js\/v2"}</script>`:             {true, ""},
		`<script>s.src = "http://sdk.mercadopago.com/js/v2"</script>`:                          {false, "mpjs-insecure-url"},
		`<script>s.src = '` + v1 + `'</script>`:                                                {false, "mpjs-v1"},
		`<script>// once ` + v1 + ` was here</script>`:                                         {false, ""},
		`<script type="module">import { loadMercadoPago } from "@mercadopago/sdk-js"</script>`: {true, ""},
		`<script>initMercadoPago("k")</script>`:                                                {true, ""},
		`<link rel="preload" as="script" href="` + v2 + `">`:                                   {true, ""},
		`<link rel="preconnect" href="https://sdk.mercadopago.com">`:                           {false, ""},
		`<p>` + v2 + `</p><!-- ` + tag(v2) + ` --><a href="` + v2 + `">`:                       {false, ""},
		`<template>` + tag("https://cdn.example/x.js") + `</template>`:                         {false, ""},
		`<script>(function(){window.MercadoPago=function(){};var a="https://api.mercadopago.com",b="https://secure-fields.mercadopago.com"})()</script>`: {false, "mpjs-self-hosted"},
	} {
		p := page(t, html)
		var causes []string
		for _, l := range p.Libraries {
			if l.Cause != "" {
				causes = append(causes, l.Cause)
			}
		}
		if p.MPJS != want.seen || strings.Join(causes, ", ") != want.causes {
			t.Errorf("%s\n seen %v, causes %v", html, p.MPJS, causes)
		}
	}
	p := page(t, "\n"+`<script nonce="n1" integrity="sha256-AAAA sha384-BBBB sha384-CCCC?x" src="`+v2+`"></script>`)
	if l := p.Libraries; len(l) != 1 || l[0].Nonce != "n1" || !slices.Equal(l[0].Integrity, []string{"sha384-BBBB", "sha384-CCCC"}) || l[0].Line != 2 || !l[0].Tag {
		t.Errorf("%+v", l)
	}
	for html, want := range map[string]bool{
		`<script src="https://www.mercadopago.com/v2/security.js" view="checkout"></script>`: true, `<script src="https://www.mercadopago.com/v2/security.js"></script>`: false,
		`<script>s.src="https://www.mercadopago.com/v2/security.js"</script>`: true, `<script src="http://www.mercadopago.com/v2/security.js" view="checkout"></script>`: false,
	} {
		if got := page(t, html).SecurityJS; got != want {
			t.Errorf("%s: device script %v", html, got)
		}
	}
}

func TestScriptsOfTheShop(t *testing.T) {
	data := base64.StdEncoding.EncodeToString([]byte(`{"sourcesContent":["const t = '` + token + `'"]}`))
	for body, want := range map[string]struct {
		mpJS, isCopy bool
		tokens       int
		next         string
	}{
		"1": {},
		`e.src="https://sdk.mercadopago.com/js/v2"`:                             {mpJS: true},
		`new MercadoPago(k).cardForm({}); fetch("https://api.mercadopago.com")`: {},
		`const REQUIRED = ["https://secure-fields.mercadopago.com", "https://api.mercadopago.com"]; window.MercadoPago = null; s.src = "https://sdk.mercadopago.com/js/v2"`: {mpJS: true},
		`!function(e){e.MercadoPago=t;var u="https://api.mercadopago.com/v1",f="https://secure-fields.mercadopago.com"}(window)`:                                            {isCopy: true},
		`Mercadopago={setPublishableKey:function(k){},api:"https://api.mercadopago.com"}; window.mercadopago=1`:                                                             {isCopy: true},
		`Mercadopago.setPublishableKey("k"); x("https://api.mercadopago.com")`:                                                                                              {},
		"x\n//# sourceMappingURL=app.js.map\n":                                                          {next: "https://loja.example/js/app.js.map"},
		"x\n//@ sourceMappingURL=/maps/app.map":                                                         {next: "https://loja.example/maps/app.map"},
		"x\n/*# sourceMappingURL=app.map */":                                                            {next: "https://loja.example/js/app.map"},
		"x\n//# sourceMappingURL=https://cdn.example/app.map":                                           {},
		"x\n//# sourceMappingURL=data:application/json;base64," + data:                                  {tokens: 1},
		"x\n//# sourceMappingURL=data:application/json;charset=utf-8,%7B%22a%22:%22" + token + "%22%7D": {tokens: 2}, // in the script and in its map
		"x\n//# sourceMappingURL=data:nonsense":                                                         {},
		"x\n//# sourceMappingURL=http://[::1":                                                           {},
		`a="` + strings.ReplaceAll(token, "-", `\u002d`) + `"`:                                          {tokens: 1},
		`a="` + key + `"`: {},
	} {
		s := markup.ReadScript(source(t, "https://loja.example/js/app.js", body))
		next := ""
		if s.Map != nil {
			next = s.Map.String()
		}
		if s.MPJS != want.mpJS || s.Copy != want.isCopy || len(s.Tokens) != want.tokens || next != want.next {
			t.Errorf("%s\n %+v, map %q", body, s, next)
		}
	}
	for _, h := range []string{"SourceMap", "X-SourceMap"} {
		if s := markup.ReadScript(source(t, "https://loja.example/js/app.js", "1", h, "hidden.map")); s.Map == nil || s.Map.Path != "/js/hidden.map" {
			t.Errorf("%s: %v", h, s.Map)
		}
	}
	p := markup.Read(source(t, shop, `<script src="/a.js"></script>`))
	p.Add(p.Scripts[0], markup.ReadScript(source(t, p.Scripts[0].String(), `!function(e){e.MercadoPago=t;"https://api.mercadopago.com https://secure-fields.mercadopago.com"}(window)`)))
	if got := p.Close(""); len(got.Libraries) != 1 || got.Libraries[0].Cause != "mpjs-self-hosted" || got.Libraries[0].URL != "https://loja.example/a.js" {
		t.Errorf("%+v", got.Libraries)
	}
}

func TestOwnAddresses(t *testing.T) {
	p := markup.Read(source(t, shop, `<link rel="modulepreload" href="/chunk.js"><link rel="preload" as="script" href="/pre.js"><link rel="preload" as="font" href="/f.woff">
		<link rel="modulepreload" href="https://cdn.example/x.js"><script src="/a.js"></script><script src="https://LOJA.example:443/b.js"></script><script src="http://loja.example/c.js"></script>
		<script src="https://loja.example:8443/d.js"></script><script src="/a.js"></script><script>1
//# sourceMappingURL=inline.map</script>`))
	text := func(list []*url.URL) (out []string) {
		for _, u := range list {
			out = append(out, u.Path)
		}
		return out
	}
	if got := text(p.Scripts); !slices.Equal(got, []string{"/a.js", "/b.js"}) {
		t.Errorf("scripts %v", got)
	}
	if got := text(p.Announced); !slices.Equal(got, []string{"/chunk.js", "/pre.js"}) {
		t.Errorf("announced %v", got)
	}
	if got := text(p.Maps); !slices.Equal(got, []string{"/inline.map"}) {
		t.Errorf("maps %v", got)
	}
}

func TestCardInputs(t *testing.T) {
	for html, want := range map[string]string{
		// None of these takes a card's data.
		`<div id="form-checkout__cardNumber"></div><div id="form-checkout__securityCode"></div>`:                                        "",
		`<input id="form-checkout__cardholderName" name="cardholderName" autocomplete="cc-name">`:                                       "",
		`<input data-checkout="docNumber"><input name="identificationNumber"><input name="card_holder">`:                                "",
		`<input name="gift_card_number"><input name="giftcard-code"><input name="numero_cartao_presente">`:                              "",
		`<input name="loyalty_card_number"><input name="cartao_sus_numero"><input name="numero_tarjeta_identidad">`:                     "",
		`<input type="hidden" name="card_number" value="x"><input type="checkbox" name="save_card_number">`:                             "",
		`<input name="cvv" hidden><input name="cc-number" style="display: none"><input name="cc-csc" tabindex="-1" aria-hidden="true">`: "",
		`<input name="card_number" value="•••• 1234" readonly><input name="card_number" disabled>`:                                      "",
		`<input name="security_code" placeholder="Type the letters"><input name="phone_number">`:                                        "",
		`<input name="expiration_date"><input name="validade"><input name="data_vencimento">`:                                           "",
		`<input name="last_card_number"><input name="card_number_type"><select name="card_number"></select>`:                            "",
		`<input name="discardnumber"><input name="postcard"><input name="account_no"><input name="number">`:                             "",
		`<!-- <input name="card_number"> --><noscript><input name="card_number"></noscript>`:                                            "",
		// These do.
		`<input id="cardNumber">`:                      "number input#cardNumber",
		`<input id="form-checkout__cardNumber">`:       "number input#form-checkout__cardNumber",
		`<input name="card_number">`:                   "number input[name=card_number] card_number",
		`<input name="payment[cc_number]">`:            "number input[name=payment[cc_number]] payment[cc_number]",
		`<input name="creditCardNumber" type="tel">`:   "number input[name=creditCardNumber] creditCardNumber",
		`<input id="numero_cartao">`:                   "number input#numero_cartao",
		`<input id="numeroDoCartão">`:                  "number input#numeroDoCartão",
		`<input id="numeroTarjeta">`:                   "number input#numeroTarjeta",
		`<input id="numero-de-tarjeta">`:               "number input#numero-de-tarjeta",
		`<input id="cartao_numero">`:                   "number input#cartao_numero",
		`<input id="card-no">`:                         "number input#card-no",
		`<input autocomplete="billing cc-number">`:     "number input[autocomplete=billing cc-number]",
		`<input autocomplete="cc-csc">`:                "cvv input[autocomplete=cc-csc]",
		`<input data-checkout="cardNumber">`:           "number input[data-checkout=cardNumber]",
		`<input data-checkout="securityCode">`:         "cvv input[data-checkout=securityCode]",
		`<input name=cvv>`:                             "cvv input[name=cvv] cvv",
		`<input id="card-cvc">`:                        "cvv input#card-cvc",
		`<template><input id="cardNumber"></template>`: "number input#cardNumber",
		`<input id="cardNumber"><input id="securityCode"><input id="cardExpirationMonth"><select name="expiration_year"></select>`: "number input#cardNumber; cvv input#securityCode; expiry input#cardExpirationMonth; expiry select[name=expiration_year] expiration_year",
		`<input id="codigo_seguranca"><input id="numero_cartao"><input id="validade">`:                                             "cvv input#codigo_seguranca; number input#numero_cartao; expiry input#validade",
	} {
		var got []string
		for _, c := range page(t, html).CardInputs {
			got = append(got, strings.TrimSpace(c.What+" "+c.Tag+" "+c.Name))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s\n has %q, want %q", html, got, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	p := page(t, "", "Content-Security-Policy", "default-src 'self', img-src *; frame-ancestors 'none'", "Content-Security-Policy", "upgrade-insecure-requests",
		"Content-Security-Policy-Report-Only", "script-src 'none'", "X-Content-Type-Options", "NoSniff", "Strict-Transport-Security", "max-age=1", "Strict-Transport-Security", "max-age=2")
	var got []string
	for _, x := range p.Policies {
		got = append(got, fmt.Sprintf("%s %v %v", x.Text, x.ReportOnly, x.Meta))
	}
	want := []string{"default-src 'self' false false", "img-src *; frame-ancestors 'none' false false", "upgrade-insecure-requests false false", "script-src 'none' true false"}
	if !slices.Equal(got, want) || !p.Upgrades || p.Headers != (checks.PageHeaders{NoSniff: true, Framing: true}) || !slices.Equal(p.HSTS, []string{"max-age=1", "max-age=2"}) {
		t.Errorf("%v, upgrades %v, %+v, %v", got, p.Upgrades, p.Headers, p.HSTS)
	}
	for html, want := range map[string]int{
		`<head><meta http-equiv="Content-Security-Policy" content="script-src 'self'">`:        1,
		`<head><script></script><META HTTP-EQUIV=content-security-policy CONTENT="img-src *">`: 1,
		`<body><meta http-equiv="Content-Security-Policy" content="script-src 'self'">`:        0,
		`<p>x<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`:          0,
		`<template><meta http-equiv="Content-Security-Policy" content="img-src *"></template>`: 0,
		`<meta http-equiv="Content-Security-Policy" content="frame-ancestors 'none'">`:         0,
		`<meta http-equiv="Content-Security-Policy-Report-Only" content="img-src *">`:          0,
	} {
		if got := len(page(t, html).Policies); got != want {
			t.Errorf("%s: %d policies", html, got)
		}
	}
	if p := page(t, `<meta name="referrer" content="no-referrer">`, "X-Frame-Options", " sameorigin ", "X-Content-Type-Options", "x"); p.Headers != (checks.PageHeaders{ReferrerPolicy: true, Framing: true}) {
		t.Errorf("%+v", p.Headers)
	}
	if p := page(t, "", "X-Frame-Options", "ALLOWALL", "Content-Security-Policy-Report-Only", "upgrade-insecure-requests; frame-ancestors 'none'"); p.Headers.Framing || p.Upgrades {
		t.Errorf("%+v", p)
	}
	if p := page(t, "", "Content-Security-Policy", "script-src "+strings.Repeat("https://x.example ", 2000)); !p.Policies[0].Cut || len(p.Policies[0].Text) > 16<<10 {
		t.Errorf("a policy of %d bytes", len(p.Policies[0].Text))
	}
	if p := markup.Read(source(t, "http://loja.example/", "", "Strict-Transport-Security", "max-age=1")).Close(""); p.HSTS != nil {
		t.Errorf("over HTTP: %v", p.HSTS)
	}
}

func TestCookies(t *testing.T) {
	for line, want := range map[string]*checks.Cookie{
		"PHPSESSID=abc; path=/; Secure; HttpOnly; SameSite=Lax": {Name: "PHPSESSID", Secure: true, HTTPOnly: true, SameSite: true, Session: true},
		"connect.sid=s%3Aabc":                                        {Name: "connect.sid", Session: true},
		"ASP.NET_SessionId=a; SameSite=None; secure":                 {Name: "ASP.NET_SessionId", Secure: true, SameSite: true, Session: true},
		"wp_woocommerce_session_ab12=1":                              {Name: "wp_woocommerce_session_ab12", Session: true},
		"wordpress_logged_in_ab12=1; HttpOnly":                       {Name: "wordpress_logged_in_ab12", HTTPOnly: true, Session: true},
		"laravel_session=1":                                          {Name: "laravel_session", Session: true},
		"authToken=1":                                                {Name: "authToken", Session: true},
		"XSRF-TOKEN=1; SameSite=Strict":                              {Name: "XSRF-TOKEN", SameSite: true},
		"woocommerce_items_in_cart=1":                                {Name: "woocommerce_items_in_cart"},
		"lang=pt":                                                    {Name: "lang"},
		"cart_currency=BRL; SameSite=wrong":                          {Name: "cart_currency"},
		"old_session=; Max-Age=0":                                    nil,
		"old_session=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT": nil,
		"nonsense": nil,
	} {
		got := page(t, "", "Set-Cookie", line).Cookies
		if want == nil && len(got) != 0 || want != nil && (len(got) != 1 || got[0] != *want) {
			t.Errorf("%s: %+v", line, got)
		}
	}
}

func TestPublicKeys(t *testing.T) {
	both := `<script>a="` + key + `"; b="` + other + `"; c="` + key + `"</script>`
	for _, c := range []struct {
		body, configured string
		keys, others     int
	}{
		{"", "", 0, 0}, {"", key, 0, 0}, {key, key, 1, 0}, {key, "", 1, 0}, {key, other, 1, 1}, {both, other, 2, 0}, {both, strings.ToUpper(other), 2, 2},
		{key[:30], key, 0, 0}, {key + "0", key, 0, 0}, {token, key, 0, 0},
	} {
		p := markup.Read(source(t, shop, c.body)).Close(c.configured)
		if len(p.PublicKeys) != c.keys || len(p.OtherKeys) != c.others {
			t.Errorf("%q with %q: %v, others %v", c.body, c.configured, p.PublicKeys, p.OtherKeys)
		}
		if b, err := json.Marshal(p); err != nil || strings.Contains(string(b), key[8:]) || strings.Contains(string(b), other[5:]) {
			t.Errorf("a key is kept whole: %s, %v", b, err)
		}
	}
}

func TestInlineStarts(t *testing.T) {
	p := page(t, "<html>\n<script nonce=\"abc\">new MercadoPago('k')</script><script type=\"application/json\">new MercadoPago(</script><script src=\"/x.js\">new MercadoPago()</script>")
	// printf "new MercadoPago('k')" | openssl dgst -sha256 -binary | base64
	const sum = "sha256-irJsxbWY2l5AmPTEzxGEQvF/l47fOLJ86v0DWHUyfeE="
	if !p.InlineStart || len(p.Starts) != 1 || p.Starts[0].Nonce != "abc" || p.Starts[0].Line != 2 || !slices.Contains(p.Starts[0].Hashes, sum) {
		t.Errorf("%+v", p.Starts)
	}
	if p := page(t, "<script>// cart\xe3o\nnew MercadoPago('k')</script>"); !p.InlineStart || p.Starts[0].Hashes != nil {
		t.Errorf("%+v", p.Starts)
	}
	if p := page(t, "<script>load()</script>"); p.InlineStart {
		t.Error("nothing starts there")
	}
}

func TestEncodings(t *testing.T) {
	const html = "<html>\n<script src=\"http://x.example/a.js\"></script><i data-t=\"" + token + "\">ação 🛒"
	wide := func(big bool) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(html)) {
			if big {
				b.WriteString(string([]byte{byte(u >> 8), byte(u)}))
			} else {
				b.WriteString(string([]byte{byte(u), byte(u >> 8)}))
			}
		}
		return b.String()
	}
	for name, p := range map[string]checks.Page{
		"UTF-8": page(t, html), "with mark": page(t, "\xef\xbb\xbf"+html), "latin1": page(t, strings.ReplaceAll(html, "ação", "a\xe7\xe3o"), "Content-Type", "text/html; charset=iso-8859-1"),
		"UTF-16LE mark": page(t, "\xff\xfe"+wide(false)), "UTF-16BE mark": page(t, "\xfe\xff"+wide(true)), "UTF-16LE header": page(t, wide(false), "Content-Type", "text/html; charset=UTF-16LE"),
		"UTF-16BE header": page(t, wide(true), "Content-Type", "text/html; charset=utf-16be"), "UTF-16LE unsaid": page(t, wide(false)), "UTF-16BE unsaid": page(t, wide(true)),
		"UTF-16 cut": page(t, "\xff\xfe"+wide(false)[:len(wide(false))-1]),
	} {
		if len(p.Insecure) != 1 || p.Insecure[0].Line != 2 || len(p.Tokens) != 1 || p.Tokens[0].Line != 2 {
			t.Errorf("%s: %+v %+v", name, p.Insecure, p.Tokens)
		}
	}
}

func TestShells(t *testing.T) {
	for html, want := range map[string]bool{
		`<body><div id="root"></div><script src="/app.js"></script>`: true,
		`<noscript>You need to enable JavaScript to run this app and to pay with it, sorry.</noscript><div id="root"></div><script type="module" src="/a.js"></script>`: true,
		`<body><div id="root"></div>`: false,
		`<p>` + strings.Repeat("palavra ", 40) + `</p><script src="/app.js"></script>`: false,
		`<input name="q"><script src="/app.js"></script>`:                              false,
	} {
		if got := page(t, html).Shell; got != want {
			t.Errorf("%s: shell %v", html, got)
		}
	}
}

// FuzzPage: whatever a server sends as a page, reading it ends, and what is kept is bounded, clean
// and without a secret.
func FuzzPage(f *testing.F) {
	for _, s := range []string{
		"", "<html>", `<script src="/a.js"></script>`, `<base href="//x/"><script src=a>`, `<SCRIPT SRC='https://sdk.mercadopago.com/js/v2'>x`, "<script>" + token, "<!-- <script src=x> -->",
		"<script src=\"\x1b[2J\">", `<script src="` + token + `.js">`, "<base href=\"http://[::1\"><script src=%zz>", "<script\x00src=x/><textarea><script src=y>",
		`<style>@import url(http://x);a{b:url("http://y")}</style>`, `<img srcset="http://x 1x,,http://y" style="background:url(http://z)">`, `<iframe srcdoc="<iframe srcdoc='<script src=http://x>'>">`,
		`<input name="card_number"><input id=cvv autocomplete="cc-csc">`, "<template><noscript><template></noscript></template>", "\xff\xfe<\x00s\x00", "\xfe\xff\x00<\xd8\x00", key + other,
		`<meta http-equiv=content-security-policy content="script-src 'nonce-a', img-src">`, `<script nonce=a>new MercadoPago("` + key + `")//# sourceMappingURL=data:;base64,QQ</script>`,
		strings.ReplaceAll(token, "-", `\u002d`), strings.ReplaceAll(token, "-", "&#45;"), `<input id="` + token + `-card-number">`, `<a href="&#x1b;]0;">`,
	} {
		f.Add([]byte(s), "default-src 'self'; script-src https:", "sid=1; Secure")
	}
	f.Fuzz(func(t *testing.T, body []byte, policy, cookie string) {
		defer limitstest.Bounded(t, 4*(len(body)+len(policy)+len(cookie)))()
		src := source(t, shop, string(body), "Content-Security-Policy", policy, "Set-Cookie", cookie, "Strict-Transport-Security", policy)
		p := markup.Read(src)
		for _, u := range slices.Concat(p.Scripts, p.Announced, p.Maps) {
			if !markup.SameOrigin(u, src.URL) {
				t.Fatalf("%s is not the page's own", u)
			}
			p.Add(u, markup.ReadScript(markup.Source{Body: body, URL: u, Header: src.Header, Redact: src.Redact}))
		}
		got := p.Close(key)
		if len(got.Scripts) > 500 || len(got.Insecure) > 20 || len(got.CardInputs) > 20 || len(got.Libraries) > 20 || len(got.Policies) > 20 || len(got.Cookies) > 40 || len(got.Starts) > 20 {
			t.Fatalf("too much is kept: %+v", got)
		}
		kept, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if found := mpclient.FindEscapedTokens(kept, 0); len(found) > 0 || strings.ContainsAny(string(kept), "\x1b\x07\u202e") {
			t.Fatalf("kept %q", kept)
		}
		for _, x := range got.Insecure {
			if !strings.HasPrefix(strings.ToLower(x.URL), "http:") || x.Line < 1 {
				t.Fatalf("%+v is not insecure", x)
			}
		}
		for _, x := range got.Tokens {
			if x.Line < 1 || len(x.Masked) > 20 {
				t.Fatalf("%+v", x)
			}
		}
	})
}

// BenchmarkRead reads a page of 1 MiB, as shops send them: markup, scripts, state.
func BenchmarkRead(b *testing.B) {
	block := `<div class="item"><img src="/a.png" srcset="/a.png 1x, /b.png 2x" style="width: 10px"><p>Câmera instantânea, R$ 349,90</p><a href="http://loja.example/">ver</a></div>
<script>window.__STATE__ = {"items":[{"id":1,"url":"https:\/\/loja.example\/p\/1","title":"TEST APP"}]};</script><input name="quantity" id="q1">` + "\n"
	body := strings.Repeat(block, 1<<20/len(block)+1)
	src := source(b, shop, body, "Content-Type", "text/html; charset=utf-8")
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		markup.Read(src).Close(key)
	}
}

// TestOneSortOfTokensDoesNotHideTheOther: of each a few are kept, in texts and in headers.
func TestOneSortOfTokensDoesNotHideTheOther(t *testing.T) {
	live := "APP_USR-7391846250173946-112018-9f3b7c21d4e85a60b1f7c93d2e48a57c-718293645"
	test := "TEST-7391846250173946-112018-3e9d5b70c28f41a6d9e07b35f18c62ad-"
	var many strings.Builder
	h := http.Header{}
	for i := range 100 {
		fmt.Fprintf(&many, "%s%d\n", test, 1000+i)
		h.Add("Set-Cookie", fmt.Sprintf("a%d=%s%d", i, test, 1000+i))
	}
	h.Add("X-Token", live)
	page := markup.Read(markup.Source{Body: []byte(many.String() + live), URL: &url.URL{Scheme: "https", Host: "shop.example"}, Redact: mpclient.NewRedactor()}).Facts.Tokens
	for name, got := range map[string][]checks.FoundToken{"text": page, "headers": markup.HeaderTokens(h, "x")} {
		if len(got) != 21 || got[20].Test {
			t.Errorf("%s: %d tokens", name, len(got))
		}
	}
}
