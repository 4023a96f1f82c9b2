package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

func chainComplete(ts checks.TLSState, now time.Time) checks.Finding {
	out := judgedChain(ts)
	out.Figure = &checks.Figure{Chain: chainFigure(ts, now)}
	return out.With("tls", chainLine(ts), "").With("tls", tlsLine(ts), "")
}

func chainLine(ts checks.TLSState) checks.Text {
	return t("ev.chain", "at", ts.Host+":"+ts.Port, "n", strconv.Itoa(len(ts.Chain)), "chain", chainText(ts))
}

func judgedChain(ts checks.TLSState) checks.Finding {
	var tooBig []fault
	if ts.ChainBytes > maxChainBytes {
		says := t("find.chain.too_big", "host", ts.Host, "kb", strconv.Itoa(ts.ChainBytes>>10), "max", strconv.Itoa(maxChainBytes>>10))
		tooBig = append(tooBig, fault{id: "cert-chain-too-big", says: says})
	}
	if !ts.ChainOK {
		if ts.ChainProblem == checks.NoRoots {
			return worstOf(tooBig, unsure("find.chain.no-roots"))
		}
		out := brokenChain(ts)
		for _, x := range tooBig {
			out = out.Because(x.id, t("cause."+x.id))
		}
		return out
	}
	faults := tooBig
	switch {
	case ts.Strangers > 0:
		faults = append(faults, fault{"cert-chain-long", t("find.chain.strangers", "host", ts.Host, "n", strconv.Itoa(ts.Strangers)), true})
	case len(ts.Chain) > maxSent:
		faults = append(faults, fault{"cert-chain-long", t("find.chain.long", "host", ts.Host, "n", strconv.Itoa(len(ts.Chain))), true})
	}
	out := worstOf(faults, pass("find.chain.ok", "issuer", ts.Chain[0].Issuer))
	if ts.OutOfOrder {
		out = out.Because("cert-chain-order", t("cause.cert-chain-order"))
	}
	if ts.RootSent {
		out = out.Because("cert-root-sent", t("cause.cert-root-sent"))
	}
	return out
}

func brokenChain(ts checks.TLSState) checks.Finding {
	if ts.IssuerUnclear {
		// Nobody can tell from outside; both readings are named, the likelier one first.
		out := fail("find.chain.unclear", "issuer", ts.MissingIssuer, "host", ts.Host)
		both := []string{"cert-missing-intermediate", "cert-untrusted-root"}
		if ts.ChainProblem == both[1] {
			slices.Reverse(both)
		}
		for _, id := range both {
			out = out.Because(id, t("cause."+id+".maybe"))
		}
		return out
	}
	key := "find.chain." + strings.TrimPrefix(ts.ChainProblem, "cert-")
	if ts.ChainProblem == "cert-wrong-usage" {
		key = "cause.cert-wrong-usage" // says it all
	}
	return fail(key, "issuer", ts.MissingIssuer, "host", ts.Host).Because(ts.ChainProblem, t("cause."+ts.ChainProblem))
}

func chainText(ts checks.TLSState) string {
	var parts []string
	for _, c := range ts.Chain[:min(len(ts.Chain), 8)] {
		parts = append(parts, c.Subject)
	}
	if len(ts.Chain) > len(parts) {
		parts = append(parts, "…")
	}
	return strings.Join(parts, " ← ")
}

// linked are the indexes of the certificates sent that lead up from the leaf, by their names: the
// signatures were checked when the chain was looked at.
func linked(ts checks.TLSState) []int {
	up := []int{0}
	for k := 0; k < len(up); k++ {
		for i, c := range ts.Chain {
			if c.Subject == ts.Chain[up[k]].Issuer && !slices.Contains(up, i) {
				up = append(up, i)
			}
		}
	}
	return up
}

