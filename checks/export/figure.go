package export

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// Draw writes a finding's figure as lines of at most w cells, painted by role. It has no lines
// when there is nothing to draw.
func Draw(fig *checks.Figure, l lang.Lang, w int, paint Painter, ascii bool) []string {
	if fig == nil || w < 20 {
		return nil
	}
	d := drawing{l: l, w: w, paint: paint, ascii: ascii}
	switch {
	case len(fig.Chain) > 0:
		d.chain(fig.Chain)
	case fig.Life != nil:
		d.life(*fig.Life)
	case len(fig.Hops) > 0:
		d.hops(fig.Hops, fig.Final)
	}
	return d.lines
}

type drawing struct {
	l     lang.Lang
	w     int
	paint Painter
	ascii bool
	lines []string
}

func (d drawing) pick(fine, plain string) string {
	if d.ascii {
		return plain
	}
	return fine
}

var linkRole = map[checks.LinkState]Role{checks.LinkSent: RoleText, checks.LinkTrusted: RoleOK, checks.LinkMissing: RoleBad,
	checks.LinkUntrusted: RoleBad, checks.LinkExpired: RoleBad, checks.LinkStray: RoleMuted}

// chain draws who vouches for whom: each certificate hangs from the one below it, and a link that
// is not there hangs by a broken line.
func (d *drawing) chain(links []checks.Link) {
	step := 0
	for i, k := range links {
		branch := ""
		if i > 0 {
			line := d.pick("└─ ", "`- ")
			if k.State == checks.LinkMissing {
				line = d.pick("└╌ ", "`. ")
			}
			if k.State == checks.LinkStray {
				line = d.pick("   ", "   ")
			} else {
				step = i
			}
			branch = strings.Repeat("   ", min(step-1, 6, d.w/10)) + line
		}
		role := linkRole[k.State]
		word := d.l.S("figure.link." + string(k.State))
		if role == RoleBad {
			word = Symbol(checks.Fail, d.ascii) + " " + word
		}
		name := ansi.Truncate(mpclient.CleanLine(k.Name, 80), max(d.w-ansi.StringWidth(branch)-ansi.StringWidth(word)-2, 8), d.pick("…", "~"))
		d.lines = append(d.lines, d.paint.paint(RoleMuted, branch)+d.paint.paint(role, name)+"  "+d.paint.paint(lighter(role), word))
	}
}

// lighter keeps words about sound links in the background.
func lighter(r Role) Role {
	if r == RoleText {
		return RoleMuted
	}
	return r
}

const day = 24 * time.Hour

// life draws a certificate's validity as a bar with the days left behind it.
func (d *drawing) life(x checks.Life) {
	whole, left := x.To.Sub(x.From), x.To.Sub(x.Now)
	if whole <= 0 {
		return
	}
	total, days := int((whole+day/2)/day), int(left/day)
	role, key := RoleOK, "figure.life.left"
	switch {
	case x.Now.Before(x.From):
		role, key, left = RoleBad, "figure.life.future", whole
	case left <= 0:
		role, key, days, left = RoleBad, "figure.life.over", int(-left/day), 0
	case left < whole/3:
		role = RoleWarn
	}
	from, to := d.l.Date(x.From.UTC()), d.l.Date(x.To.UTC())
	room := min(d.w-ansi.StringWidth(from)-ansi.StringWidth(to)-2, 48)
	if room < 8 {
		room, from, to = min(d.w, 48), "", ""
	}
	full := int((int64(room)*int64(left) + int64(whole)/2) / int64(whole))
	if left > 0 && full == 0 {
		full = 1 // a day left is not none
	}
	// What is used up comes first, so that the bar shrinks towards its end date.
	bar := d.paint.paint(RoleMuted, strings.Repeat(d.pick("─", "-"), room-full)) + d.paint.paint(role, strings.Repeat(d.pick("━", "#"), full))
	d.lines = append(d.lines, strings.TrimSpace(d.paint.paint(RoleMuted, from)+" "+bar+" "+d.paint.paint(RoleMuted, to)),
		d.paint.paint(role, d.l.S(key, "days", strconv.Itoa(days), "life", strconv.Itoa(total))))
}

// hops lists the steps of a redirect chain.
func (d *drawing) hops(hops []checks.Hop, final string) {
	for i, h := range hops {
		at := d.pick("→ ", "> ")
		if i == 0 {
			at = "  "
		}
		d.hop(at, h.URL, strconv.Itoa(h.Status))
	}
	if final == "" {
		final = hops[len(hops)-1].To
	}
	if final != "" {
		d.hop(d.pick("→ ", "> "), final, "")
	}
}

func (d *drawing) hop(at, url, status string) {
	role := RoleText
	if strings.HasPrefix(strings.ToLower(url), "http://") && at != "  " {
		role = RoleBad // sent back to plain HTTP
	}
	url = ansi.Truncate(mpclient.CleanLine(url, 300), max(d.w-6, 10), d.pick("…", "~"))
	line := d.paint.paint(RoleMuted, at) + d.paint.paint(role, url)
	if status != "" {
		line += " " + d.paint.paint(RoleMuted, status)
	}
	d.lines = append(d.lines, line)
}
