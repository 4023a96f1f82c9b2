package tui

import (
	"maps"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// TestYesGoesToWhatWasShown: a question about one account and amount is answered for these and for
// nothing else, and the box names them at the narrowest width too.
func TestYesGoesToWhatWasShown(t *testing.T) {
	const question = "pix.charge 701234567 BRL 0.01"
	for _, size := range [][2]int{{120, 40}, {60, 16}} {
		b := newBench(t, size[0], size[1], lang.EN)
		b.m.findings["pix.key"] = checks.Finding{ID: "pix.key", Verdict: checks.NeedsInput, Input: "consent", Consent: question,
			Detail: checks.T("gap.detail.consent_pix", "nickname", "LOJA", "account", "701234567", "amount", "BRL 0.01")}
		b.m.choose("pix.key")
		b.keys("r")
		box := strings.Join(b.m.consentBox(), "\n")
		for _, want := range []string{"REAL", "701234567", "BRL 0.01"} {
			if !strings.Contains(box, want) {
				t.Errorf("%v: the box does not name %s:\n%s", size, want, box)
			}
		}
		b.keys("y", "enter")
		if n := len(b.engine.runs); b.m.State().Overlay != "consent" {
			t.Fatalf("%v: a y was enough on a real account: %d runs", size, n)
		}
		b.keys("backspace")
		for _, r := range "LOJAEXEMPLO" {
			b.keys(string(r))
		}
		b.keys("enter")
		last := b.engine.runs[len(b.engine.runs)-1]
		if !maps.Equal(last.Consent, map[string]bool{question: true}) || len(last.IDs) != 1 || last.IDs[0] != "pix.key" {
			t.Errorf("%v: after y: %+v", size, last)
		}
	}
}

// TestHowToAnswerIsNeverCut: a question longer than the screen is scrolled; its answer stays in sight.
func TestHowToAnswerIsNeverCut(t *testing.T) {
	for _, typed := range []string{"", "LOJAEXEMPLO"} {
		b := newBench(t, 60, 16, lang.EN)
		text := ""
		for i := range 40 {
			text += "line " + itoa(i) + "\n"
		}
		b.run(b.m.askFor(askConsent{text: text + "the end", typed: typed, yes: func(*Model) tea.Cmd { return nil }}))
		want := "y send    n do not send"
		if typed != "" {
			want = "> "
		}
		if f := b.frame(); !strings.Contains(f, want) || !strings.Contains(f, "line 0") || len(strings.Split(f, "\n")) > 16 {
			t.Errorf("%q:\n%s", typed, f)
		}
		for range 100 {
			b.keys("down")
		}
		if f := b.frame(); !strings.Contains(f, want) || !strings.Contains(f, "the end") {
			t.Errorf("%q scrolled:\n%s", typed, f)
		}
	}
}
