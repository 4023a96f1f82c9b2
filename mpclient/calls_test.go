package mpclient

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mercadopago/sdk-go/pkg/payment"
	"github.com/mercadopago/sdk-go/pkg/preference"
)

// served answers by path from the reference and notes what was asked.
func served(t *testing.T, bodies map[string]string) (*api, *[]string) {
	t.Helper()
	var asked []string
	a := newAPI(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		asked = append(asked, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(b)))
		if r.Header.Get("Authorization") != "Bearer "+tokenText && !r.URL.Query().Has("public_key") {
			t.Errorf("%s goes without the token", r.URL)
		}
		body, ok := bodies[r.Method+" "+r.URL.Path]
		if !ok {
			w.WriteHeader(404)
			body = `{"message":"not found","error":"not_found","status":404,"cause":null}`
		}
		w.Header().Set("X-Request-Id", "r-1")
		_, _ = io.WriteString(w, body)
	})
	return a, &asked
}

func TestAccount(t *testing.T) {
	me := string(example(t, "users_me.json"))
	for name, x := range map[string]struct {
		body string
		test bool
	}{
		"test account": {me, true},
		"real account": {strings.Replace(me, `"test_user",`, "", 1), false},
		"no tags":      {strings.Replace(me, `"tags"`, `"other"`, 1), false},
	} {
		a, asked := served(t, map[string]string{"GET /users/me": x.body})
		got, err := a.Account(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != 2034567891 || got.Site != MLB || got.Country != "BR" || got.Test() != x.test || got.Nickname != "TESTUSER4471209" || got.Exchange != "ex-1" || got.UserType != "normal" {
			t.Errorf("%s: %+v", name, got)
		}
		if got.SellAllowed == nil || !*got.SellAllowed || got.TCAccepted == nil || !*got.TCAccepted || got.SiteStatus != "active" || got.Email != "t***@testuser.com" {
			t.Errorf("%s: %+v", name, got)
		}
		if !slices.Equal(*asked, []string{"GET /users/me"}) {
			t.Errorf("asked %v", *asked)
		}
		// what it learnt decides about writes
		ctx := WithConsent(context.Background(), &Consent{Account: got.ID})
		_, _ = a.CancelPayment(ctx, 1)
		_, err = a.CancelPayment(ctx, 1)
		if e := mustError(t, err); (e.Category == CatConsent) == x.test {
			t.Errorf("%s: second write with one consent gives %v", name, err)
		}
	}
}

func TestAccountUnknowns(t *testing.T) {
	a, _ := served(t, map[string]string{"GET /users/me": `{"id":7,"nickname":"\u001b[2Jx","site_id":"MLB\u202e"}`})
	got, err := a.Account(context.Background())
	if err != nil || got.SellAllowed != nil || got.TCAccepted != nil || got.Test() || got.Nickname != "␛[2Jx" || got.Site != "MLB\ufffd" {
		t.Errorf("%+v, %v", got, err)
	}
}

// Each call's own answer must come through with the fields rules look for.
func TestReadCalls(t *testing.T) {
	bodies := map[string]string{
		"GET /v1/payments/1332504417":                  string(example(t, "payment_card_approved.json")),
		"GET /v1/payments/search":                      string(example(t, "payments_search.json")),
		"GET /checkout/preferences/2-a":                string(example(t, "preference_created.json")),
		"GET /checkout/preferences/search":             string(example(t, "preferences_search.json")),
		"GET /v1/account/settlement_report/config":     `{"frequency":{"type":"daily"},"sftp_info":{"server":"sftp.shop.example","password":"hunter2"}}`,
		"GET /v1/payment_methods":                      string(example(t, "payment_methods_mlb.json")),
		"GET /item_categories":                         `[{"id":"fashion","description":"Fashion"},{"id":"art"}]`,
		"GET /plugins-credentials-wrapper/credentials": `{"client_id":7305128846120953,"is_test":false,"homologated":true}`,
	}
	a, asked := served(t, bodies)
	ctx := context.Background()
	for name, x := range map[string]struct {
		call   func() (*Answer, error)
		asks   string
		fields []string
	}{
		"payment":           {func() (*Answer, error) { return a.Payment(ctx, "1332504417") }, "GET /v1/payments/1332504417", []string{`"id":1332504417`, `"transaction_amount":200.0`, `"date_of_expiration":null`, `"number":"***"`}},
		"payment search":    {func() (*Answer, error) { return a.SearchPayments(ctx, 10, 20, map[string]string{"status": "approved"}) }, "GET /v1/payments/search?limit=10&offset=20&status=approved", []string{`"paging":{"total":2`, `"collector_id":2034567891`}},
		"preference":        {func() (*Answer, error) { return a.Preference(ctx, "2-a") }, "GET /checkout/preferences/2-a", []string{`"auto_return":"approved"`, `"date_of_expiration":null`}},
		"preference search": {func() (*Answer, error) { return a.SearchPreferences(ctx, 5) }, "GET /checkout/preferences/search?limit=5", []string{`"elements":[{`}},
		"report":            {func() (*Answer, error) { return a.ReportConfig(ctx, SettlementReport) }, "GET /v1/account/settlement_report/config", []string{`"sftp_info":{"server":"***","password":"***"}`}},
	} {
		*asked = nil
		got, err := x.call()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Status != 200 || got.RequestID != "r-1" || !json.Valid(got.Body) {
			t.Errorf("%s: %+v", name, got)
		}
		if e, ok := a.rec.Find(got.Exchange); !ok || e.Op == "" || e.Status != 200 {
			t.Errorf("%s: exchange %s is %+v", name, got.Exchange, e)
		}
		for _, f := range x.fields {
			if !strings.Contains(string(got.Body), f) {
				t.Errorf("%s: %s is missing from %s", name, f, got.Body)
			}
		}
		if len(*asked) != 1 || (*asked)[0] != x.asks {
			t.Errorf("%s asks %v, want %s", name, *asked, x.asks)
		}
	}

	methods, err := a.PaymentMethods(ctx)
	if err != nil || len(methods) == 0 || methods[0].ID != "visa" || methods[0].Type != "credit_card" || methods[0].Status != "active" {
		t.Errorf("%v, %v", methods, err)
	}
	if cats, err := a.Categories(ctx); err != nil || !slices.Equal(cats, []string{"fashion", "art"}) {
		t.Errorf("%v, %v", cats, err)
	}
}

func TestCredentialsOf(t *testing.T) {
	for name, body := range map[string]string{"number": `{"client_id":7305128846120953,"is_test":true,"homologated":true}`, "text": `{"client_id":"7305128846120953","is_test":true,"homologated":true}`} {
		var auth, query string
		a := newAPI(t, func(w http.ResponseWriter, r *http.Request) {
			auth, query = r.Header.Get("Authorization"), r.URL.RawQuery
			_, _ = io.WriteString(w, body)
		})
		for key, want := range map[Secret][2]string{"": {"Bearer " + tokenText, ""}, keyText: {"", "public_key=" + keyText}} {
			got, err := a.CredentialsOf(context.Background(), key)
			if err != nil || got.ClientID != "7305128846120953" || !got.IsTest || !got.Homologated || got.Exchange == "" {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
			if auth != want[0] || query != want[1] {
				t.Errorf("%s: sent %q and %q", name, auth, query)
			}
		}
	}
}

func TestWriteCalls(t *testing.T) {
	a, asked := served(t, map[string]string{
		"POST /checkout/preferences":  `{"id":"2-a","init_point":"https://x.example"}`,
		"POST /v1/payments":           `{"id":1,"status":"approved"}`,
		"PUT /v1/payments/1332504417": `{"id":1332504417,"status":"cancelled"}`,
	})
	a.guard.learn(1, true)
	ctx := WithConsent(context.Background(), &Consent{Account: 1})
	pref, err := a.CreatePreference(ctx, preference.Request{ExternalReference: "A-1001"})
	if err != nil || !strings.Contains(string(pref.Body), `"id":"2-a"`) {
		t.Errorf("%v, %v", pref, err)
	}
	pay, err := a.CreatePayment(ctx, payment.Request{TransactionAmount: 10.5})
	if err != nil || !strings.Contains(string(pay.Body), `"approved"`) {
		t.Errorf("%v, %v", pay, err)
	}
	if _, err := a.CancelPayment(ctx, 1332504417); err != nil {
		t.Error(err)
	}
	if len(*asked) != 3 || !strings.Contains((*asked)[0], `"external_reference":"A-1001"`) || !strings.Contains((*asked)[1], `"transaction_amount":10.5`) || (*asked)[2] != `PUT /v1/payments/1332504417 {"status":"cancelled"}` {
		t.Errorf("asked %v", *asked)
	}
	for _, x := range a.rec.All() {
		if !slices.ContainsFunc(x.ReqHeader, func(h Header) bool { return h.Name == "X-Idempotency-Key" && h.Value != "" }) {
			t.Errorf("%s carries no idempotency key", x.Op)
		}
	}
}

func TestMalformedIDs(t *testing.T) {
	a, asked := served(t, nil)
	for _, id := range []string{"", "12a", "-1", "1/2", "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3", "１２"} {
		_, err := a.Payment(context.Background(), id)
		if e := mustError(t, err); e.Category != CatInvalid || e.Code != "malformed_id" {
			t.Errorf("payment %q: %+v", id, e)
		}
	}
	for _, id := range []string{"", "..", ".", "a/../b", "a?b", "a#b", "a%2fb", "a b", "{id}", "a\n", "ação", strings.Repeat("a", 101)} {
		_, err := a.Preference(context.Background(), id)
		if e := mustError(t, err); e.Category != CatInvalid || e.Code != "malformed_id" {
			t.Errorf("preference %q: %+v", id, e)
		}
	}
	if len(*asked) != 0 {
		t.Errorf("asked %v", *asked)
	}
}

func TestGarbledAnswers(t *testing.T) {
	ctx := context.Background()
	calls := map[string]struct {
		call func(*Client) error
		bad  []string
	}{
		"users.me":               {func(c *Client) error { _, err := c.Account(ctx); return err }, []string{`{}`, `[]`, `{"id":"x"}`, `{"id":0}`, `null`, `"x"`}},
		"payment_methods":        {func(c *Client) error { _, err := c.PaymentMethods(ctx); return err }, []string{`{}`, `null`, `"x"`, `[1]`}},
		"item_categories":        {func(c *Client) error { _, err := c.Categories(ctx); return err }, []string{`[]`, `{}`, `null`, `["x"]`}},
		"credentials.token":      {func(c *Client) error { _, err := c.CredentialsOf(ctx, ""); return err }, []string{`{}`, `[]`, `{"client_id":null}`, `{"client_id":""}`, `{"client_id":1,"is_test":"x"}`}},
		"credentials.public_key": {func(c *Client) error { _, err := c.CredentialsOf(ctx, keyText); return err }, []string{`{}`}},
	}
	for op, x := range calls {
		for _, body := range append(x.bad, "<html>", "{", "") {
			a := newAPI(t, reply(200, body))
			e := mustError(t, x.call(a.Client))
			if e.Op != op || e.Category != CatGarbled || e.Status != 200 || e.Exchange != "ex-1" || e.Message == "" {
				t.Errorf("%s %s: %+v", op, body, e)
			}
			if op == "users.me" && a.guard.known {
				t.Errorf("%s: the guard learnt an account", body)
			}
		}
		a := newAPI(t, reply(401, `{"message":"invalid access token","error":"unauthorized","status":401,"cause":[]}`, "X-Request-Id", "r-9"))
		e := mustError(t, x.call(a.Client))
		if e.Op != op || e.Category != CatAuth || e.Code != "unauthorized" || e.RequestID != "r-9" || e.Exchange != "ex-1" {
			t.Errorf("%s: %+v", op, e)
		}
	}
}

func TestErrorsOfTheSDKKeepTheEnvelope(t *testing.T) {
	a := newAPI(t, reply(402, `{"errors":[{"code":"failed","message":"m"}],"data":{"id":"ORD01"}}`))
	_, err := a.SearchPayments(context.Background(), 1, 0, nil)
	if e := mustError(t, err); e.Status != 402 || e.Code != "failed" || string(e.Data) != `{"id":"ORD01"}` {
		t.Errorf("%+v", e)
	}
}
