package lint

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

var noon = time.Date(2026, 5, 11, 14, 1, 2, 0, time.UTC)

// asker calls one simulator with many bodies.
type asker struct {
	*testing.T
	sim *sandbox.Server
	n   int
}

func newAsker(t *testing.T, site mpclient.SiteID) *asker {
	a := &asker{T: t, sim: sandbox.New(sandbox.Config{Site: site, Seed: 7, Now: func() time.Time { return noon }})}
	t.Cleanup(a.sim.Close)
	return a
}

// ask gives the code the simulator refuses with, "" when it takes the body.
func (a *asker) ask(kind Kind, body string) (code, raw string) {
	a.Helper()
	a.n++
	method, path, _ := strings.Cut(kind.Route(), " ")
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+a.sim.Credentials().AccessToken)
	req.Header.Set("X-Idempotency-Key", fmt.Sprint("k", a.n))
	w := httptest.NewRecorder()
	a.sim.ServeHTTP(w, req)
	var v struct {
		Error, Message string
		Cause          []struct{ Code any }
		Errors         []struct{ Code string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		a.Fatalf("%s: %v", w.Body, err)
	}
	switch {
	case w.Code < 300:
		return "", w.Body.String()
	case len(v.Errors) > 0:
		code = v.Errors[0].Code
	case len(v.Cause) > 0:
		code = fmt.Sprint(v.Cause[0].Code)
	case v.Error != "":
		code = v.Error
	default:
		code = v.Message
	}
	return code, w.Body.String()
}

// TestTheSameFieldsAreKnown puts every field of the closed schemas, with a value of its type and of another one,
// into a body of its own: the simulator has to know it, and to refuse the type where lint does.
func TestTheSameFieldsAreKnown(t *testing.T) {
	right := map[byte]string{'s': `"x"`, '#': "7", '%': "7", '?': "true", '@': "{}", '*': "[]", '{': "{}", '[': "[]"}
	for _, c := range []struct {
		kind            Kind
		unknown, badly  string
		typeCode        string
		tolerant, typed bool
	}{{Payment, "8", "1", "1", true, true}, {Order, codeUnknown, codeType, codeType, false, true}} {
		a := newAsker(t, mpclient.MLB)
		checked := 0
		for _, path := range shapes[c.kind].paths("") {
			if strings.Contains(path, "additional_info.") && c.kind == Order {
				continue // names with dots: no path of names leads to them
			}
			field := fieldAt(c.kind, path)
			for kind, v := range right {
				sample := v
				body := nest(path, sample)
				code, raw := a.ask(c.kind, body)
				if code == c.unknown {
					t.Errorf("%s: the simulator does not know %s: %s", c.kind, path, raw)
				}
				if kind == '{' || kind == '[' || kind == '*' {
					continue
				}
				value, p := parse([]byte(sample))
				if p.done() {
					t.Fatal(sample)
				}
				r := Judge([]byte(body), Options{Kind: c.kind, Site: mpclient.MLB, Now: noon})
				lintRefuses := r.First() != nil && r.First().stage == stageType
				simRefuses := code == c.typeCode || code == "4003" || code == "4005" || code == "4006" || code == "4022" || code == "4026" || code == "4027"
				if c.kind == Payment && code == "1" && !lintRefuses && field.takes(value) {
					simRefuses = false // code 1 says many things
				}
				if field.kind != '*' && lintRefuses != simRefuses && !(c.kind == Payment && code == "1" && !strings.Contains(raw, plainPath(path)+`"`)) {
					t.Errorf("%s %s as %s: lint refuses the type: %v, the simulator: %v %s", c.kind, path, sample, lintRefuses, simRefuses, raw)
				}
				checked++
			}
			if code, _ := a.ask(c.kind, nest(path+"_x", `"x"`)); code != c.unknown && !freeParent(c.kind, path) {
				t.Errorf("%s: the simulator knows %s_x: %s", c.kind, path, code)
			}
		}
		if checked < 200 {
			t.Errorf("%s: only %d values checked", c.kind, checked)
		}
	}
}

func freeParent(k Kind, path string) bool {
	i := strings.LastIndexByte(path, '.')
	return i > 0 && fieldAt(k, path[:i]).kind == '@'
}

func fieldAt(k Kind, path string) *shape {
	s := shapes[k]
	for name := range strings.SplitSeq(path, ".") {
		name, _, _ = strings.Cut(name, "[")
		s = s.fields[name]
	}
	return s
}

// nest writes an object that holds one value at a path.
func nest(path, v string) string {
	name, rest, deep := strings.Cut(path, ".")
	name, list := strings.CutSuffix(name, "[0]")
	if deep {
		v = nest(rest, v)
	}
	if list {
		v = "[" + v + "]"
	}
	return `{"` + name + `":` + v + `}`
}

