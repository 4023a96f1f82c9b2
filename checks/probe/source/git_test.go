package source

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
)

// git runs the real program, the judge of what is read here.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("HOMOLOGA_REQUIRE_TOOLS") != "" {
			t.Fatal(err)
		}
		t.Skip("git is not installed")
	}
	c := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", "-c", "gc.auto=0", "-c", "core.quotepath=false"}, args...)...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	out, err := c.CombinedOutput()
	if err != nil && args[0] != "check-ignore" {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func commitAll(t testing.TB, dir, message string) {
	t.Helper()
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "--allow-empty", "-m", message)
}

// leaky makes a repository whose tokens are in the past only: in a file since changed, in one since
// removed, on a branch, in a stash and under a tag.
func leaky(t testing.TB) string {
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	body := strings.Repeat("a line of a file that is long enough for a delta\n", 200)
	write(t, dir, "src/pay.js", body+"const token = '"+liveToken+"'\n")
	write(t, dir, "node_modules/x.js", otherToken)
	commitAll(t, dir, "first")
	write(t, dir, "src/pay.js", body+"const token = process.env.MP_ACCESS_TOKEN\n")
	write(t, dir, "docs/howto.md", "use "+testToken+"\n")
	commitAll(t, dir, "second")
	git(t, dir, "rm", "-q", "docs/howto.md")
	commitAll(t, dir, "third")
	git(t, dir, "checkout", "-q", "-b", "side")
	write(t, dir, "side.php", "<?php\n$t = '"+otherToken+"';\n")
	commitAll(t, dir, "side")
	git(t, dir, "tag", "-a", "v1", "-m", "v1")
	git(t, dir, "checkout", "-q", "main")
	git(t, dir, "branch", "-q", "-D", "side") // the tag alone leads to it
	return dir
}

