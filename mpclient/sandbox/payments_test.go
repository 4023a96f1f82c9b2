package sandbox

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestHolderNameDecides(t *testing.T) {
	b := newBench(t)
	for holder, want := range map[string]string{
		"APRO": "approved/accredited", "CONT": "in_process/pending_contingency", "OTHE": "rejected/cc_rejected_other_reason",
		"CALL": "rejected/cc_rejected_call_for_authorize", "FUND": "rejected/cc_rejected_insufficient_amount",
		"SECU": "rejected/cc_rejected_bad_filled_security_code", "EXPI": "rejected/cc_rejected_bad_filled_date",
		"FORM": "rejected/cc_rejected_bad_filled_other", "LOCK": "rejected/cc_rejected_card_disabled", "Ana Souza": "approved/accredited",
	} {
		a := b.want(b.payCard(holder, ""), 201)
		if got := fmt.Sprint(a.at("status"), "/", a.at("status_detail")); got != want {
			t.Errorf("%s: %s, want %s", holder, got, want)
		}
		if email := a.at("payer.email"); (email != nil) != strings.HasPrefix(want, "approved") {
			t.Errorf("%s: payer.email %v", holder, email)
		}
	}
	b.want(b.payCard("CONT", `,"binary_mode":true`), 201, "status", "rejected")
}

// Every official test card is charged with the method it belongs to, once.
func TestOfficialCards(t *testing.T) {
	for _, r := range []struct{ site, method, number string }{
		{"MLA", "master", "5031755734530604"}, {"MLA", "visa", "4509953566233704"}, {"MLA", "amex", "371180303257522"}, {"MLA", "debmaster", "5287338310253304"}, {"MLA", "debvisa", "4002768694395619"},
		{"MLB", "master", "5480832801033311"}, {"MLB", "visa", "4235647728025682"}, {"MLB", "amex", "375365153556885"}, {"MLB", "debelo", "5067766783888311"},
		{"MLC", "master", "5416752602582580"}, {"MLC", "visa", "4168818844447115"}, {"MLC", "amex", "375778174461804"},
		{"MCO", "master", "5254133674403564"}, {"MCO", "visa", "4013540682746260"}, {"MCO", "amex", "374378187755283"},
		{"MLM", "master", "5474925432670366"}, {"MLM", "visa", "4075595716483764"}, {"MLM", "debmaster", "5579053461482647"}, {"MLM", "debvisa", "4189141221267633"},
		{"MLU", "master", "5031755734530604"}, {"MPE", "visa", "4009175332806176"},
	} {
		b := newBench(t, func(c *Config) { c.Site = siteID(r.site) })
		token := b.token(r.number, "APRO")
		body := fmt.Sprintf(`{"transaction_amount":5000,"token":%q,"installments":1,"payment_method_id":%q,"payer":{"email":"a@b.co"}}`, token, r.method)
		b.want(b.do("POST", "/v1/payments", body), 201, "status", "approved", "payment_method_id", r.method)
		b.want(b.do("POST", "/v1/payments", body), 400, "cause.0.code", 2006)
		b.want(b.do("GET", "/v1/card_tokens/"+token, ""), 200, "status", "used")
	}
}

