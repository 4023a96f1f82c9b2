package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// askConsent is a question before something is sent. Its only yes is the letter y.
type askConsent struct {
	id   checks.ID
	text string
	to   string // what is agreed to, when "*" does not do
}

func (m *Model) overlayKey(key, text string) tea.Cmd {
	switch m.overlay {
	case overConsent:
		switch key {
		case "y", "Y":
			id, yes := m.ask.id, map[string]bool{"*": true}
			if m.ask.to != "" {
				yes = map[string]bool{m.ask.to: true}
			}
			m.overlay = overNone
			return m.start(checks.Selection{IDs: []checks.ID{id}, Consent: yes})
		case "n", "N", "esc", "q":
			m.overlay = overNone
		}
		return nil
	case overPalette:
		return m.paletteKey(key, text)
	case overExchanges:
		return m.exchangesKey(key)
	}
	switch key {
	case "up", "k":
		m.overOff = max(0, m.overOff-1)
	case "down", "j":
		m.overOff++
	case "pgup":
		m.overOff = max(0, m.overOff-m.h/2)
	case "pgdown":
		m.overOff += m.h / 2
	case "L":
		return m.nextLang()
	default:
		m.overlay = overNone
	}
	return nil
}

func (m *Model) paletteKey(key, text string) tea.Cmd {
	items := m.paletteItems()
	switch key {
	case "esc":
		m.overlay = overNone
	case "up", "ctrl+k":
		m.overAt = max(0, m.overAt-1)
	case "down", "ctrl+j", "tab":
		m.overAt = min(max(len(items)-1, 0), m.overAt+1)
	case "enter":
		m.overlay = overNone
		if m.overAt < len(items) {
			return items[m.overAt].do(m)
		}
	default:
		if q, ok := edit(m.query, key, text); ok {
			m.query, m.overAt = q, 0
		}
	}
	return nil
}

func (m *Model) boxSize(w, h int) rect { return rect{0, 0, min(w, m.w-4), min(h, m.h-2)} }

func (m *Model) helpBox() []string {
	t, l := m.theme, m.lang
	r := m.boxSize(76, 40)
	iw, ih := r.inner()
	var lines []string
	for _, a := range m.actions {
		keys := strings.Join(a.keys, " ")
		if a.show != "" {
			keys = a.show
		}
		lines = append(lines, " "+t.b(rFocus, fit(keys, 14))+t.s(rText, l.S(a.long())))
	}
	lines = append(lines, "")
	lines = append(lines, t.wrap(rMuted, l.S("ui.help_verdicts"), iw-2, " ")...)
	for _, v := range []checks.Verdict{checks.Pass, checks.Fail, checks.Warn, checks.Inconclusive, checks.NeedsInput, checks.Attest, checks.NotApplicable} {
		name := l.S("verdict." + string(v))
		lines = append(lines, t.wrap(rMuted, m.mark(v)+" "+name+": "+l.S("help."+string(v)), iw-2, "  ")...)
	}
	lines = append(lines, "")
	lines = append(lines, t.wrap(rMuted, l.S("ui.help_mouse"), iw-2, " ")...)
	shown := window(lines, &m.overOff, ih)
	foot := "esc"
	if len(lines) > ih {
		foot = itoa(min(m.overOff+ih, len(lines))) + "/" + itoa(len(lines)) + " · esc"
	}
	r.h = min(r.h, len(lines)+2)
	return m.box(r, l.S("ui.help_title"), foot, true, shown)
}

func (m *Model) paletteBox() []string {
	t := m.theme
	r := m.boxSize(72, 20)
	iw, ih := r.inner()
	items := m.paletteItems()
	var lines []string
	for i, it := range items {
		label := t.s(rText, it.label)
		lead := "  "
		if i == m.overAt {
			lead, label = t.pick.on(m.arrow()+" "), t.pick.on(it.label)
		}
		lines = append(lines, split(lead+label, t.s(rMuted, it.key+" "), iw))
	}
	if len(lines) == 0 {
		lines = t.wrap(rMuted, m.lang.S("ui.no_match"), iw-2, " ")
	}
	room := ih - 2
	if m.overAt < m.overOff {
		m.overOff = m.overAt
	}
	if m.overAt >= m.overOff+room {
		m.overOff = m.overAt - room + 1
	}
	shown := append([]string{" " + t.b(rFocus, ":") + " " + t.s(rText, m.query) + t.s(rFocus, "▏"), ""}, window(lines, &m.overOff, room)...)
	return m.box(r, m.lang.S("key.palette"), "enter · esc", true, shown)
}

func (m *Model) consentBox() []string {
	t, l := m.theme, m.lang
	r := m.boxSize(70, 30)
	iw, _ := r.inner()
	lines := []string{""}
	lines = append(lines, t.wrap(rText, m.ask.text, iw-4, "  ")...)
	lines = append(lines, "", "  "+t.b(rFocus, "y")+" "+t.s(rText, l.S("ui.consent_yes"))+"    "+t.b(rFocus, "n")+" "+t.s(rText, l.S("ui.consent_no")), "")
	r.h = min(len(lines)+2, m.h)
	return m.box(r, l.S("ui.consent_title"), "", true, lines)
}

