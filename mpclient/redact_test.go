package mpclient

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/limits"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

const pan = "5031433215406351" // official test card, passes Luhn

func TestRedactText(t *testing.T) {
	r := NewRedactor("correct horse battery", Secret("p+w/d=12345 ü"))
	for name, c := range map[string]struct{ in, want string }{
		"empty":                     {"", ""},
		"plain":                     {"Card Token not found", "Card Token not found"},
		"token":                     {"token " + tokenText + " refused", "token APP_USR-…7891 refused"},
		"token in a word":           {"x" + tokenText + "y", "xAPP_USR-…7891y"},
		"token with U":              {"TEST-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-U42", "TEST-…-U42"},
		"token cut by a return":     {tokenText[:20] + "\r" + tokenText[20:], "APP_USR-…7891"},
		"token twice":               {tokenText + "," + tokenText, "APP_USR-…7891,APP_USR-…7891"},
		"public key stays":          {keyText, keyText},
		"grant":                     {"code=" + grantText, "code=TG-…7891"},
		"bearer of any shape":       {"Authorization: Bearer abc.def-ghi_jkl", "Authorization: Bearer ********"},
		"bearer in prose":           {"bearer was lost", "bearer was lost"},
		"literal":                   {"the correct horse battery staple", "the ******** staple"},
		"literal in a query":        {"?p=p%2Bw%2Fd%3D12345+%C3%BC&x=1", "?p=********&x=1"},
		"parameters":                {"a=1&access_token=abc&client_secret=d%20e&password=f g", "a=1&access_token=********&client_secret=********&password=******** g"},
		"empty parameter":           {"access_token=&x=1", "access_token=&x=1"},
		"signature":                 {"ts=1,v1=" + strings.Repeat("ab", 32), "ts=1,v1=********"},
		"mail":                      {"to ana.souza@example.com.", "to a***@example.com."},
		"mail of a test user":       {"test_user_1@testuser.com", "t***@testuser.com"},
		"mail with accents":         {"joão.conceição@exemplo.com.br", "j***@exemplo.com.br"},
		"mail in a query":           {"https://x.example/?to=ana%40example.com", "https://x.example/?to=a***%40example.com"},
		"mail of one letter":        {"a@b.co", "a***@b.co"},
		"picture is no mail":        {"https://x.example/visa-xl@2x.png", "https://x.example/visa-xl@2x.png"},
		"package is no mail":        {"@mercadopago/sdk-js@2.0.1", "@mercadopago/sdk-js@2.0.1"},
		"user info":                 {"https://bob:hunter2@shop.example/x", "https://***@shop.example/x"},
		"CPF":                       {"CPF 123.456.789-09!", "CPF ***!"},
		"CNPJ":                      {"12.345.678/0001-95", "***"},
		"RUT":                       {"RUT 12.345.678-5 y 9.876.543-K", "RUT *** y ***"},
		"CUIT":                      {"20-12345678-6", "***"},
		"card":                      {"card " + pan + " ok", "card 503143******6351 ok"},
		"card in fours":             {"5031 4332 1540 6351", "503143******6351"},
		"card with dashes":          {"5031-4332-1540-6351", "503143******6351"},
		"card with dots":            {"5031.4332.1540.6351", "503143******6351"},
		"card with single digits":   {"5 0 3 1 4 3 3 2 1 5 4 0 6 3 5 1", "503143******6351"},
		"card, code, date":          {pan + " 123 11/30", "503143******6351 123 11/30"},
		"card in fours, code":       {"5031 4332 1540 6351 123", "503143******6351 123"},
		"two cards":                 {pan + " 4111111111111111", "503143******6351 411111******1111"},
		"card behind an underscore": {"pan_" + pan, "pan_503143******6351"},
		"amex":                      {"3782 822463 10005", "378282*****0005"},
		"mastercard of series 2":    {"2223003122003222", "222300******3222"},
		"wrong check digit":         {"5031433215406352", "5031433215406352"},
		"payment ids":               {"1332504417 118203440517 5332504418", "1332504417 118203440517 5332504418"},
		"payment id and amount":     {"4332504417 200 10 4", "4332504417 200 10 4"},
		"merchant order":            {"31220045871", "31220045871"},
		"preference id":             {"2034567891-5a1f0c6d-7f3e-4b1a-9c58-2a7de61f0b13", "2034567891-5a1f0c6d-7f3e-4b1a-9c58-2a7de61f0b13"},
		"application, other series": {"client_id=4532015112830366&x", "client_id=4532015112830366&x"},
		"application in JSON text":  {`x "application_id": 4532015112830366`, `x "application_id": 4532015112830366`},
		"long id":                   {"217000061446000000000000", "217000061446000000000000"},
		"order id":                  {"ORDTST01KR2M3N4P5Q6R7S8T9V0W1X2Y", "ORDTST01KR2M3N4P5Q6R7S8T9V0W1X2Y"},
		"date and time":             {"2026-05-11T10:01:02.000-04:00", "2026-05-11T10:01:02.000-04:00"},
		"milliseconds":              {"ts 1778508062683", "ts 1778508062683"},
		"file name":                 {"settlement-2034567891-2026-05-11-101015.csv", "settlement-2034567891-2026-05-11-101015.csv"},
		"escape sequence":           {esc + "]8;;https://evil\a" + tokenText, "␛]8;;https://evil␇APP_USR-…7891"},
	} {
		got := r.Text(c.in)
		if got != c.want {
			t.Errorf("%s: Text(%q)\n got %q\nwant %q", name, c.in, got, c.want)
		}
		if again := r.Text(got); again != got {
			t.Errorf("%s: twice gives %q", name, again)
		}
	}
}

