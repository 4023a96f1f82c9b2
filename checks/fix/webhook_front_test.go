package fix

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
)

// TestNginxLetsNotificationsThrough: a server that asks everybody for a password and redirects
// everything passes a notification on with the request id it came with.
func TestNginxLetsNotificationsThrough(t *testing.T) {
	program := tool(t, "nginx")
	seen := make(chan string, 4)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r.Header.Get("X-Request-Id") + r.URL.Path }))
	defer app.Close()
	snippet := in(t, For("notifications.answers", shopFacts(box(t, ""), nil), lang.PT), Nginx)
	if !strings.Contains(snippet, "location = /avisos/mp {") {
		t.Fatalf("not the shop's path:\n%s", snippet)
	}
	dir, port := t.TempDir(), freePort(t)
	var temp strings.Builder
	for _, k := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temp.WriteString("  " + k + "_temp_path " + dir + "/" + k + ";\n")
	}
	path := write(t, filepath.Join(dir, "nginx.conf"), "pid "+dir+"/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n"+temp.String()+
		"server {\n listen 127.0.0.1:"+port+";\n auth_basic staging;\n auth_basic_user_file "+write(t, filepath.Join(dir, "users"), "")+";\n"+
		strings.ReplaceAll(snippet, "http://127.0.0.1:8080", app.URL)+"location / { return 301 https://example.com/; }\n}\n}\n")
	cmd := exec.Command(program, "-e", "stderr", "-p", dir, "-c", path, "-g", "daemon off;")
	cmd.Env = os.Environ()
	launch(t, cmd, "127.0.0.1:"+port)
	r := must(t, "POST", "http://127.0.0.1:"+port+"/avisos/mp?data.id=1")
	r.Header.Set("X-Request-Id", "req-7")
	if got := answer(t, r); got.Status != 200 {
		t.Fatalf("%+v", got)
	}
	if got := <-seen; got != "req-7/avisos/mp" {
		t.Errorf("the application saw %s", got)
	}
	noFollow := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := noFollow.Do(must(t, "POST", "http://127.0.0.1:"+port+"/other"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode == 200 {
		t.Error("the exception holds for other paths as well")
	}
}

// The rule for Cloudflare names the shop's host and path and nothing wider.
func TestCloudflareRuleIsNarrow(t *testing.T) {
	body := in(t, For("notifications.answers", shopFacts(box(t, ""), nil), lang.EN), Steps)
	if want := `(http.host eq "api.loja.com.br" and http.request.uri.path eq "/avisos/mp" and http.request.method eq "POST")`; !strings.Contains(body, want) || strings.Contains(body, "is a sample") {
		t.Errorf("%s", body)
	}
	if body := in(t, For("notifications.answers", nil, lang.EN), Steps); !strings.Contains(body, "is a sample") {
		t.Errorf("samples are not told:\n%s", body)
	}
}
