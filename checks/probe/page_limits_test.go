package probe_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
)

// slowly serves one page over a pipe: its beginning, then one byte after each pause, for ever or, with
// a pause of 0, nothing more.
func slowly(begin string, pause time.Duration) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			if _, err := http.ReadRequest(bufio.NewReader(server)); err != nil {
				return
			}
			if _, err := io.WriteString(server, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"+begin); err != nil {
				return
			}
			if pause == 0 {
				_, _ = io.Copy(io.Discard, server) // until the other side gives up
				return
			}
			for {
				time.Sleep(pause) // of the bubble's clock, which takes no time
				if _, err := io.WriteString(server, "x"); err != nil {
					return
				}
			}
		}()
		return client, nil
	}
}

// TestWhatCameInTimeIsJudged: a body without end is read for ten seconds.
func TestWhatCameInTimeIsJudged(t *testing.T) {
	for name, pause := range map[string]time.Duration{"silent": 0, "a byte a second": time.Second, "a byte every 3 s": 3 * time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &probe.Env{Now: clock, Dial: slowly(`<script src="https://sdk.mercadopago.com/js/v2"></script><p>`+goodToken+" ", pause)}
				start := time.Now()
				f := observe(t.Context(), t, e, "page", checks.FactSettings.Of(checks.Settings{PaymentPage: "http://" + pageHost + "/"}))
				p, ok := checks.FactPage.Get(f)
				if took := time.Since(start); !ok || took != 10*time.Second {
					t.Fatalf("after %s: %+v", took, f.Gap(checks.FactPage.Name))
				}
				if p.Cut != checks.CutTime || p.Whole() || !p.MPJS || len(p.Tokens) != 1 || p.Status != 200 {
					t.Errorf("%+v", p)
				}
				time.Sleep(time.Minute) // of the bubble's clock: the server finds the connection closed
			})
		})
	}
}

// TestNoAnswerInTimeIsAGap: without headers there is nothing to judge.
func TestNoAnswerInTimeIsAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &probe.Env{Now: clock, Dial: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			go func() { _, _ = io.Copy(io.Discard, server) }()
			return client, nil
		}}
		start := time.Now()
		f := observe(t.Context(), t, e, "page", checks.FactSettings.Of(checks.Settings{PaymentPage: "http://" + pageHost + "/"}))
		if g := f.Gap(checks.FactPage.Name); g == nil || g.Reason != checks.GapTimeout || time.Since(start) != 10*time.Second {
			t.Errorf("after %s: %+v", time.Since(start), g)
		}
	})
}

// gigabyte is 1 MB that becomes 1 GB.
func gigabyte(t testing.TB) []byte {
	t.Helper()
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	if _, err := z.Write(bytes.Repeat([]byte("<p>APP_USR-"), 100_000)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(member.Bytes(), 1000)
}

func bombed(t testing.TB) *web {
	b := gigabyte(t)
	return openWeb(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/scripts" {
			_, _ = io.WriteString(w, `<script src="/1.js"></script><script src="/2.js"></script><script src="/3.js"></script><script src="/4.js"></script>`)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b)
	})
}

// maxMemory is all that may be allocated to read a gzip bomb, server and client together: what is in
// use at once is less.
const maxMemory = 64 << 20

func TestABombTakesLittleMemory(t *testing.T) {
	w := bombed(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := w.page(t, "https://"+pageHost+"/")
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > maxMemory {
		t.Errorf("%d MiB allocated", used>>20)
	} else {
		t.Logf("%d MiB allocated", used>>20)
	}
	if p.Cut != checks.CutSize || p.Size != 5<<20 || p.Whole() {
		t.Errorf("%d bytes, cut %q", p.Size, p.Cut)
	}
	if p := w.page(t, "https://"+pageHost+"/scripts"); p.Whole() || p.Cut != checks.CutNone {
		t.Errorf("scripts: cut %q, truncated %v", p.Cut, !p.Whole())
	}
}

func BenchmarkBomb(b *testing.B) {
	w := bombed(b)
	b.ReportAllocs()
	for b.Loop() {
		w.page(b, "https://"+pageHost+"/")
	}
}
