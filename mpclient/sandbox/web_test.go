package sandbox

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const own = "Host: 127.0.0.1:4000"

// sale makes a preference the way a shop on this machine does and returns its id and page.
func (b *bench) sale(more string) (id, page string) {
	b.Helper()
	a := b.want(b.do("POST", "/checkout/preferences", `{"items":[{"title":"Camiseta <b>&\"azul\"</b>","quantity":2,"unit_price":74.95}],"external_reference":"A&1",
		"back_urls":{"success":"https://shop.example/ok?x=1","pending":"https://shop.example/wait","failure":"https://shop.example/no"}`+more+`}`, own), 201)
	if a.at("init_point") != a.at("sandbox_init_point") || !strings.HasPrefix(a.at("init_point").(string), "http://127.0.0.1:4000/checkout/v1/redirect?pref_id=") {
		b.Errorf("init points %v %v", a.at("init_point"), a.at("sandbox_init_point"))
	}
	return a.at("id").(string), a.at("init_point").(string)
}

// visitCheckout follows the page to where the form is and returns the form's fixed part.
func (b *bench) visitCheckout(page string) string {
	b.Helper()
	w := b.browse("GET", page, "")
	to := w.Header().Get("Location")
	u, err := url.Parse(to)
	if err != nil || w.Code != 303 || u.Query().Get("order") == "" {
		b.Fatalf("checkout answers %d %s %s", w.Code, to, w.Body)
	}
	if w = b.browse("GET", to, ""); w.Code != 200 {
		b.Fatalf("checkout page %d", w.Code)
	}
	return "pref_id=" + u.Query().Get("pref_id") + "&order=" + u.Query().Get("order")
}

const cardFields = "&method=card&number=5031433215406351&month=11&year=2030&code=123&parts=1&doc_type=CPF&doc_number=12345678909&holder="

// pay submits the checkout's form and returns the result page.
func (b *bench) pay(form string) *httptest.ResponseRecorder {
	b.Helper()
	w := b.browse("POST", "/checkout/v1/redirect", form)
	if w.Code != 303 {
		return w
	}
	return b.browse("GET", w.Header().Get("Location"), "")
}

var returnLink = regexp.MustCompile(`id="return"[^>]* href="([^"]*)"`)

func returnOf(w *httptest.ResponseRecorder) *url.URL {
	m := returnLink.FindStringSubmatch(w.Body.String())
	if m == nil {
		return &url.URL{}
	}
	u, _ := url.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
	return u
}

func TestCheckoutOutcomes(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	for _, r := range []struct{ fields, path, status, kind string }{
		{cardFields + "APRO", "/ok", "approved", "credit_card"}, {cardFields + "FUND", "/no", "rejected", "credit_card"},
		{cardFields + "CONT", "/wait", "in_process", "credit_card"}, {"&method=pix", "/wait", "pending", "bank_transfer"},
		{"&method=bolbradesco&doc_type=CPF&doc_number=12345678909", "/wait", "pending", "ticket"}, {"&method=account_money", "/ok", "approved", "account_money"},
	} {
		id, page := b.sale("")
		form := b.visitCheckout(page)
		w := b.pay(form + r.fields)
		to := returnOf(w)
		q := to.Query()
		if w.Code != 200 || to.Path != r.path || q.Get("status") != r.status || q.Get("collection_status") != r.status || q.Get("payment_type") != r.kind || q.Get("external_reference") != "A&1" ||
			q.Get("preference_id") != id || q.Get("site_id") != "MLB" || q.Get("processing_mode") != "aggregator" || q.Get("merchant_account_id") != "null" || q.Get("payment_id") != q.Get("collection_id") {
			t.Errorf("%s returns to %s (%d)", r.fields, to, w.Code)
			continue
		}
		if to.Path == "/ok" && q.Get("x") != "1" {
			t.Errorf("the shop's own parameter is lost: %s", to)
		}
		pay := b.want(b.do("GET", "/v1/payments/"+q.Get("payment_id"), ""), 200, "status", r.status, "transaction_amount", 149.9, "external_reference", "A&1", "order.id", q.Get("merchant_order_id"))
		b.want(b.do("GET", "/merchant_orders/"+q.Get("merchant_order_id"), ""), 200, "preference_id", id, "payments.0.id", pay.at("id"))
		if w.Header().Get("Refresh") != "" {
			t.Error("the page returns by itself although nobody asked for it")
		}
		if hasRetry := strings.Contains(w.Body.String(), `id="retry"`); hasRetry != (r.status == "rejected") {
			t.Errorf("%s: retry %v", r.fields, hasRetry)
		}
	}
	b.settleDown()
	topics := map[string]bool{}
	for _, d := range b.Deliveries() {
		topics[d.Topic+" "+d.Action] = true
	}
	if !topics["payment payment.created"] || !topics["payment payment.updated"] || !topics[merchantOrderTopic+" create"] {
		t.Errorf("notifications %v", topics)
	}
}

