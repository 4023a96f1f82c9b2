package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

// shape is the set of properties a request may have. It is written in a small notation:
//
//	name      text, numbers tolerated (street numbers and issuer ids are sent both ways)
//	name#     number
//	name%     integer
//	name?     boolean; the older reference wrote "1" and "0", so text passes too
//	name*     anything
//	name@     object with free content
//	name{…}   object
//	name[…]   array of objects
type shape struct {
	kind   byte
	fields map[string]*shape
}

// parseShape panics on a malformed notation: it only reads constants of this package.
func parseShape(notation string) *shape {
	s, rest := parseFields(strings.Fields(notation))
	if len(rest) != 0 {
		panic("sandbox: unbalanced shape")
	}
	return s
}

func parseFields(words []string) (*shape, []string) {
	s := &shape{kind: '{', fields: map[string]*shape{}}
	for len(words) > 0 {
		w := words[0]
		words = words[1:]
		if w == "}" || w == "]" {
			return s, words
		}
		last := w[len(w)-1]
		switch {
		case last == '{' || last == '[':
			var inner *shape
			inner, words = parseFields(words)
			inner.kind = last
			s.fields[w[:len(w)-1]] = inner
		case strings.IndexByte("#%?*@", last) >= 0:
			s.fields[w[:len(w)-1]] = &shape{kind: last}
		default:
			s.fields[w] = &shape{kind: 't'}
		}
	}
	return s, nil
}

// misfit is what a request has that its shape has not.
type misfit struct {
	unknown []string // property paths
	wrong   []string // paths of values of another type
}

const maxMisfits = 20 // a hostile body shall not make an answer of its own size

func (s *shape) check(v object) misfit {
	var m misfit
	s.walk("", v, &m)
	slices.Sort(m.unknown)
	slices.Sort(m.wrong)
	m.unknown, m.wrong = m.unknown[:min(len(m.unknown), maxMisfits)], m.wrong[:min(len(m.wrong), maxMisfits)]
	return m
}

func (s *shape) walk(path string, v object, m *misfit) {
	for name, value := range v {
		at := clip(strings.TrimPrefix(path+"."+name, "."), 120)
		f, known := s.fields[name]
		switch {
		case !known:
			m.unknown = append(m.unknown, at)
		case value == nil: // null reads as absent
		case !f.accepts(value):
			m.wrong = append(m.wrong, at)
		case f.kind == '{':
			f.walk(at, value.(object), m)
		case f.kind == '[':
			for _, e := range value.([]any) {
				if o, isObject := e.(object); isObject {
					f.walk(at, o, m)
				} else {
					m.wrong = append(m.wrong, at)
				}
			}
		}
	}
}

func (s *shape) accepts(v any) bool {
	switch s.kind {
	case '#':
		_, is := v.(json.Number)
		return is
	case '%':
		n, is := v.(json.Number)
		return is && strings.Trim(n.String(), "-0123456789") == ""
	case '?':
		_, isBool := v.(bool)
		_, isText := v.(string)
		return isBool || isText
	case '{', '@':
		_, is := v.(object)
		return is
	case '[':
		_, is := v.([]any)
		return is
	case 't':
		_, isText := v.(string)
		_, isNumber := v.(json.Number)
		return isText || isNumber
	}
	return true
}

const (
	addressFields = `zip_code street_name street_number neighborhood city city_name federal_unit state state_name country country_name floor apartment `
	docFields     = `identification{ type number } `
	phoneFields   = `phone{ area_code number extension } `
	dateRoute     = `passenger{ first_name last_name identification_type identification_number ` + docFields + `} route{ departure destination departure_date_time arrival_date_time company } `
)

// paymentShape joins the specification, the older reference and the SDKs' request types.
var paymentShape = parseShape(`
	transaction_amount# payment_method_id token installments% issuer_id description external_reference
	notification_url statement_descriptor capture? binary_mode? date_of_expiration callback_url
	metadata@ three_d_secure_mode application_fee# sponsor_id coupon_amount# coupon_code campaign_id%
	differential_pricing_id% net_amount# processing_mode merchant_account_id payment_method_option_id
	device_id back_urls* operation_type
	payer{ type id email first_name last_name entity_type authentication_type is_prime_user?
		is_first_purchase_online? registration_date last_purchase ` + docFields + phoneFields + `address{ ` + addressFields + `} }
	additional_info{ ip_address referral_url
		items[ id title description picture_url category_id quantity# unit_price# type event_date warranty?
			currency_identifier category_descriptor{ event_date type ` + dateRoute + `} ]
		payer{ first_name last_name registration_date last_purchase authentication_type is_prime_user? is_first_purchase_online?
			` + docFields + phoneFields + `address{ ` + addressFields + `} }
		shipments{ local_pickup? express_shipment? receiver_address{ ` + addressFields + `local_pickup? express_shipment? } }
		barcode{ type content width# height# } }
	transaction_details{ financial_institution }
	order{ id type }
	taxes[ type value# percentage? ]
	point_of_interaction{ type sub_type linked_to transaction_data{ first_time_use? first_transaction? storage transaction_initiator
		subscription_id billing_date subscription_sequence{ number% total% } invoice_period{ period% type }
		payment_reference{ id } reference{ id } } }
	payment_method{ type data{ authentication{ type cryptogram three_ds_server_trans_id eci ds_trans_id acs_trans_id three_ds_version authentication_status }
		rules{ fine{ type value# } interest{ type value# } discounts[ type value# limit_date ] } } }
	forward_data{ sub_merchant{ sub_merchant_id mcc country zip document_number document_type city address_street
		address_door_number legal_name region_code_iso region_code phone url } network_transaction_data{ network_transaction_id } }
	amounts{ collector{ currency_id transaction# } payer{ currency_id transaction# } }
	counter_currency{ currency_id }
	merchant_services{ fraud_scoring? fraud_manual_review? }`)

// updateShape is what PUT /v1/payments/{id} takes.
var updateShape = parseShape(`status capture? transaction_amount# date_of_expiration metadata@ description external_reference`)
