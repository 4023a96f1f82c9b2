package sandbox

import (
	"fmt"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// Fees are plausible, not contractual: a card and a Pix rate, a fixed ticket price and a
// financing rate per extra instalment that the payer bears.
const (
	cardRate      = 0.0499
	pixRate       = 0.0099
	ticketFee     = money(349)
	financingRate = 0.0359
	creditRelease = 30 * 24 * time.Hour
)

func (s *Server) fees(p *payment) (processing, financing money) {
	d := decimals(s.site)
	switch {
	case isCard(p.method):
		processing = p.amount.share(cardRate, d)
		financing = p.amount.share(financingRate*float64(p.installments-1), d)
	case p.method.Type == "ticket" || p.method.Type == "atm":
		processing = min(ticketFee, p.amount).share(1, d)
	default:
		processing = p.amount.share(pixRate, d)
	}
	return processing, financing
}

// paid tells whether the money moved at some time; only then the answer names the fees.
func (p *payment) paid() bool { return !p.approved.IsZero() }

// paymentView is the answer for one payment, in the shape of the published examples.
func (s *Server) paymentView(p *payment) object {
	r := p.request
	details, fees, charges := s.transactionDetails(p)
	v := object{
		"id": p.id, "collector_id": s.acct.userID, "live_mode": !p.legacy, "operation_type": "regular_payment", "processing_mode": "aggregator",
		"date_created": isoDate(p.created), "date_last_updated": isoDate(p.updated), "date_approved": dateOrNil(p.approved),
		"date_of_expiration": nil, "money_release_date": nil, "money_release_status": nil, "money_release_schema": nil,
		"status": p.status, "status_detail": p.detail, "captured": p.captured, "binary_mode": p.binary,
		"authorization_code": orNil(p.authorization), "call_for_authorize_id": nil,
		"issuer_id": orNil(p.issuer), "payment_method_id": p.method.ID, "payment_type_id": p.method.Type,
		"payment_method": object{"id": p.method.ID, "type": p.method.Type, "issuer_id": orNil(p.issuer)},
		"installments":   p.installments, "card": p.cardView(), "currency_id": s.site.Currency,
		"transaction_amount": p.amount, "transaction_amount_refunded": p.refunded, "coupon_amount": 0, "taxes_amount": 0, "shipping_amount": 0,
		"transaction_details": details, "fee_details": fees, "charges_details": charges, "refunds": s.refundViews(p), "taxes": orEmpty(r["taxes"]),
		"payer": p.payerView(), "additional_info": p.additionalInfo(), "order": orderView(child(r, "order")),
		"metadata": p.metadata, "external_reference": orNil(text(r, "external_reference")), "description": orNil(text(r, "description")),
		"statement_descriptor": orNil(text(r, "statement_descriptor")), "notification_url": orNil(text(r, "notification_url")), "callback_url": orNil(text(r, "callback_url")),
		"point_of_interaction": s.pointOfInteraction(p),
		"sponsor_id":           nil, "integrator_id": orNil(p.integrator), "platform_id": orNil(p.platform), "corporation_id": orNil(p.corp),
		"pos_id": nil, "store_id": nil, "brand_id": nil, "build_version": "3.150.0", "counter_currency": nil, "marketplace_owner": nil,
		"differential_pricing_id": nil, "financing_group": nil, "deduction_schema": nil, "merchant_account_id": nil, "merchant_number": nil,
		"acquirer_reconciliation": []object{}, "accounts_info": nil, "tags": nil,
	}
	for k, e := range p.extra {
		v[k] = e
	}
	if p.expiryShown {
		v["date_of_expiration"] = isoDate(p.expires)
	}
	if p.challenge != nil {
		v["three_ds_info"] = object{"external_resource_url": p.challenge.url, "creq": p.challenge.creq()}
	}
	if p.document.barred != "" {
		v["barcode"] = object{"content": p.document.barred}
	}
	if p.paid() {
		release, state := p.approved, "released"
		if p.method.Type == "credit_card" {
			release = p.approved.Add(creditRelease)
			if s.cfg.Now().Before(release) {
				state = "pending"
			}
		}
		v["money_release_date"], v["money_release_status"] = isoDate(release), state
	}
	return v
}

func orEmpty(v any) any {
	if v == nil {
		return []object{}
	}
	return v
}

func (p *payment) cardView() object {
	t := p.card
	if t == nil {
		return object{}
	}
	v := object{
		"id": orNil(t.cardID), "first_six_digits": t.bin[:6], "last_four_digits": t.lastFour, "bin": t.bin,
		"expiration_month": t.month, "expiration_year": t.year, "cardholder": t.cardholder(),
	}
	if mpclient.PayerSightOf(p.status) != mpclient.PayerShown {
		v = covered(v, mask).(object)
	}
	v["date_created"], v["date_last_updated"] = isoDate(p.created), isoDate(p.created)
	return v
}

// payerView names the payer as far as the API shows it for this status; the id stays.
func (p *payment) payerView() object {
	payer := child(p.request, "payer")
	doc := child(payer, "identification")
	if text(doc, "number") == "" && p.card != nil {
		doc = object{"type": p.card.docType, "number": p.card.docNumber}
	}
	v := object{
		"type": orNil(text(payer, "type")), "email": orNil(text(payer, "email")),
		"identification": object{"type": orNil(text(doc, "type")), "number": orNil(text(doc, "number"))},
		"phone":          object{"area_code": nil, "number": nil, "extension": nil},
		"first_name":     nil, "last_name": nil, "entity_type": orNil(text(payer, "entity_type")), "operator_id": nil,
	}
	switch mpclient.PayerSightOf(p.status) {
	case mpclient.PayerHidden:
		v = covered(v, nil).(object)
	case mpclient.PayerMasked:
		v = covered(v, mask).(object)
	}
	v["id"] = p.payerID
	return v
}

// mask stands for a text that the API hides. How it writes its masks is not published.
const mask = "XXXXXXXXXXX"

// covered replaces every text of a view, and drops its numbers and truths.
func covered(v, by any) any {
	switch x := v.(type) {
	case object:
		out := object{}
		for k, e := range x {
			out[k] = covered(e, by)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = covered(e, by)
		}
		return out
	case string:
		if x != "" {
			return by
		}
	}
	return nil
}

func (p *payment) additionalInfo() object {
	v := object{"ip_address": nil, "available_balance": nil, "nsu_processadora": nil, "authentication_code": nil}
	echo, _ := asText(child(p.request, "additional_info")).(object)
	for k, e := range echo {
		v[k] = e
	}
	if payer, there := v["payer"]; there {
		switch mpclient.PayerSightOf(p.status) {
		case mpclient.PayerHidden:
			delete(v, "payer")
		case mpclient.PayerMasked:
			v["payer"] = covered(payer, mask)
		}
	}
	return v
}

func orderView(sent object) object {
	v := object{}
	for _, k := range []string{"id", "type"} {
		if t := text(sent, k); t != "" {
			v[k] = t
		}
	}
	return v
}

func (s *Server) transactionDetails(p *payment) (details object, fees, charges []object) {
	processing, financing := s.fees(p)
	fees, charges = []object{}, []object{}
	details = object{
		"payment_method_reference_id": orNil(p.document.reference), "acquirer_reference": nil, "net_received_amount": money(0),
		"total_paid_amount": p.amount, "overpaid_amount": 0, "external_resource_url": nil, "installment_amount": money(0),
		"financial_institution": nil, "payable_deferral_period": nil,
	}
	if f := text(child(p.request, "transaction_details"), "financial_institution"); f != "" {
		details["financial_institution"] = f
	}
	switch d := p.document; {
	case p.method.ID == "pix":
		details["bank_transfer_id"], details["transaction_id"] = nil, nil
	case d.url != "":
		details["external_resource_url"] = d.url
		details["verification_code"] = d.reference
		if d.barred != "" {
			details["financial_institution"] = "bradesco"
			details["digitable_line"], details["barcode"] = d.digitableLine, object{"content": d.barred}
		}
	}
	if !p.paid() {
		return details, fees, charges
	}
	total := p.amount + financing
	details["total_paid_amount"] = total
	details["net_received_amount"] = p.amount - processing - p.application
	if isCard(p.method) {
		details["installment_amount"] = total.share(1/float64(p.installments), decimals(s.site))
	}
	fees = append(fees, object{"type": "mercadopago_fee", "amount": processing, "fee_payer": "collector"})
	if financing > 0 {
		fees = append(fees, object{"type": "financing_fee", "amount": financing, "fee_payer": "payer"})
	}
	if p.application > 0 {
		fees = append(fees, object{"type": "application_fee", "amount": p.application, "fee_payer": "collector"})
	}
	charges = append(charges, object{
		"id": fmt.Sprintf("%d-001", p.id), "name": "mercadopago_fee", "type": "fee", "accounts": object{"from": "collector", "to": "mp"},
		"amounts": object{"original": processing, "refunded": 0}, "client_id": 0, "date_created": isoDate(p.created), "last_updated": isoDate(p.created),
		"metadata": object{"source": "rule-engine", "source_detail": "processing_fee_charge"}, "refund_charges": []object{}, "reserve_id": nil,
	})
	return details, fees, charges
}

func (s *Server) pointOfInteraction(p *payment) object {
	v := object{"type": "UNSPECIFIED", "business_info": object{"unit": "online_payments", "sub_unit": "default"}}
	if p.method.ID != "pix" {
		return v
	}
	data := object{
		"qr_code": p.document.qrCode, "ticket_url": p.document.url,
		"transaction_id": nil, "bank_transfer_id": nil, "financial_institution": nil,
		"bank_info": object{
			"payer":     object{"account_id": nil, "id": nil, "long_name": nil, "external_account_id": nil},
			"collector": object{"account_id": nil, "long_name": nil, "account_holder_name": merchantName, "transfer_account_id": nil},

			"is_same_bank_account_owner": nil, "origin_bank_id": nil, "origin_wallet_id": nil,
		},
	}
	if p.document.qrImage != "" {
		data["qr_code_base64"] = p.document.qrImage
	}
	return object{
		"type": "OPENPLATFORM", "business_info": object{"unit": "online_payments", "sub_unit": "default", "branch": nil},
		"location": object{"state_id": nil, "source": nil}, "application_data": object{"name": nil, "version": nil},
		"transaction_data": data,
	}
}

// ticketURL is the hosted page of a Pix or a ticket.
func (s *Server) ticketURL(p *payment) string {
	var extra strings.Builder
	if p.method.ID != "pix" {
		fmt.Fprintf(&extra, "payment_method_id=%s&payment_id=%d&payment_method_reference_id=%s&", p.method.ID, p.id, p.document.reference)
	}
	return fmt.Sprintf("%s/payments/%d/ticket?caller_id=%s&%shash=%s", s.webBase(p.base), p.id, p.payerID, extra.String(), p.document.hash)
}
