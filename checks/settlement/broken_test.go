package settlement

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

const (
	head   = "EXTERNAL_REFERENCE;SOURCE_ID;TRANSACTION_TYPE;TRANSACTION_AMOUNT;SETTLEMENT_DATE\n"
	first  = "A-1;11;SETTLEMENT;200.00;2026-05-11T10:01:02.000-04:00\n"
	second = "A-2;12;SETTLEMENT;300.50;2026-05-11T11:01:02.000-04:00\n"
	wanted = "external_reference,payment_id,amount\nA-1,11,200.00\nA-2,12,300.50\n"
)

func reconciled(report, orders string, o Options) (*Result, []Record, error) {
	var list []Record
	o.All = true
	res, err := Reconcile(context.Background(), Bytes("report", []byte(report)), Bytes("orders", []byte(orders)), o, func(r Record) error {
		list = append(list, r)
		return nil
	})
	return res, list, err
}

// Files that cannot be judged say why, and where.
func TestFilesThatCannotBeJudged(t *testing.T) {
	var book bytes.Buffer
	z := zip.NewWriter(&book)
	if _, err := z.Create("other.txt"); err != nil {
		t.Fatal(err)
	}
	_ = z.Close()
	for name, c := range map[string]struct {
		report, orders string
		o              Options
		code           Code
		row            int64
	}{
		"empty":                       {"", wanted, Options{}, Empty, 0},
		"blank":                       {"\n\n\n", wanted, Options{}, Empty, 0},
		"a page":                      {"<html><body>sorry</body></html>\n", wanted, Options{}, NotReport, 0},
		"other columns":               {"a;b;c\n1;2;3\n", wanted, Options{}, NotReport, 0},
		"a PDF":                       {"%PDF-1.7 \n", wanted, Options{}, Binary, 0},
		"zeros":                       {"a\x00b\x00\x00\x00\n", wanted, Options{}, Binary, 0},
		"cut in a row":                {head + first + "A-2;12;SETT", wanted, Options{}, Cut, 3},
		"cut in quotes":               {head + first + `A-2;12;SETTLEMENT;300.50;"2026-05`, wanted, Options{}, Cut, 3},
		"no type":                     {"EXTERNAL_REFERENCE;SOURCE_ID;TRANSACTION_AMOUNT\nA;1;2.00\n", wanted, Options{}, MissingColumn, 0},
		"no gross":                    {"DATE;SOURCE_ID;RECORD_TYPE;DESCRIPTION;NET_CREDIT_AMOUNT;NET_DEBIT_AMOUNT\n", wanted, Options{}, MissingColumn, 0},
		"twice the same":              {"SOURCE_ID;SOURCE_ID;TRANSACTION_TYPE;TRANSACTION_AMOUNT\n1;2;SETTLEMENT;1.00\n", wanted, Options{}, DoubleColumn, 0},
		"unknown heading given":       {head + first, wanted, Options{Columns: map[string]string{"SOURCE_ID": "Op"}}, UnknownColumn, 0},
		"thousand or unit":            {strings.ReplaceAll(head+first, "200.00", "1.234"), wanted, Options{}, Undecided, 2},
		"both marks, one may be both": {head + strings.ReplaceAll(first, "200.00", "1.234,56") + second + strings.ReplaceAll(second, "300.50", "1.234"), wanted, Options{}, BothDecimals, 4},
		"a broken workbook":           {"PK\x03\x04 nonsense", wanted, Options{}, BadWorkbook, 0},
		"an archive, no workbook":     {book.String(), wanted, Options{}, BadWorkbook, 0},
		"a row without end":           {head + strings.Repeat("x", 3<<20), wanted, Options{}, TooLong, 2},
		"orders without key":          {head + first, "amount,colour\n1.00,red\n", Options{}, NotOrders, 0},
		"orders without amount":       {head + first, "reference,colour\nA-1,red\n", Options{}, MissingColumn, 0},
		"orders cut":                  {head + first, wanted + "A-3", Options{}, Cut, 4},
		"orders, JSON lines cut":      {head + first, `{"reference":"A-1","amount":1}` + "\n" + `{"reference":"A-2","am`, Options{}, Cut, 2},
		"orders, array cut":           {head + first, `[{"reference":"A-1","amount":1},`, Options{}, Cut, 2},
		"orders, ambiguous in JSON":   {head + first, `{"reference":"A-1","amount":"1.234"}`, Options{}, Undecided, 1},
		"nothing readable in report":  {head + strings.ReplaceAll(first, "200.00", "R"), wanted, Options{}, AllRefused, 2},
		"sum beyond 64 bits":          {head + strings.ReplaceAll(first, "200.00", "900000000000000.00") + strings.ReplaceAll(second, "300.50", "900000000000000.00"), wanted, Options{}, Overflow, 3},
	} {
		_, _, err := reconciled(c.report, c.orders, c.o)
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code || e.Row != c.row {
			t.Errorf("%s: %v, want %s in row %d", name, err, c.code, c.row)
		}
	}
}

