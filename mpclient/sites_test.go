package mpclient

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestSites(t *testing.T) {
	want := map[SiteID]struct {
		country, currency, language, host, local string // local is a method only this country has
		decimals                                 int
	}{
		MLA: {"AR", "ARS", "es", "www.mercadopago.com.ar", "rapipago", 2},
		MLB: {"BR", "BRL", "pt", "www.mercadopago.com.br", "pix", 2},
		MLM: {"MX", "MXN", "es", "www.mercadopago.com.mx", "oxxo", 2},
		MLC: {"CL", "CLP", "es", "www.mercadopago.cl", "webpay", 0},
		MCO: {"CO", "COP", "es", "www.mercadopago.com.co", "pse", 2},
		MPE: {"PE", "PEN", "es", "www.mercadopago.com.pe", "pagoefectivo_atm", 2},
		MLU: {"UY", "UYU", "es", "www.mercadopago.com.uy", "redpagos", 2},
	}
	if len(Sites) != len(want) {
		t.Fatalf("%d sites", len(Sites))
	}
	for id, w := range want {
		s, ok := SiteByID(id)
		if !ok || s.ID != id || s.Country != w.country || s.Currency != w.currency || s.Language != w.language || s.Host != w.host || s.Decimals != w.decimals || len(s.Documents) == 0 {
			t.Errorf("%s: %+v", id, s)
		}
		if s.Panel() != "https://"+w.host+"/developers/panel/app" {
			t.Errorf("%s: panel %s", id, s.Panel())
		}
		for _, other := range Sites {
			has := slices.ContainsFunc(other.Methods, func(m Method) bool { return m.ID == w.local })
			if has != (other.ID == id) {
				t.Errorf("%s has %s: %v", other.ID, w.local, has)
			}
		}
	}
	for _, id := range []SiteID{"", "mlb", "MLV", "MLB "} {
		if _, ok := SiteByID(id); ok {
			t.Errorf("%q is a site", id)
		}
	}
}

func TestSiteMethods(t *testing.T) {
	types := []string{"account_money", "ticket", "bank_transfer", "atm", "credit_card", "debit_card", "prepaid_card", "digital_currency", "digital_wallet", "voucher_card", "crypto_transfer"}
	for _, s := range Sites {
		seen := map[string]bool{}
		for _, m := range s.Methods {
			if m.ID == "" || m.Name == "" || m.ID != strings.ToLower(m.ID) || m.Min < 0 || !slices.Contains(types, m.Type) || seen[m.ID] {
				t.Errorf("%s: %+v", s.ID, m)
			}
			seen[m.ID] = true
		}
		for _, id := range []string{"visa", "master", "account_money"} {
			if !seen[id] {
				t.Errorf("%s lacks %s", s.ID, id)
			}
		}
	}
}

// The documents must be those GET /v1/identification_types gives, where a sample is at hand.
func TestSiteDocuments(t *testing.T) {
	var sample map[string]json.RawMessage
	if err := json.Unmarshal(example(t, "identification_types_by_site.json"), &sample); err != nil {
		t.Fatal(err)
	}
	for _, s := range Sites {
		var list []struct{ ID string }
		if json.Unmarshal(sample[string(s.ID)], &list) != nil {
			continue
		}
		for _, d := range list {
			id := strings.ReplaceAll(d.ID, ".", "") // Peru's "C.E" is the CE of the table
			if !slices.Contains(s.Documents, id) {
				t.Errorf("%s: document %s of the sample is missing from %v", s.ID, d.ID, s.Documents)
			}
		}
	}
}

func TestKnownCategory(t *testing.T) {
	for id, want := range map[string]bool{"fashion": true, "others": true, "": false, "Fashion": false, "shoes": false} {
		if KnownCategory(id) != want {
			t.Errorf("KnownCategory(%q) = %v", id, !want)
		}
	}
	if sorted := slices.Sorted(slices.Values(Categories)); len(slices.Compact(sorted)) != len(Categories) {
		t.Error("a category is listed twice")
	}
}
