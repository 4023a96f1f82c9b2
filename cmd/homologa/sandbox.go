package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

func (a *app) sandboxCmd() *cobra.Command {
	var addr, site, kind, webhook string
	var asJSON, noPix bool
	c := &cobra.Command{
		Use: "sandbox", Short: "Run the simulator of the Mercado Pago API",
		Long: `Runs the simulator until interrupted. Its credentials are invented: they open nothing
outside of it. Paths under /_sandbox/ switch the account, reports and faults.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.sandbox(addr, site, kind, webhook, asJSON, noPix) },
	}
	f := c.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:0", "address to listen on")
	f.StringVar(&site, "site", "MLB", "MLA, MLB, MLM, MLC, MCO, MPE or MLU")
	f.StringVar(&kind, "account", "real", "kind of the seller account: real, test or not_activated")
	f.StringVar(&webhook, "webhook", "", "notification URL of the simulated panel")
	f.BoolVar(&noPix, "no-pix-key", false, "an account without a Pix key")
	f.BoolVar(&asJSON, "json", false, "print one JSON line when ready")
	return c
}

func (a *app) sandbox(addr, site, kind, webhook string, asJSON, noPix bool) error {
	a.asJSON = asJSON
	id := mpclient.SiteID(strings.ToUpper(site))
	if _, ok := mpclient.SiteByID(id); !ok {
		return a.usage("cmd.bad_value", "flag", "--site", "value", mpclient.CleanLine(site, 20), "known", "MLA, MLB, MLM, MLC, MCO, MPE, MLU")
	}
	kinds := []sandbox.AccountKind{sandbox.Real, sandbox.Test, sandbox.NotActivated}
	if !slices.Contains(kinds, sandbox.AccountKind(kind)) {
		return a.usage("cmd.bad_value", "flag", "--account", "value", mpclient.CleanLine(kind, 20), "known", "real, test, not_activated")
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		why := err
		var op *net.OpError
		if errors.As(err, &op) {
			why = op.Err
		}
		return a.usage("cmd.listen", "addr", mpclient.CleanLine(addr, 80), "why", mpclient.CleanLine(why.Error(), 120))
	}
	sb := sandbox.New(sandbox.Config{Site: id, Kind: sandbox.AccountKind(kind), Now: a.now})
	defer sb.Close()
	if noPix {
		sb.SetPix(false, false)
	}
	if webhook != "" {
		sb.SetWebhook(webhook)
	}
	srv := &http.Server{Handler: sb, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	c := sb.Credentials()
	ready := struct {
		BaseURL       string `json:"base_url"`
		AccessToken   string `json:"access_token"`
		PublicKey     string `json:"public_key"`
		WebhookSecret string `json:"webhook_secret"`
		ClientID      string `json:"client_id"`
		UserID        int64  `json:"user_id"`
		Site          string `json:"site"`
	}{"http://" + ln.Addr().String(), c.AccessToken, c.PublicKey, c.WebhookSecret, c.ClientID, c.UserID, string(c.Site)}
	if asJSON {
		line, err := json.Marshal(ready)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.out, string(line))
	} else {
		fmt.Fprintf(a.out, "base_url        %s\naccess_token    %s\npublic_key      %s\nwebhook_secret  %s\nclient_id       %s\nuser_id         %d\nsite            %s\n",
			ready.BaseURL, ready.AccessToken, ready.PublicKey, ready.WebhookSecret, ready.ClientID, ready.UserID, ready.Site)
		fmt.Fprintln(a.err, a.lang.S("cmd.sandbox_ready"))
	}
	select {
	case err := <-failed:
		return &failure{code: exitUnfinished, text: mpclient.CleanLine(err.Error(), 160)}
	case <-a.ctx.Done():
	}
	down, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = srv.Shutdown(down)
	return nil
}
