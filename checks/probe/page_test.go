package probe_test

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
)

const (
	goodToken = "APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567"
	testToken = "TEST-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567"
	goodKey   = "APP_USR-01234567-89ab-cdef-0123-456789abcdef"
	pageHost  = "loja.lab.example"
)

// web is a host with one handler on 443 and 80; every other host is closed.
type web struct {
	ports map[string]string
	mu    sync.Mutex
	asked []string // hosts and ports dialled
}

func openWeb(t testing.TB, h http.HandlerFunc) *web {
	t.Helper()
	secure, plain := httptest.NewTLSServer(h), httptest.NewServer(h)
	t.Cleanup(secure.Close)
	t.Cleanup(plain.Close)
	return &web{ports: map[string]string{pageHost + ":443": secure.Listener.Addr().String(), pageHost + ":80": plain.Listener.Addr().String()}}
}

func (w *web) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	w.mu.Lock()
	w.asked = append(w.asked, addr)
	to := w.ports[strings.ToLower(addr)]
	w.mu.Unlock()
	if to == "" {
		return nil, &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	return (&net.Dialer{}).DialContext(ctx, network, to)
}

func (w *web) env() *probe.Env { return &probe.Env{Dial: w.dial, Now: clock} }

func (w *web) page(t testing.TB, address string) checks.Page {
	t.Helper()
	f := observe(t.Context(), t, w.env(), "page", checks.FactSettings.Of(checks.Settings{PaymentPage: address}))
	p, ok := checks.FactPage.Get(f)
	if !ok {
		t.Fatalf("%s: %+v", address, f.Gap(checks.FactPage.Name))
	}
	return p
}

// site serves texts by path; others are not found.
func site(files map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, body)
	}
}

func TestRedirectsAreFollowedHopByHop(t *testing.T) {
	w := openWeb(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{"/a": "/b?x=1", "/b": "https://" + pageHost + "/c", "/loop": "/loop2", "/loop2": "/loop", "/down": "http://" + pageHost + "/c",
			"/app": "minhaloja://pagar?access_token=" + goodToken, "/bad": "http://%zz", "/leak": "/c?access_token=" + goodToken}[r.URL.Path]
		if to != "" {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "<p>page")
	})
	base := "https://" + pageHost
	for path, c := range map[string]struct {
		status, hops int
		loop         bool
		last         string
	}{
		"/c": {200, 0, false, ""}, "/a": {200, 2, false, base + "/c"}, "/loop": {302, 8, true, ""}, "/down": {200, 1, false, "http://" + pageHost + "/c"},
		"/app": {302, 1, false, ""}, "/bad": {302, 1, false, ""}, "/leak": {200, 1, false, ""},
	} {
		p := w.page(t, base+path)
		if p.Status != c.status || len(p.Hops) != c.hops || p.Loop != c.loop {
			t.Errorf("%s: status %d, %d hops, loop %v", path, p.Status, len(p.Hops), p.Loop)
		}
		if c.last != "" && (p.Hops[len(p.Hops)-1].To != c.last || p.URL != c.last) {
			t.Errorf("%s ends at %s, last hop %+v", path, p.URL, p.Hops)
		}
		noSecret(t, path, p)
	}
}

// noSecret wants no token anywhere in what was kept.
func noSecret(t *testing.T, name string, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte(goodToken)) || bytes.Contains(b, []byte(goodToken[24:60])) {
		t.Errorf("%s keeps the token: %s", name, b)
	}
}

