package lint_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func hints(r lint.Result) (out []string) {
	for _, f := range r.Faults {
		if f.Hint {
			out = append(out, strings.TrimPrefix(f.Text.Key, "lint.")+" "+f.Path)
		}
	}
	return out
}

func TestReferencesThatLookShared(t *testing.T) {
	for value, want := range map[string]string{
		"1": "constant", "0": "constant", "123": "constant", "test": "constant", "TESTE": "constant", "prueba": "constant", "order": "constant", "Pedido": "constant", " external_reference ": "constant",
		"00000000-0000-0000-0000-000000000000": "constant",
		"undefined":                            "unresolved", "null": "unresolved", "NaN": "unresolved", "None": "unresolved", "<nil>": "unresolved", "[object Object]": "unresolved", "[object Promise]": "unresolved",
		"{{order.id}}": "unresolved", "ORDER-{{ id }}": "unresolved", "${orderId}": "unresolved", "order-${id}": "unresolved", "#{order.id}": "unresolved", "<%= id %>": "unresolved", "{orderId}": "unresolved", "%s": "unresolved", ":id": "unresolved",
		"PEDIDO-77": "", "P9": "", "A1": "", "1001": "", "2": "", "42": "", "ORDER-1001": "", "test-2026-11-22-0001": "", "order_8f14e45f": "", "8f14e45f-ceea-467f-9f1b-1d2c3b4a5968": "", "nullable": "", "{1001}": "", "12:30": "",
	} {
		for _, kind := range []lint.Kind{lint.Preference, lint.Payment, lint.Preapproval} {
			raw, err := json.Marshal(map[string]any{"external_reference": value})
			if err != nil {
				t.Fatal(err)
			}
			r := lint.Judge(raw, lint.Options{Kind: kind})
			got := hints(r)
			if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{"reference." + want + " external_reference"}) {
				t.Errorf("%s of a %s: %v, want %q", value, kind, got, want)
			}
			for _, f := range r.Faults {
				if f.Hint && (f.Code != "" || f.Status != 0 || f.Certain || f.Severity == lint.Refused || !lang.Has(f.Text.Key) || !lang.Has(f.Source)) {
					t.Errorf("%s: a hint is no refusal: %+v", value, f)
				}
			}
			if said := slices.ContainsFunc(r.Notes, func(x checks.Text) bool { return x.Key == "lint.note.unique" }); said != (want == "") {
				t.Errorf("%s of a %s: told that one body does not show it: %v", value, kind, said)
			}
		}
	}
	// A number is judged as its text; an order refuses the template by its form already.
	if got := hints(lint.Judge([]byte(`{"external_reference":1}`), lint.Options{Kind: lint.Payment})); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if got := hints(lint.Judge([]byte(`{"external_reference":"{{id}}"}`), lint.Options{Kind: lint.Order})); len(got) != 0 {
		t.Errorf("refused and hinted at: %v", got)
	}
	if got := hints(lint.Judge([]byte(`{"external_reference":"order"}`), lint.Options{Kind: lint.Order})); len(got) != 1 {
		t.Errorf("an order called order: %v", got)
	}
}

