package sandbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// The pages a person meets: checkout, ticket, Pix, the bank's challenge, the consent of OAuth
// and the simulator's own control page. They are plain HTML without scripts of their own (the
// challenge's message to its parent excepted), load nothing from anywhere, and are only served
// to a browser that named this machine: a page on another site can neither read nor press them.

//go:embed web/*.html
var webFiles embed.FS

var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{"t": func(string) string { return "" }, "lang": func() string { return "" }}).
		ParseFS(webFiles, "web/*.html"))
})

// visit is one request for a page.
type visit struct {
	w    http.ResponseWriter
	r    *http.Request
	q    url.Values // query and, on a post, form
	lang string
	csp  string // more than the common policy
	base string
}

type pageRoute struct {
	method, path string
	handle       func(*Server, *visit, []string)
}

// pageRoutes are matched segment by segment; * is any segment.
var pageRoutes = []pageRoute{
	{"GET", "/checkout/v1/redirect", (*Server).showCheckout},
	{"POST", "/checkout/v1/redirect", (*Server).payCheckout},
	{"GET", "/checkout/v1/result", (*Server).showResult},
	{"GET", "/payments/*/ticket", (*Server).showTicket},
	{"POST", "/payments/*/ticket", (*Server).payTicket},
	{"GET", "/sandbox/payments/*/ticket", (*Server).showTicket}, // of a test seller's order
	{"POST", "/sandbox/payments/*/ticket", (*Server).payTicket},
	{"GET", challengePath + "*", (*Server).showOrderChallenge},
	{"POST", challengePath + "*", (*Server).answerOrderPage},
	{"POST", "/3ds/challenge", (*Server).showChallenge},
	{"POST", "/3ds/challenge/answer", (*Server).answerChallenge},
	{"GET", "/authorization", (*Server).showConsent},
	{"POST", "/authorization", (*Server).answerConsent},
	{"GET", "/_sandbox", (*Server).showControl},
	{"POST", "/_sandbox/press", (*Server).pressControl},
}

func matchPage(pattern, path string) (wild []string, fits bool) {
	want, have := split(pattern), split(path)
	if len(want) != len(have) {
		return nil, false
	}
	for i := range want {
		if want[i] == "*" && have[i] != "" {
			wild = append(wild, have[i])
		} else if want[i] != have[i] {
			return nil, false
		}
	}
	return wild, true
}

// servePage answers the paths of pages and tells whether this was one.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) bool {
	for _, p := range pageRoutes {
		wild, fits := matchPage(p.path, r.URL.Path)
		if !fits || p.method != r.Method && !(p.method == http.MethodGet && r.Method == http.MethodHead) {
			continue
		}
		v := &visit{w: w, r: r, base: ownBase(r)}
		// The shop's page posts the creq to the bank from its own origin: that is how 3DS works.
		if v.base == "" || p.path != "/3ds/challenge" && strange(r) {
			http.Error(w, "this page is only for a browser on this machine", http.StatusForbidden)
			return true
		}
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "the form could not be read", http.StatusBadRequest)
			return true
		}
		v.q, v.lang = r.Form, s.pageLanguage(r)
		p.handle(s, v, wild)
		return true
	}
	return false
}

var crossOrigin = http.NewCrossOriginProtection()

// strange tells a request another site's page caused.
func strange(r *http.Request) bool { return crossOrigin.Check(r) != nil }

// refuseStranger guards the control paths: a browser may only press them from a page of this
// simulator, opened under a name of this machine. Scripts and command lines send no Origin.
func refuseStranger(w http.ResponseWriter, r *http.Request) bool {
	browser := r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" || strings.HasPrefix(r.UserAgent(), "Mozilla/")
	if !browser || ownBase(r) != "" && !strange(r) {
		return false
	}
	rep := fail(http.StatusForbidden, "control calls from another site's page are refused")
	send(w, rep.status, jsonType, encode(rep.body))
	return true
}

// pageLanguage follows ?lang, then the site, except that a browser may ask for English.
func (s *Server) pageLanguage(r *http.Request) string {
	if l := r.Form.Get("lang"); l == "pt" || l == "es" || l == "en" {
		return l
	}
	first, _, _ := strings.Cut(strings.ToLower(r.Header.Get("Accept-Language")), ",")
	if len(first) >= 2 {
		if l := first[:2]; l == "pt" || l == "es" || l == "en" {
			return l
		}
	}
	return s.site.Language
}

// show renders a page. Nothing is loaded, nothing is cached, nobody frames it unless allowed to.
func (v *visit) show(status int, name string, data any) {
	t := template.Must(pages().Clone())
	t.Funcs(template.FuncMap{"t": func(key string) string { return word(v.lang, key) }, "lang": func() string { return v.lang }})
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(v.w, "the page could not be drawn: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := v.w.Header()
	csp := "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'"
	if v.csp == "" {
		v.csp = "form-action 'self'; frame-ancestors 'none'"
	}
	h.Set("Content-Security-Policy", csp+"; "+v.csp)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Language", v.lang)
	send(v.w, status, "text/html; charset=utf-8", b.Bytes())
}

// see sends the browser on with a GET.
func (v *visit) see(to string) {
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

// oops is a page with one sentence.
func (v *visit) oops(status int, key string) {
	v.show(status, "notice.html", map[string]any{"Title": word(v.lang, "oops"), "Text": word(v.lang, key)})
}

// inAccounts runs find in each account until one says it is its own. The caller holds the lock.
func (s *Server) inAccounts(find func() bool) bool {
	found := false
	s.accounts(func() {
		if !found {
			found = find()
		}
	})
	return found
}

// query writes a path with its parameters.
func query(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return path + "?" + q.Encode()
}

func id64(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
