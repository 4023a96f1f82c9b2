// Package limitstest measures what a reader spends on an input, so that tests and fuzz targets notice when a small one costs
// much.
package limitstest

import (
	"runtime"
	"testing"
	"time"
)

// What a reader may spend beside what its input's size gives it.
const (
	baseBytes = 64 << 20
	baseTime  = 5 * time.Second
)

// Bounded runs a reader on an input of size bytes and fails when it allocated more than each bytes for every byte of input, or
// took longer than a microsecond for each of those, in both cases beside a fixed allowance (64 MiB, five seconds) for what does not depend on
// the input. Allocation is counted as a sum, so that collected garbage counts too: what is allocated in all bounds what is held
// at once.
func Bounded(t testing.TB, size, each int, read func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	read()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if spent, may := after.TotalAlloc-before.TotalAlloc, uint64(baseBytes)+uint64(size)*uint64(each); spent > may {
		t.Errorf("%d bytes of input made it allocate %d MiB; %d MiB is the limit", size, spent>>20, may>>20)
	}
	if may := baseTime + time.Duration(size*each)*time.Nanosecond; took > may {
		t.Errorf("%d bytes of input took %v; %v is the limit", size, took, may)
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
