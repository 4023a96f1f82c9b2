package fix

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// chain is a root, an intermediate and a leaf for a host, as files of a shop.
type chain struct {
	roots *x509.CertPool
	dir   string
}

func newChain(t testing.TB, host string, withIntermediate bool) chain {
	t.Helper()
	now := time.Now()
	issue := func(tpl, parent *x509.Certificate, by *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if parent == nil {
			parent, by = tpl, key
		}
		tpl.NotBefore, tpl.NotAfter = now.Add(-24*time.Hour), now.Add(89*24*time.Hour)
		tpl.SerialNumber, tpl.BasicConstraintsValid = big.NewInt(now.UnixNano()), true
		der, err := x509.CreateCertificate(rand.Reader, tpl, parent, &key.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c, key
	}
	ca := func(name string) *x509.Certificate {
		return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}
	}
	root, rootKey := issue(ca("Proof Root"), nil, nil)
	mid, midKey := issue(ca("Proof R1"), root, rootKey)
	leaf, leafKey := issue(&x509.Certificate{Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, mid, midKey)
	sent := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf.Raw})
	if withIntermediate {
		sent = append(sent, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: mid.Raw})...)
	}
	der, err := x509.MarshalECPrivateKey(leafKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "fullchain.pem"), string(sent))
	write(t, filepath.Join(dir, "privkey.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})))
	roots := x509.NewCertPool()
	roots.AddCert(root)
	return chain{roots, dir}
}

// nginx runs a snippet with other ports and paths and returns the addresses of plain and TLS.
func nginx(t *testing.T, snippet, host string, c chain, backend string) (plain, secure string) {
	t.Helper()
	program := tool(t, "nginx")
	dir := t.TempDir()
	plainPort, securePort := freePort(t), freePort(t)
	var kept []string
	for line := range strings.Lines(snippet) {
		if !strings.Contains(line, "[::]") { // no second family needed for the proof
			kept = append(kept, line)
		}
	}
	conf := strings.NewReplacer("listen 80;", "listen 127.0.0.1:"+plainPort+";", "listen 443 ssl;", "listen 127.0.0.1:"+securePort+" ssl;",
		"/etc/ssl/"+host+"/", c.dir+"/", "http://127.0.0.1:8080", backend).Replace(strings.Join(kept, ""))
	if strings.Contains(conf, "/etc/ssl/"+host) || strings.Contains(conf, "listen 80") || strings.Contains(conf, "listen 443") {
		t.Fatalf("the snippet is not what the proof rewrites:\n%s", conf)
	}
	var temp strings.Builder
	for _, k := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temp.WriteString("  " + k + "_temp_path " + dir + "/" + k + ";\n")
	}
	path := write(t, filepath.Join(dir, "nginx.conf"), "pid "+dir+"/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n  ssl_ciphers DEFAULT@SECLEVEL=0;\n"+temp.String()+conf+"}\n")
	if msg, err := exec.Command(program, "-t", "-e", "stderr", "-p", dir, "-c", path).CombinedOutput(); err != nil {
		t.Fatalf("nginx -t: %v\n%s\n%s", err, msg, conf)
	}
	cmd := exec.Command(program, "-e", "stderr", "-p", dir, "-c", path, "-g", "daemon off;")
	cmd.Env = os.Environ()
	launch(t, cmd, "127.0.0.1:"+securePort)
	return "127.0.0.1:" + plainPort, "127.0.0.1:" + securePort
}

// handshake observes as an audit does.
func handshake(t testing.TB, addr, host string, roots *x509.CertPool) checks.TLSState {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, &tls.Config{ServerName: host, InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	st := conn.ConnectionState()
	out := checks.TLSState{Host: host, Port: "443", Addr: addr, Version: st.Version}
	mids := x509.NewCertPool()
	for _, c := range st.PeerCertificates {
		mids.AddCert(c)
		out.Chain = append(out.Chain, checks.Cert{Subject: c.Subject.CommonName, Issuer: c.Issuer.CommonName, DNSNames: c.DNSNames, NotBefore: c.NotBefore, NotAfter: c.NotAfter, CA: c.IsCA})
	}
	leaf := st.PeerCertificates[0]
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: mids})
	out.ChainOK, out.NameOK = err == nil, leaf.VerifyHostname(host) == nil
	if err != nil {
		out.ChainProblem, out.MissingIssuer = "cert-missing-intermediate", leaf.Issuer.CommonName
	}
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		if c, err := tls.Dial("tcp", addr, &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: v, MaxVersion: v}); err == nil {
			c.Close()
			out.OldVersions = append(out.OldVersions, v)
		}
	}
	return out
}

