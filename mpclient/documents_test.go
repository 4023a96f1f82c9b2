package mpclient

import (
	"fmt"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// rightNumbers are published numbers: of public bodies and companies, and the examples of the issuing offices.
var rightNumbers = []struct {
	site   SiteID
	kind   string
	number string
}{
	{MLB, "CPF", "12345678909"}, {MLB, "CPF", "52998224725"}, {MLB, "CPF", "11144477735"},
	{MLB, "CNPJ", "11222333000181"}, {MLB, "CNPJ", "00000000000191"}, {MLB, "CNPJ", "33000167000101"},
	{MLC, "RUT", "12345678-5"}, {MLC, "RUT", "123456785"}, {MLC, "RUT", "11111111-1"}, {MLC, "RUT", "22222222-2"}, {MLC, "RUT", "97004000-5"}, {MLC, "RUT", "61704000-K"},
	{MLA, "CUIT", "33693450239"}, {MLA, "CUIT", "30546689979"}, {MLA, "CUIT", "30703088534"}, {MLA, "CUIL", "20123456786"},
	{MLU, "CI", "12345672"},
	{MCO, "NIT", "8909039388"}, {MCO, "NIT", "8999990681"}, {MCO, "NIT", "8901005776"},
	{MPE, "RUC", "20131312955"}, {MPE, "RUC", "20100047218"}, {MPE, "RUC", "20100017491"},
	{MLM, "RFC", "GODE561231GR8"}, {MLM, "RFC", "SAT970701NN3"}, {MLM, "RFC", "XAXX010101000"},
	{MLM, "CURP", "HEGG560427MVZRRL04"}, {MLM, "CURP", "BEML920313HCMLNS09"}, {MLM, "CURP", "OEVL921024MDFLRR07"}, {MLM, "CURP", "EOTN981127HNESLC06"},
}

func TestRightDocuments(t *testing.T) {
	for _, d := range rightNumbers {
		if c := CheckDocument(d.site, d.kind, d.number); c.Fault != "" {
			t.Errorf("%s %s %s: %s", d.site, d.kind, d.number, c.Fault)
		}
	}
}

// TestEveryWrongDigitIsFound: a check digit that is off by anything is wrong, and only the platform's own
// validations are certain refusals.
func TestEveryWrongDigitIsFound(t *testing.T) {
	for _, d := range rightNumbers {
		last, body := d.number[len(d.number)-1], d.number[:len(d.number)-1]
		if strings.HasPrefix(d.number, "XAXX") {
			continue
		}
		for _, r := range "0123456789" {
			if byte(r) == last {
				continue
			}
			c := CheckDocument(d.site, d.kind, body+string(r))
			if c.Fault != DocCheckDigit {
				t.Errorf("%s %s: last digit %c passes as %q", d.kind, d.number, r, c.Fault)
			}
			if sure := d.kind == "CPF" || d.kind == "CNPJ" || d.kind == "RUT"; c.Certain != sure {
				t.Errorf("%s: certain is %v", d.kind, c.Certain)
			}
		}
	}
}

func TestDocumentFaults(t *testing.T) {
	for _, c := range []struct {
		site         SiteID
		kind, number string
		fault        DocumentFault
		certain      bool
	}{
		{MLB, "", "", "", false},
		{MLB, "CPF", "", DocHalf, true},
		{MLB, "", "12345678909", DocHalf, true},
		{MLB, "CPF", "123.456.789-09", DocPunctuated, true},
		{MLB, "CNPJ", "11.222.333/0001-81", DocPunctuated, true},
		{MLB, "CPF", "1234567890", DocLength, true},
		{MLB, "CPF", "1234567890A", DocCharset, true},
		{MLB, "CPF", "11111111111", DocCheckDigit, true},
		{MLB, "CPF", "00000000000", DocCheckDigit, true},
		{MLB, "CNPJ", "12ABC34501DE35", DocNewForm, false},
		{MLB, "CNPJ", "12.ABC.345/01DE-35", DocPunctuated, true},
		{MLB, "CNPJ", "12ABC34501DE36", DocCharset, true},
		{MLB, "DNI", "12345678", DocOtherSite, true},
		{MLB, "cpf", "12345678909", DocUnknownType, false},
		{MLA, "DNI", "12345678", "", true}, // the published test document
		{MLA, "DNI", "123456", DocLength, true},
		{MLA, "CPF", "12345678909", DocOtherSite, true},
		{MLC, "RUT", "12.345.678-5", DocPunctuated, true},
		{MLC, "RUT", "61704000-k", DocPunctuated, false},
		{MLC, "RUT", "00000000-0", DocCheckDigit, true},
		{MLC, "Otro", "123456789", "", true},
		{MCO, "CC", "1234", DocLength, true},
		{MCO, "NIT", "76262349", "", true}, // the specification's example, without its check digit
		{MCO, "NIT", "1020304050", "", true},
		{MPE, "DNI", "123456789", DocLength, true},
		{MPE, "RUC", "99131312955", DocCheckDigit, false},
		{MLU, "CI", "12345678", DocCheckDigit, false}, // the published test document
		{MCO, "PPN", "AB123456", DocRareType, false},
		{MLM, "", "GODE561231GR8", DocHalf, false},
		{MLM, "RFC", "GODE561331GR8", DocCheckDigit, false},
		{MLM, "RFC", "gode561231gr8", DocPunctuated, false},
		{MLM, "CURP", "HEGG560427AVZRRL04", DocCheckDigit, false},
		{MLM, "CPF", "12345678909", DocOtherSite, false},
		{"", "CPF", "12345678900", DocCheckDigit, true},
		{"", "DNI", "1", "", false}, // Argentina's or Peru's: nothing to say
		{"", "PASSPORT", "X1", DocUnknownType, false},
	} {
		got := CheckDocument(c.site, c.kind, c.number)
		if got.Fault != c.fault || got.Certain != c.certain {
			t.Errorf("%s %s %q: %q, certain %v; want %q, %v", c.site, c.kind, c.number, got.Fault, got.Certain, c.fault, c.certain)
		}
	}
}

// TestNITByCounting recomputes the digit the way the tax office explains it: a table of factors by place.
func TestNITByCounting(t *testing.T) {
	factors := map[int]int{1: 3, 2: 7, 3: 13, 4: 17, 5: 19, 6: 23, 7: 29, 8: 37, 9: 41}
	for n := 800_000_000; n < 800_003_000; n += 7 {
		sum := 0
		for place, rest := 1, n; rest > 0; place, rest = place+1, rest/10 {
			sum += rest % 10 * factors[place]
		}
		digit := sum % 11
		if digit > 1 {
			digit = 11 - digit
		}
		if number := fmt.Sprint(n, digit); !rightNIT(strings.ReplaceAll(number, " ", "")) {
			t.Fatalf("%s refused", number)
		}
	}
}

func TestDocumentTypesMatchTheSites(t *testing.T) {
	for _, s := range Sites {
		for _, kind := range s.Documents {
			if _, known := documentTypeOf(s.ID, kind); !known {
				t.Errorf("%s lists %s, which has no rules", s.ID, kind)
			}
		}
	}
}

func FuzzCheckDocument(f *testing.F) {
	for _, d := range rightNumbers {
		f.Add(string(d.site), d.kind, d.number)
	}
	f.Add("MLM", "RFC", "Ñ&")
	f.Add("MLC", "RUT", "-")
	f.Fuzz(func(t *testing.T, site, kind, number string) {
		defer limitstest.Bounded(t, 4*(len(site)+len(kind)+len(number)))()
		c := CheckDocument(SiteID(site), kind, number)
		if c.Fault == "" && kind != "" && number != "" && site == "MLB" && (c.Clean != number || len(number) != 11 && len(number) != 14) {
			t.Errorf("%s %q passes", kind, number)
		}
	})
}
