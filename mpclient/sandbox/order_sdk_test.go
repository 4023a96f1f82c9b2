package sandbox

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mercadopago/sdk-go/pkg/mperror"
	sdkorder "github.com/mercadopago/sdk-go/pkg/order"
	sdkpoint "github.com/mercadopago/sdk-go/pkg/point"
)

func sdkOrder(token string) sdkorder.Request {
	return sdkorder.Request{Type: "online", TotalAmount: "200.00", ExternalReference: "A_1", Currency: "BRL", Payer: &sdkorder.PayerRequest{Email: "ana@example.com", CustomerID: "1-a"},
		Items: []sdkorder.ItemsRequest{{ID: "SKU", Title: "Camiseta", UnitPrice: "200.00", Quantity: 1, Warranty: true}},
		Transactions: &sdkorder.TransactionRequest{Payments: []sdkorder.PaymentRequest{{Amount: "200.00",
			PaymentMethod: &sdkorder.PaymentMethodRequest{ID: "master", Type: "credit_card", Token: token, Installments: 1}}}},
		AdditionalInfo:  &sdkorder.AdditionalInfoRequest{PayerIPAddress: "200.1.1.1", PayerIsPrimeUser: true, TravelRoutes: &[]sdkorder.TravelRouterRequest{{Departure: "GRU", ItemReferences: []string{"SKU"}}}},
		IntegrationData: &sdkorder.IntegrationDataRequest{PlatformID: "dev_1", Sponsor: &sdkorder.SponsorRequest{ID: "7"}}}
}

func TestSDKOrders(t *testing.T) {
	b := newBench(t)
	orders, ctx, one := sdkorder.NewClient(sdk(b)), context.Background(), must[*sdkorder.Response](t)
	paid := one(orders.Create(ctx, sdkOrder(b.token(masterMLB, "APRO"))))
	if paid.Status != "processed" || paid.CountryCode != "BRA" || paid.Items[0].Title != "Camiseta" || paid.Payer.CustomerID != "1-a" ||
		paid.Transactions.Payments[0].PaymentMethod.Installments != 1 || paid.IntegrationData.Sponsor.ID != "7" {
		t.Errorf("paid %+v", paid)
	}
	part := one(orders.Refund(ctx, paid.ID, &sdkorder.RefundRequest{Transactions: []sdkorder.RefundTransaction{{ID: paid.Transactions.Payments[0].ID, Amount: "50.00"}}}))
	if part.StatusDetail != "partially_refunded" || !strings.HasPrefix(part.Transactions.Refunds[0].ID, "REF01") {
		t.Errorf("part %+v", part)
	}
	if all := one(orders.Refund(ctx, paid.ID, nil)); all.Status != "refunded" || all.Transactions.Refunds[0].Amount != "150.00" {
		t.Errorf("all %+v", all)
	}
	if read := one(orders.Get(ctx, paid.ID)); read.Status != "refunded" || len(read.Transactions.Refunds) != 2 {
		t.Errorf("read %+v", read)
	}

	var declined *mperror.PaymentError
	if _, err := orders.Create(ctx, sdkOrder(b.token(masterMLB, "OTHE"))); !errors.As(err, &declined) || !strings.Contains(err.Error(), `"data":{`) {
		t.Errorf("a declined card: %v", err)
	}
	var conflict *mperror.IdempotencyError
	if _, err := orders.Refund(ctx, paid.ID, nil); !errors.As(err, &conflict) {
		t.Errorf("a refund too many: %v", err)
	}

	held := sdkOrder(b.token(masterMLB, "APRO"))
	held.CaptureMode = "manual"
	open := one(orders.Create(ctx, held))
	if taken := one(orders.Capture(ctx, open.ID)); open.StatusDetail != "waiting_capture" || taken.Status != "processed" || taken.Transactions.Payments[0].PaidAmount != "200.00" {
		t.Errorf("held %+v, taken %+v", open, taken)
	}
	list := must[*sdkorder.SearchResponse](t)(orders.Search(ctx, sdkorder.SearchRequest{Limit: 1, Offset: 1, Filters: map[string]string{
		"begin_date": "2026-05-11T00:00:00Z", "end_date": "2026-05-12T00:00:00.000Z", "external_reference": "A_1"}}))
	if list.Paging.Total != "3" || list.Paging.TotalPages != "3" || list.Paging.Limit != "1" || len(list.Data) != 1 {
		t.Errorf("search %+v", list)
	}
}

