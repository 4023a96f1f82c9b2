package main

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/homologa/homologa/checks/lang"
	"github.com/homologa/homologa/mpclient"
)

// TestEveryPromptTakesItsOwnYesAlone answers the prompts of commands and of the line mode with each line of the list.
func TestEveryPromptTakesItsOwnYesAlone(t *testing.T) {
	raw, err := os.ReadFile("../../mpclient/testdata/names/consent.tsv")
	if err != nil {
		t.Fatal(err)
	}
	far := &url.URL{Scheme: "https", Host: "far.example"}
	seller, tester := mpclient.Account{ID: 7, Nickname: "LOJA"}, mpclient.Account{ID: 7, Nickname: "LOJA", Tags: []string{"test_user"}}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		l, typed, key, answer := lang.Lang(f[0]), strings.TrimPrefix(f[1], "-"), f[2] == "yes", f[3] == "yes"
		command := func() *app {
			e := testEnv(t.TempDir(), nil)
			e.in, e.err, e.ttyIn = strings.NewReader(typed+"\n"), &bytes.Buffer{}, true
			return &app{env: e, ctx: t.Context(), lang: l}
		}
		for _, acc := range []mpclient.Account{seller, tester} {
			if _, err := command().agree(acc, "x"); (err == nil) != answer {
				t.Errorf("%s %q before a write: %v", l, typed, err)
			}
		}
		if yes, err := command().mayPost(far, "cmd.hook_consent", 1); err != nil || yes != answer {
			t.Errorf("%s %q before a notification: %v %v", l, typed, yes, err)
		}
		k := newTalk(typed)
		e := testEnv(t.TempDir(), nil)
		e.out = k
		m := &lineMode{app: &app{env: e, lang: l}, ctx: t.Context(), runs: &interrupts{}, in: newLineInput(k, true)}
		if _, yes, err := m.agree("x", ""); err != nil || yes != key {
			t.Errorf("%s %q by lines: %v %v", l, typed, yes, err)
		}
		m.in.close()
	}
}

// TestOneTableSaysWhatAgrees: no other place of the program compares an answer with a letter or a word of its own.
func TestOneTableSaysWhatAgrees(t *testing.T) {
	own := regexp.MustCompile(`[=!]= "[yYsS]"|case "[yYsS]"|EqualFold\([^)]*"(?:y|s|yes|sim)"\)|"sim"|"sí"`)
	seen := 0
	for _, dir := range []string{".", "../../tui"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") {
				seen++
				if m := own.FindString(string(src)); m != "" {
					t.Errorf("%s decides by itself what agrees: %s", file, m)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d files were read", seen)
	}
}
