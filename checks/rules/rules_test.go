package rules_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/sampleshop"
	"github.com/homologa/homologa/mpclient"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// row is one set of facts and what a rule has to say about it: the verdict, the key of the detail
// ("" leaves it open) and all cause ids.
type row struct {
	name   string
	facts  []checks.Fact
	want   checks.Verdict
	key    string
	causes []string
}

type table map[checks.ID][]row

// tables hold everything judged on facts made by hand.
func tables() table {
	all := table{}
	for _, t := range []table{credentialRows(), activationRows(), worldRows(), pixRows(), checklistRows(), valueRows(), productRows(), soundRows(), sslRows(), expiryRows(), approvalRows(), addressRows(), hookRows(), refusalRows(), robustRows(), reportRows(), securityRows(), sourceRows(), sentRows(), pageRows(), boundaryRows()} {
		for id, rows := range t {
			all[id] = append(all[id], rows...)
		}
	}
	return all
}

func facts(fs ...checks.Fact) []checks.Fact { return fs }

func TestRulesOnFactsMadeByHand(t *testing.T) {
	reqs := checks.Index(rules.All())
	for id, rows := range tables() {
		r, ok := reqs[id]
		if !ok || r.Judge == nil {
			t.Fatalf("%s is no requirement that judges", id)
		}
		for _, c := range rows {
			t.Run(string(id)+"/"+c.name, func(t *testing.T) {
				f := checks.NewFacts(now, c.facts...)
				for _, x := range c.facts {
					if !slices.Contains(slices.Concat(r.Needs, r.Uses), x.Key) {
						t.Errorf("the rule does not say that it looks at %s", x.Key)
					}
				}
				got := r.Judge(f)
				if got.Verdict != c.want || c.key != "" && got.Detail.Key != c.key {
					t.Errorf("%s %s, want %s %s", got.Verdict, got.Detail.Key, c.want, c.key)
				}
				var causes []string
				for _, x := range got.Causes {
					causes = append(causes, x.ID)
				}
				if c.causes != nil && !slices.Equal(causes, c.causes) {
					t.Errorf("causes %v, want %v", causes, c.causes)
				}
				if got.Verdict == checks.Pass && len(got.Evidence) == 0 {
					t.Error("passes without evidence")
				}
				worded(t, got)
			})
		}
	}
}

// worded checks that a finding can be said in every language.
func worded(t *testing.T, f checks.Finding) {
	t.Helper()
	say := func(what string, x checks.Text) {
		if x.IsZero() {
			t.Errorf("%s is empty", what)
			return
		}
		if x.Key == "raw" {
			return
		}
		if !lang.Has(x.Key) {
			t.Errorf("%s: %s is not worded", what, x.Key)
		}
		if len(x.Args)%2 != 0 {
			t.Errorf("%s: %v are no pairs", what, x.Args)
		}
		for i := 1; i < len(x.Args); i += 2 {
			if key, ok := strings.CutPrefix(x.Args[i], "@"); ok && !strings.HasPrefix(key, "date:") && !lang.Has(key) {
				t.Errorf("%s: %s is not worded", what, x.Args[i])
			}
		}
		for _, l := range lang.All {
			if s := l.Text(x); s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s in %s: %q", what, l, s)
			}
		}
	}
	say("detail", f.Detail)
	for _, c := range f.Causes {
		say("cause "+c.ID, c.Detail)
	}
	for _, e := range f.Evidence {
		say("evidence of kind "+e.Kind, e.Text)
	}
}

// Automatic items that no fault turns to fail or warn, with the verdict they turn to.
var otherRed = map[checks.ID]checks.Verdict{
	"security.headers":            checks.Pass, // with a cause: nobody asks for these
	"homologation.webhooks_point": checks.NeedsInput,
	"homologation.webhooks_ipn":   checks.NeedsInput, // an address that only the panel knows cannot be seen from outside
	// What code does not show, a person knows.
	"homologation.back_end_sdk": checks.Attest, "homologation.modal": checks.Attest, "homologation.payment_get_or_search_api": checks.Attest,
	"homologation.chargebacks_api": checks.Attest, "homologation.cancellation_api": checks.Attest, "homologation.refunds_api": checks.Attest,
}

