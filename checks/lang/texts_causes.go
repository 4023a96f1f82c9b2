package lang

// causesTexts names the causes in notifications, credentials, fields and reports, by the ids findings carry.
var causesTexts = table{
	// Notification endpoint.
	"cause.unreachable": {
		pt: "O endpoint não foi alcançado; se o Mercado Pago também não o alcança, nenhuma notificação chega.",
		es: "El endpoint no se alcanzó; si Mercado Pago tampoco lo alcanza, no llega ninguna notificación.",
		en: "The endpoint was not reached; if Mercado Pago cannot reach it either, no notification arrives.",
	},
	"cause.not-https": {
		pt: "O endereço não é HTTPS; em produção o Mercado Pago pede HTTPS.",
		es: "La dirección no es HTTPS; en producción Mercado Pago pide HTTPS.",
		en: "The address is not HTTPS; Mercado Pago asks for HTTPS in production.",
	},
	"cause.tls-invalid": {
		pt: "O certificado da URL de notificação tem um problema, e a entrega pode ser recusada.",
		es: "El certificado de la URL de notificación tiene un problema, y la entrega puede rechazarse.",
		en: "The certificate of the notification URL has a problem, and delivery may be refused.",
	},
	"cause.timeout-22s": {
		pt: "Sem resposta em 22 segundos, o Mercado Pago considera que a entrega falhou e a repete.",
		es: "Sin respuesta en 22 segundos, Mercado Pago da la entrega por fallida y la repite.",
		en: "Without an answer in 22 seconds Mercado Pago counts the delivery as failed and repeats it.",
	},
	"cause.slow": {
		pt: "A resposta leva mais de 2 segundos; sob carga, pode passar dos 22 que o Mercado Pago espera.",
		es: "La respuesta tarda más de 2 segundos; bajo carga, puede superar los 22 que espera Mercado Pago.",
		en: "The answer takes over 2 seconds; under load it may exceed the 22 that Mercado Pago waits.",
	},
	"cause.bad-status": {
		pt: "Uma notificação válida não recebe 200 nem 201, e o Mercado Pago a repete.",
		es: "Una notificación válida no recibe 200 ni 201, y Mercado Pago la repite.",
		en: "A genuine notification gets neither 200 nor 201, and Mercado Pago repeats it.",
	},
	"cause.server-error": {
		pt: "O código do endpoint falha (5xx) com uma notificação válida; veja o log do servidor.",
		es: "El código del endpoint falla (5xx) con una notificación válida; revise el log del servidor.",
		en: "The endpoint's code fails (5xx) on a genuine notification; look at the server's log.",
	},
	"cause.not-found": {
		pt: "O caminho da URL não existe no servidor (404); confira rota e prefixo.",
		es: "La ruta de la URL no existe en el servidor (404); verifique ruta y prefijo.",
		en: "The URL's path does not exist on the server (404); check route and prefix.",
	},
	"cause.redirects": {
		pt: "O endpoint redireciona (www, barra final, login); informe no painel a URL final.",
		es: "El endpoint redirige (www, barra final, inicio de sesión); indique en el panel la URL final.",
		en: "The endpoint redirects (www, trailing slash, login); give the final URL in the dashboard.",
	},
	"cause.auth-required": {
		pt: "O endpoint pede credenciais que o Mercado Pago não envia; libere este caminho e verifique a assinatura.",
		es: "El endpoint pide credenciales que Mercado Pago no envía; libere esta ruta y verifique la firma.",
		en: "The endpoint asks for credentials Mercado Pago does not send; open this path and verify the signature.",
	},
	"cause.method-not-allowed": {
		pt: "O endpoint não aceita POST, o método das notificações.",
		es: "El endpoint no acepta POST, el método de las notificaciones.",
		en: "The endpoint does not accept POST, the method of notifications.",
	},
	"cause.connection-dropped": {
		pt: "A conexão é fechada sem resposta; o processo pode ter caído ou um firewall a corta.",
		es: "La conexión se cierra sin respuesta; el proceso pudo caerse o un firewall la corta.",
		en: "The connection ends without an answer; the process may have crashed or a firewall cuts it.",
	},
	"cause.rejects-valid": {
		pt: "Uma notificação assinada corretamente não é aceita; confira a assinatura secreta, o data.id e o formato do cálculo.",
		es: "Una notificación firmada correctamente no se acepta; verifique la clave secreta, el data.id y el formato del cálculo.",
		en: "A correctly signed notification is not accepted; check the secret signature, the data.id and the string that is signed.",
	},
	"cause.capital-id-only-kept": {
		pt: "Com letras maiúsculas no data.id, só a grafia original é aceita; as fontes divergem, então aceite também minúsculas.",
		es: "Con mayúsculas en el data.id, solo se acepta la forma original; las fuentes difieren, así que acepte también minúsculas.",
		en: "With capital letters in data.id only the original spelling is accepted; sources disagree, so accept lower case too.",
	},
	"cause.capital-id-only-lower": {
		pt: "Com letras maiúsculas no data.id, só minúsculas são aceitas; as fontes divergem, então aceite também a grafia original.",
		es: "Con mayúsculas en el data.id, solo se aceptan minúsculas; las fuentes difieren, así que acepte también la forma original.",
		en: "With capital letters in data.id only lower case is accepted; sources disagree, so accept the original spelling too.",
	},
	"cause.rejects-valid-seconds": {
		pt: "Com ts em segundos, uma notificação válida é recusada; a tolerância de tempo talvez suponha milissegundos.",
		es: "Con ts en segundos, una notificación válida se rechaza; la tolerancia de tiempo quizás suponga milisegundos.",
		en: "With ts in seconds a genuine notification is refused; the time tolerance may assume milliseconds.",
	},
	"cause.rejects-valid-millis": {
		pt: "Com ts em milissegundos, uma notificação válida é recusada; a tolerância de tempo talvez suponha segundos.",
		es: "Con ts en milisegundos, una notificación válida se rechaza; la tolerancia de tiempo quizás suponga segundos.",
		en: "With ts in milliseconds a genuine notification is refused; the time tolerance may assume seconds.",
	},
	"cause.accepts-unsigned": {
		pt: "Sem x-signature, a notificação passa: qualquer pessoa pode anunciar um pagamento.",
		es: "Sin x-signature, la notificación pasa: cualquiera puede anunciar un pago.",
		en: "Without x-signature the notification passes: anyone can announce a payment.",
	},
	"cause.accepts-forged": {
		pt: "Uma assinatura forjada passa: o v1 não é comparado, ou só em parte.",
		es: "Una firma falsificada pasa: el v1 no se compara, o solo en parte.",
		en: "A forged signature passes: v1 is not compared, or only in part.",
	},
	"cause.accepts-other-id": {
		pt: "A assinatura de outro data.id passa: o id da URL não entra no cálculo. A documentação e os SDKs usam o da URL; receptores gerados pelas ferramentas do Mercado Pago, o do corpo.",
		es: "La firma de otro data.id pasa: el id de la URL no entra en el cálculo. La documentación y los SDK usan el de la URL; los receptores que generan las herramientas de Mercado Pago, el del cuerpo.",
		en: "A signature for another data.id passes: the id in the URL is not part of the computation. The documentation and the SDKs take the one of the URL, receivers written by Mercado Pago's tools the one of the body.",
	},
	"cause.accepts-stale": {
		pt: "Uma assinatura de um dia atrás passa: alguém pode repetir uma notificação antiga.",
		es: "Una firma de hace un día pasa: alguien puede repetir una notificación vieja.",
		en: "A signature one day old passes: someone may replay an old notification.",
	},
	"cause.accepts-replay": {
		pt: "A mesma notificação é processada de novo; guarde o id de cada uma.",
		es: "La misma notificación se procesa de nuevo; guarde el id de cada una.",
		en: "The same notification is processed again; store the id of each one.",
	},
	"cause.duplicate-effects": {
		pt: "Uma notificação repetida causa um segundo efeito, como entregar duas vezes.",
		es: "Una notificación repetida causa un segundo efecto, como entregar dos veces.",
		en: "A repeated notification has a second effect, such as delivering twice.",
	},
	"cause.effect-before-check": {
		pt: "O endpoint age antes de verificar a assinatura, e uma notificação falsa já tem efeito.",
		es: "El endpoint actúa antes de verificar la firma, y una notificación falsa ya tiene efecto.",
		en: "The endpoint acts before it verifies the signature, so a false notification takes effect.",
	},
	"cause.rejects-duplicate": {
		pt: "A repetição recebe um erro, e o Mercado Pago continua repetindo; responda 200.",
		es: "La repetición recibe un error, y Mercado Pago sigue repitiendo; responda 200.",
		en: "The repeat gets an error, and Mercado Pago keeps retrying; answer 200.",
	},
	"cause.unknown-topic-error": {
		pt: "Um tópico desconhecido recebe um erro e é repetido inutilmente; responda 200 e ignore-o.",
		es: "Un tópico desconocido recibe un error y se repite inútilmente; responda 200 e ignórelo.",
		en: "An unknown topic gets an error and is retried for nothing; answer 200 and ignore it.",
	},
	"cause.rate-limited": {
		pt: "O endpoint responde 429 a poucas notificações; em dia de pico, os avisos reais atrasam.",
		es: "El endpoint responde 429 a unas pocas notificaciones; en un día pico, los avisos reales se retrasan.",
		en: "The endpoint answers 429 to a handful of notifications; on a busy day real ones are delayed.",
	},
	"cause.malformed-5xx": {
		pt: "Um corpo malformado derruba o endpoint (5xx); valide-o antes de usar.",
		es: "Un cuerpo mal formado hace fallar el endpoint (5xx); valídelo antes de usarlo.",
		en: "A malformed body makes the endpoint fail (5xx); validate before use.",
	},
	"cause.private_address": {
		pt: "O nome leva a um endereço privado ou local, que o Mercado Pago não alcança.",
		es: "El nombre lleva a una dirección privada o local, que Mercado Pago no alcanza.",
		en: "The name leads to a private or local address, which Mercado Pago cannot reach.",
	},
	"cause.own_domain": {
		pt: "A URL de notificação deve ser da loja; domínios do Mercado Pago e do Mercado Livre não são aceitos.",
		es: "La URL de notificación debe ser de la tienda; los dominios de Mercado Pago y Mercado Libre no se aceptan.",
		en: "The notification URL must be the shop's; domains of Mercado Pago and Mercado Libre are not accepted.",
	},
	"cause.ipn-only": {
		pt: "source_news=ipn pede só IPN, que não tem assinatura e será descontinuado (o valor não é documentado com clareza).",
		es: "source_news=ipn pide solo IPN, que no lleva firma y va a discontinuarse (el valor no está documentado con claridad).",
		en: "source_news=ipn asks for IPN only, which is unsigned and to be discontinued (the value is not clearly documented).",
	},
	"cause.both-channels": {
		pt: "Sem source_news=webhooks, o mesmo evento pode chegar também por IPN, sem assinatura.",
		es: "Sin source_news=webhooks, el mismo evento puede llegar también por IPN, sin firma.",
		en: "Without source_news=webhooks the same event may also arrive as IPN, unsigned.",
	},
	// Credentials and account.
	"cause.token-refused": {
		pt: "A API recusa o token: pode ter sido renovado, copiado pela metade ou ser de outra aplicação.",
		es: "La API rechaza el token: pudo renovarse, copiarse a medias o ser de otra aplicación.",
		en: "The API refuses the token: it may have been renewed, half copied or belong to another application.",
	},
	"cause.test-account": {
		pt: "A conta tem a tag test_user: cartões e compradores reais são recusados nela.",
		es: "La cuenta tiene el tag test_user: rechaza tarjetas y compradores reales.",
		en: "The account has the test_user tag: real cards and buyers are refused with it.",
	},
	"cause.sell-not-allowed": {
		pt: "O Mercado Pago não permite que esta conta venda agora.",
		es: "Mercado Pago no permite que esta cuenta venda por ahora.",
		en: "Mercado Pago does not let this account sell at present.",
	},
	"cause.sell_codes": {
		pt: "Motivos que a API informa: status.sell.codes = [{codes}]",
		es: "Motivos que informa la API: status.sell.codes = [{codes}]",
		en: "Reasons the API gives: status.sell.codes = [{codes}]",
	},
	"cause.site-status": {
		pt: "A conta não está com site_status = active, e as cobranças podem ser recusadas.",
		es: "La cuenta no tiene site_status = active, y los cobros pueden rechazarse.",
		en: "The account's site_status is not active, and charges may be refused.",
	},
	"cause.payments-refused": {
		pt: "A API de pagamentos não aceita este token, embora outras chamadas possam aceitá-lo.",
		es: "La API de pagos no acepta este token, aunque otras llamadas puedan aceptarlo.",
		en: "The Payments API does not take this token, although other calls may.",
	},
	"cause.live-credentials-401": {
		pt: "Código 7: o token não pode usar a API de pagamentos. Causas relatadas: credenciais não ativadas, aplicação de outro produto ou conta de teste.",
		es: "Código 7: el token no puede usar la API de pagos. Causas reportadas: credenciales sin activar, aplicación de otro producto o cuenta de prueba.",
		en: "Code 7: the token may not use the Payments API. Reported causes: credentials not activated, an application of another product, a test account.",
	},
	"cause.policy-agent-403": {
		pt: "Uma política da plataforma recusa a chamada (403). Causas relatadas: cabeçalho Authorization perdido, token TEST- antigo, produto não habilitado ou conta restrita.",
		es: "Una política de la plataforma rechaza la llamada (403). Causas reportadas: encabezado Authorization perdido, token TEST- antiguo, producto no habilitado o cuenta restringida.",
		en: "A platform policy refuses the call (403). Reported causes: a lost Authorization header, an old TEST- token, a product not enabled, a restricted account.",
	},
	"cause.public-key-refused": {
		pt: "O endpoint não documentado dos plug-ins oficiais recusa a chave pública: pode ter sido renovada ou copiada pela metade.",
		es: "El endpoint no documentado de los plugins oficiales rechaza la clave pública: pudo renovarse o copiarse a medias.",
		en: "The undocumented endpoint used by the official plug-ins refuses the Public Key: it may have been renewed or half copied.",
	},
	"cause.keys-of-different-apps": {
		pt: "As duas credenciais são de aplicações diferentes: o token de cartão criado na página é recusado no servidor.",
		es: "Las dos credenciales son de aplicaciones distintas: el token de tarjeta creado en la página se rechaza en el servidor.",
		en: "The two credentials belong to different applications: the card token made in the page is refused on the server.",
	},
	"cause.site-unknown": {
		pt: "O site_id da conta não é um dos sete países conhecidos.",
		es: "El site_id de la cuenta no es uno de los siete países conocidos.",
		en: "The account's site_id is none of the seven known countries.",
	},
	"cause.site-mismatch": {
		pt: "A conta é de um país e a loja vende em outro: moeda e meios de pagamento não coincidem.",
		es: "La cuenta es de un país y la tienda vende en otro: moneda y medios de pago no coinciden.",
		en: "The account is from one country and the shop sells in another: currency and methods do not match.",
	},
	"cause.currency-mismatch": {
		pt: "A moeda da cobrança não é a da conta, e o pagamento pode falhar.",
		es: "La moneda del cobro no es la de la cuenta, y el pago puede fallar.",
		en: "The charge's currency is not the account's, and the payment may fail.",
	},
	"cause.object-not-found": {
		pt: "O id não existe para esta conta: pode ser de outra conta ou ter um erro de digitação.",
		es: "El id no existe para esta cuenta: puede ser de otra cuenta o tener un error de escritura.",
		en: "The id does not exist for this account: it may be another account's or mistyped.",
	},
	"cause.other-collector": {
		pt: "O sistema que criou o objeto usa as credenciais de outra conta, que fica com o dinheiro.",
		es: "El sistema que creó el objeto usa las credenciales de otra cuenta, que se queda con el dinero.",
		en: "The system that created the object uses another account's credentials, and the money goes there.",
	},
	// Fields, page, Pix and reports.
	"cause.field-missing": {
		pt: "O campo não é enviado, ou não em todos os itens.",
		es: "El campo no se envía, o no en todos los ítems.",
		en: "The field is not sent, or not for every item.",
	},
	"cause.field-value": {
		pt: "O campo é enviado com um valor inválido.",
		es: "El campo se envía con un valor inválido.",
		en: "The field is sent with an invalid value.",
	},
	"cause.category-unknown": {
		pt: "A categoria não está na lista do Mercado Pago e pode não contar na medição.",
		es: "La categoría no está en la lista de Mercado Pago y puede no contar en la medición.",
		en: "The category is not in Mercado Pago's list and may not count in the measurement.",
	},
	"cause.pix-not-offered": {
		pt: "O Pix não está entre os meios da conta; o motivo mais provável é a falta de uma chave Pix.",
		es: "Pix no está entre los medios de la cuenta; el motivo más probable es que falte una clave Pix.",
		en: "Pix is not among the account's methods; most likely there is no Pix key.",
	},
	"cause.pix-inactive": {
		pt: "O Pix está na conta, mas não ativo; o comprador pode não vê-lo.",
		es: "Pix está en la cuenta, pero no activo; el comprador puede no verlo.",
		en: "Pix is on the account but not active; buyers may not see it.",
	},
	"cause.report-not-configured": {
		pt: "Sem configuração, o relatório não existe, e as vendas anteriores podem ficar fora dele.",
		es: "Sin configuración, el reporte no existe, y las ventas anteriores pueden quedar fuera de él.",
		en: "Without a configuration there is no report, and earlier sales may be missing from it.",
	},
	"cause.report-not-scheduled": {
		pt: "A frequência sozinha não gera nada: só scheduled = true liga a geração automática.",
		es: "La frecuencia sola no genera nada: solo scheduled = true activa la generación automática.",
		en: "The frequency alone generates nothing: only scheduled = true switches automatic generation on.",
	},
}
