package sandbox

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// keptHeader drops what no handler reads and every key that is not one of the simulator's own:
// a real one sent here by mistake shall not end up in a file.
func (s *Server) keptHeader(h http.Header) http.Header {
	h = maps.Clone(h)
	for _, name := range []string{"Accept", "Accept-Encoding", "Accept-Language", "Connection", "Content-Length", "Cookie", "User-Agent"} {
		h.Del(name)
	}
	if token := bearerToken(h); token != s.acct.token && s.grantOf(token) == nil {
		h.Del("Authorization")
	}
	return h
}

// keptURL is the address without the old access_token parameter, which no handler reads.
func keptURL(r *http.Request) string {
	u := *r.URL
	u.Scheme, u.Host, u.User = "", "", nil
	if strings.Contains(u.RawQuery, "access_token") {
		q := u.Query()
		q.Del("access_token")
		u.RawQuery = q.Encode()
	}
	return u.String()
}

// withoutCards takes card numbers, security codes and passwords out of what is written down. What
// stays does the same when it is repeated: the simulator looks at the first eight and the last
// four digits, the length and the check digit.
func withoutCards(contentType string, body []byte) []byte {
	if strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(body))
		if err != nil || !form.Has("number") {
			return body // code alone is the authorization code of OAuth
		}
		form.Set("number", maskCard(form.Get("number")))
		form.Set("code", zeros(form.Get("code")))
		return []byte(form.Encode())
	}
	if !bytes.Contains(body, []byte("card_number")) && !bytes.Contains(body, []byte("security_code")) && !bytes.Contains(body, []byte("password")) {
		return body
	}
	o, err := parseObject(body)
	if err != nil {
		return body
	}
	hideSecrets(o)
	return encode(o)
}

func hideSecrets(o object) {
	for name, v := range o {
		inner, _ := v.(object)
		hideSecrets(inner)
		switch {
		case v == nil:
		case name == "card_number":
			o[name] = maskCard(text(o, name))
		case name == "security_code":
			o[name] = zeros(text(o, name))
		case name == "password":
			o[name] = "x"
		}
	}
}

func zeros(code string) string {
	if !digitsOnly(code) {
		return "x"
	}
	return strings.Repeat("0", len(code))
}

// maskCard replaces the digits in the middle of a card number so that it stays a valid one.
func maskCard(number string) string {
	b := []byte(strings.ReplaceAll(number, " ", ""))
	if len(b) < 13 || !digitsOnly(string(b)) || !luhn(string(b)) {
		return zeros(string(b))
	}
	middle := b[8 : len(b)-4]
	for i := range middle {
		middle[i] = '0'
	}
	for d := byte('0'); !luhn(string(b)); d++ {
		middle[0] = d
	}
	return string(b)
}
