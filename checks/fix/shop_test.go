package fix

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

var auditTime = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// shopPreference is a preference with everything in it; breaks take single fields away.
const shopPreference = `{
  "items": [
    {"id": "CAM-1", "title": "Camiseta d'água \"azul\"", "description": "Algodão, tamanho M", "category_id": "fashion", "quantity": 2, "currency_id": "BRL", "unit_price": 149.9, "picture_url": "https://loja.com.br/i/1.png"},
    {"id": "CAN-2", "title": "Caneca $HOME", "description": "Cerâmica", "category_id": "home", "quantity": 1, "currency_id": "BRL", "unit_price": 35, "picture_url": "https://loja.com.br/i/2.png"}
  ],
  "payer": {"name": "Maria", "surname": "Prado", "email": "maria.prado@correio.com.br", "identification": {"type": "CPF", "number": "12345678909"},
    "phone": {"area_code": "11", "number": "987654321"}, "address": {"zip_code": "04001000", "street_name": "Rua Verdadeira", "street_number": "77"},
    "registration_date": "2025-01-10T09:00:00.000-03:00", "authentication_type": "Gmail", "last_purchase": "2026-10-01T09:00:00.000-03:00", "is_prime_user": true},
  "back_urls": {"success": "https://loja.com.br/ok", "pending": "https://loja.com.br/espera", "failure": "https://loja.com.br/erro"}, "auto_return": "approved",
  "notification_url": "https://loja.com.br/mp?loja=7&source_news=webhooks", "external_reference": "REF-77", "statement_descriptor": "LOJACOMBR",
  "binary_mode": true, "expires": true, "expiration_date_from": "2026-11-20T00:00:00.000-03:00", "expiration_date_to": "2026-12-20T00:00:00.000-03:00",
  "date_of_expiration": "2026-12-01T00:00:00.000-03:00",
  "payment_methods": {"installments": 10, "excluded_payment_methods": [{"id": "amex"}], "excluded_payment_types": [{"id": "ticket"}]},
  "shipments": {"cost": 12.5, "mode": "not_specified", "receiver_address": {"zip_code": "04001000", "street_name": "Rua Verdadeira", "street_number": "77", "city_name": "São Paulo", "state_name": "SP"}},
  "tracks": [{"type": "google_ad", "values": {"conversion_id": "99", "conversion_label": "x"}}],
  "metadata": {"pedido": "A-77", "loja": 7}
}`

// secretsOfBuyer stand in shopPreference and must not come back in a fix.
var secretsOfBuyer = []string{"Maria", "Prado", "maria.prado", "987654321", "04001000", "Rua Verdadeira", "REF-77"}

