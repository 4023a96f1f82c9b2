package tui

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/sampleshop"
	"github.com/homologa/homologa/mpclient"
)

// The README's pictures are frames of the real program, drawn as SVG:
//
//	HOMOLOGA_PICTURES=.github go test ./tui -run TestPictures
//
// Without the variable the test holds that the drawing carries the frame's text.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HOMOLOGA_PICTURES")
	for _, c := range []struct {
		name, ground string
		dark         bool
		lang         lang.Lang
	}{{"walk-dark.svg", darkGround, true, lang.PT}, {"walk-light.svg", lightGround, false, lang.PT}} {
		content := demoFrame(t, 120, 34, c.lang, c.dark)
		svg := drawSVG(content, 120, c.ground)
		for _, want := range []string{"homologa", "Cadeia do certificado completa", "ssl.chain_complete"} {
			if !strings.Contains(svg, html.EscapeString(want)) {
				t.Errorf("%s lacks %q", c.name, want)
			}
		}
		if dir != "" {
			if err := os.WriteFile(filepath.Join("..", dir, c.name), []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// demoFrame runs the real audit of the demo and gives the frame after one press of n, which shows a
// certificate chain without its intermediate.
func demoFrame(t *testing.T, w, h int, l lang.Lang, dark bool) string {
	t.Helper()
	shop, err := sampleshop.Start(t.Context(), sampleshop.Options{Lang: string(l)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = shop.Close() }()
	rec := mpclient.NewRecorder(nil)
	env := &probe.Env{Load: shop.Settings, BaseURL: shop.APIBase(), Dial: shop.DialContext, Lookup: shop.LookupNetIP, Roots: shop.Roots(), Recorder: rec, Source: shop.Source}
	b := &bench{t: t}
	b.m = New(Options{Lang: l, Version: "0.1.0", Theme: map[bool]string{true: "dark", false: "light"}[dark], After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		Session: &Session{Engine: checks.NewAudit(rules.All(), probe.All(env), time.Now), Exchanges: rec.Last, Label: l.S("ui.demo"),
			Demo: &Demo{Broken: shop.Broken, Repair: func(id checks.ID) error { return shop.Repair(id) }}}})
	b.send(tea.WindowSizeMsg{Width: w, Height: h})
	b.run(b.m.start(checks.Selection{}))
	b.keys("n", "n")
	return b.m.View().Content
}

// Size of a cell in the picture.
const cellW, cellH = 8.4, 18

// drawSVG turns a frame with colours into a picture: one text element a run of the same style, at
// its cell, so that any monospaced font keeps the columns.
func drawSVG(content string, cols int, ground string) string {
	lines := strings.Split(content, "\n")
	var b bytes.Buffer
	w, h := float64(cols)*cellW+24, float64(len(lines))*cellH+24
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n", w, h)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground)
	for y, line := range lines {
		x, fill, bold := 0, "#808080", false
		p := ansi.NewParser()
		var state byte
		run, runX := "", 0
		flush := func() {
			if strings.TrimSpace(run) != "" {
				weight := ""
				if bold {
					weight = ` font-weight="bold"`
				}
				fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" fill="%s"%s textLength="%.1f" xml:space="preserve">%s</text>`+"\n",
					12+float64(runX)*cellW, 12+float64(y+1)*cellH-5, fill, weight, float64(ansi.StringWidth(run))*cellW, html.EscapeString(run))
			}
			run, runX = "", x
		}
		for rest := line; rest != ""; {
			seq, width, n, next := ansi.DecodeSequence(rest, state, p)
			state, rest = next, rest[n:]
			if width > 0 {
				run += seq
				x += width
				continue
			}
			if !strings.HasSuffix(seq, "m") {
				continue
			}
			flush()
			params := strings.Split(strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b["), "m"), ";")
			for i := 0; i < len(params); i++ {
				switch params[i] {
				case "", "0":
					fill, bold = "#808080", false
				case "1":
					bold = true
				case "38":
					if i+4 < len(params) {
						var r, g, bl int
						_, _ = fmt.Sscan(params[i+2]+" "+params[i+3]+" "+params[i+4], &r, &g, &bl)
						fill = fmt.Sprintf("#%02x%02x%02x", r, g, bl)
						i += 4
					}
				}
			}
		}
		flush()
	}
	b.WriteString("</svg>\n")
	return b.String()
}
