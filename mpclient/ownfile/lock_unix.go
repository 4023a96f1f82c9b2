//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package ownfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// nonblock keeps the opening of a pipe from waiting for its other end.
const nonblock = syscall.O_NONBLOCK

// Lock opens a file for reading and writing by this process alone, creating it when there is none: two in one journal
// would spoil it. Others may read it. The lock ends with the process, however it ends, or when the file is closed. A file
// that is taken gives ErrBusy.
func Lock(path string) (*os.File, error) {
	root, name, err := enter(path, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	f, err := openIn(root, name, path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		if f, err = root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); errors.Is(err, fs.ErrExist) {
			f, err = openIn(root, name, path, os.O_RDWR) // somebody made it meanwhile
		}
		keepName(root)
	}
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if err == syscall.EWOULDBLOCK {
			err = ErrBusy
		}
		return nil, err
	}
	return f, nil
}
