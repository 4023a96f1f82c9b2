package ownfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// place is a project with something in the way of our files, and a folder outside that must stay as it is.
type place struct{ project, outside string }

func newPlace(t *testing.T) place {
	t.Helper()
	p := place{filepath.Join(t.TempDir(), "project"), t.TempDir()}
	if err := os.Mkdir(p.project, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.outside, "victim"), []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

// untouched makes sure that outside holds the victim as it was and nothing else.
func (p place) untouched(t *testing.T) {
	t.Helper()
	list, err := os.ReadDir(p.outside)
	raw, rerr := os.ReadFile(filepath.Join(p.outside, "victim"))
	if err != nil || rerr != nil || len(list) != 1 || string(raw) != "precious" {
		t.Errorf("outside: %v, %q, %v", list, raw, errors.Join(err, rerr))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inTheWay are the things a clone or a careless hand can put where a file of ours would be.
var inTheWay = map[string]struct {
	want Kind
	put  func(t *testing.T, p place, at string)
}{
	"a link to a file outside":  {Link, func(t *testing.T, p place, at string) { must(t, os.Symlink(filepath.Join(p.outside, "victim"), at)) }},
	"a link to nothing outside": {Link, func(t *testing.T, p place, at string) { must(t, os.Symlink(filepath.Join(p.outside, "new"), at)) }},
	"a link inside": {Link, func(t *testing.T, p place, at string) {
		must(t, os.WriteFile(filepath.Join(p.project, "beside"), nil, 0o644))
		must(t, os.Symlink(filepath.Join(p.project, "beside"), at))
	}},
	"a relative link":    {Link, func(t *testing.T, p place, at string) { must(t, os.Symlink("beside", at)) }},
	"a link to itself":   {Link, func(t *testing.T, p place, at string) { must(t, os.Symlink(filepath.Base(at), at)) }},
	"a link to a device": {Link, func(t *testing.T, p place, at string) { must(t, os.Symlink("/dev/zero", at)) }},
	"a folder":           {Directory, func(t *testing.T, p place, at string) { must(t, os.Mkdir(at, 0o755)) }},
}

func TestWhatIsNoFileOfOursIsRefused(t *testing.T) {
	for name, c := range inTheWay {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			must(t, os.Mkdir(filepath.Join(p.project, Folder), 0o755))
			at := filepath.Join(p.project, Folder, "deliveries.jsonl")
			c.put(t, p, at)
			f, err := Lock(at)
			if What(err) != c.want {
				t.Errorf("locked: %v, %v", f, err)
			}
			if f, err := Open(at); What(err) != c.want {
				t.Errorf("opened: %v, %v", f, err)
			}
			if err := CreateNew(at, "x", 0o644); err == nil {
				t.Error("created")
			}
			p.untouched(t)
		})
	}
}

// TestNoFolderOfOursIsALink: whether it leads outside, inside or nowhere, nothing is read or made behind it.
func TestNoFolderOfOursIsALink(t *testing.T) {
	for name, to := range map[string]func(place) string{
		"outside": func(p place) string { return p.outside },
		"inside":  func(p place) string { return "elsewhere" },
		"nowhere": func(p place) string { return filepath.Join(p.outside, "new") },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			must(t, os.Mkdir(filepath.Join(p.project, "elsewhere"), 0o755))
			must(t, os.Symlink(to(p), filepath.Join(p.project, Folder)))
			at := filepath.Join(p.project, Folder, "victim")
			_, lerr := Lock(at)
			_, oerr := Open(at)
			_, berr := Begin(at, 0o600)
			for what, err := range map[string]error{"locked": lerr, "opened": oerr, "begun": berr, "written": Write(at, []byte("x"), 0o600, 0o755),
				"created": CreateNew(at, "x", 0o600), "folder made": MakeFolder(at, 0o755)} {
				if What(err) != Link {
					t.Errorf("%s: %v", what, err)
				}
			}
			p.untouched(t)
			if list, _ := os.ReadDir(filepath.Join(p.project, "elsewhere")); len(list) > 0 {
				t.Errorf("elsewhere holds %v", list)
			}
		})
	}
}

