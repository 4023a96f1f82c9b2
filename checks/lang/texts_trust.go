package lang

// What a folder asks that a person has to agree to, and files that are not what they should be.
var trustTexts = table{
	"flag.trust_config": {
		pt: "aceitar as variáveis e pastas fora do usual que o homologa.toml indica",
		es: "aceptar las variables y carpetas fuera de lo habitual que indica homologa.toml",
		en: "agree to the variables and folders beyond the usual that homologa.toml names",
	},
	"trust.question": {
		pt: "{file} pede mais que o usual: {what}. Variáveis com outros nomes podem guardar segredos de outros serviços; o que tiver a forma de uma credencial iria para a API do Mercado Pago, e o que fica fora da pasta seria lido. Aceitar este arquivo como está agora?",
		es: "{file} pide más que lo habitual: {what}. Las variables con otros nombres pueden guardar secretos de otros servicios; lo que tenga la forma de una credencial iría a la API de Mercado Pago, y lo que está fuera de la carpeta se leería. ¿Aceptar este archivo como está ahora?",
		en: "{file} asks for more than usual: {what}. Variables of other names may hold secrets of other services; what has the shape of a credential would go to the Mercado Pago API, and what lies outside the folder would be read. Agree to this file as it is now?",
	},
	"trust.type": {
		pt: "Digite s e Enter para aceitar; qualquer outra coisa recusa",
		es: "Escriba «s» y Enter para aceptar; cualquier otra cosa rechaza",
		en: "Type y and Enter to agree; anything else refuses",
	},
	"cmd.trust_held": {
		pt: "Sem uso até você aceitar: {what}, em {file}. Para aceitar, rode homologa nesta pasta em um terminal e responda s, ou passe --trust-config.",
		es: "Sin uso hasta que usted lo acepte: {what}, en {file}. Para aceptarlo, ejecute homologa en esta carpeta en una terminal y responda «s», o pase --trust-config.",
		en: "Not used until you agree: {what}, in {file}. To agree, run homologa in this folder in a terminal and answer y, or pass --trust-config.",
	},
	"cmd.trust_forgotten": {
		pt: "A resposta vale só para esta vez: {file} não pôde ser gravado ({why}).",
		es: "La respuesta vale solo por esta vez: {file} no se pudo guardar ({why}).",
		en: "The answer is good for this once only: {file} could not be written ({why}).",
	},
	"held.untrusted": {
		pt: "{what}, indicado em {file}, não é usado até você aceitar: rode homologa nesta pasta em um terminal e responda s, ou passe --trust-config.",
		es: "{what}, indicado en {file}, no se usa hasta que usted lo acepte: ejecute homologa en esta carpeta en una terminal y responda «s», o pase --trust-config.",
		en: "{what}, named in {file}, is not used until you agree: run homologa in this folder in a terminal and answer y, or pass --trust-config.",
	},
	"held.shape": {
		pt: "O que está em {var} não tem a forma de {want} e não foi enviado a lugar nenhum. Indique em homologa.toml o nome da variável certa.",
		es: "Lo que hay en {var} no tiene la forma de {want} y no se envió a ninguna parte. Indique en homologa.toml el nombre de la variable correcta.",
		en: "What {var} holds does not have the shape of {want} and was sent nowhere. Name the right variable in homologa.toml.",
	},

	"why.link": {
		pt: "é um link, ou fica atrás de um, e links da pasta não são seguidos",
		es: "es un enlace, o está detrás de uno, y los enlaces de la carpeta no se siguen",
		en: "it is a link, or behind one, and links in the folder are not followed",
	},
	"why.special": {
		pt: "é um pipe, socket ou dispositivo, não um arquivo",
		es: "es una tubería, un socket o un dispositivo, no un archivo",
		en: "it is a pipe, a socket or a device, not a file",
	},
	"why.no_ledger": {
		pt: "é outro arquivo, e ficou como estava",
		es: "es otro archivo, y quedó como estaba",
		en: "it is another file, and was left as it is",
	},
	"journal.link": {
		pt: "é um link, ou fica atrás de um, e links da pasta não são seguidos; remova o link ou escolha outro com --journal",
		es: "es un enlace, o está detrás de uno, y los enlaces de la carpeta no se siguen; quite el enlace o elija otro con --journal",
		en: "it is a link, or behind one, and links in the folder are not followed; remove the link or choose another with --journal",
	},
	"journal.special": {
		pt: "é um pipe, socket ou dispositivo; escolha um arquivo com --journal",
		es: "es una tubería, un socket o un dispositivo; elija un archivo con --journal",
		en: "it is a pipe, a socket or a device; choose a file with --journal",
	},
	"state.link": {
		pt: "é um link, ou fica atrás de um, e links não são seguidos; indique o arquivo",
		es: "es un enlace, o está detrás de uno, y los enlaces no se siguen; indique el archivo",
		en: "it is a link, or behind one, and links are not followed; name the file itself",
	},
}

