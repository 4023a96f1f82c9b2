//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package webhook

import (
	"os"
	"path/filepath"
	"syscall"
)

// openLocked opens a file for this process alone to write. The lock ends with the process, however it ends.
func openLocked(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if err == syscall.EWOULDBLOCK {
			err = errBusy
		}
		return nil, err
	}
	return f, nil
}

// keepName makes the name of a new file survive a power cut. A system that cannot sync folders has its own ways.
func keepName(path string) {
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
