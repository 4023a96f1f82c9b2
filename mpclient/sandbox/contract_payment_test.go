package sandbox

import (
	"fmt"
	"maps"
)

const cardCharge = `{"transaction_amount":200,"token":%q,"installments":2,"payment_method_id":"master","payer":{"email":"ana@example.com"}%s}`

func init() {
	maps.Copy(scenarios, map[string]func(*contract){
		"POST /v1/payments": func(c *contract) {
			pix := c.do("POST", "/v1/payments", `{"transaction_amount":149.9,"payment_method_id":"pix","payer":{"email":"ana@example.com"}}`)
			c.want(pix, 201, "status", "pending")
			card := c.do("POST", "/v1/payments", fmt.Sprintf(cardCharge, c.token(masterMLB, "APRO"), `,"metadata":{"a":1},"external_reference":"A"`))
			c.want(card, 201, "status", "approved")
			c.want(c.do("POST", "/v1/payments", `{}`), 400)
			c.want(c.do("POST", "/v1/payments", `{}`, "Authorization: "), 401)
		},
		"GET /v1/payments/{id}": func(c *contract) {
			c.want(c.do("GET", paymentPath(c.payPix("")), ""), 200, "status", "pending")
			c.want(c.do("GET", paymentPath(c.payCard("FUND", "")), ""), 200, "status", "rejected")
			c.want(c.do("GET", paymentPath(c.payCard("APRO", `,"additional_info":{"items":[{"id":"1","title":"x","quantity":2,"unit_price":100}]}`)), ""), 200)
			c.want(c.do("GET", "/v1/payments/1", ""), 404)
		},
		"PUT /v1/payments/{id}": func(c *contract) {
			c.want(c.do("PUT", paymentPath(c.payCard("APRO", `,"capture":false`)), `{"capture":true}`), 200, "status", "approved")
			c.want(c.do("PUT", paymentPath(c.payPix("")), `{"status":"cancelled"}`), 200, "status", "cancelled")
			c.want(c.do("PUT", paymentPath(c.payPix("")), `{"status":"approved"}`), 400)
		},
		"PUT /v1/payments/{id}/cancellations": func(c *contract) {
			c.want(c.do("PUT", paymentPath(c.payPix(""))+"/cancellations", ""), 200, "status", "cancelled")
		},
		"GET /v1/payments/search": func(c *contract) {
			c.payPix(`,"external_reference":"A"`)
			c.payCard("APRO", "")
			c.want(c.do("GET", "/v1/payments/search?sort=date_created&criteria=desc&external_reference=A", ""), 200, "paging.total", 1)
			c.want(c.do("GET", "/v1/payments/search?sort=date_created&criteria=desc", ""), 200, "paging.total", 2)
			c.want(c.do("GET", "/v1/payments/search?limit=1000", ""), 400)
		},
		"POST /v1/payments/{id}/refunds": func(c *contract) {
			path := paymentPath(c.payCard("APRO", "")) + "/refunds"
			c.want(c.do("POST", path, `{"amount":50}`), 201, "amount", 50)
			c.want(c.do("POST", path, ""), 201, "amount", 150)
			c.want(c.do("POST", path, ""), 400)
		},
		"GET /v1/payments/{id}/refunds": func(c *contract) {
			path := paymentPath(c.payCard("APRO", "")) + "/refunds"
			c.want(c.bench.do("POST", path, `{"amount":50}`), 201)
			c.want(c.do("GET", path, ""), 200, "0.amount", 50)
		},
		"GET /v1/payments/{id}/refunds/{refund_id}": func(c *contract) {
			path := paymentPath(c.payCard("APRO", "")) + "/refunds"
			made := c.want(c.bench.do("POST", path, `{"amount":50}`), 201)
			c.want(c.do("GET", fmt.Sprintf("%s/%.0f", path, made.at("id")), ""), 200, "amount", 50)
			c.want(c.do("GET", path+"/1", ""), 404)
		},
	})
}
