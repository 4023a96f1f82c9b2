package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
)

type scheduleFlags struct {
	kind, frequency, value, zone string
	hour                         int
	emails                       []string
	off                          bool
	given                        func(string) bool
}

func (a *app) reportsScheduleCmd() *cobra.Command {
	var o scheduleFlags
	c := &cobra.Command{
		Use: "schedule", Short: a.lang.S("cli.reports_schedule"), Long: a.paragraphs("cli.reports_schedule.long"), Args: a.noArgs,
		Example: "  homologa reports schedule --kind settlement\n  homologa reports schedule --kind release --frequency weekly --value monday --hour 6\n  homologa reports schedule --kind settlement --off",
		RunE:    func(*cobra.Command, []string) error { return a.reportsSchedule(o) },
	}
	f := c.Flags()
	o.given = f.Changed
	f.StringVar(&o.kind, "kind", "", a.lang.S("flag.report_one_kind"))
	f.StringVar(&o.frequency, "frequency", "daily", a.lang.S("flag.report_frequency"))
	f.StringVar(&o.value, "value", "", a.lang.S("flag.report_value"))
	f.IntVar(&o.hour, "hour", 3, a.lang.S("flag.report_hour"))
	f.StringVar(&o.zone, "timezone", "GMT-04", a.lang.S("flag.report_zone"))
	f.StringSliceVar(&o.emails, "email", nil, a.lang.S("flag.report_email"))
	f.BoolVar(&o.off, "off", false, a.lang.S("flag.report_off"))
	takes(c, "kind", reportKindNames)
	takes(c, "frequency", "daily|weekly|monthly")
	takes(c, "value", "DAY")
	takes(c, "hour", "0–23")
	takes(c, "timezone", "GMT-04")
	takes(c, "email", "LIST")
	return c
}

// frequencyOf reads the flags that say when.
func (a *app) frequencyOf(o scheduleFlags) (map[string]any, error) {
	bad := func(flag, value, known string) (map[string]any, error) {
		return nil, a.usage("cmd.bad_value", "flag", a.flagName(flag), "value", clean(value, 40), "known", known)
	}
	if o.hour < 0 || o.hour > 23 {
		return bad("hour", strconv.Itoa(o.hour), "0–23")
	}
	out := map[string]any{"type": o.frequency, "hour": o.hour, "value": 0}
	switch o.frequency {
	case "daily":
		if o.value != "" {
			return bad("value", o.value, "@reports.no_value")
		}
	case "weekly":
		days := []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
		v := strings.ToLower(o.value)
		if v == "" {
			v = "monday"
		}
		if !slices.Contains(days, v) {
			return bad("value", o.value, strings.Join(days, ", "))
		}
		out["value"] = v
	case "monthly":
		n, err := strconv.Atoi(o.value)
		if o.value == "" {
			n, err = 1, nil
		}
		if err != nil || n < 1 || n > 31 {
			return bad("value", o.value, "1–31")
		}
		out["value"] = n
	default:
		return bad("frequency", o.frequency, "daily, weekly, monthly")
	}
	return out, nil
}

// step is one write of a schedule.
type step struct {
	effect, method, path string
	body                 []byte
	send                 func(context.Context) error
}

func (a *app) reportsSchedule(o scheduleFlags) error {
	kinds, err := a.reportKind(o.kind, false)
	if err != nil {
		return err
	}
	r := kinds[0]
	frequency, err := a.frequencyOf(o)
	if err != nil {
		return err
	}
	// The API has its own list: a name passes where there is none to look it up in.
	if _, ok := checks.ReportZone(o.zone); !ok && (checks.ZoneNames() || !strings.Contains(o.zone, "/")) {
		return a.badZone(o.zone)
	}
	c, s, err := a.reportsClient()
	if err != nil {
		return err
	}
	ctx, cancel := a.within()
	acc, err := c.Account(ctx)
	var cfg reportSettings
	configured := false
	if err == nil {
		var got *mpclient.Answer
		if got, err = c.ReportConfig(ctx, r); err == nil {
			cfg, configured = readReportSettings(got.Body)
		} else if e := mpclient.AsError(err); e != nil && e.Category == mpclient.CatNotFound {
			err = nil
		}
	}
	cancel()
	if err != nil {
		return a.reportsFailure(err, s, r)
	}
	steps, err := a.scheduleSteps(c, r, o, acc, cfg, configured, frequency)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		fmt.Fprintln(a.err, a.lang.S("reports.nothing_to_do", "report", reportObject(r)))
		return nil
	}
	for _, st := range steps {
		a.announce(acc, st.effect, st.method, st.path, st.body)
		consent, err := a.agree(acc, st.effect)
		if err != nil {
			return err
		}
		// What is agreed to has its time from now: reading the body may take a while.
		ctx, cancel := a.within()
		err = st.send(mpclient.WithConsent(ctx, consent))
		cancel()
		if err != nil {
			return a.reportsFailure(err, s, r)
		}
	}
	key := "reports.scheduled"
	if o.off {
		key = "reports.unscheduled"
	}
	fmt.Fprintln(a.err, a.lang.S(key, "report", reportObject(r)))
	return nil
}

