package ownfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Draft is a file being written beside its target. The target stays what it is until Commit puts the whole file in its
// place, in one step: a link under that name is replaced and what it led to is left alone.
type Draft struct {
	*os.File
	root       *os.Root // nil where the target is a device or a pipe and is written as it is
	temp, name string
	path       string
}

// Begin starts a file that will be at path with a mode. A target that is a device or a pipe, such as /dev/stdout, is
// written directly. Where path is a folder the error is a *Refused.
func Begin(path string, mode fs.FileMode) (*Draft, error) { return begin(path, mode, 0) }

func begin(path string, mode, made fs.FileMode) (*Draft, error) {
	if direct(path) {
		f, err := os.OpenFile(path, os.O_WRONLY|nonblock, 0)
		if err != nil {
			return nil, err
		}
		return &Draft{File: f, path: path}, nil
	}
	root, name, err := enter(path, made)
	if err != nil {
		return nil, err
	}
	if st, err := root.Lstat(name); err == nil && st.IsDir() {
		_ = root.Close()
		return nil, &Refused{path, Directory}
	}
	temp := ".homologa-" + strings.ToLower(rand.Text()[:12]) + ".part"
	f, err := root.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		_ = root.Close()
		return nil, err
	}
	return &Draft{File: f, root: root, temp: temp, name: name, path: path}, nil
}

// direct tells a target that takes what is written and keeps no name: a device or a pipe. Those of /dev and /proc are links
// to where a stream goes, be that a file.
func direct(path string) bool {
	switch dir := filepath.Dir(filepath.Clean(path)); {
	case dir == "/dev", dir == "/dev/fd", strings.HasPrefix(dir, "/proc/"):
		st, err := os.Stat(path)
		return err == nil && !st.IsDir()
	}
	st, err := os.Lstat(path)
	return err == nil && st.Mode()&(fs.ModeNamedPipe|fs.ModeDevice) != 0
}

// Commit makes the file durable and gives it its name. Without replace a target that is there stays, and the error is
// fs.ErrExist. A draft that cannot be put in its place is removed.
func (d *Draft) Commit(replace bool) error {
	if d.root == nil {
		return d.Close()
	}
	err := d.Sync()
	err = errors.Join(err, d.Close())
	if err == nil {
		err = d.place(replace)
	}
	_ = d.root.Remove(d.temp) // gone where it was renamed
	if err == nil {
		keepName(d.root)
	}
	_ = d.root.Close()
	return err
}

func (d *Draft) place(replace bool) error {
	if replace {
		return d.root.Rename(d.temp, d.name)
	}
	// A second name is refused when the first was taken meanwhile; a rename would replace it.
	if err := d.root.Link(d.temp, d.name); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := d.root.Lstat(d.name); err == nil {
		return fs.ErrExist
	}
	return d.root.Rename(d.temp, d.name)
}

// Discard removes what was begun.
func (d *Draft) Discard() {
	_ = d.Close()
	if d.root != nil {
		_ = d.root.Remove(d.temp)
		_ = d.root.Close()
	}
}

// Write puts a whole file in its place, making the folders it is in when folders is not 0.
func Write(path string, raw []byte, mode, folders fs.FileMode) error {
	d, err := begin(path, mode, folders)
	if err != nil {
		return err
	}
	if _, err := d.Write(raw); err != nil {
		d.Discard()
		return err
	}
	return d.Commit(true)
}
