package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// process starts the program in a process of its own; it is killed when the test ends.
func process(t *testing.T, dir string, vars []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, self)
	c.Args = append([]string{"homologa"}, args...) // TestMain looks at the name
	c.Dir = dir
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"), "GORACE=" + os.Getenv("GORACE")}, vars...)
	return c
}

// finish runs a process to its end.
func finish(t *testing.T, c *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String(), errs.String()
}

type simulator struct {
	BaseURL       string `json:"base_url"`
	AccessToken   string `json:"access_token"`
	PublicKey     string `json:"public_key"`
	WebhookSecret string `json:"webhook_secret"`
	ClientID      string `json:"client_id"`
	UserID        int64  `json:"user_id"`
	Site          string `json:"site"`
	cmd           *exec.Cmd
}

// startSandbox runs "homologa sandbox --json" and waits for its line.
func startSandbox(t *testing.T, args ...string) *simulator {
	t.Helper()
	c := process(t, t.TempDir(), nil, append([]string{"sandbox", "--json"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = io.Discard
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	s := &simulator{cmd: c}
	dec := json.NewDecoder(bufio.NewReader(out))
	dec.DisallowUnknownFields()
	if err := dec.Decode(s); err != nil {
		t.Fatal("the sandbox printed no line:", err)
	}
	return s
}

// post calls the simulator with the account's token and returns the id of what was created.
func (s *simulator) post(t *testing.T, path, body string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.BaseURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.AccessToken)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Idempotency-Key", rand.Text())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		t.Fatalf("POST %s: %s %s %v", path, resp.Status, raw, err)
	}
	var made struct{ ID any }
	if len(raw) > 0 {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		if err := dec.Decode(&made); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprint(made.ID)
}

// order is a preference as a careful integration creates it.
const order = `{"items":[{"id":"CAM-35","title":"Camera","description":"Instant camera","category_id":"cameras","quantity":1,"unit_price":349.9,"currency_id":"BRL"}],
	"payer":{"name":"Ana","surname":"Souza","email":"ana@shop.example"},"external_reference":"order-1","statement_descriptor":"SHOP",
	"back_urls":{"success":"https://shop.example/ok","pending":"https://shop.example/wait","failure":"https://shop.example/no"},
	"notification_url":"https://shop.example/hook?source_news=webhooks"}`

// projectOf writes the configuration of a shop and its .env.
func projectOf(t *testing.T, sim *simulator, shop *localShop, ca []byte, preference string) (dir string, vars []string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"homologa.toml": fmt.Sprintf("payment_page = %q\nwebhook_url = %q\npreference_id = %q\n", shop.URL+"/checkout", shop.URL+"/hook?source_news=webhooks", preference),
		".env":          "export MP_ACCESS_TOKEN=\"" + sim.AccessToken + "\"\r\nMP_PUBLIC_KEY='" + sim.PublicKey + "'\r\nMP_WEBHOOK_SECRET=" + sim.WebhookSecret + "\r\n",
		"ca.pem":        string(ca),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, []string{"SSL_CERT_FILE=" + filepath.Join(dir, "ca.pem")}
}

type outcome struct {
	Verdict     string
	Integration struct {
		Site    string
		Account struct {
			ID   int64
			Test *bool
		}
		PaymentPage string `json:"payment_page"`
	}
	Findings []struct {
		ID, Verdict string
		Causes      []struct{ ID string }
	}
	Exchanges []struct{ URL string }
}

func decode(t *testing.T, out string) outcome {
	t.Helper()
	var o outcome
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return o
}

// wants compares verdicts; "fail:cause" wants a cause as well.
func (o outcome) wants(t *testing.T, want map[string]string) {
	t.Helper()
	for _, f := range o.Findings {
		w, ok := want[f.ID]
		if !ok {
			continue
		}
		delete(want, f.ID)
		verdict, cause, _ := strings.Cut(w, ":")
		found := cause == ""
		for _, c := range f.Causes {
			found = found || c.ID == cause
		}
		if f.Verdict != verdict || !found {
			t.Errorf("%s: %s because %v, want %s", f.ID, f.Verdict, f.Causes, w)
		}
	}
	for id := range want {
		t.Errorf("no finding %s", id)
	}
}

// TestRealProcesses: the simulator in one process, the audit in another, a shop on a socket between them.
func TestRealProcesses(t *testing.T) {
	sim := startSandbox(t)
	shop, ca := startShop(t, sim.WebhookSecret)
	sim.post(t, "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"ana@shop.example"}}`)
	dir, vars := projectOf(t, sim, shop, ca, sim.post(t, "/checkout/preferences", order))
	check := func(args ...string) (int, outcome, string) {
		t.Helper()
		code, out, errs := finish(t, process(t, dir, vars, append([]string{"check", "--format", "json", "--base-url", sim.BaseURL}, args...)...))
		return code, decode(t, out), errs
	}

	code, o, errs := check()
	if code != exitFails || errs != "" {
		t.Errorf("code %d, %s", code, errs)
	}
	if o.Verdict != "not_ready" || o.Integration.Site != sim.Site || o.Integration.Account.ID != sim.UserID || o.Integration.PaymentPage != shop.URL+"/checkout" || len(o.Exchanges) < 10 {
		t.Errorf("%s, %+v, %d exchanges", o.Verdict, o.Integration, len(o.Exchanges))
	}
	o.wants(t, map[string]string{
		"credentials.token_shape": "pass", "credentials.token_valid": "pass", "credentials.same_application": "pass", "credentials.production_account": "pass",
		"homologation.external_reference": "pass", "homologation.statement_descriptor": "pass", "homologation.front_end_sdk_pro": "pass",
		"ssl.https": "pass", "ssl.chain_complete": "pass", "ssl.hostname": "pass", "ssl.expiry": "pass", "ssl.tls_version": "pass",
		"pix.key": "pass", "security.token_not_in_page": "pass",
		// Mercado Pago cannot reach a loopback address, and nobody else is bothered by trying it: no consent is asked.
		"notifications.public_https": "fail", "notifications.tls": "pass", "notifications.answers": "pass", "notifications.valid_accepted": "pass",
		"notifications.unsigned_refused": "pass", "notifications.forged_refused": "pass", "notifications.other_id_refused": "pass",
	})
	shop.set(func() {
		if shop.hits < 8 {
			t.Errorf("the endpoint was tried %d times", shop.hits)
		}
	})

	// Faults on every side.
	shop.set(func() {
		shop.naive = true
		shop.page = "<!doctype html>\n<p>" + strings.Repeat("Confirme o total e pague. ", 5) + "</p><script>const token = '" + sim.AccessToken + "'</script>"
	})
	sim.post(t, "/_sandbox/account", `{"pix_offered":false,"pix_key":false}`)
	if err := os.WriteFile(filepath.Join(dir, "homologa.toml"), fmt.Appendf(nil, "payment_page = %q\nwebhook_url = %q\npreference_id = %q\n", shop.URL+"/checkout", shop.URL+"/hook",
		sim.post(t, "/checkout/preferences", strings.Replace(order, `"external_reference":"order-1",`, "", 1))), 0o600); err != nil {
		t.Fatal(err)
	}
	vars = nil // the shop's authority is trusted no more
	code, o, _ = check()
	if code != exitFails {
		t.Errorf("code %d", code)
	}
	o.wants(t, map[string]string{
		"homologation.external_reference": "fail", "homologation.front_end_sdk_pro": "warn", "ssl.https": "pass", "ssl.chain_complete": "fail", "ssl.hostname": "pass", "pix.key": "fail",
		"security.token_not_in_page": "fail:token-exposed", "notifications.tls": "fail", "notifications.unsigned_refused": "fail", "notifications.forged_refused": "pass",
	})

	// A token the API does not take, and an API in trouble.
	vars = []string{"MP_ACCESS_TOKEN=" + sim.AccessToken[:len(sim.AccessToken)-4] + "0000"}
	code, o, errs = check()
	if code != exitFails || !strings.Contains(errs, "The API refused the token") {
		t.Errorf("code %d, %s", code, errs)
	}
	o.wants(t, map[string]string{"credentials.token_valid": "fail:token-refused"})
	vars = nil
	sim.post(t, "/_sandbox/chaos", `{"status":502,"html":true}`)
	if code, _, errs = check("--only", "credentials.token_valid", "--lang", "es"); code != exitUnfinished || !strings.Contains(errs, "La API respondió con error") {
		t.Errorf("code %d, %s", code, errs)
	}
	sim.post(t, "/_sandbox/chaos", `{"truncate":true}`)
	if code, _, errs = check("--only", "credentials.token_valid"); code != exitUnfinished || errs == "" {
		t.Errorf("code %d, %s", code, errs)
	}
}

// TestHostileAPIs: whatever answers in the API's place, the audit ends, says why and has code 3.
func TestHostileAPIs(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		says   string
	}{
		"page":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Sign in</html>") }, "does not look like the API"},
		"ten megs": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("x"), 10<<20)) }, "4 MiB"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, "does not look like the API"},
		"empty":    {func(http.ResponseWriter, *http.Request) {}, "does not look like the API"},
		"hang":     {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "The audit did not finish within 300ms"},
		"half": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			_, _ = io.WriteString(w, "{")
		}, "The API did not answer"},
		"forbidden": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			_, _ = io.WriteString(w, `{"message":"no"}`)
		}, "The API refused the token"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(c.answer)
			t.Cleanup(srv.Close)
			limit := "20s"
			if name == "hang" {
				limit = "300ms"
			}
			vars := map[string]string{"MP_ACCESS_TOKEN": fakeToken}
			code, out, errs := inside(t, t.TempDir(), vars, "check", "--only", "credentials.token_valid", "--base-url", srv.URL, "--timeout", limit)
			want := exitUnfinished
			if name == "forbidden" {
				want = exitFails // a token that is refused is a finding
			}
			if code != want || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 || !strings.Contains(out, "credentials.token_valid") {
				t.Errorf("code %d\n%s\n%s", code, errs, out)
			}
		})
	}
}

// TestInterrupt: Ctrl+C ends a check with 130 and the sandbox, which has no other end, with 0.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no interrupt to a single process")
	}
	sim := startSandbox(t)
	if err := sim.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := sim.cmd.Wait(); err != nil {
		t.Errorf("the sandbox ended with %v", err)
	}

	asked := make(chan struct{}, 64)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(srv.Close)
	c := process(t, t.TempDir(), []string{"MP_ACCESS_TOKEN=" + fakeToken}, "check", "--base-url", srv.URL)
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != exitInterrupted || errs.String() != "homologa: Interrupted.\n" {
		t.Errorf("code %d, %q", got, errs.String())
	}

	// A question that waits for an answer does not hold Ctrl+C up either.
	c = process(t, t.TempDir(), nil, "init")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := said.Read(make([]byte, 1)); err != nil { // the first question is there
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, said)
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != exitInterrupted {
		t.Errorf("init ended with %d", got)
	}
}
