package probe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/sandbox"
)

// inside answers the client's calls by the simulator, without a socket.
type inside struct{ *sandbox.Server }

func (s inside) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	in := httptest.NewRequest(r.Method, r.URL.RequestURI(), r.Body)
	in.Header = r.Header
	s.ServeHTTP(w, in.WithContext(r.Context()))
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// body is a JSON object on its way to the simulator.
type body = map[string]any

// shopkeeper creates things as an integration of any product would.
type shopkeeper struct {
	testing.TB
	*sandbox.Server
	site mpclient.Site
	n    int
}

func openAccount(t testing.TB, site mpclient.Site) *shopkeeper {
	t.Helper()
	s := sandbox.New(sandbox.Config{Site: site.ID, Now: clock, Deliver: silence{}})
	t.Cleanup(s.Close)
	s.SetReport(sandbox.Settlement, true, true)
	s.SetReport(sandbox.Release, true, true)
	return &shopkeeper{TB: t, Server: s, site: site}
}

type silence struct{}

func (silence) RoundTrip(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed }

// post creates an object and returns its id; a refusal ends the test.
func (k *shopkeeper) post(path string, b body) string {
	k.Helper()
	raw, err := json.Marshal(b)
	if err != nil {
		k.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(string(raw)))
	r.Header.Set("Authorization", "Bearer "+k.Credentials().AccessToken)
	r.Header.Set("Content-Type", "application/json")
	k.n++
	r.Header.Set("X-Idempotency-Key", "matrix-"+strconv.Itoa(k.n))
	w := httptest.NewRecorder()
	k.ServeHTTP(w, r)
	var made struct {
		ID any `json:"id"`
	}
	answer := w.Body.String()
	dec := json.NewDecoder(strings.NewReader(answer))
	dec.UseNumber()
	if err := dec.Decode(&made); err != nil || w.Code/100 != 2 {
		k.Fatalf("%s: POST %s: %d %v\n%s\n%s", k.site.ID, path, w.Code, err, raw, answer)
	}
	return checks.Scalar(made.ID)
}

// papers are a document and a published test card of each site.
var papers = map[mpclient.SiteID][3]string{
	mpclient.MLA: {"DNI", "12345678", "4509953566233704"}, mpclient.MLB: {"CPF", "12345678909", "4235647728025682"}, mpclient.MLM: {"CURP", "XEXX010101HNEXXXA4", "4075595716483764"},
	mpclient.MLC: {"RUT", "111111111", "4168818844447115"}, mpclient.MCO: {"CC", "123456789", "4013540682746260"}, mpclient.MPE: {"DNI", "12345678", "4009175332806176"},
	mpclient.MLU: {"CI", "12345678", "4509953566233704"},
}

func (k *shopkeeper) identification() body {
	return body{"type": papers[k.site.ID][0], "number": papers[k.site.ID][1]}
}

func (k *shopkeeper) card() string {
	k.Helper()
	return k.post("/v1/card_tokens?public_key="+k.Credentials().PublicKey, body{"card_number": papers[k.site.ID][2], "security_code": "123", "expiration_month": 11, "expiration_year": 2030,
		"cardholder": body{"name": "APRO", "identification": k.identification()}})
}

func (k *shopkeeper) customer() string {
	k.Helper()
	return k.post("/v1/customers", body{"email": buyerMail, "first_name": "Ana", "last_name": "Souza"})
}

const (
	buyerMail = "ana.souza@correio.com.br"
	tellURL   = "https://loja.com.br/hook?source_news=webhooks"
)

// amount is a price of the site: whole, so that every currency can hold it.
const unitPrice = 50000

func (k *shopkeeper) text(n int) string {
	return strconv.FormatFloat(float64(n), 'f', k.site.Decimals, 64)
}

func goods(price any) []body {
	return []body{{"id": "CAM-35", "title": "Camera", "description": "35 mm", "category_id": "cameras", "picture_url": "https://loja.com.br/c.png", "quantity": 1, "unit_price": price}}
}

