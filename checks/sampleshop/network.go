package sampleshop

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
)

// The shop's two hosts. They are apart so that a TLS fault of one leaves the other alone.
const (
	pageHost = "loja.exemplo.com.br"
	hookHost = "api.exemplo.com.br"
)

// addrs are documentation addresses: they belong to nobody.
var addrs = map[string]netip.Addr{
	pageHost: netip.MustParseAddr("203.0.113.10"),
	hookHost: netip.MustParseAddr("203.0.113.20"),
}

// LookupNetIP resolves the shop's hosts and knows no others.
func (s *Shop) LookupNetIP(_ context.Context, network, host string) ([]netip.Addr, error) {
	a, ok := addrs[strings.ToLower(strings.TrimSuffix(host, "."))]
	if !ok || network == "ip6" {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{a}, nil
}

// DialContext connects to the shop's hosts, by name or by address, and to nothing else. A port
// nobody listens on refuses, as it would out there.
func (s *Shop) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("sampleshop: dial: %w", err)
	}
	name, ok := shopHost(host)
	if !ok || network == "tcp6" || !strings.HasPrefix(network, "tcp") {
		return nil, fmt.Errorf("sampleshop: dial %s %s: the sample shop reaches only %s and %s, never the network", network, addr, pageHost, hookHost)
	}
	at, listening := s.ports[name+":"+port]
	if !listening || s.refuses(name+":"+port) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(addrs[name], portNumber(port))),
			Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", at)
}

// refuses tells the ports that are closed now: the page's HTTPS when it has none, and the
// endpoint's plain HTTP unless the developer registered that.
func (s *Shop) refuses(addr string) bool {
	switch addr {
	case pageHost + ":443":
		return s.broken(sslHTTPS)
	case hookHost + ":80":
		return !s.broken(hookPlain)
	}
	return false
}

func shopHost(host string) (string, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, ok := addrs[host]; ok {
		return host, true
	}
	ip, err := netip.ParseAddr(host)
	for name, a := range addrs {
		if err == nil && a == ip.Unmap() {
			return name, true
		}
	}
	return "", false
}

func portNumber(port string) uint16 {
	n, _ := net.LookupPort("tcp", port)
	return uint16(n)
}
