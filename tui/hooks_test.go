package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient/webhook"
)

func (b *bench) board() *hooks { return b.m.boards[screenHooks].(*hooks) }

// news hands more to the screen, as a feed does while the person reads.
func (b *bench) news(list ...HookNews) {
	b.t.Helper()
	h := b.board()
	b.hooks.feed.news = append(b.hooks.feed.news, list...)
	b.run(h.next(hookMsg{h.of, h.run}))
}

func arrived(d webhook.Arrival) HookNews { return HookNews{Arrival: &d} }

func wants(t *testing.T, frame string, texts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(frame), " ")
	for _, s := range texts {
		if !strings.Contains(flat, s) {
			t.Errorf("%q does not show:\n%s", s, frame)
		}
	}
}

func TestNewDeliveriesDoNotMoveAReader(t *testing.T) {
	b := newBench(t, 120, 24, lang.EN)
	b.keys("w")
	if got := b.board().picked(b.m).d.ID; got != "d-9" {
		t.Fatalf("the screen opens on %s, want the newest", got)
	}
	b.news(arrived(delivery(10, 970, "payment.updated", "5", "")))
	if got := b.board().picked(b.m).d.ID; got != "d-10" {
		t.Errorf("who follows is on %s after a new one", got)
	}
	b.keys("home")
	var more []HookNews
	for i := range 200 {
		more = append(more, arrived(delivery(11+i, 971+i, "payment.updated", "6", "")))
	}
	b.news(more...)
	if got := b.board().picked(b.m).d.ID; got != "d-1" || b.m.listOff != 0 {
		t.Errorf("who read the first one is on %s, the list begins at %d", got, b.m.listOff)
	}
	b.keys("esc", "esc")
	if b.m.screen != screenWalk {
		t.Fatalf("esc leads to %s", b.m.screen)
	}
	b.news(arrived(delivery(500, 2000, "payment.updated", "6", "")))
	b.keys("w")
	if got := b.board().picked(b.m).d.ID; got != "d-1" {
		t.Errorf("coming back finds %s, want the one that was read", got)
	}
}

// Examining the endpoint leads to the walk; from there back leads to the webhooks, unless the person went on.
func TestBackFromAnExamination(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("w", "d")
	if b.m.screen != screenWalk || b.m.section != checks.Notifications {
		t.Fatalf("d leads to %q, %s", b.m.screen, b.m.section)
	}
	if b.m.overlay == overConsent {
		b.keys("n")
	}
	b.keys("esc")
	if b.m.screen != screenHooks {
		t.Fatalf("esc leads to %q", b.m.screen)
	}
	b.keys("esc", "esc")
	if b.m.screen != screenWalk {
		t.Fatalf("a second esc leads to %q", b.m.screen)
	}
	b.keys("w", "d")
	if b.m.overlay == overConsent {
		b.keys("n")
	}
	b.keys("n", "esc", "esc", "esc")
	if b.m.screen != screenWalk {
		t.Errorf("who went on is led back to %q", b.m.screen)
	}
}

func TestResendGoesToTheLocalAddressAtOnceAndElsewhereAfterY(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("w", "home", "r")
	if fmt.Sprint(b.hooks.resent) != "[d-1]" {
		t.Fatalf("resent %v", b.hooks.resent)
	}
	wants(t, b.frame(), "200 31 ms", "200 12 ms")

	for _, key := range []string{"enter", "space", "n", "esc", "q"} {
		b = newBench(t, 120, 40, lang.EN)
		b.hooks.to, b.hooks.local = "https://shop.example/webhooks", false
		b.keys("w", "r")
		if b.m.State().Overlay != "consent" {
			t.Fatal("nothing is asked before posting to another machine")
		}
		wants(t, b.frame(), "https://shop.example/webhooks")
		b.keys(key)
		if len(b.hooks.resent) != 0 {
			t.Errorf("%s was taken for a yes", key)
		}
	}
	b.keys("r", "y")
	if fmt.Sprint(b.hooks.resent) != "[d-9]" {
		t.Errorf("after y: %v", b.hooks.resent)
	}
}

func TestEveryKindCanBeSent(t *testing.T) {
	for i, k := range HookKinds {
		b := newBench(t, 120, 40, lang.PT)
		b.keys("w", "t", itoa(i+1))
		if !slices.Equal(b.hooks.sent, []HookKind{k}) {
			t.Errorf("key %d sent %v, want %s", i+1, b.hooks.sent, k)
		}
		wants(t, b.frame(), "Como esperado: 200 9 ms.")
		if got := b.board().picked(b.m).d.ID; got != "s-1" {
			t.Errorf("%s: what was sent is not shown; on %s", k, got)
		}
	}
}