// Rows that cannot be judged are refused alone, with their line, and counted.
func TestRowsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		row  string
		code Code
	}{
		"a cell too few":        {"A-3;13;SETTLEMENT;1.00\n", RowCells},
		"a cell too many":       {"A-3;13;SETTLEMENT;1.00;2026-05-11;x;y\n", RowCells},
		"no number":             {"A-3;13;SETTLEMENT;1.0O;2026-05-11\n", RowAmount},
		"two points":            {"A-3;13;SETTLEMENT;1.0.0;2026-05-11\n", RowAmount},
		"finer than can be":     {"A-3;13;SETTLEMENT;1.00001;2026-05-11\n", RowAmount},
		"larger than 64 bits":   {"A-3;13;SETTLEMENT;99999999999999999999.00;2026-05-11\n", RowAmount},
		"no amount":             {"A-3;13;SETTLEMENT;;2026-05-11\n", RowNoAmount},
		"two encodings":         {"\xc3\xa3\xe3;13;SETTLEMENT;1.00;2026-05-11\n", RowEncoding},
		"control bytes":         {"A\x1b[31m;13;SETTLEMENT;1.00;2026-05-11\n", RowEncoding},
		"a quote nobody closes": {"\"A-3;13;SETTLEMENT;1.00;2026-05-11\n", RowQuote},
	} {
		res, list, err := reconciled(head+first+c.row+second, wanted, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		addUp(t, res)
		if res.Rows.Refused != 1 || len(res.Refusals) != 1 || res.Refusals[0].Code != c.code || res.Refusals[0].Row != 3 || res.Outcomes[Matched] != 2 || res.Differences != 1 || len(list) != 2 {
			t.Errorf("%s: %+v", name, res)
		}
	}
	orders := "reference,payment_id,amount\nA-1,11,200.00\n,,1.00\nA-2,1.33251E+11,2.00\nA-2,12,300.50\n"
	res, _, err := reconciled(head+first+second, orders, Options{})
	if err != nil {
		t.Fatal(err)
	}
	addUp(t, res)
	if res.Orders.Refused != 2 || res.Refusals[0].Code != RowNoKey || res.Refusals[1].Code != RowID || res.Outcomes[Matched] != 2 {
		t.Errorf("%+v", res)
	}
}

func TestAmounts(t *testing.T) {
	for s, want := range map[string]string{
		"1234.56": "1234.56", "1.234,56": "1234.56", "-0,10": "-0.10", "1,234.56": "1234.56", "1.234.567": "1234567.00", "0": "0.00", "-0.99": "-0.99", "+5": "5.00",
		"12,5": "12.50", "0.123": "0.123", "0,1234": "0.1234", "R$ 1.234,56": "1234.56", "-R$ 10,00": "-10.00", "$ -3.50": "-3.50", "\u22125.00": "-5.00", " 7.00 ": "7.00",
		"1234.567": "1234.567", ".50": "0.50", "900000000000000.00": "900000000000000.00", "1.00000": "1.00",
	} {
		if v, sh := parseAmount([]byte(s), Unsaid); sh == unreadable || sh == ambiguous || v.String() != want {
			t.Errorf("%q is %s (%d), want %s", s, v, sh, want)
		}
	}
	for _, s := range []string{"", "-", ".", ",", "1e3", "12.34.5", "1,23,456.00", "1.2345,6", "1..2", "12a", "--1", "1.00001", "922337203685478.00", strings.Repeat("9", 41), "1.234,56.7", "NaN"} {
		if v, sh := parseAmount([]byte(s), Point); sh != unreadable {
			t.Errorf("%q is %s (%d), want nothing", s, v, sh)
		}
	}
	for dec, want := range map[Decimals]string{Point: "1.234", Comma: "1234.00"} {
		if v, sh := parseAmount([]byte("1.234"), dec); v.String() != want || sh != ambiguous {
			t.Errorf("1.234 with %c is %s", dec, v)
		}
	}
	if _, sh := parseAmount([]byte("15,990"), Unsaid); sh != ambiguous {
		t.Error("15,990 is certain without evidence")
	}
}