// scheduleSteps plans the writes. A frequency cannot be changed while the report is scheduled: off, change, on.
func (a *app) scheduleSteps(c *mpclient.Client, r mpclient.Report, o scheduleFlags, acc mpclient.Account, cfg reportSettings, configured bool, frequency map[string]any) ([]step, error) {
	base := "/v1/account/" + string(r)
	object := reportObject(r)
	scheduled := cfg.Scheduled != nil && *cfg.Scheduled
	turn := func(on bool) step {
		st := step{effect: a.lang.S("reports.effect.on", "report", object), method: http.MethodPost, path: base + "/schedule"}
		if !on {
			st.effect, st.method = a.lang.S("reports.effect.off", "report", object), http.MethodDelete
		}
		st.send = func(ctx context.Context) error { _, err := c.ScheduleReport(ctx, r, on); return err }
		return st
	}
	if o.off {
		if !configured || cfg.Scheduled != nil && !scheduled {
			return nil, nil
		}
		return []step{turn(false)}, nil
	}
	write := func(body []byte, change bool) step {
		st := step{effect: a.lang.S("reports.effect.config", "report", object), method: http.MethodPost, path: base + "/config", body: body}
		if change {
			st.effect, st.method = a.lang.S("reports.effect.change", "report", object), http.MethodPut
		}
		st.send = func(ctx context.Context) error { _, err := c.ConfigureReport(ctx, r, body, change); return err }
		return st
	}
	if !configured {
		site, _ := mpclient.SiteByID(acc.Site)
		body := fix.ReportConfiguration(r, site.Language)
		body["frequency"], body["display_timezone"] = frequency, o.zone
		if len(o.emails) > 0 {
			body["notification_email_list"] = o.emails
		}
		raw, err := indented(body)
		if err != nil {
			return nil, err
		}
		return []step{write(raw, false), turn(true)}, nil
	}
	changes := map[string]any{}
	if o.given("frequency") || o.given("value") || o.given("hour") {
		var now, want any
		raw, _ := json.Marshal(frequency)
		_ = json.Unmarshal(raw, &want)
		_ = json.Unmarshal(cfg.Frequency, &now)
		if fmt.Sprint(now) != fmt.Sprint(want) {
			changes["frequency"] = frequency
		}
	}
	if o.given("timezone") && o.zone != cfg.Timezone {
		changes["display_timezone"] = o.zone
	}
	if o.given("email") {
		changes["notification_email_list"] = o.emails
	}
	var steps []step
	if len(changes) > 0 {
		if cfg.SFTP || cfg.Recipients > 0 && !o.given("email") {
			// What came back is redacted: sending it again would overwrite the real data.
			return nil, &failure{code: exitUnfinished, text: a.lang.S("reports.hidden_data")}
		}
		body := map[string]any{}
		for k, v := range cfg.full {
			body[k] = v
		}
		delete(body, "scheduled")
		delete(body, "sftp_info")
		for k, v := range changes {
			body[k] = v
		}
		raw, err := indented(body)
		if err != nil {
			return nil, err
		}
		if _, paced := changes["frequency"]; paced && scheduled {
			steps = append(steps, turn(false))
			scheduled = false
		}
		steps = append(steps, write(raw, true))
	}
	if !scheduled {
		steps = append(steps, turn(true))
	}
	return steps, nil
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

type generateFlags struct {
	kind, from, to, zone string
	wait, interval       time.Duration
	asJSON               bool
}

func (a *app) reportsGenerateCmd() *cobra.Command {
	var o generateFlags
	c := &cobra.Command{
		Use: "generate", Short: a.lang.S("cli.reports_generate"), Long: a.paragraphs("cli.reports_generate.long"), Args: a.noArgs,
		Example: "  homologa reports generate --kind settlement --from 2026-11-01 --to 2026-11-15",
		RunE:    func(*cobra.Command, []string) error { return a.reportsGenerate(o) },
	}
	f := c.Flags()
	f.StringVar(&o.kind, "kind", "", a.lang.S("flag.report_one_kind"))
	f.StringVar(&o.from, "from", "", a.lang.S("flag.report_from"))
	f.StringVar(&o.to, "to", "", a.lang.S("flag.report_to"))
	f.StringVar(&o.zone, "timezone", "", a.lang.S("flag.report_days"))
	f.DurationVar(&o.wait, "wait", 30*time.Minute, a.lang.S("flag.report_wait"))
	f.DurationVar(&o.interval, "interval", 20*time.Second, a.lang.S("flag.report_interval"))
	f.BoolVar(&o.asJSON, "json", false, a.lang.S("flag.report_json"))
	takes(c, "kind", reportKindNames)
	takes(c, "from", "YYYY-MM-DD")
	takes(c, "to", "YYYY-MM-DD")
	takes(c, "timezone", "GMT-04")
	takes(c, "wait", "TIME")
	return c
}

const (
	maxReportDays  = 60
	maxReportTries = 3 // of a wish the API answers with 203
)

// period reads the days, both included.
func (a *app) period(o generateFlags, zone *time.Location) (begin, end time.Time, err error) {
	var days [2]time.Time
	for i, f := range []struct{ flag, v string }{{"from", o.from}, {"to", o.to}} {
		t, bad := time.ParseInLocation(time.DateOnly, f.v, zone)
		if bad != nil {
			return begin, end, a.usage("cmd.bad_value", "flag", a.flagName(f.flag), "value", clean(f.v, 40), "known", "2026-11-01")
		}
		days[i] = t
	}
	begin, end = days[0], days[1].AddDate(0, 0, 1).Add(-time.Second)
	switch {
	case end.Before(begin):
		return begin, end, a.usage("reports.backwards")
	case end.Sub(begin) >= maxReportDays*24*time.Hour:
		return begin, end, a.usage("reports.too_long", "n", strconv.Itoa(maxReportDays))
	}
	return begin, end, nil
}

// reportZone reads GMT-04, -04:00 and names of the zone database; GMT-04 is the API's default.
func reportZone(name string) (*time.Location, bool) {
	if name == "" {
		return time.FixedZone("GMT-04", -4*3600), true
	}
	return checks.ReportZone(name)
}

func (a *app) badZone(name string) error {
	return a.usage("reports.bad_zone", "flag", a.flagName("timezone"), "value", clean(name, 40))
}

func (a *app) reportsGenerate(o generateFlags) error {
	a.asJSON = o.asJSON
	kinds, err := a.reportKind(o.kind, false)
	if err != nil {
		return err
	}
	r := kinds[0]
	zone, ok := reportZone(o.zone)
	if !ok {
		return a.badZone(o.zone)
	}
	if o.wait < 0 || o.wait > 24*time.Hour {
		return a.usage("cmd.bad_value", "flag", a.flagName("wait"), "value", o.wait.String(), "known", "0–24h")
	}
	if o.interval < 10*time.Millisecond || o.interval > time.Hour {
		return a.usage("cmd.bad_value", "flag", a.flagName("interval"), "value", o.interval.String(), "known", "1s–1h")
	}
	begin, end, err := a.period(o, zone)
	if err != nil {
		return err
	}
	c, s, err := a.reportsClient()
	if err != nil {
		return err
	}
	fail := func(err error) error { return a.reportsFailure(err, s, r) }
	ctx, cancel := a.within()
	acc, err := c.Account(ctx)
	var before []mpclient.ReportFile
	if err == nil {
		if _, err = c.ReportConfig(ctx, r); err == nil {
			before, err = c.ReportFiles(ctx, r, 50)
		}
	}
	cancel()
	if err != nil {
		return fail(err)
	}
	body, err := indented(mpclient.ReportPeriod(begin, end))
	if err != nil {
		return err
	}
	effect := a.lang.S("reports.effect.generate", "report", reportObject(r), "from", o.from, "to", o.to)
	a.announce(acc, effect, http.MethodPost, "/v1/account/"+string(r), body)
	consent, err := a.agree(acc, effect)
	if err != nil {
		return err
	}
	var task mpclient.ReportFile
	for try := 1; ; try++ {
		ctx, cancel := a.within()
		var again bool
		task, again, err = c.CreateReport(mpclient.WithConsent(ctx, consent), r, begin, end)
		cancel()
		if err != nil {
			return fail(err)
		}
		if !again {
			break
		}
		if try == maxReportTries {
			return &failure{code: exitUnfinished, text: a.lang.S("reports.not_created", "n", strconv.Itoa(try))}
		}
		// 203 made nothing: the same wish is asked for again, and on a real account agreed to again.
		fmt.Fprintln(a.err, a.lang.S("reports.again"))
		if !acc.Test() {
			if consent, err = a.agree(acc, effect); err != nil {
				return err
			}
		}
	}
	fmt.Fprintln(a.err, a.lang.S("reports.waiting", "time", o.wait.String()))
	f, err := a.awaitReport(c, r, task, begin, end, before, o)
	if err != nil {
		if a.ctx.Err() != nil || mpclient.AsError(err) != nil {
			return fail(err)
		}
		return err
	}
	if o.asJSON {
		return a.printJSON(struct {
			Schema string          `json:"schema"`
			Kind   mpclient.Report `json:"kind"`
			File   string          `json:"file_name"`
			ID     string          `json:"id,omitempty"`
		}{"homologa.report_file/v1", r, f.Name, f.ID})
	}
	_, err = fmt.Fprintln(a.out, f.Name)
	return err
}

// awaitReport polls the list until the file of the period is there that was not there before.
func (a *app) awaitReport(c *mpclient.Client, r mpclient.Report, task mpclient.ReportFile, begin, end time.Time, before []mpclient.ReportFile, o generateFlags) (mpclient.ReportFile, error) {
	old := map[string]bool{}
	for _, f := range before {
		old[f.ID+" "+f.Name] = true
	}
	ctx, cancel := context.WithTimeout(a.ctx, o.wait)
	defer cancel()
	tick := time.NewTimer(o.interval)
	defer tick.Stop()
	started, shown := a.now(), a.stderrTerminal()
	for misses := 0; ; {
		select {
		case <-ctx.Done():
			if a.ctx.Err() != nil {
				return task, a.ctx.Err()
			}
			return task, &failure{code: exitUnfinished, text: a.lang.S("reports.still_pending", "time", o.wait.String())}
		case <-tick.C:
		}
		call, end1 := context.WithTimeout(ctx, a.timeout)
		files, err := c.ReportFiles(call, r, 50)
		end1()
		if err != nil && ctx.Err() == nil {
			// The wish stands; a hiccup of the network does not end the waiting.
			if misses++; misses > 5 {
				return task, err
			}
		} else if err == nil {
			misses = 0
		}
		for _, f := range files {
			same := f.ID != "" && f.ID == task.ID || !old[f.ID+" "+f.Name] && f.Begin.Equal(begin.Truncate(time.Second)) && f.End.Equal(end.Truncate(time.Second))
			if same && f.Status == "failed" {
				return f, &failure{code: exitUnfinished, text: a.lang.S("reports.failed")}
			}
			if same && f.Ready() {
				if shown {
					fmt.Fprint(a.err, "\r\x1b[K")
				}
				return f, nil
			}
		}
		if shown {
			fmt.Fprintf(a.err, "\r\x1b[K%s", a.lang.S("reports.elapsed", "time", a.now().Sub(started).Round(time.Second).String()))
		}
		tick.Reset(o.interval)
	}
}

func (a *app) reportsDownloadCmd() *cobra.Command {
	var kind, output string
	var force bool
	c := &cobra.Command{
		Use: "download NAME", Short: a.lang.S("cli.reports_download"), Long: a.paragraphs("cli.reports_download.long"), Args: a.oneArg("NAME|latest"),
		Example: "  homologa reports download latest --kind settlement\n  homologa reports download settlement-2026-11-15-101015.csv --kind settlement --output november.csv",
		RunE:    func(_ *cobra.Command, args []string) error { return a.reportsDownload(args[0], kind, output, force) },
	}
	c.Flags().StringVar(&kind, "kind", "", a.lang.S("flag.report_one_kind"))
	c.Flags().StringVar(&output, "output", "", a.lang.S("flag.report_output"))
	c.Flags().BoolVar(&force, "force", false, a.lang.S("flag.report_force"))
	takes(c, "kind", reportKindNames)
	return c
}

func (a *app) reportsDownload(name, kind, output string, force bool) error {
	kinds, err := a.reportKind(kind, false)
	if err != nil {
		return err
	}
	r := kinds[0]
	if name != "latest" && mpclient.CheckReportName(name) != nil {
		return a.usage("reports.bad_name", "name", clean(name, 100))
	}
	c, s, err := a.reportsClient()
	if err != nil {
		return err
	}
	if name == "latest" {
		if name, err = a.latestReport(c, s, r); err != nil {
			return err
		}
	}
	if output == "" {
		output = filepath.Join(a.dir, name)
	}
	if _, err := os.Lstat(output); err == nil && !force {
		return a.usage("reports.exists", "file", clean(output, 160))
	}
	n, err := a.fetchReport(c, r, name, output, force)
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.Is(err, fs.ErrExist):
		return a.usage("reports.exists", "file", clean(output, 160))
	case errors.As(err, &pe), errors.As(err, &le), ownfile.What(err) != "":
		return a.usage("cmd.write", "file", clean(output, 160), "why", config.Why(err))
	case err != nil:
		return a.reportsFailure(err, s, r)
	}
	fmt.Fprintln(a.err, a.lang.S("reports.downloaded", "n", strconv.FormatInt(n, 10)))
	_, err = fmt.Fprintln(a.out, clean(output, 400))
	return err
}

