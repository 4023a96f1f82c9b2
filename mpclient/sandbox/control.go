package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/homologa/homologa/mpclient"
)

const controlPrefix = "/_sandbox/"

// controlRoutes steer the simulator from outside the process: a demonstration, a script. They
// ask for no key, because the simulator only ever listens on the loopback interface.
var controlRoutes = []route{
	{"GET", "/_sandbox/requests", open, func(s *Server, _ *call) reply { return ok(s.requests.copy()) }},
	{"GET", "/_sandbox/notifications", open, func(s *Server, _ *call) reply { return ok(s.notify.history()) }},
	{"GET", "/_sandbox/help", open, (*Server).controlHelp},
	{"GET", "/_sandbox/deliveries", open, func(s *Server, _ *call) reply { return ok(s.notify.log.copy()) }},
	{"POST", "/_sandbox/reset", open, steer((*Server).steerReset)},
	{"POST", "/_sandbox/account", open, steer((*Server).steerAccount)},
	{"POST", "/_sandbox/reports", open, steer((*Server).steerReports)},
	{"POST", "/_sandbox/webhook", open, steer((*Server).steerWebhook)},
	{"POST", "/_sandbox/chaos", open, steer((*Server).steerChaos)},
	{"POST", "/_sandbox/pay", open, steer((*Server).steerPay)},
	{"POST", "/_sandbox/token", open, steer((*Server).steerToken)},
	{"POST", duePath, open, func(s *Server, _ *call) reply { return ok(object{"retried": s.retryDue()}) }},
}

// Control is a control call from inside the process: name is what follows /_sandbox/, order its
// body, nil for none. It is kept in the state file like one from outside.
func (s *Server) Control(name string, order any) error {
	_, err := s.control(name, order)
	return err
}

func (s *Server) control(name string, order any) (answer object, err error) {
	var body []byte
	if order != nil {
		body = encode(order)
	}
	r, err := http.NewRequest(http.MethodPost, controlPrefix+name, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	rep := s.keepServe(r)
	answer, _ = rep.body.(object)
	if rep.status >= 300 {
		return nil, fmt.Errorf("sandbox: %s: %s", name, text(answer, "message"))
	}
	return answer, nil
}

// set is a control call that nothing but the disk can refuse; a disk that failed is told by every
// later call.
func (s *Server) set(name string, order any) { _ = s.Control(name, order) }

// steer reads a control body of one type and answers 204, or 400 with the reason. A field it does
// not know is refused: a switch that silently does nothing costs an afternoon.
func steer[T any](apply func(*Server, T) string) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		var v T
		if len(c.raw) > 0 {
			d := json.NewDecoder(bytes.NewReader(c.raw))
			d.DisallowUnknownFields()
			if err := d.Decode(&v); err != nil {
				return fail(badRequest, "the control body does not fit: "+mpclient.CleanLine(strings.TrimPrefix(err.Error(), "json: "), 160))
			}
		}
		if why := apply(s, v); why != "" {
			return fail(badRequest, why)
		}
		return reply{status: http.StatusNoContent}
	}
}

type resetOrder struct {
	Seed *uint64 `json:"seed"`
}

// steerReset starts over, with other ids and keys when a seed is named.
func (s *Server) steerReset(o resetOrder) string {
	assign(&s.cfg.Seed, o.Seed)
	s.resetLocked()
	return ""
}

type accountOrder struct {
	Kind       *AccountKind `json:"kind"`
	Sell       *bool        `json:"sell"`
	PixOffered *bool        `json:"pix_offered"`
	PixKey     *bool        `json:"pix_key"`
}

// steerAccount changes what was sent and leaves the rest.
func (s *Server) steerAccount(o accountOrder) string {
	if o.Kind != nil && !o.Kind.known() {
		return "kind is real, test, test_buyer, restricted or not_activated"
	}
	assign(&s.acct.kind, o.Kind)
	assign(&s.acct.sell, o.Sell)
	assign(&s.acct.pixOffered, o.PixOffered)
	assign(&s.acct.pixKey, o.PixKey)
	return ""
}

