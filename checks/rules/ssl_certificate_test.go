package rules_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
)

type editTLS = func(*checks.TLSState)

func tls(edits ...editTLS) []checks.Fact { return facts(pageTLS(edits...)) }

func chainRows() table {
	more := func(n int) editTLS {
		return func(s *checks.TLSState) {
			for range n {
				s.Chain = append(s.Chain, checks.Cert{Subject: "R99", Issuer: "Root X9", CA: true, NotAfter: now.Add(900 * day)})
			}
		}
	}
	unclear := func(s *checks.TLSState) { s.IssuerUnclear = true }
	missing, unknown := "cert-missing-intermediate", "cert-untrusted-root"
	return table{
		"ssl.chain_complete": {
			{"weak signature in the way", tls(chain("cert-weak-signature")), checks.Fail, "find.chain.weak-signature", []string{"cert-weak-signature"}},
			{"breaks a rule", tls(chain("cert-chain-invalid")), checks.Fail, "find.chain.chain-invalid", []string{"cert-chain-invalid"}},
			{"a machine without authorities", tls(chain(checks.NoRoots)), checks.Inconclusive, "find.chain.no-roots", []string{}},
			{"nobody can tell, likelier an intermediate", tls(chain(missing), unclear), checks.Fail, "find.chain.unclear", []string{missing, unknown}},
			{"nobody can tell, likelier a root", tls(chain(unknown), unclear), checks.Fail, "find.chain.unclear", []string{unknown, missing}},
			{"out of order", tls(func(s *checks.TLSState) { s.OutOfOrder = true }), checks.Pass, "find.chain.ok", []string{"cert-chain-order"}},
			{"root sent", tls(func(s *checks.TLSState) { s.RootSent = true }), checks.Pass, "find.chain.ok", []string{"cert-root-sent"}},
			{"a stranger among them", tls(more(1), func(s *checks.TLSState) { s.Strangers = 1 }), checks.Warn, "find.chain.strangers", []string{"cert-chain-long"}},
			{"four sent", tls(more(2)), checks.Pass, "find.chain.ok", []string{}},
			{"five sent", tls(more(3)), checks.Warn, "find.chain.long", []string{"cert-chain-long"}},
			{"five sent and a stranger say it once", tls(more(3), func(s *checks.TLSState) { s.Strangers = 1 }), checks.Warn, "find.chain.strangers", []string{"cert-chain-long"}},
			{"100 KiB", tls(func(s *checks.TLSState) { s.ChainBytes = 100 << 10 }), checks.Pass, "", []string{}},
			{"more", tls(func(s *checks.TLSState) { s.ChainBytes = 100<<10 + 1 }), checks.Fail, "find.chain.too_big", []string{"cert-chain-too-big"}},
			{"more, and broken", tls(chain(unknown), func(s *checks.TLSState) { s.ChainBytes = 200 << 10 }), checks.Fail, "find.chain.untrusted-root", []string{unknown, "cert-chain-too-big"}},
		},
		"ssl.hostname": {
			{"needs the name sent, and gets it", tls(func(s *checks.TLSState) { s.NoName = checks.NoName{Asked: true} }), checks.Pass, "find.hostname.ok", []string{"sni-required"}},
			{"another certificate without the name", tls(func(s *checks.TLSState) { s.NoName = checks.NoName{Asked: true, Answered: true} }), checks.Pass, "", []string{"sni-required"}},
			{"the same without the name", tls(func(s *checks.TLSState) { s.NoName = checks.NoName{Asked: true, Answered: true, Same: true} }), checks.Pass, "", []string{}},
			{"not asked", tls(), checks.Pass, "", []string{}},
		},
	}
}

