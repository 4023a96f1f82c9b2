package lang

// homologationGoodTexts holds the items of the quality checklist that are listed as best practices.
var homologationGoodTexts = table{
	"req.homologation.address.title": {pt: "Endereço do comprador", es: "Dirección del comprador", en: "Buyer's address"},
	"req.homologation.address.ask": {
		pt: "O endereço do comprador ajuda a análise de risco a confirmar quem compra.",
		es: "La dirección del comprador ayuda al análisis de riesgo a confirmar quién compra.",
		en: "The buyer's address helps the risk analysis to confirm who is buying.",
	},
	"req.homologation.address.do": {
		pt: "Envie payer.address com zip_code, street_name e street_number (em pagamentos, additional_info.payer.address).",
		es: "Envíe payer.address con zip_code, street_name y street_number (en pagos, additional_info.payer.address).",
		en: "Send payer.address with zip_code, street_name and street_number (in payments, additional_info.payer.address).",
	},
	"req.homologation.payer_identification.title": {pt: "Documento do comprador", es: "Documento del comprador", en: "Buyer's document"},
	"req.homologation.payer_identification.ask": {
		pt: "O documento do comprador entra na análise de risco, e alguns meios de pagamento o exigem.",
		es: "El documento del comprador entra en el análisis de riesgo, y algunos medios de pago lo exigen.",
		en: "The buyer's document feeds the risk analysis, and some payment methods demand it.",
	},
	"req.homologation.payer_identification.do": {
		pt: "Envie payer.identification.type e payer.identification.number, com um tipo válido no país da conta.",
		es: "Envíe payer.identification.type y payer.identification.number, con un tipo válido en el país de la cuenta.",
		en: "Send payer.identification.type and payer.identification.number, with a type valid in the account's country.",
	},
	"req.homologation.payer_identification.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/identification_types"),
	"req.homologation.payer_identification_mlm.title": {
		pt: "Documento do comprador (México)",
		es: "Documento del comprador (México)",
		en: "Buyer's document (Mexico)",
	},
	"req.homologation.payer_identification_mlm.ask": {
		pt: "No México, o documento do comprador é um item próprio da lista. Ele entra na análise de risco.",
		es: "En México, el documento del comprador es un ítem propio de la lista. Entra en el análisis de riesgo.",
		en: "In Mexico the buyer's document is an item of its own. It feeds the risk analysis.",
	},
	"req.homologation.payer_identification_mlm.do": {
		pt: "Envie payer.identification.type (RFC ou CURP) e payer.identification.number.",
		es: "Envíe payer.identification.type (RFC o CURP) y payer.identification.number.",
		en: "Send payer.identification.type (RFC or CURP) and payer.identification.number.",
	},
	"req.homologation.payer_phone.title": {pt: "Telefone do comprador", es: "Teléfono del comprador", en: "Buyer's phone"},
	"req.homologation.payer_phone.ask": {
		pt: "O telefone do comprador ajuda a análise de risco a confirmar quem compra.",
		es: "El teléfono del comprador ayuda al análisis de riesgo a confirmar quién compra.",
		en: "The buyer's phone helps the risk analysis to confirm who is buying.",
	},
	"req.homologation.payer_phone.do": {
		pt: "Envie payer.phone.area_code e payer.phone.number (em pagamentos, additional_info.payer.phone).",
		es: "Envíe payer.phone.area_code y payer.phone.number (en pagos, additional_info.payer.phone).",
		en: "Send payer.phone.area_code and payer.phone.number (in payments, additional_info.payer.phone).",
	},
	"req.homologation.binary_mode.title": {pt: "Modo binário", es: "Modo binario", en: "Binary mode"},
	"req.homologation.binary_mode.ask": {
		pt: "Com binary_mode, o pagamento só termina aprovado ou recusado, sem espera. Ajuda quem precisa de resposta na hora, mas pode recusar o que uma análise manual aprovaria.",
		es: "Con binary_mode, el pago solo termina aprobado o rechazado, sin espera. Ayuda a quien necesita una respuesta inmediata, pero puede rechazar lo que una revisión manual aprobaría.",
		en: "With binary_mode a payment ends only approved or rejected, never waiting. It helps where the answer is needed at once, but may reject what a manual review would approve.",
	},
	"req.homologation.binary_mode.do": {
		pt: "Envie binary_mode = true se a loja não pode esperar. Não combine com 3DS. Se a loja pode esperar, deixe como está.",
		es: "Envíe binary_mode = true si la tienda no puede esperar. No lo combine con 3DS. Si la tienda puede esperar, déjelo como está.",
		en: "Send binary_mode = true if the shop cannot wait. Do not combine it with 3DS. If the shop can wait, leave it as it is.",
	},
	"req.homologation.date_of_expiration.title": {pt: "Vencimento do pagamento", es: "Vencimiento del pago", en: "Payment due date"},
	"req.homologation.date_of_expiration.ask": {
		pt: "date_of_expiration define até quando um boleto ou Pix pode ser pago. Assim a loja sabe quando liberar o estoque.",
		es: "date_of_expiration define hasta cuándo se puede pagar en efectivo o por transferencia. Así la tienda sabe cuándo liberar el stock.",
		en: "date_of_expiration sets until when a cash or transfer payment can be made. The shop then knows when to free the stock.",
	},
	"req.homologation.date_of_expiration.do": {
		pt: "Envie date_of_expiration em ISO 8601 com fuso, por exemplo 2030-12-31T23:59:59.000-03:00.",
		es: "Envíe date_of_expiration en ISO 8601 con zona horaria, por ejemplo 2030-12-31T23:59:59.000-03:00.",
		en: "Send date_of_expiration in ISO 8601 with a zone, such as 2030-12-31T23:59:59.000-03:00.",
	},
	"req.homologation.expiration.title": {pt: "Vigência da preferência", es: "Vigencia de la preferencia", en: "Term of the preference"},
	"req.homologation.expiration.ask": {
		pt: "Uma preferência com vigência não pode ser paga depois do prazo, com preço ou estoque antigos.",
		es: "Una preferencia con vigencia no se puede pagar fuera de plazo, con precio o stock viejos.",
		en: "A preference with a term cannot be paid after it, at an old price or without stock.",
	},
	"req.homologation.expiration.do": {
		pt: "Envie expires = true com expiration_date_from e expiration_date_to.",
		es: "Envíe expires = true con expiration_date_from y expiration_date_to.",
		en: "Send expires = true with expiration_date_from and expiration_date_to.",
	},
	"req.homologation.max_installments.title": {pt: "Número máximo de parcelas", es: "Máximo de cuotas", en: "Maximum installments"},
	"req.homologation.max_installments.ask": {
		pt: "O limite de parcelas evita oferecer um parcelamento que a loja não quer.",
		es: "El máximo de cuotas evita ofrecer una financiación que la tienda no quiere.",
		en: "The cap on installments avoids offering more than the shop wants.",
	},
	"req.homologation.max_installments.do": {
		pt: "Envie payment_methods.installments com o número máximo de parcelas.",
		es: "Envíe payment_methods.installments con el número máximo de cuotas.",
		en: "Send payment_methods.installments with the largest number of installments.",
	},
	"req.homologation.excluded_payment_methods.title": {
		pt: "Meios de pagamento excluídos",
		es: "Medios de pago excluidos",
		en: "Excluded payment methods",
	},
	"req.homologation.excluded_payment_methods.ask": {
		pt: "Serve para esconder meios que a loja não aceita. Excluir menos dá mais opções ao comprador.",
		es: "Sirve para ocultar medios que la tienda no acepta. Excluir menos da más opciones al comprador.",
		en: "It hides methods the shop does not accept. The fewer excluded, the more choice for the buyer.",
	},
	"req.homologation.excluded_payment_methods.do": {
		pt: "Se houver o que excluir, envie payment_methods.excluded_payment_methods com os ids. Se não houver, deixe como está.",
		es: "Si hay algo que excluir, envíe payment_methods.excluded_payment_methods con los ids. Si no, déjelo como está.",
		en: "If there is anything to exclude, send payment_methods.excluded_payment_methods with the ids. If not, leave it as it is.",
	},
	"req.homologation.excluded_payment_types.title": {
		pt: "Tipos de pagamento excluídos",
		es: "Tipos de pago excluidos",
		en: "Excluded payment types",
	},
	"req.homologation.excluded_payment_types.ask": {
		pt: "Serve para esconder um tipo inteiro, como ticket, quando a loja não pode esperar a compensação.",
		es: "Sirve para ocultar un tipo entero, como ticket, cuando la tienda no puede esperar la acreditación.",
		en: "It hides a whole type, such as ticket, when the shop cannot wait for clearing.",
	},
	"req.homologation.excluded_payment_types.do": {
		pt: "Se houver o que excluir, envie payment_methods.excluded_payment_types com os ids. Se não houver, deixe como está.",
		es: "Si hay algo que excluir, envíe payment_methods.excluded_payment_types con los ids. Si no, déjelo como está.",
		en: "If there is anything to exclude, send payment_methods.excluded_payment_types with the ids. If not, leave it as it is.",
	},
	"req.homologation.shipment_amount.title": {pt: "Valor do frete", es: "Monto del envío", en: "Shipment amount"},
	"req.homologation.shipment_amount.ask": {
		pt: "O frete enviado à parte aparece separado no checkout, e o comprador entende o total.",
		es: "El envío informado aparte aparece separado en el checkout, y el comprador entiende el total.",
		en: "Shipping sent on its own shows separately in the checkout, and the buyer understands the total.",
	},
	"req.homologation.shipment_amount.do": {
		pt: "Envie shipments.cost em vez de somar o frete ao preço de um item. Sem frete, deixe como está.",
		es: "Envíe shipments.cost en lugar de sumar el envío al precio de un ítem. Sin envío, déjelo como está.",
		en: "Send shipments.cost instead of adding shipping to an item's price. With no shipping, leave it as it is.",
	},
	"req.homologation.marketing_information.title": {pt: "Rastreamento de anúncios", es: "Seguimiento de anuncios", en: "Ad tracking"},
	"req.homologation.marketing_information.ask": {
		pt: "Com tracks, a conversão de anúncios (Google ou Facebook) é contada também no checkout.",
		es: "Con tracks, la conversión de anuncios (Google o Facebook) se cuenta también en el checkout.",
		en: "With tracks, ad conversions (Google or Facebook) are counted in the checkout too.",
	},
	"req.homologation.marketing_information.do": {
		pt: "Se a loja anuncia, envie tracks[].type e tracks[].values na preferência. Se não, deixe como está.",
		es: "Si la tienda hace publicidad, envíe tracks[].type y tracks[].values en la preferencia. Si no, déjelo como está.",
		en: "If the shop advertises, send tracks[].type and tracks[].values in the preference. If not, leave it as it is.",
	},
	"req.homologation.settlement.title": {
		pt: "Relatórios (item settlement)",
		es: "Reportes (ítem settlement)",
		en: "Reports (item settlement)",
	},
	"req.homologation.settlement.ask": {
		pt: "A lista pede um relatório para a conciliação. Os rótulos de settlement e release parecem trocados em relação à API, por isso os dois são pedidos.",
		es: "La lista pide un reporte para la conciliación. Las etiquetas de settlement y release parecen cruzadas respecto de la API, por eso se piden los dos.",
		en: "The list asks for a report for reconciliation. The labels of settlement and release look crossed against the API, so both are asked for.",
	},
	"req.homologation.settlement.do": {
		pt: "Configure os dois relatórios, Liberações e Dinheiro em conta, no painel ou pela API. Veja a seção Relatórios.",
		es: "Configure los dos reportes, Liberaciones y Dinero en cuenta, en el panel o por API. Vea la sección Reportes.",
		en: "Configure both reports, Releases and Account balance, in the panel or through the API. See the Reports section.",
	},
	"req.homologation.settlement.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/account/settlement_report/config"),
	"req.homologation.release.title":    {pt: "Relatórios (item release)", es: "Reportes (ítem release)", en: "Reports (item release)"},
	"req.homologation.release.ask": {
		pt: "A lista pede um relatório para a conciliação. Os rótulos de release e settlement parecem trocados em relação à API, por isso os dois são pedidos.",
		es: "La lista pide un reporte para la conciliación. Las etiquetas de release y settlement parecen cruzadas respecto de la API, por eso se piden los dos.",
		en: "The list asks for a report for reconciliation. The labels of release and settlement look crossed against the API, so both are asked for.",
	},
	"req.homologation.release.do": {
		pt: "Configure os dois relatórios, Liberações e Dinheiro em conta, no painel ou pela API. Veja a seção Relatórios.",
		es: "Configure los dos reportes, Liberaciones y Dinero en cuenta, en el panel o por API. Vea la sección Reportes.",
		en: "Configure both reports, Releases and Account balance, in the panel or through the API. See the Reports section.",
	},
	"req.homologation.release.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/account/release_report/config"),
	"req.homologation.front_end_sdk_pro.title": {
		pt: "MercadoPago.js na página",
		es: "MercadoPago.js en la página",
		en: "MercadoPago.js in the page",
	},
	"req.homologation.front_end_sdk_pro.ask": {
		pt: "O SDK do navegador abre o checkout na própria página e coleta o Device ID. A cópia hospedada pela loja não é permitida.",
		es: "El SDK del navegador abre el checkout en la propia página y recolecta el Device ID. No se permite una copia alojada por la tienda.",
		en: "The browser SDK opens the checkout in the page itself and collects the device ID. A copy hosted by the shop is not allowed.",
	},
	"req.homologation.front_end_sdk_pro.do": {
		pt: "Inclua na página <script src=\"https://sdk.mercadopago.com/js/v2\"></script>.",
		es: "Incluya en la página <script src=\"https://sdk.mercadopago.com/js/v2\"></script>.",
		en: "Include <script src=\"https://sdk.mercadopago.com/js/v2\"></script> in the page.",
	},
	"req.homologation.front_end_sdk_pro.check": same("curl -sL https://HOST/PATH | grep -o 'sdk.mercadopago.com/js/v2'"),
	"req.homologation.modal.title":             {pt: "Checkout em modal", es: "Checkout en modal", en: "Checkout as a modal"},
	"req.homologation.modal.ask": {
		pt: "Com o modal, o comprador paga sem sair da página da loja.",
		es: "Con el modal, el comprador paga sin salir de la página de la tienda.",
		en: "With the modal the buyer pays without leaving the shop's page.",
	},
	"req.homologation.modal.do": {
		pt: "Se quiser o modal, abra o checkout com MercadoPago.js. Teste em computador e celular, e confirme aqui.",
		es: "Si quiere el modal, abra el checkout con MercadoPago.js. Pruebe en computadora y celular, y confirme aquí.",
		en: "If you want the modal, open the checkout with MercadoPago.js. Try it on desktop and phone, and confirm here.",
	},
	"req.homologation.logos.title": {pt: "Logotipos oficiais", es: "Logos oficiales", en: "Official logos"},
	"req.homologation.logos.ask": {
		pt: "A loja deve mostrar os logotipos oficiais e sem alterações, para que o comprador saiba como vai pagar.",
		es: "La tienda debe mostrar los logos oficiales y sin cambios, para que el comprador sepa cómo va a pagar.",
		en: "The shop should show the official, unmodified logos, so that the buyer knows how to pay.",
	},
	"req.homologation.logos.do": {
		pt: "Baixe os logotipos no manual de marca do Mercado Pago. Coloque-os junto à forma de pagamento, sem mudar cores nem proporções.",
		es: "Descargue los logos del manual de marca de Mercado Pago. Colóquelos junto a la forma de pago, sin cambiar colores ni proporciones.",
		en: "Download the logos from Mercado Pago's brand manual. Place them beside the payment option, colours and proportions unchanged.",
	},
	"req.homologation.response_messages.title": {pt: "Mensagens de resposta", es: "Mensajes de respuesta", en: "Response messages"},
	"req.homologation.response_messages.ask": {
		pt: "Cada resultado (aprovado, pendente, recusado) deve ter a sua mensagem. Numa recusa, o comprador precisa saber o que tentar.",
		es: "Cada resultado (aprobado, pendiente, rechazado) debe tener su mensaje. En un rechazo, el comprador necesita saber qué intentar.",
		en: "Each result (approved, pending, rejected) should have its message. After a rejection the buyer needs to know what to try.",
	},
	"req.homologation.response_messages.do": {
		pt: "Mostre uma mensagem por status e status_detail. Teste com os nomes de titular APRO, CONT, FUND, SECU e OTHE, e confirme aqui.",
		es: "Muestre un mensaje por status y status_detail. Pruebe con los nombres de titular APRO, CONT, FUND, SECU y OTHE, y confirme aquí.",
		en: "Show one message per status and status_detail. Test with the holder names APRO, CONT, FUND, SECU and OTHE, and confirm here.",
	},
	"req.homologation.payment_get_or_search_api.title": {
		pt: "Consulta de pagamentos pela API",
		es: "Consulta de pagos por API",
		en: "Payments read from the API",
	},
	"req.homologation.payment_get_or_search_api.ask": {
		pt: "O sistema deve consultar o pagamento na API para saber o status, em vez de confiar no retorno do navegador.",
		es: "El sistema debe consultar el pago en la API para saber su estado, en vez de confiar en el retorno del navegador.",
		en: "The system should read the payment's status from the API instead of trusting the browser's return.",
	},
	"req.homologation.payment_get_or_search_api.do": {
		pt: "Consulte GET /v1/payments/ID ao receber a notificação, ou /v1/payments/search por external_reference. Confirme aqui.",
		es: "Consulte GET /v1/payments/ID al recibir la notificación, o /v1/payments/search por external_reference. Confirme aquí.",
		en: "Call GET /v1/payments/ID when the notification arrives, or /v1/payments/search by external_reference. Confirm here.",
	},
	"req.homologation.payment_get_or_search_api.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/payments/PAYMENT_ID"),
	"req.homologation.chargebacks_api.title":           {pt: "Contestações pela API", es: "Contracargos por API", en: "Chargebacks through the API"},
	"req.homologation.chargebacks_api.ask": {
		pt: "Uma contestação tem prazo para resposta. Acompanhar pela API ajuda a não perder a data.",
		es: "Un contracargo tiene plazo de respuesta. Seguirlo por API ayuda a no perder la fecha.",
		en: "A chargeback has a deadline. Following it through the API helps not to miss it.",
	},
	"req.homologation.chargebacks_api.do": {
		pt: "Assine o evento Contestações no painel e consulte GET /v1/chargebacks/ID. Defina quem envia os documentos. Confirme aqui.",
		es: "Suscríbase al evento Contracargos en el panel y consulte GET /v1/chargebacks/ID. Defina quién envía los documentos. Confirme aquí.",
		en: "Subscribe to the Chargebacks event in the panel and call GET /v1/chargebacks/ID. Decide who sends the documents. Confirm here.",
	},
	"req.homologation.cancellation_api.title": {
		pt: "Cancelamentos pela API",
		es: "Cancelaciones por API",
		en: "Cancellations through the API",
	},
	"req.homologation.cancellation_api.ask": {
		pt: "Um pagamento pendente que a loja não vai mais atender deve ser cancelado, para que não seja pago depois.",
		es: "Un pago pendiente que la tienda ya no va a atender debe cancelarse, para que no se pague después.",
		en: "A pending payment the shop will no longer serve should be cancelled, so that it is not paid later.",
	},
	"req.homologation.cancellation_api.do": {
		pt: "Envie PUT /v1/payments/ID com status = cancelled quando o pedido for cancelado. Confirme aqui.",
		es: "Envíe PUT /v1/payments/ID con status = cancelled cuando se cancele el pedido. Confirme aquí.",
		en: "Send PUT /v1/payments/ID with status = cancelled when the order is cancelled. Confirm here.",
	},
	"req.homologation.refunds_api.title": {pt: "Reembolsos pela API", es: "Devoluciones por API", en: "Refunds through the API"},
	"req.homologation.refunds_api.ask": {
		pt: "O reembolso pela API deixa pedido e pagamento no mesmo estado, sem depender do painel.",
		es: "La devolución por API deja pedido y pago en el mismo estado, sin depender del panel.",
		en: "A refund through the API keeps order and payment in the same state, without the panel.",
	},
	"req.homologation.refunds_api.do": {
		pt: "Envie POST /v1/payments/ID/refunds com X-Idempotency-Key. Teste o total e o parcial. Confirme aqui.",
		es: "Envíe POST /v1/payments/ID/refunds con X-Idempotency-Key. Pruebe la total y la parcial. Confirme aquí.",
		en: "Send POST /v1/payments/ID/refunds with X-Idempotency-Key. Try a full and a partial one. Confirm here.",
	},
}
