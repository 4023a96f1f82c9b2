package lang

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestWhatAgrees takes each line of the list alone.
func TestWhatAgrees(t *testing.T) {
	raw, err := os.ReadFile("../../mpclient/testdata/names/consent.tsv")
	if err != nil {
		t.Fatal(err)
	}
	agreeing := map[Lang]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			t.Fatalf("%q has %d fields", line, len(f))
		}
		l, typed := Lang(f[0]), strings.TrimPrefix(f[1], "-")
		if l.IsYes(typed) != (f[2] == "yes") || l.Agrees(typed) != (f[3] == "yes") {
			t.Errorf("%s %q: key %v, answer %v; want %s, %s", l, typed, l.IsYes(typed), l.Agrees(typed), f[2], f[3])
		}
		if f[2] == "yes" {
			agreeing[l]++
			if !l.Agrees(" " + typed + " ") {
				t.Errorf("%s %q with blanks is no answer", l, typed)
			}
		}
	}
	for _, l := range All {
		if agreeing[l] != 2 {
			t.Errorf("%s has %d letters that agree", l, agreeing[l])
		}
	}
}

// asksFor is a text that names what to type to agree.
var asksFor = regexp.MustCompile(`(?i)\b(?:digite|escriba|type|responda|answer) «?(\pL)»?(?: para | to | e Enter| y Enter| and Enter|[.,:]|$)|\[(\pL)/N\]`)

// TestQuestionsNameTheirOwnLetter: where a text says what agrees, it is the letter of its language.
func TestQuestionsNameTheirOwnLetter(t *testing.T) {
	found := map[string]bool{}
	for key := range entries(t) {
		for _, l := range All {
			for _, m := range asksFor.FindAllStringSubmatch(l.S(key), -1) {
				found[key] = true
				if letter := m[1] + m[2]; letter != l.Yes() {
					t.Errorf("%s %s asks for %q, which does not agree: %s", key, l, letter, l.S(key))
				}
			}
		}
	}
	for _, key := range []string{"lines.consent", "lines.leave_ask", "lines.save", "reports.ask", "cmd.hook_consent", "cmd.hook_consent_most", "gap.agree", "trust.type", "cmd.trust_held", "held.untrusted"} {
		if !found[key] {
			t.Errorf("%s no longer says what agrees", key)
		}
	}
}
