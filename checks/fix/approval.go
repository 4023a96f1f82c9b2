package fix

import (
	"encoding/json"

	"github.com/homologa/homologa/checks"
)

// approvalFixes are the remedies of what the latest payments show.
func approvalFixes() map[checks.ID][]recipe {
	search := "/v1/payments/search?sort=date_created&criteria=desc&range=date_created&begin_date=NOW-30DAYS&end_date=NOW&limit=50"
	return map[checks.ID][]recipe{
		"approval.history": {steps(
			[]string{"Peça a outra pessoa que compre, com cartão e e-mail dela: pagar a si mesmo costuma ser recusado.", "Confira homologa fix approval.missing_data e envie os dados que faltam.", "Trate cada recusa: homologa fix approval.rejections.", "Se tudo continuar recusado, fale com o suporte e informe ids de pagamentos."},
			[]string{"Pida a otra persona que compre, con su tarjeta y su e-mail: pagarse a uno mismo suele rechazarse.", "Vea homologa fix approval.missing_data y envíe los datos que faltan.", "Trate cada rechazo: homologa fix approval.rejections.", "Si todo sigue rechazado, contacte al soporte e indique ids de pagos."},
			[]string{"Have another person buy, with their own card and e-mail: paying oneself is usually rejected.", "See homologa fix approval.missing_data and send the data that is missing.", "Handle each rejection: homologa fix approval.rejections.", "If everything stays rejected, contact support with ids of payments."}),
			look(search, say{"Conte os status em results", "Cuente los status en results", "Count the statuses in results"})},
		"approval.rejections": {{Node, say{"Mensagem ao comprador para cada status_detail", "Mensaje al comprador para cada status_detail", "Message to the buyer for each status_detail"}, rejectionMessages}},
		"approval.missing_data": {{Node, say{"Dados a enviar com cada pagamento", "Datos a enviar con cada pago", "Data to send with each payment"}, func(s *scene) string { return dataFragment(s, commonItem(s)) }},
			look(search, say{"Veja payer e additional_info em results", "Vea payer y additional_info en results", "Look at payer and additional_info in results"})},
		"approval.retries": {{Node, say{"Uma cobrança por clique, uma chave por tentativa", "Un cobro por clic, una clave por intento", "One charge per click, one key per attempt"}, oneCharge},
			look("/v1/payments/search?status=rejected&sort=date_created&criteria=desc&limit=50", say{"Procure a mesma external_reference e o mesmo valor em minutos", "Busque la misma external_reference y el mismo monto en minutos", "Look for the same external_reference and amount within minutes"})},
		"approval.industry": {{Node, say{"Campos do setor", "Campos del rubro", "Fields of the industry"}, func(s *scene) string { return dataFragment(s, industryItem(s)) }}},
	}
}

