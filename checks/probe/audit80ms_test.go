package probe_test

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
)

// farConn answers what was written one round trip ago at the earliest.
type farConn struct {
	net.Conn
	away time.Duration
	due  atomic.Int64 // Unix nanoseconds
}

func (c *farConn) Write(p []byte) (int, error) {
	c.due.Store(time.Now().Add(c.away).UnixNano())
	return c.Conn.Write(p)
}

func (c *farConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	time.Sleep(time.Until(time.Unix(0, c.due.Load())))
	return n, err
}

type dialer func(ctx context.Context, network, addr string) (net.Conn, error)

// far puts a round trip before every connection and between every write and what it is answered.
func far(away time.Duration, dial dialer) dialer {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		time.Sleep(away)
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &farConn{Conn: c, away: away}, nil
	}
}

// BenchmarkDemoAudit80ms measures an audit of the sample shop when every round trip takes 80 ms:
// wall-clock, the longest chain of dependent probes, and their ratio (budget 1.15).
func BenchmarkDemoAudit80ms(b *testing.B) {
	s := openShop(b)
	s.Settings() // the shop takes its order before the clock runs
	var wall, chain time.Duration
	for b.Loop() {
		e := envOf(s)
		e.Dial = far(80*time.Millisecond, s.DialContext)
		e.API = &http.Transport{DialContext: far(80*time.Millisecond, (&net.Dialer{}).DialContext), MaxIdleConnsPerHost: 16}
		start := time.Now()
		r := auditOf(e).Run(b.Context(), checks.Selection{})
		wall += time.Since(start)
		c, ids := r.LongestChain()
		chain += c
		for _, f := range r.Findings {
			if f.Verdict.Open() && f.Verdict != checks.Attest {
				b.Fatalf("%s is %s", f.ID, f.Verdict)
			}
		}
		if chain == c {
			b.Logf("%d probes, longest chain %v: %v", len(r.Probes), c, ids)
		}
		e.API.(*http.Transport).CloseIdleConnections()
	}
	b.ReportMetric(wall.Seconds()*1e3/float64(b.N), "wall-ms")
	b.ReportMetric(chain.Seconds()*1e3/float64(b.N), "chain-ms")
	b.ReportMetric(float64(wall)/float64(chain), "wall/chain")
}
