package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// counter is a shop's till before a simulated account.
type counter struct {
	*testing.T
	sim    *sandbox.Server
	srv    *httptest.Server
	dir    string
	in     string
	tty    bool
	mu     sync.Mutex
	writes []string
	spoil  func(w http.ResponseWriter, r *http.Request) bool
}

func newCounter(t *testing.T, kind sandbox.AccountKind, site mpclient.SiteID) *counter {
	t.Helper()
	c := &counter{T: t, dir: t.TempDir()}
	c.sim = sandbox.New(sandbox.Config{Kind: kind, Site: site, Seed: 4, AllowLocal: true})
	t.Cleanup(c.sim.Close)
	c.srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && !strings.HasPrefix(r.URL.Path, "/_sandbox/") {
			c.mu.Lock()
			c.writes = append(c.writes, r.Method+" "+r.URL.Path)
			c.mu.Unlock()
		}
		if c.spoil == nil || !c.spoil(w, r) {
			c.sim.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(c.srv.Close)
	return c
}

func (c *counter) run(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	keys := c.sim.Credentials()
	vars := map[string]string{"MP_ACCESS_TOKEN": keys.AccessToken, "MP_WEBHOOK_SECRET": keys.WebhookSecret, "HOMOLOGA_BASE_URL": c.srv.URL, "HOMOLOGA_LANG": "en", "XDG_STATE_HOME": filepath.Join(c.dir, "state"), "TERM": "xterm"}
	code = run(env{args: args, in: strings.NewReader(c.in), out: &o, err: &e, getenv: func(k string) string { return vars[k] }, ttyIn: c.tty, now: time.Now, dir: c.dir})
	for _, secret := range []string{keys.AccessToken, keys.WebhookSecret} {
		if strings.Contains(o.String()+e.String(), secret) {
			c.Errorf("%v shows a secret", args)
		}
	}
	return code, o.String(), e.String()
}

func (c *counter) left() int {
	c.Helper()
	open, _, err := testpay.ReadLedger(filepath.Join(c.dir, "state", "homologa", "payments.jsonl"))
	if err != nil {
		c.Fatal(err)
	}
	return len(open)
}

func readPay(t *testing.T, out string) (d payDocument) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(out))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil || d.Schema != paySchema {
		t.Fatalf("%v in %s", err, out)
	}
	if _, err := dec.Token(); err != io.EOF {
		t.Fatal("more than one value")
	}
	return d
}

func TestPayAsksFirst(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	for _, x := range []struct {
		in   string
		tty  bool
		args []string
		code int
	}{
		{"", false, nil, exitUnfinished},
		{"y\n", false, nil, exitUnfinished}, // not a terminal
		{"\n", true, nil, exitUnfinished},   // Enter is a no
		{"n\n", true, nil, exitUnfinished},
		{"", true, nil, exitUnfinished},
		{"y\n", true, nil, exitReady},
		{"", false, []string{"--yes"}, exitReady},
	} {
		c.in, c.tty, c.writes = x.in, x.tty, nil
		code, out, errs := c.run(append([]string{"pay", "--method", "pix"}, x.args...)...)
		if code != x.code || (len(c.writes) > 0) != (x.code == exitReady) {
			t.Errorf("%q on a terminal %v %v: code %d, writes %v\n%s%s", x.in, x.tty, x.args, code, c.writes, out, errs)
		}
		for _, want := range []string{"TESTUSER", "a test account", "BRL 0.01", "POST /v1/payments", `"payment_method_id": "pix"`} {
			if !strings.Contains(errs, want) {
				t.Errorf("the question does not say %q:\n%s", want, errs)
			}
		}
	}
	if c.left() != 0 {
		t.Error("something is left")
	}
}

func TestPayOnARealAccount(t *testing.T) {
	c := newCounter(t, sandbox.Real, mpclient.MLB)
	for _, x := range []struct {
		in   string
		tty  bool
		args string
		code int
	}{
		{"y\n", true, "--method card", exitUsage},
		{"LOJAEXEMPLO\n", true, "--method card --outcome APRO --yes", exitUsage},
		{"LOJAEXEMPLO\n", true, "--method subscription --yes", exitUsage},
		{"LOJAEXEMPLO\n", true, "--all --yes", exitUsage},
		{"LOJAEXEMPLO\n", true, "--method pix --amount 1", exitUsage},
		{"", false, "--method pix --yes", exitUnfinished}, // --yes says nothing here
		{"LOJAEXEMPLO\n", false, "--method pix --yes", exitUnfinished},
		{"y\n", true, "--method pix --yes", exitUnfinished},
		{"\n", true, "--method pix", exitUnfinished},
		{"lojaexemplo\n", true, "--method pix", exitUnfinished},
		{"LOJAEXEMPLO\n", true, "--method pix --keep", exitReady},
		{"LOJAEXEMPLO\n", true, "--method ticket", exitReady},
		{"LOJAEXEMPLO\n", true, "--method preference", exitReady},
		{"LOJAEXEMPLO\n", true, "--method order --outcome pix", exitReady},
	} {
		c.in, c.tty, c.writes = x.in, x.tty, nil
		code, out, errs := c.run(append([]string{"pay"}, strings.Fields(x.args)...)...)
		if code != x.code || (len(c.writes) > 0) != (x.code == exitReady) {
			t.Errorf("%s, typed %q: code %d, writes %v\n%s%s", x.args, x.in, code, c.writes, out, errs)
		}
		if x.code == exitReady && (len(c.writes) != 2 || !strings.Contains(out, "clean-up")) {
			t.Errorf("%s was not cleaned up: %v\n%s", x.args, c.writes, out)
		}
	}
	if c.left() != 0 {
		t.Error("something is left")
	}
}

