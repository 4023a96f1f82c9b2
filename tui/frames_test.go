package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// run is a stretch of one look.
type run struct {
	colour string // "#rrggbb", "" for the terminal's own
	text   string
}

// runs takes a frame apart. Whatever sets another attribute than bold or a colour of 24 bits is
// reported: the theme has none.
func runs(t *testing.T, frame string) (out []run) {
	t.Helper()
	now := run{}
	p := ansi.NewParser()
	var state byte
	for frame != "" {
		seq, width, n, next := ansi.DecodeSequence(frame, state, p)
		state, frame = next, frame[n:]
		if width > 0 || seq == "\n" {
			now.text += seq
			continue
		}
		params, ok := strings.CutPrefix(seq, "\x1b[")
		if !ok || !strings.HasSuffix(params, "m") {
			t.Errorf("a sequence that is no colour: %q", seq)
			continue
		}
		out = append(out, now)
		now.text = ""
		for list := strings.Split(strings.TrimSuffix(params, "m"), ";"); len(list) > 0; list = list[1:] {
			switch list[0] {
			case "", "0":
				now.colour = ""
			case "1":
			case "38":
				if len(list) < 5 || list[1] != "2" {
					t.Fatalf("a colour that is not of 24 bits: %q", seq)
				}
				now.colour = "#"
				for _, x := range list[2:5] {
					v, err := strconv.ParseUint(x, 10, 8)
					if err != nil {
						t.Fatal(err)
					}
					now.colour += fmt.Sprintf("%02x", v)
				}
				list = list[4:]
			default:
				t.Errorf("an attribute the theme does not have: %q", seq)
			}
		}
	}
	return append(out, now)
}

// TestFramesWearTheRolesOfTheirTheme: every screen, in both themes, has the colours of its theme and
// no other, and no text without one.
func TestFramesWearTheRolesOfTheirTheme(t *testing.T) {
	for theme, p := range map[string]palette{"dark": darkPalette, "light": lightPalette} {
		for name, keys := range screensByKeys {
			for _, size := range sizes {
				b := newBench(t, size[0], size[1], lang.PT)
				b.m.theme = newTheme(theme == "dark")
				b.keys(keys...)
				worn := map[string]bool{}
				for _, r := range runs(t, b.m.View().Content) {
					bare := strings.TrimSpace(r.text) == ""
					worn[r.colour] = worn[r.colour] || !bare
					if !bare && !slices.Contains(p[:], r.colour) && name != "clean" {
						t.Errorf("%s %v %s: %q is in %q, no role of the theme", name, size, theme, r.text, r.colour)
					}
				}
				if len(worn) < 4 && name != "clean" { // text for copying is the terminal's own
					t.Errorf("%s %v %s: only the colours %v", name, size, theme, worn)
				}
			}
		}
	}
}

// TestNoVerdictIsCut: at 80x24 a title may give way, a mark or a verdict never, and the header always
// says whether the shop is ready.
func TestNoVerdictIsCut(t *testing.T) {
	for _, l := range lang.All {
		var words []string
		for _, v := range checks.Verdicts {
			words = append(words, l.S("verdict."+string(v)))
		}
		for _, k := range []string{"ready.ready", "ready.not_ready", "ready.incomplete", "ui.not_checked", "ui.attested"} {
			words = append(words, l.S(k))
		}
		for name, keys := range screensByKeys {
			b := newBench(t, 80, 24, l)
			b.keys(keys...)
			for _, r := range runs(t, b.m.View().Content) {
				if w := cutWord(r, words); w != "" {
					t.Errorf("%s %s: %q is cut to %q", name, l, w, r.text)
				}
			}
			f := b.frame()
			if head, _, _ := strings.Cut(f, "\n"); name != "clean" && !strings.Contains(head, "✗ "+l.S("ready.not_ready")) {
				t.Errorf("%s %s: the header lacks the verdict: %q", name, l, head)
			}
		}
		// The walk's rows: each item has its whole mark in front of whatever is left of its title.
		b := newBench(t, 80, 24, l)
		for range 40 {
			b.keys("n")
			f := b.m.findings[b.m.selected]
			mark, _ := b.m.markOf(b.m.selected)
			row := ""
			for line := range strings.Lines(b.frame()) {
				if _, after, ok := strings.Cut(line, "▸"); ok {
					row = after
				}
			}
			if !strings.HasPrefix(row, mark+" ") {
				t.Errorf("%s: the row of %s is %q, without its mark %q", l, b.m.selected, row, mark)
			}
			if word := l.S("verdict." + string(f.Verdict)); !strings.Contains(b.frame(), word) {
				t.Errorf("%s: %s is not said to be %q:\n%s", l, b.m.selected, word, b.frame())
			}
		}
	}
}

// cutWord is the verdict that a run in a verdict's colour ends in the middle of. Titles, which may be
// cut, are in the colour of text.
func cutWord(r run, words []string) string {
	text, cut := strings.CutSuffix(strings.TrimSpace(r.text), "…")
	if !cut || r.colour == darkPalette[rText] || r.colour == darkPalette[rFocus] || r.colour == darkPalette[rMuted] {
		return ""
	}
	for _, w := range words {
		for n := range w {
			if n > 0 && strings.HasSuffix(" "+text, " "+w[:n]) {
				return w
			}
		}
	}
	return ""
}

func TestCutWordsAreNoticed(t *testing.T) {
	words := []string{"não aplicável", "ok"}
	for text, want := range map[string]string{"✗ não apl…": words[0], "não aplicável": "", "lista…": "", " n…": words[0], "o… ": words[1]} {
		if got := cutWord(run{darkPalette[rBad], text}, words); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestFirstScreensAtEverySize: what comes before there is a session.
func TestFirstScreensAtEverySize(t *testing.T) {
	for _, size := range sizes {
		for _, l := range lang.All {
			for name, keys := range map[string][]string{"welcome": nil, "form": {"f"}} {
				t.Run(fmt.Sprintf("%s_%dx%d_%s", name, size[0], size[1], l), func(t *testing.T) {
					b, _ := welcomeBench(t, l)
					b.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					b.keys(keys...)
					got := b.frame()
					for i, line := range strings.Split(got, "\n") {
						if ansi.StringWidth(line) > size[0] || i >= size[1] {
							t.Errorf("line %d does not fit: %q", i, line)
						}
					}
					for _, r := range runs(t, b.m.View().Content) {
						if strings.TrimSpace(r.text) != "" && !slices.Contains(darkPalette[:], r.colour) {
							t.Errorf("%q is in %q", r.text, r.colour)
						}
					}
					if name == "welcome" {
						whole := strings.Join(strings.Fields(got), " ")
						for _, k := range []string{"welcome.demo", "welcome.form", "welcome.look", "welcome.demo_text", "welcome.form_text", "welcome.look_text"} {
							wants(t, whole, l.S(k))
						}
					}
					held(t, size, l, got)
				})
			}
		}
	}
}
