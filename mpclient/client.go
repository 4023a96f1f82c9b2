package mpclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mercadopago/sdk-go/pkg/config"
	"golang.org/x/time/rate"

	"github.com/homologa/homologa/mpclient/limits"
)

// DefaultBaseURL is the one host of the API; test and production differ by credential only.
const DefaultBaseURL = "https://api.mercadopago.com"

// Options set a client up. Zero values give the defaults named beside them.
type Options struct {
	BaseURL  string            // DefaultBaseURL
	HTTP     http.RoundTripper // a clone of http.DefaultTransport
	Recorder *Recorder         // a fresh one
	Redactor *Redactor         // a fresh one; the token is added either way
	Now      func() time.Time  // time.Now
	Sleep    func(context.Context, time.Duration) error
	MaxBody  int64 // 4 MiB
	Retries  int   // 2 further tries of requests that may be repeated; -1 for none
	PerSec   int   // 20 requests a second
	// Call is how long one call may take with the whole of its answer; limits.Call, and never more than that.
	Call time.Duration
}

// Client calls the API for one access token.
type Client struct {
	http     *http.Client
	sdk      *config.Config
	token    Secret
	guard    *guard
	redactor *Redactor
	recorder *Recorder
	base     *url.URL
	now      func() time.Time
	wire     http.RoundTripper // below all of it: for files too large to record
	call     time.Duration
}

// ErrTokenShape says that what was given is no Access Token. It may be anybody's secret, so it is not sent.
var ErrTokenShape = errors.New("mpclient: what was given does not have the shape of an access token, and is not sent")

// New makes a client. It fails on a base URL that is not one, and with ErrTokenShape on a token that is none.
func New(token Secret, o Options) (*Client, error) {
	if token == "" {
		return nil, errors.New("mpclient: no access token")
	}
	if kind, _, _, _ := classify(token.Reveal()); kind != KindAccessToken {
		return nil, ErrTokenShape
	}
	base, err := ParseBaseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	o = o.withDefaults()
	o.Redactor.Add(token)
	c := &Client{token: token, guard: &guard{}, redactor: o.Redactor, recorder: o.Recorder, base: base, now: o.Now, wire: o.HTTP, call: o.Call}
	tr := &transport{
		next:    &Recording{Base: o.HTTP, Recorder: o.Recorder, Redactor: o.Redactor, Now: o.Now, MaxBody: o.MaxBody},
		base:    base,
		guard:   c.guard,
		limiter: rate.NewLimiter(rate.Limit(o.PerSec), o.PerSec),
		retries: max(o.Retries, 0),
		call:    o.Call,
		now:     o.Now,
		sleep:   o.Sleep,
	}
	c.http = &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c.sdk, err = config.New(token.Reveal(), config.WithHTTPClient(c.http))
	if err != nil {
		return nil, fmt.Errorf("mpclient: %w", err)
	}
	return c, nil
}

// ParseBaseURL checks the address of an API; "" is the real one.
func ParseBaseURL(s string) (*url.URL, error) {
	if s == "" {
		s = DefaultBaseURL
	}
	shown := CleanLine(NewRedactor().Text(s), 80)
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("mpclient: base URL %q is not an http or https address", shown)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("mpclient: base URL %q carries a password, query or fragment; only scheme, host and path are used", shown)
	}
	if u.Scheme == "http" && !loopbackHost(u.Hostname()) {
		return nil, fmt.Errorf("mpclient: base URL %q is plain http: the access token would travel in the clear; use https", shown)
	}
	return u, nil
}

func loopbackHost(h string) bool {
	if strings.EqualFold(h, "localhost") {
		return true
	}
	ip := net.ParseIP(h)
	return ip != nil && ip.IsLoopback()
}

