package lang

// approvalTexts holds the section on payment approval.
var approvalTexts = table{
	"req.approval.payer.title": {pt: "Histórico do comprador", es: "Historial del comprador", en: "Buyer's history"},
	"req.approval.payer.ask": {
		pt: "A análise decide melhor quando conhece o comprador: desde quando tem conta na loja, como entrou e quando comprou pela última vez.",
		es: "El análisis decide mejor cuando conoce al comprador: desde cuándo tiene cuenta en la tienda, cómo ingresó y cuándo compró por última vez.",
		en: "The analysis decides better when it knows the buyer: how long the account has existed, how the buyer signed in and when the last purchase was.",
	},
	"req.approval.payer.do": {
		pt: "Envie em payer o que a loja sabe: registration_date, authentication_type, last_purchase, is_prime_user, is_first_purchase_online (em pagamentos, dentro de additional_info.payer). Não invente dados para completar.",
		es: "Envíe en payer lo que la tienda sabe: registration_date, authentication_type, last_purchase, is_prime_user, is_first_purchase_online (en pagos, dentro de additional_info.payer). No invente datos para completar.",
		en: "Send in payer what the shop knows: registration_date, authentication_type, last_purchase, is_prime_user, is_first_purchase_online (in payments, inside additional_info.payer). Do not invent data to fill them.",
	},
	"req.approval.payer.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .payer"),
	"req.approval.items.title": {pt: "Imagem dos itens", es: "Imagen de los ítems", en: "Pictures of the items"},
	"req.approval.items.ask": {
		pt: "Além do nome e da categoria, os dados de indústria pedem a imagem de cada item. Ela ajuda a análise de risco e o comprador.",
		es: "Además del nombre y la categoría, los datos de industria piden la imagen de cada ítem. Ayuda al análisis de riesgo y al comprador.",
		en: "Besides name and category, the industry data asks for a picture of each item. It helps the risk analysis and the buyer.",
	},
	"req.approval.items.do": {
		pt: "Preencha items[].picture_url com uma imagem pública em https:// (em pagamentos, additional_info.items[].picture_url).",
		es: "Complete items[].picture_url con una imagen pública en https:// (en pagos, additional_info.items[].picture_url).",
		en: "Fill items[].picture_url with a public https:// image (in payments, additional_info.items[].picture_url).",
	},
	"req.approval.items.check":    same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq '.items[].picture_url'"),
	"req.approval.shipment.title": {pt: "Endereço de entrega", es: "Dirección de entrega", en: "Delivery address"},
	"req.approval.shipment.ask": {
		pt: "O endereço de entrega ajuda a análise de risco em produtos físicos. Para serviços e produtos digitais ele não é necessário.",
		es: "La dirección de entrega ayuda al análisis de riesgo en productos físicos. Para servicios y productos digitales no es necesario.",
		en: "The delivery address helps the risk analysis of physical goods. Services and digital goods do not need it.",
	},
	"req.approval.shipment.do": {
		pt: "Envie shipments.receiver_address com zip_code, street_name, street_number, city_name e state_name (em pagamentos, dentro de additional_info). Se o comprador retira na loja, envie shipments.local_pickup = true.",
		es: "Envíe shipments.receiver_address con zip_code, street_name, street_number, city_name y state_name (en pagos, dentro de additional_info). Si el comprador retira en la tienda, envíe shipments.local_pickup = true.",
		en: "Send shipments.receiver_address with zip_code, street_name, street_number, city_name and state_name (in payments, inside additional_info). If the buyer picks up at the shop, send shipments.local_pickup = true.",
	},
	"req.approval.shipment.check":  same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .shipments"),
	"req.approval.device_id.title": {pt: "Device ID", es: "Device ID", en: "Device ID"},
	"req.approval.device_id.ask": {
		pt: "O Device ID identifica o aparelho do comprador e é item obrigatório da medição. Sem ele, a prevenção a fraudes tem menos dados para decidir.",
		es: "El Device ID identifica el dispositivo del comprador y es un ítem obligatorio de la medición. Sin él, la prevención de fraude tiene menos datos para decidir.",
		en: "The Device ID identifies the buyer's device and is a mandatory item of the measurement. Without it, fraud prevention has less to go on.",
	},
	"req.approval.device_id.do": {
		pt: "Carregue MercadoPago.js v2 na página: ele envia o Device ID por conta própria. Sem o SDK, inclua https://www.mercadopago.com/v2/security.js com view=\"checkout\" e envie MP_DEVICE_SESSION_ID no cabeçalho X-meli-session-id.",
		es: "Cargue MercadoPago.js v2 en la página: envía el Device ID por sí solo. Sin el SDK, incluya https://www.mercadopago.com/v2/security.js con view=\"checkout\" y envíe MP_DEVICE_SESSION_ID en el encabezado X-meli-session-id.",
		en: "Load MercadoPago.js v2 in the page: it sends the Device ID by itself. Without the SDK, include https://www.mercadopago.com/v2/security.js with view=\"checkout\" and send MP_DEVICE_SESSION_ID in the X-meli-session-id header.",
	},
	"req.approval.device_id.check":  same("curl -sL https://HOST/PATH | grep -oE 'sdk.mercadopago.com/js/v2|v2/security.js'"),
	"req.approval.rejections.title": {pt: "Tratamento das recusas", es: "Manejo de los rechazos", en: "Handling of rejections"},
	"req.approval.rejections.ask": {
		pt: "Depois de uma recusa, o comprador deve saber o que pode resolver e poder tentar outro meio. Repetir a mesma cobrança logo em seguida pode ser tratado como alto risco.",
		es: "Después de un rechazo, el comprador debe saber qué puede resolver y poder probar otro medio. Repetir el mismo cobro enseguida puede tratarse como alto riesgo.",
		en: "After a rejection the buyer should learn what can be fixed and be able to try another method. Repeating the same charge at once may be treated as high risk.",
	},
	"req.approval.rejections.do": {
		pt: "Mostre uma mensagem por status_detail e ofereça outro meio. Não repita a mesma cobrança automaticamente. Em cc_rejected_blacklist, não revele o motivo. Confirme aqui.",
		es: "Muestre un mensaje por status_detail y ofrezca otro medio. No repita automáticamente el mismo cobro. En cc_rejected_blacklist, no revele el motivo. Confirme aquí.",
		en: "Show one message per status_detail and offer another method. Do not repeat the same charge automatically. On cc_rejected_blacklist do not reveal the reason. Confirm here.",
	},
	"find.approval.payer_ok": {
		pt: "O histórico do comprador é enviado ({n} de {of} campos).",
		es: "Se envía el historial del comprador ({n} de {of} campos).",
		en: "The buyer's history is sent ({n} of {of} fields).",
	},
	"find.approval.payer_missing": {
		pt: "Campos enviados do histórico do comprador: {n} de {of}.",
		es: "Campos enviados del historial del comprador: {n} de {of}.",
		en: "Fields sent of the buyer's history: {n} of {of}.",
	},
	"find.approval.items_ok": {pt: "Todos os itens têm imagem.", es: "Todos los ítems tienen imagen.", en: "All items have a picture."},
	"find.approval.items_missing": {
		pt: "Nem todos os itens têm imagem (picture_url).",
		es: "No todos los ítems tienen imagen (picture_url).",
		en: "Not all items have a picture (picture_url).",
	},
	"find.approval.shipment_ok": {
		pt: "O endereço de entrega está completo.",
		es: "La dirección de entrega está completa.",
		en: "The delivery address is complete.",
	},
	"find.approval.shipment_missing": {
		pt: "Campos enviados do endereço de entrega: {n} de {of}.",
		es: "Campos enviados de la dirección de entrega: {n} de {of}.",
		en: "Fields sent of the delivery address: {n} of {of}.",
	},
	"find.approval.shipment_na": {
		pt: "Sem entrega física nesta compra: {categories}.",
		es: "Sin entrega física en esta compra: {categories}.",
		en: "No physical delivery in this purchase: {categories}.",
	},
	"find.approval.shipment_pickup": {
		pt: "O comprador retira na loja (shipments.local_pickup).",
		es: "El comprador retira en la tienda (shipments.local_pickup).",
		en: "The buyer picks up at the shop (shipments.local_pickup).",
	},
	"find.device.payment": {
		pt: "O pagamento traz o Device ID ({field}).",
		es: "El pago trae el Device ID ({field}).",
		en: "The payment carries the Device ID ({field}).",
	},
	"find.device.mpjs": {
		pt: "A página carrega MercadoPago.js v2, que envia o Device ID por conta própria.",
		es: "La página carga MercadoPago.js v2, que envía el Device ID por sí solo.",
		en: "The page loads MercadoPago.js v2, which sends the Device ID by itself.",
	},
	"find.device.security_js": {
		pt: "A página coleta o Device ID, mas de fora não se vê se o servidor o envia em X-meli-session-id.",
		es: "La página recolecta el Device ID, pero desde fuera no se ve si el servidor lo envía en X-meli-session-id.",
		en: "The page collects the Device ID, but whether the server sends it in X-meli-session-id cannot be seen from outside.",
	},
	"find.device.unseen": {
		pt: "Nem MercadoPago.js nem security.js aparecem no HTML. Um script próprio ainda pode carregá-los.",
		es: "Ni MercadoPago.js ni security.js aparecen en el HTML. Un script propio aún puede cargarlos.",
		en: "Neither MercadoPago.js nor security.js is seen in the HTML. A script of the shop may still load them.",
	},
}
