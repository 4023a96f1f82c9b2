package tui

import (
	"context"
	"os/exec"

	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
)

// Payments is the till of an integration: test payments of its account, and the watch over its own checkout.
type Payments interface {
	// Open reads the account: who pays whom, and which test payments there are. An error is fit to be shown.
	Open(ctx context.Context) (PayDesk, error)
	// Plan makes a scenario ready: the exact bytes that will be sent.
	Plan(s testpay.Scenario) (testpay.Plan, error)
	// Run creates. A person has seen the plans and agreed; on a real account typed is the nickname they typed. Ending
	// ctx cleans up, and the feed tells that too. keep leaves what somebody can still pay, on a test account.
	Run(ctx context.Context, typed string, plans []testpay.Plan, keep bool) (PayFeed, error)
	// Cleanup undoes what earlier runs left.
	Cleanup(ctx context.Context) (PayFeed, error)
	// Watch waits for a payment that the integration itself creates from now on.
	Watch(ctx context.Context) (testpay.Sighting, error)
	// Judge makes the audit look at what was seen.
	Judge(testpay.Sighting)
	// Edit prepares the person's editor; read gives what they left in it.
	Edit(body []byte) (editor *exec.Cmd, read func() ([]byte, error), err error)
}

// PayDesk is an account ready for test payments.
type PayDesk struct {
	Account   mpclient.Account
	Scenarios []testpay.Scenario
	Left      []testpay.Entry // created earlier and not cleaned up
	Simulated bool            // an account of the simulator, as in the demo
	Listening string          // where notifications are looked for; "" when nowhere
}

// PayFeed is what a run yields.
type PayFeed interface {
	// Next waits for events and hands over all there are; false when the run has ended.
	Next() ([]testpay.Event, bool)
}
