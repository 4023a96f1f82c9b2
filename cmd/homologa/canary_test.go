package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// Secrets and personal data go in through every opening the program has; nothing that comes out
// again may hold one of them.

const (
	canaryCard  = "5031433215406351"
	canaryCard4 = "5031 4332 1540 6351"
	canaryMail  = "maria.canario@segredo.example"
	canaryCPF   = "529.982.247-25"
	canaryDoc   = "52998224725"
	hostile     = "\x1b[31m \x1b]52;c;ZXZpbA==\x07 \u202egnp.exe \u009b31m \x00 \u2066"
)

// flock is a bench full of canaries: the simulator, an API that echoes, and the integration's shop.
type flock struct {
	api, echo *httptest.Server
	shop      *localShop
	dir       string
	vars      map[string]string
	canaries  []string
	poison    string
}

func newFlock(t *testing.T) *flock {
	t.Helper()
	sim := sandbox.New(sandbox.Config{Seed: 3, AllowLocal: true})
	t.Cleanup(sim.Close)
	cred := sim.Credentials()
	f := &flock{canaries: []string{cred.AccessToken, cred.PublicKey, cred.WebhookSecret, canaryCard, canaryCard4, canaryMail, canaryCPF, canaryDoc}}
	f.poison = fmt.Sprintf("token %s key %s secret %s card %s or %s mail %s cpf %s %s", cred.AccessToken, cred.PublicKey, cred.WebhookSecret, canaryCard, canaryCard4, canaryMail, canaryCPF, hostile)
	f.api = httptest.NewServer(sim)
	t.Cleanup(f.api.Close)
	f.echo = httptest.NewServer(http.HandlerFunc(f.echoes))
	t.Cleanup(f.echo.Close)

	shop, ca := startShop(t, cred.WebhookSecret)
	shop.Config.Handler = http.HandlerFunc(f.poisoned)
	f.shop = shop
	s := &simulator{BaseURL: f.api.URL, AccessToken: cred.AccessToken}
	long, short, tiny := quoted(f.poison), quoted("mail "+canaryMail+" cpf "+canaryCPF+" "+hostile), quoted("\x1b[31m\u202ex")
	back := "https://shop.example/ok?access_token=" + cred.AccessToken + "&mail=" + canaryMail
	pref := s.post(t, "/checkout/preferences", fmt.Sprintf(`{"items":[{"id":%[2]s,"title":%[2]s,"description":%[1]s,"category_id":%[2]s,"quantity":1,"unit_price":10}],
		"payer":{"name":%[2]s,"surname":"Canario","email":%[4]q,"phone":{"area_code":"11","number":"998877665"},"identification":{"type":"CPF","number":%[5]q},
		"address":{"zip_code":"01310100","street_name":%[2]s,"street_number":"7"}},"external_reference":%[2]s,"statement_descriptor":%[3]s,"additional_info":%[1]s,
		"back_urls":{"success":%[6]q,"pending":%[6]q,"failure":%[6]q},"notification_url":%[6]q,"metadata":{"x":%[1]s}}`, long, short, tiny, canaryMail, canaryDoc, back))
	pay := s.post(t, "/v1/payments", fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","description":%[2]s,"external_reference":%[2]s,"statement_descriptor":%[3]s,
		"metadata":{"x":%[1]s},"additional_info":{"items":[{"id":%[2]s,"title":%[2]s}],"payer":{"first_name":%[2]s}},
		"payer":{"email":%[4]q,"first_name":%[2]s,"identification":{"type":"CPF","number":%[5]q}}}`, long, short, tiny, canaryMail, canaryDoc))

	f.dir = t.TempDir()
	for name, text := range map[string]string{
		"homologa.toml": fmt.Sprintf("payment_page = %q\nwebhook_url = %q\npreference_id = %q\npayment_id = %q\n%s = \"x\"\nproduct = %s\nsite = %s\n[credentials]\naccess_token = %q\nwebhook_secret = %q\n",
			shop.URL+"/checkout", shop.URL+"/hook", pref, pay, cred.AccessToken, long, quoted(canaryMail+hostile), cred.AccessToken, cred.WebhookSecret),
		".env":   "MP_ACCESS_TOKEN=" + cred.AccessToken + "\nMP_PUBLIC_KEY=" + cred.PublicKey + "\n" + f.poison + "\nMP_WEBHOOK_SECRET=" + cred.WebhookSecret + "\n",
		"ca.pem": string(ca),
	} {
		if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f.vars = map[string]string{"SSL_CERT_FILE": filepath.Join(f.dir, "ca.pem")}
	return f
}

// quoted is a JSON string, which is a TOML string as well.
func quoted(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// echoes is an API that repeats what it was sent in its error, as careless proxies do.
func (f *flock) echoes(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	said := fmt.Sprintf("%s %s %s %s %s", r.Header.Get("Authorization"), r.URL, r.Header.Get("X-Public-Key"), body, f.poison)
	w.Header().Set("X-Request-Id", strings.Map(printable, f.poison))
	w.Header().Set("X-Debug", strings.Map(printable, said))
	w.Header().Set("Content-Type", "application/json")
	status := map[string]int{"/users/me": 401, "/v1/payments/search": 403, "/v1/payment_methods": 200}[r.URL.Path]
	if status == 0 {
		status = 400
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"message": said, "error": said, "status": status, "cause": []any{map[string]any{"code": said, "description": said}}})
}

func printable(r rune) rune {
	if r < 0x20 || r > 0x7e {
		return -1
	}
	return r
}

// poisoned is the shop: a page with everything in it, and an endpoint that talks too much.
func (f *flock) poisoned(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Debug", strings.Map(printable, f.poison))
	w.Header().Set("Set-Cookie", "session="+f.canaries[2])
	if r.URL.Path == "/hook" {
		if r.Header.Get("X-Signature") == "" {
			w.Header().Set("Location", "/login?access_token="+f.canaries[0])
			w.WriteHeader(http.StatusFound)
		}
		_, _ = io.WriteString(w, f.poison)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset="+strings.Map(printable, f.poison))
	_, _ = fmt.Fprintf(w, "<!doctype html><script src=\"https://cdn.example/x.js?access_token=%s\"></script><script src=\"/own.js?%s\"></script>\n<p>%s</p>", f.canaries[0], f.canaries[1], f.poison)
}

// clean fails for every canary in what came out.
func (f *flock) clean(t *testing.T, where, text string) {
	t.Helper()
	for _, c := range f.canaries {
		if i := strings.Index(text, c); i >= 0 {
			t.Errorf("%s shows %q: …%q…", where, c, text[max(0, i-120):min(len(text), i+len(c)+20)])
		}
	}
	f.plain(t, where, text)
}

// plain fails for control characters that reached the output as they are.
func (f *flock) plain(t *testing.T, where, text string) {
	t.Helper()
	if i := strings.IndexAny(text, "\x00\x07\x1b\u009b\u202e\u2066"); i >= 0 {
		t.Errorf("%s passes a control character on: …%q…", where, text[max(0, i-80):min(len(text), i+40)])
	}
}

func TestCanariesInCommands(t *testing.T) {
	f := newFlock(t)
	for _, l := range lang.All {
		for name, base := range map[string]string{"simulator": f.api.URL, "echo": f.echo.URL} {
			for _, format := range []string{"text", "json"} {
				where := fmt.Sprintf("check %s %s %s", name, format, l)
				t.Run(where, func(t *testing.T) {
					t.Parallel()
					code, out, errs := inside(t, f.dir, f.vars, "check", "--lang", string(l), "--format", format, "--base-url", base, "--verbose", "--yes")
					want := exitFails // both: something fails, whatever got no answer beside it
					if code != want || len(out) < 2000 || !strings.Contains(errs, "homologa.toml") || !strings.Contains(errs, " ms") {
						t.Errorf("code %d, want %d; %s", code, want, errs)
					}
					f.clean(t, where+" stdout", out)
					f.clean(t, where+" stderr", errs)
				})
			}
		}
	}
	t.Run("fix", func(t *testing.T) {
		t.Parallel()
		for _, id := range []string{"credentials.same_application", "homologation.external_reference", "ssl.chain_complete", "pix.key", "approval.items",
			"notifications.unsigned_refused", "reports.release_scheduled", "security.token_not_in_page"} {
			_, out, errs := inside(t, f.dir, f.vars, "fix", id, "--lang", "pt", "--base-url", f.api.URL)
			if out == "" {
				t.Errorf("fix %s: %s", id, errs)
			}
			f.clean(t, "fix "+id, out+errs)
		}
	})
	t.Run("every fix in every language", func(t *testing.T) {
		t.Parallel()
		o := f.open(t, f.api.URL)
		o.w.audit.Run(t.Context(), checks.Selection{Consent: map[string]bool{"*": true}})
		for _, l := range lang.All {
			for _, r := range rules.All() {
				for _, x := range fix.For(r.ID, o.w.audit.Facts(), l) {
					f.clean(t, fmt.Sprintf("fix %s %s %s", r.ID, x.Language, l), x.Title+x.Body)
				}
			}
		}
	})
	for _, args := range [][]string{{"requirements"}, {"requirements", "--format", "json"}, {"--help"}, {"version"}} {
		_, out, errs := inside(t, f.dir, f.vars, args...)
		f.clean(t, strings.Join(args, " "), out+errs)
	}
	// As an argument, a value of a flag, an answer.
	for _, c := range f.canaries[:3] {
		for _, args := range [][]string{{c}, {"--" + c}, {"check", c}, {"check", "--only", c}, {"check", "--format", c}, {"check", "--timeout", c}, {"--base-url", c, "check"},
			{"--config", c, "check"}, {"--lang", c, "check"}, {"fix", c}, {"fix", "ssl.https", "--language", c}, {"sandbox", "--addr", c}, {"check", "--demo", "--output", c + "/x"}} {
			code, out, errs := inside(t, f.dir, nil, args...)
			if code != exitUsage {
				t.Errorf("%v: code %d", args, code)
			}
			if c == f.canaries[0] { // only a token can be told by its form alone
				f.clean(t, strings.Join(args[:1], " "), out+errs)
			}
			f.plain(t, "mistake", out+errs)
		}
	}
}

func TestCanariesInFiles(t *testing.T) {
	f := newFlock(t)
	dir := t.TempDir()
	for _, c := range f.canaries[:3] {
		e := testEnv(dir, nil, "init", "--force")
		e.in = strings.NewReader("en\n" + c + "\n\n" + c + "\n\n" + c + "\n\n" + c + "\n\n" + c + "\n\n" + c + "\n\n" + c + "\n")
		var said bytes.Buffer
		e.err = &said
		if code := run(e); code != exitReady {
			t.Errorf("init: code %d, %s", code, said.String())
		}
		f.clean(t, "init", said.String())
		inside(t, dir, nil, "init", "--force", "--access-token-var", c, "--object", c, "--webhook-url", "https://shop.example/?x="+c)
	}
	w := f.open(t, f.api.URL)
	session := w.a.session(w.w, &opened{})
	if err := session.Attest("credentials.renewal", true); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{dir, filepath.Join(f.dir, ".homologa")} {
		n := 0
		err := filepath.WalkDir(d, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			n++
			raw, err := os.ReadFile(path)
			f.clean(t, path, string(raw))
			return err
		})
		if err != nil || n == 0 {
			t.Errorf("%s: %d files, %v", d, n, err)
		}
	}
}

type bench struct {
	a *app
	w *world
}

// open makes the world that commands and screen stand on.
func (f *flock) open(t *testing.T, base string) bench {
	t.Helper()
	e := testEnv(f.dir, f.vars)
	a := &app{env: e, ctx: t.Context(), lang: lang.PT, baseURL: base, timeout: 30 * time.Second}
	w, err := a.openReal(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	return bench{a, w}
}

func TestCanariesInExchanges(t *testing.T) {
	f := newFlock(t)
	for name, base := range map[string]string{"simulator": f.api.URL, "echo": f.echo.URL} {
		o := f.open(t, base)
		rep := o.a.follow(t.Context(), o.w, checks.Selection{Consent: map[string]bool{"*": true}})
		all := o.w.recorder.All()
		if len(all) < 10 || len(rep.Findings) == 0 {
			t.Fatalf("%d exchanges", len(all))
		}
		bodies := 0
		for _, x := range all {
			f.clean(t, name+" "+x.Op, fmt.Sprintf("%+v\n%s", x, x.Curl("MP_ACCESS_TOKEN")))
			bodies += len(x.RespBody)
		}
		if bodies == 0 {
			t.Error("no answer was recorded")
		}
		raw, err := json.Marshal(rep)
		if err != nil {
			t.Fatal(err)
		}
		f.clean(t, name+" report", string(raw))
	}
}

// TestCanaryIsNoDeadBird: the test can fail; a canary that is let out is found.
func TestCanaryIsNoDeadBird(t *testing.T) {
	f := newFlock(t)
	o := f.open(t, f.api.URL)
	s := o.w.audit.Run(t.Context(), checks.Selection{})
	if len(s.Findings) == 0 {
		t.Fatal("nothing was judged")
	}
	got, ok := checks.FactSettings.Get(o.w.audit.Facts())
	if !ok || got.AccessToken.Reveal() != f.canaries[0] || got.WebhookSecret.Reveal() != f.canaries[2] {
		t.Error("the canaries did not get in")
	}
	if _, ok := checks.FactPreference.Get(o.w.audit.Facts()); !ok {
		t.Error("the preference was not read")
	}
	if pay, ok := checks.FactPayment.Get(o.w.audit.Facts()); !ok || pay.Doc.Str("description") == "" {
		t.Error("the payment was not read")
	}
	if p, ok := checks.FactPage.Get(o.w.audit.Facts()); !ok || len(p.Tokens) == 0 {
		t.Error("the page was not read, or the token in it not found")
	}
	if h, ok := checks.FactHook.Get(o.w.audit.Facts()); !ok || len(h.Answers) < 8 {
		t.Error("the endpoint was not tried")
	}
	for _, c := range f.canaries {
		if !strings.Contains(f.poison, c) && c != canaryDoc {
			t.Errorf("%q is fed to nothing", c)
		}
	}
}
