package webhook

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

var (
	capturedSig  = Sign(secret, orderID, reqID, signedAt, Millis, AsReceived)
	capturedURL  = "https://shop.example/hook?data.id=" + orderID + "&type=order"
	capturedBody = `{"action":"order.processed","data":{"id":"` + orderID + `"}}`
)

// wellFormed are captures of one delivery, each in the way a tool writes it.
func wellFormed() map[string]string {
	path := strings.TrimPrefix(capturedURL, "https://shop.example")
	quoted := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	har := func(entries string) string { return `{"log":{"version":"1.2","entries":[` + entries + `]}}` }
	signed := `{"request":{"method":"POST","url":` + quoted(capturedURL) + `,"headers":[{"name":"x-signature","value":` + quoted(capturedSig) + `},{"name":"X-Request-ID","value":` + quoted(reqID) + `}],"postData":{"text":` + quoted(capturedBody) + `}}}`
	return map[string]string{
		"curl, single quotes": "curl --location 'https://shop.example" + path + "' \\\n  -H 'x-signature: " + capturedSig + "' \\\n  --header 'x-request-id: " + reqID + "' --data-raw '" + capturedBody + "' --compressed",
		"curl, double quotes": "$ curl -sSX POST \"" + capturedURL + "\" -H\"X-Signature:" + capturedSig + "\" --header=x-request-id:" + reqID + " -d " + quoted(capturedBody),
		"curl, ansi quotes":   "curl -o out -u a:b --url " + "$'https://shop.example/hook\\u003fdata.id=" + orderID + "\\x26type=order'" + " -H $'x-signature: " + capturedSig + "' -H $'x-request-id:\\t" + reqID + "' --data $'" + capturedBody + "' | jq .",
		"curl, Windows lines": "curl '" + capturedURL + "' ^\r\n -H 'x-signature: " + capturedSig + "' \\\r\n -H 'x-request-id: " + reqID + "' -d '" + capturedBody + "'",
		"har": har(`{"request":{"method":"GET","url":"https://x.example/","headers":[]}},{"request":{"method":"POST","url":"https://x.example/other","headers":[],"postData":{"text":"a"}}},` +
			signed + `,{"request":{"method":"POST","url":"https://x.example/later","headers":[{"name":"x-signature","value":"ts=1,v1=00"}]}}`),
		"http":            "POST " + path + " HTTP/1.1\r\nHost: shop.example\r\nX-Signature: " + capturedSig + "\r\nx-request-id: " + reqID + "\r\nContent-Length: " + strconv.Itoa(len(capturedBody)) + "\r\n\r\n" + capturedBody,
		"http, verbose":   "> POST " + path + " HTTP/2\n> host: shop.example\n> x-signature: " + capturedSig + "\n> x-request-id: " + reqID + "\n\n" + capturedBody,
		"http/2":          ":method: POST\n:path: " + path + "\nx-signature: " + capturedSig + "\nx-request-id: " + reqID + "\n\n" + capturedBody,
		"ours, url":       `{"url":` + quoted(capturedURL) + `,"headers":{"x-signature":` + quoted(capturedSig) + `,"x-request-id":` + quoted(reqID) + `},"body":` + capturedBody + `}`,
		"ours, query":     `{"query":{"type":"order","data.id":"` + orderID + `"},"headers":{"X-SIGNATURE":[` + quoted(capturedSig) + `],"x-request-id":` + quoted(reqID) + `},"body":` + quoted(capturedBody) + `}`,
		"express, nested": `{"level":30,"msg":"request","req":{"method":"POST","url":` + quoted(path) + `,"query":{"data":{"id":"x"}},"headers":{"x-signature":` + quoted(capturedSig) + `,"x-request-id":` + quoted(reqID) + `}},"body":` + capturedBody + `}`,
		"express, list":   `[{"originalUrl":` + quoted(path) + `,"rawHeaders":["X-Signature",` + quoted(capturedSig) + `,"X-Request-Id",` + quoted(reqID) + `],"body":` + capturedBody + `}]`,
		"nginx": `{"time":"x","request":"GET / HTTP/1.1"}` + "\n" + `{"request":` + quoted("POST "+path+" HTTP/1.1") + `,"http_x_signature":` + quoted(capturedSig) +
			`,"http_x_request_id":` + quoted(reqID) + `,"request_id":"4f1c","request_body":` + quoted(capturedBody) + `}`,
		"log line": "2026-05-11T14:01:02Z info {\"path\":\"/hook\",\"args\":\"data.id=" + orderID + "\",\"headers\":[{\"key\":\"x-signature\",\"value\":" + quoted(capturedSig) + "},[\"x-request-id\"," + quoted(reqID) + "]],\"payload\":" + capturedBody + "}",
		"lambda":   `{"rawPath":"/hook","rawQueryString":"data.id=` + orderID + `","headers":{"x-signature":` + quoted(capturedSig) + `,"x-request-id":` + quoted(reqID) + `},"isBase64Encoded":true,"body":"eyJkYXRhIjp7ImlkIjoiT1JEVFNUMDFLUjJNM040UDVRNlI3UzhUOVYwVzFYMlkifX0="}`,
	}
}

