package testpay

import (
	"slices"
	"strings"
	"sync"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Method is a way to pay as --method names it.
type Method string

// The methods.
const (
	Card         Method = "card"
	Pix          Method = "pix"
	Ticket       Method = "ticket"
	Transfer     Method = "transfer"
	Preference   Method = "preference"
	Order        Method = "order"
	Subscription Method = "subscription"
)

// Methods lists them in the order of a drill.
var Methods = []Method{Card, Pix, Ticket, Transfer, Preference, Order, Subscription}

// Kind is what a scenario creates.
type Kind string

// The kinds.
const (
	KindPayment      Kind = "payment"
	KindOrder        Kind = "order"
	KindPreference   Kind = "preference"
	KindSubscription Kind = "subscription"
)

// StepID names a step of a run.
type StepID string

// The steps.
const (
	StepToken        StepID = "card_token"
	StepCreate       StepID = "create"
	StepStatus       StepID = "status"
	StepCapture      StepID = "capture"
	StepCancel       StepID = "cancel"
	StepRefund       StepID = "refund"
	StepPart         StepID = "refund_part"
	StepNotification StepID = "notification"
	StepSignature    StepID = "signature"
	StepResource     StepID = "resource"
	StepCleanup      StepID = "cleanup"
)

// Expect is what a step should lead to. A state is "status/status_detail"; one without a detail takes any.
type Expect struct {
	States []string
	// Doubtful: the sources mark it with a question or do not say. Another state is inconclusive.
	Doubtful bool
}

// Fits tells whether a state is one of those expected.
func (e Expect) Fits(state string) bool {
	status, _, _ := strings.Cut(state, "/")
	return slices.ContainsFunc(e.States, func(want string) bool { return want == state || want == status })
}

func (e Expect) String() string { return strings.Join(e.States, " | ") }

// Statuses are the states without their details, each once: "approved | rejected".
func (e Expect) Statuses() string {
	var list []string
	for _, s := range e.States {
		if status, _, _ := strings.Cut(s, "/"); !slices.Contains(list, status) {
			list = append(list, status)
		}
	}
	return strings.Join(list, " | ")
}

// Step is one request of a scenario after the other.
type Step struct {
	ID     StepID
	Expect Expect
}

// Scenario is one test payment: what to create and what should become of it.
type Scenario struct {
	ID      string // stable: card.FUND, order.pix, ticket.oxxo
	Method  Method
	Outcome string // what --outcome takes: a holder's name, a method's id, a course of events
	Kind    Kind
	Sites   []mpclient.SiteID
	Effect  checks.Text
	Steps   []Step // the first is StepCreate
	// Real: may be made on a real account, where it takes nothing unless somebody pays it.
	Real bool

	pays   string // payment_method_id; "" takes that of the site's first card
	holder string // of the card; "" when none pays
	secure string // 3DS behaviour of the card
	hold   bool   // authorise only
	halves bool   // the amount has to have two halves
	selfie bool   // the payer called APRO pays by himself
	links  bool   // a subscription by link
}

// On tells whether the scenario exists on a site.
func (s Scenario) On(site mpclient.SiteID) bool { return slices.Contains(s.Sites, site) }

// Scenarios lists those of a site, in the order of a drill.
func Scenarios(site mpclient.SiteID) []Scenario {
	var out []Scenario
	for _, s := range all() {
		if s.On(site) {
			out = append(out, s)
		}
	}
	return out
}

// Choose picks the scenarios of a site by method and outcome. An empty method or outcome takes all of
// them.
func Choose(site mpclient.SiteID, method Method, outcome string) []Scenario {
	var out []Scenario
	for _, s := range Scenarios(site) {
		if (method == "" || s.Method == method) && (outcome == "" || strings.EqualFold(s.Outcome, outcome)) {
			out = append(out, s)
		}
	}
	return out
}

// Usual is the outcome a method has when nobody says.
func Usual(site mpclient.SiteID, method Method) (Scenario, bool) {
	some := Choose(site, method, "")
	if len(some) == 0 {
		return Scenario{}, false
	}
	return some[0], true
}

// all is made when first asked for: most commands never do.
var all = sync.OnceValue(func() []Scenario {
	return slices.Concat(cardScenarios(), waitingScenarios(), otherScenarios(), orderScenarios(), subscriptionScenarios())
})

func everywhere() []mpclient.SiteID {
	var ids []mpclient.SiteID
	for _, s := range mpclient.Sites {
		ids = append(ids, s.ID)
	}
	return ids
}

func create(states ...string) []Step { return []Step{{StepCreate, Expect{States: states}}} }

func then(steps []Step, id StepID, states ...string) []Step {
	return append(slices.Clone(steps), Step{id, Expect{States: states}})
}

func effect(key string, args ...string) checks.Text { return checks.T("pay.effect."+key, args...) }
