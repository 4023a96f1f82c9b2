package tui

import (
	"context"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient/webhook"
)

// Hooks is the bench for notifications of one integration.
type Hooks interface {
	// Listen takes deliveries in until ctx ends. Those kept from before come first.
	Listen(ctx context.Context) (HookFeed, error)
	// Target is where deliveries go on to; "" when nowhere. local tells that it is this machine, so that sending
	// there needs no consent.
	Target() (address string, local bool)
	// Explain says how a delivery was signed. Its verdict is the one to show: Judged gives a delivery that of the feed.
	Explain(webhook.Arrival) export.Verification
	// Capture reads a delivery captured elsewhere. A *webhook.CaptureError says why it cannot be judged.
	Capture(raw []byte) (export.Verification, error)
	// Resend hands a delivery on once more.
	Resend(ctx context.Context, d webhook.Arrival) webhook.Outcome
	// Send makes deliveries of one kind and sends them to the target. told hears of each, and whether the answer is
	// that of a sound receiver.
	Send(ctx context.Context, kind HookKind, told func(d webhook.Arrival, o webhook.Outcome, expected bool)) error
}

// HookKind is a way of sending a notification, as the command's flags name them.
type HookKind string

// The kinds. A forged or stale one should be refused; the others should be taken.
const (
	HookGenuine    HookKind = "genuine"
	HookDuplicate  HookKind = "duplicate"
	HookOutOfOrder HookKind = "out-of-order"
	HookForged     HookKind = "forge"
	HookStale      HookKind = "stale"
	HookIPN        HookKind = "ipn"
	HookOrder      HookKind = "order"
)

// HookKinds lists them in the order of the menu.
var HookKinds = []HookKind{HookGenuine, HookDuplicate, HookOutOfOrder, HookForged, HookStale, HookIPN, HookOrder}

// HookFeed is what listening yields.
type HookFeed interface {
	// Next waits for news and hands over all there are; false when listening has ended.
	Next() ([]HookNews, bool)
	// About tells how it listens.
	About() HookSource
}

// HookSource is how deliveries come in.
type HookSource struct {
	Address  string        // of the receiver; "" without one
	Every    time.Duration // between looks at the account; 0: it is not polled
	Unsigned bool          // no webhook secret: nothing is signed or verified
	Kept     string        // the file deliveries are kept in
	ReadOnly bool          // another process takes them in; what is kept is shown
	Before   bool          // there are some kept from before: the first Next has them and does not wait
}

// HookNews is one thing that happened. One of the pointers is set, or State.
type HookNews struct {
	Arrival *webhook.Arrival
	Outcome *webhook.Outcome // of an earlier arrival
	State   webhook.PollState
	RetryIn time.Duration
	Why     checks.Text // of State, or of Trouble
	Trouble bool        // deliveries are not kept: Why says why
	Ended   bool        // listening is over: Why says why when it is not by our wish
}
