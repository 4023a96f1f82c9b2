package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
	"github.com/homologa/homologa/tui"
)

// hookBench is the webhooks screen's way to the world: it receives nothing from outside, polls the account and hands
// on to the address of the configuration.
type hookBench struct {
	*app
	open  func() (*world, error) // may wait until the world is there
	ready func() *world          // nil until then

	ctx   context.Context // ends with the screen
	stop  context.CancelFunc
	feeds sync.WaitGroup
	sent  atomic.Int64

	turn chan struct{} // holds something while one opens the journal; next to it only last may have it
	last *listening    // of the turn's holder

	mu    sync.Mutex
	known *checks.Settings // as last read; the screen asks for the target with every frame
	dir   string           // of the demo's journal
	till  []tui.HookNews   // what the receiver of the demo's test payments took
	live  *hookFeed        // told of more of it; nil while nobody listens
	tills []webhook.Secret // that sign what the receiver takes
}

// listening is one stretch of it.
type listening struct {
	stop    context.CancelFunc
	journal *webhook.Journal // nil where another process has it
	over    chan struct{}    // closed once the journal is
}

// tillPrefix begins the ids of deliveries to the receiver of the demo's test payments.
const tillPrefix = "t-"

// maxTill bounds what is remembered of the demo's test payments.
const maxTill = 2000

// arrive takes what the receiver of the demo's test payments got: they are made on an account of their own, and
// their notifications belong on the same screen. secrets are those the receiver judged it with.
func (h *hookBench) arrive(d webhook.Arrival, secrets []webhook.Secret) {
	d.ID = tillPrefix + strings.TrimPrefix(d.ID, "d-")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tills = secrets
	for _, n := range []tui.HookNews{{Arrival: &d}, {Outcome: &webhook.Outcome{ID: d.ID, At: d.At, Status: http.StatusOK}}} {
		if len(h.till) < maxTill {
			h.till = append(h.till, n)
		}
		if h.live != nil {
			h.live.put(n)
		}
	}
}

func (a *app) hookBench(open func() (*world, error), ready func() *world) *hookBench {
	h := &hookBench{app: a, open: open, ready: ready, turn: make(chan struct{}, 1)}
	h.ctx, h.stop = context.WithCancel(a.ctx)
	return h
}

func (h *hookBench) settings() (checks.Settings, *world) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.ready()
	if w == nil {
		return checks.Settings{}, nil
	}
	if h.known == nil {
		s := w.env.Load()
		h.known = &s
	}
	return *h.known, w
}

func (h *hookBench) reread() {
	h.mu.Lock()
	h.known = nil
	h.mu.Unlock()
}

// Target implements tui.Hooks. The notification address of the configuration stands in where forward_to is not set.
func (h *hookBench) Target() (string, bool) {
	s, w := h.settings()
	if w == nil {
		return "", false
	}
	u := target(s)
	if u == nil {
		return "", false
	}
	return mpclient.NewRedactor(s.WebhookSecret, s.AccessToken).URL(u), w.shop != nil || loopback(u.Hostname())
}

func target(s checks.Settings) *url.URL {
	for _, raw := range []string{s.ForwardTo, s.WebhookURL} {
		if u, err := url.Parse(raw); err == nil && u.Host != "" && config.WebAddress(raw) {
			return u
		}
	}
	return nil
}

// recorded is the carrier with what it takes on the screen of exchanges.
func (w *world) recorded(s checks.Settings) http.RoundTripper {
	return &mpclient.Recording{Base: w.carrier(), Recorder: w.recorder, Redactor: mpclient.NewRedactor(s.WebhookSecret, s.AccessToken),
		Now: w.env.Now, MaxBody: 64 << 10, Cut: true}
}

// carrier takes deliveries to the target the way the audit reaches it.
func (w *world) carrier() *http.Transport {
	return &http.Transport{DialContext: w.env.Dial, MaxResponseHeaderBytes: 64 << 10,
		TLSClientConfig: &tls.Config{RootCAs: w.env.Roots, MinVersion: tls.VersionTLS12}}
}

// journalOf is where deliveries are kept: in the folder of the integration, as homologa listen does, or for the demo
// in a folder that goes with it.
func (h *hookBench) journalOf(w *world) (*listener, error) {
	l := &listener{app: h.app}
	if w.shop != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.dir == "" {
			dir, err := os.MkdirTemp("", "homologa-demo-")
			if err != nil {
				return nil, err
			}
			h.dir = dir
		}
		l.o.journal = filepath.Join(h.dir, "deliveries.jsonl")
	}
	return l, nil
}

