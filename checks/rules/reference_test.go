package rules_test

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

// TestEveryItemHasAnAnswer holds the table of items against the catalogue, both ways.
func TestEveryItemHasAnAnswer(t *testing.T) {
	reqs := checks.Index(rules.All())
	seen := map[string]bool{}
	for _, it := range rules.ReferenceItems() {
		if seen[it.Ref] {
			t.Errorf("%s stands twice", it.Ref)
		}
		seen[it.Ref] = true
		if (len(it.Reqs) == 0) == (it.Reason == "") {
			t.Errorf("%s: requirements %v, reason %q", it.Ref, it.Reqs, it.Reason)
		}
		for _, id := range it.Reqs {
			r, ok := reqs[id]
			if !ok {
				t.Errorf("%s: %s is no requirement", it.Ref, id)
			}
			for section, products := range map[string][]checks.Product{"2.1": {checks.CheckoutPro}, "2.2": {checks.CheckoutAPI, checks.Bricks}, "2.3": {checks.Point}, "2.4": {checks.QR}} {
				for _, p := range products {
					if strings.HasPrefix(it.Ref, section+"/") && !r.AppliesTo(p, "") {
						t.Errorf("%s is a row of %s, which %s does not concern", it.Ref, p, id)
					}
				}
			}
		}
	}
	for section, n := range map[string]int{"CRED-": 8, "SSL-": 5, "PIX-": 4, "NOT-": 15, "SEC-": 9, "OAU-": 11, "1.9/": 14, "1.15/": 10, "2.1/": 36, "2.2/": 34, "2.3/": 25, "2.4/": 2} {
		got := 0
		for ref := range seen {
			if strings.HasPrefix(ref, section) {
				got++
			}
		}
		if got != n {
			t.Errorf("%d items %s, the reference has %d", got, section, n)
		}
	}
	for _, r := range reqs {
		if (r.Official != "" || r.Section == checks.Homologation) && len(rules.References(r.ID)) == 0 {
			t.Errorf("%s (official name %q) stands for no item", r.ID, r.Official)
		}
	}
}

// alias are the rows whose official name makes no good reference.
var alias = map[string]string{
	"store creation API": "store_creation_api", "POS creation API": "pos_creation_api", "centralized credentials": "centralized_credentials",
	`rejected payment handled ("Case 2")`: "rejected_payment", "search API": "search_api", "implementation manual": "implementation_manual", "operation manual": "operation_manual",
	"list devices": "list_devices", "switch device mode": "switch_device_mode", "configurable credentials": "configurable_credentials",
	"payer_id / customer_id": "customer_id", "platform_id / sponsor_id": "platform_id", "statement_descriptor (soft descriptor)": "statement_descriptor",
	"payer_identification (+_mlm)": "payer_identification",
}

// TestTheTableIsThatOfTheReference reads the items out of the reference, where it is at hand.
func TestTheTableIsThatOfTheReference(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/reference/go-live-requirements.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the reference ../shared/reference is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, it := range rules.ReferenceItems() {
		known = append(known, it.Ref)
	}
	found := 0
	want := func(ref string) {
		found++
		if !slices.Contains(known, ref) {
			t.Errorf("%s of the reference is not in the table", ref)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^\| ((?:CRED|SSL|PIX|NOT|SEC|OAU)-\d+) \|`).FindAllStringSubmatch(string(raw), -1) {
		want(m[1])
	}
	rows := regexp.MustCompile(`(?m)^\| ([^|]+?) +\|`)
	for _, section := range []string{"2.1", "2.2", "2.3"} {
		_, text, _ := strings.Cut(string(raw), "\n### "+section+" ")
		text, _, _ = strings.Cut(text, "\n### ")
		for _, m := range rows.FindAllStringSubmatch(text, -1) {
			if m[1] == "id" || strings.HasPrefix(m[1], "---") {
				continue
			}
			cell := m[1]
			if a, ok := alias[cell]; ok {
				want(section + "/" + a)
				continue
			}
			for name := range strings.SplitSeq(cell, ", ") {
				if a, ok := alias[name]; ok {
					name = a
				}
				want(section + "/" + name)
			}
		}
	}
	if found < 140 {
		t.Errorf("only %d items found in the reference", found)
	}
}
