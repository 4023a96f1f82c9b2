package sandbox

import "net/http"

// controlCall is a row of GET /_sandbox/help.
type controlCall struct {
	method, name string
	body         string // one that fits, "" for none
	does         [3]string
}

// controlCalls tell about every control path, in the order a newcomer needs them.
var controlCalls = []controlCall{
	{"POST", "chaos", `{"spec":"latency=300ms,status=503,html,times=3"}`, [3]string{
		"Falhas das próximas chamadas: latency, slow, status, retry-after, html, truncate, reset, times. {} desliga.",
		"Fallas de las próximas llamadas: latency, slow, status, retry-after, html, truncate, reset, times. {} las apaga.",
		"Faults of the next calls: latency, slow, status, retry-after, html, truncate, reset, times. {} ends them."}},
	{"POST", "clock", `{"advance":"24h"}`, [3]string{
		"Adianta o relógio; o que venceu acontece.",
		"Adelanta el reloj; lo que venció ocurre.",
		"Moves the clock forward; what fell due happens."}},
	{"POST", "due", "", [3]string{
		"Faz acontecer agora o que já venceu.", "Hace ocurrir ahora lo que ya venció.", "Lets what is due happen now."}},
	{"POST", "pay", `{"id":1300000001,"result":"rejected","status_detail":"cc_rejected_high_risk"}`, [3]string{
		"Força um pagamento que espera: result approved (padrão), rejected, in_process ou cancelled; status_detail é opcional.",
		"Fuerza un pago que espera: result approved (predeterminado), rejected, in_process o cancelled; status_detail es opcional.",
		"Forces a payment that waits: result approved (default), rejected, in_process or cancelled; status_detail is optional."}},
	{"POST", "refusal", `{"code":"2031","times":1}`, [3]string{
		"A próxima chamada que pode receber este erro o recebe: código da API ou status_detail de recusa. {} desfaz.",
		"La próxima llamada que puede recibir este error lo recibe: código de la API o status_detail de rechazo. {} lo deshace.",
		"The next call that can meet this error meets it: a code of the API or the status_detail of a rejection. {} takes it back."}},
	{"POST", "refusal", `{"code":"2031","times":1}`, [3]string{
		"Recusa as próximas criações com um código documentado ou um status_detail; code vazio desliga.",
		"Rechaza las próximas creaciones con un código documentado o un status_detail; code vacío lo apaga.",
		"Refuses the next creations with a documented code or a status_detail; an empty code ends it."}},
	{"POST", "expire", `{"id":1300000001}`, [3]string{
		"Vence um pagamento pendente ou reservado.", "Vence un pago pendiente o reservado.", "Lets a pending or authorized payment expire."}},
	{"POST", "order", `{"id":"ORD01","result":"approved"}`, [3]string{
		"Força uma order que espera: result approved (padrão) ou rejected.",
		"Fuerza una order que espera: result approved (predeterminado) o rejected.",
		"Forces an order that waits: result approved (default) or rejected."}},
	{"POST", "subscription", `{"id":"2c93","action":"authorize"}`, [3]string{
		"Assinatura: action authorize aceita; decline e approve decidem as próximas cobranças.",
		"Suscripción: action authorize acepta; decline y approve deciden los próximos cobros.",
		"Subscription: action authorize accepts; decline and approve decide the next charges."}},
	{"POST", "chargeback", `{"payment_id":1300000001}`, [3]string{
		"Abre uma contestação; com id e action: accept, refuse, reimburse ou settle.",
		"Abre un contracargo; con id y action: accept, refuse, reimburse o settle.",
		"Opens a chargeback; with id and action: accept, refuse, reimburse or settle."}},
	{"POST", "claim", `{"payment_id":1300000001}`, [3]string{
		"Abre uma reclamação; com id e action: message, dispute, seller, buyer ou cancel.",
		"Abre un reclamo; con id y action: message, dispute, seller, buyer o cancel.",
		"Opens a claim; with id and action: message, dispute, seller, buyer or cancel."}},
	{"POST", "scan", `{"external_pos_id":"SUC01POS01","result":"approved"}`, [3]string{
		"Alguém lê o QR de um caixa ou, com in_store_order_id, o de uma order, e paga; payment_method_id é opcional.",
		"Alguien lee el QR de una caja o, con in_store_order_id, el de una orden, y paga; payment_method_id es opcional.",
		"Somebody scans the QR of a till or, with in_store_order_id, that of an order, and pays; payment_method_id is optional."}},
	{"POST", "intent", `{"id":"8d3f","state":"FINISHED"}`, [3]string{
		"Leva uma intenção de pagamento do terminal a outro estado.",
		"Lleva una intención de pago de la terminal a otro estado.",
		"Moves a terminal's payment intent to another state."}},
	{"POST", "agreement", `{"id":"a1b2","action":"approve"}`, [3]string{
		"Acordo de carteira: action approve ou cancel.",
		"Acuerdo de billetera: action approve o cancel.",
		"Wallet agreement: action approve or cancel."}},
	{"POST", "card_update", `{"customer_id":"1-a","card_id":"1"}`, [3]string{
		"O banco renova um cartão salvo.", "El banco renueva una tarjeta guardada.", "The bank renews a saved card."}},
	{"POST", "fraud_alert", `{"payment_id":1300000001}`, [3]string{
		"Envia um alerta de fraude sobre um pagamento aprovado.",
		"Envía una alerta de fraude sobre un pago aprobado.",
		"Sends a fraud alert about an approved payment."}},
	{"POST", "account", `{"kind":"test","sell":true,"pix_offered":true,"pix_key":false}`, [3]string{
		"Fatos da conta: kind real, test, test_buyer, restricted ou not_activated; sell; pix_offered; pix_key. O que falta fica como está.",
		"Hechos de la cuenta: kind real, test, test_buyer, restricted o not_activated; sell; pix_offered; pix_key. Lo que falta queda como está.",
		"Facts of the account: kind real, test, test_buyer, restricted or not_activated; sell; pix_offered; pix_key. What is left out stays."}},
	{"POST", "token", `{"action":"renew"}`, [3]string{
		"Access Token: action renew, revoke ou restore.",
		"Access Token: action renew, revoke o restore.",
		"Access token: action renew, revoke or restore."}},
	{"POST", "application", `{"pkce":true,"redirect_uris":["https://shop.example/back"]}`, [3]string{
		"OAuth: exigir PKCE, endereços de retorno registrados.",
		"OAuth: exigir PKCE, direcciones de retorno registradas.",
		"OAuth: demand PKCE, registered redirect addresses."}},
	{"GET", "application", "", [3]string{
		"Chaves e segredos inventados das duas aplicações.",
		"Claves y secretos inventados de las dos aplicaciones.",
		"Invented keys and secrets of both applications."}},
	{"POST", "deauthorize", "", [3]string{
		"O vendedor ligado por OAuth revoga a aplicação.",
		"El vendedor vinculado por OAuth revoca la aplicación.",
		"The seller linked through OAuth revokes the application."}},
	{"POST", "reports", `{"kind":"settlement_report","configured":true,"scheduled":true}`, [3]string{
		"Relatório settlement_report ou release_report: configurado, agendado.",
		"Reporte settlement_report o release_report: configurado, programado.",
		"Report settlement_report or release_report: configured, scheduled."}},
	{"POST", "report_webhook", `{"url":"https://shop.example/reports"}`, [3]string{
		"URL avisada de relatórios prontos; responde a senha da assinatura.",
		"URL a la que se avisa de reportes listos; responde la contraseña de la firma.",
		"URL told of finished reports; answers the password of the signature."}},
	{"POST", "webhook", `{"url":"https://shop.example/hook","test_url":"https://shop.example/test"}`, [3]string{
		"URLs de notificação do painel, produção e teste.",
		"URL de notificación del panel, producción y prueba.",
		"Notification URLs of the panel, production and test."}},
	{"POST", "signing", `{"milliseconds":true,"lower_case":true}`, [3]string{
		"Assinatura: ts em milissegundos em vez de segundos; data.id em minúsculas em vez de como veio.",
		"Firma: ts en milisegundos en vez de segundos; data.id en minúsculas en vez de como vino.",
		"Signature: ts in milliseconds instead of seconds; data.id in lower case instead of as spelt."}},
	{"POST", "simulate", `{"test":false,"topic":"payment","action":"payment.updated","data_id":"123456"}`, [3]string{
		"O botão de simulação do painel: um evento inventado.",
		"El botón de simulación del panel: un evento inventado.",
		"The panel's simulation button: an invented event."}},
	{"GET", "notifications", "", [3]string{
		"Histórico: cada notificação e se foi entregue.",
		"Historial: cada notificación y si se entregó.",
		"History: each notification and whether it was delivered."}},
	{"GET", "deliveries", "", [3]string{
		"Cada tentativa de entrega.", "Cada intento de entrega.", "Each delivery attempt."}},
	{"POST", "replay", `{"notice":1}`, [3]string{
		"Reenvia uma notificação do histórico.", "Reenvía una notificación del historial.", "Sends a notification of the history again."}},
	{"GET", "requests", "", [3]string{
		"As últimas 200 chamadas à API.", "Las últimas 200 llamadas a la API.", "The last 200 calls to the API."}},
	{"POST", "reset", `{"seed":7}`, [3]string{
		"Recomeça; com seed, com outros ids e chaves.",
		"Vuelve a empezar; con seed, con otros ids y claves.",
		"Starts over; with seed, with other ids and keys."}},
	{"GET", "help", "", [3]string{
		"Esta lista; ?lang=pt, es ou en.", "Esta lista; ?lang=pt, es o en.", "This list; ?lang=pt, es or en."}},
	{"GET", "", "", [3]string{
		"A página de controle, para o navegador.", "La página de control, para el navegador.", "The control page, for a browser."}},
}

// controlHelp lists what the control paths do, in the language of ?lang, else the site's.
func (s *Server) controlHelp(c *call) reply {
	at := map[string]int{"pt": 0, "es": 1, "en": 2}
	i, known := at[c.query.Get("lang")]
	if !known {
		i = at[s.site.Language]
	}
	type row struct {
		Method string `json:"method"`
		Path   string `json:"path"`
		Body   string `json:"body,omitempty"`
		Does   string `json:"does"`
	}
	list := []row{}
	for _, o := range controlCalls {
		list = append(list, row{o.method, controlPrefix + o.name, o.body, o.does[i]})
	}
	return reply{http.StatusOK, list}
}
