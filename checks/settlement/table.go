package settlement

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// Options say how files are read. The zero value leaves everything to the files.
type Options struct {
	Columns       map[string]string // official key of a report's column → heading that holds it
	OrderColumns  map[string]string // one of OrderColumns → heading
	Decimals      Decimals          // of the report
	OrderDecimals Decimals          // of the orders
	Zone          *time.Location    // days are counted in it; nil: as the report writes them
	// Progress is told bytes read of a file, often; total is the size of what will be read of it.
	Progress func(file string, read, total int64)
	// All hands out matched records too.
	All bool
}

// table reads a file of separated values by named columns.
type table struct {
	in     Input
	file   string // "report" or "orders", as refusals name it
	source io.Closer
	s      *scanner
	head   []string
	at     map[string]int

	dec      Decimals
	given    bool // by the person
	pointRow int64
	commaRow int64
	doubtRow int64 // first amount that only the rest of the file decides
	doubt    string
	utfRow   int64
	latinRow int64
	sums     []int // columns with amounts, for evidence
	scratch  [4][]byte
}

const maxHeadings = 2000

// openTable finds encoding, separator and columns.
func openTable(in Input, file string, known map[string][]string, given map[string]string, progress func(int64)) (*table, error) {
	t := &table{in: in, file: file}
	r, err := in.text(progress)
	if err != nil {
		return nil, err
	}
	t.source = r
	t.s = newScanner(r, ';')
	if err := t.heading(known, given); err != nil {
		_ = r.Close()
		return nil, err
	}
	return t, nil
}

// heading tries the separators on the first line and keeps the one that explains most of it.
func (t *table) heading(known map[string][]string, given map[string]string) error {
	s := t.s
	for i := bytes.IndexByte(s.buf[:s.end], '\n'); i < 0 && !s.eof && s.end < maxRecord; i = bytes.IndexByte(s.buf[:s.end], '\n') {
		s.fill()
	}
	if s.failed != nil {
		return t.broke()
	}
	start := s.buf[:s.end]
	if bytes.HasPrefix(start, []byte("sep=")) { // spreadsheets write it
		if i := bytes.IndexByte(start, '\n'); i > 0 {
			s.pos, s.after = i+1, 1
			start = start[i+1:]
		}
	}
	best, most := byte(0), -1
	var why error
	for _, sep := range []byte{';', ',', '|', '\t'} {
		try := &scanner{buf: start, end: len(start), eof: true, sep: sep} // looks only
		if !try.next() || try.broken {
			continue
		}
		head := texts(try.cells)
		at, err := layout(t.in.Name, head, known, given)
		score := len(at)*maxHeadings + min(len(head), maxHeadings-1)
		if err != nil {
			score = min(len(head), maxHeadings-1)
		}
		if score > most {
			best, most, why = sep, score, err
			t.at, t.head = at, head
		}
	}
	switch {
	case most < 0:
		return &Error{Code: Empty, File: t.in.Name}
	case why != nil:
		return why
	}
	s.sep = best
	s.next()
	s.want = len(t.head)
	return nil
}

func texts(cells [][]byte) []string {
	var out []string
	for _, c := range cells {
		b, _ := decode(c, nil)
		out = append(out, strings.TrimPrefix(string(b), "\ufeff"))
	}
	return out
}

// require wants columns; any of several stand in one entry, separated by "|".
func (t *table) require(names ...string) error {
	var missing []string
	for _, n := range names {
		if !slices.ContainsFunc(strings.Split(n, "|"), func(one string) bool { _, ok := t.at[one]; return ok }) {
			missing = append(missing, strings.ReplaceAll(n, "|", " / "))
		}
	}
	if len(missing) > 0 {
		return &Error{Code: MissingColumn, File: t.in.Name, Names: missing}
	}
	return nil
}

func (t *table) column(names ...string) int {
	for _, n := range names {
		if i, ok := t.at[n]; ok {
			return i
		}
	}
	return -1
}

func (t *table) close() { _ = t.source.Close() }

