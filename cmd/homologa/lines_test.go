package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/mpclient/webhook"
	"github.com/homologa/homologa/tui"
)

// talk is a person at a terminal: each line is typed once there is a prompt to type it at. A func in between is done
// instead; after the last line the input ends.
type talk struct {
	mu    sync.Mutex
	out   bytes.Buffer
	asked chan struct{}
	lines []any
	left  []byte
	gate  chan struct{} // once this is closed late is typed, prompt or not, and the input ends
	late  []byte
	halts chan struct{} // told that what runs is stopped
}

func newTalk(lines ...any) *talk {
	return &talk{asked: make(chan struct{}, 1000), halts: make(chan struct{}, 10), lines: lines}
}

func (k *talk) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if bytes.HasSuffix(p, []byte(": ")) {
		k.asked <- struct{}{}
	}
	if bytes.HasPrefix(p, []byte("Stopping")) {
		k.halts <- struct{}{}
	}
	return k.out.Write(p)
}

func (k *talk) Read(p []byte) (int, error) {
	for len(k.left) == 0 {
		if len(k.lines) == 0 {
			if k.gate == nil {
				return 0, io.EOF
			}
			<-k.gate
			k.gate, k.left = nil, k.late
			continue
		}
		<-k.asked
		for len(k.lines) > 0 {
			next := k.lines[0]
			k.lines = k.lines[1:]
			if do, ok := next.(func()); ok {
				do()
				continue
			}
			k.left = []byte(next.(string) + "\n")
			break
		}
	}
	n := copy(p, k.left)
	k.left = k.left[n:]
	return n, nil
}

func (k *talk) said() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.out.String()
}

// with runs the program on this talk. The input is a terminal.
func (k *talk) with(t *testing.T, dir string, vars map[string]string, args ...string) (code int, out string) {
	t.Helper()
	e := testEnv(dir, vars, args...)
	var errs bytes.Buffer
	e.in, e.out, e.err, e.ttyIn = k, k, &errs, true
	code = run(e)
	out = k.said()
	plainLines(t, out)
	return code, out + errs.String()
}

// plainLines fails for what a dumb terminal or a screen reader cannot take.
func plainLines(t *testing.T, out string) {
	t.Helper()
	if i := strings.IndexAny(out, "\x1b\x07\x08\r\x00"); i >= 0 {
		t.Errorf("a control character in …%q…", out[max(0, i-60):min(len(out), i+20)])
	}
	for line := range strings.SplitSeq(out, "\n") {
		for _, mark := range []string{"✓", "✗", "☐", "☑", "○", "█", "│", "▸"} {
			if strings.HasPrefix(line, mark) {
				t.Errorf("a symbol where a word belongs: %q", line)
			}
		}
	}
}

// piped runs the program with lines on a pipe, as a script does.
func piped(t *testing.T, dir string, vars map[string]string, script string, args ...string) (code int, out string) {
	t.Helper()
	var o, errs bytes.Buffer
	e := testEnv(dir, vars, args...)
	e.in, e.out, e.err = strings.NewReader(script), &o, &errs
	code = run(e)
	plainLines(t, o.String())
	return code, o.String() + errs.String()
}

func wantAll(t *testing.T, out string, want ...string) {
	t.Helper()
	rest := out
	for _, w := range want {
		_, after, found := strings.Cut(rest, w)
		if !found {
			t.Fatalf("%q does not follow in:\n%s", w, out)
		}
		rest = after
	}
}

