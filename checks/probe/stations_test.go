package probe_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
	"github.com/homologa/homologa/checks/rules"
)

func stations() []station {
	one := func(ids ...string) []string { return ids }
	tls13 := func(_ *workshop, c *tls.Config) { c.MinVersion = tls.VersionTLS13 }
	ok301 := toHTTPS(http.StatusMovedPermanently)
	https := func(name string, serve func(*workshop) func(net.Conn), ids ...string) station {
		return station{name: name, tls: serve, plain: ok301, causes: ids}
	}
	page := func(name, html string, ids ...string) station { return https(name, serving(pageOf(html)), ids...) }
	own := func(name, html string, ids ...string) station {
		s := page(name, html, ids...)
		s.sells = checks.CheckoutAPI
		return s
	}
	heads := func(name string, ids []string, edit ...func(http.Header)) station {
		return https(name, serving(pageOf(soundHTML, edit...)), ids...)
	}
	old := func(name string, s hellotest.Server, ids ...string) station { return https(name, besides(s), ids...) }
	cert := func(name string, ids []string, edit ...certEdit) station { return https(name, edited(edit...), ids...) }
	suites := func(ids ...uint16) []uint16 { return ids }
	only := func(version uint16, list ...uint16) func(*workshop) func(net.Conn) {
		return configured(func(w *workshop, c *tls.Config) {
			c.Certificates, c.MinVersion, c.MaxVersion, c.CipherSuites = w.siteFor(bigKey()), version, version, list
		})
	}
	hang := hellotest.Silent

	return []station{
		// Healthy endpoints: nothing to say at all.
		https("healthy: 1.2 and 1.3", serving(soundPage)),
		https("healthy: 308", serving(soundPage)),
		{name: "healthy: nothing on port 80", tls: serving(soundPage)},
		https("healthy: RSA certificate", sound(func(w *workshop) []tls.Certificate { return w.siteFor(bigKey()) })),
		https("healthy: public certificate with timestamps", edited(listed(2))),
		https("healthy: 45 days of life, 16 left", edited(lives(-29, 16))),
		https("healthy: 6 days of life, 3 left", edited(lives(-3, 3))),
		https("healthy: wildcard", edited(func(c *x509.Certificate) { c.DNSNames = []string{"*.lab.example"} })),
		https("healthy: stapled, not revoked", sound(func(w *workshop) []tls.Certificate { return w.stapled(ocsp.Good) })),
		https("healthy: must-staple with a staple", sound(func(w *workshop) []tls.Certificate { return w.stapled(ocsp.Good) })),
		https("healthy: client certificate offered, not demanded", configured(func(_ *workshop, c *tls.Config) { c.ClientAuth = tls.RequestClientCert })),
		{name: "healthy: IPv4 and IPv6", tls: serving(soundPage), six: serving(soundPage), plain: ok301},
		https("healthy: small hellos only", besides(hellotest.Server{MaxHello: 200})),
		page("healthy: public key on the page", with(`<script>const mp = new MercadoPago("APP_USR-12345678-1234-1234-1234-123456789012")</script>`), "csp-blocks-mp"),

		// Certificates.
		cert("expired", one("cert-expired"), lives(-90, -1)),
		cert("12 of 90 days left", one("cert-expires-soon"), lives(-78, 12)),
		cert("2 of 90 days left", one("cert-expires-soon"), lives(-88, 2)),
		cert("12 of 45 days left", one("cert-expires-soon"), lives(-33, 12)),
		cert("not yet valid", one("cert-not-yet-valid"), lives(1, 90)),
		cert("another name", one("cert-host-mismatch"), func(c *x509.Certificate) { c.DNSNames = []string{"antiga.lab.example"} }),
		cert("common name only", one("cert-no-san"), func(c *x509.Certificate) { c.DNSNames = nil }),
		https("self-signed", sound(func(w *workshop) []tls.Certificate { return chainOf(signer{}.issue(w.t, leafTemplate())) }), "cert-self-signed"),
		https("untrusted root", sound(func(w *workshop) []tls.Certificate {
			mid := w.stranger.issue(w.t, caTemplate("Stranger R1", -400*day, 900*day))
			return chainOf(mid.issue(w.t, leafTemplate()), mid, w.stranger)
		}), "cert-untrusted-root"),
		https("intermediate missing", sound(func(w *workshop) []tls.Certificate {
			return chainOf(w.mid.issue(w.t, leafTemplate(listed(2), func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.lab.example/r11.der"} })))
		}), "cert-missing-intermediate"),
		https("wrong order", sound(func(w *workshop) []tls.Certificate {
			low := w.mid.issue(w.t, caTemplate("Lab E7", -100*day, 500*day))
			return chainOf(low.issue(w.t, leafTemplate()), w.mid, low)
		}), "cert-chain-order"),
		https("intermediate expired", sound(func(w *workshop) []tls.Certificate {
			mid := w.root.issue(w.t, caTemplate("Lab R10", -900*day, -5*day))
			return chainOf(mid.issue(w.t, leafTemplate()), mid)
		}), "cert-intermediate-expired"),
		https("strangers sent along", sound(func(w *workshop) []tls.Certificate {
			leaf := w.mid.issue(w.t, leafTemplate())
			return chainOf(leaf, w.mid, w.stranger, w.stranger.issue(w.t, caTemplate("Other", -day, day)), w.stranger.issue(w.t, caTemplate("Another", -day, day)))
		}), "cert-chain-long"),
		https("a message beyond every limit", sound(func(w *workshop) []tls.Certificate {
			certs := w.site()
			for range 40 {
				certs[0].Certificate = append(certs[0].Certificate, make([]byte, 8<<10))
			}
			return certs
		}), "cert-chain-too-big"),
		https("root sent", sound(func(w *workshop) []tls.Certificate { return chainOf(w.mid.issue(w.t, leafTemplate()), w.mid, w.root) }), "cert-root-sent"),
		cert("SHA-1", one("cert-weak-signature"), func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }),
		https("RSA of 1024 bits", sound(func(w *workshop) []tls.Certificate { return w.siteFor(smallKey()) }), "cert-weak-key"),
		https("Ed25519", sound(func(w *workshop) []tls.Certificate { return w.siteFor(ed25519Key()) }), "cert-uncommon-key"),
		cert("for clients", one("cert-wrong-usage"), func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
		cert("valid for 250 days since the spring", one("cert-validity-too-long"), listed(2), lives(-100, 150)),
		https("revoked", sound(func(w *workshop) []tls.Certificate { return w.stapled(ocsp.Revoked) }), "cert-revoked"),
		cert("must-staple without a staple", one("cert-must-staple-missing"), mustStaple),
		cert("public without timestamps", one("cert-no-sct"), listed(0)),

		// Versions and suites.
		old("SSLv3 besides", hellotest.Server{Versions: suites(ssl3), Suites: suites(desede)}, "tls-ssl3", "cipher-3des"),
		https("TLS 1.0 besides", configured(func(w *workshop, c *tls.Config) {
			c.Certificates, c.MinVersion, c.CipherSuites = w.site(), tls.VersionTLS10, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
		}), "tls-1.0", "tls-1.1"),
		old("TLS 1.1 besides", hellotest.Server{Versions: suites(tls11), Suites: suites(tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA)}, "tls-1.1"),
		https("TLS 1.0 at most", only(tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA), "tls-no-modern", "tls-1.0", "cipher-cbc-only"),
		https("TLS 1.3 only", configured(tls13), "tls-1.2-absent"),
		https("TLS 1.2 at most", configured(func(_ *workshop, c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), "tls-1.3-missing"),
		old("RC4 besides", hellotest.Server{Versions: suites(tls12), Suites: suites(rc4SHA, rc4MD5)}, "cipher-rc4"),
		old("3DES besides", hellotest.Server{Versions: suites(tls12), Suites: suites(desede)}, "cipher-3des"),
		old("NULL besides", hellotest.Server{Versions: suites(tls12), Suites: suites(nullSHA)}, "cipher-null"),
		old("anonymous besides", hellotest.Server{Versions: suites(tls12), Suites: suites(anonAES)}, "cipher-anon"),
		old("export besides", hellotest.Server{Versions: suites(tls12), Suites: suites(exportRC4)}, "cipher-export"),
		old("DHE of 1024 bits besides", hellotest.Server{Versions: suites(tls12), Suites: suites(dheGCM), DHBits: 1024}, "dh-weak"),
		old("DHE of 2048 bits besides", hellotest.Server{Versions: suites(tls12), Suites: suites(dheGCM), DHBits: 2048}),
		old("RSA key exchange besides", hellotest.Server{Versions: suites(tls12), Suites: suites(rsaGCM)}, "cipher-some-no-fs"),
		https("RSA key exchange only", only(tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_GCM_SHA256), "cipher-no-fs", "tls-1.3-missing"),
		https("CBC only", only(tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA), "cipher-cbc-only", "tls-1.3-missing"),
		https("renegotiation by the client", func(w *workshop) func(net.Conn) {
			serve := w.http(soundPage)
			return hellotest.Renegotiator{Config: &tls.Config{Certificates: w.site(), MaxVersion: tls.VersionTLS12, Time: clock},
				Serve: func(c *tls.Conn) { serve(c) }}.Handle
		}, "renegotiation-client", "tls-1.3-missing"),

		// Connections.
		https("needs a server name", configured(func(w *workshop, c *tls.Config) {
			certs := w.site()
			c.Certificates = nil
			c.GetCertificate = func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
				if h.ServerName == "" {
					return nil, errNoCertificate
				}
				return &certs[0], nil
			}
		}), "sni-required"),
		{name: "IPv6 expired", tls: serving(soundPage), six: edited(lives(-90, -1)), plain: ok301, causes: one("ipv6-differs")},
		https("client certificate demanded, 1.3", configured(func(_ *workshop, c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), "client-cert-required"),
		https("client certificate demanded, 1.2", configured(func(_ *workshop, c *tls.Config) {
			c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
		}), "client-cert-required", "tls-1.3-missing"),
		https("never answers", raw(hang), "handshake-timeout"),
		https("alert", raw(hellotest.Alert(40)), "handshake-failed"),
		https("closes", raw(hellotest.Close), "connection-closed"),
		https("resets", raw(hellotest.Reset), "connection-closed"),
		{name: "refused", plain: ok301, causes: one("connection-refused")},
		https("HTTP on 443", raw(hellotest.HTTP), "not-tls"),

		// The way there.
		{name: "plain HTTP", page: "http://" + labHost + "/checkout", plain: soundPage, causes: one("http-only", "http-not-redirected")},
		{name: "not redirected", tls: serving(soundPage), plain: soundPage, causes: one("http-not-redirected")},
		{name: "temporary redirect", tls: serving(soundPage), plain: toHTTPS(http.StatusFound), causes: one("redirect-temporary")},
		{name: "loop", tls: serving(soundPage), plain: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.RequestURI(), http.StatusMovedPermanently)
		}, causes: one("redirect-loop")},
		{name: "six hops", tls: serving(soundPage), plain: hopping(6), causes: one("redirect-chain-long")},
		{name: "path lost", tls: serving(soundPage), plain: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+labHost+"/", http.StatusMovedPermanently)
		}, causes: one("redirect-drops-path")},
		https("back down to HTTP", serving(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+labHost+"/plain", http.StatusFound)
		}), "redirect-downgrade", "redirect-chain-long"),

		// HSTS.
		heads("no HSTS", one("hsts-missing"), header("Strict-Transport-Security")),
		heads("HSTS for a day", one("hsts-short"), header("Strict-Transport-Security", "max-age=86400")),
		heads("HSTS off", one("hsts-zero"), header("Strict-Transport-Security", "max-age=0")),
		heads("HSTS malformed", one("hsts-invalid"), header("Strict-Transport-Security", "maxage: 1 year")),
		heads("HSTS twice, the first counts", nil, header("Strict-Transport-Security", "max-age=31536000", "max-age=0")),

		// The page.
		page("script over HTTP", with(`<script src="http://cdn.example/a.js"></script>`), "mixed-active"),
		page("image over HTTP", with(`<img src="http://cdn.example/a.png">`), "mixed-passive"),
		page("form to HTTP", with(`<form action="http://shop.example/pay" method="post"></form>`), "form-insecure"),
		page("token in the page", with(`<script>var t="`+tokenLike("APP_USR")+`"</script>`), "token-exposed"),
		page("test token in the page", with(`<script>var t="`+tokenLike("TEST")+`"</script>`), "token-test-exposed"),
		page("MercadoPago.js v1", with(`<script src="https://secure.mlstatic.com/sdk/javascript/v1/mercadopago.js"></script>`), "mpjs-v1"),
		page("a copy of MercadoPago.js", strings.Replace(soundHTML, "https://sdk.mercadopago.com/js/v2", "https://cdn.example/js/mercadopago.js", 1), "mpjs-self-hosted"),
		page("MercadoPago.js over HTTP", strings.Replace(soundHTML, "https://sdk.mercadopago.com/js/v2", "http://sdk.mercadopago.com/js/v2", 1), "mpjs-insecure-url", "mixed-active"),
		own("card number asked by the page", with(`<form><input id="cardNumber" autocomplete="cc-number"></form>`), "card-input-raw"),
		own("card number sent to the shop", with(`<form><input name="card_number" autocomplete="cc-number"></form>`), "card-input-raw", "card-input-name"),
		own("MercadoPago.js not there", strings.Replace(soundHTML, `<script src="https://sdk.mercadopago.com/js/v2"></script>`, "", 1), "mpjs-missing"),
		heads("no policy", one("csp-missing"), header("Content-Security-Policy")),
		heads("policy blocks MercadoPago.js", one("csp-blocks-mp"), header("Content-Security-Policy", "script-src 'self'")),
		heads("policy for reports only", one("csp-report-only"), header("Content-Security-Policy"), header("Content-Security-Policy-Report-Only", "default-src 'self'")),
		heads("session cookie without Secure", one("cookie-insecure"), header("Set-Cookie", "PHPSESSID=1; HttpOnly; SameSite=Lax")),
		heads("session cookie without HttpOnly", one("cookie-no-httponly"), header("Set-Cookie", "PHPSESSID=1; Secure; SameSite=Lax")),
		heads("cookie without SameSite", one("cookie-no-samesite"), header("Set-Cookie", "cart=1; Secure; HttpOnly")),
		heads("no security headers", one("headers-missing"), header("X-Content-Type-Options"), header("Referrer-Policy")),
		https("500", serving(statusPage(500)), "http-5xx"),
		https("404", serving(statusPage(404)), "http-404"),
		https("401", serving(statusPage(401)), "http-401"),
		https("403", serving(statusPage(403)), "http-403"),
		https("gzip bomb", serving(bomb), "body-too-large"),
		https("never done", serving(stalling), "body-timeout"),
	}
}

