package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// Credentials of the right form that open nothing.
const (
	token  = "APP_USR-1234567890123456-112233-0123456789abcdef0123456789abcdef-123456789"
	pubKey = "APP_USR-0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f"
	secret = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"
)

// project writes files into a new folder.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func nothing(string) string { return "" }

// load reads a project whose configuration a person agreed to.
func load(t *testing.T, files map[string]string) Loaded {
	t.Helper()
	got, err := Load(Source{Dir: project(t, files), Getenv: nothing, Agreed: func(string) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// warned lists the warnings as a person reads them.
func warned(got Loaded) []string {
	var out []string
	for _, w := range got.Warnings {
		out = append(out, lang.EN.Text(w))
	}
	return out
}

func TestEverySettingIsRead(t *testing.T) {
	got := load(t, map[string]string{FileName: `
lang = "es"
theme = "light"
product = "bricks"
site = "mla"
payment_page = " https://shop.example/pay "
webhook_url = "https://shop.example/hook"
payment_id = 1234567890
preference_id = "1-a"
order_id = "ORD1"
preapproval_id = "2c93"
source_dir = "src"
industry = "tickets"
[credentials]
access_token = "SHOP_TOKEN"
`, ".env": "SHOP_TOKEN=" + token + "\nMP_PUBLIC_KEY=" + pubKey + "\n"})
	if len(got.Warnings) > 0 || got.Empty {
		t.Fatalf("empty %v, warnings %v", got.Empty, warned(got))
	}
	s := got.Settings
	for name, c := range map[string][2]string{
		"lang": {s.Lang, "es"}, "theme": {got.Theme, "light"}, "product": {string(s.Product), "bricks"}, "site": {string(s.Site), "MLA"},
		"payment_page": {s.PaymentPage, "https://shop.example/pay"}, "webhook_url": {s.WebhookURL, "https://shop.example/hook"},
		"payment_id": {s.PaymentID, "1234567890"}, "preference_id": {s.PreferenceID, "1-a"}, "order_id": {s.OrderID, "ORD1"}, "preapproval_id": {s.PreapprovalID, "2c93"},
		"source_dir": {s.SourceDir, filepath.Join(got.Dir, "src")}, "industry": {string(s.Industry), "tickets"}, "access_token": {s.AccessToken.Reveal(), token},
		"public_key": {s.PublicKey.Reveal(), pubKey}, "webhook_secret": {s.WebhookSecret.Reveal(), ""},
		"variable": {s.AccessTokenVar, "SHOP_TOKEN"}, "default variable": {s.WebhookSecretVar, "MP_WEBHOOK_SECRET"},
		"origin of the page": {s.Origin["payment_page"], FileName}, "origin of the token": {s.Origin["access_token"], ".env"},
		"origin of what is missing": {s.Origin["webhook_secret"], ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: got %q, want %q", name, c[0], c[1])
		}
	}
}

func TestNothingAtAllIsNoError(t *testing.T) {
	got := load(t, nil)
	if !got.Empty || got.File != "" || len(got.Warnings) > 0 || got.Settings.Product != checks.CheckoutPro || got.Settings.Origin["product"] != "default" {
		t.Errorf("got %+v", got)
	}
}

func TestFlagsAndEnvironmentWin(t *testing.T) {
	dir := project(t, map[string]string{FileName: "product = \"qr\"\npayment_page = \"https://file.example\"\n", ".env": "MP_ACCESS_TOKEN=from-dotenv\nMP_PUBLIC_KEY=key-dotenv\n"})
	got, err := Load(Source{Dir: dir, Flags: map[string]string{"product": "orders"}, Getenv: func(k string) string {
		return map[string]string{"MP_ACCESS_TOKEN": "from-environment"}[k]
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := got.Settings
	if s.Product != checks.Orders || s.Origin["product"] != "flag" {
		t.Errorf("product %s from %s", s.Product, s.Origin["product"])
	}
	if s.PaymentPage != "https://file.example" || s.Origin["payment_page"] != FileName {
		t.Errorf("page %s from %s", s.PaymentPage, s.Origin["payment_page"])
	}
	if s.AccessToken.Reveal() != "from-environment" || s.Origin["access_token"] != "environment" {
		t.Errorf("token %s from %s", s.AccessToken.Reveal(), s.Origin["access_token"])
	}
	if s.PublicKey.Reveal() != "key-dotenv" || s.Origin["public_key"] != ".env" {
		t.Errorf("key %s from %s", s.PublicKey.Reveal(), s.Origin["public_key"])
	}
}

func TestNamedFileBringsItsFolder(t *testing.T) {
	dir := project(t, map[string]string{"shop/mine.toml": "lang = \"pt\"\n", "shop/.env": "MP_ACCESS_TOKEN=beside-the-file\n", "shop/.homologa/attested.json": `{"a.b":{}}`, ".env": "MP_ACCESS_TOKEN=elsewhere\n"})
	got, err := Load(Source{Dir: dir, File: filepath.Join(dir, "shop", "mine.toml")})
	if err != nil {
		t.Fatal(err)
	}
	if got.Settings.AccessToken.Reveal() != "beside-the-file" || got.Dir != filepath.Join(dir, "shop") || len(got.Settings.Attested) != 1 {
		t.Errorf("token %q, dir %q, ticks %v", got.Settings.AccessToken.Reveal(), got.Dir, got.Settings.Attested)
	}
}

func TestMistakesInTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		toml  string
		want  []string // each is part of a warning
		never string   // is in none
	}{
		"typo":                     {`produt = "qr"`, []string{"has no key produt. Did you mean product?"}, ""},
		"typo in credentials":      {"[credentials]\nacess_token = \"X\"", []string{"credentials.acess_token. Did you mean credentials.access_token?"}, ""},
		"unknown key":              {`colour = "red"`, []string{"has no key colour; it was left out. The keys are: lang, product"}, "Did you mean"},
		"unknown industry":         {`industry = "circus"`, []string{`industry = "circus" is not a known industry. Use one of: retail, fashion`}, ""},
		"unknown product":          {`product = "boleto"`, []string{`product = "boleto" is not a known product. Use one of: checkout_pro, checkout_api`}, ""},
		"unknown site":             {`site = "MLX"`, []string{`site = "MLX" is not one of the seven countries`}, ""},
		"unknown language":         {`lang = "fr"`, []string{`lang = "fr" is not a supported language. Use one of: pt, es, en`}, ""},
		"unknown theme":            {`theme = "neon"`, []string{`theme = "neon" is not a theme`}, ""},
		"wrong type":               {"payment_page = [\"https://a.example\"]\nlang = true\npayment_id = 1.5\nproduct = 7", []string{"product in homologa.toml must be text", "payment_page in homologa.toml must be text", "lang in homologa.toml must be text", "payment_id in homologa.toml must be text"}, "a.example"},
		"credentials not a table":  {"credentials = \"" + token + "\"", []string{"credentials in homologa.toml must be a section"}, "0123456789abcdef"},
		"credential of wrong type": {"[credentials]\naccess_token = 7", []string{"credentials.access_token in homologa.toml must be text"}, ""},
		"token as a name":          {"[credentials]\naccess_token = \"" + token + "\"", []string{"credentials.access_token in homologa.toml must hold the NAME"}, "0123456789abcdef"},
		"secret as a name":         {"[credentials]\nwebhook_secret = \"" + secret + "\"", []string{"credentials.webhook_secret in homologa.toml must hold the NAME"}, "c0ffee00c0ffee00"},
		"client secret as a name":  {"[credentials]\nwebhook_secret = \"aB3dEfGhIjKlMnOpQrStUvWxYz012345\"", []string{"credentials.webhook_secret in homologa.toml must hold the NAME"}, "GhIjKl"},
		"token in an address":      {"webhook_url = \"https://a.example/?t=" + token + "\"", []string{"webhook_url (homologa.toml) holds a credential and was left out"}, "0123456789abcdef"},
		"token as an id":           {"payment_id = \"" + token + "\"", []string{"payment_id (homologa.toml) holds a credential"}, "0123456789abcdef"},
		"secret as an id":          {"preference_id = \"" + secret + "\"", []string{"preference_id (homologa.toml) holds a credential"}, "c0ffee00c0ffee00"},
		"token as a key":           {token + " = \"x\"", []string{"has no key APP_USR-…6789; it was left out"}, "0123456789abcdef"},
		"secret as a key":          {secret + " = \"x\"", []string{"has no key …ee00; it was left out"}, "c0ffee00c0ffee00"},
		"hostile characters":       {`product = "\u001b]52;c;eA==\u0007\u202e"`, []string{`product = "␛]52;c;eA==␇`}, "\x1b"},
	} {
		t.Run(name, func(t *testing.T) {
			got := warned(load(t, map[string]string{FileName: c.toml}))
			if len(got) != len(c.want) {
				t.Errorf("%d warnings, want %d: %q", len(got), len(c.want), got)
			}
			for _, w := range c.want {
				if !slices.ContainsFunc(got, func(g string) bool { return strings.Contains(g, w) }) {
					t.Errorf("no warning says %q; got %q", w, got)
				}
			}
			if all := strings.Join(got, "\n"); c.never != "" && strings.Contains(all, c.never) {
				t.Errorf("%q shows in %q", c.never, all)
			}
		})
	}
}

// A loaded secret of any form is recognised in a setting, not only one that looks like a credential.
func TestLoadedSecretInASettingIsLeftOut(t *testing.T) {
	got := load(t, map[string]string{FileName: `webhook_url = "https://a.example/hook/hunter-two-hunter"`, ".env": "MP_WEBHOOK_SECRET=hunter-two-hunter\n"})
	if got.Settings.WebhookURL != "" || len(got.Warnings) != 1 || got.Warnings[0].Key != "config.secret" {
		t.Errorf("url %q, warnings %q", got.Settings.WebhookURL, warned(got))
	}
}

func TestWarningsKeepTheirOrder(t *testing.T) {
	text := "zeta = 1\nalpha = 1\nmike = 1\n[credentials]\nzz = \"1\"\nyy = \"1\"\n"
	first := warned(load(t, map[string]string{FileName: text}))
	for range 10 {
		if again := warned(load(t, map[string]string{FileName: text})); !slices.Equal(first, again) {
			t.Fatalf("%q, then %q", first, again)
		}
	}
}

func TestSyntaxErrorsNameTheLineAndRepeatNothing(t *testing.T) {
	for name, c := range map[string]struct{ toml, line, why string }{
		"open quotes":     {"lang = \"pt\"\nproduct = \"qr\n", "2", "@why.toml_quote"},
		"no quotes":       {"lang = \"pt\"\n\naccess_token = " + token + "\n", "3", "@why.toml_value"},
		"no value":        {"lang =\n", "1", "@why.toml_value"},
		"no equals":       {"lang \"pt\"\n", "1", "@why.toml_equals"},
		"bare secret":     {"lang = \"pt\"\n" + token + "\n", "2", "@why.toml_equals"},
		"twice":           {"lang = \"pt\"\nlang = \"es\"\n", "2", "@why.toml_twice"},
		"windows path":    {"source_dir = \"C:\\Work\"\n", "1", "@why.toml_escape"},
		"open section":    {"[credentials", "1", "@why.toml"},
		"two on one line": {"lang = \"pt\" product = \"qr\"\n", "1", "@why.toml_value"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(Source{Dir: project(t, map[string]string{FileName: c.toml})})
			var ce *Error
			if !errors.As(err, &ce) || ce.Text.Key != "config.syntax" {
				t.Fatalf("got %v", err)
			}
			if args := ce.Text.Args; args[3] != c.line || args[5] != c.why {
				t.Errorf("line %s because %s, want %s because %s", args[3], args[5], c.line, c.why)
			}
			for _, l := range lang.All {
				if said := l.Text(ce.Text) + err.Error(); strings.Contains(said, "0123456789abcdef") {
					t.Errorf("the token shows: %s", said)
				}
			}
		})
	}
}

func TestFilesAsEditorsLeaveThem(t *testing.T) {
	utf16le := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, r := range s {
			b = append(b, byte(r), byte(r>>8))
		}
		return string(b)
	}
	utf16be := func(s string) string {
		b := []byte{0xfe, 0xff}
		for _, r := range s {
			b = append(b, byte(r>>8), byte(r))
		}
		return string(b)
	}
	text, env := "lang = \"pt\"\r\n", "MP_ACCESS_TOKEN="+token+"\r\n"
	for name, f := range map[string]func(string) string{
		"CRLF": func(s string) string { return s }, "byte order mark": func(s string) string { return "\xef\xbb\xbf" + s }, "UTF-16LE": utf16le, "UTF-16BE": utf16be,
	} {
		t.Run(name, func(t *testing.T) {
			got := load(t, map[string]string{FileName: f(text), ".env": f(env)})
			if got.Settings.Lang != "pt" || got.Settings.AccessToken.Reveal() != token || len(got.Warnings) > 0 {
				t.Errorf("lang %q, token %q, warnings %q", got.Settings.Lang, got.Settings.AccessToken.Reveal(), warned(got))
			}
		})
	}
}

func TestUnreadableFiles(t *testing.T) {
	big := strings.Repeat("# filler\n", maxFile/9+1)
	for name, c := range map[string]struct {
		file string
		dir  map[string]string
		why  string
	}{
		"missing":         {"none.toml", nil, "@why.not_exist"},
		"folder":          {"sub", map[string]string{"sub/x": ""}, "@why.not_file"},
		"too large":       {"big.toml", map[string]string{"big.toml": big}, "@why.too_large"},
		"default, folder": {"", map[string]string{FileName + "/x": ""}, "@why.not_file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := project(t, c.dir)
			src := Source{Dir: dir}
			if c.file != "" {
				src.File = filepath.Join(dir, c.file)
			}
			_, err := Load(src)
			var ce *Error
			if !errors.As(err, &ce) || ce.Text.Key != "config.unreadable" || ce.Text.Args[3] != c.why {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestVarName(t *testing.T) {
	for s, want := range map[string]bool{
		"MP_ACCESS_TOKEN": true, "token2": true, "_x": true, "MERCADOPAGO_PRODUCTION_ACCESS_TOKEN_2026": true,
		"": false, "2X": false, "A-B": false, "A B": false, "${X}": false, token: false, pubKey: false, secret: false,
		"a" + secret[1:]: false, "c0ffeeC0FFEE0123456789abc": false, strings.Repeat("A", 65): false,
	} {
		if got := VarName(s); got != want {
			t.Errorf("VarName(%q) = %v", s, got)
		}
	}
}

// TestSourceFolderDefaultsToTheProject: with a homologa.toml its folder is read; without one nobody
// said that the current folder, perhaps a home, holds an integration.
func TestSourceFolderDefaultsToTheProject(t *testing.T) {
	got := load(t, map[string]string{FileName: "lang = \"pt\"\n"})
	if got.Settings.SourceDir != got.Dir || got.Settings.Origin["source_dir"] != "default" {
		t.Errorf("%q of %q, want %q", got.Settings.SourceDir, got.Settings.Origin["source_dir"], got.Dir)
	}
	if got := load(t, map[string]string{".env": "MP_ACCESS_TOKEN=x\n"}); got.Settings.SourceDir != "" {
		t.Errorf("without a file: %q", got.Settings.SourceDir)
	}
}
