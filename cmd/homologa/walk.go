package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

func (a *app) demoCmd() *cobra.Command {
	var fixed bool
	c := &cobra.Command{
		Use: "demo", Short: a.lang.S("cli.demo"), Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error { return a.walk(true, fixed) },
	}
	c.Flags().BoolVar(&fixed, "fixed", false, a.lang.S("flag.fixed"))
	c.Flags().BoolVar(&a.lines, "lines", false, a.lang.S("flag.lines"))
	return c
}

// fullScreen tells whether there is a terminal that can draw. Windows consoles name no TERM.
func (a *app) fullScreen() bool {
	term := a.getenv("TERM")
	return a.ttyIn && a.ttyOut && term != "dumb" && (term != "" || runtime.GOOS == "windows")
}

// walk opens the full-screen walk, or prints the audit where there is no terminal for it.
func (a *app) walk(demo, fixed bool) error {
	if a.lineMode() {
		return a.walkLines(demo, fixed)
	}
	if !a.fullScreen() {
		fmt.Fprintln(a.err, "homologa: "+a.lang.S("cmd.line_mode"))
		if demo {
			fmt.Fprintln(a.err, "homologa: "+a.lang.S("cmd.demo"))
		}
		return a.check(checkFlags{format: "text", failOn: "required", demo: demo, fixed: fixed})
	}
	a.trust.ask = a.oneAnswer // before the screen takes the terminal
	o := tui.Options{Context: a.ctx, Version: version(), ASCII: a.ascii(), Theme: "auto", Clip: newClipboard(a.env), Now: a.now}
	var worlds opened
	defer worlds.close()
	take := func(w *world, err error) (*tui.Session, error) {
		if err != nil {
			return nil, err
		}
		worlds.add(w)
		return a.session(w, &worlds), nil
	}
	failed := func() error { return nil }
	o.OpenDemo = func(lang.Lang) (*tui.Session, error) { return take(a.openDemo(false)) }
	o.LookRound = func() (*tui.Session, error) { return take(a.openReal(nil)) }
	o.Verify, o.Suggest = a.whoseToken, a.suggestions
	o.OpenDraft = func(d tui.Draft, l lang.Lang) (*tui.Session, error) { return take(a.openDraft(d, l)) }

	if demo {
		d := newDeferred(a, func() (*world, error) { return a.openDemo(fixed) })
		o.Session = d.session(a)
		hooks := a.hookBench(d.world, d.ready)
		o.Session.Hooks, o.Session.Reports = hooks, &reportBench{app: a, open: d.world, demo: true}
		till := &payBench{app: a, demo: true, world: d.world, arrived: hooks.arrive}
		o.Session.Payments = till
		defer d.close()
		defer hooks.close()
		defer till.close()
		failed = d.failed
	} else {
		w, err := a.openReal(nil)
		if err != nil {
			return err
		}
		worlds.add(w)
		if w.theme != "" {
			o.Theme = w.theme
		}
		o.Keys = w.keys
		if !w.empty {
			o.Session = a.session(w, &worlds)
		}
	}
	a.trust.ask, a.trust.silent = nil, true
	o.Lang = a.lang // the configuration may have named another
	opts := []tea.ProgramOption{tea.WithContext(a.ctx), tea.WithEnvironment(a.environ), tea.WithInput(a.in), tea.WithOutput(a.out), tea.WithFilter(sized)}
	if a.plain() {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	model := tui.New(o)
	_, err := tea.NewProgram(model, opts...).Run()
	if text := model.Printed(); text != "" {
		fmt.Fprint(a.out, text)
	}
	switch {
	case err == nil:
		return failed()
	case errors.Is(err, tea.ErrInterrupted), errors.Is(err, context.Canceled), a.ctx.Err() != nil:
		return &failure{code: exitInterrupted, quiet: true}
	case errors.Is(err, tea.ErrProgramPanic):
		return &failure{code: exitBug, text: a.lang.S("cmd.bug", "what", "panic")}
	}
	return &failure{code: exitUnfinished, text: mpclient.CleanLine(err.Error(), 200)}
}

// sized drops a size of nothing. Where the output is no terminal device Bubble Tea tells 0×0 on a goroutine of its own, which
// may come after the size that the terminal itself has answered, and would leave an empty screen.
func sized(_ tea.Model, msg tea.Msg) tea.Msg {
	if s, ok := msg.(tea.WindowSizeMsg); ok && (s.Width <= 0 || s.Height <= 0) {
		return nil
	}
	return msg
}

// opened are the worlds of a screen. It opens them on goroutines that are not waited for when it
// ends, so a late one is closed at once.
type opened struct {
	mu    sync.Mutex
	list  []*world
	hooks []*hookBench
	tills []*payBench
	over  bool
}

func (o *opened) add(w *world) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		w.close()
		return
	}
	o.list = append(o.list, w)
}

