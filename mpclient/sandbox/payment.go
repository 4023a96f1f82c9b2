package sandbox

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

var paymentRoutes = []route{
	{"POST", "/v1/payments", activated, (*Server).createPayment},
	{"GET", "/v1/payments/search", activated, (*Server).searchPayments},
	{"GET", "/v1/payments/{id}", activated, (*Server).readPayment},
	{"PUT", "/v1/payments/{id}", activated, (*Server).updatePayment},
	// Listed by the specification, measured absent by others: served because a client of the
	// specification would call it.
	{"PUT", "/v1/payments/{id}/cancellations", activated, (*Server).cancelPayment},
}

// payment is the state of one payment. The request is kept for the parts that come back as sent.
type payment struct {
	id                         int64
	request                    object
	method                     mpclient.Method
	issuer                     string
	amount, refunded           money
	application                money
	installments               int
	status, detail             string
	captured, binary           bool
	created, updated, approved time.Time
	expires                    time.Time // pending: when it lapses; authorized: end of the hold
	expiryShown                bool
	card                       *cardToken
	payerID                    string
	authorization              string
	metadata                   object
	integrator, platform, corp string
	refunds                    []*refund
	document                   document
	extra                      object // what other resources add to the answer
	base                       string // address of the simulator's own pages; empty: the real host's
	legacy                     bool   // made with a TEST- key
	challenge                  *bankChallenge
	sum                        [32]byte // of the request
}

// document is what the payer of a Pix, ticket or transfer is given.
type document struct {
	reference, url, hash  string
	qrCode, qrImage       string
	digitableLine, barred string
}

var (
	errNoPayment = errors.New("sandbox: no such payment")
	errNotOpen   = errors.New("sandbox: the payment is not pending")
)

func (s *Server) missingPayment() reply {
	return s.refuseTraced(http.StatusNotFound, 2000, "Payment not found")
}

const wrongStateText = "The action requested is not valid for the current payment state"

func (s *Server) wrongState() reply { return refuse(badRequest, 2018, wrongStateText) }

// once runs a write under its X-Idempotency-Key. The first answer is given again, with status
// 200, whatever the body of the repetition says; failures are not remembered, so that a
// corrected request may reuse its key.
func (s *Server) once(c *call, do func() reply) reply {
	key := c.header.Get("X-Idempotency-Key")
	if key == "" {
		return refuse(badRequest, 4292, "Header X-Idempotency-Key can't be null")
	}
	if len(key) > 256 {
		return paramsError("X-Idempotency-Key is too long")
	}
	key = c.method + " " + strings.Join(split(c.path), "/") + " " + key // with or without a trailing slash
	if first, seen := s.state.replays.get(key); seen {
		return ok(json.RawMessage(first))
	}
	if r := s.plannedRefusal(c); r != nil {
		return *r
	}
	r := do()
	if r.status == http.StatusCreated {
		body := encode(r.body)
		s.state.replays.put(key, body, len(body))
	}
	return r
}

func (s *Server) createPayment(c *call) reply {
	return s.once(c, func() reply {
		if c.body == nil {
			return paramsError("the request body is empty")
		}
		if s.postedJustNow(c) {
			return refuse(badRequest, 2001, twinText)
		}
		ch, bad := s.readCharge(c.body)
		if bad != nil {
			return *bad
		}
		p := s.newPayment(c, ch)
		s.state.payments.put(p.id, p, len(c.raw))
		view := s.paymentView(p)
		s.announce(p, "payment.created")
		if p.status == "approved" {
			s.announce(p, "payment.updated")
		}
		return created(view)
	})
}

func (s *Server) newPayment(c *call, ch *charge) *payment {
	now := s.cfg.Now()
	s.state.lastPayment += s.ids.between(1, 90)
	p := &payment{
		id: s.state.lastPayment, request: c.body, method: ch.method, issuer: text(c.body, "issuer_id"),
		amount: ch.amount, application: ch.fee, installments: ch.installments,
		captured: ch.capture, binary: ch.binary, created: now, updated: now, card: ch.token,
		payerID:    text(child(c.body, "payer"), "id"),
		metadata:   snakeKeys(child(c.body, "metadata")),
		integrator: clip(c.header.Get("X-Integrator-Id"), 100), platform: clip(c.header.Get("X-Platform-Id"), 100),
		corp: clip(c.header.Get("X-Corporation-Id"), 100), base: c.base, legacy: s.acct.legacy, sum: sha256.Sum256(c.raw),
	}
	if p.payerID == "" {
		p.payerID = strconv.FormatInt(s.ids.between(1_000_000_000, 2_000_000_000), 10)
	}
	switch detail := s.plannedOutcome(); {
	case detail != "":
		s.takeToken(p)
		s.settle(p, "rejected", detail)
		return p
	case ch.token != nil:
		s.chargeCard(p)
		return p
	case ch.method.Type == "account_money" || ch.method.Type == "digital_currency": // what the payer has, or may borrow, here
		s.spend(p)
		return p
	}
	p.status, p.detail = "pending", "pending_waiting_payment"
	if ch.method.Type == "bank_transfer" {
		p.detail = "pending_waiting_transfer"
	}
	p.expires, p.expiryShown = ch.expires, true
	if p.expires.IsZero() {
		p.expires = defaultExpiry(ch.method, now)
	}
	s.issueDocument(p)
	return p
}

