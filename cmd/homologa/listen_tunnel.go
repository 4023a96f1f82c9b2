package main

import (
	"context"
	"fmt"
	"net"
	"slices"

	"github.com/homologa/homologa/mpclient/webhook"
)

// What is known of a tunnel, in --json.
const (
	tunnelHere      = "here"         // its agent says it leads to this receiver
	tunnelElsewhere = "elsewhere"    // its agent says it leads to another port
	tunnelUnsaid    = "unknown"      // its agent does not say where it leads
	tunnelVerified  = "verified"     // a request of ours came through it
	tunnelNot       = "not_verified" // none did
)

// agentAddress accepts host:port on this machine.
func agentAddress(s string) bool {
	host, port, err := net.SplitHostPort(s)
	ip := net.ParseIP(host)
	return err == nil && port != "" && (host == "localhost" || ip != nil && ip.IsLoopback())
}

func (l *listener) findTunnels(ctx context.Context, except net.Addr) []webhook.Tunnel {
	s := webhook.TunnelSearch{Except: except}
	if l.o.tunnelAgent != "" {
		s.Agents = []string{l.o.tunnelAgent}
	}
	return webhook.FindTunnels(ctx, s)
}

// bind opens the receiver's address: the one asked for, or with --tunnel the one a running tunnel leads to. No
// listener means that nothing is received.
func (l *listener) bind() (net.Listener, []webhook.Tunnel, error) {
	if !l.o.tunnel {
		if l.o.addr == "" {
			return nil, nil, nil
		}
		ln, err := l.listen(l.o.addr, l.o.public, "cmd.listen_public")
		return ln, nil, err
	}
	if l.o.addr != "" {
		ln, err := l.listen(l.o.addr, l.o.public, "cmd.listen_public")
		if err != nil {
			return nil, nil, err
		}
		all := l.findTunnels(l.ctx, ln.Addr())
		mine := slices.DeleteFunc(slices.Clone(all), func(t webhook.Tunnel) bool { return !t.Reaches(ln.Addr()) })
		if len(mine) > 0 {
			return ln, mine, nil
		}
		_ = ln.Close()
		return nil, nil, l.noTunnel(all, ln.Addr().(*net.TCPAddr).Port)
	}
	all := l.findTunnels(l.ctx, nil)
	for _, t := range all {
		if t.Local() == "" {
			continue
		}
		ln, err := l.listen(t.Local(), false, "cmd.listen_public")
		if err == nil {
			return ln, slices.DeleteFunc(all, func(o webhook.Tunnel) bool { return !o.Reaches(ln.Addr()) }), nil
		}
	}
	return nil, nil, l.noTunnel(all, 0)
}

// noTunnel says why no tunnel of those running will do. port is the receiver's, 0 when the tunnel was to choose.
func (l *listener) noTunnel(all []webhook.Tunnel, port int) error {
	hint := "4747" // any free port
	if port > 0 {
		hint = fmt.Sprint(port)
	}
	if len(all) == 0 {
		return l.usage("cmd.tunnel_none", "port", hint)
	}
	t := all[0]
	switch {
	case t.Target() == "":
		return l.usage("cmd.tunnel_unsaid", "agent", string(t.Agent), "url", t.Public, "port", hint)
	case t.Local() == "":
		return l.usage("cmd.tunnel_unfit", "agent", string(t.Agent), "url", t.Public, "target", t.Scheme+"://"+t.Target(), "port", hint)
	case port == 0:
		return l.usage("cmd.tunnel_taken", "agent", string(t.Agent), "url", t.Public, "target", t.Local(), "port", hint)
	}
	return l.usage("cmd.tunnel_elsewhere", "agent", string(t.Agent), "url", t.Public, "target", t.Target(), "local", t.Local(), "port", hint)
}

// tunnelCheck is nil where no test is asked for.
func (l *listener) tunnelCheck() (*webhook.TunnelCheck, error) {
	if !l.o.tunnel {
		return nil, nil
	}
	roots, err := l.roots()
	if err != nil {
		return nil, err
	}
	return webhook.NewTunnelCheck(trusting(roots), "homologa/"+version()+" (tunnel test)"), nil
}

// tellTunnels says which tunnels lead to the receiver, and after a test whether they do.
func (l *listener) tellTunnels(ctx context.Context, here net.Addr, known []webhook.Tunnel, check *webhook.TunnelCheck) {
	if known == nil {
		known = l.findTunnels(ctx, here)
	}
	leads := slices.ContainsFunc(known, func(t webhook.Tunnel) bool { return t.Reaches(here) })
	for _, t := range known {
		switch {
		case ctx.Err() != nil:
			return
		case t.Reaches(here):
			l.tellTunnel(t, tunnelHere, "", "listen.tunnel_here", "listen.tunnel_use")
			if check == nil {
				continue
			}
			switch p := check.Through(ctx, t); {
			case ctx.Err() != nil:
				return
			case p.Problem == "":
				l.tellTunnel(t, tunnelVerified, "", "listen.tunnel_verified")
			case p.Problem == webhook.PassageStatus:
				l.tellTunnel(t, tunnelNot, fmt.Sprintf("HTTP %d", p.Status), "listen.tunnel_not")
			default:
				l.tellTunnel(t, tunnelNot, l.lang.S("forward."+p.Problem), "listen.tunnel_not")
			}
		case leads: // one does; the others are no concern of this receiver
		case t.Target() == "":
			l.tellTunnel(t, tunnelUnsaid, "", "listen.tunnel_unsaid")
		case t.Local() == "":
			l.tellTunnel(t, tunnelElsewhere, "", "listen.tunnel_far")
		default:
			l.tellTunnel(t, tunnelElsewhere, "", "listen.tunnel_elsewhere")
		}
	}
}

func (l *listener) tellTunnel(t webhook.Tunnel, state, why string, keys ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := event{Event: "tunnel", Agent: string(t.Agent), PublicURL: t.Public, State: state, Why: why, Target: t.Target()}
	text := ""
	for i, key := range keys {
		if i > 0 {
			if !t.Secure() {
				key = "listen.tunnel_plain"
			}
			text += "\n"
		}
		text += l.lang.S(key, "agent", string(t.Agent), "url", t.Public, "target", t.Target(), "local", t.Local(), "why", why)
	}
	l.say(e, text, true)
}