// contactTexts asks for addresses that the person did not name.
var contactTexts = table{
	"gap.detail.consent_contact": {
		pt: "{host} vem do que foi lido ({from}), não de você: nada se conectou a ele. Para permitir uma conexão TLS: --contact {list}; na tela, verifique de novo.",
		es: "{host} viene de lo que se leyó ({from}), no de usted: nada se conectó a él. Para permitir una conexión TLS: --contact {list}; en la pantalla, verifique de nuevo.",
		en: "{host} comes from what was read ({from}), not from you: nothing connected to it. To allow a TLS connection: --contact {list}; on the screen, check again.",
	},
	"gap.detail.consent_post": {
		pt: "{url} vem do que foi lido ({from}), não de você. Até {n} {n|notificação de teste seria enviada|notificações de teste seriam enviadas} para lá. Para permitir: --contact {host} --yes, ou webhook_url em homologa.toml; na tela, verifique de novo.",
		es: "{url} viene de lo que se leyó ({from}), no de usted. Hasta {n} {n|notificación de prueba se enviaría|notificaciones de prueba se enviarían} allí. Para permitirlo: --contact {host} --yes, o webhook_url en homologa.toml; en la pantalla, verifique de nuevo.",
		en: "{url} comes from what was read ({from}), not from you. Up to {n} test {n|notification|notifications} would go there. To allow it: --contact {host} --yes, or webhook_url in homologa.toml; on the screen, check again.",
	},
	// The same as questions, where a person answers.
	"gap.detail.consent_contact.ask": {
		pt: "{host} vem do que foi lido ({from}), não de você. Abrir uma conexão TLS com ele?",
		es: "{host} viene de lo que se leyó ({from}), no de usted. ¿Abrir una conexión TLS con él?",
		en: "{host} comes from what was read ({from}), not from you. Open a TLS connection to it?",
	},
	"gap.detail.consent_post.ask": {
		pt: "{url} vem do que foi lido ({from}), não de você. Enviar até {n} {n|notificação|notificações} de teste para lá?",
		es: "{url} viene de lo que se leyó ({from}), no de usted. ¿Enviar hasta {n} {n|notificación|notificaciones} de prueba allí?",
		en: "{url} comes from what was read ({from}), not from you. Send up to {n} test {n|notification|notifications} there?",
	},
	"gap.detail.inward_redirect": {
		pt: "{host} redireciona a {to}, um endereço desta máquina ou de uma rede privada; não foi seguido. Se é a sua página, indique esse endereço.",
		es: "{host} redirige a {to}, una dirección de esta máquina o de una red privada; no se siguió. Si es su página, indique esa dirección.",
		en: "{host} redirects to {to}, an address of this computer or a private network; it was not followed. If that is your page, name that address.",
	},
	"ui.consent_host": {
		pt: "Endereço desta máquina ou de uma rede privada. Digite {name} e Enter para concordar; Esc desiste.",
		es: "Dirección de esta máquina o de una red privada. Escriba {name} y Enter para aceptar; Esc desiste.",
		en: "An address of this computer or a private network. Type {name} and Enter to agree; Esc gives up.",
	},
	"lines.consent_host": {
		pt: "Endereço desta máquina ou de uma rede privada. Digite {name} para concordar; Enter desiste",
		es: "Dirección de esta máquina o de una red privada. Escriba {name} para aceptar; Enter desiste",
		en: "An address of this computer or a private network. Type {name} to agree; Enter gives up",
	},
	"flag.contact": {
		pt: "endereços de uma gravação ou de um objeto lido que podem ser contatados (com --yes, também receber notificações de teste)",
		es: "direcciones de una grabación o de un objeto leído que se pueden contactar (con --yes, también recibir notificaciones de prueba)",
		en: "addresses of a recording or of an object read that may be contacted (with --yes, sent test notifications too)",
	},
}
