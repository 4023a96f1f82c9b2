package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

var chargebackRoutes = []route{
	{"GET", "/v1/chargebacks/search", bearer, (*Server).searchChargebacks},
	{"GET", "/v1/chargebacks/{id}", bearer, ofChargeback((*Server).readChargeback)},
	// The guide uploads files, the specification sends addresses of files.
	{"POST", "/v1/chargebacks/{id}/documentation", bearer, ofChargeback((*Server).uploadDocuments)},
	{"PUT", "/v1/chargebacks/{id}", bearer, ofChargeback((*Server).linkDocuments)},

	{"POST", "/_sandbox/chargeback", open, (*Server).steerChargeback},
}

// chargeback is a payment the card holder had taken back.
type chargeback struct {
	id                         string
	payment                    *payment
	amount                     money
	reason                     string
	eligible                   bool
	covered                    *bool // nil until decided
	documents                  []object
	docStatus                  string
	deadline, created, updated time.Time
}

const (
	documentDays = 10
	maxDocuments = 50
)

// disputes are chargebacks and claims.
type disputes struct {
	chargebacks shelf[string, *chargeback]
	claims      shelf[int64, *claim]
	attachments shelf[string, *attachment]
	last        int64
}

func newDisputes() disputes {
	return disputes{chargebacks: newShelf[string, *chargeback](1_000), claims: newShelf[int64, *claim](1_000),
		attachments: newShelf[string, *attachment](1_000), last: 5_300_000_000}
}

func (d *disputes) nextID(ids *source) int64 {
	d.last += ids.between(1, 90)
	return d.last
}

func ofChargeback(do func(*Server, *call, *chargeback) reply) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		cb, found := s.state.disputes.chargebacks.get(c.params["id"])
		if !found {
			return fail(http.StatusNotFound, "Chargeback not found")
		}
		s.touchChargeback(cb)
		return do(s, c, cb)
	}
}

// Chargeback plays the card holder's bank: an approved payment is taken back. It returns the
// id of the chargeback.
func (s *Server) Chargeback(paymentID int64) (string, error) {
	answer, err := s.control("chargeback", chargebackOrder{Payment: paymentID})
	return text(answer, "id"), err
}

type chargebackOrder struct {
	Payment    int64  `json:"payment_id"` // opens one
	Reason     string `json:"reason"`
	Ineligible bool   `json:"not_eligible"`
	ID         string `json:"id"`     // steers one that is open
	Action     string `json:"action"` // accept or refuse the documents, reimburse or settle
}

func (s *Server) steerChargeback(c *call) reply {
	var made object
	r := steer(wherever(func(s *Server, o chargebackOrder) string {
		if o.Payment == 0 {
			return s.moveChargeback(o)
		}
		cb, why := s.openChargeback(o)
		if cb != nil {
			made = s.chargebackView(cb)
		}
		return why
	}))(s, c)
	if made != nil {
		return created(made)
	}
	return r
}

func (s *Server) openChargeback(o chargebackOrder) (*chargeback, string) {
	p, found := s.state.payments.get(o.Payment)
	if !found {
		return nil, "no such payment"
	}
	if p.amount == p.refunded || p.status != "approved" && p.status != "in_mediation" {
		return nil, "the payment is not approved"
	}
	now := s.cfg.Now()
	day := now.In(apiZone).AddDate(0, 0, documentDays)
	cb := &chargeback{id: fmt.Sprintf("217%015d000000", s.state.disputes.nextID(s.ids)), payment: p, amount: p.amount - p.refunded, reason: "general",
		eligible: !o.Ineligible, docStatus: "pending", created: now, updated: now,
		deadline: time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, apiZone)}
	if o.Reason != "" {
		cb.reason = clip(o.Reason, 100)
	}
	if !cb.eligible {
		cb.docStatus = "not_applicable"
	}
	s.state.disputes.chargebacks.put(cb.id, cb, 0)
	s.announceTo(text(p.request, "notification_url"), chargebackTopic, "created", cb.id)
	s.change(p, "charged_back", "in_process")
	return cb, ""
}

func (s *Server) moveChargeback(o chargebackOrder) string {
	cb, found := s.state.disputes.chargebacks.get(o.ID)
	if !found {
		return "no such chargeback"
	}
	s.touchChargeback(cb)
	if cb.covered != nil {
		return "the chargeback is decided"
	}
	switch o.Action {
	case "accept", "refuse":
		if cb.docStatus != "review_pending" {
			return "there are no documents to review"
		}
		s.review(cb, map[string]string{"accept": "valid", "refuse": "invalid"}[o.Action])
	case "reimburse", "settle":
		s.decideChargeback(cb, o.Action == "reimburse")
	default:
		return "action is accept, refuse, reimburse or settle"
	}
	return ""
}

