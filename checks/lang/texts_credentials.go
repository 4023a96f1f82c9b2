package lang

// credentialsTexts holds the section on credentials.
var credentialsTexts = table{
	"req.credentials.token_shape.title": {pt: "Access Token completo", es: "Access Token completo", en: "Complete Access Token"},
	"req.credentials.token_shape.ask": {
		pt: "Toda chamada à API leva o Access Token no cabeçalho Authorization. Uma aspa, um espaço ou uma quebra de linha a mais basta para a API responder 401.",
		es: "Cada llamada a la API lleva el Access Token en el encabezado Authorization. Una comilla, un espacio o un salto de línea de más basta para que la API responda 401.",
		en: "Every API call carries the Access Token in the Authorization header. One stray quote, space or line break is enough for a 401.",
	},
	"req.credentials.token_shape.do": {
		pt: "Copie o Access Token de novo em Suas integrações → aplicação → Credenciais de produção. Cole na variável de ambiente sem aspas, sem \"Bearer\" e sem espaços.",
		es: "Copie de nuevo el Access Token en Tus integraciones → aplicación → Credenciales de producción. Péguelo en la variable de entorno sin comillas, sin \"Bearer\" y sin espacios.",
		en: "Copy the Access Token again from Your integrations → application → Production credentials. Paste it into the environment variable without quotes, \"Bearer\" or spaces.",
	},
	"req.credentials.token_shape.check": same("printf %s \"$MP_ACCESS_TOKEN\" | tr -d 'A-Za-z0-9_-' | od -c"),
	"req.credentials.token_valid.title": {
		pt: "Access Token aceito pela API",
		es: "Access Token aceptado por la API",
		en: "Access Token accepted by the API",
	},
	"req.credentials.token_valid.ask": {
		pt: "O Access Token identifica a conta que recebe. Se a API o recusa, nenhum pagamento pode ser criado.",
		es: "El Access Token identifica la cuenta que cobra. Si la API lo rechaza, no se puede crear ningún pago.",
		en: "The Access Token identifies the account that collects. If the API refuses it, no payment can be created.",
	},
	"req.credentials.token_valid.do": {
		pt: "Copie o Access Token atual em Suas integrações → aplicação → Credenciais de produção. Se ele foi renovado, atualize todos os servidores que o usam.",
		es: "Copie el Access Token vigente en Tus integraciones → aplicación → Credenciales de producción. Si se renovó, actualice todos los servidores que lo usan.",
		en: "Copy the current Access Token from Your integrations → application → Production credentials. If it was renewed, update every server that uses it.",
	},
	"req.credentials.token_valid.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/users/me"),
	"req.credentials.production_account.title": {
		pt: "Credenciais de conta real",
		es: "Credenciales de cuenta real",
		en: "Credentials of a real account",
	},
	"req.credentials.production_account.ask": {
		pt: "Em produção, o sistema deve usar as credenciais de uma conta real. Com conta de teste, cartões e compradores reais são recusados. O prefixo não decide: contas de teste também têm APP_USR-.",
		es: "En producción, el sistema debe usar las credenciales de una cuenta real. Con una cuenta de prueba se rechazan las tarjetas y los compradores reales. El prefijo no decide: las cuentas de prueba también tienen APP_USR-.",
		en: "In production the system must use the credentials of a real account. With a test account, real cards and buyers are refused. The prefix does not tell: test accounts have APP_USR- too.",
	},
	"req.credentials.production_account.do": {
		pt: "Entre no painel com a conta que vai receber. Copie o par de Suas integrações → aplicação → Credenciais de produção e troque o da conta de teste no servidor e na página.",
		es: "Ingrese al panel con la cuenta que va a cobrar. Copie el par de Tus integraciones → aplicación → Credenciales de producción y reemplace el de la cuenta de prueba en el servidor y en la página.",
		en: "Sign in to the dashboard with the account that will collect. Copy the pair from Your integrations → application → Production credentials and replace the test account's pair on the server and in the page.",
	},
	"req.credentials.production_account.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/users/me | grep -c test_user"),
	"req.credentials.can_charge.title": {
		pt: "Conta habilitada para cobrar",
		es: "Cuenta habilitada para cobrar",
		en: "Account allowed to charge",
	},
	"req.credentials.can_charge.ask": {
		pt: "A conta que recebe precisa estar ativa e liberada para vender. Com restrição ou cadastro incompleto, as cobranças podem falhar mesmo com a integração correta.",
		es: "La cuenta que cobra debe estar activa y habilitada para vender. Con una restricción o datos incompletos, los cobros pueden fallar aunque la integración esté bien.",
		en: "The collecting account must be active and allowed to sell. With a restriction or incomplete data, charges may fail although the integration is right.",
	},
	"req.credentials.can_charge.do": {
		pt: "Entre no Mercado Pago com a conta que recebe. Resolva as pendências de identidade, dados e termos. Se a restrição continuar, fale com o suporte e informe o número da conta.",
		es: "Ingrese a Mercado Pago con la cuenta que cobra. Resuelva los pendientes de identidad, datos y términos. Si la restricción sigue, contacte al soporte e indique el número de cuenta.",
		en: "Sign in to Mercado Pago with the collecting account. Settle what is pending: identity, data, terms. If the restriction stays, contact support and quote the account number.",
	},
	"req.credentials.can_charge.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/users/me | grep -o '\"status\":.*'"),
	"req.credentials.activated.title":  {pt: "Ativar credenciais", es: "Activar credenciales", en: "Activate credentials"},
	"req.credentials.activated.ask": {
		pt: "Antes de receber pagamentos reais, é preciso ativar as credenciais de produção da aplicação. Sem isso, a API recusa as cobranças.",
		es: "Antes de recibir pagos reales hay que activar las credenciales de producción de la aplicación. Sin eso, la API rechaza los cobros.",
		en: "Before real payments can be received, the application's production credentials must be activated. Without that the API refuses charges.",
	},
	"req.credentials.activated.do": {
		pt: "Abra Suas integrações → aplicação → Credenciais de produção. Informe setor e site, aceite a Declaração de Privacidade e os Termos e Condições e clique em Ativar credenciais. Confira se a aplicação foi criada para a solução que você integra.",
		es: "Abra Tus integraciones → aplicación → Credenciales de producción. Indique industria y sitio web, acepte la Declaración de Privacidad y los Términos y Condiciones, y haga clic en Activar credenciales. Verifique que la aplicación se creó para la solución que integra.",
		en: "Open Your integrations → application → Production credentials. Give industry and website, accept the Privacy Statement and the Terms and Conditions, and click Activate credentials. Check that the application was created for the solution you integrate.",
	},
	"req.credentials.activated.check":  same("curl -s -o /dev/null -w '%{http_code}\\n' -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" 'https://api.mercadopago.com/v1/payments/search?limit=1'"),
	"req.credentials.public_key.title": {pt: "Chave pública", es: "Clave pública (Public Key)", en: "Public Key"},
	"req.credentials.public_key.ask": {
		pt: "A chave pública identifica a aplicação no navegador e cria os tokens de cartão. É a única credencial que pode aparecer na página.",
		es: "La clave pública identifica la aplicación en el navegador y crea los tokens de tarjeta. Es la única credencial que puede aparecer en la página.",
		en: "The Public Key identifies the application in the browser and creates card tokens. It is the only credential that may appear in the page.",
	},
	"req.credentials.public_key.do": {
		pt: "Copie a chave pública (Public Key) em Suas integrações → aplicação → Credenciais de produção. Use-a em new MercadoPago(\"PUBLIC_KEY\") e não a confunda com o Access Token.",
		es: "Copie la clave pública (Public Key) en Tus integraciones → aplicación → Credenciales de producción. Úsela en new MercadoPago(\"PUBLIC_KEY\") y no la confunda con el Access Token.",
		en: "Copy the Public Key from Your integrations → application → Production credentials. Use it in new MercadoPago(\"PUBLIC_KEY\") and do not confuse it with the Access Token.",
	},
	"req.credentials.public_key.check": same("printf %s \"$MP_PUBLIC_KEY\" | grep -Ec '^(APP_USR|TEST)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"),
	"req.credentials.same_application.title": {
		pt: "Par da mesma aplicação",
		es: "Par de la misma aplicación",
		en: "Pair of the same application",
	},
	"req.credentials.same_application.ask": {
		pt: "Access Token e chave pública devem ser da mesma aplicação. Um token de cartão criado com a chave de outra aplicação é recusado no servidor.",
		es: "El Access Token y la clave pública deben ser de la misma aplicación. Un token de tarjeta creado con la clave de otra aplicación se rechaza en el servidor.",
		en: "Access Token and Public Key must belong to the same application. A card token made with another application's key is refused on the server.",
	},
	"req.credentials.same_application.do": {
		pt: "Abra uma única aplicação em Suas integrações → aplicação → Credenciais de produção. Copie as duas credenciais da mesma tela e publique as duas juntas.",
		es: "Abra una sola aplicación en Tus integraciones → aplicación → Credenciales de producción. Copie las dos credenciales de la misma pantalla y publíquelas juntas.",
		en: "Open a single application in Your integrations → application → Production credentials. Copy both credentials from the same screen and deploy them together.",
	},
	"req.credentials.site.title": {pt: "País e moeda da conta", es: "País y moneda de la cuenta", en: "Account's country and currency"},
	"req.credentials.site.ask": {
		pt: "A conta deve ser do país em que a loja vende. Moeda e meios de pagamento dependem da conta, e outra moeda pode fazer a cobrança falhar.",
		es: "La cuenta debe ser del país donde vende la tienda. La moneda y los medios de pago dependen de la cuenta, y otra moneda puede hacer fallar el cobro.",
		en: "The account must belong to the country the shop sells in. Currency and payment methods follow the account, and another currency may make the charge fail.",
	},
	"req.credentials.site.do": {
		pt: "Use as credenciais da conta do país em que a loja vende. Se o campo site de homologa.toml estiver errado, corrija. Em currency_id, envie a moeda da conta.",
		es: "Use las credenciales de la cuenta del país donde vende la tienda. Si el campo site de homologa.toml está mal, corríjalo. En currency_id, envíe la moneda de la cuenta.",
		en: "Use the credentials of the account in the country the shop sells in. If the site field in homologa.toml is wrong, correct it. Send the account's currency in currency_id.",
	},
	"req.credentials.site.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/users/me | grep -o '\"site_id\":\"[A-Z]*\"'"),
	"req.credentials.same_owner.title": {
		pt: "Cobranças na conta certa",
		es: "Cobros en la cuenta correcta",
		en: "Charges to the right account",
	},
	"req.credentials.same_owner.ask": {
		pt: "O que a integração cria deve pertencer à conta do Access Token. Outro collector_id indica que o sistema publicado usa outras credenciais e que o dinheiro vai para outra conta.",
		es: "Lo que crea la integración debe pertenecer a la cuenta del Access Token. Otro collector_id indica que el sistema publicado usa otras credenciales y que el dinero va a otra cuenta.",
		en: "What the integration creates must belong to the Access Token's account. Another collector_id means that the deployed system uses other credentials and the money goes to another account.",
	},
	"req.credentials.same_owner.do": {
		pt: "Compare o MP_ACCESS_TOKEN daqui com o do servidor publicado. Depois de corrigir, crie uma nova preferência e informe o id dela em homologa.toml.",
		es: "Compare el MP_ACCESS_TOKEN de aquí con el del servidor publicado. Después de corregir, cree una nueva preferencia e indique su id en homologa.toml.",
		en: "Compare the MP_ACCESS_TOKEN here with the one on the deployed server. Once they agree, create a new preference and put its id in homologa.toml.",
	},
	"req.credentials.same_owner.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | grep -o '\"collector_id\":[0-9]*'"),
	"req.credentials.activation_form.title": {
		pt: "Formulário de ativação conferido",
		es: "Activación: formulario revisado",
		en: "Activation form reviewed",
	},
	"req.credentials.activation_form.ask": {
		pt: "Ao ativar, o Mercado Pago pede setor, site e o aceite dos termos. Para produtos on-line, o site é obrigatório, e só quem acessa o painel vê o que foi informado.",
		es: "Al activar, Mercado Pago pide industria, sitio web y aceptar los términos. Para productos en línea, el sitio web es obligatorio, y solo quien accede al panel ve lo que se declaró.",
		en: "On activation Mercado Pago asks for industry, website and acceptance of the terms. For online products the website is mandatory, and only someone in the dashboard can see what was declared.",
	},
	"req.credentials.activation_form.do": {
		pt: "Abra Suas integrações → aplicação → Credenciais de produção. Confira se o setor e o site são os da loja que vai ao ar. Depois confirme aqui.",
		es: "Abra Tus integraciones → aplicación → Credenciales de producción. Verifique que la industria y el sitio web sean los de la tienda que sale a producción. Luego confirme aquí.",
		en: "Open Your integrations → application → Production credentials. Check that industry and website are those of the shop going live. Then confirm here.",
	},
	"req.credentials.renewal.title": {pt: "Renovação das credenciais", es: "Renovación de credenciales", en: "Renewal of credentials"},
	"req.credentials.renewal.ask": {
		pt: "O Mercado Pago recomenda renovar as credenciais de tempos em tempos, e logo após um vazamento. A idade delas não pode ser vista de fora.",
		es: "Mercado Pago recomienda renovar las credenciales cada cierto tiempo, y enseguida si hubo una filtración. Su antigüedad no se ve desde fuera.",
		en: "Mercado Pago recommends renewing credentials from time to time, and at once after a leak. Their age cannot be seen from outside.",
	},
	"req.credentials.renewal.do": {
		pt: "Defina quem renova e quando. Renove em horário de pouco movimento, em Mais opções → Renovar. As fontes divergem sobre até quando o par antigo vale: considere que ele para na hora. Retire o acesso de terceiros que já encerraram o trabalho.",
		es: "Defina quién renueva y cuándo. Renueve en un horario de poco movimiento, en Más opciones → Renovar. Las fuentes difieren sobre hasta cuándo vale el par anterior: suponga que deja de valer al instante. Quite el acceso a terceros que ya terminaron su trabajo.",
		en: "Decide who renews and when. Renew in a quiet hour, under More options → Renew. Sources disagree on how long the old pair stays valid: assume it stops at once. Remove access of third parties whose work has ended.",
	},
	"find.token_shape.ok": {
		pt: "O Access Token tem a forma usual.",
		es: "El Access Token tiene la forma habitual.",
		en: "The Access Token has the usual shape.",
	},
	"find.token_shape.unusual": {
		pt: "Não tem a forma desta credencial; pode ser outro segredo, e por isso não foi enviada a lugar nenhum. Copie-a de novo do painel.",
		es: "No tiene la forma de esta credencial; puede ser otro secreto, y por eso no se envió a ninguna parte. Cópiela otra vez del panel.",
		en: "It does not have the shape of this credential; it may be another secret, so it was sent nowhere. Copy it from the panel again.",
	},
	"find.token_shape.damaged": {
		pt: "O que está no lugar do Access Token não pode ser usado como está.",
		es: "Lo que está en el lugar del Access Token no se puede usar tal como está.",
		en: "What stands in place of the Access Token cannot be used as it is.",
	},
	"find.token_valid.ok": {
		pt: "A API aceita o Access Token: {nickname}, conta {id}, {site}.",
		es: "La API acepta el Access Token: {nickname}, cuenta {id}, {site}.",
		en: "The API accepts the Access Token: {nickname}, account {id}, {site}.",
	},
	"find.token_valid.refused": {
		pt: "A API recusa o Access Token.",
		es: "La API rechaza el Access Token.",
		en: "The API refuses the Access Token.",
	},
	"find.production_account.test": {
		pt: "{nickname} é uma conta de teste (tag test_user). Pagamentos reais não passam por ela.",
		es: "{nickname} es una cuenta de prueba (tag test_user). Los pagos reales no pasan por ella.",
		en: "{nickname} is a test account (tag test_user). Real payments do not go through it.",
	},
	"find.production_account.real": {
		pt: "{nickname} não tem a tag test_user: é uma conta real.",
		es: "{nickname} no tiene el tag test_user: es una cuenta real.",
		en: "{nickname} has no test_user tag: it is a real account.",
	},
	"find.production_account.pair_unseen": {
		pt: "{nickname} é uma conta real, mas não foi possível ver se estas são as credenciais de produção dela. Confira em Suas integrações > Credenciais de produção.",
		es: "{nickname} es una cuenta real, pero no se pudo ver si estas son sus credenciales de producción. Revise en Tus integraciones > Credenciales de producción.",
		en: "{nickname} is a real account, but whether these are its production credentials could not be seen. Check in Your integrations > Production credentials.",
	},
	"find.can_charge.ok": {
		pt: "A conta está ativa e liberada para vender.",
		es: "La cuenta está activa y habilitada para vender.",
		en: "The account is active and allowed to sell.",
	},
	"find.can_charge.blocked": {
		pt: "A conta não está liberada para vender (status.sell.allow = false).",
		es: "La cuenta no está habilitada para vender (status.sell.allow = false).",
		en: "The account is not allowed to sell (status.sell.allow = false).",
	},
	"find.can_charge.inactive": {
		pt: "A conta não está ativa neste país.",
		es: "La cuenta no está activa en este país.",
		en: "The account is not active in this country.",
	},
	"find.can_charge.unsaid": {
		pt: "A resposta de GET /users/me não diz se a conta pode vender.",
		es: "La respuesta de GET /users/me no dice si la cuenta puede vender.",
		en: "The answer of GET /users/me does not say whether the account may sell.",
	},
	"find.can_charge.terms": {
		pt: "A conta pode vender, mas os termos do Mercado Pago ainda não constam como aceitos.",
		es: "La cuenta puede vender, pero los términos de Mercado Pago aún no figuran como aceptados.",
		en: "The account may sell, but the Mercado Pago terms are not marked as accepted yet.",
	},
	"find.activated.ok": {
		pt: "A API de pagamentos responde, e o endpoint não documentado dos plug-ins oficiais diz que as credenciais podem vender (homologated = true).",
		es: "La API de pagos responde, y el endpoint no documentado de los plugins oficiales dice que las credenciales pueden vender (homologated = true).",
		en: "The Payments API answers, and the undocumented endpoint used by the official plug-ins says that the credentials can sell (homologated = true).",
	},
	"find.activated.payments": {
		pt: "A API de pagamentos responde e mostra {n} {n|pagamento|pagamentos} nesta conta, talvez de outra aplicação. Confira a ativação no painel e confirme aqui.",
		es: "La API de pagos responde y muestra {n} {n|pago|pagos} en esta cuenta, quizás de otra aplicación. Verifique la activación en el panel y confirme aquí.",
		en: "The Payments API answers and shows {n} {n|payment|payments} in this account, perhaps of another application. Check the activation in the dashboard and confirm here.",
	},
	"find.activated.refused": {
		pt: "A API de pagamentos recusa estas credenciais (HTTP {status}).",
		es: "La API de pagos rechaza estas credenciales (HTTP {status}).",
		en: "The Payments API refuses these credentials (HTTP {status}).",
	},
	"find.activated.disagree": {
		pt: "A API de pagamentos responde, mas o endpoint não documentado dos plug-ins oficiais diz que as credenciais ainda não podem vender. Confira no painel.",
		es: "La API de pagos responde, pero el endpoint no documentado de los plugins oficiales dice que las credenciales aún no pueden vender. Verifique en el panel.",
		en: "The Payments API answers, but the undocumented endpoint used by the official plug-ins says that the credentials cannot sell yet. Check in the dashboard.",
	},
	"find.activated.unseen": {
		pt: "A API de pagamentos responde, mas ainda não há pagamento, e isso não prova a ativação. Confira no painel e confirme aqui.",
		es: "La API de pagos responde, pero aún no hay pagos, y eso no prueba la activación. Verifique en el panel y confirme aquí.",
		en: "The Payments API answers, but there is no payment yet, and that does not prove activation. Check in the dashboard and confirm here.",
	},
	"find.public_key.ok": {
		pt: "A chave pública tem a forma usual.",
		es: "La clave pública tiene la forma habitual.",
		en: "The Public Key has the usual shape.",
	},
	"find.public_key.unasked": {
		pt: "A chave pública tem a forma usual; não foi possível ver se o Mercado Pago a aceita. Confira em Suas integrações > Credenciais.",
		es: "La clave pública tiene la forma habitual; no se pudo ver si Mercado Pago la acepta. Revise en Tus integraciones > Credenciales.",
		en: "The Public Key has the usual shape; whether Mercado Pago takes it could not be seen. Check in Your integrations > Credentials.",
	},
	"find.public_key.refused": {
		pt: "A forma está certa, mas o endpoint não documentado dos plug-ins oficiais recusa esta chave pública.",
		es: "La forma es correcta, pero el endpoint no documentado de los plugins oficiales rechaza esta clave pública.",
		en: "The shape is right, but the undocumented endpoint used by the official plug-ins refuses this Public Key.",
	},
	"find.public_key.damaged": {
		pt: "O que está no lugar da chave pública não pode ser usado como está.",
		es: "Lo que está en el lugar de la clave pública no se puede usar tal como está.",
		en: "What stands in place of the Public Key cannot be used as it is.",
	},
	"find.same_application.ok": {
		pt: "Access Token e chave pública são da aplicação {app}.",
		es: "El Access Token y la clave pública son de la aplicación {app}.",
		en: "Access Token and Public Key belong to application {app}.",
	},
	"find.same_application.differ": {
		pt: "O Access Token é da aplicação {token}; a chave pública, da aplicação {key}.",
		es: "El Access Token es de la aplicación {token}; la clave pública, de la aplicación {key}.",
		en: "The Access Token belongs to application {token}, the Public Key to application {key}.",
	},
	"find.same_application.disagree": {
		pt: "O token indica a aplicação {shape}, e o endpoint não documentado dos plug-ins responde {wrapper}. Confira no painel.",
		es: "El token indica la aplicación {shape}, y el endpoint no documentado de los plugins responde {wrapper}. Verifique en el panel.",
		en: "The token names application {shape}, the undocumented endpoint of the plug-ins answers {wrapper}. Check in the dashboard.",
	},
	"find.same_application.key_refused": {
		pt: "A chave pública foi recusada, então a aplicação dela não pôde ser comparada.",
		es: "La clave pública fue rechazada, así que no se pudo comparar su aplicación.",
		en: "The Public Key was refused, so its application could not be compared.",
	},
	"find.site.ok": {
		pt: "A conta é de {country} ({site}), e a moeda é {currency}.",
		es: "La cuenta es de {country} ({site}) y la moneda es {currency}.",
		en: "The account is from {country} ({site}), and its currency is {currency}.",
	},
	"find.site.other": {
		pt: "A conta é de {site}; a configuração diz que a loja vende em {want}.",
		es: "La cuenta es de {site}; la configuración dice que la tienda vende en {want}.",
		en: "The account is from {site}; the configuration says the shop sells in {want}.",
	},
	"find.site.currency": {
		pt: "A cobrança usa {currency}; a conta de {site} recebe em {want}.",
		es: "El cobro usa {currency}; la cuenta de {site} cobra en {want}.",
		en: "The charge uses {currency}; the {site} account collects in {want}.",
	},
	"find.site.unknown": {
		pt: "O site_id da conta, {site}, não é um dos sete conhecidos.",
		es: "El site_id de la cuenta, {site}, no es uno de los siete conocidos.",
		en: "The account's site_id, {site}, is none of the seven known ones.",
	},
	"find.same_owner.ok": {
		pt: "O que foi criado pertence à conta {account}, a do Access Token.",
		es: "Lo creado pertenece a la cuenta {account}, la del Access Token.",
		en: "What was created belongs to account {account}, that of the Access Token.",
	},
	"find.same_owner.other": {
		pt: "O objeto consultado ({object}) pertence à conta {collector}; o Access Token é da conta {account}.",
		es: "El objeto consultado ({object}) pertenece a la cuenta {collector}; el Access Token es de la cuenta {account}.",
		en: "The {object} belongs to account {collector}; the Access Token belongs to account {account}.",
	},
	"find.same_owner.not_found": {
		pt: "Com este Access Token, o objeto informado ({object}) não é encontrado.",
		es: "Con este Access Token, el objeto indicado ({object}) no se encuentra.",
		en: "The {object} cannot be found with this Access Token.",
	},
}
