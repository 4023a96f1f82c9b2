package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// invoice is one instalment of a subscription: an authorized payment.
type invoice struct {
	id               int64
	sub              *subscription
	number           int // from 1
	amount           money
	status           string
	attempts         int
	debit, again     time.Time // due date, date of the next attempt
	payment          *payment
	created, updated time.Time
}

// retryDays is when a failed charge is tried again, in days after its due date: four times in
// ten days. The days between are published nowhere.
var retryDays = []int{1, 3, 6, 10}

const (
	maxSkipped = 3     // instalments given up in a row that end a subscription
	maxCharges = 1_000 // attempts one subscription catches up with at a time
)

func (sub *subscription) nextDate() time.Time { return sub.terms.every.after(sub.anchor, sub.cycles) }

// schedule makes the invoice of the next instalment, unless there is none left.
func (s *Server) schedule(sub *subscription) {
	at := sub.nextDate()
	if n := sub.terms.repetitions; n > 0 && sub.cycles >= n || !sub.terms.end.IsZero() && at.After(sub.terms.end) {
		return
	}
	sub.cycles++
	sub.next = at
	s.state.billing.lastInvoice += s.ids.between(1, 90)
	now := s.cfg.Now()
	inv := &invoice{id: s.state.billing.lastInvoice, sub: sub, number: sub.cycles, amount: sub.terms.amount, status: "scheduled",
		debit: at, again: at, created: now, updated: now}
	sub.due = append(sub.due, inv)
	s.state.billing.invoices.put(inv.id, inv, 0)
	s.announceTo("", invoiceTopic, "created", strconv.FormatInt(inv.id, 10))
}

// billDue lets time do its work on the subscriptions: what fell due is charged or tried again.
func (s *Server) billDue() {
	now := s.cfg.Now()
	for _, sub := range s.state.billing.subscriptions.all() {
		for range maxCharges {
			inv := sub.earliest()
			if sub.status != "authorized" || inv == nil || inv.again.After(now) {
				break
			}
			s.collect(inv)
		}
		s.endWhenDone(sub)
	}
}

// endWhenDone ends a subscription that has nothing left to charge: what fell into a pause, a trial
// or a late start took up its instalments or went past its end.
func (s *Server) endWhenDone(sub *subscription) {
	if sub.status == "authorized" && len(sub.due) == 0 && !sub.firstCharge(sub.created).After(s.cfg.Now()) {
		s.endSubscription(sub)
	}
}

func (sub *subscription) earliest() *invoice {
	if len(sub.due) == 0 {
		return nil
	}
	return slices.MinFunc(sub.due, func(a, b *invoice) int { return a.again.Compare(b.again) })
}

// collect makes one attempt to charge an invoice.
func (s *Server) collect(inv *invoice) {
	sub, at := inv.sub, inv.again
	if inv.status == "scheduled" {
		inv.amount = sub.terms.amount
		s.schedule(sub)
	}
	inv.attempts++
	inv.payment = s.payByCard(sub, inv.amount, "recurring_payment", at, !sub.declines)
	if inv.payment.status == "approved" {
		sub.charged, sub.chargedSum, sub.skipped = sub.charged+1, sub.chargedSum+inv.amount, 0
		sub.last, sub.lastAmount = at, inv.amount
		s.closeInvoice(inv, "processed")
		inv.again = at.AddDate(0, 0, 1) // the fixtures show a date here on paid invoices too
		s.settleCycle(sub, inv)
		return
	}
	switch {
	case inv.number == 1: // a first payment that fails ends everything
		s.endSubscription(sub)
	case inv.attempts > len(retryDays):
		s.closeInvoice(inv, "cancelled")
		sub.skipped++
		s.settleCycle(sub, inv)
	default:
		inv.again = inv.debit.AddDate(0, 0, retryDays[inv.attempts-1])
		s.closeInvoice(inv, "recycling")
	}
}

// settleCycle takes an invoice off the list. After the last one, or too many that were given
// up, the subscription is over.
func (s *Server) settleCycle(sub *subscription, inv *invoice) {
	sub.due = slices.DeleteFunc(sub.due, func(o *invoice) bool { return o == inv })
	if len(sub.due) == 0 || sub.skipped >= maxSkipped {
		s.endSubscription(sub)
		return
	}
	s.subscriptionChanged(sub)
}

func (s *Server) endSubscription(sub *subscription) {
	if sub.status == "cancelled" {
		return
	}
	sub.status = "cancelled"
	s.dropInvoices(sub)
	s.subscriptionChanged(sub)
}

func (s *Server) dropInvoices(sub *subscription) {
	for _, inv := range sub.due {
		s.closeInvoice(inv, "cancelled")
	}
	sub.due = nil
}

// closeInvoice moves an invoice to a state and tells.
func (s *Server) closeInvoice(inv *invoice, status string) {
	inv.status, inv.updated = status, s.cfg.Now()
	s.announceTo("", invoiceTopic, "updated", strconv.FormatInt(inv.id, 10))
}

