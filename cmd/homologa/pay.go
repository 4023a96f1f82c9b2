package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
	"github.com/homologa/homologa/mpclient/sandbox"
	"github.com/homologa/homologa/mpclient/webhook"
)

type payFlags struct {
	method, outcome, amount, format, listen, notify, buyer, reference, site, ledger string
	list, all, dryRun, keep, cleanup, watch, demo                                   bool
	wait                                                                            time.Duration
	given                                                                           func(string) bool
}

func (a *app) payCmd() *cobra.Command {
	var o payFlags
	c := &cobra.Command{
		Use: "pay", Short: a.lang.S("cli.pay"), Long: a.paragraphs("cli.pay.long", "cli.pay.real", "cli.pay.ledger"), Args: a.noArgs,
		Example: `  homologa pay --list
  homologa pay --method card --outcome FUND
  homologa pay --method pix --wait 2m --listen 127.0.0.1:4747
  homologa pay --all --yes --format json
  homologa pay --demo --all --method card
  homologa pay --watch --reference order-1234
  homologa pay --cleanup`,
		RunE: func(*cobra.Command, []string) error { return a.pay(o) },
	}
	f := c.Flags()
	o.given = f.Changed
	f.StringVar(&o.method, "method", "", a.lang.S("flag.pay_method"))
	f.StringVar(&o.outcome, "outcome", "", a.lang.S("flag.pay_outcome"))
	f.StringVar(&o.amount, "amount", "", a.lang.S("flag.pay_amount"))
	f.BoolVar(&o.list, "list", false, a.lang.S("flag.pay_list"))
	f.BoolVar(&o.all, "all", false, a.lang.S("flag.pay_all"))
	f.StringVar(&o.format, "format", "text", a.lang.S("flag.format"))
	f.BoolVar(&o.dryRun, "dry-run", false, a.lang.S("flag.pay_dry_run"))
	f.DurationVar(&o.wait, "wait", testpay.DefaultFor, a.lang.S("flag.pay_wait"))
	f.BoolVar(&o.keep, "keep", false, a.lang.S("flag.pay_keep"))
	f.StringVar(&o.listen, "listen", "", a.lang.S("flag.pay_listen"))
	f.StringVar(&o.notify, "notification-url", "", a.lang.S("flag.pay_notify"))
	f.StringVar(&o.buyer, "buyer", "", a.lang.S("flag.pay_buyer"))
	f.BoolVar(&o.cleanup, "cleanup", false, a.lang.S("flag.pay_cleanup"))
	f.BoolVar(&o.watch, "watch", false, a.lang.S("flag.pay_watch"))
	f.StringVar(&o.reference, "reference", "", a.lang.S("flag.pay_reference"))
	f.BoolVar(&o.demo, "demo", false, a.lang.S("flag.pay_demo"))
	f.StringVar(&o.site, "site", "", a.lang.S("flag.pay_site"))
	f.StringVar(&o.ledger, "ledger", "", a.lang.S("flag.pay_ledger"))
	takes(c, "method", methodNames)
	takes(c, "outcome", "OUTCOME")
	takes(c, "amount", "AMOUNT")
	takes(c, "wait", "TIME")
	takes(c, "listen", "HOST:PORT")
	takes(c, "notification-url", "URL")
	takes(c, "buyer", "EMAIL")
	takes(c, "reference", "TEXT")
	takes(c, "site", "MLB|MLA|…")
	takes(c, "ledger", "FILE")
	return c
}

const methodNames = "card|pix|ticket|transfer|preference|order|subscription"