func (k *shopkeeper) preference() checks.Settings {
	at := func(days int) string { return opening.AddDate(0, 0, days).Format("2006-01-02T15:04:05.000-07:00") }
	items := goods(unitPrice)
	items[0]["currency_id"] = k.site.Currency
	id := k.post("/checkout/preferences", body{"items": items,
		"payer": body{"name": "Ana", "surname": "Souza", "email": buyerMail, "identification": k.identification(), "phone": body{"area_code": "11", "number": "912345678"},
			"address": body{"zip_code": "01310100", "street_name": "Avenida Paulista", "street_number": "1578"}},
		"payment_methods": body{"excluded_payment_methods": []body{{"id": "diners"}}, "excluded_payment_types": []body{{"id": "prepaid_card"}}, "installments": 12},
		"shipments":       body{"mode": "not_specified", "cost": 100}, "tracks": []body{{"type": "google_ad", "values": body{"conversion_id": "1", "conversion_label": "x"}}},
		"back_urls":        body{"success": "https://loja.com.br/ok", "pending": "https://loja.com.br/p", "failure": "https://loja.com.br/f"},
		"notification_url": tellURL, "external_reference": "pedido-1001", "statement_descriptor": "LOJA", "binary_mode": true,
		"date_of_expiration": at(3), "expires": true, "expiration_date_from": at(0), "expiration_date_to": at(7)})
	return checks.Settings{Product: checks.CheckoutPro, PreferenceID: id}
}

func (k *shopkeeper) payment(p checks.Product) checks.Settings {
	payer := body{"first_name": "Ana", "last_name": "Souza", "phone": body{"area_code": "11", "number": "912345678"}, "address": body{"zip_code": "01310100", "street_name": "Avenida Paulista", "street_number": "1578"}}
	id := k.post("/v1/payments", body{"transaction_amount": unitPrice, "token": k.card(), "installments": 1, "payment_method_id": "visa", "issuer_id": "25", "capture": false, "binary_mode": true,
		"external_reference": "pedido-1002", "statement_descriptor": "LOJA", "notification_url": tellURL, "description": "Camera",
		"payer":           body{"type": "customer", "id": k.customer(), "email": buyerMail, "identification": k.identification()},
		"additional_info": body{"items": goods(unitPrice), "payer": payer}})
	return checks.Settings{Product: p, PaymentID: id}
}

func (k *shopkeeper) order() checks.Settings {
	items := goods(k.text(unitPrice))
	id := k.post("/v1/orders", body{"type": "online", "processing_mode": "automatic", "capture_mode": "manual", "total_amount": k.text(unitPrice), "external_reference": "pedido-1003", "items": items,
		"payer":        body{"email": buyerMail, "customer_id": k.customer(), "first_name": "Ana", "last_name": "Souza", "identification": k.identification()},
		"config":       body{"notification_url": tellURL},
		"transactions": body{"payments": []body{{"amount": k.text(unitPrice), "payment_method": body{"id": "visa", "type": "credit_card", "token": k.card(), "installments": 1, "statement_descriptor": "LOJA"}}}}})
	return checks.Settings{Product: checks.Orders, OrderID: id}
}

func (k *shopkeeper) subscription() checks.Settings {
	k.post("/preapproval", body{"reason": "Clube", "external_reference": "assinatura-1", "payer_email": buyerMail, "back_url": "https://loja.com.br/ok", "status": "pending",
		"auto_recurring": body{"frequency": 1, "frequency_type": "months", "transaction_amount": unitPrice, "currency_id": k.site.Currency}})
	return checks.Settings{Product: checks.Subscriptions, WebhookURL: tellURL} // the latest is found by itself
}

func (k *shopkeeper) place() {
	k.post(fmt.Sprintf("/users/%d/stores", k.Credentials().UserID), body{"name": "Centro", "external_id": "LOJA1", "location": body{"street_name": "Rua A", "street_number": "1", "city_name": "X", "state_name": "Y", "latitude": -23.5, "longitude": -46.6}})
	k.post("/pos", body{"name": "Caixa 1", "external_id": "LOJA1CAIXA1", "external_store_id": "LOJA1", "fixed_amount": true})
}

func (k *shopkeeper) qr() checks.Settings {
	k.place()
	k.post("/v1/orders", body{"type": "qr", "total_amount": k.text(unitPrice), "external_reference": "mesa-1", "config": body{"qr": body{"external_pos_id": "LOJA1CAIXA1", "mode": "dynamic"}},
		"transactions": body{"payments": []body{{"amount": k.text(unitPrice)}}}})
	return checks.Settings{Product: checks.QR, WebhookURL: tellURL}
}

func (k *shopkeeper) point() checks.Settings {
	k.place()
	k.post("/v1/orders", body{"type": "point", "external_reference": "balcao-1", "config": body{"point": body{"terminal_id": "NEWLAND_N950__SBX0000001", "print_on_terminal": "no_ticket"}},
		"transactions": body{"payments": []body{{"amount": k.text(unitPrice)}}}, "integration_data": body{"integrator_id": "dev_1", "platform_id": "plat_1"}})
	return checks.Settings{Product: checks.Point, WebhookURL: tellURL}
}

