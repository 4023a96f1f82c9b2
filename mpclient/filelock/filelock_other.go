//go:build !windows && !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package filelock

import (
	"errors"
	"os"
)

// Open refuses: nothing here can tell whether another process has the file.
func Open(string) (*os.File, error) {
	return nil, errors.New("cannot be locked on this system")
}
