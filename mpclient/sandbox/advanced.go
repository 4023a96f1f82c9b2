package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const advancedPath = "/v1/advanced_payments"

var advancedRoutes = []route{
	{"POST", advancedPath, activated, (*Server).createAdvanced},
	{"GET", advancedPath + "/search", activated, (*Server).searchAdvanced},
	{"GET", advancedPath + "/{advanced}", activated, ofAdvanced((*Server).readAdvanced)},
	{"PUT", advancedPath + "/{advanced}", activated, ofAdvanced((*Server).updateAdvanced)},
	{"POST", advancedPath + "/{advanced}/disburses", activated, ofAdvanced((*Server).releaseAdvanced)},
	{"POST", advancedPath + "/{advanced}/disbursements/{id}/disburses", activated, ofAdvanced((*Server).releaseAdvanced)},
	{"GET", advancedPath + "/{advanced}/refunds", activated, ofAdvanced((*Server).advancedRefunds)},
	{"POST", advancedPath + "/{advanced}/refunds", activated, ofAdvanced((*Server).refundAdvanced)},
	{"POST", advancedPath + "/{advanced}/disbursements/{id}/refunds", activated, ofAdvanced((*Server).refundDisbursement)},
}

// advanced is one buyer's payment that several sellers share, or a charge to a linked wallet.
type advanced struct {
	id               int64
	sent             object
	binary, capture  bool
	payments         []*payment
	parts            []*disbursement
	refunds          []object
	created, updated time.Time
}

// disbursement is the part of one seller.
type disbursement struct {
	id, collector      int64
	amount, fee, given money // given: refunded
	reference          string
	release            time.Time
}

// splits are the advanced payments.
type splits struct {
	shelf[int64, *advanced]
	last int64
}

func newSplits() splits { return splits{newShelf[int64, *advanced](1_000), 20_458_000} }

const maxParts = 50

var advancedShape = parseShape(`application_id description external_reference binary_mode? capture? metadata@
	payer{ id type email first_name last_name token type_token ` + docFields + phoneFields + `address{ ` + addressFields + `} }
	wallet_payment{ transaction_amount# description external_reference statement_descriptor }
	disbursements[ amount# application_fee# collector_id% external_reference money_release_date money_release_days% additional_info@ ]
	payments[ payment_method_id payment_type_id token transaction_amount# installments% processing_mode issuer_id description
		external_reference statement_descriptor date_of_expiration ]`)

// here tells whether a product exists in the country of the account.
func (s *Server) here(sites ...mpclient.SiteID) bool { return slices.Contains(sites, s.site.ID) }

func ofAdvanced(do func(*Server, *call, *advanced) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		id, err := strconv.ParseInt(c.params["advanced"], 10, 64)
		a, found := s.state.splits.get(id)
		if err != nil || !found {
			return fail(http.StatusNotFound, "advanced payment not found")
		}
		return do(s, c, a)
	}
}

func (s *Server) createAdvanced(c *call) reply {
	if !s.here(mpclient.MLA, mpclient.MLB, mpclient.MLM) {
		return policyDenied()
	}
	return s.once(c, func() reply {
		if wrong := advancedShape.check(c.body).wrong; len(wrong) > 0 {
			return paramsError(wrong[0])
		}
		now := s.cfg.Now()
		a := &advanced{sent: advancedShape.keep(c.body), binary: truth(c.body, "binary_mode", false), capture: truth(c.body, "capture", true), created: now, updated: now}
		charges, bodies, bad := s.advancedCharges(a)
		if bad != nil {
			return *bad
		}
		var total money
		for _, ch := range charges {
			total += ch.amount
		}
		if bad := s.readParts(a, total); bad != nil {
			return *bad
		}
		s.state.splits.last += s.ids.between(1, 90)
		a.id = s.state.splits.last
		for i, ch := range charges {
			s.payAdvanced(a, &call{header: c.header, body: bodies[i], base: c.base}, ch)
		}
		s.state.splits.put(a.id, a, len(c.raw))
		return created(s.advancedView(a))
	})
}