// payByCard makes a payment of a subscription, dated when it fell due. An amount of zero is the
// check of a new card.
func (s *Server) payByCard(sub *subscription, amount money, operation string, at time.Time, goesThrough bool) *payment {
	card := *sub.card
	card.used = false
	request := object{"description": text(sub.sent, "reason"), "payer": object{"id": strconv.FormatInt(sub.payerID, 10), "email": text(sub.sent, "payer_email")}}
	if ref := text(sub.sent, "external_reference"); ref != "" {
		request["external_reference"] = ref
	}
	p := s.newPayment(&call{header: http.Header{}, body: request}, &charge{amount: amount, method: sub.method, token: &card, installments: 1, capture: true})
	if !goesThrough {
		s.settle(p, "rejected", "cc_rejected_insufficient_amount")
		p.authorization = ""
	}
	p.created, p.updated, p.approved = at, at, time.Time{}
	if p.status == "approved" { // a bank that insists on 3DS refuses although the test did not ask for it
		p.approved = at
	}
	every, unit := sub.terms.every, "daily"
	if every.months {
		unit = "monthly"
	}
	point := s.pointOfInteraction(p)
	point["type"] = "SUBSCRIPTIONS"
	point["transaction_data"] = object{
		"subscription_id": sub.id, "first_time_use": sub.charged == 0, "billing_date": at.In(apiZone).Format("2006-01-02"),
		"subscription_sequence": object{"number": sub.charged + 1, "total": orZero(sub.terms.repetitions)},
		"invoice_period":        object{"period": every.n, "type": unit}, "payment_reference": nil,
	}
	p.extra = object{"operation_type": operation, "point_of_interaction": point}
	s.state.payments.put(p.id, p, 0)
	s.announce(p, "payment.created")
	if p.status == "approved" {
		s.announce(p, "payment.updated")
	}
	return p
}

// orZero is null for a number that was not given.
func orZero(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func (s *Server) readInvoice(c *call) reply {
	s.billDue()
	id, err := strconv.ParseInt(c.params["id"], 10, 64)
	inv, found := s.state.billing.invoices.get(id)
	if err != nil || !found {
		return *bare(http.StatusNotFound, "The authorized payment does not exist")
	}
	return ok(s.invoiceView(inv))
}

func (s *Server) searchInvoices(c *call) reply {
	s.billDue()
	return searchPage(c, s.state.billing.invoices.all(), func(inv *invoice) bool {
		paid := ""
		if inv.payment != nil {
			paid = strconv.FormatInt(inv.payment.id, 10)
		}
		return wanted(c, "preapproval_id", inv.sub.id) && wanted(c, "payment_id", paid) &&
			wanted(c, "payer_id", strconv.FormatInt(inv.sub.payerID, 10)) && wanted(c, "status", inv.status)
	}, s.invoiceView)
}

func (s *Server) invoiceView(inv *invoice) object {
	v := object{
		"preapproval_id": inv.sub.id, "id": inv.id, "type": "recurring", "status": inv.status, "date_created": isoDate(inv.created),
		"last_modified": isoDate(inv.updated), "transaction_amount": inv.amount, "currency_id": s.site.Currency, "reason": text(inv.sub.sent, "reason"),
		"external_reference": text(inv.sub.sent, "external_reference"), "retry_attempt": inv.attempts, "next_retry_date": isoDate(inv.again),
		"debit_date": isoDate(inv.debit), "payment_method_id": inv.sub.method.ID,
	}
	if p := inv.payment; p != nil {
		v["payment"] = object{"id": p.id, "status": p.status, "status_detail": p.detail}
	}
	return v
}

// Authorize plays the payer who accepts a pending subscription on its page.
func (s *Server) Authorize(id string) error {
	return s.Control("subscription", subscriptionOrder{ID: id, Action: "authorize"})
}

// controlError is why a control call was refused.
type controlError string

func (e controlError) Error() string { return "sandbox: " + string(e) }

type subscriptionOrder struct {
	ID     string `json:"id"`
	Action string `json:"action"` // authorize, decline or approve
}

// steerSubscription plays the payer, or lets the charges fail and go through again.
func (s *Server) steerSubscription(o subscriptionOrder) string {
	sub, found := s.state.billing.subscriptions.get(o.ID)
	if !found {
		return "no such subscription"
	}
	switch o.Action {
	case "authorize":
		card, m := s.cardOf(func(m mpclient.Method) bool { return m.Type == "credit_card" })
		if sub.status != "pending" || card == nil {
			return "the subscription is not pending"
		}
		s.giveCard(sub, card, m)
		s.authorizeSubscription(sub)
		s.subscriptionChanged(sub)
	case "decline", "approve":
		sub.declines = o.Action == "decline"
	default:
		return "action is authorize, decline or approve"
	}
	return ""
}

// cardOf is the card somebody has whom the simulator plays: one of the methods that fit.
func (s *Server) cardOf(fits func(mpclient.Method) bool) (*cardToken, mpclient.Method) {
	for _, number := range []string{"5031433215406351", "4235647728025682", "375365153556885"} {
		b, _ := brandOf(number)
		for _, name := range b.methods {
			if m, here := s.method(name); here && fits(m) {
				return &cardToken{bin: number[:8], lastFour: number[len(number)-4:], length: b.length, codeLength: b.code,
					month: 11, year: s.cfg.Now().Year() + 4, holder: "APRO", brand: b}, m
			}
		}
	}
	return nil, mpclient.Method{}
}

// passTime lets what is due by the clock happen: charges, retries, deadlines.
func (s *Server) passTime() {
	s.billDue()
	s.touchChargebacks()
}