// TestLinesFromRedToReady walks the whole demo by script in each language, with words of that language.
func TestLinesFromRedToReady(t *testing.T) {
	for _, l := range lang.All {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			word := func(id string) string {
				w, _, _ := strings.Cut(l.S("lines.word."+id), "|")
				return w
			}
			var script strings.Builder
			script.WriteString(word("next") + "\n" + word("view") + "\n" + word("fix") + "\n")
			for range 40 {
				script.WriteString(word("next") + "\n" + word("repair") + "\n")
			}
			for range 20 { // what is left is for a person to say
				script.WriteString(word("next") + "\n" + word("tick") + "\n")
			}
			script.WriteString(word("overview") + "\n" + word("list") + " ssl\n" + word("quit") + "\nnever read\n")
			code, out := piped(t, t.TempDir(), nil, script.String(), "demo", "--lines", "--lang", string(l))
			if code != exitReady || strings.Contains(out, "never read") {
				t.Errorf("code %d", code)
			}
			title := func(id string) string { return l.S("req." + id + ".title") }
			wantAll(t, out, l.S("ready.not_ready")+": ", l.S("ui.overview_next")+":", l.S("verdict.fail")+": "+title("security.token_not_in_page"),
				l.S("ui.ask")+": ", l.S("lines.cause")+": ", l.S("ui.evidence")+": ", l.S("ui.todo")+": ", l.S("ui.check")+": ", l.S("ui.source")+": ", "mercadopago.com/js/v2",
				l.S("verdict.pass")+": "+title("security.token_not_in_page"), strings.TrimSuffix(l.S("ui.ticked", "title", title("credentials.activation_form"), "done", "", "total", ""), "/"),
				"\n"+l.S("ready.ready")+": ", l.S("ui.attested")+": "+title("credentials.activation_form"), l.S("ui.launch")+":", l.S("verdict.pass")+": "+title("ssl.https"))
			for _, other := range lang.All {
				if other != l && strings.Contains(out, other.S("lines.help_more")) {
					t.Errorf("%s in a walk in %s", other, l)
				}
			}
			if i := strings.Index(out, "lines."); i >= 0 {
				t.Errorf("a key without words: %.60q", out[i:])
			}
		})
	}
}

func TestLinesUnderstandEveryLanguage(t *testing.T) {
	code, out := piped(t, t.TempDir(), nil, "PROXIMO\nsiguiente\nNext\n/falha bloqueante\nidioma es\nayuda\n?\nfoo\n999\nview 0\nssl.https\nlist 99\n\nR\nlist notif\n$\nh\nsalir\n", "demo", "--lines", "--lang", "pt")
	if code != exitReady {
		t.Errorf("code %d", code)
	}
	wantAll(t, out, lang.PT.S("lines.seen")+": ", lang.PT.S("lines.matches", "n", "2"), "Español.", lang.ES.S("lines.help"), lang.ES.S("lines.help"), "No hay comando foo",
		"No hay número 999", "No hay número 0", lang.ES.S("req.ssl.https.title"), "No hay sección 99", lang.ES.S("lines.checking"), lang.ES.S("ui.unchanged"),
		lang.ES.S("req.notifications.panel.title"), lang.ES.S("lines.no_reports")[:10], lang.ES.S("lines.about.report_make"))
}

// TestLineCommandsAreUnambiguous: at no place does a letter or word stand for two commands that can be given there.
func TestLineCommandsAreUnambiguous(t *testing.T) {
	for _, p := range []place{placeWalk, placeTraffic, placePayments, placeHooks, placeReports} {
		for _, l := range lang.All {
			seen := map[string]string{}
			for _, c := range lineCommands() {
				if c.on != nil && !slices.Contains(c.on, p) {
					continue
				}
				words := append(strings.Split(l.S("lines.word."+c.id), "|"), c.letter)
				for _, w := range words {
					if w = fold(w); c.letter == w || len([]rune(c.letter)) == 1 && w == fold(c.letter) {
						w = c.letter // the case of a letter counts
					}
					if other, taken := seen[w]; taken && other != c.id {
						t.Errorf("%s %s: %q is %s and %s", p, l, w, other, c.id)
					}
					seen[w] = c.id
				}
				for _, key := range []string{"lines.word.", "lines.about."} {
					if !lang.Has(key + c.id) {
						t.Errorf("%s%s has no words", key, c.id)
					}
				}
			}
		}
	}
}

