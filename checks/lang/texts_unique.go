package lang

// What homologa lint says of references and ids that look shared, and of several bodies in one file.
var uniqueTexts = table{
	"lint.label.hint": {"indício", "indicio", "hint"},
	"lint.src.unique": {"Documentação: external_reference identifica uma venda; a API não confere se é única", "Documentación: external_reference identifica una venta; la API no comprueba si es única", "Documentation: external_reference names one sale; the API does not check that it is unique"},
	"lint.reference.unresolved": {
		"Parece um modelo que não foi preenchido: o pedido não será encontrado por ela. Envie o id do seu pedido.",
		"Parece una plantilla sin completar: el pedido no se encontrará con ella. Envíe el id de su pedido.",
		"It looks like a template nobody filled in: no order will be found by it. Send the id of your order.",
	},
	"lint.reference.constant": {
		"Parece fixa: se toda venda a leva, os pagamentos não se distinguem. Envie o id do seu pedido, um por venda.",
		"Parece fija: si toda venta la lleva, los pagos no se distinguen. Envíe el id de su pedido, uno por venta.",
		"It looks constant: if every sale carries it, payments cannot be told apart. Send the id of your order, one per sale.",
	},
	"lint.reference.shared": {
		"Os corpos {bodies} têm a mesma external_reference, {value}. Para nova tentativa da mesma venda está certo; duas vendas pedem duas.",
		"Los cuerpos {bodies} tienen la misma external_reference, {value}. Para otro intento de la misma venta está bien; dos ventas piden dos.",
		"Bodies {bodies} have one external_reference, {value}. For another attempt at one sale that is right; two sales need two.",
	},
	"lint.items.repeated": {
		"O mesmo produto de {first}: use quantity em vez de repetir o item.",
		"El mismo producto de {first}: use quantity en lugar de repetir el ítem.",
		"The same product as {first}: use quantity instead of a second item.",
	},
	"lint.items.shared_id": {
		"O mesmo id de {first}, com outro título: cada produto tem o seu id.",
		"El mismo id de {first}, con otro título: cada producto tiene su id.",
		"The same id as {first}, under another title: each product has its own id.",
	},
	"lint.note.unique": {
		"Se external_reference e X-Idempotency-Key são únicas, um corpo só não mostra: julgue vários num arquivo (lista JSON ou JSON Lines), ou o que foi enviado com check --exchanges.",
		"Si external_reference y X-Idempotency-Key son únicas, un solo cuerpo no lo muestra: juzgue varios en un archivo (lista JSON o JSON Lines), o lo enviado con check --exchanges.",
		"Whether external_reference and X-Idempotency-Key are unique, one body does not show: judge several in a file (a JSON list or JSON lines), or what was sent with check --exchanges.",
	},
	"lint.bodies.head": {
		"Corpo {n} de {of}, linha {line}",
		"Cuerpo {n} de {of}, línea {line}",
		"Body {n} of {of}, line {line}",
	},
	"lint.bodies.cut": {
		"Só os primeiros {n} de {of} corpos foram julgados. Divida o arquivo.",
		"Solo se juzgaron los primeros {n} de {of} cuerpos. Divida el archivo.",
		"Only the first {n} of {of} bodies were judged. Split the file.",
	},
	"lint.bodies.kind": {
		"Corpo {n}, linha {line}: {why}",
		"Cuerpo {n}, línea {line}: {why}",
		"Body {n}, line {line}: {why}",
	},
	"cmd.lint_one": {
		"--to: o arquivo tem {n} corpos; reescreva um por vez.",
		"--to: el archivo tiene {n} cuerpos; reescriba uno por vez.",
		"--to: the file holds {n} bodies; rewrite one at a time.",
	},
}
