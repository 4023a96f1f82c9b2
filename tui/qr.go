package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"rsc.io/qr"
)

// A scanner wants dark squares on a light ground whatever the theme, so the code brings its own colours.
var qrInk = inkOf(lipgloss.NewStyle().Foreground(lipgloss.Color("#000000")).Background(lipgloss.Color("#ffffff")))

// quiet is the light margin a code needs around it, in squares. The standard says four; readers of screens do with two.
const quiet = 2

// qrCode draws a text as a code of half blocks, two squares a cell; nil when it is too long for one.
func qrCode(text string) []string {
	c, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil
	}
	var out []string
	for y := -quiet; y < c.Size+quiet; y += 2 {
		var b strings.Builder
		for x := -quiet; x < c.Size+quiet; x++ {
			up, down := c.Black(x, y), c.Black(x, y+1)
			switch {
			case up && down:
				b.WriteString("█")
			case up:
				b.WriteString("▀")
			case down:
				b.WriteString("▄")
			default:
				b.WriteByte(' ')
			}
		}
		out = append(out, qrInk.on(b.String()))
	}
	return out
}

// qrLines is the code on a screen of its own: a pane is too small for most of them.
func (m *Model) qrLines() []string {
	t, l := m.theme, m.lang
	text := m.boards[screenPayments].(*payments).payable(m)
	code := qrCode(text)
	w := 0
	for _, line := range code {
		w = max(w, ansi.StringWidth(line))
	}
	var out []string
	switch {
	case len(code) == 0:
		out = t.wrap(rWarn, l.S("payments.qr_long", "key", m.keyOf("pay_copy")), m.w-2, " ")
	case w > m.w || len(code) > m.h-1:
		out = t.wrap(rWarn, l.S("payments.qr_small", "w", itoa(w), "h", itoa(len(code)+1)), m.w-2, " ")
		out = append(out, "")
		out = append(out, t.wrap(rText, text, m.w-2, " ")...)
	default:
		for _, line := range code {
			out = append(out, strings.Repeat(" ", (m.w-w)/2)+line)
		}
	}
	for len(out) < m.h-1 {
		out = append(out, "")
	}
	return append(out[:m.h-1], t.s(rMuted, " esc "+l.S("key.back")))
}
