package export

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

const token = "APP_USR-1234567890123456-112233-0123456789abcdef0123456789abcdef-123456789"

// sample has one finding of every verdict, over a catalogue of its own with titles of the real one.
func sample(l lang.Lang) Audit {
	start := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	test := true
	reqs := []checks.Requirement{
		{ID: "credentials.token_valid", Section: checks.Credentials, Level: checks.Blocker, Official: "credentials", Source: "GET /users/me"},
		{ID: "credentials.activation_form", Section: checks.Credentials, Level: checks.Required, Human: true, Source: "GET /users/me"},
		{ID: "homologation.back_urls", Section: checks.Homologation, Level: checks.Recommended, Official: "back_urls", Source: "RFC 0"},
		{ID: "ssl.chain_complete", Section: checks.SSL, Level: checks.Blocker, Official: "ssl", Source: "RFC 5246, 7.4.2"},
		{ID: "pix.key", Section: checks.Pix, Level: checks.Required, Source: "RFC 0"},
		{ID: "notifications.answers", Section: checks.Notifications, Level: checks.Blocker, Source: "RFC 0"},
		{ID: "notifications.refetch", Section: checks.Notifications, Level: checks.Required, Human: true, Source: "RFC 0"},
		{ID: "security.https_urls", Section: checks.Security, Level: checks.Required, Source: "RFC 0"},
	}
	chain := checks.Finding{ID: "ssl.chain_complete", Verdict: checks.Fail, Took: 41 * time.Millisecond,
		Detail: checks.T("find.chain.missing-intermediate", "issuer", "R11", "host", "shop.example")}.
		Because("cert-missing-intermediate", checks.T("cause.cert-missing-intermediate")).
		With("tls", checks.Raw("shop.example:443 → 1"), "ex-2").With("note", checks.Raw("TLS 1.3"), "")
	return Audit{
		Version: "0.1.0", Lang: l, FailOn: checks.Required, Reqs: reqs,
		Report: checks.Report{Run: 1, Started: start, Finished: start.Add(time.Second),
			Integration: checks.Integration{Site: mpclient.MLB, Product: checks.CheckoutPro, Account: checks.AccountSummary{ID: 123, Test: &test, Nickname: "SHOP\x1b[31m"},
				PaymentPage: "https://user:letmein@shop.example/pay?access_token=" + token, Webhook: "https://shop.example/hook"},
			Findings: []checks.Finding{
				{ID: "credentials.token_valid", Verdict: checks.Pass, Detail: checks.T("find.attest")},
				{ID: "credentials.activation_form", Verdict: checks.Attest, Detail: checks.T("find.attested", "date", "@date:2026-11-20"), Attested: start.Add(-48 * time.Hour)},
				{ID: "homologation.back_urls", Verdict: checks.Warn, Detail: checks.Raw("back_urls.failure\u202e\x1b]52;c;eA==\a")},
				chain,
				{ID: "pix.key", Verdict: checks.NotApplicable, Detail: checks.T("find.other_site", "site", "MLA")},
				{ID: "notifications.answers", Verdict: checks.NeedsInput, Detail: checks.T("gap.input", "input", "webhook_url"), Input: "webhook_url"},
				{ID: "notifications.refetch", Verdict: checks.Attest, Detail: checks.T("find.attest")},
				{ID: "security.https_urls", Verdict: checks.Inconclusive, Detail: checks.T("gap.timeout")},
			}},
		Exchanges: []mpclient.Exchange{
			{ID: "ex-1", Method: "GET", URL: "https://api.mercadopago.com/users/me", Status: 200, RequestID: "req-1", Timing: mpclient.Timing{Total: 142 * time.Millisecond}},
			{ID: "ex-2", Method: "GET", URL: "https://shop.example/pay", Err: "connection refused"},
		},
	}
}

