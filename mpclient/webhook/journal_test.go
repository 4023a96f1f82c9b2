package webhook

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func journalIn(t testing.TB) (*Journal, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "deliveries.jsonl")
	j, _, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j, path
}

func reopen(t *testing.T, path string) Opened {
	t.Helper()
	j, o, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return o
}

func readAllOf(t *testing.T, path string) (all []Arrival, outcomes []Outcome, damaged int) {
	t.Helper()
	damaged, err := ReadJournal(path, func(d Arrival) { all = append(all, d) }, func(o Outcome) { outcomes = append(outcomes, o) })
	if err != nil {
		t.Fatal(err)
	}
	return all, outcomes, damaged
}

func problemOf(err error) JournalProblem {
	var e *JournalError
	if errors.As(err, &e) {
		return e.Problem
	}
	return ""
}

func sample(body string) Arrival {
	return Arrival{At: signedAt.UTC(), Source: FromHTTP, Method: "POST", Query: "data.id=1&type=payment", Header: http.Header{"X-Signature": {"ts=1,v1=ab"}},
		Body: []byte(body), Length: int64(len(body)), Signature: Mismatch}
}

func TestJournalKeepsBytes(t *testing.T) {
	j, path := journalIn(t)
	var want []Arrival
	for _, body := range []string{"", `{"a":1}`, "line\nline\r\n\x00\x1b[31m", "\xff\xfe not text", "<&>\u2028 é \u202e", strings.Repeat("x", maxDelivery), strings.Repeat("\x01", maxDelivery)} {
		d, err := j.Append(sample(body))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, d)
	}
	o := Outcome{ID: want[1].ID, At: signedAt.UTC(), Status: 200, Millis: 7}
	j.Note(o)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got, outcomes, damaged := readAllOf(t, path)
	if !reflect.DeepEqual(got, want) || damaged != 0 || !reflect.DeepEqual(outcomes, []Outcome{o}) {
		t.Errorf("%d deliveries, %d damaged, outcomes %v", len(got), damaged, outcomes)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("others may read it: %v, %v", st.Mode(), err)
	}
	if o := reopen(t, path); o != (Opened{Deliveries: len(want), Pending: len(want) - 1}) {
		t.Errorf("reopened: %+v", o)
	}
	j, _, err := OpenJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if d, err := j.Append(sample("next")); err != nil || d.ID != fmt.Sprintf("d-%d", len(want)+1) {
		t.Errorf("the next one is %s, %v", d.ID, err)
	}
}

