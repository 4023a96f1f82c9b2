package rules

import (
	"net/url"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules/csp"
	"github.com/homologa/homologa/mpclient"
)

// Hosts MercadoPago.js needs. The fatal ones are what merchants with narrow policies found to stop the
// checkout; secure-fields only where the page takes cards, and api-static stands in for it. The rest is
// of the list of Mercado Pago's own Magento module (mercadopago/adb-payment, etc/csp_whitelist.xml):
// telemetry, device profile, pictures.
var (
	scriptNeeds = []csp.Need{{Kind: csp.Script, Source: mpJS}, {Kind: csp.Script, Source: "https://http2.mlstatic.com/"}, {Kind: csp.Connect, Source: "https://api.mercadopago.com/"}}
	fieldNeeds  = []csp.Need{{Kind: csp.Frame, Source: "https://secure-fields.mercadopago.com/"}, {Kind: csp.Connect, Source: "https://secure-fields.mercadopago.com/"}}
	usefulHosts = []csp.Need{{Kind: csp.Connect, Source: "https://events.mercadopago.com/"}, {Kind: csp.Connect, Source: "https://www.mercadolibre.com/"},
		{Kind: csp.Connect, Source: "https://www.mercadolivre.com/"}, {Kind: csp.Image, Source: "https://http2.mlstatic.com/"}, {Kind: csp.Style, Source: "https://http2.mlstatic.com/"},
		{Kind: csp.Frame, Source: "https://www.mercadopago.com/"}, {Kind: csp.Form, Source: "https://www.mercadopago.com/"}}
)

const fieldsHost, fieldsReserve = "secure-fields.mercadopago.com", "api-static.mercadopago.com"

// block is one thing a policy stops: a host, or "" for the inline script that starts the checkout.
type block struct{ directive, host string }

// PolicyNeeds are the sources a page of the product must allow, for csp.Amend.
func PolicyNeeds(product checks.Product) []csp.Need {
	list := scriptNeeds
	if product != checks.CheckoutPro {
		list = slices.Concat(scriptNeeds, fieldNeeds)
	}
	out := make([]csp.Need, len(list))
	for i, n := range list {
		u, _ := url.Parse(n.Source)
		out[i] = csp.Need{Kind: n.Kind, Source: "https://" + u.Host}
	}
	return out
}

// SitePolicies reads the policies of a page that are in force; cut tells that one is not whole.
func SitePolicies(p checks.Page) (all []csp.Policy, cut bool) {
	for _, x := range p.Policies {
		if x.ReportOnly {
			continue
		}
		parse := csp.Parse
		if x.Meta {
			parse = csp.ParseMeta
		}
		all = append(all, parse(x.Text)...)
		cut = cut || x.Cut
	}
	return all, cut
}

// stopped asks all policies, for all must allow; "" when they do.
func stopped(all []csp.Policy, r csp.Request, self *url.URL) string {
	for _, p := range all {
		if ok, by := p.Allows(r, self); !ok {
			return by
		}
	}
	return ""
}

// blocked lists which of the needs the policies stop.
func blocked(all []csp.Policy, p checks.Page, needs []csp.Need) (out []block) {
	self, err := url.Parse(p.URL)
	if err != nil {
		return nil
	}
	for _, n := range needs {
		u, err := url.Parse(n.Source)
		if err != nil {
			continue
		}
		requests := []csp.Request{{Kind: n.Kind, URL: u, Trusted: true}}
		if n.Source == mpJS {
			requests = append(requests[:0], tags(p, u)...)
		}
		by := ""
		for _, r := range requests {
			if by = stopped(all, r, self); by == "" {
				break
			}
		}
		if by != "" && u.Host == fieldsHost {
			reserve := *u
			reserve.Host = fieldsReserve
			if stopped(all, csp.Request{Kind: n.Kind, URL: &reserve}, self) == "" {
				continue
			}
		}
		if by != "" {
			out = append(out, block{by, u.Host})
		}
	}
	return out
}

