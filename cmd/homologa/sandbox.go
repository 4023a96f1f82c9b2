package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

type sandboxFlags struct {
	addr, site, kind, webhook, state, chaos string
	seed                                    uint64
	asJSON, noPix                           bool
	given                                   func(flag string) bool // by the person, on the line or by a variable
}

func (a *app) sandboxCmd() *cobra.Command {
	var o sandboxFlags
	var differences bool
	c := &cobra.Command{
		Use: "sandbox", Short: a.lang.S("cli.sandbox"), Long: a.paragraphs("cli.sandbox.long"), Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if differences {
				return a.differences()
			}
			return a.sandbox(o)
		},
	}
	f := c.Flags()
	o.given = f.Changed
	f.StringVar(&o.addr, "addr", "127.0.0.1:0", a.lang.S("flag.addr"))
	f.StringVar(&o.site, "site", "MLB", a.lang.S("flag.site"))
	f.StringVar(&o.kind, "account", "real", a.lang.S("flag.account"))
	f.StringVar(&o.webhook, "webhook", "", a.lang.S("flag.webhook"))
	f.BoolVar(&o.noPix, "no-pix-key", false, a.lang.S("flag.no_pix_key"))
	f.StringVar(&o.chaos, "chaos", "", a.lang.S("flag.chaos"))
	f.Uint64Var(&o.seed, "seed", 0, a.lang.S("flag.seed"))
	f.StringVar(&o.state, "state", "", a.lang.S("flag.state"))
	f.BoolVar(&differences, "differences", false, a.lang.S("flag.differences"))
	f.BoolVar(&o.asJSON, "json", false, a.lang.S("flag.json"))
	return c
}

// listen opens an address. Without public it has to be one of this machine only; refusal is the text that
// says so, of which {addr} is the address.
func (a *app) listen(addr string, public bool, refusal string) (net.Listener, error) {
	fail := func(why string) (net.Listener, error) {
		return nil, a.usage("cmd.listen", "addr", clean(addr, 80), "why", why)
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fail("@why.not_address")
	}
	if ip, err := netip.ParseAddr(host); !public && host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, a.usage(refusal, "addr", clean(addr, 80), "why", "@why.not_loopback")
	}
	ln, err := net.Listen("tcp", addr)
	var op *net.OpError
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fail("@why.in_use")
	case errors.Is(err, fs.ErrPermission):
		return fail("@why.permission")
	case errors.As(err, &op):
		err = op.Err
	}
	return fail(mpclient.CleanLine(err.Error(), 120))
}

// config reads the flags that say what is simulated.
func (o sandboxFlags) config(a *app) (sandbox.Config, sandbox.Chaos, error) {
	none := func(flag, value, known string) (sandbox.Config, sandbox.Chaos, error) {
		return sandbox.Config{}, sandbox.Chaos{}, a.usage("cmd.bad_value", "flag", a.flagName(flag), "value", clean(value, 80), "known", known)
	}
	id := mpclient.SiteID(strings.ToUpper(o.site))
	if _, ok := mpclient.SiteByID(id); !ok {
		return none("site", o.site, "MLA, MLB, MLM, MLC, MCO, MPE, MLU")
	}
	kinds := []sandbox.AccountKind{sandbox.Real, sandbox.Test, sandbox.TestBuyer, sandbox.Restricted, sandbox.NotActivated}
	if !slices.Contains(kinds, sandbox.AccountKind(o.kind)) {
		return none("account", o.kind, "real, test, test_buyer, restricted, not_activated")
	}
	if o.webhook != "" && !config.WebAddress(o.webhook) {
		return none("webhook", o.webhook, "@cmd.known_url")
	}
	var chaos sandbox.Chaos
	if o.chaos != "" {
		var err error
		var bad *sandbox.ChaosError
		if chaos, err = sandbox.ParseChaos(o.chaos); errors.As(err, &bad) {
			return sandbox.Config{}, chaos, a.usage("cmd.chaos", "flag", a.flagName("chaos"), "part", clean(bad.Part, 80),
				"why", "@chaos."+string(bad.Problem), "known", bad.Known)
		}
	}
	if o.state != "" && !o.given("site") {
		id = "" // the file knows
	}
	return sandbox.Config{Site: id, Kind: sandbox.AccountKind(o.kind), Seed: o.seed, Now: a.now, Live: true}, chaos, nil
}

// settle brings the account into the state the flags ask for. What no flag names stays as a
// state file has it.
func (o sandboxFlags) settle(sb *sandbox.Server, chaos sandbox.Chaos) error {
	account := map[string]any{}
	if o.given("account") && o.state != "" {
		account["kind"] = o.kind
	}
	if o.given("no-pix-key") {
		account["pix_offered"], account["pix_key"] = !o.noPix, !o.noPix
	}
	if len(account) > 0 {
		if err := sb.Control("account", account); err != nil {
			return err
		}
	}
	if o.given("webhook") {
		if err := sb.Control("webhook", map[string]string{"url": o.webhook}); err != nil {
			return err
		}
	}
	return sb.SetChaos(chaos)
}

// sandbox runs until interrupted; being interrupted is how it is meant to end, so that is a success.
func (a *app) sandbox(o sandboxFlags) error {
	a.asJSON = o.asJSON
	cfg, chaos, err := o.config(a)
	if err != nil {
		return err
	}
	ln, err := a.listen(o.addr, false, "cmd.listen") // its control paths ask for no key
	if err != nil {
		return err
	}
	sb, err := a.openSandbox(cfg, o.state)
	if err != nil {
		_ = ln.Close()
		return err
	}
	defer sb.Close()
	if err := o.settle(sb, chaos); err != nil {
		_ = ln.Close()
		return &failure{code: exitUnfinished, text: clean(err.Error(), 300)}
	}
	if o.given("seed") && sb.Seed() != o.seed {
		fmt.Fprintln(a.err, "homologa: "+a.lang.S("cmd.state_seed", "file", clean(o.state, 160), "seed", fmt.Sprint(sb.Seed()), "flag", a.flagName("seed")))
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
	if o.asJSON {
		line, err := json.Marshal(ready)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.out, string(line)); err != nil {
			return err // nobody will ever know the keys
		}
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

// openSandbox starts the simulator in memory or on a state file.
func (a *app) openSandbox(cfg sandbox.Config, state string) (*sandbox.Server, error) {
	if state == "" {
		return sandbox.New(cfg), nil
	}
	sb, err := sandbox.Open(cfg, state)
	var bad *sandbox.StateError
	switch {
	case err == nil:
		return sb, nil
	case errors.As(err, &bad):
		return nil, a.usage("cmd.state", "file", clean(state, 160), "why", "@state."+string(bad.Problem))
	}
	return nil, a.usage("cmd.state", "file", clean(state, 160), "why", mpclient.CleanLine(err.Error(), 160))
}

// differences prints where the simulator knowingly answers otherwise than the specification.
func (a *app) differences() error {
	var b strings.Builder
	for _, d := range sandbox.KnownDifferences {
		fmt.Fprintf(&b, "%s\n  %s", d.Operation, d.What)
		if d.Field != "" {
			fmt.Fprintf(&b, " (%s)", d.Field)
		}
		fmt.Fprintf(&b, "\n  %s\n", d.Source)
	}
	_, err := fmt.Fprint(a.out, b.String())
	return err
}
