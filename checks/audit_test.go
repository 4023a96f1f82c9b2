package checks_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// world is an outside made of words: probes that yield their own name, counted.
type world struct {
	mu       sync.Mutex
	settings checks.Settings
	calls    map[string]int
}

func newWorld() *world { return &world{calls: map[string]int{}} }

func (w *world) called(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[id]++
}

// take returns the calls since the last take.
func (w *world) take() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.calls
	w.calls = map[string]int{}
	return out
}

func fact(name string) checks.Key[string] {
	return checks.Key[string]{Name: checks.FactKey(name)}
}

func named(names ...string) (out []checks.FactKey) {
	for _, n := range names {
		out = append(out, checks.FactKey(n))
	}
	return out
}

func (w *world) load() checks.Probe {
	return checks.Probe{ID: "settings", Provides: named("settings"), Run: func(context.Context, *checks.Facts) []checks.Fact {
		w.called("settings")
		return []checks.Fact{checks.FactSettings.Of(w.settings)}
	}}
}

// sees is a probe that yields one fact, its own name; do, when given, runs first.
func (w *world) sees(name string, do func(context.Context), needs ...string) checks.Probe {
	return checks.Probe{ID: name, Provides: named(name), Needs: named(needs...), Timeout: time.Second,
		Run: func(ctx context.Context, _ *checks.Facts) []checks.Fact {
			w.called(name)
			if do != nil {
				do(ctx)
			}
			return []checks.Fact{fact(name).Of(name)}
		}}
}

func (w *world) account(site mpclient.SiteID) checks.Probe {
	return checks.Probe{ID: "account", Provides: named("account"), Run: func(context.Context, *checks.Facts) []checks.Fact {
		return []checks.Fact{checks.FactAccount.Of(mpclient.Account{ID: 7, Site: site, Nickname: "LOJA", Tags: []string{"test_user"}})}
	}}
}

// wants is a requirement that passes when its facts are there.
func wants(id string, needs ...string) checks.Requirement {
	return checks.Requirement{ID: checks.ID(id), Level: checks.Required, Needs: named(needs...),
		Judge: func(*checks.Facts) checks.Finding { return verdict(checks.Pass) }}
}

func verdict(v checks.Verdict) checks.Finding {
	return checks.Finding{Verdict: v, Detail: checks.T("judged." + string(v))}
}

func audit(reqs []checks.Requirement, probes ...checks.Probe) *checks.Audit {
	return checks.NewAudit(reqs, probes, func() time.Time { return noon })
}

func byID(r checks.Report) map[checks.ID]checks.Finding {
	m := map[checks.ID]checks.Finding{}
	for _, f := range r.Findings {
		m[f.ID] = f
	}
	return m
}

// expect compares "verdict detail-key" by requirement.
func expect(t *testing.T, r checks.Report, want map[checks.ID]string) {
	t.Helper()
	got := byID(r)
	if len(got) != len(want) {
		t.Errorf("%d findings, want %d: %v", len(got), len(want), slices.Sorted(maps.Keys(got)))
	}
	for id, w := range want {
		if g := string(got[id].Verdict) + " " + got[id].Detail.Key; g != w {
			t.Errorf("%s: %q, want %q", id, g, w)
		}
	}
}

func TestEachFactIsFetchedOnce(t *testing.T) {
	w := newWorld()
	a := audit([]checks.Requirement{wants("one", "a"), wants("two", "a", "b"), wants("three", "c")},
		w.load(), w.sees("a", nil), w.sees("b", nil, "a"), w.sees("c", nil, "a", "b"), w.sees("unasked", nil))
	r := a.Run(t.Context(), checks.Selection{})
	expect(t, r, map[checks.ID]string{"one": "pass judged.pass", "two": "pass judged.pass", "three": "pass judged.pass"})
	if got, want := w.take(), map[string]int{"settings": 1, "a": 1, "b": 1, "c": 1}; !maps.Equal(got, want) {
		t.Errorf("calls %v, want %v", got, want)
	}
}

func TestIndependentProbesOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		arrived := make(chan struct{}, 3)
		meet := func(ctx context.Context) { // nobody leaves before all three are in
			arrived <- struct{}{}
			for len(arrived) < 3 && ctx.Err() == nil {
				select {
				case <-ctx.Done():
				case <-time.After(time.Millisecond):
				}
			}
			if ctx.Err() != nil {
				panic("alone")
			}
		}
		a := audit([]checks.Requirement{wants("all", "a", "b", "c")}, w.load(), w.sees("a", meet), w.sees("b", meet), w.sees("c", meet))
		expect(t, a.Run(t.Context(), checks.Selection{}), map[checks.ID]string{"all": "pass judged.pass"})
	})
}

func TestDependantsSeeWhatTheyWaitFor(t *testing.T) {
	w := newWorld()
	seen := ""
	second := w.sees("second", nil, "first")
	run := second.Run
	second.Run = func(ctx context.Context, f *checks.Facts) []checks.Fact {
		seen = fact("first").Must(f)
		return run(ctx, f)
	}
	gap := checks.Probe{ID: "gap", Provides: named("gap"), Run: func(context.Context, *checks.Facts) []checks.Fact {
		return []checks.Fact{fact("gap").Missing(checks.Gap{Reason: checks.GapInput, Input: "payment_page"})}
	}}
	used := w.sees("used", nil)
	used.Uses = named("gap")
	a := audit([]checks.Requirement{wants("deep", "second"), wants("blocked", "behind"), wants("further", "end"), wants("loose", "used")},
		w.load(), w.sees("first", nil), second, gap, w.sees("behind", nil, "gap"), w.sees("end", nil, "behind"), used)
	r := a.Run(t.Context(), checks.Selection{})
	expect(t, r, map[checks.ID]string{"deep": "pass judged.pass", "blocked": "needs_input gap.input", "further": "needs_input gap.input", "loose": "pass judged.pass"})
	if seen != "first" {
		t.Errorf("the dependant saw %q", seen)
	}
	if got := w.take(); got["behind"]+got["end"] != 0 {
		t.Error("a probe ran without what it needs")
	}
	if f := byID(r)["further"]; f.Input != "payment_page" {
		t.Errorf("the missing setting got lost on the way: %+v", f)
	}
}

func TestHangingProbeDelaysOnlyWhatNeedsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		release := make(chan struct{})
		defer close(release)
		deaf := func(context.Context) { <-release }
		polite := func(ctx context.Context) { <-ctx.Done() }
		slow := w.sees("polite", polite)
		slow.Run = func(ctx context.Context, _ *checks.Facts) []checks.Fact { polite(ctx); return nil }
		a := audit([]checks.Requirement{wants("quick", "a"), wants("deaf", "deaf"), wants("behind", "b"), wants("late", "polite")},
			w.load(), w.sees("a", nil), w.sees("deaf", deaf), w.sees("b", nil, "deaf"), slow)
		start := time.Now()
		judged := map[checks.ID]time.Duration{}
		_, events := a.Start(t.Context(), checks.Selection{})
		var r checks.Report
		for e := range events {
			if e.Kind == checks.Judged {
				judged[e.Finding.ID] = time.Since(start)
			}
			if e.Report != nil {
				r = *e.Report
			}
		}
		expect(t, r, map[checks.ID]string{"quick": "pass judged.pass", "deaf": "inconclusive gap.timeout", "behind": "inconclusive gap.dependency", "late": "inconclusive gap.timeout"})
		want := map[checks.ID]time.Duration{"quick": 0, "late": time.Second, "deaf": 1500 * time.Millisecond, "behind": 1500 * time.Millisecond}
		if !maps.Equal(judged, want) {
			t.Errorf("judged after %v, want %v", judged, want)
		}
	})
}

