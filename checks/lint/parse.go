package lint

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/limits"
)

// value is a JSON value with its place in the source. encoding/json stops at the first mistake, keeps one of two
// equal keys and forgets where things stood; all three are what a person looks for.
type value struct {
	kind    byte   // '{', '[', 's'tring, 'n'umber, 'b'oolean, '0' for null
	text    string // a string decoded; a number, true or false as written
	members []member
	list    []*value
	at      int // offset of its first byte
}

type member struct {
	name string
	at   int // offset of the key
	*value
}

// get finds a member; of equal keys the last one counts, as it does for most servers.
func (v *value) get(name string) *value {
	if v == nil || v.kind != '{' {
		return nil
	}
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].name == name {
			return v.members[i].value
		}
	}
	return nil
}

// Limits of what is judged: real bodies have some hundred values in a few levels.
const (
	maxDepth  = limits.Depth
	maxValues = 50_000
)

// slip is a mistake in the JSON itself.
type slip struct {
	what string // last part of the text key lint.json.…
	at   int
	key  string // the name concerned, if one is
}

// parser reads JSON and goes on after the slips that leave no doubt about what was meant.
type parser struct {
	in      []byte
	pos     int
	values  int
	slips   []slip
	doubles int  // among them
	fatal   bool // the last slip ended the reading
	toobig  bool
}

// parse reads one value; of a text that could not be read to its end, what was read until then.
func parse(in []byte) (*value, *parser) {
	p := &parser{in: in}
	if len(in) >= 3 && in[0] == 0xef && in[1] == 0xbb && in[2] == 0xbf {
		p.slip("bom", 0)
		p.pos = 3
	}
	p.space()
	if p.pos == len(in) {
		p.stop("empty", p.pos)
		return nil, p
	}
	v := p.value(0)
	if p.space(); !p.done() && p.pos < len(in) {
		p.stop("extra", p.pos)
	}
	return v, p
}

func (p *parser) done() bool { return p.fatal || p.toobig }

func (p *parser) slip(what string, at int) {
	if len(p.slips) < p.doubles+maxFaults {
		p.slips = append(p.slips, slip{what: what, at: at})
	}
}

// stop gives up: what follows would be guessed.
func (p *parser) stop(what string, at int) {
	if !p.done() {
		p.slips = append(p.slips, slip{what: what, at: at})
	}
	p.fatal = true
}

// space skips white space and, with a slip, comments.
func (p *parser) space() {
	for p.pos < len(p.in) {
		switch p.in[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		case '/', '#':
			end := p.comment()
			if end == p.pos {
				return
			}
			p.slip("comment", p.pos)
			p.pos = end
		default:
			return
		}
	}
}

func (p *parser) comment() (end int) {
	i := p.pos
	next := byte(0)
	if i+1 < len(p.in) {
		next = p.in[i+1]
	}
	switch {
	case p.in[i] == '#', next == '/':
		for i < len(p.in) && p.in[i] != '\n' {
			i++
		}
		return i
	case next == '*':
		for i += 2; i+1 < len(p.in); i++ {
			if p.in[i] == '*' && p.in[i+1] == '/' {
				return i + 2
			}
		}
	}
	return p.pos
}

func (p *parser) peek() byte {
	if p.pos < len(p.in) {
		return p.in[p.pos]
	}
	return 0
}

func (p *parser) value(depth int) *value {
	if p.values++; p.values > maxValues || depth > maxDepth {
		p.toobig = true
		return nil
	}
	v := &value{at: p.pos}
	switch c := p.peek(); {
	case p.pos >= len(p.in):
		p.stop("end", p.pos)
	case c == '{':
		p.object(v, depth)
	case c == '[':
		p.array(v, depth)
	case c == '"':
		v.kind, v.text = 's', p.string()
	case c == '-' || isDigit(c):
		v.kind, v.text = 'n', p.number()
	case c == '\'':
		p.stop("quotes", p.pos)
	case c == ',' || c == '}' || c == ']':
		p.stop("value", p.pos)
	default:
		p.word(v)
	}
	return v
}

// literals are the words for values, those of other languages with what JSON writes for them.
var literals = map[string]struct {
	kind    byte
	text    string
	foreign bool
}{
	"true": {'b', "true", false}, "false": {'b', "false", false}, "null": {'0', "null", false},
	"True": {'b', "true", true}, "False": {'b', "false", true}, "None": {'0', "null", true}, "nil": {'0', "null", true}, "undefined": {'0', "null", true},
}

