package lang

// firstRunTexts are the words of suggestions: what a first configuration may take from the folder.
var firstRunTexts = table{
	"form.found":         {"Encontrado em {from}: {value} (→ aceita)", "Encontrado en {from}: {value} (→ lo acepta)", "Found at {from}: {value} (→ accepts it)"},
	"form.found_var":     {"A variável {name} ({from}) parece ser esta credencial. → usa a variável; o valor não é mostrado nem gravado.", "La variable {name} ({from}) parece ser esta credencial. → usa la variable; el valor no se muestra ni se guarda.", "The variable {name} ({from}) looks like this credential. → uses the variable; its value is neither shown nor saved."},
	"form.found_product": {"{from} usa {product}. → escolhe.", "{from} usa {product}. → lo elige.", "{from} uses {product}. → chooses it."},
	"form.same_product":  {"{from} usa {product}.", "{from} usa {product}.", "{from} uses {product}."},
	"form.taken_var":     {"Lido da variável {name} ({from}). Digite ou cole para trocar.", "Leído de la variable {name} ({from}). Escriba o pegue para cambiarlo.", "Read from the variable {name} ({from}). Type or paste to change it."},

	"init.looking":   {"Procurando dados nesta pasta…", "Buscando datos en esta carpeta…", "Looking for data in this folder…"},
	"init.found":     {"{label}: encontrado {value} em {from}. Enter aceita, - recusa.", "{label}: encontrado {value} en {from}. Enter lo acepta, - lo rechaza.", "{label}: found {value} at {from}. Enter accepts, - declines."},
	"init.whose":     {"{name}: {nickname} · {site} · {world}", "{name}: {nickname} · {site} · {world}", "{name}: {nickname} · {site} · {world}"},
	"init.unset":     {"{name} não tem valor no ambiente nem em .env: nada a verificar ainda.", "{name} no tiene valor en el entorno ni en .env: nada que verificar todavía.", "{name} has no value in the environment or in .env: nothing to verify yet."},
	"init.form":      {"{name}: {text}", "{name}: {text}", "{name}: {text}"},
	"init.unchecked": {"{name} não foi verificado: {why}", "{name} no se verificó: {why}", "{name} was not verified: {why}"},
}