func TestPayDrillAsJSON(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLC)
	code, out, errs := c.run("pay", "--all", "--yes", "--format", "json")
	d := readPay(t, out)
	if code != exitReady || d.Verdict != "as_expected" || d.Counts["ok"] != len(d.Scenarios) || len(d.Scenarios) < 45 || d.Account == nil || !d.Account.Test || d.Site != mpclient.MLC {
		t.Errorf("code %d, %s, %v, %d scenarios\n%s", code, d.Verdict, d.Counts, len(d.Scenarios), errs)
	}
	ids := map[string]bool{}
	for _, x := range d.Exchanges {
		ids[x.ID] = true
	}
	for _, s := range d.Scenarios {
		if s.Resource == "" || len(s.Steps) < 2 || len(s.Requests) == 0 || s.Reference == "" || !strings.HasPrefix(s.Amount, "CLP ") {
			t.Errorf("%+v", s)
		}
		for _, st := range s.Steps {
			if st.Exchange != "" && !ids[st.Exchange] {
				t.Errorf("%s: no exchange %s", s.ID, st.Exchange)
			}
		}
	}
	// One answer is another: the drill says what was expected and what came.
	c.spoil = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != "POST" || r.URL.Path != "/v1/payments" {
			return false
		}
		rec := httptest.NewRecorder()
		c.sim.ServeHTTP(rec, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(rec.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(rec.Body.String(), "cc_rejected_insufficient_amount", "cc_rejected_high_risk"))
		return true
	}
	code, out, _ = c.run("pay", "--all", "--method", "card", "--yes", "--format", "json")
	d = readPay(t, out)
	if code != exitFails || d.Verdict != "differs" || d.Counts["differs"] != 1 {
		t.Errorf("code %d, %s, %v", code, d.Verdict, d.Counts)
	}
	code, out, _ = c.run("pay", "--method", "card", "--outcome", "FUND", "--yes")
	if code != exitFails || !strings.Contains(out, "expected rejected/cc_rejected_insufficient_amount, got rejected/cc_rejected_high_risk") {
		t.Errorf("code %d\n%s", code, out)
	}
}

func TestPayBadInput(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	for args, code := range map[string]int{
		"--method cash": exitUsage, "--method card --outcome NOPE --yes": exitUsage, "--outcome APRO": exitUsage, "--method transfer --yes": exitUsage, "--format xml": exitUsage,
		"--list --cleanup": exitUsage, "--all --outcome APRO --method card": exitUsage, "--wait 0s --method pix": exitUsage, "--method pix --amount 0.001 --yes": exitUsage, "--method pix --amount x --yes": exitUsage,
		"--watch --demo": exitUsage, "--reference a --method pix": exitUsage, "--site MXX --list": exitUsage, "--site MLB --method pix --yes": exitUsage, "--method pix --notification-url nope --yes": exitUsage,
		"--method pix --listen 0.0.0.0:0 --yes": exitUsage, "extra": exitUsage, "--method pix --ledger /dev/null/x --yes": exitUsage,
		"--method pix --yes --base-url http://127.0.0.1:1": exitUnfinished,
	} {
		c.writes = nil
		got, out, errs := c.run(append([]string{"pay"}, strings.Fields(args)...)...)
		if got != code || len(c.writes) != 0 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: code %d, writes %v\n%s%s", args, got, c.writes, out, errs)
		}
	}
	c.sim.RevokeToken()
	if code, _, errs := c.run("pay", "--method", "pix", "--yes"); code != exitUnfinished || !strings.Contains(errs, "refused the token") {
		t.Errorf("a dead token: %d %s", code, errs)
	}
	c.sim.Restore()
	c.spoil = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet {
			return false
		}
		_, _ = io.WriteString(w, "<html>\x1b[31mno</html>")
		return true
	}
	if code, out, errs := c.run("pay", "--method", "card", "--yes"); code != exitUnfinished || strings.ContainsRune(out+errs, '\x1b') {
		t.Errorf("garbage: %d %s%s", code, out, errs)
	}
}