func TestOurBugsBecomeFindings(t *testing.T) {
	w := newWorld()
	asks := w.sees("asks", nil)
	asks.Makes = []checks.Thing{"notes"}
	asks.Effect, asks.Asks = checks.Sends, func(*checks.Facts) *checks.Gap { panic("no answer") }
	rule := wants("rule", "a")
	rule.Judge = func(*checks.Facts) checks.Finding { panic("boom") }
	a := audit([]checks.Requirement{wants("sound", "a"), wants("probe", "bad"), wants("behind", "b"), wants("consent", "asks"), rule},
		w.load(), w.sees("a", nil), w.sees("bad", func(context.Context) { panic("bang") }), w.sees("b", nil, "bad"), asks)
	r := a.Run(t.Context(), checks.Selection{})
	expect(t, r, map[checks.ID]string{"sound": "pass judged.pass", "probe": "inconclusive gap.bug", "behind": "inconclusive gap.dependency",
		"consent": "inconclusive gap.bug", "rule": "inconclusive gap.bug"})
	for id, what := range map[checks.ID]string{"probe": "bad: bang", "consent": "asks: no answer", "rule": "rule: boom"} {
		f := byID(r)[id]
		found := slices.ContainsFunc(f.Evidence, func(e checks.Evidence) bool { return slices.Contains(e.Text.Args, what) })
		if !found && !slices.Contains(f.Detail.Args, what) {
			t.Errorf("%s does not say %q: %+v", id, what, f)
		}
	}
}

func TestCancelStopsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		release := make(chan struct{})
		defer close(release)
		ctx, cancel := context.WithCancel(t.Context())
		human := checks.Requirement{ID: "human", Human: true}
		a := audit([]checks.Requirement{wants("done", "a"), wants("deaf", "deaf"), wants("polite", "polite"), wants("behind", "b"), human},
			w.load(), w.sees("a", nil), w.sees("deaf", func(context.Context) { <-release }), w.sees("polite", func(ctx context.Context) { <-ctx.Done() }), w.sees("b", nil, "deaf"))
		start := time.Now()
		_, events := a.Start(ctx, checks.Selection{})
		synctest.Wait() // everything that can finish has
		cancel()
		var r checks.Report
		for e := range events {
			if e.Report != nil {
				r = *e.Report
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("cancelling took %v", took)
		}
		if !r.Cancelled {
			t.Error("the report does not say that it was cancelled")
		}
		got := byID(r)
		if len(got) != 5 {
			t.Errorf("%d findings of 5", len(got))
		}
		for id, want := range map[checks.ID]string{"done": "judged.pass", "deaf": "gap.cancelled", "behind": "gap.cancelled", "human": "find.attest"} {
			if got[id].Detail.Key != want {
				t.Errorf("%s: %s, want %s", id, got[id].Detail.Key, want)
			}
		}

		// A run under a dead context looks at nothing and keeps the settings it has.
		w.take()
		r = a.Run(ctx, checks.Selection{IDs: []checks.ID{"done"}})
		if got := w.take(); len(got) != 0 || byID(r)["done"].Detail.Key != "gap.cancelled" {
			t.Errorf("calls %v, finding %s", got, byID(r)["done"].Detail.Key)
		}
		if _, ok := checks.FactSettings.Get(a.Facts()); !ok {
			t.Error("the settings are forgotten")
		}
	})
}

func TestStopEndsOneProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		release := make(chan struct{})
		a := audit([]checks.Requirement{wants("hung", "hung"), wants("slow", "slow"), wants("behind", "b")}, w.load(),
			w.sees("hung", func(ctx context.Context) { <-ctx.Done() }), w.sees("slow", func(context.Context) { <-release }), w.sees("b", nil, "hung"))
		if a.Stop("hung") {
			t.Error("stopped a probe while no run was going")
		}
		_, events := a.Start(t.Context(), checks.Selection{})
		synctest.Wait()
		if a.Stop("no such probe") {
			t.Error("stopped a probe there is none of")
		}
		if !a.Stop("hung") {
			t.Error("the probe is not stopped")
		}
		synctest.Wait()
		if a.Stop("hung") {
			t.Error("stopped twice")
		}
		close(release)
		var r checks.Report
		for e := range events {
			if e.Report != nil {
				r = *e.Report
			}
		}
		got := byID(r)
		if r.Cancelled {
			t.Error("the whole run counts as cancelled")
		}
		for id, want := range map[checks.ID]string{"hung": "gap.cancelled", "slow": "judged.pass"} {
			if got[id].Detail.Key != want {
				t.Errorf("%s: %s, want %s", id, got[id].Detail.Key, want)
			}
		}
		if f := got["behind"]; f.Verdict == checks.Pass || f.Verdict == checks.Fail {
			t.Errorf("what waited for it is judged %s", f.Verdict)
		}
	})
}

