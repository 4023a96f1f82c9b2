package sandbox

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// csv writes the sheet with the separator of the configuration.
func (sh *sheet) csv(separator string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if separator != "" {
		w.Comma = []rune(separator)[0]
	}
	_ = w.WriteAll(append([][]string{sh.heads}, sh.rows...)) // a buffer takes everything
	return out.Bytes()
}

const (
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// The parts of a workbook that never change.
var xlsxParts = [][2]string{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + xlsxType + `.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="report" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
}

// xlsx writes the sheet as a workbook of one worksheet. Amounts are numbers, all else is text.
func (sh *sheet) xlsx() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range append(slices.Clone(xlsxParts), [2]string{"xl/worksheets/sheet1.xml", sh.worksheet()}) {
		w, _ := z.Create(part[0]) // a buffer takes everything
		_, _ = w.Write([]byte(xml.Header + part[1]))
	}
	_ = z.Close()
	return out.Bytes()
}

func (sh *sheet) worksheet() string {
	var b strings.Builder
	b.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range append([][]string{sh.heads}, sh.rows...) {
		b.WriteString(`<row r="` + strconv.Itoa(i+1) + `">`)
		for j, v := range row {
			switch {
			case v == "":
				b.WriteString("<c/>")
			case i > 0 && strings.HasSuffix(sh.keys[j], "_AMOUNT"):
				b.WriteString("<c><v>" + v + "</v></c>")
			default:
				b.WriteString(`<c t="inlineStr"><is><t xml:space="preserve">`)
				_ = xml.EscapeText(&b, []byte(v))
				b.WriteString("</t></is></c>")
			}
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return b.String()
}
