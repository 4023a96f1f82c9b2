package probe

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/probe/sent"
	"github.com/homologa/homologa/mpclient"
)

// exchanges reads the file with what the integration was recorded sending.
func (e *Env) exchanges() checks.Probe {
	return checks.Probe{ID: "exchanges", Provides: keys(checks.FactSent.Name), Needs: keys(checks.FactSettings.Name),
		Run: func(ctx context.Context, f *checks.Facts) []checks.Fact {
			s := checks.FactSettings.Must(f)
			if s.Exchanges == "" {
				return []checks.Fact{checks.FactSent.Missing(checks.Gap{Reason: checks.GapInput, Input: "exchanges", Detail: s.Held["exchanges"]})}
			}
			got, why := ReadExchanges(ctx, s, e.Redactor)
			if !why.IsZero() {
				return []checks.Fact{checks.FactSent.Missing(checks.Gap{Reason: checks.GapUnsupported, Detail: why})}
			}
			return []checks.Fact{checks.FactSent.Of(got)}
		}}
}

// ReadExchanges reads the recorded exchanges of the settings; why says what is wrong with the file
// and what to do, zero when it gave something.
func ReadExchanges(ctx context.Context, s checks.Settings, red *mpclient.Redactor) (got checks.Sent, why checks.Text) {
	if red == nil {
		red = mpclient.NewRedactor(s.AccessToken, s.WebhookSecret)
	}
	opt := sent.Options{Redactor: red}
	for _, raw := range []string{s.PaymentPage, s.WebhookURL} {
		if u, err := url.Parse(raw); err == nil && u.Hostname() != "" {
			opt.Own = append(opt.Own, u.Hostname())
		}
	}
	if u, err := url.Parse(s.API); err == nil && u.Host != "" {
		opt.API = append(opt.API, strings.ToLower(u.Host))
	}
	got, err := sent.Open(ctx, s.Exchanges, opt)
	if err == nil {
		return got, checks.Text{}
	}
	reason := sent.WhyUnreadable
	var se *sent.Error
	if errors.As(err, &se) {
		reason = se.Why
	}
	return got, checks.T("exchanges.bad", "file", mpclient.CleanLine(red.Text(s.Exchanges), 160), "why", "@exchanges.why."+string(reason))
}

// unnamed tells that no created object is configured, so that a body as it was sent is the nearest
// there is.
func unnamed(s checks.Settings) bool {
	return s.PreferenceID == "" && s.PaymentID == "" && s.OrderID == "" && s.PreapprovalID == ""
}

// asSent lets a probe that reads a created object through the API hand in the recorded body instead,
// when no object is named. It needs no account, so the access token is no longer a condition; without
// one, what else the probe reads stays the gap it was.
func asSent(p checks.Probe, k checks.Key[checks.Created]) checks.Probe {
	p.Uses = slices.Concat(p.Uses, p.Needs, keys(checks.FactSettings.Name, checks.FactSent.Name))
	needs, run := p.Needs, p.Run
	p.Needs = nil
	p.Run = func(ctx context.Context, f *checks.Facts) []checks.Fact {
		s := checks.FactSettings.Must(f)
		file, _ := checks.FactSent.Get(f)
		body, ok := file.Bodies[k.Name]
		ok = ok && unnamed(s)
		if ok && len(p.Provides) == 1 {
			return []checks.Fact{standIn(k, body)}
		}
		out := blocked(f, needs, p.Provides)
		if out == nil {
			out = run(ctx, f)
		}
		if ok {
			out = append(slices.DeleteFunc(out, func(x checks.Fact) bool { return x.Key == k.Name }), standIn(k, body))
		}
		return out
	}
	return p
}

func standIn(k checks.Key[checks.Created], b checks.SentBody) checks.Fact {
	return k.Of(checks.Created{Doc: b.Doc, Marks: b.Marks, Sent: true, SentAt: b.Call.At})
}

// blocked are the gaps that missing needs leave, as the engine would word them.
func blocked(f *checks.Facts, needs, provides []checks.FactKey) []checks.Fact {
	for _, n := range needs {
		g := f.Gap(n)
		if g == nil {
			continue
		}
		out := checks.Gap{Reason: checks.GapDependency, From: n}
		switch {
		case g.Reason == checks.GapInput || g.Reason == checks.GapConsent:
			out = *g
		case g.Reason == checks.GapDependency && g.From != "":
			out.From = g.From
		}
		var facts []checks.Fact
		for _, k := range provides {
			facts = append(facts, checks.Fact{Key: k, Gap: &out})
		}
		return facts
	}
	return nil
}
