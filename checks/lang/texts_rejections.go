package lang

// rejectionTexts say what each rejection calls for, to the developer.
var rejectionTexts = table{
	"find.rejections.handle": {
		pt: "{n} {n|recusa|recusas} de {kinds} {kinds|motivo|motivos}. Confirme que a página diz ao comprador o que fazer em cada um e oferece outro meio.",
		es: "{n} {n|rechazo|rechazos} por {kinds} {kinds|motivo|motivos}. Confirme que la página le dice al comprador qué hacer en cada uno y ofrece otro medio.",
		en: "{n} {n|rejection|rejections} for {kinds} {kinds|reason|reasons}. Confirm that the page tells the buyer what to do about each and offers another method.",
	},
	"find.rejections.avoidable": {
		pt: "{n} de {of} {of|recusa vem|recusas vêm} do que a integração envia.",
		es: "{n} de {of} {of|rechazo se debe|rechazos se deben} a lo que envía la integración.",
		en: "{n} of {of} {of|rejection is|rejections are} due to what the integration sends.",
	},
	"cause.rejected-avoidable": {
		pt: "recusa que a integração evita",
		es: "rechazo que la integración evita",
		en: "a rejection that the integration can avoid",
	},
	"advice.line": same("{detail} ({n}): {advice}"),
	"advice.unknown": {
		pt: "motivo sem conselho publicado; ofereça outro meio",
		es: "motivo sin consejo publicado; ofrezca otro medio",
		en: "a reason without published advice; offer another method",
	},
	"advice.cc_rejected_bad_filled_card_number": {
		pt: "peça para conferir o número; valide com MercadoPago.js e gere um novo token",
		es: "pida revisar el número; valide con MercadoPago.js y genere un nuevo token",
		en: "ask to check the number; validate with MercadoPago.js and make a new token",
	},
	"advice.cc_rejected_bad_filled_date": {
		pt: "peça para conferir o vencimento; gere um novo token",
		es: "pida revisar el vencimiento; genere un nuevo token",
		en: "ask to check the expiry date; make a new token",
	},
	"advice.cc_rejected_bad_filled_security_code": {
		pt: "peça para conferir o código de segurança; gere um novo token",
		es: "pida revisar el código de seguridad; genere un nuevo token",
		en: "ask to check the security code; make a new token",
	},
	"advice.cc_rejected_bad_filled_other": {
		pt: "peça para conferir os dados do cartão; gere um novo token",
		es: "pida revisar los datos de la tarjeta; genere un nuevo token",
		en: "ask to check the card data; make a new token",
	},
	"advice.cc_rejected_call_for_authorize": {
		pt: "o comprador autoriza o valor com o banco; só depois ofereça nova tentativa",
		es: "el comprador autoriza el monto con el banco; solo después ofrezca otro intento",
		en: "the buyer authorises the amount with the bank; offer another try only after that",
	},
	"advice.cc_rejected_card_disabled": {
		pt: "o comprador ativa o cartão com o banco ou usa outro meio",
		es: "el comprador activa la tarjeta con el banco o usa otro medio",
		en: "the buyer has the bank activate the card or uses another method",
	},
	"advice.cc_rejected_insufficient_amount": {
		pt: "sem limite; ofereça outro cartão ou meio",
		es: "sin fondos; ofrezca otra tarjeta u otro medio",
		en: "no funds; offer another card or method",
	},
	"advice.cc_rejected_invalid_installments": {
		pt: "o cartão não aceita esse número de parcelas: ofereça só as que a API de parcelas devolve",
		es: "la tarjeta no acepta esa cantidad de cuotas: ofrezca solo las que devuelve la API de cuotas",
		en: "the card does not take that number of installments: offer only those the installments API returns",
	},
	"advice.cc_rejected_max_attempts": {
		pt: "tentativas demais; impeça novas com esse cartão e ofereça outro",
		es: "demasiados intentos; impida otros con esa tarjeta y ofrezca otra",
		en: "too many attempts; block further ones with this card and offer another",
	},
	"advice.cc_rejected_duplicated_payment": {
		pt: "mesma cobrança outra vez: desative o botão e use uma chave de idempotência por tentativa",
		es: "el mismo cobro otra vez: desactive el botón y use una clave de idempotencia por intento",
		en: "the same charge again: disable the button and use one idempotency key per attempt",
	},
	"advice.cc_rejected_high_risk": {
		pt: "prevenção a fraudes: envie mais dados, Device ID e 3DS; ofereça outro meio e não repita",
		es: "prevención de fraude: envíe más datos, Device ID y 3DS; ofrezca otro medio y no repita",
		en: "fraud prevention: send more data, Device ID and 3DS; offer another method and do not repeat",
	},
	"advice.cc_rejected_blacklist": {
		pt: "ofereça outro meio e não revele o motivo",
		es: "ofrezca otro medio y no revele el motivo",
		en: "offer another method and do not reveal the reason",
	},
	"advice.cc_rejected_other_reason": {
		pt: "o banco não disse por quê; outro meio, ou falar com o banco",
		es: "el banco no dijo por qué; otro medio, o consultar al banco",
		en: "the bank gave no reason; another method, or ask the bank",
	},
	"advice.cc_rejected_card_error": {
		pt: "falha no processamento; outro meio, ou tentar mais tarde",
		es: "falla al procesar; otro medio, o intentar más tarde",
		en: "processing failed; another method, or try later",
	},
	"advice.cc_rejected_card_type_not_allowed": {
		pt: "o cartão não tem essa função; ofereça débito ou outro cartão",
		es: "la tarjeta no tiene esa función; ofrezca débito u otra tarjeta",
		en: "the card lacks that function; offer debit or another card",
	},
	"advice.cc_rejected_3ds_challenge": {
		pt: "o desafio 3DS não foi concluído; mostre-o inteiro e ofereça nova tentativa",
		es: "el desafío 3DS no se completó; muéstrelo completo y ofrezca otro intento",
		en: "the 3DS challenge was not completed; show all of it and offer another try",
	},
	"advice.cc_rejected_3ds_mandatory": {
		pt: "este pagamento exige 3DS: envie three_d_secure_mode = optional e trate o desafio",
		es: "este pago exige 3DS: envíe three_d_secure_mode = optional y trate el desafío",
		en: "this payment requires 3DS: send three_d_secure_mode = optional and handle the challenge",
	},
	"advice.cc_amount_rate_limit_exceeded": {
		pt: "o valor passa do limite do meio; ofereça outro",
		es: "el monto supera el límite del medio; ofrezca otro",
		en: "the amount exceeds the method's limit; offer another",
	},
	"advice.bank_error": {
		pt: "o banco recusou a transferência; ofereça outro meio",
		es: "el banco rechazó la transferencia; ofrezca otro medio",
		en: "the bank refused the transfer; offer another method",
	},
	"advice.rejected_by_bank": {
		pt: "o banco recusou a transferência; ofereça outro meio",
		es: "el banco rechazó la transferencia; ofrezca otro medio",
		en: "the bank refused the transfer; offer another method",
	},
	"advice.rejected_insufficient_data": {
		pt: "faltaram dados obrigatórios: envie todos os do meio de pagamento",
		es: "faltaron datos obligatorios: envíe todos los del medio de pago",
		en: "mandatory data was missing: send all that the payment method asks for",
	},
	"advice.rejected_by_regulations": {
		pt: "uma norma impede este pagamento; ofereça outro meio",
		es: "una norma impide este pago; ofrezca otro medio",
		en: "a regulation bars this payment; offer another method",
	},
	"advice.insufficient_amount": {
		pt: "sem saldo; ofereça outro meio",
		es: "sin saldo; ofrezca otro medio",
		en: "no balance; offer another method",
	},
}
