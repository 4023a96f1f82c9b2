package source

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/late"
)

// Code is looked at line by line, in lower case and without comments. A pattern either names
// Mercado Pago itself or counts only in a file that does.

var triggers = [][]byte{[]byte("mercadopago"), []byte("mercado_pago"), []byte("mercado pago"), []byte("mercadolibre"), []byte("mercadolivre"), []byte("init_point"), []byte("initpoint"),
	[]byte("x-signature"), []byte("x_signature"), []byte("meli"), []byte("/v1/payments"), []byte("/v1/orders"), []byte("card")}

// page is one file being looked at.
type page struct {
	name, shown string
	lines       []string // code, lower case; "" for comments
	all         string
	mp          bool // speaks of Mercado Pago
	api         bool // speaks of its API's host
	out         []sighting
}

// sightsIn also tells whether a line that speaks of what is looked for was too long to be code.
func sightsIn(name string, b []byte) (_ []sighting, long bool) {
	low := bytes.ToLower(b)
	hit := false
	for _, t := range triggers {
		if hit = bytes.Contains(low, t); hit {
			break
		}
	}
	if !hit {
		return nil, false
	}
	p := &page{name: name, shown: shown(name), lines: codeLines(name, string(low))}
	p.all = strings.Join(p.lines, "\n")
	p.mp = has(p.all, "mercado") && reMP().MatchString(p.all)
	p.api = strings.Contains(p.all, "api.mercadopago") || strings.Contains(p.all, "api.mercadolibre")
	for i, l := range p.lines {
		if len(l) > 2000 {
			long = long || slices.ContainsFunc(triggers, func(t []byte) bool { return strings.Contains(l, string(t)) })
			continue
		}
		if l == "" {
			continue
		}
		p.urls(i, l)
		p.cards(i, l)
		if p.mp {
			p.calls(i, l)
		}
	}
	p.posts()
	p.notifications()
	return p.out, long
}

var reMP = late.Pattern(`mercado[ _-]?(?:pago|libre|livre)`)

func (p *page) see(what checks.Sight, line int, mark ...func(*checks.Place)) {
	place := checks.Place{File: p.shown, Line: line + 1}
	for _, m := range mark {
		m(&place)
	}
	p.out = append(p.out, sighting{what, place})
}

func unsure(p *checks.Place) { p.Unsure = true }

// around gives the lines near one, joined.
func (p *page) around(i, before, after int) string {
	return strings.Join(p.lines[max(0, i-before):min(len(p.lines), i+after+1)], "\n")
}

// codeLines drops comments where a line shows that it is one. Block comments count from a line
// that begins one: "/*" elsewhere is as often part of a glob.
func codeLines(name, text string) []string {
	lines := strings.Split(text, "\n")
	ext := path.Ext(strings.ToLower(name))
	hashes := set(".py", ".rb", ".php", ".phtml", ".ex", ".exs")[ext]
	block := ""
	for i, l := range lines {
		l = strings.TrimSpace(l)
		if block != "" {
			if _, after, ends := strings.Cut(l, block); ends {
				block = ""
				l = strings.TrimSpace(after)
			} else {
				l = ""
			}
		}
		for _, c := range [][2]string{{"/*", "*/"}, {"<!--", "-->"}, {"{{--", "--}}"}, {"=begin", "=end"}, {`"""`, `"""`}, {"'''", "'''"}} {
			rest, begins := strings.CutPrefix(l, c[0])
			if !begins || c[0] == `"""` && ext != ".py" || c[0] == "'''" && ext != ".py" || c[0] == "=begin" && ext != ".rb" {
				continue
			}
			if _, after, ends := strings.Cut(rest, c[1]); ends {
				l = strings.TrimSpace(after)
			} else {
				block, l = c[1], ""
			}
		}
		switch {
		case strings.HasPrefix(l, "//"), strings.HasPrefix(l, "* "), l == "*", hashes && strings.HasPrefix(l, "#") && !strings.HasPrefix(l, "#["):
			l = ""
		}
		if at := strings.Index(l, " //"); at > 0 && !hashes || at > 0 && ext == ".php" {
			l = l[:at]
		}
		if at := strings.Index(l, " # "); at > 0 && hashes {
			l = l[:at]
		}
		lines[i] = l
	}
	return lines
}

