package lint

import (
	"slices"

	"github.com/homologa/homologa/mpclient"
)

// kindMarks are fields that only bodies of one kind have, or that these have above all.
var kindMarks = map[Kind][]string{
	Payment: {"transaction_amount", "payment_method_id", "token", "installments", "issuer_id", "binary_mode", "capture", "three_d_secure_mode",
		"application_fee", "callback_url", "transaction_details", "statement_descriptor", "coupon_amount"},
	Preference: {"back_urls", "back_url", "auto_return", "payment_methods", "purpose", "expires", "expiration_date_from", "expiration_date_to",
		"shipments", "tracks", "differential_pricing", "marketplace_fee", "binary_mode", "statement_descriptor"},
	Order:       {"transactions", "total_amount", "processing_mode", "capture_mode", "config", "integration_data", "shipment", "expiration_time"},
	Preapproval: {"payer_email", "card_token_id", "preapproval_plan_id", "auto_recurring"},
	Plan:        {"payment_methods_allowed", "auto_recurring"},
}

// kindOf tells what a body creates; sure when it has marks of no other kind. "" is an open question.
func kindOf(body *value) (k Kind, sure bool) {
	has := func(name string) bool { return body.get(name) != nil }
	switch t := body.get("type").str(); {
	case has("auto_recurring") || has("preapproval_plan_id"):
		// A plan has no payer; a subscription cannot do without one.
		if has("payer_email") || has("card_token_id") || has("preapproval_plan_id") {
			return Preapproval, true
		}
		return Plan, has("payment_methods_allowed")
	case slices.Contains([]string{"online", "point", "qr"}, t) && (has("transactions") || has("total_amount") || has("config")):
		return Order, true
	case (has("payment_method_id") || has("transaction_amount")) && !has("items") && !has("transactions") && !has("back_urls"):
		return Payment, true
	case has("items") && !has("transaction_amount") && !has("transactions") && !has("total_amount"):
		return Preference, true
	}
	best, second := 0, 0
	for _, of := range Kinds {
		n := 0
		for _, name := range kindMarks[of] {
			if has(name) {
				n++
			}
		}
		switch {
		case n > best:
			k, best, second = of, n, best
		case n > second:
			second = n
		}
	}
	if best == 0 || best == second {
		return "", false
	}
	return k, second == 0
}

// siteOf finds the site: what was said, else the currency of the body, else a payment method or a document type
// that one site alone has.
func siteOf(body *value, said mpclient.SiteID) (site mpclient.Site, from string) {
	if s, ok := mpclient.SiteByID(said); ok {
		return s, "option"
	}
	var currencies, methods, documents []string
	note := func(list *[]string, v *value) {
		if s := v.str(); s != "" {
			*list = append(*list, s)
		}
	}
	for _, item := range body.get("items").elements() {
		note(&currencies, item.get("currency_id"))
	}
	note(&currencies, body.get("currency"))
	note(&currencies, body.get("currency_id"))
	note(&currencies, body.atPath("auto_recurring", "currency_id"))
	note(&methods, body.get("payment_method_id"))
	for _, p := range body.atPath("transactions", "payments").elements() {
		note(&methods, p.atPath("payment_method", "id"))
	}
	note(&documents, body.atPath("payer", "identification", "type"))
	note(&documents, body.atPath("additional_info", "payer", "identification", "type"))
	for _, s := range mpclient.Sites {
		if len(currencies) > 0 && currencies[0] == s.Currency {
			return s, "currency"
		}
	}
	for _, id := range methods {
		if sites := sitesOfMethod(id); len(sites) == 1 {
			site, _ = mpclient.SiteByID(mpclient.SiteID(sites[0]))
			return site, "method"
		}
	}
	for _, kind := range documents {
		if sites := mpclient.SitesOfDocument(kind); len(sites) == 1 {
			site, _ = mpclient.SiteByID(sites[0])
			return site, "document"
		}
	}
	return site, ""
}