func TestText(t *testing.T) {
	for _, l := range lang.All {
		t.Run(string(l), func(t *testing.T) {
			var b bytes.Buffer
			if err := Text(&b, sample(l), nil, false); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

func TestTextPaintedInASCII(t *testing.T) {
	var b bytes.Buffer
	paint := Painter(func(r Role, s string) string { return "<" + string(r) + ">" + s + "</>" })
	if err := Text(&b, sample(lang.EN), paint, true); err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, b.Bytes())
}

var fixBody = regexp.MustCompile(`"body": "[^"\\]{4}(?:[^"\\]|\\.)+"`)

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, sample(lang.PT)); err != nil {
		t.Fatal(err)
	}
	// What a fix says is for the tests of package fix; here it only has to be there.
	golden.RequireEqual(t, fixBody.ReplaceAll(b.Bytes(), []byte(`"body": "…"`)))
}

// mirror is the object of the design, written down a second time: a key more or less is a broken
// contract. Pointers and raw values tell an absent key from an empty one.
type mirror struct {
	Schema      *string `json:"schema"`
	Homologa    *string `json:"homologa"`
	StartedAt   *string `json:"started_at"`
	FinishedAt  *string `json:"finished_at"`
	Integration *struct {
		Site    *string `json:"site"`
		Product *string `json:"product"`
		Account *struct {
			ID   *int64          `json:"id"`
			Test json.RawMessage `json:"test"`
		} `json:"account"`
		PaymentPage *string `json:"payment_page"`
		Webhook     *string `json:"webhook"`
	} `json:"integration"`
	Verdict *string `json:"verdict"`
	Counts  *struct {
		Pass          *int `json:"pass"`
		Fail          *int `json:"fail"`
		Warn          *int `json:"warn"`
		Inconclusive  *int `json:"inconclusive"`
		Attest        *int `json:"attest"`
		NeedsInput    *int `json:"needs_input"`
		NotApplicable *int `json:"not_applicable"`
	} `json:"counts"`
	Findings []struct {
		ID       *string `json:"id"`
		Section  *string `json:"section"`
		Level    *string `json:"level"`
		Verdict  *string `json:"verdict"`
		Official *string `json:"official"`
		Title    *string `json:"title"`
		Detail   *string `json:"detail"`
		Causes   []struct {
			ID     *string `json:"id"`
			Detail *string `json:"detail"`
		} `json:"causes"`
		Evidence []struct {
			Kind     *string `json:"kind"`
			Text     *string `json:"text"`
			Exchange *string `json:"exchange"`
		} `json:"evidence"`
		Fixes []struct {
			Language *string `json:"language"`
			Title    *string `json:"title"`
			Body     *string `json:"body"`
		} `json:"fixes"`
		Source     *string `json:"source"`
		DurationMS *int64  `json:"duration_ms"`
	} `json:"findings"`
	Exchanges []struct {
		ID         *string `json:"id"`
		Method     *string `json:"method"`
		URL        *string `json:"url"`
		Status     *int    `json:"status"`
		DurationMS *int64  `json:"duration_ms"`
		RequestID  *string `json:"request_id"`
	} `json:"exchanges"`
}

func TestJSONKeysAreTheContract(t *testing.T) {
	empty := Audit{Lang: lang.EN, Reqs: sample(lang.EN).Reqs, Report: checks.Report{Findings: []checks.Finding{{ID: "pix.key", Verdict: checks.Pass}}}}
	for name, a := range map[string]Audit{"full": sample(lang.EN), "nearly empty": empty} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := JSON(&b, a); err != nil {
				t.Fatal(err)
			}
			dec := json.NewDecoder(bytes.NewReader(b.Bytes()))
			dec.DisallowUnknownFields()
			var m mirror
			if err := dec.Decode(&m); err != nil {
				t.Fatalf("a key that is not in the contract: %v", err)
			}
			// Written out again, a key that was absent would be null where the original has none.
			var was, is any
			again, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b.Bytes(), &was); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(again, &is); err != nil {
				t.Fatal(err)
			}
			sameShape(t, "", was, is)
			if !bytes.HasSuffix(b.Bytes(), []byte("}\n")) {
				t.Error("the object does not end in a line end")
			}
		})
	}
}