func TestNginxFixes(t *testing.T) {
	const host = "loja.com.br"
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Host+" "+r.URL.RequestURI()+" "+r.Header.Get("X-Forwarded-Proto"))
	}))
	t.Cleanup(shop.Close)
	facts := shopFacts(box(t, ""), nil)
	ids := []checks.ID{"ssl.https", "ssl.chain_complete", "ssl.hostname", "ssl.expiry", "ssl.tls_version"}

	// The same server without the intermediate is what the fix is for.
	bad := newChain(t, host, false)
	_, secure := nginx(t, in(t, For("ssl.https", facts, lang.PT), Nginx), host, bad, shop.URL)
	broken := checks.NewFacts(time.Now(), checks.FactPageTLS.Of(handshake(t, secure, host, bad.roots)))
	if got := judge(t, "ssl.chain_complete", broken); got.Verdict != checks.Fail {
		t.Fatalf("a chain without its intermediate: %s", got.Verdict)
	}
	broken.Put(checks.FactSettings.Of(checks.Settings{PaymentPage: "https://loja.com.br/pagar"}))
	snippet := in(t, For("ssl.chain_complete", broken, lang.ES), Nginx)
	if !strings.Contains(snippet, "Proof R1") {
		t.Errorf("the missing issuer is not named:\n%s", snippet)
	}

	good := newChain(t, host, true)
	plain, secure := nginx(t, snippet, host, good, shop.URL)
	state := handshake(t, secure, host, good.roots)
	if len(state.Chain) != 2 {
		t.Errorf("%d certificates sent", len(state.Chain))
	}
	fixed := checks.NewFacts(time.Now(), checks.FactPageTLS.Of(state), checks.FactSettings.Of(checks.Settings{PaymentPage: "https://loja.com.br/pagar"}),
		checks.FactPage.Of(browse(t, "https://"+host+"/pagar?pedido=7", plain, secure, good.roots)), checks.FactPlainHTTP.Of(knock(t, plain, host)))
	for _, id := range append(ids, "ssl.redirect") {
		if got := judge(t, id, fixed); got.Verdict != checks.Pass || len(got.Causes) > 0 {
			t.Errorf("%s: %s %v", id, got.Verdict, got.Causes)
		}
	}
	fixed.Put(checks.FactHookTLS.Of(state))
	if got := judge(t, "notifications.tls", fixed); got.Verdict != checks.Pass {
		t.Errorf("notifications.tls: %s", got.Verdict)
	}

	// Every other snippet for nginx at least loads.
	for _, id := range append(ids, "ssl.redirect") {
		nginx(t, in(t, For(id, facts, lang.EN), Nginx), host, good, shop.URL)
	}
}

// browser resolves every name to the proof's server.
func browser(plain, secure string, roots *x509.CertPool) *http.Client {
	d := net.Dialer{}
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots},
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				if strings.HasSuffix(addr, ":443") {
					return d.DialContext(ctx, network, secure)
				}
				return d.DialContext(ctx, network, plain)
			}}}
}

func browse(t testing.TB, url, plain, secure string, roots *x509.CertPool) checks.Page {
	t.Helper()
	resp, err := browser(plain, secure, roots).Do(must(t, "GET", url))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if string(body) != "loja.com.br /pagar?pedido=7 https" {
		t.Errorf("the shop saw %q", body)
	}
	return checks.Page{URL: url, Status: resp.StatusCode, Size: len(body)}
}

func knock(t testing.TB, plain, host string) checks.PlainHTTP {
	t.Helper()
	url := "http://" + host + "/pagar?pedido=7"
	resp, err := browser(plain, plain, nil).Do(must(t, "GET", url))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	to := resp.Header.Get("Location")
	if resp.StatusCode != 301 || to != "https://loja.com.br/pagar?pedido=7" {
		t.Errorf("%d to %q", resp.StatusCode, to)
	}
	return checks.PlainHTTP{URL: url, Hops: []checks.Hop{{URL: url, Status: resp.StatusCode, To: to}}, Final: to, Status: 200}
}
