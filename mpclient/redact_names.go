package mpclient

import (
	"unicode"
	"unicode/utf8"
)

// nameKind says what stands under a name.
type nameKind uint8

// The kinds. A plain name says nothing about its value.
const (
	namePlain nameKind = iota
	nameText           // texts and numbers are secret or personal, objects are not: security_code: {"length": 3}
	nameWhole          // the whole value is, whatever it is made of
)

// wholeNames and textNames are the one list of names under which secrets and personal data stand. JSON,
// free text, addresses, headers, markup and settings all ask kindOfName, which does not mind how a
// name is spelled or what goes before it: client_secret is also clientSecret, MP_CLIENT_SECRET,
// X-Client-Secret and customer[client secret].
var wholeNames = nameSet(
	"access_token", "refresh_token", "auth_token", "api_token", "id_token", "bearer_token", "session_token", "secret_token", "csrf_token", "xsrf_token",
	"client_secret", "webhook_secret", "app_secret", "api_secret", "consumer_secret", "shared_secret", "signing_secret", "signature_secret", "secret",
	"secret_key", "private_key", "api_key", "access_key", "auth_key", "signing_key", "signature_key", "encryption_key", "webhook_key", "master_key",
	"clave_secreta", "chave_secreta", "clave_privada", "chave_privada", "segredo", "secreto", "assinatura_secreta", "firma_secreta",
	"password", "passwd", "passphrase", "passcode", "pwd", "senha", "contrasena", "contraseña", "code_verifier", "sftp_info",
	"authorization", "proxy_authorization", "cookie", "set_cookie", "session_id", "phpsessid", "jsessionid",
	"cvv", "cvv2", "cvc", "cvc2", "pan", "numero_cartao", "numero_tarjeta", "codigo_seguranca", "codigo_seguridad",
	"first_name", "last_name", "surname", "full_name", "long_name", "holder_name", "cardholder_name", "account_holder_name", "receiver_name", "nome_completo", "nombre_completo",
	"secure_email", "notification_email_list", "phone_number", "receiver_phone", "account_number", "telefone", "telefono", "celular",
	"street_name", "street_number", "zip_code", "postal_code", "floor", "apartment", "complement", "neighborhood", "address_line",
	"ip_address", "birth_date", "registration_identifiers",
	"cpf", "cnpj", "dni", "cuit", "cuil", "rut", "curp", "rfc", "doc_number", "document_number", "identification_number",
)

var textNames = nameSet("card_number", "security_code", "token", "card_token_id", "card_token", "identification", "phone", "alternative_phone", "address", "document")

// shortNames are words of everyday names too: they count alone, behind a word of openers, and not in
// floor_price, api_address_book or price_floor.
var shortNames = nameSet("address", "document", "identification", "floor", "apartment", "complement", "neighborhood", "pan", "rut", "rfc", "dni", "authorization", "cookie", "celular")

var openers = nameSet("mp", "mercadopago", "mercado", "pago", "meli", "ml", "x", "http", "env", "export", "const", "let", "var", "string", "final", "public", "private", "static",
	"next", "vite", "react", "app", "nuxt", "expo", "my", "payer", "buyer", "customer", "user", "client", "cliente", "comprador", "pagador", "receiver", "sender", "holder",
	"card", "cardholder", "cartao", "tarjeta", "titular", "billing", "shipping", "home", "work", "mobile", "alternative", "additional", "info", "form", "proxy", "req", "request", "res", "response", "header", "headers", "document", "set", "with", "test", "prod", "sandbox")

// closers end a name without changing what it means: CLIENT_SECRET_PROD.
var closers = nameSet("test", "teste", "prueba", "prod", "production", "producao", "produccion", "sandbox", "live", "dev", "staging", "homolog", "local", "default", "value", "valor",
	"text", "str", "string", "raw", "plain", "old", "new", "current", "confirmation", "confirm", "1", "2", "br", "ar", "mx", "cl", "co", "uy", "pe",
	"mlb", "mla", "mlm", "mlc", "mco", "mlu", "mpe")

// personalParents are objects whose own number and name are personal, and words before such a number.
var personalParents = nameSet("identification", "phone", "alternative_phone", "payer", "cardholder", "card", "cpf", "cnpj", "dni", "cuit", "rut", "document", "doc")

