package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// scenarios drives the operations of the official specification, by "METHOD /path/{template}"
// as it writes them. A scenario sets the scene and calls its operation with c.do, which
// validates every answer, that of helper calls to other operations too. It must get at least
// one success out of its own operation. Topics add theirs in init functions:
//
//	func init() {
//		scenarios["GET /v1/chargebacks/{id}"] = func(c *contract) {
//			id := …
//			c.want(c.do("GET", "/v1/chargebacks/"+id, ""), 200, "id", id)
//		}
//	}
//
// c.bench.do calls without validating (c.payCard, c.payPix and c.token do). What the answer
// may do otherwise than the specification says is in KnownDifferences and nowhere else.
var scenarios = map[string]func(*contract){}

// contract is one scenario under way: a fresh simulator and the judge of its answers.
type contract struct {
	*bench
	judge     *judge
	operation string
	succeeded bool
}

// fresh replaces the simulator by one configured otherwise.
func (c *contract) fresh(change ...func(*Config)) { c.bench = newBench(c.T, change...) }

// do is bench.do, and the specification has to agree with the answer.
func (c *contract) do(method, path, body string, headers ...string) answer {
	c.Helper()
	a := c.bench.do(method, path, body, headers...)
	bare, _, _ := strings.Cut(path, "?")
	op, _, _ := c.judge.routes.find(method, bare)
	if op == nil {
		return a
	}
	name := op.method + " " + op.pattern
	faults := c.judge.faults(op, path, a)
	excused := 0
	for _, o := range faults {
		if c.judge.excused(name, o) {
			excused++
		} else {
			c.Errorf("%s answers %d: %s: %s", name, a.status, o.field, o.reason)
		}
	}
	if excused > 0 && excused == len(faults) {
		c.judge.known++
	}
	if name == c.operation && a.status < 300 {
		c.succeeded = true
	}
	return a
}

// judge is the official specification. The schemas of an OpenAPI 3.1 document are JSON Schema, each at its place in it.
type judge struct {
	spec     any
	compiler *jsonschema.Compiler
	routes   table
	names    []string

	valid int          // answers without any objection
	known int          // answers whose objections are all known
	hit   map[int]bool // differences that were needed, by index
}

const specFile = "spec3.json"

var official = sync.OnceValues(func() (*judge, error) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "reference", "openapi", specFile))
	if err != nil {
		return nil, nil
	}
	spec, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	j := &judge{spec: unionNull(spec), compiler: jsonschema.NewCompiler(), hit: map[int]bool{}}
	j.compiler.DefaultDraft(jsonschema.Draft2020)
	j.compiler.AssertFormat()
	if err := j.compiler.AddResource(specFile, j.spec); err != nil {
		return nil, err
	}
	_, paths := j.find("paths")
	var list []route
	for path := range paths {
		_, methods := j.find("paths", path)
		for method := range methods {
			if method = strings.ToUpper(method); slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method) {
				list = append(list, route{method: method, pattern: path})
				j.names = append(j.names, method+" "+path)
			}
		}
	}
	slices.Sort(j.names)
	j.routes = newTable(list)
	return j, nil
})

// find follows names, and references on the way, to an object of the specification and the pointer to it; nil where
// there is none.
func (j *judge) find(names ...string) (pointer string, at map[string]any) {
	at, _ = j.spec.(map[string]any)
	for i := 0; ; {
		if ref, is := at["$ref"].(string); is {
			var to []string
			for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
				to = append(to, strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
			}
			return j.find(append(to, names[i:]...)...)
		}
		if i == len(names) {
			return pointer, at
		}
		next, is := at[names[i]].(map[string]any)
		if !is {
			return "", nil
		}
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(names[i])
		at, i = next, i+1
	}
}

// openJudge loads the specification, once for all tests.
func openJudge(t *testing.T) *judge {
	t.Helper()
	j, err := official()
	if err != nil {
		t.Fatal("the official specification does not load:", err)
	}
	if j == nil {
		t.Skip("the official specification (../shared/reference/openapi/spec3.json) is not here")
	}
	return j
}

// unionNull turns the 3.0 word nullable, which a 3.1 document must not use, into a union.
func unionNull(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = unionNull(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = unionNull(v[k])
		}
		if may, _ := v["nullable"].(bool); may {
			delete(v, "nullable")
			v["type"] = []any{v["type"], "null"}
			if list, is := v["enum"].([]any); is {
				v["enum"] = append(list, nil)
			}
		}
	}
	return v
}

// objection is one objection of the specification.
type objection struct {
	field, reason string
	value         string // "null", "empty" or neither: what the specification refused
}

func (j *judge) faults(op *entry, path string, a answer) []objection {
	list, err := j.objections(op, path, a)
	if err != nil {
		list = []objection{{field: "answer", reason: err.Error()}}
	}
	if len(list) == 0 && (a.status < 300 || j.declares(op, a.status)) {
		j.valid++
	}
	return list
}

func (j *judge) declares(op *entry, status int) bool {
	_, is := j.find("paths", op.pattern, strings.ToLower(op.method), "responses", strconv.Itoa(status))
	return is != nil
}

