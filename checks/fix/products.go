package fix

import (
	"encoding/json"
	"strings"

	"github.com/homologa/homologa/checks"
)

// productFixes are the remedies of the items that only some products have.
func productFixes() map[checks.ID][]recipe {
	page := htmlRecipe("card.html.tmpl", say{"Formulário com MercadoPago.js v2", "Formulario con MercadoPago.js v2", "Form with MercadoPago.js v2"})
	panel := steps(
		[]string{"Abra {panel} → aplicação → Webhooks → Configurar notificações.", "Modo produtivo: URL {hook}; marque Order (Mercado Pago). Salve.", "Copie a Assinatura secreta para {secret}.", "Trate processed, failed, canceled, expired, refunded e action_required."},
		[]string{"Abra {panel} → aplicación → Webhooks → Configurar notificaciones.", "Modo productivo: URL {hook}; marque Order (Mercado Pago). Guarde.", "Copie la Clave secreta a {secret}.", "Trate processed, failed, canceled, expired, refunded y action_required."},
		[]string{"Open {panel} → application → Webhooks → Configure notifications.", "Production mode: URL {hook}; tick Order (Mercado Pago). Save.", "Copy the Secret signature to {secret}.", "Handle processed, failed, canceled, expired, refunded and action_required."})
	point := orderRecipe(pointBody)
	store := request("POST", "/users/$USER_ID/stores", say{"Criar a loja", "Crear la sucursal", "Create the store"},
		func(*scene) members {
			return members{"name": "Centro", "external_id": "LOJA001", "location": members{"street_name": "Rua Exemplo", "street_number": "123", "city_name": "São Paulo", "state_name": "São Paulo", "latitude": -23.55, "longitude": -46.63}}
		}, "USER_ID=123456789")
	till := request("POST", "/pos", say{"Criar o caixa", "Crear la caja", "Create the point of sale"},
		func(*scene) members {
			return members{"name": "Caixa 1", "external_id": "LOJA001POS001", "external_store_id": "LOJA001", "fixed_amount": true}
		})
	mode := request("PATCH", "/terminals/v1/setup", say{"Pôr o terminal em modo PDV e reiniciá-lo", "Poner la terminal en modo PDV y reiniciarla", "Put the terminal in PDV mode and restart it"},
		func(*scene) members {
			return members{"terminals": []members{{"id": sampleTerminal, "operating_mode": "PDV"}}}
		})
	subscription := request("POST", "/preapproval", say{"Criar a assinatura", "Crear la suscripción", "Create the subscription"}, subscriptionBody)
	return map[checks.ID][]recipe{
		"homologation.issuer_id":             {steps(paymentSteps("issuer_id"))},
		"homologation.web_front_end_sdk":     {page},
		"homologation.customer_id":           {request("POST", "/v1/customers", say{"Criar o cliente; o id vai em payer.id com payer.type = customer, ou em payer.customer_id de uma order", "Crear el cliente; el id va en payer.id con payer.type = customer, o en payer.customer_id de una order", "Create the customer; its id goes to payer.id with payer.type = customer, or to payer.customer_id of an order"}, func(s *scene) members { return members{"email": "BUYER_EMAIL"} })},
		"homologation.auth_and_capt":         {steps(captureSteps())},
		"homologation.point_payment":         {point},
		"homologation.store_creation_api":    {store},
		"homologation.pos_creation_api":      {till},
		"homologation.webhooks_point":        {panel},
		"homologation.list_devices":          {look("/terminals/v1/list?limit=50", say{"Use o id devolvido em config.point.terminal_id", "Use el id devuelto en config.point.terminal_id", "Use the returned id as config.point.terminal_id"})},
		"homologation.switch_device_mode":    {mode},
		"homologation.integrator_id":         {point},
		"homologation.platform_id":           {point},
		"homologation.qr_order":              {orderRecipe(qrBody)},
		"homologation.subscription_back_url": {subscription},
		"homologation.subscription_amount":   {subscription},
	}
}

// objectRecipes replace a preference by what the product creates.
func objectRecipes(id checks.ID, p checks.Product) []recipe {
	switch p {
	case checks.CheckoutAPI, checks.Bricks:
		return paymentRecipes(id)
	case checks.Orders:
		return []recipe{orderRecipe(onlineBody)}
	case checks.Point:
		return []recipe{orderRecipe(pointBody)}
	case checks.QR:
		return []recipe{orderRecipe(qrBody)}
	case checks.Subscriptions:
		return []recipe{request("POST", "/preapproval", say{"Criar a assinatura", "Crear la suscripción", "Create the subscription"}, subscriptionBody)}
	}
	return nil
}

type members = map[string]any

const sampleTerminal = "NEWLAND_N950__N950NCB000000000"

