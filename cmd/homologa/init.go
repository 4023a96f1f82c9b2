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
	"github.com/homologa/homologa/mpclient"
)

func (a *app) initCmd() *cobra.Command {
	var d config.Draft
	var force bool
	c := &cobra.Command{
		Use: "init", Short: "Ask for what is needed and write homologa.toml (no secret in it)", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.init(d, force) },
	}
	f := c.Flags()
	f.StringVar(&d.Product, "product", "", "checkout_pro, checkout_api, bricks, orders, subscriptions, qr or point")
	f.StringVar(&d.PaymentPage, "payment-page", "", "address of the payment page")
	f.StringVar(&d.WebhookURL, "webhook-url", "", "address that receives notifications")
	f.StringVar(&d.ObjectID, "object", "", "id of a preference or payment your integration created")
	f.StringVar(&d.AccessTokenVar, "access-token-var", "", "environment variable of the access token")
	f.StringVar(&d.PublicKeyVar, "public-key-var", "", "environment variable of the public key")
	f.StringVar(&d.WebhookSecretVar, "webhook-secret-var", "", "environment variable of the secret signature")
	f.BoolVar(&force, "force", false, "replace an existing homologa.toml")
	return c
}

// init asks for what the flags left open. Standard input that ends early leaves the defaults.
func (a *app) init(d config.Draft, force bool) error {
	path := a.configFile
	if path == "" {
		path = filepath.Join(a.dir, config.FileName)
	}
	in := bufio.NewReader(a.in)
	ask := func(dst *string, label, def string, good func(string) bool) {
		if *dst != "" {
			return
		}
		for range 3 {
			fmt.Fprint(a.err, a.lang.S("init.ask", "label", a.lang.S(label), "default", def))
			line, err := in.ReadString('\n')
			v := strings.TrimSpace(line)
			if v == "" {
				*dst = def
				return
			}
			if good == nil || good(v) {
				*dst = mpclient.CleanLine(v, 400)
				return
			}
			fmt.Fprintln(a.err, a.lang.S("cmd.bad_value", "flag", a.lang.S(label), "value", mpclient.CleanLine(v, 60), "known", def))
			if err != nil {
				break
			}
		}
		*dst = def
	}
	address := func(s string) bool { return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") }
	name := func(s string) bool {
		return mpclient.InspectAccessToken(s).Kind == mpclient.KindUnknown && !strings.ContainsAny(s, " -")
	}
	ask(&d.Lang, "init.lang_label", string(a.lang), func(s string) bool { _, ok := lang.Parse(s); return ok })
	if l, ok := lang.Parse(d.Lang); ok {
		a.lang = l
	}
	ask(&d.Product, "form.product", string(checks.CheckoutPro), func(s string) bool {
		for _, p := range checks.Products {
			if string(p) == s {
				return true
			}
		}
		return false
	})
	ask(&d.PaymentPage, "form.page", "", address)
	ask(&d.WebhookURL, "form.hook", "", address)
	ask(&d.ObjectID, "form.object", "", nil)
	ask(&d.AccessTokenVar, "init.token_var", config.DefaultVars["access_token"], name)
	ask(&d.PublicKeyVar, "init.key_var", config.DefaultVars["public_key"], name)
	ask(&d.WebhookSecretVar, "init.secret_var", config.DefaultVars["webhook_secret"], name)
	if err := config.Write(path, d.Render(func(k string) string { return a.lang.S(k) }), force); err != nil {
		var ce *config.Error
		if errors.As(err, &ce) {
			return &failure{code: exitUsage, text: a.lang.Text(ce.Text)}
		}
		return a.usage("cmd.write", "file", mpclient.CleanLine(path, 160), "why", mpclient.CleanLine(err.Error(), 120))
	}
	fmt.Fprintln(a.err, a.lang.S("init.written", "file", mpclient.CleanLine(path, 160)))
	return nil
}