func chainFigure(ts checks.TLSState, now time.Time) []checks.Link {
	var out []checks.Link
	sent := func(c checks.Cert) checks.Link {
		if now.After(c.NotAfter) && !c.NotAfter.IsZero() {
			return checks.Link{Name: c.Subject, State: checks.LinkExpired}
		}
		return checks.Link{Name: c.Subject, State: checks.LinkSent}
	}
	up := linked(ts)
	if ts.ChainOK && len(ts.Path) > 0 {
		for i, c := range ts.Path {
			link := sent(c)
			if i == len(ts.Path)-1 {
				link.State = checks.LinkTrusted
			}
			out = append(out, link)
		}
	} else {
		for _, i := range up {
			out = append(out, sent(ts.Chain[i]))
		}
		last := &out[len(out)-1]
		switch {
		case ts.ChainOK:
		case ts.ChainProblem == "cert-missing-intermediate" || ts.IssuerUnclear:
			out = append(out, checks.Link{Name: ts.MissingIssuer, State: checks.LinkMissing})
		case ts.ChainProblem == "cert-self-signed":
			last.State = checks.LinkUntrusted
		case ts.ChainProblem == "cert-untrusted-root" && ts.Chain[up[len(up)-1]].SelfSigned:
			last.State = checks.LinkUntrusted
		case ts.ChainProblem == "cert-untrusted-root":
			out = append(out, checks.Link{Name: ts.MissingIssuer, State: checks.LinkUntrusted})
		}
	}
	strays := 0
	for i, c := range ts.Chain {
		if strays < ts.Strangers && !slices.Contains(up, i) {
			out, strays = append(out, checks.Link{Name: c.Subject, State: checks.LinkStray}), strays+1
		}
	}
	return out
}

// shownNames is how many names of a certificate a finding lists.
const shownNames = 8

func hostName(ts checks.TLSState, _ time.Time) checks.Finding {
	leaf := ts.Chain[0]
	all := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPs {
		all = append(all, ip.String())
	}
	names := strings.Join(all[:min(len(all), shownNames)], ", ")
	if len(all) > shownNames {
		names += " …"
	}
	ev := t("ev.names", "names", names)
	if ts.NameOK {
		out := pass("find.hostname.ok", "host", ts.Host).With("tls", ev, "")
		if ts.NoName.Asked && !ts.NoName.Same {
			out = out.Because("sni-required", t("cause.sni-required"))
		}
		return out
	}
	if names == "" {
		return fail("find.hostname.no_san", "host", ts.Host).Because("cert-no-san", t("cause.cert-no-san")).With("tls", tlsLine(ts), "")
	}
	return fail("find.hostname.mismatch", "host", ts.Host, "names", names).Because("cert-host-mismatch", t("cause.cert-host-mismatch")).With("tls", ev, "")
}

func expiry(ts checks.TLSState, now time.Time) checks.Finding {
	out := judgedLife(ts, now)
	out.Figure = &checks.Figure{Life: &checks.Life{From: ts.Chain[0].NotBefore, To: ts.Chain[0].NotAfter, Now: now}}
	return out
}

func judgedLife(ts checks.TLSState, now time.Time) checks.Finding {
	leaf := ts.Chain[0]
	life, left := leaf.NotAfter.Sub(leaf.NotBefore), leaf.NotAfter.Sub(now)
	days := strconv.Itoa(int(left / day))
	ev := t("ev.validity", "from", date(leaf.NotBefore), "to", date(leaf.NotAfter), "life", lifeDays(leaf))
	soon := soonLong
	if life < longLife {
		soon = life / 3
	}
	switch {
	case now.Before(leaf.NotBefore):
		return fail("find.expiry.not_yet", "from", date(leaf.NotBefore)).Because("cert-not-yet-valid", t("cause.cert-not-yet-valid")).With("tls", ev, "")
	case left <= 0:
		return fail("find.expiry.expired", "to", date(leaf.NotAfter), "days", strconv.Itoa(int(-left/day))).
			Because("cert-expired", t("cause.cert-expired")).With("tls", ev, "")
	case left < lastDays && life > shortestLife:
		return fail("find.expiry.last_days", "days", days).Because("cert-expires-soon", t("cause.cert-expires-soon")).With("tls", ev, "")
	case left < soon:
		return warn("find.expiry.soon", "days", days).Because("cert-expires-soon", t("cause.cert-expires-soon")).With("tls", ev, "")
	}
	for i, c := range ts.Chain[1:] {
		if c.NotAfter.Before(now) && !c.SelfSigned {
			// The chain requirement decides whether this breaks anything: another path may verify.
			over := t("ev.intermediate_expired", "n", strconv.Itoa(i+2), "name", c.Subject, "to", date(c.NotAfter))
			return pass("find.expiry.ok", "days", days).With("tls", ev, "").With("note", over, "")
		}
	}
	return pass("find.expiry.ok", "days", days).With("tls", ev, "")
}

