package export

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

func outcomes() *checks.Figure {
	bar := func(o checks.Outcome, n int, tone checks.Tone) checks.Bar {
		return checks.Bar{Label: checks.T("outcome." + string(o)), Count: n, Of: 1200, Tone: tone}
	}
	return &checks.Figure{Bars: []checks.Bar{bar(checks.Approved, 900, checks.ToneGood), bar(checks.Rejected, 295, checks.ToneBad), bar(checks.Pending, 5, ""), bar(checks.Refunded, 0, checks.ToneWarn)}}
}

func TestBarsStandSideBySide(t *testing.T) {
	for name, c := range map[string]struct {
		l     lang.Lang
		w     int
		ascii bool
		want  string
	}{
		"wide": {lang.PT, 60, false, `
aprovados    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 900   75%
recusados    ━━━━━━━━━━                       295   25%
pendentes    ━                                  5   <1%
reembolsados                                    0    0%`},
		"ascii, narrow": {lang.EN, 30, true, `
approved ########### 900   75%
rejected ####        295   25%
pending  #             5   <1%
refunded               0    0%`},
		"no room for bars": {lang.ES, 23, true, `
aprobados    900   75%
rechazados   295   25%
pendientes     5   <1%
reembolsados   0    0%`},
	} {
		if got := "\n" + strings.Join(Draw(outcomes(), c.l, c.w, nil, c.ascii), "\n"); got != c.want {
			t.Errorf("%s: got%s\nwant%s", name, got, c.want)
		}
	}
	painted := strings.Join(Draw(outcomes(), lang.PT, 60, func(r Role, s string) string { return "<" + string(r) + ">" + s }, true), "\n")
	for _, part := range []string{"<ok>####", "<bad>####", "<accent>#", "<muted> 75%"} {
		if !strings.Contains(painted, part) {
			t.Errorf("no %q in\n%s", part, painted)
		}
	}
}

func TestBarsKeepToTheirWidth(t *testing.T) {
	long := checks.Raw("cc_rejected_" + strings.Repeat("çã", 60) + "\x1b[31m")
	figs := []*checks.Figure{outcomes(), {Bars: []checks.Bar{{Label: long, Count: 123456, Of: 1}, {Label: long, Count: 3, Of: 0}, {Label: checks.Raw(""), Count: -4, Of: 9}}}}
	for _, fig := range figs {
		for w := range 130 {
			lines := Draw(fig, lang.PT, w, nil, w%2 == 0)
			if w < 20 {
				if len(lines) != 0 {
					t.Fatalf("drawn in %d cells: %q", w, lines)
				}
				continue
			}
			wide := ansi.StringWidth(lines[0])
			for _, line := range lines {
				if n := ansi.StringWidth(line); n > max(w, 32) || n != wide || strings.Contains(line, "\x1b") {
					t.Fatalf("%d cells of %d, the first has %d: %q", n, w, wide, line)
				}
			}
		}
	}
}

func TestPercentNeverRoundsToAllOrNone(t *testing.T) {
	for want, c := range map[string][2]int{"0%": {0, 9}, "<1%": {1, 1000}, "1%": {10, 1000}, "33%": {1, 3}, "67%": {2, 3}, "99%": {999, 1000}, "100%": {7, 7}} {
		if got := checks.Percent(c[0], c[1]); got != want {
			t.Errorf("%d of %d is %s, want %s", c[0], c[1], got, want)
		}
	}
}
