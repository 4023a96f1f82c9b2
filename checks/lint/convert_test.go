package lint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
)

// ordersOf converts the right bodies of the table.
func ordersOf(t *testing.T) map[string]lint.Conversion {
	t.Helper()
	out := map[string]lint.Conversion{}
	for _, s := range samples(t) {
		if s.simulator != "ok" || s.kind() != lint.Payment && s.kind() != lint.Preference {
			continue
		}
		opt := s.options()
		opt.Kind = s.kind()
		out[s.name] = lint.ToOrder(s.body, opt)
	}
	if len(out) < 20 {
		t.Fatalf("only %d bodies", len(out))
	}
	return out
}

func TestOrdersPassLintAndSimulator(t *testing.T) {
	for name, c := range ordersOf(t) {
		if !c.Impossible.IsZero() {
			t.Errorf("%s: %s", name, lang.EN.Text(c.Impossible))
			continue
		}
		r := lint.Judge(c.Body, lint.Options{Site: c.Site, Now: noon})
		if r.Kind != lint.Order {
			t.Errorf("%s became %q", name, r.Kind)
		}
		for _, f := range r.Faults {
			if f.Severity == lint.Refused || f.Severity == lint.Warning && !strings.HasPrefix(name, "payment_items_sum") && f.Text.Key != "lint.doc.check_digit" && f.Path != "config.online.success_url" {
				t.Errorf("%s: %s: %s\n%s", name, brief(f), lang.EN.Text(f.Text), c.Body)
			}
		}
		if strings.HasPrefix(name, "preference_local") {
			continue // its address would be refused
		}
		s := sample{name: "order_of_" + name, seller: "real", body: c.Body}
		if got := answer(t, s, c.Site); got != "ok" {
			t.Errorf("%s: the simulator answers %s\n%s", name, got, c.Body)
		}
		for _, l := range c.Lost {
			if !lang.Has(l.Text.Key) {
				t.Errorf("%s: %s has no words", name, l.Text.Key)
			}
		}
	}
}

// TestOrdersFollowTheSpecification asks the official OpenAPI. It calls an item's price a number where the SDKs and
// the guides send text, knows no digital wallet of its own sample, and demands a payer of manual orders too.
func TestOrdersFollowTheSpecification(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "openapi", "spec3.json"))
	if err != nil {
		t.Skip("the official specification (../shared/reference/openapi/spec3.json) is not here")
	}
	spec, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("spec3.json", spec); err != nil {
		t.Fatal(err)
	}
	order, err := c.Compile("spec3.json#/paths/~1v1~1orders/post/requestBody/content/application~1json/schema")
	if err != nil {
		t.Fatal(err)
	}
	judge := func(body string) []string { return specFaults(t, order, body) }
	if got := judge(`{"type":"online","total_amount":5}`); len(got) == 0 {
		t.Fatal("the specification takes anything: is it asked at all?")
	}
	asked := 0
	for name, c := range ordersOf(t) {
		if c.From != lint.Payment {
			continue // Checkout Pro on orders is newer than the specification
		}
		asked++
		for _, fault := range judge(string(c.Body)) {
			if !strings.Contains(fault, "/items/") || !strings.Contains(fault, "unit_price") {
				t.Errorf("%s: %s\n%s", name, fault, c.Body)
			}
		}
	}
	if asked < 10 {
		t.Errorf("only %d orders asked", asked)
	}
}

func specFaults(t *testing.T, order *jsonschema.Schema, body string) []string {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var refused *jsonschema.ValidationError
	if err := order.Validate(v); !errors.As(err, &refused) {
		return nil
	}
	var out []string
	for _, u := range refused.BasicOutput().Errors {
		if u.Error != nil {
			out = append(out, u.KeywordLocation+" "+u.InstanceLocation+" "+u.Error.String())
		}
	}
	return out
}