func TestSDKManualOrder(t *testing.T) {
	b := newBench(t)
	orders, ctx, one := sdkorder.NewClient(sdk(b)), context.Background(), must[*sdkorder.Response](t)
	request := sdkOrder("")
	request.ProcessingMode, request.Transactions, request.ExpirationTime = "manual", nil, "P3D"
	made := one(orders.Create(ctx, request))
	if made.Status != "created" || !strings.HasSuffix(made.CheckoutURL, "/checkout/v1/redirect?order_id="+made.ID) {
		t.Errorf("made %+v", made)
	}
	var bad *mperror.BadRequestError
	if _, err := orders.Process(ctx, made.ID); !errors.As(err, &bad) || !strings.Contains(err.Error(), "order_builder_without_transactions") {
		t.Errorf("nothing to process: %v", err)
	}
	pix := sdkorder.PaymentRequest{Amount: "200.00", PaymentMethod: &sdkorder.PaymentMethodRequest{ID: "pix", Type: "bank_transfer"}}
	add := func() string {
		t.Helper()
		r := must[*sdkorder.TransactionResponse](t)(orders.CreateTransaction(ctx, made.ID, sdkorder.TransactionRequest{Payments: []sdkorder.PaymentRequest{pix}}))
		return r.Payments[0].ID
	}
	if err := orders.DeleteTransaction(ctx, made.ID, add()); err != nil {
		t.Fatal(err)
	}
	id := add()
	if _, err := orders.CreateTransaction(ctx, made.ID, sdkorder.TransactionRequest{Payments: []sdkorder.PaymentRequest{pix}}); !errors.As(err, &bad) || !strings.Contains(err.Error(), "exceeded_number_of_transactions") {
		t.Errorf("a second transaction: %v", err)
	}
	changed := must[*sdkorder.PaymentResponse](t)(orders.UpdateTransaction(ctx, made.ID, id, sdkorder.PaymentRequest{
		PaymentMethod: &sdkorder.PaymentMethodRequest{ID: "master", Type: "credit_card", Token: b.token(masterMLB, "APRO"), Installments: 3}}))
	if changed.ID != id || changed.PaymentMethod.ID != "master" || changed.Amount != "200.00" {
		t.Errorf("changed %+v", changed)
	}
	if done := one(orders.Process(ctx, made.ID)); done.Status != "processed" || done.TotalPaidAmount != "200.00" {
		t.Errorf("done %+v", done)
	}
	var conflict *mperror.IdempotencyError
	if _, err := orders.Process(ctx, made.ID); !errors.As(err, &conflict) {
		t.Errorf("processed twice: %v", err)
	}
	if err := orders.DeleteTransaction(ctx, made.ID, id); !errors.As(err, &conflict) {
		t.Errorf("a processed transaction was deleted: %v", err)
	}
	auto := one(orders.Create(ctx, sdkorder.Request{Type: "online", TotalAmount: "9.00", Payer: request.Payer, Transactions: &sdkorder.TransactionRequest{Payments: []sdkorder.PaymentRequest{
		{Amount: "9.00", PaymentMethod: pix.PaymentMethod}}}}))
	if _, err := orders.Process(ctx, auto.ID); !errors.As(err, &bad) || !strings.Contains(err.Error(), "invalid_order_mode_for_operation") {
		t.Errorf("an automatic order: %v", err)
	}
	if gone := one(orders.Cancel(ctx, auto.ID)); gone.Status != "canceled" || gone.Transactions.Payments[0].Status != "canceled" {
		t.Errorf("gone %+v", gone)
	}
}