func TestCheckoutAbandoned(t *testing.T) {
	b := newBench(t)
	id, page := b.sale("")
	form, _ := url.ParseQuery(b.visitCheckout(page))
	w := b.browse("GET", "/checkout/v1/result?pref_id="+id+"&order="+form.Get("order"), "")
	to, _ := url.Parse(w.Header().Get("Location"))
	q := to.Query()
	if w.Code != 303 || to.Path != "/no" || q.Get("payment_id") != "null" || q.Get("status") != "null" || q.Get("collection_id") != "null" || q.Get("payment_type") != "null" || q.Get("merchant_order_id") != form.Get("order") {
		t.Errorf("%d %s", w.Code, to)
	}
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 0)
}

func TestAutoReturn(t *testing.T) {
	for _, r := range []struct {
		auto, holder string
		goes         bool
	}{{"approved", "APRO", true}, {"approved", "FUND", false}, {"all", "FUND", true}, {"all", "CONT", true}} {
		b := newBench(t)
		_, page := b.sale(`,"auto_return":"` + r.auto + `"`)
		w := b.pay(b.visitCheckout(page) + cardFields + r.holder)
		if refresh := w.Header().Get("Refresh"); (refresh != "") != r.goes || r.goes && !strings.Contains(refresh, returnOf(w).String()) {
			t.Errorf("%s %s: Refresh %q", r.auto, r.holder, refresh)
		}
	}
}

func TestCheckoutHonoursThePreference(t *testing.T) {
	b := newBench(t)
	has := func(page, what string) bool {
		b.Helper()
		return strings.Contains(b.browse("GET", page+"&order=1", "").Body.String(), what)
	}
	_, all := b.sale("")
	_, few := b.sale(`,"payment_methods":{"installments":3,"excluded_payment_types":[{"id":"ticket"}],"excluded_payment_methods":[{"id":"pix"}]}`)
	if !has(all, `id="pay-pix"`) || !has(all, `id="pay-bolbradesco"`) || has(few, `id="pay-pix"`) || has(few, `id="pay-bolbradesco"`) || !has(all, `value="12"`) || has(few, `value="12"`) {
		t.Error("exclusions and the limit of instalments are not honoured")
	}
	form := b.visitCheckout(few)
	for _, fields := range []string{"&method=pix", strings.Replace(cardFields, "parts=1", "parts=12", 1) + "APRO", "&method=nothing", strings.Replace(cardFields, "5031433215406351", "1", 1) + "APRO"} {
		if w := b.pay(form + fields); w.Code != 422 || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("%s: %d", fields, w.Code)
		}
	}
	b.SetPix(true, false)
	if has(all, `id="pay-pix"`) {
		t.Error("Pix is offered without a key")
	}
	_, ends := b.sale(`,"expires":true,"expiration_date_from":"2026-05-11T11:00:00.000-04:00","expiration_date_to":"2026-05-11T12:00:00.000-04:00"`)
	if w := b.browse("GET", ends, ""); w.Code != 410 {
		t.Errorf("too early: %d", w.Code)
	}
	b.clock.forward(time.Hour)
	if w := b.browse("GET", ends, ""); w.Code != 303 {
		t.Errorf("in time: %d", w.Code)
	}
	b.clock.forward(time.Hour)
	if w := b.pay("pref_id=" + ends[strings.Index(ends, "=")+1:] + cardFields + "APRO"); w.Code != 410 {
		t.Errorf("too late: %d", w.Code)
	}
	if w := b.browse("GET", "/checkout/v1/redirect?pref_id=nope", ""); w.Code != 404 {
		t.Errorf("unknown: %d", w.Code)
	}
}

