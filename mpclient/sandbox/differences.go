package sandbox

import (
	"slices"
	"strings"
)

// Difference is one place where the simulator knowingly answers otherwise than the official
// specification says, because something stronger than the specification does so too.
type Difference struct {
	Operation string // "GET /v1/payments/{id}" as the specification writes it, "* /v1/payments" for a family, "*" for all
	What      string // one sentence
	Source    string // who shows it
	// Field is the part of an answer that the specification would refuse, without array
	// positions: "results.payer.type". "*.type" is at any depth, "type=null" and "type=empty"
	// excuse nothing but a null or an empty text, "answer" is the whole. Empty: no schema objects.
	// The contract test accepts nothing that is not named here and demands that every name
	// here is still needed.
	Field string
}

// KnownDifferences is the whole list. Topics add theirs in their own file.
var KnownDifferences = slices.Concat(
	blanks("*", "null", samples, "*.transaction_details.external_resource_url", "*.statement_descriptor",
		"*.payer.type", "*.payer.email", "*.identification.type", "*.identification.number"),
	blanks("* /v1/payments", "null", assumed, "*.external_reference", "*.description", "*.notification_url"),
	blanks("* /merchant_orders", "null", assumed, "notification_url"),
	blanks("* /checkout/preferences", "null", samples, "*.last_updated", "*.expiration_date_from", "*.expiration_date_to",
		"total_amount", "payer.address.street_number", "payer.date_created", "payment_methods.installments", "payment_methods.default_installments"),
	blanks("* /checkout/preferences", "empty", samples, "payer.email", "items.picture_url", "back_urls.failure", "back_urls.pending"),
	blanks("* /v1/payments", "null", samples, "unique_sequence_number"),
	blanks("* /v1/payments", "null", masks, "*.card.expiration_month", "*.card.expiration_year"),
	[]Difference{
		{"* /v1/payments", "payer and additional_info.payer say nothing unless the payment is approved, in mediation or refunded", "official news, 2025-04-03", ""},
		{"* /v1/payments", "the values of payer and card are masked unless the payment is approved", masks, ""},
		{"POST /v1/card_tokens", "the codes of a faulty card form are texts such as E301", "errors reported by integrators", "cause.code"},
		{"GET /v1/identification_types", "the Chilean RUT is of type string", "published samples", "type"},
		{"GET /v1/payment_methods", "settings is a list, one entry for each card length", samples, "settings"},
		{"* /checkout/preferences", "the cause of an error is null, not an empty list", "errors reported by integrators", "cause=null"},
		{"GET /checkout/preferences/search", "a row lists the titles of its items, where the specification says objects", samples, "elements.items"},
		{"GET /v1/payments/{id}/refunds", "answers the list of refunds, where the specification says one refund", samples, "answer"},
	})

const (
	samples = "published samples and the fixtures of the official SDKs"
	masks   = "official news, 2025-12-30; how masked values are written is assumed"
	assumed = "assumed: every published sample has a value, and neighbours without one are null"
)

// blanks lists properties that come without a value, as null or as an empty text, where the
// specification wants one.
func blanks(operation, how, source string, fields ...string) (list []Difference) {
	what := map[string]string{"null": " is null when there is nothing to say", "empty": " is an empty text when there is nothing to say"}[how]
	for _, f := range fields {
		list = append(list, Difference{operation, strings.TrimPrefix(f, "*.") + what, source, f + "=" + how})
	}
	return list
}
