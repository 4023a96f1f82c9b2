//go:build !windows && !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package ownfile

import (
	"errors"
	"os"
)

// nonblock is nothing here: there are no pipes in folders, or no way to open them without waiting.
const nonblock = 0

// Lock refuses: nothing here can tell whether another process has the file.
func Lock(string) (*os.File, error) {
	return nil, errors.New("cannot be locked on this system")
}