func assign[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

type reportOrder struct {
	Kind       ReportKind `json:"kind"`
	Configured bool       `json:"configured"`
	Scheduled  bool       `json:"scheduled"`
	Config     object     `json:"config,omitempty"` // laid over the usual configuration; null takes a field away
}

func (s *Server) steerReports(o reportOrder) string {
	if o.Kind != Settlement && o.Kind != Release {
		return "kind is settlement_report or release_report"
	}
	s.setReport(o)
	return ""
}

type webhookOrder struct {
	URL     *string `json:"url"`
	TestURL *string `json:"test_url"` // of the test mode
}

func (s *Server) steerWebhook(o webhookOrder) string {
	for _, u := range []*string{o.URL, o.TestURL} {
		if u != nil && len(*u) > 1000 {
			return "url is longer than 1000 characters"
		}
	}
	assign(&s.acct.webhook, o.URL)
	assign(&s.acct.testWebhook, o.TestURL)
	return ""
}

type chaosOrder struct {
	LatencyMS  int  `json:"latency_ms"`
	Status     int  `json:"status"`
	Times      int  `json:"times"` // 0: until changed
	HTML       bool `json:"html"`
	Truncate   bool `json:"truncate"`
	RetryAfter int  `json:"retry_after"`
	Reset      bool `json:"reset"`
	SlowMS     int  `json:"slow_ms"`
	// Spec is the same as one line, as --chaos takes it.
	Spec string `json:"spec"`
}

// steerChaos sets the fault of the next calls; an empty order clears it.
func (s *Server) steerChaos(o chaosOrder) string {
	if o.LatencyMS != clampMS(o.LatencyMS) || o.SlowMS != clampMS(o.SlowMS) { // before they overflow
		return Chaos{Latency: -1}.check()
	}
	c := Chaos{time.Duration(o.LatencyMS) * time.Millisecond, time.Duration(o.SlowMS) * time.Millisecond, o.Status, o.RetryAfter,
		o.HTML, o.Truncate, o.Reset, o.Times}
	if o.Spec != "" {
		if o != (chaosOrder{Spec: o.Spec}) {
			return "spec stands alone"
		}
		var err error
		if c, err = ParseChaos(o.Spec); err != nil {
			return mpclient.CleanLine(err.Error(), 300)
		}
	}
	if why := c.check(); why != "" {
		return why
	}
	s.chaos = chaos{Chaos: c, left: c.Times, forever: c.Times == 0}
	return ""
}

func clampMS(ms int) int { return min(max(ms, 0), int(longestFault/time.Millisecond)) }

type payOrder struct {
	ID     int64  `json:"id"`
	Result string `json:"result"`        // approved (default), rejected, in_process or cancelled
	Detail string `json:"status_detail"` // instead of the usual one; approved has its own
}

// usualDetails is the status_detail of a payment that is forced into a state.
var usualDetails = map[string]string{"approved": "accredited", "rejected": "rejected_by_bank", "in_process": "pending_review_manual",
	"cancelled": "by_collector"}

// steerPay plays the payer, the bank, the reviewer or the buyer who gave up: a payment that
// waits goes on to another state.
func (s *Server) steerPay(o payOrder) string {
	if o.Result == "" {
		o.Result = "approved"
	}
	usual, known := usualDetails[o.Result]
	switch {
	case !known:
		return "result is approved, rejected, in_process or cancelled"
	case len(o.Detail) > 60 || strings.Trim(o.Detail, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
		return "status_detail is a code such as cc_rejected_high_risk"
	}
	err := errNoPayment
	s.inAccounts(func() bool {
		err = s.forcePayment(o, usual)
		return err != errNoPayment
	})
	return why(err)
}

func (s *Server) forcePayment(o payOrder, usual string) error {
	if o.Result == "approved" || o.Result == "rejected" && o.Detail == "" {
		return s.decideLocked(o.ID, o.Result, usual)
	}
	p, found := s.state.payments.get(o.ID)
	if !found {
		return errNoPayment
	}
	s.touch(p)
	waits := p.status == "pending" || p.status == "in_process" || p.status == "authorized" && o.Result == "cancelled"
	if !waits || p.status == o.Result {
		return errNotOpen
	}
	if o.Result == "cancelled" {
		p.expires = time.Time{}
	}
	s.change(p, o.Result, orDefault(o.Detail, usual))
	return nil
}

type tokenOrder struct {
	Action string `json:"action"` // renew, revoke or restore
}

// steerToken is the panel's button that renews the access token, and the seller who takes it away.
func (s *Server) steerToken(o tokenOrder) string {
	switch o.Action {
	case "renew":
		s.acct.token, s.acct.revoked = s.acct.newToken(s.ids), false
	case "revoke", "restore":
		s.acct.revoked = o.Action == "revoke"
	default:
		return "action is renew, revoke or restore"
	}
	return ""
}
