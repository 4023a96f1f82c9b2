package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/checks/rules"
)

type checkFlags struct {
	format, output, failOn string
	only, contact          []string
	demo, fixed, confirmed bool
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
	c.Flags().StringSliceVar(&f.contact, "contact", nil, a.lang.S("flag.contact"))
	takes(c, "contact", "HOST")
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
	c.Flags().BoolVar(&f.confirmed, "confirmed", false, a.lang.S("flag.confirmed"))
}

// wellFormed refuses flags that cannot be meant before anything is looked at: a wrong output path
// must not cost the two minutes of an audit.
func (a *app) wellFormed(f checkFlags) error {
	levels := append(slices.Clone(checks.Levels), checks.NoLevel)
	switch {
	case f.format != "text" && f.format != "json":
		return a.usage("cmd.bad_value", "flag", a.flagName("format"), "value", clean(f.format, 40), "known", "text, json")
	case !slices.Contains(levels, checks.Level(f.failOn)):
		return a.usage("cmd.bad_value", "flag", a.flagName("fail-on"), "value", clean(f.failOn, 40), "known", listed(levels))
	case a.exchanges != "" && f.demo:
		return a.usage("cmd.exchanges_demo", "flag", a.flagName("exchanges"))
	case f.fixed && !f.demo:
		return a.usage("cmd.fixed_alone")
	case f.output == "":
		return nil
	}
	return a.writable(f.output)
}

func (a *app) check(f checkFlags) error {
	if err := a.wellFormed(f); err != nil {
		return err
	}
	hosts := make([]string, len(f.contact))
	for i, h := range f.contact {
		var ok bool
		if hosts[i], ok = probe.Place(h); !ok {
			return a.usage("cmd.bad_value", "flag", a.flagName("contact"), "value", clean(h, 80), "known", "HOST, HOST:PORT")
		}
	}
	sel := checks.Selection{Consent: checks.Named(hosts, a.yes)}
	if a.yes {
		sel.Consent["*"] = true
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
	au := export.Audit{Version: version(), Report: rep, Reqs: w.audit.Requirements(), Facts: w.audit.Facts(), Exchanges: w.recorder.All(), Lang: a.lang, FailOn: checks.Level(f.failOn), Verbose: a.verbose}
	if err := a.emit(f, au); err != nil {
		return err
	}
	return a.outcome(ctx, rep, au, f.confirmed)
}

// listed names values for a message.
func listed[T ~string](values []T) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return strings.Join(names, ", ")
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
	return a.write(f.output, buf.Bytes())
}

// outcome turns the verdict into an exit code, and nothing else does: a check of ours that failed is 70 whatever else was
// found. Why an audit has no answer is told on standard error in every format, after the report.
func (a *app) outcome(ctx context.Context, rep checks.Report, au export.Audit, confirmed bool) error {
	w := au.Weigh()
	say := func(key string, args ...string) { fmt.Fprintln(a.err, "homologa: "+a.lang.S(key, args...)) }
	stop := func(code int) error { return &failure{code: code, quiet: true} }
	if a.ctx.Err() != nil {
		say("cmd.interrupted")
		return stop(exitInterrupted)
	}
	if rep.Cancelled && ctx.Err() != nil {
		say("cmd.timed_out", "limit", a.timeout.String())
	} else if g := rep.APIGap; g != nil {
		key := map[checks.GapReason]string{checks.GapAuth: "cmd.api_auth", checks.GapServer: "cmd.api_error", checks.GapGarbled: "cmd.api_garbled"}[g.Reason]
		if key == "" {
			key = "cmd.api_down"
		}
		detail := a.lang.Text(g.Detail)
		if detail == "" { // a probe left behind at its deadline has no more to say
			detail = a.lang.S("gap." + string(g.Reason))
		}
		say(key, "detail", strings.TrimRight(detail, ". "))
	} else if n := len(w.Open); w.Verdict == checks.Incomplete && n > 0 {
		say("cmd.incomplete", "n", strconv.Itoa(n))
	} else if w.Verdict == checks.Incomplete && len(w.Bugs) == 0 {
		say("cmd.nothing_passed")
	}
	for _, f := range w.Bugs {
		for _, e := range f.Evidence {
			say("cmd.check_bug", "id", string(f.ID), "what", a.lang.Text(e.Text))
		}
	}
	switch {
	case len(w.Bugs) > 0:
		return stop(exitBug)
	case au.FailOn == checks.NoLevel && rep.Weigh(checks.Index(au.Reqs), checks.NoLevel).Verdict == checks.Ready:
		return nil
	case w.Verdict == checks.NotReady:
		return stop(exitFails)
	case w.Verdict == checks.Incomplete:
		return stop(exitUnfinished)
	case w.Verdict == checks.ToConfirm && confirmed:
		say("cmd.to_confirm", "n", strconv.Itoa(len(w.Confirm)))
		return stop(exitFails)
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
			return nil, a.usage("cmd.unknown_only", "id", clean(n, 60), "known", listed(checks.Sections))
		}
	}
	return ids, nil
}
