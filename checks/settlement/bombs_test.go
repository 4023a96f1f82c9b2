package settlement

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/limits"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// repeated is a text that is too long to be held.
type repeated struct {
	text string
	n    int
}

func (r repeated) writeTo(w io.Writer) {
	block := []byte(strings.Repeat(r.text, max(1, (1<<16)/len(r.text))))
	for left := r.n * len(r.text); left > 0; {
		n := min(left, len(block))
		_, _ = w.Write(block[:n])
		left -= n
	}
}

// book packs a workbook of one worksheet. Parts are texts or repeated ones.
func book(t testing.TB, shared []any, sheet ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	part := func(name string, pieces ...any) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pieces {
			switch p := p.(type) {
			case string:
				_, _ = io.WriteString(w, p)
			case repeated:
				p.writeTo(w)
			}
		}
	}
	part("xl/workbook.xml", `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`)
	if shared != nil {
		part("xl/sharedStrings.xml", shared...)
	}
	part("xl/worksheets/sheet1.xml", sheet...)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	bookHead = `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>EXTERNAL_REFERENCE</t></is></c><c r="B1" t="inlineStr"><is><t>SOURCE_ID</t></is></c>` +
		`<c r="C1" t="inlineStr"><is><t>TRANSACTION_TYPE</t></is></c><c r="D1" t="inlineStr"><is><t>TRANSACTION_AMOUNT</t></is></c></row>`
	bookEnd = `</sheetData></worksheet>`
	mega    = 1 << 20
)

// TestBombs: a workbook or list that unfolds to more than any report is refused where that begins, in bounded memory and time.
func TestBombs(t *testing.T) {
	x := strings.Repeat("x", limits.Cell)
	for name, c := range map[string]struct {
		report []byte
		orders string
		code   Code
		row    int64
		cell   string
	}{
		"a cell of 600 MB":      {book(t, nil, bookHead, `<row r="2"><c r="A2" t="inlineStr"><is><t>`, repeated{"A", 600 * mega}, `</t></is></c></row>`, bookEnd), wanted, BigCell, 2, "A2"},
		"a value of 600 MB":     {book(t, nil, bookHead, `<row r="2"><c r="D2"><v>`, repeated{"1", 600 * mega}, `</v></c></row>`, bookEnd), wanted, BigCell, 2, "D2"},
		"a cell in many runs":   {book(t, nil, bookHead, `<row r="2"><c r="A2" t="inlineStr"><is>`, repeated{"<r><t>AAAA</t></r>", 5 * mega}, `</is></c></row>`, bookEnd), wanted, BigCell, 2, "A2"},
		"a cell in sections":    {book(t, nil, bookHead, `<row r="2"><c r="A2" t="inlineStr"><is><t>`, repeated{"<![CDATA[A]]>", 5 * mega}, `</t></is></c></row>`, bookEnd), wanted, BigCell, 2, "A2"},
		"a comment of 100 MB":   {book(t, nil, bookHead, `<!--`, repeated{"> ", 50 * mega}, `-->`, bookEnd), wanted, TooLong, 1, "–"},
		"an attribute":          {book(t, nil, bookHead, `<row r="2"><c r="`, repeated{"A", 100 * mega}, `"/></row>`, bookEnd), wanted, TooLong, 2, "–"},
		"cells within cells":    {book(t, nil, bookHead, `<row r="2">`, repeated{"<c>", 5 * mega}), wanted, TooDeep, 2, "–"},
		"rows within rows":      {book(t, nil, bookHead, repeated{"<row>", 5 * mega}), wanted, TooDeep, 63, "–"},
		"cells without end":     {book(t, nil, bookHead, `<row r="2">`, repeated{"<c><v>1</v></c>", 5 * mega}, `</row>`, bookEnd), wanted, BadWorkbook, 0, ""},
		"a row of large cells":  {book(t, nil, bookHead, `<row r="2">`, repeated{`<c t="inlineStr"><is><t>` + x + `</t></is></c>`, 20}, `</row>`, bookEnd), wanted, TooLong, 0, ""},
		"shared, many":          {book(t, []any{`<sst>`, repeated{"<si><t>a</t></si>", 2 * mega}, `</sst>`}, bookHead, bookEnd), wanted, BookLimits, 0, ""},
		"shared, long in all":   {book(t, []any{`<sst>`, repeated{"<si><t>" + x + "</t></si>", 520}, `</sst>`}, bookHead, bookEnd), wanted, BookLimits, 0, ""},
		"shared, one long":      {book(t, []any{`<sst><si><t>`, repeated{"a", 200 * mega}, `</t></si></sst>`}, bookHead, bookEnd), wanted, BookLimits, 0, ""},
		"shared, deep":          {book(t, []any{`<sst>`, repeated{"<si>", 5 * mega}}, bookHead, bookEnd), wanted, BookLimits, 0, ""},
		"orders, a long text":   {[]byte(head + first), `[{"reference":"` + strings.Repeat("A", 3*limits.Record) + `"}]`, TooLong, 1, ""},
		"orders, a deep one":    {[]byte(head + first), `[{"reference":"A","amount":1},` + limitstest.DeepJSON(1000) + `]`, TooDeep, 2, "–"},
		"orders, white space":   {[]byte(head + first), `[` + strings.Repeat(" ", 3*limits.Record) + `]`, TooLong, 1, ""},
		"orders, a deep line":   {[]byte(head + first), limitstest.DeepJSON(1000), AllRefused, 1, ""},
		"orders, a deep member": {[]byte(head + first), `{"a":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`, AllRefused, 1, ""},
	} {
		start := time.Now()
		var err error
		peak := limitstest.Peak(func() {
			_, err = Reconcile(context.Background(), Bytes("report", c.report), Bytes("orders", []byte(c.orders)), Options{}, func(Record) error { return nil })
		})
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code || c.row != 0 && e.Row != c.row || e.Column != c.cell {
			t.Errorf("%s: %v, want %s in row %d, cell %q", name, err, c.code, c.row, c.cell)
		}
		t.Logf("%-22s %7d bytes packed, peak %3d MiB, %v", name, len(c.report), peak>>20, time.Since(start).Round(time.Millisecond))
		if peak > 200<<20 {
			t.Errorf("%s: %d MiB in use", name, peak>>20)
		}
	}
	full := book(t, nil, bookHead, `<row r="2"><c r="A2" t="inlineStr"><is><t>`+x+`</t></is></c><c r="B2"><v>11</v></c><c r="C2" t="inlineStr"><is><t>SETTLEMENT</t></is></c><c r="D2"><v>200.5</v></c></row>`, bookEnd)
	if res, err := Reconcile(context.Background(), Bytes("report", full), Bytes("orders", []byte(wanted)), Options{}, func(Record) error { return nil }); err != nil || res.Rows.Read != 1 || res.Rows.Refused != 0 {
		t.Errorf("a cell as long as one may be: %+v %v", res, err)
	}
}

