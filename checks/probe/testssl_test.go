package probe_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/hello/hellotest"
)

// TestAgreementWithTestssl compares versions and classes of suites with testssl.sh, where that is
// installed: it takes most of a minute for an endpoint.
func TestAgreementWithTestssl(t *testing.T) {
	if testing.Short() {
		t.Skip("testssl.sh takes most of a minute")
	}
	program, err := exec.LookPath("testssl")
	if err != nil {
		if program, err = exec.LookPath("testssl.sh"); err != nil {
			t.Skip("testssl.sh is not installed")
		}
	}
	// What testssl.sh calls a thing, and the class of ours that asks for it.
	asked := map[string]checks.Offer{"SSLv3": checks.OfferSSL3, "TLS1": checks.OfferTLS10, "TLS1_1": checks.OfferTLS11, "TLS1_2": checks.OfferTLS12, "TLS1_3": checks.OfferTLS13,
		"cipherlist_NULL": checks.OfferNull, "cipherlist_aNULL": checks.OfferAnon, "cipherlist_EXPORT": checks.OfferExport, "cipherlist_3DES_IDEA": checks.Offer3DES}
	for name, serve := range map[string]func(*workshop) func(net.Conn){
		"today": serving(soundPage),
		"old": configured(func(w *workshop, c *tls.Config) {
			c.Certificates, c.MinVersion, c.MaxVersion = w.siteFor(bigKey()), tls.VersionTLS10, tls.VersionTLS12
			c.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkshop(t)
			run := hellotest.Listen(t, serve(w))
			e := station{name: name}.build(w)
			e.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, run.Addr)
			}
			st := checks.FactPageTLS.Must(observe(t.Context(), t, e, "page.tls", checks.FactSettings.Of(e.Load())))
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			out := filepath.Join(t.TempDir(), "out.json")
			cmd := exec.CommandContext(ctx, program, "--quiet", "--color", "0", "--warnings", "off", "-p", "-s", "--jsonfile", out, run.Addr)
			cmd.Env = append(os.Environ(), "TERM=dumb")
			text, err := cmd.CombinedOutput()
			raw, readErr := os.ReadFile(out)
			var rows []struct{ ID, Finding string }
			if readErr != nil || json.Unmarshal(raw, &rows) != nil {
				t.Fatalf("testssl.sh: %v\n%s", err, text)
			}
			seen := 0
			for _, r := range rows {
				class, ok := asked[r.ID]
				if !ok {
					continue
				}
				seen++
				theirs := strings.HasPrefix(r.Finding, "offered")
				ours := st.Offers[class].Answer
				t.Logf("%-22s %-24s %v", r.ID, r.Finding, ours == checks.Yes)
				if ours == checks.Unknown || theirs != (ours == checks.Yes) {
					t.Errorf("%s: testssl.sh says %q, we say %v", r.ID, r.Finding, ours)
				}
			}
			if seen != len(asked) {
				t.Errorf("%d of %d answers found in\n%s", seen, len(asked), raw)
			}
		})
	}
}