// advancedCharges reads what is to be charged: a linked wallet, or payments like any other.
func (s *Server) advancedCharges(a *advanced) (charges []*charge, bodies []object, bad *reply) {
	payer := child(a.sent, "payer")
	if w := child(a.sent, "wallet_payment"); w != nil {
		ag := s.walletOf(text(payer, "token"))
		if ag == nil || text(payer, "type_token") != "wallet-tokenized" {
			return nil, nil, ptr(fail(badRequest, "invalid payer token"))
		}
		amount, fault := parseAmount(w["transaction_amount"], decimals(s.site))
		m, known := s.method("account_money")
		if fault != amountFine || !known {
			return nil, nil, ptr(refuse(badRequest, 2072, "Invalid value for transaction_amount"))
		}
		body := object{"payer": object{"id": ag.payerID}}
		for _, k := range []string{"description", "external_reference", "statement_descriptor"} {
			if w[k] != nil {
				body[k] = w[k]
			}
		}
		return []*charge{{amount: amount, method: m, installments: 1, capture: a.capture, binary: a.binary}}, []object{body}, nil
	}
	list, _ := a.sent["payments"].([]any)
	if len(list) == 0 || len(list) > maxParts {
		return nil, nil, ptr(paramsError("payments"))
	}
	seen := map[*cardToken]bool{}
	for _, e := range list {
		body := overlay(object{"installments": json.Number("1"), "payer": payer, "capture": a.capture, "binary_mode": a.binary}, e.(object), 1)
		for _, k := range []string{"payment_type_id", "processing_mode"} {
			delete(body, k)
		}
		if ref := a.sent["external_reference"]; body["external_reference"] == nil && ref != nil {
			body["external_reference"] = ref
		}
		ch, bad := s.readCharge(body)
		if bad == nil && ch.token != nil && seen[ch.token] {
			bad = ptr(s.refuseTraced(badRequest, 2006, "Card Token not found"))
		}
		if bad != nil {
			return nil, nil, bad
		}
		seen[ch.token] = true
		charges, bodies = append(charges, ch), append(bodies, body)
	}
	return charges, bodies, nil
}

// readParts checks that the parts come to the whole.
func (s *Server) readParts(a *advanced, total money) *reply {
	list, _ := a.sent["disbursements"].([]any)
	if len(list) > maxParts {
		return ptr(paramsError("disbursements"))
	}
	var sum money
	for _, e := range list {
		o := e.(object)
		amount, fault := parseAmount(o["amount"], decimals(s.site))
		fee, _ := parseAmount(o["application_fee"], 2)
		if fault != amountFine || fee >= amount {
			return ptr(paramsError("disbursements.amount"))
		}
		d := &disbursement{collector: s.acct.userID, amount: amount, fee: fee, reference: text(o, "external_reference"), release: a.created.AddDate(0, 0, 14)}
		if id, err := strconv.ParseInt(text(o, "collector_id"), 10, 64); err == nil {
			d.collector = id
		}
		if days, sent := number(o, "money_release_days"); sent && days >= 0 && days <= 730 {
			d.release = a.created.AddDate(0, 0, days)
		}
		if raw := text(o, "money_release_date"); raw != "" {
			at, valid := parseLooseDate(raw)
			if !valid {
				return ptr(paramsError("disbursements.money_release_date"))
			}
			d.release = at
		}
		s.state.splits.last += s.ids.between(1, 90)
		d.id = s.state.splits.last
		sum += amount
		a.parts = append(a.parts, d)
	}
	if len(list) > 0 && sum != total {
		return ptr(paramsError("the disbursements do not sum up to the payments"))
	}
	return nil
}

func (s *Server) payAdvanced(a *advanced, c *call, ch *charge) {
	p := s.newPayment(c, ch)
	if ch.token == nil && !ch.capture && p.status == "approved" {
		p.approved, p.expires = time.Time{}, p.created.AddDate(0, 0, 5)
		s.settle(p, "authorized", "pending_capture")
	}
	a.payments = append(a.payments, p)
	s.state.payments.put(p.id, p, 0)
	s.announce(p, "payment.created")
	if p.status == "approved" {
		s.announce(p, "payment.updated")
	}
}

