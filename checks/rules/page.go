package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// mixed is the part of the SSL section that the page's content decides.
func mixed() []checks.Requirement {
	return []checks.Requirement{
		{ID: "ssl.mixed_content", Section: checks.SSL, Level: checks.Required, Source: "source.mixed", Products: withPage, After: []checks.ID{"ssl.https"},
			Needs: keys(checks.FactPage.Name), Judge: mixedContent},
	}
}

// pagePartly: what was read of the HTML is in order, and the rest is unknown.
func pagePartly(p checks.Page, ex string) checks.Finding {
	return unsure("find.page.partly", "why", "@cause."+string(p.Cut)).With("http", pageRead(p), ex).Without(p.LeftOut(), ex)
}

// pageBuilt: scripts put the page together in the browser, or a frame of the shop holds a part of it, so
// what the HTML does not show may still be there.
func pageBuilt(p checks.Page, ex string) checks.Finding {
	return unsure("find.page.built").With("http", pageRead(p), ex).Without(p.LeftOut(), ex)
}

func built(p checks.Page) bool { return p.Shell || p.Left.Of("frames") > 0 }

// mixedContent: with upgrade-insecure-requests a browser fetches all of it over HTTPS, so each weighs
// one step less.
func mixedContent(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	ex := f.Exchange(checks.FactPage.Name)
	if !strings.HasPrefix(strings.ToLower(p.URL), "https://") {
		return unsure("find.mixed.plain").With("http", pageRead(p), ex)
	}
	n := map[string]int{}
	for _, x := range p.Insecure {
		n[x.Cause]++
	}
	count := func(cause string) string { return strconv.Itoa(n[cause]) }
	var out checks.Finding
	switch soft := p.Upgrades; {
	case soft && n["mixed-active"]+n["form-insecure"] > 0:
		out = warn("find.mixed.upgraded", "n", strconv.Itoa(len(p.Insecure)))
	case soft && n["mixed-passive"] > 0:
		out = pass("find.mixed.upgraded", "n", strconv.Itoa(len(p.Insecure)))
	case n["mixed-active"] > 0:
		out = fail("find.mixed.active", "n", count("mixed-active"))
	case n["form-insecure"] > 0:
		out = fail("find.mixed.form", "n", count("form-insecure"))
	case n["mixed-passive"] > 0:
		out = warn("find.mixed.passive", "n", count("mixed-passive"))
	case !p.Content():
		return noPage(p, ex)
	case p.Cut != checks.CutNone:
		return pagePartly(p, ex)
	case built(p):
		return pageBuilt(p, ex)
	default:
		return pass("find.mixed.none").With("http", pageRead(p), ex)
	}
	for _, cause := range []string{"mixed-active", "form-insecure", "mixed-passive"} {
		if n[cause] == 0 {
			continue
		}
		out = out.Because(cause, t("cause."+cause))
		for _, x := range p.Insecure {
			if x.Cause == cause {
				out = out.With("http", t("ev.loads", "tag", x.Tag, "url", x.URL, "line", strconv.Itoa(x.Line)), ex)
			}
		}
	}
	return out
}

// Products whose page cannot do without MercadoPago.js. A page of the Orders API or of subscriptions
// may only redirect, and the official checklist asks Checkout Pro in a row of its own.
var needScript = []checks.Product{checks.CheckoutAPI, checks.Bricks}

const mpJS = "https://sdk.mercadopago.com/js/v2"

func officialScript(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	s, _ := checks.FactSettings.Get(f)
	ex := f.Exchange(checks.FactPage.Name)
	var bad checks.Finding
	for _, l := range p.Libraries {
		if l.Cause == "" {
			continue
		}
		if bad.Verdict == "" {
			bad = fail("find.mpjs_official."+strings.TrimPrefix(l.Cause, "mpjs-"), "url", l.URL)
		}
		if !bad.Has(l.Cause) {
			bad = bad.Because(l.Cause, t("cause."+l.Cause))
		}
		bad = bad.With("http", t("ev.loads", "tag", "script", "url", l.URL, "line", strconv.Itoa(l.Line)), ex)
	}
	scripts := t("ev.scripts", "n", strconv.Itoa(len(p.Scripts)))
	switch {
	case bad.Verdict != "":
		return bad
	case !p.Content(): // with the script too: an error page tells what the error page loads
		return noPage(p, ex)
	case p.MPJS:
		return pass("find.mpjs_official.ok").With("http", checks.Raw(mpJS), ex)
	case p.Cut != checks.CutNone:
		return pagePartly(p, ex)
	case !p.Whole(), p.Shell && slices.Contains(needScript, s.Product):
		return unsure("find.mpjs_official.shell").With("http", scripts, ex).Without(p.LeftOut(), ex)
	case !slices.Contains(needScript, s.Product):
		return pass("find.mpjs_official.no_copy").With("http", scripts, ex)
	}
	return warn("find.mpjs_official.unseen").Because("mpjs-missing", t("cause.mpjs-missing")).With("http", scripts, ex)
}

