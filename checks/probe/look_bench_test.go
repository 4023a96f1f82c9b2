package probe_test

import (
	"crypto/tls"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

// healthy is the sound station of the lab, served over and over.
func healthy(b *testing.B, h http.HandlerFunc) *probe.Env {
	s := station{name: "sound", tls: func(w *workshop) func(net.Conn) { return w.web(&tls.Config{MinVersion: tls.VersionTLS12}, h) }, plain: toHTTPS(http.StatusMovedPermanently)}
	return s.build(newWorkshop(b))
}

// BenchmarkLook is the whole TLS part on the loopback: certificate, classes of hello, without a
// name. The target is 50 ms and 14 connections.
func BenchmarkLook(b *testing.B) {
	e := healthy(b, soundPage)
	connections := 0
	for b.Loop() {
		f := observe(b.Context(), b, e, "page.tls", checks.FactSettings.Of(e.Load()))
		st := checks.FactPageTLS.Must(f)
		if !st.VerifiedAll || st.Offers[checks.OfferAEAD].Answer != checks.Yes {
			b.Fatalf("%+v", st)
		}
		connections += st.Connections
	}
	b.ReportMetric(float64(connections)/float64(b.N), "connections")
}

// BenchmarkCheck40ms is all that "homologa ssl" does, 40 ms away. The target is a second.
func BenchmarkCheck40ms(b *testing.B) {
	e := healthy(b, soundPage)
	e.Dial = far(40*time.Millisecond, e.Dial)
	for b.Loop() {
		rep := checks.NewAudit(rules.All(), probe.All(e), clock).Run(b.Context(), checks.Selection{IDs: rules.OfAddress()})
		for _, f := range rep.Findings {
			if f.Verdict == checks.Fail || f.Verdict == checks.Inconclusive {
				b.Fatalf("%s is %s: %v", f.ID, f.Verdict, f.Detail)
			}
		}
	}
}

// BenchmarkGzipBomb reads a page of 64 MiB in a few kilobytes and reports the most memory in use
// at once. The limit is 64 MiB.
func BenchmarkGzipBomb(b *testing.B) {
	e := healthy(b, bomb)
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapInuse))
			}
		}
	}()
	for b.Loop() {
		f := observe(b.Context(), b, e, "page", checks.FactSettings.Of(e.Load()))
		if p := checks.FactPage.Must(f); p.Cut != checks.CutSize {
			b.Fatalf("cut %q at %d", p.Cut, p.Size)
		}
	}
	close(done)
	b.ReportMetric(float64(most.Load())/(1<<20), "MiB-heap")
}
