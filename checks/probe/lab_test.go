package probe_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/crypto/ocsp"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

// workshop makes what the stations of the lab serve.
type workshop struct {
	t testing.TB
	lab
	pipes bool // connections without sockets, for bubbles with a clock of their own
}

func newWorkshop(t testing.TB) *workshop { return &workshop{t: t, lab: newLab(t)} }

// RSA keys take long to make: one of each size is enough for all.
var bigKey, smallKey = rsaKey(2048), rsaKey(1024)

func rsaKey(bits int) func() *rsa.PrivateKey {
	return sync.OnceValue(func() *rsa.PrivateKey {
		k, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			panic(err)
		}
		return k
	})
}

type certEdit = func(*x509.Certificate)

// site is a sound chain for the lab's host, but for the edits.
func (w *workshop) site(edit ...certEdit) []tls.Certificate {
	return chainOf(w.mid.issue(w.t, leafTemplate(edit...)), w.mid)
}

func (w *workshop) siteFor(key crypto.Signer, edit ...certEdit) []tls.Certificate {
	return chainOf(w.mid.issueFor(w.t, leafTemplate(edit...), key), w.mid)
}

// listed marks a certificate as one of the public programmes, with the timestamps these need.
func listed(timestamps int) certEdit {
	return func(c *x509.Certificate) {
		oid, _ := x509.ParseOID("2.23.140.1.2.1")
		c.Policies = []x509.OID{oid}
		if timestamps == 0 {
			return
		}
		var list []byte
		for range timestamps {
			one := make([]byte, 60)
			list = append(append(list, 0, byte(len(one))), one...)
		}
		der, _ := asn1.Marshal(append([]byte{byte(len(list) >> 8), byte(len(list))}, list...))
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: der})
	}
}

func mustStaple(c *x509.Certificate) {
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}})
}

func lives(from, to int) certEdit {
	return func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = opening.AddDate(0, 0, from), opening.AddDate(0, 0, to)
	}
}

// stapled is a sound chain with an OCSP response from its issuer.
func (w *workshop) stapled(status int) []tls.Certificate {
	leaf := w.mid.issue(w.t, leafTemplate(func(c *x509.Certificate) { c.OCSPServer = []string{"http://ocsp.lab.example"} }))
	raw, err := ocsp.CreateResponse(w.mid.cert, w.mid.cert, ocsp.Response{Status: status, SerialNumber: leaf.cert.SerialNumber,
		ThisUpdate: opening.Add(-day), NextUpdate: opening.Add(3 * day), RevokedAt: opening.Add(-2 * day)}, w.mid.key)
	if err != nil {
		w.t.Fatal(err)
	}
	certs := chainOf(leaf, w.mid)
	certs[0].OCSPStaple = raw
	return certs
}

// web serves HTTP over TLS on connections handed in one by one.
func (w *workshop) web(cfg *tls.Config, h http.Handler) func(net.Conn) {
	if cfg.Certificates == nil && cfg.GetCertificate == nil {
		cfg.Certificates = w.site()
	}
	cfg.Time = clock
	if h == nil {
		h = soundPage
	}
	serve := w.http(h)
	return func(c net.Conn) {
		tc := tls.Server(c, cfg)
		if tc.HandshakeContext(w.t.Context()) == nil {
			serve(tc)
		}
	}
}

// http serves HTTP on connections handed in one by one.
func (w *workshop) http(h http.Handler) func(net.Conn) {
	line := newOneByOne()
	srv := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = srv.Serve(line) }()
	w.t.Cleanup(func() { _ = srv.Close() })
	return func(c net.Conn) {
		gone := make(chan struct{})
		select {
		case line.conns <- &leaving{Conn: c, gone: sync.OnceFunc(func() { close(gone) })}:
			<-gone
		case <-line.done:
		}
	}
}

// oneByOne is a listener fed by hand.
type oneByOne struct {
	conns chan net.Conn
	done  chan struct{}
	stop  func()
}

func newOneByOne() *oneByOne {
	l := &oneByOne{conns: make(chan net.Conn), done: make(chan struct{})}
	l.stop = sync.OnceFunc(func() { close(l.done) })
	return l
}

func (l *oneByOne) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *oneByOne) Close() error {
	l.stop()
	return nil
}

func (*oneByOne) Addr() net.Addr { return &net.TCPAddr{} }

type leaving struct {
	net.Conn
	gone func()
}

func (l *leaving) Close() error {
	defer l.gone()
	return l.Conn.Close()
}

// Sound pages and answers.
const soundHTML = `<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><title>Pagar</title><script src="https://sdk.mercadopago.com/js/v2"></script></head>` +
	`<body><a href="http://antiga.example/">antes</a><p>Você está a um passo de concluir a compra: escolha como pagar e confirme o total.</p><div id="bricks"></div></body></html>`

func soundHeaders(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Strict-Transport-Security", "max-age=31536000")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self' https://sdk.mercadopago.com https://http2.mlstatic.com; frame-src https://*.mercadopago.com; "+
		"connect-src 'self' https://*.mercadopago.com https://*.mercadolibre.com https://*.mercadolivre.com https://http2.mlstatic.com; img-src 'self' https://*.mlstatic.com; style-src 'self' https://*.mlstatic.com; frame-ancestors 'self'")
}

var soundPage = pageOf(soundHTML)

// pageOf serves a page with sound headers; edits change what is wrong with it.
func pageOf(body string, edit ...func(http.Header)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		soundHeaders(w)
		for _, e := range edit {
			e(w.Header())
		}
		_, _ = io.WriteString(w, body)
	}
}

