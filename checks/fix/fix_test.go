package fix

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
	"github.com/homologa/homologa/mpclient/limits/limitstest"
	"github.com/homologa/homologa/mpclient/sandbox"
)

func TestEveryAutomaticRequirementHasAFix(t *testing.T) {
	for _, r := range rules.All() {
		fixes := For(r.ID, nil, lang.PT)
		if len(fixes) == 0 && !r.Human {
			t.Errorf("%s has no fix", r.ID)
		}
		var languages []Language
		for _, f := range fixes {
			languages = append(languages, f.Language)
		}
		known := Languages(r.ID)
		if len(known) < len(languages) || !slices.Equal(languages, known[:len(languages)]) {
			t.Errorf("%s: Languages says %v, For gives %v", r.ID, known, languages)
		}
		card := map[Language]bool{}
		for _, f := range For(r.ID, checks.NewFacts(auditTime, checks.FactSettings.Of(checks.Settings{Product: checks.CheckoutAPI})), lang.PT) {
			if card[f.Language] || !slices.Contains(known, f.Language) {
				t.Errorf("%s: %s is there twice, or not known, where payments are created: %v", r.ID, f.Language, known)
			}
			card[f.Language] = true
		}
		for _, l := range known[len(languages):] {
			if !card[l] && !(l == Go && r.ID == "homologation.auth_and_capt") {
				t.Errorf("%s: nothing in %s", r.ID, l)
			}
		}
		slices.Sort(languages)
		if len(slices.Compact(languages)) != len(fixes) {
			t.Errorf("%s has two fixes in one language", r.ID)
		}
	}
}

func TestCatalogueKnowsOnlyRequirements(t *testing.T) {
	known := map[checks.ID]bool{}
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	for id := range catalogue() {
		if !known[id] {
			t.Errorf("%s is no requirement", id)
		}
	}
	if For("no.such", nil, lang.EN) != nil || Languages("no.such") != nil {
		t.Error("an unknown requirement has fixes")
	}
}

// leftover finds what no fix may hold: a masked value, a trace of a template, what could be a token. By
// hand: an expression over so many bodies takes a minute with the race detector.
func leftover(s string) string {
	digits, hex := 0, 0 // in a row
	for i := range len(s) {
		c := s[i]
		switch c {
		case '*', '{', '}', '<', '%':
			for _, x := range []string{"***", "{{", "}}}", "<no value>", "%!"} {
				if strings.HasPrefix(s[i:], x) {
					return x
				}
			}
		}
		if digits++; c < '0' || c > '9' {
			digits = 0
		}
		if hex++; digits == 0 && (c < 'a' || c > 'f') {
			hex = 0
		}
		if before := s[:max(0, i-3)]; hex == 32 || digits == 4 && (strings.HasSuffix(before, "TEST-") || strings.HasSuffix(before, "APP_USR-")) {
			return s[max(0, i-31) : i+1]
		}
	}
	return ""
}

func TestLeftoversAreSeen(t *testing.T) {
	for _, bad := range []string{"***", "a {{.Token}}", "{{", "}}}", "x <no value>", "%!s(int=1)", "TEST-1234", "APP_USR-12345", "k=" + strings.Repeat("0f", 16), "9" + strings.Repeat("e", 31)} {
		if leftover("const a = "+bad+" // b") == "" || leftover(bad) == "" {
			t.Errorf("%q is not seen", bad)
		}
	}
	for _, good := range []string{"", "** bold **", "{ {} }", "}}", "<no>", "100% !", "TEST-123", "APP_USR-", "2026-1234", strings.Repeat("0f", 15) + "f-0f", strings.Repeat("F", 40)} {
		if m := leftover(good); m != "" {
			t.Errorf("%q in %q", m, good)
		}
	}
}

// allFixes renders everything for one audit.
func allFixes(f *checks.Facts, l lang.Lang) map[checks.ID][]Fix {
	out := map[checks.ID][]Fix{}
	for _, r := range rules.All() {
		out[r.ID] = For(r.ID, f, l)
	}
	return out
}

