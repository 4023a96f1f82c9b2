package tui

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// traffic is the screen of exchanges: every request that was made, its timing as bars, and as a command to repeat it.
type traffic struct {
	list   []mpclient.Exchange
	newest string // id of the last of them
	filter string
	shown  []int // indexes that the filter leaves
}

// maxTraffic is as many as the record keeps.
const maxTraffic = 10_000

func trafficActions() []action {
	on := []screen{screenTraffic}
	picked := func(m *Model) bool { return m.board().count(m) > 0 }
	return []action{
		{id: "curl", keys: []string{"y"}, hint: 1, on: on, enabled: picked, do: func(m *Model) tea.Cmd {
			return m.copyText(m.board().(*traffic).picked(m).Curl("MP_ACCESS_TOKEN"))
		}},
	}
}

func (b *traffic) enter(m *Model) tea.Cmd {
	if v, seen := m.views[screenTraffic]; !seen || v.at >= b.count(m) {
		m.pickRow(b, b.count(m)-1)
	}
	return nil
}

func (b *traffic) leave(*Model)                    {}
func (b *traffic) update(*Model, boardMsg) tea.Cmd { return nil }

// read takes the record anew when it has grown, and the filter when it has changed.
func (b *traffic) read(m *Model) {
	if m.sess == nil || m.sess.Exchanges == nil {
		return
	}
	last := m.sess.Exchanges(1)
	if len(last) == 0 {
		b.list, b.shown, b.newest = nil, nil, ""
		return
	}
	if last[0].ID == b.newest && m.filter == b.filter && m.screen == screenTraffic {
		return
	}
	before, here := "", m.screen == screenTraffic && m.filter == b.filter && len(b.shown) > 0
	if here {
		before = b.id(max(0, min(m.at, len(b.shown)-1)))
	}
	if last[0].ID != b.newest {
		b.list, b.newest = m.sess.Exchanges(maxTraffic), last[0].ID
	}
	b.filter, b.shown = m.filter, b.shown[:0]
	words := strings.Fields(strings.ToLower(m.filter))
	for i := range b.list {
		if x := &b.list[i]; containsAll(strings.ToLower(x.ID+" "+x.Method+" "+x.URL+" "+strconv.Itoa(x.Status)+" "+x.Op+" "+x.Err), words) {
			b.shown = append(b.shown, i)
		}
	}
	if !here || m.at < len(b.shown) && b.id(m.at) == before {
		return
	}
	for i := range b.shown { // the oldest made room: what is read stays where it is
		if b.id(i) == before {
			m.listOff, m.at = max(0, m.listOff+i-m.at), i
			return
		}
	}
}

func containsAll(hay string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}

func (b *traffic) count(m *Model) int {
	b.read(m)
	return len(b.shown)
}

func (b *traffic) picked(m *Model) mpclient.Exchange {
	if n := b.count(m); n == 0 {
		return mpclient.Exchange{}
	} else {
		return b.list[b.shown[max(0, min(m.at, n-1))]]
	}
}

func (b *traffic) version(m *Model) string { return b.picked(m).ID }

func (b *traffic) heading(m *Model) string { return m.lang.S("screen.exchanges") }

func (b *traffic) none(m *Model) string { return m.lang.S("ui.no_exchanges") }

func (b *traffic) row(m *Model, i, w int, marked bool) string {
	t, x := m.theme, &b.list[b.shown[i]]
	status, ro := statusOf(m, x)
	took := millis(x.Timing.Total) + " "
	text := fit(x.Method, 5) + whither(x.URL, w-ansi.StringWidth(took)-12)
	lead := "  "
	style := t.s(rText, text)
	if marked {
		lead, style = t.pick.on(" "+m.arrow()), t.pick.on(text)
	}
	return split(lead+t.s(ro, fit(status, 4))+style, t.s(rMuted, took), w)
}

// whither is an address in a row: the host goes first where there is no room, then the beginning of the
// path, for what tells one request from the next stands at its end.
func whither(url string, room int) string {
	_, where, _ := strings.Cut(url, "://")
	if ansi.StringWidth(where) <= room {
		return where
	}
	where, query, _ := strings.Cut(where, "?")
	if i := strings.IndexByte(where, '/'); i >= 0 && ansi.StringWidth(where[i:]) <= room {
		where = where[i:]
	}
	if query != "" && ansi.StringWidth(where) < room {
		return ansi.Truncate(where+"?"+query, max(room, 0), "…")
	}
	return ansi.TruncateLeft(where, max(ansi.StringWidth(where)-max(room, 0)+1, 0), "…")
}

func statusOf(m *Model, x *mpclient.Exchange) (string, role) {
	switch {
	case x.Err != "":
		return m.mark(checks.Fail), rBad
	case x.Status >= 400:
		return strconv.Itoa(x.Status), rWarn
	}
	return strconv.Itoa(x.Status), rOK
}

