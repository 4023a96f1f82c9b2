package rules

import (
	"net/netip"
	"net/url"
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
		{ID: "notifications.valid_accepted", Section: checks.Notifications, Level: checks.Required, Source: srcNotify, After: up, Needs: hook, Judge: validAccepted},
		{ID: "notifications.unsigned_refused", Section: checks.Notifications, Level: checks.Required, Source: srcReview, After: up, Needs: hook, Judge: refuses("unsigned", checks.HookUnsigned)},
		{ID: "notifications.forged_refused", Section: checks.Notifications, Level: checks.Required, Source: srcReview, After: up, Needs: hook, Judge: refuses("forged", checks.HookForged, checks.HookTail)},
		{ID: "notifications.other_id_refused", Section: checks.Notifications, Level: checks.Required, Source: srcReview, After: up, Needs: hook, Judge: refuses("other-id", checks.HookOtherID)},
		{ID: "notifications.source_news", Section: checks.Notifications, Level: checks.GoodPractice, Source: srcNotify, Field: "notification_url",
			Products: []checks.Product{checks.CheckoutPro, checks.CheckoutAPI, checks.Bricks}, Uses: keys(checks.FactPreference.Name, checks.FactPayment.Name), Judge: sourceNews},
		human(checks.Requirement{ID: "notifications.panel", Section: checks.Notifications, Level: checks.Required, Source: srcNotify}),
		human(checks.Requirement{ID: "notifications.refetch", Section: checks.Notifications, Level: checks.Required, Source: srcReview}),
		human(checks.Requirement{ID: "notifications.idempotent", Section: checks.Notifications, Level: checks.Required, Source: srcNotify}),
	}
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

func answerText(c checks.HookCase, a checks.HookAnswer) checks.Text {
	if a.Err != "" {
		return t("ev.hook_error", "case", "@hook."+string(c), "error", a.Err)
	}
	return t("ev.hook", "case", "@hook."+string(c), "status", strconv.Itoa(a.Status), "ms", strconv.FormatInt(a.Took.Milliseconds(), 10))
}

// genuine are the cases a receiver has to accept; the two units of ts are contested, and so is
// the letter case, which numeric ids avoid.
var genuine = []checks.HookCase{checks.HookValidMillis, checks.HookValidSeconds}

// answers judges that the endpoint is there and quick. Whether it believes the signature is the
// next requirement's question.
func answers(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	var slowest time.Duration
	for _, c := range genuine {
		a, ok := h.Answers[c]
		if !ok {
			continue
		}
		slowest = max(slowest, a.Took)
		cause := ""
		switch {
		case a.Err != "":
			cause = a.Cause
		case a.Took >= answerTime:
			cause = "timeout-22s"
		case a.Status >= 500:
			cause = "server-error"
		case a.Status == 404:
			cause = "not-found"
		case a.Status == 405:
			cause = "method-not-allowed"
		case a.Status >= 300 && a.Status < 400:
			cause = "redirects"
		case a.Status == 429:
			return warn("find.hook.rate_limited").Because("rate-limited", t("cause.rate-limited")).With("http", answerText(c, a), a.Exchange)
		case a.Status >= 200 && a.Status < 300 && !a.Accepted():
			cause = "bad-status"
		}
		if cause == "unreachable" {
			return unsure("find.hook.unreachable").Because(cause, t("cause.unreachable")).With("http", answerText(c, a), a.Exchange)
		}
		if cause != "" {
			return fail("find.hook."+cause, "status", strconv.Itoa(a.Status)).Because(cause, t("cause."+cause)).With("http", answerText(c, a), a.Exchange)
		}
	}
	first := h.Answers[checks.HookValidMillis]
	if slowest > slowTime {
		return warn("find.hook.slow", "ms", strconv.FormatInt(slowest.Milliseconds(), 10)).Because("slow", t("cause.slow")).With("http", answerText(checks.HookValidMillis, first), first.Exchange)
	}
	return pass("find.hook.answers_ok", "ms", strconv.FormatInt(slowest.Milliseconds(), 10)).With("http", answerText(checks.HookValidMillis, first), first.Exchange)
}

