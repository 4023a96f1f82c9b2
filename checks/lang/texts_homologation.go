package lang

// homologationTexts holds the items of the quality checklist that are to be implemented.
var homologationTexts = table{
	"req.homologation.external_reference.title": {pt: "Referência externa", es: "Referencia externa", en: "External reference"},
	"req.homologation.external_reference.ask": {
		pt: "external_reference liga o pagamento ao pedido da loja. Sem ela, a conciliação depende de adivinhar qual pagamento é de qual pedido.",
		es: "external_reference une el pago con el pedido de la tienda. Sin ella, la conciliación depende de adivinar qué pago es de qué pedido.",
		en: "external_reference ties the payment to the shop's order. Without it, reconciliation has to guess which payment belongs to which order.",
	},
	"req.homologation.external_reference.do": {
		pt: "Envie external_reference em cada preferência ou pagamento, com o número do pedido. Use um valor único por pedido.",
		es: "Envíe external_reference en cada preferencia o pago, con el número del pedido. Use un valor único por pedido.",
		en: "Send external_reference with every preference or payment, holding the order number. Use one unique value per order.",
	},
	"req.homologation.external_reference.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .external_reference"),
	"req.homologation.email.title":              {pt: "E-mail do comprador", es: "Correo del comprador", en: "Buyer's e-mail"},
	"req.homologation.email.ask": {
		pt: "O e-mail do comprador é obrigatório na medição e entra na análise de risco. Um e-mail fixo ou inventado pode prejudicar a aprovação.",
		es: "El correo del comprador es obligatorio en la medición y entra en el análisis de riesgo. Un correo fijo o inventado puede perjudicar la aprobación.",
		en: "The buyer's e-mail is mandatory in the measurement and feeds the risk analysis. A fixed or invented one may hurt approval.",
	},
	"req.homologation.email.do": {
		pt: "Envie payer.email com o e-mail que o comprador informou na loja, não o da própria loja.",
		es: "Envíe payer.email con el correo que el comprador indicó en la tienda, no el de la propia tienda.",
		en: "Send payer.email with the address the buyer gave to the shop, not the shop's own.",
	},
	"req.homologation.email.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .payer.email"),
	"req.homologation.webhooks_ipn.title": {
		pt: "Notificações configuradas",
		es: "Notificaciones configuradas",
		en: "Notifications configured",
	},
	"req.homologation.webhooks_ipn.ask": {
		pt: "A loja deve receber notificações de pagamento. Sem elas, um Pix ou boleto pago depois da compra passa despercebido.",
		es: "La tienda debe recibir notificaciones de pago. Sin ellas, un pago en efectivo o transferencia acreditado después de la compra pasa inadvertido.",
		en: "The shop must receive payment notifications. Without them, cash or transfer payments that arrive after the purchase go unnoticed.",
	},
	"req.homologation.webhooks_ipn.do": {
		pt: "Configure a URL em Suas integrações → aplicação → Webhooks → Configurar notificações, em Modo produtivo, com o evento Pagamentos. Ou envie notification_url em cada preferência ou pagamento.",
		es: "Configure la URL en Tus integraciones → aplicación → Webhooks → Configurar notificaciones, en Modo productivo, con el evento Pagos. O envíe notification_url en cada preferencia o pago.",
		en: "Configure the URL in Your integrations → application → Webhooks → Configure notifications, in production mode, with the Payments event. Or send notification_url with every preference or payment.",
	},
	"req.homologation.webhooks_ipn.check":  same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .notification_url"),
	"req.homologation.item_quantity.title": {pt: "Quantidade do item", es: "Cantidad del ítem", en: "Item quantity"},
	"req.homologation.item_quantity.ask": {
		pt: "Cada item deve ter a quantidade. Ela aparece para o comprador e compõe o valor total.",
		es: "Cada ítem debe tener su cantidad. El comprador la ve y forma parte del total.",
		en: "Every item must have its quantity. The buyer sees it, and it makes up the total.",
	},
	"req.homologation.item_quantity.do": {
		pt: "Preencha items[].quantity com um inteiro maior que zero (em pagamentos, additional_info.items[].quantity).",
		es: "Complete items[].quantity con un entero mayor que cero (en pagos, additional_info.items[].quantity).",
		en: "Fill items[].quantity with an integer above zero (in payments, additional_info.items[].quantity).",
	},
	"req.homologation.item_quantity.check":   same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq '.items[].quantity'"),
	"req.homologation.item_unit_price.title": {pt: "Preço unitário do item", es: "Precio unitario del ítem", en: "Item unit price"},
	"req.homologation.item_unit_price.ask": {
		pt: "Cada item deve ter o preço unitário, na moeda da conta. O comprador vê esse valor e o total sai dele.",
		es: "Cada ítem debe tener su precio unitario, en la moneda de la cuenta. El comprador lo ve y de ahí sale el total.",
		en: "Every item must have its unit price, in the account's currency. The buyer sees it, and the total comes from it.",
	},
	"req.homologation.item_unit_price.do": {
		pt: "Preencha items[].unit_price com um número maior que zero (em pagamentos, additional_info.items[].unit_price).",
		es: "Complete items[].unit_price con un número mayor que cero (en pagos, additional_info.items[].unit_price).",
		en: "Fill items[].unit_price with a number above zero (in payments, additional_info.items[].unit_price).",
	},
	"req.homologation.item_unit_price.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq '.items[].unit_price'"),
	"req.homologation.item_id.title":         {pt: "Código do item", es: "Código del ítem", en: "Item code"},
	"req.homologation.item_id.ask": {
		pt: "O código identifica o produto na análise de risco e nas contestações.",
		es: "El código identifica el producto en el análisis de riesgo y en los contracargos.",
		en: "The code identifies the product in risk analysis and in chargebacks.",
	},
	"req.homologation.item_id.do": {
		pt: "Preencha items[].id com o SKU da loja em todos os itens (em pagamentos, additional_info.items[].id).",
		es: "Complete items[].id con el SKU de la tienda en todos los ítems (en pagos, additional_info.items[].id).",
		en: "Fill items[].id with the shop's SKU for every item (in payments, additional_info.items[].id).",
	},
	"req.homologation.item_id.check":    same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq '.items[].id'"),
	"req.homologation.item_title.title": {pt: "Nome do item", es: "Nombre del ítem", en: "Item name"},
	"req.homologation.item_title.ask": {
		pt: "O nome diz o que foi vendido. Ele aparece no checkout e entra na análise de risco.",
		es: "El nombre dice qué se vendió. Aparece en el checkout y entra en el análisis de riesgo.",
		en: "The name says what was sold. It shows in the checkout and feeds the risk analysis.",
	},
	"req.homologation.item_title.do": {
		pt: "Preencha items[].title com o nome real do produto, não com um texto genérico (em pagamentos, additional_info.items[].title).",
		es: "Complete items[].title con el nombre real del producto, no con un texto genérico (en pagos, additional_info.items[].title).",
		en: "Fill items[].title with the product's real name, not a generic text (in payments, additional_info.items[].title).",
	},
	"req.homologation.item_title.check":       same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq '.items[].title'"),
	"req.homologation.item_description.title": {pt: "Descrição do item", es: "Descripción del ítem", en: "Item description"},
	"req.homologation.item_description.ask": {
		pt: "A descrição completa o nome e ajuda a análise de risco a entender a compra.",
		es: "La descripción completa el nombre y ayuda al análisis de riesgo a entender la compra.",
		en: "The description completes the name and helps the risk analysis to understand the purchase.",
	},
	"req.homologation.item_description.do": {
		pt: "Preencha items[].description em todos os itens (em pagamentos, additional_info.items[].description).",
		es: "Complete items[].description en todos los ítems (en pagos, additional_info.items[].description).",
		en: "Fill items[].description for every item (in payments, additional_info.items[].description).",
	},
	"req.homologation.item_description.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq '.items[].description'"),
	"req.homologation.item_category_id.title": {pt: "Categoria do item", es: "Categoría del ítem", en: "Item category"},
	"req.homologation.item_category_id.ask": {
		pt: "A categoria deve ser uma da lista do Mercado Pago. Ela entra na análise de risco, e desenvolvedores relatam que a medição recusa valores fora da lista.",
		es: "La categoría debe ser una de la lista de Mercado Pago. Entra en el análisis de riesgo, y desarrolladores reportan que la medición rechaza valores fuera de la lista.",
		en: "The category must be one from Mercado Pago's list. It feeds the risk analysis, and developers report that the measurement refuses values outside the list.",
	},
	"req.homologation.item_category_id.do": {
		pt: "Preencha items[].category_id com um id da lista, como fashion ou electronics. Se nenhum servir, use others.",
		es: "Complete items[].category_id con un id de la lista, como fashion o electronics. Si ninguno sirve, use others.",
		en: "Fill items[].category_id with an id from the list, such as fashion or electronics. If none fits, use others.",
	},
	"req.homologation.item_category_id.check": same("curl -s https://api.mercadopago.com/item_categories"),
	"req.homologation.payer_first_name.title": {pt: "Nome do comprador", es: "Nombre del comprador", en: "Buyer's first name"},
	"req.homologation.payer_first_name.ask": {
		pt: "O nome do comprador entra na análise de risco. Com ele, a análise tem mais base para aprovar.",
		es: "El nombre del comprador entra en el análisis de riesgo. Con él, el análisis tiene más base para aprobar.",
		en: "The buyer's first name feeds the risk analysis. With it, the analysis has more to go on.",
	},
	"req.homologation.payer_first_name.do": {
		pt: "Envie payer.name na preferência; em pagamentos, additional_info.payer.first_name.",
		es: "Envíe payer.name en la preferencia; en pagos, additional_info.payer.first_name.",
		en: "Send payer.name in the preference; in payments, additional_info.payer.first_name.",
	},
	"req.homologation.payer_first_name.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .payer.name"),
	"req.homologation.payer_last_name.title":  {pt: "Sobrenome do comprador", es: "Apellido del comprador", en: "Buyer's last name"},
	"req.homologation.payer_last_name.ask": {
		pt: "O sobrenome do comprador entra na análise de risco junto com o nome.",
		es: "El apellido del comprador entra en el análisis de riesgo junto con el nombre.",
		en: "The buyer's last name feeds the risk analysis together with the first name.",
	},
	"req.homologation.payer_last_name.do": {
		pt: "Envie payer.surname na preferência; em pagamentos, additional_info.payer.last_name.",
		es: "Envíe payer.surname en la preferencia; en pagos, additional_info.payer.last_name.",
		en: "Send payer.surname in the preference; in payments, additional_info.payer.last_name.",
	},
	"req.homologation.payer_last_name.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .payer.surname"),
	"req.homologation.statement_descriptor.title": {
		pt: "Descrição na fatura do cartão",
		es: "Descripción en el resumen",
		en: "Statement descriptor",
	},
	"req.homologation.statement_descriptor.ask": {
		pt: "É o nome que o comprador lê na fatura do cartão. Quem não reconhece a loja tende a contestar a compra.",
		es: "Es el nombre que el comprador lee en el resumen de la tarjeta. Quien no reconoce la tienda tiende a desconocer la compra.",
		en: "It is the name the buyer reads on the card statement. Buyers who do not recognise the shop tend to dispute the purchase.",
	},
	"req.homologation.statement_descriptor.do": {
		pt: "Envie statement_descriptor com o nome da loja, até 22 caracteres. Desenvolvedores relatam que faturas no Brasil mostram só 13: deixe o essencial no início, sem acentos.",
		es: "Envíe statement_descriptor con el nombre de la tienda, hasta 22 caracteres. Desarrolladores reportan que en Brasil el resumen muestra solo 13: deje lo esencial al principio, sin acentos.",
		en: "Send statement_descriptor with the shop's name, at most 22 characters. Developers report that Brazilian statements show only 13: put what matters first, without accents.",
	},
	"req.homologation.statement_descriptor.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/payments/PAYMENT_ID | jq .statement_descriptor"),
	"req.homologation.back_urls.title":            {pt: "URLs de retorno", es: "URL de retorno", en: "Return URLs"},
	"req.homologation.back_urls.ask": {
		pt: "Depois de pagar no Checkout Pro, o comprador volta para a loja. Sem as três URLs, ele não sabe o que houve com o pedido.",
		es: "Después de pagar en Checkout Pro, el comprador vuelve a la tienda. Sin las tres URL, no sabe qué pasó con su pedido.",
		en: "After paying in Checkout Pro the buyer returns to the shop. Without the three URLs they cannot tell what became of the order.",
	},
	"req.homologation.back_urls.do": {
		pt: "Envie back_urls.success, back_urls.pending e back_urls.failure, todas em https://. Para voltar sem clique, envie também auto_return = approved.",
		es: "Envíe back_urls.success, back_urls.pending y back_urls.failure, todas en https://. Para volver sin clic, envíe también auto_return = approved.",
		en: "Send back_urls.success, back_urls.pending and back_urls.failure, all with https://. To return without a click, also send auto_return = approved.",
	},
	"req.homologation.back_urls.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .back_urls"),
	"req.homologation.back_end_sdk.title": {
		pt: "SDK oficial no servidor",
		es: "SDK oficial en el servidor",
		en: "Official SDK on the server",
	},
	"req.homologation.back_end_sdk.ask": {
		pt: "A medição pede um SDK oficial no servidor. De fora não se vê qual é usado.",
		es: "La medición pide un SDK oficial en el servidor. Desde fuera no se ve cuál se usa.",
		en: "The measurement asks for an official SDK on the server. Which one is used cannot be seen from outside.",
	},
	"req.homologation.back_end_sdk.do": {
		pt: "Use o SDK oficial da sua linguagem (Go, Node, PHP, Python, Java, Ruby ou .NET), em versão atual. Depois confirme aqui.",
		es: "Use el SDK oficial de su lenguaje (Go, Node, PHP, Python, Java, Ruby o .NET), en una versión actual. Luego confirme aquí.",
		en: "Use the official SDK of your language (Go, Node, PHP, Python, Java, Ruby or .NET) in a current version. Then confirm here.",
	},
	"req.homologation.back_end_sdk.check": same("grep -si mercadopago go.mod package.json composer.json requirements.txt pom.xml Gemfile *.csproj"),
	// What is found, for every item of the checklist.
	"find.needs_object": {
		pt: "Falta algo criado pela integração: informe preference_id ou payment_id em homologa.toml.",
		es: "Falta algo creado por la integración: indique preference_id o payment_id en homologa.toml.",
		en: "Something the integration created is needed: set preference_id or payment_id in homologa.toml.",
	},
	"find.field.present": {
		pt: "{field} está preenchido ({object}).",
		es: "{field} está presente ({object}).",
		en: "{field} is present ({object}).",
	},
	"find.field.missing": {
		pt: "Falta {field} ({object}).",
		es: "Falta {field} ({object}).",
		en: "{field} is missing ({object}).",
	},
	"find.field.optional": {
		pt: "{field} não é usado ({object}). É opcional: uma boa prática sem pontos na medição.",
		es: "{field} no se usa ({object}). Es opcional: una buena práctica sin puntos en la medición.",
		en: "{field} is not used ({object}). It is optional: a best practice without points in the measurement.",
	},
	"find.field.uncompared": {
		pt: "{field} está preenchido; sem a conta, não foi possível avaliar o valor.",
		es: "{field} está completo; sin la cuenta, no se pudo evaluar el valor.",
		en: "{field} is filled in; without the account its value could not be judged.",
	},
	"find.field.not_in_object": {
		pt: "A resposta deste objeto não mostra isto, o que não prova que não tenha sido enviado. Se a integração cria preferências, informe preference_id.",
		es: "La respuesta de este objeto no muestra esto, lo que no prueba que no se haya enviado. Si la integración crea preferencias, indique preference_id.",
		en: "The answer of this object does not show this, which does not prove that it was not sent. If the integration creates preferences, set preference_id.",
	},
	"find.field.not_echoed": {
		pt: "{field} não veio na resposta da preferência. A especificação não diz que a API o devolve, então a ausência não prova nada. Um pagamento (payment_id) pode mostrar.",
		es: "{field} no vino en la respuesta de la preferencia. La especificación no dice que la API lo devuelva, así que la ausencia no prueba nada. Un pago (payment_id) puede mostrarlo.",
		en: "{field} is not in the preference's answer. The specification does not say that the API returns it, so its absence proves nothing. A payment (payment_id) may show it.",
	},
	"find.field.payer_hidden": {
		pt: "A API só mostra os dados do pagador em pagamentos aprovados, em mediação ou reembolsados; este está {status}, então não se vê se {field} foi enviado.",
		es: "La API solo muestra los datos del pagador en pagos aprobados, en mediación o reembolsados; este está {status}, así que no se ve si se envió {field}.",
		en: "The API shows payer data only for payments that are approved, in mediation or refunded; this one is {status}, so whether {field} was sent cannot be seen.",
	},
	"find.field.masked": {
		pt: "{field} está presente ({object}), mas vem mascarado: o valor não pode ser avaliado.",
		es: "{field} está presente ({object}), pero viene enmascarado: el valor no se puede evaluar.",
		en: "{field} is present ({object}) but masked: its value cannot be judged.",
	},
	"find.field.not_positive": {
		pt: "{field} deve ser maior que zero; foi enviado {value}.",
		es: "{field} debe ser mayor que cero; se envió {value}.",
		en: "{field} must be above zero; it is {value}.",
	},
	"find.descriptor.long": {
		pt: "statement_descriptor tem {n} caracteres; o limite é {max}.",
		es: "statement_descriptor tiene {n} caracteres; el límite es {max}.",
		en: "statement_descriptor has {n} characters; the limit is {max}.",
	},
	"find.category.unknown": {
		pt: "{id} não está na lista de categorias do Mercado Pago.",
		es: "{id} no está en la lista de categorías de Mercado Pago.",
		en: "{id} is not in Mercado Pago's category list.",
	},
	"find.category.unsure": {
		pt: "{id} não está na lista conhecida, e a lista atual não pôde ser lida.",
		es: "{id} no está en la lista conocida, y la lista actual no se pudo leer.",
		en: "{id} is not in the known list, and the live list could not be read.",
	},
	"find.webhooks.panel": {
		pt: "{url} não vai em notification_url. Se está configurada no painel, confirme aqui: de fora não se vê.",
		es: "{url} no va en notification_url. Si está configurada en el panel, confirme aquí: desde fuera no se ve.",
		en: "{url} is not sent in notification_url. If it is configured in the dashboard, confirm here: it cannot be seen from outside.",
	},
	"find.webhooks.unseen": {
		pt: "Não há notification_url. Se as notificações estão configuradas no painel, informe webhook_url em homologa.toml.",
		es: "No hay notification_url. Si las notificaciones están configuradas en el panel, indique webhook_url en homologa.toml.",
		en: "There is no notification_url. If notifications are configured in the dashboard, set webhook_url in homologa.toml.",
	},
	"find.reports.both": {
		pt: "Os dois relatórios estão configurados.",
		es: "Los dos reportes están configurados.",
		en: "Both reports are configured.",
	},
	"find.reports.one_missing": {
		pt: "O {report} não está configurado. Os rótulos oficiais deste item parecem trocados, por isso os dois relatórios são pedidos.",
		es: "El {report} no está configurado. Las etiquetas oficiales de este ítem parecen cruzadas, por eso se piden los dos reportes.",
		en: "The {report} is not configured. The official labels of this item look crossed, so both reports are asked for.",
	},
	"find.mpjs.seen": {
		pt: "A página carrega MercadoPago.js v2 do endereço oficial.",
		es: "La página carga MercadoPago.js v2 desde la dirección oficial.",
		en: "The page loads MercadoPago.js v2 from its official address.",
	},
	"find.mpjs.unseen": {
		pt: "MercadoPago.js v2 não aparece no HTML da página. Um script próprio ainda pode carregá-lo.",
		es: "MercadoPago.js v2 no aparece en el HTML de la página. Un script propio aún puede cargarlo.",
		en: "MercadoPago.js v2 is not seen in the page's HTML. A script of the shop may still load it.",
	},
}
