package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Some refusals follow from what a simulator has no part of: the seller's balance, the checks of
// his identity, a processor that is away. They are ordered by their code and meet the next call
// that could have been answered so on the real API, after its header was checked:
//
//	POST /_sandbox/refusal {"code": "2031", "times": 1}
var refusalRoutes = []route{
	{"POST", "/_sandbox/refusal", open, steer((*Server).steerRefusal)},
}

// planned is the refusal that was ordered; the zero value is none.
type planned struct {
	code string
	left int // calls still to meet it
}

type refusalOrder struct {
	Code  string `json:"code"`  // of refusals, or a status_detail of a rejected payment; empty takes the order back
	Times int    `json:"times"` // 0 is once
}

const maxPlanned = 1000

func (s *Server) steerRefusal(o refusalOrder) string {
	_, known := refusals[o.Code]
	switch {
	case !known && !slices.Contains(rejections, o.Code) && o.Code != "":
		codes := slices.Concat(slices.Sorted(maps.Keys(refusals)), rejections)
		return "code is one of " + strings.Join(codes, ", ")
	case o.Times < 0 || o.Times > maxPlanned:
		return "times is between 0 and " + strconv.Itoa(maxPlanned)
	}
	s.planned = planned{o.Code, max(o.Times, 1)}
	return ""
}

// PlanRefusal orders a refusal: see POST /_sandbox/refusal.
func (s *Server) PlanRefusal(code string, times int) error {
	return s.Control("refusal", refusalOrder{code, times})
}

// plannedRefusal is the refusal this call meets, nil for none.
func (s *Server) plannedRefusal(c *call) *reply {
	r, known := refusals[s.planned.code]
	if !known || !r.meets(c) {
		return nil
	}
	code := s.usePlanned()
	return ptr(r.reply(s, code))
}

// plannedOutcome is the detail the payment being made is rejected with, empty for none.
func (s *Server) plannedOutcome() string {
	if !slices.Contains(rejections, s.planned.code) {
		return ""
	}
	return s.usePlanned()
}

func (s *Server) usePlanned() string {
	code := s.planned.code
	s.edits++ // a call that was refused like this has to be repeated from the state file too
	if s.planned.left--; s.planned.left <= 0 {
		s.planned = planned{}
	}
	return code
}

// rejections are the details of a rejected payment, of any method.
var rejections = []string{
	"cc_rejected_bad_filled_card_number", "cc_rejected_bad_filled_date", "cc_rejected_bad_filled_security_code", "cc_rejected_bad_filled_other",
	"cc_rejected_insufficient_amount", "cc_rejected_call_for_authorize", "cc_rejected_card_disabled", "cc_rejected_card_error", "cc_rejected_card_type_not_allowed",
	"cc_rejected_duplicated_payment", "cc_rejected_high_risk", "cc_rejected_invalid_installments", "cc_rejected_max_attempts", "cc_rejected_blacklist",
	"cc_rejected_other_reason", "cc_rejected_3ds_challenge", "cc_rejected_3ds_mandatory", "cc_amount_rate_limit_exceeded",
	"rejected_high_risk", "bank_error", "rejected_by_bank", "rejected_insufficient_data", "rejected_by_regulations", "insufficient_amount",
}

// refusal is one entry of the table: what it answers and which calls it belongs to.
type refusal struct {
	calls string // "POST /v1/payments", with * for any segment; several are separated by commas
	reply func(s *Server, code string) reply
}

func (r refusal) meets(c *call) bool {
	for call := range strings.SplitSeq(r.calls, ",") {
		method, pattern, _ := strings.Cut(call, " ")
		if _, fits := matchPage(pattern, c.path); fits && method == c.method {
			return true
		}
	}
	return false
}

const (
	onPayment    = "POST /v1/payments"
	onRefund     = "POST /v1/payments/*/refunds"
	onPreference = "POST /checkout/preferences"
	onOrder      = "POST /v1/orders"
	onOrderStep  = "POST /v1/orders/*/cancel,POST /v1/orders/*/refund,POST /v1/orders/*/capture,POST /v1/orders/*/process"
)

// refusals by code. The codes are those of the published lists and of what integrators report.
// The texts are theirs where one is reported; 3006, 4023, 4024, 2123 and 109 have the plain
// meaning the lists give.
var refusals = map[string]refusal{
	"109":  {onPayment, coded("Invalid number of shares for this payment_method_id")},
	"160":  {onPayment, coded("Collector not allowed to operate")},
	"801":  {onPayment, coded(twinText)},
	"2001": {onPayment, coded(twinText)},
	"2021": {onPayment, coded("Collector not allowed to operate")},
	"2030": {onRefund, coded("Collector hasn't enough money")},
	"2031": {onRefund, coded("Collector hasn't enough available money")},
	"2034": {onPayment, coded("Invalid users involved")},
	"2062": {onPayment, coded("Invalid card token")},
	"2123": {onPayment, coded("Invalid operators users involved")},
	"3003": {onPayment, coded("Invalid card_token_id")},
	"3006": {onPayment, coded("Invalid parameter cardtoken_id")},
	"3008": {onPayment, coded("Not found Cardtoken")},
	"3011": {onPayment, coded("Not found payment_method")},
	"3024": {onRefund, coded("Partial refund unsupported for this transaction")},
	"4023": {onPayment, coded("Transaction_amount attribute can't be null")},
	"4024": {onPayment, coded("Transaction_amount attribute must be numeric")},
	"6033": {onPayment, coded("User unavailable")},

	"10102": {onPayment, coded("payment methods inference error: not_result_by_params")},
	"10113": {onPayment, coded("payment methods inference error: excludes_by_rule")},

	"payer_cannot_be_nil": {onPayment, func(_ *Server, code string) reply { return fail(http.StatusInternalServerError, code) }},

	"collector_does_not_comply_with_current_regulation": {onPreference, worded("collector does not comply with current regulation")},
	"invalid_date": {onPreference, worded("invalid date")},
	"invalid_access_token": {onPreference, func(_ *Server, code string) reply {
		return reply{http.StatusUnauthorized, object{"message": "access denied", "error": code, "status": 401, "cause": nil}}
	}},

	"processor_communication_error":     {"POST /v1/orders/*/cancel", ordered(http.StatusConflict, "Processor communication error")},
	"post_processing_operation_pending": {"POST /v1/orders/*/refund", ordered(http.StatusConflict, "Post processing operation pending")},
	"unprocessable_entity":              {"POST /v1/orders/*/refund", ordered(http.StatusUnprocessableEntity, "Unprocessable entity")},
	"idempotency_validation_failed":     {onOrder + "," + onOrderStep, ordered(http.StatusInternalServerError, "Idempotency validation failed")},
	"internal_error":                    {onOrder + "," + onOrderStep, ordered(http.StatusInternalServerError, "Internal error")},
	"already_queued_order_for_terminal": {onOrder, ordered(http.StatusConflict, "Already queued order for terminal")},
	"already_queued_order_on_terminal":  {onOrder, ordered(http.StatusConflict, "Already queued order on terminal")},
}

// coded answers like payments do.
func coded(message string) func(*Server, string) reply {
	return func(s *Server, code string) reply {
		n, _ := strconv.Atoi(code)
		return s.refuseTraced(badRequest, n, message)
	}
}

// worded answers like preferences do.
func worded(message string) func(*Server, string) reply {
	return func(_ *Server, code string) reply { return refuseWord(code, message) }
}

// ordered answers like orders do.
func ordered(status int, message string) func(*Server, string) reply {
	return func(_ *Server, code string) reply { return refuseOrder(status, code, message) }
}
