package sandbox

import (
	"net/http"
	"slices"
	"time"
)

func (s *Server) processOrder(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		switch {
		case o.kind != orderOnline:
			return refuseOrder(badRequest, "invalid_order_type", "Invalid order type")
		case o.processing != "manual":
			return wrongOrderMode()
		case o.status != "created":
			return orderConflict("operation_not_supported", "Operation not supported")
		case len(o.payments) == 0:
			return refuseOrder(badRequest, "order_builder_without_transactions", "The order has no transactions")
		}
		return s.runOrder(o, http.StatusOK)
	})
}

func wrongOrderMode() reply {
	return refuseOrder(badRequest, "invalid_order_mode_for_operation", "Invalid order mode for the operation")
}

// captureOrder takes all that is held; a part cannot be captured.
func (s *Server) captureOrder(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		if o.status != "action_required" || o.detail != "waiting_capture" {
			return orderConflict("cannot_capture_order", "Cannot capture order")
		}
		o.expires = time.Time{}
		for _, p := range o.payments {
			p.expires = time.Time{}
		}
		s.moveOrder(o, "processed", "accredited", "accredited")
		view := s.orderView(o)
		return ok(object{"id": o.id, "status": o.status, "status_detail": o.detail, "transactions": view["transactions"]})
	})
}

// atTerminalHeader lets an order be cancelled that a terminal has picked up.
const atTerminalHeader = "x-allow-cancelable-status"

func (s *Server) cancelOrder(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		switch o.status {
		case "created", "action_required":
		case "at_terminal":
			if c.header.Get(atTerminalHeader) != "at_terminal" {
				return orderConflict("cannot_cancel_order", "Cannot cancel order")
			}
		case "canceled":
			return orderConflict("order_already_cancelled", "Order already cancelled")
		default:
			return orderConflict("cannot_cancel_order", "Cannot cancel order")
		}
		o.plan = nil
		s.moveOrder(o, "canceled", "canceled", "canceled")
		return ok(s.orderView(o))
	})
}

// refundOrder gives back everything, or the listed parts. The answer shows the refunds made.
func (s *Server) refundOrder(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		if bad := checkOrderShape(orderRefundShape, c.body); bad != nil {
			return *bad
		}
		switch o.status {
		case "processed":
		case "refunded":
			return orderConflict("order_already_refunded", "Order already refunded")
		default:
			return cannotRefund()
		}
		made, bad := s.planRefunds(o, list(c.body, "transactions"))
		if bad != nil {
			return *bad
		}
		for _, r := range made {
			r.payment.refunded += r.amount
			if r.payment.refunded == r.payment.amount {
				r.payment.status, r.payment.detail = "refunded", "refunded"
			}
		}
		o.refunds = append(o.refunds, made...)
		open := slices.ContainsFunc(o.payments, func(p *orderPayment) bool { return p.status != "refunded" })
		if s.setOrder(o, "refunded", "refunded"); open {
			s.setOrder(o, "processed", "partially_refunded")
		}
		s.announceOrder(o)
		return created(object{"id": o.id, "status": o.status, "status_detail": o.detail,
			"transactions": object{"refunds": s.orderRefundViews(made)}})
	})
}

func cannotRefund() reply { return orderConflict("cannot_refund_order", "Cannot refund order") }

