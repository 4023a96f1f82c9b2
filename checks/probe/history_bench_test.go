package probe

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// served calls a simulator in this process.
type served struct {
	s     *sandbox.Server
	calls atomic.Int64
	bytes atomic.Int64
}

func (s *served) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	s.s.ServeHTTP(w, r)
	s.calls.Add(1)
	s.bytes.Add(int64(w.Body.Len()))
	return w.Result(), nil
}

func liveHeap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkHistory adds up what a simulator of 10,000 payments answers, without the limit on calls a
// second, and reports what stays in memory once it is done.
func BenchmarkHistory(b *testing.B) {
	s := sandbox.New(sandbox.Config{Seed: 1})
	defer s.Close()
	cred := s.Credentials()
	for i := range 10_000 {
		r := httptest.NewRequest("POST", "/v1/payments", strings.NewReader(fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","external_reference":"ORDER-%d","payer":{"email":"a@b.co"},"additional_info":{"items":[{"id":"1","title":"Mesa","quantity":1,"unit_price":10}],"payer":{"first_name":"Ana"}}}`, i)))
		r.Header.Set("Authorization", "Bearer "+cred.AccessToken)
		r.Header.Set("X-Idempotency-Key", fmt.Sprint(i))
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code >= 300 {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	for _, most := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(most), func(b *testing.B) {
			b.ReportAllocs()
			var grown, read, first float64
			var tr *served
			for b.Loop() {
				tr = &served{s: s}
				c, err := mpclient.New(mpclient.Secret(cred.AccessToken), mpclient.Options{HTTP: tr, PerSec: 100_000})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				before := liveHeap()
				b.StartTimer()
				start := time.Now()
				h, _, err := readHistory(b.Context(), c, newBook(mpclient.Account{}, checks.Settings{Sandbox: true}), most)
				if err != nil || h.Read != most {
					b.Fatalf("%d read: %v", h.Read, err)
				}
				read = time.Since(start).Seconds()
				b.StopTimer()
				grown, first = liveHeap()-before, float64(h.Live.Total)
				runtime.KeepAlive(c)
				b.StartTimer()
			}
			b.ReportMetric(grown/1024, "kept-KB")
			b.ReportMetric(read*1e6/first, "µs/payment")
			b.ReportMetric(float64(tr.calls.Load()), "calls")
			b.ReportMetric(float64(tr.bytes.Load())/float64(tr.calls.Load())/1024, "KB/page")
		})
	}
}
