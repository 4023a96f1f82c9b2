package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"

	"github.com/homologa/homologa/tui/ttytest"
)

// stage is the whole program on an emulated terminal: the real adapters, the real renderer, keys as bytes. Tests on it
// wait for what the screen shows, never for time.
type stage struct {
	*testing.T
	ctx   context.Context
	ended chan int

	mu  sync.Mutex
	em  *screen
	raw bytes.Buffer
	err bytes.Buffer
}

// screen is an emulator that draws its text but once for all who look before it changes: drawing takes longer than
// all else that tests with it do.
type screen struct {
	*vt.Emulator
	drawn string
}

func (s *screen) Write(p []byte) (int, error) {
	s.drawn = ""
	return s.Emulator.Write(p)
}

func (s *screen) Resize(w, h int) {
	s.drawn = ""
	s.Emulator.Resize(w, h)
}

func (s *screen) String() string {
	if s.drawn == "" {
		s.drawn = s.Emulator.String()
	}
	return s.drawn
}

const stageW, stageH = 200, 50

// patience is how long a test waits for what should come at once; slow machines with the race detector need a part of it.
const patience = 3 * time.Minute

// Write implements the terminal's side of the output.
func (s *stage) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(p)
	_, err := s.em.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

// perform runs a program on a stage. do gets what a terminal offers and gives the exit code.
func perform(t *testing.T, dir string, vars map[string]string, do func(env) int) *stage {
	t.Helper()
	s := &stage{T: t, em: &screen{Emulator: vt.NewEmulator(stageW, stageH)}, ended: make(chan int, 1)}
	var cancel context.CancelFunc
	s.ctx, cancel = context.WithTimeout(context.Background(), patience)
	all := map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor", "CLICOLOR_FORCE": "1", "HOMOLOGA_LANG": "en"}
	for k, v := range vars {
		all[k] = v
	}
	e := testEnv(dir, all)
	e.args = []string{} // nil would be those of the test
	e.in, e.out, e.err, e.ttyIn, e.ttyOut = ttytest.Line(s.em), s, &s.err, true, true
	for k, v := range all {
		e.environ = append(e.environ, k+"="+v)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		s.ended <- do(e)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-over:
		default: // a failed test leaves as a person in a hurry does
			s.send("\x03y")
			<-over
		}
		_ = s.em.InputPipe().(io.Closer).Close() // lets go of who still reads
	})
	s.send(fmt.Sprintf("\x1b[8;%d;%dt", stageH, stageW)) // what a terminal answers about its size
	return s
}

func (s *stage) send(bytes string) { s.em.SendText(bytes) }

var named = map[string]string{"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "ctrl+u": "\x15", "end": "\x1b[F", "home": "\x1b[H", "down": "\x1b[B"}

// keys presses one after the other.
func (s *stage) keys(keys ...string) {
	s.Helper()
	for _, k := range keys {
		if b, ok := named[k]; ok {
			k = b
		}
		s.send(k)
	}
}

// text is what the screen shows.
func (s *stage) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.em.String()
}

func (s *stage) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// until waits for the screen.
func (s *stage) until(what string, ok func(screen string) bool) {
	s.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok(s.text()) {
			return
		}
		select {
		case <-tick.C:
		case code := <-s.ended:
			s.ended <- code
			s.Fatalf("the program ended (%d, %q) before %s\n%s", code, s.err.String(), what, s.text())
		case <-s.ctx.Done():
			s.Fatalf("never: %s\n%s", what, s.text())
		}
	}
}

func (s *stage) shows(texts ...string) {
	s.Helper()
	for _, t := range texts {
		s.until(fmt.Sprintf("%q shows", t), func(screen string) bool { return strings.Contains(screen, t) })
	}
}

func (s *stage) hides(text string) {
	s.Helper()
	s.until(fmt.Sprintf("%q goes", text), func(screen string) bool { return !strings.Contains(screen, text) })
}

// row is the picked line of the list.
func (s *stage) row() string {
	for line := range strings.Lines(s.text()) {
		if _, after, ok := strings.Cut(line, "▸"); ok {
			return after
		}
	}
	return ""
}

// goTo finds a row by the filter; the id stands in the filter and in the text of the row.
func (s *stage) goTo(id string) {
	s.Helper()
	s.keys("/", "ctrl+u")
	for _, r := range id {
		s.keys(string(r))
	}
	s.keys("enter")
	s.until(id+" is picked", func(screen string) bool {
		return strings.Count(screen, id) > 1 && !strings.Contains(screen, " · enter ")
	}) // the foot tells no more how to type
}

var osc52 = regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)`)

// copied waits for the n-th text that went to the clipboard.
func (s *stage) copied(n int) string {
	s.Helper()
	var found [][]string
	s.until("the clipboard", func(string) bool {
		found = osc52.FindAllStringSubmatch(s.written(), -1)
		return len(found) >= n
	})
	text, err := base64.StdEncoding.DecodeString(found[n-1][1])
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

// end waits for the program's end and looks at what it leaves the terminal in.
func (s *stage) end(want int) {
	s.Helper()
	select {
	case code := <-s.ended:
		if code != want {
			s.Errorf("exit code %d, want %d", code, want)
		}
	case <-s.ctx.Done():
		s.Fatalf("the program does not end\n%s", s.text())
	}
	for name, seq := range map[string]string{"alternate screen": "\x1b[?1049l", "cursor": "\x1b[?25h", "mouse": "\x1b[?1002l", "paste": "\x1b[?2004l"} {
		if !strings.Contains(s.written(), seq) {
			s.Errorf("%s not restored", name)
		}
	}
}

// open runs the program before the counter's account.
func (c *counter) open() *stage {
	c.Helper()
	return perform(c.T, c.dir, c.vars(), run)
}

func (c *counter) vars() map[string]string {
	keys := c.sim.Credentials()
	return map[string]string{"MP_ACCESS_TOKEN": keys.AccessToken, "MP_WEBHOOK_SECRET": keys.WebhookSecret, "HOMOLOGA_BASE_URL": c.srv.URL, "XDG_STATE_HOME": filepath.Join(c.dir, "state")}
}

func (c *counter) wrote() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.writes)
}

// ours are the payments in the account that this program made, as id and status.
func (c *counter) ours() (out []string) {
	c.Helper()
	r, _ := http.NewRequest(http.MethodGet, c.srv.URL+"/v1/payments/search?limit=50", nil)
	r.Header.Set("Authorization", "Bearer "+c.sim.Credentials().AccessToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var page struct {
		Results []struct {
			Status    string
			Reference string `json:"external_reference"`
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil || resp.StatusCode != http.StatusOK {
		c.Fatal(resp.Status, err)
	}
	for _, p := range page.Results {
		if strings.HasPrefix(p.Reference, "homologa-") {
			out = append(out, p.Status)
		}
	}
	return out
}
