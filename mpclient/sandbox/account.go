package sandbox

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/homologa/homologa/mpclient"
)

var accountRoutes = []route{
	{"GET", "/users/me", bearer, (*Server).usersMe},
	{"GET", "/plugins-credentials-wrapper/credentials", eitherKey, (*Server).pluginCredentials},
}

// account is the seller and its two applications.
type account struct {
	site                       mpclient.Site
	userID                     int64
	clientID, otherClientID    string
	token, publicKey, otherKey string
	secret                     string // webhook secret, used as text
	kind                       AccountKind
	sell, pixOffered, pixKey   bool
	revoked                    bool
	webhook, testWebhook       string // URLs of the panel: production and test mode
	reportWebhook              string // of the reports section
	keyring
	testNumber int64  // the number in test_user_<n>@testuser.com
	pixAddress string // the Pix key, a random one
}

func newAccount(ids *source, site mpclient.Site, kind AccountKind) account {
	a := account{site: site, kind: kind, sell: true, pixOffered: true, pixKey: true}
	a.userID = ids.between(2_000_000_000, 2_900_000_000)
	a.clientID = strconv.FormatInt(ids.between(1e15, 9e15), 10)
	a.otherClientID = strconv.FormatInt(ids.between(1e15, 9e15), 10)
	a.token = a.newToken(ids)
	a.publicKey = "APP_USR-" + ids.uuid()
	a.otherKey = "APP_USR-" + ids.uuid()
	a.secret = ids.hex(64)
	a.testNumber = ids.between(1_000_000, 9_999_999)
	a.pixAddress = ids.uuid()
	return a
}

// newToken has the shape APP_USR-<client id>-<MMddHH>-<32 hex>-<user id>. The date follows from
// the seed like the rest.
func (a *account) newToken(ids *source) string {
	return fmt.Sprintf("APP_USR-%s-%02d%02d%02d-%s-%d", a.clientID,
		ids.between(1, 13), ids.between(1, 29), ids.between(0, 24), ids.hex(32), a.userID)
}

// application tells which application a public key belongs to.
func (a *account) application(publicKey string) (clientID string, known bool) {
	switch publicKey {
	case a.publicKey:
		return a.clientID, true
	case a.otherKey:
		return a.otherClientID, true
	}
	return "", false
}

func (a *account) email() string {
	if a.testUser() {
		return fmt.Sprintf("test_user_%d@testuser.com", a.testNumber)
	}
	if a.linked {
		return "vendas@parceiro.example.com"
	}
	return "vendas@loja.example.com"
}

// sellerDocuments gives each site an identification that passes its own checks.
var sellerDocuments = map[mpclient.SiteID][2]string{
	mpclient.MLA: {"DNI", "12345678"}, mpclient.MLB: {"CPF", "11144477735"}, mpclient.MLM: {"RFC", "XAXX010101000"},
	mpclient.MLC: {"RUT", "111111111"}, mpclient.MCO: {"CC", "123456789"}, mpclient.MPE: {"DNI", "12345678"}, mpclient.MLU: {"CI", "12345678"},
}

func (s *Server) usersMe(*call) reply {
	a := s.acct
	nick, first, last, tags := "LOJAEXEMPLO", "Loja", "Exemplo", []string{"normal", "user_info_verified", "messages_as_seller"}
	if a.testUser() {
		nick, first, last = fmt.Sprintf("TESTUSER%d", a.testNumber), "Test", "Test"
		tags = []string{"normal", "test_user", "messages_as_seller"}
	}
	if a.linked && !a.testUser() {
		nick, first, last = "PARCEIROEXEMPLO", "Parceiro", "Exemplo"
	}
	siteStatus := "active"
	if !a.sells() {
		siteStatus = "deactive"
	}
	permission := func(allow bool) object {
		return object{"allow": allow, "codes": []string{}, "immediate_payment": object{"reasons": []string{}, "required": false}}
	}
	doc := sellerDocuments[s.site.ID]
	return ok(object{
		"id": a.userID, "nickname": nick, "first_name": first, "last_name": last, "email": a.email(), "gender": "",
		"registration_date": "2026-03-02T09:14:55.000-04:00", "country_id": s.site.Country, "site_id": s.site.ID,
		"identification":    object{"type": doc[0], "number": doc[1]},
		"address":           object{"address": "Rua Falsa 123", "city": "", "state": "", "zip_code": ""},
		"phone":             object{"area_code": "01", "extension": "", "number": "1111-1111", "verified": false},
		"user_type":         "normal",
		"tags":              tags,
		"logo":              nil,
		"points":            100,
		"permalink":         "http://" + strings.Replace(s.site.Host, "www.", "perfil.", 1) + "/" + nick,
		"seller_experience": "ADVANCED",
		"status": object{
			"site_status": siteStatus, "confirmed_email": !a.testUser(), "mercadopago_tc_accepted": true,
			"mercadopago_account_type": "personal", "immediate_payment": false, "required_action": nil, "user_type": nil,
			"billing": object{"allow": true, "codes": []string{}}, "buy": permission(true), "sell": permission(a.sells()), "list": permission(a.sells()),
		},
		"company": object{"brand_name": nil, "corporate_name": "", "identification": "", "cust_type_id": "CO", "soft_descriptor": nil},
		"context": object{}, "registration_identifiers": []string{},
	})
}

// pluginCredentials is the unpublished call the official plug-ins make. homologated means that
// the credentials may sell, not that a quality score was reached.
func (s *Server) pluginCredentials(c *call) reply {
	return ok(object{"client_id": c.client, "is_test": s.acct.testUser(), "homologated": s.acct.kind != NotActivated})
}
