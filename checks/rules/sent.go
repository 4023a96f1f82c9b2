package rules

import (
	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/mpclient"
)

// Recorded exchanges show what was sent, which code only hints at. They show no more than was
// recorded: what is bad in them is bad, and a pass says how much there was.

func callText(s checks.Sent, c checks.SentCall) checks.Text {
	if c.Status == 0 {
		return t("ev.sent.call_open", "file", s.File, "n", num(c.N), "what", c.What)
	}
	return t("ev.sent.call", "file", s.File, "n", num(c.N), "what", c.What, "status", num(c.Status))
}

// recorded adds the requests where something was seen.
func recorded(out checks.Finding, s checks.Sent, cs []checks.SentCall) checks.Finding {
	for _, c := range cs[:min(len(cs), 5)] {
		out = out.With("file", callText(s, c), "")
	}
	return out
}

// counted says how much was read; it goes with what rests on nothing bad having been recorded.
func counted(out checks.Finding, s checks.Sent) checks.Finding {
	out = out.With("file", t("ev.sent.read", "file", s.File, "n", num(s.Read), "calls", num(s.Calls)), "")
	if s.Own > 0 {
		out = out.With("note", t("ev.sent.own", "n", num(s.Own)), "")
	}
	return out.Without(s.LeftOut(), "")
}

// half turns a pass on a file that was not read to its end into what it is.
func half(out checks.Finding, s checks.Sent) checks.Finding {
	if out.Verdict == checks.Pass && !s.Whole() {
		was := out.Detail
		out.Verdict, out.Detail = checks.Inconclusive, t("find.sent.partly", "n", num(s.Read))
		out = out.With("note", was, "")
	}
	return counted(out, s)
}

// bySource asks the folder of code; a missing one is the gap it is. A file of exchanges that could not
// be read is told: somebody counts on it.
func bySource(f *checks.Facts, judge func(checks.Source) checks.Finding) checks.Finding {
	broken := f.Gap(checks.FactSent.Name)
	if _, asked := f.Fact(checks.FactSent.Name); !asked || broken != nil && broken.Reason == checks.GapInput {
		broken = nil
	}
	s, ok := checks.FactSource.Get(f)
	switch {
	case ok && broken == nil:
		return judge(s)
	case ok:
		return judge(s).With("note", broken.Detail, "")
	case broken != nil && f.Gap(checks.FactSource.Name).Reason == checks.GapInput:
		return gapped(f, checks.FactSent.Name)
	}
	return gapped(f, checks.FactSource.Name)
}

// unwantedCalls judges what must be neither in the code nor in a call.
func unwantedCalls(f *checks.Facts, sight checks.Sight, bad, cause string, code func(checks.Source) checks.Finding) checks.Finding {
	s, ok := checks.FactSent.Get(f)
	if !ok {
		return bySource(f, code)
	}
	if cs := s.Sights[sight]; len(cs) > 0 && !cs[0].Unsure {
		out := recorded(fail(bad, "what", cs[0].What, "n", num(cs[0].N)).Because(cause, t("cause."+cause)), s, cs)
		if src, ok := checks.FactSource.Get(f); ok {
			out = sights(out, src.Sights[sight])
		}
		return out
	}
	if _, ok := checks.FactSource.Get(f); ok || s.Calls == 0 {
		return counted(bySource(f, code), s)
	}
	return half(pass("find.sent.clean", "n", num(s.Calls)), s)
}

func tokenNotInCalls(f *checks.Facts) checks.Finding {
	return unwantedCalls(f, checks.SightTokenInQuery, "find.sent.token_query", "token-in-query", tokenNotInQuery)
}

func httpsInCalls(f *checks.Facts) checks.Finding {
	return unwantedCalls(f, checks.SightPlainURL, "find.sent.plain", "not-https", httpsInSource)
}

func cardDataInCalls(f *checks.Facts) checks.Finding {
	s, ok := checks.FactSent.Get(f)
	if !ok {
		return bySource(f, noCardData)
	}
	cs := s.Sights[checks.SightCardData]
	if len(cs) > 0 && !cs[0].Unsure {
		return recorded(fail("find.sent.card_data", "what", cs[0].What, "n", num(cs[0].N)).Because("card-data-on-server", t("cause.card-data-on-server")), s, cs)
	}
	out := bySource(f, noCardData)
	switch fields := s.Sights[checks.SightSecureForm]; {
	case len(cs) > 0 && out.Verdict != checks.Fail:
		return recorded(unsure("find.sent.card_elsewhere", "what", cs[0].What, "n", num(cs[0].N)), s, cs)
	case len(fields) > 0 && (out.Verdict == checks.NeedsInput || out.Verdict == checks.Attest):
		return half(recorded(pass("find.sent.card_fields"), s, fields), s)
	}
	return counted(out, s)
}

