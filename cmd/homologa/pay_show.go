package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks/testpay"
	"github.com/homologa/homologa/mpclient"
)

// perform runs plans and tells their steps, as lines while they happen or as one object at the end.
func (t *till) perform(r *testpay.Runner, plans []testpay.Plan, o payFlags) error {
	started := t.now()
	var events []testpay.Event
	run := -1
	for e := range r.Run(t.ctx, plans...) {
		events = append(events, e)
		if o.format == "json" || !e.Final() {
			continue
		}
		if e.Run != run {
			if run = e.Run; run > 0 {
				fmt.Fprintln(t.out)
			}
			fmt.Fprintf(t.out, "%s  %s  %s\n", plans[run].Scenario.ID, t.lang.Money(plans[run].Amount), plans[run].Reference)
		}
		if len(plans) > 1 {
			e.Show = nil
		}
		t.line(e)
	}
	rows := testpay.Matrix(plans, events)
	if o.format == "json" {
		doc := t.document(plans, rows, events)
		doc.Started, doc.Finished = payStamp(started), payStamp(t.now())
		if err := t.encode(doc); err != nil {
			return err
		}
	} else if len(plans) > 1 {
		t.matrix(rows)
	}
	if o.keep {
		fmt.Fprintln(t.err, t.lang.S("pay.will_clean", "how", "@pay.kept"))
	}
	if left := count(rows, func(r testpay.Row) bool { return r.Left }); left > 0 && !t.demo {
		t.note("pay.left", "n", strconv.Itoa(left))
	}
	return t.paid(rows)
}

func count(rows []testpay.Row, is func(testpay.Row) bool) int {
	n := 0
	for _, r := range rows {
		if is(r) {
			n++
		}
	}
	return n
}

// paid turns rows into an exit code: what differs comes before what could not be finished.
func (t *till) paid(rows []testpay.Row) error {
	has := func(states ...testpay.State) bool {
		return slices.ContainsFunc(rows, func(r testpay.Row) bool { return slices.Contains(states, r.State) })
	}
	switch verdictOf(t, has) {
	case "interrupted":
		return &failure{code: exitInterrupted, text: t.lang.S("cmd.interrupted")}
	case "differs":
		return &failure{code: exitFails, quiet: true}
	case "unfinished":
		for _, r := range rows {
			if r.State == testpay.Failed {
				return t.rowFailure(r)
			}
		}
		return &failure{code: exitUnfinished, quiet: true}
	case "inconclusive":
		return &failure{code: exitUnfinished, quiet: true}
	}
	return nil
}

// rowFailure says what stopped a payment; in a drill the lines have said it already.
func (t *till) rowFailure(r testpay.Row) error {
	switch r.Category {
	case mpclient.CatAuth, mpclient.CatNetwork, mpclient.CatTimeout:
		fmt.Fprintln(t.err, "homologa: "+t.failure(&mpclient.Error{Category: r.Category, Message: t.lang.Text(r.Text)}).Error())
	}
	return &failure{code: exitUnfinished, quiet: true}
}

func verdictOf(t *till, has func(...testpay.State) bool) string {
	switch {
	case t.ctx.Err() != nil:
		return "interrupted"
	case has(testpay.Differs, testpay.NotObserved):
		return "differs"
	case has(testpay.Failed, testpay.Skipped):
		return "unfinished"
	case has(testpay.Inconclusive):
		return "inconclusive"
	}
	return "as_expected"
}

// signs of states, in one cell each; the second is for terminals with few characters.
var signs = map[testpay.State][2]string{testpay.OK: {"✓", "+"}, testpay.Differs: {"✗", "x"}, testpay.Failed: {"✗", "x"}, testpay.Inconclusive: {"?", "?"},
	testpay.NotObserved: {"-", "-"}, testpay.Skipped: {"-", "-"}, testpay.Left: {"!", "!"}, testpay.Running: {"…", "."}}

func (t *till) sign(s testpay.State) string {
	i := 0
	if t.ascii() {
		i = 1
	}
	return signs[s][i] + " " + t.lang.S("pay.state."+string(s))
}

// line tells one step.
func (t *till) line(e testpay.Event) {
	said := e.Got
	if e.State == testpay.Differs || e.State == testpay.Inconclusive && e.Expected != "" {
		got := e.Got
		if got == "" {
			got = "-"
		}
		if said = got; e.Expected != "" {
			said = t.lang.S("pay.expected", "expected", e.Expected, "got", got)
		}
	}
	if !e.Text.IsZero() {
		said = strings.TrimPrefix(said+" · "+t.lang.Text(e.Text), " · ")
	}
	if (e.Step == testpay.StepCreate || e.Step == testpay.StepCleanup) && e.ID != "" {
		said = strings.TrimSuffix(string(e.Kind)+" "+e.ID+" · "+said, " · ")
	}
	if e.Exchange != "" {
		said += "  " + e.Exchange
	}
	fmt.Fprintf(t.out, "  %-16s %-16s %s\n", t.sign(e.State), t.lang.S("pay.step."+string(e.Step)), said)
	if e.Show == nil || e.State != testpay.OK {
		return
	}
	for _, x := range []struct{ key, value string }{{"qr", e.Show.QR}, {"url", e.Show.URL}, {"reference", e.Show.Reference}, {"card", cardText(e.Show)}, {"holder", e.Show.Holder}, {"buyer", e.Show.Buyer}} {
		if x.value != "" {
			fmt.Fprintf(t.out, "  %-16s %-16s %s\n", "", t.lang.S("pay.show."+x.key), mpclient.CleanLine(x.value, 1000))
		}
	}
}