func TestItemsUnderOneID(t *testing.T) {
	for name, c := range map[string]struct {
		kind  lint.Kind
		items string
		want  []string
	}{
		"two products":    {lint.Preference, `[{"id":"a","title":"x"},{"id":"a","title":"y"}]`, []string{"items.shared_id items[1].id"}},
		"one product":     {lint.Preference, `[{"id":"a","title":"x"},{"id":"b","title":"y"},{"id":"a","title":"x"}]`, []string{"items.repeated items[2].id"}},
		"their own":       {lint.Preference, `[{"id":"a","title":"x"},{"id":"b","title":"x"}]`, nil},
		"none":            {lint.Preference, `[{"title":"x"},{"title":"y"},{"id":""},{"id":""}]`, nil},
		"of a payment":    {lint.Payment, `[{"id":"a","title":"x"},{"id":"a","title":"y"}]`, []string{"items.shared_id additional_info.items[1].id"}},
		"codes of orders": {lint.Order, `[{"external_code":"a","title":"x"},{"external_code":"a","title":"y"}]`, []string{"items.shared_id items[1].external_code"}},
	} {
		body := `{"items":` + c.items + `}`
		if c.kind == lint.Payment {
			body = `{"additional_info":` + body + `}`
		}
		if got := hints(lint.Judge([]byte(body), lint.Options{Kind: c.kind})); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestBodiesOfTheTable: no body that was judged before draws a hint now.
func TestBodiesOfTheTable(t *testing.T) {
	for _, s := range samples(t) {
		if got := hints(lint.Judge(s.body, s.options())); len(got) > 0 {
			t.Errorf("%s: %v", s.name, got)
		}
	}
}

func TestSeveralBodies(t *testing.T) {
	body := func(ref string) string {
		return fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@loja.com.br"},"external_reference":%q,"x%s":1}`, ref, ref)
	}
	lines := body("A") + "\n\n" + body("B") + "\r\n" + body("A") + "\n"
	list := "[\n" + body("A") + ",\n\n" + body("B") + ",\n" + body("A") + "]"
	for name, c := range map[string]struct {
		text  string
		lines []int
	}{"lines": {lines, []int{1, 3, 4}}, "a list": {list, []int{2, 4, 5}}, "after a byte order mark": {"\ufeff" + lines, []int{1, 3, 4}}} {
		got, ok := lint.JudgeAll([]byte(c.text), lint.Options{})
		if !ok || got.Of != 3 || len(got.Results) != 3 || !slices.Equal(got.Lines, c.lines) {
			t.Errorf("%s: %v %+v", name, ok, got)
			continue
		}
		if len(got.Shared) != 1 || got.Shared[0].Reference != "A" || !slices.Equal(got.Shared[0].Bodies, []int{1, 3}) || !strings.Contains(lang.EN.Text(got.Shared[0].Text), "Bodies 1, 3") {
			t.Errorf("%s: shared %+v", name, got.Shared)
		}
		for i, r := range got.Results {
			if r.Kind != lint.Payment || r.First() == nil || r.First().Line != c.lines[i] {
				t.Errorf("%s, body %d: %+v", name, i+1, r.First())
			}
		}
	}
	for name, text := range map[string]string{
		"one body": body("A"), "one body in a list": "[" + body("A") + "]", "one body laid out": "{\n\"external_reference\":\"A\"\n}", "a list of more": "[" + body("A") + ",7]", "broken": body("A") + "\n{", "empty": "", "numbers": "1\n2",
	} {
		if _, ok := lint.JudgeAll([]byte(text), lint.Options{}); ok {
			t.Errorf("%s is several bodies", name)
		}
	}
	got, ok := lint.JudgeAll([]byte(strings.Repeat(body("A")+"\n", 300)), lint.Options{})
	if !ok || got.Of != 300 || len(got.Results) != 200 || len(got.Shared) != 1 || len(lang.EN.Text(got.Shared[0].Text)) > 400 {
		t.Errorf("%v: %d of %d", ok, len(got.Results), got.Of)
	}
	secret := "APP_USR-1234567890123456-112212-0123456789abcdef0123456789abcdef-1"
	got, _ = lint.JudgeAll([]byte(strings.Repeat(strings.ReplaceAll(body("REF"), "REF", secret)+"\n", 2)), lint.Options{})
	if len(got.Shared) != 1 || strings.Contains(fmt.Sprintf("%+v", got), secret) {
		t.Errorf("the token is repeated: %+v", got.Shared)
	}
}

func FuzzJudgeAll(f *testing.F) {
	for _, s := range []string{"[{},{}]", "{}\n{}", "{}\n{", "[{\"external_reference\":\"{{x}}\"},{\"external_reference\":1}]", "\ufeff{}\n\n{}", "[{}, {\"a\":\"}\"} ]", "[{}//}\n,{}]"} {
		f.Add([]byte(s))
	}
	for _, s := range limitstest.JSON {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		defer limitstest.Bounded(t, 16*len(raw))()
		got, ok := lint.JudgeAll(raw, lint.Options{Kind: lint.Payment})
		if ok && (len(got.Results) != len(got.Lines) || got.Of < 2) {
			t.Fatalf("%+v", got)
		}
		n := strings.Count(string(raw), "\n") + 1
		for _, line := range got.Lines {
			if line < 1 || line > n {
				t.Fatalf("line %d of %d", line, n)
			}
		}
	})
}