func box(t testing.TB, site mpclient.SiteID) *sandbox.Server {
	t.Helper()
	s := sandbox.New(sandbox.Config{Site: site, Now: func() time.Time { return auditTime }, AllowLocal: true,
		Deliver: roundTrip(func(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed })})
	t.Cleanup(s.Close)
	return s
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// call sends a request to the simulator and returns the answer.
func call(t testing.TB, s http.Handler, method, target, token, body string) (int, []byte) {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// created posts a preference, reads it back and keeps it as an audit would: redacted.
func created(t testing.TB, s *sandbox.Server, body string) *checks.Doc {
	t.Helper()
	token := s.Credentials().AccessToken
	code, answer := call(t, s, "POST", "/checkout/preferences", token, body)
	if code/100 != 2 {
		t.Fatalf("the simulator refused the preference: %d %s\n%s", code, answer, body)
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer, &made); err != nil {
		t.Fatal(err)
	}
	code, answer = call(t, s, "GET", "/checkout/preferences/"+made.ID, token, "")
	if code != 200 {
		t.Fatalf("GET preference: %d", code)
	}
	return document(t, answer)
}

func document(t testing.TB, raw []byte) *checks.Doc {
	t.Helper()
	d, err := checks.ParseDoc("pref", mpclient.NewRedactor().JSON(bytes.Clone(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// shopFacts is what an audit of the shop knows besides what it created.
func shopFacts(s *sandbox.Server, d *checks.Doc, more ...checks.Fact) *checks.Facts {
	c := s.Credentials()
	facts := append([]checks.Fact{
		checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutPro, PaymentPage: "https://loja.com.br/pagar", WebhookURL: "https://api.loja.com.br/avisos/mp",
			AccessTokenVar: "LOJA_TOKEN", PublicKeyVar: "LOJA_CHAVE", WebhookSecretVar: "LOJA_SEGREDO"}),
		checks.FactAccount.Of(mpclient.Account{ID: c.UserID, Site: c.Site}),
		checks.FactCategories.Of([]string{"fashion", "home", "others"}),
	}, more...)
	if d != nil {
		facts = append(facts, checks.FactPreference.Of(checks.Created{Doc: d}))
	}
	return checks.NewFacts(auditTime, facts...)
}

func requirement(t testing.TB, id checks.ID) checks.Requirement {
	t.Helper()
	for _, r := range rules.All() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no requirement %s", id)
	return checks.Requirement{}
}

func judge(t testing.TB, id checks.ID, f *checks.Facts) checks.Finding {
	t.Helper()
	return requirement(t, id).Judge(f)
}

// in picks the fix of a language.
func in(t testing.TB, fixes []Fix, l Language) string {
	t.Helper()
	for _, f := range fixes {
		if f.Language == l {
			return f.Body
		}
	}
	t.Fatalf("no fix in %s", l)
	return ""
}

// written is the fix in one language, without writing the others: most of a fix's work is theirs.
func written(t testing.TB, id checks.ID, f *checks.Facts, l lang.Lang, language Language) string {
	t.Helper()
	for _, r := range recipesOf(id, f) {
		if r.language == language {
			return r.write(newScene(f, l))
		}
	}
	t.Fatalf("no fix in %s", language)
	return ""
}

// tool finds a program or skips; where proofs are due, its absence is a failure.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		// The gate installs what it requires. dotnet is in no distribution's archive we can count on: it runs where it is.
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" && name != "dotnet" {
			t.Fatalf("%s is required here", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

// curlCall is one curl command as a real shell handed it over.
type curlCall struct {
	method, url, body string
	header            http.Header
}

// runShell runs a snippet in a real shell with a curl that only writes down its arguments, so that
// quoting is the shell's word and not ours.
func runShell(t testing.TB, script string, env ...string) []curlCall {
	t.Helper()
	sh := tool(t, "sh")
	dir := t.TempDir()
	out := filepath.Join(dir, "args")
	stub := "#!" + sh + "\nprintf '%s\\0' \"$@\" >> \"$PROOF_OUT\"\nprintf '\\001\\0' >> \"$PROOF_OUT\"\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(stub), 0o755); err != nil {
		t.Fatal(err)
	}
	for try := 0; ; try++ {
		cmd := exec.Command(sh, "-e")
		cmd.Stdin = strings.NewReader(script)
		cmd.Dir = dir
		cmd.Env = append([]string{"PATH=" + dir, "PROOF_OUT=" + out}, env...) // no other program can be run
		msg, err := cmd.CombinedOutput()
		if try < 50 && bytes.Contains(msg, []byte("Text file busy")) {
			continue // a test beside this one was forking while the stub was written
		}
		if err != nil || len(msg) > 0 {
			t.Fatalf("the shell said %q (%v) to\n%s", msg, err, script)
		}
		break
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatalf("curl was never called by\n%s", script)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Fatalf("the snippet left files behind: %v", entries)
	}
	var calls []curlCall
	for _, one := range strings.Split(strings.TrimSuffix(string(raw), "\x01\x00"), "\x01\x00") {
		c := curlCall{method: "GET", header: http.Header{}}
		args := strings.Split(strings.TrimSuffix(one, "\x00"), "\x00")
		for i := 0; i < len(args); i++ {
			switch a := args[i]; {
			case a == "-sS":
			case (a == "-X" || a == "-H" || a == "-d") && i+1 < len(args):
				i++
				switch a {
				case "-X":
					c.method = args[i]
				case "-H":
					k, v, _ := strings.Cut(args[i], ": ")
					c.header.Set(k, v)
				case "-d":
					c.body = args[i]
				}
			case c.url == "" && !strings.HasPrefix(a, "-"):
				c.url = a
			default:
				t.Fatalf("curl got a strange argument %q from\n%s", a, script)
			}
		}
		calls = append(calls, c)
	}
	return calls
}

// send passes a curl call on to the simulator.
func (c curlCall) send(t testing.TB, s http.Handler) (int, []byte) {
	t.Helper()
	u, err := url.Parse(c.url)
	if err != nil || u.Scheme+"://"+u.Host != api {
		t.Fatalf("curl calls %q", c.url)
	}
	r := httptest.NewRequest(c.method, u.RequestURI(), strings.NewReader(c.body))
	r.Header = c.header
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}
