package sandbox

import (
	"net/http"
	"strings"
)

const (
	noTokenText  = "Must provide your access_token to proceed"
	badTokenText = "invalid access token"
	notLiveText  = "Unauthorized use of live credentials"
)

// authorize checks the key a call came with and notes whose it is. The query parameter
// access_token, which old code used, is ignored like the specification demands.
func (s *Server) authorize(need access, c *call) *reply {
	if need == open {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	token := bearerToken(c.header)
	key := c.query.Get("public_key")
	if key == "" {
		key = c.header.Get("X-Public-Key")
	}
	if g := s.grantOf(key); token == "" && g != nil && key == g.publicKey && need == eitherKey {
		c.client, c.keyUsed, c.grant = g.client, key, g
		return nil
	}
	if token == "" && key != "" && need == eitherKey {
		app, known := s.acct.application(key)
		if !known {
			return ptr(fail(http.StatusUnauthorized, "invalid public_key"))
		}
		c.client, c.keyUsed = app, key
		return nil
	}
	switch {
	case token == "":
		return ptr(refuse(http.StatusUnauthorized, 5, noTokenText))
	case token != s.acct.token || s.acct.revoked:
		g := s.grantOf(token)
		if g == nil || token == g.publicKey {
			return ptr(fail(http.StatusUnauthorized, badTokenText))
		}
		c.client, c.grant = g.client, g
	default:
		c.client = s.acct.clientID
	}
	switch {
	case need == activated && s.acct.kind == NotActivated && (c.grant == nil || !c.grant.legacy):
		return ptr(refuse(http.StatusUnauthorized, 7, notLiveText))
	case need == activated && s.acct.kind == Restricted:
		return ptr(policyDenied())
	}
	return nil
}

func bearerToken(h http.Header) string {
	scheme, token, _ := strings.Cut(strings.TrimSpace(h.Get("Authorization")), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