// TestTheSameAddressesAreRefused compares the two readings of a public address.
func TestTheSameAddressesAreRefused(t *testing.T) {
	a := newAsker(t, mpclient.MLB)
	for _, u := range []string{"https://loja.com.br/mp", "http://loja.com.br/mp", "https://localhost/mp", "https://app.localhost/x", "https://127.0.0.1/x", "https://10.0.0.3/x", "https://192.168.1.1/",
		"https://[::1]/", "https://169.254.1.1/", "https://8.8.8.8/x", "https://loja/x", "//loja.com.br/x", "loja.com.br", "undefined/success", "https://user:pw@loja.com.br/", "ftp://loja.com.br",
		"https://", "", " ", "https://loja.com.br/{{id}}", "https://${HOST}/x", "https://loja.com.br/a b", "https://loja .com.br/", "https://LOJA.COM.BR", "https://x.ngrok.io/a", "https://loja.com.br:8443/x", "nullx", "%", "https://%zz.com"} {
		body := fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"ana@example.com"},"notification_url":%s}`, quote(u))
		code, raw := a.ask(Payment, body)
		first := Judge([]byte(body), Options{Now: noon}).First()
		if (code == "4020") != (first != nil && first.Code == "4020") || code != "" && code != "4020" {
			t.Errorf("%q: lint %v, simulator %s %s", u, first, code, raw)
		}
	}
}

// TestTheSameDatesAreRefused: what lint is sure of, and what it only warns of.
func TestTheSameDatesAreRefused(t *testing.T) {
	a := newAsker(t, mpclient.MLB)
	for _, d := range []string{"2026-05-12T10:00:00.000-04:00", "2026-05-12T10:00:00-04:00", "2026-05-12T14:00:00.000Z", "2026-05-12T14:00:00Z", "2026-05-12T10:00:00.000-0400", "2026-05-12T10:00:00.123456-04:00",
		"2026-05-12", "2026-05-12 10:00:00", "12/05/2026", "", "2026-13-12T10:00:00.000-04:00", "2026-05-12T10:00:00.000", "2026-05-10T10:00:00.000-04:00", "2026-05-11T10:20:00.000-04:00", "2026-08-12T10:00:00.000-04:00"} {
		body := fmt.Sprintf(`{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"ana@example.com"},"date_of_expiration":%q}`, d)
		code, raw := a.ask(Payment, body)
		got := ""
		if f := Judge([]byte(body), Options{Now: noon}).First(); f != nil {
			got = f.Code
		}
		if got != code {
			t.Errorf("%q: lint %q, simulator %q %s", d, got, code, raw)
		}
	}
}

// TestTheSameDocumentsAreRefused: a refusal of lint is one of the simulator; what the simulator refuses besides, lint
// at least warns of.
func TestTheSameDocumentsAreRefused(t *testing.T) {
	numbers := []string{"12345678909", "12345678900", "11222333000181", "11222333000180", "12ABC34501DE35", "12345678", "1234567", "123456", "12345678-5", "123456785", "12345678-9", "61704000-K", "61704000-k",
		"33693450239", "33693450230", "1020304050", "8909039388", "20131312955", "1", "123.456.789-09", "ABC", "GODE561231GR8", "HEGG560427MVZRRL04", strings.Repeat("9", 41)}
	for _, site := range mpclient.Sites {
		a := newAsker(t, site.ID)
		for _, kind := range []string{"CPF", "CNPJ", "DNI", "CI", "LC", "LE", "CUIT", "CUIL", "Otro", "RUT", "CC", "CE", "NIT", "RUC", "RFC", "CURP", "PPN", "cpf", ""} {
			for _, n := range numbers {
				body := fmt.Sprintf(`{"transaction_amount":80000,"payment_method_id":"account_money","payer":{"email":"ana@example.com","identification":{"type":%q,"number":%q}}}`, kind, n)
				code, raw := a.ask(Payment, body)
				if code != "" && code != "2067" {
					t.Fatalf("%s %s", code, raw)
				}
				r := Judge([]byte(body), Options{Site: site.ID, Now: noon})
				refuses, warns := r.First() != nil, false
				for _, f := range r.Faults {
					warns = warns || f.Code == "2067" && !f.Certain
				}
				if refuses && code == "" || code != "" && !refuses && !warns {
					t.Errorf("%s %s %q: lint refuses %v, warns %v; the simulator answers %q", site.ID, kind, n, refuses, warns, code)
				}
			}
		}
	}
}
