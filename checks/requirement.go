package checks

import (
	"slices"

	"github.com/homologa/homologa/mpclient"
)

// ID names a requirement for good: scripts and saved sessions depend on it.
type ID string

// Section is a chapter of "Requisitos para entrar em produção".
type Section string

// The sections, in the order they are shown.
const (
	Credentials   Section = "credentials"
	Homologation  Section = "homologation"
	SSL           Section = "ssl"
	Pix           Section = "pix"
	Approval      Section = "approval"
	Notifications Section = "notifications"
	Reports       Section = "reports"
	Security      Section = "security"
)

// Sections lists all sections in display order.
var Sections = []Section{Credentials, Homologation, SSL, Pix, Approval, Notifications, Reports, Security}

// Level says how much a requirement weighs.
type Level string

// The levels. Blocker: no real payment is possible, or money is at risk. Required: Mercado
// Pago states it as mandatory. Recommended: raises quality or approval. GoodPractice: listed
// by the quality checklist without points.
const (
	Blocker      Level = "blocker"
	Required     Level = "required"
	Recommended  Level = "recommended"
	GoodPractice Level = "good_practice"
)

// NoLevel is heavier than every requirement: weighed at it, nothing holds a launch back.
const NoLevel Level = "none"

// Levels lists the levels of requirements, the heaviest first.
var Levels = []Level{Blocker, Required, Recommended, GoodPractice}

// Rank orders levels, the heaviest first (0); it is -1 for NoLevel.
func (l Level) Rank() int { return slices.Index(Levels, l) }

// Product is the kind of integration.
type Product string

// The products, as written in homologa.toml.
const (
	CheckoutPro   Product = "checkout_pro"
	CheckoutAPI   Product = "checkout_api"
	Bricks        Product = "bricks"
	Orders        Product = "orders"
	Subscriptions Product = "subscriptions"
	QR            Product = "qr"
	Point         Product = "point"
)

// Products lists all products in display order.
var Products = []Product{CheckoutPro, CheckoutAPI, Bricks, Orders, Subscriptions, QR, Point}

// Aspect is one of the five aspects of the quality measurement; empty for requirements outside it.
type Aspect string

// The aspects.
const (
	BuyerExperience Aspect = "buyer_experience"
	Reconciliation  Aspect = "financial_reconciliation"
	PaymentApproval Aspect = "payment_approval"
	Scalability     Aspect = "scalability"
	SecurityAspect  Aspect = "security"
)

// Requirement is one thing to satisfy before going live.
type Requirement struct {
	ID       ID
	Section  Section
	Level    Level
	Official string // name in the official checklist; "" when the item is ours
	Mgmt     string // id_management_field of the official checklist, where seen
	Aspect   Aspect
	Field    string // field path the item speaks of, "" when none
	Source   string // text key: where Mercado Pago (or a standard) says so

	// Products and Sites limit the requirement; nil means all.
	Products []Product
	Sites    []mpclient.SiteID

	// Needs are facts the judgement cannot do without: a gap in one of them makes the finding
	// needs_input or inconclusive without asking Judge. Uses are waited for, gap or not.
	Needs []FactKey
	Uses  []FactKey

	// Human marks an item only a person can know; Judge may be nil then.
	Human bool
	// After names requirements to settle first; the walk goes through them before this one.
	After []ID

	Judge func(*Facts) Finding
	// Elsewhere says more on a site that Sites leaves out; nil leaves it at that.
	Elsewhere func(*Facts) Finding
}

// Keys lists the facts the requirement looks at: those it declares, the settings, and the account where it is limited to
// some sites.
func (r Requirement) Keys() []FactKey {
	ks := slices.Concat(r.Needs, r.Uses)
	add := func(k FactKey) {
		if !slices.Contains(ks, k) {
			ks = append(ks, k)
		}
	}
	add(FactSettings.Name)
	if r.Sites != nil {
		add(FactAccount.Name)
	}
	return ks
}

// Text keys of the requirement's fixed wording. Each exists in every language.

// Title is the short name.
func (r Requirement) Title() Text { return T("req." + string(r.ID) + ".title") }

// Ask is what Mercado Pago asks and why it matters.
func (r Requirement) Ask() Text { return T("req." + string(r.ID) + ".ask") }

// Do is what to do when it fails.
func (r Requirement) Do() Text { return T("req." + string(r.ID) + ".do") }

// AppliesTo tells whether the requirement concerns a product on a site. An unknown site
// ("") or product ("") never excludes: better an open question than a silent skip.
func (r Requirement) AppliesTo(p Product, site mpclient.SiteID) bool {
	if r.Products != nil && p != "" && !slices.Contains(r.Products, p) {
		return false
	}
	return r.Sites == nil || site == "" || slices.Contains(r.Sites, site)
}
