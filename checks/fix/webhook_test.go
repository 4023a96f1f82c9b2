package fix

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient/webhook"
)

const (
	hookSecret = "a-secret-for-this-proof"
	numericID  = "123456789012"
	capitalID  = "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3"
)

// delivery makes one of the test notifications of an audit.
func delivery(t testing.TB, base string, c checks.HookCase) *http.Request {
	t.Helper()
	at, reqID := time.Now(), "6f1c3f10-0000-4000-8000-"+string(c)
	id, topic := numericID, "payment"
	sig := webhook.Sign(hookSecret, id, reqID, at, webhook.Millis, webhook.AsReceived)
	switch c {
	case checks.HookValidSeconds:
		sig = webhook.Sign(hookSecret, id, reqID, at, webhook.Seconds, webhook.AsReceived)
	case checks.HookCapsKept, checks.HookCapsLower:
		id, topic = capitalID, "order"
		ic := map[checks.HookCase]webhook.IDCase{checks.HookCapsKept: webhook.AsReceived, checks.HookCapsLower: webhook.LowerCase}[c]
		sig = webhook.Sign(hookSecret, id, reqID, at, webhook.Seconds, ic)
	case checks.HookForged:
		sig = webhook.Header(webhook.Timestamp(at, webhook.Millis), strings.Repeat("ab", 32))
	case checks.HookOtherID:
		sig = webhook.Sign(hookSecret, "999", reqID, at, webhook.Millis, webhook.AsReceived)
	case checks.HookTail:
		sig = sig[:len(sig)-4] + "zzzz"
	case checks.HookStale:
		sig = webhook.Sign(hookSecret, id, reqID, at.Add(-24*time.Hour), webhook.Millis, webhook.AsReceived)
	case checks.HookUnknownTopic:
		topic = "nothing_known"
	case checks.HookMalformed: // nothing in it says that it is the event of before
		id = "123456789013"
		sig = webhook.Sign(hookSecret, id, reqID, at, webhook.Millis, webhook.AsReceived)
		return post(t, base, topic, id, reqID, sig, `{"id": 1, "data": `, true)
	case checks.HookIPN, checks.HookIPNGet, checks.HookQR: // unsigned like any other
		return post(t, base, topic, id, reqID, "", `{}`, false)
	}
	return post(t, base, topic, id, reqID, sig, `{"id": 1, "live_mode": false, "type": "`+topic+`", "action": "payment.updated", "date_created": "2026-11-22T12:00:00Z", "data": {"id": "`+id+`"}, "case": "`+string(c)+`"}`, c != checks.HookUnsigned)
}

func post(t testing.TB, base, topic, id, reqID, sig, body string, signed bool) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", base+"/avisos/mp?data.id="+url.QueryEscape(id)+"&type="+topic, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("x-request-id", reqID)
	if signed {
		r.Header.Set("x-signature", sig)
	}
	return r
}

func answer(t testing.TB, r *http.Request) checks.HookAnswer {
	t.Helper()
	c := http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	began := time.Now()
	resp, err := c.Do(r)
	if err != nil {
		return checks.HookAnswer{Err: err.Error(), Cause: "connection-dropped"}
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return checks.HookAnswer{Status: resp.StatusCode, Took: time.Since(began)}
}

func hookFacts(t testing.TB, base string) *checks.Facts {
	t.Helper()
	h := checks.HookAnswers{URL: base, Answers: map[checks.HookCase]checks.HookAnswer{}}
	for _, c := range checks.HookCases {
		h.Answers[c] = answer(t, delivery(t, base, c))
	}
	return checks.NewFacts(auditTime, checks.FactHook.Of(h))
}

var hookRequirements = []checks.ID{"notifications.answers", "notifications.valid_accepted", "notifications.unsigned_refused", "notifications.forged_refused", "notifications.other_id_refused",
	"notifications.stale_refused", "notifications.duplicates", "notifications.unknown_topic", "notifications.malformed"}

// lookups is the API the receivers ask. gate holds its answers back until it is closed.
type lookups struct {
	mu    sync.Mutex
	gate  chan struct{}
	asked chan string
	auth  []string
}

func (l *lookups) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.auth = append(l.auth, r.Header.Get("Authorization"))
	l.mu.Unlock()
	l.asked <- r.URL.Path
	<-l.gate
	_, _ = io.WriteString(w, `{"status": "approved", "external_reference": "A-1"}`)
}

