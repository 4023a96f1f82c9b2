package chain

import (
	"crypto/x509"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/late"
)

// verdict is what became of a chain.
type verdict struct {
	ok      bool
	inTime  bool // judged at the moment itself: the leaf's own dates are right
	path    []*x509.Certificate
	problem string // cause id
	issuer  string // the certificate or authority the problem is about
	unclear bool   // missing intermediate or unknown root: nothing tells which
}

// verify judges whether the certificates lead to a trusted root. The moment is moved into the leaf's
// life, so that an expired certificate does not look like a broken chain as well.
func verify(l links, roots *x509.CertPool, now time.Time) verdict {
	leaf := l.certs[0]
	at := now
	if at.After(leaf.NotAfter) {
		at = leaf.NotAfter.Add(-time.Second)
	}
	if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore.Add(time.Second)
	}
	ask := question{l: l, roots: roots, at: at, usage: x509.ExtKeyUsageServerAuth}
	path, err := ask.path(leaf)
	if err == nil {
		return verdict{ok: true, inTime: at.Equal(now), path: path}
	}
	var none x509.SystemRootsError
	if errors.As(err, &none) || roots == nil && noSystemRoots() {
		return verdict{problem: checks.NoRoots}
	}
	return ask.diagnose(err)
}

// noSystemRoots tells a machine without any certificate authority, such as a bare container: there
// every chain would look broken.
func noSystemRoots() bool {
	pool, err := x509.SystemCertPool()
	return err == nil && pool.Equal(x509.NewCertPool())
}

// question is one way to ask for a path.
type question struct {
	l        links
	roots    *x509.CertPool
	at       time.Time
	usage    x509.ExtKeyUsage
	ageless  bool // as if no intermediate had an end
	rootOnly bool // as if no intermediate had been sent
}

// path finds the shortest path from a certificate to a root.
func (q question) path(from *x509.Certificate) ([]*x509.Certificate, error) {
	pool := x509.NewCertPool()
	for _, c := range q.l.certs {
		if q.rootOnly || c == q.l.certs[0] {
			continue
		}
		if q.ageless {
			// Dates are read from these fields and signatures from the raw bytes.
			young := *c
			young.NotBefore, young.NotAfter = q.at.Add(-time.Hour), q.at.Add(time.Hour)
			c = &young
		}
		pool.AddCert(c)
	}
	chains, err := from.Verify(x509.VerifyOptions{Roots: q.roots, Intermediates: pool, CurrentTime: q.at, KeyUsages: []x509.ExtKeyUsage{q.usage}})
	if err != nil {
		return nil, err
	}
	best := chains[0]
	for _, c := range chains[1:] {
		if len(c) < len(best) {
			best = c
		}
	}
	return best, nil
}

// rootWord marks names authorities give to their roots; Brazil's and its neighbours' say raiz.
var rootWord = late.Pattern(`(?i)\b(root|ra[ií]z)\b`)

// diagnose names what is wrong with a chain that does not verify.
func (q question) diagnose(err error) verdict {
	leaf := q.l.certs[0]
	if q.l.self[0] {
		return verdict{problem: "cert-self-signed", issuer: issuer(leaf)}
	}
	ageless := q
	ageless.ageless = true
	if path, err := ageless.path(leaf); err == nil {
		for _, c := range path[1:] {
			for _, sent := range q.l.certs {
				if string(sent.Raw) == string(c.Raw) && (q.at.After(sent.NotAfter) || q.at.Before(sent.NotBefore)) {
					return verdict{problem: "cert-intermediate-expired", issuer: subject(sent)}
				}
			}
		}
	}
	anyUse := ageless
	anyUse.usage = x509.ExtKeyUsageAny
	if _, err := anyUse.path(leaf); err == nil {
		return verdict{problem: "cert-wrong-usage"}
	}
	if weak := q.weakLink(); weak != nil {
		return verdict{problem: "cert-weak-signature", issuer: issuer(weak)}
	}
	var invalid x509.CertificateInvalidError
	var unhandled x509.UnhandledCriticalExtension
	if errors.As(err, &unhandled) || errors.As(err, &invalid) && invalid.Reason != x509.Expired && invalid.Reason != x509.IncompatibleUsage {
		who := leaf
		if invalid.Cert != nil {
			who = invalid.Cert
		}
		return verdict{problem: "cert-chain-invalid", issuer: subject(who)}
	}
	if by := q.notAnAuthority(); by != nil {
		return verdict{problem: "cert-chain-invalid", issuer: subject(by)}
	}
	return q.unknownAuthority()
}

