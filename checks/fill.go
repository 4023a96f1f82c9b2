package checks

import (
	"net/url"
	"strings"
)

// Fill puts the integration's own values into a command to check by hand: HOST, PATH,
// PREFERENCE_ID and PAYMENT_ID stand for them in the catalogue. What is not known, or would not be
// safe inside quotes, stays as it stands.
func (f *Facts) Fill(sec Section, s string) string {
	if f == nil {
		return s
	}
	set, _ := FactSettings.Get(f)
	base := set.PaymentPage
	if sec == Notifications {
		if a, ok := FactHookAddress.Get(f); ok {
			base = a.URL
		}
	}
	pref, _ := FactPreference.Get(f)
	pay, _ := FactPayment.Get(f)
	var pairs []string
	gate := gateOf(set)
	put := func(name, value string) {
		if value != "" && gate.word(value) == value && !strings.ContainsAny(value, "'\"`$\\ \n\t<>|;&") {
			pairs = append(pairs, name, value)
		}
	}
	if pref.Doc != nil {
		put("PREFERENCE_ID", pref.Doc.ID)
		back, _, _ := strings.Cut(pref.Doc.Str("back_urls.success"), "?")
		put("https://HOST/SUCCESS_PATH", back)
	}
	if pay.Doc != nil {
		put("PAYMENT_ID", pay.Doc.ID)
	}
	if u, err := url.Parse(base); err == nil && u.Host != "" {
		put("https://HOST/PATH", u.Scheme+"://"+u.Host+u.EscapedPath())
		port := u.Port()
		if port == "" {
			port = "443"
		}
		put("HOST:443", u.Hostname()+":"+port)
		put("HOST", u.Hostname())
	}
	if set.API != "" {
		put("https://api.mercadopago.com", strings.TrimRight(set.API, "/"))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
