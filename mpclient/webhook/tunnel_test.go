package webhook

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// agent is a fake agent; its address is what FindTunnels asks.
func agent(t *testing.T, paths map[string]string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := paths[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

func ngrokSays(tunnels string) map[string]string {
	return map[string]string{"/api/tunnels": `{"tunnels":[` + tunnels + `],"uri":"/api/tunnels"}`}
}

// The answers have the form ngrok documents and cloudflared writes.
func TestFindTunnels(t *testing.T) {
	cloudflared := func(quick, rules string) map[string]string {
		return map[string]string{"/quicktunnel": `{"hostname":"` + quick + `"}`,
			"/config": `{"version":-1,"config":{"ingress":[` + rules + `],"warp-routing":{"connectTimeout":5},"originRequest":{}}}`}
	}
	one := Tunnel{Ngrok, "https://a1b2.ngrok-free.app", "http", "localhost", 4747}
	for name, x := range map[string]struct {
		says map[string]string
		want []Tunnel
	}{
		"ngrok": {ngrokSays(`{"name":"command_line","uri":"/api/tunnels/command_line","public_url":"https://a1b2.ngrok-free.app","proto":"https",` +
			`"config":{"addr":"http://localhost:4747","inspect":true},"metrics":{"conns":{"count":0}}}`), []Tunnel{one}},
		"ngrok, http beside https": {ngrokSays(`{"public_url":"http://a1b2.ngrok-free.app","config":{"addr":"localhost:4747"}},{"public_url":"https://a1b2.ngrok-free.app","config":{"addr":"localhost:4747"}}`),
			[]Tunnel{one}},
		"ngrok, https beside http": {ngrokSays(`{"public_url":"https://a1b2.ngrok-free.app","config":{"addr":"4747"}},{"public_url":"http://a1b2.ngrok-free.app","config":{"addr":4747}}`),
			[]Tunnel{one}},
		"ngrok, http alone": {ngrokSays(`{"public_url":"http://a1b2.ngrok-free.app","config":{"addr":"http://127.0.0.1"}}`),
			[]Tunnel{{Ngrok, "http://a1b2.ngrok-free.app", "http", "127.0.0.1", 80}}},
		"ngrok, others beside": {ngrokSays(`{"public_url":"tcp://0.tcp.ngrok.io:12345","config":{"addr":"localhost:22"}},{"public_url":"https://files.ngrok.app","config":{"addr":"file:///srv"}},` +
			`{"public_url":7,"config":"x"},{"public_url":"https://tls.ngrok.app","config":{"addr":"https://localhost:8443"}},{"public_url":"https://a1b2.ngrok-free.app/","config":{"addr":"http://localhost:4747"}}`),
			[]Tunnel{{Ngrok, "https://tls.ngrok.app", "https", "localhost", 8443}, one}},
		"ngrok, nothing open": {ngrokSays(""), nil},
		"quick tunnel": {cloudflared("calm-river.trycloudflare.com", `{"hostname":"","path":null,"service":"http://localhost:4747","Handlers":null,"originRequest":{}}`),
			[]Tunnel{{Cloudflared, "https://calm-river.trycloudflare.com", "http", "localhost", 4747}}},
		"named tunnel": {cloudflared("", `{"hostname":"hooks.loja.example","path":null,"service":"http://127.0.0.1:4747"},{"hostname":"loja.example","path":"^/img","service":"http://localhost:1"},`+
			`{"hostname":"*.loja.example","path":null,"service":"http://localhost:2"},{"hostname":"","path":null,"service":"http_status:404"}`),
			[]Tunnel{{Cloudflared, "https://hooks.loja.example", "http", "127.0.0.1", 4747}}},
		"quick tunnel that does not say where": {map[string]string{"/quicktunnel": `{"hostname":"calm-river.trycloudflare.com"}`},
			[]Tunnel{{Agent: Cloudflared, Public: "https://calm-river.trycloudflare.com"}}},
		"quick tunnel to nothing": {cloudflared("calm-river.trycloudflare.com", `{"hostname":"","path":null,"service":"http_status:503"}`), nil},
		"no quick tunnel":         {cloudflared("", `{"hostname":"","path":null,"service":"http://localhost:4747"}`), nil},
		"another program":         {map[string]string{"/quicktunnel": "<html>", "/api/tunnels": "[1]"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := FindTunnels(t.Context(), TunnelSearch{Agents: []string{agent(t, x.says)}}); !slices.Equal(got, x.want) {
				t.Errorf("%+v, want %+v", got, x.want)
			}
		})
	}
}

// What no address is made of is dropped, not cleaned: the text is to be pasted into a panel.
func TestTunnelsOfHostileAgents(t *testing.T) {
	for _, public := range []string{`https://a.b\u001b[2J`, `https://a.b\u202e.example`, "https://user:pass@a.example", "https://a.example/path", "https://a.example?x=1", "https://a.example#f",
		"https://127.0.0.1", "https://[::1]", "https://localhost", "javascript:alert(1)", "https://a..example", "https://.example", "https://-a.example", "https://a b.example", "//a.example",
		"https://" + strings.Repeat("a.", 200) + "example", "https://ã.example", `https://a.example\nb`, "https://a.example:x", ""} {
		if got := FindTunnels(t.Context(), TunnelSearch{Agents: []string{agent(t, ngrokSays(`{"public_url":"`+public+`","config":{"addr":"4747"}}`))}}); len(got) > 0 {
			t.Errorf("%q is taken as %+v", public, got)
		}
	}
	for _, local := range []string{`localhost:4747\u001b[2J`, `\u202elocalhost:1`, "localhost:0", "localhost:65536", "localhost:-1", "localhost:x", "unix:/run/x", "tcp://localhost:22", "http://:4747", "http://", ""} {
		if got := FindTunnels(t.Context(), TunnelSearch{Agents: []string{agent(t, ngrokSays(`{"public_url":"https://a.example","config":{"addr":"`+local+`"}}`))}}); len(got) > 0 {
			t.Errorf("%q is taken as %+v", local, got)
		}
	}
	var many []string
	for i := range 1000 {
		many = append(many, fmt.Sprintf(`{"public_url":"https://t%d.example","config":{"addr":"%d"}}`, i, i+1))
	}
	if got := FindTunnels(t.Context(), TunnelSearch{Agents: []string{agent(t, ngrokSays(strings.Join(many, ",")))}}); len(got) != maxTunnels {
		t.Errorf("%d are kept", len(got))
	}
	large := ngrokSays(`{"public_url":"https://a.example","config":{"addr":"4747"}}` + strings.Repeat(" ", tunnelAnswer))
	if got := FindTunnels(t.Context(), TunnelSearch{Agents: []string{agent(t, large)}}); len(got) > 0 {
		t.Errorf("%+v of more than is read", got)
	}
}

// TestFindTunnelsIsBounded: agents that hang, drip, redirect or break off cost the limit once and take nothing from the others.
func TestFindTunnelsIsBounded(t *testing.T) {
	over := make(chan struct{})
	var followed atomic.Int32
	good := agent(t, ngrokSays(`{"public_url":"https://good.example","config":{"addr":"4747"}}`))
	odd := func(h http.HandlerFunc) string {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		return srv.Listener.Addr().String()
	}
	hang := odd(func(http.ResponseWriter, *http.Request) { <-over })
	drip := odd(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
		}
	})
	target := odd(func(w http.ResponseWriter, _ *http.Request) {
		followed.Add(1)
		_, _ = io.WriteString(w, ngrokSays(`{"public_url":"https://evil.example","config":{"addr":"4747"}}`)["/api/tunnels"])
	})
	redirect := odd(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+target+r.URL.Path, http.StatusFound)
	})
	broken := odd(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	failing := odd(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(500)
		_, _ = io.WriteString(w, `{"tunnels":[{"public_url":"https://evil.example","config":{"addr":"4747"}}]}`)
	})
	t.Cleanup(func() { close(over) }) // before the servers close
	start := time.Now()
	got := FindTunnels(t.Context(), TunnelSearch{Agents: []string{hang, drip, redirect, broken, failing, good, "192.0.2.1:4040", "agent.example:4040"}})
	if len(got) != 1 || got[0].Public != "https://good.example" || followed.Load() != 0 {
		t.Errorf("%+v, %d redirects followed", got, followed.Load())
	}
	if d := time.Since(start); d > 10*tunnelLimit {
		t.Errorf("took %v", d)
	}
}