func TestAnUnexpectedAnswerIsTold(t *testing.T) {
	b := newBench(t, 120, 40, lang.ES)
	b.hooks.answer = 404
	b.keys("w", "t", "1")
	wants(t, b.frame(), "No era la respuesta esperada: 404 9 ms.")
	b.keys("tab", "o")
	wants(t, b.frame(), lang.ES.S("hooks.hint.path"))
}

func TestPastedCaptureIsExplained(t *testing.T) {
	d := delivery(3, 0, "payment.updated", "1340000009", "body-id")
	capture := "POST /?" + d.Query + " HTTP/1.1\r\nHost: shop.example\r\nX-Signature: " + d.Header.Get("X-Signature") + "\r\nX-Request-Id: req-3\r\nContent-Type: application/json\r\n\r\n" + string(d.Body)
	b := newBench(t, 120, 40, lang.EN)
	b.keys("w")
	b.send(tea.PasteMsg{Content: capture})
	it := b.board().picked(b.m)
	if !it.d.Pasted || it.d.Signature != webhook.Mismatch {
		t.Fatalf("picked %+v", it)
	}
	wants(t, b.frame(), "pasted", "id-missing", "1340000009")
	n := b.board().count(b.m)
	b.send(tea.PasteMsg{Content: "GET / HTTP/1.1\r\n\r\n"})
	if b.board().count(b.m) != n {
		t.Error("a capture without a signature became a delivery")
	}
	b.keys("r")
	if len(b.hooks.resent) != 0 {
		t.Error("a pasted capture was sent")
	}
}

func TestTheConnectionIsToldAsItIs(t *testing.T) {
	b := newBench(t, 200, 40, lang.EN)
	b.hooks.feed = &fakeFeed{}
	b.keys("w")
	wants(t, b.frame(), "connecting…", "No notification yet")
	b.news(HookNews{State: webhook.PollRetrying, RetryIn: 8 * time.Second, Why: checks.Raw("HTTP 503")})
	wants(t, b.frame(), "retrying in 8 s", "HTTP 503")
	b.news(HookNews{State: webhook.PollConnected})
	wants(t, b.frame(), "polling every 3 s")
	b.news(HookNews{Trouble: true, Why: checks.T("journal.full")})
	wants(t, b.frame(), "not keeping", lang.EN.S("journal.full"))
	b.hooks.feed.over = true
	b.news(HookNews{Ended: true, Why: checks.T("cmd.listen_auth", "name", "MP_ACCESS_TOKEN")})
	wants(t, b.frame(), "not listening", "MP_ACCESS_TOKEN")
	b.hooks.feed = &fakeFeed{}
	b.keys("s")
	wants(t, b.frame(), "connecting…")
	b.keys("s")
	wants(t, b.frame(), "stopped · s listens")

	b = newBench(t, 200, 40, lang.EN)
	b.hooks.fail = errNoListen
	b.keys("w")
	wants(t, b.frame(), "not listening", "another reason")
}

func TestOldestDeliveriesMakeRoom(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.hooks.feed = &fakeFeed{}
	b.keys("w")
	var list []HookNews
	for i := range maxHooks + maxHooks/5 {
		list = append(list, arrived(delivery(i+1, i, "payment.updated", itoa(i%7), "")))
	}
	b.news(list...)
	h := b.board()
	if len(h.items) < maxHooks || len(h.items) > maxHooks+maxHooks/10 {
		t.Errorf("%d deliveries kept", len(h.items))
	}
	if got := h.picked(b.m).d.ID; got != "d-"+itoa(maxHooks+maxHooks/5) {
		t.Errorf("after trimming the newest is %s", got)
	}
	for key, at := range h.about {
		for _, i := range at {
			if s := h.items[i].s; s.Topic+" "+s.DataID != key {
				t.Fatalf("the story of %s holds %+v", key, s)
			}
		}
	}
}

// BenchmarkDeliveries measures a key pressed, and a delivery that comes in, each with its frame, on a 200x60 screen
// that holds 10,000 deliveries. Budget: 3 ms.
func BenchmarkDeliveries(b *testing.B) {
	e := newFakeFor(b)
	h := &fakeHooks{to: "http://localhost:3000/", local: true, feed: &fakeFeed{}}
	for i := range maxHooks {
		h.feed.news = append(h.feed.news, arrived(delivery(i+1, i, "payment.updated", itoa(i%500), "")))
	}
	m := New(Options{Lang: lang.PT, Theme: "dark", Now: func() time.Time { return fakeNow }, After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		Session: &Session{Engine: e, Hooks: h}})
	t := &bench{m: m, hooks: h}
	t.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	t.run(m.start(checks.Selection{}))
	t.send(press("w"))
	b.Run("up", func(b *testing.B) {
		for b.Loop() {
			m.Update(press("k"))
			_ = m.View()
			if m.at == 0 {
				m.Update(press("G"))
			}
		}
	})
	b.Run("filter", func(b *testing.B) {
		m.Update(press("/"))
		for b.Loop() {
			m.Update(press("9"))
			_ = m.View()
			m.Update(press("backspace"))
		}
		m.Update(press("esc"))
	})
	n := maxHooks
	b.Run("delivery", func(b *testing.B) {
		for b.Loop() {
			n++
			board := m.boards[screenHooks].(*hooks)
			m.Update(hookNewsMsg{hookMsg{board.of, board.run}, []HookNews{arrived(delivery(n, n, "payment.updated", itoa(n%500), ""))}, false})
			_ = m.View()
		}
	})
}

