package main

import (
	"bufio"
	"bytes"
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
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/webhook"
)

// ears is a running "homologa listen --json".
type ears struct {
	cmd  *exec.Cmd
	out  *bufio.Scanner
	errs bytes.Buffer
	event
}

func startListen(t *testing.T, dir string, vars []string, args ...string) *ears {
	t.Helper()
	l := &ears{cmd: process(t, dir, vars, append([]string{"listen", "--json", "--lang", "en"}, args...)...)}
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	l.out, l.cmd.Stderr = bufio.NewScanner(out), &l.errs
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = l.cmd.Process.Kill()
		_ = l.cmd.Wait()
	})
	l.event = l.next(t, "ready")
	return l
}

// next reads on to an event of a kind.
func (l *ears) next(t *testing.T, kind string) event {
	t.Helper()
	for l.out.Scan() {
		var e event
		if err := json.Unmarshal(l.out.Bytes(), &e); err != nil || e.Schema != "homologa.listen/v1" {
			t.Fatalf("%v in %s", err, l.out.Text())
		}
		if e.Event == kind {
			return e
		}
	}
	t.Fatalf("no %s came; %s", kind, l.errs.String())
	return event{}
}

// end interrupts, as Ctrl+C does.
func (l *ears) end(t *testing.T) event {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no interrupt to a single process")
	}
	if err := l.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	e := l.next(t, "summary")
	if err := l.cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	return e
}

type arrival struct {
	query, requestID, signature string
	body                        string
}

// localAddress answers 200 and tells what came.
func localAddress(t *testing.T) (string, chan arrival) {
	t.Helper()
	came := make(chan arrival, 100)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		came <- arrival{r.URL.RawQuery, r.Header.Get("X-Request-Id"), r.Header.Get("X-Signature"), string(b)}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/webhooks", came
}

// TestListenPolls: a Pix payment made and paid in the simulator reaches the local address, signed, without a tunnel.
func TestListenPolls(t *testing.T) {
	sim := startSandbox(t)
	sim.post(t, "/v1/payments", pixOrder) // from before: nothing is told of it
	to, came := localAddress(t)
	l := startListen(t, t.TempDir(), []string{"MP_ACCESS_TOKEN=" + sim.AccessToken, "MP_WEBHOOK_SECRET=" + sim.WebhookSecret},
		"--forward-to", to, "--base-url", sim.BaseURL, "--interval", "1s")
	if !*l.Polling || l.Address != "" || l.ForwardTo != to {
		t.Errorf("%+v", l.event)
	}
	if e := l.next(t, "connection"); e.State != "connected" {
		t.Fatalf("%+v", e)
	}
	id := sim.post(t, "/v1/payments", pixOrder)
	arrives := func(action string) {
		t.Helper()
		a := <-came
		if ic, err := webhook.Verify(sim.WebhookSecret, a.signature, id, a.requestID, time.Now(), time.Minute); err != nil || ic != webhook.AsReceived {
			t.Errorf("the signature: %v", err)
		}
		if a.query != "data.id="+id+"&type=payment" || jsonField(t, a.body, "action") != action {
			t.Errorf("%s %s, want %s of %s", a.query, a.body, action, id)
		}
		e := l.next(t, "delivery")
		if e.Topic != "payment" || e.DataID != id || e.Action != action || e.Signature != "signed_here" || *e.Status != 200 {
			t.Errorf("%+v", e)
		}
	}
	arrives("payment.created")
	sim.post(t, "/_sandbox/pay", fmt.Sprintf(`{"id":%s,"result":"approved"}`, id))
	arrives("payment.updated")
	if status, _, body := sim.ask(t, "GET", "/v1/payments/"+id, ""); status != 200 || jsonField(t, body, "status") != "approved" {
		t.Errorf("%d %s", status, body)
	}
	if e := l.end(t); *e.Counts != (counts{2, 2, 0, 0}) {
		t.Errorf("%+v", e.Counts)
	}
	if len(came) > 0 || l.errs.String() != "" {
		t.Errorf("%d more came; %s", len(came), l.errs.String())
	}
}

