package fix

import "github.com/homologa/homologa/checks"

// sourceFixes are remedies for what stands in the integration's own code.
func sourceFixes() map[checks.ID][]recipe {
	renew := steps(
		[]string{"Troque a credencial no código pela variável {token} (ou {secret}).", "Commite a troca; em {panel}: aplicação → Credenciais de produção → Mais opções → Renovar.",
			"Atualize o ambiente do servidor e reinicie. Só a renovação invalida o que já está em commits e cópias.", "Se quiser limpar o histórico: git filter-repo --replace-text; avise quem tem clones."},
		[]string{"Cambie la credencial del código por la variable {token} (o {secret}).", "Haga commit del cambio; en {panel}: aplicación → Credenciales de producción → Más opciones → Renovar.",
			"Actualice el entorno del servidor y reinicie. Solo la renovación invalida lo que ya está en commits y copias.", "Si quiere limpiar el historial: git filter-repo --replace-text; avise a quien tenga clones."},
		[]string{"Replace the credential in the code with the variable {token} (or {secret}).", "Commit that; at {panel}: application → Production credentials → More options → Renew.",
			"Update the server's environment and restart. Only renewal disables what is in commits and copies.", "To tidy history: git filter-repo --replace-text; tell whoever has clones."})
	return map[checks.ID][]recipe{
		"security.token_not_in_source":  {envRecipe(), renew},
		"security.token_not_in_history": {renew},
		"security.env_ignored": {steps(
			[]string{"printf '.env\\n.env.*\\n!.env.example\\n' >> .gitignore", "git rm --cached --ignore-unmatch .env", "git check-ignore -v .env mostra a regra.", "Se o .env já foi commitado, renove as credenciais em {panel}."},
			[]string{"printf '.env\\n.env.*\\n!.env.example\\n' >> .gitignore", "git rm --cached --ignore-unmatch .env", "git check-ignore -v .env muestra la regla.", "Si .env ya está en un commit, renueve las credenciales en {panel}."},
			[]string{"printf '.env\\n.env.*\\n!.env.example\\n' >> .gitignore", "git rm --cached --ignore-unmatch .env", "git check-ignore -v .env shows the rule.", "If .env was committed already, renew the credentials at {panel}."})},
		"security.no_sandbox_init_point": {steps(
			[]string{"Troque sandbox_init_point por init_point onde o comprador é redirecionado.", "Apague a escolha entre os dois por ambiente.", "Teste com vendedor e comprador de teste, em janela anônima."},
			[]string{"Cambie sandbox_init_point por init_point donde se redirige al comprador.", "Borre la elección entre ambos según el entorno.", "Pruebe con vendedor y comprador de prueba, en ventana de incógnito."},
			[]string{"Replace sandbox_init_point with init_point where the buyer is redirected.", "Delete the choice between the two by environment.", "Test with a test seller and a test buyer, in a private window."})},
		"security.token_not_in_query": {operation("GET", "/v1/payments/$PAYMENT_ID", "", say{"Token no cabeçalho", "Token en el encabezado", "Token in the header"})},
		"security.https_in_source": {steps(
			[]string{"notification_url e back_urls: use https://, como {hook} e {page}.", "Melhor: monte as URLs a partir de uma variável do ambiente, com https em produção."},
			[]string{"notification_url y back_urls: use https://, como {hook} y {page}.", "Mejor: arme las URL a partir de una variable de entorno, con https en producción."},
			[]string{"notification_url and back_urls: use https://, as in {hook} and {page}.", "Better: build the URLs from a variable of the environment, with https in production."})},
		"security.idempotency":       {operation("POST", "/v1/payments/$PAYMENT_ID/refunds", `{}`, say{"Um POST com a chave", "Un POST con la clave", "A POST with the key"})},
		"security.no_card_data":      {htmlRecipe("card.html.tmpl", say{"Formulário que gera o token no navegador", "Formulario que genera el token en el navegador", "Form that makes the token in the browser"})},
		"security.signature_checked": handlerRecipes(),
		"homologation.modal": {steps(
			[]string{"Carregue https://sdk.mercadopago.com/js/v2 na página.", "Crie o Wallet Brick com initialization: {preferenceId, redirectMode: 'modal'}.", "Teste em computador e celular."},
			[]string{"Cargue https://sdk.mercadopago.com/js/v2 en la página.", "Cree el Wallet Brick con initialization: {preferenceId, redirectMode: 'modal'}.", "Pruébelo en computadora y celular."},
			[]string{"Load https://sdk.mercadopago.com/js/v2 in the page.", "Create the Wallet Brick with initialization: {preferenceId, redirectMode: 'modal'}.", "Try it on desktop and phone."})},
	}
}