// millis is a duration as a person compares it.
func millis(d time.Duration) string {
	if ms := d.Milliseconds(); ms > 0 || d == 0 {
		return strconv.FormatInt(ms, 10) + " ms"
	}
	return "<1 ms"
}

func (b *traffic) text(m *Model, p pane, w int) (string, []string) {
	l := m.lang
	if p == paneFix {
		title := l.S("traffic.curl")
		if b.count(m) == 0 {
			return title, nil
		}
		return title, b.curl(m, w)
	}
	title := l.S("traffic.exchange")
	if b.count(m) == 0 {
		return title, nil
	}
	x := b.picked(m)
	return title + " " + x.ID, b.detail(m, x, w)
}

func (b *traffic) curl(m *Model, w int) []string {
	t := m.theme
	var out []string
	for _, line := range strings.Split(b.picked(m).Curl("MP_ACCESS_TOKEN"), "\n") {
		out = append(out, t.hard(rText, strings.ReplaceAll(line, "\t", "    "), w-2, " ")...)
	}
	out = append(out, "")
	return append(out, t.wrap(rMuted, m.lang.S("traffic.curl_note"), w-2, " ")...)
}

func (b *traffic) detail(m *Model, x mpclient.Exchange, w int) []string {
	t, l := m.theme, m.lang
	w -= 2
	status, ro := statusOf(m, &x)
	out := []string{" " + t.b(ro, status) + " " + t.b(rText, x.Method+" ") + t.s(rMuted, x.Op)}
	add := func(r role, text string) { out = append(out, t.wrap(r, text, w, " ")...) }
	out = append(out, t.hard(rText, x.URL, w, " ")...)
	if x.Err != "" {
		add(rBad, x.Err)
	}
	var about []string
	about = append(about, x.Started.Local().Format("15:04:05"))
	if x.RequestID != "" {
		about = append(about, "x-request-id "+x.RequestID)
	}
	if x.Attempt > 1 {
		about = append(about, l.S("traffic.attempt", "n", itoa(x.Attempt)))
	}
	add(rMuted, strings.Join(about, " · "))
	out = append(out, "", " "+t.b(rAccent, l.S("traffic.time")))
	out = append(out, m.timingBars(x.Timing, w)...)
	part := func(key, body string) {
		if body == "" {
			return
		}
		out = append(out, "", " "+t.b(rAccent, l.S(key)))
		out = append(out, t.jsonLines(pretty(body), w-1, "  ")...)
	}
	part("traffic.sent", x.ReqBody)
	part("traffic.answer", x.RespBody)
	if x.Truncated {
		add(rMuted, l.S("traffic.cut"))
	}
	headers := func(key string, list []mpclient.Header) {
		if len(list) == 0 {
			return
		}
		out = append(out, "", " "+t.b(rAccent, l.S(key)))
		for _, h := range list {
			out = append(out, t.wrap(rMuted, h.Name+": "+h.Value, w-1, "  ")...)
		}
	}
	headers("traffic.headers_sent", x.ReqHeader)
	headers("traffic.headers", x.RespHeader)
	return out
}

// timingBars draws how long each phase took, one after another as they ran.
func (m *Model) timingBars(tm mpclient.Timing, w int) []string {
	t := m.theme
	known := tm.DNS + tm.Connect + tm.TLS
	phases := []struct {
		name string
		d    time.Duration
	}{{"DNS", tm.DNS}, {"TCP", tm.Connect}, {"TLS", tm.TLS}, {m.lang.S("traffic.wait"), max(tm.FirstByte-known, 0)}, {m.lang.S("traffic.read"), max(tm.Total-max(tm.FirstByte, known), 0)}}
	label := 0
	for _, p := range phases {
		label = max(label, ansi.StringWidth(p.name))
	}
	room := max(4, min(w-label-14, 40))
	full, rest := "█", "░"
	if m.opt.ASCII {
		full, rest = "#", "."
	}
	var out []string
	at := time.Duration(0)
	for _, p := range phases {
		if p.d == 0 {
			continue
		}
		from, to := scaled(at, tm.Total, room), scaled(at+p.d, tm.Total, room)
		to = min(max(to, from+1), room)
		from = min(from, to-1)
		bar := t.s(rBorder, strings.Repeat(rest, from)) + t.s(rAccent, strings.Repeat(full, to-from)) + t.s(rBorder, strings.Repeat(rest, room-to))
		out = append(out, "  "+t.s(rMuted, fit(p.name, label))+" "+bar+" "+t.s(rText, millis(p.d)))
		at += p.d
	}
	return append(out, "  "+t.s(rMuted, fit(m.lang.S("traffic.total"), label)+" "+strings.Repeat(" ", room)+" ")+t.b(rText, millis(tm.Total)))
}

func scaled(d, whole time.Duration, room int) int {
	if whole <= 0 {
		return 0
	}
	return min(room, int(int64(d)*int64(room)/int64(whole)))
}
