package lint

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// Whether a reference is unique a body cannot show: only that it looks as if it were not, and that
// bodies side by side share one. Nothing here is refused by the API, so all of it is a hint.

const srcUnique = "lint.src.unique"

// hint is a fault that the API never answers.
func (j *judge) hint(s Severity, path string, v *value, key string, args ...string) {
	source := srcUnique
	if path != "external_reference" {
		source = "lint.src.guides"
	}
	f := j.add(stageQuality, s, "", path, v, checks.T(key, args...), source)
	f.Hint, f.Certain = true, false
}

var (
	// what templates and string formatting leave behind when nothing was put in
	reUnresolved = late.Pattern(`\{\{.*\}\}|\$\{[^}]*\}|#\{[^}]*\}|<%.*%>|^\{[A-Za-z_][\w.]*\}$|^%[sdv]$|^:[a-z_]+$|\[object [A-Z]\w*\]`)
	unresolved   = []string{"undefined", "null", "nan", "none", "nil", "<nil>", "true", "false"}
	// what people type to see whether it works, and what they never change
	constants = []string{"0", "1", "12", "123", "1234", "12345", "123456", "abc", "abc123", "xxx", "foo", "bar", "string", "test", "teste", "testing", "prueba", "demo", "example", "exemplo",
		"ejemplo", "sample", "order", "orden", "pedido", "venda", "venta", "compra", "sale", "id", "ref", "reference", "referencia", "referência", "external_reference", "externalreference",
		"order_id", "orderid", "my_reference", "mi_referencia", "00000000-0000-0000-0000-000000000000"}
)

// unique judges the look of the reference and of the items' ids.
func (j *judge) unique() {
	if v := j.body.get("external_reference"); v.here() && (v.kind == 's' || v.kind == 'n') && !j.refusedAt("external_reference") {
		text := strings.TrimSpace(v.text)
		switch low := strings.ToLower(text); {
		case text == "": // told as missing
		case reUnresolved().MatchString(text) || slices.Contains(unresolved, low):
			j.hint(Warning, "external_reference", v, "lint.reference.unresolved")
		case slices.Contains(constants, low):
			j.hint(Warning, "external_reference", v, "lint.reference.constant")
		default:
			j.note("lint.note.unique")
		}
	}
	at, items := "items", j.body.get("items")
	if j.kind == Payment {
		at, items = "additional_info.items", j.body.atPath("additional_info", "items")
	}
	first := map[string]int{}
	for i, item := range items.elements() {
		name := "id"
		if j.kind == Order && !item.get("id").here() {
			name = "external_code"
		}
		v := item.get(name)
		id := strings.TrimSpace(v.str())
		if id == "" {
			continue
		}
		before, twice := first[id]
		if !twice {
			first[id] = i
			continue
		}
		// The same product on two lines is a matter of taste; two products under one id are not.
		if title := items.list[before].get("title").str(); title == item.get("title").str() {
			j.hint(Advice, join(index(at, i), name), v, "lint.items.repeated", "first", index(at, before))
		} else {
			j.hint(Warning, join(index(at, i), name), v, "lint.items.shared_id", "first", index(at, before))
		}
	}
}

func (j *judge) refusedAt(path string) bool {
	return slices.ContainsFunc(j.faults, func(f *Fault) bool { return f.Severity == Refused && f.Path == path })
}

// maxBodies bounds how many bodies of one file are judged.
const maxBodies = 200

// Bodies is the judgement on several bodies of one file.
type Bodies struct {
	Results []Result // Line and Column of their faults are the file's
	Lines   []int    // where each begins
	Of      int      // bodies in the file; more than Results when there were too many
	Shared  []Shared
}

// Shared is an external_reference that several bodies have.
type Shared struct {
	Reference string // redacted
	Bodies    []int  // from 1
	Text      checks.Text
}

// JudgeAll judges a file of several bodies: a JSON list of two objects or more, or JSON lines. ok is
// false for anything else, which Judge takes as one body.
func JudgeAll(raw []byte, opt Options) (out Bodies, ok bool) {
	starts, ends := several(raw)
	if len(starts) < 2 {
		return out, false
	}
	out.Of = len(starts)
	same := map[string][]int{}
	var order []string
	for i, at := range starts[:min(len(starts), maxBodies)] {
		part := raw[at:ends[i]]
		r := Judge(part, opt)
		line, column := place(raw, at)
		for k := range r.Faults {
			f := &r.Faults[k]
			if f.Line == 1 {
				f.Column += column - 1
			}
			if f.Line > 0 {
				f.Line += line - 1
			}
		}
		out.Results, out.Lines = append(out.Results, r), append(out.Lines, line)
		if body, _ := parse(part); body != nil {
			if v := body.get("external_reference"); v.here() && strings.TrimSpace(v.text) != "" && (v.kind == 's' || v.kind == 'n') {
				ref := strings.TrimSpace(v.text)
				if same[ref] == nil {
					order = append(order, ref)
				}
				same[ref] = append(same[ref], i+1)
			}
		}
	}
	red := mpclient.NewRedactor()
	for _, ref := range order {
		if list := same[ref]; len(list) > 1 {
			shown := ref
			if len(shown) > 4096 {
				shown = strings.ToValidUTF8(shown[:4096], "")
			}
			shown = mpclient.CleanLine(red.Text(shown), shownValue)
			out.Shared = append(out.Shared, Shared{shown, list, checks.T("lint.reference.shared", "value", shown, "bodies", numbers(list))})
		}
	}
	return out, true
}

func numbers(list []int) string {
	var parts []string
	for _, n := range list[:min(len(list), 20)] {
		parts = append(parts, strconv.Itoa(n))
	}
	if len(list) > 20 {
		parts = append(parts, "…")
	}
	return strings.Join(parts, ", ")
}

// several finds where bodies begin and end; none when the text is not several.
func several(raw []byte) (starts, ends []int) {
	v, p := parse(raw)
	if v != nil && !p.fatal && !p.toobig && v.kind == '[' {
		for i, e := range v.list {
			if e.kind != '{' {
				return nil, nil
			}
			starts = append(starts, e.at)
			end := len(raw)
			if i+1 < len(v.list) {
				end = v.list[i+1].at
			}
			// The brace that closes the object is the last one before the next.
			ends = append(ends, e.at+bytes.LastIndexByte(raw[e.at:end], '}')+1)
		}
		return starts, ends
	}
	at := 0
	for line := range bytes.Lines(raw) {
		text := bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		if len(text) > 0 {
			if len(starts) < maxBodies {
				if v, p := parse(text); v == nil || v.kind != '{' || p.done() {
					return nil, nil
				}
			}
			from := at + bytes.Index(line, text)
			starts, ends = append(starts, from), append(ends, from+len(text))
		}
		at += len(line)
	}
	return starts, ends
}
