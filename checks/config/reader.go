package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/late"
)

// reader takes settings out of a parsed file.
type reader struct {
	out    *Loaded
	doc    map[string]any
	flags  map[string]string
	origin map[string]string
	file   string
	names  map[string]string // credential → variable name
	leads  []string          // settings of the file that lead out of its folder
	red    *mpclient.Redactor
}

// The keys a configuration may have.
var known = []string{"lang", "product", "site", "payment_page", "webhook_url", "forward_to", "payment_id", "preference_id", "order_id", "preapproval_id", "source_dir", "exchanges", "industry", "target", "oauth_issued", "theme", "credentials", "keys"}
var knownCredentials = []string{"access_token", "public_key", "webhook_secret"}
var (
	languages = []string{"pt", "es", "en"}
	themes    = []string{"auto", "dark", "light"}
)

// DefaultVars are the variables the credentials come from when the file does not say.
var DefaultVars = map[string]string{"access_token": "MP_ACCESS_TOKEN", "public_key": "MP_PUBLIC_KEY", "webhook_secret": "MP_WEBHOOK_SECRET"}

func (r *reader) warn(key string, args ...string) {
	r.out.Warnings = append(r.out.Warnings, checks.T(key, args...))
}

// variables reads which environment variables hold the credentials.
func (r *reader) variables() {
	r.names = maps.Clone(DefaultVars)
	creds, ok := r.doc["credentials"].(map[string]any)
	if !ok && r.doc["credentials"] != nil {
		r.warn("config.table", "key", "credentials", "file", r.file)
	}
	for _, k := range slices.Sorted(maps.Keys(creds)) {
		if !slices.Contains(knownCredentials, k) {
			r.unknown(k, knownCredentials, "credentials.")
			continue
		}
		switch v, text := creds[k].(string); {
		case !text:
			r.warn("config.type", "key", "credentials."+k, "file", r.file)
		case v == "":
		case !VarName(v):
			// Perhaps the credential itself: the value is not repeated.
			r.warn("config.credential_value", "key", "credentials."+k, "file", r.file)
		default:
			r.names[k] = v
		}
	}
	s := &r.out.Settings
	s.AccessTokenVar, s.PublicKeyVar, s.WebhookSecretVar = r.names["access_token"], r.names["public_key"], r.names["webhook_secret"]
}

// secrets reads the credentials by variable name; the environment wins over .env.
func (r *reader) secrets(env map[string]string, getenv func(string) string) {
	s := &r.out.Settings
	for name, dst := range map[string]*mpclient.Secret{"access_token": &s.AccessToken, "public_key": &s.PublicKey, "webhook_secret": &s.WebhookSecret} {
		ours := Ours(r.names[name])
		if !ours && r.out.Ask != nil {
			r.hold(name, r.untrusted(r.names[name]))
			continue
		}
		if v := env[r.names[name]]; v != "" {
			*dst, r.origin[name] = mpclient.Secret(v), ".env"
		}
		if getenv != nil {
			if v := getenv(r.names[name]); v != "" {
				*dst, r.origin[name] = mpclient.Secret(v), "environment"
			}
		}
		if !ours && *dst != "" && !Fits(name, *dst) {
			*dst = "" // whoever's secret it is, it goes nowhere
			r.hold(name, checks.T("held.shape", "var", r.names[name], "want", "@kind."+string(shapes[name])))
		}
	}
	r.red = mpclient.NewRedactor(s.AccessToken, s.PublicKey, s.WebhookSecret)
}

// keys reads the section of the screen's keys: a name of an action with one key or a list of them.
func (r *reader) keys() {
	table, ok := r.doc["keys"].(map[string]any)
	if !ok {
		if r.doc["keys"] != nil {
			r.warn("config.keys_table", "file", r.file)
		}
		return
	}
	r.out.Keys = map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(table)) {
		var list []string
		switch v := table[id].(type) {
		case string:
			list = []string{v}
		case []any:
			for _, x := range v {
				if s, ok := x.(string); ok {
					list = append(list, s)
				}
			}
		}
		list = slices.DeleteFunc(list, func(k string) bool { return k == "" || len(k) > 20 || k != mpclient.CleanLine(k, 20) })
		if len(list) == 0 {
			r.warn("config.keys_value", "key", r.shown(id, 40), "file", r.file)
			continue
		}
		r.out.Keys[id] = list
	}
}

