package fix

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// scene is what an audit knows of the integration, made safe to write into code: names are valid
// identifiers, hosts and paths have no character that means something to a shell or a server.
type scene struct {
	lang                        lang.Lang
	now                         time.Time
	site                        mpclient.Site
	tokenVar, keyVar, secretVar string
	page, hook                  place
	pref                        *checks.Doc // nil when no preference was seen
	payment                     *checks.Doc // nil when no payment was
	categories                  []string
	missingIssuer               string
	pageSeen                    checks.Page
	product                     checks.Product
	industry                    checks.Industry
	reports                     map[mpclient.Report]checks.ReportConfig // as seen; what was not read is missing
	buyer                       map[string]variable
}

func newScene(f *checks.Facts, l lang.Lang) *scene {
	set, _ := checks.FactSettings.Get(f)
	s := &scene{lang: l, now: f.Now(),
		tokenVar:  variableName(set.AccessTokenVar, "MP_ACCESS_TOKEN"),
		keyVar:    variableName(set.PublicKeyVar, "MP_PUBLIC_KEY"),
		secretVar: variableName(set.WebhookSecretVar, "MP_WEBHOOK_SECRET"),
	}
	if d, ok := checks.FactPreference.Get(f); ok {
		s.pref = d.Doc
	}
	if d, ok := checks.FactPayment.Get(f); ok {
		s.payment = d.Doc
	}
	s.categories, _ = checks.FactCategories.Get(f)
	s.pageSeen, _ = checks.FactPage.Get(f)
	s.product, s.industry = set.Product, set.Industry
	s.site = siteOf(f, set, s.pref, l)
	sample := s.sampleHost()
	red := mpclient.NewRedactor(set.AccessToken, set.PublicKey, set.WebhookSecret)
	s.page = placeOf(red, set.PaymentPage, sample, "/checkout")
	if s.page.sample {
		if t, ok := checks.FactPageTLS.Get(f); ok {
			s.page = placeOf(red, "https://"+t.Host+"/checkout", sample, "/checkout")
		}
	}
	s.hook = placeOf(red, set.WebhookURL, s.page.host, "/webhooks/mercadopago")
	if t, ok := checks.FactPageTLS.Get(f); ok {
		s.missingIssuer = plainWords(t.MissingIssuer)
	}
	s.reports = map[mpclient.Report]checks.ReportConfig{}
	for r, key := range map[mpclient.Report]checks.Key[checks.ReportConfig]{mpclient.SettlementReport: checks.FactSettlement, mpclient.ReleaseReport: checks.FactRelease} {
		if c, ok := key.Get(f); ok {
			s.reports[r] = c
		}
	}
	return s
}

// sampleHost stands in for a host nobody told.
func (s *scene) sampleHost() string { return s.T("loja.example", "tienda.example", "shop.example") }

// marks tells, for prose and notes, that the sample host in a text is one; "" when it has none.
func (s *scene) marks(text string) string {
	if !strings.Contains(text, s.sampleHost()) {
		return ""
	}
	return s.sampleHost() + s.T(" é um exemplo", " es un ejemplo", " is a sample")
}

func siteOf(f *checks.Facts, set checks.Settings, pref *checks.Doc, l lang.Lang) mpclient.Site {
	a, _ := checks.FactAccount.Get(f)
	for _, id := range []mpclient.SiteID{a.Site, set.Site, mpclient.SiteID(pref.Str("site_id"))} {
		if s, ok := mpclient.SiteByID(id); ok {
			return s
		}
	}
	id := mpclient.MLB
	if l == lang.ES {
		id = mpclient.MLA
	}
	s, _ := mpclient.SiteByID(id)
	return s
}

func (s *scene) say(t say) string { return t.in(s.lang) }

// T is say for templates.
func (s *scene) T(pt, es, en string) string { return s.say(say{pt, es, en}) }

// Names for templates.
func (s *scene) Token() string  { return s.tokenVar }
func (s *scene) Key() string    { return s.keyVar }
func (s *scene) Secret() string { return s.secretVar }
func (s *scene) Page() place    { return s.page }
func (s *scene) Hook() place    { return s.hook }
func (s *scene) Panel() string  { return s.site.Panel() }
func (s *scene) API() string    { return api }
func (s *scene) Issuer() string { return s.missingIssuer }

// Locale is how MercadoPago.js names the site's language.
func (s *scene) Locale() string {
	if s.site.Language == "pt" {
		return "pt-BR"
	}
	return "es-" + s.site.Country
}

const api = "https://api.mercadopago.com"

var identifier = late.Pattern(`^[A-Za-z_][A-Za-z0-9_]{0,79}$`)

func variableName(name, otherwise string) string {
	if identifier().MatchString(name) {
		return name
	}
	return otherwise
}

// place is an address of the integration, cut into what configuration files need.
type place struct {
	host, port, path string
	query            url.Values
	sample           bool // nothing usable was configured
}

var (
	safeHost = late.Pattern(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
	safePort = late.Pattern(`^[1-9][0-9]{0,4}$`)
	safePath = late.Pattern(`^/[A-Za-z0-9/_.~-]*$`)
)

// placeOf reads an address. Mercado Pago reaches public names only, so a local name or an address
// by number gives way to the sample host.
func placeOf(red *mpclient.Redactor, raw, host, path string) place {
	p := place{host: host, port: "443", path: path, sample: true}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return p
	}
	if h := strings.ToLower(u.Hostname()); safeHost().MatchString(h) && red.Text(h) == h {
		p.host, p.sample = h, false
	} else {
		return p
	}
	if n := u.Port(); u.Scheme == "https" && safePort().MatchString(n) {
		p.port = n
	}
	if safePath().MatchString(u.Path) && !strings.Contains(u.Path, "..") && !strings.Contains(u.Path, "//") && red.Text(u.Path) == u.Path {
		p.path = u.Path
	}
	p.query = u.Query()
	for k, v := range p.query {
		if pair := k + "=" + strings.Join(v, ""); redacted(pair) || red.Text(pair) != pair {
			p.query.Del(k)
		}
	}
	return p
}

// Host, Port and Path are for templates.
func (p place) Host() string { return p.host }
func (p place) Port() string { return p.port }
func (p place) Path() string { return p.path }
func (p place) Sample() bool { return p.sample }

// Origin is scheme, host and port; always https.
func (p place) Origin() string {
	if p.port == "443" {
		return "https://" + p.host
	}
	return "https://" + p.host + ":" + p.port
}

// URL is the address without its query.
func (p place) URL() string { return p.Origin() + p.path }

// notificationURL asks for webhooks only; without the suffix IPN duplicates come too.
func (p place) notificationURL() string {
	q := url.Values{}
	for k, v := range p.query {
		q[k] = slices.Clone(v)
	}
	q.Set("source_news", "webhooks")
	return p.URL() + "?" + q.Encode()
}

var reToken = late.Pattern(`(?i)(TEST|APP_USR|TG)-[0-9a-z-]{6,}`)

// redacted tells a value that was masked before it reached the facts, or should have been.
func redacted(s string) bool {
	return strings.Contains(s, "***") || mpclient.Masked(s) || reToken().MatchString(s)
}

// plainWords keeps a name from a certificate harmless inside a comment.
func plainWords(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(" .,'-_", r) {
			return r
		}
		return -1
	}, mpclient.CleanLine(s, 60)))
}
