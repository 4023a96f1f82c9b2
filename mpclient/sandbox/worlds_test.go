package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

func TestAccountKinds(t *testing.T) {
	const pref, pix = `{"items":[{"title":"x","quantity":1,"unit_price":10}]}`, `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":%q}}`
	for _, r := range []struct {
		kind      AccountKind
		payer     string
		pref, pay int
		code      any // cause.0.code of the payment
		tester    bool
	}{
		{Real, "ana@example.com", 201, 201, nil, false},
		{NotActivated, "ana@example.com", 201, 401, 7, false},
		{Test, "ana@testuser.com", 201, 201, nil, true},
		{TestBuyer, "ana@testuser.com", 400, 400, 2021, true},
		{Restricted, "ana@example.com", 201, 403, nil, false},
	} {
		b := newBench(t, func(c *Config) { c.Kind = r.kind })
		me := b.want(b.do("GET", "/users/me", ""), 200, "status.sell.allow", r.kind != TestBuyer)
		if strings.Contains(me.raw, "test_user") != r.tester {
			t.Errorf("%s: %s", r.kind, me.raw)
		}
		b.want(b.do("POST", "/checkout/preferences", pref), r.pref)
		a := b.want(b.do("POST", "/v1/payments", fmt.Sprintf(pix, r.payer)), r.pay)
		if r.code != nil {
			b.want(a, r.pay, "cause.0.code", r.code)
		}
		if r.kind == Restricted {
			b.want(a, 403, "code", "PA_UNAUTHORIZED_RESULT_FROM_POLICIES", "blocked_by", "PolicyAgent", "message", "At least one policy returned UNAUTHORIZED.")
		}
	}
}

func TestWorldsDoNotMix(t *testing.T) {
	b := newBench(t)
	pay := func(body string, headers ...string) answer {
		return b.do("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix",`+body+`}`, headers...)
	}
	email, id := b.AddTestUser(mpclient.MLB)
	foreign, _ := b.AddTestUser(mpclient.MLA)
	legacy := "Authorization: Bearer " + b.Applications()[0].TestAccessToken
	b.want(pay(`"payer":{"email":"`+email+`"}`), 400, "cause.0.code", 2034, "message", "Invalid users involved")
	b.want(pay(`"payer":{"email":"`+strings.ToUpper(email)+`"}`), 400, "cause.0.code", 2034)
	b.want(pay(fmt.Sprintf(`"sponsor_id":%d,"payer":{"email":"a@example.com"}`, b.Credentials().UserID)), 400, "cause.0.code", 2034)
	b.want(pay(fmt.Sprintf(`"sponsor_id":%d,"payer":{"email":"a@example.com"}`, id)), 400, "cause.0.code", 2034)
	b.want(pay(fmt.Sprintf(`"payer":{"type":"registered","id":"%d","email":"a@example.com"}`, id)), 400, "cause.0.code", 145)
	b.want(pay(`"payer":{"email":"`+email+`"}`, legacy), 403, "cause.0.code", 4390, "message", "Payer email forbidden")
	b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":10,"token":%q,"installments":1,"payer":{"email":"a@example.com"}}`, b.token(masterMLB, "APRO")), legacy), 400, "cause.0.code", 3, "message", "Token must be for test")
	b.SetKind(Test)
	b.want(pay(`"payer":{"email":"a@example.com"}`), 400, "cause.0.code", 2198, "message", "Invalid test user email")
	b.want(pay(`"payer":{"email":"TESTUSER123"}`), 400, "cause.0.code", 2198)
	b.want(pay(`"payer":{"email":"`+foreign+`"}`), 400, "cause.0.code", 106)
	b.want(pay(`"payer":{"email":"`+email+`"}`), 201)
}

func TestTestUsers(t *testing.T) {
	b := newBench(t)
	a := b.want(b.do("POST", "/users/test", `{"site_id":"MLA","description":"comprador"}`), 201, "site_id", "MLA", "description", "comprador", "site_status", "active")
	if !strings.HasSuffix(a.at("email").(string), "@testuser.com") || !strings.HasPrefix(a.at("nickname").(string), "TESTUSER") || a.at("password") == "" {
		t.Error(a.raw)
	}
	b.want(b.do("POST", "/users/test_user", `{"site_id":"MLB"}`), 201, "site_id", "<none>")
	b.want(b.do("POST", "/users/test", `{"site_id":"MLB"}`), 400)
	b.want(b.do("POST", "/users/test_user", `{"site_id":"XXX"}`), 400)
	b.want(b.do("GET", "/test_user/search?limit=1", ""), 200, "paging.total", 2, "results.0.email", a.at("email"), "results.1", "<none>")
	for range maxTestUsers - 2 {
		b.want(b.do("POST", "/users/test_user", `{"site_id":"MLB"}`), 201)
	}
	b.want(b.do("POST", "/users/test_user", `{"site_id":"MLB"}`), 400, "message", "User bad request")
	b.SetKind(Test)
	b.want(b.do("POST", "/users/test_user", `{"site_id":"MLB"}`), 403, "blocked_by", "PolicyAgent")
}

func TestAccountMoneyOfATestBuyer(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Kind = Test })
	email, _ := b.AddTestUser(mpclient.MLB)
	pay := func(amount string) answer {
		return b.do("POST", "/v1/payments", `{"transaction_amount":`+amount+`,"payment_method_id":"account_money","payer":{"email":"`+email+`"}}`)
	}
	b.want(pay("9000"), 201, "status", "approved", "payment_type_id", "account_money")
	b.want(pay("1000.01"), 201, "status", "rejected", "status_detail", "insufficient_amount")
	b.want(pay("1000"), 201, "status", "approved")
}

func TestSameRequestWithAnotherKey(t *testing.T) {
	b := newBench(t)
	more := `,"external_reference":"A-1"`
	b.want(b.payPix(more), 201)
	b.want(b.payPix(more), 400, "cause.0.code", 2001, "message", "Already posted the same request in the last minute")
	b.want(b.payPix(`,"external_reference":"A-2"`), 201)
	b.want(b.payPix(""), 201)
	b.want(b.payPix(""), 201)
	b.clock.forward(time.Minute)
	b.want(b.payPix(more), 201)
}
