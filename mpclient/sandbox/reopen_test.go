package sandbox

import (
	"fmt"
	"reflect"
	"testing"
	"time"
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

// What is switched from inside the process is kept like what is switched from outside.
func TestMethodsAreKept(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	b.SetWebhook("https://panel.example/live")
	b.SetTestWebhook("https://panel.example/test")
	b.SetKind(Test)
	b.SetSell(false)
	b.SetPix(true, false)
	b.SetReport(Release, true, true)
	b.ResetToken()
	b.receiver.status = func(int) int { return 500 }
	if !b.Simulate(Simulation{Topic: "payment"}) || !b.Simulate(Simulation{}) {
		t.Fatal("no simulation was sent")
	}
	b.settleDown()
	b.clock.forward(16 * time.Minute)
	if n := b.RetryDue(); n != 2 {
		t.Errorf("%d retries", n)
	}
	b.settleDown()
	if !b.Replay(1) || b.Replay(99) {
		t.Error("replaying tells what is there wrongly")
	}
	b.settleDown()
	if err := b.SetChaos(Chaos{Reset: true}); err != nil {
		t.Fatal(err)
	}
	keys, history := b.Credentials(), b.Notifications()
	before := locked(b.Server, func() account { return b.acct })
	b.reopen(path)
	if again := locked(b.Server, func() account { return b.acct }); !reflect.DeepEqual(again, before) {
		t.Errorf("the account was\n%+v\nand is\n%+v", before, again)
	}
	if again := b.Notifications(); b.Credentials() != keys || !reflect.DeepEqual(again, history) {
		t.Errorf("the history was\n%+v\nand is\n%+v", history, again)
	}
	b.RevokeToken()
	b.reopen(path)
	b.want(b.do("GET", "/users/me", ""), 401)
	b.Restore()
	b.reopen(path)
	b.want(b.do("GET", "/users/me", ""), 200, "tags.1", "test_user")
	if b.chaos != (chaos{}) {
		t.Error("a fault outlived its process")
	}
}

// A state file keeps its own seed, whatever the next process asks for.
func TestStateKeepsItsSeed(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	keys := b.Credentials()
	b.Server.Close()
	cfg := b.kept()
	cfg.Seed = 99
	s, err := Open(cfg, path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Credentials() != keys || s.Seed() != 7 {
		t.Errorf("seed %d", s.Seed())
	}
}

// So are the roles of payer, bank and buyer that a program plays.
func TestRolesAreKept(t *testing.T) {
	path := stateFile(t)
	b := keptBench(t, path)
	b.SetWebhook("https://panel.example/hook")
	number := func(a answer) int64 { return int64(a.at("id").(float64)) }
	paid, refused, lapsed, claimed := b.payPix(""), b.payPix(""), b.payPix(""), b.payCard("APRO", "")
	disputed := b.payCard("APRO", "")
	sub := b.want(b.do("POST", "/preapproval", `{"reason":"R","payer_email":"ana@example.com","status":"pending","back_url":"https://shop.example.com/x",`+monthly+`}`), 201).at("id").(string)
	cb, err := b.Chargeback(number(disputed))
	claim, err2 := b.Claim(number(claimed))
	for _, err := range []error{err, err2, b.Pay(number(paid)), b.Refuse(number(refused)), b.Expire(number(lapsed)), b.Authorize(sub)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b.AdvanceClock(2 * time.Hour)
	b.SetSigning(Signing{Milliseconds: true, LowerCase: true})
	b.SetApplication(true, "https://shop.example.com/back")
	b.settleDown()
	paths := []string{paymentPath(paid), paymentPath(refused), paymentPath(lapsed), paymentPath(claimed), paymentPath(disputed), "/preapproval/" + sub,
		"/v1/chargebacks/" + cb, fmt.Sprint("/post-purchase/v1/claims/", claim), "/_sandbox/application", "/_sandbox/notifications", "/v1/payments/search?limit=50"}
	var before []answer
	for _, p := range paths {
		before = append(before, b.want(b.do("GET", p, ""), 200))
	}
	b.want(before[0], 200, "status", "approved")
	b.want(before[1], 200, "status", "rejected")
	b.want(before[2], 200, "status", "cancelled")
	b.want(before[5], 200, "status", "authorized")
	b.reopen(path)
	for i, p := range paths {
		if a := b.do("GET", p, ""); a.raw != before[i].raw {
			t.Errorf("%s was\n%s\nand is\n%s", p, before[i].raw, a.raw)
		}
	}
	if b.signing != (Signing{Milliseconds: true, LowerCase: true}) {
		t.Errorf("signed with %+v", b.signing)
	}
	if err := b.Pay(number(paid)); err == nil {
		t.Error("a paid payment was paid again")
	}
}
