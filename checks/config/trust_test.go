package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
)

const foreign = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"

// TestForeignVariablesAreNotRead until a person agreed: whatever they hold, and wherever it is set.
func TestForeignVariablesAreNotRead(t *testing.T) {
	file := "[credentials]\naccess_token = \"SHOP_TOKEN\"\npublic_key = \"AWS_SECRET_ACCESS_KEY\"\nwebhook_secret = \"MERCADOPAGO_HOOK\"\n"
	dir := project(t, map[string]string{FileName: file, ".env": "SHOP_TOKEN=" + token + "\n"})
	asked := map[string]bool{}
	env := func(k string) string {
		asked[k] = true
		return map[string]string{"AWS_SECRET_ACCESS_KEY": foreign, "MERCADOPAGO_HOOK": secret}[k]
	}
	got, err := Load(Source{Dir: dir, Getenv: env})
	if err != nil {
		t.Fatal(err)
	}
	s := got.Settings
	if s.AccessToken != "" || s.PublicKey != "" || s.WebhookSecret.Reveal() != secret || asked["AWS_SECRET_ACCESS_KEY"] {
		t.Errorf("token %q, key %q, secret %q, asked for %v", s.AccessToken.Reveal(), s.PublicKey.Reveal(), s.WebhookSecret.Reveal(), asked)
	}
	if got.Ask == nil || !slices.Equal(got.Ask.Variables, []string{"SHOP_TOKEN", "AWS_SECRET_ACCESS_KEY"}) {
		t.Fatalf("asks %+v", got.Ask)
	}
	for key, name := range map[string]string{"access_token": "SHOP_TOKEN", "public_key": "AWS_SECRET_ACCESS_KEY"} {
		if text := lang.EN.Text(s.Held[key]); !strings.Contains(text, name) || !strings.Contains(text, "--trust-config") {
			t.Errorf("%s: %s", key, text)
		}
	}

	// Agreed to: the token counts, and what has another shape is still nobody's business.
	key := got.Ask.Key
	agreed := func(k string) bool { return k == key }
	got, err = Load(Source{Dir: dir, Getenv: env, Agreed: agreed})
	if err != nil || got.Ask != nil {
		t.Fatalf("%+v, %v", got.Ask, err)
	}
	s = got.Settings
	if text := lang.EN.Text(s.Held["public_key"]); s.AccessToken.Reveal() != token || s.PublicKey != "" || !strings.Contains(text, "shape") || strings.Contains(text, foreign) {
		t.Errorf("token %q, key %q, %s", s.AccessToken.Reveal(), s.PublicKey.Reveal(), text)
	}

	// Another text is another question, and so is the same text in another folder.
	if err := os.WriteFile(filepath.Join(dir, FileName), []byte(strings.Replace(file, "SHOP_TOKEN", "GITHUB_TOKEN", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, _ = Load(Source{Dir: dir, Agreed: agreed}); got.Ask == nil {
		t.Error("a changed file needs no word")
	}
	if got, _ = Load(Source{Dir: project(t, map[string]string{FileName: file}), Agreed: agreed}); got.Ask == nil {
		t.Error("another folder needs no word")
	}
}

func TestWhoseVariables(t *testing.T) {
	for name, want := range map[string]bool{
		"MP_ACCESS_TOKEN": true, "MP_X": true, "MERCADOPAGO_TOKEN": true, "HOMOLOGA_TOKEN": true,
		"MPTOKEN": false, "mp_access_token": false, "MERCADO_PAGO_TOKEN": false, "X_MP_TOKEN": false, "AWS_SECRET_ACCESS_KEY": false, "GITHUB_TOKEN": false, "PATH": false, "HOMOLOGA": false,
	} {
		got, err := Load(Source{Dir: project(t, map[string]string{FileName: "[credentials]\naccess_token = \"" + name + "\"\n"})})
		if err != nil || (got.Ask == nil) != want {
			t.Errorf("%s: %+v, %v", name, got.Ask, err)
		}
	}
}

// TestEachShapeOfACredential: under a name of somebody else a value goes on only as the credential it is meant to be.
func TestEachShapeOfACredential(t *testing.T) {
	values := map[string]string{"access_token": token, "public_key": pubKey, "webhook_secret": secret, "": foreign}
	for _, credential := range knownCredentials {
		for kind, v := range values {
			got, err := Load(Source{Dir: project(t, map[string]string{FileName: "[credentials]\n" + credential + " = \"SHOP_X\"\n", ".env": "SHOP_X=" + v + "\n"}),
				Agreed: func(string) bool { return true }})
			if err != nil {
				t.Fatal(err)
			}
			s := got.Settings
			read := s.AccessToken.Reveal() + s.PublicKey.Reveal() + s.WebhookSecret.Reveal()
			if want := map[bool]string{true: v}[kind == credential]; read != want || (s.Held[credential].Key == "held.shape") == (kind == credential) {
				t.Errorf("%s with %q: read %q, held %v", credential, kind, read, s.Held)
			}
		}
	}
}

// TestPathsThatLeadOut are left alone until a person agreed, be it by a link.
func TestPathsThatLeadOut(t *testing.T) {
	out := t.TempDir()
	for value, leads := range map[string]bool{
		"src": false, "./src/../src": false, ".": false, "not-there": false,
		"..": true, "../..": true, "/": true, "src/../../x": true, "linked": true, "linked/deeper": true, out: true,
	} {
		for _, key := range []string{"source_dir", "exchanges"} {
			dir := project(t, map[string]string{FileName: key + " = '" + value + "'\n", "src/a.js": ""})
			if err := os.Symlink(out, filepath.Join(dir, "linked")); err != nil {
				t.Skip(err)
			}
			got, err := Load(Source{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			s := got.Settings
			set := map[string]string{"source_dir": s.SourceDir, "exchanges": s.Exchanges}[key]
			if (got.Ask != nil) != leads || (s.Held[key].Key != "") != leads || (set == "") != leads {
				t.Errorf("%s = %q: %q, asks %+v", key, value, set, got.Ask)
			}
			if got, _ = Load(Source{Dir: dir, Flags: map[string]string{key: value}}); got.Ask != nil {
				t.Errorf("--%s %q asks %+v", key, value, got.Ask)
			}
		}
	}
}

// TestOnlyCredentialsComeFromTheEnvFile: nothing in it speaks for the person or says where a token goes.
func TestOnlyCredentialsComeFromTheEnvFile(t *testing.T) {
	plain := load(t, map[string]string{FileName: ""})
	got := load(t, map[string]string{FileName: "", ".env": "HOMOLOGA_YES=true\nHOMOLOGA_BASE_URL=https://thief.example\nHOMOLOGA_TRUST_CONFIG=1\nHOMOLOGA_CONTACT=10.0.0.1\nPAYMENT_PAGE=https://x.example\nLANG=es\n"})
	got.Dir, plain.Dir, got.File, plain.File = "", "", "", ""
	got.Settings.SourceDir, plain.Settings.SourceDir = "", ""
	a, b := got.Settings, plain.Settings
	if a.API != b.API || a.PaymentPage != b.PaymentPage || a.WebhookURL != b.WebhookURL || a.Lang != b.Lang || a.AccessToken != "" || got.Ask != nil {
		t.Errorf("%+v", a)
	}
}

// TestLinkedFilesOfTheFolderAreNotRead: neither the configuration nor .env may come from elsewhere; a named one may.
func TestLinkedFilesOfTheFolderAreNotRead(t *testing.T) {
	other := project(t, map[string]string{"real.env": "MP_ACCESS_TOKEN=" + token + "\n", "real.toml": "lang = \"es\"\n"})
	dir := project(t, nil)
	if err := os.Symlink(filepath.Join(other, "real.env"), filepath.Join(dir, ".env")); err != nil {
		t.Skip(err)
	}
	got, err := Load(Source{Dir: dir})
	if err != nil || got.Settings.AccessToken != "" || len(got.Warnings) != 1 || !strings.Contains(warned(got)[0], "link") {
		t.Errorf("%q, %v, %v", got.Settings.AccessToken.Reveal(), warned(got), err)
	}
	if err := os.Symlink(filepath.Join(other, "real.toml"), filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(Source{Dir: dir}); err == nil {
		t.Error("a linked configuration was read")
	}
	if got, err := Load(Source{File: filepath.Join(dir, FileName)}); err != nil || got.Settings.Lang != "es" {
		t.Errorf("a named one: %v", err)
	}
}

// TestTicksAreNotReadOrWrittenThroughALink in the file or the folder.
func TestTicksThroughALink(t *testing.T) {
	for _, name := range []string{".homologa", ".homologa/attested.json"} {
		dir, out := project(t, nil), project(t, map[string]string{"attested.json": `{"a.b":{}}`})
		to := out
		if name != ".homologa" {
			if err := os.Mkdir(filepath.Join(dir, ".homologa"), 0o755); err != nil {
				t.Fatal(err)
			}
			to = filepath.Join(out, "attested.json")
		}
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
		if m := ReadAttested(dir); m != nil {
			t.Errorf("%s: read %v", name, m)
		}
		if err := Attest(dir, "a.c", true, time.Now()); err == nil {
			t.Errorf("%s: written", name)
		}
		if raw, _ := os.ReadFile(filepath.Join(out, "attested.json")); string(raw) != `{"a.b":{}}` {
			t.Errorf("%s: the target became %s", name, raw)
		}
	}
}

// TestTicksOfSomebodyElse: a file of another kind is left as it is, one of an earlier version is taken over.
func TestTicksOfSomebodyElse(t *testing.T) {
	for text, ours := range map[string]bool{
		`{"a.b":{"at":"2026-11-22T21:00:00Z"}}`:            true,
		`{"homologa":"attested","v":1,"ticks":{"a.b":{}}}`: true,
		`{}`:                                true,
		`{"name":"shop","version":"1.0.0"}`: false,
		`{"tsconfig":{}}`:                   false,
		`{"a.b":{"strict":true}}`:           false,
		`{"homologa":"attested","v":2,"ticks":{}}`: false,
		`{"homologa":"payments","v":1}`:            false,
		`[]`:                                       false,
	} {
		dir := project(t, map[string]string{attestedFile: text})
		err := Attest(dir, "a.c", true, time.Now())
		raw, _ := os.ReadFile(filepath.Join(dir, attestedFile))
		if (err == nil) != ours || !ours && string(raw) != text {
			t.Errorf("%s: %v, became %s", text, err, raw)
		}
		if ours && (!strings.Contains(string(raw), `"homologa": "attested"`) || len(ReadAttested(dir)) < 1 || strings.Contains(text, "a.b") && len(ReadAttested(dir)) != 2) {
			t.Errorf("%s became %s", text, raw)
		}
	}
}
