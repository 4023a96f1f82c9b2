package sandbox

import (
	"fmt"

	"github.com/homologa/homologa/mpclient"
)

func anyAgreement(b *bench) (path string) {
	b.Helper()
	return agreementPath + "/" + b.want(b.do("POST", agreementPath, `{"return_uri":"https://shop.example.com/back","external_flow_id":"F1","external_user":{"id":"u1","description":"Ana"}}`), 200).at("agreement_id").(string)
}

// linkedWallet returns the payer token of an agreement the payer approved.
func linkedWallet(b *bench) string {
	b.Helper()
	path := anyAgreement(b)
	b.want(b.do("POST", "/_sandbox/agreement", fmt.Sprintf(`{"id":%q,"action":"approve"}`, path[len(agreementPath)+1:]), "Authorization: "), 200)
	code := b.want(b.do("GET", path, ""), 200).at("agreement_code")
	return b.want(b.do("POST", path+"/payer_token", fmt.Sprintf(`{"code":%q}`, code)), 200).at("payer_token").(string)
}

func chargeWallet(b *bench, more string) answer {
	b.Helper()
	return b.do("POST", advancedPath, fmt.Sprintf(`{"wallet_payment":{"transaction_amount":100,"description":"Pedido","external_reference":"W-1"},"payer":{"token":%q,"type_token":"wallet-tokenized"}%s}`, linkedWallet(b), more))
}

func advancedAt(a answer) string { return fmt.Sprintf("%s/%.0f", advancedPath, a.at("id")) }

func init() {
	for name, run := range map[string]func(*contract){
		"POST /v2/wallet_connect/agreements": func(c *contract) {
			c.want(c.do("POST", agreementPath, `{"return_uri":"https://shop.example.com/back","external_flow_id":"F1"}`), 200)
			c.want(c.do("POST", agreementPath, `{"return_uri":"nowhere"}`), 400)
		},
		"GET /v2/wallet_connect/agreements/{agreement_id}": func(c *contract) {
			c.want(c.do("GET", anyAgreement(c.bench), ""), 200, "status", "active", "date_canceled", nil)
			c.want(c.do("GET", agreementPath+"/x", ""), 404)
		},
		"DELETE /v2/wallet_connect/agreements/{agreement_id}": func(c *contract) {
			path := anyAgreement(c.bench)
			c.want(c.do("DELETE", path, ""), 200)
			c.want(c.do("DELETE", path, ""), 400)
			c.want(c.do("GET", path, ""), 200, "status", "cancelled")
		},
		"POST /v2/wallet_connect/agreements/{agreement_id}/payer_token": func(c *contract) {
			path := anyAgreement(c.bench)
			c.want(c.do("POST", path+"/payer_token", `{"code":"guess"}`), 400)
			c.want(c.do("POST", "/_sandbox/agreement", fmt.Sprintf(`{"id":%q,"action":"approve"}`, path[len(agreementPath)+1:])), 200)
			c.want(c.do("POST", path+"/payer_token", fmt.Sprintf(`{"code":%q}`, c.do("GET", path, "").at("agreement_code"))), 200)
		},
		"POST /v2/wallet_connect/discounts": func(c *contract) {
			c.want(c.do("POST", "/v2/wallet_connect/discounts", `{"coupon":"TEN","amount":100}`, "X-Payer-Token: "+linkedWallet(c.bench)), 200, "discount.amount", 10, "transaction_amount", 90)
			c.want(c.do("POST", "/v2/wallet_connect/discounts", `{"coupon":"TEN","amount":100}`), 401)
		},
		"POST /v2/wallet_connect/coupons": func(c *contract) {
			c.want(c.do("POST", "/v2/wallet_connect/coupons", `{"id":"EXPIRED1"}`, "X-Payer-Token: "+linkedWallet(c.bench)), 200, "status", "expired")
			c.want(c.do("POST", "/v2/wallet_connect/coupons", `{"id":"TEN"}`), 401)
		},
		"POST /v1/payouts": func(c *contract) {
			c.fresh(onSite(mpclient.MLA))
			c.want(c.do("POST", "/v1/payouts", `{"external_reference":"P1","transactions":[{"amount":10,"currency_id":"ARS","payment_method_id":"cvu","beneficiary":{"cvu":"1"}}]}`), 201)
		},
		"GET /v1/payouts/{payout_id}/transactions": func(c *contract) {
			c.fresh(onSite(mpclient.MLM))
			id := c.do("POST", "/v1/payouts", `{"external_reference":"processed","transactions":[{"amount":10}]}`).at("id")
			c.want(c.do("GET", fmt.Sprintf("/v1/payouts/%s/transactions", id), ""), 200, "results.0.status", "processed")
		},
		"PUT /v1/payouts/{payout_id}/transactions/{transaction_id}/cancel": func(c *contract) {
			c.fresh(onSite(mpclient.MLA))
			made := c.do("POST", "/v1/payouts", `{"external_reference":"P1","transactions":[{"amount":10}]}`)
			path := fmt.Sprintf("/v1/payouts/%s/transactions/%s/cancel", made.at("id"), made.at("transactions.0.id"))
			c.want(c.do("PUT", path, ""), 200, "status", "canceled")
			c.want(c.do("PUT", path, ""), 400)
		},
		"POST /v1/transaction-intents/process": func(c *contract) {
			c.want(c.do("POST", "/v1/transaction-intents/process", `{"external_reference":"T1","transaction":{"amount":10,"currency_id":"BRL","receiver":{"pix_key":"x"}}}`), 201, "status", "processed")
		},
		"GET /v1/transaction-intents/{id}": func(c *contract) {
			id := c.do("POST", "/v1/transaction-intents/process", `{"external_reference":"rejected","transaction":{"amount":10}}`).at("id")
			c.want(c.do("GET", fmt.Sprintf("/v1/transaction-intents/%s", id), ""), 200, "status", "rejected")
		},
		"POST /v1/advanced_payments": func(c *contract) {
			c.want(chargeWallet(c.bench, ""), 201)
			c.want(c.do("POST", advancedPath, fmt.Sprintf(`{"wallet_payment":{"transaction_amount":100},"payer":{"token":%q,"type_token":"wallet-tokenized"}}`, linkedWallet(newBenchLike(c)))), 400)
			c.want(c.do("POST", advancedPath, fmt.Sprintf(`{"payer":{"email":"ana@example.com"},"payments":[{"transaction_amount":100,"payment_method_id":"master","token":%q}],"disbursements":[{"amount":80,"collector_id":1},{"amount":20,"collector_id":2}]}`,
				c.token(masterMLB, "APRO"))), 201, "status", "approved", "disbursements.0.amount", 80)
		},
		"GET /v1/advanced_payments/{advanced_payment_id}": func(c *contract) {
			c.want(c.do("GET", advancedAt(chargeWallet(c.bench, "")), ""), 200, "status", "approved")
			c.want(c.do("GET", advancedPath+"/1", ""), 404)
		},
		"PUT /v1/advanced_payments/{advanced_payment_id}": func(c *contract) {
			path := advancedAt(c.want(chargeWallet(c.bench, `,"capture":false`), 201, "status", "authorized"))
			c.want(c.do("PUT", path, `{"capture":true}`), 200, "status", "approved")
			c.want(c.do("PUT", path, `{"status":"cancelled"}`), 400)
		},
	} {
		scenarios[name] = run
	}
}

// newBenchLike is another simulator: its tokens mean nothing here.
func newBenchLike(c *contract) *bench { return newBench(c.T, func(cfg *Config) { cfg.Seed = 99 }) }