func TestRerunLooksAgainOnlyWhereItMatters(t *testing.T) {
	w := newWorld()
	after := wants("after", "c")
	after.After = []checks.ID{"one"}
	user := wants("user", "c")
	user.Uses = named("a")
	a := audit([]checks.Requirement{wants("one", "a"), wants("same", "a", "b"), wants("deep", "d"), wants("apart", "c"), after, user},
		w.load(), w.sees("base", nil), w.sees("a", nil, "base"), w.sees("b", nil), w.sees("c", nil), w.sees("d", nil, "a"))
	whole := map[string]int{"settings": 1, "base": 1, "a": 1, "b": 1, "c": 1, "d": 1}
	rerun := func(ids ...checks.ID) (waiting []checks.ID, calls map[string]int) {
		_, events := a.Start(t.Context(), checks.Selection{IDs: ids})
		for e := range events {
			if e.Kind == checks.RunStarted {
				waiting = e.Waiting
			}
			if e.Report != nil && len(e.Report.Findings) != 6 {
				t.Errorf("%v: %d findings in the report of a rerun, want all 6", ids, len(e.Report.Findings))
			}
		}
		return waiting, w.take()
	}
	a.Run(t.Context(), checks.Selection{})
	if got := w.take(); !maps.Equal(got, whole) {
		t.Fatalf("first run: %v", got)
	}
	waiting, calls := rerun("one")
	if want := map[string]int{"settings": 1, "a": 1}; !maps.Equal(calls, want) {
		t.Errorf("calls %v, want %v: what it depends on is known", calls, want)
	}
	if want := []checks.ID{"one", "same", "after", "user"}; !slices.Equal(waiting, want) {
		t.Errorf("judged again: %v, want %v", waiting, want)
	}
	if waiting, calls = rerun("apart"); calls["c"] != 1 || calls["a"]+calls["b"] != 0 || !slices.Equal(waiting, []checks.ID{"apart", "after", "user"}) {
		t.Errorf("apart: calls %v, judged %v", calls, waiting)
	}

	w.settings.Attested = map[checks.ID]checks.Attestation{"one": {At: noon}}
	w.settings.Lang = "es"
	if _, calls = rerun("apart"); calls["a"] != 0 {
		t.Errorf("a tick and a language are no reason to look at everything: %v", calls)
	}
	w.settings.PaymentPage = "https://nova.exemplo.com.br"
	if waiting, calls = rerun("apart"); !maps.Equal(calls, whole) || len(waiting) != 6 {
		t.Errorf("after a changed setting: calls %v, judged %v; want everything", calls, waiting)
	}
}

func TestFirstLookAtOneRequirementJudgesOnlyThat(t *testing.T) {
	w := newWorld()
	a := audit([]checks.Requirement{wants("one", "a"), wants("same", "a"), wants("other", "b")}, w.load(), w.sees("a", nil), w.sees("b", nil))
	expect(t, a.Run(t.Context(), checks.Selection{IDs: []checks.ID{"one"}}), map[checks.ID]string{"one": "pass judged.pass"})
	if got := w.take(); got["b"] != 0 || got["a"] != 1 {
		t.Errorf("calls %v", got)
	}
	expect(t, a.Run(t.Context(), checks.Selection{IDs: []checks.ID{"other"}}), map[checks.ID]string{"one": "pass judged.pass", "other": "pass judged.pass"})
}

