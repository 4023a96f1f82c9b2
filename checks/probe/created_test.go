package probe_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
)

// byPath answers by path; everything else is not there. It notes what was asked.
type byPath struct {
	mu     sync.Mutex
	bodies map[string]string
	asked  []string
}

func (b *byPath) env() *probe.Env {
	return &probe.Env{Now: clock, API: api(func(r *http.Request) (int, string, string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.asked = append(b.asked, r.URL.Path)
		if body, ok := b.bodies[r.URL.Path]; ok {
			return 200, "application/json", body
		}
		return 404, "application/json", `{"message":"not found","status":404}`
	})}
}

const (
	orderID = "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3"
	subID   = "2c9380848f0011223344556677889900"
)

// TestWhichObjectIsJudged: the configured one, else the newest of the account, for products that make
// such objects; what is not there, not an id or another account's says so.
func TestWhichObjectIsJudged(t *testing.T) {
	older := strings.Replace(orderID, "D3", "D2", 1)
	bodies := map[string]string{
		"/v1/orders": `{"data":[{"id":"` + older + `","created_date":"2026-11-18T10:00:00.000Z"},{"id":"` + orderID + `","created_date":"2026-11-19T10:00:00.000Z"}],"paging":{"total":"2"}}`,
		// The newest is told by the moment, whatever zone it is written in.
		"/preapproval/search":    `{"results":[{"id":"` + subID + `","date_created":"2026-11-19T23:30:00.000-04:00"},{"id":"2c9380848f0011223344556677889911","date_created":"2026-11-20T01:00:00.000Z"}],"paging":{"total":2}}`,
		"/v1/orders/" + orderID:  `{"id":"` + orderID + `","type":"online"}`,
		"/v1/orders/" + older:    `{"id":"` + older + `"}`,
		"/preapproval/" + subID:  `{"id":"` + subID + `"}`,
		"/checkout/preferences/": `{}`,
	}
	for name, c := range map[string]struct {
		probe string
		key   checks.Key[checks.Created]
		set   checks.Settings
		id    string
		gap   checks.GapReason
		text  string
		calls int
	}{
		"newest order":                  {"order", checks.FactOrder, checks.Settings{Product: checks.Orders}, orderID, "", "", 2},
		"newest of QR":                  {"order", checks.FactOrder, checks.Settings{Product: checks.QR}, orderID, "", "", 2},
		"configured order":              {"order", checks.FactOrder, checks.Settings{Product: checks.Orders, OrderID: older}, older, "", "", 1},
		"configured for another":        {"order", checks.FactOrder, checks.Settings{Product: checks.CheckoutPro, OrderID: older}, older, "", "", 1},
		"no order is asked for":         {"order", checks.FactOrder, checks.Settings{Product: checks.CheckoutPro}, "", checks.GapInput, "", 0},
		"a payment is configured":       {"order", checks.FactOrder, checks.Settings{Product: checks.Orders, PaymentID: "1"}, "", checks.GapInput, "", 0},
		"an order that is a path":       {"order", checks.FactOrder, checks.Settings{OrderID: "../../users/me"}, "", checks.GapNotFound, "gap.detail.malformed_id", 0},
		"an order that is gone":         {"order", checks.FactOrder, checks.Settings{OrderID: strings.Replace(orderID, "D3", "D9", 1)}, "", checks.GapNotFound, "gap.detail.not_found", 1},
		"a test order":                  {"order", checks.FactOrder, checks.Settings{OrderID: "ORDTST01JQ4S4KY8HWQ6NA5PXB65B3D3"}, "", checks.GapNotFound, "gap.detail.test_order", 1},
		"newest subscription":           {"preapproval", checks.FactSubscription, checks.Settings{Product: checks.Subscriptions}, subID, "", "", 2},
		"configured subscription":       {"preapproval", checks.FactSubscription, checks.Settings{PreapprovalID: subID}, subID, "", "", 1},
		"no subscription is asked for":  {"preapproval", checks.FactSubscription, checks.Settings{Product: checks.Bricks}, "", checks.GapInput, "", 0},
		"a preference of another owner": {"preference", checks.FactPreference, checks.Settings{PreferenceID: "99-abc"}, "", checks.GapNotFound, "gap.detail.other_owner", 1},
		"a preference of ours, gone":    {"preference", checks.FactPreference, checks.Settings{PreferenceID: "701234567-abc"}, "", checks.GapNotFound, "gap.detail.not_found", 1},
	} {
		b := &byPath{bodies: bodies}
		f := ask(t, b.env(), c.probe, c.set)
		got, ok := c.key.Get(f)
		g := f.Gap(c.key.Name)
		if len(b.asked) != c.calls {
			t.Errorf("%s: asked %v", name, b.asked)
		}
		switch {
		case c.gap != "":
			if g == nil || g.Reason != c.gap || c.text != "" && g.Detail.Key != c.text {
				t.Errorf("%s: %+v, want %s %s", name, g, c.gap, c.text)
			}
		case !ok || got.Doc.Str("id") != c.id || got.Chosen != (c.set.OrderID+c.set.PreapprovalID != "") || got.Marks == nil:
			t.Errorf("%s: %+v (gap %+v), want %s", name, got, g, c.id)
		}
	}
}