func (a *app) latestReport(c *mpclient.Client, s checks.Settings, r mpclient.Report) (string, error) {
	ctx, cancel := a.within()
	defer cancel()
	files, err := c.ReportFiles(ctx, r, 50)
	if err != nil {
		return "", a.reportsFailure(err, s, r)
	}
	best := mpclient.ReportFile{}
	for _, f := range files {
		if f.Ready() && (best.Name == "" || f.Created.After(best.Created)) {
			best = f
		}
	}
	if best.Name == "" {
		return "", &failure{code: exitUnfinished, text: a.lang.S("reports.none_ready", "report", reportObject(r))}
	}
	return best.Name, nil
}

// fetchReport writes beside the target and moves the whole file there in one step: a broken transfer leaves nothing.
func (a *app) fetchReport(c *mpclient.Client, r mpclient.Report, name, output string, force bool) (n int64, err error) {
	tmp, err := ownfile.Begin(output, 0o600)
	if err != nil {
		return 0, err
	}
	// No deadline for the whole: a large file may take long. Bytes that stop coming end it.
	ctx, cancel := context.WithCancelCause(a.ctx)
	defer cancel(nil)
	idle := time.AfterFunc(a.timeout, func() { cancel(context.DeadlineExceeded) })
	defer idle.Stop()
	var shown int64
	progress := a.stderrTerminal()
	n, err = c.DownloadReport(ctx, r, name, writerFunc(func(p []byte) (int, error) {
		idle.Reset(a.timeout)
		k, err := tmp.Write(p)
		if shown += int64(k); progress {
			fmt.Fprintf(a.err, "\r\x1b[K%.1f MiB", float64(shown)/(1<<20))
		}
		return k, err
	}))
	if progress {
		fmt.Fprint(a.err, "\r\x1b[K")
	}
	if err != nil {
		tmp.Discard()
		return n, err
	}
	return n, tmp.Commit(force)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

var _ io.Writer = writerFunc(nil)
