// Package limitstest measures what a reader spends on an input, so that tests and fuzz targets notice when a small one costs
// much.
package limitstest

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// What a reader may spend: a fixed allowance for what does not depend on the input, and so much for each of its bytes.
const (
	baseBytes = 32 << 20
	eachByte  = 400
	baseTime  = 5 * time.Second
	eachTime  = time.Microsecond
)

// Bounded begins to watch what is spent on an input of size bytes; the function it gives ends that and fails the test when more
// was allocated, or more time passed, than size allows. A target that reads its input several times multiplies size.
// Allocation is counted as a sum, garbage that was collected included: it bounds what was held at once.
//
//	defer limitstest.Bounded(t, len(in))()
func Bounded(t testing.TB, size int) (end func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	return func() {
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if spent, may := after.TotalAlloc-before.TotalAlloc, uint64(baseBytes+size*eachByte)*slack; spent > may {
			t.Errorf("%d bytes of input made it allocate %d MiB; %d MiB is the limit", size, spent>>20, may>>20)
		}
		if may := baseTime + time.Duration(size)*eachTime; took > may {
			t.Errorf("%d bytes of input took %v; %v is the limit", size, took, may)
		}
	}
}

// Peak runs f and gives the most bytes of heap in use at once, sampled while it runs, above what was in use before.
func Peak(f func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base, peak := m.HeapInuse, uint64(0)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	f()
	close(done)
	<-ended
	return max(peak, base) - base
}

// DeepJSON is an object of n levels with something to judge in each, below a long name: what costs the square of n where the path
// is kept at each level.
func DeepJSON(n int) string {
	level := `{"email":"a@b.co","` + strings.Repeat("k", 100) + `":`
	return strings.Repeat(level, n) + "1" + strings.Repeat("}", n)
}

// JSON are small hostile texts for whatever reads JSON.
var JSON = []string{
	DeepJSON(1000),
	strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
	strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000),
	"[" + strings.Repeat("[],", 9000) + "1]",
	`{"a":"` + strings.Repeat(`\"`, 9000) + `"}`,
}

// TOML are small hostile texts for whatever reads TOML.
var TOML = []string{
	"a = " + strings.Repeat("{a=", 1000) + "1" + strings.Repeat("}", 1000),
	strings.Repeat("a.", 3000) + "a = 1",
	"[" + strings.Repeat("a.", 3000) + "a]",
	"a = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
}
