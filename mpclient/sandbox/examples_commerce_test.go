package sandbox

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The published samples of what hangs on payments, like TestPublishedShapes.
func TestPublishedShapesAroundPayments(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "examples")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the reference samples (../shared/reference/examples) are not here")
	}
	b := newBench(t)
	order := anyMerchantOrder(b)
	b.payCard("APRO", `,"order":{"id":`+order+`}`)
	customer := anyCustomer(b)
	plan := b.do("POST", "/preapproval_plan", `{"reason":"P","back_url":"https://shop.example.com/s","payment_methods_allowed":{"payment_types":[{"id":"credit_card"}],"payment_methods":[{"id":"bolbradesco"}]},
		"auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":29.9,"currency_id":"BRL","repetitions":12,"billing_day":10,"billing_day_proportional":false,
		"free_trial":{"frequency":1,"frequency_type":"months","first_invoice_offset":30}}}`)
	pending, active := pendingSubscription(b), activeSubscription(b)
	b.clock.forward(2 * time.Hour)
	invoice := b.do("GET", "/authorized_payments?status=processed&preapproval_id="+active, "").at("results.0.id")
	for file, path := range map[string]string{
		"merchant_order_paid.json": "/merchant_orders/" + order, "customer.json": "/v1/customers/" + customer, "customer_card.json": "/v1/customers/" + customer + "/cards/" + anyCard(b, customer),
		"preapproval_plan.json": "/preapproval_plan/" + plan.at("id").(string), "preapproval.json": "/preapproval/" + pending,
		"authorized_payment.json": fmt.Sprintf("/authorized_payments/%.0f", invoice), "chargeback.json": anyChargeback(b),
	} {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		var want any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		compareShape(t, file, want, b.want(b.do("GET", path, ""), 200).body)
	}
}
