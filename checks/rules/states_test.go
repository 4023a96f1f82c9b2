package rules_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

// Every requirement is put in every state of what it declares: each fact observed, never observed, refused, timed out, asked for
// in vain, answered by nothing at all, and read in part. The states are generated from the facts of the tables here, for every
// product, so a new rule is in them as soon as it has a row.
//
// What must hold in each: no panic; no pass, failure or warning where nothing was observed; no pass that taking an observation
// away brought about, and no failure either.

// state is what became of one fact.
type state struct {
	name string
	fact *checks.Fact // nil: nobody observed it
}

// statesOf lists the states of a fact that a table holds as x; nil for one that the table leaves out. known is any value of that
// fact, for its type.
func statesOf(key checks.FactKey, x *checks.Fact, known any) []state {
	gap := func(r checks.GapReason) *checks.Fact { return &checks.Fact{Key: key, Gap: &checks.Gap{Reason: r}} }
	out := []state{{"as it is", x}}
	if x != nil {
		out = append(out, state{"missing", nil})
	}
	out = append(out, state{"refused", gap(checks.GapAuth)}, state{"timed out", gap(checks.GapTimeout)}, state{"not found", gap(checks.GapNotFound)})
	if known != nil {
		switch empty := reflect.Zero(reflect.TypeOf(known)).Interface(); empty.(type) {
		case checks.Created, mpclient.Account, mpclient.Credential, checks.Application, checks.KeyPair, checks.Address:
			// An answer without the id it was asked for is a gap already: TestEmptyAnswersAreGaps in checks/probe.
		case checks.ReportConfig, checks.Places, []checks.Terminal:
			// Nothing set up is what the API answered.
		default:
			out = append(out, state{"empty", &checks.Fact{Key: key, Value: empty}})
		}
	}
	if x != nil && x.Gap == nil {
		for name, v := range halves(x.Value) {
			out = append(out, state{"half read: " + name, &checks.Fact{Key: key, Value: v, Exchanges: x.Exchanges}})
		}
	}
	return out
}

// halves are the ways in which an observation is there in part.
func halves(v any) map[string]any {
	out := map[string]any{}
	switch v := v.(type) {
	case checks.HookAnswers:
		for c := range v.Answers {
			h := v
			h.Answers = maps.Clone(v.Answers)
			delete(h.Answers, c)
			out["without "+string(c)] = h
			h.Answers = map[checks.HookCase]checks.HookAnswer{c: v.Answers[c]}
			out["only "+string(c)] = h
			h.Answers = maps.Clone(v.Answers)
			h.Answers[c] = checks.HookAnswer{Err: "no route", Cause: "unreachable"}
			out[string(c)+" unanswered"] = h
		}
		for name, n := range map[string]*checks.HookCounter{"no counter": nil, "counter silent": {Err: "no answer"}, "counter at rest": {}} {
			h := v
			h.Counter = n
			out[name] = h
		}
		h := v
		h.Answers = nil
		out["no answers"] = h
	case checks.Page:
		for name, to := range map[string]checks.Page{"204": {URL: v.URL, Status: 204, Stub: checks.StubEmpty}, "JSON": {URL: v.URL, Status: 200, ContentType: "application/json", Size: 9, Stub: checks.StubData},
			"frames only": {URL: v.URL, Status: 200, ContentType: "text/html", Size: 90, Stub: checks.StubFrames}, "refresh only": {URL: v.URL, Status: 200, ContentType: "text/html", Size: 90, Stub: checks.StubForward}} {
			to.Hops = v.Hops
			out[name] = to
		}
		for _, cut := range []checks.PageCut{checks.CutSize, checks.CutTime} {
			h := v
			h.Cut = cut
			out["cut by "+string(cut)] = h
		}
		for _, kind := range []string{"scripts", "frames"} {
			h := v
			h.Left = checks.Omissions{{Kind: kind, N: 1}}
			out[kind+" left out"] = h
		}
	case checks.TLSState:
		h := checks.TLSState{Host: v.Host, Port: v.Port, Addr: v.Addr, HandshakeError: "no answer", HandshakeCause: "unreachable"}
		out["no handshake"] = h
		h.Offers = maps.Clone(v.Offers)
		for o := range v.Offers {
			h.Offers[o] = checks.Offered{Why: "handshake-timeout"}
		}
		out["offers unanswered"] = h
		h = v
		h.Others = slices.Clone(v.Others)
		for i := range h.Others {
			h.Others[i] = checks.Endpoint{Addr: h.Others[i].Addr, Cause: "connection-timeout"}
		}
		out["other addresses silent"] = h
	case checks.PlainHTTP:
		out["unknown"] = checks.PlainHTTP{URL: v.URL, Unknown: "connection-timeout"}
	case checks.Source:
		for _, cut := range []checks.SourceCut{checks.SourceBytes, checks.SourceTime} {
			h := v
			h.Cut = cut
			out["cut by "+string(cut)] = h
		}
		h := v
		h.Left = checks.Omissions{{Kind: "unreadable", N: 1}}
		out["unreadable"] = h
		h = v
		h.Dim = checks.Omissions{{Kind: "unlooked", N: 1}}
		out["code not looked at"] = h
		h = v
		h.History.Left = checks.Omissions{{Kind: "git_shallow"}}
		out["history in part"] = h
		h = checks.Source{Dir: v.Dir}
		out["nothing read"] = h
	case checks.History:
		h := v
		h.Read, h.Stopped, h.Live, h.Test = 0, checks.GapTimeout, checks.Sales{}, checks.Sales{}
		out["stopped at once"] = h
	}
	return out
}

