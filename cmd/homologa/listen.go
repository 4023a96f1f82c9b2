package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
	"github.com/homologa/homologa/mpclient/webhook"
)

type listenFlags struct {
	forwardTo, addr, journal, replay   string
	tunnelAgent                        string
	headers, only                      []string
	public, poll, list, asJSON, tunnel bool
	concurrency                        int
	interval                           time.Duration
}

func (a *app) listenCmd() *cobra.Command {
	var o listenFlags
	c := &cobra.Command{
		Use: "listen", Short: a.lang.S("cli.listen"), Long: a.paragraphs("cli.listen.long", "cli.listen.receive", "cli.listen.tunnel"), Args: a.noArgs,
		Example: `  homologa listen --forward-to http://localhost:3000/webhooks
  homologa listen --addr 127.0.0.1:4747 --forward-to http://localhost:3000/webhooks --only payment,order
  homologa listen --tunnel --forward-to http://localhost:3000/webhooks
  homologa listen --replay last --forward-to http://localhost:3000/webhooks`,
		RunE: func(*cobra.Command, []string) error { return a.listening(o) },
	}
	f := c.Flags()
	f.StringVar(&o.forwardTo, "forward-to", "", a.lang.S("flag.forward_to"))
	f.StringVar(&o.addr, "addr", "", a.lang.S("flag.listen_addr"))
	f.BoolVar(&o.public, "public", false, a.lang.S("flag.public"))
	f.BoolVar(&o.tunnel, "tunnel", false, a.lang.S("flag.tunnel"))
	f.StringVar(&o.tunnelAgent, "tunnel-agent", "", a.lang.S("flag.tunnel_agent"))
	f.BoolVar(&o.poll, "poll", false, a.lang.S("flag.poll"))
	f.DurationVar(&o.interval, "interval", webhook.PollEvery, a.lang.S("flag.interval"))
	f.StringArrayVar(&o.headers, "header", nil, a.lang.S("flag.header"))
	f.StringSliceVar(&o.only, "only", nil, a.lang.S("flag.topics"))
	f.IntVar(&o.concurrency, "concurrency", 4, a.lang.S("flag.concurrency"))
	f.StringVar(&o.journal, "journal", "", a.lang.S("flag.journal"))
	f.StringVar(&o.replay, "replay", "", a.lang.S("flag.replay"))
	f.BoolVar(&o.list, "list", false, a.lang.S("flag.list"))
	f.BoolVar(&o.asJSON, "json", false, a.lang.S("flag.listen_json"))
	return c
}

// listener is homologa listen at work.
type listener struct {
	*app
	o        listenFlags
	journal  *webhook.Journal
	forwards bool

	mu                                sync.Mutex // of the output and the counts
	received, delivered, failed, left int
	broken                            error                  // standard output takes nothing more
	stop                              context.CancelFunc     // ends the listener for that
	told                              webhook.JournalProblem // the last trouble that was worded
}

// listening runs until interrupted; being interrupted is how it is meant to end, so that is a success.
func (a *app) listening(o listenFlags) error {
	a.asJSON = o.asJSON
	target, header, err := a.forwardFlags(o)
	if err != nil {
		return err
	}
	l := &listener{app: a, o: o}
	switch {
	case o.list:
		return l.list()
	case o.replay != "":
		return l.replay(target, header)
	case o.public && o.addr == "":
		return a.usage("cmd.listen_needs", "flag", a.flagName("public"), "other", "--addr")
	case o.tunnelAgent != "" && o.addr == "" && !o.tunnel:
		return a.usage("cmd.listen_needs", "flag", a.flagName("tunnel-agent"), "other", "--tunnel")
	case o.addr == "" && target == nil && !o.tunnel:
		return a.usage("cmd.listen_nothing")
	}
	return l.run(target, header)
}

