package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestPortInUse(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	code, out, errs := inside(t, t.TempDir(), map[string]string{"LANG": "pt_BR.UTF-8"}, "sandbox", "--addr", ln.Addr().String())
	if code != exitUsage || out != "" || !strings.Contains(errs, "já está em uso. Escolha outro endereço com --addr") {
		t.Errorf("code %d, %s", code, errs)
	}
}

// TestReaderGone: what reads the output may stop reading; the program then ends without a word.
func TestReaderGone(t *testing.T) {
	c := process(t, t.TempDir(), nil, "requirements", "--format", "json")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	var errs bytes.Buffer
	c.Stdout, c.Stderr = w, &errs
	if err := c.Run(); err == nil {
		t.Error("a broken pipe went unnoticed")
	}
	_ = w.Close()
	if runtime.GOOS != "windows" && errs.Len() > 0 {
		t.Errorf("it said %q", errs.String())
	}
}

// brokenWriter is standard output on a full disk.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: fmt.Errorf("no space left on device")}
}

func TestFullDisk(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"requirements"}, {"requirements", "--format", "json"}, {"fix", "ssl.https"}, {"check", "--demo", "--only", "pix"}, {"sandbox", "--json"}} {
		var errs bytes.Buffer
		e := testEnv(t.TempDir(), nil, args...)
		e.out, e.err = brokenWriter{}, &errs
		code := run(e)
		if code != exitUnfinished || !strings.Contains(errs.String(), "Cannot write /dev/stdout: no space left on device") {
			t.Errorf("%v: code %d, %s", args, code, errs.String())
		}
	}
}

func TestColour(t *testing.T) {
	for name, c := range map[string]struct {
		vars   map[string]string
		args   []string
		colour bool
	}{
		"terminal":     {nil, nil, true},
		"NO_COLOR=yes": {map[string]string{"NO_COLOR": "yes"}, nil, false},
		"--no-color":   {nil, []string{"--no-color"}, false},
		"TERM=dumb":    {map[string]string{"TERM": "dumb"}, nil, false},
		"into a file":  {nil, []string{"--output", "x"}, false},
	} {
		var out bytes.Buffer
		dir := t.TempDir()
		args := append([]string{"check", "--demo", "--only", "pix"}, c.args...)
		if len(c.args) == 2 {
			args[len(args)-1] = filepath.Join(dir, "x")
		}
		e := testEnv(dir, c.vars, args...)
		e.out, e.ttyOut = &out, true
		if code := run(e); code != exitFails {
			t.Errorf("%s: code %d", name, code)
		}
		text := out.String()
		if len(c.args) == 2 {
			raw, err := os.ReadFile(filepath.Join(dir, "x"))
			if err != nil {
				t.Fatal(err)
			}
			text += string(raw)
		}
		if got := strings.Contains(text, "\x1b["); got != c.colour || !strings.Contains(text, "pix.key") {
			t.Errorf("%s: colour %v", name, got)
		}
	}
}

// TestDumbTerminal: two terminals are not enough when they cannot draw; the walk goes line by line there.
func TestDumbTerminal(t *testing.T) {
	var out bytes.Buffer
	e := testEnv(t.TempDir(), map[string]string{"TERM": "dumb"}, "demo")
	e.out, e.ttyIn, e.ttyOut = &out, true, true
	if code := run(e); code != exitReady || !strings.Contains(out.String(), "not ready") || !strings.Contains(out.String(), "What now?") || strings.Contains(out.String(), "\x1b") {
		t.Errorf("code %d, %q", code, out.String())
	}
}
