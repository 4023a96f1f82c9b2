package hello_test

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/hello"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

func TestRenegotiation(t *testing.T) {
	config := func(kind string, lowest, highest uint16, suites ...uint16) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{certificate(kind)}, MinVersion: lowest, MaxVersion: highest, CipherSuites: suites}
	}
	twelve := config("ecdsa", tls12, tls12)
	wantsCert := config("rsa", tls12, tls12)
	wantsCert.ClientAuth = tls.RequireAnyClientCert
	for _, c := range []struct {
		name  string
		serve func(net.Conn)
		want  checks.Answer
	}{
		{"allowed, ECDSA", hellotest.Renegotiator{Config: twelve}.Handle, checks.Yes},
		{"allowed, AES-128", hellotest.Renegotiator{Config: config("rsa", tls12, tls12, ecdheGCM)}.Handle, checks.Yes},
		{"allowed, AES-256", hellotest.Renegotiator{Config: config("rsa", tls12, tls12, 0xc030)}.Handle, checks.Yes},
		{"allowed, 1.3 spoken too", hellotest.Renegotiator{Config: config("rsa", tls12, tls13)}.Handle, checks.Yes},
		{"closes", hellotest.Renegotiator{Config: twelve, Answer: hellotest.Close}.Handle, checks.No},
		{"resets", hellotest.Renegotiator{Config: twelve, Answer: hellotest.Reset}.Handle, checks.No},
		{"garbage", hellotest.Renegotiator{Config: twelve, Answer: hellotest.Garbage}.Handle, checks.Unknown},
		{"an alert that is not encrypted", hellotest.Renegotiator{Config: twelve, Answer: hellotest.Alert(100)}.Handle, checks.Unknown},
		{"go, 1.2", goTLS(twelve), checks.No},
		{"go, 1.2 and 1.3", goTLS(config("rsa", tls12, tls13)), checks.No},
		{"go, 1.3 only", goTLS(config("rsa", tls13, tls13)), checks.No},
		{"go, 1.0 only", goTLS(config("rsa", tls10, tls10)), checks.Unknown},
		{"go, CBC only", goTLS(config("rsa", tls12, tls12, ecdheSHA)), checks.Unknown},
		{"go, wants a client certificate", goTLS(wantsCert), checks.Unknown},
		{"closes the first hello", raw{MaxHello: 1, TooLarge: hellotest.Close}.Handle, checks.Unknown},
		{"not TLS", raw{MaxHello: 1, TooLarge: hellotest.HTTP}.Handle, checks.Unknown},
		{"flood of warnings", raw{MaxHello: 1, TooLarge: hellotest.AlertFlood}.Handle, checks.Unknown},
		{"certificates without end", raw{MaxHello: 1, TooLarge: hellotest.EndlessCertificate(tls12, ecdheGCM)}.Handle, checks.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run := hellotest.Listen(t, c.serve)
			a := hello.Asker{Addr: run.Addr, ServerName: host, Timeout: time.Minute}
			if got, n := a.Renegotiation(t.Context()); got != c.want || n != 1 {
				t.Errorf("answer %d, want %d; %d connections", got, c.want, n)
			}
		})
	}
}

func TestRenegotiationSilence(t *testing.T) {
	for name, serve := range map[string]func(net.Conn){
		"from the start":   hellotest.Silent,
		"after the hello":  hellotest.Renegotiator{Config: &tls.Config{Certificates: []tls.Certificate{certificate("rsa")}, MaxVersion: tls12}, Answer: hellotest.Silent}.Handle,
		"with application": func(c net.Conn) { talk(c) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				a := hello.Asker{Dial: pipes(t, serve), ServerName: host}
				if got, n := a.Renegotiation(t.Context()); got != checks.Unknown || n != 1 || time.Since(start) != 5*time.Second {
					t.Errorf("answer %d, %d connections, %v", got, n, time.Since(start))
				}
			})
		})
	}
}

// talk speaks first, as no web server does, and never looks at what it is sent.
func talk(c net.Conn) {
	conn := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{certificate("rsa")}, MaxVersion: tls12})
	if conn.Handshake() != nil {
		return
	}
	_, _ = conn.Write([]byte("220 mail.lab.example\r\n"))
	_, _ = io.Copy(io.Discard, c)
}

// The sound side of the red endpoint still serves.
func TestRenegotiatorServes(t *testing.T) {
	run := hellotest.Listen(t, hellotest.Renegotiator{Config: &tls.Config{Certificates: []tls.Certificate{certificate("rsa")}, MaxVersion: tls12},
		Serve: func(c *tls.Conn) { _, _ = io.CopyN(c, c, 4) }}.Handle)
	c, err := tls.Dial("tcp", run.Addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	got := make([]byte, 4)
	if _, err := c.Write([]byte("ping")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "ping" {
		t.Errorf("%q, %v", got, err)
	}
}
