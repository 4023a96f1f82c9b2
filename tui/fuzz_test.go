package tui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
	"github.com/homologa/homologa/mpclient/webhook"
)

// fuzzKeys are what a byte of the input presses. Those that lead on come more than once.
var fuzzKeys = []string{
	"up", "down", "left", "right", "enter", "enter", "esc", "tab", "tab", "shift+tab", "home", "end", "pgup", "pgdown", "space", "backspace",
	"p", "p", "w", "w", "x", "$", "1", "2", "3", "4", "5", "6", "7", "t", "t", "y", "yes", "n", "s", "c", "a", "f", "J", "E", "Q", "r", "R", "d",
	"v", "P", "l", "L", "T", "m", "o", "<", ">", "/", ":", "?", "k", "j", "g", "G", "q", "ctrl+c", "ctrl+p", "ctrl+g", "#", "é", "日", "ñ",
}

// fuzzPastes are what comes from a clipboard.
var fuzzPastes = []string{
	"", "\n", "LOJAEXEMPLO", "y", "APP_USR-1234567890123456-051114-0123456789abcdef0123456789abcdef-2034567891", "pix", "\x1b[31mred\x1b[0m\x00\x07", "日本語\t\u202e\ufeff", "{}",
	"POST /?data.id=5 HTTP/1.1\r\nHost: a.example\r\nX-Signature: ts=1,v1=00\r\nX-Request-Id: r\r\n\r\n{}", "curl -X POST 'https://a.example/?data.id=5' -H 'x-signature: ts=1,v1=ab'",
}

const (
	fuzzSteps = 400 // of one input
	fuzzEscs  = 20  // more than a person would ever have to press
)

// FuzzKeys is somebody who presses anything, anywhere, at any size: nothing breaks or leaves the frame, nothing that
// costs happens without the answer to a question, and esc leads back and q out.
func FuzzKeys(f *testing.F) {
	index := map[string]byte{}
	for i, k := range fuzzKeys {
		index[k] = byte(i)
	}
	seed := func(world byte, keys ...string) {
		data := []byte{world}
		for _, k := range keys {
			data = append(data, index[k])
		}
		f.Add(data)
	}
	for _, p := range places() {
		seed(0, p.keys...)
		seed(0xff, p.keys...)
	}
	seed(0, "p", "t", "yes", "Q", "esc", "c", "yes", "w", "t", "4", "r", "$", "t", "1", "yes", "enter", "o", "q")
	seed(1, "p", "t", "L", "enter", "esc", "s")
	seed(2, "p", "t", "yes", "q", "n", "s", "q", "yes")
	seed(16, "down", "f", "tab", "a", "enter", "esc", "o")
	f.Add([]byte{2, 16, 29, 31, 200, 10, 10, 210, 3, 220, 90, 30, 230, 5, 240, 7, 250, 4, 60, 31})

	f.Fuzz(func(t *testing.T, data []byte) {
		defer limitstest.Bounded(t, 1<<20*len(data))()
		if len(data) == 0 {
			return
		}
		b := fuzzBench(t, data[0])
		data = data[1:min(len(data), fuzzSteps)]
		for i := 0; i < len(data) && !b.quit; i++ {
			arg := func() int {
				if i++; i < len(data) {
					return int(data[i])
				}
				return 0
			}
			over, done := b.m.overlay, costs(b)
			var msg tea.Msg
			switch op := data[i]; {
			case int(op) < 3*len(fuzzKeys): // the most
				msg = b.press(fuzzKeys[int(op)%len(fuzzKeys)])
			case op < 210:
				msg = tea.WindowSizeMsg{Width: arg(), Height: arg() / 2}
			case op < 218:
				msg = tea.PasteMsg{Content: fuzzPastes[arg()%len(fuzzPastes)]}
			case op < 228:
				msg = tea.MouseClickMsg{X: arg() - 2, Y: arg()/4 - 1, Button: tea.MouseLeft}
			case op < 236:
				msg = tea.MouseWheelMsg{X: arg(), Y: arg() / 4, Button: []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}[op%2]}
			case op < 240:
				msg = spinMsg{}
			case op < 244:
				msg = toastMsg{b.m.toastN}
			case op < 247:
				msg = tea.BackgroundColorMsg{}
			case op < 251:
				b.fuzzDelivery(arg())
				msg = spinMsg{}
			default:
				b.fuzzPayment()
				msg = spinMsg{}
			}
			b.send(msg)
			if wrong := misfit(b.m); wrong != "" {
				t.Fatalf("step %d, %v: %s", i, msg, wrong)
			}
			if now := costs(b); now != done {
				k, isKey := msg.(tea.KeyPressMsg)
				if over != overConsent || !isKey {
					t.Fatalf("step %d, %v over %q: %s, was %s", i, msg, over, now, done)
				}
				if b.payments.real && len(b.payments.ran) > 0 && k.Code != tea.KeyEnter {
					t.Fatalf("step %d: %v was enough on a real account", i, k)
				}
			}
		}
		if b.quit {
			return
		}
		b.send(tea.WindowSizeMsg{Width: 120, Height: 40})
		escs := 0
		for ; escs < fuzzEscs && !b.quit && !(b.m.screen == screenWalk && b.m.onOverview() && b.m.overlay == overNone && !b.m.typing && b.m.focus == paneList); escs++ {
			b.keys("esc")
		}
		if escs == fuzzEscs {
			t.Fatalf("%d esc do not lead back: %s\n%s", escs, where(b.m), b.frame())
		}
		if b.quit {
			return // esc on the very first screen
		}
		b.keys("q")
		if !b.quit && b.m.overlay == overConsent {
			b.keys("yes")
		}
		if !b.quit {
			t.Fatalf("q does not lead out: %s\n%s", where(b.m), b.frame())
		}
	})
}

