package probe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/probe"
	"github.com/homologa/homologa/mpclient"
)

// api answers calls to the API without a network: status, content type and body.
type api func(*http.Request) (int, string, string)

func (a api) RoundTrip(r *http.Request) (*http.Response, error) {
	status, kind, body := a(r)
	if status == 0 {
		return nil, errors.New("connection reset by peer\x1b[31m")
	}
	h := http.Header{"Content-Type": {kind}}
	if status == http.StatusTooManyRequests {
		h.Set("Retry-After", "60")
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

// answering gives one JSON answer to every call.
func answering(status int, body string) *probe.Env {
	return &probe.Env{Now: clock, API: api(func(*http.Request) (int, string, string) { return status, "application/json", body })}
}

func ask(t testing.TB, e *probe.Env, id string, s checks.Settings) *checks.Facts {
	t.Helper()
	return observe(t.Context(), t, e, id, checks.FactSettings.Of(s), checks.FactToken.Of(mpclient.InspectAccessToken(goodToken)), checks.FactPublicKey.Of(mpclient.InspectPublicKey(goodKey)))
}

func TestReportConfigurations(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   checks.ReportConfig
		gap    checks.GapReason
	}{
		"full": {200, `{"file_name_prefix":"loja\u001b[31m","scheduled":true,"frequency":{"type":"daily","hour":0,"value":0},"columns":[{"key":"SOURCE_ID"},{"key":"DATE"}],"sftp_info":{"password":"hunter2"}}`,
			checks.ReportConfig{Configured: true, Scheduled: true, ScheduledKnown: true, Frequency: "daily", Columns: []string{"SOURCE_ID", "DATE"}, Prefix: "loja␛[31m"}, ""},
		"not scheduled":         {200, `{"scheduled":false,"columns":[{"key":"DATE"}]}`, checks.ReportConfig{Configured: true, ScheduledKnown: true, Columns: []string{"DATE"}}, ""},
		"schedule unsaid":       {200, `{"scheduled":null,"frequency":{"type":"weekly"}}`, checks.ReportConfig{Configured: true, Frequency: "weekly"}, ""},
		"empty":                 {200, `{}`, checks.ReportConfig{}, ""},
		"null":                  {200, `null`, checks.ReportConfig{}, ""},
		"a list of no columns":  {200, `{"columns":[],"frequency":null,"file_name_prefix":null}`, checks.ReportConfig{}, ""},
		"not there":             {404, `{"message":"not found","status":404}`, checks.ReportConfig{}, ""},
		"a list":                {200, `[]`, checks.ReportConfig{}, checks.GapGarbled},
		"a word":                {200, `"ok"`, checks.ReportConfig{}, checks.GapGarbled},
		"columns of other type": {200, `{"columns":"DATE"}`, checks.ReportConfig{}, checks.GapGarbled},
		"refused":               {401, `{"message":"invalid token"}`, checks.ReportConfig{}, checks.GapAuth},
		"forbidden":             {403, `{"message":"no"}`, checks.ReportConfig{}, checks.GapAuth},
	} {
		f := ask(t, answering(c.status, c.body), "settlement_report", checks.Settings{})
		got, ok := checks.FactSettlement.Get(f)
		switch g := f.Gap(checks.FactSettlement.Name); {
		case c.gap != "":
			if g == nil || g.Reason != c.gap {
				t.Errorf("%s: %+v %+v, want gap %s", name, got, g, c.gap)
			}
		case !ok || got.Configured != c.want.Configured || got.Scheduled != c.want.Scheduled || got.ScheduledKnown != c.want.ScheduledKnown ||
			got.Frequency != c.want.Frequency || got.Prefix != c.want.Prefix || !slices.Equal(got.Columns, c.want.Columns):
			t.Errorf("%s: %+v, want %+v (gap %+v)", name, got, c.want, g)
		}
	}
}

func TestWhichPreferenceIsJudged(t *testing.T) {
	search := func(body string) *probe.Env {
		return &probe.Env{Now: clock, API: api(func(r *http.Request) (int, string, string) {
			if strings.HasSuffix(r.URL.Path, "/search") {
				return 200, "application/json", body
			}
			return 200, "application/json", `{"id":"` + strings.TrimPrefix(r.URL.Path, "/checkout/preferences/") + `"}`
		})}
	}
	const page = `{"elements":[{"id":"old","date_created":"2026-11-01T10:00:00.000-04:00"},{"id":"new","date_created":"2026-11-20T10:00:00.000-04:00"},{"id":"mid","date_created":"2026-11-10T10:00:00.000-04:00"}]}`
	for name, c := range map[string]struct {
		body string
		set  checks.Settings
		id   string
		gap  checks.GapReason
	}{
		"the newest":                {page, checks.Settings{Product: checks.CheckoutPro}, "new", ""},
		"product not said":          {page, checks.Settings{}, "new", ""},
		"the configured one":        {page, checks.Settings{PreferenceID: "chosen", PaymentID: "1"}, "chosen", ""},
		"a payment is configured":   {page, checks.Settings{PaymentID: "1"}, "", checks.GapInput},
		"another product":           {page, checks.Settings{Product: checks.Bricks}, "", checks.GapInput},
		"none yet":                  {`{"elements":[]}`, checks.Settings{}, "", checks.GapInput},
		"no list":                   {`{"elements":"x"}`, checks.Settings{}, "", checks.GapGarbled},
		"a list instead of a page":  {`[]`, checks.Settings{}, "", checks.GapGarbled},
		"an id that is an address":  {page, checks.Settings{PreferenceID: "../../users/me"}, "", checks.GapNotFound},
		"an element of other types": {`{"elements":[{"id":7}]}`, checks.Settings{}, "", checks.GapGarbled},
	} {
		f := ask(t, search(c.body), "preference", c.set)
		got, ok := checks.FactPreference.Get(f)
		if c.gap != "" {
			if g := f.Gap(checks.FactPreference.Name); g == nil || g.Reason != c.gap {
				t.Errorf("%s: %+v, want %s", name, g, c.gap)
			}
			continue
		}
		if !ok || got.Doc.Str("id") != c.id || got.Chosen != (c.set.PreferenceID != "") {
			t.Errorf("%s: %+v (gap %+v), want %s", name, got, f.Gap(checks.FactPreference.Name), c.id)
		}
	}
}

func TestWhichPaymentIsJudged(t *testing.T) {
	e := func() *probe.Env {
		return &probe.Env{Now: clock, API: api(func(r *http.Request) (int, string, string) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/search"):
				return 200, "application/json", `{"paging":{"total":2},"results":[{"id":222,"status":"approved"}]}`
			case strings.HasSuffix(r.URL.Path, "/404404"):
				return 404, "application/json", `{"message":"not found"}`
			}
			return 200, "application/json", `{"id":111}`
		})}
	}
	for name, c := range map[string]struct {
		set    checks.Settings
		id     string
		gap    checks.GapReason
		detail string
	}{
		"the configured one":         {checks.Settings{PaymentID: "111"}, "111", "", ""},
		"the latest of Checkout API": {checks.Settings{Product: checks.CheckoutAPI}, "222", "", ""},
		"not beside a preference":    {checks.Settings{Product: checks.Bricks, PreferenceID: "p"}, "", checks.GapInput, ""},
		"not for Checkout Pro":       {checks.Settings{Product: checks.CheckoutPro}, "", checks.GapInput, ""},
		"not there":                  {checks.Settings{PaymentID: "404404"}, "", checks.GapNotFound, "gap.detail.not_found"},
		"the id of an order":         {checks.Settings{PaymentID: "ORD01ABC"}, "", checks.GapNotFound, "gap.detail.malformed_id"},
	} {
		f := ask(t, e(), "payments", c.set)
		if p, ok := checks.FactPayments.Get(f); !ok || !p.Allowed || p.Total != 2 {
			t.Errorf("%s: access %+v", name, p)
		}
		got, ok := checks.FactPayment.Get(f)
		switch g := f.Gap(checks.FactPayment.Name); {
		case c.gap != "" && (g == nil || g.Reason != c.gap || g.Detail.Key != c.detail):
			t.Errorf("%s: %+v", name, g)
		case c.gap == "" && (!ok || got.Doc.ID != c.id):
			t.Errorf("%s: %+v %+v", name, got, g)
		}
	}
}

