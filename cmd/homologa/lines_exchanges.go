package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
)

// lineTraffic is where a person is among the exchanges.
type lineTraffic struct {
	picked string // id; "" before one was shown
}

const lineTrafficShown = 20 // of the latest, where no filter asks for others

func trafficCommands() []lineCommand {
	on := []place{placeTraffic}
	picked := func(m *lineMode) bool { return m.traffic.picked != "" }
	return []lineCommand{
		{id: "traffic_list", letter: "i", on: on, hint: true, do: func(m *lineMode, arg string) error { m.listTraffic(arg, arg == ""); return nil }},
		{id: "filter", letter: "/", on: on, do: func(m *lineMode, arg string) error { m.listTraffic(arg, false); return nil }},
		{id: "traffic_curl", letter: "c", on: on, hint: true, can: picked, do: func(m *lineMode, _ string) error { m.showCurl(); return nil }},
		{id: "traffic_copy", letter: "y", on: on, can: picked, do: func(m *lineMode, _ string) error {
			x, _ := m.exchange(m.traffic.picked)
			m.copyText(x.Curl("MP_ACCESS_TOKEN"))
			return nil
		}},
	}
}

func (m *lineMode) openTraffic() error {
	m.goTo(placeTraffic)
	m.say(m.lang.S("screen.exchanges"))
	m.listTraffic("", true)
	return nil
}

func (m *lineMode) allTraffic() []mpclient.Exchange { return m.sess.Exchanges(10_000) }

func (m *lineMode) exchange(id string) (mpclient.Exchange, bool) {
	list := m.allTraffic()
	i := slices.IndexFunc(list, func(x mpclient.Exchange) bool { return x.ID == id })
	if i < 0 {
		return mpclient.Exchange{}, false
	}
	return list[i], true
}

// listTraffic lists exchanges, the latest last.
func (m *lineMode) listTraffic(filter string, latest bool) {
	var list []mpclient.Exchange
	for _, x := range m.allTraffic() {
		if containsWords(fold(x.ID+" "+x.Method+" "+x.URL+" "+strconv.Itoa(x.Status)+" "+x.Op+" "+x.Err), filter) {
			list = append(list, x)
		}
	}
	all := len(list)
	if latest && all > lineTrafficShown {
		list = list[all-lineTrafficShown:]
		m.say(m.lang.S("lines.latest", "n", strconv.Itoa(lineTrafficShown), "of", strconv.Itoa(all)))
	}
	for _, x := range list {
		m.exchangeRow(x)
	}
	switch {
	case len(m.allTraffic()) == 0:
		m.say(m.lang.S("ui.no_exchanges"))
	case filter != "":
		m.say(m.lang.S("lines.matches", "n", strconv.Itoa(all)))
	default:
		m.say(m.lang.S("lines.number_hint"))
	}
}

func (m *lineMode) exchangeRow(x mpclient.Exchange) {
	word, role := strconv.Itoa(x.Status), export.RoleOK
	switch {
	case x.Err != "":
		word, role = m.lang.S("lines.no_answer"), export.RoleBad
	case x.Status >= 400:
		role = export.RoleWarn
	}
	_, where, _ := strings.Cut(x.URL, "://")
	m.verdictLine(role, word, strings.TrimPrefix(x.ID, "ex-")+", "+x.Method+" "+where+", "+span(x.Timing.Total))
}

func (m *lineMode) trafficAgain() {
	if m.traffic.picked == "" {
		m.listTraffic("", true)
		return
	}
	if x, ok := m.exchange(m.traffic.picked); ok {
		m.exchangeRow(x)
	}
}

func (m *lineMode) showExchange(n int) error {
	l := m.lang
	x, ok := m.exchange("ex-" + strconv.Itoa(n))
	if !ok {
		m.say(l.S("lines.no_number", "n", strconv.Itoa(n)))
		return nil
	}
	m.traffic.picked = x.ID
	m.exchangeRow(x)
	m.entry("lines.purpose", x.Op)
	m.entry("lines.error", x.Err)
	m.entry("lines.at", x.Started.Local().Format(time.TimeOnly))
	m.entry("lines.request_id", x.RequestID)
	if x.Attempt > 1 {
		m.say(l.S("traffic.attempt", "n", strconv.Itoa(x.Attempt)))
	}
	known := x.Timing.DNS + x.Timing.Connect + x.Timing.TLS
	for _, p := range []struct {
		name string
		d    time.Duration
	}{{"DNS", x.Timing.DNS}, {"TCP", x.Timing.Connect}, {"TLS", x.Timing.TLS}, {l.S("traffic.wait"), x.Timing.FirstByte - known},
		{l.S("traffic.read"), x.Timing.Total - max(x.Timing.FirstByte, known)}, {l.S("traffic.total"), x.Timing.Total}} {
		if p.d > 0 {
			m.say(l.S("traffic.time") + ", " + p.name + ": " + span(p.d))
		}
	}
	for _, h := range x.ReqHeader {
		m.say(l.S("lines.header_sent") + ": " + h.Name + ": " + h.Value)
	}
	m.body("traffic.sent", x.ReqBody)
	for _, h := range x.RespHeader {
		m.say(l.S("lines.header") + ": " + h.Name + ": " + h.Value)
	}
	m.body("traffic.answer", x.RespBody)
	if x.Truncated {
		m.say(l.S("traffic.cut"))
	}
	return nil
}

// body writes a body under its name, indented where it is JSON.
func (m *lineMode) body(key, text string) {
	if text == "" {
		return
	}
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") == nil {
		text = b.String()
	}
	m.block(m.lang.S(key), text)
}

func (m *lineMode) showCurl() {
	x, _ := m.exchange(m.traffic.picked)
	m.block(m.lang.S("traffic.curl"), x.Curl("MP_ACCESS_TOKEN"))
	m.say(m.lang.S("traffic.curl_note"))
}
