package sandbox

import (
	"context"
	"fmt"
	"strings"
	"testing"

	sdkchargeback "github.com/mercadopago/sdk-go/pkg/chargeback"
)

func TestSDKChargeback(t *testing.T) {
	b := newBench(t)
	pay := b.payCard("APRO", "")
	id, err := b.Chargeback(int64(pay.at("id").(float64)))
	if err != nil {
		t.Fatal(err)
	}
	client, ctx := sdkchargeback.NewClient(sdk(b)), context.Background()
	one := must[*sdkchargeback.Response](t)(client.Get(ctx, id))
	if one.ID != id || len(id) != 24 || float64(one.PaymentID) != pay.at("id") || one.Amount != 200 || one.CurrencyID != "BRL" || one.Status != "in_review" || !one.DateCreated.Equal(b.clock.Now()) {
		t.Errorf("chargeback %+v", one)
	}
	found := must[*sdkchargeback.SearchResponse](t)(client.Search(ctx, sdkchargeback.SearchRequest{Filters: map[string]string{"payment_id": paymentNumber(pay)}}))
	if found.Paging.Total != 1 || found.Results[0].ID != id {
		t.Errorf("search %+v", found)
	}
	b.want(b.do("GET", "/v1/chargebacks/search?payment_id=1", ""), 200, "paging.total", 0)
}

func TestChargebackIsWonWithDocuments(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	pay := b.payCard("APRO", "")
	made := b.want(b.do("POST", "/_sandbox/chargeback", `{"payment_id":`+paymentNumber(pay)+`,"reason":"fraud"}`, "Authorization: "), 201, "reason", "fraud")
	path := "/v1/chargebacks/" + made.at("id").(string)
	steer := func(action string, status int) {
		t.Helper()
		b.want(b.do("POST", "/_sandbox/chargeback", fmt.Sprintf(`{"id":%q,"action":%q}`, made.at("id"), action), "Authorization: "), status)
	}
	b.want(b.do("GET", paymentPath(pay), ""), 200, "status", "charged_back", "status_detail", "in_process")
	b.want(b.do("POST", paymentPath(pay)+"/refunds", `{}`), 400, "cause.0.code", 2018)
	steer("accept", 400) // nothing was sent yet
	body, header := form("files[]", "nota.txt", "plain text")
	b.want(b.do("POST", path+"/documentation", body, header), 400)
	body, header = form("files[]", "nota.pdf", somePDF)
	b.want(b.do("POST", path+"/documentation", body, header), 200, "documentation_status", "review_pending", "documentation.0.type", "application/pdf", "documentation.0.description", "nota.pdf")
	steer("refuse", 204)
	b.want(b.do("PUT", path, `{"files":[{"name":"entrega","description":"AR","url":"https://shop.example.com/ar.jpg"}]}`), 200, "documentation_status", "review_pending", "documentation.1.url", "https://shop.example.com/ar.jpg")
	b.want(b.do("PUT", path, `{"files":[{"url":"/etc/x"}]}`), 400)
	steer("accept", 204)
	steer("reimburse", 204)
	b.want(b.do("GET", path, ""), 200, "coverage_applied", true, "documentation_status", "valid", "status", "reimbursed", "documentation_required", false)
	b.want(b.do("GET", paymentPath(pay), ""), 200, "status", "charged_back", "status_detail", "reimbursed")
	b.want(b.do("PUT", path, `{"files":[{"url":"https://shop.example.com/ar.jpg"}]}`), 400)
	steer("settle", 400)

	b.settleDown()
	var topics []string
	for _, d := range b.Deliveries()[2:] {
		topics = append(topics, d.Topic+" "+d.Action)
	}
	if got := strings.Join(topics[:2], ", "); got != "topic_chargebacks_wh created, payment payment.updated" {
		t.Errorf("deliveries %s", got)
	}
	verify(b, b.receiver.got[2], nil)
}

func TestChargebackDeadline(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook?source_news=ipn")
	path := anyChargeback(b)
	b.want(b.do("GET", path, ""), 200, "date_documentation_deadline", "2026-05-21T00:00:00.000-04:00")
	b.clock.forward(10 * day)
	b.settleDown()
	b.want(b.do("GET", path, ""), 200, "documentation_status", "not_supplied", "coverage_applied", false, "status", "settled")
	sent := b.Deliveries()
	if last := sent[len(sent)-2]; last.Topic != "chargebacks" || last.DataID != strings.TrimPrefix(path, "/v1/chargebacks/") {
		t.Errorf("delivery %+v", last)
	}
	b.want(b.do("POST", "/_sandbox/chargeback", `{"payment_id":1}`), 400)
	refused := b.payCard("FUND", "")
	b.want(b.do("POST", "/_sandbox/chargeback", `{"payment_id":`+paymentNumber(refused)+`}`), 400)
}

