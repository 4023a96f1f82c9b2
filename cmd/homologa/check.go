package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

type checkFlags struct {
	format, output, failOn string
	only                   []string
	demo, fixed            bool
}

func (a *app) checkCmd() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use: "check", Short: a.lang.S("cli.check"), Args: a.noArgs,
		Example: `  homologa check
  homologa check --only ssl,notifications --fail-on blocker
  homologa check --format json --output audit.json
  homologa check --exchanges purchase.har
  homologa check --demo --fixed --format json`,
		RunE: func(*cobra.Command, []string) error { return a.check(f) },
	}
	a.outputFlags(c, &f)
	c.Flags().StringSliceVar(&f.only, "only", nil, a.lang.S("flag.only"))
	c.Flags().StringVar(&a.exchanges, "exchanges", "", a.lang.S("flag.exchanges"))
	c.Flags().BoolVar(&f.demo, "demo", false, a.lang.S("flag.demo"))
	c.Flags().BoolVar(&f.fixed, "fixed", false, a.lang.S("flag.fixed"))
	return c
}

// outputFlags are those of every command that writes findings.
func (a *app) outputFlags(c *cobra.Command, f *checkFlags) {
	c.Flags().StringVar(&f.format, "format", "text", a.lang.S("flag.format"))
	c.Flags().StringVar(&f.output, "output", "", a.lang.S("flag.output"))
	c.Flags().StringVar(&f.failOn, "fail-on", "required", a.lang.S("flag.fail_on"))
}

// wellFormed refuses flags that cannot be meant before anything is looked at: a wrong output path
// must not cost the two minutes of an audit.
func (a *app) wellFormed(f checkFlags) error {
	level := checks.Level(f.failOn)
	switch {
	case f.format != "text" && f.format != "json":
		return a.usage("cmd.bad_value", "flag", a.flagName("format"), "value", clean(f.format, 40), "known", "text, json")
	case !slices.Contains([]checks.Level{checks.Blocker, checks.Required, checks.Recommended}, level):
		return a.usage("cmd.bad_value", "flag", a.flagName("fail-on"), "value", clean(f.failOn, 40), "known", "blocker, required, recommended")
	case a.exchanges != "" && f.demo:
		return a.usage("cmd.exchanges_demo", "flag", a.flagName("exchanges"))
	case f.fixed && !f.demo:
		return a.usage("cmd.fixed_alone")
	case f.output == "":
		return nil
	}
	if st, err := os.Stat(filepath.Dir(f.output)); err != nil || !st.IsDir() {
		return a.usage("cmd.write", "file", clean(f.output, 160), "why", "@why.no_folder")
	}
	if st, err := os.Stat(f.output); err == nil && st.IsDir() {
		return a.usage("cmd.write", "file", clean(f.output, 160), "why", "@why.not_file")
	}
	return nil
}

func (a *app) check(f checkFlags) error {
	if err := a.wellFormed(f); err != nil {
		return err
	}
	sel := checks.Selection{}
	if a.yes {
		sel.Consent = map[string]bool{"*": true}
	}
	if len(f.only) > 0 {
		var err error
		if sel.IDs, err = a.only(rules.All(), f.only); err != nil {
			return err
		}
	}
	w, err := a.open(f.demo, f.fixed)
	if err != nil {
		return err
	}
	defer w.close()
	a.warn(w)
	if err := a.exchangesRead(w); err != nil {
		return err
	}
	return a.judge(w, sel, f)
}

// exchangesRead refuses a file of recorded exchanges that gives nothing: whoever names one counts on
// being judged by it.
func (a *app) exchangesRead(w *world) error {
	s := w.env.Load()
	if s.Exchanges == "" {
		return nil
	}
	if _, why := probe.ReadExchanges(a.ctx, s, nil); !why.IsZero() {
		return &failure{code: exitUsage, text: a.lang.Text(why)}
	}
	return nil
}

// judge runs an audit and writes it out.
func (a *app) judge(w *world, sel checks.Selection, f checkFlags) error {
	ctx, cancel := context.WithTimeout(a.ctx, a.timeout)
	defer cancel()
	rep := a.follow(ctx, w, sel)
	au := export.Audit{Version: version(), Report: rep, Reqs: w.audit.Requirements(), Facts: w.audit.Facts(), Exchanges: w.recorder.All(), Lang: a.lang, FailOn: checks.Level(f.failOn)}
	if err := a.emit(f, au); err != nil {
		return err
	}
	return a.outcome(ctx, rep, au)
}

// open is the demo's world or the folder's.
func (a *app) open(demo, fixed bool) (*world, error) {
	if demo {
		return a.openDemo(fixed)
	}
	return a.openReal(nil)
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
		return a.usage("cmd.write", "file", clean(f.output, 160), "why", config.Why(err))
	}
	return nil
}

// outcome turns a report into an exit code. An API that refused the token or did not answer comes
// first: what was judged without it is not the whole picture. What stopped the audit is told on
// standard error in every format.
func (a *app) outcome(ctx context.Context, rep checks.Report, au export.Audit) error {
	idx := checks.Index(au.Reqs)
	ready := rep.Readiness(idx, au.FailOn)
	stop := func(code int, key string, args ...string) error {
		fmt.Fprintln(a.err, "homologa: "+a.lang.S(key, args...))
		return &failure{code: code, quiet: true}
	}
	switch g := rep.APIGap; {
	case a.ctx.Err() != nil:
		return stop(exitInterrupted, "cmd.interrupted")
	case rep.Cancelled && ctx.Err() != nil && (g != nil || ready != checks.NotReady):
		return stop(exitUnfinished, "cmd.timed_out", "limit", a.timeout.String())
	case g != nil:
		key := map[checks.GapReason]string{checks.GapAuth: "cmd.api_auth", checks.GapServer: "cmd.api_error", checks.GapGarbled: "cmd.api_garbled"}[g.Reason]
		if key == "" {
			key = "cmd.api_down"
		}
		return stop(exitUnfinished, key, "detail", strings.TrimRight(a.lang.Text(g.Detail), ". "))
	case ready == checks.NotReady:
		return &failure{code: exitFails, quiet: true}
	case ready == checks.Incomplete:
		return stop(exitUnfinished, "cmd.incomplete", "n", fmt.Sprint(len(rep.Unjudged(idx))))
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
			return nil, a.usage("cmd.unknown_only", "id", clean(n, 60), "known", strings.Join(secs, ", "))
		}
	}
	return ids, nil
}
