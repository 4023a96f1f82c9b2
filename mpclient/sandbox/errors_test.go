package sandbox

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

func TestAuthorization(t *testing.T) {
	b := newBench(t)
	for _, h := range []string{"Authorization: ", "Authorization: Bearer ", "Authorization: Basic abc"} {
		a := b.do("GET", "/users/me", "", h)
		b.want(a, 401, "error", "unauthorized", "status", 401, "message", "Must provide your access_token to proceed", "cause.0.code", 5, "cause.0.data", nil)
	}
	a := b.do("GET", "/users/me", "", "Authorization: Bearer APP_USR-1-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-2")
	b.want(a, 401, "message", "invalid access token", "error", "unauthorized")
	if a.raw != `{"cause":[],"error":"unauthorized","message":"invalid access token","status":401}` {
		t.Errorf("body %s", a.raw)
	}
	old := b.Credentials().AccessToken
	b.RevokeToken()
	b.want(b.do("GET", "/users/me", ""), 401, "message", "invalid access token")
	b.Restore()
	b.want(b.do("GET", "/users/me", ""), 200)
	b.ResetToken()
	b.want(b.do("GET", "/users/me", ""), 200)
	b.want(b.do("GET", "/users/me", "", "Authorization: Bearer "+old), 401)
	b.want(b.do("GET", "/v1/payment_methods?public_key=APP_USR-00000000-0000-4000-8000-000000000000", "", "Authorization: "), 401)
}

func TestNotActivated(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Kind = NotActivated })
	b.want(b.do("GET", "/users/me", ""), 200)
	for _, a := range []answer{b.do("GET", "/v1/payments/search", ""), b.payPix(""), b.do("GET", "/v1/payments/1", "")} {
		b.want(a, 401, "message", "Unauthorized use of live credentials", "cause.0.code", 7)
	}
	b.want(b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":1}]}`), 201)
	b.want(b.do("GET", "/plugins-credentials-wrapper/credentials", ""), 200, "homologated", false)
	b.SetKind(Real)
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 0)
}

func TestTransportFaults(t *testing.T) {
	b := newBench(t)
	b.want(b.do("GET", "/v1/nothing/here", ""), 404, "message", "resource not found", "error", "not_found", "status", 404)
	b.want(b.do("GET", "/", ""), 404)
	b.want(b.do("DELETE", "/v1/payments/1", ""), 405, "status", 405)
	b.want(b.do("GET", "/users/me/", ""), 200)
	for _, body := range []string{`{`, `[]`, `null`, `"x"`, `{} {}`, `{"a":1,}`, "\xff", strings.Repeat("[", 20000)} {
		b.want(b.do("POST", "/v1/payments", body), 400, "error", "bad_request")
		b.want(b.do("POST", "/checkout/preferences", body), 400)
	}
	b.want(b.do("POST", "/v1/payments", `{"description":"`+strings.Repeat("x", 1<<20)+`"}`), 413)
	a := b.do("GET", "/users/me", "")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(a.header.Get("X-Request-Id")) {
		t.Errorf("X-Request-Id %q", a.header.Get("X-Request-Id"))
	}
	if again := b.do("GET", "/users/me", ""); again.header.Get("X-Request-Id") == a.header.Get("X-Request-Id") {
		t.Error("two answers share a request id")
	}
}

