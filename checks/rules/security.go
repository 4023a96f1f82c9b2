package rules

import (
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func security() []checks.Requirement {
	return []checks.Requirement{
		{ID: "security.token_not_in_page", Section: checks.Security, Level: checks.Blocker, Source: "source.terms",
			Products: withPage, Needs: keys(checks.FactPage.Name), Judge: tokenNotInPage},
		{ID: "security.https_urls", Section: checks.Security, Level: checks.Required, Source: srcReview, Field: "back_urls, notification_url",
			Uses: keys(checks.FactPreference.Name, checks.FactPayment.Name), Judge: httpsURLs},
		human(checks.Requirement{ID: "security.return_verified", Section: checks.Security, Level: checks.Required, Source: srcReview, Products: withPage}),
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
		out = out.Because(id, t("cause."+id)).With("http", t("ev.token_found", "token", tok.Masked, "where", tok.Where, "line", strconv.Itoa(tok.Line)), ex)
	}
	if out.Verdict != "" {
		return out
	}
	seen := pageRead(p)
	switch {
	case !p.Read():
		return noPage(p, ex)
	case p.Truncated:
		return unsure("find.token_in_page.partly").With("http", seen, ex)
	}
	return pass("find.token_in_page.clean").With("http", seen, ex)
}

func pageRead(p checks.Page) checks.Text {
	return t("ev.page_read", "url", p.URL, "n", strconv.Itoa(p.Size), "scripts", strconv.Itoa(len(p.Scripts)))
}

// noPage: an error or a redirect stood where the page should be, so what is missing in it proves nothing.
func noPage(p checks.Page, exchange string) checks.Finding {
	return unsure("find.token_in_page.no_page", "status", strconv.Itoa(p.Status)).With("http", pageRead(p), exchange)
}

func httpsURLs(f *checks.Facts) checks.Finding {
	type row struct{ path, url, ex string }
	var rows []row
	for _, o := range []struct {
		key   checks.Key[checks.Created]
		paths []string
	}{
		{checks.FactPreference, []string{"back_urls.success", "back_urls.pending", "back_urls.failure", "notification_url"}},
		{checks.FactPayment, []string{"notification_url", "callback_url"}},
	} {
		d, ok := o.key.Get(f)
		if !ok {
			continue
		}
		for _, p := range o.paths {
			if v := d.Doc.Str(p); v != "" {
				rows = append(rows, row{p, v, f.Exchange(o.key.Name)})
			}
		}
	}
	if len(rows) == 0 {
		if _, ok := checks.FactPreference.Get(f); ok {
			return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.urls.none")}
		}
		return noWitness(f, false)
	}
	var bad checks.Finding
	for _, r := range rows {
		if !strings.HasPrefix(strings.ToLower(r.url), "https://") {
			if bad.Verdict == "" {
				bad = fail("find.urls.plain", "field", r.path)
			}
			bad = bad.Because("not-https", checks.Raw(r.path)).With("field", checks.Raw(r.path+" = "+mpclient.CleanLine(r.url, 200)), r.ex)
		}
	}
	if bad.Verdict != "" {
		return bad
	}
	return pass("find.urls.ok", "n", strconv.Itoa(len(rows))).With("field", checks.Raw(rows[0].path+" = "+mpclient.CleanLine(rows[0].url, 200)), rows[0].ex)
}