func TestRedactorAdd(t *testing.T) {
	r := NewRedactor("short", " padded-secret\n", "abcdefgh-12345678", "abcdefgh")
	if got := r.Text("short padded-secret abcdefgh-12345678 abcdefgh"); got != "short ******** ******** ********" {
		t.Errorf("got %q", got)
	}
	r.Add("padded-secret")
	r.Add("")
	if got := NewRedactor().Text("padded-secret"); got != "padded-secret" {
		t.Errorf("redactors share literals: %q", got)
	}
}

func TestLuhn(t *testing.T) {
	for d, want := range map[string]bool{pan: true, "0": true, "18": true, "19": false, "": false, "5031-": false, "5031433215406350": false} {
		if Luhn(d) != want {
			t.Errorf("Luhn(%q) = %v", d, !want)
		}
	}
}

func TestRedactJSON(t *testing.T) {
	r := NewRedactor(secretText)
	for name, c := range map[string]struct{ in, want string }{
		"order, spelling and doubles stay": {`{"z":1.50,"a":2E3, "z":null}`, `{"z":1.50,"a":2E3,"z":null}`},
		"keys at depth":                    {`{"a":[{"b":{"access_token":"x","Client_Secret":"y"}}]}`, `{"a":[{"b":{"access_token":"***","Client_Secret":"***"}}]}`},
		"camel and kebab case":             {`{"cardNumber":"1","security-code":"2","identificationNumber":"3"}`, `{"cardNumber":"***","security-code":"***","identificationNumber":"***"}`},
		"empty stays empty":                {`{"password":"","first_name":null,"zip_code":false,"sftp_info":{},"notification_email_list":[]}`, `{"password":"","first_name":null,"zip_code":false,"sftp_info":{},"notification_email_list":[]}`},
		"filled stays filled":              {`{"street_number":12,"zip_code":"0","phone":{"number":0}}`, `{"street_number":"***","zip_code":"***","phone":{"number":"***"}}`},
		"sftp":                             {`{"sftp_info":{"server":"h","port":22,"deep":["x",{"y":"z","n":null}]}}`, `{"sftp_info":{"server":"***","port":"***","deep":["***",{"y":"***","n":null}]}}`},
		"mail list":                        {`{"notification_email_list":["fin@example.com",""]}`, `{"notification_email_list":["***",""]}`},
		"secret list of objects":           {`{"registration_identifiers":[{"id":"1"}]}`, `{"registration_identifiers":[{"id":"***"}]}`},
		"settings of a method stay":        {`{"settings":[{"card_number":{"length":16},"security_code":{"length":3,"mode":"mandatory"}}]}`, `{"settings":[{"card_number":{"length":16},"security_code":{"length":3,"mode":"mandatory"}}]}`},
		"personal parents":                 {`{"payer":{"name":"Ana","id":"2034567900","identification":{"type":"CPF","number":"12345678909"}},"items":[{"name":"shirt","number":7}]}`, `{"payer":{"name":"***","id":"2034567900","identification":{"type":"CPF","number":"***"}},"items":[{"name":"shirt","number":7}]}`},
		"personal parents in lists":        {`{"cardholder":[{"name":"Ana"}]}`, `{"cardholder":[{"name":"***"}]}`},
		"test holders decide outcomes":     {`{"cardholder":{"name":"APRO"},"payer":{"first_name":"FUND","last_name":"APRO"}}`, `{"cardholder":{"name":"APRO"},"payer":{"first_name":"FUND","last_name":"***"}}`},
		"document as text":                 {`{"identification":"12345678909","cpf":12345678909,"address":"Rua A 1"}`, `{"identification":"***","cpf":"***","address":"***"}`},
		"card token":                       {`{"token":"9b2d7c41f06e4a8bb3c15d20e7fa9034"}`, `{"token":"***"}`},
		"card token of a subscription":     {`{"card_token_id":"9b2d7c41f06e4a8bb3c15d20e7fa9034"}`, `{"card_token_id":"***"}`},
		"ids stay":                         {`{"id":118203440517,"collector_id":5332504418,"client_id":"4532015112830366","application_id":4532015112830366}`, `{"id":118203440517,"collector_id":5332504418,"client_id":"4532015112830366","application_id":4532015112830366}`},
		"card as text and number":          {`{"note":"` + pan + `","n":` + pan + `,"f":5.031433215406351}`, `{"note":"503143******6351","n":"503143******6351","f":5.031433215406351}`},
		"literal":                          {`{"x":"` + secretText + `"}`, `{"x":"…e0f9"}`},
		"secret as key":                    {`{"` + tokenText + `":1,"ana@example.com":2}`, `{"APP_USR-…7891":1,"a***@example.com":2}`},
		"escapes in keys and values":       {`{"\u001b[2J":"\u001b]0;x\u0007","\u202e":"\u009b1m"}`, "{\"␛[2J\":\"␛]0;x␇\",\"\ufffd\":\"\ufffd1m\"}"},
		"raw C1 in a key":                  {"{\"\u009b2J\":1}", "{\"\ufffd2J\":1}"},
		"spelled in escapes":               {`{"access\u005ftoken":"x","y":"APP_USR\u002d` + tokenText[8:] + `"}`, `{"access_token":"***","y":"APP_USR-…7891"}`},
		"JSON within a text":               {`{"log":"{\"password\":\"a b\",\"x\":1}"}`, `{"log":"{\"password\":\"***\",\"x\":1}"}`},
		"HTML is not escaped":              {`{"a":"<b>&\n"}`, `{"a":"<b>&\n"}`},
		"bare values":                      {` "ana@example.com" `, `"a***@example.com"`},
		"bare number":                      {`12`, `12`},
		"null":                             {`null`, `null`},
		"white space":                      {"{ \"a\" : [ 1 , 2 ] ,\n\"b\" : { } }", `{"a":[1,2],"b":{}}`},
		"huge number":                      {`{"n":1e99999,"m":` + strings.Repeat("9", 400) + `}`, `{"n":1e99999,"m":` + strings.Repeat("9", 400) + `}`},
		"nothing":                          {``, ``},
		"cut short":                        {`{"a":1,"password":"hunter2","payer":{"identification":{"number":"12345678909`, `{"a":1,"password":"***","payer":{"identification":{"number":"***"`},
		"cut in a number":                  {`[{"street_number":123`, `[{"street_number":"***"`},
		"brace too many":                   {`{"first_name":"Ana"}}`, `{"first_name":"***"}}`},
		"two values":                       {`{"cvv":"123"} {"cvv":456}`, `{"cvv":"***"} {"cvv":"***"}`},
		"cut, within a text":               {`{"log":"{\"password\":\"hunter2\",\"cvv\":123`, `{"log":"{\"password\":\"***\",\"cvv\":\"***\"`},
		"form":                             {`client_id=1&client_secret=abc&code=` + grantText, `client_id=1&client_secret=********&code=TG-…7891`},
	} {
		got := string(r.JSON([]byte(c.in)))
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
		if again := string(r.JSON([]byte(got))); again != got {
			t.Errorf("%s: twice gives %s", name, again)
		}
	}
}

