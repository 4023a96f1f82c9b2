package checks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func doc(t testing.TB, raw string) *checks.Doc {
	t.Helper()
	d, err := checks.ParseDoc("1", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPresenceIsMoreThanAKey(t *testing.T) {
	d := doc(t, `{"null":null,"empty":"","blank":"  ","list":[],"ids":[{"id":""}],"deep":{"a":{"b":null,"c":[""]}},"no":false,"zero":0,"text":"x",
		"some":[{"id":""},{"id":"visa"}],"items":[{"id":"1","t":"a"},{"id":"","t":"b"},{"t":"c"}],"rows":[{"cells":[{"v":1},{"v":2}]},{"cells":[]}],"one":{"k":"v"}}`)
	for path, want := range map[string]struct {
		has, known bool
		filled, of int
	}{
		"absent": {false, false, 0, 1}, "null": {false, true, 0, 1}, "empty": {false, true, 0, 1}, "blank": {false, true, 0, 1}, "list": {false, true, 0, 1}, "ids": {false, true, 0, 1},
		"deep": {false, true, 0, 1}, "deep.a.b": {false, true, 0, 1}, "no": {true, true, 1, 1}, "zero": {true, true, 1, 1}, "text": {true, true, 1, 1}, "some": {true, true, 1, 1},
		"items[].t": {true, true, 3, 3}, "items[].id": {false, true, 1, 3}, "items[].x": {false, false, 0, 3}, "list[].id": {false, false, 0, 0}, "absent[].id": {false, false, 0, 0},
		"text[].id": {false, false, 0, 0}, "text.id": {false, false, 0, 1}, "one.k": {true, true, 1, 1},
		"rows[].cells[].v": {false, true, 1, 2}, // a row without cells fills nothing
	} {
		filled, of := d.Coverage(path)
		if d.Has(path) != want.has || d.Known(path) != want.known || filled != want.filled || of != want.of {
			t.Errorf("%s: has %v, known %v, %d of %d; want %+v", path, d.Has(path), d.Known(path), filled, of, want)
		}
	}
}

func TestScalarsKeepTheirText(t *testing.T) {
	d := doc(t, `{"id":12345678901234567890,"price":"349.90","on":true,"word":"yes","items":[{"q":2},{"q":"3"},{"q":null}],"obj":{}}`)
	if got := d.Str("id"); got != "12345678901234567890" {
		t.Errorf("a long id became %s", got)
	}
	if n, ok := d.Num("price"); !ok || n != 349.9 {
		t.Errorf("an amount in text: %v %v", n, ok)
	}
	if _, ok := d.Num("word"); ok {
		t.Error("a word is no number")
	}
	if v, ok := d.Bool("on"); !v || !ok {
		t.Error("true got lost")
	}
	if _, ok := d.Bool("word"); ok {
		t.Error("a word is no boolean")
	}
	if got := d.Strs("items[].q"); !slices.Equal(got, []string{"2", "3"}) {
		t.Errorf("%v", got)
	}
	if d.Str("obj")+d.Str("absent") != "" {
		t.Error("objects and absent fields have text")
	}
	var none *checks.Doc
	if none.Has("a") || none.At("a") != nil || none.Root() != nil {
		t.Error("no document has something")
	}
	for _, bad := range []string{"", "[]", "null", `"x"`, "3", "{", "<html>"} {
		if _, err := checks.ParseDoc("1", []byte(bad)); err == nil {
			t.Errorf("%q was read as an object", bad)
		}
	}
}

// FuzzParseDoc: whatever the API and the catalogue say, reading never panics, and what counts as
// filled is there.
func FuzzParseDoc(f *testing.F) {
	for _, raw := range []string{`{"items":[{"id":"1"},{}],"payer":{"email":null}}`, `{"a":[[1],{"b":[{"c":""}]}]}`, `{"":{"":1}}`, `[]`, `{"a":1e999}`} {
		for _, path := range []string{"items[].id", "payer.email", "a[].b[].c", "", ".", "[]", "[].", "a[]", "a[][]", "..[]."} {
			f.Add([]byte(raw), path)
		}
	}
	for _, s := range limitstest.JSON {
		f.Add([]byte(s), "a[].b")
	}
	f.Fuzz(func(t *testing.T, raw []byte, path string) {
		defer limitstest.Bounded(t, 4*(len(raw)+len(path)))()
		d, err := checks.ParseDoc("1", raw)
		if err != nil {
			return
		}
		filled, of := d.Coverage(path)
		if filled < 0 || filled > of || d.Has(path) != (of > 0 && filled == of) {
			t.Fatalf("%q: %d of %d, has %v", path, filled, of, d.Has(path))
		}
		if d.Has(path) && !d.Known(path) {
			t.Fatalf("%q is filled and unknown", path)
		}
		if len(d.Strs(path)) > len(d.At(path)) {
			t.Fatalf("%q has more texts than values", path)
		}
		d.Str(path)
		d.Num(path)
		d.Bool(path)
	})
}

func TestFillUsesOwnValuesAndNothingUnsafe(t *testing.T) {
	const cmd = "curl https://HOST/PATH && openssl s_client -connect HOST:443 -servername HOST; GET https://api.mercadopago.com/checkout/preferences/PREFERENCE_ID"
	pref := checks.FactPreference.Of(checks.Created{Doc: doc(t, `{"id":"1"}`)})
	for _, c := range []struct {
		name string
		set  checks.Settings
		sec  checks.Section
		want string
	}{
		{"nothing known", checks.Settings{}, checks.SSL, strings.Replace(cmd, "PREFERENCE_ID", "1", 1)},
		{"known", checks.Settings{PaymentPage: "https://loja.exemplo.com.br:8443/checkout"}, checks.SSL,
			"curl https://loja.exemplo.com.br:8443/checkout && openssl s_client -connect loja.exemplo.com.br:8443 -servername loja.exemplo.com.br; GET https://api.mercadopago.com/checkout/preferences/1"},
		{"the endpoint's", checks.Settings{PaymentPage: "https://loja.exemplo.com.br/"}, checks.Notifications,
			"curl https://api.exemplo.com.br/hook && openssl s_client -connect api.exemplo.com.br:443 -servername api.exemplo.com.br; GET https://api.mercadopago.com/checkout/preferences/1"},
		{"a trap", checks.Settings{PaymentPage: "https://a.example/$(reboot)"}, checks.SSL,
			"curl https://a.example/PATH && openssl s_client -connect a.example:443 -servername a.example; GET https://api.mercadopago.com/checkout/preferences/1"},
	} {
		f := checks.NewFacts(noon, checks.FactSettings.Of(c.set), pref, checks.FactHookAddress.Of(checks.Address{URL: "https://api.exemplo.com.br/hook"}))
		if got := f.Fill(c.sec, cmd); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What comparisons cannot judge is no number: NaN is not below a limit and not above it.
func TestNumber(t *testing.T) {
	for in, want := range map[string]float64{"1": 1, "-0.5": -0.5, "100.00": 100, "1e3": 1000, "+2": 2, "0": 0} {
		if n, ok := checks.Number(in); !ok || n != want {
			t.Errorf("%q is %v, %v", in, n, ok)
		}
	}
	for _, in := range []string{"", "NaN", "nan", "Inf", "-Inf", "+infinity", "1e999", "0x1p4", "1_000", "1,5", " 1", "1 ", "--1", ".", "e", "1e", "R$ 5"} {
		if n, ok := checks.Number(in); ok {
			t.Errorf("%q is %v", in, n)
		}
	}
}