// The whole file decides what one amount leaves open, wherever the evidence stands.
func TestTheFileDecides(t *testing.T) {
	for value, want := range map[string]string{"300,50": "1234.00", "300.50": "1.234"} {
		report := head + strings.ReplaceAll(first, "200.00", "1.234") + strings.ReplaceAll(second, "300.50", value)
		_, list, err := reconciled(report, wanted, Options{})
		if err != nil || list[0].Received == nil || list[0].Received.String() != want {
			t.Errorf("beside %s: %v %+v", value, err, list)
		}
	}
	_, list, err := reconciled(head+strings.ReplaceAll(first, "200.00", "1.234"), wanted, Options{Decimals: Comma})
	if err != nil || list[0].Received.String() != "1234.00" {
		t.Errorf("%v %+v", err, list)
	}
}

func TestJSONOrders(t *testing.T) {
	for name, orders := range map[string]string{
		"lines":              "{\"external_reference\":\"A-1\",\"payment_id\":11,\"amount\":200}\n\n{\"external_reference\":\"A-2\",\"payment_id\":\"12\",\"amount\":\"300,50\"}\n",
		"array":              `[{"reference":"A-1","transaction_amount":200.00},{"id_pago":12,"importe":300.5,"extra":{"amount":1}}]`,
		"without a line end": "{\"ref\":\"A-1\",\"total\":200}\n{\"ref\":\"A-2\",\"total\":300.50}",
	} {
		res, _, err := reconciled(head+first+second, orders, Options{})
		if err != nil || res.Outcomes[Matched] != 2 || res.Differences != 0 {
			t.Errorf("%s: %v %+v", name, err, res)
		}
	}
	res, _, err := reconciled(head+first+second, "{\"ref\":\"A-1\",\"total\":200}\n[1]\n{\"ref\":{},\"total\":1}\n{\"ref\":\"A-2\",\"total\":300.50}\n", Options{})
	if err != nil || res.Orders.Refused != 2 || res.Refusals[0].Row != 2 || res.Refusals[1].Row != 3 || res.Outcomes[Matched] != 2 {
		t.Errorf("%v %+v", err, res)
	}
}

// Instalments paid out in equal parts look like copies; the sum tells them apart.
func TestCopiesAndInstalments(t *testing.T) {
	part := "A-1;11;SETTLEMENT;100.00;2026-05-11T10:01:02.000-04:00\n"
	res, _, err := reconciled(head+part+part+second, wanted, Options{})
	if err != nil || res.Differences != 0 || res.Rows.Duplicate != 0 {
		t.Errorf("%v %+v", err, res)
	}
	res, list, err := reconciled(head+first+first+second, wanted, Options{})
	if err != nil || res.Rows.Duplicate != 1 || res.Outcomes[DuplicateRow] != 1 || res.Outcomes[Matched] != 2 || res.Differences != 1 {
		t.Errorf("%v %+v %+v", err, res, list)
	}
	addUp(t, res)
}

func TestDates(t *testing.T) {
	for s, want := range map[string]int64{"2026-05-11T10:01:02.000-04:00": 1778508062, "2026-05-11T14:01:02Z": 1778508062, "2026-05-11 10:01:02": 1778508062, "11/05/2026 10:01:02": 1778508062,
		"2026-05-11T11:01:02-0300": 1778508062, "2026-05-11T15:31:02.5+0130": 1778508062, "2026-05-11": 1778472000} {
		if at, ok := parseDate([]byte(s), defaultOffset); !ok || at.unix != want || at.day != 20260511 {
			t.Errorf("%s: %+v %v, want %d", s, at, ok, want)
		}
	}
	for _, s := range []string{"", "2026-13-01", "2026-05-11X10:00", "yesterday!!", "2026-05-11T1:00", "20260511T100000"} {
		if at, ok := parseDate([]byte(s), 0); ok {
			t.Errorf("%q is %+v", s, at)
		}
	}
}

