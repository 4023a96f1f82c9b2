package mpclient

import (
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// Headers whose value is a credential.
var secretHeaders = map[string]bool{"Authorization": true, "Proxy-Authorization": true, "Cookie": true, "Set-Cookie": true,
	"X-Public-Key": true, "X-Api-Key": true, "X-Auth-Token": true, "X-Access-Token": true}

// maxHeaderLines bounds what is kept of a hostile header set.
const maxHeaderLines = 100

// Header is one header line, redacted.
type Header struct{ Name, Value string }

// Headers redacts a header set into sorted lines.
func (r *Redactor) Headers(h http.Header) []Header {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]Header, 0, min(len(h), maxHeaderLines))
	for _, name := range names {
		for _, v := range h[name] {
			if len(out) == maxHeaderLines {
				return out
			}
			out = append(out, Header{CleanLine(r.Text(name), 80), CleanLine(r.headerValue(textproto.CanonicalMIMEHeaderKey(name), v), 400)})
		}
	}
	return out
}

func (r *Redactor) headerValue(name, v string) string {
	switch {
	case v == "" || !secretHeaders[name]:
		return r.Text(v)
	case name == "Authorization":
		for _, scheme := range []string{"Bearer", "Basic", "Digest"} {
			if word, _, ok := strings.Cut(v, " "); ok && strings.EqualFold(word, scheme) {
				return word + " ********"
			}
		}
	}
	return "********"
}

// URL redacts user info and secret query values.
func (r *Redactor) URL(u *url.URL) string {
	c := *u
	c.User = nil
	if c.RawQuery != "" {
		q := c.Query()
		changed := false
		for k, v := range q {
			if n := plainName(k); (n == "code" || secretNames[n] || secretTexts[n]) && strings.Join(v, "") != "" {
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
