package sandbox

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// qrOrder is what a scan of a code finds: the order left at a till, or the one a code was made for.
type qrOrder struct {
	id      string // in_store_order_id; empty behind the printed code of a till
	till    int64
	sent    object
	expires time.Time // zero: never
	follows int64     // its merchant order, from the first scan on
}

const maxCodes = 1_000

func (q *qrOrder) open(now time.Time) bool { return q.expires.IsZero() || now.Before(q.expires) }

// waiting is the order at a till, unless it has run out.
func (p *pos) waiting(now time.Time) *qrOrder {
	if p.order == nil || !p.order.open(now) {
		return nil
	}
	return p.order
}

// newQROrder reads a checked body.
func newQROrder(c *call, p *pos) *qrOrder {
	q := &qrOrder{till: p.id, sent: c.body}
	q.expires, _ = parseLooseDate(text(c.body, "expiration_date"))
	return q
}

type scanOrder struct {
	POS    string `json:"external_pos_id"`   // the printed code of a till
	ID     string `json:"in_store_order_id"` // or one made for an order
	Result string `json:"result"`            // approved (default) or rejected
	Method string `json:"payment_method_id"` // account_money unless told; pix or a card
}

// ScanQR plays the buyer who scans the printed code of a till, named by its external id, or a
// code made for one order, named by its in_store_order_id, and pays. It returns the payment's id.
func (s *Server) ScanQR(posOrCode string) (paymentID int64, err error) {
	for _, o := range []scanOrder{{POS: posOrCode}, {ID: posOrCode}} {
		var answer object
		if answer, err = s.control("scan", o); err == nil {
			id, _ := answer["payment_id"].(int64)
			return id, nil
		}
	}
	return 0, err
}

// steerScan answers the payment a scan led to and the merchant order it belongs to.
func (s *Server) steerScan(c *call) reply {
	var paid *payment
	var q *qrOrder
	r := steer(func(s *Server, o scanOrder) string {
		why := "no order waits behind this code"
		s.inAccounts(func() bool {
			if q = s.scanned(o); q != nil {
				paid, why = s.payQR(q, o)
			}
			return q != nil
		})
		return why
	})(s, c)
	if paid == nil {
		return r
	}
	return created(object{"payment_id": paid.id, "status": paid.status, "status_detail": paid.detail, "merchant_order_id": q.follows})
}

func (s *Server) scanned(o scanOrder) *qrOrder {
	if o.ID != "" {
		if q, found := s.state.instore.codes.get(o.ID); found && q.open(s.cfg.Now()) {
			return q
		}
		return nil
	}
	if p := s.state.instore.posByExternal(o.POS); p != nil {
		return p.waiting(s.cfg.Now())
	}
	return nil
}

// payQR makes an attempt to pay what a scan found. The first one opens a merchant order; one that
// is paid frees the till.
func (s *Server) payQR(q *qrOrder, o scanOrder) (*payment, string) {
	till, found := s.state.instore.pos.get(q.till)
	if !found {
		return nil, "the point of sale is gone"
	}
	if q.follows == 0 {
		mo := s.newMerchantOrder(0, s.cartOf(q), "")
		q.follows = mo.id
		s.state.instore.scans.put(mo.id, true, 0)
		s.tellOrder(mo, "create")
	}
	sale := object{"transaction_amount": q.sent["total_amount"], "description": text(q.sent, "title"),
		"order": object{"id": q.follows, "type": "mercadopago"}}
	for _, key := range []string{"external_reference", "notification_url"} {
		if q.sent[key] != nil {
			sale[key] = q.sent[key]
		}
	}
	at := object{"operation_type": "pos_payment", "pos_id": strconv.FormatInt(till.id, 10), "store_id": strconv.FormatInt(till.store, 10)}
	p, why := s.payInPerson(sale, shopCharge{method: o.Method, result: o.Result, scan: true}, at)
	if p != nil && p.status == "approved" {
		if till.order == q {
			till.order = nil
		}
		s.state.instore.codes.drop(q.id)
	}
	return p, why
}

