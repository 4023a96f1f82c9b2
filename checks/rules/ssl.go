package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

const (
	srcSSL = "source.ssl"
	srcTLS = "source.tls"
)

// Products whose buyers see a page of the shop. QR and Point have none.
var withPage = []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions}

func ssl() []checks.Requirement {
	page, tls := keys(checks.FactPage.Name), keys(checks.FactPageTLS.Name)
	https := []checks.ID{"ssl.https"}
	return []checks.Requirement{
		{ID: "ssl.https", Section: checks.SSL, Level: checks.Blocker, Official: "ssl", Source: srcSSL, Products: withPage,
			Needs: keys(checks.FactSettings.Name), Uses: append(page, tls...), Judge: pageHTTPS},
		{ID: "ssl.chain_complete", Section: checks.SSL, Level: checks.Blocker, Official: "ssl", Source: srcSSL, Products: withPage, After: https, Needs: tls, Judge: onTLS(chainComplete)},
		{ID: "ssl.hostname", Section: checks.SSL, Level: checks.Blocker, Official: "ssl", Source: srcSSL, Products: withPage, After: https, Needs: tls, Judge: onTLS(hostName)},
		{ID: "ssl.expiry", Section: checks.SSL, Level: checks.Blocker, Official: "ssl", Source: srcSSL, Products: withPage, After: https, Needs: tls, Judge: onTLS(expiry)},
		{ID: "ssl.tls_version", Section: checks.SSL, Level: checks.Required, Official: "tls", Source: srcTLS, Products: withPage, After: https, Needs: tls, Judge: onTLS(tlsVersion)},
		{ID: "ssl.redirect", Section: checks.SSL, Level: checks.Required, Source: srcSSL, Products: withPage, Needs: keys(checks.FactPlainHTTP.Name), Judge: redirect},
	}
}

// pageHTTPS judges that the payment page answers over HTTPS. Certificate questions have their own
// requirements, so a bad certificate alone does not fail this one.
func pageHTTPS(f *checks.Facts) checks.Finding {
	s := checks.FactSettings.Must(f)
	if s.PaymentPage == "" {
		return needs("payment_page", "gap.input", "input", "payment_page")
	}
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(s.PaymentPage)), "http://") {
		return fail("find.https.plain", "url", s.PaymentPage).Because("http-only", t("cause.http-only"))
	}
	ts, ok := checks.FactPageTLS.Get(f)
	if !ok {
		return gapped(f, checks.FactPageTLS.Name)
	}
	if ts.HandshakeError != "" {
		return handshakeFailed(ts)
	}
	p, ok := checks.FactPage.Get(f)
	if !ok {
		// TLS alone is no page: a server may ask for a client certificate or hang after the handshake.
		out := unsure("find.https.handshake", "host", ts.Host).With("tls", tlsLine(ts), "")
		out.Evidence = append(out.Evidence, gapped(f, checks.FactPage.Name).Evidence...)
		return out
	}
	ex := f.Exchange(checks.FactPage.Name)
	status := t("ev.page", "url", p.URL, "status", strconv.Itoa(p.Status))
	for _, h := range p.Hops {
		if strings.HasPrefix(strings.ToLower(h.To), "http://") {
			return fail("find.https.downgrade", "to", h.To).Because("redirect-downgrade", t("cause.redirect-downgrade")).With("http", status, ex)
		}
	}
	cause := ""
	switch {
	case p.Loop:
		return fail("find.redirect.loop", "url", p.URL).Because("redirect-loop", t("cause.redirect-loop")).With("http", status, ex)
	case p.Status >= 500:
		cause = "http-5xx"
	case p.Status == 404 || p.Status == 410:
		cause = "http-404"
	case p.Status == 401:
		cause = "http-401"
	case p.Status == 403:
		return warn("find.https.403").Because("http-403", t("cause.http-403")).With("http", status, ex)
	case !p.Read():
		return warn("find.https.status", "status", strconv.Itoa(p.Status)).With("http", status, ex)
	}
	if cause != "" {
		return fail("find.https.status", "status", strconv.Itoa(p.Status)).Because(cause, t("cause."+cause)).With("http", status, ex)
	}
	return pass("find.https.ok", "host", ts.Host).With("tls", tlsLine(ts), "").With("http", status, ex)
}

