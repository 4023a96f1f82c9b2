package fix

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/mercadopago/sdk-go/pkg/payment"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lint"
)

// Checkout API and Bricks create payments. Their snippets send POST /v1/payments with what a
// preference would hold in the places a payment has for it, and with X-Idempotency-Key.

var paymentType = reflect.TypeFor[payment.Request]()

// inPayment says where a payment has what a preference holds; other paths are the same.
var inPayment = map[string]string{
	"payer.name": "additional_info.payer.first_name", "payer.surname": "additional_info.payer.last_name", "payer.address": "additional_info.payer.address",
	"payer.phone": "additional_info.payer.phone", "payer.registration_date": "additional_info.payer.registration_date", "payer.last_purchase": "additional_info.payer.last_purchase",
	"payer.authentication_type": "additional_info.payer.authentication_type", "payer.is_prime_user": "additional_info.payer.is_prime_user",
	"items[]": "additional_info.items[]", "shipments.receiver_address": "additional_info.shipments.receiver_address",
}

// ofPayments are the requirements on preferences that a payment can meet as well.
var ofPayments = []checks.ID{"homologation.external_reference", "homologation.email", "homologation.webhooks_ipn", "homologation.item_quantity", "homologation.item_unit_price", "homologation.item_id",
	"homologation.item_title", "homologation.item_description", "homologation.item_category_id", "homologation.payer_first_name", "homologation.payer_last_name", "homologation.statement_descriptor",
	"homologation.address", "homologation.payer_identification", "homologation.payer_identification_mlm", "homologation.payer_phone", "homologation.binary_mode",
	"approval.payer", "approval.items", "approval.shipment", "notifications.source_news", "security.https_urls", "credentials.same_owner", "homologation.back_end_sdk"}

// paymentEdits says what the fix of a requirement adds to a payment.
func paymentEdits(id checks.ID) ([]edit, bool) {
	switch id {
	case "homologation.issuer_id":
		return []edit{fromOrder("issuer_id")}, true
	case "homologation.auth_and_capt":
		return []edit{put("capture", false).always()}, true
	case "security.https_urls":
		return []edit{noticeURL}, true
	case "security.idempotency":
		return nil, true
	}
	if !slices.Contains(ofPayments, id) {
		return nil, false
	}
	var out []edit
	for _, e := range preferenceEdits[id] {
		for from, to := range inPayment {
			if rest, ok := strings.CutPrefix(e.path, from); ok && (rest == "" || rest[0] == '.') {
				e.path = to + rest
				break
			}
		}
		out = append(out, e)
	}
	return out, true
}

// ownPayment turns an answered or recorded payment back into a request.
func ownPayment(s *scene) object {
	if s.payment == nil {
		return object{}
	}
	root := object{}
	for _, name := range append(slices.Clone(requestFields[lint.Payment]), "token", "capture") {
		root[name] = s.payment.Root()[name]
	}
	if payer, ok := root["payer"].(object); ok && payer["type"] != "customer" {
		// The API gives every payer a number of its own; only a saved customer's was sent.
		kept := object{}
		for k, v := range payer {
			if k != "id" && k != "type" && k != "entity_type" {
				kept[k] = v
			}
		}
		root["payer"] = kept
	}
	v, _ := keep(s, paymentType, "", root).(object)
	if v == nil {
		v = object{}
	}
	if v["notification_url"] == nil && s.payment.Has("notification_url") {
		v["notification_url"] = s.hook.notificationURL()
	}
	return v
}

// byCard tells payments that take a card token: all but those seen to be made otherwise.
func (s *scene) byCard() bool {
	kind := s.payment.Str("payment_type_id")
	return s.payment == nil || s.payment.Has("token") || strings.HasSuffix(kind, "_card") || kind == "" && s.payment.Has("installments")
}

// buildPayment is the integration's own payment with a requirement's fields added.
func buildPayment(s *scene, edits []edit) object {
	body := ownPayment(s)
	secureURLs(s, body)
	base := []edit{{path: "transaction_amount", value: func(*scene, int) any { return json.Number("100") }, keeps: positive}, fromOrder("payer.email")}
	touches := func(e edit) bool { return strings.HasPrefix(e.path, "additional_info.items[]") }
	if s.byCard() || slices.ContainsFunc(edits, func(e edit) bool { return e.path == "issuer_id" }) {
		base = append(base, fromOrder("token"), fromOrder("payment_method_id"), fromOrder("installments"))
	} else {
		delete(body, "token")
		delete(body, "installments")
		delete(body, "issuer_id")
		if id, ok := keepText(s.payment.Str("payment_method_id")).(string); ok {
			base = append(base, put("payment_method_id", id).always()) // its own, and no choice of the form
		}
	}
	info, _ := body["additional_info"].(object)
	if _, has := info["items"]; has || slices.ContainsFunc(edits, touches) {
		if info == nil {
			info = object{}
			body["additional_info"] = info
		}
		if !has {
			info["items"] = []any{object{}}
		}
		base = append(base, edit{path: "additional_info.items[].title", value: valid[0].value}, edit{path: "additional_info.items[].quantity", value: valid[1].value, keeps: positive},
			edit{path: "additional_info.items[].unit_price", value: func(s *scene, _ int) any { return unitPrice(s, body) }, keeps: positive})
	}
	if body["date_of_expiration"] != nil {
		base = append(base, date("date_of_expiration", 3))
	}
	for _, e := range append(base, edits...) {
		e.apply(s, body)
	}
	return body
}

