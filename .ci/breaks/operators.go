package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/big"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// operators are the kinds of breaks.
var operators = []string{"negate", "bound", "step", "operand", "entry", "statement", "returns"}

// breakage is one change of one file.
type breakage struct {
	file     string // from the root of the repository, with slashes
	line     int
	operator string
	before   string // the lines that change, as they are
	after    string
	edits    []edit
}

// edit puts text in the place of the bytes from and to.
type edit struct {
	from, to int
	text     string
}

func (b breakage) pkg() string { return path.Dir(b.file) }

func (b breakage) describe() string {
	out := fmt.Sprintf("%s:%d %s\n", b.file, b.line, b.operator)
	for l := range strings.SplitSeq(b.before, "\n") {
		out += "      - " + strings.TrimSpace(l) + "\n"
	}
	if b.after == "" {
		return out
	}
	for l := range strings.SplitSeq(b.after, "\n") {
		out += "      + " + strings.TrimSpace(l) + "\n"
	}
	return out
}

func apply(src []byte, edits []edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	for _, e := range edits {
		src = slices.Concat(src[:e.from], []byte(e.text), src[e.to:])
	}
	return src
}

// overlay writes the broken file and the table that lays it over the tree.
func (b breakage) overlay(root, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	src, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.file)))
	if err != nil {
		return "", err
	}
	broken, table := filepath.Join(dir, "broken.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(broken, apply(src, b.edits), 0o600); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, filepath.FromSlash(b.file)): broken}})
	if err != nil {
		return "", err
	}
	return table, os.WriteFile(table, text, 0o600)
}

// reader finds the breaks of one file.
type reader struct {
	file string
	src  []byte
	fset *token.FileSet
	out  []breakage
}

// breaksOf reads a file and finds every break the operators can make in it.
func breaksOf(root, file string) ([]breakage, error) {
	src, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return nil, err
	}
	return breaksIn(file, src)
}

func breaksIn(file string, src []byte) ([]breakage, error) {
	r := &reader{file: file, src: src, fset: token.NewFileSet()}
	tree, err := parser.ParseFile(r.fset, file, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if ast.IsGenerated(tree) {
		return nil, nil
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok != token.IMPORT
		case *ast.FuncDecl:
			r.returns(n.Body)
		case *ast.FuncLit:
			r.returns(n.Body)
		case *ast.IfStmt:
			r.negate(n.Cond)
		case *ast.BinaryExpr:
			r.binary(n)
		case *ast.UnaryExpr:
			if n.Op == token.NOT {
				r.add("negate", n.Pos(), edit{r.at(n.Pos()), r.at(n.X.Pos()), ""})
			}
		case *ast.BasicLit:
			r.step(n)
		case *ast.CompositeLit:
			r.literal(n)
		case *ast.BlockStmt:
			r.block(n.List)
		case *ast.CaseClause:
			r.block(n.Body)
			if len(n.List) > 1 {
				r.entries(exprNodes(n.List), n.Colon)
			}
		case *ast.CommClause:
			r.block(n.Body)
		}
		return true
	})
	return r.out, nil
}

func (r *reader) at(p token.Pos) int { return r.fset.Position(p).Offset }

func (r *reader) text(n ast.Node) string { return string(r.src[r.at(n.Pos()):r.at(n.End())]) }

// add notes a break that starts at a place.
func (r *reader) add(operator string, at token.Pos, edits ...edit) {
	from, to := len(r.src), 0
	for _, e := range edits {
		from, to = min(from, e.from), max(to, e.to)
	}
	from = bytes.LastIndexByte(r.src[:from], '\n') + 1
	if i := bytes.IndexByte(r.src[to:], '\n'); i >= 0 {
		to += i
	} else {
		to = len(r.src)
	}
	moved := slices.Clone(edits)
	for i := range moved {
		moved[i].from -= from
		moved[i].to -= from
	}
	before := string(r.src[from:to])
	after := string(apply([]byte(before), moved))
	if strings.TrimSpace(after) == "" {
		after = ""
	}
	r.out = append(r.out, breakage{r.file, r.fset.Position(at).Line, operator, strings.TrimSpace(before), strings.TrimSpace(after), edits})
}

