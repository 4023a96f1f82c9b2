package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// form collects the first-run settings. Secrets are masked while typed and never leave memory.
type form struct {
	at     int
	values [formFields]string
	save   bool
	chosen bool // the product was: it is no longer the default

	opened int                    // which opening of the form this is
	stop   func()                 // ends the look at the folder
	found  Suggestions            // what that look found
	vars   [formFields]Suggestion // credentials that were taken from a variable

	asked   string // the token that was asked about last
	account *mpclient.Account
	refused string // why there is no account

	failed string // why the form did not open anything
}

// formAccountMsg is what the API says of a token.
type formAccountMsg struct {
	token   string
	account mpclient.Account
	err     error
}

// verify asks about the token once it is whole and another than before. Only a look: nothing is changed by it.
func (m *Model) verify() tea.Cmd {
	f := &m.form
	token := f.raw(fToken)
	if m.opt.Verify == nil || token == f.asked || !mpclient.InspectAccessToken(token).OK() {
		return nil
	}
	f.asked, f.account, f.refused = token, nil, ""
	ask, ctx := m.opt.Verify, m.opt.Context
	return func() tea.Msg {
		acc, err := ask(ctx, mpclient.InspectAccessToken(token).Clean)
		return formAccountMsg{token, acc, err}
	}
}

func (m *Model) verified(msg formAccountMsg) {
	f := &m.form
	switch {
	case msg.token != f.asked: // another was pasted meanwhile
	case msg.err != nil:
		f.refused = mpclient.CleanLine(msg.err.Error(), 300)
	default:
		f.account = &msg.account
	}
}

// whose says what is known of the token's account.
func (m *Model) whose(w int) []string {
	t, l, f := m.theme, m.lang, m.form
	switch {
	case f.asked == "" || f.asked != f.raw(fToken):
		return nil
	case f.account != nil:
		world, ro := "ui.account_real", rWarn
		if f.account.Test() {
			world, ro = "ui.account_test", rOK
		}
		return t.wrap(ro, m.mark(checks.Pass)+" "+mpclient.CleanLine(f.account.Nickname, 60)+" · "+mpclient.CleanLine(string(f.account.Site), 8)+" · "+l.S(world), w, "  ")
	case f.refused != "":
		return t.wrap(rBad, m.mark(checks.Fail)+" "+f.refused, w, "  ")
	}
	return t.wrap(rMuted, l.S("form.asking"), w, "  ")
}

const (
	fProduct = iota
	fToken
	fPublicKey
	fSecret
	fPage
	fHook
	fObject
	fSave
	formFields
)

var formKeys = [formFields]string{"form.product", "form.token", "form.public_key", "form.secret", "form.page", "form.hook", "form.object", "form.save"}

func newForm() form {
	f := form{save: true}
	f.values[fProduct] = string(checks.CheckoutPro)
	return f
}

// raw is what a field holds, be it typed or taken from a variable.
func (f form) raw(i int) string {
	if f.vars[i].Value != "" {
		return f.vars[i].Secret.Reveal()
	}
	return f.values[i]
}

// credential tells the fields that hold one; masked, those of them that are secret. A public key is in
// every page that uses it, and comparing two is what people do with it.
func (f form) credential(i int) bool { return i == fToken || i == fPublicKey || i == fSecret }
func (f form) masked(i int) bool     { return i == fToken || i == fSecret }

// empty tells whether nothing was filled in that could be looked at.
func (f form) empty() bool {
	for i := fToken; i < fSave; i++ {
		if f.raw(i) != "" {
			return false
		}
	}
	return true
}

func (m *Model) formKey(msg tea.KeyPressMsg) tea.Cmd {
	was := m.form.at
	cmd := m.formPress(msg)
	if was == fToken && m.form.at != was {
		return tea.Batch(cmd, m.verify())
	}
	return cmd
}

func (m *Model) formPress(msg tea.KeyPressMsg) tea.Cmd {
	f := &m.form
	f.failed = ""
	switch key := msg.String(); key {
	case "esc":
		m.leaveForm()
		m.screen = screenWelcome
	case "up", "shift+tab":
		f.at = max(0, f.at-1)
	case "down", "tab":
		f.at = min(formFields-1, f.at+1)
	case "left", "right":
		if _, ok := f.offered(f.at); ok && key == "right" {
			return m.take()
		}
		if f.at != fSave && f.at != fProduct {
			_, _ = m.field.press(formKeys[f.at], f.values[f.at], msg)
		}
		if f.at == fProduct {
			f.chosen = true
			i := slices.Index(checks.Products, checks.Product(f.values[fProduct]))
			n := len(checks.Products)
			if key == "right" {
				i++
			} else {
				i += n - 1
			}
			f.values[fProduct] = string(checks.Products[i%n])
		}
	case "space":
		if f.at == fSave {
			f.save = !f.save
			return nil
		}
		return nil // no setting has a space in it
	case "enter":
		if f.at < fSave {
			f.at++
			return nil
		}
		return m.submit()
	case "ctrl+enter", "ctrl+g":
		return m.submit()
	default:
		if f.at != fProduct && f.at != fSave {
			var ok bool
			if f.values[f.at], ok = m.field.press(formKeys[f.at], f.values[f.at], msg); ok {
				f.vars[f.at] = Suggestion{}
			}
		}
	}
	return nil
}

