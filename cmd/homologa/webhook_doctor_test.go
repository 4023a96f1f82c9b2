package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/mpclient/webhook"
)

const doctorSecret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// hook runs a command of the webhook family on buffers.
func hook(t *testing.T, e env, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	e.args, e.out, e.err = append([]string{"webhook"}, args...), &out, &errs
	a := &app{env: e, lang: languageOf(e), asJSON: wantsJSON(e), byEnv: map[string]bool{}, ctx: t.Context()}
	root := a.root()
	parent := &cobra.Command{Use: "webhook"}
	for _, c := range root.Commands() {
		if c.Name() == "webhook" {
			parent = c
		}
	}
	have := map[string]bool{}
	for _, c := range parent.Commands() {
		have[c.Name()] = true
	}
	for _, c := range []*cobra.Command{a.webhookDoctorCmd(), a.webhookSendCmd()} {
		if !have[c.Name()] {
			parent.AddCommand(c)
		}
	}
	if !parent.HasParent() {
		root.AddCommand(parent)
	}
	root.SetArgs(e.args)
	root.SetOut(&out)
	root.SetErr(&errs)
	if err := root.ExecuteContext(t.Context()); err != nil {
		f := a.failureOf(err)
		if !f.quiet {
			a.report(f)
		}
		code = f.code
	}
	return code, out.String(), errs.String()
}

func hookEnv(t *testing.T, vars map[string]string) env { return testEnv(t.TempDir(), vars) }

func withSecret() map[string]string { return map[string]string{"MP_WEBHOOK_SECRET": doctorSecret} }

// verifying is a correct receiver; its GET /count answers how many notifications it worked on.
func verifying(t *testing.T, repeatTwice bool) (*httptest.Server, *atomic.Int64) {
	var mu sync.Mutex
	seen := map[string]bool{}
	var worked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/count" {
			_, _ = io.WriteString(w, strconv.FormatInt(worked.Load(), 10))
			return
		}
		if _, err := webhook.Verify(doctorSecret, r.Header.Get("X-Signature"), r.URL.Query().Get("data.id"), r.Header.Get("X-Request-Id"), time.Now(), time.Hour); err != nil {
			w.WriteHeader(401)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		resource := r.URL.Query().Get("type") + r.URL.Query().Get("data.id") // whatever notification tells of it
		if !seen[resource] || repeatTwice {
			worked.Add(1)
		}
		seen[resource] = true
	}))
	t.Cleanup(s.Close)
	return s, &worked
}

type doctorReport struct {
	Verdict  string
	Findings []struct {
		ID, Verdict string
		Causes      []struct{ ID string }
	}
}

func doctorRead(t *testing.T, out string) (verdicts map[string]string) {
	t.Helper()
	var r doctorReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	verdicts = map[string]string{}
	for _, f := range r.Findings {
		s := f.Verdict
		for _, c := range f.Causes {
			s += " " + c.ID
		}
		verdicts[f.ID] = s
	}
	return verdicts
}

func TestDoctorOnASoundReceiver(t *testing.T) {
	s, _ := verifying(t, false)
	code, out, errs := hook(t, hookEnv(t, withSecret()), "doctor", strings.TrimPrefix(s.URL, "http://")+"/hook", "--format", "json")
	got := doctorRead(t, out)
	if code != exitReady || len(got) != 9 {
		t.Errorf("code %d, %s, %s", code, out, errs)
	}
	for id, v := range got {
		want := "pass"
		if id == "notifications.duplicates" {
			want = "attest" // what a repetition did is not seen without a counter
		}
		if v != want {
			t.Errorf("%s is %s, want %s", id, v, want)
		}
	}
	if !strings.Contains(errs, "is this computer") || !strings.Contains(errs, "--counter") || strings.Contains(out+errs, doctorSecret) {
		t.Errorf("%s", errs)
	}
}

func TestDoctorWithACounter(t *testing.T) {
	for twice, want := range map[bool]string{false: "pass", true: "fail duplicate-effects"} {
		t.Run(want, func(t *testing.T) {
			t.Parallel() // a counter is given real time to settle
			s, _ := verifying(t, twice)
			_, out, errs := hook(t, hookEnv(t, withSecret()), "doctor", s.URL+"/hook", "--counter", s.URL+"/count", "--format", "json")
			if got := doctorRead(t, out)["notifications.duplicates"]; got != want || strings.Contains(errs, "--counter") {
				t.Errorf("twice %v: %s, want %s; %s", twice, got, want, errs)
			}
		})
	}
}

