package testpay

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/homologa/homologa/mpclient/filelock"
)

// The ledger remembers what was created until it is cleaned up. It is a text file, one JSON object a
// line, only ever added to: that a creation is about to be sent is on the disk before it is sent, so
// that a crash at any moment leaves a line that says what to look for. It holds no secret.

const (
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

type ledgerLine struct {
	V    int    `json:"v"`
	What string `json:"what"` // sending, made, closed
	Entry
	How string `json:"how,omitempty"` // what closed it
}

// ErrLedgerBusy says that another homologa is creating payments now.
var ErrLedgerBusy = errors.New("testpay: the ledger is in use")

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
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := filelock.Open(path)
	switch {
	case errors.Is(err, filelock.ErrBusy):
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
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // not every system can
		_ = dir.Close()
	}
	return l, nil
}

// settle goes to the end of the file, behind a line break.
func (l *Ledger) settle() error {
	end, err := l.file.Seek(0, io.SeekEnd)
	if err != nil || end == 0 {
		return err
	}
	if len(l.open) == 0 && l.bad == 0 && end > ledgerWorn {
		if err := l.file.Truncate(0); err != nil {
			return err
		}
		_, err = l.file.Seek(0, io.SeekStart)
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
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = f.Close() }()
	return readLedger(f)
}

func readLedger(r io.Reader) (open []Entry, damaged int, err error) {
	in := bufio.NewReaderSize(r, maxLedgerLine)
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
		case long, json.Unmarshal(text, &line) != nil, line.V != ledgerVersion, line.Reference == "":
			if whole || long {
				damaged++ // a cut last line was never acted upon
			}
		default:
			open = line.apply(open)
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