// forwardFlags reads the flags that say where and how to forward.
func (a *app) forwardFlags(o listenFlags) (*url.URL, http.Header, error) {
	bad := func(flag, value, known string) (*url.URL, http.Header, error) {
		return nil, nil, a.usage("cmd.bad_value", "flag", a.flagName(flag), "value", clean(value, 80), "known", known)
	}
	var target *url.URL
	if o.forwardTo != "" {
		u, err := url.Parse(o.forwardTo)
		if err != nil || u.Host == "" || !config.WebAddress(o.forwardTo) {
			return bad("forward-to", o.forwardTo, "@cmd.known_url")
		}
		target = u
	}
	header := http.Header{}
	for _, h := range o.headers {
		name, value, ok := strings.Cut(h, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || !headerName(name) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return bad("header", name, "X-Name: value") // the value may be a secret
		}
		header.Add(name, value)
	}
	if o.concurrency < 1 || o.concurrency > 256 {
		return bad("concurrency", fmt.Sprint(o.concurrency), "1–256")
	}
	if o.interval < time.Second || o.interval > time.Hour {
		return bad("interval", o.interval.String(), "1s–1h")
	}
	if o.tunnelAgent != "" && !agentAddress(o.tunnelAgent) {
		return bad("tunnel-agent", o.tunnelAgent, "127.0.0.1:4040")
	}
	return target, header, nil
}

