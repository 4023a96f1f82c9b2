package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const controlPrefix = "/_sandbox/"

// controlRoutes steer the simulator from outside the process: a demonstration, a script. They
// ask for no key, because the simulator only ever listens on the loopback interface.
var controlRoutes = []route{
	{"GET", "/_sandbox/requests", open, func(s *Server, _ *call) reply { return ok(s.requests.copy()) }},
	{"GET", "/_sandbox/deliveries", open, func(s *Server, _ *call) reply { return ok(s.notify.log.copy()) }},
	{"POST", "/_sandbox/reset", open, steer((*Server).steerReset)},
	{"POST", "/_sandbox/account", open, steer((*Server).steerAccount)},
	{"POST", "/_sandbox/reports", open, steer((*Server).steerReports)},
	{"POST", "/_sandbox/webhook", open, steer((*Server).steerWebhook)},
	{"POST", "/_sandbox/chaos", open, steer((*Server).steerChaos)},
	{"POST", "/_sandbox/pay", open, steer((*Server).steerPay)},
}

// Control is a control call from inside the process: name is what follows /_sandbox/, order its
// body. It is kept in the state file like one from outside, which the Set methods are not.
func (s *Server) Control(name string, order any) error {
	r, err := http.NewRequest(http.MethodPost, controlPrefix+name, bytes.NewReader(encode(order)))
	if err != nil {
		return err
	}
	if rep := s.keepServe(r); rep.status >= 300 {
		body, _ := rep.body.(object)
		return fmt.Errorf("sandbox: %s: %s", name, text(body, "message"))
	}
	return nil
}

// steer reads a control body of one type and answers 204, or 400 with the reason.
func steer[T any](apply func(*Server, T) string) func(*Server, *call) reply {
	return func(s *Server, c *call) reply {
		var v T
		if len(c.raw) > 0 {
			if err := json.Unmarshal(c.raw, &v); err != nil {
				return fail(badRequest, "the control body does not fit")
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
}

func (s *Server) steerReports(o reportOrder) string {
	if o.Kind != Settlement && o.Kind != Release {
		return "kind is settlement_report or release_report"
	}
	s.setReport(o.Kind, o.Configured, o.Scheduled)
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
}

// steerChaos sets the fault of the next calls; an empty order clears it.
func (s *Server) steerChaos(o chaosOrder) string {
	switch {
	case o.Status != 0 && (o.Status < 400 || o.Status > 599):
		return "status is 0 or between 400 and 599"
	case o.LatencyMS < 0 || o.LatencyMS > 120_000 || o.SlowMS < 0 || o.SlowMS > 120_000:
		return "latency_ms and slow_ms are between 0 and 120000"
	case o.Times < 0 || o.RetryAfter < 0:
		return "times and retry_after are not negative"
	}
	f := fault{time.Duration(o.LatencyMS) * time.Millisecond, o.Status, o.HTML, o.Truncate, o.RetryAfter,
		o.Reset, time.Duration(o.SlowMS) * time.Millisecond}
	s.chaos = chaos{fault: f, left: o.Times, forever: o.Times == 0}
	return ""
}

type payOrder struct {
	ID     int64  `json:"id"`
	Result string `json:"result"` // approved (default) or rejected
}

// steerPay plays the payer of a pending payment.
func (s *Server) steerPay(o payOrder) string {
	status, detail := "approved", "accredited"
	switch o.Result {
	case "", "approved":
	case "rejected":
		status, detail = "rejected", "rejected_by_bank"
	default:
		return "result is approved or rejected"
	}
	err := errNoPayment
	s.inAccounts(func() bool {
		err = s.decideLocked(o.ID, status, detail)
		return err != errNoPayment
	})
	return why(err)
}
