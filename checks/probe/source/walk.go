package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"

	"github.com/homologa/homologa/checks"
)

// walker lists folders a few hundred entries at a time, so that a folder with a million files takes
// no more memory than one with a hundred.
type walker struct {
	s    *scanner
	jobs chan<- job
	seen int
	walkResult
}

type walkResult struct {
	folders, links, special, binary, unreadable int

	unread []string
	cut    checks.SourceCut
}

const batch = 512

// maxDepth of folders; deeper ones are counted as unreadable.
const maxDepth = 60

func (w *walker) run(ctx context.Context) {
	// Depth first, with the folders still to come on a stack of our own.
	type pending struct {
		name  string
		depth int
	}
	stack := []pending{{".", 0}}
	for len(stack) > 0 && ctx.Err() == nil && w.cut == "" {
		dir := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		err := w.list(ctx, dir.name, func(d fs.DirEntry) bool {
			if w.seen++; w.seen > w.s.limits.Entries {
				w.cut = checks.SourceEntries
				return false
			}
			name := path.Join(dir.name, d.Name())
			switch mode := d.Type(); {
			case mode.IsDir():
				if left(d.Name(), func(sibling string) bool { return w.has(dir.name, sibling) }) || dir.depth >= maxDepth {
					w.folders++
				} else {
					stack = append(stack, pending{name, dir.depth + 1})
				}
			case mode&fs.ModeSymlink != 0:
				w.links++
			case !mode.IsRegular():
				w.special++
			case binaryName(d.Name()):
				w.binary++
			default:
				info, err := d.Info()
				if err != nil {
					w.failed(name)
					break
				}
				select {
				case w.jobs <- job{name, info.Size()}:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
		if err != nil {
			w.failed(dir.name)
		}
	}
}

func (w *walker) failed(name string) {
	w.unreadable++
	if len(w.unread) < maxUnread {
		w.unread = append(w.unread, shown(name))
	}
}

func (w *walker) has(dir, sibling string) bool {
	_, err := fs.Stat(w.s.tree.FS, path.Join(w.s.tree.Prefix, dir, sibling))
	return err == nil
}

func (w *walker) list(ctx context.Context, dir string, each func(fs.DirEntry) bool) error {
	f, err := w.s.tree.FS.Open(path.Join(w.s.tree.Prefix, dir))
	if err != nil {
		return err
	}
	defer f.Close()
	list, ok := f.(fs.ReadDirFile)
	if !ok {
		return errors.New("not a folder")
	}
	for ctx.Err() == nil {
		entries, err := list.ReadDir(batch)
		for _, d := range entries {
			if !each(d) {
				return nil
			}
		}
		switch {
		case err == io.EOF || err == nil && len(entries) == 0:
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}
