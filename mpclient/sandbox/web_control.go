package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// webControlRoutes are the control calls behind the buttons of the control page, and their kin.
var webControlRoutes = []route{
	{"POST", "/_sandbox/clock", open, steer((*Server).steerClock)},
	{"POST", "/_sandbox/expire", open, steer(func(s *Server, o payOrder) string { return why(s.expireLocked(o.ID)) })},
	{"POST", "/_sandbox/replay", open, steer((*Server).steerReplay)},
	{"POST", "/_sandbox/simulate", open, steer((*Server).steerSimulate)},
	{"POST", "/_sandbox/application", open, steer((*Server).steerApplication)},
	{"POST", "/_sandbox/deauthorize", open, func(s *Server, _ *call) reply { s.deauthorizeLocked(); return reply{status: http.StatusNoContent} }},
	{"GET", "/_sandbox/application", open, (*Server).readApplication},
}

func why(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

type clockOrder struct {
	Advance string `json:"advance"` // as Go writes durations: "15m", "24h"
}

const longestAdvance = 10 * 365 * 24 * time.Hour

// steerClock moves the clock forward and lets what came due happen.
func (s *Server) steerClock(o clockOrder) string {
	d, err := time.ParseDuration(o.Advance)
	if err != nil || d <= 0 || d > longestAdvance || time.Duration(s.skew.Load())+d > 2*longestAdvance {
		return "advance is a duration such as 15m or 24h, at most ten years"
	}
	s.skew.Add(int64(d))
	s.retryDue()
	return ""
}

// AdvanceClock moves the simulator's clock ahead of the injected one and lets what came due happen.
func (s *Server) AdvanceClock(d time.Duration) {
	if d > 0 && s.journal != nil {
		s.set("clock", clockOrder{d.String()})
		return
	}
	s.with(func() { s.skew.Add(int64(max(d, 0))); s.retryDue() })
}

// Expire lets a pending, reviewed or held payment run past its deadline now.
func (s *Server) Expire(id int64) error {
	if s.journal != nil {
		return s.Control("expire", payOrder{ID: id})
	}
	return locked(s, func() error { return s.expireLocked(id) })
}

func (s *Server) expireLocked(id int64) error {
	err := errNoPayment
	s.inAccounts(func() bool {
		p, found := s.state.payments.get(id)
		if !found {
			return false
		}
		err = errNotOpen
		if p.status == "pending" || p.status == "authorized" {
			err, p.expires = nil, s.cfg.Now()
			s.touch(p)
		}
		return true
	})
	return err
}

type replayOrder struct {
	Notice int64 `json:"notice"`
}

func (s *Server) steerReplay(o replayOrder) string {
	if !s.replayLocked(o.Notice) {
		return "no such notification in the history"
	}
	return ""
}

func (s *Server) steerSimulate(m Simulation) string {
	if !s.simulateLocked(m) {
		return "the mode has no address: POST /_sandbox/webhook with url or test_url"
	}
	return ""
}

type applicationOrder struct {
	PKCE      *bool     `json:"pkce"`
	Redirects *[]string `json:"redirect_uris"`
}

func (s *Server) steerApplication(o applicationOrder) string {
	assign(&s.oauth.pkce, o.PKCE)
	assign(&s.oauth.redirects, o.Redirects)
	return ""
}

// readApplication is the panel page of the two applications, secrets and all.
func (s *Server) readApplication(*call) reply {
	a := s.acct
	return ok([]object{
		{"client_id": a.clientID, "client_secret": a.clientSecret, "access_token": a.token, "public_key": a.publicKey,
			"test_access_token": a.testToken, "test_public_key": a.testPublicKey, "webhook_secret": a.secret, "test_webhook_secret": a.testSecret,
			"webhook_url": a.webhook, "test_webhook_url": a.testWebhook, "pkce": s.oauth.pkce, "redirect_uris": append([]string{}, s.oauth.redirects...)},
		{"client_id": a.otherClientID, "client_secret": a.otherSecret, "access_token": a.otherToken, "public_key": a.otherKey},
	})
}

// controlPage is what control.html draws.
type controlPage struct {
	Site, Kind, Clock, Fault      string
	Payments, Preferences, Orders []resourceLine // Orders: merchant orders
	APIOrders                     []orderLine
	Deliveries                    []deliveryLine
	Requests                      []requestLine
}

type resourceLine struct {
	ID, Method, Amount, Status, Detail, Reference, Created, URL string
	Actions                                                     []press
}

// orderLine is an order of the Orders API with its transactions.
type orderLine struct {
	resourceLine
	Transactions []resourceLine
}

type press struct{ Do, ID string }

type deliveryLine struct {
	Delivery
	At     string
	Replay press
}

type requestLine struct {
	Request
	At string
}

const shownLines = 50

const clockLayout = "02/01/2006 15:04:05"

func (s *Server) showControl(v *visit, _ []string) {
	if v.r.URL.Path != controlPrefix { // relative addresses and the guard both want the slash
		v.see(controlPrefix)
		return
	}
	page := controlPage{Fault: ""}
	if v.q.Get("fault") != "" {
		page.Fault = word(v.lang, "failed_press")
	}
	s.with(func() { s.fillControl(&page, v) })
	v.show(http.StatusOK, "control.html", page)
}

func (s *Server) fillControl(page *controlPage, v *visit) {
	page.Site, page.Kind, page.Clock = string(s.site.ID), string(s.acct.kind), s.cfg.Now().In(apiZone).Format(clockLayout)
	at := func(t time.Time) string { return t.In(apiZone).Format(clockLayout) }
	s.accounts(func() {
		for _, p := range newest(s.state.payments.all()) {
			s.touch(p)
			line := resourceLine{ID: strconv.FormatInt(p.id, 10), Method: p.method.ID, Amount: s.price(p.amount), Status: p.status, Detail: p.detail,
				Reference: text(p.request, "external_reference"), Created: at(p.created)}
			if p.document.url != "" {
				line.URL = query("/payments/"+line.ID+"/ticket", "hash", p.document.hash, "lang", v.lang)
			}
			if p.status == "pending" || p.status == "in_process" {
				line.Actions = append(line.Actions, press{"pay", line.ID}, press{"refuse", line.ID})
			}
			if p.status == "pending" || p.status == "authorized" {
				line.Actions = append(line.Actions, press{"expire", line.ID})
			}
			page.Payments = append(page.Payments, line)
		}
		for _, p := range newest(s.state.preferences.all()) {
			page.Preferences = append(page.Preferences, resourceLine{ID: p.id, Amount: s.price(s.preferenceTotal(p)), Reference: text(p.sent, "external_reference"),
				Created: at(p.created), URL: query("/checkout/v1/redirect", "pref_id", p.id, "lang", v.lang)})
		}
		for _, o := range newest(s.state.orders.list.all()) {
			page.APIOrders = append(page.APIOrders, s.orderLine(o, v, at))
		}
		for _, o := range newest(s.state.merchant.all()) {
			view := s.merchantOrderView(o)
			page.Orders = append(page.Orders, resourceLine{ID: strconv.FormatInt(o.id, 10), Status: textOf(view["status"]), Detail: textOf(view["order_status"]),
				Reference: text(o.sent, "external_reference"), Created: at(o.created)})
		}
	})
	for _, d := range newest(s.notify.log.list) {
		page.Deliveries = append(page.Deliveries, deliveryLine{d, at(d.At), press{"replay", strconv.FormatInt(d.Notice, 10)}})
	}
	for _, r := range newest(s.requests.list) {
		page.Requests = append(page.Requests, requestLine{r, at(r.At)})
	}
}

// newest turns a log around and cuts it to what a page shows.
func newest[T any](list []T) []T {
	out := slices.Clone(list[max(0, len(list)-shownLines):])
	slices.Reverse(out)
	return out
}

// pressControl is every button of the control page.
func (s *Server) pressControl(v *visit, _ []string) {
	id, fault := v.q.Get("id"), ""
	s.with(func() {
		switch v.q.Get("do") {
		case "pay", "refuse":
			result := map[string]string{"pay": "approved", "refuse": "rejected"}[v.q.Get("do")]
			if isOrder(id) {
				fault = s.steerOrder(orderDecision{id, result})
			} else {
				fault = s.steerPay(payOrder{ID: id64(id), Result: result})
			}
		case "expire":
			if isOrder(id) {
				fault = why(s.expireOrderLocked(id))
			} else {
				fault = why(s.expireLocked(id64(id)))
			}
		case "replay":
			fault = s.steerReplay(replayOrder{id64(id)})
		case "advance":
			fault = s.steerClock(clockOrder{id})
		default:
			fault = "unknown button"
		}
	})
	if fault != "" {
		v.see(query(controlPrefix, "lang", v.lang, "fault", "1"))
		return
	}
	v.see(query(controlPrefix, "lang", v.lang))
}
