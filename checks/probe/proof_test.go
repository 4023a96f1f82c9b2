package probe_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/checks/sampleshop"
	"github.com/homologa/homologa/mpclient"
)

var opening = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return opening }

func openShop(t testing.TB) *sampleshop.Shop {
	t.Helper()
	s, err := sampleshop.Start(t.Context(), sampleshop.Options{Now: clock, Fixed: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func envOf(s *sampleshop.Shop) *probe.Env {
	return &probe.Env{Load: s.Settings, BaseURL: s.APIBase(), Dial: s.DialContext, Lookup: s.LookupNetIP, Roots: s.Roots(), Now: clock, Source: s.Source}
}

func auditOf(e *probe.Env) *checks.Audit {
	return checks.NewAudit(rules.All(), probe.All(e), clock)
}

// look audits with a fresh client, so that the limit on requests a second never makes it wait.
func look(t testing.TB, e *probe.Env) map[checks.ID]checks.Finding {
	t.Helper()
	r := auditOf(e).Run(t.Context(), checks.Selection{})
	if len(r.Findings) != len(rules.All()) {
		t.Fatalf("%d findings for %d requirements", len(r.Findings), len(rules.All()))
	}
	m := map[checks.ID]checks.Finding{}
	for _, f := range r.Findings {
		m[f.ID] = f
	}
	return m
}

// unsound lists the findings that are neither passed nor a person's business.
func unsound(m map[checks.ID]checks.Finding) []string {
	var out []string
	for id, f := range m {
		switch f.Verdict {
		case checks.Pass, checks.NotApplicable, checks.Attest:
		default:
			out = append(out, fmt.Sprintf("%s is %s: %s", id, f.Verdict, lang.EN.Text(f.Detail)))
		}
	}
	slices.Sort(out)
	return out
}

// companions are requirements that turn red along with another and why.
var companions = map[checks.ID]map[checks.ID]checks.Verdict{
	// The official rows "settlement" and "release" each ask for both reports.
	"reports.settlement_configured": {"homologation.settlement": checks.Warn, "homologation.release": checks.Warn},
	"reports.release_configured":    {"homologation.settlement": checks.Warn, "homologation.release": checks.Warn},
	// Who believes any signature believes one made for another id as well, and an old one.
	"notifications.forged_refused": {"notifications.other_id_refused": checks.Warn, "notifications.stale_refused": checks.Warn},
	// A page without HTTPS stays on port 80: there is nothing to redirect to.
	"ssl.https": {"ssl.redirect": checks.Fail},
}

// worst is the verdict a requirement turns to when it is violated.
func worst(r checks.Requirement) checks.Verdict {
	switch {
	case r.ID == "homologation.webhooks_ipn":
		return checks.NeedsInput // the panel may know an address that nobody sees from outside
	case r.ID == "security.headers":
		return checks.Pass // with a cause: nobody asks for these
	case r.Level == checks.GoodPractice, r.ID == "security.cookies", r.ID == "credentials.application_name":
		return checks.Warn
	case r.Section == checks.Notifications && r.Level == checks.Recommended, r.ID == "notifications.other_id_refused":
		return checks.Warn
	case r.ID == "security.signature_checked":
		return checks.Warn // the check may be elsewhere, outside the folder
	}
	return checks.Fail
}

// TestEachRequirementIsProvenTwice: the fault that violates it and nothing else turns it red, the
// repair turns it green again. That it healed shows in the look at the next fault: all that the
// repaired one had changed must be as in the sound shop. Only what the next fault hides or changes
// as well, and the last fault of a shop, take a look at the repaired shop.
func TestEachRequirementIsProvenTwice(t *testing.T) {
	t.Parallel()
	all := openShop(t).Faults()
	// Each look proves the Pix key anew; one shop for all faults would be an audit of its history.
	for faults := range slices.Chunk(all, 16) {
		t.Run(string(faults[0]), func(t *testing.T) {
			t.Parallel()
			proveTwice(t, openShop(t), faults)
		})
	}
}

func proveTwice(t *testing.T, s *sampleshop.Shop, faults []checks.ID) {
	sound := look(t, envOf(s))
	if bad := unsound(sound); len(bad) > 0 {
		t.Fatalf("the sound shop is not sound:\n%s", strings.Join(bad, "\n"))
	}
	reqs := checks.Index(rules.All())
	var proofs []string
	healing := map[checks.ID]checks.ID{} // what is yet to be seen sound again, by the fault that changed it
	for i, fault := range faults {
		if err := s.Break(fault); err != nil {
			t.Fatal(err)
		}
		want := map[checks.ID]checks.Verdict{fault: worst(reqs[fault])}
		maps.Copy(want, companions[fault])
		got := map[checks.ID]checks.Verdict{}
		seen := look(t, envOf(s))
		for id, f := range seen {
			if f.Verdict == checks.Fail || f.Verdict == checks.Warn || id == fault {
				got[id] = f.Verdict
			}
			if id == fault {
				if f.Verdict == checks.Pass && !f.Has("headers-missing") {
					t.Errorf("%s passes as if nothing were wrong", id)
				}
				said(t, f)
				proofs = append(proofs, fmt.Sprintf("%-38s %-11s %s", id, f.Verdict, lang.EN.Text(f.Detail)))
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("with the fault %s: %v, want %v", fault, got, want)
		}
		if err := s.Repair(fault); err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(healing, func(id, _ checks.ID) bool { return alike(seen[id], sound[id]) })
		if len(healing) > 0 || i == len(faults)-1 {
			repaired := look(t, envOf(s))
			if bad := unsound(repaired); len(bad) > 0 {
				t.Errorf("%s, or what was repaired before it (%v), does not heal:\n%s", fault, healing, strings.Join(bad, "\n"))
			}
			seen, healing = repaired, map[checks.ID]checks.ID{}
		}
		for id, f := range seen {
			if !alike(f, sound[id]) {
				healing[id] = fault
			}
		}
		if i == len(faults)-1 && len(healing) > 0 {
			t.Errorf("repaired, the shop is not what it was: %v", healing)
		}
	}
	t.Logf("%d faults, each turning its requirement red and back:\n%s", len(proofs), strings.Join(proofs, "\n"))
}

// alike compares what two looks say about one requirement, but for the numbers in it.
func alike(a, b checks.Finding) bool {
	return a.Verdict == b.Verdict && a.Detail.Key == b.Detail.Key && len(a.Causes) == len(b.Causes)
}

// TestRepairShowsInARerun: looking again at one requirement leaves the API alone.
func TestRepairShowsInARerun(t *testing.T) {
	const id = "ssl.chain_complete"
	s := openShop(t)
	e := envOf(s)
	a := auditOf(e)
	if err := s.Break(id, "homologation.front_end_sdk_pro"); err != nil {
		t.Fatal(err)
	}
	verdicts := func(sel checks.Selection) map[checks.ID]checks.Verdict {
		m := map[checks.ID]checks.Verdict{}
		for _, f := range a.Run(t.Context(), sel).Findings {
			m[f.ID] = f.Verdict
		}
		return m
	}
	before := verdicts(checks.Selection{})
	if before[id] != checks.Fail {
		t.Fatalf("%s is %s", id, before[id])
	}
	if err := s.Repair(id, "homologation.front_end_sdk_pro"); err != nil {
		t.Fatal(err)
	}
	exchanges := e.Recorder.Len() // all traffic of the probes; the shop's own comes when it comes
	after := verdicts(checks.Selection{IDs: []checks.ID{id}})
	before[id] = checks.Pass // and nothing else: the page was not looked at again
	if !maps.Equal(after, before) {
		t.Errorf("after the rerun: %v", after)
	}
	if n := e.Recorder.Len() - exchanges; n != 0 {
		t.Errorf("%d exchanges to see one handshake", n)
	}
}

func TestSoundShopIsSoundOnEverySite(t *testing.T) {
	t.Parallel()
	for _, site := range mpclient.Sites {
		s, err := sampleshop.Start(t.Context(), sampleshop.Options{Now: clock, Fixed: true, Site: site.ID})
		if err != nil {
			t.Fatal(err)
		}
		m := look(t, envOf(s))
		if bad := unsound(m); len(bad) > 0 {
			t.Errorf("%s:\n%s", site.ID, strings.Join(bad, "\n"))
		}
		if (m["pix.key"].Verdict == checks.Pass) != (site.ID == mpclient.MLB) || (m["homologation.payer_identification_mlm"].Verdict == checks.Pass) != (site.ID == mpclient.MLM) {
			t.Errorf("%s: Pix key %s, Mexico's row %s", site.ID, m["pix.key"].Verdict, m["homologation.payer_identification_mlm"].Verdict)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// said wants a red finding to name what was seen, in words that exist.
func said(t *testing.T, f checks.Finding) {
	t.Helper()
	texts := []checks.Text{f.Detail}
	for _, c := range f.Causes {
		texts = append(texts, c.Detail)
	}
	for _, e := range f.Evidence {
		texts = append(texts, e.Text)
	}
	for _, x := range texts {
		if x.Key != "raw" && !lang.Has(x.Key) {
			t.Errorf("%s: %q is not worded", f.ID, x.Key)
		}
	}
	if f.Verdict == checks.Fail && (len(f.Causes) == 0 || len(f.Evidence) == 0) {
		t.Errorf("%s fails with %d causes and %d pieces of evidence", f.ID, len(f.Causes), len(f.Evidence))
	}
}