// fits refuses flags that cannot be meant together.
func (o payFlags) fits(a *app) error {
	bad := func(flag, value, known string) error {
		return a.usage("cmd.bad_value", "flag", a.flagName(flag), "value", clean(value, 60), "known", known)
	}
	modes := []string{}
	for _, m := range []struct {
		name string
		on   bool
	}{{"list", o.list}, {"cleanup", o.cleanup}, {"watch", o.watch}, {"dry-run", o.dryRun}} {
		if m.on {
			modes = append(modes, m.name)
		}
	}
	switch {
	case o.format != "text" && o.format != "json":
		return bad("format", o.format, "text, json")
	case o.method != "" && !slices.Contains(testpay.Methods, testpay.Method(o.method)):
		return bad("method", o.method, strings.ReplaceAll(methodNames, "|", ", "))
	case o.site != "" && !knownSite(o.site):
		return bad("site", o.site, "MLA, MLB, MLM, MLC, MCO, MPE, MLU")
	case o.wait <= 0 || o.wait > 24*time.Hour:
		return bad("wait", o.wait.String(), "1s–24h")
	case o.notify != "" && !config.WebAddress(o.notify):
		return bad("notification-url", o.notify, "@cmd.known_url")
	case len(modes) > 1:
		return a.usage("pay.alone", "flag", a.flagName(modes[0]), "other", a.flagName(modes[1]))
	case o.outcome != "" && o.all:
		return a.usage("pay.alone", "flag", a.flagName("outcome"), "other", a.flagName("all"))
	case o.outcome != "" && o.method == "":
		return a.usage("pay.needs", "flag", a.flagName("outcome"), "other", "--method")
	case o.reference != "" && !o.watch:
		return a.usage("pay.needs", "flag", a.flagName("reference"), "other", "--watch")
	case o.demo && (o.watch || o.cleanup):
		return a.usage("pay.alone", "flag", a.flagName("demo"), "other", a.flagName(modes[0]))
	case o.site != "" && !o.demo && !o.list:
		return a.usage("pay.needs", "flag", a.flagName("site"), "other", "--demo")
	}
	return nil
}

func knownSite(s string) bool {
	_, ok := mpclient.SiteByID(mpclient.SiteID(strings.ToUpper(s)))
	return ok
}

// till is everything a payment command works with.
type till struct {
	*app
	client   *mpclient.Client
	recorder *mpclient.Recorder
	settings checks.Settings
	account  mpclient.Account
	methods  []mpclient.PaymentMethod
	api      string
	demo     bool
	ledger   *testpay.Ledger
	file     string // of the ledger
	inbox    testpay.Notices
	closers  []func()
	arrived  func(webhook.Arrival, []webhook.Secret) // told of what the receiver takes and was judged with; may be nil
}

func (t *till) close() {
	for _, f := range slices.Backward(t.closers) {
		f()
	}
}

// openTill connects to the account of the configuration, or to a simulated one.
func (a *app) openTill(demo bool, site, ledger string) (*till, error) {
	return a.openTillRecorded(demo, site, ledger, mpclient.NewRecorder(nil), nil, nil)
}

// openTillRecorded is openTill with the calls going into a record that somebody else shows, and with settings that
// somebody else has: nil reads the configuration.
func (a *app) openTillRecorded(demo bool, site, ledger string, rec *mpclient.Recorder, known *checks.Settings, arrived func(webhook.Arrival, []webhook.Secret)) (*till, error) {
	t := &till{app: a, demo: demo, recorder: rec, arrived: arrived}
	o := mpclient.Options{Now: a.now, Recorder: t.recorder}
	if demo {
		if err := t.simulate(mpclient.SiteID(strings.ToUpper(site))); err != nil {
			t.close()
			return nil, err
		}
		o.BaseURL = t.api
	} else {
		if known != nil {
			t.settings = *known
		} else {
			got, err := a.load()
			if err != nil {
				return nil, err
			}
			t.settings = got.Settings
		}
		if t.settings.AccessToken == "" {
			return nil, a.usage("pay.no_token", "name", t.settings.AccessTokenVar)
		}
		roots, err := a.roots()
		if err != nil {
			return nil, err
		}
		base, err := mpclient.ParseBaseURL(a.baseURL)
		if err != nil {
			return nil, err
		}
		t.api, t.file = base.String(), ledger
		o.BaseURL, o.HTTP, o.Redactor = a.baseURL, trusting(roots), mpclient.NewRedactor(t.settings.WebhookSecret)
		if t.file == "" {
			if t.file, err = a.ledgerFile(); err != nil {
				return nil, err
			}
		}
	}
	if loopbackURL(t.api) { // a simulator has no limit to spare
		o.PerSec = 1000
	}
	var err error
	if t.client, err = mpclient.New(t.settings.AccessToken, o); err != nil {
		t.close()
		return nil, a.usage("cmd.listen_bad_token", "name", t.settings.AccessTokenVar)
	}
	ctx, cancel := a.within()
	defer cancel()
	if t.account, err = t.client.Account(ctx); err == nil {
		t.methods, err = t.client.PaymentMethods(ctx)
	}
	if err != nil {
		t.close()
		return nil, t.failure(err)
	}
	if _, ok := mpclient.SiteByID(t.account.Site); !ok {
		t.close()
		return nil, a.usage("pay.no_site", "site", clean(string(t.account.Site), 10))
	}
	return t, nil
}

