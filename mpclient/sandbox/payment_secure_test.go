package sandbox

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/mpclient"
)

func TestThreeDS(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	pay := func(number, holder, more string) answer {
		return b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":200,"token":%q,"installments":1,"payer":{"email":"a@example.com"}%s}`, b.token(number, holder), more))
	}
	const good, doubted, must, on = "5483928164574623", "5361956806117557", "5031755734530604", `,"three_d_secure_mode":"optional"`
	b.want(pay(good, "APRO", ""), 201, "status", "approved", "three_ds_info", "<none>")
	b.want(pay(masterMLB, "APRO", on), 201, "status", "approved")
	b.want(pay(must, "APRO", ""), 201, "status_detail", "cc_rejected_3ds_mandatory")
	b.want(pay(must, "APRO", on), 201, "status", "approved")
	b.want(pay(good, "APRO", on+`,"binary_mode":true`), 201, "status", "rejected", "status_detail", "cc_rejected_3ds_challenge")

	for _, r := range []struct{ number, holder, do, status, detail string }{
		{good, "APRO", "confirm", "approved", "accredited"}, {masterMLB, "APRO-CHOK", "confirm", "approved", "accredited"},
		{good, "APRO", "fail", "rejected", "cc_rejected_3ds_challenge"}, {doubted, "APRO", "confirm", "rejected", "cc_rejected_3ds_challenge"},
		{masterMLB, "OTHE-CHNO", "confirm", "rejected", "cc_rejected_3ds_challenge"},
	} {
		a := b.want(pay(r.number, r.holder, on), 201, "status", "pending", "status_detail", "pending_challenge", "date_approved", nil)
		creq, to := a.at("three_ds_info.creq").(string), a.at("three_ds_info.external_resource_url").(string)
		if !strings.HasPrefix(to, "https://") || !strings.HasSuffix(to, "/3ds/challenge") {
			t.Error(to)
		}
		// The shop's page posts from another site: allowed here and nowhere else.
		page := b.browse("POST", "/3ds/challenge", "creq="+url.QueryEscape(creq), "Sec-Fetch-Site: cross-site", "Origin: https://shop.example")
		if page.Code != 200 || !strings.Contains(page.Header().Get("Content-Security-Policy"), "frame-ancestors *") || strings.Contains(page.Body.String(), "COMPLETE") {
			t.Fatalf("challenge page %d %s", page.Code, page.Body)
		}
		if w := b.browse("POST", "/3ds/challenge/answer", "do=confirm&creq="+creq, "Sec-Fetch-Site: cross-site"); w.Code != 403 {
			t.Errorf("another site answered the challenge: %d", w.Code)
		}
		done := b.browse("POST", "/3ds/challenge/answer", "do="+r.do+"&creq="+creq)
		if done.Code != 200 || !strings.Contains(done.Body.String(), `parent.postMessage({status: "COMPLETE"}`) || !strings.Contains(done.Header().Get("Content-Security-Policy"), "script-src 'nonce-") {
			t.Errorf("%d %s", done.Code, done.Body)
		}
		b.want(b.do("GET", paymentPath(a), ""), 200, "status", r.status, "status_detail", r.detail)
		if w := b.browse("POST", "/3ds/challenge/answer", "do=confirm&creq="+creq); w.Code != 404 {
			t.Errorf("answered twice: %d", w.Code)
		}
	}
	late := b.want(pay(good, "APRO", on), 201)
	b.clock.forward(5*time.Minute - time.Second)
	b.want(b.do("GET", paymentPath(late), ""), 200, "status", "pending")
	b.clock.forward(time.Second)
	b.settleDown()
	b.want(b.do("GET", paymentPath(late), ""), 200, "status", "rejected", "status_detail", "cc_rejected_3ds_challenge")
	held := b.want(pay(good, "APRO", on+`,"capture":false`), 201, "status_detail", "pending_challenge")
	if err := b.Pay(int64(held.at("id").(float64))); err != nil {
		t.Fatal(err)
	}
	b.want(b.do("GET", paymentPath(held), ""), 200, "status", "authorized")
}