func TestPaymentsRefusedKeepTheReason(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		code   string
	}{
		{401, `{"message":"Unauthorized use of live credentials","error":"unauthorized","status":401,"cause":[{"code":7,"description":"x"}]}`, "7"},
		{403, `{"code":"PA_UNAUTHORIZED_RESULT_FROM_POLICIES","blocked_by":"PolicyAgent","message":"x","status":403}`, "PA_UNAUTHORIZED_RESULT_FROM_POLICIES"},
	} {
		f := ask(t, answering(c.status, c.body), "payments", checks.Settings{})
		if p, ok := checks.FactPayments.Get(f); !ok || p.Allowed || p.Status != c.status || p.Code != c.code {
			t.Errorf("%+v", p)
		}
	}
}

func TestPixFilterIsNotBelieved(t *testing.T) {
	for body, want := range map[string]bool{
		`{"results":[{"id":5,"payment_method_id":"pix","status":"approved","date_created":"2026-11-19T10:00:00.000-03:00"}]}`: true,
		`{"results":[{"id":5,"payment_method_id":"visa","status":"approved"}]}`:                                               false,
		`{"results":[]}`: false, `{"results":["pix"]}`: false,
	} {
		f := ask(t, answering(200, body), "pix", checks.Settings{})
		h, ok := checks.FactPixHistory.Get(f)
		if !ok || h.Found != want || want && (h.PaymentID != "5" || h.Date.IsZero()) {
			t.Errorf("%s: %+v", body, h)
		}
	}
	if g := ask(t, answering(200, `{"message":"hello"}`), "pix", checks.Settings{}).Gap(checks.FactPixHistory.Name); g == nil || g.Reason != checks.GapGarbled {
		t.Errorf("no page of payments: %+v", g)
	}
}

