package tui

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// The table testdata/effects.tsv says for each state of the screen what each input does. It is written from what help, footers
// and questions promise and knows nothing of the table of actions: a key that is bound to something else, a letter that agrees
// where it should not, a click of the wrong button, a step too far show as another effect. Each input is tried alone, on a
// screen of its own.

// effectStates lead to each state. The language is that of the screen.
var effectStates = map[string]struct {
	l    lang.Lang
	w, h int
	real bool // the account, and another machine's endpoint
	to   func(b *bench)
}{
	"overview":        {to: keyed("home")},
	"overview-detail": {to: keyed("home", "tab")},
	"section":         {to: func(b *bench) { b.m.pick(row{checks.SSL, ""}) }},
	"section-folded":  {to: func(b *bench) { b.m.pick(row{checks.Pix, ""}) }},
	"section-open":    {to: func(b *bench) { b.m.pick(row{checks.Pix, ""}); b.keys("enter") }},
	"item":            {to: onItem("ssl.chain_complete")},
	"item-other-fix":  {to: onItem("ssl.chain_complete", "l")},
	"been-elsewhere":  {to: onItem("ssl.chain_complete", "tab", "x", "tab", "w")},
	"led-here":        {to: keyed("w", "d", "n")},
	"led-here-once":   {to: keyed("w", "d", "n", "x", "1")},
	"item-detail":     {to: onItem("ssl.chain_complete", "tab")},
	"item-fix":        {to: onItem("ssl.chain_complete", "tab", "tab")},
	"item-zoomed":     {to: onItem("ssl.chain_complete", "tab", "o")},
	"item-to-confirm": {to: onItem("credentials.renewal")},
	"item-passes":     {to: onItem("ssl.https")},
	"filter-typing":   {to: keyed("/", "s", "s", "l")},
	"filter-kept":     {to: keyed("/", "s", "s", "l", "enter")},
	"two-panes":       {w: 90, h: 24, to: onItem("ssl.chain_complete", "tab")},
	"too-small":       {w: 50, h: 12, to: keyed()},
	"too-narrow":      {w: 59, h: 40, to: keyed()},
	"too-low":         {w: 120, h: 15, to: keyed()},
	"help":            {to: keyed("?")},
	"palette":         {to: keyed(":")},
	"palette-typed":   {to: keyed(":", "p", "i", "x", "down")},
	"clean":           {to: onItem("ssl.chain_complete", "v")},
	"menu":            {to: keyed("w", "t")},
	"exchanges":       {to: keyed("x")},
	"webhooks-last":   {to: keyed("w")},
	"webhooks-before": {to: keyed("w", "home", "down", "down", "down")},
	"webhooks-detail": {to: keyed("w", "tab")},
	"webhooks-filter": {to: keyed("w", "/", "p")},
	"reports":         {to: keyed("$")},
	"payments":        {to: keyed("p", "home", "down")},
	"payments-paid":   {to: keyed("p", "home", "down", "t", "y")},
	"payments-pix-qr": {to: func(b *bench) {
		b.keys("p", "/")
		b.send(tea.PasteMsg{Content: "pix.pending"})
		b.keys("enter", "t", "y", "Q")
	}},
	"welcome":      {to: func(b *bench) { b.m.screen = screenWelcome }},
	"form-token":   {to: func(b *bench) { b.m.screen = screenWelcome; b.keys("f", "down", "A", "B") }},
	"form-product": {to: func(b *bench) { b.m.screen = screenWelcome; b.keys("f") }},
	"form-save":    {to: func(b *bench) { b.m.screen = screenWelcome; b.keys("f", "up"); b.m.form.at = fSave }},
	"said-anew":    {to: func(b *bench) { _ = b.m.say("one"); _ = b.m.say("two") }},

	"consent-pt":        {l: lang.PT, real: true, to: keyed("w", "r")},
	"consent-es":        {l: lang.ES, real: true, to: keyed("w", "r")},
	"consent-en":        {real: true, to: keyed("w", "r")},
	"consent-typed-pt":  {l: lang.PT, real: true, to: pix()},
	"consent-typed-es":  {l: lang.ES, real: true, to: pix()},
	"consent-typed-en":  {real: true, to: pix()},
	"consent-typed-all": {real: true, to: pix(letters("LOJAEXEMPLO")...)},
	"consent-pay-pt":    {l: lang.PT, to: keyed("p", "home", "down", "t")},
	"consent-pay-es":    {l: lang.ES, to: keyed("p", "home", "down", "t")},
	"consent-pay-en":    {to: keyed("p", "home", "down", "t")},
	"consent-pix-en":    {to: pix()},
	"consent-again-pt":  {l: lang.PT, to: keyed("p", "home", "down", "t", "s", "t")},
	"consent-fresh-en":  {to: func(b *bench) { b.keys("p", "home", "down", "t"); b.m.ask.fresh = true }}, // it came by itself, this moment
	"consent-run-pt":    {l: lang.PT, to: onItem("notifications.answers", "r")},
	"consent-run-es":    {l: lang.ES, to: onItem("notifications.answers", "r")},
	"consent-run-en":    {to: onItem("notifications.answers", "r")},
	"consent-report-pt": {l: lang.PT, to: keyed("$", "t", "enter")},
	"consent-report-es": {l: lang.ES, to: keyed("$", "t", "enter")},
	"consent-report-en": {to: keyed("$", "t", "enter")},
	"consent-quit-pt":   {l: lang.PT, to: running("q")},
	"consent-quit-es":   {l: lang.ES, to: running("q")},
	"consent-quit-en":   {to: running("q")},
}