// One row per refusal of POST /v1/payments, with the code the reference names.
func TestPaymentRefusals(t *testing.T) {
	b := newBench(t)
	other := b.do("POST", "/v1/card_tokens?public_key="+b.OtherApplicationKey(), cardForm, "Authorization: ")
	b.want(other, 201)
	boleto := `"payment_method_id":"bolbradesco","payer":{"email":"a@b.co","identification":{"type":"CPF","number":"12345678909"}}`
	rows := []struct {
		name, body string
		code       int
	}{
		{"unknown property", `{"transaction_amount":1,"additional_info":{"payer":{"test":1}}}`, 8},
		{"shape before amount", `{"nope":1}`, 8},
		{"payer of another kind", `{"transaction_amount":1,"payer":"ana"}`, 4006},
		{"metadata of another kind", `{"transaction_amount":1,"metadata":"x"}`, 4022},
		{"amount as text", `{"transaction_amount":"100"}`, 4003},
		{"no amount", `{"payment_method_id":"pix"}`, 4002},
		{"amount before method", `{"transaction_amount":0,"payment_method_id":"nope"}`, 2072},
		{"endless amount", `{"transaction_amount":1e999,"payment_method_id":"pix"}`, 2072},
		{"floating point residue", `{"transaction_amount":33.300000000000004,"payment_method_id":"pix"}`, 4037},
		{"no method", `{"transaction_amount":1}`, 4001},
		{"method of nowhere", `{"transaction_amount":1,"payment_method_id":"mastercard"}`, 3028},
		{"method of another site", `{"transaction_amount":1,"payment_method_id":"oxxo"}`, 3028},
		{"below the minimum", `{"transaction_amount":3,"payment_method_id":"bolbradesco"}`, 129},
		{"notification to localhost", `{"transaction_amount":1,"payment_method_id":"pix","notification_url":"http://localhost/x"}`, 4020},
		{"notification to a private address", `{"transaction_amount":1,"payment_method_id":"pix","notification_url":"https://10.0.0.1/x"}`, 4020},
		{"endless notification url", `{"transaction_amount":1,"payment_method_id":"pix","notification_url":"https://a.example/` + strings.Repeat("x", 500) + `"}`, 4021},
		{"no payer", `{"transaction_amount":1,"payment_method_id":"pix"}`, 1},
		{"bad e-mail", `{"transaction_amount":1,"payment_method_id":"pix","payer":{"email":"ana"}}`, 4050},
		{"endless e-mail", `{"transaction_amount":1,"payment_method_id":"pix","payer":{"email":"` + strings.Repeat("a", 250) + `@b.co"}}`, 4051},
		{"payer type", `{"transaction_amount":1,"payment_method_id":"pix","payer":{"email":"a@b.co","type":"friend"}}`, 4029},
		{"CPF check digit", `{"transaction_amount":1,"payment_method_id":"pix","payer":{"email":"a@b.co","identification":{"type":"CPF","number":"12345678900"}}}`, 2067},
		{"CPF with punctuation", `{"transaction_amount":1,"payment_method_id":"pix","payer":{"email":"a@b.co","identification":{"type":"CPF","number":"123.456.789-09"}}}`, 2067},
		{"document of another site", `{"transaction_amount":1,"payment_method_id":"pix","payer":{"email":"a@b.co","identification":{"type":"DNI","number":"12345678"}}}`, 2067},
		{"no token", `{"transaction_amount":1,"payment_method_id":"visa","installments":1,"payer":{"email":"a@b.co"}}`, 4000},
		{"invented token", `{"transaction_amount":1,"payment_method_id":"visa","installments":1,"token":"x","payer":{"email":"a@b.co"}}`, 2006},
		{"token of another application", `{"transaction_amount":1,"payment_method_id":"master","installments":1,"token":"` + other.at("id").(string) + `","payer":{"email":"a@b.co"}}`, 2006},
		{"card of another brand", `{"transaction_amount":1,"payment_method_id":"visa","installments":1,"token":"` + b.token(masterMLB, "APRO") + `","payer":{"email":"a@b.co"}}`, 2131},
		{"no installments", `{"transaction_amount":1,"payment_method_id":"master","token":"` + b.token(masterMLB, "APRO") + `","payer":{"email":"a@b.co"}}`, 4004},
		{"installments as text", `{"transaction_amount":1,"installments":"1"}`, 4005},
		{"too many installments", `{"transaction_amount":1,"payment_method_id":"master","installments":99,"token":"` + b.token(masterMLB, "APRO") + `","payer":{"email":"a@b.co"}}`, 4033},
		{"late capture of Pix", `{"transaction_amount":1,"payment_method_id":"pix","capture":false,"payer":{"email":"a@b.co"}}`, 2077},
		{"microseconds", `{"transaction_amount":1,"payment_method_id":"pix","date_of_expiration":"2026-05-12T10:00:00.000000-03:00","payer":{"email":"a@b.co"}}`, 23},
		{"Pix for ten minutes", `{"transaction_amount":1,"payment_method_id":"pix","date_of_expiration":"2026-05-11T10:11:02.000-04:00","payer":{"email":"a@b.co"}}`, 7523},
		{"Pix for two months", `{"transaction_amount":1,"payment_method_id":"pix","date_of_expiration":"2026-07-11T10:11:02.000-04:00","payer":{"email":"a@b.co"}}`, 7523},
		{"in the past", `{"transaction_amount":5,` + boleto + `,"date_of_expiration":"2026-05-10T10:11:02.000-04:00"}`, 7523},
		{"boleto without address", `{"transaction_amount":5,` + boleto + `}`, 1},
		{"fee above the amount", `{"transaction_amount":5,"payment_method_id":"pix","application_fee":6,"payer":{"email":"a@b.co"}}`, 4038},
		{"negative fee", `{"transaction_amount":5,"payment_method_id":"pix","application_fee":-1,"payer":{"email":"a@b.co"}}`, 4039},
		{"paying oneself", `{"transaction_amount":5,"payment_method_id":"pix","payer":{"email":"vendas@loja.example.com"}}`, 2060},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			b := &bench{T: t, Server: b.Server}
			b.want(b.do("POST", "/v1/payments", r.body), 400, "status", 400, "error", "bad_request", "cause.0.code", r.code)
		})
	}
	b.want(b.do("POST", "/v1/payments", rows[0].body), 400, "message", "The name of the following parameters is wrong : [additional_info.payer.test]")
	if total := b.do("GET", "/v1/payments/search", "").at("paging.total"); total != 0.0 {
		t.Errorf("refusals created %v payments", total)
	}
}