func TestBothKeysAreComparedSideBySide(t *testing.T) {
	wrapper := func(token, key int) *probe.Env {
		return &probe.Env{Now: clock, API: api(func(r *http.Request) (int, string, string) {
			status, id := token, "1"
			if r.URL.Query().Has("public_key") {
				status, id = key, "2"
				if r.Header.Get("Authorization") != "" {
					t.Error("the token travels with the public key")
				}
			}
			if status != 200 {
				return status, "application/json", `{"message":"x"}`
			}
			return 200, "application/json", `{"client_id":` + id + `,"is_test":false,"homologated":true}`
		})}
	}
	pair, _ := checks.FactKeyPair.Get(ask(t, wrapper(200, 200), "credentials", checks.Settings{}))
	if pair != (checks.KeyPair{TokenClientID: "1", KeyClientID: "2", TokenActive: true, KeyActive: true}) {
		t.Errorf("%+v", pair)
	}
	if pair, ok := checks.FactKeyPair.Get(ask(t, wrapper(200, 401), "credentials", checks.Settings{})); !ok || !pair.KeyRefused || !pair.TokenActive {
		t.Errorf("%+v", pair)
	}
	for reason, e := range map[checks.GapReason]*probe.Env{checks.GapAuth: wrapper(401, 200), checks.GapNotFound: wrapper(200, 404)} {
		if g := ask(t, e, "credentials", checks.Settings{}).Gap(checks.FactKeyPair.Name); g == nil || g.Reason != reason {
			t.Errorf("%+v, want %s", g, reason)
		}
	}
}