func TestOrderOfAPayment(t *testing.T) {
	c := lint.ToOrder([]byte(`{"transaction_amount":1500.5,"payment_method_id":"visa","token":"0123456789abcdef0123456789abcdef","installments":3,"issuer_id":"24",
		"capture":false,"binary_mode":false,"description":"Mesa","external_reference":"pedido:7.1","notification_url":"https://loja.com.br/mp","statement_descriptor":"LOJA","metadata":{"a":1},
		"application_fee":10,"sponsor_id":123456,"three_d_secure_mode":"optional","payer":{"type":"customer","id":"77-abc","email":"ana@example.com","first_name":"Ana",
		"address":{"street_number":7,"federal_unit":"SP"}},
		"additional_info":{"ip_address":"203.0.113.7","items":[{"id":"1","title":"Mesa","quantity":1,"unit_price":1500.5,"category_descriptor":{"type":"x"}}],
		"payer":{"last_name":"Silva","registration_date":"2020-01-01","is_prime_user":"1"},"shipments":{"express_shipment":true,"receiver_address":{"zip_code":"01310100","state_name":"SP"}}}}`), lint.Options{Site: mpclient.MLB})
	var got, want any
	if err := json.Unmarshal(c.Body, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(`{"type":"online","processing_mode":"automatic","capture_mode":"manual","total_amount":"1500.50","external_reference":"pedido-7-1","description":"Mesa","marketplace_fee":"10.00",
		"payer":{"email":"ana@example.com","first_name":"Ana","last_name":"Silva","customer_id":"77-abc","address":{"street_number":"7","state":"SP"}},
		"transactions":{"payments":[{"amount":"1500.50","payment_method":{"id":"visa","type":"credit_card","token":"0123456789abcdef0123456789abcdef","installments":3,"statement_descriptor":"LOJA"}}]},
		"items":[{"external_code":"1","title":"Mesa","unit_price":"1500.50","quantity":1}],"config":{"online":{"transaction_security":{"validation":"supported"}}},
		"shipment":{"address":{"zip_code":"01310100","state":"SP"}},
		"additional_info":{"payer.registration_date":"2020-01-01","payer.is_prime_user":true,"payer.ip_address":"203.0.113.7","shipment.express":true},"integration_data":{"sponsor":{"id":"123456"}}}`), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s", c.Body)
	}
	var lost []string
	for _, l := range c.Lost {
		lost = append(lost, l.Path+">"+l.To)
	}
	slices.Sort(lost)
	if want := []string{"additional_info.items[0].category_descriptor>", "binary_mode>", "external_reference>external_reference", "issuer_id>", "metadata>", "notification_url>",
		"three_d_secure_mode>config.online.transaction_security.validation"}; !slices.Equal(lost, want) {
		t.Errorf("lost %q", lost)
	}
}

func TestWhatNoOrderCanBe(t *testing.T) {
	for body, key := range map[string]string{
		`{"transaction_amount":10,"payment_method_id":"consumer_credits"}`: "lint.lost.method",
		`{"transaction_amount":10,"payer":{}}`:                             "lint.lost.method",
		`{"items":[{"title":"x"}],"back_urls":{}}`:                         "lint.lost.total",
		`{"reason":"x","auto_recurring":{},"payer_email":"a@b.cc"}`:        "lint.lost.kind",
		`{"a":1}`:                "lint.kind_open",
		`{"a":`:                  "lint.lost.not_json",
		`[1]`:                    "lint.lost.not_json",
		strings.Repeat("[", 300): "lint.too_big",
	} {
		if c := lint.ToOrder([]byte(body), lint.Options{}); c.Impossible.Key != key || c.Body != nil {
			t.Errorf("%s: %q %s, want %s", body, c.Impossible.Key, c.Body, key)
		}
	}
}

func TestOrdersRepeatNoCard(t *testing.T) {
	c := lint.ToOrder([]byte(`{"transaction_amount":10,"payment_method_id":"visa","token":"4509 9535 6623 3704","description":"card 4509953566233704","payer":{"email":"ana@example.com"},
		"external_reference":"4509953566233704","additional_info":{"items":[{"title":"APP_USR-1","quantity":1,"unit_price":10}]}}`), lint.Options{Site: mpclient.MLA})
	if s := string(c.Body); strings.Contains(s, "4509") || strings.Contains(s, "APP_USR") || c.Body == nil {
		t.Errorf("%s", s)
	}
	hidden := 0
	for _, l := range c.Lost {
		if l.Text.Key == "lint.lost.secret" {
			hidden++
		}
	}
	if hidden != 4 {
		t.Errorf("%d values were named as left out: %+v", hidden, c.Lost)
	}
}
