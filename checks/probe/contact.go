package probe

import (
	"context"
	"net/netip"
	"net/url"
	"strings"

	"github.com/homologa/homologa/checks"
)

// place is an address as a person agrees to it: the host, and the port where it is not the usual one.
func place(u *url.URL) string {
	host := strings.ToLower(strings.Trim(wireName(u), "[]"))
	if port := u.Port(); port != "" && port != "443" && port != "80" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return host + ":" + port
	}
	return host
}

// Place reads what a person names after --contact: a host, host:port or a whole address.
func Place(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if ip, err := netip.ParseAddr(s); err == nil {
		return ip.String(), true
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, _, _, ok := target(s)
	if !ok || u.User != nil || strings.ContainsAny(s, " \t\r\n") {
		return "", false
	}
	return place(u), true
}

// known tells a host whose address needs no asking.
func known(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil || localName(host)
}

func localName(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// inwardName tells a host that can only be of this computer or of a private network, by its looks.
func inwardName(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return unreachable(ip.Unmap())
	}
	for _, end := range []string{".local", ".internal", ".lan", ".home", ".corp", ".intranet", ".home.arpa"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return localName(host) || !strings.Contains(host, ".")
}

// inward tells the same of where a name leads. A name that leads nowhere leads nowhere inside.
func (e *Env) inward(ctx context.Context, host string) bool {
	if inwardName(host) || known(host) {
		return inwardName(host)
	}
	addrs, err := e.Lookup(ctx, "ip", host)
	if err != nil {
		return false
	}
	for _, a := range addrs {
		if unreachable(a.Unmap()) {
			return true
		}
	}
	return false
}

// askContact adds an address of evidence to what has to be asked before it is contacted. Where its name leads is looked up
// only once a person agreed to it.
func (e *Env) askContact(ctx context.Context, ask *checks.Contact, u *url.URL, host string) {
	at, private := place(u), inwardName(host)
	if checks.MayContact(ctx, at, private) && !private {
		private = e.inward(ctx, host)
	}
	if checks.MayContact(ctx, at, private) {
		return
	}
	ask.Hosts = append(ask.Hosts, at)
	if private {
		ask.Inward = append(ask.Inward, at)
	}
}

// standsIn names the object that an address stands in.
func standsIn(k checks.Key[checks.Created], c checks.Created) checks.Text {
	if c.Sent {
		return checks.T("object.sent." + string(k.Name))
	}
	return checks.T("object." + string(k.Name))
}

func contactGap(from checks.Text, inward bool, hosts ...string) checks.Gap {
	c := checks.Contact{Hosts: hosts}
	if inward {
		c.Inward = hosts
	}
	return c.Gap(contactText(from, hosts...))
}

func contactText(from checks.Text, hosts ...string) checks.Text {
	return checks.T("gap.detail.consent_contact", "host", strings.Join(hosts, ", "), "list", strings.Join(hosts, ","), "from", "@"+from.Key)
}

func loopbackName(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback() || localName(host)
}