func TestTokensInThePageAndItsScripts(t *testing.T) {
	w := openWeb(t, site(map[string]string{
		"/clean":     `<script>const mp = new MercadoPago("` + goodKey + `")</script>`,
		"/inline":    "<html>\n<script>\nconst t = '" + goodToken + "'</script>",
		"/test":      `<script src="/js/other.js"></script><i data-t="` + testToken + `">`,
		"/bundle":    `<script src="js/app.js"></script><script src="https://` + pageHost + `:443/js/app.js"></script><SCRIPT SRC='//LOJA.lab.example/js/app.js?v=2'></SCRIPT>`,
		"/elsewhere": `<script src="https://cdn.example/app.js"></script><script src="http://` + pageHost + `/js/app.js"></script>`,
		"/based":     `<base href="/js/"><base href="/nowhere/"><script src="app.js"></script>`,
		"/comment":   `<!-- ` + goodToken + ` -->`, // a browser reads comments too
		"/twice":     goodToken + "\n" + testToken,
		"/js/app.js": "//\n//\nvar config={token:\"" + goodToken + "\"}",
	}))
	for path, want := range map[string][]string{
		"/clean": nil, "/inline": {"/inline:3"}, "/test": {"/test:1 test"}, "/bundle": {"/js/app.js:3", "/js/app.js:3", "/js/app.js?v=2:3"}, "/elsewhere": nil, "/based": {"/js/app.js:3"},
		"/comment": {"/comment:1"}, "/twice": {"/twice:1", "/twice:2 test"},
	} {
		p := w.page(t, "https://"+pageHost+path)
		var got []string
		for _, x := range p.Tokens {
			_, at, _ := strings.Cut(x.Where, pageHost)
			if i := strings.Index(strings.ToLower(x.Where), pageHost); i >= 0 {
				at = strings.TrimPrefix(x.Where[i+len(pageHost):], ":443")
			}
			s := fmt.Sprintf("%s:%d", at, x.Line)
			if x.Test {
				s += " test"
			}
			got = append(got, s)
			if !strings.Contains(x.Masked, "…") || len(x.Masked) > 20 {
				t.Errorf("%s: shown as %q", path, x.Masked)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
		noSecret(t, path, p)
	}
	if slices.Contains(w.asked, "cdn.example:443") {
		t.Error("another host's script was fetched")
	}
	p := w.page(t, "https://"+pageHost+"/clean?access_token="+goodToken)
	noSecret(t, "the address", p)
}

func TestOfficialScripts(t *testing.T) {
	const official, device = "https://sdk.mercadopago.com/js/v2", "https://www.mercadopago.com/v2/security.js"
	w := openWeb(t, site(map[string]string{
		"/tag": `<script src="` + official + `"></script>`, "/upper": `<SCRIPT SRC="HTTPS://SDK.MercadoPago.com/js/v2"></SCRIPT>`, "/relative": `<script src="//sdk.mercadopago.com/js/v2"></script>`,
		"/inline": `<script>load("` + official + `")</script>`, "/bundle": `<script src="/app.js"></script>`, "/app.js": `e.src="` + official + `"`,
		"/device":  `<script src="` + device + `" view="checkout"></script>`,
		"/comment": `<!-- <script src="` + official + `"></script> --><!-- ` + official + ` -->`, "/text": `<p>` + official + `</p><a href="` + official + `">x</a>`,
		"/insecure": `<script src="http://sdk.mercadopago.com/js/v2"></script>`, "/copy": `<script src="/copy.js"></script><script src="https://cdn.example/mercadopago/js/v2"></script>`, "/copy.js": "// MercadoPago.js",
		"/likeness": `<script src="https://sdk.mercadopago.com.example/js/v2"></script><script src="https://cdn.example/?` + official + `"></script>`, "/v1": `<script src="https://secure.mlstatic.com/sdk/javascript/v1/mercadopago.js"></script>`,
		"/late": `<script>` + strings.Repeat("x", 2<<20) + `</script><script src="` + official + `"></script>`,
	}))
	for path, want := range map[string][2]bool{"/tag": {true}, "/upper": {true}, "/relative": {true}, "/inline": {true}, "/bundle": {true}, "/late": {true}, "/device": {false, true},
		"/comment": {}, "/text": {}, "/insecure": {}, "/copy": {}, "/likeness": {}, "/v1": {}} {
		p := w.page(t, "https://"+pageHost+path)
		if got := [2]bool{p.MPJS, p.SecurityJS}; got != want {
			t.Errorf("%s: MercadoPago.js and device script %v, want %v", path, got, want)
		}
	}
}

func TestWhatIsReadIsBounded(t *testing.T) {
	many := ""
	for i := range 65 {
		many += fmt.Sprintf(`<script src="/js/%d.js"></script>`, i)
	}
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Close()
	bomb := bytes.Repeat(member.Bytes(), 1000) // 1 MB that becomes 1 GB
	w := openWeb(t, func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == "/huge":
			_, _ = io.WriteString(w, strings.Repeat("x", 6<<20)+goodToken)
		case path == "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		case path == "/many":
			_, _ = io.WriteString(w, many)
		case path == "/bundle":
			_, _ = io.WriteString(w, `<script src="/big.js"></script>`)
		case path == "/big.js":
			_, _ = io.WriteString(w, strings.Repeat("x", 8<<20+1))
		case path == "/cut":
			_, _ = io.WriteString(w, `<script src="/cut.js"></script>`)
		case path == "/cut.js":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "x")
		case strings.HasPrefix(path, "/js/"):
			_, _ = io.WriteString(w, "1")
		default:
			_, _ = io.WriteString(w, `<script src="/js/1.js"></script>`)
		}
	})
	for path, want := range map[string]struct {
		truncated bool
		size      int
	}{"/small": {false, 32}, "/huge": {true, 5 << 20}, "/bomb": {true, 5 << 20}, "/many": {true, len(many)}, "/bundle": {true, 31}, "/cut": {true, 31}} {
		if p := w.page(t, "https://"+pageHost+path); p.Whole() == want.truncated || p.Size != want.size {
			t.Errorf("%s: truncated %v, %d bytes", path, !p.Whole(), p.Size)
		}
	}
	fetched := 0
	for _, a := range w.asked {
		if a == pageHost+":443" {
			fetched++
		}
	}
	if fetched > 6+3+64 {
		t.Errorf("%d requests", fetched)
	}
}

