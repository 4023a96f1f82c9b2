package tui

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
)

// place is a screen, or something that lies over it, as keys reach it.
type place struct {
	name    string
	set     func(*bench)
	keys    []string
	overlay overlay
}

var errDesk = errors.New("homologa: the token was refused")

// places are all of them: a new screen or overlay belongs here.
func places() []place {
	left := func(b *bench) {
		b.payments.left = []testpay.Entry{{Reference: "homologa-9", Kind: testpay.KindPayment, Scenario: "pix.pending", ID: "77", Amount: "BRL 0.01", At: fakeNow}}
	}
	seen := func(b *bench) {
		b.payments.seen = &testpay.Sighting{Kind: testpay.KindPayment, ID: "1340009999", State: "approved/accredited", Reference: "order-7"}
	}
	away := func(b *bench) { b.hooks.to, b.hooks.local = "https://shop.example/webhooks", false }
	return []place{
		{name: "overview"},
		{name: "item", keys: []string{"n"}},
		{name: "fix", keys: []string{"n", "tab", "tab", "l"}},
		{name: "zoom", keys: []string{"n", "tab", "o"}},
		{name: "last item", keys: []string{"end", "enter", "end", "down"}},
		{name: "filter", keys: []string{"/", "p", "i", "x"}},
		{name: "no match", keys: []string{"/", "#", "#", "enter"}},
		{name: "wide list", keys: []string{"n", ">", ">", ">"}},
		{name: "palette", keys: []string{":", "down", "down"}, overlay: overPalette},
		{name: "palette asked", keys: []string{":", "p", "i", "x"}, overlay: overPalette},
		{name: "help", keys: []string{"?", "down"}, overlay: overHelp},
		{name: "clean view", keys: []string{"n", "v"}, overlay: overClean},
		{name: "consent", set: func(b *bench) { b.m.choose("notifications.answers") }, keys: []string{"r"}, overlay: overConsent},
		{name: "payments", keys: []string{"p", "end"}},
		{name: "payments asked", keys: []string{"p", "t"}, overlay: overConsent},
		{name: "payments typed", set: func(b *bench) { b.payments.real = true }, keys: []string{"p", "/", "p", "i", "x", "enter", "t", "L", "O"}, overlay: overConsent},
		{name: "payments run", keys: []string{"p", "down", "t", "yes", "tab", "tab"}},
		{name: "payments under way", set: func(b *bench) { b.payments.cut = true }, keys: []string{"p", "t", "yes"}},
		{name: "payments quit", set: func(b *bench) { b.payments.cut = true }, keys: []string{"p", "t", "yes", "q"}, overlay: overConsent},
		{name: "payments left", set: left, keys: []string{"p", "c"}, overlay: overConsent},
		{name: "payments seen", set: seen, keys: []string{"p", "f", "o"}},
		{name: "payments waited for", keys: []string{"p", "f"}},
		{name: "payments without an account", set: func(b *bench) { b.payments.fail = errDesk }, keys: []string{"p"}},
		{name: "code", keys: []string{"p", "/", "p", "i", "x", ".", "p", "enter", "t", "yes", "Q"}, overlay: overQR},
		{name: "webhooks", keys: []string{"w", "up"}},
		{name: "webhooks text", keys: []string{"w", "home", "tab", "tab", "o"}},
		{name: "webhooks menu", keys: []string{"w", "t", "down"}, overlay: overMenu},
		{name: "webhooks asked", set: away, keys: []string{"w", "r"}, overlay: overConsent},
		{name: "webhooks silent", set: func(b *bench) { b.hooks.feed = &fakeFeed{} }, keys: []string{"w"}},
		{name: "exchanges", keys: []string{"x", "enter"}},
		{name: "exchanges command", keys: []string{"x", "tab", "tab", "o"}},
		{name: "reports", keys: []string{"$", "down"}},
		{name: "reports drawn", keys: []string{"$", "end", "enter"}},
		{name: "reports drawn large", keys: []string{"$", "end", "enter", "o"}},
		{name: "reports menu", keys: []string{"$", "t"}, overlay: overMenu},
		{name: "reports asked", keys: []string{"$", "t", "2"}, overlay: overConsent},
		{name: "welcome", set: func(b *bench) { b.m.sess, b.m.boards, b.m.screen = nil, nil, screenWelcome }, keys: []string{"down"}},
		{name: "form", set: func(b *bench) { b.m.sess, b.m.boards, b.m.screen = nil, nil, screenWelcome }, keys: []string{"f", "down", "A", "P", "P"}},
	}
}

// at brings a bench to a place.
func (p place) at(t *testing.T, w, h int, l lang.Lang) *bench {
	t.Helper()
	b := newBench(t, w, h, l)
	if p.set != nil {
		p.set(b)
	}
	b.keys(p.keys...)
	if b.m.overlay != p.overlay {
		t.Fatalf("%s: over the screen is %q, want %q", p.name, b.m.overlay, p.overlay)
	}
	return b
}

