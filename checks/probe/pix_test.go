package probe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// till is the API of one account without a network: every request goes through, is kept, and may be
// met by an answer of the test's own.
type till struct {
	box  *sandbox.Server
	meet func(*http.Request, *http.Response) *http.Response // after the simulator answered

	mu     sync.Mutex
	writes []string
	keys   []string // idempotency keys of the writes
	bodies []string
}

func newTill(t *testing.T, kind sandbox.AccountKind) *till {
	t.Helper()
	box := sandbox.New(sandbox.Config{Site: mpclient.MLB, Now: clock, Seed: 3, AllowLocal: true})
	t.Cleanup(box.Close)
	box.SetKind(kind)
	return &till{box: box}
}

func (a *till) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if r.Method != http.MethodGet {
		a.mu.Lock()
		a.writes = append(a.writes, r.Method+" "+r.URL.Path)
		a.keys = append(a.keys, r.Header.Get("X-Idempotency-Key"))
		a.bodies = append(a.bodies, string(body))
		a.mu.Unlock()
	}
	w := httptest.NewRecorder()
	a.box.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	if a.meet != nil {
		if other := a.meet(r, resp); other != nil {
			other.Request = r
			return other, nil
		}
	}
	return resp, nil
}

func envOfTill(a *till) *probe.Env {
	cred := a.box.Credentials()
	return &probe.Env{API: a, Now: clock, Load: func() checks.Settings {
		return checks.Settings{Product: checks.CheckoutPro, AccessToken: mpclient.Secret(cred.AccessToken), PublicKey: mpclient.Secret(cred.PublicKey)}
	}}
}

func (a *till) audit(sandboxed bool) *checks.Audit {
	return auditOf(&probe.Env{API: a, Now: clock, Load: func() checks.Settings {
		return checks.Settings{Product: checks.CheckoutPro, AccessToken: mpclient.Secret(a.box.Credentials().AccessToken), Sandbox: sandboxed}
	}})
}

func (a *till) look(ctx context.Context, consent ...string) checks.Finding {
	return lookAgain(ctx, a.audit(false), consent...)
}

func lookAgain(ctx context.Context, a *checks.Audit, consent ...string) checks.Finding {
	sel := checks.Selection{IDs: []checks.ID{"pix.key"}, Consent: map[string]bool{}}
	for _, c := range consent {
		sel.Consent[c] = true
	}
	for _, f := range a.Run(ctx, sel).Findings {
		if f.ID == "pix.key" {
			return f
		}
	}
	return checks.Finding{}
}