func (p *parser) word(v *value) {
	from := p.pos
	for p.pos < len(p.in) && isWord(p.in[p.pos]) && p.pos-from < 20 {
		p.pos++
	}
	l, known := literals[string(p.in[from:p.pos])]
	if !known {
		p.stop("value", from)
		return
	}
	if l.foreign {
		p.slip("literal", from)
	}
	v.kind, v.text = l.kind, l.text
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isWord(c byte) bool  { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || isDigit(c) }

// number reads a number as JSON writes it.
func (p *parser) number() string {
	from := p.pos
	digits := func() bool {
		at := p.pos
		for isDigit(p.peek()) {
			p.pos++
		}
		return p.pos > at
	}
	if p.peek() == '-' {
		p.pos++
	}
	zero := p.peek() == '0'
	whole := p.pos
	if !digits() {
		p.stop("number", from)
		return ""
	}
	if zero && p.pos > whole+1 {
		p.stop("zero", from)
		return ""
	}
	if p.peek() == '.' {
		if p.pos++; !digits() {
			p.stop("number", from)
			return ""
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		if p.pos++; p.peek() == '+' || p.peek() == '-' {
			p.pos++
		}
		if !digits() {
			p.stop("number", from)
			return ""
		}
	}
	if isWord(p.peek()) {
		p.stop("number", from)
		return ""
	}
	return string(p.in[from:p.pos])
}

// string reads a quoted text; broken escapes and raw line breaks end the reading.
func (p *parser) string() string {
	from := p.pos
	var out []byte
	plain := from + 1 // begin of what was not copied yet
	for p.pos++; p.pos < len(p.in); p.pos++ {
		switch c := p.in[p.pos]; {
		case c == '"':
			out = append(out, p.in[plain:p.pos]...)
			p.pos++
			return string(out)
		case c < 0x20:
			p.stop("control", p.pos)
			return ""
		case c == '\\':
			out = append(out, p.in[plain:p.pos]...)
			r, ok := p.escape()
			if !ok {
				p.stop("escape", p.pos)
				return ""
			}
			out = utf8.AppendRune(out, r)
			plain = p.pos + 1
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(p.in[p.pos:])
			if r == utf8.RuneError && n == 1 {
				p.stop("utf8", p.pos)
				return ""
			}
			p.pos += n - 1
		}
	}
	p.stop("string", from)
	return ""
}

var escapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads what follows a backslash and leaves pos on its last byte.
func (p *parser) escape() (rune, bool) {
	p.pos++
	if r, short := escapes[p.peek()]; short {
		return r, true
	}
	r, ok := p.hex()
	if !ok {
		return 0, false
	}
	if utf16.IsSurrogate(r) && p.pos+2 < len(p.in) && p.in[p.pos+1] == '\\' && p.in[p.pos+2] == 'u' {
		at := p.pos
		p.pos += 2
		if low, ok := p.hex(); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, true
			}
		}
		p.pos = at
	}
	return r, true // half a pair becomes a replacement sign
}

func (p *parser) hex() (rune, bool) {
	if p.peek() != 'u' || p.pos+4 >= len(p.in) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p.in[p.pos+1:p.pos+5]), 16, 32)
	p.pos += 4
	return rune(n), err == nil
}

func (p *parser) object(v *value, depth int) {
	v.kind = '{'
	seen := map[string]bool{}
	p.pos++
	for {
		p.space()
		switch c := p.peek(); {
		case p.pos >= len(p.in):
			p.stop("end", p.pos)
		case c == '}':
			p.pos++
			return
		case c == '\'':
			p.stop("quotes", p.pos)
		case isDigit(c) && p.pos > 1 && p.in[p.pos-1] == ',' && isDigit(p.in[p.pos-2]):
			p.stop("decimal", p.pos-1) // 10,50
		case c != '"':
			p.stop("key", p.pos)
		}
		if p.done() {
			return
		}
		m := member{at: p.pos}
		m.name = p.string()
		if p.space(); !p.done() && p.peek() != ':' {
			p.stop(orEnd(p, "colon"), p.pos)
		}
		if p.done() {
			return
		}
		p.pos++
		p.space()
		m.value = p.value(depth + 1)
		if p.done() {
			return
		}
		if seen[m.name] {
			if p.doubles++; p.doubles <= maxFaults {
				p.slips = append(p.slips, slip{"duplicate", m.at, m.name})
			}
		}
		seen[m.name] = true
		v.members = append(v.members, m)
		if !p.more('}') {
			return
		}
	}
}

func (p *parser) array(v *value, depth int) {
	v.kind = '['
	p.pos++
	if p.space(); p.peek() == ']' {
		p.pos++
		return
	}
	for {
		p.space()
		e := p.value(depth + 1)
		if p.done() {
			return
		}
		v.list = append(v.list, e)
		if !p.more(']') {
			return
		}
	}
}

// more reads the comma before a further member, or the closing bracket.
func (p *parser) more(end byte) bool {
	p.space()
	switch c := p.peek(); {
	case p.done():
		return false
	case c == end && p.pos < len(p.in):
		p.pos++
		return false
	case c != ',' || p.pos >= len(p.in):
		p.stop(orEnd(p, "comma"), p.pos)
		return false
	}
	comma := p.pos
	p.pos++
	if p.space(); p.peek() == end && p.pos < len(p.in) {
		p.slip("trailing", comma)
		p.pos++
		return false
	}
	return !p.done()
}

// orEnd tells an unfinished text from one with something else in it.
func orEnd(p *parser, what string) string {
	if p.pos >= len(p.in) {
		return "end"
	}
	return what
}
