package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/mpclient/webhook"
)

// receiver is a shop's endpoint that checks signatures.
type receiver struct {
	srv *httptest.Server
	mu  sync.Mutex
	got []string // status and id of each delivery
}

func (c *counter) receiver() *receiver {
	r := &receiver{}
	secret := c.sim.Credentials().WebhookSecret
	r.srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		id, status := q.URL.Query().Get("data.id"), http.StatusOK
		if _, err := webhook.Verify(secret, q.Header.Get("X-Signature"), id, q.Header.Get("X-Request-Id"), time.Now(), time.Hour); err != nil {
			status = http.StatusUnauthorized
		}
		r.mu.Lock()
		r.got = append(r.got, fmt.Sprint(status, " ", id))
		r.mu.Unlock()
		w.WriteHeader(status)
	}))
	c.Cleanup(r.srv.Close)
	return r
}

func (r *receiver) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

// project writes a file of the folder.
func (c *counter) project(name, text string) {
	c.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		c.Fatal(err)
	}
}

// sell has the shop itself create a payment and gives its id.
func (c *counter) sell() string {
	c.Helper()
	s := &simulator{BaseURL: c.srv.URL, AccessToken: c.sim.Credentials().AccessToken}
	return s.post(c.T, "/v1/payments", pixOrder)
}

func TestScreenHearsForwardsAndSendsNotifications(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Real, mpclient.MLB)
	r := c.receiver()
	c.project("homologa.toml", "lang = \"en\"\nforward_to = \""+r.srv.URL+"/webhooks\"\n")
	s := c.open()
	s.keys("w")
	s.shows("polling every", "No notification yet")
	id := c.sell()
	s.shows("payment "+id, "→200")
	if got := r.all(); !slices.Equal(got, []string{"200 " + id}) {
		t.Errorf("the receiver got %v", got)
	}
	s.keys("r")
	s.until("a second answer", func(screen string) bool { return strings.Count(screen, "→ 200 ") >= 4 }) // in the text and in the timeline
	if got := r.all(); !slices.Equal(got, []string{"200 " + id, "200 " + id}) {
		t.Errorf("after r the receiver got %v", got)
	}
	s.keys("t")
	s.shows("made-up signature; expects 401")
	s.keys("4")
	s.shows("As expected: 401", "sent as: forged", "→401")
	if got := r.all(); len(got) != 3 || !strings.HasPrefix(got[2], "401 ") {
		t.Errorf("the receiver got %v", got)
	}

	at := time.Now()
	signature := webhook.Sign(c.sim.Credentials().WebhookSecret, "", "req-77", at, webhook.Millis, webhook.AsReceived)
	s.keys("\x1b[200~POST /webhooks?data.id=778899&type=payment HTTP/1.1\r\nHost: shop.example\r\nX-Signature: " + signature +
		"\r\nX-Request-Id: req-77\r\nContent-Type: application/json\r\n\r\n{\"action\":\"payment.updated\",\"type\":\"payment\",\"data\":{\"id\":\"778899\"}}\x1b[201~")
	s.shows("Capture read.", "payment 778899", "pasted", "id-missing")
	if !strings.Contains(s.written(), "\x1b[?2004h") {
		t.Error("the terminal was never asked to mark what is pasted")
	}
	s.keys("r") // nothing pasted goes anywhere
	s.keys("q")
	s.end(exitReady)
	if len(c.wrote()) != 1 || len(r.all()) != 3 {
		t.Errorf("written %v, received %v", c.wrote(), r.all())
	}
}

func TestScreenAsksBeforePostingToAnotherMachine(t *testing.T) {
	t.Parallel()
	c := newCounter(t, sandbox.Real, mpclient.MLB)
	c.project("homologa.toml", "lang = \"en\"\nforward_to = \"https://shop.invalid/webhooks\"\n")
	s := c.open()
	s.keys("w")
	s.shows("polling every")
	id := c.sell()
	s.shows("payment " + id)
	for _, keys := range [][]string{{"r"}, {"t", "1"}} {
		s.keys(keys...)
		s.shows("Send test notifications to https://shop.invalid/webhooks?")
		s.keys("enter", "space", "n")
		s.hides("Send test notifications to")
	}
	if screen := s.text(); strings.Contains(screen, "→ ") || !strings.Contains(screen, id) {
		t.Errorf("something went out:\n%s", screen)
	}
	s.keys("q")
	s.end(exitReady)
}

func TestScreenGeneratesAReportAndDrawsIt(t *testing.T) {
	t.Parallel()
	s := perform(t, t.TempDir(), nil, demo("--fixed"))
	s.keys("$")
	s.shows("No report on the account")
	s.keys("t")
	s.shows("1 Account money report (settlement_report)")
	s.keys("1")
	s.shows("Send?", "LOJAEXEMPLO", "REAL", "POST /v1/account/settlement_report")
	s.keys("enter", "space", "n")
	s.hides("Send?")
	s.keys("t", "1")
	s.shows("Send?", "y send")
	s.keys("y")
	s.shows("The report is ready.")
	s.hides("No report on the account")
	s.keys("home", "enter")
	s.shows("Totals", "net", "BRL", "homologa reports reconcile")
	s.until("bars", func(screen string) bool { return strings.Count(screen, "█") > 3 })
	s.keys("q")
	s.end(exitReady)
}

func TestScreenSeesTheCorrectedToken(t *testing.T) {
	t.Parallel()
	for _, l := range lang.All {
		t.Run(string(l), func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, sandbox.Real, mpclient.MLB)
			good := c.sim.Credentials().AccessToken
			other := sandbox.New(sandbox.Config{Seed: 9})
			t.Cleanup(other.Close)
			wrong := other.Credentials().AccessToken // of an account that this API does not know
			c.project(".env", "MP_ACCESS_TOKEN="+wrong+"\n")
			c.project("homologa.toml", "lang = \""+string(l)+"\"\n")
			vars := c.vars()
			for _, name := range []string{"MP_ACCESS_TOKEN", "MP_WEBHOOK_SECRET", "HOMOLOGA_LANG"} {
				vars[name] = ""
			}
			s := perform(t, c.dir, vars, run)
			s.shows(l.S("ready.not_ready"))
			s.goTo("credentials.token_valid")
			fail, pass := "✗ "+l.S("verdict.fail"), "✓ "+l.S("verdict.pass")
			s.shows(fail, l.S("find.token_valid.refused"))
			c.project(".env", "MP_ACCESS_TOKEN="+good+"\n")
			s.keys("R")
			s.shows(pass, "LOJAEXEMPLO")
			s.hides(fail)
			if screen := s.text(); strings.Count(screen, "credentials.token_valid") < 2 || strings.Contains(screen, l.S("find.token_valid.refused")) {
				t.Errorf("another item is shown, or the old word on it:\n%s", screen)
			}
			for name, text := range map[string]string{"screen": s.written(), "errors": s.err.String()} {
				if strings.Contains(text, good) || strings.Contains(text, wrong) {
					t.Errorf("a token is in what went to the %s", name)
				}
			}
			if len(c.wrote()) != 0 {
				t.Errorf("written: %v", c.wrote())
			}
			s.keys("q")
			s.end(exitReady)
		})
	}
}
