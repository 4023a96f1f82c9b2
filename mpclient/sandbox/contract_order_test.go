package sandbox

import (
	"fmt"
	"maps"
	"strings"
)

func init() {
	maps.Copy(scenarios, map[string]func(*contract){
		"POST /v1/orders": func(c *contract) {
			c.want(c.do("POST", "/v1/orders", c.cardOrderBody("APRO", `,"items":[{"id":"1","title":"x","unit_price":"100.00","quantity":1}],"config":{"online":{"transaction_security":{"validation":"never"}}}`)), 201)
			c.want(c.do("POST", "/v1/orders", `{"type":"online","total_amount":"9.90","payer":{"email":"a@b.co"},"transactions":{"payments":[{"amount":"9.90","payment_method":{"id":"pix","type":"bank_transfer"}}]}}`), 201)
			c.want(c.do("POST", "/v1/orders", `{}`), 400)
			c.want(c.do("POST", "/v1/orders", `{}`, "Authorization: "), 401)
		},
		"GET /v1/orders": func(c *contract) {
			c.pixOrder("", "")
			c.want(c.do("GET", "/v1/orders?begin_date=2026-05-11T00:00:00Z&end_date=2026-05-12T00:00:00Z", ""), 200, "data.0.status", "action_required")
			c.want(c.do("GET", "/v1/orders", ""), 400)
			c.want(c.do("GET", "/v1/orders", "", "Authorization: "), 401)
		},
		"GET /v1/orders/{id}": func(c *contract) {
			pix := c.pixOrder(`,"customer_id":"1-a"`, "")
			c.want(c.do("GET", orderPath(pix), ""), 200)
			c.want(c.do("GET", "/v1/orders/"+c.cardOrder("OTHE", "").at("data.id").(string), ""), 200, "status", "failed")
			c.want(c.do("GET", "/v1/orders/ORD01KR2M3N4P5Q6R7S8T9V0W1X2Y", ""), 404)
			c.want(c.do("GET", "/v1/orders/1", ""), 400)
			c.want(c.do("GET", "/v1/orders/1", "", "Authorization: "), 401)
		},
		"POST /v1/orders/{order_id}/cancel": func(c *contract) {
			path := orderPath(c.pixOrder("", "")) + "/cancel"
			c.want(c.do("POST", path, ""), 200)
			c.want(c.do("POST", path, ""), 409)
			c.want(c.do("POST", path, "", "X-Idempotency-Key: "), 400)
		},
		"POST /v1/orders/{order_id}/process": func(c *contract) {
			o := c.do("POST", "/v1/orders", c.cardOrderBody("APRO", `,"processing_mode":"manual"`))
			c.want(c.do("POST", orderPath(o)+"/process", ""), 200, "status", "processed")
			c.want(c.do("POST", orderPath(o)+"/process", ""), 409)
			c.want(c.do("POST", orderPath(c.pixOrder("", ""))+"/process", ""), 400)
		},
		"POST /v1/orders/{order_id}/capture": func(c *contract) {
			c.want(c.do("POST", orderPath(c.cardOrder("APRO", `,"capture_mode":"manual"`))+"/capture", ""), 200, "status_detail", "accredited")
			c.want(c.do("POST", orderPath(c.pixOrder("", ""))+"/capture", ""), 409)
			c.want(c.do("POST", "/v1/orders/ORD01KR2M3N4P5Q6R7S8T9V0W1X2Y/capture", ""), 404)
		},
		"POST /v1/orders/{order_id}/refund": func(c *contract) {
			o := c.cardOrder("APRO", "")
			c.want(c.do("POST", orderPath(o)+"/refund", fmt.Sprintf(`{"transactions":[{"id":%q,"amount":"50.00"}]}`, o.at("transactions.payments.0.id"))), 201)
			c.want(c.do("POST", orderPath(o)+"/refund", `{}`), 201)
			c.want(c.do("POST", orderPath(o)+"/refund", `{}`), 409)
			c.want(c.do("GET", orderPath(o), ""), 200, "status", "refunded")
		},
		"POST /v1/orders/{order_id}/transactions":                    transactionScenario,
		"PUT /v1/orders/{order_id}/transactions/{transaction_id}":    transactionScenario,
		"DELETE /v1/orders/{order_id}/transactions/{transaction_id}": transactionScenario,
		"POST /users/{user_id}/stores":                               storeScenario,
		"GET /stores/{id}":                                           storeScenario,
		"GET /users/{user_id}/stores/search":                         storeScenario,
		"PUT /users/{user_id}/stores/{id}":                           storeScenario,
		"DELETE /users/{user_id}/stores/{id}":                        storeScenario,
		"GET /pos": func(c *contract) {
			c.want(c.do("GET", "/pos?external_id=SUC01POS01", ""), 200, "paging.total", 1)
		},
		"PUT /pos/{id}": func(c *contract) {
			c.want(c.do("PUT", "/pos/47792476", `{"name":"Caixa 9","store_id":"47792478","url":"https://a.example/x"}`), 200, "name", "Caixa 9")
			c.want(c.do("PUT", "/pos/1", `{"name":"x"}`), 404)
		},
		"GET /users/{user_id}/pos": func(c *contract) {
			c.want(c.do("GET", "/users/"+c.user()+"/pos", ""), 200, "results.0.external_id", "SUC01POS01")
		},
		"GET /terminals/v1/list": func(c *contract) { c.want(c.do("GET", "/terminals/v1/list", ""), 200) },
		"PATCH /terminals/v1/setup": func(c *contract) {
			c.want(c.do("PATCH", "/terminals/v1/setup", `{"terminals":[{"id":"`+virtualTerminal+`","operating_mode":"PDV"}]}`), 200)
			c.want(c.do("PATCH", "/terminals/v1/setup", `{}`), 400)
		},
		"POST /terminals/v1/actions":                    actionScenario,
		"GET /terminals/v1/actions/{action_id}":         actionScenario,
		"POST /terminals/v1/actions/{action_id}/cancel": actionScenario,
		"GET /point/integration-api/devices": func(c *contract) {
			c.want(c.do("GET", "/point/integration-api/devices", ""), 200)
		},
		"POST /point/integration-api/devices/{deviceid}/payment-intents":                                      intentScenario,
		"GET /point/integration-api/payment-intents/{paymentintentid}":                                        intentScenario,
		"DELETE /point/integration-api/devices/{deviceid}/payment-intents/{paymentintentid}":                  intentScenario,
		"PUT /instore/qr/seller/collectors/{user_id}/stores/{external_store_id}/pos/{external_pos_id}/orders": qrScenario,
		"GET /instore/qr/seller/collectors/{user_id}/pos/{external_pos_id}/orders":                            qrScenario,
		"DELETE /instore/qr/seller/collectors/{user_id}/pos/{external_pos_id}/orders":                         qrScenario,
		"PUT /mpmobile/instore/qr/{user_id}/{external_id}":                                                    mobileScenario,
		"DELETE /mpmobile/instore/qr/{user_id}/{external_id}":                                                 mobileScenario,
		"POST /instore/orders/qr/seller/collectors/{user_id}/pos/{external_pos_id}/qrs":                       codeScenario,
		"PUT /instore/orders/qr/seller/collectors/{user_id}/pos/{external_pos_id}/qrs":                        codeScenario,
		"PATCH /instore/integrator": integratorScenario,
		"GET /instore/integrator":   integratorScenario,
		"POST /instore/orders/{merchant_order_id}/confirmation": func(c *contract) {
			c.want(c.do("POST", "/instore/orders/31220045871/confirmation", `{"status":"confirmed"}`), 200)
			c.want(c.do("POST", "/instore/orders/31220045871/confirmation", `{}`), 400)
		},
	})
}

