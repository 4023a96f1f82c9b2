package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/rules"
)

func (a *app) fixCmd() *cobra.Command {
	var language string
	var demo bool
	c := &cobra.Command{
		Use: "fix ID", Short: a.lang.S("cli.fix"), Args: a.oneArg("ID"),
		Example: "  homologa fix ssl.chain_complete --language nginx\n  homologa fix homologation.external_reference --language node > fix.js",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.fix(checks.ID(args[0]), fix.Language(language), demo)
		},
	}
	c.Flags().StringVar(&language, "language", "", a.lang.S("flag.language", "known", fixLanguages()))
	c.Flags().BoolVar(&demo, "demo", false, a.lang.S("flag.values"))
	return c
}

// fixLanguages lists the languages in which there is any fix.
func fixLanguages() string {
	var all []string
	for _, r := range rules.All() {
		for _, l := range fix.Languages(r.ID) {
			if !slices.Contains(all, string(l)) {
				all = append(all, string(l))
			}
		}
	}
	all = append(all, string(fix.JSON), string(fix.Model))
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (a *app) fix(id checks.ID, language fix.Language, demo bool) error {
	reqs := rules.All()
	i := slices.IndexFunc(reqs, func(r checks.Requirement) bool { return r.ID == id })
	if i < 0 {
		return a.usage("cmd.unknown_id", "id", clean(string(id), 60))
	}
	// The model and the whole body come with an object that was seen; all else is known beforehand.
	known := fix.Languages(id)
	if seen := language == fix.Model || language == fix.JSON; language != "" && len(known) > 0 && !slices.Contains(known, language) && !seen {
		return a.noFixIn(id, language, known)
	}
	w, err := a.open(demo, false)
	if err != nil {
		return err
	}
	defer w.close()
	a.warn(w)
	// The values come from what the requirement looks at: reading only.
	ctx, cancel := context.WithTimeout(a.ctx, a.timeout)
	defer cancel()
	w.audit.Run(ctx, checks.Selection{IDs: []checks.ID{id}})
	if a.ctx.Err() != nil {
		return &failure{code: exitInterrupted, text: a.lang.S("cmd.interrupted")}
	}
	fixes := fix.For(id, w.audit.Facts(), a.lang)
	if len(fixes) == 0 {
		return a.usage("cmd.no_fix", "id", string(id), "todo", a.lang.Text(reqs[i].Do()))
	}
	for _, f := range fixes {
		switch {
		case language == "":
			_, err = fmt.Fprintf(a.out, "── %s · %s\n\n%s\n\n", f.Language, f.Title, strings.TrimRight(f.Body, "\n"))
		case f.Language == language:
			fmt.Fprintln(a.err, f.Title)
			_, err = fmt.Fprintln(a.out, strings.TrimRight(f.Body, "\n"))
			return err
		}
		if err != nil {
			return err
		}
	}
	if language != "" {
		// The product decides which of the known ones there are.
		var there []fix.Language
		for _, f := range fixes {
			there = append(there, f.Language)
		}
		return a.noFixIn(id, language, there)
	}
	return nil
}

func (a *app) noFixIn(id checks.ID, language fix.Language, known []fix.Language) error {
	var names []string
	for _, l := range known {
		names = append(names, string(l))
	}
	return a.usage("cmd.no_fix_lang", "id", string(id), "language", clean(string(language), 20), "known", strings.Join(names, ", "))
}
