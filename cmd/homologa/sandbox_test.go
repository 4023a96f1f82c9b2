package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// ask calls the simulator with the account's token.
func (s *simulator) ask(t *testing.T, method, path, body string) (status int, header http.Header, answer string) {
	t.Helper()
	req, err := http.NewRequest(method, s.BaseURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.AccessToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(raw)
}

// kill ends a simulator as a power cut would.
func (s *simulator) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *simulator) keys() simulator {
	k := *s
	k.BaseURL, k.cmd = "", nil
	return k
}

// TestSandboxSeed: two runs with one seed print the same line but for the address.
func TestSandboxSeed(t *testing.T) {
	one, same, other := startSandbox(t, "--seed", "42"), startSandbox(t, "--seed=42"), startSandbox(t, "--seed", "43")
	if one.keys() != same.keys() || one.BaseURL == same.BaseURL {
		t.Errorf("seed 42 gave\n%+v\nand\n%+v", one, same)
	}
	if one.AccessToken == other.AccessToken || one.UserID == other.UserID {
		t.Error("another seed gave the same keys")
	}
	if a, b := one.post(t, "/v1/payments", pixOrder), same.post(t, "/v1/payments", pixOrder); a != b {
		t.Errorf("the first payment is %s and %s", a, b)
	}
}

const pixOrder = `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"ana@shop.example"}}`

// TestSandboxChaos: the flag spoils calls to the API and leaves the control paths alone.
func TestSandboxChaos(t *testing.T) {
	s := startSandbox(t, "--chaos", "status=429,times=2")
	for range 2 {
		if status, h, _ := s.ask(t, "GET", "/users/me", ""); status != http.StatusTooManyRequests || h.Get("Retry-After") != "1" {
			t.Errorf("%d, Retry-After %q", status, h.Get("Retry-After"))
		}
		if status, _, _ := s.ask(t, "GET", "/_sandbox/requests", ""); status != http.StatusOK {
			t.Errorf("a control path answered %d", status)
		}
	}
	if status, _, _ := s.ask(t, "GET", "/users/me", ""); status != http.StatusOK {
		t.Errorf("the third call answered %d", status)
	}
}

// TestSandboxState: what flags and control calls made of the account survives a kill; flags that are
// given again win, those that are not leave the file's word.
func TestSandboxState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.state")
	s := startSandbox(t, "--state", file, "--seed", "5", "--site", "MLB", "--no-pix-key", "--webhook", "http://127.0.0.1:9/hook")
	if status, _, _ := s.ask(t, "POST", "/v1/payments", pixOrder); status != http.StatusBadRequest {
		t.Errorf("Pix without a key answered %d", status)
	}
	s.post(t, "/_sandbox/account", `{"pix_offered":true,"pix_key":true}`)
	id := s.post(t, "/v1/payments", pixOrder)
	_, _, before := s.ask(t, "GET", "/v1/payments/"+id, "")
	s.kill()

	again := startSandbox(t, "--state", file)
	if again.keys() != s.keys() {
		t.Errorf("the keys were\n%+v\nand are\n%+v", s.keys(), again.keys())
	}
	if _, _, after := again.ask(t, "GET", "/v1/payments/"+id, ""); after != before {
		t.Errorf("the payment was\n%s\nand is\n%s", before, after)
	}
	if _, _, app := again.ask(t, "GET", "/_sandbox/application", ""); !strings.Contains(app, `"webhook_url":"http://127.0.0.1:9/hook"`) {
		t.Errorf("the panel's address is gone: %s", app)
	}
	again.post(t, "/v1/payments", pixOrder)
	again.kill()

	third := startSandbox(t, "--state", file, "--account", "test", "--no-pix-key", "--webhook", "")
	if _, _, me := third.ask(t, "GET", "/users/me", ""); !strings.Contains(me, "test_user") {
		t.Error("--account was not heeded on a state file")
	}
	if _, _, app := third.ask(t, "GET", "/_sandbox/application", ""); strings.Contains(app, "127.0.0.1:9") {
		t.Error("an empty --webhook left the address")
	}
	if status, _, _ := third.ask(t, "POST", "/v1/payments", strings.Replace(pixOrder, "shop.example", "testuser.com", 1)); status != http.StatusBadRequest {
		t.Errorf("Pix without a key answered %d", status)
	}
	if _, _, after := third.ask(t, "GET", "/v1/payments/"+id, ""); jsonField(t, after, "date_created") != jsonField(t, before, "date_created") {
		t.Error("the first payment is another one now")
	}
}

func jsonField(t *testing.T, raw, field string) any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	return v[field]
}

// TestSandboxStateRefusals: each way a state file cannot be used is one sentence, and so is the
// seed a file does not take.
func TestSandboxStateRefusals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.state")
	s := startSandbox(t, "--state", file, "--seed", "5")
	code, out, errs := finish(t, process(t, t.TempDir(), nil, "sandbox", "--state", file, "--lang", "en"))
	if code != exitUsage || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "another simulator is using it") {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
	addr := strings.TrimPrefix(s.BaseURL, "http://")
	if code, _, errs := finish(t, process(t, t.TempDir(), nil, "sandbox", "--addr", addr, "--lang", "es")); code != exitUsage || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "ya está en uso") {
		t.Errorf("code %d: %s", code, errs)
	}
	s.kill()
	if code, _, errs := finish(t, process(t, t.TempDir(), nil, "sandbox", "--state", file, "--site", "MLA", "--lang", "pt")); code != exitUsage || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "pertence a outro país") {
		t.Errorf("code %d: %s", code, errs)
	}
	c := process(t, t.TempDir(), nil, "sandbox", "--json", "--state", file, "--seed", "6", "--lang", "en")
	var told bytes.Buffer
	c.Stderr = &told
	pipe, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var ready simulator
	if err := json.NewDecoder(pipe).Decode(&ready); err != nil {
		t.Fatal(err)
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	if ready.keys() != s.keys() || strings.Count(told.String(), "\n") != 1 || !strings.Contains(told.String(), "(seed 5); --seed was not used") {
		t.Errorf("%+v, told %q", ready.keys(), told.String())
	}
}
