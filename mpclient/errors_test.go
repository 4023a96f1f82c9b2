package mpclient

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func TestParseError(t *testing.T) {
	type c = APICause
	for name, x := range map[string]struct {
		status   int
		ct, body string
		cat      Category
		code     string
		message  string
		causes   []APICause
	}{
		"payments":              {400, "", `{"message":"Card Token not found","error":"bad_request","status":400,"cause":[{"code":2006,"description":"Card Token not found","data":null}]}`, CatInvalid, "bad_request", "Card Token not found", []c{{"2006", "Card Token not found"}}},
		"customers, text code":  {400, "", `{"message":"invalid parameters","error":"bad_request","cause":[{"code":"E301","description":"x"},{"code":"205","description":"y"}]}`, CatInvalid, "bad_request", "invalid parameters", []c{{"E301", "x"}, {"205", "y"}}},
		"preferences, null":     {400, "", `{"message":"auto_return invalid","error":"invalid_auto_return","status":400,"cause":null}`, CatInvalid, "invalid_auto_return", "auto_return invalid", nil},
		"OAuth, empty list":     {400, "", `{"message":"bad","error":"invalid_grant","cause":[]}`, CatInvalid, "invalid_grant", "bad", nil},
		"cause is one object":   {400, "", `{"message":"m","cause":{"code":7,"description":"d"}}`, CatInvalid, "", "m", []c{{"7", "d"}}},
		"cause without a code":  {400, "", `{"message":"m","cause":[{"description":"d"},{},null]}`, CatInvalid, "", "m", []c{{"", "d"}}},
		"cause is text":         {400, "", `{"message":"m","cause":["d","e"]}`, CatInvalid, "", "m", []c{{"", "d"}, {"", "e"}}},
		"orders":                {400, "", `{"errors":[{"code":"property_type","message":"Invalid property type","details":["$.a: expected string","$.b"]},{"code":"other","message":"Other"}]}`, CatInvalid, "property_type", "Invalid property type", []c{{"property_type", "Invalid property type · $.a: expected string · $.b"}, {"other", "Other"}}},
		"orders, odd details":   {400, "", `{"errors":[{"code":12,"message":"m","details":{"field":"a"}},{"code":"x","details":null}]}`, CatInvalid, "12", "m", []c{{"12", `m · {"field":"a"}`}, {"x", ""}}},
		"policy":                {403, "", `{"message":"At least one policy returned UNAUTHORIZED.","code":"PA_UNAUTHORIZED_RESULT_FROM_POLICIES","status":403,"blocked_by":"PolicyAgent"}`, CatForbidden, "PA_UNAUTHORIZED_RESULT_FROM_POLICIES", "At least one policy returned UNAUTHORIZED.", nil},
		"bare":                  {404, "", `{"message":"The template with id 1 does not exist","status":404}`, CatNotFound, "", "The template with id 1 does not exist", nil},
		"unauthorized, short":   {401, "", `{"code":"unauthorized","message":"invalid access token"}`, CatAuth, "unauthorized", "invalid access token", nil},
		"odd types":             {400, "", `{"message":["a",1],"error":{"code":5},"status":"400","cause":[{"code":3,"description":{"k":1}}]}`, CatInvalid, `{"code":5}`, `["a",1]`, []c{{"3", `{"k":1}`}}},
		"escapes":               {400, "", `{"message":"a\/b \u001b[2J \ud83d\ude00","error":"x\u002fy"}`, CatInvalid, "x/y", "a/b ␛[2J 😀", nil},
		"rate limit":            {429, "", `{"status":429,"error":"too_many_requests","message":"slow down"}`, CatRateLimited, "too_many_requests", "slow down", nil},
		"rate limit, text":      {429, "text/plain", `local_rate_limited`, CatRateLimited, "", "local_rate_limited", nil},
		"nothing":               {500, "", ``, CatServer, "", "", nil},
		"null":                  {500, "", `null`, CatServer, "", "", nil},
		"a list":                {400, "", `[{"code":1}]`, CatInvalid, "", `[{"code":1}]`, nil},
		"HTML 401":              {401, "text/html", `<html><title>Sign in</title>`, CatGarbled, "", notJSON, nil},
		"HTML 403":              {403, "text/html; charset=utf-8", `<h1>Forbidden</h1>`, CatGarbled, "", notJSON, nil},
		"HTML 404, no type":     {404, "", "\n <!DOCTYPE html><html>", CatGarbled, "", notJSON, nil},
		"HTML 429":              {429, "text/html", `<html>`, CatRateLimited, "", notJSON, nil},
		"HTML 502":              {502, "text/html", `<html><h1>Bad Gateway</h1>`, CatServer, "", notJSON, nil},
		"JSON called HTML":      {404, "text/html", `{"message":"Payment not found","error":"not_found"}`, CatNotFound, "not_found", "Payment not found", nil},
		"unprocessable":         {422, "", `{"message":"m"}`, CatInvalid, "", "m", nil},
		"locked":                {423, "", `{"errors":[{"code":"resource_locked","message":"m"}]}`, CatInvalid, "resource_locked", "m", []c{{"resource_locked", "m"}}},
		"a number where a list": {400, "", `{"errors":7}`, CatInvalid, "", "7", []c{{"", "7"}}},
	} {
		e := parseError("op", x.status, x.ct, []byte(x.body))
		if e.Op != "op" || e.Status != x.status || e.Category != x.cat || e.Code != x.code || e.Message != x.message || !reflect.DeepEqual(e.Causes, x.causes) || e.Data != nil {
			t.Errorf("%s:\n got %+v\nwant %s %q %q %v", name, *e, x.cat, x.code, x.message, x.causes)
		}
		for _, c := range x.causes {
			if c.Code != "" && !e.Has(c.Code) {
				t.Errorf("%s: Has(%q) is false", name, c.Code)
			}
		}
		if e.Has("never") {
			t.Errorf("%s has a code nobody sent", name)
		}
	}
}