func TestNothingIsSentWithoutConsent(t *testing.T) {
	w := newWorld()
	sends := w.sees("sends", nil, "a")
	free := false
	sends.Makes = []checks.Thing{"notes"}
	sends.Effect, sends.Asks = checks.Sends, func(*checks.Facts) *checks.Gap {
		if free {
			return nil
		}
		return &checks.Gap{Reason: checks.GapConsent, Detail: checks.T("ask")}
	}
	a := audit([]checks.Requirement{wants("sent", "sends"), wants("answer", "reads")}, w.load(), w.sees("a", nil), sends, w.sees("reads", nil, "sends"))
	for _, c := range []struct {
		consent map[string]bool
		free    bool
		sent    bool
	}{{}, {consent: map[string]bool{"a": true, "sends": false}}, {consent: map[string]bool{"sends": true}, sent: true}, {consent: map[string]bool{"*": true}, sent: true}, {free: true, sent: true}, {}} {
		free = c.free
		r := a.Run(t.Context(), checks.Selection{Consent: c.consent})
		if got := w.take()["sends"] == 1; got != c.sent {
			t.Errorf("%+v: sent = %v", c, got)
		}
		for _, f := range r.Findings {
			want := checks.Finding{ID: f.ID, Verdict: checks.NeedsInput, Input: "consent", Detail: checks.T("ask")}
			if c.sent {
				want = checks.Finding{ID: f.ID, Verdict: checks.Pass, Detail: checks.T("judged.pass")}
			}
			if f.Verdict != want.Verdict || f.Input != want.Input || f.Detail.Key != want.Detail.Key {
				t.Errorf("%+v: %s is %s %q %s", c, f.ID, f.Verdict, f.Input, f.Detail.Key)
			}
		}
	}
}

func TestAfterExplainsOnlyWhatIsUnsettled(t *testing.T) {
	for _, first := range []checks.Verdict{checks.Fail, checks.Pass, checks.Warn} {
		for _, then := range []checks.Verdict{checks.Inconclusive, checks.Fail, checks.Pass, checks.Warn, checks.Attest} {
			w := newWorld()
			one, two := wants("one", "slow"), wants("two", "a")
			one.Judge = func(*checks.Facts) checks.Finding { return verdict(first) }
			two.Judge = func(*checks.Facts) checks.Finding { return verdict(then) }
			two.After = []checks.ID{"one"}
			// The dependant stands first and its fact is there first: it waits all the same.
			r := audit([]checks.Requirement{two, one}, w.load(), w.sees("a", nil), w.sees("slow", nil, "a")).Run(t.Context(), checks.Selection{})
			want := "judged." + string(then)
			if first == checks.Fail && then == checks.Inconclusive {
				want = "find.after"
			}
			if got := byID(r)["two"]; got.Verdict != then || got.Detail.Key != want {
				t.Errorf("%s after %s: %s %s, want %s", then, first, got.Verdict, got.Detail.Key, want)
			}
		}
	}
}

func TestRequirementsOfOtherSitesAndProductsAreLeftOut(t *testing.T) {
	pix, pro := wants("pix", "a"), wants("pro", "a")
	pix.Sites, pro.Products = []mpclient.SiteID{mpclient.MLB}, []checks.Product{checks.CheckoutPro}
	reqs := []checks.Requirement{pix, pro}
	noAccount := checks.Probe{ID: "account", Provides: named("account"), Run: func(context.Context, *checks.Facts) []checks.Fact {
		return []checks.Fact{checks.FactAccount.Missing(checks.Gap{Reason: checks.GapNetwork})}
	}}
	for _, c := range []struct {
		account  checks.Probe
		settings checks.Settings
		pix, pro string
	}{
		{newWorld().account(mpclient.MLB), checks.Settings{Product: checks.CheckoutPro}, "pass judged.pass", "pass judged.pass"},
		{newWorld().account(mpclient.MLA), checks.Settings{Product: checks.QR}, "not_applicable find.other_site", "not_applicable find.other_product"},
		{newWorld().account(mpclient.MLA), checks.Settings{Site: mpclient.MLB}, "not_applicable find.other_site", "pass judged.pass"}, // the account knows better
		{noAccount, checks.Settings{Site: mpclient.MLA}, "not_applicable find.other_site", "pass judged.pass"},
		{noAccount, checks.Settings{}, "pass judged.pass", "pass judged.pass"}, // unknown excludes nothing
	} {
		w := newWorld()
		w.settings = c.settings
		r := audit(reqs, w.load(), c.account, w.sees("a", nil)).Run(t.Context(), checks.Selection{})
		expect(t, r, map[checks.ID]string{"pix": c.pix, "pro": c.pro})
	}
}