// A body nested deeper than any of the API, or than encoding/json reads, must neither crash nor slip through.
func TestRedactJSONDepth(t *testing.T) {
	for _, depth := range []int{limits.Depth - 2, limits.Depth, 9_000, 200_000} {
		in := strings.Repeat(`{"a":[`, depth/2) + `{"password":"hunter2"}` + strings.Repeat(`]}`, depth/2)
		got := string(NewRedactor().JSON([]byte(in)))
		if strings.Contains(got, "hunter2") || depth < 10_000 && !json.Valid([]byte(got)) || depth < limits.Depth && !strings.Contains(got, `"password":"***"`) {
			t.Errorf("depth %d: %.200s", depth, got)
		}
	}
}

// presence lists each path of a document with whether it is filled.
func presence(path string, v any, out map[string]bool) {
	switch x := v.(type) {
	case map[string]any:
		for k, c := range x {
			presence(path+"."+k, c, out)
		}
		out[path] = len(x) > 0
	case []any:
		for _, c := range x {
			presence(path+"[]", c, out)
		}
		out[path] = len(x) > 0
	default:
		out[path] = v != nil && v != "" && v != false
	}
}

// Rules ask which fields were there and filled, so redaction must not change the answer; and what
// tells one object from another must come through whole.
func TestRedactKeepsPresenceAndIDs(t *testing.T) {
	for _, name := range []string{"payment_card_approved.json", "payment_pix_pending.json", "users_me.json", "preference_created.json", "customer.json", "order_declined_402.json", "payments_search.json", "settlement_report_flow.json", "store_and_pos.json", "chargeback.json"} {
		t.Run(name, func(t *testing.T) {
			body := example(t, name)
			got := NewRedactor().JSON(body)
			var before, after any
			if json.Unmarshal(body, &before) != nil || json.Unmarshal(got, &after) != nil {
				t.Fatalf("not JSON: %s", got)
			}
			a, b := map[string]bool{}, map[string]bool{}
			presence("", before, a)
			presence("", after, b)
			if !reflect.DeepEqual(a, b) {
				for k := range a {
					if v, ok := b[k]; !ok || v != a[k] {
						t.Errorf("%s: filled %v became %v (there: %v)", k, a[k], v, ok)
					}
				}
			}
			sameIDs(t, "", before, after)
			mustNotHold(t, name, string(got), "12345678909", "11144477735", "Rua Falsa", "01001000", "Souza", "test_user_9930174@", "fin@example.com")
		})
	}
}