func TestConfirmedTexts(t *testing.T) {
	b := newBench(t)
	b.want(b.do("POST", "/v1/payments", `{"nonsense":`, "X-Idempotency-Key: "), 400, "error", "bad_request")
	b.want(b.do("POST", "/v1/payments", `{"nope":1}`, "X-Idempotency-Key: "), 400,
		"message", "Header X-Idempotency-Key can't be null", "cause.0.code", 4292, "cause.0.description", "Header X-Idempotency-Key can't be null", "cause.0.data", nil)
	b.want(b.do("POST", "/v1/payments/1/refunds", "", "X-Idempotency-Key: "), 400, "cause.0.code", 4292)
	lost := b.want(b.do("GET", "/v1/payments/77", ""), 404, "message", "Payment not found", "error", "not_found", "cause.0.code", 2000)
	if data, _ := lost.at("cause.0.data").(string); !regexp.MustCompile(`^11-05-2026T14:01:02UTC;[0-9a-f-]{36}$`).MatchString(data) {
		t.Errorf("data %q", data)
	}
	b.SetPix(true, false)
	a := b.want(b.payPix(""), 400)
	want := `{"cause":[{"code":13253,"description":"Error in Financial Identity Use Case","data":null}],"error":"bad_request","message":"Collector user without key enabled for QR rendernull","status":400}`
	if a.raw != want {
		t.Errorf("no Pix key: %s", a.raw)
	}
	b.SetPix(false, true)
	b.want(b.payPix(""), 400, "cause.0.code", 204)
	if strings.Contains(b.do("GET", "/v1/payment_methods", "").raw, `"pix"`) {
		t.Error("pix is listed although not offered")
	}
	b.SetPix(true, true)
	b.SetSell(false)
	b.want(b.payPix(""), 400, "cause.0.code", 2021)
	b.want(b.do("GET", "/users/me", ""), 200, "status.sell.allow", false, "status.site_status", "deactive")
}

func TestDecimalsFollowTheSite(t *testing.T) {
	for _, r := range []struct {
		site   mpclient.SiteID
		method string
		amount string
		status int
	}{{mpclient.MLC, "webpay", "100.5", 400}, {mpclient.MLC, "webpay", "100", 201}, {mpclient.MLA, "rapipago", "100.55", 201}, {mpclient.MLA, "rapipago", "100.555", 400}, {mpclient.MCO, "account_money", "5000.5", 400}} {
		b := newBench(t, onSite(r.site))
		a := b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":%s,"payment_method_id":%q,"payer":{"email":"a@b.co"}}`, r.amount, r.method))
		b.want(a, r.status)
	}
}

const cardForm = `{"card_number":"5031 4332 1540 6351","expiration_month":11,"expiration_year":2030,"security_code":"123","cardholder":{"name":"APRO","identification":{"type":"CPF","number":"12345678909"}}}`

func TestCardTokenForm(t *testing.T) {
	b := newBench(t)
	b.want(b.do("POST", "/v1/card_tokens", `{}`), 400, "cause.0.code", "205", "cause.1.code", "208", "cause.2.code", "209", "cause.3.code", "224", "cause.4.code", "221")
	for change, code := range map[string]string{
		`"5031 4332 1540 6351"->"5031 4332 1540 6352"`: "E301",
		`"expiration_month":11->"expiration_month":13`: "325",
		`"expiration_year":2030->"expiration_year":30`: "326",
		`2030->2025`:                "326",
		`"123"->"12"`:               "E203",
		`"APRO"->"4PRO"`:            "316",
		`"CPF"->"DNI"`:              "322",
		`12345678909->12345678900`:  "324",
		`"type":"CPF",->`:           "212",
		`,"number":"12345678909"->`: "214",
		`"security_code":"123",->`:  "224",
		`"name":"APRO",->`:          "221",
		`11,"expiration_year":2030->1,"expiration_year":2026`: "325",
	} {
		from, to, _ := strings.Cut(change, "->")
		body := strings.Replace(cardForm, from, to, 1)
		if body == cardForm {
			t.Fatalf("%s changes nothing", change)
		}
		b.want(b.do("POST", "/v1/card_tokens", body), 400, "cause.0.code", code, "cause.1", "<none>")
	}
	mine := b.want(b.do("POST", "/v1/card_tokens?public_key="+b.Credentials().PublicKey, cardForm, "Authorization: "), 201, "public_key", b.Credentials().PublicKey)
	b.want(b.do("GET", "/v1/card_tokens/"+mine.at("id").(string), ""), 200, "status", "active")
	b.want(b.do("GET", "/v1/card_tokens/"+mine.at("id").(string)+"?public_key="+b.OtherApplicationKey(), "", "Authorization: "), 404)
	b.clock.forward(9 * 24 * time.Hour)
	b.want(b.do("GET", "/v1/card_tokens/"+mine.at("id").(string), ""), 200, "status", "expired")
	if strings.Contains(mine.raw, "5031433215406351") {
		t.Error("the answer holds the card number")
	}
}