func (o *opened) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over = true
	for _, t := range o.tills {
		t.close()
	}
	for _, h := range o.hooks {
		h.close()
	}
	for _, w := range o.list {
		w.close()
	}
}

// session shows a world to the screen.
func (a *app) session(w *world, all *opened) *tui.Session {
	hooks := a.hookBench(func() (*world, error) { return w, nil }, func() *world { return w })
	all.mu.Lock()
	all.hooks = append(all.hooks, hooks)
	till := &payBench{app: a, demo: w.shop != nil, world: func() (*world, error) { return w, nil }}
	if w.shop != nil {
		till.arrived = hooks.arrive
	}
	all.tills = append(all.tills, till)
	all.mu.Unlock()
	s := &tui.Session{Hooks: hooks, Payments: till, Reports: &reportBench{app: a, open: func() (*world, error) { return w, nil }, demo: w.shop != nil}, Engine: w.audit, Exchanges: w.recorder.Last, Label: w.label, Notes: w.warnings}
	if w.shop != nil {
		s.Demo = &tui.Demo{Broken: w.shop.Broken, Repair: func(id checks.ID) error { return w.shop.Repair(id) }}
		s.Attest = w.tick
		return s
	}
	s.Attest = func(id checks.ID, on bool) error { return config.Attest(w.dir, id, on, a.now()) }
	return s
}

// openDraft examines what the form collected. Secrets stay in memory; the file, when asked for,
// keeps addresses only.
func (a *app) openDraft(d tui.Draft, l lang.Lang) (*world, error) {
	a.lang = l
	draft := config.Draft{Lang: string(l), Product: d.Product, PaymentPage: d.PaymentPage, WebhookURL: d.WebhookURL, ObjectID: d.ObjectID,
		AccessTokenVar: d.AccessTokenVar, PublicKeyVar: d.PublicKeyVar, WebhookSecretVar: d.WebhookSecretVar}
	if err := draft.Check(); err != nil { // saved or not: these fields are shown, a credential never
		return nil, a.writeFailure(err)
	}
	saved := false
	if d.Save {
		err := config.Write(a.configPath(), draft.Render(func(k string) string { return l.S(k) }), false)
		if err != nil && !errors.Is(err, config.ErrExists) {
			return nil, a.writeFailure(err)
		}
		if saved = err == nil; saved {
			a.trustOwn()
		}
	}
	w, err := a.openReal(func(s *checks.Settings) {
		s.Product, s.PaymentPage, s.WebhookURL = checks.Product(d.Product), d.PaymentPage, d.WebhookURL
		s.PaymentID, s.PreferenceID, s.OrderID, s.PreapprovalID = "", "", "", ""
		*map[string]*string{"payment_id": &s.PaymentID, "preference_id": &s.PreferenceID, "order_id": &s.OrderID, "preapproval_id": &s.PreapprovalID}[draft.ObjectSetting()] = d.ObjectID
		for _, x := range []struct {
			credential string
			dst        *mpclient.Secret
			v          mpclient.Secret
			name       *string
			from       string
		}{{"access_token", &s.AccessToken, d.AccessToken, &s.AccessTokenVar, d.AccessTokenVar}, {"public_key", &s.PublicKey, d.PublicKey, &s.PublicKeyVar, d.PublicKeyVar},
			{"webhook_secret", &s.WebhookSecret, d.WebhookSecret, &s.WebhookSecretVar, d.WebhookSecretVar}} {
			switch now := config.Variable(a.source(), x.from); {
			case x.from != "" && now != "" && (config.Ours(x.from) || config.Fits(x.credential, now)):
				*x.dst, *x.name = now, x.from // read anew, as all that stands in a file
			case x.v != "":
				*x.dst = x.v
			}
		}
	})
	if err != nil {
		return nil, err
	}
	w.label = l.S("ui.session_only")
	if saved {
		w.label = config.FileName
	}
	return w, nil
}

// whoseToken reads the account of a token that the first-run form was given.
func (a *app) whoseToken(ctx context.Context, token mpclient.Secret) (mpclient.Account, error) {
	roots, err := a.roots()
	if err != nil {
		return mpclient.Account{}, err
	}
	c, err := mpclient.New(token, mpclient.Options{BaseURL: a.baseURL, HTTP: trusting(roots), Now: a.now})
	if err != nil {
		return mpclient.Account{}, a.usage("cmd.listen_bad_token", "name", "Access Token")
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	acc, err := c.Account(ctx)
	if err != nil {
		t := &till{app: a, settings: checks.Settings{AccessTokenVar: "Access Token"}}
		return acc, t.failure(err)
	}
	return acc, nil
}
