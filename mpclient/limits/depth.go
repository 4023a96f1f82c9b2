package limits

import (
	"bytes"
	"encoding/json"
	"io"
)

// JSONDepth gives ErrDepth when brackets in a JSON text are nested deeper than Depth. It reads once, holds nothing and does not
// mind whether the text is valid: it goes before a decoder, which says that. A text that does not begin with a bracket, such as a
// page or a script, has no depth.
func JSONDepth(text []byte) error {
	if text = bytes.TrimLeft(text, " \t\r\n"); len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return nil
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if quoted {
			switch c {
			case '\\':
				i++
			case '"':
				quoted = false
			}
			continue
		}
		switch c {
		case '"':
			quoted = true
		case '{', '[':
			if depth++; depth > Depth {
				return ErrDepth
			}
		case '}', ']':
			depth--
		}
	}
	return nil
}

// Unmarshal is json.Unmarshal within Depth.
func Unmarshal(text []byte, into any) error {
	if err := JSONDepth(text); err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// NewJSON bounds what a json.Decoder that reads a list element by element buffers: an element larger than Record ends in
// ErrPiece, one nested too deep in ErrDepth. Elements are those of the outermost list; between lists each value is one.
func NewJSON(r io.Reader) io.Reader { return &jsonReader{r: r} }

type jsonReader struct {
	r       io.Reader
	depth   int
	piece   int
	quoted  bool
	escaped bool
	err     error
}

func (j *jsonReader) Read(p []byte) (int, error) {
	if j.err != nil {
		return 0, j.err
	}
	n, err := j.r.Read(p)
	for i, c := range p[:n] {
		j.piece++
		switch {
		case j.escaped:
			j.escaped = false
		case j.quoted:
			j.escaped, j.quoted = c == '\\', c != '"'
		case c == '"':
			j.quoted = true
		case c == '{', c == '[':
			if j.depth++; j.depth > Depth {
				j.err = ErrDepth
			}
			if j.depth == 1 {
				j.piece = 0
			}
		case c == '}', c == ']':
			if j.depth--; j.depth <= 0 {
				j.depth, j.piece = 0, 0
			}
		case c == ',' && j.depth <= 1:
			j.piece = 0
		}
		if j.piece > Record && j.err == nil {
			j.err = ErrPiece
		}
		if j.err != nil {
			return i, j.err // what stands before is good, and tells a decoder how far it came
		}
	}
	return n, err
}

// NewXML bounds what encoding/xml buffers: a piece (text, tag, comment, section) larger than Token ends in ErrPiece, elements
// nested too deep in ErrDepth.
func NewXML(r io.Reader) io.Reader { return &xmlReader{r: r} }

// xmlReader follows just as much of the grammar as tells where a piece ends.
type xmlReader struct {
	r     io.Reader
	in    byte // 0 text, '<' after it, 't'ag, '/' end tag, '!' what is not yet known, '-' comment, '[' section, '?' instruction, 'D' directive
	quote byte // the open quote of a tag or directive
	last  [3]byte
	nest  int // brackets of a directive
	depth int
	piece int
	err   error
}

func (x *xmlReader) Read(p []byte) (int, error) {
	if x.err != nil {
		return 0, x.err
	}
	n, err := x.r.Read(p)
	for i := 0; i < n; {
		if x.in == 0 { // the most of a file by far: looked through in one go
			k := bytes.IndexByte(p[i:n], '<')
			if k < 0 {
				k = n - i
			}
			if x.piece += k; x.piece > Token {
				x.err = ErrPiece
				return i, x.err
			}
			if i += k; i < n {
				x.in, x.piece, x.quote = '<', 1, 0
				x.last = [3]byte{}
				i++
			}
			continue
		}
		if x.step(p[i]); x.err != nil {
			return i, x.err
		}
		i++
	}
	return n, err
}

func (x *xmlReader) step(c byte) {
	if x.piece++; x.piece > Token {
		x.err = ErrPiece
		return
	}
	before := x.last
	x.last = [3]byte{before[1], before[2], c}
	switch x.in {
	case '<':
		switch c {
		case '/', '!', '?':
			x.in = c
		default:
			x.in = 't'
		}
		x.nest = 0
		if c == '>' {
			x.end()
		}
	case 't':
		switch {
		case x.quote != 0:
			if c == x.quote {
				x.quote = 0
			}
		case c == '"', c == '\'':
			x.quote = c
		case c == '>':
			if before[2] != '/' {
				if x.depth++; x.depth > Depth {
					x.err = ErrDepth
				}
			}
			x.end()
		}
	case '/':
		if c == '>' {
			x.depth--
			x.end()
		}
	case '!':
		switch {
		case c == '-' && x.piece == 4 && before[2] == '-':
			x.in, x.last = '-', [3]byte{}
		case c == '-' && x.piece == 3:
		case c == '[' && x.piece == 3:
			x.in = '['
		default:
			x.in = 'D'
			x.directive(c)
		}
	case '-':
		if c == '>' && before[1] == '-' && before[2] == '-' {
			x.end()
		}
	case '[':
		if c == '>' && before[1] == ']' && before[2] == ']' {
			x.end()
		}
	case '?':
		if c == '>' && before[2] == '?' {
			x.end()
		}
	case 'D':
		x.directive(c)
	}
}

func (x *xmlReader) directive(c byte) {
	switch {
	case x.quote != 0:
		if c == x.quote {
			x.quote = 0
		}
	case c == '"', c == '\'':
		x.quote = c
	case c == '<':
		x.nest++
	case c == '>':
		if x.nest--; x.nest < 0 {
			x.end()
		}
	}
}

func (x *xmlReader) end() { x.in, x.piece, x.quote = 0, 0, 0 }

// TOMLDepth gives ErrDepth when arrays and tables of a TOML text are nested deeper than Depth, or a dotted key has more parts.
// Like JSONDepth it goes before the decoder, whose recursion has no limit of its own.
func TOMLDepth(text string) error {
	depth, parts := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '#':
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case '"', '\'':
			i = tomlString(text, i)
		case '[', '{':
			parts = 0
			if depth++; depth > Depth {
				return ErrDepth
			}
		case ']', '}':
			depth = max(depth-1, 0)
		case '.':
			if parts++; parts >= Depth {
				return ErrDepth
			}
		case '=', ',', '\n':
			parts = 0
		}
	}
	return nil
}

// tomlString gives the place of a string's last quote; that of the text's last byte when nothing closes it.
func tomlString(text string, i int) int {
	q := text[i]
	if i+2 < len(text) && text[i+1] == q && text[i+2] == q {
		for i += 3; i < len(text); i++ {
			switch {
			case text[i] == '\\' && q == '"':
				i++
			case text[i] == q && i+2 < len(text) && text[i+1] == q && text[i+2] == q:
				for i += 2; i+1 < len(text) && text[i+1] == q; i++ { // up to two quotes may stand before the three
				}
				return i
			}
		}
		return len(text) - 1
	}
	for i++; i < len(text) && text[i] != '\n'; i++ {
		switch {
		case text[i] == '\\' && q == '"':
			i++
		case text[i] == q:
			return i
		}
	}
	return i - 1
}
