package lang

// pageTexts holds what a payment page must and must not contain.
var pageTexts = table{
	"source.pci":     {"Documentação: segurança, PCI; MercadoPago.js v2 só do endereço oficial", "Documentación: seguridad, PCI; MercadoPago.js v2 solo desde la dirección oficial", "Documentation: security, PCI; MercadoPago.js v2 from its official address only"},
	"source.mixed":   {"Padrão W3C Mixed Content", "Estándar W3C Mixed Content", "W3C standard Mixed Content"},
	"source.csp":     {"Lista de hosts do módulo oficial para Magento; padrão W3C CSP 3", "Lista de hosts del módulo oficial para Magento; estándar W3C CSP 3", "Host list of the official Magento module; W3C standard CSP 3"},
	"source.headers": {"Recomendação nossa; RFC 6265bis e OWASP", "Recomendación nuestra; RFC 6265bis y OWASP", "Our advice; RFC 6265bis and OWASP"},

	"find.page.partly": {
		pt: "Só uma parte da página foi lida, e nela está tudo certo. {why}",
		es: "Solo se leyó una parte de la página, y en ella todo está bien. {why}",
		en: "Only part of the page was read, and that part is fine. {why}",
	},
	"find.page.stub": {
		pt: "Não há o que julgar em {url}: {what}.",
		es: "No hay qué juzgar en {url}: {what}.",
		en: "There is nothing to judge at {url}: {what}.",
	},
	"page.stub.empty":   {pt: "a resposta não tem página: nada que um comprador possa usar", es: "la respuesta no tiene página: nada que un comprador pueda usar", en: "the answer holds no page, nothing a buyer could act on"},
	"page.stub.data":    {pt: "a resposta não é HTML", es: "la respuesta no es HTML", en: "the answer is not HTML"},
	"page.stub.forward": {pt: "ela só leva o navegador a outro endereço; configure o endereço final", es: "solo lleva al navegador a otra dirección; configure la dirección final", en: "it only sends the browser to another address; set the final one"},
	"page.stub.frames":  {pt: "ela só tem quadros (iframe) com outras páginas; configure a que tem o pagamento", es: "solo tiene marcos (iframe) con otras páginas; configure la que tiene el pago", en: "it holds only frames with other pages; set the one with the payment"},
	"page.stub.login":   {pt: "o redirecionamento termina numa página de login", es: "la redirección termina en una página de inicio de sesión", en: "the redirect ends at a login page"},
	"find.page.built": {
		pt: "O HTML não mostra nada errado, mas scripts ou quadros da loja montam a página no navegador.",
		es: "El HTML no muestra nada malo, pero scripts o marcos de la tienda arman la página en el navegador.",
		en: "The HTML shows nothing wrong, but scripts or frames of the shop build the page in the browser.",
	},
	"left.page_size":   {pt: "a página depois de 5 MiB", es: "la página después de 5 MiB", en: "the page after 5 MiB"},
	"left.page_time":   {pt: "a página depois de 10 s", es: "la página después de 10 s", en: "the page after 10 s"},
	"left.scripts":     {pt: "{n} {n|script|scripts} além de 64{names}", es: "{n} {n|script|scripts} más allá de 64{names}", en: "{n} {n|script|scripts} beyond 64{names}"},
	"left.script_size": {pt: "{n} {n|script|scripts} depois de 8 MiB{names}", es: "{n} {n|script|scripts} después de 8 MiB{names}", en: "{n} {n|script|scripts} after 8 MiB{names}"},
	"left.unfetched":   {pt: "{n} {n|script que não pôde|scripts que não puderam} ser {n|lido|lidos}{names}", es: "{n} {n|script que no se pudo|scripts que no se pudieron} leer{names}", en: "{n} {n|script|scripts} that could not be fetched{names}"},
	"left.encoded":     {pt: "{n} {n|script|scripts} em compressão que não foi pedida{names}", es: "{n} {n|script|scripts} en una compresión que no se pidió{names}", en: "{n} {n|script|scripts} in a compression that was not asked for{names}"},
	"left.chunks":      {pt: "partes que {n} {n|script carrega|scripts carregam} por nomes que {n|ele monta|eles montam}{names}", es: "partes que {n} {n|script carga|scripts cargan} con nombres que {n|él arma|ellos arman}{names}", en: "parts that {n} {n|script loads|scripts load} by names put together at run time{names}"},
	"left.maps":        {pt: "{n} {n|source map|source maps}{names}", es: "{n} {n|source map|source maps}{names}", en: "{n} source {n|map|maps}{names}"},
	"left.frames":      {pt: "{n} {n|quadro|quadros} da loja{names}", es: "{n} {n|marco|marcos} de la tienda{names}", en: "{n} {n|frame|frames} of the shop{names}"},
	"left.siblings":    {pt: "{n} {n|script|scripts} em outros hosts da loja{names}", es: "{n} {n|script|scripts} en otros hosts de la tienda{names}", en: "{n} {n|script|scripts} on other hosts of the shop{names}"},
	"aside.foreign":    {pt: "sem valor de prova: {n} {n|script|scripts} de outros hosts, que não são lidos", es: "sin valor de prueba: {n} {n|script|scripts} de otros hosts, que no se leen", en: "no evidence either way: {n} {n|script|scripts} of other hosts, which are not read"},
	"ev.loads":         {pt: "{tag}: {url}, linha {line}", es: "{tag}: {url}, línea {line}", en: "{tag}: {url}, line {line}"},

	"req.ssl.mixed_content.title": {pt: "Página sem conteúdo misto", es: "Página sin contenido mixto", en: "No mixed content on the page"},
	"req.ssl.mixed_content.ask": {
		pt: "Uma página HTTPS não deve carregar nada por HTTP: scripts e frames são bloqueados, e formulários enviam os dados abertos.",
		es: "Una página HTTPS no debe cargar nada por HTTP: los scripts y frames se bloquean, y los formularios envían los datos abiertos.",
		en: "An HTTPS page must load nothing over HTTP: scripts and frames get blocked, and forms send their data in the open.",
	},
	"req.ssl.mixed_content.do": {
		pt: "Troque http:// por https:// nos endereços indicados. Se forem muitos, envie também a diretiva upgrade-insecure-requests.",
		es: "Cambie http:// por https:// en las direcciones indicadas. Si son muchas, envíe también la directiva upgrade-insecure-requests.",
		en: "Change http:// to https:// in the addresses shown. If there are many, also send the directive upgrade-insecure-requests.",
	},
	"req.ssl.mixed_content.check": same("curl -sL https://HOST/PATH | grep -nE '(src|href|action|data|poster)=.?http://'"),
	"find.mixed.none": {
		pt: "A página não carrega nada por HTTP.",
		es: "La página no carga nada por HTTP.",
		en: "The page loads nothing over HTTP.",
	},
	"find.mixed.active": {
		pt: "{n} {n|recurso ativo é carregado|recursos ativos são carregados} por HTTP, e os navegadores {n|o|os} bloqueiam.",
		es: "{n} {n|recurso activo se carga|recursos activos se cargan} por HTTP, y los navegadores {n|lo|los} bloquean.",
		en: "{n} active {n|resource is|resources are} loaded over HTTP, and browsers block {n|it|them}.",
	},
	"find.mixed.form": {
		pt: "{n} {n|formulário envia|formulários enviam} dados por HTTP.",
		es: "{n} {n|formulario envía|formularios envían} datos por HTTP.",
		en: "{n} {n|form sends|forms send} data over HTTP.",
	},
	"find.mixed.passive": {
		pt: "{n} {n|imagem ou mídia é carregada|imagens ou mídias são carregadas} por HTTP.",
		es: "{n} {n|imagen o multimedia se carga|imágenes o multimedia se cargan} por HTTP.",
		en: "{n} {n|image or media file is|images or media files are} loaded over HTTP.",
	},
	"find.mixed.upgraded": {
		pt: "{n} {n|endereço usa|endereços usam} HTTP; upgrade-insecure-requests faz o navegador pedir por HTTPS.",
		es: "{n} {n|dirección usa|direcciones usan} HTTP; upgrade-insecure-requests hace que el navegador pida por HTTPS.",
		en: "{n} {n|address uses|addresses use} HTTP; upgrade-insecure-requests makes the browser ask over HTTPS.",
	},
	"find.mixed.plain": {
		pt: "A página não é servida por HTTPS, então isto ainda não pode ser julgado.",
		es: "La página no se sirve por HTTPS, así que esto aún no se puede juzgar.",
		en: "The page is not served over HTTPS, so this cannot be judged yet.",
	},

	"req.security.mpjs_official.title": {pt: "MercadoPago.js oficial", es: "MercadoPago.js oficial", en: "Official MercadoPago.js"},
	"req.security.mpjs_official.ask": {
		pt: "MercadoPago.js v2 deve vir de https://sdk.mercadopago.com/js/v2, sem cópia. Uma cópia não recebe correções e pode ser alterada para roubar cartões.",
		es: "MercadoPago.js v2 debe venir de https://sdk.mercadopago.com/js/v2, sin copia. Una copia no recibe correcciones y puede alterarse para robar tarjetas.",
		en: "MercadoPago.js v2 must come from https://sdk.mercadopago.com/js/v2, never a copy. A copy gets no fixes and can be altered to steal cards.",
	},
	"req.security.mpjs_official.do": {
		pt: "Use <script src=\"https://sdk.mercadopago.com/js/v2\"></script> e apague cópias e a versão 1. Confira a página inteira se não reconhecer o endereço.",
		es: "Use <script src=\"https://sdk.mercadopago.com/js/v2\"></script> y borre copias y la versión 1. Revise la página entera si no reconoce la dirección.",
		en: "Use <script src=\"https://sdk.mercadopago.com/js/v2\"></script> and delete copies and version 1. Examine the whole page if you do not recognise the address.",
	},
	"req.security.mpjs_official.check": same("curl -sL https://HOST/PATH | grep -ioE 'src=.[^ >]*(mercado-?pago|mlstatic)[^ >]*'"),
	"find.mpjs_official.ok": {
		pt: "MercadoPago.js v2 vem do endereço oficial.",
		es: "MercadoPago.js v2 viene de la dirección oficial.",
		en: "MercadoPago.js v2 comes from its official address.",
	},
	"find.mpjs_official.no_copy": {
		pt: "Não há cópia de MercadoPago.js; um redirecionamento ao checkout não precisa do script.",
		es: "No hay copia de MercadoPago.js; una redirección al checkout no necesita el script.",
		en: "There is no copy of MercadoPago.js; a redirect to the checkout does not need the script.",
	},
	"find.mpjs_official.v1": {
		pt: "A página carrega a versão 1, descontinuada: {url}",
		es: "La página carga la versión 1, discontinuada: {url}",
		en: "The page loads version 1, which is retired: {url}",
	},
	"find.mpjs_official.self-hosted": {
		pt: "MercadoPago.js não vem do endereço oficial: {url}",
		es: "MercadoPago.js no viene de la dirección oficial: {url}",
		en: "MercadoPago.js does not come from its official address: {url}",
	},
	"find.mpjs_official.insecure-url": {
		pt: "MercadoPago.js é carregado por HTTP: {url}",
		es: "MercadoPago.js se carga por HTTP: {url}",
		en: "MercadoPago.js is loaded over HTTP: {url}",
	},
	"find.mpjs_official.unseen": {
		pt: "MercadoPago.js v2 não foi visto no HTML nem nos scripts do próprio site.",
		es: "MercadoPago.js v2 no se vio en el HTML ni en los scripts del propio sitio.",
		en: "MercadoPago.js v2 was not seen in the HTML or in the site's own scripts.",
	},
	"find.mpjs_official.shell": {
		pt: "MercadoPago.js v2 não foi visto, mas a página se monta no navegador ou não foi lida por inteiro.",
		es: "MercadoPago.js v2 no se vio, pero la página se arma en el navegador o no se leyó completa.",
		en: "MercadoPago.js v2 was not seen, but the page is built in the browser or was not read in full.",
	},

	"req.security.card_inputs.title": {pt: "Cartão em Secure Fields", es: "Tarjeta en Secure Fields", en: "Card data in Secure Fields"},
	"req.security.card_inputs.ask": {
		pt: "Número, validade e código do cartão devem ser digitados em campos do Mercado Pago. Campos próprios ampliam a auditoria PCI, e com name os dados vão ao seu servidor.",
		es: "El número, el vencimiento y el código de la tarjeta deben escribirse en campos de Mercado Pago. Los campos propios amplían la auditoría PCI, y con name los datos van a su servidor.",
		en: "Card number, expiry and code belong in Mercado Pago's fields. Fields of your own widen the PCI audit, and with a name the data goes to your server.",
	},
	"req.security.card_inputs.do": {
		pt: "Troque os campos indicados por Secure Fields, Card Form ou um Brick. Até lá, tire o atributo name deles.",
		es: "Cambie los campos indicados por Secure Fields, Card Form o un Brick. Mientras tanto, quíteles el atributo name.",
		en: "Replace the fields shown with Secure Fields, Card Form or a Brick. Until then, take their name attribute away.",
	},
	"req.security.card_inputs.check": same("curl -sL https://HOST/PATH | grep -niE '<input[^>]*(cc-number|cc-csc|cardNumber|card_number|securityCode|cvv|cvc)'"),
	"find.card_inputs.none": {
		pt: "O HTML não tem campos próprios para dados de cartão.",
		es: "El HTML no tiene campos propios para datos de tarjeta.",
		en: "The HTML has no fields of its own for card data.",
	},
	"find.card_inputs.raw": {
		pt: "{n} {n|campo da própria página recebe|campos da própria página recebem} dados do cartão.",
		es: "{n} {n|campo de la propia página recibe|campos de la propia página reciben} datos de la tarjeta.",
		en: "{n} {n|field of the page itself takes|fields of the page itself take} card data.",
	},
	"find.card_inputs.named": {
		pt: "{n} {n|campo da própria página recebe|campos da própria página recebem} dados do cartão, e com name eles vão ao servidor.",
		es: "{n} {n|campo de la propia página recibe|campos de la propia página reciben} datos de la tarjeta, y con name van al servidor.",
		en: "{n} {n|field of the page itself takes|fields of the page itself take} card data, and the name attribute sends it to the server.",
	},
	"cause.card-input-raw": {
		pt: "Um campo da página recebe dados do cartão onde deveria haver um campo seguro.",
		es: "Un campo de la página recibe datos de la tarjeta donde debería haber un campo seguro.",
		en: "A field of the page takes card data where a secure field belongs.",
	},
	"cause.card-input-name": {
		pt: "Um campo de cartão tem o atributo name: o navegador envia o dado ao servidor da loja.",
		es: "Un campo de tarjeta tiene el atributo name: el navegador envía el dato al servidor de la tienda.",
		en: "A card field has a name attribute: the browser sends the data to the shop's server.",
	},
	"ev.card_input":    {pt: "{tag}: {what}, linha {line}", es: "{tag}: {what}, línea {line}", en: "{tag}: {what}, line {line}"},
	"cardfield.number": {pt: "número do cartão", es: "número de tarjeta", en: "card number"},
	"cardfield.cvv":    {pt: "código de segurança", es: "código de seguridad", en: "security code"},
	"cardfield.expiry": {pt: "validade", es: "vencimiento", en: "expiry date"},

	"req.security.public_key_on_page.title": {pt: "Chave pública certa na página", es: "Clave pública correcta", en: "Right Public Key on the page"},
	"req.security.public_key_on_page.ask": {
		pt: "A página deve usar a chave pública da mesma aplicação do Access Token; com outra, o servidor não consegue cobrar os tokens de cartão criados nela.",
		es: "La página debe usar la clave pública de la misma aplicación que el Access Token; con otra, el servidor no puede cobrar los tokens de tarjeta creados en ella.",
		en: "The page must use the Public Key of the Access Token's application; with another, the server cannot charge the card tokens created there.",
	},
	"req.security.public_key_on_page.do": {
		pt: "Ponha na página a chave pública configurada, de preferência lida da mesma variável de ambiente, e publique de novo.",
		es: "Ponga en la página la clave pública configurada, mejor si se lee de la misma variable de entorno, y publique de nuevo.",
		en: "Put the configured Public Key on the page, best read from the same environment variable, and deploy again.",
	},
	"req.security.public_key_on_page.check": same("curl -sL https://HOST/PATH | grep -oE '(APP_USR|TEST)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | sort -u"),
	"find.page_key.same": {
		pt: "A página usa a chave pública configurada.",
		es: "La página usa la clave pública configurada.",
		en: "The page uses the configured Public Key.",
	},
	"find.page_key.other": {
		pt: "A página usa uma chave pública diferente da configurada.",
		es: "La página usa una clave pública distinta de la configurada.",
		en: "The page uses a Public Key other than the configured one.",
	},
	"find.page_key.none": {
		pt: "Nenhuma chave pública aparece na página.",
		es: "No aparece ninguna clave pública en la página.",
		en: "No Public Key appears on the page.",
	},
	"find.page_key.unseen": {
		pt: "A página usa MercadoPago.js, mas a chave pública não foi vista; pode chegar mais tarde.",
		es: "La página usa MercadoPago.js, pero no se vio la clave pública; puede llegar más tarde.",
		en: "The page uses MercadoPago.js, but no Public Key was seen; it may arrive later.",
	},
	"find.page_key.unsure": {
		pt: "A chave configurada não foi vista na página, mas ela ou a página não pôde ser lida por inteiro.",
		es: "La clave configurada no se vio en la página, pero ella o la página no se pudo leer completa.",
		en: "The configured key was not seen on the page, but it or the page could not be read in full.",
	},
	"cause.page-key-of-other-app": {
		pt: "A chave pública da página não é a configurada; o servidor recusa os tokens de cartão criados com ela.",
		es: "La clave pública de la página no es la configurada; el servidor rechaza los tokens de tarjeta creados con ella.",
		en: "The Public Key on the page is not the configured one; the server refuses card tokens created with it.",
	},
	"ev.page_keys": {pt: "chaves na página: {keys}", es: "claves en la página: {keys}", en: "keys on the page: {keys}"},

	"req.security.csp.title": {pt: "CSP que permite o checkout", es: "CSP que permite el checkout", en: "CSP lets the checkout work"},
	"req.security.csp.ask": {
		pt: "Se a página tem Content-Security-Policy, ela deve permitir os hosts de que MercadoPago.js precisa; um só bloqueado impede o pagamento.",
		es: "Si la página tiene Content-Security-Policy, debe permitir los hosts que MercadoPago.js necesita; uno solo bloqueado impide el pago.",
		en: "If the page has a Content-Security-Policy, it must allow the hosts MercadoPago.js needs; one blocked host stops the payment.",
	},
	"req.security.csp.do": {
		pt: "Acrescente os hosts indicados às diretivas indicadas e mantenha o resto. Teste um pagamento com o console do navegador aberto.",
		es: "Agregue los hosts indicados a las directivas indicadas y conserve el resto. Pruebe un pago con la consola del navegador abierta.",
		en: "Add the hosts shown to the directives shown and keep the rest. Try a payment with the browser's console open.",
	},
	"req.security.csp.check": same("curl -sIL https://HOST/PATH | grep -i '^content-security-policy'"),
	"find.csp.ok": {
		pt: "A Content-Security-Policy permite o que MercadoPago.js precisa.",
		es: "La Content-Security-Policy permite lo que MercadoPago.js necesita.",
		en: "The Content-Security-Policy allows what MercadoPago.js needs.",
	},
	"find.csp.unused": {
		pt: "MercadoPago.js não foi visto na página, então a Content-Security-Policy não tem o que bloquear.",
		es: "MercadoPago.js no se vio en la página, así que la Content-Security-Policy no tiene qué bloquear.",
		en: "MercadoPago.js was not seen on the page, so the Content-Security-Policy has nothing to block.",
	},
	"find.csp.missing": {
		pt: "Sem Content-Security-Policy: nada é bloqueado. Uma política limitaria scripts de outras origens.",
		es: "Sin Content-Security-Policy: nada se bloquea. Una política limitaría los scripts de otros orígenes.",
		en: "No Content-Security-Policy: nothing is blocked. A policy would limit scripts from elsewhere.",
	},
	"find.csp.report_only": {
		pt: "A Content-Security-Policy só relata: nada é bloqueado.",
		es: "La Content-Security-Policy solo informa: nada se bloquea.",
		en: "The Content-Security-Policy only reports: nothing is blocked.",
	},
	"find.csp.blocks": {
		pt: "{directive} bloqueia {host}, e o checkout não funciona sem ele.",
		es: "{directive} bloquea {host}, y el checkout no funciona sin él.",
		en: "{directive} blocks {host}, and the checkout does not work without it.",
	},
	"find.csp.inline": {
		pt: "{directive} bloqueia o script da página que inicia MercadoPago.js: falta um nonce ou hash.",
		es: "{directive} bloquea el script de la página que inicia MercadoPago.js: falta un nonce o hash.",
		en: "{directive} blocks the page's script that starts MercadoPago.js: a nonce or hash is missing.",
	},
	"find.csp.cut": {
		pt: "A Content-Security-Policy é longa demais e não foi lida por inteiro.",
		es: "La Content-Security-Policy es demasiado larga y no se leyó completa.",
		en: "The Content-Security-Policy is too long and was not read in full.",
	},
	"ev.policy":     same("Content-Security-Policy: {policy}"),
	"ev.csp_block":  {pt: "{directive} não permite {host}", es: "{directive} no permite {host}", en: "{directive} does not allow {host}"},
	"ev.csp_inline": {pt: "{directive} não permite o script embutido", es: "{directive} no permite el script incrustado", en: "{directive} does not allow the inline script"},
	"ev.csp_useful": {
		pt: "Também úteis, mas não indispensáveis: {hosts}",
		es: "También útiles, pero no indispensables: {hosts}",
		en: "Also useful, though not indispensable: {hosts}",
	},

	"req.security.cookies.title": {pt: "Cookies protegidos", es: "Cookies protegidas", en: "Protected cookies"},
	"req.security.cookies.ask": {
		pt: "Um cookie de sessão sem Secure pode viajar por HTTP e ser copiado; HttpOnly e SameSite o protegem de scripts e de outros sites.",
		es: "Una cookie de sesión sin Secure puede viajar por HTTP y ser copiada; HttpOnly y SameSite la protegen de scripts y de otros sitios.",
		en: "A session cookie without Secure can travel over HTTP and be copied; HttpOnly and SameSite guard it from scripts and other sites.",
	},
	"req.security.cookies.do": {
		pt: "Envie os cookies de sessão com Secure; HttpOnly; SameSite=Lax. Na volta do checkout, SameSite=Strict perderia a sessão.",
		es: "Envíe las cookies de sesión con Secure; HttpOnly; SameSite=Lax. Al volver del checkout, SameSite=Strict perdería la sesión.",
		en: "Send session cookies with Secure; HttpOnly; SameSite=Lax. On the way back from the checkout, SameSite=Strict would lose the session.",
	},
	"req.security.cookies.check": same("curl -sIL https://HOST/PATH | grep -i '^set-cookie'"),
	"find.cookies.none": {
		pt: "A página não grava cookies na resposta.",
		es: "La página no guarda cookies en la respuesta.",
		en: "The page sets no cookies in its answer.",
	},
	"find.cookies.ok": {
		pt: "{n} {n|cookie, protegido|cookies, todos protegidos}.",
		es: "{n} {n|cookie, protegida|cookies, todas protegidas}.",
		en: "{n} {n|cookie, protected|cookies, all protected}.",
	},
	"find.cookies.some": {
		pt: "Nenhum cookie de sessão viaja sem proteção; a alguns faltam atributos.",
		es: "Ninguna cookie de sesión viaja sin protección; a algunas les faltan atributos.",
		en: "No session cookie travels unprotected; some lack attributes.",
	},
	"find.cookies.insecure": {
		pt: "O cookie de sessão {name} não tem Secure.",
		es: "La cookie de sesión {name} no tiene Secure.",
		en: "The session cookie {name} has no Secure.",
	},
	"ev.cookie": {pt: "{name}: falta {lacks}", es: "{name}: falta {lacks}", en: "{name}: lacks {lacks}"},

	"req.security.headers.title": {pt: "Cabeçalhos de segurança", es: "Encabezados de seguridad", en: "Security headers"},
	"req.security.headers.ask": {
		pt: "Três cabeçalhos simples evitam que a página seja lida como outro tipo, posta em um frame alheio ou que seu endereço completo vá a terceiros.",
		es: "Tres encabezados simples evitan que la página se lea como otro tipo, se ponga en un frame ajeno o que su dirección completa llegue a terceros.",
		en: "Three simple headers keep the page from being read as another type, put in a stranger's frame, or having its full address sent to others.",
	},
	"req.security.headers.do": {
		pt: "Envie X-Content-Type-Options: nosniff, Referrer-Policy: strict-origin-when-cross-origin e frame-ancestors 'self' na Content-Security-Policy.",
		es: "Envíe X-Content-Type-Options: nosniff, Referrer-Policy: strict-origin-when-cross-origin y frame-ancestors 'self' en la Content-Security-Policy.",
		en: "Send X-Content-Type-Options: nosniff, Referrer-Policy: strict-origin-when-cross-origin, and frame-ancestors 'self' in the Content-Security-Policy.",
	},
	"req.security.headers.check": same("curl -sIL https://HOST/PATH | grep -iE '^(x-content-type-options|referrer-policy|x-frame-options|content-security-policy)'"),
	"find.headers.ok": {
		pt: "Os cabeçalhos básicos de segurança estão todos presentes.",
		es: "Los encabezados básicos de seguridad están todos presentes.",
		en: "The basic security headers are all present.",
	},
	"find.headers.missing": {
		pt: "A página funciona, mas faltam cabeçalhos recomendados: {names}.",
		es: "La página funciona, pero faltan encabezados recomendados: {names}.",
		en: "The page works, but recommended headers are missing: {names}.",
	},
}
