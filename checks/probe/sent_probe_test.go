package probe_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

func recording(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "compra.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// audited judges requirements over a recording, without a source folder.
func audited(t testing.TB, e *probe.Env, s checks.Settings, ids ...checks.ID) (map[checks.ID]checks.Finding, *checks.Facts) {
	t.Helper()
	e.Load, e.Now = func() checks.Settings { return s }, clock
	a := checks.NewAudit(rules.All(), probe.All(e), clock)
	rep := a.Run(t.Context(), checks.Selection{IDs: ids})
	out := map[checks.ID]checks.Finding{}
	for _, f := range rep.Findings {
		out[f.ID] = f
	}
	return out, a.Facts()
}

// purchase is what a good Checkout API integration sends; edit damages one part of it.
func purchase(edit func(o map[string]any, headers map[string]string)) string {
	o := map[string]any{"transaction_amount": 100, "token": "0123456789abcdef0123456789abcdef", "installments": 1, "payment_method_id": "visa", "issuer_id": "25",
		"external_reference": "PEDIDO-1001", "statement_descriptor": "LOJA", "notification_url": "https://loja.com.br/hook", "callback_url": "https://loja.com.br/obrigado",
		"payer": map[string]any{"email": "ana@loja.com.br", "identification": map[string]any{"type": "CPF", "number": "12345678909"}},
		"additional_info": map[string]any{"payer": map[string]any{"first_name": "Ana", "last_name": "Souza"},
			"items": []any{map[string]any{"id": "1", "title": "Livro", "description": "Capa dura", "category_id": "fashion", "quantity": 1, "unit_price": 100}}}}
	h := map[string]string{"User-Agent": "MercadoPago Go SDK/1.14.0", "Authorization": "Bearer " + string(goodToken), "X-Idempotency-Key": "k", "X-meli-session-id": "armor.1"}
	url := "https://api.mercadopago.com/v1/payments"
	if edit != nil {
		edit(o, h)
	}
	if u, ok := o["url"].(string); ok {
		url = u
		delete(o, "url")
	}
	raw, _ := json.Marshal(map[string]any{"method": "POST", "url": url, "request_headers": h, "request_body": o, "status": 201, "response_body": map[string]string{"status": "approved"}})
	return string(raw)
}

// TestRecordingTurnsFindings is the red and the green proof of every requirement that a recording
// decides: the sound one passes all, and each damage turns the requirement it is meant for.
func TestRecordingTurnsFindings(t *testing.T) {
	offline := func() *probe.Env {
		return &probe.Env{API: trip(func(r *http.Request) (*http.Response, error) {
			t.Errorf("a recording alone called %s", r.URL)
			return nil, os.ErrInvalid
		})}
	}
	del := func(path ...string) func(map[string]any, map[string]string) {
		return func(o map[string]any, _ map[string]string) {
			for _, step := range path[:len(path)-1] {
				o, _ = o[step].(map[string]any)
			}
			delete(o, path[len(path)-1])
		}
	}
	item := func(name string) func(map[string]any, map[string]string) {
		return func(o map[string]any, _ map[string]string) {
			delete(o["additional_info"].(map[string]any)["items"].([]any)[0].(map[string]any), name)
		}
	}
	header := func(name string) func(map[string]any, map[string]string) {
		return func(_ map[string]any, h map[string]string) { delete(h, name) }
	}
	put := func(name string, v any) func(map[string]any, map[string]string) {
		return func(o map[string]any, _ map[string]string) { o[name] = v }
	}
	reds := map[checks.ID]func(map[string]any, map[string]string){
		"homologation.external_reference": del("external_reference"), "homologation.email": del("payer", "email"), "homologation.webhooks_ipn": del("notification_url"),
		"homologation.item_quantity": item("quantity"), "homologation.item_unit_price": item("unit_price"), "homologation.item_id": item("id"), "homologation.item_title": item("title"),
		"homologation.item_description": item("description"), "homologation.item_category_id": item("category_id"),
		"homologation.payer_first_name": del("additional_info", "payer", "first_name"), "homologation.payer_last_name": del("additional_info", "payer", "last_name"),
		"homologation.statement_descriptor": del("statement_descriptor"), "homologation.issuer_id": del("issuer_id"),
		"homologation.payer_identification": func(o map[string]any, _ map[string]string) {
			o["payer"].(map[string]any)["identification"] = map[string]any{"type": "DNI", "number": "12345678"}
		},
		"homologation.back_end_sdk":   func(_ map[string]any, h map[string]string) { h["User-Agent"] = "axios/1.6" },
		"security.idempotency":        header("X-Idempotency-Key"),
		"security.token_not_in_query": put("url", "https://api.mercadopago.com/v1/payments?access_token="+string(goodToken)),
		"security.https_in_source":    put("url", "http://api.mercadopago.com/v1/payments"),
		"security.https_urls":         put("notification_url", "http://loja.com.br/hook"),
		"security.no_card_data":       put("card_number", "4235647728025682"),
		"approval.device_id":          header("X-meli-session-id"),
	}
	judged := func(lines ...string) map[checks.ID]checks.Finding {
		got, _ := audited(t, offline(), checks.Settings{Product: checks.CheckoutAPI, Site: mpclient.MLB, Exchanges: recording(t, lines...)}, slices.Collect(maps.Keys(reds))...)
		return got
	}
	fields := `{"method":"GET","url":"https://secure-fields.mercadopago.com/index.html"}`
	good := judged(purchase(nil), fields)
	for id, damage := range reds {
		if got := good[id]; got.Verdict != checks.Pass {
			t.Errorf("%s: the sound recording is %s: %+v", id, got.Verdict, got.Detail)
		}
		bad := judged(purchase(damage), fields)
		if got := bad[id]; got.Verdict == checks.Pass {
			t.Errorf("%s: the damaged recording passes: %+v", id, got)
		}
		for other := range reds {
			if other != id && bad[other].Verdict != good[other].Verdict {
				t.Errorf("%s: the damage turned %s to %s as well", id, other, bad[other].Verdict)
			}
		}
	}
	for _, id := range []checks.ID{"homologation.payer_first_name", "homologation.item_id", "security.idempotency"} {
		got := judged(purchase(reds[id]), fields)[id]
		said := ""
		for _, e := range got.Evidence {
			said += lang.EN.Text(e.Text) + "\n"
		}
		if !strings.Contains(said, "compra.jsonl") || got.Verdict != checks.Fail {
			t.Errorf("%s: %s does not say that it rests on the recording: %s", id, got.Verdict, said)
		}
	}
}

// TestConfiguredObjectComesFirst: a body as it was sent stands in for an object nobody named, and for
// the latest one of the account, never for one that was.
func TestConfiguredObjectComesFirst(t *testing.T) {
	file := recording(t, `{"method":"POST","url":"https://api.mercadopago.com/checkout/preferences","request_body":{"external_reference":"SENT"},"status":201}`)
	answer := func(r *http.Request) (int, string, string) {
		if strings.HasPrefix(r.URL.Path, "/checkout/preferences/search") {
			return 200, "application/json", `{"elements":[{"id":"p-1","date_created":"2026-01-01"}]}`
		}
		return 200, "application/json", `{"id":"p-1","external_reference":"ANSWERED"}`
	}
	for name, c := range map[string]struct {
		s    checks.Settings
		want string
		sent bool
	}{
		"named":           {checks.Settings{Exchanges: file, PreferenceID: "p-1", AccessToken: goodToken}, "ANSWERED", false},
		"not named":       {checks.Settings{Exchanges: file, AccessToken: goodToken}, "SENT", true},
		"without a token": {checks.Settings{Exchanges: file}, "SENT", true},
		"no recording":    {checks.Settings{AccessToken: goodToken}, "ANSWERED", false},
		"another named":   {checks.Settings{Exchanges: file, PaymentID: "1", AccessToken: goodToken}, "", false},
	} {
		_, f := audited(t, &probe.Env{API: api(answer)}, c.s, "homologation.external_reference")
		got, _ := checks.FactPreference.Get(f)
		if got.Doc.Str("external_reference") != c.want || got.Sent != c.sent {
			t.Errorf("%s: %q, sent %v; gap %+v", name, got.Doc.Str("external_reference"), got.Sent, f.Gap(checks.FactPreference.Name))
		}
	}
}

// TestBrokenRecordingIsTold in every language, with what to do.
func TestBrokenRecordingIsTold(t *testing.T) {
	got, f := audited(t, &probe.Env{}, checks.Settings{Exchanges: recording(t, "<html>")},
		"security.idempotency", "security.no_card_data", "security.token_not_in_query", "security.https_in_source")
	g := f.Gap(checks.FactSent.Name)
	if g == nil || g.Reason != checks.GapUnsupported {
		t.Fatalf("gap %+v", g)
	}
	for l, want := range map[lang.Lang]string{lang.PT: "Exporte como HAR", lang.ES: "Expórtelo como HAR", lang.EN: "Export it as HAR"} {
		if s := l.Text(g.Detail); !strings.Contains(s, want) || !strings.Contains(s, "compra.jsonl") {
			t.Errorf("%s: %s", l, s)
		}
	}
	for _, id := range []checks.ID{"security.idempotency", "security.no_card_data", "security.token_not_in_query", "security.https_in_source"} {
		if got[id].Verdict != checks.Inconclusive || len(got[id].Evidence) == 0 {
			t.Errorf("%s: %+v", id, got[id])
		}
	}
}
