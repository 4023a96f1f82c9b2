package lang

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/rules"
	"github.com/homologa/homologa/mpclient"
)

const titleWidth = 32 // cells of the narrow list

// command tells keys whose text is a shell command: braces are the shell's and it takes no arguments.
func command(key string) bool {
	return strings.HasPrefix(key, "req.") && strings.HasSuffix(key, ".check")
}

// prompts end in a space, before what a person types.
var prompts = []string{"init.ask", "cmd.hook_consent", "cmd.hook_consent_most"}

var placeholder = regexp.MustCompile(`^[a-z]+(\|[^|{}]+\|[^|{}]+)?$`)

// names lists the placeholders of a text, sorted, plural forms left out.
func names(t *testing.T, key, text string) []string {
	var out []string
	for rest := text; ; {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			if strings.Contains(rest, "}") {
				t.Errorf("%s: brace without a beginning in %q", key, text)
			}
			break
		}
		spec, after, ok := strings.Cut(rest[open+1:], "}")
		if !ok || !placeholder.MatchString(spec) {
			t.Errorf("%s: malformed placeholder in %q", key, text)
			return nil
		}
		name, _, _ := strings.Cut(spec, "|")
		out = append(out, name)
		rest = after
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// entry is one text in the three languages, read from the files anew.
type entry struct{ pt, es, en string }

func entries(t *testing.T) map[string]entry {
	t.Helper()
	m := map[string]entry{}
	for line := range lines() {
		cells := strings.Split(line, "\t")
		if len(cells) == 2 {
			cells = append(cells, cells[1], cells[1])
		}
		if len(cells) != 4 {
			t.Fatalf("%d cells: %q", len(cells), line)
		}
		if _, twice := m[cells[0]]; twice {
			t.Errorf("%s stands twice", cells[0])
		}
		m[cells[0]] = entry{plain(cells[1]), plain(cells[2]), plain(cells[3])}
	}
	return m
}

func TestEveryTextIsInThreeLanguages(t *testing.T) {
	for key, e := range entries(t) {
		for l, s := range map[Lang]string{PT: e.pt, ES: e.es, EN: e.en} {
			if s == "" || l.S(key) != s && !strings.Contains(s, "{") {
				t.Errorf("%s: %q in %s, read as %q", key, s, l, l.S(key))
			}
			if strings.ContainsAny(s, "\t\r\n") || strings.Contains(s, "  ") || strings.TrimSpace(s) != s && !slices.Contains(prompts, key) {
				t.Errorf("%s %s: stray white space in %q", key, l, s)
			}
		}
		if command(key) {
			if e.pt != e.en || e.es != e.en {
				t.Errorf("%s: a command is the same in every language", key)
			}
			continue
		}
		en := names(t, key, e.en)
		if pt := names(t, key, e.pt); !slices.Equal(pt, en) {
			t.Errorf("%s: placeholders %v in pt, %v in en", key, pt, en)
		}
		if es := names(t, key, e.es); !slices.Equal(es, en) {
			t.Errorf("%s: placeholders %v in es, %v in en", key, es, en)
		}
	}
}

func TestRequirementsAreWorded(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		prefix := "req." + string(r.ID)
		for _, part := range []string{".title", ".ask", ".do"} {
			if !Has(prefix + part) {
				t.Errorf("%s is missing", prefix+part)
			}
			known[prefix+part] = true
		}
		known[prefix+".check"] = true
		for _, l := range All {
			if title := l.Text(r.Title()); ansi.StringWidth(title) > titleWidth {
				t.Errorf("%s: title %q takes %d cells, %d fit", r.ID, title, ansi.StringWidth(title), titleWidth)
			}
		}
	}
	for key := range entries(t) {
		if strings.HasPrefix(key, "req.") && !known[key] {
			t.Errorf("%s belongs to no requirement", key)
		}
	}
}

// call is a text key with the arguments a place in the code hands over.
type call struct {
	key  string
	args []string
	open bool // arguments cannot be read from the source
}

// sources are the packages whose keys are read from their code.
var sources = []string{"..", "../rules", "../probe", "../config"}

