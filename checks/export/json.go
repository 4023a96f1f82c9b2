// Package export writes a report for machines and for terminals without a screen. It judges
// nothing: every format is a reader of the same findings.
package export

import (
	"encoding/json"
	"io"
	"net/url"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// Audit is everything an export may show.
type Audit struct {
	Version   string
	Report    checks.Report
	Reqs      []checks.Requirement
	Facts     *checks.Facts
	Exchanges []mpclient.Exchange
	Lang      lang.Lang
	FailOn    checks.Level
	Verbose   bool // Text shows the evidence of what passed as well
}

// Weigh is the verdict on the report at the level the audit was asked for. At NoLevel nothing fails the command; what is said is
// what would be said without it.
func (a Audit) Weigh() checks.Weighed {
	at := a.FailOn
	if at == checks.NoLevel {
		at = checks.Required
	}
	return a.Report.Weigh(checks.Index(a.Reqs), at)
}

// Schema names the JSON object of Design section 4.
const Schema = "homologa.audit/v1"

// The keys are a contract with scripts: every one is always there, and a list is never null.
type jsonAudit struct {
	Schema      string                 `json:"schema"`
	Version     string                 `json:"homologa"`
	Started     string                 `json:"started_at"`
	Finished    string                 `json:"finished_at"`
	Integration jsonIntegration        `json:"integration"`
	Verdict     checks.Readiness       `json:"verdict"`
	Counts      map[checks.Verdict]int `json:"counts"`
	Findings    []jsonFinding          `json:"findings"`
	Exchanges   []jsonExchange         `json:"exchanges"`
}

type jsonIntegration struct {
	Site        mpclient.SiteID `json:"site"`
	Product     checks.Product  `json:"product"`
	Account     jsonAccount     `json:"account"`
	PaymentPage string          `json:"payment_page"`
	Webhook     string          `json:"webhook"`
}

// jsonAccount names the account without personal data; test is null when it could not be read.
type jsonAccount struct {
	ID   int64 `json:"id"`
	Test *bool `json:"test"`
}

type jsonFinding struct {
	ID       checks.ID      `json:"id"`
	Section  checks.Section `json:"section"`
	Level    checks.Level   `json:"level"`
	Verdict  checks.Verdict `json:"verdict"`
	Official string         `json:"official"`
	Title    string         `json:"title"`
	Detail   string         `json:"detail"`
	Causes   []jsonCause    `json:"causes"`
	Evidence []jsonEvidence `json:"evidence"`
	Fixes    []jsonFix      `json:"fixes"`
	Source   string         `json:"source"`
	Duration int64          `json:"duration_ms"`
}

type jsonCause struct {
	ID     string `json:"id"`
	Detail string `json:"detail"`
}

type jsonEvidence struct {
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Exchange string `json:"exchange"`
}

type jsonFix struct {
	Language string `json:"language"`
	Title    string `json:"title"`
	Body     string `json:"body"`
}

type jsonExchange struct {
	ID        string `json:"id"`
	Method    string `json:"method"`
	URL       string `json:"url"`
	Status    int    `json:"status"`
	Duration  int64  `json:"duration_ms"`
	RequestID string `json:"request_id"`
}

// JSON writes one object and a line end.
func JSON(w io.Writer, a Audit) error {
	idx := checks.Index(a.Reqs)
	out := jsonAudit{
		Schema: Schema, Version: a.Version, Started: stamp(a.Report.Started), Finished: stamp(a.Report.Finished),
		Integration: a.integration(), Verdict: a.Weigh().Verdict, Counts: a.Report.Counts(),
		Findings: []jsonFinding{}, Exchanges: []jsonExchange{},
	}
	for _, f := range a.Report.Findings {
		out.Findings = append(out.Findings, a.finding(idx[f.ID], f))
	}
	for _, x := range a.Exchanges {
		out.Exchanges = append(out.Exchanges, jsonExchange{x.ID, x.Method, x.URL, x.Status, x.Timing.Total.Milliseconds(), x.RequestID})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// integration leaves out of the addresses what a person may have put there: a password, a token.
func (a Audit) integration() jsonIntegration {
	i := a.Report.Integration
	red := mpclient.NewRedactor()
	if a.Facts != nil {
		s, _ := checks.FactSettings.Get(a.Facts)
		red = mpclient.NewRedactor(s.AccessToken, s.WebhookSecret)
	}
	address := func(s string) string {
		u, err := url.Parse(s)
		if s == "" || err != nil {
			return red.Text(s)
		}
		return red.URL(u)
	}
	return jsonIntegration{i.Site, i.Product, jsonAccount{i.Account.ID, i.Account.Test}, address(i.PaymentPage), address(i.Webhook)}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// say words a text. Whatever was seen has been cleaned where it entered; this is the last door.
func (a Audit) say(t checks.Text) string { return mpclient.Clean(a.Lang.Text(t)) }

func (a Audit) finding(r checks.Requirement, f checks.Finding) jsonFinding {
	out := jsonFinding{ID: f.ID, Section: r.Section, Level: r.Level, Verdict: f.Verdict, Official: r.Official, Title: a.say(r.Title()), Detail: a.say(f.Detail),
		Causes: []jsonCause{}, Evidence: []jsonEvidence{}, Fixes: []jsonFix{}, Source: a.Lang.S(r.Source), Duration: f.Took.Milliseconds()}
	for _, c := range f.Causes {
		out.Causes = append(out.Causes, jsonCause{c.ID, a.say(c.Detail)})
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, jsonEvidence{e.Kind, a.say(e.Text), e.Exchange})
	}
	if f.Verdict == checks.Fail || f.Verdict == checks.Warn {
		for _, x := range fix.For(f.ID, a.Facts, a.Lang) {
			out.Fixes = append(out.Fixes, jsonFix{string(x.Language), mpclient.Clean(x.Title), mpclient.Clean(x.Body)})
		}
	}
	return out
}
