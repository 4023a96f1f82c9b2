package rules

import (
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func pix() []checks.Requirement {
	return []checks.Requirement{{
		ID: "pix.key", Section: checks.Pix, Level: checks.Required, Sites: []mpclient.SiteID{mpclient.MLB},
		Source: "source.pix",
		After:  []checks.ID{"credentials.token_valid"},
		Needs:  keys(checks.FactMethods.Name), Uses: keys(checks.FactPixHistory.Name, checks.FactPixCharge.Name, checks.FactAccount.Name),
		Judge: pixKey, Elsewhere: localMethods,
	}}
}

// pixKey: a payment that was created, or refused with 13253, is certain. Without one, no method means
// no usable key; with the method a key is likely but not proven, unless the account's history has a
// Pix payment.
func pixKey(f *checks.Facts) checks.Finding {
	ex := f.Exchange(checks.FactMethods.Name)
	i := -1
	methods := checks.FactMethods.Must(f)
	for n, m := range methods {
		if m.ID == "pix" {
			i = n
		}
	}
	switch {
	case len(methods) == 0:
		return unsure("find.pix.no_methods").With("http", t("ev.method_absent", "method", "pix"), ex)
	case i < 0:
		return fail("find.pix.absent").Because("pix-not-offered", t("cause.pix-not-offered")).With("http", t("ev.method_absent", "method", "pix"), ex)
	}
	status := mpclient.CleanLine(methods[i].Status, 40)
	ev := t("ev.method", "method", "pix", "status", status)
	if status != "" && status != "active" {
		return fail("find.pix.inactive", "status", status).Because("pix-inactive", t("cause.pix-inactive")).With("http", ev, ex)
	}
	charge, tried := checks.FactPixCharge.Get(f)
	cex := f.Exchange(checks.FactPixCharge.Name)
	switch {
	case !tried:
	case charge.NoKey:
		return fail("find.pix.no_key").Because("pix-no-key", t("cause.pix-no-key")).With("http", charge.Problem, cex).With("http", ev, ex)
	case charge.PaymentID != "" && charge.Cancelled:
		return pass("find.pix.created", "amount", charge.Amount, "id", charge.PaymentID).With("http", t("ev.pix_payment", "id", charge.PaymentID, "status", "cancelled"), cex)
	case charge.PaymentID != "":
		return warn("find.pix.left_behind", "amount", charge.Amount, "id", charge.PaymentID).Because("pix-left-behind", t("cause.pix-left-behind")).With("http", charge.Problem, cex)
	case charge.Lost:
		return unsure("find.pix.lost", "reference", charge.Reference).With("http", charge.Problem, cex)
	}
	if h, ok := checks.FactPixHistory.Get(f); ok && h.Found {
		return pass("find.pix.proven", "id", h.PaymentID, "date", date(h.Date)).With("http", ev, ex).
			With("http", t("ev.pix_payment", "id", h.PaymentID, "status", h.Status), f.Exchange(checks.FactPixHistory.Name))
	}
	if tried {
		return unsure("find.pix.refused").With("http", charge.Problem, cex).With("http", ev, ex)
	}
	if g := f.Gap(checks.FactPixCharge.Name); g.Reason == checks.GapConsent {
		return checks.GapFinding(*g).With("http", ev, ex).With("note", t("ev.pix_offered"), "")
	}
	return unsure("find.pix.offered").With("http", ev, ex)
}

// Types of methods that differ from site to site; cards exist everywhere.
var localTypes = map[string]bool{"bank_transfer": true, "ticket": true, "atm": true}

// localMethods says outside Brazil what the account has in Pix's place.
func localMethods(f *checks.Facts) checks.Finding {
	a, _ := checks.FactAccount.Get(f)
	methods, ok := checks.FactMethods.Get(f)
	if !ok {
		return verdict(checks.NotApplicable, "find.other_site", []string{"site", string(a.Site)})
	}
	var names []string
	for _, m := range methods {
		if localTypes[m.Type] && (m.Status == "" || m.Status == "active") && len(names) < 12 {
			name := mpclient.CleanLine(m.Name, 30)
			if name == "" {
				name = mpclient.CleanLine(m.ID, 30)
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return verdict(checks.NotApplicable, "find.pix.elsewhere_none", []string{"site", string(a.Site)})
	}
	return verdict(checks.NotApplicable, "find.pix.elsewhere", []string{"site", string(a.Site), "methods", strings.Join(names, ", ")})
}
