package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

func someFound() Suggestions {
	return Suggestions{
		Product:     Suggestion{Value: "bricks", From: "web/checkout.js:14"},
		WebhookURL:  Suggestion{Value: "https://api.lojadoze.com.br/webhooks/mercadopago", From: "server.js:31"},
		PaymentPage: Suggestion{Value: "https://www.lojadoze.com.br/", From: ".env:6"},
		AccessToken: Suggestion{Value: "MERCADOPAGO_TOKEN", Secret: someToken, From: ".env:2"},
		PublicKey:   Suggestion{Value: "MERCADOPAGO_KEY", Secret: "APP_USR-", From: ".env:3"},
	}
}

// foundBench is a form whose folder was looked at.
func foundBench(t *testing.T, l lang.Lang, w, h int) (*bench, *Draft) {
	b, got := welcomeBench(t, l)
	b.m.opt.Suggest = func(context.Context) Suggestions { return someFound() }
	b.m.opt.Verify = func(_ context.Context, s mpclient.Secret) (mpclient.Account, error) {
		return mpclient.Account{ID: 7, Nickname: "LOJADOZE", Site: "MLB"}, nil
	}
	b.send(tea.WindowSizeMsg{Width: w, Height: h})
	b.keys("f")
	return b, got
}

func TestFormWithSuggestions(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 40}} {
		for _, l := range lang.All {
			for name, keys := range map[string][]string{"product": nil, "token": {"right", "down"}, "taken": {"right", "down", "right"}, "address": {"down", "down", "down", "down", "down"}} {
				t.Run(fmt.Sprintf("%s_%dx%d_%s", name, size[0], size[1], l), func(t *testing.T) {
					b, _ := foundBench(t, l, size[0], size[1])
					b.keys(keys...)
					held(t, size, l, b.frame())
				})
			}
		}
	}
}

func TestNothingIsTakenUnasked(t *testing.T) {
	b, got := foundBench(t, lang.EN, 80, 24)
	b.keys("down", "tab", "down", "down", "down", "enter", "ctrl+g")
	wants(t, b.frame(), "Nothing to check yet", "My integration")
	if *got != (Draft{}) {
		t.Errorf("an empty form opens %+v", *got)
	}
	b.keys("4")
	if strings.Contains(b.frame(), "Nothing to check yet") {
		t.Error("still said once something is typed")
	}
	b.keys("2", "ctrl+g")
	if d := *got; d.ObjectID != "42" || d.Product != "checkout_pro" || d.AccessToken != "" || d.AccessTokenVar != "" || d.WebhookURL != "" || d.PaymentPage != "" {
		t.Errorf("draft %+v", d)
	}
}

func TestTheRightArrowTakesWhatWasFound(t *testing.T) {
	b, got := foundBench(t, lang.EN, 80, 24)
	b.keys("right", "down", "right")
	wants(t, b.frame(), "Bricks", "MERCADOPAGO_TOKEN ✓", "LOJADOZE · MLB · real account", "Read from the variable MERCADOPAGO_TOKEN (.env:2)")
	if strings.Contains(b.frame(), someToken[8:30]) {
		t.Errorf("the value shows:\n%s", b.frame())
	}
	b.keys("down", "down", "down", "right", "down", "right", "right", "ctrl+g")
	want := Draft{Product: "bricks", AccessToken: someToken, AccessTokenVar: "MERCADOPAGO_TOKEN", PaymentPage: "https://www.lojadoze.com.br/",
		WebhookURL: "https://api.lojadoze.com.br/webhooks/mercadopago", Save: true}
	if *got != want {
		t.Errorf("draft %+v", *got)
	}
}

func TestATakenVariableGivesWayToWhatIsTyped(t *testing.T) {
	for name, change := range map[string]func(*bench){
		"typed":  func(b *bench) { b.keys("backspace"); b.keys("A") },
		"pasted": func(b *bench) { b.send(tea.PasteMsg{Content: "A"}) },
	} {
		b, got := foundBench(t, lang.EN, 80, 24)
		b.keys("down", "right")
		change(b)
		if f := b.frame(); strings.Contains(f, "LOJADOZE") {
			t.Errorf("%s: the account of the variable stays:\n%s", name, f)
		}
		b.keys("ctrl+g")
		if got.AccessToken != "A" || got.AccessTokenVar != "" {
			t.Errorf("%s: %+v", name, *got)
		}
	}
}

func TestAChosenProductIsNotOfferedAnother(t *testing.T) {
	b, _ := foundBench(t, lang.EN, 80, 24)
	b.keys("left")
	if f := b.frame(); strings.Contains(f, "checkout.js") || !strings.Contains(f, "Point") {
		t.Errorf("after choosing:\n%s", f)
	}
	b.keys("right", "right")
	if got := b.m.form.values[fProduct]; got != "checkout_api" {
		t.Errorf("two to the right of the last is %s", got)
	}
}

func TestTheLookEndsWithTheForm(t *testing.T) {
	b, _ := welcomeBench(t, lang.EN)
	var looks []context.Context
	b.m.opt.Suggest = func(ctx context.Context) Suggestions { looks = append(looks, ctx); return someFound() }
	first := b.m.openForm()
	_ = b.m.openForm()
	late := first() // the answer of an opening that is over
	if looks[0].Err() == nil {
		t.Error("the first look goes on")
	}
	b.send(late)
	if b.m.form.found != (Suggestions{}) {
		t.Error("a late answer was believed")
	}
	second := b.m.openForm()
	msg := second()
	b.keys("esc")
	if looks[1].Err() == nil {
		t.Error("esc leaves the look running")
	}
	b.send(msg)
	if b.m.State().Screen != "welcome" {
		t.Error("an answer opens the form")
	}
}
