package sandbox

import (
	"context"
	"fmt"
	"testing"
	"time"

	sdkorder "github.com/mercadopago/sdk-go/pkg/merchantorder"
)

func TestSDKMerchantOrder(t *testing.T) {
	b := newBench(t)
	orders, ctx := sdkorder.NewClient(sdk(b)), context.Background()
	made := must[*sdkorder.Response](t)(orders.Create(ctx, sdkorder.Request{ExternalReference: "A-1", SiteID: "MLB", Payer: &sdkorder.PayerRequest{ID: 77, Nickname: "ANA"},
		Items: []sdkorder.ItemRequest{{ID: "SKU", Title: "Camiseta", Quantity: 2, UnitPrice: 74.95, CurrencyID: "BRL"}}}))
	if made.Status != "opened" || made.OrderStatus != "payment_required" || made.TotalAmount != 149.9 || made.Payer.ID != 77 || made.Marketplace != "NONE" || int64(made.Collector.ID) != b.Credentials().UserID {
		t.Errorf("made %+v", made)
	}
	changed := must[*sdkorder.Response](t)(orders.Update(ctx, made.ID, sdkorder.UpdateRequest{Items: []sdkorder.ItemUpdateRequest{{ID: "SKU", Quantity: 1}}, AdditionalInfo: "presente"}))
	if changed.TotalAmount != 74.95 || changed.Items[0].Title != "Camiseta" || changed.AdditionalInfo != "presente" {
		t.Errorf("changed %+v", changed)
	}
	if read := must[*sdkorder.Response](t)(orders.Get(ctx, made.ID)); read.ExternalReference != "A-1" || !read.DateCreated.Equal(b.clock.Now()) {
		t.Errorf("read %+v", read)
	}
	found := must[*sdkorder.SearchResponse](t)(orders.Search(ctx, sdkorder.SearchRequest{Filters: map[string]string{"external_reference": "A-1", "payer_id": "77"}}))
	if found.Total != 1 || found.NextOffset != 1 || found.Elements[0].ID != made.ID {
		t.Errorf("search %+v", found)
	}
	if none := must[*sdkorder.SearchResponse](t)(orders.Search(ctx, sdkorder.SearchRequest{Filters: map[string]string{"external_reference": "A-2"}})); none.Total != 0 {
		t.Errorf("search of another reference %+v", none)
	}
}

func TestMerchantOrderFollowsItsPayments(t *testing.T) {
	b := newBench(t)
	id := anyMerchantOrder(b) // 200
	path := "/merchant_orders/" + id
	order := fmt.Sprintf(`,"order":{"id":%s,"type":"mercadopago"}`, id)
	pix := func(amount string) answer {
		return b.want(b.do("POST", "/v1/payments", `{"transaction_amount":`+amount+`,"payment_method_id":"pix","payer":{"email":"ana@example.com"}`+order+`}`), 201)
	}
	payNow := func(a answer) {
		b.want(b.do("POST", "/_sandbox/pay", `{"id":`+paymentNumber(a)+`}`), 204)
	}
	b.payCard("FUND", order)
	b.want(b.do("GET", path, ""), 200, "order_status", "payment_required", "payments.0.status", "rejected", "paid_amount", 0)
	half := pix("80")
	b.want(b.do("GET", path, ""), 200, "order_status", "payment_in_process", "status", "opened")
	payNow(half)
	b.want(b.do("GET", path, ""), 200, "order_status", "partially_paid", "status", "opened", "paid_amount", 80)
	rest := pix("120")
	payNow(rest)
	b.want(b.do("GET", path, ""), 200, "order_status", "paid", "status", "closed", "paid_amount", 200, "payments.2.id", rest.at("id"))
	b.want(b.do("POST", paymentPath(half)+"/refunds", `{}`), 201)
	b.want(b.do("GET", path, ""), 200, "order_status", "partially_refunded", "status", "closed", "refunded_amount", 80)
	b.want(b.do("POST", paymentPath(rest)+"/refunds", `{}`), 201)
	b.want(b.do("GET", path, ""), 200, "order_status", "refunded", "status", "closed", "refunded_amount", 200)
}

// Nobody looked at the order between the payment and its refund.
func TestMerchantOrderClosesUnseen(t *testing.T) {
	b := newBench(t)
	id := anyMerchantOrder(b)
	pay := b.want(b.payCard("APRO", fmt.Sprintf(`,"order":{"id":%s}`, id)), 201)
	b.want(b.do("POST", paymentPath(pay)+"/refunds", `{"amount":1}`), 201)
	b.want(b.do("GET", "/merchant_orders/"+id, ""), 200, "status", "closed", "order_status", "partially_refunded")
}

func TestMerchantOrderOfAPaymentIsOpened(t *testing.T) {
	b := newBench(t)
	b.payCard("APRO", `,"order":{"id":"31220045871","type":"mercadopago"},"external_reference":"A-9"`)
	b.want(b.do("GET", "/merchant_orders/31220045871", ""), 200, "status", "closed", "total_amount", 200, "external_reference", "A-9")
	b.payCard("APRO", `,"order":{"id":"5","type":"mercadolibre"}`)
	b.want(b.do("GET", "/merchant_orders/5", ""), 404)
}

func TestMerchantOrderOfAVisit(t *testing.T) {
	b := newBench(t)
	pref := b.want(b.do("POST", "/checkout/preferences", `{"items":[{"title":"Camiseta","quantity":2,"unit_price":50}],"external_reference":"A-3","notification_url":"https://app.example.com/mp?source_news=webhooks",
		"expires":true,"expiration_date_to":"2026-05-12T00:00:00.000-04:00","shipments":{"cost":10,"mode":"not_specified"}}`), 201).at("id").(string)
	var visits []int64
	for range 2 {
		b.with(func() {
			p, _ := b.state.preferences.get(pref)
			visits = append(visits, b.visitPreference(p).id)
		})
	}
	b.settleDown()
	b.want(b.do("GET", "/merchant_orders/search?preference_id="+pref, ""), 200, "total", 2, "elements.0.id", float64(visits[1]), "elements.0.total_amount", 100, "elements.0.shipping_cost", 10, "elements.0.items.0.title", "Camiseta")
	if n := len(b.receiver.got); n != 2 {
		t.Fatalf("%d notifications", n)
	}
	req, id := b.receiver.got[0], fmt.Sprint(visits[0])
	if req.URL.String() != "https://app.example.com/mp?source_news=webhooks&data.id="+id+"&type=topic_merchant_order_wh" || b.Deliveries()[0].Action != "create" {
		t.Errorf("%s %+v", req.URL, b.Deliveries()[0])
	}
	verify(b, req, nil)
	b.clock.forward(24 * time.Hour)
	b.want(b.do("GET", "/merchant_orders/"+id, ""), 200, "status", "expired")
}

func TestMerchantOrderIPN(t *testing.T) {
	b := newBench(t)
	a := b.want(b.do("POST", "/merchant_orders", `{"notification_url":"https://app.example.com/mp?source_news=ipn"}`), 201)
	b.settleDown()
	id := fmt.Sprintf("%.0f", a.at("id"))
	if got := string(b.receiver.bodies[0]); got != `{"resource":"https://api.mercadolibre.com/merchant_orders/`+id+`","topic":"merchant_order"}` {
		t.Errorf("body %s", got)
	}
	if q := b.receiver.got[0].URL.RawQuery; q != "source_news=ipn&id="+id+"&topic=merchant_order" || b.receiver.got[0].UserAgent() != "MercadoPago Feed v2.0 merchant_order" {
		t.Errorf("query %s of %s", q, b.receiver.got[0].UserAgent())
	}
}