// states lists the status of every payment with homologa's reference.
func (a *till) states(t *testing.T) []string {
	t.Helper()
	r := httptest.NewRequest("GET", "/v1/payments/search?limit=50", nil)
	r.Header.Set("Authorization", "Bearer "+a.box.Credentials().AccessToken)
	w := httptest.NewRecorder()
	a.box.ServeHTTP(w, r)
	var page struct {
		Results []struct {
			Status    string `json:"status"`
			Reference string `json:"external_reference"`
		} `json:"results"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var out []string
	for _, p := range page.Results {
		if strings.HasPrefix(p.Reference, checks.OwnReference) {
			out = append(out, p.Status)
		}
	}
	return out
}

func answered(status int, kind, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body))}
}

func isCreation(r *http.Request) bool { return r.Method == http.MethodPost }

// question is what the finding asks, without which no test may send anything.
func question(t *testing.T, a *till) string {
	t.Helper()
	f := a.look(t.Context())
	if f.Verdict != checks.NeedsInput || f.Input != "consent" || f.Consent == "" {
		t.Fatalf("%+v", f)
	}
	return f.Consent
}

// TestNoByteIsWrittenWithoutThisVeryConsent: on a real account neither silence, nor a blanket yes, nor
// a yes to another account or amount lets a write out.
func TestNoByteIsWrittenWithoutThisVeryConsent(t *testing.T) {
	a := newTill(t, sandbox.Real)
	f := a.look(t.Context())
	id := strconv.FormatInt(a.box.Credentials().UserID, 10)
	for _, l := range lang.All {
		if s := l.Text(f.Detail); !strings.Contains(s, id) || !strings.Contains(s, "LOJAEXEMPLO") || !strings.Contains(s, l.Money("BRL 0.01")) {
			t.Errorf("%s does not name account and amount: %s", l, s)
		}
	}
	for _, c := range [][]string{nil, {"*"}, {"pix.charge"}, {"pix.charge 1 BRL 0.01"}, {"pix.charge " + id + " BRL 0.02"}, {"pix.charge " + id}} {
		if f := a.look(t.Context(), c...); f.Verdict != checks.NeedsInput || f.Input != "consent" {
			t.Errorf("%v: %s %s", c, f.Verdict, f.Detail.Key)
		}
	}
	if len(a.writes) > 0 {
		t.Errorf("sent %v", a.writes)
	}
	if f = a.look(t.Context(), question(t, a)); f.Detail.Key != "find.pix.created" {
		t.Errorf("%s %s", f.Verdict, f.Detail.Key)
	}
	if len(a.writes) != 2 || !strings.HasPrefix(a.keys[0], checks.OwnReference) || !slices.Equal(a.states(t), []string{"cancelled"}) {
		t.Errorf("writes %v, keys %v, payments %v", a.writes, a.keys, a.states(t))
	}
	for _, want := range []string{`"transaction_amount":0.01`, `"payment_method_id":"pix"`, `"date_of_expiration":"2026-11-20T09:35:00.001-03:00"`, a.keys[0]} {
		if !strings.Contains(a.bodies[0], want) {
			t.Errorf("no %s in %s", want, a.bodies[0])
		}
	}
}

// TestOneConsentIsOneProof: the yes that was given counts in its own run and not in the next.
func TestOneConsentIsOneProof(t *testing.T) {
	a := newTill(t, sandbox.Real)
	yes := question(t, a)
	audit := a.audit(false)
	if f := lookAgain(t.Context(), audit, yes); f.Detail.Key != "find.pix.created" {
		t.Fatalf("%s %s", f.Verdict, f.Detail.Key)
	}
	n := len(a.writes)
	// The payment it made is no proof later on: a new proof needs a new yes.
	if f := lookAgain(t.Context(), audit); f.Detail.Key != "gap.detail.consent_pix" || len(a.writes) != n {
		t.Errorf("%s %s, %d writes after %d", f.Verdict, f.Detail.Key, len(a.writes), n)
	}
}

// TestConsentsAtOnce: audits of one account that were all agreed to leave nothing behind.
func TestConsentsAtOnce(t *testing.T) {
	a := newTill(t, sandbox.Real)
	yes := question(t, a)
	shared := a.audit(false)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			audit := shared
			if i%2 == 0 {
				audit = a.audit(false)
			}
			if f := lookAgain(t.Context(), audit, yes); f.Detail.Key != "find.pix.created" {
				t.Errorf("%s %s", f.Verdict, f.Detail.Key)
			}
		})
	}
	wg.Wait()
	slices.Sort(a.keys)
	if got := a.states(t); len(got) != 4 || slices.Contains(got, "pending") || len(slices.Compact(a.keys)) != 8 {
		t.Errorf("%v, keys %v", got, a.keys)
	}
}

func TestPixProofEndings(t *testing.T) {
	page := func(status int) func(*http.Response) *http.Response {
		return func(*http.Response) *http.Response { return answered(status, "text/html", "<html>proxy</html>") }
	}
	refuse := func(body string) func(*http.Response) *http.Response {
		return func(*http.Response) *http.Response { return answered(403, "application/json", body) }
	}
	for name, c := range map[string]struct {
		kind   sandbox.AccountKind
		noKey  bool
		create func(*http.Response) *http.Response // instead of the answer to the creation
		search func(*http.Response) *http.Response
		cancel func(*http.Response) *http.Response
		key    string
		writes int
		left   []string
	}{
		"no key":                          {kind: sandbox.Real, noKey: true, key: "find.pix.no_key", writes: 1},
		"a test account":                  {kind: sandbox.Test, key: "find.pix.created", writes: 2, left: []string{"cancelled"}},
		"answer lost, payment found":      {kind: sandbox.Real, create: page(201), key: "find.pix.created", writes: 2, left: []string{"cancelled"}},
		"answer and search lost":          {kind: sandbox.Real, create: page(201), search: page(200), key: "find.pix.lost", writes: 1, left: []string{"pending"}},
		"refused for another reason":      {kind: sandbox.Real, create: refuse(`{"message":"Payer email forbidden","status":403,"cause":[{"code":4390}]}`), key: "find.pix.refused", writes: 1, left: []string{"pending"}},
		"cancellation refused":            {kind: sandbox.Real, cancel: refuse(`{"message":"no","status":403}`), key: "find.pix.left_behind", writes: 2, left: []string{"cancelled"}},
		"cancellation without a word":     {kind: sandbox.Real, cancel: page(200), key: "find.pix.left_behind", writes: 2, left: []string{"cancelled"}},
		"cancellation that did not count": {kind: sandbox.Real, cancel: func(*http.Response) *http.Response { return answered(200, "application/json", `{"status":"pending"}`) }, key: "find.pix.left_behind", writes: 2, left: []string{"cancelled"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newTill(t, c.kind)
			yes := "*"
			if c.kind == sandbox.Real {
				yes = question(t, a)
			}
			if c.noKey {
				a.box.SetPix(true, false)
			}
			a.meet = func(r *http.Request, resp *http.Response) *http.Response {
				for _, x := range []struct {
					hit    bool
					answer func(*http.Response) *http.Response
				}{{isCreation(r), c.create}, {r.Method == http.MethodPut, c.cancel}, {strings.Contains(r.URL.RawQuery, "external_reference"), c.search}} {
					if x.hit && x.answer != nil {
						return x.answer(resp)
					}
				}
				return nil
			}
			f := a.look(t.Context(), yes)
			if f.Detail.Key != c.key || len(a.writes) != c.writes || !slices.Equal(a.states(t), c.left) {
				t.Errorf("%s %s %v, writes %v, payments %v", f.Verdict, f.Detail.Key, f.Detail.Args, a.writes, a.states(t))
			}
			if c.key == "find.pix.left_behind" && !slices.ContainsFunc(f.Detail.Args, func(s string) bool { return strings.HasSuffix(a.writes[1], "/"+s) }) {
				t.Errorf("the payment left behind is not named: %v", f.Detail.Args)
			}
			said(t, f)
		})
	}
}

// TestInterruptLeavesNothingBehind: who stops the run while the payment is being made waits for its
// cancellation, whatever else is on its way at that moment.
func TestInterruptLeavesNothingBehind(t *testing.T) {
	for name, when := range map[string]func(*http.Request) bool{"at the creation": isCreation, "at the cancellation": func(r *http.Request) bool { return r.Method == http.MethodPut }} {
		for round := range 25 {
			synctest.Test(t, func(t *testing.T) {
				a := newTill(t, sandbox.Real)
				yes := question(t, a)
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				a.meet = func(r *http.Request, _ *http.Response) *http.Response {
					if when(r) {
						stop()
					}
					return nil
				}
				e := envOfTill(a)
				e.API = &slow{next: a, rnd: rand.New(rand.NewPCG(uint64(round), 7))}
				rep := auditOf(e).Run(ctx, checks.Selection{IDs: []checks.ID{"pix.key", "approval.history", "credentials.can_charge"}, Consent: map[string]bool{yes: true}})
				time.Sleep(time.Minute) // in the bubble: requests that the interrupted run left behind come to their end
				a.mu.Lock()
				writes := len(a.writes)
				a.mu.Unlock()
				if !rep.Cancelled || writes != 2 || !slices.Equal(a.states(t), []string{"cancelled"}) {
					t.Errorf("%s, round %d: cancelled %v, %d writes, payments %v", name, round, rep.Cancelled, writes, a.states(t))
				}
			})
		}
	}
}

// TestAStoppedRunBeginsNothing: a run that was stopped before the payment makes none.
func TestAStoppedRunBeginsNothing(t *testing.T) {
	a := newTill(t, sandbox.Real)
	yes := question(t, a)
	ctx, stop := context.WithCancel(t.Context())
	a.meet = func(r *http.Request, _ *http.Response) *http.Response {
		if r.URL.Path == "/users/me" {
			stop()
		}
		return nil
	}
	if a.look(ctx, yes); len(a.writes) > 0 {
		t.Errorf("sent %v", a.writes)
	}
}

// TestTheSimulatorNeedsNoConsent, and no site but Brazil is tried.
func TestTheSimulatorNeedsNoConsent(t *testing.T) {
	a := newTill(t, sandbox.Real)
	if f := lookAgain(t.Context(), a.audit(true)); f.Detail.Key != "find.pix.created" || len(a.writes) != 2 {
		t.Errorf("%s %s, %v", f.Verdict, f.Detail.Key, a.writes)
	}
	box := sandbox.New(sandbox.Config{Site: mpclient.MLM, Now: clock, Seed: 3})
	t.Cleanup(box.Close)
	m := &till{box: box}
	if f := lookAgain(t.Context(), m.audit(true), "*"); f.Verdict != checks.NotApplicable || f.Detail.Key != "find.pix.elsewhere" || len(m.writes) > 0 {
		t.Errorf("%s %s %v, %v", f.Verdict, f.Detail.Key, f.Detail.Args, m.writes)
	}
}

// TestOwnPaymentsAreNotTheIntegrations: after the proof the newest payment is homologa's; what is
// judged is the one before it.
func TestOwnPaymentsAreNotTheIntegrations(t *testing.T) {
	a := newTill(t, sandbox.Real)
	r := httptest.NewRequest("POST", "/v1/payments", strings.NewReader(`{"transaction_amount":5,"payment_method_id":"pix","external_reference":"pedido-1","payer":{"email":"ana@mail.com.br"}}`))
	r.Header.Set("Authorization", "Bearer "+a.box.Credentials().AccessToken)
	r.Header.Set("X-Idempotency-Key", "k")
	w := httptest.NewRecorder()
	if a.box.ServeHTTP(w, r); w.Code != 201 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	e := &probe.Env{API: a, Now: clock, Load: func() checks.Settings {
		return checks.Settings{Product: checks.CheckoutAPI, AccessToken: mpclient.Secret(a.box.Credentials().AccessToken), Sandbox: true}
	}}
	audit := auditOf(e)
	for range 3 {
		lookAgain(t.Context(), audit)
	}
	audit.Run(t.Context(), checks.Selection{IDs: []checks.ID{"credentials.buyer_world"}})
	p, ok := checks.FactPayment.Get(audit.Facts())
	if !ok || p.Doc.Str("external_reference") != "pedido-1" || len(a.states(t)) != 3 {
		t.Errorf("%v, own %v", p.Doc.Str("external_reference"), a.states(t))
	}
	audit.Run(t.Context(), checks.Selection{})
	if h, ok := checks.FactHistory.Get(audit.Facts()); !ok || h.Live.Total != 1 || h.Other < 3 {
		t.Errorf("the history counts %d sales and %d others", h.Live.Total, h.Other)
	}
}
