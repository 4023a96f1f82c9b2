package sandbox

import (
	"net/http"
	"slices"
	"strconv"
)

func (s *Server) advancedRefunds(_ *call, a *advanced) reply {
	return ok(append([]object{}, a.refunds...))
}

const maxPartRefunds = 1_000 // of one advanced payment

// refundable is what is left of the payments.
func (a *advanced) refundable() (left money) {
	for _, p := range a.payments {
		if p.status == "approved" {
			left += p.amount - p.refunded
		}
	}
	return left
}

// refundAmount reads the amount of a refund; absent means all that is left.
func (s *Server) refundAmount(c *call, left money) (money, *reply) {
	if c.body["amount"] == nil {
		if left == 0 {
			return 0, ptr(s.wrongState())
		}
		return left, nil
	}
	amount, fault := parseAmount(c.body["amount"], decimals(s.site))
	if fault != amountFine || amount > left {
		return 0, ptr(refuse(badRequest, 2017, "Invalid amount for refund"))
	}
	return amount, nil
}

// keyed runs a write once per key when the call has one.
func (s *Server) keyed(c *call, do func() reply) reply {
	if c.header.Get("X-Idempotency-Key") == "" {
		return do()
	}
	return s.once(c, do)
}

// refundAdvanced gives the whole or a part back, seller by seller. The Go SDK reads one object
// here, other SDKs a list: one object is answered.
func (s *Server) refundAdvanced(c *call, a *advanced) reply {
	return s.keyed(c, func() reply {
		amount, bad := s.refundAmount(c, a.refundable())
		if bad != nil {
			return *bad
		}
		if len(a.refunds) >= maxPartRefunds {
			return refuse(badRequest, 2022, "Max number of refunds reached")
		}
		rest := amount
		for _, d := range a.parts {
			part := min(rest, d.amount-d.given)
			d.given += part
			rest -= part
		}
		return created(s.giveAdvancedBack(a, nil, amount))
	})
}

func (s *Server) refundDisbursement(c *call, a *advanced) reply {
	return s.keyed(c, func() reply {
		i := slices.IndexFunc(a.parts, func(d *disbursement) bool { return strconv.FormatInt(d.id, 10) == c.params["id"] })
		if i < 0 {
			return fail(http.StatusNotFound, "disbursement not found")
		}
		d := a.parts[i]
		if s.advancedStatus(a) != "approved" {
			return s.wrongState()
		}
		// What was refunded payment by payment is gone for the parts too.
		amount, bad := s.refundAmount(c, min(d.amount-d.given, a.refundable()))
		if bad != nil {
			return *bad
		}
		if len(a.refunds) >= maxPartRefunds {
			return refuse(badRequest, 2022, "Max number of refunds reached")
		}
		d.given += amount
		return created(s.giveAdvancedBack(a, d, amount))
	})
}

// giveAdvancedBack takes the money from the payments in their order.
func (s *Server) giveAdvancedBack(a *advanced, d *disbursement, amount money) object {
	rest := amount
	for _, p := range a.payments {
		if part := min(rest, p.amount-p.refunded); part > 0 && p.status == "approved" {
			s.giveBack(p, part, "refunded")
			rest -= part
		}
	}
	s.state.lastRefund += s.ids.between(1, 90)
	a.updated = s.cfg.Now()
	v := object{"id": s.state.lastRefund, "advanced_payment_id": a.id, "amount": amount, "status": "approved", "date_created": isoDate(a.updated)}
	if d != nil {
		v["disbursement_id"] = d.id
	}
	a.refunds = append(a.refunds, v)
	return v
}