func TestDoctorNamesTheMistake(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ts, v1, _ := webhook.ParseHeader(r.Header.Get("X-Signature"))
		if v1 == "" || v1 != webhook.Hash(doctorSecret, webhook.Manifest("", r.Header.Get("X-Request-Id"), ts)) {
			w.WriteHeader(401)
		}
	}))
	defer s.Close()
	code, out, _ := hook(t, hookEnv(t, withSecret()), "doctor", s.URL, "--format", "json")
	if got := doctorRead(t, out)["notifications.valid_accepted"]; code != exitFails || got != "fail rejects-valid signature-no-id" {
		t.Errorf("code %d, %s", code, got)
	}
	_, out, _ = hook(t, hookEnv(t, withSecret()), "doctor", s.URL, "--lang", "pt")
	if !strings.Contains(out, "sem a parte id") {
		t.Errorf("%s", out)
	}
}

func TestDoctorWithoutASecret(t *testing.T) {
	s, _ := verifying(t, false)
	code, out, errs := hook(t, hookEnv(t, nil), "doctor", s.URL, "--format", "json")
	got := doctorRead(t, out)
	if code != exitUnfinished || got["notifications.unsigned_refused"] != "inconclusive" || got["notifications.valid_accepted"] != "needs_input" || !strings.Contains(errs, "MP_WEBHOOK_SECRET") {
		t.Errorf("code %d, %v, %s", code, got, errs)
	}
	yes := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer yes.Close()
	if code, out, _ := hook(t, hookEnv(t, nil), "doctor", yes.URL, "--format", "json"); code != exitFails || doctorRead(t, out)["notifications.unsigned_refused"] != "fail accepts-unsigned" {
		t.Errorf("code %d, %s", code, out)
	}
}

// TestNothingIsPostedUnasked: to a host that is not this computer only after a yes.
func TestNothingIsPostedUnasked(t *testing.T) {
	const far = "https://hook.invalid/mp" // resolves nowhere: what is sent fails, what is not sent asks
	for name, c := range map[string]struct {
		tty  bool
		in   string
		args []string
		want string
		asks bool
	}{
		"no terminal":        {false, "y\n", nil, "needs_input", false},
		"no":                 {true, "n\n", nil, "needs_input", true},
		"sim, in English":    {true, "sim\n", nil, "needs_input", true},
		"nothing":            {true, "", nil, "needs_input", true},
		"yes":                {true, "yes\n", nil, "inconclusive unreachable", true},
		"--yes":              {false, "", []string{"--yes"}, "inconclusive unreachable", false},
		"--yes on a display": {true, "", []string{"--yes"}, "inconclusive unreachable", false},
	} {
		e := hookEnv(t, withSecret())
		e.ttyIn, e.in = c.tty, strings.NewReader(c.in)
		_, out, errs := hook(t, e, append([]string{"doctor", far, "--format", "json"}, c.args...)...)
		got := doctorRead(t, out)["notifications.answers"]
		if c.want != "needs_input" && (strings.HasPrefix(got, "fail") || strings.HasPrefix(got, "inconclusive")) {
			got = c.want // a name that is not found, however this machine's resolver says so
		}
		if got != c.want || strings.Contains(errs, "[y/N]") != c.asks {
			t.Errorf("%s: %s, want %s; %s", name, got, c.want, errs)
		}
		code, _, errs := hook(t, e, append([]string{"send", far}, c.args...)...)
		if len(c.args) == 0 && !c.tty && (code != exitUnfinished || !strings.Contains(errs, "--yes")) {
			t.Errorf("send, %s: code %d, %s", name, code, errs)
		}
	}
}

func TestHookUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		says string
	}{
		{"doctor", "The address is missing"},
		{"doctor ftp://a.example", "not an http or https address"},
		{"doctor a.example b.example", "b.example"},
		{"doctor a.example --counter ftp://x", "not an http or https address"},
		{"doctor a.example --format xml", "--format"},
		{"send", "The address is missing"},
		{"send localhost:1 --event nope", "payment.updated"},
		{"send localhost:1 --format xml", "webhook, ipn, order"},
		{"send localhost:1 --format order --event payment.created", "order.* events only"},
		{"send localhost:1 --format ipn --event order.processed", "does not exist as IPN"},
		{"send localhost:1 --format ipn --forge", "IPN carries no signature"},
		{"send localhost:1 --format ipn --stale", "IPN carries no signature"},
		{"send localhost:1 --forge --stale", "false already"},
		{"send localhost:1 --event payment.created --out-of-order", "nothing comes before"},
		{"send localhost:1 --set id", "field=value"},
		{"send localhost:1 --set data.idd=1", "data.id"},
		{"send localhost:1 --set data=1", "data.id"},
		{"send localhost:1 --set type=payment", "the value is that already"},
		{"send localhost:1 --delay -1s", "--delay"},
	} {
		code, out, errs := hook(t, hookEnv(t, withSecret()), strings.Fields(c.args)...)
		if code != exitUsage || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: code %d, %s%s", c.args, code, out, errs)
		}
	}
	if code, _, errs := hook(t, hookEnv(t, nil), "send", "localhost:1"); code != exitUsage || !strings.Contains(errs, "MP_WEBHOOK_SECRET") {
		t.Errorf("without a secret: %d, %s", code, errs)
	}
	if code, _, errs := hook(t, hookEnv(t, withSecret()), "send", "http://user:pass@127.0.0.1:1/"); code != exitUnfinished || strings.Contains(errs, "pass") {
		t.Errorf("a closed port: %d, %s", code, errs)
	}
}

