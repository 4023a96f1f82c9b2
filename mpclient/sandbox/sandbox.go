// Package sandbox is a simulator of the Mercado Pago API: an http.Handler over an in-memory
// store with an injected clock. It is judged by strangers: the official SDKs and the official
// specification, not by our own client.
//
// It refuses to guess silently: where the public sources disagree or say nothing, the choice
// made is written next to the code. It keeps no card number, opens no port and writes no file
// but the one it is asked to keep its state in; the only thing it sends are the notifications
// an integration asked for.
package sandbox

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/homologa/homologa/mpclient"
)

// AccountKind is the state of the simulated seller account.
type AccountKind string

// The kinds of account.
const (
	Real         AccountKind = "real"          // production credentials activated
	Test         AccountKind = "test"          // a test seller: tag test_user
	TestBuyer    AccountKind = "test_buyer"    // a test user that may not collect
	Restricted   AccountKind = "restricted"    // real; preferences work, charging directly does not
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
	// Deliver sends notifications; nil means a transport like http.DefaultTransport without
	// kept-alive connections. Either way an attempt has 22 s.
	Deliver http.RoundTripper
	// Wait passes simulated latency; nil means a timer. It returns early with ctx's error.
	Wait func(ctx context.Context, d time.Duration) error
	// AllowLocal accepts http and loopback addresses as notification_url and back_urls. The
	// real API refuses them, so it is off unless a local demonstration needs it.
	AllowLocal bool
	// Live lets what falls due by the clock happen as time passes: retries, deadlines, invoices,
	// scheduled reports. Without it that waits for a call that looks, RetryDue or AdvanceClock.
	Live bool
	// ReportTime is how long a report is in the making; 0 is five minutes.
	ReportTime time.Duration
	// Signing is how notifications are signed until SetSigning says otherwise.
	Signing Signing
}

// Credentials are what an integration would copy from the panel.
type Credentials struct {
	AccessToken, PublicKey, WebhookSecret, ClientID string
	UserID                                          int64
	Site                                            mpclient.SiteID
}

// Server is one simulated seller account and its part of the API.
type Server struct {
	cfg    Config
	site   mpclient.Site
	ctx    context.Context // ends at Close
	cancel context.CancelFunc

	mu       sync.Mutex // guards everything below
	ids      *source    // resource ids: follow from the seed alone
	traceIDs *source    // request ids, so that reading does not change the next resource's id
	acct     account
	state    store
	chaos    chaos
	planned  planned
	requests ring[Request]
	notify   notifier
	signing  Signing
	oauth    oauthState
	edits    uint64       // grows when a payment changes
	journal  *journal     // nil: nothing outlives the process; itself set once
	tide     tide         // itself set once
	skew     atomic.Int64 // how far the control page moved the clock, in nanoseconds
}

// New starts a simulator that forgets everything at its end; Open is for one that does not.
// Close ends what it does by itself.
func New(cfg Config) *Server {
	s := build(cfg)
	s.startNotifier()
	s.startTide()
	return s
}

// build makes a simulator that does nothing by itself yet.
func build(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	wall, s := cfg.Now, &Server{}
	cfg.Now = func() time.Time { return wall().Add(time.Duration(s.skew.Load())) }
	if cfg.Wait == nil {
		cfg.Wait = mpclient.Sleep
	}
	site, ok := mpclient.SiteByID(cfg.Site)
	if !ok {
		site, _ = mpclient.SiteByID(mpclient.MLB)
	}
	cfg.Site = site.ID
	if !cfg.Kind.known() {
		cfg.Kind = Real
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cfg, s.site, s.ctx, s.cancel, s.requests = cfg, site, ctx, cancel, ring[Request]{max: 200}
	s.resetLocked()
	return s
}

func (k AccountKind) known() bool {
	return k == Real || k == Test || k == TestBuyer || k == Restricted || k == NotActivated
}

// resetLocked returns to the state New leaves behind. Logs of deliveries survive in no form:
// a demonstration starts over with an empty screen.
func (s *Server) resetLocked() {
	s.ids = newSource(s.cfg.Seed, 1)
	s.traceIDs = newSource(s.cfg.Seed, 2)
	s.acct = newAccount(s.ids, s.site, s.cfg.Kind)
	s.skew.Store(0)
	s.resetOAuth()
	s.state = newStore(s.ids)
	s.chaos = chaos{}
	s.planned = planned{}
	s.requests.clear()
	s.notify.reset()
	s.signing = s.cfg.Signing
}

// Close drops what is still queued and waits for all the simulator does by itself.
func (s *Server) Close() {
	s.cancel()
	<-s.notify.stopped
	<-s.tide.stopped
	s.closeJournal()
}

// Credentials returns the pair of keys of the account as they are valid now.
func (s *Server) Credentials() Credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.acct
	return Credentials{AccessToken: a.token, PublicKey: a.publicKey, WebhookSecret: a.secret,
		ClientID: a.clientID, UserID: a.userID, Site: s.site.ID}
}

// Seed is what ids and keys follow from.
func (s *Server) Seed() uint64 { return locked(s, func() uint64 { return s.cfg.Seed }) }

// OtherApplicationKey is a valid public key of another application of the same account: the
// classic mix-up of keys.
func (s *Server) OtherApplicationKey() string {
	return locked(s, func() string { return s.acct.otherKey })
}

// SetKind changes what the account is. Unknown kinds are ignored.
func (s *Server) SetKind(k AccountKind) { s.set("account", accountOrder{Kind: &k}) }

// SetSell allows or blocks charging: status.sell.allow and status.site_status of /users/me.
func (s *Server) SetSell(allow bool) { s.set("account", accountOrder{Sell: &allow}) }

// SetPix says whether pix is among the payment methods and whether the account has a key for it.
func (s *Server) SetPix(offered, hasKey bool) {
	s.set("account", accountOrder{PixOffered: &offered, PixKey: &hasKey})
}

// SetWebhook sets the URL of the panel, of at most 1000 bytes. A resource's own notification_url
// wins over it.
func (s *Server) SetWebhook(url string) { s.set("webhook", webhookOrder{URL: &url}) }

// SetReport makes a report family configured or not, scheduled or not.
func (s *Server) SetReport(kind ReportKind, configured, scheduled bool) {
	s.set("reports", reportOrder{Kind: kind, Configured: configured, Scheduled: scheduled})
}

// ResetToken renews the access token, as the panel does: the former one stops working at once.
func (s *Server) ResetToken() { s.set("token", tokenOrder{"renew"}) }

// RevokeToken makes the current token answer 401 until Restore or ResetToken.
func (s *Server) RevokeToken() { s.set("token", tokenOrder{"revoke"}) }

// Restore undoes RevokeToken.
func (s *Server) Restore() { s.set("token", tokenOrder{"restore"}) }

func (s *Server) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func locked[T any](s *Server, f func() T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f()
}
