package lang

// Recorded exchanges: the file, what it shows, and what is wrong with it.
var sentTexts = table{
	"fact.exchanges":          {"o arquivo de requisições gravadas", "el archivo de solicitudes grabadas", "the file of recorded exchanges"},
	"input.exchanges":         {"Requisições gravadas (HAR ou JSON Lines)", "Solicitudes grabadas (HAR o JSON Lines)", "Recorded exchanges (HAR or JSON lines)"},
	"object.sent.preference":  {"preferência como enviada", "preferencia tal como se envió", "preference as sent"},
	"object.sent.payment":     {"pagamento como enviado", "pago tal como se envió", "payment as sent"},
	"object.sent.order":       {"order como enviada", "order tal como se envió", "order as sent"},
	"object.sent.preapproval": {"assinatura como enviada", "suscripción tal como se envió", "subscription as sent"},

	"flag.exchanges": {
		"arquivo com o que a integração enviou: HAR ou JSON Lines",
		"archivo con lo que la integración envió: HAR o JSON Lines",
		"file with what the integration sent: HAR or JSON lines",
	},
	"cmd.exchanges_demo": {
		"{flag}: a demonstração não lê requisições gravadas. Tire --demo ou {flag}.",
		"{flag}: la demostración no lee solicitudes grabadas. Quite --demo o {flag}.",
		"{flag}: the demo reads no recorded exchanges. Leave --demo or {flag} out.",
	},

	"exchanges.bad": {
		"{file}: as requisições gravadas não puderam ser lidas: {why}",
		"{file}: no se pudieron leer las solicitudes grabadas: {why}",
		"{file}: the recorded exchanges could not be read: {why}",
	},
	"exchanges.why.missing": {
		"o arquivo não existe. Confira o caminho em exchanges ou --exchanges.",
		"el archivo no existe. Revise la ruta en exchanges o --exchanges.",
		"the file does not exist. Check the path in exchanges or --exchanges.",
	},
	"exchanges.why.permission": {
		"falta permissão de leitura. Ajuste as permissões do arquivo.",
		"falta permiso de lectura. Ajuste los permisos del archivo.",
		"reading it is not permitted. Adjust the file's permissions.",
	},
	"exchanges.why.folder": {
		"não é um arquivo comum. Indique o arquivo HAR ou JSON Lines.",
		"no es un archivo común. Indique el archivo HAR o JSON Lines.",
		"it is no regular file. Name the HAR or JSON lines file itself.",
	},
	"exchanges.why.large": {
		"tem mais de 64 MiB. Grave só a compra, ou filtre por api.mercadopago.com.",
		"supera 64 MiB. Grabe solo la compra, o filtre por api.mercadopago.com.",
		"it is larger than 64 MiB. Record the purchase alone, or filter for api.mercadopago.com.",
	},
	"exchanges.why.unreadable": {
		"o sistema devolveu um erro de leitura. Copie o arquivo para outro lugar e tente de novo.",
		"el sistema devolvió un error de lectura. Copie el archivo a otro lugar e intente de nuevo.",
		"the system answered with a read error. Copy the file elsewhere and try again.",
	},
	"exchanges.why.empty": {
		"está vazio. Exporte a gravação de novo.",
		"está vacío. Exporte la grabación de nuevo.",
		"it is empty. Export the recording again.",
	},
	"exchanges.why.binary": {
		"é binário, talvez o formato próprio do mitmproxy. Exporte como HAR: no mitmproxy, save.har.",
		"es binario, quizás el formato propio de mitmproxy. Expórtelo como HAR: en mitmproxy, save.har.",
		"it is binary, perhaps mitmproxy's own format. Export it as HAR: save.har in mitmproxy.",
	},
	"exchanges.why.text": {
		"não é JSON. Exporte como HAR, ou uma requisição JSON por linha.",
		"no es JSON. Expórtelo como HAR, o una solicitud JSON por línea.",
		"it is not JSON. Export it as HAR, or one JSON request per line.",
	},
	"exchanges.why.other": {
		"é JSON, mas não um HAR (log.entries) nem linhas com method e url. Exporte como HAR.",
		"es JSON, pero no un HAR (log.entries) ni líneas con method y url. Expórtelo como HAR.",
		"it is JSON, but neither a HAR (log.entries) nor lines with method and url. Export it as HAR.",
	},
	"exchanges.why.deep": {
		"os corpos têm mais de 64 níveis, e nenhum da API é assim; não foram lidos. Grave a integração de novo.",
		"los cuerpos tienen más de 64 niveles, y ninguno de la API es así; no se leyeron. Grabe la integración de nuevo.",
		"its bodies are nested deeper than 64 levels, as none of the API is; they were not read. Record the integration again.",
	},
	"exchanges.why.nothing": {
		"não tem nenhuma requisição. Grave enquanto a integração cria um pagamento.",
		"no tiene ninguna solicitud. Grabe mientras la integración crea un pago.",
		"it holds no request. Record while the integration creates a payment.",
	},
	"left.exchanges_broken": {
		"o resto: o arquivo termina no meio; exporte de novo",
		"el resto: el archivo termina por la mitad; expórtelo de nuevo",
		"the rest: the file ends in the middle; export it again",
	},
	"left.exchanges_entries": {
		"o que vem depois de 20.000 requisições; filtre por api.mercadopago.com",
		"lo que sigue a 20.000 solicitudes; filtre por api.mercadopago.com",
		"whatever comes after 20,000 requests; filter for api.mercadopago.com",
	},
	"left.exchanges_stopped": {"o resto: a leitura foi interrompida", "el resto: la lectura se interrumpió", "the rest: the reading was interrupted"},

	"ev.sent.call":      same("{file} #{n}: {what} → {status}"),
	"ev.sent.call_open": same("{file} #{n}: {what}"),
	"ev.sent.read": {
		"{file}: {n} {n|requisição lida|requisições lidas}, {calls} à API do Mercado Pago",
		"{file}: {n} {n|solicitud leída|solicitudes leídas}, {calls} a la API de Mercado Pago",
		"{file}: {n} {n|request|requests} read, {calls} to the Mercado Pago API",
	},
	"left.exchanges": {
		"{n} {n|entrada ilegível|entradas ilegíveis}",
		"{n} {n|entrada ilegible|entradas ilegibles}",
		"{n} unreadable {n|entry|entries}",
	},
	"left.exchange_bodies": {
		"{n} {n|corpo|corpos} de requisição acima de 1 MiB",
		"{n} {n|cuerpo|cuerpos} de solicitud de más de 1 MiB",
		"{n} request {n|body|bodies} over 1 MiB",
	},
	"ev.sent.own": {
		"{n} {n|requisição do próprio homologa não conta|requisições do próprio homologa não contam}",
		"{n} {n|solicitud del propio homologa no cuenta|solicitudes del propio homologa no cuentan}",
		"{n} {n|request|requests} of homologa itself not counted",
	},
	"ev.sent.reused": {
		"{n} {n|repetição usou|repetições usaram} a mesma chave, como se deve",
		"{n} {n|repetición usó|repeticiones usaron} la misma clave, como corresponde",
		"{n} {n|repetition|repetitions} reused the key, as they should",
	},
	"ev.sent.no_device": {
		"{n} de {of} {of|pagamento gravado|pagamentos gravados} com cartão sem X-meli-session-id; MercadoPago.js v2 o dispensa",
		"{n} de {of} {of|pago grabado|pagos grabados} con tarjeta sin X-meli-session-id; MercadoPago.js v2 lo hace innecesario",
		"{n} of {of} recorded card {of|payment|payments} without X-meli-session-id; MercadoPago.js v2 makes it unnecessary",
	},
	"find.sent.partly": {
		"Nada de errado em {n} {n|requisição lida|requisições lidas}, mas o arquivo não foi lido até o fim.",
		"Nada incorrecto en {n} {n|solicitud leída|solicitudes leídas}, pero el archivo no se leyó hasta el final.",
		"Nothing wrong in {n} {n|request|requests} read, but the file was not read to its end.",
	},
	"find.sent.clean": {
		"Nada disso em {n} {n|chamada gravada|chamadas gravadas} à API.",
		"Nada de eso en {n} {n|llamada grabada|llamadas grabadas} a la API.",
		"None of it in {n} recorded {n|call|calls} to the API.",
	},
	"find.sent.token_query": {
		"A requisição gravada {n} leva o token na URL: {what}.",
		"La solicitud grabada {n} lleva el token en la URL: {what}.",
		"Recorded request {n} carries the token in its URL: {what}.",
	},
	"find.sent.plain": {
		"A requisição gravada {n} usa http:// sem TLS: {what}.",
		"La solicitud grabada {n} usa http:// sin TLS: {what}.",
		"Recorded request {n} uses http:// without TLS: {what}.",
	},
	"find.sent.card_data": {
		"A requisição gravada {n} leva dados de cartão: {what}.",
		"La solicitud grabada {n} lleva datos de tarjeta: {what}.",
		"Recorded request {n} carries card data: {what}.",
	},
	"find.sent.card_elsewhere": {
		"A requisição gravada {n} leva dados de cartão a um host que pode não ser seu: {what}.",
		"La solicitud grabada {n} lleva datos de tarjeta a un host que quizás no sea suyo: {what}.",
		"Recorded request {n} carries card data to a host that may not be yours: {what}.",
	},
	"find.sent.card_fields": {
		"O cartão foi digitado nos campos seguros do Mercado Pago.",
		"La tarjeta se ingresó en los campos seguros de Mercado Pago.",
		"The card was typed into Mercado Pago's secure fields.",
	},
	"find.sent.key_missing": {
		"A requisição gravada {n} cria sem X-Idempotency-Key ({of} no total, até a {last}).",
		"La solicitud grabada {n} crea sin X-Idempotency-Key ({of} en total, hasta la {last}).",
		"Recorded request {n} creates without X-Idempotency-Key ({of} in all, up to {last}).",
	},
	"find.sent.key_shared": {
		"As requisições gravadas {n} e {last} são diferentes e usam a mesma X-Idempotency-Key ({of} no total).",
		"Las solicitudes grabadas {n} y {last} son distintas y usan la misma X-Idempotency-Key ({of} en total).",
		"Recorded requests {n} and {last} differ and use the same X-Idempotency-Key ({of} in all).",
	},
	"find.sent.key_renewed": {
		"A requisição gravada {last} repete a {n}, que ficou sem resposta certa, com outra chave: pode cobrar duas vezes ({of} no total).",
		"La solicitud grabada {last} repite la {n}, que quedó sin respuesta cierta, con otra clave: puede cobrar dos veces ({of} en total).",
		"Recorded request {last} repeats {n}, whose outcome was open, with another key: it may charge twice ({of} in all).",
	},
	"find.sent.key_unknown": {
		"{n} {n|criação gravada|criações gravadas} sem cabeçalhos: grave com eles para ver a X-Idempotency-Key.",
		"{n} {n|creación grabada|creaciones grabadas} sin encabezados: grabe con ellos para ver la X-Idempotency-Key.",
		"{n} recorded {n|creation|creations} without headers: record them to see X-Idempotency-Key.",
	},
	"find.sent.key_disagree": {
		"{n} {n|criação gravada leva|criações gravadas levam} a chave, mas {where} cria sem ela.",
		"{n} {n|creación grabada lleva|creaciones grabadas llevan} la clave, pero {where} crea sin ella.",
		"{n} recorded {n|creation carries|creations carry} the key, but {where} creates without it.",
	},
	"find.sent.keys": {
		"{n} {n|criação gravada, com|criações gravadas, cada uma com} a sua X-Idempotency-Key.",
		"{n} {n|creación grabada, con|creaciones grabadas, cada una con} su X-Idempotency-Key.",
		"{n} recorded {n|creation, with its|creations, each with its} X-Idempotency-Key.",
	},
	"find.sent.device": {
		"O Device ID foi em {n} {n|pagamento gravado|pagamentos gravados} com cartão.",
		"El Device ID fue en {n} {n|pago grabado|pagos grabados} con tarjeta.",
		"The Device ID went with {n} recorded card {n|payment|payments}.",
	},
	"find.sent.seen": {
		"Visto na requisição gravada {n}: {what}.",
		"Visto en la solicitud grabada {n}: {what}.",
		"Seen in recorded request {n}: {what}.",
	},
	"find.sent.sdk": {
		"{sdk}, na requisição gravada {n}.",
		"{sdk}, en la solicitud grabada {n}.",
		"{sdk}, in recorded request {n}.",
	},
	"find.sent.no_sdk": {
		"{n} {n|chamada gravada do servidor, que não vem|chamadas gravadas do servidor, e nenhuma vem} de um SDK oficial.",
		"{n} {n|llamada grabada del servidor, que no viene|llamadas grabadas del servidor, y ninguna viene} de un SDK oficial.",
		"{n} recorded server {n|call, and it does not come|calls, and none comes} from an official SDK.",
	},
	"find.sent.sdk_disagree": {
		"O projeto declara {sdk}, mas {n} {n|chamada gravada do servidor não vem|chamadas gravadas do servidor não vêm} dele.",
		"El proyecto declara {sdk}, pero {n} {n|llamada grabada del servidor no viene|llamadas grabadas del servidor no vienen} de él.",
		"The project declares {sdk}, but {n} recorded server {n|call does|calls do} not come from it.",
	},
	"find.point.sent": {
		"A order do Point foi enviada; uma paga no terminal prova a cobrança. Informe order_id.",
		"La order de Point se envió; una pagada en la terminal prueba el cobro. Indique order_id.",
		"The Point order was sent; one paid on the terminal proves the charge. Give order_id.",
	},
	"cause.idempotency-shared": {
		"Duas operações diferentes usam a mesma chave: a segunda é recusada ou devolve a primeira.",
		"Dos operaciones distintas usan la misma clave: la segunda se rechaza o devuelve la primera.",
		"Two different operations use one key: the second is refused or answers the first.",
	},
	"cause.idempotency-renewed": {
		"A repetição usou outra chave: se a primeira foi aceita, o comprador paga duas vezes.",
		"La repetición usó otra clave: si la primera se aceptó, el comprador paga dos veces.",
		"The repetition used another key: had the first been taken, the buyer pays twice.",
	},
}
