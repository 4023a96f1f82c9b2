package hello_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"maps"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/hello"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

const host = "loja.lab.example"

var offers = []checks.Offer{checks.OfferSSL3, checks.OfferTLS10, checks.OfferTLS11, checks.OfferAEAD, checks.OfferTLS12, checks.OfferTLS13, checks.OfferStatic,
	checks.OfferRC4, checks.Offer3DES, checks.OfferExport, checks.OfferNull, checks.OfferAnon, checks.OfferDHE, checks.OfferCBC}

// Versions and suites as the registry names them.
const (
	ssl3, tls10, tls11, tls12, tls13 = 0x0300, 0x0301, 0x0302, 0x0303, 0x0304

	ecdheGCM, ecdheECDSA = 0xc02f, 0xc02b
	ecdheSHA             = 0xc013
	rsaAES               = 0x002f
	rsaRC4               = 0x0005
	rsa3DES, rsaDES      = 0x000a, 0x0009
	rsaExportRC4         = 0x0003
	rsaExport56          = 0x0062
	rsaNull              = 0x0002
	dhAnon, ecdhAnon     = 0x0034, 0xc018
	dheAES, dheGCM       = 0x0033, 0x009e
)

// certificate makes a certificate of its own signature for the lab's host.
var certificate = func() func(kind string) tls.Certificate {
	made := map[string]tls.Certificate{}
	var mu sync.Mutex
	return func(kind string) tls.Certificate {
		mu.Lock()
		defer mu.Unlock()
		if c, ok := made[kind]; ok {
			return c
		}
		var key crypto.Signer
		var err error
		if kind == "rsa" {
			key, err = rsa.GenerateKey(rand.Reader, 2048)
		} else {
			key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		}
		if err != nil {
			panic(err)
		}
		tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
			NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
		der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
		if err != nil {
			panic(err)
		}
		made[kind] = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
		return made[kind]
	}
}()

// goServer is a server of crypto/tls.
func goServer(kind string, lowest, highest uint16, suites ...uint16) func(net.Conn) {
	return goTLS(&tls.Config{Certificates: []tls.Certificate{certificate(kind)}, MinVersion: lowest, MaxVersion: highest, CipherSuites: suites})
}

func goTLS(cfg *tls.Config) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.Copy(io.Discard, tls.Server(c, cfg))
	}
}

func allGoSuites() (ids []uint16) {
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, s.ID)
	}
	return ids
}

// summary lists the classes answered Yes, with the size of a prime, and those Unknown with their cause.
func summary(t *testing.T, answers map[checks.Offer]checks.Offered) (yes, unknown string) {
	t.Helper()
	if len(answers) != len(offers) {
		t.Errorf("%d classes answered: %v", len(answers), slices.Sorted(maps.Keys(answers)))
	}
	var y, u []string
	for _, o := range offers {
		got := answers[o]
		switch got.Answer {
		case checks.Yes:
			if got.Version == 0 || got.Suite == 0 || got.Why != "" {
				t.Errorf("%s: %+v", o, got)
			}
			s := string(o)
			if got.DHBits > 0 {
				s += ":" + big.NewInt(int64(got.DHBits)).String()
			}
			y = append(y, s)
		case checks.No:
			if got != (checks.Offered{Answer: checks.No}) {
				t.Errorf("%s: %+v", o, got)
			}
		default:
			if got.Why == "" || got.Version != 0 || got.Suite != 0 {
				t.Errorf("%s: %+v", o, got)
			}
			u = append(u, string(o)+":"+got.Why)
		}
	}
	return strings.Join(y, " "), strings.Join(u, " ")
}

func each(why string, os ...checks.Offer) string {
	var s []string
	for _, o := range os {
		s = append(s, string(o)+":"+why)
	}
	return strings.Join(s, " ")
}

type raw = hellotest.Server

// sound answers today's hellos as a server of Go, and the rest as told.
func sound(s raw) raw {
	s.Next = goServer("ecdsa", tls12, tls13)
	return s
}

