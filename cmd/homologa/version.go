package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// number is set at release time.
var number = "0.1.0"

func version() string { return number }

func (a *app) versionCmd() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Run: func(*cobra.Command, []string) {
			fmt.Fprintf(a.out, "homologa %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}
