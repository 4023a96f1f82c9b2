package sent

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

const token = "APP_USR-1234567890123456-112212-0123456789abcdef0123456789abcdef-701234567"

func read(t testing.TB, text string) checks.Sent {
	t.Helper()
	got, err := Read(context.Background(), []byte(text), Options{File: "x", Own: []string{"loja.com.br"}})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return got
}

// line is one recorded request; more are further members.
func line(method, url, body, more string) string {
	b, _ := json.Marshal(body)
	if more != "" {
		more = "," + more
	}
	return fmt.Sprintf(`{"method":%q,"url":%q,"request_body":%s%s}`, method, url, b, more)
}

const payments = "https://api.mercadopago.com/v1/payments"

// TestEveryFormSaysTheSame: the same two requests as a HAR, as lines in several spellings, as a list,
// in UTF-16 and with a byte order mark.
func TestEveryFormSaysTheSame(t *testing.T) {
	body := `{"transaction_amount":10,"token":"t","external_reference":"A"}`
	quoted, _ := json.Marshal(body)
	har := fmt.Sprintf(`{"log":{"version":"1.2","pages":[],"entries":[
		{"startedDateTime":"2026-11-01T10:00:00.000Z","request":{"method":"post","url":%q,"headers":[{"name":"x-idempotency-key","value":"k"}],"postData":{"mimeType":"application/json","text":%s}},"response":{"status":201,"content":{"text":%q,"encoding":"base64"}}},
		{"request":{"method":"GET","url":"https://loja.com.br/","headers":[]},"response":{"status":200,"content":{}}}]}}`,
		payments, quoted, base64.StdEncoding.EncodeToString([]byte(`{"status":"approved"}`)))
	page := `{"method":"GET","url":"https://loja.com.br/","status":200}`
	lines := `{"method":"POST","url":"` + payments + `","request_headers":{"X-Idempotency-Key":"k"},"request_body":` + body + `,"status":201,"response_body":{"status":"approved"},"time":"2026-11-01T10:00:00Z"}`
	pairs := `{"method":"POST","url":"` + payments + `","request_headers":[{"name":"X-IDEMPOTENCY-KEY","value":"k"}],"request_body":` + string(quoted) + `,"status":201,"response_body":"{\"status\":\"approved\"}","time":"2026-11-01T10:00:00Z"}`
	lists := strings.Replace(lines, `"k"`, `["k"]`, 1)
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(har)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, text := range map[string]string{
		"har": har, "lines": lines + "\n" + page + "\n", "pairs, CRLF and blank lines": "\r\n" + pairs + "\r\n\r\n" + page, "lists": lists + "\n" + page,
		"a list": "[" + lines + "," + page + "]", "byte order mark": "\ufeff" + har, "UTF-16": string(wide),
	} {
		got := read(t, text)
		w := got.Writes
		if got.Read != 2 || got.Calls != 1 || got.Skipped != 0 || got.Cut != "" || len(w) != 1 {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		if w[0].Key != checks.KeySent || !w[0].Approved || !w[0].Card || w[0].Device || w[0].Unsettled || w[0].Reference != "A" || w[0].Call.N != 1 || w[0].Call.What != "POST api.mercadopago.com/v1/payments" {
			t.Errorf("%s: %+v", name, w[0])
		}
		if b := got.Bodies[checks.FactPayment.Name]; b.Of != 1 || b.Doc.Str("external_reference") != "A" || b.Doc.ID != "x #1" || b.Call.At.Format(time.DateOnly) != "2026-11-01" {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

func TestWrongFiles(t *testing.T) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	if _, err := z.Create("a.har"); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, c := range map[string]struct {
		text string
		want Why
	}{
		"empty":              {"", WhyEmpty},
		"white space":        {" \r\n\t", WhyEmpty},
		"a page":             {"<!doctype html><p>", WhyNotJSON},
		"a log":              {"POST /v1/payments 201\n", WhyNotJSON},
		"an archive":         {archive.String(), WhyBinary},
		"mitmproxy's own":    {"1204:9:websocket;0:~8:response;\x00\x01\xff", WhyBinary},
		"other JSON":         {`{"openapi":"3.0.0","paths":{}}`, WhyOther},
		"another list":       {`[1,2,{"a":3}]`, WhyOther},
		"an empty HAR":       {`{"log":{"entries":[]}}`, WhyNone},
		"a HAR of nothing":   {`{"log":{"entries":{}}}`, WhyNotJSON},
		"broken at once":     {`{"log":{"entries":[{"request":`, WhyNotJSON},
		"no JSON in braces":  {"{hello}", WhyNotJSON},
		"requests to a file": {`{"method":"GET","url":"file:///etc/passwd"}`, WhyOther},
	} {
		path := filepath.Join(dir, "x")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path, Options{})
		var e *Error
		if !errors.As(err, &e) || e.Why != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil || os.Truncate(large, maxFile+1) != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]Why{filepath.Join(dir, "none"): WhyMissing, dir: WhyFolder, large: WhyLarge} {
		var e *Error
		if _, err := Open(t.Context(), path, Options{}); !errors.As(err, &e) || e.Why != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// TestDamageCostsNoMoreThanItself: a cut file gives what stood before, one bad line costs that line.
func TestDamageCostsNoMoreThanItself(t *testing.T) {
	one := `{"request":{"method":"POST","url":"` + payments + `","postData":{"text":"{}"}}}`
	for name, c := range map[string]struct {
		text          string
		read, skipped int
		cut           checks.SentCut
	}{
		"a cut HAR":            {`{"log":{"entries":[` + one + "," + one[:40], 1, 0, checks.SentBroken},
		"cut after an entry":   {`{"log":{"entries":[` + one, 1, 0, checks.SentBroken},
		"garbage inside":       {`{"log":{"entries":[` + one + `,@@` + one + `]}}`, 1, 0, checks.SentBroken},
		"entries of no kind":   {`{"log":{"entries":[7,{"request":{"method":1}},{"request":{"method":"GET","url":"::"}},` + one + `]}}`, 1, 3, ""},
		"a bad line":           {line("POST", payments, "{}", "") + "\n{oops\n" + line("POST", payments, "{}", ""), 2, 1, ""},
		"a cut line":           {line("POST", payments, "{}", "") + "\n" + `{"method":"POST","url":`, 1, 0, checks.SentBroken},
		"HAR entries as lines": {one + "\n" + one, 2, 0, ""},
		"a cut list":           {"[" + line("POST", payments, "{}", ""), 1, 0, checks.SentBroken},
	} {
		got := read(t, c.text)
		if got.Read != c.read || got.Skipped != c.skipped || got.Cut != c.cut {
			t.Errorf("%s: read %d, skipped %d, cut %q", name, got.Read, got.Skipped, got.Cut)
		}
	}
	many := strings.Repeat(`{"method":"GET","url":"https://a.b/"}`+"\n", maxEntries+10)
	if got := read(t, many); got.Read != maxEntries || got.Cut != checks.SentEntries {
		t.Errorf("%d entries, cut %q", got.Read, got.Cut)
	}
	if got := read(t, many[:len(many)/(maxEntries+10)*maxEntries]); got.Read != maxEntries || got.Cut != "" {
		t.Errorf("just enough: %d entries, cut %q", got.Read, got.Cut)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := Read(ctx, []byte(many), Options{}); err != nil || got.Read != 1 || got.Cut != checks.SentStopped {
		t.Errorf("cancelled: %d, %q, %v", got.Read, got.Cut, err)
	}
}

func TestWhatIsSeen(t *testing.T) {
	headers := func(kv string) string { return `"request_headers":{` + kv + `}` }
	server := `"Authorization":"Bearer ` + token + `"`
	for name, c := range map[string]struct {
		line string
		seen checks.Sight
		not  bool
	}{
		"token in the query":          {line("GET", payments+"/1?access_token="+token, "", ""), checks.SightTokenInQuery, false},
		"public key in the query":     {line("GET", "https://api.mercadopago.com/v1/payment_methods?public_key=APP_USR-1", "", ""), checks.SightTokenInQuery, true},
		"plain http":                  {line("GET", "http://api.mercadopago.com/v1/payments/1", "", ""), checks.SightPlainURL, false},
		"plain http elsewhere":        {line("GET", "http://localhost/v1/payments/1", "", ""), checks.SightPlainURL, true},
		"a payment read":              {line("GET", payments+"/12", "", ""), checks.SightPaymentRead, false},
		"a search":                    {line("GET", payments+"/search?external_reference=A", "", ""), checks.SightPaymentRead, false},
		"an order read":               {line("GET", "https://api.mercadopago.com/v1/orders/ORD01", "", ""), checks.SightPaymentRead, false},
		"a refund":                    {line("POST", payments+"/12/refunds", "", ""), checks.SightRefund, false},
		"a cancellation":              {line("PUT", payments+"/12", `{"status":"cancelled"}`, ""), checks.SightCancellation, false},
		"a capture":                   {line("PUT", payments+"/12", `{"capture":true}`, ""), checks.SightCancellation, true},
		"a chargeback":                {line("GET", "https://api.mercadopago.com/v1/chargebacks/9", "", ""), checks.SightChargeback, false},
		"card in a payment":           {line("POST", payments, `{"card":{"number":"4235 6477 2802 5682"}}`, ""), checks.SightCardData, false},
		"card to the own server":      {line("POST", "https://api.loja.com.br/pay", `{"cardNumber":"4235647728025682"}`, ""), checks.SightCardData, false},
		"card in a form":              {line("POST", "https://www.loja.com.br/pay", "card_number=4235+6477+2802+5682&x=1", ""), checks.SightCardData, false},
		"card in multipart":           {line("POST", "http://127.0.0.1/pay", "--x\r\nContent-Disposition: form-data; name=\"card_number\"\r\n\r\n4235647728025682\r\n--x--", ""), checks.SightCardData, false},
		"card masked by a recorder":   {line("POST", "https://loja.com.br/pay", `{"card_number":"423564******5682"}`, ""), checks.SightCardData, false},
		"security code":               {line("POST", "https://loja.com.br/pay", `{"cvv":"123"}`, ""), checks.SightCardData, false},
		"card of a page elsewhere":    {line("POST", "https://api.other.com/pay", `{"cvv":"123"}`, headers(`"Origin":"https://shop.other.com"`)), checks.SightCardData, false},
		"card token by the server":    {line("POST", "https://api.mercadopago.com/v1/card_tokens", `{"card_number":"4235647728025682"}`, headers(server)), checks.SightCardData, false},
		"card token by the browser":   {line("POST", "https://api.mercadopago.com/v1/card_tokens?public_key=x", `{"card_number":"4235647728025682"}`, headers(`"Origin":"https://loja.com.br"`)), checks.SightCardData, true},
		"card into secure fields":     {line("POST", "https://secure-fields.mercadopago.com/x", `{"card_number":"4235647728025682"}`, ""), checks.SightCardData, true},
		"a number that is no card":    {line("POST", "https://loja.com.br/pay", `{"card_number":"1234567812345678"}`, ""), checks.SightCardData, true},
		"a card token":                {line("POST", "https://loja.com.br/pay", `{"token":"0123456789abcdef0123456789abcdef","card_number":""}`, ""), checks.SightCardData, true},
		"an order number like a card": {line("POST", "https://loja.com.br/pay", `{"order":"4235647728025682"}`, ""), checks.SightCardData, true},
		"secure fields":               {line("GET", "https://secure-fields.mercadopago.com/index.html", "", ""), checks.SightSecureForm, false},
		"secure fields of a stranger": {line("GET", "https://secure-fields.evil.com/index.html", "", ""), checks.SightSecureForm, true},
	} {
		got := read(t, c.line)
		if n := len(got.Sights[c.seen]); (n == 0) != c.not {
			t.Errorf("%s: %d sights of %s: %+v", name, n, c.seen, got.Sights)
		}
	}
	got := read(t, line("POST", "https://gateway.example.com/pay", `{"cvv":"123"}`, ""))
	if cs := got.Sights[checks.SightCardData]; len(cs) != 1 || !cs[0].Unsure {
		t.Errorf("card data to a stranger is %+v", cs)
	}
	got = read(t, line("POST", "https://gateway.example.com/pay", `{"cvv":"123"}`, "")+"\n"+line("POST", "https://loja.com.br/pay", `{"cvv":"123"}`, ""))
	if cs := got.Sights[checks.SightCardData]; len(cs) != 2 || cs[0].Unsure || cs[0].N != 2 {
		t.Errorf("what is certain does not come first: %+v", cs)
	}
	if got := read(t, line("GET", "https://sdk.mercadopago.com/js/v2", "", "")); len(got.MPJS) != 1 || got.Calls != 0 {
		t.Errorf("MercadoPago.js: %+v", got)
	}
}

func TestWhoSends(t *testing.T) {
	for header, want := range map[string]string{
		`"User-Agent":"MercadoPago Go SDK/1.14.0"`:                             "Mercado Pago Go SDK 1.14.0",
		`"User-Agent":"MercadoPago Node.js SDK v2.0.6 (node v18; linux)"`:      "Mercado Pago Node.js SDK 2.0.6",
		`"User-Agent":"MercadoPago PHP SDK/3.0.0 (php 8.2)"`:                   "Mercado Pago PHP SDK 3.0.0",
		`"User-Agent":"x","X-Tracking-Id":"platform:8|go1.26,type:SDK2.1,so;"`: "Mercado Pago SDK 2.1",
		`"User-Agent":"x","X-Product-Id":"CNITR48HSRV0CRPT3NI0"`:               "X-Product-Id",
		`"User-Agent":"axios/1.6"`:                                             "", `"User-Agent":"mercadopago-shop/1.0"`: "",
	} {
		got := read(t, line("POST", payments, "{}", `"request_headers":{"Authorization":"Bearer `+token+`",`+header+`}`))
		name := ""
		if len(got.SDKs) > 0 {
			name = got.SDKs[0].Name
		}
		if name != want || got.Server != 1 {
			t.Errorf("%s: %q, want %q; %d server calls", header, name, want, got.Server)
		}
	}
	if got := read(t, line("POST", payments, "{}", `"request_headers":{"Authorization":"Bearer x"}`)); got.Server != 0 {
		t.Error("a recording without user agents speaks of them")
	}
}

func TestKeysAndRepetitions(t *testing.T) {
	key := func(k string) string { return `"request_headers":{"X-Idempotency-Key":"` + k + `"}` }
	got := read(t, strings.Join([]string{
		line("POST", payments, `{"a":1,"b":2}`, key("one")+`,"status":500`),
		line("POST", payments, `{"b": 2, "a": 1}`, key("one")+`,"status":0`),
		line("POST", payments, `{"a":1,"b":2}`, key("two")+`,"status":201`),
		line("POST", payments, `{"a":2}`, `"request_headers":{}`),
		line("POST", payments, `{"a":2}`, ""),
		line("POST", payments+"/1/refunds", ``, key("one")),
		line("POST", "https://api.mercadopago.com/checkout/preferences", `{"items":[]}`, ""),
	}, "\n"))
	w := got.Writes
	if len(w) != 6 {
		t.Fatalf("%d writes", len(w))
	}
	if w[0].KeyNo != w[1].KeyNo || w[0].KeyNo == w[2].KeyNo || w[5].KeyNo != w[0].KeyNo {
		t.Errorf("keys %d %d %d %d", w[0].KeyNo, w[1].KeyNo, w[2].KeyNo, w[5].KeyNo)
	}
	if w[0].BodyNo != w[1].BodyNo || w[1].BodyNo != w[2].BodyNo || w[3].BodyNo == w[0].BodyNo || w[5].BodyNo == w[3].BodyNo {
		t.Errorf("bodies %+v", w)
	}
	if !w[0].Unsettled || !w[1].Unsettled || w[2].Unsettled || w[4].Unsettled || w[3].Key != checks.KeyMissing || w[4].Key != checks.KeyUnknown {
		t.Errorf("%+v", w)
	}
	if b := got.Bodies; b[checks.FactPreference.Name].Of != 1 || b[checks.FactPayment.Name].Of != 5 || b[checks.FactPayment.Name].Doc.Str("b") != "2" {
		t.Errorf("the accepted body is the one that is judged: %+v", b)
	}
}

// secrets must not come out, wherever they stood.
var secrets = []string{token, "4235647728025682", "12345678909", "ana@loja.com.br", "abcdefkey", "sessionid"}

func TestNothingSecretIsKept(t *testing.T) {
	body := `{"token":"` + token + `","card_number":"4235647728025682","payer":{"email":"ana@loja.com.br","first_name":"Ana","identification":{"type":"CPF","number":"12345678909"}},"external_reference":"` + token + `","x\u001b[31m":"\u202e"}`
	text := line("POST", payments+"?access_token="+token, body, `"request_headers":{"Authorization":"Bearer `+token+`","X-Idempotency-Key":"abcdefkey","X-meli-session-id":"sessionid","User-Agent":"MercadoPago \u001b[31m SDK"},"status":201,"response_body":`+body) + "\n" +
		strings.Replace(line("POST", "https://loja.com.br/"+token+"/ESC?card=4235647728025682", body, ""), "ESC", `\u202e%1b[2J`, 1)
	got, err := Read(t.Context(), []byte(text), Options{File: "dir/" + token + "\x1b[31m.har", Own: []string{"loja.com.br"}})
	if err != nil || got.Read != 2 || len(got.Sights[checks.SightCardData]) != 2 {
		t.Fatalf("%v %+v", err, got)
	}
	kept, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(secrets, "\x1b", `\u001b`, "\u202e") {
		if strings.Contains(string(kept), s) {
			t.Errorf("%q is kept: %s", s, kept)
		}
	}
	if b := got.Bodies[checks.FactPayment.Name]; b.Marks == nil || len(b.Marks.Documents) != 1 || b.Marks.Documents["payer.identification"] == nil {
		t.Errorf("judgements before redaction are lost: %+v", b.Marks)
	}
}

func TestSameSite(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"loja.com.br", "www.loja.com.br", true}, {"api.loja.com.br", "loja.com.br", true}, {"api.loja.com.br", "checkout.loja.com.br", true}, {"api.shop.com", "pay.shop.com", true},
		{"loja.com.br", "evil.com.br", false}, {"shop.com", "evil.com", false}, {"a.com.ar", "b.com.ar", false}, {"evilloja.com.br", "loja.com.br", false}, {"10.0.0.1", "10.0.0.2", false}, {"", "", false},
	} {
		if SameSite(c.a, c.b) != c.want || SameSite(c.b, c.a) != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, !c.want)
		}
	}
}

// FuzzRead feeds files nobody wrote. Whatever they hold, reading ends within its bounds, keeps no
// secret of a known form and nothing a terminal would obey.
func FuzzRead(f *testing.F) {
	har := `{"log":{"entries":[{"startedDateTime":"2026-11-01T10:00:00Z","request":{"method":"POST","url":"` + payments + `","headers":[{"name":"X-Idempotency-Key","value":"k"}],"postData":{"text":"{\"token\":\"x\",\"payer\":{\"email\":\"ana@loja.com.br\"}}"}},"response":{"status":201,"content":{"text":"{}"}}}]}}`
	for _, s := range []string{har, har[:len(har)/2], "[" + line("POST", payments, "{}", "") + "]", line("POST", payments, `{"card_number":"4235647728025682"}`, "") + "\n{bad\n" + line("GET", payments+"/1?access_token="+token, "", ""),
		"", "{}", "[]", "{\"log\":7}", "\ufeff{", "\xff\xfe{\x00", "null", `{"method":"\u001b","url":"http://\u0007/"}`, strings.Repeat("[", 2000), `{"log":{"entries":[` + strings.Repeat("{},", 50)} {
		f.Add([]byte(s))
	}
	for _, s := range limitstest.JSON {
		f.Add([]byte(`{"method":"POST","url":"https://api.mercadopago.com/v1/payments","request_body":` + s + `}`))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		defer limitstest.Bounded(t, 4*len(raw))()
		got, err := Read(context.Background(), raw, Options{File: "x.har", Redactor: mpclient.NewRedactor(token)})
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Why == "") {
			t.Fatalf("an error of no kind: %v", err)
		}
		if err == nil && got.Read == 0 || got.Read+got.Skipped > maxEntries || got.Calls > got.Read || got.Server > got.Calls {
			t.Fatalf("out of bounds: %+v, %v", got, err)
		}
		kept, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(kept, []byte(token)) {
			t.Fatalf("keeps the token: %s", kept)
		}
		for _, list := range got.Sights {
			for _, c := range list {
				if c.What != mpclient.CleanLine(c.What, 120) || c.N < 1 {
					t.Fatalf("%+v", c)
				}
			}
		}
	})
}

// TestDeepBodies: a recording whose bodies are nested deeper than any of the API is read without them, and says so.
func TestDeepBodies(t *testing.T) {
	deep := limitstest.DeepJSON(2000)
	quoted, err := json.Marshal(deep)
	if err != nil {
		t.Fatal(err)
	}
	good := `{"method":"POST","url":"https://api.mercadopago.com/v1/payments","request_body":{"transaction_amount":1},"status":201}`
	for name, line := range map[string]string{
		"as text":    `{"method":"POST","url":"https://api.mercadopago.com/v1/payments","request_body":` + string(quoted) + `}`,
		"as JSON":    `{"method":"POST","url":"https://api.mercadopago.com/v1/payments","request_body":` + deep + `}`,
		"the answer": `{"method":"POST","url":"https://api.mercadopago.com/v1/payments","request_body":{},"response_body":` + deep + `}`,
	} {
		func() {
			raw := line + "\n" + good
			defer limitstest.Bounded(t, len(raw))()
			got, err := Read(context.Background(), []byte(raw), Options{})
			if err != nil || got.Read != 1 || got.Skipped != 1 {
				t.Errorf("%s: %d read, %d passed over, %v", name, got.Read, got.Skipped, err)
			}
		}()
	}
}