func TestHumanItemsAreAttested(t *testing.T) {
	w := newWorld()
	w.settings.Attested = map[checks.ID]checks.Attestation{"ticked": {At: noon}, "seen": {At: noon}}
	seen := wants("seen", "a")
	seen.Judge = func(*checks.Facts) checks.Finding { return verdict(checks.Attest) }
	r := audit([]checks.Requirement{{ID: "ticked", Human: true}, {ID: "open", Human: true}, seen}, w.load(), w.sees("a", nil)).Run(t.Context(), checks.Selection{})
	expect(t, r, map[checks.ID]string{"ticked": "attest find.attested", "open": "attest find.attest", "seen": "attest judged.attest"})
	for id, done := range map[checks.ID]bool{"ticked": true, "open": false, "seen": true} {
		if f := byID(r)[id]; f.Done() != done {
			t.Errorf("%s done: %v", id, f.Done())
		}
	}
}

func TestMistakesInTheCatalogueAreFoundAtOnce(t *testing.T) {
	w := newWorld()
	uses := wants("r", "a")
	uses.Uses = named("nobody")
	silent := w.sees("silent", nil)
	silent.Effect, silent.Makes = checks.Writes, []checks.Thing{"notes"}
	yes := func(*checks.Facts) *checks.Gap { return nil }
	vague, makes, feigns := w.sees("vague", nil), w.sees("makes", nil), w.sees("feigns", nil)
	vague.Effect, vague.Asks = checks.Writes, yes
	makes.Effect, makes.Asks, makes.Makes = checks.Writes, yes, []checks.Thing{"notes"}
	feigns.Makes = []checks.Thing{"notes"}
	late := w.sees("late", nil, "makes") // needs what is made, and reads what was there before
	late.Reads = []checks.Thing{"notes"}
	for name, build := range map[string]func(){
		"unknown need":      func() { audit([]checks.Requirement{wants("r", "nobody")}, w.load()) },
		"unknown use":       func() { audit([]checks.Requirement{uses}, w.load(), w.sees("a", nil)) },
		"unknown to probe":  func() { audit(nil, w.load(), w.sees("a", nil, "nobody")) },
		"provided twice":    func() { audit(nil, w.load(), w.sees("a", nil), w.sees("a", nil)) },
		"acts unasked":      func() { audit(nil, w.load(), silent) },
		"makes what?":       func() { audit(nil, w.load(), vague) },
		"makes, read-only":  func() { audit(nil, w.load(), feigns) },
		"reads afterwards":  func() { audit(nil, w.load(), makes, late) },
		"waits for itself":  func() { audit(nil, w.load(), w.sees("a", nil, "a")) },
		"waits in a circle": func() { audit(nil, w.load(), w.sees("a", nil, "b"), w.sees("b", nil, "c"), w.sees("c", nil, "a")) },
	} {
		func() {
			defer func() {
				if e, ok := recover().(string); !ok || !strings.HasPrefix(e, "checks: ") {
					t.Errorf("%s: recovered %v", name, e)
				}
			}()
			build()
			t.Errorf("%s was accepted", name)
		}()
	}
}

