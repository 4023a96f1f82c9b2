package tui

import (
	"image/color"

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

type theme struct {
	styles [roles]lipgloss.Style
	bold   [roles]lipgloss.Style
	pick   lipgloss.Style // the selected row
	dark   bool
}

func newTheme(dark bool) theme {
	p := lightPalette
	if dark {
		p = darkPalette
	}
	t := theme{dark: dark}
	for r, hex := range p {
		var c color.Color = lipgloss.Color(hex)
		t.styles[r] = lipgloss.NewStyle().Foreground(c)
		t.bold[r] = t.styles[r].Bold(true)
	}
	t.pick = lipgloss.NewStyle().Foreground(lipgloss.Color(p[rFocus])).Bold(true)
	return t
}

func (t theme) s(r role, text string) string {
	if text == "" {
		return ""
	}
	return t.styles[r].Render(text)
}

func (t theme) b(r role, text string) string {
	if text == "" {
		return ""
	}
	return t.bold[r].Render(text)
}

func roleOf(v checks.Verdict) role {
	switch export.RoleOf(v) {
	case export.RoleOK:
		return rOK
	case export.RoleBad:
		return rBad
	case export.RoleWarn:
		return rWarn
	case export.RoleMuted:
		return rMuted
	}
	return rAccent
}
