package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// orderOutcomes maps card holder names to the details of a declined transaction. OTHE was
// measured; DUPL, CTNA, BLAC and UNSU are told by nobody and got the nearest detail there is.
var orderOutcomes = map[string]string{
	"OTHE": "rejected_by_issuer", "CALL": "required_call_for_authorize", "FUND": "insufficient_amount",
	"SECU": "bad_filled_card_data", "EXPI": "bad_filled_card_data", "FORM": "bad_filled_card_data", "CARD": "bad_filled_card_data",
	"INST": "invalid_installments", "LOCK": "card_disabled", "ATTE": "max_attempts_exceeded",
	"DUPL": "rejected_other_reason", "CTNA": "rejected_other_reason", "BLAC": "high_risk", "UNSU": "rejected_other_reason",
}

// The buyer called APRO pays a Pix by himself; the earliest seen was after six seconds.
const (
	selfPayer     = "APRO"
	selfPayAfter  = 6 * time.Second
	challengeLife = 5 * time.Minute
)

// runOrder charges every transaction of an order that has none charged. A declined one makes the
// answer 402 with the order under data: it exists all the same.
func (s *Server) runOrder(o *order, status int) reply {
	if bad := s.checkBins(o); bad != nil {
		return *bad
	}
	o.expires = time.Time{}
	for _, p := range o.payments {
		s.charge(o, p)
		s.setOrder(o, p.status, orderDetail(p))
		if !p.expires.IsZero() {
			o.expires = p.expires
		}
	}
	s.announceOrder(o)
	view := s.orderView(o)
	if o.status != "failed" {
		return reply{status, view}
	}
	var details []string
	for _, p := range o.payments {
		details = append(details, p.id+": "+p.detail)
	}
	return reply{http.StatusPaymentRequired, object{
		"errors": []orderFault{{"failed", "The following transactions failed", details}}, "data": view}}
}

// orderDetail is what the order says about the state of its one transaction.
func orderDetail(p *orderPayment) string {
	if p.status == "failed" {
		return "failed"
	}
	return p.detail
}

// checkBins refuses cards sent under the name of a method they do not belong to, "mastercard"
// for example.
func (s *Server) checkBins(o *order) *reply {
	for _, p := range o.payments {
		kind, id := text(p.method, "type"), text(p.method, "id")
		if kind != "credit_card" && kind != "debit_card" {
			continue
		}
		_, known := s.method(id)
		t, found := s.state.tokens.get(text(p.method, "token"))
		if !known || found && !slices.Contains(t.brand.methods, id) {
			return ptr(refuseOrder(badRequest, "bin_not_found", "Bin not found"))
		}
	}
	return nil
}

func (s *Server) charge(o *order, p *orderPayment) {
	p.attempts++
	p.reference = s.ids.hex(10)
	switch id := text(p.method, "id"); {
	case len(p.method) == 0: // a payment profile, charged when it is due
		p.status, p.detail = "processing", "processing"
	case text(p.method, "token") != "":
		s.chargeOrderCard(o, p)
	case id == "account_money":
		p.status, p.detail, p.paid = "processed", "accredited", p.amount
	case id == "pix" && !s.acct.pixKey:
		p.status, p.detail = "failed", "processing_error" // what the real API says here is not known
	default:
		s.awaitTransfer(o, p)
	}
}

func (s *Server) chargeOrderCard(o *order, p *orderPayment) {
	t, found := s.state.tokens.get(text(p.method, "token"))
	if !found || t.client != o.client || t.status(s.cfg.Now()) != "active" {
		p.status, p.detail = "failed", "invalid_card_token"
		return
	}
	t.used, t.updated = true, s.cfg.Now()
	p.card = t
	if c := s.challengeFor(o, t); c != nil {
		p.challenge, p.expires = c, s.cfg.Now().Add(challengeLife)
		p.status, p.detail = "action_required", "pending_challenge"
		return
	}
	s.authorizeCard(o, p)
}

