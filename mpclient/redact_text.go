package mpclient

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/late"
)

// view is a text with its escapes undone (those of addresses, markup, JavaScript and quoted text), so
// that a name, a separator or a group of digits is the same whatever wraps it. Each byte knows where it
// stands in the text.
type view struct {
	src  string
	b    []byte
	from []int32 // nil where nothing is escaped
}

func viewOf(s string) view {
	v := view{src: s, b: []byte(s)}
	if !strings.ContainsAny(s, `\%&`) {
		return v
	}
	raw := v.b
	v.b, v.from = make([]byte, 0, len(s)), make([]int32, 0, len(s)+1)
	for i := 0; i < len(raw); {
		c, n := raw[i], 1
		if c == '\\' || c == '%' || c == '&' {
			c, n = unescape(raw[i:])
		}
		v.b, v.from = append(v.b, c), append(v.from, int32(i))
		i += n
	}
	v.from = append(v.from, int32(len(s)))
	return v
}

// at is where byte i of the view stands in the text.
func (v *view) at(i int) int {
	if v.from == nil {
		return i
	}
	return int(v.from[i])
}

// raw reports whether byte i is written as itself.
func (v *view) raw(i int) bool { return v.from == nil || v.from[i+1]-v.from[i] == 1 }

// spelled is how byte i is written.
func (v *view) spelled(i int) string { return v.src[v.at(i):v.at(i+1)] }

// span is a part of the view and what is shown for it.
type span struct {
	from, to int
	mask     string
}

// with replaces spans, which are in order and apart.
func (v *view) with(spans []span) string {
	if len(spans) == 0 {
		return v.src
	}
	var b strings.Builder
	done := 0
	for _, s := range spans {
		b.WriteString(v.src[done:v.at(s.from)] + s.mask)
		done = v.at(s.to)
	}
	return b.String() + v.src[done:]
}

const stars = "********"

// Names and values of what lists settings as pairs: <input name="cvv" value="…">.
var (
	pairNames  = nameSet("name", "key", "field", "property")
	pairValues = nameSet("value", "content", "val")
)

// maskNamed hides what stands beside a secret name in free text, however name and value are written:
// JSON, settings, addresses, headers, markup, arrays of other languages, and each of these escaped.
func maskNamed(s string) string {
	if strings.IndexByte(s, '=') < 0 && !strings.ContainsAny(s, ":>(%&\\") && !strings.Contains(s, "--") {
		return s
	}
	n := namer{view: viewOf(s)}
	for n.i = 0; n.i < len(n.b); n.i++ {
		switch n.b[n.i] {
		case '=', ':':
			n.separator()
		case '>':
			n.element()
		case '(':
			n.call()
		case '-':
			n.option()
		}
	}
	return n.with(n.spans)
}

// namer walks a view once.
type namer struct {
	view
	i      int // the separator
	done   int // what was hidden or read as a value ends here
	spans  []span
	query  bool  // the name stands in an address, where only & ends a value
	pair   int   // until here a value belongs to a secret name said before
	value0 value // the last value of a pair whose name was not said before
	words  words

	// Where words and lines end, by what ends them: looked for once for all names on the way there.
	wordEnds [4]reach
	lineEnds [4]reach
}

// reach is a look ahead: whoever begins within it ends at to.
type reach struct{ from, to int }

func (r *reach) end(i int, look func(int) int) int {
	if i < r.from || i >= r.to {
		r.from, r.to = i, look(i)
	}
	return r.to
}

// named is what was read to the left of a separator.
type named struct {
	kind   nameKind
	from   int
	quote  int  // the byte that opens a quoted name, -1 when none does
	coded  bool // spelled as only names are: client_secret, clientSecret, or in quotes
	starts bool // it begins its line
	plain  string
}

func isName(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '_' || c == '-' || c == '.' || c >= 0x80
}