func header(name string, values ...string) func(http.Header) {
	return func(h http.Header) {
		h.Del(name)
		for _, v := range values {
			h.Add(name, v)
		}
	}
}

func with(extra string) string { return strings.Replace(soundHTML, "</body>", extra+"</body>", 1) }

func statusPage(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		soundHeaders(w)
		w.WriteHeader(code)
	}
}

// toHTTPS is the usual redirect.
func toHTTPS(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+labHost+r.URL.RequestURI(), code)
	}
}

// station is one endpoint: what it serves and what an examination has to say about it.
type station struct {
	name   string
	tls    func(*workshop) func(net.Conn) // port 443; nil refuses connections
	plain  http.HandlerFunc               // port 80; nil refuses connections
	six    func(*workshop) func(net.Conn) // a second address of the name
	page   string                         // "" for the usual address
	sells  checks.Product                 // "" when nobody told
	causes []string                       // every cause id that has to come up; no other may
}

var (
	four    = netip.MustParseAddr("203.0.113.7")
	sixAddr = netip.MustParseAddr("2001:db8::7")
)

// build starts a station's servers and returns the world around them.
func (s station) build(w *workshop) *probe.Env {
	dial := map[string]func(context.Context) (net.Conn, error){}
	listen := func(at string, make func(*workshop) func(net.Conn)) {
		switch {
		case make == nil:
		case w.pipes:
			dial[at] = piped(make(w))
		default:
			addr := hellotest.Listen(w.t, make(w)).Addr
			dial[at] = func(ctx context.Context) (net.Conn, error) { return (&net.Dialer{}).DialContext(ctx, "tcp", addr) }
		}
	}
	listen("443", s.tls)
	listen("six", s.six)
	if s.plain != nil {
		listen("80", func(w *workshop) func(net.Conn) { return w.http(s.plain) })
	}
	pool := x509.NewCertPool()
	pool.AddCert(w.root.cert)
	page := s.page
	if page == "" {
		page = "https://" + labHost + "/checkout?order=1"
	}
	return &probe.Env{
		Roots: pool, Now: clock, Load: func() checks.Settings { return checks.Settings{PaymentPage: page, Product: s.sells} },
		Lookup: func(_ context.Context, _, host string) ([]netip.Addr, error) {
			if host != labHost {
				return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
			}
			if s.six != nil {
				return []netip.Addr{four, sixAddr}, nil
			}
			return []netip.Addr{four}, nil
		},
		Dial: func(ctx context.Context, network, to string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(to)
			if err != nil {
				return nil, err
			}
			switch host {
			case labHost, four.String():
			case sixAddr.String():
				port = "six"
			default:
				return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
			}
			if dial[port] == nil {
				return nil, &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
			}
			return dial[port](ctx)
		},
	}
}

// piped serves each connection over a pipe.
func piped(handle func(net.Conn)) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			handle(server)
		}()
		return client, nil
	}
}

// Suites of other days, by their numbers in the IANA registry.
const (
	rc4MD5, rc4SHA, desede, nullSHA, anonAES, exportRC4, dheGCM, rsaGCM, dheCBC = 0x0004, 0x0005, 0x000a, 0x0002, 0x0034, 0x0003, 0x009e, 0x009c, 0x0033
	ssl3, tls10, tls11, tls12                                                   = 0x0300, 0x0301, 0x0302, 0x0303
)

// besides is a sound server that takes some old hellos as well.
func besides(old hellotest.Server) func(*workshop) func(net.Conn) {
	return func(w *workshop) func(net.Conn) {
		old.Next = w.web(&tls.Config{MinVersion: tls.VersionTLS12}, nil)
		return old.Handle
	}
}

// sound is a server of today with a chain of the workshop's making.
func sound(certs func(*workshop) []tls.Certificate) func(*workshop) func(net.Conn) {
	return func(w *workshop) func(net.Conn) {
		return w.web(&tls.Config{Certificates: certs(w), MinVersion: tls.VersionTLS12}, nil)
	}
}

func serving(h http.HandlerFunc) func(*workshop) func(net.Conn) {
	return func(w *workshop) func(net.Conn) { return w.web(&tls.Config{MinVersion: tls.VersionTLS12}, h) }
}

func configured(edit func(*workshop, *tls.Config)) func(*workshop) func(net.Conn) {
	return func(w *workshop) func(net.Conn) {
		cfg := &tls.Config{}
		edit(w, cfg)
		return w.web(cfg, nil)
	}
}

func edited(edit ...certEdit) func(*workshop) func(net.Conn) {
	return sound(func(w *workshop) []tls.Certificate { return w.site(edit...) })
}

func raw(act hellotest.Act) func(*workshop) func(net.Conn) {
	return func(*workshop) func(net.Conn) {
		return func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			act(c)
		}
	}
}

// zeros is 64 MiB of page in a few kilobytes: one of 1 MiB, many times.
var zeros = sync.OnceValue(func() []byte {
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	_, _ = z.Write(bytes.Repeat([]byte("<p>0</p>"), 1<<17)) // memory takes all
	_ = z.Close()
	return bytes.Repeat(member.Bytes(), 64)
})

func bomb(w http.ResponseWriter, _ *http.Request) {
	soundHeaders(w)
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write(zeros())
}

var errNoCertificate = errors.New("none for you")

func ed25519Key() crypto.Signer {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
}
