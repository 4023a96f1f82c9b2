package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Somebody pastes an address with a token in it into every place once, and an address comes from
// everywhere: typed, configured, recorded, redirected to, written in a certificate.

const (
	usualToken  = "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891"
	markedToken = "APP_USR-7305128846120953-051110-1f2e3d4c5b6a79889706a5b4c3d2e1f1__LA_LD__-2034567891"
	opaqueToken = "Qx7opaque81Zt4Lw9" // known by the name beside it alone
)

// leaks lists what of the inputs came out: enough of each to be worth something.
func leaks(text string) (out []string) {
	for _, s := range []string{usualToken[30:60], markedToken[30:60], opaqueToken} {
		if strings.Contains(text, s) {
			out = append(out, s)
		}
	}
	return out
}

func tellsNothing(t *testing.T, where, text string) {
	t.Helper()
	for _, s := range leaks(text) {
		i := strings.Index(text, s)
		t.Errorf("%s shows %q: …%q…", where, s, text[max(0, i-160):min(len(text), i+len(s)+20)])
	}
}

// addresses writes a base with the tokens in each part that an address has.
func addresses(base string) []string {
	return []string{base + "?x=" + usualToken, base + "?x=" + markedToken, base + "?token=" + opaqueToken, base + "/" + usualToken + "/x", base + "/" + markedToken, base + "?a=1&api_key=" + opaqueToken + "#" + usualToken,
		base + "#access_token=" + opaqueToken, strings.Replace(base, "://", "://bob:"+opaqueToken+"@", 1), base + "?next=" + url.QueryEscape("https://x.example/?client_secret="+opaqueToken+"&t="+usualToken)}
}

// TestCanariesInAddresses puts each address alone into each input that takes one.
func TestCanariesInAddresses(t *testing.T) {
	closed := func(scheme string) string { return scheme + "://127.0.0.1:9/pagar" } // nobody listens there
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/again?token="+opaqueToken)
		if r.URL.Path == "/moved" {
			w.WriteHeader(http.StatusFound)
		}
		_, _ = fmt.Fprintf(w, "<title>%s</title><a href=\"%s\">%s</a>", r.URL, r.URL, r.URL)
	}))
	t.Cleanup(echo.Close)
	for name, commands := range map[string]func(address string) [][]string{
		"ssl":        func(a string) [][]string { return [][]string{{"ssl", a}} },
		"doctor":     func(a string) [][]string { return [][]string{{"webhook", "doctor", a, "--timeout", "20s"}} },
		"doctor yes": func(a string) [][]string { return [][]string{{"webhook", "doctor", a, "--yes", "--timeout", "20s"}} },
		"counter": func(a string) [][]string {
			return [][]string{{"webhook", "doctor", closed("http"), "--counter", a, "--timeout", "20s"}}
		},
		"base": func(a string) [][]string { return [][]string{{"check", "--base-url", a, "--only", "credentials"}} },
		"wrong": func(a string) [][]string {
			return [][]string{{"ssl", "ftp" + a}, {"webhook", "doctor", a + " x"}, {"ssl", a, a}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, base := range []string{closed("http"), closed("https"), echo.URL, echo.URL + "/moved"} {
				for i, a := range addresses(base) {
					if base != closed("http") && i > 3 {
						continue // which part of the address holds it was tried; who answers was not
					}
					for _, format := range []string{"text", "json"} {
						for _, args := range commands(a) {
							_, out, errs := inside(t, t.TempDir(), map[string]string{"MP_ACCESS_TOKEN": usualToken, "MP_WEBHOOK_SECRET": strings.Repeat("0123456789abcdef", 4)}, append(args, "--format", format, "--lang", "en", "--verbose")...)
							if out+errs == "" {
								t.Errorf("%v says nothing", args)
							}
							tellsNothing(t, strings.Join(args[:2], " ")+" "+format+" stdout", out)
							tellsNothing(t, strings.Join(args[:2], " ")+" "+format+" stderr", errs)
						}
					}
				}
			}
		})
	}
}

