package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Sources quoted by several requirements.
const (
	srcGoLive      = "source.golive"
	srcCredentials = "source.credentials"
	srcErrors      = "source.errors"
	srcPlugins     = "source.plugins"
)

// What the integration made, and who stands around it.
var (
	made   = slices.Clip(keys(checks.FactPreference.Name, checks.FactPayment.Name, checks.FactOrder.Name, checks.FactSubscription.Name))
	around = keys(checks.FactSettings.Name, checks.FactKeyPair.Name, checks.FactPublicKey.Name, checks.FactApplication.Name)
)

func credentials() []checks.Requirement {
	return []checks.Requirement{
		{ID: "credentials.token_shape", Section: checks.Credentials, Level: checks.Blocker, Source: srcCredentials,
			Needs: keys(checks.FactToken.Name), Judge: tokenShape},
		{ID: "credentials.token_valid", Section: checks.Credentials, Level: checks.Blocker, Source: srcErrors,
			Needs: keys(checks.FactToken.Name), Uses: keys(checks.FactAccount.Name), Judge: tokenValid},
		{ID: "credentials.production_account", Section: checks.Credentials, Level: checks.Blocker, Source: srcGoLive,
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name), Uses: keys(checks.FactSettings.Name, checks.FactKeyPair.Name), Judge: productionAccount},
		{ID: "credentials.test_account", Section: checks.Credentials, Level: checks.Blocker, Source: "source.test_accounts",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactSettings.Name), Uses: keys(checks.FactAccount.Name, checks.FactKeyPair.Name), Judge: testAccount},
		{ID: "credentials.can_charge", Section: checks.Credentials, Level: checks.Blocker, Source: "source.me_status",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name), Judge: canCharge},
		{ID: "credentials.activated", Section: checks.Credentials, Level: checks.Blocker, Source: srcGoLive,
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactPayments.Name), Uses: keys(checks.FactKeyPair.Name, checks.FactAccount.Name), Judge: activated},
		{ID: "credentials.public_key", Section: checks.Credentials, Level: checks.Required, Source: srcCredentials,
			Needs: keys(checks.FactPublicKey.Name), Uses: keys(checks.FactKeyPair.Name), Judge: publicKey},
		{ID: "credentials.same_application", Section: checks.Credentials, Level: checks.Required, Source: srcPlugins,
			After: []checks.ID{"credentials.token_valid", "credentials.public_key"}, Needs: keys(checks.FactKeyPair.Name, checks.FactToken.Name),
			Uses: keys(checks.FactAccount.Name, checks.FactPublicKey.Name, checks.FactApplication.Name, checks.FactSettings.Name), Judge: sameApplication},
		{ID: "credentials.site", Section: checks.Credentials, Level: checks.Required, Source: "source.me_site",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name, checks.FactSettings.Name),
			Uses: made, Judge: site},
		{ID: "credentials.same_owner", Section: checks.Credentials, Level: checks.Required, Source: "source.collector",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name),
			Uses: append(made, checks.FactSettings.Name), Judge: sameOwner},
		{ID: "credentials.same_world", Section: checks.Credentials, Level: checks.Required, Source: "source.worlds",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name, checks.FactToken.Name), Uses: append(made, around...), Judge: sameWorld},
		{ID: "credentials.buyer_world", Section: checks.Credentials, Level: checks.Required, Source: "source.worlds",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name, checks.FactToken.Name), Uses: append(made, around...), Judge: buyerWorld},
		{ID: "credentials.oauth", Section: checks.Credentials, Level: checks.Required, Source: "source.oauth",
			After: []checks.ID{"credentials.token_valid"}, Needs: keys(checks.FactAccount.Name, checks.FactSettings.Name), Uses: keys(checks.FactApplication.Name), Judge: oauth},
		{ID: "credentials.application_name", Section: checks.Credentials, Level: checks.Recommended, Source: "source.app_terms",
			Uses: keys(checks.FactApplication.Name), Judge: applicationName},
		human(checks.Requirement{ID: "credentials.secret_application", Section: checks.Credentials, Level: checks.Required, Source: "source.webhook_secret"}),
		human(checks.Requirement{ID: "credentials.activation_form", Section: checks.Credentials, Level: checks.Required, Source: srcGoLive}),
		human(checks.Requirement{ID: "credentials.renewal", Section: checks.Credentials, Level: checks.Recommended, Source: srcCredentials}),
	}
}