// before reads the name that ends at end.
func (n *namer) before(end int) (got named, ok bool) {
	got.quote = -1
	for k := 0; k < 16 && end > n.done && (n.b[end-1] == ' ' || n.b[end-1] == '\t' || n.b[end-1] == '\n'); k++ {
		end--
	}
	for k := 0; k < 4 && end > n.done && strings.IndexByte("[]\"'`?!", n.b[end-1]) >= 0; k++ { // ["x"], x[], x?: of TypeScript
		if c := n.b[end-1]; c != '[' && c != ']' && c != '?' && c != '!' {
			got.quote = end - 1
		}
		end--
	}
	from := end
	for from > n.done && end-from < 64 && (isName(n.b[from-1]) || n.b[from-1] == ' ' && from < end && from-1 > n.done && isName(n.b[from-2])) {
		from--
	}
	if from == end {
		return got, false
	}
	name := string(n.b[from:end])
	if strings.HasPrefix(name, "-") || strings.Contains(name, " -") { // an option, or an item of a YAML list
		at := strings.LastIndex(name, " -") + 1
		name, from = strings.TrimLeft(name[at:], "- "), end-len(strings.TrimLeft(name[at:], "- "))
	}
	n.words.read(name)
	got.kind, got.from = n.words.kind(), from
	got.plain = string(n.words.plain[:n.words.n])
	got.starts = strings.Count(name, " ") <= 2 // more is a sentence
	for k := from - 1; k >= n.done && n.b[k] != '\n'; k-- {
		if strings.IndexByte(" \t-#/*\"'{,", n.b[k]) < 0 || from-k > 32 {
			got.starts = false
			break
		}
	}
	if got.quote >= 0 {
		if from == n.done || n.b[from-1] != n.b[got.quote] {
			got.quote = -1
		} else {
			got.quote = from - 1
		}
	}
	last := name[strings.LastIndexByte(name, ' ')+1:]
	got.coded = got.quote >= 0 || strings.ContainsAny(last, "_.") || strings.Contains(strings.TrimLeft(last, "-"), "-") || humps(last)
	return got, true
}

// humps reports whether a capital stands inside a word.
func humps(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return true
		}
	}
	return false
}

func (n *namer) hide(from, to int, mask string) {
	n.spans = append(n.spans, span{from, to, mask})
	n.past(to)
}

// past goes on behind what was read.
func (n *namer) past(to int) {
	n.done = max(n.done, to)
	n.i = max(n.i, to-1)
}

// separator looks at the = or : at n.i.
func (n *namer) separator() {
	i, sep := n.i, n.b[n.i]
	after := i + 1
	next := func() byte {
		if after < len(n.b) {
			return n.b[after]
		}
		return 0
	}
	switch {
	case sep == '=' && (next() == '=' || i > 0 && strings.IndexByte("=!<>", n.b[i-1]) >= 0), // a comparison
		sep == ':' && (next() == ':' || strings.HasPrefix(string(n.b[after:min(len(n.b), after+2)]), "//")):
		return
	case sep == '=' && next() == '>', sep == ':' && next() == '=':
		after++
	}
	end := i
	if sep == '=' && i > 0 && (n.b[i-1] == ':' || n.b[i-1] == '?' || n.b[i-1] == '+' || n.b[i-1] == '|') { // :=, ?=, +=, ||=
		end--
	}
	name, ok := n.before(end)
	if !ok {
		return
	}
	n.query = sep == '=' && after == i+1 && name.from > 0 && strings.IndexByte("?&", n.b[name.from-1]) >= 0
	switch {
	case name.kind != namePlain:
	case n.query && n.words.inAddress():
		name.kind = nameText
	case name.quote >= 0 && numberNames[name.plain]: // a text shows no parents
		name.kind = nameText
	case n.last(pairNames):
		if v := n.valueAt(after, true); v.to > v.from && v.to-v.from < 64 && kindOfName(string(n.b[v.from:v.to])) != namePlain {
			n.paired(v.to)
		}
		return
	case n.last(pairValues):
		if i > n.pair {
			n.value0 = n.valueAt(after, true)
			return
		}
		name.kind, n.pair = nameText, 0
	default:
		return
	}
	n.value(name, after, sep == ':' && after == i+1)
}

// last reports whether the name read last ends in a word of set.
func (n *namer) last(set map[string]bool) bool {
	return n.words.has(set, n.words.count-1, n.words.count)
}

// near is how far apart the name and the value of a pair may stand.
const near = 120

// paired notes that a secret name was said as a value, which ends at to: the value of the pair comes
// next, or came before.
func (n *namer) paired(to int) {
	n.pair = to + near
	if v := n.value0; v.quote != "" && v.to > v.from && n.i-v.end < near && !n.shown(n.start(v.from, v.to), v.to-v.from, false) {
		at := len(n.spans)
		for at > 0 && n.spans[at-1].from >= v.to {
			at--
		}
		if at == 0 || n.spans[at-1].to <= v.from {
			n.spans = slices.Insert(n.spans, at, span{v.from, v.to, stars})
		}
	}
	n.value0 = value{}
}