// keysInCalls judges X-Idempotency-Key from the payments, orders and refunds that were recorded: each
// has one, no two different calls share one, and a repetition of a call whose outcome was open reuses
// its own.
func keysInCalls(f *checks.Facts) checks.Finding {
	s, ok := checks.FactSent.Get(f)
	if !ok || len(s.Writes) == 0 {
		out := bySource(f, idempotency)
		if ok {
			out = counted(out, s)
		}
		return out
	}
	var without, shared, renewed, reused []checks.SentCall
	unknown := 0
	byKey, byBody := map[int]checks.SentWrite{}, map[int]checks.SentWrite{}
	for _, w := range s.Writes {
		switch w.Key {
		case checks.KeyMissing:
			without = append(without, w.Call)
		case checks.KeyUnknown:
			unknown++
		}
		first, keyed := byKey[w.KeyNo]
		before, again := byBody[w.BodyNo]
		switch {
		case w.Key != checks.KeySent || w.BodyNo == 0:
		case keyed && first.BodyNo != 0 && first.BodyNo != w.BodyNo:
			shared = append(shared, first.Call, w.Call)
		case keyed:
			reused = append(reused, w.Call)
		case again && before.Unsettled && before.Key == checks.KeySent:
			renewed = append(renewed, before.Call, w.Call)
		}
		if w.Key == checks.KeySent && !keyed {
			byKey[w.KeyNo] = w
		}
		if w.BodyNo != 0 {
			byBody[w.BodyNo] = w
		}
	}
	bad := func(key, cause string, cs []checks.SentCall) checks.Finding {
		return recorded(fail(key, "n", num(cs[0].N), "of", num(len(s.Writes)), "last", num(cs[len(cs)-1].N)).Because(cause, t("cause."+cause)), s, cs)
	}
	switch {
	case len(without) > 0:
		return bad("find.sent.key_missing", "idempotency-missing", without)
	case len(shared) > 0:
		return bad("find.sent.key_shared", "idempotency-shared", shared)
	case len(renewed) > 0:
		return bad("find.sent.key_renewed", "idempotency-renewed", renewed)
	case unknown > 0:
		out := bySource(f, idempotency)
		if out.Verdict == checks.NeedsInput || out.Verdict == checks.Attest {
			out = unsure("find.sent.key_unknown", "n", num(unknown))
		}
		return counted(out, s)
	}
	out := pass("find.sent.keys", "n", num(len(s.Writes)))
	if len(reused) > 0 {
		out = recorded(out.With("note", t("ev.sent.reused", "n", num(len(reused))), ""), s, reused)
	}
	if src, ok := checks.FactSource.Get(f); ok {
		if code := idempotency(src); code.Verdict == checks.Fail {
			// Both are facts: some other place of the code may create without a key.
			code.Verdict, code.Detail = checks.Inconclusive, t("find.sent.key_disagree", "n", num(len(s.Writes)), "where", code.Detail.Args[1])
			return counted(code, s)
		}
	}
	return half(out, s)
}

// deviceSent passes when the device id went with card payments. That it did not proves nothing where
// MercadoPago.js sends it by itself, so its absence is only told.
func deviceSent(f *checks.Facts) (checks.Finding, func(checks.Finding) checks.Finding) {
	same := func(out checks.Finding) checks.Finding { return out }
	s, ok := checks.FactSent.Get(f)
	if !ok {
		return checks.Finding{}, same
	}
	var with, without []checks.SentCall
	for _, w := range s.Writes {
		switch {
		case !w.Card:
		case w.Device:
			with = append(with, w.Call)
		case w.Key != checks.KeyUnknown: // headers were recorded
			without = append(without, w.Call)
		}
	}
	switch {
	case len(with) > 0 && len(without) == 0:
		return half(recorded(pass("find.sent.device", "n", num(len(with))), s, with), s), same
	case len(without) > 0:
		return checks.Finding{}, func(out checks.Finding) checks.Finding {
			return recorded(out.With("note", t("ev.sent.no_device", "n", num(len(without)), "of", num(len(with)+len(without))), ""), s, without)
		}
	}
	return checks.Finding{}, same
}

// reusedInCalls finds two charges that were approved under one reference; ok is false when the file
// shows none.
func reusedInCalls(f *checks.Facts) (checks.Finding, bool) {
	s, _ := checks.FactSent.Get(f)
	first := map[int]checks.SentWrite{}
	for _, w := range s.Writes {
		if !w.Approved || w.RefNo == 0 {
			continue
		}
		if o, again := first[w.RefNo]; again && (o.KeyNo == 0 || o.KeyNo != w.KeyNo) {
			return recorded(warn("find.reference.reused", "n", "2", "value", mpclient.CleanLine(w.Reference, 80)).Because("field-value", checks.Raw("external_reference")),
				s, []checks.SentCall{o.Call, w.Call}), true
		}
		first[w.RefNo] = w
	}
	return checks.Finding{}, false
}

// sdkInCalls judges who sent the calls. ok is false when the file does not tell.
func sdkInCalls(f *checks.Facts) (checks.Finding, bool) {
	s, _ := checks.FactSent.Get(f)
	if len(s.SDKs) > 0 {
		out := pass("find.sent.sdk", "sdk", s.SDKs[0].Name, "n", num(s.SDKs[0].Call.N))
		for _, k := range s.SDKs {
			out = out.With("file", callText(s, k.Call), "")
		}
		return out, true
	}
	if s.Server > 0 {
		return counted(warn("find.sent.no_sdk", "n", num(s.Server)), s), true
	}
	return checks.Finding{}, false
}
