package chain

import (
	"crypto/x509"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/homologa/homologa/checks"
)

// clockSkew is how far the responder's clock may be ahead of ours.
const clockSkew = 5 * time.Minute

// readStaple judges an OCSP response for a leaf, and counts the timestamps it carries. It must be
// signed by the issuer or by a responder the issuer appointed (RFC 6960, section 4.2.2.2); an
// issuer that is not known leaves it unread. A revocation stays one when the response is old.
func readStaple(der []byte, leaf, issuer *x509.Certificate, now time.Time) (s checks.Staple, scts int) {
	if len(der) == 0 {
		return checks.StapleNone, 0
	}
	r, err := ocsp.ParseResponseForCert(der, leaf, nil)
	if err != nil || issuer == nil || !appointed(r, issuer, now) {
		return checks.StapleOther, 0
	}
	scts = countSCTs(extension(r.Extensions, oidStapleSCTs))
	switch {
	case r.ThisUpdate.After(now.Add(clockSkew)):
		return checks.StapleOther, scts
	case r.Status == ocsp.Revoked:
		return checks.StapleRevoked, scts
	case r.Status != ocsp.Good, !r.NextUpdate.IsZero() && !now.Before(r.NextUpdate):
		return checks.StapleOther, scts
	}
	return checks.StapleGood, scts
}

// appointed checks who signed a response. The parser has checked an embedded certificate against
// the response already, but neither whose it is nor what it may be used for.
func appointed(r *ocsp.Response, issuer *x509.Certificate, now time.Time) bool {
	c := r.Certificate
	if c == nil {
		return r.CheckSignatureFrom(issuer) == nil
	}
	if c.Equal(issuer) {
		return true
	}
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) && c.CheckSignatureFrom(issuer) == nil &&
		!now.Before(c.NotBefore) && !now.After(c.NotAfter)
}
