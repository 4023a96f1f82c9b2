package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/homologa/homologa/checks"
)

// noSecret is the finding where nothing could be signed.
func noSecret() checks.Finding {
	return needs("webhook_secret", "gap.input", "input", "webhook_secret")
}

// unheard tells an answer that says nothing of the signature: it failed before it came to that, and
// the requirement on answers says how.
func unheard(a checks.HookAnswer) bool {
	return !a.Accepted() && (!a.Refused() || a.Wall != "" || slices.Contains([]int{404, 405, 429}, a.Status))
}

// validAccepted passes when genuine notifications are taken in both units of ts, and judges only
// clear answers: an endpoint that is down refuses nothing. With one unit
// refused nobody can say from outside which one Mercado Pago will use for this account, so that is
// a warning; refusing both means no notification gets through.
func validAccepted(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	if h.NoSecret {
		return noSecret()
	}
	ms, s := h.Answers[checks.HookValidMillis], h.Answers[checks.HookValidSeconds]
	out := func(v checks.Finding) checks.Finding {
		return shows(v, h, checks.HookValidMillis, checks.HookValidSeconds, checks.HookCapsKept, checks.HookCapsLower)
	}
	for _, c := range genuine {
		a, sent := h.Answers[c]
		switch {
		case !sent:
			return out(unsure("find.hook.not_sent"))
		case a.Err != "" || a.Status == 0:
			return out(unsure("find.hook.unreachable"))
		case unheard(a):
			return out(unsure("find.hook.no_clear_refusal"))
		}
	}
	switch {
	case !ms.Accepted() && !s.Accepted():
		return out(rejectsAll(h))
	case !ms.Accepted():
		return out(warn("find.hook.one_unit", "unit", "@unit.ms").Because("rejects-valid-millis", t("cause.rejects-valid-millis")))
	case !s.Accepted():
		return out(warn("find.hook.one_unit", "unit", "@unit.s").Because("rejects-valid-seconds", t("cause.rejects-valid-seconds")))
	}
	return out(capitals(f, h))
}

// rejectsAll names the receiver's mistake where a signature made on purpose with it was taken.
func rejectsAll(h checks.HookAnswers) checks.Finding {
	status := strconv.Itoa(h.Answers[checks.HookValidMillis].Status)
	ways := taken(h)
	if len(ways) == 0 {
		return fail("find.hook.rejects_valid", "status", status).Because("rejects-valid", t("cause.rejects-valid"))
	}
	v := fail("find.hook.signs_wrong", "way", "@hook."+string(ways[0])).Because("rejects-valid", t("cause.rejects-valid"))
	for _, c := range ways {
		id := signatureCause(c)
		v = v.Because(id, t("cause."+id))
	}
	return shows(v, h, ways...)
}

// signatureCause names a wrong way of signing as a cause: wrong_no_id is signature-no-id.
func signatureCause(c checks.HookCase) string {
	return "signature-" + strings.ReplaceAll(strings.TrimPrefix(string(c), "wrong_"), "_", "-")
}

// capitals passes whichever reading of ids with capitals the endpoint follows: sources disagree.
// Refusing both concerns the products whose ids have letters, and only where the topic is not the
// reason.
func capitals(f *checks.Facts, h checks.HookAnswers) checks.Finding {
	kept, sawKept := h.Answers[checks.HookCapsKept]
	lower, sawLower := h.Answers[checks.HookCapsLower]
	s, _ := checks.FactSettings.Get(f)
	letters := slices.Contains([]checks.Product{checks.Orders, checks.QR, checks.Point}, s.Product) // payments have numeric ids
	switch {
	case letters && (!sawKept || !sawLower):
		return unsure("find.hook.not_sent")
	case letters && (kept.Err != "" || lower.Err != ""):
		return unsure("find.hook.unreachable")
	case kept.Accepted() && lower.Refused():
		return pass("find.hook.valid_ok").Because("capital-id-only-kept", t("cause.capital-id-only-kept"))
	case lower.Accepted() && kept.Refused():
		return pass("find.hook.valid_ok").Because("capital-id-only-lower", t("cause.capital-id-only-lower"))
	case !kept.Refused() || !lower.Refused() || unheard(kept) || unheard(lower):
		return pass("find.hook.valid_ok")
	}
	if !letters {
		return pass("find.hook.valid_ok")
	}
	return warn("find.hook.capitals_refused", "status", strconv.Itoa(kept.Status)).Because("capital-id-refused", t("cause.capital-id-refused"))
}

