package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/chain"
	"github.com/homologa/homologa/checks/probe/hello"
	"github.com/homologa/homologa/mpclient"
)

// Limits of one look at an endpoint.
const (
	handshakeTimeout = 5 * time.Second
	lookTimeout      = 11 * time.Second // the part that tries what the server takes
	atOnce           = 4                // connections to one address: more looks like an attack
	maxOthers        = 3                // further addresses
)

// endpoint is one look at the TLS of a host and port. All its connections share the same few
// slots and are counted.
type endpoint struct {
	e          *Env
	host, port string
	slots      chan struct{}
	opened     atomic.Int32
}

// look shakes hands once for the certificate and, side by side, asks what else the server takes:
// one hello per class, one without a name, and the further addresses of the name. Where no
// connection comes about, the rest is not tried: it could only wait.
func (e *Env) look(ctx context.Context, host, port string) checks.TLSState {
	p := &endpoint{e: e, host: host, port: port, slots: make(chan struct{}, atOnce)}
	start := time.Now()
	st := checks.TLSState{Host: host, Port: port}
	addrs := make(chan []netip.Addr, 1)
	go func() { addrs <- p.resolve(ctx) }()

	raw, err := p.dial(ctx, net.JoinHostPort(host, port))
	if err != nil {
		st.Took, st.Connections = time.Since(start), int(p.opened.Load())
		st.HandshakeCause, st.HandshakeError = networkCause(err), plainError(err)
		return st
	}
	st.Addr = raw.RemoteAddr().String()

	rest, stop := context.WithTimeout(ctx, lookTimeout)
	defer stop()
	var leaf *x509.Certificate
	var wg sync.WaitGroup
	shaken := make(chan struct{})
	wg.Go(func() {
		defer close(shaken)
		leaf = p.shake(ctx, raw, &st)
		st.Took = time.Since(start)
		if st.HandshakeCause == "handshake-timeout" || st.HandshakeCause == "not-tls" {
			stop()
		}
	})
	var found []netip.Addr
	select {
	case found = <-addrs:
	case <-rest.Done():
	}
	to, others := p.pin(raw.RemoteAddr(), found)
	asker := hello.Asker{Dial: p.counted, Addr: to, ServerName: anyTLS(host).ServerName, Timeout: handshakeTimeout, Slots: p.slots}
	var offers map[checks.Offer]checks.Offered
	wg.Go(func() {
		offers, _ = asker.All(rest)
		st.Renegotiation = p.renegotiation(rest, asker, offers)
	})
	var bare *x509.Certificate
	var asked bool
	if asker.ServerName != "" {
		wg.Go(func() { bare, asked = p.withoutName(rest, to) })
	}
	seen := make([]*tls.ConnectionState, len(others))
	st.Others = make([]checks.Endpoint, len(others))
	for i, a := range others {
		wg.Go(func() { seen[i], st.Others[i] = p.other(rest, a) })
	}
	wg.Wait()

	for i, cs := range seen {
		if cs != nil {
			chain.ExamineEndpoint(&st.Others[i], leaf, e.seen(*cs, host))
		}
	}
	st.NoName = checks.NoName{Asked: asked, Answered: bare != nil, Same: bare != nil && leaf != nil && bare.Equal(leaf)}
	st.Offers = offers
	for _, o := range []struct {
		class   checks.Offer
		version uint16
	}{{checks.OfferSSL3, 0x0300}, {checks.OfferTLS10, tls.VersionTLS10}, {checks.OfferTLS11, tls.VersionTLS11}} {
		switch offers[o.class].Answer {
		case checks.Yes:
			st.OldVersions = append(st.OldVersions, o.version)
		case checks.Unknown:
			st.OldUnknown = true
		}
	}
	st.Connections = int(p.opened.Load())
	return st
}

// renegotiation is asked only where TLS 1.2 is spoken: TLS 1.3 has none.
func (p *endpoint) renegotiation(ctx context.Context, asker hello.Asker, offers map[checks.Offer]checks.Offered) checks.Answer {
	if offers[checks.OfferTLS12].Answer == checks.No {
		return checks.No
	}
	answer, _ := asker.Renegotiation(ctx)
	return answer
}

// seen is what a handshake showed, for the judgement of its certificates.
func (e *Env) seen(cs tls.ConnectionState, host string) chain.Seen {
	return chain.Seen{Certs: cs.PeerCertificates, Host: host, Roots: e.Roots, Now: e.Now(), Staple: cs.OCSPResponse, SCTs: cs.SignedCertificateTimestamps}
}

func (p *endpoint) resolve(ctx context.Context) []netip.Addr {
	if _, err := netip.ParseAddr(p.host); err == nil {
		return nil
	}
	addrs, err := p.e.Lookup(ctx, "ip", p.host)
	if err != nil {
		return nil // the dial tells what is wrong with the name
	}
	for i, a := range addrs {
		addrs[i] = a.Unmap()
	}
	return addrs
}

