package rules

import (
	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

func pix() []checks.Requirement {
	return []checks.Requirement{{
		ID: "pix.key", Section: checks.Pix, Level: checks.Required, Sites: []mpclient.SiteID{mpclient.MLB},
		Source: "source.pix",
		After:  []checks.ID{"credentials.token_valid"},
		Needs:  keys(checks.FactMethods.Name), Uses: keys(checks.FactPixHistory.Name), Judge: pixKey,
	}}
}

// pixKey: without the method no key is usable; with the method a key is likely but not proven
// (creating a Pix may still end in 13253). A Pix payment in the account's history proves it.
func pixKey(f *checks.Facts) checks.Finding {
	ex := f.Exchange(checks.FactMethods.Name)
	for _, m := range checks.FactMethods.Must(f) {
		if m.ID != "pix" {
			continue
		}
		ev := t("ev.method", "method", "pix", "status", mpclient.CleanLine(m.Status, 40))
		if m.Status != "" && m.Status != "active" {
			return fail("find.pix.inactive", "status", mpclient.CleanLine(m.Status, 40)).Because("pix-inactive", t("cause.pix-inactive")).With("http", ev, ex)
		}
		h, ok := checks.FactPixHistory.Get(f)
		if ok && h.Found {
			return pass("find.pix.proven", "id", h.PaymentID, "date", date(h.Date)).With("http", ev, ex).
				With("http", t("ev.pix_payment", "id", h.PaymentID, "status", h.Status), f.Exchange(checks.FactPixHistory.Name))
		}
		return unsure("find.pix.offered").With("http", ev, ex)
	}
	return fail("find.pix.absent").Because("pix-not-offered", t("cause.pix-not-offered")).With("http", t("ev.method_absent", "method", "pix"), ex)
}
