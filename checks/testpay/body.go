package testpay

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/homologa/homologa/mpclient"
)

// object is a JSON object whose keys keep the order they are written in: bodies are read by people.
type object []member

type member struct {
	key   string
	value any // nil leaves the key out
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for _, m := range o {
		if m.value == nil {
			continue
		}
		v, err := plain(m.value)
		if err != nil {
			return nil, err
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(strconv.AppendQuote(b, m.key), ':'), v...)
	}
	return append(b, '}'), nil
}

// plain is json.Marshal without the escapes for HTML, which nobody wants to read.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// Indented is a body as people read it.
func Indented(body []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		return body
	}
	return b.Bytes()
}

// CardToken stands in a body for the token, which is made just before it is sent.
const CardToken = "CARD_TOKEN"

// papers are the identification documents of the guide's test data. MLM has none.
var papers = map[mpclient.SiteID][2]string{
	mpclient.MLA: {"DNI", "12345678"}, mpclient.MLB: {"CPF", "12345678909"}, mpclient.MLC: {"Otro", "123456789"}, mpclient.MCO: {"CC", "123456789"},
	mpclient.MPE: {"Otro", "123456789"}, mpclient.MLU: {"CI", "12345678"},
}

func (p *Plan) identification() any {
	doc, ok := papers[p.Site.ID]
	if !ok {
		return nil
	}
	return object{{"type", doc[0]}, {"number", doc[1]}}
}

// number writes an amount with the decimals of the site at most.
func (p *Plan) number() json.Number {
	return json.Number(strconv.FormatFloat(p.Value, 'f', -1, 64))
}

// text writes an amount as orders want it. Colombia writes two decimals and uses none.
func (p *Plan) text(value float64) string {
	return strconv.FormatFloat(value, 'f', p.Site.Decimals, 64)
}

func (p *Plan) written() any {
	switch p.Scenario.Kind {
	case KindOrder:
		return p.order()
	case KindPreference:
		return p.preference()
	case KindSubscription:
		return p.subscription()
	}
	return p.payment()
}

func (p *Plan) address() any {
	return object{{"zip_code", "06233200"}, {"street_name", "Av. das Nações Unidas"}, {"street_number", "3003"}, {"neighborhood", "Bonfim"},
		{"city", "Osasco"}, {"federal_unit", "SP"}}
}

func (p *Plan) payment() object {
	s := p.Scenario
	payer := object{{"email", p.Buyer}, {"first_name", "Test"}, {"last_name", "Homologa"}, {"identification", p.identification()}}
	o := object{{"transaction_amount", p.number()}, {"description", description}, {"external_reference", p.Reference}, {"payment_method_id", p.pays()}}
	if p.Card != nil {
		o = append(o, member{"token", CardToken}, member{"installments", 1})
		if s.hold {
			o = append(o, member{"capture", false})
		}
		if s.secure != "" {
			o = append(o, member{"three_d_secure_mode", "optional"})
		}
	}
	switch p.pays() {
	case "pix":
		o = append(o, member{"date_of_expiration", p.now.Add(pixLife).In(apiZone).Format(apiTime)})
	case "bolbradesco":
		payer = append(payer, member{"address", p.address()})
	case "pse":
		home := object{{"zip_code", "111711"}, {"street_name", "Calle 50"}, {"street_number", "15"}, {"neighborhood", "Centro"}, {"city", "Bogotá"}}
		payer = append(payer, member{"entity_type", "individual"}, member{"address", home},
			member{"phone", object{{"area_code", "057"}, {"number", "3101234567"}}})
		o = append(o, member{"callback_url", returnURL}, member{"transaction_details", object{{"financial_institution", p.bank}}},
			member{"additional_info", object{{"ip_address", "127.0.0.1"}}})
	case "webpay", "khipu":
		o = append(o, member{"callback_url", returnURL})
	}
	if p.notify != "" {
		o = append(o, member{"notification_url", p.notify})
	}
	return append(o, member{"payer", payer})
}

func (p *Plan) order() object {
	s, amount := p.Scenario, p.text(p.Value)
	method := object{{"id", p.pays()}, {"type", "bank_transfer"}}
	pay := object{{"amount", amount}}
	name := "Test"
	if p.Card != nil {
		kind := "credit_card"
		for _, m := range p.Site.Methods {
			if m.ID == p.pays() {
				kind = m.Type
			}
		}
		method = object{{"id", p.pays()}, {"type", kind}, {"token", CardToken}, {"installments", 1}}
	} else {
		pay = append(pay, member{"expiration_time", "PT35M"})
	}
	if s.selfie {
		name = "APRO"
	}
	o := object{{"type", "online"}, {"processing_mode", "automatic"}}
	if s.hold {
		o = append(o, member{"capture_mode", "manual"})
	}
	o = append(o, member{"external_reference", p.Reference}, member{"total_amount", amount},
		member{"payer", object{{"email", p.Buyer}, {"first_name", name}, {"last_name", "Homologa"}, {"identification", p.identification()}}},
		member{"transactions", object{{"payments", []object{append(pay, member{"payment_method", method})}}}})
	if s.secure != "" {
		security := object{{"validation", "required"}, {"liability_shift", "required"}}
		o = append(o, member{"config", object{{"online", object{{"transaction_security", security}}}}})
	}
	return o
}

func (p *Plan) preference() object {
	item := object{{"id", "homologa-1"}, {"title", description}, {"category_id", "others"}, {"quantity", 1}, {"currency_id", p.Site.Currency}, {"unit_price", p.number()}}
	o := object{{"items", []object{item}},
		{"external_reference", p.Reference}, {"expires", true}, {"expiration_date_to", p.now.Add(linkLife).In(apiZone).Format(apiTime)}}
	if p.notify != "" {
		o = append(o, member{"notification_url", p.notify})
	}
	return o
}

func (p *Plan) subscription() object {
	o := object{{"reason", description}, {"external_reference", p.Reference}, {"payer_email", p.Buyer}, {"back_url", returnURL},
		{"auto_recurring", object{{"frequency", 1}, {"frequency_type", "months"}, {"transaction_amount", p.number()}, {"currency_id", p.Site.Currency}}}}
	if p.Scenario.links {
		return append(o, member{"status", "pending"})
	}
	return append(o, member{"card_token_id", CardToken}, member{"status", "authorized"})
}