// weakLink finds the certificate whose weak signature is all that stands between the leaf and a
// trusted root.
func (q question) weakLink() *x509.Certificate {
	for i, c := range q.l.certs {
		if !q.l.reached[i] || q.l.self[i] || weakHash(c.SignatureAlgorithm) == "" {
			continue
		}
		up := q
		up.usage = x509.ExtKeyUsageAny
		for _, j := range q.l.issuers[i] {
			if _, err := up.path(q.l.certs[j]); err == nil {
				return c
			}
		}
		up.rootOnly = true
		if _, err := up.path(c); err != nil && strings.Contains(err.Error(), "insecure algorithm") {
			return c // a trusted root bears the issuer's name
		}
	}
	return nil
}

// notAnAuthority finds a certificate that signed another one without being allowed to, on the way to
// a trusted root.
func (q question) notAnAuthority() *x509.Certificate {
	up := q
	up.usage = x509.ExtKeyUsageAny
	for i := range q.l.certs {
		if !q.l.reached[i] {
			continue
		}
		for _, j := range q.l.issuers[i] {
			by := q.l.certs[j]
			if by.IsCA && (by.KeyUsage == 0 || by.KeyUsage&x509.KeyUsageCertSign != 0) {
				continue
			}
			if _, err := up.path(by); err == nil {
				return by
			}
		}
	}
	return nil
}

// unknownAuthority tells an intermediate that was not sent from a root nobody trusts. Both look the
// same when the issuer is simply not there; then the likelier one is named and marked as unclear.
func (q question) unknownAuthority() verdict {
	leaf := q.l.certs[0]
	at, steps := q.l.top()
	top := q.l.certs[at]
	v := verdict{problem: "cert-untrusted-root", issuer: issuer(top)}
	if q.l.self[at] {
		return v // the end of the chain was sent, and is not trusted
	}
	alone := q
	alone.rootOnly, alone.usage = true, x509.ExtKeyUsageAny
	if _, err := alone.path(top); err != nil && strings.Contains(err.Error(), "possibly because of") {
		return v // a trusted root of that name exists, and did not sign this
	}
	public := describe(leaf).Public || embeddedSCTs(leaf) > 0
	rootName := rootWord().MatchString(top.Issuer.CommonName)
	switch {
	case steps == 0 && public:
		// Public authorities never issue from a root (Baseline Requirements, 6.1.7).
		v.problem = "cert-missing-intermediate"
	case rootName:
	case steps == 0:
		v.problem, v.unclear = "cert-missing-intermediate", !fetchable(top.IssuingCertificateURL)
	case public:
		v.problem, v.unclear = "cert-missing-intermediate", true
	default:
		v.unclear = true
	}
	return v
}

// fetchable tells whether a certificate says where anybody can get its issuer's, as intermediates'
// customers need it. Addresses inside a company say nothing.
func fetchable(urls []string) bool {
	for _, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		host := strings.ToLower(u.Hostname())
		if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(host, ".") {
			continue
		}
		switch host[strings.LastIndexByte(host, '.'):] {
		case ".local", ".internal", ".lan", ".corp", ".home", ".intranet", ".localhost", ".localdomain":
			continue
		}
		return true
	}
	return false
}
