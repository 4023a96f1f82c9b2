package probe_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
)

const day = 24 * time.Hour

// signer is a certificate with its key.
type signer struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// issue signs a template; the zero signer signs with the new key itself.
func (s signer) issue(t testing.TB, tmpl x509.Certificate) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s.issueFor(t, tmpl, key)
}

func (s signer) issueFor(t testing.TB, tmpl x509.Certificate, key crypto.Signer) signer {
	t.Helper()
	tmpl.SerialNumber, _ = rand.Int(rand.Reader, big.NewInt(1<<62))
	by, with := s.cert, s.key
	if by == nil {
		by, with = &tmpl, key
	}
	der, err := x509.CreateCertificate(rand.Reader, &tmpl, by, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signer{cert, key}
}

func caTemplate(name string, from, to time.Duration) x509.Certificate {
	return x509.Certificate{Subject: pkix.Name{CommonName: name}, NotBefore: opening.Add(from), NotAfter: opening.Add(to), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
}

const labHost = "loja.lab.example"

func leafTemplate(edit ...func(*x509.Certificate)) x509.Certificate {
	c := x509.Certificate{Subject: pkix.Name{CommonName: labHost}, DNSNames: []string{labHost}, NotBefore: opening.Add(-30 * day), NotAfter: opening.Add(60 * day),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, e := range edit {
		e(&c)
	}
	return c
}

// lab is a certificate authority and servers that show what they are told to.
type lab struct{ root, mid, stranger signer }

func newLab(t testing.TB) lab {
	t.Helper()
	root := signer{}.issue(t, caTemplate("Lab Root X1", -1000*day, 3000*day))
	return lab{root: root, mid: root.issue(t, caTemplate("Lab R11", -400*day, 900*day)), stranger: signer{}.issue(t, caTemplate("Stranger Root", -1000*day, 3000*day))}
}

func (l lab) env(dial dialer) *probe.Env {
	pool := x509.NewCertPool()
	pool.AddCert(l.root.cert)
	return &probe.Env{Roots: pool, Now: clock, Dial: dial, Lookup: nowhere, Load: func() checks.Settings { return checks.Settings{} }}
}

// nowhere resolves nothing: the lab's dialers reach their server by any name.
func nowhere(_ context.Context, _, host string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// serve takes connections until the test ends and returns how to reach the server, whatever the
// address asked for.
func serve(t testing.TB, handle func(net.Conn)) dialer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				handle(c)
			}()
		}
	}()
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, ln.Addr().String())
	}
}

func serveTLS(t testing.TB, cfg *tls.Config) dialer {
	cfg.Time = clock
	return serve(t, func(c net.Conn) {
		tc := tls.Server(c, cfg)
		if tc.HandshakeContext(t.Context()) == nil {
			_, _ = tc.Read(make([]byte, 1)) // until the other side leaves
		}
	})
}

func chainOf(leaf signer, more ...signer) []tls.Certificate {
	c := tls.Certificate{Certificate: [][]byte{leaf.cert.Raw}, PrivateKey: leaf.key}
	for _, m := range more {
		c.Certificate = append(c.Certificate, m.cert.Raw)
	}
	return []tls.Certificate{c}
}

// observe runs one probe on facts made by hand.
func observe(ctx context.Context, t testing.TB, e *probe.Env, id string, facts ...checks.Fact) *checks.Facts {
	t.Helper()
	for _, p := range probe.All(e) {
		if p.ID == id {
			return checks.NewFacts(clock(), p.Run(ctx, checks.NewFacts(clock(), facts...))...)
		}
	}
	t.Fatalf("no probe %s", id)
	return nil
}

func shake(t testing.TB, e *probe.Env, page string) checks.TLSState {
	t.Helper()
	f := observe(t.Context(), t, e, "page.tls", checks.FactSettings.Of(checks.Settings{PaymentPage: page}))
	st, ok := checks.FactPageTLS.Get(f)
	if !ok {
		t.Fatalf("no handshake observed: %+v", f.Gap(checks.FactPageTLS.Name))
	}
	return st
}