// TestSend looks at what arrives.
func TestSend(t *testing.T) {
	type arrival struct {
		r    *http.Request
		body map[string]any
		raw  string
		err  error
	}
	var mu sync.Mutex
	var got []arrival
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		a := arrival{r: r.Clone(context.Background()), raw: string(raw)}
		_ = json.Unmarshal(raw, &a.body)
		_, a.err = webhook.Verify(doctorSecret, r.Header.Get("X-Signature"), r.URL.Query().Get("data.id"), r.Header.Get("X-Request-Id"), time.Now(), time.Hour)
		mu.Lock()
		got = append(got, a)
		mu.Unlock()
		if a.err != nil && r.URL.Query().Get("topic") == "" {
			w.WriteHeader(401)
		}
	}))
	defer s.Close()
	send := func(args string) (int, string, []arrival) {
		t.Helper()
		got = nil
		code, out, errs := hook(t, hookEnv(t, withSecret()), append([]string{"send", s.URL + "/hook?a=1"}, strings.Fields(args)...)...)
		if strings.Contains(out+errs, doctorSecret) {
			t.Error("the secret is shown")
		}
		return code, out, got
	}

	code, out, a := send("")
	if code != exitReady || len(a) != 1 || a[0].err != nil || a[0].r.URL.RawQuery != "a=1&data.id=999999999999&type=payment" || a[0].body["live_mode"] != false ||
		!strings.HasPrefix(a[0].r.UserAgent(), "homologa/") || !strings.HasPrefix(out, "payment.updated 999999999999 → 200, ") {
		t.Errorf("plain: %d %s %+v", code, out, a)
	}
	if code, _, a := send("--event order.processed --id ORDX1"); code != exitReady || len(a) != 1 || a[0].err != nil || a[0].body["application_id"] == nil || a[0].r.URL.Query().Get("data.id") != "ORDX1" {
		t.Errorf("order: %d %+v", code, a)
	}
	if code, _, a := send("--format order"); code != exitReady || a[0].body["type"] != "order" {
		t.Errorf("order form: %d %+v", code, a)
	}
	if code, _, a := send("--format ipn"); code != exitReady || len(a) != 1 || a[0].r.Header.Get("X-Signature") != "" || a[0].r.URL.RawQuery != "a=1&id=999999999999&topic=payment" || a[0].body["topic"] != "payment" {
		t.Errorf("ipn: %d %+v", code, a)
	}
	if code, _, a := send("--duplicate"); code != exitReady || len(a) != 2 || a[0].raw != a[1].raw || a[0].r.Header.Get("X-Request-Id") == a[1].r.Header.Get("X-Request-Id") || a[1].err != nil {
		t.Errorf("duplicate: %d %+v", code, a)
	}
	if code, _, a := send("--out-of-order"); code != exitReady || len(a) != 2 || a[0].body["action"] != "payment.updated" || a[1].body["action"] != "payment.created" ||
		a[0].body["date_created"].(string) <= a[1].body["date_created"].(string) || a[1].err != nil {
		t.Errorf("out of order: %d %+v", code, a)
	}
	if code, _, a := send("--forge"); code != exitReady || a[0].err != webhook.ErrMismatch {
		t.Errorf("forge: %d %+v", code, a)
	}
	if code, out, a := send("--stale"); code != exitReady || a[0].err != webhook.ErrOutOfTolerance || !strings.Contains(out, "→ 401") {
		t.Errorf("stale: %d %+v", code, a)
	}
	if code, _, a := send("--set data.id=5 --set live_mode=true --set id=7"); code != exitReady || !strings.Contains(a[0].raw, `"data":{"id":"5"}`) || a[0].body["live_mode"] != true || a[0].body["id"] != 7.0 || a[0].r.URL.Query().Get("data.id") != "999999999999" {
		t.Errorf("set: %d %+v", code, a)
	}
	code, out, _ = send("--json")
	var line shipmentOutcome
	if err := json.Unmarshal([]byte(out), &line); err != nil || code != exitReady || line.Status != 200 || !line.Expected {
		t.Errorf("json: %d %s", code, out)
	}
	refusing := httptest.NewServer(http.RedirectHandler("/x", http.StatusFound))
	defer refusing.Close()
	if code, out, _ := hook(t, hookEnv(t, withSecret()), "send", refusing.URL); code != exitFails || !strings.Contains(out, "→ 302") {
		t.Errorf("a redirect: %d %s", code, out)
	}
	yes := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer yes.Close()
	if code, _, _ := hook(t, hookEnv(t, nil), "send", yes.URL, "--forge"); code != exitFails {
		t.Errorf("a forgery accepted: %d", code)
	}
}