// simulate starts a test account of the simulator whose notifications come here.
func (t *till) simulate(site mpclient.SiteID) error {
	dir, err := os.MkdirTemp("", "homologa-pay-")
	if err != nil {
		return err
	}
	t.closers = append(t.closers, func() { _ = os.RemoveAll(dir) })
	sb := sandbox.New(sandbox.Config{Site: site, Kind: sandbox.Test, Now: t.now, AllowLocal: true, Live: true})
	t.closers = append(t.closers, sb.Close)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: sb, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(ln) }()
	t.closers = append(t.closers, func() { _ = srv.Close() })
	c := sb.Credentials()
	t.api, t.file = "http://"+ln.Addr().String(), filepath.Join(dir, "payments.jsonl")
	t.settings = checks.Settings{AccessToken: mpclient.Secret(c.AccessToken), WebhookSecret: mpclient.Secret(c.WebhookSecret), AccessTokenVar: "access_token", WebhookSecretVar: "webhook_secret", Sandbox: true}
	hook, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	sb.SetWebhook("http://" + hook.Addr().String() + "/webhooks")
	return t.receive(hook, filepath.Join(dir, "deliveries.jsonl"))
}

// receive takes notifications at a listener until the till closes.
func (t *till) receive(ln net.Listener, file string) error {
	l := &listener{app: t.app, o: listenFlags{journal: file}}
	if _, err := l.openJournal(); err != nil {
		_ = ln.Close()
		return l.journalFailure(err)
	}
	box := &testpay.Inbox{Place: "http://" + ln.Addr().String()}
	secrets := t.signers(t.settings, t.demo)
	st := &webhook.Station{Journal: l.journal, Listener: ln, Secrets: secrets, Now: t.now, Taken: func(d webhook.Arrival) {
		box.Put(d)
		if t.arrived != nil {
			t.arrived(d, secrets)
		}
	}}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.ctx))
	var done sync.WaitGroup
	done.Go(func() { _ = st.Run(ctx) })
	t.closers = append(t.closers, func() { stop(); done.Wait(); _ = l.journal.Close() })
	t.inbox = box
	return nil
}

// hear finds where notifications show: here, or in the file of a homologa listen that runs beside.
func (t *till) hear(addr string) error {
	if addr != "" {
		ln, err := t.app.listen(addr, false, "cmd.listen_public")
		if err != nil {
			return err
		}
		return t.receive(ln, "")
	}
	if t.inbox != nil {
		return nil
	}
	file := (&listener{app: t.app}).journalFile()
	if _, err := os.Lstat(file); err != nil {
		return nil
	}
	f, err := ownfile.Lock(file)
	if err == nil {
		_ = f.Close()
	}
	if errors.Is(err, ownfile.ErrBusy) {
		t.inbox = testpay.JournalFile(file)
	}
	return nil
}

// ledgerFile is where what was created is remembered: the state of the person, not of a folder, because a
// crash may be cleaned up from anywhere.
func (a *app) ledgerFile() (string, error) {
	file, err := a.stateFile("payments.jsonl")
	if err != nil {
		return "", a.usage("pay.no_ledger", "file", "homologa/payments.jsonl", "why", clean(err.Error(), 120))
	}
	return file, nil
}

// stateFile is a file of ours in the person's own folder for such.
func (a *app) stateFile(name string) (string, error) {
	dir := a.getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "homologa", name), nil
}

func (t *till) openLedger() error {
	l, err := testpay.OpenLedger(t.file)
	if err != nil {
		return t.ledgerFailure(err)
	}
	t.ledger = l
	t.closers = append(t.closers, func() { _ = l.Close() })
	if n := l.Damaged(); n > 0 {
		t.note("pay.damaged", "n", strconv.Itoa(n), "file", clean(t.file, 160))
	}
	return nil
}

