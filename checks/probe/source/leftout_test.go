package source

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// bulk is text of a length in which nothing stands.
func bulk(n int) string { return strings.Repeat("/* nothing here */ x();\n", n/24+1)[:n] }

func gz(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

func zipped(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, text)
	}
	_ = z.Close()
	return b.String()
}

// TestNothingHidesACredential: each of these was once passed over without a word.
func TestNothingHidesACredential(t *testing.T) {
	deep := strings.Repeat("d/", 62)
	escapedToken := strings.NewReplacer("-", `\u002d`, "_", `\x5f`).Replace(liveToken)
	for name, text := range map[string]string{
		"public/assets/app.js":       bulk(3<<20) + "t='" + liveToken + "'",
		"big/nine.js":                bulk(9<<20) + liveToken,
		"dist/app.js":                "t='" + liveToken + "'",
		"build/static/js/main.js":    "t='" + liveToken + "'",
		"out/index.js":               liveToken,
		".next/static/c/1.js":        liveToken,
		".output/public/a.js":        liveToken,
		"static/a.js":                liveToken,
		"www/a.js":                   liveToken,
		deep + "a.js":                liveToken,
		"app.js.gz":                  gz(t, bulk(3<<20)+liveToken),
		"app.tgz":                    gz(t, gz(t, liveToken)),
		"shop.jar":                   zipped(t, map[string]string{"a/B.class": "\xca\xfe\xba\xbe\x00" + liveToken}),
		"logo.png":                   "a text: " + liveToken,
		"a.exe":                      "MZ\x00\x00" + wide(liveToken),
		"wide.ts":                    "\xff\xfe" + wide(bulk(3<<20)+liveToken),
		"plain16.js":                 wide("t = '" + liveToken + "'"),
		"escaped.js":                 "t='" + escapedToken + "'",
		"far/escaped.js":             bulk(3<<20) + "t='" + escapedToken + "'",
		".idea/workspace.xml":        `<env name="MP" value="` + liveToken + `"/>`,
		".svnold/x":                  liveToken,
		"utf32.env.txt":              "\xff\xfe\x00\x00" + wide(wide(liveToken)),
		"big32.txt":                  "\x00\x00\xfe\xff" + wide(wide(liveToken)),
		"public/node_modules/a.js":   liveToken,
		"web/static/coverage/b/a.js": liveToken,
	} {
		t.Run(path.Base(name), func(t *testing.T) {
			s := scanFiles(t, map[string]string{"a.js": "x", "package.json": "{}", name: text})
			if len(s.Tokens) != 1 || s.Tokens[0].Place.File != shown(name) {
				t.Errorf("%+v; left out %+v", s.Tokens, s.LeftOut())
			}
		})
	}
}

// TestWindowsOverlap puts a credential at every place around the edge of a window.
func TestWindowsOverlap(t *testing.T) {
	f := newFinder(nil)
	long := strings.NewReplacer("-", "&amp;amp;amp;#x0000002d;", "1", `\\\\u{000031}`).Replace(liveToken)
	for _, tok := range []string{liveToken, "mp_webhook_secret = '" + hookSecret + "'", long} {
		for i := range 60 { // thirty places around each of the two edges
			edge := window + i%2*overlap
			at := edge - len(tok) - 2 + i/2*(len(tok)+4)/29
			text := bulk(at) + "\n'" + tok + "'\n" + bulk(9000)
			s := f.sifter("x")
			n, lines, err := s.read(t.Context(), strings.NewReader(text), 1<<30)
			if err != nil || n != int64(len(text)) || lines != strings.Count(text, "\n") {
				t.Fatalf("%d: read %d of %d, %d lines, %v", at, n, len(text), lines, err)
			}
			if len(s.out) != 1 || s.out[0].Place.Line != strings.Count(text[:at+1], "\n")+1 || len(s.out[0].text) != map[bool]int{true: 64, false: len(liveToken)}[s.out[0].Secret] {
				t.Fatalf("%d: %+v", at, s.out)
			}
		}
	}
}

