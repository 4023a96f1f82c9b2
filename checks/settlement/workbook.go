package settlement

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/limits"
)

// A workbook is read as the CSV it would have been: its first worksheet, row by row, with semicolons and every text in
// quotes. Only the shared texts are held in memory.

// Limits of a workbook beside those of package limits. Its parts are compressed: a small file may unfold to a large one.
const (
	maxSheet = 4 << 30   // bytes of a worksheet, unfolded
	maxPart  = 256 << 20 // bytes of any other part, unfolded
)

var errWorkbook = errors.New("settlement: not a workbook")

// openWorkbook starts writing the worksheet out; closing the reader ends the writer.
func openWorkbook(c Content, size int64) (io.ReadCloser, error) {
	z, err := zip.NewReader(c, size)
	if err != nil {
		return nil, err
	}
	sheet, err := firstSheet(z)
	if err != nil {
		return nil, err
	}
	shared, err := sharedTexts(z)
	if err != nil {
		return nil, err
	}
	part, err := z.Open(sheet)
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	b := &bookReader{PipeReader: r}
	rest := &abandoned{r: part, closed: &b.closed}
	b.writer.Go(func() {
		defer func() { _ = part.Close() }()
		out := bufio.NewWriterSize(w, 64<<10)
		err := writeRows(out, io.LimitReader(rest, maxSheet), shared)
		if err == nil {
			err = out.Flush()
		}
		_ = w.CloseWithError(err)
	})
	return b, nil
}

type bookReader struct {
	*io.PipeReader
	writer sync.WaitGroup
	closed atomic.Bool
}

// abandoned ends with the reader of what is written: a part may unfold to gigabytes in which there is no row to write.
type abandoned struct {
	r      io.Reader
	closed *atomic.Bool
}

func (a *abandoned) Read(p []byte) (int, error) {
	if a.closed.Load() {
		return 0, io.ErrClosedPipe
	}
	return a.r.Read(p)
}

func (b *bookReader) Close() error {
	b.closed.Store(true)
	err := b.PipeReader.Close()
	b.writer.Wait()
	return err
}

// firstSheet follows workbook and relations to the part of the first worksheet.
func firstSheet(z *zip.Reader) (string, error) {
	var book struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := part(z, "xl/workbook.xml", &book); err != nil || len(book.Sheets) == 0 {
		return "", errors.Join(errWorkbook, err)
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := part(z, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return "", errors.Join(errWorkbook, err)
	}
	for _, r := range rels.List {
		if r.ID == book.Sheets[0].ID {
			if strings.HasPrefix(r.Target, "/") {
				return strings.TrimPrefix(path.Clean(r.Target), "/"), nil
			}
			return path.Join("xl", r.Target), nil
		}
	}
	return "", errWorkbook
}

func part(z *zip.Reader, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return xml.NewDecoder(limits.NewXML(io.LimitReader(f, maxPart))).Decode(into)
}

// sharedTexts reads the table cells of type "s" point into; a workbook may do without.
func sharedTexts(z *zip.Reader) ([]string, error) {
	f, err := z.Open("xl/sharedStrings.xml")
	if err != nil {
		return nil, nil
	}
	defer func() { _ = f.Close() }()
	d := xml.NewDecoder(limits.NewXML(io.LimitReader(f, maxPart)))
	var list []string
	total := 0
	var in richText
	for {
		tok, err := d.RawToken() // millions of them: names are taken as written, and a tag too many only loses its text
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		switch el := tok.(type) {
		case xml.StartElement:
			in.open(el.Name.Local)
		case xml.CharData:
			if in.reads() && !in.add(el) {
				return nil, limits.ErrPiece
			}
		case xml.EndElement:
			if in.closes("si") {
				if total += len(in.text); total > limits.SharedBytes || len(list) == limits.SharedTexts {
					return nil, limits.ErrPiece
				}
				list = append(list, string(in.text))
				in.text = in.text[:0]
			}
		}
	}
}

// richText collects a text that stands in one piece or in runs, out of the elements around it: is or si, then t or r and t.
// Readings of Asian characters stand in others.
type richText struct {
	path []string
	text []byte
}

func (x *richText) open(name string) { x.path = append(x.path, name) }

// closes leaves an element and reports whether it was one of the name.
func (x *richText) closes(name string) bool {
	n := len(x.path) - 1
	if n < 0 {
		return false
	}
	last := x.path[n]
	x.path = x.path[:n]
	return last == name
}

func (x *richText) at(back int) string {
	if n := len(x.path) - back; n >= 0 {
		return x.path[n]
	}
	return ""
}

// reads reports whether characters here belong to the text.
func (x *richText) reads() bool {
	holder := x.at(2)
	if holder == "r" {
		holder = x.at(3)
	}
	return x.at(1) == "t" && (holder == "si" || holder == "is")
}

// add reports whether the text stayed within what a cell may hold.
func (x *richText) add(more []byte) bool {
	if len(x.text)+len(more) > limits.Cell {
		return false
	}
	x.text = append(x.text, more...)
	return true
}

// cellError is a place of a worksheet no report has.
type cellError struct {
	code Code
	row  int64
	ref  string // "C17"; "" outside of cells
}

func (e *cellError) Error() string {
	return fmt.Sprintf("settlement: %s in row %d, cell %s", e.code, e.row, e.ref)
}

// sheet writes a worksheet out, cell by cell: a row or cell is never held beyond its limits, whatever the part unfolds to.
type sheet struct {
	w      *bufio.Writer
	shared []string
	wide   int
	row    int64
	cells  []string
	bytes  int // of the row's cells
	wrote  int64
	cell   struct {
		ref, kind string
		at        int
	}
	in richText // of the cell: its value or text
}

func writeRows(w *bufio.Writer, r io.Reader, shared []string) error {
	d := xml.NewDecoder(limits.NewXML(r))
	s := sheet{w: w, shared: shared}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return s.blame(err)
		}
		switch el := tok.(type) {
		case xml.StartElement:
			err = s.start(&el)
		case xml.CharData:
			if (s.in.reads() || s.in.at(1) == "v" && s.in.at(2) == "c") && !s.in.add(el) {
				err = limits.ErrPiece
			}
		case xml.EndElement:
			switch {
			case s.in.at(1) == "c" && s.in.at(2) == "row":
				err = s.endCell()
			case s.in.at(1) == "row":
				err = s.endRow()
			}
			s.in.closes("")
		}
		if err != nil {
			return s.blame(err)
		}
	}
}

