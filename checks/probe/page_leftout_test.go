package probe_test

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
)

// TestStubsAreNoPage: what came in place of a page passes nothing that speaks of the page.
func TestStubsAreNoPage(t *testing.T) {
	html := http.Header{"Content-Type": {"text/html"}}
	words := strings.Repeat("palavra ", 20)
	files := map[string]answer{
		"/204":     {status: 204, header: html},
		"/nothing": {body: " \n", header: html},
		"/json":    {body: `{"a":1}`, header: http.Header{"Content-Type": {"application/json"}}},
		"/text":    {body: words, header: http.Header{"Content-Type": {"text/plain"}}},
		"/ok":      {body: "<h1>It works!</h1>", header: html},
		"/meta":    {body: `<meta http-equiv="refresh" content="0; url=/real">`, header: html},
		"/script":  {body: `<p>Aguarde</p><script>window.location.replace("/real")</script>`, header: html},
		"/href":    {body: `<script>location.href = '/real'</script>`, header: html},
		"/frames":  {body: `<iframe src="/real"></iframe><iframe src="https://other.example/"></iframe>`, header: html},
		"/sets":    {body: `<frameset><frame src="/real"></frameset>`, header: html},
		"/buy":     {status: 302, header: http.Header{"Location": {"/entrar"}}},
		"/entrar":  {body: `<p>` + words + `</p><form><input name="email"><input type="password" name="p"></form>`, header: html},
		"/conta":   {body: `<p>` + words + `</p><form><input name="email"><input name="nome"><input name="rua"><input name="cep"><input type="password" name="p"></form>`, header: html},
		"/pagar":   {body: `<p>` + words + `</p><form action="/mercadopago/preference"><input name="email"><input type="password" name="p"></form>`, header: html},
		"/sdk":     {body: `<p>` + words + `</p><form><input name="email"><input type="password" name="p"></form><script src="https://sdk.mercadopago.com/js/v2"></script>`, header: html},
		"/cartao":  {body: `<p>` + words + `</p><form><input name="cardNumber"><input type="password" name="cvv"></form>`, header: html},
		"/long":    {body: `<p>` + strings.Repeat(words, 10) + `</p><form><input name="email"><input type="password" name="p"></form>`, header: html},
	}
	w := openWeb(t, served(files))
	for path, want := range map[string]checks.PageStub{"/conta": checks.StubNone, "/pagar": checks.StubNone, "/sdk": checks.StubNone, "/cartao": checks.StubNone, "/long": checks.StubNone,
		"/204": checks.StubEmpty, "/nothing": checks.StubEmpty, "/json": checks.StubData, "/text": checks.StubData, "/ok": checks.StubEmpty,
		"/meta": checks.StubForward, "/script": checks.StubForward, "/href": checks.StubForward, "/frames": checks.StubFrames, "/sets": checks.StubFrames, "/buy": checks.StubLogin, "/entrar": checks.StubLogin} {
		got, f := judged(t, w.env(), checks.Bricks, path)
		p, ok := checks.FactPage.Get(f)
		if !ok || p.Stub != want {
			t.Errorf("%s: %q, want %q", path, p.Stub, want)
		}
		for id, x := range got {
			if want != checks.StubNone && (x.Verdict == checks.Pass || x.Verdict == checks.Fail) && id != "ssl.hsts" {
				t.Errorf("%s: %s is %s %s", path, id, x.Verdict, x.Detail.Key)
			}
		}
	}
}