// TestWhatIsLeftOutIsSaid puts the fault behind each limit: what the scan did not find there, it must
// not call clean.
func TestWhatIsLeftOutIsSaid(t *testing.T) {
	token := map[string]string{"a.js": "x", "b.js": liveToken}
	sandbox := "import mercadopago\nlocation = pref.sandbox_init_point\n"
	for _, c := range []struct {
		kind   string
		code   bool // only what code does was left out
		limits Limits
		files  map[string]string
		make   func(t *testing.T, dir string)
	}{
		{kind: "large", limits: Limits{File: 100, Stream: 4000}, files: map[string]string{"a.js": "x", "b.js": bulk(4000) + liveToken}},
		{kind: "large", limits: Limits{File: 100, Stream: 4000}, files: map[string]string{"a.js": "x", "b.js.gz": gz(t, bulk(400_000)+liveToken)}},
		{kind: "archives", files: map[string]string{"a.js": "x", "app.js.br": "\x1b\x03" + liveToken[:9]}},
		{kind: "archives", files: map[string]string{"a.js": "x", "app.7z": "7z\xbc\xaf\x27\x1c\x00"}},
		{kind: "archives", files: map[string]string{"a.js": "x", "app.zst": "\x28\xb5\x2f\xfd\x00"}},
		{kind: "archives", files: map[string]string{"a.js": "x", "cut.gz": gz(t, bulk(9000)+liveToken)[:40]}},
		{kind: "archives", files: map[string]string{"a.js": "x", "in.zip": zipped(t, map[string]string{"b.zip": zipped(t, map[string]string{"a": liveToken})})}},
		{kind: "archives", files: map[string]string{"a.js": "x", "in.gz": gz(t, gz(t, gz(t, liveToken)))}},
		{kind: "deep", files: map[string]string{"a.js": "x", strings.Repeat("d/", maxDepth+1) + "b.js": liveToken}},
		{kind: "links", files: map[string]string{"shop/a.js": "x", "out/b.js": liveToken}, make: func(t *testing.T, dir string) { link(t, "../out", filepath.Join(dir, "shop", "src")) }},
		{kind: "links", files: map[string]string{"shop/a.js": "x", "out/b.js": liveToken}, make: func(t *testing.T, dir string) {
			link(t, filepath.Join(dir, "out", "b.js"), filepath.Join(dir, "shop", "b.js"))
		}},
		{kind: "links_packages", files: map[string]string{"a.js": "x", "node_modules/x/b.js": liveToken}, make: func(t *testing.T, dir string) {
			link(t, "node_modules/x", filepath.Join(dir, "src"))
		}},
		{kind: "links_packages", files: map[string]string{"a.js": "x", "vendor/x/b.php": liveToken, "composer.json": "{}", "lib/a.php": "x"}, make: func(t *testing.T, dir string) {
			link(t, "../vendor/x/b.php", filepath.Join(dir, "lib", "b.php"))
		}},
		{kind: "pdf", files: map[string]string{"a.js": "x", "guide.pdf": "%PDF-1.7\n\x00\x01"}},
		{kind: "pdf", files: map[string]string{"a.js": "x", "guide": "%PDF-1.4\ntext"}},
		{kind: "unreadable", files: token, make: func(t *testing.T, dir string) {
			if os.Geteuid() == 0 || runtime.GOOS == "windows" {
				t.Skip("everything can be read")
			}
			_ = os.Chmod(filepath.Join(dir, "b.js"), 0)
		}},
		{kind: "entries", limits: Limits{Entries: 1}, files: token},
		{kind: "bytes", limits: Limits{Bytes: 1, Workers: 1}, files: map[string]string{"a.js": "xxx", "b.js": liveToken}},
		{kind: "time", limits: Limits{Time: time.Nanosecond}, files: token},
		{kind: "unlooked", code: true, limits: Limits{File: 100}, files: map[string]string{"a.js": "x", "b.js": bulk(1000) + sandbox}},
		{kind: "unlooked", code: true, files: map[string]string{"a.js": "x", "b.js": wide(sandbox)}},
		{kind: "lines", code: true, files: map[string]string{"a.js": "x", "b.js": "x\n" + strings.Repeat("y", 2001) + " pref.sandbox_init_point"}},
	} {
		t.Run(c.kind, func(t *testing.T) {
			dir := folder(t, c.files)
			if c.make != nil {
				c.make(t, dir)
			}
			if _, err := os.Stat(filepath.Join(dir, "shop")); err == nil {
				dir = filepath.Join(dir, "shop")
			}
			s := scanDir(t, dir, Options{Limits: c.limits})
			left := s.LeftOut()
			if c.code {
				left = s.LeftOutOfCode()
			}
			if left.Of(c.kind) == 0 || s.Whole() != c.code {
				t.Errorf("left out %+v, want %s; tokens %v", left, c.kind, where(s.Tokens))
			}
		})
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skip(err)
	}
}