// Our own receiver may stand where an agent would.
func TestFindTunnelsLeavesTheReceiverAlone(t *testing.T) {
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(srv.Close)
	own := []string{srv.Listener.Addr().String()}
	FindTunnels(t.Context(), TunnelSearch{Agents: own, Except: srv.Listener.Addr()})
	if asked.Load() != 0 {
		t.Error("the receiver was asked")
	}
	FindTunnels(t.Context(), TunnelSearch{Agents: own})
	if asked.Load() != 2 {
		t.Errorf("another was asked %d times", asked.Load())
	}
}

func TestTunnelReaches(t *testing.T) {
	addr := func(s string) net.Addr {
		a, err := net.ResolveTCPAddr("tcp", s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, x := range []struct {
		scheme, host string
		local        string
		reaches, not []string
	}{
		{"http", "localhost", "127.0.0.1:4747", []string{"127.0.0.1:4747", "[::1]:4747", "0.0.0.0:4747", "[::]:4747"}, []string{"127.0.0.1:4748", "127.0.0.2:80"}},
		{"http", "127.0.0.1", "127.0.0.1:4747", []string{"127.0.0.1:4747", "0.0.0.0:4747"}, []string{"[::1]:4747", "127.0.0.2:4747"}},
		{"http", "::1", "[::1]:4747", []string{"[::1]:4747", "[::]:4747"}, []string{"127.0.0.1:4747"}},
		{"http", "0.0.0.0", "127.0.0.1:4747", []string{"127.0.0.1:4747"}, nil},
		{"http", "host.docker.internal", "127.0.0.1:4747", []string{"127.0.0.1:4747"}, nil},
		{"http", "10.0.0.7", "", nil, []string{"127.0.0.1:4747", "0.0.0.0:4747"}},
		{"http", "shop", "", nil, []string{"127.0.0.1:4747"}},
		{"https", "localhost", "", nil, []string{"127.0.0.1:4747"}},
	} {
		tun := Tunnel{Ngrok, "https://a.example", x.scheme, x.host, 4747}
		if got := tun.Local(); got != x.local {
			t.Errorf("%s: local %q, want %q", x.host, got, x.local)
		}
		for _, a := range x.reaches {
			if !tun.Reaches(addr(a)) {
				t.Errorf("%s does not reach %s", x.host, a)
			}
		}
		for _, a := range x.not {
			if tun.Reaches(addr(a)) {
				t.Errorf("%s reaches %s", x.host, a)
			}
		}
	}
	if (Tunnel{Agent: Cloudflared, Public: "https://a.example"}).Reaches(addr("127.0.0.1:4747")) {
		t.Error("a tunnel of unknown target reaches")
	}
}

// edge is the public end of a tunnel: https://shop.example.com, whatever it resolves to.
func edge(t *testing.T, h http.Handler) http.RoundTripper {
	t.Helper()
	srv := httptest.NewTLSServer(h)
	t.Cleanup(srv.Close)
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	rt := http.DefaultTransport.(*http.Transport).Clone()
	rt.Proxy = nil
	rt.TLSClientConfig = srv.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	rt.TLSClientConfig.RootCAs = roots
	rt.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, srv.Listener.Addr().String())
	}
	t.Cleanup(rt.CloseIdleConnections)
	return rt
}

