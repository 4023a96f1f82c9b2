package lang

// sslTexts holds the section on the SSL certificate and HTTPS of the payment page.
var sslTexts = table{
	"req.ssl.https.title": {pt: "Página de pagamento em HTTPS", es: "Página de pago en HTTPS", en: "Payment page over HTTPS"},
	"req.ssl.https.ask": {
		pt: "Em produção, o Mercado Pago exige certificado SSL na página de pagamento. Sem HTTPS, os dados do comprador trafegam sem proteção.",
		es: "En producción, Mercado Pago exige un certificado SSL en la página de pago. Sin HTTPS, los datos del comprador viajan sin protección.",
		en: "In production Mercado Pago demands an SSL certificate on the payment page. Without HTTPS the buyer's data travels unprotected.",
	},
	"req.ssl.https.do": {
		pt: "Instale um certificado no servidor da loja e sirva a página em https://. Depois troque o endereço em payment_page e nos links da loja.",
		es: "Instale un certificado en el servidor de la tienda y sirva la página en https://. Luego cambie la dirección en payment_page y en los enlaces de la tienda.",
		en: "Install a certificate on the shop's server and serve the page over https://. Then change the address in payment_page and in the shop's links.",
	},
	"req.ssl.https.check": same("curl -sSI https://HOST/"),
	"req.ssl.chain_complete.title": {
		pt: "Cadeia do certificado completa",
		es: "Cadena del certificado completa",
		en: "Complete certificate chain",
	},
	"req.ssl.chain_complete.ask": {
		pt: "O servidor deve enviar o certificado e os intermediários até uma autoridade reconhecida. Navegadores costumam completar o que falta; servidores que chamam o seu, não.",
		es: "El servidor debe enviar el certificado y los intermedios hasta una autoridad reconocida. Los navegadores suelen completar lo que falta; los servidores que llaman al suyo, no.",
		en: "The server must send its certificate and the intermediates up to a recognised authority. Browsers often fill in what is missing; servers that call yours do not.",
	},
	"req.ssl.chain_complete.do": {
		pt: "Configure o arquivo com a cadeia completa (fullchain.pem), não só o certificado do domínio. Recarregue o servidor e verifique de novo.",
		es: "Configure el archivo con la cadena completa (fullchain.pem), no solo el certificado del dominio. Recargue el servidor y verifique de nuevo.",
		en: "Configure the file with the full chain (fullchain.pem), not the domain certificate alone. Reload the server and check again.",
	},
	"req.ssl.chain_complete.check": same("openssl s_client -connect HOST:443 -servername HOST -showcerts </dev/null"),
	"req.ssl.hostname.title": {
		pt: "Certificado com o nome do host",
		es: "Certificado con el nombre del host",
		en: "Certificate covers the host name",
	},
	"req.ssl.hostname.ask": {
		pt: "O certificado deve conter o nome exato da página de pagamento. Com outro nome, o navegador mostra um aviso, e a conexão não é confiável.",
		es: "El certificado debe incluir el nombre exacto de la página de pago. Con otro nombre, el navegador muestra una advertencia y la conexión no es confiable.",
		en: "The certificate must contain the exact name of the payment page. With another name the browser shows a warning and the connection cannot be trusted.",
	},
	"req.ssl.hostname.do": {
		pt: "Emita um certificado que inclua este host nos nomes alternativos (SAN), com e sem www se os dois forem usados. Confira também se o servidor escolhe o certificado certo para este nome (SNI).",
		es: "Emita un certificado que incluya este host en los nombres alternativos (SAN), con y sin www si se usan los dos. Verifique también que el servidor elija el certificado correcto para este nombre (SNI).",
		en: "Issue a certificate with this host among its alternative names (SAN), with and without www if both are used. Also check that the server picks the right certificate for this name (SNI).",
	},
	"req.ssl.hostname.check": same("openssl s_client -connect HOST:443 -servername HOST </dev/null | openssl x509 -noout -ext subjectAltName"),
	"req.ssl.expiry.title":   {pt: "Validade do certificado", es: "Vigencia del certificado", en: "Certificate validity"},
	"req.ssl.expiry.ask": {
		pt: "O certificado deve estar dentro da validade. Quando vence, o navegador bloqueia a página de pagamento de uma hora para outra.",
		es: "El certificado debe estar vigente. Cuando vence, el navegador bloquea la página de pago de un momento a otro.",
		en: "The certificate must be within its dates. Once it expires, browsers block the payment page from one moment to the next.",
	},
	"req.ssl.expiry.do": {
		pt: "Renove o certificado e recarregue o servidor. Automatize a renovação (ACME) e crie um alerta para quando ela falhar.",
		es: "Renueve el certificado y recargue el servidor. Automatice la renovación (ACME) y cree una alerta para cuando falle.",
		en: "Renew the certificate and reload the server. Automate the renewal (ACME) and set an alert for when it fails.",
	},
	"req.ssl.expiry.check":      same("openssl s_client -connect HOST:443 -servername HOST </dev/null | openssl x509 -noout -dates"),
	"req.ssl.tls_version.title": {pt: "TLS 1.2 ou superior", es: "TLS 1.2 o superior", en: "TLS 1.2 or newer"},
	"req.ssl.tls_version.ask": {
		pt: "O item tls da medição pede TLS 1.2 ou superior. TLS 1.0 e 1.1 estão obsoletos e não atendem ao PCI DSS.",
		es: "El ítem tls de la medición pide TLS 1.2 o superior. TLS 1.0 y 1.1 están obsoletos y no cumplen con PCI DSS.",
		en: "The tls item of the measurement asks for TLS 1.2 or newer. TLS 1.0 and 1.1 are obsolete and do not meet PCI DSS.",
	},
	"req.ssl.tls_version.do": {
		pt: "Aceite só TLS 1.2 e 1.3 no servidor e também no balanceador ou CDN que estiver na frente. Em nginx: ssl_protocols TLSv1.2 TLSv1.3;",
		es: "Acepte solo TLS 1.2 y 1.3 en el servidor y también en el balanceador o la CDN que esté delante. En nginx: ssl_protocols TLSv1.2 TLSv1.3;",
		en: "Accept only TLS 1.2 and 1.3 on the server, and on any load balancer or CDN in front of it. In nginx: ssl_protocols TLSv1.2 TLSv1.3;",
	},
	"req.ssl.tls_version.check": same("openssl s_client -connect HOST:443 -servername HOST -tls1_1 </dev/null"),
	"req.ssl.redirect.title":    {pt: "HTTP redireciona para HTTPS", es: "HTTP redirige a HTTPS", en: "HTTP redirects to HTTPS"},
	"req.ssl.redirect.ask": {
		pt: "Quem digita o endereço sem https:// deve chegar à página segura. Se o HTTP também mostra a página, parte dos compradores paga sem proteção.",
		es: "Quien escribe la dirección sin https:// debe llegar a la página segura. Si HTTP también muestra la página, parte de los compradores paga sin protección.",
		en: "Whoever types the address without https:// must reach the secure page. If HTTP shows the page too, some buyers pay unprotected.",
	},
	"req.ssl.redirect.do": {
		pt: "Responda 301 ou 308 em HTTP, com o mesmo caminho em https://. Em nginx: return 301 https://$host$request_uri;",
		es: "Responda 301 o 308 en HTTP, con la misma ruta en https://. En nginx: return 301 https://$host$request_uri;",
		en: "Answer HTTP with 301 or 308 to the same path under https://. In nginx: return 301 https://$host$request_uri;",
	},
	"req.ssl.redirect.check": same("curl -sSI http://HOST/PATH"),
	"find.https.ok": {
		pt: "A página responde em HTTPS ({host}).",
		es: "La página responde en HTTPS ({host}).",
		en: "The page answers over HTTPS ({host}).",
	},
	"find.https.handshake": {
		pt: "{host} fala HTTPS, mas a página em si não pôde ser lida.",
		es: "{host} habla HTTPS, pero la página en sí no se pudo leer.",
		en: "{host} speaks HTTPS, but the page itself could not be read.",
	},
	"find.https.plain": {
		pt: "O endereço da página de pagamento é HTTP: {url}",
		es: "La dirección de la página de pago es HTTP: {url}",
		en: "The payment page's address is HTTP: {url}",
	},
	"find.https.downgrade": {
		pt: "A página em HTTPS redireciona para HTTP: {to}",
		es: "La página en HTTPS redirige a HTTP: {to}",
		en: "The HTTPS page redirects to HTTP: {to}",
	},
	"find.https.403": {
		pt: "O servidor recusa este cliente (403), talvez por ser automático. Confira num navegador se a página abre.",
		es: "El servidor rechaza este cliente (403), quizás por ser automático. Verifique en un navegador que la página abra.",
		en: "The server refuses this client (403), perhaps because it is automated. Check in a browser that the page opens.",
	},
	"find.https.status": {
		pt: "O HTTPS funciona, mas a página responde {status}.",
		es: "HTTPS funciona, pero la página responde {status}.",
		en: "HTTPS works, but the page answers {status}.",
	},
	"find.https.silent": {
		pt: "{at} não respondeu. Pode ser o servidor ou a rede daqui.",
		es: "{at} no respondió. Puede ser el servidor o la red de aquí.",
		en: "{at} did not answer. It may be the server or the network here.",
	},
	"find.https.no_tls": {
		pt: "Não foi possível abrir uma conexão TLS com {at}.",
		es: "No se pudo abrir una conexión TLS con {at}.",
		en: "No TLS connection to {at} could be opened.",
	},
	"find.tls.no_handshake": {
		pt: "Sem conexão TLS com {host}, não há certificado para avaliar.",
		es: "Sin conexión TLS con {host}, no hay certificado para evaluar.",
		en: "Without a TLS connection to {host} there is no certificate to judge.",
	},
	"find.chain.no-roots": {
		pt: "Esta máquina não conhece nenhuma autoridade certificadora, por isso a cadeia não pôde ser verificada. Instale o pacote ca-certificates ou indique SSL_CERT_FILE.",
		es: "Esta máquina no conoce ninguna autoridad certificadora, por eso no se pudo verificar la cadena. Instale el paquete ca-certificates o indique SSL_CERT_FILE.",
		en: "This machine knows no certificate authority, so the chain could not be verified. Install the ca-certificates package or set SSL_CERT_FILE.",
	},
	"find.chain.ok": {
		pt: "A cadeia está completa e é reconhecida. Emissor: {issuer}.",
		es: "La cadena está completa y es reconocida. Emisor: {issuer}.",
		en: "The chain is complete and recognised. Issuer: {issuer}.",
	},
	"find.chain.missing-intermediate": {
		pt: "{host} não envia o certificado intermediário: {issuer}. Navegadores podem completar a cadeia sozinhos; quem chama o seu servidor, não.",
		es: "{host} no envía el certificado intermedio: {issuer}. Los navegadores pueden completar la cadena solos; quien llama a su servidor, no.",
		en: "{host} does not send the intermediate certificate: {issuer}. Browsers may complete the chain by themselves; whoever calls your server does not.",
	},
	"find.chain.self-signed": {
		pt: "O certificado de {host} é autoassinado.",
		es: "El certificado de {host} es autofirmado.",
		en: "The certificate of {host} is self-signed.",
	},
	"find.chain.untrusted-root": {
		pt: "A cadeia de {host} termina numa autoridade que não é reconhecida.",
		es: "La cadena de {host} termina en una autoridad no reconocida.",
		en: "The chain of {host} ends in an authority that is not trusted.",
	},
	"find.chain.intermediate-expired": {
		pt: "A cadeia de {host} passa por um certificado intermediário vencido.",
		es: "La cadena de {host} pasa por un certificado intermedio vencido.",
		en: "The chain of {host} goes through an expired intermediate certificate.",
	},
	"find.hostname.ok": {
		pt: "O certificado vale para {host}.",
		es: "El certificado vale para {host}.",
		en: "The certificate is valid for {host}.",
	},
	"find.hostname.mismatch": {
		pt: "O certificado não vale para {host}. Vale para: {names}",
		es: "El certificado no vale para {host}. Vale para: {names}",
		en: "The certificate is not valid for {host}. It is valid for: {names}",
	},
	"find.hostname.no_san": {
		pt: "O certificado não lista nomes alternativos (SAN), então não vale para {host}.",
		es: "El certificado no lista nombres alternativos (SAN), así que no vale para {host}.",
		en: "The certificate lists no alternative names (SAN), so it is not valid for {host}.",
	},
	"find.expiry.ok": {
		pt: "Válido por mais {days} {days|dia|dias}.",
		es: "Vigente por {days} {days|día|días} más.",
		en: "Valid for {days} more {days|day|days}.",
	},
	"find.expiry.soon": {
		pt: "Vence em {days} {days|dia|dias}: já é hora de renovar.",
		es: "Vence en {days} {days|día|días}: ya es hora de renovar.",
		en: "Expires in {days} {days|day|days}: time to renew.",
	},
	"find.expiry.last_days": {
		pt: "Vence em {days} {days|dia|dias}. Renove antes de entrar em produção.",
		es: "Vence en {days} {days|día|días}. Renueve antes de salir a producción.",
		en: "Expires in {days} {days|day|days}. Renew before going live.",
	},
	"find.expiry.expired": {
		pt: "Venceu em {to} (há {days} {days|dia|dias}).",
		es: "Venció el {to} (hace {days} {days|día|días}).",
		en: "Expired on {to} ({days} {days|day|days} ago).",
	},
	"find.expiry.not_yet": {pt: "Só vale a partir de {from}.", es: "Vale a partir del {from}.", en: "Valid only from {from}."},
	"find.tls.ok": {
		pt: "Negocia {version} e não aceita versões antigas.",
		es: "Negocia {version} y no acepta versiones antiguas.",
		en: "Negotiates {version} and accepts no old version.",
	},
	"find.tls.too_old": {
		pt: "O servidor só chega a {version}. É preciso TLS 1.2 ou superior.",
		es: "El servidor solo llega a {version}. Se necesita TLS 1.2 o superior.",
		en: "The server reaches only {version}. TLS 1.2 or newer is needed.",
	},
	"find.tls.old_accepted": {
		pt: "O servidor ainda aceita {versions}.",
		es: "El servidor aún acepta {versions}.",
		en: "The server still accepts {versions}.",
	},
	"find.tls.old_unknown": {
		pt: "Negocia {version}, mas não ficou claro se aceita versões antigas.",
		es: "Negocia {version}, pero no quedó claro si acepta versiones antiguas.",
		en: "Negotiates {version}, but it is not clear whether it accepts old versions.",
	},
	"find.redirect.ok": {pt: "HTTP leva a {to}", es: "HTTP lleva a {to}", en: "HTTP leads to {to}"},
	"find.redirect.closed": {
		pt: "Nada responde em {url}: não há página sem proteção.",
		es: "Nada responde en {url}: no hay página sin protección.",
		en: "Nothing answers at {url}: there is no unprotected page.",
	},
	"find.redirect.refused": {
		pt: "O HTTP não mostra a página (responde {status}).",
		es: "HTTP no muestra la página (responde {status}).",
		en: "HTTP does not show the page (it answers {status}).",
	},
	"find.redirect.loop": {
		pt: "{url} entra num ciclo de redirecionamentos.",
		es: "{url} entra en un ciclo de redirecciones.",
		en: "{url} runs into a redirect loop.",
	},
	"find.redirect.missing": {
		pt: "{url} responde {status} sem passar para HTTPS.",
		es: "{url} responde {status} sin pasar a HTTPS.",
		en: "{url} answers {status} without moving to HTTPS.",
	},
	"find.redirect.unknown": {
		pt: "Não foi possível ver o que responde em HTTP: {why}",
		es: "No se pudo ver qué responde en HTTP: {why}",
		en: "What answers over HTTP could not be seen: {why}",
	},
}