// TestListenPollingTrouble: a refused token ends it with 3; an API in trouble is told, and it goes on.
func TestListenPollingTrouble(t *testing.T) {
	sim := startSandbox(t)
	to, _ := localAddress(t)
	code, out, errs := finish(t, process(t, t.TempDir(), []string{"MP_ACCESS_TOKEN=" + fakeToken}, "listen", "--lang", "en", "--forward-to", to, "--base-url", sim.BaseURL))
	if code != exitUnfinished || out != "" || !strings.HasSuffix(errs, "homologa: The API refused the token. Check the Access Token in MP_ACCESS_TOKEN.\n") || !strings.Contains(errs, "MP_WEBHOOK_SECRET is not set: notifications go unsigned") {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
	sim.post(t, "/_sandbox/chaos", `{"status":404,"times":1}`)
	l := startListen(t, t.TempDir(), []string{"MP_ACCESS_TOKEN=" + sim.AccessToken}, "--forward-to", to, "--base-url", sim.BaseURL, "--interval", "1s")
	if e := l.next(t, "connection"); e.State != "retrying" || e.RetryIn != 1 || e.Why != "HTTP 404" {
		t.Errorf("%+v", e)
	}
	if e := l.next(t, "connection"); e.State != "connected" {
		t.Errorf("%+v", e)
	}
	l.end(t)
}

// TestListenSilentAPI: an API that accepts and never answers is told after the limit of a call, and polling goes on; so is a
// pause beyond reason.
func TestListenSilentAPI(t *testing.T) {
	var silent, absurd atomic.Bool
	silent.Store(true)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case silent.Load():
			<-r.Context().Done()
		case absurd.Load():
			w.Header().Set("Retry-After", "999999999")
			w.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/users/me":
			_, _ = io.WriteString(w, `{"id":77,"nickname":"TESTUSER","site_id":"MLB"}`)
		default:
			_, _ = io.WriteString(w, `{"results":[],"data":[]}`)
		}
	}))
	t.Cleanup(srv.Close)
	to, _ := localAddress(t)
	l := startListen(t, t.TempDir(), []string{"MP_ACCESS_TOKEN=" + fakeToken}, "--forward-to", to, "--base-url", srv.URL, "--interval", "1s", "--timeout", "300ms")
	if e := l.next(t, "connection"); e.State != "retrying" || e.RetryIn != 1 || e.Why != "no answer within 300ms" {
		t.Errorf("%+v", e)
	}
	silent.Store(false)
	for e := l.next(t, "connection"); e.State != "connected"; e = l.next(t, "connection") {
		if e.State != "retrying" {
			t.Fatalf("%+v", e)
		}
	}
	absurd.Store(true)
	if e := l.next(t, "connection"); e.State != "retrying" || e.RetryIn != 300 || e.Asked != 999999999 || !strings.Contains(e.Why, "asks for a pause of 277777h46m39s") {
		t.Errorf("%+v", e)
	}
	l.end(t)
}