// next moves to the next row; code is why it cannot be judged, "" when its cells are there.
func (t *table) next() (code Code, more bool) {
	if !t.s.next() {
		return "", false
	}
	s := t.s
	if s.broken {
		return RowQuote, true
	}
	n := len(s.cells)
	if n == s.want || n == s.want+1 && len(s.cells[n-1]) == 0 {
		return "", true
	}
	if s.bare && n < s.want {
		s.failed = errCut
		return "", false
	}
	return RowCells, true
}

// ended tells why there is no next row: nil at a proper end.
func (t *table) ended() error {
	if t.s.failed != nil {
		return t.broke()
	}
	if t.doubtRow > 0 && t.pointRow > 0 && t.commaRow > 0 && !t.given {
		return &Error{Code: BothDecimals, File: t.in.Name, Row: t.doubtRow, Value: t.doubt}
	}
	return nil
}

func (t *table) broke() error {
	e := &Error{Code: Unreadable, File: t.in.Name, Row: t.s.line, cause: t.s.failed}
	var cell *cellError
	switch {
	case errors.As(t.s.failed, &cell):
		e.Code, e.Row, e.Column = cell.code, cell.row, cell.ref
		if e.Column == "" {
			e.Column = "–"
		}
	case errors.Is(t.s.failed, errCut), errors.Is(t.s.failed, io.ErrUnexpectedEOF):
		e.Code = Cut
	case errors.Is(t.s.failed, errTooLong):
		e.Code = TooLong
	case errors.Is(t.s.failed, errWorkbook), strings.HasPrefix(t.s.failed.Error(), "XML"), strings.HasPrefix(t.s.failed.Error(), "zip"):
		e.Code = BadWorkbook
	}
	return e
}

// cell is a cell as it stands; empty when there is no such column.
func (t *table) cell(i int) []byte {
	if i < 0 || i >= len(t.s.cells) {
		return nil
	}
	return t.s.cells[i]
}

// text is a cell in UTF-8, good until the next row; slot keeps two texts of a row apart.
func (t *table) text(i, slot int) ([]byte, bool) {
	c := t.cell(i)
	if len(c) == 0 {
		return nil, true
	}
	b, enc := decode(c, t.scratch[slot])
	switch enc {
	case noText:
		return b, false
	case utf8Text:
		if t.utfRow == 0 {
			t.utfRow = t.s.line
		}
	case latin1:
		t.scratch[slot] = b
		if t.latinRow == 0 {
			t.latinRow = t.s.line
		}
	}
	return b, true
}

// amount reads a cell; code tells why not. An error ends the file.
func (t *table) amount(i int) (Amount, Code, error) {
	c := t.cell(i)
	if len(c) == 0 || len(bytes.TrimSpace(c)) == 0 {
		return 0, RowNoAmount, nil
	}
	v, sh := parseAmount(c, t.dec)
	if sh == ambiguous {
		if t.dec == Unsaid {
			if err := t.decide(string(c)); err != nil {
				return 0, "", err
			}
			v, sh = parseAmount(c, t.dec)
		}
		if t.doubtRow == 0 {
			t.doubtRow, t.doubt = t.s.line, string(bytes.TrimSpace(c))
		}
	}
	switch sh {
	case unreadable:
		return 0, RowAmount, nil
	case pointShape:
		t.saw(Point, t.s.line)
	case commaShape:
		t.saw(Comma, t.s.line)
	}
	return v, "", nil
}

func (t *table) saw(d Decimals, row int64) {
	switch {
	case d == Point && t.pointRow == 0:
		t.pointRow = row
	case d == Comma && t.commaRow == 0:
		t.commaRow = row
	default:
		return
	}
	if t.dec == Unsaid {
		t.dec = d
	}
}

// decide looks through the whole file for an amount that can be read one way only.
func (t *table) decide(value string) error {
	row := t.s.line
	r, err := t.in.text(nil)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	s := newScanner(r, t.s.sep)
	s.want = t.s.want
	s.next()
	for s.next() {
		for _, i := range t.sums {
			if i >= len(s.cells) {
				continue
			}
			switch _, sh := parseAmount(s.cells[i], Unsaid); sh {
			case pointShape:
				t.dec = Point
				return nil
			case commaShape:
				t.dec = Comma
				return nil
			}
		}
	}
	return &Error{Code: Undecided, File: t.in.Name, Row: row, Value: value}
}