// value is a part of the view that stands behind a separator.
type value struct {
	from, to int
	quote    string // how its quotes are spelled, "" when it has none
	closed   bool
	end      int // behind the closing quote
}

// valueAt reads the value at i: a quoted one to its quote, another to where a word ends.
func (n *namer) valueAt(i int, newline bool) value {
	for k := 0; k < 256 && i < len(n.b) && (n.b[i] == ' ' || n.b[i] == '\t' || newline && n.b[i] == '\n'); k++ {
		i++
	}
	if i+1 < len(n.b) && strings.IndexByte("bBrRfFuU@", n.b[i]) >= 0 && (n.b[i+1] == '"' || n.b[i+1] == '\'') { // b'…' of Python, @"…" of C#
		i++
	}
	if i < len(n.b) && strings.IndexByte("\"'`", n.b[i]) >= 0 {
		if n.closes(i) {
			return value{from: i, to: i, end: i}
		}
		v := value{from: i + 1, quote: n.spelled(i)}
		v.to, v.closed = n.closing(i)
		v.end = v.to
		if v.closed {
			v.end++
		}
		return v
	}
	to := n.word(i, n.i)
	return value{from: i, to: to, end: to}
}

// closes reports whether the quote at i ends a text that began before the name: 'access_token=' + t.
func (n *namer) closes(i int) bool {
	if i+1 < len(n.b) && strings.IndexByte(" \n)+.,;|&]}", n.b[i+1]) < 0 {
		return false
	}
	open := false
	for k := i - 1; k >= 0 && i-k < enough && n.b[k] != '\n'; k-- {
		open = open != (n.b[k] == n.b[i])
	}
	return open
}

// closing finds the quote that ends what the one at i opens. Without one a text in double quotes was cut
// and goes on to its end; the others end with the line, being apostrophes too.
func (n *namer) closing(i int) (int, bool) {
	quote := n.spelled(i)
	for k := i + 1; k < len(n.b); k++ {
		switch c := n.b[k]; {
		case c == n.b[i] && n.spelled(k) == quote, c == n.b[i] && n.raw(k) && len(quote) > 1:
			return k, true
		case c == '\\' && n.raw(k) && len(quote) == 1 && k+1 < len(n.b) && n.raw(k+1):
			k++
		case c == '\n' && n.b[i] != '"':
			return k, false
		}
	}
	return len(n.b), false
}

// word ends an unquoted value that begins at i, behind the separator sep. What is escaped ends it only
// when the separator is escaped as well: %20 in an address belongs to the value.
func (n *namer) word(i, sep int) int {
	escaped, which := !n.raw(sep), 0
	if escaped {
		which = 1
	}
	if n.query {
		which += 2
	}
	k := n.wordEnds[which].end(i, func(i int) int {
		for i < len(n.b) && !n.endsWord(i, escaped) {
			i++
		}
		return i
	})
	for k > i {
		at := strings.IndexByte(")}],;", n.b[k-1])
		if at < 0 || at < 3 && bytes.IndexByte(n.b[i:min(k, i+enough)], "({["[at]) >= 0 { // ${NAME} and call() are whole
			break
		}
		k--
	}
	return k
}

func (n *namer) endsWord(k int, escaped bool) bool {
	c := n.b[k]
	if !n.raw(k) && !escaped && n.src[n.at(k)] != '\\' {
		return false
	}
	next := byte(0)
	if k+1 < len(n.b) {
		next = n.b[k+1]
	}
	switch c {
	case ' ', '\t', '\n', '&', '"', '\'', '`', '<', '>':
		return true
	case 0xc2: // a no-break space
		return next == 0xa0
	case ',', ';', '|':
		return !n.query && n.another(k+1)
	case '\\':
		return (next == 'n' || next == 'r' || next == 't') && n.another(k+2)
	}
	return false
}

// another reports whether a name and its separator begin at k.
func (n *namer) another(k int) bool {
	from := k
	for k < len(n.b) && k-from < 40 && isName(n.b[k]) {
		k++
	}
	return k > from && k < len(n.b) && (n.b[k] == '=' || n.b[k] == ':')
}