// ledgerFailure words why nothing can be noted, and so nothing created.
func (t *till) ledgerFailure(err error) error {
	if errors.Is(err, testpay.ErrLedgerBusy) {
		return &failure{code: exitUnfinished, text: t.lang.S("pay.busy", "file", clean(t.file, 160))}
	}
	why := config.Why(err)
	if errors.Is(err, testpay.ErrLedgerForeign) {
		why = "@why.no_ledger"
	}
	return t.usage("pay.no_ledger", "file", clean(t.file, 160), "why", why)
}

// failure words a failed call: what, why, what next.
func (t *till) failure(err error) error {
	if t.ctx.Err() != nil {
		return &failure{code: exitInterrupted, text: t.lang.S("cmd.interrupted")}
	}
	e := mpclient.AsError(err)
	if e == nil {
		return &failure{code: exitUnfinished, text: clean(err.Error(), 200)}
	}
	why := clean(e.Message, 160)
	switch e.Category {
	case mpclient.CatAuth:
		return &failure{code: exitUnfinished, text: t.lang.S("cmd.listen_auth", "name", t.settings.AccessTokenVar)}
	case mpclient.CatNetwork, mpclient.CatTimeout:
		return &failure{code: exitUnfinished, text: t.lang.S("pay.network", "why", t.lostWhy(e))}
	case mpclient.CatConsent:
		return &failure{code: exitUnfinished, text: t.lang.Text(checks.Stopped(e))}
	}
	if e.Status != 0 {
		why = strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.Status, why))
	}
	return &failure{code: exitUnfinished, text: t.lang.S("pay.api", "why", strings.TrimRight(why, "."))}
}

func (a *app) pay(o payFlags) error {
	if err := o.fits(a); err != nil {
		return err
	}
	if o.method == "" && !o.all && !o.cleanup && !o.watch {
		o.list = true
	}
	if o.list && o.site != "" {
		return a.listPayments(mpclient.SiteID(strings.ToUpper(o.site)), o)
	}
	t, err := a.openTill(o.demo, o.site, o.ledger)
	if err != nil {
		return err
	}
	defer t.close()
	switch {
	case o.list:
		return a.listPayments(t.account.Site, o)
	case o.cleanup:
		return t.cleanup(o)
	case o.watch:
		return t.watch(o)
	}
	plans, err := t.plans(o)
	if err != nil {
		return err
	}
	if o.dryRun {
		return t.dryRun(plans, o)
	}
	if err := t.hear(o.listen); err != nil {
		return err
	}
	if err := t.openLedger(); err != nil {
		return err
	}
	if n := t.mine(); n > 0 {
		t.note("pay.left_before", "n", strconv.Itoa(n))
	}
	typed, err := t.mayPay(plans, o)
	if err != nil {
		return err
	}
	r := testpay.NewRunner(t.client, testpay.Options{Ledger: t.ledger, Notices: t.inbox, Wait: o.wait, Keep: o.keep, Typed: typed, API: t.api, Now: t.now})
	return t.perform(r, plans, o)
}

// plans makes ready what the flags ask for.
func (t *till) plans(o payFlags) ([]testpay.Plan, error) {
	method := testpay.Method(o.method)
	site := t.account.Site
	var chosen []testpay.Scenario
	switch {
	case o.all && !t.account.Test():
		return nil, t.usage("pay.real_all", "name", clean(t.account.Nickname, 60))
	case o.all || o.outcome != "":
		chosen = testpay.Choose(site, method, o.outcome)
	default:
		if s, ok := testpay.Usual(site, method); ok {
			chosen = []testpay.Scenario{s}
		}
	}
	if len(chosen) == 0 {
		var known []string
		for _, s := range testpay.Choose(site, method, "") {
			known = append(known, s.Outcome)
		}
		if len(known) == 0 {
			for _, m := range testpay.Methods {
				if len(testpay.Choose(site, m, "")) > 0 {
					known = append(known, "--method "+string(m))
				}
			}
		}
		return nil, t.usage("pay.no_scenario", "what", strings.TrimSpace(o.method+" "+clean(o.outcome, 40)), "site", string(site), "known", strings.Join(known, ", "))
	}
	target := testpay.Target{Account: t.account, Methods: t.methods, Buyer: o.buyer, Notify: o.notify}
	if o.amount != "" {
		v, err := strconv.ParseFloat(o.amount, 64)
		if err != nil || v <= 0 {
			return nil, t.usage("cmd.bad_value", "flag", t.flagName("amount"), "value", clean(o.amount, 40), "known", "149.90")
		}
		target.Amount = v
	}
	var plans []testpay.Plan
	for _, s := range chosen {
		target.Now = t.now()
		p, err := testpay.NewPlan(s, target)
		if errors.Is(err, testpay.ErrNotOffered) && o.all {
			t.note("pay.not_offered", "scenario", s.ID)
			continue
		}
		if err != nil {
			return nil, t.planRefused(s, target, err)
		}
		plans = append(plans, p)
	}
	return plans, nil
}

