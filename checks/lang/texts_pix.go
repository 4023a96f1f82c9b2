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
		es: "Abra la app o el sitio de Mercado Pago con la cuenta que cobra. En Pix, registre una clave (CPF, CNPJ, e-mail, celular o aleatoria). No hay API para esto.",
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
}