// request writes a call with a body. Words in capitals stand for values of the integration.
func request(method, path string, what say, body func(*scene) members, vars ...string) recipe {
	return recipe{Curl, what, func(s *scene) string {
		b := body(s)
		raw, err := json.MarshalIndent(b, "", "  ")
		if err != nil {
			return "" // bodies hold plain values only
		}
		key := path[strings.LastIndexByte(path, '/')+1:] // one key per sale, and never one for two bodies
		if kind, ok := b["type"].(string); ok {
			key += "-" + kind
		}
		out := "# " + s.T("Exemplo: troque pelos dados da sua venda", "Ejemplo: cámbielo por los datos de su venta", "Sample: use the data of your sale") + "\n"
		for _, v := range vars {
			out += v + "\n"
		}
		return out + "curl -sS -X " + method + " \"" + api + path + "\" \\\n  -H \"Authorization: Bearer $" + s.tokenVar + "\" \\\n  -H 'Content-Type: application/json' \\\n  -H 'X-Idempotency-Key: " + key + "-1001' \\\n  -d '" +
			strings.ReplaceAll(string(raw), "'", `'\''`) + "'\n"
	}}
}

func orderRecipe(body func(*scene) members) recipe {
	return request("POST", "/v1/orders", say{"Criar a order com os campos da lista", "Crear la order con los campos de la lista", "Create the order with the fields of the list"}, body)
}

// price is a sample amount of the site as Orders take it: text, with the site's decimals.
func (s *scene) price() string {
	if s.site.Decimals == 0 {
		return "5000"
	}
	return "5000.00"
}

func (s *scene) item() members {
	return members{"external_code": "SKU-1", "title": s.T("Câmera", "Cámara", "Camera"), "description": s.T("Câmera de 35 mm", "Cámara de 35 mm", "35 mm camera"), "category_id": "cameras", "quantity": 1, "unit_price": s.price()}
}

func onlineBody(s *scene) members {
	return members{"type": "online", "processing_mode": "automatic", "capture_mode": "automatic_async", "total_amount": s.price(), "external_reference": "ORDER-1001",
		"items": []members{s.item()},
		"payer": members{"email": "BUYER_EMAIL", "first_name": "BUYER_FIRST_NAME", "last_name": "BUYER_LAST_NAME",
			"identification": members{"type": "DOCUMENT_TYPE", "number": "DOCUMENT_NUMBER"}, "phone": members{"area_code": "AREA_CODE", "number": "PHONE_NUMBER"},
			"address": members{"street_name": "STREET", "street_number": "NUMBER", "zip_code": "ZIP_CODE"}},
		"transactions": members{"payments": []members{{"amount": s.price(), "payment_method": members{"id": "CARD_BRAND", "type": "credit_card", "token": "CARD_TOKEN", "installments": 1, "statement_descriptor": "SHOP"}}}}}
}

func pointBody(s *scene) members {
	return members{"type": "point", "external_reference": "ORDER-1001", "config": members{"point": members{"terminal_id": sampleTerminal, "print_on_terminal": "no_ticket"}},
		"transactions": members{"payments": []members{{"amount": s.price()}}}, "integration_data": members{"integrator_id": "INTEGRATOR_ID", "platform_id": "PLATFORM_ID"}}
}

func qrBody(s *scene) members {
	return members{"type": "qr", "total_amount": s.price(), "external_reference": "ORDER-1001", "config": members{"qr": members{"external_pos_id": "LOJA001POS001", "mode": "dynamic"}},
		"items": []members{s.item()}, "transactions": members{"payments": []members{{"amount": s.price()}}}}
}

func subscriptionBody(s *scene) members {
	return members{"reason": s.T("Assinatura mensal", "Suscripción mensual", "Monthly subscription"), "external_reference": "SUB-1001", "payer_email": "BUYER_EMAIL", "back_url": s.page.URL(), "status": "pending",
		"auto_recurring": members{"frequency": 1, "frequency_type": "months", "transaction_amount": json.Number(s.price()), "currency_id": s.site.Currency}}
}

func paymentSteps(field string) (pt, es, en []string) {
	return []string{"No formulário, leia " + field + " do que MercadoPago.js devolve para o cartão.", "Envie-o ao seu servidor junto do token.", "Repasse-o em POST /v1/payments, no campo " + field + "."},
		[]string{"En el formulario, lea " + field + " de lo que MercadoPago.js devuelve para la tarjeta.", "Envíelo a su servidor junto al token.", "Páselo en POST /v1/payments, en el campo " + field + "."},
		[]string{"In the form, take " + field + " from what MercadoPago.js returns for the card.", "Send it to your server with the token.", "Pass it on in POST /v1/payments as " + field + "."}
}

func captureSteps() (pt, es, en []string) {
	return []string{"Reserve: capture = false em POST /v1/payments, ou capture_mode = manual em POST /v1/orders.", "Confirme o estoque.", "Capture: PUT /v1/payments/ID com capture = true, ou POST /v1/orders/ID/capture."},
		[]string{"Reserve: capture = false en POST /v1/payments, o capture_mode = manual en POST /v1/orders.", "Confirme el stock.", "Capture: PUT /v1/payments/ID con capture = true, o POST /v1/orders/ID/capture."},
		[]string{"Authorise: capture = false in POST /v1/payments, or capture_mode = manual in POST /v1/orders.", "Confirm the stock.", "Capture: PUT /v1/payments/ID with capture = true, or POST /v1/orders/ID/capture."}
}
