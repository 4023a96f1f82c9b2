package mpclient

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

// TestRedactorIsLinear: half a mebibyte of hostile text takes no longer than others. A look ahead that is
// begun anew at each name would take minutes; what is allowed here is that of a busy machine.
func TestRedactorIsLinear(t *testing.T) {
	units := []string{"token: ", "token=", "token=(", "token={", "token:{", "token=[", "token:", "cookie: the ", "authorization: the ", "authorization: x", "authorization: Basic $A_B ", "a:a=", ":", "=", ">", "<a>", "<cvv>", "<cvv></cvv>",
		"<cvv> ", "('", "(\"", "(`", "f('token','", "token='", "token=\"", "token=`", `token=\"`, `\"token\":`, "token=%22", "name=\"token\" ", "name=token ", "value=\"x\" ", "value=1 name=token ", "--token ", "--token -", "token= ", "token:\n", "token: |\n",
		"token=process.env.", "token=$A_B,", "token=${", "a b c d ", "a_b_c_d=", "aB", "client_secret ", "?code=", "&code=%", "%3D", "&quot;", `\u0022`, `\\\\`, "eyJ", "eyJaaaaaaa.", "basic ", "basic aaaaaaa ", "bearer ", "-----BEGIN PRIVATE KEY-----", "PRIVATE KEY-----",
		"4111 ", "4111111111111111", "4111-", "4 1 1 1 ", "@", "a@", "a.b@c.", "APP_USR-", tokenText[:40], tokenText + "-", "TEST", "TG-", "v1=", "https://a:b@", "\u00a0", "é", "|token: ", "'token: ", "\"token: a b ", "token: A b ", "password: str = ", "token: A\\nb", ";a=", ",a:", "[token]", "token]]]]=", "token    :"}
	r := NewRedactor(tokenText, secretText, "a%20b c+d/e")
	var worst time.Duration
	for _, u := range units {
		in := strings.Repeat(u, (512<<10)/len(u))
		began := time.Now()
		r.Text(in)
		if took := time.Since(began); took > worst {
			worst = took
			t.Logf("%q: %v", u, took)
		}
	}
	if worst > 10*time.Second {
		t.Errorf("half a mebibyte took %v", worst)
	}
}
