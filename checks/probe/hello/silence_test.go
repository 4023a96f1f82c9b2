package hello_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/hello"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

// pipes dials a server that is the other end of a pipe, so that its silence takes no time in a
// bubble of package synctest.
func pipes(t *testing.T, handle func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	var wg sync.WaitGroup
	t.Cleanup(wg.Wait)
	return func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		wg.Go(func() {
			handle(there)
			_ = there.Close()
		})
		return here, nil
	}
}

// slowly sends one byte a second.
func slowly(s hellotest.Server) func(net.Conn) {
	return func(c net.Conn) { s.Handle(slow{c}) }
}

type slow struct{ net.Conn }

func (s slow) Write(b []byte) (int, error) {
	for i := range b {
		time.Sleep(time.Second) // of the bubble's clock
		if _, err := s.Conn.Write(b[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(b), nil
}

// What is not answered in time is Unknown, and the look ends.
func TestSilence(t *testing.T) {
	modern := raw{Versions: []uint16{tls12, tls13}, Suites: []uint16{0x1301, ecdheGCM}}
	drops := modern
	drops.Refuse = hellotest.Silent
	hangs := raw{Versions: []uint16{tls10, tls12}, Suites: []uint16{ecdheGCM, rsaAES, dheAES}, DHBits: 1024, MaxHello: 260, TooLarge: hellotest.Silent}
	for _, c := range []struct {
		name         string
		serve        func(net.Conn)
		yes, unknown string
		seconds      int // exactly
		connections  int
	}{
		{"silent", hellotest.Silent, "", each("handshake-timeout", offers...), 5, 4},
		{"reads nothing", nil, "", each("handshake-timeout", offers...), 5, 4},
		{"a byte a second", slowly(modern), "", each("handshake-timeout", offers...), 5, 4},
		// Two rounds; five hellos of the second share four slots.
		{"drops what it refuses", drops.Handle, "aead tls1.2 tls1.3",
			each("handshake-timeout", checks.OfferSSL3, checks.OfferTLS10, checks.OfferTLS11, checks.OfferStatic, checks.OfferRC4, checks.Offer3DES, checks.OfferExport,
				checks.OfferNull, checks.OfferAnon, checks.OfferDHE, checks.OfferCBC), 15, 9},
		{"hangs on large hellos", hangs.Handle, "tls1.0 aead tls1.2 static dhe:1024", "", 5, 12},
		{"certificates without end", raw{MaxHello: 1, TooLarge: hellotest.EndlessCertificate(tls12, dheAES)}.Handle, "tls1.2 dhe", "", 0, 14},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				serve := c.serve
				if serve == nil { // it reads nothing
					end := make(chan struct{})
					defer close(end)
					serve = func(net.Conn) { <-end }
				}
				start := time.Now()
				a := hello.Asker{Dial: pipes(t, serve), ServerName: host}
				answers, connections := a.All(t.Context())
				yes, unknown := summary(t, answers)
				if yes != c.yes || unknown != c.unknown {
					t.Errorf("yes %q, want %q; unknown %q, want %q", yes, c.yes, unknown, c.unknown)
				}
				if took := time.Since(start); took != time.Duration(c.seconds)*time.Second || connections != c.connections {
					t.Errorf("%v, %d connections; want %d s, %d", took, connections, c.seconds, c.connections)
				}
			})
		})
	}
}

// One class asked alone: the small hello gets its own time.
func TestAskAlone(t *testing.T) {
	for _, c := range []struct {
		name  string
		serve func(net.Conn)
		offer checks.Offer
		want  checks.Offered
		took  time.Duration
	}{
		{"accepted", raw{Versions: []uint16{tls12}, Suites: []uint16{dheAES}, DHBits: 512}.Handle, checks.OfferDHE,
			checks.Offered{Answer: checks.Yes, Version: tls12, Suite: dheAES, DHBits: 512}, 0},
		{"refused", raw{Versions: []uint16{tls12}, Suites: []uint16{dheAES}}.Handle, checks.OfferRC4, checks.Offered{Answer: checks.No}, 0},
		{"silent", hellotest.Silent, checks.OfferSSL3, checks.Offered{Why: "handshake-timeout"}, 10 * time.Second},
		{"hangs on large hellos", raw{Versions: []uint16{tls12}, Suites: []uint16{rsaNull}, MaxHello: 255, TooLarge: hellotest.Silent}.Handle, checks.OfferNull,
			checks.Offered{Answer: checks.Yes, Version: tls12, Suite: rsaNull}, 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				a := hello.Asker{Dial: pipes(t, c.serve), ServerName: host}
				if got := a.Ask(t.Context(), c.offer); got != c.want || time.Since(start) != c.took {
					t.Errorf("%+v after %v, want %+v after %v", got, time.Since(start), c.want, c.took)
				}
			})
		})
	}
}

