package tui

import (
	"math"
	"strconv"
	"testing"
)

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	part := func(i int) float64 {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(0) + 0.7152*part(1) + 0.0722*part(2)
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func TestContrastOfEveryRole(t *testing.T) {
	if got := contrast(t, "#000000", "#ffffff"); math.Abs(got-21) > 0.01 {
		t.Fatalf("black on white is 21:1, got %.2f", got)
	}
	for name, c := range map[string]struct {
		p      palette
		ground string
	}{"dark": {darkPalette, darkGround}, "light": {lightPalette, lightGround}} {
		for r, hex := range c.p {
			if got := contrast(t, hex, c.ground); got < 4.5 {
				t.Errorf("%s: role %d %s has %.2f:1 on %s, less than 4.5:1", name, r, hex, got, c.ground)
			}
		}
	}
}
