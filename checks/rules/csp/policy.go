// Package csp reads Content-Security-Policies and tells what they let a page do, by the rules of
// CSP level 3 as browsers follow them. It knows nothing of Mercado Pago and fetches nothing.
package csp

import (
	"encoding/base64"
	"slices"
	"strings"
)

// Policy is one policy: directives in the order they were written. Of two with one name the first
// counts.
type Policy struct {
	Directives []Directive
	ReportOnly bool
}

// Directive is a name and its values as written; the name is in lower case.
type Directive struct {
	Name    string
	Sources []string
}

// Parse reads the value of one header field, which holds several policies when it has commas.
// Policies without a directive are left out.
func Parse(header string) []Policy {
	var out []Policy
	for text := range strings.SplitSeq(header, ",") {
		if p := one(text); len(p.Directives) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// ParseMeta reads the content of a meta element. A comma separates policies there too; what a
// meta element may not say is left out.
func ParseMeta(content string) []Policy {
	out := Parse(content)
	for i := range out {
		out[i].Directives = slices.DeleteFunc(out[i].Directives, func(d Directive) bool {
			return d.Name == "frame-ancestors" || d.Name == "report-uri" || d.Name == "sandbox"
		})
	}
	return slices.DeleteFunc(out, func(p Policy) bool { return len(p.Directives) == 0 })
}

func one(text string) (p Policy) {
	for part := range strings.SplitSeq(text, ";") {
		words := strings.FieldsFunc(part, space)
		if len(words) == 0 {
			continue
		}
		name := strings.ToLower(words[0])
		if !p.has(name) {
			p.Directives = append(p.Directives, Directive{name, words[1:]})
		}
	}
	return p
}

func space(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r' }

func (p Policy) index(name string) int {
	return slices.IndexFunc(p.Directives, func(d Directive) bool { return d.Name == name })
}

func (p Policy) has(name string) bool { return p.index(name) >= 0 }

// Has tells whether a policy in force has a directive.
func (p Policy) Has(name string) bool { return !p.ReportOnly && p.has(name) }

// Upgrades tells whether the page's plain addresses are fetched over HTTPS.
func (p Policy) Upgrades() bool { return p.Has("upgrade-insecure-requests") }

// String writes the policy as a header value.
func (p Policy) String() string {
	parts := make([]string, len(p.Directives))
	for i, d := range p.Directives {
		parts[i] = strings.Join(append([]string{d.Name}, d.Sources...), " ")
	}
	return strings.Join(parts, "; ")
}

// Fetch is what a request is for.
type Fetch string

// The kinds of request, named after their directive.
const (
	Script  Fetch = "script-src"
	Style   Fetch = "style-src"
	Image   Fetch = "img-src"
	Font    Fetch = "font-src"
	Connect Fetch = "connect-src"
	Frame   Fetch = "frame-src"
	Form    Fetch = "form-action"
)

// fallbacks are the directives that decide, the first one present alone.
var fallbacks = map[Fetch][]string{
	Script:  {"script-src-elem", "script-src", "default-src"},
	Style:   {"style-src-elem", "style-src", "default-src"},
	Image:   {"img-src", "default-src"},
	Font:    {"font-src", "default-src"},
	Connect: {"connect-src", "default-src"},
	Frame:   {"frame-src", "child-src", "default-src"},
	Form:    {"form-action"}, // default-src says nothing about forms
}

// deciding finds the directive that decides a kind of request; nil when none does.
func (p Policy) deciding(kind Fetch) *Directive {
	for _, name := range fallbacks[kind] {
		if i := p.index(name); i >= 0 {
			return &p.Directives[i]
		}
	}
	return nil
}

// keyword finds a quoted word such as 'self', in any case.
func (d Directive) keyword(word string) bool {
	return slices.ContainsFunc(d.Sources, func(s string) bool { return strings.EqualFold(s, word) })
}

// nonce reads a nonce source. Its value keeps its case.
func nonce(source string) (string, bool) {
	if len(source) > len("'nonce-'") && strings.EqualFold(source[:7], "'nonce-") && source[len(source)-1] == '\'' && base64ish(source[7:len(source)-1]) {
		return source[7 : len(source)-1], true
	}
	return "", false
}

// hash reads a hash source: sha256-…, sha384-… or sha512-…, in standard base64.
func hash(source string) (string, bool) {
	if len(source) < 10 || source[0] != '\'' || source[len(source)-1] != '\'' {
		return "", false
	}
	in := source[1 : len(source)-1]
	for _, alg := range []string{"sha256-", "sha384-", "sha512-"} {
		if len(in) > len(alg) && strings.EqualFold(in[:len(alg)], alg) && base64ish(in[len(alg):]) {
			return alg + plainBase64(in[len(alg):]), true
		}
	}
	return "", false
}

// plainBase64 writes a hash the standard way: sources may use the alphabet of addresses, and may
// leave the padding out.
func plainBase64(s string) string {
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	if b, err := base64.RawStdEncoding.DecodeString(s); err == nil {
		return base64.StdEncoding.EncodeToString(b)
	}
	return s
}

func base64ish(s string) bool {
	s = strings.TrimRight(s, "=")
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("+/-_", r)
	}) < 0
}

func (d Directive) anyNonceOrHash() bool {
	return slices.ContainsFunc(d.Sources, func(s string) bool {
		_, n := nonce(s)
		_, h := hash(s)
		return n || h
	})
}

func (d Directive) hasNonce(value string) bool {
	return value != "" && slices.ContainsFunc(d.Sources, func(s string) bool { n, ok := nonce(s); return ok && n == value })
}

func (d Directive) hasHash(of ...string) bool {
	return slices.ContainsFunc(d.Sources, func(s string) bool { h, ok := hash(s); return ok && slices.Contains(of, h) })
}
