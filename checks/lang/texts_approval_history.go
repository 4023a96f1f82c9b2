package lang

// approvalHistoryTexts words what the latest payments say, and the data of the industries.
var approvalHistoryTexts = table{
	"source.search": {"Referência da API: GET /v1/payments/search", "Referencia de la API: GET /v1/payments/search", "API reference: GET /v1/payments/search"},

	"fact.payments.history": {"os últimos pagamentos da conta", "los últimos pagos de la cuenta", "the latest payments of the account"},
	"input.industry":        {"Setor da loja", "Industria de la tienda", "Industry of the shop"},
	"config.industry": {
		pt: "industry = \"{value}\" não é um setor conhecido. Use um destes: {known}. Por ora, só os dados comuns.",
		es: "industry = \"{value}\" no es una industria conocida. Use una de estas: {known}. Por ahora, solo los datos comunes.",
		en: "industry = \"{value}\" is not a known industry. Use one of: {known}. For now, the common data only.",
	},

	"req.approval.history.title": {"Taxa de aprovação", "Tasa de aprobación", "Approval rate"},
	"req.approval.history.ask": {
		pt: "Os últimos pagamentos mostram quantos são aprovados e o que domina entre os recusados. O Mercado Pago não publica um número a atingir.",
		es: "Los últimos pagos muestran cuántos se aprueban y qué domina entre los rechazados. Mercado Pago no publica un número que alcanzar.",
		en: "The latest payments show how many are approved and what dominates among the rejected. Mercado Pago publishes no number to reach.",
	},
	"req.approval.history.do": {
		pt: "Se nada é aprovado, faça uma compra com outra pessoa, outro cartão e outro e-mail. Depois resolva as recusas mais frequentes e envie os dados que faltam.",
		es: "Si nada se aprueba, haga una compra con otra persona, otra tarjeta y otro correo. Luego resuelva los rechazos más frecuentes y envíe los datos que faltan.",
		en: "If nothing is approved, let another person buy with another card and e-mail. Then settle the most frequent rejections and send the data that is missing.",
	},
	"req.approval.history.check":    same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" 'https://api.mercadopago.com/v1/payments/search?sort=date_created&criteria=desc&range=date_created&begin_date=NOW-30DAYS&end_date=NOW&limit=50' | jq '.results | group_by(.status) | map({(.[0].status): length})'"),
	"req.approval.rejections.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" 'https://api.mercadopago.com/v1/payments/search?status=rejected&sort=date_created&criteria=desc&limit=50' | jq '.results | group_by(.status_detail) | map({(.[0].status_detail): length})'"),

	"req.approval.missing_data.title": {"Dados nos pagamentos", "Datos en los pagos", "Data in the payments"},
	"req.approval.missing_data.ask": {
		pt: "Quanto mais a análise de risco sabe do comprador e dos itens, melhor decide. Aqui se conta o que os últimos pagamentos realmente mostram.",
		es: "Cuanto más sabe el análisis de riesgo del comprador y de los ítems, mejor decide. Aquí se cuenta lo que los últimos pagos realmente muestran.",
		en: "The more the risk analysis knows of buyer and items, the better it decides. What the latest payments really show is counted here.",
	},
	"req.approval.missing_data.do": {
		pt: "Envie em todo pagamento o e-mail e o documento do comprador, e em additional_info os itens e o comprador. Em uma preferência, payer e items bastam: o pagamento os herda.",
		es: "Envíe en cada pago el correo y el documento del comprador, y en additional_info los ítems y el comprador. En una preferencia bastan payer e items: el pago los hereda.",
		en: "Send the buyer's e-mail and document with every payment, and items and buyer in additional_info. In a preference payer and items are enough: the payment inherits them.",
	},
	"req.approval.missing_data.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" 'https://api.mercadopago.com/v1/payments/search?sort=date_created&criteria=desc&limit=50' | jq '.results[] | {status, items: (.additional_info.items != null), payer: (.additional_info.payer != null)}'"),

	"req.approval.retries.title": {"Sem repetição imediata", "Sin repetición inmediata", "No immediate repetition"},
	"req.approval.retries.ask": {
		pt: "Repetir logo a mesma cobrança recusada raramente muda a resposta e pode ser tratado como alto risco.",
		es: "Repetir enseguida el mismo cobro rechazado rara vez cambia la respuesta y puede tratarse como alto riesgo.",
		en: "Sending the same rejected charge again at once seldom changes the answer and may be treated as high risk.",
	},
	"req.approval.retries.do": {
		pt: "Não repita cobranças por programa. Desative o botão enquanto a resposta não chega, use uma chave de idempotência por tentativa e, após a recusa, ofereça outro cartão ou meio.",
		es: "No repita cobros por programa. Desactive el botón mientras no llega la respuesta, use una clave de idempotencia por intento y, tras el rechazo, ofrezca otra tarjeta u otro medio.",
		en: "Never repeat a charge by program. Disable the button until the answer arrives, use one idempotency key per attempt and, after a rejection, offer another card or method.",
	},

	"req.approval.industry.title": {"Dados de indústria", "Datos de industria", "Industry data"},
	"req.approval.industry.ask": {
		pt: "Para cada setor o Mercado Pago indica dados que melhoram a análise: a data do evento em ingressos, o passageiro e o trajeto em viagens, a garantia em eletrônicos.",
		es: "Para cada industria Mercado Pago indica datos que mejoran el análisis: la fecha del evento en entradas, el pasajero y el trayecto en viajes, la garantía en electrónica.",
		en: "For each industry Mercado Pago names data that improves the analysis: the event's date for tickets, passenger and route for travel, the warranty for electronics.",
	},
	"req.approval.industry.do": {
		pt: "Informe industry em homologa.toml e envie em cada item os campos do setor, com o category_id aconselhado. Não invente dados para completar.",
		es: "Indique industry en homologa.toml y envíe en cada ítem los campos de la industria, con el category_id aconsejado. No invente datos para completar.",
		en: "Set industry in homologa.toml and send the industry's fields with each item, with the advised category_id. Do not invent data to fill them.",
	},
	"req.approval.industry.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .items"),

	"find.sales.rate": {
		pt: "{approved} de {decided} {decided|pagamento decidido|pagamentos decididos} nos últimos {days} dias: {rate} de aprovação.",
		es: "{approved} de {decided} {decided|pago decidido|pagos decididos} en los últimos {days} días: {rate} de aprobación.",
		en: "{approved} of {decided} {decided|payment|payments} decided in the last {days} days: {rate} approved.",
	},
	"find.sales.all_rejected": {
		pt: "Nada foi aprovado nos últimos {days} dias: {decided} {decided|pagamento decidido, recusado|pagamentos decididos, todos recusados}.",
		es: "Nada se aprobó en los últimos {days} días: {decided} {decided|pago decidido, rechazado|pagos decididos, todos rechazados}.",
		en: "Nothing was approved in the last {days} days: {decided} {decided|payment decided, and rejected|payments decided, all rejected}.",
	},
	"find.sales.undecided": {
		pt: "{n} {n|pagamento|pagamentos} nos últimos {days} dias, {n|ainda não decidido|nenhum deles decidido}: sem taxa a mostrar.",
		es: "{n} {n|pago|pagos} en los últimos {days} días, {n|aún sin decidir|ninguno decidido}: no hay tasa que mostrar.",
		en: "{n} {n|payment|payments} in the last {days} days, {n|not decided|none of them decided}: no rate to show.",
	},
	"find.sales.none": {
		pt: "Nenhum pagamento nos últimos {days} dias: ainda não há o que avaliar.",
		es: "Ningún pago en los últimos {days} días: aún no hay nada que evaluar.",
		en: "No payment in the last {days} days: there is nothing to judge yet.",
	},
	"find.sales.none_orders": {
		pt: "A busca de pagamentos não traz nada dos últimos {days} dias. Não está documentado se ela mostra o que as orders cobram.",
		es: "La búsqueda de pagos no trae nada de los últimos {days} días. No está documentado si muestra lo que cobran las orders.",
		en: "The payment search has nothing of the last {days} days. Whether it shows what orders collect is not documented.",
	},
	"find.sales.unread": {
		pt: "A busca conta pagamentos nos últimos {days} dias, mas não os devolveu.",
		es: "La búsqueda cuenta pagos en los últimos {days} días, pero no los devolvió.",
		en: "The search counts payments in the last {days} days but did not return them.",
	},
	"find.sales.tests_only": {
		pt: "{n} {n|pagamento|pagamentos} nos últimos {days} dias, só de teste: o resultado deles é escolhido, não há taxa.",
		es: "{n} {n|pago|pagos} en los últimos {days} días, solo de prueba: su resultado se elige, no hay tasa.",
		en: "{n} {n|payment|payments} in the last {days} days, tests only: their outcome is chosen, so there is no rate.",
	},
	"cause.never-approved": {
		pt: "nenhum pagamento aprovado no período",
		es: "ningún pago aprobado en el período",
		en: "no payment approved in the period",
	},
	"ev.history": {
		pt: "{read} de {total} {total|pagamento|pagamentos} dos últimos {days} dias, os mais recentes primeiro",
		es: "{read} de {total} {total|pago|pagos} de los últimos {days} días, los más recientes primero",
		en: "{read} of {total} {total|payment|payments} of the last {days} days, newest first",
	},
	"find.sales.enough": {
		"O limite de uma verificação foi atingido.",
		"Se alcanzó el límite de una verificación.",
		"The limit of one check was reached.",
	},
	"left.payments": {
		"{n} {n|pagamento mais antigo|pagamentos mais antigos} do mesmo período",
		"{n} {n|pago más antiguo|pagos más antiguos} del mismo período",
		"{n} older {n|payment|payments} of the same days",
	},
	"find.sales.partly": {
		"{read} de {total} pagamentos lidos: {why} O que eles mostram está na evidência; não vale pelo todo.",
		"{read} de {total} pagos leídos: {why} Lo que muestran está en la evidencia; no vale por el total.",
		"{read} of {total} payments read: {why} What they show is in the evidence; it does not stand for the whole.",
	},
	"ev.history_stopped": {
		pt: "a leitura parou antes do fim; os números são parciais. {why}",
		es: "la lectura se detuvo antes del final; los números son parciales. {why}",
		en: "the reading stopped before its end; the numbers are partial. {why}",
	},
	"ev.history_tests": {
		pt: "{n} {n|pagamento de teste à parte|pagamentos de teste à parte}",
		es: "{n} {n|pago de prueba aparte|pagos de prueba aparte}",
		en: "{n} test {n|payment|payments} left apart",
	},
	"ev.history_only_tests": {
		pt: "só há pagamentos de teste; os dados enviados são os mesmos",
		es: "solo hay pagos de prueba; los datos enviados son los mismos",
		en: "there are test payments only; the data sent is the same",
	},
	"ev.history_other": {
		pt: "{n} {n|movimento que não é venda ficou de fora|movimentos que não são vendas ficaram de fora}",
		es: "{n} {n|movimiento que no es venta quedó fuera|movimientos que no son ventas quedaron fuera}",
		en: "{n} {n|movement that is no sale was|movements that are no sales were} left out",
	},
	"ev.history_type": {
		pt: "{type}: {approved} de {decided} aprovados ({rate})",
		es: "{type}: {approved} de {decided} aprobados ({rate})",
		en: "{type}: {approved} of {decided} approved ({rate})",
	},
	"ev.history_top": {
		pt: "recusa mais frequente: {detail}, {n} de {of}",
		es: "rechazo más frecuente: {detail}, {n} de {of}",
		en: "most frequent rejection: {detail}, {n} of {of}",
	},

	"outcome.approved":     {"aprovados", "aprobados", "approved"},
	"outcome.rejected":     {"recusados", "rechazados", "rejected"},
	"outcome.pending":      {"pendentes", "pendientes", "pending"},
	"outcome.cancelled":    {"cancelados", "cancelados", "cancelled"},
	"outcome.refunded":     {"reembolsados", "reembolsados", "refunded"},
	"outcome.charged_back": {"contestados", "con contracargo", "charged back"},
	"outcome.rest":         {"outras", "otros", "others"},

	"datafield.email":    {"e-mail do comprador", "correo del comprador", "buyer's e-mail"},
	"datafield.document": {"documento do comprador", "documento del comprador", "buyer's document"},
	"datafield.items":    {"itens", "ítems", "items"},
	"datafield.payer":    {"dados do comprador", "datos del comprador", "buyer's data"},
	"datafield.shipment": {"entrega", "entrega", "delivery"},
	"datafield.device":   {"Device ID", "Device ID", "Device ID"},
	"find.missing_data.lacking": {
		pt: "Em {n} {n|pagamento lido|pagamentos lidos}, {fields} {fields|dado falta|dados faltam} com frequência.",
		es: "En {n} {n|pago leído|pagos leídos}, {fields} {fields|dato falta|datos faltan} con frecuencia.",
		en: "In {n} {n|payment|payments} read, {fields} {fields|group of data is|groups of data are} often missing.",
	},
	"find.missing_data.mended": {
		pt: "Falta em pagamentos anteriores, mas o mais recente traz: {fields}. Corrigido, ou depende do canal de venda.",
		es: "Falta en pagos anteriores, pero el más reciente lo trae: {fields}. Corregido, o depende del canal de venta.",
		en: "Missing in earlier payments, present in the latest: {fields}. Corrected, or it depends on the sales channel.",
	},
	"find.missing_data.unknown": {
		pt: "Não se vê em {n} {n|pagamento lido|pagamentos lidos}, nem vazio: {fields}. A busca pode não trazer o que foi enviado: isso não prova nada.",
		es: "No se ve en {n} {n|pago leído|pagos leídos}, ni vacío: {fields}. La búsqueda puede no traer lo que se envió: eso no prueba nada.",
		en: "Not shown in the {n} {n|payment|payments} read, not even empty: {fields}. The search may not return what was sent: this proves nothing.",
	},
	"find.missing_data.ok": {
		pt: "Os dados que {n} {n|pagamento mostra|pagamentos mostram} estão preenchidos em quase todos.",
		es: "Los datos que {n} {n|pago muestra|pagos muestran} están completos en casi todos.",
		en: "The data that {n} {n|payment shows|payments show} is filled in nearly all of them.",
	},
	"ev.datafield": {
		pt: "{field}: em {n} de {of} ({rate})",
		es: "{field}: en {n} de {of} ({rate})",
		en: "{field}: in {n} of {of} ({rate})",
	},
	"ev.datafield_unknown": {
		pt: "a busca não mostra: {fields}",
		es: "la búsqueda no muestra: {fields}",
		en: "not shown by the search: {fields}",
	},

	"find.retries.none": {
		pt: "Nenhuma cobrança recusada foi repetida em minutos ({n} {n|recusa lida|recusas lidas}).",
		es: "Ningún cobro rechazado se repitió en minutos ({n} {n|rechazo leído|rechazos leídos}).",
		en: "No rejected charge was repeated within minutes ({n} {n|rejection|rejections} read).",
	},
	"find.retries.partly": {
		pt: "Nenhuma repetição entre {n} {n|recusa|recusas} com external_reference; {unnamed} sem ela não se {unnamed|distingue|distinguem}.",
		es: "Ninguna repetición entre {n} {n|rechazo|rechazos} con external_reference; {unnamed} sin ella no se {unnamed|distingue|distinguen}.",
		en: "No repetition among {n} {n|rejection|rejections} with external_reference; {unnamed} without it cannot be told apart.",
	},
	"find.retries.unnamed": {
		pt: "{n} {n|recusa|recusas}, {n|sem|todas sem} external_reference: não se vê qual cobrança foi repetida.",
		es: "{n} {n|rechazo|rechazos}, {n|sin|todos sin} external_reference: no se ve qué cobro se repitió.",
		en: "{n} {n|rejection|rejections}, {n|without|all without} external_reference: which charge was repeated cannot be seen.",
	},
	"find.retries.hidden": {
		pt: "{n} {n|recusa vem|recusas vêm} com o cartão mascarado: não se vê se foi o mesmo cartão.",
		es: "{n} {n|rechazo viene|rechazos vienen} con la tarjeta enmascarada: no se ve si fue la misma tarjeta.",
		en: "{n} {n|rejection has|rejections have} a masked card: whether it was the same card cannot be seen.",
	},
	"find.retries.found": {
		pt: "{n} {n|cobrança recusada foi repetida|cobranças recusadas foram repetidas} em até 5 minutos, com o mesmo valor e o mesmo meio, em {orders} {orders|pedido|pedidos}.",
		es: "{n} {n|cobro rechazado se repitió|cobros rechazados se repitieron} dentro de los 5 minutos, con el mismo monto y el mismo medio, en {orders} {orders|pedido|pedidos}.",
		en: "{n} rejected {n|charge was|charges were} repeated within 5 minutes with the same amount and means, in {orders} {orders|order|orders}.",
	},
	"find.retries.tests": {
		pt: "Só há pagamentos de teste: neles a repetição é de quem testa.",
		es: "Solo hay pagos de prueba: en ellos la repetición es de quien prueba.",
		en: "There are test payments only: repetitions there are the tester's.",
	},
	"cause.repeated-charge": {
		pt: "mesma external_reference, mesmo valor e mesmo cartão ou meio, recusada de novo",
		es: "misma external_reference, mismo monto y misma tarjeta o medio, rechazado de nuevo",
		en: "same external_reference, amount and card or means, rejected again",
	},

	"find.industry.unset": {
		pt: "Informe industry em homologa.toml para avaliar os dados do setor: {known}. Sem isso, só os dados comuns são avaliados.",
		es: "Indique industry en homologa.toml para evaluar los datos de industria: {known}. Sin eso, solo se evalúan los datos comunes.",
		en: "Set industry in homologa.toml to have the industry's data judged: {known}. Without it only the common data is.",
	},
	"find.industry.common": {
		pt: "{industry}: o setor não acrescenta campos aos dados comuns.",
		es: "{industry}: la industria no agrega campos a los datos comunes.",
		en: "{industry}: the industry adds no fields to the common data.",
	},
	"find.industry.vague": {
		pt: "{industry}: todos os itens têm category_id others. O setor pede {advised}.",
		es: "{industry}: todos los ítems tienen category_id others. La industria pide {advised}.",
		en: "{industry}: all items have category_id others. The industry's is {advised}.",
	},
	"find.approval.industry_ok": {
		pt: "{industry}: os campos do setor são enviados ({n} de {of}).",
		es: "{industry}: se envían los campos de la industria ({n} de {of}).",
		en: "{industry}: the industry's fields are sent ({n} of {of}).",
	},
	"find.approval.industry_missing": {
		pt: "{industry}: campos do setor enviados em todos os itens: {n} de {of}.",
		es: "{industry}: campos de la industria enviados en todos los ítems: {n} de {of}.",
		en: "{industry}: fields of the industry sent with every item: {n} of {of}.",
	},
	"find.approval.shipment_industry": {
		pt: "{industry}: nada a entregar num endereço.",
		es: "{industry}: nada que entregar en una dirección.",
		en: "{industry}: nothing to deliver to an address.",
	},
	"ev.industry_category": {
		pt: "category_id aconselhado para {industry}: {advised}",
		es: "category_id aconsejado para {industry}: {advised}",
		en: "category_id advised for {industry}: {advised}",
	},

	"industry.retail":        {"Varejo", "Comercio minorista", "Retail"},
	"industry.fashion":       {"Moda", "Moda", "Fashion"},
	"industry.electronics":   {"Eletrônicos", "Electrónica", "Electronics"},
	"industry.home":          {"Casa e decoração", "Hogar y decoración", "Home and decoration"},
	"industry.entertainment": {"Entretenimento", "Entretenimiento", "Entertainment"},
	"industry.tickets":       {"Ingressos", "Entradas", "Tickets"},
	"industry.tourism":       {"Turismo e aéreas", "Turismo y aerolíneas", "Tourism and airlines"},
	"industry.hospitality":   {"Hotelaria", "Hotelería", "Hospitality"},
	"industry.transport":     {"Transporte urbano", "Transporte urbano", "Urban transport"},
	"industry.apps":          {"Apps e plataformas", "Apps y plataformas", "Apps and platforms"},
	"industry.government":    {"Governo e serviços públicos", "Gobierno y servicios públicos", "Government and public services"},
	"industry.utilities":     {"Contas de consumo", "Servicios del hogar", "Utilities"},
	"industry.direct_sale":   {"Venda direta", "Venta directa", "Direct sale"},
	"industry.automotive":    {"Automóveis e barcos", "Automóviles y embarcaciones", "Automobiles and boats"},
	"industry.learning":      {"Cursos on-line", "Cursos en línea", "E-learning"},
	"industry.food":          {"Entrega de comida", "Entrega de comida", "Food delivery"},
}