func certificateRows() table {
	key := func(kind string, bits int) []checks.Fact {
		return tls(func(s *checks.TLSState) { s.Chain[0].KeyType, s.Chain[0].KeyBits = kind, bits })
	}
	public := func(edits ...editTLS) []checks.Fact {
		return tls(append([]editTLS{func(s *checks.TLSState) { s.Chain[0].Public, s.SCTs = true, 2 }}, edits...)...)
	}
	lives := func(from string, life time.Duration) []checks.Fact {
		at, err := time.Parse(time.DateOnly, from)
		if err != nil {
			panic(err)
		}
		return public(func(s *checks.TLSState) { s.Chain[0].NotBefore, s.Chain[0].NotAfter = at, at.Add(life-time.Second) })
	}
	staple := func(must bool, st checks.Staple) []checks.Fact {
		return tls(func(s *checks.TLSState) { s.Chain[0].MustStaple, s.Chain[0].Responder, s.Staple = must, true, st })
	}
	path := func(s *checks.TLSState) {
		s.Path = []checks.Cert{s.Chain[0], s.Chain[1], {Subject: "Root X1", Issuer: "Root X1", CA: true, SelfSigned: true, KeyType: "RSA", KeyBits: 1024, WeakHash: "SHA-1"}}
	}
	weak, small, long, odd := []string{"cert-weak-signature"}, []string{"cert-weak-key"}, []string{"cert-validity-too-long"}, []string{"cert-uncommon-key"}
	none := []string{}
	return table{"ssl.certificate": {
		{"sound", tls(), checks.Pass, "find.certificate.ok", none},
		{"RSA 2048", key("RSA", 2048), checks.Pass, "", none},
		{"RSA 2047", key("RSA", 2047), checks.Fail, "find.certificate.weak_key", small},
		{"RSA 1024", key("RSA", 1024), checks.Fail, "", small},
		{"P-256", key("ECDSA", 256), checks.Pass, "", none},
		{"P-224", key("ECDSA", 224), checks.Fail, "find.certificate.weak_key", small},
		{"Ed25519", key("Ed25519", 256), checks.Fail, "find.certificate.uncommon_key", odd},
		{"DSA", key("DSA", 0), checks.Fail, "find.certificate.uncommon_key", odd},
		{"weak key of the intermediate", tls(path, func(s *checks.TLSState) { s.Path[1].KeyType, s.Path[1].KeyBits = "RSA", 1024 }), checks.Fail, "", small},
		{"how a root is made does not matter", tls(path), checks.Pass, "", none},
		{"SHA-1", tls(chain("cert-weak-signature"), func(s *checks.TLSState) { s.Chain[0].WeakHash = "SHA-1" }), checks.Fail, "find.certificate.weak_signature", weak},
		{"SHA-1 above the leaf", tls(chain("cert-weak-signature"), func(s *checks.TLSState) { s.Chain[1].WeakHash = "SHA-1" }), checks.Fail, "", weak},
		{"SHA-1 on a private root that was sent", tls(chain("cert-untrusted-root"), func(s *checks.TLSState) { s.Chain[1].WeakHash, s.Chain[1].SelfSigned = "SHA-1", true }), checks.Pass, "", none},
		{"SHA-1 on itself", tls(chain("cert-self-signed"), func(s *checks.TLSState) { s.Chain[0].WeakHash, s.Chain[0].SelfSigned = "SHA-1", true }), checks.Pass, "", none},
		{"SHA-1 on one that another path goes round", tls(path, func(s *checks.TLSState) {
			s.Chain = append(s.Chain, checks.Cert{Subject: "R11", Issuer: "Root X0", CA: true, WeakHash: "SHA-1"})
		}), checks.Pass, "", none},
		{"public and logged", public(), checks.Pass, "", none},
		{"public and not logged", public(func(s *checks.TLSState) { s.SCTs = 0 }), checks.Fail, "find.certificate.no_sct", []string{"cert-no-sct"}},
		{"private and not logged", tls(func(s *checks.TLSState) { s.SCTs = 0 }), checks.Pass, "", none},
		{"revoked", staple(false, checks.StapleRevoked), checks.Fail, "find.certificate.revoked", []string{"cert-revoked"}},
		{"no staple, a responder", staple(false, checks.StapleNone), checks.Pass, "", none},
		{"bad staple that nobody asked for", staple(false, checks.StapleOther), checks.Pass, "", none},
		{"must staple and does", staple(true, checks.StapleGood), checks.Pass, "", none},
		{"must staple and does not", staple(true, checks.StapleNone), checks.Warn, "find.certificate.no_staple", []string{"cert-must-staple-missing"}},
		{"must staple and does it badly", staple(true, checks.StapleOther), checks.Warn, "find.certificate.bad_staple", []string{"cert-must-staple-missing"}},
		{"an authority's", tls(func(s *checks.TLSState) { s.Chain[0].CA = true }), checks.Warn, "find.certificate.authority", []string{"cert-is-authority"}},
		{"398 days until March 2026", lives("2026-03-14", 398*day), checks.Pass, "", none},
		{"a second more", lives("2026-03-14", 398*day+time.Second), checks.Warn, "find.certificate.too_long", long},
		{"200 days from then on", lives("2026-03-15", 200*day), checks.Pass, "", none},
		{"201", lives("2026-03-15", 201*day), checks.Warn, "", long},
		{"200 on the last day", lives("2027-03-14", 200*day), checks.Pass, "", none},
		{"100 days from March 2027", lives("2027-03-15", 100*day), checks.Pass, "", none},
		{"101", lives("2027-03-15", 101*day), checks.Warn, "", long},
		{"47 days from March 2029", lives("2029-03-15", 47*day), checks.Pass, "", none},
		{"48", lives("2029-03-15", 48*day), checks.Warn, "", long},
		{"825 days before September 2020", lives("2020-08-31", 825*day), checks.Pass, "", none},
		{"before there were limits", lives("2017-01-01", 1800*day), checks.Pass, "", none},
		{"private and for ten years", tls(func(s *checks.TLSState) { s.Chain[0] = leaf(3650*day, 3000*day) }), checks.Pass, "", none},
		{"several at once, the worst speaks", public(func(s *checks.TLSState) {
			s.SCTs, s.Staple, s.Chain[0].MustStaple, s.Chain[0].KeyType, s.Chain[0].KeyBits = 0, checks.StapleNone, true, "RSA", 1024
		}), checks.Fail, "find.certificate.weak_key", []string{"cert-weak-key", "cert-no-sct", "cert-must-staple-missing"}},
		{"no handshake", tls(broken("not-tls")), checks.Inconclusive, "find.tls.no_handshake", nil},
	}}
}