func sameIDs(t *testing.T, path string, a, b any) {
	switch x := a.(type) {
	case map[string]any:
		y := b.(map[string]any)
		for k, v := range x {
			if k == "id" || strings.HasSuffix(k, "_id") || k == "external_reference" || k == "status" || strings.HasSuffix(k, "amount") || strings.HasPrefix(k, "date_") {
				if !reflect.DeepEqual(v, y[k]) {
					t.Errorf("%s.%s: %v became %v", path, k, v, y[k])
				}
				continue
			}
			sameIDs(t, path+"."+k, v, y[k])
		}
	case []any:
		for i, v := range x {
			sameIDs(t, path, v, b.([]any)[i])
		}
	}
}

func TestRedactHeaders(t *testing.T) {
	h := http.Header{
		"Authorization": {"Bearer " + tokenText}, "authorization": {"opaque-token-value x"}, "Proxy-Authorization": {"Basic Zm9vOmJhcg=="}, "Cookie": {"sid=abc"}, "Set-Cookie": {"a=1", "b=2"},
		"X-Public-Key": {keyText}, "X-Api-Key": {""}, "X-Signature": {"ts=1778508062,v1=" + strings.Repeat("ab", 32)},
		"X-Request-Id": {"bb56a2f1-6aae-46ac-982e-9dcd3581d08e"}, "Location": {"https://x.example/?access_token=abc&ok=1"}, "X-Evil\x1b[2J": {"a\r\nb" + esc},
		"X-Long": {strings.Repeat("a", 1000)},
	}
	got := NewRedactor().Headers(h)
	if !slices.IsSortedFunc(got, func(a, b Header) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("not sorted: %v", got)
	}
	want := []string{
		"Authorization: Bearer ********", "Cookie: ********", "Location: https://x.example/?access_token=********&ok=1", "Proxy-Authorization: Basic ********",
		"Set-Cookie: ********", "Set-Cookie: ********", "X-Api-Key: ", "X-Evil␛[2J: a b␛", "X-Long: " + strings.Repeat("a", 399) + "…", "X-Public-Key: ********",
		"X-Request-Id: bb56a2f1-6aae-46ac-982e-9dcd3581d08e", "X-Signature: ts=1778508062,v1=********", "authorization: ********",
	}
	var lines []string
	for _, x := range got {
		lines = append(lines, x.Name+": "+x.Value)
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	many := http.Header{"X": slices.Repeat([]string{"v"}, 5000)}
	if n := len(NewRedactor().Headers(many)); n != maxHeaderLines {
		t.Errorf("%d header lines kept", n)
	}
}

func TestRedactURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://api.mercadopago.com/v1/payments/1332504417":                    "https://api.mercadopago.com/v1/payments/1332504417",
		"https://x.example/?b=2&a=1":                                            "https://x.example/?b=2&a=1",
		"https://u:hunter2@x.example/p":                                         "https://x.example/p",
		"https://x.example/?access_token=abc&x=1":                               "https://x.example/?access_token=********&x=1",
		"https://x.example/?access%5Ftoken=abc":                                 "https://x.example/?access_token=********",
		"https://x.example/?Access_Token=abc":                                   "https://x.example/?Access_Token=********",
		"https://x.example/cb?code=abc&state=s":                                 "https://x.example/cb?code=********&state=s",
		"https://x.example/?code=&state=s":                                      "https://x.example/?code=&state=s",
		"https://x.example/?access_token=abc;x=1":                               "https://x.example/?access_token=********",
		"https://x.example/#access_token=abc":                                   "https://x.example/#access_token=********",
		"https://x.example/?to=ana%40example.com":                               "https://x.example/?to=a***%40example.com",
		"https://x.example/" + tokenText:                                        "https://x.example/APP_USR-%E2%80%A67891",
		"https://x.example/?public_key=" + keyText:                              "https://x.example/?public_key=" + keyText,
		"https://shop.example/hook?source_news=webhooks&data.id=1&type=payment": "https://shop.example/hook?source_news=webhooks&data.id=1&type=payment",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		got := NewRedactor().URL(u)
		if strings.Contains(want, "%E2") {
			want = strings.ReplaceAll(want, "%E2%80%A6", "…")
		}
		if got != want {
			t.Errorf("URL(%s)\n got %s\nwant %s", in, got, want)
		}
		if u.String() != in {
			t.Errorf("the caller's URL changed to %s", u)
		}
	}
}

