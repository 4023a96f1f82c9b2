package mpclient

import (
	"bufio"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// table reads a list of testdata/names: columns apart by tabs, # begins a comment.
func table(t *testing.T, name string, columns int) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "names", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out [][]string
	for in := bufio.NewScanner(f); in.Scan(); {
		if in.Text() == "" || strings.HasPrefix(in.Text(), "# ") {
			continue
		}
		row := strings.Split(in.Text(), "\t")
		if len(row) != columns {
			t.Fatalf("%s: %d columns in %q", name, len(row), in.Text())
		}
		out = append(out, row)
	}
	return out
}

var signs = strings.NewReplacer("⏎", "\n", "⇥", "\t", "␣", "\u00a0")

// TestForms: each form alone, as a text and as what stands in a recorded body.
func TestForms(t *testing.T) {
	r := NewRedactor()
	hidden, stayed := 0, 0
	for _, row := range table(t, "redaction.tsv", 4) {
		form, fragment := signs.Replace(row[1]), signs.Replace(row[2])
		got := r.Text(form)
		if again := r.Text(got); again != got {
			t.Errorf("%q gives %q and then %q", form, got, again)
		}
		switch row[0] {
		case "hide":
			hidden++
			if !strings.Contains(form, fragment) {
				t.Fatalf("%q does not hold %q", form, fragment)
			}
			if strings.Contains(got, fragment) || strings.Contains(string(r.JSON([]byte(form))), fragment) {
				t.Errorf("%q\nleaves %q", form, got)
			}
			// in the middle of a log, and shut in quotes
			for _, wrapped := range []string{"line 1\n" + form + "\nline 3 status=400", "got 400 after 3 ms; " + form} {
				if got := r.Text(wrapped); strings.Contains(got, fragment) {
					t.Errorf("%q\nleaves %q", wrapped, got)
				}
			}
		case "stay":
			stayed++
			if got != form {
				t.Errorf("%q\nbecame %q", form, got)
			}
		default:
			t.Fatalf("what is %q?", row[0])
		}
	}
	if hidden < 90 || stayed < 60 {
		t.Errorf("only %d forms to hide and %d to leave", hidden, stayed)
	}
	t.Logf("%d forms hidden, %d left", hidden, stayed)
}

// TestRedactorIsLinear: hostile text takes no longer than others. A look ahead that is
// begun anew at each name would take minutes; what is allowed here is that of a busy machine.
func TestRedactorIsLinear(t *testing.T) {
	units := []string{"token: ", "token=", "token=(", "token={", "token:{", "token=[", "token:", "cookie: the ", "authorization: the ", "authorization: x", "authorization: Basic $A_B ", "a:a=", ":", "=", ">", "<a>", "<cvv>", "<cvv></cvv>",
		"<cvv> ", "('", "(\"", "(`", "f('token','", "token='", "token=\"", "token=`", `token=\"`, `\"token\":`, "token=%22", "name=\"token\" ", "name=token ", "value=\"x\" ", "value=1 name=token ", "--token ", "--token -", "token= ", "token:\n", "token: |\n",
		"token=process.env.", "token=$A_B,", "token=${", "a b c d ", "a_b_c_d=", "aB", "client_secret ", "?code=", "&code=%", "%3D", "&quot;", `\u0022`, `\\\\`, "eyJ", "eyJaaaaaaa.", "basic ", "basic aaaaaaa ", "bearer ", "-----BEGIN PRIVATE KEY-----", "PRIVATE KEY-----",
		"4111 ", "4111111111111111", "4111-", "4 1 1 1 ", "@", "a@", "a.b@c.", "APP_USR-", tokenText[:40], tokenText + "-", "TEST", "TG-", "v1=", "https://a:b@", "\u00a0", "é", "|token: ", "'token: ", "\"token: a b ", "token: A b ", "password: str = ", "token: A\\nb", ";a=", ",a:", "[token]", "token]]]]=", "token    :"}
	r := NewRedactor(tokenText, secretText, "a%20b c+d/e")
	var worst time.Duration
	for _, u := range units {
		in := strings.Repeat(u, (256<<10)/len(u))
		began := time.Now()
		r.Text(in)
		if took := time.Since(began); took > worst {
			worst = took
			t.Logf("%q: %v", u, took)
		}
	}
	if worst > 5*time.Second {
		t.Errorf("a quarter of a mebibyte took %v", worst)
	}
}