func TestParseErrorKeepsTheOrder(t *testing.T) {
	body := []byte(`{"errors":[{"code":"failed","message":"The following transactions failed","details":["PAY01: cc_rejected_other_reason"]}],"data":{"id":"ORD01","status":"failed"}}`)
	e := parseError("orders.create", 402, "application/json", body)
	var order struct{ ID, Status string }
	if err := json.Unmarshal(e.Data, &order); err != nil || order.ID != "ORD01" || order.Status != "failed" || e.Category != CatInvalid || !e.Has("failed") {
		t.Errorf("%+v, order %+v", e, order)
	}
}

func TestParseErrorIsBounded(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat(`{"code":1,"description":"`+strings.Repeat("a", 1000)+`"},`, 10_000), ",")
	e := parseError("op", 400, "", []byte(`{"message":"`+strings.Repeat("b", 5000)+`","cause":[`+many+`]}`))
	if len(e.Causes) != maxCauses || len([]rune(e.Message)) != 300 || len([]rune(e.Causes[0].Description)) != 300 {
		t.Errorf("%d causes, message of %d", len(e.Causes), len(e.Message))
	}
}

// Every sample of the reference must come out with its code, its message and a fitting category.
func TestParseErrorReference(t *testing.T) {
	want := map[int]Category{400: CatInvalid, 401: CatAuth, 402: CatInvalid, 403: CatForbidden, 404: CatNotFound, 409: CatInvalid}
	for _, name := range []string{"errors_payments_api.json", "errors_orders_api.json"} {
		t.Run(name, func(t *testing.T) {
			var list []struct {
				Status int
				Body   json.RawMessage
			}
			if err := json.Unmarshal(example(t, name), &list); err != nil || len(list) == 0 {
				t.Fatal(err)
			}
			for _, x := range list {
				var env struct {
					Message string
					Cause   []struct {
						Code        json.Number
						Description string
					}
					Errors []struct{ Code, Message string }
				}
				if err := json.Unmarshal(x.Body, &env); err != nil {
					t.Fatal(err)
				}
				e := parseError("op", x.Status, "application/json", NewRedactor().JSON(x.Body))
				message := env.Message
				var codes []string
				for _, c := range env.Cause {
					codes = append(codes, c.Code.String())
				}
				for _, c := range env.Errors {
					codes, message = append(codes, c.Code), c.Message
				}
				if e.Message != message || e.Category != want[x.Status] || len(e.Causes) != len(codes) {
					t.Errorf("%s\ngave %+v", x.Body, e)
				}
				for _, c := range codes {
					if !e.Has(c) {
						t.Errorf("%s: code %s is lost", x.Body, c)
					}
				}
			}
		})
	}
	t.Run("declined order", func(t *testing.T) {
		var x struct {
			Status         int
			Body, Response json.RawMessage
		}
		if err := json.Unmarshal(example(t, "order_declined_402.json"), &x); err != nil {
			t.Fatal(err)
		}
		body := x.Body
		if body == nil {
			body = x.Response
		}
		e := parseError("orders.create", 402, "application/json", NewRedactor().JSON(body))
		var order struct{ ID string }
		if json.Unmarshal(e.Data, &order) != nil || !strings.HasPrefix(order.ID, "ORD") || len(e.Causes) == 0 {
			t.Errorf("from %s\n%+v", body, e)
		}
	})
}

func TestErrorText(t *testing.T) {
	e := &Error{Op: "payments.get", Status: 404, Code: "not_found", Message: "Payment not found", RequestID: "r-1"}
	if got := e.Error(); got != "mpclient: payments.get: HTTP 404 not_found: Payment not found (request r-1)" {
		t.Errorf("got %q", got)
	}
	if got := (&Error{Op: "x", Message: "m"}).Error(); got != "mpclient: x: m" {
		t.Errorf("got %q", got)
	}
	var none *Error
	if none.Has("x") || AsError(nil) != nil {
		t.Error("nothing has codes")
	}
}

func FuzzParseError(f *testing.F) {
	for _, s := range []string{"", "null", `{"message":1,"cause":{"code":[]}}`, `{"errors":[[[]]],"data":1}`, `{"errors":{"code":"x"}}`, "<html>", `{"message":"\u001b[2J\u202e"}`, "\xff\xfe", `{"cause":[{"code":2006}]}`} {
		f.Add(400, "text/html", []byte(s))
	}
	for _, s := range limitstest.JSON {
		f.Add(400, "application/json", []byte(s))
	}
	f.Fuzz(func(t *testing.T, status int, ct string, body []byte) {
		defer limitstest.Bounded(t, 4*(len(ct)+len(body)))()
		e := parseError("op", status, ct, body)
		if e.Category == "" || e.Op != "op" || e.Status != status {
			t.Errorf("%+v", e)
		}
		if e.Data != nil && !json.Valid(e.Data) {
			t.Errorf("data is not JSON: %q", e.Data)
		}
		shown := e.Error() + e.Code
		for _, c := range e.Causes {
			shown += c.Code + c.Description
		}
		if strings.ContainsAny(shown, "\x1b\n\r\u202e\u009b") || len(e.Causes) > maxCauses {
			t.Errorf("shows %q", shown)
		}
	})
}
