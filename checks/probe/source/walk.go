package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

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
	left, aside checks.Omissions
	past        checks.Omissions // histories that nobody reads
	cut         checks.SourceCut
}

const batch = 512

// maxDepth of folders. No project comes near, and deeper paths are longer than systems take.
const maxDepth = 200

// pending is a folder still to come.
type pending struct {
	name  string
	depth int
	built bool
	web   bool // browsers get it: nothing in it is set aside
}

func (w *walker) run(ctx context.Context) {
	// Depth first, with the folders still to come on a stack of our own. What builds made comes last:
	// where time runs out, the sources were read.
	stack, later := []pending{{name: "."}}, []pending(nil)
	for ctx.Err() == nil && w.cut == "" {
		if len(stack) == 0 {
			stack, later = later, nil
		}
		if len(stack) == 0 {
			return
		}
		dir := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		has := func(sibling string) bool { return w.has(dir.name, sibling) }
		err := w.list(ctx, dir.name, func(d fs.DirEntry) bool {
			if w.seen++; w.seen > w.s.limits.Entries {
				w.cut = checks.SourceEntries
				return false
			}
			name := path.Join(dir.name, d.Name())
			switch mode := d.Type(); {
			case mode.IsDir() && d.Name() == ".homologa", d.Name() == ".git" && dir.name == ".":
				// our own notes; the history is read apart
			case d.Name() == ".git":
				w.past.Add("git_nested", 1, shown(dir.name))
			case mode.IsDir() && (d.Name() == ".hg" || d.Name() == ".svn" || d.Name() == ".bzr"):
				w.past.Add("vcs", 1, shown(name))
			case mode.IsDir() && !dir.web && left(d.Name(), has):
				w.aside.Add("packages", 1, shown(name))
			case mode.IsDir() && dir.depth >= maxDepth:
				w.left.Add("deep", 1, shown(name))
			case mode.IsDir():
				next := pending{name, dir.depth + 1, dir.built || built(d.Name(), has) || left(d.Name(), has), dir.web || web(name, w.startPage)}
				if next.built && !dir.built {
					later = append(later, next)
				} else {
					stack = append(stack, next)
				}
			case mode&fs.ModeSymlink != 0:
				if kind := w.astray(name); kind != "" {
					w.left.Add(kind, 1, shown(name))
				}
			case !mode.IsRegular():
				w.aside.Add("special", 1, shown(name)) // pipes and sockets hold nothing
			default:
				info, err := d.Info()
				if err != nil {
					w.failed(name)
					break
				}
				select {
				case w.jobs <- job{name, info.Size(), dir.built}:
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

func (w *walker) failed(name string) { w.left.Add("unreadable", 1, shown(name)) }

// astray tells links to what is not read, by a kind of omission; "" is a link to something in the
// folder, which is read where it lies, or to nothing. Should the way lead over another link, that one
// is met as well.
func (w *walker) astray(name string) string {
	full := path.Join(w.s.tree.Prefix, name)
	to, err := fs.ReadLink(w.s.tree.FS, full)
	if err != nil {
		return "links"
	}
	to = filepath.ToSlash(to)
	if path.IsAbs(to) || filepath.IsAbs(to) {
		rel, err := filepath.Rel(w.s.tree.root, filepath.FromSlash(to))
		if w.s.tree.root == "" || err != nil {
			return "links"
		}
		to = filepath.ToSlash(rel)
	} else {
		to = path.Join(path.Dir(full), to)
	}
	prefix := w.s.tree.Prefix + "/"
	if w.s.tree.Prefix == "." {
		prefix = ""
	}
	if to == ".." || strings.HasPrefix(to, "../") || to != w.s.tree.Prefix && !strings.HasPrefix(to+"/", prefix) {
		return "links"
	}
	if strings.Contains("/"+to+"/", "/.git/") || strings.Contains("/"+to+"/", "/.homologa/") {
		return "links"
	}
	if w.setAside(strings.TrimPrefix(to+"/", prefix)) {
		return "links_packages"
	}
	return ""
}

// setAside tells paths into a folder that is not read, if there is something.
func (w *walker) setAside(to string) bool {
	if to = path.Clean(to); !w.has(".", to) {
		return false
	}
	dir := "."
	for step := range strings.SplitSeq(to, "/") {
		at := path.Join(dir, step)
		if left(step, func(sibling string) bool { return w.has(dir, sibling) }) {
			st, err := fs.Stat(w.s.tree.FS, path.Join(w.s.tree.Prefix, at))
			return err == nil && st.IsDir()
		}
		if web(at, w.startPage) {
			return false
		}
		dir = at
	}
	return false
}

func (w *walker) startPage(dir string) bool { return w.has(dir, "index.html") }

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