// A refused form comes back as it was filled in: nobody types a card twice for one wrong digit.
func TestRefusedFormsKeepWhatWasTyped(t *testing.T) {
	b := newBench(t)
	_, page := b.sale(`,"payment_methods":{"default_installments":6}`)
	form := b.visitCheckout(page)
	if html := b.browse("GET", "/checkout/v1/redirect?"+form, "").Body.String(); !strings.Contains(html, `value="APRO"`) || !strings.Contains(html, `<option value="6" selected>`) {
		t.Error("the first look does not have the test card and the preference's instalments")
	}
	w := b.pay(form + "&method=card&number=4000000000000000&month=7&year=2031&code=987&parts=3&doc_type=CNPJ&doc_number=11222333000181&holder=Ana+%22Bia%22&email=a@b.co&buyer=guest")
	html := w.Body.String()
	for _, want := range []string{`role="alert"`, `value="4000000000000000"`, `value="7"`, `value="2031"`, `value="987"`, `<option value="3" selected>`, `<option selected>CNPJ`, `value="11222333000181"`, `value="Ana &#34;Bia&#34;"`, `value="a@b.co"`} {
		if w.Code != 422 || !strings.Contains(html, want) {
			t.Errorf("%d without %s", w.Code, want)
		}
	}
	if html := b.pay(form + "&method=pix&doc_type=CPF&doc_number=1").Body.String(); strings.Count(html, "<details open>") != 1 || !strings.Contains(html, `<form id="m-pix"`) {
		t.Error("the part that was filled in is closed")
	}
}

// The order in a form belongs to its preference, whatever the form says.
func TestCheckoutOrders(t *testing.T) {
	b := newBench(t)
	id, page := b.sale("")
	_, other := b.sale("")
	foreign, _ := url.ParseQuery(b.visitCheckout(other))
	mine, _ := url.ParseQuery(b.visitCheckout(page))
	for _, order := range []string{foreign.Get("order"), "1", "", "x", "-5", mine.Get("order")} {
		q := returnOf(b.pay("pref_id=" + id + "&order=" + order + cardFields + "APRO")).Query()
		b.want(b.do("GET", "/merchant_orders/"+q.Get("merchant_order_id"), ""), 200, "preference_id", id)
		if (q.Get("merchant_order_id") == order) != (order == mine.Get("order")) {
			t.Errorf("the form named %q, the payment went to %s", order, q.Get("merchant_order_id"))
		}
	}
	b.want(b.do("GET", "/merchant_orders/"+foreign.Get("order"), ""), 200, "payments.0", "<none>")
	b.want(b.do("GET", "/merchant_orders/1", ""), 404)
}

func TestCheckoutWorlds(t *testing.T) {
	b := newBench(t)
	_, page := b.sale("")
	form := b.visitCheckout(page)
	const sorry = "Uma das partes com as quais você está tentando efetuar o pagamento é de teste."
	if w := b.pay(form + cardFields + "APRO&buyer=test"); w.Code != 422 || !strings.Contains(w.Body.String(), sorry) {
		t.Errorf("a test buyer pays a real seller: %d", w.Code)
	}
	if w := b.pay(form + cardFields + "APRO&buyer=guest&email=vendas@loja.example.com"); w.Code != 422 {
		t.Errorf("the seller pays himself: %d", w.Code)
	}
	b.SetKind(Test)
	if w := b.pay(form + cardFields + "APRO&buyer=real"); w.Code != 422 || !strings.Contains(w.Body.String(), sorry) {
		t.Errorf("a real buyer pays a test seller: %d", w.Code)
	}
	if w := b.pay(form + cardFields + "APRO&buyer=test"); w.Code != 200 {
		t.Errorf("test and test: %d", w.Code)
	}
	b.SetKind(TestBuyer)
	if w := b.browse("GET", page, ""); w.Code != 410 {
		t.Errorf("a buyer sells: %d", w.Code)
	}
}