func TestNoFixHoldsASecretOrALeftover(t *testing.T) {
	t.Parallel()
	s := box(t, "")
	whole := created(t, s, shopPreference)
	raw, err := checks.ParseDoc("", []byte(shopPreference)) // as if redaction had failed
	if err != nil {
		t.Fatal(err)
	}
	token := mpclient.InspectAccessToken(s.Credentials().AccessToken)
	for name, facts := range map[string]*checks.Facts{
		"none": nil, "redacted": shopFacts(s, whole, checks.FactToken.Of(token)), "raw": shopFacts(s, raw, checks.FactToken.Of(token)),
	} {
		for _, l := range lang.All {
			for id, fixes := range allFixes(facts, l) {
				for _, f := range fixes {
					if f.Title == "" || strings.TrimSpace(f.Body) == "" {
						t.Errorf("%s %s %s is empty", name, id, f.Language)
					}
					if m := leftover(f.Body) + leftover(f.Title); m != "" {
						t.Errorf("%s %s %s holds %q", name, id, f.Language, m)
					}
					for _, p := range append(secretsOfBuyer, s.Credentials().AccessToken) {
						if strings.Contains(f.Body, p) {
							t.Errorf("%s %s %s holds the buyer's %q", name, id, f.Language, p)
						}
					}
				}
			}
		}
	}
}

// What was masked, or should have been, gives way to a sample or goes.
func TestMaskedValuesStayOut(t *testing.T) {
	token := "APP_USR-1234567890123456-112212-0123456789abcdef0123456789abcdef-77"
	d, err := checks.ParseDoc("p", []byte(`{"items": [{"title": "key `+token+`", "description": "CPF ***", "quantity": 1, "unit_price": 2}], "purpose": "a***@b.com",
		"additional_info": "write to someone@shop.com", "metadata": {"t": "`+token+`", "m": "***"}, "notification_url": "https://loja.com.br/mp?access_token=********",
		"back_urls": {"success": "https://loja.com.br/?t=`+token+`"}, "auto_return": "approved"}`))
	if err != nil {
		t.Fatal(err)
	}
	set := checks.Settings{WebhookURL: "https://loja.com.br/aviso?key=" + token, PaymentPage: "https://loja.com.br/?t=" + token}
	f := checks.NewFacts(auditTime, checks.FactPreference.Of(checks.Created{Doc: d}), checks.FactSettings.Of(set))
	for id, fixes := range allFixes(f, lang.EN) {
		for _, x := range fixes {
			if m := leftover(x.Body); m != "" || strings.Contains(x.Body, "someone@") {
				t.Errorf("%s %s holds %q", id, x.Language, m)
			}
		}
	}
	if body := in(t, For("homologation.item_id", f, lang.EN), Curl); !strings.Contains(body, "https://loja.com.br/aviso?source_news=webhooks") || strings.Contains(body, "auto_return") {
		t.Errorf("a masked address was not replaced, or auto_return stands alone:\n%s", body)
	}
}

// The three languages differ wherever there is prose.
func TestFixesSpeakTheLanguage(t *testing.T) {
	for _, r := range rules.All() {
		all := [3][]Fix{For(r.ID, nil, lang.PT), For(r.ID, nil, lang.ES), For(r.ID, nil, lang.EN)}
		for i := range all[0] {
			if all[0][i].Language == Go && !strings.Contains(all[0][i].Body, "//") {
				t.Errorf("%s: no comment", r.ID)
			}
			if all[0][i].Body == all[2][i].Body || all[1][i].Body == all[2][i].Body {
				t.Errorf("%s %s reads the same in two languages", r.ID, all[0][i].Language)
			}
		}
	}
}

