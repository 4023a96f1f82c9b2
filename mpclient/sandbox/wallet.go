package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const agreementPath = "/v2/wallet_connect/agreements"

var walletRoutes = []route{
	{"POST", agreementPath, bearer, inWallet((*Server).createAgreement)},
	{"GET", agreementPath + "/{id}", bearer, ofAgreement((*Server).readAgreement)},
	{"DELETE", agreementPath + "/{id}", bearer, ofAgreement((*Server).revokeAgreement)},
	{"POST", agreementPath + "/{id}/payer_token", bearer, ofAgreement((*Server).payerToken)},
	{"POST", "/v2/wallet_connect/discounts", bearer, inWallet((*Server).walletDiscount)},
	{"POST", "/v2/wallet_connect/coupons", bearer, inWallet((*Server).walletCoupon)},

	{"POST", "/_sandbox/agreement", open, (*Server).steerAgreement},
}

// agreement links the wallet of a payer to the seller.
type agreement struct {
	id, payerID      string
	sent             object
	code, token      string // empty until the payer agreed; until the code was exchanged
	created, expires time.Time
	cancelled        time.Time
}

const (
	agreementWait = 24 * time.Hour // how long a payer may think; published nowhere
	agreementLife = 10             // years
)

// inWallet keeps the product to the countries that have it.
func inWallet(do func(*Server, *call) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		if !s.here(mpclient.MLA, mpclient.MLB, mpclient.MLM) {
			return policyDenied()
		}
		return do(s, c)
	}
}

func ofAgreement(do func(*Server, *call, *agreement) reply) func(*Server, *call) reply {
	return inWallet(func(s *Server, c *call) reply {
		a, found := s.state.wallets.get(c.params["id"])
		if !found {
			return fail(http.StatusNotFound, "agreement not found")
		}
		return do(s, c, a)
	})
}

// walletOf finds the live agreement behind a payer token.
func (s *Server) walletOf(token string) *agreement {
	if token == "" {
		return nil
	}
	for _, a := range s.state.wallets.all() {
		if a.token == token && a.status(s.cfg.Now()) == "active" {
			return a
		}
	}
	return nil
}

func (a *agreement) status(now time.Time) string {
	switch {
	case !a.cancelled.IsZero():
		return "cancelled"
	case !now.Before(a.expires):
		return "expired"
	}
	return "active"
}

var agreementShape = parseShape(`return_uri external_flow_id external_user{ id description } agreement_data{ validation_amount# description }`)

func (s *Server) createAgreement(c *call) reply {
	b := c.body
	if wrong := agreementShape.check(b).wrong; len(wrong) > 0 {
		return fail(badRequest, wrong[0]+" invalid")
	}
	if !s.publicURL(text(b, "return_uri")) {
		return fail(badRequest, "return_uri invalid")
	}
	if text(b, "external_flow_id") == "" {
		return fail(badRequest, "external_flow_id needed")
	}
	now := s.cfg.Now()
	user := text(child(b, "external_user"), "id")
	for _, other := range s.state.wallets.all() {
		if user != "" && text(child(other.sent, "external_user"), "id") == user && other.code != "" && other.status(now) == "active" {
			return fail(badRequest, "the user has an active agreement")
		}
	}
	a := &agreement{id: s.ids.hex(32), sent: agreementShape.keep(b), created: now, expires: now.Add(agreementWait)}
	a.payerID = strconv.FormatInt(s.ids.between(1_000_000_000, 2_000_000_000), 10)
	s.state.wallets.put(a.id, a, len(c.raw))
	return ok(object{"agreement_id": a.id, "agreement_uri": s.agreementPage(a)})
}

func (s *Server) agreementPage(a *agreement) string {
	return "https://" + s.site.Host + "/wallet-connect/agreements/" + a.id
}

func (s *Server) readAgreement(_ *call, a *agreement) reply {
	back := text(a.sent, "return_uri")
	v := object{
		"id": a.id, "status": a.status(s.cfg.Now()), "date_created": isoDate(a.created), "date_canceled": dateOrNil(a.cancelled), "date_expire": isoDate(a.expires),
		"validation_code": a.code, "agreement_code": a.code, "approval_uri": s.agreementPage(a), "redirect_uri": back, "external_flow_id": text(a.sent, "external_flow_id"),
		"external_user":  overlay(object{"id": "", "description": ""}, child(a.sent, "external_user"), 1),
		"agreement_data": overlay(object{}, child(a.sent, "agreement_data"), 1), "site_id": s.site.ID,
		"application_id": s.acct.clientID, "collector_id": s.acct.userID, "model_version": 1,
	}
	return ok(v)
}