func (o Options) withDefaults() Options {
	if o.HTTP == nil {
		o.HTTP = http.DefaultTransport.(*http.Transport).Clone()
	}
	if o.Recorder == nil {
		o.Recorder = NewRecorder(nil)
	}
	if o.Redactor == nil {
		o.Redactor = NewRedactor()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	if o.MaxBody == 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.Retries == 0 {
		o.Retries = 2
	}
	if o.PerSec == 0 {
		o.PerSec = 20
	}
	if o.Call <= 0 || o.Call > limits.Call {
		o.Call = limits.Call
	}
	return o
}

// Sleep waits for d. It returns ctx.Err() when ctx is cancelled first.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Answer is a successful call: the body, redacted, with presence of fields intact.
type Answer struct {
	Status    int
	Body      []byte
	Exchange  string
	RequestID string
	// Marks are judgements on personal data that Body no longer holds; nil for calls that read nothing
	// an integration created.
	Marks *Marks
}

// capture is filled by the wrapped HTTP client while the SDK makes its call.
type capture struct {
	answer      Answer
	contentType string
	retryAfter  time.Duration
	raw         []byte
}

// requester stands between the SDK and the HTTP client and keeps a copy of the last answer.
type requester struct {
	c   *Client
	got *capture
}

// Do implements the SDK's requester.Requester.
func (r *requester) Do(req *http.Request) (*http.Response, error) {
	resp, err := r.c.http.Do(req)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	*r.got = capture{
		answer:      Answer{Status: resp.StatusCode, Exchange: ExchangeOf(resp), RequestID: requestID(r.c.redactor, resp)},
		contentType: resp.Header.Get("Content-Type"),
		retryAfter:  retryAfter(resp, r.c.now()),
		raw:         raw,
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	return resp, nil
}

// viaSDK makes a call with the official SDK. The SDK's typed answer is left aside: rules need to
// know which fields were there at all, and its decoding fails on values the API really sends.
func (c *Client) viaSDK(ctx context.Context, op string, call func(context.Context, *config.Config) error) (*Answer, error) {
	got := &capture{}
	cfg := *c.sdk
	cfg.Requester = &requester{c, got}
	err := call(WithOp(ctx, op), &cfg)
	return c.finish(op, got, err)
}

// get makes a call the SDK does not cover.
func (c *Client) get(ctx context.Context, op, path string, query url.Values) (*Answer, error) {
	u := url.URL{Scheme: "https", Host: "api.mercadopago.com", Path: path, RawQuery: query.Encode()}
	req, err := http.NewRequestWithContext(WithOp(ctx, op), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &Error{Op: op, Category: CatInvalid, Message: c.networkMessage(err)}
	}
	req.Header.Set("Accept", "application/json")
	if !query.Has("public_key") {
		req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	}
	got := &capture{}
	resp, err := (&requester{c, got}).Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return c.finish(op, got, err)
}

// finish turns what came back into an Answer or an *Error. callErr counts only when there was no
// answer at all: with one, the status and the body speak.
func (c *Client) finish(op string, got *capture, callErr error) (*Answer, error) {
	if got.answer.Status == 0 {
		e := &Error{Op: op}
		if callErr == nil {
			callErr = errors.New("no answer")
		}
		var xe *exchangeError
		if errors.As(callErr, &xe) {
			e.Exchange = xe.id
		}
		code, what := stopped(callErr)
		if e.Code, e.Refused = code, CleanLine(c.redactor.Text(what), 120); code != "" {
			e.Category = CatConsent
		} else if e.Category = NetworkCategory(callErr); e.Category == CatNetwork || e.Category == CatTimeout {
			e.Code = NetworkCause(callErr)
		}
		e.waited(callErr)
		e.cause = plainCause(callErr)
		e.Message = c.networkMessage(callErr)
		return nil, e
	}
	a := got.answer
	if err := limits.JSONDepth(got.raw); err != nil {
		e := &Error{Op: op, Status: a.Status, Category: CatGarbled, Code: CodeTooDeep, Message: err.Error(), RequestID: a.RequestID, Exchange: a.Exchange, RetryAfter: got.retryAfter}
		if a.Status >= 400 {
			e.Category = categoryOf(a.Status)
		}
		return nil, e
	}
	a.Body = c.redactor.JSON(got.raw)
	if a.Status >= 400 {
		e := parseError(op, a.Status, got.contentType, a.Body)
		e.RequestID, e.Exchange, e.RetryAfter = a.RequestID, a.Exchange, got.retryAfter
		return nil, e
	}
	if a.Status >= 300 {
		return nil, &Error{Op: op, Status: a.Status, Category: CatGarbled, Message: "redirect where an answer is due", RequestID: a.RequestID, Exchange: a.Exchange}
	}
	if !json.Valid(got.raw) {
		msg := "the answer is not JSON"
		if looksHTML(got.contentType, got.raw) {
			msg = notJSON
		}
		return nil, &Error{Op: op, Status: a.Status, Category: CatGarbled, Message: msg, RequestID: a.RequestID, Exchange: a.Exchange}
	}
	if isMarked(op) {
		marks, err := marksOf(got.raw)
		if err != nil {
			return nil, &Error{Op: op, Status: a.Status, Category: CatGarbled, Code: CodeTooDeep, Message: "names longer or more numerous than any answer of the API has", RequestID: a.RequestID, Exchange: a.Exchange}
		}
		a.Marks = marks
	}
	return &a, nil
}

// plainCause drops the wrapping that names the URL and keeps what errors.Is may look for.
func plainCause(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	return err
}

// networkMessage words an error without the URL noise of net/http.
func (c *Client) networkMessage(err error) string {
	err = plainCause(err)
	return CleanLine(c.redactor.Text(strings.TrimPrefix(err.Error(), "net/http: ")), 200)
}

// AsError unwraps the *Error of a failed call.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