// Values that are none: what a name has before it gets one, and where it gets it from.
var (
	reNoValue   = late.Pattern(`^(?:(?i:null|nil|none|undefined|true|false|empty)|\*+|[{\[(]+[\s})\]]*|…)$`)
	reReference = late.Pattern(`^(?:(?:MP|MERCADO_?PAGO|HOMOLOGA)_[A-Z0-9_]+|\$\{[^}]*\}|\$[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|\$\(.*|\{\{.*|%[A-Z][A-Z0-9_]+%|<[A-Za-z _-]+>|<%=.*|(?:process\.env|import\.meta\.env|os\.environ|os\.Getenv|os\.getenv|System\.getenv|getenv|env|ENV|\$_ENV|\$_SERVER|config|Deno\.env)\b[.(\[].*)$`)
	reMasked    = late.Pattern(`^(?:(?:APP_USR-|TEST-|TG-)?…\S{0,4}|\d{6}\*+\d{4})$`)
	reType      = late.Pattern(`^(?:string|String|str|Secret|SecretStr|text|any|byte|\[\]byte|varchar|Optional\[str\]|string \| null)\??$`)
)

// reStatus is the status of an answer, which messages name behind what was refused.
var reStatus = late.Pattern(`^[1-5]\d\d(?:$|\D)`)

var tokenWords = nameSet("token", "secret", "key", "password")

// sayings are what messages say of a field behind its name and a colon, in the three languages.
var sayings = nameSet("missing", "required", "invalid", "expired", "wrong", "unknown", "absent", "present", "set", "unset", "optional", "not", "must", "should", "is", "are", "was", "has", "the", "a", "an",
	"no", "yes", "ok", "found", "hidden", "masked", "redacted", "valid", "refused", "accepted", "denied", "failed", "error", "string", "number", "boolean", "bool", "object", "array", "integer", "int", "str",
	"text", "any", "empty", "only", "see", "use", "read", "write", "nulo", "vazio", "vazia", "ausente", "obrigatorio", "obrigatório", "obrigatoria", "obrigatória", "invalido", "inválido", "invalida", "inválida", "falta", "deve", "é", "não", "sem",
	"com", "expirado", "vacio", "vacío", "vacia", "vacía", "requerido", "requerida", "obligatorio", "obligatoria", "debe", "es", "sin", "con", "vencido", "oculto", "oculta", "presente")

// value hides what stands behind a separator; colon says that it is a colon alone, which prose has too.
func (n *namer) value(name named, i int, colon bool) {
	v := n.valueAt(i, name.quote >= 0)
	if v.quote == "" {
		if v.from < len(n.b) && n.b[v.from] == '[' {
			n.listed(v.from)
			return
		}
		if colon {
			n.prose(name, v)
			return
		}
		if n.line() { // Cookie=a=1; b=2
			v.to = max(v.to, n.lineEnd(v.from, name))
			v.end = v.to
		}
	}
	text := strings.TrimSpace(n.start(v.from, v.to))
	if colon && v.quote == "`" && !name.coded && strings.Contains(text, " ") {
		return // no token: `homologa check`
	}
	if text == "" || n.shown(text, v.to-v.from, v.quote == "") || testHolders[text] && strings.HasSuffix(name.plain, "name") || v.quote == "" && name.kind == nameText && text[0] == '{' {
		n.past(v.from)
		return
	}
	if name.quote >= 0 && n.b[name.quote] == '"' && colon && v.quote != "" {
		n.hide(v.from-1, v.end, v.quote+"***"+v.quote)
		return
	}
	mask := stars
	if word, _, ok := strings.Cut(text, " "); ok && scheme(word) {
		mask = word + " " + stars
	}
	n.hide(v.from, v.to, mask)
	n.past(v.end)
}

// shown reports whether a value of that length is none: masked already, nothing, or a word for where it
// comes from.
func (n *namer) shown(text string, length int, bare bool) bool {
	if length > enough {
		return false
	}
	return strings.Trim(text, "*") == "" || reMasked().MatchString(text) || reReference().MatchString(text) ||
		bare && (reNoValue().MatchString(text) || strings.HasSuffix(text, "(") && length < 40) // a call's result
}

