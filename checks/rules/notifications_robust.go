package rules

import (
	"strconv"

	"github.com/homologa/homologa/checks"
)

// robust prepares the judgement of a signed case that is unusual: it says something only where the
// usual gets through. ok is false when out is the finding.
func robust(h checks.HookAnswers, c checks.HookCase) (a checks.HookAnswer, out checks.Finding, ok bool) {
	if h.NoSecret {
		return a, noSecret(), false
	}
	a, sent := h.Answers[c]
	switch {
	case !sent:
		return a, unsure("find.hook.not_sent"), false
	case !takesGenuine(h):
		return a, shows(unsure("find.hook.refuses_all"), h, c), false
	case a.Front != "":
		return a, shows(unsure("find.hook.front_refused"), h, c), false
	case a.Status == 429:
		return a, shows(unsure("find.hook.rate_limited"), h, c), false
	case a.Err != "":
		return a, shows(unsure("find.hook.unreachable"), h, c), false
	}
	return a, out, true
}

// staleRefused judges a right signature that is a day old. Each redelivery is signed anew, so only
// somebody else repeats an old one.
func staleRefused(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	a, out, ok := robust(h, checks.HookStale)
	switch {
	case !ok:
		return out
	case a.Status/100 == 2 && harmless(h, checks.HookStale):
		out = noEffect(h, a)
	case a.Status/100 == 2:
		out = warn("find.hook.accepts_stale", "status", strconv.Itoa(a.Status)).Because("accepts-stale", t("cause.accepts-stale"))
	case a.Refused():
		out = pass("find.hook.stale_ok")
	default:
		out = unsure("find.hook.no_clear_refusal")
	}
	return shows(out, h, checks.HookStale)
}

// harmless reports whether a notification was measured to have no effect.
func harmless(h checks.HookAnswers, c checks.HookCase) bool {
	n, measured := h.Counter.Effect(c)
	return measured && n == 0
}

// noEffect is the finding on what is answered as if it were believed and has no effect: many receivers answer 200 to
// whatever they ignore.
func noEffect(h checks.HookAnswers, a checks.HookAnswer) checks.Finding {
	return byCounter(pass("find.hook.no_effect", "status", strconv.Itoa(a.Status)), h)
}

// byCounter adds what the counter showed.
func byCounter(f checks.Finding, h checks.HookAnswers) checks.Finding {
	switch {
	case h.Counter == nil:
		return f
	case h.Counter.Err != "":
		return f.With("note", t("ev.counter_error", "why", h.Counter.Err), "")
	}
	for _, c := range checks.HookCases {
		if n, ok := h.Counter.Moved[c]; ok {
			f = f.With("note", t("ev.counter", "case", "@hook."+string(c), "n", strconv.Itoa(n)), "")
		}
	}
	return f
}

// duplicates judges how repetitions are answered and, where the integration's counter shows it, what they do. Two
// things repeat: a notification that is delivered again, and a payment that several notifications tell of. A
// request repeated byte for byte may be refused: Mercado Pago never sends one.
func duplicates(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	again, out, ok := robust(h, checks.HookDuplicate)
	if !ok {
		return out
	}
	sibling, out, ok := robust(h, checks.HookSibling)
	if !ok {
		return out
	}
	replay, replayed := h.Answers[checks.HookReplay]
	twice, sawTwice := h.Counter.Effect(checks.HookDuplicate)
	both, sawBoth := h.Counter.Effect(checks.HookSibling)
	more, sawMore := h.Counter.Effect(checks.HookReplay)
	rejects := func(a checks.HookAnswer) checks.Finding {
		return warn("find.hook.rejects_duplicate", "status", strconv.Itoa(a.Status)).Because("rejects-duplicate", t("cause.rejects-duplicate"))
	}
	switch {
	case sawTwice && twice > 0:
		out = fail("find.hook.duplicate_effects", "n", strconv.Itoa(twice)).Because("duplicate-effects", t("cause.duplicate-effects"))
	case sawBoth && both > 0:
		out = fail("find.hook.sibling_effects", "n", strconv.Itoa(both)).Because("duplicate-effects", t("cause.duplicate-effects"))
	case !again.Accepted():
		out = rejects(again)
	case !sibling.Accepted():
		out = rejects(sibling)
	case replayed && replay.Status >= 500:
		out = rejects(replay)
	case sawMore && more > 0:
		out = warn("find.hook.accepts_replay", "n", strconv.Itoa(more)).Because("accepts-replay", t("cause.accepts-replay"))
	case h.Counter == nil:
		out = verdict(checks.Attest, "find.hook.duplicate_ok", nil)
	case !h.Counter.Counts():
		out = unsure("find.hook.counter_silent")
	case !sawTwice || !sawBoth:
		out = unsure("find.hook.not_sent")
	default:
		out = pass("find.hook.one_effect")
	}
	return shows(byCounter(out, h), h, checks.HookDuplicate, checks.HookSibling, checks.HookReplay)
}

// unknownTopic: new topics come, and a panel can subscribe to more than the code knows.
func unknownTopic(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	a, out, ok := robust(h, checks.HookUnknownTopic)
	switch {
	case !ok:
		return out
	case a.Accepted():
		out = pass("find.hook.unknown_topic_ok")
	default:
		out = warn("find.hook.unknown_topic_error", "status", strconv.Itoa(a.Status)).Because("unknown-topic-error", t("cause.unknown-topic-error"))
	}
	return shows(out, h, checks.HookUnknownTopic)
}

// malformed wants any answer but a failure: nothing in a body is signed, so anything may stand in it.
func malformed(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	a, out, ok := robust(h, checks.HookMalformed)
	switch {
	case !ok:
		return out
	case a.Status >= 500:
		out = warn("find.hook.malformed_5xx", "status", strconv.Itoa(a.Status)).Because("malformed-5xx", t("cause.malformed-5xx"))
	default:
		out = pass("find.hook.malformed_ok")
	}
	return shows(out, h, checks.HookMalformed)
}
