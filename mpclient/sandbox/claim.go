package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

const claimPath = "/post-purchase/v1/claims"

var claimRoutes = []route{
	{"GET", claimPath + "/search", bearer, (*Server).searchClaims},
	{"GET", claimPath + "/reasons/{id}", bearer, (*Server).claimReason},
	{"GET", claimPath + "/{claim}", bearer, ofClaim((*Server).readClaim)},
	{"GET", claimPath + "/{claim}/status_history", bearer, ofClaim((*Server).claimHistory)},
	{"GET", claimPath + "/{claim}/expected-resolutions", bearer, ofClaim((*Server).claimResolutions)},
	{"POST", claimPath + "/{claim}/actions/open-dispute", bearer, ofClaim((*Server).openDispute)},

	{"GET", claimPath + "/{claim}/messages", bearer, ofClaim((*Server).claimMessages)},
	{"POST", claimPath + "/{claim}/actions/send-message", bearer, ofClaim((*Server).sendClaimMessage)},
	{"GET", claimPath + "/{claim}/evidences", bearer, ofClaim((*Server).claimEvidences)},
	{"POST", claimPath + "/{claim}/actions/evidences", bearer, ofClaim((*Server).sendEvidence)},
	{"POST", claimPath + "/{claim}/attachments", bearer, ofClaim((*Server).attachToClaim)},
	{"GET", claimPath + "/{claim}/attachments/{file}", bearer, ofAttachment((*Server).readAttachment)},
	{"GET", claimPath + "/{claim}/attachments/{file}/download", bearer, ofAttachment((*Server).downloadAttachment)},

	{"POST", "/_sandbox/claim", open, (*Server).steerClaim},
}

// claim is a complaint of a buyer about a payment.
type claim struct {
	id                           int64
	payment                      *payment
	kind, stage, status          string
	reason                       string
	held                         money // what the complaint is about
	created, updated             time.Time
	history, messages, evidences []object
}

const maxClaimEntries = 500 // messages, evidence or steps of one claim

// claimReasons are a few of the real ones; the list is not published.
var claimReasons = map[string]string{
	"PNR3430": "The product did not arrive",
	"PDD9939": "The product is different from the description or defective",
	"PNR9501": "The buyer does not recognise the payment",
}

func noClaim() reply { return fail(http.StatusNotFound, "claim not found") }

func ofClaim(do func(*Server, *call, *claim) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		id, err := strconv.ParseInt(c.params["claim"], 10, 64)
		cl, found := s.state.disputes.claims.get(id)
		if err != nil || !found {
			return noClaim()
		}
		return do(s, c, cl)
	}
}

// Claim plays a buyer who complains about an approved payment. It returns the id of the claim.
func (s *Server) Claim(paymentID int64) (int64, error) {
	answer, err := s.control("claim", claimOrder{Payment: paymentID})
	id, _ := answer["id"].(int64)
	return id, err
}

type claimOrder struct {
	Payment int64  `json:"payment_id"` // opens one
	Reason  string `json:"reason_id"`
	ID      int64  `json:"id"`     // steers one that is open
	Action  string `json:"action"` // message, dispute, seller, buyer or cancel
	Message string `json:"message"`
}

func (s *Server) steerClaim(c *call) reply {
	var made object
	r := steer(wherever(func(s *Server, o claimOrder) string {
		if o.Payment == 0 {
			return s.moveClaim(o)
		}
		cl, why := s.openClaim(o)
		if cl != nil {
			made = s.claimView(cl)
		}
		return why
	}))(s, c)
	if made != nil {
		return created(made)
	}
	return r
}

func (s *Server) openClaim(o claimOrder) (*claim, string) {
	p, found := s.state.payments.get(o.Payment)
	if !found {
		return nil, "no such payment"
	}
	if p.status != "approved" || p.amount == 0 {
		return nil, "the payment is not approved"
	}
	if o.Reason == "" {
		o.Reason = "PNR3430"
	}
	if claimReasons[o.Reason] == "" {
		return nil, "no such reason"
	}
	cl := &claim{id: s.state.disputes.nextID(s.ids), payment: p, kind: "claims", stage: "claim", status: "opened", reason: o.Reason, held: p.amount - p.refunded, created: s.cfg.Now()}
	s.state.disputes.claims.put(cl.id, cl, 0)
	s.step(cl, "buyer", "claim.created")
	s.change(p, "in_mediation", "pending")
	return cl, ""
}

// step writes the state of a claim into its history and tells.
func (s *Server) step(cl *claim, by, action string) {
	cl.updated = s.cfg.Now()
	if len(cl.history) < maxClaimEntries {
		cl.history = append(cl.history, object{"date": isoDate(cl.updated), "status": cl.status, "stage": cl.stage, "changed_by": by})
	}
	s.announceTo(text(cl.payment.request, "notification_url"), claimTopic, action, strconv.FormatInt(cl.id, 10))
}

