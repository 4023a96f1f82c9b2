package hello_test

import (
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/hello"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

// A full look at a sound server of Go over the loopback: the target is 20 ms and 9 connections.
func BenchmarkAll(b *testing.B) {
	for _, kind := range []string{"ecdsa", "rsa"} {
		b.Run(kind, func(b *testing.B) {
			run := hellotest.Listen(b, goServer(kind, tls12, tls13))
			total := 0
			for b.Loop() {
				answers, n := (&hello.Asker{Addr: run.Addr, ServerName: host, Timeout: time.Minute}).All(b.Context())
				if total += n; answers[checks.OfferTLS13].Answer != checks.Yes || answers[checks.OfferRC4].Answer != checks.No {
					b.Fatal(answers)
				}
			}
			b.ReportMetric(float64(total)/float64(b.N), "connections/op")
		})
	}
}

func BenchmarkRenegotiation(b *testing.B) {
	run := hellotest.Listen(b, goServer("ecdsa", tls12, tls13))
	for b.Loop() {
		if got, _ := (&hello.Asker{Addr: run.Addr, ServerName: host, Timeout: time.Minute}).Renegotiation(b.Context()); got != checks.No {
			b.Fatal(got)
		}
	}
}
