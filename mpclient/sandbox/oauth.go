package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

var oauthRoutes = []route{{"POST", "/oauth/token", open, (*Server).oauthToken}}

// oauthState is what the applications were allowed, and the accounts that allowed it.
type oauthState struct {
	ids       *source
	codes     shelf[string, *authCode]
	grants    shelf[string, *grant] // by access token and by public key
	refreshes shelf[string, *grant] // by refresh token, unused ones
	tenants   map[int64]*tenant
	users     []*testUser
	redirects []string // registered; none means any
	pkce      bool     // the application demands it
	window    time.Time
	calls     int // in the window
}

// authCode lives ten minutes and works once.
type authCode struct {
	client, redirect, challenge, method string
	user                                int64
	born                                time.Time
}

const (
	codeLife    = 10 * time.Minute
	tokenLong   = 180 * 24 * time.Hour
	tokenShort  = 6 * time.Hour
	oauthCalls  = 60 // a minute; no source tells the real limit
	maxGrants   = 1_000
	grantedText = "Error validating grant. Your authorization code or refresh token may be expired or it was already used."
)

func (s *Server) resetOAuth() {
	ids := newSource(s.cfg.Seed, 3)
	s.acct.addKeys(ids)
	seller := newAccount(newSource(s.cfg.Seed, 4), s.site, s.cfg.Kind)
	seller.addKeys(ids)
	seller.linked = true
	s.oauth = oauthState{ids: ids, codes: newShelf[string, *authCode](maxGrants), grants: newShelf[string, *grant](2 * maxGrants),
		refreshes: newShelf[string, *grant](maxGrants),
		tenants:   map[int64]*tenant{seller.userID: {acct: seller, state: newStore(newSource(s.cfg.Seed, 5))}}}
}

// linkedSeller is the account that agrees on the consent page.
func (s *Server) linkedSeller() int64 {
	for id := range s.oauth.tenants {
		return id
	}
	return 0
}

// SetApplication registers the redirect addresses of the application and whether it demands PKCE.
// Without an address any is taken.
func (s *Server) SetApplication(pkce bool, redirects ...string) {
	redirects = append([]string{}, redirects...) // an empty list says none; null would say as before
	s.set("application", applicationOrder{&pkce, &redirects})
}

// oauthFail is the envelope of OAuth: a telling word and an empty cause.
func oauthFail(status int, word, message string) reply {
	return reply{status, object{"message": message, "error": word, "status": status, "cause": []cause{}}}
}