func cardText(s *testpay.Show) string {
	if s.Card == "" {
		return ""
	}
	return s.Card + " · " + s.Code + " · " + s.Expiry
}

// matrix is the drill at a glance.
func (t *till) matrix(rows []testpay.Row) {
	fmt.Fprintln(t.out)
	wide := 0
	for _, r := range rows {
		wide = max(wide, len(r.Scenario.ID))
	}
	for _, r := range rows {
		said := r.Got
		switch {
		case r.State == testpay.OK:
		case r.Expected != "" && r.Expected != r.Got && (r.State == testpay.Differs || r.State == testpay.Inconclusive):
			said = t.lang.S("pay.expected", "expected", r.Expected, "got", r.Got)
		case !r.Text.IsZero():
			said = t.lang.Text(r.Text)
		}
		fmt.Fprintf(t.out, "%-16s %-*s  %s\n", t.sign(r.State), wide, r.Scenario.ID, said)
	}
	in := func(states ...testpay.State) string {
		return strconv.Itoa(count(rows, func(r testpay.Row) bool { return slices.Contains(states, r.State) }))
	}
	fmt.Fprintln(t.out, t.lang.S("pay.sum", "ok", in(testpay.OK), "differs", in(testpay.Differs, testpay.NotObserved), "unsure", in(testpay.Inconclusive), "failed", in(testpay.Failed, testpay.Skipped)))
}

// showRequests prints what will be sent, masked.
func (t *till) showRequests(w io.Writer, p testpay.Plan) {
	mask := mpclient.NewRedactor()
	for _, r := range p.Requests() {
		fmt.Fprintf(w, "  %s %s\n", r.Method, r.Path)
		if len(r.Body) == 0 {
			continue
		}
		for line := range strings.Lines(mask.Text(string(testpay.Indented(r.Body)))) {
			fmt.Fprint(w, "    "+line)
		}
		fmt.Fprintln(w)
	}
}

func (t *till) dryRun(plans []testpay.Plan, o payFlags) error {
	if o.format == "json" {
		return t.encode(t.document(plans, testpay.Matrix(plans, nil), nil))
	}
	t.introduce()
	for i, p := range plans {
		if i > 0 {
			fmt.Fprintln(t.out)
		}
		fmt.Fprintf(t.out, "%s  %s  %s\n", p.Scenario.ID, t.lang.Money(p.Amount), t.lang.Text(p.Scenario.Effect))
		t.showRequests(t.out, p)
	}
	return nil
}

// listPayments prints the scenarios of a site.
func (a *app) listPayments(site mpclient.SiteID, o payFlags) error {
	list := testpay.Choose(site, testpay.Method(o.method), o.outcome)
	if o.format == "json" {
		doc := payDocument{Schema: paySchema, Version: version(), Site: site, Verdict: "listed", Scenarios: []payScenario{}, Exchanges: []payExchange{}}
		for _, s := range list {
			doc.Scenarios = append(doc.Scenarios, scenarioOf(s))
		}
		return encodeJSON(a.out, doc)
	}
	for _, s := range list {
		real := ""
		if s.Real {
			real = "*"
		}
		fmt.Fprintf(a.out, "%-13s %-15s %-1s %s\n", s.Method, s.Outcome, real, a.lang.Text(s.Effect))
	}
	return nil
}

const paySchema = "homologa.pay/v1"

// The keys are a contract with scripts: every one is always there, and a list is never null.
type payDocument struct {
	Schema    string          `json:"schema"`
	Version   string          `json:"homologa"`
	Started   string          `json:"started_at"`
	Finished  string          `json:"finished_at"`
	Account   *payAccount     `json:"account"`
	Site      mpclient.SiteID `json:"site"`
	API       string          `json:"api"`
	Verdict   string          `json:"verdict"`
	Counts    map[string]int  `json:"counts"`
	Scenarios []payScenario   `json:"scenarios"`
	Exchanges []payExchange   `json:"exchanges"`
}

type payAccount struct {
	ID   int64 `json:"id"`
	Test bool  `json:"test"`
}

type payScenario struct {
	ID        string         `json:"id"`
	Method    testpay.Method `json:"method"`
	Outcome   string         `json:"outcome"`
	Kind      testpay.Kind   `json:"kind"`
	Amount    string         `json:"amount"`
	Reference string         `json:"external_reference"`
	Real      bool           `json:"real_account"`
	State     testpay.State  `json:"state"`
	Expected  string         `json:"expected"`
	Got       string         `json:"got"`
	Resource  string         `json:"resource_id"`
	Detail    string         `json:"detail"`
	Left      bool           `json:"left"`
	Requests  []payRequest   `json:"requests"`
	Steps     []payStep      `json:"steps"`
}

