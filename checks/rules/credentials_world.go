package rules

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// productionAccount wants a real account, with credentials that take real money, where production is
// the target. The tag decides, never the token's prefix.
func productionAccount(f *checks.Facts) checks.Finding {
	a := checks.FactAccount.Must(f)
	ex := f.Exchange(checks.FactAccount.Name)
	tags := t("ev.tags", "tags", strings.Join(a.Tags, ", "))
	if s, _ := checks.FactSettings.Get(f); s.Target == checks.Testing {
		// "Ready" may never be said of credentials that nobody means for production.
		return needs("target", "find.production_account.testing").With("field", tags, ex)
	}
	if a.Test() {
		return fail("find.production_account.test", "nickname", a.Nickname).Because("test-account", t("cause.test-account")).With("field", tags, ex)
	}
	pair, paired := checks.FactKeyPair.Get(f)
	if paired && pair.TokenTest {
		return fail("find.production_account.test_pair", "nickname", a.Nickname).Because("test-credentials", t("cause.test-credentials")).
			With("http", t("ev.wrapper", "field", "is_test", "value", "true"), f.Exchange(checks.FactKeyPair.Name)).With("field", tags, ex)
	}
	if !paired { // a real account has test credentials as well
		return verdict(checks.Attest, "find.production_account.pair_unseen", []string{"nickname", a.Nickname}).With("field", tags, ex)
	}
	return pass("find.production_account.real", "nickname", a.Nickname).With("field", tags, ex)
}

// testAccount is its mirror: tests on a real account charge real money.
func testAccount(f *checks.Facts) checks.Finding {
	s := checks.FactSettings.Must(f)
	local := localHost(s.PaymentPage)
	if s.Target != checks.Testing && local == "" {
		return verdict(checks.NotApplicable, "find.test_account.production", nil)
	}
	a, ok := checks.FactAccount.Get(f)
	if !ok {
		return gapped(f, checks.FactAccount.Name)
	}
	ex := f.Exchange(checks.FactAccount.Name)
	tags := t("ev.tags", "tags", strings.Join(a.Tags, ", "))
	pair, paired := checks.FactKeyPair.Get(f)
	switch {
	case a.Test():
		return pass("find.test_account.test", "nickname", a.Nickname).With("field", tags, ex)
	case paired && pair.TokenTest:
		return pass("find.test_account.test_pair", "nickname", a.Nickname).With("field", tags, ex).
			With("http", t("ev.wrapper", "field", "is_test", "value", "true"), f.Exchange(checks.FactKeyPair.Name))
	case !paired:
		return unsure("find.test_account.pair_unseen", "nickname", a.Nickname).With("field", tags, ex)
	case s.Target == checks.Testing:
		return fail("find.test_account.real", "nickname", a.Nickname).Because("real-account-in-tests", t("cause.real-account-in-tests")).With("field", tags, ex)
	}
	return warn("find.test_account.local", "nickname", a.Nickname, "host", local).Because("real-account-in-tests", t("cause.real-account-in-tests")).With("field", tags, ex)
}

// localHost is the host of an address that only a developer's machine answers; "" for any other.
func localHost(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	ip, err := netip.ParseAddr(host)
	if err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()) || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return mpclient.CleanLine(host, 80)
	}
	return ""
}

// tokenApp is the application of the token: told by the wrapper, or read off the token's middle, whose
// form is only observed.
func tokenApp(f *checks.Facts) (id string, told bool) {
	if pair, ok := checks.FactKeyPair.Get(f); ok && pair.TokenClientID != "" {
		return pair.TokenClientID, true
	}
	tok, _ := checks.FactToken.Get(f)
	return tok.Client, false
}