func parse(t *testing.T) (*token.FileSet, []*ast.File) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, dir := range sources {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	if len(files) < 20 {
		t.Fatalf("only %d source files found", len(files))
	}
	return fset, files
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// callOf reads calls of pass, fail, warn, unsure, t, T (key first) and needs, verdict (key second).
func callOf(n *ast.CallExpr) (c call, ok bool) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	at := -1
	switch name {
	case "pass", "fail", "warn", "unsure", "t", "T":
		at = 0
	case "needs", "verdict":
		at = 1
	}
	if at < 0 || len(n.Args) <= at {
		return c, false
	}
	if c.key, ok = literal(n.Args[at]); !ok || !strings.Contains(c.key, ".") {
		return c, false
	}
	args := n.Args[at+1:]
	if name == "verdict" && len(args) == 1 {
		if l, ok := args[0].(*ast.CompositeLit); ok {
			args = l.Elts
		}
	}
	c.open = n.Ellipsis.IsValid()
	for i := 0; i < len(args); i += 2 {
		s, ok := literal(args[i])
		c.open = c.open || !ok
		c.args = append(c.args, s)
	}
	return c, true
}

// filledLater are keys that a rule starts with and completes before it returns.
var filledLater = []string{"find.tls.old_accepted"}

func TestTextsGetTheArgumentsTheyName(t *testing.T) {
	all := entries(t)
	fset, files := parse(t)
	found := 0
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			x, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			c, ok := callOf(x)
			if !ok {
				return true
			}
			found++
			e, has := all[c.key]
			switch at := fset.Position(x.Pos()); {
			case !has:
				t.Errorf("%s: %s is not in the catalogue", at, c.key)
			case c.open, c.args == nil && slices.Contains(filledLater, c.key):
			default:
				for _, name := range names(t, c.key, e.en) {
					if !slices.Contains(c.args, name) {
						t.Errorf("%s: %s speaks of {%s}, which is not handed over", at, c.key, name)
					}
				}
			}
			return true
		})
	}
	if found < 150 {
		t.Errorf("only %d calls found; has the code changed its helpers?", found)
	}
}

// orderField tells paths below the config object of an order, which look like keys of config.
var orderField = regexp.MustCompile(`^config\.(notification_url|statement_descriptor|(online|payment_method|point|qr)\..*)$`)

var textKey = regexp.MustCompile(`^(find|ev|cause|gap|damage|config)\.[a-z0-9_.-]+$|^@[a-z]+\.[a-z0-9_.-]+$`)

// TestLiteralKeysExist looks at every whole string literal that has the form of a key, wherever
// it is handed on from; parts of a concatenation are named in TestComposedKeysExist.
func TestLiteralKeysExist(t *testing.T) {
	fset, files := parse(t)
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.BinaryExpr:
				return x.Op != token.ADD
			case *ast.CallExpr:
				if sel, ok := x.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Because" {
					if id, ok := literal(x.Args[0]); ok && !Has("cause."+id) {
						t.Errorf("%s: cause.%s is not in the catalogue", fset.Position(x.Pos()), id)
					}
				}
			case *ast.BasicLit:
				if s, ok := literal(x); ok && textKey.MatchString(s) && !orderField.MatchString(s) && !Has(strings.TrimPrefix(s, "@")) {
					t.Errorf("%s: %s is not in the catalogue", fset.Position(x.Pos()), s)
				}
			}
			return true
		})
	}
}

func want[T ~string](t *testing.T, prefix string, ids ...T) {
	t.Helper()
	for _, id := range ids {
		if !Has(prefix + string(id)) {
			t.Errorf("%s%s is not in the catalogue", prefix, id)
		}
	}
}

