package settlement

import (
	"context"
	"hash/maphash"
)

// Outcome is what became of an order, or of a row nobody ordered.
type Outcome string

// The outcomes. Matched and NotPaid are agreement; Refunded, RefundedPartly, ChargedBack and Disputed are too when the
// order's own status says the same.
const (
	Matched        Outcome = "matched"
	AmountDiffers  Outcome = "amount_differs"
	StatusDiffers  Outcome = "status_differs"
	OnlyReport     Outcome = "only_in_report"
	OnlyOrders     Outcome = "only_in_orders"
	RefundedPartly Outcome = "refunded_partially"
	Refunded       Outcome = "refunded"
	ChargedBack    Outcome = "charged_back"
	Disputed       Outcome = "disputed"
	NotPaid        Outcome = "not_paid" // the order is not paid and no money came
	DuplicateRow   Outcome = "duplicate_row"
	DuplicateOrder Outcome = "duplicate_order"
)

// Outcomes lists them, those that need a person first.
var Outcomes = []Outcome{AmountDiffers, StatusDiffers, OnlyReport, OnlyOrders, DuplicateRow, DuplicateOrder, ChargedBack, Disputed, Refunded, RefundedPartly, NotPaid, Matched}

// Reason says more about an outcome; "" when there is no more to say.
type Reason string

// The reasons.
const (
	ReasonPaidTwice     Reason = "paid_more_than_once"
	ReasonCurrency      Reason = "currency"
	ReasonRefundedMore  Reason = "refunded_more_than_paid"
	ReasonOtherPayment  Reason = "other_payment_id"
	ReasonOutsidePeriod Reason = "outside_the_report"
	ReasonNoSale        Reason = "sale_not_in_report"
	ReasonUnpaidOrder   Reason = "order_says_not_paid"
	ReasonNoRefund      Reason = "order_says_refunded"
	ReasonNoChargeback  Reason = "order_says_charged_back"
)

// Reasons lists them.
var Reasons = []Reason{ReasonPaidTwice, ReasonCurrency, ReasonRefundedMore, ReasonOtherPayment, ReasonOutsidePeriod, ReasonNoSale, ReasonUnpaidOrder, ReasonNoRefund, ReasonNoChargeback}

// Record is one judged order, or one row of the report without an order. Texts come from the files as they are.
type Record struct {
	Outcome    Outcome `json:"outcome"`
	Reason     Reason  `json:"reason,omitempty"`
	Difference bool    `json:"difference"` // the two sides disagree
	Reference  string  `json:"external_reference,omitempty"`
	PaymentID  string  `json:"payment_id,omitempty"`
	Currency   string  `json:"currency,omitempty"`
	OrderRow   int64   `json:"order_row,omitempty"`  // line of the orders file
	ReportRow  int64   `json:"report_row,omitempty"` // line of its first row
	Rows       int     `json:"report_rows,omitempty"`
	Ordered    *Amount `json:"order_amount,omitempty"`
	Received   *Amount `json:"report_amount,omitempty"` // sales, before fees and refunds
	Refunded   *Amount `json:"refunded,omitempty"`
	Charged    *Amount `json:"charged_back,omitempty"`
	Held       *Amount `json:"disputed,omitempty"`
	Kind       string  `json:"movement,omitempty"` // of a row without an order: TRANSACTION_TYPE or DESCRIPTION
}

// RowCount says where the rows of the report went: Read is the sum of the others.
type RowCount struct {
	Read      int64 `json:"read"`
	Matched   int64 `json:"matched"` // booked on an order
	Unordered int64 `json:"only_in_report"`
	NoOrder   int64 `json:"not_about_orders"` // withdrawals, fees, balances
	Duplicate int64 `json:"duplicate"`
	Refused   int64 `json:"refused"`
}

// OrderCount says where the orders went: Read is Judged and Refused, Judged the sum of the outcomes of orders.
type OrderCount struct {
	Read    int64 `json:"read"`
	Judged  int64 `json:"judged"`
	Refused int64 `json:"refused"`
}

