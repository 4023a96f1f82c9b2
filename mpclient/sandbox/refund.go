package sandbox

import (
	"net/http"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

var refundRoutes = []route{
	{"POST", "/v1/payments/{id}/refunds", activated, (*Server).createRefund},
	{"GET", "/v1/payments/{id}/refunds", activated, (*Server).listRefunds},
	{"GET", "/v1/payments/{id}/refunds/{refund}", activated, (*Server).readRefund},
}

type refund struct {
	id      int64
	amount  money
	created time.Time
}

const maxRefunds = 20

func (s *Server) refundView(p *payment, r *refund) object {
	return object{
		"id": r.id, "payment_id": p.id, "amount": r.amount, "metadata": object{}, "status": "approved", "reason": nil,
		"source":       object{"id": strconv.FormatInt(s.acct.userID, 10), "name": "Loja Exemplo", "type": "collector"},
		"date_created": isoDate(r.created), "unique_sequence_number": nil, "refund_mode": "standard", "adjustment_amount": 0,
		"labels": []string{}, "partition_details": []object{},
	}
}

func (s *Server) refundViews(p *payment) []object {
	list := []object{}
	for _, r := range p.refunds {
		list = append(list, s.refundView(p, r))
	}
	return list
}

// refundWindow is 180 days, in Peru 90.
func refundWindow(site mpclient.SiteID) time.Duration {
	if site == mpclient.MPE {
		return 90 * 24 * time.Hour
	}
	return 180 * 24 * time.Hour
}

func (s *Server) createRefund(c *call) reply {
	return s.once(c, func() reply {
		p, found := s.find(c)
		if !found {
			return s.missingPayment()
		}
		left := p.amount - p.refunded
		amount := left
		if v := c.body["amount"]; v != nil {
			var fault amountFault
			amount, fault = parseAmount(v, decimals(s.site))
			if fault == amountNotNumber {
				return paramsError("amount must be numeric")
			}
			if fault != amountFine {
				return refuse(badRequest, 2017, "Invalid amount for refund")
			}
		}
		switch {
		case p.status != "approved":
			return s.wrongState()
		case s.cfg.Now().Sub(p.approved) > refundWindow(s.site.ID):
			return refuse(badRequest, 2024, "Payment too old to be refunded")
		case len(p.refunds) >= maxRefunds:
			return refuse(badRequest, 2022, "Max number of refunds reached")
		case amount > left:
			return refuse(badRequest, 2017, "Invalid amount for refund")
		}
		s.state.lastRefund += s.ids.between(1, 90)
		r := &refund{id: s.state.lastRefund, amount: amount, created: s.cfg.Now()}
		p.refunds = append(p.refunds, r)
		p.refunded += amount
		if p.refunded == p.amount {
			s.change(p, "refunded", "refunded")
		} else {
			s.change(p, "approved", "partially_refunded")
		}
		return created(s.refundView(p, r))
	})
}

func (s *Server) listRefunds(c *call) reply {
	p, found := s.find(c)
	if !found {
		return s.missingPayment()
	}
	return ok(s.refundViews(p))
}

func (s *Server) readRefund(c *call) reply {
	p, found := s.find(c)
	if !found {
		return s.missingPayment()
	}
	for _, r := range p.refunds {
		if strconv.FormatInt(r.id, 10) == c.params["refund"] {
			return ok(s.refundView(p, r))
		}
	}
	return fail(http.StatusNotFound, "Refund not found")
}
