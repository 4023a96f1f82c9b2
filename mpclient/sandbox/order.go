package sandbox

import (
	"net/http"
	"slices"
	"time"

	"github.com/homologa/homologa/mpclient"
)

var orderRoutes = forOrders([]route{
	{"POST", ordersPath, activated, (*Server).createOrder},
	{"GET", ordersPath, activated, (*Server).searchOrders},
	{"GET", ordersPath + "/{id}", activated, (*Server).readOrder},
	{"POST", ordersPath + "/{id}/process", activated, (*Server).processOrder},
	{"POST", ordersPath + "/{id}/capture", activated, (*Server).captureOrder},
	{"POST", ordersPath + "/{id}/cancel", activated, (*Server).cancelOrder},
	{"POST", ordersPath + "/{id}/refund", activated, (*Server).refundOrder},
	{"POST", ordersPath + "/{id}/transactions", activated, (*Server).addTransactions},
	{"PUT", ordersPath + "/{id}/transactions/{tx}", activated, (*Server).updateTransaction},
	{"DELETE", ordersPath + "/{id}/transactions/{tx}", activated, (*Server).deleteTransaction},
	{"POST", ordersPath + "/{id}/events", activated, (*Server).simulateOrder},
	{"POST", "/_sandbox/order", open, steer((*Server).steerOrder)},
	{"POST", "/_sandbox/signing", open, steer((*Server).steerSigning)},
})

// forOrders closes the API to the older test keys, which the policy layer turns away.
func forOrders(list []route) []route {
	for i, r := range list {
		if r.access == activated {
			list[i].handle = func(s *Server, c *call) reply {
				if s.acct.legacy {
					return policyDenied()
				}
				return r.handle(s, c)
			}
		}
	}
	return list
}

// order is the state of one order of any type. The request is kept for what comes back as sent.
type order struct {
	id, kind           string // kind: online, point or qr
	request            object
	status, detail     string
	processing         string
	capture            string
	total              money
	created, updated   time.Time
	expires            time.Time // while it waits; zero when it may wait for ever
	payments           []*orderPayment
	refunds            []*orderRefund
	plan               []orderStep
	version            int
	integrator, client string
	base               string // see payment.base
}

// orderPayment is a transaction of an order.
type orderPayment struct {
	id, reference          string
	request                object
	amount, paid, refunded money
	status, detail         string
	expires                time.Time
	attempts               int
	card                   *cardToken
	method                 object // as answered
	challenge              *orderChallenge
	slip                   slip
}

// slip is the page where a transfer or a ticket of an order is paid.
type slip struct {
	number int64 // of the payment behind it; zero without a page
	hash   string
}

type orderRefund struct {
	id, reference string
	payment       *orderPayment
	amount        money
}

// orderStep is something that will happen to an order by the clock: a simulated event, a buyer
// who pays by himself.
type orderStep struct {
	at             time.Time
	status, detail string
	method         object // how a terminal was paid
}

const (
	orderOnline = "online"
	orderPoint  = "point"
	orderQR     = "qr"
)

func (s *Server) createOrder(c *call) reply {
	return s.onceOrder(c, func() reply {
		b := c.body
		if b == nil {
			b = object{}
		}
		if bad := s.checkOrder(b); bad != nil {
			return *bad
		}
		o := s.newOrder(c, b)
		s.state.orders.list.put(o.id, o, len(c.raw))
		if o.kind == orderOnline && o.processing != "manual" {
			r := s.runOrder(o, http.StatusCreated)
			if r.status == badRequest {
				s.state.orders.list.drop(o.id)
			}
			return r
		}
		return created(s.orderView(o))
	})
}