// cartOf is the merchant order's view of a QR order. Goods sold by weight become one piece.
func (s *Server) cartOf(q *qrOrder) object {
	cart := object{}
	for _, key := range []string{"external_reference", "notification_url"} {
		if q.sent[key] != nil {
			cart[key] = q.sent[key]
		}
	}
	if id := child(q.sent, "sponsor")["id"]; id != nil {
		cart["sponsor_id"] = id
	}
	var items []any
	for _, item := range list(q.sent, "items") {
		line := object{"id": text(item, "sku_number"), "category_id": text(item, "category"), "title": text(item, "title"),
			"description": text(item, "description"), "unit_price": item["unit_price"], "quantity": item["quantity"]}
		if n, _ := asNumber(item["quantity"]); n != math.Trunc(n) {
			line["quantity"], line["unit_price"] = json.Number("1"), item["total_amount"]
		}
		items = append(items, line)
	}
	cart["items"] = items
	return cart
}

// shopCharge is how somebody in a shop pays: by a method, or by any of a type.
type shopCharge struct {
	method, kind string
	installments int
	result       string // approved (default) or rejected
	scan         bool   // of a QR code: its notifications are not signed
}

// payInPerson makes the payment of somebody who is there in person, through the checks of any
// other one. extra is what its place of sale adds to the answer.
func (s *Server) payInPerson(sale object, how shopCharge, extra object) (*payment, string) {
	if how.result != "" && how.result != "approved" && how.result != "rejected" {
		return nil, "result is approved or rejected"
	}
	refused := how.result == "rejected"
	if how.method == "" && how.kind == "" {
		how.method = "account_money"
	}
	body := overlay(sale, object{"payer": object{"email": s.someBuyer()}, "payment_method_id": how.method}, 1)
	m, known := s.method(how.method)
	switch {
	case how.kind != "", known && isCard(m), refused && how.method == "account_money":
		card, used := s.cardOf(func(m mpclient.Method) bool {
			switch {
			case how.kind != "":
				return m.Type == how.kind
			case how.method == "account_money": // the wallet's card, of what its balance cannot refuse
				return m.Type == "credit_card"
			}
			return m.ID == how.method
		})
		if card == nil {
			return nil, "the simulator has no card for this payment"
		}
		if refused {
			card.holder = "OTHE"
		}
		card.id, card.client, card.publicKey = s.ids.hex(32), s.acct.clientID, s.acct.publicKey
		card.created, card.updated, card.due = s.cfg.Now(), s.cfg.Now(), s.cfg.Now().Add(tokenLife)
		s.state.tokens.put(card.id, card, 0)
		body["payment_method_id"], body["token"], body["installments"] = used.ID, card.id, max(how.installments, 1)
	case !known || how.method != "account_money" && how.method != "pix":
		return nil, "payment_method_id is account_money, pix or a card of this country"
	}
	c := &call{method: http.MethodPost, header: http.Header{}, client: s.acct.clientID, body: normal(body)}
	ch, bad := s.readCharge(c.body)
	if bad != nil {
		message, _ := bad.body.(object)["message"].(string)
		return nil, message
	}
	p := s.newPayment(c, ch)
	p.extra = extra
	if how.scan {
		s.state.instore.scans.put(p.id, true, 0)
	}
	s.state.payments.put(p.id, p, len(encode(c.body)))
	s.announce(p, "payment.created")
	switch {
	case p.status == "pending":
		_ = s.decideLocked(p.id, map[bool]string{true: "rejected", false: "approved"}[refused], map[bool]string{true: "rejected_by_bank", false: "accredited"}[refused])
	case p.status == "approved":
		s.announce(p, "payment.updated")
	}
	return p, ""
}

// someBuyer is the address of a buyer from the account's own world.
func (s *Server) someBuyer() string {
	switch {
	case !s.acct.testUser():
		return realBuyerMail
	case len(s.oauth.users) > 0 && s.oauth.users[0].site == s.site.ID:
		return s.oauth.users[0].email
	}
	return testBuyerMail
}

// scanned tells whether a payment or a merchant order came out of a QR code.
func (st *instoreState) scanned(topic, id string) bool {
	if topic != "payment" && topic != merchantOrderTopic {
		return false
	}
	_, found := st.scans.get(asID(id))
	return found
}