func letters(s string) []string { return strings.Split(s, "") }

func keyed(keys ...string) func(*bench) { return func(b *bench) { b.keys(keys...) } }

func onItem(id checks.ID, keys ...string) func(*bench) {
	return func(b *bench) { b.m.choose(id); b.keys(keys...) }
}

// pix asks for a payment that a real account may create too.
func pix(keys ...string) func(*bench) {
	return func(b *bench) { b.keys("p"); b.goTo("pix.pending"); b.keys("t"); b.keys(keys...) }
}

// running is in the middle of creating a payment.
func running(keys ...string) func(*bench) {
	return func(b *bench) {
		b.payments.cut = true
		b.keys("p", "home", "down", "t", b.m.lang.Yes())
		b.keys(keys...)
	}
}

// inputs that are no keys. Points are those of a screen of 120 columns.
var effectInputs = map[string]func(*bench){
	"click-list":        clicks(tea.MouseLeft, 5, 6),
	"click-detail":      clicks(tea.MouseLeft, 60, 6),
	"click-fix":         clicks(tea.MouseLeft, 110, 6),
	"click-title":       clicks(tea.MouseLeft, 60, 1),
	"click-header":      clicks(tea.MouseLeft, 5, 0),
	"right-list":        clicks(tea.MouseRight, 5, 6),
	"right-detail":      clicks(tea.MouseRight, 60, 6),
	"middle-list":       clicks(tea.MouseMiddle, 5, 6),
	"middle-fix":        clicks(tea.MouseMiddle, 110, 6),
	"wheel-down-list":   wheels(tea.MouseWheelDown, 5, 6),
	"wheel-up-list":     wheels(tea.MouseWheelUp, 5, 6),
	"wheel-down-detail": wheels(tea.MouseWheelDown, 60, 6),
	"wheel-left-list":   wheels(tea.MouseWheelLeft, 5, 6),
	"paste":             func(b *bench) { b.send(tea.PasteMsg{Content: "x y\n"}) },
	"resize":            func(b *bench) { b.send(tea.WindowSizeMsg{Width: 100, Height: 30}) },
	"timer":             func(b *bench) { b.send(toastMsg{b.m.toastN}) },
	"old-timer":         func(b *bench) { b.send(toastMsg{b.m.toastN - 1}) },
	"late-run": func(b *bench) {
		b.send(eventsMsg{run: b.m.run - 1, events: []checks.Event{{Kind: checks.RunFinished}}})
	},
	"delivery": func(b *bench) {
		if h := b.board(); b.hooks.feed != nil {
			d := delivery(30, 990, "payment.updated", "7", "")
			b.send(hookNewsMsg{hookMsg{h.of, h.run}, []HookNews{{Arrival: &d}}, true})
		}
	},
}

