package csp

import (
	"net/url"
	"slices"
	"strings"
)

// Request is something a page fetches.
type Request struct {
	Kind Fetch
	URL  *url.URL
	// For a script tag in the page's HTML: its nonce, and the hashes of its integrity attribute.
	Nonce     string
	Integrity []string
	// Trusted is a script that another script of the page puts in: 'strict-dynamic' lets it through.
	Trusted bool
}

// Allows tells whether the policy lets a page at self make the request, and the name of the
// directive that decided ("" when none speaks of it). A policy that only reports allows all.
func (p Policy) Allows(r Request, self *url.URL) (ok bool, by string) {
	d := p.deciding(r.Kind)
	if p.ReportOnly || d == nil {
		return true, ""
	}
	if r.Kind == Script {
		if d.hasNonce(r.Nonce) || len(r.Integrity) > 0 && !slices.ContainsFunc(r.Integrity, func(h string) bool { return !d.hasHash(h) }) {
			return true, d.Name
		}
		if d.keyword("'strict-dynamic'") { // hosts, schemes and 'self' no longer count
			return r.Trusted, d.Name
		}
	}
	return slices.ContainsFunc(d.Sources, func(s string) bool { return matches(s, r.URL, self) }), d.Name
}

// Inline is a script written into the page.
type Inline struct {
	Nonce string
	// Hashes of its text, as sha256-…; nil when its bytes are not certain: then any hash may be its own.
	Hashes []string
}

// AllowsInline tells whether the policy lets an inline script run, and which directive decided.
func (p Policy) AllowsInline(in Inline) (ok bool, by string) {
	d := p.deciding(Script)
	if p.ReportOnly || d == nil {
		return true, ""
	}
	switch {
	case d.hasNonce(in.Nonce), d.hasHash(in.Hashes...):
		return true, d.Name
	case in.Hashes == nil && slices.ContainsFunc(d.Sources, func(s string) bool { _, h := hash(s); return h }):
		return true, d.Name
	}
	return d.keyword("'unsafe-inline'") && !d.anyNonceOrHash() && !d.keyword("'strict-dynamic'"), d.Name
}

var defaultPorts = map[string]string{"http": "80", "https": "443", "ws": "80", "wss": "443"}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return defaultPorts[strings.ToLower(u.Scheme)]
}

// matches compares one source expression with an address.
func matches(source string, u, self *url.URL) bool {
	low := strings.ToLower(source)
	scheme := strings.ToLower(u.Scheme)
	switch {
	case low == "'self'":
		return sameOrUpgraded(u, self)
	case strings.HasPrefix(low, "'"):
		return false // 'none' among others counts for nothing; the rest are no places
	case low == "*":
		return defaultPorts[scheme] != "" || self != nil && scheme == strings.ToLower(self.Scheme)
	}
	if name, rest, ok := strings.Cut(low, ":"); ok && rest == "" && schemeName(name) {
		return schemeFits(name, scheme)
	}
	want, rest, hasScheme := strings.Cut(source, "://")
	if hasScheme {
		if !schemeName(strings.ToLower(want)) || !schemeFits(strings.ToLower(want), scheme) {
			return false
		}
	} else {
		rest = source
		if self == nil || !schemeFits(strings.ToLower(self.Scheme), scheme) {
			return false
		}
	}
	host, path, hasPath := strings.Cut(rest, "/")
	name, port := splitPort(host)
	return hostFits(name, u.Hostname()) && portFits(port, u) && (!hasPath || pathFits("/"+path, u))
}

func schemeName(s string) bool {
	return s != "" && s[0] >= 'a' && s[0] <= 'z' && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("+-.", r)
	}) < 0
}

// schemeFits lets a safer scheme stand for the one that was named.
func schemeFits(named, got string) bool {
	switch named {
	case got:
		return true
	case "http":
		return got == "https"
	case "ws":
		return got == "wss" || got == "http" || got == "https"
	case "wss":
		return got == "https"
	}
	return false
}

func sameOrUpgraded(u, self *url.URL) bool {
	if self == nil || !strings.EqualFold(u.Hostname(), self.Hostname()) {
		return false
	}
	from, to := strings.ToLower(self.Scheme), strings.ToLower(u.Scheme)
	if from == to {
		return portOf(u) == portOf(self)
	}
	safer := to == "https" || to == "wss" || from == "http" && to == "ws"
	return safer && (portOf(u) == portOf(self) || portOf(u) == defaultPorts[to] && portOf(self) == defaultPorts[from])
}

func splitPort(host string) (name, port string) {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		return host[:i], host[i+1:]
	}
	return host, ""
}

func hostFits(pattern, host string) bool {
	pattern, host = strings.ToLower(pattern), strings.ToLower(host)
	if pattern == "*" {
		return true
	}
	if tail, ok := strings.CutPrefix(pattern, "*."); ok {
		return tail != "" && strings.HasSuffix(host, "."+tail) // the bare domain is not meant
	}
	return pattern != "" && pattern == host
}

func portFits(port string, u *url.URL) bool {
	got := portOf(u)
	switch port {
	case "*":
		return true
	case "":
		return got == defaultPorts[strings.ToLower(u.Scheme)]
	}
	return port == got || port == "80" && got == "443" && strings.EqualFold(u.Scheme, "https")
}

// pathFits: a path that ends in a slash names all below it, any other only itself.
func pathFits(pattern string, u *url.URL) bool {
	if i := strings.IndexAny(pattern, "?#"); i >= 0 {
		return false // no source has these: the whole expression is ignored
	}
	if p, err := url.PathUnescape(pattern); err == nil {
		pattern = p
	}
	got := u.Path
	if got == "" {
		got = "/"
	}
	if pattern == "/" {
		return true
	}
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(got, pattern)
	}
	return got == pattern
}
