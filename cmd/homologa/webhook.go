package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// webhookCmd holds what is done with notifications.
func (a *app) webhookCmd() *cobra.Command {
	c := &cobra.Command{
		Use: "webhook", Short: a.lang.S("cli.webhook"), SuggestionsMinimumDistance: 2,
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
	c.AddCommand(a.webhookVerifyCmd(), a.webhookDoctorCmd(), a.webhookSendCmd())
	for _, s := range c.Commands() {
		s.DisableFlagsInUseLine = true
	}
	return c
}
