package rules

import (
	"slices"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func keysAround() []checks.FactKey {
	return append(keys(checks.FactAccount.Name, checks.FactToken.Name), around...)
}

// drawn adds the picture of who belongs to whom, from the facts the requirement waits for and no
// others: what happens to be there already must not change it.
func drawn(out checks.Finding, f *checks.Facts, waited ...checks.FactKey) checks.Finding {
	if out.Verdict == checks.NeedsInput {
		return out
	}
	var fs []checks.Fact
	for _, k := range waited {
		if x, ok := f.Fact(k); ok {
			fs = append(fs, x)
		}
	}
	out.Figure = &checks.Figure{World: world(checks.NewFacts(f.Now(), fs...), waited)}
	return out
}

// world hangs everything from the application of the token. A party nobody asked about is left out; one
// that was asked about and not seen stands there with an unknown tie.
func world(f *checks.Facts, waited []checks.FactKey) *checks.World {
	w := &checks.World{}
	asked := func(ks ...checks.FactKey) bool {
		return slices.ContainsFunc(ks, func(k checks.FactKey) bool { return slices.Contains(waited, k) })
	}
	add := func(n checks.Node, from checks.NodeKind, state checks.TieState) {
		w.Nodes = append(w.Nodes, n)
		if from != "" {
			w.Ties = append(w.Ties, checks.Tie{From: from, To: n.Kind, State: state})
		}
	}
	app, told := tokenApp(f)
	named, _ := checks.FactApplication.Get(f)
	root := checks.Node{Kind: checks.NodeApplication, Name: app}
	if named.Name != "" {
		root.Note = checks.Raw(named.Name)
	}
	add(root, "", "")

	tok, _ := checks.FactToken.Get(f)
	acc, haveAcc := checks.FactAccount.Get(f)
	state := checks.TieUnknown
	if told && tok.Client == app || told && tok.Client == "" {
		state = checks.TieOK
	}
	add(checks.Node{Kind: checks.NodeToken, Name: tok.Clean.Mask()}, checks.NodeApplication, state)
	seller(add, f, acc, haveAcc)
	if asked(checks.FactPreference.Name, checks.FactPayment.Name) {
		payer(add, f, acc)
	}

	pair, paired := checks.FactKeyPair.Get(f)
	if asked(checks.FactPublicKey.Name) {
		key, _ := checks.FactPublicKey.Get(f)
		n := checks.Node{Kind: checks.NodePublicKey, Name: key.Clean.Mask()}
		state = checks.TieUnknown
		switch {
		case !paired || pair.KeyRefused:
		case pair.KeyClientID == pair.TokenClientID && pair.KeyTest == pair.TokenTest:
			state = checks.TieOK
		case pair.KeyClientID != pair.TokenClientID:
			state, n.Note = checks.TieWrong, t("node.of_application", "app", pair.KeyClientID)
		default:
			state, n.Note = checks.TieWrong, t("node.other_world")
		}
		add(n, checks.NodeApplication, state)
	}
	if s, ok := checks.FactSettings.Get(f); ok && s.WebhookSecret != "" {
		// No API tells whose secret it is.
		add(checks.Node{Kind: checks.NodeSecret, Name: s.WebhookSecret.Mask()}, checks.NodeApplication, checks.TieUnknown)
	}
	platform(add, named, acc)
	thing(add, f, asked, app, told)
	return w
}

type adder = func(checks.Node, checks.NodeKind, checks.TieState)

// seller is whose token it is: GET /users/me says so itself.
func seller(add adder, f *checks.Facts, acc mpclient.Account, known bool) {
	n, state := checks.Node{Kind: checks.NodeSeller}, checks.TieUnknown
	if known {
		n.Name, n.Note, state = acc.Nickname+" "+itoa(acc.ID), t("node.real"), checks.TieOK
		if acc.Test() {
			n.Note = t("node.test")
		}
		if s, ok := checks.FactSettings.Get(f); ok && acc.Test() == (s.Target != checks.Testing) {
			state = checks.TieWrong
		}
	}
	add(n, checks.NodeToken, state)
}

func payer(add adder, f *checks.Facts, acc mpclient.Account) {
	b, ok := buyerOf(f)
	if !ok {
		return
	}
	n, state := checks.Node{Kind: checks.NodeBuyer, Name: b.id}, checks.TieUnknown
	switch {
	case b.own:
		n.Note, state = t("node.same_as_seller"), checks.TieWrong
	case b.tester && acc.Test():
		n.Note, state = t("node.test"), checks.TieOK
	case b.tester:
		n.Note, state = t("node.test"), checks.TieWrong
	case b.known && !acc.Test():
		n.Note, state = t("node.not_test"), checks.TieOK
	case b.known:
		n.Note = t("node.not_test")
	}
	add(n, checks.NodeSeller, state)
}

// platform is who made the application, where that is somebody else.
func platform(add adder, app checks.Application, acc mpclient.Account) {
	if app.Owner != 0 && app.Owner != acc.ID {
		add(checks.Node{Kind: checks.NodePlatform, Name: itoa(app.Owner), Note: t("node.linked")}, checks.NodeApplication, checks.TieOK)
	}
}

// thing is the first object the integration made that names its application.
func thing(add adder, f *checks.Facts, asked func(...checks.FactKey) bool, app string, told bool) {
	for _, o := range objects {
		d, ok := o.key.Get(f)
		if !ok || d.Sent || o.app == "" || !asked(o.key.Name) {
			continue
		}
		n, state := checks.Node{Kind: checks.NodeObject, Name: d.Doc.ID, Note: t("object." + string(o.key.Name))}, checks.TieUnknown
		switch got := mpclient.CleanLine(d.Doc.Str(o.app), 30); {
		case got == "" || app == "":
		case got == app:
			state = checks.TieOK
		case told:
			n.Note, state = t("node.of_application", "app", got), checks.TieWrong
		}
		add(n, checks.NodeApplication, state)
		return
	}
}