func TestIdempotency(t *testing.T) {
	b := newBench(t)
	key := "X-Idempotency-Key: one"
	first := b.want(b.do("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`, key), 201)
	again := b.want(b.do("POST", "/v1/payments", `{"transaction_amount":99,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`, key), 200)
	if again.raw != first.raw {
		t.Errorf("replayed %s\nafter    %s", again.raw, first.raw)
	}
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 1)
	fix := "X-Idempotency-Key: two"
	b.want(b.do("POST", "/v1/payments", `{"transaction_amount":0}`, fix), 400)
	b.want(b.do("POST", "/v1/payments", `{"transaction_amount":10,"payment_method_id":"pix","payer":{"email":"a@b.co"}}`, fix), 201)

	card := b.payCard("APRO", "")
	r1 := b.want(b.do("POST", paymentPath(card)+"/refunds", `{"amount":20}`, key), 201)
	r2 := b.want(b.do("POST", paymentPath(card)+"/refunds", `{"amount":20}`, key), 200)
	if r1.at("id") != r2.at("id") {
		t.Error("a repeated refund refunded twice")
	}
	b.want(b.do("GET", paymentPath(card), ""), 200, "transaction_amount_refunded", 20, "status_detail", "partially_refunded")
}

func TestWrongStates(t *testing.T) {
	b := newBench(t)
	pix := b.payPix("")
	b.want(b.do("POST", paymentPath(pix)+"/refunds", ""), 400, "cause.0.code", 2018, "message", "The action requested is not valid for the current payment state")
	b.want(b.do("PUT", paymentPath(pix), `{"capture":true}`), 400, "cause.0.code", 2018)
	b.want(b.do("PUT", paymentPath(pix), `{"status":"approved"}`), 400, "cause.0.code", 2016)
	b.want(b.do("PUT", paymentPath(pix), `{}`), 400, "cause.0.code", 1)
	b.want(b.do("PUT", paymentPath(pix), `{"Status":"cancelled"}`), 400, "cause.0.code", 8)
	b.want(b.do("PUT", paymentPath(pix)+"/cancellations", `{"status":"cancelled"}`), 200, "status", "cancelled")
	b.want(b.do("PUT", paymentPath(pix), `{"status":"cancelled"}`), 400, "cause.0.code", 2018)

	held := b.payCard("APRO", `,"capture":false`)
	b.want(b.do("PUT", paymentPath(held), `{"capture":true,"transaction_amount":201}`), 400, "cause.0.code", 2017)
	b.want(b.do("PUT", paymentPath(held), `{"status":"cancelled"}`), 200, "status", "cancelled", "status_detail", "by_collector")

	paid := b.payCard("APRO", "")
	b.want(b.do("PUT", paymentPath(paid), `{"status":"cancelled"}`), 400, "cause.0.code", 2018)
	b.want(b.do("POST", paymentPath(paid)+"/refunds", `{"amount":200.01}`), 400, "cause.0.code", 2017)
	b.want(b.do("POST", paymentPath(paid)+"/refunds", `{"amount":-1}`), 400, "cause.0.code", 2017)
	b.want(b.do("GET", paymentPath(paid)+"/refunds/9", ""), 404)
	b.clock.forward(181 * 24 * time.Hour)
	b.want(b.do("POST", paymentPath(paid)+"/refunds", ""), 400, "cause.0.code", 2024)
}

func TestPixFacts(t *testing.T) {
	b := newBench(t)
	a := b.want(b.payPix(""), 201, "status", "pending", "date_of_expiration", "2026-05-12T10:01:02.000-04:00", "date_created", "2026-05-11T10:01:02.000-04:00",
		"point_of_interaction.type", "OPENPLATFORM", "payer.email", nil)
	code := a.at("point_of_interaction.transaction_data.qr_code").(string)
	for _, part := range []string{"000201", "0014br.gov.bcb.pix", "52040000", "5303986", "5406149.90", "5802BR", fmt.Sprintf("mpqrinter%.0f", a.at("id"))} {
		if !strings.Contains(code, part) {
			t.Errorf("%s is not in %s", part, code)
		}
	}
	if want := fmt.Sprintf("%04X", crc16(code[:len(code)-4])); code[len(code)-8:] != "6304"+want {
		t.Errorf("the code ends in %s, its CRC is %s", code[len(code)-8:], want)
	}
	if err := b.Pay(int64(a.at("id").(float64))); err != nil {
		t.Fatal(err)
	}
	b.want(b.do("GET", paymentPath(a), ""), 200, "status", "approved", "payer.email", "ana@example.com", "money_release_status", "released")
	if b.Pay(int64(a.at("id").(float64))) == nil || b.Pay(1) == nil {
		t.Error("paid twice, or paid what is not there")
	}
	late := b.payPix("")
	b.clock.forward(24 * time.Hour)
	b.want(b.do("GET", paymentPath(late), ""), 200, "status", "cancelled", "status_detail", "expired")
}

func TestTicketFacts(t *testing.T) {
	b := newBench(t)
	a := b.want(b.do("POST", "/v1/payments", `{"transaction_amount":80,"payment_method_id":"bolbradesco","payer":{"email":"a@b.co","first_name":"Ana","last_name":"Souza",
		"identification":{"type":"CPF","number":"12345678909"},"address":{"zip_code":"01001000","street_name":"Rua","street_number":"1","neighborhood":"Sé","city":"São Paulo","federal_unit":"SP"}}}`),
		201, "status_detail", "pending_waiting_payment", "date_of_expiration", "2026-05-14T22:59:59.000-04:00")
	bar, line := a.at("transaction_details.barcode.content").(string), a.at("transaction_details.digitable_line").(string)
	if len(bar) != 44 || len(line) != 47 || bar[9:19] != "0000008000" || line[33:] != bar[5:19] || line[32:33] != bar[4:5] {
		t.Errorf("bar code %s, line %s", bar, line)
	}
	b.want(b.do("PUT", paymentPath(a), `{"date_of_expiration":"2026-05-20T10:00:00.000-03:00"}`), 200, "date_of_expiration", "2026-05-20T09:00:00.000-04:00")
}

func TestSearch(t *testing.T) {
	b := newBench(t)
	var ids []any
	for i := range 3 {
		ids = append(ids, b.payPix(fmt.Sprintf(`,"external_reference":"R%d"`, i)).at("id"))
		b.clock.forward(24 * time.Hour)
	}
	search := func(q string) answer { b.Helper(); return b.do("GET", "/v1/payments/search?"+q, "") }
	b.want(search(""), 200, "paging.total", 3, "paging.limit", 30, "paging.offset", 0, "results.0.id", ids[2])
	b.want(search("sort=date_created&criteria=asc&limit=1&offset=1"), 200, "paging.total", 3, "paging.limit", 1, "results.0.id", ids[1], "results.1", "<none>")
	b.want(search("offset=9"), 200, "paging.total", 3, "results.0", "<none>")
	b.want(search("external_reference=R1&status=cancelled"), 200, "paging.total", 1, "results.0.id", ids[1])
	b.want(search("external_reference=R1&status=approved"), 200, "paging.total", 0)
	b.want(search("range=date_created&begin_date=NOW-2DAYS&end_date=NOW"), 200, "paging.total", 2)
	b.want(search("begin_date=NOW-1DAYS&end_date=NOW"), 200, "paging.total", 3) // no range: the dates say nothing
	q := url.Values{"range": {"date_created"}, "begin_date": {"2026-05-12T11:01:02.000+00:00"}, "end_date": {"2026-05-12T23:00:00.000-03:00"}}
	b.want(search(q.Encode()), 200, "paging.total", 1, "results.0.id", ids[1])
	b.want(search("range=date_created&begin_date=2026-05-12T11:01:02.000+00:00"), 400, "cause.0.code", 1001) // a bare plus is a blank
	for query, code := range map[string]int{
		"limit=101": 1000, "offset=10001": 1000, "range=date_created&begin_date=yesterday": 1001, "range=date_created&end_date=NOW-400DAYS": 1001,
		"limit=x": 1, "offset=-1": 1, "sort=colour": 1, "criteria=up": 1, "range=colour": 1,
	} {
		b.want(search(query), 400, "cause.0.code", code)
	}
}

func TestSeedDecides(t *testing.T) {
	a, b, c := newBench(t), newBench(t), newBench(t, func(c *Config) { c.Seed = 8 })
	if a.Credentials() != b.Credentials() || a.Credentials() == c.Credentials() {
		t.Error("credentials do not follow from the seed")
	}
	b.do("GET", "/users/me", "") // a read between must not shift the ids
	if x, y := a.payPix(""), b.payPix(""); x.at("id") != y.at("id") || x.raw != y.raw {
		t.Error("equal seeds, different payments")
	}
}