// sell makes a sound integration of a product, and says what its configuration would.
func (k *shopkeeper) sell(p checks.Product) checks.Settings {
	s := map[checks.Product]func() checks.Settings{checks.CheckoutPro: k.preference, checks.CheckoutAPI: func() checks.Settings { return k.payment(p) },
		checks.Bricks: func() checks.Settings { return k.payment(p) }, checks.Orders: k.order, checks.Subscriptions: k.subscription, checks.QR: k.qr, checks.Point: k.point}[p]()
	c := k.Credentials()
	s.Site, s.AccessToken, s.PublicKey = k.site.ID, mpclient.Secret(c.AccessToken), mpclient.Secret(c.PublicKey)
	return s
}

// audit judges the homologation section.
func (k *shopkeeper) audit(s checks.Settings) []checks.Finding {
	e := &probe.Env{Load: func() checks.Settings { return s }, API: inside{k.Server}, Now: clock}
	var reqs []checks.Requirement
	for _, r := range rules.All() {
		if r.Section == checks.Homologation {
			reqs = append(reqs, r)
		}
	}
	return checks.NewAudit(reqs, probe.All(e), clock).Run(k.Context(), checks.Selection{}).Findings
}

// TestEveryProductOnEverySite: a sound integration created through the API of the simulator has
// nothing to repair in the homologation section, whatever the country.
func TestEveryProductOnEverySite(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, site := range mpclient.Sites {
		for _, p := range checks.Products {
			k := openAccount(t, site)
			n := map[checks.Verdict]int{}
			for _, f := range k.audit(k.sell(p)) {
				n[f.Verdict]++
				if f.Bug {
					t.Errorf("%s %s: %s: %s", site.ID, p, f.ID, lang.EN.Text(f.Evidence[0].Text))
				}
				if f.Verdict == checks.Fail || f.Verdict == checks.Warn {
					t.Errorf("%s %s: %s is %s: %s", site.ID, p, f.ID, f.Verdict, lang.EN.Text(f.Detail))
				}
			}
			if n[checks.Pass] < 3 {
				t.Errorf("%s %s: only %d pass: nothing was looked at", site.ID, p, n[checks.Pass])
			}
			fmt.Fprintf(&b, "%s %-14s", site.ID, p)
			for _, v := range checks.Verdicts {
				if n[v] > 0 {
					fmt.Fprintf(&b, " %s %d", v, n[v])
				}
			}
			b.WriteByte('\n')
		}
	}
	t.Logf("homologation section, verdicts by site and product:\n%s", b.String())
}

// TestTheAnswerHangsOnNothingElse audits every product with everything an integration can have made, also what is another
// product's, twenty times: no check fails, and each time the answer is the same.
func TestTheAnswerHangsOnNothingElse(t *testing.T) {
	t.Parallel()
	mlb, _ := mpclient.SiteByID(mpclient.MLB)
	made := map[string]func(*shopkeeper) checks.Settings{
		"nothing":      func(*shopkeeper) checks.Settings { return checks.Settings{} },
		"preference":   (*shopkeeper).preference,
		"payment":      func(k *shopkeeper) checks.Settings { return k.payment(checks.CheckoutAPI) },
		"order":        (*shopkeeper).order,
		"subscription": func(k *shopkeeper) checks.Settings { k.subscription(); return checks.Settings{} },
	}
	for _, p := range checks.Products {
		for name, make := range made {
			k := openAccount(t, mlb)
			s := make(k)
			c := k.Credentials()
			s.Product, s.Site, s.AccessToken, s.PublicKey = p, mpclient.MLB, mpclient.Secret(c.AccessToken), mpclient.Secret(c.PublicKey)
			first := map[checks.ID]string{}
			for range 20 {
				e := offline(s, inside{k.Server})
				for _, f := range auditOf(e).Run(k.Context(), checks.Selection{}).Findings {
					said := string(f.Verdict) + " " + lang.EN.Text(f.Detail)
					switch was := first[f.ID]; {
					case f.Bug:
						t.Errorf("%s with %s: %s: %s", p, name, f.ID, lang.EN.Text(f.Evidence[0].Text))
					case was == "":
						first[f.ID] = said
					case was != said:
						t.Errorf("%s with %s: %s: %s, and then %s", p, name, f.ID, was, said)
					}
				}
			}
		}
	}
}

// offline looks with an API alone: no name resolves and nothing can be dialled.
func offline(s checks.Settings, api http.RoundTripper) *probe.Env {
	return &probe.Env{Load: func() checks.Settings { return s }, API: api, Now: clock,
		Dial: func(context.Context, string, string) (net.Conn, error) { return nil, syscall.ENETUNREACH },
		Lookup: func(_ context.Context, _, host string) ([]netip.Addr, error) {
			return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
		}}
}

// hollow answers every call with one text.
type hollow string