func clicks(button tea.MouseButton, x, y int) func(*bench) {
	return func(b *bench) { b.send(tea.MouseClickMsg{X: x, Y: y, Button: button}) }
}

func wheels(button tea.MouseButton, x, y int) func(*bench) {
	return func(b *bench) { b.send(tea.MouseWheelMsg{X: x, Y: y, Button: button}) }
}

// seen is everything a person can tell apart, by name.
func (b *bench) seen() map[string]string {
	m := b.m
	v := m.View() // brings offsets into range
	out := map[string]string{
		"screen": string(m.screen), "overlay": string(m.overlay), "focus": [...]string{"list", "detail", "fix"}[m.focus], "zoom": fmt.Sprint(m.zoom), "grow": itoa(m.grow),
		"filter": m.filter, "typing": fmt.Sprint(m.typing), "list": itoa(m.listOff), "detail": itoa(m.detOff), "fix": itoa(m.fixOff), "lang": string(m.lang),
		"dark": fmt.Sprint(m.theme.dark), "mouse": fmt.Sprint(m.mouse), "query": m.query, "line": itoa(m.overAt), "scrolled": itoa(m.overOff), "typed": m.typed,
		"choice": itoa(m.welcome), "field": itoa(m.form.at), "values": strings.Join(m.form.values[1:], ","), "product": m.form.values[fProduct], "save": fmt.Sprint(m.form.save), "refused": fmt.Sprint(m.form.failed != ""),
		"checks": itoa(len(b.engine.runs)), "copied": fmt.Sprint(b.clip.text != ""), "ticked": fmt.Sprint(b.ticked), "mended": fmt.Sprint(b.fixed), "kind": itoa(len(b.hooks.sent)),
		"resent": itoa(len(b.hooks.resent)), "paid": itoa(len(b.payments.ran)), "kept": itoa(len(b.payments.left)), "reported": itoa(len(b.reports.made)), "quit": fmt.Sprint(b.quit), "printed": fmt.Sprint(m.printed != ""),
		"size": fmt.Sprint(m.w, "x", m.h), "said": fmt.Sprint(m.toast != ""), "report": fmt.Sprint(m.report != nil), "fixlang": itoa(m.fixAt), "cells": fmt.Sprint(v.MouseMode != 0),
	}
	if s, ok := out["overlay"]; ok && s != string(overPalette) {
		delete(out, "query")
	}
	if m.overlay == overNone { // what lies below it is found as it was left
		delete(out, "line")
		delete(out, "scrolled")
		delete(out, "typed")
	}
	switch p := m.board(); {
	case p != nil && p.count(m) > 0:
		out["row"] = itoa(m.at)
	case m.screen == screenWalk:
		out["row"] = strings.Trim(string(m.section)+"/"+string(m.selected), "/")
	}
	var open []string
	for s, is := range m.opened {
		if is {
			open = append(open, string(s))
		}
	}
	slices.Sort(open)
	out["open"] = strings.Join(open, "+")
	if h := b.board(); h != nil {
		out["listening"] = fmt.Sprint(h.cancel != nil)
	}
	if n := len(b.engine.runs); n > 0 {
		out["asked"] = fmt.Sprint(len(b.engine.runs[n-1].IDs), len(b.engine.runs[n-1].Consent))
	}
	if p, ok := m.boards[screenPayments].(*payments); ok {
		out["steps"] = itoa(len(p.events["card.OTHE"]) + len(p.events["card.APRO"]))
		out["ended"] = fmt.Sprint(b.payments.ended)
	}
	return out
}

