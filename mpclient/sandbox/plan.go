package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var subscriptionRoutes = []route{
	{"POST", "/preapproval_plan", bearer, (*Server).createPlan},
	{"GET", "/preapproval_plan/search", bearer, (*Server).searchPlans},
	{"GET", "/preapproval_plan/{id}", bearer, ofPlan((*Server).readPlan)},
	{"PUT", "/preapproval_plan/{id}", bearer, ofPlan((*Server).updatePlan)},

	{"POST", "/preapproval", bearer, (*Server).createSubscription},
	{"GET", "/preapproval/search", bearer, (*Server).searchSubscriptions},
	{"GET", "/preapproval/export", bearer, (*Server).exportSubscriptions},
	{"GET", "/preapproval/{id}", bearer, ofSubscription((*Server).readSubscription)},
	{"PUT", "/preapproval/{id}", bearer, ofSubscription((*Server).updateSubscription)},

	// The specification searches at the root, the SDKs below it.
	{"GET", "/authorized_payments", bearer, (*Server).searchInvoices},
	{"GET", "/authorized_payments/search", bearer, (*Server).searchInvoices},
	{"GET", "/authorized_payments/{id}", bearer, (*Server).readInvoice},

	{"POST", "/_sandbox/subscription", open, steer(wherever((*Server).steerSubscription))},
}

// billing is everything about subscriptions.
type billing struct {
	plans         shelf[string, *plan]
	subscriptions shelf[string, *subscription]
	invoices      shelf[int64, *invoice]
	lastInvoice   int64
}

func newBilling() billing {
	return billing{plans: newShelf[string, *plan](1_000), subscriptions: newShelf[string, *subscription](2_000),
		invoices: newShelf[int64, *invoice](10_000), lastInvoice: 7_030_000_000}
}

// plan is a template of subscriptions.
type plan struct {
	id               string
	sent             object
	terms            terms
	version          int
	created, updated time.Time
}

const recurringFields = `frequency% frequency_type transaction_amount* currency_id start_date end_date repetitions% billing_day% billing_day_proportional?
	free_trial{ frequency% frequency_type first_invoice_offset% }`

var planShape = parseShape(`reason status back_url external_reference auto_recurring{ ` + recurringFields + ` }
	payment_methods_allowed{ payment_types[ id ] payment_methods[ id ] }`)

// bare is the short envelope of subscriptions.
func bare(status int, message string) *reply {
	return &reply{status, object{"message": message, "status": status}}
}

// terms is auto_recurring, read.
type terms struct {
	amount             money
	every, trial       span
	start, end         time.Time
	repetitions        int // 0: no limit
	billingDay         int
	firstInvoiceOffset int // days
}

// span is a number of days or months; zero is none.
type span struct {
	n      int
	months bool
}

func (s span) after(t time.Time, times int) time.Time {
	if s.months {
		return monthsLater(t, s.n*times)
	}
	return t.AddDate(0, 0, s.n*times)
}

// monthsLater keeps the day where the month has it, and takes its last day where not.
func monthsLater(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// The floor is published nowhere; the first two are measured, and the message writes its
// dollar sign whatever the currency. The other sites take what a card may pay at least.
func (s *Server) subscriptionFloor() float64 {
	if floor, measured := map[string]float64{"MLA": 15, "MCO": 1600}[string(s.site.ID)]; measured {
		return floor
	}
	for _, m := range s.site.Methods {
		if m.Type == "credit_card" {
			return m.Min
		}
	}
	return 0
}

const subscriptionCeiling = 2_000_000

// readTerms checks auto_recurring: the amount before the currency, as measured.
func (s *Server) readTerms(b object) (t terms, bad *reply) {
	invalid := func(field string) *reply { return bare(badRequest, "Invalid field -> auto_recurring."+field) }
	readSpan := func(o object, field string) (v span, bad *reply) {
		n, sent := number(o, "frequency")
		if !sent || n < 1 || n > 365 {
			return v, invalid(field + "frequency")
		}
		switch text(o, "frequency_type") {
		case "months":
			return span{n, true}, nil
		case "days":
			return span{n, false}, nil
		}
		return v, invalid(field + "frequency_type")
	}
	if t.every, bad = readSpan(b, ""); bad != nil {
		return t, bad
	}
	amount, fault := parseAmount(b["transaction_amount"], decimals(s.site))
	units, isNumber := asNumber(b["transaction_amount"])
	switch floor := s.subscriptionFloor(); {
	case !isNumber || fault == amountNotPositive:
		return t, bare(badRequest, "auto_recurring.transaction_amount must be a positive number")
	case units < floor:
		return t, bare(badRequest, fmt.Sprintf("Cannot pay an amount lower than $ %.2f", floor))
	case units > subscriptionCeiling:
		return t, bare(badRequest, fmt.Sprintf("Cannot pay an amount greater than $ %.2f", float64(subscriptionCeiling)))
	case fault != amountFine:
		return t, invalid("transaction_amount")
	}
	t.amount = amount
	if text(b, "currency_id") != s.site.Currency {
		return t, invalid("currency_id")
	}
	if trial := child(b, "free_trial"); trial != nil {
		if t.trial, bad = readSpan(trial, "free_trial."); bad != nil {
			return t, bad
		}
		t.firstInvoiceOffset, _ = number(trial, "first_invoice_offset")
	}
	return t, s.readCalendar(b, &t, invalid)
}

func (s *Server) readCalendar(b object, t *terms, invalid func(string) *reply) *reply {
	for field, at := range map[string]*time.Time{"start_date": &t.start, "end_date": &t.end} {
		if raw := text(b, field); raw != "" {
			v, valid := parseLooseDate(raw)
			if !valid {
				return invalid(field)
			}
			*at = v
		}
	}
	if !t.end.IsZero() && !t.end.After(s.cfg.Now()) || !t.start.IsZero() && !t.end.IsZero() && !t.start.Before(t.end) {
		return invalid("end_date")
	}
	n, sent := number(b, "repetitions")
	if sent && (n < 1 || n > 10_000) {
		return invalid("repetitions")
	}
	t.repetitions = n
	if n, sent = number(b, "billing_day"); sent && (n < 1 || n > 28) {
		return invalid("billing_day")
	}
	t.billingDay = n
	return nil
}

// checkBackURL takes https addresses of public hosts only.
func (s *Server) checkBackURL(b object) *reply {
	if u := text(b, "back_url"); u != "" && !s.publicURL(u) {
		return bare(badRequest, "Invalid value for back_url, must be a valid URL")
	}
	return nil
}

func noPlan() *reply { return bare(http.StatusNotFound, "The plan does not exist") }

func ofPlan(do func(*Server, *call, *plan) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		p, found := s.state.billing.plans.get(c.params["id"])
		if !found {
			return *noPlan()
		}
		return do(s, c, p)
	}
}

