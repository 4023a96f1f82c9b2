package source

import (
	"bytes"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

var traits = []struct {
	trait string
	words []string // one of them stands in a line that the pattern matches
	re    func() *regexp.Regexp
}{
	{traitPreference, []string{"preference", "wallet"}, rePreference},
	{traitPreference, []string{"wallet"}, late.Pattern(`\.create\(\s*["']wallet["']|<wallet\b`)},
	{traitPayment, []string{"payment"}, late.Pattern(`\bnew payment(?:client)?\(|\bpayment\.newclient\(|\bpayment\.create\(|\bpayment\(\)\.create|\bpaymentclient\(\)|\bpaymentcreaterequest\b`)},
	{traitBricks, []string{"bricks", "payment"}, late.Pattern(`\.bricks\(\)|\bbricksbuilder\b|<cardpayment\b|<payment\s+(?:initialization|customization|onsubmit)|\.create\(\s*["'](?:card)?payment["']`)},
	{traitCardForm, []string{"cardform", "cardtoken", "fields.create"}, late.Pattern(`\.cardform\(|\.createcardtoken\(|\.fields\.create\(`)},
	{traitOrder, []string{"order"}, late.Pattern(`["'` + "`" + `}m]/v1/orders\b|\borderclient\b|\border\.newclient\(|\.order\(\)\.create`)},
	{traitSubscription, []string{"preapproval"}, late.Pattern(`/preapproval(?:_plan)?\b|\bnew preapproval(?:plan)?(?:client)?\(|\bpreapproval(?:plan)?(?:client\b|\.newclient\(|\(\)\.create|\.create\()`)},
	{traitQR, []string{"instore", "type"}, late.Pattern(`/mpmobile/instore|/instore/(?:orders|qr)|["']?\btype["']?\s*(?::|=>)\s*["']qr["']`)},
	{traitPoint, []string{"/point/", "type", "terminal"}, late.Pattern(`/point/integration-api|/terminals/v1|["']?\btype["']?\s*(?::|=>)\s*["']point["']`)},
}

// reOrderSDK tells a file that takes the class Order from the SDK: the name alone is every shop's.
var (
	reOrderSDK = late.Pattern(`\{[^{}]*\border\b[^{}]*\}\s*(?:from\s+["']mercadopago["']|=\s*require\(\s*["']mercadopago["'])`)
	reOrderNew = late.Pattern(`\bnew order\(`)
	rePayNew   = late.Pattern(`\bnew payment(?:client)?\(|\bpayment\.newclient\(|\bpaymentclient\(\)`)
	reCreate   = late.Pattern(`\w*(?:client|payment)\w*(?:\(\w*\))?(?:\.|->)create(?:async)?\(`)
)

const (
	quoted   = "[\"'`]"
	unquoted = "[^\"'`\\s<>\\\\]"
)

var (
	reHookKey  = late.Pattern(`(?i)\b(?:set|with)?notification_?url["']?\s*(?::|=>?|,|\()\s*` + quoted + `?(https?://` + unquoted + `+)`)
	reBackKey  = late.Pattern(`(?i)\b(?:success|back_?urls?)(?:_?url)?["']?\s*(?::|=>?|,|\()\s*` + quoted + `?(https?://` + unquoted + `+)`)
	reHookPath = late.Pattern(`(?i)(?:\b(?:app|server|fastify|mux|http)\.(?:post|all|use|handlefunc|handle)\(\s*` + quoted + `|@app\.(?:post|route)\(\s*` + quoted + `|\broute::(?:post|any|match\([^)]*?)\(\s*` + quoted + `|^\s*post\s+["'])` +
		`(?:POST\s+)?(/?[a-z0-9_./-]*(?:webhook|notifica|ipn)[a-z0-9_./-]*)` + quoted)
	// A file that is a route by its place, as in Next.js and Nuxt.
	reRouteFile = late.Pattern(`(?:^|/)(?:app|pages|server)/(api/(?:[a-z0-9_-]+/)*?[a-z0-9_-]*(?:webhook|notifica|ipn)[a-z0-9_/-]*?)(?:/route|/index|\.post)?\.(?:ts|js|mjs|tsx)$`)
	reAssign    = late.Pattern(`^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$`)
)

// tracesOf looks at one text. Samples show what somebody else did; their code says nothing.
func tracesOf(name string, b []byte) (t traces) {
	if isBinary(b) {
		return t
	}
	if kindOf(name) == kindEnv {
		t.env(name, b)
		return t
	}
	if sample(name) || minified(name, b) {
		return t
	}
	if !speaks(b) && !reHookName().MatchString(strings.ToLower(name)) {
		return t // the cheap test: most files of a shop say nothing of the kind
	}
	lines := codeLines(name, string(b))
	low := strings.ToLower(strings.Join(lines, "\n"))
	lows := strings.Split(low, "\n")
	mp := reMP().MatchString(low)
	if settingsFile(name) && !mp && !strings.Contains(low, "notification") || !settingsFile(name) && !mp && !reHookName().MatchString(strings.ToLower(name)) {
		return t
	}
	for i, l := range lines {
		if l == "" || len(l) > 2000 || settingsFile(name) && l[0] == '#' {
			continue
		}
		if !has(lows[i], "notifica", "webhook", "ipn", "success", "back") {
			continue
		}
		at := checks.Place{File: shown(name), Line: i + 1}
		if m := reHookKey().FindStringSubmatch(l); m != nil {
			t.hooks = address(t.hooks, m[1], at)
		}
		if m := reBackKey().FindStringSubmatch(l); m != nil && mp {
			t.returns = origin(t.returns, m[1], at)
		}
		if settingsFile(name) {
			continue
		}
		if m := reHookPath().FindStringSubmatch(l); m != nil {
			t.path(name, m[1], at)
		}
	}
	if settingsFile(name) {
		return t
	}
	if m := reRouteFile().FindStringSubmatch(name); m != nil {
		t.path(name, m[1], checks.Place{File: shown(name), Line: 1})
	}
	if mp {
		t.traits(shown(name), lows, low)
	}
	return t
}

func speaks(b []byte) bool {
	low := bytes.ToLower(b)
	return bytes.Contains(low, []byte("mercado")) || bytes.Contains(low, []byte("notification"))
}

// traits gathers what tells the product; lines are in lower case.
func (t *traces) traits(name string, lines []string, all string) {
	see := func(trait string, i int) {
		for _, m := range t.products {
			if m.value == trait {
				return
			}
		}
		t.products = append(t.products, mark{value: trait, place: checks.Place{File: name, Line: i + 1}})
	}
	ordered := reOrderSDK().MatchString(all)
	creates := reCreate().MatchString(all)
	for i, l := range lines {
		if l == "" || len(l) > 2000 {
			continue
		}
		for _, x := range traits {
			switch {
			case !has(l, x.words...) || !x.re().MatchString(l) || reImport().MatchString(l):
			case x.trait == traitPayment && rePayNew().MatchString(l) && (!creates || strings.Contains(all, "preference")):
				// a client that may only read what a notification names
			default:
				see(x.trait, i)
			}
		}
		if ordered && has(l, "order(") && reOrderNew().MatchString(l) {
			see(traitOrder, i)
		}
		if has(l, "/v1/payments") && rePostPath().MatchString(l) && !has(l, "refund", "cancel") && rePostCall().MatchString(strings.Join(lines[max(0, i-4):min(len(lines), i+9)], "\n")) {
			see(traitPayment, i)
		}
	}
}

// path keeps the path of an endpoint. Behind a router, and below the api of a framework, its first
// steps stand elsewhere; Laravel's are known.
func (t *traces) path(name, p string, at checks.Place) {
	p = "/" + strings.Trim(p, "/")
	if strings.HasSuffix(name, "routes/api.php") {
		p = "/api" + p
	}
	if len(p) < 100 && path.Clean(p) == p {
		t.paths = append(t.paths, mark{value: p, place: at})
	}
}

// env reads the names of credentials and the addresses of a .env file. Values that are credentials
// are looked at, never kept.
func (t *traces) env(name string, b []byte) {
	t.vars = map[string][]mark{}
	for i, l := range strings.Split(string(b), "\n") {
		m := reAssign().FindStringSubmatch(strings.TrimSuffix(l, "\r"))
		if m == nil || len(l) > 2000 || len(m[1]) > 80 {
			continue
		}
		v := value(m[2])
		at := checks.Place{File: shown(name), Line: i + 1}
		if kind := credential(m[1], v); kind != "" {
			t.vars[kind] = append(t.vars[kind], mark{value: m[1], place: at, weak: path.Clean(name) != ".env" || forTests(m[1], v)})
			continue
		}
		if exampleEnv(name) {
			continue
		}
		switch up := strings.ToUpper(m[1]); {
		case strings.HasSuffix(up, "NOTIFICATION_URL"), strings.HasSuffix(up, "WEBHOOK_URL"):
			if u, err := url.Parse(v); err == nil && len(u.Path) > 1 {
				t.hooks = address(t.hooks, v, at)
			} else {
				t.bases = origin(t.bases, v, at)
			}
		case baseNames[strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(up, "NEXT_PUBLIC_"), "VITE_"), "NUXT_PUBLIC_")]:
			t.bases = origin(t.bases, v, at)
		}
	}
}