func lifeDays(c checks.Cert) string {
	return strconv.Itoa(int((c.NotAfter.Sub(c.NotBefore) + day/2) / day))
}

// certificate judges how a certificate is made; name, dates and chain have requirements of their own.
func certificate(ts checks.TLSState, _ time.Time) checks.Finding {
	leaf := ts.Chain[0]
	faults := madeBadly(ts)
	if ts.Staple == checks.StapleRevoked {
		faults = append(faults, fault{id: "cert-revoked", says: t("find.certificate.revoked", "host", ts.Host)})
	}
	if leaf.Public && !leaf.SelfSigned && ts.SCTs == 0 {
		faults = append(faults, fault{id: "cert-no-sct", says: t("find.certificate.no_sct", "host", ts.Host)})
	}
	// Both ends of a validity belong to it, hence the second (Baseline Requirements, 6.3.2).
	limit, life := lifeLimit(leaf.NotBefore), leaf.NotAfter.Sub(leaf.NotBefore)+time.Second
	if leaf.Public && limit > 0 && life > time.Duration(limit)*day {
		says := t("find.certificate.too_long", "life", lifeDays(leaf), "max", strconv.Itoa(limit))
		faults = append(faults, fault{"cert-validity-too-long", says, true})
	}
	switch {
	case !leaf.MustStaple:
	case ts.Staple == checks.StapleNone:
		faults = append(faults, fault{"cert-must-staple-missing", t("find.certificate.no_staple", "host", ts.Host), true})
	case ts.Staple == checks.StapleOther:
		faults = append(faults, fault{"cert-must-staple-missing", t("find.certificate.bad_staple", "host", ts.Host), true})
	}
	if leaf.CA && !leaf.SelfSigned {
		faults = append(faults, fault{"cert-is-authority", t("find.certificate.authority", "host", ts.Host), true})
	}
	made := madeOf(leaf)
	return worstOf(faults, pass("find.certificate.ok", "made", made)).With("tls", t("ev.certificate", "name", leaf.Subject, "made", made), "")
}

// madeOf writes key and signature: "RSA 2048 · SHA256-RSA".
func madeOf(c checks.Cert) string {
	var parts []string
	if c.KeyType != "" {
		parts = append(parts, strings.TrimSuffix(c.KeyType+" "+strconv.Itoa(c.KeyBits), " 0"))
	}
	if c.Signature != "" {
		parts = append(parts, c.Signature)
	}
	if len(parts) == 0 {
		return "—"
	}
	return strings.Join(parts, " · ")
}

// madeBadly looks at keys and signatures of the leaf and of what stands between it and its root.
// How a root is signed, and certificates another path goes round, do not matter to anybody.
func madeBadly(ts checks.TLSState) []fault {
	var faults []fault
	between := []checks.Cert{ts.Chain[0]}
	switch {
	case !ts.ChainOK:
		for _, i := range linked(ts)[1:] {
			if !ts.Chain[i].SelfSigned {
				between = append(between, ts.Chain[i])
			}
		}
	case len(ts.Path) > 2:
		between = append(between, ts.Path[1:len(ts.Path)-1]...)
	}
	for _, c := range between {
		if c.WeakHash != "" && !c.SelfSigned {
			faults = append(faults, fault{id: "cert-weak-signature", says: t("find.certificate.weak_signature", "name", c.Subject, "hash", c.WeakHash)})
		}
		small := c.KeyType == "RSA" && c.KeyBits < minRSA || c.KeyType == "ECDSA" && c.KeyBits < minEC
		if small && c.KeyBits > 0 {
			says := t("find.certificate.weak_key", "name", c.Subject, "key", c.KeyType, "bits", strconv.Itoa(c.KeyBits))
			faults = append(faults, fault{id: "cert-weak-key", says: says})
		}
	}
	if k := ts.Chain[0].KeyType; k == "Ed25519" || k == "DSA" {
		faults = append(faults, fault{id: "cert-uncommon-key", says: t("find.certificate.uncommon_key", "key", k)})
	}
	return faults
}
