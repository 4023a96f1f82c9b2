package fix

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// damage takes the fields of a requirement away. Fields the API insists on are damaged in the answer,
// the others in what is sent.
type damage struct {
	id     checks.ID
	site   mpclient.SiteID
	paths  []string
	value  any // nil deletes
	answer bool
}

var damages = []damage{
	{id: "homologation.external_reference", paths: []string{"external_reference"}},
	{id: "homologation.email", paths: []string{"payer.email"}},
	{id: "homologation.webhooks_ipn", paths: []string{"notification_url"}},
	{id: "homologation.item_quantity", paths: []string{"items[].quantity"}, value: json.Number("0"), answer: true},
	{id: "homologation.item_unit_price", paths: []string{"items[].unit_price"}, value: json.Number("-3"), answer: true},
	{id: "homologation.item_id", paths: []string{"items[].id"}},
	{id: "homologation.item_title", paths: []string{"items[].title"}, value: " ", answer: true},
	{id: "homologation.item_description", paths: []string{"items[].description"}},
	{id: "homologation.item_category_id", paths: []string{"items[].category_id"}, value: "photography"},
	{id: "homologation.payer_first_name", paths: []string{"payer.name"}},
	{id: "homologation.payer_last_name", paths: []string{"payer.surname"}},
	{id: "homologation.statement_descriptor", paths: []string{"statement_descriptor"}},
	{id: "homologation.statement_descriptor", paths: []string{"statement_descriptor"}, value: "UM NOME LONGO DEMAIS PARA A FATURA", answer: true},
	{id: "homologation.back_urls", paths: []string{"back_urls.pending", "back_urls.failure"}},
	{id: "homologation.address", paths: []string{"payer.address"}},
	{id: "homologation.payer_identification", paths: []string{"payer.identification"}},
	{id: "homologation.payer_identification_mlm", site: mpclient.MLM, paths: []string{"payer.identification"}},
	{id: "homologation.payer_phone", paths: []string{"payer.phone"}},
	{id: "homologation.binary_mode", paths: []string{"binary_mode"}},
	{id: "homologation.date_of_expiration", paths: []string{"date_of_expiration"}},
	{id: "homologation.expiration", paths: []string{"expires", "expiration_date_from", "expiration_date_to"}},
	{id: "homologation.max_installments", paths: []string{"payment_methods.installments"}},
	{id: "homologation.excluded_payment_methods", paths: []string{"payment_methods.excluded_payment_methods"}},
	{id: "homologation.excluded_payment_types", paths: []string{"payment_methods.excluded_payment_types"}},
	{id: "homologation.shipment_amount", paths: []string{"shipments.cost"}},
	{id: "homologation.marketing_information", paths: []string{"tracks"}},
	{id: "approval.payer", paths: []string{"payer.registration_date", "payer.authentication_type", "payer.last_purchase", "payer.is_prime_user"}},
	{id: "approval.items", paths: []string{"items[].picture_url"}},
	{id: "approval.shipment", paths: []string{"shipments.receiver_address"}},
	{id: "notifications.source_news", paths: []string{"notification_url"}, value: "https://loja.com.br/mp?loja=7"},
	{id: "security.https_urls", paths: []string{"back_urls.pending"}, value: "http://loja.com.br/espera"},
	{id: "security.https_urls", paths: []string{"notification_url"}, value: "http://loja.com.br/mp", answer: true},
	{id: "credentials.site", paths: []string{"items[].currency_id"}, value: "ARS", answer: true},
	{id: "credentials.same_owner", paths: []string{"collector_id"}, value: json.Number("99"), answer: true},
}

