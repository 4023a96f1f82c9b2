package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/tui"
)

// TestTrustReachesTheAPI: SSL_CERT_FILE holds for the API as well, also where Go does not read it
// by itself.
func TestTrustReachesTheAPI(t *testing.T) {
	sim := sandbox.New(sandbox.Config{Seed: 5})
	t.Cleanup(sim.Close)
	cert, ca := certificate(t)
	api := httptest.NewUnstartedServer(sim)
	api.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	api.Config.ErrorLog = log.New(io.Discard, "", 0)
	api.StartTLS()
	t.Cleanup(api.Close)
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, ca, 0o600); err != nil {
		t.Fatal(err)
	}
	for trust, want := range map[string]int{file: exitReady, "": exitUnfinished} {
		vars := map[string]string{"MP_ACCESS_TOKEN": sim.Credentials().AccessToken, "SSL_CERT_FILE": trust}
		code, out, errs := inside(t, t.TempDir(), vars, "check", "--only", "credentials.token_valid", "--base-url", api.URL)
		if code != want {
			t.Errorf("trusting %q: code %d, want %d; %s%s", trust, code, want, errs, out)
		}
	}
}

// TestTicksStayBesideTheConfiguration: what is ticked with --config is read with --config.
func TestTicksStayBesideTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "shop", "mine.toml")
	if err := config.Write(file, "lang = \"en\"\n", false); err != nil {
		t.Fatal(err)
	}
	a := &app{env: testEnv(dir, nil), ctx: t.Context(), configFile: file}
	w, err := a.openReal(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.session(w, &opened{}).Attest("credentials.renewal", true); err != nil {
		t.Fatal(err)
	}
	code, out, _ := inside(t, dir, nil, "check", "--config", file, "--only", "credentials.renewal")
	if code != exitUnfinished || !strings.Contains(out, "☑") { // a person's word alone is nothing seen
		t.Errorf("code %d, %s", code, out)
	}
}

// TestDraftIsSavedWithoutSecrets: the first-run form keeps addresses, and tokens in memory only.
func TestDraftIsSavedWithoutSecrets(t *testing.T) {
	dir := t.TempDir()
	a := &app{env: testEnv(dir, nil), ctx: t.Context(), lang: lang.EN}
	d := tui.Draft{Product: "bricks", WebhookURL: "https://shop.example/hook", ObjectID: "12345", AccessToken: fakeToken, Save: true}
	w, err := a.openDraft(d, lang.ES)
	if err != nil || w.label != config.FileName {
		t.Fatalf("label %q, %v", w.label, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, config.FileName))
	if err != nil || !strings.Contains(string(raw), `lang = "es"`) || !strings.Contains(string(raw), `payment_id = "12345"`) || strings.Contains(string(raw), fakeToken) {
		t.Errorf("%s, %v", raw, err)
	}
	w.audit.Run(t.Context(), checks.Selection{IDs: []checks.ID{"credentials.token_shape"}})
	s, _ := checks.FactSettings.Get(w.audit.Facts())
	if s.AccessToken != mpclient.Secret(fakeToken) || s.PaymentID != "12345" || s.Product != checks.Bricks {
		t.Errorf("the form did not reach the audit: %+v", s)
	}
	// A file that is there stays as it is, and nobody is told that it was saved.
	d.Product = "qr"
	w, err = a.openDraft(d, lang.ES)
	if err != nil || w.label == config.FileName {
		t.Errorf("label %q, %v", w.label, err)
	}
	if again, _ := os.ReadFile(filepath.Join(dir, config.FileName)); string(again) != string(raw) {
		t.Errorf("the file was changed to %s", again)
	}
	// A token in the wrong field is refused and not repeated.
	d.ObjectID, d.WebhookURL, d.Save = fakeToken, "", false
	if _, err := a.openDraft(d, lang.EN); err == nil || strings.Contains(err.Error(), fakeToken) || !strings.Contains(err.Error(), "object") {
		t.Errorf("got %v", err)
	}
}

// drain waits for a run to end and counts its findings.
func drain(events <-chan checks.Event) (judged int) {
	for ev := range events {
		if ev.Kind == checks.Judged {
			judged++
		}
	}
	return judged
}

func TestDeferredWorld(t *testing.T) {
	a := &app{env: testEnv(t.TempDir(), nil), ctx: t.Context(), lang: lang.EN}
	gate := make(chan struct{})
	d := newDeferred(a, func() (*world, error) { <-gate; return a.openDemo(true) })
	s := d.session(a)
	if len(d.Requirements()) < 50 || d.Facts() == nil || s.Exchanges(3) != nil || s.Demo.Broken() != nil {
		t.Error("the screen cannot draw before the world is open")
	}
	only := checks.Selection{IDs: []checks.ID{"pix.key"}}
	one, first := d.Start(t.Context(), only)
	two, second := d.Start(t.Context(), only)
	if one == two {
		t.Error("two runs have one number")
	}
	close(gate)
	if n, m := drain(first), drain(second); n == 0 || m == 0 {
		t.Errorf("%d and %d findings", n, m)
	}
	three, third := d.Start(t.Context(), only)
	if three == one || three == two || drain(third) == 0 || len(s.Exchanges(3)) == 0 {
		t.Error("a run after the opening is not like one before")
	}
	d.close()
	if d.failed() != nil {
		t.Error(d.failed())
	}
}

func TestDeferredWorldThatFails(t *testing.T) {
	a := &app{env: testEnv(t.TempDir(), nil), ctx: t.Context(), lang: lang.EN}
	broken := errors.New("no port is free")
	d := newDeferred(a, func() (*world, error) { return nil, broken })
	_, events := d.Start(t.Context(), checks.Selection{})
	if n := drain(events); n != 0 || !errors.Is(d.failed(), broken) {
		t.Errorf("%d findings, %v", n, d.failed())
	}
	d.close()

	d = newDeferred(a, func() (*world, error) { t.Error("opened though closed"); return nil, broken })
	d.close()
	_, events = d.Start(t.Context(), checks.Selection{})
	drain(events)
	if _, err := d.world(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