func headerName(s string) bool {
	return s != "" && len(s) <= 100 && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// journalFile is where deliveries are kept.
func (l *listener) journalFile() string {
	if l.o.journal != "" {
		return l.o.journal
	}
	return filepath.Join(l.dir, ownfile.Folder, "deliveries.jsonl")
}

func (l *listener) journalFailure(err error) error {
	var bad *webhook.JournalError
	if errors.As(err, &bad) {
		return l.usage("cmd.journal", "file", clean(l.journalFile(), 160), "why", "@journal."+string(bad.Problem))
	}
	return l.usage("cmd.journal", "file", clean(l.journalFile(), 160), "why", config.Why(err))
}

// openJournal opens the file, making the folder of the usual one.
func (l *listener) openJournal() (webhook.Opened, error) {
	if l.o.journal == "" {
		if err := ownfile.MakeFolder(l.journalFile(), 0o755); err != nil {
			return webhook.Opened{}, err
		}
		// What strangers sent stays out of the repository; ticks beside it may be committed. There may be one already.
		_ = ownfile.CreateNew(filepath.Join(l.dir, ownfile.Folder, ".gitignore"), "deliveries.jsonl\n", 0o644)
	}
	j, found, err := webhook.OpenJournal(l.journalFile())
	l.journal = j
	return found, err
}

func (l *listener) run(target *url.URL, header http.Header) error {
	got, err := l.load()
	if err != nil {
		return err
	}
	s := got.Settings
	polling := l.o.poll || l.o.addr == "" && !l.o.tunnel
	var client *mpclient.Client
	if polling {
		if client, err = l.client(s); err != nil {
			return err
		}
	}
	check, err := l.tunnelCheck()
	if err != nil {
		return err
	}
	ln, tunnels, err := l.bind()
	if err != nil {
		return err
	}
	if ln != nil {
		defer func() { _ = ln.Close() }()
	}
	found, err := l.openJournal()
	if err != nil {
		return l.journalFailure(err)
	}
	defer func() { _ = l.journal.Close() }()
	ctx, stop := context.WithCancel(l.ctx)
	defer stop()
	l.stop, l.forwards = stop, target != nil
	l.ready(ln, target, polling, s, found)
	st := &webhook.Station{Journal: l.journal, Listener: ln, Every: l.o.interval, Secret: s.WebhookSecret, Secrets: l.signers(s, false), Target: target, Now: l.now,
		Forward: webhook.ForwardOptions{Header: header, Only: l.o.only, Workers: l.o.concurrency},
		Taken:   l.taken, Done: l.done, State: l.connection, Trouble: l.trouble, Tunnels: check}
	var told sync.WaitGroup
	if ln != nil {
		told.Go(func() { l.tellTunnels(ctx, ln.Addr(), tunnels, check) })
	}
	if polling {
		st.Account = client
	}
	end := st.Run(ctx)
	stop()
	told.Wait()
	l.summary()
	switch e := mpclient.AsError(end); {
	case e != nil && e.Category == mpclient.CatAuth:
		l.connection("refused", 0, e)
		return &failure{code: exitUnfinished, text: l.lang.S("cmd.listen_auth", "name", s.AccessTokenVar)}
	case end != nil:
		return &failure{code: exitUnfinished, text: mpclient.CleanLine(end.Error(), 160)}
	}
	return l.broken
}

// client reads the account.
func (l *listener) client(s checks.Settings) (*mpclient.Client, error) {
	if s.AccessToken == "" {
		return nil, l.usage("cmd.listen_no_token", "name", s.AccessTokenVar)
	}
	roots, err := l.roots()
	if err != nil {
		return nil, err
	}
	c, err := mpclient.New(s.AccessToken, mpclient.Options{BaseURL: l.baseURL, HTTP: trusting(roots), Now: l.now, Call: l.timeout, Redactor: mpclient.NewRedactor(s.WebhookSecret)})
	if err != nil {
		return nil, l.usage("cmd.listen_bad_token", "name", s.AccessTokenVar)
	}
	return c, nil
}

// event is one line of --json.
type event struct {
	Schema    string    `json:"schema"`
	Event     string    `json:"event"` // ready, tunnel, delivery, connection, trouble, summary
	At        time.Time `json:"at"`
	Address   string    `json:"address,omitempty"`
	ForwardTo string    `json:"forward_to,omitempty"`
	Agent     string    `json:"agent,omitempty"` // that said so of its tunnel
	PublicURL string    `json:"public_url,omitempty"`
	Target    string    `json:"target,omitempty"` // where the tunnel leads
	Journal   string    `json:"journal,omitempty"`
	Polling   *bool     `json:"polling,omitempty"`
	ID        string    `json:"id,omitempty"`
	Source    string    `json:"source,omitempty"`
	Topic     string    `json:"topic,omitempty"`
	Action    string    `json:"action,omitempty"`
	DataID    string    `json:"data_id,omitempty"`
	Signature string    `json:"signature,omitempty"`
	Refused   string    `json:"refused,omitempty"`
	Status    *int      `json:"status,omitempty"`
	Millis    *int64    `json:"ms,omitempty"`
	Problem   string    `json:"problem,omitempty"`
	State     string    `json:"state,omitempty"`
	RetryIn   int       `json:"retry_in_s,omitempty"`
	Asked     int64     `json:"retry_after_s,omitempty"` // what the API asked for, when that is not waited for
	Why       string    `json:"why,omitempty"`
	Counts    *counts   `json:"counts,omitempty"`
}

type counts struct {
	Received     int `json:"received"`
	Delivered    int `json:"delivered"`
	Failed       int `json:"failed"`
	NotForwarded int `json:"not_forwarded"`
}

// say prints an event: its text, or the object. Notes for a person go to standard error.
func (l *listener) say(e event, text string, note bool) {
	w := l.out
	if l.asJSON {
		e.Schema = "homologa.listen/v1"
		if e.At.IsZero() {
			e.At = l.now()
		}
		e.At = e.At.UTC()
		raw, err := json.Marshal(e)
		if err != nil {
			return
		}
		text = string(raw)
	} else if note {
		w = l.err
	}
	if text == "" {
		return
	}
	if _, err := fmt.Fprintln(w, text); err != nil && w == l.out && l.broken == nil {
		l.broken = err // nobody reads any more
		if l.stop != nil {
			l.stop()
		}
	}
}

func (l *listener) ready(ln net.Listener, target *url.URL, polling bool, s checks.Settings, found webhook.Opened) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := event{Event: "ready", Journal: clean(l.journalFile(), 400), Polling: &polling}
	var lines []string
	if ln != nil {
		e.Address = "http://" + ln.Addr().String()
		lines = append(lines, l.lang.S("listen.receiving", "url", e.Address))
	}
	if polling {
		lines = append(lines, l.lang.S("listen.polling", "time", l.o.interval.String()))
	}
	if target != nil {
		e.ForwardTo = mpclient.NewRedactor(s.WebhookSecret, s.AccessToken).URL(target)
		lines = append(lines, l.lang.S("listen.forwarding", "url", e.ForwardTo))
	}
	lines = append(lines, l.lang.S("listen.until"))
	l.say(e, strings.Join(lines, "\n"), true)
	note := func(text string) { fmt.Fprintln(l.err, "homologa: "+text) }
	if s.WebhookSecret == "" && polling {
		note(l.lang.S("listen.unsigned", "name", s.WebhookSecretVar))
	}
	if s.WebhookSecret == "" && ln != nil {
		note(l.lang.S("listen.unverified", "name", s.WebhookSecretVar))
	}
	if found.Pending > 0 && target != nil {
		note(l.lang.S("listen.pending", "n", fmt.Sprint(found.Pending)))
	}
	if found.Damaged > 0 {
		note(l.lang.S("listen.damaged", "n", fmt.Sprint(found.Damaged), "file", clean(l.journalFile(), 160)))
	}
}

