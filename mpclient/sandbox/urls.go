package sandbox

import (
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
