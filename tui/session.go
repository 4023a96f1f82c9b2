package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// Engine is what the screen needs of an audit.
type Engine interface {
	Start(context.Context, checks.Selection) (int, <-chan checks.Event)
	Stop(probe string) bool // ends one probe of the run that is going
	Requirements() []checks.Requirement
	Facts() *checks.Facts
}

// Session is one integration under examination.
type Session struct {
	Engine    Engine
	Exchanges func(n int) []mpclient.Exchange // the latest n, oldest first
	Hooks     Hooks                           // nil: there is no screen of webhooks
	Payments  Payments                        // nil: there is no screen of payments
	Reports   Reports                         // nil: there is no screen of reports
	Demo      *Demo                           // nil outside the demo
	// Attest ticks or unticks an item for people; nil when there is nowhere to keep it.
	Attest func(id checks.ID, on bool) error
	Label  string // "demo", the configuration's file name, …
	// Notes are warnings from reading the configuration.
	Notes []checks.Text
}

// Demo is the sample shop behind the demo.
type Demo struct {
	Broken func() []checks.ID
	Repair func(checks.ID) error
}

// Clipboard reaches the person's clipboard by every route the surroundings offer.
type Clipboard interface {
	// Copy tries the routes outside the terminal protocol and names those that took the text.
	Copy(text string) []string
	// Terminal tells whether the escape sequence is worth sending.
	Terminal() bool
}

// Draft is what the first-run form collects. Secrets stay in memory.
type Draft struct {
	Product, PaymentPage, WebhookURL, ObjectID string
	AccessToken, PublicKey, WebhookSecret      mpclient.Secret
	// The variables that the credentials were taken from; "" for a pasted one.
	AccessTokenVar, PublicKeyVar, WebhookSecretVar string

	Save bool // write homologa.toml (no secret in it)
}

// Options set the screen up.
type Options struct {
	Context context.Context
	Session *Session // nil: the first screen asks what to do
	Lang    lang.Lang
	Version string
	ASCII   bool
	Keys    map[string][]string // in place of an action's own, by its id
	Theme   string              // auto, dark, light
	Clip    Clipboard
	Now     func() time.Time

	OpenDemo  func(lang.Lang) (*Session, error)
	OpenDraft func(Draft, lang.Lang) (*Session, error)
	// Verify asks the API whose account a pasted token is of, so that the form says it at once; nil: it is not asked.
	// An error is fit to be shown.
	Verify func(context.Context, mpclient.Secret) (mpclient.Account, error)
	// Suggest looks at the person's folder for what the form asks; nil: nothing is suggested. It ends with its context
	// and in about a second by itself.
	Suggest   func(context.Context) Suggestions
	LookRound func() (*Session, error) // without any configuration

	// After delivers a message after a while; nil takes the real clock.
	After func(time.Duration, tea.Msg) tea.Cmd

	// Watch, when set, is told the state after every update: whole-program tests wait on it
	// instead of on the clock.
	Watch func(State)
}

// State is a snapshot for tests and for the caller after the program ended.
type State struct {
	Running  bool
	Screen   string
	Selected checks.ID
	Verdict  checks.Verdict
	Overlay  string
	Lang     lang.Lang
	Judged   int
}
