package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/homologa/homologa/mpclient"
)

// An error is one sentence: what, why, what next. It is worded in the person's language, repeats no
// secret and comes without the usage text.

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

// clean makes what a person typed fit for a message: somebody pastes a token into every place once.
func clean(s string, limit int) string {
	return mpclient.CleanLine(mpclient.NewRedactor().Text(s), limit)
}

// report says what went wrong on standard error, as an object on standard output where the caller
// reads JSON and it can still be written.
func (a *app) report(f *failure) {
	if a.asJSON {
		enc := json.NewEncoder(a.out)
		enc.SetEscapeHTML(false)
		if enc.Encode(struct {
			Schema  string `json:"schema"`
			Code    int    `json:"code"`
			Message string `json:"message"`
		}{"homologa.error/v1", f.code, f.text}) == nil {
			return
		}
	}
	fmt.Fprintln(a.err, "homologa: "+f.text)
}

// noArgs refuses arguments; for the program itself that is an unknown command.
func (a *app) noArgs(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case c.HasParent():
		return a.usage("cmd.extra_arg", "command", c.CommandPath(), "value", clean(args[0], 60))
	}
	return a.unknownCommand(c, args[0])
}

func (a *app) unknownCommand(root *cobra.Command, name string) error {
	if near := root.SuggestionsFor(name); len(near) > 0 {
		return a.usage("cmd.unknown_near", "name", clean(name, 60), "near", near[0])
	}
	return a.usage("cmd.unknown_command", "name", clean(name, 60))
}

// oneArg wants exactly one argument; what names it.
func (a *app) oneArg(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return a.usage("cmd.one_arg", "command", c.CommandPath(), "what", what)
	}
}

// flagError words the flag parser's complaints.
func (a *app) flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var value *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		return a.usage("cmd.unknown_flag", "flag", clean(name, 60), "command", c.CommandPath())
	case errors.As(err, &empty):
		return a.usage("cmd.flag_value", "flag", "--"+empty.GetSpecifiedName(), "command", c.CommandPath())
	case errors.As(err, &value):
		return a.badValue(value.GetFlag(), value.GetValue())
	case errors.As(err, &syntax):
		return a.usage("cmd.unknown_flag", "flag", clean(syntax.GetSpecifiedFlag(), 60), "command", c.CommandPath())
	}
	return err
}

// badValue says what a flag takes instead.
func (a *app) badValue(f *pflag.Flag, v string) error {
	known := argument(f)
	switch f.Value.Type() {
	case "duration":
		known = "@cmd.known_duration"
	case "bool":
		known = "@cmd.known_bool"
	case "uint64":
		known = "0–18446744073709551615"
	}
	return a.usage("cmd.bad_value", "flag", a.flagName(f.Name), "value", clean(v, 60), "known", known)
}
