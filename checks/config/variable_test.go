package config

import (
	"path/filepath"
	"testing"
)

func TestVariable(t *testing.T) {
	dir := project(t, map[string]string{".env": "MP_A=one\nMP_B=\nC D=x\n", "sub/.env": "MP_A=sub"})
	getenv := func(k string) string { return map[string]string{"MP_B": "two", "MP_C": "three"}[k] }
	for name, want := range map[string]string{"MP_A": "one", "MP_B": "two", "MP_C": "three", "MP_D": "", "": "", "C D": "", token: ""} {
		if got := Variable(Source{Dir: dir, Getenv: getenv}, name); got.Reveal() != want {
			t.Errorf("%s is %q, want %q", name, got.Reveal(), want)
		}
	}
	beside := Source{Dir: dir, File: filepath.Join(dir, "sub", "mine.toml"), Getenv: func(string) string { return "" }}
	if got := Variable(beside, "MP_A"); got.Reveal() != "sub" {
		t.Errorf("beside a named configuration: %q", got.Reveal())
	}
}