// damages turns damaged text into causes.
func damages(f checks.Finding, c mpclient.Credential) checks.Finding {
	for _, d := range c.Damages {
		f = f.Because(string(d), t("damage."+string(d), "found", "@kind."+string(c.Kind), "want", "@kind."+string(c.Want)))
	}
	if c.Clean != "" {
		f = f.With("note", checks.Raw(c.Clean.Mask()), "")
	}
	return f
}

func onlyShape(c mpclient.Credential) bool {
	return len(c.Damages) == 1 && c.Damages[0] == mpclient.DamageShape
}

func tokenShape(f *checks.Facts) checks.Finding {
	c := checks.FactToken.Must(f)
	switch {
	case c.OK():
		return pass("find.token_shape.ok").With("note", t("ev.token", "app", c.Client, "owner", itoa(c.Owner), "masked", c.Clean.Mask()), "")
	case onlyShape(c):
		return damages(unsure("find.token_shape.unusual"), c)
	}
	return damages(fail("find.token_shape.damaged"), c)
}

func tokenValid(f *checks.Facts) checks.Finding {
	if a, ok := checks.FactAccount.Get(f); ok {
		return drawn(pass("find.token_valid.ok", "nickname", a.Nickname, "id", itoa(a.ID), "site", string(a.Site)).
			With("http", t("ev.call", "call", "GET /users/me", "status", "200"), f.Exchange(checks.FactAccount.Name)), f, checks.FactAccount.Name, checks.FactToken.Name)
	}
	g := f.Gap(checks.FactAccount.Name)
	if g.Reason == checks.GapAuth {
		return fail("find.token_valid.refused").Because("token-refused", g.Detail).
			With("http", g.Detail, f.Exchange(checks.FactAccount.Name))
	}
	return gapped(f, checks.FactAccount.Name)
}

func canCharge(f *checks.Facts) checks.Finding {
	a := checks.FactAccount.Must(f)
	ex := f.Exchange(checks.FactAccount.Name)
	switch {
	case a.SellAllowed != nil && !*a.SellAllowed:
		return fail("find.can_charge.blocked").Because("sell-not-allowed", t("cause.sell_codes", "codes", strings.Join(a.SellCodes, ", "))).
			With("field", checks.Raw("status.sell.allow = false"), ex)
	case a.SiteStatus != "" && a.SiteStatus != "active":
		return fail("find.can_charge.inactive").Because("site-status", checks.Raw("status.site_status = "+a.SiteStatus)).
			With("field", checks.Raw("status.site_status = "+a.SiteStatus), ex)
	case a.SellAllowed == nil:
		return unsure("find.can_charge.unsaid")
	case a.TCAccepted != nil && !*a.TCAccepted:
		return warn("find.can_charge.terms").With("field", checks.Raw("status.mercadopago_tc_accepted = false"), ex)
	}
	return pass("find.can_charge.ok").With("field", checks.Raw("status.sell.allow = true · status.site_status = "+a.SiteStatus), ex)
}