// authorizeCard is the bank's answer, by the holder's name; any other name is a cooperative card.
func (s *Server) authorizeCard(o *order, p *orderPayment) {
	detail, declined := orderOutcomes[p.card.holder]
	switch {
	case declined:
		p.status, p.detail = "failed", detail
	case p.card.holder == "CONT":
		p.status, p.detail = "processing", "in_process"
	case o.capture == "manual" && text(p.method, "type") == "credit_card":
		p.status, p.detail, p.expires = "action_required", "waiting_capture", s.cfg.Now().Add(s.holdTime())
	default:
		p.status, p.detail, p.paid = "processed", "accredited", p.amount
	}
}

// awaitTransfer issues what the payer needs: a BR Code, a slip, the address of a bank.
func (s *Server) awaitTransfer(o *order, p *orderPayment) {
	m, _ := s.method(text(p.method, "id"))
	now := s.cfg.Now()
	p.status, p.detail = "action_required", "waiting_payment"
	if m.Type == "bank_transfer" {
		p.detail = "waiting_transfer"
	}
	// Measured: only the transaction's own duration counts, not the order's.
	p.expires = defaultExpiry(m, now)
	if d, sent := parseDuration(text(p.request, "expiration_time")); sent {
		p.expires = now.Add(d)
	}
	if at, sent := parseDate(text(p.request, "date_of_expiration")); sent {
		p.expires = at
	}
	number := s.ids.between(170_000_000_000, 180_000_000_000)
	world := ""
	if s.acct.testUser() {
		world = "sandbox/"
	}
	payer := strconv.FormatInt(s.ids.between(1_000_000_000, 2_000_000_000), 10)
	p.slip = slip{number, s.ids.uuid()}
	p.method["ticket_url"] = s.webBase(o.base) + "/" + world + "payments/" + strconv.FormatInt(number, 10) + "/ticket?caller_id=" + payer + "&hash=" + p.slip.hash
	switch m.ID {
	case "pix":
		code := brCode(s.acct.pixAddress, p.amount, merchantName, merchantCity, "mpqrinter"+strconv.FormatInt(number, 10))
		p.method["qr_code"], p.method["qr_code_base64"] = code, qrImage(code)
		if text(child(o.request, "payer"), "first_name") == selfPayer {
			o.plan = append(o.plan, orderStep{at: now.Add(selfPayAfter), status: "processed", detail: "accredited"})
		}
	case "pse", "webpay", "khipu":
		p.method["redirect_url"] = p.method["ticket_url"]
		delete(p.method, "ticket_url")
	case "clabe":
		p.method["reference"] = clabe(strconv.FormatInt(s.ids.between(6_000_000_000, 6_999_999_999), 10))
	default:
		reference := strconv.FormatInt(s.ids.between(6_000_000_000, 6_999_999_999), 10)
		p.method["reference"] = reference
		if m.ID == "bolbradesco" || m.ID == "pec" {
			bars := boletoBarcode(p.amount, p.expires, reference)
			p.method["barcode_content"], p.method["digitable_line"] = bars, digitableLine(bars)
		} else {
			p.method["barcode_content"], p.method["verification_code"] = "1"+reference, reference
		}
	}
}

// orderChallenge is a 3DS question the payer has yet to answer.
type orderChallenge struct {
	id     string
	passes bool // once answered
}

// challengeFor asks the two test cards made for it and the holders named after them, if the
// order wants 3DS.
func (s *Server) challengeFor(o *order, t *cardToken) *orderChallenge {
	security := child(child(child(o.request, "config"), "online"), "transaction_security")
	if v := text(security, "validation"); v == "" || v == "never" {
		return nil
	}
	good := t.holder == "APRO-CHOK" || t.bin == "54839281"
	bad := t.holder == "OTHE-CHNO" || t.bin == "53619568"
	if !good && !bad {
		return nil
	}
	return &orderChallenge{id: s.ids.uuid(), passes: !bad}
}
