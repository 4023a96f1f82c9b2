package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
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
	timed      bool // the person set it
	yes        bool
	verbose    bool
	lines      bool   // of the walk
	exchanges  string // of check
	lang       lang.Lang
	asJSON     bool            // errors are objects too
	byEnv      map[string]bool // flags that a HOMOLOGA_ variable set
	asking     *questions      // one reader of standard input for all questions of a command
	trust      trust
}

func run(e env) (code int) {
	a := &app{env: e, lang: languageOf(e), asJSON: wantsJSON(e), byEnv: map[string]bool{}}
	defer func() {
		if p := recover(); p != nil {
			a.report(&failure{code: exitBug, text: a.lang.S("cmd.bug", "what", clean(fmt.Sprint(p), 200))})
			if a.verbose {
				fmt.Fprintln(e.err, mpclient.NewRedactor().Text(string(debug.Stack())))
			}
			code = exitBug
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first Ctrl+C ends what runs in good order, a second one ends the program at once.
	context.AfterFunc(ctx, stop)
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
	f := a.failureOf(err)
	if !f.quiet {
		a.report(f)
	}
	return f.code
}

// failureOf words what a command returned.
func (a *app) failureOf(err error) *failure {
	var f *failure
	var ce *config.Error
	var pe *fs.PathError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &ce):
		return &failure{code: exitUsage, text: a.lang.Text(ce.Text)}
	case errors.As(err, &pe):
		// standard output was closed or its disk is full
		return &failure{code: exitUnfinished, text: a.lang.S("cmd.write", "file", clean(pe.Path, 160), "why", config.Why(err))}
	}
	return &failure{code: exitUsage, text: clean(err.Error(), 300)}
}

// languageOf chooses the language before flags are read, because help and mistakes in flags are
// worded too: --lang, HOMOLOGA_LANG, the configuration, the environment, else English.
func languageOf(e env) lang.Lang {
	if l, ok := lang.Parse(early(e, "lang")); ok {
		return l
	}
	if got, err := config.Load(config.Source{Dir: e.dir, File: early(e, "config")}); err == nil {
		if l, ok := lang.Parse(got.Settings.Lang); ok {
			return l
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if l, ok := lang.Parse(e.getenv(name)); ok {
			return l
		}
	}
	return lang.EN
}

// early looks a flag up before flags are parsed.
func early(e env, name string) string {
	v := e.getenv(variable(name))
	for i, arg := range e.args {
		if arg == "--" {
			break
		}
		if x, ok := strings.CutPrefix(arg, "--"+name+"="); ok {
			v = x
		}
		if arg == "--"+name && i+1 < len(e.args) {
			v = e.args[i+1]
		}
	}
	return v
}

func wantsJSON(e env) bool {
	return early(e, "format") == "json" || slices.Contains(e.args, "--json") || early(e, "json") == "true"
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "HOMOLOGA_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "homologa", Short: a.lang.S("cli.short"), Long: a.paragraphs("cli.lead", "cli.alone", "cli.codes", "cli.env"),
		Version: version(), SuggestionsMinimumDistance: 2, Args: a.noArgs, SilenceErrors: true, SilenceUsage: true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return a.prepare(c) },
		RunE:              func(c *cobra.Command, _ []string) error { return a.walk(false, false) },
	}
	root.SetVersionTemplate(versionLine())
	root.SetHelpFunc(a.help)
	root.SetFlagErrorFunc(a.flagError)
	f := root.PersistentFlags()
	f.StringVar(&a.configFile, "config", "", a.lang.S("flag.config"))
	f.StringVar(&a.langFlag, "lang", "", a.lang.S("flag.lang"))
	f.BoolVar(&a.noColor, "no-color", false, a.lang.S("flag.no_color"))
	f.StringVar(&a.baseURL, "base-url", "", a.lang.S("flag.base_url"))
	f.DurationVar(&a.timeout, "timeout", 2*time.Minute, a.lang.S("flag.timeout"))
	f.BoolVar(&a.yes, "yes", false, a.lang.S("flag.yes"))
	f.BoolVar(&a.trust.flag, "trust-config", false, a.lang.S("flag.trust_config"))
	f.BoolVar(&a.verbose, "verbose", false, a.lang.S("flag.verbose"))
	f.BoolP("help", "h", false, a.lang.S("flag.help"))
	root.Flags().BoolVar(&a.lines, "lines", false, a.lang.S("flag.lines"))
	root.Flags().Bool("version", false, a.lang.S("flag.version"))
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(a.helpCmd())
	root.AddCommand(a.checkCmd(), a.sslCmd(), a.demoCmd(), a.initCmd(), a.requirementsCmd(), a.fixCmd(), a.lintCmd(), a.payCmd(), a.triggerCmd(), a.reportsCmd(), a.webhookCmd(), a.sandboxCmd(), a.listenCmd(), a.completionCmd(), a.versionCmd())
	for _, c := range root.Commands() {
		c.DisableFlagsInUseLine = true // help names them in the person's language
	}
	return root
}