// buyerSays words each rejection to a buyer, in Portuguese and Spanish: the sites speak no other
// language. Several details share a message where the buyer can do the same.
var buyerSays = map[string][2]string{
	"cc_rejected_bad_filled_card_number":   {"Confira o número do cartão.", "Revise el número de la tarjeta."},
	"cc_rejected_bad_filled_date":          {"Confira a data de vencimento.", "Revise la fecha de vencimiento."},
	"cc_rejected_bad_filled_security_code": {"Confira o código de segurança.", "Revise el código de seguridad."},
	"cc_rejected_bad_filled_other":         {"Confira os dados do cartão.", "Revise los datos de la tarjeta."},
	"cc_rejected_call_for_authorize":       {"Autorize o pagamento com o seu banco e tente de novo.", "Autorice el pago con su banco e intente de nuevo."},
	"cc_rejected_card_disabled":            {"Ative o cartão com o seu banco ou use outro meio.", "Active la tarjeta con su banco o use otro medio."},
	"cc_rejected_insufficient_amount":      {"O cartão não tem limite suficiente. Use outro cartão ou meio.", "La tarjeta no tiene fondos suficientes. Use otra tarjeta u otro medio."},
	"cc_rejected_invalid_installments":     {"O cartão não aceita esse número de parcelas. Escolha outro.", "La tarjeta no acepta esa cantidad de cuotas. Elija otra."},
	"cc_rejected_max_attempts":             {"Limite de tentativas atingido. Use outro cartão ou meio.", "Llegó al límite de intentos. Use otra tarjeta u otro medio."},
	"cc_rejected_duplicated_payment":       {"Você já fez um pagamento com esse valor. Se precisar pagar de novo, use outro cartão.", "Ya hizo un pago por ese monto. Si necesita pagar de nuevo, use otra tarjeta."},
	"cc_rejected_card_type_not_allowed":    {"O cartão não permite crédito. Use débito ou outro cartão.", "La tarjeta no permite crédito. Use débito u otra tarjeta."},
	"cc_rejected_card_error":               {"Não foi possível processar o pagamento. Use outro meio.", "No se pudo procesar el pago. Use otro medio."},
	"cc_rejected_3ds_challenge":            {"A verificação do banco não foi concluída. Tente de novo.", "La verificación del banco no se completó. Intente de nuevo."},
	"cc_amount_rate_limit_exceeded":        {"O valor passa do limite deste meio. Use outro.", "El monto supera el límite de este medio. Use otro."},
	"insufficient_amount":                  {"Saldo insuficiente. Use outro meio.", "Saldo insuficiente. Use otro medio."},
	"other":                                {"O pagamento não foi aprovado. Escolha outro meio.", "El pago no fue aprobado. Elija otro medio."},
}

// rejectionMessages writes the table for the site's buyers. Fraud lists and risk share the words for
// everything else: the reason is not to be revealed.
func rejectionMessages(s *scene) string {
	at := 1
	if s.site.Language == "pt" {
		at = 0
	}
	table := object{}
	for detail, m := range buyerSays {
		table[detail] = m[at]
	}
	return "// " + s.T("Texto para o comprador; motivos de fraude caem em other, sem revelar nada", "Texto para el comprador; los motivos de fraude caen en other, sin revelar nada",
		"Text for the buyer; fraud reasons fall to other and reveal nothing") + "\nconst messages = " + nodeDialect.literal(table, 0) + ";\n\n" +
		"// " + s.T("Mostre a mensagem e, sempre, outro meio de pagamento", "Muestre el mensaje y, siempre, otro medio de pago", "Show the message and, always, another payment method") + "\n" +
		"export const rejectionMessage = (payment) => messages[payment.status_detail] ?? messages.other;\n"
}

// oneCharge guards a form: no second charge while one is under way, a new key and a new card token for
// each attempt a buyer makes, and no attempt by the program itself.
func oneCharge(s *scene) string {
	return `import { randomUUID } from "node:crypto";

// ` + s.T("No navegador: desative o botão até a resposta chegar", "En el navegador: desactive el botón hasta que llegue la respuesta", "In the browser: disable the button until the answer is there") + `
const underWay = new Map();

export function charge(order, body) {
  if (underWay.has(order.id)) return underWay.get(order.id);
  const attempt = send(order, body).finally(() => underWay.delete(order.id));
  underWay.set(order.id, attempt);
  return attempt;
}

async function send(order, body) {
  // ` + s.T("Uma tentativa do comprador, uma chave: só se repete com a mesma chave, e só por falha de rede", "Un intento del comprador, una clave: solo se repite con la misma clave, y solo por falla de red",
		"One attempt of the buyer, one key: repeat with the same key only, after a network failure only") + `
  const key = randomUUID();
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch("` + api + `/v1/payments", {
        method: "POST",
        headers: { Authorization: ` + "`Bearer ${process.env." + s.tokenVar + "}`" + `, "Content-Type": "application/json", "X-Idempotency-Key": key },
        body: JSON.stringify({ ...body, external_reference: order.id }),
      });
      // ` + s.T("Uma recusa também é uma resposta: mostre outro meio, não repita", "Un rechazo también es una respuesta: muestre otro medio, no repita", "A rejection is an answer too: show another method, do not repeat") + `
      return await answer.json();
    } catch (e) {
      if (tries === 2) throw e;
    }
  }
}
`
}

