package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// number is set at release time.
var number = "0.1.0"

func version() string { return number }

func versionLine() string {
	return fmt.Sprintf("homologa %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: a.lang.S("cli.version"), Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(a.out, versionLine())
			return err
		},
	}
}