type payRequest struct {
	Step   testpay.StepID  `json:"step"`
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Body   json.RawMessage `json:"body"`
}

type payStep struct {
	Step     testpay.StepID `json:"step"`
	State    testpay.State  `json:"state"`
	Expected string         `json:"expected"`
	Got      string         `json:"got"`
	Detail   string         `json:"detail"`
	Exchange string         `json:"exchange"`
	At       string         `json:"at"`
	Show     *payShow       `json:"show"`
}

type payShow struct {
	QR        string `json:"qr_code"`
	URL       string `json:"url"`
	Reference string `json:"reference"`
	Buyer     string `json:"buyer"`
	Card      string `json:"card"`
	Code      string `json:"security_code"`
	Expiry    string `json:"expiry"`
	Holder    string `json:"holder"`
}

type payExchange struct {
	ID        string `json:"id"`
	Method    string `json:"method"`
	URL       string `json:"url"`
	Status    int    `json:"status"`
	Millis    int64  `json:"duration_ms"`
	RequestID string `json:"request_id"`
}

func payStamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func scenarioOf(s testpay.Scenario) payScenario {
	return payScenario{ID: s.ID, Method: s.Method, Outcome: s.Outcome, Kind: s.Kind, Real: s.Real, Expected: s.Steps[len(s.Steps)-1].Expect.String(), Requests: []payRequest{}, Steps: []payStep{}}
}

func (t *till) stepOf(e testpay.Event) payStep {
	s := payStep{e.Step, e.State, e.Expected, e.Got, t.lang.Text(e.Text), e.Exchange, e.At.UTC().Format(time.RFC3339Nano), nil}
	if x := e.Show; x != nil {
		s.Show = &payShow{x.QR, x.URL, x.Reference, x.Buyer, x.Card, x.Code, x.Expiry, x.Holder}
	}
	return s
}

func (t *till) document(plans []testpay.Plan, rows []testpay.Row, events []testpay.Event) payDocument {
	now := payStamp(t.now())
	doc := payDocument{Schema: paySchema, Version: version(), Started: now, Finished: now, Account: &payAccount{t.account.ID, t.account.Test()}, Site: t.account.Site, API: t.api,
		Counts: map[string]int{}, Scenarios: []payScenario{}, Exchanges: []payExchange{}}
	mask := mpclient.NewRedactor()
	for i, p := range plans {
		r := rows[i]
		s := scenarioOf(p.Scenario)
		s.Amount, s.Reference, s.State, s.Got, s.Resource, s.Detail, s.Left = p.Amount, p.Reference, r.State, r.Got, r.ID, t.lang.Text(r.Text), r.Left
		if r.Expected != "" {
			s.Expected = r.Expected
		}
		for _, q := range p.Requests() {
			body := json.RawMessage("null")
			if masked := []byte(mask.Text(string(q.Body))); json.Valid(masked) {
				body = masked
			}
			s.Requests = append(s.Requests, payRequest{q.Step, q.Method, q.Path, body})
		}
		for _, e := range events {
			if e.Run == i && e.Final() {
				s.Steps = append(s.Steps, t.stepOf(e))
			}
		}
		doc.Counts[string(r.State)]++
		doc.Scenarios = append(doc.Scenarios, s)
	}
	doc.Verdict = verdictOf(t, func(states ...testpay.State) bool {
		return slices.ContainsFunc(rows, func(r testpay.Row) bool { return slices.Contains(states, r.State) })
	})
	if events == nil {
		doc.Verdict = "planned"
	}
	for _, x := range t.recorder.All() {
		doc.Exchanges = append(doc.Exchanges, payExchange{x.ID, x.Method, x.URL, x.Status, x.Timing.Total.Milliseconds(), x.RequestID})
	}
	return doc
}

// writeJSON tells a clean-up: what it did stands in steps of scenarios that have no more than that.
func (t *till) writeJSON(_ []testpay.Plan, events []testpay.Event) error {
	doc := t.document(nil, nil, nil)
	doc.Verdict = "cleaned"
	for _, e := range events {
		s := payScenario{ID: e.Scenario, Kind: e.Kind, State: e.State, Got: e.Got, Resource: e.ID, Detail: t.lang.Text(e.Text), Left: e.State == testpay.Left, Requests: []payRequest{}, Steps: []payStep{t.stepOf(e)}}
		if s.Left {
			doc.Verdict = "left"
		}
		doc.Counts[string(e.State)]++
		doc.Scenarios = append(doc.Scenarios, s)
	}
	return t.encode(doc)
}

func (t *till) encode(doc payDocument) error { return encodeJSON(t.out, doc) }

func encodeJSON(w io.Writer, doc payDocument) error {
	if doc.Counts == nil {
		doc.Counts = map[string]int{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}
