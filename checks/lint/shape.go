package lint

import (
	"slices"
	"strings"
	"sync"
)

// shape is the set of properties an object may have, in a small notation:
//
//	name      text
//	name#     number
//	name%     integer
//	name?     boolean
//	name*     anything
//	name@     object with free content
//	name{…}   object
//	name[…]   array of objects
type shape struct {
	kind   byte
	names  []string
	plain  []string // names without case and separators
	fields map[string]*shape
}

// parseShape panics on a malformed notation: it only reads constants of this package.
func parseShape(notation string) *shape {
	s, rest := parseFields(strings.Fields(notation))
	if len(rest) != 0 {
		panic("lint: unbalanced shape")
	}
	return s
}

func parseFields(words []string) (*shape, []string) {
	s := &shape{kind: '{', fields: map[string]*shape{}}
	add := func(name string, f *shape) {
		s.names, s.plain = append(s.names, name), append(s.plain, bare(name))
		s.fields[name] = f
	}
	for len(words) > 0 {
		w := words[0]
		words = words[1:]
		if w == "}" || w == "]" {
			return s, words
		}
		switch last := w[len(w)-1]; {
		case last == '{' || last == '[':
			var inner *shape
			inner, words = parseFields(words)
			inner.kind = last
			add(w[:len(w)-1], inner)
		case strings.IndexByte("#%?*@", last) >= 0:
			add(w[:len(w)-1], &shape{kind: last})
		default:
			add(w, &shape{kind: 's'})
		}
	}
	return s, nil
}

// typeWords name the types of values and of fields, as parts of text keys.
var typeWords = map[byte]string{'s': "text", 'n': "number", '#': "number", '%': "integer", 'b': "boolean", '?': "boolean",
	'{': "object", '@': "object", '[': "array", '0': "null"}

// orderKinds are the same in the words of the Orders API.
var orderKinds = map[byte]string{'s': "string", 'n': "number", '#': "number", '%': "integer", 'b': "boolean", '?': "boolean",
	'{': "object", '@': "object", '[': "array", '0': "null"}

// takes tells whether a value has the type of the field.
func (s *shape) takes(v *value) bool {
	switch s.kind {
	case '*':
		return true
	case '%':
		return v.kind == 'n' && strings.Trim(v.text, "-0123456789") == ""
	}
	return typeWords[s.kind] == typeWords[v.kind]
}

// misfit is a value that does not suit the shape.
type misfit struct {
	path  string
	at    int
	v     *value
	want  *shape // nil: the property is unknown
	near  string // a known property of almost this name
	array bool   // an element of an array that is no object
}

// misfits walks a value in the order of the source. Unknown properties and wrong types are bounded apart: the many
// of one must not hide the other.
func (s *shape) misfits(v *value) []misfit {
	w := fitter{}
	w.walk(s, "", v)
	return w.out
}

type fitter struct {
	out             []misfit
	unknown, typing int
}

func (w *fitter) walk(s *shape, path string, v *value) {
	for _, m := range v.members {
		f, known := s.fields[m.name]
		switch {
		case !known:
			if w.unknown++; w.unknown <= maxFaults {
				w.out = append(w.out, misfit{path: join(path, m.name), at: m.at, v: m.value, near: s.near(m.name)})
			}
		case !f.takes(m.value):
			w.wrong(misfit{path: join(path, m.name), at: m.value.at, v: m.value, want: f})
		case f.kind == '{':
			w.walk(f, join(path, m.name), m.value)
		case f.kind == '[':
			for i, e := range m.list {
				if spot := index(join(path, m.name), i); e.kind != '{' {
					w.wrong(misfit{path: spot, at: e.at, v: e, want: f, array: true})
				} else {
					w.walk(f, spot, e)
				}
			}
		}
	}
}

func (w *fitter) wrong(m misfit) {
	if w.typing++; w.typing <= maxFaults {
		w.out = append(w.out, m)
	}
}

// nicknames are misspellings that no distance finds, and names of the neighbouring API.
var nicknames = map[string][]string{
	"amount": {"transaction_amount", "total_amount"}, "transaction_amount": {"total_amount", "amount"}, "card_token": {"token", "card_token_id"}, "card_token_id": {"token"}, "price": {"unit_price"},
	"first_name": {"name"}, "last_name": {"surname"}, "name": {"first_name", "title"}, "surname": {"last_name"}, "lastname": {"last_name", "surname"}, "firstname": {"first_name", "name"},
	"email": {"payer_email"}, "reference": {"external_reference"}, "capture": {"capture_mode"}, "currency_id": {"currency"},
	"shipments": {"shipment"}, "shipment": {"shipments"}, "webhook_url": {"notification_url"}, "category": {"category_id"}, "image": {"picture_url"}, "picture": {"picture_url"}, "state": {"federal_unit"}, "federal_unit": {"state"},
}

// near finds the property that was meant: the same letters in another spelling, a nickname, or a slip of two.
func (s *shape) near(name string) string {
	if len(name) > 40 {
		return ""
	}
	plain := bare(name)
	if i := slices.Index(s.plain, plain); i >= 0 {
		return s.names[i]
	}
	for _, n := range nicknames[name] {
		if s.fields[n] != nil {
			return n
		}
	}
	if len(plain) < 4 {
		return ""
	}
	best, at := 3, ""
	for i, n := range s.names {
		if d := distance(plain, s.plain[i]); d < best && d*3 < len(n) {
			best, at = d, n
		}
	}
	return at
}

func bare(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || r == ' ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// distance counts the letters to change, add or drop.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// vocabulary are the names that every shape knows together: they may be shown whatever stands around them.
var vocabulary = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{"true": true, "false": true, "null": true}
	var walk func(s *shape)
	walk = func(s *shape) {
		for n, f := range s.fields {
			words[n] = true
			walk(f)
		}
	}
	for _, s := range shapes {
		walk(s)
	}
	return words
})

// paths lists the scalar fields of a shape, for tests and for comparisons.
func (s *shape) paths(prefix string) []string {
	var out []string
	for _, n := range s.names {
		f := s.fields[n]
		switch at := join(prefix, n); f.kind {
		case '{':
			out = append(out, f.paths(at)...)
		case '[':
			out = append(out, f.paths(index(at, 0))...)
		default:
			out = append(out, at)
		}
	}
	return slices.Clip(out)
}