func (j *judge) objections(op *entry, path string, a answer) ([]objection, error) {
	if !j.declares(op, a.status) {
		if a.status >= 300 {
			return nil, nil // the specification lists few of the errors there are
		}
		return nil, fmt.Errorf("it has no %d", a.status)
	}
	at := []string{"paths", op.pattern, strings.ToLower(op.method), "responses", strconv.Itoa(a.status), "content"}
	if _, content := j.find(at...); content == nil {
		return nil, nil
	}
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	if _, is := j.find(append(at, kind)...); is == nil {
		return nil, fmt.Errorf("it has no %s", kind)
	}
	schema, is := j.find(append(at, kind, "schema")...)
	if is == nil || !strings.HasSuffix(kind, "json") {
		return nil, nil
	}
	judge, err := j.compiler.Compile(specFile + "#" + (&url.URL{Path: schema}).EscapedPath())
	if err != nil {
		return nil, err
	}
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(a.raw))
	if err != nil {
		return nil, err
	}
	var refused *jsonschema.ValidationError
	if err := judge.Validate(body); !errors.As(err, &refused) {
		return nil, err
	}
	var list []objection
	for _, f := range leaves(refused) {
		o := objection{field: fieldOf(f.InstanceLocation), reason: f.Error()}
		switch a.at(strings.Join(f.InstanceLocation, ".")) {
		case nil:
			o.value = "null"
		case "":
			o.value = "empty"
		}
		list = append(list, o)
	}
	return slices.CompactFunc(list, func(a, b objection) bool { return a == b }), nil // the elements of an array agree
}

// leaves are the objections themselves, without what only sums them up.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var list []*jsonschema.ValidationError
	for _, c := range e.Causes {
		list = append(list, leaves(c)...)
	}
	return list
}

// fieldOf joins the names of an instance path; the whole answer is "answer".
func fieldOf(path []string) string {
	names := slices.DeleteFunc(slices.Clone(path), func(s string) bool { return digitsOnly(s) || s == "" })
	if len(names) == 0 {
		return "answer"
	}
	return strings.Join(names, ".")
}

func (j *judge) excused(operation string, o objection) bool {
	_, path, _ := strings.Cut(operation, " ")
	found := false
	for i, d := range KnownDifferences {
		want, value, only := strings.Cut(d.Field, "=")
		anywhere, wild := strings.CutPrefix(want, "*.")
		family, any := strings.CutPrefix(d.Operation, "* ")
		switch {
		case d.Field == "", only && value != o.value:
		case want != o.field && (!wild || o.field != anywhere && !strings.HasSuffix(o.field, "."+anywhere)):
		case d.Operation == "*", d.Operation == operation, any && strings.HasPrefix(path, family):
			j.hit[i], found = true, true
		}
	}
	return found
}

func TestContract(t *testing.T) {
	j := openJudge(t)
	var missing []string
	driven := 0
	for _, name := range j.names {
		run, has := scenarios[name]
		if !has {
			missing = append(missing, name)
			continue
		}
		t.Run(strings.NewReplacer(" ", "_", "/", ":").Replace(name), func(t *testing.T) {
			driven++
			c := &contract{bench: newBench(t), judge: j, operation: name}
			run(c)
			if !c.succeeded {
				t.Errorf("%s never succeeded", name)
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(scenarios)) {
		if !slices.Contains(j.names, name) {
			t.Errorf("no operation of the specification is called %q", name)
		}
	}
	t.Logf("%d of %d operations, %d answers valid, %d more but for known differences", driven, len(j.names), j.valid, j.known)
	for _, name := range missing {
		t.Log("without a scenario:", name)
	}
	if driven+len(missing) < len(j.names) || t.Failed() {
		return // a part of the scenarios needs a part of the differences
	}
	for i, d := range KnownDifferences {
		if d.Field != "" && !j.hit[i] {
			t.Errorf("the difference %s %s is not needed any more", d.Operation, d.Field)
		}
	}
}

// The judge objects to what it should, so that its silence means something.
func TestJudgeObjects(t *testing.T) {
	j := openJudge(t)
	b := newBench(t)
	good := b.payPix("")
	op, _, _ := j.routes.find("GET", paymentPath(good))
	for field, spoiled := range map[string]string{
		"transaction_amount": strings.Replace(good.raw, `"transaction_amount":149.9`, `"transaction_amount":"149.9"`, 1),
		"status":             strings.Replace(good.raw, `"status":"pending"`, `"status":"open"`, 1),
		"date_created":       strings.Replace(good.raw, `"date_created":"2026`, `"date_created":"in 2026`, 1),
	} {
		a := answer{status: 200, header: good.header, raw: spoiled}
		if err := json.Unmarshal([]byte(spoiled), &a.body); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(j.faults(op, paymentPath(good), a), func(o objection) bool {
			return o.field == field && !j.excused("GET /v1/payments/{id}", o)
		}) {
			t.Errorf("a wrong %s went unseen", field)
		}
	}
}