func transactionScenario(c *contract) {
	o := c.do("POST", "/v1/orders", `{"type":"online","processing_mode":"manual","total_amount":"100.00","external_reference":"A","payer":{"email":"a@b.co"}}`)
	path := orderPath(o) + "/transactions"
	made := c.want(c.do("POST", path, `{"payments":[{"amount":"100.00","payment_method":{"id":"pix","type":"bank_transfer"}}]}`), 201)
	one := path + "/" + made.at("payments.0.id").(string)
	c.want(c.do("PUT", one, `{"payment_method":{"id":"bolbradesco","type":"ticket"}}`), 400) // a slip wants to know its payer
	c.want(c.do("PUT", one, fmt.Sprintf(`{"payment_method":{"id":"master","type":"credit_card","token":%q,"installments":1}}`, c.token(masterMLB, "APRO"))), 200, "payment_method.id", "master")
	c.want(c.do("POST", path, `{"payments":[{"amount":"1.00"}]}`), 400)
	c.want(c.do("DELETE", one, ""), 204)
	c.want(c.do("DELETE", one, ""), 404)
	c.want(c.do("PUT", one, `{}`), 404)
}

func storeScenario(c *contract) {
	home := "/users/" + c.user() + "/stores"
	made := c.want(c.do("POST", home, `{"name":"Centro","external_id":"S1","business_hours":{"monday":[{"open":"09:00","close":"18:00"}]},
		"location":{"street_name":"Rua","street_number":"1","city_name":"x","state_name":"SP","zip_code":"1","latitude":-23.5,"longitude":-46.6}}`), 201)
	id := fmt.Sprintf("%.0f", made.at("id"))
	c.want(c.do("GET", "/stores/"+id, ""), 200, "name", "Centro")
	c.want(c.do("GET", home+"/search?external_id=S1", ""), 200, "paging.total", 1)
	c.want(c.do("PUT", home+"/"+id, `{"name":"Norte"}`), 200, "name", "Norte")
	c.want(c.do("DELETE", home+"/"+id, ""), 200)
	c.want(c.do("DELETE", home+"/"+id, ""), 404)
	c.want(c.do("GET", "/stores/"+id, ""), 404)
	c.want(c.do("PUT", home+"/"+id, `{}`), 404)
}