// listed hides the list at i whole.
func (n *namer) listed(i int) {
	end := i + 1
	for end < len(n.b) && end-i < 64<<10 && n.b[end] != ']' {
		end++
	}
	if inner := strings.Trim(string(n.b[i+1:end]), " \t\n\"'*,{}"); inner != "" {
		n.hide(i+1, end, `"***"`)
	}
}

// lines are headers whose value goes on to the end of the line.
var lines = nameSet("authorization", "proxy_authorization", "cookie", "set_cookie", "document_cookie")

// line reports whether the name read last ends in one of them.
func (n *namer) line() bool {
	return n.last(lines) || n.words.has(lines, n.words.count-2, n.words.count)
}

// scheme reports whether a word says how the caller shows who it is, which is no secret.
func scheme(word string) bool {
	return slices.Contains([]string{"bearer", "basic", "digest", "token", "negotiate", "apikey"}, strings.ToLower(strings.TrimSuffix(word, ":")))
}

// lineEnd is where a value ends that may hold several words: at the line's, or at the quote before the
// name.
func (n *namer) lineEnd(i int, name named) int {
	const quotes = "\x00\"'`"
	q := 0
	if name.from > 0 {
		q = max(0, strings.IndexByte(quotes, n.b[name.from-1]))
	}
	return n.lineEnds[q].end(i, func(i int) int {
		for ; i < len(n.b); i++ {
			c := n.b[i]
			if c == '\n' && n.raw(i) || q > 0 && c == quotes[q] || c == '\\' && i+1 < len(n.b) && (n.b[i+1] == 'n' || n.b[i+1] == 'r') {
				break
			}
		}
		return i
	})
}

// start is the beginning of a part of the view, enough to tell what it is.
func (n *namer) start(from, to int) string { return string(n.b[from:min(to, from+enough)]) }

const enough = 256

// prose hides an unquoted value behind a colon, unless words like those of a message stand there: YAML and
// headers are written like this, and so are sentences.
func (n *namer) prose(name named, v value) {
	if n.line() {
		n.header(name, v)
		return
	}
	if v.from < len(n.b) && (n.b[v.from] == '|' || n.b[v.from] == '>') { // a block of YAML
		k := v.from + 1
		for k < len(n.b) && strings.IndexByte("+-0123456789 \t", n.b[k]) >= 0 {
			k++
		}
		if k < len(n.b) && n.b[k] == '\n' {
			v = n.valueAt(k, true)
		}
	}
	text := n.start(v.from, v.to)
	if reType().MatchString(text) { // password: str = "…"
		for k := v.to; k < len(n.b) && k < v.to+4; k++ {
			if n.b[k] == '=' && (k+1 == len(n.b) || n.b[k+1] != '=') {
				n.value(name, k+1, false)
				return
			}
		}
	}
	if text == "" || text[0] == '{' || text[0] == '(' || testHolders[text] && strings.HasSuffix(name.plain, "name") {
		return
	}
	if name.quote >= 0 && n.b[name.quote] == '"' && (isDigit(text[0]) || text[0] == '-') { // a number of JSON
		quote := n.spelled(name.quote)
		n.hide(v.from, v.to, quote+"***"+quote)
		return
	}
	word := strings.TrimRight(text, ".,;:!?)")
	if n.shown(text, v.to-v.from, true) || len(word) <= 24 && sayings[strings.ToLower(word)] {
		return
	}
	end := n.lineEnd(v.from, name)
	whole := end-v.to < 64 && strings.Trim(n.start(v.to, end), " \t,;)}]\"'") == ""
	digits := strings.ContainsAny(word, "0123456789")
	if !name.coded && !name.starts && reStatus().MatchString(word) && n.last(tokenWords) {
		return // "access token: 404 not found"
	}
	switch {
	case digits && (name.coded || name.starts || !n.last(everyday)), len(word) >= 20, strings.ContainsAny(word, "+/=$!#@*_&^~%"),
		humps(word) && strings.ToUpper(word) != word, whole && (name.coded || name.starts):
	case name.coded && startsUpper(word): // first_name: Maria da Silva
	default:
		return
	}
	if digits && !name.coded || !whole && !startsUpper(word) && !digits {
		n.hide(v.from, v.to, stars)
		return
	}
	n.hide(v.from, n.several(v.to, end), stars)
}

// everyday are names that sentences use before numbers of other things.
var everyday = nameSet("address", "document", "identification", "floor", "apartment", "complement", "neighborhood", "token", "phone", "secret", "code", "cookie")

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 'A' && r <= 'Z' || r >= 0xc0 && r <= 0xde
}