// close removes what the demo kept, once nothing writes there any more.
func (h *hookBench) close() {
	h.stop()
	h.turn <- struct{}{} // and nothing begins to any more
	h.feeds.Wait()
	if h.dir != "" {
		_ = os.RemoveAll(h.dir)
	}
}

// Listen implements tui.Hooks.
func (h *hookBench) Listen(ctx context.Context) (tui.HookFeed, error) {
	w, err := h.open()
	if err != nil {
		return nil, err
	}
	if err := h.takeTurn(ctx); err != nil {
		return nil, err
	}
	defer h.giveTurn()
	if err := h.endLast(ctx); err != nil {
		return nil, err
	}
	h.reread()
	s, _ := h.settings()
	l, err := h.journalOf(w)
	if err != nil {
		return nil, err
	}
	f := &hookFeed{wake: make(chan struct{}, 1)}
	f.about = tui.HookSource{Every: webhook.PollEvery, Unsigned: s.WebhookSecret == "", Kept: l.journalFile()}
	taken := func(d webhook.Arrival) {
		d = d.Judged(h.secretsOf(d)) // what was kept may have been judged with another secret
		f.put(tui.HookNews{Arrival: &d})
	}
	done := func(o webhook.Outcome) { f.put(tui.HookNews{Outcome: &o}) }
	kept := func() error {
		_, err := webhook.ReadJournal(l.journalFile(), taken, done)
		f.about.Before = len(f.news) > 0
		return err
	}
	_, err = l.openJournal()
	var bad *webhook.JournalError
	switch {
	case errors.As(err, &bad) && bad.Problem == webhook.JournalBusy:
		// homologa listen runs beside: what it keeps is shown, and nothing is taken in twice.
		f.about.ReadOnly, f.about.Every = true, 0
		if err := kept(); err != nil {
			return nil, l.journalFailure(err)
		}
		h.begin(ctx, nil, func(ctx context.Context) {
			<-ctx.Done()
			f.end(checks.Text{})
		})
		return f, nil
	case err != nil:
		return nil, l.journalFailure(err)
	}
	if err := kept(); err != nil {
		_ = l.journal.Close()
		return nil, l.journalFailure(err)
	}
	st := &webhook.Station{Journal: l.journal, Secret: s.WebhookSecret, Secrets: h.secrets(), Now: h.now,
		Taken: taken,
		Done:  func(_ webhook.Arrival, o webhook.Outcome) { done(o) },
		State: func(p webhook.PollState, in time.Duration, e *mpclient.Error) {
			f.put(tui.HookNews{State: p, RetryIn: in.Round(time.Second), Why: pollWhy(e)})
		},
		Trouble: func(err error) { f.put(tui.HookNews{Trouble: true, Why: journalWhy(err)}) },
	}
	if u := target(s); u != nil && (w.shop != nil || loopback(u.Hostname())) {
		st.Target, st.Forward = u, webhook.ForwardOptions{HTTP: w.carrier()}
	}
	if s.AccessToken == "" {
		f.about.Every = 0
		f.put(tui.HookNews{Ended: true, Why: checks.T("hooks.no_token", "name", s.AccessTokenVar)})
	} else {
		// A look every few seconds would fill the screen of exchanges: they go to a record of their own.
		c, err := mpclient.New(s.AccessToken, mpclient.Options{BaseURL: w.env.BaseURL, HTTP: w.env.API, Now: h.now,
			Redactor: mpclient.NewRedactor(s.WebhookSecret)})
		if err != nil {
			_ = l.journal.Close()
			return nil, l.usage("cmd.listen_bad_token", "name", s.AccessTokenVar)
		}
		st.Account = c
	}
	h.mu.Lock()
	for _, n := range h.till {
		f.put(n)
	}
	h.live = f
	h.mu.Unlock()
	h.begin(ctx, l.journal, func(ctx context.Context) {
		var why checks.Text
		if st.Account != nil {
			why = h.ended(st.Run(ctx), s)
		}
		h.mu.Lock()
		h.live = nil
		h.mu.Unlock()
		_ = l.journal.Close()
		f.end(why)
	})
	return f, nil
}

// takeTurn waits until nobody else opens the journal.
func (h *hookBench) takeTurn(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-h.ctx.Done():
		return h.ctx.Err()
	case h.turn <- struct{}{}:
		return nil
	}
}

