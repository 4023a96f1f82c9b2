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

	srcForum = "source.forum"
	srcHSTS  = "source.hsts"
)

// Products whose buyers see a page of the shop. QR and Point have none.
var withPage = []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks, checks.Orders, checks.Subscriptions}

func ssl() []checks.Requirement {
	page, tls := keys(checks.FactPage.Name), keys(checks.FactPageTLS.Name)
	https := []checks.ID{"ssl.https"}
	of := func(id checks.ID, level checks.Level, official, source string, judge func(checks.TLSState, time.Time) checks.Finding) checks.Requirement {
		return checks.Requirement{ID: id, Section: checks.SSL, Level: level, Official: official, Source: source, Products: withPage,
			After: https, Needs: tls, Judge: onTLS(judge)}
	}
	return []checks.Requirement{
		{ID: "ssl.https", Section: checks.SSL, Level: checks.Blocker, Official: "ssl", Source: srcSSL, Products: withPage,
			Needs: keys(checks.FactSettings.Name), Uses: append(page, tls...), Judge: pageHTTPS},
		of("ssl.chain_complete", checks.Blocker, "ssl", srcSSL, chainComplete),
		of("ssl.hostname", checks.Blocker, "ssl", srcSSL, hostName),
		of("ssl.expiry", checks.Blocker, "ssl", srcSSL, expiry),
		of("ssl.certificate", checks.Required, "ssl", srcForum, certificate),
		{ID: "ssl.tls_version", Section: checks.SSL, Level: checks.Required, Official: "tls", Source: srcTLS, Products: withPage,
			After: https, Needs: tls, Judge: onOffers(tlsVersion)},
		{ID: "ssl.ciphers", Section: checks.SSL, Level: checks.Required, Official: "tls", Source: srcTLS, Products: withPage,
			After: https, Needs: tls, Judge: onOffers(ciphers)},
		of("ssl.addresses", checks.Required, "ssl", srcSSL, addresses),
		{ID: "ssl.redirect", Section: checks.SSL, Level: checks.Required, Source: srcSSL, Products: withPage,
			Needs: keys(checks.FactPlainHTTP.Name), Uses: page, Judge: redirect},
		{ID: "ssl.hsts", Section: checks.SSL, Level: checks.Recommended, Source: srcHSTS, Products: withPage, After: https, Needs: page, Judge: hsts},
		{ID: "ssl.back_urls", Section: checks.SSL, Level: checks.Required, Source: srcReview, Field: "back_urls",
			Products: []checks.Product{checks.CheckoutPro, checks.Bricks}, Needs: keys(checks.FactBackTLS.Name), Judge: backURLs},
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
	if ts.ClientCert {
		return clientCert(ts)
	}
	if !shaken(ts) {
		return noHandshake(ts)
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
	case p.Status == 0 && !p.Loop:
		return noPage(p, ex)
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
	case !p.Answered():
		return warn("find.https.status", "status", strconv.Itoa(p.Status)).With("http", status, ex)
	}
	if cause != "" {
		return fail("find.https.status", "status", strconv.Itoa(p.Status)).Because(cause, t("cause."+cause)).With("http", status, ex)
	}
	switch p.Cut {
	case checks.CutTime:
		return warn("find.https.slow", "n", strconv.Itoa(p.Size)).Because("body-timeout", t("cause.body-timeout")).With("http", status, ex)
	case checks.CutSize:
		return warn("find.https.large", "n", strconv.Itoa(p.Size)).Because("body-too-large", t("cause.body-too-large")).With("http", status, ex)
	}
	if !p.Content() {
		return noPage(p, ex).With("tls", tlsLine(ts), "")
	}
	return pass("find.https.ok", "host", ts.Host).With("tls", tlsLine(ts), "").With("http", status, ex)
}

func clientCert(ts checks.TLSState) checks.Finding {
	return fail("find.https.client_cert", "host", ts.Host).Because("client-cert-required", t("cause.client-cert-required")).With("tls", tlsLine(ts), "")
}

// handshakeFailed words a connection that ended before TLS was up. A refused connection, a server
// that speaks something else and one that takes the connection and hangs are faults; where not
// even a connection came about, silence may be our own network.
func handshakeFailed(ts checks.TLSState) checks.Finding {
	at, cause := ts.Host+":"+ts.Port, ts.HandshakeCause
	if cause == "" {
		cause = "handshake-failed"
	}
	detail := t("cause." + cause)
	ev := t("ev.handshake", "at", at, "error", ts.HandshakeError)
	switch {
	case cause == "handshake-timeout" && ts.Addr != "":
		return fail("find.https.hangs", "at", at).Because(cause, detail).With("tls", ev, "")
	case cause == "handshake-timeout", cause == "unreachable":
		return unsure("find.https.silent", "at", at).Because(cause, detail).With("tls", ev, "")
	case cause == "client-cert-required":
		return fail("find.https.client_cert", "host", ts.Host).Because(cause, detail).With("tls", ev, "")
	}
	return fail("find.https.no_tls", "at", at).Because(cause, detail).With("tls", ev, "")
}

// onTLS judges the certificates of the page's one real handshake.
func onTLS(judge func(checks.TLSState, time.Time) checks.Finding) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		ts := checks.FactPageTLS.Must(f)
		if !shaken(ts) {
			return noHandshake(ts)
		}
		return judge(ts, f.Now())
	}
}

// onOffers judges what the page's server takes, of which hellos tell something even where no
// handshake came about: a server of SSLv3 alone refuses every client of today.
func onOffers(judge func(checks.TLSState, time.Time) checks.Finding) func(*checks.Facts) checks.Finding {
	return func(f *checks.Facts) checks.Finding {
		ts := checks.FactPageTLS.Must(f)
		if !shaken(ts) && len(takenVersions(ts)) == 0 {
			return noHandshake(ts)
		}
		return judge(ts, f.Now())
	}
}

func shaken(ts checks.TLSState) bool { return ts.HandshakeError == "" && len(ts.Chain) > 0 }

func noHandshake(ts checks.TLSState) checks.Finding {
	return unsure("find.tls.no_handshake", "host", ts.Host).With("tls", t("ev.handshake", "at", ts.Host+":"+ts.Port, "error", ts.HandshakeError), "")
}

// fault is one thing a judgement found, by its cause id.
type fault struct {
	id   string
	says checks.Text
	warn bool
}

// worstOf makes a finding of faults: failures come before warnings, the first one gives the
// wording, all give their causes. Without faults the finding stays as it is.
func worstOf(faults []fault, sound checks.Finding) checks.Finding {
	out := sound
	for _, warns := range []bool{false, true} {
		for _, x := range faults {
			if x.warn != warns {
				continue
			}
			if out.Verdict == checks.Pass || out.Verdict == checks.Inconclusive {
				out.Verdict, out.Detail, out.Causes = checks.Fail, x.says, nil
				if warns {
					out.Verdict = checks.Warn
				}
			}
			if !out.Has(x.id) {
				out = out.Because(x.id, t("cause."+x.id))
			}
		}
	}
	return out
}

func tlsLine(ts checks.TLSState) checks.Text {
	return t("ev.tls", "version", VersionName(ts.Version), "addr", ts.Addr, "ms", strconv.FormatInt(ts.Took.Milliseconds(), 10))
}

func date(at time.Time) string {
	if at.IsZero() {
		return "—"
	}
	return "@date:" + at.UTC().Format(time.DateOnly)
}
