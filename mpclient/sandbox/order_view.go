package sandbox

import (
	"maps"
	"strconv"
)

// echoed are the parts of a request that come back as sent. The payer's data do not, and
// additional_info neither.
var echoed = []string{"external_reference", "description", "expiration_time", "marketplace", "marketplace_fee", "checkout_available_at",
	"config", "shipment", "taxes", "discounts"}

func (s *Server) orderView(o *order) object {
	integration := object{}
	maps.Copy(integration, child(o.request, "integration_data"))
	integration["application_id"] = o.client
	if o.integrator != "" {
		integration["integrator_id"] = o.integrator
	}
	payments := []object{}
	for _, p := range o.payments {
		payments = append(payments, s.orderPaymentView(o, p))
	}
	transactions := object{"payments": payments}
	if len(o.refunds) > 0 {
		transactions["refunds"] = s.orderRefundViews(o.refunds)
	}
	v := object{
		"id": o.id, "type": o.kind, "processing_mode": o.processing, "status": o.status, "status_detail": o.detail,
		"country_code": countryISO3[s.site.ID], "currency": s.site.Currency, "user_id": strconv.FormatInt(s.acct.userID, 10),
		"created_date": orderDate(o.created), "last_updated_date": orderDate(o.updated),
		"integration_data": integration, "transactions": transactions,
	}
	for _, key := range echoed {
		if o.request[key] != nil {
			v[key] = o.request[key]
		}
	}
	if o.request["items"] != nil {
		v["items"] = orderItems(o.request)
	}
	if o.request["total_amount"] != nil {
		v["total_amount"] = s.orderMoney(o.total)
	}
	// Measured: a Pix that waits for its transfer already counts as paid here.
	if o.status == "processed" || o.status == "refunded" || o.detail == "waiting_transfer" || o.detail == "waiting_payment" {
		v["total_paid_amount"] = s.orderMoney(o.total)
	}
	if o.capture != "" {
		v["capture_mode"] = o.capture
	}
	payer := object{}
	for _, key := range []string{"customer_id", "entity_type"} {
		if t := text(child(o.request, "payer"), key); t != "" {
			payer[key] = t
		}
	}
	if len(payer) > 0 {
		v["payer"] = payer
	}
	s.orderExtras(o, v)
	return v
}

// orderExtras adds what belongs to one type of order.
func (s *Server) orderExtras(o *order, v object) {
	switch o.kind {
	case orderPoint:
		if o.request["expiration_time"] == nil {
			v["expiration_time"] = "PT15M"
		}
	case orderQR:
		if mode := text(child(child(o.request, "config"), "qr"), "mode"); mode == "dynamic" || mode == "hybrid" {
			v["type_response"] = object{"qr_data": s.instoreCode(o.id, o.total)}
		}
	default:
		if o.processing == "manual" {
			v["checkout_url"] = s.webBase(o.base) + "/checkout/v1/redirect?order_id=" + o.id
		}
	}
}

func (s *Server) orderPaymentView(o *order, p *orderPayment) object {
	v := object{"id": p.id, "amount": s.orderMoney(p.amount), "status": p.status, "status_detail": p.detail}
	for _, key := range []string{"expiration_time", "automatic_payments", "stored_credential", "subscription_data"} {
		if p.request[key] != nil {
			v[key] = p.request[key]
		}
	}
	if p.paid > 0 {
		v["paid_amount"] = s.orderMoney(p.paid)
	}
	if p.refunded > 0 {
		v["refunded_amount"] = s.orderMoney(p.refunded)
	}
	if p.reference != "" && p.status != "failed" {
		v["reference_id"], v["attempt_number"] = p.reference, p.attempts
	}
	if !p.expires.IsZero() && p.card == nil { // the end of a hold or a challenge is not shown
		v["date_of_expiration"] = orderExpiry(p.expires)
	}
	if len(p.method) > 0 {
		v["payment_method"] = s.orderMethodView(o, p)
	}
	return v
}

func (s *Server) orderMethodView(o *order, p *orderPayment) object {
	m := maps.Clone(p.method)
	if p.card == nil || p.status == "failed" || p.status == "created" {
		return m
	}
	if n, sent := number(m, "installments"); sent && n > 0 {
		m["installment_amount"] = s.orderMoney(p.amount.share(1/float64(n), decimals(s.site)))
	}
	sent := child(child(child(o.request, "config"), "online"), "transaction_security")
	security := object{"validation": "never"}
	maps.Copy(security, sent)
	if c := p.challenge; c != nil {
		security["id"], security["type"], security["status"] = c.id, "three_ds", "pending"
		security["url"] = s.webBase(o.base) + challengePath + c.id
		if p.detail != "pending_challenge" {
			security["status"] = "success"
		}
	}
	m["transaction_security"] = security
	return m
}

func (s *Server) orderRefundViews(refunds []*orderRefund) []object {
	out := []object{}
	for _, r := range refunds {
		out = append(out, object{"id": r.id, "transaction_id": r.payment.id, "reference_id": r.reference,
			"amount": s.orderMoney(r.amount), "status": "processed"})
	}
	return out
}

// orderItems come back as sent, except that the truth of warranty turns into text.
func orderItems(request object) []object {
	out := []object{}
	for _, sent := range list(request, "items") {
		item := maps.Clone(sent)
		if w, is := item["warranty"].(bool); is {
			item["warranty"] = strconv.FormatBool(w)
		}
		out = append(out, item)
	}
	return out
}
