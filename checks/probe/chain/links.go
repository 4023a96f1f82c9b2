package chain

import (
	"bytes"
	"crypto/x509"
	"slices"
)

// maxSignatures bounds the signatures checked to see who issued whom, and maxSent the certificates
// that are looked at: a message full of equal names must not keep the probe busy.
const (
	maxSignatures = 200
	maxSent       = 64
)

// links is who issued whom among the certificates sent.
type links struct {
	certs   []*x509.Certificate
	issuers [][]int // indexes of the certificates that signed each one; never itself
	reached []bool  // on some way up from the leaf
	self    []bool
}

func linksOf(certs []*x509.Certificate) links {
	if len(certs) > maxSent {
		certs = certs[:maxSent]
	}
	l := links{certs: certs, issuers: make([][]int, len(certs)), reached: make([]bool, len(certs)), self: make([]bool, len(certs))}
	left := maxSignatures
	for i, c := range certs {
		l.self[i] = selfSigned(c)
		for j, by := range certs {
			if j == i || !bytes.Equal(c.RawIssuer, by.RawSubject) || bytes.Equal(c.Raw, by.Raw) {
				continue
			}
			if left--; left < 0 {
				break
			}
			if signedBy(c, by) {
				l.issuers[i] = append(l.issuers[i], j)
			}
		}
	}
	for next := []int{0}; len(next) > 0; next = next[1:] {
		if i := next[0]; !l.reached[i] {
			l.reached[i] = true
			next = append(next, l.issuers[i]...)
		}
	}
	return l
}

// outOfOrder tells that a certificate is not followed by its issuer although that was sent. A
// cross-signed authority may stand in two versions one after the other.
func (l links) outOfOrder() bool {
	for i, by := range l.issuers {
		if !l.reached[i] || l.self[i] || len(by) == 0 || slices.Contains(by, i+1) {
			continue
		}
		// The next one may be the same authority signed by somebody else.
		if i > 0 && i+1 < len(l.certs) && l.reached[i+1] && l.sameHolder(i, i+1) {
			continue
		}
		return true
	}
	return false
}

// sameHolder tells two certificates of one name apart from one sent twice.
func (l links) sameHolder(i, j int) bool {
	a, b := l.certs[i], l.certs[j]
	return bytes.Equal(a.RawSubject, b.RawSubject) && !bytes.Equal(a.Raw, b.Raw)
}

func (l links) rootSent() bool {
	for i := range l.certs {
		if i > 0 && l.reached[i] && l.self[i] {
			return true
		}
	}
	return false
}

// strangers counts certificates that are on no way up from the leaf. One sent twice is none.
func (l links) strangers() int {
	n := 0
	for i, c := range l.certs {
		twice := slices.ContainsFunc(l.certs[:i], func(x *x509.Certificate) bool { return bytes.Equal(x.Raw, c.Raw) })
		if !l.reached[i] && !twice {
			n++
		}
	}
	return n
}

// top follows what was sent from the leaf up to the last certificate whose issuer was not sent, or
// else to one that signed itself: as long as one way is open, the end of another proves nothing.
func (l links) top() (at, steps int) {
	open := false
	seen := make([]bool, len(l.certs))
	type place struct{ at, steps int }
	for next := []place{{0, 0}}; len(next) > 0; next = next[1:] {
		p := next[0]
		if seen[p.at] {
			continue
		}
		seen[p.at] = true
		ends := !l.self[p.at] && len(l.issuers[p.at]) == 0
		if ends && !open || ends == open && p.steps > steps {
			at, steps, open = p.at, p.steps, ends
		}
		for _, j := range l.issuers[p.at] {
			next = append(next, place{j, p.steps + 1})
		}
	}
	return at, steps
}

// issuerIn finds the leaf's issuer: on the verified path, or else among what was sent.
func issuerIn(path []*x509.Certificate, l links) *x509.Certificate {
	if len(path) > 1 {
		return path[1]
	}
	if len(l.issuers[0]) > 0 {
		return l.certs[l.issuers[0][0]]
	}
	return nil
}
