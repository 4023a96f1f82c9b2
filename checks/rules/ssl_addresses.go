package rules

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

// spot is one address of a name and what is wrong with it.
type spot struct {
	addr  string
	v6    bool
	cause string // "" when sound
	says  string // text key of the cause
	open  bool   // nothing can be said: cause tells why, when known
	same  bool   // shows the certificate of the address judged
	leaf  string
	until time.Time
}

// addresses judges that a name leads to the same, sound server on all its addresses: nobody can
// choose which one a buyer or Mercado Pago gets. A fault all of them share is the business of the
// requirement it belongs to.
func addresses(ts checks.TLSState, now time.Time) checks.Finding {
	spots := []spot{spotJudged(ts, now)}
	for _, e := range ts.Others {
		spots = append(spots, spotOf(e, ts.ChainOK, now))
	}
	out := judgedSpots(ts.Host, spots)
	for _, p := range spots {
		state := "@ev.address_sound"
		if p.cause != "" {
			state = "@" + p.says
		}
		out = out.With("tls", t("ev.address", "addr", p.addr, "leaf", p.leaf, "to", date(p.until), "state", state), "")
	}
	return out
}

func judgedSpots(host string, spots []spot) checks.Finding {
	if len(spots) == 1 {
		return pass("find.addresses.one", "addr", spots[0].addr)
	}
	var known, bad []spot
	for _, p := range spots {
		if !p.open {
			known = append(known, p)
		}
		if !p.open && p.cause != "" {
			bad = append(bad, p)
		}
	}
	all, n := strconv.Itoa(len(spots)), strconv.Itoa(len(known))
	switch {
	case len(known) < 2:
		return unsure("find.addresses.unknown", "host", host)
	case len(bad) == len(known) && !slices.ContainsFunc(bad, func(p spot) bool { return p.cause != bad[0].cause }):
		return unsure("find.addresses.shared", "n", n)
	case len(bad) > 0:
		return badSpots(host, bad)
	case len(known) < len(spots):
		return pass("find.addresses.some", "n", n, "all", all)
	case slices.ContainsFunc(spots, func(p spot) bool { return !p.same }):
		return pass("find.addresses.differ", "n", n)
	}
	return pass("find.addresses.ok", "n", n)
}

func badSpots(host string, bad []spot) checks.Finding {
	out := checks.Finding{Verdict: checks.Fail}
	var names []string
	for _, p := range bad {
		names = append(names, p.addr)
		id, says := p.cause, p.says
		if p.v6 && strings.HasPrefix(id, "cert-") {
			id, says = "ipv6-differs", "cause.ipv6-differs"
		}
		if !out.Has(id) {
			out = out.Because(id, t(says))
		}
	}
	out.Detail = t("find.addresses.bad", "host", host, "addrs", strings.Join(names, ", "))
	return out
}

func spotJudged(ts checks.TLSState, now time.Time) spot {
	leaf := ts.Chain[0]
	p := spot{addr: ts.Addr, same: true, leaf: leaf.Subject, until: leaf.NotAfter}
	if a, err := netip.ParseAddrPort(ts.Addr); err == nil {
		p.addr, p.v6 = a.Addr().Unmap().String(), a.Addr().Unmap().Is6()
	}
	p.cause, p.open = certificateCause(ts.ChainOK, ts.ChainProblem, ts.NameOK, leaf.NotBefore, leaf.NotAfter, now)
	p.says = "cause." + p.cause
	if ts.IssuerUnclear {
		p.says += ".maybe"
	}
	return p
}

