package sandbox

import (
	"net/http"
	"slices"
	"time"

	"github.com/homologa/homologa/mpclient"
)

var payoutRoutes = []route{
	{"POST", "/v1/payouts", bearer, (*Server).createPayout},
	{"GET", "/v1/payouts/{id}/transactions", bearer, ofPayout((*Server).listTransfers)},
	{"PUT", "/v1/payouts/{id}/transactions/{transfer}/cancel", bearer, ofPayout((*Server).cancelTransfer)},
	{"POST", "/v1/transaction-intents/process", bearer, (*Server).createIntent},
	{"GET", "/v1/transaction-intents/{id}", bearer, (*Server).readIntent},
}

// payout is money sent out: a batch, or in Brazil one transfer. The specification leaves its
// answers open; the fields here are the request's and a state.
type payout struct {
	id        string
	reference string
	fixed     string // a state the test asked for by its name as reference
	created   time.Time
	transfers []*transfer
}

type transfer struct {
	id        string
	sent      object
	cancelled bool
}

const (
	payoutTime   = 10 * time.Minute // from new to processed
	maxTransfers = 1_000
)

// payoutStates may be asked for by using their name as external_reference, as the guide says
// for tests.
var payoutStates = []string{"new", "approved", "processed", "rejected", "error", "canceled"}

func ofPayout(do func(*Server, *call, *payout) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		p, found := s.state.payouts.get(c.params["id"])
		if !found {
			return fail(http.StatusNotFound, "payout not found")
		}
		return do(s, c, p)
	}
}

func (s *Server) newPayout(b object, lines []object) (*payout, *reply) {
	p := &payout{id: s.ids.uuid(), reference: text(b, "external_reference"), created: s.cfg.Now()}
	if slices.Contains(payoutStates, p.reference) {
		p.fixed = p.reference
	}
	if len(lines) == 0 || len(lines) > maxTransfers {
		return nil, ptr(fail(badRequest, "transactions needed"))
	}
	for _, line := range lines {
		if _, fault := parseAmount(line["amount"], decimals(s.site)); fault != amountFine {
			return nil, ptr(fail(badRequest, "amount invalid"))
		}
		if cur := text(line, "currency_id"); cur != "" && cur != s.site.Currency {
			return nil, ptr(fail(badRequest, "currency_id invalid"))
		}
		p.transfers = append(p.transfers, &transfer{id: s.ids.uuid(), sent: line})
	}
	return p, nil
}

var payoutShape = parseShape(`external_reference transactions[ amount# currency_id payment_method_id beneficiary@ ]`)

func (s *Server) createPayout(c *call) reply {
	if !s.here(mpclient.MLA, mpclient.MLM) {
		return policyDenied()
	}
	return s.keyed(c, func() reply {
		if wrong := payoutShape.check(c.body).wrong; len(wrong) > 0 {
			return fail(badRequest, wrong[0]+" invalid")
		}
		var lines []object
		list, _ := c.body["transactions"].([]any)
		for _, e := range list {
			lines = append(lines, payoutShape.fields["transactions"].keep(e.(object)))
		}
		p, bad := s.newPayout(c.body, lines)
		if bad != nil {
			return *bad
		}
		s.state.payouts.put(p.id, p, len(c.raw))
		return created(object{"id": p.id, "external_reference": p.reference, "date_created": isoDate(p.created), "transactions": s.transferViews(p)})
	})
}

func (p *payout) state(t *transfer, now time.Time) string {
	switch {
	case t.cancelled:
		return "canceled"
	case p.fixed != "":
		return p.fixed
	case now.Sub(p.created) < payoutTime:
		return "new"
	}
	return "processed"
}

func (s *Server) transferViews(p *payout) []object {
	list := []object{}
	for _, t := range p.transfers {
		list = append(list, s.transferView(p, t))
	}
	return list
}

func (s *Server) transferView(p *payout, t *transfer) object {
	return overlay(object{"currency_id": s.site.Currency}, overlay(t.sent, object{"id": t.id, "status": p.state(t, s.cfg.Now())}, 1), 1)
}

func (s *Server) listTransfers(c *call, p *payout) reply {
	views := s.transferViews(p)
	return ok(object{"results": views, "paging": object{"total": len(views), "limit": len(views), "offset": 0}})
}

// cancelTransfer stops what was not processed yet.
func (s *Server) cancelTransfer(c *call, p *payout) reply {
	i := slices.IndexFunc(p.transfers, func(t *transfer) bool { return t.id == c.params["transfer"] })
	if i < 0 {
		return fail(http.StatusNotFound, "transaction not found")
	}
	if p.state(p.transfers[i], s.cfg.Now()) != "new" {
		return fail(badRequest, "the transaction cannot be cancelled")
	}
	p.transfers[i].cancelled = true
	return ok(s.transferView(p, p.transfers[i]))
}

var intentShape = parseShape(`external_reference point_of_interaction{ type } transaction*`)

// createIntent sends a Pix or a bank transfer in Brazil. A Pix arrives at once.
func (s *Server) createIntent(c *call) reply {
	if !s.here(mpclient.MLB) {
		return policyDenied()
	}
	return s.keyed(c, func() reply {
		line := child(c.body, "transaction")
		if wrong := intentShape.check(c.body).wrong; len(wrong) > 0 || line == nil {
			return fail(badRequest, "transaction invalid")
		}
		p, bad := s.newPayout(c.body, []object{overlay(line, nil, 1)})
		if bad != nil {
			return *bad
		}
		if text(line, "payment_method_id") != "bank_transfer" && p.fixed == "" {
			p.created = p.created.Add(-payoutTime)
		}
		s.state.payouts.put(p.id, p, len(c.raw))
		return created(s.intentView(p))
	})
}

func (s *Server) intentView(p *payout) object {
	t := p.transfers[0]
	return object{"id": p.id, "external_reference": p.reference, "status": p.state(t, s.cfg.Now()), "transaction": t.sent}
}

func (s *Server) readIntent(c *call) reply {
	p, found := s.state.payouts.get(c.params["id"])
	if !found || len(p.transfers) != 1 {
		return fail(http.StatusNotFound, "transaction intent not found")
	}
	return ok(s.intentView(p))
}
