package sampleshop

import (
	"fmt"
	"math"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// Addresses the integration registers everywhere.
const (
	pageURL  = "https://" + pageHost + "/checkout"
	hookPath = "/webhooks/mercadopago"
	hookURL  = "https://" + hookHost + hookPath + "?source_news=webhooks"
)

// goods is what the one product of the shop costs on a site, with delivery, what its buyer's
// document is and which method the shop does not take.
type goods struct {
	price, delivery   float64
	document, number  string
	card, code, brand string // a published test card
}

var goodsOf = map[mpclient.SiteID]goods{
	mpclient.MLA: {349900, 7900, "DNI", "12345678", "4509953566233704", "123", "visa"},
	mpclient.MLB: {349.90, 19.90, "CPF", "12345678909", "4235647728025682", "123", "visa"},
	mpclient.MLM: {2499, 149, "CURP", "XEXX010101HNEXXXA4", "4075595716483764", "123", "visa"},
	mpclient.MLC: {69990, 3990, "RUT", "111111111", "4168818844447115", "123", "visa"},
	mpclient.MCO: {349900, 14900, "CC", "123456789", "4013540682746260", "123", "visa"},
	mpclient.MPE: {349.90, 19.90, "DNI", "12345678", "4009175332806176", "123", "visa"},
	mpclient.MLU: {3499, 249, "CI", "12345678", "4509953566233704", "123", "visa"},
}

// newOrder is the body of POST /checkout/preferences, with every field the checklist names,
// less what the faults take away.
func (s *Shop) newOrder(number, quantity int) fields {
	g, now := goodsOf[s.site.ID], s.now()
	at := func(d time.Duration) string { return now.Add(d).Format("2006-01-02T15:04:05.000-07:00") }
	id := func(v string) []fields { return []fields{{"id": v}} }
	place := func() fields {
		return fields{"zip_code": "01310100", "street_name": "Avenida Paulista", "street_number": "1578"}
	}
	delivery := place()
	delivery["floor"], delivery["apartment"], delivery["city_name"], delivery["state_name"] = "7", "72", "São Paulo", "SP"
	o := fields{
		"items": []fields{{
			"id": "CAM-35", "title": s.text.Product, "description": s.text.Description, "category_id": "cameras",
			"picture_url": "https://" + pageHost + "/camera.svg", "warranty": true, "quantity": quantity, "unit_price": g.price, "currency_id": s.site.Currency,
		}},
		"payer": fields{
			"name": "Ana", "surname": "Souza", "email": "comprador@exemplo.com.br",
			"identification": fields{"type": g.document, "number": g.number},
			"phone":          fields{"area_code": "11", "number": "912345678"},
			"address":        place(), "authentication_type": "Native web", "registration_date": at(-400 * day), "last_purchase": at(-40 * day),
			"is_prime_user": true, "is_first_purchase_online": false,
		},
		"payment_methods": fields{
			"excluded_payment_methods": id("diners"), "excluded_payment_types": id("prepaid_card"), "installments": 12,
		},
		"shipments": fields{"mode": "not_specified", "cost": g.delivery, "receiver_address": delivery},
		"back_urls": fields{
			"success": "https://" + pageHost + "/pedido/ok", "pending": "https://" + pageHost + "/pedido/pendente", "failure": "https://" + pageHost + "/pedido/recusado",
		},
		"auto_return": "approved", "notification_url": hookURL, "external_reference": fmt.Sprintf("pedido-%d", 1000+number),
		"statement_descriptor": "LOJAEXEMPLO", "binary_mode": true,
		"date_of_expiration": at(3 * day), "expires": true, "expiration_date_from": at(0), "expiration_date_to": at(7 * day),
		"tracks": []fields{
			{"type": "google_ad", "values": fields{"conversion_id": "AW-0000000000", "conversion_label": "compra"}},
			{"type": "facebook_ad", "values": fields{"pixel_id": "000000000000000"}},
		},
		"metadata": fields{"canal": "site"},
	}
	for _, f := range faults {
		if f.edit != nil && s.broken(f.id) {
			f.edit(o)
		}
	}
	return o
}

// total is what the buyer of an order pays.
func (o fields) total() float64 {
	sum := 0.0
	o.at("shipments.cost", func(h fields, k string) {
		if c, ok := h[k].(float64); ok {
			sum += c
		}
	})
	items, _ := o["items"].([]fields)
	for _, it := range items {
		price, _ := it["unit_price"].(float64)
		quantity, _ := it["quantity"].(int)
		sum += price * float64(quantity)
	}
	return math.Round(sum*100) / 100
}

// charge is the payment the checkout makes of an order: it carries over what the order said and
// nothing else, so a field missing there is missing here.
func (o fields) charge(method string) fields {
	payer := child(o, "payer")
	p := pick(o, "external_reference", "external_reference", "notification_url", "notification_url",
		"statement_descriptor", "statement_descriptor", "metadata", "metadata")
	items, _ := o["items"].([]fields)
	lines := make([]fields, len(items))
	for i, it := range items {
		lines[i] = pick(it, "id", "id", "title", "title", "description", "description", "category_id", "category_id",
			"picture_url", "picture_url", "warranty", "warranty", "quantity", "quantity", "unit_price", "unit_price")
	}
	more := fields{"items": lines, "payer": pick(payer, "name", "first_name", "surname", "last_name", "phone", "phone", "address", "address",
		"registration_date", "registration_date", "last_purchase", "last_purchase", "authentication_type", "authentication_type",
		"is_prime_user", "is_prime_user", "is_first_purchase_online", "is_first_purchase_online")}
	if to, ok := child(o, "shipments")["receiver_address"]; ok {
		more["shipments"] = fields{"receiver_address": to}
	}
	p["additional_info"] = more
	p["payer"] = pick(payer, "email", "email", "identification", "identification")
	if _, ok := payer["email"]; !ok {
		child(p, "payer")["email"] = "visitante@exemplo.com.br" // the checkout asks the buyer when the shop does not say
	}
	p["transaction_amount"], p["payment_method_id"], p["description"] = o.total(), method, "Loja Exemplo"
	return p
}
