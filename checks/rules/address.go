package rules

import (
	"slices"

	"github.com/homologa/homologa/checks"
)

// OfAddress lists the requirements that can be judged from the address of a payment page alone:
// no account, no key, nothing the integration created.
func OfAddress() []checks.ID {
	public := keys(checks.FactSettings.Name, checks.FactPage.Name, checks.FactPageTLS.Name, checks.FactPlainHTTP.Name)
	var out []checks.ID
	for _, r := range All() {
		seen := slices.Concat(r.Needs, r.Uses)
		outside := slices.ContainsFunc(seen, func(k checks.FactKey) bool { return !slices.Contains(public, k) })
		if !outside && len(seen) > 0 && (r.Section == checks.SSL || r.Section == checks.Security) {
			out = append(out, r.ID)
		}
	}
	return out
}