func (m *Model) formPaste(text string) tea.Cmd {
	f := &m.form
	if f.at != fProduct && f.at != fSave {
		f.values[f.at] = m.field.paste(formKeys[f.at], f.values[f.at], text)
		f.vars[f.at] = Suggestion{}
	}
	if f.at == fToken {
		return m.verify()
	}
	return nil
}

func (m *Model) submit() tea.Cmd {
	f := m.form
	if f.empty() {
		m.form.failed = m.lang.S("form.empty")
		return nil
	}
	m.leaveForm()
	d := Draft{Product: f.values[fProduct], PaymentPage: f.values[fPage], WebhookURL: f.values[fHook], ObjectID: f.values[fObject],
		AccessToken: secretOf(f.raw(fToken)), PublicKey: secretOf(f.raw(fPublicKey)), WebhookSecret: secretOf(f.raw(fSecret)), Save: f.save,
		AccessTokenVar: f.vars[fToken].Value, PublicKeyVar: f.vars[fPublicKey].Value, WebhookSecretVar: f.vars[fSecret].Value}
	open, l := m.opt.OpenDraft, m.lang
	return func() tea.Msg { s, err := open(d, l); return openedMsg{s, err} }
}

func (m *Model) formLines(v *tea.View) []string {
	t, l := m.theme, m.lang
	w := min(m.w-6, 90)
	f := m.form
	lines := []string{"", "  " + t.b(rAccent, l.S("form.title")), ""}
	for i, key := range formKeys {
		label := l.S(key)
		value := f.values[i]
		switch {
		case i == fProduct:
			value = "‹ " + l.S("product."+value) + " ›"
		case i == fSave:
			value = map[bool]string{true: "[x]", false: "[ ]"}[f.save]
		case f.vars[i].Value != "":
			mark, _ := m.shape(i)
			value = f.vars[i].Value + " " + mark
		case f.credential(i) && !f.masked(i) && value != "":
			mark, _ := m.shape(i)
			value = mpclient.CleanLine(value, 60) + " " + mark
		case f.masked(i) && value != "":
			mark, _ := m.shape(i)
			value = strings.Repeat("•", min(len(value), 12)) + " " + mark
		}
		x, room := ansi.StringWidth(value), w-34
		if i == f.at && i != fProduct && i != fSave && f.vars[i].Value == "" {
			before := m.field.at(key, f.values[i])
			switch {
			case f.masked(i): // as many dots as are shown stand for it; the cursor says where in them
				x = min(before, 12)
			case f.credential(i):
				x = ansi.StringWidth(string([]rune(f.values[i])[:before]))
			default:
				value, x = m.field.window(key, value, room)
			}
		}
		mark, name := "   ", t.s(rText, fit(label, 30))
		if i == f.at {
			mark, name = " "+t.pick.on(m.arrow())+" ", t.pick.on(fit(label, 30))
			v.Cursor = tea.NewCursor(min(3+31+min(x, room), m.w-1), len(lines))
		}
		row := mark + name + " " + t.s(rAccent, ansi.TruncateLeft(value, max(ansi.StringWidth(value)-room, 0), "…"))
		if value != "" {
			row += "  "
		}
		lines = append(lines, row+m.suggested(i, m.w-1-ansi.StringWidth(row)))
	}
	lines = append(lines, "")
	said := m.offer(w)
	hint := t.wrap(rMuted, l.S(formKeys[f.at]+"_hint"), w, "  ")
	var known []string
	if f.failed != "" {
		known = t.wrap(rBad, m.mark(checks.Fail)+" "+f.failed, w, "  ")
	}
	if f.credential(f.at) && f.raw(f.at) != "" {
		mark, text := m.shape(f.at)
		known = append(known, t.wrap(rText, mark+" "+text, w, "  ")...)
	}
	known = append(known, m.whose(w)...)
	switch {
	case len(known) == 0:
	case len(lines)+len(said)+len(hint)+1+len(known) > m.h-1:
		hint = nil // what was seen goes before what is always said
	default:
		hint = append(hint, "")
	}
	lines = slices.Concat(lines, said, hint, known)
	for len(lines) > m.h-1 && lines[0] == "" { // a low screen gives up air before text
		lines = lines[1:]
		if v.Cursor != nil {
			v.Cursor.Y--
		}
	}
	return m.screenful(lines, l.S("form.keys"))
}

// shape says at once what a pasted credential looks like, without any call.
func (m *Model) shape(i int) (mark, text string) {
	look := map[int]func(string) mpclient.Credential{fToken: mpclient.InspectAccessToken, fPublicKey: mpclient.InspectPublicKey, fSecret: mpclient.InspectWebhookSecret}[i]
	c := look(m.form.raw(i))
	if c.OK() {
		return m.mark(checks.Pass), m.lang.S("kind." + string(c.Kind))
	}
	return m.mark(checks.Warn), m.lang.S("damage."+string(c.Damages[0]), "found", "@kind."+string(c.Kind), "want", "@kind."+string(c.Want))
}