func (h *hookBench) giveTurn() { <-h.turn }

// endLast stops the listening before and waits until it has closed the journal. Its caller has the turn.
func (h *hookBench) endLast(ctx context.Context) error {
	if h.last == nil {
		return nil
	}
	h.last.stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-h.last.over:
		h.last = nil
		return nil
	}
}

// begin listens until ctx or the screen ends. run closes the journal before it returns.
func (h *hookBench) begin(ctx context.Context, j *webhook.Journal, run func(context.Context)) {
	ctx, stop := context.WithCancel(ctx)
	now := &listening{stop, j, make(chan struct{})}
	h.last = now
	h.feeds.Go(func() {
		defer close(now.over)
		defer stop()
		defer context.AfterFunc(h.ctx, stop)()
		run(ctx)
	})
}

// ended words why listening is over; nothing when it was our wish.
func (h *hookBench) ended(err error, s checks.Settings) checks.Text {
	switch e := mpclient.AsError(err); {
	case err == nil:
		return checks.Text{}
	case e != nil && e.Category == mpclient.CatAuth:
		return checks.T("cmd.listen_auth", "name", s.AccessTokenVar)
	}
	return checks.Raw(mpclient.CleanLine(err.Error(), 160))
}

func pollWhy(e *mpclient.Error) checks.Text {
	switch {
	case e == nil:
		return checks.Text{}
	case e.Status != 0:
		return checks.Raw("HTTP " + http.StatusText(e.Status))
	}
	return checks.Raw(mpclient.CleanLine(e.Message, 120))
}

func journalWhy(err error) checks.Text {
	var bad *webhook.JournalError
	if !errors.As(err, &bad) {
		bad = &webhook.JournalError{Problem: webhook.JournalUnusable}
	}
	return checks.T("journal." + string(bad.Problem))
}

// secrets are those that may have signed a delivery to the integration.
func (h *hookBench) secrets() []webhook.Secret {
	s, w := h.settings()
	return h.signers(s, w != nil && w.shop != nil)
}

// secretsOf are those that may have signed one delivery: the receiver of the demo's test payments is another account's.
func (h *hookBench) secretsOf(d webhook.Arrival) []webhook.Secret {
	if !strings.HasPrefix(d.ID, tillPrefix) {
		return h.secrets()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.tills
}

// signers are the secrets that may sign notifications to an integration, and what is taken for one by mistake. Every
// face judges with them, so that none says otherwise than another. The secret of test mode is the person's own: it is not
// one of a simulated account.
func (a *app) signers(s checks.Settings, simulated bool) []webhook.Secret {
	var out []webhook.Secret
	add := func(v mpclient.Secret, name string, mode webhook.Mode) {
		if strings.TrimSpace(v.Reveal()) != "" {
			out = append(out, webhook.Secret{Value: v, Name: name, Mode: mode})
		}
	}
	add(s.WebhookSecret, s.WebhookSecretVar, webhook.Production)
	if !simulated {
		add(mpclient.Secret(a.getenv("MP_WEBHOOK_SECRET_TEST")), "MP_WEBHOOK_SECRET_TEST", webhook.Test)
	}
	add(s.AccessToken, "Access Token", webhook.NotWebhook)
	return out
}

// Explain implements tui.Hooks.
func (h *hookBench) Explain(d webhook.Arrival) export.Verification {
	return export.VerifyArrival(d, h.secretsOf(d))
}

// Capture implements tui.Hooks.
func (h *hookBench) Capture(raw []byte) (export.Verification, error) {
	return export.VerifyCapture(raw, h.secrets())
}

// Resend implements tui.Hooks.
func (h *hookBench) Resend(ctx context.Context, d webhook.Arrival) webhook.Outcome {
	s, w := h.settings()
	u := target(s)
	if w == nil || u == nil {
		return webhook.Outcome{ID: d.ID, At: h.now(), Problem: webhook.Filtered}
	}
	f := webhook.NewForwarder(u, webhook.ForwardOptions{HTTP: w.recorded(s), Now: h.now})
	defer f.Close(context.WithoutCancel(ctx))
	o := f.Send(mpclient.WithOp(ctx, "webhook.resent"), d, nil)
	o.Again = true
	if d.Kept() && ctx.Err() == nil {
		o.Unkept = h.remember(ctx, w, d, o) != nil
	}
	return o
}

// remember notes in the journal what came of a resend. Where another process has the journal, or it holds that delivery no
// more, the resend is of this session only.
func (h *hookBench) remember(ctx context.Context, w *world, d webhook.Arrival, o webhook.Outcome) error {
	if err := h.takeTurn(ctx); err != nil {
		return err
	}
	defer h.giveTurn()
	l, err := h.journalOf(w)
	if err != nil {
		return err
	}
	// A new file numbers its deliveries from 1 again: one by the same id would be given this answer.
	held := false
	if _, err := webhook.ReadJournal(l.journalFile(), func(k webhook.Arrival) { held = held || k.ID == d.ID && k.At.Equal(d.At) },
		func(webhook.Outcome) {}); err != nil {
		return err
	}
	if !held {
		return &webhook.JournalError{Path: l.journalFile(), Problem: webhook.JournalGone}
	}
	if h.last != nil && h.last.journal != nil {
		err := h.last.journal.NoteAgain(o)
		var bad *webhook.JournalError
		if !errors.As(err, &bad) || bad.Problem != webhook.JournalClosed {
			return err
		}
		<-h.last.over
	}
	if _, err := l.openJournal(); err != nil {
		return err
	}
	return errors.Join(l.journal.NoteAgain(o), l.journal.Close())
}

// hookFeed is a mailbox that never makes those who put news into it wait.
type hookFeed struct {
	about tui.HookSource
	mu    sync.Mutex
	news  []tui.HookNews
	over  bool
	wake  chan struct{}
}

func (f *hookFeed) About() tui.HookSource { return f.about }

func (f *hookFeed) put(n tui.HookNews) {
	f.mu.Lock()
	f.news = append(f.news, n)
	f.mu.Unlock()
	f.ring()
}

func (f *hookFeed) ring() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *hookFeed) end(why checks.Text) {
	f.mu.Lock()
	if !why.IsZero() {
		f.news = append(f.news, tui.HookNews{Ended: true, Why: why})
	}
	f.over = true
	f.mu.Unlock()
	f.ring()
}