func (s *Server) revokeAgreement(_ *call, a *agreement) reply {
	if a.status(s.cfg.Now()) != "active" {
		return fail(badRequest, "the agreement is not active")
	}
	s.cancelAgreement(a)
	return reply{status: http.StatusOK}
}

func (s *Server) cancelAgreement(a *agreement) {
	a.cancelled, a.token = s.cfg.Now(), ""
	s.announceTo("", walletTopic, "status.updated", a.id)
}

// payerToken exchanges the code the payer came back with.
func (s *Server) payerToken(c *call, a *agreement) reply {
	if code := text(c.body, "code"); code == "" || code != a.code || a.status(s.cfg.Now()) != "active" {
		return fail(badRequest, "invalid code")
	}
	if a.token == "" {
		a.token = s.ids.hex(32)
	}
	return ok(object{"payer_token": a.token})
}

type agreementOrder struct {
	ID     string `json:"id"`
	Action string `json:"action"` // approve or cancel
}

// steerAgreement plays the payer; approving answers the address the payer is sent back to.
func (s *Server) steerAgreement(c *call) reply {
	var back string
	r := steer(func(s *Server, o agreementOrder) string {
		a, found := s.state.wallets.get(o.ID)
		if !found || a.status(s.cfg.Now()) != "active" {
			return "no such active agreement"
		}
		switch o.Action {
		case "approve":
			a.code, a.expires = s.ids.hex(16), s.cfg.Now().AddDate(agreementLife, 0, 0)
			s.announceTo("", walletTopic, "status.updated", a.id)
			u, _ := url.Parse(text(a.sent, "return_uri"))
			q := u.Query()
			q.Set("code", a.code)
			u.RawQuery = q.Encode()
			back = u.String()
		case "cancel":
			s.cancelAgreement(a)
		default:
			return "action is approve or cancel"
		}
		return ""
	})(s, c)
	if back != "" {
		return ok(object{"redirect_uri": back})
	}
	return r
}

func init() {
	noticeForms[walletTopic] = func(s *Server, body object) {
		data := child(body, "data")
		if a, found := s.state.wallets.get(text(data, "id")); found {
			data["status"] = map[bool]string{true: "cancelled", false: "confirmed_by_user"}[!a.cancelled.IsZero()]
		}
		body["entity"], body["date"], body["model_version"], body["version"] = "agreement", body["date_created"], 1, 0
		for _, k := range []string{"api_version", "date_created", "live_mode", "user_id"} {
			delete(body, k)
		}
	}
}

// couponStatus reads the state of a coupon off its name, as test cards do with their holder.
func couponStatus(id string) string {
	switch name := strings.ToUpper(id); {
	case strings.HasPrefix(name, "EXPIRED"):
		return "expired"
	case strings.HasPrefix(name, "INACTIVE"):
		return "inactive"
	}
	return "active"
}

const (
	couponRate  = 0.1
	couponTerms = "Simulated coupon: ten per cent off."
)

func (s *Server) walletDiscount(c *call) reply {
	if s.walletOf(c.header.Get("X-Payer-Token")) == nil {
		return fail(http.StatusUnauthorized, "invalid payer token")
	}
	coupon := text(c.body, "coupon")
	amount, fault := parseAmount(c.body["amount"], decimals(s.site))
	if coupon == "" || fault != amountFine {
		return fail(badRequest, "coupon and amount needed")
	}
	if couponStatus(coupon) != "active" {
		return fail(badRequest, "the coupon is not active")
	}
	off := amount.share(couponRate, decimals(s.site))
	return ok(object{"transaction_amount": amount - off, "currency_id": s.site.Currency, "legal_terms": couponTerms,
		"discount": object{"amount": off, "type": "percentage", "coupon_id": clip(coupon, 100)}})
}

func (s *Server) walletCoupon(c *call) reply {
	if s.walletOf(c.header.Get("X-Payer-Token")) == nil {
		return fail(http.StatusUnauthorized, "invalid payer token")
	}
	id := text(c.body, "id")
	if id == "" {
		return fail(badRequest, "id needed")
	}
	return ok(object{"status": couponStatus(id), "description": "Coupon " + clip(id, 100), "legal_terms": couponTerms, "detail": object{"percentage": couponRate * 100}})
}
