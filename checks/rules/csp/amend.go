package csp

import (
	"net/url"
	"slices"
	"strings"
)

// Need is a source that a kind of request has to be allowed from: https://host.
type Need struct {
	Kind   Fetch
	Source string
}

// Amend writes the policies with what they lack of the needs, as one header value. All else stays
// as it is, in its place. A kind that only falls back to another directive gets one of its own that
// starts with the other's sources, so that nothing else becomes allowed or forbidden. Policies
// that only report are left out.
func Amend(policies []Policy, needs []Need) string {
	var out []string
	for _, p := range policies {
		if p.ReportOnly {
			continue
		}
		p = Policy{Directives: slices.Clone(p.Directives)}
		for _, n := range needs {
			p.amend(n)
		}
		out = append(out, p.String())
	}
	return strings.Join(out, ", ")
}

func (p *Policy) amend(n Need) {
	u, err := url.Parse(n.Source)
	if err != nil || u.Host == "" {
		return
	}
	// A script another script puts in: with 'strict-dynamic' a host would be ignored anyway.
	if ok, _ := p.Allows(Request{Kind: n.Kind, URL: u, Trusted: true}, &url.URL{Scheme: "https"}); ok {
		return
	}
	d := *p.deciding(n.Kind) // without one, all is allowed
	sources := slices.DeleteFunc(slices.Clone(d.Sources), func(s string) bool { return strings.EqualFold(s, "'none'") })
	sources = append(sources, n.Source)
	if own(n.Kind, d.Name) {
		p.Directives[p.index(d.Name)].Sources = sources
		return
	}
	at := p.index(d.Name) + 1
	p.Directives = slices.Insert(p.Directives, at, Directive{string(n.Kind), sources})
}

// own tells a directive that speaks of nothing else than the kind.
func own(kind Fetch, name string) bool {
	return name == string(kind) || name == string(kind)+"-elem"
}
