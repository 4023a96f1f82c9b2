package checks_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/homologa/homologa/"

// floors are the storeys of the house, from the top; imports go down or stay.
var floors = []string{"cmd", "tui", "checks", "mpclient"}

// thinking are the packages that judge and word without looking: what they may not touch.
var (
	thinking = []string{"checks/rules", "checks/fix", "checks/diagnose", "checks/lint"}
	outside  = []string{module + "checks/probe", "net", "net/http", "os", "os/exec"}
)

func floor(pkg string) int {
	top, _, _ := strings.Cut(pkg, "/")
	return slices.Index(floors, top)
}

// wrongImport tells why a package (its folder from the root of the module) may not import a path; "" when it may.
func wrongImport(pkg, path string) string {
	if own, ok := strings.CutPrefix(path, module); ok {
		switch {
		case floor(own) < 0:
			return "is in none of the folders of the design"
		case floor(own) < floor(pkg):
			return "points upwards: cmd → tui → checks → mpclient"
		case strings.HasPrefix(own, "cmd/") && own != pkg:
			return "is a main program"
		}
	}
	for _, dir := range thinking {
		if (pkg == dir || strings.HasPrefix(pkg, dir+"/")) && slices.Contains(outside, path) {
			return "reaches outside from a package of pure judgements"
		}
	}
	if pkg == "checks" && (slices.Contains(outside, path) || strings.HasPrefix(path, module+"checks/")) {
		return "does I/O in, or depends on a reader of, the vocabulary and engine"
	}
	return ""
}

func TestLayeringSeesEveryBreach(t *testing.T) {
	for _, c := range []struct {
		pkg, path string
		wrong     bool
	}{
		{"cmd/homologa", module + "tui", false},
		{"cmd/homologa", module + "mpclient/sandbox", false},
		{"tui", module + "checks/lang", false},
		{"checks/probe", module + "mpclient/webhook", false},
		{"checks/probe", "net/http", false},
		{"checks/rules", "net/netip", false},
		{"checks/rules", "net/url", false},
		{"checks/rules", module + "checks", false},
		{"checks/fix", module + "mpclient", false},
		{"checks/export", "os", false},
		{"tui", "net/http", false},

		{"tui", module + "cmd/homologa", true},
		{"checks", module + "tui", true},
		{"checks/lang", module + "tui", true},
		{"checks/sampleshop", module + "cmd/homologa", true},
		{"mpclient", module + "checks", true},
		{"mpclient/sandbox", module + "checks/sampleshop", true},
		{"cmd/other", module + "cmd/homologa", true},
		{"tui", module + "internal/widgets", true},
		{"checks/rules", module + "checks/probe", true},
		{"checks/rules", "net", true},
		{"checks/rules/pix", "net/http", true},
		{"checks/fix", "os/exec", true},
		{"checks/diagnose", "os", true},
		{"checks", "net/http", true},
		{"checks", module + "checks/rules", true},
	} {
		if why := wrongImport(c.pkg, c.path); (why != "") != c.wrong {
			t.Errorf("%s importing %s: %q, want wrong = %v", c.pkg, c.path, why, c.wrong)
		}
	}
}

func TestLayering(t *testing.T) {
	read := 0
	for _, top := range floors {
		root := filepath.Join("..", top)
		if _, err := os.Stat(root); os.IsNotExist(err) {
			continue
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			read++
			pkg := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
			for _, i := range f.Imports {
				to, err := strconv.Unquote(i.Path.Value)
				if err != nil {
					return err
				}
				if why := wrongImport(pkg, to); why != "" {
					t.Errorf("%s: the import of %s %s", path, to, why)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 50 {
		t.Errorf("only %d files read: is the tree where it was?", read)
	}
}
