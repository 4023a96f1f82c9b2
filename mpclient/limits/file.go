package limits

import (
	"context"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// OpenFile opens a regular file for reading. Anything else (a folder, a pipe, a device, a socket) is refused with ErrNoFile
// without waiting: opening a pipe blocks until somebody writes, reading a device need not end.
func OpenFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if st, e := os.Stat(path); e == nil && !st.Mode().IsRegular() {
			err = noFile(path) // sockets cannot be opened at all
		}
		return nil, err
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = noFile(path)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func noFile(path string) error { return &fs.PathError{Op: "open", Path: path, Err: ErrNoFile} }

// ReadFile reads a regular file of at most size bytes; a larger one ends in ErrPiece.
func ReadFile(path string, size int64) ([]byte, error) {
	f, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, size+1))
	if err == nil && int64(len(raw)) > size {
		return nil, &fs.PathError{Op: "read", Path: path, Err: ErrPiece}
	}
	return raw, err
}

// Watch ends a transfer that stalls: unless StallBytes have passed the reader it gives in each Stall, end is called with
// ErrStall. stop ends the watching.
func Watch(r io.Reader, end context.CancelCauseFunc) (watched io.Reader, stop func()) {
	w := &watch{r: r}
	var tick *time.Timer
	ready := make(chan struct{})
	tick = time.AfterFunc(Stall, func() {
		<-ready
		if w.n.Swap(0) < StallBytes {
			end(ErrStall)
			return
		}
		tick.Reset(Stall)
	})
	close(ready)
	return w, func() { tick.Stop() }
}

type watch struct {
	r io.Reader
	n atomic.Int64
}

func (w *watch) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n.Add(int64(n))
	return n, err
}
