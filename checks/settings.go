package checks

import "github.com/homologa/homologa/mpclient"

// Settings is what a person told us: homologa.toml, flags and environment, merged. Everything
// is optional; what is missing makes findings needs_input.
type Settings struct {
	Lang        string
	Product     Product
	Site        mpclient.SiteID // the site the shop sells in; "" takes the account's
	PaymentPage string
	WebhookURL  string
	// ForwardTo is a local address that notifications received or made here go on to.
	ForwardTo    string
	PaymentID    string
	PreferenceID string
	OrderID      string
	// PreapprovalID is a subscription.
	PreapprovalID string
	SourceDir     string
	// Exchanges is a file with what the integration was recorded sending.
	Exchanges string
	Industry  Industry // "" when nobody said: the common data is judged
	// Target says what the credentials are meant for; "" is Production.
	Target Target
	// OAuthIssued is the day a linked seller's token was issued or renewed, YYYY-MM-DD; "" when the
	// token is the account's own or nobody said.
	OAuthIssued string

	AccessToken   mpclient.Secret
	PublicKey     mpclient.Secret
	WebhookSecret mpclient.Secret

	// Names of the environment variables the secrets come from, for texts and fixes.
	AccessTokenVar, PublicKeyVar, WebhookSecretVar string

	// Held says why a setting that was given is not used, by its name: nobody agreed to it yet, or it is no credential.
	Held map[string]Text

	// Origin says where a value came from ("homologa.toml", ".env", "environment", "flag"), by
	// setting name.
	Origin map[string]string
	// Attested holds what a person ticked, by requirement.
	Attested map[ID]Attestation
	// API is the address of the API when it is not the real one.
	API string
	// Sandbox is true when the API is the embedded simulator.
	Sandbox bool
	// CounterURL answers a GET with the number of notifications the integration worked on; with it
	// the effect of a repetition can be seen.
	CounterURL string
	// HookUnsigned lets the endpoint be tried without the secret, with what needs no signature.
	HookUnsigned bool
}

// Target is what a set of credentials is meant for.
type Target string

// The targets, as written in homologa.toml.
const (
	Production Target = "production"
	Testing    Target = "test"
)

// Targets lists both.
var Targets = []Target{Production, Testing}

// Integration is what the audit learnt about what it looked at; it heads every report.
type Integration struct {
	Site        mpclient.SiteID `json:"site,omitempty"`
	Product     Product         `json:"product,omitempty"`
	Account     AccountSummary  `json:"account"`
	PaymentPage string          `json:"payment_page,omitempty"`
	Webhook     string          `json:"webhook,omitempty"`
}

// AccountSummary names the account without personal data.
type AccountSummary struct {
	ID       int64  `json:"id,omitempty"`
	Test     *bool  `json:"test,omitempty"` // nil when the account could not be read
	Nickname string `json:"nickname,omitempty"`
}