// activated weighs two witnesses: the Payments API answers, and the wrapper that official modules
// ask says "homologated" (usable to sell). Neither alone proves activation.
func activated(f *checks.Facts) checks.Finding {
	p := checks.FactPayments.Must(f)
	ex := f.Exchange(checks.FactPayments.Name)
	seen := t("ev.call", "call", "GET /v1/payments/search", "status", strconv.Itoa(p.Status))
	if p.Status == 0 {
		return unsure("gap.timeout")
	}
	if !p.Allowed {
		if g := f.Gap(checks.FactAccount.Name); g != nil && g.Reason == checks.GapAuth {
			return gapped(f, checks.FactAccount.Name) // the token opens nothing at all: that has its own requirement
		}
		cause := "payments-refused"
		switch {
		case p.Code == "7":
			cause = "live-credentials-401"
		case p.Status == 403:
			cause = "policy-agent-403"
		}
		return fail("find.activated.refused", "status", strconv.Itoa(p.Status)).Because(cause, t("cause."+cause)).With("http", seen, ex)
	}
	pair, ok := checks.FactKeyPair.Get(f)
	switch {
	case ok && pair.TokenActive:
		return pass("find.activated.ok").With("http", seen, ex).With("http", t("ev.wrapper", "field", "homologated", "value", "true"), f.Exchange(checks.FactKeyPair.Name))
	case ok:
		return unsure("find.activated.disagree").With("http", seen, ex).With("http", t("ev.wrapper", "field", "homologated", "value", "false"), f.Exchange(checks.FactKeyPair.Name))
	case p.Total > 0:
		// Payments of the account may be another application's: only the panel shows this one's state.
		return verdict(checks.Attest, "find.activated.payments", []string{"n", strconv.Itoa(p.Total)}).With("http", seen, ex)
	}
	return verdict(checks.Attest, "find.activated.unseen", nil).With("http", seen, ex)
}

func publicKey(f *checks.Facts) checks.Finding {
	c := checks.FactPublicKey.Must(f)
	pair, paired := checks.FactKeyPair.Get(f)
	switch {
	case c.OK() && paired && pair.KeyRefused:
		return fail("find.public_key.refused").Because("public-key-refused", t("cause.public-key-refused")).
			With("http", t("ev.wrapper", "field", "HTTP", "value", "401"), f.Exchange(checks.FactKeyPair.Name))
	case c.OK() && !paired:
		return verdict(checks.Attest, "find.public_key.unasked", nil).With("note", checks.Raw(c.Clean.Mask()), "")
	case c.OK():
		return pass("find.public_key.ok").With("note", checks.Raw(c.Clean.Mask()), "").
			With("http", t("ev.wrapper", "field", "client_id", "value", pair.KeyClientID), f.Exchange(checks.FactKeyPair.Name))
	case onlyShape(c):
		return damages(unsure("find.token_shape.unusual"), c)
	}
	return damages(fail("find.public_key.damaged"), c)
}

func sameApplication(f *checks.Facts) checks.Finding {
	p := checks.FactKeyPair.Must(f)
	tok := checks.FactToken.Must(f)
	ex := f.Exchange(checks.FactKeyPair.Name)
	draw := func(out checks.Finding) checks.Finding {
		return drawn(out, f, checks.FactAccount.Name, checks.FactToken.Name, checks.FactKeyPair.Name, checks.FactPublicKey.Name, checks.FactApplication.Name, checks.FactSettings.Name)
	}
	switch {
	case p.KeyRefused:
		return unsure("find.same_application.key_refused")
	case tok.Client != "" && tok.Client != p.TokenClientID:
		return unsure("find.same_application.disagree", "shape", tok.Client, "wrapper", p.TokenClientID)
	case p.TokenClientID != p.KeyClientID:
		return draw(fail("find.same_application.differ", "token", p.TokenClientID, "key", p.KeyClientID).
			Because("keys-of-different-apps", t("cause.keys-of-different-apps")).
			With("http", t("ev.two_apps", "token", p.TokenClientID, "key", p.KeyClientID), ex))
	case p.TokenTest != p.KeyTest:
		return draw(fail("find.same_application.worlds").Because("keys-of-different-worlds", t("cause.keys-of-different-worlds")).
			With("http", t("ev.two_worlds", "token", strconv.FormatBool(p.TokenTest), "key", strconv.FormatBool(p.KeyTest)), ex))
	}
	return draw(pass("find.same_application.ok", "app", p.TokenClientID).With("http", t("ev.wrapper", "field", "client_id", "value", p.TokenClientID), ex))
}