// review notes a new state of the documents.
func (s *Server) review(cb *chargeback, status string) {
	cb.docStatus, cb.updated = status, s.cfg.Now()
	s.tellChargeback(cb)
}

func (s *Server) tellChargeback(cb *chargeback) {
	s.announceTo(text(cb.payment.request, "notification_url"), chargebackTopic, "updated", cb.id)
}

// decideChargeback ends the matter: the seller keeps the money or loses it.
func (s *Server) decideChargeback(cb *chargeback, covered bool) {
	cb.covered, cb.updated = &covered, s.cfg.Now()
	s.tellChargeback(cb)
	s.change(cb.payment, "charged_back", map[bool]string{true: "reimbursed", false: "settled"}[covered])
}

// dueAt is when time decides a chargeback; zero is never. Documents under review wait for the reviewer.
func (cb *chargeback) dueAt() time.Time {
	if cb.covered == nil && (cb.docStatus == "pending" || cb.docStatus == "invalid") {
		return cb.deadline
	}
	return time.Time{}
}

// touchChargeback lets the deadline pass: who sent nothing, or nothing that counts, has lost.
func (s *Server) touchChargeback(cb *chargeback) {
	if at := cb.dueAt(); at.IsZero() || s.cfg.Now().Before(at) {
		return
	}
	if cb.docStatus == "pending" {
		cb.docStatus = "not_supplied"
	}
	s.decideChargeback(cb, false)
}

func (s *Server) touchChargebacks() {
	for _, cb := range s.state.disputes.chargebacks.all() {
		s.touchChargeback(cb)
	}
}

func (s *Server) readChargeback(_ *call, cb *chargeback) reply { return ok(s.chargebackView(cb)) }

func (s *Server) searchChargebacks(c *call) reply {
	s.touchChargebacks()
	return searchPage(c, s.state.disputes.chargebacks.all(), func(cb *chargeback) bool {
		return wanted(c, "payment_id", strconv.FormatInt(cb.payment.id, 10)) && wanted(c, "id", cb.id)
	}, s.chargebackView)
}

func (s *Server) uploadDocuments(c *call, cb *chargeback) reply {
	files, bad := c.uploads("files")
	if bad != nil {
		return *bad
	}
	var list []object
	for _, f := range files {
		list = append(list, object{"type": f.contentType, "description": f.name,
			"url": fmt.Sprintf("https://%s/chargebacks/%s/documentation/%s", s.site.Host, cb.id, url.PathEscape(f.name))})
	}
	return s.addDocuments(cb, list)
}

var chargebackShape = parseShape(`files[ name description url ]`)

func (s *Server) linkDocuments(c *call, cb *chargeback) reply {
	files, _ := c.body["files"].([]any)
	if len(chargebackShape.check(c.body).wrong) > 0 || len(files) == 0 {
		return fail(badRequest, "files invalid")
	}
	var list []object
	for _, e := range files {
		f := e.(object)
		if !s.publicURL(text(f, "url")) {
			return fail(badRequest, "files.url invalid")
		}
		list = append(list, object{"type": text(f, "name"), "description": text(f, "description"), "url": text(f, "url")})
	}
	s.state.disputes.chargebacks.put(cb.id, cb, len(c.raw))
	return s.addDocuments(cb, list)
}

func (s *Server) addDocuments(cb *chargeback, list []object) reply {
	switch {
	case !cb.eligible || cb.covered != nil || cb.docStatus == "valid":
		return fail(badRequest, "the chargeback takes no documentation")
	case !s.cfg.Now().Before(cb.deadline):
		return fail(badRequest, "the deadline for documentation has passed")
	case len(cb.documents)+len(list) > maxDocuments:
		return fail(badRequest, "too many files")
	}
	cb.documents = append(cb.documents, list...)
	s.review(cb, "review_pending")
	return ok(s.chargebackView(cb))
}

// chargebackView joins the two published shapes: the guide's fields and those the SDKs read.
func (s *Server) chargebackView(cb *chargeback) object {
	documents := []object{}
	documents = append(documents, cb.documents...)
	status := "in_review"
	var covered any
	if cb.covered != nil {
		status, covered = cb.payment.detail, *cb.covered
	}
	return object{
		"id": cb.id, "payments": []int64{cb.payment.id}, "currency": s.site.Currency, "amount": cb.amount, "reason": cb.reason,
		"coverage_applied": covered, "coverage_elegible": cb.eligible, "documentation_required": cb.eligible && cb.covered == nil,
		"documentation_status": cb.docStatus, "documentation": documents, "date_documentation_deadline": isoDate(cb.deadline),
		"date_created": isoDate(cb.created), "date_last_updated": isoDate(cb.updated), "live_mode": true,
		"payment_id": cb.payment.id, "currency_id": s.site.Currency, "reason_id": cb.reason, "status": status, "last_modified": isoDate(cb.updated),
	}
}