func TestPayListsAndPlansWithoutWriting(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	code, out, _ := c.run("pay")
	if code != exitReady || !strings.Contains(out, "Create a Pix that waits to be paid") || !strings.Contains(out, "FUND") {
		t.Errorf("%d\n%s", code, out)
	}
	code, out, _ = c.run("pay", "--list", "--site", "mlm", "--method", "ticket", "--format", "json", "--base-url", "http://127.0.0.1:1")
	if d := readPay(t, out); code != exitReady || len(d.Scenarios) != 5 || d.Site != mpclient.MLM {
		t.Errorf("%d\n%s", code, out)
	}
	code, out, _ = c.run("pay", "--dry-run", "--method", "order", "--outcome", "partial_refund")
	for _, want := range []string{"POST /v1/card_tokens", "POST /v1/orders\n", `"total_amount": "1.00"`, "POST /v1/orders/{id}/refund", `"amount": "0.50"`} {
		if code != exitReady || !strings.Contains(out, want) {
			t.Errorf("%d, no %q\n%s", code, want, out)
		}
	}
	code, out, _ = c.run("pay", "--dry-run", "--all", "--format", "json")
	if d := readPay(t, out); code != exitReady || d.Verdict != "planned" || len(d.Scenarios) < 50 || len(d.Scenarios[0].Requests) == 0 {
		t.Errorf("%d %s", code, d.Verdict)
	}
	if len(c.writes) != 0 || strings.Contains(out, "12345678909") {
		t.Errorf("%v", c.writes)
	}
}

