package tui

import (
	"maps"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// TestAnAddressOfEvidenceIsAskedByName: one of the world takes a y, one inside has to be typed; the box names it and no option.
func TestAnAddressOfEvidenceIsAskedByName(t *testing.T) {
	for _, c := range []checks.Contact{{Hosts: []string{"evil.example"}}, {Hosts: []string{"10.0.0.7:8080"}, Inward: []string{"10.0.0.7:8080"}}} {
		host := c.Hosts[0]
		g := c.Gap(checks.T("gap.detail.consent_contact", "host", host, "list", host, "from", "@object.sent.preference"))
		b := newBench(t, 80, 24, lang.EN)
		f := checks.GapFinding(g)
		f.ID = "ssl.back_urls"
		b.m.findings[f.ID] = f
		b.m.choose(f.ID)
		b.keys("r")
		if box := strings.Join(b.m.consentBox(), "\n"); !strings.Contains(box, host) || strings.Contains(box, "--") || strings.Contains(box, "Real account") {
			t.Errorf("%s:\n%s", host, box)
		}
		before := len(b.engine.runs)
		if len(c.Inward) > 0 {
			b.keys("y", "enter")
			if len(b.engine.runs) != before {
				t.Fatalf("%s: a y was enough", host)
			}
			b.keys("backspace")
			for _, r := range host {
				b.keys(string(r))
			}
			b.keys("enter")
		} else {
			b.keys("y")
		}
		if last := b.engine.runs[len(b.engine.runs)-1]; len(b.engine.runs) != before+1 || !maps.Equal(last.Consent, map[string]bool{c.Question(): true}) {
			t.Errorf("%s: %+v", host, last)
		}
	}
}
