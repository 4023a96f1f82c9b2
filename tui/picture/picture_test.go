package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func sound(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("no XML: %v", err)
		}
	}
}

func TestRunsStandInTheirCellsAndColours(t *testing.T) {
	svg := SVG("ab \x1b[1;38;2;1;2;255mc<\x1b[22md\x1b[39me\x1b[m\n  é漢\x1b[38;2;9;9;9m!", 20, Dark)
	sound(t, svg)
	for _, want := range []string{
		`<text class="c0" x="12" y="25" textLength="16.8">ab</text>`,
		`<text class="c1" x="37.2" y="25" textLength="16.8">c&lt;</text>`,
		`<text class="c2" x="54" y="25" textLength="8.4">d</text>`,
		`<text class="c0" x="62.4" y="25" textLength="8.4">e</text>`,
		`<text class="c0" x="28.8" y="43" textLength="25.2">é漢</text>`,
		`<text class="c3" x="54" y="43" textLength="8.4">!</text>`,
		".c1{fill:#0102ff;font-weight:bold}", ".c2{fill:#0102ff}", ".c3{fill:#090909}", `viewBox="0 0 192 60"`, `fill="#1c1c1c"`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not in\n%s", want, svg)
		}
	}
	if strings.Contains(svg, "animation") {
		t.Error("one frame moves")
	}
}

func TestTourShowsOneFrameAtATime(t *testing.T) {
	svg := Tour([]string{"one", "two", "three", "four"}, 10, Light, 3*time.Second)
	sound(t, svg)
	for _, want := range []string{
		"animation:f 12s step-end infinite", ".f0{visibility:visible}", ".f3{animation-delay:9s}",
		"@keyframes f{0%{visibility:visible}25%{visibility:hidden}100%{visibility:hidden}}", "@media(prefers-reduced-motion:reduce){.f{animation:none}}",
		`<g class="f f2">` + "\n" + `<text class="c0" x="12" y="25" textLength="42">three</text>`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not in\n%s", want, svg)
		}
	}
}
