package rules

import (
	"math"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

func secure(address string) bool {
	return len(address) >= 8 && strings.EqualFold(address[:8], "https://")
}

func redirect(f *checks.Facts) checks.Finding {
	h := checks.FactPlainHTTP.Must(f)
	p, seen := checks.FactPage.Get(f)
	out := judgedRedirect(h, p)
	if out.Verdict == checks.Pass && (!seen || p.Status == 0) {
		// Where the page itself was not seen, silence on port 80 is that of a server that is down.
		out = unsure("find.redirect.no_page", "url", h.URL)
	}
	if len(h.Hops) > 0 {
		out.Figure = &checks.Figure{Hops: h.Hops, Final: h.Final}
	}
	if h.Unknown != "" || h.OwnPort != "" {
		return out
	}
	return out.With("http", t("ev.hops", "hops", hopText(h)), f.Exchange(checks.FactPlainHTTP.Name))
}

func judgedRedirect(h checks.PlainHTTP, p checks.Page) checks.Finding {
	switch {
	case h.OwnPort != "":
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.redirect.own_port", "port", h.OwnPort)}
	case h.Unknown != "":
		return unsure("find.redirect.unknown", "why", h.Unknown)
	case h.Closed:
		return pass("find.redirect.closed", "url", h.URL)
	case len(h.Hops) == 0 && h.Status == 0 && !h.Loop:
		return unsure("find.redirect.unknown", "why", "—")
	}
	for _, x := range h.Hops {
		if secure(x.URL) && !secure(x.To) {
			return fail("find.https.downgrade", "to", x.To).Because("redirect-downgrade", t("cause.redirect-downgrade"))
		}
	}
	switch {
	case h.Loop:
		return fail("find.redirect.loop", "url", h.URL).Because("redirect-loop", t("cause.redirect-loop"))
	case !secure(h.Final) && (h.Status >= 500 || h.Status == 429):
		return unsure("find.redirect.moment", "status", strconv.Itoa(h.Status)) // it may show the page again in a minute
	case !secure(h.Final) && h.Status >= 400:
		return pass("find.redirect.refused", "status", strconv.Itoa(h.Status))
	case !secure(h.Final):
		return fail("find.redirect.missing", "url", h.URL, "status", strconv.Itoa(h.Status)).
			Because("http-not-redirected", t("cause.http-not-redirected"))
	}
	var faults []fault
	if h.Dropped {
		faults = append(faults, fault{"redirect-drops-path", t("find.redirect.drops_path", "url", h.URL, "to", h.Final), true})
	}
	if n := len(h.Hops) + len(p.Hops); n > maxRedirects {
		faults = append(faults, fault{"redirect-chain-long", t("find.redirect.long", "n", strconv.Itoa(n)), true})
	}
	out := worstOf(faults, pass("find.redirect.ok", "to", h.Final))
	if len(h.Hops) > 0 && (h.Hops[0].Status == 302 || h.Hops[0].Status == 303 || h.Hops[0].Status == 307) {
		out = out.Because("redirect-temporary", t("cause.redirect-temporary"))
	}
	return out
}

func hopText(h checks.PlainHTTP) string {
	parts := []string{}
	for _, x := range h.Hops {
		parts = append(parts, x.URL+" "+strconv.Itoa(x.Status))
	}
	if h.Final != "" {
		parts = append(parts, h.Final)
	}
	if len(parts) == 0 {
		return h.URL
	}
	return strings.Join(parts, " → ")
}

// hsts judges the page's Strict-Transport-Security as a browser does (RFC 6797): the first header
// counts, and none does for an address by number.
func hsts(f *checks.Facts) checks.Finding {
	p := checks.FactPage.Must(f)
	ex := f.Exchange(checks.FactPage.Name)
	status := t("ev.page", "url", p.URL, "status", strconv.Itoa(p.Status))
	u, err := url.Parse(p.URL)
	switch {
	case err != nil || !secure(p.URL) || p.Loop:
		return unsure("find.hsts.no_page").With("http", status, ex)
	case len(p.HSTS) == 0 && !p.Answered():
		return unsure("find.hsts.no_page").With("http", status, ex)
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return pass("find.hsts.address", "host", u.Hostname()).With("http", status, ex)
	}
	if len(p.HSTS) == 0 {
		return warn("find.hsts.missing").Because("hsts-missing", t("cause.hsts-missing")).With("http", status, ex)
	}
	header := t("ev.header", "name", "Strict-Transport-Security", "value", p.HSTS[0])
	age, ok := maxAge(p.HSTS[0])
	days := strconv.Itoa(int(age / day))
	switch {
	case !ok:
		return warn("find.hsts.invalid").Because("hsts-invalid", t("cause.hsts-invalid")).With("http", header, ex)
	case age == 0:
		return warn("find.hsts.zero").Because("hsts-zero", t("cause.hsts-zero")).With("http", header, ex)
	case age < minHSTS:
		return warn("find.hsts.short", "days", days, "min", strconv.Itoa(int(minHSTS/day))).
			Because("hsts-short", t("cause.hsts-short")).With("http", header, ex)
	}
	return pass("find.hsts.ok", "days", days).With("http", header, ex)
}

// maxAge reads a Strict-Transport-Security value (RFC 6797, section 6.1): directives by name in any
// case, none of them twice, and a max-age of whole seconds, quoted or not.
func maxAge(value string) (age time.Duration, ok bool) {
	seen := map[string]bool{}
	for part := range strings.SplitSeq(value, ";") {
		name, arg, has := strings.Cut(strings.TrimSpace(part), "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" && !has {
			continue
		}
		if seen[name] || !token(name) {
			return 0, false
		}
		seen[name] = true
		if name != "max-age" {
			continue
		}
		arg = strings.TrimSpace(arg)
		if len(arg) >= 2 && arg[0] == '"' && arg[len(arg)-1] == '"' {
			arg = arg[1 : len(arg)-1]
		}
		if arg == "" || strings.Trim(arg, "0123456789") != "" {
			return 0, false
		}
		seconds, err := strconv.ParseInt(arg, 10, 64)
		if err != nil || seconds > int64(math.MaxInt64/time.Second) {
			seconds = int64(math.MaxInt64 / time.Second) // more than anybody waits
		}
		age, ok = time.Duration(seconds)*time.Second, true
	}
	return age, ok
}

// token tells the characters RFC 9110, section 5.6.2, allows in a name.
func token(s string) bool {
	return s != "" && strings.Trim(s, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz") == ""
}