var (
	reSandbox   = late.Pattern(`(?:\.|->|::|\[\s*["':]+|get\(\s*["']|[:,(]\s*:)(?:get)?sandbox_?init_?point\b|\{[^{}]*\bsandbox_init_point\b[^{}:]*\}\s*=[^=>]|https?://sandbox\.mercadopago\.`)
	reQuery     = late.Pattern(`[?&]access_token=`)
	reMPPath    = late.Pattern(`mercadopago|mercadolibre|/v1/(?:payments|orders|customers|chargebacks|card_tokens|payment_methods)\b|/checkout/preferences|/merchant_orders|/collections/notifications|/preapproval|/mpmobile|/users/me\?`)
	reURLKey    = late.Pattern(`\b(?:set)?(?:notification_?url|callback_?url|back_?urls?|with_?notification_?url)\b`)
	reReturnKey = late.Pattern(`\b(?:set)?(?:success|pending|failure)(?:_?url)?\b`)
	rePlain     = late.Pattern(`http://([^/\s"'` + "`" + `:?#<>]*)`)
	reOldAPI    = late.Pattern(`mercadopago\.com/v0/|/collections/notifications|api\.mercadolibre\.com/(?:collections|checkout|v1/payments|merchant_orders)`)
)

// urls looks for addresses that should not be there.
func (p *page) urls(i int, l string) {
	if has(l, "sandbox") && reSandbox().MatchString(l) {
		p.see(checks.SightSandboxURL, i)
	}
	if has(l, "access_token=") && reQuery().MatchString(l) && reMPPath().MatchString(l) {
		p.see(checks.SightTokenInQuery, i)
	}
	if has(l, "/v0/", "collections", "mercadolibre") && reOldAPI().MatchString(l) {
		p.see(checks.SightOldAPI, i)
	}
	if !has(l, "http://") {
		return
	}
	if m := rePlain().FindStringSubmatch(l); m != nil && !localHost(m[1]) {
		named := reURLKey().MatchString(l) && strings.Index(l, "http://") > reURLKey().FindStringIndex(l)[0]
		if !named && reReturnKey().MatchString(l) {
			named = strings.Contains(p.around(i, 6, 0), "back_urls") || strings.Contains(p.around(i, 6, 0), "backurls")
		}
		if named {
			p.see(checks.SightPlainURL, i)
		}
	}
}

// localHost tells addresses of a developer's own machine, and those only known when the code runs.
func localHost(h string) bool {
	if h == "" || strings.ContainsAny(h, "${}%<>[]()*+") || h == "localhost" || strings.HasPrefix(h, "127.") || h == "0.0.0.0" || strings.HasPrefix(h, "10.") ||
		strings.HasPrefix(h, "192.168.") || h == "host.docker.internal" || !strings.Contains(h, ".") {
		return true
	}
	for _, end := range []string{".local", ".localhost", ".test", ".internal", ".lan"} {
		if strings.HasSuffix(h, end) {
			return true
		}
	}
	return reNet172().MatchString(h)
}

var reNet172 = late.Pattern(`^172\.(?:1[6-9]|2\d|3[01])\.`)

const cardField = `(?:card_?number|security_?code|card_?cvv|cvv2?|cvc|numero_?(?:do_?|da_?|de_?la_?|de_?)?(?:cartao|tarjeta))`

