package testpay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/homologa/homologa/mpclient/ownfile"
)

// The ledger remembers what was created until it is cleaned up. It is a text file, one JSON object a
// line behind a first line that names it, only ever added to: that a creation is about to be sent is on the disk before
// it is sent, so that a crash at any moment leaves a line that says what to look for. It holds no secret.

const (
	ledgerMark    = "{\"ledger\":\"homologa.payments\",\"v\":1}\n"
	ledgerStart   = `{"v":1,"what":"` // of every line of ours behind it
	ledgerVersion = 1
	maxLedgerLine = 64 << 10
	ledgerWorn    = 256 << 10 // a longer file with nothing open in it begins anew
)

// Entry is one thing this tool created, or was about to create.
type Entry struct {
	Reference string    `json:"reference"` // external_reference; names the entry
	Kind      Kind      `json:"kind"`
	Scenario  string    `json:"scenario"`
	API       string    `json:"api"` // base URL
	Account   int64     `json:"account"`
	Test      bool      `json:"test"`
	Amount    string    `json:"amount"`
	At        time.Time `json:"at"`
	ID        string    `json:"id,omitempty"` // "" until the creation was answered
}

var ledgerWords = []string{"sending", "made", "closed"}

type ledgerLine struct {
	V    int    `json:"v"`
	What string `json:"what"` // one of ledgerWords
	Entry
	How string `json:"how,omitempty"` // what closed it
}

// ErrLedgerBusy says that another homologa is creating payments now.
var ErrLedgerBusy = errors.New("testpay: the ledger is in use")

// ErrLedgerForeign says that the file is something else, and was left as it is.
var ErrLedgerForeign = errors.New("testpay: not a ledger of homologa")

// Ledger is the file, open for this process alone.
type Ledger struct {
	mu   sync.Mutex
	file *os.File
	open []Entry
	bad  int // lines that could not be read
}

// OpenLedger opens the file and reads what is left in it, making its folder and itself when there is
// none. A last line that a crash cut short is passed over.
func OpenLedger(path string) (*Ledger, error) {
	if err := ownfile.MakeFolder(path, 0o700); err != nil {
		return nil, err
	}
	f, err := ownfile.Lock(path)
	switch {
	case errors.Is(err, ownfile.ErrBusy):
		return nil, ErrLedgerBusy
	case err != nil:
		return nil, err
	}
	l := &Ledger{file: f}
	if l.open, l.bad, err = readLedger(f); err == nil {
		err = l.settle()
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return l, nil
}

// settle goes to the end of the file, behind a line break.
func (l *Ledger) settle() error {
	end, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if end < int64(len(ledgerMark)) || len(l.open) == 0 && l.bad == 0 && end > ledgerWorn { // new, its first write cut short, or worn
		if err := l.file.Truncate(0); err != nil {
			return err
		}
		if _, err = l.file.Seek(0, io.SeekStart); err == nil {
			_, err = l.file.WriteString(ledgerMark)
		}
		return err
	}
	last := make([]byte, 1)
	if _, err := l.file.ReadAt(last, end-1); err != nil {
		return err
	}
	if last[0] != '\n' {
		_, err = l.file.Write([]byte("\n"))
	}
	return err
}

// ReadLedger lists what is left to clean without taking the file. A file that is not there holds nothing.
func ReadLedger(path string) (open []Entry, damaged int, err error) {
	f, err := ownfile.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = f.Close() }()
	return readLedger(f)
}

// readLedger reads a file that is ours: it begins with the mark, or, written by a version that made none, with a line of
// ours, and then holds nothing but lines that at least begin as ours do. Of any other file it reads no further than it must.
func readLedger(r io.Reader) (open []Entry, damaged int, err error) {
	in := bufio.NewReaderSize(r, maxLedgerLine)
	start, err := in.Peek(len(ledgerMark))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	marked := strings.HasPrefix(ledgerMark, string(start)) // whole, or a first write that was cut short
	if marked {
		_, _ = in.Discard(len(start))
	}
	ours := 0
	for {
		text, err := in.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		whole := err == nil
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		var line ledgerLine
		switch text = bytes.TrimSpace(text); {
		case len(text) == 0:
		case long, json.Unmarshal(text, &line) != nil, line.V != ledgerVersion, line.Reference == "", !slices.Contains(ledgerWords, line.What):
			if begun := string(text[:min(len(text), len(ledgerStart))]); !marked && !strings.HasPrefix(ledgerStart, begun) {
				return nil, 0, ErrLedgerForeign
			}
			ours++
			if whole || long {
				damaged++ // a cut last line was never acted upon
			}
		default:
			ours++
			open = line.apply(open)
		}
		if errors.Is(err, io.EOF) && !marked && ours == 0 {
			return nil, 0, ErrLedgerForeign
		}
		if errors.Is(err, io.EOF) {
			return open, damaged, nil
		}
		if err != nil {
			return open, damaged, err
		}
	}
}

func (line ledgerLine) apply(open []Entry) []Entry {
	i := slices.IndexFunc(open, func(e Entry) bool { return e.Reference == line.Reference })
	switch {
	case line.What == "sending" && i < 0:
		return append(open, line.Entry)
	case line.What == "made" && i >= 0:
		open[i].ID = line.ID
	case line.What == "closed" && i >= 0:
		return slices.Delete(open, i, i+1)
	}
	return open
}

func (l *Ledger) add(line ledgerLine) error {
	line.V = ledgerVersion
	b, err := json.Marshal(line)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("testpay: ledger: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("testpay: ledger: %w", err)
	}
	l.open = line.apply(l.open)
	return nil
}

// Sending notes what is about to be created. Only when it gives nil may the request go out.
func (l *Ledger) Sending(e Entry) error { return l.add(ledgerLine{What: "sending", Entry: e}) }

// Made notes the id a creation got.
func (l *Ledger) Made(reference, id string) error {
	return l.add(ledgerLine{What: "made", Entry: Entry{Reference: reference, ID: id}})
}

// Closed notes that nothing of an entry is left to clean.
func (l *Ledger) Closed(reference, how string) error {
	return l.add(ledgerLine{What: "closed", Entry: Entry{Reference: reference}, How: how})
}

// Open lists what is left to clean.
func (l *Ledger) Open() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.open)
}

// Damaged counts lines that could not be read.
func (l *Ledger) Damaged() int { return l.bad }

// Close lets other processes have the file.
func (l *Ledger) Close() error { return l.file.Close() }