func TestFixesUseTheIntegrationsNames(t *testing.T) {
	s := box(t, mpclient.MLC)
	facts := shopFacts(s, nil)
	for id, l := range map[checks.ID]Language{"homologation.email": Curl, "credentials.token_valid": Env, "reports.release_scheduled": Curl, "homologation.item_id": Node, "homologation.binary_mode": Go} {
		if body := in(t, For(id, facts, lang.EN), l); !strings.Contains(body, "LOJA_TOKEN") || strings.Contains(body, "MP_ACCESS_TOKEN") {
			t.Errorf("%s %s does not use the variable's name:\n%s", id, l, body)
		}
	}
	for _, c := range []struct {
		id   checks.ID
		l    Language
		want string
	}{
		{"ssl.https", Nginx, "server_name loja.com.br;"}, {"notifications.tls", Caddy, "api.loja.com.br {"}, {"notifications.answers", Node, `"/avisos/mp"`},
		{"credentials.activated", Steps, "https://www.mercadopago.cl/developers/panel/app"}, {"homologation.item_id", Python, `"CLP"`}, {"homologation.payer_identification", PHP, "'RUT'"},
		{"homologation.webhooks_ipn", Curl, "https://api.loja.com.br/avisos/mp?source_news=webhooks"}, {"homologation.back_urls", Go, `"https://loja.com.br/checkout/success"`},
		{"homologation.front_end_sdk_pro", HTML, `locale: "es-CL"`}, {"notifications.forged_refused", PHP, "getenv('LOJA_SEGREDO')"},
	} {
		if body := in(t, For(c.id, facts, lang.PT), c.l); !strings.Contains(body, c.want) {
			t.Errorf("%s %s lacks %q:\n%s", c.id, c.l, c.want, body)
		}
	}
}

// A filled .env passes the shape requirement it is the fix of.
func TestEnvFix(t *testing.T) {
	s := box(t, "")
	c := s.Credentials()
	body := in(t, For("credentials.token_shape", shopFacts(s, nil), lang.PT), Env)
	values := map[string]string{"LOJA_TOKEN": c.AccessToken, "LOJA_CHAVE": c.PublicKey, "LOJA_SEGREDO": c.WebhookSecret}
	read := map[string]string{}
	for line := range strings.Lines(body) {
		if name, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "="); ok && !strings.HasPrefix(line, "#") {
			read[name] = rest + values[name]
		}
	}
	f := checks.NewFacts(auditTime, checks.FactToken.Of(mpclient.InspectAccessToken(read["LOJA_TOKEN"])), checks.FactPublicKey.Of(mpclient.InspectPublicKey(read["LOJA_CHAVE"])),
		checks.FactKeyPair.Of(checks.KeyPair{TokenActive: true, KeyActive: true}))
	for _, id := range []checks.ID{"credentials.token_shape", "credentials.public_key"} {
		if got := judge(t, id, f); got.Verdict != checks.Pass {
			t.Errorf("%s: %s", id, got.Verdict)
		}
	}
	if len(read) != 3 {
		t.Errorf("variables %v", read)
	}
}

// pageOf sees a page as a tokenizer does.
func pageOf(t testing.TB, body string) checks.Page {
	t.Helper()
	p := checks.Page{URL: "https://loja.com.br/pagar", Status: 200, ContentType: "text/html", Size: len(body)}
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken:
			tok := z.Token()
			for _, a := range tok.Attr {
				if tok.Data == "script" && a.Key == "src" {
					p.Scripts = append(p.Scripts, a.Val)
				}
			}
		}
		for _, m := range regexp.MustCompile(`(TEST|APP_USR)-\d{10,}-\d{6}-[0-9a-f]{32}`).FindAllString(string(z.Raw()), -1) {
			p.Tokens = append(p.Tokens, checks.FoundToken{Masked: m[:8], Where: p.URL})
		}
		p.MPJS = slices.Contains(p.Scripts, "https://sdk.mercadopago.com/js/v2")
	}
}

func TestPageFixes(t *testing.T) {
	broken := checks.FactPage.Of(pageOf(t, `<script src="/app.js"></script><script>const t = "APP_USR-1234567890123456-112212-0123456789abcdef0123456789abcdef-1"</script>`))
	for _, id := range []checks.ID{"homologation.front_end_sdk_pro", "security.token_not_in_page", "approval.device_id"} {
		facts := checks.NewFacts(auditTime, broken)
		if got := judge(t, id, facts); got.Verdict == checks.Pass {
			t.Fatalf("%s: the broken page passes", id)
		}
		for _, l := range lang.All {
			body := in(t, For(id, facts, l), HTML)
			if got := judge(t, id, checks.NewFacts(auditTime, checks.FactPage.Of(pageOf(t, body)))); got.Verdict != checks.Pass {
				t.Errorf("%s %s: %s\n%s", id, l, got.Verdict, body)
			}
		}
	}
}