// pin chooses where further connections go: to the very address that answered, so that all
// answers are of one server, and to the name where that address is not one of its own (a proxy).
func (p *endpoint) pin(remote net.Addr, found []netip.Addr) (to string, others []netip.Addr) {
	to = net.JoinHostPort(p.host, p.port)
	at, err := netip.ParseAddrPort(remote.String())
	i := -1
	if err == nil {
		i = slices.Index(found, at.Addr().Unmap())
	}
	switch {
	case i >= 0:
		to = net.JoinHostPort(found[i].String(), p.port)
		others = slices.Delete(slices.Clone(found), i, i+1)
	case len(found) > 1:
		others = found // which of them answered is not known
	}
	return to, mixed(others, maxOthers)
}

// mixed keeps at most n addresses, of both families where there are both.
func mixed(in []netip.Addr, n int) []netip.Addr {
	if len(in) <= n {
		return in
	}
	first := in[0].Is4()
	for i, a := range in {
		if a.Is4() != first && i >= n {
			return append(slices.Clone(in[:n-1]), a)
		}
	}
	return in[:n]
}

// dial opens one of the few connections allowed at once; closing it makes room for the next.
func (p *endpoint) dial(ctx context.Context, addr string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := p.counted(ctx, "tcp", addr)
	if err != nil {
		<-p.slots
		return nil, err
	}
	return &slotted{Conn: c, free: sync.OnceFunc(func() { <-p.slots })}, nil
}

// counted dials without asking for room: the raw hellos hold the slots themselves.
func (p *endpoint) counted(ctx context.Context, network, addr string) (net.Conn, error) {
	p.opened.Add(1)
	return p.e.Dial(ctx, network, addr)
}

type slotted struct {
	net.Conn
	free func()
}

func (s *slotted) Close() error {
	defer s.free()
	return s.Conn.Close()
}

// shake takes whatever the server sends and looks at it afterwards, so that a broken chain still
// shows.
func (p *endpoint) shake(ctx context.Context, raw net.Conn, st *checks.TLSState) *x509.Certificate {
	defer func() { _ = raw.Close() }()
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	asked := false
	cfg := anyTLS(p.host)
	cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		return &tls.Certificate{}, nil
	}
	conn := tls.Client(raw, cfg)
	err := conn.HandshakeContext(ctx)
	switch {
	case err != nil && asked && mpclient.NetworkCause(err) != "handshake-timeout":
		st.ClientCert, st.HandshakeCause, st.HandshakeError = true, "client-cert-required", plainError(err)
		return nil
	case chain.TooBig(err):
		st.HandshakeCause, st.HandshakeError = "cert-chain-too-big", plainError(err)
		return nil
	case err != nil:
		st.HandshakeCause, st.HandshakeError = networkCause(err), plainError(err)
		return nil
	}
	cs := conn.ConnectionState()
	st.Version, st.Cipher, st.Group = cs.Version, cs.CipherSuite, uint16(cs.CurveID)
	chain.Examine(st, p.e.seen(cs, p.host))
	if asked && cs.Version == tls.VersionTLS13 {
		st.ClientCert = p.wantsCertificate(conn)
	}
	return cs.PeerCertificates[0]
}

// wantsCertificate tells a server that demands a client certificate from one that only offers to
// take one: with TLS 1.3 the refusal comes after the handshake, at the first read.
func (p *endpoint) wantsCertificate(conn *tls.Conn) bool {
	_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
	_, _ = fmt.Fprintf(conn, "HEAD / HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nConnection: close\r\n\r\n", p.host, userAgent)
	_, err := conn.Read(make([]byte, 1))
	return err != nil && strings.Contains(err.Error(), "remote error: tls:")
}

// withoutName shakes hands as a client that sends no server name does.
func (p *endpoint) withoutName(ctx context.Context, to string) (leaf *x509.Certificate, asked bool) {
	conn, err := p.handshake(ctx, to, anyTLS(""))
	if err != nil {
		switch networkCause(err) {
		case "handshake-failed", "connection-closed", "not-tls":
			return nil, true // a clear no
		}
		return nil, false
	}
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState().PeerCertificates[0], true
}

func (p *endpoint) handshake(ctx context.Context, to string, cfg *tls.Config) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	raw, err := p.dial(ctx, to)
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

// other shakes hands with one further address of the name.
func (p *endpoint) other(ctx context.Context, a netip.Addr) (*tls.ConnectionState, checks.Endpoint) {
	conn, err := p.handshake(ctx, net.JoinHostPort(a.String(), p.port), anyTLS(p.host))
	if err != nil {
		return nil, checks.Endpoint{Addr: a, Cause: networkCause(err)}
	}
	defer func() { _ = conn.Close() }()
	cs := conn.ConnectionState()
	return &cs, checks.Endpoint{Addr: a, Answered: true}
}

// anyTLS takes every version and suite crypto/tls can speak: what is old is reported, and must not
// keep the rest from being seen. Nothing is verified on the way; that is done afterwards.
func anyTLS(host string) *tls.Config {
	cfg := &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, CipherSuites: allSuites} //nolint:gosec // observed, not trusted
	if net.ParseIP(host) != nil {
		cfg.ServerName = "" // addresses are not sent as server name
	}
	return cfg
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
