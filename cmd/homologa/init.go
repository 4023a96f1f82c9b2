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
	q := a.questions()
	for _, x := range []struct {
		dst        *string
		label, def string
	}{
		{&d.Lang, "init.lang_label", string(a.lang)},
		{&d.Product, "form.product", string(checks.CheckoutPro)},
		{&d.PaymentPage, "form.page", ""},
		{&d.WebhookURL, "form.hook", ""},
		{&d.ObjectID, "form.object", ""},
		{&d.AccessTokenVar, "init.token_var", config.DefaultVars["access_token"]},
		{&d.PublicKeyVar, "init.key_var", config.DefaultVars["public_key"]},
		{&d.WebhookSecretVar, "init.secret_var", config.DefaultVars["webhook_secret"]},
	} {
		if *x.dst != "" {
			continue
		}
		err := q.ask(x.label, x.def, func(v string) error {
			if x.dst == &d.Lang {
				l, ok := lang.Parse(v)
				if !ok {
					return a.usage("cmd.bad_value", "flag", "@"+x.label, "value", clean(v, 40), "known", "pt, es, en")
				}
				a.lang, d.Lang = l, string(l)
				return nil
			}
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
	if err := config.Write(path, d.Render(func(k string) string { return a.lang.S(k) }), force); err != nil {
		return a.writeFailure(err)
	}
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
func (q *questions) ask(label, def string, take func(string) error) error {
	a := q.a
	for range 3 {
		fmt.Fprint(a.err, a.lang.S("init.ask", "label", "@"+label, "default", def))
		var line string
		select {
		case line = <-q.lines:
		case <-a.ctx.Done():
			return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
		}
		v := strings.TrimSpace(line)
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