// defaultExpiry is 24 hours for Pix and other transfers, for tickets the end of the third day.
func defaultExpiry(m mpclient.Method, now time.Time) time.Time {
	if m.Type == "bank_transfer" {
		return now.Add(24 * time.Hour)
	}
	d := now.In(apiZone).AddDate(0, 0, 3)
	return time.Date(d.Year(), d.Month(), d.Day(), 22, 59, 59, 0, apiZone)
}

// outcomes maps the card holder names of the test cards to results. UNSU is only described as
// unsupported; TEST applies amount rules, which the checks before have done.
var outcomes = map[string][2]string{
	"APRO": {"approved", "accredited"},
	"TEST": {"approved", "accredited"},
	"CONT": {"in_process", "pending_contingency"},
	"OTHE": {"rejected", "cc_rejected_other_reason"},
	"CALL": {"rejected", "cc_rejected_call_for_authorize"},
	"FUND": {"rejected", "cc_rejected_insufficient_amount"},
	"SECU": {"rejected", "cc_rejected_bad_filled_security_code"},
	"EXPI": {"rejected", "cc_rejected_bad_filled_date"},
	"FORM": {"rejected", "cc_rejected_bad_filled_other"},
	"CARD": {"rejected", "cc_rejected_bad_filled_card_number"},
	"INST": {"rejected", "cc_rejected_invalid_installments"},
	"DUPL": {"rejected", "cc_rejected_duplicated_payment"},
	"LOCK": {"rejected", "cc_rejected_card_disabled"},
	"CTNA": {"rejected", "cc_rejected_card_type_not_allowed"},
	"ATTE": {"rejected", "cc_rejected_max_attempts"},
	"BLAC": {"rejected", "cc_rejected_blacklist"},
	"UNSU": {"rejected", "cc_rejected_other_reason"},
}

// takeToken uses up the token of a card payment.
func (s *Server) takeToken(p *payment) {
	if p.card == nil {
		return
	}
	p.card.used, p.card.updated = true, p.created
	if p.issuer == "" {
		p.issuer = p.card.brand.issuer
	}
}

// chargeCard decides by the bare holder name; any other name is a cooperative card.
func (s *Server) chargeCard(p *payment) {
	s.takeToken(p)
	name, _, _ := strings.Cut(p.card.holder, "-CH") // the holders of 3DS tests
	result, special := outcomes[name]
	if !special {
		result = outcomes["APRO"]
	}
	result = s.secure(p, result)
	if p.binary && result[0] == "in_process" {
		result = outcomes["OTHE"]
	}
	if result[0] == "approved" {
		result = s.granted(p)
	}
	s.settle(p, result[0], result[1])
}

// granted is what a yes makes of a payment, given at once or after a review: money, or a hold on
// a card that is to be captured.
func (s *Server) granted(p *payment) (result [2]string) {
	if p.card == nil {
		return outcomes["APRO"]
	}
	p.expires = time.Time{}
	if p.authorization == "" {
		p.authorization = strconv.FormatInt(s.ids.between(100_000, 999_999), 10)
	}
	if p.captured {
		return outcomes["APRO"]
	}
	p.expires = s.cfg.Now().Add(s.holdTime())
	return [2]string{"authorized", "pending_capture"}
}

// approve settles and announces what granted says.
func (s *Server) approve(p *payment) {
	result := s.granted(p)
	s.change(p, result[0], result[1])
}

// settle moves a payment to a state and keeps its dates right.
func (s *Server) settle(p *payment, status, detail string) {
	p.status, p.detail, p.updated = status, detail, s.cfg.Now()
	s.edits++
	s.state.nextLapse = time.Time{}
	if status == "approved" && p.approved.IsZero() {
		p.approved = p.updated
	}
}

// change is settle for a payment that exists: it is announced.
func (s *Server) change(p *payment, status, detail string) {
	s.settle(p, status, detail)
	s.announce(p, "payment.updated")
}

