package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// keptBench is a bench whose simulator has a state file.
func keptBench(t *testing.T, path string, change ...func(*Config)) *bench {
	t.Helper()
	b := newBench(t, change...)
	s, err := Open(b.kept(change...), path)
	if err != nil {
		t.Fatal(err)
	}
	b.Server = s
	t.Cleanup(s.Close)
	return b
}

func (b *bench) kept(change ...func(*Config)) Config {
	cfg := Config{Now: b.clock.Now, Seed: 7, Deliver: b.receiver}
	for _, f := range change {
		f(&cfg)
	}
	return cfg
}

// reopen ends the simulator and starts it again from its file.
func (b *bench) reopen(path string) {
	b.Helper()
	b.Server.Close()
	s, err := Open(b.kept(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Server = s
	b.Cleanup(s.Close)
}

func stateFile(t *testing.T) string { return filepath.Join(t.TempDir(), "state") }

func TestStateComesBack(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	b.do("POST", "/_sandbox/webhook", `{"url":"https://a.example/hook"}`)
	paid := b.payCard("APRO", `,"external_reference":"A"`)
	pix := b.payPix("")
	b.want(b.do("POST", paymentPath(paid)+"/refunds", `{"amount":50}`, "X-Idempotency-Key: again"), 201)
	before := []answer{b.do("GET", paymentPath(paid), ""), b.do("GET", paymentPath(pix), "")}
	keys := b.Credentials()
	b.settleDown()
	sent := len(b.receiver.got)

	b.clock.forward(time.Hour)
	b.reopen(path)
	if b.Credentials() != keys {
		t.Error("the keys of the account changed")
	}
	for i, p := range []answer{paid, pix} {
		if a := b.do("GET", paymentPath(p), ""); a.raw != before[i].raw {
			t.Errorf("the payment was\n%s\nand is\n%s", before[i].raw, a.raw)
		}
	}
	b.want(b.do("POST", paymentPath(paid)+"/refunds", `{"amount":50}`, "X-Idempotency-Key: again"), 200, "amount", 50)
	b.settleDown()
	if len(b.receiver.got) != sent {
		t.Errorf("%d notifications were sent again", len(b.receiver.got)-sent)
	}
	if n := len(b.Deliveries()); n != sent {
		t.Errorf("%d deliveries in the log, want %d", n, sent)
	}
	// What is created now is not what was created then.
	if again := b.payPix(`,"external_reference":"B"`); again.at("id") == pix.at("id") {
		t.Error("an id was given twice")
	}
}

// Time passes while the simulator is not there, and while somebody only looks.
func TestStateAndTime(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	a, c := b.payPix(`,"external_reference":"A"`), b.payPix(`,"external_reference":"C"`)
	b.clock.forward(25 * time.Hour)
	lapsed := b.want(b.do("GET", paymentPath(a), ""), 200, "status", "cancelled")
	b.clock.forward(time.Hour)
	b.reopen(path)
	if again := b.do("GET", paymentPath(a), ""); again.raw != lapsed.raw {
		t.Errorf("the lapsed payment was\n%s\nand is\n%s", lapsed.raw, again.raw)
	}
	b.want(b.do("GET", paymentPath(c), ""), 200, "status", "cancelled")
	b.want(b.do("POST", "/_sandbox/clock", `{"advance":"48h"}`), 204)
	late := b.payPix(`,"external_reference":"D"`)
	b.reopen(path)
	if again := b.do("GET", paymentPath(late), ""); again.at("date_created") != late.at("date_created") {
		t.Error("the moved clock was forgotten")
	}
}

// A notification nobody took is tried again by the next process, at the step it had reached.
func TestStateOfNotifications(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	down := true
	b.receiver.status = func(int) int {
		if down {
			return http.StatusBadGateway
		}
		return http.StatusOK
	}
	b.payPix(`,"notification_url":"https://a.example/hook"`)
	b.settleDown()
	tried := len(b.receiver.got)
	if tried == 0 {
		t.Fatal("nothing was sent")
	}
	b.reopen(path)
	b.settleDown()
	if len(b.receiver.got) != tried {
		t.Fatal("sent again before its time")
	}
	down = false
	b.clock.forward(16 * time.Minute)
	b.settleDown()
	log := b.Deliveries()
	if last := log[len(log)-1]; len(b.receiver.got) <= tried || !last.Delivered() || last.Attempt != 3 || last.Notice != log[len(log)-2].Notice && tried == 2 {
		t.Errorf("the retry is %+v", last)
	}
}

// Every scenario of the contract, repeated from its file, leaves the same state to the last field.
func TestStateOfEveryScenario(t *testing.T) {
	j := openJudge(t)
	for name, run := range scenarios {
		path := stateFile(t)
		b := keptBench(t, path)
		c := &contract{bench: b, judge: j, operation: name}
		s := b.Server
		run(c)
		if c.Server != s {
			continue // it looked at several accounts
		}
		b.settleDown()
		s.Close()
		again, err := Open(b.kept(), path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again.Close()
		for _, v := range []*Server{s, again} {
			v.state.nextLapse = time.Time{} // what reading remembers
			for _, tenant := range v.oauth.tenants {
				tenant.state.nextLapse = time.Time{}
			}
		}
		s.oauth.calls, again.oauth.calls = 0, 0 // refused calls count against the limit and change nothing else
		for part, pair := range map[string][2]any{
			"account": {s.acct, again.acct}, "state": {s.state, again.state}, "oauth": {s.oauth, again.oauth}, "ids": {s.ids, again.ids},
			"waiting": {s.notify.waiting, again.notify.waiting}, "clock": {s.skew.Load(), again.skew.Load()},
		} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				t.Errorf("%s: the %s differs", name, part)
			}
		}
	}
}

func TestStateKeepsNoSecrets(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	id := b.token(masterMLB, "APRO")
	before := b.do("GET", "/v1/card_tokens/"+id, "")
	b.do("POST", "/_sandbox/account?access_token=APP_USR-real-one", `{"sell":true}`, "Authorization: Bearer APP_USR-real-one")
	b.reopen(path)
	if after := b.do("GET", "/v1/card_tokens/"+id, ""); after.raw != before.raw {
		t.Errorf("the token was\n%s\nand is\n%s", before.raw, after.raw)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{masterMLB, "real-one"} {
		if bytes.Contains(decodedBodies(t, content), []byte(secret)) {
			t.Errorf("the state file holds %s", secret)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("the state file has mode %v", info.Mode())
	}
	for _, number := range []string{masterMLB, "371180303257522", "4235647728025682", "30569309025904", "4222222222222"} {
		m := maskCard(number)
		if len(m) != len(number) || m[:8] != number[:8] || m[len(m)-4:] != number[len(number)-4:] || !luhn(m) {
			t.Errorf("%s became %s", number, m)
		}
	}
}

// decodedBodies is the file with the bodies of its calls in the clear.
func decodedBodies(t *testing.T, content []byte) []byte {
	t.Helper()
	out := bytes.Clone(content)
	at := len(fileMark)
	for _, end := range recordEnds(t, content) {
		var r record
		if err := json.Unmarshal(content[at+headSize:end], &r); err != nil {
			t.Fatal(err)
		}
		if r.Call != nil {
			out = append(out, r.Call.Body...)
		}
		at = end
	}
	return out
}

// What a buyer does on the pages is kept like what a program does, and the card is not.
func TestStateOfPages(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	pref := b.want(b.do("POST", "/checkout/preferences", preferenceForm), 201)
	form := "pref_id=" + pref.at("id").(string) + "&method=card&buyer=guest&email=ana%40example.com&number=" + masterMLB +
		"&holder=APRO&month=11&year=2030&code=123&parts=1&doc_type=CPF&doc_number=12345678909"
	req := httptest.NewRequest("POST", "http://127.0.0.1:8080/checkout/v1/redirect", strings.NewReader(form))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	before := b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 1, "results.0.status", "approved")
	b.reopen(path)
	if after := b.do("GET", "/v1/payments/search", ""); after.raw != before.raw {
		t.Errorf("the payment was\n%s\nand is\n%s", before.raw, after.raw)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(decodedBodies(t, content), []byte(masterMLB)) {
		t.Error("the state file holds the card number")
	}
}

// Starting over empties the file too, and a seed makes another account.
func TestStateReset(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	p := b.payPix("")
	size := func() int64 { info, _ := os.Stat(path); return info.Size() }
	grown := size()
	keys := b.Credentials()
	b.want(b.do("POST", "/_sandbox/reset", `{"seed":99}`), 204)
	if size() >= grown {
		t.Errorf("the file has %d bytes after %d", size(), grown)
	}
	fresh := b.Credentials()
	if fresh == keys {
		t.Error("another seed gave the same keys")
	}
	b.reopen(path)
	if b.Credentials() != fresh {
		t.Error("the seed was forgotten")
	}
	b.want(b.do("GET", paymentPath(p), ""), 404)
}

// Many at once: what was answered is there again, whoever shared a flush with whom.
func TestStateConcurrent(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	done := make(chan answer)
	const writers, each = 4, 5
	for w := range writers {
		go func() {
			for i := range each {
				done <- b.payPix(fmt.Sprintf(`,"external_reference":"%d-%d"`, w, i))
			}
		}()
	}
	var made []answer
	for range writers * each {
		made = append(made, <-done)
	}
	b.reopen(path)
	for _, p := range made {
		b.want(b.do("GET", paymentPath(p), ""), 200, "external_reference", p.at("external_reference"))
	}
}
