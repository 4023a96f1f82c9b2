package settlement

import (
	"bytes"
	"io"

	"github.com/homologa/homologa/mpclient/limits"
)

// scanner cuts separated values into records over one large buffer. Cells point into the buffer and are good until the
// next record. It follows RFC 4180 and forgives what spreadsheets do: quotes inside a bare cell, blank lines, \r.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	failed   error

	sep   byte
	want  int // cells of the heading; 0 before it was read
	line  int64
	after int64 // lines before pos

	cells   [][]byte
	raw     []byte // the record as it stands in the file
	bare    bool   // the record ended with the file, not with a line
	broken  bool   // a quote that nothing closes: the record is this line only
	scratch []byte
	spans   []span
	read    int64
}

type span struct {
	from, to int
	escaped  bool
}

const (
	firstBuffer    = 1 << 20
	maxRecord      = limits.Record
	maxRecordLines = 1000
)

func newScanner(r io.Reader, sep byte) *scanner {
	return &scanner{r: r, sep: sep, buf: make([]byte, firstBuffer)}
}

// fill brings more bytes behind those not yet used.
func (s *scanner) fill() {
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.read += int64(n)
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.failed = err
			}
			return
		}
		if n > 0 {
			return
		}
	}
}

// next moves to the following record; false at the end or when reading failed.
func (s *scanner) next() bool {
	s.broken = false
	for {
		from := s.pos
		i := bytes.IndexByte(s.buf[s.pos:s.end], '\n')
		for i < 0 && !s.eof && s.end-s.pos <= maxRecord {
			have := s.end - s.pos
			s.fill()
			if i = bytes.IndexByte(s.buf[s.pos+have:s.end], '\n'); i >= 0 {
				i += have
			}
			from = s.pos
		}
		if s.failed != nil {
			return false
		}
		s.line, s.bare = s.after+1, false
		if i < 0 {
			if s.end-s.pos > maxRecord {
				s.failed = errTooLong
				return false
			}
			if s.pos == s.end {
				return false
			}
			i, s.bare = s.end-s.pos, true
		}
		line := s.buf[from : from+i]
		if bytes.IndexByte(line, '"') >= 0 {
			if s.quoted() {
				return true
			}
			if s.failed != nil {
				return false
			}
			continue
		}
		s.pos = min(from+i+1, s.end)
		s.after++
		line = trimCR(line)
		if len(line) == 0 {
			continue
		}
		s.raw, s.cells = line, s.cells[:0]
		for {
			j := bytes.IndexByte(line, s.sep)
			if j < 0 {
				break
			}
			s.cells = append(s.cells, line[:j])
			line = line[j+1:]
		}
		s.cells = append(s.cells, line)
		if len(s.cells[0]) == 0 && blank(s.cells) {
			continue
		}
		return true
	}
}

func trimCR(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}

func blank(cells [][]byte) bool {
	for _, c := range cells {
		if len(bytes.TrimSpace(c)) > 0 {
			return false
		}
	}
	return true
}

// quoted reads a record that has quotes in its first line; it may go on over several lines. A record that then has
// another number of cells than the heading is taken for a quote nobody closed: its first line alone is handed out as
// broken, and the lines behind it are records of their own.
func (s *scanner) quoted() bool {
	n, lines, closed := s.measure()
	for !closed && !s.eof && n <= maxRecord && lines <= maxRecordLines {
		s.fill()
		if s.failed != nil {
			return false
		}
		n, lines, closed = s.measure()
	}
	if lines > 1 && (!closed || s.want > 0 && !s.fits(len(s.spans))) {
		return s.firstLine()
	}
	if !closed {
		if s.eof && s.want > 0 {
			s.failed = errCut
			return false
		}
		return s.firstLine()
	}
	from := s.pos
	s.bare = from+n == s.end && (n == 0 || s.buf[from+n-1] != '\n')
	s.raw = bytes.TrimRight(s.buf[from:from+n], "\r\n")
	s.pos, s.after = from+n, s.after+int64(lines)
	s.cells, s.scratch = s.cells[:0], s.scratch[:0]
	for _, sp := range s.spans {
		cell := s.buf[from+sp.from : from+sp.to]
		if sp.escaped {
			at := len(s.scratch)
			s.scratch = appendUnescaped(s.scratch, cell)
			cell = s.scratch[at:len(s.scratch):len(s.scratch)]
		}
		s.cells = append(s.cells, cell)
	}
	return !blank(s.cells)
}

func (s *scanner) fits(n int) bool { return n == s.want || n == s.want+1 }

// firstLine hands out one line as a broken record.
func (s *scanner) firstLine() bool {
	i := bytes.IndexByte(s.buf[s.pos:s.end], '\n')
	if i < 0 {
		i = s.end - s.pos
	}
	s.raw = trimCR(s.buf[s.pos : s.pos+i])
	s.cells = append(s.cells[:0], s.raw)
	s.pos = min(s.pos+i+1, s.end)
	s.after++
	s.broken = true
	return true
}

// appendUnescaped halves doubled quotes; a text put into scratch earlier may move, so cells are taken by length.
func appendUnescaped(dst, cell []byte) []byte {
	for {
		i := bytes.Index(cell, twoQuotes)
		if i < 0 {
			return append(dst, cell...)
		}
		dst = append(dst, cell[:i+1]...)
		cell = cell[i+2:]
	}
}

var twoQuotes = []byte(`""`)

// measure finds the cells of the record at pos without changing a byte. n counts its bytes with the line end.
func (s *scanner) measure() (n, lines int, closed bool) {
	b := s.buf[s.pos:s.end]
	s.spans = s.spans[:0]
	lines = 1
	i := 0
	for {
		if i < len(b) && b[i] == '"' {
			from, escaped := i+1, false
			i++
			for {
				j := bytes.IndexByte(b[i:], '"')
				if j < 0 {
					return len(b), lines + bytes.Count(b[i:], newline), false
				}
				lines += bytes.Count(b[i:i+j], newline)
				i += j + 1
				if i < len(b) && b[i] == '"' {
					escaped = true
					i++
					continue
				}
				break
			}
			if i == len(b) && !s.eof {
				return len(b), lines, false // the next byte may be a second quote
			}
			to := i - 1
			// Rubbish between the closing quote and the separator belongs to nothing: keep it with the cell.
			k := i
			for k < len(b) && b[k] != s.sep && b[k] != '\n' && b[k] != '\r' {
				k++
			}
			if k > i {
				to = k
			}
			i = k
			s.spans = append(s.spans, span{from, to, escaped})
		} else {
			from := i
			for i < len(b) && b[i] != s.sep && b[i] != '\n' {
				i++
			}
			to := i
			if to > from && b[to-1] == '\r' && i < len(b) && b[i] == '\n' {
				to--
			}
			s.spans = append(s.spans, span{from, to, false})
		}
		if i < len(b) && b[i] == '\r' {
			i++
		}
		switch {
		case i == len(b):
			return i, lines, s.eof
		case b[i] == '\n':
			return i + 1, lines, true
		}
		i++ // the separator
	}
}

var newline = []byte{'\n'}
