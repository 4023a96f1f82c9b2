package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/homologa/homologa/checks/config"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// app carries the global flags through the commands.
type app struct {
	env
	ctx        context.Context
	configFile string
	langFlag   string
	noColor    bool
	baseURL    string
	timeout    time.Duration
	yes        bool
	verbose    bool
	lang       lang.Lang
	asJSON     bool // errors are objects too
}

// failure is an error with an exit code, worded already. A quiet one has been reported.
type failure struct {
	code  int
	text  string
	quiet bool
}

func (f *failure) Error() string { return f.text }

func (a *app) usage(key string, args ...string) error {
	return &failure{code: exitUsage, text: a.lang.S(key, args...)}
}

func run(e env) (code int) {
	a := &app{env: e, lang: languageOf(e)}
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(e.err, a.lang.S("cmd.bug", "what", mpclient.CleanLine(fmt.Sprint(p), 200)))
			if a.verbose {
				fmt.Fprintln(e.err, mpclient.NewRedactor().Text(string(debug.Stack())))
			}
			code = exitBug
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a.ctx = ctx
	root := a.root()
	root.SetArgs(e.args)
	root.SetIn(e.in)
	root.SetOut(e.out)
	root.SetErr(e.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitReady
	}
	var f *failure
	if !errors.As(err, &f) {
		// cobra's own: an unknown command or flag
		f = &failure{code: exitUsage, text: mpclient.CleanLine(err.Error(), 300)}
	}
	if !f.quiet {
		a.report(f)
	}
	return f.code
}

// report says what went wrong on standard error, as an object where the caller reads JSON.
func (a *app) report(f *failure) {
	if a.asJSON {
		fmt.Fprintf(a.out, "{\"schema\":\"homologa.error/v1\",\"code\":%d,\"message\":%s}\n", f.code, quoteJSON(f.text))
		return
	}
	fmt.Fprintln(a.err, "homologa: "+f.text)
}

// languageOf chooses the language before any flag is read: the environment, else English.
func languageOf(e env) lang.Lang {
	for _, name := range []string{"HOMOLOGA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if l, ok := lang.Parse(e.getenv(name)); ok {
			return l
		}
	}
	return lang.EN
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "homologa",
		Short: "Go-live assistant for Mercado Pago integrations",
		Long: `homologa shows what still stands between you and your first real payment,
proves every point live, and hands you the fix ready to paste.

Alone it opens the full-screen walk on the integration of the current folder
(homologa.toml, .env and the environment); without a terminal it prints the audit.

Exit codes: 0 ready, 1 something at or above --fail-on fails, 2 usage or configuration,
3 could not finish (network, authentication, or a blocker that could not be judged),
70 a bug of ours, 130 interrupted.

Every flag can be set as HOMOLOGA_<FLAG>, for example HOMOLOGA_BASE_URL.`,
		Args:              cobra.NoArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return a.prepare(c) },
		RunE:              func(c *cobra.Command, _ []string) error { return a.walk(false, false) },
	}
	f := root.PersistentFlags()
	f.StringVar(&a.configFile, "config", "", "configuration file (default: homologa.toml in this folder)")
	f.StringVar(&a.langFlag, "lang", "", "language: pt, es or en (default: the configuration, then the environment)")
	f.BoolVar(&a.noColor, "no-color", false, "no colour (NO_COLOR works too)")
	f.StringVar(&a.baseURL, "base-url", "", "address of the API (default "+mpclient.DefaultBaseURL+")")
	f.DurationVar(&a.timeout, "timeout", 2*time.Minute, "limit for a whole audit")
	f.BoolVar(&a.yes, "yes", false, "consent to test notifications to your endpoint, and to writes on test accounts only")
	f.BoolVar(&a.verbose, "verbose", false, "say more on standard error")
	root.AddCommand(a.checkCmd(), a.demoCmd(), a.initCmd(), a.requirementsCmd(), a.fixCmd(), a.sandboxCmd(), a.versionCmd())
	root.CompletionOptions.HiddenDefaultCmd = false
	return root
}

// prepare reads flags from the environment and settles the language.
func (a *app) prepare(c *cobra.Command) error {
	var bad error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" {
			return
		}
		name := "HOMOLOGA_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if v := a.getenv(name); v != "" {
			if err := f.Value.Set(v); err != nil {
				bad = a.usage("cmd.bad_value", "flag", name, "value", mpclient.CleanLine(v, 60), "known", f.Value.Type())
				return
			}
			f.Changed = true
		}
	})
	if bad != nil {
		return bad
	}
	if f := c.Flags().Lookup("format"); f != nil && f.Value.String() == "json" {
		a.asJSON = true
	}
	if a.langFlag != "" {
		l, ok := lang.Parse(a.langFlag)
		if !ok {
			return a.usage("cmd.bad_lang", "value", mpclient.CleanLine(a.langFlag, 40))
		}
		a.lang = l
	}
	if a.baseURL != "" {
		if _, err := mpclient.ParseBaseURL(a.baseURL); err != nil {
			return a.usage("cmd.bad_url", "why", strings.TrimPrefix(err.Error(), "mpclient: base URL "))
		}
	}
	return nil
}

// source says where the configuration is.
func (a *app) source() config.Source {
	return config.Source{Dir: a.dir, File: a.configFile, Getenv: a.getenv}
}

// load reads the configuration and takes its language when no flag says otherwise.
func (a *app) load() (config.Loaded, error) {
	got, err := config.Load(a.source())
	if err != nil {
		var ce *config.Error
		if errors.As(err, &ce) {
			return got, &failure{code: exitUsage, text: a.lang.Text(ce.Text)}
		}
		return got, &failure{code: exitUsage, text: mpclient.CleanLine(err.Error(), 200)}
	}
	if l, ok := lang.Parse(got.Settings.Lang); ok && a.langFlag == "" {
		a.lang = l
	}
	return got, nil
}