// spelled writes a name in the ways it is met.
func spelled(name string) map[string]string {
	words := strings.Split(name, "_")
	title := func(w string) string { r, n := utf8.DecodeRuneInString(w); return string(unicode.ToUpper(r)) + w[n:] }
	pascal := ""
	for _, w := range words {
		pascal += title(w)
	}
	r, n := utf8.DecodeRuneInString(pascal)
	kebab, upper := strings.Join(words, "-"), strings.ToUpper(name)
	header := ""
	for _, w := range words {
		header += "-" + title(w)
	}
	return map[string]string{"snake": name, "camel": string(unicode.ToLower(r)) + pascal[n:], "pascal": pascal, "kebab": kebab, "upper": upper, "dots": strings.Join(words, "."),
		"MP_": "MP_" + upper, "MERCADOPAGO_": "MERCADOPAGO_" + upper, "MERCADO_PAGO_": "MERCADO_PAGO_" + upper, "X-": "X" + header, "_PROD": upper + "_PROD", "payer": "payer." + name, "mp camel": "mp" + pascal}
}

// TestNames: each name of the list alone, in each spelling, in each kind of text.
func TestNames(t *testing.T) {
	const canary = "Qx7canary81Zt"
	listed := map[string]bool{}
	r := NewRedactor()
	for _, row := range table(t, "secrets.tsv", 3) {
		name, kind := row[0], row[1]
		listed[plainName(name)] = true
		for how, s := range spelled(name) {
			want := nameWhole
			if strings.Contains(kind, "text") {
				want = nameText
			}
			if got := kindOfName(s); got != want {
				t.Errorf("%s: %s is of kind %d, not %d", how, s, got, want)
			}
			for _, form := range []string{`{"@":"$"}`, `x {"@" : "$"`, "@=$", "@ = '$'", `@="$"`, "export @=$", "?a=1&@=$&b=2", "'@' => '$'", "@: '$'", "\n  @: $\n", "<@>$</@>", "<x @=\"$\">", "--@ $", `{\"@\":\"$\"}`, "%22@%22%3A%22$%22", "&quot;@&quot;:&quot;$&quot;",
				`{"name":"@","value":"$"}`, `{"x":{"@":["$"]}}`} {
				in := strings.NewReplacer("@", s, "$", canary).Replace(form)
				if got := r.Text(in); strings.Contains(got, canary) {
					t.Errorf("%s: %q leaves %q", how, in, got)
				}
				if got := string(r.JSON([]byte(in))); strings.Contains(got, canary) {
					t.Errorf("%s: JSON %q leaves %q", how, in, got)
				}
			}
			doc := `{"` + s + `":{"a":"` + canary + `"}}`
			if got := string(r.JSON([]byte(doc))); strings.Contains(got, canary) != (want == nameText) {
				t.Errorf("%s: %s became %s", how, doc, got)
			}
			u := url.URL{Scheme: "https", Host: "x.example", RawQuery: url.Values{s: {canary}}.Encode()}
			if got := r.URL(&u); strings.Contains(got, canary) {
				t.Errorf("%s: %s", how, got)
			}
		}
		// Behind a word that changes what it means, an everyday word says nothing.
		if other := "price_" + name; strings.Contains(kind, "alone") != (kindOfName(other) == namePlain) {
			t.Errorf("%s is of kind %d", other, kindOfName(other))
		}
	}
	for _, list := range []map[string]bool{wholeNames, textNames} {
		for n := range list {
			if !listed[n] {
				t.Errorf("%s is in no line of secrets.tsv", n)
			}
		}
	}
}

