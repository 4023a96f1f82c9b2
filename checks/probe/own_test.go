package probe_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// slow delays every request by a while of its own, so that no two runs come in the same order.
type slow struct {
	next http.RoundTripper
	mu   sync.Mutex
	rnd  *rand.Rand
}

func (s *slow) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	d := time.Duration(s.rnd.IntN(400)) * time.Millisecond
	s.mu.Unlock()
	time.Sleep(d)
	return s.next.RoundTrip(r)
}

// TestPixProofIsTheSameInAnyOrder: in fifty runs, each request delayed otherwise, the proof of the Pix key
// neither reads its own payment nor is read by another probe.
func TestPixProofIsTheSameInAnyOrder(t *testing.T) {
	for name, want := range map[string]string{"made": "find.pix.created", "refused": "find.pix.refused", "no key": "find.pix.no_key"} {
		for round := range 50 {
			synctest.Test(t, func(t *testing.T) {
				a := newTill(t, sandbox.Real)
				if name == "no key" {
					a.box.SetPix(true, false)
				}
				if name == "refused" {
					a.meet = func(r *http.Request, _ *http.Response) *http.Response {
						if isCreation(r) {
							return answered(403, "application/json", `{"message":"Payer email forbidden","status":403,"cause":[{"code":4390}]}`)
						}
						return nil
					}
				}
				e := envOfTill(a)
				e.API = &slow{next: a, rnd: rand.New(rand.NewPCG(uint64(round), 13))}
				id := fmt.Sprint(a.box.Credentials().UserID)
				audit := auditOf(e)
				rep := audit.Run(t.Context(), checks.Selection{IDs: []checks.ID{"pix.key", "approval.history", "credentials.can_charge"},
					Consent: map[string]bool{"pix.charge " + id + " BRL 0.01": true}})
				i := slices.IndexFunc(rep.Findings, func(f checks.Finding) bool { return f.ID == "pix.key" })
				if got := rep.Findings[i]; got.Detail.Key != want {
					t.Errorf("%s, round %d: %s %s", name, round, got.Verdict, got.Detail.Key)
				}
				for _, f := range []struct {
					key checks.FactKey
					ok  bool
				}{{checks.FactPixHistory.Name, !checks.FactPixHistory.Must(audit.Facts()).Found}, {checks.FactHistory.Name, checks.FactHistory.Must(audit.Facts()).Read == 0}} {
					if !f.ok {
						t.Errorf("%s, round %d: %s saw the payment of the proof", name, round, f.key)
					}
				}
			})
		}
	}
}

// TestWhoReadsPaymentsSaysSo: every probe that was seen asking for payments declares it, or the order of reading and
// making would be left to chance.
func TestWhoReadsPaymentsSaysSo(t *testing.T) {
	s := openShop(t)
	e := envOf(s)
	e.Recorder = mpclient.NewRecorder(nil)
	probes := probe.All(e)
	provider := map[checks.FactKey]checks.Probe{}
	for _, p := range probes {
		for _, k := range p.Provides {
			provider[k] = p
		}
	}
	audit := auditOf(e)
	audit.Run(t.Context(), checks.Selection{Consent: map[string]bool{"*": true}})
	readers := map[string]bool{}
	for _, k := range audit.Facts().Keys() {
		f, _ := audit.Facts().Fact(k)
		for _, id := range f.Exchanges {
			x, ok := e.Recorder.Find(id)
			if !ok || x.Method != http.MethodGet || !strings.Contains(x.URL, "/v1/payments") {
				continue
			}
			p := provider[k]
			readers[p.ID] = true
			if !slices.Contains(p.Reads, checks.ThingPayments) && !slices.Contains(p.Makes, checks.ThingPayments) {
				t.Errorf("%s asks for payments (%s) and does not say so", p.ID, x.URL)
			}
		}
	}
	for _, id := range []string{"payments", "pix", "history"} {
		if !readers[id] {
			t.Errorf("%s was not seen reading payments", id)
		}
	}
}

