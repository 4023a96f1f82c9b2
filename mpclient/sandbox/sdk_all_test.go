package sandbox

import (
	"context"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	sdkidentification "github.com/mercadopago/sdk-go/pkg/identificationtype"

	"github.com/homologa/homologa/mpclient"
)

const sdkModule = "github.com/mercadopago/sdk-go"

// notCalls are the packages of the official SDK that call nothing by themselves.
var notCalls = map[string]string{
	"config": "settings", "internal": "not for others", "mperror": "errors", "requester": "transport", "requestoptions": "headers",
}

// Every package of the official SDK that calls the API is used by a test of this package: a new
// version with a new package fails here until somebody exercises it.
func TestSDKPackagesAreExercised(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", sdkModule).Output()
	if err != nil {
		t.Skip("the source of the official SDK cannot be found here:", err)
	}
	listed, err := os.ReadDir(filepath.Join(strings.TrimSpace(string(out)), "pkg"))
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			used[path] = true
		}
	}
	calls := 0
	for _, d := range listed {
		if !d.IsDir() || notCalls[d.Name()] != "" {
			continue
		}
		calls++
		if !used[sdkModule+"/pkg/"+d.Name()] {
			t.Errorf("no test uses %s/pkg/%s", sdkModule, d.Name())
		}
	}
	if calls < 15 {
		t.Errorf("only %d packages were found", calls)
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
