package source

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
)

// BenchmarkScan100k scans a generated tree of 100,000 files (about 300 MB) and reports the time and
// the most memory in use. It makes the tree itself, so it is not part of the tests.
func BenchmarkScan100k(b *testing.B) {
	dir := b.TempDir()
	line := "const total = items.reduce((sum, item) => sum + item.price * item.quantity, 0); // nothing here\n"
	bodies := []string{strings.Repeat(line, 12), strings.Repeat(line, 40), "import mercadopago\n" + strings.Repeat(line, 30), strings.Repeat("{\"a\": 1},\n", 300)}
	for i := range 100_000 {
		p := filepath.Join(dir, fmt.Sprintf("m%03d", i/500), fmt.Sprintf("f%d.%s", i, []string{"js", "ts", "py", "json"}[i%4]))
		if i%500 == 0 {
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				b.Fatal(err)
			}
		}
		body := bodies[i%4]
		if i%4 == 2 && i%50 != 2 {
			body = bodies[1] // one file in fifty speaks of Mercado Pago
		}
		if err := os.WriteFile(p, []byte(body), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	var peak uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			case <-stop:
				return
			}
		}
	}()
	var s checks.Source
	for b.Loop() {
		s = scanDir(b, dir, Options{Limits: Limits{Time: 5 * time.Minute}})
	}
	close(stop)
	<-done
	if s.Read != 100_000 || !s.Whole() {
		b.Fatalf("%d files read, cut %q", s.Read, s.Cut)
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(s.Bytes)/(1<<20), "read-MiB")
}
