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
	case len(fig.Bars) > 0:
		d.bars(fig.Bars)
	case fig.World != nil && len(fig.World.Nodes) > 0:
		d.w = min(w, worldWidth)
		d.world(*fig.World, fig.World.Nodes[0].Kind, "", map[checks.NodeKind]bool{})
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

const worldWidth = 60

// world draws what hangs from a node, and from that in turn. margin is what runs on at the left.
func (d *drawing) world(w checks.World, at checks.NodeKind, margin string, drawn map[checks.NodeKind]bool) {
	drawn[at] = true
	if margin == "" {
		d.node(w, checks.Tie{To: at}, "", "")
	}
	var ties []checks.Tie
	for _, t := range w.Ties {
		if t.From == at && !drawn[t.To] {
			ties = append(ties, t)
		}
	}
	for i, t := range ties {
		branch, below := d.pick("├", "|"), d.pick("│  ", "|  ")
		if i == len(ties)-1 {
			branch, below = d.pick("└", "`"), "   "
		}
		line := d.pick("─", "-")
		if t.State != checks.TieOK {
			line = d.pick("╌", ".")
		}
		d.node(w, t, margin+branch+line, margin+below)
		d.world(w, t.To, d.under(margin, below), drawn)
	}
}

// under keeps a margin from being empty, which means the root, and from eating the width.
func (d *drawing) under(margin, below string) string {
	if ansi.StringWidth(margin) > 9 {
		return margin
	}
	return margin + below
}

// node writes one party: symbol, name, what is known of it, and the word of its tie. What does not fit
// beside the name goes on lines of its own.
func (d *drawing) node(w checks.World, t checks.Tie, lead, below string) {
	var n checks.Node
	for _, x := range w.Nodes {
		if x.Kind == t.To {
			n = x
		}
	}
	mark, word, role := "", "", RoleText
	switch t.State {
	case checks.TieOK:
		mark, role = Symbol(checks.Pass, d.ascii)+" ", RoleOK
	case checks.TieWrong:
		mark, word, role = Symbol(checks.Fail, d.ascii)+" ", d.l.S("tie.wrong"), RoleBad
	case checks.TieUnknown:
		mark, word, role = "? ", d.l.S("tie.unknown"), RoleMuted
	}
	rest := d.plain(d.l.S("node." + string(n.Kind))) // the name follows, and what is known
	var parts []string
	for _, p := range []string{n.Name, d.l.Text(n.Note)} {
		if p = d.plain(mpclient.CleanLine(p, 80)); p != "" {
			parts = append(parts, p)
		}
	}
	parts = append(parts, word)
	room := d.w - ansi.StringWidth(lead) - ansi.StringWidth(mark)
	indent := strings.Repeat(" ", max(d.w-room-ansi.StringWidth(below), 0))
	first := true
	flush := func() {
		rest = ansi.Truncate(rest, max(room, 8), d.pick("…", "~"))
		if first {
			d.lines = append(d.lines, d.paint.paint(tieOf(t.State), lead)+d.paint.paint(role, mark)+d.paint.paint(dark(role), rest))
			first = false
			return
		}
		d.lines = append(d.lines, d.paint.paint(RoleMuted, below+indent)+d.paint.paint(dark(role), rest))
	}
	for _, p := range parts {
		switch {
		case p == "":
		case ansi.StringWidth(rest)+3+ansi.StringWidth(p) <= room:
			rest += d.pick(" · ", " - ") + p
		default:
			flush()
			rest = p
		}
	}
	flush()
}

// tieOf keeps the lines of a sound tree in the background.
func tieOf(s checks.TieState) Role {
	if s == checks.TieWrong {
		return RoleBad
	}
	return RoleMuted
}

// dark leaves colour on what is wrong: a name that is sound is plain text.
func dark(r Role) Role {
	if r == RoleOK {
		return RoleText
	}
	return r
}

// plain spells an ellipsis out where only ASCII is drawn.
func (d *drawing) plain(s string) string {
	if d.ascii {
		return strings.ReplaceAll(s, "…", "...")
	}
	return s
}
