package sandbox

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient"
)

// A file cut anywhere in its last record opens with everything before it; a flipped bit anywhere
// else is reported and never repaired by guessing.
func TestStateDamage(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	first := b.payPix(`,"external_reference":"A"`)
	whole := b.payPix(`,"external_reference":"B"`)
	b.Server.Close()
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ends := recordEnds(t, good)
	last := ends[len(ends)-2]
	for _, cut := range []int{last, last + 1, last + headSize - 1, last + headSize, (last + len(good)) / 2, len(good) - 1} {
		for _, tail := range [][]byte{nil, make([]byte, 5000)} {
			write(t, path, append(good[:cut:cut], tail...))
			s, err := Open(b.kept(), path)
			if err != nil {
				t.Fatalf("cut at %d of %d: %v", cut, len(good), err)
			}
			b.Server = s
			b.want(b.do("GET", paymentPath(first), ""), 200)
			b.want(b.do("GET", paymentPath(whole), ""), 404)
			again := b.payPix(`,"external_reference":"B"`)
			s.Close()
			b.reopen(path)
			b.want(b.do("GET", paymentPath(again), ""), 200)
			b.Server.Close()
		}
	}
	for at := range last {
		bad := bytes.Clone(good)
		bad[at] ^= 0x40
		write(t, path, bad)
		if s, err := Open(b.kept(), path); err == nil {
			s.Close()
			t.Fatalf("a flipped bit in byte %d of %d went unseen", at, len(good))
		} else if !strings.Contains(err.Error(), "is damaged at byte") && !strings.Contains(err.Error(), "is not a state file") {
			t.Fatalf("byte %d: %v", at, err)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, bad) {
			t.Fatalf("byte %d: a damaged file was written to", at)
		}
	}
}

func recordEnds(t *testing.T, file []byte) (ends []int) {
	t.Helper()
	for at := len(fileMark); at < len(file); {
		at += headSize + int(uint32(file[at])|uint32(file[at+1])<<8|uint32(file[at+2])<<16|uint32(file[at+3])<<24)
		ends = append(ends, at)
	}
	return ends
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestStateErrors(t *testing.T) {
	dir := t.TempDir()
	used := filepath.Join(dir, "used")
	b := keptBench(t, used)
	text := filepath.Join(dir, "text")
	write(t, text, []byte("shopping list: milk, and nothing else at all\n"))
	locked := filepath.Join(dir, "locked")
	write(t, locked, nil)
	if err := os.Chmod(locked, 0o400); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other")
	keptBench(t, other, onSite(mpclient.MLA)).Server.Close()
	for path, want := range map[string]string{
		used: "is in use by another process", text: "is not a state file of the simulator", dir: "is a directory",
		filepath.Join(dir, "no", "such"): "has no directory to be in", locked: "may not be written", other: "belongs to the site MLA, not to MLB",
	} {
		if path == locked && os.Geteuid() == 0 {
			continue // nothing is forbidden to root
		}
		s, err := Open(Config{Site: mpclient.MLB, Now: b.clock.Now}, path)
		if err == nil {
			s.Close()
			t.Errorf("%s opened", path)
			continue
		}
		if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A disk that fails ends the pretending: the call is refused and so is everything after it.
func TestStateDiskFails(t *testing.T) {
	b := keptBench(t, stateFile(t))
	b.want(b.payPix(""), 201)
	b.Server.journal.file.flush = func() error { return errors.New("no space left on device") }
	b.want(b.payPix(`,"external_reference":"B"`), 507)
	b.want(b.payPix(`,"external_reference":"C"`), 507)

	full := keptBench(t, stateFile(t))
	full.Server.journal.file.limit = full.Server.journal.file.written.Load() + 10
	full.want(full.payPix(""), 507)
	full.want(full.do("GET", "/v1/payments/search", ""), 507)
}
