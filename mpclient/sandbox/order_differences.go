package sandbox

func init() {
	const (
		create, search, read = "POST /v1/orders", "GET /v1/orders", "GET /v1/orders/{id}"
		cancel, process      = "POST /v1/orders/{order_id}/cancel", "POST /v1/orders/{order_id}/process"
		transaction          = "/v1/orders/{order_id}/transactions/{transaction_id}"
	)
	known := func(what, source, field string, operations ...string) {
		for _, op := range operations {
			KnownDifferences = append(KnownDifferences, Difference{Operation: op, What: what, Source: source, Field: field})
		}
	}
	known("Orders have an error envelope of their own: errors[{code, message, details}].", "error list of the Orders guide; errors_orders_api.json", "answer",
		create, search, read, cancel, process, "POST /v1/orders/{order_id}/capture", "POST /v1/orders/{order_id}/transactions", "PUT "+transaction, "DELETE "+transaction)
	known("The seller's id is text in orders.", "order samples; sdk-go order.Response", "user_id", create, read, cancel, process)
	known("The seller's id is text in orders.", "order samples; sdk-go order.Response", "data.user_id", search)
	known("Prices of items are text, like every amount of an order.", "sdk-go order.ItemsResponse", "items.unit_price", create)
	for _, n := range []string{"paging.total", "paging.limit", "paging.offset"} {
		known("The numbers of a page of orders are text.", "sdk-go fixture search_response.json", n, search)
	}
	known("The payer does not come back, apart from customer_id and entity_type.", "sdk-go order.PayerResponse; measured", "payer", read)
	known("Orders also fail, expire and get refunded.", "status table of the Orders guide; order_declined_402.json", "status", read)
	known("Orders also fail, expire and get refunded or canceled.", "status table of the Orders guide; order_declined_402.json", "status_detail", read, cancel)
	known("Transactions fail and end like their order.", "status table of the Orders guide; order_declined_402.json", "transactions.payments.status", read, cancel)
	known("Transactions have more details than the five listed.", "status table of the Orders guide; order_online_pix.json", "transactions.payments.status_detail", create, read, cancel)
	known("Transactions have more details than the five listed.", "status table of the Orders guide; order_online_pix.json", "data.transactions.payments.status_detail", search)

	known("The ids of shops and tills are numbers.", "store_and_pos.json; sdk-go point.DeviceResponse", "id", "GET /stores/{id}", "PUT /users/{user_id}/stores/{id}", "PUT /pos/{id}")
	known("The ids of shops and tills are numbers.", "store_and_pos.json; sdk-go point.DeviceResponse", "results.id", "GET /users/{user_id}/stores/search", "GET /pos")
	known("A canceled print is called so; no listed state fits.", "the operation POST /terminals/v1/actions/{action_id}/cancel", "status", "GET /terminals/v1/actions/{action_id}")

	// What no schema notices, because it only says what may be there.
	known("country_code is the ISO 3166 alpha-3 code, not the site id.", "order samples; measured", "", create)
	known("A declined card answers 402, with the order under data.", "order_declined_402.json; measured", "", create, process)
	known("Terminals are listed under data, with paging.", "guide of Point; terminals_list.json", "", "GET /terminals/v1/list")
	known("An intent has a state in capitals; the answer to its creation has none.", "sdk-go fixtures of point", "", "POST /point/integration-api/devices/{deviceid}/payment-intents")
}