// tags are the requests for MercadoPago.js as the page makes them: by tags of the HTML, or by another
// script, which 'strict-dynamic' trusts.
func tags(p checks.Page, u *url.URL) (out []csp.Request) {
	for _, l := range p.Libraries {
		if l.Cause == "" && l.Tag {
			out = append(out, csp.Request{Kind: csp.Script, URL: u, Nonce: l.Nonce, Integrity: l.Integrity})
		}
	}
	if out == nil {
		out = []csp.Request{{Kind: csp.Script, URL: u, Trusted: true}}
	}
	return out
}

// inlineStopped names the directive that stops the inline script which starts the checkout; "" when
// one such script may run, or there is none.
func inlineStopped(all []csp.Policy, p checks.Page) string {
	by := ""
	for _, s := range p.Starts {
		by = ""
		for _, x := range all {
			if ok, d := x.AllowsInline(csp.Inline{Nonce: s.Nonce, Hashes: s.Hashes}); !ok {
				by = d
				break
			}
		}
		if by == "" {
			break
		}
	}
	return by
}

func contentPolicy(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	s, _ := checks.FactSettings.Get(f)
	ex := f.Exchange(checks.FactPage.Name)
	if !p.Content() {
		return noPage(p, ex)
	}
	all, cut := SitePolicies(p)
	if len(all) == 0 {
		if p.Cut != checks.CutNone {
			return pagePartly(p, ex) // a meta element may come further down
		}
		cause, key := "csp-missing", "find.csp.missing"
		if len(p.Policies) > 0 {
			cause, key = "csp-report-only", "find.csp.report_only"
		}
		return pass(key).Because(cause, t("cause."+cause)).With("http", pageRead(p), ex)
	}
	var shown []checks.Text
	for _, x := range p.Policies {
		if !x.ReportOnly {
			shown = append(shown, t("ev.policy", "policy", mpclient.CleanLine(x.Text, 300)))
		}
	}
	seen := func(out checks.Finding) checks.Finding {
		for _, x := range shown {
			out = out.With("http", x, ex)
		}
		return out
	}
	if !p.MPJS && !slices.Contains(needScript, s.Product) {
		if p.Cut != checks.CutNone {
			return pagePartly(p, ex)
		}
		return seen(pass("find.csp.unused"))
	}
	fatal, open := blocked(all, p, scriptNeeds), []block(nil)
	fields := blocked(all, p, fieldNeeds)
	switch s.Product {
	case checks.CheckoutPro: // its button opens no card fields
	case "":
		open = fields
	default:
		fatal = append(fatal, fields...)
	}
	if by := inlineStopped(all, p); by != "" {
		fatal = append(fatal, block{by, ""})
	}
	switch {
	case len(fatal) > 0 && cut:
		return seen(unsure("find.csp.cut"))
	case len(fatal) > 0:
		return seen(blocks(fatal, fail, ex))
	case len(open) > 0:
		return seen(blocks(open, unsure, ex))
	}
	if cut {
		return seen(unsure("find.csp.cut")) // what was not read may stop more
	}
	out := pass("find.csp.ok")
	if less := blocked(all, p, usefulHosts); len(less) > 0 {
		var names []string
		for _, b := range less {
			names = append(names, b.directive+" "+b.host)
		}
		out = out.With("note", t("ev.csp_useful", "hosts", strings.Join(names, ", ")), "")
	}
	return seen(out)
}

// blocks words what is stopped; the first stands in the sentence.
func blocks(list []block, as func(string, ...string) checks.Finding, ex string) checks.Finding {
	out := as("find.csp.inline", "directive", list[0].directive)
	if list[0].host != "" {
		out = as("find.csp.blocks", "directive", list[0].directive, "host", list[0].host)
	}
	out = out.Because("csp-blocks-mp", t("cause.csp-blocks-mp"))
	for _, b := range list {
		what := t("ev.csp_inline", "directive", b.directive)
		if b.host != "" {
			what = t("ev.csp_block", "directive", b.directive, "host", b.host)
		}
		out = out.With("http", what, ex)
	}
	return out
}