// TestListenReceives: delivery over HTTP, the list while it runs, replay, and what the file and the output hold.
func TestListenReceives(t *testing.T) {
	const secret = "5f1d2c3b4a5968778695a4b3c2d1e0f95f1d2c3b4a5968778695a4b3c2d1e0f9"
	dir := t.TempDir()
	to, came := localAddress(t)
	l := startListen(t, dir, []string{"MP_WEBHOOK_SECRET=" + secret}, "--addr", "127.0.0.1:0", "--forward-to", to, "--only", "order", "--header", "X-Env: dev")
	post := func(id, topic, body string) {
		t.Helper()
		req, _ := http.NewRequest("POST", l.Address+"/?data.id="+id+"&type="+topic, strings.NewReader(body))
		req.Header.Set("X-Request-Id", "r1")
		req.Header.Set("X-Signature", webhook.Sign(secret, id, "r1", time.Now(), webhook.Seconds, webhook.LowerCase))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("%s: %d", id, resp.StatusCode)
		}
	}
	post("ORD01A", "order", `{"hunter2":true,"action":"order.processed"}`)
	if e := l.next(t, "delivery"); e.ID != "d-1" || e.Signature != "lower_case" || *e.Status != 200 || (<-came).body == "" {
		t.Errorf("%+v", e)
	}
	post("1", "payment", "{}")
	if e := l.next(t, "delivery"); e.Problem != "filtered" || e.Status != nil {
		t.Errorf("%+v", e)
	}
	code, out, errs := finish(t, process(t, dir, nil, "listen", "--list", "--lang", "en"))
	if code != 0 || errs != "" || strings.Count(out, "\n") != 2 || !strings.Contains(out, "d-1  order ORD01A  order.processed  genuine signature, with the id in lower case  → 200 ") || !strings.Contains(out, "left out by --only") || strings.Contains(out, "hunter2") {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
	for _, id := range []string{"d-1", "last"} {
		if code, out, errs := finish(t, process(t, dir, nil, "listen", "--replay", id, "--forward-to", to)); code != 0 || !strings.Contains(out, "→ 200 ") {
			t.Errorf("code %d: %s%s", code, out, errs)
		}
		if a := <-came; id == "d-1" && a.body != `{"hunter2":true,"action":"order.processed"}` || id == "last" && a.body != "{}" || a.signature == "" {
			t.Errorf("%s: %+v", id, a)
		}
	}
	code, _, errs = finish(t, process(t, dir, nil, "listen", "--replay", "d-9", "--forward-to", to, "--lang", "en"))
	if code != exitUsage || !strings.Contains(errs, "keeps no notification d-9") {
		t.Errorf("code %d: %s", code, errs)
	}
	// A second one on the same file, and on the same port.
	code, _, errs = finish(t, process(t, dir, nil, "listen", "--addr", "127.0.0.1:0", "--lang", "en"))
	if code != exitUsage || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "another homologa listen is writing it") {
		t.Errorf("code %d: %s", code, errs)
	}
	code, _, errs = finish(t, process(t, t.TempDir(), nil, "listen", "--addr", strings.TrimPrefix(l.Address, "http://"), "--lang", "es"))
	if code != exitUsage || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "ya está en uso") {
		t.Errorf("code %d: %s", code, errs)
	}
	if e := l.end(t); *e.Counts != (counts{2, 1, 0, 1}) {
		t.Errorf("%+v", e.Counts)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, ".homologa", ".gitignore")); err != nil || string(raw) != "deliveries.jsonl\n" {
		t.Errorf("%q, %v", raw, err)
	}
}

// TestListenKilled: what was answered 200 is in the file after a kill under load, three times in a row on one file.
func TestListenKilled(t *testing.T) {
	dir := t.TempDir()
	over := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(func() { close(over); slow.Close() })
	file := filepath.Join(dir, "d.jsonl")
	answered := map[string]bool{}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	defer client.CloseIdleConnections()
	for round := range 3 {
		l := startListen(t, dir, nil, "--addr", "127.0.0.1:0", "--journal", file, "--forward-to", slow.URL)
		var mu sync.Mutex
		var all sync.WaitGroup
		for w := range 16 {
			all.Go(func() {
				for i := 0; ; i++ {
					id := fmt.Sprintf("%d-%d-%d", round, w, i)
					resp, err := client.Post(l.Address+"/?type=payment&data.id="+id, "application/json", strings.NewReader(`{"data":{"id":"`+id+`"}}`))
					if err != nil {
						return // it is dead
					}
					_, _ = io.Copy(io.Discard, resp.Body)
					_ = resp.Body.Close()
					mu.Lock()
					if resp.StatusCode == 200 {
						answered[id] = true
					} else {
						t.Errorf("%s: %d", id, resp.StatusCode)
					}
					if len(answered) == (round+1)*500 {
						_ = l.cmd.Process.Kill()
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		_ = l.cmd.Wait()
	}
	if len(answered) < 1500 {
		t.Fatalf("only %d were answered", len(answered))
	}
	kept, ids := map[string]bool{}, map[string]bool{}
	if _, err := webhook.ReadJournal(file, func(d webhook.Arrival) {
		s := d.Subject().DataID
		if string(d.Body) != `{"data":{"id":"`+s+`"}}` || ids[d.ID] {
			t.Errorf("%s holds %s", d.ID, d.Body)
		}
		kept[s], ids[d.ID] = true, true
	}, func(webhook.Outcome) {}); err != nil {
		t.Fatal(err)
	}
	for id := range answered {
		if !kept[id] {
			t.Errorf("%s was answered 200 and is lost", id)
		}
	}
	l := startListen(t, dir, nil, "--addr", "127.0.0.1:0", "--journal", file, "--forward-to", slow.URL)
	l.end(t)
	if !strings.Contains(l.errs.String(), fmt.Sprintf("%d kept notifications not forwarded", len(kept))) {
		t.Errorf("%s", l.errs.String())
	}
}