func TestLinesByThemselves(t *testing.T) {
	for _, c := range []struct {
		name     string
		tty      bool
		vars     map[string]string
		args     []string
		prompted bool
	}{
		{"a dumb terminal", true, map[string]string{"TERM": "dumb"}, nil, true},
		{"a terminal of no name", true, nil, nil, runtime.GOOS != "windows"},
		{"the variable", false, map[string]string{"HOMOLOGA_LINES": "1"}, nil, true},
		{"the flag on a terminal that draws", true, map[string]string{"TERM": "xterm"}, []string{"--lines"}, true},
		{"a pipe", false, map[string]string{"TERM": "dumb"}, nil, false},
	} {
		if c.name == "a terminal of no name" && !c.prompted {
			continue
		}
		k := newTalk("q")
		e := testEnv(t.TempDir(), c.vars, append([]string{"demo", "--fixed", "--lang", "en"}, c.args...)...)
		e.in, e.out, e.ttyIn, e.ttyOut = k, k, c.tty, c.tty
		code := run(e)
		out := k.said()
		if code != exitReady || strings.Contains(out, "What now? ") != c.prompted {
			t.Errorf("%s: code %d, %s", c.name, code, out)
		}
		if colour := strings.Contains(out, "\x1b["); colour != (c.vars["TERM"] == "xterm") && c.tty && c.vars["TERM"] != "" {
			t.Errorf("%s: colour is %v", c.name, colour)
		}
	}
}

// lineCounter is a shop's till with a line mode before it.
func (c *counter) talk(k *talk, tty bool) (int, string) {
	keys := c.sim.Credentials()
	var errs bytes.Buffer
	vars := map[string]string{"MP_ACCESS_TOKEN": keys.AccessToken, "MP_WEBHOOK_SECRET": keys.WebhookSecret, "HOMOLOGA_BASE_URL": c.srv.URL, "HOMOLOGA_LANG": "en",
		"XDG_STATE_HOME": filepath.Join(c.dir, "state"), "HOMOLOGA_LINES": "1"}
	ended := make(chan int, 1)
	go func() {
		ended <- run(env{args: []string{}, in: k, out: k, err: &errs, getenv: func(n string) string { return vars[n] }, ttyIn: tty, now: time.Now, dir: c.dir})
	}()
	var code int
	select {
	case code = <-ended:
	case <-time.After(patience):
		c.Fatalf("never ends; so far:\n%s", k.said())
	}
	out := k.said() + errs.String()
	plainLines(c.T, out)
	for _, secret := range []string{keys.AccessToken, keys.WebhookSecret} {
		if strings.Contains(out, secret) {
			c.Error("a secret is shown")
		}
	}
	return code, out
}

func (c *counter) sentTo(what string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.writes, func(w string) bool { return strings.Contains(w, what) })
}

func TestLinesPayOnlyAfterAYes(t *testing.T) {
	c := newCounter(t, sandbox.Test, "MLB")
	code, out := c.talk(newTalk("payments", "list FUND", "1", "create", "", "create", "yes", "t", "n", "drill", ""), true)
	if code != exitReady || c.sentTo("/v1/payments") {
		t.Fatalf("code %d, writes %v\n%s", code, c.writes, out)
	}
	wantAll(t, out, "test account", "card.FUND", "POST /v1/payments", "Nothing was sent.", "Nothing was sent.", "Nothing was sent.", "Nothing was sent.")

	code, out = c.talk(newTalk("p", "1", "create", "y", "q"), true)
	if code != exitReady || !c.sentTo("/v1/payments") || c.left() != 0 {
		t.Fatalf("code %d, writes %v, left %d\n%s", code, c.writes, c.left(), out)
	}
	wantAll(t, out, "ok: creation, payment ", "test card: ", "ok: clean-up, ", "1 as expected", "What now?")

	// What somebody can go and pay stays, is told, and is undone when asked.
	_, out = c.talk(newTalk("p", "list pix", "29", "t", "y", "clean", "", "clean", "y", "q"), true)
	wantAll(t, out, "it stays until the command clean", "Pix code: ", "1 thing created earlier", "Nothing was sent.", "Clean-up done.")
	if c.left() != 0 {
		t.Errorf("%d left\n%s", c.left(), out)
	}
}

func TestLinesOnARealAccount(t *testing.T) {
	c := newCounter(t, sandbox.Real, "MLB")
	_, out := c.talk(newTalk("payments", "1", "create", ""), true)
	wantAll(t, out, "REAL account", "pix.pending", "Real account. Type ")
	_, after, _ := strings.Cut(out, "Real account. Type ")
	nick, _, _ := strings.Cut(after, " to agree")
	wantAll(t, out, "Nothing was sent.")

	for _, answer := range []string{"y", strings.ToLower(nick), nick + "x"} {
		_, out = c.talk(newTalk("payments", "1", "create", answer), true)
		wantAll(t, out, "What was typed is not that name. Nothing was sent.")
	}
	_, out = c.talk(newTalk("payments", "1", "create", nick), false) // a script is no person
	wantAll(t, out, "Nothing was sent.", "There is no command")
	if c.sentTo("/v1/payments") {
		t.Fatalf("written: %v", c.writes)
	}
	_, out = c.talk(newTalk("payments", "1", "create", nick, "q"), true)
	wantAll(t, out, "ok: creation, payment ", "ok: clean-up, ")
	if c.left() != 0 {
		t.Errorf("%d left", c.left())
	}
}