// TestLinksIntoTheFolderHideNothing: what they lead to is read where it lies, once.
func TestLinksIntoTheFolderHideNothing(t *testing.T) {
	dir := folder(t, map[string]string{"a/b.js": liveToken})
	link(t, "a", filepath.Join(dir, "near"))
	link(t, filepath.Join(dir, "a", "b.js"), filepath.Join(dir, "whole.js"))
	link(t, "nothing", filepath.Join(dir, "broken"))
	if s := scanDir(t, dir, Options{}); !s.Whole() || len(s.Tokens) != 1 || s.Read != 1 {
		t.Errorf("left out %+v, tokens %v, read %d", s.LeftOut(), where(s.Tokens), s.Read)
	}
}

// TestTheWorstIsKept: a list that is cut keeps what fails a judgement, wherever it stood.
func TestTheWorstIsKept(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	token := func(prefix string) string {
		var b strings.Builder
		for range 32 {
			b.WriteByte("0123456789abcdef"[random.IntN(16)])
		}
		return prefix + "-7391846250173946-112018-" + b.String() + "-718293645"
	}
	var many strings.Builder
	files := map[string]string{}
	for i := range 120 {
		fmt.Fprintln(&many, token("TEST"))
		files[fmt.Sprintf("a%03d.js", i)] = "mercadopago; fetch('https://api.mercadopago.com/v1/payments', {method: 'POST', headers: {'X-Idempotency-Key': k}})"
		files[fmt.Sprintf("e%03d/.env", i)] = "PORT=1"
	}
	files["tests.js"] = many.String() + liveToken
	files["z.js"] = "mercadopago; fetch('https://api.mercadopago.com/v1/payments', {method: 'POST', headers: {Authorization: t}})"
	files["z/.env"] = "T=" + liveToken
	dir := folder(t, files)
	git(t, dir, "init", "-q")
	write(t, dir, ".gitignore", "e*/.env\n")
	s := scanDir(t, dir, Options{Known: known(liveToken)})
	if len(s.Tokens) == 0 || !s.Tokens[0].Current {
		t.Errorf("the first token is %+v", s.Tokens[0])
	}
	if len(s.Env) == 0 || s.Env[0].Place.File != "z/.env" {
		t.Errorf("the first .env is %+v", s.Env[0])
	}
	if posts := s.Sights[checks.SightRawPost]; len(posts) < 2 || posts[0].Keyed || posts[0].File != "z.js" {
		t.Errorf("posts %+v", posts)
	}
}