// Hostile values come out as text, and pages load nothing from anywhere.
func TestPagesAreClosed(t *testing.T) {
	b := newBench(t, func(c *Config) { c.AllowLocal = true })
	const evil = `<script>alert(1)</script>`
	body := fmt.Sprintf(`{"items":[{"title":%q,"quantity":1,"unit_price":10}],"external_reference":%q,"payer":{"email":%q},"back_urls":{"success":"javascript:alert(1)","failure":"javascript:alert(1)"}}`, evil, evil, `"><img src=x onerror=1>@x.y`)
	a := b.want(b.do("POST", "/checkout/preferences", body, own), 201)
	page := "/checkout/v1/redirect?pref_id=" + a.at("id").(string)
	var pages []*httptest.ResponseRecorder
	pages = append(pages, b.browse("GET", page+`&order="><script>alert(1)</script>`, ""), b.browse("GET", "/_sandbox/", ""), b.browse("GET", "/authorization?client_id="+url.QueryEscape(evil), ""),
		b.browse("POST", "/checkout/v1/redirect", "pref_id="+a.at("id").(string)+"&method="+url.QueryEscape(evil)+"&email="+url.QueryEscape(evil)), b.browse("GET", "/payments/1/ticket?hash="+url.QueryEscape(evil), ""),
		b.browse("POST", "/3ds/challenge", "creq="+url.QueryEscape(evil)), b.pay("pref_id="+a.at("id").(string)+cardFields+"FUND"))
	for i, w := range pages {
		html := w.Body.String()
		if strings.Contains(html, "<script>") || strings.Contains(html, "<img src=x") || strings.Contains(html, "javascript:") {
			t.Errorf("page %d lets a value through: %s", i, html)
		}
		for _, m := range regexp.MustCompile(`(?:src|action)="([^"]*)"|<link[^>]*>|@import|url\(`).FindAllStringSubmatch(html, -1) {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "data:image/png") {
				t.Errorf("page %d refers to %s", i, m[0])
			}
		}
		if strings.Contains(html, "?") && regexp.MustCompile(`\?[a-z_]+<`).MatchString(html) {
			t.Errorf("page %d misses a word: %s", i, html)
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors") || !strings.Contains(html, `name="viewport"`) || !strings.Contains(html, `<html lang="`) {
			t.Errorf("page %d: %s", i, csp)
		}
	}
}

func TestPagesAreForThisMachine(t *testing.T) {
	b := newBench(t)
	id, page := b.sale("")
	for _, h := range [][]string{{"Host: shop.example"}, {"Host: 127.0.0.1.evil.example"}, {"Host: 192.168.0.9:4000"}, {`Host: 127.0.0.1:40"x`}} {
		if w := b.browse("GET", page, "", h...); w.Code != 403 {
			t.Errorf("%v: %d", h, w.Code)
		}
	}
	form := "pref_id=" + id + cardFields + "APRO"
	for _, h := range [][]string{{"Sec-Fetch-Site: cross-site"}, {"Sec-Fetch-Site: ", "Origin: https://evil.example"}, {"Sec-Fetch-Site: ", "Origin: null"}} {
		for _, target := range []string{"/checkout/v1/redirect", "/_sandbox/press", "/authorization", "/_sandbox/reset", "/_sandbox/pay"} {
			if w := b.browse("POST", target, form, h...); w.Code != 403 {
				t.Errorf("%v %s: %d", h, target, w.Code)
			}
		}
	}
	if w := b.browse("GET", "/_sandbox/application", "", "Host: rebound.example"); w.Code != 403 {
		t.Errorf("a rebound name reads the secrets: %d", w.Code)
	}
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 0)
	b.want(b.do("GET", "/_sandbox/application", ""), 200, "0.client_id", b.Credentials().ClientID, "0.webhook_secret", b.Credentials().WebhookSecret)
}