func commonItem(s *scene) object {
	return object{"id": "SKU-1001", "title": s.T("Produto", "Producto", "Product"), "description": s.T("Cor, tamanho, modelo", "Color, talla, modelo", "Colour, size, model"), "category_id": s.category(),
		"picture_url": s.page.Origin() + "/img/1.jpg", "quantity": json.Number("1"), "unit_price": json.Number("100")}
}

// category is the first category_id advised for the industry.
func (s *scene) category() string {
	advised := map[checks.Industry]string{checks.Fashion: "fashion", checks.Electronics: "electronics", checks.Home: "home", checks.Entertainment: "entertainment", checks.Tickets: "tickets",
		checks.Tourism: "travels", checks.Hospitality: "travels", checks.Apps: "virtual_goods", checks.Government: "services", checks.Automotive: "automotive"}
	if c := advised[s.industry]; c != "" {
		return c
	}
	return "others"
}

// industryItem is an item with what the industry adds.
func industryItem(s *scene) object {
	it := commonItem(s)
	order := s.product == checks.Orders
	at := func(days int) any { return date("", days).value(s, 0) }
	event := func(more object) {
		if order {
			it["event_date"] = at(30)
			return
		}
		more["event_date"] = at(30)
		it["category_descriptor"] = more
	}
	traveller := object{"first_name": "Ana", "last_name": s.T("Souza", "Gómez", "Souza"), "identification": object{"type": s.personal()["payer.identification.type"], "number": s.personal()["payer.identification.number"]}}
	switch s.industry {
	case checks.Fashion:
		it["type"] = s.T("Camiseta", "Camiseta", "T-shirt")
	case checks.Electronics, checks.Home:
		it["warranty"] = true
	case checks.Entertainment, checks.Tickets, checks.Government:
		event(object{})
	case checks.Hospitality:
		event(object{"passenger": traveller})
	case checks.Tourism:
		if !order {
			it["category_descriptor"] = object{"passenger": traveller, "route": object{"departure": "GRU", "destination": "EZE", "departure_date_time": at(30), "arrival_date_time": at(30), "company": s.T("Companhia", "Compañía", "Company")}}
		}
	}
	return it
}

// dataFragment is the part of the body with buyer and items, where the product has it.
func dataFragment(s *scene, item object) string {
	own := s.personal()
	payer := object{"registration_date": date("", -400).value(s, 0), "authentication_type": "Native web", "last_purchase": date("", -30).value(s, 0)}
	who := object{"email": own["payer.email"], "identification": object{"type": own["payer.identification.type"], "number": own["payer.identification.number"]}}
	names := object{"first_name": own["payer.name"], "last_name": own["payer.surname"]}
	var body object
	switch s.product {
	case checks.CheckoutAPI, checks.Bricks:
		for k, v := range names {
			payer[k] = v
		}
		body = object{"payer": who, "additional_info": object{"items": []any{item}, "payer": payer}}
	case checks.Orders:
		for k, v := range names {
			who[k] = v
		}
		item["unit_price"] = s.price()
		more := object{}
		for k, v := range payer {
			more["payer."+k] = v
		}
		body = object{"payer": who, "items": []any{item}, "additional_info": more}
	default:
		who["name"], who["surname"] = names["first_name"], names["last_name"]
		for k, v := range payer {
			who[k] = v
		}
		body = object{"payer": who, "items": []any{item}}
	}
	return "// " + s.T("Parte do corpo da requisição; os valores fixos são exemplos, order é o seu pedido", "Parte del cuerpo de la solicitud; los valores fijos son ejemplos, order es su pedido",
		"Part of the request's body; fixed values are samples, order is your own") + "\nconst data = " + nodeDialect.literal(body, 0) + ";\n"
}
