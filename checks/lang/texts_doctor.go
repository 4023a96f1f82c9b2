package lang

// doctorTexts hold what the notification endpoint is tried with beyond the signature itself, and the
// commands that try it.
var doctorTexts = table{
	"req.notifications.stale_refused.title": {pt: "Assinatura antiga: recusar", es: "Firma antigua: rechazar", en: "Old signature: refuse"},
	"req.notifications.stale_refused.ask": {
		pt: "Cada entrega é assinada de novo, com ts atual. Uma assinatura de um dia atrás só pode ser uma cópia reenviada por outra pessoa.",
		es: "Cada entrega se firma de nuevo, con ts actual. Una firma de hace un día solo puede ser una copia reenviada por otra persona.",
		en: "Each delivery is signed anew, with the current ts. A signature one day old can only be a copy sent again by somebody else.",
	},
	"req.notifications.stale_refused.do": {
		pt: "Depois de conferir a assinatura, compare ts com o relógio e recuse com 401 além de uma tolerância, por exemplo uma hora. Com 12 dígitos ou mais, ts está em milissegundos; com menos, em segundos.",
		es: "Después de verificar la firma, compare ts con el reloj y rechace con 401 más allá de una tolerancia, por ejemplo una hora. Con 12 dígitos o más, ts está en milisegundos; con menos, en segundos.",
		en: "After the signature check, compare ts with the clock and refuse with 401 beyond a tolerance, one hour for example. With 12 digits or more, ts is in milliseconds; with fewer, in seconds.",
	},
	"req.notifications.duplicates.title": {pt: "Repetição respondida com 200", es: "Repetición respondida con 200", en: "Repeat answered with 200"},
	"req.notifications.duplicates.ask": {
		pt: "O Mercado Pago pode entregar o mesmo aviso mais de uma vez. Se a repetição recebe um erro, ela volta a ser enviada.",
		es: "Mercado Pago puede entregar el mismo aviso más de una vez. Si la repetición recibe un error, se vuelve a enviar.",
		en: "Mercado Pago may deliver the same notice more than once. A repeat that gets an error is sent again.",
	},
	"req.notifications.duplicates.do": {
		pt: "Guarde o id de cada notificação com chave única. Quando ele já existe, responda 200 e não faça mais nada: não deixe o erro da chave chegar à resposta.",
		es: "Guarde el id de cada notificación con clave única. Cuando ya existe, responda 200 y no haga nada más: no deje que el error de la clave llegue a la respuesta.",
		en: "Store the id of each notification under a unique key. When it is there already, answer 200 and do nothing else: do not let the key's error reach the answer.",
	},
	"req.notifications.unknown_topic.title": {pt: "Tópico desconhecido: recebe 200", es: "Tópico desconocido: recibe 200", en: "Unknown topic: answer 200"},
	"req.notifications.unknown_topic.ask": {
		pt: "O painel pode assinar mais eventos do que o código trata, e surgem tópicos novos. Um erro faz o aviso ser repetido inutilmente.",
		es: "El panel puede suscribir más eventos de los que trata el código, y aparecen tópicos nuevos. Un error hace que el aviso se repita inútilmente.",
		en: "The dashboard may subscribe to more events than the code handles, and new topics appear. An error makes the notice come again for nothing.",
	},
	"req.notifications.unknown_topic.do": {
		pt: "Verifique a assinatura como sempre; se type não é um dos que você trata, responda 200 e ignore.",
		es: "Verifique la firma como siempre; si type no es uno de los que usted trata, responda 200 e ignórelo.",
		en: "Verify the signature as always; if type is none of those you handle, answer 200 and ignore it.",
	},
	"req.notifications.malformed.title": {pt: "Resiste a corpo malformado", es: "Resiste un cuerpo mal formado", en: "Malformed body does no harm"},
	"req.notifications.malformed.ask": {
		pt: "O corpo não é assinado e pode conter qualquer coisa. Se ele derruba o código, quem o envia pode parar o endpoint.",
		es: "El cuerpo no va firmado y puede contener cualquier cosa. Si hace fallar el código, quien lo envía puede parar el endpoint.",
		en: "The body is not signed and may hold anything. If it makes the code fail, whoever sends it can stop the endpoint.",
	},
	"req.notifications.malformed.do": {
		pt: "Trate o erro ao ler o JSON. O id e o tópico estão na query string; sem corpo legível, responda 200 ou 400, nunca 5xx.",
		es: "Maneje el error al leer el JSON. El id y el tópico están en la query string; sin cuerpo legible, responda 200 o 400, nunca 5xx.",
		en: "Handle the error of reading the JSON. Id and topic are in the query string; without a readable body answer 200 or 400, never 5xx.",
	},

	"find.hook.stale_ok": {pt: "Uma assinatura de um dia atrás é recusada.", es: "Una firma de hace un día se rechaza.", en: "A signature one day old is refused."},
	"find.hook.accepts_stale": {
		pt: "O endpoint responde {status} a uma assinatura de um dia atrás.",
		es: "El endpoint responde {status} a una firma de hace un día.",
		en: "The endpoint answers {status} to a signature one day old.",
	},
	"find.hook.duplicate_ok": {
		pt: "As repetições recebem 200. Se têm um segundo efeito, o código de resposta não mostra: confirme, ou use --counter.",
		es: "Las repeticiones reciben 200. Si tienen un segundo efecto, el código de respuesta no lo muestra: confírmelo, o use --counter.",
		en: "Repeats get 200. Whether they have a second effect, the status code does not show: confirm it, or use --counter.",
	},
	"find.hook.one_effect": {
		pt: "As repetições recebem 200 e não têm segundo efeito, segundo o contador.",
		es: "Las repeticiones reciben 200 y no tienen segundo efecto, según el contador.",
		en: "Repeats get 200 and have no second effect, says the counter.",
	},
	"find.hook.rejects_duplicate": {pt: "A repetição recebe {status}.", es: "La repetición recibe {status}.", en: "The repeat gets {status}."},
	"find.hook.duplicate_effects": {
		pt: "O contador subiu {n} com a repetição de um aviso já tratado.",
		es: "El contador subió {n} con la repetición de un aviso ya procesado.",
		en: "The counter rose by {n} on the repeat of a notice already handled.",
	},
	"find.hook.sibling_effects": {
		pt: "O contador subiu {n} com outra notificação do mesmo pagamento, de id diferente. O Mercado Pago envia várias.",
		es: "El contador subió {n} con otra notificación del mismo pago, de id diferente. Mercado Pago envía varias.",
		en: "The counter rose by {n} on another notification of the same payment, with an id of its own. Mercado Pago sends several.",
	},
	"find.hook.counter_silent": {
		pt: "As repetições recebem 200, mas o contador não mostrou o efeito nem da válida: nada se sabe de um segundo.",
		es: "Las repeticiones reciben 200, pero el contador no mostró el efecto ni de la válida: nada se sabe de un segundo.",
		en: "The repeats get 200, but the counter did not show the effect even of the genuine one: nothing is known of a second.",
	},
	"find.hook.no_effect": {
		pt: "Recebe {status}, mas não tem efeito, segundo o contador. Responda 401: assim uma assinatura secreta errada aparece.",
		es: "Recibe {status}, pero no tiene efecto, según el contador. Responda 401: así se nota una clave secreta equivocada.",
		en: "It gets {status} but has no effect, says the counter. Answer 401, so that a wrong secret shows.",
	},
	"find.hook.other_id_effects": {
		pt: "O contador subiu {n} com a assinatura de outro pagamento: o código verifica um id e age sobre outro.",
		es: "El contador subió {n} con la firma de otro pago: el código verifica un id y actúa sobre otro.",
		en: "The counter rose by {n} on a signature of another payment: the code verifies one id and acts on another.",
	},
	"find.hook.accepts_replay": {
		pt: "O contador subiu {n} com a mesma requisição, byte a byte.",
		es: "El contador subió {n} con la misma solicitud, byte por byte.",
		en: "The counter rose by {n} on the same request, byte for byte.",
	},
	"find.hook.effect_before_check": {
		pt: "A notificação forjada é recusada, mas o contador subiu {n}: o efeito vem antes da verificação.",
		es: "La notificación falsificada se rechaza, pero el contador subió {n}: el efecto viene antes de la verificación.",
		en: "The forged notification is refused, yet the counter rose by {n}: the effect comes before the check.",
	},
	"find.hook.unknown_topic_ok": {pt: "Um tópico desconhecido recebe 200.", es: "Un tópico desconocido recibe 200.", en: "An unknown topic gets 200."},
	"find.hook.unknown_topic_error": {
		pt: "Um tópico desconhecido, bem assinado, recebe {status}.",
		es: "Un tópico desconocido, bien firmado, recibe {status}.",
		en: "An unknown topic, rightly signed, gets {status}.",
	},
	"find.hook.malformed_ok":  {pt: "Um corpo que não é JSON não derruba o endpoint.", es: "Un cuerpo que no es JSON no hace fallar el endpoint.", en: "A body that is not JSON does not make the endpoint fail."},
	"find.hook.malformed_5xx": {pt: "Um corpo que não é JSON recebe {status}.", es: "Un cuerpo que no es JSON recibe {status}.", en: "A body that is not JSON gets {status}."},
	"find.hook.not_sent": {
		pt: "Não enviada: o endpoint demora demais para mais perguntas.",
		es: "No se envió: el endpoint tarda demasiado para más preguntas.",
		en: "Not sent: the endpoint is too slow for more questions.",
	},
	"find.hook.no_secret": {
		pt: "Recusada, mas sem a assinatura secreta não se sabe se o endpoint aceita as válidas.",
		es: "Se rechaza, pero sin la clave secreta no se sabe si el endpoint acepta las válidas.",
		en: "Refused, but without the secret signature nobody knows whether genuine ones are accepted.",
	},
	"find.hook.front_refused": {
		pt: "Um firewall respondeu no lugar da aplicação, então nada se sabe da verificação.",
		es: "Un firewall respondió en lugar de la aplicación, así que nada se sabe de la verificación.",
		en: "A firewall answered in the application's place, so nothing is known of the check.",
	},
	"find.hook.signs_wrong": {
		pt: "Notificações corretas são recusadas, e uma assinada de outro jeito é aceita: {way}.",
		es: "Las notificaciones correctas se rechazan, y una firmada de otro modo se acepta: {way}.",
		en: "Genuine notifications are refused, and one signed in another way is accepted: {way}.",
	},
	"find.hook.capitals_refused": {
		pt: "Ids com letras maiúsculas, como os de Orders, são recusados ({status}) nas duas grafias.",
		es: "Los ids con mayúsculas, como los de Orders, se rechazan ({status}) en ambas formas.",
		en: "Ids with capital letters, as those of Orders, are refused ({status}) in both spellings.",
	},
	"find.hook.blocked-by-front": {
		pt: "{front} responde ({status}) no lugar da aplicação: a notificação não chega a ela.",
		es: "{front} responde ({status}) en lugar de la aplicación: la notificación no llega a ella.",
		en: "{front} answers ({status}) in the application's place: the notification does not reach it.",
	},
	"find.hook.blocked-by-csrf": {
		pt: "A proteção CSRF do framework recusa o POST ({status}) antes do seu código.",
		es: "La protección CSRF del framework rechaza el POST ({status}) antes de su código.",
		en: "The framework's CSRF protection refuses the POST ({status}) before your code runs.",
	},

	"ev.counter":       {pt: "Contador depois de «{case}»: +{n}", es: "Contador después de «{case}»: +{n}", en: "Counter after “{case}”: +{n}"},
	"ev.counter_error": {pt: "Contador não usado: {why}", es: "Contador no usado: {why}", en: "Counter not used: {why}"},

	"hook.stale":         {pt: "válida, de um dia atrás", es: "válida, de hace un día", en: "genuine, one day old"},
	"hook.duplicate":     {pt: "repetida, assinada de novo", es: "repetida, firmada de nuevo", en: "repeated, signed anew"},
	"hook.sibling":       {pt: "outra notificação do mesmo pagamento", es: "otra notificación del mismo pago", en: "another notification of the same payment"},
	"hook.replay":        {pt: "a mesma requisição outra vez", es: "la misma solicitud otra vez", en: "the same request again"},
	"hook.unknown_topic": {pt: "tópico desconhecido", es: "tópico desconocido", en: "unknown topic"},
	"hook.malformed":     {pt: "corpo que não é JSON", es: "cuerpo que no es JSON", en: "body that is not JSON"},
	"hook.ipn":           {pt: "formato IPN, sem assinatura (só informação)", es: "formato IPN, sin firma (solo información)", en: "IPN form, unsigned (information only)"},
	"hook.ipn_get":       {pt: "formato IPN por GET (só informação)", es: "formato IPN por GET (solo información)", en: "IPN form by GET (information only)"},
	"hook.qr":            {pt: "Código QR, sem assinatura (só informação)", es: "Código QR, sin firma (solo información)", en: "QR Code, unsigned (information only)"},

	"hook.wrong_body_id":      {pt: "com o id do corpo em vez de data.id", es: "con el id del cuerpo en vez de data.id", en: "with the body's id instead of data.id"},
	"hook.wrong_no_id":        {pt: "sem a parte id", es: "sin la parte id", en: "without the id part"},
	"hook.wrong_empty_id":     {pt: "com id vazio (id:;)", es: "con id vacío (id:;)", en: "with an empty id (id:;)"},
	"hook.wrong_no_request":   {pt: "sem a parte request-id", es: "sin la parte request-id", en: "without the request-id part"},
	"hook.wrong_semicolon":    {pt: "sem o ponto e vírgula final", es: "sin el punto y coma final", en: "without the final semicolon"},
	"hook.wrong_reversed":     {pt: "com as partes na ordem inversa", es: "con las partes en orden inverso", en: "with the parts in reversed order"},
	"hook.wrong_key":          {pt: "com data_id: em vez de id:", es: "con data_id: en vez de id:", en: "with data_id: instead of id:"},
	"hook.wrong_dotted_key":   {pt: "com data.id: em vez de id:", es: "con data.id: en vez de id:", en: "with data.id: instead of id:"},
	"hook.wrong_upper_hex":    {pt: "v1 em hexadecimal maiúsculo", es: "v1 en hexadecimal mayúsculo", en: "v1 in upper-case hexadecimal"},
	"hook.wrong_base64":       {pt: "v1 em base64", es: "v1 en base64", en: "v1 in base64"},
	"hook.wrong_over_body":    {pt: "com o corpo como texto assinado", es: "con el cuerpo como texto firmado", en: "with the body as the signed text"},
	"hook.wrong_hex_secret":   {pt: "com a assinatura secreta lida como hexadecimal", es: "con la clave secreta leída como hexadecimal", en: "with the secret read as hexadecimal"},
	"hook.wrong_plain_sha256": {pt: "SHA-256 simples em vez de HMAC", es: "SHA-256 simple en vez de HMAC", en: "plain SHA-256 instead of HMAC"},

	"cause.signature-body-id": {
		pt: "O cálculo usa o id da notificação (corpo); use o data.id da query string.",
		es: "El cálculo usa el id de la notificación (cuerpo); use el data.id de la query string.",
		en: "The computation uses the notification's id (body); use data.id of the query string.",
	},
	"cause.signature-no-id": {
		pt: "O cálculo deixa fora id:…;. Em PHP, data.id chega como $_GET['data_id'].",
		es: "El cálculo deja fuera id:…;. En PHP, data.id llega como $_GET['data_id'].",
		en: "The computation leaves out id:…;. In PHP, data.id arrives as $_GET['data_id'].",
	},
	"cause.signature-empty-id": {
		pt: "O data.id não é encontrado na query string e entra vazio. Leia o parâmetro “data.id”; em PHP, $_GET['data_id'].",
		es: "El data.id no se encuentra en la query string y entra vacío. Lea el parámetro “data.id”; en PHP, $_GET['data_id'].",
		en: "data.id is not found in the query string and enters empty. Read the parameter “data.id”; in PHP, $_GET['data_id'].",
	},
	"cause.signature-no-request": {
		pt: "O cálculo deixa fora request-id:…;. Leia o cabeçalho x-request-id; um proxy pode retirá-lo ou trocá-lo.",
		es: "El cálculo deja fuera request-id:…;. Lea el encabezado x-request-id; un proxy puede quitarlo o cambiarlo.",
		en: "The computation leaves out request-id:…;. Read the x-request-id header; a proxy may remove or replace it.",
	},
	"cause.signature-semicolon": {
		pt: "Falta o ponto e vírgula final: o texto termina em ts:TS;",
		es: "Falta el punto y coma final: el texto termina en ts:TS;",
		en: "The final semicolon is missing: the text ends in ts:TS;",
	},
	"cause.signature-reversed": {
		pt: "As partes estão fora de ordem: id, request-id, ts.",
		es: "Las partes están fuera de orden: id, request-id, ts.",
		en: "The parts are out of order: id, request-id, ts.",
	},
	"cause.signature-key": {
		pt: "A primeira chave do texto é id:, não data_id:",
		es: "La primera clave del texto es id:, no data_id:",
		en: "The first key of the text is id:, not data_id:",
	},
	"cause.signature-dotted-key": {
		pt: "A primeira chave do texto é id:, não data.id:",
		es: "La primera clave del texto es id:, no data.id:",
		en: "The first key of the text is id:, not data.id:",
	},
	"cause.signature-upper-hex": {
		pt: "v1 vem em hexadecimal minúsculo; converta o seu resultado (em C#, ToHexString devolve maiúsculas).",
		es: "v1 viene en hexadecimal minúsculo; convierta su resultado (en C#, ToHexString devuelve mayúsculas).",
		en: "v1 is lower-case hexadecimal; convert your result (in C#, ToHexString gives upper case).",
	},
	"cause.signature-base64": {
		pt: "v1 vem em hexadecimal, não em base64.",
		es: "v1 viene en hexadecimal, no en base64.",
		en: "v1 is hexadecimal, not base64.",
	},
	"cause.signature-over-body": {
		pt: "O corpo não é assinado: assine id:…;request-id:…;ts:…;",
		es: "El cuerpo no se firma: firme id:…;request-id:…;ts:…;",
		en: "The body is not what is signed: sign id:…;request-id:…;ts:…;",
	},
	"cause.signature-hex-secret": {
		pt: "A assinatura secreta é usada como texto; não a decodifique como hexadecimal.",
		es: "La clave secreta se usa como texto; no la decodifique como hexadecimal.",
		en: "The secret is used as text; do not decode it as hexadecimal.",
	},
	"cause.signature-plain-sha256": {
		pt: "O cálculo é HMAC-SHA256 com a assinatura secreta como chave, não SHA-256 do texto concatenado.",
		es: "El cálculo es HMAC-SHA256 con la clave secreta como clave, no SHA-256 del texto concatenado.",
		en: "The computation is HMAC-SHA256 keyed with the secret, not SHA-256 of the joined text.",
	},
	"cause.blocked-by-front": {
		pt: "Um firewall ou uma verificação de robôs bloqueia o POST; o Mercado Pago não resolve desafios. Libere este caminho.",
		es: "Un firewall o una verificación de robots bloquea el POST; Mercado Pago no resuelve desafíos. Libere esta ruta.",
		en: "A firewall or bot check blocks the POST; Mercado Pago solves no challenges. Exempt this path.",
	},
	"cause.blocked-by-csrf": {
		pt: "A proteção CSRF vale para formulários da loja; isente este caminho (Laravel: except, Django: csrf_exempt, Rails: skip_forgery_protection).",
		es: "La protección CSRF es para formularios de la tienda; exima esta ruta (Laravel: except, Django: csrf_exempt, Rails: skip_forgery_protection).",
		en: "CSRF protection is for the shop's own forms; exempt this path (Laravel: except, Django: csrf_exempt, Rails: skip_forgery_protection).",
	},
	"cause.capital-id-refused": {
		pt: "O id em maiúsculas é recusado nas duas leituras; os avisos de Orders não passariam.",
		es: "El id en mayúsculas se rechaza en ambas lecturas; los avisos de Orders no pasarían.",
		en: "The id in capitals is refused in both readings; notices of Orders would not get through.",
	},

	"cli.doctor": {pt: "Examinar um endpoint de notificações", es: "Examinar un endpoint de notificaciones", en: "Examine a notification endpoint"},
	"cli.doctor.long": {
		pt: "Envia notificações de teste, válidas e falsas, a uma URL e diz o que o receptor faz de errado. Nenhuma fala de um pagamento real. A assinatura secreta vem de MP_WEBHOOK_SECRET ou da configuração; sem ela, só a parte sem assinatura é testada. Com --counter, também se vê o efeito das repetições.",
		es: "Envía notificaciones de prueba, válidas y falsas, a una URL y dice qué hace mal el receptor. Ninguna habla de un pago real. La clave secreta viene de MP_WEBHOOK_SECRET o de la configuración; sin ella, solo se prueba la parte sin firma. Con --counter, también se ve el efecto de las repeticiones.",
		en: "Sends test notifications, genuine and false, to a URL and says what the receiver does wrong. None speaks of a real payment. The secret signature comes from MP_WEBHOOK_SECRET or the configuration; without it only the unsigned part is tried. With --counter the effect of repeats shows too.",
	},
	"flag.counter": {
		pt: "URL cujo GET responde quantos avisos foram tratados, em um número",
		es: "URL cuyo GET responde cuántos avisos se procesaron, en un número",
		en: "URL whose GET answers how many notices were handled, as a number",
	},
	"cmd.hook_no_url": {
		pt: "Falta o endereço. Exemplo: {command} https://loja.exemplo/webhooks",
		es: "Falta la dirección. Ejemplo: {command} https://tienda.ejemplo/webhooks",
		en: "The address is missing. Example: {command} https://shop.example/webhooks",
	},
	"cmd.hook_not_url": {
		pt: "“{value}” não é um endereço http ou https.",
		es: "“{value}” no es una dirección http o https.",
		en: "“{value}” is not an http or https address.",
	},
	"cmd.hook_consent": {
		pt: "Enviar {n} {n|notificação|notificações} de teste a {host}? [s/N] ",
		es: "¿Enviar {n} {n|notificación|notificaciones} de prueba a {host}? [s/N] ",
		en: "Send {n} test {n|notification|notifications} to {host}? [y/N] ",
	},
	"cmd.hook_consent_most": {
		pt: "Enviar até {n} {n|notificação|notificações} de teste a {host}? [s/N] ",
		es: "¿Enviar hasta {n} {n|notificación|notificaciones} de prueba a {host}? [s/N] ",
		en: "Send up to {n} test {n|notification|notifications} to {host}? [y/N] ",
	},
	"cmd.hook_needs_yes": {
		pt: "Nada foi enviado a {host}: confirme com --yes.",
		es: "No se envió nada a {host}: confirme con --yes.",
		en: "Nothing was sent to {host}: agree with --yes.",
	},
	"cmd.hook_no_secret": {
		pt: "Sem assinatura secreta ({var}): só é testado o que não leva assinatura.",
		es: "Sin clave secreta ({var}): solo se prueba lo que no lleva firma.",
		en: "No secret signature ({var}): only what carries no signature is tried.",
	},
	"cmd.hook_no_counter": {
		pt: "Se uma repetição tem um segundo efeito, o código de resposta não mostra: use --counter ou olhe o pedido.",
		es: "Si una repetición tiene un segundo efecto, el código de respuesta no lo muestra: use --counter o mire el pedido.",
		en: "Whether a repeat has a second effect, the status code does not show: use --counter or look at the order.",
	},
	"cmd.hook_local": {
		pt: "{host} é este computador: o Mercado Pago não o alcança. Nome e HTTPS não são julgados.",
		es: "{host} es esta computadora: Mercado Pago no la alcanza. Nombre y HTTPS no se juzgan.",
		en: "{host} is this computer: Mercado Pago cannot reach it. Name and HTTPS are not judged.",
	},

	"cli.hook_send": {pt: "Enviar uma notificação de teste", es: "Enviar una notificación de prueba", en: "Send one test notification"},
	"cli.hook_send.long": {
		pt: "Envia uma notificação assinada como as do Mercado Pago e mostra o código e o tempo da resposta. Termina com 0 quando a resposta é a esperada: 200 ou 201, ou 4xx com --forge.",
		es: "Envía una notificación firmada como las de Mercado Pago y muestra el código y el tiempo de la respuesta. Termina con 0 cuando la respuesta es la esperada: 200 o 201, o 4xx con --forge.",
		en: "Sends a notification signed like those of Mercado Pago and shows status and time of the answer. Ends with 0 when the answer is as it should be: 200 or 201, or 4xx with --forge.",
	},
	"flag.hook_event":        {pt: "o que aconteceu", es: "qué ocurrió", en: "what happened"},
	"flag.hook_id":           {pt: "id do recurso; por padrão, um que não existe", es: "id del recurso; por defecto, uno que no existe", en: "id of the resource; by default one that does not exist"},
	"flag.hook_format":       {pt: "forma: webhook, ipn ou order", es: "forma: webhook, ipn u order", en: "form: webhook, ipn or order"},
	"flag.hook_duplicate":    {pt: "envia duas vezes, a segunda assinada de novo", es: "envía dos veces, la segunda firmada de nuevo", en: "send twice, the second time signed anew"},
	"flag.hook_forge":        {pt: "com assinatura falsa", es: "con firma falsa", en: "with a false signature"},
	"flag.hook_stale":        {pt: "com data de um dia atrás", es: "con fecha de hace un día", en: "dated one day ago"},
	"flag.hook_delay":        {pt: "espera antes de cada envio", es: "espera antes de cada envío", en: "wait before each sending"},
	"flag.hook_out_of_order": {pt: "envia depois o evento que veio antes", es: "envía después el evento que vino antes", en: "then send the event that came before"},
	"flag.hook_set":          {pt: "troca um campo do corpo: data.id=123", es: "cambia un campo del cuerpo: data.id=123", en: "change a field of the body: data.id=123"},
	"flag.hook_json":         {pt: "uma linha JSON por envio", es: "una línea JSON por envío", en: "one line of JSON per sending"},
	"cmd.hook_idle_flag": {
		pt: "{flag} não muda nada aqui: {why}",
		es: "{flag} no cambia nada aquí: {why}",
		en: "{flag} changes nothing here: {why}",
	},
	"why.hook_ipn_unsigned": {pt: "IPN não leva assinatura", es: "IPN no lleva firma", en: "IPN carries no signature"},
	"why.hook_forged_age":   {pt: "a assinatura já é falsa", es: "la firma ya es falsa", en: "the signature is false already"},
	"why.hook_no_earlier":   {pt: "nada vem antes deste evento", es: "nada viene antes de este evento", en: "nothing comes before this event"},
	"why.hook_order_form":   {pt: "a forma order é só dos eventos order.*", es: "la forma order es solo de los eventos order.*", en: "the order form is for order.* events only"},
	"why.hook_no_ipn":       {pt: "este evento não existe como IPN", es: "este evento no existe como IPN", en: "this event does not exist as IPN"},
	"why.hook_same":         {pt: "o valor já é esse", es: "el valor ya es ese", en: "the value is that already"},
	"cmd.hook_set_unknown": {
		pt: "--set: o corpo não tem o campo “{field}”. Tem: {known}",
		es: "--set: el cuerpo no tiene el campo “{field}”. Tiene: {known}",
		en: "--set: the body has no field “{field}”. It has: {known}",
	},
	"cmd.hook_set_form": {pt: "--set quer campo=valor, não “{value}”.", es: "--set quiere campo=valor, no “{value}”.", en: "--set wants field=value, not “{value}”."},
	"cmd.hook_secret_needed": {
		pt: "Falta a assinatura secreta: defina {var}. Sem ela, só --forge e --format ipn.",
		es: "Falta la clave secreta: defina {var}. Sin ella, solo --forge y --format ipn.",
		en: "The secret signature is missing: set {var}. Without it, only --forge and --format ipn.",
	},
	"cmd.hook_no_answer": {pt: "{host} não respondeu: {why}", es: "{host} no respondió: {why}", en: "{host} did not answer: {why}"},
}