// validAccepted passes when genuine notifications are taken in both units of ts, and judges only
// clear answers: an endpoint that is down refuses nothing. With one unit
// refused nobody can say from outside which one Mercado Pago will use for this account, so that is
// a warning; refusing both means no notification gets through.
func validAccepted(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	ms, s := h.Answers[checks.HookValidMillis], h.Answers[checks.HookValidSeconds]
	out := func(v checks.Finding) checks.Finding {
		for _, c := range []checks.HookCase{checks.HookValidMillis, checks.HookValidSeconds, checks.HookCapsKept, checks.HookCapsLower} {
			if a, ok := h.Answers[c]; ok {
				v = v.With("http", answerText(c, a), a.Exchange)
			}
		}
		return v
	}
	for _, a := range []checks.HookAnswer{ms, s} {
		switch {
		case a.Err != "" || a.Status == 0:
			return out(unsure("find.hook.unreachable"))
		case !a.Accepted() && (!a.Refused() || a.Status == 404 || a.Status == 405 || a.Status == 429):
			// It failed before it came to the signature; the requirement before this one says how.
			return out(unsure("find.hook.no_clear_refusal"))
		}
	}
	switch {
	case !ms.Accepted() && !s.Accepted():
		return out(fail("find.hook.rejects_valid", "status", strconv.Itoa(ms.Status)).Because("rejects-valid", t("cause.rejects-valid")))
	case !ms.Accepted():
		return out(warn("find.hook.one_unit", "unit", "@unit.ms").Because("rejects-valid-millis", t("cause.rejects-valid-millis")))
	case !s.Accepted():
		return out(warn("find.hook.one_unit", "unit", "@unit.s").Because("rejects-valid-seconds", t("cause.rejects-valid-seconds")))
	}
	v := pass("find.hook.valid_ok")
	kept, lower := h.Answers[checks.HookCapsKept].Accepted(), h.Answers[checks.HookCapsLower].Accepted()
	switch {
	case kept && !lower:
		v = v.Because("capital-id-only-kept", t("cause.capital-id-only-kept"))
	case lower && !kept:
		v = v.Because("capital-id-only-lower", t("cause.capital-id-only-lower"))
	}
	return out(v)
}

// refuses judges that a dishonest notification is turned away. An error of the endpoint is no
// refusal: it may be failing at everything.
func refuses(what string, cases ...checks.HookCase) func(*checks.Facts) checks.Finding {
	cause := "accepts-" + what
	return func(f *checks.Facts) checks.Finding {
		h := checks.FactHook.Must(f)
		out := pass("find.hook.refused_" + strings.ReplaceAll(what, "-", "_"))
		unclear := ""
		for _, c := range cases {
			a, ok := h.Answers[c]
			ev := answerText(c, a)
			switch {
			case !ok: // not sent, so nothing was refused
				unclear = "find.hook.no_clear_refusal"
				continue
			case a.Status >= 200 && a.Status < 300:
				return fail("find.hook."+cause, "status", strconv.Itoa(a.Status)).Because(cause, t("cause."+cause)).With("http", ev, a.Exchange)
			case a.Status == 429:
				unclear = "find.hook.rate_limited"
			case !a.Refused():
				unclear = "find.hook.no_clear_refusal"
			}
			out = out.With("http", ev, a.Exchange)
		}
		if unclear != "" {
			out.Verdict, out.Detail = checks.Inconclusive, t(unclear)
			return out
		}
		if !h.Answers[checks.HookValidMillis].Accepted() && !h.Answers[checks.HookValidSeconds].Accepted() {
			// It refuses everything, so this refusal proves nothing about the signature check.
			u := unsure("find.hook.refuses_all")
			u.Evidence = out.Evidence
			return u
		}
		return out
	}
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
			return noWitness(f, false)
		}
	}
	return checks.Finding{Verdict: checks.NotApplicable, Detail: t("find.news.no_url")}
}