// taken is told of what the receiver put in the journal.
func (l *listener) taken(d webhook.Arrival) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = ""
	if d.Refused == "" {
		l.received++
		l.left++
	}
	if !l.forwards || d.Refused != "" {
		l.say(l.describe(d, nil), l.line(d, nil), false)
	}
}

// done is told what became of a delivery at the local address.
func (l *listener) done(d webhook.Arrival, o webhook.Outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case o.Problem == webhook.Filtered, o.Problem == webhook.QueueFull:
	case o.Delivered():
		l.delivered++
		l.left--
	default:
		l.failed++
		l.left--
	}
	l.say(l.describe(d, &o), l.line(d, &o), false)
}

func (l *listener) describe(d webhook.Arrival, o *webhook.Outcome) event {
	s := d.Subject()
	e := event{Event: "delivery", At: d.At, ID: d.ID, Source: string(d.Source), Topic: s.Topic, Action: s.Action, DataID: s.DataID,
		Signature: string(d.Signature), Refused: d.Refused}
	if o != nil {
		e.Problem = o.Problem
		if o.Problem == "" {
			e.Status, e.Millis = &o.Status, &o.Millis
		}
	}
	return e
}

// line is a delivery on one line; nothing of its body is on it but the ids.
func (l *listener) line(d webhook.Arrival, o *webhook.Outcome) string {
	s := d.Subject()
	topic := s.Topic
	if topic == "" {
		topic = l.lang.S("listen.no_topic")
	}
	parts := []string{d.At.Local().Format("15:04:05"), d.ID, strings.TrimSpace(topic + " " + s.DataID)}
	if s.Action != "" {
		parts = append(parts, s.Action)
	}
	parts = append(parts, l.lang.S("signature."+string(d.Signature)))
	switch {
	case d.Refused != "":
		parts = append(parts, l.lang.S("listen.refused"))
	case o == nil:
	case o.Problem != "":
		parts = append(parts, "→ "+l.lang.S("forward."+o.Problem))
	default:
		parts = append(parts, fmt.Sprintf("→ %d %d ms", o.Status, o.Millis))
	}
	if l.ascii() {
		return strings.ReplaceAll(strings.Join(parts, "  "), "→", "->")
	}
	return strings.Join(parts, "  ")
}