// TestLinesInputEndsInAPayment: the person's terminal ends while a payment waits; what was created is undone first.
func TestLinesInputEndsInAPayment(t *testing.T) {
	for _, ends := range []string{"input", "stop", "quit"} {
		t.Run(ends, func(t *testing.T) {
			c := newCounter(t, sandbox.Test, "MLB")
			k := newTalk("payments", "list card.capture", "19", "create", "y")
			k.gate = make(chan struct{})
			held := false
			c.spoil = func(_ http.ResponseWriter, r *http.Request) bool {
				c.mu.Lock()
				first := !held && r.Method == http.MethodPut // the capture, between creation and clean-up
				held = held || first
				c.mu.Unlock()
				if first {
					k.late = map[string][]byte{"stop": []byte("stop\n"), "quit": []byte("quit\n\nquit\ny\n")}[ends]
					close(k.gate)
					<-k.halts
				}
				return false
			}
			code, out := c.talk(k, true)
			if code != exitReady || c.left() != 0 || !held {
				t.Fatalf("code %d, %d left, held %v\n%s", code, c.left(), held, out)
			}
			wantAll(t, out, "ok: creation", "clean-up, ")
			if !strings.Contains(out, "Stopping") { // before or after the creation is told: they come from two sides
				t.Errorf("not told that it stops:\n%s", out)
			}
		})
	}
}