// sameShape compares two decoded values; null is allowed where the contract says so and nowhere else.
func sameShape(t *testing.T, path string, was, is any) {
	t.Helper()
	switch x := was.(type) {
	case map[string]any:
		y, ok := is.(map[string]any)
		if !ok {
			t.Errorf("%s: not an object", path)
			return
		}
		for k := range y {
			if _, ok := x[k]; !ok {
				t.Errorf("%s.%s is missing", path, k)
			}
		}
		for k := range x {
			sameShape(t, path+"."+k, x[k], y[k])
		}
	case []any:
		y, ok := is.([]any)
		if !ok || len(x) != len(y) {
			t.Errorf("%s: not the same list", path)
			return
		}
		for i := range x {
			sameShape(t, path+"[]", x[i], y[i])
		}
	case nil:
		if path != ".integration.account.test" {
			t.Errorf("%s is null", path)
		}
	}
}

func TestFixesStandWithWhatIsBroken(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, sample(lang.EN)); err != nil {
		t.Fatal(err)
	}
	var m mirror
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Findings {
		broken := slices.Contains([]string{"fail", "warn"}, *f.Verdict)
		if broken != (len(f.Fixes) > 0) {
			t.Errorf("%s is %s and has %d fixes", *f.ID, *f.Verdict, len(f.Fixes))
		}
	}
}

// TestLastDoor: what slipped past the probes still does not reach a terminal or a file.
func TestLastDoor(t *testing.T) {
	a := sample(lang.EN)
	a.Facts = checks.NewFacts(a.Report.Started, checks.FactSettings.Of(checks.Settings{WebhookSecret: "hunter-two-hunter"}))
	a.Report.Integration.Webhook = "https://shop.example/hook/hunter-two-hunter"
	var b bytes.Buffer
	if err := JSON(&b, a); err != nil {
		t.Fatal(err)
	}
	if err := Text(&b, a, nil, false); err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{token, "letmein", "hunter-two-hunter", "\x1b", "\a", "\u202e"} {
		if strings.Contains(b.String(), never) {
			t.Errorf("%q shows", never)
		}
	}
}

func TestSymbols(t *testing.T) {
	plain, ascii := map[string]bool{}, map[string]bool{}
	for _, v := range checks.Verdicts {
		s, a := Symbol(v, false), Symbol(v, true)
		if s == "" || len(a) != 1 || a[0] < 0x21 || a[0] > 0x7e {
			t.Errorf("%s: %q, %q", v, s, a)
		}
		if plain[s] || ascii[a] {
			t.Errorf("%s shares its mark %q or %q", v, s, a)
		}
		plain[s], ascii[a] = true, true
		if RoleOf(v) == "" {
			t.Errorf("%s has no role", v)
		}
	}
}

// TestLeftOutIsSaidWithEveryVerdict: what was not looked at, always; what a pass saw, when asked for.
func TestLeftOutIsSaidWithEveryVerdict(t *testing.T) {
	left := checks.Omissions{{Kind: "links", N: 1}, {Kind: "large", N: 3, Names: []string{"a.js", "b.js"}}}
	for _, v := range checks.Verdicts {
		f := checks.Finding{ID: "credentials.token_valid", Verdict: v, Detail: checks.T("find.attest")}.With("file", checks.Raw("what was seen"), "").Without(left, "")
		for _, l := range lang.All {
			for _, verbose := range []bool{false, true} {
				a := sample(l)
				a.Verbose, a.Report.Findings = verbose, []checks.Finding{f}
				var out bytes.Buffer
				if err := Text(&out, a, nil, false); err != nil {
					t.Fatal(err)
				}
				for _, want := range []string{l.S("ui.left_out") + ": 1 ", l.S("ui.left_out") + ": 3 ", ": a.js, b.js, …"} {
					if !strings.Contains(out.String(), want) {
						t.Errorf("%s %s: no %q in\n%s", v, l, want, out.String())
					}
				}
				if seen := strings.Contains(out.String(), "what was seen"); seen != (verbose || v.Open()) {
					t.Errorf("%s, verbose %v: evidence shown %v", v, verbose, seen)
				}
			}
		}
		var out bytes.Buffer
		a := sample(lang.EN)
		a.Report.Findings = []checks.Finding{f}
		if err := JSON(&out, a); err != nil || strings.Count(out.String(), `"kind": "left_out"`) != 2 {
			t.Errorf("%s: %v %s", v, err, out.String())
		}
	}
}
