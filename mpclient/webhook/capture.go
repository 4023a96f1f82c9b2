package webhook

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/homologa/homologa/mpclient/limits"
)

// Delivery is one notification as it reached a receiver. Everything in it is somebody else's text.
type Delivery struct {
	Form   string // how it was captured: curl, har, http, json
	Method string
	Target string // address or path with its query, as captured; "" when the capture has none
	Header http.Header
	Body   []byte
	// BodyCut says that the body is shorter than its Content-Length. The signature does not cover it.
	BodyCut bool
}

// Get is the first value of a header.
func (d Delivery) Get(name string) string { return d.Header.Get(name) }

const (
	maxID      = 512 // longer values are no ids and only cost time
	maxCapture = 4 << 20
	maxParams  = 200
)

// param is a query parameter, decoded and as written.
type param struct{ value, raw string }

// query is read by hand: net/url drops the whole of a query that has one bad part. The first value of a name counts.
func (d Delivery) query() map[string]param {
	target, _, _ := strings.Cut(d.Target, "#")
	_, q, _ := strings.Cut(target, "?")
	out := map[string]param{}
	n := 0
	for part := range strings.SplitSeq(q, "&") {
		if n++; n > maxParams {
			break
		}
		k, v, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(strings.TrimPrefix(k, "amp;"))
		if err != nil {
			continue
		}
		value, err := url.QueryUnescape(v)
		if err != nil {
			value = v
		}
		if _, ok := out[name]; !ok {
			out[name] = param{value, v}
		}
	}
	return out
}

// DataID is data.id of the query, "" without one.
func (d Delivery) DataID() string { return d.query()["data.id"].value }

// BodyDataID is data.id of the body, "" without one.
func (d Delivery) BodyDataID() string { return d.bodyIDs().data }

// IPN tells whether the delivery has the form of the old channel, whose signature never verifies.
func (d Delivery) IPN() bool {
	q := d.query()
	return q["topic"].value != "" && q["data.id"].value == "" || strings.HasPrefix(d.Get("User-Agent"), "MercadoPago Feed")
}

type bodyIDs struct{ id, data, resource string }

func (d Delivery) bodyIDs() (out bodyIDs) {
	var b struct {
		ID       json.RawMessage
		Resource json.RawMessage
		Data     json.RawMessage
	}
	if limits.Unmarshal(d.Body, &b) != nil {
		return out
	}
	var data struct{ ID json.RawMessage }
	_ = json.Unmarshal(b.Data, &data)
	out.id, out.data, out.resource = plainJSON(b.ID), plainJSON(data.ID), plainJSON(b.Resource)
	if i := strings.LastIndexByte(strings.TrimRight(out.resource, "/"), '/'); i >= 0 {
		out.resource = strings.TrimRight(out.resource, "/")[i+1:]
	}
	return out
}

// plainJSON is the text of a JSON string, number or boolean; "" of anything else.
func plainJSON(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	var s string
	switch {
	case len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || string(raw) == "null":
		return ""
	case raw[0] == '"':
		_ = json.Unmarshal(raw, &s)
		return s
	}
	return string(raw)
}

// CaptureFault is a stable id of what a capture lacks.
type CaptureFault string

// What may be wrong with a capture.
const (
	CaptureEmpty         CaptureFault = "empty"
	CaptureUnknown       CaptureFault = "unknown"        // none of the forms we read
	CaptureCut           CaptureFault = "cut"            // it ends in the middle of something; the detail says of what
	CaptureNoRequest     CaptureFault = "no-request"     // a HAR without a POST
	CaptureNoSignature   CaptureFault = "no-signature"   // no x-signature header
	CaptureUnsigned      CaptureFault = "unsigned"       // none, and an IPN, which carries none that verifies
	CaptureOtherProvider CaptureFault = "other-provider" // the signature header of somebody else, named in the detail
	CaptureMasked        CaptureFault = "masked"         // the tool that captured hid the hash
	CaptureTwiceEncoded  CaptureFault = "encoded-twice"  // the query is encoded as part of the path
	CaptureTooLarge      CaptureFault = "too-large"
	CaptureTooDeep       CaptureFault = "too-deep" // JSON nested beyond limits.Depth
)

// CaptureFaults lists every id, for texts and tests.
var CaptureFaults = []CaptureFault{CaptureEmpty, CaptureUnknown, CaptureCut, CaptureNoRequest, CaptureNoSignature, CaptureUnsigned,
	CaptureOtherProvider, CaptureMasked, CaptureTwiceEncoded, CaptureTooLarge, CaptureTooDeep}

// CaptureError says why a capture cannot be judged.
type CaptureError struct {
	Fault  CaptureFault
	Detail string // a header, a provider, a place; may be text of the capture
}

func (e *CaptureError) Error() string {
	return "webhook: capture: " + string(e.Fault) + " " + strconv.Quote(e.Detail)
}

func captureError(f CaptureFault, detail string) error { return &CaptureError{f, detail} }

// providers sign with headers of their own.
var providers = []struct{ header, name string }{
	{"Stripe-Signature", "Stripe"}, {"X-Hub-Signature-256", "GitHub, Meta"}, {"X-Hub-Signature", "GitHub, Meta"},
	{"X-Shopify-Hmac-Sha256", "Shopify"}, {"X-Slack-Signature", "Slack"}, {"Paypal-Transmission-Sig", "PayPal"}, {"X-Twilio-Signature", "Twilio"}, {"Svix-Signature", "Svix"},
	{"Webhook-Signature", "Standard Webhooks"}, {"X-Wc-Webhook-Signature", "WooCommerce"}, {"X-Square-Hmacsha256-Signature", "Square"},
	{"X-Gitlab-Token", "GitLab"}, {"X-Line-Signature", "LINE"}, {"Asaas-Access-Token", "Asaas"}, {"X-Authenticity-Token", "PagBank"},
}

