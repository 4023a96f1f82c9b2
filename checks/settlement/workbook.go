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
)

// A workbook is read as the CSV it would have been: its first worksheet, row by row, with semicolons and every text in
// quotes. Only the shared texts are held in memory.

// Limits of a workbook. Its parts are compressed: a small file may unfold to a large one.
const (
	maxShared  = 64 << 20  // bytes of shared texts
	maxColumns = 1000      // cells of a row
	maxSheet   = 4 << 30   // bytes of a worksheet, unfolded
	maxPart    = 256 << 20 // bytes of any other part, unfolded
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
	b.writer.Go(func() {
		defer func() { _ = part.Close() }()
		out := bufio.NewWriterSize(w, 64<<10)
		err := writeRows(out, io.LimitReader(part, maxSheet), shared)
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
}

func (b *bookReader) Close() error {
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
	return xml.NewDecoder(io.LimitReader(f, maxPart)).Decode(into)
}

// sharedTexts reads the table cells of type "s" point into; a workbook may do without.
func sharedTexts(z *zip.Reader) ([]string, error) {
	f, err := z.Open("xl/sharedStrings.xml")
	if err != nil {
		return nil, nil
	}
	defer func() { _ = f.Close() }()
	d := xml.NewDecoder(io.LimitReader(f, maxPart))
	var list []string
	total := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if el, is := tok.(xml.StartElement); is && el.Name.Local == "si" {
			var si richText
			if err := d.DecodeElement(&si, &el); err != nil {
				return nil, err
			}
			s := si.text()
			if total += len(s) + 16; total > maxShared {
				return nil, fmt.Errorf("%w: too many texts", errWorkbook)
			}
			list = append(list, s)
		}
	}
}

// richText is a text in one piece or in runs.
type richText struct {
	T    string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t richText) text() string { return t.T + strings.Join(t.Runs, "") }

type bookRow struct {
	Cells []struct {
		Ref   string   `xml:"r,attr"`
		Type  string   `xml:"t,attr"`
		Value string   `xml:"v"`
		Text  richText `xml:"is"`
	} `xml:"c"`
}

func writeRows(w *bufio.Writer, r io.Reader, shared []string) error {
	d := xml.NewDecoder(r)
	wide := 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		el, is := tok.(xml.StartElement)
		if !is || el.Name.Local != "row" {
			continue
		}
		var row bookRow
		if err := d.DecodeElement(&row, &el); err != nil {
			return err
		}
		cells := make([]string, 0, wide)
		for _, c := range row.Cells {
			at := len(cells)
			if n, ok := columnOf(c.Ref); ok && n >= at {
				at = n
			}
			if at >= maxColumns {
				return errWorkbook
			}
			for len(cells) < at {
				cells = append(cells, "")
			}
			v := c.Value
			switch c.Type {
			case "s":
				i, err := strconv.Atoi(v)
				if err != nil || i < 0 || i >= len(shared) {
					return errWorkbook
				}
				v = shared[i]
			case "inlineStr":
				v = c.Text.text()
			case "", "n":
				v = plainNumber(v)
			}
			cells = append(cells, v)
		}
		if wide == 0 {
			wide = len(cells)
		}
		for len(cells) < wide {
			cells = append(cells, "") // empty cells at the end are left out of the part
		}
		for i, v := range cells {
			if i > 0 {
				_ = w.WriteByte(';')
			}
			_ = w.WriteByte('"')
			_, _ = w.WriteString(strings.ReplaceAll(v, `"`, `""`))
			_ = w.WriteByte('"')
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
}

// plainNumber takes the exponent out of a number, and gives one with three decimals a fourth: the file says that its
// mark is a decimal one, the text alone would not.
func plainNumber(v string) string {
	if i := strings.IndexByte(v, '.'); i >= 0 && len(v)-i-1 == 3 && !strings.ContainsAny(v, "eE") {
		return v + "0"
	}
	if strings.ContainsAny(v, "eE") {
		if f, err := strconv.ParseFloat(v, 64); err == nil {
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
