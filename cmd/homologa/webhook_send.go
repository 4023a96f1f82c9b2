package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/webhook"
)

type sendFlags struct {
	webhook.SendOptions
	form   string
	asJSON bool
}

func (a *app) webhookSendCmd() *cobra.Command {
	var o sendFlags
	c := &cobra.Command{
		Use: "send URL", Short: a.lang.S("cli.hook_send"), Long: a.paragraphs("cli.hook_send.long"),
		Example: `  homologa webhook send localhost:8080/webhooks
  homologa webhook send https://shop.example/webhooks --event order.processed --yes
  homologa webhook send localhost:8080/webhooks --duplicate --delay 2s --set data.id=1`,
		Args: a.hookArg,
		RunE: func(c *cobra.Command, args []string) error {
			if !c.Flags().Changed("event") {
				o.Event = "" // --format order has an event of its own
			}
			return a.webhookSend(args[0], o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Event, "event", "payment.updated", a.lang.S("flag.hook_event"))
	f.StringVar(&o.DataID, "id", "", a.lang.S("flag.hook_id"))
	f.StringVar(&o.form, "format", "", a.lang.S("flag.hook_format"))
	f.BoolVar(&o.Duplicate, "duplicate", false, a.lang.S("flag.hook_duplicate"))
	f.BoolVar(&o.OutOfOrder, "out-of-order", false, a.lang.S("flag.hook_out_of_order"))
	f.BoolVar(&o.Forge, "forge", false, a.lang.S("flag.hook_forge"))
	f.BoolVar(&o.Stale, "stale", false, a.lang.S("flag.hook_stale"))
	f.DurationVar(&o.Delay, "delay", 0, a.lang.S("flag.hook_delay"))
	f.StringArrayVar(&o.Set, "set", nil, a.lang.S("flag.hook_set"))
	f.BoolVar(&o.asJSON, "json", false, a.lang.S("flag.hook_json"))
	takes(c, "event", "EVENT")
	takes(c, "id", "ID")
	takes(c, "format", "FORM")
	takes(c, "delay", "TIME")
	takes(c, "set", "FIELD=VALUE")
	return c
}

// shipmentOutcome is what an endpoint answered, one line of --json.
type shipmentOutcome struct {
	Event    string `json:"event"`
	DataID   string `json:"data_id"`
	Status   int    `json:"status"`
	MS       int64  `json:"ms"`
	Expected bool   `json:"expected"`
}

func (a *app) webhookSend(raw string, o sendFlags) error {
	a.asJSON = o.asJSON
	u, ok := hookURL(raw)
	if !ok {
		return a.usage("cmd.hook_not_url", "value", clean(raw, 120))
	}
	o.Form = webhook.Form(o.form)
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
	return a.deliver(u, plan, secret, o)
}

// mustPost ends a command whose notifications nobody agreed to.
func (a *app) mustPost(u *url.URL, n int) error {
	agreed, err := a.mayPost(u, "cmd.hook_consent", n)
	if err == nil && !agreed {
		err = &failure{code: exitUnfinished, text: a.lang.S("cmd.hook_needs_yes", "host", clean(u.Host, 120))}
	}
	return err
}

// deliver sends notifications that were agreed to.
func (a *app) deliver(u *url.URL, plan []webhook.Outgoing, secret mpclient.Secret, o sendFlags) error {
	roots, err := a.roots()
	if err != nil {
		return err
	}
	s := webhook.NewSender(u, webhook.SenderOptions{Secret: secret, UserAgent: testAgent(), Roots: roots, Now: a.now})
	expected := true
	err = s.SendAll(a.ctx, plan, o.Delay, func(sent webhook.Outgoing, got webhook.Answer) error {
		if got.Err != nil {
			return a.noAnswer(u, got)
		}
		ok := sent.Expected(got.Status)
		expected = expected && ok
		return a.told(shipmentOutcome{sent.Event.Name, sent.DataID, got.Status, got.Elapsed.Milliseconds(), ok}, o.asJSON)
	})
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	case err == nil && !expected:
		return &failure{code: exitFails, quiet: true}
	}
	return err
}

// sendRefused words options that cannot be meant or would change nothing.
func (a *app) sendRefused(err error) error {
	var bad *webhook.SendError
	if !errors.As(err, &bad) {
		return err
	}
	switch bad.Problem {
	case webhook.SendUnknownEvent, webhook.SendUnknownForm:
		return a.usage("cmd.bad_value", "flag", a.flagName(bad.Field), "value", clean(bad.Value, 60), "known", strings.Join(bad.Known, ", "))
	case webhook.SendDelay:
		return a.usage("cmd.bad_value", "flag", a.flagName(bad.Field), "value", bad.Value, "known", "@cmd.known_duration")
	case webhook.SendSetForm:
		return a.usage("cmd.hook_set_form", "value", clean(bad.Value, 60))
	case webhook.SendSetUnknown:
		return a.usage("cmd.hook_set_unknown", "field", clean(bad.Value, 60), "known", strings.Join(bad.Known, ", "))
	case webhook.SendSetSame:
		return a.usage("cmd.hook_idle_flag", "flag", "--set "+clean(bad.Value, 60), "why", "@why.hook_same")
	}
	return a.usage("cmd.hook_idle_flag", "flag", a.flagName(bad.Field), "why", "@why.hook_"+string(bad.Problem))
}

// hookSecret is the one of the environment or the configuration.
func (a *app) hookSecret(needed bool) (mpclient.Secret, error) {
	loaded, err := a.load()
	if err != nil {
		return "", err
	}
	s := mpclient.InspectWebhookSecret(loaded.Settings.WebhookSecret.Reveal()).Clean
	if s == "" && needed {
		return "", a.usage("cmd.hook_secret_needed", "var", secretVar(checks.Settings{WebhookSecretVar: loaded.Settings.WebhookSecretVar}))
	}
	return s, nil
}

// noAnswer words an endpoint that could not be asked.
func (a *app) noAnswer(u *url.URL, got webhook.Answer) error {
	return &failure{code: exitUnfinished, text: a.lang.S("cmd.hook_no_answer", "host", clean(u.Host, 120), "why", clean(got.Err.Error(), 160))}
}

func (a *app) told(o shipmentOutcome, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(a.out).Encode(o)
	}
	_, err := fmt.Fprintf(a.out, "%s %s → %d, %d ms\n", o.Event, clean(o.DataID, 64), o.Status, o.MS)
	return err
}
