package source

import (
	"fmt"
	"path"
	"strings"
	"sync"
)

// ignoring answers what git would ignore, by the rules of gitignore(5): the last pattern that
// matches decides, a deeper file before a higher one, .git/info/exclude and the person's own file
// last; what lies in an ignored folder cannot be taken back in.
type ignoring struct {
	tree Tree

	mu    sync.Mutex
	files map[string][]pattern
	repo  *repository
	err   error
	tried bool
}

// pattern is one line.
type pattern struct {
	steps    []string // by "/", "**" on its own
	not      bool
	folder   bool
	anywhere bool // no slash: the name alone decides
	by       string
}

// parseIgnore reads the patterns of one file; source names it in answers.
func parseIgnore(b []byte, source string) (out []pattern) {
	for i, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.HasPrefix(line, "\ufeff") && i == 0 {
			line = line[len("\ufeff"):]
		}
		for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
			line = line[:len(line)-1]
		}
		if line == "" || line[0] == '#' {
			continue
		}
		p := pattern{by: fmt.Sprintf("%s:%d", source, i+1)}
		if line[0] == '!' {
			p.not, line = true, line[1:]
		}
		if rest, ok := strings.CutSuffix(line, "/"); ok {
			p.folder, line = true, rest
		}
		if line == "" || len(line) > 1000 {
			continue
		}
		p.anywhere = !strings.Contains(line, "/")
		p.steps = strings.Split(strings.TrimPrefix(line, "/"), "/")
		if len(p.steps) > 40 {
			continue
		}
		out = append(out, p)
	}
	return out
}

// hits tells whether the pattern matches a path relative to its file.
func (p pattern) hits(rel string, dir bool) bool {
	if p.folder && !dir {
		return false
	}
	if p.anywhere {
		return step(p.steps[0], path.Base(rel))
	}
	return walkSteps(p.steps, strings.Split(rel, "/"))
}

func walkSteps(ps, names []string) bool {
	// Remembering dead ends keeps "**/**/**" from taking for ever.
	dead := map[[2]int]bool{}
	var at func(i, j int) bool
	at = func(i, j int) bool {
		if i == len(ps) {
			return j == len(names)
		}
		if dead[[2]int{i, j}] {
			return false
		}
		ok := false
		if ps[i] == "**" {
			if i == len(ps)-1 {
				return j < len(names)
			}
			ok = at(i+1, j) || j < len(names) && at(i, j+1)
		} else {
			ok = j < len(names) && step(ps[i], names[j]) && at(i+1, j+1)
		}
		if !ok {
			dead[[2]int{i, j}] = true
		}
		return ok
	}
	return at(0, 0)
}

// step matches one name. git writes [!a] where path.Match wants [^a]; "**" inside a name is "*".
func step(p, name string) bool {
	ok, err := path.Match(bytewise(strings.ReplaceAll(strings.ReplaceAll(p, "[!", "[^"), "**", "*")), bytewise(name))
	return err == nil && ok
}

// bytewise makes a rune of every byte: git's "?" is one byte of an accented letter.
func bytewise(s string) string {
	b := make([]rune, 0, len(s))
	for i := range len(s) {
		b = append(b, rune(s[i]))
	}
	return string(b)
}

// match gives the rule that ignores a path of the work tree, "" when git sees it.
func (g *ignoring) match(name string, dir bool) string {
	if g.tree.Git == nil {
		return ""
	}
	name = path.Clean(name)
	for i := range len(name) {
		if name[i] == '/' {
			if by := g.one(name[:i], true); by != "" {
				return by
			}
		}
	}
	return g.one(name, dir)
}

func (g *ignoring) one(name string, dir bool) string {
	decide := func(ps []pattern, rel string) (by string, decided bool) {
		for i := len(ps) - 1; i >= 0; i-- {
			if ps[i].hits(rel, dir) {
				if ps[i].not {
					return "", true
				}
				return ps[i].by, true
			}
		}
		return "", false
	}
	for at := path.Dir(name); ; at = path.Dir(at) {
		rel := name
		if at != "." {
			rel = strings.TrimPrefix(name, at+"/")
		}
		if by, ok := decide(g.patterns(at), rel); ok {
			return by
		}
		if at == "." {
			break
		}
	}
	if by, ok := decide(g.patterns(excludeFile), name); ok {
		return by
	}
	by, _ := decide(g.patterns(globalFile), name)
	return by
}

// The two files that belong to no folder; no folder has such a name.
const excludeFile, globalFile = "\x00exclude", "\x00global"

// patterns reads the .gitignore of a folder once.
func (g *ignoring) patterns(at string) []pattern {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.files == nil {
		g.files = map[string][]pattern{
			excludeFile: parseIgnore(small(g.tree.Git, "info/exclude", 1<<20), ".git/info/exclude"),
			globalFile:  parseIgnore(g.tree.Global, "~/.config/git/ignore"),
		}
	}
	ps, ok := g.files[at]
	if !ok {
		file := path.Join(at, ".gitignore")
		ps = parseIgnore(small(g.tree.FS, file, 1<<20), shown(file))
		if len(g.files) < 4096 {
			g.files[at] = ps
		}
	}
	return ps
}

// close lets go of the repository.
func (g *ignoring) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.repo != nil {
		g.repo.close()
		g.repo = nil
	}
}

// committed tells whether the commit that is checked out has the file; unsure, that its trees could
// not be read.
func (g *ignoring) committed(name string) (is, unsure bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.tried {
		g.tried = true
		g.repo, g.err = openRepository(g.tree.Git)
	}
	if g.repo == nil {
		return false, g.err != nil
	}
	is, err := g.repo.inHead(name)
	return is, err != nil
}
