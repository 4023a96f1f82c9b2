package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

func demo(args ...string) func(env) int {
	return func(e env) int {
		e.args = append([]string{"demo"}, args...)
		return run(e)
	}
}

func TestScreenPaysInTheDemo(t *testing.T) {
	t.Parallel()
	s := perform(t, t.TempDir(), nil, demo())
	s.keys("p")
	s.shows("Payments · simulated test account")
	s.goTo("card.FUND")
	s.keys("t")
	s.shows("Send?", "simulated test account")
	s.keys("enter", "space", "t", "n")
	s.hides("Send?")
	s.shows("Key t creates this payment")
	s.keys("t")
	s.shows("Send?")
	s.keys("y")
	s.shows("1 as expected.", "rejected/cc_rejected_insufficient_amount")
	for _, step := range []string{"creation", "notification", "signature", "resource read", "clean-up", "test card", "FUND"} {
		if !strings.Contains(s.text(), step) {
			t.Errorf("%q is not in the timeline:\n%s", step, s.text())
		}
	}
	s.keys("y")
	card := s.copied(1)
	if len(card) < 15 || strings.Trim(card, "0123456789") != "" || !strings.Contains(s.text(), card+"  123  11/2030") {
		t.Errorf("copied %q, which is not the card on the screen:\n%s", card, s.text())
	}
	s.goTo("pix.pending")
	s.keys("Q") // nothing to draw yet
	s.keys("t")
	s.shows("Send?")
	s.keys("y")
	s.shows("Pix code", "Q QR") // the code is there to be paid, and nothing runs any more
	s.hides("s stop")
	s.keys("y")
	if pix := s.copied(2); !strings.HasPrefix(pix, "000201") || !strings.Contains(pix, "br.gov.bcb.pix") {
		t.Errorf("copied %q", pix)
	}
	s.keys("Q")
	s.until("a code", func(screen string) bool {
		return strings.Count(screen, "█") > 100 && !strings.Contains(screen, "│")
	})
	s.keys("esc")
	s.shows("Timeline")
	s.keys("q")
	s.end(exitReady)
}

// waiting opens the screen on a test account in the middle of a run: the Pix is there, and its notification never
// comes, because the account's address leads nowhere.
func (c *counter) waiting() *stage { return c.waitingOn(run) }

func (c *counter) waitingOn(do func(env) int) *stage {
	c.Helper()
	s := perform(c.T, c.dir, c.vars(), do)
	s.keys("w")
	s.shows("polling every")
	s.keys("p")
	s.shows("Payments · test account")
	s.goTo("pix.pending")
	s.keys("t")
	s.shows("Send?")
	s.keys("y")
	s.shows("✓ creation", "s stop")
	s.until("the wait for the notification", func(screen string) bool {
		_, timeline, _ := strings.Cut(screen, "✓ creation")
		return strings.Contains(timeline, " notification ")
	})
	return s
}

func TestScreenLeavesNothingWhenItIsQuit(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	s := c.waiting()
	if got := c.ours(); !slices.Equal(got, []string{"pending"}) || c.left() != 1 {
		t.Fatalf("in the middle of the run: %v, %d in the ledger", got, c.left())
	}
	s.keys("q")
	s.shows("Leave now?")
	s.keys("enter", "n")
	s.hides("Leave now?")
	if got := c.ours(); !slices.Equal(got, []string{"pending"}) {
		t.Errorf("a no to leaving touched the payment: %v", got)
	}
	s.keys("q")
	s.shows("Leave now?")
	s.keys("y")
	s.end(exitReady)
	if got := c.ours(); !slices.Equal(got, []string{"cancelled"}) || c.left() != 0 {
		t.Errorf("left behind: %v, %d in the ledger", got, c.left())
	}
}

func TestScreenLeavesNothingWhenItIsKilled(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	s := c.waitingOn(func(e env) int {
		a := &app{env: e, ctx: ctx, lang: lang.EN, baseURL: c.srv.URL, timeout: time.Minute}
		return a.failureOf(a.walk(false, false)).code
	})
	kill()
	s.end(exitInterrupted)
	if got := c.ours(); !slices.Equal(got, []string{"cancelled"}) || c.left() != 0 {
		t.Errorf("left behind: %v, %d in the ledger", got, c.left())
	}
}

// A process that dies between the request and its answer knows no id; the next one finds the payment by its reference.
func TestScreenCleansUpAfterACrash(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	created := make(chan struct{})
	var once sync.Once
	whole := c.srv.Config.Handler
	c.srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/v1/payments" {
			whole.ServeHTTP(w, r)
			return
		}
		whole.ServeHTTP(httptest.NewRecorder(), r)
		once.Do(func() { close(created) })
		<-r.Context().Done() // the answer never goes out
	}))
	t.Cleanup(c.srv.Close)
	var vars []string
	for k, v := range c.vars() {
		vars = append(vars, k+"="+v)
	}
	p := process(t, c.dir, vars, "pay", "--method", "pix", "--yes")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	<-created
	_ = p.Process.Kill()
	_ = p.Wait()
	if got := c.ours(); !slices.Equal(got, []string{"pending"}) || c.left() != 1 {
		t.Fatalf("the crash left %v and %d in the ledger", got, c.left())
	}

	s := c.open()
	s.keys("p")
	s.shows("1 thing created earlier not cleaned up")
	before := len(c.wrote())
	s.keys("c")
	s.shows("Undo 1 thing created earlier", "payment")
	s.keys("enter", "n")
	s.hides("Undo 1 thing")
	if got := c.wrote(); len(got) != before {
		t.Errorf("written without a yes: %v", got[before:])
	}
	s.keys("c")
	s.shows("Undo 1 thing created earlier")
	s.keys("y")
	s.shows("Clean-up done.")
	s.hides("created earlier not cleaned up")
	if got := c.ours(); !slices.Equal(got, []string{"cancelled"}) || c.left() != 0 {
		t.Errorf("after the clean-up: %v, %d in the ledger", got, c.left())
	}
	s.keys("q")
	s.end(exitReady)
}

