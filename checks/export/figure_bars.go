package export

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Bars are short enough to compare at a glance, and long enough to differ.
const longestBar, shortestBar = 32, 4

var toneRole = map[checks.Tone]Role{checks.TonePlain: RoleAccent, checks.ToneGood: RoleOK, checks.ToneWarn: RoleWarn, checks.ToneBad: RoleBad}

// bars draws one line a bar: label, bar, count, share. Lengths go by share, the largest bar fills its
// room, and a count above zero is never an empty bar. Where there is no room the bars go first.
func (d *drawing) bars(list []checks.Bar) {
	labels, counts := make([]string, len(list)), make([]string, len(list))
	wide, digits, top := 0, 0, 0.0
	for i, b := range list {
		labels[i], counts[i] = mpclient.CleanLine(d.l.Text(b.Label), 80), strconv.Itoa(b.Count)
		wide, digits = max(wide, ansi.StringWidth(labels[i])), max(digits, len(counts[i]))
		top = max(top, share(b))
	}
	const percent = len("100%")
	numbers := 1 + digits + 2 + percent
	longest := wide
	wide = min(longest, max(d.w-numbers-2-8, d.w*2/5))
	room := min(d.w-wide-numbers-1, longestBar)
	if room < shortestBar {
		room, wide = 0, min(longest, d.w-numbers)
	}
	for i, b := range list {
		role := toneRole[b.Tone]
		label := ansi.Truncate(labels[i], wide, d.pick("…", "~"))
		line := label + strings.Repeat(" ", wide-ansi.StringWidth(label))
		if room > 0 {
			full := 0
			if top > 0 {
				full = int(share(b)/top*float64(room) + 0.5)
			}
			if b.Count > 0 {
				full = max(full, 1)
			}
			line += " " + d.paint.paint(role, strings.Repeat(d.pick("━", "#"), full)) + strings.Repeat(" ", room-full)
		}
		d.lines = append(d.lines, line+" "+pad(counts[i], digits)+"  "+d.paint.paint(RoleMuted, pad(checks.Percent(b.Count, b.Of), percent)))
	}
}

func share(b checks.Bar) float64 {
	return min(max(float64(b.Count)/float64(max(b.Of, 1)), 0), 1)
}

// pad aligns a number to the right.
func pad(s string, w int) string { return strings.Repeat(" ", max(w-len(s), 0)) + s }
