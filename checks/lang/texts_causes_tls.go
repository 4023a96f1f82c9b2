package lang

// causesTLSTexts names the causes seen in TLS, HTTPS and the payment page, by the ids findings carry.
var causesTLSTexts = table{
	"cause.cert-expired": {
		pt: "O certificado venceu: navegadores e o Mercado Pago recusam a conexão.",
		es: "El certificado venció: los navegadores y Mercado Pago rechazan la conexión.",
		en: "The certificate has expired: browsers and Mercado Pago refuse the connection.",
	},
	"cause.cert-expires-soon": {
		pt: "O certificado vence em breve; vencido, a loja deixa de receber pagamentos e notificações.",
		es: "El certificado vence pronto; vencido, la tienda deja de recibir pagos y notificaciones.",
		en: "The certificate expires soon; once it has, the shop stops receiving payments and notifications.",
	},
	"cause.cert-not-yet-valid": {
		pt: "O certificado ainda não vale: confira a data de emissão e o relógio do servidor.",
		es: "El certificado aún no es válido: verifique la fecha de emisión y el reloj del servidor.",
		en: "The certificate is not valid yet: check its issue date and the server's clock.",
	},
	"cause.cert-host-mismatch": {
		pt: "O certificado não cobre este nome de host, e a conexão não é confiável.",
		es: "El certificado no cubre este nombre de host, y la conexión no es confiable.",
		en: "The certificate does not cover this host name, so the connection cannot be trusted.",
	},
	"cause.cert-no-san": {
		pt: "O certificado só tem o nome comum (CN); hoje apenas os nomes alternativos (SAN) contam.",
		es: "El certificado solo tiene el nombre común (CN); hoy solo cuentan los nombres alternativos (SAN).",
		en: "The certificate has only a common name (CN); today only alternative names (SAN) count.",
	},
	"cause.cert-self-signed": {
		pt: "O certificado é autoassinado: ninguém de fora confia nele.",
		es: "El certificado es autofirmado: nadie de fuera confía en él.",
		en: "The certificate is self-signed: nobody outside trusts it.",
	},
	"cause.cert-untrusted-root": {
		pt: "A cadeia termina em uma autoridade que sistemas comuns não reconhecem.",
		es: "La cadena termina en una autoridad que los sistemas comunes no reconocen.",
		en: "The chain ends in an authority that common systems do not trust.",
	},
	"cause.cert-untrusted-root.maybe": {
		pt: "Se o certificado é de uma autoridade privada: compradores e o Mercado Pago não a reconhecem; use uma pública.",
		es: "Si el certificado es de una autoridad privada: ni los compradores ni Mercado Pago la reconocen; use una pública.",
		en: "If the certificate is from a private authority: neither buyers nor Mercado Pago recognise it; use a public one.",
	},
	"cause.cert-chain-invalid": {
		pt: "A cadeia não cumpre uma regra das próprias autoridades, e os clientes a recusam.",
		es: "La cadena no cumple una regla de las propias autoridades, y los clientes la rechazan.",
		en: "The chain breaks a rule of its own authorities, and clients refuse it.",
	},
	"cause.cert-missing-intermediate": {
		pt: "Falta o certificado intermediário; um servidor que chama o seu não tem como completar a cadeia.",
		es: "Falta el certificado intermedio; un servidor que llama al suyo no puede completar la cadena.",
		en: "The intermediate certificate is missing; a server calling yours cannot complete the chain.",
	},
	"cause.cert-missing-intermediate.maybe": {
		pt: "Se o certificado é de uma autoridade pública: falta enviar o intermediário (use fullchain.pem).",
		es: "Si el certificado es de una autoridad pública: falta enviar el intermedio (use fullchain.pem).",
		en: "If the certificate is from a public authority: the intermediate is not sent (use fullchain.pem).",
	},
	"cause.cert-chain-order": {
		pt: "Os certificados são enviados fora de ordem; clientes mais rígidos podem recusar.",
		es: "Los certificados se envían fuera de orden; los clientes más estrictos pueden rechazarlos.",
		en: "The certificates are sent out of order; stricter clients may refuse them.",
	},
	"cause.cert-intermediate-expired": {
		pt: "Um certificado intermediário venceu, e a cadeia deixa de ser válida.",
		es: "Un certificado intermedio venció, y la cadena deja de ser válida.",
		en: "An intermediate certificate has expired, which breaks the chain.",
	},
	"cause.cert-chain-long": {
		pt: "A cadeia é longa demais ou traz certificados alheios, e cada conexão fica mais lenta.",
		es: "La cadena es demasiado larga o trae certificados ajenos, y cada conexión es más lenta.",
		en: "The chain is unusually long or carries unrelated certificates, which slows every connection.",
	},
	"cause.cert-chain-too-big": {
		pt: "A mensagem de certificados é grande demais para ser processada por clientes comuns.",
		es: "El mensaje de certificados es demasiado grande para los clientes comunes.",
		en: "The certificate message is too large for common clients to process.",
	},
	"cause.cert-root-sent": {
		pt: "A raiz também é enviada; não faz falta e só aumenta a conexão.",
		es: "También se envía la raíz; no hace falta y solo agranda la conexión.",
		en: "The root is sent too; it is not needed and only adds bytes.",
	},
	"cause.cert-weak-signature": {
		pt: "O certificado é assinado com SHA-1 ou MD5, que navegadores e servidores não aceitam mais.",
		es: "El certificado está firmado con SHA-1 o MD5, que navegadores y servidores ya no aceptan.",
		en: "The certificate is signed with SHA-1 or MD5, which browsers and servers no longer accept.",
	},
	"cause.cert-weak-key": {
		pt: "A chave do certificado é pequena demais (RSA abaixo de 2048 bits, ECDSA abaixo de 256) e é recusada.",
		es: "La clave del certificado es demasiado pequeña (RSA de menos de 2048 bits, ECDSA de menos de 256) y se rechaza.",
		en: "The certificate's key is too small (RSA under 2048 bits, ECDSA under 256) and gets refused.",
	},
	"cause.cert-uncommon-key": {
		pt: "Navegadores não aceitam este tipo de chave (Ed25519 ou DSA): o comprador não abre a página.",
		es: "Los navegadores no aceptan este tipo de clave (Ed25519 o DSA): el comprador no puede abrir la página.",
		en: "Browsers do not accept this kind of key (Ed25519 or DSA): the buyer cannot open the page.",
	},
	"cause.cert-is-authority": {
		pt: "Um certificado de autoridade (CA) é usado como certificado de servidor; alguns navegadores o recusam.",
		es: "Un certificado de autoridad (CA) se usa como certificado de servidor; algunos navegadores lo rechazan.",
		en: "An authority's certificate (CA) is used as a server's; some browsers refuse it.",
	},
	"cause.cert-no-sct": {
		pt: "Falta a prova de registro público (SCT), que Chrome e Safari exigem de autoridades públicas.",
		es: "Falta la prueba de registro público (SCT), que Chrome y Safari exigen de las autoridades públicas.",
		en: "The proof of public logging (SCT), which Chrome and Safari demand of public authorities, is missing.",
	},
	"cause.cert-wrong-usage": {
		pt: "O certificado não foi emitido para autenticar servidores e é recusado.",
		es: "El certificado no fue emitido para autenticar servidores y se rechaza.",
		en: "The certificate was not issued for server authentication and gets refused.",
	},
	"cause.cert-validity-too-long": {
		pt: "O prazo do certificado é maior que o aceito por navegadores; alguns podem recusar.",
		es: "La vigencia del certificado es mayor que la aceptada por los navegadores; algunos pueden rechazarlo.",
		en: "The certificate's life is longer than browsers accept; some may refuse it.",
	},
	"cause.cert-revoked": {
		pt: "O certificado foi revogado pelo emissor; é preciso emitir outro.",
		es: "El certificado fue revocado por el emisor; hay que emitir otro.",
		en: "The certificate was revoked by its issuer; a new one is needed.",
	},
	"cause.cert-must-staple-missing": {
		pt: "O certificado exige resposta OCSP junto (must-staple) e o servidor não envia uma válida; alguns navegadores recusam.",
		es: "El certificado exige una respuesta OCSP adjunta (must-staple) y el servidor no envía una válida; algunos navegadores lo rechazan.",
		en: "The certificate demands a stapled OCSP response (must-staple) and the server sends no valid one; some browsers refuse.",
	},
	"cause.tls-ssl3": {
		pt: "O servidor aceita SSLv3, quebrado há anos e proibido pelo PCI DSS.",
		es: "El servidor acepta SSLv3, roto hace años y prohibido por PCI DSS.",
		en: "The server accepts SSLv3, broken for years and ruled out by PCI DSS.",
	},
	"cause.tls-1.0": {
		pt: "O servidor aceita TLS 1.0, obsoleto e fora do PCI DSS.",
		es: "El servidor acepta TLS 1.0, obsoleto y fuera de PCI DSS.",
		en: "The server accepts TLS 1.0, which is obsolete and not PCI DSS compliant.",
	},
	"cause.tls-1.1": {
		pt: "O servidor aceita TLS 1.1, obsoleto e fora do PCI DSS.",
		es: "El servidor acepta TLS 1.1, obsoleto y fuera de PCI DSS.",
		en: "The server accepts TLS 1.1, which is obsolete and not PCI DSS compliant.",
	},
	"cause.tls-1.2-absent": {
		pt: "O servidor só oferece TLS 1.3; não está documentado se todos os clientes do Mercado Pago o usam.",
		es: "El servidor solo ofrece TLS 1.3; no está documentado si todos los clientes de Mercado Pago lo usan.",
		en: "The server offers TLS 1.3 only; whether every Mercado Pago client uses it is not documented.",
	},
	"cause.tls-no-modern": {
		pt: "O servidor não oferece TLS 1.2 nem 1.3: a conexão com o Mercado Pago não se estabelece com segurança.",
		es: "El servidor no ofrece TLS 1.2 ni 1.3: la conexión con Mercado Pago no se establece con seguridad.",
		en: "The server offers neither TLS 1.2 nor 1.3: no safe connection with Mercado Pago can be made.",
	},
	"cause.tls-1.3-missing": {
		pt: "O servidor não oferece TLS 1.3; TLS 1.2 ainda basta.",
		es: "El servidor no ofrece TLS 1.3; TLS 1.2 todavía es suficiente.",
		en: "The server does not offer TLS 1.3; TLS 1.2 is still enough.",
	},
	"cause.cipher-rc4": {
		pt: "O servidor aceita RC4, cifra quebrada que expõe os dados do pagamento.",
		es: "El servidor acepta RC4, un cifrado roto que expone los datos del pago.",
		en: "The server accepts RC4, a broken cipher that exposes payment data.",
	},
	"cause.cipher-3des": {
		pt: "O servidor aceita 3DES, cifra de blocos de 64 bits considerada fraca.",
		es: "El servidor acepta 3DES, un cifrado de bloques de 64 bits considerado débil.",
		en: "The server accepts 3DES, a 64-bit block cipher considered weak.",
	},
	"cause.cipher-export": {
		pt: "O servidor aceita cifras de exportação, que se quebram em minutos.",
		es: "El servidor acepta cifrados de exportación, que se rompen en minutos.",
		en: "The server accepts export suites, which are broken within minutes.",
	},
	"cause.cipher-null": {
		pt: "O servidor aceita conexões sem cifra: os dados do pagamento podem ser lidos.",
		es: "El servidor acepta conexiones sin cifrado: los datos del pago se pueden leer.",
		en: "The server accepts connections without encryption: payment data can be read.",
	},
	"cause.cipher-anon": {
		pt: "O servidor aceita conexões sem autenticação: outro servidor pode se passar por ele.",
		es: "El servidor acepta conexiones sin autenticación: otro servidor puede hacerse pasar por él.",
		en: "The server accepts unauthenticated connections: another server can pose as it.",
	},
	"cause.cipher-no-fs": {
		pt: "Nenhuma cifra oferece sigilo futuro (forward secrecy): uma chave vazada abre as conexões antigas.",
		es: "Ningún cifrado ofrece secreto hacia adelante (forward secrecy): una clave filtrada abre las conexiones anteriores.",
		en: "No suite offers forward secrecy: a leaked key opens past connections.",
	},
	"cause.cipher-some-no-fs": {
		pt: "Algumas cifras não oferecem sigilo futuro; retire-as se nenhum cliente antigo precisar delas.",
		es: "Algunos cifrados no ofrecen secreto hacia adelante; quítelos si ningún cliente antiguo los necesita.",
		en: "Some suites offer no forward secrecy; drop them if no old client needs them.",
	},
	"cause.cipher-cbc-only": {
		pt: "O servidor só oferece cifras CBC; as modernas (AEAD) são mais seguras.",
		es: "El servidor solo ofrece cifrados CBC; los modernos (AEAD) son más seguros.",
		en: "The server offers CBC suites only; modern ones (AEAD) are safer.",
	},
	"cause.dh-weak": {
		pt: "Os parâmetros Diffie-Hellman têm 1024 bits ou menos, e a conexão pode ser quebrada.",
		es: "Los parámetros Diffie-Hellman tienen 1024 bits o menos, y la conexión se puede romper.",
		en: "The Diffie-Hellman parameters have 1024 bits or fewer, and the connection can be broken.",
	},
	"cause.renegotiation-client": {
		pt: "O cliente pode pedir renegociação, o que facilita ataques de negação de serviço.",
		es: "El cliente puede pedir renegociación, lo que facilita ataques de denegación de servicio.",
		en: "Clients may ask for renegotiation, which helps denial-of-service attacks.",
	},
	"cause.sni-required": {
		pt: "O servidor só responde com o certificado certo quando o cliente envia o nome (SNI); clientes atuais enviam.",
		es: "El servidor solo da el certificado correcto cuando el cliente envía el nombre (SNI); los clientes actuales lo envían.",
		en: "The server gives the right certificate only when the client sends the name (SNI); current clients do.",
	},
	"cause.ipv6-differs": {
		pt: "O endereço IPv6 entrega outro certificado, inválido: parte dos acessos falha.",
		es: "La dirección IPv6 entrega otro certificado, inválido: parte de los accesos falla.",
		en: "The IPv6 address serves another, invalid certificate: part of the traffic fails.",
	},
	"cause.client-cert-required": {
		pt: "O servidor exige certificado de cliente, que compradores e o Mercado Pago não têm.",
		es: "El servidor exige un certificado de cliente, que ni los compradores ni Mercado Pago tienen.",
		en: "The server demands a client certificate, which neither buyers nor Mercado Pago have.",
	},
	"cause.handshake-timeout": {
		pt: "A conexão TLS não termina a tempo.",
		es: "La conexión TLS no termina a tiempo.",
		en: "The TLS handshake does not finish in time.",
	},
	"cause.handshake-failed": {
		pt: "O servidor recusa a conexão TLS com um alerta: versões ou cifras podem não coincidir.",
		es: "El servidor rechaza la conexión TLS con una alerta: puede que versiones o cifrados no coincidan.",
		en: "The server refuses the TLS handshake with an alert: versions or suites may not match.",
	},
	"cause.connection-closed": {
		pt: "O servidor fecha a conexão antes de responder; veja firewall, proxy e logs.",
		es: "El servidor cierra la conexión antes de responder; revise firewall, proxy y logs.",
		en: "The server closes the connection before answering; look at firewall, proxy and logs.",
	},
	"cause.connection-refused": {
		pt: "Nada escuta nesta porta, ou um firewall recusa a conexão.",
		es: "Nada escucha en este puerto, o un firewall rechaza la conexión.",
		en: "Nothing listens on this port, or a firewall refuses the connection.",
	},
	"cause.not-tls": {
		pt: "A porta responde, mas não fala TLS: falta HTTPS nela.",
		es: "El puerto responde, pero no habla TLS: falta HTTPS en él.",
		en: "The port answers but does not speak TLS: HTTPS is not set up on it.",
	},
	"cause.unresolved": {
		pt: "O nome do host não foi encontrado no DNS.",
		es: "El nombre del host no se encontró en el DNS.",
		en: "The host name was not found in DNS.",
	},
	"cause.http-only": {
		pt: "A página só existe em HTTP; o Mercado Pago exige HTTPS em produção.",
		es: "La página solo existe en HTTP; Mercado Pago exige HTTPS en producción.",
		en: "The page exists over plain HTTP only; Mercado Pago demands HTTPS in production.",
	},
	"cause.http-not-redirected": {
		pt: "O HTTP entrega a página em vez de redirecionar, e o comprador pode pagar sem proteção.",
		es: "HTTP entrega la página en vez de redirigir, y el comprador puede pagar sin protección.",
		en: "HTTP serves the page instead of redirecting, so a buyer may pay unprotected.",
	},
	"cause.redirect-temporary": {
		pt: "O redirecionamento para HTTPS é temporário (302 ou 307); o permanente (301 ou 308) fica guardado no navegador.",
		es: "La redirección a HTTPS es temporal (302 o 307); la permanente (301 o 308) queda guardada en el navegador.",
		en: "The redirect to HTTPS is temporary (302 or 307); a permanent one (301 or 308) is remembered by browsers.",
	},
	"cause.redirect-loop": {
		pt: "Os redirecionamentos voltam ao início, e a página nunca abre.",
		es: "Las redirecciones vuelven al inicio, y la página nunca abre.",
		en: "The redirects lead back to the start, and the page never opens.",
	},
	"cause.redirect-chain-long": {
		pt: "Há redirecionamentos demais até a página; cada um atrasa o pagamento.",
		es: "Hay demasiadas redirecciones hasta la página; cada una demora el pago.",
		en: "There are too many redirects before the page; each delays the payment.",
	},
	"cause.redirect-downgrade": {
		pt: "Uma página HTTPS leva de volta a HTTP, e a proteção se perde no caminho.",
		es: "Una página HTTPS lleva de vuelta a HTTP, y la protección se pierde en el camino.",
		en: "An HTTPS page leads back to HTTP, and the protection is lost on the way.",
	},
	"cause.redirect-drops-path": {
		pt: "O redirecionamento perde o caminho ou os parâmetros, e o comprador cai na página errada.",
		es: "La redirección pierde la ruta o los parámetros, y el comprador llega a la página equivocada.",
		en: "The redirect loses the path or the query, and the buyer lands on the wrong page.",
	},
	"cause.hsts-missing": {
		pt: "Falta o cabeçalho HSTS, que faz o navegador usar sempre HTTPS.",
		es: "Falta el encabezado HSTS, que hace que el navegador use siempre HTTPS.",
		en: "The HSTS header, which makes browsers always use HTTPS, is missing.",
	},
	"cause.hsts-short": {
		pt: "O prazo do HSTS (max-age) é curto demais para proteger entre visitas.",
		es: "El plazo de HSTS (max-age) es demasiado corto para proteger entre visitas.",
		en: "The HSTS max-age is too short to protect between visits.",
	},
	"cause.hsts-zero": {
		pt: "O HSTS está desligado com max-age=0.",
		es: "HSTS está desactivado con max-age=0.",
		en: "HSTS is switched off with max-age=0.",
	},
	"cause.hsts-invalid": {
		pt: "O cabeçalho HSTS está malformado, e o navegador o ignora.",
		es: "El encabezado HSTS está mal formado, y el navegador lo ignora.",
		en: "The HSTS header is malformed, and browsers ignore it.",
	},
	"cause.mixed-active": {
		pt: "A página carrega um script, estilo ou frame por HTTP; os navegadores bloqueiam, e o checkout pode não abrir.",
		es: "La página carga un script, un estilo o un frame por HTTP; los navegadores lo bloquean, y el checkout puede no abrir.",
		en: "The page loads a script, style or frame over HTTP; browsers block it, and the checkout may not open.",
	},
	"cause.mixed-passive": {
		pt: "A página carrega imagens ou mídia por HTTP; o navegador pode avisar ou bloquear.",
		es: "La página carga imágenes o multimedia por HTTP; el navegador puede advertir o bloquear.",
		en: "The page loads images or media over HTTP; browsers may warn or block.",
	},
	"cause.form-insecure": {
		pt: "Um formulário envia dados por HTTP, e eles podem ser lidos no caminho.",
		es: "Un formulario envía datos por HTTP, y se pueden leer en el camino.",
		en: "A form posts over HTTP, and the data can be read on the way.",
	},
	"cause.token-exposed": {
		pt: "O navegador recebe o Access Token: qualquer visitante pode agir em nome da conta.",
		es: "El navegador recibe el Access Token: cualquier visitante puede actuar en nombre de la cuenta.",
		en: "The browser receives the Access Token: any visitor can act for the account.",
	},
	"cause.token-test-exposed": {
		pt: "O navegador recebe um Access Token de teste; o mesmo código pode expor o de produção.",
		es: "El navegador recibe un Access Token de prueba; el mismo código puede exponer el de producción.",
		en: "The browser receives a test Access Token; the same code may expose the production one.",
	},
	"cause.mpjs-v1": {
		pt: "A página usa MercadoPago.js v1, que foi descontinuado.",
		es: "La página usa MercadoPago.js v1, que fue discontinuado.",
		en: "The page uses MercadoPago.js v1, which is retired.",
	},
	"cause.mpjs-missing": {
		pt: "MercadoPago.js v2 não foi visto na página; ele protege os dados do cartão e envia o Device ID.",
		es: "MercadoPago.js v2 no se vio en la página; protege los datos de la tarjeta y envía el Device ID.",
		en: "MercadoPago.js v2 was not seen on the page; it protects card data and sends the Device ID.",
	},
	"cause.mpjs-self-hosted": {
		pt: "A página usa uma cópia de MercadoPago.js; só o endereço oficial é permitido e recebe correções.",
		es: "La página usa una copia de MercadoPago.js; solo la dirección oficial está permitida y recibe correcciones.",
		en: "The page uses a copy of MercadoPago.js; only the official address is allowed and gets fixes.",
	},
	"cause.mpjs-insecure-url": {
		pt: "MercadoPago.js é carregado por HTTP; o navegador o bloqueia, ou alguém pode alterá-lo.",
		es: "MercadoPago.js se carga por HTTP; el navegador lo bloquea, o alguien puede alterarlo.",
		en: "MercadoPago.js is loaded over HTTP; browsers block it, or someone may alter it.",
	},
	"cause.csp-missing": {
		pt: "A página não tem Content-Security-Policy, que limita scripts de outras origens.",
		es: "La página no tiene Content-Security-Policy, que limita los scripts de otros orígenes.",
		en: "The page has no Content-Security-Policy, which limits scripts from elsewhere.",
	},
	"cause.csp-blocks-mp": {
		pt: "A Content-Security-Policy bloqueia endereços do Mercado Pago, e o checkout não funciona.",
		es: "La Content-Security-Policy bloquea direcciones de Mercado Pago, y el checkout no funciona.",
		en: "The Content-Security-Policy blocks Mercado Pago addresses, and the checkout does not work.",
	},
	"cause.csp-report-only": {
		pt: "A Content-Security-Policy só relata: não bloqueia nada.",
		es: "La Content-Security-Policy solo informa: no bloquea nada.",
		en: "The Content-Security-Policy only reports: it blocks nothing.",
	},
	"cause.cookie-insecure": {
		pt: "Um cookie sem Secure pode ser enviado por HTTP e lido no caminho.",
		es: "Una cookie sin Secure puede enviarse por HTTP y leerse en el camino.",
		en: "A cookie without Secure may travel over HTTP and be read on the way.",
	},
	"cause.cookie-no-httponly": {
		pt: "Um cookie de sessão sem HttpOnly pode ser lido por scripts.",
		es: "Una cookie de sesión sin HttpOnly puede ser leída por scripts.",
		en: "A session cookie without HttpOnly can be read by scripts.",
	},
	"cause.cookie-no-samesite": {
		pt: "Um cookie sem SameSite pode ir em requisições vindas de outros sites.",
		es: "Una cookie sin SameSite puede ir en solicitudes de otros sitios.",
		en: "A cookie without SameSite may go along with requests from other sites.",
	},
	"cause.headers-missing": {
		pt: "Faltam cabeçalhos básicos de segurança (nosniff, Referrer-Policy, proteção de frames).",
		es: "Faltan encabezados básicos de seguridad (nosniff, Referrer-Policy, protección de frames).",
		en: "Basic security headers are missing (nosniff, Referrer-Policy, frame protection).",
	},
	"cause.http-5xx": {
		pt: "A página responde com erro do servidor: o comprador não consegue pagar.",
		es: "La página responde con un error del servidor: el comprador no puede pagar.",
		en: "The page answers with a server error: the buyer cannot pay.",
	},
	"cause.http-404": {
		pt: "A página não existe neste endereço; confira payment_page.",
		es: "La página no existe en esta dirección; verifique payment_page.",
		en: "The page does not exist at this address; check payment_page.",
	},
	"cause.http-401": {
		pt: "A página pede login, como um ambiente de testes; o comprador não consegue entrar.",
		es: "La página pide iniciar sesión, como un ambiente de pruebas; el comprador no puede entrar.",
		en: "The page asks for a login, like a staging site; the buyer cannot get in.",
	},
	"cause.http-403": {
		pt: "A página recusa clientes automáticos (403); num navegador ela pode abrir.",
		es: "La página rechaza clientes automáticos (403); en un navegador puede abrir.",
		en: "The page refuses automated clients (403); in a browser it may open.",
	},
	"cause.body-timeout": {
		pt: "O conteúdo da página não termina a tempo, e o comprador pode desistir.",
		es: "El contenido de la página no termina a tiempo, y el comprador puede desistir.",
		en: "The page's body does not finish in time, and the buyer may give up.",
	},
	"cause.body-too-large": {
		pt: "O conteúdo da resposta é grande demais e só uma parte foi lida.",
		es: "El contenido de la respuesta es demasiado grande y solo se leyó una parte.",
		en: "The body of the answer is too large, and only part of it was read.",
	},
}
