package testpay

import (
	"crypto/rand"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

const (
	description = "homologa: test payment"
	returnURL   = "https://www.example.com/homologa"
	// The shortest life of a Pix is 30 minutes; clocks differ. What is forgotten dies by itself.
	pixLife  = 35 * time.Minute
	linkLife = 24 * time.Hour
	apiTime  = "2006-01-02T15:04:05.000-07:00"
)

var apiZone = time.FixedZone("", -3*60*60)

// Target is whose account a plan is for and what it should look like.
type Target struct {
	Account mpclient.Account
	Methods []mpclient.PaymentMethod // the account's own list; nil: the site's table
	Amount  float64                  // 0: the smallest
	Buyer   string                   // e-mail; "" takes one that fits the account
	Notify  string                   // notification_url, "" for none
	Now     time.Time
}

// Plan is a scenario made ready: the exact bytes that will be sent.
type Plan struct {
	Scenario  Scenario
	Account   mpclient.Account
	Site      mpclient.Site
	Value     float64
	Amount    string // "BRL 0.50"
	Reference string // external_reference, and the idempotency key of the creation
	Buyer     string
	Card      *mpclient.TestCard // nil when none pays
	// Body is what is sent to create; CardToken in it is replaced by the token. A person may edit it.
	Body []byte

	now          time.Time
	bank, notify string
}

// Reasons a plan cannot be made.
var (
	ErrNoSite     = errors.New("testpay: the account's site is none of the seven")
	ErrElsewhere  = errors.New("testpay: the scenario does not exist on this site")
	ErrNotOnReal  = errors.New("testpay: not on a real account")
	ErrNotOffered = errors.New("testpay: the account does not have this payment method")
	ErrAmount     = errors.New("testpay: the amount does not fit the method or the site")
)

// NewPlan prepares a scenario for an account. A real account gets what its payer has to go and pay,
// for the smallest amount, and nothing else.
func NewPlan(s Scenario, t Target) (Plan, error) {
	site, ok := mpclient.SiteByID(t.Account.Site)
	switch {
	case !ok:
		return Plan{}, ErrNoSite
	case !s.On(site.ID):
		return Plan{}, ErrElsewhere
	case !t.Account.Test() && !s.Real:
		return Plan{}, ErrNotOnReal
	}
	p := Plan{Scenario: s, Account: t.Account, Site: site, Buyer: t.Buyer, now: t.Now, notify: t.Notify, Reference: reference(s)}
	if p.Buyer == "" {
		// A test seller takes test buyers only, a real one no address of theirs.
		p.Buyer = "homologa@example.com"
		if t.Account.Test() {
			p.Buyer = "test_user_1000001@testuser.com"
		}
	}
	if s.holder != "" {
		card, ok := cardOf(site.ID, s.pays, s.secure)
		if !ok {
			return Plan{}, ErrElsewhere
		}
		p.Card = &card
	}
	if err := p.offered(t.Methods); err != nil {
		return Plan{}, err
	}
	if err := p.price(t); err != nil {
		return Plan{}, err
	}
	body, err := plain(p.written())
	p.Body = body
	return p, err
}

// reference is unlike any card or document number, so that redaction leaves it alone.
func reference(s Scenario) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = 'a' + b[i]%16
	}
	return checks.OwnReference + string(s.Kind) + "-" + string(b[:])
}

// pays is the id of the method; "" for a preference or a subscription by link, where the payer chooses.
func (p *Plan) pays() string {
	if p.Card != nil {
		return p.Card.Method
	}
	return p.Scenario.pays
}

func (p *Plan) offered(live []mpclient.PaymentMethod) error {
	if p.pays() == "" || live == nil {
		return nil
	}
	i := slices.IndexFunc(live, func(m mpclient.PaymentMethod) bool { return m.ID == p.pays() })
	if i < 0 || live[i].Status != "" && live[i].Status != "active" && live[i].Status != "testing" {
		return ErrNotOffered
	}
	if banks := live[i].Banks; len(banks) > 0 {
		p.bank = banks[0].ID
	}
	return nil
}

// floors of subscriptions are published nowhere; these were measured.
var floors = map[mpclient.SiteID]float64{mpclient.MLA: 15, mpclient.MCO: 1600}

func (p *Plan) price(t Target) error {
	method := p.pays()
	if method == "" {
		method = "preference"
	}
	least := p.Site.Smallest(method, t.Methods)
	if p.Scenario.Kind == KindSubscription {
		least = max(least, floors[p.Site.ID])
	}
	unit := math.Pow10(-p.Site.Fraction())
	if p.Scenario.halves {
		least = math.Max(2*least, 2*unit)
	}
	p.Value = least
	if t.Amount != 0 {
		if math.Abs(t.Amount/unit-math.Round(t.Amount/unit)) > 1e-6 || t.Amount < least-1e-9 || t.Amount > 1e9 || !t.Account.Test() && t.Amount > least+1e-9 {
			return ErrAmount
		}
		p.Value = t.Amount
	}
	p.Value = math.Round(p.Value*100) / 100
	p.Amount = p.Site.Currency + " " + strconv.FormatFloat(p.Value, 'f', p.Site.Fraction(), 64)
	return nil
}

// half is what a partial refund gives back.
func (p *Plan) half() float64 {
	unit := math.Pow10(-p.Site.Fraction())
	return math.Round(math.Floor(p.Value/2/unit)*unit*100) / 100
}

// Request is one write as a person is shown it: {id} stands for what the creation answers.
type Request struct {
	Step         StepID
	Method, Path string
	Body         []byte
}

// Requests lists everything a plan will send, the creation first and what undoes it last.
func (p *Plan) Requests() []Request {
	var out []Request
	if p.Card != nil {
		out = append(out, Request{StepToken, http.MethodPost, "/v1/card_tokens", nil})
	}
	path := map[Kind]string{KindPayment: "/v1/payments", KindOrder: "/v1/orders", KindPreference: "/checkout/preferences", KindSubscription: "/preapproval"}[p.Scenario.Kind]
	out = append(out, Request{StepCreate, http.MethodPost, path, p.Body})
	for _, s := range p.Scenario.Steps[1:] {
		if r, ok := p.followUp(s.ID, path+"/{id}"); ok {
			out = append(out, r)
		}
	}
	return out
}

func (p *Plan) followUp(id StepID, path string) (Request, bool) {
	order := p.Scenario.Kind == KindOrder
	switch {
	case id == StepStatus:
		return Request{}, false
	case order && id == StepPart:
		return Request{id, http.MethodPost, path + "/refund", []byte(`{"transactions":[{"id":"{payment}","amount":"` + p.text(p.half()) + `"}]}`)}, true
	case order:
		return Request{id, http.MethodPost, path + "/" + strings.TrimSuffix(string(id), "_part"), nil}, true
	case id == StepCapture:
		return Request{id, http.MethodPut, path, []byte(`{"capture":true}`)}, true
	case id == StepCancel:
		return Request{id, http.MethodPut, path, []byte(`{"status":"cancelled"}`)}, true
	case id == StepPart:
		return Request{id, http.MethodPost, path + "/refunds", []byte(`{"amount":` + strconv.FormatFloat(p.half(), 'f', -1, 64) + `}`)}, true
	}
	return Request{id, http.MethodPost, path + "/refunds", []byte(`{}`)}, true
}