func (t *till) planRefused(s testpay.Scenario, target testpay.Target, err error) error {
	switch {
	case errors.Is(err, testpay.ErrNotOnReal):
		return t.usage("pay.real_refused", "scenario", s.ID, "name", clean(t.account.Nickname, 60))
	case errors.Is(err, testpay.ErrNotOffered):
		return t.usage("pay.not_offered", "scenario", s.ID)
	case errors.Is(err, testpay.ErrAmount):
		amount := target.Amount
		target.Amount = 0
		least, again := testpay.NewPlan(s, target)
		if again != nil {
			return again
		}
		return t.usage("pay.bad_amount", "amount", strconv.FormatFloat(amount, 'f', -1, 64), "scenario", s.ID, "least", "@money:"+least.Amount, "decimals", strconv.Itoa(least.Site.Fraction()))
	}
	return err
}

// mayPay shows what will be sent, on whose account, and asks. It gives the nickname a person typed.
func (t *till) mayPay(plans []testpay.Plan, o payFlags) (typed string, err error) {
	if t.demo {
		return "", nil
	}
	t.introduce()
	if len(plans) == 1 {
		p := plans[0]
		fmt.Fprintf(t.err, "%s, %s\n", t.lang.Text(p.Scenario.Effect), t.lang.Money(p.Amount))
		t.showRequests(t.err, p)
		how := "@pay.clean." + string(p.Scenario.Kind)
		if o.keep && t.account.Test() {
			how = "@pay.kept"
		}
		fmt.Fprintln(t.err, t.lang.S("pay.will_clean", "how", how))
	} else {
		fmt.Fprintln(t.err, t.lang.S("pay.effect_all", "n", strconv.Itoa(len(plans))))
		for _, p := range plans {
			fmt.Fprintf(t.err, "  %-24s %s\n", p.Scenario.ID, t.lang.Money(p.Amount))
		}
	}
	return t.consent()
}

// introduce says whose account it is and where.
func (t *till) introduce() {
	world := "@reports.account.real"
	if t.account.Test() {
		world = "@reports.account.test"
	}
	fmt.Fprintf(t.err, "%s · %s · %s\n", t.lang.S("reports.account", "name", clean(t.account.Nickname, 60), "id", fmt.Sprint(t.account.ID), "world", world), t.account.Site, clean(t.api, 80))
}

// consent asks: a yes on a test account, the account's nickname on a real one. Enter is a no, and --yes says
// nothing for a real account.
func (t *till) consent() (typed string, err error) {
	if t.account.Test() {
		_, err := t.agree(t.account, "")
		return "", err
	}
	if !t.ttyIn {
		return "", &failure{code: exitUnfinished, text: t.lang.S("pay.needs_name")}
	}
	fmt.Fprint(t.err, t.lang.S("pay.type_name", "name", clean(t.account.Nickname, 60))+" ")
	if t.asking == nil {
		t.asking = t.questions()
	}
	select {
	case line := <-t.asking.lines:
		if line = strings.TrimSpace(line); line != "" && line == t.account.Nickname {
			return line, nil
		}
	case <-t.ctx.Done():
		return "", &failure{code: exitInterrupted, text: t.lang.S("cmd.interrupted")}
	}
	return "", &failure{code: exitUnfinished, text: t.lang.S("pay.wrong_name")}
}

// mine counts what the ledger holds of this account.
func (t *till) mine() int {
	r, n := testpay.NewRunner(t.client, testpay.Options{API: t.api}), 0
	for _, e := range t.ledger.Open() {
		if r.Mine(e, t.account) {
			n++
		}
	}
	return n
}

