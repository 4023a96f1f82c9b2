package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Agent is a program on this machine that holds a tunnel open.
type Agent string

// The agents that say what they forward. Others (localtunnel, an ssh tunnel) have nothing to ask.
const (
	Ngrok       Agent = "ngrok"
	Cloudflared Agent = "cloudflared"
)

// Where agents answer by default. ngrok: GET /api/tunnels of its web interface, without authentication, on 4040 or
// the next port that is free (https://ngrok.com/docs/agent/api/). cloudflared: its metrics server takes the first
// free port of 20241 to 20245
// (https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/monitor-tunnels/metrics/);
// /quicktunnel names the host of a quick tunnel and /config the rules of any
// (github.com/cloudflare/cloudflared, metrics/metrics.go and orchestration/orchestrator.go).
var (
	ngrokAddrs       = []string{"127.0.0.1:4040", "127.0.0.1:4041", "127.0.0.1:4042", "127.0.0.1:4043"}
	cloudflaredAddrs = []string{"127.0.0.1:20241", "127.0.0.1:20242", "127.0.0.1:20243", "127.0.0.1:20244", "127.0.0.1:20245"}
)

// Limits of what agents are asked and believed.
const (
	tunnelLimit  = 300 * time.Millisecond
	tunnelAnswer = 256 << 10
	maxTunnels   = 16
)

// Tunnel is what an agent says of itself. Nothing of it is proven until a TunnelCheck passed.
type Tunnel struct {
	Agent  Agent
	Public string // "https://name", or "http://name" when the agent offers nothing better
	// The local side: how and where the agent calls. Port is 0 when it does not say.
	Scheme, Host string
	Port         int
}

// TunnelSearch says where to look. Zero values are fine.
type TunnelSearch struct {
	Agents []string // host:port to ask, of either kind, in place of the usual ones
	Except net.Addr // our own receiver, which is not to be asked
}

// FindTunnels asks the agents of this machine, all at once, for 300 ms at most. Only loopback addresses are asked,
// no redirect is followed and nothing an agent says is kept but what has the form of a name or a number.
func FindTunnels(ctx context.Context, s TunnelSearch) []Tunnel {
	ctx, cancel := context.WithTimeout(ctx, tunnelLimit)
	defer cancel()
	t := &http.Transport{DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 16 << 10} // no proxy: it is this machine
	defer t.CloseIdleConnections()
	c := agentClient{ctx, &http.Client{Transport: t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	type question struct {
		addr string
		ask  func(string) []Tunnel
	}
	var all []question
	add := func(addrs []string, ask func(string) []Tunnel) {
		for _, a := range addrs {
			if loopback(a) && (s.Except == nil || a != s.Except.String()) {
				all = append(all, question{a, ask})
			}
		}
	}
	if s.Agents != nil {
		add(s.Agents, c.ngrok)
		add(s.Agents, c.cloudflared)
	} else {
		add(ngrokAddrs, c.ngrok)
		add(cloudflaredAddrs, c.cloudflared)
	}
	answers := make([][]Tunnel, len(all))
	var asked sync.WaitGroup
	for i, q := range all {
		asked.Go(func() { answers[i] = q.ask(q.addr) })
	}
	asked.Wait()
	return distinct(slices.Concat(answers...))
}

// loopback tells whether host:port is on this machine and nowhere else.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// distinct joins the http and the https form of a tunnel: the better one stays, in the place of the first.
func distinct(all []Tunnel) []Tunnel {
	var out []Tunnel
	name := func(t Tunnel) string { _, n, _ := strings.Cut(t.Public, "://"); return n }
	for _, t := range all {
		i := slices.IndexFunc(out, func(o Tunnel) bool {
			return o.Agent == t.Agent && o.Scheme == t.Scheme && o.Host == t.Host && o.Port == t.Port && name(o) == name(t)
		})
		switch {
		case i < 0:
			out = append(out, t)
		case t.Secure():
			out[i].Public = t.Public
		}
	}
	return out[:min(len(out), maxTunnels)]
}

// Secure tells whether the public address is https, the only kind Mercado Pago is given.
func (t Tunnel) Secure() bool { return strings.HasPrefix(t.Public, "https://") }

// Local is the address a receiver must have for the tunnel to reach it; "" when none of this machine would do.
func (t Tunnel) Local() string {
	if t.Port == 0 || t.Scheme != "http" {
		return ""
	}
	switch ip := net.ParseIP(t.Host); {
	case ip == nil && (t.Host == "localhost" || t.Host == "host.docker.internal"), ip != nil && ip.IsUnspecified():
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(t.Port))
	case ip != nil && ip.IsLoopback():
		return net.JoinHostPort(ip.String(), strconv.Itoa(t.Port))
	}
	return ""
}

// Target is where the agent says it calls, host:port; "" when it does not say.
func (t Tunnel) Target() string {
	if t.Port == 0 {
		return ""
	}
	return net.JoinHostPort(t.Host, strconv.Itoa(t.Port))
}

// Reaches tells whether the tunnel forwards to a receiver listening on addr, if the agent is right.
func (t Tunnel) Reaches(addr net.Addr) bool {
	a, ok := addr.(*net.TCPAddr)
	host, port, err := net.SplitHostPort(t.Local())
	if !ok || err != nil || port != strconv.Itoa(a.Port) {
		return false
	}
	return a.IP.IsUnspecified() || a.IP.Equal(net.ParseIP(host)) || a.IP.IsLoopback() && t.Host == "localhost"
}

// agentClient asks agents. What is not an answer of the kind expected is no tunnel.
type agentClient struct {
	ctx context.Context
	*http.Client
}

func (c agentClient) get(addr, path string, into any) error {
	req, err := http.NewRequestWithContext(c.ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, tunnelAnswer+1))
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK || len(raw) > tunnelAnswer:
		return errors.New("webhook: not an agent")
	}
	return json.Unmarshal(raw, into)
}

