package source

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// Tree is a folder and what git keeps about it.
type Tree struct {
	FS     fs.FS  // the work tree, or the folder itself without git
	Prefix string // the folder inside FS; "." for all of it
	Git    fs.FS  // the .git folder, nil without a repository
	// Global holds the patterns of the person's own excludes file.
	Global []byte

	root string // where FS lies, "" when it is not on disk
}

// disk is a folder as files are read here: never one that is no file. Opening a pipe waits for whoever
// writes into it, so nothing is opened in a way that waits.
type disk string

func (d disk) at(name string) string { return filepath.Join(string(d), filepath.FromSlash(name)) }

func (d disk) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	f, err := os.OpenFile(d.at(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() && !st.IsDir() {
		_ = f.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: errNoFile}
	}
	return f, nil
}

func (d disk) Stat(name string) (fs.FileInfo, error)  { return os.Stat(d.at(name)) }
func (d disk) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(d.at(name)) }
func (d disk) ReadLink(name string) (string, error)   { return os.Readlink(d.at(name)) }

var errNoFile = errors.New("source: neither a file nor a folder")

// ErrNotFolder is returned by Open for a path that is a file.
var ErrNotFolder = errors.New("source: not a folder")

// Open opens a folder on disk and looks for the repository it belongs to, upwards as git does.
func Open(dir string) (Tree, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Tree{}, err
	}
	// Links inside the folder are not followed; the folder may be one.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return Tree{}, err
	}
	st, err := os.Stat(dir)
	if err != nil {
		return Tree{}, err
	}
	if !st.IsDir() {
		return Tree{}, ErrNotFolder
	}
	t := Tree{FS: disk(dir), Prefix: ".", root: dir}
	for at := dir; ; at = filepath.Dir(at) {
		if git := gitDir(filepath.Join(at, ".git")); git != nil {
			rel, err := filepath.Rel(at, dir)
			if err != nil {
				break
			}
			t = Tree{FS: disk(at), Prefix: filepath.ToSlash(rel), Git: git, Global: globalExcludes(), root: at}
			break
		}
		if filepath.Dir(at) == at {
			break
		}
	}
	return t, nil
}

// gitDir opens a .git: a folder, or the file that work trees and submodules have in its place.
func gitDir(p string) fs.FS {
	st, err := os.Stat(p) // git itself follows a link
	switch {
	case err != nil:
		return nil
	case st.Mode().IsRegular() && st.Size() < 4096:
		raw, err := os.ReadFile(p)
		to, ok := strings.CutPrefix(strings.TrimSpace(string(raw)), "gitdir: ")
		if err != nil || !ok {
			return nil
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(p), to)
		}
		// A work tree keeps its HEAD apart and shares the rest.
		if common, err := os.ReadFile(filepath.Join(to, "commondir")); err == nil {
			shared := strings.TrimSpace(string(common))
			if !filepath.IsAbs(shared) {
				shared = filepath.Join(to, shared)
			}
			return layered{disk(to), disk(shared)}
		}
		p = to
	case !st.IsDir():
		return nil
	}
	if _, err := os.Stat(filepath.Join(p, "HEAD")); err != nil {
		return nil
	}
	return disk(p)
}

// layered looks in the first tree, then in the second.
type layered struct{ over, under fs.FS }

func (l layered) Open(name string) (fs.File, error) {
	// Refs of a work tree's own (bisect, rewritten) are no history worth the mixing of two lists.
	if name != "refs" && !strings.HasPrefix(name, "refs/") {
		if f, err := l.over.Open(name); err == nil {
			return f, nil
		}
	}
	return l.under.Open(name)
}

// Of is the tree of a file system that is not on disk; its .git, if any, lies at the top.
func Of(fsys fs.FS) Tree {
	t := Tree{FS: fsys, Prefix: "."}
	if st, err := fs.Stat(fsys, ".git/HEAD"); err == nil && st.Mode().IsRegular() {
		if git, err := fs.Sub(fsys, ".git"); err == nil {
			t.Git = git
		}
	}
	return t
}

// globalExcludes reads the excludes file at git's default place. One that core.excludesFile puts
// elsewhere is not looked for.
func globalExcludes() []byte {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	f, err := os.Open(filepath.Join(home, ".config", "git", "ignore"))
	if err != nil {
		return nil
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || !st.Mode().IsRegular() || st.Size() > 1<<20 {
		return nil
	}
	raw, err := os.ReadFile(f.Name())
	if err != nil {
		return nil
	}
	return raw
}

// small reads a file of a known modest size, nil when it is not there, larger or no file.
func small(fsys fs.FS, name string, limit int64) []byte {
	st, err := fs.Stat(fsys, path.Clean(name))
	if err != nil || !st.Mode().IsRegular() || st.Size() > limit {
		return nil
	}
	b, err := fs.ReadFile(fsys, path.Clean(name))
	if err != nil {
		return nil
	}
	return b
}