// cardInputs: a field with a name goes to the shop's server along with the form. One without stays in
// the page, where its scripts can read it: allowed, with a longer audit than Secure Fields.
func cardInputs(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	s, known := checks.FactSettings.Get(f)
	ex := f.Exchange(checks.FactPage.Name)
	switch {
	case len(p.CardInputs) > 0:
	case !p.Content():
		return noPage(p, ex)
	case p.Cut != checks.CutNone:
		return pagePartly(p, ex)
	case len(p.CardScripts) > 0:
		out := unsure("find.card_inputs.scripts", "n", strconv.Itoa(len(p.CardScripts)))
		for _, at := range p.CardScripts {
			out = out.With("http", checks.Raw(at), ex)
		}
		return out.Without(p.LeftOut(), ex)
	case built(p):
		return pageBuilt(p, ex)
	default:
		return pass("find.card_inputs.none").With("http", pageRead(p), ex)
	}
	named := slices.ContainsFunc(p.CardInputs, func(c checks.CardInput) bool { return c.Name != "" })
	out := warn("find.card_inputs.raw", "n", strconv.Itoa(len(p.CardInputs)))
	if named {
		out = fail("find.card_inputs.named", "n", strconv.Itoa(len(p.CardInputs))).Because("card-input-name", t("cause.card-input-name"))
	}
	if known && s.Product == "" {
		out.Verdict = checks.Inconclusive // another company may take these cards
	}
	out = out.Because("card-input-raw", t("cause.card-input-raw"))
	for _, c := range p.CardInputs {
		out = out.With("http", t("ev.card_input", "tag", c.Tag, "what", "@cardfield."+c.What, "line", strconv.Itoa(c.Line)), ex)
	}
	return out
}

func keyOnPage(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	ex := f.Exchange(checks.FactPage.Name)
	seen := t("ev.page_keys", "keys", strings.Join(p.PublicKeys, ", "))
	switch {
	case !p.Content():
		return noPage(p, ex)
	case len(p.PublicKeys) == 0 && p.MPJS:
		return unsure("find.page_key.unseen").With("http", pageRead(p), ex)
	case len(p.PublicKeys) == 0:
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.page_key.none")}
	case len(p.OtherKeys) == 0:
		return pass("find.page_key.same").With("http", seen, ex)
	case checks.FactPublicKey.Must(f).Kind != mpclient.KindPublicKey, !p.Whole():
		return unsure("find.page_key.unsure").With("http", seen, ex)
	}
	return fail("find.page_key.other").Because("page-key-of-other-app", t("cause.page-key-of-other-app")).With("http", seen, ex)
}

// cookies warns of one that carries a login; all else is information.
func cookies(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	ex := f.Exchange(checks.FactPage.Name)
	if !p.Content() {
		return noPage(p, ex)
	}
	if !strings.HasPrefix(strings.ToLower(p.URL), "https://") {
		return unsure("find.mixed.plain").With("http", pageRead(p), ex)
	}
	if len(p.Cookies) == 0 {
		return pass("find.cookies.none").With("http", pageRead(p), ex)
	}
	insecure := ""
	var causes []string
	out := pass("find.cookies.ok", "n", strconv.Itoa(len(p.Cookies)))
	for _, c := range p.Cookies {
		var lacks []string
		add := func(absent bool, attribute, cause string) {
			if absent {
				lacks, causes = append(lacks, attribute), append(causes, cause)
			}
		}
		add(!c.Secure, "Secure", "cookie-insecure")
		add(c.Session && !c.HTTPOnly, "HttpOnly", "cookie-no-httponly")
		add(!c.SameSite, "SameSite", "cookie-no-samesite")
		if c.Session && !c.Secure && insecure == "" {
			insecure = c.Name
		}
		if len(lacks) > 0 {
			out = out.With("http", t("ev.cookie", "name", c.Name, "lacks", strings.Join(lacks, ", ")), ex)
		}
	}
	for _, id := range []string{"cookie-insecure", "cookie-no-httponly", "cookie-no-samesite"} {
		if slices.Contains(causes, id) {
			out = out.Because(id, t("cause."+id))
		}
	}
	switch {
	case insecure != "":
		out.Verdict, out.Detail = checks.Warn, t("find.cookies.insecure", "name", insecure)
	case len(causes) > 0:
		out.Detail = t("find.cookies.some")
	default:
		out = out.With("http", pageRead(p), ex)
	}
	return out
}

// pageHeaders never alarms: no rule of Mercado Pago asks for these.
func pageHeaders(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	ex := f.Exchange(checks.FactPage.Name)
	if !p.Content() {
		return noPage(p, ex)
	}
	var missing []string
	for _, h := range []struct {
		there bool
		name  string
	}{{p.Headers.NoSniff, "X-Content-Type-Options: nosniff"}, {p.Headers.ReferrerPolicy, "Referrer-Policy"}, {p.Headers.Framing, "frame-ancestors / X-Frame-Options"}} {
		if !h.there {
			missing = append(missing, h.name)
		}
	}
	if len(missing) == 0 {
		return pass("find.headers.ok").With("http", pageRead(p), ex)
	}
	return pass("find.headers.missing", "names", strings.Join(missing, ", ")).Because("headers-missing", t("cause.headers-missing")).With("http", pageRead(p), ex)
}
