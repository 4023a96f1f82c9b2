package tui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

// fakeNow is the moment of every fake run: frames must not depend on the day.
var fakeNow = time.Date(2026, 5, 11, 14, 0, 0, 0, time.UTC)

// fakeEngine replays hand-made findings over the real catalogue.
type fakeEngine struct {
	reqs     []checks.Requirement
	findings map[checks.ID]checks.Finding
	facts    *checks.Facts
	runs     []checks.Selection
	stopped  []string
	over     bool // nothing is at work any more
}

func newFake(t *testing.T) *fakeEngine { t.Helper(); return newFakeFor(t) }

func newFakeFor(t testing.TB) *fakeEngine {
	t.Helper()
	doc, err := checks.ParseDoc("2034567891-5a1f0c6d-7f3e-4b1a-9c58-2a7de61f0b13", []byte(`{"id":"2034567891-5a1f0c6d-7f3e-4b1a-9c58-2a7de61f0b13",
		"items":[{"id":"SKU-1","title":"Camiseta azul","description":"Camiseta azul M","category_id":"fashion","quantity":1,"unit_price":149.9,"currency_id":"BRL"}],
		"back_urls":{"success":"https://loja.exemplo.com.br/ok"},"notification_url":"https://api.exemplo.com.br/mp"}`))
	if err != nil {
		t.Fatal(err)
	}
	e := &fakeEngine{reqs: rules.All(), findings: map[checks.ID]checks.Finding{}}
	e.facts = checks.NewFacts(fakeNow,
		checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutPro, PaymentPage: "https://loja.exemplo.com.br/checkout", WebhookURL: "https://api.exemplo.com.br/mp",
			AccessTokenVar: "MP_ACCESS_TOKEN", PublicKeyVar: "MP_PUBLIC_KEY", WebhookSecretVar: "MP_WEBHOOK_SECRET"}),
		checks.FactAccount.Of(mpclient.Account{ID: 2034567891, Nickname: "LOJAEXEMPLO", Site: mpclient.MLB}),
		checks.FactPreference.Of(checks.Created{Doc: doc, Chosen: true}, "ex-4"))
	for _, r := range e.reqs {
		f := checks.Finding{ID: r.ID, Verdict: checks.Pass, Detail: checks.T("find.field.present", "field", r.Field, "object", "@object.preference")}
		if r.Human {
			f = checks.Finding{ID: r.ID, Verdict: checks.Attest, Detail: checks.T("find.attest")}
		}
		if !r.AppliesTo(checks.CheckoutPro, mpclient.MLB) {
			f = checks.Finding{ID: r.ID, Verdict: checks.NotApplicable, Detail: checks.T("find.other_product", "product", "@product.checkout_pro")}
		}
		e.findings[r.ID] = f
	}
	put := func(f checks.Finding) { e.findings[f.ID] = f }
	put(checks.Finding{ID: "ssl.chain_complete", Verdict: checks.Fail, Detail: checks.T("find.chain.missing-intermediate", "issuer", "Exemplo R11", "host", "loja.exemplo.com.br"),
		Causes:   []checks.Cause{{ID: "cert-missing-intermediate", Detail: checks.T("cause.cert-missing-intermediate")}},
		Evidence: []checks.Evidence{{Kind: "tls", Text: checks.T("ev.tls", "version", "TLS 1.3", "addr", "203.0.113.10:443", "ms", "41"), Exchange: "ex-12"}}})
	put(checks.Finding{ID: "homologation.external_reference", Verdict: checks.Fail, Detail: checks.T("find.field.missing", "field", "external_reference", "object", "@object.preference"),
		Causes: []checks.Cause{{ID: "field-missing", Detail: checks.Raw("external_reference")}}})
	put(checks.Finding{ID: "homologation.settlement", Verdict: checks.Warn, Detail: checks.T("find.reports.one_missing", "report", "@object.reports.settlement")})
	put(checks.Finding{ID: "pix.key", Verdict: checks.Inconclusive, Detail: checks.T("find.pix.offered")})
	put(checks.Finding{ID: "notifications.answers", Verdict: checks.NeedsInput, Input: "consent", Detail: checks.T("gap.detail.consent_hook", "url", "https://api.exemplo.com.br/mp", "n", "8")})
	put(checks.Finding{ID: "approval.device_id", Verdict: checks.NotApplicable, Detail: checks.T("find.other_product", "product", "@product.checkout_pro")})
	return e
}

func (e *fakeEngine) Requirements() []checks.Requirement { return e.reqs }
func (e *fakeEngine) Facts() *checks.Facts               { return e.facts }

func (e *fakeEngine) Stop(probe string) bool {
	e.stopped = append(e.stopped, probe)
	return !e.over
}