func effectBench(t *testing.T, state string) *bench {
	s := effectStates[state]
	if s.l == "" {
		s.l = lang.EN
	}
	if s.w == 0 {
		s.w, s.h = 120, 40
	}
	b := newBench(t, s.w, s.h, s.l)
	if s.real {
		b.hooks.to, b.hooks.local, b.payments.real = "https://shop.example/hooks", false, true
	}
	b.m.opt.OpenDemo = func(lang.Lang) (*Session, error) { return nil, errNoListen }
	b.m.opt.OpenDraft = func(Draft, lang.Lang) (*Session, error) { return nil, errNoListen }
	b.m.opt.LookRound = func() (*Session, error) { return nil, errNoListen }
	b.m.toast = ""
	s.to(b)
	if state != "said-anew" {
		b.m.toast = ""
	}
	return b
}

// effect is what an input changes on a screen that stands as before says: "name=now" for each thing, or "nothing".
func (b *bench) effect(before map[string]string, input string) string {
	if do, ok := effectInputs[input]; ok {
		do(b)
	} else {
		b.keys(input)
	}
	after := b.seen()
	var out []string
	for _, k := range slices.Sorted(maps.Keys(after)) {
		if before[k] != after[k] {
			out = append(out, k+"="+strings.ReplaceAll(after[k], " ", ""))
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

func TestEveryInputInEveryState(t *testing.T) {
	raw, err := os.ReadFile("testdata/effects.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	want := map[string]map[string]string{}
	for n, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "\t")
		if cols[0] == "inputs" {
			all = append(all, strings.Fields(cols[1])...)
			continue
		}
		if len(cols) != 3 {
			t.Fatalf("line %d has %d columns", n+1, len(cols))
		}
		for _, state := range strings.Fields(cols[0]) {
			if _, ok := effectStates[state]; !ok {
				t.Fatalf("line %d: no state %s", n+1, state)
			}
			if want[state] == nil {
				want[state] = map[string]string{}
			}
			for _, in := range strings.Fields(cols[2]) {
				if was, twice := want[state][in]; twice {
					t.Errorf("line %d: %s %s is %s already", n+1, state, in, was)
				}
				want[state][in] = cols[1]
			}
		}
	}
	for name := range effectStates {
		if want[name] == nil {
			t.Errorf("the table says nothing of %s", name)
		}
	}
	draft := os.Getenv("EFFECTS_DRAFT") // where to write what is, to be read and not to be believed
	got := map[string]map[string][]string{}
	for _, state := range slices.Sorted(maps.Keys(effectStates)) {
		got[state] = map[string][]string{}
		var b *bench
		var before map[string]string
		for _, in := range all {
			if b == nil { // what did nothing left the screen as it was
				b = effectBench(t, state)
				before = b.seen()
			}
			is := b.effect(before, in)
			if is != "nothing" {
				b = nil
			}
			got[state][is] = append(got[state][is], in)
			should, ok := want[state][in]
			if !ok {
				should = want[state]["*"]
			}
			should = strings.ReplaceAll(should, "{}", in)
			if is != should && draft == "" {
				t.Errorf("%s, %s: %s; want %s", state, in, is, should)
			}
		}
	}
	if draft != "" {
		var out strings.Builder
		for _, state := range slices.Sorted(maps.Keys(got)) {
			for _, is := range slices.Sorted(maps.Keys(got[state])) {
				ins := strings.Join(got[state][is], " ")
				if len(got[state][is]) > 25 {
					ins = "*"
				}
				out.WriteString(state + "\t" + is + "\t" + ins + "\n")
			}
		}
		if err := os.WriteFile(draft, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
