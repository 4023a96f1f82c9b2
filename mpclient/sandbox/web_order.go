package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// challengePath is where an order's payer answers the bank; a shop opens it in a frame.
const challengePath = "/checkout/challenge/"

// orderOfSlip finds the transaction a ticket page belongs to, as it stands now.
func (s *Server) orderOfSlip(wanted slip) (*order, *orderPayment) {
	if wanted.number == 0 || wanted.hash == "" {
		return nil, nil
	}
	for _, o := range s.state.orders.list.all() {
		for _, p := range o.payments {
			if p.slip == wanted {
				s.touchOrder(o)
				return o, p
			}
		}
	}
	return nil, nil
}

// orderStates say what a transaction's state is called on a page, in the words of payments.
var orderStates = map[string]string{"created": "pending", "action_required": "pending", "at_terminal": "pending", "processing": "in_process", "processed": "approved",
	"failed": "rejected", "canceled": "cancelled", "expired": "cancelled", "refunded": "refunded", "charged_back": "charged_back"}

func (s *Server) orderTicketOf(o *order, p *orderPayment, v *visit) ticketPage {
	m, _ := s.method(text(p.method, "id"))
	page := ticketPage{Method: m.Name, Total: s.price(p.amount), Status: p.status, State: word(v.lang, orderStates[p.status]), Open: p.status == "action_required",
		Self: s.slipPage(p, v), Code: text(p.method, "qr_code"), Line: text(p.method, "digitable_line"), Due: p.expires.In(apiZone).Format("02/01/2006 15:04")}
	if page.Line == "" {
		page.Reference = text(p.method, "reference")
	}
	page.drawQR(text(p.method, "qr_code_base64"))
	if !page.Open {
		page.returnTo(text(child(child(o.request, "config"), "online"), "callback_url"))
	}
	return page
}

// slipPage is the address of a transaction's ticket on this simulator.
func (s *Server) slipPage(p *orderPayment, v *visit) string {
	return query("/payments/"+strconv.FormatInt(p.slip.number, 10)+"/ticket", "hash", p.slip.hash, "lang", v.lang)
}

// enterOrderChallenge finds the transaction a bank's page asks about while it does.
func (s *Server) enterOrderChallenge(id string, f func(*order, *orderPayment)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inAccounts(func() bool {
		for _, o := range s.state.orders.list.all() {
			i := slices.IndexFunc(o.payments, func(p *orderPayment) bool { return p.challenge != nil && p.challenge.id == id })
			if i < 0 {
				continue
			}
			if s.touchOrder(o); o.payments[i].detail != "pending_challenge" {
				return false
			}
			f(o, o.payments[i])
			return true
		}
		return false
	})
}

func (s *Server) showOrderChallenge(v *visit, wild []string) {
	page := challengePage{Action: challengePath + wild[0]}
	v.csp = framed
	if !s.enterOrderChallenge(wild[0], func(_ *order, p *orderPayment) { page.Total = s.price(p.amount) }) {
		v.oops(http.StatusNotFound, "no_challenge")
		return
	}
	v.show(http.StatusOK, "challenge.html", page)
}

// answerOrderPage is the answer given on that page.
func (s *Server) answerOrderPage(v *visit, wild []string) {
	page := challengePage{Done: true}
	v.csp = framed
	if !s.enterOrderChallenge(wild[0], func(o *order, _ *orderPayment) {
		s.answerOrderChallenge(o, v.q.Get("do") == "confirm")
		page.Nonce = s.traceIDs.uuid()
	}) {
		v.oops(http.StatusNotFound, "no_challenge")
		return
	}
	v.finishChallenge(page)
}

// orderLine is an order on the control page.
func (s *Server) orderLine(o *order, v *visit, at func(time.Time) string) orderLine {
	s.touchOrder(o)
	line := orderLine{resourceLine: resourceLine{ID: o.id, Method: o.kind, Amount: s.price(o.total), Status: o.status, Detail: o.detail,
		Reference: text(o.request, "external_reference"), Created: at(o.created)}}
	if o.decidable() {
		line.Actions = append(line.Actions, press{"pay", o.id}, press{"refuse", o.id})
	}
	if o.waiting() {
		line.Actions = append(line.Actions, press{"expire", o.id})
	}
	for _, p := range o.payments {
		t := resourceLine{ID: p.id, Method: text(p.method, "id"), Amount: s.price(p.amount), Status: p.status, Detail: p.detail}
		switch {
		case p.slip.number != 0:
			t.URL = s.slipPage(p, v)
		case p.detail == "pending_challenge":
			t.URL = query(challengePath+p.challenge.id, "lang", v.lang)
		}
		line.Transactions = append(line.Transactions, t)
	}
	return line
}

// returnTo offers the way back to a shop: a bank sends its client back, a ticket is paid elsewhere.
func (t *ticketPage) returnTo(callback string) {
	if u, err := url.Parse(callback); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		t.Return = u.String()
	}
}

// isOrder tells the ids of orders from those of payments.
func isOrder(id string) bool { return strings.HasPrefix(id, "ORD") && orderIDForm().MatchString(id) }
