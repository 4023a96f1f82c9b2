package checks

import (
	"context"
	"time"
)

// Effect says what a probe does to the world.
type Effect int

// The effects. Sends posts to the integration's own endpoint; Writes changes a Mercado Pago account,
// and a cancelled run waits for it to take back what it wrote.
const (
	ReadOnly Effect = iota
	Sends
	Writes
)

// Thing names what stands in the account, or goes to the integration, whichever probe looks at it.
type Thing string

// The things that probes make.
const (
	ThingPayments      Thing = "payments"
	ThingNotifications Thing = "notifications"
)

// Probe observes one thing and yields facts. It judges nothing.
type Probe struct {
	ID       string
	Provides []FactKey
	Needs    []FactKey // a gap in one of these leaves a gap in all it provides
	Uses     []FactKey // waited for, gap or not
	// Reads are what it lists or takes the newest of, Makes what it creates or changes. A probe that makes
	// waits, once it has its consent, for every probe of the run that reads the same: what it made is never
	// an observation.
	Reads, Makes []Thing
	Effect       Effect
	Timeout      time.Duration // 0 means DefaultTimeout
	// Partial tells a probe that hands in what it saw so far, and says so, as soon as its context ends: a
	// cancelled run waits a moment for that.
	Partial bool

	// Asks returns why a consent is due, given the facts so far; nil when the probe may run.
	// Probes with an Effect other than ReadOnly must have it, and Makes.
	Asks func(*Facts) *Gap
	Run  func(context.Context, *Facts) []Fact
}

// DefaultTimeout bounds a probe that names no limit of its own.
const DefaultTimeout = 15 * time.Second

// ProbeState follows a probe through a run.
type ProbeState string

// The states of a probe.
const (
	ProbeRunning ProbeState = "running"
	ProbeDone    ProbeState = "done"
)

// EventKind says what an event tells.
type EventKind string

// The kinds of event.
const (
	RunStarted   EventKind = "run_started"
	ProbeChanged EventKind = "probe"
	Judged       EventKind = "judged"
	RunFinished  EventKind = "run_finished"
)

// Event is one step of a run. Line mode, JSON and the screen read the same events.
type Event struct {
	Run     int
	Kind    EventKind
	Probe   string
	State   ProbeState
	Gap     *Gap // ProbeDone: the first gap it left, nil when it saw what it looked for
	Took    time.Duration
	Finding *Finding
	Waiting []ID    // RunStarted: the requirements this run will judge
	Report  *Report // RunFinished
	At      time.Time
}