// several goes on over the words of a value, up to the next name or the end of a clause.
func (n *namer) several(k, end int) int {
	last := k
	for k < end && n.b[k] == ' ' {
		k++
		if n.another(k) {
			break
		}
		for k < end && n.b[k] != ' ' && strings.IndexByte(",;}])\"'<>&|", n.b[k]) < 0 {
			k++
		}
		last = k
	}
	for last > 0 && n.b[last-1] == ' ' {
		last--
	}
	return last
}

// header hides the value of a header whose whole line is secret; how the caller shows who it is stays.
func (n *namer) header(name named, v value) {
	end := n.lineEnd(v.from, name)
	line := n.start(v.from, end)
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case strings.Trim(word, "*") == "" || len(word) <= 24 && sayings[strings.ToLower(word)]:
		return
	case !scheme(word):
		if name.coded || name.starts || strings.ContainsAny(line, "=0123456789") { // else it is a sentence
			n.hide(v.from, end, stars)
		}
		return
	}
	from := v.from + len(word) + 1 + len(rest) - len(strings.TrimLeft(rest, " "))
	if from >= end {
		return
	}
	rest = n.start(from, end)
	secret, _, _ := strings.Cut(rest, " ")
	if at := strings.IndexByte(rest, '>'); rest[0] == '<' && at > 0 { // <access token>
		secret = rest[:at+1]
	}
	if secret = strings.TrimRight(secret, ".,;:"); n.shown(secret, len(secret), false) {
		n.past(v.from)
		return
	}
	if to := n.word(from, n.i); !strings.EqualFold(word, "digest") && to > from {
		end = min(end, to)
	}
	n.hide(from, end, stars)
}

// element hides what stands between the tags of an element: <cvv>987</cvv>.
func (n *namer) element() {
	i := n.i
	if i == 0 || n.b[i-1] == '=' || n.b[i-1] == '-' || n.b[i-1] == '/' {
		return
	}
	open := i - 1
	for open >= n.done && n.b[open] != '<' && n.b[open] != '>' {
		open--
	}
	if open < n.done || n.b[open] != '<' {
		return
	}
	name := open + 1
	end := name
	for end < i && (isName(n.b[end]) || n.b[end] == ':') {
		end++
	}
	if colon := bytes.LastIndexByte(n.b[name:end], ':'); colon >= 0 {
		name += colon + 1
	}
	n.words.read(string(n.b[name:end]))
	secret := n.words.kind() != namePlain || numberNames[string(n.words.plain[:n.words.n])]
	if !secret && i < n.pair && pairValues[string(n.words.plain[:n.words.n])] {
		secret, n.pair = true, 0
	}
	if !secret {
		if pairNames[string(n.words.plain[:n.words.n])] {
			if to := bytes.IndexByte(n.b[i+1:min(len(n.b), i+80)], '<'); to > 0 && kindOfName(string(n.b[i+1:i+1+to])) != namePlain {
				n.pair = i + to + 120
			}
		}
		return
	}
	from, to := i+1, -1
	if rest := n.b[from:]; bytes.HasPrefix(rest, []byte("<![CDATA[")) {
		from += len("<![CDATA[")
		to = bytes.Index(n.b[from:], []byte("]]>"))
	} else {
		to = bytes.IndexByte(rest, '<')
	}
	if to < 0 {
		to = len(n.b) - from
	}
	if end := from + to; (end+1 >= len(n.b) || n.b[end+1] != '/' && n.b[end] != ']') && (from == len(n.b) || !isLetter(n.b[from]) && !isDigit(n.b[from])) {
		return // "the header is Bearer <token>, then …"
	}
	if text := strings.TrimSpace(n.start(from, from+to)); text == "" || n.shown(text, to, false) {
		return
	}
	n.hide(from, from+to, stars)
}