// refuses judges that a dishonest notification is turned away. An error of the endpoint is no
// refusal: it may be failing at everything.
func refuses(what string, cases ...checks.HookCase) func(*checks.Facts) checks.Finding {
	cause := "accepts-" + what
	return func(f *checks.Facts) checks.Finding {
		h := checks.FactHook.Must(f)
		out := pass("find.hook.refused_" + strings.ReplaceAll(what, "-", "_"))
		unclear := ""
		var ignored *checks.HookAnswer // answered as if it were believed, without effect
		for _, c := range cases {
			a, ok := h.Answers[c]
			ev := answerText(c, a)
			switch {
			case !ok && h.NoSecret: // it would have to be signed
				if unclear == "" {
					unclear = "find.hook.no_secret"
				}
				continue
			case !ok: // not sent, so nothing was refused
				unclear = "find.hook.no_clear_refusal"
				continue
			case a.Status/100 == 2 && a.Front == "" && harmless(h, c):
				ignored = &a
			case a.Status/100 == 2 && a.Front == "" && c == checks.HookOtherID:
				return otherID(h, a).With("http", ev, a.Exchange)
			case a.Status/100 == 2 && a.Front == "":
				return fail("find.hook."+cause, "status", strconv.Itoa(a.Status)).Because(cause, t("cause."+cause)).With("http", ev, a.Exchange)
			case a.Status == 429:
				unclear = "find.hook.rate_limited"
			case a.Front != "":
				unclear = "find.hook.front_refused"
			case !a.Refused():
				unclear = "find.hook.no_clear_refusal"
			}
			out = out.With("http", ev, a.Exchange)
		}
		if what == "unsigned" { // neither is signed by Mercado Pago: for information, whatever the answer
			out = shows(out, h, checks.HookIPN, checks.HookIPNGet, checks.HookQR)
		}
		refused := func(key string) checks.Finding {
			u := unsure(key)
			u.Evidence = out.Evidence
			return u
		}
		switch {
		case h.NoSecret && len(out.Evidence) == 0:
			return noSecret()
		case unclear != "":
			return refused(unclear)
		case h.NoSecret: // it may refuse everything
			return refused("find.hook.no_secret")
		case !takesGenuine(h):
			// It refuses everything, so this refusal proves nothing about the signature check.
			return refused("find.hook.refuses_all")
		}
		if n, seen := h.Counter.Effect(checks.HookForged); what == "forged" && seen && n > 0 && h.Answers[checks.HookForged].Refused() {
			v := fail("find.hook.effect_before_check", "n", strconv.Itoa(n)).Because("effect-before-check", t("cause.effect-before-check"))
			v.Evidence = out.Evidence
			return byCounter(v, h)
		}
		if ignored != nil {
			v := noEffect(h, *ignored)
			v.Evidence = append(out.Evidence, v.Evidence...)
			return v
		}
		return out
	}
}

// otherID judges a signature of another payment that is answered as if it were right. Mercado Pago's documentation and
// SDKs sign and act on the id of the query; receivers that its own tools write verify the one in the body. Both are
// safe if they fetch the very id they verified, and an answer does not show which one that was. The body names a
// payment that was handled before, so an effect, of a receiver that handles each payment once, is the query's.
func otherID(h checks.HookAnswers, a checks.HookAnswer) checks.Finding {
	n, seen := h.Counter.Effect(checks.HookOtherID)
	if seen && n > 0 && harmless(h, checks.HookSibling) {
		return byCounter(fail("find.hook.other_id_effects", "n", strconv.Itoa(n)).Because("accepts-other-id", t("cause.accepts-other-id")), h)
	}
	return byCounter(warn("find.hook.accepts-other-id", "status", strconv.Itoa(a.Status)).Because("accepts-other-id", t("cause.accepts-other-id")), h)
}