func TestChainsAreJudgedApartFromNamesAndDates(t *testing.T) {
	l := newLab(t)
	good := func(edit ...func(*x509.Certificate)) signer { return l.mid.issue(t, leafTemplate(edit...)) }
	otherMid := l.stranger.issue(t, caTemplate("Stranger R1", -400*day, 900*day))
	oldMid := l.root.issue(t, caTemplate("Lab R10", -900*day, -5*day))
	byAddress := func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.ParseIP("203.0.113.10")} }
	self := signer{}.issue(t, leafTemplate())
	for _, c := range []struct {
		name    string
		certs   []tls.Certificate
		page    string
		chainOK bool
		nameOK  bool
		all     bool
		problem string
		issuer  string
	}{
		{"sound", chainOf(good(), l.mid), "", true, true, true, "", ""},
		{"root sent too, out of order", chainOf(good(), l.root, l.mid), "", true, true, true, "", ""},
		{"wildcard", chainOf(good(func(c *x509.Certificate) { c.DNSNames = []string{"*.lab.example"} }), l.mid), "", true, true, true, "", ""},
		{"intermediate missing", chainOf(good()), "", false, true, false, "cert-missing-intermediate", "Lab R11"},
		{"another intermediate sent", chainOf(good(), otherMid), "", false, true, false, "cert-missing-intermediate", "Lab R11"},
		{"self-signed", chainOf(self), "", false, true, false, "cert-self-signed", labHost},
		{"untrusted root", chainOf(otherMid.issue(t, leafTemplate()), otherMid), "", false, true, false, "cert-untrusted-root", "Stranger Root"},
		{"untrusted root sent", chainOf(otherMid.issue(t, leafTemplate()), otherMid, l.stranger), "", false, true, false, "cert-untrusted-root", "Stranger Root"},
		{"expired intermediate", chainOf(oldMid.issue(t, leafTemplate()), oldMid), "", false, true, false, "cert-intermediate-expired", "Lab R10"},
		{"expired leaf", chainOf(good(func(c *x509.Certificate) { c.NotAfter = opening.Add(-day) }), l.mid), "", true, true, false, "", ""},
		{"leaf not valid yet", chainOf(good(func(c *x509.Certificate) { c.NotBefore = opening.Add(day) }), l.mid), "", true, true, false, "", ""},
		{"expired leaf without its intermediate", chainOf(good(func(c *x509.Certificate) { c.NotAfter = opening.Add(-day) })), "", false, true, false, "cert-missing-intermediate", "Lab R11"},
		{"other name", chainOf(good(func(c *x509.Certificate) { c.DNSNames = []string{"antiga.lab.example"} }), l.mid), "", true, false, false, "", ""},
		{"common name only", chainOf(good(func(c *x509.Certificate) { c.DNSNames = nil }), l.mid), "", true, false, false, "", ""},
		{"address in the certificate", chainOf(good(byAddress), l.mid), "https://203.0.113.10/", true, true, true, "", ""},
		{"address not in the certificate", chainOf(good(), l.mid), "https://203.0.113.10/", true, false, false, "", ""},
		{"for clients only", chainOf(good(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }), l.mid), "", false, true, false, "cert-wrong-usage", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := c.page
			if page == "" {
				page = "https://" + labHost + "/checkout"
			}
			st := shake(t, l.env(serveTLS(t, &tls.Config{Certificates: c.certs})), page)
			if st.HandshakeError != "" || st.Version != tls.VersionTLS13 || len(st.Chain) != len(c.certs[0].Certificate) || st.Addr == "" {
				t.Fatalf("handshake %+v", st)
			}
			if st.ChainOK != c.chainOK || st.NameOK != c.nameOK || st.VerifiedAll != c.all || st.ChainProblem != c.problem || st.MissingIssuer != c.issuer {
				t.Errorf("chain %v (%q, issuer %q), name %v, all %v", st.ChainOK, st.ChainProblem, st.MissingIssuer, st.NameOK, st.VerifiedAll)
			}
			if len(st.OldVersions) > 0 || st.OldUnknown {
				t.Errorf("old versions %x, unknown %v", st.OldVersions, st.OldUnknown)
			}
		})
	}
}