// sameWorld asks of everything the integration made whether it is of the token's application and of
// the account's world. live_mode is true for the payments of test users, so only false says something.
func sameWorld(f *checks.Facts) checks.Finding {
	a := checks.FactAccount.Must(f)
	app, told := tokenApp(f)
	pair, _ := checks.FactKeyPair.Get(f)
	draw := func(out checks.Finding) checks.Finding { return drawn(out, f, append(keysAround(), made...)...) }
	var seen []checks.Evidence
	var doubt *checks.Finding
	for _, o := range objects {
		d, ok := o.key.Get(f)
		if !ok || d.Sent { // what is sent names no owner and no application
			continue
		}
		if owner := d.Doc.Str(o.owner); owner != "" && owner != itoa(a.ID) {
			continue // another account's: same_owner says so
		}
		object, ex := "@object."+string(o.key.Name), f.Exchange(o.key.Name)
		if live, said := d.Doc.Bool("live_mode"); said && !live || o.key == checks.FactOrder && strings.HasPrefix(d.Doc.ID, "ORDTST") {
			if !a.Test() && !pair.TokenTest {
				out := fail("find.same_world.test_object", "object", object, "id", d.Doc.ID)
				if !d.Chosen {
					out.Verdict = checks.Warn // the latest of the account; production may have others
				}
				return draw(out.Because("test-object", t("cause.test-object")).With("field", t("ev.test_object", "object", object, "id", d.Doc.ID), ex))
			}
		}
		got := ""
		if o.app != "" {
			got = mpclient.CleanLine(d.Doc.Str(o.app), 30)
		}
		switch {
		case got == "" || app == "" || strings.Contains(got, "*"):
		case got == app:
			seen = append(seen, checks.Evidence{Kind: "field", Text: t("ev.owner", "object", object, "id", d.Doc.ID, "field", o.app, "owner", got), Exchange: ex})
		default:
			key, v := "find.same_world.other_application", checks.Fail
			switch {
			case !told:
				key, v = "find.same_world.perhaps_other", checks.Inconclusive
			case !d.Chosen:
				key, v = "find.same_world.latest_other", checks.Inconclusive
			}
			out := verdict(v, key, []string{"object", object, "id", d.Doc.ID, "got", got, "app", app}).
				With("field", t("ev.owner", "object", object, "id", d.Doc.ID, "field", o.app, "owner", got), ex)
			if v == checks.Fail {
				return draw(out.Because("other-application", t("cause.other-application")))
			}
			doubt = &out
		}
	}
	switch {
	case doubt != nil:
		return draw(*doubt)
	case len(seen) == 0 && !slices.ContainsFunc(objects, func(o object) bool { d, ok := o.key.Get(f); return ok && !d.Sent }):
		return draw(askObject(f))
	case len(seen) == 0:
		return draw(unsure("find.same_world.unsaid"))
	}
	out := pass("find.same_world.ok", "app", app)
	out.Evidence = seen
	return draw(out)
}

// buyer is who paid what is judged.
type buyer struct {
	from   witness
	doc    *checks.Doc
	id     string
	tester bool // an address of the test users' domain
	own    bool // the seller's own address or account
	known  bool
}

func buyerOf(f *checks.Facts) (buyer, bool) {
	a, _ := checks.FactAccount.Get(f)
	for _, k := range []checks.Key[checks.Created]{checks.FactPayment, checks.FactOrder} {
		d, ok := k.Get(f)
		if !ok {
			continue
		}
		b := buyer{from: witness{key: k.Name}.of(d), doc: d.Doc, id: mpclient.CleanLine(d.Doc.Str("payer.id"), 30)}
		fault := mpclient.MaskedEmailFault(d.Doc.Str("payer.email"))
		b.known = strings.Contains(d.Doc.Str("payer.email"), "@") && !b.from.masked("payer.email")
		if d.Marks != nil {
			if m, ok := d.Marks.Emails["payer.email"]; ok {
				fault, b.own, b.known = m.Fault, m.Same(a.OwnEmail), true
			}
		}
		b.tester = fault == mpclient.EmailTester
		b.own = b.own || b.id != "" && b.id == itoa(a.ID)
		return b, true
	}
	return buyer{}, false
}

// buyerWorld: a test seller is paid by test buyers or with test cards, a real one by real buyers.
func buyerWorld(f *checks.Facts) checks.Finding {
	a := checks.FactAccount.Must(f)
	draw := func(out checks.Finding) checks.Finding { return drawn(out, f, append(keysAround(), made...)...) }
	b, ok := buyerOf(f)
	if !ok {
		s, _ := checks.FactSettings.Get(f)
		if s.Product == checks.Orders || s.Product == checks.QR || s.Product == checks.Point {
			return needs("order_id", "find.buyer_world.no_payment")
		}
		return needs("payment_id", "find.buyer_world.no_payment")
	}
	object, ex := b.from.object(), b.from.exchange(f)
	ev := func(out checks.Finding, what string) checks.Finding {
		return draw(out.With("field", t("ev.buyer", "object", object, "id", b.doc.ID, "what", "@buyer."+what), ex))
	}
	switch {
	case b.own:
		return ev(fail("find.buyer_world.own", "object", object, "id", b.doc.ID).Because("buyer-is-seller", t("cause.buyer-is-seller")), "own")
	case b.tester && !a.Test():
		return ev(fail("find.buyer_world.mixed", "object", object, "id", b.doc.ID).Because("users-of-different-worlds", t("cause.users-of-different-worlds")), "test")
	case b.tester:
		return ev(pass("find.buyer_world.test"), "test")
	case !b.known:
		return draw(unsure("find.buyer_world.unseen", "object", object, "id", b.doc.ID))
	case a.Test():
		return ev(unsure("find.buyer_world.test_card", "object", object, "id", b.doc.ID), "plain")
	}
	return ev(pass("find.buyer_world.real"), "plain")
}