// TestBombsEndWithTheContext: what has no rows to count is cancelled too, while the workbook is opened and while it is read.
func TestBombsEndWithTheContext(t *testing.T) {
	empty := repeated{"<x>1</x>", 4 * mega}
	for name, b := range map[string][]byte{
		"no row in the sheet":  book(t, nil, bookHead, empty, bookEnd),
		"no text among shared": book(t, []any{"<sst>", empty, "</sst>"}, bookHead, bookEnd),
	} {
		ctx, cancel := context.WithCancel(context.Background())
		in, reads := Bytes("report", b), 0
		in.Open = func() (Content, error) {
			return stopping{memory{bytes.NewReader(b)}, func() {
				if reads++; reads == 5 {
					cancel()
				}
			}}, nil
		}
		if _, err := Summarize(ctx, in, Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if reads > 7 {
			t.Errorf("%s: read on for %d times", name, reads-5)
		}
		cancel()
	}
}

type stopping struct {
	memory
	tell func()
}

func (s stopping) ReadAt(p []byte, off int64) (int, error) {
	s.tell()
	return s.memory.ReadAt(p, off)
}

// FuzzWorkbook: whatever the parts of a workbook hold, reading it ends within bounds and adds up.
func FuzzWorkbook(f *testing.F) {
	row := `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>11</v></c><c r="C2" t="inlineStr"><is><r><t>SETTLE</t></r><r><t>MENT</t></r></is></c><c r="D2"><v>2.005E+2</v></c></row>`
	f.Add(`<sst><si><t>A-1</t></si></sst>`, bookHead+row+bookEnd)
	f.Add(`<sst><si><r><t>A</t></r><rPh><t>x</t></rPh></si></sst>`, bookHead+strings.Replace(row, "A2", "ZZZ2", 1)+bookEnd)
	f.Add(strings.Repeat("<si>", 100), bookHead+strings.Repeat("<c>", 100))
	f.Add("", bookHead+`<row><c t="s"><v>9</v></c></row>`+bookEnd)
	f.Fuzz(func(t *testing.T, shared, sheet string) {
		defer limitstest.Bounded(t, 4*(len(shared)+len(sheet)))()
		b := book(t, []any{shared}, sheet)
		res, err := Reconcile(context.Background(), Bytes("report", b), Bytes("orders", []byte(wanted)), Options{}, func(Record) error { return nil })
		var e *Error
		switch {
		case err == nil:
			addUp(t, res)
		case !errors.As(err, &e):
			t.Fatal(err)
		}
	})
}
