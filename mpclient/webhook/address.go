package webhook

import (
	"net/url"
	"slices"
	"strings"
)

// Address is a target with the query of a delivery, as Mercado Pago would call that address. The delivery keeps its
// order. What Mercado Pago adds itself (data.id and type, id and topic on the older channel) is the delivery's, so that
// the signature holds; any other parameter that both have is the target's own, and stands once.
func (d Arrival) Address(target *url.URL) *url.URL {
	u := *target
	u.RawQuery = joinQueries(target.RawQuery, d.Query)
	return &u
}

// ShownAddress is Address of a target as it is shown, which may be masked.
func (d Arrival) ShownAddress(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	return d.Address(u).String()
}

// Asked is what a delivery asked for: the path and query it came to, or for one made here the shown target ("" when
// there is none) with its query.
func (d Arrival) Asked(target string) string {
	if target != "" && (d.Source == FromPoll || d.Source == FromHere) {
		return d.ShownAddress(target)
	}
	return d.Delivery().Target
}

// joinQueries works on what is written: parsing and writing again would change the spelling and drop bad parts.
func joinQueries(own, came string) string {
	if came == "" {
		return own
	}
	arrived := strings.Split(came, "&")
	names := make([]string, len(arrived))
	for i, p := range arrived {
		names[i] = paramName(p)
	}
	added := []string{"data.id", "type"}
	if slices.Contains(names, "topic") && !slices.Contains(names, "data.id") {
		added = []string{"data.id", "id", "topic"}
	}
	mine := map[string][]string{}
	var out []string
	for p := range strings.SplitSeq(own, "&") {
		switch name := paramName(p); {
		case p == "" || slices.Contains(added, name):
		case slices.Contains(names, name):
			mine[name] = append(mine[name], p)
		default:
			out = append(out, p)
		}
	}
	for i, p := range arrived {
		its, both := mine[names[i]]
		if !both {
			out = append(out, p)
			continue
		}
		out = append(out, its...)
		mine[names[i]] = nil
	}
	return strings.Join(out, "&")
}

// paramName is the name of one part of a query, as written where it does not parse.
func paramName(part string) string {
	k, _, _ := strings.Cut(part, "=")
	if name, err := url.QueryUnescape(k); err == nil {
		return name
	}
	return k
}
