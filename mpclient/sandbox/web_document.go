package sandbox

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// ticketPage is what ticket.html draws: a Pix, a slip, a cash code or the page of a bank.
type ticketPage struct {
	Method, Total, Due, Status, State, Self string
	Code, Line, Reference, Return           string
	QR                                      template.URL
	Open                                    bool
}

// enterTicket finds what a ticket page is about, a payment or the transaction of an order; the
// hash of its address is the key to it.
func (s *Server) enterTicket(v *visit, id string, ofPayment func(*payment), ofOrder func(*order, *orderPayment)) bool {
	hash := v.q.Get("hash")
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inAccounts(func() bool {
		if p, found := s.state.payments.get(id64(id)); found && p.document.url != "" && p.document.hash == hash {
			s.touch(p)
			ofPayment(p)
			return true
		}
		o, p := s.orderOfSlip(slip{id64(id), hash})
		if o != nil {
			ofOrder(o, p)
		}
		return o != nil
	})
}

func (s *Server) showTicket(v *visit, wild []string) {
	var page ticketPage
	if !s.enterTicket(v, wild[0], func(p *payment) { page = s.ticketOf(p, v) }, func(o *order, p *orderPayment) { page = s.orderTicketOf(o, p, v) }) {
		v.oops(http.StatusNotFound, "no_payment")
		return
	}
	v.show(http.StatusOK, "ticket.html", page)
}

func (s *Server) ticketOf(p *payment, v *visit) ticketPage {
	page := ticketPage{Method: p.method.Name, Total: s.price(p.amount), Status: p.status, State: word(v.lang, p.status), Open: p.status == "pending",
		Self: query("/payments/"+strconv.FormatInt(p.id, 10)+"/ticket", "hash", p.document.hash, "lang", v.lang),
		Code: p.document.qrCode, Line: p.document.digitableLine}
	if page.Line == "" {
		page.Reference = p.document.reference
	}
	if p.expiryShown {
		page.Due = p.expires.In(apiZone).Format("02/01/2006 15:04")
	}
	page.drawQR(p.document.qrImage)
	if !page.Open {
		page.returnTo(text(p.request, "callback_url"))
	}
	return page
}

// drawQR takes a picture of this simulator's own making.
func (t *ticketPage) drawQR(image string) {
	if image != "" {
		t.QR = template.URL("data:image/png;base64," + image)
	}
}

func (s *Server) payTicket(v *visit, wild []string) {
	var page ticketPage
	pays := v.q.Get("do") != "refuse"
	if !s.enterTicket(v, wild[0], func(p *payment) {
		if pays {
			_ = s.decideLocked(p.id, "approved", "accredited") // decided before: the page says so
		} else {
			_ = s.decideLocked(p.id, "rejected", "rejected_by_bank")
		}
		page = s.ticketOf(p, v)
	}, func(o *order, p *orderPayment) {
		_ = s.decideOrderLocked(o.id, pays)
		page = s.orderTicketOf(o, p, v)
	}) {
		v.oops(http.StatusNotFound, "no_payment")
		return
	}
	v.see(page.Self)
}

// challengePage is what challenge.html draws.
type challengePage struct {
	Total, Creq, Nonce string
	Action             string // where the answer goes
	Done               bool
}

// enterChallenge finds the payment a creq asks about while its challenge is open.
func (s *Server) enterChallenge(creq string, f func(*payment)) bool {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(creq, "="))
	if err != nil {
		return false
	}
	request, err := parseObject(raw)
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inAccounts(func() bool {
		for _, p := range s.state.payments.all() {
			if p.challenge == nil || p.challenge.id != text(request, "threeDSServerTransID") {
				continue
			}
			if s.touch(p); p.detail != "pending_challenge" {
				return false
			}
			f(p)
			return true
		}
		return false
	})
}

// framed lets the shop's page hold the challenge in an iframe.
const framed = "form-action 'self'; frame-ancestors *"

func (s *Server) showChallenge(v *visit, _ []string) {
	page := challengePage{Creq: v.q.Get("creq"), Action: "/3ds/challenge/answer"}
	v.csp = framed
	if !s.enterChallenge(page.Creq, func(p *payment) { page.Total = s.price(p.amount) }) {
		v.oops(http.StatusNotFound, "no_challenge")
		return
	}
	v.show(http.StatusOK, "challenge.html", page)
}

// answerChallenge ends with the message the shop's page waits for.
func (s *Server) answerChallenge(v *visit, _ []string) {
	page := challengePage{Done: true}
	v.csp = framed
	if !s.enterChallenge(v.q.Get("creq"), func(p *payment) {
		s.finishChallenge(p, v.q.Get("do") == "confirm")
		page.Nonce = s.traceIDs.uuid()
	}) {
		v.oops(http.StatusNotFound, "no_challenge")
		return
	}
	v.finishChallenge(page)
}

// finishChallenge shows the page that tells the shop's.
func (v *visit) finishChallenge(page challengePage) {
	v.csp += "; script-src 'nonce-" + page.Nonce + "'"
	v.show(http.StatusOK, "challenge.html", page)
}

// consentPage is what consent.html draws.
type consentPage struct {
	Client, Redirect string
	Hidden           map[string]string
}

var consentFields = []string{"client_id", "response_type", "platform_id", "redirect_uri", "state", "code_challenge", "code_challenge_method", "lang"}

func (s *Server) showConsent(v *visit, _ []string) {
	var why string
	s.with(func() { _, why = s.checkAuthorization(v.q) })
	if why != "" {
		v.show(http.StatusBadRequest, "notice.html", map[string]any{"Title": word(v.lang, "oops"), "Text": word(v.lang, "bad_consent") + ": " + why})
		return
	}
	page := consentPage{Client: v.q.Get("client_id"), Redirect: v.q.Get("redirect_uri"), Hidden: map[string]string{}}
	for _, k := range consentFields {
		page.Hidden[k] = v.q.Get(k)
	}
	v.csp = "frame-ancestors 'none'" // the answer goes to the application: no form-action
	v.show(http.StatusOK, "consent.html", page)
}

func (s *Server) answerConsent(v *visit, _ []string) {
	var why, to string
	s.with(func() {
		var c *authCode
		if c, why = s.checkAuthorization(v.q); why != "" {
			return
		}
		u, err := url.Parse(c.redirect)
		if err != nil {
			return
		}
		q := u.Query()
		if v.q.Get("do") == "allow" {
			seller := s.linkedSeller()
			if v.q.Get("seller") == "own" {
				seller = s.acct.userID
			}
			q.Set("code", s.agree(c, seller))
		} else {
			q.Set("error", "access_denied")
		}
		if state := v.q.Get("state"); state != "" {
			q.Set("state", state)
		}
		u.RawQuery = q.Encode()
		to = u.String()
	})
	if why != "" || to == "" {
		v.show(http.StatusBadRequest, "notice.html", map[string]any{"Title": word(v.lang, "oops"), "Text": word(v.lang, "bad_consent") + ": " + why})
		return
	}
	v.see(to)
}