// receiver starts a snippet on a free port and waits until it listens.
func receiver(t *testing.T, language Language, body, apiURL string) string {
	t.Helper()
	dir := t.TempDir()
	port := freePort(t)
	var argv []string
	switch language {
	case Go:
		bin := filepath.Join(dir, "hook")
		root, err := os.MkdirTemp(".", "_proof")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(root) })
		write(t, filepath.Join(root, "main.go"), body)
		goTool(t, "vet", "./"+root)
		goTool(t, "build", "-o", bin, "./"+root)
		argv = []string{bin}
	case Node:
		argv = []string{tool(t, "node"), write(t, filepath.Join(dir, "hook.mjs"), body)}
	case PHP:
		argv = []string{tool(t, "php"), "-S", "127.0.0.1:" + port, write(t, filepath.Join(dir, "hook.php"), body)}
	case Python:
		argv = []string{tool(t, "python3"), write(t, filepath.Join(dir, "hook.py"), body)}
	case Java:
		argv = []string{tool(t, "java"), quickJVM[0], quickJVM[1], write(t, filepath.Join(dir, "Webhook.java"), body)}
	case Ruby:
		ruby := tool(t, "ruby")
		if exec.Command(ruby, "-rwebrick", "-e", "").Run() != nil {
			if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" {
				t.Fatal("HOMOLOGA_REQUIRE_TOOLS=1 and ruby has no webrick")
			}
			t.Skip("ruby without webrick")
		}
		argv = []string{ruby, write(t, filepath.Join(dir, "webhook.rb"), body)}
	case CSharp:
		dotnet := tool(t, "dotnet")
		write(t, filepath.Join(dir, "Program.cs"), body)
		write(t, filepath.Join(dir, "hook.csproj"), `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup></Project>`)
		if msg, err := exec.Command(dotnet, "build", dir, "-o", filepath.Join(dir, "out")).CombinedOutput(); err != nil {
			t.Fatalf("dotnet build: %v\n%s", err, msg)
		}
		argv = []string{dotnet, filepath.Join(dir, "out", "hook.dll")}
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PORT="+port, "LOJA_SEGREDO="+hookSecret, "LOJA_TOKEN=proof", "MP_API_URL="+apiURL, "TMPDIR="+dir)
	launch(t, cmd, "127.0.0.1:"+port)
	return "http://127.0.0.1:" + port
}

func write(t testing.TB, path, body string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// launch starts a server and waits until it accepts connections; the test's end stops it.
func launch(t *testing.T, cmd *exec.Cmd, addr string) {
	t.Helper()
	log := &strings.Builder{}
	var mu sync.Mutex
	cmd.Stdout = lockedWriter{&mu, log}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if t.Failed() {
			mu.Lock()
			defer mu.Unlock()
			t.Logf("the server said:\n%s", log)
		}
	})
	tick, limit := time.NewTicker(20*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return
		}
		select {
		case <-tick.C:
		case err := <-ended:
			ended <- err
			mu.Lock()
			defer mu.Unlock()
			t.Fatalf("the server ended: %v\n%s", err, log)
		case <-limit:
			t.Fatal("the server does not listen")
		}
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// The two common faults, to see that the judgement tells them from the fix.
func TestCarelessReceiversAreCaught(t *testing.T) {
	yes := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer yes.Close()
	no := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }))
	defer no.Close()
	believing, refusing := hookFacts(t, yes.URL), hookFacts(t, no.URL)
	for _, id := range hookRequirements[2:5] {
		if got := judge(t, id, believing); got.Verdict != checks.Fail && (id != "notifications.other_id_refused" || got.Verdict != checks.Warn) {
			t.Errorf("%s on a receiver that believes all: %s", id, got.Verdict)
		}
	}
	if got := judge(t, "notifications.valid_accepted", refusing); got.Verdict != checks.Fail {
		t.Errorf("valid_accepted on a receiver that refuses all: %s", got.Verdict)
	}
}