// TestEveryAutomaticRequirementHasARedProof: by a fault of the sample shop (proven in checks/probe)
// or by a row of the tables here.
func TestEveryAutomaticRequirementHasARedProof(t *testing.T) {
	faults := (&sampleshop.Shop{}).Faults()
	all := tables()
	red := func(id checks.ID) bool {
		return slices.Contains(faults, id) || slices.ContainsFunc(all[id], func(r row) bool {
			return r.want == checks.Fail || r.want == checks.Warn || r.want == otherRed[id]
		})
	}
	green := func(r checks.Requirement) bool {
		applies := r.AppliesTo(checks.CheckoutPro, mpclient.MLB) // then the sound shop is its green proof
		return applies || slices.ContainsFunc(all[r.ID], func(x row) bool { return x.want == checks.Pass })
	}
	var noRed, noGreen []checks.ID
	for _, r := range rules.All() {
		if r.Human {
			continue
		}
		if !red(r.ID) {
			noRed = append(noRed, r.ID)
		}
		if !green(r) {
			noGreen = append(noGreen, r.ID)
		}
	}
	if len(noRed) > 0 || len(noGreen) > 0 {
		t.Errorf("without a red proof: %v; without a green one: %v", noRed, noGreen)
	}
}

func TestCatalogueHoldsTogether(t *testing.T) {
	seen := map[checks.ID]checks.Requirement{}
	sections := map[checks.Section]int{}
	for _, r := range rules.All() {
		if _, twice := seen[r.ID]; twice {
			t.Errorf("%s stands twice", r.ID)
		}
		if !strings.HasPrefix(string(r.ID), string(r.Section)+".") || r.Level.Rank() < 0 {
			t.Errorf("%s: section %s, level %s", r.ID, r.Section, r.Level)
		}
		if r.Human == (r.Judge != nil) {
			t.Errorf("%s: human %v, and a rule: %v", r.ID, r.Human, r.Judge != nil)
		}
		if !lang.Has(r.Source) {
			t.Errorf("%s: source %s is not worded", r.ID, r.Source)
		}
		for _, id := range r.After {
			before, ok := seen[id]
			switch {
			case !ok:
				t.Errorf("%s stands before %s, which it depends on", r.ID, id)
			case before.Level.Rank() > r.Level.Rank():
				t.Errorf("%s depends on %s, which weighs less: the walk would come to it too late", r.ID, id)
			}
		}
		seen[r.ID] = r
		sections[r.Section]++
	}
	if len(sections) != len(checks.Sections) {
		t.Errorf("sections %v", slices.Sorted(maps.Keys(sections)))
	}
}

// TestTheOfficialChecklistIsComplete counts against the official tool, per product: to implement and
// good practices. A requirement of another section may stand for an official item; two official
// names of Point ("refunds", "search API") share a requirement with another.
func TestTheOfficialChecklistIsComplete(t *testing.T) {
	for p, want := range map[checks.Product][2]int{checks.CheckoutPro: {14, 22}, checks.CheckoutAPI: {15, 15}, checks.Bricks: {15, 15}, checks.Point: {7, 15}} {
		var got [2]int
		for _, r := range rules.All() {
			if r.Section != checks.Homologation || r.Official == "" || !slices.Contains(r.Products, p) {
				continue
			}
			if r.Level == checks.GoodPractice {
				got[1]++
			} else {
				got[0]++
			}
		}
		if got != want {
			t.Errorf("%s: %d to implement and %d good practices, want %v", p, got[0], got[1], want)
		}
	}
}
