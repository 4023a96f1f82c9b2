package sandbox

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	sdkadvanced "github.com/mercadopago/sdk-go/pkg/advancedpayment"
	sdkcustomer "github.com/mercadopago/sdk-go/pkg/customer"
	sdkidentification "github.com/mercadopago/sdk-go/pkg/identificationtype"
	sdkpayment "github.com/mercadopago/sdk-go/pkg/payment"
	sdksub "github.com/mercadopago/sdk-go/pkg/preapproval"
	sdkplan "github.com/mercadopago/sdk-go/pkg/preapprovalplan"

	"github.com/homologa/homologa/mpclient"
)

const sdkModule = "github.com/mercadopago/sdk-go"

// notCalls are the packages of the official SDK that call nothing by themselves.
var notCalls = map[string]string{
	"config": "settings", "internal": "not for others", "mperror": "errors", "requester": "transport", "requestoptions": "headers",
}

// Every call of every package of the official SDK is made by a test of this package: a new version
// with a new package or a new call fails here until somebody exercises it.
func TestSDKPackagesAreExercised(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", sdkModule).Output()
	if err != nil {
		t.Skip("the source of the official SDK cannot be found here:", err)
	}
	listed, err := os.ReadDir(filepath.Join(strings.TrimSpace(string(out)), "pkg"))
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]map[string]bool{} // by package: names called in the files that import it
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		names := calls(f)
		for _, i := range f.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			if called[path] == nil {
				called[path] = map[string]bool{}
			}
			maps.Copy(called[path], names)
		}
	}
	packages, methods := 0, 0
	for _, d := range listed {
		if !d.IsDir() || notCalls[d.Name()] != "" {
			continue
		}
		packages++
		used := called[sdkModule+"/pkg/"+d.Name()]
		if used == nil {
			t.Errorf("no test uses %s/pkg/%s", sdkModule, d.Name())
		}
		for _, name := range clientCalls(t, filepath.Join(strings.TrimSpace(string(out)), "pkg", d.Name())) {
			if methods++; !used[name] {
				t.Errorf("no test calls %s of %s/pkg/%s", name, sdkModule, d.Name())
			}
		}
	}
	if packages < 15 || methods < 80 {
		t.Errorf("only %d packages and %d calls were found", packages, methods)
	}
}

// calls are the names of the methods and functions of others that a file calls.
func calls(f *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if c, is := n.(*ast.CallExpr); is {
			if sel, is := c.Fun.(*ast.SelectorExpr); is {
				names[sel.Sel.Name] = true
			}
		}
		return true
	})
	return names
}

// clientCalls are the methods of the Client of an SDK package; the webhook package has functions.
func clientCalls(t *testing.T, dir string) (names []string) {
	t.Helper()
	if filepath.Base(dir) == "webhook" {
		return []string{"ValidateSignature"}
	}
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "client.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, is := n.(*ast.TypeSpec); is && spec.Name.Name == "Client" {
			for _, m := range spec.Type.(*ast.InterfaceType).Methods.List {
				for _, name := range m.Names {
					names = append(names, name.Name)
				}
			}
		}
		return true
	})
	return names
}

// The calls no other test makes: pages that follow each other, a capture of the whole amount.
func TestSDKSearchAllAndCapture(t *testing.T) {
	b := newBench(t)
	cfg, ctx := sdk(b), context.Background()
	held := b.want(b.payCard("APRO", `,"capture":false`), 201, "status", "authorized")
	payments := sdkpayment.NewClient(cfg)
	if taken := must[*sdkpayment.Response](t)(payments.Capture(ctx, int(held.at("id").(float64)))); taken.Status != "approved" || taken.TransactionAmount != 200 {
		t.Errorf("captured %+v", taken)
	}
	for range 4 {
		b.payPix("")
		b.want(b.do("POST", "/v1/customers", `{"email":"`+nextKey()+`@example.com"}`), 201)
		pendingSubscription(b)
		anyPlan(b)
	}
	plans := int(b.do("GET", "/preapproval_plan/search", "").at("paging.total").(float64))
	for limit := range 3 { // 0 is the SDK's own size of a page
		countAll(t, "payments", 5, payments.SearchAll(ctx, sdkpayment.SearchRequest{Limit: limit}), func(p sdkpayment.Response) any { return p.ID })
		countAll(t, "customers", 4, sdkcustomer.NewClient(cfg).SearchAll(ctx, sdkcustomer.SearchRequest{Limit: limit}), func(c sdkcustomer.Response) any { return c.ID })
		countAll(t, "subscriptions", 4, sdksub.NewClient(cfg).SearchAll(ctx, sdksub.SearchRequest{Limit: limit}), func(s sdksub.Response) any { return s.ID })
		countAll(t, "plans", plans, sdkplan.NewClient(cfg).SearchAll(ctx, sdkplan.SearchRequest{Limit: limit}), func(p sdkplan.Response) any { return p.ID })
	}

	made := b.want(b.do("POST", advancedPath, `{"payer":{"email":"ana@example.com"},"capture":false,"payments":[{"transaction_amount":60,"payment_method_id":"master","token":"`+b.token(masterMLB, "APRO")+`"}]}`), 201)
	capture := true
	if moved := must[*sdkadvanced.Response](t)(sdkadvanced.NewClient(cfg).Update(ctx, int(made.at("id").(float64)), sdkadvanced.UpdateRequest{Capture: &capture})); moved.Status != "approved" {
		t.Errorf("updated %+v", moved)
	}
}

func countAll[T any](t *testing.T, what string, want int, all iter.Seq2[T, error], id func(T) any) {
	t.Helper()
	seen := map[any]bool{}
	for v, err := range all {
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		seen[id(v)] = true
	}
	if len(seen) != want {
		t.Errorf("%d %s, want %d", len(seen), what, want)
	}
}

func TestSDKIdentificationTypes(t *testing.T) {
	b := newBench(t, onSite(mpclient.MLC))
	list, err := sdkidentification.NewClient(sdk(b)).List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].ID != "RUT" || list[0].MinLength != 7 || list[0].MaxLength != 20 {
		t.Errorf("%+v", list)
	}
}
