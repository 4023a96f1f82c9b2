package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui"
)

// welcome asks what to do when there is nothing to go on: the demo, the form, or a look around.
func (m *lineMode) welcome() error {
	l := m.lang
	m.say(l.S("welcome.lead"))
	for i, k := range []string{"demo", "form", "look"} {
		m.say(strconv.Itoa(i+1) + ": " + l.S("welcome."+k) + ". " + l.S("welcome."+k+"_text"))
	}
	for {
		got, err := m.line(l.S("lines.welcome"), false)
		if err != nil {
			return err
		}
		var w *world
		switch fold(got) {
		case "1", "d", "demo":
			if w, err = work(m, "ui.opening", func(context.Context) (*world, error) { return m.openDemo(false) }); err == nil {
				m.say(m.lang.S("cmd.demo"))
			}
		case "2", "f":
			w, err = m.form()
		case "3", "o":
			w, err = m.openReal(nil)
		case "q", "quit", "sair", "salir":
			return errLeave
		default:
			m.say(l.S("lines.welcome_again"))
			continue
		}
		if err == nil {
			return m.enter(w)
		}
		if m.ctx.Err() != nil || err == errLeave {
			return err
		}
		m.say(mpclient.Clean(err.Error()))
	}
}

// form collects what the first-run form of the screen does. Secrets are not shown and stay in memory.
func (m *lineMode) form() (*world, error) {
	l := m.lang
	var d tui.Draft
	m.say(l.S("form.title"))
	for i, p := range checks.Products {
		m.say(strconv.Itoa(i+1) + ": " + l.S("product."+string(p)))
	}
	got, err := m.line(l.S("form.product"), false)
	if err != nil {
		return nil, err
	}
	d.Product = string(checks.CheckoutPro)
	if n, err := strconv.Atoi(got); err == nil && n > 0 && n <= len(checks.Products) {
		d.Product = string(checks.Products[n-1])
	} else if slices.Contains(checks.Products, checks.Product(got)) {
		d.Product = got
	}
	m.entry("form.product", l.S("product."+d.Product))
	for _, x := range []struct {
		key  string
		dst  *mpclient.Secret
		look func(string) mpclient.Credential
	}{{"form.token", &d.AccessToken, mpclient.InspectAccessToken}, {"form.public_key", &d.PublicKey, mpclient.InspectPublicKey}, {"form.secret", &d.WebhookSecret, mpclient.InspectWebhookSecret}} {
		if err := m.secret(x.key, x.dst, x.look); err != nil {
			return nil, err
		}
		if x.dst == &d.AccessToken && *x.dst != "" {
			if err := m.whose(*x.dst); err != nil {
				return nil, err
			}
		}
	}
	for _, x := range []struct {
		key string
		dst *string
	}{{"form.page", &d.PaymentPage}, {"form.hook", &d.WebhookURL}, {"form.object", &d.ObjectID}} {
		m.say(l.S(x.key + "_hint"))
		if *x.dst, err = m.line(l.S(x.key), false); err != nil {
			return nil, err
		}
	}
	save, err := m.line(l.S("lines.save"), false)
	if err != nil {
		return nil, err
	}
	d.Save = l.IsYes(save)
	return m.openDraft(d, l)
}

// secret asks for a credential and says at once what it looks like, without any call and without showing it.
func (m *lineMode) secret(key string, dst *mpclient.Secret, look func(string) mpclient.Credential) error {
	l := m.lang
	m.say(l.S(key + "_hint"))
	got, err := m.line(l.S(key), true)
	if err != nil || strings.TrimSpace(got) == "" {
		return err
	}
	*dst = mpclient.Secret(got)
	c := look(got)
	if c.OK() {
		m.say(l.S("verdict.pass") + ": " + l.S("kind."+string(c.Kind)))
		return nil
	}
	m.say(l.S("verdict.warn") + ": " + l.S("damage."+string(c.Damages[0]), "found", "@kind."+string(c.Kind), "want", "@kind."+string(c.Want)))
	return nil
}

// whose asks the API whose token it is; a refusal is told and the form goes on.
func (m *lineMode) whose(token mpclient.Secret) error {
	c := mpclient.InspectAccessToken(token.Reveal())
	if !c.OK() {
		return nil
	}
	acc, err := work(m, "form.asking", func(ctx context.Context) (mpclient.Account, error) { return m.whoseToken(ctx, c.Clean) })
	switch {
	case m.ctx.Err() != nil:
		return m.interrupted()
	case err != nil:
		m.say(m.lang.S("verdict.fail") + ": " + mpclient.CleanLine(err.Error(), 300))
		return nil
	}
	world := "ui.account_real"
	if acc.Test() {
		world = "ui.account_test"
	}
	m.say(m.lang.S("verdict.pass") + ": " + mpclient.CleanLine(acc.Nickname, 60) + ", " + mpclient.CleanLine(string(acc.Site), 8) + ", " + m.lang.S(world))
	return nil
}
