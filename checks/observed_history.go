package checks

import (
	"strconv"
	"time"
)

// FactHistory is what the account's latest payments add up to.
var FactHistory = Key[History]{"payments.history"}

// History counts the latest payments of an account. Nothing of a single payment is kept.
type History struct {
	Days    int       // how far back the search went
	Total   int       // payments the search counts in those days
	Read    int       // payments looked at, the newest first
	Stopped GapReason // why fewer were read than wanted; "" when nothing came in between
	Live    Sales
	Test    Sales // payments known to be tests
	Other   int   // no sales of this account: transfers, card validations, purchases of its own
}

// LeftOut is how many of the payments were not looked at.
func (h History) LeftOut() (out Omissions) {
	if n := h.Total - h.Read; n > 0 {
		out.Add("payments", n)
	}
	return out
}

// Sales is what a set of payments adds up to.
type Sales struct {
	Total      int
	Outcomes   map[Outcome]int
	Types      map[string]Decided // by payment_type_id
	Rejections map[string]int     // by status_detail
	Fields     map[DataField]Coverage
	Retries    Retries
}

// Outcome is what became of a payment: its status, those with the same answer of issuer and risk
// analysis together.
type Outcome string

// The outcomes, in display order.
const (
	Approved    Outcome = "approved" // also authorized and in mediation
	Rejected    Outcome = "rejected"
	Pending     Outcome = "pending" // also in_process
	Cancelled   Outcome = "cancelled"
	Refunded    Outcome = "refunded"
	ChargedBack Outcome = "charged_back"
)

// Outcomes lists them in display order.
var Outcomes = []Outcome{Approved, Rejected, Pending, Cancelled, Refunded, ChargedBack}

// Decided counts payments that were approved at some time or rejected. What is pending, or was
// cancelled before, was never decided.
type Decided struct{ Approved, Rejected int }

// Of is how many were decided.
func (d Decided) Of() int { return d.Approved + d.Rejected }

// Decided adds up all types.
func (t Sales) Decided() Decided {
	return Decided{t.Outcomes[Approved] + t.Outcomes[Refunded] + t.Outcomes[ChargedBack], t.Outcomes[Rejected]}
}

// DataField is a group of data that raises approval and that a payment may show.
type DataField string

// The fields, in display order.
const (
	FieldEmail    DataField = "email"
	FieldDocument DataField = "document"
	FieldItems    DataField = "items"
	FieldPayer    DataField = "payer" // additional_info.payer
	FieldShipment DataField = "shipment"
	FieldDevice   DataField = "device"
)

// DataFields lists them in display order.
var DataFields = []DataField{FieldEmail, FieldDocument, FieldItems, FieldPayer, FieldShipment, FieldDevice}

// Coverage counts how payments show a field. The API leaves out what was not sent, and what it does
// not show: an absent key is a missing field only where other payments show it filled.
type Coverage struct {
	Filled, Empty, Absent int
	Newest                Presence // in the newest of the payments that are counted
}

// Presence is how one payment shows a field.
type Presence string

// The presences.
const (
	IsFilled Presence = "filled"
	IsEmpty  Presence = "empty"
	IsAbsent Presence = "absent"
)

// Missing tells how many of the payments that can show the field lack it. of is 0 when none can.
func (c Coverage) Missing() (n, of int) {
	if c.Filled == 0 {
		return c.Empty, c.Empty
	}
	return c.Empty + c.Absent, c.Filled + c.Empty + c.Absent
}

// RetryWindow is how soon after a rejection the same charge counts as an immediate repetition.
const RetryWindow = 5 * time.Minute

// Retries counts charges that were sent again within RetryWindow of their rejection and rejected
// again: same external_reference, amount and means of payment. A rejection that asks to correct
// data or to call the bank invites another attempt and is not followed up.
type Retries struct {
	Attempts, Orders int // repetitions, and the references they belong to
	Named, Unnamed   int // rejections with and without external_reference
	Hidden           int // those with one whose card is masked: whether it was the same card is not seen
}

// RejectionDetails are the published values of status_detail of a rejected payment.
var RejectionDetails = []string{
	"cc_rejected_bad_filled_card_number", "cc_rejected_bad_filled_date", "cc_rejected_bad_filled_security_code", "cc_rejected_bad_filled_other",
	"cc_rejected_call_for_authorize", "cc_rejected_card_disabled", "cc_rejected_insufficient_amount", "cc_rejected_invalid_installments",
	"cc_rejected_max_attempts", "cc_rejected_duplicated_payment", "cc_rejected_high_risk", "cc_rejected_blacklist", "cc_rejected_other_reason",
	"cc_rejected_card_error", "cc_rejected_card_type_not_allowed", "cc_rejected_3ds_challenge", "cc_rejected_3ds_mandatory",
	"cc_amount_rate_limit_exceeded", "bank_error", "rejected_by_bank", "rejected_insufficient_data", "rejected_by_regulations", "insufficient_amount",
}

// Percent writes n of of as a whole percentage. Some are never none of them, and nearly all are never
// all: "<1%", "99%".
func Percent(n, of int) string {
	switch p := min(max(100*float64(n)/float64(max(of, 1)), 0), 100); {
	case n > 0 && p < 1:
		return "<1%"
	case n < of && p > 99:
		return "99%"
	default:
		return strconv.Itoa(int(p+0.5)) + "%"
	}
}
