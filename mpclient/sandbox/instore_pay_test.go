package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// A legacy order behind the printed code of a till: the payment, its merchant order and unsigned
// notifications over both channels.
func TestPrintedQRIsPaid(t *testing.T) {
	b := newBench(t)
	orders := "/instore/qr/seller/collectors/" + b.user() + "/pos/SUC01POS01/orders"
	b.want(b.do("POST", "/_sandbox/scan", `{"external_pos_id":"SUC01POS01"}`), 400, "message", "no order waits behind this code")
	b.want(b.do("PUT", orders, strings.Replace(qrBody, `"title"`, `"notification_url":"https://shop.example/qr","title"`, 1)), 200)

	refused := b.want(b.do("POST", "/_sandbox/scan", `{"external_pos_id":"SUC01POS01","result":"rejected"}`), 201, "status", "rejected", "status_detail", "cc_rejected_other_reason")
	b.want(b.do("GET", orders, ""), 200) // still to be paid
	paid := b.want(b.do("POST", "/_sandbox/scan", `{"external_pos_id":"SUC01POS01"}`), 201, "status", "approved", "merchant_order_id", refused.at("merchant_order_id"))
	b.want(b.do("GET", orders, ""), 404)
	b.want(b.do("POST", "/_sandbox/scan", `{"external_pos_id":"SUC01POS01"}`), 400)

	b.want(b.do("GET", fmt.Sprintf("/v1/payments/%.0f", paid.at("payment_id")), ""), 200, "transaction_amount", 20, "external_reference", "A", "description", "Cafe",
		"payment_method_id", "account_money", "operation_type", "pos_payment", "pos_id", "47792476", "store_id", "47792478", "order.type", "mercadopago")
	b.want(b.do("GET", "/v1/payments/search?pos_id=47792476", ""), 200, "paging.total", 2)
	b.want(b.do("GET", "/v1/payments/search?store_id=1", ""), 200, "paging.total", 0)
	b.want(b.do("GET", fmt.Sprintf("/merchant_orders/%.0f", paid.at("merchant_order_id")), ""), 200, "status", "closed", "order_status", "paid", "total_amount", 20, "paid_amount", 20,
		"external_reference", "A", "items.0.title", "Cafe", "items.0.quantity", 2, "payments.1.status", "approved")

	b.settleDown()
	seen := map[string]bool{}
	for i, d := range b.Deliveries() {
		seen[d.Channel+" "+d.Topic] = true
		if b.receiver.got[i].Header.Get("X-Signature") != "" {
			t.Errorf("signed: %+v", d)
		}
	}
	for _, want := range []string{"webhook payment", "ipn payment", "webhook topic_merchant_order_wh", "ipn merchant_order"} {
		if !seen[want] {
			t.Errorf("no %s in %v", want, seen)
		}
	}
	// A payment made online is signed as ever.
	before := len(b.receiver.got)
	b.payCard("APRO", `,"notification_url":"https://shop.example/hook?source_news=webhooks"`)
	b.settleDown()
	if b.receiver.got[before].Header.Get("X-Signature") == "" {
		t.Error("the notification of another payment lost its signature")
	}
}

func TestQRMadeForOneOrder(t *testing.T) {
	for _, r := range []struct {
		site                   mpclient.SiteID
		kind                   AccountKind
		method, id, kindOfPaid string
	}{
		{mpclient.MLB, Real, "pix", "pix", "bank_transfer"},
		{mpclient.MLB, Test, "", "account_money", "account_money"},
		{mpclient.MLA, Real, "visa", "visa", "credit_card"},
		{mpclient.MLM, Real, "debvisa", "debvisa", "debit_card"},
	} {
		b := newBench(t, onSite(r.site), func(c *Config) { c.Kind = r.kind })
		qrs := "/instore/orders/qr/seller/collectors/" + b.user() + "/pos/SUC01POS01/qrs"
		body := strings.NewReplacer(`"total_amount":20`, `"total_amount":200`, `"unit_price":10`, `"unit_price":400`, `"quantity":2`, `"quantity":0.5`).Replace(qrBody)
		id := b.want(b.do("POST", qrs, body), 200).at("in_store_order_id").(string)
		b.want(b.do("POST", "/_sandbox/scan", `{"in_store_order_id":"`+id+`","payment_method_id":"rapipago"}`), 400)
		b.want(b.do("POST", "/_sandbox/scan", `{"in_store_order_id":"`+id+`","result":"perhaps"}`), 400)
		paid := b.want(b.do("POST", "/_sandbox/scan", `{"in_store_order_id":"`+id+`","payment_method_id":"`+r.method+`"}`), 201, "status", "approved")
		b.want(b.do("GET", fmt.Sprintf("/v1/payments/%.0f", paid.at("payment_id")), ""), 200, "payment_method_id", r.id, "payment_type_id", r.kindOfPaid)
		b.want(b.do("GET", fmt.Sprintf("/merchant_orders/%.0f", paid.at("merchant_order_id")), ""), 200, "order_status", "paid", "total_amount", 200) // half a piece for 200
		if _, err := b.ScanQR(id); err == nil {
			t.Error("a paid code was paid again")
		}
	}
}