var (
	reCardRead = late.Pattern(`(?:\$_(?:post|request)\[\s*["']|\breq(?:uest)?\.body(?:\?)?(?:\.|\[\s*["'])|\bctx\.request\.body(?:\?)?(?:\.|\[\s*["'])|\brequest\.(?:form|post|json|data|values|params)(?:\.get)?[(\[]\s*["']|\bparams\[\s*[:"']|` +
		`\brequest\[\s*["']|formvalue\(\s*"|getparameter\(\s*"|->(?:input|post|get)\(\s*["']|@requestparam\([^)]*["'])` + cardField + `\b`)
	reCardTaken = late.Pattern(`\{[^{}]*\b` + cardField + `\b[^{}]*\}\s*=\s*(?:await\s+)?(?:req|request|ctx\.request)\.(?:body|json\(\))`)
	reFront     = late.Pattern(`\.(?:vue|svelte|html?|jsx|tsx|astro)$`)
	reSecure    = late.Pattern(`createcardtoken|\.cardform\(|mp\.fields\.create|\.fields\.create\(|bricks\(\)|cardpayment\b|<cardnumber\b|@mercadopago/sdk-react`)
)

// cards looks for card data on its way through the server.
func (p *page) cards(i int, l string) {
	if !has(l, "card", "security", "cvv", "cvc", "tarjeta", "cartao") {
		return
	}
	if reCardRead().MatchString(l) || reCardTaken().MatchString(l) {
		if p.mp {
			p.see(checks.SightCardData, i)
		} else {
			p.see(checks.SightCardData, i, unsure)
		}
	}
	if p.mp && strings.Contains(l, "/v1/card_tokens") && !reFront().MatchString(strings.ToLower(p.name)) {
		p.see(checks.SightCardData, i, unsure)
	}
}

var (
	reImport     = late.Pattern(`^(?:import\b|from\b|use\s|using\s+(?:static\s+)?[\w.]+\s*(?:=[^(]*)?;|require(?:_once|_relative)?\b|include\b|package\b|export\s.*\bfrom\b|(?:const|let|var)\s+\{?[\w\s,:]*\}?\s*=\s*require\()`)
	rePreference = late.Pattern(`/checkout/preferences\b|\bnew preference(?:client)?\(|preference\.newclient\(|preferenceclient\b|\.preference\(\)\.create|\bpreference\.create\(|preferences\.create\(|mercadopago\\preference\(`)

	rePayRead    = late.Pattern(`\b\w*(?:payment|pagamento|pago)\w*(?:\(\))?(?:\??\.|->|::)(?:get|getasync|search|searchasync|searchall|find_by_id|findbyid)\s*\(|/v1/payments/(?:search|["'` + "`" + `]\s*[.+,]|\$|\{|#\{|%[sdv]|:)`)
	rePayOrder   = late.Pattern(`\b\w*order\w*(?:\(\))?(?:\??\.|->)(?:get|getasync|search)\s*\(.*|/v1/orders/(?:["'` + "`" + `]\s*[.+,]|\$|\{|#\{|%[sdv])`)
	reOrderClass = late.Pattern(`orderclient\b|/order"|\border\s*\}?.*from\s+["']mercadopago|new order\(`)
	reClientGet  = late.Pattern(`\b\w*client\w*(?:\.|->)(?:get|getasync|search|searchasync)\s*\(`)
	reRefund     = late.Pattern(`/v1/payments/[^"'\s]*/refunds|/v1/payments/["'` + "`" + `][^"'` + "`" + `]*["'` + "`" + `]/refunds|["'` + "`" + `}]/refunds\b|new paymentrefund(?:client)?\(|\bnew paymentrefund\b|refund\.newclient\(|paymentrefundclient\(|\.refund(?:\(\))?\.create\(|\b(?:payment|pay)\w*(?:\(\))?(?:\.|->)refund(?:async|partial|total)?\(|/v1/orders/[^"'\s]*/refund\b`)
	reCancelCall = late.Pattern(`\b\w*(?:payment|pagamento|pago)\w*(?:\(\))?(?:\.|->|::)cancel(?:async)?\s*\(|/v1/orders/[^"'\s]*/cancel\b`)
	reCancelBody = late.Pattern(`["']?\bstatus["']?\s*(?::|=>)\s*["']cancelled["']|setstatus\(\s*"cancelled"`)
	rePayUpdate  = late.Pattern(`/v1/payments/|payment\w*(?:\(\))?(?:\.|->)(?:update|put)`)
	rePut        = late.Pattern(`\bput\b|curlopt_customrequest|methodput|\.update\(`)
	reChargeback = late.Pattern(`/v1/chargebacks|\bnew chargebackclient\(|chargebackclient\(|chargeback\.newclient\(|\.chargeback\(\)\.|\bchargeback(?:s)?(?:client)?(?:\.|->)(?:get|search)\w*\(`)
	reModal      = late.Pattern(`redirectmode["']?\s*[:=]\s*\{?["']modal|web-payment-checkout|autoopen["']?\s*:\s*true|\.checkout\(\s*\{`)
	reDevice     = late.Pattern(`x-meli-session-id|melisessionid|meli_session_id|mp_device_session_id`)
	reOldSDK     = late.Pattern(`mercadopago\.configurations\.setaccesstoken|\bmercadopago\.configure\(|\bmercadopago\\sdk::|mercadopago\.sdk\.(?:setaccesstoken|configure)|\bmercadopago\.mp\(|\bnew mercadopago\\(?:preference|payment)\(`)
)