// TestHistoryLeavesNothingOutUnsaid: big versions are read, and what is not is named.
func TestHistoryLeavesNothingOutUnsaid(t *testing.T) {
	gone := func(t *testing.T, dir, name, text string) {
		git(t, dir, "init", "-q")
		write(t, dir, name, text)
		commitAll(t, dir, "a")
		git(t, dir, "rm", "-q", "-r", "-f", name)
		write(t, dir, "b.js", "x")
		commitAll(t, dir, "b")
	}
	incompressible := func(n int) string {
		b := make([]byte, n)
		_, _ = rand.NewChaCha8([32]byte{1}).Read(b)
		return fmt.Sprintf("%x\n", b)
	}
	for name, make := range map[string]func(t *testing.T, dir string){
		"large, loose":  func(t *testing.T, dir string) { gone(t, dir, "public/app.js", bulk(3<<20)+liveToken) },
		"large, packed": func(t *testing.T, dir string) { gone(t, dir, "a.js", bulk(9<<20)+liveToken); git(t, dir, "gc", "-q") },
		"large, delta": func(t *testing.T, dir string) {
			body := incompressible(2 << 20)
			gone(t, dir, "a.js", body+liveToken)
			write(t, dir, "a.js", body+"something longer that stands at the end and makes this the base"+strings.Repeat("z", 99))
			commitAll(t, dir, "c")
			git(t, dir, "-c", "core.bigFileThreshold=512m", "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
		},
		"a program": func(t *testing.T, dir string) { gone(t, dir, "a.exe", "MZ\x00"+liveToken) },
		"packed file": func(t *testing.T, dir string) {
			gone(t, dir, "a.js.gz", gz(t, bulk(4<<20)+liveToken))
		},
		"served packages": func(t *testing.T, dir string) { gone(t, dir, "public/node_modules/a.js", liveToken) },
		"dist":            func(t *testing.T, dir string) { gone(t, dir, "dist/a.js", liveToken) },
		"deep":            func(t *testing.T, dir string) { gone(t, dir, strings.Repeat("d/", 62)+"a.js", liveToken) },
		"after":           func(t *testing.T, dir string) { gone(t, dir, "a.js", manyTests()+liveToken) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			make(t, dir)
			h := scanDir(t, dir, Options{Known: known(liveToken)}).History
			if h.State != checks.HistoryRead || len(h.Tokens) == 0 || !h.Tokens[0].Current {
				t.Errorf("%+v", h)
			}
		})
	}
	for kind, c := range map[string]struct {
		limits Limits
		make   func(t *testing.T, dir string)
	}{
		"git_large":    {Limits{File: 100, Stream: 4000}, func(t *testing.T, dir string) { gone(t, dir, "a.js", bulk(4000)+liveToken) }},
		"git_pdf":      {Limits{}, func(t *testing.T, dir string) { gone(t, dir, "a.pdf", "%PDF-1.7\n\x00\x01") }},
		"git_archives": {Limits{}, func(t *testing.T, dir string) { gone(t, dir, "a.js.br", "\x1b\x03\x00") }},
		"deep":         {Limits{}, func(t *testing.T, dir string) { gone(t, dir, strings.Repeat("d/", maxDepth+2)+"a.js", liveToken) }},
		"git_objects":  {Limits{Objects: 3}, func(t *testing.T, dir string) { gone(t, dir, "a.js", liveToken) }},
		"git_shallow": {Limits{}, func(t *testing.T, dir string) {
			git(t, dir, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(leaky(t)), ".")
		}},
		"git_alternates": {Limits{}, func(t *testing.T, dir string) {
			git(t, dir, "clone", "-q", "--shared", leaky(t), ".")
		}},
		"git_sha256": {Limits{}, func(t *testing.T, dir string) {
			git(t, dir, "init", "-q", "--object-format=sha256")
			commitAll(t, dir, "a")
		}},
		"git_reftable": {Limits{}, func(t *testing.T, dir string) {
			git(t, dir, "init", "-q")
			write(t, dir, ".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n")
		}},
		"git_refs": {Limits{}, func(t *testing.T, dir string) {
			gone(t, dir, "a.js", liveToken)
			link(t, "main", filepath.Join(dir, ".git", "refs", "heads", "other"))
		}},
		"git_missing": {Limits{}, func(t *testing.T, dir string) {
			gone(t, dir, "a.js", liveToken)
			id := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD~1:a.js"))
			_ = os.Remove(filepath.Join(dir, ".git", "objects", id[:2], id[2:]))
		}},
		"git_modules": {Limits{}, func(t *testing.T, dir string) {
			gone(t, dir, "a.js", "x")
			git(t, dir, "-c", "protocol.file.allow=always", "submodule", "add", "-q", leaky(t), "sub")
			commitAll(t, dir, "c")
		}},
		"git_nested": {Limits{}, func(t *testing.T, dir string) {
			write(t, dir, "a.js", "x")
			_ = os.Mkdir(filepath.Join(dir, "sub"), 0o755)
			gone(t, filepath.Join(dir, "sub"), "a.js", liveToken)
		}},
		"vcs": {Limits{}, func(t *testing.T, dir string) { write(t, dir, ".hg/store/data/a.i", "x") }},
	} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			c.make(t, dir)
			h := scanDir(t, dir, Options{Limits: c.limits}).History
			if h.State != checks.HistoryPartly && h.State != checks.HistoryUnsupported || h.Left.Of(kind) == 0 {
				t.Errorf("%+v", h)
			}
		})
	}
}

