package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var preferenceRoutes = []route{
	{"POST", "/checkout/preferences", bearer, (*Server).createPreference},
	{"GET", "/checkout/preferences/search", bearer, (*Server).searchPreferences},
	{"GET", "/checkout/preferences/{id}", bearer, (*Server).readPreference},
	{"PUT", "/checkout/preferences/{id}", bearer, (*Server).updatePreference},
}

// preference is a Checkout Pro link. sent holds the known fields of the request.
type preference struct {
	id               string
	client           string // application that made it
	sent             object
	created, updated time.Time
	base             string // see payment.base
}

// preferenceFields are the properties that are kept. Unknown ones, such as a misspelt
// back_url, vanish without an error: that is what makes the misspelling hard to find.
var preferenceFields = map[string]bool{}

func init() {
	for _, f := range strings.Fields(`items payer payment_methods back_urls auto_return notification_url external_reference
		statement_descriptor additional_info expires expiration_date_from expiration_date_to date_of_expiration binary_mode
		marketplace marketplace_fee sponsor_id differential_pricing shipments tracks taxes processing_modes purpose operation_type metadata
		amounts counter_currency`) {
		preferenceFields[f] = true
	}
}

func knownFields(b object) object {
	kept := object{}
	for k, v := range b {
		if preferenceFields[k] && v != nil {
			kept[k] = v
		}
	}
	return kept
}

func (s *Server) createPreference(c *call) reply {
	if r := s.plannedRefusal(c); r != nil {
		return *r
	}
	sent := knownFields(c.body)
	if bad := s.checkPreference(sent); bad != nil {
		return *bad
	}
	p := &preference{id: strconv.FormatInt(s.acct.userID, 10) + "-" + s.ids.uuid(), client: s.acct.clientID, sent: sent, created: s.cfg.Now(), base: c.base}
	s.state.preferences.put(p.id, p, len(c.raw))
	return created(s.preferenceView(p))
}

func missingPreference() reply {
	return reply{http.StatusNotFound, object{"message": "preference not found", "error": "not_found", "status": 404, "cause": nil}}
}

func (s *Server) readPreference(c *call) reply {
	p, found := s.state.preferences.get(c.params["id"])
	if !found {
		return missingPreference()
	}
	return ok(s.preferenceView(p))
}

// updatePreference replaces the top-level fields that were sent and checks the result as a whole.
func (s *Server) updatePreference(c *call) reply {
	p, found := s.state.preferences.get(c.params["id"])
	if !found {
		return missingPreference()
	}
	merged := overlay(p.sent, knownFields(c.body), 1)
	if bad := s.checkPreference(merged); bad != nil {
		return *bad
	}
	p.sent, p.updated = merged, s.cfg.Now()
	s.state.preferences.put(p.id, p, len(c.raw))
	return ok(s.preferenceView(p))
}

// overlay lays o over base, going into objects for the given number of levels below the top.
func overlay(base, o object, levels int) object {
	out := make(object, len(base)+len(o))
	for k, v := range base {
		out[k] = v
	}
	for k, v := range o {
		inner, isObject := v.(object)
		under, hadObject := out[k].(object)
		if isObject && hadObject && levels > 1 {
			v = overlay(under, inner, levels-1)
		}
		out[k] = v
	}
	return out
}

// preferenceBlanks is what a preference answers for what was not sent: empty sub-objects hold
// empty strings and the exclusions one empty id.
func preferenceBlanks() object {
	noURLs := func() object { return object{"success": "", "pending": "", "failure": ""} }
	return object{
		"additional_info": "", "auto_return": "", "back_urls": noURLs(), "redirect_urls": noURLs(), "binary_mode": false,
		"coupon_code": nil, "coupon_labels": nil, "date_of_expiration": nil, "expiration_date_from": nil, "expiration_date_to": nil,
		"expires": false, "external_reference": "", "internal_metadata": nil, "marketplace": "NONE", "marketplace_fee": 0, "metadata": object{},
		"notification_url": nil, "operation_type": "regular_payment", "processing_modes": nil, "product_id": nil, "statement_descriptor": nil,
		"total_amount": nil, "last_updated": nil,
		"payer": object{
			"name": "", "surname": "", "email": "", "phone": object{"area_code": "", "number": ""}, "identification": object{"type": "", "number": ""},
			"address": object{"zip_code": "", "street_name": "", "street_number": nil}, "date_created": nil, "last_purchase": nil,
		},
		"payment_methods": object{
			"default_card_id": nil, "default_payment_method_id": nil, "installments": nil, "default_installments": nil,
			"excluded_payment_methods": []object{{"id": ""}}, "excluded_payment_types": []object{{"id": ""}},
		},
		"shipments": object{"default_shipping_method": nil, "receiver_address": object{
			"zip_code": "", "street_name": "", "street_number": nil, "floor": "", "apartment": "", "city_name": nil, "state_name": nil, "country_name": nil}},
	}
}