// negate turns a condition about, unless another operator does that in place.
func (r *reader) negate(cond ast.Expr) {
	switch c := cond.(type) {
	case *ast.BinaryExpr:
		if c.Op == token.EQL || c.Op == token.NEQ {
			return
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT {
			return
		}
	}
	from, to := r.at(cond.Pos()), r.at(cond.End())
	r.add("negate", cond.Pos(), edit{from, from, "!("}, edit{to, to, ")"})
}

var others = map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">", token.EQL: "!=", token.NEQ: "=="}

func (r *reader) binary(n *ast.BinaryExpr) {
	op := r.at(n.OpPos)
	switch n.Op {
	case token.LAND, token.LOR:
		r.add("operand", n.OpPos, edit{r.at(n.X.Pos()), r.at(n.Y.Pos()), ""})
		r.add("operand", n.OpPos, edit{r.at(n.X.End()), r.at(n.Y.End()), ""})
	case token.EQL, token.NEQ:
		r.add("negate", n.OpPos, edit{op, op + 2, others[n.Op]})
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		r.add("bound", n.OpPos, edit{op, op + len(n.Op.String()), others[n.Op]})
	}
}

// step moves an integer by one, up and, where it stays a natural number, down.
func (r *reader) step(n *ast.BasicLit) {
	if n.Kind != token.INT {
		return
	}
	v, ok := new(big.Int).SetString(n.Value, 0)
	if !ok {
		return
	}
	from, to, one := r.at(n.Pos()), r.at(n.End()), big.NewInt(1)
	r.add("step", n.Pos(), edit{from, to, new(big.Int).Add(v, one).String()})
	if v.Sign() > 0 {
		r.add("step", n.Pos(), edit{from, to, new(big.Int).Sub(v, one).String()})
	}
}

// literal drops an entry of a slice or a map; an array keeps its length and a struct its fields.
func (r *reader) literal(n *ast.CompositeLit) {
	switch t := n.Type.(type) {
	case *ast.MapType:
	case *ast.ArrayType:
		if t.Len != nil {
			return
		}
	default:
		return
	}
	r.entries(exprNodes(n.Elts), n.Rbrace)
}

func exprNodes(list []ast.Expr) []ast.Node {
	out := make([]ast.Node, len(list))
	for i, e := range list {
		out[i] = e
	}
	return out
}

// entries drops each of a list with the comma after it, or before it for the last.
func (r *reader) entries(list []ast.Node, end token.Pos) {
	for i, e := range list {
		from, to := r.at(e.Pos()), r.at(e.End())
		switch {
		case i+1 < len(list):
			to = r.at(list[i+1].Pos())
			if cut := bytes.IndexByte(r.src[from:to], '\n'); cut >= 0 && r.fset.Position(e.End()).Line != r.fset.Position(list[i+1].Pos()).Line {
				to = r.at(e.End()) + bytes.IndexByte(r.src[r.at(e.End()):], ',') + 1
			}
		case i > 0 && r.fset.Position(e.End()).Line == r.fset.Position(end).Line:
			from = r.at(list[i-1].End())
		default:
			if rest := bytes.TrimLeft(r.src[to:r.at(end)], " \t"); len(rest) > 0 && rest[0] == ',' {
				to = r.at(end) - len(rest) + 1
			}
		}
		r.add("entry", e.Pos(), edit{from, to, ""})
	}
}

// block drops each statement that does not declare and is not the return a function ends with.
func (r *reader) block(list []ast.Stmt) {
	for i, s := range list {
		switch s := s.(type) {
		case *ast.DeclStmt, *ast.EmptyStmt, *ast.LabeledStmt:
			continue
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.ReturnStmt:
			if i == 0 && len(list) == 1 { // the guard around it is negated anyway
				continue
			}
		}
		r.add("statement", s.Pos(), edit{r.at(s.Pos()), r.at(s.End()), ""})
	}
}

// returns changes two neighbouring returns of one function about.
func (r *reader) returns(body *ast.BlockStmt) {
	if body == nil {
		return
	}
	var list []*ast.ReturnStmt
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) > 0 {
				list = append(list, n)
			}
		}
		return true
	})
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if len(a.Results) != len(b.Results) || r.text(a) == r.text(b) {
			continue
		}
		r.add("returns", a.Pos(), edit{r.at(a.Pos()), r.at(a.End()), r.text(b)}, edit{r.at(b.Pos()), r.at(b.End()), r.text(a)})
	}
}
