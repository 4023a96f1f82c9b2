package main

import (
	"encoding/json"
	"fmt"
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
	Refs      []string          `json:"section_ref"` // items of the published requirements: "CRED-2", "2.1/email"
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
		Use: "requirements", Short: a.lang.S("cli.requirements"), Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "json":
				return a.requirementsJSON()
			case "text":
				return a.requirementsText()
			}
			return a.usage("cmd.bad_value", "flag", a.flagName("format"), "value", clean(format, 40), "known", "text, json")
		},
	}
	c.Flags().StringVar(&format, "format", "text", a.lang.S("flag.format"))
	return c
}

func (a *app) requirementsJSON() error {
	out := []jsonRequirement{}
	for _, r := range rules.All() {
		j := jsonRequirement{r.ID, r.Section, r.Level, r.Official, r.Mgmt, r.Aspect, r.Field, rules.References(r.ID), r.Human, r.Products, r.Sites, r.After,
			a.lang.Text(r.Title()), a.lang.Text(r.Ask()), a.lang.Text(r.Do()), a.lang.S(r.Source), fix.Languages(r.ID)}
		if j.Products == nil {
			j.Products = checks.Products
		}
		if j.Sites == nil {
			for _, s := range mpclient.Sites {
				j.Sites = append(j.Sites, s.ID)
			}
		}
		if j.Refs == nil {
			j.Refs = []string{}
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
