package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOutputIsForOneself: whatever stood under the name, what is written is whole, its owner's alone, and no link is followed.
func TestOutputIsForOneself(t *testing.T) {
	for _, command := range []string{"check --only security --format json", "ssl https://127.0.0.1:9 --format json", "lint --kind preference - --format json"} {
		for name, prepare := range map[string]func(t *testing.T, dir, at string){
			"nothing":              func(*testing.T, string, string) {},
			"a file of all":        func(t *testing.T, _, at string) { put(t, filepath.Dir(at), filepath.Base(at), "old") },
			"a link to a file":     func(t *testing.T, dir, at string) { link(t, filepath.Join(dir, "victim"), at) },
			"a link to a new file": func(t *testing.T, dir, at string) { link(t, filepath.Join(dir, "new"), at) },
		} {
			c := newClone(t, "http://127.0.0.1:9", nil)
			c.in = `{"items":[]}`
			dir := t.TempDir()
			put(t, dir, "victim", "precious")
			at := filepath.Join(c.dir, "out.json")
			prepare(t, dir, at)
			args := strings.Fields(command)
			code, _, errs := c.run(append(args, "--output", at)...)
			st, err := os.Lstat(at)
			if err != nil {
				t.Fatalf("%s, %s: exit %d, %v\n%s", command, name, code, err, errs)
			}
			raw, _ := os.ReadFile(at)
			if st.Mode() != 0o600 || !strings.HasPrefix(string(raw), "{") {
				t.Errorf("%s, %s: %v, %.40q", command, name, st.Mode(), raw)
			}
			left, _ := os.ReadDir(dir)
			if victim, _ := os.ReadFile(filepath.Join(dir, "victim")); string(victim) != "precious" || len(left) != 1 {
				t.Errorf("%s, %s: the victim became %.40q, beside it %d", command, name, victim, len(left))
			}
			if list, _ := os.ReadDir(c.dir); len(list) != 1 {
				t.Errorf("%s, %s: left behind: %v", command, name, list)
			}
		}
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skip(err)
	}
}

// TestNothingIsMadeThroughTheLinksOfAClone: a journal, a ledger or a state file that is a link, or lies behind one, is refused
// in words, also where --journal or --ledger name it.
func TestNothingIsMadeThroughTheLinksOfAClone(t *testing.T) {
	out := t.TempDir()
	for name, c := range map[string]struct {
		links map[string]string // in the clone → where they lead
		args  string
	}{
		"the journal":              {map[string]string{".homologa/deliveries.jsonl": "new"}, "listen --addr 127.0.0.1:0"},
		"its folder":               {map[string]string{".homologa": "."}, "listen --addr 127.0.0.1:0"},
		"the journal, listed":      {map[string]string{".homologa/deliveries.jsonl": "new"}, "listen --list"},
		"a journal by name":        {map[string]string{"j.jsonl": "new"}, "listen --addr 127.0.0.1:0 --journal j.jsonl"},
		"a journal behind a link":  {map[string]string{"logs": "."}, "listen --addr 127.0.0.1:0 --journal logs/j.jsonl"},
		"a ledger by name":         {map[string]string{"l.jsonl": "new"}, "pay --cleanup --ledger l.jsonl"},
		"a ledger behind a link":   {map[string]string{"logs": "."}, "pay --cleanup --ledger logs/l.jsonl"},
		"a state of the simulator": {map[string]string{"s.state": "new"}, "sandbox --addr 127.0.0.1:0 --state s.state"},
	} {
		t.Run(name, func(t *testing.T) {
			sim := newCounter(t, "test", "MLB")
			k := newClone(t, sim.srv.URL, nil)
			k.vars["MP_ACCESS_TOKEN"] = sim.sim.Credentials().AccessToken
			t.Chdir(k.dir)
			for at, to := range c.links {
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
				link(t, filepath.Join(out, to), at)
			}
			k.dir = "."
			code, _, errs := k.run(strings.Fields(c.args)...)
			if code != exitUsage || !strings.Contains(errs, "link") {
				t.Errorf("exit %d: %s", code, errs)
			}
			if list, _ := os.ReadDir(out); len(list) > 0 {
				t.Errorf("made: %v", list)
			}
		})
	}
}