// Life of a linked seller's token, and how early its renewal should have run.
const (
	oauthLife = 180 * 24 * time.Hour
	oauthSoon = 30
)

// oauth tells a linked seller's token from the account's own. No API tells when a token ends, so the
// day it was issued comes from the settings.
func oauth(f *checks.Facts) checks.Finding {
	a, s := checks.FactAccount.Must(f), checks.FactSettings.Must(f)
	app, known := checks.FactApplication.Get(f)
	out := func(x checks.Finding) checks.Finding {
		if known && app.Owner != 0 {
			x = x.With("http", t("ev.app_owner", "app", app.ID, "owner", itoa(app.Owner), "account", itoa(a.ID)), f.Exchange(checks.FactApplication.Name))
		}
		return x
	}
	if issued, err := time.Parse(time.DateOnly, s.OAuthIssued); err == nil && s.OAuthIssued != "" {
		end := issued.Add(oauthLife)
		days := int(end.Sub(f.Now()).Hours() / 24)
		dated := t("ev.oauth_issued", "issued", "@date:"+s.OAuthIssued, "end", date(end))
		switch {
		case issued.After(f.Now().Add(24 * time.Hour)):
			return out(needs("oauth_issued", "find.oauth.future", "issued", "@date:"+s.OAuthIssued))
		case !f.Now().Before(end):
			return out(fail("find.oauth.over", "end", date(end)).Because("oauth-expired", t("cause.oauth-expired")).With("note", dated, ""))
		case days <= oauthSoon:
			return out(warn("find.oauth.soon", "days", strconv.Itoa(days), "end", date(end)).Because("oauth-expiring", t("cause.oauth-expiring")).With("note", dated, ""))
		}
		return out(pass("find.oauth.ok", "days", strconv.Itoa(days), "end", date(end)).With("note", dated, ""))
	}
	switch {
	case !known || app.Owner == 0:
		return verdict(checks.Attest, "find.oauth.unseen", nil)
	case app.Owner == a.ID:
		return out(pass("find.oauth.own", "app", app.ID))
	}
	return out(needs("oauth_issued", "find.oauth.linked", "account", itoa(a.ID), "owner", itoa(app.Owner)))
}

// The words that clause 2.4 of the developers' terms keeps out of an application's name, folded.
var reserved = []string{"mercado", "livre", "libre", "pago", "shops", "envios", "credito"}

// applicationName looks for them. Whole words are certain; letters inside a longer word may be a
// coincidence ("Papagos").
func applicationName(f *checks.Facts) checks.Finding {
	app, ok := checks.FactApplication.Get(f)
	if !ok {
		return verdict(checks.Attest, "find.application_name.unseen", nil)
	}
	ev := t("ev.app_name", "app", app.ID, "name", app.Name)
	ex := f.Exchange(checks.FactApplication.Name)
	inside := ""
	for _, word := range wordsOf(app.Name) {
		rest := word
		for _, r := range reserved {
			rest = strings.ReplaceAll(rest, r, "")
			if inside == "" && strings.Contains(word, r) {
				inside = r
			}
		}
		if inside != "" && strings.Trim(rest, "s") == "" && rest != word {
			return warn("find.application_name.reserved", "name", app.Name, "word", inside).Because("reserved-name", t("cause.reserved-name")).With("http", ev, ex)
		}
	}
	if inside != "" {
		return unsure("find.application_name.inside", "name", app.Name, "word", inside).With("http", ev, ex)
	}
	return pass("find.application_name.ok", "name", app.Name).With("http", ev, ex)
}

// wordsOf splits a name at everything that is no letter and where capitals begin, folded to plain
// lower case.
func wordsOf(name string) []string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		if !unicode.IsLetter(r) {
			b.WriteByte(' ')
			lower = false
			continue
		}
		if unicode.IsUpper(r) && lower {
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	fold := strings.NewReplacer("á", "a", "à", "a", "ã", "a", "â", "a", "é", "e", "ê", "e", "í", "i", "ó", "o", "ô", "o", "õ", "o", "ú", "u", "ü", "u", "ç", "c", "ñ", "n")
	return strings.Fields(fold.Replace(b.String()))
}
