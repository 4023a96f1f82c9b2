package mpclient

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Redactor takes secrets and personal data out of everything that enters the program. It works by
// pattern (tokens, e-mails, card numbers, documents), by JSON key and by the literal secrets it
// was told. What it leaves keeps presence and type visible: an e-mail stays an e-mail.
type Redactor struct {
	mu       sync.RWMutex
	literals []string
}

// NewRedactor makes a redactor that also removes the given secrets wherever they appear.
func NewRedactor(secrets ...Secret) *Redactor {
	r := &Redactor{}
	for _, s := range secrets {
		r.Add(s)
	}
	return r
}

// Add tells the redactor about one more secret. Values shorter than eight characters are ignored:
// replacing them would tear other text apart.
func (r *Redactor) Add(s Secret) {
	v := strings.TrimSpace(s.Reveal())
	if len(v) < 8 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.literals, v) {
		r.literals = append(r.literals, v)
		slices.SortFunc(r.literals, func(a, b string) int { return len(b) - len(a) })
	}
}

var (
	reMail  = regexp.MustCompile(`[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,190}\.[A-Za-z]{2,24}`)
	reCard  = regexp.MustCompile(`\b\d(?:[ \-]?\d){12,18}\b`)
	reGrant = regexp.MustCompile(`TG-[0-9a-f]{24}-\d+`)
	reCPF   = regexp.MustCompile(`\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}\b`)
	reSig   = regexp.MustCompile(`(?i)(\bv1=)[0-9a-f]{64}`)
	reParam = regexp.MustCompile(`(?i)\b((?:access_token|client_secret|refresh_token|code_verifier|password|security_code)=)[^&\s"']+`)
	reBear  = regexp.MustCompile(`(?i)(bearer\s+)[A-Za-z0-9._~+/\-]{8,}=*`)
)

// Text redacts free text and cleans it for terminals.
func (r *Redactor) Text(s string) string {
	if s == "" {
		return s
	}
	r.mu.RLock()
	for _, l := range r.literals {
		if strings.Contains(s, l) {
			s = strings.ReplaceAll(s, l, Secret(l).Mask())
		}
	}
	r.mu.RUnlock()
	s = reTokenAnywhere.ReplaceAllStringFunc(s, func(t string) string { return Secret(t).Mask() })
	s = reGrant.ReplaceAllStringFunc(s, func(t string) string { return Secret(t).Mask() })
	s = reBear.ReplaceAllString(s, "${1}********")
	s = reParam.ReplaceAllString(s, "${1}********")
	s = reSig.ReplaceAllString(s, "${1}********")
	s = reMail.ReplaceAllStringFunc(s, maskMail)
	s = reCPF.ReplaceAllString(s, "***")
	s = reCard.ReplaceAllStringFunc(s, maskCard)
	return Clean(s)
}

func maskMail(m string) string {
	at := strings.LastIndexByte(m, '@')
	return m[:1] + "***" + m[at:]
}

// maskCard hides digit runs that pass the Luhn check; other long numbers are ids.
func maskCard(m string) string {
	d := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, m)
	if len(d) < 13 || len(d) > 19 || !Luhn(d) || !cardPrefix(d) {
		return m
	}
	return d[:6] + strings.Repeat("*", len(d)-10) + d[len(d)-4:]
}

// cardPrefix keeps ids that happen to pass Luhn apart from cards: only the ranges of card
// networks (3, 4, 5, 6, 2221–2720) of the usual lengths are hidden.
func cardPrefix(d string) bool {
	switch d[0] {
	case '3':
		return len(d) == 14 || len(d) == 15 || len(d) == 16
	case '4', '5', '6':
		return len(d) >= 13
	case '2':
		return len(d) == 16 && d[:4] >= "2221" && d[:4] <= "2720"
	}
	return false
}

// Luhn tells whether a digit string carries a right check digit.
func Luhn(d string) bool {
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		n := int(d[i] - '0')
		if double {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum, double = sum+n, !double
	}
	return sum%10 == 0
}