// misfit says what of a frame is outside the screen; "" when nothing is.
func misfit(m *Model) string {
	lines := strings.Split(m.View().Content, "\n")
	if len(lines) > max(m.h, 1) {
		return fmt.Sprintf("%d lines on %d rows", len(lines), m.h)
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n > max(m.w, 0) {
			return fmt.Sprintf("line %d is %d wide on %d columns: %q", i, n, m.w, ansi.Strip(l))
		}
	}
	return ""
}

// where is what a person has picked.
func where(m *Model) string {
	picked := ""
	switch b := m.board().(type) {
	case *payments:
		s, _ := b.picked(m)
		picked = s.ID
	case *hooks:
		if it := b.picked(m); it != nil {
			picked = it.d.ID
		}
	case *reports:
		f, _ := b.picked(m)
		picked = f.key()
	case *traffic:
		picked = b.picked(m).ID
	}
	return fmt.Sprintf("%s %s section %q item %q row %q focus %d filter %q overlay %q at %d field %d typed %q", m.screen, m.lang, m.section, m.selected, picked, m.focus, m.filter, m.overlay, m.overAt, m.form.at, m.typed)
}

// TestResizeStorm throws 1,000 sizes at the screen, each at one of the places, and the edges at all of them: whatever
// the size, the frame fits, and nothing that was picked is lost or out of sight.
func TestResizeStorm(t *testing.T) {
	sizes := make([][2]int, 1000)
	r := rand.New(rand.NewPCG(7, 7))
	for i := range sizes {
		sizes[i] = [2]int{1 + r.IntN(300), 1 + r.IntN(100)}
	}
	edges := copy(sizes, [][2]int{{1, 1}, {300, 1}, {1, 100}, {60, 16}, {59, 16}, {60, 15}, {79, 19}, {80, 20}, {119, 24}, {120, 24}, {300, 100}})
	for i, p := range places() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			b := p.at(t, 120, 40, lang.All[i%len(lang.All)])
			b.m.opt.ASCII = i%4 == 3
			was := where(b.m)
			n := 0
			for j, s := range sizes {
				if j >= edges && j%len(places()) != i {
					continue
				}
				n++
				b.send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
				if wrong := misfit(b.m); wrong != "" {
					t.Fatalf("%dx%d: %s", s[0], s[1], wrong)
				}
				if now := where(b.m); now != was {
					t.Fatalf("%dx%d: %s\nwas %s", s[0], s[1], now, was)
				}
				if f := b.m.layout(); p.overlay == overNone && b.m.paned() && f.panes[paneList].w > 0 && pickable(b.m) && !strings.Contains(b.frame(), b.m.arrow()) {
					t.Fatalf("%dx%d: the picked row is out of sight\n%s", s[0], s[1], b.frame())
				}
			}
			if n < 30 {
				t.Errorf("%d sizes", n)
			}
		})
	}
}

// pickable tells whether there is a row to be picked.
func pickable(m *Model) bool {
	if b := m.board(); b != nil {
		return b.count(m) > 0
	}
	return len(m.rows()) > 0
}

// BenchmarkPlaces measures one key pressed and drawn at 200x60 on the screens of payments and reports. Budget: 3 ms.
func BenchmarkPlaces(b *testing.B) {
	e := newFakeFor(b)
	rec := mpclient.NewRecorder(nil)
	for i := range 10_000 {
		rec.Add(exchangeAt(i))
	}
	m := New(Options{Lang: lang.PT, Theme: "dark", Now: func() time.Time { return fakeNow }, After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		Session: &Session{Engine: e, Exchanges: rec.Last, Payments: &fakePayments{}, Reports: &fakeReports{}}})
	t := &bench{m: m}
	t.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	for _, k := range []string{"p", "t", lang.PT.Yes(), "$", "end", "enter", "left"} { // a payment that ran, a report that was read
		t.send(press(k))
	}
	for _, c := range []struct {
		name string
		keys []string
		do   [2]string
	}{
		{"payments", []string{"p"}, [2]string{"down", "up"}},
		{"payments_ran", []string{"p", "home", "tab"}, [2]string{"down", "up"}},
		{"payments_zoomed", []string{"p", "home", "tab", "o"}, [2]string{"down", "up"}},
		{"payments_asked", []string{"p", "t"}, [2]string{"down", "up"}},
		{"reports", []string{"$"}, [2]string{"up", "down"}},
		{"reports_drawn", []string{"$", "end", "tab", "o"}, [2]string{"down", "up"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for range 8 {
				t.send(press("esc"))
			}
			for _, k := range c.keys {
				t.send(press(k))
			}
			i := 0
			for b.Loop() {
				m.Update(press(c.do[i%2]))
				_ = m.View()
				i++
			}
		})
	}
}
