package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/mpclient"
)

type checkFlags struct {
	format, output, failOn string
	only                   []string
	demo, fixed            bool
}

func (a *app) checkCmd() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check",
		Short: "Run the audit without the screen",
		Example: `  homologa check
  homologa check --only ssl,notifications --fail-on blocker
  homologa check --format json --output audit.json
  homologa check --demo --fixed --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.check(f) },
	}
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().StringVar(&f.output, "output", "", "write to a file instead of standard output")
	c.Flags().StringSliceVar(&f.only, "only", nil, "sections or requirement ids, separated by commas")
	c.Flags().StringVar(&f.failOn, "fail-on", "required", "lightest level that fails the command: blocker, required or recommended")
	c.Flags().BoolVar(&f.demo, "demo", false, "examine the sample shop on the embedded simulator")
	c.Flags().BoolVar(&f.fixed, "fixed", false, "with --demo: every fault repaired")
	return c
}

func (a *app) check(f checkFlags) error {
	if f.format != "text" && f.format != "json" {
		a.asJSON = false
		return a.usage("cmd.bad_value", "flag", "--format", "value", mpclient.CleanLine(f.format, 40), "known", "text, json")
	}
	level := checks.Level(f.failOn)
	if !slices.Contains([]checks.Level{checks.Blocker, checks.Required, checks.Recommended}, level) {
		return a.usage("cmd.bad_value", "flag", "--fail-on", "value", mpclient.CleanLine(f.failOn, 40), "known", "blocker, required, recommended")
	}
	if f.fixed && !f.demo {
		return a.usage("cmd.bad_value", "flag", "--fixed", "value", "true", "known", "--demo --fixed")
	}
	open := func() (*world, error) { return a.openReal(nil) }
	if f.demo {
		open = func() (*world, error) { return a.openDemo(f.fixed) }
	}
	w, err := open()
	if err != nil {
		return err
	}
	defer w.close()
	for _, t := range w.warnings {
		fmt.Fprintln(a.err, "homologa: "+a.lang.Text(t))
	}
	sel := checks.Selection{}
	if a.yes {
		sel.Consent = map[string]bool{"*": true}
	}
	if len(f.only) > 0 {
		if sel.IDs, err = a.only(w.audit.Requirements(), f.only); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(a.ctx, a.timeout)
	defer cancel()
	rep := a.follow(ctx, w, sel)
	rep.Integration.API = a.baseURL
	au := export.Audit{Version: version(), Report: rep, Reqs: w.audit.Requirements(), Facts: w.audit.Facts(), Exchanges: w.recorder.All(), Lang: a.lang, FailOn: level}
	if err := a.emit(f, au); err != nil {
		return err
	}
	return a.outcome(rep, au, level)
}

// follow runs the audit; with --verbose probes are told as they end.
func (a *app) follow(ctx context.Context, w *world, sel checks.Selection) checks.Report {
	var rep checks.Report
	_, events := w.audit.Start(ctx, sel)
	for ev := range events {
		if a.verbose && ev.Kind == checks.ProbeChanged && ev.State == checks.ProbeDone {
			gap := ""
			if ev.Gap != nil {
				gap = " · " + string(ev.Gap.Reason)
			}
			fmt.Fprintf(a.err, "%s %d ms%s\n", ev.Probe, ev.Took.Milliseconds(), gap)
		}
		if ev.Report != nil {
			rep = *ev.Report
		}
	}
	return rep
}

func (a *app) emit(f checkFlags, au export.Audit) error {
	var buf bytes.Buffer
	var err error
	if f.format == "json" {
		err = export.JSON(&buf, au)
	} else {
		paint := a.painter()
		if f.output != "" {
			paint = nil
		}
		err = export.Text(&buf, au, paint, a.ascii())
	}
	if err != nil {
		return err
	}
	if f.output == "" {
		_, err = a.out.Write(buf.Bytes())
		return err
	}
	if err := os.WriteFile(f.output, buf.Bytes(), 0o644); err != nil {
		var pe *os.PathError
		why := err.Error()
		if errors.As(err, &pe) {
			why = pe.Err.Error()
		}
		return a.usage("cmd.write", "file", mpclient.CleanLine(f.output, 160), "why", why)
	}
	return nil
}

// outcome turns a report into an exit code. An API that refused the token or did not answer comes
// first: what was judged without it is not the whole picture.
func (a *app) outcome(rep checks.Report, au export.Audit, level checks.Level) error {
	idx := checks.Index(au.Reqs)
	say := func(code int, key string, args ...string) error {
		if !a.asJSON {
			fmt.Fprintln(a.err, "homologa: "+a.lang.S(key, args...))
		}
		return &failure{code: code, quiet: true}
	}
	if a.ctx.Err() != nil {
		return say(exitInterrupted, "cmd.interrupted")
	}
	if g := rep.APIGap; g != nil {
		key := "cmd.api_down"
		if g.Reason == checks.GapAuth {
			key = "cmd.api_auth"
		}
		return say(exitUnfinished, key, "detail", a.lang.Text(g.Detail))
	}
	switch rep.Readiness(idx, level) {
	case checks.NotReady:
		return &failure{code: exitFails, quiet: true}
	case checks.Incomplete:
		return say(exitUnfinished, "cmd.incomplete", "n", fmt.Sprint(len(rep.Unjudged(idx))))
	}
	return nil
}

// only turns section names and ids into ids.
func (a *app) only(reqs []checks.Requirement, names []string) ([]checks.ID, error) {
	var ids []checks.ID
	for _, n := range names {
		n = strings.TrimSpace(n)
		found := false
		for _, r := range reqs {
			if string(r.Section) == n || string(r.ID) == n {
				ids, found = append(ids, r.ID), true
			}
		}
		if !found {
			var secs []string
			for _, s := range checks.Sections {
				secs = append(secs, string(s))
			}
			return nil, a.usage("cmd.unknown_only", "id", mpclient.CleanLine(n, 60), "known", strings.Join(secs, ", "))
		}
	}
	return ids, nil
}

func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}