// exchanges shown at most; older ones stay in the record.
const shownExchanges = 200

func (m *Model) openExchanges() tea.Cmd {
	m.overlay, m.overOff = overExchanges, 1<<20
	m.overAt = max(0, len(m.exchanges())-1)
	return nil
}

func (m *Model) exchanges() []mpclient.Exchange {
	if m.sess == nil || m.sess.Exchanges == nil {
		return nil
	}
	return m.sess.Exchanges(shownExchanges)
}

func (m *Model) exchangesKey(key string) tea.Cmd {
	list := m.exchanges()
	switch key {
	case "esc", "q", "x", "left":
		m.overlay = overNone
	case "up", "k":
		m.overAt = max(0, m.overAt-1)
	case "down", "j":
		m.overAt = min(max(len(list)-1, 0), m.overAt+1)
	case "pgup":
		m.overAt = max(0, m.overAt-m.h/2)
	case "pgdown":
		m.overAt = min(max(len(list)-1, 0), m.overAt+m.h/2)
	case "home", "g":
		m.overAt = 0
	case "end", "G":
		m.overAt = max(0, len(list)-1)
	case "y":
		if m.overAt < len(list) {
			return m.copyText(list[m.overAt].Curl("MP_ACCESS_TOKEN"))
		}
	case "L":
		return m.nextLang()
	}
	return nil
}

func (m *Model) exchangesBox() []string {
	t, l := m.theme, m.lang
	r := m.boxSize(m.w-4, m.h-2)
	iw, ih := r.inner()
	list := m.exchanges()
	m.overAt = max(0, min(m.overAt, len(list)-1))
	if len(list) == 0 {
		return m.box(r, l.S("key.exchanges"), "esc", true, t.wrap(rMuted, l.S("ui.no_exchanges"), iw-2, " "))
	}
	top := max(3, ih*2/5)
	if m.overAt < m.overOff {
		m.overOff = m.overAt
	}
	if m.overAt >= m.overOff+top {
		m.overOff = m.overAt - top + 1
	}
	m.overOff = max(0, min(m.overOff, len(list)-top))
	var lines []string
	for i := m.overOff; i < min(len(list), m.overOff+top); i++ {
		x := list[i]
		status, ro := strconv.Itoa(x.Status), rOK
		switch {
		case x.Err != "":
			status, ro = m.mark(checks.Fail), rBad
		case x.Status >= 400:
			ro = rWarn
		}
		left := t.s(rMuted, fit(x.ID, 7)) + t.s(ro, fit(status, 4)) + " "
		text := fit(x.Method, 5) + " " + x.URL
		if i == m.overAt {
			text = t.pick.on(text)
		} else {
			text = t.s(rText, text)
		}
		lines = append(lines, split(" "+left+text, t.s(rMuted, strconv.FormatInt(x.Timing.Total.Milliseconds(), 10)+" ms "), iw))
	}
	for len(lines) < top {
		lines = append(lines, "")
	}
	b := "─"
	if m.opt.ASCII {
		b = "-"
	}
	lines = append(lines, t.s(rBorder, strings.Repeat(b, iw)))
	lines = append(lines, m.exchangeText(list[m.overAt], iw)...)
	if len(lines) > ih {
		lines = lines[:ih]
	}
	return m.box(r, l.S("key.exchanges"), "y "+l.S("ui.copy_curl")+" · esc", true, lines)
}

func (m *Model) exchangeText(x mpclient.Exchange, w int) []string {
	t := m.theme
	ms := func(label string, n int64) string {
		if n == 0 {
			return ""
		}
		return label + " " + strconv.FormatInt(n, 10) + " ms  "
	}
	tm := x.Timing
	timing := ms("dns", tm.DNS.Milliseconds()) + ms("connect", tm.Connect.Milliseconds()) + ms("tls", tm.TLS.Milliseconds()) + ms("first byte", tm.FirstByte.Milliseconds()) + ms("total", tm.Total.Milliseconds())
	out := []string{" " + t.b(rText, x.Op) + t.s(rMuted, "  "+timing)}
	if x.RequestID != "" {
		out = append(out, t.s(rMuted, " x-request-id "+x.RequestID))
	}
	if x.Err != "" {
		out = append(out, t.wrap(rBad, x.Err, w-2, " ")...)
	}
	for _, line := range strings.Split(x.Curl("MP_ACCESS_TOKEN"), "\n") {
		out = append(out, " "+t.s(rAccent, ansi.Truncate(line, w-2, "…")))
	}
	if x.RespBody != "" {
		out = append(out, "")
		out = append(out, t.wrap(rText, ansi.Truncate(x.RespBody, 1200, "…"), w-2, " ")...)
	}
	return out
}