func TestControlPageButtons(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	press := func(do, id string) string {
		b.Helper()
		w := b.browse("POST", "/_sandbox/press", "do="+do+"&id="+id)
		if w.Code != 303 {
			t.Fatalf("%s: %d", do, w.Code)
		}
		return w.Header().Get("Location")
	}
	ids := []string{}
	for range 3 {
		ids = append(ids, strings.TrimPrefix(paymentPath(b.payPix("")), "/v1/payments/"))
	}
	b.sale("")
	html := b.browse("GET", "/_sandbox/?lang=en", "").Body.String()
	for _, want := range []string{ids[0], "pending / pending_waiting_transfer", `name="do" value="refuse"`, `name="do" value="expire"`, "Notification deliveries", "/checkout/v1/redirect?", "POST /v1/payments", "R$ 149,90"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	press("pay", ids[0])
	press("refuse", ids[1])
	press("expire", ids[2])
	for i, want := range [][2]string{{"approved", "accredited"}, {"rejected", "rejected_by_bank"}, {"cancelled", "expired"}} {
		b.want(b.do("GET", "/v1/payments/"+ids[i], ""), 200, "status", want[0], "status_detail", want[1])
	}
	if !strings.Contains(press("pay", ids[0]), "fault=1") || !strings.Contains(press("eat", "1"), "fault=1") {
		t.Error("an impossible press is not told")
	}
	b.settleDown()
	n := len(b.Deliveries())
	press("replay", "1")
	b.settleDown()
	if len(b.Deliveries()) != n+1 {
		t.Error("replay sent nothing")
	}
	late := b.payPix("")
	press("advance", "24h")
	b.want(b.do("GET", paymentPath(late), ""), 200, "status", "cancelled")
	b.want(b.do("POST", "/_sandbox/clock", `{"advance":"-1h"}`), 400)
	b.want(b.do("POST", "/_sandbox/clock", `{"advance":"1h"}`), 204)
	b.want(b.do("POST", "/_sandbox/expire", `{"id":1}`), 400)
	b.want(b.do("POST", "/_sandbox/reset", ""), 204)
	b.want(b.payPix(""), 201, "date_created", "2026-05-11T10:01:02.000-04:00")
}

// Each text exists in the three languages, and each key of a page is a text.
func TestWords(t *testing.T) {
	for key, w := range words {
		if w[0] == "" || w[1] == "" || w[2] == "" {
			t.Errorf("%s lacks a language", key)
		}
	}
	entries, err := webFiles.ReadDir("web")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile("web/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`t "([a-z_0-9]+)"`).FindAllStringSubmatch(string(raw), -1) {
			if _, known := words[m[1]]; !known {
				t.Errorf("%s: no text %q", e.Name(), m[1])
			}
		}
	}
	b := newBench(t, onSite(mpclient.MLA))
	for accept, want := range map[string]string{"": "es", "pt-BR,pt": "pt", "en-US": "en", "fr": "es"} {
		if w := b.browse("GET", "/_sandbox/", "", "Accept-Language: "+accept); w.Header().Get("Content-Language") != want || !strings.Contains(w.Body.String(), `<html lang="`+want+`"`) {
			t.Errorf("%q gives %s", accept, w.Header().Get("Content-Language"))
		}
	}
	if w := b.browse("GET", "/_sandbox/?lang=pt", "", "Accept-Language: en"); !strings.Contains(w.Body.String(), "Painel do simulador") {
		t.Error("?lang is not followed")
	}
}