// TestCanariesInSettings: the same in homologa.toml, in the names of files and in a recording.
func TestCanariesInSettings(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	har := func(address string) string {
		return `{"log":{"entries":[{"startedDateTime":"2026-05-11T10:01:02.000Z","request":{"method":"POST","url":` + quoted(address) + `,"headers":[{"name":"Authorization","value":"Bearer ` + usualToken +
			`"}],"postData":{"text":"{\"items\":[{\"title\":\"x\"}],\"notification_url\":\"https://x.example/?token=` + opaqueToken + `\"}"}},"response":{"status":401,"content":{"text":"{\"message\":\"bad ` + markedToken + `\"}"}}}]}}`
	}
	write("shop/"+usualToken+".js", "const t = '"+markedToken+"'")
	write("shop/client_secret="+opaqueToken+".js", "x = '"+usualToken+"'")
	for i, a := range addresses("http://127.0.0.1:9/x") {
		write("a.har", har(strings.Replace(a, "http://127.0.0.1:9/x", "https://api.mercadopago.com/checkout/preferences", 1)))
		write("homologa.toml", fmt.Sprintf("product=\"checkout_pro\"\npayment_page=%[1]q\nwebhook_url=%[1]q\nforward_to=%[1]q\nsource_dir=\"shop\"\nexchanges=\"a.har\"\n", a))
		for _, args := range [][]string{{"check"}, {"check", "--format", "json"}, {"fix", "ssl.https"}, {"fix", "notifications.answers"}, {"fix", "homologation.notification_url"}, {"check", "--exchanges", "a.har", "--only", "security"},
			{"webhook", "verify", "a.har"}, {"lint", "a.har"}, {"trigger", "payment.approved"}, {"listen", "--replay", "last"}, {"reports", "show", usualToken + ".csv"}, {"check", "--config", "token=" + opaqueToken},
			{"check", "--demo", "--only", "pix", "--output", "no/such/" + usualToken}, {"pay", "--list", "--ledger", usualToken}} {
			if i > 2 && len(args) > 2 {
				continue
			}
			_, out, errs := inside(t, dir, map[string]string{"MP_WEBHOOK_SECRET": strings.Repeat("0123456789abcdef", 4)}, append(args, "--lang", "en", "--base-url", "http://127.0.0.1:9", "--timeout", "20s")...)
			if out+errs == "" {
				t.Errorf("%v says nothing", args)
			}
			tellsNothing(t, strings.Join(args, " "), out+errs)
		}
	}
}

// TestCanariesInCertificates: the names of subject, issuer and authority come from whoever answers.
func TestCanariesInCertificates(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const mail = "canary.mail@segredo.example"
	x := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: mail, Organization: []string{"client_secret=" + opaqueToken}, OrganizationalUnit: []string{markedToken}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 0, 60), DNSNames: []string{usualToken + ".example", markedToken, "token=" + opaqueToken, "shop.example"}, EmailAddresses: []string{mail},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 2)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true}
	der, err := x509.CreateCertificate(rand.Reader, x, x, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	seen := false
	for _, args := range [][]string{{"ssl", s.URL}, {"ssl", s.URL, "--format", "json"}, {"webhook", "doctor", s.URL + "/hook", "--yes", "--format", "json"}} {
		_, out, errs := inside(t, t.TempDir(), nil, append(args, "--lang", "en", "--verbose")...)
		tellsNothing(t, strings.Join(args, " "), out+errs)
		if strings.Contains(out+errs, mail) {
			t.Errorf("%v shows the address of the issuer", args)
		}
		seen = seen || strings.Contains(out, "shop.example")
	}
	if !seen {
		t.Error("no name of the certificate was shown, so nothing was tried")
	}
}

// TestLeaksAreSeen: the look-out of these tests can fail.
func TestLeaksAreSeen(t *testing.T) {
	for _, s := range []string{usualToken, markedToken, opaqueToken} {
		if len(leaks("x"+s+"y")) != 1 {
			t.Errorf("%s is not seen", s)
		}
	}
	for _, a := range addresses("http://x.example") {
		if len(leaks(a)) == 0 {
			t.Errorf("%s holds nothing", a)
		}
	}
}