func TestComposedKeysExist(t *testing.T) {
	want(t, "section.", checks.Sections...)
	want(t, "verdict.", checks.Verdicts...)
	want(t, "product.", checks.Products...)
	want(t, "level.", checks.Blocker, checks.Required, checks.Recommended, checks.GoodPractice)
	want(t, "aspect.", checks.BuyerExperience, checks.Reconciliation, checks.PaymentApproval, checks.Scalability, checks.SecurityAspect)
	want(t, "gap.", checks.GapInput, checks.GapConsent, checks.GapAuth, checks.GapNotFound, checks.GapNetwork, checks.GapTimeout,
		checks.GapServer, checks.GapGarbled, checks.GapDependency, checks.GapUnsupported, checks.GapCancelled, checks.GapBug)
	want(t, "fact.", checks.FactSettings.Name, checks.FactToken.Name, checks.FactPublicKey.Name, checks.FactAccount.Name, checks.FactKeyPair.Name,
		checks.FactPayments.Name, checks.FactPixHistory.Name, checks.FactMethods.Name, checks.FactCategories.Name, checks.FactPreference.Name,
		checks.FactPayment.Name, checks.FactPage.Name, checks.FactPageTLS.Name, checks.FactPlainHTTP.Name, checks.FactHookAddress.Name,
		checks.FactHookTLS.Name, checks.FactHook.Name, checks.FactSettlement.Name, checks.FactRelease.Name,
		checks.FactOrder.Name, checks.FactSubscription.Name, checks.FactPlaces.Name, checks.FactTerminals.Name, checks.FactReferences.Name)
	want(t, "object.", checks.FactPreference.Name, checks.FactPayment.Name, checks.FactSettlement.Name, checks.FactRelease.Name)
	want(t, "object.", checks.FactOrder.Name, checks.FactSubscription.Name, checks.FactPlaces.Name, checks.FactTerminals.Name)
	want(t, "reference.", mpclient.ReferenceEmail, mpclient.ReferenceDocument, mpclient.ReferencePhone)
	want(t, "document.", mpclient.DocHalf, mpclient.DocUnknownType, mpclient.DocOtherSite, mpclient.DocPunctuated, mpclient.DocCharset, mpclient.DocLength,
		mpclient.DocCheckDigit, mpclient.DocRareType, mpclient.DocNewForm)
	want(t, "object.", "account", "credentials", "payment_methods", "item_categories")
	want(t, "hook.", checks.HookCases...)
	want(t, "hook.", checks.HookWrong...)
	for _, c := range checks.HookWrong {
		want(t, "cause.signature-", strings.ReplaceAll(strings.TrimPrefix(string(c), "wrong_"), "_", "-"))
	}
	want(t, "frequency.", "daily", "weekly", "monthly", "")
	want(t, "kind.", mpclient.KindNone, mpclient.KindUnknown, mpclient.KindAccessToken, mpclient.KindPublicKey, mpclient.KindClientSecret,
		mpclient.KindWebhook, mpclient.KindOAuthCode, mpclient.KindClientID)
	damages := []mpclient.Damage{mpclient.DamageEmpty, mpclient.DamagePlaceholder, mpclient.DamageBearer, mpclient.DamageEchoN, mpclient.DamageQuotes,
		mpclient.DamageNewline, mpclient.DamageSpace, mpclient.DamageControl, mpclient.DamageWrongKind, mpclient.DamageShape}
	want(t, "damage.", damages...)
	want(t, "find.chain.", "missing-intermediate", "self-signed", "untrusted-root", "intermediate-expired")
	want(t, "find.mpjs_official.", "v1", "self-hosted", "insecure-url")
	want(t, "guard.", "no-consent", "account-unknown", "other-account", "consent-used", "real-charge", "real-amount", "nickname", "unlisted", "shape")
	want(t, "guard.what.", mpclient.WholeBody, mpclient.CardNumber)
	want(t, "cardfield.", "number", "cvv", "expiry")
	want(t, "find.hook.refused_", "unsigned", "forged", "other_id")
	want(t, "find.hook.accepts-", "unsigned", "forged", "other-id")
	// What mpclient.NetworkCause and the probe of the endpoint answer, and what its status says.
	network := []string{"unresolved", "not-tls", "connection-refused", "handshake-timeout", "handshake-failed", "connection-closed", "client-cert-required"}
	endpoint := []string{"timeout-22s", "connection-dropped", "tls-invalid", "unreachable", "server-error", "not-found", "method-not-allowed", "redirects", "bad-status",
		"blocked-by-front", "blocked-by-csrf"}
	for _, prefix := range []string{"cause.", "find.hook."} {
		want(t, prefix, network...)
		want(t, prefix, endpoint...)
	}
	want(t, "cause.", "http-5xx", "http-404", "http-401", "http-403", "cert-missing-intermediate", "cert-self-signed", "cert-untrusted-root",
		"cert-intermediate-expired", "tls-1.0", "tls-1.1", "payments-refused", "live-credentials-401", "policy-agent-403", "token-exposed", "token-test-exposed")
	for key, e := range entries(t) {
		if i := strings.IndexByte(key, '.'); i > 0 && slices.Contains([]string{"object", "fact", "kind", "hook", "unit", "frequency", "product"}, key[:i]) && len(names(t, key, e.en)) > 0 {
			t.Errorf("%s is put inside other texts and cannot have placeholders", key)
		}
	}
}

