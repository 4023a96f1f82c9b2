package mpclient

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/homologa/homologa/mpclient/late"
)

// Names whose whole value is a secret or personal data, wherever they stand. Spelling does not
// matter: card_number, cardNumber and card-number are one name.
var secretNames = set(
	"access_token", "refresh_token", "client_secret", "webhook_secret", "secret", "secret_key", "private_key", "api_key",
	"password", "passwd", "passphrase", "authorization", "code_verifier", "sftp_info", "cvv", "cvc", "pan",
	"first_name", "last_name", "surname", "full_name", "long_name", "holder_name", "cardholder_name", "account_holder_name", "receiver_name",
	"secure_email", "notification_email_list", "phone_number", "receiver_phone", "account_number",
	"street_name", "street_number", "zip_code", "postal_code", "floor", "apartment", "complement", "neighborhood", "address_line",
	"ip_address", "birth_date", "registration_identifiers",
	"cpf", "cnpj", "dni", "cuit", "cuil", "rut", "curp", "rfc", "doc_number", "document_number", "identification_number",
)

// Names whose text is secret or personal and whose object is not: security_code: {"length": 3}.
var secretTexts = set("card_number", "security_code", "token", "card_token_id", "card_token", "identification", "phone", "alternative_phone", "address", "document")

// Objects whose own number and name are personal.
var personalParents = set("identification", "phone", "alternative_phone", "payer", "cardholder", "card")

// Numbers that name an application have the length of a card number.
var appNames = set("client_id", "application_id", "app_id")

// holder names of test cards decide outcomes and are nobody's name.
var testHolders = map[string]bool{"APRO": true, "OTHE": true, "CONT": true, "CALL": true, "FUND": true, "SECU": true, "EXPI": true, "FORM": true,
	"CARD": true, "INST": true, "DUPL": true, "LOCK": true, "CTNA": true, "ATTE": true, "BLAC": true, "UNSU": true, "TEST": true}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[plainName(n)] = true
	}
	return m
}

// plainName drops case and separators from a key.
func plainName(k string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || r == ' ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, k)
}

// JSON redacts a JSON text by key and by pattern; keys keep their order. Text that is not JSON, or
// nested deeper than encoding/json reads, is treated as free text.
func (r *Redactor) JSON(body []byte) []byte {
	if !json.Valid(body) {
		return []byte(r.Text(string(body)))
	}
	w := walker{r: r, in: body, out: make([]byte, 0, len(body))}
	w.value("", "", false)
	return w.out
}

// walker copies a valid JSON text, redacting on the way. A decoded tree would lose the order of
// keys, doubled keys and the spelling of numbers, all of which a person may be looking for.
type walker struct {
	r   *Redactor
	in  []byte
	pos int
	out []byte
}

// value copies one value; hide says that it stands under a secret name.
func (w *walker) value(parent, name string, hide bool) {
	hide = hide || secretNames[name]
	switch w.peek() {
	case '{':
		w.list('}', func() {
			key := w.text()
			w.string(w.r.Text(key.s), key)
			w.take()
			w.out = append(w.out, ':')
			w.value(name, plainName(key.s), hide)
		})
	case '[':
		w.list(']', func() { w.value(parent, name, hide) })
	case '"':
		raw := w.text()
		if w.hidden(parent, name, hide) && raw.s != "" && !((name == "name" || name == "firstname") && testHolders[raw.s]) {
			w.out = append(w.out, `"***"`...)
			return
		}
		s := raw.s
		if !(appNames[name] && len(s) <= 20 && strings.Trim(s, "0123456789") == "") {
			s = w.r.Text(s)
		}
		w.string(s, raw)
	default:
		word := w.word()
		number := word[0] == '-' || isDigit(word[0])
		switch {
		case number && w.hidden(parent, name, hide):
			w.out = append(w.out, `"***"`...)
		case number && !appNames[name] && isCard(string(word)):
			w.out = append(append(append(w.out, '"'), maskCard(string(word))...), '"')
		default:
			w.out = append(w.out, word...)
		}
	}
}

// hidden tells whether a text or number goes.
func (w *walker) hidden(parent, name string, hide bool) bool {
	return hide || secretTexts[name] || personalParents[parent] && (name == "number" || name == "name")
}

// list copies the members between two brackets.
func (w *walker) list(end byte, member func()) {
	w.out = append(w.out, w.take())
	for w.peek() != end {
		member()
		if w.peek() == ',' {
			w.out = append(w.out, w.take())
		}
	}
	w.out = append(w.out, w.take())
}

func (w *walker) peek() byte {
	for strings.IndexByte(" \t\r\n", w.in[w.pos]) >= 0 {
		w.pos++
	}
	return w.in[w.pos]
}

func (w *walker) take() byte {
	c := w.peek()
	w.pos++
	return c
}

// word reads a number, true, false or null.
func (w *walker) word() []byte {
	from := w.pos
	for w.pos < len(w.in) && strings.IndexByte(",]} \t\r\n", w.in[w.pos]) < 0 {
		w.pos++
	}
	return w.in[from:w.pos]
}

type jsonText struct {
	raw []byte // with quotes
	s   string // decoded
}

func (w *walker) text() jsonText {
	w.peek()
	from, plain := w.pos, true
	for w.pos++; w.in[w.pos] != '"'; w.pos++ {
		switch c := w.in[w.pos]; {
		case c == '\\':
			plain = false
			w.pos++
		case c >= 0x80:
			plain = false
		}
	}
	w.pos++
	t := jsonText{raw: w.in[from:w.pos]}
	if plain {
		t.s = string(t.raw[1 : len(t.raw)-1])
	} else {
		_ = json.Unmarshal(t.raw, &t.s) // the text as a whole is valid
	}
	return t
}

// string writes s; an unchanged plain one keeps its spelling.
func (w *walker) string(s string, from jsonText) {
	if len(s) == len(from.raw)-2 && s == string(from.raw[1:len(from.raw)-1]) {
		w.out = append(w.out, from.raw...)
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	w.out = append(w.out, bytes.TrimRight(b.Bytes(), "\n")...)
}

// reKeyed finds "name": value in text that is not (or no longer) JSON: cut answers, logs, JSON
// inside strings.
var (
	reKeyed   = late.Pattern(`(?s)"([A-Za-z][A-Za-z_ -]{1,40})"\s*:\s*("(?:[^"\\]|\\.)+"?|-?\d[\d.eE+-]*)`)
	reKeyedIn = late.Pattern(`\\+"([A-Za-z][A-Za-z_ -]{1,40})\\+"\s*:\s*(\\+"[^"\\]+(?:\\+")?|-?\d[\d.eE+-]*)`)
)

// maskKeyed hides such values. A cut text shows no parents, so every number key counts as personal.
func maskKeyed(s string) string {
	if !strings.Contains(s, `"`) || !strings.Contains(s, ":") {
		return s
	}
	mask := func(re *regexp.Regexp, stars string) func(string) string {
		return func(m string) string {
			at := re.FindStringSubmatchIndex(m)
			if n := plainName(m[at[2]:at[3]]); n == "number" || secretNames[n] || secretTexts[n] {
				return m[:at[4]] + stars
			}
			return m
		}
	}
	s = reKeyed().ReplaceAllStringFunc(s, mask(reKeyed(), `"***"`))
	if strings.Contains(s, `\"`) {
		s = reKeyedIn().ReplaceAllStringFunc(s, mask(reKeyedIn(), `\"***\"`))
	}
	return s
}