func TestReportFixes(t *testing.T) {
	for _, c := range []struct {
		name string
		kind mpclient.Report
		key  checks.Key[checks.ReportConfig]
	}{{"settlement", mpclient.SettlementReport, checks.FactSettlement}, {"release", mpclient.ReleaseReport, checks.FactRelease}} {
		s := box(t, "")
		token := s.Credentials().AccessToken
		facts := func() *checks.Facts { return shopFacts(s, nil, reportFact(t, s, token, c.kind, c.key)) }
		for _, step := range []checks.ID{"configured", "scheduled"} {
			id := checks.ID("reports."+c.name+"_") + step
			before := facts()
			if got := judge(t, id, before); got.Verdict == checks.Pass {
				t.Fatalf("%s passes on a new account", id)
			}
			for _, call := range runShell(t, in(t, For(id, before, lang.PT), Curl), "LOJA_TOKEN="+token) {
				if code, answer := call.send(t, s); code/100 != 2 {
					t.Fatalf("%s: %d %s", id, code, answer)
				}
			}
			if got := judge(t, id, facts()); got.Verdict != checks.Pass {
				t.Errorf("%s: %s %v", id, got.Verdict, got.Detail)
			}
		}
		config := facts()
		got := c.key.Must(config)
		for _, col := range []string{"SOURCE_ID", "EXTERNAL_REFERENCE", "PAYMENT_METHOD"} {
			if !slices.Contains(got.Columns, col) {
				t.Errorf("%s has no column %s: %v", c.kind, col, got.Columns)
			}
		}
	}
}

// What the fix of one finding sends again keeps the rest: the report stays scheduled, and nothing seen of its configuration is
// lost, whether PUT replaces the configuration or merges into it.
func TestReportConfigurationFixes(t *testing.T) {
	columns := object{"columns": []any{object{"key": "SOURCE_ID"}, object{"key": "OPERATION_TAGS"}}}
	for _, c := range []struct {
		name string
		kind sandbox.ReportKind
		key  checks.Key[checks.ReportConfig]
	}{{"settlement", sandbox.Settlement, checks.FactSettlement}, {"release", sandbox.Release, checks.FactRelease}} {
		for _, want := range []struct {
			id        checks.ID
			broken    object
			verdict   checks.Verdict
			scheduled bool
		}{
			{"columns", columns, checks.Fail, true}, {"columns", columns, checks.Fail, false},
			{"recipients", object{"notification_email_list": []any{}}, checks.Warn, true},
			{"timezone", object{"display_timezone": nil}, checks.Warn, true}, {"timezone", object{"display_timezone": "Lua/Base"}, checks.Warn, false},
		} {
			s := box(t, "")
			id, token := checks.ID("reports."+c.name+"_")+want.id, s.Credentials().AccessToken
			kind := mpclient.Report(c.kind)
			config := object{"display_timezone": "GMT-03", "file_name_prefix": "loja-77", "frequency": object{"type": "weekly", "value": "friday", "hour": 8}}
			for k, v := range want.broken {
				config[k] = v
			}
			if err := s.Control("reports", map[string]any{"kind": c.kind, "configured": true, "scheduled": want.scheduled, "config": config}); err != nil {
				t.Fatal(err)
			}
			facts := func() *checks.Facts { return shopFacts(s, nil, reportFact(t, s, token, kind, c.key)) }
			before := facts()
			if got := judge(t, id, before); got.Verdict != want.verdict {
				t.Fatalf("%s is %s with %v", id, got.Verdict, want.broken)
			}
			was := c.key.Must(before)
			for _, l := range lang.All {
				for _, call := range runShell(t, in(t, For(id, before, l), Curl), "LOJA_TOKEN="+token) {
					if code, answer := call.send(t, s); code/100 != 2 {
						t.Fatalf("%s: %s %s %d %s", id, call.method, call.url, code, answer)
					}
					if call.method != "PUT" {
						continue
					}
					alone := reportOf(t, []byte(call.body)) // a PUT that replaces all leaves this
					if got := judge(t, id, checks.NewFacts(auditTime, c.key.Of(alone))); got.Verdict != checks.Pass {
						t.Errorf("%s: what is sent is %s by itself", id, got.Verdict)
					}
					for _, col := range was.Columns {
						if !slices.Contains(alone.Columns, col) {
							t.Errorf("%s loses the column %s", id, col)
						}
					}
					if want.id != "columns" && len(alone.Columns) != len(was.Columns) {
						t.Errorf("%s changes the columns from %v to %v", id, was.Columns, alone.Columns)
					}
					if want.id != "timezone" && alone.Timezone != "GMT-03" || alone.Prefix != "loja-77" || alone.Frequency != "weekly" {
						t.Errorf("%s sends %+v", id, alone)
					}
				}
			}
			after := facts()
			if got := judge(t, id, after); got.Verdict != checks.Pass {
				t.Errorf("%s: %s %v", id, got.Verdict, got.Detail)
			}
			if now := c.key.Must(after); now.Scheduled != want.scheduled || want.id != "recipients" && now.Recipients != was.Recipients {
				t.Errorf("%s made %+v of %+v", id, now, was)
			}
		}
	}
}