func TestQRRunsOut(t *testing.T) {
	b := newBench(t)
	orders := "/instore/qr/seller/collectors/" + b.user() + "/pos/SUC01POS01/orders"
	b.want(b.do("PUT", orders, strings.Replace(qrBody, `"title"`, `"expiration_date":"soon","title"`, 1)), 400)
	b.want(b.do("PUT", orders, strings.Replace(qrBody, `"title"`, `"expiration_date":"2026-05-11T11:00:00.000-04:00","title"`, 1)), 200)
	b.want(b.do("GET", orders, ""), 200)
	b.clock.forward(time.Hour)
	b.want(b.do("GET", orders, ""), 404)
	if _, err := b.ScanQR("SUC01POS01"); err == nil {
		t.Error("an order that ran out was paid")
	}
}

// The payment a finished intent names exists.
func TestFinishedIntentHasAPayment(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	made := b.want(b.do("POST", "/point/integration-api/devices/"+virtualTerminal+"/payment-intents",
		`{"amount":1550,"description":"Cafe","payment":{"type":"credit_card","installments":3,"installments_cost":"seller"},"additional_info":{"external_reference":"T-1"}}`), 201)
	id := made.at("id").(string)
	b.want(b.do("POST", "/_sandbox/intent", `{"id":"`+id+`","state":"FINISHED"}`), 204)
	done := b.want(b.do("GET", "/point/integration-api/payment-intents/"+id, ""), 200, "state", "FINISHED")
	b.want(b.do("GET", fmt.Sprintf("/v1/payments/%.0f", done.at("payment.id")), ""), 200, "status", "approved", "transaction_amount", 15.5, "installments", 3,
		"payment_type_id", "credit_card", "external_reference", "T-1", "operation_type", "pos_payment", "pos_id", "47792476")
	b.settleDown()
	var seen []string
	for _, d := range b.Deliveries() {
		seen = append(seen, d.Topic+" "+d.Action)
	}
	if got := strings.Join(seen, ","); got != "payment payment.created,payment payment.updated,point_integration_wh state_FINISHED" {
		t.Errorf("told %s", got)
	}
}

func TestExternalIDsStayUnique(t *testing.T) {
	b := newBench(t)
	home := "/users/" + b.user() + "/stores"
	id := fmt.Sprintf("%.0f", b.want(b.do("POST", home, `{"name":"Norte","external_id":"S9"}`), 201).at("id"))
	b.want(b.do("PUT", home+"/"+id, `{"external_id":"SUC01"}`), 400, "message", "external_id is already in use")
	b.want(b.do("PUT", home+"/"+id, `{"external_id":"S9","name":"Sul"}`), 200, "name", "Sul")
	till := fmt.Sprintf("/pos/%.0f", b.want(b.do("POST", "/pos", `{"name":"C","external_store_id":"S9","external_id":"P9"}`), 201).at("id"))
	b.want(b.do("PUT", till, `{"external_id":"SUC01POS01"}`), 400, "message", "external_id is already in use")
	b.want(b.do("PUT", till, `{"external_id":"P9"}`), 200)
	// A till goes by the id its shop has now.
	b.want(b.do("PUT", home+"/"+id, `{"external_id":"S10"}`), 200)
	b.want(b.do("GET", till, ""), 200, "external_store_id", "S10")
	b.want(b.do("PUT", till, `{"external_store_id":"SUC01"}`), 200, "external_store_id", "SUC01", "store_id", "47792478")
}

func TestTerminalSetupIsAllOrNothing(t *testing.T) {
	b := newBench(t)
	b.want(b.do("PATCH", "/terminals/v1/setup", `{"terminals":[{"id":"`+virtualTerminal+`","operating_mode":"STANDALONE"},{"id":"X__1","operating_mode":"PDV"}]}`), 403)
	b.want(b.do("PATCH", "/terminals/v1/setup", `{"terminals":[{"id":"`+virtualTerminal+`","operating_mode":"STANDALONE"},{"id":"`+virtualTerminal+`","operating_mode":"KIOSK"}]}`), 400)
	b.want(b.do("GET", "/terminals/v1/list", ""), 200, "data.terminals.0.operating_mode", "PDV")
}

// Codes, scans and told reports are in the state file like everything else.
func TestScansOutliveTheProcess(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	qrs := "/instore/orders/qr/seller/collectors/" + b.user() + "/pos/SUC01POS01/qrs"
	id := b.want(b.do("POST", qrs, qrBody), 200).at("in_store_order_id").(string)
	password := must[string](t)(b.SetReportWebhook("https://shop.example/reports"))
	b.SetReport(Settlement, true, false)
	b.want(b.do("POST", "/v1/account/settlement_report", `{"begin_date":"2026-05-01T00:00:00Z","end_date":"2026-06-01T00:00:00Z"}`), 202)
	b.clock.forward(generation)
	b.settleDown()
	told := len(b.Deliveries())

	b.reopen(path)
	if again := must[string](t)(b.SetReportWebhook("https://shop.example/reports")); again != password || told != 1 {
		t.Errorf("the password is %q, was %q; told %d times", again, password, told)
	}
	paid := must[int64](t)(b.ScanQR(id))
	b.settleDown()
	if again := len(b.Deliveries()); again != told {
		t.Errorf("the report was told again: %d deliveries", again)
	}

	b.reopen(path)
	b.want(b.do("GET", fmt.Sprintf("/v1/payments/%d", paid), ""), 200, "status", "approved", "pos_id", "47792476")
	b.want(b.do("POST", "/_sandbox/scan", `{"in_store_order_id":"`+id+`"}`), 400)
}
