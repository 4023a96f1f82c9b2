package sandbox

import (
	"net/http"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// subscription charges one payer again and again.
type subscription struct {
	id               string
	plan             *plan // nil for one without
	sent             object
	terms            terms
	status           string
	payerID          int64
	card             *cardToken // nil until the payer authorised
	cardID           string
	method           mpclient.Method
	declines         bool // the test asked for failing charges
	version          int
	created, updated time.Time

	due        []*invoice // scheduled or being tried again
	cycles     int        // invoices made so far
	anchor     time.Time  // date of the first charge: the others are counted from it
	next       time.Time  // date of the next charge
	charged    int
	chargedSum money
	last       time.Time
	lastAmount money
	skipped    int // instalments in a row that were given up
}

var subscriptionShape = parseShape(`preapproval_plan_id reason payer_email card_token_id card_token_id_secondary payment_method_id_secondary
	back_url external_reference status collector_id notification_url items* auto_recurring{ ` + recurringFields + ` }`)

func ofSubscription(do func(*Server, *call, *subscription) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		s.billDue()
		sub, found := s.state.billing.subscriptions.get(c.params["id"])
		if !found {
			return *bare(http.StatusNotFound, "The preapproval does not exist")
		}
		return do(s, c, sub)
	}
}

// checkSubscriber tells the payer by the e-mail: both sides live in the same world and country.
func (s *Server) checkSubscriber(email string) *reply {
	if email == "" {
		return bare(badRequest, "payer_email is required")
	}
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return bare(http.StatusInternalServerError, "Internal server error") // sic: no 400
	}
	email = strings.ToLower(email)
	known := s.testUserBy(func(u *testUser) bool { return u.email == email })
	switch {
	case strings.HasSuffix(email, "@testuser.com") != s.acct.testUser():
		return bare(badRequest, "Both payer and collector must be real or test users")
	case known != nil && known.site != s.site.ID:
		return bare(badRequest, "Cannot operate between different countries")
	case strings.EqualFold(email, s.acct.email()):
		return bare(badRequest, "Payer and collector cannot be the same user")
	}
	return nil
}

// validCard takes a token for a subscription. A card that would be declined is found out at
// once: the API charges it nothing to see. refused is what it answers then.
func (s *Server) validCard(id string, refused *reply) (card *cardToken, m mpclient.Method, bad *reply) {
	t, found := s.state.tokens.get(id)
	if !found || t.client != s.acct.clientID || t.status(s.cfg.Now()) != "active" || s.acct.legacy {
		return nil, m, bare(http.StatusNotFound, "Card token service not found")
	}
	t.used, t.updated = true, s.cfg.Now()
	s.edits++ // also when the card is refused
	if result, special := outcomes[t.holder]; special && result[0] != "approved" {
		return nil, m, refused
	}
	for _, name := range t.brand.methods {
		if m, here := s.method(name); here {
			return t, m, nil
		}
	}
	return nil, m, refused
}

func cardRefused() *reply {
	return bare(badRequest, "CC_VAL_433 Credit card validation has failed")
}

func (s *Server) createSubscription(c *call) reply {
	b := c.body
	if wrong := subscriptionShape.check(b).wrong; len(wrong) > 0 {
		return *bare(badRequest, "Invalid field -> "+wrong[0])
	}
	now := s.cfg.Now()
	sub := &subscription{status: "pending", sent: subscriptionShape.keep(b), created: now, updated: now}
	if bad := s.readOffer(sub, b); bad != nil {
		return *bad
	}
	if bad := s.checkSubscriber(text(b, "payer_email")); bad != nil {
		return *bad
	}
	token := text(b, "card_token_id")
	switch status := text(b, "status"); {
	case status != "" && status != "pending" && status != "authorized":
		return *bare(badRequest, "Invalid field -> status")
	case token == "" && (status == "authorized" || sub.plan != nil):
		return *bare(badRequest, "card_token_id is required")
	}
	if token != "" {
		card, m, bad := s.validCard(token, cardRefused())
		if bad != nil {
			return *bad
		}
		s.giveCard(sub, card, m)
	}
	sub.id = s.recurringID()
	sub.payerID = s.ids.between(1_000_000_000, 2_000_000_000)
	sub.next = sub.firstCharge(now)
	s.state.billing.subscriptions.put(sub.id, sub, len(c.raw))
	if sub.card != nil {
		s.authorizeSubscription(sub)
	}
	s.announceTo("", subscriptionTopic, "created", sub.id)
	return created(s.subscriptionView(sub))
}

// readOffer takes the terms from the plan, or from the request when there is none.
func (s *Server) readOffer(sub *subscription, b object) (bad *reply) {
	if id := text(b, "preapproval_plan_id"); id != "" {
		p, found := s.state.billing.plans.get(id)
		if !found {
			return noPlan()
		}
		if text(p.sent, "status") != "active" {
			return bare(badRequest, "The plan is not active")
		}
		sub.plan, sub.terms = p, p.terms
		sub.sent = overlay(object{"reason": p.sent["reason"], "back_url": text(p.sent, "back_url")}, sub.sent, 1)
		sub.sent["auto_recurring"] = p.sent["auto_recurring"]
		return s.checkBackURL(b)
	}
	sub.terms, bad = s.checkPlan(b)
	return bad
}