func TestAll(t *testing.T) {
	modern := []uint16{0x1301, ecdheGCM}
	old := []uint16{tls10, tls11, tls12}
	for _, c := range []struct {
		name         string
		serve        func(net.Conn)
		yes, unknown string
		connections  int // exactly
	}{
		// Servers of crypto/tls, nothing wrong with them.
		{"go 1.2 and 1.3, ECDSA", goServer("ecdsa", tls12, tls13), "aead tls1.2 tls1.3 cbc", "", 7},
		{"go 1.2 and 1.3, RSA, AEAD only", goServer("rsa", tls12, tls13, ecdheGCM), "aead tls1.2 tls1.3", "", 7},
		{"go 1.3 only", goServer("ecdsa", tls13, tls13), "tls1.3", "", 7},
		{"go 1.2 only, ECDSA", goServer("ecdsa", tls12, tls12, ecdheECDSA), "aead tls1.2", "", 7},
		{"go, all it knows", goServer("rsa", tls10, tls13, allGoSuites()...), "tls1.0 tls1.1 aead tls1.2 tls1.3 static rc4 3des cbc", "", 13},

		// One bad thing each beside a sound server.
		{"SSLv3", sound(raw{Versions: []uint16{ssl3}, Suites: []uint16{rsaAES}}).Handle, "ssl3 aead tls1.2 tls1.3 static", "", 9},
		{"1.0", sound(raw{Versions: []uint16{tls10}, Suites: []uint16{ecdheSHA}}).Handle, "tls1.0 aead tls1.2 tls1.3 cbc", "", 9},
		{"1.1", sound(raw{Versions: []uint16{tls11}, Suites: []uint16{ecdheSHA}}).Handle, "tls1.1 aead tls1.2 tls1.3 cbc", "", 9},
		{"RC4", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaRC4}}).Handle, "aead tls1.2 tls1.3 rc4", "", 11},
		{"RC4 over 1.0", sound(raw{Versions: []uint16{tls10}, Suites: []uint16{rsaRC4}}).Handle, "tls1.0 aead tls1.2 tls1.3 rc4", "", 13},
		{"3DES", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsa3DES}}).Handle, "aead tls1.2 tls1.3 3des", "", 11},
		{"DES", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaDES}}).Handle, "aead tls1.2 tls1.3 3des", "", 11},
		{"export 40 bits", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaExportRC4}}).Handle, "aead tls1.2 tls1.3 export", "", 11},
		{"export 56 bits", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaExport56}}).Handle, "aead tls1.2 tls1.3 export", "", 11},
		{"NULL", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaNull}}).Handle, "aead tls1.2 tls1.3 null", "", 11},
		{"anonymous DH", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{dhAnon}, DHBits: 1024}).Handle, "aead tls1.2 tls1.3 anon", "", 11},
		{"anonymous ECDH", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{ecdhAnon}}).Handle, "aead tls1.2 tls1.3 anon", "", 11},
		{"all the weak ones", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{dhAnon, rsaNull, rsaExportRC4, rsaDES, rsaRC4}}).Handle,
			"aead tls1.2 tls1.3 rc4 3des export null anon", "", 11},
		{"DHE 1024", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{dheAES}, DHBits: 1024}).Handle, "aead tls1.2 tls1.3 dhe:1024", "", 7},
		{"DHE 1023", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{dheAES}, DHBits: 1023}).Handle, "aead tls1.2 tls1.3 dhe:1023", "", 7},
		{"DHE 2048", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{dheAES}, DHBits: 2048}).Handle, "aead tls1.2 tls1.3 dhe:2048", "", 7},
		{"DHE, parameters never come", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{dheAES}}).Handle, "aead tls1.2 tls1.3 dhe", "", 7},
		{"static RSA", sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaAES}}).Handle, "aead tls1.2 tls1.3 static", "", 7},

		// Servers that are old all through.
		{"SSLv3 only", raw{Versions: []uint16{ssl3}, Suites: []uint16{rsaAES}}.Handle, "ssl3 static", "", 13},
		{"1.0 only with RC4", raw{Versions: []uint16{tls10}, Suites: []uint16{rsaRC4}}.Handle, "tls1.0 rc4", "", 16},
		{"1.0 to 1.2, DHE alone", raw{Versions: old, Suites: []uint16{dheGCM, dheAES}, DHBits: 768}.Handle, "tls1.0 tls1.1 aead tls1.2 dhe:768", "", 9},
		{"1.0 to 1.2, CBC alone", raw{Versions: old, Suites: []uint16{ecdheSHA, rsaAES}}.Handle, "tls1.0 tls1.1 tls1.2 static cbc", "", 10},
		{"1.3, and 1.2 with CBC alone", raw{Versions: []uint16{tls12, tls13}, Suites: []uint16{0x1301, ecdheSHA}}.Handle, "tls1.2 tls1.3 cbc", "", 7},
		{"1.2, a suite of nobody", raw{Versions: []uint16{tls12}, Suites: []uint16{0xffff}}.Handle, "", "", 16},

		// Answers in strange forms.
		{"warning first", raw{Versions: []uint16{tls12, tls13}, Suites: modern, Warn: true}.Handle, "aead tls1.2 tls1.3", "", 7},
		{"byte by byte", raw{Versions: []uint16{tls12, tls13}, Suites: append(modern, dheAES), DHBits: 1024, Dribble: true}.Handle, "aead tls1.2 tls1.3 dhe:1024", "", 7},
		{"fragments of one byte", raw{Versions: []uint16{tls12, tls13}, Suites: append(modern, dheAES), DHBits: 2048, Fragment: 1}.Handle, "aead tls1.2 tls1.3 dhe:2048", "", 7},
		{"fragments of 50", raw{Versions: []uint16{tls12, tls13}, Suites: append(modern, dheAES), DHBits: 2048, Fragment: 50}.Handle, "aead tls1.2 tls1.3 dhe:2048", "", 7},
		{"one record for all", raw{Versions: []uint16{tls12, tls13}, Suites: append(modern, dheAES), DHBits: 2048, Fragment: 16000}.Handle, "aead tls1.2 tls1.3 dhe:2048", "", 7},
		{"no empty key share", raw{Versions: []uint16{tls12, tls13}, Suites: modern, NeedShare: true}.Handle, "aead tls1.2 tls1.3", "", 8},
		{"no empty key share, closes", raw{Versions: []uint16{tls12, tls13}, Suites: modern, NeedShare: true, Refuse: hellotest.Close}.Handle, "aead tls1.2 tls1.3", "", 10},
		{"refuses by closing", raw{Versions: []uint16{tls12}, Suites: []uint16{ecdheGCM}, Refuse: hellotest.Close}.Handle, "aead tls1.2", "", 10},
		{"refuses by HTTP", raw{Versions: []uint16{tls12}, Suites: []uint16{ecdheGCM}, Refuse: hellotest.HTTP}.Handle, "aead tls1.2", "", 9},

		// Large hellos.
		{"alert on large hellos", raw{Versions: old, Suites: []uint16{ecdheGCM, rsaAES, rsa3DES}, MaxHello: 260}.Handle, "tls1.0 tls1.1 aead tls1.2 static 3des", "", 16},
		{"close on large hellos", raw{Versions: old, Suites: []uint16{ecdheGCM, rsaAES, dhAnon}, MaxHello: 260, TooLarge: hellotest.Close}.Handle, "tls1.0 tls1.1 aead tls1.2 static anon", "", 16},
		{"reset on large hellos", raw{Versions: old, Suites: []uint16{ecdheGCM, dheAES}, DHBits: 1024, MaxHello: 260, TooLarge: hellotest.Reset}.Handle,
			"tls1.0 tls1.1 aead tls1.2 dhe:1024", "", 12},
		{"alert on large hellos, 1.0 only", raw{Versions: []uint16{tls10}, Suites: []uint16{rsaRC4}, MaxHello: 260}.Handle, "tls1.0 rc4", "", 22},

		// A choice that was not offered is not a yes.
		{"always RC4", raw{Versions: old, Suites: []uint16{rsaRC4}, Suite: rsaRC4}.Handle, "tls1.0 tls1.1 tls1.2 rc4", "", 14},
		{"always 1.1", raw{Versions: old, Suites: []uint16{rsaAES}, Version: tls11}.Handle, "tls1.1 static", "", 12},

		// Not answers.
		{"closes", raw{MaxHello: 1, TooLarge: hellotest.Close}.Handle, "", "", 5},
		{"resets", raw{MaxHello: 1, TooLarge: hellotest.Reset}.Handle, "", each("connection-closed", offers...), 5},
		{"speaks HTTP", raw{MaxHello: 1, TooLarge: hellotest.HTTP}.Handle, "", "", 4},
		{"garbage", raw{MaxHello: 1, TooLarge: hellotest.Garbage}.Handle, "", "", 4},
		{"broken ServerHello", raw{MaxHello: 1, TooLarge: hellotest.Broken}.Handle, "", each("handshake-failed", offers...), 4},
		{"flood of warnings", raw{MaxHello: 1, TooLarge: hellotest.AlertFlood}.Handle, "", each("handshake-failed", offers...), 4},
		{"alerts on everything", raw{MaxHello: 1}.Handle, "", "", 20},
		{"cut in the ServerHello", raw{Versions: []uint16{tls12, tls13}, Suites: modern, CutAfter: 30}.Handle, "",
			"aead:connection-closed tls1.2:connection-closed tls1.3:connection-closed", 17},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run := hellotest.Listen(t, c.serve)
			d := &counted{}
			a := hello.Asker{Dial: d.dial, Addr: run.Addr, ServerName: host, Timeout: time.Minute}
			answers, connections := a.All(t.Context())
			yes, unknown := summary(t, answers)
			if yes != c.yes || unknown != c.unknown {
				t.Errorf("yes %q, want %q; unknown %q, want %q", yes, c.yes, unknown, c.unknown)
			}
			if connections != c.connections || connections != run.Connections() || d.peak > 4 || d.open != 0 {
				t.Errorf("%d connections, want %d; the server saw %d; %d at once, %d left open", connections, c.connections, run.Connections(), d.peak, d.open)
			}
		})
	}
}

// counted dials, and counts the connections that are open.
type counted struct {
	via        func(ctx context.Context, network, addr string) (net.Conn, error) // a net.Dialer's when nil
	mu         sync.Mutex
	open, peak int
}

type countedConn struct {
	net.Conn
	done func()
}

func (c countedConn) Close() error {
	c.done()
	return c.Conn.Close()
}

func (d *counted) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	dial := d.via
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	d.add(1)
	return countedConn{conn, sync.OnceFunc(func() { d.add(-1) })}, nil
}

func (d *counted) add(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open += n
	d.peak = max(d.peak, d.open)
}
