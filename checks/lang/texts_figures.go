package lang

var figureTexts = table{
	"figure.link.sent":      {"enviado", "enviado", "sent"},
	"figure.link.trusted":   {"raiz conhecida", "raíz conocida", "known root"},
	"figure.link.missing":   {"não enviado", "no enviado", "not sent"},
	"figure.link.untrusted": {"ninguém conhece", "nadie lo conoce", "unknown to callers"},
	"figure.link.expired":   {"vencido", "vencido", "expired"},
	"figure.link.stray":     {"fora da cadeia", "fuera de la cadena", "not part of the chain"},

	"figure.life.left":   {"{days|resta|restam} {days} de {life} {life|dia|dias}", "{days|queda|quedan} {days} de {life} {life|día|días}", "{days} of {life} {life|day|days} left"},
	"figure.life.over":   {"venceu há {days} {days|dia|dias}", "venció hace {days} {days|día|días}", "expired {days} {days|day|days} ago"},
	"figure.life.future": {"ainda não começou", "todavía no comenzó", "not begun yet"},
}