// TestRelativePathsAreBeneath: of a path typed below the current folder no part may be a link; of another only the file.
func TestRelativePathsAreBeneath(t *testing.T) {
	p := newPlace(t)
	t.Chdir(p.project)
	must(t, os.Symlink(p.outside, "logs"))
	if f, err := Lock(filepath.Join("logs", "ledger")); What(err) != Link {
		t.Errorf("%v, %v", f, err)
	}
	p.untouched(t)
	if raw, err := Read(Open, filepath.Join(p.project, "logs", "victim"), 100); err != nil || string(raw) != "precious" {
		t.Errorf("a folder a person typed: %q, %v", raw, err)
	}
	f, err := Lock(filepath.Join(p.project, "logs", "ledger"))
	must(t, err)
	must(t, f.Close())
}

func TestReadHasALimit(t *testing.T) {
	p := newPlace(t)
	for limit, want := range map[int64]error{7: ErrTooLarge, 8: nil} {
		if raw, err := Read(Open, filepath.Join(p.outside, "victim"), limit); !errors.Is(err, want) {
			t.Errorf("limit %d: %q, %v", limit, raw, err)
		}
	}
}

// TestADraftReplacesTheLink: what a link led to stays, and the new file is its owner's alone.
func TestADraftReplacesTheLink(t *testing.T) {
	p := newPlace(t)
	at := filepath.Join(p.project, "audit.json")
	for _, prepare := range []func(){
		func() {},
		func() { must(t, os.WriteFile(at, []byte("old"), 0o666)) },
		func() { must(t, os.Symlink(filepath.Join(p.outside, "victim"), at)) },
		func() { must(t, os.Symlink(filepath.Join(p.outside, "new"), at)) },
	} {
		_ = os.Remove(at)
		prepare()
		must(t, Write(at, []byte("new"), 0o600, 0))
		st, err := os.Lstat(at)
		must(t, err)
		if raw, _ := os.ReadFile(at); string(raw) != "new" || st.Mode() != 0o600 {
			t.Errorf("%q, %v", raw, st.Mode())
		}
		p.untouched(t)
	}
	if list, _ := os.ReadDir(p.project); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
}

// TestADraftIsNotSeenBeforeItIsWhole: until then the target is what it was, and a draft that ends early leaves nothing.
func TestADraftIsNotSeenBeforeItIsWhole(t *testing.T) {
	p := newPlace(t)
	at := filepath.Join(p.project, "audit.json")
	must(t, os.WriteFile(at, []byte("old"), 0o644))
	d, err := Begin(at, 0o600)
	must(t, err)
	_, err = d.Write([]byte("half"))
	must(t, err)
	if raw, _ := os.ReadFile(at); string(raw) != "old" {
		t.Errorf("too early: %q", raw)
	}
	d.Discard()
	d, err = Begin(at, 0o600)
	must(t, err)
	if err := d.Commit(false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("replaced unasked: %v", err)
	}
	if raw, _ := os.ReadFile(at); string(raw) != "old" {
		t.Errorf("became %q", raw)
	}
	if _, err := Begin(p.project, 0o600); What(err) != Directory {
		t.Errorf("a folder: %v", err)
	}
	names, _ := filepath.Glob(filepath.Join(p.project, ".*"))
	if names = slices.DeleteFunc(names, func(s string) bool { return filepath.Base(s) == "." || filepath.Base(s) == ".." }); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
}

func TestSplit(t *testing.T) {
	for path, want := range map[string][]string{
		".homologa/x":       {".", ".homologa", "x"},
		"/p/.homologa/x":    {"/p", ".homologa", "x"},
		"/.homologa/x":      {"/", ".homologa", "x"},
		"../p/.homologa/x":  {"../p", ".homologa", "x"},
		"a/b":               {".", "a", "b"},
		"./a":               {".", "a"},
		"a/../../b":         {"..", "b"},
		"/tmp/x":            {"/tmp", "x"},
		"/x":                {"/", "x"},
		"/p/.homologa-is/x": {"/p/.homologa-is", "x"},
	} {
		base, parts := split(filepath.FromSlash(path))
		if got := append([]string{filepath.ToSlash(base)}, parts...); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
