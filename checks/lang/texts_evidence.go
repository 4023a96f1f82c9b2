package lang

// evidenceTexts words what was seen.
var evidenceTexts = table{
	"ev.token": {
		pt: "aplicação {app} · conta {owner} · {masked}",
		es: "aplicación {app} · cuenta {owner} · {masked}",
		en: "application {app} · account {owner} · {masked}",
	},
	"ev.call": same("{call} → {status}"),
	"ev.tags": {pt: "tags da conta: {tags}", es: "tags de la cuenta: {tags}", en: "account tags: {tags}"},
	"ev.wrapper": {
		pt: "endpoint não documentado dos plug-ins oficiais: {field} = {value}",
		es: "endpoint no documentado de los plugins oficiales: {field} = {value}",
		en: "undocumented endpoint used by the official plug-ins: {field} = {value}",
	},
	"ev.two_apps": {
		pt: "client_id do Access Token: {token} · da chave pública: {key}",
		es: "client_id del Access Token: {token} · de la clave pública: {key}",
		en: "client_id of the Access Token: {token} · of the Public Key: {key}",
	},
	"ev.collector":     same("{object} {id}: collector_id = {collector}"),
	"ev.field":         same("{object} {id}: {field} = {value}"),
	"ev.field_missing": {pt: "{object} {id}: {field} ausente", es: "{object} {id}: {field} ausente", en: "{object} {id}: {field} absent"},
	"ev.field_masked": {
		pt: "{field} vem mascarado: só se vê que está presente.",
		es: "{field} viene enmascarado: solo se ve que está presente.",
		en: "{field} is masked: only that it is present was seen.",
	},
	"ev.field_partly": {
		pt: "{object} {id}: {field} em {n} de {of} itens",
		es: "{object} {id}: {field} en {n} de {of} ítems",
		en: "{object} {id}: {field} in {n} of {of} items",
	},
	"ev.group": {pt: "{object} {id}: {n} de {of} {of|campo|campos}", es: "{object} {id}: {n} de {of} {of|campo|campos}", en: "{object} {id}: {n} of {of} {of|field|fields}"},
	"ev.descriptor_cut": {
		pt: "Desenvolvedores relatam que a fatura no Brasil mostra só {n} caracteres.",
		es: "Desarrolladores reportan que el resumen en Brasil muestra solo {n} caracteres.",
		en: "Developers report that statements in Brazil show only {n} characters.",
	},
	"ev.scripts": {
		pt: "{n} {n|script externo|scripts externos} na página",
		es: "{n} {n|script externo|scripts externos} en la página",
		en: "{n} {n|external script|external scripts} in the page",
	},
	"ev.report_none":   {pt: "{report}: sem configuração", es: "{report}: sin configuración", en: "{report}: no configuration"},
	"ev.report_config": {pt: "{report}: configurado", es: "{report}: configurado", en: "{report}: configured"},
	"ev.report_columns": {
		pt: "{n} {n|coluna|colunas} · prefixo {prefix}",
		es: "{n} {n|columna|columnas} · prefijo {prefix}",
		en: "{n} {n|column|columns} · prefix {prefix}",
	},
	"ev.method": {
		pt: "{method} entre os meios de pagamento, status {status}",
		es: "{method} entre los medios de pago, estado {status}",
		en: "{method} among the payment methods, status {status}",
	},
	"ev.method_absent": {
		pt: "{method} ausente de GET /v1/payment_methods",
		es: "{method} ausente de GET /v1/payment_methods",
		en: "{method} absent from GET /v1/payment_methods",
	},
	"ev.pix_payment": {pt: "pagamento Pix {id}: {status}", es: "pago Pix {id}: {status}", en: "Pix payment {id}: {status}"},
	"ev.page":        same("GET {url} → {status}"),
	"ev.page_read": {
		pt: "{url}: {n} {n|byte|bytes}, {scripts} {scripts|script|scripts}",
		es: "{url}: {n} {n|byte|bytes}, {scripts} {scripts|script|scripts}",
		en: "{url}: {n} {n|byte|bytes}, {scripts} {scripts|script|scripts}",
	},
	"ev.token_found":     {pt: "{token} em {where}, linha {line}", es: "{token} en {where}, línea {line}", en: "{token} in {where}, line {line}"},
	"ev.token_in_header": {pt: "{token} no cabeçalho {header} da resposta de {where}", es: "{token} en el encabezado {header} de la respuesta de {where}", en: "{token} in the {header} header of the answer from {where}"},
	"ev.handshake":       same("{at}: {error}"),
	"ev.tls":             same("{version} · {addr} · {ms} ms"),
	"ev.chain": {
		pt: "{at} → {n} {n|certificado|certificados}: {chain}",
		es: "{at} → {n} {n|certificado|certificados}: {chain}",
		en: "{at} → {n} {n|certificate|certificates}: {chain}",
	},
	"ev.names": {pt: "nomes no certificado: {names}", es: "nombres en el certificado: {names}", en: "names in the certificate: {names}"},
	"ev.validity": {
		pt: "de {from} a {to} ({life} {life|dia|dias})",
		es: "del {from} al {to} ({life} {life|día|días})",
		en: "{from} to {to} ({life} {life|day|days})",
	},
	"ev.intermediate_expired": {
		pt: "o {n}º certificado enviado, {name}, venceu em {to}",
		es: "el {n}.º certificado enviado, {name}, venció el {to}",
		en: "certificate {n} as sent, {name}, expired on {to}",
	},
	"ev.hops":       same("{hops}"),
	"ev.resolves":   same("{host} → {addrs}"),
	"ev.hook":       {pt: "{case} → {status} em {ms} ms", es: "{case} → {status} en {ms} ms", en: "{case} → {status} in {ms} ms"},
	"ev.hook_error": same("{case}: {error}"),
	// Damage to credentials.
	"damage.token-empty": {pt: "O valor está vazio.", es: "El valor está vacío.", en: "The value is empty."},
	"damage.token-placeholder": {
		pt: "O valor é um texto de exemplo, não uma credencial.",
		es: "El valor es un texto de ejemplo, no una credencial.",
		en: "The value is a sample text, not a credential.",
	},
	"damage.token-bearer-prefix": {
		pt: "O valor começa com \"Bearer \": essa palavra só vai no cabeçalho.",
		es: "El valor empieza con \"Bearer \": esa palabra solo va en el encabezado.",
		en: "The value starts with \"Bearer \": that word belongs in the header only.",
	},
	"damage.token-echo-n": {
		pt: "O valor começa com \"-n \", deixado por echo -n ao gravar o arquivo.",
		es: "El valor empieza con \"-n \", que dejó echo -n al escribir el archivo.",
		en: "The value starts with \"-n \", left by echo -n when the file was written.",
	},
	"damage.token-quotes": {
		pt: "O valor tem aspas em volta, que fazem parte dele.",
		es: "El valor tiene comillas alrededor, que forman parte de él.",
		en: "The value has quotes around it, and they are part of it.",
	},
	"damage.token-newline": {
		pt: "O valor tem uma quebra de linha no início ou no fim.",
		es: "El valor tiene un salto de línea al principio o al final.",
		en: "The value has a line break at its start or end.",
	},
	"damage.token-space": {
		pt: "O valor tem espaços no início ou no fim.",
		es: "El valor tiene espacios al principio o al final.",
		en: "The value has spaces at its start or end.",
	},
	"damage.token-control-characters": {
		pt: "O valor tem caracteres invisíveis, comuns ao copiar de uma página ou PDF.",
		es: "El valor tiene caracteres invisibles, comunes al copiar de una página o un PDF.",
		en: "The value has invisible characters, common when copied from a page or PDF.",
	},
	"damage.token-wrong-kind": {
		pt: "Parece {found}; aqui se espera {want}.",
		es: "Parece {found}; aquí se espera {want}.",
		en: "It looks like {found}; {want} is expected here.",
	},
	"damage.token-shape": {
		pt: "A forma não é a usual, talvez por cópia incompleta. As formas são observadas, não documentadas.",
		es: "La forma no es la habitual, quizás por una copia incompleta. Las formas son observadas, no documentadas.",
		en: "The shape is not the usual one, perhaps a partial copy. Shapes are observed, not documented.",
	},
}
