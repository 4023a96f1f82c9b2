package lang

// securityTexts holds the section on security.
var securityTexts = table{
	"req.security.token_not_in_page.title": {
		pt: "Access Token fora da página",
		es: "Access Token fuera de la página",
		en: "No Access Token in the page",
	},
	"req.security.token_not_in_page.ask": {
		pt: "O Access Token dá acesso à conta: cobrar, reembolsar, ler vendas. Se o navegador o recebe, qualquer visitante pode copiá-lo.",
		es: "El Access Token da acceso a la cuenta: cobrar, reembolsar, leer ventas. Si el navegador lo recibe, cualquier visitante puede copiarlo.",
		en: "The Access Token opens the account: charging, refunding, reading sales. If the browser receives it, any visitor can copy it.",
	},
	"req.security.token_not_in_page.do": {
		pt: "Tire o token da página e dos scripts e chame a API só do servidor. Renove o token em seguida: o exposto pode ter sido copiado. Na página fica só a chave pública.",
		es: "Quite el token de la página y de los scripts y llame a la API solo desde el servidor. Renueve el token enseguida: el expuesto ya pudo copiarse. En la página queda solo la clave pública.",
		en: "Take the token out of the page and its scripts, and call the API from the server only. Renew the token right after: the exposed one may have been copied. Only the Public Key stays in the page.",
	},
	"req.security.token_not_in_page.check": same("curl -sL https://HOST/PATH | grep -cE '(APP_USR|TEST)-[0-9]{10,}-[0-9]{6}-[0-9a-f]{32}'"),
	"req.security.https_urls.title":        {pt: "URLs enviadas em HTTPS", es: "URL enviadas en HTTPS", en: "URLs sent use HTTPS"},
	"req.security.https_urls.ask": {
		pt: "As URLs de retorno e de notificação levam dados do pagamento. A revisão oficial pede HTTPS em todas.",
		es: "Las URL de retorno y de notificación llevan datos del pago. La revisión oficial pide HTTPS en todas.",
		en: "Return and notification URLs carry payment data. The official review asks for HTTPS in all of them.",
	},
	"req.security.https_urls.do": {
		pt: "Troque http:// por https:// em back_urls e notification_url no código que cria a preferência ou o pagamento.",
		es: "Cambie http:// por https:// en back_urls y notification_url en el código que crea la preferencia o el pago.",
		en: "Change http:// to https:// in back_urls and notification_url, in the code that creates the preference or payment.",
	},
	"req.security.https_urls.check": same("curl -s -H \"Authorization: Bearer $MP_ACCESS_TOKEN\" https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID | grep -o '\"http://[^\"]*\"'"),
	"req.security.return_verified.title": {
		pt: "Retorno verificado no servidor",
		es: "Retorno verificado en servidor",
		en: "Return verified on the server",
	},
	"req.security.return_verified.ask": {
		pt: "Os parâmetros da URL de retorno podem ser escritos à mão. Se a loja confia neles, um pedido é liberado sem pagamento.",
		es: "Los parámetros de la URL de retorno se pueden escribir a mano. Si la tienda confía en ellos, un pedido se libera sin pago.",
		en: "The parameters of the return URL can be typed by hand. If the shop trusts them, an order is released without payment.",
	},
	"req.security.return_verified.do": {
		pt: "Na volta do comprador, consulte o pagamento na API antes de mostrar “aprovado”. Abra a URL de sucesso com um payment_id inventado: o pedido não deve ser confirmado. Depois confirme aqui.",
		es: "Al volver el comprador, consulte el pago en la API antes de mostrar “aprobado”. Abra la URL de éxito con un payment_id inventado: el pedido no debe confirmarse. Luego confirme aquí.",
		en: "When the buyer returns, read the payment from the API before showing “approved”. Open the success URL with an invented payment_id: the order must not be confirmed. Then confirm here.",
	},
	"req.security.return_verified.check": same("curl -sL 'https://HOST/SUCCESS_PATH?payment_id=1&status=approved&collection_status=approved'"),
	"find.token_in_page.clean": {
		pt: "Nenhum Access Token aparece na página, nos cabeçalhos nem nos scripts lidos.",
		es: "No aparece ningún Access Token en la página, en los encabezados ni en los scripts leídos.",
		en: "No Access Token appears in the page, its headers or the scripts that were read.",
	},
	"find.token_in_page.found": {
		pt: "O navegador pode ler {n} {n|Access Token|Access Tokens}.",
		es: "El navegador puede leer {n} {n|Access Token|Access Tokens}.",
		en: "A browser can read {n} {n|Access Token|Access Tokens}.",
	},
	"find.token_in_page.test": {
		pt: "O navegador pode ler um Access Token de teste. O mesmo código pode expor o de produção.",
		es: "El navegador puede leer un Access Token de prueba. El mismo código puede exponer el de producción.",
		en: "A browser can read a test Access Token. The same code may expose the production one.",
	},
	"find.token_in_page.no_page": {
		pt: "A página responde {status}, então o conteúdo real não foi lido.",
		es: "La página responde {status}, así que el contenido real no se leyó.",
		en: "The page answers {status}, so its real content was not read.",
	},
	"find.token_in_page.partly": {
		pt: "Nenhum Access Token no que foi lido, mas parte da página ou de seus scripts não foi lida.",
		es: "Ningún Access Token en lo que se leyó, pero parte de la página o de sus scripts no se leyó.",
		en: "No Access Token in what was read, but part of the page or its scripts was not read.",
	},
	"find.urls.ok": {
		pt: "{n} {n|URL, em|URLs, todas em} HTTPS.",
		es: "{n} {n|URL, en|URL, todas en} HTTPS.",
		en: "{n} {n|URL, over|URLs, all over} HTTPS.",
	},
	"find.urls.app": {
		pt: "{n} {n|URL de retorno abre|URLs de retorno abrem} o aplicativo; nenhuma usa HTTP.",
		es: "{n} {n|URL de retorno abre|URL de retorno abren} la aplicación; ninguna usa HTTP.",
		en: "{n} {n|return URL opens|return URLs open} the app; none uses HTTP.",
	},
	"ev.app_link": {
		pt: "Outro aplicativo pode registrar o mesmo esquema; App Links e Universal Links, em HTTPS, são só seus.",
		es: "Otra aplicación puede registrar el mismo esquema; App Links y Universal Links, en HTTPS, son solo suyos.",
		en: "Another app may register the same scheme; App Links and Universal Links, over HTTPS, are yours alone.",
	},
	"find.urls.plain": {pt: "{field} não é HTTPS.", es: "{field} no es HTTPS.", en: "{field} is not HTTPS."},
	"find.urls.none": {
		pt: "Sem URL de retorno nem de notificação: {object}.",
		es: "Sin URL de retorno ni de notificación: {object}.",
		en: "No return or notification URL: {object}.",
	},
}
