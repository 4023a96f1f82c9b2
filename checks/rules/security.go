package rules

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func security() []checks.Requirement {
	return []checks.Requirement{
		{ID: "security.token_not_in_page", Section: checks.Security, Level: checks.Blocker, Source: "source.terms",
			Products: withPage, Needs: keys(checks.FactPage.Name), Judge: tokenNotInPage},
		{ID: "security.mpjs_official", Section: checks.Security, Level: checks.Blocker, Source: "source.pci",
			Products: withPage, Needs: keys(checks.FactPage.Name), Uses: keys(checks.FactSettings.Name), Judge: officialScript},
		{ID: "security.card_inputs", Section: checks.Security, Level: checks.Required, Source: "source.pci",
			Products: []checks.Product{checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions}, Needs: keys(checks.FactPage.Name), Uses: keys(checks.FactSettings.Name), Judge: cardInputs},
		{ID: "security.public_key_on_page", Section: checks.Security, Level: checks.Required, Source: "source.credentials",
			Products: withPage, Needs: keys(checks.FactPage.Name, checks.FactPublicKey.Name), Judge: keyOnPage},
		{ID: "security.csp", Section: checks.Security, Level: checks.Required, Source: "source.csp",
			Products: withPage, Needs: keys(checks.FactPage.Name), Uses: keys(checks.FactSettings.Name), Judge: contentPolicy},
		{ID: "security.https_urls", Section: checks.Security, Level: checks.Required, Source: srcReview, Field: "back_urls, notification_url",
			Uses: append(made, checks.FactSettings.Name), Judge: httpsURLs},
		human(checks.Requirement{ID: "security.return_verified", Section: checks.Security, Level: checks.Required, Source: srcReview, Products: withPage}),
		{ID: "security.cookies", Section: checks.Security, Level: checks.Recommended, Source: "source.headers", Products: withPage, Needs: keys(checks.FactPage.Name), Judge: cookies},
		{ID: "security.headers", Section: checks.Security, Level: checks.GoodPractice, Source: "source.headers", Products: withPage, Needs: keys(checks.FactPage.Name), Judge: pageHeaders},
	}
}

func tokenNotInPage(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	ex := f.Exchange(checks.FactPage.Name)
	var out checks.Finding
	for _, tok := range p.Tokens {
		id := "token-exposed"
		if tok.Test {
			id = "token-test-exposed"
		}
		if out.Verdict == "" || !tok.Test {
			v := fail("find.token_in_page.found", "n", strconv.Itoa(len(p.Tokens)))
			if tok.Test && out.Verdict == "" {
				v = warn("find.token_in_page.test")
			}
			v.Causes, v.Evidence = out.Causes, out.Evidence
			out = v
		}
		seen := t("ev.token_found", "token", tok.Masked, "where", tok.Where, "line", strconv.Itoa(tok.Line))
		if tok.Header != "" {
			seen = t("ev.token_in_header", "token", tok.Masked, "where", tok.Where, "header", tok.Header)
		}
		out = out.Because(id, t("cause."+id)).With("http", seen, ex)
	}
	if out.Verdict != "" {
		return out
	}
	seen := pageRead(p)
	switch {
	case !p.Content():
		return noPage(p, ex)
	case !p.Whole():
		return unsure("find.token_in_page.partly").With("http", seen, ex).Without(p.LeftOut(), ex)
	}
	out = pass("find.token_in_page.clean").With("http", seen, ex)
	if p.Foreign > 0 {
		out = out.With("http", t("aside.foreign", "n", strconv.Itoa(p.Foreign)), ex)
	}
	return out
}

func pageRead(p checks.Page) checks.Text {
	return t("ev.page_read", "url", p.URL, "n", strconv.Itoa(p.Size), "scripts", strconv.Itoa(len(p.Scripts)))
}

// noPage: an error, a redirect or next to nothing stood where the page should be, so what is missing in
// it proves nothing.
func noPage(p checks.Page, exchange string) checks.Finding {
	out := unsure("find.token_in_page.no_page", "status", strconv.Itoa(p.Status))
	if p.Answered() {
		out = unsure("find.page.stub", "url", p.URL, "what", "@page.stub."+string(p.Stub))
	}
	return out.With("http", pageRead(p), exchange)
}

// addressed are the fields in which what an integration creates names its own addresses.
var addressed = item{
	pref:  []string{"back_urls.success", "back_urls.pending", "back_urls.failure", "notification_url"},
	pay:   []string{"notification_url", "callback_url"},
	order: []string{"config.notification_url", "config.online.success_url", "config.online.pending_url", "config.online.failure_url", "config.online.callback_url"},
	sub:   []string{"back_url", "notification_url"},
}

// mayOpenApp reports whether a field sends the buyer back: there an address may open a mobile app.
func mayOpenApp(path string) bool {
	return strings.HasPrefix(path, "back_urls.") || strings.HasPrefix(path, "config.online.")
}

func httpsURLs(f *checks.Facts) checks.Finding {
	ws := witnesses(addressed, f)
	if len(ws) == 0 {
		return noWitness(f)
	}
	var bad, app, web []checks.Evidence // each address with the field that names it
	var first string
	for _, w := range ws {
		for _, path := range w.paths {
			for _, at := range w.doc.Strs(path) {
				if strings.TrimSpace(at) == "" {
					continue
				}
				ev := checks.Evidence{Kind: "field", Text: checks.Raw(path + " = " + mpclient.CleanLine(at, 200)), Exchange: w.exchange(f)}
				switch {
				case secure(strings.TrimSpace(at)):
					web = append(web, ev)
				case mayOpenApp(path) && appLink(at):
					app = append(app, ev)
				default:
					bad = append(bad, ev)
					if first == "" {
						first = path
					}
				}
			}
		}
	}
	switch {
	case len(bad) > 0:
		out := fail("find.urls.plain", "field", first)
		for _, e := range bad {
			out = out.Because("not-https", e.Text)
		}
		out.Evidence = bad
		return out
	case len(app)+len(web) == 0:
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.urls.none", "object", ws[0].object())}
	case len(app) > 0:
		out := pass("find.urls.app", "n", strconv.Itoa(len(app)))
		out.Evidence = append(app, web...)
		return out.With("note", t("ev.app_link"), "")
	}
	out := pass("find.urls.ok", "n", strconv.Itoa(len(web)))
	out.Evidence = web
	return out
}

// Schemes that are no app's own.
var commonSchemes = []string{"http", "https", "ws", "wss", "ftp", "file", "data", "javascript", "vbscript", "blob", "about", "mailto", "tel", "sms"}

// appLink tells the address of a page in a mobile app: myapp://paid. It opens the app on the buyer's
// device and crosses no network.
func appLink(raw string) bool {
	u, err := url.Parse(strings.TrimSpace(raw))
	return err == nil && u.Scheme != "" && strings.Contains(raw, "://") && u.Host+u.Path != "" && !slices.Contains(commonSchemes, strings.ToLower(u.Scheme))
}