func TestHistoryIsReadFromEveryStore(t *testing.T) {
	for _, store := range []string{"loose", "packed", "packed, offsets", "packed refs", "work tree", "subfolder"} {
		t.Run(store, func(t *testing.T) {
			dir := leaky(t)
			at := dir
			switch store {
			case "packed":
				git(t, dir, "-c", "repack.usedeltabaseoffset=false", "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
			case "packed, offsets":
				git(t, dir, "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
			case "packed refs":
				git(t, dir, "pack-refs", "--all")
			case "work tree":
				at = filepath.Join(t.TempDir(), "wt")
				git(t, dir, "worktree", "add", "-q", "-b", "wt", at)
			case "subfolder":
				at = filepath.Join(dir, "src")
			}
			s := scanDir(t, at, Options{Known: known(liveToken)})
			h := s.History
			if h.State != checks.HistoryRead || h.Commits < 4 || !s.Git.Repo {
				t.Fatalf("%+v", h)
			}
			var got []string
			for _, k := range h.Tokens {
				got = append(got, fmt.Sprintf("%s:%d %v %v", k.Place.File, k.Place.Line, k.Current, k.Sample))
				if len(k.Commit) != 10 || !strings.Contains(git(t, dir, "rev-parse", k.Commit), k.Commit) {
					t.Errorf("commit %q", k.Commit)
				}
			}
			slices.Sort(got)
			want := []string{"docs/howto.md:1 false true", "side.php:2 false false", "src/pay.js:201 true false"}
			if !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
			if len(s.Tokens) != 0 {
				t.Errorf("the present is clean, but %v", where(s.Tokens))
			}
		})
	}
}

// TestObjectsAreThoseOfGit compares every object of a packed repository with what git itself says.
func TestObjectsAreThoseOfGit(t *testing.T) {
	dir := leaky(t)
	text := strings.Repeat("x", 3000)
	for i := range 30 { // a chain of deltas
		at := (i * 97) % 2900
		text = text[:at] + fmt.Sprint(i) + text[at+2:]
		write(t, dir, "chain.txt", text)
		commitAll(t, dir, fmt.Sprint(i))
	}
	git(t, dir, "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := openRepository(tree.Git)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	n := 0
	for line := range strings.Lines(git(t, dir, "cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", "--batch-all-objects")) {
		var name, kind string
		var size int
		if _, err := fmt.Sscan(line, &name, &kind, &size); err != nil {
			t.Fatal(err)
		}
		id, _ := parseHash(name)
		k, data, err := r.object(id, maxObject)
		if err != nil || k != slices.Index([]string{"", "commit", "tree", "blob", "tag"}, kind) || len(data) != size {
			t.Fatalf("%s: %d, %d bytes, %v; git says %s, %d", name, k, len(data), err, kind, size)
		}
		if kind == "blob" && string(data) != git(t, dir, "cat-file", "blob", name) {
			t.Fatalf("%s differs", name)
		}
		n++
	}
	if n < 90 {
		t.Errorf("only %d objects", n)
	}
}

func TestHistoriesThatAreNotRead(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, dir string)
		want checks.HistoryState
	}{
		{"no commits", func(t *testing.T, dir string) { git(t, dir, "init", "-q") }, checks.HistoryNone},
		{"no repository", func(*testing.T, string) {}, checks.HistoryNone},
		{"SHA-256", func(t *testing.T, dir string) {
			git(t, dir, "init", "-q", "--object-format=sha256")
			commitAll(t, dir, "a")
		}, checks.HistoryUnsupported},
		{"shallow", func(t *testing.T, dir string) {
			from := leaky(t)
			git(t, dir, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(from), ".")
		}, checks.HistoryPartly},
		{"damaged", func(t *testing.T, dir string) {
			git(t, dir, "init", "-q")
			write(t, dir, "a", "b")
			commitAll(t, dir, "a")
			id := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD^{tree}"))
			p := filepath.Join(dir, ".git", "objects", id[:2], id[2:])
			_ = os.Chmod(p, 0o644)
			if err := os.WriteFile(p, []byte("damaged"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, checks.HistoryPartly},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.make(t, dir)
			if h := scanDir(t, dir, Options{}).History; h.State != c.want {
				t.Errorf("%+v, want %s", h, c.want)
			}
		})
	}
	s := scanDir(t, leaky(t), Options{Limits: Limits{Objects: 5}})
	if s.History.State != checks.HistoryPartly {
		t.Errorf("after five objects: %+v", s.History)
	}
}

// TestIgnoringAgreesWithGit asks git check-ignore about the same rules and paths.
func TestIgnoringAgreesWithGit(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	paths := []string{".env", "a/.env", "a/b/.env", "a/b/c/.env.local", "x.log", "logs/x.log", "logs/keep.log", "build/.env", "src/build/.env", "doc/frotz/.env", "a/doc/frotz/.env",
		"exclude/.env", "foo/bar/.env", "foo/x/bar/.env", "é/.env", "sp ace/.env", "a/[x]/.env", "deep/a/b/c/d/e/.env"}
	for _, p := range paths {
		write(t, dir, p, "x")
	}
	lines := []string{".env", "/.env", "*.env", ".env*", "!.env", "!a/.env", "a/", "/a/b/", "*.log", "!keep.log", "logs/*", "**/build/", "build/**", "doc/frotz", "doc/frotz/", "/doc/*", "foo/**/bar", "**/c",
		"# c", "\\#x", "", "a/b/.en?", "[!a]/.env", "e[x]clude/", "\\!x", "sp\\ ace/", ".env ", "**", "!**/", "deep/**/.env", "a/**", "!a/b/", "?/.env", "*/", "!*/", "é/", "\\[x\\]/", "/*", "!/a"}
	random := rand.New(rand.NewPCG(1, 2))
	pick := func() string {
		var b strings.Builder
		for range 1 + random.IntN(4) {
			b.WriteString(lines[random.IntN(len(lines))] + "\n")
		}
		return b.String()
	}
	for round := range 60 {
		top, sub, exclude := pick(), "", ""
		if round%3 == 1 {
			sub = pick()
		}
		if round%3 == 2 {
			exclude = pick()
		}
		write(t, dir, ".gitignore", top)
		write(t, dir, "a/.gitignore", sub)
		write(t, dir, ".git/info/exclude", exclude)
		out := git(t, dir, append([]string{"check-ignore", "--no-index"}, paths...)...)
		tree, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		tree.Global = nil
		g := &ignoring{tree: tree}
		said := strings.Split(out, "\n")
		for _, p := range paths {
			want := slices.Contains(said, p)
			if by := g.match(p, false); (by != "") != want {
				t.Errorf("%s: by %q, git says %v\n.gitignore: %q\na/.gitignore: %q\nexclude: %q", p, by, want, top, sub, exclude)
			}
		}
	}
}

func TestEnvFilesAndGit(t *testing.T) {
	env := "MP_ACCESS_TOKEN=" + liveToken + "\n"
	for _, c := range []struct {
		name                        string
		files                       map[string]string
		commit                      bool
		ignored, committed, guarded bool
		n                           int
	}{
		{"ignored", map[string]string{".env": env, ".gitignore": "node_modules\n.env\n"}, false, true, false, true, 1},
		{"not ignored", map[string]string{".env": env, ".gitignore": "node_modules\n"}, false, false, false, false, 1},
		{"taken back", map[string]string{".env": env, ".gitignore": ".env*\n!.env\n"}, false, false, false, false, 1},
		{"committed", map[string]string{".env": env}, true, false, true, false, 1},
		{"without a credential", map[string]string{".env": "PORT=1", ".env.test": "PORT=2"}, false, false, false, false, 1},
		{"an example", map[string]string{".env.example": "MP_ACCESS_TOKEN="}, false, false, false, false, 0},
		{"deep", map[string]string{"api/.env.production": env, "api/.gitignore": ".env.*"}, false, true, false, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.files)
			git(t, dir, "init", "-q")
			if c.commit {
				commitAll(t, dir, "a")
			}
			s := scanDir(t, dir, Options{})
			if len(s.Env) != c.n || s.Git.IgnoresEnv != c.guarded {
				t.Fatalf("%+v, guarded %v", s.Env, s.Git.IgnoresEnv)
			}
			if c.n == 0 {
				return
			}
			if e := s.Env[0]; e.Ignored != c.ignored || e.Committed != c.committed || e.Ignored != (e.By != "") {
				t.Errorf("%+v", e)
			}
		})
	}
}
