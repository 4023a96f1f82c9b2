package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/homologa/homologa/checks/fix"
	"github.com/homologa/homologa/checks/rules"
)

// TestMain lets the test binary be the program: scripts and the tests of real processes start it
// under the name homologa.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"homologa": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", os.Getenv("GORACE")) // the race detector's own settings
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond != "root" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return os.Geteuid() == 0, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "audit": auditIs, "within": within, "same": same,
		},
	})
}

// exits runs a program and wants an exit code: exits 2 homologa nope
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = exitCode(ts, err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func exitCode(ts *testscript.TestScript, err error) int {
	var x *exec.ExitError
	if !errors.As(err, &x) {
		ts.Check(err)
	}
	return x.ExitCode()
}

type scriptAudit struct {
	Schema   string
	Verdict  string
	Counts   map[string]int
	Findings []struct{ ID, Section, Level, Verdict, Title, Detail string }
}

func readAudit(ts *testscript.TestScript, file string) scriptAudit {
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(file)))
	var a scriptAudit
	ts.Check(dec.Decode(&a))
	if _, err := dec.Token(); err != io.EOF {
		ts.Fatalf("%s holds more than one value", file)
	}
	if a.Schema != "homologa.audit/v1" {
		ts.Fatalf("schema %q", a.Schema)
	}
	return a
}

// auditIs reads an audit: audit FILE verdict=ready fail=0 failing-sections=6 (or more)
func auditIs(ts *testscript.TestScript, _ bool, args []string) {
	a := readAudit(ts, args[0])
	heavy, sections := 0, map[string]bool{}
	for _, f := range a.Findings {
		if f.Verdict != "fail" {
			continue
		}
		sections[f.Section] = true
		if f.Level == "blocker" || f.Level == "required" {
			heavy++
		}
	}
	for _, want := range args[1:] {
		k, v, _ := strings.Cut(want, "=")
		n, _ := strconv.Atoi(v)
		ok := false
		switch k {
		case "verdict":
			ok = a.Verdict == v
		case "failing-sections":
			ok = len(sections) >= n
		case "heavy-fails":
			ok = heavy == n
		case "findings":
			ok = len(a.Findings) == n
		default:
			got, known := a.Counts[k]
			ok = known && (got == n || v == "some" && got > 0)
		}
		if !ok {
			ts.Fatalf("not %s: verdict %s, counts %v, failing sections %v, %d heavy fails, %d findings", want, a.Verdict, a.Counts, sections, heavy, len(a.Findings))
		}
	}
}

// within wants every line of a file short enough: within 80 FILE
func within(ts *testscript.TestScript, _ bool, args []string) {
	limit, err := strconv.Atoi(args[0])
	ts.Check(err)
	for line := range strings.SplitSeq(ts.ReadFile(args[1]), "\n") {
		if n := len([]rune(line)); n > limit {
			ts.Fatalf("%d columns: %s", n, line)
		}
	}
}

// same compares two files: same A B, or ! same A B
func same(ts *testscript.TestScript, neg bool, args []string) {
	a, b := ts.ReadFile(args[0]), ts.ReadFile(args[1])
	if (a == b) == neg {
		ts.Fatalf("%s and %s: the same is %v", args[0], args[1], a == b)
	}
}

// inside runs the program in this process, on buffers.
func inside(t *testing.T, dir string, vars map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	e := testEnv(dir, vars, args...)
	e.out, e.err = &out, &errs
	code = run(e)
	return code, out.String(), errs.String()
}

func testEnv(dir string, vars map[string]string, args ...string) env {
	return env{args: args, in: strings.NewReader(""), out: io.Discard, err: io.Discard, getenv: func(k string) string { return vars[k] }, now: time.Now, dir: dir}
}

// TestHelpListsOnlyWhatWorks runs each command that help lists with --help.
func TestHelpListsOnlyWhatWorks(t *testing.T) {
	_, all, _ := inside(t, t.TempDir(), nil, "--help")
	_, list, ok := strings.Cut(all, "\nCommands:\n")
	if !ok {
		t.Fatal("help lists no commands")
	}
	list, _, _ = strings.Cut(list, "\n\n")
	found := 0
	for line := range strings.SplitSeq(list, "\n") {
		if strings.HasPrefix(line, "   ") {
			continue // the second line of a description
		}
		name := strings.Fields(line)[0]
		found++
		for _, args := range [][]string{{name, "--help"}, {"help", name}, {name, "-h", "--lang", "pt"}} {
			code, out, errs := inside(t, t.TempDir(), nil, args...)
			if code != exitReady || errs != "" || !strings.Contains(out, "\n  homologa "+name) || !strings.Contains(out, "--base-url URL") {
				t.Errorf("%v: code %d, %s%s", args, code, out, errs)
			}
		}
	}
	if found < 8 {
		t.Errorf("only %d commands found", found)
	}
}

// TestEveryFixIsPrintedOrExplained: without any configuration a fix has sample values.
func TestEveryFixIsPrintedOrExplained(t *testing.T) {
	dir := t.TempDir()
	for _, r := range rules.All() {
		want := exitReady
		if len(fix.Languages(r.ID)) == 0 {
			want = exitUsage
		}
		code, out, errs := inside(t, dir, nil, "fix", string(r.ID))
		if code != want || (out == "") == (want == exitReady) || (errs == "") == (want == exitUsage) {
			t.Errorf("fix %s: code %d, want %d; %s", r.ID, code, want, errs)
		}
	}
}

// fakeToken has the form of an access token and opens nothing.
const fakeToken = "APP_USR-1234567890123456-112233-0123456789abcdef0123456789abcdef-123456789"
