package checks

import (
	"strings"

	"github.com/homologa/homologa/mpclient"
)

// Stopped words why the write guard stopped a request; e is of mpclient.CatConsent.
func Stopped(e *mpclient.Error) Text {
	what := strings.TrimLeft(e.Refused, "@")
	if what == mpclient.WholeBody || what == mpclient.CardNumber {
		what = "@guard.what." + what
	}
	return T("guard."+e.Code, "what", what)
}

// GapFinding turns a missing fact into a finding that says why nothing was judged.
func GapFinding(g Gap) Finding {
	f := Finding{Verdict: Inconclusive, Detail: T("gap." + string(g.Reason)), Bug: g.Reason == GapBug}
	switch g.Reason {
	case GapInput:
		f.Verdict, f.Input = NeedsInput, g.Input
		f.Detail = T("gap.input", "input", g.Input)
		if strings.HasPrefix(g.Detail.Key, "damage.") { // it is set, to something else
			f.Detail = T("gap.input_damaged", "input", g.Input)
		}
		switch {
		case strings.HasPrefix(g.Detail.Key, "held."): // it was given, and is not used
			f.Detail = g.Detail
		case !g.Detail.IsZero():
			f = f.With("note", g.Detail, "")
		}
	case GapConsent:
		f.Verdict, f.Input = NeedsInput, "consent"
		f.Detail, f.Consent, f.Typed = g.Detail, g.Consent, g.Typed
	case GapDependency:
		f.Detail = T("gap.dependency", "fact", "@fact."+string(g.From))
	default:
		if !g.Detail.IsZero() {
			f = f.With("note", g.Detail, "")
		}
	}
	return f
}
