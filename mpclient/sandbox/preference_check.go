package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// checkPreference refuses what the real API refuses, with its error words: first the items,
// then addresses, dates and the choice of payment methods, last the account.
func (s *Server) checkPreference(b object) *reply {
	for _, check := range []func(object) *reply{checkFieldTypes, s.checkItems, s.checkFee, s.checkURLs, checkDates, s.checkExclusions, s.checkSponsor, s.checkCollector} {
		if bad := check(b); bad != nil {
			return bad
		}
	}
	return nil
}

// preferenceTypes says which fields are objects and which are text; the SDKs decode them so.
var preferenceTypes = parseShape(`metadata@ differential_pricing@ amounts@ counter_currency@ items* processing_modes* payment_methods@
	back_urls{ success pending failure } tracks[ type values@ ] taxes[ type value# ]
	payer{ name surname email date_created registration_date last_purchase authentication_type is_prime_user? is_first_purchase_online?
		` + docFields + phoneFields + `address{ ` + addressFields + `} }
	shipments{ mode dimensions default_shipping_method local_pickup? free_shipping? express_shipment? cost# free_methods*
		receiver_address{ ` + addressFields + `local_pickup? express_shipment? } }
	auto_return notification_url external_reference statement_descriptor additional_info expires? expiration_date_from
	expiration_date_to date_of_expiration binary_mode? marketplace marketplace_fee# sponsor_id* purpose operation_type`)

// itemTypes leaves price and quantity to checkItems, which has texts of its own for them.
var itemTypes = parseShape(`id title description picture_url category_id currency_id type warranty? category_descriptor@ unit_price* quantity*`)

func checkFieldTypes(b object) *reply {
	if wrong := preferenceTypes.check(b).wrong; len(wrong) > 0 {
		return ptr(refuseWord("invalid_"+strings.ReplaceAll(wrong[0], ".", "_"), wrong[0]+" invalid"))
	}
	return nil
}

func (s *Server) checkItems(b object) *reply {
	invalid := func(why string) *reply { return ptr(refuseWord("invalid_items", why)) }
	list, isArray := b["items"].([]any)
	if !isArray && b["items"] != nil {
		return invalid("items must be an array")
	}
	if len(list) == 0 {
		return invalid("items needed")
	}
	total := 0.0
	for _, e := range list {
		item, isObject := e.(object)
		if !isObject {
			return invalid("items invalid")
		}
		if wrong := itemTypes.check(item).wrong; len(wrong) > 0 {
			return invalid(wrong[0] + " invalid")
		}
		price, isNumber := asNumber(item["unit_price"])
		if !isNumber && item["unit_price"] != nil {
			return invalid("unit_price must be a number")
		}
		if _, fault := parseAmount(item["unit_price"], decimals(s.site)); fault != amountFine {
			return invalid("unit_price invalid")
		}
		quantity, isNumber := asNumber(item["quantity"])
		if !isNumber {
			return invalid("quantity must be a number")
		}
		if quantity < 1 || quantity > 1e6 || quantity != float64(int64(quantity)) || strings.ContainsAny(item["quantity"].(json.Number).String(), ".eE") {
			return invalid("quantity invalid")
		}
		if strings.TrimSpace(text(item, "title")) == "" {
			return invalid("title needed")
		}
		if cur := item["currency_id"]; cur != nil && cur != "" && cur != s.site.Currency {
			return invalid("currency_id invalid")
		}
		total += price * quantity
	}
	if total > 99_999_999 {
		return invalid("amount cannot be paid with MercadoPago")
	}
	return nil
}

// checkFee compares the platform's share with what the items come to.
func (s *Server) checkFee(b object) *reply {
	if b["marketplace_fee"] == nil {
		return nil
	}
	fee, fault := parseAmount(b["marketplace_fee"], decimals(s.site))
	f, _ := asNumber(b["marketplace_fee"])
	switch {
	case f < 0 || fault == amountDecimals:
		return ptr(refuseWord("invalid_marketplace_fee", "marketplace_fee invalid"))
	case fault == amountTooBig, fee > s.preferenceTotal(&preference{sent: b}):
		return ptr(refuseWord("invalid_marketplace_fee", "marketplace_fee must not be greater than total amount"))
	}
	return nil
}

