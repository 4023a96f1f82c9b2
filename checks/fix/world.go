package fix

import "github.com/homologa/homologa/checks"

// worldFixes are the remedies for credentials of the wrong world, application or age.
func worldFixes() map[checks.ID][]recipe {
	env := envRecipe()
	me := func(want say) recipe { return look("/users/me", want) }
	own := steps(
		[]string{"Em {panel}, abra uma única aplicação, a da solução publicada.", "Copie dela {token}, {key} e, em Webhooks, {secret}; troque as três no servidor ao mesmo tempo e reinicie.", "Crie um objeto novo, informe o id dele em homologa.toml e repita a verificação."},
		[]string{"En {panel}, abra una sola aplicación, la de la solución publicada.", "Copie de ella {token}, {key} y, en Webhooks, {secret}; cambie las tres en el servidor a la vez y reinicie.", "Cree un objeto nuevo, indique su id en homologa.toml y repita la verificación."},
		[]string{"At {panel}, open one single application, that of the deployed solution.", "Copy {token}, {key} and, under Webhooks, {secret} from it; change all three on the server at once and restart.", "Create a new object, put its id in homologa.toml and run the check again."})
	return map[checks.ID][]recipe{
		"credentials.test_account": {steps(
			[]string{"Em {panel} → aplicação → Contas de teste, crie (ou reutilize) uma conta vendedora e uma compradora do mesmo país, {site}.", "Entre em {panel} com a vendedora, numa janela anônima, e crie nela uma aplicação.", "Copie as credenciais de produção dessa conta para {token} e {key} do ambiente de testes: elas não movem dinheiro.", "Mantenha target = \"test\" em homologa.toml só nesse ambiente; reembolse o que tiver sido cobrado na conta real."},
			[]string{"En {panel} → aplicación → Cuentas de prueba, cree (o reutilice) una cuenta vendedora y una compradora del mismo país, {site}.", "Ingrese a {panel} con la vendedora, en una ventana privada, y cree en ella una aplicación.", "Copie las credenciales de producción de esa cuenta a {token} y {key} del ambiente de pruebas: no mueven dinero.", "Mantenga target = \"test\" en homologa.toml solo en ese ambiente; reembolse lo que se haya cobrado en la cuenta real."},
			[]string{"At {panel} → application → Test accounts, create (or reuse) a seller and a buyer of the same country, {site}.", "Sign in at {panel} as the seller, in a private window, and create an application there.", "Copy that account's production credentials to {token} and {key} of the test environment: they move no money.", "Keep target = \"test\" in homologa.toml in that environment only; refund what was charged with the real account."}),
			me(say{`Com "test_user" em tags: conta de teste`, `Con "test_user" en tags: cuenta de prueba`, `"test_user" in tags: a test account`})},
		"credentials.same_world":         {own, env},
		"credentials.secret_application": {own},
		"credentials.buyer_world": {steps(
			[]string{"Produção: faça uma compra pequena com outra pessoa e outro cartão; o vendedor não pode ser o comprador.", "Informe o id desse pagamento em homologa.toml: payment_id.", "Testes: janela anônima, conta compradora de teste do mesmo país, cartão de teste, e a conta vendedora de teste em {token}."},
			[]string{"Producción: haga una compra pequeña con otra persona y otra tarjeta; el vendedor no puede ser el comprador.", "Indique el id de ese pago en homologa.toml: payment_id.", "Pruebas: ventana privada, cuenta compradora de prueba del mismo país, tarjeta de prueba, y la cuenta vendedora de prueba en {token}."},
			[]string{"Production: have another person make a small purchase with another card; the seller cannot be the buyer.", "Put that payment's id in homologa.toml: payment_id.", "Tests: private window, test buyer of the same country, test card, and the test seller in {token}."}),
			me(say{`"test_user" em tags diz o mundo do vendedor`, `"test_user" en tags dice el mundo del vendedor`, `"test_user" in tags tells the seller's world`})},
		"credentials.oauth": {
			recipe{Curl, say{"Renovar o token", "Renovar el token", "Renew the token"}, func(s *scene) string {
				return "# " + s.T("Guarde o refresh_token novo da resposta: o antigo só vale uma vez", "Guarde el refresh_token nuevo de la respuesta: el anterior vale una sola vez", "Store the new refresh_token of the answer: the old one works once only") +
					"\ncurl -sS -X POST '" + api + "/oauth/token' \\\n  -H 'Content-Type: application/json' \\\n" +
					"  -d \"{\\\"client_id\\\": \\\"$MP_CLIENT_ID\\\", \\\"client_secret\\\": \\\"$MP_CLIENT_SECRET\\\", \\\"grant_type\\\": \\\"refresh_token\\\", \\\"refresh_token\\\": \\\"$MP_REFRESH_TOKEN\\\"}\"\n"
			}},
			steps(
				[]string{"Renove todo mês, com um só processo por vendedor: um refresh_token usado duas vezes é recusado.", "Grave o novo token e o novo refresh_token juntos; depois atualize {token}.", "Em homologa.toml, escreva o dia: oauth_issued = \"AAAA-MM-DD\"."},
				[]string{"Renueve cada mes, con un solo proceso por vendedor: un refresh_token usado dos veces se rechaza.", "Grabe el nuevo token y el nuevo refresh_token juntos; luego actualice {token}.", "En homologa.toml, escriba el día: oauth_issued = \"AAAA-MM-DD\"."},
				[]string{"Renew every month, with one process per seller: a refresh_token used twice is refused.", "Store the new token and the new refresh_token together; then update {token}.", "In homologa.toml, write the day: oauth_issued = \"YYYY-MM-DD\"."})},
		"credentials.application_name": {steps(
			[]string{"Abra {panel}, escolha a aplicação e Editar.", "Troque o nome pelo da loja ou do sistema, sem mercado, livre, libre, pago, shops, envios, crédito.", "Salve: as credenciais continuam as mesmas."},
			[]string{"Abra {panel}, elija la aplicación y Editar.", "Cambie el nombre por el de la tienda o del sistema, sin mercado, libre, livre, pago, shops, envíos, crédito.", "Guarde: las credenciales siguen siendo las mismas."},
			[]string{"Open {panel}, choose the application and Edit.", "Change the name to that of the shop or system, without mercado, libre, livre, pago, shops, envios, crédito.", "Save: the credentials stay the same."})},
	}
}