// has is the cheap test before a pattern: most lines of most files say nothing of the kind.
func has(l string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(l, w) {
			return true
		}
	}
	return false
}

// callPatterns each with a word that every match holds.
var callPatterns = []struct {
	what  checks.Sight
	words []string
	re    func() *regexp.Regexp
}{
	{checks.SightPreference, []string{"preference"}, rePreference},
	{checks.SightRefund, []string{"refund"}, reRefund},
	{checks.SightChargeback, []string{"chargeback"}, reChargeback},
	{checks.SightCancellation, []string{"cancel"}, reCancelCall},
	{checks.SightDevice, []string{"meli", "session_id"}, reDevice},
	{checks.SightOldSDK, []string{"mercadopago"}, reOldSDK},
	{checks.SightSecureForm, []string{"card", "fields", "bricks", "sdk-react"}, reSecure},
}

// calls looks for what the code asks of the API; the file speaks of Mercado Pago.
func (p *page) calls(i int, l string) {
	if !has(l, "pay", "pag", "preference", "refund", "chargeback", "cancel", "meli", "session_id", "mercado", "card", "fields", "bricks", "order", "client", "modal", "autoopen", ".checkout(") || reImport().MatchString(l) {
		return
	}
	for _, c := range callPatterns {
		if has(l, c.words...) && c.re().MatchString(l) {
			p.see(c.what, i)
		}
	}
	if p.reads(l) {
		p.see(checks.SightPaymentRead, i)
	}
	if has(l, "cancelled") && reCancelBody().MatchString(l) {
		if near := p.around(i, 8, 8); rePayUpdate().MatchString(near) && rePut().MatchString(near) {
			p.see(checks.SightCancellation, i)
		}
	}
	if has(l, "modal", "web-payment", "autoopen", ".checkout(") && reModal().MatchString(l) && (!has(l, ".checkout(") || has(p.around(i, 0, 6), "preference")) {
		p.see(checks.SightModal, i)
	}
}

// reads tells a line that reads or searches payments or orders.
func (p *page) reads(l string) bool {
	if !has(l, "get", "search", "find", "/v1/") || has(l, "refund", "/cancel") {
		return false
	}
	switch {
	case has(l, "payment", "pagamento", "pago") && rePayRead().MatchString(l):
		return true
	case has(l, "order") && rePayOrder().MatchString(l):
		return has(l, "/v1/orders/") || reOrderClass().MatchString(p.all)
	}
	// A client of no telling name, in a file where only payments have one.
	return has(l, "client") && reClientGet().MatchString(l) && has(p.all, "paymentclient", "payment.newclient(") && !has(p.all, "preferenceclient", "preference.newclient")
}