// call hides the text that a setter takes, and the second of two: setClientSecret("…"),
// putenv("CLIENT_SECRET", "…").
func (n *namer) call() {
	i := n.i + 1
	for i < len(n.b) && n.b[i] == ' ' {
		i++
	}
	if i >= len(n.b) || strings.IndexByte("\"'`", n.b[i]) < 0 {
		return
	}
	first := n.valueAt(i, true)
	if !first.closed || first.to-first.from > 4096 {
		return
	}
	if name, ok := n.before(n.i); ok && name.kind != namePlain && n.sets(name) {
		n.value(name, i, false)
		return
	}
	if first.to-first.from > 64 || kindOfName(string(n.b[first.from:first.to])) == namePlain {
		return
	}
	k := first.end
	for k < len(n.b) && k < first.end+8 && strings.IndexByte(" \t\n,", n.b[k]) >= 0 {
		k++
	}
	if k < len(n.b) && k > first.end && strings.IndexByte("\"'`", n.b[k]) >= 0 {
		n.value(named{kind: nameText, quote: -1, plain: "value"}, k, false)
	}
}

// sets reports whether the function that was read last gives a secret its value: setClientSecret,
// .clientSecret, and not findToken.
func (n *namer) sets(name named) bool {
	from := n.i
	for from > name.from && n.b[from-1] != '.' && n.b[from-1] != ' ' {
		from--
	}
	w := &n.words
	w.read(string(n.b[from:n.i]))
	return w.has(setters, 0, 1) || w.has(wholeNames, 0, w.count) || w.has(textNames, 0, w.count)
}

var setters = nameSet("set", "with", "use", "add", "put")

// option hides what a program is told on its command line: --client-secret X.
func (n *namer) option() {
	i := n.i
	if i+2 >= len(n.b) || n.b[i+1] != '-' || !isLetter(n.b[i+2]) || i > 0 && isName(n.b[i-1]) {
		return
	}
	end := i + 2
	for end < len(n.b) && end-i < 64 && isName(n.b[end]) {
		end++
	}
	if end >= len(n.b) || n.b[end] != ' ' || kindOfName(string(n.b[i+2:end])) == namePlain {
		return
	}
	n.i = end
	if v := n.valueAt(end, false); v.from < len(n.b) && n.b[v.from] != '-' {
		n.value(named{kind: nameText, quote: -1, plain: "value"}, end, false)
	}
}

var (
	reJWT   = late.Pattern(`\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]+){1,4}`)
	reBasic = late.Pattern(`(?i)\bbasic\s+([A-Za-z0-9+/_-]{6,}={0,2})`)
	reBear  = late.Pattern(`(?i)\bbearer\s+([A-Za-z0-9._~+/\-]{6,}=*)`)
)

// maskShapes hides what gives itself away without a name: web tokens, private keys, and what stands
// behind the word for a scheme.
func maskShapes(s string) string {
	if strings.Contains(s, "eyJ") {
		s = reJWT().ReplaceAllString(s, stars)
	}
	if strings.Contains(s, "PRIVATE KEY") {
		s = maskPEM(s)
	}
	if holdsAny(s, "basic") {
		s = replaceGroup(reBasic(), s, func(text string) bool {
			text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
			plain, err := base64.RawStdEncoding.DecodeString(text)
			return err == nil && bytes.IndexByte(plain, ':') >= 0
		})
	}
	if holdsAny(s, "bearer") {
		s = replaceGroup(reBear(), s, func(text string) bool { // "bearer authentication" is a sentence
			return strings.ToLower(text) != text || strings.ContainsAny(text, "0123456789._~+/-=")
		})
	}
	return s
}

// replaceGroup hides the first group of each match that hold agrees to.
func replaceGroup(re *regexp.Regexp, s string, hold func(string) bool) string {
	var b strings.Builder
	done := 0
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		if hold(s[m[2]:m[3]]) {
			b.WriteString(s[done:m[2]] + stars)
			done = m[3]
		}
	}
	return b.String() + s[done:]
}

// maskPEM hides the body of private keys; one that was cut is hidden to the end.
func maskPEM(s string) string {
	var b strings.Builder
	const mark = "PRIVATE KEY-----"
	for {
		i := strings.Index(s, mark)
		if i < 0 || !strings.Contains(s[max(0, i-32):i], "-----BEGIN") {
			if i < 0 {
				break
			}
			b.WriteString(s[:i+len(mark)])
			s = s[i+len(mark):]
			continue
		}
		b.WriteString(s[:i+len(mark)])
		s = s[i+len(mark):]
		end := strings.Index(s, "-----END")
		if end < 0 {
			end = len(s)
		}
		if strings.Trim(s[:end], "*") != "" {
			b.WriteString(stars)
		} else {
			b.WriteString(s[:end])
		}
		s = s[end:]
	}
	return b.String() + s
}