func (r *reader) settings() {
	r.keys()
	for _, k := range slices.Sorted(maps.Keys(r.doc)) {
		if !slices.Contains(known, k) {
			r.unknown(k, known, "")
		}
	}
	s := &r.out.Settings
	s.Lang = r.choice("lang", languages, "config.lang")
	r.out.Theme = r.choice("theme", themes, "config.theme")
	s.Product = checks.Product(r.choice("product", words(checks.Products), "config.product"))
	if s.Product == "" {
		s.Product = checks.CheckoutPro
		r.origin["product"] = "default"
	}
	s.Site = mpclient.SiteID(strings.ToUpper(r.str("site")))
	if _, ok := mpclient.SiteByID(s.Site); !ok && s.Site != "" {
		r.warn("config.site", "value", r.shown(r.str("site"), 20))
		s.Site = ""
		delete(r.origin, "site")
	}
	s.PaymentPage, s.WebhookURL, s.ForwardTo = r.str("payment_page"), r.str("webhook_url"), r.str("forward_to")
	s.PaymentID, s.PreferenceID, s.OrderID = r.str("payment_id"), r.str("preference_id"), r.str("order_id")
	s.PreapprovalID = r.str("preapproval_id")
	s.SourceDir, s.Exchanges = r.str("source_dir"), r.str("exchanges")
	s.Industry = checks.Industry(r.choice("industry", words(checks.Industries), "config.industry"))
	s.Target = checks.Target(r.choice("target", words(checks.Targets), "config.target"))
	if s.OAuthIssued = r.str("oauth_issued"); s.OAuthIssued != "" {
		if _, err := time.Parse(time.DateOnly, s.OAuthIssued); err != nil {
			r.warn("config.date", "key", "oauth_issued", "value", r.shown(s.OAuthIssued, 20))
			s.OAuthIssued = ""
			delete(r.origin, "oauth_issued")
		}
	}
}

func words[T ~string](xs []T) []string {
	var s []string
	for _, x := range xs {
		s = append(s, string(x))
	}
	return s
}

// choice reads a setting that has few values; another one is left out.
func (r *reader) choice(key string, among []string, text string) string {
	v := r.str(key)
	if v == "" || slices.Contains(among, v) {
		return v
	}
	r.warn(text, "value", r.shown(v, 40), "known", strings.Join(among, ", "))
	delete(r.origin, key)
	return ""
}

// str reads a text setting: a flag first, then the file. An id may be a number. A value that
// holds a credential is left out: settings are shown, credentials never.
func (r *reader) str(key string) string {
	v, from := r.flags[key], "flag"
	if v == "" {
		from = r.file
		switch x := r.doc[key].(type) {
		case nil:
		case string:
			v = x
		case int64:
			if !strings.HasSuffix(key, "_id") {
				r.warn("config.type", "key", key, "file", r.file)
				break
			}
			v = fmt.Sprint(x)
		default:
			r.warn("config.type", "key", key, "file", r.file)
		}
	}
	if v = strings.TrimSpace(v); v == "" {
		return ""
	}
	if r.holdsSecret(v) {
		r.warn("config.secret", "key", key, "file", from)
		return ""
	}
	r.origin[key] = from
	return v
}

func (r *reader) holdsSecret(v string) bool {
	s := r.out.Settings
	for _, c := range []mpclient.Secret{s.AccessToken, s.WebhookSecret} {
		if x := strings.TrimSpace(c.Reveal()); len(x) >= 8 && strings.Contains(v, x) {
			return true
		}
	}
	return holdsCredential(v)
}

// shown is a value of the file in a message.
func (r *reader) shown(v string, limit int) string {
	if looksSecret(v) {
		return mpclient.Secret(v).Mask()
	}
	return mpclient.CleanLine(r.red.Text(v), limit)
}

func (r *reader) unknown(key string, among []string, prefix string) {
	best := closest(key, among)
	shown := mpclient.CleanLine(key, 60)
	if len(key) > 30 || looksSecret(key) {
		shown = mpclient.Secret(key).Mask()
	}
	if best != "" {
		r.warn("config.unknown_near", "key", prefix+shown, "file", r.file, "near", prefix+best)
		return
	}
	r.warn("config.unknown", "key", prefix+shown, "file", r.file, "known", strings.Join(among, ", "))
}

var reVar = late.Pattern(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)

// VarName tells whether a text can be the name of an environment variable and is not more likely a
// credential pasted in its place.
func VarName(s string) bool { return reVar().MatchString(s) && !looksSecret(s) }

// looksSecret tells credentials by their form, and long words of letters and digits without any
// separator, which nobody gives as a name.
func looksSecret(s string) bool {
	if holdsCredential(s) {
		return true
	}
	switch mpclient.InspectAccessToken(s).Kind {
	case mpclient.KindClientSecret, mpclient.KindWebhook, mpclient.KindOAuthCode, mpclient.KindPublicKey:
		return true
	}
	return len(s) >= 20 && strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(s, "_-. /")
}

var reOpaque = late.Pattern(`^[0-9a-f]{64}$|TG-[0-9a-f]{24}-\d+|(?i:\b(?:access_token|client_secret|refresh_token)=[^&\s]+)`)

// holdsCredential finds an access token or an authorization code inside text, or a text that is a
// secret signature as a whole: inside an address 64 hex digits may be a hash.
func holdsCredential(s string) bool {
	return len(mpclient.FindTokens([]byte(s))) > 0 || reOpaque().MatchString(s)
}

// closest finds a name at most three edits away, and not more than half of it.
func closest(s string, among []string) string {
	best, at := "", 4
	if len(s) > 40 {
		return ""
	}
	for _, c := range among {
		if d := edits(s, c); d < at && d*2 <= len(c) {
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
