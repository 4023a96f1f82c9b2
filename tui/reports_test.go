package tui

import (
	"fmt"
	"testing"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/settlement"
)

func TestReportsAreReadAndDrawn(t *testing.T) {
	b := newBench(t, 200, 40, lang.PT)
	b.keys("$")
	wants(t, b.frame(), "release-2026-05.csv", "em preparação", "abril.csv")
	if len(b.reports.summed) != 0 {
		t.Error("a report was read before anybody asked")
	}
	b.keys("end", "enter")
	if fmt.Sprint(b.reports.summed) != "[abril.csv]" {
		t.Fatalf("read %v", b.reports.summed)
	}
	b.keys("o")
	wants(t, b.frame(), "10/05/2026 (R$)", "1.200,00", "-59,88", "-149,90", "-320,00", "11.340,50")
	b.keys("o")
	wants(t, b.frame(), "2.960,10", "-149,70", "homologa reports reconcile reports/abril.csv", "1 linha ilegível")
	b.keys("esc", "enter")
	if len(b.reports.summed) != 1 {
		t.Error("coming back reads the report again")
	}
	b.keys("esc", "home", "enter", "o")
	wants(t, b.frame(), "row 17", "Download it again")
}

func TestGeneratingAReportNeedsTheLetterY(t *testing.T) {
	for _, key := range []string{"enter", "space", "n", "esc", "q"} {
		b := newBench(t, 120, 40, lang.EN)
		b.keys("5", "t", "2")
		if b.m.State().Overlay != "consent" {
			t.Fatal("nothing was asked")
		}
		wants(t, b.frame(), "REAL", "release_report")
		b.keys(key)
		if len(b.reports.made) != 0 {
			t.Errorf("%s was taken for a yes", key)
		}
		b.keys("t", "2", "y")
		if fmt.Sprint(b.reports.made) != "[release_report]" {
			t.Errorf("after y: %v", b.reports.made)
		}
		wants(t, b.frame(), "new.csv")
	}
}

func TestMoneyIsWrittenAsTheLanguageDoes(t *testing.T) {
	for _, c := range []struct {
		l    lang.Lang
		a    settlement.Amount
		want string
	}{
		{lang.PT, 12345678900, "1.234.567,89"}, {lang.ES, -12345600, "-1.234,56"}, {lang.EN, 12345600, "1,234.56"}, {lang.EN, 9990000, "999.00"},
		{lang.PT, 0, "0,00"}, {lang.PT, -1, "-0,0001"}, {lang.EN, 10000000, "1,000.00"},
	} {
		if got := money(c.l, c.a); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.l, int64(c.a), got, c.want)
		}
	}
}