// cleanup undoes what is left from before.
func (t *till) cleanup(o payFlags) error {
	if err := t.openLedger(); err != nil {
		return err
	}
	r := testpay.NewRunner(t.client, testpay.Options{Ledger: t.ledger, API: t.api, Now: t.now})
	var mine, others []testpay.Entry
	for _, e := range t.ledger.Open() {
		switch {
		case r.Mine(e, t.account):
			mine = append(mine, e)
		case loopbackURL(e.API) && t.now().Sub(e.At) > 24*time.Hour:
			_ = t.ledger.Closed(e.Reference, "simulator gone") // it forgot by itself
		default:
			others = append(others, e)
		}
	}
	if len(others) > 0 {
		var which []string
		for _, e := range others {
			if w := fmt.Sprintf("%d %s", e.Account, clean(e.API, 60)); !slices.Contains(which, w) {
				which = append(which, w)
			}
		}
		t.note("pay.others", "n", strconv.Itoa(len(others)), "which", strings.Join(which, ", "))
	}
	if len(mine) == 0 {
		if o.format == "json" {
			return t.writeJSON(nil, nil)
		}
		fmt.Fprintln(t.err, t.lang.S("pay.nothing_left"))
		return nil
	}
	t.introduce()
	fmt.Fprintln(t.err, t.lang.S("pay.effect_clean", "n", strconv.Itoa(len(mine))))
	for _, e := range mine {
		id := e.ID
		if id == "" {
			id = "?"
		}
		fmt.Fprintf(t.err, "  %-24s %s %s\n", clean(e.Scenario, 24), clean(id, 60), t.lang.Money(clean(e.Amount, 20)))
	}
	if _, err := t.agree(t.account, ""); err != nil {
		return err
	}
	var events []testpay.Event
	left := 0
	for e := range r.Cleanup(t.ctx, t.account) {
		events = append(events, e)
		if e.State == testpay.Left {
			left++
		}
		if o.format == "text" {
			t.line(e)
		}
	}
	if o.format == "json" {
		if err := t.writeJSON(nil, events); err != nil {
			return err
		}
	}
	switch {
	case t.ctx.Err() != nil:
		return &failure{code: exitInterrupted, text: t.lang.S("cmd.interrupted")}
	case left > 0:
		return &failure{code: exitUnfinished, quiet: true}
	}
	return nil
}

func loopbackURL(raw string) bool {
	u, ok := hookURL(raw)
	return ok && loopback(u.Hostname())
}

// watch waits for the payment the person's own shop makes and judges it with the rules of the audit.
func (t *till) watch(o payFlags) error {
	wait := o.wait
	if !o.given("wait") {
		wait = 10 * time.Minute
	}
	fmt.Fprintln(t.err, t.lang.S("pay.watching", "time", wait.String(), "name", clean(t.account.Nickname, 60), "id", fmt.Sprint(t.account.ID)))
	seen, err := testpay.NewRunner(t.client, testpay.Options{Now: t.now}).Watch(t.ctx, o.reference, wait)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && t.ctx.Err() == nil && mpclient.AsError(err) == nil:
		return &failure{code: exitUnfinished, text: t.lang.S("pay.none_seen", "time", wait.String())}
	case err != nil:
		return t.failure(err)
	}
	reference := clean(seen.Reference, 80)
	if reference == "" {
		reference = "@pay.no_reference"
	}
	fmt.Fprintln(t.err, t.lang.S("pay.seen", "kind", string(seen.Kind), "id", seen.ID, "state", seen.State, "reference", reference))
	w, err := t.openReal(func(s *checks.Settings) {
		s.PaymentID, s.OrderID = seen.ID, ""
		if seen.Kind == testpay.KindOrder {
			s.PaymentID, s.OrderID, s.Product = "", seen.ID, checks.Orders
		}
	})
	if err != nil {
		return err
	}
	defer w.close()
	t.warn(w)
	var sel checks.Selection
	for _, r := range rules.All() {
		if r.Section == checks.Homologation || r.Section == checks.Approval {
			sel.IDs = append(sel.IDs, r.ID)
		}
	}
	return t.judge(w, sel, checkFlags{format: o.format, failOn: string(checks.Required)})
}
