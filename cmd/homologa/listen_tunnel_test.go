package main

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const tunnelName = "https://shop.example.com"

// ngrokOn is a fake ngrok agent whose tunnel leads to a local address; "" is an agent without a tunnel.
func ngrokOn(t *testing.T, local string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tunnels := ""
		if local != "" {
			tunnels = fmt.Sprintf(`{"public_url":"http://shop.example.com","config":{"addr":%q}},{"public_url":%q,"config":{"addr":%q}}`, local, tunnelName, local)
		}
		if r.URL.Path != "/api/tunnels" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, `{"tunnels":[`+tunnels+`]}`)
	}))
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

// internet is a proxy behind which every https address is this handler, and the variables that lead a process there.
func internet(t *testing.T, h http.Handler) []string {
	t.Helper()
	end := httptest.NewTLSServer(h)
	t.Cleanup(end.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: end.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "shop.example.com:443" {
			http.Error(w, "not this way", http.StatusForbidden)
			return
		}
		far, err := net.Dial("tcp", end.Listener.Addr().String())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		near, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			_ = far.Close()
			return
		}
		_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
		_, _ = io.Copy(near, far)
		_ = near.Close()
	}))
	t.Cleanup(proxy.Close)
	return []string{"HTTPS_PROXY=" + proxy.URL, "SSL_CERT_FILE=" + file}
}

// free is an address nothing listens on.
func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func through(local string) http.Handler {
	return httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: local})
}

// TestListenTunnel: --tunnel takes the port of the running tunnel, proves the way, and deliveries come through it.
func TestListenTunnel(t *testing.T) {
	local := free(t)
	vars := internet(t, through(local))
	l := startListen(t, t.TempDir(), vars, "--tunnel", "--tunnel-agent", ngrokOn(t, "http://"+local))
	if l.Address != "http://"+local || *l.Polling {
		t.Errorf("%+v", l.event)
	}
	if e := l.next(t, "tunnel"); e.State != tunnelHere || e.Agent != "ngrok" || e.PublicURL != tunnelName || e.Target != local {
		t.Errorf("%+v", e)
	}
	if e := l.next(t, "tunnel"); e.State != tunnelVerified || e.PublicURL != tunnelName || e.Why != "" {
		t.Errorf("%+v", e)
	}
	if e := l.end(t); *e.Counts != (counts{}) {
		t.Errorf("the test counts as a delivery: %+v", e.Counts)
	}
}

// TestListenTunnelNotProven: what the agent says and what is seen are told apart.
func TestListenTunnelNotProven(t *testing.T) {
	local := free(t)
	for name, x := range map[string]struct {
		far http.Handler
		why string
	}{
		"another program": {http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }), "another program answered"},
		"a dead tunnel":   {http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }), "HTTP 404"},
	} {
		t.Run(name, func(t *testing.T) {
			l := startListen(t, t.TempDir(), internet(t, x.far), "--tunnel", "--addr", local, "--tunnel-agent", ngrokOn(t, local))
			l.next(t, "tunnel")
			if e := l.next(t, "tunnel"); e.State != tunnelNot || e.Why != x.why {
				t.Errorf("%+v", e)
			}
			l.end(t)
		})
	}
}

// TestListenTellsTunnels: without --tunnel nothing is sent, and a tunnel that leads elsewhere is told.
func TestListenTellsTunnels(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no interrupt to a single process")
	}
	refuses := []string{"HTTPS_PROXY=http://" + free(t)}
	local, other := free(t), free(t)
	told := func(agent string) (out []event) {
		t.Helper()
		l := startListen(t, t.TempDir(), refuses, "--addr", local, "--tunnel-agent", agent)
		resp, err := http.Post(l.Address, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		for ended := false; !ended && l.out.Scan(); {
			var e event
			if err := json.Unmarshal(l.out.Bytes(), &e); err != nil {
				t.Fatal(err)
			}
			switch {
			case e.Event == "tunnel":
				out = append(out, e)
				fallthrough
			case e.Event == "delivery" && agent == other:
				_ = l.cmd.Process.Signal(os.Interrupt)
			case e.Event == "summary":
				ended = true
			}
		}
		if err := l.cmd.Wait(); err != nil {
			t.Errorf("ended with %v", err)
		}
		return out
	}
	if got := told(ngrokOn(t, local)); len(got) != 1 || got[0].State != tunnelHere || got[0].PublicURL != tunnelName {
		t.Errorf("%+v", got)
	}
	if got := told(ngrokOn(t, "http://localhost:"+port(other))); len(got) != 1 || got[0].State != tunnelElsewhere || got[0].Target != "localhost:"+port(other) {
		t.Errorf("%+v", got)
	}
	if got := told(other); len(got) != 0 { // nobody there
		t.Errorf("%+v", got)
	}
}

func port(addr string) string {
	_, p, _ := net.SplitHostPort(addr)
	return p
}

// TestListenTunnelMissing: what was asked for and cannot be is an error that says what to do.
func TestListenTunnelMissing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy, other, mine := taken.Addr().String(), free(t), free(t)
	for name, x := range map[string]struct {
		args []string
		says []string
	}{
		"no agent":          {[]string{"--tunnel-agent", other, "--lang", "en"}, []string{"No tunnel is running", "ngrok http 4747", "cloudflared tunnel --url"}},
		"no agent, es":      {[]string{"--tunnel-agent", other, "--lang", "es", "--addr", mine}, []string{"Ningún túnel en ejecución", "ngrok http " + port(mine)}},
		"no tunnel":         {[]string{"--tunnel-agent", ngrokOn(t, ""), "--lang", "pt"}, []string{"Nenhum túnel em execução"}},
		"another port":      {[]string{"--tunnel-agent", ngrokOn(t, other), "--addr", mine, "--lang", "en"}, []string{tunnelName + " forwards to " + other + ", not to port " + port(mine), "--addr " + other}},
		"a taken port":      {[]string{"--tunnel-agent", ngrokOn(t, busy), "--lang", "en"}, []string{"forwards to " + busy + ", which another program has", "--forward-to"}},
		"another machine":   {[]string{"--tunnel-agent", ngrokOn(t, "http://10.0.0.7:3000"), "--lang", "en"}, []string{"http://10.0.0.7:3000", "Point the tunnel to http://127.0.0.1:4747"}},
		"https":             {[]string{"--tunnel-agent", ngrokOn(t, "https://localhost:3000"), "--lang", "en"}, []string{"https://localhost:3000", "Point the tunnel"}},
		"agent elsewhere":   {[]string{"--tunnel-agent", "192.0.2.1:4040", "--lang", "en"}, []string{"--tunnel-agent", "127.0.0.1:4040"}},
		"agent with a path": {[]string{"--tunnel-agent", "http://127.0.0.1:4040/api", "--lang", "en"}, []string{"--tunnel-agent"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := finish(t, process(t, t.TempDir(), nil, append([]string{"listen", "--tunnel"}, x.args...)...))
			if code != exitUsage || out != "" || strings.Count(errs, "\n") != 1 {
				t.Errorf("code %d: %s%s", code, out, errs)
			}
			for _, s := range x.says {
				if !strings.Contains(errs, s) {
					t.Errorf("%q does not say %q", errs, s)
				}
			}
		})
	}
}