func TestControlCharactersStayOutside(t *testing.T) {
	raw := func(answer string) *probe.Env {
		return &probe.Env{Now: clock, Dial: serve(t, func(c net.Conn) {
			if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil && r != nil {
				_, _ = io.WriteString(c, answer)
			}
		})}
	}
	set := checks.FactSettings.Of(checks.Settings{PaymentPage: "http://" + pageHost + "/"})
	body := "<script src=\"https://cdn.example/\u202e.js\"></script><script src=\"/\x1b[2J.js\"></script>"
	f := observe(t.Context(), t, raw(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\u202e\r\nContent-Length: %d\r\n\r\n%s", len(body), body)), "page", set)
	p, ok := checks.FactPage.Get(f)
	if !ok || len(p.Scripts) != 1 || strings.ContainsAny(p.Scripts[0]+p.ContentType, "\x1b\u202e") {
		t.Errorf("%+v %+v", p, f.Gap(checks.FactPage.Name))
	}
	// The client refuses the header and puts it into its error.
	f = observe(t.Context(), t, raw("HTTP/1.1 200 OK\r\nX-Evil: \x1b]0;owned\x07\x1b[31m\r\n\r\n"), "page", set)
	if g := f.Gap(checks.FactPage.Name); g == nil || g.Reason != checks.GapNetwork || strings.ContainsAny(strings.Join(g.Detail.Args, ""), "\x1b\x07") {
		t.Errorf("%+v", g)
	}
}

func TestPlainHTTPIsWalkedToItsEnd(t *testing.T) {
	w := openWeb(t, func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{"/301": "https://" + pageHost + "/x", "/308": "https://www.lab.example/", "/two": "/301", "/loop": "/loop2", "/loop2": "/loop",
			"/endless": "/endless" + r.URL.RawQuery + "?" + r.URL.RawQuery + "x"}[r.URL.Path]
		if strings.HasPrefix(r.URL.Path, "/endless") {
			to = "/endless?" + r.URL.RawQuery + "x"
		}
		switch {
		case r.URL.Path == "/403":
			w.WriteHeader(403)
		case to != "":
			w.Header().Set("Location", to)
			status := http.StatusMovedPermanently
			if r.URL.Path == "/308" {
				status = http.StatusPermanentRedirect
			}
			w.WriteHeader(status)
		default:
			_, _ = io.WriteString(w, "page")
		}
	})
	see := func(address string) checks.PlainHTTP {
		f := observe(t.Context(), t, w.env(), "page.http", checks.FactSettings.Of(checks.Settings{PaymentPage: address}))
		return checks.FactPlainHTTP.Must(f)
	}
	for path, c := range map[string]struct {
		hops   int
		final  string
		status int
		loop   bool
	}{
		"/301": {1, "https://" + pageHost + "/x", 301, false}, "/308": {1, "https://www.lab.example/", 308, false}, "/two": {2, "https://" + pageHost + "/x", 301, false},
		"/loop": {2, "", 301, true}, "/endless": {8, "", 301, true}, "/403": {0, "http://" + pageHost + "/403", 403, false}, "/": {0, "http://" + pageHost + "/", 200, false},
	} {
		if h := see("https://" + pageHost + path); len(h.Hops) != c.hops || h.Final != c.final || h.Status != c.status || h.Loop != c.loop || h.Closed || h.Unknown != "" {
			t.Errorf("%s: %+v", path, h)
		}
	}
	if h := see("https://" + pageHost + ":8443/"); h.OwnPort != "8443" {
		t.Errorf("a port of its own: %+v", h)
	}
	if h := see("https://closed.lab.example/"); !h.Closed {
		t.Errorf("a closed port: %+v", h)
	}
	for _, a := range w.asked {
		if !strings.HasSuffix(a, ":80") {
			t.Errorf("%s was dialled", a)
		}
	}
}

// Every visitor is sent the headers too, and a token may be of the older form, with a marker.
func TestTokensInHeaders(t *testing.T) {
	marked := strings.Replace(goodToken, "-701234567", "__LA_LD__-701234567", 1)
	in := func(name, value string) answer {
		return answer{body: "<title>x</title>", header: http.Header{name: {value}}}
	}
	w := openWeb(t, served(map[string]answer{
		"/cookie": in("Set-Cookie", "mp="+goodToken+"; Path=/"), "/only": in("Set-Cookie", "mp="+goodToken+"; HttpOnly"), "/header": in("X-Config", `{"token":"`+marked+`"}`),
		"/escaped": in("Set-Cookie", "cfg="+strings.ReplaceAll(marked, "_", "%5F")), "/test": in("X-Debug", "using "+testToken), "/plain": in("X-Debug", "APP_USR-"+goodKey[8:]),
		"/script": {body: `<script src="/a.js"></script>`}, "/a.js": in("X-Debug", goodToken), "/marked": {body: "<p>" + marked},
		"/hop": {status: 302, header: http.Header{"Location": {"/plain"}, "Set-Cookie": {"t=" + goodToken}}},
	}))
	for path, want := range map[string]string{"/cookie": "Set-Cookie", "/only": "Set-Cookie", "/header": "X-Config", "/escaped": "Set-Cookie", "/test": "X-Debug test", "/plain": "", "/script": "X-Debug", "/marked": "body", "/hop": "Set-Cookie"} {
		p := w.page(t, "https://"+pageHost+path)
		got := ""
		for _, x := range p.Tokens {
			if got = cmp.Or(x.Header, "body"); x.Test {
				got += " test"
			}
		}
		if got != want || len(p.Tokens) > 1 {
			t.Errorf("%s: %d tokens, in %q, want %q", path, len(p.Tokens), got, want)
		}
		noSecret(t, path, p)
	}
}