// moveClaim plays the buyer and the mediator.
func (s *Server) moveClaim(o claimOrder) string {
	cl, found := s.state.disputes.claims.get(o.ID)
	if !found || cl.status != "opened" {
		return "no such open claim"
	}
	switch o.Action {
	case "message":
		payer, _ := strconv.ParseInt(cl.payment.payerID, 10, 64)
		return s.addMessage(cl, object{"user_id": payer, "role": "complainant"}, o.Message, nil)
	case "dispute":
		if cl.stage != "claim" {
			return "the claim is in mediation"
		}
		s.mediate(cl, "buyer")
	case "cancel":
		s.closeClaim(cl, "cancelled", "buyer")
	case "seller":
		s.closeClaim(cl, "closed", "mediator")
	case "buyer":
		s.closeClaim(cl, "closed", "mediator")
		if p := cl.payment; p.status == "approved" {
			s.giveBack(p, p.amount-p.refunded, "by_admin")
		}
	default:
		return "action is message, dispute, seller, buyer or cancel"
	}
	return ""
}

func (s *Server) mediate(cl *claim, by string) {
	cl.kind, cl.stage = "mediations", "dispute"
	s.step(cl, by, "claim.updated")
}

// closeClaim ends a claim and frees its payment.
func (s *Server) closeClaim(cl *claim, status, by string) {
	cl.status = status
	if cl.stage == "dispute" {
		cl.stage = "resolution"
	}
	s.step(cl, by, "claim.updated")
	if p := cl.payment; p.status == "in_mediation" {
		detail := "accredited"
		if p.refunded > 0 {
			detail = "partially_refunded"
		}
		s.change(p, "approved", detail)
	}
}

// giveBack refunds a part of an approved payment; detail is what the last part leaves behind.
func (s *Server) giveBack(p *payment, amount money, detail string) {
	s.state.lastRefund += s.ids.between(1, 90)
	p.refunds = append(p.refunds, &refund{id: s.state.lastRefund, amount: amount, created: s.cfg.Now()})
	p.refunded += amount
	if p.refunded == p.amount {
		s.change(p, "refunded", detail)
	} else {
		s.change(p, "approved", "partially_refunded")
	}
}

func (s *Server) readClaim(_ *call, cl *claim) reply { return ok(s.claimView(cl)) }

func (s *Server) searchClaims(c *call) reply {
	return searchPage(c, s.state.disputes.claims.all(), func(cl *claim) bool {
		return wanted(c, "id", strconv.FormatInt(cl.id, 10)) && wanted(c, "type", cl.kind) && wanted(c, "stage", cl.stage) && wanted(c, "status", cl.status)
	}, s.claimView)
}

func (s *Server) claimReason(c *call) reply {
	what, known := claimReasons[c.params["id"]]
	if !known {
		return fail(http.StatusNotFound, "reason not found")
	}
	return ok(object{"id": c.params["id"], "description": what, "type": "claims"})
}

func (s *Server) claimView(cl *claim) object {
	payer, _ := strconv.ParseInt(cl.payment.payerID, 10, 64)
	actions := []string{}
	if cl.status == "opened" {
		actions = append(actions, "send_message", "upload_evidence")
		if cl.stage == "claim" {
			actions = append(actions, "open_dispute")
		}
	}
	return object{
		"id": cl.id, "type": cl.kind, "stage": cl.stage, "status": cl.status, "reason_id": cl.reason,
		"date_created": isoDate(cl.created), "last_updated": isoDate(cl.updated), "resource": "payment", "resource_id": cl.payment.id,
		"players": []object{
			{"role": "complainant", "user_id": payer, "available_actions": []string{}},
			{"role": "respondent", "user_id": s.acct.userID, "available_actions": actions},
		},
	}
}

func (s *Server) claimHistory(_ *call, cl *claim) reply { return ok(slices.Clone(cl.history)) }

// claimResolutions are offered once the claim is in mediation.
func (s *Server) claimResolutions(_ *call, cl *claim) reply {
	list := []object{}
	if cl.stage == "dispute" && cl.status == "opened" {
		left := cl.payment.amount - cl.payment.refunded
		list = append(list, object{"type": "refund", "amount": left, "reason": claimReasons[cl.reason]},
			object{"type": "partial_refund", "amount": left.share(0.5, decimals(s.site)), "reason": claimReasons[cl.reason]},
			object{"type": "return", "amount": left, "reason": claimReasons[cl.reason]})
	}
	return ok(list)
}

func (s *Server) openDispute(_ *call, cl *claim) reply {
	if cl.status != "opened" || cl.stage != "claim" {
		return fail(badRequest, "the claim cannot go into mediation")
	}
	s.mediate(cl, "seller")
	return reply{status: http.StatusOK}
}