func TestLinesWebhooks(t *testing.T) {
	dir := t.TempDir()
	capture := "POST /hook?data.id=1&type=payment HTTP/1.1\r\nHost: shop.example\r\nX-Request-Id: r-1\r\nX-Signature: ts=1795405495,v1=5a526b89f4c6a6966244dbee04db1c53379979ad44b6debcf467ced09bdb22a7\r\nContent-Type: application/json\r\n\r\n{\"type\":\"payment\",\"data\":{\"id\":\"1\"}}"
	if err := os.WriteFile(filepath.Join(dir, "cap.txt"), []byte(capture), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := piped(t, dir, nil, "webhooks\nsend genuine\nsend 4\nsend\n\nresend\n1\nstory\nc\ncapture cap.txt\ncapture nope.txt\nk\n{\n.\nlist mismatch\ns\ns\nquit\n", "demo", "--lines", "--lang", "en")
	if code != exitReady {
		t.Errorf("code %d", code)
	}
	wantAll(t, out, "Forwarding to", "As expected: 200", "As expected: 401", "1: genuine", "Which number?", "What your endpoint answered: 401", "test: answered as expected: 1, payment", "Signature: ",
		"id:999999999999;request-id:", "2 notifications", "curl -sS", "Capture read.", "Signature: ", "Cannot read", "Capture: {", "2 match", "stopped;", "polling every")
}

// TestLinesAskBeforeAnotherMachine: only a y posts to an address that is not of this machine.
func TestLinesAskBeforeAnotherMachine(t *testing.T) {
	for answer, want := range map[string]int{"": 0, "n": 0, "yes": 0, "Y": 1, "y": 1} {
		hooks := &farHooks{}
		k := newTalk("send 1", answer)
		e := testEnv(t.TempDir(), nil)
		e.out = k
		m := &lineMode{app: &app{env: e, lang: lang.EN}, ctx: t.Context(), runs: &interrupts{}, in: newLineInput(k, true), sess: &tui.Session{Hooks: hooks}, at: placeHooks}
		m.hook.byID, m.hook.picked = map[string]int{}, -1
		if err := m.loop(); err != errLeave {
			t.Fatal(err)
		}
		m.in.close()
		if hooks.sent != want || !strings.Contains(k.said(), "https://far.example/hook") {
			t.Errorf("%q: sent %d times, want %d\n%s", answer, hooks.sent, want, k.said())
		}
	}
}

type farHooks struct {
	tui.Hooks
	sent int
}

func (h *farHooks) Target() (string, bool) { return "https://far.example/hook", false }

func (h *farHooks) Send(_ context.Context, _ tui.HookKind, told func(webhook.Arrival, webhook.Outcome, bool)) error {
	h.sent++
	told(webhook.Arrival{ID: "s-1", At: time.Now()}, webhook.Outcome{ID: "s-1", Status: 200}, true)
	return nil
}

// TestLinesTellNewsBeforeThePrompt: a notification that comes while somebody types waits for the next prompt.
func TestLinesTellNewsBeforeThePrompt(t *testing.T) {
	feed := &hookFeed{wake: make(chan struct{}, 1)}
	hooks := &feedHooks{feed: feed, empty: make(chan struct{}, 10)}
	arrive := func() {
		feed.put(tui.HookNews{Arrival: &webhook.Arrival{ID: "d-1", At: time.Now(), Signature: webhook.Mismatch, Body: []byte(`{"type":"payment","data":{"id":"77"}}`)}})
	}
	k := newTalk()
	var before string
	k.lines = []any{"webhooks", func() { arrive(); hooks.wait(); before = k.said() }, "help", "list 77", "q"}
	e := testEnv(t.TempDir(), nil)
	e.out = k
	m := &lineMode{app: &app{env: e, lang: lang.EN}, ctx: t.Context(), runs: &interrupts{}, in: newLineInput(k, true), sess: &tui.Session{Hooks: hooks}, at: placeWalk}
	if err := m.loop(); err != errLeave {
		t.Fatal(err)
	}
	m.leaveHooks()
	m.in.close()
	if strings.Contains(before, "77") || !strings.HasSuffix(before, ": ") {
		t.Errorf("written over what is typed: %q", before)
	}
	wantAll(t, strings.TrimPrefix(k.said(), before), "this list", "1 new notification:", ": 1, payment, 77", "What now?", "1 match")
}

type feedHooks struct {
	tui.Hooks
	feed  *hookFeed
	empty chan struct{}
}

func (h *feedHooks) Target() (string, bool) { return "", false }
func (h *feedHooks) Listen(context.Context) (tui.HookFeed, error) {
	return h, nil
}
func (h *feedHooks) About() tui.HookSource { return tui.HookSource{} }
func (h *feedHooks) Next() ([]tui.HookNews, bool) {
	h.empty <- struct{}{}
	return h.feed.Next()
}

// wait returns once what was put is in the box: the second call of Next says so.
func (h *feedHooks) wait() { <-h.empty; <-h.empty }

func TestLinesFromWrongTokenToFixed(t *testing.T) {
	sim := newCounter(t, sandbox.Real, "MLB")
	keys := sim.sim.Credentials()
	dir := t.TempDir()
	write := func(token string) {
		if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("MP_ACCESS_TOKEN="+token+"\nMP_PUBLIC_KEY="+keys.PublicKey+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(fakeToken)
	k := newTalk("filter fail", "credentials.token_valid", func() { write(keys.AccessToken) }, "r", "o", "q")
	code, out := k.with(t, dir, map[string]string{"HOMOLOGA_BASE_URL": sim.srv.URL}, "--lines", "--lang", "en")
	if code != exitReady || strings.Contains(out, fakeToken) || strings.Contains(out, keys.AccessToken) {
		t.Errorf("code %d\n%s", code, out)
	}
	wantAll(t, out, "account not read", "fail: ", "pass: ", "before that fail", "real account")
}

// TestLinesFirstRun: the form by lines, the token checked at once, no secret shown or kept.
func TestLinesFirstRun(t *testing.T) {
	sim := newCounter(t, sandbox.Real, "MLB")
	keys := sim.sim.Credentials()
	dir := t.TempDir()
	k := newTalk("", "2", "2", keys.AccessToken, keys.PublicKey, keys.WebhookSecret, "", "", "", "y", "o", "q")
	code, out := k.with(t, dir, map[string]string{"HOMOLOGA_BASE_URL": sim.srv.URL}, "--lines", "--lang", "en")
	if code != exitReady {
		t.Errorf("code %d", code)
	}
	wantAll(t, out, "It is 1, 2, 3 or q.", "Access Token: ", "pass: ", "real account", "Checking ", "MLB, real account")
	file, err := os.ReadFile(filepath.Join(dir, "homologa.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{keys.AccessToken, keys.PublicKey, keys.WebhookSecret} {
		if strings.Contains(out+string(file), secret) {
			t.Errorf("a credential is shown or kept")
		}
	}
	code, out = newTalk("1", "q").with(t, t.TempDir(), nil, "--lines", "--lang", "en")
	if code != exitReady {
		t.Errorf("code %d", code)
	}
	wantAll(t, out, "not ready: demo")
}

func TestLinesReports(t *testing.T) {
	dir := t.TempDir()
	csv := "EXTERNAL_REFERENCE,SOURCE_ID,TRANSACTION_TYPE,TRANSACTION_AMOUNT,TRANSACTION_CURRENCY,FEE_AMOUNT,SETTLEMENT_NET_AMOUNT,SETTLEMENT_DATE\nA-1,1001,SETTLEMENT,1250.00,BRL,-50.00,1200.00,2026-05-11T10:00:00.000-03:00\n"
	if err := os.WriteFile(filepath.Join(dir, "rep.csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	sim := newCounter(t, sandbox.Real, "MLB")
	vars := map[string]string{"HOMOLOGA_BASE_URL": sim.srv.URL, "MP_ACCESS_TOKEN": sim.sim.Credentials().AccessToken}
	_, out := newTalk("reports", "1", "days", "generate", "1", "", "t", "9", "q").with(t, dir, vars, "--lines", "--lang", "pt")
	wantAll(t, out, "rep.csv", "Total (R$): ", "1.250,00", "homologa reports reconcile", "R$", "Nada foi enviado.", "Não há número 9")
	_, out = piped(t, dir, vars, "reports\ngenerate 1\ny\n", "--lines", "--lang", "pt")
	wantAll(t, out, "uma pessoa precisa confirmar num terminal")
	if sim.sentTo("settlement_report") {
		t.Errorf("written: %v", sim.writes)
	}
}

func TestCanariesInLines(t *testing.T) {
	f := newFlock(t)
	var script strings.Builder
	for range 45 {
		script.WriteString("n\nv\nf\n")
	}
	script.WriteString("o\ni\ni 1\ni 2\nx\n")
	for i := range 60 {
		fmt.Fprintf(&script, "%d\nc\n", i+1)
	}
	for _, c := range f.canaries[:1] {
		script.WriteString(c + "\nw\nfilter " + c + "\n")
	}
	for name, base := range map[string]string{"simulator": f.api.URL, "echo": f.echo.URL} {
		for _, l := range lang.All {
			if name == "echo" && l != lang.PT {
				continue
			}
			_, out := piped(t, f.dir, f.vars, script.String(), "--lines", "--lang", string(l), "--base-url", base)
			f.clean(t, "lines "+name, out)
			if strings.Count(out, "curl -") < 5 || strings.Count(out, l.S("ui.source")+": ") < 20 {
				t.Errorf("%s %s: little was shown, %d characters", name, l, len(out))
			}
		}
	}
}

// TestLineInterrupts: the first Ctrl+C stops what runs, the next one leaves; with nothing running the first leaves.
func TestLineInterrupts(t *testing.T) {
	root, leave := context.WithCancel(t.Context())
	told := 0
	x := &interrupts{leave: leave, told: func() { told++ }}
	ctx, end := x.begin(root)
	x.halt()
	if ctx.Err() == nil || root.Err() != nil || told != 1 {
		t.Errorf("run %v, root %v, told %d", ctx.Err(), root.Err(), told)
	}
	end()
	ctx, end = x.begin(root)
	x.halt()
	x.halt()
	if ctx.Err() == nil || root.Err() == nil {
		t.Error("the second one does not leave")
	}
	end()
	root, x.leave = context.WithCancel(t.Context())
	x.halt()
	if root.Err() == nil {
		t.Error("with nothing running it does not leave")
	}
}

func TestLinesInterruptedByASignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	c := process(t, t.TempDir(), []string{"HOMOLOGA_LANG=en"}, "demo", "--fixed", "--lines")
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	k := newTalk()
	c.Stdout = k
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-k.asked
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("code %d\n%s", code, k.said())
	}
}