// handshakeFailed words a connection that ended before TLS was up. A refused connection or a
// server that speaks something else is a fault; silence may be our own network.
func handshakeFailed(ts checks.TLSState) checks.Finding {
	at := ts.Host + ":" + ts.Port
	detail := t("cause." + ts.HandshakeCause)
	ev := t("ev.handshake", "at", at, "error", ts.HandshakeError)
	switch ts.HandshakeCause {
	case "handshake-timeout", "unreachable":
		return unsure("find.https.silent", "at", at).Because(ts.HandshakeCause, detail).With("tls", ev, "")
	}
	return fail("find.https.no_tls", "at", at).Because(ts.HandshakeCause, detail).With("tls", ev, "")
}

func onTLS(judge func(checks.TLSState, time.Time) checks.Finding) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		ts := checks.FactPageTLS.Must(f)
		if ts.HandshakeError != "" || len(ts.Chain) == 0 {
			return unsure("find.tls.no_handshake", "host", ts.Host).With("tls", t("ev.handshake", "at", ts.Host+":"+ts.Port, "error", ts.HandshakeError), "")
		}
		return judge(ts, f.Now())
	}
}

func chainComplete(ts checks.TLSState, _ time.Time) checks.Finding {
	sent := t("ev.chain", "at", ts.Host+":"+ts.Port, "n", strconv.Itoa(len(ts.Chain)), "chain", chainText(ts))
	if ts.ChainOK {
		return pass("find.chain.ok", "issuer", ts.Chain[0].Issuer).With("tls", sent, "").With("tls", tlsLine(ts), "")
	}
	if ts.ChainProblem == checks.NoRoots {
		return unsure("find.chain.no-roots").With("tls", sent, "")
	}
	key := "find.chain." + strings.TrimPrefix(ts.ChainProblem, "cert-")
	if ts.ChainProblem == "cert-wrong-usage" {
		key = "cause.cert-wrong-usage" // says it all
	}
	return fail(key, "issuer", ts.MissingIssuer, "host", ts.Host).Because(ts.ChainProblem, t("cause."+ts.ChainProblem)).With("tls", sent, "").With("tls", tlsLine(ts), "")
}

func chainText(ts checks.TLSState) string {
	var parts []string
	for _, c := range ts.Chain {
		parts = append(parts, c.Subject)
	}
	return strings.Join(parts, " ← ")
}

func hostName(ts checks.TLSState, _ time.Time) checks.Finding {
	leaf := ts.Chain[0]
	names := strings.Join(leaf.DNSNames, ", ")
	for _, ip := range leaf.IPs {
		names = strings.TrimPrefix(names+", "+ip.String(), ", ")
	}
	ev := t("ev.names", "names", names)
	if ts.NameOK {
		return pass("find.hostname.ok", "host", ts.Host).With("tls", ev, "")
	}
	if names == "" {
		return fail("find.hostname.no_san", "host", ts.Host).Because("cert-no-san", t("cause.cert-no-san")).With("tls", tlsLine(ts), "")
	}
	return fail("find.hostname.mismatch", "host", ts.Host, "names", names).Because("cert-host-mismatch", t("cause.cert-host-mismatch")).With("tls", ev, "")
}

// Lives and limits of certificates: "soon" is relative, or a 45-day certificate would be called
// late for two thirds of its life.
const (
	day          = 24 * time.Hour
	soonLong     = 30 * day // for lives of 90 days and more
	longLife     = 90 * day
	lastDays     = 3 * day
	shortestLife = 10 * day // six-day certificates renew inside their last three days
)

