package sandbox

import "strings"

// differ lists the same fields for several operations; those of searches lie in results.
func differ(operations, fields, what, source string) {
	for op := range strings.SplitSeq(operations, ",") {
		op = strings.TrimSpace(op)
		for field := range strings.FieldsSeq(fields) {
			if strings.HasSuffix(op, "/search") {
				field = "results." + field
			}
			KnownDifferences = append(KnownDifferences, Difference{Operation: op, What: what, Source: source, Field: field})
		}
	}
}

func init() {
	const (
		customers     = "POST /v1/customers, GET /v1/customers/{id}, PUT /v1/customers/{id}, DELETE /v1/customers/{id}/delete, GET /v1/customers/search"
		orders        = "POST /merchant_orders, GET /merchant_orders/{id}"
		subscriptions = "POST /preapproval, GET /preapproval/{id}, PUT /preapproval/{id}, GET /preapproval/search"
	)
	differ(customers, "address.zip_code address.street_name address.street_number date_registered description default_card",
		"null for what was not sent, and a street number that is a number", "official SDK fixture, examples/customer.json")
	differ("POST /v1/customers, GET /v1/customers/{id}, DELETE /v1/customers/{id}/delete, GET /v1/customers/search", "first_name",
		"null for what was not sent", "by analogy with examples/customer.json")
	differ(customers, "last_name phone.area_code phone.number identification.type identification.number",
		"null for what was not sent", "by analogy with examples/customer.json")
	differ("POST /v1/customers", "cause.code", "the codes of this API are strings", "reference 13, observed")

	differ(orders, "application_id sponsor_id", "null without an application or a sponsor", "official SDK fixture, examples/merchant_order_paid.json")
	KnownDifferences = append(KnownDifferences,
		Difference{Operation: "GET /merchant_orders/search", What: "a page {elements, next_offset, total}; the specification describes one order", Source: "official SDK fixtures and types"},
		Difference{Operation: "GET /merchant_orders/{id}", What: "cancelled with two l; the specification writes canceled", Source: "official SDK fixture, examples/merchant_order_paid.json"},
		Difference{Operation: "PUT /v1/chargebacks/{id}", What: "answers the chargeback; the specification declares no body", Source: "reference 15: the guide uploads by POST multipart, both are served"},
		Difference{Operation: "POST /v1/advanced_payments/{advanced_payment_id}/refunds", What: "the refund of all disbursements answers one object; other SDKs read a list", Source: "official Go SDK"},
	)

	differ(subscriptions, "payer_email preapproval_plan_id auto_recurring.free_trial summarized.quotas summarized.pending_charge_quantity summarized.pending_charge_amount",
		"null for what does not apply, and an e-mail that is kept back", "official SDK fixture, examples/preapproval.json")
	differ(subscriptions, "payment_method_id summarized.charged_quantity summarized.charged_amount",
		"null before the payer authorised", "official SDK fixture, examples/preapproval.json")
	differ(subscriptions, "card_id", "a string", "official Go SDK, which cannot read a number here")
	differ("POST /preapproval, POST /preapproval_plan", "answer", "errors have a message and a status only", "reference 1.8 D and 14.3, observed")
	differ("GET /preapproval_plan/search", "status", "plans are active or inactive; the specification lists subscriptions", "official SDK fixture")

	KnownDifferences = append(KnownDifferences, Difference{Operation: "*", What: "the topic delivery, of Argentina's proximity orders, comes from POST /_sandbox/simulate only",
		Source: "reference 20.2: its resource /proximity-integration/v1/orders is no part of the specification"})
	for _, kind := range []ReportKind{Settlement, Release} {
		files := "GET /v1/account/" + string(kind) + "/{file_name}"
		KnownDifferences = append(KnownDifferences,
			Difference{Operation: files, What: "the headings of an XLSX file are the column names or aliases whatever report_translation says", Source: "guide: report_translation; the translated headings are published nowhere we could read"},
			Difference{Operation: files, What: "money collected by the Orders API, blocks and releases in advance are no lines of a report", Source: "the simulator's own limit"},
			Difference{Operation: "GET /v1/account/" + string(kind) + "/list", What: "lists the CSV file of each report; the XLSX file has the same name with the other ending", Source: "guide: both formats are kept; how the list tells them is not shown"})
	}
	differ("GET /v1/chargebacks/{id}", "payments coverage_applied documentation documentation_status",
		"payments are numbers, documentation is a list, coverage is null until decided, and there are more states", "examples/chargeback.json, guide")
}
