// Package picture draws frames of the screen as SVG, for documents. Colours are those of the frame,
// so a picture shows what a terminal shows.
package picture

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// The grounds that the themes are made for.
const (
	Dark  = "#1c1c1c"
	Light = "#ffffff"
)

// Size of a cell and of the margin, in the picture's units.
const (
	cellW, cellH = 8.4, 18
	margin       = 12
)

// SVG draws one frame: lines with colours, cols cells wide.
func SVG(frame string, cols int, ground string) string {
	return draw([]string{frame}, cols, ground, 0)
}

// Tour draws frames one after the other, each for a while, over and over. Readers who asked for less
// motion see the first one only.
func Tour(frames []string, cols int, ground string, each time.Duration) string {
	return draw(frames, cols, ground, each)
}

func draw(frames []string, cols int, ground string, each time.Duration) string {
	rows := 0
	inks := inkwell{}
	var body strings.Builder
	for i, f := range frames {
		lines := strings.Split(strings.TrimRight(f, "\n"), "\n")
		rows = max(rows, len(lines))
		fmt.Fprintf(&body, `<g class="f f%d">`+"\n", i)
		for y, line := range lines {
			inks.line(&body, y, line)
		}
		body.WriteString("</g>\n")
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 %.0f %d" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n",
		float64(cols)*cellW+2*margin, rows*cellH+2*margin)
	b.WriteString("<style>" + inks.style())
	if len(frames) > 1 {
		total := each * time.Duration(len(frames))
		fmt.Fprintf(&b, ".f{visibility:hidden;animation:f %gs step-end infinite}.f0{visibility:visible}", total.Seconds())
		for i := range frames {
			fmt.Fprintf(&b, ".f%d{animation-delay:%gs}", i, (each * time.Duration(i)).Seconds())
		}
		fmt.Fprintf(&b, "@keyframes f{0%%{visibility:visible}%.4g%%{visibility:hidden}100%%{visibility:hidden}}", 100/float64(len(frames)))
		b.WriteString("@media(prefers-reduced-motion:reduce){.f{animation:none}}")
	}
	fmt.Fprintf(&b, "</style>\n"+`<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground)
	b.WriteString(body.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// ink is how a run of text looks.
type ink struct {
	fill string
	bold bool
}

// inkwell names the inks in use.
type inkwell struct{ used []ink }

func (w *inkwell) class(i ink) string {
	for n, u := range w.used {
		if u == i {
			return fmt.Sprintf("c%d", n)
		}
	}
	w.used = append(w.used, i)
	return fmt.Sprintf("c%d", len(w.used)-1)
}

func (w *inkwell) style() string {
	var b strings.Builder
	for n, i := range w.used {
		fmt.Fprintf(&b, ".c%d{fill:%s", n, i.fill)
		if i.bold {
			b.WriteString(";font-weight:bold")
		}
		b.WriteString("}")
	}
	return b.String()
}

// plain is what text without a colour has: neither theme's ground hides it.
const plain = "#808080"

// line writes one text element a run of the same ink, at its cell and as wide as its cells, so that
// any monospaced font keeps the columns.
func (w *inkwell) line(b *strings.Builder, y int, line string) {
	now, x := ink{fill: plain}, 0
	run, runX := "", 0
	flush := func() {
		text := strings.TrimLeft(run, " ")
		runX += len(run) - len(text)
		if text = strings.TrimRight(text, " "); text != "" {
			fmt.Fprintf(b, `<text class="%s" x="%.5g" y="%d" textLength="%.5g">%s</text>`+"\n",
				w.class(now), margin+float64(runX)*cellW, margin+(y+1)*cellH-5, float64(ansi.StringWidth(text))*cellW, html.EscapeString(text))
		}
		run, runX = "", x
	}
	p := ansi.NewParser()
	var state byte
	for line != "" {
		seq, width, n, next := ansi.DecodeSequence(line, state, p)
		state, line = next, line[n:]
		switch {
		case width > 0:
			run += seq
			x += width
		case strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m"):
			flush()
			now = now.after(seq)
		}
	}
	flush()
}

// after reads a sequence that sets colours.
func (i ink) after(seq string) ink {
	params := strings.FieldsFunc(strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b["), "m"), func(r rune) bool { return r == ';' || r == ':' })
	if len(params) == 0 {
		return ink{fill: plain}
	}
	for at := 0; at < len(params); at++ {
		switch params[at] {
		case "0":
			i = ink{fill: plain}
		case "1":
			i.bold = true
		case "22":
			i.bold = false
		case "39":
			i.fill = plain
		case "38":
			if at+4 < len(params) && params[at+1] == "2" {
				var r, g, b uint8
				_, _ = fmt.Sscan(params[at+2]+" "+params[at+3]+" "+params[at+4], &r, &g, &b)
				i.fill = fmt.Sprintf("#%02x%02x%02x", r, g, b)
				at += 4
			}
		}
	}
	return i
}