// trouble words a journal that failed, once as long as the reason stays.
func (l *listener) trouble(err error) {
	var bad *webhook.JournalError
	if !errors.As(err, &bad) {
		bad = &webhook.JournalError{Problem: webhook.JournalUnusable}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.told == bad.Problem {
		return
	}
	l.told = bad.Problem
	l.say(event{Event: "trouble", Problem: string(bad.Problem)}, "homologa: "+l.lang.S("listen.not_kept", "why", "@journal."+string(bad.Problem)), true)
}

// connection tells how polling is doing.
func (l *listener) connection(s webhook.PollState, in time.Duration, err *mpclient.Error) {
	why, asked := "", time.Duration(0)
	if err != nil {
		switch why = clean(err.Message, 120); {
		case err.Waited > 0:
			why = l.lang.S("listen.silent", "time", err.Waited.String())
		case err.Status != 0:
			why = fmt.Sprintf("HTTP %d", err.Status)
		}
		if err.RetryAfter > in && in > 0 {
			asked = err.RetryAfter
			why = l.lang.S("listen.asked", "why", why, "time", asked.Round(time.Second).String())
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e := event{Event: "connection", State: string(s), RetryIn: int((in + time.Second - 1) / time.Second), Asked: int64(asked / time.Second), Why: why}
	if s == "refused" && !l.asJSON {
		return // the error at the end says it
	}
	l.say(e, l.lang.S("listen."+string(s), "why", why, "time", in.Round(time.Second).String()), true)
}

func (l *listener) summary() {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := counts{l.received, l.delivered, l.failed, l.left}
	l.say(event{Event: "summary", Counts: &c}, l.lang.S("listen.summary", "received", fmt.Sprint(c.Received), "delivered", fmt.Sprint(c.Delivered),
		"failed", fmt.Sprint(c.Failed), "left", fmt.Sprint(c.NotForwarded)), true)
}

const maxListed = 100

// list prints the last deliveries kept, also while another process receives.
func (l *listener) list() error {
	var last []webhook.Arrival
	outcomes := map[string]webhook.Outcome{}
	_, err := webhook.ReadJournal(l.journalFile(), func(d webhook.Arrival) {
		if last = append(last, d); len(last) > maxListed {
			delete(outcomes, last[0].ID)
			last[0] = webhook.Arrival{}
			last = last[1:]
		}
	}, func(o webhook.Outcome) { outcomes[o.ID] = o })
	if err != nil {
		return l.journalFailure(err)
	}
	if len(last) == 0 {
		l.say(event{}, l.lang.S("listen.none"), true)
	}
	got, unread := l.load() // without a configuration it stays as it was judged on arrival
	for _, d := range last {
		if unread == nil {
			d = d.Judged(l.signers(got.Settings, false)) // as the screen of webhooks shows the same file
		}
		o, sent := outcomes[d.ID]
		if sent {
			l.say(l.describe(d, &o), l.line(d, &o), false)
		} else {
			l.say(l.describe(d, nil), l.line(d, nil)+"  "+l.lang.S("listen.not_sent"), false)
		}
	}
	return l.broken
}

// replay sends a kept delivery again, as it came. It leaves the journal alone: another process may be writing it.
func (l *listener) replay(target *url.URL, header http.Header) error {
	if target == nil {
		return l.usage("cmd.listen_needs", "flag", l.flagName("replay"), "other", "--forward-to")
	}
	var hit *webhook.Arrival
	_, err := webhook.ReadJournal(l.journalFile(), func(d webhook.Arrival) {
		if d.ID == l.o.replay || l.o.replay == "last" && d.Refused == "" {
			hit = &d
		}
	}, func(webhook.Outcome) {})
	switch {
	case err != nil:
		return l.journalFailure(err)
	case hit == nil:
		return l.usage("cmd.listen_no_id", "file", clean(l.journalFile(), 160), "id", clean(l.o.replay, 40))
	case hit.Refused != "":
		return l.usage("cmd.listen_refused", "id", clean(hit.ID, 40))
	}
	f := webhook.NewForwarder(target, webhook.ForwardOptions{Header: header, Now: l.now})
	defer f.Close(context.Background())
	o := f.Send(l.ctx, *hit, nil)
	if l.ctx.Err() != nil {
		return &failure{code: exitInterrupted, text: l.lang.S("cmd.interrupted")}
	}
	l.say(l.describe(*hit, &o), l.line(*hit, &o), false)
	if l.broken == nil && !o.Delivered() {
		return &failure{code: exitFails, quiet: true}
	}
	return l.broken
}