func TestReviewEnds(t *testing.T) {
	b := newBench(t)
	away := b.want(b.payCard("CONT", ""), 201, "status", "in_process", "status_detail", "pending_contingency")
	manual := b.want(b.payCard("APRO", `,"merchant_services":{"fraud_manual_review":true}`), 201, "status", "in_process", "status_detail", "pending_review_manual")
	refused := b.payCard("CONT", "")
	if err := b.Refuse(int64(refused.at("id").(float64))); err != nil {
		t.Error(err)
	}
	b.clock.forward(48*time.Hour - time.Second)
	b.want(b.do("GET", paymentPath(away), ""), 200, "status", "in_process")
	b.clock.forward(time.Second)
	b.want(b.do("GET", paymentPath(away), ""), 200, "status", "approved")
	b.want(b.do("GET", paymentPath(manual), ""), 200, "status", "rejected", "status_detail", "cc_rejected_high_risk")
	b.want(b.do("GET", paymentPath(refused), ""), 200, "status", "rejected")
}

// Every ticket and transfer of every site: a document at the simulator's own address, paid there.
func TestDocumentsOfAllSites(t *testing.T) {
	for _, site := range mpclient.Sites {
		b := newBench(t, onSite(site.ID))
		for _, m := range site.Methods {
			if isCard(m) || m.ID == "account_money" || m.ID == "consumer_credits" {
				continue
			}
			doc := sellerDocuments[site.ID]
			a := b.want(b.do("POST", "/v1/payments", fmt.Sprintf(`{"transaction_amount":9000,"payment_method_id":%q,"callback_url":"https://shop.example/back","transaction_details":{"financial_institution":"1007"},
				"additional_info":{"ip_address":"127.0.0.1"},"payer":{"email":"a@example.com","first_name":"A","last_name":"B","entity_type":"individual","identification":{"type":%q,"number":%q},
				"address":{"zip_code":"1","street_name":"R","street_number":"1","neighborhood":"N","city":"C","federal_unit":"SP"}}}`, m.ID, doc[0], doc[1]), "Host: localhost:4000"), 201,
				"status", "pending", "status_detail", map[bool]string{true: "pending_waiting_transfer", false: "pending_waiting_payment"}[m.Type == "bank_transfer"])
			at := "transaction_details.external_resource_url"
			if m.ID == "pix" {
				at = "point_of_interaction.transaction_data.ticket_url"
			}
			to := a.at(at).(string)
			if !strings.HasPrefix(to, "http://localhost:4000/payments/") {
				t.Errorf("%s %s: %s", site.ID, m.ID, to)
				continue
			}
			if ref := a.at("transaction_details.payment_method_reference_id"); m.ID == "clabe" && (len(ref.(string)) != 18 || clabeCheck(ref.(string)[:17]) != ref.(string)[17]) {
				t.Errorf("CLABE %v", ref)
			}
			w := b.browse("GET", to, "")
			if w.Code != 200 || !strings.Contains(w.Body.String(), `id="play-pay"`) {
				t.Errorf("%s %s page %d", site.ID, m.ID, w.Code)
			}
			if w := b.browse("GET", strings.Replace(to, "hash=", "hash=0", 1), ""); w.Code != 404 {
				t.Errorf("the hash does not matter: %d", w.Code)
			}
			w = b.browse("POST", to, "do=pay")
			if w.Code != 303 {
				t.Errorf("%s %s pay %d", site.ID, m.ID, w.Code)
			}
			b.want(b.do("GET", paymentPath(a), ""), 200, "status", "approved")
			if w = b.browse("GET", w.Header().Get("Location"), ""); strings.Contains(w.Body.String(), `id="play-pay"`) || !strings.Contains(w.Body.String(), "https://shop.example/back") {
				t.Errorf("%s %s paid page %s", site.ID, m.ID, w.Body)
			}
		}
	}
	// The example of the public description of the check digit: 032180000118359719.
	if sum := clabeCheck("03218000011835971"); sum != '9' {
		t.Errorf("check digit %c", sum)
	}
}
