package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpWidth = 80

// paragraphs puts texts one below the other.
func (a *app) paragraphs(keys ...string) string {
	var out []string
	for _, k := range keys {
		out = append(out, ansi.Wordwrap(a.lang.S(k), helpWidth, ""))
	}
	return strings.Join(out, "\n\n")
}

// help writes the help of a command in the person's language; the library's own is English only.
func (a *app) help(c *cobra.Command, _ []string) {
	l := a.lang
	var b strings.Builder
	lead := c.Long
	if lead == "" {
		lead = c.Short
	}
	use := c.UseLine()
	if c.HasAvailableSubCommands() {
		use = c.CommandPath() + " [" + l.S("cli.command") + "]"
	}
	fmt.Fprintf(&b, "%s\n\n%s:\n  %s [%s]\n", lead, l.S("cli.usage"), use, l.S("cli.option"))
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s:\n", l.S("cli.commands"))
		for _, s := range c.Commands() {
			if s.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-14s %s\n", s.Name(), hang(s.Short, 17))
			}
		}
	}
	if c.Example != "" {
		fmt.Fprintf(&b, "\n%s:\n%s\n", l.S("cli.examples"), c.Example)
	}
	a.flagHelp(&b, l.S("cli.options"), c.LocalNonPersistentFlags())
	global := c.InheritedFlags()
	if !c.HasParent() {
		global = c.PersistentFlags()
	}
	a.flagHelp(&b, l.S("cli.global"), global)
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", l.S("cli.more"))
	}
	_, _ = io.WriteString(a.out, b.String())
}

func (a *app) flagHelp(b *strings.Builder, title string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, "\n%s:\n", title)
	set.VisitAll(func(f *pflag.Flag) {
		name := "--" + f.Name
		if x := argument(f); x != "" {
			name += " " + x
		}
		usage := f.Usage
		if v := f.DefValue; v != "" && v != "false" && v != "[]" {
			usage += " " + a.lang.S("cli.default", "value", strings.TrimSuffix(v, "0s"))
		}
		if ansi.StringWidth(name) > 22 {
			fmt.Fprintf(b, "  %s\n%26s%s\n", name, "", hang(usage, 26))
			return
		}
		fmt.Fprintf(b, "  %-23s %s\n", name, hang(usage, 26))
	})
}

// hang wraps text that starts at a column.
func hang(s string, column int) string {
	return strings.ReplaceAll(ansi.Wordwrap(s, helpWidth-column, ""), "\n", "\n"+strings.Repeat(" ", column))
}

// argument shows what a flag takes; "" for a switch.
func argument(f *pflag.Flag) string {
	if f.Value.Type() == "bool" {
		return ""
	}
	if x := f.Annotations["argument"]; len(x) == 1 {
		return x[0]
	}
	if x := map[string]string{
		"format": "text|json", "output": "FILE", "config": "FILE", "only": "LIST", "fail-on": "LEVEL", "lang": "pt|es|en",
		"base-url": "URL", "payment-page": "URL", "webhook-url": "URL", "webhook": "URL", "timeout": "TIME", "object": "ID", "addr": "HOST:PORT", "tunnel-agent": "HOST:PORT",
		"kind": "KIND", "to": "orders", "chaos": "SPEC", "seed": "N", "state": "FILE", "computed": "HASH",
		"forward-to": "URL", "interval": "TIME", "header": "NAME:VALUE", "concurrency": "N", "journal": "FILE", "replay": "ID|last",
	}[f.Name]; x != "" {
		return x
	}
	return "NAME"
}

func (a *app) helpCmd() *cobra.Command {
	return &cobra.Command{
		Use: "help", Short: a.lang.S("cli.help"),
		RunE: func(c *cobra.Command, args []string) error {
			of, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return a.unknownCommand(c.Root(), strings.Join(args, " "))
			}
			a.help(of, nil)
			return nil
		},
	}
}

func (a *app) completionCmd() *cobra.Command {
	shells := map[string]func(*cobra.Command) error{
		"bash":       func(r *cobra.Command) error { return r.GenBashCompletionV2(a.out, true) },
		"zsh":        func(r *cobra.Command) error { return r.GenZshCompletion(a.out) },
		"fish":       func(r *cobra.Command) error { return r.GenFishCompletion(a.out, true) },
		"powershell": func(r *cobra.Command) error { return r.GenPowerShellCompletionWithDesc(a.out) },
	}
	const names = "bash, zsh, fish, powershell"
	return &cobra.Command{
		Use: "completion SHELL", Short: a.lang.S("cli.completion"), Example: "  source <(homologa completion bash)",
		Args: a.oneArg(names), ValidArgs: strings.Split(names, ", "),
		RunE: func(c *cobra.Command, args []string) error {
			gen, ok := shells[args[0]]
			if !ok {
				return a.usage("cmd.bad_value", "flag", "completion", "value", clean(args[0], 40), "known", names)
			}
			return gen(c.Root())
		},
	}
}