var (
	// A path that creates: it ends after payments or orders, or goes on to refunds and the like.
	rePostPath = late.Pattern(`(?:^|["'` + "`" + `}]|mercadopago\.com|\+\s*["'` + "`" + `])/v1/(?:payments|orders)/?(?:["'` + "`" + `?]|[^"'` + "`" + `\s]*/(?:refunds|refund|cancel|capture|process)\b|["'` + "`" + `]\s*[.+][^;]*/(?:refunds|refund|capture|process)\b)`)
	rePostCall = late.Pattern(`\.post(?:async|forentity|forobject|asjsonasync|json)?\s*\(|\bpost\(|\bhttp::(?:\w+\([^)]*\)->)*post|->post\(|method["']?\s*(?::|=>?|,)\s*["']post|["']post["']\s*,|curlopt_post\b|curlopt_postfields|` +
		`newrequest(?:withcontext)?\([^)]*"post"|http\.methodpost|httpmethod\.post|method\.post|net::http::post|\.post\s+["']|-x post`)
)

// posts looks for payments, orders and refunds that are created without an SDK.
func (p *page) posts() {
	if !strings.Contains(p.all, "/v1/") {
		return
	}
	keyed := strings.Contains(p.all, "idempotency")
	for i, l := range p.lines {
		if len(l) > 2000 || !has(l, "/v1/") || !rePostPath().MatchString(l) || !rePostCall().MatchString(p.around(i, 4, 8)) {
			continue
		}
		host := strings.Contains(l, "mercadopago.com") || p.api
		if !host && !p.mp {
			continue
		}
		p.see(checks.SightRawPost, i, func(at *checks.Place) { at.Keyed, at.Unsure = keyed, !host })
	}
}

var (
	reHMAC      = late.Pattern(`createhmac|hash_hmac|hmac\.new\b|hmac\.digest|hmacsha256|hmac_sha256|hmac-sha256|openssl::hmac|hmacutils|new_hmac|subtle\.(?:sign|verify|importkey)|hmac\.compare_digest|sha256_hmac|crypto\.mac`)
	reValidator = late.Pattern(`webhooksignaturevalidator|\bwebhook\.validatesignature\(|webhook_signature_validator`)
	reHeader    = late.Pattern(`x-signature|http_x_signature|x_signature|xsignature`)
	reRoute     = late.Pattern(`(?:post|route|mapping|all|any|handlefunc|handle|path|url|resource|match)\w*\s*[(\[]?[^;]{0,60}["'` + "`" + `][^"'` + "`" + `]*(?:webhook|notifica|ipn\b)`)
	reHookName  = late.Pattern(`webhook|notifica|\bipn\b`)
	reHookData  = late.Pattern(`data\??\.id|data_id|\["data"\]\??\[?"?id|\['data'\]|data->id|getdata\(\)|\btopic\b|:data\b|data\.getid|"data\.id"|\.data\?\.id`)
	reReceives  = late.Pattern(`req(?:uest)?\.(?:body|query|json|args|params|form|headers)|\$_get|\$_post|php://input|params\[|@requestbody|@requestparam|frombody|\bbody\b|r\.url\.query|formvalue|decoder\(r\.body|getcontent\(|request->|httprequest`)
)

// notifications looks for the endpoint and for the check of its signature.
func (p *page) notifications() {
	check := reValidator().MatchString(p.all) && p.mp || reHeader().MatchString(p.all) && reHMAC().MatchString(p.all)
	handler := p.mp && reHookData().MatchString(p.all) && reReceives().MatchString(p.all) && !reFront().MatchString(strings.ToLower(p.name))
	named := reHookName().MatchString(strings.ToLower(p.name))
	var checked, header, received bool
	if !check && !handler && !has(p.all, "signature") {
		return
	}
	for i, l := range p.lines {
		if !has(l, "signature", "hmac", "sha256", "subtle", "crypto.mac", "webhook", "notifica", "ipn", "data", "topic") || reImport().MatchString(l) {
			continue
		}
		switch {
		case check && !checked && (reHMAC().MatchString(l) || reValidator().MatchString(l)):
			checked = true
			p.see(checks.SightSignature, i)
		case !check && !header && reHeader().MatchString(l) && (p.mp || named):
			header = true
			p.see(checks.SightSignatureHeader, i)
		}
		if handler && !received && (reRoute().MatchString(l) && reHookName().MatchString(l) || named && reHookData().MatchString(l)) {
			received = true
			p.see(checks.SightHandler, i)
		}
	}
}