func FuzzRedactText(f *testing.F) {
	for _, s := range []string{"", tokenText, "Bearer " + tokenText + "\r\n", "a@b.co@c.de", pan + " 123 11/30", "5031 4332 1540 6351", `"password":"x`, esc + "[2J\u202e", "https://u:p@h/?access_token=x", "123.456.789-09", grantText, secretText, "\xff" + secretText[:30] + "\r" + secretText[30:], "v1=" + secretText} {
		f.Add(s)
	}
	r := NewRedactor(secretText, "another-secret")
	f.Fuzz(func(t *testing.T, s string) {
		defer limitstest.Bounded(t, 4*len(s))()
		got := r.Text(s)
		if len(FindTokens([]byte(got))) > 0 || strings.Contains(got, secretText) || strings.Contains(got, "another-secret") {
			t.Errorf("%q leaves a secret: %q", s, got)
		}
		if strings.ContainsAny(got, "\x1b\r\x00\u009b\u202e") || !utf8.ValidString(got) {
			t.Errorf("%q leaves control characters: %q", s, got)
		}
		if again := r.Text(got); again != got {
			t.Errorf("%q gives %q and then %q", s, got, again)
		}
	})
}

func FuzzRedactJSON(f *testing.F) {
	for _, s := range []string{`{}`, `[]`, `null`, `"x"`, `-1.5e9`, `{"access_token":"c","a":[{"b":[1,{"payer":{"name":"x","email":"a@b.co"}}]}]}`, `{"a":"\ud83d\ude00\ud800\u001b"}`, `{"sftp_info":[[["x"]]]}`, `{"n":` + pan + `}`, `{"log":"{\"password\":\"x\"}"}`, `{"\u001b":{"` + tokenText + `":""}}`, " [ 1 , {} ] "} {
		f.Add([]byte(s))
	}
	r := NewRedactor(secretText)
	for _, s := range limitstest.JSON {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		defer limitstest.Bounded(t, 4*len(in))()
		got := r.JSON(in)
		if len(FindTokens(got)) > 0 || bytes.Contains(got, []byte(secretText)) {
			t.Fatalf("%q leaves a secret: %q", in, got)
		}
		if bytes.ContainsAny(got, "\x1b\r\x00\u009b") {
			t.Fatalf("%q leaves control characters: %q", in, got)
		}
		if !json.Valid(in) {
			return
		}
		if !json.Valid(got) {
			t.Fatalf("%q is JSON and became %q", in, got)
		}
		if a, b := keysOf(t, r, in), keysOf(t, r, got); limits.JSONDepth(in) == nil && !slices.Equal(a, b) {
			t.Fatalf("keys %q became %q", a, b)
		}
		// the same document with a canary below a secret name
		canary := []byte("qatest8812")
		if !bytes.Contains(in, canary) {
			doc := slices.Concat([]byte(`{"x":[{"password":"qatest8812","rest":`), in, []byte(`}]}`))
			if out := r.JSON(doc); json.Valid(doc) && (bytes.Contains(out, canary) || !json.Valid(out)) {
				t.Fatalf("%q leaves the canary: %q", doc, out)
			}
		}
	})
}

