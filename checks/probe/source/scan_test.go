package source

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Made up for these tests, and without the patterns that mark a placeholder.
const (
	liveToken  = "APP_USR-7391846250173946-112018-9f3b7c21d4e85a60b1f7c93d2e48a57c-718293645"
	otherToken = "APP_USR-7391846250173946-093011-c71d08be5f2394a6e0d7b85c13f9a264-718293645"
	testToken  = "TEST-7391846250173946-112018-3e9d5b70c28f41a6d9e07b35f18c62ad-718293645"
	hookSecret = "b7e41c9d05f28a36e19d7c40b85f23a61dc7e09f54b83a26f1e0d79c48b5a362"
)

// folder writes files into a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func scanDir(t testing.TB, dir string, o Options) checks.Source {
	t.Helper()
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	// A repository above the temporary folders, or the person's own excludes, are not the test's.
	tree.Global = nil
	o.Dir = dir
	return Scan(t.Context(), tree, o)
}

func scanFiles(t testing.TB, files map[string]string, known ...mpclient.Secret) checks.Source {
	t.Helper()
	return scanDir(t, folder(t, files), Options{Known: known})
}

func where(toks []checks.SourceToken) (out []string) {
	for _, k := range toks {
		out = append(out, fmt.Sprintf("%s:%d", k.Place.File, k.Place.Line))
	}
	return out
}

func TestTokensAreFoundWhereTheyStand(t *testing.T) {
	s := scanFiles(t, map[string]string{
		"src/pay.js":        "const a = 1\nconst token = '" + liveToken + "'\n",
		"config/app.yaml":   "mp:\n  token: " + otherToken + "\n",
		"legacy.php":        "<?php $t = \"" + testToken + "\";\n",
		"hook.py":           "MP_WEBHOOK_SECRET = '" + hookSecret + "'\n",
		".env":              "export MP_ACCESS_TOKEN=\"" + liveToken + "\"\r\n",
		".env.example":      "MP_ACCESS_TOKEN=" + otherToken + "\n",
		"tests/fake.js":     "const t = '" + strings.Replace(liveToken, "9f3b", "8e2c", 1) + "'",
		"node_modules/a.js": liveToken,
		"README.md":         "`APP_USR-1234567890123456-112018-0123456789abcdef0123456789abcdef-701234567`",
		"min.js":            strings.Repeat("a=1;", 9000) + "'" + liveToken + "'",
	}, liveToken, hookSecret)
	got := where(s.Tokens)
	for _, want := range []string{"src/pay.js:2", "config/app.yaml:2", "legacy.php:1", "hook.py:1", ".env.example:1", "tests/fake.js:1", "min.js:1"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
	if len(got) != 7 {
		t.Errorf("found %v", got)
	}
	for _, k := range s.Tokens {
		if mpclient.FindTokens([]byte(k.Masked)) != nil || len(k.Masked) > 20 {
			t.Errorf("kept %q", k.Masked)
		}
		switch k.Place.File {
		case "src/pay.js", "min.js":
			if !k.Current || k.Sample || k.Test || k.Masked != "APP_USR-…3645" {
				t.Errorf("%+v", k)
			}
		case "legacy.php":
			if !k.Test {
				t.Errorf("%+v", k)
			}
		case "hook.py":
			if !k.Secret || !k.Current {
				t.Errorf("%+v", k)
			}
		case ".env.example":
			if !k.Example || k.Current {
				t.Errorf("%+v", k)
			}
		case "tests/fake.js":
			if !k.Sample {
				t.Errorf("%+v", k)
			}
		}
	}
	if !s.Tokens[0].Current {
		t.Errorf("the gravest does not come first: %+v", s.Tokens[0])
	}
	if len(s.Env) != 1 || s.Env[0].Place != (checks.Place{File: ".env", Line: 1}) {
		t.Errorf("env %+v", s.Env)
	}
	if s.Aside.Of("packages") != 1 || !s.Whole() {
		t.Errorf("%+v %+v", s.Aside, s.LeftOut())
	}
}

func TestHashesAreNoSecrets(t *testing.T) {
	s := scanFiles(t, map[string]string{
		"go.sum":            "example.com/x v1.0.0 h1:" + hookSecret + "\n",
		"package-lock.json": `{"integrity":"sha256-` + hookSecret + `"}`,
		"sw.js":             "const precache = ['" + hookSecret + "']; const jwt_secret = '" + hookSecret + "'",
		"deploy.sh":         "IMAGE=shop@sha256:" + hookSecret,
		"key.txt":           "APP_USR-3f1c9a52-7b40-4d6e-8f19-5a2c7e0b3d84", // a public key
	})
	if len(s.Tokens) != 0 {
		t.Errorf("%+v", s.Tokens)
	}
}

// TestOddFoldersAreSurvived: whatever lies in a folder, the scan ends, keeps names clean and counts
// what it left out.
func TestOddFoldersAreSurvived(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.js": "1", "bin.js": "x\x00y" + liveToken, "wide.js": "\xff\xfe" + wide("const t = '"+liveToken+"'"), "photo.PNG": "a text", "real.png": "\x89PNG\r\n\x1a\n\x00\x00\x00",
		"crlf/.env": "A=1\r\nexport MP_ACCESS_TOKEN='" + liveToken + "' # c\r\n\x00\x00", "deep/a/b/c/d.txt": "ok",
	})
	want := map[string]int{"media": 1, "large": 1, "unlooked": 1} // a text called a picture is read
	if runtime.GOOS != "windows" {
		odd := "evil\x1b[31m\u202egnp.js"
		if err := os.WriteFile(filepath.Join(dir, odd), []byte("'"+otherToken+"'"), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, l := range [][2]string{{".", "loop"}, {"loop2", "loop2"}, {"/etc/passwd", "out.js"}} {
			if err := os.Symlink(l[0], filepath.Join(dir, l[1])); err != nil {
				t.Fatal(err)
			}
		}
		want["links"] = 1 // the others lead into the folder
		if err := pipe(filepath.Join(dir, "pipe.js")); err != nil {
			t.Fatal(err)
		}
		want["special"] = 1
	}
	large, err := os.Create(filepath.Join(dir, "dump.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if err := large.Truncate(1 << 30); err != nil { // sparse
		t.Fatal(err)
	}
	_ = large.Close()
	s := scanDir(t, dir, Options{})
	got := map[string]int{}
	for _, x := range slices.Concat(s.Left, s.Dim, s.Aside) {
		got[x.Kind] = x.N
	}
	if !maps.Equal(got, want) {
		t.Errorf("left out %v, want %v", got, want)
	}
	for _, name := range []string{"wide.js:1", "bin.js:1"} {
		if !slices.Contains(where(s.Tokens), name) {
			t.Errorf("%s is not among %v", name, where(s.Tokens))
		}
	}
	for _, k := range s.Tokens {
		if strings.ContainsAny(k.Place.File, "\x1b\u202e") {
			t.Errorf("kept %q", k.Place.File)
		}
	}
	if s.Read < 3 {
		t.Errorf("%d files read", s.Read)
	}
}

func wide(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		b.WriteByte(0)
	}
	return b.String()
}

