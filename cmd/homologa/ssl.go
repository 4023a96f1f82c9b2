package main

import (
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

func (a *app) sslCmd() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use: "ssl URL", Short: a.lang.S("cli.ssl"), Long: a.paragraphs("cli.ssl.long"),
		Example: `  homologa ssl https://shop.example/checkout
  homologa ssl shop.example --format json`,
		Args: func(c *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return a.usage("cmd.ssl_no_url")
			case 1:
				return nil
			}
			return a.noArgs(c, args[1:])
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.ssl(args[0], f) },
	}
	a.outputFlags(c, &f)
	return c
}

// ssl examines one address. It reads no configuration: the answer is the same in every folder.
func (a *app) ssl(raw string, f checkFlags) error {
	if err := a.wellFormed(f); err != nil {
		return err
	}
	page, ok := pageAddress(raw)
	if !ok {
		return a.usage("cmd.ssl_not_url", "value", clean(raw, 120))
	}
	roots, err := a.roots()
	if err != nil {
		return err
	}
	w := (&world{}).assemble(&probe.Env{
		Load:  func() checks.Settings { return checks.Settings{PaymentPage: page} },
		Roots: roots, Now: a.now,
	})
	return a.judge(w, checks.Selection{IDs: rules.OfAddress()}, f)
}

// pageAddress reads what a person types as an address: without a scheme it is HTTPS.
func pageAddress(raw string) (string, bool) {
	raw = strings.TrimSpace(raw)
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(raw, " \t\r\n") {
		return "", false
	}
	return raw, true
}
