package mpclient

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

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
			out = append(out, Header{CleanLine(r.Text(name), 80), CleanLine(r.headerValue(name, v), 400)})
		}
	}
	return out
}

func (r *Redactor) headerValue(name, v string) string {
	plain := plainName(name)
	switch {
	case v == "" || kindOfName(name) == namePlain && plain != "xpublickey":
		return r.Text(v)
	case plain == "authorization" || plain == "proxyauthorization":
		if word, _, ok := strings.Cut(v, " "); ok && scheme(word) {
			return word + " " + stars
		}
	}
	return stars
}

// URL redacts user info and secret query values.
func (r *Redactor) URL(u *url.URL) string {
	c := *u
	c.User = nil
	if c.RawQuery != "" {
		q := c.Query()
		changed := false
		for k, v := range q {
			if secretInAddress(k) && strings.Join(v, "") != "" {
				q.Set(k, stars)
				changed = true
			}
		}
		if changed {
			c.RawQuery = strings.ReplaceAll(q.Encode(), "%2A", "*")
		}
	}
	return CleanLine(r.Text(c.String()), 600)
}