func TestTunnelCheck(t *testing.T) {
	j, _, err := OpenJournal(filepath.Join(t.TempDir(), "d.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	tun := Tunnel{Ngrok, "https://shop.example.com", "http", "localhost", 4747}
	over := make(chan struct{})
	defer close(over)
	for name, x := range map[string]struct {
		way     func(receiver http.Handler) http.Handler
		problem string
		status  int
	}{
		"arrives": {func(r http.Handler) http.Handler { return r }, "", 200},
		"echo": {func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = r.Write(w) })
		}, PassageForeign, 200},
		"the token comes back": {func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, strings.TrimPrefix(r.URL.Path, passagePath))
			})
		}, PassageForeign, 200},
		"error page": {func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(530)
				_, _ = io.WriteString(w, "\x1b[2J1033")
			})
		}, PassageStatus, 530},
		"redirect to it": {func(r http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if req.URL.Query().Has("again") {
					r.ServeHTTP(w, req)
					return
				}
				http.Redirect(w, req, req.URL.Path+"?again=1", http.StatusPermanentRedirect)
			})
		}, Redirected, 308},
		"another answer": {func(r http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				r.ServeHTTP(httptest.NewRecorder(), req)
				_, _ = io.WriteString(w, "<html>You are about to visit")
			})
		}, PassageAltered, 200},
		"breaks off": {func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}, "connection-closed", 0},
		"endless answer": {func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					_, _ = io.WriteString(w, strings.Repeat("x", 4096))
				}
			})
		}, PassageForeign, 200},
	} {
		t.Run(name, func(t *testing.T) {
			var receiver http.Handler
			c := NewTunnelCheck(edge(t, x.way(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { receiver.ServeHTTP(w, r) }))), "homologa/test")
			receiver = NewReceiver(j, ReceiverOptions{Tunnels: c})
			if p := c.Through(t.Context(), tun); p.Problem != x.problem || p.Status != x.status {
				t.Errorf("%+v, want %q %d", p, x.problem, x.status)
			}
			if len(c.open) != 0 {
				t.Error("the token stays valid")
			}
		})
	}
	t.Run("hangs", func(t *testing.T) {
		c := NewTunnelCheck(edge(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-over:
			case <-r.Context().Done():
			}
		})), "")
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if p := c.Through(short, tun); p.Problem != PassageLate {
			t.Errorf("%+v", p)
		}
	})
	t.Run("certificate of nobody", func(t *testing.T) {
		rt := edge(t, NewReceiver(j, ReceiverOptions{})).(*http.Transport)
		rt.TLSClientConfig.RootCAs = x509.NewCertPool()
		if p := NewTunnelCheck(rt, "").Through(t.Context(), tun); p.Problem != PassageCert {
			t.Errorf("%+v", p)
		}
	})
	kept := 0
	if _, err := ReadJournal(j.file.Name(), func(Arrival) { kept++ }, func(Outcome) {}); err != nil || kept != 0 {
		t.Errorf("%d tests stand in the journal as deliveries, %v", kept, err)
	}
}