func manyTests() string {
	random := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	for range 120 {
		b.WriteString("TEST-7391846250173946-112018-")
		for range 32 {
			b.WriteByte("0123456789abcdef"[random.IntN(16)])
		}
		b.WriteString("-718293645\n")
	}
	return b.String()
}

// TestPipesInGitDoNotBlock: a pipe where git keeps an object, an index, a reference.
func TestPipesInGitDoNotBlock(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no pipes")
	}
	replace := func(t *testing.T, name string) {
		t.Helper()
		_ = os.Remove(name)
		if err := pipe(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, spoil := range map[string]func(t *testing.T, git string, head string){
		"object": func(t *testing.T, dir, head string) {
			replace(t, filepath.Join(dir, "objects", head[:2], head[2:]))
		},
		"pack": func(t *testing.T, dir, _ string) {
			git(t, filepath.Dir(dir), "repack", "-q", "-a", "-d")
			packs, _ := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
			replace(t, packs[0])
		},
		"index of a pack": func(t *testing.T, dir, _ string) {
			git(t, filepath.Dir(dir), "repack", "-q", "-a", "-d")
			packs, _ := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.idx"))
			replace(t, packs[0])
		},
		"reference":   func(t *testing.T, dir, _ string) { replace(t, filepath.Join(dir, "refs", "heads", "more")) },
		"packed-refs": func(t *testing.T, dir, _ string) { replace(t, filepath.Join(dir, "packed-refs")) },
		"alternates": func(t *testing.T, dir, _ string) {
			_ = os.MkdirAll(filepath.Join(dir, "objects", "info"), 0o755)
			replace(t, filepath.Join(dir, "objects", "info", "alternates"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := leaky(t)
			head := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD"))
			spoil(t, filepath.Join(dir, ".git"), head)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			tree, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			s := Scan(ctx, tree, Options{})
			if s.Cut != "" || name != "alternates" && (s.History.State == checks.HistoryRead || len(s.History.Left) == 0 || s.History.Left.Of("git_time") > 0) {
				t.Errorf("cut %q, %+v", s.Cut, s.History)
			}
		})
	}
}

// TestAnIgnoredFileThatMayBeCommitted: where the commit cannot be read, nobody knows.
func TestAnIgnoredFileThatMayBeCommitted(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "--object-format=sha256")
	write(t, dir, ".env", "MP_ACCESS_TOKEN="+liveToken)
	commitAll(t, dir, "a")
	write(t, dir, ".gitignore", ".env")
	if s := scanDir(t, dir, Options{}); len(s.Env) != 1 || !s.Env[0].Unsure || !s.Env[0].Ignored {
		t.Errorf("%+v", s.Env)
	}
}

// TestLargeFilesTakeLittleMemory: 200 MB pass through one window for each reader.
func TestLargeFilesTakeLittleMemory(t *testing.T) {
	dir := folder(t, map[string]string{"a.js": "x"})
	f, err := os.Create(filepath.Join(dir, "dump.js"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(200 << 20); err != nil { // sparse
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(liveToken), 200<<20-100); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := scanDir(t, dir, Options{Known: []mpclient.Secret{liveToken}})
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
		t.Errorf("%d MiB allocated", used>>20)
	}
	if len(s.Tokens) != 1 || !slices.Equal(where(s.Tokens), []string{"dump.js:1"}) || !s.Whole() {
		t.Errorf("%+v, left out %+v", s.Tokens, s.LeftOut())
	}
}
