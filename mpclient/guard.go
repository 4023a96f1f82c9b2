package mpclient

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// Consent is a person's yes to one effect on one account. On a real account it is good for one
// request; on a test account it may be reused.
type Consent struct {
	Account int64  // user id the person was shown
	Amount  string // amount the person was shown, "" when none moves
	Effect  string // what happens, in words
	used    atomic.Bool
}

type consentKey struct{}

// WithConsent attaches a consent to a context. Without one the transport sends no request that
// changes something.
func WithConsent(ctx context.Context, c *Consent) context.Context {
	return context.WithValue(ctx, consentKey{}, c)
}

// Reasons the write guard stops a request.
var (
	ErrNoConsent      = errors.New("stopped: this request changes something and nobody agreed to it")
	ErrAccountUnknown = errors.New("stopped: the account behind the token has not been read yet, so it may be a real one")
	ErrOtherAccount   = errors.New("stopped: the consent names another account than the one behind the token")
	ErrConsentUsed    = errors.New("stopped: on a real account each write needs its own consent")
)

// consentCode names a reason of the guard in Error.Code; "" for any other error.
func consentCode(err error) string {
	switch {
	case errors.Is(err, ErrNoConsent):
		return "no-consent"
	case errors.Is(err, ErrAccountUnknown):
		return "account-unknown"
	case errors.Is(err, ErrOtherAccount):
		return "other-account"
	case errors.Is(err, ErrConsentUsed):
		return "consent-used"
	}
	return ""
}

// guard knows whose account the token belongs to and lets writes pass or not.
type guard struct {
	mu    sync.Mutex
	id    int64
	test  bool
	known bool
}

func (g *guard) learn(id int64, test bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.id, g.test, g.known = id, test, true
}

// allow checks the first attempt of a write; retries of the same request do not ask again.
func (g *guard) allow(ctx context.Context) error {
	c, _ := ctx.Value(consentKey{}).(*Consent)
	if c == nil {
		return ErrNoConsent
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !g.known:
		return ErrAccountUnknown
	case c.Account != g.id:
		return ErrOtherAccount
	case g.test:
		return nil
	case !c.used.CompareAndSwap(false, true):
		return ErrConsentUsed
	}
	return nil
}
