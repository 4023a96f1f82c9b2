package probe_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
)

// sourceFact runs the probe of the folder alone.
func sourceFact(t *testing.T, e *probe.Env, s checks.Settings) checks.Fact {
	t.Helper()
	e.Now = clock
	for _, p := range probe.All(e) {
		if p.ID == "source" {
			return p.Run(t.Context(), checks.NewFacts(opening, checks.FactSettings.Of(s)))[0]
		}
	}
	t.Fatal("there is no such probe")
	return checks.Fact{}
}

func TestFoldersThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file.js")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir    string
		reason checks.GapReason
		why    string
	}{
		{"", checks.GapInput, ""}, {file, checks.GapUnsupported, "@why.no_folder_but_file"}, {filepath.Join(dir, "none"), checks.GapUnsupported, "@why.no_folder"},
	} {
		f := sourceFact(t, &probe.Env{}, checks.Settings{SourceDir: c.dir})
		if f.Gap == nil || f.Gap.Reason != c.reason || c.why != "" && f.Gap.Detail.Args[3] != c.why {
			t.Errorf("%q: %+v", c.dir, f.Gap)
		}
		if c.reason == checks.GapInput && f.Gap.Input != "source_dir" {
			t.Errorf("asks for %q", f.Gap.Input)
		}
	}
}

// TestFolderIsComparedWithTheSettings: the configured token counts in whatever file it stands, and
// nothing of it is kept.
func TestFolderIsComparedWithTheSettings(t *testing.T) {
	env := &probe.Env{Source: func(dir string) fs.FS {
		return fstest.MapFS{"tests/pay.js": {Data: []byte("'" + string(goodToken) + "'")}}
	}}
	f := sourceFact(t, env, checks.Settings{SourceDir: "x", AccessToken: "\"" + goodToken + "\"\n"})
	s, ok := f.Value.(checks.Source)
	if !ok || len(s.Tokens) != 1 || !s.Tokens[0].Current || strings.Contains(s.Tokens[0].Masked, string(goodToken)[10:30]) {
		t.Errorf("%+v", s.Tokens)
	}
}

// TestAFolderWithoutCodeProvesNothing: nothing bad in a folder that holds no program is no pass.
func TestAFolderWithoutCodeProvesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		judge bool
	}{
		"configuration alone": {map[string]string{"homologa.toml": "lang = \"pt\"\n", "notes.txt": "later"}, false},
		"empty":               {map[string]string{}, false},
		"a program":           {map[string]string{"index.js": "console.log(1)\n"}, true},
		"a leak alone":        {map[string]string{"keys.txt": "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891\n"}, true},
	} {
		tree := fstest.MapFS{".": {Mode: fs.ModeDir | 0o755}}
		for f, text := range c.files {
			tree[f] = &fstest.MapFile{Data: []byte(text)}
		}
		f := sourceFact(t, &probe.Env{Source: func(string) fs.FS { return tree }}, checks.Settings{SourceDir: "x"})
		if _, judged := f.Value.(checks.Source); judged != c.judge || !judged && f.Gap.Reason != checks.GapUnsupported {
			t.Errorf("%s: judged %v, want %v: %+v", name, judged, c.judge, f.Gap)
		}
	}
}
