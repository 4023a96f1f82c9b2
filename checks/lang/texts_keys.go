package lang

// keyTexts are the names keys have on the keyboards of a language; a key without an entry is shown as it is called in
// the table of actions. Few cells wide: they stand in the footer and in columns of the help.
var keyTexts = table{
	"keyname.space":  {"espaço", "espacio", "space"},
	"keyname.pgup":   {"pgup", "repág", "pgup"},
	"keyname.pgdown": {"pgdn", "avpág", "pgdn"},
	"keyname.home":   {"home", "inicio", "home"},
	"keyname.end":    {"end", "fin", "end"},
}
