package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

type triggerFlags struct {
	sendFlags
	to, ledger string
	list       bool
}

func (a *app) triggerCmd() *cobra.Command {
	var o triggerFlags
	c := &cobra.Command{
		Use: "trigger EVENT", Short: a.lang.S("cli.trigger"), Long: a.paragraphs("cli.trigger.long"),
		Example: `  homologa trigger --list
  homologa trigger payment.approved --to http://localhost:8080/webhooks
  homologa trigger order.processed --yes --duplicate --delay 2s
  homologa trigger payment.refunded --to localhost:8080/webhooks --forge`,
		Args: func(c *cobra.Command, args []string) error {
			if o.list {
				return a.noArgs(c, args)
			}
			return a.oneArg(a.lang.S("trigger.what"))(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if o.list {
				return a.listTriggers()
			}
			return a.trigger(args[0], o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.to, "to", "", a.lang.S("flag.trigger_to"))
	f.BoolVar(&o.list, "list", false, a.lang.S("flag.trigger_list"))
	f.StringVar(&o.form, "format", "", a.lang.S("flag.hook_format"))
	f.BoolVar(&o.Duplicate, "duplicate", false, a.lang.S("flag.hook_duplicate"))
	f.BoolVar(&o.OutOfOrder, "out-of-order", false, a.lang.S("flag.hook_out_of_order"))
	f.BoolVar(&o.Forge, "forge", false, a.lang.S("flag.hook_forge"))
	f.BoolVar(&o.Stale, "stale", false, a.lang.S("flag.hook_stale"))
	f.DurationVar(&o.Delay, "delay", 0, a.lang.S("flag.hook_delay"))
	f.StringArrayVar(&o.Set, "set", nil, a.lang.S("flag.hook_set"))
	f.StringVar(&o.ledger, "ledger", "", a.lang.S("flag.pay_ledger"))
	f.BoolVar(&o.asJSON, "json", false, a.lang.S("flag.hook_json"))
	takes(c, "to", "URL")
	takes(c, "format", "FORM")
	takes(c, "delay", "TIME")
	takes(c, "set", "FIELD=VALUE")
	takes(c, "ledger", "FILE")
	return c
}

func (a *app) listTriggers() error {
	for _, t := range testpay.Triggers {
		only := ""
		if t.Only != "" {
			only = a.lang.S("trigger.simulator")
		}
		if _, err := fmt.Fprintln(a.out, strings.TrimRight(fmt.Sprintf("%-28s %s", t.Name, only), " ")); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) trigger(name string, o triggerFlags) error {
	a.asJSON = o.asJSON
	tr, ok := testpay.TriggerNamed(name)
	if !ok {
		var known []string
		for _, t := range testpay.Triggers {
			known = append(known, t.Name)
		}
		return a.usage("trigger.unknown", "event", clean(name, 60), "known", strings.Join(known, ", "))
	}
	// What cannot be meant is refused before anything is created.
	o.Event, o.Form = tr.Event, webhook.Form(o.form)
	loaded, err := a.load()
	if err != nil {
		return err
	}
	if o.to == "" {
		o.to = loaded.Settings.WebhookURL
	}
	if o.to == "" {
		return a.usage("trigger.no_url")
	}
	u, ok := hookURL(o.to)
	if !ok {
		return a.usage("cmd.hook_not_url", "value", clean(o.to, 120))
	}
	plan, err := webhook.Plan(o.SendOptions, a.now())
	if err != nil {
		return a.sendRefused(err)
	}
	secret, err := a.hookSecret(slices.ContainsFunc(plan, webhook.Outgoing.NeedsSecret))
	if err != nil {
		return err
	}
	if err := a.mustPost(u, len(plan)); err != nil {
		return err
	}
	t, err := a.openTill(false, "", o.ledger)
	if err != nil {
		return err
	}
	defer t.close()
	happened, err := t.happen(tr)
	if err != nil {
		return err
	}
	o.DataID = happened.ID
	fmt.Fprintln(a.err, a.lang.S("trigger.made", "kind", tr.Name, "id", happened.ID, "state", happened.State))
	if plan, err = webhook.Plan(o.SendOptions, a.now()); err != nil { // --set data.id with the very id, for one
		return a.sendRefused(err)
	}
	return a.deliver(u, plan, secret, o.sendFlags)
}

// happen makes the resource of an event on a test account, or on the simulator.
func (t *till) happen(tr testpay.Trigger) (testpay.Happened, error) {
	sim := t.simulator()
	s, here := tr.ScenarioOn(t.account.Site)
	switch {
	case !t.account.Test():
		return testpay.Happened{}, t.usage("trigger.real", "event", tr.Name, "name", clean(t.account.Nickname, 60))
	case tr.Only != "" && sim == nil:
		return testpay.Happened{}, t.usage("trigger.only_sim", "event", tr.Name, "why", "@"+tr.Only)
	case !here:
		return testpay.Happened{}, t.usage("trigger.no_here", "event", tr.Name, "site", string(t.account.Site))
	}
	p, err := testpay.NewPlan(s, testpay.Target{Account: t.account, Methods: t.methods, Now: t.now()})
	if err != nil {
		return testpay.Happened{}, t.planRefused(s, testpay.Target{}, err)
	}
	if err := t.openLedger(); err != nil {
		return testpay.Happened{}, err
	}
	if _, err := t.mayPay([]testpay.Plan{p}, payFlags{keep: true}); err != nil {
		return testpay.Happened{}, err
	}
	h, err := testpay.NewRunner(t.client, testpay.Options{Ledger: t.ledger, API: t.api, Now: t.now}).Trigger(t.ctx, tr, p, sim)
	switch {
	case t.ctx.Err() != nil:
		return h, &failure{code: exitInterrupted, text: t.lang.S("cmd.interrupted")}
	case errors.Is(err, testpay.ErrNotMade):
		why := h.Row.Got
		if h.Row.Expected != "" {
			why = t.lang.S("pay.expected", "expected", h.Row.Expected, "got", h.Row.Got)
		}
		if !h.Row.Text.IsZero() {
			why = strings.TrimPrefix(why+" · "+t.lang.Text(h.Row.Text), " · ")
		}
		return h, &failure{code: exitUnfinished, text: t.lang.S("trigger.not_made", "event", tr.Name, "why", why)}
	case err != nil:
		return h, t.failure(err)
	}
	return h, nil
}

// simulator gives the control calls of the API when it is a simulator on this machine, else nil.
func (t *till) simulator() testpay.Simulator {
	if !loopbackURL(t.api) {
		return nil
	}
	client := &http.Client{Timeout: 10 * time.Second}
	ask := func(ctx context.Context, method, name string, body []byte) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(t.api, "/")+"/_sandbox/"+name, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer func() { _ = resp.Body.Close() }()
		answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		if err == nil && resp.StatusCode >= 300 {
			err = &mpclient.Error{Op: "simulator", Status: resp.StatusCode, Category: mpclient.CatInvalid, Message: mpclient.CleanLine(string(answer), 160)}
		}
		return answer, err
	}
	if _, err := ask(t.ctx, http.MethodGet, "help", nil); err != nil {
		return nil
	}
	return func(ctx context.Context, name string, order any) ([]byte, error) {
		body, err := json.Marshal(order)
		if err != nil {
			return nil, err
		}
		return ask(ctx, http.MethodPost, name, body)
	}
}
