package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	sdkcardtoken "github.com/mercadopago/sdk-go/pkg/cardtoken"
	"github.com/mercadopago/sdk-go/pkg/config"
	"github.com/mercadopago/sdk-go/pkg/mperror"
	sdkpayment "github.com/mercadopago/sdk-go/pkg/payment"
	sdkpaymentmethod "github.com/mercadopago/sdk-go/pkg/paymentmethod"
	sdkpreference "github.com/mercadopago/sdk-go/pkg/preference"
	sdkrefund "github.com/mercadopago/sdk-go/pkg/refund"
	sdkuser "github.com/mercadopago/sdk-go/pkg/user"
)

// toServer sends what the SDK addresses to api.mercadopago.com to a test server.
type toServer struct{ host string }

func (s toServer) Do(r *http.Request) (*http.Response, error) {
	r.URL.Scheme, r.URL.Host = "http", s.host
	return http.DefaultClient.Do(r)
}

func sdk(b *bench) *config.Config {
	b.Helper()
	web := httptest.NewServer(b.Server)
	b.Cleanup(web.Close)
	cfg, err := config.New(b.Credentials().AccessToken, config.WithHTTPClient(toServer{web.Listener.Addr().String()}))
	if err != nil {
		b.Fatal(err)
	}
	return cfg
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestSDKCardPaymentLife(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	token := must[*sdkcardtoken.Response](t)(sdkcardtoken.NewClient(cfg).Create(ctx, sdkcardtoken.Request{
		CardNumber: masterMLB, ExpirationMonth: "11", ExpirationYear: "2030", SecurityCode: "123",
		Cardholder: &sdkcardtoken.CardholderRequest{Name: "APRO", Identification: &sdkcardtoken.IdentificationRequest{Type: "CPF", Number: "12345678909"}},
	}))
	if token.FirstSixDigits != "503143" || token.LastFourDigits != "6351" || token.Status != "active" || !token.LuhnValidation || token.ExpirationYear != 2030 {
		t.Errorf("token %+v", token)
	}

	payments := sdkpayment.NewClient(cfg)
	made := must[*sdkpayment.Response](t)(payments.Create(ctx, sdkpayment.Request{
		TransactionAmount: 200, Token: token.ID, Installments: 2, PaymentMethodID: "master", Description: "Camiseta",
		ExternalReference: "A-1001", Capture: true, Metadata: map[string]any{"orderId": "A-1001"}, StatementDescriptor: "LOJA",
		Payer: &sdkpayment.PayerRequest{Email: "ana@example.com", Identification: &sdkpayment.IdentificationRequest{Type: "CPF", Number: "12345678909"}},
		AdditionalInfo: &sdkpayment.AdditionalInfoRequest{Items: []sdkpayment.ItemRequest{{ID: "SKU", Title: "Camiseta", Quantity: 1, UnitPrice: 200, CategoryID: "fashion"}},
			Payer: &sdkpayment.AdditionalInfoPayerRequest{FirstName: "Ana", Phone: &sdkpayment.AdditionalInfoPayerPhoneRequest{AreaCode: "11", Number: "999999999"}}},
	}))
	if made.Status != "approved" || made.StatusDetail != "accredited" || made.CurrencyID != "BRL" || made.Card.FirstSixDigits != "503143" ||
		made.CollectorID != b.Credentials().UserID || made.Payer.Email != "ana@example.com" || made.DateApproved.IsZero() {
		t.Errorf("payment %+v", made)
	}
	if it := made.AdditionalInfo.Items; len(it) != 1 || it[0].Quantity != "1" || it[0].UnitPrice != "200" {
		t.Errorf("items come back as text: %+v", it)
	}
	if made.Metadata["order_id"] != "A-1001" {
		t.Errorf("metadata %v", made.Metadata)
	}
	if d := made.TransactionDetails; d.NetReceivedAmount != 190.02 || d.TotalPaidAmount != 207.18 || d.InstallmentAmount != 103.59 {
		t.Errorf("money of the published sample: %+v", d)
	}

	read := must[*sdkpayment.Response](t)(payments.Get(ctx, made.ID))
	if read.ID != made.ID || read.ExternalReference != "A-1001" || !read.DateCreated.Equal(b.clock.Now()) {
		t.Errorf("read %+v", read)
	}
	found := must[*sdkpayment.SearchResponse](t)(payments.Search(ctx, sdkpayment.SearchRequest{Filters: map[string]string{"external_reference": "A-1001", "sort": "date_created", "criteria": "desc"}}))
	if found.Paging.Total != 1 || found.Paging.Limit != 30 || found.Results[0].ID != made.ID {
		t.Errorf("search %+v", found.Paging)
	}

	refunds := sdkrefund.NewClient(cfg)
	part := must[*sdkrefund.Response](t)(refunds.CreatePartialRefund(ctx, made.ID, 50))
	if part.Amount != 50 || part.PaymentID != made.ID || part.Status != "approved" || part.Source.Type != "collector" {
		t.Errorf("refund %+v", part)
	}
	if p := must[*sdkpayment.Response](t)(payments.Get(ctx, made.ID)); p.StatusDetail != "partially_refunded" || p.TransactionAmountRefunded != 50 || len(p.Refunds) != 1 {
		t.Errorf("after the partial refund: %+v", p)
	}
	if rest := must[*sdkrefund.Response](t)(refunds.Create(ctx, made.ID)); rest.Amount != 150 {
		t.Errorf("the rest is %v", rest.Amount)
	}
	if one := must[*sdkrefund.Response](t)(refunds.Get(ctx, made.ID, part.ID)); one.ID != part.ID {
		t.Errorf("one refund %+v", one)
	}
	if all := must[[]sdkrefund.Response](t)(refunds.List(ctx, made.ID)); len(all) != 2 {
		t.Errorf("%d refunds", len(all))
	}
	if p := must[*sdkpayment.Response](t)(payments.Get(ctx, made.ID)); p.Status != "refunded" || p.TransactionAmountRefunded != 200 {
		t.Errorf("after the full refund: %s %v", p.Status, p.TransactionAmountRefunded)
	}

	var bad *mperror.BadRequestError
	if _, err := refunds.Create(ctx, made.ID); !errors.As(err, &bad) {
		t.Errorf("a third refund: %v", err)
	}
	var lost *mperror.NotFoundError
	if _, err := payments.Get(ctx, 1); !errors.As(err, &lost) {
		t.Errorf("an unknown payment: %v", err)
	}
}

func TestSDKPixCancelAndCapture(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	payments := sdkpayment.NewClient(cfg)
	until := b.clock.Now().Add(2 * time.Hour)
	pix := must[*sdkpayment.Response](t)(payments.Create(ctx, sdkpayment.Request{TransactionAmount: 149.9, PaymentMethodID: "pix", DateOfExpiration: &until,
		Payer: &sdkpayment.PayerRequest{Email: "ana@example.com"}}))
	if pix.Status != "pending" || pix.StatusDetail != "pending_waiting_transfer" || pix.PointOfInteraction.TransactionData.QRCode == "" || !pix.DateOfExpiration.Equal(until) {
		t.Errorf("pix %+v", pix)
	}
	if gone := must[*sdkpayment.Response](t)(payments.Cancel(ctx, pix.ID)); gone.Status != "cancelled" || gone.StatusDetail != "by_collector" {
		t.Errorf("cancelled: %s %s", gone.Status, gone.StatusDetail)
	}
	held := b.want(b.payCard("APRO", `,"capture":false`), 201, "status", "authorized", "status_detail", "pending_capture", "captured", false)
	id := int(held.at("id").(float64))
	if taken := must[*sdkpayment.Response](t)(payments.CaptureAmount(ctx, id, 75)); taken.Status != "approved" || !taken.Captured || taken.TransactionAmount != 75 {
		t.Errorf("captured: %+v", taken)
	}
}

func TestSDKCatalogsAndPreference(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	me := must[*sdkuser.Response](t)(sdkuser.NewClient(cfg).Get(ctx))
	if int64(me.ID) != b.Credentials().UserID || me.SiteID != "MLB" || me.CountryID != "BR" {
		t.Errorf("me %+v", me)
	}
	var pix bool
	for _, m := range must[[]sdkpaymentmethod.Response](t)(sdkpaymentmethod.NewClient(cfg).List(ctx)) {
		pix = pix || m.ID == "pix" && m.PaymentTypeID == "bank_transfer" && m.Status == "active"
	}
	if !pix {
		t.Error("pix is not among the methods")
	}
	prefs := sdkpreference.NewClient(cfg)
	made := must[*sdkpreference.Response](t)(prefs.Create(ctx, sdkpreference.Request{
		Items:    []sdkpreference.ItemRequest{{ID: "SKU-1", Title: "Camiseta", Quantity: 2, UnitPrice: 74.95, CurrencyID: "BRL"}},
		BackURLs: &sdkpreference.BackURLsRequest{Success: "https://shop.example.com/s"}, AutoReturn: "approved", ExternalReference: "A-1",
		Payer: &sdkpreference.PayerRequest{Email: "ana@example.com", Phone: &sdkpreference.PhoneRequest{AreaCode: "11"}},
	}))
	if made.InitPoint != "https://www.mercadopago.com.br/checkout/v1/redirect?pref_id="+made.ID ||
		made.SandboxInitPoint != "https://sandbox.mercadopago.com.br/checkout/v1/redirect?pref_id="+made.ID || made.CollectorID != b.Credentials().UserID {
		t.Errorf("preference %+v", made)
	}
	read := must[*sdkpreference.Response](t)(prefs.Get(ctx, made.ID))
	if read.Items[0].Title != "Camiseta" || read.Items[0].Quantity != 2 || read.Payer.Phone.AreaCode != "11" || read.PaymentMethods.ExcludedPaymentMethods[0].ID != "" {
		t.Errorf("read %+v", read)
	}
	changed := must[*sdkpreference.Response](t)(prefs.Update(ctx, made.ID, sdkpreference.Request{ExternalReference: "A-2"}))
	if changed.ExternalReference != "A-2" || len(changed.Items) != 1 || changed.LastUpdated.IsZero() {
		t.Errorf("changed %+v", changed)
	}
	list := must[*sdkpreference.PagingResponse](t)(prefs.Search(ctx, sdkpreference.SearchRequest{Filters: map[string]string{"external_reference": "A-2"}}))
	if list.Total != 1 || list.NextOffset != 1 || list.Elements[0].ID != made.ID || list.Elements[0].Items[0] != "Camiseta" {
		t.Errorf("search %+v", list)
	}
}