// TestWhatIsLeftOutOfAPageIsSaid puts a token behind each limit of what is read of a page.
func TestWhatIsLeftOutOfAPageIsSaid(t *testing.T) {
	body := `<p>` + strings.Repeat("palavra ", 20) + `</p>`
	html := http.Header{"Content-Type": {"text/html"}}
	js := func(n int) string { return strings.Repeat("x();\n", n/5) + `t="` + goodToken + `"` }
	many := ""
	files := map[string]answer{
		"/size":  {body: body + strings.Repeat("<b>x</b>\n", 6<<20/9) + goodToken, header: html},
		"/large": {body: body + `<script src="/large.js"></script>`, header: html}, "/large.js": {body: js(9 << 20)},
		"/fine":    {body: body + `<script src="/fine.js"></script>`, header: html},
		"/fine.js": {body: js(7 << 20)},
		"/refused": {body: body + `<script src="/refused.js"></script>`, header: html}, "/refused.js": {status: 403},
		"/broken": {body: body + `<script src="/broken.js"></script>`, header: html}, "/broken.js": {status: 503},
		"/gone": {body: body + `<script src="/nowhere.js"></script>`, header: html},
		"/br":   {body: body + `<script src="/br.js"></script>`, header: html}, "/br.js": {body: "\x1b\x03", header: http.Header{"Content-Encoding": {"br"}}},
		"/frame": {body: body + `<iframe src="/inner"></iframe>`, header: html},
		"/other": {body: body + `<iframe src="https://maps.example/"></iframe>`, header: html},
		"/host":  {body: body + `<script src="https://static.` + pageHost + `/a.js"></script>`, header: html},
		"/parts": {body: body + `<script type="module" src="/p/0.js"></script>`, header: html}, "/p/0.js": {body: `const f=()=>import("./1.js")`}, "/p/1.js": {body: `import{a}from"../p/2.js"`}, "/p/2.js": {body: `t="` + goodToken + `"`},
		"/inline": {body: body + `<script type="module">import("/p/2.js")</script>`, header: html},
		"/table":  {body: body + `<script src="/table.js"></script>`, header: html}, "/table.js": {body: `self.webpackChunkshop=[];r.u=e=>"js/"+e+"."+{1:"a"}[e]+".js"`},
	}
	gtm := `<script>(function(w,d,s,l,i){w[l]=w[l]||[];var f=d.getElementsByTagName(s)[0],j=d.createElement(s),dl=l!='dataLayer'?'&l='+l:'';j.async=true;j.src='https://www.googletagmanager.com/gtm.js?id='+i+dl;f.parentNode.insertBefore(j,f)})(window,document,'script','dataLayer','GTM-X')</script>`
	for path, inside := range map[string]string{
		"/importmap": `<script type="importmap">{"imports":{"app":"/p/2.js"}}</script><script type="module">import "app"</script>`,
		"/mapdir":    `<script type="importmap">{"imports":{"app/":"/p/"}}</script><script type="module">import {x} from "app/2.js"</script>`,
		"/svg":       `<svg><script href="/p/2.js"/></svg>`,
		"/xlink":     `<svg><script xlink:href="/p/2.js"></script></svg>`,
		"/data":      `<script src="data:text/javascript;base64,` + base64.StdEncoding.EncodeToString([]byte(`t="`+goodToken+`"`)) + `"></script>`,
		"/src":       `<script>var x=document.createElement("script");x.src="/p/2.js";document.head.append(x)</script>`,
		"/noext":     `<script>var x=document.createElement("script");x.src="/p/loader";document.head.append(x)</script>`,
		"/worker":    `<script>new Worker("/p/3.js")</script>`,
		"/asfetch":   `<link rel="preload" as="fetch" href="/p/2.js">`,
		"/writes":    `<script>document.write('<script src="/p/2.js"><\/script>')</script>`,
		"/puts":      `<script>var x=document.createElement("script");x.src=base+"/a.js";document.head.append(x)</script>`,
		"/prefix":    `<script>var x=document.createElement("script");x.src="/js/"+v+".js"</script>`,
		"/template":  "<script>const x=document.createElement('script');x.src=`/js/${v}.js`</script>",
		"/writesput": `<script>document.write('<script src="'+u+'"><\/script>')</script>`,
		"/fetched":   `<script src="/p/puts.js"></script>`,
		"/gtm":       gtm,
		"/pixel":     `<script>!function(f,b,e,v,n,t,s){t=b.createElement(e);t.async=!0;t.src=v;s=b.getElementsByTagName(e)[0];s.parentNode.insertBefore(t,s)}(window,document,'script','https://connect.facebook.net/en_US/fbevents.js')</script>`,
		"/sdkload":   `<script>const U="https://sdk.mercadopago.com/js/v2";const s=document.createElement("script");s.src=U</script>`,
		"/year":      `<script>document.write(new Date().getFullYear())</script>`,
		"/image":     `<script>var i=new Image();i.src=base+"/a.png"</script>`,
	} {
		files[path] = answer{body: body + inside, header: html}
	}
	files["/p/loader"] = answer{body: `t="` + goodToken + `"`}
	files["/p/3.js"] = answer{body: `importScripts("/p/2.js")`}
	files["/p/puts.js"] = answer{body: `function l(u){var s=document.createElement("script");s.async=1;s.src=u}`}
	for i := range 65 {
		many += `<script src="/n/` + strconv.Itoa(i) + `.js"></script>`
		files["/n/"+strconv.Itoa(i)+".js"] = answer{body: "1"}
	}
	files["/n/64.js"] = answer{body: goodToken}
	files["/many"] = answer{body: body + many, header: html}
	w := openWeb(t, served(files))
	for path, want := range map[string]string{"/size": "page_size", "/large": "script_size", "/refused": "unfetched", "/broken": "unfetched", "/br": "encoded", "/frame": "frames",
		"/importmap": "token", "/mapdir": "token", "/svg": "token", "/xlink": "token", "/data": "token", "/src": "token", "/noext": "token", "/worker": "token", "/asfetch": "token", "/writes": "token",
		"/puts": "dynamic", "/prefix": "dynamic", "/template": "dynamic", "/writesput": "dynamic", "/fetched": "dynamic", "/gtm": "", "/pixel": "", "/sdkload": "", "/year": "", "/image": "",
		"/host": "siblings", "/table": "chunks", "/many": "scripts", "/gone": "", "/other": "", "/fine": "token", "/parts": "token", "/inline": "token"} {
		got, f := judged(t, w.env(), checks.Bricks, path)
		p := checks.FactPage.Must(f)
		verdict := map[string]checks.Verdict{"": checks.Pass, "token": checks.Fail}[want]
		if verdict == "" {
			verdict = checks.Inconclusive
			if p.LeftOut().Of(want) == 0 {
				t.Errorf("%s: left out %+v, want %s", path, p.LeftOut(), want)
			}
		}
		x := got["security.token_not_in_page"]
		if x.Verdict != verdict {
			t.Errorf("%s: %s %s, want %s; left out %+v", path, x.Verdict, x.Detail.Key, verdict, p.LeftOut())
		}
		if verdict == checks.Inconclusive && x.Evidence[len(x.Evidence)-1].Kind != checks.LeftOut {
			t.Errorf("%s: evidence %+v", path, x.Evidence)
		}
	}
}