// One command for an account where nothing is set up: both quality rows and every finding on reports.
func TestReportFixesOnAnEmptyAccount(t *testing.T) {
	for _, id := range []checks.ID{"homologation.settlement", "homologation.release", "reports.settlement_scheduled", "reports.release_scheduled", "reports.settlement_columns",
		"reports.release_columns", "reports.settlement_recipients", "reports.release_recipients", "reports.settlement_timezone", "reports.release_timezone"} {
		s := box(t, "")
		token := s.Credentials().AccessToken
		facts := func() *checks.Facts {
			return shopFacts(s, nil, reportFact(t, s, token, mpclient.SettlementReport, checks.FactSettlement), reportFact(t, s, token, mpclient.ReleaseReport, checks.FactRelease))
		}
		for _, call := range runShell(t, in(t, For(id, facts(), lang.EN), Curl), "LOJA_TOKEN="+token) {
			if code, answer := call.send(t, s); code/100 != 2 {
				t.Fatalf("%s: %d %s", id, code, answer)
			}
		}
		if got := judge(t, id, facts()); got.Verdict != checks.Pass {
			t.Errorf("%s: %s", id, got.Verdict)
		}
	}
}

func reportFact(t testing.TB, s http.Handler, token string, kind mpclient.Report, key checks.Key[checks.ReportConfig]) checks.Fact {
	t.Helper()
	code, body := call(t, s, "GET", "/v1/account/"+string(kind)+"/config", token, "")
	if code == 404 {
		return key.Of(checks.ReportConfig{})
	}
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	return key.Of(reportOf(t, body))
}

// reportOf reads a configuration as an audit does.
func reportOf(t testing.TB, body []byte) checks.ReportConfig {
	t.Helper()
	var c struct {
		Columns   []struct{ Key string }
		Prefix    string `json:"file_name_prefix"`
		Scheduled *bool
		Frequency struct{ Type string }
		Timezone  string   `json:"display_timezone"`
		Emails    []string `json:"notification_email_list"`
	}
	if err := json.Unmarshal(body, &c); err != nil {
		t.Fatalf("%v %s", err, body)
	}
	out := checks.ReportConfig{Configured: true, ScheduledKnown: c.Scheduled != nil, Frequency: c.Frequency.Type, Prefix: c.Prefix, Timezone: c.Timezone, Recipients: len(c.Emails)}
	out.Scheduled = out.ScheduledKnown && *c.Scheduled
	for _, col := range c.Columns {
		out.Columns = append(out.Columns, col.Key)
	}
	return out
}

// Read-only calls are answered by the simulator.
func TestVerifyCommands(t *testing.T) {
	s := box(t, "")
	for _, id := range []checks.ID{"credentials.token_valid", "credentials.production_account", "credentials.can_charge", "credentials.activated", "pix.key"} {
		calls := runShell(t, in(t, For(id, shopFacts(s, nil), lang.PT), Curl), "LOJA_TOKEN="+s.Credentials().AccessToken)
		if code, body := calls[0].send(t, s); calls[0].method != "GET" || code != 200 {
			t.Errorf("%s: %s %s: %d %s", id, calls[0].method, calls[0].url, code, body)
		}
	}
}

