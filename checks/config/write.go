package config

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
)

// Draft is what init asks for. No field holds a secret.
type Draft struct {
	Lang, Product, PaymentPage, WebhookURL, ObjectID string
	AccessTokenVar, PublicKeyVar, WebhookSecretVar   string
}

// Render writes a configuration file with a comment a line, in the draft's language. note renders a
// text key.
func (d Draft) Render(note func(string) string) string {
	var b strings.Builder
	line := func(key, value, hint string) {
		fmt.Fprintf(&b, "# %s\n%s = %s\n\n", note(hint), key, strconv.Quote(value))
	}
	fmt.Fprintf(&b, "# %s\n\n", note("init.head"))
	line("lang", d.Lang, "init.lang")
	line("product", d.Product, "init.product")
	line("payment_page", d.PaymentPage, "init.payment_page")
	line("webhook_url", d.WebhookURL, "init.webhook_url")
	pref, pay := "", ""
	if d.ObjectID != "" && strings.Trim(d.ObjectID, "0123456789") == "" {
		pay = d.ObjectID
	} else {
		pref = d.ObjectID
	}
	line("preference_id", pref, "init.preference_id")
	line("payment_id", pay, "init.payment_id")
	fmt.Fprintf(&b, "# %s\n[credentials]\n", note("init.credentials"))
	for _, c := range [][2]string{{"access_token", d.AccessTokenVar}, {"public_key", d.PublicKeyVar}, {"webhook_secret", d.WebhookSecretVar}} {
		v := c[1]
		if v == "" {
			v = DefaultVars[c[0]]
		}
		fmt.Fprintf(&b, "%s = %s\n", c[0], strconv.Quote(v))
	}
	return b.String()
}

// ErrExists says that a configuration is already there.
var ErrExists = &Error{checks.T("config.exists", "file", FileName), os.ErrExist}

// Write stores a rendered configuration; it replaces an existing file only when told to.
func Write(path, text string, replace bool) error {
	if _, err := os.Stat(path); err == nil && !replace {
		return ErrExists
	}
	return writeWhole(path, []byte(text), 0o644)
}