// keysOf lists the keys in order, as the redactor writes them.
func keysOf(t *testing.T, r *Redactor, doc []byte) []string {
	t.Helper()
	var out []string
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	var read func()
	read = func() {
		tok, err := dec.Token()
		if err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		d, _ := tok.(json.Delim)
		for d != 0 && dec.More() {
			if d == '{' {
				k, _ := dec.Token()
				out = append(out, r.Text(k.(string)))
			}
			read()
		}
		if d != 0 {
			_, _ = dec.Token()
		}
	}
	read()
	return out
}

// A body of the size and shape of an approved card payment.
var cardPayment = []byte(`{"id":1332504417,"date_created":"2026-05-11T10:01:02.000-04:00","date_approved":"2026-05-11T10:01:04.000-04:00","money_release_date":"2026-06-10T10:01:04.000-04:00",
"operation_type":"regular_payment","issuer_id":"25","payment_method":{"id":"visa","issuer_id":"25","type":"credit_card"},"status":"approved","status_detail":"accredited","currency_id":"BRL",
"description":"Camiseta azul M","live_mode":false,"sponsor_id":null,"authorization_code":"301299","collector_id":2034567891,"payer":{"type":null,"id":"2034567900","email":"test_user_9930174@testuser.com",
"identification":{"number":"12345678909","type":"CPF"},"phone":{"area_code":null,"number":null},"first_name":null},"metadata":{"pedido":"A-1001"},"additional_info":{"ip_address":null,"items":[{"id":"1","title":"Camiseta","quantity":"1","unit_price":"200"}]},
"external_reference":"A-1001","transaction_amount":200.0,"installments":2,"transaction_details":{"net_received_amount":190.02,"total_paid_amount":207.18,"external_resource_url":null},
"fee_details":[{"type":"mercadopago_fee","amount":9.98,"fee_payer":"collector"},{"type":"financing_fee","amount":7.18,"fee_payer":"payer"}],
"charges_details":[{"id":"1332504417-001","name":"mercadopago_fee","type":"fee","accounts":{"from":"collector","to":"mp"},"amounts":{"original":9.98,"refunded":0},"metadata":{"source":"rule-engine"}}],
"card":{"id":null,"first_six_digits":"423564","last_four_digits":"5682","expiration_month":11,"cardholder":{"name":"APRO","identification":{"number":"12345678909","type":"CPF"}}},
"notification_url":"https://app.example.com/mp/webhook?source_news=webhooks","point_of_interaction":{"type":"UNSPECIFIED","business_info":{"unit":"online_payments","sub_unit":"default"}}}`)

func BenchmarkRedactJSON(b *testing.B) {
	r := NewRedactor(tokenText, secretText, keyText)
	b.SetBytes(int64(len(cardPayment)))
	b.ReportAllocs()
	for b.Loop() {
		r.JSON(cardPayment)
	}
}

func BenchmarkRedactPage(b *testing.B) {
	r := NewRedactor(tokenText, secretText)
	page := strings.Repeat(`<div class="item" data-id="1332504417"><a href="https://shop.example/p?x=1">Camiseta azul</a> contato@shop.example</div>`+"\n", maxText/120)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		r.Text(page)
	}
}
