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
	ErrRealCharge     = errors.New("stopped: on a real account nobody is charged, nothing is given back and no test card is sent")
	ErrRealAmount     = errors.New("stopped: on a real account only the smallest amount of the method may be asked for")
	ErrNickname       = errors.New("stopped: on a real account the person has to type its nickname")
	ErrUnlisted       = errors.New("stopped: this is not a request this program makes")
	ErrShape          = errors.New("stopped: the body holds what this program does not send")
)

// guardCodes are what Error.Code says for each reason of the guard.
var guardCodes = []struct {
	reason error
	code   string
}{
	{ErrNoConsent, "no-consent"}, {ErrAccountUnknown, "account-unknown"}, {ErrOtherAccount, "other-account"}, {ErrConsentUsed, "consent-used"},
	{ErrRealCharge, "real-charge"}, {ErrRealAmount, "real-amount"}, {ErrNickname, "nickname"}, {ErrUnlisted, "unlisted"}, {ErrShape, "shape"},
}

// stopped reads why the guard stopped a request: a code, "" when it did not, and what the reason is about.
func stopped(err error) (code, what string) {
	for _, g := range guardCodes {
		if errors.Is(err, g.reason) {
			code = g.code
		}
	}
	var r *refusal
	if errors.As(err, &r) {
		what = r.what
	}
	return code, what
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

// allow checks a request before its first attempt; retries of it do not ask again. Reads pass, writes need to be on the list
// of permits, a consent that fits, and on a real account more.
func (g *guard) allow(req *http.Request, body []byte) error {
	if err := whole(req, body); err != nil || reads(req) {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	b := bodyOf(body, g.site)
	p, a, strict, err := listed(req, b)
	if err != nil {
		return err
	}
	c, _ := req.Context().Value(consentKey{}).(*Consent)
	switch {
	case c == nil:
		return ErrNoConsent
	case !g.known:
		return ErrAccountUnknown
	case c.Account != g.id:
		return ErrOtherAccount
	case g.test:
		return nil
	}
	typed, _ := req.Context().Value(typedKey{}).(bool)
	switch card := b.doc.card(); {
	case card != "":
		return &refusal{ErrRealCharge, card}
	case p.real == never:
		if strict == "" {
			strict = call(req)
		}
		return &refusal{ErrRealCharge, strict}
	case a.cents > g.ceiling(a.method):
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
