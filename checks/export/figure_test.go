package export

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

func TestChainShowsTheMissingLink(t *testing.T) {
	fig := &checks.Figure{Chain: []checks.Link{{Name: "shop.example", State: checks.LinkSent}, {Name: "R11", State: checks.LinkMissing}, {Name: "ISRG Root X1", State: checks.LinkTrusted}}}
	got := strings.Join(Draw(fig, lang.PT, 60, nil, false), "\n")
	want := "shop.example  enviado\n└╌ R11  ✗ não enviado\n   └─ ISRG Root X1  raiz conhecida"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	marked := strings.Join(Draw(fig, lang.EN, 60, func(r Role, s string) string { return "<" + string(r) + ">" + s }, true), "\n")
	for _, part := range []string{"<bad>R11", "<bad>x not sent", "<ok>ISRG Root X1", "`. ", "`- "} {
		if !strings.Contains(marked, part) {
			t.Errorf("no %q in %q", part, marked)
		}
	}
}

func TestLifeIsABar(t *testing.T) {
	from := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	life := func(left time.Duration) *checks.Figure {
		return &checks.Figure{Life: &checks.Life{From: from, To: from.Add(90 * day), Now: from.Add(90*day - left)}}
	}
	for name, c := range map[string]struct {
		left  time.Duration
		parts []string
	}{
		"a third used":     {60 * day, []string{strings.Repeat("━", 24), "<ok>restam 60 de 90 dias"}},
		"a day left":       {day, []string{"<warn>━", "<warn>resta 1 de 90 dias"}},
		"a moment left":    {time.Minute, []string{"<warn>━", "restam 0 de 90 dias"}},
		"over":             {-2 * day, []string{strings.Repeat("─", 36), "<bad>venceu há 2 dias"}},
		"not begun":        {91 * day, []string{strings.Repeat("━", 36), "<bad>ainda não começou"}},
		"long in the past": {-5000 * day, []string{"venceu há 5000 dias"}},
	} {
		lines := Draw(life(c.left), lang.PT, 58, func(r Role, s string) string { return "<" + string(r) + ">" + s }, false)
		got := strings.Join(lines, "\n")
		for _, part := range c.parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s: no %q in %q", name, part, got)
			}
		}
	}
	if lines := Draw(&checks.Figure{Life: &checks.Life{From: from, To: from, Now: from}}, lang.PT, 58, nil, false); len(lines) != 0 {
		t.Errorf("a certificate without a life was drawn: %q", lines)
	}
}

func TestHopsAreAList(t *testing.T) {
	fig := &checks.Figure{Hops: []checks.Hop{{URL: "http://shop.example/pay", Status: 301, To: "https://shop.example/pay"}, {URL: "https://shop.example/pay", Status: 302, To: "http://www.shop.example/"}}, Final: "http://www.shop.example/"}
	got := Draw(fig, lang.EN, 60, func(r Role, s string) string { return "<" + string(r) + ">" + s }, true)
	if len(got) != 3 || !strings.Contains(got[0], "301") || !strings.Contains(got[1], "<text>https://shop.example/pay") || !strings.Contains(got[2], "<bad>http://www") {
		t.Errorf("%q", got)
	}
}

