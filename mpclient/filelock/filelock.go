// Package filelock opens a file for one process alone to write: two in one journal would spoil it.
package filelock

import "errors"

// ErrBusy says that another process, or another opening in this one, has the file.
var ErrBusy = errors.New("filelock: in use")