// TestNamesThatSayNothing: names of the API and of settings that look like others and must stay.
func TestNamesThatSayNothing(t *testing.T) {
	for _, name := range []string{"", "-", "__", "code", "status", "id", "key", "name", "number", "public_key", "client_id", "application_id", "tokens", "token_type", "token_id", "card_number_length", "security_code_length", "security_code_location",
		"authorization_code", "phone_area_code", "address_id", "cookie_name", "secret_length", "password_hint", "site", "floor_price", "price_floor", "mac_address", "email", "idempotency_key", "X-Idempotency-Key", "X-Request-Id",
		"X-Signature", "external_reference", "document_type", "identification_type", "panel", "pans", "span", "trust", "perfect", "company", "Content-Security-Policy", "Host", "User-Agent", "ETag", "Location", "Content-Type"} {
		if got := kindOfName(name); got != namePlain {
			t.Errorf("%q is of kind %d", name, got)
		}
	}
	in := `{"code":"2034","name":"visa","number":7,"client_id":"7305128846120953","token_type":"bearer","expires_in":15552000}`
	if got := string(NewRedactor().JSON([]byte(in))); got != in {
		t.Errorf("became %s", got)
	}
}

func TestSecretHeaders(t *testing.T) {
	r := NewRedactor()
	for _, row := range table(t, "secret-headers.tsv", 2) {
		for _, name := range []string{row[0], strings.ToLower(row[0]), strings.ToUpper(row[0])} {
			for _, v := range []string{"Qx7canary81Zt", "Basic Qx7canary81Zt", "sid=Qx7canary81Zt; Path=/", "Digest a=\"b\", response=\"Qx7canary81Zt\""} {
				got := r.Headers(http.Header{name: {v}})
				if len(got) != 1 || strings.Contains(got[0].Value, "canary") || got[0].Value == "" {
					t.Errorf("%s: %s is shown as %v", name, v, got)
				}
			}
		}
	}
}

// TestLiterals: a secret the redactor was told of is hidden however it is escaped.
func TestLiterals(t *testing.T) {
	const secret = `p+w d/"é&=%x9`
	r := NewRedactor(secret)
	js, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	hex := ""
	for i := range len(secret) {
		hex += fmt.Sprintf("%%%02x", secret[i])
	}
	for how, s := range map[string]string{"plain": secret, "query": url.QueryEscape(secret), "path": url.PathEscape(secret), "path twice": url.PathEscape(url.PathEscape(secret)), "JSON": string(js[1 : len(js)-1]),
		"markup": html.EscapeString(secret), "every byte": hex, "lower": strings.ToLower(url.PathEscape(secret)), "plus": strings.ReplaceAll(secret, " ", "+")} {
		if got := r.Text("<" + s + ">"); got != "<"+stars+">" {
			t.Errorf("%s: %q is shown as %q", how, s, got)
		}
	}
}

// TestMaskShowsAFifth: of any secret at most a fifth is shown, and something only of shapes of Mercado Pago.
func TestMaskShowsAFifth(t *testing.T) {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/+=."
	rnd := rand.New(rand.NewPCG(1, 2))
	text := func(n int, from string) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = from[rnd.IntN(len(from))]
		}
		return string(b)
	}
	for n := 1; n < 200; n++ {
		for range 20 {
			if got := Secret(text(n, alphabet)).Mask(); got != stars {
				t.Fatalf("a text of %d is shown as %s", n, got)
			}
		}
	}
	const hex, dec = "0123456789abcdef", "0123456789"
	for range 500 {
		middle := text(10+rnd.IntN(11), dec) + "-" + text(6, dec) + "-" + text(32, hex)
		for _, s := range []string{"APP_USR-" + middle + "-" + text(1+rnd.IntN(12), dec), "TEST-" + middle + "-U" + text(1+rnd.IntN(12), dec), "APP_USR-" + middle + "__LA_LD__-" + text(9, dec), "APP_USR-" + keyText[8:], "TEST-" + keyText[8:],
			"TG-" + text(24, hex) + "-" + text(1+rnd.IntN(12), dec), text(64, hex), text(32, alphabet[:62])} {
			got := Secret(s).Mask()
			shown := len(strings.ReplaceAll(got, "…", ""))
			if got == stars {
				shown = 0
			}
			if shown*5 > len(s) || got == "" {
				t.Fatalf("%s shows %d of %d", got, shown, len(s))
			}
			if head, tail, ok := strings.Cut(got, "…"); ok && (!strings.HasPrefix(s, head) || !strings.HasSuffix(s, tail) || head != "" && head != "APP_USR-" && head != "TEST-" && head != "TG-") {
				t.Fatalf("%s is shown as %s", s, got)
			}
		}
	}
}

