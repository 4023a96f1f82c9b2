package mpclient

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// Consent is a person's yes to one effect on one account. On a real account it is good for one
// request; on a test account it may be reused.
type Consent struct {
	Account int64  // user id the person was shown
	Amount  string // amount the person was shown, "" when none moves
	Effect  string // what happens, in words
	// Typed is the account's nickname as the person typed it. What SendPayment, SendOrder and
	// SendPreference create on a real account needs it.
	Typed string
	used  atomic.Bool
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
	ErrRealCharge     = errors.New("stopped: on a real account nobody is charged and no test card is sent")
	ErrRealAmount     = errors.New("stopped: on a real account only the smallest amount of the method may be asked for")
	ErrNickname       = errors.New("stopped: on a real account the person has to type its nickname")
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
	case errors.Is(err, ErrRealCharge):
		return "real-charge"
	case errors.Is(err, ErrRealAmount):
		return "real-amount"
	case errors.Is(err, ErrNickname):
		return "nickname"
	}
	return ""
}

// typedKey marks requests that need the nickname on a real account.
type typedKey struct{}

// needTyped marks what a context sends as a test payment.
func needTyped(ctx context.Context) context.Context { return context.WithValue(ctx, typedKey{}, true) }

// guard knows whose account the token belongs to and lets writes pass or not. An account that was
// not read, or whose answer has no tag, counts as real.
type guard struct {
	mu    sync.Mutex
	id    int64
	test  bool
	known bool
	nick  string
	site  SiteID
	live  []PaymentMethod // as the account's own list has them; nil until it was read
}

func (g *guard) learn(id int64, test bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.id, g.test, g.known = id, test, true
}

func (g *guard) learnAccount(a Account) {
	g.learn(a.ID, a.Test())
	g.mu.Lock()
	defer g.mu.Unlock()
	g.nick, g.site = a.Nickname, a.Site
}

func (g *guard) learnMethods(list []PaymentMethod) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.live = list
}

// allow checks the first attempt of a write; retries of the same request do not ask again.
func (g *guard) allow(req *http.Request, body []byte) error {
	c, _ := req.Context().Value(consentKey{}).(*Consent)
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
	}
	m := moneyOf(req.Method, req.URL.Path, body, g.site)
	typed, _ := req.Context().Value(typedKey{}).(bool)
	switch {
	case m.charges:
		return ErrRealCharge
	case m.creates && m.cents > g.ceiling(m.method):
		return ErrRealAmount
	case typed && (g.nick == "" || strings.TrimSpace(c.Typed) != g.nick):
		return ErrNickname
	case !c.used.CompareAndSwap(false, true):
		return ErrConsentUsed
	}
	return nil
}

// ceiling is the most a creation on a real account may ask for, in hundredths.
func (g *guard) ceiling(method string) int64 {
	site, ok := SiteByID(g.site)
	if !ok {
		return 0
	}
	return hundredths(site.Smallest(method, g.live))
}