// alternatives are facts that can each answer for the others: with one gone the judgement rests on another, which says so.
var alternatives = [][]checks.FactKey{
	{checks.FactPreference.Name, checks.FactPayment.Name, checks.FactOrder.Name, checks.FactSubscription.Name},
	{checks.FactSource.Name, checks.FactSent.Name},
	{checks.FactPixCharge.Name, checks.FactPixHistory.Name},
}

// restsElsewhere reports whether a fact was taken away and one that can answer for it is still there.
func restsElsewhere(states [][]state, at []int, keys []checks.FactKey) bool {
	for _, group := range alternatives {
		gone, left := false, false
		for i, k := range keys {
			if slices.Contains(group, k) {
				x := states[i][at[i]].fact
				gone = gone || at[i] > 0
				left = left || x != nil && x.Gap == nil
			}
		}
		if gone && left {
			return true
		}
	}
	return false
}

// passSpeaksOfLess and refusalIsSeen are the requirements for which a pass, or a failure, may come about when an observation goes
// away, with the reason.
var (
	passSpeaksOfLess = map[checks.ID]string{
		"homologation.external_reference": "a recording that shows the reference twice is one more look; the pass speaks of the reference that is there",
		"homologation.email":              "the pass speaks of an address that is there and well formed; that it is not the seller's own takes the account",
		"credentials.site":                "the pass speaks of the account's site; an object in another currency is one more look",
		"notifications.forged_refused":    "the pass speaks of the refusal that was seen; what happens before it is one more look, of a counter",
		"notifications.tls":               "the pass speaks of certificate and chain; old versions and suites are one more look",
	}
	refusalIsSeen = map[checks.ID]string{
		"notifications.unsigned_refused": "that it is answered as if it were believed was seen; that it has no effect is one more look, of a counter",
		"notifications.forged_refused":   "likewise",
		"credentials.token_valid":        "a token that is refused is what was asked for",
		"credentials.same_owner":         "an object that the token's account does not have is another's",
		"credentials.activated":          "what is refused is the API of payments; that everything is refused was not seen",
	}
)

// stateCap is how many states of one table row are tried with each product; rows with more are sampled by a fixed seed, after all
// that change one fact or two.
const stateCap = 300

func TestEveryRuleInEveryState(t *testing.T) {
	all := tables()
	known := map[checks.FactKey]any{}
	for _, rows := range all {
		for _, r := range rows {
			for _, x := range r.facts {
				if x.Gap == nil && known[x.Key] == nil {
					known[x.Key] = x.Value
				}
			}
		}
	}
	var report []string
	for _, r := range rules.All() {
		if r.Human {
			continue
		}
		n := 0
		faults := map[string]int{}
		for _, base := range append(all[r.ID], row{name: "nothing"}) {
			for _, p := range checks.Products {
				if r.AppliesTo(p, "") {
					n += try(r, base, p, known, faults)
				}
			}
		}
		for _, f := range slices.Sorted(maps.Keys(faults)) {
			t.Errorf("%s: %s (%d times)", r.ID, f, faults[f])
		}
		report = append(report, fmt.Sprintf("%-42s %6d", r.ID, n))
		if n < 10 {
			t.Errorf("%s was put in %d states only", r.ID, n)
		}
	}
	t.Logf("states tried:\n%s", strings.Join(report, "\n"))
}