// checkSponsor knows of other users those made for tests only: any other id may be somebody.
func (s *Server) checkSponsor(b object) *reply {
	if b["sponsor_id"] == nil {
		return nil
	}
	invalid := func(why string) *reply { return ptr(refuseWord("invalid_sponsor_id", "sponsor_id "+why)) }
	n, isNumber := b["sponsor_id"].(json.Number)
	if !isNumber {
		return invalid("must be a number")
	}
	if n.String() == strconv.FormatInt(s.acct.userID, 10) {
		return invalid("should be different than collector_id")
	}
	if u := s.testUserBy(func(u *testUser) bool { return strconv.FormatInt(u.id, 10) == n.String() }); u != nil && u.site != s.site.ID {
		return invalid("site must be the same as collector_id")
	}
	if id, err := strconv.ParseInt(n.String(), 10, 64); err != nil || id <= 0 {
		return invalid("not found")
	}
	return nil
}

func (s *Server) checkURLs(b object) *reply {
	success := text(child(b, "back_urls"), "success")
	switch auto := b["auto_return"]; {
	case auto == nil || auto == "":
	case auto != "approved" && auto != "all":
		return ptr(refuseWord("invalid_auto_return", "auto_return invalid"))
	case !s.publicURL(success):
		return ptr(refuseWord("invalid_auto_return", "auto_return invalid. back_url.success must be defined"))
	}
	if u := text(b, "notification_url"); u != "" && (!s.publicURL(u) || len(u) > 500) {
		return ptr(refuseWord("invalid_notification_url", "notificaction_url attribute must be url valid")) // sic
	}
	if len([]rune(text(b, "external_reference"))) > 256 {
		return ptr(refuseWord("invalid_external_reference", "external_reference invalid"))
	}
	return nil
}

func checkDates(b object) *reply {
	at := map[string]time.Time{}
	for _, key := range []string{"expiration_date_from", "expiration_date_to", "date_of_expiration"} {
		if b[key] == nil {
			continue
		}
		t, valid := parseLooseDate(text(b, key))
		if !valid {
			return ptr(refuseWord("invalid_"+key, key+" invalid"))
		}
		at[key] = t
	}
	from, to := at["expiration_date_from"], at["expiration_date_to"]
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return ptr(refuseWord("invalid_expiration_date_to", "expiration_date_to invalid"))
	}
	return nil
}

// parseLooseDate also takes other fractions: the Go SDK sends nanoseconds in preferences and
// no source says that they are refused here.
func parseLooseDate(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err == nil {
		return t, true
	}
	return parseDate(s)
}

func (s *Server) checkExclusions(b object) *reply {
	invalid := func(why string) *reply { return ptr(refuseWord("invalid_payment_methods", why)) }
	m := child(b, "payment_methods")
	for _, key := range []string{"installments", "default_installments"} {
		if n, sent := number(m, key); sent && (n < 1 || n > 36) {
			return invalid(key + " invalid")
		}
	}
	out := map[string]bool{}
	for _, key := range []string{"excluded_payment_methods", "excluded_payment_types"} {
		if m[key] == nil {
			continue
		}
		list, isArray := m[key].([]any)
		if !isArray {
			return invalid(key + " invalid")
		}
		for _, e := range list {
			o, isObject := e.(object)
			if !isObject {
				return invalid(key + " invalid")
			}
			if text(o, "id") == "account_money" {
				return invalid("account_money cannot be excluded")
			}
			out[text(o, "id")] = true
		}
	}
	for _, method := range s.site.Methods {
		// Not every payer has a credit line: alone it leaves nothing to pay with.
		if method.ID != "account_money" && method.ID != "consumer_credits" && !out[method.ID] && !out[method.Type] {
			return nil
		}
	}
	return invalid("cannot exclude all payments methods")
}

func (s *Server) checkCollector(object) *reply {
	if !s.acct.sells() {
		return ptr(refuseWord("invalid_collector_id", "collector_id invalid"))
	}
	return nil
}
