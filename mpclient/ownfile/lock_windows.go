package ownfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// nonblock is nothing here: named pipes are no files of a folder.
const nonblock = 0

const sharingViolation = syscall.Errno(32)

// Lock opens a file for reading and writing by this process alone, creating it when there is none: two in one journal
// would spoil it. Others may read it. The lock ends with the process, however it ends, or when the file is closed. A file
// that is taken gives ErrBusy.
func Lock(path string) (*os.File, error) {
	root, name, err := enter(path, 0)
	if err != nil {
		return nil, err
	}
	st, err := root.Lstat(name)
	_ = root.Close()
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		if err := regular(path, st.Mode()); err != nil {
			return nil, err
		}
	}
	wide, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	// A link that came meanwhile is opened as the link it is, which takes no text.
	h, err := syscall.CreateFile(wide, syscall.GENERIC_READ|syscall.GENERIC_WRITE, syscall.FILE_SHARE_READ, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err == sharingViolation {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}
