package fix

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dialect writes a tree as a literal of a language.
type dialect struct {
	unit        string // indentation
	open, close string // of an object
	key         func(string) string
	text        func(string) string
	yes, no     string
	last        string // after the last element of a group of lines
	ref         func(variable) string
	whole       func(string) string // around a reference that is a whole number; nil: ref does
	// Where JSON's forms do not fit: lists, what follows a value, large numbers.
	list func(inside string) string
	tail string
	num  func(json.Number) string
}

var (
	jsonDialect = dialect{"  ", "{", "}", func(k string) string { return quoteJSON(k) + ": " }, quoteJSON, "true", "false", "",
		func(v variable) string { return quoteJSON(v.sample) }, func(s string) string { return strings.Trim(s, `"`) }, nil, "", nil}
	nodeDialect   = dialect{"  ", "{", "}", nodeKey, quoteNode, "true", "false", ",", func(v variable) string { return "order." + v.name }, around("Number("), nil, "", nil}
	pythonDialect = dialect{"    ", "{", "}", func(k string) string { return quotePython(k) + ": " }, quotePython, "True", "False", ",",
		func(v variable) string { return "order[" + quotePython(v.name) + "]" }, around("int("), nil, "", nil}
	phpDialect = dialect{"    ", "[", "]", func(k string) string { return quotePHP(k) + " => " }, quotePHP, "true", "false", ",",
		func(v variable) string { return "$order[" + quotePHP(v.name) + "]" }, func(s string) string { return "(int) " + s }, nil, "", nil}
	rubyDialect = dialect{"  ", "{", "}", func(k string) string { return quoteRuby(k) + " => " }, quoteRuby, "true", "false", ",",
		func(v variable) string { return "order[" + quoteRuby(v.name) + "]" }, around("Integer("), nil, "", nil}
	javaDialect = dialect{"    ", "Map.ofEntries(", ")", func(k string) string { return "entry(" + quoteJava(k) + ", " }, quoteJava, "true", "false", "",
		func(v variable) string { return "order.get(" + quoteJava(v.name) + ")" }, around("Integer.parseInt("), func(in string) string { return "List.of(" + in + ")" }, ")", javaNumber}
	csharpDialect = dialect{"    ", "new Dictionary<string, object> {", "}", func(k string) string { return "[" + quoteJava(k) + "] = " }, quoteJava, "true", "false", ",",
		func(v variable) string { return "order[" + quoteJava(v.name) + "]" }, around("int.Parse("), func(in string) string { return "new object[] {" + in + "}" }, "", javaNumber}
)

// around calls a conversion.
func around(open string) func(string) string { return func(s string) string { return open + s + ")" } }

// javaNumber writes a number that may be beyond an int.
func javaNumber(n json.Number) string {
	if i, err := n.Int64(); err == nil && (i > 1<<31-1 || i < -1<<31) {
		return n.String() + "L"
	}
	return n.String()
}

func nodeKey(k string) string {
	if identifier().MatchString(k) && k != "__proto__" {
		return k + ": "
	}
	return "[" + quoteNode(k) + "]: " // computed: "__proto__" stays a plain name
}

const lineWidth = 92

// literal writes v, its first line without indentation, the others from depth on.
func (d dialect) literal(v any, depth int) string {
	switch x := v.(type) {
	case object:
		var parts []string
		for _, k := range ordered(x) {
			parts = append(parts, d.key(k)+d.literal(x[k], depth+1)+d.tail)
		}
		return d.group(d.open, d.close, parts, depth)
	case []any:
		var parts []string
		for _, e := range x {
			parts = append(parts, d.literal(e, depth+1))
		}
		if d.list != nil {
			open, end, _ := strings.Cut(d.list("\x00"), "\x00")
			return d.group(open, end, parts, depth)
		}
		return d.group("[", "]", parts, depth)
	case variable:
		if x.number && d.whole != nil {
			return d.whole(d.ref(x))
		}
		return d.ref(x)
	case bool:
		if x {
			return d.yes
		}
		return d.no
	case json.Number:
		if d.num != nil {
			return d.num(x)
		}
		return x.String()
	case string:
		return d.text(x)
	}
	return d.text("")
}