// planRefunds reads what is to be given back, without doing it: it is all or nothing.
func (s *Server) planRefunds(o *order, wanted []object) ([]*orderRefund, *reply) {
	if s.cfg.Now().Sub(o.created) > refundWindow(s.site.ID) {
		return nil, ptr(cannotRefund())
	}
	parts := map[*orderPayment]money{}
	for _, w := range wanted {
		p, bad := o.payment(text(w, "id"))
		if bad != nil {
			return nil, bad
		}
		amount, fine := orderAmount(s.site, text(w, "amount"))
		if w["amount"] == nil {
			amount, fine = p.amount-p.refunded-parts[p], true
		}
		if !fine {
			var f orderFaults
			f.value("transactions.amount", noPattern)
			return nil, f.reply()
		}
		parts[p] += amount
	}
	var made []*orderRefund
	for _, p := range o.payments {
		amount, asked := parts[p]
		if len(wanted) == 0 {
			amount, asked = p.amount-p.refunded, true
		}
		if !asked {
			continue
		}
		if amount <= 0 || amount > p.amount-p.refunded {
			return nil, ptr(cannotRefund())
		}
		made = append(made, &orderRefund{id: "REF" + ulid(s.cfg.Now(), s.ids), reference: ulid(s.cfg.Now(), s.ids), payment: p, amount: amount})
	}
	return made, nil
}

// openForChanges tells why the transactions of an order are fixed: only manual ones that were
// not processed may still change.
func (o *order) openForChanges() *reply {
	switch {
	case o.kind != orderOnline:
		return ptr(refuseOrder(badRequest, "invalid_order_type", "Invalid order type"))
	case o.processing != "manual":
		return ptr(wrongOrderMode())
	case o.status != "created":
		return ptr(orderConflict("operation_not_supported", "Operation not supported"))
	}
	return nil
}

func (s *Server) addTransactions(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		if bad := o.openForChanges(); bad != nil {
			return *bad
		}
		if bad := checkOrderShape(transactionsShape, c.body); bad != nil {
			return *bad
		}
		sent := list(c.body, "payments")
		var f orderFaults
		if len(sent) == 0 {
			f.need("payments")
		}
		for _, p := range sent {
			s.checkOrderPayment(&f, o.request, p, "payments[0].", orderOnline)
		}
		if bad := f.reply(); bad != nil {
			return *bad
		}
		if len(sent)+len(o.payments) > 1 {
			return refuseOrder(badRequest, "exceeded_number_of_transactions", "The number of transactions is exceeded")
		}
		p := s.newOrderPayment(o, sent[0])
		if p.amount != o.total {
			return refuseOrder(badRequest, "invalid_total_amount", "The total amount does not match the sum of the transactions")
		}
		o.payments = append(o.payments, p)
		s.setOrder(o, o.status, o.detail)
		return created(object{"payments": []object{s.orderPaymentView(o, p)}})
	})
}

// updateTransaction replaces the payment method. The rest of the transaction stays.
func (s *Server) updateTransaction(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		if bad := o.openForChanges(); bad != nil {
			return *bad
		}
		p, bad := o.payment(c.params["tx"])
		if bad != nil {
			return *bad
		}
		if bad := checkOrderShape(transactionShape, c.body); bad != nil {
			return *bad
		}
		if len(c.body) == 0 {
			return refuseOrder(badRequest, "minimum_properties", "Not enough properties", "'$' - minimum 1 properties allowed, but found 0 properties")
		}
		request := overlay(p.request, c.body, 1)
		var f orderFaults
		s.checkOrderPayment(&f, o.request, request, "", orderOnline)
		if bad := f.reply(); bad != nil {
			return *bad
		}
		if amount, _ := orderAmount(s.site, text(request, "amount")); amount != o.total {
			return refuseOrder(badRequest, "invalid_total_amount", "The total amount does not match the sum of the transactions")
		}
		p.request, p.method = request, sentMethod(request)
		s.setOrder(o, o.status, o.detail)
		return ok(s.orderPaymentView(o, p))
	})
}

// deleteTransaction asks for no idempotency key: only POST and PUT do.
func (s *Server) deleteTransaction(c *call) reply {
	o, bad := s.findOrder(c)
	if bad != nil {
		return *bad
	}
	if bad := o.openForChanges(); bad != nil {
		return *bad
	}
	p, bad := o.payment(c.params["tx"])
	if bad != nil {
		return *bad
	}
	o.payments = slices.DeleteFunc(o.payments, func(q *orderPayment) bool { return q == p })
	s.setOrder(o, o.status, o.detail)
	return reply{status: http.StatusNoContent}
}