// Encodings tells of a file in which some rows are UTF-8 and some Latin-1: the first row of each. All were read.
type Encodings struct {
	File   string `json:"file"`
	UTF8   int64  `json:"utf8_row"`
	Latin1 int64  `json:"latin1_row"`
}

// Result is a reconciliation but for its records, which Reconcile hands out one by one.
type Result struct {
	Kind        Kind              `json:"report_kind"`
	Rows        RowCount          `json:"report"`
	Orders      OrderCount        `json:"orders"`
	Outcomes    map[Outcome]int64 `json:"outcomes"`
	Differences int64             `json:"differences"` // records in which the sides disagree, and refused rows
	Others      map[string]int64  `json:"other_movements"`
	Refusals    []Refusal         `json:"refused_rows"` // the first hundred
	Mixed       []Encodings       `json:"mixed_encodings,omitempty"`
	Ordered     Amount            `json:"orders_total"` // of all orders that were read
	Received    Amount            `json:"report_total"` // of all sales, those without order too
	sieved      bool              // the orders were the larger side
}

const (
	maxRefusals = 100
	maxOthers   = 100 // distinct words
)

// reconciler is one run.
type reconciler struct {
	ctx    context.Context
	o      Options
	report Input
	orders Input
	emit   func(Record) error
	res    *Result
	led    ledger
	from   int64 // first and last moment of the report
	to     int64
	sieve  map[uint64]struct{} // hashes of the report's keys
}

// Reconcile compares a report with orders, row by row of the report: by payment id, then by external reference.
//
// The orders are held in memory and the report is streamed. Where the orders are the larger file, the report is read
// first for the hashes of its keys and only orders it knows are held: memory follows the smaller side either way.
//
// emit gets the records in no order that means something; matched ones only with Options.All. Records already handed
// out are void when Reconcile fails. The error is an *Error, the context's, or emit's.
func Reconcile(ctx context.Context, report, orders Input, o Options, emit func(Record) error) (*Result, error) {
	res, err := reconcile(ctx, report.under(ctx), orders.under(ctx), o, emit)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return res, err
}

func reconcile(ctx context.Context, report, orders Input, o Options, emit func(Record) error) (*Result, error) {
	r := &reconciler{ctx: ctx, o: o, report: report, orders: orders, emit: emit,
		res: &Result{Outcomes: map[Outcome]int64{}, Others: map[string]int64{}, Refusals: []Refusal{}}}
	if orders.Size > report.Size {
		if err := r.sift(); err != nil {
			return nil, err
		}
	}
	if err := r.readOrders(); err != nil {
		return nil, err
	}
	if err := r.readReport(); err != nil {
		return nil, err
	}
	if err := r.judge(); err != nil {
		return nil, err
	}
	r.res.Differences += r.res.Rows.Refused + r.res.Orders.Refused
	if r.res.Rows.Read > 0 && r.res.Rows.Read == r.res.Rows.Refused {
		return nil, r.allRefused(report, "report")
	}
	if r.res.Orders.Read > 0 && r.res.Orders.Read == r.res.Orders.Refused {
		return nil, r.allRefused(orders, "orders")
	}
	return r.res, nil
}

func (r *reconciler) allRefused(in Input, file string) error {
	e := &Error{Code: AllRefused, File: in.Name}
	for _, f := range r.res.Refusals {
		if f.File == file {
			e.Row, e.Column, e.Value, e.Why = f.Row, f.Column, f.Value, f.Code
			break
		}
	}
	return e
}

// need are the columns without which nothing can be matched.
func (r *reportReader) need() error {
	if r.kind == Settlement {
		return r.require(colType, colAmount, colSource+"|"+colReference)
	}
	return r.require(colDescribed, colGross, colSource+"|"+colReference)
}

