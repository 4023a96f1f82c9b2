package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/tui"
)

// put writes a file below a folder.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestInitSaysWhoseTheTokenIs: from the environment and from .env, of the account, and never the token.
func TestInitSaysWhoseTheTokenIs(t *testing.T) {
	sim := sandbox.New(sandbox.Config{Seed: 5})
	t.Cleanup(sim.Close)
	api := httptest.NewServer(sim)
	t.Cleanup(api.Close)
	token := sim.Credentials().AccessToken
	for where, vars := range map[string]map[string]string{".env": nil, "environment": {"SHOP_MP_TOKEN": token}} {
		dir := t.TempDir()
		value := token
		if vars != nil {
			value = "" // the environment wins
		}
		put(t, dir, ".env", "SHOP_MP_TOKEN="+value+"\n")
		e := testEnv(dir, vars, "init", "--lang", "en", "--base-url", api.URL)
		var said strings.Builder
		e.in, e.err = strings.NewReader("\n\n\n\n\n\n\n\n"), &said
		if code := run(e); code != exitReady {
			t.Fatalf("%s: code %d, %s", where, code, said.String())
		}
		if !strings.Contains(said.String(), "✓ SHOP_MP_TOKEN: ") || !strings.Contains(said.String(), " · MLB · ") || !strings.Contains(said.String(), " account\n") {
			t.Errorf("%s: the account is not named: %s", where, said.String())
		}
		raw, err := os.ReadFile(filepath.Join(dir, config.FileName))
		if err != nil || !strings.Contains(string(raw), `access_token = "SHOP_MP_TOKEN"`) {
			t.Errorf("%s: %s, %v", where, raw, err)
		}
		if strings.Contains(said.String()+string(raw), token) {
			t.Errorf("%s: the token is repeated", where)
		}
	}
	// Another API's answer is no obstacle to a configuration.
	dir := t.TempDir()
	put(t, dir, ".env", "MP_ACCESS_TOKEN="+fakeToken+"\n")
	code, _, said := inside(t, dir, nil, "init", "--lang", "en", "--base-url", api.URL)
	if code != exitReady || !strings.Contains(said, "! MP_ACCESS_TOKEN was not verified: ") || strings.Contains(said, fakeToken) {
		t.Errorf("code %d, %s", code, said)
	}
}

// TestTheFormIsOfferedWhatLiesInTheFolder: names and places for the screen, values for memory.
func TestTheFormIsOfferedWhatLiesInTheFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".env", "SHOP_MP_TOKEN="+fakeToken+"\nMP_PUBLIC_KEY=\nAPP_URL=https://lojadoze.com.br\n")
	put(t, dir, "pay.js", "const { Preference } = require('mercadopago')\nnew Preference(client)\n")
	a := &app{env: testEnv(dir, nil), ctx: t.Context(), lang: lang.EN}
	got := a.suggestions(t.Context())
	want := tui.Suggestions{
		Product:     tui.Suggestion{Value: "checkout_pro", From: "pay.js:2"},
		PaymentPage: tui.Suggestion{Value: "https://lojadoze.com.br/", From: ".env:3"},
		AccessToken: tui.Suggestion{Value: "SHOP_MP_TOKEN", Secret: fakeToken, From: ".env:1"},
	}
	if got != want {
		t.Fatalf("%+v", got)
	}

	// Taken in the form, the variable reaches the file by name and the audit by value, anew at each run.
	w, err := a.openDraft(tui.Draft{Product: "checkout_pro", AccessToken: fakeToken, AccessTokenVar: "SHOP_MP_TOKEN", Save: true}, lang.EN)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, config.FileName))
	if err != nil || !strings.Contains(string(raw), `access_token = "SHOP_MP_TOKEN"`) || strings.Contains(string(raw), fakeToken) {
		t.Errorf("%s, %v", raw, err)
	}
	other := strings.Replace(fakeToken, "112233", "112234", 1)
	put(t, dir, ".env", "SHOP_MP_TOKEN="+other+"\n")
	w.audit.Run(t.Context(), checks.Selection{IDs: []checks.ID{"credentials.token_shape"}})
	if s, _ := checks.FactSettings.Get(w.audit.Facts()); s.AccessToken.Reveal() != other || s.AccessTokenVar != "SHOP_MP_TOKEN" {
		t.Errorf("variable %s, the corrected token is not read", s.AccessTokenVar)
	}
}

func TestAHomeFolderIsNotLookedAt(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "pay.js", "const { Preference } = require('mercadopago')\nnew Preference(client)\n")
	a := &app{env: testEnv(dir, nil), ctx: t.Context(), lang: lang.EN}
	if a.look(t.Context()).Product.Value == "" {
		t.Fatal("a project is not looked at")
	}
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	if got := a.look(t.Context()); got.Product.Value != "" {
		t.Errorf("the home folder suggests %+v", got)
	}
}
