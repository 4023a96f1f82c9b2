package webhook

import (
	"net/http"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// Curl writes a delivery as a command that sends it again, to a target as it is shown or, without one, to a usual
// address of this machine. A body is never read as the name of a file.
func (d Arrival) Curl(target string) string {
	if target == "" {
		target = "http://localhost:8080/"
	}
	quote := func(s string) string { return "'" + strings.ReplaceAll(mpclient.Clean(s), "'", `'\''`) + "'" }
	var s strings.Builder
	s.WriteString("curl -sS -i -X " + d.verb() + " " + quote(d.ShownAddress(target)))
	for _, name := range HeaderNames(d.Header) {
		if slices.Contains(telling, strings.ToLower(name)) {
			s.WriteString(" \\\n  -H " + quote(name+": "+d.Header[name][0]))
		}
	}
	if len(d.Body) > 0 {
		s.WriteString(" \\\n  --data-raw " + quote(string(d.Body)))
	}
	return s.String()
}

// verb is the method where it is a plain word, which needs no quotes.
func (d Arrival) verb() string {
	if d.Method == "" || strings.Trim(d.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return http.MethodPost
	}
	return d.Method
}

// telling are the headers that a receiver reads, first what a signature is made of.
var telling = []string{"x-signature", "x-request-id", "content-type", "user-agent"}

// HeaderNames lists the names of a header set: those that a receiver reads first, then by the alphabet.
func HeaderNames(h http.Header) []string {
	names := make([]string, 0, len(h))
	for name, values := range h {
		if len(values) > 0 {
			names = append(names, name)
		}
	}
	rank := func(name string) int {
		if i := slices.Index(telling, strings.ToLower(name)); i >= 0 {
			return i
		}
		return len(telling)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}