// The fixture of the SDK: a charge on a payment profile waits for its date.
func TestSDKAutomaticPayment(t *testing.T) {
	b := newBench(t)
	orders := sdkorder.NewClient(sdk(b))
	o := must[*sdkorder.Response](t)(orders.Create(context.Background(), sdkorder.Request{Type: "online", ProcessingMode: "automatic_async", TotalAmount: "200.00",
		Payer: &sdkorder.PayerRequest{CustomerID: "1234567890"}, Transactions: &sdkorder.TransactionRequest{Payments: []sdkorder.PaymentRequest{{Amount: "200.00",
			AutomaticPayments: &sdkorder.AutomaticPaymentsRequest{PaymentProfileID: "035979dc", Retries: 3},
			SubscriptionData:  &sdkorder.SubscriptionDataRequest{SubscriptionSequence: &sdkorder.SubscriptionSequenceRequest{Number: 1, Total: 12}}}}}}))
	p := o.Transactions.Payments[0]
	if o.Status != "processing" || o.StatusDetail != "processing" || p.AutomaticPayments.Retries != 3 || p.SubscriptionData.SubscriptionSequence.Total != 12 {
		t.Errorf("order %+v", o)
	}
}

func TestSDKPoint(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	point, ctx := sdkpoint.NewClient(sdk(b)), context.Background()
	devices := must[*sdkpoint.DevicesResponse](t)(point.ListDevices(ctx))
	if devices.Paging.Total != 1 || devices.Paging.Limit != 50 || devices.Devices[0].ID != virtualTerminal || devices.Devices[0].ExternalPosID != "SUC01POS01" {
		t.Errorf("devices %+v", devices)
	}
	if m := must[*sdkpoint.OperatingModeResponse](t)(point.UpdateOperatingMode(ctx, virtualTerminal, "PDV")); m.OperatingMode != "PDV" {
		t.Errorf("mode %+v", m)
	}
	request := sdkpoint.Request{Amount: 1500, Description: "Cafe", Payment: &sdkpoint.PaymentRequest{Installments: 1, Type: "credit_card", InstallmentsCost: "seller"},
		AdditionalInfo: &sdkpoint.AdditionalInfoRequest{ExternalReference: "A-1", PrintOnTerminal: true, TicketNumber: "S1"}}
	made := must[*sdkpoint.Response](t)(point.Create(ctx, virtualTerminal, request))
	if made.Amount != 1500 || made.DeviceID != virtualTerminal || !made.AdditionalInfo.PrintOnTerminal || made.Payment.InstallmentsCost != "seller" {
		t.Errorf("made %+v", made)
	}
	var conflict *mperror.IdempotencyError
	if _, err := point.Create(ctx, virtualTerminal, request); !errors.As(err, &conflict) || !strings.Contains(err.Error(), "There is already a queued intent for the device") {
		t.Errorf("a second intent: %v", err)
	}
	if gone := must[*sdkpoint.CancelResponse](t)(point.Cancel(ctx, virtualTerminal, made.ID)); gone.ID != made.ID {
		t.Errorf("gone %+v", gone)
	}
	next := must[*sdkpoint.Response](t)(point.Create(ctx, virtualTerminal, request))
	b.want(b.do("POST", "/_sandbox/intent", `{"id":"`+next.ID+`","state":"ON_TERMINAL"}`), 204)
	if _, err := point.Cancel(ctx, virtualTerminal, next.ID); !errors.As(err, &conflict) {
		t.Errorf("cancelled on the terminal: %v", err)
	}
	b.want(b.do("POST", "/_sandbox/intent", `{"id":"`+next.ID+`","state":"FINISHED"}`), 204)
	if read := must[*sdkpoint.Response](t)(point.Get(ctx, next.ID)); read.State != "FINISHED" || read.Payment.ID == 0 {
		t.Errorf("read %+v", read)
	}
	if s := must[*sdkpoint.PaymentIntentStatusResponse](t)(point.GetPaymentIntentStatus(ctx, next.ID)); s.Status != "FINISHED" {
		t.Errorf("status %+v", s)
	}
	events := func(day string) int {
		return len(must[*sdkpoint.PaymentIntentListResponse](t)(point.GetPaymentIntentList(ctx, sdkpoint.PaymentIntentListRequest{StartDate: day, EndDate: day})).Events)
	}
	if events("2026-05-11") != 2 || events("2026-05-12") != 0 {
		t.Errorf("%d and %d events", events("2026-05-11"), events("2026-05-12"))
	}
	b.settleDown()
	last := b.receiver.got[len(b.receiver.got)-1].URL.Query()
	if last.Get("type") != "point_integration_wh" || last.Get("data.id") != next.ID {
		t.Errorf("notified %v", last)
	}
}
