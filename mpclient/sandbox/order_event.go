package sandbox

import (
	"net/http"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient/webhook"
)

// How long a simulated event takes; on a terminal it passes through at_terminal.
const (
	eventPickUp = 5 * time.Second
	eventDelay  = 10 * time.Second
	eventAsking = 40 * time.Second // action_required
)

// simulateOrder forces the state of an order in a shop: there is nobody to hold a card to a
// terminal in a test. The change comes later, by the clock.
func (s *Server) simulateOrder(c *call) reply {
	return s.withOrder(c, func(o *order) reply {
		if bad := checkOrderShape(orderEventShape, c.body); bad != nil {
			return *bad
		}
		var f orderFaults
		b := c.body
		if b["status"] == nil {
			f.need("status")
		}
		f.choice(b, "", "status", "processed", "failed", "refunded", "canceled", "expired", "action_required")
		f.choice(b, "", "payment_method_type", "credit_card", "debit_card", "account_money", "bank_transfer", "prepaid_card", "voucher_card", "qr")
		if n, sent := number(b, "installments"); sent && n < 1 {
			f.value("installments", "must be >= 1")
		}
		if bad := f.reply(); bad != nil {
			return *bad
		}
		target := text(b, "status")
		paid := o.status == "processed"
		switch {
		case o.kind == orderOnline:
			return refuseOrder(badRequest, "invalid_order_type", "Invalid order type")
		case paid != (target == "refunded"), !paid && !o.waiting() && o.status != "at_terminal":
			return orderConflict("operation_not_supported", "Operation not supported")
		}
		s.planEvent(o, target, b)
		return reply{status: http.StatusNoContent}
	})
}

// eventDetails is what an event says when the simulation was not told.
var eventDetails = map[string]string{"processed": "accredited", "failed": "rejected_other_reason", "refunded": "refunded",
	"canceled": "canceled", "expired": "expired", "action_required": "check_on_terminal"}

func (s *Server) planEvent(o *order, target string, b object) {
	now, delay := s.cfg.Now(), eventDelay
	if target == "action_required" {
		delay = eventAsking
	}
	detail := text(b, "status_detail")
	if detail == "" {
		detail = eventDetails[target]
	}
	step := orderStep{at: now.Add(delay), status: target, detail: detail}
	if target == "processed" || target == "failed" {
		step.method = s.shopMethod(o.kind, b)
	}
	o.plan = nil
	if o.kind == orderPoint && o.status == "created" {
		o.plan = append(o.plan, orderStep{at: now.Add(eventPickUp), status: "at_terminal"})
	}
	o.plan = append(o.plan, step)
	o.expires = time.Time{} // from now on the event decides
}

// shopMethod is how somebody paid in a shop.
func (s *Server) shopMethod(kind string, b object) object {
	m := object{"id": text(b, "payment_method_id"), "type": text(b, "payment_method_type"), "installments": 1}
	if n, sent := number(b, "installments"); sent {
		m["installments"] = n
	}
	if m["type"] == "" {
		m["type"] = map[string]string{orderPoint: "credit_card", orderQR: "account_money"}[kind]
	}
	if m["id"] == "" {
		m["id"] = map[any]string{"account_money": "account_money", "debit_card": "debvisa", "bank_transfer": "pix"}[m["type"]]
		if m["id"] == "" {
			m["id"] = "visa"
		}
	}
	return m
}

const orderTopic = "order"

// orderActions are the changes that notify. The word for a new order is not confirmed, so
// waiting orders are silent, as are those under review.
var orderActions = map[string]string{"processed": "order.processed", "action_required": "order.action_required", "failed": "order.failed",
	"refunded": "order.refunded", "canceled": "order.canceled", "expired": "order.expired"}

func (s *Server) announceOrder(o *order) {
	action, tells := orderActions[o.status]
	if !tells {
		return
	}
	if o.detail == "partially_refunded" {
		action = "order.refunded"
	}
	s.announceTo(text(child(o.request, "config"), "notification_url"), orderTopic, action, o.id)
}

func init() {
	noticeForms[orderTopic] = (*Server).orderNotice
	noticeForms[intentTopic] = func(s *Server, body object) { body["live_mode"] = !s.acct.testUser() }
}

// orderNotice is the body of an order's notification. Those of terminals carry the state along.
func (s *Server) orderNotice(body object) {
	body["application_id"] = s.acct.clientID
	body["live_mode"] = !s.acct.testUser()
	body["id"] = strconv.FormatInt(s.notify.lastID, 10)
	o, found := s.state.orders.list.get(text(child(body, "data"), "id"))
	if !found || o.kind != orderPoint {
		body["user_id"] = s.acct.userID
		return
	}
	payments := []object{}
	for _, p := range o.payments {
		v := object{"id": p.id, "amount": s.orderMoney(p.amount), "status": p.status, "status_detail": p.detail,
			"payment_method": p.method, "reference": object{"id": p.reference}}
		if p.paid > 0 {
			v["paid_amount"] = s.orderMoney(p.paid)
		}
		payments = append(payments, v)
	}
	data := object{"id": o.id, "type": o.kind, "version": o.version, "external_reference": text(o.request, "external_reference"),
		"status": o.status, "status_detail": o.detail, "transactions": object{"payments": payments}}
	if o.status == "processed" || o.status == "refunded" {
		data["total_paid_amount"] = s.orderMoney(o.total)
	}
	body["data"] = data
}

// Signing says how notifications are signed where the sources disagree. The zero value is what
// was seen on real deliveries: seconds, and the id as it is spelt.
type Signing struct {
	Milliseconds bool `json:"milliseconds"`
	LowerCase    bool `json:"lower_case"`
}

// SetSigning changes how notifications are signed from now on.
func (s *Server) SetSigning(g Signing) { s.set("signing", g) }

func (s *Server) steerSigning(g Signing) string {
	s.signing = g
	return ""
}

// sign writes x-signature in the chosen reading.
func (g Signing) sign(secret, dataID, requestID string, at time.Time) string {
	unit, spelling := webhook.Seconds, webhook.AsReceived
	if g.Milliseconds {
		unit = webhook.Millis
	}
	if g.LowerCase {
		spelling = webhook.LowerCase
	}
	return webhook.Sign(secret, dataID, requestID, at, unit, spelling)
}

// unsigned tells which notifications carry no signature: those of orders paid by QR code.
func (s *Server) unsigned(topic, id string) bool {
	o, found := s.state.orders.list.get(id)
	return topic == orderTopic && found && o.kind == orderQR || s.state.instore.scanned(topic, id)
}