func (c agentClient) ngrok(addr string) (out []Tunnel) {
	var list struct {
		Tunnels []struct {
			Public json.RawMessage `json:"public_url"`
			Config struct{ Addr json.RawMessage }
		}
	}
	var odd *json.UnmarshalTypeError
	if err := c.get(addr, "/api/tunnels", &list); err != nil && !errors.As(err, &odd) {
		return nil
	}
	for _, t := range list.Tunnels {
		out = appendTunnel(out, Ngrok, text(t.Public), text(t.Config.Addr))
	}
	return out
}

func (c agentClient) cloudflared(addr string) (out []Tunnel) {
	var quick struct{ Hostname json.RawMessage }
	if c.get(addr, "/quicktunnel", &quick) != nil {
		return nil // an older one, or another program
	}
	var now struct {
		Config struct {
			Ingress []struct{ Hostname, Path, Service json.RawMessage }
		}
	}
	_ = c.get(addr, "/config", &now) // an older one does not tell
	name := text(quick.Hostname)
	for _, rule := range now.Config.Ingress {
		host := text(rule.Hostname)
		if host == "" || host == "*" {
			host = name
		}
		// A rule for some paths alone does not lead every notification here; "http_status:404" is no place.
		if service := text(rule.Service); text(rule.Path) == "" && strings.Contains(service, "://") {
			out = appendTunnel(out, Cloudflared, "https://"+host, service)
		}
	}
	if len(out) == 0 && name != "" && len(now.Config.Ingress) == 0 {
		if public, ok := publicAddress("https://" + name); ok {
			out = append(out, Tunnel{Agent: Cloudflared, Public: public})
		}
	}
	return out
}

// text is a JSON string or number; anything else is none.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

func appendTunnel(all []Tunnel, a Agent, public, local string) []Tunnel {
	address, ok := publicAddress(public)
	scheme, host, port, known := localSide(local)
	if !ok || !known || len(all) > 4*maxTunnels {
		return all
	}
	return append(all, Tunnel{Agent: a, Public: address, Scheme: scheme, Host: host, Port: port})
}

// publicAddress accepts http and https addresses of a name with a dot, which no address of this network has.
func publicAddress(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.Path != "" && u.Path != "/" ||
		u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return "", false
	}
	host := strings.ToLower(u.Hostname())
	if !hostName(host) || !strings.Contains(host, ".") || net.ParseIP(host) != nil {
		return "", false
	}
	if u.Port() != "" {
		host = net.JoinHostPort(host, u.Port())
	}
	return u.Scheme + "://" + host, true
}

// localSide reads "http://localhost:3000", "localhost:3000" or "3000"; other schemes are not for notifications.
func localSide(s string) (scheme, host string, port int, ok bool) {
	if s != "" && strings.Trim(s, "0123456789") == "" {
		s = "localhost:" + s
	}
	if !strings.Contains(s, "://") {
		if _, p, err := net.SplitHostPort(s); err != nil || strings.Trim(p, "0123456789") != "" {
			return "", "", 0, false
		}
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", "", 0, false
	}
	port, err = strconv.Atoi(cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme]))
	host = strings.ToLower(u.Hostname())
	if err != nil || port < 1 || port > 65535 || !hostName(host) && net.ParseIP(host) == nil {
		return "", "", 0, false
	}
	return u.Scheme, host, port, true
}

// hostName tells names from anything else, also from what a terminal would obey.
func hostName(s string) bool {
	return s != "" && len(s) <= 253 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" &&
		!strings.Contains(s, "..") && s[0] != '.' && s[0] != '-'
}
