package fix

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/homologa/homologa/checks"
	"github.com/homologa/homologa/checks/lang"
)

// Stand-ins for the official libraries with the calls the snippets use. They write down the request
// and answer like the API.
var sdkStubs = map[string]string{
	"node_modules/mercadopago/package.json": `{"name": "mercadopago", "version": "0.0.0", "type": "module", "exports": "./index.js"}`,
	"node_modules/mercadopago/index.js": `import { writeFileSync } from "node:fs";
export class MercadoPagoConfig { constructor({ accessToken }) { if (accessToken !== "proof") throw new Error("token"); } }
export class Preference {
  constructor(config) { if (!(config instanceof MercadoPagoConfig)) throw new Error("config"); }
  async create({ body }) { writeFileSync(process.env.PROOF_OUT, JSON.stringify(body)); return { id: "made", init_point: "there" }; }
}`,
	"mercadopago.py": `import json, os
class SDK:
    def __init__(self, token):
        assert token == "proof"
    def preference(self):
        return self
    def create(self, body):
        with open(os.environ["PROOF_OUT"], "w", encoding="utf-8") as f:
            json.dump(body, f)
        return {"status": 201, "response": {"id": "made", "init_point": "there"}}
`,
	"vendor/autoload.php": `<?php
namespace MercadoPago { class MercadoPagoConfig { static function setAccessToken(string $t): void { if ($t !== 'proof') throw new \Exception('token'); } } }
namespace MercadoPago\Client\Preference { class PreferenceClient { function create(array $body) {
    file_put_contents(getenv('PROOF_OUT'), json_encode($body, JSON_THROW_ON_ERROR));
    return (object) ['id' => 'made', 'init_point' => 'there'];
} } }`,
}

// scripted are the languages whose snippets run as files next to the stand-ins.
var scripted = []struct {
	language      Language
	program, file string
}{{Node, "node", "snippet.mjs"}, {PHP, "php", "snippet.php"}, {Python, "python3", "snippet.py"}}

func stubs(t testing.TB) string { return stubbed(t, sdkStubs) }

