package sandbox

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	sdkadvanced "github.com/mercadopago/sdk-go/pkg/advancedpayment"
	sdkpart "github.com/mercadopago/sdk-go/pkg/disbursementrefund"

	"github.com/homologa/homologa/mpclient"
)

func TestSDKAdvancedPayment(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	advanced, refunds := sdkadvanced.NewClient(cfg), sdkpart.NewClient(cfg)
	request := func(capture bool) sdkadvanced.Request {
		return sdkadvanced.Request{ApplicationID: "1", ExternalReference: "ADV-1", Description: "Pedido", Capture: capture, Payer: &sdkadvanced.PayerRequest{Email: "ana@example.com"},
			Payments:      []sdkadvanced.PaymentRequest{{PaymentMethodID: "master", PaymentTypeID: "credit_card", Token: b.token(masterMLB, "APRO"), TransactionAmount: 100, Installments: 1, ProcessingMode: "aggregator"}},
			Disbursements: []sdkadvanced.DisbursementRequest{{Amount: 80, CollectorID: 488656838, ApplicationFee: 2, ExternalReference: "S-1"}, {Amount: 20, CollectorID: 488656839}}}
	}
	made := must[*sdkadvanced.Response](t)(advanced.Create(ctx, request(true)))
	if made.Status != "approved" || made.ExternalReference != "ADV-1" || len(made.Disbursements) != 2 || made.Disbursements[0].Amount != 80 || made.Disbursements[0].ApplicationFee != 2 || made.Payer.Email != "ana@example.com" {
		t.Errorf("made %+v", made)
	}
	first := made.Disbursements[0].ID
	if one := must[*sdkpart.Response](t)(refunds.Create(ctx, made.ID, first, sdkpart.Request{Amount: 30})); one.Amount != 30 || one.DisbursementID != first || one.AdvancedPaymentID != made.ID || one.Status != "approved" {
		t.Errorf("refund %+v", one)
	}
	if _, err := refunds.Create(ctx, made.ID, first, sdkpart.Request{Amount: 51}); err == nil {
		t.Error("more than the part was refunded")
	}
	if rest := must[*sdkpart.Response](t)(refunds.CreateAll(ctx, made.ID, sdkpart.Request{})); rest.Amount != 70 {
		t.Errorf("rest %+v", rest)
	}
	if all := must[[]sdkpart.Response](t)(refunds.ListAll(ctx, made.ID)); len(all) != 2 {
		t.Errorf("refunds %+v", all)
	}
	if read := must[*sdkadvanced.Response](t)(advanced.Get(ctx, made.ID)); read.Disbursements[0].Status != "refunded" || read.Disbursements[1].Status != "refunded" {
		t.Errorf("after the refunds %+v", read)
	}
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 1, "results.0.status", "refunded", "results.0.transaction_amount_refunded", 100)

	held := b.want(b.do("POST", advancedPath, fmt.Sprintf(`{"payer":{"email":"ana@example.com"},"capture":false,"payments":[{"transaction_amount":60,"payment_method_id":"master","token":%q}]}`, b.token(masterMLB, "APRO"))), 201, "status", "authorized")
	id := int(held.at("id").(float64))
	if taken := must[*sdkadvanced.Response](t)(advanced.Capture(ctx, id)); taken.Status != "approved" || !taken.Capture {
		t.Errorf("captured %+v", taken)
	}
	if _, err := advanced.Cancel(ctx, id); err == nil {
		t.Error("an approved payment was cancelled")
	}
	again := b.want(b.do("POST", advancedPath, fmt.Sprintf(`{"payer":{"email":"ana@example.com"},"capture":false,"payments":[{"transaction_amount":60,"payment_method_id":"master","token":%q}]}`, b.token(masterMLB, "APRO"))), 201)
	if gone := must[*sdkadvanced.Response](t)(advanced.Cancel(ctx, int(again.at("id").(float64)))); gone.Status != "cancelled" {
		t.Errorf("cancelled %+v", gone)
	}
	moved := must[*sdkadvanced.Response](t)(advanced.UpdateReleaseDate(ctx, made.ID, "2026-09-01T00:00:00.000-04:00"))
	if moved.Disbursements[1].MoneyReleaseDate != "2026-09-01T00:00:00.000-04:00" {
		t.Errorf("released %+v", moved.Disbursements)
	}
	if found := must[*sdkadvanced.SearchResponse](t)(advanced.Search(ctx, sdkadvanced.SearchRequest{Filters: map[string]string{"external_reference": "ADV-1"}})); found.Paging.Total != 1 || found.Results[0].ID != made.ID {
		t.Errorf("search %+v", found)
	}
}