func TestUnreadableFilesAreNamed(t *testing.T) {
	files := fstest.MapFS{"a.js": {Data: []byte("1")}, "locked.js": {Data: []byte("2")}}
	s := Scan(t.Context(), Of(lockedFS{files}), Options{})
	if want := (checks.Omissions{{Kind: "unreadable", N: 1, Names: []string{"locked.js"}}}); !reflect.DeepEqual(s.LeftOut(), want) || s.Whole() || s.Read != 1 {
		t.Errorf("%+v, read %d", s.LeftOut(), s.Read)
	}
}

type lockedFS struct{ fs.FS }

func (l lockedFS) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, "locked") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

func TestFoldersThatAreNone(t *testing.T) {
	dir := folder(t, map[string]string{"file": "x"})
	if _, err := Open(filepath.Join(dir, "file")); err != ErrNotFolder {
		t.Errorf("a file: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "none")); !os.IsNotExist(err) {
		t.Errorf("a missing folder: %v", err)
	}
}

func TestLimitsAreSaid(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("d%d/f%d.js", i%4, i)] = strings.Repeat("x", 1000)
	}
	for _, c := range []struct {
		limits Limits
		want   checks.SourceCut
	}{
		{Limits{Entries: 10}, checks.SourceEntries}, {Limits{Bytes: 5000}, checks.SourceBytes}, {Limits{}, checks.SourceUncut}, {Limits{Time: time.Nanosecond}, checks.SourceTime},
	} {
		s := scanDir(t, folder(t, files), Options{Limits: c.limits})
		if s.Cut != c.want || s.Whole() != (c.want == checks.SourceUncut) {
			t.Errorf("%+v: cut %q, whole %v, want %q", c.limits, s.Cut, s.Whole(), c.want)
		}
	}
}

// TestCancelReturnsAtOnce: even while a reader hangs, with what was seen until then.
func TestCancelReturnsAtOnce(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	hung := make(chan struct{}, 8)
	files := hangingFS{fstest.MapFS{"a.js": {Data: []byte("'" + liveToken + "'")}, "hang.js": {Data: []byte("x")}}, hung, release}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan checks.Source)
	go func() { done <- Scan(ctx, Of(files), Options{}) }()
	<-hung
	cancel()
	if s := <-done; s.Cut != checks.SourceCancelled || s.Whole() {
		t.Errorf("cut %q", s.Cut)
	}
}

type hangingFS struct {
	fs.FS
	hung    chan struct{}
	release chan struct{}
}

func (h hangingFS) Open(name string) (fs.File, error) {
	if name == "hang.js" {
		h.hung <- struct{}{}
		<-h.release
	}
	return h.FS.Open(name)
}

func known(ss ...mpclient.Secret) []mpclient.Secret { return ss }
