package mpclient

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/homologa/homologa/mpclient/late"
)

// cost is what a write may do to money.
type cost int

const (
	never cost = iota // refused
	free              // moves no money
	asks              // asks somebody for money; nothing moves unless that person pays
	moves             // takes money from somebody or gives it back
)

// permit is one kind of write this program makes.
type permit struct {
	method     string
	path       string // with {forms} where an id stands
	shape      shape
	real, test cost // what it may do on a real and on a test account
}

// permits are all writes this program makes. What fits no line is refused on every account, before a connection is
// opened. Of lines with one method and path the stricter stands first. On a real account nothing moves, and what
// asks is bound by the smallest amount of its method.
var permits = []permit{
	{http.MethodPost, "/v1/payments", waitingPayment, asks, asks},
	{http.MethodPost, "/v1/payments", anyObject, never, moves},
	{http.MethodPut, "/v1/payments/{number}", cancels, free, free},
	{http.MethodPut, "/v1/payments/{number}", captures, never, moves},
	{http.MethodPost, "/v1/payments/{number}/refunds", refunds, never, moves},
	{http.MethodPost, "/v1/card_tokens", testCard, never, free},
	{http.MethodPost, "/v1/orders", waitingOrder, asks, asks},
	{http.MethodPost, "/v1/orders", onlineOrder, never, moves},
	{http.MethodPost, "/v1/orders/{order}/cancel", nothing, free, free},
	{http.MethodPost, "/v1/orders/{order}/capture", nothing, never, moves},
	{http.MethodPost, "/v1/orders/{order}/refund", orderRefunds, never, moves},
	{http.MethodPost, "/checkout/preferences", plainPreference, asks, asks},
	{http.MethodPost, "/checkout/preferences", anyObject, never, asks},
	{http.MethodPut, "/checkout/preferences/{preference}", expires, free, free},
	{http.MethodPost, "/preapproval", anyObject, never, moves},
	{http.MethodPut, "/preapproval/{subscription}", cancels, free, free},
	{http.MethodPost, "/merchant_orders", anyObject, never, free},
	{http.MethodPost, "/v1/account/{report}", reportPeriod, free, free},
	{http.MethodPost, "/v1/account/{report}/config", reportSetup, free, free},
	{http.MethodPut, "/v1/account/{report}/config", reportSetup, free, free},
	{http.MethodPost, "/v1/account/{report}/schedule", nothing, free, free},
	{http.MethodDelete, "/v1/account/{report}/schedule", nothing, free, free},
}

var reOwnPreference = late.Pattern(`^[0-9]{1,20}-[0-9A-Za-z-]{1,80}$`)

// forms are the ids in the paths above. None has a character that an address would have to escape.
var forms = map[string]func(string) bool{
	"{number}":       func(s string) bool { return digits(s) && len(s) <= 20 },
	"{order}":        func(s string) bool { return reOrder().MatchString(s) },
	"{preference}":   func(s string) bool { return reOwnPreference().MatchString(s) },
	"{subscription}": func(s string) bool { return rePreapproval().MatchString(s) },
	"{report}":       func(s string) bool { return s == string(SettlementReport) || s == string(ReleaseReport) },
}

// at reports whether a path is of the permit's pattern, segment by segment and to the letter.
func (p permit) at(path string) bool {
	return slices.EqualFunc(strings.Split(p.path, "/"), strings.Split(path, "/"), func(want, have string) bool {
		if fits := forms[want]; fits != nil {
			return fits(have)
		}
		return want == have
	})
}

// refusal is a reason of the guard with what it is about: method and path, a header, or a field of the body.
type refusal struct {
	reason error
	what   string
}

func (r *refusal) Error() string { return r.reason.Error() + ": " + CleanLine(r.what, 120) }

func (r *refusal) Unwrap() error { return r.reason }

func unlisted(what string) error { return &refusal{ErrUnlisted, what} }

// listed finds the first permit a write fits and what it asks for by it. strict is what keeps it from the strictest permit
// of its path, "" when nothing does.
func listed(req *http.Request, b sent) (p permit, a asked, strict string, err error) {
	u := req.URL
	if u.EscapedPath() != u.Path || u.RawQuery != "" || u.ForceQuery {
		return p, a, "", unlisted(call(req))
	}
	var reasons []string
	for _, p = range permits {
		if p.method != req.Method || !p.at(u.Path) {
			continue
		}
		a, why := p.shape(b)
		if reasons = append(reasons, why); why != "" {
			continue
		}
		if name := b.doc.holds(automaticKeys); name != "" {
			return p, a, "", &refusal{ErrShape, name}
		}
		return p, a, reasons[0], nil
	}
	if len(reasons) == 0 {
		return p, a, "", unlisted(call(req))
	}
	return p, a, "", &refusal{ErrShape, reasons[len(reasons)-1]}
}

func call(req *http.Request) string { return req.Method + " " + req.URL.RequestURI() }

// sentHeaders are those that go to the API: our own and the SDK's. Another could make a request something else on
// its way, as X-HTTP-Method-Override does.
var sentHeaders = []string{"Accept", "Authorization", "Content-Type", "User-Agent", "X-Idempotency-Key", "X-Product-Id", "X-Request-Id", "X-Tracking-Id"}

// whole refuses a request that is not only what its method, path and body say. Reads pass with it alone: no GET of
// the API changes anything.
func whole(req *http.Request, body []byte) error {
	for name, values := range req.Header {
		if !slices.Contains(sentHeaders, http.CanonicalHeaderKey(name)) || len(values) != 1 {
			return unlisted(name)
		}
	}
	if req.URL.Opaque != "" || req.URL.User != nil || len(req.Trailer) > 0 || len(req.TransferEncoding) > 0 {
		return unlisted(call(req))
	}
	if !reads(req) {
		if kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type")); len(body) > 0 && (err != nil || kind != "application/json") {
			return unlisted("Content-Type")
		}
		return nil
	}
	for name := range req.URL.Query() {
		if slices.Contains(methodKeys, bare(name)) {
			return unlisted("?" + name)
		}
	}
	if len(body) > 0 {
		return unlisted("GET with a body")
	}
	return nil
}

// methodKeys are parameters some frameworks take for the method of a request.
var methodKeys = []string{"method", "httpmethod", "methodoverride", "httpmethodoverride", "xmethodoverride", "xhttpmethod", "xhttpmethodoverride"}

// bare is a name without case and separators.
func bare(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(name))
}
