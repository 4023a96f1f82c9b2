package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkWords is what the first text of a run waits for (budget: 1 ms).
func BenchmarkWords(b *testing.B) {
	for b.Loop() {
		read()
	}
}

// TestEveryTextIsUsed: somewhere in the program stands the key, or what begins or ends keys that are put together.
func TestEveryTextIsUsed(t *testing.T) {
	whole, begins, ends := map[string]bool{}, []string{}, []string{}
	for _, dir := range []string{"..", "../../cmd", "../../tui", "../../mpclient"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					s, _ := strconv.Unquote(lit.Value)
					switch s = strings.TrimPrefix(s, "@"); {
					case strings.Contains(s, ".") && strings.ContainsAny(s[len(s)-1:], "._-"):
						begins = append(begins, s)
					case strings.HasPrefix(s, "_") || strings.HasPrefix(s, "."):
						ends = append(ends, s)
					default:
						whole[s] = true
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for key := range texts() {
		if !whole[key] && !slices.ContainsFunc(begins, func(s string) bool { return strings.HasPrefix(key, s) }) &&
			!slices.ContainsFunc(ends, func(s string) bool { return len(s) > 2 && strings.HasSuffix(key, s) }) {
			t.Errorf("nothing says %s", key)
		}
	}
}
