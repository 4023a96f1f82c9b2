package sandbox

import (
	"errors"
	"slices"
	"time"
)

var (
	errNoOrder       = errors.New("sandbox: no such order")
	errOrderNotOpen  = errors.New("sandbox: the order does not wait for anybody")
	errOrderDecision = errors.New("sandbox: an order is approved or rejected")
)

// touchOrder lets time do its work on one order: planned steps happen, what waited too long
// lapses.
func (s *Server) touchOrder(o *order) {
	now := s.cfg.Now()
	for len(o.plan) > 0 && !o.plan[0].at.After(now) {
		step := o.plan[0]
		// What lapsed before a step came is not revived by it, however late anyone looks.
		if !o.expires.IsZero() && !step.at.Before(o.expires) && o.waiting() {
			break
		}
		o.plan = o.plan[1:]
		s.applyStep(o, step)
	}
	if o.waiting() && !o.expires.IsZero() && !now.Before(o.expires) {
		o.plan = nil
		if o.detail == "pending_challenge" {
			s.moveOrder(o, "failed", "failed", "3ds_challenge_expired")
			return
		}
		s.moveOrder(o, "expired", "expired", "expired")
	}
}

// touchOrders is touchOrder for all of them.
func (s *Server) touchOrders() {
	for _, o := range s.state.orders.list.all() {
		s.touchOrder(o)
	}
}

func (o *order) waiting() bool { return o.status == "created" || o.status == "action_required" }

// applyStep is one planned change. Being picked up by a terminal is nothing to notify about.
func (s *Server) applyStep(o *order, step orderStep) {
	detail := step.detail
	switch step.status {
	case "at_terminal":
		s.setOrder(o, "at_terminal", "at_terminal")
		for _, p := range o.payments {
			p.status, p.detail = "at_terminal", "at_terminal"
		}
		return
	case "refunded":
		for _, p := range o.payments {
			if left := p.amount - p.refunded; left > 0 {
				o.refunds = append(o.refunds, &orderRefund{id: "REF" + ulid(s.cfg.Now(), s.ids), reference: ulid(s.cfg.Now(), s.ids), payment: p, amount: left})
				p.refunded = p.amount
			}
		}
	}
	for _, p := range o.payments {
		if len(step.method) > 0 {
			p.method = step.method
		}
		if p.reference == "" {
			p.reference, p.attempts = s.ids.hex(10), 1
		}
	}
	orderDetail := detail
	if step.status == "failed" {
		orderDetail = "failed"
	}
	o.expires = time.Time{}
	s.moveOrder(o, step.status, orderDetail, detail)
}

// PayOrder plays the payer: an order that waits for a transfer, a review, a 3DS answer, a scan
// or a tap is paid and announced.
func (s *Server) PayOrder(id string) error { return s.decideOrder(id, true) }

// RefuseOrder plays the bank.
func (s *Server) RefuseOrder(id string) error { return s.decideOrder(id, false) }

func (s *Server) decideOrder(id string, pay bool) error {
	if s.journal != nil {
		return s.Control("order", orderDecision{id, map[bool]string{true: "approved", false: "rejected"}[pay]})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.decideOrderLocked(id, pay)
}

func (s *Server) decideOrderLocked(id string, pay bool) error {
	o, found := s.state.orders.list.get(id)
	if !found {
		return errNoOrder
	}
	s.touchOrder(o)
	if !o.decidable() {
		return errOrderNotOpen
	}
	inShop := o.inShop()
	step := orderStep{status: "failed", detail: "rejected_other_reason"}
	if pay {
		step = orderStep{status: "processed", detail: "accredited"}
	}
	if inShop {
		step.method = s.shopMethod(o.kind, nil)
	}
	o.plan = nil
	if o.detail == "pending_challenge" {
		s.answerOrderChallenge(o, pay)
		return nil
	}
	s.applyStep(o, step)
	return nil
}

// inShop tells an order that waits for somebody at the counter.
func (o *order) inShop() bool {
	return o.kind != orderOnline && (o.status == "created" || o.status == "at_terminal")
}

// decidable tells whether a payer or a bank still has a say.
func (o *order) decidable() bool {
	return o.inShop() || slices.Contains([]string{"waiting_transfer", "waiting_payment", "in_process", "processing", "pending_challenge"}, o.detail)
}

// answerOrderChallenge lets the bank decide once the payer has proved who he is. The card made for
// failing does not prove it.
func (s *Server) answerOrderChallenge(o *order, pay bool) {
	for _, p := range o.payments {
		if !pay || !p.challenge.passes {
			s.moveOrder(o, "failed", "failed", "cc_rejected_3ds_challenge")
			return
		}
		p.expires = time.Time{}
		s.authorizeCard(o, p)
		s.setOrder(o, p.status, orderDetail(p))
		o.expires = p.expires
	}
	s.announceOrder(o)
}

type orderDecision struct {
	ID     string `json:"id"`
	Result string `json:"result"` // approved (default) or rejected
}

// steerOrder plays payer and bank from outside, for the orders of any account.
func (s *Server) steerOrder(d orderDecision) string {
	if d.Result != "" && d.Result != "approved" && d.Result != "rejected" {
		return errOrderDecision.Error()
	}
	err := errNoOrder
	s.inAccounts(func() bool {
		err = s.decideOrderLocked(d.ID, d.Result != "rejected")
		return err != errNoOrder
	})
	return why(err)
}

// expireOrderLocked lets an order that waits run past its deadline now.
func (s *Server) expireOrderLocked(id string) error {
	err := errNoOrder
	s.inAccounts(func() bool {
		o, found := s.state.orders.list.get(id)
		if !found {
			return false
		}
		err = errOrderNotOpen
		if s.touchOrder(o); o.waiting() {
			err, o.expires = nil, s.cfg.Now()
			s.touchOrder(o)
		}
		return true
	})
	return err
}
