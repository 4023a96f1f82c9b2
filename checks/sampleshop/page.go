package sampleshop

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

//go:embed page.gohtml
var pageSource string

var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageSource)) })

// pageText is what the page says in one language.
type pageText struct {
	Lang, Locale                       string
	Shop, Product, Description         string
	Quantity, Buy, Delivery, Secure    string
	Thanks, Waiting, Declined, Back    string
	ThanksMore, WaitMore, DeclinedMore string
}

var pageTexts = []pageText{
	{"pt", "pt-BR", "Loja Exemplo", "Câmera instantânea", "Câmera de filme instantâneo 35 mm com flash", "Quantidade", "Comprar", "Entrega", "Pagamento processado pelo Mercado Pago",
		"Pedido confirmado", "Pagamento em análise", "Pagamento recusado", "Voltar à loja",
		"Você receberá os detalhes por e-mail.", "Avisaremos por e-mail assim que o pagamento for confirmado.", "Tente outro meio de pagamento: nada foi cobrado."},
	{"es", "es-AR", "Tienda Ejemplo", "Cámara instantánea", "Cámara de película instantánea de 35 mm con flash", "Cantidad", "Comprar", "Envío", "Pago procesado por Mercado Pago",
		"Pedido confirmado", "Pago en revisión", "Pago rechazado", "Volver a la tienda",
		"Recibirá los detalles por e-mail.", "Le avisaremos por e-mail en cuanto se confirme el pago.", "Pruebe con otro medio de pago: no se cobró nada."},
	{"en", "en-US", "Sample Shop", "Instant camera", "Instant film camera, 35 mm, with flash", "Quantity", "Buy", "Delivery", "Payment processed by Mercado Pago",
		"Order confirmed", "Payment under review", "Payment declined", "Back to the shop",
		"You will receive the details by e-mail.", "We will e-mail you as soon as the payment is confirmed.", "Try another payment method: nothing was charged."},
}

// pageTextIn takes "pt-BR" like "pt"; what it does not know is Portuguese.
func pageTextIn(lang string) pageText {
	for _, t := range pageTexts {
		if strings.HasPrefix(strings.ToLower(lang), t.Lang) {
			return t
		}
	}
	return pageTexts[0]
}

// pageView is what the template shows.
type pageView struct {
	pageText
	Title, Message       string // of the page after paying; empty on the checkout
	Price, DeliveryPrice string
	PublicKey            string
	MPJS                 bool
	Nonce                string // of the page's own scripts and styles, for its policy
	// Only with the fault that puts them here.
	Token       string
	OldMPJS     bool
	PlainScript bool
}

const (
	svgType      = "image/svg+xml"
	cameraSource = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><rect x="8" y="18" width="104" height="54" rx="8" fill="#5b6770"/><circle cx="60" cy="45" r="20" fill="#e8ecef"/><circle cx="60" cy="45" r="10" fill="#30383e"/><rect x="84" y="24" width="18" height="9" fill="#f3d27a"/></svg>`
)

// pageHandler serves the checkout, what follows a payment, and the buy button.
func (s *Shop) pageHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", http.RedirectHandler("/checkout", http.StatusFound))
	mux.HandleFunc("GET /checkout", s.showCheckout)
	mux.HandleFunc("POST /comprar", s.buy)
	mux.HandleFunc("GET /camera.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", svgType)
		_, _ = w.Write([]byte(cameraSource))
	})
	// The address a buyer returns to proves nothing, so its parameters are not looked at.
	for path, say := range map[string]func(pageText) (string, string){
		"/pedido/ok":       func(t pageText) (string, string) { return t.Thanks, t.ThanksMore },
		"/pedido/pendente": func(t pageText) (string, string) { return t.Waiting, t.WaitMore },
		"/pedido/recusado": func(t pageText) (string, string) { return t.Declined, t.DeclinedMore },
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			v := pageView{pageText: s.text}
			v.Title, v.Message = say(s.text)
			s.render(w, v)
		})
	}
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if !s.broken(bareHeaders) {
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		}
		h.Set("Cache-Control", "no-store")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		mux.ServeHTTP(w, r)
	}))
}

// plainHandler answers port 80: a permanent redirect that keeps path and query, unless a fault
// leaves the shop open without encryption.
func (s *Shop) plainHandler(page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.broken(sslRedirect) || s.broken(sslHTTPS) {
			page.ServeHTTP(w, r)
			return
		}
		// The host is ours, whatever the request claims it to be.
		http.Redirect(w, r, "https://"+pageHost+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
}

func (s *Shop) showCheckout(w http.ResponseWriter, _ *http.Request) {
	g := goodsOf[s.site.ID]
	v := pageView{pageText: s.text, Price: s.money(g.price), DeliveryPrice: s.money(g.delivery), PublicKey: s.publicKey(), MPJS: !s.broken(noMPJS),
		OldMPJS: s.broken(oldMPJS), PlainScript: s.broken(plainScript)}
	if s.broken(otherKey) {
		v.PublicKey = s.box.OtherApplicationKey()
	}
	if s.broken(tokenInPage) {
		v.Token = s.box.Credentials().AccessToken
	}
	http.SetCookie(w, &http.Cookie{Name: "loja_session", Value: strings.ToLower(rand.Text()), Path: "/", Secure: !s.broken(bareCookie), HttpOnly: true, SameSite: http.SameSiteLaxMode})
	s.render(w, v)
}

// policy is the page's Content-Security-Policy: its own scripts by nonce, and the hosts that
// MercadoPago.js needs.
func (s *Shop) policy(nonce string) string {
	scripts := "'self' 'nonce-" + nonce + "' https://sdk.mercadopago.com https://http2.mlstatic.com https://www.mercadopago.com"
	if s.broken(narrowCSP) {
		scripts = "'self' 'nonce-" + nonce + "'"
	}
	p := "default-src 'self'; script-src " + scripts + "; style-src 'self' 'nonce-" + nonce + "' https://http2.mlstatic.com; img-src 'self' data: https://*.mercadopago.com https://http2.mlstatic.com" +
		"; connect-src 'self' https://*.mercadopago.com https://www.mercadolibre.com https://www.mercadolivre.com; frame-src https://*.mercadopago.com https://www.mercadolibre.com; object-src 'none'; base-uri 'self'"
	if !s.broken(bareHeaders) {
		p += "; frame-ancestors 'self'"
	}
	return p
}

func (s *Shop) money(v float64) string {
	return s.site.Currency + " " + strconv.FormatFloat(v, 'f', s.site.Decimals, 64)
}

func (s *Shop) render(w http.ResponseWriter, v pageView) {
	v.Nonce = rand.Text()
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, v); err != nil {
		http.Error(w, "page unavailable", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", s.policy(v.Nonce))
	_, _ = w.Write(b.Bytes())
}

// buy makes a preference and sends the buyer to the checkout.
func (s *Shop) buy(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	quantity, err := strconv.Atoi(r.PostForm.Get("quantidade"))
	if err != nil || quantity < 1 || quantity > 5 {
		http.Error(w, s.text.Quantity+": 1–5", http.StatusBadRequest)
		return
	}
	to, err := s.sell(r.Context(), quantity)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadGateway), http.StatusBadGateway)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
