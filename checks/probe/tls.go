package probe

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const handshakeTimeout = 5 * time.Second

func (e *Env) pageTLS() checks.Probe {
	return checks.Probe{ID: "page.tls", Provides: keys(checks.FactPageTLS.Name), Needs: keys(checks.FactSettings.Name), Timeout: 12 * time.Second,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			s := checks.FactSettings.Must(f)
			return []checks.Fact{e.handshake(ctx, checks.FactPageTLS, s.PaymentPage, "payment_page")}
		}}
}

func (e *Env) hookTLS() checks.Probe {
	return checks.Probe{ID: "webhook.tls", Provides: keys(checks.FactHookTLS.Name), Needs: keys(checks.FactHookAddress.Name), Timeout: 12 * time.Second,
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			return []checks.Fact{e.handshake(ctx, checks.FactHookTLS, checks.FactHookAddress.Must(f).URL, "webhook_url")}
		}}
}

// target splits an address into host and port. ok is false when it is not an http(s) address.
func target(raw string) (u *url.URL, host, port string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, "", "", false
	}
	port = u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u, wireName(u), port, true
}

// wireName is the host as it travels: a name with accents goes out in its ASCII form. net/http
// knows that form and shows it nowhere but in a request.
func wireName(u *url.URL) string {
	host := u.Hostname()
	if strings.IndexFunc(host, func(r rune) bool { return r > 0x7f }) < 0 {
		return host
	}
	var b bytes.Buffer
	req := http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "http", Host: host}}
	if err := req.Write(&b); err != nil {
		return host
	}
	got, err := http.ReadRequest(bufio.NewReader(&b))
	if err != nil || got.Host == "" {
		return host
	}
	return got.Host
}

func (e *Env) handshake(ctx context.Context, k checks.Key[checks.TLSState], raw, input string) checks.Fact {
	if raw == "" {
		return k.Missing(checks.Gap{Reason: checks.GapInput, Input: input})
	}
	u, host, port, ok := target(raw)
	if !ok {
		return k.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.not_url", "input", input, "url", mpclient.CleanLine(raw, 120))})
	}
	if u.Scheme != "https" {
		return k.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: checks.T("gap.detail.plain_http", "input", input)})
	}
	var st checks.TLSState
	var old oldVersions
	var wg sync.WaitGroup
	wg.Go(func() { st = e.realHandshake(ctx, host, port) })
	wg.Go(func() { old = e.tryOld(ctx, host, port) })
	wg.Wait()
	st.OldVersions, st.OldUnknown = old.accepted, old.unknown
	if ctx.Err() != nil && st.HandshakeError != "" {
		return k.Missing(checks.Gap{Reason: checks.GapTimeout, Detail: checks.T("gap.detail.timeout", "host", host, "seconds", "12")})
	}
	return k.Of(st)
}

func (e *Env) dialTLS(ctx context.Context, host, port string, cfg *tls.Config) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	raw, err := e.Dial(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	conn := tls.Client(raw, cfg)
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return conn, nil
}

// realHandshake takes whatever the server sends and verifies it afterwards, so that a broken chain
// still shows.
func (e *Env) realHandshake(ctx context.Context, host, port string) checks.TLSState {
	st := checks.TLSState{Host: host, Port: port}
	start := time.Now()
	conn, err := e.dialTLS(ctx, host, port, anyTLS(host))
	st.Took = time.Since(start)
	if err != nil {
		st.HandshakeCause = networkCause(err)
		st.HandshakeError = plainError(err)
		return st
	}
	defer func() { _ = conn.Close() }()
	cs := conn.ConnectionState()
	st.Version, st.Cipher, st.Addr = cs.Version, cs.CipherSuite, conn.RemoteAddr().String()
	for _, c := range cs.PeerCertificates {
		st.Chain = append(st.Chain, certOf(c))
	}
	e.verify(&st, cs.PeerCertificates, host)
	return st
}

// anyTLS takes every version and suite crypto/tls can speak: what is old is reported, and must not
// keep the rest from being seen. Nothing is verified on the way; verify does that afterwards.
func anyTLS(host string) *tls.Config {
	cfg := &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, CipherSuites: allSuites} //nolint:gosec // observed, not trusted
	if net.ParseIP(host) != nil {
		cfg.ServerName = "" // addresses are not sent as server name
	}
	return cfg
}

// networkCause names a connection problem, and keeps what lies on this side apart: a resolver that
// does not answer says nothing about the server.
func networkCause(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) && !dns.IsNotFound {
		return "unreachable"
	}
	return mpclient.NetworkCause(err)
}

func plainError(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		err = op.Err
	}
	return mpclient.CleanLine(err.Error(), 160)
}