func TestEventsTellTheRunInOrder(t *testing.T) {
	w := newWorld()
	gap := checks.Probe{ID: "gap", Provides: named("gap", "gap2"), Run: func(context.Context, *checks.Facts) []checks.Fact {
		return []checks.Fact{fact("gap").Of("x"), fact("gap2").Missing(checks.Gap{Reason: checks.GapServer})}
	}}
	reqs := []checks.Requirement{wants("one", "a"), wants("two", "b"), wants("three", "gap2", "a")}
	needs := map[checks.ID][]string{"one": {"a"}, "two": {"b"}, "three": {"gap", "a"}}
	a := audit(reqs, w.load(), w.sees("a", nil), w.sees("b", nil, "a"), gap)
	for run := 1; run <= 20; run++ {
		n, events := a.Start(t.Context(), checks.Selection{})
		state, judged, i, last := map[string]checks.ProbeState{}, 0, 0, checks.Event{}
		for e := range events {
			if e.Run != n || n != run || !e.At.Equal(noon) {
				t.Fatalf("event %+v of run %d, started as %d", e, run, n)
			}
			if (i == 0) != (e.Kind == checks.RunStarted) || last.Kind == checks.RunFinished {
				t.Fatalf("event %d is %s after %s", i, e.Kind, last.Kind)
			}
			switch e.Kind {
			case checks.RunStarted:
				if !slices.Equal(e.Waiting, []checks.ID{"one", "two", "three"}) {
					t.Errorf("waiting %v", e.Waiting)
				}
			case checks.ProbeChanged:
				before := map[checks.ProbeState]checks.ProbeState{checks.ProbeRunning: "", checks.ProbeDone: checks.ProbeRunning}[e.State]
				if state[e.Probe] != before {
					t.Errorf("%s: %s after %q", e.Probe, e.State, state[e.Probe])
				}
				state[e.Probe] = e.State
				if (e.Gap != nil) != (e.Probe == "gap" && e.State == checks.ProbeDone) {
					t.Errorf("%s %s: gap %v", e.Probe, e.State, e.Gap)
				}
			case checks.Judged:
				judged++
				for _, p := range append(needs[e.Finding.ID], "settings") {
					if state[p] != checks.ProbeDone {
						t.Errorf("%s judged before probe %s was done", e.Finding.ID, p)
					}
				}
			}
			i, last = i+1, e
		}
		if judged != 3 || last.Report == nil || last.Report.Run != run || len(last.Report.Probes) != 4 {
			t.Fatalf("%d judged, last event %+v", judged, last)
		}
	}
}

func TestRunsFollowEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		gate := make(chan struct{})
		a := audit([]checks.Requirement{wants("one", "a")}, w.load(), w.sees("a", func(context.Context) { <-gate }))
		first, one := a.Start(t.Context(), checks.Selection{})
		second, two := a.Start(t.Context(), checks.Selection{})
		synctest.Wait()
		if first != 1 || second != 2 || len(one) == 0 || len(two) != 0 {
			t.Errorf("runs %d and %d; %d and %d events", first, second, len(one), len(two))
		}
		close(gate)
		for range one {
		}
		for e := range two {
			if e.Run != 2 {
				t.Errorf("run %d in the second channel", e.Run)
			}
		}
		if got := w.take(); got["a"] != 2 {
			t.Errorf("calls %v", got)
		}
	})
}

func TestReportNamesTheIntegrationWithoutSecrets(t *testing.T) {
	w := newWorld()
	w.settings = checks.Settings{Product: checks.CheckoutPro, PaymentPage: "https://user:pw@loja.exemplo.com.br/x", WebhookURL: "https://api.exemplo.com.br/?access_token=abc", Site: mpclient.MLA}
	r := audit([]checks.Requirement{wants("one", "account")}, w.load(), w.account(mpclient.MLB)).Run(t.Context(), checks.Selection{})
	in := r.Integration
	if in.Site != mpclient.MLB || in.Account.ID != 7 || in.Account.Test == nil || !*in.Account.Test || in.Product != checks.CheckoutPro {
		t.Errorf("integration %+v", in)
	}
	if all := in.PaymentPage + in.Webhook; !strings.Contains(all, "loja.exemplo.com.br/x") || strings.Contains(all, "pw") || strings.Contains(all, "abc") {
		t.Errorf("addresses %q, %q", in.PaymentPage, in.Webhook)
	}
	if r.APIGap != nil || !r.Started.Equal(noon) {
		t.Errorf("%+v", r)
	}
}

