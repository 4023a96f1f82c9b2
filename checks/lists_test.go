package checks_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unlisted are constants that belong in no list, and why.
var unlisted = map[string]string{"NoLevel": "a threshold that nothing reaches, no level of a requirement"}

// TestListsAreWhole: a list of constants of one type (var Sections = []Section{…}) names all there are, or lists of that type do together. What iterates over it
// would pass by the one that is missing without a word.
func TestListsAreWhole(t *testing.T) {
	lists := 0
	for _, top := range []string{".", "../mpclient", "../tui"} {
		err := filepath.WalkDir(top, func(dir string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			files, err := filepath.Glob(filepath.Join(dir, "*.go"))
			if err != nil {
				return err
			}
			constants, found := map[string][]string{}, map[string]*ast.CompositeLit{}
			for _, file := range files {
				if strings.HasSuffix(file, "_test.go") {
					continue
				}
				tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
				if err != nil {
					return err
				}
				for _, decl := range tree.Decls {
					g, ok := decl.(*ast.GenDecl)
					if !ok {
						continue
					}
					last := "" // the type an iota goes on with
					for _, spec := range g.Specs {
						v, ok := spec.(*ast.ValueSpec)
						if !ok {
							continue
						}
						typ := ""
						if id, ok := v.Type.(*ast.Ident); ok {
							typ = id.Name
						}
						if g.Tok == token.CONST {
							if typ == "" && len(v.Values) == 0 {
								typ = last
							}
							last = typ
							for _, n := range v.Names {
								if typ != "" && n.Name != "_" {
									constants[typ] = append(constants[typ], n.Name)
								}
							}
						}
						for i, val := range v.Values {
							if lit, ok := val.(*ast.CompositeLit); ok && g.Tok == token.VAR {
								found[v.Names[i].Name] = lit
							}
						}
					}
				}
			}
			// Several lists may share a type's constants among them.
			listed, by := map[string][]string{}, map[string][]string{}
			for name, lit := range found {
				array, ok := lit.Type.(*ast.ArrayType)
				if !ok || !ast.IsExported(name) {
					continue
				}
				id, ok := array.Elt.(*ast.Ident)
				if !ok || len(constants[id.Name]) == 0 {
					continue
				}
				lists++
				by[id.Name] = append(by[id.Name], name)
				for _, e := range lit.Elts {
					if x, ok := e.(*ast.Ident); ok {
						listed[id.Name] = append(listed[id.Name], x.Name)
					}
				}
			}
			for typ, names := range by {
				for _, c := range constants[typ] {
					if where := filepath.ToSlash(filepath.Join(dir, c)); !slices.Contains(listed[typ], c) && unlisted[c] == "" {
						t.Errorf("%s is in none of %v", where, names)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if lists < 20 {
		t.Errorf("only %d lists", lists)
	}
}
