package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient/limits"
)

const maxBody = 1 << 20

// access says who may call a route.
type access int

const (
	open      access = iota // nobody is asked
	bearer                  // access token
	activated               // access token of an account that may charge through the API
	eitherKey               // access token, or else a public key
)

// call is one request on its way through a handler.
type call struct {
	method  string
	path    string
	params  map[string]string // {name} segments of the pattern
	query   url.Values
	header  http.Header
	raw     []byte
	body    object   // nil when the request had none
	files   []upload // of a form
	client  string   // application id of the key used
	keyUsed string   // the public key used, if one was
	grant   *grant   // when the key came out of OAuth or the test pair
	base    string   // the simulator's own address, when the request named it
}

// route binds a method and a pattern to a handler. Handlers run with the server locked and
// must not block; topics add their routes in their own file.
type route struct {
	method, pattern string
	access          access
	handle          func(*Server, *call) reply
}

// routes is the whole surface. A literal segment wins over a {parameter}, whatever the order.
var routes = newTable(slices.Concat(accountRoutes, catalogRoutes, cardRoutes, paymentRoutes, refundRoutes,
	oauthRoutes, testUserRoutes, cardCatalogRoutes, webControlRoutes, refusalRoutes,
	customerRoutes, merchantOrderRoutes, subscriptionRoutes, chargebackRoutes, claimRoutes, advancedRoutes, walletRoutes, payoutRoutes, alertRoutes,
	orderRoutes, instoreRoutes, pointRoutes,
	preferenceRoutes, reportRoutes, controlRoutes))

// table finds routes by the number of segments first.
type table map[int][]entry

type entry struct {
	route
	segments []string
	literals int
}

func newTable(list []route) table {
	t := table{}
	for _, r := range list {
		e := entry{route: r, segments: split(r.pattern)}
		for _, seg := range e.segments {
			if !isParam(seg) {
				e.literals++
			}
		}
		t[len(e.segments)] = append(t[len(e.segments)], e)
	}
	for _, list := range t {
		slices.SortStableFunc(list, func(a, b entry) int { return b.literals - a.literals })
	}
	return t
}

func split(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

func isParam(seg string) bool { return strings.HasPrefix(seg, "{") }

// find returns the route and its parameters. When the path exists for other methods only,
// allowed lists them.
func (t table) find(method, path string) (found *entry, params map[string]string, allowed []string) {
	segments := split(path)
	list := t[len(segments)]
	for i := range list {
		p, fits := list[i].match(segments)
		if !fits {
			continue
		}
		if list[i].method == method {
			return &list[i], p, nil
		}
		allowed = append(allowed, list[i].method)
	}
	return nil, nil, allowed
}

func (e *entry) match(segments []string) (map[string]string, bool) {
	var params map[string]string
	for i, seg := range e.segments {
		switch {
		case isParam(seg):
			if segments[i] == "" {
				return nil, false
			}
			if params == nil {
				params = map[string]string{}
			}
			params[strings.Trim(seg, "{}")] = segments[i]
		case seg != segments[i]:
			return nil, false
		}
	}
	return params, true
}

// Request is one line of the request log. Neither query nor headers are kept: they may hold keys.
type Request struct {
	At     time.Time `json:"at"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Status int       `json:"status"`
}

// Requests lists the last 200 calls to the API, oldest first. Control calls are left out.
func (s *Server) Requests() []Request { return locked(s, s.requests.copy) }

// ServeHTTP answers one call, with or without a trailing slash.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-Id", locked(s, s.traceIDs.uuid))
	if s.keepPage(w, r) {
		return
	}
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		if refuseStranger(w, r) {
			return
		}
		rep := s.keepServe(r)
		contentType, body := rep.payload(w)
		send(w, rep.status, contentType, body)
		return
	}
	status := s.serveFaulty(w, r)
	s.with(func() { s.requests.add(Request{s.cfg.Now(), clip(r.Method, 16), clip(r.URL.Path, 300), status}) })
}

const jsonType = "application/json;charset=UTF-8"

// serveFaulty applies the faults a test asked for around the real answer.
func (s *Server) serveFaulty(w http.ResponseWriter, r *http.Request) int {
	free, held := s.holdOrderKey(r)
	if held {
		return writeLocked(w)
	}
	defer free()
	f := locked(s, s.chaos.next)
	pause := func(d time.Duration) error {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.ctx, cancel)()
		return s.cfg.Wait(ctx, d)
	}
	if f.Latency > 0 && pause(f.Latency) != nil {
		send(w, http.StatusServiceUnavailable, jsonType, nil)
		return http.StatusServiceUnavailable
	}
	status, contentType, body := f.Status, jsonType, []byte(nil)
	if status == 0 {
		rep := s.keepServe(r)
		status = rep.status
		contentType, body = rep.payload(w)
	} else {
		contentType, body = f.errorBody()
	}
	f.write(w, pause, status, contentType, body)
	return status
}

// serve finds the route, reads the body and runs the handler under the lock.
func (s *Server) serve(r *http.Request) (rep reply) {
	defer func() { rep = inOrderDialect(r.URL.Path, rep) }()
	e, params, allowed := routes.find(r.Method, r.URL.Path)
	if e == nil {
		if len(allowed) > 0 {
			return fail(http.StatusMethodNotAllowed, "Method not allowed")
		}
		return notFound()
	}
	c := &call{method: r.Method, path: r.URL.Path, params: params, query: r.URL.Query(), header: r.Header, base: ownBase(r)}
	if denied := s.authorize(e.access, c); denied != nil {
		return *denied
	}
	if bad := c.read(r.Body); bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.become(c)()
	if c.method != http.MethodGet {
		s.state.nextLapse = time.Time{}
	}
	return e.handle(s, c)
}

// read takes the body in: nothing or one JSON object of at most 1 MiB.
func (c *call) read(r io.Reader) *reply {
	if r == nil || c.method == http.MethodGet || c.method == http.MethodDelete {
		return nil
	}
	if isForm(c.header) {
		return c.readForm(r)
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil {
		return ptr(fail(http.StatusBadRequest, "the request body could not be read"))
	}
	if len(raw) > maxBody {
		return ptr(fail(http.StatusRequestEntityTooLarge, "the request body is too large"))
	}
	c.raw = raw
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	body, err := c.parse(raw)
	if err != nil {
		return ptr(fail(http.StatusBadRequest, "the request body is not a valid JSON object"))
	}
	c.body = body
	return nil
}

var errNotObject = errors.New("sandbox: not one JSON object")

func parseObject(raw []byte) (object, error) {
	if err := limits.JSONDepth(raw); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v object
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF || v == nil {
		return nil, errNotObject
	}
	saturate(v)
	return v, nil
}

// saturate turns numbers beyond every float into the largest one, in place: what comes back to
// the client as sent has to be readable there.
func saturate(v any) any {
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err != nil {
			return json.Number(strconv.FormatFloat(math.Copysign(math.MaxFloat64, f), 'g', -1, 64))
		}
	case object:
		for k, e := range v {
			v[k] = saturate(e)
		}
	case []any:
		for i, e := range v {
			v[i] = saturate(e)
		}
	}
	return v
}

// parse reads JSON; the token endpoint of OAuth takes a form too.
func (c *call) parse(raw []byte) (object, error) {
	if c.path != "/oauth/token" || !strings.HasPrefix(c.header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return parseObject(raw)
	}
	form, err := url.ParseQuery(string(raw))
	o := object{}
	for k := range form {
		o[k] = form.Get(k)
	}
	return o, err
}

func ptr[T any](v T) *T { return &v }

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