func TestScreenOnARealAccount(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Real, mpclient.MLB)
	s := c.open()
	s.keys("p")
	s.shows("Payments · REAL account", "pending")
	var panes strings.Builder // not the line on what is being checked, nor the foot
	for row := range strings.Lines(s.text()) {
		if strings.HasPrefix(row, "┃") {
			panes.WriteString(row)
		}
	}
	if screen := panes.String(); screen == "" || strings.Contains(screen, "card ") || strings.Contains(screen, "APRO") || strings.Contains(screen, "subscription") {
		t.Errorf("a card is offered on a real account:\n%s", screen)
	}
	s.goTo("pix.pending")
	s.keys("t")
	s.shows("Type LOJAEXEMPLO")
	s.keys("y", "enter")
	s.shows("What was typed is not that name")
	s.keys("ctrl+u", "L", "O", "J", "A", "enter", "\x1b[200~EXEMPLO\x1b[201~", "enter")
	s.shows("> LOJA")
	if got := c.wrote(); len(got) != 0 {
		t.Fatalf("written before the name was typed: %v", got)
	}
	for _, r := range "EXEMPLO" {
		s.keys(string(r))
	}
	s.shows("> LOJAEXEMPLO")
	if got := c.wrote(); len(got) != 0 {
		t.Fatalf("written before enter: %v", got)
	}
	s.keys("enter")
	s.shows("1 as expected.", "clean-up")
	if got := c.ours(); !slices.Equal(got, []string{"cancelled"}) || c.left() != 0 {
		t.Errorf("left behind: %v, %d in the ledger", got, c.left())
	}
	if got := c.wrote(); len(got) != 2 || got[0] != "POST /v1/payments" || !strings.HasPrefix(got[1], "PUT /v1/payments/") {
		t.Errorf("written: %v", got)
	}
	s.keys("q")
	s.end(exitReady)
}

// ink is the colour of the first cell of a text.
func (s *stage) ink(text string) string {
	s.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for y, line := range strings.Split(s.em.String(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			if c := s.em.CellAt(len([]rune(before)), y); c != nil && c.Style.Fg != nil {
				r, g, b, _ := c.Style.Fg.RGBA()
				return strings.Join([]string{itoa64(r), itoa64(g), itoa64(b)}, " ")
			}
		}
	}
	return ""
}

func itoa64(n uint32) string { return string(rune('0'+n>>13)) + string(rune('0'+n>>10&7)) }

func TestScreenKeepsThePlaceInAnotherLanguageAndTheme(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Test, mpclient.MLB)
	s := c.waiting()
	s.keys("tab")
	ink := s.ink("creation")
	if ink == "" {
		t.Fatalf("no colours:\n%s", s.text())
	}
	s.keys("T")
	s.until("other colours", func(string) bool { return s.ink("creation") != ink && s.ink("creation") != "" })
	for _, words := range [][]string{{"criação", "s parar", "conta de teste"}, {"creación", "s detener", "cuenta de prueba"}, {"creation", "s stop", "test account"}} {
		s.keys("L")
		s.shows(words...)
		if screen := s.text(); !strings.Contains(s.row(), "Pix pending") || !strings.Contains(screen, "/pix.pending") || !strings.Contains(screen, "pending/pending_waiting_transfer") {
			t.Errorf("the place is lost: %q\n%s", s.row(), screen)
		}
	}
	if got := c.ours(); !slices.Equal(got, []string{"pending"}) {
		t.Errorf("the run did not go on: %v", got)
	}
	s.keys("s")
	s.shows("clean-up", "cancelled")
	s.hides("cleaning up…")
	if got := c.ours(); !slices.Equal(got, []string{"cancelled"}) || c.left() != 0 {
		t.Errorf("left behind: %v, %d in the ledger", got, c.left())
	}
	s.keys("q")
	s.end(exitReady)
}

// TestScreenJudgesOnceInTheDemo: the notification of a test payment is signed with the test account's secret, and list, detail
// and timeline of it agree on that.
func TestScreenJudgesOnceInTheDemo(t *testing.T) {
	t.Parallel()
	s := perform(t, t.TempDir(), nil, demo("--lang", "en"))
	s.keys("p")
	s.shows("Payments · simulated test account")
	s.goTo("card.APRO")
	s.keys("t")
	s.shows("Send?")
	s.keys("y")
	s.shows("1 as expected.", "genuine signature")
	s.keys("w")
	s.shows("t-1", "genuine signature", "The signature matches")
	if strings.Contains(s.text(), "No known secret") {
		t.Errorf("two judgements:\n%s", s.text())
	}
	s.keys("q")
	s.end(exitReady)
}