func stubbed(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runScript runs a snippet with its interpreter and returns the request it would have sent.
func runScript(t testing.TB, dir, program, file, body string) string {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
	return runProgram(t, dir, body, tool(t, program), path)
}

func runProgram(t testing.TB, dir, body string, argv ...string) string {
	t.Helper()
	out := filepath.Join(dir, "out.json")
	_ = os.Remove(out)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PROOF_OUT="+out, "PYTHONPATH="+dir, "PYTHONDONTWRITEBYTECODE=1", "LOJA_TOKEN=proof", "MP_ACCESS_TOKEN=proof", "PYTHONIOENCODING=utf-8")
	msg, err := cmd.CombinedOutput()
	if said := strings.TrimSpace(string(msg)); err != nil || said != "made there" && said != "1 there" { // ids of payments are numbers in Go
		t.Fatalf("%v: %v\n%s\n%s", argv, err, msg, body)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// normal makes two requests comparable: dates to one form, empty objects (the Go SDK sends
// some) away.
func normal(v any) any {
	switch x := v.(type) {
	case object:
		out := object{}
		for k, e := range x {
			if n := normal(e); n != nil {
				out[k] = n
			}
		}
		return orNil(out, len(out))
	case []any:
		var out []any
		for _, e := range x {
			out = append(out, normal(e))
		}
		return orNil(out, len(out))
	case json.Number:
		n, _ := x.Float64()
		return n
	case string:
		if at, err := time.Parse(time.RFC3339, x); err == nil {
			return at.UTC().String()
		}
	}
	return v
}

func same(t testing.TB, language Language, got, want string) {
	t.Helper()
	if g, w := normal(tree(t, got)), normal(tree(t, want)); !reflect.DeepEqual(g, w) {
		t.Errorf("%s sends\n%s\ncurl sends\n%s", language, text(t, g), text(t, w))
	}
}

// Every language sends what curl sends, and curl is proven against the simulator.
func TestScriptsSendTheSame(t *testing.T) {
	for _, sc := range scripted {
		t.Run(string(sc.language), func(t *testing.T) {
			t.Parallel()
			tool(t, sc.program)
			dir := stubs(t)
			for _, d := range damages {
				fixes := For(d.id, d.broken(t), lang.PT)
				want := runShell(t, in(t, fixes, Curl), "LOJA_TOKEN=proof")[0].body
				same(t, sc.language, runScript(t, dir, sc.program, sc.file, in(t, fixes, sc.language)), want)
			}
			runScript(t, dir, sc.program, sc.file, in(t, For("homologation.item_id", nil, lang.EN), sc.language))
		})
	}
}

// goProof replaces the network under a Go snippet.
const goProof = `package main

import (
	"io"
	"net/http"
	"os"
	"strings"
)

type proof struct{}

func (proof) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if r.Header.Get("Authorization") == "Bearer proof" && r.Method == "POST" && r.URL.Path == "/checkout/preferences" {
		err = os.WriteFile(os.Getenv("PROOF_OUT"), body, 0o644)
	}
	return &http.Response{StatusCode: 201, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(` + "`{\"id\":\"made\",\"init_point\":\"there\"}`" + `)), Request: r}, err
}

func init() { http.DefaultTransport = proof{} }
`

// goPackages writes snippets as packages the module knows but wildcards skip.
func goPackages(t testing.TB, bodies []string) (dirs []string) {
	t.Helper()
	tool(t, "go")
	root, err := os.MkdirTemp(".", "_proof")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	for i, b := range bodies {
		dir := filepath.Join(root, "p"+strconv.Itoa(i))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, src := range map[string]string{"main.go": b, "proof.go": goProof} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		dirs = append(dirs, "./"+dir)
	}
	return dirs
}

func goTool(t testing.TB, args ...string) {
	t.Helper()
	if msg, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, msg)
	}
}

func TestGoSnippets(t *testing.T) {
	var bodies, curls []string
	add := func(fixes []Fix) {
		bodies = append(bodies, in(t, fixes, Go))
		curls = append(curls, in(t, fixes, Curl))
	}
	for _, d := range damages {
		add(For(d.id, d.broken(t), lang.EN))
		add(For(d.id, nil, lang.PT))
	}
	for _, b := range bodies {
		if formatted(b) != b {
			t.Errorf("not formatted:\n%s", b)
		}
	}
	dirs := goPackages(t, bodies)
	goTool(t, append([]string{"vet"}, dirs...)...) // all compile
	if testing.Short() {
		return
	}
	// A quarter of them run too; linking all would take minutes.
	var some []string
	bin := t.TempDir()
	for i := 0; i < len(dirs); i += 8 {
		some = append(some, dirs[i])
	}
	goTool(t, append([]string{"build", "-o", bin + string(filepath.Separator)}, some...)...)
	for i := 0; i < len(dirs); i += 8 {
		got := runProgram(t, bin, bodies[i], filepath.Join(bin, filepath.Base(dirs[i])))
		same(t, Go, got, runShell(t, curls[i], "LOJA_TOKEN=proof", "MP_ACCESS_TOKEN=proof")[0].body)
	}
}

// hostile are values that would like to be more than text.
var hostile = []string{
	`"`, `'`, `\`, `\\'`, "`", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "${HOME}", "{{.Token}}", "{{template \"x\"}}", "%s%n", "*/", "-->", "?>", "<?php",
	"</script>", "a\nb", "a\r\nb", "a\tb", "\x1b[31m", "\u2028", "\u202e", "\u0000", "\\u0027", "\U000e0041", "é𝄞\U0001F600", "__proto__", "\xff\xfe", "'''", `"""`, "#{1}", "\\", "$order", "{$order['id']}", "*/ //",
}

func TestHostileValues(t *testing.T) {
	dirs := map[Language]string{}
	for _, sc := range scripted {
		tool(t, sc.program)
		dirs[sc.language] = stubs(t)
	}
	// All at once, so that one run per language is enough.
	o := object{}
	for i, h := range hostile {
		o["k"+strconv.Itoa(i)] = h
		o[h] = "key" + h
	}
	pref := object{"metadata": o, "items": []any{object{"title": strings.Join(hostile, ""), "quantity": 1, "unit_price": 5, "id": hostile[3]}}, "purpose": hostile[0], "statement_descriptor": "a'b\"c\\"}
	facts := hostileFacts(t, text(t, pref))
	fixes := For("homologation.item_description", facts, lang.PT)
	want := runShell(t, in(t, fixes, Curl))[0].body
	for _, h := range []string{`"`, `'`, "$(touch pwned)", "{{.Token}}", "?>", "${HOME}", "'; touch pwned; '"} {
		if got := tree(t, want)["items"].([]any)[0].(object)["title"].(string); !strings.Contains(got, h) {
			t.Errorf("%q got lost from %q", h, got)
		}
	}
	for _, sc := range scripted {
		same(t, sc.language, runScript(t, dirs[sc.language], sc.program, sc.file, in(t, fixes, sc.language)), want)
	}
	src := in(t, fixes, Go)
	d := goPackages(t, []string{src})
	bin := t.TempDir()
	goTool(t, "build", "-o", filepath.Join(bin, "p"), d[0])
	same(t, Go, runProgram(t, bin, src, filepath.Join(bin, "p")), want)
}

// hostileFacts skips redaction: a fix must be safe without it.
func hostileFacts(t testing.TB, pref string) *checks.Facts {
	t.Helper()
	d, err := checks.ParseDoc("p", []byte(pref))
	if err != nil {
		t.Fatal(err)
	}
	return checks.NewFacts(auditTime, checks.FactPreference.Of(checks.Created{Doc: d}))
}
