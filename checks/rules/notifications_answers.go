package rules

import (
	"strconv"
	"time"

	"github.com/homologa/homologa/checks"
)

func answerText(c checks.HookCase, a checks.HookAnswer) checks.Text {
	if a.Err != "" {
		return t("ev.hook_error", "case", "@hook."+string(c), "error", a.Err)
	}
	return t("ev.hook", "case", "@hook."+string(c), "status", strconv.Itoa(a.Status), "ms", strconv.FormatInt(a.Took.Milliseconds(), 10))
}

// shows adds the answers to some cases as evidence, those that were sent.
func shows(f checks.Finding, h checks.HookAnswers, cases ...checks.HookCase) checks.Finding {
	for _, c := range cases {
		if a, ok := h.Answers[c]; ok {
			f = f.With("http", answerText(c, a), a.Exchange)
		}
	}
	return f
}

// genuine are the cases a receiver has to accept; the two units of ts are contested, and so is
// the letter case, which numeric ids avoid.
var genuine = []checks.HookCase{checks.HookValidMillis, checks.HookValidSeconds}

// takesGenuine tells whether any genuine notification gets through.
func takesGenuine(h checks.HookAnswers) bool {
	return h.Answers[checks.HookValidMillis].Accepted() || h.Answers[checks.HookValidSeconds].Accepted()
}

// trouble names what went wrong before the application looked at a notification, by cause id; ""
// when it did look. Errors of its own count only where the notification was genuine.
func trouble(a checks.HookAnswer, honest bool) string {
	switch {
	case a.Err != "":
		return a.Cause
	case a.Took >= answerTime:
		return "timeout-22s"
	case a.Front != "":
		return "blocked-by-front"
	case a.Wall != "":
		return "blocked-by-csrf"
	case a.Status == 405:
		return "method-not-allowed"
	case a.Status >= 300 && a.Status < 400:
		return "redirects"
	case !honest:
		return ""
	case a.Status >= 500:
		return "server-error"
	case a.Status == 404:
		return "not-found"
	case a.Status < 300 && !a.Accepted():
		return "bad-status"
	}
	return ""
}

// answers judges that the endpoint is there and quick. Whether it believes the signature is the
// next requirement's question.
func answers(f *checks.Facts) checks.Finding {
	h := checks.FactHook.Must(f)
	cases, honest := genuine, true
	if h.NoSecret {
		cases, honest = []checks.HookCase{checks.HookUnsigned}, false
	}
	var slowest time.Duration
	var slowestCase checks.HookCase
	for _, c := range cases {
		a, ok := h.Answers[c]
		if !ok {
			continue
		}
		if slowestCase == "" || a.Took > slowest {
			slowest, slowestCase = a.Took, c
		}
		cause := trouble(a, honest)
		out := checks.Finding{Verdict: checks.Fail, Detail: t("find.hook."+cause, "status", strconv.Itoa(a.Status), "front", a.Front)}
		switch {
		case cause == "unreachable":
			out.Verdict = checks.Inconclusive
		case cause == "" && honest && a.Status == 401 && demands(a) && !takesGenuine(h) && len(taken(h)) == 0:
			cause = "auth-required"
			out.Detail = t("find.hook.auth-required", "status", strconv.Itoa(a.Status))
		}
		if cause != "" {
			return out.Because(cause, t("cause."+cause)).With("http", answerText(c, a), a.Exchange)
		}
	}
	if slowestCase == "" {
		return unsure("find.hook.not_sent")
	}
	first := h.Answers[slowestCase]
	for _, c := range checks.HookCases {
		if a := h.Answers[c]; a.Status == 429 && a.Front == "" {
			return warn("find.hook.rate_limited").Because("rate-limited", t("cause.rate-limited")).With("http", answerText(c, a), a.Exchange)
		}
	}
	ms := strconv.FormatInt(slowest.Milliseconds(), 10)
	if slowest > slowTime {
		return warn("find.hook.slow", "ms", ms).Because("slow", t("cause.slow")).With("http", answerText(slowestCase, first), first.Exchange)
	}
	if out, ok := heard(h, cases); !ok {
		return out
	}
	if h.NoSecret && !first.Accepted() && !first.Refused() {
		return shows(unsure("find.hook.no_clear_refusal"), h, cases...)
	}
	out := pass("find.hook.answers_ok", "ms", ms).With("http", answerText(slowestCase, first), first.Exchange)
	for _, c := range cases {
		if h.Answers[c].Large {
			out = out.Because("body-too-large", t("cause.body-too-large"))
			break
		}
	}
	return out
}

// heard reports whether every notification that a sound endpoint is sent was sent and answered; out says which was not. A
// full bucket, and an endpoint that grows slow, show at the later ones.
func heard(h checks.HookAnswers, cases []checks.HookCase) (out checks.Finding, ok bool) {
	if !h.NoSecret {
		cases = checks.HookCases
	}
	for _, c := range cases {
		switch a, sent := h.Answers[c]; {
		case !sent:
			return unsure("find.hook.not_sent"), false
		case a.Err != "":
			return shows(unsure("find.hook.unreachable"), h, c), false
		}
	}
	return out, true
}

// demands tells a login that Mercado Pago cannot pass.
func demands(a checks.HookAnswer) bool {
	switch a.Asks {
	case "basic", "digest", "negotiate", "ntlm", "bearer":
		return true
	}
	return false
}

// taken lists the wrong ways of signing that the endpoint accepts, in the order they were tried. An
// endpoint that takes forgeries takes them for no reason.
func taken(h checks.HookAnswers) (out []checks.HookCase) {
	if !h.Answers[checks.HookForged].Refused() {
		return nil
	}
	for _, c := range checks.HookWrong {
		if h.Answers[c].Accepted() {
			out = append(out, c)
		}
	}
	return out
}