// group puts short, flat groups on one line.
func (d dialect) group(open, end string, parts []string, depth int) string {
	line := strings.Join(parts, ", ")
	if len(parts) < 4 && !strings.ContainsAny(line, "\n{[") && len(line)+len(d.unit)*depth < lineWidth {
		if open == "{" && d.unit == "  " {
			return "{ " + line + " }"
		}
		return open + line + end
	}
	in := "\n" + strings.Repeat(d.unit, depth+1)
	return open + in + strings.Join(parts, ","+in) + d.last + "\n" + strings.Repeat(d.unit, depth) + end
}

// declared collects the variables a tree uses, with their samples.
func declared(v any, into object) object {
	switch x := v.(type) {
	case object:
		for _, e := range x {
			declared(e, into)
		}
	case []any:
		for _, e := range x {
			declared(e, into)
		}
	case variable:
		into[x.name] = x.sample
	}
	return into
}

// The order in which people read a preference; other keys follow by name.
var keyOrder = strings.Fields(`id title description category_id picture_url quantity currency_id unit_price
	name surname email items payer identification type phone area_code number zip_code street_name street_number
	city_name state_name 	external_reference notification_url back_urls success pending failure auto_return`)

func ordered(o object) []string {
	rank := func(k string) int {
		if i := slices.Index(keyOrder, k); i >= 0 {
			return i
		}
		return len(keyOrder)
	}
	return slices.SortedFunc(maps.Keys(o), func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// escape writes the runes that escapes and printing do not cover through other.
func escape(s string, quoted map[rune]string, other func(rune) string) string {
	var b strings.Builder
	for _, r := range s {
		q, ok := quoted[r]
		switch {
		case ok:
			b.WriteString(q)
		case r == utf8.RuneError || !unicode.IsPrint(r):
			b.WriteString(other(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoteJSON escapes the apostrophe too, so that the document can stand between the single quotes of
// a shell.
func quoteJSON(s string) string { return strings.ReplaceAll(quoteNode(s), `'`, `\u0027`) }

// quoteNode is JavaScript, written so that it is JSON as well.
func quoteNode(s string) string {
	return `"` + escape(s, map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\t': `\t`}, func(r rune) string {
		if r > 0xffff {
			r -= 0x10000
			return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		return fmt.Sprintf(`\u%04x`, r)
	}) + `"`
}

// quoteJava is Java and C#. An escape by number never stands for an end of line, which Java would read
// as one.
func quoteJava(s string) string {
	return `"` + escape(s, map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`}, func(r rune) string {
		if r > 0xffff {
			r -= 0x10000
			return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		return fmt.Sprintf(`\u%04x`, r)
	}) + `"`
}

func quoteRuby(s string) string {
	return `"` + escape(s, map[rune]string{'"': `\"`, '\\': `\\`, '#': `\#`, '\n': `\n`, '\t': `\t`}, func(r rune) string { return fmt.Sprintf(`\u{%x}`, r) }) + `"`
}

func quotePython(s string) string {
	return `"` + escape(s, map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\t': `\t`}, func(r rune) string {
		if r > 0xffff {
			return fmt.Sprintf(`\U%08x`, r)
		}
		return fmt.Sprintf(`\u%04x`, r)
	}) + `"`
}

// quotePHP uses single quotes, where only two characters mean something, as long as it can.
func quotePHP(s string) string {
	plain := true
	for _, r := range s {
		plain = plain && r != utf8.RuneError && unicode.IsPrint(r)
	}
	if plain {
		return `'` + escape(s, map[rune]string{'\'': `\'`, '\\': `\\`}, nil) + `'`
	}
	return `"` + escape(s, map[rune]string{'"': `\"`, '\\': `\\`, '$': `\$`, '\n': `\n`, '\t': `\t`}, func(r rune) string { return fmt.Sprintf(`\u{%x}`, r) }) + `"`
}
