package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/probe/source"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// look takes the short look at the project's folder. A home or a whole disk is nobody's project.
func (a *app) look(ctx context.Context) source.Suggestions {
	dir, err := filepath.Abs(config.Folder(a.source()))
	if err != nil || filepath.Dir(dir) == dir {
		return source.Suggestions{}
	}
	if home, err := os.UserHomeDir(); err == nil && filepath.Clean(home) == dir {
		return source.Suggestions{}
	}
	tree, err := source.Open(dir)
	if err != nil {
		return source.Suggestions{}
	}
	return source.Suggest(ctx, tree, source.SuggestLimits)
}

// suggestions are what the first-run form may offer. A variable without a value is nothing to paste.
func (a *app) suggestions(ctx context.Context) tui.Suggestions {
	s := a.look(ctx)
	plain := func(x source.Suggestion) tui.Suggestion {
		if x.Value == "" {
			return tui.Suggestion{}
		}
		return tui.Suggestion{Value: x.Value, From: from(x)}
	}
	variable := func(credential string, x source.Suggestion) tui.Suggestion {
		v := config.Variable(a.source(), x.Value)
		if v == "" || !config.Ours(x.Value) && !config.Fits(credential, v) { // the code of a folder may name anything
			return tui.Suggestion{}
		}
		return tui.Suggestion{Value: x.Value, Secret: v, From: from(x)}
	}
	return tui.Suggestions{Product: plain(s.Product), PaymentPage: plain(s.PaymentPage), WebhookURL: plain(s.WebhookURL),
		AccessToken: variable("access_token", s.AccessToken), PublicKey: variable("public_key", s.PublicKey), WebhookSecret: variable("webhook_secret", s.WebhookSecret)}
}

func from(s source.Suggestion) string { return s.Place.File + ":" + strconv.Itoa(s.Place.Line) }

// verifyLimit is how long init waits for the API before it goes on without it.
const verifyLimit = 15 * time.Second

// sayCredential says what is known of the credential that a variable holds: its form, and of an
// access token whose account it opens. Its value is not said.
func (a *app) sayCredential(name string, inspect func(string) mpclient.Credential) {
	v := config.Variable(a.source(), name)
	name = clean(name, 64)
	say := func(mark checks.Verdict, key string, args ...string) {
		fmt.Fprintln(a.err, "  "+export.Symbol(mark, a.ascii())+" "+a.lang.S(key, append([]string{"name", name}, args...)...))
	}
	c := inspect(v.Reveal())
	switch {
	case v == "":
		say(checks.NeedsInput, "init.unset")
		return
	case !c.OK():
		say(checks.Warn, "init.form", "text", a.lang.S("damage."+string(c.Damages[0]), "found", "@kind."+string(c.Kind), "want", "@kind."+string(c.Want)))
		return
	case c.Want != mpclient.KindAccessToken:
		say(checks.Pass, "init.form", "text", "@kind."+string(c.Kind))
		return
	}
	ctx, cancel := context.WithTimeout(a.ctx, verifyLimit)
	defer cancel()
	acc, err := a.whoseToken(ctx, c.Clean)
	if err != nil {
		say(checks.Warn, "init.unchecked", "why", clean(err.Error(), 300))
		return
	}
	world := "@ui.account_real"
	if acc.Test() {
		world = "@ui.account_test"
	}
	say(checks.Pass, "init.whose", "nickname", clean(acc.Nickname, 60), "site", clean(string(acc.Site), 8), "world", world)
}
