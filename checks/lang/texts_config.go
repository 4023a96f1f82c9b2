package lang

// configTexts holds what reading homologa.toml and .env has to say.
var configTexts = table{
	"config.unreadable": {pt: "{file} não pôde ser lido: {why}", es: "{file} no se pudo leer: {why}", en: "{file} could not be read: {why}"},
	"config.syntax":     {pt: "{file}, linha {line}: {why}", es: "{file}, línea {line}: {why}", en: "{file}, line {line}: {why}"},
	"config.exists": {
		pt: "{file} já existe e não foi alterado.",
		es: "{file} ya existe y no se modificó.",
		en: "{file} exists already and was not changed.",
	},
	"config.product": {
		pt: "product = {value} não é um produto conhecido e foi ignorado. Conhecidos: {known}.",
		es: "product = {value} no es un producto conocido y se ignoró. Conocidos: {known}.",
		en: "product = {value} is not a known product and was ignored. Known: {known}.",
	},
	"config.site": {
		pt: "site = {value} não é um dos sete países e foi ignorado.",
		es: "site = {value} no es uno de los siete países y se ignoró.",
		en: "site = {value} is none of the seven countries and was ignored.",
	},
	"config.credential_value": {
		pt: "{file}: {key} deve ter o nome de uma variável de ambiente, não um valor. Se for uma credencial, mova-a para o .env e renove-a se o arquivo já foi compartilhado.",
		es: "{file}: {key} debe tener el nombre de una variable de entorno, no un valor. Si es una credencial, muévala a .env y renuévela si el archivo ya se compartió.",
		en: "{file}: {key} must hold the name of an environment variable, not a value. If it is a credential, move it to .env, and renew it if the file was shared.",
	},
	"config.type": {
		pt: "{file}: o valor de {key} não é do tipo esperado e foi ignorado.",
		es: "{file}: el valor de {key} no es del tipo esperado y se ignoró.",
		en: "{file}: the value of {key} is not of the expected type and was ignored.",
	},
	"config.unknown": {
		pt: "{file}: {key} não é conhecido e foi ignorado. Conhecidos: {known}.",
		es: "{file}: {key} no es conocido y se ignoró. Conocidos: {known}.",
		en: "{file}: {key} is not known and was ignored. Known: {known}.",
	},
	"config.unknown_near": {
		pt: "{file}: {key} não é conhecido e foi ignorado. Seria {near}?",
		es: "{file}: {key} no es conocido y se ignoró. ¿Será {near}?",
		en: "{file}: {key} is not known and was ignored. Did you mean {near}?",
	},
	"config.env_line": {
		pt: ".env, linha {line}: não pôde ser lida e foi ignorada.",
		es: ".env, línea {line}: no se pudo leer y se ignoró.",
		en: ".env, line {line}: could not be read and was ignored.",
	},
}