func (h hollow) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.WriteString(string(h))
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// TestEmptyAnswersAreGaps: an API that answers 200 and nothing of what it was asked for proves nothing at all.
func TestEmptyAnswersAreGaps(t *testing.T) {
	t.Parallel()
	byShape := []checks.ID{"credentials.token_shape"} // read off the token, no call behind it
	for _, answer := range []hollow{"{}", "[]", "null", `""`, "{\"results\":[]}", `{"id":0}`, `{"id":""}`, `{"id":null,"results":null}`, `[{}]`, `{"results":[{}],"paging":{"total":1}}`, ""} {
		for _, p := range checks.Products {
			s := checks.Settings{Product: p, Site: mpclient.MLB, AccessToken: "APP_USR-7305128846120953-051110-0f1e2d3c4b5a69788796a5b4c3d2e1f0-1234567", PublicKey: "APP_USR-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
				PreferenceID: "1234567-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", PaymentID: "1234567890", OrderID: "ORD01JQ4S4KY8HWQ6NA5PXB65B3D", PreapprovalID: "2c938084726fca480172750000000000"}
			e := offline(s, answer)
			for _, f := range auditOf(e).Run(t.Context(), checks.Selection{}).Findings {
				if f.Bug || f.Verdict == checks.Pass && !slices.Contains(byShape, f.ID) {
					t.Errorf("%s, %s: %s is %s: %s", p, answer, f.ID, f.Verdict, lang.EN.Text(f.Detail))
				}
			}
		}
	}
}

// TestBadValuesShowForEveryProduct is the red side: the same integrations with one thing wrong each.
func TestBadValuesShowForEveryProduct(t *testing.T) {
	t.Parallel()
	mlb, _ := mpclient.SiteByID(mpclient.MLB)
	verdicts := func(k *shopkeeper, s checks.Settings) map[checks.ID]checks.Verdict {
		c := k.Credentials()
		s.Site, s.AccessToken, s.PublicKey = k.site.ID, mpclient.Secret(c.AccessToken), mpclient.Secret(c.PublicKey)
		m := map[checks.ID]checks.Verdict{}
		for _, f := range k.audit(s) {
			m[f.ID] = f.Verdict
		}
		return m
	}
	k := openAccount(t, mlb)
	bad := k.post("/v1/payments", body{"transaction_amount": 10, "token": k.card(), "installments": 1, "payment_method_id": "visa", "external_reference": "12345678909",
		"payer":           body{"email": "teste@teste.com", "identification": body{"type": "CPF", "number": "12345678909"}},
		"additional_info": body{"items": goods(99.999)}})
	got := verdicts(k, checks.Settings{Product: checks.CheckoutAPI, PaymentID: bad})
	for id, want := range map[checks.ID]checks.Verdict{"homologation.email": checks.Warn, "homologation.external_reference": checks.Warn, "homologation.item_unit_price": checks.Warn,
		"homologation.payer_first_name": checks.Fail, "homologation.payer_identification": checks.Pass} {
		if got[id] != want {
			t.Errorf("payment: %s is %s, want %s", id, got[id], want)
		}
	}

	k = openAccount(t, mlb)
	for range 2 { // one reference, two sales
		k.post("/v1/orders", body{"type": "online", "processing_mode": "automatic", "total_amount": "50.00", "external_reference": "pedido-7", "payer": body{"email": buyerMail},
			"items":        []body{{"title": "Camera", "quantity": 2, "unit_price": "50.00"}},
			"transactions": body{"payments": []body{{"amount": "50.00", "payment_method": body{"id": "visa", "type": "credit_card", "token": k.card(), "installments": 1}}}}})
	}
	got = verdicts(k, checks.Settings{Product: checks.Orders})
	for id, want := range map[checks.ID]checks.Verdict{"homologation.external_reference": checks.Warn, "homologation.item_unit_price": checks.Warn, "homologation.item_id": checks.Fail,
		"homologation.statement_descriptor": checks.Fail, "homologation.email": checks.Inconclusive, "homologation.auth_and_capt": checks.Warn} {
		if got[id] != want {
			t.Errorf("order: %s is %s, want %s", id, got[id], want)
		}
	}

	k = openAccount(t, mlb)
	for _, p := range []checks.Product{checks.QR, checks.Point, checks.Subscriptions} { // nothing was created
		got := verdicts(k, checks.Settings{Product: p})
		if got["homologation.external_reference"] != checks.NeedsInput {
			t.Errorf("%s without an object: %v", p, got["homologation.external_reference"])
		}
	}
	if ids := slices.Collect(maps.Keys(got)); len(ids) < 50 {
		t.Errorf("only %d findings", len(ids))
	}
}