func (s *Server) checkPlan(b object) (terms, *reply) {
	if wrong := planShape.check(b).wrong; len(wrong) > 0 {
		return terms{}, bare(badRequest, "Invalid field -> "+wrong[0])
	}
	if strings.TrimSpace(text(b, "reason")) == "" {
		return terms{}, bare(badRequest, "reason is required")
	}
	if child(b, "auto_recurring") == nil {
		return terms{}, bare(badRequest, "auto_recurring is required")
	}
	t, bad := s.readTerms(child(b, "auto_recurring"))
	if bad == nil {
		bad = s.checkBackURL(b)
	}
	return t, bad
}

// recurringID looks like those of plans and subscriptions.
func (s *Server) recurringID() string { return "2c9380" + s.ids.hex(26) }

func (s *Server) createPlan(c *call) reply {
	t, bad := s.checkPlan(c.body)
	if bad != nil {
		return *bad
	}
	now := s.cfg.Now()
	p := &plan{id: s.recurringID(), sent: planShape.keep(c.body), terms: t, created: now, updated: now}
	p.sent["status"] = "active"
	s.state.billing.plans.put(p.id, p, len(c.raw))
	s.announceTo("", planTopic, "created", p.id)
	return created(s.planView(p))
}

func (s *Server) readPlan(_ *call, p *plan) reply { return ok(s.planView(p)) }

func (s *Server) updatePlan(c *call, p *plan) reply {
	merged := overlay(p.sent, planShape.keep(c.body), 3)
	t, bad := s.checkPlan(merged)
	if bad != nil {
		return *bad
	}
	switch text(merged, "status") {
	case "active", "inactive", "cancelled":
	default:
		return *bare(badRequest, "Invalid field -> status")
	}
	p.sent, p.terms, p.updated = merged, t, s.cfg.Now()
	p.version++
	s.state.billing.plans.put(p.id, p, len(c.raw))
	s.announceTo("", planTopic, "updated", p.id)
	return ok(s.planView(p))
}

func (s *Server) searchPlans(c *call) reply {
	return searchPage(c, s.state.billing.plans.all(), func(p *plan) bool {
		q := strings.ToLower(c.query.Get("q"))
		return wanted(c, "status", text(p.sent, "status")) && (q == "" || p.id == q || strings.Contains(strings.ToLower(text(p.sent, "reason")), q))
	}, s.planView)
}

func (s *Server) planView(p *plan) object {
	app, _ := strconv.ParseInt(s.acct.clientID, 10, 64)
	allowed := object{"payment_types": []object{}, "payment_methods": []object{}}
	return object{
		"id": p.id, "back_url": text(p.sent, "back_url"), "collector_id": s.acct.userID, "application_id": app, "reason": text(p.sent, "reason"),
		"status": text(p.sent, "status"), "date_created": isoDate(p.created), "last_modified": isoDate(p.updated),
		"init_point": s.subscriptionPage("preapproval_plan_id", p.id), "auto_recurring": p.sent["auto_recurring"],
		"payment_methods_allowed": overlay(allowed, child(p.sent, "payment_methods_allowed"), 1),
	}
}

func (s *Server) subscriptionPage(key, id string) string {
	return "https://" + s.site.Host + "/subscriptions/checkout?" + key + "=" + id
}
