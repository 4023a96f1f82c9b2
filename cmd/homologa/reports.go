package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// reportsCmd holds what is done with Mercado Pago's reports and their files.
func (a *app) reportsCmd() *cobra.Command {
	c := &cobra.Command{
		Use: "reports", Short: a.lang.S("cli.reports"), Long: a.paragraphs("cli.reports.long"), SuggestionsMinimumDistance: 2,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.unknownCommand(c, args[0])
			}
			var names []string
			for _, s := range c.Commands() {
				names = append(names, s.Name())
			}
			return a.usage("cli.webhook.which", "known", strings.Join(names, " | "))
		},
	}
	c.AddCommand(a.reportsStatusCmd(), a.reportsScheduleCmd(), a.reportsGenerateCmd(), a.reportsDownloadCmd(), a.reportsReconcileCmd(), a.reportsShowCmd())
	for _, s := range c.Commands() {
		s.DisableFlagsInUseLine = true
	}
	return c
}

// reportKinds are the names --kind takes: the short ones of the reports, then the path segments and the guide's folders.
var reportKinds = map[string]mpclient.Report{
	"settlement": mpclient.SettlementReport, "release": mpclient.ReleaseReport,
	"settlement_report": mpclient.SettlementReport, "release_report": mpclient.ReleaseReport,
	"account_money": mpclient.SettlementReport, "released_money": mpclient.ReleaseReport,
}

const reportKindNames = "settlement|release"

// reportKind reads --kind; "" is allowed only where both reports are meant.
func (a *app) reportKind(v string, both bool) ([]mpclient.Report, error) {
	if v == "" && both {
		return []mpclient.Report{mpclient.SettlementReport, mpclient.ReleaseReport}, nil
	}
	if r, ok := reportKinds[strings.ToLower(v)]; ok {
		return []mpclient.Report{r}, nil
	}
	if v == "" {
		return nil, a.usage("cmd.no_value", "flag", a.flagName("kind"), "known", reportKindNames)
	}
	return nil, a.usage("cmd.bad_value", "flag", a.flagName("kind"), "value", clean(v, 40), "known", reportKindNames)
}

func reportObject(r mpclient.Report) string {
	if r == mpclient.ReleaseReport {
		return "@object." + string(checks.FactRelease.Name)
	}
	return "@object." + string(checks.FactSettlement.Name)
}

// reportsClient reads the configuration and the account.
func (a *app) reportsClient() (*mpclient.Client, checks.Settings, error) {
	got, err := a.load()
	if err != nil {
		return nil, checks.Settings{}, err
	}
	s := got.Settings
	if s.AccessToken == "" {
		return nil, s, a.usage("cmd.reports_no_token", "name", s.AccessTokenVar)
	}
	roots, err := a.roots()
	if err != nil {
		return nil, s, err
	}
	c, err := mpclient.New(s.AccessToken, mpclient.Options{BaseURL: a.baseURL, HTTP: trusting(roots), Now: a.now, Redactor: mpclient.NewRedactor(s.WebhookSecret)})
	if err != nil {
		return nil, s, a.usage("cmd.listen_bad_token", "name", s.AccessTokenVar)
	}
	return c, s, nil
}

// reportsFailure words a failed call: what, why, what next.
func (a *app) reportsFailure(err error, s checks.Settings, r mpclient.Report) error {
	if a.ctx.Err() != nil {
		return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
	e := mpclient.AsError(err)
	if e == nil {
		return &failure{code: exitUnfinished, text: clean(err.Error(), 200)}
	}
	object := reportObject(r)
	if e.Unsettled {
		return &failure{code: exitUnfinished, text: a.lang.S("reports.unsettled", "report", object, "why", a.lostWhy(e))}
	}
	switch e.Category {
	case mpclient.CatAuth:
		return &failure{code: exitUnfinished, text: a.lang.S("cmd.listen_auth", "name", s.AccessTokenVar)}
	case mpclient.CatNotFound:
		if strings.HasSuffix(e.Op, ".file") {
			return &failure{code: exitUnfinished, text: a.lang.S("reports.no_file")}
		}
		return &failure{code: exitUnfinished, text: a.lang.S("reports.not_configured", "report", object)}
	case mpclient.CatNetwork, mpclient.CatTimeout:
		return &failure{code: exitUnfinished, text: a.lang.S("reports.network", "why", a.lostWhy(e))}
	case mpclient.CatConsent:
		return &failure{code: exitUnfinished, text: a.lang.Text(checks.Stopped(e))}
	}
	why := clean(e.Message, 160)
	if e.Status != 0 {
		why = strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.Status, why))
	}
	return &failure{code: exitUnfinished, text: a.lang.S("reports.refused", "report", object, "why", why)}
}

// lostWhy words why no answer of the API came that can be used.
func (a *app) lostWhy(e *mpclient.Error) string {
	why := strings.TrimRight(clean(e.Message, 160), ".")
	switch {
	case e.Waited > 0:
		return a.lang.S("listen.silent", "time", e.Waited.String())
	case e.Status != 0:
		return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.Status, why))
	case why == "":
		return a.lang.S("gap." + string(checks.GapTimeout))
	}
	return why
}