// prepare reads flags from the environment and checks those that every command has.
func (a *app) prepare(c *cobra.Command) error {
	var bad error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		v := a.getenv(variable(f.Name))
		if f.Changed || f.Name == "help" || f.Name == "version" || v == "" || bad != nil {
			return
		}
		a.byEnv[f.Name] = true
		if err := f.Value.Set(v); err != nil {
			bad = a.badValue(f, v)
			return
		}
		f.Changed = true
	})
	if bad != nil {
		return bad
	}
	if f := c.Flags().Lookup("format"); f != nil {
		a.asJSON = f.Value.String() == "json"
	}
	if a.langFlag != "" {
		l, ok := lang.Parse(a.langFlag)
		if !ok {
			return a.usage("cmd.bad_lang", "flag", a.flagName("lang"), "value", clean(a.langFlag, 40))
		}
		a.lang = l
	}
	a.timed = c.Flags().Changed("timeout")
	if a.timeout <= 0 {
		return a.usage("cmd.bad_value", "flag", a.flagName("timeout"), "value", a.timeout.String(), "known", "@cmd.known_duration")
	}
	if _, err := mpclient.ParseBaseURL(a.baseURL); err != nil {
		key := "cmd.bad_url"
		if strings.HasPrefix(a.baseURL, "http://") && config.WebAddress(a.baseURL) {
			key = "cmd.plain_url"
		}
		return a.usage(key, "flag", a.flagName("base-url"), "value", clean(a.baseURL, 80))
	}
	return nil
}

// flagName is how a person set a flag: on the command line or by a variable.
func (a *app) flagName(name string) string {
	if a.byEnv[name] {
		return variable(name)
	}
	return "--" + name
}

// source says where the configuration is.
func (a *app) source() config.Source {
	return config.Source{Dir: a.dir, File: a.configFile, Getenv: a.getenv, Flags: map[string]string{"exchanges": a.exchanges}, Agreed: a.agreedTo}
}

// load reads the configuration and takes its language when no flag says otherwise.
func (a *app) load() (config.Loaded, error) {
	got, err := config.Load(a.source())
	if err == nil && got.Ask != nil {
		if l, ok := lang.Parse(got.Settings.Lang); ok && a.langFlag == "" {
			a.lang = l
		}
		if yes, aerr := a.askTrust(*got.Ask); aerr != nil {
			return got, aerr
		} else if yes {
			got, err = config.Load(a.source())
		}
	}
	if err != nil {
		return got, a.failureOf(err)
	}
	if l, ok := lang.Parse(got.Settings.Lang); ok && a.langFlag == "" {
		a.lang = l
	}
	return got, nil
}

// warn says what was left out of the configuration.
func (a *app) warn(w *world) {
	for _, t := range w.warnings {
		fmt.Fprintln(a.err, "homologa: "+a.lang.Text(t))
	}
}
