package lang

// agree ends what asks for consent; where the question itself is put, the screen leaves it out.
var agree = entry{
	pt: "Para permitir: --yes; na tela, verifique de novo e responda s.",
	es: "Para permitirlo: --yes; en la pantalla, verifique de nuevo y responda «s».",
	en: "To agree: --yes; on the screen, check again and answer y.",
}

// gapsTexts says why something could not be judged.
var gapsTexts = table{
	"gap.input": {
		pt: "Falta informar {input}: em homologa.toml ou, se for segredo, no .env ou no ambiente.",
		es: "Falta indicar {input}: en homologa.toml o, si es un secreto, en .env o en el entorno.",
		en: "{input} is not set: put it in homologa.toml or, if it is a secret, in .env or the environment.",
	},
	"gap.input_damaged": {
		pt: "{input}: o valor informado não serve.",
		es: "{input}: el valor indicado no sirve.",
		en: "{input}: the value given cannot be used.",
	},
	"gap.consent": {
		pt: "Esta verificação envia ou cria algo e precisa da sua permissão. " + agree.pt,
		es: "Esta verificación envía o crea algo y necesita su permiso. " + agree.es,
		en: "This check sends or creates something and needs your consent. " + agree.en,
	},
	"gap.agree": agree,
	"guard.no-consent": {
		pt: "Nada foi enviado: a solicitação muda algo e ninguém concordou. Peça de novo e responda à pergunta.",
		es: "No se envió nada: la solicitud cambia algo y nadie aceptó. Pídala de nuevo y responda la pregunta.",
		en: "Nothing was sent: the request changes something and nobody agreed. Ask for it again and answer the question.",
	},
	"guard.account-unknown": {
		pt: "Nada foi enviado: a conta por trás do token ainda não foi lida e pode ser real. Confira o token e tente de novo.",
		es: "No se envió nada: la cuenta detrás del token aún no se leyó y puede ser real. Revise el token e inténtelo de nuevo.",
		en: "Nothing was sent: the account behind the token has not been read yet and may be a real one. Check the token and try again.",
	},
	"guard.other-account": {
		pt: "Nada foi enviado: a conta por trás do token não é a que foi mostrada. Comece de novo.",
		es: "No se envió nada: la cuenta detrás del token no es la que se mostró. Empiece de nuevo.",
		en: "Nothing was sent: the account behind the token is not the one that was shown. Start again.",
	},
	"guard.consent-used": {
		pt: "Nada foi enviado: em uma conta real cada solicitação precisa da própria permissão. Comece de novo.",
		es: "No se envió nada: en una cuenta real cada solicitud necesita su propio permiso. Empiece de nuevo.",
		en: "Nothing was sent: on a real account each request needs its own consent. Start again.",
	},
	"guard.real-charge": {
		pt: "Nada foi enviado: em uma conta real ninguém é cobrado, nada é devolvido e nenhum cartão de teste sai, e isto poderia fazê-lo: {what}. Retire-o ou use uma conta de teste.",
		es: "No se envió nada: en una cuenta real no se cobra a nadie, no se devuelve nada ni sale ninguna tarjeta de prueba, y esto podría hacerlo: {what}. Quítelo o use una cuenta de prueba.",
		en: "Nothing was sent: on a real account nobody is charged, nothing is given back and no test card goes out, and this could do so: {what}. Leave it out or use a test account.",
	},
	"guard.real-amount": {
		pt: "Nada foi enviado: em uma conta real só se pede o valor mínimo do meio de pagamento. Use esse valor ou uma conta de teste.",
		es: "No se envió nada: en una cuenta real solo se pide el monto mínimo del medio de pago. Use ese monto o una cuenta de prueba.",
		en: "Nothing was sent: on a real account only the smallest amount of the payment method is asked for. Use that amount or a test account.",
	},
	"guard.nickname": {
		pt: "Nada foi enviado: em uma conta real é preciso digitar o apelido dela, letra por letra. Comece de novo e digite-o.",
		es: "No se envió nada: en una cuenta real hay que escribir su apodo, letra por letra. Empiece de nuevo y escríbalo.",
		en: "Nothing was sent: on a real account its nickname has to be typed, letter by letter. Start again and type it.",
	},
	"guard.unlisted": {
		pt: "Nada foi enviado: esta não é uma solicitação deste programa, em conta nenhuma: {what}. Ele não deveria ter tentado; relate o erro.",
		es: "No se envió nada: esta no es una solicitud de este programa, en ninguna cuenta: {what}. No debería haberlo intentado; informe el error.",
		en: "Nothing was sent: this is not a request this program makes, on any account: {what}. It should not have tried; please report the error.",
	},
	"guard.shape": {
		pt: "Nada foi enviado: isto não faz parte do que este programa envia, em conta nenhuma: {what}. Corrija o corpo ou envie-o pela sua integração.",
		es: "No se envió nada: esto no forma parte de lo que este programa envía, en ninguna cuenta: {what}. Corrija el cuerpo o envíelo desde su integración.",
		en: "Nothing was sent: this is no part of what this program sends, on any account: {what}. Correct the body or send it from your integration.",
	},
	"guard.what.body": {pt: "o corpo da solicitação", es: "el cuerpo de la solicitud", en: "the body of the request"},
	"guard.what.card": {pt: "o número de um cartão de teste", es: "el número de una tarjeta de prueba", en: "the number of a test card"},
	"gap.auth": {
		pt: "A API recusou a consulta com este Access Token.",
		es: "La API rechazó la consulta con este Access Token.",
		en: "The API refused the call with this Access Token.",
	},
	"gap.not_found": {
		pt: "O que foi consultado não existe para esta conta.",
		es: "Lo consultado no existe para esta cuenta.",
		en: "What was asked for does not exist for this account.",
	},
	"gap.network": {pt: "Não foi possível conectar.", es: "No se pudo conectar.", en: "No connection could be made."},
	"gap.timeout": {pt: "Não houve resposta a tempo.", es: "No hubo respuesta a tiempo.", en: "There was no answer in time."},
	"gap.server": {
		pt: "O servidor respondeu com erro, mesmo após novas tentativas.",
		es: "El servidor respondió con error, incluso tras reintentar.",
		en: "The server answered with an error, even after retries.",
	},
	"gap.garbled": {pt: "A resposta não pôde ser lida.", es: "La respuesta no se pudo leer.", en: "The answer could not be read."},
	"gap.dependency": {
		pt: "Depende do que não pôde ser observado: {fact}.",
		es: "Depende de lo que no se pudo observar: {fact}.",
		en: "It depends on something that could not be observed: {fact}.",
	},
	"gap.unsupported": {
		pt: "Isto não pode ser observado daqui.",
		es: "Esto no se puede observar desde aquí.",
		en: "This cannot be observed from here.",
	},
	"gap.cancelled": {pt: "A verificação foi cancelada.", es: "La verificación se canceló.", en: "The check was cancelled."},
	"gap.bug": {
		pt: "Uma verificação do homologa falhou. O erro é do programa, não da integração.",
		es: "Una verificación de homologa falló. El error es del programa, no de la integración.",
		en: "A check of homologa itself failed. The fault is the program's, not the integration's.",
	},
	"gap.detail.refused": same("HTTP {status}: {message}"),
	"gap.detail.not_found": {
		pt: "HTTP 404, não existe ou não pertence à conta do token: {object} {id}",
		es: "HTTP 404, no existe o no pertenece a la cuenta del token: {object} {id}",
		en: "HTTP 404, does not exist or does not belong to the token's account: {object} {id}",
	},
	"gap.detail.network": {pt: "sem conexão com {host}: {why}", es: "sin conexión con {host}: {why}", en: "no connection to {host}: {why}"},
	"gap.detail.timeout": {
		pt: "{host} não respondeu em {seconds} {seconds|segundo|segundos}",
		es: "{host} no respondió en {seconds} {seconds|segundo|segundos}",
		en: "{host} did not answer within {seconds} {seconds|second|seconds}",
	},
	"gap.detail.server": {
		pt: "o servidor respondeu HTTP {status}",
		es: "el servidor respondió HTTP {status}",
		en: "the server answered HTTP {status}",
	},
	"gap.detail.html": {
		pt: "veio uma página HTML em vez de JSON: provavelmente um proxy no caminho ou uma URL base errada",
		es: "llegó una página HTML en vez de JSON: probablemente un proxy en el camino o una URL base equivocada",
		en: "an HTML page came instead of JSON: probably a proxy on the way or a wrong base URL",
	},
	"gap.detail.garbled": {pt: "resposta ilegível: {why}", es: "respuesta ilegible: {why}", en: "unreadable answer: {why}"},
	"gap.detail.too_large": {
		pt: "a resposta passa do limite de {limit}",
		es: "la respuesta supera el límite de {limit}",
		en: "the answer exceeds the limit of {limit}",
	},
	"gap.detail.rate_limited": {
		pt: "HTTP 429, chamadas demais; a resposta pede uma pausa de {seconds} {seconds|segundo|segundos}",
		es: "HTTP 429, demasiadas llamadas; la respuesta pide una pausa de {seconds} {seconds|segundo|segundos}",
		en: "HTTP 429, too many calls; the answer asks for a pause of {seconds} {seconds|second|seconds}",
	},
	"gap.detail.rate_limited_unsaid": {pt: "HTTP 429, chamadas demais", es: "HTTP 429, demasiadas llamadas", en: "HTTP 429, too many calls"},
	"gap.detail.rate_limited_absurd": {
		pt: "HTTP 429, chamadas demais; a resposta pede uma pausa de mais de uma hora, que não foi esperada",
		es: "HTTP 429, demasiadas llamadas; la respuesta pide una pausa de más de una hora, que no se esperó",
		en: "HTTP 429, too many calls; the answer asks for a pause of more than an hour, which was not waited for",
	},
	"gap.detail.too_deep": {
		pt: "o JSON da resposta tem mais de {n} níveis ou nomes longos demais, e a API não responde assim; não foi lido",
		es: "el JSON de la respuesta tiene más de {n} niveles o nombres demasiado largos, y la API no responde así; no se leyó",
		en: "the JSON of the answer is nested deeper than {n} levels or has overlong names, as no answer of the API is; it was not read",
	},
	"gap.detail.malformed_id": {
		pt: "{input} = {id} não tem a forma de um id",
		es: "{input} = {id} no tiene la forma de un id",
		en: "{input} = {id} does not have the shape of an id",
	},
	"gap.detail.consent_hook": {
		pt: "Até {n} {n|notificação de teste seria enviada|notificações de teste seriam enviadas} a {url}. Nenhuma pode ser confundida com um pagamento. " + agree.pt,
		es: "Hasta {n} {n|notificación de prueba se enviaría|notificaciones de prueba se enviarían} a {url}. Ninguna puede confundirse con un pago. " + agree.es,
		en: "Up to {n} test {n|notification|notifications} would be sent to {url}. None can be mistaken for a payment. " + agree.en,
	},
	"gap.detail.no_token": {
		pt: "não há Access Token para chamar a API",
		es: "no hay Access Token para llamar a la API",
		en: "there is no Access Token to call the API with",
	},
	"gap.detail.bug": {pt: "erro interno: {what}", es: "error interno: {what}", en: "internal error: {what}"},
}
