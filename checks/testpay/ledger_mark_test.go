package testpay

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/ownfile"
)

const oldLine = `{"v":1,"what":"sending","reference":"a","kind":"payment","scenario":"card","api":"","account":7,"test":true,"amount":"BRL 1.00","at":"2026-11-23T12:00:00Z"}` + "\n"

// TestForeignFilesStayAsTheyAre: a ledger is one of ours or it is refused, and what is refused is not touched.
func TestForeignFilesStayAsTheyAre(t *testing.T) {
	for name, text := range map[string]string{
		"notes":                  "buy milk\n",
		"no line break":          "buy milk",
		"only line breaks":       "\n\n",
		"JSON of another":        `{"name":"shop","version":"1.0.0"}` + "\n",
		"JSON lines of another":  `{"level":"info"}` + "\n" + `{"level":"warn"}` + "\n",
		"a journal":              `{"journal":"homologa.deliveries","v":1}` + "\n",
		"a later version":        `{"ledger":"homologa.payments","v":2}` + "\n",
		"ours, then notes":       oldLine + "buy milk\n",
		"notes, then ours":       "buy milk\n" + oldLine,
		"a line without a what":  `{"v":1,"reference":"a"}` + "\n",
		"a word of another":      `{"reference":"a","v":1,"what":"bought"}` + "\n",
		"one endless line":       strings.Repeat("x", 3*maxLedgerLine),
		"a mark in another case": strings.ToUpper(ledgerMark),
	} {
		path := filepath.Join(t.TempDir(), "notes.txt")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if l, err := OpenLedger(path); !errors.Is(err, ErrLedgerForeign) {
			t.Errorf("%s: %v, %v", name, l, err)
		}
		if _, _, err := ReadLedger(path); !errors.Is(err, ErrLedgerForeign) {
			t.Errorf("%s, read: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%s became %q, %v", name, now, err)
		}
	}
}

// TestLedgersOfBeforeTheMark: what an earlier version left to clean is still found, a line that a crash tore in it too.
func TestLedgersOfBeforeTheMark(t *testing.T) {
	for name, text := range map[string]string{
		"one line":           oldLine,
		"torn in the middle": oldLine + `{"v":1,"what":"clo` + "\n" + `{"v":1,"what":"closed","reference":"z","how":"x"}` + "\n",
		"torn at the end":    oldLine + `{"v":1,"wh`,
	} {
		path := filepath.Join(t.TempDir(), "payments.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := OpenLedger(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if open := l.Open(); len(open) != 1 || open[0].Reference != "a" {
			t.Errorf("%s: %+v", name, open)
		}
		if err := errors.Join(l.Closed("a", "cancelled"), l.Close()); err != nil {
			t.Error(err)
		}
		if open, _, err := ReadLedger(path); err != nil || len(open) != 0 {
			t.Errorf("%s, closed: %+v, %v", name, open, err)
		}
	}
}

func TestANewLedgerIsNamed(t *testing.T) {
	for _, before := range []string{"", ledgerMark[:1], ledgerMark[:len(ledgerMark)-1], ledgerMark} {
		path := filepath.Join(t.TempDir(), "payments.jsonl")
		if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := OpenLedger(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if now, _ := os.ReadFile(path); string(now) != ledgerMark {
			t.Errorf("after %q: %q", before, now)
		}
	}
}

// TestNoLedgerThroughALink: nothing is made where a link leads.
func TestNoLedgerThroughALink(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	path := filepath.Join(dir, "payments.jsonl")
	if err := os.Symlink(victim, path); err != nil {
		t.Skip(err)
	}
	if l, err := OpenLedger(path); ownfile.What(err) != ownfile.Link {
		t.Errorf("%v, %v", l, err)
	}
	if _, _, err := ReadLedger(path); ownfile.What(err) != ownfile.Link {
		t.Errorf("read: %v", err)
	}
	if _, err := os.Lstat(victim); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the target of the link: %v", err)
	}
}
