package fix

import (
	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// catalogue says which remedies a requirement has, the most useful first.
var catalogue = func() map[checks.ID][]recipe {
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
	for _, id := range []checks.ID{"answers", "valid_accepted", "unsigned_refused", "forged_refused", "other_id_refused", "refetch", "idempotent"} {
		m["notifications."+id] = handlerRecipes()
	}
	for id, rs := range accountFixes() {
		m[id] = append(m[id], rs...)
	}
	return m
}()

func accountFixes() map[checks.ID][]recipe {
	me := func(pt, es, en string) recipe { return look("/users/me", say{pt, es, en}) }
	env := envRecipe()
	activation := steps(
		[]string{"Abra {panel} e escolha a aplicação.", "Dados de integração > Credenciais > Produção > Ativar credenciais.", "Informe o setor e o site {page}, aceite os termos e confirme.", "Copie o par de produção para {token} e {key}."},
		[]string{"Abre {panel} y elige la aplicación.", "Datos de integración > Credenciales > Productivas > Activar credenciales.", "Indica la industria y el sitio {page}, acepta los términos y confirma.", "Copia el par productivo a {token} y {key}."},
		[]string{"Open {panel} and choose the application.", "Integration data > Credentials > Production > Activate credentials.", "Give the industry and the site {page}, accept the terms and confirm.", "Copy the production pair to {token} and {key}."})
	renewal := steps(
		[]string{"Prepare o deploy para ler {token} do ambiente.", "Em {panel}: aplicação > Credenciais de produção > Mais opções > Renovar.", "Num horário calmo, troque {token} e {key} e reinicie; conte com o par antigo parar na hora."},
		[]string{"Prepara el deploy para leer {token} del entorno.", "En {panel}: aplicación > Credenciales de producción > Más opciones > Renovar.", "En una hora tranquila, cambia {token} y {key} y reinicia; cuenta con que el par anterior deje de servir al instante."},
		[]string{"Make the deployment read {token} from the environment.", "At {panel}: application > Production credentials > More options > Renew.", "In a quiet hour, change {token} and {key} and restart; expect the former pair to stop at once."})
	settlement, release := mpclient.SettlementReport, mpclient.ReleaseReport
	page := htmlRecipe("page.html.tmpl", say{"Página de pagamento só com a chave pública", "Página de pago solo con la clave pública", "Payment page with the public key only"})
	return map[checks.ID][]recipe{
		"credentials.token_shape":        {env, me("Resposta 200: o token é lido como está", "Respuesta 200: el token se lee tal cual", "Answer 200: the token is read as it is")},
		"credentials.token_valid":        {env, me("Resposta 200: o token vale", "Respuesta 200: el token vale", "Answer 200: the token is valid")},
		"credentials.public_key":         {env, page},
		"credentials.same_application":   {env},
		"credentials.production_account": {env, me(`Sem "test_user" em tags: conta real`, `Sin "test_user" en tags: cuenta real`, `No "test_user" in tags: a real account`)},
		"credentials.can_charge": {steps(
			[]string{"Entre em {panel} com a conta que vende.", "No Mercado Pago, resolva os avisos da conta: dados, identidade, termos.", "Se o bloqueio ficar, fale com o atendimento e leve os codes de status.sell."},
			[]string{"Entra en {panel} con la cuenta que vende.", "En Mercado Pago, resuelve los avisos de la cuenta: datos, identidad, términos.", "Si el bloqueo sigue, habla con soporte y lleva los codes de status.sell."},
			[]string{"Sign in at {panel} with the account that sells.", "In Mercado Pago, settle the notices of the account: data, identity, terms.", "If the block stays, contact support with the codes of status.sell."}),
			me("status.sell.allow tem de ser true e site_status active", "status.sell.allow tiene que ser true y site_status active", "status.sell.allow has to be true and site_status active")},
		"credentials.activated":       {activation, look("/v1/payments/search?limit=1", say{"Resposta 200: as credenciais podem cobrar", "Respuesta 200: las credenciales pueden cobrar", "Answer 200: the credentials can charge"})},
		"credentials.activation_form": {activation},
		"credentials.renewal":         {renewal},
		"credentials.same_owner":      {env},
		"pix.key": {steps(
			[]string{"No app do Mercado Pago, com a conta que recebe, abra Pix.", "Minhas chaves > Cadastrar chave; escolha CNPJ, CPF, e-mail, telefone ou aleatória.", "Confirme e rode a verificação de novo. A aplicação fica em {panel}."},
			[]string{"En la app de Mercado Pago, con la cuenta que cobra, abre Pix.", "Mis claves > Registrar clave; elige CNPJ, CPF, e-mail, teléfono o aleatoria.", "Confirma y repite la verificación. La aplicación está en {panel}."},
			[]string{"In the Mercado Pago app, with the account that collects, open Pix.", "My keys > Register key; choose CNPJ, CPF, e-mail, phone or random.", "Confirm and run the check again. The application is at {panel}."}),
			look("/v1/payment_methods", say{`A lista tem de trazer "id":"pix" com status active`, `La lista tiene que traer "id":"pix" con status active`, `The list has to show "id":"pix" with status active`})},

		"homologation.front_end_sdk_pro": {page},
		"approval.device_id":             {htmlRecipe("card.html.tmpl", say{"Formulário com MercadoPago.js v2", "Formulario con MercadoPago.js v2", "Form with MercadoPago.js v2"})},
		"security.token_not_in_page":     {page, renewal},

		"homologation.settlement":       {configureRecipe(settlement, release)},
		"homologation.release":          {configureRecipe(settlement, release)},
		"reports.settlement_configured": {configureRecipe(settlement)},
		"reports.release_configured":    {configureRecipe(release)},
		"reports.settlement_scheduled":  {scheduleRecipe(settlement)},
		"reports.release_scheduled":     {scheduleRecipe(release)},

		"homologation.payment_get_or_search_api": {operation("GET", "/v1/payments/$PAYMENT_ID", "", say{"Ler o pagamento", "Leer el pago", "Read the payment"})},
		"homologation.chargebacks_api":           {operation("GET", "/v1/chargebacks/search?payment_id=$PAYMENT_ID", "", say{"Buscar contestações", "Buscar contracargos", "Search chargebacks"})},
		"homologation.cancellation_api":          {operation("PUT", "/v1/payments/$PAYMENT_ID", `{"status": "cancelled"}`, say{"Cancelar um pagamento pendente", "Cancelar un pago pendiente", "Cancel a pending payment"})},
		"homologation.refunds_api":               {operation("POST", "/v1/payments/$PAYMENT_ID/refunds", `{}`, say{"Devolver o pagamento inteiro", "Devolver el pago completo", "Refund the whole payment"})},
		"security.return_verified":               {operation("GET", "/v1/payments/$PAYMENT_ID", "", say{"Conferir na API antes de entregar", "Comprobar en la API antes de entregar", "Check with the API before delivering"})},
		"notifications.panel": {steps(
			[]string{"Abra {panel} > aplicação > Webhooks > Configurar notificações.", "Modo produtivo: URL {hook}; modo de teste: a do ambiente de testes.", "Marque Pagamentos e Ordens comerciais; depois Contestações e Alertas de fraude. Salve.", "Copie a Assinatura secreta para {secret} e use Simular."},
			[]string{"Abre {panel} > aplicación > Webhooks > Configurar notificaciones.", "Modo productivo: URL {hook}; modo de prueba: la del entorno de pruebas.", "Marca Pagos y Órdenes comerciales; luego Contracargos y Alertas de fraude. Guarda.", "Copia la Clave secreta a {secret} y usa Simular."},
			[]string{"Open {panel} > application > Webhooks > Configure notifications.", "Production mode: URL {hook}; test mode: that of your test environment.", "Tick Payments and Commercial orders; then Chargebacks and Fraud alerts. Save.", "Copy the Secret signature to {secret} and use Simulate."})},
	}
}
