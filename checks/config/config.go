// Package config reads what a person told the program: homologa.toml, .env and the environment,
// merged into checks.Settings. It never writes .env and never holds a secret longer than it takes
// to hand it on. Damage in one line costs that line only; the rest still counts.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
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
}

// Loaded is what was read.
type Loaded struct {
	Settings checks.Settings
	File     string // the file that was read, "" when there is none
	// Warnings are lines that were left out, worded for the person who wrote them.
	Warnings []checks.Text
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

const maxFile = 1 << 20

// Load reads everything. The error is always an *Error.
func Load(src Source) (Loaded, error) {
	out := Loaded{}
	path := src.File
	if path == "" {
		path = filepath.Join(src.Dir, FileName)
	}
	raw, err := readSmall(path)
	switch {
	case err == nil:
		out.File = path
	case errors.Is(err, fs.ErrNotExist) && src.File == "":
	default:
		return out, &Error{checks.T("config.unreadable", "file", mpclient.CleanLine(path, 200), "why", reason(err)), fmt.Errorf("config: %w", err)}
	}
	var doc map[string]any
	if _, err := toml.Decode(string(raw), &doc); err != nil {
		line, why := 0, err.Error()
		var pe toml.ParseError
		if errors.As(err, &pe) {
			line, why = pe.Position.Line, pe.Message
		}
		return out, &Error{checks.T("config.syntax", "file", mpclient.CleanLine(path, 200), "line", fmt.Sprint(line), "why", mpclient.CleanLine(why, 160)), fmt.Errorf("config: %s: line %d", path, line)}
	}
	r := &reader{out: &out, doc: doc, flags: src.Flags, origin: map[string]string{}, file: filepath.Base(path)}
	r.settings()
	dir := src.Dir
	if out.File != "" {
		dir = filepath.Dir(out.File)
	}
	env, warn := readEnv(filepath.Join(dir, ".env"))
	out.Warnings = append(out.Warnings, warn...)
	r.secrets(env, src.Getenv)
	s := &out.Settings
	s.Origin = r.origin
	s.Attested = ReadAttested(dir)
	if s.SourceDir == "" {
		s.SourceDir = dir
	}
	out.Empty = out.File == "" && s.AccessToken == "" && s.PaymentPage == "" && s.WebhookURL == ""
	return out, nil
}

func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return mpclient.CleanLine(err.Error(), 120)
}

func readSmall(path string) ([]byte, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	if st.Size() > maxFile {
		return nil, fmt.Errorf("larger than %d KiB", maxFile>>10)
	}
	return os.ReadFile(path)
}

type reader struct {
	out    *Loaded
	doc    map[string]any
	flags  map[string]string
	origin map[string]string
	file   string
	names  map[string]string // setting → variable name
}

// The keys a configuration may have.
var known = []string{"lang", "product", "site", "payment_page", "webhook_url", "payment_id", "preference_id", "order_id", "source_dir", "theme", "credentials"}
var knownCredentials = []string{"access_token", "public_key", "webhook_secret"}

// DefaultVars are the variables the credentials come from when the file does not say.
var DefaultVars = map[string]string{"access_token": "MP_ACCESS_TOKEN", "public_key": "MP_PUBLIC_KEY", "webhook_secret": "MP_WEBHOOK_SECRET"}

func (r *reader) warn(t checks.Text) { r.out.Warnings = append(r.out.Warnings, t) }

func (r *reader) settings() {
	for k := range r.doc {
		if !slices.Contains(known, k) {
			r.unknown(k, known, "")
		}
	}
	s := &r.out.Settings
	s.Lang = r.str("lang")
	s.Product = checks.Product(r.str("product"))
	if s.Product == "" {
		s.Product = checks.CheckoutPro
		r.origin["product"] = "default"
	} else if !slices.Contains(checks.Products, s.Product) {
		r.warn(checks.T("config.product", "value", mpclient.CleanLine(string(s.Product), 40), "known", join(checks.Products)))
		s.Product = checks.CheckoutPro
	}
	s.Site = mpclient.SiteID(strings.ToUpper(r.str("site")))
	if _, ok := mpclient.SiteByID(s.Site); !ok && s.Site != "" {
		r.warn(checks.T("config.site", "value", mpclient.CleanLine(string(s.Site), 20)))
		s.Site = ""
	}
	s.PaymentPage, s.WebhookURL = r.str("payment_page"), r.str("webhook_url")
	s.PaymentID, s.PreferenceID, s.OrderID = r.str("payment_id"), r.str("preference_id"), r.str("order_id")
	s.SourceDir = r.str("source_dir")

	r.names = map[string]string{}
	creds, _ := r.doc["credentials"].(map[string]any)
	for k := range creds {
		if !slices.Contains(knownCredentials, k) {
			r.unknown(k, knownCredentials, "credentials.")
		}
	}
	for name, def := range DefaultVars {
		r.names[name] = def
		v, ok := creds[name].(string)
		if !ok || v == "" {
			continue
		}
		if !isVarName(v) {
			// Perhaps the credential itself: the value is not repeated.
			r.warn(checks.T("config.credential_value", "key", "credentials."+name, "file", r.file))
			continue
		}
		r.names[name] = v
	}
	s.AccessTokenVar, s.PublicKeyVar, s.WebhookSecretVar = r.names["access_token"], r.names["public_key"], r.names["webhook_secret"]
}

func join[T ~string](xs []T) string {
	var s []string
	for _, x := range xs {
		s = append(s, string(x))
	}
	return strings.Join(s, ", ")
}

// str reads a text setting: a flag first, then the file. Numbers are taken for ids.
func (r *reader) str(key string) string {
	if v := r.flags[key]; v != "" {
		r.origin[key] = "flag"
		return strings.TrimSpace(v)
	}
	switch v := r.doc[key].(type) {
	case nil:
		return ""
	case string:
		if v != "" {
			r.origin[key] = r.file
		}
		return strings.TrimSpace(v)
	case int64:
		r.origin[key] = r.file
		return fmt.Sprint(v)
	default:
		r.warn(checks.T("config.type", "key", key, "file", r.file))
		return ""
	}
}

func isVarName(s string) bool {
	for i, c := range s {
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 100
}

func (r *reader) unknown(key string, among []string, prefix string) {
	key = mpclient.CleanLine(key, 60)
	if best := closest(key, among); best != "" {
		r.warn(checks.T("config.unknown_near", "key", prefix+key, "file", r.file, "near", prefix+best))
		return
	}
	r.warn(checks.T("config.unknown", "key", prefix+key, "file", r.file, "known", strings.Join(among, ", ")))
}

// closest finds a name at most three edits away.
func closest(s string, among []string) string {
	best, at := "", 4
	for _, c := range among {
		if d := edits(s, c); d < at {
			best, at = c, d
		}
	}
	return best
}

func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diag, row[j] = row[j], min(row[j]+1, row[j-1]+1, diag+cost)
		}
	}
	return row[len(b)]
}

// secrets reads the credentials by variable name; the environment wins over .env.
func (r *reader) secrets(env map[string]string, getenv func(string) string) {
	s := &r.out.Settings
	for name, dst := range map[string]*mpclient.Secret{"access_token": &s.AccessToken, "public_key": &s.PublicKey, "webhook_secret": &s.WebhookSecret} {
		v := ""
		if getenv != nil {
			v = getenv(r.names[name])
		}
		r.origin[name] = "environment"
		if v == "" {
			v, r.origin[name] = env[r.names[name]], ".env"
		}
		if v == "" {
			delete(r.origin, name)
		}
		*dst = mpclient.Secret(v)
	}
}
