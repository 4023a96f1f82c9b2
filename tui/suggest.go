package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Suggestion is what the person's own folder says of one field of the form. It is shown beside the
// empty field and filled in by a key only.
type Suggestion struct {
	Value  string          // cleaned; of a credential the name of its variable
	Secret mpclient.Secret // of a credential: what the variable holds
	From   string          // file:line, cleaned
}

// Suggestions are those of the form's fields; empty where nothing was found.
type Suggestions struct {
	Product                               Suggestion // Value is a checks.Product
	PaymentPage, WebhookURL               Suggestion
	AccessToken, PublicKey, WebhookSecret Suggestion
}

func (s Suggestions) of(field int) Suggestion {
	switch field {
	case fProduct:
		return s.Product
	case fToken:
		return s.AccessToken
	case fPublicKey:
		return s.PublicKey
	case fSecret:
		return s.WebhookSecret
	case fPage:
		return s.PaymentPage
	case fHook:
		return s.WebhookURL
	}
	return Suggestion{}
}

// formFoundMsg is what the look at the folder of one opening of the form found.
type formFoundMsg struct {
	form  int
	found Suggestions
}

// openForm shows an empty form and looks at the folder behind it.
func (m *Model) openForm() tea.Cmd {
	m.leaveForm()
	n := m.form.opened + 1
	m.screen, m.form = screenForm, newForm()
	m.form.opened = n
	look := m.opt.Suggest
	if look == nil {
		return nil
	}
	ctx, stop := context.WithCancel(m.opt.Context)
	m.form.stop = stop
	return func() tea.Msg { return formFoundMsg{n, look(ctx)} }
}

// leaveForm ends the look at the folder.
func (m *Model) leaveForm() {
	if m.form.stop != nil {
		m.form.stop()
		m.form.stop = nil
	}
}

func (m *Model) found(msg formFoundMsg) {
	if msg.form == m.form.opened {
		m.form.found = msg.found
	}
}

// offered is the suggestion that a field may take: none once it holds something, and of the product
// none once one was chosen.
func (f *form) offered(i int) (Suggestion, bool) {
	s := f.found.of(i)
	switch {
	case s.Value == "", f.vars[i].Value != "":
		return s, false
	case i == fProduct:
		return s, !f.chosen && s.Value != f.values[i]
	}
	return s, f.values[i] == ""
}

// take puts the suggestion into the field that stands picked.
func (m *Model) take() tea.Cmd {
	f := &m.form
	s, ok := f.offered(f.at)
	switch {
	case !ok:
		return nil
	case f.credential(f.at):
		f.vars[f.at] = s
	default:
		f.values[f.at], f.chosen = s.Value, f.chosen || f.at == fProduct
	}
	if f.at == fToken {
		return m.verify()
	}
	return nil
}

// suggested is what stands beside a field's label for a suggestion that was not taken.
func (m *Model) suggested(i, room int) string {
	s, ok := m.form.offered(i)
	if !ok {
		return ""
	}
	v := s.Value
	if i == fProduct {
		v = m.lang.S("product." + v)
	}
	return m.theme.s(rMuted, ansi.Truncate(v+" · "+s.From+" →", max(room, 0), "…"))
}

// offer says under the form what the picked field may take, whole.
func (m *Model) offer(w int) []string {
	f := &m.form
	s, ok := f.offered(f.at)
	t, l := m.theme, m.lang
	switch {
	case ok && f.credential(f.at):
		return t.wrap(rText, l.S("form.found_var", "name", s.Value, "from", s.From), w, "  ")
	case ok && f.at == fProduct:
		return t.wrap(rText, l.S("form.found_product", "product", "@product."+s.Value, "from", s.From), w, "  ")
	case ok:
		return t.wrap(rText, l.S("form.found", "value", s.Value, "from", s.From), w, "  ")
	case f.vars[f.at].Value != "":
		return t.wrap(rText, l.S("form.taken_var", "name", f.vars[f.at].Value, "from", f.vars[f.at].From), w, "  ")
	case f.at == fProduct && s.Value != "" && s.Value == f.values[fProduct]:
		return t.wrap(rText, m.mark(checks.Pass)+" "+l.S("form.same_product", "product", "@product."+s.Value, "from", s.From), w, "  ")
	}
	return nil
}