// FuzzFixes feeds a preference and settings nobody checked. Whatever they say, the shell hands
// curl one JSON document, Go parses, and no line of a configuration file is theirs.
func FuzzFixes(f *testing.F) {
	for _, h := range hostile {
		f.Add(h, "https://loja.com.br/x", "TOKEN", h)
	}
	f.Add("t", "https://a.b/'; touch pwned", "A;B", "{}")
	f.Add("t", "https://a.b:1/{{.}}\n}", "$(x)", "\\")
	f.Fuzz(func(t *testing.T, title, address, variable, words string) {
		defer limitstest.Bounded(t, 4*(len(title)+len(address)+len(variable)+len(words)))()
		raw, err := json.Marshal(object{"items": []any{object{"title": title, "quantity": 1, "unit_price": 1, "description": words}}, "notification_url": address, "purpose": words,
			"metadata": object{words: title, "k": words}, "back_urls": object{"success": address}, "auto_return": words, "payer": object{"name": title, "authentication_type": words}})
		if err != nil {
			t.Skip()
		}
		d, err := checks.ParseDoc("p", raw)
		if err != nil {
			t.Skip()
		}
		facts := checks.NewFacts(time.Time{}, checks.FactPreference.Of(checks.Created{Doc: d}), checks.FactPageTLS.Of(checks.TLSState{Host: words, MissingIssuer: words}),
			checks.FactSettings.Of(checks.Settings{PaymentPage: address, WebhookURL: words + address, AccessTokenVar: variable, PublicKeyVar: words, WebhookSecretVar: title}))
		for _, id := range []checks.ID{"homologation.item_id", "notifications.answers", "ssl.chain_complete", "notifications.source_news", "credentials.token_shape"} {
			for _, x := range For(id, facts, lang.PT) {
				checkShape(t, id, x)
			}
		}
	})
}

func checkShape(t *testing.T, id checks.ID, x Fix) {
	t.Helper()
	switch x.Language {
	case Curl:
		_, rest, _ := strings.Cut(x.Body, "-d '")
		body, after, _ := strings.Cut(rest, "'")
		if id != "credentials.token_shape" && (!json.Valid([]byte(body)) || after != "\n") {
			t.Errorf("%s: the shell sees more than one document:\n%s", id, x.Body)
		}
	case Go:
		if _, err := parser.ParseFile(token.NewFileSet(), "x.go", x.Body, parser.AllErrors); err != nil {
			t.Errorf("%s: %v\n%s", id, err, x.Body)
		}
	case Nginx:
		if id == "notifications.answers" { // one path inside a server that is there
			if strings.Count(x.Body, "location = /") != 1 || strings.Count(x.Body, "{") != 1 || strings.Count(x.Body, "}") != 1 {
				t.Errorf("%s: configuration with strange blocks:\n%s", id, x.Body)
			}
			break
		}
		if strings.Count(x.Body, "server {") != 2 || strings.Count(x.Body, "{") != 3 || strings.Count(x.Body, "}") != 3 {
			t.Errorf("%s: configuration with strange blocks:\n%s", id, x.Body)
		}
	case Env:
		for line := range strings.Lines(x.Body) {
			if !strings.HasPrefix(line, "#") && !regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=\n$`).MatchString(line) {
				t.Errorf("%s: line %q", id, line)
			}
		}
	}
	for _, r := range x.Body {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\u2028' || r == '\u202e' {
			t.Errorf("%s %s holds %U", id, x.Language, r)
		}
	}
}

func TestSamplesAreMarked(t *testing.T) {
	s := box(t, "")
	bare := created(t, s, `{"items": [{"title": "Livro", "quantity": 1, "unit_price": 10}]}`)
	for name, facts := range map[string]*checks.Facts{"nothing": nil, "preference": checks.NewFacts(auditTime, checks.FactPreference.Of(checks.Created{Doc: bare}))} {
		marked := 0
		for id, fixes := range allFixes(facts, lang.PT) {
			for _, f := range fixes {
				if !strings.Contains(f.Body, "loja.example") && !strings.Contains(f.Body, "PEDIDO-1001") && !strings.Contains(f.Body, "/webhooks/mercadopago") {
					continue
				}
				marked++
				if !regexp.MustCompile(`(?i)exemplo`).MatchString(strings.ReplaceAll(f.Body, "Avenida Exemplo", "")) {
					t.Errorf("%s %s %s does not say that it holds samples:\n%s", name, id, f.Language, f.Body)
				}
			}
		}
		if marked < 40 {
			t.Errorf("%s: only %d fixes with samples seen", name, marked)
		}
	}
}
