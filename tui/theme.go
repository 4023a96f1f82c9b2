package tui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
)

// role is what a piece of the screen means. Colours are chosen per role and theme, never per
// place, and each has a contrast of at least 4.5:1 against the theme's background; a test checks.
// They are not Mercado Pago's colours: their terms forbid look-alikes.
type role int

const (
	rText role = iota
	rMuted
	rAccent
	rOK
	rWarn
	rBad
	rFocus
	rBorder
	roles
)

type palette [roles]string

var (
	darkPalette  = palette{"#e4e4e7", "#a1a1aa", "#8ab4f8", "#7ed491", "#f2c14e", "#ff8f87", "#c4a7ff", "#7f858f"}
	lightPalette = palette{"#1f2328", "#5a6069", "#0b57d0", "#11662e", "#7a4b00", "#b3261e", "#6a3fc0", "#6b7078"}
)

// Backgrounds the palettes are checked against: not painted, only assumed.
const darkGround, lightGround = "#1c1c1c", "#ffffff"

// ink is a style taken apart once: what goes before the text and after it. Rendering every word of
// a frame through the style itself costs milliseconds a frame.
type ink struct{ before, after string }

func inkOf(s lipgloss.Style) ink {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return ink{before, after}
}

// on colours one line of text.
func (i ink) on(text string) string {
	if text == "" {
		return ""
	}
	return i.before + text + i.after
}

type theme struct {
	plain, bold [roles]ink
	pick        ink // the selected row
	dark        bool
}

func newTheme(dark bool) theme {
	p := lightPalette
	if dark {
		p = darkPalette
	}
	t := theme{dark: dark}
	for r, hex := range p {
		s := lipgloss.NewStyle().Foreground(lipgloss.Color(hex))
		t.plain[r], t.bold[r] = inkOf(s), inkOf(s.Bold(true))
	}
	t.pick = t.bold[rFocus]
	return t
}

func (t theme) s(r role, text string) string { return t.plain[r].on(text) }

func (t theme) b(r role, text string) string { return t.bold[r].on(text) }

func roleOf(v checks.Verdict) role { return screenRole(export.RoleOf(v)) }

// screenRole is the screen's colour for what lines are painted with.
func screenRole(r export.Role) role {
	switch r {
	case export.RoleOK:
		return rOK
	case export.RoleBad:
		return rBad
	case export.RoleWarn:
		return rWarn
	case export.RoleMuted:
		return rMuted
	case export.RoleText:
		return rText
	}
	return rAccent
}

// paint is the theme for drawings that also stand in lines.
func (t theme) paint(r export.Role, s string) string { return t.s(screenRole(r), s) }