func TestDrawingsKeepToTheirWidth(t *testing.T) {
	long := strings.Repeat("nome-comprido.", 20) + "\x1b[31m\u202e"
	var chain []checks.Link
	for range 12 {
		chain = append(chain, checks.Link{Name: long, State: checks.LinkMissing})
	}
	now := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	crowd := mixedWorld()
	for i := range crowd.World.Nodes {
		crowd.World.Nodes[i].Name, crowd.World.Nodes[i].Note = long, checks.Raw(long)
	}
	// A circle of ties must end, and a tie to nobody must not stop the rest.
	crowd.World.Ties = append(crowd.World.Ties, checks.Tie{From: checks.NodeBuyer, To: checks.NodeApplication}, checks.Tie{From: checks.NodeBuyer, To: checks.NodePlatform, State: checks.TieWrong})
	for _, fig := range []*checks.Figure{crowd, {Chain: chain}, {Life: &checks.Life{From: now, To: now.Add(90 * day), Now: now}}, {Hops: []checks.Hop{{URL: "http://" + long, Status: 301, To: "https://" + long}}}} {
		for w := range 100 {
			for _, l := range lang.All {
				for _, line := range Draw(fig, l, w, nil, w%2 == 0) {
					if n := ansi.StringWidth(line); n > max(w, 40) || strings.ContainsAny(line, "\x1b\u202e") {
						t.Fatalf("%d cells of %d: %q", n, w, line)
					}
				}
			}
		}
	}
}

// mixedWorld is a public key of another application, a test buyer before a real seller, and a secret
// nobody can place.
func mixedWorld() *checks.Figure {
	return &checks.Figure{World: &checks.World{
		Nodes: []checks.Node{
			{Kind: checks.NodeApplication, Name: "7305128846120953", Note: checks.Raw("Loja Exemplo")},
			{Kind: checks.NodeToken, Name: "APP_USR-…7891"},
			{Kind: checks.NodeSeller, Name: "LOJA 2034567891", Note: checks.T("node.real")},
			{Kind: checks.NodeBuyer, Note: checks.T("node.test")},
			{Kind: checks.NodePublicKey, Name: "APP_USR-…5c11", Note: checks.T("node.of_application", "app", "8001")},
			{Kind: checks.NodeSecret, Name: "0123abcd…89ef"},
		},
		Ties: []checks.Tie{
			{From: checks.NodeApplication, To: checks.NodeToken, State: checks.TieOK},
			{From: checks.NodeToken, To: checks.NodeSeller, State: checks.TieOK},
			{From: checks.NodeSeller, To: checks.NodeBuyer, State: checks.TieWrong},
			{From: checks.NodeApplication, To: checks.NodePublicKey, State: checks.TieWrong},
			{From: checks.NodeApplication, To: checks.NodeSecret, State: checks.TieUnknown},
		},
	}}
}

func TestWorldIsATree(t *testing.T) {
	got := strings.Join(Draw(mixedWorld(), lang.PT, 72, nil, false), "\n")
	want := `Aplicação · 7305128846120953 · Loja Exemplo
├─✓ Access Token · APP_USR-…7891
│  └─✓ Vendedor · LOJA 2034567891 · conta real
│     └╌✗ Comprador · de teste · não combina
├╌✗ Public Key · APP_USR-…5c11 · da aplicação 8001
│   não combina
└╌? Assinatura secreta · 0123abcd…89ef · não verificável`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	narrow := strings.Join(Draw(mixedWorld(), lang.ES, 34, nil, true), "\n")
	want = "Aplicación - 7305128846120953\nLoja Exemplo\n" +
		"|-+ Access Token - APP_USR-...7891\n" +
		"|  `-+ Vendedor - LOJA 2034567891\n|      cuenta real\n" +
		"|     `.x Comprador - de prueba\n|         no coincide\n" +
		"|.x Clave pública\n|   APP_USR-...5c11\n|   de la aplicación 8001\n|   no coincide\n" +
		"`.? Clave secreta\n    0123abcd...89ef - no se ve"
	if narrow != want {
		t.Errorf("got\n%s\nwant\n%s", narrow, want)
	}
	marked := strings.Join(Draw(mixedWorld(), lang.EN, 60, func(r Role, s string) string { return "<" + string(r) + ">" + s }, true), "\n")
	for _, part := range []string{"<ok>+ <text>Access Token", "<bad>x <bad>Buyer - test user - does not match", "<muted>? <muted>Secret signature"} {
		if !strings.Contains(marked, part) {
			t.Errorf("no %q in\n%s", part, marked)
		}
	}
}
