package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

// calm answers without the network: fuzzing must not reach out.
func calm() *Server {
	return New(Config{Seed: 1, Deliver: roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: http.NoBody, Header: http.Header{}, Request: r}, nil
	})})
}

// call sends one request and checks what holds for every answer.
func fuzzCall(t *testing.T, s *Server, method, path, query, token, body string) *httptest.ResponseRecorder {
	t.Helper()
	req := &http.Request{Method: method, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{"Authorization": {token}, "X-Idempotency-Key": {"k" + body}},
		Body: http.NoBody}
	if body != "" {
		req.Body = httptest.NewRequest("POST", "/", strings.NewReader(body)).Body
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
		t.Fatalf("%s %s answered no JSON: %s", method, path, w.Body)
	}
	if w.Code >= 500 || w.Header().Get("X-Request-Id") == "" {
		t.Fatalf("%s %s?%s %s answered %d", method, path, query, body, w.Code)
	}
	return w
}

func FuzzRouter(f *testing.F) {
	s := calm()
	f.Cleanup(s.Close)
	for _, list := range routes {
		for _, e := range list {
			f.Add(e.method, e.pattern, "limit=1&offset=2&range=date_created&begin_date=NOW-1DAYS", true, `{}`)
		}
	}
	f.Add("GET", "//v1//payments//search", "limit=%zz&sort=id", true, "")
	f.Add("PUT", "/v1/payments/99999999999999999999", "", true, `{"status":"cancelled"}`)
	f.Add("", "", "", false, "")
	f.Add("POST", "/_sandbox/chaos", "", false, `{"times":-1}`)
	f.Fuzz(func(t *testing.T, method, path, query string, known bool, body string) {
		defer limitstest.Bounded(t, 16*(len(method)+len(path)+len(query)+len(body)))()
		if strings.HasSuffix(strings.Trim(path, "/"), "chaos") {
			return // it may ask for 5xx, which is its purpose
		}
		token := "Bearer nobody"
		if known {
			token = "Bearer " + s.Credentials().AccessToken
		}
		fuzzCall(t, s, method, path, query, token, body)
	})
}

func FuzzBodies(f *testing.F) {
	s := calm()
	f.Cleanup(s.Close)
	for _, body := range []string{
		`{"transaction_amount":10.5,"payment_method_id":"pix","payer":{"email":"a@b.co"},"metadata":{"aB":{"cD":[1,null]}},"date_of_expiration":"2026-05-11T10:01:02.000-04:00"}`,
		`{"transaction_amount":1e5,"payment_method_id":"account_money","payer":{"email":"a@b.co","identification":{"type":"CPF","number":"12345678909"}},"additional_info":{"items":[{"id":1,"quantity":2,"unit_price":1.5,"warranty":true,"category_descriptor":{"route":{}}}]},"order":{"id":1}}`,
		`{"transaction_amount":80,"payment_method_id":"bolbradesco","payer":{"email":"a@b.co","first_name":"A","last_name":"B","identification":{"type":"CPF","number":"12345678909"},"address":{"zip_code":1,"street_name":"R","street_number":1,"neighborhood":"N","city":"C","federal_unit":"SP"}},"taxes":[{"type":"IVA","value":1}]}`,
		`{"items":[{"title":"x","quantity":1,"unit_price":10,"currency_id":"BRL"}],"payer":{"phone":{"number":1}},"payment_methods":{"excluded_payment_types":[{"id":"ticket"}],"installments":6},"back_urls":{"success":"https://a.co/x"},"auto_return":"all","shipments":{"receiver_address":{}}}`,
		cardForm, reportBody, `{"amount":1}`, `{"capture":true,"transaction_amount":1}`, `{"kind":"test"}`, `null`, `[]`, `{"items":[null]}`, `{"payer":null,"items":{}}`,
		`{"columns":[null],"frequency":[]}`, `{"transaction_amount":-0,"installments":1e99}`,
	} {
		f.Add(body)
	}
	for _, s := range limitstest.JSON {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		defer limitstest.Bounded(t, 16*len(body))()
		token := "Bearer " + s.Credentials().AccessToken
		for _, path := range []string{"/v1/payments", "/checkout/preferences", "/v1/card_tokens", "/v1/account/release_report/config"} {
			w := fuzzCall(t, s, "POST", path, "", token, body)
			if w.Code != http.StatusCreated {
				continue
			}
			var made struct{ ID json.RawMessage }
			if json.Unmarshal(w.Body.Bytes(), &made) != nil || made.ID == nil {
				continue
			}
			one := path + "/" + strings.Trim(string(made.ID), `"`)
			if w := fuzzCall(t, s, "GET", one, "", token, ""); w.Code != http.StatusOK {
				t.Fatalf("%s was created and answers %d", one, w.Code)
			}
			fuzzCall(t, s, "PUT", one, "", token, body)
		}
		fuzzCall(t, s, "PUT", "/v1/account/release_report/config", "", token, body)
		fuzzCall(t, s, "GET", "/v1/payments/search", "limit=1", token, "")
		fuzzCall(t, s, "GET", "/checkout/preferences/search", "limit=1", token, "")
	})
}