func site(f *checks.Facts) checks.Finding {
	a := checks.FactAccount.Must(f)
	s, known := mpclient.SiteByID(a.Site)
	if !known {
		return fail("find.site.unknown", "site", string(a.Site)).Because("site-unknown", checks.Raw("site_id = "+string(a.Site)))
	}
	if want := checks.FactSettings.Must(f).Site; want != "" && want != a.Site {
		return fail("find.site.other", "want", string(want), "site", string(a.Site)).Because("site-mismatch", checks.Raw("site_id = "+string(a.Site))).
			With("field", checks.Raw("site_id = "+string(a.Site)), f.Exchange(checks.FactAccount.Name))
	}
	for _, w := range witnesses(item{pref: []string{"items[].currency_id"}, pay: []string{"currency_id"}}, f) {
		for _, c := range w.doc.Strs(w.paths[0]) {
			if c = mpclient.CleanLine(c, 20); c != s.Currency {
				return fail("find.site.currency", "currency", c, "want", s.Currency, "site", string(s.ID)).Because("currency-mismatch", checks.Raw("currency_id = "+c)).
					With("field", checks.Raw("currency_id = "+c), w.exchange(f))
			}
		}
	}
	return pass("find.site.ok", "site", string(s.ID), "country", s.Country, "currency", s.Currency).
		With("field", checks.Raw("site_id = "+string(s.ID)), f.Exchange(checks.FactAccount.Name))
}

// object is what integrations create: the fields that name the account and the application behind it,
// and the setting that chooses one.
type object struct {
	key        checks.Key[checks.Created]
	owner, app string
	setting    string
	of         []checks.Product // products whose integration creates these; nil: the others
}

var objects = []object{
	{checks.FactPreference, "collector_id", "client_id", "preference_id", nil},
	{checks.FactPayment, "collector_id", "", "payment_id", []checks.Product{checks.CheckoutAPI, checks.Bricks}},
	{checks.FactOrder, "user_id", "integration_data.application_id", "order_id", []checks.Product{checks.Orders, checks.QR, checks.Point}},
	{checks.FactSubscription, "collector_id", "application_id", "preapproval_id", []checks.Product{checks.Subscriptions}},
}

// askObject asks for the object that the integration of this product creates.
func askObject(f *checks.Facts) checks.Finding {
	s, _ := checks.FactSettings.Get(f)
	for _, o := range objects {
		if slices.Contains(o.of, s.Product) {
			return needs(o.setting, "find.needs_setting", "input", o.setting)
		}
	}
	return needs("preference_id", "find.needs_object")
}

// sameOwner compares the collector of what the integration created with the token's account.
func sameOwner(f *checks.Facts) checks.Finding {
	a := checks.FactAccount.Must(f)
	var seen []checks.Evidence
	for _, o := range objects {
		d, ok := o.key.Get(f)
		if !ok {
			if g := f.Gap(o.key.Name); g.Reason == checks.GapNotFound {
				return fail("find.same_owner.not_found", "object", "@object."+string(o.key.Name)).Because("object-not-found", g.Detail).
					With("http", g.Detail, f.Exchange(o.key.Name))
			}
			continue
		}
		owner := mpclient.CleanLine(d.Doc.Str(o.owner), 30)
		if owner == "" || d.Sent { // what is sent names no owner
			continue
		}
		ev := checks.Evidence{Kind: "field", Text: t("ev.owner", "object", "@object."+string(o.key.Name), "id", d.Doc.ID, "field", o.owner, "owner", owner), Exchange: f.Exchange(o.key.Name)}
		if owner != itoa(a.ID) {
			bad := fail("find.same_owner.other", "object", "@object."+string(o.key.Name), "collector", owner, "account", itoa(a.ID)).
				Because("other-collector", t("cause.other-collector"))
			bad.Evidence = []checks.Evidence{ev}
			return bad
		}
		seen = append(seen, ev)
	}
	if len(seen) == 0 {
		return askObject(f)
	}
	ok := pass("find.same_owner.ok", "account", itoa(a.ID))
	ok.Evidence = seen
	return ok
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
