package mpclient

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient/limits"
)

// holder names of test cards decide outcomes and are nobody's name.
var testHolders = map[string]bool{"APRO": true, "OTHE": true, "CONT": true, "CALL": true, "FUND": true, "SECU": true, "EXPI": true, "FORM": true,
	"CARD": true, "INST": true, "DUPL": true, "LOCK": true, "CTNA": true, "ATTE": true, "BLAC": true, "UNSU": true, "TEST": true}

// JSON redacts a JSON text by key and by pattern; keys keep their order. Text that is not JSON, or
// nested deeper than encoding/json reads, is treated as free text.
func (r *Redactor) JSON(body []byte) []byte {
	if !json.Valid(body) {
		return []byte(r.Text(string(body)))
	}
	w := walker{r: r, in: body, out: make([]byte, 0, len(body))}
	w.value(key{}, key{}, false)
	return w.out
}

// walker copies a valid JSON text, redacting on the way. A decoded tree would lose the order of
// keys, doubled keys and the spelling of numbers, all of which a person may be looking for.
type walker struct {
	r    *Redactor
	in   []byte
	pos  int
	out  []byte
	open int // brackets open around pos
}

// value copies one value; hide says that it stands under a secret name.
func (w *walker) value(parent, name key, hide bool) {
	hide = hide || name.kind == nameWhole
	switch w.peek() {
	case '{':
		var pair pair
		w.list('}', func() {
			key := w.text()
			w.string(w.r.Text(key.s), key)
			w.take()
			w.out = append(w.out, ':')
			w.member(name, keyOf(key.s), hide, &pair)
		})
	case '[':
		w.list(']', func() { w.value(parent, name, hide) })
	case '"':
		raw := w.text()
		if w.hidden(parent, name, hide) && raw.s != "" && !((name.plain == "name" || name.plain == "firstname") && testHolders[raw.s]) {
			w.out = append(w.out, `"***"`...)
			return
		}
		s := raw.s
		if !(appNames[name.plain] && len(s) <= 20 && strings.Trim(s, "0123456789") == "") {
			s = w.r.Text(s)
		}
		w.string(s, raw)
	default:
		word := w.word()
		number := word[0] == '-' || isDigit(word[0])
		switch {
		case number && w.hidden(parent, name, hide):
			w.out = append(w.out, `"***"`...)
		case number && !appNames[name.plain] && isCard(string(word)):
			w.out = append(append(append(w.out, '"'), maskCard(string(word))...), '"')
		default:
			w.out = append(w.out, word...)
		}
	}
}

// key is the name of a member.
type key struct {
	plain string
	kind  nameKind
}

func keyOf(name string) key {
	var w words
	w.read(name)
	return key{string(w.plain[:w.n]), w.kind()}
}

// pair is an object that names what it holds, as archives of HTTP and settings do:
// {"name": "client_secret", "value": "…"}.
type pair struct {
	secret   bool
	from, to int // the value that came before its name
}

// member copies the value of one member.
func (w *walker) member(parent, name key, hide bool, p *pair) {
	from := len(w.out)
	switch {
	case pairNames[name.plain] && w.peek() == '"':
		at := w.pos
		p.secret = kindOfName(w.text().s) != namePlain
		w.pos = at
		w.value(parent, name, hide)
		if p.secret && p.to > p.from && len(w.out)-p.to < 64<<10 {
			w.out = slices.Replace(w.out, p.from, p.to, []byte(`"***"`)...)
		}
		p.to = 0
	case pairValues[name.plain]:
		w.value(parent, name, hide || p.secret)
		if text := w.out[from:]; !p.secret && len(text) > 2 && (text[0] == '"' || isDigit(text[0])) {
			p.from, p.to = from, len(w.out)
		}
	default:
		w.value(parent, name, hide)
	}
}

// hidden reports whether a text or number goes.
func (w *walker) hidden(parent, name key, hide bool) bool {
	return hide || name.kind == nameText || personalParents[parent.plain] && (name.plain == "number" || name.plain == "name")
}

// list copies the members between two brackets.
func (w *walker) list(end byte, member func()) {
	if w.open++; w.open > limits.Depth {
		w.skip()
		w.out = append(w.out, `"***"`...)
		w.open--
		return
	}
	defer func() { w.open-- }()
	w.out = append(w.out, w.take())
	for w.peek() != end {
		member()
		if w.peek() == ',' {
			w.out = append(w.out, w.take())
		}
	}
	w.out = append(w.out, w.take())
}

// skip passes over a value in brackets: nothing so deep is shown, and no depth of it costs stack.
func (w *walker) skip() {
	for open := 0; ; {
		switch w.peek() {
		case '{', '[':
			open++
			w.pos++
		case '}', ']':
			w.pos++
			if open--; open == 0 {
				return
			}
		case '"':
			w.text()
		case ',', ':':
			w.pos++
		default:
			w.word()
		}
	}
}

func (w *walker) peek() byte {
	for strings.IndexByte(" \t\r\n", w.in[w.pos]) >= 0 {
		w.pos++
	}
	return w.in[w.pos]
}

func (w *walker) take() byte {
	c := w.peek()
	w.pos++
	return c
}

// word reads a number, true, false or null.
func (w *walker) word() []byte {
	from := w.pos
	for w.pos < len(w.in) && strings.IndexByte(",]} \t\r\n", w.in[w.pos]) < 0 {
		w.pos++
	}
	return w.in[from:w.pos]
}

type jsonText struct {
	raw []byte // with quotes
	s   string // decoded
}

func (w *walker) text() jsonText {
	w.peek()
	from, plain := w.pos, true
	for w.pos++; w.in[w.pos] != '"'; w.pos++ {
		switch c := w.in[w.pos]; {
		case c == '\\':
			plain = false
			w.pos++
		case c >= 0x80:
			plain = false
		}
	}
	w.pos++
	t := jsonText{raw: w.in[from:w.pos]}
	if plain {
		t.s = string(t.raw[1 : len(t.raw)-1])
	} else {
		_ = json.Unmarshal(t.raw, &t.s) // the text as a whole is valid
	}
	return t
}

// string writes s; an unchanged plain one keeps its spelling.
func (w *walker) string(s string, from jsonText) {
	if len(s) == len(from.raw)-2 && s == string(from.raw[1:len(from.raw)-1]) {
		w.out = append(w.out, from.raw...)
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	w.out = append(w.out, bytes.TrimRight(b.Bytes(), "\n")...)
}