// costs is what only the answer to a question may change.
func costs(b *bench) string {
	resent, sent := len(b.hooks.resent), len(b.hooks.sent)
	if b.hooks.local {
		resent, sent = 0, 0
	}
	return fmt.Sprint(len(b.payments.ran), " payments, ", len(b.reports.made), " reports, ", resent+sent, " notifications")
}

func fuzzBench(t *testing.T, world byte) *bench {
	b := newBench(t, 120, 40, lang.All[int(world)%len(lang.All)])
	on := func(bit int) bool { return world>>bit&1 == 1 }
	b.payments.real, b.payments.cut, b.m.opt.ASCII = on(0), on(1), on(5)
	if on(2) {
		b.hooks.to, b.hooks.local = "https://shop.example/webhooks", false
	}
	if on(3) {
		b.payments.left = []testpay.Entry{{Reference: "homologa-9", Kind: testpay.KindPayment, Scenario: "pix.pending", ID: "77", Amount: "BRL 0.01", At: fakeNow}}
		b.payments.seen = &testpay.Sighting{Kind: testpay.KindPayment, ID: "1340009999", State: "approved/accredited", Reference: "order-7"}
	}
	if on(6) {
		b.payments.fail, b.hooks.fail = errDesk, errNoListen
	}
	if on(4) { // the very first screen
		s := b.m.sess
		b.m.sess, b.m.boards, b.m.screen = nil, nil, screenWelcome
		b.m.opt.OpenDemo = func(lang.Lang) (*Session, error) { return s, nil }
		b.m.opt.LookRound = func() (*Session, error) { return nil, errDesk }
		b.m.opt.OpenDraft = func(Draft, lang.Lang) (*Session, error) { return s, nil }
	}
	return b
}

// fuzzDelivery lets notifications come in, when somebody listens.
func (b *bench) fuzzDelivery(n int) {
	h, ok := b.m.boards[screenHooks].(*hooks)
	if !ok || h.feed == nil || h.cancel == nil {
		return
	}
	news := []HookNews{arrived(delivery(1000+n, n, "payment.updated", itoa(n%5), "")), {State: webhook.PollRetrying, RetryIn: time.Second}, {State: webhook.PollConnected}, {Trouble: true}}
	b.news(news[n%len(news)])
}

// fuzzPayment lets a run that waits go on.
func (b *bench) fuzzPayment() {
	if p, ok := b.m.boards[screenPayments].(*payments); ok && p.feed != nil {
		b.run(p.next(payMsg{p.of, p.run}))
	}
}
