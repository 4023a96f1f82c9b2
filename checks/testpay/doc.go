// Package testpay creates test payments: scenarios as data for all seven sites, a runner that performs
// them step by step and tells each step as an event, and a ledger of what was created, so that it is
// cleaned up even after a crash.
//
// It refuses to decide who may pay: mpclient's write guard does that, and a caller shows the plan and
// asks before it runs. It says only what was seen; where the sources are silent or disagree, another
// answer than the expected one is inconclusive.
package testpay