// checkAuthorization reads the parameters of the consent page; why is for the person who sees it.
func (s *Server) checkAuthorization(q url.Values) (code *authCode, why string) {
	c := &authCode{client: q.Get("client_id"), redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"), method: q.Get("code_challenge_method")}
	u, err := url.Parse(c.redirect)
	switch {
	case c.client != s.acct.clientID && c.client != s.acct.otherClientID:
		return nil, "client_id"
	case q.Get("response_type") != "code":
		return nil, "response_type"
	case q.Get("platform_id") != "mp":
		return nil, "platform_id"
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(c.redirect) > 2000,
		len(s.oauth.redirects) > 0 && !slices.Contains(s.oauth.redirects, c.redirect):
		return nil, "redirect_uri"
	case c.challenge == "" && s.oauth.pkce, len(c.challenge) > 128:
		return nil, "code_challenge"
	case c.challenge != "" && c.method != "S256" && c.method != "Plain" && c.method != "plain" && c.method != "":
		return nil, "code_challenge_method"
	}
	return c, ""
}

// agree issues a code for an account that said yes and announces the link.
func (s *Server) agree(c *authCode, user int64) string {
	c.user, c.born = user, s.cfg.Now()
	code := fmt.Sprintf("TG-%s-%d", s.oauth.ids.hex(24), user)
	s.oauth.codes.put(code, c, 0)
	s.announceLink("application.authorized", c.client)
	return code
}

// announceLink goes to the application's webhook, for both ends of a link.
func (s *Server) announceLink(action, client string) {
	s.enqueue(s.acct.webhook, "mp-connect", action, client)
}

// Deauthorize plays the seller who revokes the application: its tokens end at once.
func (s *Server) Deauthorize() { s.set("deauthorize", nil) }

func (s *Server) deauthorizeLocked() {
	client := ""
	for _, g := range s.oauth.grants.all() {
		if g.user != s.acct.userID && !g.revoked {
			g.revoked, client = true, g.client
		}
	}
	if client != "" {
		s.announceLink("application.deauthorized", client)
	}
}

// oauthToken takes JSON or a form. The Go SDK sends an access token as the secret and no id.
func (s *Server) oauthToken(c *call) reply {
	now := s.cfg.Now()
	if now.Sub(s.oauth.window) >= time.Minute {
		s.oauth.window, s.oauth.calls = now, 0
	}
	if s.oauth.calls++; s.oauth.calls > oauthCalls {
		wait := strconv.Itoa(int((time.Minute - now.Sub(s.oauth.window)).Seconds()) + 1)
		r := oauthFail(http.StatusTooManyRequests, "local_rate_limited", "local_rate_limited")
		return reply{r.status, file{jsonType, http.Header{"Retry-After": {wait}}, encode(r.body)}}
	}
	b := c.body
	kind := text(b, "grant_type")
	switch kind {
	case "":
		return oauthFail(badRequest, "invalid_request", "the grant_type is required")
	case "authorization_code", "refresh_token", "client_credentials":
	default:
		return oauthFail(badRequest, "unsupported_grant_type", "unsupported grant_type")
	}
	client, fine := s.oauthClient(text(b, "client_id"), text(b, "client_secret"))
	if !fine {
		return oauthFail(badRequest, "invalid_client", "invalid client_id or client_secret")
	}
	switch kind {
	case "client_credentials":
		if s.acct.kind == Restricted {
			return oauthFail(http.StatusForbidden, "unauthorized_client", "the application is not allowed to use this grant")
		}
		return ok(s.issue(&grant{client: client, user: s.acct.userID}, tokenShort))
	case "refresh_token":
		return s.refreshGrant(client, text(b, "refresh_token"))
	}
	return s.redeem(client, b)
}

func (s *Server) oauthClient(id, secret string) (client string, fine bool) {
	a := s.acct
	for _, app := range [][3]string{{a.clientID, a.clientSecret, a.token}, {a.otherClientID, a.otherSecret, a.otherToken}} {
		if id == app[0] && secret == app[1] || (id == "" || id == app[0]) && secret == app[2] {
			return app[0], true
		}
	}
	return "", false
}

func badGrant() reply { return oauthFail(badRequest, "invalid_grant", grantedText) }

// redeem exchanges a code, once, within its life, for the same client and address.
func (s *Server) redeem(client string, b object) reply {
	code := text(b, "code")
	if code == "" || text(b, "redirect_uri") == "" {
		return oauthFail(badRequest, "invalid_request", "code and redirect_uri are required")
	}
	a, found := s.oauth.codes.get(code)
	if !found || a.born.IsZero() || a.client != client || a.redirect != text(b, "redirect_uri") || s.cfg.Now().Sub(a.born) > codeLife || !a.proves(text(b, "code_verifier")) {
		return badGrant()
	}
	a.born = time.Time{} // used
	return ok(s.issue(&grant{client: client, user: a.user, legacy: truth(b, "test_token", false)}, tokenLong))
}

// proves checks the PKCE verifier; a code asked for without a challenge needs none.
func (a *authCode) proves(verifier string) bool {
	if a.challenge == "" {
		return true
	}
	if len(verifier) < 43 || len(verifier) > 128 {
		return false
	}
	if a.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return verifier == a.challenge
}

// refreshGrant takes a refresh token once and gives another.
func (s *Server) refreshGrant(client, refresh string) reply {
	if refresh == "" {
		return oauthFail(badRequest, "invalid_request", "refresh_token is required")
	}
	old, found := s.oauth.refreshes.get(refresh)
	if !found || old.refresh != refresh || old.revoked || old.client != client || !s.cfg.Now().Before(old.expires) {
		return badGrant()
	}
	old.refresh = ""
	return ok(s.issue(&grant{client: client, user: old.user, legacy: old.legacy, publicKey: old.publicKey}, tokenLong))
}

// issue completes a grant and answers it. With life tokenShort it is the application's own.
func (s *Server) issue(g *grant, life time.Duration) object {
	ids, now := s.oauth.ids, s.cfg.Now()
	prefix := "APP_USR-"
	if g.legacy {
		prefix = "TEST-"
	}
	g.token = fmt.Sprintf("%s%s-%s-%s-%d", prefix, g.client, now.In(apiZone).Format("010215"), ids.hex(32), g.user)
	g.expires = now.Add(life)
	s.oauth.grants.put(g.token, g, 0)
	v := object{"access_token": g.token, "token_type": "bearer", "expires_in": int(life.Seconds()), "scope": "read write", "user_id": g.user, "live_mode": !g.legacy}
	if life == tokenShort {
		return v
	}
	if g.publicKey == "" {
		g.publicKey = prefix + ids.uuid()
	}
	g.refresh = fmt.Sprintf("TG-%s-%d", ids.hex(24), g.user)
	s.oauth.grants.put(g.publicKey, g, 0)
	s.oauth.refreshes.put(g.refresh, g, 0)
	v["scope"], v["refresh_token"], v["public_key"] = "offline_access read write", g.refresh, g.publicKey
	return v
}