// What only looks like a test is a delivery, and a check without a receiver takes none.
func TestTunnelCheckTakesNoDelivery(t *testing.T) {
	j, _, err := OpenJournal(filepath.Join(t.TempDir(), "d.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for _, c := range []*TunnelCheck{nil, NewTunnelCheck(nil, "")} {
		taken := 0
		srv := httptest.NewServer(NewReceiver(j, ReceiverOptions{Tunnels: c, Taken: func(Arrival, http.Header) { taken++ }}))
		resp, err := http.Post(srv.URL+passagePath+"ABC?data.id=1&type=payment", "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		srv.Close()
		if resp.StatusCode != 200 || taken != 1 {
			t.Errorf("%d, %d taken", resp.StatusCode, taken)
		}
	}
}

// TestStationAnswersTunnelTests: the whole way, tunnel, address, station.
func TestStationAnswersTunnelTests(t *testing.T) {
	j, _, err := OpenJournal(filepath.Join(t.TempDir(), "d.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := NewTunnelCheck(edge(t, httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: ln.Addr().String()})), "homologa/test")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- (&Station{Journal: j, Listener: ln, Tunnels: c, Now: time.Now}).Run(ctx)
	}()
	if p := c.Through(ctx, Tunnel{Public: "https://shop.example.com"}); p.Problem != "" {
		t.Errorf("%+v", p)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAgentsOfThisMachineOnly(t *testing.T) {
	for _, a := range slices.Concat(ngrokAddrs, cloudflaredAddrs, []string{"localhost:1", "127.9.9.9:1", "[::1]:1"}) {
		if !loopback(a) {
			t.Errorf("%s is not asked", a)
		}
	}
	for _, a := range []string{"", "127.0.0.1", "192.0.2.1:4040", "0.0.0.0:4040", "[::]:4040", "10.0.0.1:4040", "localhost.example:4040", "agent.example:4040", ":4040"} {
		if loopback(a) {
			t.Errorf("%s is asked", a)
		}
	}
}