var baseNames = set("APP_URL", "BASE_URL", "PUBLIC_URL", "NGROK_URL", "SITE_URL", "APP_BASE_URL", "SERVER_URL", "BACKEND_URL", "PUBLIC_BASE_URL", "HOST_URL", "DOMAIN_URL", "WEB_URL", "STORE_URL", "SHOP_URL", "TUNNEL_URL")

// value takes the quotes or the comment off.
func value(s string) string {
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') {
		if end := strings.IndexByte(s[1:], s[0]); end >= 0 {
			return s[1 : end+1]
		}
	}
	s, _, _ = strings.Cut(s, " #")
	return strings.TrimSpace(s)
}

var (
	reOurs   = late.Pattern(`^(?:[A-Z0-9]+_)*?(?:MP|MERCADO_?PAGO|MELI)_`)
	reToken  = late.Pattern(`(?:ACCESS_?TOKEN|(?:^|_)(?:MP|MERCADO_?PAGO)_TOKEN)(?:_[A-Z]+)?$`)
	rePublic = late.Pattern(`PUBLIC_?KEY(?:_[A-Z]+)?$`)
	reHook   = late.Pattern(`(?:WEBHOOK|SIGNATURE|NOTIFICATION)\w*(?:SECRET|KEY)|SECRET_?SIGNATURE|WEBHOOK_SIGNATURE|(?:MP|MERCADO_?PAGO)_SECRET$`)
	reTests  = late.Pattern(`(?:^|_)(?:TEST|TESTE|TESTING|SANDBOX|DEV|PRUEBA|STAGING)(?:_|$)`)
)

