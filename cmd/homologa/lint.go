package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/export"
	"github.com/homologa/homologa/checks/lint"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/ownfile"
)

type lintFlags struct{ kind, site, to, format, output string }

func (a *app) lintCmd() *cobra.Command {
	var f lintFlags
	c := &cobra.Command{
		Use: "lint FILE", Short: a.lang.S("cli.lint"), Long: a.paragraphs("cli.lint.long", "cli.lint.codes"), Args: a.oneArg("FILE"),
		Example: `  homologa lint payment.json
  homologa lint preference.json --site MLA --format json
  homologa lint payment.json --to orders --output order.json
  curl -s https://shop.example/debug/body | homologa lint -`,
		RunE: func(_ *cobra.Command, args []string) error { return a.lint(args[0], f) },
	}
	c.Flags().StringVar(&f.kind, "kind", "", a.lang.S("flag.kind"))
	c.Flags().StringVar(&f.site, "site", "", a.lang.S("flag.site"))
	c.Flags().StringVar(&f.to, "to", "", a.lang.S("flag.to"))
	c.Flags().StringVar(&f.format, "format", "text", a.lang.S("flag.format"))
	c.Flags().StringVar(&f.output, "output", "", a.lang.S("flag.output"))
	return c
}

const maxLintBody = 4 << 20

// lint reads no configuration and calls nothing: the same body has the same faults everywhere.
func (a *app) lint(file string, f lintFlags) error {
	opt, err := a.lintOptions(f)
	if err != nil {
		return err
	}
	body, err := a.lintBody(file)
	if err != nil {
		return err
	}
	if many, ok := lint.JudgeAll(body, opt); ok {
		return a.lintBodies(many, f)
	}
	l := export.Lint{Result: lint.Judge(body, opt), Lang: a.lang}
	if t := l.Result.Unjudged; !t.IsZero() {
		return &failure{code: exitUsage, text: a.lang.Text(t)}
	}
	if f.to != "" {
		order := lint.ToOrder(body, opt)
		if !order.Impossible.IsZero() {
			return &failure{code: exitFails, text: a.lang.Text(order.Impossible)}
		}
		opt.Kind, opt.Site = lint.Order, order.Site
		l.Order, l.OrderFaults = &order, lint.Judge(order.Body, opt).Faults
	}
	if err := a.lintOut(l, f); err != nil {
		return err
	}
	if l.Refused() {
		return &failure{code: exitFails, quiet: true}
	}
	return nil
}

// lintBodies writes the judgement on a file of several bodies.
func (a *app) lintBodies(many lint.Bodies, f lintFlags) error {
	if f.to != "" {
		return a.usage("cmd.lint_one", "n", strconv.Itoa(many.Of))
	}
	for i, r := range many.Results {
		if t := r.Unjudged; !t.IsZero() {
			return a.usage("lint.bodies.kind", "n", strconv.Itoa(i+1), "line", strconv.Itoa(many.Lines[i]), "why", a.lang.Text(t))
		}
	}
	l := export.LintBodies{Bodies: many, Lang: a.lang}
	var buf bytes.Buffer
	var err error
	if f.format == "json" {
		err = export.LintBodiesJSON(&buf, l, version())
	} else {
		paint := a.painter()
		if f.output != "" {
			paint = nil
		}
		err = export.LintBodiesText(&buf, l, paint, a.ascii())
	}
	if err != nil {
		return err
	}
	if err := a.lintWrite(buf.Bytes(), f); err != nil {
		return err
	}
	if l.Refused() {
		return &failure{code: exitFails, quiet: true}
	}
	return nil
}

func (a *app) lintOptions(f lintFlags) (lint.Options, error) {
	var kinds, sites []string
	for _, k := range lint.Kinds {
		kinds = append(kinds, string(k))
	}
	for _, s := range mpclient.Sites {
		sites = append(sites, string(s.ID))
	}
	for _, c := range []struct {
		flag, value string
		known       []string
	}{{"kind", f.kind, kinds}, {"site", f.site, sites}, {"to", f.to, []string{"orders"}}, {"format", f.format, []string{"text", "json"}}} {
		if !slices.Contains(c.known, c.value) && (c.value != "" || c.flag == "format") {
			return lint.Options{}, a.usage("cmd.bad_value", "flag", a.flagName(c.flag), "value", clean(c.value, 40), "known", strings.Join(c.known, ", "))
		}
	}
	if f.output != "" {
		if err := a.writable(f.output); err != nil {
			return lint.Options{}, err
		}
	}
	return lint.Options{Kind: lint.Kind(f.kind), Site: mpclient.SiteID(f.site), Now: a.now()}, nil
}

// lintBody reads a file, or standard input for a dash.
func (a *app) lintBody(file string) ([]byte, error) {
	in := a.in
	if file != "-" {
		f, err := ownfile.OpenGiven(file)
		if err != nil {
			return nil, a.usage("cmd.lint_read", "file", clean(file, 160), "why", config.Why(err))
		}
		defer f.Close()
		in = f
	}
	body, err := io.ReadAll(io.LimitReader(in, maxLintBody+1))
	switch {
	case err != nil:
		return nil, a.usage("cmd.lint_read", "file", clean(file, 160), "why", config.Why(err))
	case len(body) > maxLintBody:
		return nil, a.usage("cmd.lint_read", "file", clean(file, 160), "why", "@why.too_large_body")
	}
	return body, nil
}

// lintOut writes the judgement. A converted body alone goes where a program may take it up; what was lost on the
// way goes to standard error.
func (a *app) lintOut(l export.Lint, f lintFlags) error {
	var buf bytes.Buffer
	var err error
	paint := a.painter()
	if f.output != "" {
		paint = nil
	}
	switch {
	case f.format == "json":
		err = export.LintJSON(&buf, l, version())
	case l.Order != nil:
		buf.Write(l.Order.Body)
		if err := export.LossText(a.err, l, nil, a.ascii()); err != nil {
			return err
		}
	default:
		err = export.LintText(&buf, l, paint, a.ascii())
	}
	if err != nil {
		return err
	}
	return a.lintWrite(buf.Bytes(), f)
}

func (a *app) lintWrite(text []byte, f lintFlags) error {
	if f.output == "" {
		_, err := a.out.Write(text)
		return err
	}
	if err := a.write(f.output, text); err != nil {
		return err
	}
	if f.format == "text" {
		fmt.Fprintln(a.err, f.output)
	}
	return nil
}
