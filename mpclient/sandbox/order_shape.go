package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The schema of an order is closed, and its details name JSON paths. It joins the specification,
// the SDK's request type and what Point and QR add. Unlike in payments a text must be a text.
var orderShape = parseShape(`
	type processing_mode capture_mode total_amount external_reference description marketplace marketplace_fee
	expiration_time checkout_available_at currency
	payer{ id email first_name last_name customer_id entity_type identification{ type number } phone{ area_code number }
		address{ zip_code street_name street_number neighborhood city state complement country floor apartment } }
	transactions{ ` + orderPaymentFields + `}
	items[ id title unit_price quantity% description external_code category_id type picture_url warranty? event_date unit_measure external_categories[ id ] ]
	config{ statement_descriptor notification_url default_payment_due_date
		online{ callback_url success_url pending_url failure_url auto_return auto_return_url available_from allowed_user_type
			tracks[ type values@ ] differential_pricing{ id% } transaction_security{ validation liability_shift } }
		payment_method{ default_type default_id not_allowed_ids* not_allowed_types* max_installments% min_installments% default_installments%
			installments_cost installments{ interest_free{ type values* } available{ type values* } } }
		point{ terminal_id print_on_terminal ticket_number screen_time }
		qr{ external_pos_id mode } }
	additional_info{ payer.authentication_type payer.registration_date payer.is_prime_user? payer.is_first_purchase_online? payer.last_purchase payer.ip_address
		payer{ ip_address } shipment.express? shipment.local_pickup? platform.shipment.delivery_promise platform.shipment.drop_shipping
		platform.shipment.safety platform.shipment.tracking.code platform.shipment.tracking.status platform.shipment.withdrawn?
		platform.seller.id platform.seller.name platform.seller.email platform.seller.status platform.seller.referral_url
		platform.seller.registration_date platform.seller.hired_plan platform.seller.business_type platform.seller.address.zip_code
		platform.seller.address.street_name platform.seller.address.street_number platform.seller.address.city platform.seller.address.state
		platform.seller.address.complement platform.seller.address.country platform.seller.identification.type platform.seller.identification.number
		platform.seller.phone.area_code platform.seller.phone.number platform.authentication
		travel.passengers[ first_name last_name identification{ type number } identification_type identification_number item_references* ]
		travel.routes[ departure destination departure_date_time arrival_date_time company item_references* ] }
	integration_data{ integrator_id platform_id corporation_id sponsor_id% sponsor{ id } }
	shipment{ mode local_pickup? cost free_shipping? free_methods[ id% ]
		address{ street_name street_number zip_code floor apartment neighborhood state city complement } }
	taxes[ payer_condition type value ] discounts{ payment_methods[ type new_total_amount ] }`)

const (
	orderMethodFields  = `payment_method{ id type token installments% statement_descriptor financial_institution } `
	orderPaymentFields = `payments[ amount expiration_time date_of_expiration ` + orderMethodFields + `
		automatic_payments{ payment_profile_id schedule_date due_date retries% }
		stored_credential{ payment_initiator reason store_payment_method? first_payment? previous_transaction_reference }
		subscription_data{ invoice_id billing_date subscription_sequence{ number% total% } invoice_period{ type period% } } ] `
)

var (
	transactionsShape = parseShape(orderPaymentFields)
	// The SDK sends a whole payment where the specification has the method alone.
	transactionShape = parseShape(`amount expiration_time date_of_expiration ` + orderMethodFields)
	orderRefundShape = parseShape(`transactions[ id amount ]`)
	orderEventShape  = parseShape(`status status_detail payment_method_type payment_method_id installments%`)
)

// orderFaults collects what is wrong with a body, by error code.
type orderFaults struct{ unknown, types, required, values []string }

// reply answers with the first kind of fault there is, nil when there is none.
func (f *orderFaults) reply() *reply {
	for _, e := range []struct {
		details       []string
		code, message string
	}{
		{f.unknown, "unsupported_properties", "Properties not supported"},
		{f.types, "property_type", "Invalid property type"},
		{f.required, "required_properties", "Required properties are missing"},
		{f.values, "property_value", "Invalid property value"},
	} {
		if len(e.details) > 0 {
			slices.Sort(e.details)
			return ptr(refuseOrder(badRequest, e.code, e.message, e.details[:min(len(e.details), maxMisfits)]...))
		}
	}
	return nil
}

func (f *orderFaults) need(path string) { f.required = append(f.required, "'$."+path+"'") }

func (f *orderFaults) value(path, why string) { f.values = append(f.values, "'$."+path+"' - "+why) }

const noPattern = "does not match pattern"

// choice refuses a text that is not on the list; an absent one passes.
func (f *orderFaults) choice(o object, path, key string, allowed ...string) {
	if v := text(o, key); o[key] != nil && !slices.Contains(allowed, v) {
		f.value(path+key, "value must be one of "+strings.Join(allowed, ", "))
	}
}

// checkOrderShape is the strict reading of a shape.
func checkOrderShape(sh *shape, b object) *reply {
	var f orderFaults
	sh.strict("$", b, &f)
	return f.reply()
}

var kindNames = map[byte]string{'t': "string", '#': "number", '%': "integer", '?': "boolean", '{': "object", '@': "object", '[': "array"}

func (s *shape) strict(path string, v object, f *orderFaults) {
	for name, value := range v {
		at := path + "." + clip(name, 60)
		field, known := s.fields[name]
		if !known {
			f.unknown = append(f.unknown, "additionalProperties '"+clip(at, 160)+"' not allowed")
			continue
		}
		if !field.is(value) {
			f.types = append(f.types, fmt.Sprintf("%s: expected %s, but got %s", at, kindNames[field.kind], jsonKind(value)))
			continue
		}
		switch field.kind {
		case '{':
			field.strict(at, value.(object), f)
		case '[':
			for i, e := range value.([]any) {
				spot := fmt.Sprintf("%s[%d]", at, i)
				if o, is := e.(object); is {
					field.strict(spot, o, f)
				} else {
					f.types = append(f.types, spot+": expected object, but got "+jsonKind(e))
				}
			}
		}
	}
}

func (s *shape) is(v any) bool {
	switch s.kind {
	case '*':
		return v != nil
	case '%':
		return v != nil && s.accepts(v)
	}
	return kindNames[s.kind] == jsonKind(v)
}

func jsonKind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		return "number"
	case []any:
		return "array"
	}
	return "object"
}