// stalling sends the page and then nothing more, without an end.
func stalling(w http.ResponseWriter, r *http.Request) {
	soundHeaders(w)
	_, _ = io.WriteString(w, soundHTML)
	if err := http.NewResponseController(w).Flush(); err == nil {
		<-r.Context().Done()
	}
}

func hopping(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at := 0
		_, _ = fmt.Sscanf(r.URL.Query().Get("hop"), "%d", &at)
		if at+1 >= n {
			http.Redirect(w, r, "https://"+labHost+r.URL.Path+"?"+withHop(r.URL.Query(), 0), http.StatusMovedPermanently)
			return
		}
		http.Redirect(w, r, r.URL.Path+"?"+withHop(r.URL.Query(), at+1), http.StatusMovedPermanently)
	}
}

func withHop(q url.Values, n int) string {
	q.Del("hop")
	if n > 0 {
		q.Set("hop", strconv.Itoa(n))
	}
	return q.Encode()
}

// tokenLike is shaped like an access token and opens nothing.
func tokenLike(prefix string) string {
	return prefix + "-1234567890123456-112233-" + strings.Repeat("0a", 16) + "-123456789"
}

// TestLab examines every station and compares the causes found with those it was built for.
func TestLab(t *testing.T) {
	var all []station
	seen := map[string][]string{}
	for _, s := range stations() {
		all = append(all, s)
		for _, id := range s.causes {
			seen[id] = append(seen[id], s.name)
		}
	}
	slow := map[string]bool{"never answers": true, "never done": true}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var rep checks.Report
			if slow[s.name] { // examined until a deadline: on a clock of its own, which takes no time
				synctest.Test(t, func(t *testing.T) {
					w := newWorkshop(t)
					w.pipes = true
					rep = inspect(t, s.build(w))
				})
			} else {
				rep = inspect(t, s.build(newWorkshop(t)))
			}
			var got []string
			for _, f := range rep.Findings {
				for _, c := range f.Causes {
					got = append(got, c.ID)
					if want := verdictOf[severities[c.ID]]; f.Verdict != want && !(f.Verdict == checks.Fail && want != checks.Fail) && !(f.Verdict == checks.Warn && want == checks.Pass) {
						t.Errorf("%s rides on a %s in %s", c.ID, f.Verdict, f.ID)
					}
				}
				if len(s.causes) == 0 && (f.Verdict == checks.Fail || f.Verdict == checks.Warn || f.Verdict == checks.Inconclusive) {
					t.Errorf("%s is %s: %v", f.ID, f.Verdict, f.Detail)
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(s.causes))
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("causes %v, want %v", got, want)
				for _, f := range rep.Findings {
					if f.Verdict != checks.Pass && f.Verdict != checks.NotApplicable {
						t.Logf("%s %s %v %v", f.ID, f.Verdict, f.Detail, f.Evidence)
					}
				}
			}
		})
	}
	t.Logf("%d endpoints", len(all))
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		t.Logf("%-26s %s", id, strings.Join(seen[id], "; "))
	}
}

