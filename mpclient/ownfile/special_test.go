//go:build darwin || linux

package ownfile

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipesSocketsAndDevices are refused at once: an opening that waited for the other end would never end here.
func TestPipesSocketsAndDevices(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "s")
	must(t, syscall.Mkfifo(pipe, 0o644))
	ln, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip(err)
	}
	defer func() { _ = ln.Close() }()
	for _, path := range []string{pipe, socket, "/dev/zero", "/dev/null"} {
		if f, err := Lock(path); What(err) != Special {
			t.Errorf("%s locked: %v, %v", path, f, err)
		}
		if f, err := Open(path); What(err) != Special {
			t.Errorf("%s opened: %v, %v", path, f, err)
		}
		if f, err := OpenGiven(path); What(err) != Special {
			t.Errorf("%s opened as given: %v, %v", path, f, err)
		}
	}
	link := filepath.Join(dir, "link")
	must(t, os.Symlink(pipe, link))
	if f, err := OpenGiven(link); What(err) != Special {
		t.Errorf("a link to a pipe: %v, %v", f, err)
	}
}

// TestDevicesAndPipesAreWrittenAsTheyAre: what is meant to be read at once keeps its name, also where a stream of ours leads
// to a file.
func TestDevicesAndPipesAreWrittenAsTheyAre(t *testing.T) {
	must(t, Write("/dev/null", []byte("x"), 0o600, 0))
	if st, err := os.Stat("/dev/null"); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		t.Fatalf("/dev/null became %v, %v", st.Mode(), err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(pipe, 0o644))
	r, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	must(t, err)
	defer func() { _ = r.Close() }()
	must(t, Write(pipe, []byte("through"), 0o600, 0))
	got := make([]byte, 20)
	if n, _ := r.Read(got); string(got[:n]) != "through" {
		t.Errorf("read %q", got[:n])
	}
}