// spotOf reads a further address. A chain that verifies elsewhere with the same leaf tells which
// of the two readings of an unclear one is right.
func spotOf(e checks.Endpoint, verifies bool, now time.Time) spot {
	p := spot{addr: e.Addr.String(), v6: e.Addr.Is6() && !e.Addr.Is4In6(), same: e.Same, leaf: e.Leaf, until: e.NotAfter}
	if e.Answered {
		p.cause, p.open = certificateCause(e.ChainOK, e.ChainProblem, e.NameOK, e.NotBefore, e.NotAfter, now)
		p.says = "cause." + p.cause
		switch {
		case e.IssuerUnclear && e.Same && verifies:
			p.cause, p.says = "cert-missing-intermediate", "cause.cert-missing-intermediate"
		case e.IssuerUnclear:
			p.says += ".maybe"
		}
		return p
	}
	p.cause, p.says, p.leaf = e.Cause, "cause."+e.Cause, "—"
	switch e.Cause {
	case "connection-refused", "connection-closed", "handshake-failed", "not-tls", "client-cert-required", "cert-chain-too-big":
	default:
		p.open = true // silence, or no way there from here: many networks have no IPv6
	}
	return p
}

// certificateCause names what is wrong with a certificate on one address; open when the chain cannot
// be judged on this machine.
func certificateCause(chainOK bool, problem string, nameOK bool, from, to, now time.Time) (cause string, open bool) {
	switch {
	case !chainOK && problem == checks.NoRoots:
		return "", true
	case !chainOK:
		return problem, false
	case !nameOK:
		return "cert-host-mismatch", false
	case now.Before(from):
		return "cert-not-yet-valid", false
	case !now.Before(to):
		return "cert-expired", false
	}
	return "", false
}

// backURLs judges the hosts buyers come back to, other than the page's own.
func backURLs(f *checks.Facts) checks.Finding {
	backs := checks.FactBackTLS.Must(f)
	if len(backs) == 0 {
		return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.back.none")}
	}
	rank := func(v checks.Verdict) int { return slices.Index(checks.Verdicts, v) }
	var hosts []string
	out := checks.Finding{Verdict: checks.Pass}
	for _, b := range backs {
		hosts = append(hosts, b.State.Host)
		got := soundTLS(b.State, f.Now(), chainComplete, hostName, expiry, tlsVersion)
		fields := strings.Join(b.Fields, ", ")
		ev := t("ev.back", "fields", fields, "host", b.State.Host)
		if got.Verdict != checks.Pass && rank(got.Verdict) < rank(out.Verdict) {
			out.Verdict, out.Detail, out.Figure = got.Verdict, t("find.back.bad", "fields", fields, "host", b.State.Host), got.Figure
		}
		if got.Verdict != checks.Pass {
			for _, c := range got.Causes {
				if !out.Has(c.ID) {
					out = out.Because(c.ID, c.Detail)
				}
			}
			out = out.With("note", got.Detail, "")
		}
		out = out.With("field", ev, "")
		if shaken(b.State) {
			out = out.With("tls", tlsLine(b.State), "")
		} else {
			out.Evidence = append(out.Evidence, got.Evidence...)
		}
	}
	if out.Verdict == checks.Pass {
		out.Detail = t("find.back.ok", "hosts", strings.Join(hosts, ", "))
	}
	return out
}

// soundTLS gives the first failure of several judgements of one endpoint, or else the first warning,
// or else the first that could not be made. Notes on a pass are left out.
func soundTLS(ts checks.TLSState, now time.Time, judges ...func(checks.TLSState, time.Time) checks.Finding) checks.Finding {
	switch {
	case ts.HandshakeError == "" && !shaken(ts):
		return noHandshake(ts)
	case !shaken(ts):
		return handshakeFailed(ts)
	case ts.ClientCert:
		return clientCert(ts)
	}
	out := pass("find.tls.sound", "host", ts.Host)
	for _, judge := range judges {
		got := judge(ts, now)
		switch got.Verdict {
		case checks.Fail:
			return got
		case checks.Warn:
			if out.Verdict != checks.Warn {
				out = got
			}
		case checks.Inconclusive:
			if out.Verdict == checks.Pass {
				out = got
			}
		}
	}
	return out
}
