package fix

import (
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
)

func TestYoursBesideTheModel(t *testing.T) {
	s := box(t, "")
	poor, err := checks.ParseDoc("1", []byte(`{"id":1300000001,"status":"approved","transaction_amount":100,"payment_method_id":"pix","description":"Câmera","live_mode":true,
		"payer":{"email":"***","identification":{"type":"CPF","number":"***"}},"external_reference":"PEDIDO-9"}`))
	if err != nil {
		t.Fatal(err)
	}
	api := checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutAPI})
	for name, c := range map[string]struct {
		facts             *checks.Facts
		kind              lint.Kind
		has, lacks, never string
	}{
		"preference": {shopFacts(s, created(t, s, `{"items":[{"title":"Câmera","quantity":1,"unit_price":349.9}],"external_reference":"PEDIDO-7"}`)), lint.Preference,
			`  items[0].title = "Câmera"`, "+ statement_descriptor = ", "init_point"},
		"payment": {shopFacts(s, nil, checks.FactPayment.Of(checks.Created{Doc: poor}), api), lint.Payment,
			`  payer.identification.number = "…"`, "+ notification_url = ", "live_mode"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, l := range lang.All {
				fixes := For("homologation.statement_descriptor", c.facts, l)
				table := in(t, fixes, Model)
				for _, want := range []string{c.has, c.lacks} {
					if !strings.Contains(table, want) {
						t.Errorf("%s: no %q in\n%s", l, want, table)
					}
				}
				body := in(t, fixes, JSON)
				if strings.Contains(table+body, c.never) || strings.Contains(table+body, "***") {
					t.Errorf("%s: what the API fills in, or what was masked, is in\n%s\n%s", l, table, body)
				}
				res := lint.Judge([]byte(body), lint.Options{Kind: c.kind, Site: mpclient.MLB, Now: auditTime})
				if n := res.Count(lint.Refused); n > 0 {
					t.Errorf("%s: the complete body would be refused: %+v", l, res.First())
				}
			}
		})
	}
	if got := For("homologation.logos", shopFacts(s, nil), lang.PT); len(got) > 0 && (got[len(got)-1].Language == JSON || got[len(got)-1].Language == Model) {
		t.Error("a model without an object")
	}
}
