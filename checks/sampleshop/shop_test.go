package sampleshop

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

var opening = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func openShop(t *testing.T, o Options) *Shop {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return opening }
	}
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// visitor is a browser that trusts the shop's root and follows no redirect.
func visitor(s *Shop) *http.Client {
	return &http.Client{
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: s.DialContext, DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{RootCAs: s.Roots(), Time: s.now}},
	}
}

func get(t *testing.T, c *http.Client, address string) (*http.Response, string) {
	t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestPageSpeaksItsLanguageOverTLS(t *testing.T) {
	for lang, want := range map[string]string{"": "Comprar", "pt": "Câmera instantânea", "es-AR": "Cámara instantánea", "en": "Instant camera"} {
		s := openShop(t, Options{Fixed: true, Lang: lang})
		resp, body := get(t, visitor(s), s.Settings().PaymentPage)
		if resp.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%q: %d, no %q in the page", lang, resp.StatusCode, want)
		}
		if !strings.Contains(body, s.box.Credentials().PublicKey) {
			t.Errorf("%q: the page does not carry the public key", lang)
		}
	}
}

func TestPlainHTTPKeepsThePath(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	resp, _ := get(t, visitor(s), "http://"+pageHost+"/pedido/ok?payment_id=1")
	if got, want := resp.Header.Get("Location"), "https://"+pageHost+"/pedido/ok?payment_id=1"; resp.StatusCode != 301 || got != want {
		t.Errorf("got %d to %q, want 301 to %q", resp.StatusCode, got, want)
	}
	for _, path := range []string{"ok", "pendente", "recusado"} {
		if resp, _ := get(t, visitor(s), "https://"+pageHost+"/pedido/"+path+"?status=%3Cscript%3E"); resp.StatusCode != 200 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

func TestBuyingLeadsToTheCheckout(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	before := s.Settings()
	post := func(form url.Values, header ...string) *http.Response {
		req, _ := http.NewRequestWithContext(t.Context(), "POST", "https://"+pageHost+"/comprar", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		resp, err := visitor(s).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp
	}
	resp := post(url.Values{"quantidade": {"2"}})
	after := s.Settings()
	if resp.StatusCode != 303 || !strings.Contains(resp.Header.Get("Location"), after.PreferenceID) || after.PreferenceID == before.PreferenceID {
		t.Errorf("%d to %q; preference %q before, %q after", resp.StatusCode, resp.Header.Get("Location"), before.PreferenceID, after.PreferenceID)
	}
	if d := fetch(t, s, "/checkout/preferences/"+after.PreferenceID); d.Str("items[].quantity") != "2" {
		t.Errorf("quantity %q, want 2", d.Str("items[].quantity"))
	}
	for name, resp := range map[string]*http.Response{
		"no quantity": post(nil), "too many": post(url.Values{"quantidade": {"9999999999999999999"}}),
		"too large":          post(url.Values{"quantidade": {"1"}, "x": {strings.Repeat("a", 2*maxBody)}}),
		"from another place": post(url.Values{"quantidade": {"1"}}, "Sec-Fetch-Site", "cross-site"),
	} {
		if resp.StatusCode < 400 || resp.StatusCode > 499 {
			t.Errorf("%s: %d, want a refusal", name, resp.StatusCode)
		}
	}
	if s.Settings().PreferenceID != after.PreferenceID {
		t.Error("a refused purchase made a preference")
	}
}

func TestNothingButTheShopCanBeReached(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	for _, addr := range []string{"api.mercadopago.com:443", "127.0.0.1:80", "localhost:443", strings.TrimPrefix(s.APIBase(), "http://"), "[::1]:443", "203.0.113.99:443", "exemplo.com.br:443"} {
		if c, err := s.DialContext(t.Context(), "tcp", addr); err == nil {
			c.Close()
			t.Errorf("%s was reached", addr)
		} else if !strings.Contains(err.Error(), "never the network") {
			t.Errorf("%s: unclear error: %v", addr, err)
		}
	}
	if _, err := s.DialContext(t.Context(), "tcp", pageHost+":8443"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a closed port: %v", err)
	}
	for _, host := range []string{pageHost, hookHost + "."} {
		as, err := s.LookupNetIP(t.Context(), "ip", host)
		if err != nil || len(as) != 1 || !netip.MustParsePrefix("203.0.113.0/24").Contains(as[0]) {
			t.Fatalf("%s: %v, %v", host, as, err)
		}
		c, err := s.DialContext(t.Context(), "tcp", net.JoinHostPort(as[0].String(), "443"))
		if err != nil {
			t.Fatalf("%s by address: %v", host, err)
		}
		c.Close()
	}
	_, err := s.LookupNetIP(t.Context(), "ip", "api.mercadopago.com")
	if d, ok := errors.AsType[*net.DNSError](err); !ok || !d.IsNotFound {
		t.Errorf("another name: %v", err)
	}
}

// writes counts the calls that made something. The endpoint reads payments when their notifications
// come in, at a time of its own.
func writes(s *Shop) (n int) {
	for _, r := range s.Sandbox().Requests() {
		if r.Method != http.MethodGet {
			n++
		}
	}
	return n
}

func TestSettingsAreCheapUntilAnOrderChanges(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	first := s.Settings()
	calls := writes(s)
	if err := s.Break(sslChain, hookDown, publicKey); err != nil {
		t.Fatal(err)
	}
	if again := s.Settings(); again.PreferenceID != first.PreferenceID || again.PaymentID != first.PaymentID {
		t.Error("faults outside the order made a new one")
	}
	if n := writes(s); n != calls {
		t.Errorf("%d calls for unchanged orders", n-calls)
	}
	if err := s.Break("homologation.email"); err != nil {
		t.Fatal(err)
	}
	second := s.Settings()
	if second.PreferenceID == first.PreferenceID || second.PaymentID == first.PaymentID {
		t.Error("the order is still the one before the fault")
	}
	if err := s.Repair("homologation.email"); err != nil {
		t.Fatal(err)
	}
	if third := s.Settings(); third.PreferenceID == second.PreferenceID {
		t.Error("the order is still the broken one after the repair")
	}
}

func TestDemoOpensWithItsFaultsAndRepairs(t *testing.T) {
	s := openShop(t, Options{})
	broken := map[checks.ID]bool{}
	for _, id := range s.Broken() {
		broken[id] = true
	}
	if len(broken) != len(DemoFaults) {
		t.Errorf("broken: %v", s.Broken())
	}
	for _, id := range DemoFaults {
		if !broken[id] {
			t.Errorf("%s is not broken at the opening", id)
		}
	}
	if got := s.Settings(); got.PreferenceID == "" || got.PaymentID == "" {
		t.Fatalf("no order with the demo's faults: %q, %q", got.PreferenceID, got.PaymentID)
	}
	if pixPayments(t, s) != "0" {
		t.Error("a Pix payment without a Pix key")
	}
	if err := s.RepairAll(); err != nil || len(s.Broken()) != 0 {
		t.Fatalf("%v, still broken: %v", err, s.Broken())
	}
	s.Settings()
	if pixPayments(t, s) != "1" {
		t.Error("the repaired shop sold nothing by Pix")
	}
}

func TestUnknownFaultChangesNothing(t *testing.T) {
	s := openShop(t, Options{Fixed: true})
	err := s.Break(sslChain, "ssl.magic")
	if err == nil || !strings.Contains(err.Error(), `"ssl.magic"`) {
		t.Errorf("error: %v", err)
	}
	if len(s.Broken()) != 0 {
		t.Errorf("broken all the same: %v", s.Broken())
	}
}

func TestEverySiteCanSell(t *testing.T) {
	for _, site := range mpclient.Sites {
		s := openShop(t, Options{Fixed: true, Site: site.ID})
		if _, err := s.takeOrder(t.Context()); err != nil {
			t.Errorf("%s: %v", site.ID, err)
		}
		if d := fetch(t, s, "/v1/payments/"+s.Settings().PaymentID); d.Str("currency_id") != site.Currency || d.Str("status") != "approved" {
			t.Errorf("%s: payment in %q is %q", site.ID, d.Str("currency_id"), d.Str("status"))
		}
	}
	if _, err := Start(t.Context(), Options{Site: "XXX"}); err == nil {
		t.Error("a shop opened on an unknown site")
	}
}

func TestCloseAndContextStopEverything(t *testing.T) {
	for name, end := range map[string]func(*Shop, context.CancelFunc){
		"close":   func(s *Shop, _ context.CancelFunc) { _ = s.Close() },
		"context": func(s *Shop, cancel context.CancelFunc) { cancel(); <-s.closed; _ = s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			s, err := Start(ctx, Options{Fixed: true})
			if err != nil {
				t.Fatal(err)
			}
			_ = s.Break(sameOwner)
			s.Settings()
			get(t, visitor(s), pageURL)
			hanging, err := s.DialContext(ctx, "tcp", pageHost+":443") // sends nothing
			if err != nil {
				t.Fatal(err)
			}
			end(s, cancel)
			hanging.Close()
			for addr, at := range s.ports {
				if c, err := net.Dial("tcp", at); err == nil {
					c.Close()
					t.Errorf("%s still listens", addr)
				}
			}
			if err := s.Close(); err != nil {
				t.Errorf("a second Close: %v", err)
			}
			for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
				if time.Now().After(deadline) {
					stacks := make([]byte, 1<<16)
					t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
				}
			}
		})
	}
}

// fetch reads an object the way the tool does.
func fetch(t *testing.T, s *Shop, path string) *checks.Doc {
	t.Helper()
	var raw json.RawMessage
	if err := s.call(t.Context(), "GET", path, s.box.Credentials().AccessToken, nil, &raw); err != nil {
		t.Fatal(err)
	}
	d, err := checks.ParseDoc(path, bytes.TrimSpace(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func pixPayments(t *testing.T, s *Shop) string {
	return fetch(t, s, "/v1/payments/search?payment_method_id=pix").Str("paging.total")
}