// Next implements tui.HookFeed.
func (f *hookFeed) Next() ([]tui.HookNews, bool) {
	for {
		f.mu.Lock()
		news, over := f.news, f.over
		f.news = nil
		f.mu.Unlock()
		if len(news) > 0 || over {
			return news, !over
		}
		<-f.wake
	}
}

// sends are what the kinds of the screen stand for.
var sends = map[tui.HookKind]webhook.SendOptions{
	tui.HookGenuine: {}, tui.HookDuplicate: {Duplicate: true}, tui.HookOutOfOrder: {OutOfOrder: true}, tui.HookForged: {Forge: true},
	tui.HookStale: {Stale: true}, tui.HookIPN: {Form: webhook.FormIPN}, tui.HookOrder: {Form: webhook.FormOrder},
}

// testAgent is the User-Agent of notifications that we send.
func testAgent() string { return "homologa/" + version() + " (test notification)" }

// Send implements tui.Hooks.
func (h *hookBench) Send(ctx context.Context, kind tui.HookKind, told func(d webhook.Arrival, o webhook.Outcome, expected bool)) error {
	s, w := h.settings()
	u := target(s)
	if w == nil || u == nil {
		return h.usage("hooks.no_target")
	}
	plan, err := webhook.Plan(sends[kind], h.now())
	if err != nil {
		return h.sendRefused(err)
	}
	secret := mpclient.InspectWebhookSecret(s.WebhookSecret.Reveal()).Clean
	if secret == "" && slices.ContainsFunc(plan, webhook.Outgoing.NeedsSecret) {
		return h.usage("cmd.hook_secret_needed", "var", secretVar(checks.Settings{WebhookSecretVar: s.WebhookSecretVar}))
	}
	sender := webhook.NewSender(u, webhook.SenderOptions{Secret: secret, UserAgent: testAgent(), HTTP: w.recorded(s), Now: h.now})
	return sender.SendAll(mpclient.WithOp(ctx, "webhook.test"), plan, 0, func(sent webhook.Outgoing, got webhook.Answer) error {
		d := got.Sent
		d.ID = "s-" + strconv.FormatInt(h.sent.Add(1), 10)
		o := webhook.Outcome{ID: d.ID, At: h.now(), Status: got.Status, Millis: got.Elapsed.Milliseconds(), Problem: got.Cause}
		told(d, o, sent.Expected(got.Status))
		return nil
	})
}