// within gives a call its deadline.
func (a *app) within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(a.ctx, a.timeout)
}

// agree asks for one write after it was shown: on a real account by a yes at a terminal each time, on a test account --yes
// will do. Enter is a no.
func (a *app) agree(acc mpclient.Account, effect string) (*mpclient.Consent, error) {
	consent := &mpclient.Consent{Account: acc.ID, Effect: effect}
	if acc.Test() && a.yes {
		return consent, nil
	}
	if !a.ttyIn {
		key := "reports.needs_terminal"
		if acc.Test() {
			key = "reports.needs_yes"
		}
		return nil, &failure{code: exitUnfinished, text: a.lang.S(key)}
	}
	fmt.Fprint(a.err, a.lang.S("reports.ask")+" ")
	if a.asking == nil {
		a.asking = a.questions()
	}
	select {
	case line := <-a.asking.lines:
		if a.lang.Agrees(line) {
			return consent, nil
		}
	case <-a.ctx.Done():
		return nil, &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
	return nil, &failure{code: exitUnfinished, text: a.lang.S("reports.nothing_sent")}
}

// announce shows a write before it is asked for: account, effect, method, address and the exact body.
func (a *app) announce(acc mpclient.Account, effect, method, path string, body []byte) {
	world := "@reports.account.real"
	if acc.Test() {
		world = "@reports.account.test"
	}
	fmt.Fprintln(a.err, a.lang.S("reports.account", "name", clean(acc.Nickname, 60), "id", fmt.Sprint(acc.ID), "world", world))
	fmt.Fprintln(a.err, effect)
	fmt.Fprintln(a.err, "  "+method+" "+path)
	if len(body) > 0 {
		for line := range strings.Lines(mpclient.NewRedactor().Text(string(body))) {
			fmt.Fprint(a.err, "  "+line)
		}
		fmt.Fprintln(a.err)
	}
}

// stderrTerminal tells whether progress would be seen.
func (a *app) stderrTerminal() bool {
	f, ok := a.err.(*os.File)
	return ok && a.getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// reportSettings is a configuration as far as people may see it: no SFTP data.
type reportSettings struct {
	Columns     []string        `json:"columns"`
	Prefix      string          `json:"file_name_prefix"`
	Separator   string          `json:"separator,omitempty"`
	Timezone    string          `json:"display_timezone,omitempty"`
	Translation string          `json:"report_translation,omitempty"`
	Recipients  int             `json:"recipients"` // how many addresses; not which
	SFTP        bool            `json:"sftp"`       // there is a place files are sent to
	Scheduled   *bool           `json:"scheduled"`
	Frequency   json.RawMessage `json:"frequency,omitempty"`
	full        map[string]any
}

func readReportSettings(body []byte) (reportSettings, bool) {
	var raw struct {
		Columns []struct {
			Key string `json:"key"`
		} `json:"columns"`
		Prefix      string            `json:"file_name_prefix"`
		Separator   string            `json:"separator"`
		Timezone    string            `json:"display_timezone"`
		Translation string            `json:"report_translation"`
		Emails      []json.RawMessage `json:"notification_email_list"`
		SFTP        map[string]any    `json:"sftp_info"`
		Scheduled   *bool             `json:"scheduled"`
		Frequency   *struct {
			Type  string          `json:"type"`
			Hour  json.RawMessage `json:"hour"`
			Value json.RawMessage `json:"value"`
		} `json:"frequency"`
	}
	s := reportSettings{}
	if json.Unmarshal(body, &raw) != nil || json.Unmarshal(body, &s.full) != nil || s.full == nil {
		return s, false
	}
	s.Prefix, s.Separator, s.Timezone, s.Translation = clean(raw.Prefix, 60), clean(raw.Separator, 4), clean(raw.Timezone, 40), clean(raw.Translation, 10)
	s.Recipients, s.SFTP, s.Scheduled = len(raw.Emails), len(raw.SFTP) > 0, raw.Scheduled
	s.Columns = []string{}
	for _, c := range raw.Columns {
		s.Columns = append(s.Columns, clean(c.Key, 60))
	}
	if raw.Frequency != nil {
		word := func(r json.RawMessage) any {
			var v any
			if json.Unmarshal(r, &v) != nil {
				return nil
			}
			if t, is := v.(string); is {
				return clean(t, 20)
			}
			if f, is := v.(float64); is {
				return f
			}
			return nil
		}
		s.Frequency, _ = json.Marshal(map[string]any{"type": clean(raw.Frequency.Type, 20), "hour": word(raw.Frequency.Hour), "value": word(raw.Frequency.Value)})
	}
	return s, len(s.Columns) > 0 || s.Prefix != "" || raw.Frequency != nil
}

type statusFile struct {
	Name    string `json:"file_name"`
	Status  string `json:"status"`
	From    string `json:"created_from,omitempty"`
	Begin   string `json:"begin_date,omitempty"`
	End     string `json:"end_date,omitempty"`
	Created string `json:"date_created,omitempty"`
	Ready   bool   `json:"ready"`
}

type statusReport struct {
	Kind       mpclient.Report `json:"kind"`
	Configured bool            `json:"configured"`
	Config     *reportSettings `json:"config"`
	Files      []statusFile    `json:"files"`
}

func (a *app) reportsStatusCmd() *cobra.Command {
	var kind, format string
	c := &cobra.Command{
		Use: "status", Short: a.lang.S("cli.reports_status"), Args: a.noArgs, Example: "  homologa reports status\n  homologa reports status --kind release --format json",
		RunE: func(*cobra.Command, []string) error { return a.reportsStatus(kind, format) },
	}
	c.Flags().StringVar(&kind, "kind", "", a.lang.S("flag.report_kind"))
	c.Flags().StringVar(&format, "format", "text", a.lang.S("flag.format"))
	takes(c, "kind", reportKindNames)
	return c
}

func (a *app) formatOf(format string, known ...string) error {
	if slices.Contains(known, format) {
		return nil
	}
	return a.usage("cmd.bad_value", "flag", a.flagName("format"), "value", clean(format, 40), "known", strings.Join(known, ", "))
}

const shownFiles = 5

func (a *app) reportsStatus(kind, format string) error {
	if err := a.formatOf(format, "text", "json"); err != nil {
		return err
	}
	kinds, err := a.reportKind(kind, true)
	if err != nil {
		return err
	}
	c, s, err := a.reportsClient()
	if err != nil {
		return err
	}
	ctx, cancel := a.within()
	defer cancel()
	var all []statusReport
	for _, r := range kinds {
		st := statusReport{Kind: r, Files: []statusFile{}}
		got, err := c.ReportConfig(ctx, r)
		if e := mpclient.AsError(err); err != nil && (e == nil || e.Category != mpclient.CatNotFound) {
			return a.reportsFailure(err, s, r)
		}
		if err == nil {
			if cfg, ok := readReportSettings(got.Body); ok {
				st.Configured, st.Config = true, &cfg
			}
		}
		if st.Configured {
			files, err := c.ReportFiles(ctx, r, shownFiles)
			if err != nil {
				return a.reportsFailure(err, s, r)
			}
			for _, f := range files[:min(len(files), shownFiles)] {
				st.Files = append(st.Files, statusFile{Name: f.Name, Status: f.Status, From: f.From, Begin: stamp(f.Begin), End: stamp(f.End), Created: stamp(f.Created), Ready: f.Ready()})
			}
		}
		all = append(all, st)
	}
	if format == "json" {
		return a.printJSON(struct {
			Schema  string         `json:"schema"`
			Version string         `json:"homologa"`
			Reports []statusReport `json:"reports"`
		}{"homologa.reports/v1", version(), all})
	}
	var b strings.Builder
	for i, st := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		a.statusText(&b, st)
	}
	_, err = io.WriteString(a.out, b.String())
	return err
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (a *app) statusText(b *strings.Builder, st statusReport) {
	say := func(key string, args ...string) { fmt.Fprintln(b, "  "+a.lang.S(key, args...)) }
	fmt.Fprintln(b, a.lang.S("reports.head", "report", reportObject(st.Kind)))
	if !st.Configured {
		say("reports.status.none")
		return
	}
	c := st.Config
	switch {
	case c.Scheduled == nil:
		say("reports.status.unsaid")
	case *c.Scheduled:
		say("reports.status.on", "frequency", pace(c.Frequency))
	default:
		say("reports.status.off", "frequency", pace(c.Frequency))
	}
	say("reports.status.columns", "n", fmt.Sprint(len(c.Columns)), "names", strings.Join(c.Columns[:min(len(c.Columns), 8)], " "))
	say("reports.status.form", "zone", orDash(c.Timezone), "separator", orDash(c.Separator), "prefix", orDash(c.Prefix))
	yes := map[bool]string{true: "@reports.yes", false: "@reports.no"}
	say("reports.status.to", "n", fmt.Sprint(c.Recipients), "sftp", yes[c.SFTP])
	if len(st.Files) == 0 {
		say("reports.status.no_files")
	}
	for _, f := range st.Files {
		name := f.Name
		if name == "" {
			name = "…"
		}
		fmt.Fprintln(b, strings.TrimRight(fmt.Sprintf("  %s  %s  %s  %s", name, f.Status, day(f.Begin)+" – "+day(f.End), f.From), " "))
	}
}

// pace words a frequency as the API names it: "weekly monday 3 h".
func pace(raw json.RawMessage) string {
	var f struct {
		Type  string `json:"type"`
		Hour  any    `json:"hour"`
		Value any    `json:"value"`
	}
	if json.Unmarshal(raw, &f) != nil || f.Type == "" {
		return "–"
	}
	parts := []string{f.Type}
	if f.Type != "daily" && f.Value != nil {
		parts = append(parts, fmt.Sprint(f.Value))
	}
	if f.Hour != nil {
		parts = append(parts, fmt.Sprint(f.Hour)+" h")
	}
	return strings.Join(parts, " ")
}

func day(s string) string { return s[:min(len(s), 10)] }

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