// A run that ends takes its hellos along at once.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		drops := raw{Versions: []uint16{tls12}, Suites: []uint16{ecdheGCM}, Refuse: hellotest.Silent}
		start := time.Now()
		answers, _ := (&hello.Asker{Dial: pipes(t, drops.Handle)}).All(ctx)
		yes, unknown := summary(t, answers)
		rest := slices.DeleteFunc(slices.Clone(offers), func(o checks.Offer) bool { return o == checks.OfferAEAD || o == checks.OfferTLS12 })
		if took := time.Since(start); took != 2*time.Second || yes != "aead tls1.2" || unknown != each("handshake-timeout", rest...) {
			t.Errorf("%v, yes %q, unknown %q", took, yes, unknown)
		}
		if got, n := (&hello.Asker{Dial: pipes(t, drops.Handle)}).Renegotiation(ctx); got != checks.Unknown || n != 0 {
			t.Errorf("renegotiation: %v after %d connections", got, n)
		}
	})
}

func TestNoConnection(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{syscall.ECONNREFUSED, "connection-refused"},
		{syscall.EHOSTUNREACH, "unreachable"},
		{syscall.ENETUNREACH, "unreachable"},
		{&net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}, "unreachable"},
		{&net.DNSError{Err: "no such host", Name: host, IsNotFound: true}, "unresolved"},
		{os.ErrDeadlineExceeded, "handshake-timeout"},
	} {
		dials := make(chan struct{}, 100)
		a := hello.Asker{Dial: func(context.Context, string, string) (net.Conn, error) {
			dials <- struct{}{}
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: c.err}
		}}
		answers, connections := a.All(t.Context())
		if yes, unknown := summary(t, answers); yes != "" || unknown != each(c.want, offers...) || connections != 0 || len(dials) != 4 {
			t.Errorf("%v: yes %q, unknown %q, %d connections, %d dials", c.err, yes, unknown, connections, len(dials))
		}
		if got, n := a.Renegotiation(t.Context()); got != checks.Unknown || n != 0 {
			t.Errorf("%v: renegotiation %v, %d connections", c.err, got, n)
		}
	}
}

// Whoever shares the slots is counted in.
func TestSlotsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &counted{via: pipes(t, hellotest.Silent)}
		slots := make(chan struct{}, 3)
		slots <- struct{}{} // another connection of the same probe
		start := time.Now()
		_, connections := (&hello.Asker{Dial: d.dial, ServerName: host, Slots: slots}).All(t.Context())
		if took := time.Since(start); d.peak != 2 || len(slots) != 1 || connections != 4 || took != 10*time.Second {
			t.Errorf("%d at once, %d slots taken after it, %d connections in %v", d.peak, len(slots), connections, took)
		}
	})
	// No slot, no connection.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	full := make(chan struct{})
	b := hello.Asker{Addr: "127.0.0.1:1", Slots: full}
	if got := b.Ask(ctx, checks.OfferAEAD); got != (checks.Offered{Why: "handshake-timeout"}) {
		t.Errorf("%+v", got)
	}
}

// A server that limits the rate by resets is asked once more, when the round is over.
func TestResetIsAskedOnceMore(t *testing.T) {
	for resets, want := range map[int]string{1: "aead tls1.2 tls1.3 static|", 2: "aead tls1.2 tls1.3|static:connection-closed"} {
		t.Run(fmt.Sprint(resets), func(t *testing.T) {
			left := make(chan struct{}, resets)
			for range resets {
				left <- struct{}{}
			}
			s := sound(raw{Versions: []uint16{tls12}, Suites: []uint16{rsaAES}})
			s.Before = func(suites []uint16) hellotest.Act {
				if slices.Contains(suites, rsaAES) && !slices.Contains(suites, rsaRC4) { // the static ones
					select {
					case <-left:
						return hellotest.Reset
					default:
					}
				}
				return nil
			}
			answers, _ := (&hello.Asker{Addr: s.Start(t).Addr, ServerName: host, Timeout: time.Minute}).All(t.Context())
			if yes, unknown := summary(t, answers); yes+"|"+unknown != want {
				t.Errorf("%s|%s, want %s", yes, unknown, want)
			}
		})
	}
}