// unitPrice shares what the priced items leave of the total among the others: items that come to more
// than the payment would be wrong again.
func unitPrice(s *scene, body object) any {
	info, _ := body["additional_info"].(object)
	items, _ := info["items"].([]any)
	left, units := number(body["transaction_amount"]), 0.0
	for _, x := range items {
		o, _ := x.(object)
		n := max(number(o["quantity"]), 1)
		if price := number(o["unit_price"]); price > 0 {
			left -= price * n
		} else {
			units += n
		}
	}
	if left <= 0 || units == 0 {
		left, units = number(body["transaction_amount"]), max(float64(len(items)), 1)
	}
	whole := math.Pow10(s.site.Decimals)
	return asNumber(max(math.Floor(left/units*whole), 1) / whole)
}

// attempt is the key of one try to charge: a repetition of it sends the same one.
func (s *scene) attempt() variable {
	return variable{name: "attempt", sample: s.T("PEDIDO-1001-1", "PEDIDO-1001-1", "ORDER-1001-1")}
}

// Once says how to use the key.
func (s *scene) Once() string {
	return s.T("Uma chave por tentativa, guardada com o pedido: a repetição envia a mesma", "Una clave por intento, guardada con el pedido: la repetición envía la misma",
		"One key per attempt, kept with the order: a repetition sends the same")
}

// TokenFrom says where the values of the form come from.
func (s *scene) TokenFrom() string {
	if !s.byCard() {
		return ""
	}
	if s.product == checks.Bricks {
		return s.T("card_token, payment_method_id, issuer_id, installments: do formData em onSubmit do Brick; o cartão nunca passa pelo servidor",
			"card_token, payment_method_id, issuer_id, installments: del formData en onSubmit del Brick; la tarjeta nunca pasa por el servidor",
			"card_token, payment_method_id, issuer_id, installments: from the formData of the Brick's onSubmit; the card never passes the server")
	}
	return s.T("card_token: mp.fields.createCardToken ou cardForm.getCardFormData() em onSubmit, com os demais dados do formulário; o cartão nunca passa pelo servidor",
		"card_token: mp.fields.createCardToken o cardForm.getCardFormData() en onSubmit, con los demás datos del formulario; la tarjeta nunca pasa por el servidor",
		"card_token: mp.fields.createCardToken, or cardForm.getCardFormData() in onSubmit, with the form's other data; the card never passes the server")
}

// paymentNote is the one comment line that tells samples from own values.
func (s *scene) paymentNote(added, body string) string {
	own := s.T("Valores do seu pagamento; os dados do pedido são exemplos", "Valores de su pago; los datos del pedido son ejemplos", "Values of your payment; the order's data is a sample")
	if s.payment == nil {
		own = s.T("Todos os valores são exemplos: troque pelos seus", "Todos los valores son ejemplos: cámbielos por los suyos", "All values are samples: use your own")
	} else if m := s.marks(body); m != "" {
		own += "; " + m
	}
	if added == "" {
		return own
	}
	return own + ". + " + added
}

// paymentRecipes are the creation call in every language; those without stand-in for the SDK here
// call the API itself.
func paymentRecipes(id checks.ID) []recipe {
	edits, ok := paymentEdits(id)
	if !ok {
		return nil
	}
	title := say{"Criar o pagamento completo", "Crear el pago completo", "Create the complete payment"}
	if f := fieldNames(edits); f != "" {
		title = say{"Criar o pagamento com " + f, "Crear el pago con " + f, "Create the payment with " + f}
	}
	scripted := func(name string, d dialect, depth, outer int) func(*scene) string {
		return func(s *scene) string {
			body := buildPayment(s, edits)
			v := view{scene: s, Body: d.literal(body, depth)}
			v.Note = s.paymentNote(fieldNames(edits), v.Body)
			vars := declared(body, object{})
			vars["attempt"] = s.attempt().sample
			v.Order, v.Attempt = strings.Replace(d.literal(vars, outer), "<string, object>", "<string, string>", 1), s.attempt().sample
			return fill(name, v)
		}
	}
	list := []recipe{
		{Curl, title, scripted("payment.curl.tmpl", jsonDialect, 0, 0)},
		{Node, title, scripted("payment.node.tmpl", nodeDialect, 1, 0)},
		{PHP, title, scripted("payment.php.tmpl", phpDialect, 1, 0)},
		{Python, title, scripted("payment.python.tmpl", pythonDialect, 0, 0)},
		{Go, title, func(s *scene) string { return goPayment(s, edits) }},
		{Java, title, scripted("payment.java.tmpl", javaDialect, 2, 2)},
		{Ruby, title, scripted("payment.ruby.tmpl", rubyDialect, 0, 0)},
		{CSharp, title, scripted("payment.csharp.tmpl", csharpDialect, 0, 0)},
	}
	if id == "homologation.auth_and_capt" {
		// Its request leaves false out, so the Go SDK cannot send capture = false.
		list = slices.DeleteFunc(list, func(r recipe) bool { return r.language == Go })
	}
	return list
}

func goPayment(s *scene, edits []edit) string {
	body := buildPayment(s, edits)
	v := view{scene: s, Body: goLiteral(paymentType, body)}
	v.Note = s.paymentNote(fieldNames(edits), v.Body)
	v.Dates, v.Pointers, v.Whole = strings.Contains(v.Body, ": at("), strings.Contains(v.Body, ": ptr("), strings.Contains(v.Body, ": whole(")
	vars := declared(body, object{})
	vars["attempt"] = s.attempt().sample
	var b strings.Builder
	for _, k := range ordered(vars) {
		b.WriteString(goLiteral(stringType, k) + ": " + goLiteral(stringType, vars[k]) + ",\n")
	}
	v.Order = b.String()
	return formatted(fill("payment.go.tmpl", v))
}