func (e *fakeEngine) Start(_ context.Context, sel checks.Selection) (int, <-chan checks.Event) {
	e.runs = append(e.runs, sel)
	n := len(e.runs)
	ch := make(chan checks.Event, len(e.reqs)+8)
	ids := sel.IDs
	if ids == nil {
		for _, r := range e.reqs {
			ids = append(ids, r.ID)
		}
	}
	go func() {
		defer close(ch)
		ch <- checks.Event{Run: n, Kind: checks.RunStarted, Waiting: ids, At: fakeNow}
		ch <- checks.Event{Run: n, Kind: checks.ProbeChanged, Probe: "account", State: checks.ProbeRunning, At: fakeNow}
		for _, id := range ids {
			f := e.findings[id]
			ch <- checks.Event{Run: n, Kind: checks.Judged, Finding: &f, At: fakeNow}
		}
		test := false
		rep := checks.Report{Run: n, Started: fakeNow, Finished: fakeNow, Integration: checks.Integration{Site: mpclient.MLB, Product: checks.CheckoutPro,
			Account: checks.AccountSummary{ID: 2034567891, Nickname: "LOJAEXEMPLO", Test: &test}}}
		ch <- checks.Event{Run: n, Kind: checks.RunFinished, Report: &rep, At: fakeNow}
	}()
	return n, ch
}

func exchangeAt(i int) mpclient.Exchange {
	return mpclient.Exchange{ID: "ex-" + itoa(i), Op: "users.me", Method: "GET", URL: "https://api.mercadopago.com/users/me", Status: 200, Started: fakeNow, RequestID: "req-1",
		ReqHeader: []mpclient.Header{{Name: "Authorization", Value: "Bearer ********"}}, RespBody: `{"id":2034567891}`,
		Timing: mpclient.Timing{Connect: 3 * time.Millisecond, TLS: 9 * time.Millisecond, FirstByte: 30 * time.Millisecond, Total: 31 * time.Millisecond}}
}

type fakeClip struct {
	text   string
	routes []string
}

func (c *fakeClip) Terminal() bool            { return true }
func (c *fakeClip) Copy(text string) []string { c.text = text; return c.routes }

// bench is a model under test with its commands run by hand.
type bench struct {
	t        *testing.T
	m        *Model
	engine   *fakeEngine
	clip     *fakeClip
	hooks    *fakeHooks
	reports  *fakeReports
	payments *fakePayments
	quit     bool
	ticked   map[checks.ID]bool
	fixed    []checks.ID
}

func newBench(t *testing.T, w, h int, l lang.Lang) *bench {
	t.Helper()
	b := &bench{t: t, engine: newFake(t), clip: &fakeClip{routes: []string{"tmux"}}, ticked: map[checks.ID]bool{}}
	b.hooks = &fakeHooks{to: "http://localhost:3000/webhooks", local: true}
	b.reports, b.payments = &fakeReports{}, &fakePayments{}
	s := &Session{Engine: b.engine, Label: "homologa.toml", Hooks: b.hooks, Reports: b.reports, Payments: b.payments,
		Exchanges: func(n int) []mpclient.Exchange { return []mpclient.Exchange{exchangeAt(1), exchangeAt(2)}[:min(n, 2)] },
		Attest: func(id checks.ID, on bool) error {
			b.ticked[id] = on
			f := b.engine.findings[id]
			f.Attested = map[bool]time.Time{true: fakeNow}[on]
			b.engine.findings[id] = f
			return nil
		},
		Demo: &Demo{Broken: func() []checks.ID { return []checks.ID{"ssl.chain_complete"} },
			Repair: func(id checks.ID) error {
				b.fixed = append(b.fixed, id)
				b.engine.findings[id] = checks.Finding{ID: id, Verdict: checks.Pass, Detail: checks.T("find.chain.ok", "issuer", "Exemplo R11")}
				return nil
			}}}
	b.m = New(Options{Session: s, Lang: l, Version: "0.1.0", Theme: "dark", Clip: b.clip, Now: func() time.Time { return fakeNow },
		After: func(time.Duration, tea.Msg) tea.Cmd { return nil }})
	b.send(tea.WindowSizeMsg{Width: w, Height: h})
	b.run(b.m.start(checks.Selection{}))
	return b
}

// send gives a message to the model and runs what it asks for.
func (b *bench) send(msg tea.Msg) {
	_, cmd := b.m.Update(msg)
	b.run(cmd)
}

// run executes commands to the end. Timers never fire: nothing in a frame waits for them.
func (b *bench) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := result(cmd).(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			b.run(c)
		}
	case tea.QuitMsg:
		b.quit = true
	default:
		b.send(msg)
	}
}

// result is what a command returns; nil for one that waits for news that never come.
func result(cmd tea.Cmd) (msg tea.Msg) {
	defer func() {
		if r := recover(); r != nil {
			if _, waits := r.(nothingYet); !waits {
				panic(r)
			}
		}
	}()
	return cmd()
}

func (b *bench) keys(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.send(b.press(k))
	}
}

// press is a key of the screen; "yes" is the letter that agrees in its language.
func (b *bench) press(k string) tea.KeyPressMsg {
	if k == "yes" {
		k = b.m.lang.Yes()
	}
	return press(k)
}

func press(k string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "space": tea.KeySpace}
	if r, ok := special[k]; ok {
		msg := tea.KeyPressMsg{Code: r}
		if k == "space" {
			msg.Text = " "
		}
		return msg
	}
	switch k {
	case "ctrl+c":
		return tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
	case "ctrl+u":
		return tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
	case "ctrl+p":
		return tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl}
	case "ctrl+g":
		return tea.KeyPressMsg{Code: 'g', Mod: tea.ModCtrl}
	case "shift+tab":
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

// frame is the screen as plain text.
func (b *bench) frame() string { return ansi.Strip(b.m.View().Content) }