func TestPayKeepAndCleanup(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	for _, args := range []string{"--method card --outcome APRO", "--method pix", "--method preference", "--method order --outcome pix", "--method subscription"} {
		if code, out, errs := c.run(append([]string{"pay", "--keep", "--yes"}, strings.Fields(args)...)...); code != exitReady {
			t.Fatalf("%s: %d %s%s", args, code, out, errs)
		}
	}
	if c.left() != 5 {
		t.Fatalf("%d left", c.left())
	}
	c.writes = nil
	if code, _, _ := c.run("pay", "--cleanup"); code != exitUnfinished || len(c.writes) != 0 || c.left() != 5 {
		t.Errorf("without consent: %d, %v", code, c.writes)
	}
	code, out, errs := c.run("pay", "--cleanup", "--yes", "--format", "json")
	if d := readPay(t, out); code != exitReady || d.Verdict != "cleaned" || d.Counts["ok"] != 5 || c.left() != 0 {
		t.Errorf("%d %v %d left\n%s", code, d.Counts, c.left(), errs)
	}
	if code, _, errs := c.run("pay", "--cleanup"); code != exitReady || !strings.Contains(errs, "Nothing to clean up") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestPayDemoHearsItsOwnNotification(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	code, out, errs := c.run("pay", "--demo", "--method", "card", "--outcome", "FUND", "--site", "MCO", "--format", "json")
	d := readPay(t, out)
	if code != exitReady || d.Site != mpclient.MCO || len(d.Scenarios) != 1 || len(c.writes) != 0 {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	seen := map[testpay.StepID]testpay.State{}
	for _, s := range d.Scenarios[0].Steps {
		seen[s.Step] = s.State
	}
	for _, step := range []testpay.StepID{testpay.StepToken, testpay.StepCreate, testpay.StepNotification, testpay.StepSignature, testpay.StepResource, testpay.StepCleanup} {
		if seen[step] != testpay.OK {
			t.Errorf("%s is %q", step, seen[step])
		}
	}
	if c.left() != 0 {
		t.Error("a demonstration wrote into the person's ledger")
	}
}

func TestPayWatchJudgesTheShopsPayment(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	shop := func() {
		req, err := http.NewRequestWithContext(context.Background(), "POST", c.srv.URL+"/v1/payments",
			strings.NewReader(`{"transaction_amount":10,"payment_method_id":"pix","external_reference":"sale-77","payer":{"email":"test_user_5@testuser.com"}}`))
		if err != nil {
			t.Error(err)
			return
		}
		req.Header.Set("Authorization", "Bearer "+c.sim.Credentials().AccessToken)
		req.Header.Set("X-Idempotency-Key", "sale-77")
		resp, err := http.DefaultClient.Do(req)
		if err != nil || resp.StatusCode != 201 {
			t.Errorf("%v %v", resp, err)
			return
		}
		_ = resp.Body.Close()
	}
	shop()
	code, out, errs := c.run("pay", "--watch", "--reference", "sale-77", "--format", "json")
	var audit struct {
		Schema   string
		Findings []struct{ ID, Section, Verdict string }
	}
	if err := json.Unmarshal([]byte(out), &audit); err != nil || audit.Schema != "homologa.audit/v1" || !strings.Contains(errs, "sale-77") {
		t.Fatalf("%d %v\n%s%s", code, err, out, errs)
	}
	verdicts := map[string]int{}
	for _, f := range audit.Findings {
		if f.Section != "homologation" && f.Section != "approval" {
			t.Errorf("%s is of section %s", f.ID, f.Section)
		}
		verdicts[f.Verdict]++
	}
	// Such a bare payment lacks most of what homologation asks for; what it lacks is recommended only.
	if verdicts["pass"] == 0 || verdicts["fail"] < 5 || code == exitUsage || code == exitBug {
		t.Errorf("code %d, %v", code, verdicts)
	}
	if code, _, errs := c.run("pay", "--watch", "--reference", "nobody", "--wait", "1ms"); code != exitUnfinished || !strings.Contains(errs, "No new payment") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestTrigger(t *testing.T) {
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	var mu sync.Mutex
	var found []string
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.URL.Query().Get("data.id")
		path := map[string]string{"payment": "/v1/payments/", "order": "/v1/orders/"}[r.URL.Query().Get("type")]
		req, _ := http.NewRequest("GET", c.srv.URL+path+id, nil)
		req.Header.Set("Authorization", "Bearer "+c.sim.Credentials().AccessToken)
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			var got struct{ Status string }
			_ = json.NewDecoder(resp.Body).Decode(&got)
			_ = resp.Body.Close()
			mu.Lock()
			found = append(found, fmt.Sprint(resp.StatusCode, " ", got.Status))
			mu.Unlock()
		}
	}))
	t.Cleanup(hook.Close)
	for _, x := range []struct {
		args string
		code int
		want string
	}{
		{"payment.approved", exitReady, "[200 approved]"},
		{"payment.rejected --duplicate", exitReady, "[200 rejected 200 rejected]"},
		{"order.processed", exitReady, "[200 processed]"},
		{"payment.refunded --out-of-order", exitReady, "[200 refunded 200 refunded]"},
		{"payment.refunded --forge", exitFails, "[200 refunded]"},
		{"payment.approved --set action=payment.updated", exitUsage, "[]"},
		{"payment.approved --set nothing=1", exitUsage, "[]"},
		{"payment.approved --format order", exitUsage, "[]"},
		{"payment.nope", exitUsage, "[]"},
		{"", exitUsage, "[]"},
	} {
		found, c.writes = nil, nil
		code, out, errs := c.run(append([]string{"trigger", "--yes", "--to", hook.URL + "/hook"}, strings.Fields(x.args)...)...)
		if code != x.code || fmt.Sprint(found) != x.want || (x.code == exitUsage) != (len(c.writes) == 0) {
			t.Errorf("%s: code %d, the receiver found %v, writes %v\n%s%s", x.args, code, found, c.writes, out, errs)
		}
	}
	if code, out, _ := c.run("trigger", "--list"); code != exitReady || strings.Count(out, "\n") != len(testpay.Triggers) {
		t.Errorf("%d %s", code, out)
	}
	if c.left() != 5 {
		t.Errorf("%d are remembered", c.left())
	}
	// The very id, known only after the resource was made, changes nothing.
	real := newCounter(t, sandbox.Real, mpclient.MLB)
	if code, _, errs := real.run("trigger", "payment.approved", "--yes", "--to", hook.URL); code != exitUsage || len(real.writes) != 0 || !strings.Contains(errs, "real account") {
		t.Errorf("on a real account: %d %v %s", code, real.writes, errs)
	}
	// An API that is no simulator opens no chargeback.
	c.spoil = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/_sandbox/") {
			http.NotFound(w, r)
			return true
		}
		return false
	}
	c.writes = nil
	if code, _, errs := c.run("trigger", "chargeback.opened", "--yes", "--to", hook.URL); code != exitUsage || len(c.writes) != 0 || !strings.Contains(errs, "bank") {
		t.Errorf("a chargeback: %d %v %s", code, c.writes, errs)
	}
}

func TestLedgerPlace(t *testing.T) {
	a := &app{env: env{getenv: func(k string) string { return map[string]string{"XDG_STATE_HOME": "/var/state"}[k] }}}
	if got, err := a.ledgerFile(); err != nil || got != filepath.FromSlash("/var/state/homologa/payments.jsonl") {
		t.Error(got, err)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		t.Skip("no home here")
	}
	a.getenv = func(string) string { return "" }
	if got, err := a.ledgerFile(); err != nil || got != filepath.Join(dir, "homologa", "payments.jsonl") {
		t.Error(got, err)
	}
}
