package lang

// notificationsTexts holds the section on notifications.
var notificationsTexts = table{
	"req.notifications.public_https.title": {pt: "URL pública em HTTPS", es: "URL pública en HTTPS", en: "Public HTTPS address"},
	"req.notifications.public_https.ask": {
		pt: "O Mercado Pago envia as notificações pela internet: a URL deve ser HTTPS e resolver para um endereço público. localhost e redes privadas não recebem nada.",
		es: "Mercado Pago envía las notificaciones por internet: la URL debe ser HTTPS y resolverse a una dirección pública. localhost y las redes privadas no reciben nada.",
		en: "Mercado Pago sends notifications over the internet: the URL must be HTTPS and resolve to a public address. localhost and private networks receive nothing.",
	},
	"req.notifications.public_https.do": {
		pt: "Publique o endpoint em um domínio da loja com https://. Ajuste webhook_url e a URL em Suas integrações → aplicação → Webhooks.",
		es: "Publique el endpoint en un dominio de la tienda con https://. Ajuste webhook_url y la URL en Tus integraciones → aplicación → Webhooks.",
		en: "Publish the endpoint under a domain of the shop with https://. Adjust webhook_url and the URL in Your integrations → application → Webhooks.",
	},
	"req.notifications.public_https.check": same("curl -sS -o /dev/null -w '%{remote_ip} %{http_code}\\n' https://HOST/PATH"),
	"req.notifications.tls.title":          {pt: "Certificado do webhook", es: "Certificado del webhook", en: "Webhook certificate"},
	"req.notifications.tls.ask": {
		pt: "Quem entrega a notificação não é um navegador e não completa uma cadeia em que falta algo. Com um certificado inválido, a notificação não chega.",
		es: "Quien entrega la notificación no es un navegador y no completa una cadena a la que le falta algo. Con un certificado inválido, la notificación no llega.",
		en: "What delivers the notification is not a browser and does not repair an incomplete chain. With an invalid certificate the notification does not arrive.",
	},
	"req.notifications.tls.do": {
		pt: "Configure o certificado com a cadeia completa (fullchain.pem) no host do webhook. Se outro servidor ou CDN atende este host, ajuste lá.",
		es: "Configure el certificado con la cadena completa (fullchain.pem) en el host del webhook. Si otro servidor o una CDN atiende este host, ajuste allí.",
		en: "Configure the certificate with its full chain (fullchain.pem) on the webhook's host. If another server or a CDN answers for this host, change it there.",
	},
	"req.notifications.tls.check": same("openssl s_client -connect HOST:443 -servername HOST -showcerts </dev/null"),
	"req.notifications.answers.title": {
		pt: "Resposta 200 ou 201 a tempo",
		es: "Respuesta 200 o 201 a tiempo",
		en: "Answers 200 or 201 in time",
	},
	"req.notifications.answers.ask": {
		pt: "O Mercado Pago espera 200 ou 201 em até 22 segundos. Sem isso, considera que a entrega falhou e a repete mais tarde.",
		es: "Mercado Pago espera 200 o 201 en un máximo de 22 segundos. Sin eso, da la entrega por fallida y la repite más tarde.",
		en: "Mercado Pago waits up to 22 seconds for 200 or 201. Without it, the delivery counts as failed and is repeated later.",
	},
	"req.notifications.answers.do": {
		pt: "Verifique a assinatura, guarde a notificação em uma fila e responda 200 logo. Faça o trabalho demorado depois da resposta.",
		es: "Verifique la firma, guarde la notificación en una cola y responda 200 enseguida. Haga el trabajo lento después de responder.",
		en: "Verify the signature, put the notification in a queue and answer 200 at once. Do slow work after the answer.",
	},
	"req.notifications.answers.check":        same("curl -sS -o /dev/null -w '%{http_code} %{time_total}s\\n' -X POST -H 'Content-Type: application/json' -d '{\"type\":\"test\"}' 'https://HOST/PATH?data.id=1&type=test'"),
	"req.notifications.valid_accepted.title": {pt: "Assinatura válida aceita", es: "Firma válida aceptada", en: "Genuine signature accepted"},
	"req.notifications.valid_accepted.ask": {
		pt: "Uma notificação assinada com a assinatura secreta da aplicação deve ser aceita. Se o cálculo estiver errado, todas as notificações reais são recusadas.",
		es: "Una notificación firmada con la clave secreta de la aplicación debe aceptarse. Si el cálculo está mal, se rechazan todas las notificaciones reales.",
		en: "A notification signed with the application's secret signature must be accepted. If the computation is wrong, all real notifications are refused.",
	},
	"req.notifications.valid_accepted.do": {
		pt: "Monte id:DATA_ID;request-id:X_REQUEST_ID;ts:TS; com o data.id da query string e calcule HMAC-SHA256 em hexadecimal. Se usar tolerância de tempo, aceite ts em segundos e em milissegundos. Para ids com letras, aceite o original e em minúsculas: as fontes divergem.",
		es: "Arme id:DATA_ID;request-id:X_REQUEST_ID;ts:TS; con el data.id de la query string y calcule HMAC-SHA256 en hexadecimal. Si usa tolerancia de tiempo, acepte ts en segundos y en milisegundos. Para ids con letras, acepte el original y en minúsculas: las fuentes difieren.",
		en: "Build id:DATA_ID;request-id:X_REQUEST_ID;ts:TS; with data.id from the query string and compute HMAC-SHA256 in hex. With a time tolerance, accept ts in seconds and in milliseconds. For ids with letters accept the original and the lower-case form: sources disagree.",
	},
	"req.notifications.valid_accepted.check":   same("printf 'id:%s;request-id:%s;ts:%s;' \"$DATA_ID\" \"$REQUEST_ID\" \"$TS\" | openssl dgst -sha256 -hmac \"$MP_WEBHOOK_SECRET\""),
	"req.notifications.unsigned_refused.title": {pt: "Sem assinatura: recusar", es: "Sin firma: rechazar", en: "Unsigned: refuse"},
	"req.notifications.unsigned_refused.ask": {
		pt: "Qualquer pessoa pode enviar um POST para a URL. Uma notificação sem x-signature não prova que veio do Mercado Pago e deve receber 401 ou 403. Exceção, segundo o SDK oficial: as de Código QR não são assinadas.",
		es: "Cualquiera puede enviar un POST a la URL. Una notificación sin x-signature no prueba que viene de Mercado Pago y debe recibir 401 o 403. Excepción, según el SDK oficial: las de Código QR no se firman.",
		en: "Anyone can POST to the URL. A notification without x-signature is not proven to come from Mercado Pago and must get 401 or 403. Exception, according to the official SDK: those of QR Code are not signed.",
	},
	"req.notifications.unsigned_refused.do": {
		pt: "Se faltar o cabeçalho x-signature, responda 401 e não faça mais nada. Não a deixe passar em modo de teste nem por uma variável esquecida.",
		es: "Si falta el encabezado x-signature, responda 401 y no haga nada más. No la deje pasar en modo de prueba ni por una variable olvidada.",
		en: "If the x-signature header is missing, answer 401 and do nothing else. Do not let it through in a test mode or by a forgotten variable.",
	},
	"req.notifications.unsigned_refused.check": same("curl -sS -o /dev/null -w '%{http_code}\\n' -X POST -d '{}' 'https://HOST/PATH?data.id=1&type=payment'"),
	"req.notifications.forged_refused.title": {
		pt: "Assinatura forjada: recusar",
		es: "Firma falsificada: rechazar",
		en: "Forged signature: refuse",
	},
	"req.notifications.forged_refused.ask": {
		pt: "Uma assinatura que não confere, mesmo só nos últimos dígitos, deve ser recusada. Aceitá-la permite anunciar pagamentos que não existem.",
		es: "Una firma que no coincide, aunque sea en los últimos dígitos, debe rechazarse. Aceptarla permite anunciar pagos que no existen.",
		en: "A signature that does not match, be it only in its last digits, must be refused. Accepting it lets others announce payments that do not exist.",
	},
	"req.notifications.forged_refused.do": {
		pt: "Compare o v1 inteiro com o HMAC calculado, em tempo constante (hmac.Equal, timingSafeEqual, hash_equals). Responda 401 quando não conferir.",
		es: "Compare el v1 completo con el HMAC calculado, en tiempo constante (hmac.Equal, timingSafeEqual, hash_equals). Responda 401 cuando no coincida.",
		en: "Compare the whole v1 with the computed HMAC, in constant time (hmac.Equal, timingSafeEqual, hash_equals). Answer 401 when it does not match.",
	},
	"req.notifications.forged_refused.check": same("curl -sS -o /dev/null -w '%{http_code}\\n' -X POST -H 'x-request-id: 1' -H 'x-signature: ts=1,v1=00' -d '{}' 'https://HOST/PATH?data.id=1&type=payment'"),
	"req.notifications.other_id_refused.title": {
		pt: "Assinatura de outro id: recusar",
		es: "Firma de otro id: rechazar",
		en: "Signature of another id: refuse",
	},
	"req.notifications.other_id_refused.ask": {
		pt: "A assinatura vale para um data.id. Se o endpoint aceita a mesma assinatura com outro id, basta uma notificação real para forjar as demais.",
		es: "La firma vale para un data.id. Si el endpoint acepta la misma firma con otro id, basta una notificación real para falsificar las demás.",
		en: "The signature is good for one data.id. If the endpoint takes it with another id, one real notification is enough to forge the others.",
	},
	"req.notifications.other_id_refused.do": {
		pt: "Leia o data.id da query string da URL chamada e use esse mesmo valor no cálculo e na consulta à API.",
		es: "Lea el data.id de la query string de la URL llamada y use ese mismo valor en el cálculo y en la consulta a la API.",
		en: "Read data.id from the query string of the URL that was called, and use that same value in the computation and in the API call.",
	},
	"req.notifications.source_news.title": {
		pt: "Só webhooks, sem IPN duplicado",
		es: "Solo webhooks, sin IPN duplicado",
		en: "Webhooks only, no IPN duplicates",
	},
	"req.notifications.source_news.ask": {
		pt: "Com notification_url, o mesmo evento pode chegar por webhook e por IPN. O IPN não tem assinatura e será descontinuado.",
		es: "Con notification_url, el mismo evento puede llegar por webhook y por IPN. IPN no lleva firma y va a discontinuarse.",
		en: "With notification_url, the same event may arrive as a webhook and as IPN. IPN is not signed and is to be discontinued.",
	},
	"req.notifications.source_news.do": {
		pt: "Acrescente ?source_news=webhooks à notification_url, ou deixe de enviá-la e configure a URL no painel.",
		es: "Agregue ?source_news=webhooks a la notification_url, o deje de enviarla y configure la URL en el panel.",
		en: "Add ?source_news=webhooks to notification_url, or stop sending it and configure the URL in the dashboard.",
	},
	"req.notifications.source_news.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | jq .notification_url"),
	"req.notifications.panel.title": {
		pt: "Notificações no painel",
		es: "Notificaciones en el panel",
		en: "Notifications in the dashboard",
	},
	"req.notifications.panel.ask": {
		pt: "O painel guarda uma URL de teste e outra de produção, os eventos e a assinatura secreta. De fora não se vê nada disso.",
		es: "El panel guarda una URL de prueba y otra de producción, los eventos y la clave secreta. Desde fuera no se ve nada de eso.",
		en: "The dashboard keeps a test URL and a production URL, the events and the secret signature. None of it can be seen from outside.",
	},
	"req.notifications.panel.do": {
		pt: "Abra Suas integrações → aplicação → Webhooks → Configurar notificações. Em Modo produtivo, confira a URL e os eventos do seu produto (Pagamentos ou Order). Use Simular e confirme aqui.",
		es: "Abra Tus integraciones → aplicación → Webhooks → Configurar notificaciones. En Modo productivo, verifique la URL y los eventos de su producto (Pagos u Order). Use Simular y confirme aquí.",
		en: "Open Your integrations → application → Webhooks → Configure notifications. In production mode, check the URL and the events of your product (Payments or Order). Use Simulate and confirm here.",
	},
	"req.notifications.refetch.title": {
		pt: "Pagamento consultado na API",
		es: "Pago consultado en la API",
		en: "Payment fetched from the API",
	},
	"req.notifications.refetch.ask": {
		pt: "A assinatura cobre o id, não o corpo. Valor e status do corpo podem ser falsos: só a consulta à API vale.",
		es: "La firma cubre el id, no el cuerpo. El monto y el estado del cuerpo pueden ser falsos: solo vale la consulta a la API.",
		en: "The signature covers the id, not the body. Amount and status in the body may be false: only the API call counts.",
	},
	"req.notifications.refetch.do": {
		pt: "Ao receber a notificação, consulte GET /v1/payments/ID (ou /v1/orders/ID). Compare status, valor e external_reference com o pedido antes de liberar. Confirme aqui.",
		es: "Al recibir la notificación, consulte GET /v1/payments/ID (o /v1/orders/ID). Compare estado, monto y external_reference con el pedido antes de liberarlo. Confirme aquí.",
		en: "When the notification arrives, call GET /v1/payments/ID (or /v1/orders/ID). Compare status, amount and external_reference with the order before releasing it. Confirm here.",
	},
	"req.notifications.idempotent.title": {
		pt: "Notificação repetida sem efeito",
		es: "Notificación repetida sin efecto",
		en: "Repeats have a single effect",
	},
	"req.notifications.idempotent.ask": {
		pt: "O mesmo evento pode chegar várias vezes e fora de ordem. A repetição deve receber 200 e não entregar nem creditar de novo.",
		es: "El mismo evento puede llegar varias veces y fuera de orden. La repetición debe recibir 200 y no entregar ni acreditar de nuevo.",
		en: "The same event can arrive several times and out of order. A repeat must get 200 and must not deliver or credit twice.",
	},
	"req.notifications.idempotent.do": {
		pt: "Guarde o id de cada notificação e ignore as já tratadas, respondendo 200. Envie a mesma duas vezes, veja o pedido e confirme aqui: o código de resposta não mostra isso.",
		es: "Guarde el id de cada notificación e ignore las ya procesadas, respondiendo 200. Envíe la misma dos veces, mire el pedido y confirme aquí: el código de respuesta no lo muestra.",
		en: "Store the id of each notification and skip those already handled, answering 200. Send the same one twice, look at the order and confirm here: the status code does not show it.",
	},
	"find.hook.not_url": {pt: "{url} não é uma URL válida.", es: "{url} no es una URL válida.", en: "{url} is not a valid URL."},
	"find.hook.plain": {
		pt: "A URL de notificação é HTTP: {url}",
		es: "La URL de notificación es HTTP: {url}",
		en: "The notification URL is HTTP: {url}",
	},
	"find.hook.userinfo": {
		pt: "A URL traz usuário e senha, que não devem ir em uma URL de notificação.",
		es: "La URL trae usuario y contraseña, que no deben ir en una URL de notificación.",
		en: "The URL carries a user and a password, which do not belong in a notification URL.",
	},
	"find.hook.unresolved": {
		pt: "O nome do endpoint não foi encontrado no DNS.",
		es: "El nombre del endpoint no se encontró en el DNS.",
		en: "The endpoint's name was not found in DNS.",
	},
	"find.hook.lookup_failed": {
		pt: "Não foi possível consultar o nome {host}: {why}",
		es: "No se pudo consultar el nombre {host}: {why}",
		en: "The name {host} could not be looked up: {why}",
	},
	"find.hook.private": {
		pt: "{host} leva a {addr}, um endereço que o Mercado Pago não alcança.",
		es: "{host} lleva a {addr}, una dirección que Mercado Pago no alcanza.",
		en: "{host} leads to {addr}, an address Mercado Pago cannot reach.",
	},
	"find.hook.own_domain": {
		pt: "{host} é um domínio do Mercado Pago ou Mercado Livre, não da loja.",
		es: "{host} es un dominio de Mercado Pago o Mercado Libre, no de la tienda.",
		en: "{host} is a domain of Mercado Pago or Mercado Libre, not of the shop.",
	},
	"find.hook.long": {
		pt: "A URL tem {n} caracteres. As fontes divergem sobre o limite; até {max} vale em todas.",
		es: "La URL tiene {n} caracteres. Las fuentes difieren sobre el límite; hasta {max} vale en todas.",
		en: "The URL has {n} characters. Sources disagree on the limit; up to {max} is fine in all of them.",
	},
	"find.hook.public": {
		pt: "{host} é HTTPS e tem endereço público.",
		es: "{host} es HTTPS y tiene dirección pública.",
		en: "{host} is HTTPS and has a public address.",
	},
	"find.hook.tls_ok": {
		pt: "O certificado de {host} é válido e a cadeia está completa.",
		es: "El certificado de {host} es válido y la cadena está completa.",
		en: "The certificate of {host} is valid and its chain complete.",
	},
	"find.hook.answers_ok": {
		pt: "O endpoint responde em {ms} ms.",
		es: "El endpoint responde en {ms} ms.",
		en: "The endpoint answers in {ms} ms.",
	},
	"find.hook.slow": {
		pt: "O endpoint responde, mas em {ms} ms. O limite é de 22 segundos, e sob carga a resposta pode demorar mais.",
		es: "El endpoint responde, pero en {ms} ms. El límite es de 22 segundos, y bajo carga la respuesta puede tardar más.",
		en: "The endpoint answers, but in {ms} ms. The limit is 22 seconds, and under load the answer may take longer.",
	},
	"find.hook.rate_limited": {
		pt: "O endpoint respondeu 429 a poucas notificações.",
		es: "El endpoint respondió 429 a unas pocas notificaciones.",
		en: "The endpoint answered 429 to a handful of notifications.",
	},
	"find.hook.unreachable": {
		pt: "O endpoint não foi alcançado a partir daqui. O Mercado Pago talvez o alcance por outra rede.",
		es: "El endpoint no se alcanzó desde aquí. Quizás Mercado Pago lo alcance por otra red.",
		en: "The endpoint could not be reached from here. Mercado Pago may still reach it from another network.",
	},
	"find.hook.timeout-22s": {
		pt: "Sem resposta em 22 segundos: a entrega conta como falha.",
		es: "Sin respuesta en 22 segundos: la entrega se da por fallida.",
		en: "No answer within 22 seconds: the delivery counts as failed.",
	},
	"find.hook.server-error": {
		pt: "O endpoint responde {status} a uma notificação válida.",
		es: "El endpoint responde {status} a una notificación válida.",
		en: "The endpoint answers {status} to a genuine notification.",
	},
	"find.hook.not-found": {
		pt: "O endpoint responde 404: não há nada neste caminho.",
		es: "El endpoint responde 404: no hay nada en esta ruta.",
		en: "The endpoint answers 404: there is nothing at this path.",
	},
	"find.hook.method-not-allowed": {
		pt: "O endpoint não aceita POST ({status}).",
		es: "El endpoint no acepta POST ({status}).",
		en: "The endpoint does not accept POST ({status}).",
	},
	"find.hook.redirects": {
		pt: "O endpoint responde com um redirecionamento ({status}). Só 200 e 201 contam como entrega.",
		es: "El endpoint responde con una redirección ({status}). Solo 200 y 201 cuentan como entrega.",
		en: "The endpoint answers with a redirect ({status}). Only 200 and 201 count as delivered.",
	},
	"find.hook.bad-status": {
		pt: "O endpoint responde {status}. Só 200 e 201 contam como entrega.",
		es: "El endpoint responde {status}. Solo 200 y 201 cuentan como entrega.",
		en: "The endpoint answers {status}. Only 200 and 201 count as delivered.",
	},
	"find.hook.auth-required": {
		pt: "O endpoint pede credenciais que o Mercado Pago não envia ({status}).",
		es: "El endpoint pide credenciales que Mercado Pago no envía ({status}).",
		en: "The endpoint asks for credentials that Mercado Pago does not send ({status}).",
	},
	"find.hook.connection-dropped": {
		pt: "O endpoint fecha a conexão sem uma resposta HTTP completa.",
		es: "El endpoint cierra la conexión sin una respuesta HTTP completa.",
		en: "The endpoint closes the connection without a complete HTTP answer.",
	},
	"find.hook.connection-closed": {
		pt: "O servidor do endpoint fecha a conexão.",
		es: "El servidor del endpoint cierra la conexión.",
		en: "The endpoint's server closes the connection.",
	},
	"find.hook.connection-refused": {
		pt: "O servidor do endpoint recusa a conexão.",
		es: "El servidor del endpoint rechaza la conexión.",
		en: "The endpoint's server refuses the connection.",
	},
	"find.hook.handshake-timeout": {
		pt: "O servidor do endpoint não termina a conexão TLS a tempo.",
		es: "El servidor del endpoint no termina la conexión TLS a tiempo.",
		en: "The endpoint's server does not finish the TLS handshake in time.",
	},
	"find.hook.handshake-failed": {
		pt: "O servidor do endpoint recusa a conexão TLS.",
		es: "El servidor del endpoint rechaza la conexión TLS.",
		en: "The endpoint's server refuses the TLS handshake.",
	},
	"find.hook.client-cert-required": {
		pt: "O servidor do endpoint exige um certificado de cliente, que o Mercado Pago não envia.",
		es: "El servidor del endpoint exige un certificado de cliente, que Mercado Pago no envía.",
		en: "The endpoint's server demands a client certificate, which Mercado Pago does not send.",
	},
	"find.hook.not-tls": {
		pt: "A porta do endpoint não fala TLS.",
		es: "El puerto del endpoint no habla TLS.",
		en: "The endpoint's port does not speak TLS.",
	},
	"find.hook.not-https": {
		pt: "A URL de notificação não é HTTPS.",
		es: "La URL de notificación no es HTTPS.",
		en: "The notification URL is not HTTPS.",
	},
	"find.hook.tls-invalid": {
		pt: "O certificado do endpoint não é válido.",
		es: "El certificado del endpoint no es válido.",
		en: "The endpoint's certificate is not valid.",
	},
	"find.hook.valid_ok": {
		pt: "Notificações válidas são aceitas com ts em segundos e em milissegundos.",
		es: "Se aceptan notificaciones válidas con ts en segundos y en milisegundos.",
		en: "Genuine notifications are accepted with ts in seconds and in milliseconds.",
	},
	"find.hook.rejects_valid": {
		pt: "Notificações assinadas corretamente não são aceitas. Se a assinatura secreta é a da aplicação, as do Mercado Pago também não passariam.",
		es: "Las notificaciones firmadas correctamente no se aceptan. Si la clave secreta es la de la aplicación, las de Mercado Pago tampoco pasarían.",
		en: "Correctly signed notifications are not accepted. If the secret signature is the application's, those from Mercado Pago would not get through either.",
	},
	"find.hook.one_unit": {
		pt: "Uma notificação válida é recusada quando ts vem em {unit}. As fontes divergem sobre a unidade: aceite as duas.",
		es: "Una notificación válida se rechaza cuando ts viene en {unit}. Las fuentes difieren sobre la unidad: acepte las dos.",
		en: "A genuine notification is refused when ts is in {unit}. Sources disagree on the unit: accept both.",
	},
	"find.hook.refused_unsigned": {
		pt: "A notificação sem assinatura é recusada.",
		es: "La notificación sin firma se rechaza.",
		en: "The notification without a signature is refused.",
	},
	"find.hook.refused_forged": {
		pt: "As notificações com assinatura forjada são recusadas.",
		es: "Las notificaciones con firma falsificada se rechazan.",
		en: "Notifications with a forged signature are refused.",
	},
	"find.hook.refused_other_id": {
		pt: "A assinatura feita para outro data.id é recusada.",
		es: "La firma hecha para otro data.id se rechaza.",
		en: "A signature made for another data.id is refused.",
	},
	"find.hook.accepts-unsigned": {
		pt: "O endpoint responde {status} a uma notificação sem assinatura.",
		es: "El endpoint responde {status} a una notificación sin firma.",
		en: "The endpoint answers {status} to a notification without a signature.",
	},
	"find.hook.accepts-forged": {
		pt: "O endpoint responde {status} a uma assinatura forjada.",
		es: "El endpoint responde {status} a una firma falsificada.",
		en: "The endpoint answers {status} to a forged signature.",
	},
	"find.hook.accepts-other-id": {
		pt: "O endpoint responde {status} a uma assinatura feita para outro data.id. É seguro só se o código consulta o mesmo id que verificou.",
		es: "El endpoint responde {status} a una firma hecha para otro data.id. Es seguro solo si el código consulta el mismo id que verificó.",
		en: "The endpoint answers {status} to a signature made for another data.id. That is safe only if the code fetches the very id it verified.",
	},
	"find.hook.no_clear_refusal": {
		pt: "O endpoint não aceita nem recusa claramente: recusar é responder 401 ou 403.",
		es: "El endpoint no acepta ni rechaza con claridad: rechazar es responder 401 o 403.",
		en: "The endpoint neither accepts nor clearly refuses: refusing is answering 401 or 403.",
	},
	"find.hook.refuses_all": {
		pt: "O endpoint recusa também as notificações válidas, então esta recusa não prova a verificação.",
		es: "El endpoint rechaza también las notificaciones válidas, así que este rechazo no prueba la verificación.",
		en: "The endpoint refuses genuine notifications too, so this refusal does not prove the check.",
	},
	"find.news.ok": {
		pt: "A notification_url recebe só webhooks (source_news=webhooks).",
		es: "La notification_url recibe solo webhooks (source_news=webhooks).",
		en: "The notification_url receives webhooks only (source_news=webhooks).",
	},
	"find.news.ipn": {
		pt: "A notification_url pede só IPN (source_news=ipn).",
		es: "La notification_url pide solo IPN (source_news=ipn).",
		en: "The notification_url asks for IPN only (source_news=ipn).",
	},
	"find.news.absent": {
		pt: "A notification_url não tem source_news=webhooks.",
		es: "La notification_url no tiene source_news=webhooks.",
		en: "The notification_url has no source_news=webhooks.",
	},
	"find.news.no_url": {
		pt: "Não há notification_url: as notificações seguem a configuração do painel.",
		es: "No hay notification_url: las notificaciones siguen la configuración del panel.",
		en: "There is no notification_url: notifications follow the dashboard's configuration.",
	},
}