// TestHostilePages: lists that are none are told apart from empty ones.
func TestHostilePages(t *testing.T) {
	for name, c := range map[string]struct {
		path, body string
		product    checks.Product
		probe      string
		key        checks.FactKey
		gap        checks.GapReason
	}{
		"no orders yet":        {"/v1/orders", `{"data":[]}`, checks.Orders, "order", checks.FactOrder.Name, checks.GapInput},
		"no page of orders":    {"/v1/orders", `{"results":[]}`, checks.Orders, "order", checks.FactOrder.Name, checks.GapGarbled},
		"orders of words":      {"/v1/orders", `{"data":["x"]}`, checks.Orders, "order", checks.FactOrder.Name, checks.GapGarbled},
		"orders without ids":   {"/v1/orders", `{"data":[{"id":7}]}`, checks.Orders, "order", checks.FactOrder.Name, checks.GapGarbled},
		"no subscriptions yet": {"/preapproval/search", `{"results":[]}`, checks.Subscriptions, "preapproval", checks.FactSubscription.Name, checks.GapInput},
		"terminals of words":   {"/terminals/v1/list", `{"data":{"terminals":"x"}}`, checks.Point, "terminals", checks.FactTerminals.Name, checks.GapGarbled},
		"no terminals at all":  {"/terminals/v1/list", `{}`, checks.Point, "terminals", checks.FactTerminals.Name, checks.GapGarbled},
		"terminals elsewhere":  {"/terminals/v1/list", `{}`, checks.QR, "terminals", checks.FactTerminals.Name, checks.GapInput},
	} {
		f := ask(t, (&byPath{bodies: map[string]string{c.path: c.body}}).env(), c.probe, checks.Settings{Product: c.product})
		if g := f.Gap(c.key); g == nil || g.Reason != c.gap {
			t.Errorf("%s: %+v, want %s", name, g, c.gap)
		}
	}
}

func TestPlacesAndTerminals(t *testing.T) {
	b := &byPath{bodies: map[string]string{
		"/users/701234567/stores/search": `{"results":[{"id":7,"external_id":"LOJA\u001b[31m1"},{"id":"8"}]}`,
		"/pos":                           `{"results":[{"id":9,"external_id":"CX1","store_id":"7"}]}`,
		"/terminals/v1/list":             `{"terminals":[{"id":"A__1","operating_mode":"PDV"}]}`,
	}}
	set := checks.FactSettings.Of(checks.Settings{Product: checks.Point})
	tok := checks.FactToken.Of(mpclient.InspectAccessToken(goodToken))
	f := observe(t.Context(), t, b.env(), "places", set, tok, checks.FactAccount.Of(mpclient.Account{ID: 701234567}))
	p, ok := checks.FactPlaces.Get(f)
	if want := []checks.Outlet{{ID: "7", External: "LOJA␛[31m1"}, {ID: "8"}}; !ok || !slices.Equal(p.Stores, want) {
		t.Errorf("%+v %+v", p, f.Gap(checks.FactPlaces.Name))
	}
	if want := []checks.Outlet{{ID: "9", External: "CX1", Store: "7"}}; !slices.Equal(p.POS, want) {
		t.Errorf("%+v", p.POS)
	}
	f = observe(t.Context(), t, b.env(), "terminals", set, tok)
	if ts, _ := checks.FactTerminals.Get(f); !slices.Equal(ts, []checks.Terminal{{ID: "A__1", Mode: "PDV"}}) {
		t.Errorf("%+v", ts)
	}
	f = observe(t.Context(), t, b.env(), "places", set, tok)
	if g := f.Gap(checks.FactPlaces.Name); g == nil || g.Reason != checks.GapDependency || g.From != checks.FactAccount.Name {
		t.Errorf("without an account: %+v", g)
	}
}

// TestReferencesCountPaidSalesOnly: other references and unpaid sales do not count, whatever the
// filter of the API lets through.
func TestReferencesCountPaidSalesOnly(t *testing.T) {
	b := &byPath{bodies: map[string]string{"/v1/payments/search": `{"results":[{"id":1,"external_reference":"P-1","status":"approved"},{"id":2,"external_reference":"P-1","status":"rejected"},
		{"id":3,"external_reference":"P-2","status":"approved"},{"id":4,"external_reference":"P-1","status":"approved"}],"paging":{"total":4}}`}}
	doc := func(raw string) checks.Fact {
		d, err := checks.ParseDoc("x", []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		return checks.FactPreference.Of(checks.Created{Doc: d})
	}
	tok := checks.FactToken.Of(mpclient.InspectAccessToken(goodToken))
	f := observe(t.Context(), t, b.env(), "references", tok, doc(`{"external_reference":"P-1"}`))
	if r, ok := checks.FactReferences.Get(f); !ok || !slices.Equal(r.Paid, []string{"1", "4"}) {
		t.Errorf("%+v %+v", r, f.Gap(checks.FactReferences.Name))
	}
	for _, none := range []string{`{}`, `{"external_reference":"a***@b.com"}`} {
		quiet := &byPath{}
		f := observe(t.Context(), t, quiet.env(), "references", tok, doc(none))
		if r, ok := checks.FactReferences.Get(f); !ok || r.Reference != "" || len(quiet.asked) != 0 {
			t.Errorf("%s: %+v, asked %v", none, r, quiet.asked)
		}
	}
}
