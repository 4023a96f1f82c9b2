package rules

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/homologa/homologa/checks"
)

const (
	srcNotify  = "source.notifications"
	srcReview  = "source.review"
	answerTime = 22 * time.Second // Mercado Pago waits this long for 200 or 201
	slowTime   = 2 * time.Second
)

func notifications() []checks.Requirement {
	addr, hook := keys(checks.FactHookAddress.Name), keys(checks.FactHook.Name)
	up := []checks.ID{"notifications.answers"}
	return []checks.Requirement{
		{ID: "notifications.public_https", Section: checks.Notifications, Level: checks.Required, Source: srcNotify, Needs: addr, Judge: publicHTTPS},
		{ID: "notifications.tls", Section: checks.Notifications, Level: checks.Required, Source: srcNotify, Needs: keys(checks.FactHookTLS.Name), Judge: hookTLS},
		{ID: "notifications.answers", Section: checks.Notifications, Level: checks.Required, Source: srcNotify, Needs: hook, Judge: answers},
		{ID: "notifications.valid_accepted", Section: checks.Notifications, Level: checks.Required, Source: srcNotify, After: up, Needs: hook, Uses: keys(checks.FactSettings.Name), Judge: validAccepted},
		{ID: "notifications.unsigned_refused", Section: checks.Notifications, Level: checks.Required, Source: srcReview, After: up, Needs: hook, Judge: refuses("unsigned", checks.HookUnsigned)},
		{ID: "notifications.forged_refused", Section: checks.Notifications, Level: checks.Required, Source: srcReview, After: up, Needs: hook, Judge: refuses("forged", checks.HookForged, checks.HookTail)},
		{ID: "notifications.other_id_refused", Section: checks.Notifications, Level: checks.Required, Source: srcReview, After: up, Needs: hook, Judge: refuses("other-id", checks.HookOtherID)},
		{ID: "notifications.stale_refused", Section: checks.Notifications, Level: checks.Recommended, Source: srcReview, After: up, Needs: hook, Judge: staleRefused},
		{ID: "notifications.duplicates", Section: checks.Notifications, Level: checks.Recommended, Source: srcNotify, After: up, Needs: hook, Judge: duplicates},
		{ID: "notifications.unknown_topic", Section: checks.Notifications, Level: checks.Recommended, Source: srcNotify, After: up, Needs: hook, Judge: unknownTopic},
		{ID: "notifications.malformed", Section: checks.Notifications, Level: checks.Recommended, Source: srcNotify, After: up, Needs: hook, Judge: malformed},
		{ID: "notifications.source_news", Section: checks.Notifications, Level: checks.GoodPractice, Source: srcNotify, Field: "notification_url",
			Products: []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks}, Uses: append(made, checks.FactSettings.Name), Judge: sourceNews},
		human(checks.Requirement{ID: "notifications.panel", Section: checks.Notifications, Level: checks.Required, Source: srcNotify}),
		human(checks.Requirement{ID: "notifications.refetch", Section: checks.Notifications, Level: checks.Required, Source: srcReview}),
		human(checks.Requirement{ID: "notifications.idempotent", Section: checks.Notifications, Level: checks.Required, Source: srcNotify}),
	}
}

// OfEndpoint lists the requirements that can be judged from a notification URL and its secret
// alone: no account and nothing the integration created.
func OfEndpoint() []checks.ID {
	own := keys(checks.FactSettings.Name, checks.FactHookAddress.Name, checks.FactHookTLS.Name, checks.FactHook.Name)
	var out []checks.ID
	for _, r := range notifications() {
		if !slices.ContainsFunc(slices.Concat(r.Needs, r.Uses), func(k checks.FactKey) bool { return !slices.Contains(own, k) }) && !r.Human {
			out = append(out, r.ID)
		}
	}
	return out
}

// maxURL: the specification says 400, an older reference and error 4021 less; 248 is the smallest.
const maxURL = 248

// ownDomain tells Mercado Pago's and Mercado Libre's own hosts, in whichever country.
func ownDomain(host string) bool {
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	for i, l := range labels {
		if l != "mercadopago" && l != "mercadolibre" && l != "mercadolivre" {
			continue
		}
		switch strings.Join(labels[i+1:], ".") {
		case "com", "com.ar", "com.br", "com.mx", "com.co", "com.pe", "com.uy", "com.ve", "com.ec", "cl":
			return true
		}
	}
	return false
}

