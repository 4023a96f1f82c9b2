package sandbox

import (
	"encoding/json"
	"strconv"
)

// tally is what the payments of an order come to.
type tally struct {
	total, shipping, paid, refunded money
	open                            bool // an attempt is under way
}

func (s *Server) tally(mo *merchantOrder) tally {
	t := tally{total: s.cartTotal(mo)}
	t.shipping, _ = parseAmount(mo.sent["shipping_cost"], 2)
	for _, p := range mo.payments {
		s.touch(p)
		switch {
		case p.paid():
			t.paid += p.amount
			t.refunded += p.refunded
			if p.status == "charged_back" && p.detail == "settled" {
				t.refunded += p.amount - p.refunded
			}
		case p.status == "pending" || p.status == "in_process" || p.status == "authorized":
			t.open = true
		}
		if t.total == 0 {
			t.total = p.amount // an order without a cart is worth its first payment
		}
	}
	return t
}

func (s *Server) cartTotal(mo *merchantOrder) (total money) {
	list, _ := mo.sent["items"].([]any)
	for _, e := range list {
		item, _ := e.(object)
		price, _ := parseAmount(item["unit_price"], 2)
		quantity, sent := number(item, "quantity")
		if !sent {
			quantity = 1
		}
		total += price * money(quantity)
	}
	return total
}

func (t tally) orderStatus() string {
	switch {
	case t.paid > 0 && t.refunded >= t.paid:
		return "refunded"
	case t.refunded > 0:
		return "partially_refunded"
	case t.covered():
		return "paid"
	case t.open:
		return "payment_in_process"
	case t.paid > 0:
		return "partially_paid"
	}
	return "payment_required"
}

// covered tells whether the approved payments reach the total: what closes an order.
func (t tally) covered() bool { return t.paid > 0 && t.paid >= t.total+t.shipping }

func (s *Server) merchantOrderView(mo *merchantOrder) object {
	t, r := s.tally(mo), mo.sent
	status := "opened"
	switch {
	case mo.closed: // a refund does not open it again
		status = "closed"
	case !mo.expires.IsZero() && !s.cfg.Now().Before(mo.expires):
		status = "expired"
	}
	payments := []object{}
	for _, p := range mo.payments {
		payments = append(payments, s.merchantPaymentView(p))
	}
	payer := object{"email": ""}
	if id, err := strconv.ParseInt(mo.buyer, 10, 64); err == nil {
		payer["id"] = id
	}
	if nick := text(child(r, "payer"), "nickname"); nick != "" {
		payer["nickname"] = nick
	}
	name := text(r, "marketplace")
	if name == "" {
		name = "NONE"
	}
	shipments, _ := r["shipments"].([]any)
	if shipments == nil {
		shipments = []any{}
	}
	var sponsor any
	if n, is := r["sponsor_id"].(json.Number); is {
		sponsor = n
	}
	return object{
		"id": mo.id, "status": status, "order_status": t.orderStatus(), "external_reference": text(r, "external_reference"),
		"preference_id": text(r, "preference_id"), "payments": payments, "shipments": shipments, "payouts": []object{},
		"collector": object{"id": s.acct.userID, "email": "", "nickname": s.acct.nickname()}, "marketplace": name,
		"notification_url": orNil(text(r, "notification_url")), "date_created": isoDate(mo.created), "last_updated": isoDate(mo.updated),
		"sponsor_id": sponsor, "shipping_cost": t.shipping, "total_amount": t.total, "site_id": s.site.ID,
		"paid_amount": t.paid, "refunded_amount": t.refunded, "payer": payer, "items": s.orderItems(mo), "cancelled": false,
		"additional_info": text(r, "additional_info"), "application_id": orNil(text(r, "application_id")), "is_test": s.acct.testUser(),
	}
}

func (s *Server) orderItems(mo *merchantOrder) []object {
	items := []object{}
	list, _ := mo.sent["items"].([]any)
	for _, e := range list {
		item, _ := e.(object)
		v := object{"currency_id": s.site.Currency, "quantity": 1, "unit_price": money(0)}
		for _, k := range []string{"id", "category_id", "description", "picture_url", "title"} {
			v[k] = orNil(text(item, k))
		}
		for _, k := range []string{"quantity", "unit_price"} {
			if item[k] != nil {
				v[k] = item[k]
			}
		}
		items = append(items, v)
	}
	return items
}

func (s *Server) merchantPaymentView(p *payment) object {
	return object{
		"id": p.id, "transaction_amount": p.amount, "total_paid_amount": p.amount, "shipping_cost": 0, "currency_id": s.site.Currency,
		"status": p.status, "status_detail": p.detail, "operation_type": "regular_payment", "date_approved": dateOrNil(p.approved),
		"date_created": isoDate(p.created), "last_modified": isoDate(p.updated), "amount_refunded": p.refunded,
	}
}

func (a *account) nickname() string {
	if a.testUser() {
		return "TESTUSER" + strconv.FormatInt(a.testNumber, 10)
	}
	return "LOJAEXEMPLO"
}