// interrupted is asked now and then: asking for each row would cost more than the row.
func (r *reconciler) interrupted(n int64) error {
	if n&0x3fff == 0 {
		return r.ctx.Err()
	}
	return nil
}

// sift reads the report for its keys.
func (r *reconciler) sift() error {
	o := r.o
	if tell := r.o.Progress; tell != nil {
		o.Progress = func(string, int64, int64) {}
	}
	in, err := openReport(r.report, o)
	if err != nil {
		return err
	}
	defer in.close()
	if err := in.need(); err != nil {
		return err
	}
	r.sieve, r.res.sieved = map[uint64]struct{}{}, true
	for n := int64(0); ; n++ {
		if err := r.interrupted(n); err != nil {
			return err
		}
		// Rows that will be refused let their keys through: harmless, and cheaper than judging them twice.
		if _, more := in.table.next(); !more {
			return nil // the second reading says what is wrong
		}
		for slot, i := range []int{in.reference, in.source} {
			if b, ok := in.text(i, slot); ok && len(b) > 0 {
				r.sieve[maphash.Bytes(seed, cutKey(b))] = struct{}{}
			}
		}
		if at, ok := parseDate(in.cell(in.date), defaultOffset); ok {
			r.span(at.unix)
		}
	}
}

func (r *reconciler) span(at int64) {
	if r.from == 0 || at < r.from {
		r.from = at
	}
	if r.to == 0 || at > r.to {
		r.to = at
	}
}

func (r *reconciler) caught(key []byte) bool {
	if len(key) == 0 {
		return false
	}
	_, ok := r.sieve[maphash.Bytes(seed, cutKey(key))]
	return ok
}

func (r *reconciler) readOrders() error {
	var tell func(int64)
	if r.o.Progress != nil {
		tell = func(n int64) { r.o.Progress("orders", n, r.orders.Size) }
	}
	in, err := openOrders(r.orders, r.o, tell)
	if err != nil {
		return err
	}
	defer in.close()
	var e entry
	for {
		code, refusal, more, err := in.next(&e)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		r.res.Orders.Read++
		if err := r.interrupted(r.res.Orders.Read); err != nil {
			return err
		}
		sum, fits := r.res.Ordered.plus(e.amount)
		if code == "" && !fits {
			return &Error{Code: Overflow, File: r.orders.Name, Row: e.line}
		}
		switch {
		case code != "":
			r.res.Orders.Refused++
			r.refused(refusal)
			continue
		case r.sieve != nil && !r.caught(e.reference) && !r.caught(e.payment):
			o := account{amount: e.amount, at: e.at, line: uint32(e.line), standing: e.standing}
			rec := r.record(&o)
			rec.Reference, rec.PaymentID, rec.Currency = string(e.reference), string(e.payment), string(e.currency)
			if err := r.absent(&o, rec); err != nil {
				return err
			}
		default:
			r.led.add(&e)
		}
		r.res.Ordered = sum
	}
	r.mixed(in.about())
	return nil
}

func (r *reconciler) mixed(t *table) {
	if t.utfRow > 0 && t.latinRow > 0 {
		r.res.Mixed = append(r.res.Mixed, Encodings{File: t.file, UTF8: t.utfRow, Latin1: t.latinRow})
	}
}

func (r *reconciler) refused(f Refusal) {
	if len(r.res.Refusals) < maxRefusals {
		r.res.Refusals = append(r.res.Refusals, f)
	}
}

func (r *reconciler) readReport() error {
	in, err := openReport(r.report, r.o)
	if err != nil {
		return err
	}
	defer in.close()
	if err := in.need(); err != nil {
		return err
	}
	r.res.Kind = in.kind
	rows := &r.res.Rows
	var w row
	for {
		code, column, more, err := in.next(&w)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		rows.Read++
		if err := r.interrupted(rows.Read); err != nil {
			return err
		}
		if code != "" {
			rows.Refused++
			r.refused(in.refuse(code, column))
			continue
		}
		if w.hasAt {
			r.span(w.at.unix)
		}
		if err := r.row(in, &w); err != nil {
			return err
		}
	}
	r.mixed(in.table)
	return nil
}

