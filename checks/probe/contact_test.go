package probe_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

// network counts who is called and asked for; nobody answers.
type network struct {
	mu              sync.Mutex
	dialed, lookups []string
	leads           string // where every name leads
}

func (n *network) dial(_ context.Context, _, addr string) (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dialed = append(n.dialed, addr)
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

func (n *network) lookup(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lookups = append(n.lookups, host)
	return []netip.Addr{netip.MustParseAddr(n.leads)}, nil
}

// seen is what was called and asked for so far; a name may still be on its way when a run ends.
func (n *network) seen() (dialed, lookups []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.dialed), slices.Clone(n.lookups)
}

// shopAPI answers with an account and with the preference that was asked for.
type shopAPI struct{ preference string }

func (a shopAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	body, status := `{}`, http.StatusNotFound
	switch {
	case strings.HasPrefix(r.URL.Path, "/checkout/preferences/"):
		body, status = a.preference, http.StatusOK
	case r.URL.Path == "/users/me":
		body, status = `{"id":701234567,"nickname":"LOJA","site_id":"MLB","status":{"site_status":"active"}}`, http.StatusOK
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

const contactSecret = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"

// looked runs every check of notifications and return addresses over evidence with one address in it.
func looked(t *testing.T, n *network, fetched bool, url string, consent map[string]bool) map[checks.ID]checks.Finding {
	t.Helper()
	pref := fmt.Sprintf(`{"id":"1-a","items":[{"title":"x","quantity":1,"unit_price":10}],"notification_url":%[1]q,"back_urls":{"success":%[1]q,"pending":%[1]q,"failure":%[1]q}}`, url)
	s := checks.Settings{Product: checks.CheckoutPro, WebhookSecret: contactSecret}
	if fetched {
		s.PreferenceID, s.AccessToken = "1-a", "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-701234567"
	} else {
		s.Exchanges = recording(t, `{"method":"POST","url":"https://api.mercadopago.com/checkout/preferences","request_body":`+pref+`,"status":201}`)
	}
	e := &probe.Env{Load: func() checks.Settings { return s }, Dial: n.dial, Lookup: n.lookup, API: shopAPI{pref}, Now: clock}
	rep := checks.NewAudit(rules.All(), probe.All(e), clock).Run(t.Context(), checks.Selection{Consent: consent})
	out := map[checks.ID]checks.Finding{}
	for _, f := range rep.Findings {
		out[f.ID] = f
	}
	return out
}

// evidence are addresses that may stand in a recording: what a person agrees to, and whether it has to be typed.
var evidence = []struct {
	url, place string
	typed      bool
}{
	{"https://evil.example/h?x=1", "evil.example", false},
	{"https://evil.example:8443/h", "evil.example:8443", false},
	{"https://203.0.113.9/h", "203.0.113.9", false},
	{"https://127.0.0.1:8080/h", "127.0.0.1:8080", true},
	{"https://localhost:8080/h", "localhost:8080", true},
	{"https://app.localhost/h", "app.localhost", true},
	{"https://10.0.0.7/h", "10.0.0.7", true},
	{"https://172.16.0.1/h", "172.16.0.1", true},
	{"https://192.168.1.1/h", "192.168.1.1", true},
	{"https://169.254.169.254/latest/meta-data", "169.254.169.254", true},
	{"https://100.64.0.1/h", "100.64.0.1", true},
	{"https://0.0.0.0/h", "0.0.0.0", true},
	{"https://[::1]/h", "::1", true},
	{"https://[fd00::1]/h", "fd00::1", true},
	{"https://[fe80::1]/h", "fe80::1", true},
	{"https://[::ffff:10.0.0.7]/h", "::ffff:10.0.0.7", true},
	{"https://router.lan/h", "router.lan", true},
	{"https://metadata.google.internal/h", "metadata.google.internal", true},
	{"https://intranet/h", "intranet", true},
}

// TestEvidenceIsNotContacted: whether it was recorded or fetched, no address in it is connected to and no name of it looked
// up, be it with --yes; the finding names the address and how to agree. Named, it is contacted.
func TestEvidenceIsNotContacted(t *testing.T) {
	for _, c := range evidence {
		for _, fetched := range []bool{false, true} {
			for _, consent := range []map[string]bool{nil, {"*": true}, {"webhook": true, "webhook.tls": true, "back_urls.tls": true}, checks.Named([]string{"other.example"}, true)} {
				n := &network{leads: "203.0.113.20"}
				got := looked(t, n, fetched, c.url, consent)
				if dialed, lookups := n.seen(); len(dialed)+len(lookups) > 0 {
					t.Errorf("%s (fetched %v, %v): dialed %v, looked up %v", c.url, fetched, consent, dialed, lookups)
				}
				for _, id := range []checks.ID{"notifications.tls", "notifications.endpoint", "ssl.back_urls"} {
					f, ok := got[id]
					if id == "notifications.endpoint" && !ok {
						continue
					}
					text := lang.EN.Text(f.Detail)
					if f.Verdict != checks.NeedsInput || f.Input != "consent" || !checks.AsksContact(f.Consent) || !strings.Contains(text, c.place) || !strings.Contains(text, "--contact") {
						t.Errorf("%s, %s: %s, %q, %s", c.url, id, f.Verdict, f.Consent, text)
					}
					if want := map[bool]string{true: c.place}[c.typed]; f.Typed != want {
						t.Errorf("%s, %s: has to type %q, want %q", c.url, id, f.Typed, want)
					}
				}
			}
			n := &network{leads: "203.0.113.20"}
			looked(t, n, fetched, c.url, checks.Named([]string{c.place}, false))
			if dialed, _ := n.seen(); len(dialed) == 0 {
				t.Errorf("%s (fetched %v) was named and not contacted", c.url, fetched)
			}
		}
	}
}

// TestAYesIsNotEnoughForWhatLeadsInward: a name may lead anywhere, which shows once it is looked up.
func TestAYesIsNotEnoughForWhatLeadsInward(t *testing.T) {
	for _, inside := range []string{"127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1"} {
		n := &network{leads: inside}
		const url = "https://evil.example/h"
		got := looked(t, n, false, url, map[string]bool{checks.Contact{Hosts: []string{"evil.example"}}.Question(): true})
		if dialed, _ := n.seen(); len(dialed) > 0 {
			t.Errorf("%s: dialed %v", inside, dialed)
		}
		for _, id := range []checks.ID{"notifications.tls", "ssl.back_urls"} {
			if f := got[id]; f.Typed != "evil.example" {
				t.Errorf("%s, %s: %s %q", inside, id, f.Verdict, f.Typed)
			}
		}
		f := got["notifications.tls"]
		looked(t, n, false, url, map[string]bool{f.Consent: true})
		if dialed, _ := n.seen(); len(dialed) == 0 {
			t.Errorf("%s: typed, and not contacted", inside)
		}
	}
}

// TestTheOwnWordNeedsNoConsent: what the person named is looked at as before, whatever else names it too.
func TestTheOwnWordNeedsNoConsent(t *testing.T) {
	n := &network{leads: "203.0.113.20"}
	s := checks.Settings{Product: checks.CheckoutPro, WebhookURL: "https://shop.example/h", Exchanges: recording(t,
		`{"method":"POST","url":"https://api.mercadopago.com/checkout/preferences","request_body":{"notification_url":"https://evil.example/h","back_urls":{"success":"https://shop.example/ok"}},"status":201}`)}
	e := &probe.Env{Load: func() checks.Settings { return s }, Dial: n.dial, Lookup: n.lookup, API: shopAPI{}, Now: clock}
	checks.NewAudit(rules.All(), probe.All(e), clock).Run(t.Context(), checks.Selection{})
	dialed, lookups := n.seen()
	if len(dialed) < 2 || slices.ContainsFunc(slices.Concat(dialed, lookups), func(a string) bool { return strings.Contains(a, "evil") }) {
		t.Errorf("dialed %v, looked up %v", dialed, lookups)
	}
}

// TestRedirectsInwardAreNotFollowed from a page of the world; a page of this computer may send elsewhere on it.
func TestRedirectsInwardAreNotFollowed(t *testing.T) {
	for to, followed := range map[string]bool{
		"http://127.0.0.1:2375/": false, "http://10.0.0.7/": false, "http://169.254.169.254/latest": false, "http://[::1]/": false, "http://localhost/": false, "http://inside.example/": false,
		"http://www.shop.example/": true, "/elsewhere": true,
	} {
		var mu sync.Mutex
		var dialed []string
		e := &probe.Env{Now: clock, Lookup: func(_ context.Context, _, host string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr(map[bool]string{true: "192.168.1.1", false: "203.0.113.20"}[host == "inside.example"])}, nil
		}, Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
			mu.Lock()
			dialed = append(dialed, addr)
			first := len(dialed) == 1
			mu.Unlock()
			here, there := net.Pipe()
			go func() {
				defer func() { _ = there.Close() }()
				_ = there.SetDeadline(time.Now().Add(5 * time.Second))
				_, _ = there.Read(make([]byte, 4096))
				answer := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
				if first {
					answer = "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
				}
				_, _ = io.WriteString(there, answer)
			}()
			return here, nil
		}}
		for _, id := range []string{"page", "page.http"} {
			dialed = nil
			f := observe(t.Context(), t, e, id, checks.FactSettings.Of(checks.Settings{PaymentPage: "http://shop.example/"}))
			if len(dialed) != map[bool]int{true: 2, false: 1}[followed] {
				t.Errorf("%s, %s: dialed %v", id, to, dialed)
			}
			if g := f.Gap(checks.FactPage.Name); id == "page" && !followed && (g == nil || g.Detail.Key != "gap.detail.inward_redirect") {
				t.Errorf("%s: %+v", to, g)
			}
		}
	}
}

func TestQuestionsAboutAddresses(t *testing.T) {
	if got := checks.Named([]string{"a", "b"}, false); !maps.Equal(got, map[string]bool{"contact a": true, "typed contact a": true, "contact b": true, "typed contact b": true}) {
		t.Errorf("%v", got)
	}
	for in, want := range map[string]string{"shop.example": "shop.example", "SHOP.example:443": "shop.example", "https://shop.example/x": "shop.example", "http://127.0.0.1:8080/x": "127.0.0.1:8080",
		"::1": "::1", "[::1]:8080": "[::1]:8080", "": "", "a b": "", "ftp://x": "", "https://u:p@x": ""} {
		if got, ok := probe.Place(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", in, got, ok)
		}
	}
}
