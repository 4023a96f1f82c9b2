package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient/ownfile"
)

// Draft is what init asks for. No field holds a secret.
type Draft struct {
	Lang, Product, PaymentPage, WebhookURL, ObjectID string
	AccessTokenVar, PublicKeyVar, WebhookSecretVar   string
}

// Check refuses what does not belong into the file, a credential above all. Empty fields are fine.
// The error is an *Error and repeats no value.
func (d Draft) Check() error {
	bad := func(key, field string, args ...string) error {
		return &Error{checks.T(key, append([]string{"key", field, "file", FileName}, args...)...), errors.New("config: " + field + " does not fit")}
	}
	for _, f := range []struct {
		name, value string
		fits        func(string) bool
	}{
		{"product", d.Product, func(s string) bool { return slices.Contains(checks.Products, checks.Product(s)) }},
		{"payment_page", d.PaymentPage, WebAddress},
		{"webhook_url", d.WebhookURL, WebAddress},
		{"object", d.ObjectID, func(s string) bool { return !strings.ContainsAny(s, " \t\r\n") && len(s) <= 100 }},
		{"credentials.access_token", d.AccessTokenVar, VarName},
		{"credentials.public_key", d.PublicKeyVar, VarName},
		{"credentials.webhook_secret", d.WebhookSecretVar, VarName},
	} {
		isVar := strings.HasPrefix(f.name, "credentials.")
		switch {
		case f.value == "" || f.fits(f.value) && !holdsCredential(f.value):
		case isVar:
			return bad("config.credential_name", f.name)
		case holdsCredential(f.value):
			return bad("config.draft_secret", f.name)
		case f.name == "product":
			return bad("config.draft_choice", f.name, "known", strings.Join(words(checks.Products), ", "))
		case f.name == "object":
			return bad("config.draft_object", f.name)
		default:
			return bad("config.draft_address", f.name)
		}
	}
	return nil
}

// ObjectSetting is the setting that ObjectID belongs to, told by its form and by the product.
func (d Draft) ObjectSetting() string {
	switch {
	case strings.HasPrefix(d.ObjectID, "ORD"):
		return "order_id"
	case d.Product == string(checks.Subscriptions):
		return "preapproval_id"
	case d.ObjectID != "" && strings.Trim(d.ObjectID, "0123456789") == "":
		return "payment_id"
	}
	return "preference_id"
}

// WebAddress tells an http or https address by its beginning.
func WebAddress(s string) bool {
	return !strings.ContainsAny(s, " \t\r\n") && (len(s) > len("https://") && strings.HasPrefix(s, "https://") || len(s) > len("http://") && strings.HasPrefix(s, "http://"))
}

// Render writes a configuration file with a comment a line, in the draft's language. note renders a
// text key.
func (d Draft) Render(note func(string) string) string {
	var b strings.Builder
	line := func(key, value, hint string) {
		fmt.Fprintf(&b, "# %s\n%s = %s\n\n", note(hint), key, quote(value))
	}
	fmt.Fprintf(&b, "# %s\n\n", note("init.head"))
	line("lang", d.Lang, "init.lang")
	line("product", d.Product, "init.product")
	line("payment_page", d.PaymentPage, "init.payment_page")
	line("webhook_url", d.WebhookURL, "init.webhook_url")
	line("forward_to", "", "init.forward_to")
	ids := map[string]string{d.ObjectSetting(): d.ObjectID}
	line("preference_id", ids["preference_id"], "init.preference_id")
	line("payment_id", ids["payment_id"], "init.payment_id")
	for _, key := range []string{"order_id", "preapproval_id"} {
		if ids[key] != "" {
			line(key, ids[key], "input."+key)
		}
	}
	fmt.Fprintf(&b, "# %s\n[credentials]\n", note("init.credentials"))
	for _, c := range [][2]string{{"access_token", d.AccessTokenVar}, {"public_key", d.PublicKeyVar}, {"webhook_secret", d.WebhookSecretVar}} {
		v := c[1]
		if v == "" {
			v = DefaultVars[c[0]]
		}
		fmt.Fprintf(&b, "%s = %s\n", c[0], quote(v))
	}
	return b.String()
}

// quote writes a TOML basic string; Go's own quoting has escapes that TOML does not know.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ErrExists says that a configuration is already there.
var ErrExists = &Error{checks.T("config.exists", "file", FileName), os.ErrExist}

// Exists tells whether something stands where a configuration would be written.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Write stores a rendered configuration; it replaces an existing file only when told to, and
// refuses a text with a credential in it. Its errors are ErrExists, an *Error or a wrapped
// *fs.PathError.
func Write(path, text string, replace bool) error {
	if Exists(path) && !replace {
		return ErrExists
	}
	if holdsCredential(text) {
		return &Error{checks.T("config.draft_secret", "key", "…", "file", FileName), errors.New("config: a credential in the text to write")}
	}
	if err := ownfile.Write(path, []byte(text), 0o644, 0o755); err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return nil
}