// TestJournalTorn cuts the file all along its last line, and puts what a crash may leave there.
func TestJournalTorn(t *testing.T) {
	j, path := journalIn(t)
	for range 2 {
		if _, err := j.Append(sample(`{"id":1}`)); err != nil {
			t.Fatal(err)
		}
	}
	_ = j.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lastLine := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	tails := [][]byte{bytes.Repeat([]byte{0}, 9000)}
	for i := lastLine + 1; i < len(whole); i += 3 {
		tails = append(tails, whole[lastLine:i])
	}
	for _, tail := range tails {
		if err := os.WriteFile(path, append(bytes.Clone(whole[:lastLine]), tail...), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, _, damaged := readAllOf(t, path); len(got) != 1 || damaged != 0 {
			t.Fatalf("tail of %d bytes: read %d, damaged %d", len(tail), len(got), damaged)
		}
		if o := reopen(t, path); o != (Opened{Deliveries: 1, Pending: 1, Torn: true}) {
			t.Fatalf("tail of %d bytes: %+v", len(tail), o)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, whole[:lastLine]) {
			t.Fatalf("tail of %d bytes: not cut", len(tail))
		}
	}
	for i := range len(journalMark) { // the crash came before the first line was whole
		if err := os.WriteFile(path, []byte(journalMark[:i]), 0o600); err != nil {
			t.Fatal(err)
		}
		if o := reopen(t, path); o != (Opened{}) {
			t.Fatalf("%d bytes of the first line: %+v", i, o)
		}
	}
}

// TestJournalDamage changes every other byte of a line in the middle: the line is passed over, the others count and
// nothing is cut off.
func TestJournalDamage(t *testing.T) {
	j, path := journalIn(t)
	for range 3 {
		if _, err := j.Append(sample(`{"id":1}`)); err != nil {
			t.Fatal(err)
		}
	}
	_ = j.Close()
	whole, _ := os.ReadFile(path)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	from := len(lines[0]) + len(lines[1])
	for i := from; i < from+len(lines[2])-1; i += 2 {
		bad := bytes.Clone(whole)
		bad[i] ^= 0x15
		if bad[i] == '\n' {
			continue
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if o := reopen(t, path); o != (Opened{Deliveries: 2, Pending: 2, Damaged: 1}) {
			t.Fatalf("byte %d (%q to %q): %+v", i, whole[i], bad[i], o)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, bad) {
			t.Fatalf("byte %d: the file was changed", i)
		}
	}
}

func TestJournalEndlessLine(t *testing.T) {
	j, path := journalIn(t)
	if _, err := j.Append(sample("one")); err != nil {
		t.Fatal(err)
	}
	_ = j.Close()
	f, _ := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	_, _ = f.Write(append(bytes.Repeat([]byte("x"), 3*maxLine), '\n'))
	_ = f.Close()
	j, o, err := OpenJournal(path)
	if err != nil || o.Damaged != 1 || o.Torn {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, err := j.Append(sample("two")); err != nil {
		t.Fatal(err)
	}
	_ = j.Close()
	if got, _, damaged := readAllOf(t, path); len(got) != 2 || string(got[1].Body) != "two" || damaged != 1 {
		t.Errorf("%d deliveries, %d damaged", len(got), damaged)
	}
}

func TestJournalRefusals(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	open, path := journalIn(t)
	_ = open
	for name, x := range map[string]struct {
		path string
		want JournalProblem
	}{
		"in use":        {path, JournalBusy},
		"foreign":       {file("package.json", `{"name":"shop"}`), JournalForeign},
		"long foreign":  {file("notes", strings.Repeat("some text\n", 1000)), JournalForeign},
		"later version": {file("later", "{\"journal\":\"homologa.deliveries\",\"v\":2}\n"), JournalVersion},
		"no folder":     {filepath.Join(dir, "none", "x"), JournalNowhere},
		"a folder":      {dir, JournalForeign},
	} {
		before, _ := os.ReadFile(x.path)
		if _, _, err := OpenJournal(x.path); problemOf(err) != x.want {
			t.Errorf("%s: %v, want %s", name, err, x.want)
		}
		if after, _ := os.ReadFile(x.path); !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if _, err := ReadJournal(path, nil, nil); err != nil {
		t.Errorf("a journal in use cannot be read: %v", err)
	}
}

// TestJournalFailures: what may not be on the disk is never acknowledged.
func TestJournalFailures(t *testing.T) {
	t.Run("disk full, then cleared", func(t *testing.T) {
		j, path := journalIn(t)
		write, full := j.write, true
		j.write = func(b []byte, at int64) (int, error) {
			if full {
				n, _ := write(b[:len(b)/2], at)
				return n, syscall.ENOSPC
			}
			return write(b, at)
		}
		if _, err := j.Append(sample("lost")); problemOf(err) != JournalFull {
			t.Fatalf("%v", err)
		}
		full = false
		if _, err := j.Append(sample("kept")); err != nil {
			t.Fatal(err)
		}
		_ = j.Close()
		if got, _, damaged := readAllOf(t, path); len(got) != 1 || string(got[0].Body) != "kept" || damaged != 0 {
			t.Errorf("%v, %d damaged", got, damaged)
		}
	})
	t.Run("flush fails", func(t *testing.T) {
		j, _ := journalIn(t)
		flush := j.flush
		j.flush = func() error { return syscall.EIO }
		if _, err := j.Append(sample("x")); problemOf(err) != JournalUnusable {
			t.Fatalf("%v", err)
		}
		j.flush = flush // the next flush succeeding proves nothing about what the first one lost
		if _, err := j.Append(sample("y")); err == nil {
			t.Error("taken after a failed flush")
		}
	})
	t.Run("at its size", func(t *testing.T) {
		j, _ := journalIn(t)
		j.limit = 1000
		n := 0
		for ; n < 10; n++ {
			if _, err := j.Append(sample("x")); err != nil {
				if problemOf(err) != JournalFull {
					t.Fatal(err)
				}
				break
			}
		}
		if n < 1 || n > 4 {
			t.Errorf("%d deliveries went into 1000 bytes", n)
		}
	})
	t.Run("removed", func(t *testing.T) {
		j, path := journalIn(t)
		if err := os.Remove(path); err != nil {
			t.Skip("cannot be removed here while it is open")
		}
		if _, err := j.Append(sample("x")); problemOf(err) != JournalGone {
			t.Errorf("%v", err)
		}
	})
	t.Run("closed", func(t *testing.T) {
		j, _ := journalIn(t)
		_ = j.Close()
		j.Note(Outcome{ID: "d-1"})
		if _, err := j.Append(sample("x")); problemOf(err) != JournalClosed {
			t.Errorf("%v", err)
		}
	})
}

// TestJournalSharesFlushes: those who come while a flush runs wait for one flush together.
func TestJournalSharesFlushes(t *testing.T) {
	j, path := journalIn(t)
	flush, flushes := j.flush, 0
	entered, leave := make(chan struct{}), make(chan struct{})
	j.flush = func() error {
		if flushes++; flushes == 1 {
			close(entered)
			<-leave
		}
		return flush()
	}
	var all sync.WaitGroup
	add := func() {
		all.Go(func() {
			if _, err := j.Append(sample("x")); err != nil {
				t.Error(err)
			}
		})
	}
	add()
	<-entered
	const more = 100
	for range more {
		add()
	}
	for len(j.lines) < more { // all wait in the queue
		runtime.Gosched()
	}
	close(leave)
	all.Wait()
	if flushes != 2 {
		t.Errorf("%d flushes for %d deliveries", flushes, more+1)
	}
	_ = j.Close()
	if got, _, _ := readAllOf(t, path); len(got) != more+1 {
		t.Errorf("%d deliveries", len(got))
	}
}

func FuzzJournalLine(f *testing.F) {
	good, _ := encodeLine(entry{Arrival: &Arrival{ID: "d-1", Body: []byte("x")}})
	f.Add(good)
	f.Add([]byte(`{"v":1,"crc":"00000000"}`))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		defer limitstest.Bounded(t, 4*len(text))()
		if e, ok := parseLine(bytes.TrimSuffix(text, []byte("\n"))); ok && e.V != journalVersion {
			t.Errorf("%q is taken", text)
		}
		seen := 0
		if damaged, end, err := scan(bytes.NewReader(text), func(entry) { seen++ }); err != nil || damaged+seen != bytes.Count(text, []byte("\n")) || end > int64(len(text)) {
			t.Errorf("%q: %d damaged, %d seen, end %d, %v", text, damaged, seen, end, err)
		}
	})
}