// status is that of the payments as far as they agree; otherwise the least finished one wins.
func (s *Server) advancedStatus(a *advanced) string {
	found := map[string]bool{}
	for _, p := range a.payments {
		s.touch(p)
		found[p.status] = true
	}
	for _, status := range []string{"pending", "in_process", "authorized", "rejected", "cancelled", "approved"} {
		if found[status] {
			return status
		}
	}
	return a.payments[0].status
}

func (s *Server) advancedView(a *advanced) object {
	status := s.advancedStatus(a)
	payments, parts := []object{}, []object{}
	for _, p := range a.payments {
		payments = append(payments, object{"id": p.id, "status": p.status, "status_detail": p.detail, "payment_method_id": p.method.ID, "payment_type_id": p.method.Type,
			"transaction_amount": p.amount, "transaction_amount_refunded": p.refunded, "installments": p.installments, "date_created": isoDate(p.created)})
	}
	for _, d := range a.parts {
		state, detail := status, a.payments[0].detail
		if d.given == d.amount {
			state, detail = "refunded", "refunded"
		}
		parts = append(parts, object{"id": d.id, "collector_id": d.collector, "amount": d.amount, "application_fee": d.fee, "external_reference": d.reference,
			"money_release_date": isoDate(d.release), "status": state, "status_detail": detail})
	}
	payer := object{}
	for k, v := range child(a.sent, "payer") {
		payer[k] = v
	}
	v := object{
		"id": a.id, "status": status, "payments": payments, "disbursements": parts, "payer": payer, "site_id": s.site.ID, "binary_mode": a.binary, "capture": a.capture,
		"application_id": s.acct.clientID, "external_reference": text(a.sent, "external_reference"), "description": text(a.sent, "description"),
		"date_created": isoDate(a.created), "date_last_updated": isoDate(a.updated),
	}
	if w := child(a.sent, "wallet_payment"); w != nil {
		v["wallet_payment"] = w
	}
	return v
}

func (s *Server) readAdvanced(_ *call, a *advanced) reply { return ok(s.advancedView(a)) }

func (s *Server) searchAdvanced(c *call) reply {
	return searchPage(c, s.state.splits.all(), func(a *advanced) bool {
		return wanted(c, "external_reference", text(a.sent, "external_reference")) && wanted(c, "status", s.advancedStatus(a)) &&
			wanted(c, "id", strconv.FormatInt(a.id, 10))
	}, s.advancedView)
}

var advancedChange = parseShape(`status capture? wallet_payment{ transaction_amount# description external_reference }`)

// updateAdvanced captures or cancels.
func (s *Server) updateAdvanced(c *call, a *advanced) reply {
	if wrong := advancedChange.check(c.body).wrong; len(wrong) > 0 {
		return paramsError(wrong[0])
	}
	status := s.advancedStatus(a)
	switch {
	case text(c.body, "status") == "cancelled":
		if status != "authorized" && status != "pending" && status != "in_process" {
			return s.wrongState()
		}
		if slices.ContainsFunc(a.payments, (*payment).paid) { // money that moved is refunded, not cancelled
			return s.wrongState()
		}
		for _, p := range a.payments {
			if p.status == "authorized" || p.status == "pending" || p.status == "in_process" {
				s.change(p, "cancelled", "by_collector")
			}
		}
	case truth(c.body, "capture", false):
		if status != "authorized" {
			return s.wrongState()
		}
		var part object // a wallet may be charged less than it holds
		if child(a.sent, "wallet_payment") != nil {
			part = child(c.body, "wallet_payment")
		}
		for _, p := range a.payments {
			if p.status != "authorized" {
				continue
			}
			if r := s.capture(p, part); r.status >= 400 {
				return r
			}
		}
		a.capture = true
	default:
		return paramsError("nothing to update")
	}
	a.updated = s.cfg.Now()
	return ok(s.advancedView(a))
}

// releaseAdvanced moves the day the sellers get their money, of all parts or of one.
func (s *Server) releaseAdvanced(c *call, a *advanced) reply {
	at, valid := parseLooseDate(text(c.body, "money_release_date"))
	if !valid {
		return paramsError("money_release_date")
	}
	for _, d := range a.parts {
		if id := c.params["id"]; id == "" || id == strconv.FormatInt(d.id, 10) {
			d.release = at
		}
	}
	a.updated = s.cfg.Now()
	return ok(s.advancedView(a))
}