// TestChainFigure: the picture shows what the words say.
func TestChainFigure(t *testing.T) {
	judge := checks.Index(rules.All())["ssl.chain_complete"].Judge
	root := checks.Cert{Subject: "Root X1", Issuer: "Root X1", CA: true, SelfSigned: true, NotAfter: now.Add(900 * day)}
	send := func(c checks.Cert) editTLS { return func(s *checks.TLSState) { s.Chain = append(s.Chain, c) } }
	only := func(s *checks.TLSState) { s.Chain = s.Chain[:1] }
	issuer := func(name string) editTLS { return func(s *checks.TLSState) { s.MissingIssuer = name } }
	path := func(s *checks.TLSState) { s.Path = []checks.Cert{s.Chain[0], s.Chain[1], root} }
	for name, c := range map[string]struct {
		edits []editTLS
		want  string
	}{
		"sound":               {[]editTLS{path}, "loja.exemplo.com.br sent < R11 sent < Root X1 trusted"},
		"sound, root sent":    {[]editTLS{path, send(root)}, "loja.exemplo.com.br sent < R11 sent < Root X1 trusted"},
		"missing":             {[]editTLS{only, chain("cert-missing-intermediate")}, "loja.exemplo.com.br sent < R11 missing"},
		"cannot be told":      {[]editTLS{chain("cert-untrusted-root"), issuer("Root X1"), func(s *checks.TLSState) { s.IssuerUnclear = true }}, "loja.exemplo.com.br sent < R11 sent < Root X1 missing"},
		"unknown root sent":   {[]editTLS{send(root), chain("cert-untrusted-root"), issuer("Root X1")}, "loja.exemplo.com.br sent < R11 sent < Root X1 untrusted"},
		"unknown root unsent": {[]editTLS{chain("cert-untrusted-root"), issuer("Root X1")}, "loja.exemplo.com.br sent < R11 sent < Root X1 untrusted"},
		"self-signed":         {[]editTLS{only, chain("cert-self-signed"), func(s *checks.TLSState) { s.Chain[0].Issuer, s.Chain[0].SelfSigned = s.Chain[0].Subject, true }}, "loja.exemplo.com.br untrusted"},
		"expired link":        {[]editTLS{chain("cert-intermediate-expired"), func(s *checks.TLSState) { s.Chain[1].NotAfter = now.Add(-day) }}, "loja.exemplo.com.br sent < R11 expired"},
		"a stranger":          {[]editTLS{path, send(checks.Cert{Subject: "R99", Issuer: "X9", NotAfter: now.Add(day)}), func(s *checks.TLSState) { s.Strangers = 1 }}, "loja.exemplo.com.br sent < R11 sent < Root X1 trusted < R99 stray"},
		"the same name twice": {[]editTLS{path, send(checks.Cert{Subject: "R11", Issuer: "R11", NotAfter: now.Add(day)})}, "loja.exemplo.com.br sent < R11 sent < Root X1 trusted"},
	} {
		f := judge(checks.NewFacts(now, tls(c.edits...)...))
		var links []string
		for _, k := range f.Figure.Chain {
			links = append(links, k.Name+" "+string(k.State))
		}
		if got := strings.Join(links, " < "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLifeFigure(t *testing.T) {
	f := checks.Index(rules.All())["ssl.expiry"].Judge(checks.NewFacts(now, tls()...))
	if f.Figure == nil || f.Figure.Life == nil || *f.Figure.Life != (checks.Life{From: now.Add(-30 * day), To: now.Add(60 * day), Now: now}) {
		t.Errorf("%+v", f.Figure)
	}
}

func TestLongLists(t *testing.T) {
	many := func(s *checks.TLSState) {
		s.NameOK = false
		for i := range 300 {
			s.Chain[0].DNSNames = append(s.Chain[0].DNSNames, "loja"+strconv.Itoa(i)+".exemplo.com.br")
		}
		for len(s.Chain) < 60 {
			s.Chain = append(s.Chain, s.Chain[1])
		}
	}
	idx := checks.Index(rules.All())
	for _, id := range []checks.ID{"ssl.hostname", "ssl.chain_complete"} {
		f := idx[id].Judge(checks.NewFacts(now, tls(many)...))
		texts := []checks.Text{f.Detail}
		for _, e := range f.Evidence {
			texts = append(texts, e.Text)
		}
		for _, x := range texts {
			for _, a := range x.Args {
				if len(a) > 400 {
					t.Errorf("%s: %s has an argument of %d bytes", id, x.Key, len(a))
				}
			}
		}
	}
}