// TestNameParts: each word that goes before, behind or beside a name, alone.
func TestNameParts(t *testing.T) {
	const canary = "Qx7canary81Zt"
	r := NewRedactor()
	hides := func(form string) {
		t.Helper()
		if !strings.Contains(form, canary) {
			t.Fatalf("%q holds no canary", form)
		}
		if got := r.Text(form); strings.Contains(got, canary) {
			t.Errorf("%q leaves %q", form, got)
		}
	}
	stays := func(form string) {
		t.Helper()
		if got := r.Text(form); got != form {
			t.Errorf("%q became %q", form, got)
		}
	}
	kinds := map[string]map[string]bool{"opener": openers, "closer": closers, "parent": personalParents, "holder": testHolders, "app": appNames, "saying": sayings, "line": lines,
		"pair name": pairNames, "pair value": pairValues, "setter": setters}
	listed := map[string]map[string]bool{}
	for _, row := range table(t, "name-parts.tsv", 3) {
		word, kind := row[0], row[1]
		if listed[kind] == nil {
			listed[kind] = map[string]bool{}
		}
		if listed[kind][plainName(word)] = true; kind == "holder" {
			listed[kind][word] = true
		}
		switch kind {
		case "opener":
			hides(word + "_floor=" + canary)
		case "closer":
			hides("client_secret_" + word + "=" + canary)
		case "parent":
			for _, doc := range []string{`{"` + word + `":{"number":"` + canary + `"}}`, `{"` + word + `":{"name":"` + canary + `"}}`, `{"` + word + `":[{"number":81}]}`} {
				if got := string(r.JSON([]byte(doc))); strings.Contains(got, canary) || strings.Contains(got, "81") {
					t.Errorf("%s became %s", doc, got)
				}
			}
			hides(word + ".number=" + canary)
			hides(word + "_numero=" + canary)
		case "holder":
			doc := `{"cardholder":{"name":"` + word + `"},"payer":{"first_name":"` + word + `"}}`
			if got := string(r.JSON([]byte(doc))); got != doc {
				t.Errorf("%s became %s", doc, got)
			}
		case "app":
			stays(word + "=4532015112830366")
			doc := `{"` + word + `":"4532015112830366","x":{"` + word + `":4532015112830366}}`
			if got := string(r.JSON([]byte(doc))); got != doc {
				t.Errorf("%s became %s", doc, got)
			}
		case "saying":
			stays("x\n  client_secret: " + word)
			stays("x\n  password: " + strings.ToUpper(word))
		case "scheme":
			hides("Authorization: " + word + " " + canary)
			if got := r.Text("Authorization: " + word + " " + canary); got != "Authorization: "+word+" "+stars {
				t.Errorf("%s: %s", word, got)
			}
		case "line":
			hides(word + ": a=1; b=" + canary)
			hides(word + "=a=1; b=" + canary)
		case "pair name":
			for _, v := range []string{"value", "content"} {
				hides(`<x ` + word + `="api-key" ` + v + `="` + canary + `">`)
				hides(`<x ` + v + `="` + canary + `" ` + word + `="api-key">`)
			}
			hides("- " + word + ": API_KEY\n  value: " + canary)
			if got := string(r.JSON([]byte(`{"` + word + `":"api_key","value":"` + canary + `"}`))); strings.Contains(got, canary) {
				t.Errorf("%s: %s", word, got)
			}
		case "pair value":
			hides(`<x name="api-key" ` + word + `="` + canary + `">`)
			hides("<name>api_key</name><" + word + ">" + canary + "</" + word + ">")
			for _, doc := range []string{`{"name":"api_key","` + word + `":"` + canary + `"}`, `{"` + word + `":"` + canary + `","name":"api_key"}`} {
				if got := string(r.JSON([]byte(doc))); strings.Contains(got, canary) {
					t.Errorf("%s became %s", doc, got)
				}
			}
			stays(`<x name="title" ` + word + `="` + canary + `">`)
		case "setter":
			hides("x." + word + "ClientSecret('" + canary + "')")
		default:
			t.Fatalf("what is %q?", kind)
		}
	}
	for kind, words := range kinds {
		for w := range words {
			if !listed[kind][w] {
				t.Errorf("%s %q is in no line of name-parts.tsv", kind, w)
			}
		}
	}
}
