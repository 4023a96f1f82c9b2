// Package config reads what a person told the program: homologa.toml, .env and the environment,
// merged into checks.Settings. It never writes .env, never holds a secret longer than it takes
// to hand it on and repeats no value that could be one. Damage in one line of .env costs that line
// only; the rest still counts.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// FileName is the configuration's name in a project folder.
const FileName = "homologa.toml"

// Source says where to read from.
type Source struct {
	Dir    string // folder of the project; "" is the current one
	File   string // a named configuration file; "" takes FileName in Dir when it is there
	Getenv func(string) string
	// Flags override what the file says, by setting name (product, payment_page, …).
	Flags map[string]string
	// Agreed tells whether a person agreed to what a file asks, by Ask.Key; nil: to nothing.
	Agreed func(key string) bool
}

// Loaded is what was read.
type Loaded struct {
	Settings checks.Settings
	File     string // the file that was read, "" when there is none
	Dir      string // the project's folder: where the file, .env and the ticks are
	Theme    string // auto, dark or light; "" when nothing was said
	// Keys are the keys of the screen as the person wants them, by the name of the action. The screen says which
	// of them it cannot take.
	Keys map[string][]string
	// Warnings are lines that were left out, worded for the person who wrote them.
	Warnings []checks.Text
	// Ask is what the file wants and nobody agreed to: it was left out. Nil when there is nothing of the kind.
	Ask *Ask
	// Empty is true when there is nothing to go on: no file, no token, no address.
	Empty bool
}

// Error is a configuration that cannot be used.
type Error struct {
	Text checks.Text
	err  error
}

func (e *Error) Error() string { return e.err.Error() }
func (e *Error) Unwrap() error { return e.err }

// Load reads everything. The error is always an *Error.
func Load(src Source) (Loaded, error) {
	out := Loaded{Dir: Folder(src)}
	path := src.File
	if path == "" {
		path = filepath.Join(src.Dir, FileName)
	}
	open := inFolder
	if src.File != "" {
		open = ownfile.OpenGiven // named by a person: a link is as good
	}
	text, err := ownfile.Read(open, path, maxFile)
	switch {
	case err == nil:
		out.File = path
	case errors.Is(err, fs.ErrNotExist) && src.File == "":
	default:
		return out, &Error{checks.T("config.unreadable", "file", shownPath(path), "why", Why(err)), fmt.Errorf("config: %w", err)}
	}
	raw := plainText(text)
	doc, err := parse(path, raw)
	if err != nil {
		return out, err
	}
	r := &reader{out: &out, doc: doc, flags: src.Flags, origin: map[string]string{}, file: filepath.Base(path), red: mpclient.NewRedactor()}
	r.variables()
	if ask := r.ask(out.Dir, text); ask.Key != "" && (src.Agreed == nil || !src.Agreed(ask.Key)) {
		out.Ask = &ask
	}
	env, warn := readEnv(filepath.Join(out.Dir, ".env"))
	r.secrets(env, src.Getenv)
	r.settings()
	out.Warnings = append(out.Warnings, warn...)
	s := &out.Settings
	s.Origin = r.origin
	s.Attested = ReadAttested(out.Dir)
	if out.Ask != nil {
		for _, k := range r.leads {
			*map[string]*string{"source_dir": &s.SourceDir, "exchanges": &s.Exchanges}[k] = ""
			r.hold(k, r.untrusted(k))
		}
	}
	switch {
	case s.Held["source_dir"].Key != "":
	case s.SourceDir == "" && out.File == "":
		// Without a homologa.toml nobody said that this folder holds an integration: it may be a home.
	case s.SourceDir == "":
		s.SourceDir, r.origin["source_dir"] = out.Dir, "default"
		if out.Dir == "" {
			s.SourceDir = "."
		}
	case !filepath.IsAbs(s.SourceDir):
		s.SourceDir = filepath.Join(out.Dir, s.SourceDir)
	}
	if s.Exchanges != "" && r.origin["exchanges"] != "flag" && !filepath.IsAbs(s.Exchanges) {
		s.Exchanges = filepath.Join(out.Dir, s.Exchanges)
	}
	out.Empty = out.File == "" && s.AccessToken == "" && s.PaymentPage == "" && s.WebhookURL == "" && s.Exchanges == ""
	return out, nil
}

// shownPath is a path in a message; a token pasted after --config is not one to repeat.
func shownPath(path string) string {
	return mpclient.CleanLine(mpclient.NewRedactor().Text(path), 200)
}

// parse reads TOML. The library's own messages quote the file, secrets included, so only their kind
// is passed on.
func parse(path, raw string) (doc map[string]any, err error) {
	if err := limits.TOMLDepth(raw); err != nil {
		return nil, &Error{checks.T("config.too_deep", "file", shownPath(path), "n", fmt.Sprint(limits.Depth)), fmt.Errorf("config: %s: %w", path, err)}
	}
	_, derr := toml.Decode(raw, &doc)
	if derr == nil {
		return doc, nil
	}
	line, why := 1, "@why.toml"
	var pe toml.ParseError
	if errors.As(derr, &pe) {
		line = max(pe.Position.Line, 1)
		for _, k := range syntaxKinds {
			if strings.Contains(pe.Message, k[0]) || strings.Contains(pe.Error(), k[0]) {
				why = k[1]
				break
			}
		}
	}
	return nil, &Error{checks.T("config.syntax", "file", shownPath(path), "line", fmt.Sprint(line), "why", why), fmt.Errorf("config: %s: line %d", path, line)}
}

// syntaxKinds pairs what the library says with what a person reads.
var syntaxKinds = [][2]string{
	{"already", "@why.toml_twice"},
	{"strings cannot contain newlines", "@why.toml_quote"},
	{`expected '"'`, "@why.toml_quote"},
	{`expected "'"`, "@why.toml_quote"},
	{`expected '"""'`, "@why.toml_quote"},
	{"key separator", "@why.toml_equals"},
	{"expected '.' or '='", "@why.toml_equals"},
	{"escape", "@why.toml_escape"},
	{"hexadecimal digits", "@why.toml_escape"},
	{"expected value", "@why.toml_value"},
	{"expected a digit", "@why.toml_value"},
	{"nvalid float", "@why.toml_value"},
	{"nvalid integer", "@why.toml_value"},
	{"nvalid datetime", "@why.toml_value"},
	{"top-level item to end", "@why.toml_value"},
}
