package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

type jsonRequirement struct {
	ID        checks.ID         `json:"id"`
	Section   checks.Section    `json:"section"`
	Level     checks.Level      `json:"level"`
	Official  string            `json:"official,omitempty"`
	Mgmt      string            `json:"id_management_field,omitempty"`
	Aspect    checks.Aspect     `json:"aspect,omitempty"`
	Field     string            `json:"field,omitempty"`
	Human     bool              `json:"human"`
	Products  []checks.Product  `json:"products"`
	Sites     []mpclient.SiteID `json:"sites"`
	After     []checks.ID       `json:"after,omitempty"`
	Title     string            `json:"title"`
	Ask       string            `json:"ask"`
	Do        string            `json:"do"`
	Source    string            `json:"source"`
	Languages []fix.Language    `json:"fix_languages"`
}

func (a *app) requirementsCmd() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "requirements", Short: "List what is checked: ids, levels, sources, what applies", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := a.load(); err != nil && a.langFlag == "" {
				return err
			}
			switch format {
			case "json":
				return a.requirementsJSON()
			case "text":
				return a.requirementsText()
			}
			a.asJSON = false
			return a.usage("cmd.bad_value", "flag", "--format", "value", mpclient.CleanLine(format, 40), "known", "text, json")
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

func (a *app) requirementsJSON() error {
	out := []jsonRequirement{}
	for _, r := range rules.All() {
		j := jsonRequirement{r.ID, r.Section, r.Level, r.Official, r.Mgmt, r.Aspect, r.Field, r.Human, r.Products, r.Sites, r.After,
			a.lang.Text(r.Title()), a.lang.Text(r.Ask()), a.lang.Text(r.Do()), a.lang.S(r.Source), fix.Languages(r.ID)}
		if j.Products == nil {
			j.Products = checks.Products
		}
		if j.Sites == nil {
			for _, s := range mpclient.Sites {
				j.Sites = append(j.Sites, s.ID)
			}
		}
		if j.Languages == nil {
			j.Languages = []fix.Language{}
		}
		out = append(out, j)
	}
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (a *app) requirementsText() error {
	var b strings.Builder
	reqs := rules.All()
	for _, sec := range checks.Sections {
		fmt.Fprintf(&b, "%s\n", a.lang.S("section."+string(sec)))
		for _, r := range reqs {
			if r.Section != sec {
				continue
			}
			who := ""
			if r.Human {
				who = " · " + a.lang.S("verdict.attest")
			}
			fmt.Fprintf(&b, "  %-40s %-14s %s%s\n", r.ID, a.lang.S("level."+string(r.Level)), a.lang.Text(r.Title()), who)
		}
	}
	_, err := fmt.Fprint(a.out, b.String())
	return err
}

func (a *app) fixCmd() *cobra.Command {
	var language string
	var demo bool
	c := &cobra.Command{
		Use: "fix ID", Short: "Print the fixes of a requirement, with your integration's values",
		Example: "  homologa fix ssl.chain_complete --language nginx\n  homologa fix homologation.external_reference --language node > fix.js",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.fix(checks.ID(args[0]), fix.Language(language), demo)
		},
	}
	c.Flags().StringVar(&language, "language", "", "go, node, php, python, curl, nginx, caddy, apache, html, env or text; prints the snippet alone")
	c.Flags().BoolVar(&demo, "demo", false, "with the values of the sample shop")
	return c
}

func (a *app) fix(id checks.ID, language fix.Language, demo bool) error {
	reqs := rules.All()
	i := slices.IndexFunc(reqs, func(r checks.Requirement) bool { return r.ID == id })
	if i < 0 {
		return a.usage("cmd.unknown_id", "id", mpclient.CleanLine(string(id), 60))
	}
	open := func() (*world, error) { return a.openReal(nil) }
	if demo {
		open = func() (*world, error) { return a.openDemo(false) }
	}
	w, err := open()
	if err != nil {
		return err
	}
	defer w.close()
	// The values come from what the requirement looks at: reading only.
	w.audit.Run(a.ctx, checks.Selection{IDs: []checks.ID{id}})
	fixes := fix.For(id, w.audit.Facts(), a.lang)
	if len(fixes) == 0 {
		return &failure{code: exitUsage, text: a.lang.S("cmd.no_fix", "id", string(id), "todo", a.lang.Text(reqs[i].Do()))}
	}
	var known []string
	for _, f := range fixes {
		known = append(known, string(f.Language))
		if f.Language == language {
			fmt.Fprintln(a.err, f.Title)
			_, err := fmt.Fprintln(a.out, strings.TrimRight(f.Body, "\n"))
			return err
		}
	}
	if language != "" {
		return a.usage("cmd.no_fix_lang", "id", string(id), "language", mpclient.CleanLine(string(language), 20), "known", strings.Join(known, ", "))
	}
	for _, f := range fixes {
		fmt.Fprintf(a.out, "── %s · %s\n\n%s\n\n", f.Language, f.Title, strings.TrimRight(f.Body, "\n"))
	}
	return nil
}
