package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

func TestCardUpdater(t *testing.T) {
	b := newBench(t)
	b.SetWebhook("https://panel.example/hook")
	customer := anyCustomer(b)
	old := anyCard(b, customer)
	b.want(b.do("POST", "/_sandbox/card_update", fmt.Sprintf(`{"customer_id":%q,"card_id":%q}`, customer, old), "Authorization: "), 204)
	b.settleDown()
	var body struct {
		Type, Action string
		Data         struct {
			Customer string `json:"customer_id"`
			New      int64  `json:"new_card_id"`
			Old      int64  `json:"old_card_id"`
		}
	}
	if err := json.Unmarshal(b.receiver.bodies[0], &body); err != nil {
		t.Fatal(err)
	}
	if body.Type != "automatic-payments" || body.Action != "card.updated" || body.Data.Customer != customer || fmt.Sprint(body.Data.Old) != old {
		t.Errorf("body %s", b.receiver.bodies[0])
	}
	fresh := fmt.Sprint(body.Data.New)
	b.want(b.do("GET", "/v1/customers/"+customer+"/cards/"+fresh, ""), 200, "expiration_year", 2034)
	b.want(b.do("GET", "/v1/customers/"+customer+"/cards/"+old, ""), 404)
	b.want(b.do("GET", "/v1/customers/"+customer, ""), 200, "default_card", fresh)
	b.want(b.do("POST", "/v1/card_tokens", fmt.Sprintf(`{"card_id":%q}`, fresh)), 201)
	b.want(b.do("POST", "/_sandbox/card_update", fmt.Sprintf(`{"customer_id":%q,"card_id":%q}`, customer, old)), 400)
}

func TestFraudAlertIsToldOnce(t *testing.T) {
	b := newBench(t)
	pay := b.payCard("APRO", `,"order":{"id":"31220045871","type":"mercadopago"}`)
	b.SetWebhook("https://panel.example/hook")
	b.receiver.status = func(int) int { return http.StatusInternalServerError }
	b.want(b.do("POST", "/_sandbox/fraud_alert", `{"payment_id":`+paymentNumber(pay)+`}`, "Authorization: "), 204)
	b.settleDown()
	b.clock.forward(100 * day)
	b.settleDown()
	alerts := 0
	for _, d := range b.Deliveries() {
		if d.Topic == "stop_delivery_op_wh" {
			alerts++
		}
	}
	if alerts != 1 {
		t.Errorf("%d attempts", alerts)
	}
	var body struct {
		Action string
		ID     string
		Data   struct {
			Order   int64  `json:"merchant_order"`
			Payment int64  `json:"payment_id"`
			Site    string `json:"site_id"`
		}
	}
	if err := json.Unmarshal(b.receiver.bodies[0], &body); err != nil {
		t.Fatal(err)
	}
	if body.Action != "Created" || body.ID != paymentNumber(pay) || body.Data.Order != 31220045871 || fmt.Sprint(body.Data.Payment) != paymentNumber(pay) || body.Data.Site != "MLB" {
		t.Errorf("body %s", b.receiver.bodies[0])
	}
	b.want(b.do("POST", "/_sandbox/fraud_alert", `{"payment_id":1}`), 400)
}