func TestAdvancedErrors(t *testing.T) {
	b := newBench(t)
	token := b.token(masterMLB, "APRO")
	one := fmt.Sprintf(`{"transaction_amount":50,"payment_method_id":"master","token":%q}`, token)
	post := func(body string, headers ...string) answer { return b.do("POST", advancedPath, body, headers...) }
	b.want(post(`{}`, "X-Idempotency-Key: "), 400, "cause.0.code", 4292)
	b.want(post(`{"payer":{"email":"ana@example.com"}}`), 400)
	b.want(post(`{"payer":{"email":"ana@example.com"},"payments":[`+one+`,`+one+`]}`), 400, "cause.0.code", 2006) // one token, two payments
	b.want(post(`{"payer":{"email":"ana@example.com"},"payments":[`+one+`],"disbursements":[{"amount":49}]}`), 400)
	b.want(b.do("GET", "/v1/payments/search", ""), 200, "paging.total", 0)
	b.want(post(`{"payer":{"email":"ana@example.com"},"payments":[`+one+`]}`, "X-Idempotency-Key: k"), 201)
	b.want(post(`{}`, "X-Idempotency-Key: k"), 200, "status", "approved")
	pe := newBench(t, onSite(mpclient.MPE))
	pe.want(pe.do("POST", advancedPath, `{}`), 403, "code", "PA_UNAUTHORIZED_RESULT_FROM_POLICIES")
}

func TestWalletConnect(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	token := linkedWallet(b)
	b.settleDown()
	if body := string(b.receiver.bodies[0]); !strings.Contains(body, `"action":"status.updated"`) || !strings.Contains(body, `"status":"confirmed_by_user"`) || !strings.Contains(body, `"entity":"agreement"`) {
		t.Errorf("notification %s", body)
	}
	charge := func() answer {
		return b.do("POST", advancedPath, fmt.Sprintf(`{"wallet_payment":{"transaction_amount":100,"external_reference":"W-1"},"payer":{"token":%q,"type_token":"wallet-tokenized"}}`, token))
	}
	made := b.want(charge(), 201, "status", "approved", "payer.type_token", "wallet-tokenized")
	b.want(b.do("GET", fmt.Sprintf("/v1/payments/%.0f", made.at("payments.0.id")), ""), 200, "payment_method_id", "account_money", "external_reference", "W-1")
	var id string
	b.with(func() { id = b.state.wallets.all()[0].id })
	b.want(b.do("POST", agreementPath, `{"return_uri":"https://shop.example.com/back","external_flow_id":"F2","external_user":{"id":"u1"}}`), 400) // one agreement per user
	b.want(b.do("DELETE", agreementPath+"/"+id, ""), 200)
	b.want(charge(), 400)

	waiting := anyAgreement(b)
	b.clock.forward(agreementWait)
	b.want(b.do("GET", waiting, ""), 200, "status", "expired")
	pe := newBench(t, onSite(mpclient.MPE))
	pe.want(pe.do("POST", agreementPath, `{}`), 403)
}

func TestPayouts(t *testing.T) {
	b := newBench(t, onSite(mpclient.MLA))
	made := b.want(b.do("POST", "/v1/payouts", `{"external_reference":"P1","transactions":[{"amount":10},{"amount":20,"currency_id":"ARS"}]}`), 201, "transactions.0.status", "new")
	path := fmt.Sprintf("/v1/payouts/%s/transactions", made.at("id"))
	b.want(b.do("PUT", fmt.Sprintf("%s/%s/cancel", path, made.at("transactions.0.id")), ""), 200)
	b.clock.forward(payoutTime)
	b.want(b.do("GET", path, ""), 200, "results.0.status", "canceled", "results.1.status", "processed", "results.1.amount", 20)
	b.want(b.do("PUT", fmt.Sprintf("%s/%s/cancel", path, made.at("transactions.1.id")), ""), 400)
	b.want(b.do("POST", "/v1/payouts", `{"transactions":[{"amount":-1}]}`), 400)
	b.want(b.do("POST", "/v1/payouts", `{"transactions":[{"amount":1,"currency_id":"BRL"}]}`), 400)
	b.want(b.do("POST", "/v1/transaction-intents/process", `{"transaction":{"amount":1}}`), 403)

	br := newBench(t)
	bank := br.want(br.do("POST", "/v1/transaction-intents/process", `{"external_reference":"T","transaction":{"amount":10,"payment_method_id":"bank_transfer"}}`), 201, "status", "new")
	br.clock.forward(time.Hour)
	br.want(br.do("GET", fmt.Sprintf("/v1/transaction-intents/%s", bank.at("id")), ""), 200, "status", "processed")
	br.want(br.do("POST", "/v1/payouts", `{"transactions":[{"amount":1}]}`), 403)
}
