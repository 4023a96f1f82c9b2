package sandbox

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// publicURL tells whether the API would take a URL: absolute, https, a public host by name, no
// user info. With Config.AllowLocal http and loopback pass too.
func (s *Server) publicURL(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Hostname() == "" {
		return false
	}
	if s.cfg.AllowLocal && (u.Scheme == "http" || u.Scheme == "https") {
		return true
	}
	host := strings.ToLower(u.Hostname())
	if u.Scheme != "https" || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsUnspecified() && !ip.IsLinkLocalUnicast()
	}
	return strings.Contains(host, ".")
}

// ownBase is the simulator's address as a client on this machine named it, or empty: a Host that
// is not of the loopback interface proves nothing, and may be api.mercadopago.com itself.
func ownBase(r *http.Request) string {
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		host, port = r.Host, ""
	}
	if port != "" && !digitsOnly(port) || !loopbackName(host) {
		return ""
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func loopbackName(host string) bool {
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() && ip.Zone() == ""
}

// webBase is where pages for buyers live: here, or on the site's real host.
func (s *Server) webBase(base string) string {
	if base != "" {
		return base
	}
	return "https://" + s.site.Host
}
