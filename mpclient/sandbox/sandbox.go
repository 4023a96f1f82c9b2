// Package sandbox is a simulator of the Mercado Pago API: an http.Handler over an in-memory
// store with an injected clock. It is judged by strangers: the official SDKs and the official
// specification, not by our own client.
package sandbox

import (
	"net/http"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// AccountKind is the state of the simulated seller account.
type AccountKind string

// The kinds of account.
const (
	Real         AccountKind = "real"          // production credentials activated
	Test         AccountKind = "test"          // a test seller: tag test_user
	NotActivated AccountKind = "not_activated" // real, production credentials not activated
)

// ReportKind names a report family by its path segment.
type ReportKind string

// The two live report families.
const (
	Settlement ReportKind = "settlement_report"
	Release    ReportKind = "release_report"
)

// Config sets a simulator up. The zero value is a real, activated Brazilian account with a Pix key.
type Config struct {
	Site mpclient.SiteID  // default MLB
	Kind AccountKind      // default Real
	Now  func() time.Time // default time.Now
	Seed uint64           // ids and keys follow from it
	// Deliver sends notifications; nil means http.DefaultTransport with a 22 s limit.
	Deliver http.RoundTripper
}

// Credentials are what an integration would copy from the panel.
type Credentials struct {
	AccessToken, PublicKey, WebhookSecret, ClientID string
	UserID                                          int64
	Site                                            mpclient.SiteID
}
