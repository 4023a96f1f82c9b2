package probe_test

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
	"testing"

	"github.com/homologa/homologa/checks"
)

// traffic keeps how many connections were open at once.
type traffic struct {
	mu              sync.Mutex
	open, most, all int
}

func (c *traffic) dial(through dialer) dialer {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c.mu.Lock()
		c.open++
		c.all++
		c.most = max(c.most, c.open)
		c.mu.Unlock()
		conn, err := through(ctx, network, addr)
		if err != nil {
			c.gone()
			return nil, err
		}
		return &leaving{Conn: conn, gone: sync.OnceFunc(c.gone)}, nil
	}
}

func (c *traffic) gone() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
}

// TestFewConnections: more than four at once looks like an attack, and a sound server is examined
// with no more than fourteen in all.
func TestFewConnections(t *testing.T) {
	for name, serve := range map[string]func(*workshop) func(net.Conn){
		"1.2 and 1.3": serving(soundPage),
		"1.3 only":    configured(func(_ *workshop, c *tls.Config) { c.MinVersion = tls.VersionTLS13 }),
		"1.2 only":    configured(func(_ *workshop, c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }),
	} {
		e := station{name: name, tls: serve}.build(newWorkshop(t))
		var c traffic
		e.Dial = c.dial(e.Dial)
		st := checks.FactPageTLS.Must(observe(t.Context(), t, e, "page.tls", checks.FactSettings.Of(e.Load())))
		if c.most > 4 || c.all > 14 || c.all != st.Connections || c.open != 0 || !st.VerifiedAll {
			t.Errorf("%s: %d at once, %d in all, %d told, %d still open", name, c.most, c.all, st.Connections, c.open)
		}
	}
}
