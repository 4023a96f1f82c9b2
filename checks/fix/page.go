package fix

import (
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/rules/csp"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// headersView is what the templates that set response headers see.
type headersView struct {
	*scene
	Policy  string   // Content-Security-Policy value, "" for none
	Headers []header // in order
	Cookies bool     // give every cookie its attributes
	Note    string
}

type header struct{ Name, Value string }

// headerRecipes set response headers at the server, and in the page's application where there is
// no server to configure.
func headerRecipes(view func(*scene) headersView) []recipe {
	title := say{"Cabeçalhos da resposta", "Encabezados de la respuesta", "Response headers"}
	with := func(name string) func(*scene) string { return func(s *scene) string { return fill(name, view(s)) } }
	return []recipe{
		{Nginx, title, with("headers.nginx.tmpl")}, {Caddy, title, with("headers.caddy.tmpl")}, {Apache, title, with("headers.apache.tmpl")},
		{Node, title, with("headers.node.tmpl")}, {PHP, title, with("headers.php.tmpl")},
	}
}

// pageFixes are remedies for what the payment page sends and holds.
func pageFixes() map[checks.ID][]recipe {
	button := htmlRecipe("page.html.tmpl", say{"Página com MercadoPago.js do endereço oficial", "Página con MercadoPago.js de la dirección oficial", "Page with MercadoPago.js from the official address"})
	card := htmlRecipe("card.html.tmpl", say{"Formulário com campos seguros", "Formulario con campos seguros", "Form with secure fields"})
	return map[checks.ID][]recipe{
		"security.csp":                headerRecipes(policyHeaders),
		"security.headers":            headerRecipes(basicHeaders),
		"security.cookies":            headerRecipes(cookieHeaders),
		"ssl.mixed_content":           append([]recipe{insecureRecipe()}, headerRecipes(upgradeHeaders)...),
		"security.mpjs_official":      {button},
		"security.card_inputs":        {card},
		"security.public_key_on_page": {envRecipe(), button},
	}
}

var reNonce = late.Pattern(`'nonce-[^']*'`)

// policyHeaders is the page's own policy with the hosts it lacks.
func policyHeaders(s *scene) headersView {
	own, _ := rules.SitePolicies(s.pageSeen)
	product := s.product
	if product == "" {
		product = checks.CheckoutPro
	}
	policy := csp.Amend(own, rules.PolicyNeeds(product))
	v := headersView{scene: s, Note: s.T("A sua política, com o que o Mercado Pago precisa", "Su política, con lo que Mercado Pago necesita", "Your policy, with what Mercado Pago needs")}
	if len(own) == 0 {
		policy = csp.Amend(csp.Parse("default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'; img-src 'self' https://*.mlstatic.com data:; style-src 'self' 'unsafe-inline' https://*.mlstatic.com"), rules.PolicyNeeds(product))
		v.Note = s.T("Ponto de partida: teste antes com Content-Security-Policy-Report-Only", "Punto de partida: pruébela antes con Content-Security-Policy-Report-Only", "A starting point: try it first as Content-Security-Policy-Report-Only")
	}
	if reNonce().MatchString(policy) {
		// The nonce that was seen is spent; each answer needs a new one, in header and tags alike.
		policy = reNonce().ReplaceAllString(policy, "'nonce-NONCE'")
		v.Note += s.T("; NONCE muda a cada resposta: gere-o na aplicação", "; NONCE cambia en cada respuesta: genérelo en la aplicación", "; NONCE changes with every response: make it in the application")
	}
	v.Policy = headerValue(policy)
	v.Headers = []header{{"Content-Security-Policy", v.Policy}}
	return v
}

// headerValue keeps what means something in a policy and nothing that does in a configuration file.
func headerValue(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" ';:/.*-_+=,?&%~@", r):
			return r
		}
		return -1
	}, s))
}

func basicHeaders(s *scene) headersView {
	return headersView{scene: s, Headers: []header{{"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "strict-origin-when-cross-origin"}, {"X-Frame-Options", "SAMEORIGIN"}},
		Note: s.T("Na página de pagamento e em todas as outras", "En la página de pago y en todas las demás", "On the payment page and on all others")}
}

func cookieHeaders(s *scene) headersView {
	return headersView{scene: s, Cookies: true, Note: s.T("Secure, HttpOnly e SameSite em cada cookie de sessão", "Secure, HttpOnly y SameSite en cada cookie de sesión", "Secure, HttpOnly and SameSite on every session cookie")}
}

func upgradeHeaders(s *scene) headersView {
	own, _ := rules.SitePolicies(s.pageSeen)
	policy := "upgrade-insecure-requests"
	if text := reNonce().ReplaceAllString(headerValue(csp.Amend(own, nil)), "'nonce-NONCE'"); text != "" {
		policy = text + "; " + policy
	}
	return headersView{scene: s, Headers: []header{{"Content-Security-Policy", policy}},
		Note: s.T("O navegador troca http por https; corrija também os endereços na página", "El navegador cambia http por https; corrija también las direcciones en la página", "The browser turns http into https; mend the addresses in the page too")}
}

// insecureRecipe lists what the page takes over plain HTTP, as it should be.
func insecureRecipe() recipe {
	return recipe{Steps, say{"O que trocar na página", "Qué cambiar en la página", "What to change in the page"}, func(s *scene) string {
		var b strings.Builder
		for i, x := range s.pageSeen.Insecure {
			if i == 20 {
				b.WriteString("…\n")
				break
			}
			safe := mpclient.CleanLine("https://"+strings.TrimPrefix(strings.TrimPrefix(x.URL, "http://"), "HTTP://"), 200)
			b.WriteString(s.T("linha ", "línea ", "line ") + strconv.Itoa(x.Line) + " · <" + mpclient.CleanLine(x.Tag, 20) + "> → " + safe + "\n")
		}
		if b.Len() == 0 {
			b.WriteString(s.T("Troque http:// por https:// em scripts, estilos, imagens, iframes e formulários.", "Cambie http:// por https:// en scripts, estilos, imágenes, iframes y formularios.", "Replace http:// with https:// in scripts, styles, images, frames and forms.") + "\n")
		}
		return b.String()
	}}
}
