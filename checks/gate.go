package checks

import (
	"net/url"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// gate is the last door before what a run saw is shown: every word of a finding goes through it, so
// that no rule and no probe has to think of redaction to be safe. What entered as a bare number stays:
// alone it is an id, and an application's is as long as a card's.
type gate struct{ red *mpclient.Redactor }

func gateOf(s Settings) gate {
	return gate{mpclient.NewRedactor(s.AccessToken, s.PublicKey, s.WebhookSecret)}
}

func (g gate) word(s string) string {
	if len(s) <= 20 && strings.Trim(s, "0123456789") == "" || strings.HasPrefix(s, "@") && !strings.ContainsAny(s[1:], "@=/ ") {
		return s
	}
	return g.red.Text(s)
}

// address writes a configured address: without user name, password and tokens.
func (g gate) address(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return g.red.Text(raw)
	}
	return g.red.URL(u)
}

func (g gate) text(t Text) Text {
	if !slices.ContainsFunc(t.Args, func(a string) bool { return g.word(a) != a }) {
		return t
	}
	args := slices.Clone(t.Args)
	for i := 1; i < len(args); i += 2 {
		args[i] = g.word(args[i])
	}
	t.Args = args
	return t
}

func (g gate) gap(x *Gap) *Gap {
	if x == nil {
		return nil
	}
	out := *x
	out.Detail = g.text(x.Detail)
	return &out
}

// finding leaves Consent and Typed as they are: both are compared to the letter. They hold hosts and a nickname, no whole
// address.
func (g gate) finding(f Finding) Finding {
	f.Detail = g.text(f.Detail)
	f.Causes, f.Evidence = slices.Clone(f.Causes), slices.Clone(f.Evidence)
	for i := range f.Causes {
		f.Causes[i].Detail = g.text(f.Causes[i].Detail)
	}
	for i := range f.Evidence {
		f.Evidence[i].Text = g.text(f.Evidence[i].Text)
	}
	if f.Figure != nil {
		f.Figure = g.figure(*f.Figure)
	}
	return f
}

func (g gate) figure(f Figure) *Figure {
	f.Chain, f.Hops, f.Bars, f.Final = slices.Clone(f.Chain), slices.Clone(f.Hops), slices.Clone(f.Bars), g.word(f.Final)
	for i := range f.Chain {
		f.Chain[i].Name = g.word(f.Chain[i].Name)
	}
	for i := range f.Hops {
		f.Hops[i].URL, f.Hops[i].To = g.word(f.Hops[i].URL), g.word(f.Hops[i].To)
	}
	for i := range f.Bars {
		f.Bars[i].Label = g.text(f.Bars[i].Label)
	}
	if f.World != nil {
		w := World{Nodes: slices.Clone(f.World.Nodes), Ties: f.World.Ties}
		for i := range w.Nodes {
			w.Nodes[i].Name, w.Nodes[i].Note = g.word(w.Nodes[i].Name), g.text(w.Nodes[i].Note)
		}
		f.World = &w
	}
	return &f
}
