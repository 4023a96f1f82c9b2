// Package ttytest is for tests that run a program on an emulated terminal.
package ttytest

import (
	"io"
	"sync"
)

// Line is what lies between a terminal and a program: it takes what is typed, and what the terminal answers, at once,
// and keeps it until the program reads. Without it a program that draws while the terminal answers waits for itself:
// the answer waits for a reader, the reader for the program, and the program for the end of its drawing. It ends with
// from, whose error it gives after everything that came before.
func Line(from io.Reader) io.Reader {
	l := &line{}
	l.more = sync.NewCond(&l.mu)
	go l.take(from)
	return l
}

type line struct {
	mu   sync.Mutex
	more *sync.Cond
	kept []byte
	err  error
}

func (l *line) take(from io.Reader) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		l.mu.Lock()
		l.kept, l.err = append(l.kept, buf[:n]...), err
		l.mu.Unlock()
		l.more.Signal()
		if err != nil {
			return
		}
	}
}

func (l *line) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.kept) == 0 {
		if l.err != nil {
			return 0, l.err
		}
		l.more.Wait()
	}
	n := copy(p, l.kept)
	l.kept = l.kept[n:]
	return n, nil
}