func tree(t testing.TB, raw string) object {
	t.Helper()
	d, err := checks.ParseDoc("", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d.Root()
}

func text(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (d damage) apply(o object) {
	for _, p := range d.paths {
		edit{path: p, value: func(*scene, int) any { return d.value }, keeps: func(*scene, any) bool { return false }}.at(nil, o, p, 1)
	}
}

// broken is the audit of a shop with the damage.
func (d damage) broken(t testing.TB) *checks.Facts {
	t.Helper()
	s := box(t, d.site)
	o := tree(t, shopPreference)
	if site, ok := mpclient.SiteByID(d.site); ok {
		for _, it := range o["items"].([]any) {
			it.(object)["currency_id"] = site.Currency
		}
	}
	if !d.answer {
		d.apply(o)
	}
	doc := created(t, s, text(t, o))
	if d.answer {
		d.apply(doc.Root())
	}
	return shopFacts(s, doc)
}

func TestCurlFixTurnsTheFinding(t *testing.T) {
	t.Parallel()
	for _, d := range damages {
		t.Run(string(d.id), func(t *testing.T) {
			facts := d.broken(t)
			if got := judge(t, d.id, facts); got.Verdict == checks.Pass {
				t.Fatalf("the damage is no damage: %v", got.Verdict)
			}
			for _, l := range lang.All {
				s := box(t, d.site)
				calls := runShell(t, written(t, d.id, facts, l, Curl), "LOJA_TOKEN="+s.Credentials().AccessToken)
				if len(calls) != 1 || calls[0].method != "POST" || calls[0].url != api+"/checkout/preferences" {
					t.Fatalf("unexpected calls %+v", calls)
				}
				code, answer := calls[0].send(t, s)
				if code/100 != 2 {
					t.Fatalf("the simulator refused the fix: %d %s\n%s", code, answer, calls[0].body)
				}
				fixed := shopFacts(s, created(t, s, calls[0].body))
				if got := judge(t, d.id, fixed); !turned(got) {
					t.Errorf("%s: still %s (%v)\n%s", l, got.Verdict, got.Detail, calls[0].body)
				}
				keptOwn(t, d, calls[0].body)
			}
		})
	}
}

// turned tells a finding that is green, or says no more than that the sample address is still one.
func turned(f checks.Finding) bool {
	return f.Verdict == checks.Pass || f.Detail.Key == "find.email.placeholder"
}

// keptOwn checks that the integration's own values survived in the request.
func keptOwn(t *testing.T, d damage, body string) {
	t.Helper()
	doc, err := checks.ParseDoc("", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	was, _ := checks.ParseDoc("", []byte(shopPreference))
	for _, p := range []string{"items[].title", "items[].unit_price", "items[].category_id", "back_urls.success", "payment_methods.installments", "payment_methods.excluded_payment_types[].id", "metadata.pedido",
		"statement_descriptor", "tracks[].type", "expiration_date_to", "shipments.mode"} {
		damaged := false
		for _, q := range d.paths {
			damaged = damaged || p == q || len(p) > len(q) && p[:len(q)] == q
		}
		if got, want := doc.Strs(p), was.Strs(p); !damaged && text(t, got) != text(t, want) {
			t.Errorf("%s: %v became %v", p, want, got)
		}
	}
}

// The rest of the shop: no preference at all, in every site.
func TestFixesWithoutFacts(t *testing.T) {
	t.Parallel()
	for _, site := range mpclient.Sites {
		s := box(t, site.ID)
		for _, d := range damages {
			if d.site != "" && d.site != site.ID {
				continue
			}
			facts := shopFacts(s, nil)
			calls := runShell(t, written(t, d.id, facts, lang.ES, Curl), "LOJA_TOKEN="+s.Credentials().AccessToken)
			if code, answer := calls[0].send(t, s); code/100 != 2 {
				t.Fatalf("%s %s: %d %s\n%s", site.ID, d.id, code, answer, calls[0].body)
			}
			if got := judge(t, d.id, shopFacts(s, created(t, s, calls[0].body))); !turned(got) {
				t.Errorf("%s %s: %s", site.ID, d.id, got.Verdict)
			}
		}
	}
}

// A deadline that has passed since the preference was made does not come back in a fix.
func TestPastDeadlinesMove(t *testing.T) {
	s := box(t, "")
	doc := created(t, s, shopPreference)
	doc.Root()["date_of_expiration"], doc.Root()["expiration_date_to"] = "2026-11-01T00:00:00.000-03:00", "2026-11-21T00:00:00.000-03:00"
	body := tree(t, runShell(t, in(t, For("homologation.item_id", shopFacts(s, doc), lang.EN), Curl))[0].body)
	for _, k := range []string{"date_of_expiration", "expiration_date_to"} {
		at, err := time.Parse(time.RFC3339, body[k].(string))
		if err != nil || !at.After(auditTime) {
			t.Errorf("%s is %v", k, body[k])
		}
	}
}
