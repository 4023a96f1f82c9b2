package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// fit cuts or pads a styled line to exactly w cells.
func fit(s string, w int) string {
	if w <= 0 {
		return ""
	}
	n := ansi.StringWidth(s)
	if n > w {
		s = ansi.Truncate(s, w, "…")
		n = ansi.StringWidth(s)
	}
	if n < w {
		s += strings.Repeat(" ", w-n)
	}
	return s
}

// split puts left and right text at the two ends of w cells; the left one gives way.
func split(left, right string, w int) string {
	rw := ansi.StringWidth(right)
	if rw >= w {
		return fit(right, w)
	}
	return fit(left, w-rw-1) + " " + right
}

// beside is split, but nothing gives way: where both do not fit, the right text has a line of its own.
func beside(left, right string, w int) []string {
	if ansi.StringWidth(left)+1+ansi.StringWidth(right) <= w {
		return []string{split(left, right, w)}
	}
	return []string{fit(left, w), split("", right, w)}
}

// wrap breaks text at w cells and styles each line, at spaces alone: a hyphen belongs to --yes and X-Idempotency-Key.
func (t theme) wrap(r role, text string, w int, indent string) []string {
	if text == "" || w <= 0 {
		return nil
	}
	var out []string
	for i, line := range strings.Split(lipgloss.Wrap(strings.ReplaceAll(text, "-", "\u2011"), max(w-ansi.StringWidth(indent), 8), ""), "\n") {
		line = strings.ReplaceAll(line, "\u2011", "-")
		if i > 0 {
			line = strings.TrimLeft(line, " ")
		}
		out = append(out, indent+t.s(r, line))
	}
	return out
}

// hard breaks text that somebody may copy: at the edge, wherever that is, so that no word of it moves.
func (t theme) hard(r role, text string, w int, indent string) []string {
	if text == "" || w <= 0 {
		return nil
	}
	var out []string
	for _, line := range strings.Split(ansi.Hardwrap(text, max(w-ansi.StringWidth(indent), 8), true), "\n") {
		out = append(out, indent+t.s(r, line))
	}
	return out
}

type borders struct{ tl, tr, bl, br, h, v string }

var (
	roundBorders = borders{"╭", "╮", "╰", "╯", "─", "│"}
	asciiBorders = borders{"+", "+", "+", "+", "-", "|"}
	// Where the keys go is seen without colour as well.
	heavyBorders      = borders{"┏", "┓", "┗", "┛", "━", "┃"}
	asciiHeavyBorders = borders{"#", "#", "#", "#", "=", "#"}
)

func (m *Model) borders(focused bool) borders {
	switch {
	case m.opt.ASCII && focused:
		return asciiHeavyBorders
	case m.opt.ASCII:
		return asciiBorders
	case focused:
		return heavyBorders
	}
	return roundBorders
}

// box draws a bordered pane of exactly r.w × r.h cells from lines already cut to the window. foot
// stands in the bottom border, for scroll positions.
func (m *Model) box(r rect, title, foot string, focused bool, lines []string) []string {
	b := m.borders(focused)
	edge := rBorder
	if focused {
		edge = rFocus
	}
	t := m.theme
	iw, ih := r.inner()
	titleRole := rMuted
	if focused {
		titleRole = rFocus
	}
	title = ansi.Truncate(title, max(iw-3, 0), "…")
	top := t.s(edge, b.tl+b.h) + t.b(titleRole, " "+title+" ")
	if title == "" {
		top = t.s(edge, b.tl+b.h)
	}
	top += t.s(edge, strings.Repeat(b.h, max(r.w-ansi.StringWidth(top)-1, 0))+b.tr)
	out := make([]string, 0, r.h)
	out = append(out, fit(top, r.w))
	left, right := t.s(edge, b.v), t.s(edge, b.v)
	for i := range ih {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out = append(out, left+fit(line, iw)+right)
	}
	bottom := t.s(edge, b.bl)
	tail := t.s(edge, b.br)
	if foot != "" {
		tail = t.s(rMuted, " "+foot+" ") + t.s(edge, b.h+b.br)
	}
	bottom += t.s(edge, strings.Repeat(b.h, max(r.w-1-ansi.StringWidth(tail), 0))) + tail
	return append(out, bottom)
}

// over lays a box on a screen of lines.
func over(base, box []string, x, y, w int) []string {
	out := append([]string(nil), base...)
	for i, line := range box {
		if y+i < 0 || y+i >= len(out) {
			continue
		}
		bw := ansi.StringWidth(line)
		row := out[y+i]
		left := fit(ansi.Truncate(row, x, ""), x)
		right := ansi.Cut(row, x+bw, max(w, x+bw))
		out[y+i] = left + "\x1b[m" + line + "\x1b[m" + right
	}
	return out
}

// window cuts n lines from an offset, keeping the offset in range.
func window(lines []string, offset *int, n int) []string {
	*offset = max(0, min(*offset, len(lines)-n))
	return lines[*offset:min(len(lines), *offset+n)]
}
