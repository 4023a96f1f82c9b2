package sandbox

import (
	"fmt"
	"testing"
)

// What hangs on payments survives a restart to the letter: ids drawn when time passed included.
func TestResourcesComeBack(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	customer := anyCustomer(b)
	anyCard(b, customer)
	anyAddress(b, customer)
	plan, sub := anyPlan(b), activeSubscription(b)
	b.want(b.do("POST", "/preapproval", fmt.Sprintf(`{"reason":"R","payer_email":"ana@example.com","card_token_id":%q,%s}`, b.token(masterMLB, "OTHE"), monthly)), 400)
	order := anyMerchantOrder(b)
	b.payCard("APRO", `,"order":{"id":`+order+`}`)
	chargeback, claim := anyChargeback(b), anyClaim(b)
	file := attach(b, claim)
	wallet := advancedAt(chargeWallet(b, ""))
	b.clock.forward(40 * day)
	paths := []string{"/v1/customers/" + customer, "/preapproval_plan/" + plan, "/preapproval/" + sub, "/authorized_payments?preapproval_id=" + sub, "/merchant_orders/" + order,
		chargeback, claim, claim + "/attachments/" + file + "/download", wallet, "/v1/payments/search?limit=50"}
	var before []string
	for _, p := range paths {
		before = append(before, b.want(b.do("GET", p, ""), 200).raw)
	}
	b.settleDown()
	b.reopen(path)
	for i, p := range paths {
		if a := b.do("GET", p, ""); a.raw != before[i] {
			t.Errorf("%s was\n%s\nand is\n%s", p, before[i], a.raw)
		}
	}
}