// TestCardFieldsThatScriptsWrite: what a script names as a field for card data may come to stand in the page.
func TestCardFieldsThatScriptsWrite(t *testing.T) {
	body := `<p>` + strings.Repeat("palavra ", 20) + `</p><script src="/app.js"></script>`
	for script, want := range map[string]checks.Verdict{
		`box.innerHTML='<input type="text" name="cardNumber">'`:                                              checks.Inconclusive,
		`box.innerHTML="<input autocomplete=\"cc-number\">"`:                                                 checks.Inconclusive,
		`jsx("input",{type:"text",name:"card_number"})`:                                                      checks.Inconclusive,
		`jsx("input",{autoComplete:"cc-csc"})`:                                                               checks.Inconclusive,
		`i=document.createElement("input");i.name="securityCode"`:                                            checks.Inconclusive,
		`i.setAttribute("name", "cvv")`:                                                                      checks.Inconclusive,
		`mp.cardForm({iframe:true,form:{cardNumber:{id:"form-checkout__cardNumber",placeholder:"Número"}}})`: checks.Pass,
		`mp.fields.create("cardNumber",{placeholder:"0"}).mount("x")`:                                        checks.Pass,
		`jsx("input",{name:"email",autoComplete:"cc-name"}); if(x.name==="cardNumber"){}`:                    checks.Pass,
		`labels=[{name:"Card number"},{name:"Número do cartão"}]`:                                            checks.Pass,
		`jsx("input",{name:"expiration"})`:                                                                   checks.Pass,
	} {
		w := openWeb(t, served(map[string]answer{"/": {body: body}, "/app.js": {body: script}, "/inline": {body: body + `<script>` + script + `</script>`}}))
		got, _ := judged(t, w.env(), checks.CheckoutAPI, "/")
		x := got["security.card_inputs"]
		if x.Verdict != want {
			t.Errorf("%s: %s %s", script, x.Verdict, x.Detail.Key)
		}
		if want == checks.Inconclusive && (len(x.Evidence) == 0 || !strings.HasSuffix(x.Evidence[0].Text.Key+strings.Join(x.Evidence[0].Text.Args, ""), "/app.js")) {
			t.Errorf("%s: %+v", script, x.Evidence)
		}
	}
}
