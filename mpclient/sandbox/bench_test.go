package sandbox

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const stored = 100_000

// caller calls a simulator as an integration does.
type caller struct {
	*testing.B
	*Server
	n int
}

func (c *caller) call(method, path, body string) string {
	c.n++
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.Credentials().AccessToken)
	r.Header.Set("X-Idempotency-Key", fmt.Sprint(c.n))
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	if w.Code >= 300 {
		c.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (c *caller) pay(reference int) {
	c.call("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","external_reference":"ORDER-%d","payer":{"email":"a@b.co"}}`, reference))
}

// measure times f one by one, because the slowest answers matter more than the mean.
func (c *caller) measure(f func(i int)) {
	took := make([]time.Duration, 0, c.N)
	c.ResetTimer()
	for i := range c.N {
		start := time.Now()
		f(i)
		took = append(took, time.Since(start))
	}
	c.StopTimer()
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-µs": 0.5, "p99-µs": 0.99} {
		c.ReportMetric(float64(took[int(share*float64(len(took)-1))].Nanoseconds())/1000, name)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkStored works with a simulator that holds 100 000 payments.
func BenchmarkStored(b *testing.B) {
	before := heap()
	c := &caller{B: b, Server: calm()}
	defer c.Close()
	for i := range stored {
		c.pay(i)
	}
	bytes := float64(heap()-before) / stored
	ids := locked(c.Server, func() (ids []int64) {
		for _, p := range c.state.payments.all() {
			ids = append(ids, p.id)
		}
		return ids
	})
	run := func(name string, f func(i int)) {
		b.Run(name, func(b *testing.B) {
			sub := &caller{B: b, Server: c.Server, n: c.n}
			sub.measure(func(i int) { c.B = b; f(i) })
			b.ReportMetric(bytes, "bytes/payment")
		})
	}
	run("create", func(i int) { c.pay(stored + c.n) })
	run("get", func(int) { c.call("GET", fmt.Sprintf("/v1/payments/%d", ids[len(ids)/2+rand.IntN(len(ids)/2)]), "") })
	run("search/reference", func(int) {
		c.call("GET", fmt.Sprintf("/v1/payments/search?external_reference=ORDER-%d", stored/2+rand.IntN(stored/2)), "")
	})
	run("search/newest", func(int) { c.call("GET", "/v1/payments/search?limit=30", "") })
	run("search/status", func(int) { c.call("GET", "/v1/payments/search?status=approved", "") })
	run("search/range", func(int) {
		c.call("GET", "/v1/payments/search?range=date_created&begin_date=NOW-1HOURS&end_date=NOW&sort=date_created&criteria=asc", "")
	})
}

// BenchmarkKept creates with a state file: every answer waits for the disk.
func BenchmarkKept(b *testing.B) {
	s, err := Open(Config{Seed: 1, Deliver: &receiver{}}, filepath.Join(b.TempDir(), "state"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	c := &caller{B: b, Server: s}
	c.measure(func(i int) { c.pay(i) })
	b.ReportMetric(float64(s.journal.file.written.Load())/float64(b.N), "bytes/payment")
}

// BenchmarkReopen starts from a file of 1 000 payments.
func BenchmarkReopen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "state")
	s, err := Open(Config{Seed: 1, Deliver: &receiver{}}, path)
	if err != nil {
		b.Fatal(err)
	}
	c := &caller{B: b, Server: s}
	for i := range 1000 {
		c.pay(i)
	}
	s.Close()
	for b.Loop() {
		s, err := Open(Config{Seed: 1, Deliver: &receiver{}}, path)
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}