func actionScenario(c *contract) {
	a := c.want(c.do("POST", "/terminals/v1/actions", `{"type":"PRINT_INFO","external_reference":"R","config":{"device_id":"`+virtualTerminal+`"},"content":{"source":"https://a.example/x.png"}}`), 200)
	path := "/terminals/v1/actions/" + a.at("id").(string)
	c.want(c.do("GET", path, ""), 200, "status", "pending")
	c.want(c.do("POST", path+"/cancel", ""), 200)
	c.want(c.do("GET", path, ""), 200, "status", "canceled")
	c.want(c.do("GET", "/terminals/v1/actions/x", ""), 404)
	c.want(c.do("POST", "/terminals/v1/actions/x/cancel", ""), 404)
	c.want(c.do("POST", "/terminals/v1/actions", `{}`), 400)
}

func intentScenario(c *contract) {
	device := "/point/integration-api/devices/" + virtualTerminal + "/payment-intents"
	made := c.want(c.do("POST", device, `{"amount":1500,"description":"x","payment":{"installments":1,"type":"credit_card"},"print_on_terminal":true}`), 201)
	id := made.at("id").(string)
	c.want(c.do("GET", "/point/integration-api/payment-intents/"+id, ""), 200, "state", "OPEN")
	c.want(c.do("DELETE", device+"/"+id, ""), 200, "id", id)
	c.want(c.do("POST", device, `{}`), 400)
}

func qrScenario(c *contract) {
	at := "/instore/qr/seller/collectors/" + c.user() + "/pos/SUC01POS01/orders"
	c.want(c.do("PUT", strings.Replace(at, "/pos/", "/stores/SUC01/pos/", 1), qrBody), 200)
	c.want(c.do("GET", at, ""), 200)
	c.want(c.do("DELETE", at, ""), 200)
}

func mobileScenario(c *contract) {
	at := "/mpmobile/instore/qr/" + c.user() + "/SUC01POS01"
	c.want(c.do("PUT", at, qrBody), 200)
	c.want(c.do("DELETE", at, ""), 200)
}

func codeScenario(c *contract) {
	at := "/instore/orders/qr/seller/collectors/" + c.user() + "/pos/SUC01POS01/qrs"
	c.want(c.do("POST", at, qrBody), 200)
	c.want(c.do("PUT", at, qrBody), 200)
}

func integratorScenario(c *contract) {
	c.want(c.do("PATCH", "/instore/integrator", `{"callback_url":"https://a.example/x"}`), 200)
	c.want(c.do("GET", "/instore/integrator", ""), 200, "callback_url", "https://a.example/x")
	c.want(c.do("PATCH", "/instore/integrator", `{"callback_url":"x"}`), 400)
}
