package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// movement is one line of a report: something that happened to the account's money. What is
// taken is negative, what is given positive.
type movement struct {
	at          time.Time // when it counts
	source      string    // id of the payment, refund, transfer
	kind, about string    // TRANSACTION_TYPE of one family, DESCRIPTION of the other
	p           *payment  // nil for money sent out
	reference   string
	gross       money
	fee, market money // of Mercado Pago and of the marketplace
}

func (m *movement) net() money { return m.gross + m.fee + m.market }

// movements are the account's, oldest first; released shifts payments to when their money came
// free. What the Orders API collects is not among them.
func (s *Server) movements(released bool) []*movement {
	var list []*movement
	for _, p := range s.state.payments.all() {
		list = append(list, s.paymentMovements(p, released)...)
	}
	for _, cl := range s.state.disputes.claims.all() {
		list = append(list, s.claimMovements(cl)...)
	}
	for _, cb := range s.state.disputes.chargebacks.all() {
		list = append(list, cb.movements()...)
	}
	for _, p := range s.state.payouts.all() {
		list = append(list, s.payoutMovements(p)...)
	}
	slices.SortStableFunc(list, func(a, b *movement) int { return a.at.Compare(b.at) })
	return list
}

func movementOf(p *payment, at time.Time, source int64, kind, about string) *movement {
	return &movement{at: at, source: strconv.FormatInt(source, 10), kind: kind, about: about, p: p, reference: text(p.request, "external_reference")}
}

// paymentMovements are a sale and its refunds. The check of a card moves no money.
func (s *Server) paymentMovements(p *payment, released bool) []*movement {
	if !p.paid() || p.amount == 0 {
		return nil
	}
	at := p.approved
	if released {
		at = p.released()
	}
	fee, _ := s.fees(p)
	sale := movementOf(p, at, p.id, "SETTLEMENT", "payment")
	sale.gross, sale.fee, sale.market = p.amount, -fee, -p.application
	list := []*movement{sale}
	given := money(0)
	for _, r := range p.refunds {
		back := movementOf(p, r.created, r.id, "REFUND", "refund")
		back.gross, back.fee = -r.amount, s.feeOf(p, given+r.amount)-s.feeOf(p, given)
		given += r.amount
		list = append(list, back)
	}
	return list
}

// feeOf is the fee on a part of a payment. Parts are counted from the first cent, so that refunds
// in many parts give back what one refund would, to the cent.
func (s *Server) feeOf(p *payment, part money) money {
	fee, _ := s.fees(p)
	return fee.share(float64(part)/float64(p.amount), decimals(s.site))
}

// claimMovements hold the net of what was not refunded while the payment is disputed.
func (s *Server) claimMovements(cl *claim) []*movement {
	p := cl.payment
	if p.amount == 0 {
		return nil
	}
	fee := s.feeOf(p, p.amount) - s.feeOf(p, p.amount-cl.held)
	hold := movementOf(p, cl.created, p.id, "DISPUTE", "mediation")
	hold.gross, hold.fee = -cl.held, fee
	if cl.status == "opened" {
		return []*movement{hold}
	}
	free := movementOf(p, cl.updated, p.id, "DISPUTE", "mediation_cancel")
	free.gross, free.fee = cl.held, -fee
	return []*movement{hold, free}
}

// movements of a chargeback take the whole amount; a seller who is covered gets it back.
func (cb *chargeback) movements() []*movement {
	taken := movementOf(cb.payment, cb.created, cb.payment.id, "CHARGEBACK", "chargeback")
	taken.gross = -cb.amount
	if cb.covered == nil || !*cb.covered {
		return []*movement{taken}
	}
	back := movementOf(cb.payment, cb.updated, cb.payment.id, "CHARGEBACK", "chargeback")
	back.gross = cb.amount
	return []*movement{taken, back}
}

// payoutMovements are the transfers that went through. The states a test asks for by name hold
// from the start.
func (s *Server) payoutMovements(p *payout) (list []*movement) {
	at, now := p.created.Add(payoutTime), s.cfg.Now()
	if p.fixed != "" {
		at = p.created
	}
	for _, t := range p.transfers {
		if state := p.state(t, now); state != "processed" && state != "approved" {
			continue
		}
		amount, _ := parseAmount(t.sent["amount"], decimals(s.site))
		list = append(list, &movement{at: at, source: t.id, kind: "PAYOUT", about: "payout", reference: p.reference, gross: -amount})
	}
	return list
}

// shopCell are the columns about the till a payment was made at.
func (s *Server) shopCell(p *payment, key string) (string, bool) {
	id := text(p.extra, "pos_id")
	till, found := s.state.instore.pos.get(asID(id))
	var where *shop
	if found {
		where, _ = s.state.instore.stores.get(till.store)
	}
	switch key {
	case "POS_ID":
		return id, true
	case "STORE_ID":
		return text(p.extra, "store_id"), true
	case "POS_NAME", "EXTERNAL_POS_ID":
		if found {
			return text(till.request, map[string]string{"POS_NAME": "name", "EXTERNAL_POS_ID": "external_id"}[key]), true
		}
		return "", true
	case "STORE_NAME", "EXTERNAL_STORE_ID":
		if where != nil {
			return text(where.request, map[string]string{"STORE_NAME": "name", "EXTERNAL_STORE_ID": "external_id"}[key]), true
		}
		return "", true
	}
	return "", false
}

// payerCell are the columns that only Argentina has.
func (s *Server) payerCell(p *payment, key string) (string, bool) {
	payer := child(p.request, "payer")
	doc := child(payer, "identification")
	cells := map[string]string{"PAYER_NAME": strings.TrimSpace(text(payer, "first_name") + " " + text(payer, "last_name")),
		"PAYER_ID_TYPE": text(doc, "type"), "PAYER_ID_NUMBER": text(doc, "number")}
	v, known := cells[key]
	if s.site.ID != mpclient.MLA {
		v = ""
	}
	return v, known
}
