package fix

import (
	"encoding/json"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
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
var scripted = []script{
	{Node, "node", ".mjs", `for (let i = 0; i < Number(process.env.PROOFS); i++) {
  process.env.PROOF_OUT = process.env.PROOF_OUTS + i;
  await import("./snippet" + i + ".mjs");
  console.log("\x01");
}`},
	{PHP, "php", ".php", ""}, // its stand-in can be loaded but once
	{Python, "python3", ".py", `import os, runpy
for i in range(int(os.environ["PROOFS"])):
    os.environ["PROOF_OUT"] = os.environ["PROOF_OUTS"] + str(i)
    runpy.run_path("snippet%d.py" % i, run_name="__main__")
    print("\x01")
`},
}

type script struct {
	language     Language
	program, ext string
	driver       string // runs PROOFS snippets, each as a program of its own, in one process; "" when none can
}

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

// runScripts runs snippets with their interpreter and returns the requests they would have sent. Each
// has its own names and starts anew; what it shares with those before it are the stand-ins, which keep nothing.
func runScripts(t testing.TB, dir string, sc script, bodies []string) (sent []string) {
	t.Helper()
	for i, body := range bodies {
		write(t, filepath.Join(dir, "snippet"+strconv.Itoa(i)+sc.ext), body)
	}
	if sc.driver == "" {
		for i, body := range bodies {
			sent = append(sent, runPrograms(t, dir, []string{body}, tool(t, sc.program), filepath.Join(dir, "snippet"+strconv.Itoa(i)+sc.ext))...)
		}
		return sent
	}
	return runPrograms(t, dir, bodies, tool(t, sc.program), write(t, filepath.Join(dir, "driver"+sc.ext), sc.driver))
}

// runPrograms runs one process that makes the request of each body in turn and returns what they sent.
func runPrograms(t testing.TB, dir string, bodies []string, argv ...string) (sent []string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PROOFS="+strconv.Itoa(len(bodies)), "PROOF_OUTS="+out, "PROOF_OUT="+out+"0", "PYTHONPATH="+dir, "PYTHONDONTWRITEBYTECODE=1", "LOJA_TOKEN=proof", "MP_ACCESS_TOKEN=proof",
		"PYTHONIOENCODING=utf-8")
	msg, err := cmd.CombinedOutput()
	said := strings.Split(strings.TrimSuffix(strings.TrimSpace(string(msg)), "\x01"), "\x01")
	for i, body := range bodies {
		if i >= len(said) {
			t.Fatalf("%v: ended before this one: %v\n%s", argv, err, body)
		}
		raw, missing := os.ReadFile(out + strconv.Itoa(i))
		if s := strings.TrimSpace(said[i]); missing != nil || s != "made there" && s != "1 there" { // ids of payments are numbers in Go
			t.Fatalf("%v: %v\n%s\n%s", argv, err, s, body)
		}
		sent = append(sent, string(raw))
	}
	if err != nil || len(said) != len(bodies) {
		t.Fatalf("%v: %v\n%s", argv, err, msg)
	}
	return sent
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
			var bodies, wants []string
			for _, d := range damages {
				facts := d.broken(t)
				bodies = append(bodies, written(t, d.id, facts, lang.PT, sc.language))
				wants = append(wants, runShell(t, written(t, d.id, facts, lang.PT, Curl), "LOJA_TOKEN=proof")[0].body)
			}
			bodies = append(bodies, in(t, For("homologation.item_id", nil, lang.EN), sc.language))
			got := runScripts(t, stubs(t), sc, bodies)
			for i, want := range wants {
				same(t, sc.language, got[i], want)
			}
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

// runGo makes one program of all snippets, vets it, runs each of them and returns what they sent. In a package of
// its own each would have to be linked by itself, which takes seconds; here their functions get numbers.
func runGo(t testing.TB, proof string, bodies []string) (sent []string) {
	t.Helper()
	tool(t, "go")
	root, err := os.MkdirTemp(".", "_proof") // a package the module knows but wildcards skip
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	write(t, filepath.Join(root, "proof.go"), proof)
	mains := "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"strconv\"\n)\n\nfunc main() {\n\tfor i, run := range []func(){"
	for i, body := range bodies {
		n := strconv.Itoa(i)
		write(t, filepath.Join(root, "p"+n+".go"), numbered(t, body, n))
		mains += "main" + n + ", "
	}
	write(t, filepath.Join(root, "main.go"), mains+`} {
		if err := os.Setenv("PROOF_OUT", os.Getenv("PROOF_OUTS")+strconv.Itoa(i)); err != nil {
			panic(err)
		}
		run()
		fmt.Println("\x01")
	}
}
`)
	bin := filepath.Join(t.TempDir(), "proof")
	goTool(t, "vet", "./"+root)
	goTool(t, "build", "-o", bin, "./"+root)
	return runPrograms(t, filepath.Dir(bin), bodies, bin)
}

// numbered gives the functions of a program a number each, main too.
func numbered(t testing.TB, body, n string) string {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", body, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	own := map[string]bool{}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
			own[fn.Name.Name] = true
			fn.Name.Name += n
		}
	}
	ast.Inspect(f, func(node ast.Node) bool {
		if c, ok := node.(*ast.CallExpr); ok {
			if id, ok := c.Fun.(*ast.Ident); ok && own[id.Name] {
				id.Name += n
			}
		}
		return true
	})
	var out strings.Builder
	if err := format.Node(&out, fset, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func goTool(t testing.TB, args ...string) {
	t.Helper()
	if msg, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, msg)
	}
}

func TestGoSnippets(t *testing.T) {
	t.Parallel()
	var bodies, curls []string
	add := func(id checks.ID, f *checks.Facts, l lang.Lang) {
		body := written(t, id, f, l, Go)
		if formatted(body) != body {
			t.Errorf("not formatted:\n%s", body)
		}
		bodies, curls = append(bodies, body), append(curls, written(t, id, f, l, Curl))
	}
	for _, d := range damages {
		add(d.id, d.broken(t), lang.EN)
		add(d.id, checks.NewFacts(time.Time{}), lang.PT)
	}
	for i, got := range runGo(t, goProof, bodies) {
		same(t, Go, got, runShell(t, curls[i], "LOJA_TOKEN=proof", "MP_ACCESS_TOKEN=proof")[0].body)
	}
}

// hostile are values that would like to be more than text.
var hostile = []string{
	`"`, `'`, `\`, `\\'`, "`", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "${HOME}", "{{.Token}}", "{{template \"x\"}}", "%s%n", "*/", "-->", "?>", "<?php",
	"</script>", "a\nb", "a\r\nb", "a\tb", "\x1b[31m", "\u2028", "\u202e", "\u0000", "\\u0027", "\U000e0041", "é𝄞\U0001F600", "__proto__", "\xff\xfe", "'''", `"""`, "#{1}", "\\", "$order", "{$order['id']}", "*/ //",
}

func TestHostileValues(t *testing.T) {
	t.Parallel()
	for _, sc := range scripted {
		tool(t, sc.program)
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
		same(t, sc.language, runScripts(t, stubs(t), sc, []string{in(t, fixes, sc.language)})[0], want)
	}
	same(t, Go, runGo(t, goProof, []string{in(t, fixes, Go)})[0], want)
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