func publicHTTPS(f *checks.Facts) checks.Finding {
	a := checks.FactHookAddress.Must(f)
	u, err := url.Parse(a.URL)
	if err != nil || u.Hostname() == "" {
		return fail("find.hook.not_url", "url", a.URL).Because("not-https", t("cause.not-https"))
	}
	where := t("ev.resolves", "host", a.Host, "addrs", join(a.Addrs))
	host := strings.ToLower(u.Hostname())
	switch {
	case u.User != nil: // first: the address is not for showing
		return fail("find.hook.userinfo").Because("auth-required", t("cause.auth-required"))
	case u.Scheme != "https":
		return fail("find.hook.plain", "url", a.URL).Because("not-https", t("cause.not-https")).With("note", checks.Raw(a.URL), "")
	case a.NotFound:
		return fail("find.hook.unresolved", "host", a.Host).Because("unreachable", t("cause.unreachable")).With("note", checks.Raw(a.Err), "")
	case a.Err != "":
		return unsure("find.hook.lookup_failed", "host", a.Host, "why", a.Err)
	case len(a.Private) > 0:
		return fail("find.hook.private", "host", a.Host, "addr", join(a.Private)).Because("unreachable", t("cause.private_address")).With("note", where, "")
	case ownDomain(host):
		return fail("find.hook.own_domain", "host", host).Because("unreachable", t("cause.own_domain"))
	case len(a.URL) > maxURL:
		return warn("find.hook.long", "n", strconv.Itoa(len(a.URL)), "max", strconv.Itoa(maxURL))
	}
	return pass("find.hook.public", "host", a.Host).With("note", where, "")
}

func join(as []netip.Addr) string {
	var s []string
	for _, a := range as {
		s = append(s, a.String())
	}
	return strings.Join(s, ", ")
}

// hookTLS judges the endpoint's TLS as the payment page's: the first failure, or else the first
// warning, speaks for all. What the probe did not ask for is left out.
func hookTLS(f *checks.Facts) checks.Finding {
	ts := checks.FactHookTLS.Must(f)
	judges := []func(checks.TLSState, time.Time) checks.Finding{chainComplete, hostName, expiry, certificate, tlsVersion, addresses}
	if ts.Offers != nil {
		judges = append(judges, ciphers)
	}
	got := soundTLS(ts, f.Now(), judges...)
	switch {
	case !shaken(ts):
		return got
	case got.Verdict == checks.Fail || got.Verdict == checks.Warn:
		return got.Because("tls-invalid", t("cause.tls-invalid"))
	case got.Verdict != checks.Pass:
		return got
	}
	return pass("find.hook.tls_ok", "host", ts.Host).With("tls", tlsLine(ts), "").With("tls", chainLine(ts), "")
}

func sourceNews(f *checks.Facts) checks.Finding {
	for _, k := range []checks.Key[checks.Created]{checks.FactPreference, checks.FactPayment} {
		d, ok := k.Get(f)
		if !ok {
			continue
		}
		raw := d.Doc.Str("notification_url")
		if raw == "" {
			continue
		}
		ev := t("ev.field", "object", "@object."+string(k.Name), "id", d.Doc.ID, "field", "notification_url", "value", raw)
		u, err := url.Parse(raw)
		switch {
		case err != nil:
			return warn("find.news.absent").With("field", ev, f.Exchange(k.Name))
		case u.Query().Get("source_news") == "webhooks":
			return pass("find.news.ok").With("field", ev, f.Exchange(k.Name))
		case u.Query().Get("source_news") == "ipn":
			return warn("find.news.ipn").Because("ipn-only", t("cause.ipn-only")).With("field", ev, f.Exchange(k.Name))
		}
		return warn("find.news.absent").Because("both-channels", t("cause.both-channels")).With("field", ev, f.Exchange(k.Name))
	}
	if _, ok := checks.FactPreference.Get(f); !ok {
		if _, ok := checks.FactPayment.Get(f); !ok {
			return noWitness(f)
		}
	}
	return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.news.no_url")}
}
