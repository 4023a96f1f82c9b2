package tui

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/sampleshop"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/tui/picture"
)

// The README's pictures are frames of the real program, drawn as SVG:
//
//	HOMOLOGA_PICTURES=.github go test ./tui -run TestPictures
//
// Without the variable the test holds that the drawing carries the frame's text.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HOMOLOGA_PICTURES")
	for _, c := range []struct {
		name, ground string
		dark         bool
		lang         lang.Lang
	}{{"walk-dark.svg", darkGround, true, lang.PT}, {"walk-light.svg", lightGround, false, lang.PT}} {
		content := demoFrame(t, 120, 34, c.lang, c.dark)
		svg := picture.SVG(content, 120, c.ground)
		for _, want := range []string{"homologa", "Cadeia do certificado completa", "ssl.chain_complete"} {
			if !strings.Contains(svg, html.EscapeString(want)) {
				t.Errorf("%s lacks %q", c.name, want)
			}
		}
		if dir != "" {
			if err := os.WriteFile(filepath.Join("..", dir, c.name), []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// demoFrame runs the real audit of the demo and gives the frame after one press of n, which shows a
// certificate chain without its intermediate.
func demoFrame(t *testing.T, w, h int, l lang.Lang, dark bool) string {
	t.Helper()
	shop, err := sampleshop.Start(t.Context(), sampleshop.Options{Lang: string(l)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = shop.Close() }()
	rec := mpclient.NewRecorder(nil)
	env := &probe.Env{Load: shop.Settings, BaseURL: shop.APIBase(), Dial: shop.DialContext, Lookup: shop.LookupNetIP, Roots: shop.Roots(), Recorder: rec, Source: shop.Source}
	b := &bench{t: t}
	b.m = New(Options{Lang: l, Version: "0.1.0", Theme: map[bool]string{true: "dark", false: "light"}[dark], After: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		Session: &Session{Engine: checks.NewAudit(rules.All(), probe.All(env), time.Now), Exchanges: rec.Last, Label: l.S("ui.demo"),
			Demo: &Demo{Broken: shop.Broken, Repair: func(id checks.ID) error { return shop.Repair(id) }}}})
	b.send(tea.WindowSizeMsg{Width: w, Height: h})
	b.run(b.m.start(checks.Selection{}))
	b.keys("n", "n")
	return b.m.View().Content
}