// row books one row that could be read.
func (r *reconciler) row(in *reportReader, w *row) error {
	rows := &r.res.Rows
	switch w.move {
	case MoveSale, MoveRefund, MoveChargeback, MoveDispute:
	default:
		rows.NoOrder++
		r.other(in, w)
		return nil
	}
	n, byReference, found := r.led.find(w)
	if w.move == MoveSale {
		sum, fits := r.res.Received.plus(w.gross)
		if !fits {
			return &Error{Code: Overflow, File: r.report.Name, Row: w.line}
		}
		r.res.Received = sum
	}
	if !found {
		rows.Unordered++
		amount := w.gross
		return r.hand(Record{Outcome: OnlyReport, Difference: true, Reference: string(w.reference), PaymentID: string(w.source), Currency: string(w.currency),
			ReportRow: w.line, Rows: 1, Received: &amount, Kind: string(w.word)})
	}
	o := r.led.order(n)
	if byReference {
		o.byRef = true
	} else {
		o.byPay = true
	}
	copied, fits := r.led.book(o, w)
	switch {
	case !fits:
		rows.Refused++
		r.refused(in.refuse(RowSum, in.gross))
		return nil
	case copied:
		rows.Duplicate++
		if w.move != MoveSale { // copies of sales wait: they may be instalments
			return r.copied(o, w.line, w.gross)
		}
	default:
		rows.Matched++
	}
	if byReference && w.move == MoveSale && o.pay != 0 && len(w.source) > 0 {
		o.otherPay = true
	}
	if o.currency > 0 && len(w.currency) > 0 && r.led.currencies[o.currency-1] != string(w.currency) {
		o.otherCoin = true
	}
	return nil
}

func (r *reconciler) copied(o *account, line int64, amount Amount) error {
	rec := r.record(o)
	rec.Ordered, rec.Received = nil, &amount
	rec.Outcome, rec.Difference, rec.ReportRow, rec.Rows = DuplicateRow, true, line, 1
	return r.hand(rec)
}

// other counts rows that belong to no order, by their word.
func (r *reconciler) other(in *reportReader, w *row) {
	word := w.word
	if len(word) == 0 {
		word = in.cell(in.record)
	}
	if len(word) > 60 {
		word = word[:60]
	}
	if _, known := r.res.Others[string(word)]; !known && len(r.res.Others) >= maxOthers {
		word = []byte("…")
	}
	r.res.Others[string(word)]++
}

// hand counts a record and gives it out.
func (r *reconciler) hand(rec Record) error {
	r.res.Outcomes[rec.Outcome]++
	if rec.Difference {
		r.res.Differences++
	}
	if !rec.Difference && !r.o.All {
		return nil
	}
	return r.emit(rec)
}

func (r *reconciler) record(o *account) Record {
	amount := o.amount
	rec := Record{OrderRow: int64(o.line), ReportRow: int64(o.firstRow), Rows: int(o.rows), Ordered: &amount}
	if o.ref != 0 {
		rec.Reference = string(r.led.at(o.ref))
	}
	if o.pay != 0 {
		rec.PaymentID = string(r.led.at(o.pay))
	}
	if o.currency > 0 {
		rec.Currency = r.led.currencies[o.currency-1]
	}
	return rec
}

// judge goes over the orders at the end.
func (r *reconciler) judge() error {
	for i := range r.led.count {
		if err := r.interrupted(int64(i)); err != nil {
			return err
		}
		o := r.led.order(i)
		if r.led.repeats(o) {
			r.res.Orders.Judged++
			rec := r.record(o)
			rec.Outcome, rec.Difference = DuplicateOrder, true
			if err := r.hand(rec); err != nil {
				return err
			}
			continue
		}
		if o.rows == 0 {
			if err := r.absent(o, r.record(o)); err != nil {
				return err
			}
			continue
		}
		r.res.Orders.Judged++
		if err := r.present(o); err != nil {
			return err
		}
	}
	return nil
}

