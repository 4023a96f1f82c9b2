package markup

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules/csp"
	"github.com/homologa/homologa/mpclient"
)

func (p *Page) headers() {
	h := p.src.Header
	p.Facts.ContentType = mpclient.CleanLine(p.src.Redact.Text(h.Get("Content-Type")), 80)
	for _, v := range h.Values("Content-Security-Policy") {
		p.policies(v, false, false)
	}
	for _, v := range h.Values("Content-Security-Policy-Report-Only") {
		p.policies(v, true, false)
	}
	word, _, _ := strings.Cut(h.Get("X-Content-Type-Options"), ",")
	framing := strings.ToUpper(strings.TrimSpace(h.Get("X-Frame-Options")))
	p.Facts.Headers.NoSniff = strings.EqualFold(strings.TrimSpace(word), "nosniff")
	p.Facts.Headers.ReferrerPolicy = strings.TrimSpace(h.Get("Referrer-Policy")) != ""
	p.Facts.Headers.Framing = p.Facts.Headers.Framing || framing == "DENY" || framing == "SAMEORIGIN"
	if p.src.URL.Scheme == "https" { // browsers take it from nowhere else
		for _, v := range h.Values("Strict-Transport-Security") {
			if len(p.Facts.HSTS) < maxFound {
				p.Facts.HSTS = append(p.Facts.HSTS, mpclient.CleanLine(p.src.Redact.Text(v), 200))
			}
		}
	}
	for _, v := range h.Values("Set-Cookie") {
		if c, ok := p.cookie(v); ok && p.alike(c) < maxFound {
			p.Facts.Cookies = append(p.Facts.Cookies, c)
		}
	}
}

// alike counts cookies with the same attributes: of each sort a few are kept.
func (p *Page) alike(c checks.Cookie) (n int) {
	for _, x := range p.Facts.Cookies {
		if x.Name = c.Name; x == c {
			n++
		}
	}
	return n
}

// policies keeps the policies of one header field or meta element.
func (p *Page) policies(value string, reportOnly, meta bool) {
	parse := csp.Parse
	if meta {
		parse = csp.ParseMeta
	}
	for _, x := range parse(value) {
		x.ReportOnly = reportOnly
		text := mpclient.CleanLine(p.src.Redact.Text(x.String()), 0)
		kept := checks.Policy{Text: text, ReportOnly: reportOnly, Meta: meta}
		if len(text) > maxPolicy {
			kept.Text, kept.Cut = strings.ToValidUTF8(text[:maxPolicy], ""), true
		}
		if len(p.Facts.Policies) < maxFound {
			p.Facts.Policies = append(p.Facts.Policies, kept)
		} else {
			p.Facts.Policies[maxFound-1].Cut = true // there is more that nobody reads
		}
		p.Facts.Upgrades = p.Facts.Upgrades || x.Upgrades()
		p.Facts.Headers.Framing = p.Facts.Headers.Framing || x.Has("frame-ancestors")
	}
}

func (w *walk) meta(tag html.Token) {
	content := attribute(tag, "content")
	switch {
	case w.nested || w.inert > 0:
	case strings.EqualFold(attribute(tag, "http-equiv"), "refresh"):
		w.refresh = w.refresh || strings.Contains(strings.ToLower(content), "url")
	case strings.EqualFold(attribute(tag, "http-equiv"), "content-security-policy") && !w.inBody:
		w.page.policies(content, false, true)
	case strings.EqualFold(attribute(tag, "name"), "referrer") && content != "":
		w.page.Facts.Headers.ReferrerPolicy = true
	}
}

// cookie reads a Set-Cookie line. One that deletes a cookie is none.
func (p *Page) cookie(line string) (checks.Cookie, bool) {
	c, err := http.ParseSetCookie(line)
	if err != nil || c.MaxAge < 0 || c.Value == "" || strings.EqualFold(c.Value, "deleted") || !c.Expires.IsZero() && c.Expires.Year() < 2000 {
		return checks.Cookie{}, false
	}
	same := c.SameSite == http.SameSiteLaxMode || c.SameSite == http.SameSiteStrictMode || c.SameSite == http.SameSiteNoneMode
	return checks.Cookie{Name: mpclient.CleanLine(p.src.Redact.Text(c.Name), 60), Secure: c.Secure, HTTPOnly: c.HttpOnly,
		SameSite: same, Session: sessionName(c.Name)}, true
}

// Words of cookies that carry a session or a login, and of those that only look so: tokens against
// forged requests are read by scripts on purpose, load balancers and counters carry nobody's login.
var (
	sessionWords = []string{"session", "sess", "sid", "auth", "login", "logged", "jwt", "remember", "phpsessid", "jsessionid", "aspsessionid", "sessionid", "access", "refresh", "token"}
	otherWords   = []string{"csrf", "xsrf", "csrftoken", "cart", "currency", "locale", "lang", "visitor", "consent", "ab", "test", "analytics", "ga", "track", "incap", "visid"}
)

func sessionName(name string) bool {
	words := split(name)
	if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(otherWords, w) }) {
		return false
	}
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains(sessionWords, w) || strings.HasSuffix(w, "sessid") || strings.HasSuffix(w, "sessionid") || strings.HasPrefix(w, "aspsessionid") || strings.HasSuffix(w, "session")
	})
}