// ParseCapture reads a captured delivery: a curl command, a HAR, a raw HTTP request, or JSON (an object
// of url, headers and body, or a line of an access log). Nothing in it is run, opened or asked for.
func ParseCapture(raw []byte) (Delivery, error) {
	if len(raw) > maxCapture {
		return Delivery{}, captureError(CaptureTooLarge, "")
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(raw), "\ufeff"))
	if text == "" {
		return Delivery{}, captureError(CaptureEmpty, "")
	}
	d, err := parseForm(strings.TrimPrefix(text, "$ "))
	if err != nil {
		return Delivery{}, err
	}
	return d, d.judgeable()
}

func parseForm(text string) (Delivery, error) {
	switch {
	case strings.HasPrefix(text, "curl ") || strings.HasPrefix(text, "curl\t") || strings.HasPrefix(text, "curl.exe "):
		return parseCurl(text)
	case text[0] == '{' || text[0] == '[':
		return parseJSON(text)
	}
	if d, ok, err := parseHTTP(text); ok || err != nil {
		return d, err
	}
	// A log line may have a date and a level before its object.
	if i := strings.IndexByte(text, '{'); i > 0 && !strings.Contains(text[:i], "\n") {
		return parseJSON(text[i:])
	}
	return Delivery{}, captureError(CaptureUnknown, "")
}

// judgeable tells what is missing before signatures can be compared.
func (d Delivery) judgeable() error {
	sig := d.Get("X-Signature")
	low := strings.ToLower(d.Target)
	switch {
	case strings.TrimSpace(sig) == "":
		for _, p := range providers {
			if d.Get(p.header) != "" {
				return captureError(CaptureOtherProvider, strings.ToLower(p.header)+" ("+p.name+")")
			}
		}
		if d.IPN() {
			return captureError(CaptureUnsigned, "")
		}
		return captureError(CaptureNoSignature, "")
	case !strings.Contains(low, "?") && (strings.Contains(low, "%3f") || strings.Contains(low, "data.id%3d")):
		return captureError(CaptureTwiceEncoded, "")
	}
	if _, v1, err := ParseHeader(sig); err == nil && (strings.ContainsAny(v1, "*•…[<") || !utf8.ValidString(v1)) {
		return captureError(CaptureMasked, "")
	}
	return nil
}

// addHeader keeps a header under the name that Mercado Pago writes: logs and CGI spell names in their own way.
func (d *Delivery) addHeader(name, value string) {
	name = strings.ReplaceAll(strings.TrimSpace(name), "_", "-")
	if len(name) > 5 && strings.EqualFold(name[:5], "http-") {
		name = name[5:]
	}
	if name == "" || len(name) > 200 || len(d.Header) > 500 {
		return
	}
	if d.Header == nil {
		d.Header = http.Header{}
	}
	d.Header[textproto.CanonicalMIMEHeaderKey(name)] = append(d.Header[textproto.CanonicalMIMEHeaderKey(name)], strings.TrimSpace(value))
}

// parseHTTP reads a request as it goes over the wire, also as curl -v and debuggers print it. ok is false
// when the text is none.
func parseHTTP(text string) (d Delivery, ok bool, err error) {
	head, body, whole := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	lines := strings.Split(head, "\n")
	for i, l := range lines {
		if rest, cut := strings.CutPrefix(l, "> "); cut {
			lines[i] = rest
		}
	}
	d = Delivery{Form: "http", Body: []byte(body)}
	if first := strings.Fields(lines[0]); len(first) >= 2 && slices.Contains([]string{"POST", "GET", "PUT"}, first[0]) {
		d.Method, d.Target = first[0], first[1]
		lines = lines[1:]
	} else if all := "\n" + strings.ToLower(strings.Join(lines, "\n")); !strings.Contains(all, "\nx-signature:") &&
		!strings.Contains(all, "\n:path:") {
		// headers alone are taken only when they are surely that
		return Delivery{}, false, nil
	}
	for i, l := range lines {
		if pseudo, v, found := strings.Cut(strings.TrimPrefix(l, ":"), ":"); found && strings.HasPrefix(l, ":") {
			switch pseudo {
			case "path":
				d.Target = strings.TrimSpace(v)
			case "method":
				d.Method = strings.TrimSpace(v)
			}
			continue
		}
		k, v, found := strings.Cut(l, ":")
		if !found {
			if strings.TrimSpace(l) == "" {
				continue
			}
			if i == len(lines)-1 && !whole && len(lines) > 1 {
				return Delivery{}, true, captureError(CaptureCut, "header")
			}
			return Delivery{}, d.Method != "", captureUnless(d.Method == "")
		}
		d.addHeader(k, v)
	}
	if d.Method == "" && len(d.Header) == 0 {
		return Delivery{}, false, nil
	}
	n, err := strconv.Atoi(d.Get("Content-Length"))
	d.BodyCut = err == nil && n > len(body)+1 // a line end may have been lost on the way
	return d, true, nil
}

func captureUnless(other bool) error {
	if other {
		return nil
	}
	return captureError(CaptureUnknown, "")
}
