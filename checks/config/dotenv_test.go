package config

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/homologa/homologa/mpclient/limits/limitstest"
)

func TestDotEnv(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want map[string]string
		left []string // line numbers left out
	}{
		"plain":             {"A=1\n\n# comment\nB = 2\n", map[string]string{"A": "1", "B": "2"}, nil},
		"quotes":            {"A=\"x y\"\nB='z # no comment'\n", map[string]string{"A": "x y", "B": "z # no comment"}, nil},
		"comment behind":    {"A=1 # one\n", map[string]string{"A": "1"}, nil},
		"export":            {"export A=1\nexport  B='2'\n", map[string]string{"A": "1", "B": "2"}, nil},
		"no line end":       {"A=1", map[string]string{"A": "1"}, nil},
		"empty value":       {"A=\nB=2\n", map[string]string{"A": "", "B": "2"}, nil},
		"broken in between": {"A=1\nthis is " + secret + "\nB=2\n", map[string]string{"A": "1", "B": "2"}, []string{"2"}},
		"broken at the end": {"A=1\n" + secret, map[string]string{"A": "1"}, []string{"2"}},
		"name with space":   {"A=1\nB C=" + secret + "\n", map[string]string{"A": "1"}, []string{"2"}},
		"open quotes":       {"A=\"" + secret + "\nB=2\n", map[string]string{"B": "2"}, []string{"1"}},
		"behind the quotes": {"A=\"1\" " + secret + "\nB=2\n", map[string]string{"B": "2"}, []string{"1"}},
		"several":           {"?" + secret + "\nA=1\n!\n", map[string]string{"A": "1"}, []string{"1", "3"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(project(t, map[string]string{".env": c.text}), ".env")
			env, warn := readEnv(path)
			if !maps.Equal(env, c.want) {
				t.Errorf("got %q, want %q", env, c.want)
			}
			var left []string
			for _, w := range warn {
				if w.Key != "config.env_line" {
					t.Errorf("unexpected warning %v", w)
				}
				left = append(left, w.Args[1])
				if strings.Contains(strings.Join(w.Args, " "), "c0ffee") {
					t.Errorf("the line shows: %v", w)
				}
			}
			if !slices.Equal(left, c.left) {
				t.Errorf("left out %v, want %v", left, c.left)
			}
		})
	}
}

func TestDotEnvThatIsNone(t *testing.T) {
	path := filepath.Join(project(t, map[string]string{".env": strings.Repeat("{ not an env file }\n", 40)}), ".env")
	env, warn := readEnv(path)
	if len(env) > 0 || len(warn) != 6 || warn[5].Key != "config.env_more" || warn[5].Args[1] != "35" {
		t.Errorf("env %v, %d warnings, the last %v", env, len(warn), warn[len(warn)-1])
	}
}

func TestDotEnvUnreadable(t *testing.T) {
	dir := project(t, map[string]string{"folder/.env/x": "", "big/.env": strings.Repeat("A=1\n", maxFile/4+1), "shut/.env": "A=1\n"})
	if err := os.Chmod(filepath.Join(dir, "shut", ".env"), 0); err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{"folder": "@why.not_file", "big": "@why.too_large"}
	if _, err := os.ReadFile(filepath.Join(dir, "shut", ".env")); err != nil && runtime.GOOS != "windows" {
		cases["shut"] = "@why.permission" // root reads everything
	}
	for name, why := range cases {
		got, err := Load(Source{Dir: filepath.Join(dir, name)})
		if err != nil || len(got.Warnings) != 1 || got.Warnings[0].Key != "config.env_unreadable" || got.Warnings[0].Args[1] != why {
			t.Errorf("%s: %v, %v", name, got.Warnings, err)
		}
	}
	if _, warn := readEnv(filepath.Join(dir, "none", ".env")); warn != nil {
		t.Errorf("no file is no warning: %v", warn)
	}
}

// FuzzLoad: whatever the files hold, nothing panics and no credential is repeated.
func FuzzLoad(f *testing.F) {
	for _, s := range [][2]string{
		{"", ""},
		{"lang = \"pt\"\n[credentials]\naccess_token = \"" + token + "\"\n", "MP_ACCESS_TOKEN=" + token},
		{token + " = 1", "X " + secret}, {secret + " = [", "\"" + secret}, {"product = \"" + secret + "\"", "export"},
		{"site = \"" + token, "A='" + token}, {"\xff\xfea\x00", "\xfe\xff\x00a"}, {"a.b.c = {x = 1}", "=\n=\n"},
	} {
		f.Add([]byte(s[0]), []byte(s[1]))
	}
	dir := f.TempDir()
	for _, s := range limitstest.TOML {
		f.Add([]byte(s), []byte("A=1"))
	}
	f.Fuzz(func(t *testing.T, toml, env []byte) {
		defer limitstest.Bounded(t, 4*(len(toml)+len(env)))()
		for name, raw := range map[string][]byte{FileName: toml, ".env": env} {
			if err := os.WriteFile(filepath.Join(dir, name), raw, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := Load(Source{Dir: dir, Getenv: nothing})
		said := warned(got)
		if err != nil {
			said = append(said, err.Error())
		}
		s := got.Settings
		said = append(said, s.PaymentPage, s.WebhookURL, s.PaymentID, s.PreferenceID, s.OrderID, s.AccessTokenVar, s.PublicKeyVar, s.WebhookSecretVar)
		for _, text := range said {
			if strings.Contains(text, token) || text == secret {
				t.Errorf("a credential shows in %q", text)
			}
		}
		for _, text := range warned(got) {
			if strings.Contains(text, secret) || strings.ContainsAny(text, "\x1b\x07\u202e\u009b") {
				t.Errorf("a secret or a control character shows in %q", text)
			}
		}
	})
}

// TestDeepConfiguration: 30 KB of homologa.toml that would cost gigabytes to read are refused in words.
func TestDeepConfiguration(t *testing.T) {
	for i, text := range limitstest.TOML {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "homologa.toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		func() {
			defer limitstest.Bounded(t, len(text))()
			_, err := Load(Source{Dir: dir})
			var e *Error
			if !errors.As(err, &e) || e.Text.Key != "config.too_deep" {
				t.Errorf("%d: %v", i, err)
			}
		}()
	}
}