// TestCausesOfTheReference wants every cause id of sections 7 and 8 worded.
func TestCausesOfTheReference(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/reference/tls-https-webhook.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the reference ../shared/reference is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "\n## 7.")
	ids := regexp.MustCompile("(?m)^\\| `([a-z0-9.-]+)` \\|").FindAllStringSubmatch(text, -1)
	if len(ids) < 90 {
		t.Fatalf("only %d cause ids found", len(ids))
	}
	for _, id := range ids {
		want(t, "cause.", id[1])
	}
}

func TestRendering(t *testing.T) {
	for _, c := range []struct {
		l    Lang
		text checks.Text
		want string
	}{
		{PT, checks.T("find.expiry.soon", "days", "0"), "Vence em 0 dias: já é hora de renovar."},
		{ES, checks.T("find.expiry.soon", "days", "1"), "Vence en 1 día: ya es hora de renovar."},
		{EN, checks.T("find.expiry.soon", "days", "0"), "Expires in 0 days: time to renew."},
		{EN, checks.T("find.expiry.not_yet", "from", "@date:2026-03-04"), "Valid only from 4 Mar 2026."},
		{PT, checks.T("find.expiry.not_yet", "from", "@date:2026-03-04"), "Só vale a partir de 04/03/2026."},
		{ES, checks.T("find.report.none", "report", "@object.reports.release"), "El reporte Liberaciones (release_report) no está configurado."},
		{PT, checks.T("gap.dependency", "fact", "@fact.page.tls"), "Depende do que não pôde ser observado: a conexão TLS com a página de pagamento."},
		{EN, checks.T("damage.token-wrong-kind", "found", "@kind.public_key", "want", "@kind.access_token"), "It looks like a Public Key; an Access Token is expected here."},
		{EN, checks.Raw("{as it is}"), "{as it is}"},
	} {
		if got := c.l.Text(c.text); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.l, c.text.Key, got, c.want)
		}
	}
}

// TestWhatIsNotCertainIsNotPromised guards wordings that must not turn into claims.
func TestWhatIsNotCertainIsNotPromised(t *testing.T) {
	for key, words := range map[string]map[Lang]string{
		"find.pix.offered":        {PT: "não prova", ES: "no prueba", EN: "does not prove"},
		"find.activated.ok":       {PT: "não documentado", ES: "no documentado", EN: "undocumented"},
		"ev.wrapper":              {PT: "não documentado", ES: "no documentado", EN: "undocumented"},
		"ev.descriptor_cut":       {PT: "relatam", ES: "reportan", EN: "report"},
		"find.field.not_echoed":   {PT: "não prova", ES: "no prueba", EN: "proves nothing"},
		"find.device.security_js": {PT: "não se vê", ES: "no se ve", EN: "cannot be seen"},
	} {
		for l, w := range words {
			if got := l.S(key); !strings.Contains(got, w) {
				t.Errorf("%s %s: %q lost %q", key, l, got, w)
			}
		}
	}
	points := regexp.MustCompile(`(?i)\d+ (points|pontos|puntos)|\b73\b`)
	for key, e := range entries(t) {
		if !command(key) && points.MatchString(e.pt+e.es+e.en) {
			t.Errorf("%s speaks of points, which are not published", key)
		}
	}
}

// Where the question itself is put, how to agree is cut off the text: it has to end with it.
func TestConsentTextsEndWithHowToAgree(t *testing.T) {
	for _, key := range []string{"gap.consent", "gap.detail.consent_hook", "gap.detail.consent_pix_test"} {
		for _, l := range All {
			if text := l.S(key); !strings.HasSuffix(text, " "+l.S("gap.agree")) {
				t.Errorf("%s, %s: %s", key, l, text)
			}
		}
	}
}
