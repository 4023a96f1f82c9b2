package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// SFTP data and addresses of a configuration never come out again, whatever is asked of the reports.
func TestReportsTellNothingOfSFTP(t *testing.T) {
	canaries := []string{"sftp.canario.example", "usuario-canario", "senha-canario", "/pasta/canario", "financeiro@canario.example", "2299"}
	cfg := `{"columns":[{"key":"SOURCE_ID"}],"file_name_prefix":"x","separator":";","display_timezone":"GMT-04","scheduled":false,"frequency":{"type":"daily","hour":1,"value":0},
		"notification_email_list":["financeiro@canario.example"],"sftp_info":{"server":"sftp.canario.example","port":2299,"username":"usuario-canario","password":"senha-canario","remote_dir":"/pasta/canario"}}`
	var writes atomic.Int32
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Method != http.MethodGet:
			writes.Add(1)
			fmt.Fprint(w, cfg)
		case r.URL.Path == "/users/me":
			fmt.Fprint(w, `{"id":7,"nickname":"LOJA","site_id":"MLB","tags":[]}`)
		case strings.HasSuffix(r.URL.Path, "/config"):
			fmt.Fprint(w, cfg)
		case strings.HasSuffix(r.URL.Path, "/list"):
			fmt.Fprint(w, `[{"id":1,"file_name":"../../x","status":"processed"},{"id":2,"file_name":"r.csv","status":"processed"}]`)
		case strings.HasSuffix(r.URL.Path, "/r.csv"):
			fmt.Fprint(w, "a;b\n")
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"message":"not found","status":404}`)
		}
	}))
	t.Cleanup(api.Close)
	dir := t.TempDir()
	vars := map[string]string{"MP_ACCESS_TOKEN": "APP_USR-1819217931090734-041704-9b79db05539b958b9db77aa7f79d473b-7000007", "HOMOLOGA_BASE_URL": api.URL}
	for _, args := range [][]string{
		{"status"}, {"status", "--format", "json"}, {"schedule", "--kind", "settlement"}, {"schedule", "--kind", "release", "--frequency", "weekly"}, {"schedule", "--kind", "release", "--off"},
		{"schedule", "--kind", "settlement", "--yes"}, {"generate", "--kind", "settlement", "--from", "2026-11-01", "--to", "2026-11-02"}, {"download", "latest", "--kind", "settlement"},
	} {
		for _, l := range []string{"pt", "es", "en"} {
			_, out, errs := inside(t, dir, vars, append([]string{"reports", "--lang", l, "--verbose"}, args...)...)
			for _, c := range append(canaries, vars["MP_ACCESS_TOKEN"]) {
				if strings.Contains(out+errs, c) {
					t.Errorf("%v tells %q:\n%s%s", args, c, out, errs)
				}
			}
		}
	}
	if n := writes.Load(); n != 0 {
		t.Errorf("%d requests changed something on a real account without a y", n)
	}
	// At a terminal: Enter is a no, --yes counts for nothing on a real account, a y is good for one request.
	for answer, want := range map[string]int32{"\n": 0, "n\n": 0, "yes please\n": 0, "y\n": 1} {
		writes.Store(0)
		var out, errs bytes.Buffer
		e := testEnv(dir, vars, "reports", "schedule", "--kind", "settlement", "--yes")
		e.in, e.out, e.err, e.ttyIn = strings.NewReader(answer), &out, &errs, true
		run(e)
		if n := writes.Load(); n != want || !strings.Contains(errs.String(), "POST /v1/account/settlement_report/schedule") || !strings.Contains(errs.String(), "LOJA (7), REAL") {
			t.Errorf("%q sent %d requests, want %d\n%s", answer, n, want, errs.String())
		}
	}
}

// A file arrives whole, is not replaced unasked, and a broken transfer leaves nothing.
func TestReportsDownload(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/cut.csv") {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "a;b\n")
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, strings.Repeat("a;b\n", 2_000_000)) // more than a recorded answer may have
	}))
	t.Cleanup(api.Close)
	dir := t.TempDir()
	vars := map[string]string{"MP_ACCESS_TOKEN": "APP_USR-1819217931090734-041704-9b79db05539b958b9db77aa7f79d473b-7000007", "HOMOLOGA_BASE_URL": api.URL}
	file := filepath.Join(dir, "r.csv")
	get := func(name string, more ...string) int {
		code, _, _ := inside(t, dir, vars, append([]string{"reports", "download", name, "--kind", "settlement", "--output", file}, more...)...)
		return code
	}
	if code := get("cut.csv"); code != exitUnfinished {
		t.Errorf("a cut transfer ends with %d", code)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("a cut transfer leaves %v", left)
	}
	if code := get("big.csv"); code != exitReady {
		t.Fatalf("code %d", code)
	}
	if st, err := os.Stat(file); err != nil || st.Size() != 8_000_000 {
		t.Errorf("%v %v", st, err)
	}
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := get("big.csv"); code != exitUsage {
		t.Errorf("an existing file: %d", code)
	}
	if raw, _ := os.ReadFile(file); string(raw) != "mine" {
		t.Error("the existing file was touched")
	}
	if code := get("cut.csv", "--force"); code != exitUnfinished {
		t.Errorf("code %d", code)
	}
	if raw, _ := os.ReadFile(file); string(raw) != "mine" {
		t.Error("a cut transfer replaced the file")
	}
	if code := get("big.csv", "--force"); code != exitReady {
		t.Errorf("code %d", code)
	}
	for _, name := range []string{"../x.csv", "/etc/passwd", `a\b.csv`, "..", "123", ".hidden", "a\x1b[31m.csv", "a%2fb.csv", "CON.csv"} {
		if code := get(name, "--force"); code != exitUsage {
			t.Errorf("%q: %d", name, code)
		}
	}
}