// credential says which of the three a variable holds: by its name, which has to name Mercado Pago,
// or by the form of an access token or a public key, of which nobody else has the like.
func credential(name, v string) string {
	if up := strings.ToUpper(name); reOurs().MatchString(up) {
		switch {
		case reToken().MatchString(up):
			return "access_token"
		case rePublic().MatchString(up):
			return "public_key"
		case reHook().MatchString(up):
			return "webhook_secret"
		}
	}
	if strings.HasPrefix(v, "APP_USR-") || strings.HasPrefix(v, "TEST-") {
		switch {
		case mpclient.InspectAccessToken(v).OK():
			return "access_token"
		case mpclient.InspectPublicKey(v).OK():
			return "public_key"
		}
	}
	return ""
}

func forTests(name, v string) bool {
	return strings.HasPrefix(v, "TEST-") || reTests().MatchString(strings.ToUpper(name))
}

// address keeps a whole address that somebody else can reach; origin its beginning alone.
func address(list []mark, raw string, at checks.Place) []mark {
	if u := public(raw); u != nil && len(u.Path) > 1 {
		return append(list, mark{value: u.String(), place: at, weak: tunnel(u.Hostname())})
	}
	return list
}

func origin(list []mark, raw string, at checks.Place) []mark {
	raw, _, _ = strings.Cut(raw, "?")
	if u := public(raw); u != nil {
		return append(list, mark{value: u.Scheme + "://" + u.Host + "/", place: at, weak: tunnel(u.Hostname())})
	}
	return list
}

// public reads an https address on a public name: no template, no sample, nothing of Mercado Pago's,
// nobody's password, and no query but the one Mercado Pago asks for.
func public(raw string) *url.URL {
	raw = strings.TrimRight(raw, ",;)")
	if len(raw) > 200 || strings.ContainsAny(raw, "${}%<>[]()*|#") || raw != mpclient.CleanLine(raw, 200) || raw != mpclient.NewRedactor().Text(raw) {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" || u.User != nil || u.RawQuery != "" && !strings.HasPrefix(u.RawQuery, "source_news=") || strings.Contains(u.RawQuery, "&") {
		return nil
	}
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil || localHost(host) || reSampleHost().MatchString(host) {
		return nil
	}
	return u
}

var reSampleHost = late.Pattern(`(?:^|\.)(?:example|exemplo|ejemplo)\.|\.example$|^(?:www\.)?(?:your|tu|seu|sua|su|my|meu|mi|test)-?_?(?:site|sitio|domain|dominio|store|tienda|loja|shop|app|server|url|web|page|pagina|empresa)?\b|(?:^|\.)mercado(?:pago|libre|livre)\.|webhook\.site$|requestcatcher|requestbin|^x{2,}|placeholder|invalid$`)

// tunnel tells names that last as long as a developer's session.
func tunnel(host string) bool {
	for _, end := range []string{".ngrok.io", ".ngrok.app", ".ngrok.dev", ".ngrok-free.app", ".ngrok-free.dev", ".trycloudflare.com", ".loca.lt", ".serveo.net", ".lhr.life", ".devtunnels.ms"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}