// TestWhatHomologaMadeIsNoEvidence: each probe that takes the newest of something passes by what homologa made, and an
// object of homologa's that was named is refused with the reason.
func TestWhatHomologaMadeIsNoEvidence(t *testing.T) {
	const mark = "homologa-payment-abcdefghijklmnop"
	ours := strings.Replace(orderID, "D3", "D1", 1)
	unmarked := strings.Replace(orderID, "D3", "D4", 1) // whose row does not tell
	page := func(rows ...string) string { return strings.Join(rows, ",") }
	payment := func(id, ref, day string) string {
		return `{"id":` + id + `,"external_reference":"` + ref + `","payment_method_id":"pix","status":"pending","date_created":"2026-11-` + day + `T10:00:00.000-04:00"}`
	}
	order := func(id, ref, day string) string {
		return `{"id":"` + id + `","external_reference":"` + ref + `","created_date":"2026-11-` + day + `T10:00:00.000Z","date_created":"2026-11-` + day + `T10:00:00.000Z"}`
	}
	payments := `{"paging":{"total":3},"results":[` + page(payment("3", mark, "19"), payment("2", mark, "18"), payment("1", "pedido-1", "17")) + `]}`
	bodies := map[string]string{
		"/v1/payments/search":             payments,
		"/v1/payments/3":                  payment("3", mark, "19"),
		"/v1/orders":                      `{"data":[` + page(order(ours, mark, "19"), order(unmarked, "", "18"), order(orderID, "pedido-1", "17")) + `]}`,
		"/v1/orders/" + ours:              order(ours, mark, "19"),
		"/v1/orders/" + unmarked:          order(unmarked, mark, "18"),
		"/v1/orders/" + orderID:           order(orderID, "pedido-1", "17"),
		"/preapproval/search":             `{"results":[` + page(order(ours, mark, "19"), order(subID, "pedido-1", "17")) + `]}`,
		"/preapproval/" + subID:           order(subID, "pedido-1", "17"),
		"/checkout/preferences/search":    `{"elements":[` + page(order("7-a", "", "19"), order("7-b", "", "17")) + `]}`,
		"/checkout/preferences/7-a":       order("7-a", mark, "19"),
		"/checkout/preferences/7-b":       order("7-b", "pedido-1", "17"),
		"/checkout/preferences/701234567": "",
	}
	for name, c := range map[string]struct {
		probe string
		key   checks.Key[checks.Created]
		set   checks.Settings
		gap   string
	}{
		"newest payment":      {"payments", checks.FactPayment, checks.Settings{Product: checks.CheckoutAPI}, ""},
		"newest order":        {"order", checks.FactOrder, checks.Settings{Product: checks.Orders}, ""},
		"newest subscription": {"preapproval", checks.FactSubscription, checks.Settings{Product: checks.Subscriptions}, ""},
		"newest preference":   {"preference", checks.FactPreference, checks.Settings{Product: checks.CheckoutPro}, ""},
		"named payment":       {"payments", checks.FactPayment, checks.Settings{PaymentID: "3"}, "gap.detail.own"},
		"named order":         {"order", checks.FactOrder, checks.Settings{OrderID: ours}, "gap.detail.own"},
		"named preference":    {"preference", checks.FactPreference, checks.Settings{PreferenceID: "7-a"}, "gap.detail.own"},
	} {
		f := ask(t, (&byPath{bodies: bodies}).env(), c.probe, c.set)
		got, _ := c.key.Get(f)
		if c.gap != "" {
			if g := f.Gap(c.key.Name); g == nil || g.Detail.Key != c.gap || g.Reason != checks.GapInput {
				t.Errorf("%s: %+v", name, g)
			}
			continue
		}
		if got.Doc.Str("external_reference") != "pedido-1" {
			t.Errorf("%s: %q, %+v", name, got.Doc.Str("external_reference"), f.Gap(c.key.Name))
		}
	}
	f := ask(t, (&byPath{bodies: bodies}).env(), "pix", checks.Settings{})
	if h, _ := checks.FactPixHistory.Get(f); h.PaymentID != "1" {
		t.Errorf("the newest Pix is %+v", h)
	}
	bodies["/v1/payments/search"] = `{"paging":{"total":2},"results":[` + page(payment("3", mark, "19"), payment("2", mark, "18")) + `]}`
	f = ask(t, (&byPath{bodies: bodies}).env(), "pix", checks.Settings{})
	if h, ok := checks.FactPixHistory.Get(f); !ok || h.Found {
		t.Errorf("our own Pix proves %+v", h)
	}
	f = ask(t, (&byPath{bodies: bodies}).env(), "history", checks.Settings{})
	if h, ok := checks.FactHistory.Get(f); !ok || h.Live.Total != 0 || h.Other != 2 {
		t.Errorf("our own payments are sales: %+v", h)
	}
	bodies["/preapproval/search"] = `{"results":[` + order(ours, mark, "19") + `]}`
	f = ask(t, (&byPath{bodies: bodies}).env(), "preapproval", checks.Settings{Product: checks.Subscriptions})
	if g := f.Gap(checks.FactSubscription.Name); g == nil || g.Reason != checks.GapInput {
		t.Errorf("nothing but ours: %+v", g)
	}
}