// blame says where a limit was met.
func (s *sheet) blame(err error) error {
	switch {
	case errors.Is(err, limits.ErrPiece) && s.cell.ref == "":
		return &cellError{TooLong, s.row, ""}
	case errors.Is(err, limits.ErrPiece):
		return &cellError{BigCell, s.row, s.cell.ref}
	case errors.Is(err, limits.ErrDepth):
		return &cellError{TooDeep, s.row, s.cell.ref}
	}
	return err
}

func (s *sheet) start(el *xml.StartElement) error {
	s.in.open(el.Name.Local)
	switch {
	case el.Name.Local == "row":
		s.row++
		s.cells, s.bytes, s.cell.ref = s.cells[:0], 0, ""
	case el.Name.Local == "c" && s.in.at(2) == "row":
		s.cell.ref, s.cell.kind, s.cell.at, s.in.text = "", "", len(s.cells), s.in.text[:0]
		for _, a := range el.Attr {
			switch a.Name.Local {
			case "r":
				s.cell.ref = a.Value[:min(len(a.Value), 16)]
			case "t":
				s.cell.kind = a.Value
			}
		}
		if n, ok := columnOf(s.cell.ref); ok && n >= s.cell.at {
			s.cell.at = n
		}
		if s.cell.at >= limits.Columns {
			return errWorkbook
		}
	}
	return nil
}

func (s *sheet) endCell() error {
	for len(s.cells) < s.cell.at {
		s.cells = append(s.cells, "")
	}
	v := string(s.in.text)
	switch s.cell.kind {
	case "s":
		i, err := strconv.Atoi(v)
		if err != nil || i < 0 || i >= len(s.shared) {
			return errWorkbook
		}
		v = s.shared[i]
	case "", "n":
		v = plainNumber(v)
	}
	if s.bytes += len(v); s.bytes > limits.Record {
		return errTooLong
	}
	s.cells, s.cell.ref = append(s.cells, v), ""
	return nil
}

func (s *sheet) endRow() error {
	if s.wide == 0 {
		s.wide = len(s.cells)
	}
	for len(s.cells) < s.wide {
		s.cells = append(s.cells, "") // empty cells at the end are left out of the part
	}
	for i, v := range s.cells {
		if i > 0 {
			_ = s.w.WriteByte(';')
		}
		_ = s.w.WriteByte('"')
		_, _ = s.w.WriteString(strings.ReplaceAll(v, `"`, `""`))
		_ = s.w.WriteByte('"')
	}
	if s.wrote += int64(s.bytes); s.wrote > maxSheet { // a shared text is written as often as cells point at it
		return errTooLong
	}
	return s.w.WriteByte('\n')
}

// plainNumber takes the exponent out of a number, and gives one with three decimals a fourth: the file says that its
// mark is a decimal one, the text alone would not.
func plainNumber(v string) string {
	if i := strings.IndexByte(v, '.'); i >= 0 && len(v)-i-1 == 3 && !strings.ContainsAny(v, "eE") {
		return v + "0"
	}
	if strings.ContainsAny(v, "eE") {
		if f, ok := checks.Number(v); ok {
			return strconv.FormatFloat(f, 'f', -1, 64) // the shortest writing: what was typed
		}
	}
	return v
}

// columnOf reads the letters of a reference such as AB12.
func columnOf(ref string) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1, i > 0
}