// Days, hours and zones on each side of what exists. The days are those of a printed calendar, not of a formula.
func TestDatesThatDoNotExist(t *testing.T) {
	last := map[int]int{1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
	for m, d := range last {
		for _, form := range []string{"2026-%02[1]d-%02[2]d", "%02[2]d/%02[1]d/2026", "%02[2]d-%02[1]d-2026 10:00"} {
			there, gone := fmt.Sprintf(form, m, d), fmt.Sprintf(form, m, d+1)
			if at, ok := parseDate([]byte(there), 0); !ok || at.day != int32(20260000+m*100+d) {
				t.Errorf("%s is %+v, %v", there, at, ok)
			}
			if at, ok := parseDate([]byte(gone), 0); ok {
				t.Errorf("%s is %+v", gone, at)
			}
		}
	}
	for _, c := range []struct{ in, out string }{
		{"2028-02-29", "2026-02-29"}, {"2000-02-29", "2100-02-29"}, {"1990-01-01", "1989-12-31"}, {"2200-12-31", "2201-01-01"},
		{"2026-01-01", "2026-00-01"}, {"2026-12-01", "2026-13-01"}, {"2026-01-01", "2026-01-00"}, {"01/12/2026", "01/13/2026"},
		{"2026-05-11T00:00", "2026-05-11T24:00"}, {"2026-05-11T23:59:59", "2026-05-11T25:61:99"}, {"2026-05-11 23:00", "2026-05-11 99:00"},
		{"2026-05-11T10:59", "2026-05-11T10:60"}, {"2026-05-11T10:59:59", "2026-05-11T10:59:60"}, {"2026-05-11T10:00:00+14:00", "2026-05-11T10:00:00+14:01"},
		{"2026-05-11T10:00:00-1359", "2026-05-11T10:00:00-1360"}, {"2026-05-11T10:00:00-14", "2026-05-11T10:00:00-15"}, {"2026-05-11T10:00:00-04:59", "2026-05-11T10:00:00-04:60"},
		{"2026-05-11T10:00:00-04:00", "2026-05-11T10:00:00-04:0x"}, {"2026-05-11T10:00:00Z", "2026-05-11T10:00:00z0"}, {"2026-05-11T10:00:00", "2026-05-11T10:0a:00"},
	} {
		if at, ok := parseDate([]byte(c.in), 0); !ok {
			t.Errorf("%s is no date", c.in)
		} else if want := strings.NewReplacer("-", "", "/", "").Replace(c.in[:10]); want != "01122026" && fmt.Sprint(at.day) != want {
			t.Errorf("%s is on %d", c.in, at.day)
		}
		if at, ok := parseDate([]byte(c.out), 0); ok {
			t.Errorf("%s is %+v", c.out, at)
		}
	}
}

// FuzzReconcile: no file breaks it, and what it reads adds up.
func FuzzReconcile(f *testing.F) {
	f.Add([]byte(head+first+second), []byte(wanted))
	f.Add([]byte("\ufeffDATE,SOURCE_ID,EXTERNAL_REFERENCE,RECORD_TYPE,DESCRIPTION,NET_CREDIT_AMOUNT,NET_DEBIT_AMOUNT,GROSS_AMOUNT\n2026-06-10,1,A,release,payment,1.00,0,1\n"), []byte(`[{"ref":"A","total":"1,00"}]`))
	f.Add([]byte(head+"\"A\n;11;SETT\"\"LEMENT;1.234;\n"), []byte("{\"ref\":\"A\"}\n"))
	f.Add(inUTF16([]byte(head+first), true, true), []byte("PK\x03\x04"))
	f.Add([]byte("sep=;\n"+head+"\x00\xff\";\";\n"), []byte("ref|total\n\"a|1\n"))
	for _, s := range limitstest.JSON {
		f.Add([]byte(head+first), []byte("["+s+"]"))
	}
	f.Fuzz(func(t *testing.T, report, orders []byte) {
		defer limitstest.Bounded(t, 4*(len(report)+len(orders)))()
		for _, larger := range []bool{false, true} {
			rin, oin := Bytes("report", report), Bytes("orders", orders)
			if larger {
				rin.Size, oin.Size = max(rin.Size, 1), rin.Size+oin.Size+2
			}
			if bytes.HasPrefix(report, []byte("PK")) || bytes.HasPrefix(orders, []byte("PK")) {
				rin.Size, oin.Size = int64(len(report)), int64(len(orders))
			}
			res, err := Reconcile(context.Background(), rin, oin, Options{}, func(Record) error { return nil })
			var e *Error
			switch {
			case err == nil:
				addUp(t, res)
			case !errors.As(err, &e):
				t.Fatal(err)
			}
		}
		if s, err := Summarize(context.Background(), Bytes("report", report), Options{}); err == nil && s.Rows.Read != s.Rows.Counted+s.Rows.Balance+s.Rows.Refused {
			t.Errorf("%+v", s.Rows)
		}
	})
}