// appNames are numbers that name an application; they are as long as a card number.
var appNames = nameSet("client_id", "application_id", "app_id")

func nameSet(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[plainName(n)] = true
	}
	return m
}

// words is a name without case and separators, and where its words begin.
type words struct {
	plain [96]byte
	n     int
	at    [32]int
	count int
}

// read splits a name where case or a separator does. Of a name longer than any real one it keeps the
// end, which is what names say most with.
func (w *words) read(name string) {
	if len(name) > 64 {
		name = name[len(name)-64:]
	}
	w.n, w.count = 0, 0
	fresh, lower, upper := true, false, false
	for i, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			fresh = true
			continue
		}
		up := unicode.IsUpper(r)
		if up && (lower || upper && endsCapitals(name[i+utf8.RuneLen(r):])) {
			fresh = true
		}
		lower, upper = !up && unicode.IsLetter(r), up
		if fresh {
			if w.count == len(w.at) {
				return
			}
			w.at[w.count] = w.n
			w.count++
			fresh = false
		}
		if w.n+utf8.UTFMax > len(w.plain) {
			return
		}
		w.n += utf8.EncodeRune(w.plain[w.n:], unicode.ToLower(r))
	}
}

// endsCapitals reports whether the capital before rest begins a word, as the K of APIKey does.
func endsCapitals(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(r)
}

func (w *words) has(set map[string]bool, from, to int) bool {
	end := w.n
	if to < w.count {
		end = w.at[to]
	}
	return from >= 0 && from < to && set[string(w.plain[w.at[from]:end])]
}

// plainName drops case and separators from a name.
func plainName(name string) string {
	var w words
	w.read(name)
	return string(w.plain[:w.n])
}

// kindOfName says what stands under a name, in whatever spelling. It is the only judge of names.
func kindOfName(name string) nameKind {
	var w words
	w.read(name)
	return w.kind()
}

// addressNames are words under which an address carries a secret and other texts do not: code=2034 in a message is an error's.
var addressNames = nameSet("code", "key", "sig", "signature", "auth", "pass", "hash", "hmac", "sid", "session", "jwt", "bearer", "access_key_id")

// openNames end in such a word and are meant to be seen.
var openNames = nameSet("public_key", "idempotency_key", "status_code", "error_code", "country_code", "area_code", "zip_code")

// secretInAddress reports whether a parameter of an address holds a secret: what does anywhere, and names that end in one of
// addressNames (X-Amz-Signature).
func secretInAddress(name string) bool {
	var w words
	w.read(name)
	return w.kind() != namePlain || w.inAddress()
}

func (w *words) inAddress() bool {
	for from := range w.count {
		if w.has(openNames, from, w.count) {
			return false
		}
	}
	for from := range w.count {
		if w.has(addressNames, from, w.count) {
			return true
		}
	}
	return false
}

func (w *words) kind() nameKind {
	for to := w.count; to > 0; to-- {
		for from := max(0, to-5); from < to; from++ {
			kind := namePlain
			switch {
			case w.has(wholeNames, from, to):
				kind = nameWhole
			case w.has(textNames, from, to):
				kind = nameText
			case from > 0 && to == from+1 && (w.has(numberNames, from, to)) && w.has(personalParents, from-1, from):
				kind = nameText
			default:
				continue
			}
			if !w.has(shortNames, from, to) || w.opened(from) {
				return kind
			}
		}
		if !w.has(closers, to-1, to) {
			break
		}
	}
	if w.count == 1 { // without any separator: MPCLIENTSECRET, xapikey
		s := string(w.plain[:w.n])
		for _, opener := range []string{"mercadopago", "mp", "x"} {
			if len(s) > len(opener)+4 && s[:len(opener)] == opener && wholeNames[s[len(opener):]] {
				return nameWhole
			}
		}
	}
	return namePlain
}

var numberNames = nameSet("number", "numero", "número")

// opened reports whether nothing but openers stands before a word.
func (w *words) opened(from int) bool {
	for i := range from {
		if !w.has(openers, i, i+1) {
			return false
		}
	}
	return true
}
