package sandbox

import (
	"fmt"
	"net/http"

	"github.com/homologa/homologa/mpclient"
)

var testUserRoutes = []route{
	{"POST", "/users/test", bearer, func(s *Server, c *call) reply { return s.createTestUser(c, true) }},
	{"POST", "/users/test_user", bearer, func(s *Server, c *call) reply { return s.createTestUser(c, false) }},
	{"GET", "/test_user/search", bearer, (*Server).listTestUsers},
}

// maxTestUsers is today's limit; they cannot be deleted.
const maxTestUsers = 15

// testUser is a buyer or seller of the test world, made through the API.
type testUser struct {
	id                              int64
	site                            mpclient.SiteID
	email, nickname, password, note string
	created                         string
	balance                         money // what account_money may spend
}

// testBalance is what a test buyer starts with; the panel asks for a sum.
const testBalance = money(1_000_000)

func (s *Server) testUserBy(fits func(*testUser) bool) *testUser {
	for _, u := range s.oauth.users {
		if fits(u) {
			return u
		}
	}
	return nil
}

// createTestUser needs a real account; the policy agent refuses test users.
func (s *Server) createTestUser(c *call, described bool) reply {
	if s.acct.testUser() || s.acct.legacy {
		return policyDenied()
	}
	id := mpclient.SiteID(text(c.body, "site_id"))
	if _, known := mpclient.SiteByID(id); !known {
		return fail(badRequest, "site_id invalid")
	}
	if described && text(c.body, "description") == "" {
		return fail(badRequest, "description needed")
	}
	if len(s.oauth.users) >= maxTestUsers {
		return fail(badRequest, "User bad request")
	}
	ids := s.oauth.ids
	n := ids.between(1_000_000, 9_999_999)
	u := &testUser{id: ids.between(2_900_000_000, 2_999_999_999), site: id, email: fmt.Sprintf("test_user_%d@testuser.com", n),
		nickname: fmt.Sprintf("TESTUSER%d", n), password: "qatest" + fmt.Sprint(ids.between(1000, 9999)),
		note: clip(text(c.body, "description"), 200), created: isoDate(s.cfg.Now()), balance: testBalance}
	s.oauth.users = append(s.oauth.users, u)
	return created(u.view(described))
}

func (u *testUser) view(whole bool) object {
	v := object{"id": u.id, "nickname": u.nickname, "password": u.password, "site_status": "active", "email": u.email}
	if whole {
		v["site_id"], v["description"], v["date_created"], v["date_last_updated"] = u.site, u.note, u.created, u.created
	}
	return v
}

// listTestUsers answers the shape of the other searches; no source shows it.
func (s *Server) listTestUsers(c *call) reply {
	limit, offset, bad := page(c)
	if bad != nil {
		return *bad
	}
	list, all := []object{}, s.oauth.users
	for _, u := range all[min(offset, len(all)):min(offset+limit, len(all))] {
		v := u.view(true)
		delete(v, "password")
		list = append(list, v)
	}
	return ok(object{"results": list, "paging": object{"total": len(all), "limit": limit, "offset": offset}})
}

// AddTestUser makes a test user of the site as POST /users/test does, for any kind of account,
// and returns its e-mail address and id.
func (s *Server) AddTestUser(site mpclient.SiteID) (email string, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := s.acct.kind
	s.acct.kind = Real
	r := s.createTestUser(&call{body: object{"site_id": string(site), "description": "added"}}, true)
	s.acct.kind = kind
	if r.status != http.StatusCreated {
		return "", 0
	}
	u := s.oauth.users[len(s.oauth.users)-1]
	return u.email, u.id
}
