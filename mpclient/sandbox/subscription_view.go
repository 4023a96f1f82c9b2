package sandbox

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// semaphore is the health of a subscription: red with instalments given up, yellow while one is
// tried again.
func (sub *subscription) semaphore() string {
	if sub.skipped > 0 {
		return "red"
	}
	for _, inv := range sub.due {
		if inv.status == "recycling" {
			return "yellow"
		}
	}
	return "green"
}

func (s *Server) subscriptionView(sub *subscription) object {
	app, _ := strconv.ParseInt(s.acct.clientID, 10, 64)
	auto := overlay(object{"start_date": isoDate(sub.created), "end_date": nil, "free_trial": nil}, child(sub.sent, "auto_recurring"), 1)
	sum := object{"quotas": nil, "charged_quantity": nil, "pending_charge_quantity": nil, "charged_amount": nil, "pending_charge_amount": nil,
		"semaphore": nil, "last_charged_date": nil, "last_charged_amount": nil}
	var planID any
	if sub.plan != nil {
		planID = sub.plan.id
	}
	v := object{
		"id": sub.id, "payer_id": sub.payerID, "payer_email": "", "back_url": text(sub.sent, "back_url"), "collector_id": s.acct.userID, "application_id": app,
		"status": sub.status, "reason": text(sub.sent, "reason"), "external_reference": text(sub.sent, "external_reference"),
		"date_created": isoDate(sub.created), "last_modified": isoDate(sub.updated), "init_point": s.subscriptionPage("preapproval_id", sub.id),
		"preapproval_plan_id": planID, "auto_recurring": auto, "summarized": sum, "next_payment_date": isoDate(sub.next), "payment_method_id": nil,
		"payment_method_id_secondary": orNil(text(sub.sent, "payment_method_id_secondary")), "first_invoice_offset": orZero(sub.terms.firstInvoiceOffset),
		"subscription_id": sub.id, "owner": nil, "version": sub.version,
	}
	if sub.card == nil {
		return v
	}
	v["payment_method_id"], v["card_id"] = sub.method.ID, sub.cardID
	sum["semaphore"], sum["charged_quantity"], sum["charged_amount"] = sub.semaphore(), sub.charged, sub.chargedSum
	sum["last_charged_date"] = dateOrNil(sub.last)
	if sub.charged > 0 {
		sum["last_charged_amount"] = sub.lastAmount
	}
	if n := sub.terms.repetitions; n > 0 {
		left := n - sub.charged
		sum["quotas"], sum["pending_charge_quantity"], sum["pending_charge_amount"] = n, left, sub.terms.amount*money(left)
	}
	return v
}

// searchSubscriptions knows no external_reference: it answers everything then, as measured.
func (s *Server) searchSubscriptions(c *call) reply {
	s.billDue()
	all := s.state.billing.subscriptions.all()
	sortSubscriptions(all, c.query.Get("sort"))
	amount, err := strconv.ParseFloat(c.query.Get("transaction_amount"), 64)
	if err != nil && c.query.Get("transaction_amount") != "" {
		return *bare(badRequest, "Invalid field -> transaction_amount")
	}
	return searchPage(c, all, func(sub *subscription) bool {
		plan := ""
		if sub.plan != nil {
			plan = sub.plan.id
		}
		q, mail := strings.ToLower(c.query.Get("q")), text(sub.sent, "payer_email")
		return wanted(c, "status", sub.status) && wanted(c, "payer_id", strconv.FormatInt(sub.payerID, 10)) && wanted(c, "preapproval_plan_id", plan) &&
			wanted(c, "semaphore", sub.semaphore()) && (err != nil || float64(sub.terms.amount)/100 == amount) &&
			(c.query.Get("payer_email") == "" || strings.EqualFold(c.query.Get("payer_email"), mail)) &&
			(q == "" || sub.id == q || strings.Contains(strings.ToLower(text(sub.sent, "reason")), q) || strings.EqualFold(mail, q))
	}, s.subscriptionView)
}

// sortSubscriptions takes a field, and after a colon the direction. Pages are read from the end.
func sortSubscriptions(all []*subscription, sort string) {
	field, direction, _ := strings.Cut(sort, ":")
	if field == "last_modified" {
		slices.SortStableFunc(all, func(a, b *subscription) int { return a.updated.Compare(b.updated) })
	}
	if direction == "asc" {
		slices.Reverse(all)
	}
}

// exportSubscriptions answers a table.
func (s *Server) exportSubscriptions(c *call) reply {
	s.billDue()
	if c.query.Get("collector_id") != strconv.FormatInt(s.acct.userID, 10) {
		return fail(badRequest, "collector_id invalid")
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"id", "preapproval_plan_id", "status", "reason", "external_reference", "payer_id", "transaction_amount", "currency_id", "date_created", "last_modified", "next_payment_date"})
	all := s.state.billing.subscriptions.all()
	if c.query.Get("sort") == "last_modified" {
		slices.SortStableFunc(all, func(a, b *subscription) int { return a.updated.Compare(b.updated) })
	}
	for _, sub := range all {
		plan := ""
		if sub.plan != nil {
			plan = sub.plan.id
		}
		if !wanted(c, "status", sub.status) || !wanted(c, "preapproval_plan_id", plan) {
			continue
		}
		w.Write([]string{sub.id, plan, sub.status, text(sub.sent, "reason"), text(sub.sent, "external_reference"), strconv.FormatInt(sub.payerID, 10),
			strconv.FormatFloat(float64(sub.terms.amount)/100, 'f', -1, 64), s.site.Currency, isoDate(sub.created), isoDate(sub.updated), isoDate(sub.next)})
	}
	w.Flush()
	return ok(file{contentType: "text/csv", header: http.Header{"Content-Disposition": {`attachment; filename="subscriptions.csv"`}}, body: b.Bytes()})
}

func init() {
	for topic, entity := range map[string]string{subscriptionTopic: "preapproval", planTopic: "preapproval_plan", invoiceTopic: "authorized_payment"} {
		noticeForms[topic] = func(s *Server, body object) { s.subscriptionNotice(body, topic, entity) }
	}
}

// subscriptionNotice has a date instead of date_created, an entity, and a version that tells an
// older notification from a newer one.
func (s *Server) subscriptionNotice(body object, topic, entity string) {
	id := text(child(body, "data"), "id")
	app, _ := strconv.ParseInt(s.acct.clientID, 10, 64)
	version := 0
	switch b := &s.state.billing; topic {
	case subscriptionTopic:
		if sub, found := b.subscriptions.get(id); found {
			version = sub.version
		}
	case planTopic:
		if p, found := b.plans.get(id); found {
			version = p.version
		}
	case invoiceTopic:
		n, _ := strconv.ParseInt(id, 10, 64)
		if inv, found := b.invoices.get(n); found {
			version = inv.attempts
		}
	}
	body["application_id"], body["entity"], body["version"], body["date"] = app, entity, version, body["date_created"]
	for _, k := range []string{"api_version", "date_created", "live_mode", "user_id"} {
		delete(body, k)
	}
}
