package main

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

func (a *app) webhookDoctorCmd() *cobra.Command {
	var f checkFlags
	var counter string
	c := &cobra.Command{
		Use: "doctor URL", Short: a.lang.S("cli.doctor"), Long: a.paragraphs("cli.doctor.long"),
		Example: `  homologa webhook doctor https://shop.example/webhooks --yes
  homologa webhook doctor localhost:8080/webhooks --counter http://localhost:8080/count`,
		Args: a.hookArg,
		RunE: func(_ *cobra.Command, args []string) error { return a.webhookDoctor(args[0], counter, f) },
	}
	a.outputFlags(c, &f)
	c.Flags().StringVar(&counter, "counter", "", a.lang.S("flag.counter"))
	takes(c, "counter", "URL")
	return c
}

// takes names what a flag of a command takes, for help.
func takes(c *cobra.Command, flag, argument string) {
	c.Flags().Lookup(flag).Annotations = map[string][]string{"argument": {argument}}
}

func (a *app) hookArg(c *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return a.usage("cmd.hook_no_url", "command", c.CommandPath())
	case 1:
		return nil
	}
	return a.noArgs(c, args[1:])
}

// hookURL reads what a person types as a notification URL: without a scheme it is HTTPS, on this
// computer HTTP.
func hookURL(raw string) (u *url.URL, ok bool) {
	raw = strings.TrimSpace(raw)
	if !strings.Contains(raw, "://") {
		scheme := "https://"
		if u, err := url.Parse("http://" + raw); err == nil && loopback(u.Hostname()) {
			scheme = "http://"
		}
		raw = scheme + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(raw, " \t\r\n") {
		return nil, false
	}
	return u, true
}

// loopback tells names that cannot be anybody else's.
func loopback(host string) bool {
	if host = strings.ToLower(host); host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// mayPost asks, in the words of a key, before the first of n requests to somebody's server. Without a terminal
// only --yes agrees.
func (a *app) mayPost(u *url.URL, question string, n int) (bool, error) {
	switch {
	case a.yes || loopback(u.Hostname()):
		return true, nil
	case !a.ttyIn:
		return false, nil
	}
	fmt.Fprint(a.err, a.lang.S(question, "n", fmt.Sprint(n), "host", clean(u.Host, 120)))
	if a.asking == nil {
		a.asking = a.questions()
	}
	select {
	case line := <-a.asking.lines:
		return a.lang.Agrees(line), nil
	case <-a.ctx.Done():
		return false, &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
}

func (a *app) note(key string, args ...string) {
	fmt.Fprintln(a.err, "homologa: "+a.lang.S(key, args...))
}

// secretVar names where the secret was looked for.
func secretVar(s checks.Settings) string {
	if s.WebhookSecretVar != "" {
		return s.WebhookSecretVar
	}
	return config.DefaultVars["webhook_secret"]
}

// webhookDoctor examines one notification endpoint. Of the configuration it takes the secret and the
// product; the address is the one given.
func (a *app) webhookDoctor(raw, counter string, f checkFlags) error {
	if err := a.wellFormed(f); err != nil {
		return err
	}
	u, ok := hookURL(raw)
	if !ok {
		return a.usage("cmd.hook_not_url", "value", clean(raw, 120))
	}
	if counter != "" {
		c, ok := hookURL(counter)
		if !ok {
			return a.usage("cmd.hook_not_url", "value", clean(counter, 120))
		}
		counter = c.String()
	}
	loaded, err := a.load()
	if err != nil {
		return err
	}
	roots, err := a.roots()
	if err != nil {
		return err
	}
	set := checks.Settings{Product: loaded.Settings.Product, WebhookURL: u.String(), WebhookSecret: loaded.Settings.WebhookSecret,
		WebhookSecretVar: loaded.Settings.WebhookSecretVar, CounterURL: counter}
	set.HookUnsigned = set.WebhookSecret == ""
	if set.HookUnsigned {
		a.note("cmd.hook_no_secret", "var", secretVar(set))
	}
	agreed, err := a.mayPost(u, "cmd.hook_consent_most", probe.MostHookPosts(set))
	if err != nil {
		return err
	}
	sel := checks.Selection{IDs: rules.OfEndpoint()}
	if agreed {
		sel.Consent = map[string]bool{"webhook": true}
	}
	if loopback(u.Hostname()) {
		a.note("cmd.hook_local", "host", clean(u.Host, 120))
		sel.IDs = slices.DeleteFunc(sel.IDs, func(id checks.ID) bool { return id == "notifications.public_https" || id == "notifications.tls" })
	}
	w := (&world{}).assemble(&probe.Env{Load: func() checks.Settings { return set }, Roots: roots, Now: a.now})
	err = a.judge(w, sel, f)
	if agreed && counter == "" && !set.HookUnsigned {
		a.note("cmd.hook_no_counter")
	}
	if !agreed {
		a.note("cmd.hook_needs_yes", "host", clean(u.Host, 120))
	}
	return err
}
