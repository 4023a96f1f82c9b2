package main

import (
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe/source"
	"github.com/homologa/homologa/mpclient"
)

func (a *app) initCmd() *cobra.Command {
	var d config.Draft
	var force bool
	c := &cobra.Command{
		Use: "init", Short: a.lang.S("cli.init"), Args: a.noArgs,
		Example: "  homologa init\n  homologa init --product bricks --webhook-url https://shop.example/webhooks < /dev/null",
		RunE:    func(*cobra.Command, []string) error { return a.init(d, force) },
	}
	f := c.Flags()
	f.StringVar(&d.Product, "product", "", a.lang.S("flag.product"))
	f.StringVar(&d.PaymentPage, "payment-page", "", a.lang.S("flag.payment_page"))
	f.StringVar(&d.WebhookURL, "webhook-url", "", a.lang.S("flag.webhook_url"))
	f.StringVar(&d.ObjectID, "object", "", a.lang.S("flag.object"))
	f.StringVar(&d.AccessTokenVar, "access-token-var", "", a.lang.S("flag.access_token_var"))
	f.StringVar(&d.PublicKeyVar, "public-key-var", "", a.lang.S("flag.public_key_var"))
	f.StringVar(&d.WebhookSecretVar, "webhook-secret-var", "", a.lang.S("flag.webhook_secret_var"))
	f.BoolVar(&force, "force", false, a.lang.S("flag.force"))
	return c
}

// configPath is where the configuration is, or would be.
func (a *app) configPath() string {
	if a.configFile != "" {
		return a.configFile
	}
	return filepath.Join(a.dir, config.FileName)
}

// writeFailure words an error of writing a configuration.
func (a *app) writeFailure(err error) error {
	var ce *config.Error
	if errors.As(err, &ce) {
		return a.failureOf(err)
	}
	return a.usage("cmd.write", "file", clean(a.configPath(), 160), "why", config.Why(err))
}

// init asks for what the flags left open. Standard input that ends early leaves the defaults.
func (a *app) init(d config.Draft, force bool) error {
	path := a.configPath()
	if config.Exists(path) && !force {
		return a.writeFailure(config.ErrExists) // before eight questions, not after
	}
	if err := d.Check(); err != nil {
		return a.writeFailure(err)
	}
	looked := make(chan source.Suggestions, 1)
	go func() { looked <- a.look(a.ctx) }()
	q := a.questions()
	err := q.ask("init.lang_label", string(a.lang), source.Suggestion{}, func(v string) error {
		l, ok := lang.Parse(v)
		if !ok {
			return a.usage("cmd.bad_value", "flag", "@init.lang_label", "value", clean(v, 40), "known", "pt, es, en")
		}
		a.lang, d.Lang = l, string(l)
		return nil
	})
	if err != nil {
		return err
	}
	var found source.Suggestions
	select {
	case found = <-looked: // ends by itself within a second
	case <-a.ctx.Done():
		return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
	for _, x := range []struct {
		dst        *string
		label, def string
		found      source.Suggestion
		inspect    func(string) mpclient.Credential
	}{
		{&d.Product, "form.product", string(checks.CheckoutPro), found.Product, nil},
		{&d.AccessTokenVar, "init.token_var", config.DefaultVars["access_token"], found.AccessToken, mpclient.InspectAccessToken},
		{&d.PublicKeyVar, "init.key_var", config.DefaultVars["public_key"], found.PublicKey, mpclient.InspectPublicKey},
		{&d.WebhookSecretVar, "init.secret_var", config.DefaultVars["webhook_secret"], found.WebhookSecret, mpclient.InspectWebhookSecret},
		{&d.PaymentPage, "form.page", "", found.PaymentPage, nil},
		{&d.WebhookURL, "form.hook", "", found.WebhookURL, nil},
		{&d.ObjectID, "form.object", "", source.Suggestion{}, nil},
	} {
		if *x.dst == "" {
			err := q.ask(x.label, x.def, x.found, func(v string) error {
				*x.dst = v
				if err := d.Check(); err != nil {
					*x.dst = ""
					return a.writeFailure(err)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		if x.inspect != nil {
			a.sayCredential(*x.dst, x.inspect)
		}
	}
	if err := config.Write(path, d.Render(func(k string) string { return a.lang.S(k) }), force); err != nil {
		return a.writeFailure(err)
	}
	a.trustOwn()
	fmt.Fprintln(a.err, a.lang.S("init.written", "file", clean(path, 160)))
	return nil
}

// questions reads answers line by line, and lets Ctrl+C through while it waits for one.
type questions struct {
	a     *app
	lines chan string
}

func (a *app) questions() *questions {
	q := &questions{a: a, lines: make(chan string)}
	go func() {
		defer close(q.lines)
		in := bufio.NewScanner(a.in)
		for in.Scan() {
			select {
			case q.lines <- in.Text():
			case <-a.ctx.Done():
				return
			}
		}
	}()
	return q
}

// ask takes an answer that fits; nothing means the default, and so do three answers that do not fit.
// What was found in the folder stands in for the default when a person accepts it with an empty
// line: input that ends accepts nothing.
func (q *questions) ask(label, def string, found source.Suggestion, take func(string) error) error {
	a := q.a
	shown := def
	if found.Value != "" && found.Value != def {
		shown = found.Value
		fmt.Fprintln(a.err, a.lang.S("init.found", "label", "@"+label, "value", found.Value, "from", from(found)))
	}
	for range 3 {
		fmt.Fprint(a.err, a.lang.S("init.ask", "label", "@"+label, "default", shown))
		var line string
		var open bool
		select {
		case line, open = <-q.lines:
		case <-a.ctx.Done():
			return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
		}
		v := strings.TrimSpace(line)
		switch {
		case shown == def:
		case v == "" && open:
			v = shown
		case v == "-":
			v = ""
		}
		if v == "" {
			break
		}
		err := take(v)
		if err == nil {
			return nil
		}
		fmt.Fprintln(a.err, err.Error())
	}
	if def == "" {
		return nil
	}
	return take(def)
}
