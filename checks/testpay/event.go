package testpay

import (
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// State is how a step stands.
type State string

// The states. Left is what could not be cleaned up and stays in the ledger.
const (
	Running      State = "running"
	OK           State = "ok"
	Differs      State = "differs"
	Inconclusive State = "inconclusive"
	NotObserved  State = "not_observed"
	Failed       State = "failed"
	Skipped      State = "skipped"
	Left         State = "left"
)

// Show is what a person needs to go and pay, or wants to copy. The card is an official test card.
type Show struct {
	mpclient.Shown
	Buyer  string // e-mail of the payer
	Card   string // number; "" on a real account
	Code   string
	Expiry string
	Holder string
}

// Event is one thing that happened to a step. They come in order; a step that takes time has a Running
// one first.
type Event struct {
	Run      int // number of the plan, from 0
	Scenario string
	Step     StepID
	State    State
	Expected string // states, "" where none is
	Got      string
	Kind     Kind
	ID       string // of the resource, once it has one
	Exchange string // in the client's recorder
	At       time.Time
	Text     checks.Text       // says more; zero where there is nothing to say
	Category mpclient.Category // of the call that failed
	Show     *Show             // with the creation
}

// Final tells an event that ends its step.
func (e Event) Final() bool { return e.State != Running }

// Undone counts the things that the events of a clean-up say are gone.
func Undone(events []Event) (n int) {
	for _, e := range events {
		if e.Step == StepCleanup && e.State == OK {
			n++
		}
	}
	return n
}

// Row is what became of one scenario: a line of the drill's matrix.
type Row struct {
	Scenario Scenario
	Expected string // of the last step that expects a state
	Got      string
	State    State // worst of its steps
	ID       string
	Step     StepID // the one that decided
	Text     checks.Text
	Category mpclient.Category
	Left     bool // something could not be cleaned up
}

// badness orders states.
var badness = map[State]int{OK: 0, Skipped: 1, NotObserved: 2, Inconclusive: 3, Differs: 4, Failed: 5}

// Matrix sums events up, one row a plan. A scenario without a final event was not run and is skipped.
func Matrix(plans []Plan, events []Event) []Row {
	rows := make([]Row, len(plans))
	ran := make([]bool, len(plans))
	for i, p := range plans {
		rows[i] = Row{Scenario: p.Scenario, State: OK}
	}
	for _, e := range events {
		if e.Run < 0 || e.Run >= len(rows) || !e.Final() {
			continue
		}
		r := &rows[e.Run]
		ran[e.Run] = true
		if e.ID != "" {
			r.ID = e.ID
		}
		if e.State == Left || e.Step == StepCleanup {
			r.Left = r.Left || e.State == Left
			continue
		}
		hook := e.Step == StepNotification || e.Step == StepSignature
		if e.State == NotObserved && e.Expected == "" { // nobody looked, or nobody could
			continue
		}
		worse := badness[e.State] > badness[r.State]
		if !hook && (worse || e.Expected != "" && badness[r.State] < badness[Inconclusive]) {
			r.Expected, r.Got = e.Expected, e.Got
		}
		if worse {
			r.State, r.Step, r.Text, r.Category = e.State, e.Step, e.Text, e.Category
		}
	}
	for i := range rows {
		if !ran[i] {
			rows[i].State = Skipped
		}
	}
	return rows
}