func TestCapturesOfOneDelivery(t *testing.T) {
	for name, text := range wellFormed() {
		d, err := ParseCapture([]byte("\ufeff" + text + "\n"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := Explain(d, []Secret{{Value: secret}}); !got.Genuine() {
			t.Errorf("%s: %s %q %v: %+v", name, d.Form, d.Target, d.Header, got.Matches)
		}
		if d.DataID() != orderID || d.BodyDataID() != orderID || d.BodyCut {
			t.Errorf("%s: id %q, body %q, cut %v", name, d.DataID(), d.Body, d.BodyCut)
		}
	}
}

func TestBrokenCapturesSayWhatIsMissing(t *testing.T) {
	whole := wellFormed()
	cut := func(name string, n int) string { return whole[name][:len(whole[name])-n] }
	for name, c := range map[string]struct {
		text   string
		fault  CaptureFault
		detail string
	}{
		"empty":                                  {" \n\t", CaptureEmpty, ""},
		"prose":                                  {"hello, this is a webhook", CaptureUnknown, ""},
		"a page":                                 {"<html><body>x</body></html>", CaptureUnknown, ""},
		"a log that is not JSON":                 {`127.0.0.1 - - [x] "POST /hook HTTP/1.1" 200`, CaptureUnknown, ""},
		"broken JSON":                            {`{"url": nope}`, CaptureUnknown, "JSON"},
		"JSON of something else":                 {`{"a":1}`, CaptureUnknown, "JSON"},
		"curl, cut in quotes":                    {cut("curl, single quotes", 20), CaptureCut, "'"},
		"curl, cut in doubles":                   {cut("curl, double quotes", 3), CaptureCut, `"`},
		"curl, cut in ansi":                      {"curl x -H $'x-signature: ts=1", CaptureCut, "$'"},
		"curl, cut at an option":                 {"curl https://x.example -H", CaptureCut, "-H"},
		"curl, cut at a line":                    {"curl https://x.example \\", CaptureCut, `\`},
		"JSON, cut":                              {cut("ours, url", 2), CaptureCut, "JSON"},
		"HAR, cut":                               {cut("har", 30), CaptureCut, "JSON"},
		"HTTP, cut in a header":                  {"POST /hook HTTP/1.1\nHost: x\nx-sign", CaptureCut, "header"},
		"HAR without a POST":                     {`{"log":{"entries":[{"request":{"method":"GET","url":"https://x/"}}]}}`, CaptureNoRequest, ""},
		"no signature":                           {`{"url":"/hook?data.id=1","headers":{"x-request-id":"a"}}`, CaptureNoSignature, ""},
		"signature empty":                        {"POST /hook HTTP/1.1\nX-Signature: \n\n{}", CaptureNoSignature, ""},
		"HAR, unsigned":                          {`{"log":{"entries":[{"request":{"method":"POST","url":"https://x/?data.id=1"}}]}}`, CaptureNoSignature, ""},
		"IPN":                                    {"POST /hook?topic=payment&id=1 HTTP/1.1\nHost: x\n\n{}", CaptureUnsigned, ""},
		"IPN by its agent":                       {`{"url":"/hook","headers":{"user-agent":"MercadoPago Feed v2.0 payment"}}`, CaptureUnsigned, ""},
		"Stripe":                                 {`{"url":"/hook","headers":{"stripe-signature":"t=1,v1=00"}}`, CaptureOtherProvider, "stripe-signature (Stripe)"},
		"GitHub":                                 {"curl https://x.example -H 'X-Hub-Signature-256: sha256=00' -d '{}'", CaptureOtherProvider, "x-hub-signature-256 (GitHub, Meta)"},
		"Shopify in a HAR":                       {`{"log":{"entries":[{"request":{"method":"POST","url":"https://x/"}},{"request":{"method":"POST","url":"https://x/","headers":[{"name":"X-Shopify-Hmac-SHA256","value":"a"}]}}]}}`, CaptureOtherProvider, "x-shopify-hmac-sha256 (Shopify)"},
		"hash masked":                            {`{"url":"/hook?data.id=1","headers":{"x-signature":"ts=1,v1=••••••"}}`, CaptureMasked, ""},
		"hash redacted":                          {`{"url":"/hook?data.id=1","headers":{"x-signature":"ts=1,v1=[REDACTED]"}}`, CaptureMasked, ""},
		"query encoded twice":                    {`{"url":"/hook%3Fdata.id%3D1","headers":{"x-signature":"ts=1,v1=00"}}`, CaptureTwiceEncoded, ""},
		"larger than is read":                    {strings.Repeat(" ", maxCapture) + "{}", CaptureTooLarge, ""},
		"deeper than JSON may be":                {strings.Repeat("[", 20000), CaptureTooDeep, ""},
		"a notification, deeper than one may be": {`{"headers":{"x-signature":"ts=1,v1=00"},"body":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, CaptureTooDeep, ""},
	} {
		d, err := ParseCapture([]byte(c.text))
		var ce *CaptureError
		if !errors.As(err, &ce) || ce.Fault != c.fault || ce.Detail != c.detail {
			t.Errorf("%s: %v (%+v), want %s %q", name, err, d, c.fault, c.detail)
		}
	}
}

func TestCapturedFilesAreNotOpened(t *testing.T) {
	d, err := ParseCapture([]byte("curl https://x.example/?data.id=1 -H @capture_test.go -H 'x-signature: ts=1,v1=00' -d @capture_test.go --data-binary @/etc/passwd"))
	if err != nil || len(d.Body) != 0 || len(d.Header) != 1 {
		t.Errorf("%v %q %v", err, d.Body, d.Header)
	}
	d, err = ParseCapture([]byte("curl https://x.example/?data.id=$(id)`id` -H 'x-signature: ts=1,v1=00' --data-raw @here"))
	if err != nil || string(d.Body) != "@here" || d.DataID() != "$(id)`id`" {
		t.Errorf("%v %q %q", err, d.Body, d.Target)
	}
}

func TestCutBodyIsToldApart(t *testing.T) {
	head := "POST /hook?data.id=1 HTTP/1.1\nx-signature: ts=1,v1=00\nContent-Length: 40\n\n"
	if d, err := ParseCapture([]byte(head + `{"id":1,`)); err != nil || !d.BodyCut {
		t.Errorf("cut body: %v, %v", d.BodyCut, err)
	}
}

func TestReadings(t *testing.T) {
	for ts, want := range map[string][2]string{
		"1778508062":    {"2026-05-11T14:01:02Z", "1970-01-21T14:01:48Z"},
		"1778508062683": {"58328-", "2026-05-11T14:01:02Z"},
	} {
		s, ms, ok := Readings(ts)
		if !ok || !strings.HasPrefix(s.UTC().Format(time.RFC3339), want[0]) || ms.UTC().Format(time.RFC3339) != want[1] {
			t.Errorf("%s: %s, %s", ts, s.UTC().Format(time.RFC3339), ms.UTC().Format(time.RFC3339))
		}
	}
	for _, ts := range []string{"", "soon", "-1", "1778508062.683", strings.Repeat("9", 30)} {
		if _, _, ok := Readings(ts); ok {
			t.Errorf("%q was read", ts)
		}
	}
}

// A hostile capture may be read or refused, but not crash, call anything genuine that was not signed, or grow the work.
func FuzzParseCapture(f *testing.F) {
	for _, text := range wellFormed() {
		f.Add([]byte(text))
	}
	for _, s := range []string{"", "{", "[[]]", "curl", "curl -", "curl -H", "curl \\", "curl $'\\", "curl $'\\x\\u\\U0011ffff\\777'", "curl '", `{"log":{"entries":null}}`, `{"log":{"entries":[{}]}}`,
		`{"headers":[["a"],[1,2],{"name":1}]}`, ":path: /\n", "INFO: {}", "POST / HTTP/1.1\nx-signature: ts=,v1=", "x-signature: ts=1,v1=0\n", `{"headers":{"x-signature":"v1=a"},"query":{"data":{"id":{}}}}`,
		`{"headers":{"x-signature":"ts=1,v1=sha256=sha1=="},"url":"?data.id=%25&%zz"}`} {
		f.Add([]byte(s))
	}
	for _, s := range limitstest.JSON {
		f.Add([]byte(`{"headers":{"x-signature":"ts=1,v1=00"},"body":` + s + `}`))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		defer limitstest.Bounded(t, 4*len(raw))()
		d, err := ParseCapture(raw)
		if err != nil {
			var ce *CaptureError
			if !errors.As(err, &ce) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if strings.TrimSpace(d.Get("X-Signature")) == "" {
			t.Fatal("read without a signature")
		}
		// No input can hold a hash under a key it has not seen.
		unseen := Secret{Value: "fuzzing key that stands in no capture"}
		r := Explain(d, []Secret{unseen})
		for _, m := range r.Matches {
			if m.Variant() != string(HashPlain) { // a hash without any key is anybody's
				t.Fatalf("%+v explained %q", m, raw)
			}
		}
		if r.Tried > 20000 {
			t.Fatalf("%d variants", r.Tried)
		}
		ExplainHash(d, []Secret{unseen}, d.Get("X-Request-Id"))
	})
}