func TestChargebackWithoutProtection(t *testing.T) {
	b := newBench(t)
	pay := b.payCard("APRO", "")
	a := b.want(b.do("POST", "/_sandbox/chargeback", `{"payment_id":`+paymentNumber(pay)+`,"not_eligible":true}`), 201, "coverage_elegible", false, "documentation_status", "not_applicable", "documentation_required", false)
	b.want(b.do("PUT", "/v1/chargebacks/"+a.at("id").(string), `{"files":[{"url":"https://shop.example.com/ar.jpg"}]}`), 400)
}

func TestClaimLife(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	pay := b.payCard("APRO", "")
	id, err := b.Claim(int64(pay.at("id").(float64)))
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("%s/%d", claimPath, id)
	steer := func(action string, status int) {
		t.Helper()
		b.want(b.do("POST", "/_sandbox/claim", fmt.Sprintf(`{"id":%d,"action":%q,"message":"Onde está?"}`, id, action), "Authorization: "), status)
	}
	b.want(b.do("GET", path+"/", ""), 200, "stage", "claim", "type", "claims", "status", "opened", "resource", "payment", "players.1.role", "respondent", "players.1.available_actions.2", "open_dispute")
	b.want(b.do("GET", paymentPath(pay), ""), 200, "status", "in_mediation")
	steer("message", 204)
	file := attach(b, path)
	b.want(b.do("POST", path+"/actions/send-message", fmt.Sprintf(`{"message":"A caminho.","attachments":[%q]}`, file)), 201)
	b.want(b.do("POST", path+"/actions/send-message", `{"message":"A caminho.","attachments":["of-another"]}`), 400)
	b.want(b.do("POST", path+"/actions/send-message", `{}`), 400)
	b.want(b.do("GET", path+"/messages", ""), 200, "0.from.role", "complainant", "0.message", "Onde está?", "1.attachments.0.file_name", file)
	b.want(b.do("GET", path+"/expected-resolutions", ""), 200, "0", "<none>")
	b.want(b.do("POST", path+"/actions/open-dispute", ""), 200)
	b.want(b.do("POST", path+"/actions/open-dispute", ""), 400)
	b.want(b.do("GET", path, ""), 200, "stage", "dispute", "type", "mediations")
	steer("buyer", 204)
	b.want(b.do("GET", path, ""), 200, "stage", "resolution", "status", "closed")
	b.want(b.do("GET", paymentPath(pay), ""), 200, "status", "refunded", "status_detail", "by_admin", "transaction_amount_refunded", 200)
	b.want(b.do("GET", path+"/status_history", ""), 200, "0.changed_by", "buyer", "1.stage", "dispute", "1.changed_by", "seller", "2.changed_by", "mediator")
	b.want(b.do("POST", path+"/actions/send-message", `{"message":"late"}`), 400)
	steer("cancel", 400)

	b.settleDown()
	if d := b.Deliveries()[2]; d.Topic != "topic_claims_integration_wh" || d.Action != "claim.created" || d.DataID != fmt.Sprint(id) {
		t.Errorf("delivery %+v", d)
	}
}

func TestClaimIsDropped(t *testing.T) {
	b := newBench(t)
	pay := b.payCard("APRO", "")
	b.want(b.do("POST", paymentPath(pay)+"/refunds", `{"amount":50}`), 201)
	claim := b.want(b.do("POST", "/_sandbox/claim", `{"payment_id":`+paymentNumber(pay)+`,"reason_id":"PDD9939"}`), 201, "reason_id", "PDD9939").at("id")
	b.want(b.do("POST", "/_sandbox/claim", fmt.Sprintf(`{"id":%.0f,"action":"cancel"}`, claim)), 204)
	b.want(b.do("GET", paymentPath(pay), ""), 200, "status", "approved", "status_detail", "partially_refunded")
	b.want(b.do("GET", claimPath+"/search?status=cancelled&type=claims", ""), 200, "paging.total", 1)
}

func TestUploadLimits(t *testing.T) {
	b := newBench(t)
	path := anyChargeback(b) + "/documentation"
	body, header := form("files[]", "big.pdf", "%PDF-1.4"+strings.Repeat("x", maxUpload))
	b.want(b.do("POST", path, body, header), 413)
	b.want(b.do("POST", path, "no form at all", "Content-Type: multipart/form-data; boundary=x"), 400)
	body, header = form("other", "a.pdf", somePDF)
	b.want(b.do("POST", path, body, header), 400)
}
