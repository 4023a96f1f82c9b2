package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// keyring is what the applications of an account have beside the production pair: the secrets,
// the pair of the other application and the test pair older products still hand out.
type keyring struct {
	clientSecret, otherSecret, otherToken string
	testToken, testPublicKey              string
	testSecret                            string // webhook secret of the test mode
	linked                                bool   // a seller that linked through OAuth, not the owner
	legacy                                bool   // while a call with a TEST- key runs
}

// addKeys draws from a source of its own: the ids of resources do not depend on it.
func (a *account) addKeys(ids *source) {
	a.clientSecret, a.otherSecret = ids.hex(32), ids.hex(32)
	a.otherToken = tokenFor("APP_USR-", a.otherClientID, a.userID, ids)
	a.testToken = tokenFor("TEST-", a.clientID, a.userID, ids)
	a.testPublicKey = "TEST-" + ids.uuid()
	a.testSecret = ids.hex(64)
}

func tokenFor(prefix, client string, user int64, ids *source) string {
	return fmt.Sprintf("%s%s-%02d%02d%02d-%s-%d", prefix, client,
		ids.between(1, 13), ids.between(1, 29), ids.between(0, 24), ids.hex(32), user)
}

func (a *account) testUser() bool { return a.kind == Test || a.kind == TestBuyer }

// sells tells whether the account may collect: a buyer never does.
func (a *account) sells() bool { return a.sell && a.kind != TestBuyer }

// Application is one application of the account, as its panel page shows it.
type Application struct {
	ClientID, ClientSecret, AccessToken, PublicKey string
	TestAccessToken, TestPublicKey                 string // only of the first application
	WebhookSecret, TestWebhookSecret               string // one for each mode
}

// Applications lists the two applications of the account; the first is that of Credentials.
func (s *Server) Applications() []Application {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.acct
	return []Application{
		{a.clientID, a.clientSecret, a.token, a.publicKey, a.testToken, a.testPublicKey, a.secret, a.testSecret},
		{ClientID: a.otherClientID, ClientSecret: a.otherSecret, AccessToken: a.otherToken, PublicKey: a.otherKey, WebhookSecret: a.secret, TestWebhookSecret: a.testSecret},
	}
}

// grant is what a key other than the account's own production pair stands for.
type grant struct {
	client, token, publicKey, refresh string
	user                              int64
	legacy                            bool      // a TEST- key
	expires                           time.Time // zero: never
	revoked                           bool
}

// tenant is another account the simulator holds: its resources are its own.
type tenant struct {
	acct  account
	state store
}

// grantOf finds the grant behind an access token or a public key; a lapsed one is none.
func (s *Server) grantOf(key string) *grant {
	a := &s.acct
	switch key {
	case "":
		return nil
	case a.otherToken:
		return &grant{client: a.otherClientID, user: a.userID, publicKey: a.otherKey}
	case a.testToken, a.testPublicKey:
		return &grant{client: a.clientID, user: a.userID, publicKey: a.testPublicKey, legacy: true}
	}
	g, found := s.oauth.grants.get(key)
	if !found || g.revoked || !g.expires.IsZero() && !s.cfg.Now().Before(g.expires) {
		return nil
	}
	return g
}

// become makes the account behind the key of a call the current one while its handler runs.
func (s *Server) become(c *call) (leave func()) {
	if c.grant == nil {
		if c.client == "" || c.client == s.acct.clientID {
			return func() {}
		}
		c.grant = &grant{client: c.client, user: s.acct.userID, publicKey: c.keyUsed} // a public key of the other application
	}
	return s.enter(c.grant.user, func(a *account) {
		a.clientID, a.legacy = c.grant.client, c.grant.legacy
		if c.grant.publicKey != "" {
			a.publicKey = c.grant.publicKey
		}
	})
}

// enter makes an account current, as seen through adjust, until leave. The caller holds the lock.
func (s *Server) enter(user int64, adjust func(*account)) (leave func()) {
	own, ownState := s.acct, s.state
	t := s.oauth.tenants[user]
	if t == nil || user == own.userID {
		adjust(&s.acct)
		return func() { s.acct = own }
	}
	a := t.acct
	// The application is the owner's; so are its webhook and the world both live in.
	a.kind, a.clientID, a.secret, a.keyring.testSecret, a.webhook, a.testWebhook = own.kind, own.clientID, own.secret, own.testSecret, own.webhook, own.testWebhook
	a.reportWebhook = own.reportWebhook
	if own.kind == TestBuyer {
		a.kind = Test
	}
	s.acct, s.state = a, t.state
	adjust(&s.acct)
	return func() { t.state, s.acct, s.state = s.state, own, ownState }
}

// accounts calls f once for each account the simulator holds, with it being the current one.
func (s *Server) accounts(f func()) {
	f()
	users := []int64{}
	for id := range s.oauth.tenants {
		users = append(users, id)
	}
	slices.SortFunc(users, cmp.Compare)
	for _, id := range users {
		leave := s.enter(id, func(*account) {})
		f()
		leave()
	}
}

// wherever steers the account that has what an order names: what apply says of the others begins
// with "no such".
func wherever[T any](apply func(*Server, T) string) func(*Server, T) string {
	return func(s *Server, o T) (why string) {
		s.inAccounts(func() bool {
			why = apply(s, o)
			return !strings.HasPrefix(why, "no such")
		})
		return why
	}
}

// policyDenied is the answer of the policy layer.
func policyDenied() reply {
	return reply{http.StatusForbidden, object{"message": "At least one policy returned UNAUTHORIZED.",
		"code": "PA_UNAUTHORIZED_RESULT_FROM_POLICIES", "status": 403, "blocked_by": "PolicyAgent"}}
}

// checkWorlds refuses what mixes test users with real ones, or countries. Test buyers are told
// by the domain of their address, as the panel gives it to them.
func (s *Server) checkWorlds(b object) *reply {
	payer := child(b, "payer")
	email := strings.ToLower(text(payer, "email"))
	tester := strings.HasSuffix(email, "@testuser.com")
	sponsor := text(b, "sponsor_id")
	known := s.testUserBy(func(u *testUser) bool { return u.email == email })
	switch {
	case s.acct.legacy && tester:
		return ptr(refuse(http.StatusForbidden, 4390, "Payer email forbidden"))
	case !s.acct.testUser() && tester:
		return ptr(s.refuseTraced(badRequest, 2034, "Invalid users involved"))
	case s.acct.testUser() && !tester:
		return ptr(s.refuseTraced(badRequest, 2198, "Invalid test user email"))
	case known != nil && known.site != s.site.ID:
		return ptr(refuse(badRequest, 106, "Cannot operate between users from different countries"))
	case sponsor == fmt.Sprint(s.acct.userID), !s.acct.testUser() && s.isTestID(sponsor):
		return ptr(s.refuseTraced(badRequest, 2034, "Invalid users involved"))
	case !s.acct.testUser() && s.isTestID(text(payer, "id")):
		return ptr(refuse(badRequest, 145, "Invalid users involved"))
	}
	return nil
}

func (s *Server) isTestID(id string) bool {
	return s.testUserBy(func(u *testUser) bool { return fmt.Sprint(u.id) == id }) != nil
}