// giveCard notes what later charges are made with.
func (s *Server) giveCard(sub *subscription, t *cardToken, m mpclient.Method) {
	card := *t
	sub.card, sub.method, sub.cardID = &card, m, t.cardID
	if sub.cardID == "" {
		s.state.vault.lastCard += s.ids.between(1, 90)
		sub.cardID = strconv.FormatInt(s.state.vault.lastCard, 10)
	}
}

// authorizeSubscription starts the charges.
func (s *Server) authorizeSubscription(sub *subscription) {
	sub.status = "authorized"
	sub.anchor = sub.firstCharge(s.cfg.Now())
	s.schedule(sub)
}

// firstCharge is about an hour after the authorisation, or at the start date, after the trial
// and on the billing day.
func (sub *subscription) firstCharge(now time.Time) time.Time {
	at := now
	if sub.terms.start.After(at) {
		at = sub.terms.start
	}
	at = sub.terms.trial.after(at, 1)
	if day := sub.terms.billingDay; day > 0 {
		for at.In(apiZone).Day() != day {
			at = at.AddDate(0, 0, 1)
		}
	}
	if at.Equal(now) {
		at = at.Add(time.Hour)
	}
	return at
}

func (s *Server) readSubscription(_ *call, sub *subscription) reply {
	return ok(s.subscriptionView(sub))
}

// updateSubscription answers 200 and drops what an authorised subscription cannot change any
// more: frequency, currency, end date, items and a notification_url.
func (s *Server) updateSubscription(c *call, sub *subscription) reply {
	b := c.body
	if wrong := subscriptionShape.check(b).wrong; len(wrong) > 0 {
		return *bare(badRequest, "Invalid field -> "+wrong[0])
	}
	status, token := text(b, "status"), text(b, "card_token_id")
	if bad := sub.checkTransition(status, token != ""); bad != nil {
		return *bad
	}
	if bad := s.checkBackURL(b); bad != nil {
		return *bad
	}
	t, auto, bad := s.changedTerms(sub, child(b, "auto_recurring"))
	if bad != nil {
		return *bad
	}
	if token != "" {
		card, m, bad := s.validCard(token, bare(http.StatusPaymentRequired, "Unknown error"))
		if bad != nil {
			return *bad
		}
		s.giveCard(sub, card, m)
		s.payByCard(sub, 0, "card_validation", s.cfg.Now(), true)
	}
	sub.terms = t
	sub.sent = with(sub.sent, "auto_recurring", auto)
	for _, k := range []string{"reason", "external_reference", "back_url", "payment_method_id_secondary"} {
		if b[k] != nil {
			sub.sent[k] = b[k]
		}
	}
	s.move(sub, status)
	s.state.billing.subscriptions.put(sub.id, sub, len(c.raw))
	s.subscriptionChanged(sub)
	return ok(s.subscriptionView(sub))
}

// changedTerms applies what may be changed: everything while pending, later only the amount.
func (s *Server) changedTerms(sub *subscription, b object) (terms, object, *reply) {
	auto := child(sub.sent, "auto_recurring")
	if b == nil {
		return sub.terms, auto, nil
	}
	change := subscriptionShape.fields["auto_recurring"].keep(b)
	if sub.status != "pending" {
		change = object{}
		if v := b["transaction_amount"]; v != nil {
			change["transaction_amount"] = v
		}
	}
	auto = overlay(auto, change, 2)
	t, bad := s.readTerms(auto)
	return t, auto, bad
}

func (sub *subscription) checkTransition(to string, withCard bool) *reply {
	from := sub.status
	switch {
	case from == "cancelled" && to == "":
		return bare(badRequest, "You can not modify a cancelled preapproval.")
	case to == "" || to == from:
		return nil
	case from == "pending" && to == "authorized" && !withCard:
		return bare(badRequest, "You cannot authorize a preapproval, only the payer can")
	case from == "cancelled", to == "pending", from == "pending" && to == "paused":
		return bare(badRequest, "Invalid transition from "+from+" to "+to)
	}
	switch to {
	case "authorized", "paused", "cancelled":
		return nil
	}
	return bare(badRequest, "Invalid field -> status")
}

// move follows a checked transition.
func (s *Server) move(sub *subscription, to string) {
	switch {
	case to == "" || to == sub.status:
	case to == "authorized" && sub.anchor.IsZero():
		s.authorizeSubscription(sub)
	case to == "authorized":
		sub.status = to
		for sub.nextDate().Before(s.cfg.Now()) {
			sub.cycles++ // what fell due during the pause is not charged
		}
		s.schedule(sub)
	default: // paused or cancelled
		sub.status = to
		s.dropInvoices(sub)
	}
}

func (s *Server) subscriptionChanged(sub *subscription) {
	sub.version++
	sub.updated = s.cfg.Now()
	s.announceTo("", subscriptionTopic, "updated", sub.id)
}
