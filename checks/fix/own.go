package fix

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/mercadopago/sdk-go/pkg/preference"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// A tree holds object, []any, string, json.Number, bool and variable. Dates are strings.
type object = map[string]any

// variable is a value the integration takes from its own order; snippets declare it with a sample.
type variable struct {
	name, sample string
	number       bool // a whole number where it is used
}

var requestType = reflect.TypeFor[preference.Request]()

// ownPreference turns an answered preference back into a request: only fields that a request has
// (the SDK's type says which), typed as it has them, without what was masked.
func ownPreference(s *scene) object {
	if s.pref == nil {
		return object{}
	}
	v, _ := keep(s, requestType, "", s.pref.Root()).(object)
	if v == nil {
		v = object{}
	}
	// What the API fills in by itself says nothing about the integration.
	if v["marketplace"] == "NONE" {
		delete(v, "marketplace")
	}
	if v["operation_type"] == "regular_payment" {
		delete(v, "operation_type")
	}
	if v["notification_url"] == nil && s.pref.Has("notification_url") {
		v["notification_url"] = s.hook.notificationURL()
	}
	return v
}

var (
	timeType   = reflect.TypeFor[time.Time]()
	stringType = reflect.TypeFor[string]()
)

// keep rebuilds v as type t wants it; nil when nothing remains.
func keep(s *scene, t reflect.Type, path string, v any) any {
	if p, ok := s.personal()[path]; ok {
		if checks.Filled(v) && v != json.Number("0") {
			return p
		}
		return nil
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == timeType {
		return keepDate(v)
	}
	switch t.Kind() {
	case reflect.Struct:
		m, _ := v.(object)
		out := object{}
		for i := range t.NumField() {
			name := jsonName(t.Field(i))
			if kept := keep(s, t.Field(i).Type, join(path, name), m[name]); kept != nil {
				out[name] = kept
			}
		}
		return orNil(out, len(out))
	case reflect.Slice:
		list, _ := v.([]any)
		var out []any
		for _, e := range list {
			if kept := keep(s, t.Elem(), path+"[]", e); kept != nil {
				out = append(out, kept)
			}
		}
		return orNil(out, len(out))
	case reflect.Map:
		m, _ := v.(object)
		out := object{}
		for k, e := range m {
			if kept := keepScalar(e); kept != nil && identifier().MatchString(k) && k != "__proto__" && !redacted(k) {
				out[k] = kept
			}
		}
		return orNil(out, len(out))
	case reflect.String:
		return keepText(checks.Scalar(v))
	case reflect.Bool:
		if b, _ := v.(bool); b {
			return true
		}
	case reflect.Int, reflect.Int64:
		if n := number(v); n != 0 && n == math.Trunc(n) && math.Abs(n) < 1<<31 {
			return asNumber(n)
		}
	case reflect.Float64:
		if n := number(v); n != 0 && math.Abs(n) < 1e15 {
			return asNumber(n)
		}
	}
	return nil
}

func orNil(v any, n int) any {
	if n == 0 {
		return nil
	}
	return v
}

func keepScalar(v any) any {
	switch x := v.(type) {
	case string:
		return keepText(x)
	case bool:
		return x
	case json.Number:
		if n, err := x.Float64(); err == nil && math.Abs(n) < 1e15 {
			return asNumber(n)
		}
	}
	return nil
}

const longText = 600 // the longest text a preference takes

func keepText(s string) any {
	s = mpclient.Clean(s)
	if r := []rune(s); len(r) > longText {
		s = string(r[:longText])
	}
	if strings.TrimSpace(s) == "" || redacted(s) || mail().MatchString(s) {
		return nil
	}
	return s
}

var mail = late.Pattern(`[^\s@]@[^\s@]+\.[^\s@]`)

func keepDate(v any) any {
	at, err := time.Parse(time.RFC3339, checks.Scalar(v))
	if err != nil || at.Year() < 1900 || at.Year() > 2200 {
		return nil
	}
	return at.Format(dateForm)
}

// dateForm is how the API writes dates.
const dateForm = "2006-01-02T15:04:05.000-07:00"

func number(v any) float64 {
	n, _ := checks.Number(checks.Scalar(v))
	return n
}

func asNumber(n float64) json.Number { return json.Number(strconv.FormatFloat(n, 'f', -1, 64)) }

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// personal lists the paths that belong to one buyer or one order: a fixed value there would be a
// mistake, so snippets read them from the order.
func (s *scene) personal() map[string]variable {
	if s.buyer == nil {
		s.buyer = map[string]variable{
			"external_reference":                       {name: "id", sample: s.T("PEDIDO-1001", "PEDIDO-1001", "ORDER-1001")},
			"payer.email":                              {name: "buyer_email", sample: s.T("comprador@example.com", "comprador@example.com", "buyer@example.com")},
			"payer.name":                               {name: "buyer_name", sample: "Ana"},
			"payer.surname":                            {name: "buyer_surname", sample: s.T("Souza", "Gómez", "Souza")},
			"payer.identification.type":                {name: "buyer_document_type", sample: s.document().name},
			"payer.identification.number":              {name: "buyer_document", sample: s.document().sample},
			"payer.phone.area_code":                    {name: "buyer_area_code", sample: "11"},
			"payer.phone.number":                       {name: "buyer_phone", sample: "955501234"},
			"payer.address.zip_code":                   {name: "buyer_zip", sample: "01310100"},
			"payer.address.street_name":                {name: "buyer_street", sample: s.T("Avenida Exemplo", "Avenida Ejemplo", "Example Avenue")},
			"payer.address.street_number":              {name: "buyer_street_number", sample: "1000"},
			"shipments.receiver_address.zip_code":      {name: "ship_zip", sample: "01310100"},
			"shipments.receiver_address.street_name":   {name: "ship_street", sample: s.T("Avenida Exemplo", "Avenida Ejemplo", "Example Avenue")},
			"shipments.receiver_address.street_number": {name: "ship_street_number", sample: "1000"},
			"shipments.receiver_address.city_name":     {name: "ship_city", sample: s.T("São Paulo", "Buenos Aires", "São Paulo")},
			"shipments.receiver_address.state_name":    {name: "ship_state", sample: s.T("São Paulo", "Buenos Aires", "São Paulo")},
			"shipments.receiver_address.floor":         {name: "ship_floor", sample: "2"},
			"shipments.receiver_address.apartment":     {name: "ship_apartment", sample: "21"},
		}
		s.buyer["token"] = variable{name: "card_token", sample: "CARD_TOKEN"}
		s.buyer["payment_method_id"] = variable{name: "payment_method_id", sample: "visa"}
		s.buyer["issuer_id"] = variable{name: "issuer_id", sample: "25"}
		s.buyer["installments"] = variable{name: "installments", sample: "1", number: true}
		for from, to := range inPayment {
			for _, name := range []string{"", ".zip_code", ".street_name", ".street_number", ".area_code", ".number", ".city_name", ".state_name", ".floor", ".apartment"} {
				if v, ok := s.buyer[from+name]; ok {
					s.buyer[to+name] = v
				}
			}
		}
		s.buyer["payer.first_name"], s.buyer["payer.last_name"] = s.buyer["payer.name"], s.buyer["payer.surname"]
	}
	return s.buyer
}

// document is a kind of identity document with a number made for tests.
func (s *scene) document() struct{ name, sample string } {
	name := s.site.Documents[0]
	samples := map[string]string{"DNI": "12345678", "CPF": "12345678909", "RFC": "XAXX010101000", "RUT": "111111111", "CC": "123456789", "CI": "12345678"}
	return struct{ name, sample string }{name, samples[name]}
}
