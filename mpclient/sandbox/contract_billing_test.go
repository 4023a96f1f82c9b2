package sandbox

import (
	"fmt"
	"time"
)

const monthly = `"auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":29.9,"currency_id":"BRL"}`

func anyPlan(b *bench) string {
	b.Helper()
	return b.want(b.do("POST", "/preapproval_plan", `{"reason":"Plano mensal",`+monthly+`}`), 201).at("id").(string)
}

func pendingSubscription(b *bench) string {
	b.Helper()
	return b.want(b.do("POST", "/preapproval", `{"reason":"Plano mensal","payer_email":"ana@example.com","back_url":"https://shop.example.com/sub",`+monthly+`}`), 201, "status", "pending").at("id").(string)
}

func activeSubscription(b *bench) string {
	b.Helper()
	return b.want(b.do("POST", "/preapproval", fmt.Sprintf(`{"reason":"Plano mensal","payer_email":"ana@example.com","card_token_id":%q,"status":"authorized",`+monthly+`}`,
		b.token(masterMLB, "APRO"))), 201, "status", "authorized").at("id").(string)
}

func init() {
	for name, run := range map[string]func(*contract){
		"POST /preapproval_plan": func(c *contract) {
			c.want(c.do("POST", "/preapproval_plan", `{"reason":"Plano mensal","back_url":"https://shop.example.com/sub","auto_recurring":{"frequency":1,"frequency_type":"months","transaction_amount":29.9,"currency_id":"BRL","repetitions":12,
				"free_trial":{"frequency":7,"frequency_type":"days"}},"payment_methods_allowed":{"payment_types":[{"id":"credit_card"}]}}`), 201)
			c.want(c.do("POST", "/preapproval_plan", `{}`), 400)
		},
		"GET /preapproval_plan/{id}": func(c *contract) { c.want(c.do("GET", "/preapproval_plan/"+anyPlan(c.bench), ""), 200) },
		"PUT /preapproval_plan/{id}": func(c *contract) {
			c.want(c.do("PUT", "/preapproval_plan/"+anyPlan(c.bench), `{"reason":"Anual","status":"inactive"}`), 200, "status", "inactive")
		},
		"GET /preapproval_plan/search": func(c *contract) {
			anyPlan(c.bench)
			c.want(c.do("GET", "/preapproval_plan/search", ""), 200, "paging.total", 1)
		},
		"POST /preapproval": func(c *contract) {
			c.want(c.do("POST", "/preapproval", `{"reason":"Plano mensal","payer_email":"ana@example.com",`+monthly+`}`), 201)
			c.want(c.do("POST", "/preapproval", fmt.Sprintf(`{"preapproval_plan_id":%q,"payer_email":"ana@example.com","card_token_id":%q,"status":"authorized"}`, anyPlan(c.bench), c.token(masterMLB, "APRO"))), 201, "status", "authorized")
			c.want(c.do("POST", "/preapproval", `{}`), 400)
		},
		"GET /preapproval/{id}": func(c *contract) {
			c.want(c.do("GET", "/preapproval/"+pendingSubscription(c.bench), ""), 200)
			id := activeSubscription(c.bench)
			c.clock.forward(2 * time.Hour)
			c.want(c.do("GET", "/preapproval/"+id, ""), 200, "summarized.charged_quantity", 1)
		},
		"PUT /preapproval/{id}": func(c *contract) {
			c.want(c.do("PUT", "/preapproval/"+pendingSubscription(c.bench), `{"reason":"Outro"}`), 200)
			c.want(c.do("PUT", "/preapproval/"+activeSubscription(c.bench), `{"status":"paused"}`), 200, "status", "paused")
		},
		"GET /preapproval/search": func(c *contract) {
			pendingSubscription(c.bench)
			activeSubscription(c.bench)
			c.want(c.do("GET", "/preapproval/search", ""), 200, "paging.total", 2)
		},
		"GET /preapproval/export": func(c *contract) {
			pendingSubscription(c.bench)
			c.want(c.do("GET", fmt.Sprintf("/preapproval/export?collector_id=%d", c.Credentials().UserID), ""), 200)
			c.want(c.do("GET", "/preapproval/export", ""), 400)
		},
		"GET /authorized_payments": func(c *contract) {
			id := activeSubscription(c.bench)
			c.clock.forward(2 * time.Hour)
			c.want(c.do("GET", "/authorized_payments?preapproval_id="+id, ""), 200, "paging.total", 2, "results.0.status", "scheduled", "results.1.status", "processed")
			c.want(c.do("GET", "/authorized_payments?limit=x", ""), 400)
		},
		"GET /authorized_payments/{id}": func(c *contract) {
			id := activeSubscription(c.bench)
			inv := c.want(c.do("GET", "/authorized_payments?preapproval_id="+id, ""), 200).at("results.0.id")
			c.want(c.do("GET", fmt.Sprintf("/authorized_payments/%.0f", inv), ""), 200, "status", "scheduled", "payment", "<none>")
			c.clock.forward(2 * time.Hour)
			c.want(c.do("GET", fmt.Sprintf("/authorized_payments/%.0f", inv), ""), 200, "status", "processed")
		},
	} {
		scenarios[name] = run
	}
}
