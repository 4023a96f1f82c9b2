//go:build unix

package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// browser is a headless Chromium, driven over a pair of pipes in the DevTools protocol.
type browser struct {
	*testing.T
	ctx     context.Context
	in      *os.File
	session string

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	loaded  chan struct{} // one for each load event
	asked   []string      // addresses the pages asked for
}

type message struct {
	ID        int             `json:"id,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     json.RawMessage `json:"error,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
}

// openBrowser starts Chromium, or skips when there is none and nobody insists.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") == "1" {
			t.Fatal("HOMOLOGA_REQUIRE_TOOLS=1 and there is no chromium")
		}
		t.Skip("there is no chromium here")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	dir, err := os.MkdirTemp("", "homologa-browser-")
	if err != nil {
		t.Fatal(err)
	}
	theirIn, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	replies, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--user-data-dir="+dir, "--remote-debugging-pipe", "about:blank")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its helpers end with it
	cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirIn.Close()
	theirOut.Close()
	b := &browser{T: t, ctx: ctx, in: ours, waiting: map[int]chan message{}, loaded: make(chan struct{}, 100)}
	done := make(chan struct{})
	go func() { defer close(done); b.listen(replies) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		cancel()
		ours.Close()
		replies.Close()
		<-done
		for start := time.Now(); os.RemoveAll(dir) != nil && time.Since(start) < 5*time.Second; { // a helper may be writing its last
			runtime.Gosched()
		}
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Network", "Runtime"} {
		b.call(domain+".enable", nil, nil)
	}
	return b
}

func (b *browser) listen(from *os.File) {
	r := bufio.NewReader(from)
	for {
		raw, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(bytes.TrimRight(raw, "\x00"), &m) != nil {
			continue
		}
		switch {
		case m.ID != 0:
			b.mu.Lock()
			ch := b.waiting[m.ID]
			delete(b.waiting, m.ID)
			b.mu.Unlock()
			if ch != nil {
				ch <- m
			}
		case m.Method == "Page.loadEventFired":
			select {
			case b.loaded <- struct{}{}:
			default:
			}
		case m.Method == "Network.requestWillBeSent":
			var p struct{ Request struct{ URL string } }
			_ = json.Unmarshal(m.Params, &p)
			b.mu.Lock()
			b.asked = append(b.asked, p.Request.URL)
			b.mu.Unlock()
		}
	}
}

func (b *browser) write(m message) {
	raw, err := json.Marshal(m)
	if err != nil {
		b.Fatal(err)
	}
	_, _ = b.in.Write(append(raw, 0))
}

func (b *browser) call(method string, params, into any) {
	b.Helper()
	raw, err := json.Marshal(params)
	if err != nil {
		b.Fatal(err)
	}
	if params == nil {
		raw = []byte("{}")
	}
	ch := make(chan message, 1)
	b.mu.Lock()
	b.last++
	id := b.last
	b.waiting[id] = ch
	b.mu.Unlock()
	b.write(message{ID: id, Method: method, Params: raw, SessionID: b.session})
	select {
	case m := <-ch:
		if m.Error != nil {
			b.Fatalf("%s: %s", method, m.Error)
		}
		if into != nil {
			if err := json.Unmarshal(m.Result, into); err != nil {
				b.Fatal(err)
			}
		}
	case <-b.ctx.Done():
		b.Fatalf("%s: no answer in time", method)
	}
}

// eval runs a script in the page, or in one of its frames.
func (b *browser) eval(script string, frame ...string) any {
	b.Helper()
	params := map[string]any{"expression": script, "returnByValue": true, "userGesture": true}
	if len(frame) > 0 {
		var world struct{ ExecutionContextID int }
		b.call("Page.createIsolatedWorld", map[string]any{"frameId": frame[0]}, &world)
		params["contextId"] = world.ExecutionContextID
	}
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails any
	}
	b.call("Runtime.evaluate", params, &out)
	if out.ExceptionDetails != nil {
		b.Fatalf("%s: %v", script, out.ExceptionDetails)
	}
	return out.Result.Value
}

// after does something that loads a page and waits until it has.
func (b *browser) after(do func()) {
	b.Helper()
	for len(b.loaded) > 0 {
		<-b.loaded
	}
	do()
	b.await()
}

func (b *browser) await() {
	b.Helper()
	select {
	case <-b.loaded:
	case <-b.ctx.Done():
		b.Fatal("no page loaded in time")
	}
}

// open goes to a page; the load of an earlier one may still be on its way.
func (b *browser) open(url string) {
	b.Helper()
	b.after(func() { b.call("Page.navigate", map[string]any{"url": url}, nil) })
	for !strings.HasPrefix(url, b.eval(`document.readyState == "complete" ? location.origin + location.pathname : "-"`).(string)) {
		b.await()
	}
}

func (b *browser) click(id string) {
	b.Helper()
	b.eval(fmt.Sprintf(`document.getElementById(%q).click()`, id))
}

// keys types into what has the focus: text, or Tab and Enter.
func (b *browser) keys(list ...string) {
	b.Helper()
	for _, k := range list {
		switch k {
		case "Tab", "Enter":
			code, text := 9, ""
			if k == "Enter" {
				code, text = 13, "\r"
			}
			b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": k, "code": k, "windowsVirtualKeyCode": code, "text": text}, nil)
			b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": k, "code": k, "windowsVirtualKeyCode": code}, nil)
		default:
			b.call("Input.insertText", map[string]any{"text": k}, nil)
		}
	}
}

// phone makes the window as narrow as a small telephone.
func (b *browser) phone() {
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 360, "height": 640, "deviceScaleFactor": 1, "mobile": true}, nil)
}

// fits fails when the page is wider than the window or has a control nobody can name.
func (b *browser) fits(what string) {
	b.Helper()
	if w := b.eval(`document.documentElement.scrollWidth`).(float64); w > 360 {
		b.Errorf("%s is %.0f pixels wide", what, w)
	}
	if n := b.eval(`[...document.querySelectorAll("input:not([type=hidden]),select,textarea")].filter(e => e.labels.length == 0).length`); n != 0.0 {
		b.Errorf("%s has %v fields without a label", what, n)
	}
}

// strangers are the addresses asked for outside this machine.
func (b *browser) strangers() (list []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.asked {
		if !strings.HasPrefix(u, "http://127.0.0.1:") && !strings.HasPrefix(u, "data:") && u != "about:blank" {
			list = append(list, u)
		}
	}
	return list
}