// absent judges an order the report does not know.
func (r *reconciler) absent(o *account, rec Record) error {
	r.res.Orders.Judged++
	if o.standing == StandsUnpaid {
		rec.Outcome = NotPaid
		return r.hand(rec)
	}
	rec.Outcome, rec.Difference = OnlyOrders, true
	if o.at > 0 && r.from > 0 && (o.at < r.from || o.at > r.to) {
		rec.Reason = ReasonOutsidePeriod
	}
	return r.hand(rec)
}

// present judges an order with rows.
func (r *reconciler) present(o *account) error {
	var x extra
	if o.extra > 0 {
		x = r.led.extras[o.extra-1]
	}
	// An instalment paid out in equal parts on one day looks like a copied row; the sum tells.
	if whole, fits := o.sold.plus(o.doubled); o.copies > 0 && o.sold != o.amount && fits && whole == o.amount {
		o.sold, o.rows = whole, o.rows+o.copies
		r.res.Rows.Duplicate -= int64(o.copies)
		r.res.Rows.Matched += int64(o.copies)
		o.copies = 0
	}
	if o.copies > 0 {
		each := o.doubled / Amount(o.copies)
		for range o.copies {
			if err := r.copied(o, int64(o.firstRow), each); err != nil {
				return err
			}
		}
	}
	outcome, reason := r.outcome(o, x)
	differs := true
	switch outcome {
	case Matched:
		differs = false
	case Refunded:
		differs = o.standing != StandsRefunded && o.standing != StandsUnpaid
	case RefundedPartly:
		differs = o.standing != StandsPartlyRefunded
	case ChargedBack:
		differs = o.standing != StandsChargedBack
	case Disputed:
		differs = o.standing != StandsDisputed
	}
	if !differs && !r.o.All {
		return r.hand(Record{Outcome: outcome})
	}
	rec := r.record(o)
	rec.Outcome, rec.Reason, rec.Difference = outcome, reason, differs
	sold := o.sold
	rec.Received = &sold
	for _, v := range []struct {
		into **Amount
		v    Amount
	}{{&rec.Refunded, x.refunded}, {&rec.Charged, x.charged}, {&rec.Held, x.disputed}} {
		if v.v != 0 {
			*v.into = &v.v
		}
	}
	return r.hand(rec)
}

func (r *reconciler) outcome(o *account, x extra) (Outcome, Reason) {
	base := o.sold
	if o.sales == 0 {
		base = o.amount // the sale is in an earlier report
	}
	returned, fits := x.refunded.plus(x.charged)
	kept := fits && returned < base
	switch {
	case o.otherCoin:
		return AmountDiffers, ReasonCurrency
	case o.sales > 1 && o.amount != 0 && o.sold%Amount(o.sales) == 0 && o.sold/Amount(o.sales) == o.amount:
		return AmountDiffers, ReasonPaidTwice
	case o.sales > 0 && o.sold != o.amount:
		return AmountDiffers, ""
	case x.refunded > base:
		return AmountDiffers, ReasonRefundedMore
	case o.standing == StandsUnpaid && kept:
		return StatusDiffers, ReasonUnpaidOrder
	case x.charged > 0:
		return ChargedBack, ""
	case x.disputed > 0:
		return Disputed, ""
	case x.refunded == base && x.refunded > 0:
		return Refunded, ""
	case x.refunded > 0:
		return RefundedPartly, ""
	case o.sales == 0:
		return OnlyOrders, ReasonNoSale
	case o.standing == StandsRefunded || o.standing == StandsPartlyRefunded:
		return StatusDiffers, ReasonNoRefund
	case o.standing == StandsChargedBack:
		return StatusDiffers, ReasonNoChargeback
	case o.otherPay:
		return Matched, ReasonOtherPayment
	}
	return Matched, ""
}