// try puts one requirement in the states of one row and returns how many there were.
func try(r checks.Requirement, base row, p checks.Product, known map[checks.FactKey]any, faults map[string]int) int {
	set := checks.Settings{}
	given := map[checks.FactKey]*checks.Fact{}
	for _, x := range base.facts {
		if s, ok := x.Value.(checks.Settings); ok && x.Key == checks.FactSettings.Name {
			set = s
			continue
		}
		given[x.Key] = &x
	}
	set.Product = p
	settings := checks.FactSettings.Of(set)
	keys := slices.DeleteFunc(r.Keys(), func(k checks.FactKey) bool { return k == checks.FactSettings.Name })
	states := make([][]state, len(keys))
	total := 1
	for i, k := range keys {
		states[i] = statesOf(k, given[k], known[k])
		slices.SortFunc(states[i][1:], func(a, b state) int { return strings.Compare(a.name, b.name) })
		if total < 1<<30 {
			total *= len(states[i])
		}
	}
	judge := func(at []int) (checks.Finding, bool, []string) {
		facts := []checks.Fact{settings}
		observed := false
		var changed []string
		for i, n := range at {
			s := states[i][n]
			if s.fact != nil {
				facts = append(facts, *s.fact)
				observed = observed || s.fact.Gap == nil && s.name != "empty"
			}
			if n > 0 {
				changed = append(changed, string(keys[i])+" "+s.name)
			}
		}
		return r.Finding(checks.NewFacts(now, facts...)), observed, changed
	}
	sound, _, _ := judge(make([]int, len(keys)))
	count := 0
	check := func(at []int) {
		count++
		f, observed, changed := judge(at)
		note := func(what string) {
			faults[what+": "+string(f.Verdict)+" "+f.Detail.Key+" instead of "+string(sound.Verdict)+" "+sound.Detail.Key+"; "+strings.Join(changed, ", ")]++
		}
		switch {
		case f.Bug:
			note("a check failed: " + lang.EN.Text(f.Evidence[0].Text))
		case f.Verdict == "":
			note("no verdict")
		case f.Verdict == checks.Pass && len(f.Evidence) == 0 && f.Detail.Key != "find.token_shape.unusual_works":
			note("passes without evidence")
		case len(keys) > 0 && !observed && f.Detail.Key != "find.https.plain" /* which is the address as it was set */ &&
			(f.Verdict == checks.Pass || f.Verdict == checks.Fail || f.Verdict == checks.Warn):
			note("judges what nobody observed")
		case restsElsewhere(states, at, keys):
		case f.Verdict == checks.Pass && sound.Verdict != checks.Pass && passSpeaksOfLess[r.ID] == "":
			note("passes because something was not seen")
		case f.Verdict == checks.Fail && sound.Verdict != checks.Fail && refusalIsSeen[r.ID] == "":
			note("fails because something was not seen")
		}
	}
	at := make([]int, len(keys))
	if total <= stateCap {
		for {
			check(at)
			i := 0
			for ; i < len(at); i++ {
				if at[i]++; at[i] < len(states[i]) {
					break
				}
				at[i] = 0
			}
			if i == len(at) {
				return count
			}
		}
	}
	check(at)
	for i := range keys {
		for a := 1; a < len(states[i]); a++ {
			at[i] = a
			check(at)
			for j := i + 1; j < len(keys); j++ {
				for b := 1; b < min(len(states[j]), 6); b++ {
					at[j] = b
					check(at)
				}
				at[j] = 0
			}
			at[i] = 0
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range stateCap {
		for i := range at {
			at[i] = rnd.IntN(len(states[i]))
		}
		check(at)
	}
	return count
}

// TestTheStatesSeeABrokenRule breaks a rule in each of the ways that rules were broken, and wants it named.
func TestTheStatesSeeABrokenRule(t *testing.T) {
	page, plain := checks.FactPage, checks.FactPlainHTTP
	seen := func(f checks.Finding) checks.Finding { return f.With("note", checks.Raw("x"), "") }
	ok, bad := seen(checks.Finding{Verdict: checks.Pass}), seen(checks.Finding{Verdict: checks.Fail})
	for name, c := range map[string]struct {
		judge func(*checks.Facts) checks.Finding
		want  string
	}{
		"passes what is not there": {func(f *checks.Facts) checks.Finding {
			if p, there := page.Get(f); there && p.Status == 500 {
				return bad
			}
			return ok
		}, "judges what nobody observed"},
		"fails what is not there": {func(f *checks.Facts) checks.Finding {
			if p, there := page.Get(f); there && p.Status == 200 {
				return ok
			}
			return bad
		}, "judges what nobody observed"},
		"passes on half of it": {func(f *checks.Facts) checks.Finding {
			if p, there := page.Get(f); !there {
				return checks.GapFinding(*f.Gap(page.Name))
			} else if len(p.Tokens) > 0 {
				return bad
			}
			return ok
		}, "passes because something was not seen"},
		"takes for granted": {func(f *checks.Facts) checks.Finding {
			return checks.GapFinding(*f.Gap(page.Name)) // nil where the page was observed
		}, "a check failed"},
		"reads what it did not declare": {func(f *checks.Facts) checks.Finding {
			_, _ = checks.FactAccount.Get(f)
			return checks.Finding{Verdict: checks.Inconclusive}
		}, "a check failed"},
		"passes without evidence": {func(f *checks.Facts) checks.Finding {
			if _, there := page.Get(f); there {
				return checks.Finding{Verdict: checks.Pass}
			}
			return checks.GapFinding(*f.Gap(page.Name))
		}, "passes without evidence"},
	} {
		r := checks.Requirement{ID: "broken", Uses: []checks.FactKey{page.Name, plain.Name}, Judge: c.judge}
		faults := map[string]int{}
		p := checks.Page{URL: "https://a/", Status: 200, ContentType: "text/html", Size: 9, Tokens: []checks.FoundToken{{}}}
		try(r, row{facts: facts(page.Of(p))}, checks.CheckoutPro, map[checks.FactKey]any{page.Name: p}, faults)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(faults)), func(f string) bool { return strings.HasPrefix(f, c.want) }) {
			t.Errorf("a rule that %s is not seen: %v", name, faults)
		}
	}
}
