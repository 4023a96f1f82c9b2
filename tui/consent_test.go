package tui

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/testpay"
)

// TestYesGoesToWhatWasShown: a question about one account and amount is answered for these and for
// nothing else, and the box names them at the narrowest width too.
func TestYesGoesToWhatWasShown(t *testing.T) {
	const question = "pix.charge 701234567 BRL 0.01"
	for _, size := range [][2]int{{120, 40}, {60, 16}} {
		b := newBench(t, size[0], size[1], lang.EN)
		b.m.findings["pix.key"] = checks.Finding{ID: "pix.key", Verdict: checks.NeedsInput, Input: "consent", Consent: question, Typed: "LOJAEXEMPLO",
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

// questions are all places of the screen that ask before something is sent or left, and how one gets there.
var questions = map[string]struct {
	set  func(*bench)
	keys []string
}{
	"an item of the walk": {func(b *bench) { b.m.choose("notifications.answers") }, []string{"r"}},
	"a notification":      {func(b *bench) { b.hooks.to, b.hooks.local = "https://shop.example/webhooks", false }, []string{"w", "r"}},
	"a payment":           {nil, []string{"p", "t"}},
	"all outcomes":        {nil, []string{"p", "a"}},
	"what was left": {func(b *bench) {
		b.payments.left = []testpay.Entry{{Reference: "homologa-9", Kind: testpay.KindPayment, Scenario: "pix.pending", Amount: "BRL 0.01", At: fakeNow}}
	}, []string{"p", "c"}},
	"leaving a payment": {func(b *bench) { b.payments.cut = true }, []string{"p", "t", "yes", "q"}},
	"a report":          {nil, []string{"5", "t", "2"}},
}

var namedKeys = []string{"enter", "space", "tab", "esc", "up", "down", "left", "right", "home", "end", "backspace"}

// TestEveryQuestionTakesItsOwnLetterAlone answers each question of the screen in each language with each line of the list.
func TestEveryQuestionTakesItsOwnLetterAlone(t *testing.T) {
	raw, err := os.ReadFile("../mpclient/testdata/names/consent.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range questions {
		for _, l := range lang.All {
			var b *bench
			agreed := 0
			open := func() {
				b = newBench(t, 120, 40, l)
				if q.set != nil {
					q.set(b)
				}
				if b.keys(q.keys...); b.m.State().Overlay != "consent" || b.m.ask.typed != "" {
					t.Fatalf("%s %s: nothing is asked", name, l)
				}
			}
			open()
			for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
				f := strings.Split(line, "\t")
				if f[0] != string(l) || len([]rune(f[1])) > 1 && !slices.Contains(namedKeys, f[1]) {
					continue // another language, or a word, which is no key
				}
				if b.m.State().Overlay != "consent" { // answered by the line before
					open()
				}
				yes := b.m.ask.yes
				b.m.ask.yes = func(m *Model) tea.Cmd { agreed++; return nil }
				agreed = 0
				b.keys(f[1])
				if (agreed == 1) != (f[2] == "yes") || agreed > 1 {
					t.Errorf("%s %s: %q agreed %d times, want %s", name, l, f[1], agreed, f[2])
				}
				if b.m.State().Overlay == "consent" {
					b.m.ask.yes = yes
				}
			}
		}
	}
	// The list of questions is whole.
	asked := 0
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") {
			asked += strings.Count(string(src), "m.askFor(") + strings.Count(string(src), "m.askLater(")
		}
	}
	if asked != len(questions)+1 { // askLater itself
		t.Errorf("%d places ask, %d are tried", asked, len(questions))
	}
}

// TestAQuestionThatComesByItselfWaits: whoever pressed a key for the screen below has not agreed.
func TestAQuestionThatComesByItselfWaits(t *testing.T) {
	for _, l := range lang.All {
		b := newBench(t, 120, 40, l)
		var due []tea.Msg
		b.m.opt.After = func(_ time.Duration, msg tea.Msg) tea.Cmd {
			if _, ok := msg.(settledMsg); ok {
				due = append(due, msg)
				return func() tea.Msg { return nil }
			}
			return nil
		}
		yes := l.Yes() + " " + l.S("ui.consent_yes")
		b.keys("5", "t", "2", "yes")
		if len(b.reports.made) != 0 || b.m.State().Overlay != "consent" || strings.Contains(b.frame(), yes) {
			t.Fatalf("%s: a key on its way agreed\n%s", l, b.frame())
		}
		b.keys("n", "t", "2")
		b.send(due[0]) // of the question before
		b.keys("yes")
		if len(b.reports.made) != 0 {
			t.Errorf("%s: the time of another question counted", l)
		}
		b.send(due[1])
		wants(t, b.frame(), yes)
		if b.keys("yes"); len(b.reports.made) != 1 {
			t.Errorf("%s: made %v", l, b.reports.made)
		}
	}
}

// TestAnAnswerBeginsAnew: what was typed for one question is not there for the next.
func TestAnAnswerBeginsAnew(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.payments.real = true
	pix(letters("LOJAEXEMPLO")...)(b)
	b.keys("esc", "t", "enter")
	if len(b.payments.ran) != 0 || b.m.typed != "" {
		t.Errorf("typed %q, ran %v", b.m.typed, b.payments.ran)
	}
}

// TestAnInterruptedRunIsTakenUp: asking about one item while a run goes on looks at what that run has not judged yet too.
func TestAnInterruptedRunIsTakenUp(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	one := checks.Selection{IDs: []checks.ID{"ssl.https"}}
	for _, waiting := range []int{0, 1} {
		_ = b.m.start(checks.Selection{}) // its events are not read
		b.m.waiting = map[checks.ID]bool{}
		for range waiting {
			b.m.waiting["pix.key"] = true
		}
		_ = b.m.start(one)
		if got := b.engine.runs[len(b.engine.runs)-1].IDs; (got == nil) != (waiting > 0) {
			t.Errorf("with %d waiting: %v", waiting, got)
		}
	}
}
