package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	foreignSecret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
	foreignToken  = "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891"
)

// ear takes connections and keeps every byte that comes; it answers each request with an empty object.
type ear struct {
	ln    net.Listener
	mu    sync.Mutex
	got   bytes.Buffer
	conns int
	wg    sync.WaitGroup
}

func newEar(t *testing.T) *ear {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e := &ear{ln: ln}
	e.wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			e.mu.Lock()
			e.conns++
			e.mu.Unlock()
			e.wg.Go(func() { e.hear(c) })
		}
	})
	t.Cleanup(func() { _ = ln.Close(); e.wg.Wait() })
	return e
}

func (e *ear) hear(c net.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	buf := make([]byte, 64<<10)
	var head []byte
	for !bytes.Contains(head, []byte("\r\n\r\n")) {
		n, err := c.Read(buf)
		e.mu.Lock()
		e.got.Write(buf[:n])
		e.mu.Unlock()
		head = append(head, buf[:n]...)
		if err != nil {
			return
		}
	}
	_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
}

func (e *ear) heard() (text string, conns int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.got.String(), e.conns
}

// clone is a folder somebody else wrote, and the person's environment around it.
type clone struct {
	dir, in string
	tty     bool
	vars    map[string]string
}

func newClone(t *testing.T, api string, files map[string]string) *clone {
	t.Helper()
	c := &clone{dir: t.TempDir(), vars: map[string]string{"AWS_SECRET_ACCESS_KEY": foreignSecret, "GITHUB_TOKEN": foreignSecret, "SHOP_TOKEN": foreignToken,
		"HOMOLOGA_BASE_URL": api, "HOMOLOGA_LANG": "en", "XDG_STATE_HOME": t.TempDir(), "TERM": "dumb"}}
	for name, text := range files {
		path := filepath.Join(c.dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c *clone) run(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(env{args: args, in: strings.NewReader(c.in), out: &o, err: &e, getenv: func(k string) string { return c.vars[k] }, ttyIn: c.tty, now: time.Now, dir: c.dir})
	return code, o.String(), e.String()
}

// TestASecretOfSomebodyElseIsSentNowhere: whatever credential a cloned configuration puts a foreign variable in for, with or
// without a word for it, and in every command that uses credentials.
func TestASecretOfSomebodyElseIsSentNowhere(t *testing.T) {
	for _, credential := range []string{"access_token", "public_key", "webhook_secret"} {
		for _, name := range []string{"AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN"} {
			e := newEar(t)
			c := newClone(t, "http://"+e.ln.Addr().String(), map[string]string{
				"homologa.toml": fmt.Sprintf("webhook_url = %q\n[credentials]\n%s = %q\n", "http://"+e.ln.Addr().String()+"/hook", credential, name),
				".env":          "HOMOLOGA_TRUST_CONFIG=true\nHOMOLOGA_YES=true\n"})
			if credential != "access_token" {
				c.vars["MP_ACCESS_TOKEN"] = foreignToken
			}
			for _, word := range []string{"", "--trust-config"} {
				for _, command := range []string{"check --yes", "check --yes --format json", "pay --all --dry-run", "reports list", "webhook doctor " + "http://" + e.ln.Addr().String() + "/hook --yes",
					"webhook send http://" + e.ln.Addr().String() + "/hook --yes", "fix 1"} {
					args := strings.Fields(command)
					if word != "" {
						args = append(args, word)
					}
					code, out, errs := c.run(args...)
					if strings.Contains(out+errs, foreignSecret) {
						t.Errorf("%s %v shows the secret", credential, args)
					}
					if word == "" && command == "check --yes" && (!strings.Contains(out+errs, "--trust-config") || !strings.Contains(out+errs, name)) {
						t.Errorf("%s: exit %d, and what was left out is not said:\n%s%s", credential, code, out, errs)
					}
					if word != "" && command == "check --yes" && credential != "webhook_secret" && !strings.Contains(out, "does not have the shape") {
						t.Errorf("%s: the shape is not told:\n%s%s", credential, out, errs)
					}
				}
			}
			heard, n := e.heard()
			if strings.Contains(heard, foreignSecret) || strings.Contains(heard, foreignSecret[:16]) {
				t.Errorf("%s = %s was sent", credential, name)
			}
			t.Logf("%s = %s: %d connections, %d bytes", credential, name, n, len(heard))
		}
	}
}

// TestAWordIsAskedOnce: a token under a name of its own is asked about on the terminal, and then no more until the file is
// another.
func TestAWordIsAskedOnce(t *testing.T) {
	e := newEar(t)
	const file = "[credentials]\naccess_token = \"SHOP_TOKEN\"\n"
	c := newClone(t, "http://"+e.ln.Addr().String(), map[string]string{"homologa.toml": file})
	sent := func() bool {
		heard, _ := e.heard()
		return strings.Contains(heard, foreignToken)
	}
	c.tty = true
	for _, answer := range []string{"", "\n", "n\n", "yes\n", "sim\n", "Y es\n"} {
		c.in = answer
		if _, _, errs := c.run("check", "--only", "credentials.token_valid"); sent() || !strings.Contains(errs, "SHOP_TOKEN") {
			t.Fatalf("%q sent it, or nothing was asked: %s", answer, errs)
		}
	}
	c.in = "y\n"
	if c.run("check", "--only", "credentials.token_valid"); !sent() {
		t.Fatal("agreed to, and not sent")
	}
	e.mu.Lock()
	e.got.Reset()
	e.mu.Unlock()
	c.in, c.tty = "", false
	if _, _, errs := c.run("check", "--only", "credentials.token_valid"); !sent() || strings.Contains(errs, "SHOP_TOKEN, in") {
		t.Errorf("the word was forgotten: %s", errs)
	}
	e.mu.Lock()
	e.got.Reset()
	e.mu.Unlock()
	if err := os.WriteFile(filepath.Join(c.dir, "homologa.toml"), []byte(file+"# other\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if c.run("check", "--only", "credentials.token_valid"); sent() {
		t.Error("another text counts as agreed to")
	}
	if c.run("check", "--only", "credentials.token_valid", "--trust-config"); !sent() {
		t.Error("--trust-config is no word")
	}
}

// TestAgreementsOfSomebodyElse: a file that is none of ours is left as it is, and the word is good for this once.
func TestAgreementsOfSomebodyElse(t *testing.T) {
	e := newEar(t)
	c := newClone(t, "http://"+e.ln.Addr().String(), map[string]string{"homologa.toml": "[credentials]\naccess_token = \"SHOP_TOKEN\"\n"})
	file := filepath.Join(c.vars["XDG_STATE_HOME"], "homologa", "trusted.jsonl")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("notes\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.in, c.tty = "y\n", true
	_, _, errs := c.run("check", "--only", "credentials.token_valid")
	heard, _ := e.heard()
	if raw, _ := os.ReadFile(file); string(raw) != "notes\n" || !strings.Contains(heard, foreignToken) || !strings.Contains(errs, "this time only") {
		t.Errorf("%q, %s", raw, errs)
	}
}
