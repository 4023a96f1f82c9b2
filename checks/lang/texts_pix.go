package lang

// pixTexts holds the section on the Pix key.
var pixTexts = table{
	"req.pix.key.title": {pt: "Chave Pix", es: "Clave Pix", en: "Pix key"},
	"req.pix.key.ask": {
		pt: "No Brasil, a conta que recebe precisa de uma chave Pix para oferecer Pix. Sem chave, criar um pagamento Pix falha com o erro 13253, e o Checkout Pro não mostra o Pix.",
		es: "En Brasil, la cuenta que cobra necesita una clave Pix para ofrecer Pix. Sin clave, crear un pago Pix falla con el error 13253, y Checkout Pro no muestra Pix.",
		en: "In Brazil the collecting account needs a Pix key to offer Pix. Without one, creating a Pix payment fails with error 13253, and Checkout Pro does not show Pix.",
	},
	"req.pix.key.do": {
		pt: "Abra o app ou o site do Mercado Pago com a conta que recebe. Em Pix, cadastre uma chave (CPF, CNPJ, e-mail, celular ou aleatória). Não há API para isso.",
		es: "Abra la app o el sitio de Mercado Pago con la cuenta que cobra. En Pix, registre una clave (CPF, CNPJ, correo, celular o aleatoria). No hay API para esto.",
		en: "Open the Mercado Pago app or site with the collecting account. Under Pix, register a key (CPF, CNPJ, e-mail, phone or random). There is no API for it.",
	},
	"req.pix.key.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/v1/payment_methods | grep -o '\"id\":\"pix\"'"),
	"find.pix.proven": {
		pt: "A conta já tem um pagamento Pix ({id}, {date}), o que mostra que houve uma chave ativa.",
		es: "La cuenta ya tiene un pago Pix ({id}, {date}), lo que muestra que hubo una clave activa.",
		en: "The account already has a Pix payment ({id}, {date}), which shows that a key was active.",
	},
	"find.pix.offered": {
		pt: "O Pix aparece entre os meios da conta, o que não prova que exista uma chave. Nenhum pagamento Pix foi encontrado para provar.",
		es: "Pix figura entre los medios de la cuenta, lo que no prueba que exista una clave. No se encontró ningún pago Pix que lo pruebe.",
		en: "Pix is listed for the account, which does not prove that a key exists. No Pix payment was found to prove it.",
	},
	"find.pix.no_methods": {
		pt: "A conta respondeu uma lista de meios de pagamento vazia, o que não diz nada sobre o Pix.",
		es: "La cuenta respondió una lista de medios de pago vacía, lo que no dice nada sobre Pix.",
		en: "The account answered an empty list of payment methods, which says nothing about Pix.",
	},
	"find.pix.absent": {
		pt: "O Pix não aparece entre os meios de pagamento da conta.",
		es: "Pix no figura entre los medios de pago de la cuenta.",
		en: "Pix is not among the account's payment methods.",
	},
	"find.pix.inactive": {
		pt: "O Pix aparece na conta com o status {status}, não active.",
		es: "Pix figura en la cuenta con el estado {status}, no active.",
		en: "Pix is listed for the account with status {status}, not active.",
	},
	"gap.detail.consent_pix": {
		pt: "Para provar a chave, um pagamento Pix de {amount} seria criado na conta REAL {nickname} ({account}) e cancelado em seguida. Ninguém paga nada, mas ele fica no histórico como cancelado e o seu webhook recebe os avisos. Vale só para esta vez: na tela, digitando o apelido da conta (--yes não basta).",
		es: "Para probar la clave, se crearía un pago Pix de {amount} en la cuenta REAL {nickname} ({account}) y se cancelaría enseguida. Nadie paga nada, pero queda en el historial como cancelado y su webhook recibe los avisos. Vale solo por esta vez: en la pantalla, escribiendo el apodo de la cuenta (--yes no alcanza).",
		en: "To prove the key, a Pix payment of {amount} would be created in the REAL account {nickname} ({account}) and cancelled at once. Nobody pays anything, but it stays in the history as cancelled and your webhook is notified. Valid for this once only: on the screen, by typing the account's nickname (--yes is not enough).",
	},
	"gap.detail.consent_pix_test": {
		pt: "Para provar a chave, um pagamento Pix de {amount} seria criado na conta de teste {nickname} ({account}) e cancelado em seguida. " + agree.pt,
		es: "Para probar la clave, se crearía un pago Pix de {amount} en la cuenta de prueba {nickname} ({account}) y se cancelaría enseguida. " + agree.es,
		en: "To prove the key, a Pix payment of {amount} would be created in the test account {nickname} ({account}) and cancelled at once. " + agree.en,
	},
	"find.pix.created": {
		pt: "Um pagamento Pix de {amount} foi aceito e cancelado em seguida ({id}): a conta tem uma chave ativa.",
		es: "Un pago Pix de {amount} fue aceptado y cancelado enseguida ({id}): la cuenta tiene una clave activa.",
		en: "A Pix payment of {amount} was accepted and cancelled at once ({id}): the account has an active key.",
	},
	"find.pix.no_key": {
		pt: "A API recusou criar um Pix: a conta não tem chave (causa 13253).",
		es: "La API rechazó crear un Pix: la cuenta no tiene clave (causa 13253).",
		en: "The API refused to create a Pix payment: the account has no key (cause 13253).",
	},
	"find.pix.left_behind": {
		pt: "A chave existe, mas o pagamento de teste {id} ({amount}) não pôde ser cancelado. Cancele-o: PUT /v1/payments/{id} com status \"cancelled\". Sem pagamento, vence sozinho em 35 minutos.",
		es: "La clave existe, pero el pago de prueba {id} ({amount}) no se pudo cancelar. Cancélelo: PUT /v1/payments/{id} con status \"cancelled\". Sin pago, vence solo en 35 minutos.",
		en: "The key exists, but the test payment {id} ({amount}) could not be cancelled. Cancel it: PUT /v1/payments/{id} with status \"cancelled\". Unpaid, it expires by itself in 35 minutes.",
	},
	"find.pix.lost": {
		pt: "A criação do pagamento de teste não teve resposta, e nenhum foi encontrado com external_reference {reference}. Se aparecer, cancele-o; sem pagamento, vence sozinho em 35 minutos.",
		es: "La creación del pago de prueba no tuvo respuesta, y no se encontró ninguno con external_reference {reference}. Si aparece, cancélelo; sin pago, vence solo en 35 minutos.",
		en: "The creation of the test payment was not answered, and none was found with external_reference {reference}. If it turns up, cancel it; unpaid, it expires by itself in 35 minutes.",
	},
	"find.pix.refused": {
		pt: "A API recusou o pagamento Pix de prova por outro motivo, que nada diz da chave.",
		es: "La API rechazó el pago Pix de prueba por otro motivo, que nada dice de la clave.",
		en: "The API refused the test Pix payment for another reason, which says nothing about the key.",
	},
	"find.pix.elsewhere": {
		pt: "O Pix só existe no Brasil; a conta é de {site}. Meios locais desta conta: {methods}.",
		es: "Pix solo existe en Brasil; la cuenta es de {site}. Medios locales de esta cuenta: {methods}.",
		en: "Pix exists in Brazil only; the account is from {site}. Local methods of this account: {methods}.",
	},
	"find.pix.elsewhere_none": {
		pt: "O Pix só existe no Brasil; a conta é de {site}. Ela não tem transferência nem pagamento em dinheiro ativos.",
		es: "Pix solo existe en Brasil; la cuenta es de {site}. No tiene transferencia ni pago en efectivo activos.",
		en: "Pix exists in Brazil only; the account is from {site}. It has no active transfer or cash method.",
	},
	"ev.pix_offered": {
		pt: "Pix entre os meios da conta: isso não prova que exista uma chave",
		es: "Pix entre los medios de la cuenta: eso no prueba que exista una clave",
		en: "Pix among the account's methods: that does not prove that a key exists",
	},
	"cause.pix-no-key": {
		pt: "Nenhuma chave Pix cadastrada na conta que recebe; toda cobrança Pix falha com 13253.",
		es: "No hay clave Pix registrada en la cuenta que cobra; todo cobro Pix falla con 13253.",
		en: "No Pix key is registered in the collecting account; every Pix charge fails with 13253.",
	},
	"cause.pix-left-behind": {
		pt: "O cancelamento falhou; o pagamento segue pendente até ser cancelado ou vencer.",
		es: "La cancelación falló; el pago sigue pendiente hasta que se cancele o venza.",
		en: "The cancellation failed; the payment stays pending until it is cancelled or expires.",
	},
}