func (s *Server) preferenceView(p *preference) object {
	v := overlay(preferenceBlanks(), p.sent, 3)
	if m := child(p.sent, "payment_methods"); m != nil {
		methods := v["payment_methods"].(object)
		for _, k := range []string{"excluded_payment_methods", "excluded_payment_types"} {
			if list, _ := m[k].([]any); len(list) == 0 {
				methods[k] = []object{{"id": ""}}
			}
		}
	}
	v["items"] = s.itemViews(p.sent)
	textNumbers(v["payer"].(object))
	v["id"], v["client_id"], v["collector_id"], v["site_id"] = p.id, p.client, s.acct.userID, s.site.ID
	const checkout = "/checkout/v1/redirect?pref_id="
	v["init_point"], v["sandbox_init_point"] = s.webBase(p.base)+checkout+p.id, p.base+checkout+p.id
	if p.base == "" {
		v["sandbox_init_point"] = "https://" + strings.Replace(s.site.Host, "www.", "sandbox.", 1) + checkout + p.id
	}
	v["date_created"], v["last_updated"] = isoDate(p.created), dateOrNil(p.updated)
	return v
}

// itemViews fills the currency in and turns the few values the answer has as text.
func (s *Server) itemViews(sent object) []object {
	list, _ := sent["items"].([]any)
	views := []object{}
	for _, e := range list {
		item, _ := e.(object)
		view := object{"id": "", "category_id": "", "description": "", "picture_url": "", "currency_id": s.site.Currency}
		for k, v := range item {
			if k != "unit_price" && k != "quantity" {
				v = asText(v)
			}
			if v != nil {
				view[k] = v
			}
		}
		views = append(views, view)
	}
	return views
}

// searchPreferences answers the short form, newest first, paged by next_offset.
func (s *Server) searchPreferences(c *call) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	var hits []*preference
	all := s.state.preferences.all()
	for i := range all {
		p := all[len(all)-1-i]
		if wanted(c, "external_reference", text(p.sent, "external_reference")) && wanted(c, "site_id", string(s.site.ID)) &&
			wanted(c, "marketplace", marketplace(p)) && wanted(c, "sponsor_id", sponsor(p).String()) {
			hits = append(hits, p)
		}
	}
	elements := []object{}
	for _, p := range hits[min(offset, len(hits)):min(offset+limit, len(hits))] {
		elements = append(elements, s.preferenceShort(p))
	}
	return ok(object{"elements": elements, "next_offset": offset + len(elements), "total": len(hits)})
}

func wanted(c *call, key, have string) bool {
	want := c.query.Get(key)
	return want == "" || want == have
}

// sponsor is the platform that made a preference, 0 for none.
func sponsor(p *preference) json.Number {
	if n, is := p.sent["sponsor_id"].(json.Number); is {
		return n
	}
	return "0"
}

func marketplace(p *preference) string {
	if m := text(p.sent, "marketplace"); m != "" {
		return m
	}
	return "NONE"
}

func (s *Server) preferenceShort(p *preference) object {
	titles := []string{}
	list, _ := p.sent["items"].([]any)
	for _, e := range list {
		item, _ := e.(object)
		titles = append(titles, text(item, "title"))
	}
	modes := p.sent["processing_modes"]
	if modes == nil {
		modes = []string{"aggregator"}
	}
	mode := text(child(p.sent, "shipments"), "mode")
	if mode == "" {
		mode = "custom"
	}
	return object{
		"id": p.id, "client_id": p.client, "collector_id": s.acct.userID, "site_id": s.site.ID, "items": titles,
		"concept_id": nil, "corporation_id": "", "integrator_id": "", "platform_id": "", "product_id": "", "sponsor_id": sponsor(p),
		"date_created": isoDate(p.created), "last_updated": dateOrNil(p.updated), "expires": truth(p.sent, "expires", false),
		"expiration_date_from": p.sent["expiration_date_from"], "expiration_date_to": p.sent["expiration_date_to"],
		"external_reference": text(p.sent, "external_reference"), "live_mode": true, "marketplace": marketplace(p),
		"operation_type": "regular_payment", "payer_email": text(child(p.sent, "payer"), "email"), "payer_id": nil,
		"processing_modes": modes, "purpose": text(p.sent, "purpose"), "shipping_mode": mode,
	}
}
