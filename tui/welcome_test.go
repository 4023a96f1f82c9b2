package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

const someToken = "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2034567891"

func welcomeBench(t *testing.T, l lang.Lang) (*bench, *Draft) {
	t.Helper()
	var got Draft
	b := &bench{t: t, engine: newFake(t), clip: &fakeClip{}}
	session := func() (*Session, error) { return &Session{Engine: b.engine}, nil }
	b.m = New(Options{Lang: l, Version: "0.1.0", Theme: "dark", Now: func() time.Time { return fakeNow }, After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		OpenDemo:  func(lang.Lang) (*Session, error) { return session() },
		LookRound: func() (*Session, error) { return nil, errors.New("broken") },
		OpenDraft: func(d Draft, _ lang.Lang) (*Session, error) { got = d; return session() }})
	b.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return b, &got
}

func TestFormScreen(t *testing.T) {
	b, _ := welcomeBench(t, lang.EN)
	b.keys("f", "down")
	b.send(tea.PasteMsg{Content: " \"" + someToken + "\"\n"})
	golden.RequireEqual(t, []byte(b.frame()))
}

func TestDemoFromTheFirstScreen(t *testing.T) {
	b, _ := welcomeBench(t, lang.EN)
	b.keys("enter")
	if s := b.m.State(); s.Screen != "walk" || len(b.engine.runs) != 1 {
		t.Errorf("%+v, runs %d", s, len(b.engine.runs))
	}
}

func TestAFailedStartIsSaidAndLeavesTheScreen(t *testing.T) {
	b, _ := welcomeBench(t, lang.EN)
	b.keys("o")
	if s := b.m.State(); s.Screen != "welcome" || !strings.Contains(b.frame(), "broken") {
		t.Errorf("%+v\n%s", s, b.frame())
	}
}

func TestFormKeepsSecretsOffTheScreen(t *testing.T) {
	b, got := welcomeBench(t, lang.EN)
	b.keys("f", "right", "down")
	b.send(tea.PasteMsg{Content: someToken})
	for _, f := range []string{b.frame(), ansi.Strip(b.m.View().Content)} {
		if strings.Contains(f, someToken[8:30]) {
			t.Fatalf("the token shows:\n%s", f)
		}
	}
	b.keys("down", "down", "down")
	for _, r := range "https://a.example/x" {
		b.keys(string(r))
	}
	b.keys("ctrl+g")
	if got.AccessToken.Reveal() != someToken || got.PaymentPage != "https://a.example/x" || got.Product != "checkout_api" || !got.Save {
		t.Errorf("draft %+v", *got)
	}
	if b.m.State().Screen != "walk" {
		t.Error("the audit did not start")
	}
}

func TestFormSaysAtOnceWhoseTheTokenIs(t *testing.T) {
	for name, c := range map[string]struct {
		acc  mpclient.Account
		err  error
		want string
	}{
		"test":    {mpclient.Account{ID: 7, Nickname: "TESTUSER7", Site: "MLB", Tags: []string{"test_user"}}, nil, "TESTUSER7 · MLB · test account"},
		"real":    {mpclient.Account{ID: 7, Nickname: "SHOP\x1b[2J", Site: "MLA"}, nil, "SHOP␛[2J · MLA · real account"},
		"refused": {mpclient.Account{}, errors.New("the API refused the token"), "the API refused the token"},
	} {
		b, _ := welcomeBench(t, lang.EN)
		asked := 0
		b.m.opt.Verify = func(context.Context, mpclient.Secret) (mpclient.Account, error) { asked++; return c.acc, c.err }
		b.keys("f", "down")
		b.send(tea.PasteMsg{Content: someToken})
		wants(t, b.frame(), c.want)
		b.keys("down", "up", "down")
		if asked != 1 {
			t.Errorf("%s: asked %d times about one token", name, asked)
		}
		b.keys("up", "backspace")
		if f := b.frame(); strings.Contains(f, c.want) {
			t.Errorf("%s: the answer stays although the token changed:\n%s", name, f)
		}
	}
}
