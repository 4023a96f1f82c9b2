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
		return ptr(fail(http.StatusUnauthorized, badTokenText))
	case need == activated && s.acct.kind == NotActivated:
		return ptr(refuse(http.StatusUnauthorized, 7, notLiveText))
	}
	c.client = s.acct.clientID
	return nil
}

func bearerToken(h http.Header) string {
	scheme, token, _ := strings.Cut(strings.TrimSpace(h.Get("Authorization")), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