// TestBadAnswersAreNamed: every answer that is not what the API sends becomes a gap that says so.
func TestBadAnswersAreNamed(t *testing.T) {
	const html = "<!DOCTYPE html><title>\x1b[31mblocked"
	for name, c := range map[string]struct {
		status       int
		kind, body   string
		reason       checks.GapReason
		detail       string
		afterRetries bool
	}{
		"token refused":    {401, "application/json", `{"message":"invalid access token"}`, checks.GapAuth, "gap.detail.refused", false},
		"forbidden":        {403, "application/json", `{"message":"x"}`, checks.GapAuth, "gap.detail.refused", false},
		"another host":     {404, "text/html", html, checks.GapGarbled, "gap.detail.html", false},
		"not there":        {404, "application/json", `{"message":"x"}`, checks.GapNotFound, "gap.detail.not_found", false},
		"an HTML page":     {200, "text/html", html, checks.GapGarbled, "gap.detail.html", false},
		"HTML in disguise": {200, "application/json", html, checks.GapGarbled, "gap.detail.html", false},
		"half an answer":   {200, "application/json", `{"id":1,`, checks.GapGarbled, "gap.detail.garbled", false},
		"another object":   {200, "application/json", `{"hello":1}`, checks.GapGarbled, "gap.detail.garbled", false},
		"a redirect":       {302, "text/html", "", checks.GapGarbled, "gap.detail.garbled", false},
		"10 MB":            {200, "application/json", `"` + strings.Repeat("x", 10<<20) + `"`, checks.GapGarbled, "gap.detail.too_large", false},
		"a bad request":    {400, "application/json", `{"message":"x"}`, checks.GapGarbled, "gap.detail.refused", false},
		"out of order":     {503, "text/plain", "x", checks.GapServer, "gap.detail.server", true},
		"too many":         {429, "application/json", `{}`, checks.GapServer, "gap.detail.rate_limited", false},
		"no connection":    {0, "", "", checks.GapNetwork, "gap.detail.network", true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				e := &probe.Env{Now: clock, API: api(func(*http.Request) (int, string, string) { calls++; return c.status, c.kind, c.body })}
				g := ask(t, e, "account", checks.Settings{}).Gap(checks.FactAccount.Name)
				if g == nil || g.Reason != c.reason || g.Detail.Key != c.detail {
					t.Fatalf("%+v", g)
				}
				if !lang.Has(g.Detail.Key) || strings.ContainsAny(lang.PT.Text(g.Detail), "\x1b{}") {
					t.Errorf("worded as %q", lang.PT.Text(g.Detail))
				}
				if want := map[bool]int{false: 1, true: 3}[c.afterRetries]; calls != want {
					t.Errorf("%d calls, want %d", calls, want)
				}
			})
		})
	}
}

func TestAnAPIThatHangsCostsItsDeadlineAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &probe.Env{Now: clock, Dial: silent, Load: func() checks.Settings {
			return checks.Settings{Product: checks.CheckoutPro, AccessToken: goodToken, PublicKey: goodKey, PaymentPage: "http://" + pageHost, WebhookURL: "https://127.0.0.1/"}
		}, API: hanging{}}
		start := time.Now()
		judged := map[checks.ID]time.Duration{}
		a := auditOf(e)
		_, events := a.Start(t.Context(), checks.Selection{})
		var r checks.Report
		for ev := range events {
			if ev.Kind == checks.Judged {
				judged[ev.Finding.ID] = time.Since(start)
			}
			if ev.Report != nil {
				r = *ev.Report
			}
		}
		got := map[checks.ID]checks.Finding{}
		for _, f := range r.Findings {
			got[f.ID] = f
		}
		if f := got["credentials.token_valid"]; f.Detail.Key != "gap.timeout" || judged["credentials.token_valid"] > checks.DefaultTimeout {
			t.Errorf("%s after %v", f.Detail.Key, judged["credentials.token_valid"])
		}
		if f := got["ssl.https"]; f.Verdict != checks.Fail || judged["ssl.https"] > 12*time.Second {
			t.Errorf("the page: %s after %v", f.Verdict, judged["ssl.https"])
		}
		if f := got["credentials.token_shape"]; f.Verdict != checks.Pass {
			t.Errorf("the shape of the token: %s", f.Verdict)
		}
		if r.APIGap == nil || r.APIGap.Reason != checks.GapTimeout || len(r.Findings) != len(got) {
			t.Errorf("%+v", r.APIGap)
		}
	})
}

// hanging never answers.
type hanging struct{}

func (hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}
