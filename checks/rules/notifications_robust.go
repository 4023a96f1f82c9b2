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
	case a.Status >= 200 && a.Status < 300:
		out = warn("find.hook.accepts_stale", "status", strconv.Itoa(a.Status)).Because("accepts-stale", t("cause.accepts-stale"))
	case a.Refused():
		out = pass("find.hook.stale_ok")
	default:
		out = unsure("find.hook.no_clear_refusal")
	}
	return shows(out, h, checks.HookStale)
}

func counterText(c *checks.HookCounter) checks.Text {
	if c.Err != "" {
		return t("ev.counter_error", "why", c.Err)
	}
	return t("ev.counter", "genuine", strconv.Itoa(c.Genuine), "again", strconv.Itoa(c.Again), "replay", strconv.Itoa(c.Replay), "forged", strconv.Itoa(c.Forged))
}

// duplicates judges how a repetition is answered and, where the integration's counter shows it, what
// it does. A request repeated byte for byte may be refused: Mercado Pago never sends one.
func duplicates(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	a, out, ok := robust(h, checks.HookDuplicate)
	if !ok {
		return out
	}
	replay := h.Answers[checks.HookReplay]
	switch {
	case h.Counter.Counts() && h.Counter.Again > 0:
		out = fail("find.hook.duplicate_effects", "n", strconv.Itoa(h.Counter.Again)).Because("duplicate-effects", t("cause.duplicate-effects"))
	case !a.Accepted():
		out = warn("find.hook.rejects_duplicate", "status", strconv.Itoa(a.Status)).Because("rejects-duplicate", t("cause.rejects-duplicate"))
	case replay.Status >= 500:
		out = warn("find.hook.rejects_duplicate", "status", strconv.Itoa(replay.Status)).Because("rejects-duplicate", t("cause.rejects-duplicate"))
	case h.Counter.Counts() && h.Counter.Replay > 0:
		out = warn("find.hook.accepts_replay", "n", strconv.Itoa(h.Counter.Replay)).Because("accepts-replay", t("cause.accepts-replay"))
	case h.Counter.Counts():
		out = pass("find.hook.one_effect")
	default:
		out = pass("find.hook.duplicate_ok")
	}
	if h.Counter != nil {
		out = out.With("note", counterText(h.Counter), "")
	}
	return shows(out, h, checks.HookDuplicate, checks.HookReplay)
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