func TestOldVersionsAndSuites(t *testing.T) {
	l := newLab(t)
	certs := chainOf(l.mid.issue(t, leafTemplate()), l.mid)
	cbc := []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
	key := bigKey()
	for name, c := range map[string]struct {
		cfg     *tls.Config
		version uint16
		old     []uint16
	}{
		"1.2 and newer":   {&tls.Config{Certificates: certs, MinVersion: tls.VersionTLS12}, tls.VersionTLS13, nil},
		"1.3 only":        {&tls.Config{Certificates: certs, MinVersion: tls.VersionTLS13}, tls.VersionTLS13, nil},
		"everything":      {&tls.Config{Certificates: certs, MinVersion: tls.VersionTLS10, CipherSuites: cbc}, tls.VersionTLS13, []uint16{tls.VersionTLS10, tls.VersionTLS11}},
		"1.1 and 1.2":     {&tls.Config{Certificates: certs, MinVersion: tls.VersionTLS11, MaxVersion: tls.VersionTLS12, CipherSuites: cbc}, tls.VersionTLS12, []uint16{tls.VersionTLS11}},
		"1.0 at most":     {&tls.Config{Certificates: certs, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10, CipherSuites: cbc}, tls.VersionTLS10, []uint16{tls.VersionTLS10}},
		"old suites only": {&tls.Config{Certificates: chainOf(l.mid.issueFor(t, leafTemplate(), key), l.mid), MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}}, tls.VersionTLS12, nil},
	} {
		t.Run(name, func(t *testing.T) {
			st := shake(t, l.env(serveTLS(t, c.cfg)), "https://"+labHost+"/")
			if st.Version != c.version || !slices.Equal(st.OldVersions, c.old) || st.OldUnknown || !st.ChainOK {
				t.Errorf("version %x, old %x, unknown %v, error %q", st.Version, st.OldVersions, st.OldUnknown, st.HandshakeError)
			}
		})
	}
}

func TestServersThatAreNoTLSServers(t *testing.T) {
	l := newLab(t)
	fail := func(err error) dialer {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	hello := func(then func(net.Conn)) dialer {
		return serve(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1024)); then(c) })
	}
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for name, c := range map[string]struct {
		dial  dialer
		cause string
	}{
		"speaks HTTP":          {hello(func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) }), "not-tls"},
		"closes at once":       {serve(t, func(net.Conn) {}), "connection-closed"},
		"closes on the hello":  {hello(func(net.Conn) {}), "connection-closed"},
		"alert":                {serveTLS(t, &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errors.New("none") }}), "handshake-failed"},
		"closed port":          {fail(refused), "connection-refused"},
		"no such name":         {fail(&net.DNSError{Err: "no such host", Name: labHost, IsNotFound: true}), "unresolved"},
		"the resolver is down": {fail(&net.DNSError{Err: "server misbehaving", Name: labHost, IsTemporary: true}), "unreachable"},
		"no network":           {fail(&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}), "unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			st := shake(t, l.env(c.dial), "https://"+labHost+"/")
			if st.HandshakeCause != c.cause || st.HandshakeError == "" || len(st.Chain) > 0 || st.ChainOK || st.NameOK {
				t.Errorf("%q, cause %q, %d certificates", st.HandshakeError, st.HandshakeCause, len(st.Chain))
			}
		})
	}
}

// silent hands out connections that take what is written and never answer.
func silent(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		b := make([]byte, 4096)
		for {
			if _, err := far.Read(b); err != nil {
				return
			}
		}
	}()
	return near, nil
}

func TestSilentPort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		st := shake(t, lab{}.envBare(silent), "https://"+labHost+"/")
		if took := time.Since(start); took != 5*time.Second || st.HandshakeCause != "handshake-timeout" || !st.OldUnknown {
			t.Errorf("%v, cause %q, old unknown %v", took, st.HandshakeCause, st.OldUnknown)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		f := observe(ctx, t, lab{}.envBare(silent), "page.tls", checks.FactSettings.Of(checks.Settings{PaymentPage: "https://" + labHost}))
		if g := f.Gap(checks.FactPageTLS.Name); time.Since(start) != time.Second || g == nil || g.Reason != checks.GapTimeout {
			t.Errorf("after %v: %+v", time.Since(start), g)
		}
	})
}

// TestSilenceToOldVersionsIsNoRefusal: only the modern hello is answered.
func TestSilenceToOldVersionsIsNoRefusal(t *testing.T) {
	l := newLab(t)
	modern := serveTLS(t, &tls.Config{Certificates: chainOf(l.mid.issue(t, leafTemplate()), l.mid)})
	for _, c := range []struct {
		name    string
		other   dialer
		unknown bool
	}{
		{"no more connections", func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
		}, true},
		{"no answer in time", func(context.Context, string, string) (net.Conn, error) { return nil, context.DeadlineExceeded }, true},
		{"closed on the hello", serve(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1024)) }), false},
	} {
		// Which of the three connections is the modern one shows in its hello.
		dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
			return &sorting{pick: func(hello []byte) (net.Conn, error) {
				if strings.Contains(string(hello), "\x08\x03\x04\x03\x03\x03\x02\x03\x01") { // the list of versions
					return modern(context.WithoutCancel(ctx), network, addr)
				}
				return c.other(context.WithoutCancel(ctx), network, addr)
			}}, nil
		}
		st := shake(t, l.env(dial), "https://"+labHost+"/")
		if st.HandshakeError != "" || st.OldUnknown != c.unknown || len(st.OldVersions) > 0 {
			t.Errorf("%s: old %x, unknown %v, error %q", c.name, st.OldVersions, st.OldUnknown, st.HandshakeError)
		}
	}
}

