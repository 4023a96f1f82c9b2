package fix

import (
	"sync"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// catalogue says which remedies a requirement has, the most useful first.
var catalogue = sync.OnceValue(func() map[checks.ID][]recipe {
	m := map[checks.ID][]recipe{}
	for id := range preferenceEdits {
		m[id] = preferenceRecipes(id)
	}
	for id := range serverHints {
		where := onPage
		if id == "notifications.public_https" || id == "notifications.tls" {
			where = onHook
		}
		m[id] = serverRecipes(id, where)
	}
	for _, id := range []checks.ID{"answers", "valid_accepted", "unsigned_refused", "forged_refused", "other_id_refused", "stale_refused", "duplicates", "unknown_topic", "malformed",
		"refetch", "idempotent"} {
		m["notifications."+id] = handlerRecipes()
	}
	m["notifications.answers"] = append(m["notifications.answers"], letThrough()...)
	for id, rs := range pageFixes() {
		m[id] = append(m[id], rs...)
	}
	for id, rs := range accountFixes() {
		m[id] = append(m[id], rs...)
	}
	for id, rs := range sourceFixes() {
		m[id] = append(m[id], rs...)
	}
	for id, rs := range approvalFixes() {
		m[id] = append(m[id], rs...)
	}
	for id, rs := range worldFixes() {
		m[id] = append(m[id], rs...)
	}
	for id, rs := range productFixes() {
		m[id] = append(m[id], rs...)
	}
	return m
})

func accountFixes() map[checks.ID][]recipe {
	me := func(pt, es, en string) recipe { return look("/users/me", say{pt, es, en}) }
	env := envRecipe()
	activation := steps(
		[]string{"Abra {panel} e escolha a aplicação.", "Dados de integração → Credenciais → Produção → Ativar credenciais.", "Informe o setor e o site, {page}; aceite a Declaração de Privacidade e os Termos e Condições, e ative.", "Copie o par de produção para {token} e {key}."},
		[]string{"Abra {panel} y elija la aplicación.", "Datos de integración → Credenciales → Productivas → Activar credenciales.", "Indique la industria y el sitio web, {page}; acepte la Declaración de Privacidad y los Términos y Condiciones, y active.", "Copie el par de producción a {token} y {key}."},
		[]string{"Open {panel} and choose the application.", "Integration data → Credentials → Production → Activate credentials.", "Give the industry and the website, {page}; accept the Privacy Statement and the Terms and Conditions, and activate.", "Copy the production pair to {token} and {key}."})
	renewal := steps(
		[]string{"Prepare o servidor para ler {token} do ambiente.", "Em {panel}: aplicação → Credenciais de produção → Mais opções → Renovar.", "Num horário de pouco movimento, troque {token} e {key} e reinicie; considere que o par antigo para na hora."},
		[]string{"Prepare el servidor para leer {token} del entorno.", "En {panel}: aplicación → Credenciales de producción → Más opciones → Renovar.", "En un horario de poco movimiento, cambie {token} y {key} y reinicie; suponga que el par anterior deja de valer al instante."},
		[]string{"Make the server read {token} from the environment.", "At {panel}: application → Production credentials → More options → Renew.", "In a quiet hour, change {token} and {key} and restart; assume the old pair stops at once."})
	settlement, release := mpclient.SettlementReport, mpclient.ReleaseReport
	page := htmlRecipe("page.html.tmpl", say{"Página de pagamento só com a chave pública", "Página de pago solo con la clave pública", "Payment page with the public key only"})
	return map[checks.ID][]recipe{
		"credentials.token_shape":        {env, me("Resposta 200: o token é lido como está", "Respuesta 200: el token se lee tal cual", "Answer 200: the token is read as it is")},
		"credentials.token_valid":        {env, me("Resposta 200: o token é aceito", "Respuesta 200: el token es aceptado", "Answer 200: the token is accepted")},
		"credentials.public_key":         {env, page},
		"credentials.same_application":   {env},
		"credentials.production_account": {env, me(`Sem "test_user" em tags: conta real`, `Sin "test_user" en tags: cuenta real`, `No "test_user" in tags: a real account`)},
		"credentials.can_charge": {steps(
			[]string{"Entre em {panel} com a conta que vende.", "No Mercado Pago, resolva os avisos da conta: dados, identidade, termos.", "Se o bloqueio continuar, fale com o suporte e informe os codes de status.sell."},
			[]string{"Ingrese a {panel} con la cuenta que vende.", "En Mercado Pago, resuelva los avisos de la cuenta: datos, identidad, términos.", "Si el bloqueo sigue, contacte al soporte e indique los codes de status.sell."},
			[]string{"Sign in at {panel} with the account that sells.", "In Mercado Pago, settle the notices of the account: data, identity, terms.", "If the block stays, contact support with the codes of status.sell."}),
			me("status.sell.allow deve ser true; site_status, active", "status.sell.allow debe ser true; site_status, active", "status.sell.allow must be true, site_status active")},
		"credentials.activated":       {activation, look("/v1/payments/search?limit=1", say{"Resposta 200: a API de pagamentos aceita o token; isso ainda não prova a ativação", "Respuesta 200: la API de pagos acepta el token; eso aún no prueba la activación", "Answer 200: the Payments API accepts the token; that does not prove activation yet"})},
		"credentials.activation_form": {activation},
		"credentials.renewal":         {renewal},
		"credentials.same_owner":      {env},
		"pix.key": {steps(
			[]string{"No app ou no site do Mercado Pago, com a conta que recebe, abra Pix.", "Cadastre uma chave: CPF, CNPJ, e-mail, celular ou aleatória.", "Confirme e repita a verificação. A aplicação fica em {panel}."},
			[]string{"En la app o el sitio de Mercado Pago, con la cuenta que cobra, abra Pix.", "Registre una clave: CPF, CNPJ, e-mail, celular o aleatoria.", "Confirme y repita la verificación. La aplicación está en {panel}."},
			[]string{"In the Mercado Pago app or site, with the collecting account, open Pix.", "Register a key: CPF, CNPJ, e-mail, phone or random.", "Confirm and run the check again. The application is at {panel}."}),
			look("/v1/payment_methods", say{`A lista deve trazer "id":"pix" com status active`, `La lista debe traer "id":"pix" con status active`, `The list must show "id":"pix" with status active`})},

		"homologation.front_end_sdk_pro": {page},
		"approval.device_id":             {htmlRecipe("card.html.tmpl", say{"Formulário com MercadoPago.js v2", "Formulario con MercadoPago.js v2", "Form with MercadoPago.js v2"})},
		"security.token_not_in_page":     {page, renewal},

		"homologation.settlement":       {configureRecipe(settlement, release)},
		"homologation.release":          {configureRecipe(settlement, release)},
		"reports.settlement_configured": {configureRecipe(settlement)},
		"reports.release_configured":    {configureRecipe(release)},
		"reports.settlement_scheduled":  {scheduleRecipe(settlement)},
		"reports.release_scheduled":     {scheduleRecipe(release)},
		"reports.settlement_columns":    {columnsRecipe(settlement)},
		"reports.release_columns":       {columnsRecipe(release)},
		"reports.settlement_recipients": {recipientsRecipe(settlement)},
		"reports.release_recipients":    {recipientsRecipe(release)},
		"reports.settlement_timezone":   {timezoneRecipe(settlement)},
		"reports.release_timezone":      {timezoneRecipe(release)},

		"homologation.payment_get_or_search_api": {operation("GET", "/v1/payments/$PAYMENT_ID", "", say{"Ler o pagamento", "Leer el pago", "Read the payment"})},
		"homologation.chargebacks_api":           {operation("GET", "/v1/chargebacks/search?payment_id=$PAYMENT_ID", "", say{"Buscar contestações", "Buscar contracargos", "Search chargebacks"})},
		"homologation.cancellation_api":          {operation("PUT", "/v1/payments/$PAYMENT_ID", `{"status": "cancelled"}`, say{"Cancelar um pagamento pendente", "Cancelar un pago pendiente", "Cancel a pending payment"})},
		"homologation.refunds_api":               {operation("POST", "/v1/payments/$PAYMENT_ID/refunds", `{}`, say{"Reembolsar o pagamento inteiro", "Devolver el pago completo", "Refund the whole payment"})},
		"security.return_verified":               {operation("GET", "/v1/payments/$PAYMENT_ID", "", say{"Conferir na API antes de entregar", "Comprobar en la API antes de entregar", "Check with the API before delivering"})},
		"notifications.panel": {steps(
			[]string{"Abra {panel} → aplicação → Webhooks → Configurar notificações.", "Modo produtivo: URL {hook}; modo de teste: a do ambiente de testes.", "Marque Pagamentos e Ordens comerciais; depois Contestações e Alertas de fraude. Salve.", "Copie a Assinatura secreta para {secret} e use Simular."},
			[]string{"Abra {panel} → aplicación → Webhooks → Configurar notificaciones.", "Modo productivo: URL {hook}; modo de prueba: la del entorno de pruebas.", "Marque Pagos y Órdenes comerciales; luego Contracargos y Alertas de fraude. Guarde.", "Copie la Clave secreta a {secret} y use Simular."},
			[]string{"Open {panel} → application → Webhooks → Configure notifications.", "Production mode: URL {hook}; test mode: that of your test environment.", "Tick Payments and Commercial orders; then Chargebacks and Fraud alerts. Save.", "Copy the Secret signature to {secret} and use Simulate."})},
	}
}
