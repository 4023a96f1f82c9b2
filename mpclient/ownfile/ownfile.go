// Package ownfile opens the files this program keeps. They lie in folders that strangers may have filled: a cloned
// repository can hold links, pipes and devices under the names we use. So nothing here is opened through a link, nothing
// but a regular file is opened at all, and no opening can block.
//
// What is beneath a folder is decided by the path. A folder named .homologa is ours wherever it stands: neither it nor
// what is in it may be a link. A relative path is beneath the current folder, each part of it. Of any other path a
// person typed the folder, which may be reached as it can be, and only the file itself must be no link.
package ownfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Folder is the name of the folder of our files in a project.
const Folder = ".homologa"

// ErrBusy says that another process, or another opening in this one, has the file.
var ErrBusy = errors.New("ownfile: in use")

// ErrTooLarge says that a file is larger than its reader takes.
var ErrTooLarge = errors.New("ownfile: too large")

// Kind is what stands where one of our files should be.
type Kind string

// The kinds that are refused.
const (
	Link      Kind = "link"    // the file, or a folder on the way to it
	Directory Kind = "folder"  // where a file should be
	Special   Kind = "special" // a pipe, a socket or a device
)

// Refused says that what a path leads to is not opened, and why.
type Refused struct {
	Path string // the part of the path that is meant
	What Kind
}

func (e *Refused) Error() string { return "ownfile: " + e.Path + " is refused: " + string(e.What) }

// What tells the kind that was refused; "" for any other error.
func What(err error) Kind {
	var r *Refused
	if errors.As(err, &r) {
		return r.What
	}
	return ""
}

// split parts a path into a folder that is taken as it is and what must be reached without a link.
func split(path string) (base string, parts []string) {
	path = filepath.Clean(path)
	all := strings.Split(filepath.ToSlash(path), "/")
	if i := slices.Index(all, Folder); i >= 0 {
		base = strings.Join(all[:i], "/")
		switch {
		case i == 0:
			base = "."
		case base == "":
			base = "/"
		}
		return filepath.FromSlash(base), all[i:]
	}
	if filepath.IsLocal(path) {
		return ".", all
	}
	return filepath.Dir(path), []string{filepath.Base(path)}
}

// enter opens the folder a path is in. With made, folders that are not there are made, with that mode.
func enter(path string, made fs.FileMode) (*os.Root, string, error) {
	base, parts := split(path)
	if made != 0 {
		if err := os.MkdirAll(base, made); err != nil {
			return nil, "", err
		}
	}
	root, err := os.OpenRoot(base)
	if err != nil {
		return nil, "", err
	}
	last := len(parts) - 1
	for i, name := range parts[:last] {
		sub, err := step(root, name, made)
		_ = root.Close()
		if err != nil {
			var r *Refused
			if errors.As(err, &r) {
				r.Path = filepath.Join(base, filepath.Join(parts[:i+1]...))
			}
			return nil, "", err
		}
		root = sub
	}
	return root, parts[last], nil
}

// step goes one folder down.
func step(root *os.Root, name string, made fs.FileMode) (*os.Root, error) {
	st, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) && made != 0 {
		if err = root.Mkdir(name, made); err == nil || errors.Is(err, fs.ErrExist) {
			st, err = root.Lstat(name)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case st.Mode()&fs.ModeSymlink != 0:
		return nil, &Refused{name, Link}
	case !st.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENOTDIR}
	}
	sub, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	if now, err := sub.Stat("."); err != nil || !os.SameFile(st, now) { // it became something else meanwhile
		_ = sub.Close()
		return nil, &Refused{name, Link}
	}
	return sub, nil
}

// regular says why a file is not one to open; nil for a regular one.
func regular(path string, mode fs.FileMode) error {
	switch {
	case mode.IsRegular():
		return nil
	case mode&fs.ModeSymlink != 0:
		return &Refused{path, Link}
	case mode.IsDir():
		return &Refused{path, Directory}
	}
	return &Refused{path, Special}
}

// openIn opens a regular file in a folder.
func openIn(root *os.Root, name, path string, flag int) (*os.File, error) {
	st, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if err := regular(path, st.Mode()); err != nil {
		return nil, err
	}
	f, err := root.OpenFile(name, flag|nonblock, 0)
	if err != nil {
		return nil, err
	}
	if now, err := f.Stat(); err != nil || !os.SameFile(st, now) {
		_ = f.Close()
		return nil, &Refused{path, Link}
	}
	return f, nil
}

// Open opens a regular file for reading.
func Open(path string) (*os.File, error) {
	root, name, err := enter(path, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return openIn(root, name, path, os.O_RDONLY)
}

// OpenGiven opens for reading a file that a person named, or that lies where a person said: links are followed, but what
// they lead to must be a regular file, and the opening does not block.
func OpenGiven(path string) (*os.File, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := regular(path, st.Mode()); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	if st, err = f.Stat(); err == nil {
		err = regular(path, st.Mode())
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// Read reads a file that Open or OpenGiven opens, of at most limit bytes.
func Read(open func(string) (*os.File, error), path string, limit int64) ([]byte, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(raw)) > limit {
		return nil, ErrTooLarge
	}
	return raw, err
}

// MakeFolder makes the folder a file is to be in, and those above it, without going through a link.
func MakeFolder(path string, mode fs.FileMode) error {
	root, _, err := enter(path, mode)
	if err != nil {
		return err
	}
	return root.Close()
}

// CreateNew makes a file with a text in it where there is nothing yet, and leaves alone whatever is there: then the
// error is fs.ErrExist.
func CreateNew(path, text string, mode fs.FileMode) error {
	root, name, err := enter(path, 0)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// keepName makes the name of a file survive a power cut. A system that cannot sync folders has its own ways.
func keepName(root *os.Root) {
	if d, err := root.Open("."); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
