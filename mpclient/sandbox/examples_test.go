package sandbox

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Every property of the published samples is in our answers, at the same place and of the
// same JSON type where both have a value.
func TestPublishedShapes(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "examples")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the reference samples (../shared/reference/examples) are not here")
	}
	b := newBench(t, func(c *Config) { c.Kind = Test })
	paid := b.payCard("APRO", `,"description":"x","external_reference":"A","statement_descriptor":"L","metadata":{"pedido":"A-1001"},"notification_url":"https://a.example/x"`)
	boleto := `{"transaction_amount":80,"payment_method_id":"bolbradesco","external_reference":"A","notification_url":"https://a.example/x","metadata":{"pedido":"A"},"payer":{"email":"a@testuser.com","first_name":"Ana","last_name":"Souza",
		"identification":{"type":"CPF","number":"12345678909"},"address":{"zip_code":"01001000","street_name":"Rua","street_number":"1","neighborhood":"Sé","city":"São Paulo","federal_unit":"SP"}}}`
	pref := b.do("POST", "/checkout/preferences", `{"items":[{"title":"x","quantity":1,"unit_price":10}],"metadata":{"pedido":"A"}}`)
	config := `{"file_name_prefix":"s","columns":[{"key":"SOURCE_ID"}],"frequency":{"hour":0,"type":"monthly","value":1}}`
	b.do("POST", "/v1/account/settlement_report/config", config)
	for _, r := range []struct {
		file, inside string
		got          answer
	}{
		{"payment_card_approved.json", "", paid},
		{"payment_card_rejected.json", "", b.payCard("FUND", `,"external_reference":"A","metadata":{"pedido":"A"},"notification_url":"https://a.example/x"`)},
		{"payment_pix_pending.json", "", b.payPix(`,"external_reference":"A","metadata":{"pedido":"A"},"notification_url":"https://a.example/x"`)},
		{"payment_ticket_pending.json", "", b.do("POST", "/v1/payments", boleto)},
		{"users_me.json", "", b.do("GET", "/users/me", "")},
		{"card_token_created.json", "response", b.do("POST", "/v1/card_tokens", cardForm)},
		{"refund_partial.json", "response", b.do("POST", paymentPath(paid)+"/refunds", `{"amount":50}`)},
		{"preference_created.json", "", pref},
		{"preferences_search.json", "", b.do("GET", "/checkout/preferences/search", "")},
		{"payment_methods_mlb.json", "", b.do("GET", "/v1/payment_methods", "")},
		{"identification_types_by_site.json", "MLB", b.do("GET", "/v1/identification_types", "")},
		{"settlement_report_flow.json", "schedule_on.response", b.do("POST", "/v1/account/settlement_report/schedule", "")},
	} {
		raw, err := os.ReadFile(filepath.Join(dir, r.file))
		if err != nil {
			t.Fatal(err)
		}
		var want answer
		if err := json.Unmarshal(raw, &want.body); err != nil {
			t.Fatal(err)
		}
		if r.inside != "" {
			want.body = want.at(r.inside)
		}
		compareShape(t, r.file, want.body, r.got.body)
	}
}

func compareShape(t *testing.T, at string, want, got any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, is := got.(map[string]any)
		if !is {
			t.Errorf("%s is %T, not an object", at, got)
			return
		}
		for _, k := range slices.Sorted(maps.Keys(w)) {
			if v, has := g[k]; has {
				compareShape(t, at+"."+k, w[k], v)
			} else {
				t.Errorf("%s.%s is missing", at, k)
			}
		}
	case []any:
		g, is := got.([]any)
		if !is {
			t.Errorf("%s is %T, not an array", at, got)
		} else if len(w) > 0 && len(g) > 0 {
			compareShape(t, at+"[]", w[0], g[0])
		}
	case nil:
	default:
		if got != nil && scalarKind(want) != scalarKind(got) {
			t.Errorf("%s is %T, not %T", at, got, want)
		}
	}
}

func scalarKind(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case float64:
		return "number"
	case bool:
		return "truth"
	}
	return "other"
}