// newOrder takes a request that passed the checks.
func (s *Server) newOrder(c *call, b object) *order {
	now := s.cfg.Now()
	o := &order{id: s.newOrderID(), kind: text(b, "type"), request: b, status: "created", detail: "created",
		processing: text(b, "processing_mode"), capture: text(b, "capture_mode"), created: now, updated: now,
		integrator: clip(c.header.Get("X-Integrator-Id"), 100), client: c.client, base: c.base}
	if o.processing == "" {
		o.processing = "automatic"
	}
	if o.capture == "" && o.kind == orderOnline {
		o.capture = "automatic_async"
	}
	for _, p := range list(child(b, "transactions"), "payments") {
		o.payments = append(o.payments, s.newOrderPayment(o, p))
	}
	o.total, _ = orderAmount(s.site, text(b, "total_amount"))
	if o.total == 0 && len(o.payments) > 0 {
		o.total = o.payments[0].amount
	}
	if d, sent := parseDuration(text(b, "expiration_time")); sent {
		o.expires = now.Add(d)
	} else if o.kind == orderPoint {
		o.expires = now.Add(pointDefault)
	}
	return o
}

func (s *Server) newOrderPayment(o *order, request object) *orderPayment {
	p := &orderPayment{id: "PAY" + ulid(s.cfg.Now(), s.ids), request: request, status: "created", detail: "created"}
	if o.kind != orderOnline {
		p.detail = "ready_to_process"
	}
	p.amount, _ = orderAmount(s.site, text(request, "amount"))
	p.method = sentMethod(request)
	return p
}

// sentMethod is the part of a payment method that comes back as it was sent.
func sentMethod(request object) object {
	m := object{}
	for k, v := range child(request, "payment_method") {
		m[k] = v
	}
	return m
}

// list reads an array of objects.
func list(o object, key string) []object {
	raw, _ := o[key].([]any)
	out := make([]object, 0, len(raw))
	for _, e := range raw {
		if v, is := e.(object); is {
			out = append(out, v)
		}
	}
	return out
}

// findOrder returns the order in the path, as it stands now, or the refusal.
func (s *Server) findOrder(c *call) (*order, *reply) {
	id := c.params["id"]
	if !orderIDForm().MatchString(id) {
		return nil, ptr(refuseOrder(badRequest, "invalid_path_param", "Invalid path param", "order_id"))
	}
	o, found := s.state.orders.list.get(id)
	if !found {
		return nil, ptr(orderNotFound())
	}
	s.touchOrder(o)
	return o, nil
}

// withOrder is a write on the order in the path, under its idempotency key.
func (s *Server) withOrder(c *call, do func(*order) reply) reply {
	return s.onceOrder(c, func() reply {
		o, bad := s.findOrder(c)
		if bad != nil {
			return *bad
		}
		r := do(o)
		if r.status < 300 {
			s.state.orders.list.put(o.id, o, len(c.raw))
		}
		return r
	})
}

func (s *Server) readOrder(c *call) reply {
	o, bad := s.findOrder(c)
	if bad != nil {
		return *bad
	}
	return ok(s.orderView(o))
}

// payment finds a transaction of the order.
func (o *order) payment(id string) (*orderPayment, *reply) {
	if !transactionIDForm().MatchString(id) {
		return nil, ptr(refuseOrder(badRequest, "invalid_transaction_id", "Invalid transaction id"))
	}
	i := slices.IndexFunc(o.payments, func(p *orderPayment) bool { return p.id == id })
	if i < 0 {
		return nil, ptr(refuseOrder(http.StatusNotFound, "transaction_not_found", "Transaction not found"))
	}
	return o.payments[i], nil
}

// moveOrder changes the state of an order and of its open transactions, and says so.
func (s *Server) moveOrder(o *order, status, detail, paymentDetail string) {
	s.setOrder(o, status, detail)
	for _, p := range o.payments {
		p.status, p.detail = status, paymentDetail
		if status == "processed" {
			p.paid = p.amount
		}
	}
	s.announceOrder(o)
}

func (s *Server) setOrder(o *order, status, detail string) {
	o.status, o.detail, o.updated = status, detail, s.cfg.Now()
	o.version++
	s.edits++
}

// holdTime is how long a card holds an authorised amount.
func (s *Server) holdTime() time.Duration {
	if s.site.ID == mpclient.MLM {
		return 7 * 24 * time.Hour
	}
	return 5 * 24 * time.Hour
}