func expiry(ts checks.TLSState, now time.Time) checks.Finding {
	leaf := ts.Chain[0]
	life, left := leaf.NotAfter.Sub(leaf.NotBefore), leaf.NotAfter.Sub(now)
	days := strconv.Itoa(int(left / day))
	ev := t("ev.validity", "from", date(leaf.NotBefore), "to", date(leaf.NotAfter), "life", strconv.Itoa(int((life+day/2)/day)))
	soon := soonLong
	if life < longLife {
		soon = life / 3
	}
	switch {
	case now.Before(leaf.NotBefore):
		return fail("find.expiry.not_yet", "from", date(leaf.NotBefore)).Because("cert-not-yet-valid", t("cause.cert-not-yet-valid")).With("tls", ev, "")
	case left <= 0:
		return fail("find.expiry.expired", "to", date(leaf.NotAfter), "days", strconv.Itoa(int(-left/day))).Because("cert-expired", t("cause.cert-expired")).With("tls", ev, "")
	case left < lastDays && life > shortestLife:
		return fail("find.expiry.last_days", "days", days).Because("cert-expires-soon", t("cause.cert-expires-soon")).With("tls", ev, "")
	case left < soon:
		return warn("find.expiry.soon", "days", days).Because("cert-expires-soon", t("cause.cert-expires-soon")).With("tls", ev, "")
	}
	for i, c := range ts.Chain[1:] {
		if c.NotAfter.Before(now) && !c.SelfSigned {
			// The chain requirement decides whether this breaks anything: another path may verify.
			return pass("find.expiry.ok", "days", days).With("tls", ev, "").With("note", t("ev.intermediate_expired", "n", strconv.Itoa(i+2), "name", c.Subject, "to", date(c.NotAfter)), "")
		}
	}
	return pass("find.expiry.ok", "days", days).With("tls", ev, "")
}

func date(at time.Time) string {
	if at.IsZero() {
		return "—"
	}
	return "@date:" + at.UTC().Format(time.DateOnly)
}

// TLS protocol versions as on the wire.
const (
	tls10, tls11, tls12, tls13 = 0x0301, 0x0302, 0x0303, 0x0304
)

// VersionName writes a protocol version.
func VersionName(v uint16) string {
	switch v {
	case tls10:
		return "TLS 1.0"
	case tls11:
		return "TLS 1.1"
	case tls12:
		return "TLS 1.2"
	case tls13:
		return "TLS 1.3"
	}
	return "0x" + strconv.FormatUint(uint64(v), 16)
}

func tlsVersion(ts checks.TLSState, _ time.Time) checks.Finding {
	ev := tlsLine(ts)
	switch {
	case ts.Version < tls12:
		return fail("find.tls.too_old", "version", VersionName(ts.Version)).Because("tls-no-modern", t("cause.tls-no-modern")).With("tls", ev, "")
	case len(ts.OldVersions) > 0:
		var names []string
		bad := fail("find.tls.old_accepted")
		for _, v := range ts.OldVersions {
			names = append(names, VersionName(v))
			id := map[uint16]string{tls10: "tls-1.0", tls11: "tls-1.1"}[v]
			bad = bad.Because(id, t("cause."+id))
		}
		bad.Detail = t("find.tls.old_accepted", "versions", strings.Join(names, ", "))
		return bad.With("tls", ev, "")
	case ts.OldUnknown:
		return unsure("find.tls.old_unknown", "version", VersionName(ts.Version)).With("tls", ev, "")
	}
	return pass("find.tls.ok", "version", VersionName(ts.Version)).With("tls", ev, "")
}

func tlsLine(ts checks.TLSState) checks.Text {
	return t("ev.tls", "version", VersionName(ts.Version), "addr", ts.Addr, "ms", strconv.FormatInt(ts.Took.Milliseconds(), 10))
}

func redirect(f *checks.Facts) checks.Finding {
	h := checks.FactPlainHTTP.Must(f)
	ex := f.Exchange(checks.FactPlainHTTP.Name)
	hops := t("ev.hops", "hops", hopText(h))
	switch {
	case h.Unknown != "":
		return unsure("find.redirect.unknown", "why", h.Unknown)
	case h.Closed:
		return pass("find.redirect.closed", "url", h.URL).With("http", hops, ex)
	case h.Loop:
		return fail("find.redirect.loop", "url", h.URL).Because("redirect-loop", t("cause.redirect-loop")).With("http", hops, ex)
	case strings.HasPrefix(h.Final, "https://"):
		out := pass("find.redirect.ok", "to", h.Final).With("http", hops, ex)
		if len(h.Hops) > 0 && (h.Hops[0].Status == 302 || h.Hops[0].Status == 307) {
			out = out.Because("redirect-temporary", t("cause.redirect-temporary"))
		}
		return out
	case h.Status >= 400:
		return pass("find.redirect.refused", "status", strconv.Itoa(h.Status)).With("http", hops, ex)
	}
	return fail("find.redirect.missing", "url", h.URL, "status", strconv.Itoa(h.Status)).Because("http-not-redirected", t("cause.http-not-redirected")).With("http", hops, ex)
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