// TestOneVerdictOnEveryFace: the list, the detail and the story of the resource say the same of each delivery, and do so again
// when listening begins with another secret.
func TestOneVerdictOnEveryFace(t *testing.T) {
	b := newBench(t, 160, 60, lang.EN)
	b.keys("w")
	b.send(tea.PasteMsg{Content: captureOf(delivery(20, 0, "payment.updated", "1340000020", ""))})
	b.keys("tab", "tab") // to the list
	texts := map[webhook.Verdict]string{webhook.Genuine: "The signature matches", webhook.Mismatch: "None of the secrets tried", webhook.Unsigned: "There is no x-signature"}
	marks := map[webhook.Verdict]string{webhook.Genuine: "✓", webhook.Mismatch: "✗", webhook.Unsigned: "?"}
	for secret, want := range map[string][]webhook.Verdict{
		"":                     {webhook.Genuine, webhook.Genuine, webhook.Genuine, webhook.Mismatch, webhook.Unsigned, webhook.Genuine},
		"another-secret-of-32": {webhook.Mismatch, webhook.Mismatch, webhook.Mismatch, webhook.Mismatch, webhook.Unsigned, webhook.Mismatch},
	} {
		b.hooks.secret = secret
		b.keys("s")
		b.hooks.feed = nil
		b.keys("s")
		h := b.board()
		for i, v := range want {
			b.m.pickRow(h, i)
			b.send(tea.WindowSizeMsg{Width: 160, Height: 60})
			it := h.picked(b.m)
			row, detail, story := ansi.Strip(h.row(b.m, i, 60, false)), h.plain(b.m, paneDetail), h.plain(b.m, paneFix)
			if it.d.Signature != v || !strings.HasPrefix(strings.TrimSpace(row), marks[v]) || !strings.HasPrefix(strings.TrimSpace(detail), marks[v]+" "+lang.EN.S("signature."+string(v))) ||
				!strings.Contains(strings.Join(strings.Fields(detail), " "), texts[v]) || !strings.Contains(story, it.d.ID+" "+marks[v]) {
				t.Errorf("secret %q, %s, want %s:\n%s\n%s\n%s", secret, it.d.ID, v, row, detail, story)
			}
		}
	}
}

func (b *hooks) plain(m *Model, p pane) string {
	_, lines := b.text(m, p, 70)
	return ansi.Strip(strings.Join(lines, "\n"))
}

func captureOf(d webhook.Arrival) string {
	return "POST /?" + d.Query + " HTTP/1.1\r\nHost: shop.example\r\nX-Signature: " + d.Header.Get("X-Signature") + "\r\nX-Request-Id: " + d.Header.Get("X-Request-Id") + "\r\nContent-Type: application/json\r\n\r\n" + string(d.Body)
}

func TestADeliveryIsHandedOnAgainAndAgain(t *testing.T) {
	b := newBench(t, 120, 40, lang.EN)
	b.keys("w", "r", "r")
	if len(b.hooks.resent) != 2 {
		t.Errorf("resent %v", b.hooks.resent)
	}
}

// TestATestIsShownByItsAnswer: of what was sent from here the answer is judged, on each face, and not the signature that we made.
func TestATestIsShownByItsAnswer(t *testing.T) {
	for answer, want := range map[int]string{0: "✓ test: answered as expected", 500: "✗ test: unexpected answer"} {
		b := newBench(t, 160, 50, lang.EN)
		b.hooks.answer = answer
		b.keys("w", "t", "4")
		h := b.board()
		mark := strings.Fields(want)[0]
		if row, story := strings.TrimSpace(ansi.Strip(h.row(b.m, b.m.at, 60, false))), h.plain(b.m, paneFix); !strings.HasPrefix(row, mark) || !strings.Contains(story, "s-1 "+mark) {
			t.Errorf("answer %d: %s\n%s", answer, row, story)
		}
		wants(t, b.frame(), want)
	}
}