func certOf(c *x509.Certificate) checks.Cert {
	out := checks.Cert{Subject: certName(c.Subject.CommonName, c.Subject.String()), Issuer: certName(c.Issuer.CommonName, c.Issuer.String()),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, CA: c.IsCA, SelfSigned: selfSigned(c), Serial: fmt.Sprintf("%x", c.SerialNumber)}
	for _, n := range c.DNSNames {
		out.DNSNames = append(out.DNSNames, mpclient.CleanLine(n, 120))
	}
	for _, ip := range c.IPAddresses {
		if a, ok := netip.AddrFromSlice(ip); ok {
			out.IPs = append(out.IPs, a.Unmap())
		}
	}
	return out
}

func certName(cn, full string) string {
	if cn != "" {
		return mpclient.CleanLine(cn, 80)
	}
	return mpclient.CleanLine(full, 80)
}

func selfSigned(c *x509.Certificate) bool {
	return bytes.Equal(c.RawIssuer, c.RawSubject) && c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// verify answers three questions apart: does the name fit, does the chain end in a trusted root,
// and (left to the rule) is it the right time. The chain is verified at a moment inside the leaf's
// life, so that an expired certificate does not look like a broken chain as well.
func (e *Env) verify(st *checks.TLSState, certs []*x509.Certificate, host string) {
	leaf := certs[0]
	now := e.Now()
	st.NameOK = leaf.VerifyHostname(host) == nil
	at := now
	if at.After(leaf.NotAfter) {
		at = leaf.NotAfter.Add(-time.Second)
	}
	if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore.Add(time.Second)
	}
	pool := x509.NewCertPool()
	for _, c := range certs[1:] {
		pool.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: e.Roots, Intermediates: pool, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	st.ChainOK = err == nil
	st.VerifiedAll = st.ChainOK && st.NameOK && at.Equal(now)
	if err == nil {
		return
	}
	var noRoots x509.SystemRootsError
	if errors.As(err, &noRoots) || e.Roots == nil && noSystemRoots() {
		st.ChainProblem = checks.NoRoots
		return
	}
	st.ChainProblem, st.MissingIssuer = chainProblem(err, certs)
}

// noSystemRoots tells a machine without any certificate authority, such as a bare container: there
// every chain would look broken.
func noSystemRoots() bool {
	pool, err := x509.SystemCertPool()
	return err == nil && pool.Equal(x509.NewCertPool())
}

// chainProblem names what is wrong with a chain by a cause id of the reference's section 7.
func chainProblem(err error, certs []*x509.Certificate) (cause, issuer string) {
	leaf := certs[0]
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) {
		switch invalid.Reason {
		case x509.Expired:
			return "cert-intermediate-expired", certName(invalid.Cert.Subject.CommonName, invalid.Cert.Subject.String())
		case x509.IncompatibleUsage:
			return "cert-wrong-usage", ""
		}
	}
	if selfSigned(leaf) {
		return "cert-self-signed", certName(leaf.Issuer.CommonName, leaf.Issuer.String())
	}
	// Follow what was sent from the leaf up.
	top, steps := leaf, 0
	for range certs {
		next := issuerOf(top, certs)
		if next == nil || next == top {
			break
		}
		top, steps = next, steps+1
	}
	name := certName(top.Issuer.CommonName, top.Issuer.String())
	if selfSigned(top) || steps > 0 {
		return "cert-untrusted-root", name
	}
	return "cert-missing-intermediate", name
}

func issuerOf(c *x509.Certificate, among []*x509.Certificate) *x509.Certificate {
	for _, x := range among {
		if x != c && bytes.Equal(x.RawSubject, c.RawIssuer) && c.CheckSignatureFrom(x) == nil {
			return x
		}
	}
	return nil
}

type oldVersions struct {
	accepted []uint16
	unknown  bool
}

// tryOld offers TLS 1.1 and 1.0 alone. An alert, an answer that is not TLS and a line closed on the
// hello are refusals (some stacks close without an alert); silence and a port that no longer takes
// connections are unknown, never "not accepted".
func (e *Env) tryOld(ctx context.Context, host, port string) oldVersions {
	var out oldVersions
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		wg.Go(func() {
			cfg := anyTLS(host)
			cfg.MinVersion, cfg.MaxVersion = v, v
			conn, err := e.dialTLS(ctx, host, port, cfg)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				_ = conn.Close()
				out.accepted = append(out.accepted, v)
				return
			}
			switch networkCause(err) {
			case "handshake-failed", "connection-closed", "not-tls":
			default:
				out.unknown = true
			}
		})
	}
	wg.Wait()
	if len(out.accepted) == 2 && out.accepted[0] > out.accepted[1] {
		out.accepted[0], out.accepted[1] = out.accepted[1], out.accepted[0]
	}
	return out
}

// allSuites are all suites crypto/tls knows: a server that still speaks old versions may want an
// old suite, and which ones are on by themselves changes with the Go version.
var allSuites = func() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, s.ID)
	}
	return ids
}()