// sorting connects when it has seen the hello.
type sorting struct {
	net.Conn
	pick func([]byte) (net.Conn, error)
	err  error
}

func (s *sorting) Write(p []byte) (int, error) {
	if s.Conn == nil {
		if s.Conn, s.err = s.pick(p); s.err != nil {
			s.Conn = nil
			return 0, s.err
		}
	}
	return s.Conn.Write(p)
}

func (s *sorting) Read(p []byte) (int, error) {
	if s.Conn == nil {
		return 0, s.err
	}
	return s.Conn.Read(p)
}

func (*sorting) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(203, 0, 113, 10), Port: 443} }

func (s *sorting) SetDeadline(at time.Time) error {
	if s.Conn == nil {
		return nil
	}
	return s.Conn.SetDeadline(at)
}

func (s *sorting) Close() error {
	if s.Conn == nil {
		return nil
	}
	return s.Conn.Close()
}

func (lab) envBare(dial dialer) *probe.Env {
	return &probe.Env{Roots: x509.NewCertPool(), Now: clock, Dial: dial, Lookup: nowhere}
}

func TestNamesFromCertificatesAreCleaned(t *testing.T) {
	l := newLab(t)
	mid := l.root.issue(t, caTemplate("Evil\x1b]0;owned\x07 CA", -day, day))
	leaf := mid.issue(t, leafTemplate(func(c *x509.Certificate) {
		c.Subject.CommonName, c.DNSNames = "a\u202eb", []string{"x\x1b[31m.example"}
	}))
	for _, certs := range [][]tls.Certificate{chainOf(leaf, mid), chainOf(leaf)} {
		st := shake(t, l.env(serveTLS(t, &tls.Config{Certificates: certs})), "https://"+labHost+"/")
		all := st.MissingIssuer
		for _, c := range st.Chain {
			all += c.Subject + c.Issuer + strings.Join(c.DNSNames, "")
		}
		if len(st.Chain) == 0 || strings.ContainsAny(all, "\x1b\x07\u202e") || !strings.Contains(all, "Evil") {
			t.Errorf("%q", all)
		}
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	e := lab{}.envBare(silent)
	for page, want := range map[string]checks.GapReason{"": checks.GapInput, "loja": checks.GapUnsupported, "ftp://a/b": checks.GapUnsupported, "https://": checks.GapUnsupported,
		"https://%zz/": checks.GapUnsupported, "http://loja.example/": checks.GapUnsupported} {
		f := observe(t.Context(), t, e, "page.tls", checks.FactSettings.Of(checks.Settings{PaymentPage: page}))
		if g := f.Gap(checks.FactPageTLS.Name); g == nil || g.Reason != want {
			t.Errorf("%q: %+v, want %s", page, g, want)
		}
	}
}

// TestNamesTravelInTheirASCIIForm: a shop with an accent in its name is reached all the same.
func TestNamesTravelInTheirASCIIForm(t *testing.T) {
	l := newLab(t)
	const ascii = "xn--caf-dma.lab.example"
	serve := serveTLS(t, &tls.Config{Certificates: chainOf(l.mid.issue(t, leafTemplate(func(c *x509.Certificate) { c.DNSNames = []string{ascii} })), l.mid)})
	var asked string
	e := l.env(func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr != ascii+":8443" {
			return nil, &net.DNSError{Err: "no such host", Name: addr, IsNotFound: true}
		}
		return serve(ctx, network, addr)
	})
	e.Lookup = func(_ context.Context, _, host string) ([]netip.Addr, error) {
		asked = host
		return []netip.Addr{netip.MustParseAddr("203.0.113.7")}, nil
	}
	const page = "https://café.lab.example:8443/"
	if st := shake(t, e, page); !st.NameOK || !st.ChainOK || st.Host != ascii {
		t.Errorf("%s: name %v, error %q", st.Host, st.NameOK, st.HandshakeError)
	}
	observe(t.Context(), t, e, "webhook.address", checks.FactSettings.Of(checks.Settings{WebhookURL: page}))
	if asked != ascii {
		t.Errorf("looked up %q", asked)
	}
}
