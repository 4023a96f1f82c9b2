package sandbox

import "fmt"

// anyCustomer has nothing but an address of e-mail, which is where the nulls are.
func anyCustomer(b *bench) string {
	b.Helper()
	return b.want(b.do("POST", "/v1/customers", fmt.Sprintf(`{"email":"ana%s@example.com"}`, nextKey())), 201).at("id").(string)
}

func anyCard(b *bench, customer string) string {
	b.Helper()
	return b.want(b.do("POST", "/v1/customers/"+customer+"/cards", fmt.Sprintf(`{"token":%q}`, b.token(masterMLB, "APRO"))), 201).at("id").(string)
}

const someAddress = `{"zip_code":"01310-100","street_name":"Av. Paulista","street_number":"1000","city":"São Paulo","state":"SP","country":"BR"}`

func anyAddress(b *bench, customer string) string {
	b.Helper()
	return b.want(b.do("POST", "/v1/customers/"+customer+"/addresses", someAddress), 201).at("id").(string)
}

func init() {
	const all = "/v1/customers"
	onCustomer := func(method, rest, body string, status int, prepare func(b *bench, customer string)) func(*contract) {
		return func(c *contract) {
			id := anyCustomer(c.bench)
			if prepare != nil {
				prepare(c.bench, id)
			}
			c.want(c.do(method, all+"/"+id+rest, body), status)
			c.want(c.do(method, all+"/unknown"+rest, body), 404)
		}
	}
	onCard := func(method, body string) func(*contract) {
		return func(c *contract) {
			id := anyCustomer(c.bench)
			card := anyCard(c.bench, id)
			c.want(c.do(method, all+"/"+id+"/cards/1", body), 404)
			c.want(c.do(method, all+"/"+id+"/cards/"+card, body), 200, "id", card)
		}
	}
	onAddress := func(method, body string) func(*contract) {
		return func(c *contract) {
			id := anyCustomer(c.bench)
			address := anyAddress(c.bench, id)
			c.want(c.do(method, all+"/"+id+"/addresses/1", body), 404)
			c.want(c.do(method, all+"/"+id+"/addresses/"+address, body), 200)
		}
	}
	for name, run := range map[string]func(*contract){
		"POST /v1/customers": func(c *contract) {
			c.want(c.do("POST", all, `{"email":"ana@example.com"}`), 201)
			c.want(c.do("POST", all, `{"email":"bia@example.com","first_name":"Bia","last_name":"Lima","phone":{"area_code":"11","number":"99"},"identification":{"type":"CPF","number":"12345678909"},
				"address":{"zip_code":"01310","street_name":"Paulista","street_number":"12","city":"São Paulo"},"description":"d","metadata":{"a":1}}`), 201)
			c.want(c.do("POST", all, `{"email":"ana@example.com"}`), 400)
			c.want(c.do("POST", all, `{}`, "Authorization: "), 401)
		},
		"GET /v1/customers/search": func(c *contract) {
			anyCustomer(c.bench)
			c.want(c.do("GET", all+"/search?limit=5", ""), 200, "paging.total", 1)
		},
		"GET /v1/customers/{id}":           onCustomer("GET", "", "", 200, nil),
		"PUT /v1/customers/{id}":           onCustomer("PUT", "", `{"first_name":"Bia"}`, 200, nil),
		"DELETE /v1/customers/{id}/delete": onCustomer("DELETE", "/delete", "", 200, nil),
		"POST /v1/customers/{customer_id}/cards": func(c *contract) {
			c.want(c.do("POST", all+"/"+anyCustomer(c.bench)+"/cards", fmt.Sprintf(`{"token":%q}`, c.token("375365153556885", "APRO"))), 201)
		},
		"GET /v1/customers/{customer_id}/cards":                     onCustomer("GET", "/cards", "", 200, func(b *bench, id string) { anyCard(b, id) }),
		"GET /v1/customers/{customer_id}/cards/{id}":                onCard("GET", ""),
		"PUT /v1/customers/{customer_id}/cards/{id}":                onCard("PUT", `{"expiration_month":12,"expiration_year":2031,"cardholder":{"name":"Ana Lima","identification":{"type":"CPF","number":"12345678909"}}}`),
		"DELETE /v1/customers/{customer_id}/cards/{id}":             onCard("DELETE", ""),
		"POST /v1/customers/{customer_id}/addresses":                onCustomer("POST", "/addresses", someAddress, 201, nil),
		"GET /v1/customers/{customer_id}/addresses":                 onCustomer("GET", "/addresses", "", 200, func(b *bench, id string) { anyAddress(b, id) }),
		"GET /v1/customers/{customer_id}/addresses/{address_id}":    onAddress("GET", ""),
		"PUT /v1/customers/{customer_id}/addresses/{address_id}":    onAddress("PUT", `{"street_number":"7"}`),
		"DELETE /v1/customers/{customer_id}/addresses/{address_id}": onAddress("DELETE", ""),

		"POST /merchant_orders": func(c *contract) {
			c.want(c.do("POST", "/merchant_orders", `{"external_reference":"A-1","notification_url":"https://app.example.com/mp","items":[{"id":"S","title":"T","quantity":2,"unit_price":10,"currency_id":"BRL"}]}`), 201, "total_amount", 20)
			c.want(c.do("POST", "/merchant_orders", `{}`), 201)
			c.want(c.do("POST", "/merchant_orders", `{"site_id":"MLA"}`), 400)
		},
		"GET /merchant_orders/{id}": func(c *contract) {
			id := anyMerchantOrder(c.bench)
			c.want(c.do("GET", "/merchant_orders/"+id, ""), 200, "status", "opened")
			c.want(c.do("GET", "/merchant_orders/1", ""), 404)
		},
		"PUT /merchant_orders/{id}": func(c *contract) {
			c.want(c.do("PUT", "/merchant_orders/"+anyMerchantOrder(c.bench), `{"external_reference":"B"}`), 200)
		},
		"GET /merchant_orders/search": func(c *contract) {
			anyMerchantOrder(c.bench)
			c.want(c.do("GET", "/merchant_orders/search?status=opened", ""), 200, "total", 1)
			c.want(c.do("GET", "/merchant_orders/search?date_created_from=x", ""), 400)
		},
	} {
		scenarios[name] = run
	}
}

func anyMerchantOrder(b *bench) string {
	b.Helper()
	return fmt.Sprintf("%.0f", b.want(b.do("POST", "/merchant_orders", `{"items":[{"id":"S","title":"T","quantity":1,"unit_price":200}]}`), 201).at("id"))
}
