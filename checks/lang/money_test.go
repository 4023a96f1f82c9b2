package lang

import "testing"

func TestMoney(t *testing.T) {
	for _, c := range []struct{ raw, pt, es, en string }{
		{"BRL 0.50", "R$ 0,50", "BRL 0,50", "BRL 0.50"},
		{"CLP 1500", "CLP 1.500", "CLP 1.500", "CLP 1,500"},
		{"ARS 1234567.80", "ARS 1.234.567,80", "ARS 1.234.567,80", "ARS 1,234,567.80"},
		{"-999.00", "-999,00", "-999,00", "-999.00"},
		{"100", "100", "100", "100"},
		{"-1000", "-1.000", "-1.000", "-1,000"},
		{"", "", "", ""},
		{"about 3", "about 3", "about 3", "about 3"},
		{"1e9", "1e9", "1e9", "1e9"},
		{".5", ".5", ".5", ".5"},
		{"BRL x", "R$ x", "BRL x", "BRL x"},
	} {
		for l, want := range map[Lang]string{PT: c.pt, ES: c.es, EN: c.en} {
			if got := l.Money(c.raw); got != want {
				t.Errorf("%s %q: %q, want %q", l, c.raw, got, want)
			}
		}
	}
	if pt, es, none := PT.In("Total", "BRL"), ES.In("Total", "CLP"), EN.In("Total", ""); pt != "Total (R$)" || es != "Total (CLP)" || none != "Total" {
		t.Errorf("headings: %q, %q, %q", pt, es, none)
	}
	if got := PT.S("payments.amount", "amount", "@money:BRL 0.50"); got != PT.S("payments.amount", "amount", "R$ 0,50") {
		t.Errorf("as an argument: %q", got)
	}
}