func TestReportSaysWhyTheAPICouldNotBeUsed(t *testing.T) {
	for reason, want := range map[checks.GapReason]bool{checks.GapAuth: true, checks.GapNetwork: true, checks.GapTimeout: true, checks.GapServer: true, checks.GapGarbled: true,
		checks.GapInput: false, checks.GapDependency: false} {
		w := newWorld()
		w.settings.AccessToken = "token"
		p := checks.Probe{ID: "account", Provides: named("account"), Run: func(context.Context, *checks.Facts) []checks.Fact {
			return []checks.Fact{checks.FactAccount.Missing(checks.Gap{Reason: reason})}
		}}
		r := audit([]checks.Requirement{wants("one", "account")}, w.load(), p).Run(t.Context(), checks.Selection{})
		if (r.APIGap != nil) != want {
			t.Errorf("%s: %v", reason, r.APIGap)
		}
	}
}

func ExampleReport_LongestChain() {
	ms := time.Millisecond
	r := checks.Report{Probes: []checks.ProbeRun{{ID: "a", Took: 10 * ms}, {ID: "b", Deps: []string{"a"}, Took: 20 * ms}, {ID: "c", Deps: []string{"b", "gone"}, Took: 5 * ms}, {ID: "d", Deps: []string{"a"}, Took: 24 * ms}}}
	fmt.Println(r.LongestChain())
	// Output: 35ms [a b c]
}

// TestWhatIsMadeComesAfterWhatIsRead: however long each probe takes, and whatever order they are given in, a probe
// that makes something runs when every reader of it is through, and one that may not run waits for nobody.
func TestWhatIsMadeComesAfterWhatIsRead(t *testing.T) {
	for round := range 50 {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(uint64(round), 15))
			w := newWorld()
			made, before := false, 0
			var mu sync.Mutex
			takes := func() time.Duration { return time.Duration(rnd.IntN(900)) * time.Millisecond }
			probes := []checks.Probe{w.load()}
			reqs := []checks.Requirement{wants("made", "makes")}
			for i := range 4 {
				name, d := fmt.Sprintf("reads%d", i), takes()
				p := w.sees(name, func(context.Context) {
					time.Sleep(d)
					mu.Lock()
					defer mu.Unlock()
					if made {
						t.Errorf("round %d: %s saw what was made", round, name)
					}
					before++
				})
				p.Reads = []checks.Thing{"notes"}
				if i > 0 && rnd.IntN(2) == 0 {
					p.Uses = named(fmt.Sprintf("reads%d", i-1))
				}
				probes, reqs = append(probes, p), append(reqs, wants(name, name))
			}
			agreed := round%5 != 0
			makes := w.sees("makes", func(context.Context) {
				mu.Lock()
				defer mu.Unlock()
				made = true
				if before != 4 {
					t.Errorf("round %d: made after %d of 4", round, before)
				}
			})
			makes.Effect, makes.Makes = checks.Writes, []checks.Thing{"notes"}
			makes.Asks = func(*checks.Facts) *checks.Gap {
				return &checks.Gap{Reason: checks.GapConsent, Detail: checks.T("ask")}
			}
			probes = append(probes, makes)
			rnd.Shuffle(len(probes), func(i, j int) { probes[i], probes[j] = probes[j], probes[i] })
			_, events := audit(reqs, probes...).Start(t.Context(), checks.Selection{Consent: map[string]bool{"makes": agreed}})
			first := checks.ID("")
			for ev := range events {
				if ev.Kind == checks.Judged && first == "" {
					first = ev.Finding.ID
				}
			}
			if made != agreed {
				t.Errorf("round %d: made %v, agreed %v", round, made, agreed)
			}
			if !agreed && first != "made" {
				t.Errorf("round %d: the question came after %s", round, first)
			}
		})
	}
}