// touch lets time do its work: what was not paid or captured in time is cancelled.
func (s *Server) touch(p *payment) {
	s.elapse(p)
	if (p.status == "pending" || p.status == "authorized") && !p.expires.IsZero() && !s.cfg.Now().Before(p.expires) {
		s.change(p, "cancelled", "expired")
	}
}

// find returns the payment named in the path; ids are plain digits.
func (s *Server) find(c *call) (*payment, bool) {
	id, err := strconv.ParseInt(c.params["id"], 10, 64)
	if err != nil {
		return nil, false
	}
	p, found := s.state.payments.get(id)
	if found {
		s.touch(p)
	}
	return p, found
}

func (s *Server) readPayment(c *call) reply {
	p, found := s.find(c)
	if !found {
		return s.missingPayment()
	}
	return ok(s.paymentView(p))
}

func (s *Server) updatePayment(c *call) reply {
	p, found := s.find(c)
	if !found {
		return s.missingPayment()
	}
	if bad := checkPaymentShape(updateShape, c.body); bad != nil {
		return *bad
	}
	b := c.body
	switch {
	case text(b, "status") == "cancelled":
		return s.cancelPayment(c)
	case b["status"] != nil:
		return refuse(badRequest, 2016, "Invalid status for update")
	case truth(b, "capture", false):
		return s.capture(p, b)
	case b["transaction_amount"] != nil:
		return refuse(badRequest, 2017, "Invalid transaction_amount for update")
	case b["date_of_expiration"] != nil:
		return s.extend(p, b)
	}
	changed := false
	if m := child(b, "metadata"); m != nil {
		p.metadata, changed = snakeKeys(m), true
	}
	for _, key := range []string{"description", "external_reference"} {
		if b[key] != nil {
			p.request = with(p.request, key, b[key])
			changed = true
		}
	}
	if !changed {
		return paramsError("nothing to update")
	}
	p.updated = s.cfg.Now()
	s.state.payments.put(p.id, p, len(c.raw))
	return ok(s.paymentView(p))
}

// with returns a copy of o with one key set: answers already given may still hold the original.
func with(o object, key string, v any) object {
	out := make(object, len(o)+1)
	for k, e := range o {
		out[k] = e
	}
	out[key] = v
	return out
}

func (s *Server) cancelPayment(c *call) reply {
	p, found := s.find(c)
	switch {
	case !found:
		return s.missingPayment()
	case text(c.body, "status") != "cancelled" && c.body != nil:
		return refuse(badRequest, 2016, "Invalid status for update")
	case p.status != "pending" && p.status != "in_process" && p.status != "authorized":
		return s.wrongState()
	}
	s.change(p, "cancelled", "by_collector")
	return ok(s.paymentView(p))
}

// capture takes all or part of what a card holds.
func (s *Server) capture(p *payment, b object) reply {
	if p.status != "authorized" {
		return s.wrongState()
	}
	if b["transaction_amount"] != nil {
		amount, fault := parseAmount(b["transaction_amount"], decimals(s.site))
		if fault != amountFine || amount > p.amount {
			return refuse(badRequest, 2017, "Invalid transaction_amount for update")
		}
		p.amount = amount
	}
	p.captured, p.expires = true, time.Time{}
	s.change(p, "approved", "accredited")
	return ok(s.paymentView(p))
}

func (s *Server) extend(p *payment, b object) reply {
	if p.status != "pending" || p.challenge != nil { // a bank's question has a deadline of its own
		return s.wrongState()
	}
	at, bad := s.readExpiry(b, p.method.ID == "pix")
	if bad != nil {
		return *bad
	}
	p.expires, p.updated = at, s.cfg.Now()
	return ok(s.paymentView(p))
}

// Pay plays the payer: a pending or reviewed payment becomes approved and is announced.
func (s *Server) Pay(id int64) error { return s.decide(id, "approved", "accredited") }

// Refuse plays the bank: a pending or reviewed payment becomes rejected.
func (s *Server) Refuse(id int64) error { return s.decide(id, "rejected", "rejected_by_bank") }

func (s *Server) decide(id int64, status, detail string) error {
	if s.journal != nil {
		return s.Control("pay", payOrder{ID: id, Result: status})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.decideLocked(id, status, detail)
}

func (s *Server) decideLocked(id int64, status, detail string) error {
	p, found := s.state.payments.get(id)
	if !found {
		return errNoPayment
	}
	s.touch(p)
	if p.status != "pending" && p.status != "in_process" {
		return errNotOpen
	}
	if p.detail == "pending_challenge" {
		s.finishChallenge(p, status == "approved")
		return nil
	}
	switch {
	case status == "approved":
		s.approve(p)
	case p.card != nil:
		s.change(p, status, "cc_rejected_other_reason")
	default:
		s.change(p, status, detail)
	}
	return nil
}