func TestReceivers(t *testing.T) {
	for i, language := range []Language{Go, Node, PHP, Python, Java, Ruby, CSharp} {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			look := &lookups{gate: make(chan struct{}), asked: make(chan string, 64)}
			mp := httptest.NewServer(look)
			t.Cleanup(mp.Close)
			open := sync.OnceFunc(func() { close(look.gate) })
			t.Cleanup(open)
			box := box(t, "")
			body := in(t, For(hookRequirements[i], shopFacts(box, nil), lang.All[i%3]), language)
			base := receiver(t, language, body, mp.URL)

			// It answers while the API still keeps it waiting.
			first := answer(t, delivery(t, base, checks.HookValidMillis))
			if first.Status != 200 {
				t.Fatalf("no answer before the work is done: %+v", first)
			}
			if got := <-look.asked; got != "/v1/payments/"+numericID {
				t.Errorf("looked up %s", got)
			}
			open()

			facts := hookFacts(t, base)
			for _, id := range hookRequirements {
				want := checks.Pass
				if id == "notifications.duplicates" { // without a counter only a person knows
					want = checks.Attest
				}
				if got := judge(t, id, facts); got.Verdict != want {
					t.Errorf("%s: %s %v %+v", id, got.Verdict, got.Detail, checks.FactHook.Must(facts))
				}
			}
			if got := judge(t, "notifications.valid_accepted", facts); len(got.Causes) > 0 {
				t.Errorf("one letter case is refused: %v", got.Causes)
			}

			// Absent parts stay out of the manifest; a hostile id is never looked up.
			ts := webhook.Timestamp(time.Now(), webhook.Seconds)
			for _, c := range []struct{ id, reqID string }{{"", "r-1"}, {"777", ""}, {"../../oauth/token?x=", "r-2"}} {
				sig := webhook.Header(ts, webhook.Hash(hookSecret, webhook.Manifest(c.id, c.reqID, ts)))
				if got := answer(t, post(t, base, "payment", c.id, c.reqID, sig, `[1]`, true)); got.Status != 200 {
					t.Errorf("signed delivery %+v: %+v", c, got)
				}
			}
			for _, sig := range []string{"ts=,v1=", "ts=1", "v1=abc", ",,=,", "ts=1,v1=é"} {
				if got := answer(t, post(t, base, "payment", "1", "r", sig, "", true)); got.Status != 401 {
					t.Errorf("x-signature %q: %+v", sig, got)
				}
			}
			if got := answer(t, must(t, "POST", base+"/other")); got.Status != 404 {
				t.Errorf("another path: %+v", got)
			}

			// The last delivery's look-up ends the wait for all before it.
			sig := webhook.Header(ts, webhook.Hash(hookSecret, webhook.Manifest("888", "end", ts)))
			if got := answer(t, post(t, base, "payment", "888", "end", sig, `{}`, true)); got.Status != 200 {
				t.Fatalf("%+v", got)
			}
			seen := map[string]int{}
			for seen["/v1/payments/888"] == 0 {
				seen[<-look.asked]++
			}
			if seen["/v1/payments/"+numericID] != 0 {
				t.Errorf("a repeated event was worked on again: %v", seen)
			}
			for path := range seen {
				if strings.Contains(path, "oauth") {
					t.Errorf("looked up %s", path)
				}
			}
			look.mu.Lock()
			defer look.mu.Unlock()
			for _, a := range look.auth {
				if a != "Bearer proof" {
					t.Errorf("asked with %q", a)
				}
			}
		})
	}
}

// Without its secret PHP still answers, and must believe nobody: anyone can sign with an empty key.
func TestPHPReceiverWithoutSecret(t *testing.T) {
	body := in(t, For("notifications.answers", nil, lang.EN), PHP) // reads MP_WEBHOOK_SECRET, which receiver does not set
	if os.Getenv("MP_WEBHOOK_SECRET") != "" {
		t.Skip("MP_WEBHOOK_SECRET is set here")
	}
	base := receiver(t, PHP, strings.Replace(body, "'/webhooks/mercadopago'", "'/avisos/mp'", 1), "http://127.0.0.1:1")
	sig := webhook.Header("1", webhook.Hash("", webhook.Manifest("1", "r", "1")))
	if got := answer(t, post(t, base, "payment", "1", "r", sig, "", true)); got.Status != 401 {
		t.Errorf("signed with an empty key: %+v", got)
	}
}

func must(t testing.TB, method, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