// TestLabCoversTheVocabulary holds the stations against the list of cause ids of the reference.
func TestLabCoversTheVocabulary(t *testing.T) {
	text, err := os.ReadFile("../../../shared/reference/tls-https-webhook.md")
	if err != nil {
		t.Skip("the reference is not here: ", err)
	}
	_, text7, _ := strings.Cut(string(text), "## 7. ")
	text7, _, _ = strings.Cut(text7, "## 8. ")
	rows := regexp.MustCompile("(?m)^\\| `([a-z0-9.-]+)` \\| ([FWI]) \\|").FindAllStringSubmatch(text7, -1)
	if len(rows) < 60 {
		t.Fatalf("%d rows read", len(rows))
	}
	red := map[string]bool{}
	for _, s := range stations() {
		for _, id := range s.causes {
			red[id] = true
		}
	}
	for _, r := range rows {
		if !red[r[1]] {
			t.Errorf("%s has no red endpoint", r[1])
		}
		if severities[r[1]] != r[2] {
			t.Errorf("%s is %s in the reference, %q here", r[1], r[2], severities[r[1]])
		}
	}
}

// severities are those of the reference's section 7, and of our own ids.
var severities = map[string]string{}

func init() {
	for severity, ids := range map[string]string{
		"F": "cert-expired cert-not-yet-valid cert-host-mismatch cert-no-san cert-self-signed cert-untrusted-root cert-missing-intermediate cert-intermediate-expired cert-chain-too-big " +
			"cert-weak-signature cert-weak-key cert-uncommon-key cert-wrong-usage cert-revoked cert-no-sct tls-ssl3 tls-1.0 tls-1.1 tls-no-modern cipher-rc4 cipher-3des cipher-null cipher-anon cipher-export dh-weak " +
			"ipv6-differs client-cert-required handshake-timeout handshake-failed connection-closed connection-refused not-tls http-only http-not-redirected redirect-loop redirect-downgrade mixed-active form-insecure " +
			"token-exposed mpjs-v1 mpjs-self-hosted mpjs-insecure-url csp-blocks-mp http-5xx http-404 http-401 card-input-name",
		"W": "cert-expires-soon cert-chain-long cert-validity-too-long cert-must-staple-missing cipher-no-fs cipher-cbc-only renegotiation-client redirect-chain-long redirect-drops-path hsts-missing hsts-short hsts-zero " +
			"hsts-invalid mixed-passive token-test-exposed mpjs-missing cookie-insecure http-403 body-timeout body-too-large card-input-raw",
		"I": "cert-chain-order cert-root-sent tls-1.2-absent tls-1.3-missing cipher-some-no-fs sni-required redirect-temporary csp-missing csp-report-only cookie-no-httponly cookie-no-samesite headers-missing",
	} {
		for _, id := range strings.Fields(ids) {
			severities[id] = severity
		}
	}
}

var verdictOf = map[string]checks.Verdict{"F": checks.Fail, "W": checks.Warn, "I": checks.Pass}

// inspect runs what "homologa ssl" runs.
func inspect(t testing.TB, e *probe.Env) checks.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	rep := checks.NewAudit(rules.All(), probe.All(e), clock).Run(ctx, checks.Selection{IDs: rules.OfAddress()})
	slices.SortFunc(rep.Findings, func(a, b checks.Finding) int { return cmp.Compare(a.ID, b.ID) })
	return rep
}