// Keys whose whole value is a secret or personal data, wherever they stand.
var secretKeys = map[string]bool{
	"access_token": true, "refresh_token": true, "client_secret": true, "password": true, "code": false,
	"security_code": true, "card_number": true, "cvv": true, "sftp_info": true, "secure_email": true,
	"first_name": true, "last_name": true, "surname": true, "street_name": true, "street_number": true,
	"zip_code": true, "floor": true, "apartment": true, "notification_email_list": true, "thumbnail_secret": true,
	"code_verifier": true, "webhook_secret": true, "ip_address": true, "birth_date": true,
	"registration_identifiers": true, "complement": true, "qr_code": false,
}

// parents whose child "number" (or "name") is personal.
var personalParents = map[string]bool{"identification": true, "phone": true, "alternative_phone": true, "payer": true, "cardholder": true, "card": true}

// holder names of test cards decide outcomes and are nobody's name.
var testHolders = map[string]bool{"APRO": true, "OTHE": true, "CONT": true, "CALL": true, "FUND": true, "SECU": true, "EXPI": true, "FORM": true,
	"CARD": true, "INST": true, "DUPL": true, "LOCK": true, "CTNA": true, "ATTE": true, "BLAC": true, "UNSU": true, "TEST": true}

// JSON redacts a JSON text by key and by pattern. Text that is not JSON is treated as free text.
func (r *Redactor) JSON(body []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return []byte(r.Text(string(body)))
	}
	out, err := marshal(r.value("", "", v))
	if err != nil {
		return []byte(r.Text(string(body)))
	}
	return out
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

func (r *Redactor) value(parent, key string, v any) any {
	k := strings.ToLower(key)
	hide := secretKeys[k] || personalParents[parent] && (k == "number" || k == "name")
	switch x := v.(type) {
	case map[string]any:
		if hide && k == "sftp_info" {
			return "***"
		}
		for ck, cv := range x {
			x[ck] = r.value(k, ck, cv)
		}
		return x
	case []any:
		for i, cv := range x {
			// list elements take the list's own name: items[].id, identification lists
			if hide {
				x[i] = hidden1(cv)
			} else {
				x[i] = r.value(k, "", cv)
			}
		}
		return x
	case string:
		if hide && x != "" && !(k == "name" && testHolders[x]) {
			return "***"
		}
		return r.Text(x)
	case json.Number:
		if hide {
			return "***"
		}
		if m := maskCard(x.String()); m != x.String() {
			return m
		}
	}
	return v
}

func hidden1(v any) any {
	if v == nil || v == "" {
		return v
	}
	return "***"
}

// Headers whose value is a credential.
var secretHeaders = map[string]bool{"Authorization": true, "Cookie": true, "Set-Cookie": true, "X-Public-Key": true, "Proxy-Authorization": true, "X-Signature": false}

// Header is one header line, redacted.
type Header struct{ Name, Value string }

// Headers redacts a header set into sorted lines.
func (r *Redactor) Headers(h http.Header) []Header {
	out := make([]Header, 0, len(h))
	for name, values := range h {
		for _, v := range values {
			switch {
			case secretHeaders[name]:
				scheme, _, ok := strings.Cut(v, " ")
				if ok && name == "Authorization" {
					v = r.Text(scheme) + " ********"
				} else {
					v = "********"
				}
			default:
				v = r.Text(v)
			}
			out = append(out, Header{CleanLine(name, 80), CleanLine(v, 400)})
		}
	}
	slices.SortFunc(out, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// URL redacts user info and secret query values.
func (r *Redactor) URL(u *url.URL) string {
	c := *u
	c.User = nil
	if c.RawQuery != "" {
		q := c.Query()
		changed := false
		for k := range q {
			switch strings.ToLower(k) {
			case "access_token", "client_secret", "code", "refresh_token":
				q.Set(k, "********")
				changed = true
			}
		}
		if changed {
			c.RawQuery = strings.ReplaceAll(q.Encode(), "%2A", "*")
		}
	}
	return CleanLine(r.Text(c.String()), 600)
}
